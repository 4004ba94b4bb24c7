#include "register/register.h"

#include <assert.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "register/layer.h"
#include "register/state.h"

/* Rows to step over before seeking is cheaper; a seek costs about as much. */
enum { STEP_MOST = 16 };

/* Grants whose keys for the pupil in hand are kept from lane to lane. */
enum { KEYS_KEPT = 8 };

/* One category's cursor and the row it stands at. */
struct lane {
	uint16_t category; /* the dictionary's index */
	struct store_cursor *cursor;
	struct store_section row;
	bool found; /* `row` is a row; else the lane has ended */
};

struct kept_key {
	uint64_t grant; /* 0: none */
	bool found;     /* else it was destroyed */
	struct seal_key key;
};

struct register_scan {
	struct pupil_register *pupils;
	struct store_cursor *anchor;
	const uint64_t *ids;
	size_t count;
	size_t at;
	uint64_t before; /* a release: only what was written before it */
	bool own;        /* only what the node collected itself */
	struct lane lanes[CATEGORY_LIMIT];
	size_t lane_count;
	struct seal_key key; /* of the pupil in hand */
	struct kept_key kept[KEYS_KEPT];
	unsigned int kept_next;
	struct layer *layers; /* of the pupil in hand */
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
	scan->before = UINT64_MAX;
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
	memory_free(scan->layers);
	sodium_memzero(scan->kept, sizeof(scan->kept));
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

static struct layer *add_layer(struct register_scan *scan, uint32_t count)
{
	size_t capacity = scan->capacity > 0 ? scan->capacity * 2 : 16;
	struct layer *layers;

	if (count < scan->capacity)
		return &scan->layers[count];
	layers = memory_resize(scan->layers, capacity * sizeof(*layers));
	if (layers == NULL)
		return NULL;
	scan->layers = layers;
	scan->capacity = capacity;
	return &layers[count];
}

/* Older versions follow the current one. */
static bool is_superseded(const struct register_scan *scan,
			  const struct lane *lane, uint32_t from,
			  uint32_t count)
{
	for (uint32_t i = from; i < count; i++)
		if (scan->layers[i].grant == lane->row.grant &&
		    slice_equal(scan->layers[i].section.period,
				lane->row.period))
			return true;
	return false;
}

/* The key of the row in hand; NULL in `*key` when it was destroyed. */
static int row_key(struct register_scan *scan, const struct lane *lane,
		   const struct seal_key **key, struct error *error)
{
	struct kept_key *kept = NULL;

	*key = &scan->key;
	if (lane->row.grant == 0)
		return 0;
	for (unsigned int i = 0; i < KEYS_KEPT; i++)
		if (scan->kept[i].grant == lane->row.grant)
			kept = &scan->kept[i];
	if (kept == NULL) {
		kept = &scan->kept[scan->kept_next];
		scan->kept_next = (scan->kept_next + 1) % KEYS_KEPT;
		kept->grant = 0;
		if (section_key(scan->pupils, &scan->key, lane->row.pupil,
				lane->row.grant, &kept->key, &kept->found,
				error) != 0)
			return -1;
		kept->grant = lane->row.grant;
	}
	*key = kept->found ? &kept->key : NULL;
	return 0;
}

/* Adds the row in hand to scan->layers, unless its key was destroyed. */
static int read_row(struct register_scan *scan, const struct lane *lane,
		    uint32_t *count, struct arena *arena, struct error *error)
{
	const struct numbers *fields = &scan->pupils->fields;
	struct layer *layer = add_layer(scan, *count);
	struct slice period = lane->row.period;
	const struct seal_key *key;
	struct slice text;

	if (layer == NULL)
		return error_memory(error);
	if (row_key(scan, lane, &key, error) != 0)
		return -1;
	if (key == NULL)
		return 0;
	if (period.len > 0 && copy_text(arena, &period, error) != 0)
		return -1;
	if (section_unseal(scan->pupils, key, &lane->row, &text, arena,
			   error) != 0)
		return -1;
	layer->grant = lane->row.grant;
	layer->section = (struct section){.category = lane->category,
					  .period = period,
					  .collected = lane->row.recorded,
					  .origin = lane->row.origin};
	++*count;
	return section_decode(&layer->section, text, fields->indexes,
			      fields->count, arena, error);
}

/* Lays what grants say of the pupil and what the node says over each other. */
static int lay_lane(struct register_scan *scan, const struct lane *lane,
		    uint32_t from, uint32_t *count, struct arena *arena,
		    struct error *error)
{
	const struct pupil_register *pupils = scan->pupils;
	uint32_t layers = *count - from;

	if (layers == 0)
		return 0;
	if (layers_lay(
		    &scan->layers[from], &layers,
		    slice_empty(pupils->dictionary->categories[lane->category]
					.each),
		    pupils->pseudonym, &pupils->lapse, arena, error) != 0)
		return -1;
	*count = from + layers;
	return 0;
}

/* Adds the lane's current sections of the pupil to scan->sections. */
static int read_lane(struct register_scan *scan, struct lane *lane,
		     uint64_t pupil, uint32_t *count, struct arena *arena,
		     struct error *error)
{
	const struct store_methods *methods = scan->pupils->store->methods;
	uint32_t from = *count;
	bool received = false;

