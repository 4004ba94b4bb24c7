#include "register/release_roll.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "register/field_sets.h"
#include "register/roll.h"
#include "register/state.h"

static int is_missing(struct error *error)
{
	error_set(error, ERROR_CORRUPT,
		  "part of the roll of a release is not there");
	return error_hint(error, "put register.db back from a backup");
}

/* --- writing ---------------------------------------------------------------- */

static int number_sets(struct pupil_register *pupils,
		       const struct field_set *masks, uint16_t count,
		       uint64_t *sets, struct error *error)
{
	struct store *store = pupils->store;
	struct builder bytes = {0};
	int result = 0;

	for (uint16_t i = 0; i < count && result == 0; i++) {
		builder_clear(&bytes);
		result = field_set_encode(&masks[i], &pupils->fields, &bytes,
					  error);
		if (result == 0)
			result = store->methods->set_number(
				store, builder_slice(&bytes), &sets[i], error);
	}
	builder_release(&bytes);
	return result;
}

struct adding {
	struct store *store;
	uint64_t release;
};

static int add_chunk(void *context, unsigned int level, uint64_t range,
		     struct slice bytes, struct error *error)
{
	const struct adding *adding = context;
	const struct store_chunk chunk = {adding->release, level, range, bytes};

	return adding->store->methods->chunk_add(adding->store, &chunk, error);
}

int roll_add(struct pupil_register *pupils, uint64_t release,
	     const struct field_set *masks, uint16_t mask_count,
	     const struct roll_row *rows, size_t row_count, struct error *error)
{
	struct store *store = pupils->store;
	struct adding adding = {store, release};
	const struct roll_sink sink = {add_chunk, &adding};
	uint64_t *sets = memory_array((size_t)mask_count + 1, sizeof(*sets));
	struct builder outline = {0};
	int result;

	if (sets == NULL)
		return error_memory(error);
	result = number_sets(pupils, masks, mask_count, sets, error);
	if (result == 0)
		result = roll_write(rows, row_count, sets, mask_count, &sink,
				    &outline, error);
	if (result == 0)
		result = store->methods->outline_add(
			store, release, builder_slice(&outline), error);
	builder_release(&outline);
	memory_free(sets);
	return result;
}

/* --- showing all of it ---------------------------------------------------------- */

/* Room for some chunks at once. */
enum { SHOWN_MOST = 16 * ROLL_CHUNK };

struct showing {
	struct pupil_register *pupils;
	uint64_t release;
	const struct roll_visitor *visitor;
	struct arena lasting;
	struct arena brief; /* until the next chunk */
	struct field_names names;
	uint64_t *sets; /* ascending */
	size_t set_count, set_capacity;

	uint64_t tagged; /* the range that tags are of, plus 1 */
	uint8_t tags[ROLL_CHUNK][TAG_BYTES];
	struct roll_part part;
	struct roll_entry entries[SHOWN_MOST];
	size_t count;
};

static int show_set(void *context, uint64_t set, struct error *error)
{
	struct showing *showing = context;
	struct store *store = showing->pupils->store;
	struct builder names = {0};
	struct slice bytes = {0};
	uint64_t *grown;
	bool found;
	int result;

	grown = arena_grow(&showing->lasting, showing->sets, showing->set_count,
			   &showing->set_capacity, sizeof(*grown));
	if (grown == NULL)
		return error_memory(error);
	showing->sets = grown;
	grown[showing->set_count++] = set;
	result = store->methods->set(store, set, &bytes, &found,
				     &showing->brief, error);
	if (result == 0 && !found)
		result = is_missing(error);
	if (result == 0)
		result = field_names_write(&showing->names, bytes, &names,
					   error);
	if (result == 0 && showing->visitor->fields != NULL)
		result = showing->visitor->fields(
			showing->visitor->context,
			(uint32_t)(showing->set_count - 1),
			builder_slice(&names), error);
	builder_release(&names);
	arena_clear(&showing->brief);
	return result;
}

static int by_number(const void *a, const void *b)
{
	uint64_t first = *(const uint64_t *)a;
	uint64_t second = *(const uint64_t *)b;

	return first < second ? -1 : first > second;
}

static int show_shown(struct showing *showing, struct error *error)
{
	size_t count = showing->count;

	showing->count = 0;
	return count > 0
		       ? showing->visitor->rows(showing->visitor->context,
						showing->entries, count, error)
		       : 0;
}

static int find_tag(struct showing *showing, uint64_t pupil,
		    uint8_t tag[TAG_BYTES], struct error *error)
{
	struct store *store = showing->pupils->store;
	uint64_t range = pupil / ROLL_CHUNK;

	if (showing->tagged != range + 1 &&
	    store->methods->tags(store, range, showing->tags, error) != 0)
		return -1;
	showing->tagged = range + 1;
	memcpy(tag, showing->tags[pupil % ROLL_CHUNK], TAG_BYTES);
	return 0;
}

static int show_row(struct showing *showing, uint64_t pupil, uint64_t set,
		    struct error *error)
{
	struct roll_entry *entry = &showing->entries[showing->count];
	const uint64_t *at = bsearch(&set, showing->sets, showing->set_count,
				     sizeof(set), by_number);

