#include "share/commitment.h"

#include <jansson.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/json.h"
#include "base/memory.h"
#include "share/node.h"
#include "share/salts.h"

/* --- the tree, with paths to some of its leaves ----------------------------------- */

struct climb {
	struct commitment_leaf *leaf;
};

enum { CLIMBS = 2 };

/* libcrypto's: with the processor's instructions for it, three times as fast as
 * libsodium's for what is as short as this. */
struct hashing {
	EVP_MD *algorithm;
	EVP_MD_CTX *context;
	bool failed;
};

struct growing {
	struct tree_edge edge;
	struct hashing hashing;
	struct climb climbs[CLIMBS];
	size_t climb_count;
};

static int hashing_open(struct hashing *hashing, struct error *error)
{
	hashing->algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
	hashing->context = EVP_MD_CTX_new();
	if (hashing->algorithm != NULL && hashing->context != NULL &&
	    EVP_DigestInit_ex2(hashing->context, hashing->algorithm, NULL) == 1)
		return 0;
	return error_set(error, ERROR_SYSTEM,
			 "the cryptographic library cannot start");
}

static void hashing_close(struct hashing *hashing)
{
	EVP_MD_CTX_free(hashing->context);
	EVP_MD_free(hashing->algorithm);
}

static void hash_bytes(struct hashing *hashing, const uint8_t *bytes,
		       size_t size, uint8_t hash[LEDGER_HASH_BYTES])
{
	if (EVP_DigestInit_ex2(hashing->context, NULL, NULL) != 1 ||
	    EVP_DigestUpdate(hashing->context, bytes, size) != 1 ||
	    EVP_DigestFinal_ex(hashing->context, hash, NULL) != 1)
		hashing->failed = true;
}

/* As tree_node_hash. */
static void hash_node(struct hashing *hashing,
		      const uint8_t left[LEDGER_HASH_BYTES],
		      const uint8_t right[LEDGER_HASH_BYTES],
		      uint8_t hash[LEDGER_HASH_BYTES])
{
	uint8_t bytes[1 + 2 * LEDGER_HASH_BYTES] = {1};

	memcpy(bytes + 1, left, LEDGER_HASH_BYTES);
	memcpy(bytes + 1 + LEDGER_HASH_BYTES, right, LEDGER_HASH_BYTES);
	hash_bytes(hashing, bytes, sizeof(bytes), hash);
}

/* The next leaf to be added is one whose path is wanted. */
static void climb_begin(struct growing *growing, struct commitment_leaf *leaf)
{
	leaf->index = growing->edge.size;
	leaf->path_length = 0;
	growing->climbs[growing->climb_count++].leaf = leaf;
}

/* Two subtrees become one: leaves from `start` to before `middle` under
 * `left`, the others to before `end` under `right`. */
static void climb(struct growing *growing, uint64_t start, uint64_t middle,
		  uint64_t end, const uint8_t left[LEDGER_HASH_BYTES],
		  const uint8_t right[LEDGER_HASH_BYTES])
{
	for (size_t i = 0; i < growing->climb_count; i++) {
		struct commitment_leaf *leaf = growing->climbs[i].leaf;

		if (leaf->index < start || leaf->index >= end)
			continue;
		memcpy(leaf->path[leaf->path_length++],
		       leaf->index < middle ? right : left, LEDGER_HASH_BYTES);
	}
}

/* The first leaf under the peak of a level. */
static uint64_t peak_start(uint64_t size, unsigned int level)
{
	return size >> level >> 1 << level << 1;
}

static void grow(struct growing *growing, const uint8_t leaf[LEDGER_HASH_BYTES])
{
	struct tree_edge *edge = &growing->edge;
	uint8_t hash[LEDGER_HASH_BYTES];
	unsigned int level = 0;

	memcpy(hash, leaf, sizeof(hash));
	for (; (edge->size >> level & 1) != 0; level++) {
		uint64_t start = peak_start(edge->size, level);

		climb(growing, start, start + ((uint64_t)1 << level),
		      edge->size + 1, edge->peak[level], hash);
		hash_node(&growing->hashing, edge->peak[level], hash, hash);
	}
	memcpy(edge->peak[level], hash, sizeof(hash));
	edge->size++;
}

