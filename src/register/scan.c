#include "register/register.h"

#include <assert.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "register/state.h"

/* Rows to step over before seeking is cheaper; a seek costs about as much. */
enum { STEP_MOST = 16 };

/* One category's cursor and the row it stands at. */
struct lane {
	uint16_t category; /* the dictionary's index */
	struct store_cursor *cursor;
	struct store_section row;
	bool found; /* `row` is a row; else the lane has ended */
};

struct register_scan {
	struct pupil_register *pupils;
	struct store_cursor *anchor;
	const uint64_t *ids;
	size_t count;
	size_t at;
	struct lane lanes[CATEGORY_LIMIT];
	size_t lane_count;
	struct seal_key key;      /* of the pupil in hand */
	struct section *sections; /* of the pupil in hand */
	size_t capacity;
};

static int open_lane(struct register_scan *scan, uint16_t category,
		     struct error *error)
{
	struct pupil_register *pupils = scan->pupils;
	const struct store_methods *methods = pupils->store->methods;
	struct lane *lane = &scan->lanes[scan->lane_count];

	if (pupils->categories.numbers[category] == 0)
		return 0; /* never imported */
	lane->category = category;
	if (methods->cursor(pupils->store, pupils->categories.numbers[category],
			    scan->count > 0 ? scan->ids[0] : 0, &lane->cursor,
			    error) != 0)
		return -1;
	scan->lane_count++;
	return methods->next(lane->cursor, &lane->row, &lane->found, error);
}

int register_scan_open(struct register_scan **out,
		       struct pupil_register *pupils, const uint64_t *ids,
		       size_t count, uint64_t categories, struct error *error)
{
	struct register_scan *scan = memory_array(1, sizeof(*scan));

	if (scan == NULL)
		return error_memory(error);
	scan->pupils = pupils;
	scan->ids = ids;
	scan->count = count;
	if (pupils->store->methods->anchor(pupils->store, &scan->anchor,
					   error) != 0 ||
	    register_refresh(pupils, error) != 0)
		goto fail;
	for (uint16_t i = 0; i < pupils->dictionary->category_count; i++)
		if ((categories >> i & 1) != 0 &&
		    open_lane(scan, i, error) != 0)
			goto fail;
	*out = scan;
	return 0;
fail:
	register_scan_close(scan);
	return -1;
}

void register_scan_close(struct register_scan *scan)
{
	const struct store_methods *methods;

	if (scan == NULL)
		return;
	methods = scan->pupils->store->methods;
	for (size_t i = 0; i < scan->lane_count; i++)
		methods->cursor_close(scan->lanes[i].cursor);
	methods->cursor_close(scan->anchor);
	memory_free(scan->sections);
	seal_key_wipe(&scan->key);
	memory_free(scan);
}

/* Brings a lane to the first row that is not before this pupil's. */
static int advance(struct register_scan *scan, struct lane *lane,
		   uint64_t pupil, struct error *error)
{
	const struct store_methods *methods = scan->pupils->store->methods;
	unsigned int steps = 0;

	while (lane->found && lane->row.pupil < pupil) {
		if (++steps > STEP_MOST &&
		    methods->seek(lane->cursor, pupil, error) != 0)
			return -1;
		if (methods->next(lane->cursor, &lane->row, &lane->found,
				  error) != 0)
			return -1;
	}
	return 0;
}

static struct section *add_section(struct register_scan *scan, uint32_t count)
{
	size_t capacity = scan->capacity > 0 ? scan->capacity * 2 : 16;
	struct section *sections;

	if (count < scan->capacity)
		return &scan->sections[count];
	sections = memory_resize(scan->sections, capacity * sizeof(*sections));
	if (sections == NULL)
		return NULL;
	scan->sections = sections;
	scan->capacity = capacity;
	return &sections[count];
}