	if (at == NULL)
		return is_missing(error);
	entry->pupil = pupil;
	entry->fields = (uint32_t)(at - showing->sets);
	if (find_tag(showing, pupil, entry->tag, error) != 0)
		return -1;
	showing->count++;
	return 0;
}

static int show_chunk(void *context, unsigned int level, uint64_t range,
		      struct error *error)
{
	struct showing *showing = context;
	struct store *store = showing->pupils->store;
	struct store_chunk chunk = {showing->release, level, range, {0}};
	bool found;

	arena_clear(&showing->brief);
	if (showing->count > SHOWN_MOST - ROLL_CHUNK &&
	    show_shown(showing, error) != 0)
		return -1;
	if (store->methods->chunk(store, &chunk, &found, &showing->brief,
				  error) != 0)
		return -1;
	if (!found)
		return is_missing(error);
	if (roll_read(chunk.rows, level, range, &showing->part, error) != 0)
		return -1;
	for (size_t i = 0; i < showing->part.count; i++)
		if (show_row(showing, showing->part.pupils[i],
			     showing->part.sets[i], error) != 0)
			return -1;
	return 0;
}

static int show_roll(struct showing *showing, struct error *error)
{
	const struct roll_outline_visitor visitor = {show_set, show_chunk,
						     showing};
	struct store *store = showing->pupils->store;
	struct slice outline = {0};
	bool found;

	if (store->methods->outline(store, showing->release, &outline, &found,
				    &showing->lasting, error) != 0)
		return -1;
	if (!found)
		return is_missing(error);
	if (field_names_load(&showing->names, store, &showing->lasting,
			     error) != 0 ||
	    roll_outline(outline, &visitor, error) != 0)
		return -1;
	return show_shown(showing, error);
}

int register_roll(struct pupil_register *pupils, uint64_t release,
		  const struct roll_visitor *visitor, struct error *error)
{
	struct showing *showing = memory_array(1, sizeof(*showing));
	int result;

	if (showing == NULL)
		return error_memory(error);
	showing->pupils = pupils;
	showing->release = release;
	showing->visitor = visitor;
	result = show_roll(showing, error);
	arena_release(&showing->lasting);
	arena_release(&showing->brief);
	memory_free(showing);
	return result;
}

/* --- one pupil's ------------------------------------------------------------------ */

struct seen_set {
	uint64_t set;
	struct field_set fields;
};

struct search {
	struct pupil_register *pupils;
	uint64_t pupil;
	struct pupil_release *releases;
	size_t count, capacity;
	struct seen_set *sets; /* most releases have one of a few */
	size_t set_count, set_capacity;
	struct arena *arena;
};

static int read_set(struct search *search, uint64_t set,
		    struct field_set *fields, struct error *error)
{
	struct store *store = search->pupils->store;
	struct slice bytes;
	bool found;

	if (store->methods->set(store, set, &bytes, &found, search->arena,
				error) != 0)
		return -1;
	if (!found)
		return is_missing(error);
	return field_set_decode(bytes, &search->pupils->fields, fields, error);
}

static int find_set(struct search *search, uint64_t set,
		    struct field_set *fields, struct error *error)
{
	struct seen_set *grown;

	for (size_t i = search->set_count; i-- > 0;)
		if (search->sets[i].set == set) {
			*fields = search->sets[i].fields;
			return 0;
		}
	grown = arena_grow(search->arena, search->sets, search->set_count,
			   &search->set_capacity, sizeof(*grown));
	if (grown == NULL)
		return error_memory(error);
	search->sets = grown;
	if (read_set(search, set, fields, error) != 0)
		return -1;
	grown[search->set_count++] = (struct seen_set){set, *fields};
	return 0;
}

static int look_in_chunk(void *context, const struct release *release,
			 const struct store_chunk *chunk, struct error *error)
{
	struct search *search = context;
	struct pupil_release *grown;
	uint64_t set;

	if (roll_find(chunk->rows, chunk->level, chunk->range, search->pupil,
		      &set, error) != 0)
		return -1;
	if (set == 0)
		return 0;
	grown = arena_grow(search->arena, search->releases, search->count,
			   &search->capacity, sizeof(*grown));
	if (grown == NULL)
		return error_memory(error);
	search->releases = grown;
	grown += search->count;
	if (release_copy(release, &grown->release, search->arena, error) != 0 ||
	    find_set(search, set, &grown->fields, error) != 0)
		return -1;
	search->count++;
	return 0;
}

static int by_release(const void *a, const void *b)
{
	uint64_t first = ((const struct pupil_release *)a)->release.id;
	uint64_t second = ((const struct pupil_release *)b)->release.id;

	return first < second ? -1 : first > second;
}

int register_pupil_releases(struct pupil_register *pupils, uint64_t pupil,
			    struct pupil_release **list, size_t *count,
			    struct arena *arena, struct error *error)
{
	struct search search = {
		.pupils = pupils, .pupil = pupil, .arena = arena};

	if (register_refresh(pupils, error) != 0 ||
	    pupils->store->methods->chunks(pupils->store, pupil, look_in_chunk,
					   &search, error) != 0)
		return -1;
	if (search.count > 1)
		qsort(search.releases, search.count, sizeof(*search.releases),
		      by_release);
	*list = search.releases;
	*count = search.count;
	return 0;
}
