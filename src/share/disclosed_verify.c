/* Verifying the file: all of it came from outside. */
#include "share/disclosed.h"

#include <jansson.h>
#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "base/base64.h"
#include "base/builder.h"
#include "base/error.h"
#include "dictionary/dictionary.h"

static int malformed(struct error *error)
{
	return error_set(error, ERROR_INPUT,
			 "this is no proof of what was sent of a pupil");
}

static int does_not_hold(struct error *error, const char *what)
{
	return error_set(error, ERROR_CORRUPT, "the proof does not hold: %s",
			 what);
}

/* --- reading the JSON ----------------------------------------------------------- */

struct reading {
	const json_t *object;
	struct arena *arena;
	bool failed; /* memory ran out */
};

static bool take_text(struct reading *reading, const json_t *value,
		      struct slice *text)
{
	if (!json_is_string(value))
		return false;
	*text = arena_copy(reading->arena,
			   (struct slice){json_string_value(value),
					  json_string_length(value)});
	reading->failed |= text->at == NULL;
	return text->at != NULL;
}

static bool read_text(struct reading *reading, const char *name,
		      struct slice *text)
{
	return take_text(reading, json_object_get(reading->object, name), text);
}

static bool read_number(const struct reading *reading, const char *name,
			uint64_t *number)
{
	const json_t *value = json_object_get(reading->object, name);

	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return false;
	*number = (uint64_t)json_integer_value(value);
	return true;
}

static bool take_bytes(const json_t *value, uint8_t *bytes, size_t size)
{
	return json_is_string(value) &&
	       base64_read_exactly((struct slice){json_string_value(value),
						  json_string_length(value)},
				   bytes, size);
}

static bool read_bytes(const struct reading *reading, const char *name,
		       uint8_t *bytes, size_t size)
{
	return take_bytes(json_object_get(reading->object, name), bytes, size);
}

static bool read_leaf(const struct reading *reading, const char *salt,
		      const char *path, struct commitment_leaf *leaf)
{
	const json_t *list = json_object_get(reading->object, path);

	if (!read_bytes(reading, salt, leaf->salt, COMMITMENT_SALT_BYTES) ||
	    !json_is_array(list) || json_array_size(list) > LEDGER_PROOF_LIMIT)
		return false;
	leaf->path_length = json_array_size(list);
	for (size_t i = 0; i < leaf->path_length; i++)
		if (!take_bytes(json_array_get(list, i), leaf->path[i],
				LEDGER_HASH_BYTES))
			return false;
	return true;
}

static bool read_tag(struct reading *reading, struct tag_opening *tag)
{
	struct slice kind;

	if (!read_text(reading, "number-is", &kind) ||
	    !read_text(reading, "number", &tag->number) ||
	    !read_bytes(reading, "nonce", tag->nonce, TAG_NONCE_BYTES))
		return false;
	tag->kind = slice_is(kind, "upn")   ? TAG_UPN
		    : slice_is(kind, "uln") ? TAG_ULN
					    : TAG_NONE;
	return (tag->kind == TAG_NONE) == (tag->number.len == 0);
}

/* A field is a line of what was hashed. */
static bool is_name(struct slice name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] <= ' ' || name.at[i] > '~')
			return false;
	return name.len > 0;
}

static bool read_fields(struct reading *reading, struct disclosed *disclosed)
{
	const json_t *list = json_object_get(reading->object, "fields");
	struct slice *fields;
	size_t count = json_array_size(list);

	if (!json_is_array(list) || count < 1 || count > FIELD_LIMIT)
		return false;
	fields = arena_array(reading->arena, count, sizeof(*fields));
	if (fields == NULL) {
		reading->failed = true;
		return false;
	}
	for (size_t i = 0; i < count; i++)
		if (!take_text(reading, json_array_get(list, i), &fields[i]) ||
		    !is_name(fields[i]) ||
		    (i > 0 && slice_compare(fields[i - 1], fields[i]) >= 0))
			return false;
	disclosed->fields = fields;
	disclosed->field_count = count;
	return true;
}

