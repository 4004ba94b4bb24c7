/* The lists and what is committed to. */
#include "share/served_roll.h"

#include <jansson.h>
#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "share/node.h"
#include "share/salts.h"

#define HEAD "hornbook served 1\n"
#define ENDING ".roll"

/* Three million pupils. */
static const uint64_t roll_limit_bytes = 128u << 20;

enum {
	ROWS_KIND = 'F', /* families; hashed */
	ROW_LEAF_BYTES = 1 + COMMITMENT_SALT_BYTES + 1 + TAG_BYTES,
};

/* --- places --------------------------------------------------------------------- */

char *served_directory(const struct node *node, struct arena *arena)
{
	return path_join(arena, node->directory, "served");
}

char *served_roll_path(const struct node *node, struct slice reference,
		       struct arena *arena)
{
	char *directory = served_directory(node, arena);
	struct builder name = {0};
	char *path = NULL;

	builder_add(&name, reference);
	builder_add_text(&name, ENDING);
	if (directory != NULL && !name.failed)
		path = path_join(arena, directory, builder_text(&name));
	builder_release(&name);
	return path;
}

struct listing {
	struct slice *list;
	size_t count, capacity;
	struct arena *arena;
};

static int list_name(void *context, const char *name, struct error *error)
{
	struct listing *listing = context;
	struct slice reference = slice_of(name), *grown;

	if (!slice_starts_with(reference, SLICE("N-")) ||
	    !slice_ends_with(reference, SLICE(ENDING)))
		return 0; /* what a killed process was writing */
	reference.len -= strlen(ENDING);
	grown = arena_grow(listing->arena, listing->list, listing->count,
			   &listing->capacity, sizeof(*grown));
	if (grown == NULL)
		return error_memory(error);
	listing->list = grown;
	grown[listing->count] = arena_copy(listing->arena, reference);
	return grown[listing->count++].at != NULL ? 0 : error_memory(error);
}

int served_references(const struct node *node, struct slice **references,
		      size_t *count, struct arena *arena, struct error *error)
{
	struct listing listing = {.arena = arena};
	const char *directory = served_directory(node, arena);

	if (directory == NULL)
		return error_memory(error);
	if (directory_exists(directory) &&
	    directory_each(directory, list_name, &listing, error) != 0)
		return -1;
	*references = listing.list;
	*count = listing.count;
	return 0;
}

int served_servings(const struct node *node, struct serving **servings,
		    size_t *count, struct arena *arena, struct error *error)
{
	struct slice *references;
	int result = served_references(node, &references, count, arena, error);

	if (result != 0)
		return -1;
	*servings = arena_array(arena, *count, sizeof(**servings));
	if (*servings == NULL)
		return error_memory(error);
	for (size_t i = 0; result == 0 && i < *count; i++) {
		struct served_roll roll;

		result = served_roll_read(node, references[i], &roll, arena,
					  error);
		(*servings)[i] = (struct serving){
			.reference = references[i],
			.version = roll.version,
			.date = DATE_NONE,
			.by = roll.by,
			.pupils = roll.count,
		};
		if (result == 0)
			date_parse(roll.date, &(*servings)[i].date);
		served_roll_release(&roll);
	}
	return result;
}

/* --- writing --------------------------------------------------------------------- */

void served_roll_begin(struct slice statement, struct builder *out)
{
	builder_add_text(out, HEAD);
	builder_add(out, statement);
	builder_add_byte(out, '\n');
}

void served_roll_row(uint64_t pupil, const uint8_t tag[TAG_BYTES],
		     struct builder *out)
{
	builder_add_u64(out, pupil);
	builder_add(out, (struct slice){(const char *)tag, TAG_BYTES});
}

/* --- reading ---------------------------------------------------------------------- */

static int corrupt(struct slice reference, struct error *error)
{
	return error_set(error, ERROR_CORRUPT,
			 "the list of those served as %.*s cannot be read",
			 SLICE_ARGS(reference));
}

static int take_member(const json_t *object, const char *name,
		       struct slice *text, struct arena *arena)
{
	const json_t *value = json_object_get(object, name);

	*text = arena_copy(arena, slice_of(json_string_value(value)));
	return text->at != NULL ? 0 : -1;
}

