#include "share/case_index.h"

#include <string.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/cursor.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "ledger/ledger.h"
#include "register/seal.h"
#include "register/secret.h"
#include "share/case_parts.h"
#include "share/node.h"
#include "share/node_entry.h"
#include "share/node_note.h"

/*
 * The file, sealed: version, last origin and its hash, entries of the ledger,
 * highest number, count of shields; of each: place among all entries, pupil,
 * shielded or no more, token of the child (zeros: none).  Numbers are of eight
 * bytes but for version and count, of four.
 */
enum {
	INDEX_VERSION = 1,
	TOKEN_BYTES = NODE_COMMITMENT_BYTES,
	SHIELD_BYTES = 8 + 8 + 1 + TOKEN_BYTES,
	FEW_ENTRIES = 16,
	SAVE_AFTER = 256, /* entries that were read and are in no file */
	INDEX_LIMIT_BYTES = 64 << 20,
};

struct shield {
	uint64_t place; /* id of the entry's origin: later ones are higher */
	uint64_t pupil;
	uint8_t child[TOKEN_BYTES];
	bool on;
};

struct case_index {
	uint64_t origin; /* the last one that was read; 0: none */
	uint8_t hash[32];
	uint64_t entries; /* of the ledger that were read */
	uint64_t number;
	uint64_t unsaved;
	struct shield *shields; /* the last for each pair of pupil and child */
	size_t count, capacity;
	struct arena each; /* of the entry in hand */
};

static const char file_use[] = "case-index";

/* --- what is read in --------------------------------------------------------------- */

static void take_number(struct case_index *index, struct slice reference)
{
	uint64_t number = node_reference_number(reference, "C-");

	if (number > index->number)
		index->number = number;
}

static struct shield *shield_room(struct case_index *index,
				  const struct shield *wanted)
{
	size_t capacity = index->capacity > 0 ? 2 * index->capacity : 16;
	struct shield *grown;

	for (size_t i = 0; i < index->count; i++)
		if (index->shields[i].pupil == wanted->pupil &&
		    memcmp(index->shields[i].child, wanted->child,
			   TOKEN_BYTES) == 0)
			return &index->shields[i];
	if (index->count == index->capacity) {
		grown = memory_resize(index->shields,
				      capacity * sizeof(*grown));
		if (grown == NULL)
			return NULL;
		index->shields = grown;
		index->capacity = capacity;
	}
	return &index->shields[index->count++];
}

static void token_of(struct slice child, uint8_t token[TOKEN_BYTES])
{
	memset(token, 0, TOKEN_BYTES);
	if (!slice_empty(child))
		sodium_hex2bin(token, TOKEN_BYTES, child.at, child.len, NULL,
			       NULL, NULL);
}

static int take_shield(struct case_index *index, const struct case_entry *entry,
		       uint64_t place, struct error *error)
{
	struct shield shield = {
		.place = place,
		.pupil = entry->pupil,
		.on = entry->kind == CASE_SHIELD,
	};
	struct shield *room;

	token_of(entry->child, shield.child);
	room = shield_room(index, &shield);
	if (room == NULL)
		return error_memory(error);
	*room = shield;
	return 0;
}

static int read_origin(void *context, const struct origin *origin,
		       struct error *error)
{
	struct case_index *index = context;
	struct case_entry entry;

	arena_clear(&index->each);
	if (case_entry_read(origin->name, &entry, &index->each, error) != 0)
		return -1;
	if ((entry.kind == CASE_SHIELD || entry.kind == CASE_UNSHIELD) &&
	    take_shield(index, &entry, origin->id, error) != 0)
		return -1;
	take_number(index, entry.reference);
	index->origin = origin->id;
	memcpy(index->hash, origin->hash, sizeof(index->hash));
	index->unsaved++;
	return 0;
}

/* A ledger may know more than a register that was put back. */
static int read_entered(void *context, uint64_t place, struct slice entry,
			struct error *error)
{
	struct case_index *index = context;
	struct slice reference;

