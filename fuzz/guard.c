/*
 * Scans any bytes in the format that the first byte says, whole and in pieces of
 * the size that the second says: both must find the same, in order of place, and
 * nothing may be found before the first character.  The pupil searched for has
 * names of one letter, so that much is found.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "fuzz/target.h"
#include "guard/guard.h"
#include "guard/hidden.h"
#include "guard/names.h"

struct feed {
	struct slice bytes;
	size_t most;
};

static int feed_bytes(void *context, char *bytes, size_t size, size_t *count,
		      struct error *error)
{
	struct feed *feed = context;
	size_t length = feed->bytes.len < size ? feed->bytes.len : size;

	(void)error;
	if (length > feed->most)
		length = feed->most;
	if (length > 0)
		memcpy(bytes, feed->bytes.at, length);
	feed->bytes = slice_part(feed->bytes, length, feed->bytes.len);
	*count = length;
	return 0;
}

static const struct name_index *index_of(void)
{
	static struct name_index *index;
	const struct known_pupil pupils[] = {
		{.pupil = 1,
		 .forename = SLICE("Ann Bo"),
		 .surname = SLICE("O'Xu-Yi"),
		 .birth = date_from_civil(2009, 3, 12),
		 .postcode = SLICE("CT9 5AW"),
		 .schools = {SLICE("8861101")},
		 .school_names = {SLICE("Hop School")}},
		{.pupil = 2,
		 .forename = SLICE("Z\xc3\xb6"),
		 .surname = SLICE("May"),
		 .birth = DATE_NONE},
	};

	if (index == NULL) {
		must(name_index_make(&index, NAME_INDEX_BYTES, NULL) == 0);
		for (size_t i = 0; i < 2; i++)
			must(name_index_add(index, &pupils[i], NULL) == 0);
	}
	return index;
}

/* What the tables beside the text withhold. */
static const struct hidden_counts *hidden_of(void)
{
	static const struct {
		uint64_t count;
		struct slice label;
	} cells[] = {
		{3, SLICE_INIT("Asian")},
		{12, SLICE_INIT("Year 8")},
		{1234, SLICE_INIT("Special educational needs")},
		{0, SLICE_INIT("x")},
	};
	static struct hidden_counts *hidden;
	static struct arena arena;
	uint32_t what;

	if (hidden != NULL)
		return hidden;
	must(hidden_make(&hidden, &arena, NULL) == 0);
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		must(hidden_labels(hidden, &cells[i].label, 1, &what, NULL) ==
		     0);
		must(hidden_add(hidden, cells[i].count, what, NULL) == 0);
		must(hidden_add_part(hidden, cells[i].count, 40, what, NULL) ==
		     0);
	}
	must(hidden_labels(hidden, NULL, 0, &what, NULL) == 0);
	must(hidden_add(hidden, 8, what, NULL) == 0);
	hidden_settle(hidden);
	return hidden;
}

static int scan(struct slice bytes, enum guard_format format, size_t most,
		struct guard_report *report, struct arena *arena)
{
	struct guard guard = {
		.names = index_of(),
		.threshold = 10,
		.hidden = hidden_of(),
		.today = date_from_civil(2026, 1, 15),
	};
	struct feed feed = {bytes, most};
	struct error error = {0};
	int result = guard_scan(&guard, SLICE("a"), format, feed_bytes, &feed,
				report, arena, &error);

	must(result == 0 ||
	     (error.code == ERROR_INPUT && error.message[0] != '\0'));
	return result;
}

static void check_order(const struct guard_report *report)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct guard_finding *one = &report->list[i];

		must(one->from.line > 0 && one->from.column > 0);
		must(one->to.line >= one->from.line);
		if (i > 0)
			must(report->list[i - 1].from.line <= one->from.line);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct guard_report whole, pieces;
	struct slice bytes;
	enum guard_format format;
	int result;

	if (size < 2)
		return 0;
	format = (enum guard_format)(data[0] % GUARD_FORMAT_COUNT);
	bytes = (struct slice){(const char *)data + 2, size - 2};
	result = scan(bytes, format, SIZE_MAX, &whole, &arena);
	must(scan(bytes, format, data[1] % 16 + 1u, &pieces, &arena) == result);
	if (result == 0) {
		check_order(&whole);
		must(whole.count == pieces.count);
		for (size_t i = 0; i < whole.count; i++)
			must(whole.list[i].kind == pieces.list[i].kind &&
			     whole.list[i].from.line ==
				     pieces.list[i].from.line &&
			     whole.list[i].from.column ==
				     pieces.list[i].from.column);
	}
	arena_release(&arena);
	return 0;
}