static int read_statement(struct served_roll *roll, struct arena *arena)
{
	struct slice text = roll->statement, reference;
	json_t *statement =
		json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, NULL);
	const json_t *notice = json_object_get(statement, "notice");
	const json_t *version = json_object_get(notice, "version");
	int result = -1;

	if (json_is_integer(version) && json_integer_value(version) > 0 &&
	    take_member(statement, "reference", &reference, arena) == 0 &&
	    take_member(statement, "date", &roll->date, arena) == 0 &&
	    take_member(statement, "by", &roll->by, arena) == 0 &&
	    take_member(notice, "sha256", &roll->sha256, arena) == 0 &&
	    slice_equal(reference, roll->reference)) {
		roll->version = (uint64_t)json_integer_value(version);
		result = 0;
	}
	json_decref(statement);
	return result;
}

static bool in_order(const struct served_roll *roll)
{
	for (size_t i = 1; i < roll->count; i++)
		if (served_roll_pupil(roll, i - 1) >=
		    served_roll_pupil(roll, i))
			return false;
	return true;
}

static int parse(struct served_roll *roll, struct arena *arena,
		 struct error *error)
{
	struct slice rest = builder_slice(&roll->bytes);

	crypto_hash_sha256(roll->hash, (const unsigned char *)rest.at,
			   rest.len);
	if (!slice_starts_with(rest, SLICE(HEAD)))
		return corrupt(roll->reference, error);
	rest = slice_part(rest, strlen(HEAD), rest.len);
	roll->statement = slice_cut(&rest, '\n');
	roll->rows = (const uint8_t *)rest.at;
	roll->count = rest.len / SERVED_ROW_BYTES;
	if (rest.len == 0 || rest.len % SERVED_ROW_BYTES != 0 ||
	    read_statement(roll, arena) != 0 || !in_order(roll))
		return corrupt(roll->reference, error);
	return 0;
}

int served_roll_read(const struct node *node, struct slice reference,
		     struct served_roll *roll, struct arena *arena,
		     struct error *error)
{
	const char *path = served_roll_path(node, reference, arena);

	*roll = (struct served_roll){.reference = reference};
	if (path == NULL)
		return error_memory(error);
	if (!file_exists(path))
		return error_set(error, ERROR_NOT_FOUND,
				 "the list of those served as %.*s is not "
				 "there",
				 SLICE_ARGS(reference));
	if (file_read(path, roll_limit_bytes, &roll->bytes, error) != 0)
		return -1;
	if (parse(roll, arena, error) == 0)
		return 0;
	if (error != NULL && error->code == ERROR_CORRUPT) {
		error_hint(error, "put the file back from a backup");
		error_at(error, slice_of(path), 0, 0, 0);
	}
	return -1;
}

void served_roll_release(struct served_roll *roll)
{
	builder_release(&roll->bytes);
}

uint64_t served_roll_pupil(const struct served_roll *roll, size_t row)
{
	const uint8_t *at = roll->rows + row * SERVED_ROW_BYTES;
	uint64_t pupil = 0;

	for (int i = 0; i < 8; i++)
		pupil = pupil << 8 | at[i];
	return pupil;
}

const uint8_t *served_roll_tag(const struct served_roll *roll, size_t row)
{
	return roll->rows + row * SERVED_ROW_BYTES + 8;
}

size_t served_roll_find(const struct served_roll *roll, uint64_t pupil)
{
	size_t low = 0, high = roll->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (served_roll_pupil(roll, middle) < pupil)
			low = middle + 1;
		else
			high = middle;
	}
	return low < roll->count && served_roll_pupil(roll, low) == pupil
		       ? low
		       : SIZE_MAX;
}

/* --- the tree ------------------------------------------------------------------------ */

void served_row_leaf(const uint8_t salt[COMMITMENT_SALT_BYTES],
		     const uint8_t tag[TAG_BYTES],
		     uint8_t hash[LEDGER_HASH_BYTES])
{
	/* RFC 6962 section 2.1: a leaf begins with 0. */
	uint8_t bytes[ROW_LEAF_BYTES] = {0};

	memcpy(bytes + 1, salt, COMMITMENT_SALT_BYTES);
	bytes[1 + COMMITMENT_SALT_BYTES] = ROWS_KIND;
	memcpy(bytes + 2 + COMMITMENT_SALT_BYTES, tag, TAG_BYTES);
	crypto_hash_sha256(hash, bytes, sizeof(bytes));
}