static bool read_opening(struct reading *reading, struct disclosed *disclosed)
{
	uint64_t version;

	return read_number(reading, "disclosed", &version) &&
	       version == DISCLOSED_VERSION &&
	       read_text(reading, "key", &disclosed->key) &&
	       read_text(reading, "entry", &disclosed->entry) &&
	       read_text(reading, "statement", &disclosed->statement) &&
	       read_number(reading, "leaves", &disclosed->leaves) &&
	       read_leaf(reading, "statement-salt", "statement-path",
			 &disclosed->statement_leaf) &&
	       read_number(reading, "row", &disclosed->row_leaf.index) &&
	       read_leaf(reading, "row-salt", "row-path",
			 &disclosed->row_leaf) &&
	       read_tag(reading, &disclosed->tag) &&
	       read_fields(reading, disclosed);
}

/* It reads as it was written, byte for byte: there is nothing in it that could
 * be altered and is not looked at. */
static bool is_as_written(const struct disclosed *disclosed, struct slice text,
			  bool *failed)
{
	struct builder again = {0};
	bool same;

	disclosed_write(disclosed, &again);
	*failed = again.failed;
	same = !again.failed && slice_equal(builder_slice(&again), text);
	builder_release(&again);
	return same;
}

static int parse_opening(struct slice text, struct disclosed *disclosed,
			 struct arena *arena, struct error *error)
{
	json_t *object =
		json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, NULL);
	struct reading reading = {object, arena, false};
	bool good;

	*disclosed = (struct disclosed){0};
	good = read_opening(&reading, disclosed) &&
	       is_as_written(disclosed, text, &reading.failed);
	json_decref(object);
	if (reading.failed)
		return error_memory(error);
	return good ? 0 : malformed(error);
}

/* --- what the entry commits to ------------------------------------------------------ */

static bool says(const json_t *entry, const char *name, const char *text)
{
	const char *said = json_string_value(json_object_get(entry, name));

	return said != NULL && text != NULL && strcmp(said, text) == 0;
}

static bool read_root(const json_t *entry, uint8_t root[LEDGER_HASH_BYTES])
{
	const char *hex = json_string_value(json_object_get(entry, "root"));
	size_t length = 0;

	return hex != NULL && strlen(hex) == 2 * (size_t)LEDGER_HASH_BYTES &&
	       sodium_hex2bin(root, LEDGER_HASH_BYTES, hex, strlen(hex), NULL,
			      &length, NULL) == 0 &&
	       length == LEDGER_HASH_BYTES;
}

/* A row for each pupil of whom something went out. */
static bool has_leaves(const json_t *entry, uint64_t leaves)
{
	const json_t *released = json_object_get(entry, "released");

	return json_is_integer(released) && leaves >= COMMITMENT_FIRST_ROW &&
	       (uint64_t)json_integer_value(released) ==
		       leaves - COMMITMENT_FIRST_ROW;
}

/* Entry and statement are of one release. */
static int compare_texts(const struct disclosed *disclosed,
			 uint8_t root[LEDGER_HASH_BYTES], struct error *error)
{
	json_t *entry = json_loadb(disclosed->entry.at, disclosed->entry.len,
				   JSON_REJECT_DUPLICATES, NULL);
	json_t *statement =
		json_loadb(disclosed->statement.at, disclosed->statement.len,
			   JSON_REJECT_DUPLICATES, NULL);
	int result = 0;

	if (!says(entry, "entry", "release") || !read_root(entry, root) ||
	    !has_leaves(entry, disclosed->leaves))
		result = does_not_hold(error, "its entry is not of a release "
					      "that can be opened");
	else if (!says(statement, "reference",
		       json_string_value(
			       json_object_get(entry, "reference"))) ||
		 !says(statement, "date",
		       json_string_value(json_object_get(entry, "date"))))
		result = does_not_hold(error, "entry and statement are not of "
					      "one release");
	json_decref(entry);
	json_decref(statement);
	return result;
}

/*
 * The ledger of one school does not vouch for what another sent: a ledger that
 * is named by a number is that of the controller with that number.
 */
