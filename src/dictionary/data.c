/*
 * data.c - categories, fields and groups.
 */
#include "dictionary/loader.h"

#include "base/arena.h"
#include "base/error.h"
#include "language/diagnostic.h"

struct type_row {
	const char *word;
	uint16_t most_bytes; /* when the field does not say */
};

static const struct type_row TYPES[FIELD_TYPE_COUNT] = {
	[FIELD_TEXT] = {"text", 254},     [FIELD_DATE] = {"date", 10},
	[FIELD_NUMBER] = {"number", 20},  [FIELD_FLAG] = {"flag", 5},
	[FIELD_CODE] = {"code", 20},      [FIELD_UPN] = {"upn", 13},
	[FIELD_ULN] = {"uln", 10},        [FIELD_POSTCODE] = {"postcode", 9},
	[FIELD_LAESTAB] = {"laestab", 7}, [FIELD_LSOA] = {"lsoa", 9},
};

static void read_type(struct loader *loader, const struct statement *statement,
		      struct field *field)
{
	const struct argument *type = statement_argument(statement, "1");
	struct slice words[FIELD_TYPE_COUNT];
	struct finding *finding;

	field->most_bytes = TYPES[FIELD_TEXT].most_bytes;
	for (int i = 0; i < FIELD_TYPE_COUNT; i++) {
		words[i] = slice_of(TYPES[i].word);
		if (!slice_equal(statement_text(statement, "1"), words[i]))
			continue;
		field->type = (enum field_type)i;
		field->most_bytes = TYPES[i].most_bytes;
		return;
	}
	finding = findings_add(loader->findings, SEVERITY_ERROR, "bad-type",
			       type != NULL ? type->range : field->range,
			       "a field cannot be a '%.*s'",
			       SLICE_ARGS(statement_text(statement, "1")));
	finding_hint_nearest(loader->findings, finding,
			     statement_text(statement, "1"), words,
			     FIELD_TYPE_COUNT);
}

static void read_window(struct loader *loader,
			const struct statement *statement, struct field *field)
{
	field->collected_from = statement_date(
		statement, "collected",
		statement_date(statement, "collected-from", DATE_NONE));
	field->collected_to = statement_date(statement, "to", DATE_NONE);
	if (field->collected_from != DATE_NONE &&
	    field->collected_to != DATE_NONE &&
	    field->collected_to < field->collected_from)
		find_error(loader, statement_argument(statement, "to")->range,
			   "bad-dates", "it ends before it begins");
}

static void read_classes(struct loader *loader,
			 const struct statement *statement, struct field *field)
{
	struct slice sensitivity = statement_text(statement, "sensitivity");
	uint64_t identifiability =
		statement_number(statement, "identifiability", 0);

	if (sensitivity.len == 1 && sensitivity.at[0] >= 'A' &&
	    sensitivity.at[0] <= 'E')
		field->sensitivity = sensitivity.at[0];
	else if (statement_argument(statement, "sensitivity") != NULL)
		find_error(loader,
			   statement_argument(statement, "sensitivity")->range,
			   "bad-sensitivity", "sensitivity is A to E");
	if (identifiability >= 1 && identifiability <= 5)
		field->identifiability = (uint8_t)identifiability;
	else if (statement_argument(statement, "identifiability") != NULL)
		find_error(
			loader,
			statement_argument(statement, "identifiability")->range,
			"bad-identifiability", "identifiability is 1 to 5");
}

static void read_most(struct loader *loader, const struct statement *statement,
		      struct field *field)
{
	uint64_t most = statement_number(statement, "most", field->most_bytes);

	if (most >= 1 && most <= UINT16_MAX)
		field->most_bytes = (uint16_t)most;
	else
		find_error(loader, statement_argument(statement, "most")->range,
			   "number-out-of-range", "a value has 1 to %d bytes",
			   UINT16_MAX);
}

static void read_requirement(struct loader *loader,
			     const struct statement *statement,
			     struct field *field)
{
	bool mandatory = statement_has(statement, "mandatory");

	if (mandatory && statement_has(statement, "voluntary"))
		find_error(loader, field->range, "bad-requirement",
			   "a field is mandatory or voluntary, not both");
	if (mandatory)
		field->requirement = REQUIREMENT_MANDATORY;
	else if (statement_has(statement, "voluntary"))
		field->requirement = REQUIREMENT_VOLUNTARY;
}

static void read_field(struct loader *loader, const struct statement *statement,
		       uint16_t category, struct field *field)
{
	field->name = statement_text(statement, "");
	field->label = statement_text(statement, "2");
	field->range = name_range(statement);
	field->category = category;
	field->codes = DICTIONARY_NONE;
	field->identifies = statement_has(statement, "identifies");
	field->quasi = statement_has(statement, "quasi");
	field->derived = statement_has(statement, "derived");
	field->special = statement_has(statement, "special") ||
			 loader->categories[category].special;
	read_type(loader, statement, field);
	read_requirement(loader, statement, field);
	read_window(loader, statement, field);
	read_classes(loader, statement, field);
	read_most(loader, statement, field);
}