static void make_leaves(struct salts *salts, const struct served_roll *roll,
			uint8_t (*leaves)[LEDGER_HASH_BYTES])
{
	commitment_leaf(salts_of(salts, 0), LEAF_STATEMENT, roll->statement,
			leaves[0]);
	for (size_t i = 0; i < roll->count; i++)
		served_row_leaf(salts_of(salts, i + SERVED_FIRST_ROW),
				served_roll_tag(roll, i),
				leaves[i + SERVED_FIRST_ROW]);
}

static void open_leaf(struct salts *salts, uint8_t (*leaves)[LEDGER_HASH_BYTES],
		      uint64_t count, uint64_t index,
		      struct commitment_leaf *leaf)
{
	memcpy(leaf->salt, salts_of(salts, index), COMMITMENT_SALT_BYTES);
	leaf->index = index;
	leaf->path_length = tree_inclusion(leaves, count, index, leaf->path);
}

int served_roll_root(const struct node *node, const struct served_roll *roll,
		     uint8_t root[LEDGER_HASH_BYTES], size_t row,
		     struct served *served, struct error *error)
{
	uint64_t count = roll->count + SERVED_FIRST_ROW;
	uint8_t(*leaves)[LEDGER_HASH_BYTES] =
		memory_array(count, sizeof(*leaves));
	struct salts *salts = memory_array(1, sizeof(*salts));
	int result = -1;

	if (leaves != NULL && salts != NULL) {
		salts_begin(salts, node, SLICE("hornbook served"), roll->hash,
			    roll->reference);
		make_leaves(salts, roll, leaves);
		tree_root(leaves, count, root);
		if (served != NULL) {
			served->leaves = count;
			open_leaf(salts, leaves, count, 0,
				  &served->statement_leaf);
			open_leaf(salts, leaves, count, row + SERVED_FIRST_ROW,
				  &served->row_leaf);
		}
		sodium_memzero(salts, sizeof(*salts));
		result = 0;
	}
	memory_free(leaves);
	memory_free(salts);
	return result == 0 ? 0 : error_memory(error);
}

/* --- the entry ------------------------------------------------------------------------- */

int served_roll_entry(const struct node *node, const struct served_roll *roll,
		      struct builder *out, struct error *error)
{
	struct json json = json_writer(out, false);
	uint8_t root[LEDGER_HASH_BYTES];
	struct builder hex = {0};

	if (served_roll_root(node, roll, root, 0, NULL, error) != 0)
		return -1;
	builder_add_hex(&hex, (struct slice){(const char *)root, sizeof(root)});
	json_open_object(&json);
	json_key_text(&json, "entry", SLICE("served"));
	json_key_text(&json, "reference", roll->reference);
	json_key_text(&json, "date", roll->date);
	json_key_number(&json, "notice", (int64_t)roll->version);
	json_key_text(&json, "sha256", roll->sha256);
	json_key_number(&json, "pupils", (int64_t)roll->count);
	json_key_text(&json, "root", builder_slice(&hex));
	json_close_object(&json);
	out->failed |= hex.failed;
	builder_release(&hex);
	return out->failed ? error_memory(error) : 0;
}

struct search {
	struct builder start; /* of the entry */
	bool *found;
	uint64_t *index;
	struct slice *entry;
	struct arena *arena;
};

static int compare_start(void *context, uint64_t index, struct slice entry,
			 struct error *error)
{
	struct search *search = context;

	if (!slice_starts_with(entry, builder_slice(&search->start)))
		return 0;
	*search->found = true;
	*search->index = index;
	if (search->entry == NULL)
		return 0;
	*search->entry = arena_copy(search->arena, entry);
	return search->entry->at != NULL ? 0 : error_memory(error);
}

/* Entries are written by this program alone, so that their beginnings are known. */
int served_entry_find(struct node *node, struct slice reference, bool *found,
		      uint64_t *index, struct slice *entry, struct arena *arena,
		      struct error *error)
{
	struct search search = {
		.found = found, .index = index, .entry = entry, .arena = arena};
	int result;

	*found = false;
	builder_add_format(&search.start,
			   "{\"entry\":\"served\",\"reference\":\"%.*s\",",
			   SLICE_ARGS(reference));
	if (search.start.failed)
		result = error_memory(error);
	else
		result = ledger_each(node->ledger, 0, compare_start, &search,
				     error);
	builder_release(&search.start);
	return result;
}
