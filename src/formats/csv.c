#include "formats/csv.h"

#include <endian.h>

#include "base/error.h"
#include "base/text.h"

#define ONES 0x0101010101010101ull
#define TOPS 0x8080808080808080ull

static const struct slice byte_order_mark = SLICE_INIT("\xef\xbb\xbf");

/* A bit for each byte of the word that is below `limit` (at most 0x80); only
 * the lowest is sure. */
static inline uint64_t bytes_below(uint64_t word, uint64_t limit)
{
	return (word - ONES * limit) & ~word & TOPS;
}

static inline uint64_t load_word(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return le64toh(word);
}

/* The first byte that may end a field: a delimiter (eight times in
 * `delimiters`), a quotation mark or a control character. */
static inline const char *find_mark(const char *at, const char *end,
				    uint64_t delimiters)
{
	char delimiter = (char)(delimiters & 0xff);

	while (end - at >= 8) {
		uint64_t word = load_word(at);
		uint64_t found = bytes_below(word, 0x20) |
				 bytes_below(word ^ ONES * '"', 1) |
				 bytes_below(word ^ delimiters, 1);

		if (found != 0)
			return at + __builtin_ctzll(found) / 8;
		at += 8;
	}
	while (at < end && (unsigned char)*at >= 0x20 && *at != '"' &&
	       *at != delimiter)
		at++;
	return at;
}

/* Bytes that Windows-1252 leaves undefined (Unicode's CP1252.TXT). */
static uint64_t count_undefined(struct slice bytes)
{
	uint64_t count = 0;

	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char byte = (unsigned char)bytes.at[i];

		count += byte == 0x81 || byte == 0x8d || byte == 0x8f ||
			 byte == 0x90 || byte == 0x9d;
	}
	return count;
}

static bool is_utf8(struct slice bytes)
{
	uint32_t character;

	while (bytes.len > 0) {
		if (bytes.len >= 8 && (load_word(bytes.at) & TOPS) == 0)
			bytes = slice_part(bytes, 8, bytes.len);
		else if (!text_next(&bytes, &character))
			return false;
	}
	return true;
}

static bool has_upper_bytes(struct slice field)
{
	for (size_t i = 0; i < field.len; i++)
		if ((unsigned char)field.at[i] >= 0x80)
			return true;
	return false;
}

static char likely_delimiter(struct slice bytes)
{
	size_t commas = 0, semicolons = 0, tabs = 0;
	bool quoted = false;

	for (size_t i = 0; i < bytes.len; i++) {
		char byte = bytes.at[i];

		if (byte == '"')
			quoted = !quoted;
		if (quoted)
			continue;
		if (byte == '\r' || byte == '\n')
			break;
		commas += byte == ',';
		semicolons += byte == ';';
		tabs += byte == '\t';
	}
	if (tabs > commas && tabs > semicolons)
		return '\t';
	return semicolons > commas ? ';' : ',';
}

int csv_begin(struct csv *csv, struct slice bytes, char delimiter,
	      struct error *error)
{
	csv->arena = (struct arena){0};
	csv->scratch = (struct builder){0};
	if (bytes.at == NULL)
		bytes = SLICE("");
	if (slice_starts_with(bytes, SLICE("\xff\xfe")) ||
	    slice_starts_with(bytes, SLICE("\xfe\xff"))) {
		error_set(error, ERROR_INPUT, "the file is in UTF-16");
		return error_hint(error, "save it as CSV UTF-8");
	}
	if (slice_starts_with(bytes, byte_order_mark))
		bytes = slice_part(bytes, byte_order_mark.len, bytes.len);
	csv->bytes = bytes;
	csv->at = bytes.at;
	csv->end = bytes.at + bytes.len;
	csv->line = 1;
	csv->windows_1252 = !is_utf8(bytes);
	csv->undefined_bytes = csv->windows_1252 ? count_undefined(bytes) : 0;
	csv->delimiter = delimiter != 0 ? delimiter : likely_delimiter(bytes);
	return 0;
}

void csv_release(struct csv *csv)
{
	arena_release(&csv->arena);
	builder_release(&csv->scratch);
}

/* The place of `at`, characters from the start of its line. */
static uint32_t column_of(const struct csv *csv, const char *at)
{
	uint32_t column = 1;

	while (at > csv->bytes.at && at[-1] != '\n' && at[-1] != '\r') {
		at--;
		column += csv->windows_1252 ||
			  ((unsigned char)*at & 0xc0) != 0x80;
	}
	return column;
}

static int fail(struct csv *csv, const char *at, uint32_t line,
		const char *what, struct error *error)
{
	uint32_t column = column_of(csv, at);

	csv->at = csv->end;
	error_set(error, ERROR_INPUT, "%s", what);
	return error_at(error, slice_of(""), line, column, 0);
}

