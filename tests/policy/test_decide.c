/*
 * The cases of the .test files here: a dictionary (statements beside those of
 * basis.dictionary; none: England's), notices (texts or files), requests as
 * `hornbook decide` takes them, and the answers told as
 *
 *     permit at named
 *         sends name, address
 *         withholds telephone: wishes, objection, "objection by parent ..."
 *         must notice gap
 *
 * A category or group stands for its fields when all of them are meant; a
 * clause is quoted from its line on.
 */
#include "tests/test.h"

#include <jansson.h>
#include <stdio.h>

#include "base/builder.h"
#include "base/file.h"
#include "policy/service.h"
#include "tests/data.h"
#include "tests/policy/lawbook.h"

struct telling {
	const struct data_case *test;
	struct lawbook book;
	struct builder text;
};

/* --- clauses as they stand in the text ---------------------------------------- */

static struct slice from_line(struct slice text, unsigned int number)
{
	while (--number > 0)
		slice_cut(&text, '\n');
	return text;
}

/* The words of a line, up to its comment or brace; one space before each but
 * the first.  Whether the statement goes on, after a comma. */
static bool add_words(struct builder *out, struct slice line, bool first)
{
	while (line.len > 0) {
		struct slice word = slice_cut(&line, ' ');

		if (slice_starts_with(word, SLICE("#")) || slice_is(word, "{"))
			break;
		if (word.len == 0)
			continue;
		if (!first)
			builder_add_byte(out, ' ');
		first = false;
		builder_add(out, word);
	}
	return out->len > 0 && out->at[out->len - 1] == ',';
}

static void add_statement(struct builder *out, struct slice text)
{
	bool first = true;

	builder_add_byte(out, '"');
	while (add_words(out, slice_cut(&text, '\n'), first))
		first = false;
	builder_add_byte(out, '"');
}

static bool read_from(const char *directory, const char *file,
		      struct builder *content)
{
	struct arena arena = {0};
	char *path = path_join(&arena, directory, file);
	bool there = file_exists(path);
	struct error error = {0};

	if (there)
		assert_success(file_read(path, 1 << 20, content, &error),
			       &error);
	arena_release(&arena);
	return there;
}

static struct slice notice_text(const struct data_case *test,
				unsigned int number)
{
	for (size_t i = 0; i < test->count; i++)
		if (slice_is(test->sections[i].name, "notice") && --number == 0)
			return test->sections[i].text;
	return (struct slice){"", 0};
}

/* "law.dictionary:12" becomes the twelfth line. */
static void add_clause(struct telling *telling, const char *clause)
{
	struct builder content = {0};
	unsigned int line = 0, number = 0;
	char file[256];

	if (sscanf(clause, "%255[^:]:%u", file, &line) != 2)
		return; /* "no rule" */
	builder_add_text(&telling->text, ", ");
	if (strcmp(file, "law.dictionary") == 0)
		builder_add(&content, data_text(telling->test, "dictionary"));
	else if (strcmp(file, "basis.dictionary") == 0)
		assert_true(read_from("tests/policy", file, &content));
	else if (sscanf(file, "%u.notice", &number) == 1)
		builder_add(&content, notice_text(telling->test, number));
	else if (!read_from("dictionaries/england", file, &content) &&
		 !read_from("notices", file, &content))
		fail_msg("no file of that name: %s", file);
	add_statement(&telling->text, from_line(builder_slice(&content), line));
	builder_release(&content);
}

/* --- fields, by category and group ----------------------------------------------- */

static bool is_within(struct field_set some, struct field_set all)
{
	return !field_set_empty(some) &&
	       field_set_empty(field_set_difference(some, all));
}

static void take(struct telling *telling, struct slice name,
		 struct field_set some, struct field_set *left, bool *first)
{
	if (!is_within(some, *left))
		return;
	builder_add_text(&telling->text, *first ? " " : ", ");
	builder_add(&telling->text, name);
	*left = field_set_difference(*left, some);
	*first = false;
}

static void add_fields(struct telling *telling, struct field_set fields)
{
	const struct dictionary *dictionary = telling->book.dictionary;
	struct field_set some;
	bool first = true;

	for (uint16_t i = 0; i < dictionary->category_count; i++) {
		struct slice name = dictionary->categories[i].name;

		if (dictionary->categories[i].field_count > 1 &&
		    dictionary_fields(dictionary, name, &some))
			take(telling, name, some, &fields, &first);
	}
	for (uint16_t i = 0; i < dictionary->group_count; i++)
		take(telling, dictionary->groups[i].name,
		     dictionary->groups[i].fields, &fields, &first);
	for (uint16_t i = 0; i < dictionary->field_count; i++) {
		some = (struct field_set){0};
		field_set_add(&some, i);
		take(telling, dictionary->fields[i].name, some, &fields,
		     &first);
	}
}

/* --- an answer --------------------------------------------------------------------- */

static const char *text_at(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text != NULL ? text : "";
}

static void add_field_name(struct telling *telling, struct field_set *fields,
			   const char *name)
{
	uint16_t field = dictionary_find(telling->book.dictionary, KIND_FIELD,
					 slice_of(name));

	assert_int_not_equal(field, DICTIONARY_NONE);
	field_set_add(fields, field);
}

static void tell_sent(struct telling *telling, const json_t *answer)
{
	const json_t *list = json_object_get(answer, "fields");
	struct field_set fields = {0};
	const json_t *entry;
	size_t i;

	json_array_foreach(list, i, entry)
		add_field_name(telling, &fields, json_string_value(entry));
	if (field_set_empty(fields))
		return;
	builder_add_text(&telling->text, "    sends");
	add_fields(telling, fields);
	builder_add_byte(&telling->text, '\n');
}