static void read_category(struct loader *loader,
			  const struct statement *statement, uint16_t index)
{
	struct category *category = &loader->categories[index];
	struct dictionary *dictionary = loader->dictionary;

	category->name = statement_text(statement, "");
	category->label = statement_text(statement, "1");
	category->range = name_range(statement);
	category->each = statement_text(statement, "each");
	category->by = statement_text(statement, "by");
	category->special = statement_has(statement, "special");
	category->first_field = dictionary->field_count;
	for (size_t i = 0; i < statement->child_count; i++) {
		if (dictionary->field_count == FIELD_LIMIT) {
			find_error(loader, name_range(&statement->children[i]),
				   "too-many-fields",
				   "a dictionary has at most %d fields",
				   FIELD_LIMIT);
			break;
		}
		read_field(loader, &statement->children[i], index,
			   &loader->fields[dictionary->field_count++]);
	}
	category->field_count =
		(uint16_t)(dictionary->field_count - category->first_field);
}

static int declare_groups(struct loader *loader)
{
	struct dictionary *dictionary = loader->dictionary;
	size_t at = 0;

	loader->groups =
		loader_array(loader, KEYWORD_GROUP, sizeof(struct group),
			     NAME_LIMIT, &dictionary->group_count);
	if (loader->groups == NULL)
		return -1;
	dictionary->groups = loader->groups;
	for (uint16_t i = 0; i < dictionary->group_count; i++) {
		const struct statement *statement =
			loader_next(loader, KEYWORD_GROUP, &at);

		loader->groups[i].name = statement_text(statement, "");
		loader->groups[i].label = statement_text(statement, "1");
		loader->groups[i].range = name_range(statement);
	}
	return 0;
}

int declare_data(struct loader *loader)
{
	struct dictionary *dictionary = loader->dictionary;
	size_t at = 0;

	loader->categories =
		loader_array(loader, KEYWORD_CATEGORY, sizeof(struct category),
			     CATEGORY_LIMIT, &dictionary->category_count);
	if (loader->categories == NULL)
		return -1;
	loader->fields = arena_array(loader->arena, FIELD_LIMIT,
				     sizeof(*loader->fields));
	if (loader->fields == NULL)
		return error_memory(loader->error);
	dictionary->categories = loader->categories;
	dictionary->fields = loader->fields;
	for (uint16_t i = 0; i < dictionary->category_count; i++)
		read_category(loader,
			      loader_next(loader, KEYWORD_CATEGORY, &at), i);
	return declare_groups(loader);
}

/* The longest code there may be, unless the field says otherwise. */
static uint16_t longest_code(const struct code_set *set)
{
	size_t longest = 1;

	for (uint16_t i = 0; i < set->count; i++)
		if (set->codes[i].code.len > longest)
			longest = set->codes[i].code.len;
	return longest < UINT16_MAX ? (uint16_t)longest : UINT16_MAX;
}

static void resolve_field(struct loader *loader,
			  const struct statement *statement,
			  struct field *field)
{
	const struct argument *codes = statement_argument(statement, "codes");

	if (field->type != FIELD_CODE) {
		if (codes != NULL)
			find_error(loader, codes->range, "bad-type",
				   "only a field of type code has codes");
		return;
	}
	if (codes == NULL) {
		find_error(loader, field->range, "unknown-codes",
			   "'%.*s' is a code but does not say of which set",
			   SLICE_ARGS(field->name));
		return;
	}
	field->codes = refer_argument(loader, KIND_CODES, statement, "codes");
	if (field->codes != DICTIONARY_NONE &&
	    statement_argument(statement, "most") == NULL)
		field->most_bytes =
			longest_code(&loader->code_sets[field->codes]);
}

static void resolve_group(struct loader *loader,
			  const struct statement *statement,
			  struct group *group)
{
	const struct argument *names = statement_argument(statement, "of");
	struct field_set fields = {0};

	for (size_t i = 0; names != NULL && i < names->name_count; i++) {
		const struct name *name = &names->names[i];

		if (dictionary_find(loader->dictionary, KIND_GROUP,
				    name->text) != DICTIONARY_NONE) {
			find_error(loader, name->range, "group-in-group",
				   "a group is made of fields and categories, "
				   "and '%.*s' is a group",
				   SLICE_ARGS(name->text));
			return;
		}
	}
	if (names != NULL && refer_fields(loader, names, &fields))
		group->fields = fields;
}

void resolve_data(struct loader *loader)
{
	struct dictionary *dictionary = loader->dictionary;
	size_t at = 0;

	for (uint16_t i = 0; i < dictionary->category_count; i++) {
		const struct category *category = &loader->categories[i];
		const struct statement *statement =
			loader_next(loader, KEYWORD_CATEGORY, &at);

		for (uint16_t f = 0; f < category->field_count; f++)
			resolve_field(
				loader, &statement->children[f],
				&loader->fields[category->first_field + f]);
	}
	at = 0;
	for (uint16_t i = 0; i < dictionary->group_count; i++)
		resolve_group(loader, loader_next(loader, KEYWORD_GROUP, &at),
			      &loader->groups[i]);
}