/* Whether the line end at `at` is whole there: the CR of a CRLF is not. */
static inline bool ends_line(const char *at, const char *end)
{
	return *at == '\n' || (*at == '\r' && (at + 1 == end || at[1] != '\n'));
}

/* Doubled quotation marks become single ones. */
static int unescape(struct csv *csv, struct slice *field, struct error *error)
{
	char *copy = arena_allocate(&csv->arena, field->len);
	size_t length = 0;

	if (copy == NULL)
		return error_memory(error);
	for (size_t i = 0; i < field->len; i++) {
		copy[length++] = field->at[i];
		if (field->at[i] == '"')
			i++;
	}
	*field = (struct slice){copy, length};
	return 0;
}

/* Reads from after the opening quotation mark to after the closing one. */
static int read_quoted(struct csv *csv, struct slice *field,
		       struct error *error)
{
	const char *start = csv->at + 1;
	const char *at = start;
	uint32_t line = csv->line;
	bool escaped = false;

	for (;;) {
		at = find_mark(at, csv->end, ONES * '"');
		if (at == csv->end)
			return fail(csv, start - 1, line,
				    "the quotation mark that opens here is "
				    "never closed",
				    error);
		if (*at == '"') {
			if (at + 1 == csv->end || at[1] != '"')
				break;
			escaped = true;
			at++;
		} else if (*at == '\0') {
			return fail(csv, at, csv->line, "a NUL byte", error);
		} else if (ends_line(at, csv->end)) {
			csv->line++;
		}
		at++;
	}
	*field = (struct slice){start, (size_t)(at - start)};
	if (field->len > CSV_FIELD_BYTES)
		return fail(csv, start - 1, line, "a field of more than 1 MiB",
			    error);
	csv->at = at + 1;
	if (csv->at < csv->end && *csv->at != csv->delimiter &&
	    *csv->at != '\r' && *csv->at != '\n')
		return fail(csv, csv->at, csv->line,
			    "text after a closing quotation mark", error);
	return escaped ? unescape(csv, field, error) : 0;
}

static int read_plain(struct csv *csv, uint64_t delimiters, struct slice *field,
		      struct error *error)
{
	const char *start = csv->at;
	const char *at = start;

	for (;; at++) {
		at = find_mark(at, csv->end, delimiters);
		if (at == csv->end || *at == csv->delimiter || *at == '\n' ||
		    *at == '\r')
			break;
		if (*at == '"')
			return fail(csv, at, csv->line,
				    "a quotation mark inside an unquoted field",
				    error);
		if (*at == '\0')
			return fail(csv, at, csv->line, "a NUL byte", error);
	}
	*field = (struct slice){start, (size_t)(at - start)};
	if (field->len > CSV_FIELD_BYTES)
		return fail(csv, start, csv->line, "a field of more than 1 MiB",
			    error);
	csv->at = at;
	return 0;
}

static int convert(struct csv *csv, struct slice *field, struct error *error)
{
	if (!has_upper_bytes(*field))
		return 0;
	builder_clear(&csv->scratch);
	text_from_windows_1252(*field, &csv->scratch, NULL);
	if (csv->scratch.failed)
		return error_memory(error);
	*field = arena_copy(&csv->arena, builder_slice(&csv->scratch));
	return field->at != NULL ? 0 : error_memory(error);
}

static void step_over_line_end(struct csv *csv)
{
	if (csv->at == csv->end)
		return;
	if (*csv->at == '\r' && csv->at + 1 < csv->end && csv->at[1] == '\n')
		csv->at++;
	csv->at++;
	csv->line++;
}

int csv_read(struct csv *csv, struct csv_row *row, struct error *error)
{
	uint64_t delimiters = ONES * (unsigned char)csv->delimiter;
	size_t count = 0;

	while (csv->at < csv->end && (*csv->at == '\r' || *csv->at == '\n'))
		step_over_line_end(csv);
	if (csv->at == csv->end)
		return 0;
	if (csv->arena.first != NULL)
		arena_clear(&csv->arena);
	row->fields = csv->fields;
	row->start = csv->at;
	row->line = csv->line;
	for (;;) {
		struct slice *field = &csv->fields[count];
		int result;

		if (count == CSV_COLUMNS)
			return fail(csv, csv->at, csv->line,
				    "more than 1024 columns", error);
		if (csv->at < csv->end && *csv->at == '"')
			result = read_quoted(csv, field, error);
		else
			result = read_plain(csv, delimiters, field, error);
		if (result == 0 && csv->windows_1252)
			result = convert(csv, field, error);
		if (result != 0)
			return -1;
		count++;
		if (csv->at == csv->end || *csv->at != csv->delimiter)
			break;
		csv->at++;
	}
	step_over_line_end(csv);
	row->count = count;
	return 1;
}

