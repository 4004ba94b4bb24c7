#include <stdio.h>

#include "base/arena.h"
#include "policy/check_parts.h"

/* Of a longer list the rest is only counted. */
enum { LISTED = 6 };

struct listing {
	struct slice names[LISTED];
	size_t count;
};

bool check_within(int32_t from, int32_t to, int32_t date)
{
	return (from == DATE_NONE || from <= date) &&
	       (to == DATE_NONE || date <= to);
}

unsigned int check_line(struct range range)
{
	return source_position(range.source, range.start).line;
}

const char *check_date(struct checker *checker, int32_t date)
{
	char *text = arena_allocate(checker->arena, DATE_TEXT_BYTES);

	if (text == NULL) {
		checker->findings->failed = true;
		return "";
	}
	date_format(date, text);
	return text;
}

static void list_thing(struct listing *listing, struct slice name)
{
	if (listing->count < LISTED)
		listing->names[listing->count] = name;
	listing->count++;
}

/* The list, in the arena. */
static const char *end_listing(struct checker *checker,
			       const struct listing *listing)
{
	enum { MORE_BYTES = 40 };
	size_t size = MORE_BYTES, at = 0;
	char *text;

	for (size_t i = 0; i < listing->count && i < LISTED; i++)
		size += listing->names[i].len + 2;
	text = arena_allocate(checker->arena, size);
	if (text == NULL) {
		checker->findings->failed = true;
		return "";
	}
	for (size_t i = 0; i < listing->count && i < LISTED; i++)
		at += (size_t)snprintf(text + at, size - at, "%s%.*s",
				       i > 0 ? ", " : "",
				       SLICE_ARGS(listing->names[i]));
	if (listing->count > LISTED)
		snprintf(text + at, size - at, " and %zu more",
			 listing->count - LISTED);
	return text;
}

const char *check_names(struct checker *checker, const struct slice *names,
			size_t count)
{
	struct listing listing = {0};

	for (size_t i = 0; i < count; i++)
		list_thing(&listing, names[i]);
	return end_listing(checker, &listing);
}

/* Lists `name` in place of `part`, if all of that is still to be listed. */
static void list_part(struct listing *listing, struct field_set *fields,
		      struct field_set part, struct slice name)
{
	if (field_set_count(part) < 2 ||
	    !field_set_empty(field_set_difference(part, *fields)))
		return;
	list_thing(listing, name);
	*fields = field_set_difference(*fields, part);
}

const char *check_fields(struct checker *checker, struct field_set fields)
{
	const struct dictionary *dictionary = checker->dictionary;
	struct listing listing = {0};

	for (uint16_t i = 0; i < dictionary->category_count; i++) {
		const struct category *category = &dictionary->categories[i];
		struct field_set part = {0};

		for (uint16_t j = 0; j < category->field_count; j++)
			field_set_add(&part,
				      (uint16_t)(category->first_field + j));
		list_part(&listing, &fields, part, category->name);
	}
	for (uint16_t i = 0; i < dictionary->group_count; i++)
		list_part(&listing, &fields, dictionary->groups[i].fields,
			  dictionary->groups[i].name);
	for (uint16_t f = field_set_next(&fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&fields, (uint16_t)(f + 1)))
		list_thing(&listing, dictionary->fields[f].name);
	return end_listing(checker, &listing);
}

static size_t count_names(const struct statement *statement,
			  enum keyword keyword)
{
	const struct statement *clause = NULL;
	size_t count = 0;

	while ((clause = statement_child(statement, keyword, clause)) != NULL) {
		const struct argument *names = statement_argument(clause, "");

		count += names != NULL ? names->name_count : 0;
	}
	return count;
}

static void add_cited(struct cited *list, size_t *count, struct cited cited)
{
	for (size_t i = 0; i < *count; i++)
		if (list[i].index == cited.index)
			return;
	list[(*count)++] = cited;
}