	(void)error;
	if (case_entry_reference(entry, &reference))
		take_number(index, reference);
	index->entries = place + 1;
	return 0;
}

/* A few are found by their place; more, in one go. */
static int read_ledger(struct node *node, struct error *error)
{
	struct case_index *index = node->cases;
	const uint64_t size = ledger_size(node->ledger);
	struct builder entry = {0};
	int result = 0;

	if (size > index->entries + FEW_ENTRIES)
		return ledger_each(node->ledger, index->entries, read_entered,
				   index, error);
	while (result == 0 && index->entries < size) {
		builder_clear(&entry);
		result = ledger_entry(node->ledger, index->entries, &entry,
				      error);
		if (result == 0)
			result = read_entered(index, index->entries,
					      builder_slice(&entry), error);
	}
	builder_release(&entry);
	return result;
}

static int read_on(struct node *node, struct error *error)
{
	struct case_index *index = node->cases;

	if (case_each(node, index->origin, read_origin, index, error) != 0)
		return -1;
	return read_ledger(node, error);
}

/* --- the file ------------------------------------------------------------------------- */

static const char *index_path(const struct node *node, struct arena *arena)
{
	return path_join(arena, node->directory, file_use);
}

static void write_index(const struct case_index *index, struct builder *out)
{
	builder_add_u32(out, INDEX_VERSION);
	builder_add_u64(out, index->origin);
	builder_add(out, (struct slice){(const char *)index->hash,
					sizeof(index->hash)});
	builder_add_u64(out, index->entries);
	builder_add_u64(out, index->number);
	builder_add_u32(out, (uint32_t)index->count);
	for (size_t i = 0; i < index->count; i++) {
		const struct shield *shield = &index->shields[i];

		builder_add_u64(out, shield->place);
		builder_add_u64(out, shield->pupil);
		builder_add_byte(out, (char)shield->on);
		builder_add(out, (struct slice){(const char *)shield->child,
						TOKEN_BYTES});
	}
}

static void take_key(const struct node *node, struct seal_key *key)
{
	uint8_t bytes[SECRET_KEY_BYTES];

	secret_derive(node->secret, SECRET_RECORD, bytes);
	seal_key_init(key, bytes);
	sodium_memzero(bytes, sizeof(bytes));
}

/* Without it the next start reads more, and no more than that is lost. */
static void save(struct node *node)
{
	struct builder plain = {0}, sealed = {0};
	uint8_t nonce[SEAL_NONCE_BYTES];
	struct arena arena = {0};
	const char *path = index_path(node, &arena);
	struct seal_key key;

	take_key(node, &key);
	secret_random(nonce, sizeof(nonce));
	write_index(node->cases, &plain);
	if (!plain.failed)
		seal_add(&key, SEAL_XCHACHA20POLY1305, nonce,
			 slice_of(file_use), builder_slice(&plain), &sealed);
	if (path != NULL && !plain.failed && !sealed.failed &&
	    file_replace(path, builder_slice(&sealed), 0600, NULL) == 0)
		node->cases->unsaved = 0;
	seal_key_wipe(&key);
	builder_release(&plain);
	builder_release(&sealed);
	arena_release(&arena);
}

static bool read_shields(struct cursor *cursor, struct case_index *index)
{
	uint32_t count;

	if (!cursor_u32(cursor, &count) ||
	    cursor_left(cursor) != (size_t)count * SHIELD_BYTES)
		return false;
	index->shields =
		memory_array(count > 0 ? count : 1, sizeof(*index->shields));
	if (index->shields == NULL)
		return false;
	index->capacity = count > 0 ? count : 1;
	for (uint32_t i = 0; i < count; i++) {
		struct shield *shield = &index->shields[index->count];
		struct slice child;
		uint8_t on;

		if (!cursor_u64(cursor, &shield->place) ||
		    !cursor_u64(cursor, &shield->pupil) ||
		    !cursor_byte(cursor, &on) ||
		    !cursor_bytes(cursor, TOKEN_BYTES, &child))
			return false;
		shield->on = on != 0;
		memcpy(shield->child, child.at, TOKEN_BYTES);
		index->count++;
	}
	return true;
}

