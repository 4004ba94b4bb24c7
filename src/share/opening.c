#include "share/opening.h"

#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "base/base64.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "ledger/proof.h"
#include "share/disclosed.h"
#include "share/node.h"

/* --- writing ------------------------------------------------------------------ */

void opening_put_bytes(struct json *json, const uint8_t *bytes, size_t size)
{
	struct builder text = {0};

	base64_add(&text, bytes, size);
	json_put_text(json, builder_slice(&text));
	json->out->failed |= text.failed;
	builder_release(&text);
}

void opening_put_path(struct json *json, const struct commitment_leaf *leaf)
{
	json_open_array(json);
	for (size_t i = 0; i < leaf->path_length; i++)
		opening_put_bytes(json, leaf->path[i], LEDGER_HASH_BYTES);
	json_close_array(json);
}

void opening_put(struct json *json, const struct opening *opening)
{
	json_key_text(json, "key", opening->key);
	json_key_text(json, "entry", opening->entry);
	json_key_text(json, "statement", opening->statement);
	json_key_number(json, "leaves", (int64_t)opening->leaves);
	json_key(json, "statement-salt");
	opening_put_bytes(json, opening->statement_leaf->salt,
			  COMMITMENT_SALT_BYTES);
	json_key(json, "statement-path");
	opening_put_path(json, opening->statement_leaf);
	json_key_number(json, "row", (int64_t)opening->row_leaf->index);
	json_key(json, "row-salt");
	opening_put_bytes(json, opening->row_leaf->salt, COMMITMENT_SALT_BYTES);
	json_key(json, "row-path");
	opening_put_path(json, opening->row_leaf);
}

static const char *number_name(enum tag_kind kind)
{
	switch (kind) {
	case TAG_UPN:
		return "upn";
	case TAG_ULN:
		return "uln";
	case TAG_NONE:
		break;
	}
	return "none";
}

void opening_put_tag(struct json *json, const struct tag_opening *tag)
{
	json_key_text(json, "number-is", slice_of(number_name(tag->kind)));
	json_key_text(json, "number", tag->number);
	json_key(json, "nonce");
	opening_put_bytes(json, tag->nonce, TAG_NONCE_BYTES);
}

int opening_key(const struct node *node, struct slice *key, struct arena *arena,
		struct error *error)
{
	const char *path = path_join(arena, node->directory, "ledger/key.pub");
	struct builder text = {0};
	int result;

	if (path == NULL)
		return error_memory(error);
	result = file_read(path, KEY_TEXT_LIMIT, &text, error);
	if (result == 0) {
		*key = arena_copy(arena, slice_trim(builder_slice(&text)));
		if (key->at == NULL)
			result = error_memory(error);
	}
	builder_release(&text);
	return result;
}

/* --- reading ------------------------------------------------------------------- */

bool opening_take_text(struct opening_reader *reader, const json_t *value,
		       struct slice *text)
{
	if (!json_is_string(value))
		return false;
	*text = arena_copy(reader->arena,
			   (struct slice){json_string_value(value),
					  json_string_length(value)});
	reader->failed |= text->at == NULL;
	return text->at != NULL;
}

bool opening_text(struct opening_reader *reader, const char *name,
		  struct slice *text)
{
	return opening_take_text(reader, json_object_get(reader->object, name),
				 text);
}

