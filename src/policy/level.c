#include "policy/level.h"

#include "base/builder.h"
#include "dictionary/dictionary.h"
#include "language/tree.h"

static const char *const names[] = {
	[LEVEL_NAMED] = "named",
	[LEVEL_PUPIL] = "pupil",
	[LEVEL_INSIDE] = "inside",
	[LEVEL_ANONYMISED] = "anonymised",
	[LEVEL_AGGREGATE] = "aggregate by",
};

/* The dictionary's loader refuses cycles of areas. */
static bool area_within(const struct dictionary *dictionary, uint16_t area,
			uint16_t larger)
{
	while (area != DICTIONARY_NONE && area != larger)
		area = dictionary->areas[area].within;
	return area == larger;
}

bool level_within(const struct dictionary *dictionary, struct level a,
		  struct level b)
{
	if (a.kind == LEVEL_AGGREGATE && b.kind == LEVEL_AGGREGATE)
		return area_within(dictionary, b.area, a.area);
	return a.kind >= b.kind;
}

bool level_least(const struct dictionary *dictionary, struct level a,
		 struct level b, struct level *least)
{
	if (level_within(dictionary, a, b))
		*least = a;
	else if (level_within(dictionary, b, a))
		*least = b;
	else
		return false;
	return true;
}

void level_add_area(const struct dictionary *dictionary, struct level level,
		    struct field_set *fields)
{
	uint16_t field;

	if (level.kind != LEVEL_AGGREGATE)
		return;
	field = dictionary->areas[level.area].field;
	if (field != DICTIONARY_NONE)
		field_set_add(fields, field);
}

void level_write(const struct dictionary *dictionary, struct level level,
		 struct builder *out)
{
	builder_add_text(out, names[level.kind]);
	if (level.kind != LEVEL_AGGREGATE)
		return;
	builder_add_byte(out, ' ');
	builder_add(out, dictionary->areas[level.area].name);
}

bool level_read(const struct dictionary *dictionary, struct slice text,
		struct level *level)
{
	const struct slice by = SLICE("aggregate by ");
	uint16_t area;

	for (int kind = LEVEL_NAMED; kind < LEVEL_AGGREGATE; kind++) {
		if (!slice_is(text, names[kind]))
			continue;
		*level = (struct level){(enum level_kind)kind, DICTIONARY_NONE};
		return true;
	}
	if (!slice_starts_with(text, by))
		return false;
	area = dictionary_find(dictionary, KIND_AREA,
			       slice_part(text, by.len, text.len));
	if (area == DICTIONARY_NONE)
		return false;
	*level = (struct level){LEVEL_AGGREGATE, area};
	return true;
}

bool level_of_statement(const struct dictionary *dictionary,
			const struct statement *statement, struct level *level)
{
	uint16_t area;

	for (int kind = LEVEL_NAMED; kind < LEVEL_AGGREGATE; kind++) {
		if (!statement_has(statement, names[kind]))
			continue;
		*level = (struct level){(enum level_kind)kind, DICTIONARY_NONE};
		return true;
	}
	area = dictionary_find(dictionary, KIND_AREA,
			       statement_text(statement, "by"));
	if (area == DICTIONARY_NONE)
		return false;
	*level = (struct level){LEVEL_AGGREGATE, area};
	return true;
}