static bool same_grounds(const json_t *a, const json_t *b)
{
	return strcmp(text_at(a, "gate"), text_at(b, "gate")) == 0 &&
	       strcmp(text_at(a, "reason"), text_at(b, "reason")) == 0 &&
	       strcmp(text_at(a, "clause"), text_at(b, "clause")) == 0;
}

/* All fields withheld on the same grounds on one line. */
static void tell_withheld(struct telling *telling, const json_t *answer)
{
	const json_t *list = json_object_get(answer, "withheld");
	const json_t *entry, *other;
	size_t i, j;

	json_array_foreach(list, i, entry)
	{
		struct field_set fields = {0};
		bool told = false;

		json_array_foreach(list, j, other)
		{
			if (!same_grounds(entry, other))
				continue;
			told |= j < i;
			add_field_name(telling, &fields,
				       text_at(other, "field"));
		}
		if (told)
			continue;
		builder_add_text(&telling->text, "    withholds");
		add_fields(telling, fields);
		builder_add_format(&telling->text, ": %s, %s",
				   text_at(entry, "gate"),
				   text_at(entry, "reason"));
		add_clause(telling, text_at(entry, "clause"));
		builder_add_byte(&telling->text, '\n');
	}
}

static void tell(struct telling *telling, const json_t *answer)
{
	const json_t *list = json_object_get(answer, "obligations");
	const json_t *conflict = json_object_get(answer, "conflict");
	struct builder *out = &telling->text;
	const json_t *entry;
	size_t i;

	if (json_object_get(answer, "error") != NULL) {
		builder_add_format(out, "fault: %s\n",
				   text_at(answer, "error"));
		return;
	}
	builder_add_text(out, text_at(answer, "outcome"));
	if (json_is_string(json_object_get(answer, "level")))
		builder_add_format(out, " at %s", text_at(answer, "level"));
	json_array_foreach(conflict, i, entry)
		add_clause(telling, json_string_value(entry));
	builder_add_byte(out, '\n');
	tell_sent(telling, answer);
	if (conflict == NULL)
		tell_withheld(telling, answer);
	json_array_foreach(list, i, entry) builder_add_format(
		out, "    must %s\n", json_string_value(entry));
}

/* --- a case ------------------------------------------------------------------------- */

static void read_notices(struct lawbook *book, const struct data_case *test)
{
	for (size_t i = 0; i < test->count; i++) {
		struct slice text = test->sections[i].text;

		if (!slice_is(test->sections[i].name, "notice"))
			continue;
		if (slice_starts_with(text, SLICE("notices/")))
			lawbook_notice_file(book, slice_cut(&text, '\n'));
		else
			lawbook_notice(book, text);
	}
}

static void read_law(struct telling *telling)
{
	struct slice dictionary = data_text(telling->test, "dictionary");

	if (dictionary.len > 0)
		lawbook_dictionary(&telling->book, dictionary);
	else
		lawbook_england(&telling->book);
	read_notices(&telling->book, telling->test);
	lawbook_policy(&telling->book);
}

static void ask(struct telling *telling, struct service *service,
		struct slice line)
{
	struct error error = {0};
	struct builder out = {0};
	json_t *answer;
	bool faulty;

	assert_success(service_answer(service, line, &out, &faulty, &error),
		       &error);
	answer = json_loadb(out.at, out.len, 0, NULL);
	assert_non_null(answer);
	assert_int_equal(faulty, json_object_get(answer, "error") != NULL);
	tell(telling, answer);
	json_decref(answer);
	builder_release(&out);
}

static void ask_all(struct telling *telling)
{
	struct slice requests = data_text(telling->test, "request");
	struct error error = {0};
	struct service *service;

	assert_success(service_make(&service, telling->book.policy, &error),
		       &error);
	while (requests.len > 0)
		ask(telling, service, slice_cut(&requests, '\n'));
	service_free(service);
}

/* Every fault that the cases bring out is explained in the reference. */
static void check_documented(const struct findings *findings)
{
	struct builder reference = {0};
	struct error error = {0};

	assert_success(
		file_read("docs/language.md", 1 << 20, &reference, &error),
		&error);
	for (size_t i = 0; i < findings->count; i++) {
		struct builder id = {0};

		builder_add_format(&id, "`%s`", findings->list[i].id);
		if (strstr(builder_text(&reference), builder_text(&id)) == NULL)
			fail_msg("docs/language.md does not explain %s",
				 findings->list[i].id);
		builder_release(&id);
	}
	builder_release(&reference);
}

static void check_case(void **state)
{
	struct telling telling = {.test = *state};
	struct slice expected = data_text(telling.test, "expected");
	bool agree;

	read_law(&telling);
	if (telling.book.policy != NULL)
		ask_all(&telling);
	else
		lawbook_findings(&telling.book, &telling.text);
	/* cmocka's own messages are cut at a kilobyte. */
	agree = slice_equal(builder_slice(&telling.text), expected);
	if (!agree)
		fprintf(stderr, "%.*s:%u: got\n%.*s",
			SLICE_ARGS(telling.test->file), telling.test->line,
			SLICE_ARGS(builder_slice(&telling.text)));
	if (telling.book.policy == NULL)
		check_documented(&telling.book.findings);
	builder_release(&telling.text);
	lawbook_release(&telling.book);
	assert_true(agree);
}

int main(void)
{
	int failures = data_run("decide", "tests/policy", check_case);

	lawbook_done();
	return failures;
}
