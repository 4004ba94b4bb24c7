#include "register/store_memory.h"

#include "base/error.h"
#include "base/memory.h"

struct section_row {
	struct store_section section;
	uint64_t transaction;
};

static void undo_category(struct vector *vector, uint64_t transaction)
{
	struct section_row *rows = vector->rows;
	size_t kept = 0;

	for (size_t i = 0; i < vector->count; i++)
		if (rows[i].transaction != transaction)
			rows[kept++] = rows[i];
	vector->count = kept;
}

void undo_sections(struct memory_store *store)
{
	for (size_t i = 0; i <= STORE_CATEGORY_MOST; i++)
		undo_category(&store->categories[i], store->transaction);
}

static bool is_of(const struct store_section *section, uint64_t pupil,
		  uint64_t grant)
{
	return (pupil == 0 || section->pupil == pupil) &&
	       (grant == 0 || section->grant == grant);
}

static uint64_t count_in(const struct vector *vector, uint64_t pupil,
			 uint64_t grant)
{
	const struct section_row *rows = vector->rows;
	uint64_t count = 0;

	for (size_t i = 0; i < vector->count; i++)
		count += is_of(&rows[i].section, pupil, grant);
	return count;
}

uint64_t count_sections(struct memory_store *store, uint64_t pupil,
			uint64_t grant)
{
	uint64_t count = 0;

	for (size_t i = 0; i <= STORE_CATEGORY_MOST; i++)
		count += count_in(&store->categories[i], pupil, grant);
	return count;
}

static void drop_from(struct vector *vector, uint64_t pupil, uint64_t grant)
{
	struct section_row *rows = vector->rows;
	size_t kept = 0;

	for (size_t i = 0; i < vector->count; i++)
		if (!is_of(&rows[i].section, pupil, grant))
			rows[kept++] = rows[i];
	vector->count = kept;
}

void drop_sections(struct memory_store *store, uint64_t pupil, uint64_t grant)
{
	for (size_t i = 0; i <= STORE_CATEGORY_MOST; i++)
		drop_from(&store->categories[i], pupil, grant);
}

static bool before(const struct store_section *section, uint64_t pupil,
		   uint32_t version)
{
	if (section->pupil != pupil)
		return section->pupil < pupil;
	return section->version > version;
}

/* The first section that is not before this pupil and version. */
static size_t section_place(const struct vector *vector, uint64_t pupil,
			    uint32_t version)
{
	const struct section_row *rows = vector->rows;
	size_t low = 0;
	size_t high = vector->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (before(&rows[middle].section, pupil, version))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int memory_store_latest(struct store *base, uint16_t category, uint64_t pupil,
			uint64_t grant, struct slice period,
			struct store_section *section, bool *found,
			uint32_t *version, struct arena *arena,
			struct error *error)
{
	const struct vector *vector =
		&memory_store_of(base)->categories[category];
	const struct section_row *rows = vector->rows;

	(void)arena;
	(void)error;
	*found = false;
	*version = 0;
	for (size_t at = section_place(vector, pupil, STORE_VERSION_MOST);
	     at < vector->count && rows[at].section.pupil == pupil; at++) {
		if (*version == 0)
			*version = rows[at].section.version;
		if (rows[at].section.grant == grant &&
		    slice_equal(rows[at].section.period, period)) {
			*section = rows[at].section;
			*found = true;
			break;
		}
	}
	return 0;
}

int memory_store_section_add(struct store *base,
			     const struct store_section *section,
			     struct error *error)
{
	struct memory_store *store = memory_store_of(base);
	struct vector *vector = &store->categories[section->category];
	struct section_row row = {*section, store->transaction};
	struct section_row *place;

	if (!text_keep(store, &row.section.period) ||
	    !text_keep(store, &row.section.sealed))
		return error_memory(error);
	place = vector_insert(
		vector, section_place(vector, section->pupil, section->version),
		sizeof(row));
	if (place == NULL)
		return error_memory(error);
	*place = row;
	return 0;
}

struct memory_cursor {
	struct store_cursor base;
	const struct vector *vector;
	size_t at;
};

int memory_store_seek(struct store_cursor *base, uint64_t pupil,
		      struct error *error)
{
	struct memory_cursor *cursor = (struct memory_cursor *)base;

	(void)error;
	cursor->at = section_place(cursor->vector, pupil, STORE_VERSION_MOST);
	return 0;
}

int memory_store_cursor(struct store *store, uint16_t category, uint64_t pupil,
			struct store_cursor **out, struct error *error)
{
	struct memory_cursor *cursor = memory_array(1, sizeof(*cursor));

	if (cursor == NULL)
		return error_memory(error);
	cursor->base.store = store;
	cursor->vector = &memory_store_of(store)->categories[category];
	*out = &cursor->base;
	return memory_store_seek(*out, pupil, error);
}

/* One process, one thread: nothing needs holding. */
int memory_store_anchor(struct store *store, struct store_cursor **out,
			struct error *error)
{
	return memory_store_cursor(store, 0, 0, out, error);
}

int memory_store_next(struct store_cursor *base, struct store_section *section,
		      bool *found, struct error *error)
{
	struct memory_cursor *cursor = (struct memory_cursor *)base;
	const struct section_row *rows = cursor->vector->rows;

	(void)error;
	*found = cursor->at < cursor->vector->count;
	if (*found)
		*section = rows[cursor->at++].section;
	return 0;
}

void memory_store_cursor_close(struct store_cursor *cursor)
{
	memory_free(cursor);
}
