#include "anonymity/roles.h"

#include "anonymity/ladder.h"
#include "base/arena.h"
#include "base/error.h"
#include "dictionary/dictionary.h"
#include "formats/csv_names.h"

int roles_find_fields(uint16_t *fields, const struct microdata *data,
		      const struct dictionary *dictionary, struct arena *arena,
		      struct error *error)
{
	struct csv_names names;

	if (csv_names_make(&names, dictionary, arena, error) != 0)
		return -1;
	for (size_t i = 0; i < data->column_count; i++) {
		struct csv_target target =
			csv_names_find(&names, data->columns[i].name);

		fields[i] = target.role == CSV_FIELD ? target.field
						     : DICTIONARY_NONE;
	}
	return 0;
}

static uint16_t area_of_field(const struct dictionary *dictionary,
			      uint16_t field)
{
	for (uint16_t i = 0; i < dictionary->area_count; i++)
		if (dictionary->areas[i].field == field)
			return i;
	return DICTIONARY_NONE;
}

/* A day, a place, a number or words of one's own may tell of whom a row is,
 * whether or not the dictionary says so of the field: few have as many sessions
 * of absence, and the number of a school is a place. */
static bool is_telling(enum field_type type)
{
	switch (type) {
	case FIELD_TEXT:
	case FIELD_DATE:
	case FIELD_UPN:
	case FIELD_ULN:
	case FIELD_POSTCODE:
	case FIELD_LAESTAB:
	case FIELD_LSOA:
	case FIELD_NUMBER:
		return true;
	case FIELD_FLAG:
	case FIELD_CODE:
	case FIELD_TYPE_COUNT:
		break;
	}
	return false;
}

enum column_role roles_of_field(const struct dictionary *dictionary,
				uint16_t field)
{
	const struct field *entry;

	if (field == DICTIONARY_NONE)
		return COLUMN_PLAIN;
	entry = &dictionary->fields[field];
	if (entry->identifies || entry->type == FIELD_UPN ||
	    entry->type == FIELD_ULN)
		return COLUMN_NAMING;
	if (entry->quasi || is_telling(entry->type) ||
	    area_of_field(dictionary, field) != DICTIONARY_NONE)
		return COLUMN_QUASI;
	return entry->special ? COLUMN_SENSITIVE : COLUMN_PLAIN;
}

/* --- ladders ------------------------------------------------------------------------ */

enum { LARGER_AREAS = LADDER_LEVELS };

/* The columns that tell of the larger areas that one lies in. */
static size_t find_larger(const struct microdata *data, const uint16_t *fields,
			  const struct dictionary *dictionary, uint16_t area,
			  const struct column *larger[LARGER_AREAS])
{
	size_t count = 0;

	area = dictionary->areas[area].within;
	for (size_t steps = 0; area != DICTIONARY_NONE && steps < LARGER_AREAS;
	     steps++) {
		uint16_t field = dictionary->areas[area].field;

		for (size_t i = 0;
		     field != DICTIONARY_NONE && i < data->column_count; i++)
			if (fields[i] == field) {
				larger[count++] = &data->columns[i];
				break;
			}
		area = dictionary->areas[area].within;
	}
	return count;
}

static int make_ladder(struct ladder *ladder, struct microdata *data,
		       const uint16_t *fields,
		       const struct dictionary *dictionary, uint32_t least,
		       size_t index, struct arena *arena, struct error *error)
{
	const struct column *column = &data->columns[index];
	const struct column *larger[LARGER_AREAS];
	uint16_t field = fields[index];
	const struct field *entry;
	uint16_t area;
	size_t count;

	if (field == DICTIONARY_NONE)
		return ladder_guess(ladder, column, data->row_count, least,
				    arena, error);
	entry = &dictionary->fields[field];
	area = area_of_field(dictionary, field);
	if (area != DICTIONARY_NONE && entry->type != FIELD_CODE) {
		count = find_larger(data, fields, dictionary, area, larger);
		return ladder_areas(ladder, column, larger, count,
				    data->row_count, arena, error);
	}
	if (entry->type == FIELD_CODE)
		return ladder_codes(ladder, column, dictionary, entry->codes,
				    arena, error);
	if (entry->type == FIELD_DATE)
		return ladder_dates(ladder, column, arena, error);
	return ladder_guess(ladder, column, data->row_count, least, arena,
			    error);
}

int roles_make_ladders(struct microdata *data, const uint16_t *fields,
		       const struct dictionary *dictionary, uint32_t least,
		       struct arena *arena, struct error *error)
{
	for (size_t i = 0; i < data->column_count; i++) {
		struct column *column = &data->columns[i];
		struct ladder *ladder;

		if (column->ladder != NULL ||
		    (column->role != COLUMN_QUASI &&
		     column->role != COLUMN_SENSITIVE))
			continue;
		ladder = arena_allocate(arena, sizeof(*ladder));
		if (ladder == NULL)
			return error_memory(error);
		if (make_ladder(ladder, data, fields, dictionary, least, i,
				arena, error) != 0)
			return -1;
		column->ladder = ladder;
	}
	return 0;
}
