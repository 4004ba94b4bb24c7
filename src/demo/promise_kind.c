#include "demo/promise_read.h"

enum promise_kind promise_kind_of(struct slice name, struct slice bytes)
{
	struct slice start = bytes;

	if (slice_starts_with(start, SLICE("\xef\xbb\xbf")))
		start = slice_part(start, 3, start.len);
	start = slice_trim(slice_part(start, 0, 200));
	if (slice_starts_with(start, SLICE("<!DOCTYPE html")) ||
	    slice_starts_with(start, SLICE("<!doctype html")) ||
	    slice_starts_with(start, SLICE("<html")) ||
	    slice_ends_with(name, SLICE(".html")))
		return PROMISE_TEXT;
	if (slice_starts_with(start, SLICE("<")))
		return PROMISE_XML;
	if (slice_ends_with(name, SLICE(".csv")) ||
	    slice_ends_with(name, SLICE(".CSV")))
		return PROMISE_CSV;
	if (slice_starts_with(start, SLICE("{")) ||
	    slice_starts_with(start, SLICE("[")))
		return PROMISE_JSON;
	return PROMISE_TEXT;
}
