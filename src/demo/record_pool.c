#include "demo/record_pool.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "register/record.h"

/* What is kept, by hash.  The table is at most three quarters full. */
struct kept {
	uint64_t hash;
	const void *thing; /* NULL: free */
};

struct kept_set {
	struct kept *slots;
	size_t capacity; /* a power of 2; 0: none yet */
	size_t used;
};

struct record_pool {
	struct arena arena;
	struct kept_set records, sections;
};

int record_pool_make(struct record_pool **out, struct error *error)
{
	struct record_pool *pool = memory_array(1, sizeof(*pool));

	if (pool == NULL)
		return error_memory(error);
	*out = pool;
	return 0;
}

void record_pool_free(struct record_pool *pool)
{
	if (pool == NULL)
		return;
	memory_free(pool->records.slots);
	memory_free(pool->sections.slots);
	arena_release(&pool->arena);
	memory_free(pool);
}

/* --- by hash ------------------------------------------------------------------ */

static uint64_t mixed(uint64_t hash, uint64_t more)
{
	return (hash ^ more) * 0x9e3779b97f4a7c15u;
}

static uint64_t section_hash(const struct section *section)
{
	uint64_t hash = mixed(section->category, slice_hash(section->period));

	for (uint32_t i = 0; i < section->count; i++) {
		const struct item *item = &section->items[i];

		hash = mixed(hash, item->count);
		for (uint32_t v = 0; v < item->count; v++)
			hash = mixed(mixed(hash, item->values[v].field),
				     slice_hash(item->values[v].text));
	}
	return hash;
}

/* What a record with such sections is to be found by. */
static uint64_t record_hash(const struct record *record, const uint64_t *hashes)
{
	uint64_t hash = slice_hash(record->upn);

	for (uint32_t i = 0; i < record->count; i++)
		hash = mixed(hash, hashes[i]);
	return hash;
}

static bool same_item(const struct item *one, const struct item *other)
{
	if (one->count != other->count)
		return false;
	for (uint32_t i = 0; i < one->count; i++)
		if (one->values[i].field != other->values[i].field ||
		    !slice_equal(one->values[i].text, other->values[i].text))
			return false;
	return true;
}

static bool same_section(const void *kept, const void *wanted)
{
	const struct section *one = kept, *other = wanted;

	if (one->category != other->category || one->count != other->count ||
	    !slice_equal(one->period, other->period))
		return false;
	for (uint32_t i = 0; i < one->count; i++)
		if (!same_item(&one->items[i], &other->items[i]))
			return false;
	return true;
}

static bool same_record(const void *kept, const void *wanted)
{
	const struct record *one = kept, *other = wanted;

	if (one->count != other->count || !slice_equal(one->upn, other->upn))
		return false;
	for (uint32_t i = 0; i < one->count; i++)
		if (!same_section(&one->sections[i], &other->sections[i]))
			return false;
	return true;
}

static size_t slot_of(const struct kept_set *set, uint64_t hash)
{
	return (size_t)(hash >> 32 ^ hash) & (set->capacity - 1);
}

static const void *find(const struct kept_set *set, uint64_t hash,
			bool (*same)(const void *, const void *),
			const void *wanted)
{
	size_t at;

	if (set->capacity == 0)
		return NULL;
	for (at = slot_of(set, hash); set->slots[at].thing != NULL;
	     at = (at + 1) & (set->capacity - 1))
		if (set->slots[at].hash == hash &&
		    same(set->slots[at].thing, wanted))
			return set->slots[at].thing;
	return NULL;
}

static void put(struct kept_set *set, uint64_t hash, const void *thing)
{
	size_t at = slot_of(set, hash);

	while (set->slots[at].thing != NULL)
		at = (at + 1) & (set->capacity - 1);
	set->slots[at] = (struct kept){hash, thing};
	set->used++;
}

