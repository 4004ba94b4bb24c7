/*
 * field_check.c - one value of one field, checked and brought into its form.
 *
 * It runs for every value of an import: nothing is searched through and
 * nothing allocated but the builder's own growth.  Messages say what the field
 * wants, never what came.
 */
#include "dictionary/dictionary.h"

#include "base/builder.h"
#include "base/error.h"
#include "base/text.h"
#include "dictionary/identifier.h"
#include "dictionary/index.h"

/* Texts longer than this are prose and may have lines. */
enum { PROSE_BYTES = 1000 };

struct check {
	const struct dictionary *dictionary;
	const struct field *field;
	int32_t on;
	struct builder *out;
	struct error *error;
};

static int wants(const struct check *check, const char *what)
{
	return error_set(check->error, ERROR_INPUT, "%.*s %s",
			 SLICE_ARGS(check->field->name), what);
}

static int give(const struct check *check, struct slice value)
{
	if (value.len > check->field->most_bytes)
		return error_set(check->error, ERROR_INPUT,
				 "%.*s has room for %u bytes",
				 SLICE_ARGS(check->field->name),
				 (unsigned int)check->field->most_bytes);
	builder_add(check->out, value);
	return 0;
}

/* CRLF becomes LF; a line end is good in prose only. */
static int check_text(const struct check *check, struct slice value)
{
	bool prose = check->field->most_bytes > PROSE_BYTES;
	struct slice rest = value;
	const char *kept = value.at; /* up to here it stands in `out` */
	uint32_t character;

	while (rest.len > 0) {
		const char *here = rest.at;

		if (!text_next(&rest, &character))
			return wants(check, "wants UTF-8 text");
		if (!text_is_control(character) || (prose && character == '\n'))
			continue;
		if (!prose || character != '\r' || rest.len == 0 ||
		    rest.at[0] != '\n')
			return wants(check,
				     "wants text without control characters");
		builder_add(check->out,
			    (struct slice){kept, (size_t)(here - kept)});
		kept = rest.at;
	}
	builder_add(check->out, (struct slice){kept, (size_t)(rest.at - kept)});
	if (check->out->len > check->field->most_bytes)
		return error_set(check->error, ERROR_INPUT,
				 "%.*s has room for %u bytes",
				 SLICE_ARGS(check->field->name),
				 (unsigned int)check->field->most_bytes);
	return 0;
}

static int check_date(const struct check *check, struct slice value)
{
	char text[DATE_TEXT_BYTES];
	int32_t date;

	if (!date_parse(value, &date) && !date_parse_british(value, &date))
		return wants(check, "wants a date, yyyy-mm-dd or dd/mm/yyyy");
	date_format(date, text);
	return give(check, (struct slice){text, DATE_TEXT_BYTES - 1});
}

static bool all_digits(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
	return text.len > 0;
}

/* Digits, perhaps a minus and a decimal point; no leading zeros come out. */
static int check_number(const struct check *check, struct slice value)
{
	struct slice fraction = value;
	bool minus = slice_starts_with(value, SLICE("-"));
	struct slice whole = slice_cut(&fraction, '.');
	bool point = whole.len < value.len;

	if (minus)
		whole = slice_part(whole, 1, whole.len);
	if (!all_digits(whole) || (point && !all_digits(fraction)))
		return wants(check, "wants a number");
	while (whole.len > 1 && whole.at[0] == '0')
		whole = slice_part(whole, 1, whole.len);
	if (minus && !(slice_is(whole, "0") && !point))
		builder_add_byte(check->out, '-');
	builder_add(check->out, whole);
	if (point) {
		builder_add_byte(check->out, '.');
		builder_add(check->out, fraction);
	}
	if (check->out->len > check->field->most_bytes)
		return error_set(check->error, ERROR_INPUT,
				 "%.*s has room for %u digits",
				 SLICE_ARGS(check->field->name),
				 (unsigned int)check->field->most_bytes);
	return 0;
}

static int check_flag(const struct check *check, struct slice value)
{
	static const struct slice yes[] = {SLICE_INIT("true"),
					   SLICE_INIT("yes"), SLICE_INIT("y"),
					   SLICE_INIT("1")};
	static const struct slice no[] = {SLICE_INIT("false"), SLICE_INIT("no"),
					  SLICE_INIT("n"), SLICE_INIT("0")};

	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		if (slice_equal_ignoring_case(value, yes[i]))
			return give(check, SLICE("true"));
		if (slice_equal_ignoring_case(value, no[i]))
			return give(check, SLICE("false"));
	}
	return wants(check, "wants true or false");
}

static uint16_t find_code(const struct check *check, struct slice value)
{
	static const enum code_key keys[] = {CODE_EXACT, CODE_FOLDED,
					     CODE_LABEL};
	uint16_t code = DICTIONARY_NONE;

	for (size_t i = 0;
	     code == DICTIONARY_NONE && i < sizeof(keys) / sizeof(keys[0]); i++)
		code = index_find_code(check->dictionary, check->field->codes,
				       keys[i], value);
	return code;
}

