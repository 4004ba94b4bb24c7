/*
 * place.c - areas, settings and collections.
 */
#include "dictionary/loader.h"

#include "base/arena.h"
#include "base/error.h"
#include "language/diagnostic.h"

static int declare_areas(struct loader *loader)
{
	struct dictionary *dictionary = loader->dictionary;
	size_t at = 0;

	loader->areas = loader_array(loader, KEYWORD_AREA, sizeof(struct area),
				     NAME_LIMIT, &dictionary->area_count);
	if (loader->areas == NULL)
		return -1;
	dictionary->areas = loader->areas;
	for (uint16_t i = 0; i < dictionary->area_count; i++) {
		const struct statement *statement =
			loader_next(loader, KEYWORD_AREA, &at);
		struct area *area = &loader->areas[i];

		area->name = statement_text(statement, "");
		area->label = statement_text(statement, "1");
		area->range = name_range(statement);
		area->field = area->within = DICTIONARY_NONE;
	}
	return 0;
}

static int read_years(struct loader *loader, const struct statement *statement,
		      struct setting *setting)
{
	const struct argument *years = statement_argument(statement, "years");
	struct slice *list;

	if (years == NULL)
		return 0;
	list = arena_array(loader->arena, years->name_count, sizeof(*list));
	if (list == NULL)
		return error_memory(loader->error);
	for (size_t i = 0; i < years->name_count; i++)
		list[i] = years->names[i].text;
	setting->years = list;
	setting->year_count = (uint16_t)years->name_count;
	return 0;
}

static int declare_settings(struct loader *loader)
{
	struct dictionary *dictionary = loader->dictionary;
	size_t at = 0;

	loader->settings =
		loader_array(loader, KEYWORD_SETTING, sizeof(struct setting),
			     NAME_LIMIT, &dictionary->setting_count);
	if (loader->settings == NULL)
		return -1;
	dictionary->settings = loader->settings;
	for (uint16_t i = 0; i < dictionary->setting_count; i++) {
		const struct statement *statement =
			loader_next(loader, KEYWORD_SETTING, &at);
		struct setting *setting = &loader->settings[i];

		setting->name = statement_text(statement, "");
		setting->label = statement_text(statement, "1");
		setting->range = name_range(statement);
		setting->phase = statement_text(statement, "phase");
		setting->academy = statement_has(statement, "academy");
		if (read_years(loader, statement, setting) != 0)
			return -1;
	}
	return 0;
}

static int declare_collections(struct loader *loader)
{
	struct dictionary *dictionary = loader->dictionary;
	size_t at = 0;

	loader->collections = loader_array(
		loader, KEYWORD_COLLECTION, sizeof(struct collection),
		NAME_LIMIT, &dictionary->collection_count);
	if (loader->collections == NULL)
		return -1;
	dictionary->collections = loader->collections;
	for (uint16_t i = 0; i < dictionary->collection_count; i++) {
		const struct statement *statement =
			loader_next(loader, KEYWORD_COLLECTION, &at);
		struct collection *collection = &loader->collections[i];

		collection->name = statement_text(statement, "");
		collection->label = statement_text(statement, "1");
		collection->range = name_range(statement);
		collection->body = DICTIONARY_NONE;
	}
	return 0;
}

int declare_places(struct loader *loader)
{
	if (declare_areas(loader) != 0 || declare_settings(loader) != 0)
		return -1;
	return declare_collections(loader);
}

/* Follows `within` for at most as many steps as there are areas. */
static bool is_cyclic(const struct loader *loader, uint16_t area)
{
	uint16_t at = loader->areas[area].within;

	for (uint16_t steps = 0; at != DICTIONARY_NONE; steps++) {
		if (at == area)
			return true;
		if (steps == loader->dictionary->area_count)
			return false; /* a cycle, but not through this one */
		at = loader->areas[at].within;
	}
	return false;
}

