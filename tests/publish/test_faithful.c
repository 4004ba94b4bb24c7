/*
 * Whether a notice that is written from the rules of a source says what that
 * source said: faithful/NAME.test is its checklist.
 *
 * Each fact (R-number, docs/requirements.md) that a source states stands in it
 * once at least, under --- facts with the section in which it must be told and
 * what must be read there, or under --- not with the reason why a notice does
 * not tell it.  Under --- absent stands what must not be there.
 *
 *     R-058 held: ethnic group | first language
 *
 * One of several may be read: `contact details // all that we keep`.  Section `*`
 * is the whole page, `top` what comes before the first.  Small and
 * capital letters are the same.
 */
#include "parse_back.h"

#include "tests/data.h"
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/builder.h"
#include "base/date.h"

static struct library library;

/* --- one line -------------------------------------------------------------------- */

static bool holds(const struct reading *reading, struct slice section,
		  struct slice part)
{
	struct slice text = reading_text(reading, section);
	char small[400];

	assert_true(part.len > 0 && part.len < sizeof(small));
	for (size_t i = 0; i < part.len; i++)
		small[i] = part.at[i] >= 'A' && part.at[i] <= 'Z'
				   ? (char)(part.at[i] - 'A' + 'a')
				   : part.at[i];
	return memmem(text.at, text.len, small, part.len) != NULL;
}

/* "this // or that" */
static bool holds_one(const struct reading *reading, struct slice section,
		      struct slice parts)
{
	static const char between[] = " // ";
	const char *at;

	while ((at = memmem(parts.at, parts.len, between, strlen(between))) !=
	       NULL) {
		size_t first = (size_t)(at - parts.at);

		if (holds(reading, section, slice_part(parts, 0, first)))
			return true;
		parts = slice_part(parts, first + strlen(between), parts.len);
	}
	return holds(reading, section, parts);
}

struct checking {
	const struct data_case *test;
	struct reading reading;
	unsigned int wrong;
	bool told[1000]; /* facts, by number */
};

static unsigned int number_of(struct slice mark)
{
	uint64_t number = 0;

	if (!slice_starts_with(mark, SLICE("R-")) ||
	    !slice_number(slice_part(mark, 2, mark.len), 999, &number))
		fail_msg("no mark: '%.*s'", SLICE_ARGS(mark));
	return (unsigned int)number;
}

static void complain(struct checking *checking, struct slice line,
		     const char *what, struct slice part)
{
	print_error("%.*s: %.*s\n    %s '%.*s'\n",
		    SLICE_ARGS(checking->test->file), SLICE_ARGS(line), what,
		    SLICE_ARGS(part));
	checking->wrong++;
}

/* "held: ethnic group | first language" */
static void check_parts(struct checking *checking, struct slice line,
			struct slice rest, bool wanted)
{
	struct slice section = slice_trim(slice_cut(&rest, ':'));

	if (reading_text(&checking->reading, section).len == 0 && wanted)
		complain(checking, line, "there is no section", section);
	while (rest.len > 0) {
		struct slice part = slice_trim(slice_cut(&rest, '|'));

		if (holds_one(&checking->reading, section, part) != wanted)
			complain(checking, line,
				 wanted ? "it does not say" : "it must not say",
				 part);
	}
}

static void check_facts(struct checking *checking)
{
	struct slice rest = data_text(checking->test, "facts");

	while (rest.len > 0) {
		struct slice line = slice_trim(slice_cut(&rest, '\n'));
		struct slice left = line;

		if (line.len == 0 || line.at[0] == '#')
			continue;
		checking->told[number_of(slice_cut(&left, ' '))] = true;
		check_parts(checking, line, left, true);
	}
}

static void check_absent(struct checking *checking)
{
	struct slice rest = data_text(checking->test, "absent");

	while (rest.len > 0) {
		struct slice line = slice_trim(slice_cut(&rest, '\n'));

		if (line.len > 0 && line.at[0] != '#')
			check_parts(checking, line, line, false);
	}
}

/* Facts with a reason, which is words. */
static void check_reasons(struct checking *checking)
{
	struct slice rest = data_text(checking->test, "not");

	while (rest.len > 0) {
		struct slice line = slice_trim(slice_cut(&rest, '\n'));
		struct slice reason = line;
		unsigned int number;

		if (line.len == 0 || line.at[0] == '#')
			continue;
		number = number_of(slice_cut(&reason, ' '));
		if (checking->told[number])
			complain(checking, line, "it is told, and here is",
				 reason);
		if (reason.len < 20)
			complain(checking, line, "this is no reason:", reason);
		checking->told[number] = true;
	}
}

/* Every fact of the source, "R-001 R-002 R-005". */
static void check_complete(struct checking *checking)
{
	struct slice rest = data_text(checking->test, "source");

	for (size_t i = 0; i < rest.len; i++)
		assert_true(rest.at[i] != '\t');
	while (rest.len > 0) {
		struct slice line = slice_trim(slice_cut(&rest, '\n'));

		while (line.len > 0) {
			struct slice mark = slice_cut(&line, ' ');

			if (mark.len > 0 && !checking->told[number_of(mark)])
				complain(checking, mark,
					 "neither told nor given a reason:",
					 mark);
		}
	}
}

static void check_case(void **state)
{
	struct checking checking = {.test = *state};
	struct slice notice = slice_trim(data_text(checking.test, "notice"));
	struct slice path = slice_cut(&notice, ' ');
	struct edition_of edition;
	int32_t date;
	char name[200];

	assert_true(date_parse(slice_trim(notice), &date));
	snprintf(name, sizeof(name), "%.*s", SLICE_ARGS(path));
	edition_open(&edition, &library, name, date);
	reading_make(&checking.reading,
		     edition_page(&edition, &library, AUDIENCE_PARENT),
		     &edition.arena);
	check_facts(&checking);
	check_absent(&checking);
	check_reasons(&checking);
	check_complete(&checking);
	edition_close(&edition);
	assert_int_equal(checking.wrong, 0);
}

int main(void)
{
	int failures;

	library_open(&library);
	failures = data_run("publish faithful", "tests/publish/faithful",
			    check_case);
	library_close(&library);
	return failures;
}