static void close_tree(struct growing *growing, uint8_t root[LEDGER_HASH_BYTES])
{
	const struct tree_edge *edge = &growing->edge;
	uint64_t below = edge->size; /* first leaf under `root` so far */

	for (unsigned int level = 0; level < 64; level++) {
		uint64_t start;

		if ((edge->size >> level & 1) == 0)
			continue;
		start = peak_start(edge->size, level);
		if (below < edge->size) {
			climb(growing, start, below, edge->size,
			      edge->peak[level], root);
			hash_node(&growing->hashing, edge->peak[level], root,
				  root);
		} else {
			memcpy(root, edge->peak[level], LEDGER_HASH_BYTES);
		}
		below = start;
	}
}

/* --- leaves --------------------------------------------------------------------- */

void commitment_leaf(const uint8_t salt[COMMITMENT_SALT_BYTES],
		     enum leaf_kind kind, struct slice content,
		     uint8_t hash[LEDGER_HASH_BYTES])
{
	/* RFC 6962 section 2.1: a leaf begins with 0. */
	uint8_t before[1 + COMMITMENT_SALT_BYTES + 1] = {0};
	crypto_hash_sha256_state state;

	memcpy(before + 1, salt, COMMITMENT_SALT_BYTES);
	before[sizeof(before) - 1] = (uint8_t)kind;
	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, before, sizeof(before));
	if (content.len > 0)
		crypto_hash_sha256_update(
			&state, (const unsigned char *)content.at, content.len);
	crypto_hash_sha256_final(&state, hash);
}

enum {
	ROW_BYTES =
		1 + COMMITMENT_SALT_BYTES + 1 + TAG_BYTES + LEDGER_HASH_BYTES
};

/* What is hashed of a row. */
static void row_bytes(const uint8_t salt[COMMITMENT_SALT_BYTES],
		      const uint8_t tag[TAG_BYTES],
		      const uint8_t fields[LEDGER_HASH_BYTES],
		      uint8_t bytes[ROW_BYTES])
{
	*bytes++ = 0;
	memcpy(bytes, salt, COMMITMENT_SALT_BYTES);
	bytes += COMMITMENT_SALT_BYTES;
	*bytes++ = LEAF_ROW;
	memcpy(bytes, tag, TAG_BYTES);
	memcpy(bytes + TAG_BYTES, fields, LEDGER_HASH_BYTES);
}

void commitment_row_leaf(const uint8_t salt[COMMITMENT_SALT_BYTES],
			 const uint8_t tag[TAG_BYTES],
			 const uint8_t fields[LEDGER_HASH_BYTES],
			 uint8_t hash[LEDGER_HASH_BYTES])
{
	uint8_t bytes[ROW_BYTES];

	row_bytes(salt, tag, fields, bytes);
	crypto_hash_sha256(hash, bytes, sizeof(bytes));
}

/* --- the statement ----------------------------------------------------------------- */

/* What of a manifest a parent may see.  Not: how many pupils, what was withheld
 * from them and why (a number of one is a child), who in the office asked, the
 * file and its keys. */
static const char *const statement_members[] = {
	"manifest",   "kind",       "reference", "date",
	"expires",    "controller", "recipient", "purpose",
	"collection", "trigger",    "regime",    "law",
	"notice",     "level",      "grant",     "matching",
};

static int copy_members(json_t *from, json_t *to)
{
	for (size_t i = 0;
	     i < sizeof(statement_members) / sizeof(statement_members[0]);
	     i++) {
		json_t *value = json_object_get(from, statement_members[i]);

		if (value != NULL &&
		    json_object_set(to, statement_members[i], value) != 0)
			return -1;
	}
	return 0;
}

int commitment_statement(struct slice manifest, struct slice *statement,
			 struct arena *arena, struct error *error)
{
	json_t *whole = json_loadb(manifest.at, manifest.len,
				   JSON_REJECT_DUPLICATES, NULL);
	json_t *part = json_object();
	char *text = NULL;
	int result = -1;

	if (!json_is_object(whole)) {
		error_set(error, ERROR_CORRUPT,
			  "the manifest of a release cannot be read");
	} else if (part != NULL && copy_members(whole, part) == 0) {
		text = json_dumps(part, JSON_COMPACT | JSON_PRESERVE_ORDER);
	}
	if (text != NULL) {
		*statement = arena_copy(arena, slice_of(text));
		result = statement->at != NULL ? 0 : -1;
	}
	if (result != 0 && json_is_object(whole))
		error_memory(error);
	free(text);
	json_decref(part);
	json_decref(whole);
	return result;
}

