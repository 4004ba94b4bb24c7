#include "policy/resolve.h"

#include "base/error.h"

static const char *const ids[KIND_COUNT] = {
	[KIND_NONE] = "unknown-name",
	[KIND_FIELD] = "unknown-field",
	[KIND_CATEGORY] = "unknown-category",
	[KIND_GROUP] = "unknown-group",
	[KIND_FACT] = "unknown-fact",
	[KIND_CODES] = "unknown-codes",
	[KIND_LAW] = "unknown-law",
	[KIND_BODY] = "unknown-body",
	[KIND_HOLDER] = "unknown-body",
	[KIND_PURPOSE] = "unknown-purpose",
	[KIND_AREA] = "unknown-area",
	[KIND_SETTING] = "unknown-setting",
	[KIND_AUTHORITY] = "unknown-authority",
	[KIND_TRIGGER] = "unknown-trigger",
	[KIND_APPROVAL] = "unknown-approval",
	[KIND_TERMS] = "unknown-terms",
	[KIND_ROLE] = "unknown-role",
	[KIND_COLLECTION] = "unknown-collection",
	[KIND_GATEWAY] = "unknown-gateway",
	[KIND_PAGE] = "unknown-page",
	[KIND_PROFILE] = "unknown-profile",
};

struct finding *unknown_name(struct resolver *resolver,
			     enum dictionary_kind kind, const struct name *name)
{
	struct finding *finding;

	finding = findings_add(resolver->findings, SEVERITY_ERROR, ids[kind],
			       name->range, "the dictionary has no %s '%.*s'",
			       dictionary_kind_name(kind),
			       SLICE_ARGS(name->text));
	dictionary_hint(resolver->dictionary, kind, name->text,
			resolver->findings, finding);
	return finding;
}

void unknown_discloser(struct resolver *resolver, const struct name *name)
{
	struct finding *finding;

	finding = findings_add(resolver->findings, SEVERITY_ERROR,
			       "unknown-kind", name->range,
			       "'%.*s' is no kind of controller and no body",
			       SLICE_ARGS(name->text));
	dictionary_hint(resolver->dictionary, KIND_BODY, name->text,
			resolver->findings, finding);
}

uint16_t resolve_name(struct resolver *resolver, enum dictionary_kind kind,
		      const struct name *name)
{
	uint16_t index;

	index = dictionary_find(resolver->dictionary, kind, name->text);
	if (index == DICTIONARY_NONE)
		unknown_name(resolver, kind, name);
	return index;
}

uint16_t resolve_body(struct resolver *resolver, const struct name *name,
		      uint16_t *holder)
{
	uint16_t body;

	body = dictionary_body(resolver->dictionary, name->text, holder);
	if (body == DICTIONARY_NONE)
		unknown_name(resolver, KIND_BODY, name);
	return body;
}

int resolve_names(struct resolver *resolver, enum dictionary_kind kind,
		  const struct argument *argument, const uint16_t **indexes,
		  size_t *count, struct error *error)
{
	uint16_t *list;
	size_t found = 0;

	*indexes = NULL;
	*count = 0;
	if (argument == NULL)
		return 0;
	list = arena_array(resolver->arena, argument->name_count,
			   sizeof(*list));
	if (list == NULL)
		return error_memory(error);
	for (size_t i = 0; i < argument->name_count; i++) {
		uint16_t index;

		index = resolve_name(resolver, kind, &argument->names[i]);
		if (index != DICTIONARY_NONE)
			list[found++] = index;
	}
	*indexes = list;
	*count = found;
	return 0;
}

static size_t count_names(const struct statement *statement,
			  enum keyword keyword)
{
	const struct statement *child = NULL;
	size_t count = 0;

	while ((child = statement_child(statement, keyword, child)) != NULL) {
		const struct argument *names = statement_argument(child, "");

		count += names != NULL ? names->name_count : 0;
	}
	return count;
}

int resolve_all(struct resolver *resolver, const struct statement *statement,
		enum keyword keyword, enum dictionary_kind kind,
		const uint16_t **indexes, const struct range **ranges,
		size_t *count, struct error *error)
{
	const struct statement *child = NULL;
	size_t most = count_names(statement, keyword);
	uint16_t *list = arena_array(resolver->arena, most, sizeof(*list));
	struct range *places =
		arena_array(resolver->arena, most, sizeof(*places));

	if (list == NULL || places == NULL)
		return error_memory(error);
	*indexes = list;
	if (ranges != NULL)
		*ranges = places;
	while ((child = statement_child(statement, keyword, child)) != NULL) {
		const struct argument *names = statement_argument(child, "");

		for (size_t i = 0; names != NULL && i < names->name_count;
		     i++) {
			list[*count] =
				resolve_name(resolver, kind, &names->names[i]);
			places[*count] = child->range;
			*count += list[*count] != DICTIONARY_NONE;
		}
	}
	return 0;
}

struct field_set resolve_fields(struct resolver *resolver,
				const struct argument *argument)
{
	struct field_set all = {0};

	if (argument == NULL)
		return all;
	for (size_t i = 0; i < argument->name_count; i++) {
		struct field_set fields;

		if (dictionary_fields(resolver->dictionary,
				      argument->names[i].text, &fields))
			all = field_set_union(all, fields);
		else
			unknown_name(resolver, KIND_FIELD, &argument->names[i]);
	}
	return all;
}

uint64_t resolve_triggers(struct resolver *resolver,
			  const struct argument *argument)
{
	uint64_t triggers = 0;

	if (argument == NULL)
		return 0;
	for (size_t i = 0; i < argument->name_count; i++) {
		uint16_t index;

		index = resolve_name(resolver, KIND_TRIGGER,
				     &argument->names[i]);
		if (index != DICTIONARY_NONE && index >= 64)
			findings_add(resolver->findings, SEVERITY_ERROR,
				     "too-many-triggers",
				     argument->names[i].range,
				     "only the first 64 triggers of a "
				     "dictionary can be asked for");
		else if (index != DICTIONARY_NONE)
			triggers |= 1ull << index;
	}
	return triggers;
}

enum { CENTURY = 100, CENTURY_DAYS = 36525 };

static uint64_t number_up_to(const struct statement *statement,
			     const char *label, uint64_t most)
{
	uint64_t number = statement_number(statement, label, 0);

	return number < most ? number : most;
}

int statement_months(const struct statement *statement, const char *label)
{
	int years = (int)number_up_to(statement, label, CENTURY);
	int months = (int)number_up_to(statement, label, CENTURY * 12);

	if (statement_has(statement, "years") ||
	    statement_has(statement, "year"))
		return years * 12;
	if (statement_has(statement, "months") ||
	    statement_has(statement, "month"))
		return months;
	return 0;
}

int statement_days(const struct statement *statement, const char *label)
{
	if (statement_has(statement, "days") || statement_has(statement, "day"))
		return (int)number_up_to(statement, label, CENTURY_DAYS);
	return 0;
}