static int compare_origin(const struct disclosed_verified *verified,
			  struct error *error)
{
	struct slice origin = slice_of(verified->log.checkpoint.origin);
	struct slice said = verified->disclosed.statement;
	uint64_t number;
	json_t *statement;
	const json_t *controller;
	int result = 0;

	if (!slice_starts_with(origin, SLICE("hornbook/")))
		return 0;
	origin = slice_part(origin, strlen("hornbook/"), origin.len);
	if (!slice_number(origin, INT64_MAX, &number))
		return 0;
	statement = json_loadb(said.at, said.len, JSON_REJECT_DUPLICATES, NULL);
	controller = json_object_get(statement, "controller");
	if (!says(controller, "number", origin.at))
		result = does_not_hold(error, "the ledger is not that of the "
					      "sender that it names");
	json_decref(statement);
	return result;
}

static void hash_fields(const struct disclosed *disclosed,
			uint8_t hash[LEDGER_HASH_BYTES])
{
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	for (size_t i = 0; i < disclosed->field_count; i++) {
		struct slice name = disclosed->fields[i];

		crypto_hash_sha256_update(
			&state, (const unsigned char *)name.at, name.len);
		crypto_hash_sha256_update(&state, (const unsigned char *)"\n",
					  1);
	}
	crypto_hash_sha256_final(&state, hash);
}

static bool is_in(struct commitment_leaf *leaf,
		  const uint8_t hash[LEDGER_HASH_BYTES], uint64_t leaves,
		  const uint8_t root[LEDGER_HASH_BYTES])
{
	return tree_verify_inclusion(hash, leaf->index, leaves, leaf->path,
				     leaf->path_length, root);
}

static int verify_opening(struct disclosed *disclosed, struct error *error)
{
	uint8_t root[LEDGER_HASH_BYTES], hash[LEDGER_HASH_BYTES];
	uint8_t fields[LEDGER_HASH_BYTES], tag[TAG_BYTES];

	if (compare_texts(disclosed, root, error) != 0)
		return -1;
	commitment_leaf(disclosed->statement_leaf.salt, LEAF_STATEMENT,
			disclosed->statement, hash);
	if (!is_in(&disclosed->statement_leaf, hash, disclosed->leaves, root))
		return does_not_hold(error, "the entry does not commit to the "
					    "statement of who, to whom and "
					    "why");
	tag_make(&disclosed->tag, tag);
	hash_fields(disclosed, fields);
	commitment_row_leaf(disclosed->row_leaf.salt, tag, fields, hash);
	if (!is_in(&disclosed->row_leaf, hash, disclosed->leaves, root))
		return does_not_hold(error, "the entry does not commit to "
					    "these fields of this pupil");
	return 0;
}

/* --- the whole --------------------------------------------------------------------- */

static int find_key(const struct disclosed_trust *trust,
		    struct disclosed_verified *verified, struct error *error)
{
	if (note_key_parse(&verified->key, verified->disclosed.key, error) != 0)
		return malformed(error);
	if (trust->key == NULL || note_key_equal(trust->key, &verified->key))
		return 0;
	error_set(error, ERROR_CORRUPT,
		  "the proof is of a ledger with another key than the one "
		  "given");
	return error_hint(error, "ask those whose ledger it is which key is "
				 "theirs, and whether it was another before");
}

int disclosed_verify(struct slice text, const struct disclosed_trust *trust,
		     struct disclosed_verified *verified, struct arena *arena,
		     struct error *error)
{
	struct tlog_proof proof;
	const struct tlog_trust keys = {
		.logs = &verified->key,
		.log_count = 1,
		.witnesses = trust->witnesses,
		.witness_count = trust->witness_count,
		.threshold = trust->threshold,
	};

	if (tlog_proof_parse(&proof, text, arena, error) != 0)
		return -1;
	if (parse_opening(proof.extra, &verified->disclosed, arena, error) !=
		    0 ||
	    find_key(trust, verified, error) != 0 ||
	    tlog_proof_verify(&proof, verified->disclosed.entry, &keys,
			      &verified->log, error) != 0)
		return -1;
	if (compare_origin(verified, error) != 0)
		return -1;
	return verify_opening(&verified->disclosed, error);
}