static void resolve_areas(struct loader *loader)
{
	uint16_t count = loader->dictionary->area_count;
	size_t at = 0;

	for (uint16_t i = 0; i < count; i++) {
		const struct statement *statement =
			loader_next(loader, KEYWORD_AREA, &at);

		loader->areas[i].field =
			refer_argument(loader, KIND_FIELD, statement, "from");
		loader->areas[i].within =
			refer_argument(loader, KIND_AREA, statement, "within");
	}
	for (uint16_t i = 0; i < count; i++)
		if (is_cyclic(loader, i))
			find_error(loader, loader->areas[i].range,
				   "cyclic-area", "'%.*s' is within itself",
				   SLICE_ARGS(loader->areas[i].name));
}

/* Phases and years are codes where the dictionary has sets of that name. */
static void resolve_settings(struct loader *loader)
{
	const struct dictionary *dictionary = loader->dictionary;
	uint16_t phases =
		dictionary_find(dictionary, KIND_CODES, SLICE("phase"));
	uint16_t year_groups =
		dictionary_find(dictionary, KIND_CODES, SLICE("year-group"));
	size_t at = 0;

	for (uint16_t i = 0; i < dictionary->setting_count; i++) {
		const struct statement *statement =
			loader_next(loader, KEYWORD_SETTING, &at);
		const struct argument *phase =
			statement_argument(statement, "phase");
		const struct argument *years =
			statement_argument(statement, "years");
		const struct argument *data =
			statement_argument(statement, "data");

		if (data != NULL)
			refer_fields(loader, data, &loader->settings[i].data);
		if (phase != NULL && phases != DICTIONARY_NONE)
			refer_code(loader, phases, &phase->names[0]);
		if (years == NULL || year_groups == DICTIONARY_NONE)
			continue;
		for (size_t y = 0; y < years->name_count; y++)
			refer_code(loader, year_groups, &years->names[y]);
	}
}

static int resolve_recipient(struct loader *loader, const struct statement *to,
			     struct collection *collection)
{
	const struct argument *bodies = statement_argument(to, "");
	const struct argument *purposes = statement_argument(to, "for");
	uint16_t *list;

	if (bodies != NULL && bodies->name_count > 1)
		find_error(loader, bodies->names[1].range, "one-recipient",
			   "a collection goes to one body");
	collection->body = refer_argument(loader, KIND_BODY, to, "");
	if (purposes == NULL)
		return 0;
	list = arena_array(loader->arena, purposes->name_count, sizeof(*list));
	if (list == NULL)
		return error_memory(loader->error);
	for (size_t i = 0; i < purposes->name_count; i++)
		list[i] = refer(loader, KIND_PURPOSE, &purposes->names[i]);
	collection->purposes = list;
	collection->purpose_count = (uint16_t)purposes->name_count;
	return 0;
}

static int resolve_collection(struct loader *loader,
			      const struct statement *statement,
			      struct collection *collection)
{
	const struct statement *to =
		statement_child(statement, KEYWORD_TO, NULL);
	const struct statement *again =
		to != NULL ? statement_child(statement, KEYWORD_TO, to) : NULL;
	const struct statement *format =
		statement_child(statement, KEYWORD_FORMAT, NULL);
	const struct statement *data = NULL;

	if (format != NULL)
		collection->format = statement_text(format, "");
	while ((data = statement_child(statement, KEYWORD_DATA, data)) !=
	       NULL) {
		const struct argument *names = statement_argument(data, "");

		if (names != NULL)
			refer_fields(loader, names, &collection->fields);
	}
	if (again != NULL)
		find_error(loader, again->keyword_range, "one-recipient",
			   "a collection goes to one body");
	if (to != NULL)
		return resolve_recipient(loader, to, collection);
	find_error(loader, collection->range, "one-recipient",
		   "the collection does not say to whom");
	return 0;
}

int resolve_places(struct loader *loader)
{
	size_t at = 0;

	resolve_areas(loader);
	resolve_settings(loader);
	for (uint16_t i = 0; i < loader->dictionary->collection_count; i++)
		if (resolve_collection(
			    loader,
			    loader_next(loader, KEYWORD_COLLECTION, &at),
			    &loader->collections[i]) != 0)
			return -1;
	return 0;
}
