#include "base/slice.h"

int slice_compare(struct slice a, struct slice b)
{
	size_t shared = a.len < b.len ? a.len : b.len;
	int order = shared > 0 ? memcmp(a.at, b.at, shared) : 0;

	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool slice_equal_ignoring_case(struct slice a, struct slice b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (lower(a.at[i]) != lower(b.at[i]))
			return false;
	return true;
}

bool slice_starts_with(struct slice a, struct slice prefix)
{
	return a.len >= prefix.len &&
	       slice_equal(slice_part(a, 0, prefix.len), prefix);
}

bool slice_ends_with(struct slice a, struct slice suffix)
{
	return a.len >= suffix.len &&
	       slice_equal(slice_part(a, a.len - suffix.len, a.len), suffix);
}

struct slice slice_part(struct slice a, size_t from, size_t to)
{
	if (to > a.len)
		to = a.len;
	if (from > to)
		from = to;
	return (struct slice){a.at != NULL ? a.at + from : NULL, to - from};
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct slice slice_trim(struct slice a)
{
	while (a.len > 0 && is_blank(a.at[0])) {
		a.at++;
		a.len--;
	}
	while (a.len > 0 && is_blank(a.at[a.len - 1]))
		a.len--;
	return a;
}

struct slice slice_cut(struct slice *rest, char separator)
{
	struct slice whole = *rest;
	const char *found = NULL;

	if (whole.len > 0)
		found = memchr(whole.at, separator, whole.len);
	if (found == NULL) {
		*rest = slice_part(whole, whole.len, whole.len);
		return whole;
	}
	*rest = slice_part(whole, (size_t)(found - whole.at) + 1, whole.len);
	return slice_part(whole, 0, (size_t)(found - whole.at));
}

bool slice_number(struct slice a, uint64_t maximum, uint64_t *value)
{
	uint64_t number = 0;

	if (a.len == 0)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		if (a.at[i] < '0' || a.at[i] > '9')
			return false;
		if (__builtin_mul_overflow(number, 10u, &number) ||
		    __builtin_add_overflow(number, (uint64_t)(a.at[i] - '0'),
					   &number))
			return false;
	}
	if (number > maximum)
		return false;
	*value = number;
	return true;
}

uint64_t slice_hash(struct slice a)
{
	uint64_t hash = 14695981039346656037u;

	for (size_t i = 0; i < a.len; i++) {
		hash ^= (unsigned char)a.at[i];
		hash *= 1099511628211u;
	}
	return hash;
}
