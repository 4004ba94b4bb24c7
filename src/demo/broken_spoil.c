#include "base/builder.h"
#include "demo/broken.h"
#include "demo/promise_examine.h"

static bool has(struct slice text, struct slice wanted)
{
	return wanted.len > 0 && text.len >= wanted.len &&
	       memmem(text.at, text.len, wanted.at, wanted.len) != NULL;
}

/* The next line, with its end. */
static struct slice next_line(struct slice *rest)
{
	const char *end =
		rest->len == 0 ? NULL : memchr(rest->at, '\n', rest->len);
	size_t length = end == NULL ? rest->len : (size_t)(end - rest->at) + 1;
	struct slice line = slice_part(*rest, 0, length);

	*rest = slice_part(*rest, length, rest->len);
	return line;
}

static size_t indent_of(struct slice line)
{
	size_t indent = 0;

	while (indent < line.len && line.at[indent] == ' ')
		indent++;
	return indent;
}

/* A statement at the top of a file, with the block that belongs to it. */
static struct slice next_statement(struct slice *rest)
{
	struct slice all = *rest;
	struct slice head = next_line(rest);
	size_t length = head.len;

	if (!has(head, SLICE("{")) && indent_of(head) == 0 &&
	    (slice_starts_with(head, SLICE("share ")) ||
	     slice_starts_with(head, SLICE("gateway "))))
		return head;
	if (!has(head, SLICE("{")) || slice_starts_with(head, SLICE("#")))
		return head;
	while (rest->len > 0) {
		struct slice line = next_line(rest);

		length += line.len;
		if (slice_starts_with(line, SLICE("}")))
			break;
	}
	return slice_part(all, 0, length);
}

/* --- whether a statement is meant --------------------------------------------------- */

static bool is_rule(struct slice statement, const char *names)
{
	struct slice rest = statement;
	struct slice kind = slice_cut(&rest, ' ');
	struct slice name = slice_cut(&rest, ' ');

	return (slice_is(kind, "gateway") || slice_is(kind, "collection")) &&
	       promise_lists(names, name);
}

/* Whether a share goes to the body, under whatever name of its holders. */
static bool goes_to(struct slice statement, struct slice body)
{
	struct slice head = slice_cut(&statement, '{');
	struct slice list;

	slice_cut(&head, ' ');
	slice_cut(&head, ' '); /* share with */
	list = head;
	while (list.len > 0) {
		struct slice word = slice_cut(&list, ' ');

		if (slice_is(word, "by"))
			return false;
		if (slice_ends_with(word, SLICE(",")))
			word.len--;
		if (slice_equal(office_function(word), body))
			return true;
	}
	return false;
}

/* "youth-support/careers-advice" */
static bool is_share(struct slice statement, const char *names)
{
	struct slice list = slice_of(names);

	if (!slice_starts_with(statement, SLICE("share with ")))
		return false;
	while (list.len > 0) {
		struct slice purpose = slice_cut(&list, ' ');
		struct slice body = slice_cut(&purpose, '/');

		if (goes_to(statement, body) && has(statement, purpose))
			return true;
	}
	return false;
}

/* A collection only says what is sent. */
static bool is_meant(const struct breakage *breakage,
		     const struct broken_change *wanted, struct slice statement)
{
	if (is_share(statement, breakage->shares))
		return true;
	return is_rule(statement, breakage->rules) &&
	       (wanted->operation == BROKEN_ADD ||
		slice_starts_with(statement, SLICE("gateway ")));
}

/* --- changing it ------------------------------------------------------------------------ */

static bool begins_with_word(struct slice line, const char *word)
{
	struct slice rest = slice_trim(line);

	return indent_of(line) == 4 &&
	       slice_equal(slice_cut(&rest, ' '), slice_of(word));
}

/* Its clauses but those that begin with the word. */
static void add_without(struct slice statement, const char *word,
			struct builder *out)
{
	bool dropping = false;

	while (statement.len > 0) {
		struct slice line = next_line(&statement);

		if (indent_of(line) <= 4)
			dropping = begins_with_word(line, word);
		if (!dropping)
			builder_add(out, line);
	}
}

