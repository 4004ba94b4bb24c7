#include "policy/citation.h"

#include <ctype.h>
#include <string.h>
/* As people write them, without a full stop at the end. */
static const struct {
	const char *word;
	enum citation_unit unit;
} units[] = {
	{"section", UNIT_SECTION},
	{"sections", UNIT_SECTION},
	{"sect", UNIT_SECTION},
	{"sec", UNIT_SECTION},
	{"s", UNIT_SECTION},
	{"ss", UNIT_SECTION},
	{"regulation", UNIT_REGULATION},
	{"regulations", UNIT_REGULATION},
	{"reg", UNIT_REGULATION},
	{"regs", UNIT_REGULATION},
	{"r", UNIT_REGULATION},
	{"article", UNIT_ARTICLE},
	{"articles", UNIT_ARTICLE},
	{"art", UNIT_ARTICLE},
	{"schedule", UNIT_SCHEDULE},
	{"schedules", UNIT_SCHEDULE},
	{"sch", UNIT_SCHEDULE},
	{"sched", UNIT_SCHEDULE},
	{"paragraph", UNIT_PARAGRAPH},
	{"paragraphs", UNIT_PARAGRAPH},
	{"para", UNIT_PARAGRAPH},
};

static const struct {
	const char *word;
	enum instrument instrument;
} instruments[] = {
	{"act", INSTRUMENT_ACT},
	{"regulations", INSTRUMENT_REGULATIONS},
	{"gdpr", INSTRUMENT_GDPR},
};

enum { YEAR_LEAST = 1800, YEAR_MOST = 2099 };

static bool in_word(char byte)
{
	return isalnum((unsigned char)byte) != 0 ||
	       strchr("()/-", byte) != NULL;
}

/* The next word, without marks around it; empty at the end. */
static struct slice next_word(struct slice *rest)
{
	struct slice text = *rest;
	size_t start = 0, end;

	while (start < text.len && !isalnum((unsigned char)text.at[start]))
		start++;
	end = start;
	while (end < text.len && in_word(text.at[end]))
		end++;
	*rest = slice_part(text, end, text.len);
	return slice_part(text, start, end);
}

static bool is_digit(char byte)
{
	return isdigit((unsigned char)byte) != 0;
}

/* "3", "537A", "6(1)(c)"; not "2013/2094". */
static bool is_number(struct slice word)
{
	if (word.len == 0 || !is_digit(word.at[0]))
		return false;
	for (size_t i = 0; i < word.len; i++)
		if (word.at[i] == '/')
			return false;
	return true;
}

/* A ")" that closes what stands before the word is none of its number. */
static struct slice trim_number(struct slice word)
{
	size_t open = 0;

	for (size_t i = 0; i < word.len; i++) {
		if (word.at[i] == '(')
			open++;
		else if (word.at[i] == ')' && open-- == 0)
			return slice_part(word, 0, i);
	}
	return word;
}

static enum citation_unit find_unit(struct slice word)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (slice_equal_ignoring_case(word, slice_of(units[i].word)))
			return units[i].unit;
	return UNIT_NONE;
}

/* "s537A", "reg3": the unit and its number in one word. */
static enum citation_unit split_word(struct slice word, struct slice *number)
{
	size_t letters = 0;

	while (letters < word.len && !is_digit(word.at[letters]))
		letters++;
	*number = slice_part(word, letters, word.len);
	if (letters == 0 || letters == word.len || !is_number(*number))
		return UNIT_NONE;
	return find_unit(slice_part(word, 0, letters));
}

static enum instrument find_instrument(struct slice word)
{
	for (size_t i = 0; i < sizeof(instruments) / sizeof(instruments[0]);
	     i++)
		if (slice_equal_ignoring_case(word,
					      slice_of(instruments[i].word)))
			return instruments[i].instrument;
	return INSTRUMENT_NONE;
}

static void take_year(struct citation *citation, struct slice word)
{
	uint64_t year;

	if (word.len == 4 && slice_number(word, YEAR_MOST, &year) &&
	    year >= YEAR_LEAST)
		citation->year = (unsigned int)year;
}

/* A place is cited by the first unit that has a number. */
static void take_unit(struct citation *citation, enum citation_unit unit,
		      struct slice number)
{
	if (citation->unit != UNIT_NONE)
		return;
	citation->unit = unit;
	citation->number = trim_number(number);
}

struct citation citation_read(struct slice text)
{
	struct citation citation = {0};
	struct slice rest = text;
	struct slice word = next_word(&rest);

	while (word.len > 0) {
		struct slice after = rest;
		struct slice next = next_word(&after);
		enum citation_unit unit = find_unit(word);
		struct slice number;

		if (unit != UNIT_NONE && is_number(next) &&
		    !(slice_equal_ignoring_case(word, SLICE("regulations")) &&
		      next.len == 4)) {
			take_unit(&citation, unit, next);
			rest = after;
		} else if ((unit = split_word(word, &number)) != UNIT_NONE) {
			take_unit(&citation, unit, number);
		} else if (citation.instrument == INSTRUMENT_NONE) {
			citation.instrument = find_instrument(word);
			take_year(&citation, word);
		} else if (citation.year == 0) {
			take_year(&citation, word);
		}
		word = next_word(&rest);
	}
	return citation;
}

enum citation_unit citation_unit_of(enum instrument instrument)
{
	switch (instrument) {
	case INSTRUMENT_ACT:
		return UNIT_SECTION;
	case INSTRUMENT_REGULATIONS:
		return UNIT_REGULATION;
	case INSTRUMENT_GDPR:
		return UNIT_ARTICLE;
	case INSTRUMENT_NONE:
		break;
	}
	return UNIT_NONE;
}

bool citation_fits(const struct citation *citation)
{
	enum citation_unit unit = citation_unit_of(citation->instrument);

	/* Schedules and their paragraphs are everywhere. */
	return unit == UNIT_NONE || citation->unit == UNIT_NONE ||
	       citation->unit == UNIT_SCHEDULE ||
	       citation->unit == UNIT_PARAGRAPH || citation->unit == unit;
}

static bool numbers_agree(struct slice a, struct slice b)
{
	struct slice shorter = a.len < b.len ? a : b;
	struct slice longer = a.len < b.len ? b : a;

	if (!slice_equal_ignoring_case(slice_part(longer, 0, shorter.len),
				       shorter))
		return false;
	return longer.len == shorter.len || longer.at[shorter.len] == '(';
}

bool citation_agrees(const struct citation *a, const struct citation *b)
{
	if (a->year != 0 && b->year != 0 && a->year != b->year)
		return false;
	if (a->instrument != INSTRUMENT_NONE &&
	    b->instrument != INSTRUMENT_NONE && a->instrument != b->instrument)
		return false;
	return a->unit == UNIT_NONE || b->unit == UNIT_NONE ||
	       numbers_agree(a->number, b->number);
}

const char *citation_unit_name(enum citation_unit unit)
{
	switch (unit) {
	case UNIT_SECTION:
		return "section";
	case UNIT_REGULATION:
		return "regulation";
	case UNIT_ARTICLE:
		return "article";
	case UNIT_SCHEDULE:
		return "schedule";
	case UNIT_PARAGRAPH:
		return "paragraph";
	case UNIT_NONE:
		break;
	}
	return "";
}

const char *instrument_name(enum instrument instrument)
{
	switch (instrument) {
	case INSTRUMENT_ACT:
		return "an Act";
	case INSTRUMENT_REGULATIONS:
		return "regulations";
	case INSTRUMENT_GDPR:
		return "the GDPR";
	case INSTRUMENT_NONE:
		break;
	}
	return "";
}