static int check_code(const struct check *check, struct slice value)
{
	const struct code_set *set;
	const struct code *code;
	uint16_t index;

	if (check->field->codes == DICTIONARY_NONE)
		return wants(check, "has no code set");
	set = &check->dictionary->code_sets[check->field->codes];
	index = find_code(check, value);
	if (index == DICTIONARY_NONE)
		return error_set(check->error, ERROR_INPUT,
				 "%.*s wants a code of '%.*s'",
				 SLICE_ARGS(check->field->name),
				 SLICE_ARGS(set->name));
	code = &set->codes[index];
	if (check->on != DATE_NONE &&
	    (check->on < code->from ||
	     (code->to != DATE_NONE && check->on > code->to))) {
		char date[DATE_TEXT_BYTES];

		date_format(check->on, date);
		return error_set(check->error, ERROR_INPUT,
				 "%.*s wants a code of '%.*s' that is valid on "
				 "%s",
				 SLICE_ARGS(check->field->name),
				 SLICE_ARGS(set->name), date);
	}
	return give(check, code->code);
}

/* Which of the rules on characters a UPN breaks. */
static int refuse_character(const struct check *check, struct slice upn)
{
	for (size_t i = 1; i < UPN_BYTES - 1; i++)
		if (upn.at[i] < '0' || upn.at[i] > '9')
			return i < 4 ? wants(check, "names no known authority "
						    "(rule 1530)")
				     : wants(check,
					     "wants digits as characters "
					     "5 to 12 (rule 1540)");
	if (upn_check_letter(slice_part(upn, 1, UPN_BYTES)) == '\0')
		return wants(check, "wants a digit or a letter without I, O "
				    "and S at the end (rule 1550)");
	return wants(check, "wants another check letter (rule 1510)");
}

static int check_upn(const struct check *check, struct slice value)
{
	uint16_t authorities = check->dictionary->code_index->la_numbers;

	switch (upn_check(value, NULL)) {
	case UPN_GOOD:
		break;
	case UPN_LENGTH:
		return wants(check, "wants 13 characters");
	case UPN_CHARACTER:
		return refuse_character(check, value);
	case UPN_CHECK:
		return wants(check, "wants another check letter (rule 1510)");
	}
	if (authorities != DICTIONARY_NONE &&
	    index_find_code(check->dictionary, authorities, CODE_EXACT,
			    upn_authority(value)) == DICTIONARY_NONE)
		return wants(check, "names no known authority (rule 1530)");
	return give(check, value);
}

static int check_uln(const struct check *check, struct slice value)
{
	if (!uln_check(value))
		return wants(check, "wants a learner number: ten digits with "
				    "the right check digit");
	return give(check, value);
}

static int check_postcode(const struct check *check, struct slice value)
{
	char postcode[10];

	if (!postcode_normalise(value, postcode))
		return wants(check, "wants a postcode");
	return give(check, slice_of(postcode));
}

static int check_laestab(const struct check *check, struct slice value)
{
	char laestab[LAESTAB_BYTES + 1];

	if (!laestab_normalise(value, laestab))
		return wants(check, "wants a school's number: authority and "
				    "establishment, seven digits");
	return give(check, slice_of(laestab));
}

static int check_lsoa(const struct check *check, struct slice value)
{
	if (!lsoa_check(value))
		return wants(check, "wants a lower layer area: E01 or W01 and "
				    "six digits");
	return give(check, value);
}

static int check_by_type(const struct check *check, struct slice value)
{
	switch (check->field->type) {
	case FIELD_TEXT:
		return check_text(check, value);
	case FIELD_DATE:
		return check_date(check, value);
	case FIELD_NUMBER:
		return check_number(check, value);
	case FIELD_FLAG:
		return check_flag(check, value);
	case FIELD_CODE:
		return check_code(check, value);
	case FIELD_UPN:
		return check_upn(check, value);
	case FIELD_ULN:
		return check_uln(check, value);
	case FIELD_POSTCODE:
		return check_postcode(check, value);
	case FIELD_LAESTAB:
		return check_laestab(check, value);
	case FIELD_LSOA:
		return check_lsoa(check, value);
	case FIELD_TYPE_COUNT:
		break;
	}
	return wants(check, "has no type");
}

int field_check(const struct dictionary *dictionary, uint16_t field,
		struct slice value, int32_t on, struct builder *out,
		struct error *error)
{
	struct check check = {dictionary, &dictionary->fields[field], on, out,
			      error};

	builder_clear(out);
	value = slice_trim(value);
	if (value.len == 0)
		return wants(&check, "wants a value");
	if (check_by_type(&check, value) != 0) {
		builder_clear(out);
		return -1;
	}
	return out->failed ? error_memory(error) : 0;
}
