#include "tables/table_figure.h"

#include <stddef.h>

struct symbol {
	const char *text;
	enum figure_kind kind;
};

/* Symbols in tables, UK Government Analysis Function (2021), and what stood in
 * tables before that. */
static const struct symbol symbols[] = {
	{"c", FIGURE_WITHHELD},
	{"*", FIGURE_WITHHELD},
	{"**", FIGURE_WITHHELD},
	{"~", FIGURE_WITHHELD},
	{":", FIGURE_WITHHELD},
	{"-", FIGURE_WITHHELD},
	{"\xe2\x80\x93", FIGURE_WITHHELD},
	{"..", FIGURE_WITHHELD},
	{"s", FIGURE_WITHHELD},
	{"supp", FIGURE_WITHHELD},
	{"suppressed", FIGURE_WITHHELD},
	{"redacted", FIGURE_WITHHELD},
	{"dna", FIGURE_WITHHELD},
	{"x", FIGURE_MISSING},
	{"z", FIGURE_MISSING},
	{".", FIGURE_MISSING},
	{"n/a", FIGURE_MISSING},
	{"na", FIGURE_MISSING},
	{"", FIGURE_MISSING},
	{"low", FIGURE_LOW},
	{"k", FIGURE_LOW},
};

static const char *const totals[] = {
	"total",       "totals",      "all",         "overall",    "england",
	"all pupils",  "all schools", "grand total", "all people", "persons",
	"all persons", "both sexes",  "both",        "everyone",
};

bool figure_is_total(struct slice text)
{
	text = slice_trim(text);
	for (size_t i = 0; i < sizeof(totals) / sizeof(totals[0]); i++)
		if (slice_equal_ignoring_case(text, slice_of(totals[i])))
			return true;
	return false;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Reads digits, with commas or spaces between thousands, and decimals. */
static bool read_number(struct slice *rest, struct figure *figure)
{
	size_t at = 0;
	size_t since = 0; /* digits since a separator */
	bool separated = false;
	int64_t value = 0;

	*figure = (struct figure){.kind = FIGURE_NUMBER};
	for (; at < rest->len; at++) {
		char c = rest->at[at];
		bool separator = (c == ',' || c == ' ') && at > 0 &&
				 at + 3 < rest->len &&
				 is_digit(rest->at[at + 1]) &&
				 is_digit(rest->at[at + 2]) &&
				 is_digit(rest->at[at + 3]);

		if (separator && since <= 3 && (since == 3 || !separated)) {
			separated = true;
			since = 0;
			continue;
		}
		if (!is_digit(c))
			break;
		value = value * 10 + (c - '0');
		since++;
		if (value > FIGURE_LIMIT || (separated && since > 3))
			return false;
	}
	if (at == 0)
		return false;
	if (at + 1 < rest->len && rest->at[at] == '.' &&
	    is_digit(rest->at[at + 1]))
		for (at++; at < rest->len && is_digit(rest->at[at]); at++) {
			value = value * 10 + (rest->at[at] - '0');
			figure->decimals++;
			if (figure->decimals > 6 || value > FIGURE_LIMIT)
				return false;
		}
	figure->value = value;
	*rest = slice_part(*rest, at, rest->len);
	return true;
}

static bool skip(struct slice *rest, const char *text)
{
	struct slice trimmed = slice_trim(*rest);

	if (!slice_starts_with(trimmed, slice_of(text)))
		return false;
	*rest = slice_trim(slice_part(trimmed, strlen(text), trimmed.len));
	return true;
}

static struct figure interval(int64_t least, int64_t most)
{
	return (struct figure){
		.kind = least <= most ? FIGURE_INTERVAL : FIGURE_OTHER,
		.least = least,
		.most = most,
	};
}

/* "<5", "<= 5", ">100", "5 or fewer". */
static bool read_one_sided(struct slice text, struct figure *figure)
{
	static const struct {
		const char *sign;
		bool below;
		int64_t shift;
	} signs[] = {
		{"<=", true, 0},  {"\xe2\x89\xa4", true, 0},  {"<", true, -1},
		{">=", false, 0}, {"\xe2\x89\xa5", false, 0}, {">", false, 1},
	};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (!skip(&text, signs[i].sign))
			continue;
		if (!read_number(&text, figure) || text.len > 0 ||
		    figure->decimals > 0)
			return false;
		*figure = signs[i].below
				  ? interval(0, figure->value + signs[i].shift)
				  : interval(figure->value + signs[i].shift,
					     INT64_MAX);
		return true;
	}
	return false;
}

/* Without the brackets around a symbol. */
static struct slice unbracketed(struct slice text)
{
	if (text.len > 2 &&
	    ((text.at[0] == '[' && text.at[text.len - 1] == ']') ||
	     (text.at[0] == '(' && text.at[text.len - 1] == ')')))
		return slice_trim(slice_part(text, 1, text.len - 1));
	return text;
}

static struct figure read_symbol(struct slice text)
{
	for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++)
		if (slice_equal_ignoring_case(text, slice_of(symbols[i].text)))
			return (struct figure){.kind = symbols[i].kind};
	return (struct figure){.kind = FIGURE_OTHER};
}

/*
 * What may stand behind a figure and leaves it as it is: a break in the series,
 * an estimate, a forecast, provisional, revised, unreliable, significant
 * (symbols in tables, UK Government Analysis Function 2021), and a note: [note
 * 3], [3], (a).
 */
static bool is_marker(struct slice text)
{
	static const char *const markers[] = {"b", "e", "f", "p",           "r",
					      "u", "s", "*", "\xe2\x80\xa0"};
	struct slice inner = unbracketed(text);

	if (inner.len < text.len)
		return true;
	for (size_t i = 0; i < sizeof(markers) / sizeof(markers[0]); i++)
		if (slice_equal_ignoring_case(text, slice_of(markers[i])))
			return true;
	return false;
}

struct figure figure_read(struct slice text)
{
	struct figure figure, other;
	struct slice rest;

	text = unbracketed(slice_trim(text));
	if (read_one_sided(text, &figure))
		return figure;
	rest = text;
	if (rest.len > 1 && rest.at[0] == '-' && is_digit(rest.at[1]))
		return (struct figure){.kind = FIGURE_NEGATIVE};
	if (!read_number(&rest, &figure))
		return read_symbol(text);
	rest = slice_trim(rest);
	if (rest.len == 0)
		return figure;
	if (skip(&rest, "%") && rest.len == 0) {
		figure.percent = true;
		return figure;
	}
	if (is_marker(rest))
		return figure;
	if ((skip(&rest, "or fewer") || skip(&rest, "or less")) &&
	    rest.len == 0 && figure.decimals == 0)
		return interval(0, figure.value);
	if (figure.decimals == 0 &&
	    (skip(&rest, "to") || skip(&rest, "-") ||
	     skip(&rest, "\xe2\x80\x93")) &&
	    read_number(&rest, &other) && rest.len == 0 && other.decimals == 0)
		return interval(figure.value, other.value);
	return (struct figure){.kind = FIGURE_OTHER};
}
