#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/builder.h"
#include "formats/csv.h"
#include "tests/data.h"

/* --- rows by data --------------------------------------------------------- */

/* Undoes \r \n \t \0 \\ and \xNN, so that a test can show such bytes. */
static void unescape(struct builder *out, struct slice text)
{
	if (slice_ends_with(text, SLICE("\n")))
		text.len--;
	for (size_t i = 0; i < text.len; i++) {
		char hex[3] = {0};

		if (text.at[i] != '\\' || i + 1 == text.len) {
			builder_add_byte(out, text.at[i]);
			continue;
		}
		switch (text.at[++i]) {
		case 'r':
			builder_add_byte(out, '\r');
			break;
		case 'n':
			builder_add_byte(out, '\n');
			break;
		case 't':
			builder_add_byte(out, '\t');
			break;
		case '0':
			builder_add_byte(out, '\0');
			break;
		case 'x':
			memcpy(hex, text.at + i + 1, 2);
			builder_add_byte(out, (char)strtol(hex, NULL, 16));
			i += 2;
			break;
		default:
			builder_add_byte(out, text.at[i]);
		}
	}
}

static void add_shown(struct builder *out, struct slice field)
{
	for (size_t i = 0; i < field.len; i++) {
		if (field.at[i] == '\n')
			builder_add_text(out, "\\n");
		else if (field.at[i] == '\r')
			builder_add_text(out, "\\r");
		else if (field.at[i] == '\t')
			builder_add_text(out, "\\t");
		else if ((unsigned char)field.at[i] < 0x20)
			builder_add_format(out, "\\x%02x",
					   (unsigned int)field.at[i]);
		else
			builder_add_byte(out, field.at[i]);
	}
}

/* "line:column|line:column| [field][field]" for each row. */
static void show_rows(struct csv *csv, struct builder *out)
{
	struct csv_row row;
	struct error error = {0};
	uint32_t line, column;
	int more;

	if (csv->windows_1252)
		builder_add_format(out, "windows-1252, %u undefined\n",
				   (unsigned int)csv->undefined_bytes);
	while ((more = csv_read(csv, &row, &error)) > 0) {
		builder_add_format(out, "%u", row.line);
		for (size_t i = 0; i < row.count; i++) {
			csv_place(csv, &row, i, &line, &column);
			builder_add_format(out, " %u:%u[", line, column);
			add_shown(out, row.fields[i]);
			builder_add_byte(out, ']');
		}
		builder_add_byte(out, '\n');
	}
	if (more < 0)
		builder_add_format(out, "error %u:%u %s\n", error.place.line,
				   error.place.column, error.message);
	assert_int_equal(csv_read(csv, &row, &error), 0);
}

static void check_case(void **state)
{
	const struct data_case *test = *state;
	struct builder input = {0}, shown = {0};
	struct error error = {0};
	struct slice expected;
	struct csv csv;
	char *exact;

	unescape(&input, data_text(test, "input"));
	exact = malloc(input.len > 0 ? input.len : 1);
	assert_non_null(exact);
	if (input.len > 0)
		memcpy(exact, input.at, input.len);
	if (csv_begin(&csv, (struct slice){exact, input.len}, 0, &error) == 0)
		show_rows(&csv, &shown);
	else
		builder_add_format(&shown, "error %s (%s)\n", error.message,
				   error.hint);
	expected = data_text(test, "expected");
	if (!slice_equal(builder_slice(&shown), expected))
		fail_msg("got\n%.*snot\n%.*s",
			 SLICE_ARGS(builder_slice(&shown)),
			 SLICE_ARGS(expected));
	csv_release(&csv);
	free(exact);
	builder_release(&input);
	builder_release(&shown);
}

int main(void)
{
	return data_run("csv", "tests/formats/csv", check_case);
}
