#include "generate/plan.h"

#include "base/arena.h"
#include "base/error.h"
#include "formats/csv.h"

enum plan_column {
	COLUMN_LAESTAB,
	COLUMN_SETTING,
	COLUMN_PUPILS,
	COLUMN_NAME,
	COLUMN_URN,
	COLUMN_FIRST_YEAR,
	COLUMN_LAST_YEAR,
	COLUMN_AREA,
	COLUMN_PCT_AREA,
	COLUMN_LSOAS,
	COLUMN_COUNT
};

static const struct slice columns[COLUMN_COUNT] = {
	[COLUMN_LAESTAB] = SLICE_INIT("laestab"),
	[COLUMN_SETTING] = SLICE_INIT("setting"),
	[COLUMN_PUPILS] = SLICE_INIT("pupils"),
	[COLUMN_NAME] = SLICE_INIT("name"),
	[COLUMN_URN] = SLICE_INIT("urn"),
	[COLUMN_FIRST_YEAR] = SLICE_INIT("first-year"),
	[COLUMN_LAST_YEAR] = SLICE_INIT("last-year"),
	[COLUMN_AREA] = SLICE_INIT("area"),
	[COLUMN_PCT_AREA] = SLICE_INIT("pct-area"),
	[COLUMN_LSOAS] = SLICE_INIT("lsoas"),
};

enum { NAME_BYTES = 100 };

struct plan_reading {
	struct csv csv;
	struct csv_row row;
	size_t at[COLUMN_COUNT]; /* in the file, from 1; 0: not there */
	size_t width;
	struct slice name;
	struct arena *arena;
	struct place_school *schools;
	size_t count, capacity;
	struct error *error;
};

static int fault(struct plan_reading *reading, size_t column, const char *what,
		 const char *hint)
{
	uint32_t line, place;

	csv_place(&reading->csv, &reading->row, column, &line, &place);
	error_set(reading->error, ERROR_INPUT, "%s", what);
	error_hint(reading->error, "%s", hint);
	return error_at(reading->error, reading->name, line, place, 0);
}

static int read_columns(struct plan_reading *reading)
{
	reading->width = reading->row.count;
	for (size_t i = 0; i < reading->width; i++) {
		struct slice header = slice_trim(reading->row.fields[i]);
		size_t column = 0;

		while (column < COLUMN_COUNT &&
		       !slice_equal_ignoring_case(columns[column], header))
			column++;
		if (column == COLUMN_COUNT)
			return fault(reading, i, "no column of a plan",
				     "columns are laestab, setting, pupils, "
				     "name, urn, first-year, last-year, area, "
				     "pct-area, lsoas");
		if (reading->at[column] != 0)
			return fault(reading, i, "the column is there twice",
				     "take one away");
		reading->at[column] = i + 1;
	}
	for (size_t i = COLUMN_LAESTAB; i <= COLUMN_PUPILS; i++)
		if (reading->at[i] == 0)
			return fault(reading, 0,
				     "a plan needs laestab, setting and pupils",
				     "name the columns in the first line");
	return 0;
}

static struct slice cell(const struct plan_reading *reading,
			 enum plan_column column)
{
	size_t at = reading->at[column];

	return at == 0 || at > reading->row.count
		       ? SLICE("")
		       : slice_trim(reading->row.fields[at - 1]);
}

static struct slice kept(struct plan_reading *reading, enum plan_column column)
{
	return arena_copy(reading->arena, cell(reading, column));
}

static int read_lsoas(struct plan_reading *reading, struct place_school *school)
{
	struct slice rest = kept(reading, COLUMN_LSOAS);
	struct slice *lsoas = NULL;
	size_t capacity = 0, count = 0;

	while (rest.len > 0) {
		struct slice lsoa = slice_trim(slice_cut(&rest, ' '));
		struct slice *grown;

		if (lsoa.len == 0)
			continue;
		grown = arena_grow(reading->arena, lsoas, count, &capacity,
				   sizeof(*grown));
		if (grown == NULL)
			return error_memory(reading->error);
		lsoas = grown;
		lsoas[count++] = lsoa;
	}
	school->lsoas = lsoas;
	school->lsoa_count = count;
	return 0;
}

static int read_school(struct plan_reading *reading)
{
	struct place_school *grown;
	struct place_school school = {0};
	uint64_t pupils;

	if (!slice_number(cell(reading, COLUMN_PUPILS), SCHOOL_PUPILS_LIMIT,
			  &pupils))
		return fault(reading, reading->at[COLUMN_PUPILS] - 1,
			     "the number of pupils is none from 0 to 20000",
			     "write digits alone");
	if (cell(reading, COLUMN_NAME).len > NAME_BYTES)
		return fault(reading, reading->at[COLUMN_NAME] - 1,
			     "a school's name has at most 100 bytes",
			     "shorten it");
	if (reading->count == PLAN_SCHOOLS_LIMIT)
		return fault(reading, 0, "a plan has at most 30000 schools",
			     "make several plans");
	school.pupils = (uint32_t)pupils;
	school.laestab = kept(reading, COLUMN_LAESTAB);
	school.setting = kept(reading, COLUMN_SETTING);
	school.name = kept(reading, COLUMN_NAME);
	school.urn = kept(reading, COLUMN_URN);
	school.first_year = kept(reading, COLUMN_FIRST_YEAR);
	school.last_year = kept(reading, COLUMN_LAST_YEAR);
	school.area = kept(reading, COLUMN_AREA);
	school.pct_area = kept(reading, COLUMN_PCT_AREA);
	grown = arena_grow(reading->arena, reading->schools, reading->count,
			   &reading->capacity, sizeof(*grown));
	if (grown == NULL || school.laestab.at == NULL ||
	    school.setting.at == NULL || school.name.at == NULL ||
	    school.urn.at == NULL || school.first_year.at == NULL ||
	    school.last_year.at == NULL || school.area.at == NULL ||
	    school.pct_area.at == NULL)
		return error_memory(reading->error);
	reading->schools = grown;
	if (read_lsoas(reading, &school) != 0)
		return -1;
	reading->schools[reading->count++] = school;
	return 0;
}

static int read_rows(struct plan_reading *reading)
{
	int result = csv_read(&reading->csv, &reading->row, reading->error);

	if (result == 0)
		return error_set(reading->error, ERROR_INPUT,
				 "the plan is empty");
	if (result < 0 || read_columns(reading) != 0)
		return -1;
	while ((result = csv_read(&reading->csv, &reading->row,
				  reading->error)) == 1)
		if (read_school(reading) != 0)
			return -1;
	return result;
}

int plan_read(struct place_plan *plan, struct slice bytes, struct slice name,
	      struct arena *arena, struct error *error)
{
	struct plan_reading *reading = arena_allocate(arena, sizeof(*reading));
	int result;

	if (reading == NULL)
		return error_memory(error);
	reading->name = name;
	reading->arena = arena;
	reading->error = error;
	result = csv_begin(&reading->csv, bytes, '\0', error);
	if (result == 0)
		result = read_rows(reading);
	csv_release(&reading->csv);
	if (result != 0) {
		if (error != NULL && error->place.file[0] == '\0')
			error_at(error, name, error->place.line,
				 error->place.column, 0);
		return -1;
	}
	plan->schools = reading->schools;
	plan->count = reading->count;
	return 0;
}
