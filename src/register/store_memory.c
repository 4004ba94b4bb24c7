#include "register/store.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"

/*
 * Everything is in arrays that only grow, so undoing a transaction is cutting
 * them to their lengths at its beginning.  Sections are kept in order; what a
 * transaction added is marked there with its number and taken out.  Texts lie
 * in one arena; those of an undone transaction stay until the store is closed.
 */

struct vector {
	void *rows;
	size_t count;
	size_t capacity;
};

struct name_row {
	uint16_t number;
	struct slice name;
};

struct pupil_row {
	uint64_t pupil;
	struct store_key key;
};

struct token_row {
	uint8_t token[STORE_TOKEN_BYTES];
	uint64_t pupil;
};

struct section_row {
	struct store_section section;
	uint64_t transaction;
};

struct mask_row {
	uint64_t release;
	uint16_t mask;
	struct slice fields;
};

/* The kinds of rows, for a transaction to remember their numbers. */
enum rows {
	ROWS_FIELDS,
	ROWS_CATEGORIES,
	ROWS_PUPILS,
	ROWS_TOKENS,
	ROWS_ORIGINS,
	ROWS_PERMISSIONS,
	ROWS_RELEASES,
	ROWS_MASKS,
	ROWS_CHUNKS,
	ROWS_COUNT
};

static const size_t row_bytes[ROWS_COUNT] = {
	[ROWS_FIELDS] = sizeof(struct name_row),
	[ROWS_CATEGORIES] = sizeof(struct name_row),
	[ROWS_PUPILS] = sizeof(struct pupil_row),
	[ROWS_TOKENS] = sizeof(struct token_row),
	[ROWS_ORIGINS] = sizeof(struct store_origin),
	[ROWS_PERMISSIONS] = sizeof(struct permission),
	[ROWS_RELEASES] = sizeof(struct release),
	[ROWS_MASKS] = sizeof(struct mask_row),
	[ROWS_CHUNKS] = sizeof(struct store_chunk),
};

struct memory_store {
	struct store base;
	struct store_node node;
	struct arena arena;
	struct vector rows[ROWS_COUNT];
	size_t *token_slots;   /* open addressing: row number + 1; 0: free */
	size_t token_capacity; /* a power of two, or 0 */
	struct vector *categories; /* by number; each in order of pupil, then
				      newest first */
	uint64_t transaction;      /* 0 outside of one */
	uint64_t transactions;     /* so far */
	size_t begun[ROWS_COUNT];  /* counts when it began */
};

static struct memory_store *of(struct store *store)
{
	return (struct memory_store *)store;
}

/* Opens a gap for one row at `at`; NULL when memory is out. */
static void *insert(struct vector *vector, size_t at, size_t size)
{
	char *rows = vector->rows;

	if (vector->count == vector->capacity) {
		size_t capacity =
			vector->capacity > 0 ? vector->capacity * 2 : 16;
		size_t bytes;

		if (!size_multiply(capacity, size, &bytes))
			return NULL;
		rows = memory_resize(vector->rows, bytes);
		if (rows == NULL)
			return NULL;
		vector->rows = rows;
		vector->capacity = capacity;
	}
	memmove(rows + (at + 1) * size, rows + at * size,
		(vector->count - at) * size);
	vector->count++;
	return rows + at * size;
}

static void *row_at(struct memory_store *store, enum rows which, size_t at)
{
	return (char *)store->rows[which].rows + at * row_bytes[which];
}

/* Adds a row; texts in it must be copied already. */
static int add_row(struct memory_store *store, enum rows which, const void *row,
		   struct error *error)
{
	struct vector *vector = &store->rows[which];
	void *place = insert(vector, vector->count, row_bytes[which]);

	if (place == NULL)
		return error_memory(error);
	memcpy(place, row, row_bytes[which]);
	return 0;
}

static bool keep(struct memory_store *store, struct slice *text)
{
	*text = arena_copy(&store->arena, *text);
	return text->at != NULL;
}

static void close_store(struct store *base)
{
	struct memory_store *store = of(base);

	for (int i = 0; i < ROWS_COUNT; i++)
		memory_free(store->rows[i].rows);
	for (size_t i = 0; i <= STORE_CATEGORY_MOST && store->categories; i++)
		memory_free(store->categories[i].rows);
	memory_free(store->categories);
	memory_free(store->token_slots);
	arena_release(&store->arena);
	memory_free(store);
}

static const struct store_methods methods;

int store_memory_open(struct store **out, const struct store_node *node,
		      struct error *error)
{
	struct memory_store *store = memory_array(1, sizeof(*store));

