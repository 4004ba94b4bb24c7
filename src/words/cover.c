/* A set of fields in few names. */
#include "base/arena.h"
#include "words/cover.h"

struct covering {
	const struct dictionary *dictionary;
	struct field_set known, left;
	struct cover *list;
	size_t count;
};

/* Whether nothing that is known of `fields` is missing from `set`. */
static bool is_whole(struct field_set fields, struct field_set known,
		     struct field_set set)
{
	fields = field_set_intersection(fields, known);
	return field_set_empty(field_set_difference(fields, set));
}

/* A name, when it stands for several fields that are left (or for all of a
 * category of one). */
static void name_whole(struct covering *covering, enum dictionary_kind kind,
		       uint16_t index, struct field_set fields,
		       struct field_set set)
{
	struct field_set named = field_set_intersection(fields, covering->left);

	if (field_set_empty(named) || !is_whole(fields, covering->known, set) ||
	    (kind == KIND_GROUP && field_set_count(named) < 2))
		return;
	covering->list[covering->count++] = (struct cover){kind, index, named};
	covering->left = field_set_difference(covering->left, named);
}

static void name_categories(struct covering *covering, struct field_set set)
{
	const struct dictionary *dictionary = covering->dictionary;

	for (uint16_t i = 0; i < dictionary->category_count; i++) {
		const struct category *category = &dictionary->categories[i];
		struct field_set fields = {0};

		for (uint16_t f = 0; f < category->field_count; f++)
			field_set_add(&fields,
				      (uint16_t)(category->first_field + f));
		name_whole(covering, KIND_CATEGORY, i, fields, set);
	}
}

const struct cover *cover_fields(const struct dictionary *dictionary,
				 struct field_set fields,
				 const struct field_set *known,
				 struct arena *arena, size_t *count)
{
	struct covering covering = {
		.dictionary = dictionary,
		.left = fields,
		.list = arena_array(arena, field_set_count(fields) + 1u,
				    sizeof(struct cover)),
	};

	if (covering.list == NULL)
		return NULL;
	for (uint16_t i = 0; i < dictionary->field_count; i++)
		if (known == NULL || field_set_has(known, i))
			field_set_add(&covering.known, i);
	covering.known = field_set_union(covering.known, fields);
	name_categories(&covering, fields);
	for (uint16_t i = 0; i < dictionary->group_count; i++)
		name_whole(&covering, KIND_GROUP, i,
			   dictionary->groups[i].fields, fields);
	for (uint16_t f = field_set_next(&covering.left, 0);
	     f != DICTIONARY_NONE;
	     f = field_set_next(&covering.left, (uint16_t)(f + 1))) {
		struct cover one = {KIND_FIELD, f, {{0}}};

		field_set_add(&one.fields, f);
		covering.list[covering.count++] = one;
	}
	*count = covering.count;
	return covering.list;
}
