#include "guard/table_cell.h"

#include "guard/token.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* --- numbers ---------------------------------------------------------------- */

/* Digits with commas or spaces between thousands; what is left is in `*rest`. */
static bool read_whole(struct slice *rest, struct cell_value *value)
{
	struct slice text = *rest;
	size_t digits = 0, at = 0;
	uint64_t number = 0;

	while (at < text.len) {
		char c = text.at[at];
		bool thousands =
			(c == ',' || c == ' ') && digits > 0 &&
			at + 3 < text.len && is_digit(text.at[at + 1]) &&
			is_digit(text.at[at + 2]) &&
			is_digit(text.at[at + 3]) &&
			(at + 4 >= text.len || !is_digit(text.at[at + 4]));

		if (is_digit(c)) {
			if (++digits > CELL_DIGITS)
				return false;
			number = number * 10 + (uint64_t)(c - '0');
		} else if (!thousands) {
			break;
		}
		at++;
	}
	if (digits == 0)
		return false;
	value->padded = digits > 1 && text.at[0] == '0';
	value->number = number;
	*rest = slice_part(text, at, text.len);
	return true;
}

static bool read_decimals(struct slice *rest, struct cell_value *value)
{
	struct slice text = *rest;
	size_t at = 1;

	if (text.len < 2 || text.at[0] != '.' || !is_digit(text.at[1]))
		return true;
	while (at < text.len && is_digit(text.at[at])) {
		if (at > CELL_DECIMALS || value->number > UINT64_MAX / 100)
			return false;
		value->number =
			value->number * 10 + (uint64_t)(text.at[at] - '0');
		at++;
	}
	value->decimals = (uint8_t)(at - 1);
	*rest = slice_part(text, at, text.len);
	return true;
}

/* What may stand behind a number: marks of a footnote, or its percentage. */
static bool is_footnote(struct slice rest)
{
	bool percent = false;

	if (slice_starts_with(rest, SLICE("(")) ||
	    slice_starts_with(rest, SLICE("["))) {
		for (size_t i = 1; i < rest.len; i++) {
			percent |= rest.at[i] == '%';
			if (!is_digit(rest.at[i]) && rest.at[i] != '.' &&
			    rest.at[i] != '%' && rest.at[i] != ' ' &&
			    rest.at[i] != ')' && rest.at[i] != ']' &&
			    rest.at[i] != 'r' && rest.at[i] != 'p')
				return false;
		}
		return percent || rest.len <= 4;
	}
	for (size_t i = 0; i < rest.len; i++)
		if (rest.at[i] != '*' && rest.at[i] != '?' &&
		    rest.at[i] != '^' && rest.at[i] != '#')
			return false;
	return true;
}

/* Symbols of the Government Statistical Service, and what offices write. */
static bool is_symbol(struct slice text)
{
	static const char *const symbols[] = {
		"c",   "z",   "x",     "u",    "low",       "k",   "*",
		"**",  "-",   "--",    ".",    "..",        "...", ":",
		"~",   "#",   "n/a",   "na",   "sup",       "[c]", "[z]",
		"[x]", "[u]", "[low]", "supp", "suppressed"};

	/* "<5" */
	if (text.len > 1 && text.len < 8 &&
	    (text.at[0] == '<' || text.at[0] == '>'))
		return true;
	for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++)
		if (slice_equal_ignoring_case(text, slice_of(symbols[i])))
			return true;
	return false;
}

struct cell_value cell_read(struct slice text)
{
	struct cell_value value = {.content = CELL_TEXT};
	struct slice rest;

	text = slice_trim(text);
	rest = text;
	if (slice_empty(text)) {
		value.content = CELL_EMPTY;
		return value;
	}
	if (is_symbol(text)) {
		value.content = CELL_SYMBOL;
		return value;
	}
	if (!read_whole(&rest, &value) || !read_decimals(&rest, &value))
		return (struct cell_value){.content = CELL_TEXT};
	rest = slice_trim(rest);
	if (slice_is(rest, "%"))
		value.content = CELL_PERCENT;
	else if (is_footnote(rest))
		value.content = value.decimals > 0 ? CELL_DECIMAL : CELL_WHOLE;
	else
		value = (struct cell_value){.content = CELL_TEXT};
	return value;
}

/* --- headings --------------------------------------------------------------- */

enum { HEADING_BYTES = 120 };

/* Small letters, with a space at both ends and for all that parts words. */
static struct slice plain(struct slice text, char out[HEADING_BYTES])
{
	size_t length = 0;

	out[length++] = ' ';
	for (size_t i = 0; i < text.len && length + 2 < HEADING_BYTES; i++) {
		char c = text.at[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || is_digit(c) || c == '%')
			out[length++] = c;
		else if (out[length - 1] != ' ')
			out[length++] = ' ';
	}
	if (out[length - 1] != ' ')
		out[length++] = ' ';
	return (struct slice){out, length};
}

static bool has(struct slice text, const char *part)
{
	return memmem(text.at, text.len, part, strlen(part)) != NULL;
}

static bool has_any(struct slice text, const char *const *parts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (has(text, parts[i]))
			return true;
	return false;
}

static bool has_digit(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (is_digit(text.at[i]))
			return true;
	return false;
}

#define HAS_ANY(text, parts) \
	has_any(text, parts, sizeof(parts) / sizeof(parts[0]))

enum heading heading_read(struct slice text)
{
	static const char *const percents[] = {
		"%",      " percent ",    " per cent ", " percentage ",
		" rate ", " proportion ", " pct ",      " share "};
	static const char *const averages[] = {
		" mean ",         " average ",  " median ",    " score ",
		" scores ",       " points ",   " deviation ", " ratio ",
		" pupil number ", " pupil no ", " pupil id ",  " pupil ref ",
		" cost ",         " days ",     " hours ",     " sessions ",
		" confidence ",   " interval "};
	static const char *const totals[] = {
		" total ", " all ",       " cohort ",   " number on roll ",
		" roll ",  " nor ",       " eligible ", " denominator ",
		" n ",     " headcount ", " entries "};
	static const char *const counts[] = {
		" pupils ",  " pupil ",   " children ",  " child ",
		" boys ",    " girls ",   " number of ", " numbers ",
		" count ",   " counts ",  " learners ",  " students ",
		" persons ", " people ",  " male ",      " female ",
		" males ",   " females ", " number "};
	static const char *const others[] = {" year ",
					     " years ",
					     " age ",
					     " code ",
					     " urn ",
					     " laestab ",
					     " estab ",
					     " id ",
					     " ref ",
					     " reference ",
					     " no ",
					     " level ",
					     " rank ",
					     " telephone ",
					     " postcode ",
					     " date ",
					     " time ",
					     " page ",
					     " order ",
					     " version ",
					     " term ",
					     " month ",
					     " day ",
					     " grade ",
					     " school number ",
					     " week ",
					     " upn ",
					     " uln ",
					     " register number ",
					     " school no "};
	char small[HEADING_BYTES];
	struct slice words = plain(text, small);

	if (HAS_ANY(words, percents))
		return HEADING_PERCENT;
	if (HAS_ANY(words, averages))
		return HEADING_OTHER;
	if (has(words, " school number ") || has(words, " register number "))
		return HEADING_OTHER;
	if (HAS_ANY(words, totals))
		return HEADING_TOTALS;
	if (HAS_ANY(words, counts))
		return HEADING_COUNTS;
	/* "Year group", but not "Year 7", which may have pupils below it. */
	if (HAS_ANY(words, others) && !has_digit(words))
		return HEADING_OTHER;
	return HEADING_UNKNOWN;
}