void csv_place(const struct csv *csv, const struct csv_row *row, size_t field,
	       uint32_t *line, uint32_t *column)
{
	const char *at = row->start;
	bool quoted = false;
	size_t passed = 0;

	*line = row->line;
	for (; at < csv->end && passed < field; at++) {
		if (*at == '"')
			quoted = !quoted;
		else if (*at == csv->delimiter && !quoted)
			passed++;
		else if (ends_line(at, csv->end) && !quoted)
			break;
		else if (ends_line(at, csv->end))
			++*line;
	}
	*column = column_of(csv, at);
}

const char *csv_wrong_count(const struct csv_row *row, size_t columns)
{
	if (row->count < columns)
		return "the row has fewer columns than the header";
	for (size_t i = columns; i < row->count; i++)
		if (row->fields[i].len > 0)
			return "the row has more columns than the header";
	return NULL;
}

void csv_return(struct csv *csv, const char *start, uint32_t line)
{
	csv->at = start;
	csv->line = line;
}

/* --- writing -------------------------------------------------------------- */

static bool is_formula_mark(char byte)
{
	return byte == '=' || byte == '+' || byte == '-' || byte == '@' ||
	       byte == '\t' || byte == '\r' || byte == '\n';
}

static bool is_plain_number(struct slice text)
{
	bool digit = false;
	bool point = false;

	if (text.len > 0 && text.at[0] == '-')
		text = slice_part(text, 1, text.len);
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] >= '0' && text.at[i] <= '9')
			digit = true;
		else if (text.at[i] == '.' && digit && !point)
			point = true;
		else
			return false;
	}
	return digit;
}

/* Whether text is a formula, or could be taken for a guarded one. */
static bool wants_guard(struct slice text)
{
	size_t i = 0;

	while (i < text.len && text.at[i] == '\'')
		i++;
	return i < text.len && is_formula_mark(text.at[i]);
}

struct slice csv_unguarded(struct slice text)
{
	if (text.len > 1 && text.at[0] == '\'' && wants_guard(text))
		return slice_part(text, 1, text.len);
	return text;
}

static inline bool is_guarded(struct slice text, enum csv_kind kind)
{
	char first = text.len > 0 ? text.at[0] : 'a';

	/* Nearly all text begins with a letter or a digit. */
	if (first > '@' || (first >= '0' && first <= '9') || first == ' ')
		return false;
	return kind != CSV_CODE && wants_guard(text) &&
	       (kind != CSV_NUMBER || !is_plain_number(text));
}

static char *add_quoted(char *to, struct slice field, bool guarded)
{
	*to++ = '"';
	if (guarded)
		*to++ = '\'';
	for (size_t i = 0; i < field.len; i++) {
		if (field.at[i] == '"')
			*to++ = '"';
		*to++ = field.at[i];
	}
	*to++ = '"';
	return to;
}

/* Copies a field as it stands; NULL when it needs quotation marks. */
static inline char *add_plain(char *to, struct slice field)
{
	const char *at = field.at;
	size_t left = field.len;

	if (left == 0)
		return to;
	if (at[0] == ' ' || at[left - 1] == ' ' ||
	    (at[0] == '\xef' && slice_starts_with(field, byte_order_mark)))
		return NULL;
	for (; left >= 8; left -= 8, at += 8, to += 8) {
		uint64_t word = load_word(at);

		if ((bytes_below(word, 0x20) |
		     bytes_below(word ^ ONES * '"', 1) |
		     bytes_below(word ^ ONES * ',', 1)) != 0)
			return NULL;
		memcpy(to, at, 8);
	}
	for (; left > 0; left--, at++) {
		if ((unsigned char)*at < 0x20 || *at == '"' || *at == ',')
			return NULL;
		*to++ = *at;
	}
	return to;
}

static inline char *add_field(char *to, struct slice field, bool guarded)
{
	char *after;

	if (guarded) {
		*to = '\'';
		after = add_plain(to + 1, field);
	} else {
		after = add_plain(to, field);
	}
	return after != NULL ? after : add_quoted(to, field, guarded);
}

void csv_add_row(struct builder *out, const struct slice *fields,
		 const enum csv_kind *kinds, size_t count)
{
	size_t size = 4; /* a lone empty field, CRLF */
	char *start, *to;

	/* All quoted, each byte a quotation mark; guard and comma. */
	for (size_t i = 0; i < count; i++)
		size += 2 * fields[i].len + 4;
	start = builder_reserve(out, size);
	if (start == NULL)
		return;
	to = start;
	for (size_t i = 0; i < count; i++) {
		enum csv_kind kind = kinds != NULL ? kinds[i] : CSV_TEXT;

		to = add_field(to, fields[i], is_guarded(fields[i], kind));
		*to++ = ',';
	}
	if (count > 0)
		to--;
	if (to == start) { /* an empty line would not be a row */
		*to++ = '"';
		*to++ = '"';
	}
	*to++ = '\r';
	*to++ = '\n';
	builder_commit(out, (size_t)(to - start));
}
