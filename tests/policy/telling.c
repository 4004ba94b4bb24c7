#include "tests/policy/telling.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/file.h"
#include "dictionary/dictionary.h"
#include "tests/data.h"

struct telling {
	const struct data_case *test;
	const struct dictionary *dictionary;
	struct builder *out;
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

	if (there && file_read(path, 1 << 20, content, NULL) != 0)
		abort();
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

	if (strncmp(clause, "received from ", 14) == 0)
		builder_add_format(telling->out, ", %s", clause);
	if (sscanf(clause, "%255[^:]:%u", file, &line) != 2)
		return; /* "no rule" */
	builder_add_text(telling->out, ", ");
	if (strcmp(file, "law.dictionary") == 0)
		builder_add(&content, data_text(telling->test, "dictionary"));
	else if (strcmp(file, "basis.dictionary") == 0)
		read_from("tests/policy", file, &content);
	else if (sscanf(file, "%u.notice", &number) == 1)
		builder_add(&content, notice_text(telling->test, number));
	else if (!read_from("dictionaries/england", file, &content) &&
		 !read_from("notices", file, &content) &&
		 !read_from("demo/notices", file, &content))
		abort();
	add_statement(telling->out, from_line(builder_slice(&content), line));
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
	builder_add_text(telling->out, *first ? " " : ", ");
	builder_add(telling->out, name);
	*left = field_set_difference(*left, some);
	*first = false;
}

static void add_fields(struct telling *telling, struct field_set fields)
{
	const struct dictionary *dictionary = telling->dictionary;
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
	uint16_t field = dictionary_find(telling->dictionary, KIND_FIELD,
					 slice_of(name));

	if (field == DICTIONARY_NONE)
		abort();
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
	builder_add_text(telling->out, "    sends");
	add_fields(telling, fields);
	builder_add_byte(telling->out, '\n');
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
		builder_add_text(telling->out, "    withholds");
		add_fields(telling, fields);
		builder_add_format(telling->out, ": %s, %s",
				   text_at(entry, "gate"),
				   text_at(entry, "reason"));
		add_clause(telling, text_at(entry, "clause"));
		builder_add_byte(telling->out, '\n');
	}
}

static void tell(struct telling *telling, const json_t *answer)
{
	const json_t *list = json_object_get(answer, "obligations");
	const json_t *conflict = json_object_get(answer, "conflict");
	struct builder *out = telling->out;
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
	if (json_is_string(json_object_get(answer, "profile")))
		builder_add_format(out, ", profile %s",
				   text_at(answer, "profile"));
	/* England's is told in cases of its own (C01). */
	if (json_object_get(answer, "regime") != NULL &&
	    data_text(telling->test, "dictionary").len > 0)
		builder_add_format(out, " under %s", text_at(answer, "regime"));
	json_array_foreach(conflict, i, entry)
		add_clause(telling, json_string_value(entry));
	builder_add_byte(out, '\n');
	tell_sent(telling, answer);
	if (conflict == NULL)
		tell_withheld(telling, answer);
	json_array_foreach(list, i, entry) builder_add_format(
		out, "    must %s\n", json_string_value(entry));
}

void tell_answer(const struct data_case *test,
		 const struct dictionary *dictionary, const json_t *answer,
		 struct builder *out)
{
	struct telling telling = {test, dictionary, out};

	tell(&telling, answer);
}