	if (store == NULL)
		return error_memory(error);
	store->categories = memory_array(STORE_CATEGORY_MOST + 1,
					 sizeof(*store->categories));
	if (store->categories == NULL) {
		memory_free(store);
		return error_memory(error);
	}
	store->base.methods = &methods;
	store->node = *node;
	*out = &store->base;
	return 0;
}

/* --- transactions --------------------------------------------------------- */

static int begin(struct store *base, struct error *error)
{
	struct memory_store *store = of(base);

	if (store->transaction != 0)
		return error_set(error, ERROR_BUSY,
				 "the register is being written");
	store->transaction = ++store->transactions;
	for (int i = 0; i < ROWS_COUNT; i++)
		store->begun[i] = store->rows[i].count;
	return 0;
}

static int commit(struct store *base, struct error *error)
{
	(void)error;
	of(base)->transaction = 0;
	return 0;
}

/* Tokens are uniform, so any of their bits will do. */
static size_t *token_slot(struct memory_store *store,
			  const uint8_t token[STORE_TOKEN_BYTES])
{
	const struct token_row *rows = store->rows[ROWS_TOKENS].rows;
	size_t at;

	memcpy(&at, token, sizeof(at));
	for (at &= store->token_capacity - 1; store->token_slots[at] != 0;
	     at = (at + 1) & (store->token_capacity - 1))
		if (memcmp(rows[store->token_slots[at] - 1].token, token,
			   STORE_TOKEN_BYTES) == 0)
			break;
	return &store->token_slots[at];
}

static void index_tokens(struct memory_store *store)
{
	const struct token_row *rows = store->rows[ROWS_TOKENS].rows;

	if (store->token_capacity > 0)
		memset(store->token_slots, 0,
		       store->token_capacity * sizeof(*store->token_slots));
	for (size_t i = 0; i < store->rows[ROWS_TOKENS].count; i++)
		*token_slot(store, rows[i].token) = i + 1;
}

static int grow_token_slots(struct memory_store *store, struct error *error)
{
	size_t capacity =
		store->token_capacity > 0 ? store->token_capacity * 2 : 64;
	size_t *slots = memory_array(capacity, sizeof(*slots));

	if (slots == NULL)
		return error_memory(error);
	memory_free(store->token_slots);
	store->token_slots = slots;
	store->token_capacity = capacity;
	index_tokens(store);
	return 0;
}

static void undo_sections(struct vector *vector, uint64_t transaction)
{
	struct section_row *rows = vector->rows;
	size_t kept = 0;

	for (size_t i = 0; i < vector->count; i++)
		if (rows[i].transaction != transaction)
			rows[kept++] = rows[i];
	vector->count = kept;
}

static void undo(struct store *base)
{
	struct memory_store *store = of(base);

	if (store->transaction == 0)
		return;
	for (int i = 0; i < ROWS_COUNT; i++)
		store->rows[i].count = store->begun[i];
	index_tokens(store);
	for (size_t i = 0; i <= STORE_CATEGORY_MOST; i++)
		undo_sections(&store->categories[i], store->transaction);
	store->transaction = 0;
}

static int node(struct store *store, struct store_node *out,
		struct error *error)
{
	(void)error;
	*out = of(store)->node;
	return 0;
}

/* --- names ---------------------------------------------------------------- */

static enum rows rows_of(enum store_names which)
{
	return which == STORE_FIELDS ? ROWS_FIELDS : ROWS_CATEGORIES;
}

static int names(struct store *base, enum store_names which,
		 store_name_visitor *visit, void *context, struct error *error)
{
	struct memory_store *store = of(base);

	for (size_t i = 0; i < store->rows[rows_of(which)].count; i++) {
		const struct name_row *row = row_at(store, rows_of(which), i);

		if (visit(context, row->number, row->name, error) != 0)
			return -1;
	}
	return 0;
}

static int name_most(struct store *base, enum store_names which,
		     uint16_t *number, struct error *error)
{
	struct memory_store *store = of(base);
	size_t count = store->rows[rows_of(which)].count;
	const struct name_row *row;

	(void)error;
	*number = 0;
	if (count > 0) {
		row = row_at(store, rows_of(which), count - 1);
		*number = row->number;
	}
	return 0;
}

static int name_add(struct store *base, enum store_names which, uint16_t number,
		    struct slice name, struct error *error)
{
	struct name_row row = {number, name};

	if (!keep(of(base), &row.name))
		return error_memory(error);
	return add_row(of(base), rows_of(which), &row, error);
}