bool opening_number(const struct opening_reader *reader, const char *name,
		    uint64_t *number)
{
	const json_t *value = json_object_get(reader->object, name);

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

static bool read_bytes(const struct opening_reader *reader, const char *name,
		       uint8_t *bytes, size_t size)
{
	return take_bytes(json_object_get(reader->object, name), bytes, size);
}

bool opening_leaf(const struct opening_reader *reader, const char *salt,
		  const char *path, struct commitment_leaf *leaf)
{
	const json_t *list = json_object_get(reader->object, path);

	if (!read_bytes(reader, salt, leaf->salt, COMMITMENT_SALT_BYTES) ||
	    !json_is_array(list) || json_array_size(list) > LEDGER_PROOF_LIMIT)
		return false;
	leaf->path_length = json_array_size(list);
	for (size_t i = 0; i < leaf->path_length; i++)
		if (!take_bytes(json_array_get(list, i), leaf->path[i],
				LEDGER_HASH_BYTES))
			return false;
	return true;
}

bool opening_tag(struct opening_reader *reader, struct tag_opening *tag)
{
	struct slice kind;

	if (!opening_text(reader, "number-is", &kind) ||
	    !opening_text(reader, "number", &tag->number) ||
	    !read_bytes(reader, "nonce", tag->nonce, TAG_NONCE_BYTES))
		return false;
	tag->kind = slice_is(kind, "upn")   ? TAG_UPN
		    : slice_is(kind, "uln") ? TAG_ULN
					    : TAG_NONE;
	return (tag->kind == TAG_NONE) == (tag->number.len == 0);
}

static bool is_as_written(const struct opening_kind *kind, const void *opened,
			  struct slice text, bool *failed)
{
	struct builder again = {0};
	bool same;

	kind->write(opened, &again);
	*failed = again.failed;
	same = !again.failed && slice_equal(builder_slice(&again), text);
	builder_release(&again);
	return same;
}

int opening_parse(const struct opening_kind *kind, struct slice text,
		  void *opened, struct arena *arena, struct error *error)
{
	json_t *object =
		json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, NULL);
	struct opening_reader reader = {object, arena, false};
	bool good;

	good = kind->read(&reader, opened) &&
	       is_as_written(kind, opened, text, &reader.failed);
	json_decref(object);
	if (reader.failed)
		return error_memory(error);
	return good ? 0 : error_set(error, ERROR_INPUT, "%s", kind->malformed);
}

/* --- looking ---------------------------------------------------------------------- */

int opening_does_not_hold(struct error *error, const char *what)
{
	return error_set(error, ERROR_CORRUPT, "the proof does not hold: %s",
			 what);
}

bool opening_says(const json_t *object, const char *name, const char *text)
{
	const char *said = json_string_value(json_object_get(object, name));

	return said != NULL && text != NULL && strcmp(said, text) == 0;
}

bool opening_root(const json_t *entry, uint8_t root[LEDGER_HASH_BYTES])
{
	const char *hex = json_string_value(json_object_get(entry, "root"));
	size_t length = 0;

	return hex != NULL && strlen(hex) == 2 * (size_t)LEDGER_HASH_BYTES &&
	       sodium_hex2bin(root, LEDGER_HASH_BYTES, hex, strlen(hex), NULL,
			      &length, NULL) == 0 &&
	       length == LEDGER_HASH_BYTES;
}

bool opening_is_in(struct commitment_leaf *leaf,
		   const uint8_t hash[LEDGER_HASH_BYTES], uint64_t leaves,
		   const uint8_t root[LEDGER_HASH_BYTES])
{
	return tree_verify_inclusion(hash, leaf->index, leaves, leaf->path,
				     leaf->path_length, root);
}

int opening_trust(const struct disclosed_trust *trust, struct slice claimed,
		  struct note_key *key, struct error *error)
{
	if (note_key_parse(key, claimed, error) != 0)
		return error_set(error, ERROR_INPUT,
				 "this is no proof: it names no key of a "
				 "ledger");
	if (trust->key == NULL || note_key_equal(trust->key, key))
		return 0;
	error_set(error, ERROR_CORRUPT,
		  "the proof is of a ledger with another key than the one "
		  "given");
	return error_hint(error, "ask those whose ledger it is which key is "
				 "theirs, and whether it was another before");
}

int opening_origin(const struct tlog_verified *log, struct slice statement,
		   struct error *error)
{
	struct slice origin = slice_of(log->checkpoint.origin);
	uint64_t number;
	json_t *parsed;
	int result = 0;

	if (!slice_starts_with(origin, SLICE("hornbook/")))
		return 0;
	origin = slice_part(origin, strlen("hornbook/"), origin.len);
	if (!slice_number(origin, INT64_MAX, &number))
		return 0;
	parsed = json_loadb(statement.at, statement.len, JSON_REJECT_DUPLICATES,
			    NULL);
	if (!opening_says(json_object_get(parsed, "controller"), "number",
			  origin.at))
		result = opening_does_not_hold(error, "the ledger is not that "
						      "of the sender that it "
						      "names");
	json_decref(parsed);
	return result;
}
