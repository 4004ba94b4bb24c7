/*
 * guard_bench - a text searched for a million names, beside grep -F with the
 * names as patterns.
 *
 *     guard_bench DIRECTORY
 *
 * works in a fresh directory below.  Names are made of syllables, and so many
 * differ as do in a country.  grep looks for "Given Family" with these capital
 * letters and one space; the guard for both orders, initials, hyphens, accents,
 * small letters, line ends, numbers and dates.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "guard/guard.h"
#include "guard/names.h"

#include "bench.h"

enum {
	NAMES = 1000000,
	MEBIBYTES = 64,
	NAME_EVERY = 2000, /* bytes of text */
	RUNS = 3,
	NAME_BYTES = 48,
};

struct work {
	char text[4100], names[4100];
	char command[9000];
	struct name_index *index;
	size_t found;
	struct error error;
};

/* --- invented names and text ------------------------------------------------ */

static uint64_t draw(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static void add_syllables(char *name, unsigned int count, uint64_t *state)
{
	static const char *const syllables[] = {
		"ba",  "bel", "ca",  "dor", "el",  "fin", "ga",   "hol",
		"im",  "jo",  "ka",  "len", "mar", "na",  "or",   "pen",
		"qui", "ra",  "sel", "ta",  "ul",  "ven", "win",  "ya",
		"zor", "thi", "she", "cra", "bro", "gri", "stel", "wold"};
	size_t length = strlen(name);

	for (unsigned int i = 0; i < count; i++)
		strcat(name, syllables[draw(state) % 32]);
	name[length] = (char)(name[length] - 'a' + 'A');
}

/* The names of pupil `number`: some 30,000 given and 500,000 family names. */
static void invent(uint64_t number, char given[NAME_BYTES],
		   char family[NAME_BYTES])
{
	uint64_t state = number;

	given[0] = '\0';
	family[0] = '\0';
	add_syllables(given, 2 + draw(&state) % 2, &state);
	add_syllables(family, 3 + draw(&state) % 2, &state);
}

static int write_names(const struct work *work)
{
	char given[NAME_BYTES], family[NAME_BYTES];
	FILE *file = fopen(work->names, "w");

	if (file == NULL)
		return -1;
	for (uint64_t n = 1; n <= NAMES; n++) {
		invent(n, given, family);
		fprintf(file, "%s %s\n", given, family);
	}
	return fclose(file);
}

static int write_text(const struct work *work)
{
	static const char *const words[] = {
		"the",      "pupils", "of",          "school",     "learn",
		"well",     "and",    "they",        "read",       "with",
		"joy",      "In",     "lessons",     "staff",      "support",
		"each",     "child",  "to",          "make",       "good",
		"progress", "in",     "mathematics", "attendance", "has",
		"improved", "since",  "May",         "2024,"};
	char given[NAME_BYTES], family[NAME_BYTES];
	FILE *file = fopen(work->text, "w");
	uint64_t state = 1, column = 0, since = 0, size = 0;

	if (file == NULL)
		return -1;
	while (size < (uint64_t)MEBIBYTES << 20) {
		int length;

		if (since > NAME_EVERY) {
			invent(draw(&state) % NAMES + 1, given, family);
			length = fprintf(file, "%s %s ", given, family);
			since = 0;
		} else {
			length = fprintf(file, "%s ", words[draw(&state) % 29]);
		}
		column += (uint64_t)length;
		since += (uint64_t)length;
		size += (uint64_t)length;
		if (column > 80) {
			fputc('\n', file);
			size++;
			column = 0;
		}
	}
	return fclose(file);
}

/* --- both sides ------------------------------------------------------------- */

static int make_index(struct work *work)
{
	if (name_index_make(&work->index, NAME_INDEX_BYTES, &work->error) != 0)
		return -1;
	for (uint64_t n = 1; n <= NAMES; n++) {
		char given[NAME_BYTES], family[NAME_BYTES];
		struct known_pupil pupil = {.pupil = n, .birth = DATE_NONE};

		invent(n, given, family);
		pupil.forename = slice_of(given);
		pupil.surname = slice_of(family);
		if (name_index_add(work->index, &pupil, &work->error) != 0)
			return -1;
	}
	return 0;
}

static int scan(void *context)
{
	struct work *work = context;
	struct guard guard = {.names = work->index,
			      .threshold = 10,
			      .today = date_from_civil(2026, 1, 15)};
	struct guard_report report;
	struct arena arena = {0};
	int result = guard_scan_file(&guard, work->text, GUARD_TEXT, &report,
				     &arena, &work->error);

	if (result == 0)
		work->found = report.count;
	arena_release(&arena);
	return result;
}

static int index_and_scan(void *context)
{
	struct work *work = context;

	name_index_free(work->index);
	work->index = NULL;
	return make_index(work) != 0 ? -1 : scan(work);
}

static int grep(void *context)
{
	struct work *work = context;

	return system(work->command);
}

int main(int argc, char **argv)
{
	struct work work = {0};
	struct bench both = {
		.what = "search 64 MiB for 1 M names, index included",
		.unit = "MB",
		.amount = (double)(MEBIBYTES << 20) / 1e6,
		.ours = index_and_scan,
		.peer_name = "grep -F -f",
		.peer = grep,
		.context = &work,
		.runs = RUNS,
	};
	struct bench alone = {
		.what = "search 64 MiB for 1 M names",
		.unit = "MB",
		.amount = (double)(MEBIBYTES << 20) / 1e6,
		.ours = scan,
		.context = &work,
		.runs = RUNS,
	};
	int result;

	if (argc != 2) {
		fprintf(stderr, "usage: guard_bench DIRECTORY\n");
		return 2;
	}
	snprintf(work.text, sizeof(work.text), "%s/text.txt", argv[1]);
	snprintf(work.names, sizeof(work.names), "%s/names.txt", argv[1]);
	snprintf(work.command, sizeof(work.command),
		 "LC_ALL=C grep -c -F -f '%s' '%s' >/dev/null", work.names,
		 work.text);
	if (write_names(&work) != 0 || write_text(&work) != 0) {
		perror(argv[1]);
		return 1;
	}
	result = bench_compare(&both) != 0 || bench_compare(&alone) != 0;
	fprintf(stderr, "guard_bench: %zu findings, %llu MiB of index\n",
		work.found,
		(unsigned long long)(name_index_bytes(work.index) >> 20));
	name_index_free(work.index);
	return result;
}
