/*
 * refer.c - from the names a statement uses to the things they name.
 */
#include "dictionary/loader.h"

#include "base/arena.h"
#include "dictionary/index.h"
#include "language/diagnostic.h"

struct range name_range(const struct statement *statement)
{
	const struct argument *name = statement_argument(statement, "");

	return name != NULL ? name->range : statement->keyword_range;
}

/* "no body is called 'x'", with the nearest name. */
static void unknown(struct loader *loader, enum dictionary_kind kind,
		    const struct name *name, const char *id, const char *what)
{
	struct finding *finding;

	finding = findings_add(loader->findings, SEVERITY_ERROR, id,
			       name->range, "no %s is called '%.*s'", what,
			       SLICE_ARGS(name->text));
	dictionary_hint(loader->dictionary, kind, name->text, loader->findings,
			finding);
}

static const char *unknown_id(enum dictionary_kind kind)
{
	switch ((int)kind) {
	case KIND_CODES:
		return "unknown-codes";
	case KIND_FIELD:
		return "unknown-field";
	case KIND_BODY:
		return "unknown-body";
	case KIND_AREA:
		return "unknown-area";
	case KIND_PURPOSE:
		return "unknown-purpose";
	case KIND_FACT:
		return "unknown-fact";
	case KIND_PROFILE:
		return "unknown-profile";
	default:
		return "unknown-name";
	}
}

uint16_t refer(struct loader *loader, enum dictionary_kind kind,
	       const struct name *name)
{
	uint16_t index = dictionary_find(loader->dictionary, kind, name->text);

	if (index == DICTIONARY_NONE)
		unknown(loader, kind, name, unknown_id(kind),
			dictionary_kind_name(kind));
	return index;
}

uint16_t refer_argument(struct loader *loader, enum dictionary_kind kind,
			const struct statement *statement, const char *label)
{
	const struct argument *argument = statement_argument(statement, label);

	if (argument == NULL || argument->name_count == 0)
		return DICTIONARY_NONE;
	return refer(loader, kind, &argument->names[0]);
}

bool refer_fields(struct loader *loader, const struct argument *names,
		  struct field_set *fields)
{
	bool good = true;

	for (size_t i = 0; i < names->name_count; i++) {
		const struct name *name = &names->names[i];
		struct field_set some;

		if (dictionary_fields(loader->dictionary, name->text, &some)) {
			*fields = field_set_union(*fields, some);
			continue;
		}
		unknown(loader, KIND_FIELD, name, "unknown-field",
			"field, group or category");
		good = false;
	}
	return good;
}

uint16_t refer_code(struct loader *loader, uint16_t codes,
		    const struct name *name)
{
	const struct code_set *set = &loader->code_sets[codes];
	uint16_t code = index_find_code(loader->dictionary, codes, CODE_EXACT,
					name->text);

	if (code == DICTIONARY_NONE)
		find_error(loader, name->range, "unknown-code",
			   "'%.*s' has no code '%.*s'", SLICE_ARGS(set->name),
			   SLICE_ARGS(name->text));
	return code;
}

void read_dates(struct loader *loader, const struct statement *statement,
		int32_t *from, int32_t *to)
{
	*from = statement_date(statement, "from", DATE_NONE);
	*to = statement_date(statement, "to", DATE_NONE);
	if (*from != DATE_NONE && *to != DATE_NONE && *to < *from)
		find_error(loader, statement_argument(statement, "to")->range,
			   "bad-dates", "it ends before it begins");
}