	while (lane->found && lane->row.pupil == pupil) {
		received = received || lane->row.grant != 0;
		if (lane->row.release < scan->before &&
		    !(scan->own && lane->row.grant != 0) &&
		    !is_superseded(scan, lane, from, *count) &&
		    read_row(scan, lane, count, arena, error) != 0)
			return -1;
		if (methods->next(lane->cursor, &lane->row, &lane->found,
				  error) != 0)
			return -1;
	}
	return received ? lay_lane(scan, lane, from, count, arena, error) : 0;
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
		if (scan->layers[i].section.count > 0)
			record->sections[record->count++] =
				scan->layers[i].section;
	record_sort(record);
	if (scan->pupils->upn != DICTIONARY_NONE)
		record->upn = record_text(record, scan->pupils->dictionary,
					  scan->pupils->upn);
	return 0;
}

/* Whether the pupil can be read; if not, `*destroyed` says that this is as it
 * should be. */
static int open_pupil(struct register_scan *scan, uint64_t pupil,
		      bool *destroyed, struct error *error)
{
	struct pupil_register *pupils = scan->pupils;
	struct error why = {0};

	*destroyed = false;
	for (unsigned int i = 0; i < KEYS_KEPT; i++)
		scan->kept[i].grant = 0;
	if (pupil_key_open(pupils, pupil, &scan->key, &why) == 0)
		return 0;
	if (why.code == ERROR_NOT_FOUND &&
	    pupils->store->methods->is_destroyed(pupils->store, pupil, 0,
						 destroyed, error) != 0)
		return -1;
	if (error != NULL)
		*error = why;
	return -1;
}

static int read_pupil(struct register_scan *scan, uint64_t pupil,
		      struct record *record, bool *destroyed,
		      struct arena *arena, struct error *error)
{
	uint32_t count = 0;

	*record = (struct record){.pupil = pupil};
	if (open_pupil(scan, pupil, destroyed, error) != 0)
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
	bool destroyed;

	while (done < limit && scan->at < scan->count) {
		/* The cursors only go forward. */
		assert(scan->at == 0 ||
		       scan->ids[scan->at] > scan->ids[scan->at - 1]);
		if (read_pupil(scan, scan->ids[scan->at], &records[done],
			       &destroyed, arena, error) == 0)
			done++;
		else if (!destroyed)
			return -1;
		scan->at++;
	}
	*count = done;
	return 0;
}

static int read_before(struct pupil_register *pupils, uint64_t id,
		       uint64_t before, bool own, uint64_t categories,
		       struct record *record, struct arena *arena,
		       struct error *error)
{
	struct register_scan *scan;
	size_t count = 0;
	int result;

	if (register_scan_open(&scan, pupils, &id, 1, categories, error) != 0)
		return -1;
	scan->before = before;
	scan->own = own;
	result = register_scan_next(scan, record, 1, &count, arena, error);
	register_scan_close(scan);
	if (result == 0 && count == 0)
		return error_set(error, ERROR_NOT_FOUND,
				 "pupil %llu was destroyed",
				 (unsigned long long)id);
	return result;
}

int register_read(struct pupil_register *pupils, uint64_t id,
		  uint64_t categories, struct record *record,
		  struct arena *arena, struct error *error)
{
	return read_before(pupils, id, UINT64_MAX, false, categories, record,
			   arena, error);
}

int register_read_released(struct pupil_register *pupils, uint64_t id,
			   uint64_t release, uint64_t categories,
			   struct record *record, struct arena *arena,
			   struct error *error)
{
	return read_before(pupils, id, release, false, categories, record,
			   arena, error);
}

int register_read_own(struct pupil_register *pupils, uint64_t id,
		      uint64_t categories, struct record *record,
		      struct arena *arena, struct error *error)
{
	return read_before(pupils, id, UINT64_MAX, true, categories, record,
			   arena, error);
}

static void add_fields(const struct section *section, struct field_set *fields)
{
	for (uint32_t i = 0; i < section->count; i++)
		for (uint32_t v = 0; v < section->items[i].count; v++)
			field_set_add(fields,
				      section->items[i].values[v].field);
}

/* All versions, of one category. */
static int add_lane_fields(struct register_scan *scan, struct lane *lane,
			   uint64_t pupil, uint64_t grant,
			   struct field_set *fields, struct arena *arena,
			   struct error *error)
{
	const struct store_methods *methods = scan->pupils->store->methods;

	if (advance(scan, lane, pupil, error) != 0)
		return -1;
	while (lane->found && lane->row.pupil == pupil) {
		uint32_t count = 0;

		if (lane->row.grant == grant &&
		    read_row(scan, lane, &count, arena, error) != 0)
			return -1;
		if (count > 0)
			add_fields(&scan->layers[0].section, fields);
		if (methods->next(lane->cursor, &lane->row, &lane->found,
				  error) != 0)
			return -1;
	}
	return 0;
}

int register_grant_fields(struct pupil_register *pupils, uint64_t grant,
			  uint64_t pupil, struct field_set *fields,
			  struct arena *arena, struct error *error)
{
	struct register_scan *scan;
	bool destroyed;
	int result;

	*fields = (struct field_set){0};
	if (register_scan_open(&scan, pupils, &pupil, 1, UINT64_MAX, error) !=
	    0)
		return -1;
	result = open_pupil(scan, pupil, &destroyed, error);
	for (size_t i = 0; result == 0 && i < scan->lane_count; i++)
		result = add_lane_fields(scan, &scan->lanes[i], pupil, grant,
					 fields, arena, error);
	register_scan_close(scan);
	return result;
}