const struct cited *check_cited(struct checker *checker,
				const struct statement *statement,
				enum keyword keyword, enum dictionary_kind kind,
				size_t *count)
{
	struct cited *list = arena_array(
		checker->arena, count_names(statement, keyword), sizeof(*list));
	const struct statement *clause = NULL;

	*count = 0;
	if (list == NULL) {
		checker->findings->failed = true;
		return NULL;
	}
	while ((clause = statement_child(statement, keyword, clause)) != NULL) {
		const struct argument *names = statement_argument(clause, "");

		for (size_t i = 0; names != NULL && i < names->name_count;
		     i++) {
			const struct name *name = &names->names[i];
			uint16_t index = dictionary_find(checker->dictionary,
							 kind, name->text);

			if (index != DICTIONARY_NONE)
				add_cited(list, count,
					  (struct cited){name->range, index});
		}
	}
	return list;
}

struct range check_send_range(const struct checker *checker,
			      const struct rule *rule, struct field_set fields)
{
	const struct statement *send = NULL;
	struct range range = rule->range;

	while ((send = statement_child(rule->statement, KEYWORD_SEND, send)) !=
	       NULL) {
		const struct argument *names = statement_argument(send, "");

		for (size_t i = 0; names != NULL && i < names->name_count;
		     i++) {
			struct field_set part = {0};

			dictionary_fields(checker->dictionary,
					  names->names[i].text, &part);
			part = field_set_intersection(part, fields);
			if (!field_set_empty(part))
				return names->names[i].range;
		}
		if (statement_has(send, "held"))
			range = send->range;
	}
	return range;
}

const struct statement *check_next(const struct checker *checker,
				   enum keyword keyword,
				   const struct statement *previous)
{
	const struct tree *tree = checker->notice->tree;
	size_t i = 0;

	if (previous != NULL)
		i = (size_t)(previous - tree->statements) + 1;
	while (i < tree->count && tree->statements[i].keyword != keyword)
		i++;
	return i < tree->count ? &tree->statements[i] : NULL;
}

/* Who says "characteristics" speaks of what is collected under that name, not
 * of what will be in years to come. */
static struct field_set still_to_come(const struct checker *checker,
				      struct slice name)
{
	const struct dictionary *dictionary = checker->dictionary;
	uint16_t index = dictionary_find(dictionary, KIND_CATEGORY, name);
	const struct category *category;
	struct field_set fields = {0};

	if (index == DICTIONARY_NONE)
		return fields;
	category = &dictionary->categories[index];
	for (uint16_t i = 0; i < category->field_count; i++) {
		uint16_t field = (uint16_t)(category->first_field + i);
		int32_t from = dictionary->fields[field].collected_from;

		if (from != DATE_NONE && from > checker->date)
			field_set_add(&fields, field);
	}
	return fields;
}

struct field_set check_uncollected(const struct checker *checker,
				   struct slice name)
{
	struct field_set fields = {0};

	dictionary_fields(checker->dictionary, name, &fields);
	fields = field_set_intersection(fields, checker->uncollected);
	return field_set_difference(fields, still_to_come(checker, name));
}

struct field_set check_held_by(const struct checker *checker,
			       const struct statement *statement)
{
	const struct argument *names = statement_argument(statement, "");
	struct field_set fields = {0};

	for (size_t i = 0; names != NULL && i < names->name_count; i++) {
		struct field_set part = {0};

		dictionary_fields(checker->dictionary, names->names[i].text,
				  &part);
		fields = field_set_union(fields, part);
	}
	return fields;
}

bool check_has_right(const struct checker *checker, const char *name)
{
	const struct statement *right = NULL;

	while ((right = check_next(checker, KEYWORD_RIGHT, right)) != NULL)
		if (slice_is(statement_text(right, ""), name))
			return true;
	return false;
}

bool check_has_contact(const struct checker *checker, const char *word)
{
	const struct statement *contact = NULL;

	while ((contact = check_next(checker, KEYWORD_CONTACT, contact)) !=
	       NULL)
		if (statement_has(contact, word))
			return true;
	return false;
}