static bool read_index(struct slice text, struct case_index *index)
{
	struct cursor cursor = cursor_over(text);
	struct slice hash;
	uint32_t version;

	if (!cursor_u32(&cursor, &version) || version != INDEX_VERSION ||
	    !cursor_u64(&cursor, &index->origin) ||
	    !cursor_bytes(&cursor, sizeof(index->hash), &hash) ||
	    !cursor_u64(&cursor, &index->entries) ||
	    !cursor_u64(&cursor, &index->number))
		return false;
	memcpy(index->hash, hash.at, sizeof(index->hash));
	return read_shields(&cursor, index);
}

static bool load(const struct node *node, struct case_index *index)
{
	struct builder sealed = {0};
	struct arena arena = {0};
	const char *path = index_path(node, &arena);
	struct seal_key key;
	struct slice text;
	bool loaded = false;
	char *room;

	if (path != NULL && file_exists(path) &&
	    file_read(path, INDEX_LIMIT_BYTES, &sealed, NULL) == 0) {
		room = arena_allocate(&arena, sealed.len + 1);
		take_key(node, &key);
		loaded =
			room != NULL &&
			seal_open(&key, builder_slice(&sealed),
				  slice_of(file_use), room, &text, NULL) == 0 &&
			read_index(text, index);
		seal_key_wipe(&key);
	}
	builder_release(&sealed);
	arena_release(&arena);
	return loaded;
}

/* --- whether it is of this register ------------------------------------------------------ */

struct checking {
	const struct case_index *index;
	bool same;
};

/* Stops at the first. */
static int check_origin(void *context, const struct origin *origin,
			struct error *error)
{
	struct checking *checking = context;

	(void)error;
	checking->same = origin->id == checking->index->origin &&
			 memcmp(origin->hash, checking->index->hash,
				sizeof(origin->hash)) == 0;
	return -1;
}

static bool is_of(struct node *node, const struct case_index *index)
{
	struct checking checking = {index, index->origin == 0};

	if (index->entries > ledger_size(node->ledger))
		return false;
	if (index->origin > 0)
		case_each(node, index->origin - 1, check_origin, &checking,
			  NULL);
	return checking.same;
}

static void empty(struct case_index *index)
{
	memory_free(index->shields);
	*index = (struct case_index){.each = index->each};
}

int case_index_update(struct node *node, struct error *error)
{
	if (node->cases == NULL) {
		node->cases = memory_array(1, sizeof(*node->cases));
		if (node->cases == NULL)
			return error_memory(error);
		if (!load(node, node->cases) || !is_of(node, node->cases))
			empty(node->cases);
	}
	if (read_on(node, error) != 0)
		return -1;
	if (node->cases->unsaved >= SAVE_AFTER)
		save(node);
	return 0;
}

void case_index_free(struct case_index *index)
{
	if (index == NULL)
		return;
	arena_release(&index->each);
	memory_free(index->shields);
	memory_free(index);
}

/* --- asking ------------------------------------------------------------------------------- */

uint64_t case_index_number(const struct node *node)
{
	return node->cases->number;
}

bool case_index_shields(const struct node *node)
{
	return node->cases->count > 0;
}

bool case_index_shielded(const struct node *node, uint64_t pupil,
			 struct slice child)
{
	const struct shield *last = NULL;
	uint8_t token[TOKEN_BYTES];

	token_of(child, token);
	for (size_t i = 0; i < node->cases->count; i++) {
		const struct shield *shield = &node->cases->shields[i];

		if (shield->pupil != pupil &&
		    (sodium_is_zero(token, sizeof(token)) ||
		     memcmp(shield->child, token, sizeof(token)) != 0))
			continue;
		if (last == NULL || shield->place > last->place)
			last = shield;
	}
	return last != NULL && last->on;
}