/* Older versions follow the current one. */
static bool is_superseded(const struct register_scan *scan,
			  const struct lane *lane, uint32_t from,
			  uint32_t count)
{
	for (uint32_t i = from; i < count; i++)
		if (slice_equal(scan->sections[i].period, lane->row.period))
			return true;
	return false;
}

static int read_row(struct register_scan *scan, const struct lane *lane,
		    struct section *section, struct arena *arena,
		    struct error *error)
{
	const struct numbers *fields = &scan->pupils->fields;
	struct slice period = lane->row.period;
	struct slice text;

	if (period.len > 0 && copy_text(arena, &period, error) != 0)
		return -1;
	if (section_unseal(scan->pupils, &scan->key, &lane->row, &text, arena,
			   error) != 0)
		return -1;
	*section = (struct section){.category = lane->category,
				    .period = period,
				    .collected = lane->row.recorded};
	return section_decode(section, text, fields->indexes, fields->count,
			      arena, error);
}

/* Adds the lane's current sections of the pupil to scan->sections. */
static int read_lane(struct register_scan *scan, struct lane *lane,
		     uint64_t pupil, uint32_t *count, struct arena *arena,
		     struct error *error)
{
	const struct store_methods *methods = scan->pupils->store->methods;
	uint32_t from = *count;
	struct section *section;

	while (lane->found && lane->row.pupil == pupil) {
		if (!is_superseded(scan, lane, from, *count)) {
			section = add_section(scan, *count);
			if (section == NULL)
				return error_memory(error);
			if (read_row(scan, lane, section, arena, error) != 0)
				return -1;
			++*count;
		}
		if (methods->next(lane->cursor, &lane->row, &lane->found,
				  error) != 0)
			return -1;
	}
	return 0;
}

/* Those that hold something, in order of category and period. */
static int keep_sections(struct register_scan *scan, uint32_t count,
			 struct record *record, struct arena *arena,
			 struct error *error)
{
	record->sections = arena_array(arena, count, sizeof(struct section));
	if (record->sections == NULL)
		return error_memory(error);
	for (uint32_t i = 0; i < count; i++)
		if (scan->sections[i].count > 0)
			record->sections[record->count++] = scan->sections[i];
	record_sort(record);
	if (scan->pupils->upn != DICTIONARY_NONE)
		record->upn = record_text(record, scan->pupils->dictionary,
					  scan->pupils->upn);
	return 0;
}

static int read_pupil(struct register_scan *scan, uint64_t pupil,
		      struct record *record, struct arena *arena,
		      struct error *error)
{
	uint32_t count = 0;

	*record = (struct record){.pupil = pupil};
	if (pupil_key_open(scan->pupils, pupil, &scan->key, error) != 0)
		return -1;
	for (size_t i = 0; i < scan->lane_count; i++) {
		struct lane *lane = &scan->lanes[i];

		if (advance(scan, lane, pupil, error) != 0 ||
		    read_lane(scan, lane, pupil, &count, arena, error) != 0)
			return -1;
	}
	return keep_sections(scan, count, record, arena, error);
}

int register_scan_next(struct register_scan *scan, struct record *records,
		       size_t limit, size_t *count, struct arena *arena,
		       struct error *error)
{
	size_t done = 0;

	while (done < limit && scan->at < scan->count) {
		/* The cursors only go forward. */
		assert(scan->at == 0 ||
		       scan->ids[scan->at] > scan->ids[scan->at - 1]);
		if (read_pupil(scan, scan->ids[scan->at], &records[done], arena,
			       error) != 0)
			return -1;
		scan->at++;
		done++;
	}
	*count = done;
	return 0;
}

int register_read(struct pupil_register *pupils, uint64_t id,
		  uint64_t categories, struct record *record,
		  struct arena *arena, struct error *error)
{
	struct register_scan *scan;
	size_t count;
	int result;

	if (register_scan_open(&scan, pupils, &id, 1, categories, error) != 0)
		return -1;
	result = register_scan_next(scan, record, 1, &count, arena, error);
	register_scan_close(scan);
	return result;
}