/* Makes room for so many more. */
static bool widen(struct kept_set *set, size_t more)
{
	struct kept_set wider = {.capacity = set->capacity};

	if (wider.capacity == 0)
		wider.capacity = 1024;
	while ((set->used + more) * 4 > wider.capacity * 3)
		wider.capacity *= 2;
	if (wider.capacity == set->capacity)
		return true;
	wider.slots = memory_array(wider.capacity, sizeof(*wider.slots));
	if (wider.slots == NULL)
		return false;
	for (size_t i = 0; i < set->capacity; i++)
		if (set->slots[i].thing != NULL)
			put(&wider, set->slots[i].hash, set->slots[i].thing);
	memory_free(set->slots);
	*set = wider;
	return true;
}

/* --- keeping ------------------------------------------------------------------- */

/* How much room a section takes: its items, their values, then all texts. */
struct room {
	size_t values, text_bytes;
};

static struct room room_of(const struct section *section)
{
	struct room room = {.text_bytes = section->period.len};

	for (uint32_t i = 0; i < section->count; i++) {
		const struct item *item = &section->items[i];

		room.values += item->count;
		for (uint32_t v = 0; v < item->count; v++)
			room.text_bytes += item->values[v].text.len;
	}
	return room;
}

static struct slice put_text(char **next, struct slice text)
{
	struct slice copy = {*next, text.len};

	if (text.len > 0)
		memcpy(*next, text.at, text.len);
	*next += text.len;
	return copy;
}

/* One after the other and without gaps: texts are short, and there are many. */
static bool copy_section(struct arena *arena, struct section *section,
			 const struct section *from)
{
	struct room room = room_of(from);
	struct item *items = arena_array(arena, from->count, sizeof(*items));
	struct value *values = arena_array(arena, room.values, sizeof(*values));
	char *texts = arena_allocate(arena, room.text_bytes);

	if (items == NULL || values == NULL || texts == NULL)
		return false;
	*section = (struct section){.category = from->category,
				    .period = put_text(&texts, from->period),
				    .items = items,
				    .count = from->count};
	for (uint32_t i = 0; i < from->count; i++) {
		items[i] = (struct item){values, from->items[i].count};
		for (uint32_t v = 0; v < items[i].count; v++)
			*values++ = (struct value){
				from->items[i].values[v].field,
				put_text(&texts,
					 from->items[i].values[v].text)};
	}
	return true;
}

static bool keep_section(struct record_pool *pool, struct section *section,
			 const struct section *from, uint64_t hash)
{
	const struct section *kept =
		find(&pool->sections, hash, same_section, from);

	if (kept != NULL) {
		*section = *kept;
		return true;
	}
	if (!copy_section(&pool->arena, section, from))
		return false;
	put(&pool->sections, hash, section);
	return true;
}

static const struct record *keep_new(struct record_pool *pool,
				     const struct record *from,
				     const uint64_t *hashes)
{
	struct record *record = arena_allocate(&pool->arena, sizeof(*record));

	if (record == NULL || !widen(&pool->records, 1) ||
	    !widen(&pool->sections, from->count))
		return NULL;
	record->upn = arena_copy(&pool->arena, from->upn);
	record->count = from->count;
	record->sections = arena_array(&pool->arena, from->count,
				       sizeof(*record->sections));
	if (record->upn.at == NULL || record->sections == NULL)
		return NULL;
	for (uint32_t i = 0; i < from->count; i++)
		if (!keep_section(pool, &record->sections[i],
				  &from->sections[i], hashes[i]))
			return NULL;
	put(&pool->records, record_hash(from, hashes), record);
	return record;
}

const struct record *record_pool_keep(struct record_pool *pool,
				      const struct record *record)
{
	uint64_t *hashes = memory_array(record->count + 1, sizeof(*hashes));
	const struct record *kept;

	if (hashes == NULL)
		return NULL;
	for (uint32_t i = 0; i < record->count; i++)
		hashes[i] = section_hash(&record->sections[i]);
	kept = find(&pool->records, record_hash(record, hashes), same_record,
		    record);
	if (kept == NULL)
		kept = keep_new(pool, record, hashes);
	memory_free(hashes);
	return kept;
}