/* --- pupils and tokens ---------------------------------------------------- */

static int pupil_most(struct store *base, uint64_t *pupil, struct error *error)
{
	struct memory_store *store = of(base);
	size_t count = store->rows[ROWS_PUPILS].count;
	const struct pupil_row *row;

	(void)error;
	*pupil = 0;
	if (count > 0) {
		row = row_at(store, ROWS_PUPILS, count - 1);
		*pupil = row->pupil;
	}
	return 0;
}

static int pupil_count(struct store *store, uint64_t *count,
		       struct error *error)
{
	(void)error;
	*count = of(store)->rows[ROWS_PUPILS].count;
	return 0;
}

static int pupils(struct store *base, store_pupil_visitor *visit, void *context,
		  struct error *error)
{
	struct memory_store *store = of(base);

	for (size_t i = 0; i < store->rows[ROWS_PUPILS].count; i++) {
		const struct pupil_row *row = row_at(store, ROWS_PUPILS, i);

		if (visit(context, row->pupil, error) != 0)
			return -1;
	}
	return 0;
}

static int pupil_add(struct store *store, uint64_t pupil, uint64_t origin,
		     const struct store_key *key, struct error *error)
{
	struct pupil_row row = {pupil, *key};

	(void)origin;
	return add_row(of(store), ROWS_PUPILS, &row, error);
}

static int pupil_key(struct store *base, uint64_t pupil, struct store_key *key,
		     bool *found, struct error *error)
{
	struct memory_store *store = of(base);
	const struct pupil_row *rows = store->rows[ROWS_PUPILS].rows;
	size_t low = 0;
	size_t high = store->rows[ROWS_PUPILS].count;

	(void)error;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (rows[middle].pupil < pupil)
			low = middle + 1;
		else
			high = middle;
	}
	*found = low < store->rows[ROWS_PUPILS].count &&
		 rows[low].pupil == pupil;
	if (*found)
		*key = rows[low].key;
	return 0;
}

static int token(struct store *base, const uint8_t bytes[STORE_TOKEN_BYTES],
		 uint64_t *pupil, bool *found, struct error *error)
{
	struct memory_store *store = of(base);
	const struct token_row *row;
	size_t slot = 0;

	(void)error;
	if (store->token_capacity > 0)
		slot = *token_slot(store, bytes);
	*found = slot != 0;
	if (*found) {
		row = row_at(store, ROWS_TOKENS, slot - 1);
		*pupil = row->pupil;
	}
	return 0;
}

static int token_add(struct store *base, const uint8_t bytes[STORE_TOKEN_BYTES],
		     uint64_t pupil, struct error *error)
{
	struct memory_store *store = of(base);
	struct token_row row = {.pupil = pupil};
	size_t *slot;

	memcpy(row.token, bytes, STORE_TOKEN_BYTES);
	if (store->rows[ROWS_TOKENS].count * 2 >= store->token_capacity &&
	    grow_token_slots(store, error) != 0)
		return -1;
	slot = token_slot(store, bytes);
	if (*slot != 0)
		return 0;
	if (add_row(store, ROWS_TOKENS, &row, error) != 0)
		return -1;
	*slot = store->rows[ROWS_TOKENS].count;
	return 0;
}

/* --- sections ------------------------------------------------------------- */

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

static int latest(struct store *base, uint16_t category, uint64_t pupil,
		  struct slice period, struct store_section *section,
		  bool *found, uint32_t *version, struct arena *arena,
		  struct error *error)
{
	const struct vector *vector = &of(base)->categories[category];
	const struct section_row *rows = vector->rows;

	(void)arena;
	(void)error;
	*found = false;
	*version = 0;
	for (size_t at = section_place(vector, pupil, STORE_VERSION_MOST);
	     at < vector->count && rows[at].section.pupil == pupil; at++) {
		if (*version == 0)
			*version = rows[at].section.version;
		if (slice_equal(rows[at].section.period, period)) {
			*section = rows[at].section;
			*found = true;
			break;
		}
	}
	return 0;
}

static int section_add(struct store *base, const struct store_section *section,
		       struct error *error)
{
	struct memory_store *store = of(base);
	struct vector *vector = &store->categories[section->category];
	struct section_row row = {*section, store->transaction};
	struct section_row *place;