/* The clause put in before the closing brace. */
static void add_clause(struct slice statement, const char *word,
		       const char *text, struct builder *out)
{
	while (statement.len > 0) {
		struct slice line = next_line(&statement);

		if (slice_starts_with(line, SLICE("}")))
			builder_add_format(out, "    %s %s\n", word, text);
		builder_add(out, line);
	}
}

/* The fields put before those that the first such clause names. */
static void add_fields(struct slice statement, const char *text,
		       struct builder *out)
{
	bool added = false;

	while (statement.len > 0) {
		struct slice line = next_line(&statement);
		const char *word = begins_with_word(line, "data")   ? "data"
				   : begins_with_word(line, "send") ? "send"
								    : NULL;

		if (word == NULL || added) {
			builder_add(out, line);
			continue;
		}
		added = true;
		builder_add_format(out, "    %s %s,\n        ", word, text);
		builder_add(out, slice_trim(slice_part(slice_trim(line), 4,
						       SIZE_MAX)));
		builder_add_byte(out, '\n');
	}
}

static void change(const struct broken_change *wanted, struct builder *text)
{
	struct builder out = {0};
	struct slice statement = builder_slice(text);

	switch (wanted->operation) {
	case BROKEN_NONE:
		return;
	case BROKEN_ADD:
		add_fields(statement, wanted->text, &out);
		break;
	case BROKEN_DROP:
		add_without(statement, wanted->keyword, &out);
		break;
	case BROKEN_SET:
		add_without(statement, wanted->keyword, &out);
		builder_clear(text);
		builder_add(text, builder_slice(&out));
		builder_clear(&out);
		add_clause(builder_slice(text), wanted->keyword, wanted->text,
			   &out);
		break;
	}
	builder_clear(text);
	builder_add(text, builder_slice(&out));
	text->failed = text->failed || out.failed;
	builder_release(&out);
}

static void replace(const struct broken_text *wanted, struct builder *text)
{
	struct builder out = {0};
	struct slice rest = builder_slice(text);
	struct slice from = slice_of(wanted->from);
	const char *at;

	if (from.len == 0)
		return;
	while (rest.len >= from.len &&
	       (at = memmem(rest.at, rest.len, from.at, from.len)) != NULL) {
		builder_add(&out,
			    (struct slice){rest.at, (size_t)(at - rest.at)});
		builder_add_text(&out, wanted->to);
		rest = slice_part(rest, (size_t)(at - rest.at) + from.len,
				  rest.len);
	}
	builder_add(&out, rest);
	builder_clear(text);
	builder_add(text, builder_slice(&out));
	text->failed = text->failed || out.failed;
	builder_release(&out);
}

bool broken_stands_in(const struct broken_text *wanted, struct slice text)
{
	return wanted->from != NULL && has(text, slice_of(wanted->from));
}

static bool is_wanted(const struct breakage *breakage, unsigned int round,
		      uint64_t flows)
{
	return broken_round(breakage) == round &&
	       (flows == 0 || (flows >> (breakage->flow - 1) & 1) != 0);
}

static void spoil_statement(struct slice statement, unsigned int round,
			    uint64_t flows, struct builder *out)
{
	struct builder text = {0};

	builder_add(&text, statement);
	for (size_t i = 0; i < breakage_count; i++) {
		const struct breakage *breakage = &breakages[i];

		if (!is_wanted(breakage, round, flows))
			continue;
		for (int j = 0; j < BROKEN_TEXTS; j++)
			replace(&breakage->texts[j], &text);
		for (int j = 0; j < BROKEN_CHANGES; j++)
			if (is_meant(breakage, &breakage->changes[j],
				     builder_slice(&text)))
				change(&breakage->changes[j], &text);
	}
	builder_add(out, builder_slice(&text));
	out->failed = out->failed || text.failed;
	builder_release(&text);
}

void broken_spoil(struct slice text, unsigned int round, uint64_t flows,
		  struct builder *out)
{
	while (text.len > 0)
		spoil_statement(next_statement(&text), round, flows, out);
}