/* --- committing ----------------------------------------------------------------------- */

struct committing {
	const struct release *release;
	const struct commitment_progress *progress;
	struct salts salts;
	struct growing growing;
	struct arena arena;

	uint8_t (*fields)[LEDGER_HASH_BYTES]; /* hashes of names, by number */
	size_t field_count, field_capacity;

	uint64_t pupil; /* whose row is to be opened; 0: nobody's */
	struct commitment_opening *opening; /* NULL: none */
	struct slice *names; /* by number, when there is an opening */
	size_t name_capacity;
	bool found;
};

static int add_names(struct committing *committing, struct slice names,
		     struct error *error)
{
	struct slice *grown = arena_grow(
		&committing->arena, committing->names, committing->field_count,
		&committing->name_capacity, sizeof(*grown));

	if (grown == NULL)
		return error_memory(error);
	committing->names = grown;
	grown += committing->field_count;
	*grown = arena_copy(&committing->arena, names);
	return grown->at != NULL ? 0 : error_memory(error);
}

static int add_fields(void *context, uint32_t number, struct slice names,
		      struct error *error)
{
	struct committing *committing = context;
	void *grown = arena_grow(
		&committing->arena, committing->fields, committing->field_count,
		&committing->field_capacity, LEDGER_HASH_BYTES);

	if (grown == NULL)
		return error_memory(error);
	committing->fields = grown;
	if (committing->opening != NULL &&
	    add_names(committing, names, error) != 0)
		return -1;
	crypto_hash_sha256(committing->fields[number],
			   (const unsigned char *)names.at, names.len);
	committing->field_count++;
	return 0;
}

static void open_row(struct committing *committing,
		     const struct roll_entry *row, const uint8_t *salt)
{
	struct commitment_opening *opening = committing->opening;

	memcpy(opening->row_leaf.salt, salt, COMMITMENT_SALT_BYTES);
	memcpy(opening->tag, row->tag, TAG_BYTES);
	opening->fields = committing->names[row->fields];
	climb_begin(&committing->growing, &opening->row_leaf);
	committing->found = true;
}

static int add_rows(void *context, const struct roll_entry *rows, size_t count,
		    struct error *error)
{
	struct committing *committing = context;
	const struct commitment_progress *progress = committing->progress;
	struct growing *growing = &committing->growing;
	uint8_t bytes[ROW_BYTES], leaf[LEDGER_HASH_BYTES];

	(void)error;
	for (size_t i = 0; i < count; i++) {
		const uint8_t *salt =
			salts_of(&committing->salts, growing->edge.size);

		if (committing->opening != NULL &&
		    rows[i].pupil == committing->pupil)
			open_row(committing, &rows[i], salt);
		row_bytes(salt, rows[i].tag, committing->fields[rows[i].fields],
			  bytes);
		hash_bytes(&growing->hashing, bytes, sizeof(bytes), leaf);
		grow(growing, leaf);
	}
	if (progress != NULL && progress->show != NULL)
		progress->show(progress->context,
			       growing->edge.size - COMMITMENT_FIRST_ROW,
			       committing->release->released);
	return 0;
}

static void add_text(struct committing *committing, enum leaf_kind kind,
		     struct slice text)
{
	struct growing *growing = &committing->growing;
	const uint8_t *salt = salts_of(&committing->salts, growing->edge.size);
	uint8_t leaf[LEDGER_HASH_BYTES];

	if (committing->opening != NULL && kind == LEAF_STATEMENT) {
		memcpy(committing->opening->statement_leaf.salt, salt,
		       COMMITMENT_SALT_BYTES);
		climb_begin(growing, &committing->opening->statement_leaf);
	}
	commitment_leaf(salt, kind, text, leaf);
	grow(growing, leaf);
}

/* Reference and manifest: a register put back to an older copy may give a
 * reference to another release. */