	if (!keep(store, &row.section.period) ||
	    !keep(store, &row.section.sealed))
		return error_memory(error);
	place = insert(vector,
		       section_place(vector, section->pupil, section->version),
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

static int seek(struct store_cursor *base, uint64_t pupil, struct error *error)
{
	struct memory_cursor *cursor = (struct memory_cursor *)base;

	(void)error;
	cursor->at = section_place(cursor->vector, pupil, STORE_VERSION_MOST);
	return 0;
}

static int cursor_open(struct store *store, uint16_t category, uint64_t pupil,
		       struct store_cursor **out, struct error *error)
{
	struct memory_cursor *cursor = memory_array(1, sizeof(*cursor));

	if (cursor == NULL)
		return error_memory(error);
	cursor->base.store = store;
	cursor->vector = &of(store)->categories[category];
	*out = &cursor->base;
	return seek(*out, pupil, error);
}

/* One process, one thread: nothing needs holding. */
static int anchor(struct store *store, struct store_cursor **out,
		  struct error *error)
{
	return cursor_open(store, 0, 0, out, error);
}

static int next(struct store_cursor *base, struct store_section *section,
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

static void cursor_close(struct store_cursor *cursor)
{
	memory_free(cursor);
}

/* --- origins and permissions ---------------------------------------------- */

static int origin_find(struct store *base, const uint8_t hash[32], uint64_t *id,
		       int32_t *recorded, bool *found, struct error *error)
{
	struct memory_store *store = of(base);

	(void)error;
	*found = false;
	for (size_t i = 0; i < store->rows[ROWS_ORIGINS].count; i++) {
		const struct store_origin *row = row_at(store, ROWS_ORIGINS, i);

		if (memcmp(row->hash, hash, sizeof(row->hash)) != 0)
			continue;
		*id = row->id;
		*recorded = row->recorded;
		*found = true;
	}
	return 0;
}

static int origin_add(struct store *base, const struct store_origin *origin,
		      uint64_t *id, struct error *error)
{
	struct memory_store *store = of(base);
	struct store_origin row = *origin;

	row.id = store->rows[ROWS_ORIGINS].count + 1;
	if (!keep(store, &row.kind) || !keep(store, &row.sealed))
		return error_memory(error);
	*id = row.id;
	return add_row(store, ROWS_ORIGINS, &row, error);
}

static int origins(struct store *base, store_origin_visitor *visit,
		   void *context, struct error *error)
{
	struct memory_store *store = of(base);

	for (size_t i = 0; i < store->rows[ROWS_ORIGINS].count; i++)
		if (visit(context, row_at(store, ROWS_ORIGINS, i), error) != 0)
			return -1;
	return 0;
}

static int permission_add(struct store *base,
			  const struct permission *permission,
			  struct error *error)
{
	struct memory_store *store = of(base);
	struct permission row = *permission;

	if (!keep(store, &row.kind) || !keep(store, &row.by) ||
	    !keep(store, &row.recipient) || !keep(store, &row.purpose) ||
	    !keep(store, &row.reference))
		return error_memory(error);
	return add_row(store, ROWS_PERMISSIONS, &row, error);
}

static int permissions(struct store *base, store_permission_visitor *visit,
		       void *context, struct error *error)
{
	struct memory_store *store = of(base);

	for (size_t i = 0; i < store->rows[ROWS_PERMISSIONS].count; i++)
		if (visit(context, row_at(store, ROWS_PERMISSIONS, i), error) !=
		    0)
			return -1;
	return 0;
}

/* --- releases ------------------------------------------------------------- */

static int release_find(struct store *base, struct slice reference, bool *found,
			struct error *error)
{
	struct memory_store *store = of(base);

	(void)error;
	*found = false;
	for (size_t i = 0; i < store->rows[ROWS_RELEASES].count; i++) {
		const struct release *row = row_at(store, ROWS_RELEASES, i);

		if (slice_equal(row->reference, reference))
			*found = true;
	}
	return 0;
}

static int release_add(struct store *base, const struct release *release,
		       uint64_t *id, struct error *error)
{
	struct memory_store *store = of(base);
	struct release row = *release;

	row.id = store->rows[ROWS_RELEASES].count + 1;
	if (!keep(store, &row.reference) || !keep(store, &row.recipient) ||
	    !keep(store, &row.holder) || !keep(store, &row.purpose) ||
	    !keep(store, &row.flow) || !keep(store, &row.level) ||
	    !keep(store, &row.directory) || !keep(store, &row.manifest))
		return error_memory(error);
	*id = row.id;
	return add_row(store, ROWS_RELEASES, &row, error);
}

static struct release *release_row(struct memory_store *store, uint64_t id)
{
	if (id < 1 || id > store->rows[ROWS_RELEASES].count)
		return NULL;
	return row_at(store, ROWS_RELEASES, (size_t)id - 1);
}

static int release_state(struct store *store, uint64_t id,
			 enum release_state *state, uint64_t *ledger_index,
			 bool *found, struct error *error)
{
	const struct release *row = release_row(of(store), id);

	(void)error;
	*found = row != NULL;
	if (row != NULL) {
		*state = row->state;
		*ledger_index = row->ledger_index;
	}
	return 0;
}

/* Alone in its transaction and last in it, so undo need not know of it. */
static int release_set(struct store *store, uint64_t id,
		       enum release_state state, uint64_t ledger_index,
		       struct error *error)
{
	struct release *row = release_row(of(store), id);

	if (row == NULL)
		return error_set(error, ERROR_NOT_FOUND,
				 "there is no such release");
	row->state = state;
	row->ledger_index = ledger_index;
	return 0;
}

static int releases(struct store *base, store_release_visitor *visit,
		    void *context, struct error *error)
{
	struct memory_store *store = of(base);

	for (size_t i = 0; i < store->rows[ROWS_RELEASES].count; i++)
		if (visit(context, row_at(store, ROWS_RELEASES, i), error) != 0)
			return -1;
	return 0;
}

static int last_release(struct store *base, struct slice recipient,
			struct slice purpose, int32_t *date,
			struct error *error)
{
	struct memory_store *store = of(base);

	(void)error;
	*date = DATE_NONE;
	for (size_t i = 0; i < store->rows[ROWS_RELEASES].count; i++) {
		const struct release *row = row_at(store, ROWS_RELEASES, i);

		if (row->state == RELEASE_DONE && row->date > *date &&
		    slice_equal(row->recipient, recipient) &&
		    slice_equal(row->purpose, purpose))
			*date = row->date;
	}
	return 0;
}

/* --- rolls ---------------------------------------------------------------- */

static int mask_add(struct store *base, uint64_t release, uint16_t mask,
		    struct slice fields, struct error *error)
{
	struct mask_row row = {release, mask, fields};

	if (!keep(of(base), &row.fields))
		return error_memory(error);
	return add_row(of(base), ROWS_MASKS, &row, error);
}

static int mask_find(struct store *base, uint64_t release, uint16_t mask,
		     struct slice *fields, bool *found, struct arena *arena,
		     struct error *error)
{
	struct memory_store *store = of(base);

	(void)arena;
	(void)error;
	*found = false;
	for (size_t i = 0; i < store->rows[ROWS_MASKS].count; i++) {
		const struct mask_row *row = row_at(store, ROWS_MASKS, i);

		if (row->release != release || row->mask != mask)
			continue;
		*fields = row->fields;
		*found = true;
	}
	return 0;
}

static int chunk_add(struct store *base, const struct store_chunk *chunk,
		     struct error *error)
{
	struct store_chunk row = *chunk;

	if (!keep(of(base), &row.rows))
		return error_memory(error);
	return add_row(of(base), ROWS_CHUNKS, &row, error);
}

static int chunks(struct store *base, uint64_t pupil,
		  store_chunk_visitor *visit, void *context,
		  struct error *error)
{
	struct memory_store *store = of(base);

	for (size_t i = 0; i < store->rows[ROWS_CHUNKS].count; i++) {
		const struct store_chunk *row = row_at(store, ROWS_CHUNKS, i);
		const struct release *release =
			release_row(store, row->release);

		if (row->first > pupil || row->last < pupil ||
		    release == NULL || release->state != RELEASE_DONE)
			continue;
		if (visit(context, release, row, error) != 0)
			return -1;
	}
	return 0;
}

static const struct store_methods methods = {
	.close = close_store,
	.begin = begin,
	.commit = commit,
	.undo = undo,
	.node = node,
	.names = names,
	.name_most = name_most,
	.name_add = name_add,
	.pupil_most = pupil_most,
	.pupil_count = pupil_count,
	.pupils = pupils,
	.pupil_add = pupil_add,
	.pupil_key = pupil_key,
	.token = token,
	.token_add = token_add,
	.latest = latest,
	.section_add = section_add,
	.anchor = anchor,
	.cursor = cursor_open,
	.seek = seek,
	.next = next,
	.cursor_close = cursor_close,
	.origin_find = origin_find,
	.origin_add = origin_add,
	.origins = origins,
	.permission_add = permission_add,
	.permissions = permissions,
	.release_find = release_find,
	.release_add = release_add,
	.release_state = release_state,
	.release_set = release_set,
	.releases = releases,
	.last_release = last_release,
	.mask_add = mask_add,
	.mask = mask_find,
	.chunk_add = chunk_add,
	.chunks = chunks,
};