static void begin_salts(struct committing *committing, const struct node *node)
{
	const struct release *release = committing->release;
	uint8_t hash[LEDGER_HASH_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)release->manifest.at,
			   release->manifest.len);
	salts_begin(&committing->salts, node, SLICE("hornbook commitment"),
		    hash, release->reference);
}

static int commit(struct committing *committing, struct node *node,
		  uint8_t root[LEDGER_HASH_BYTES], struct error *error)
{
	const struct release *release = committing->release;
	const struct roll_visitor visitor = {add_fields, add_rows, committing};
	struct slice statement;

	if (hashing_open(&committing->growing.hashing, error) != 0 ||
	    commitment_statement(release->manifest, &statement,
				 &committing->arena, error) != 0)
		return -1;
	begin_salts(committing, node);
	add_text(committing, LEAF_STATEMENT, statement);
	add_text(committing, LEAF_MANIFEST, release->manifest);
	if (register_roll(node->pupils, release->id, &visitor, error) != 0)
		return -1;
	close_tree(&committing->growing, root);
	if (committing->growing.hashing.failed)
		return error_set(error, ERROR_SYSTEM,
				 "the cryptographic library failed");
	return 0;
}

static void committing_free(struct committing *committing)
{
	arena_release(&committing->arena);
	hashing_close(&committing->growing.hashing);
	sodium_memzero(&committing->salts, sizeof(committing->salts));
	memory_free(committing);
}

int commitment_root(struct node *node, const struct release *release,
		    const struct commitment_progress *progress,
		    uint8_t root[LEDGER_HASH_BYTES], struct error *error)
{
	struct committing *committing = memory_array(1, sizeof(*committing));
	int result;

	if (committing == NULL)
		return error_memory(error);
	committing->release = release;
	committing->progress = progress;
	result = commit(committing, node, root, error);
	committing_free(committing);
	return result;
}

/* What the opening borrowed from the work. */
static int keep_opening(const struct release *release,
			const struct committing *committing,
			struct commitment_opening *opening, struct arena *arena,
			struct error *error)
{
	if (!committing->found)
		return error_set(error, ERROR_NOT_FOUND,
				 "release %.*s did not hold this pupil",
				 SLICE_ARGS(release->reference));
	opening->size = committing->growing.edge.size;
	opening->fields = arena_copy(arena, opening->fields);
	if (opening->fields.at == NULL)
		return error_memory(error);
	return commitment_statement(release->manifest, &opening->statement,
				    arena, error);
}

int commitment_open(struct node *node, const struct release *release,
		    uint64_t pupil, const struct commitment_progress *progress,
		    struct commitment_opening *opening, struct arena *arena,
		    struct error *error)
{
	struct committing *committing = memory_array(1, sizeof(*committing));
	int result;

	if (committing == NULL)
		return error_memory(error);
	committing->release = release;
	committing->progress = progress;
	committing->pupil = pupil;
	committing->opening = opening;
	result = commit(committing, node, opening->root, error);
	if (result == 0)
		result = keep_opening(release, committing, opening, arena,
				      error);
	committing_free(committing);
	return result;
}

/* --- the entry ------------------------------------------------------------------------ */

/* The numbers of pupils behind tables are of the tables. */
static void put_counts(const struct release *release, struct json *json)
{
	if (slice_is(release->level, "aggregate"))
		return;
	json_key_number(json, "considered", (int64_t)release->considered);
	json_key_number(json, "released", (int64_t)release->released);
}

int commitment_enter(struct node *node, const struct release *release,
		     uint64_t *index, struct error *error)
{
	uint8_t root[LEDGER_HASH_BYTES];
	struct builder text = {0}, hex = {0};
	struct json json = json_writer(&text, false);
	int result;

	if (commitment_root(node, release, NULL, root, error) != 0)
		return -1;
	builder_add_hex(&hex, (struct slice){(const char *)root, sizeof(root)});
	json_open_object(&json);
	json_key_text(&json, "entry", SLICE("release"));
	json_key_text(&json, "reference", release->reference);
	json_key_date(&json, "date", release->date);
	put_counts(release, &json);
	json_key_text(&json, "root", builder_slice(&hex));
	json_close_object(&json);
	if (text.failed || hex.failed)
		result = error_memory(error);
	else
		result = ledger_append(node->ledger, builder_slice(&text),
				       index, error);
	builder_release(&text);
	builder_release(&hex);
	return result;
}
