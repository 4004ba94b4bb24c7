/* Verifying the file: all of it came from outside. */
#include "share/disclosed.h"

#include <jansson.h>
#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "dictionary/dictionary.h"
#include "share/opening.h"

/* --- reading the JSON ----------------------------------------------------------- */

/* A field is a line of what was hashed. */
static bool is_name(struct slice name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] <= ' ' || name.at[i] > '~')
			return false;
	return name.len > 0;
}

static bool read_fields(struct opening_reader *reading,
			struct disclosed *disclosed)
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
		if (!opening_take_text(reading, json_array_get(list, i),
				       &fields[i]) ||
		    !is_name(fields[i]) ||
		    (i > 0 && slice_compare(fields[i - 1], fields[i]) >= 0))
			return false;
	disclosed->fields = fields;
	disclosed->field_count = count;
	return true;
}

static bool read_opening(struct opening_reader *reading, void *opened)
{
	struct disclosed *disclosed = opened;
	uint64_t version;

	return opening_number(reading, "disclosed", &version) &&
	       version == DISCLOSED_VERSION &&
	       opening_text(reading, "key", &disclosed->key) &&
	       opening_text(reading, "entry", &disclosed->entry) &&
	       opening_text(reading, "statement", &disclosed->statement) &&
	       opening_number(reading, "leaves", &disclosed->leaves) &&
	       opening_leaf(reading, "statement-salt", "statement-path",
			    &disclosed->statement_leaf) &&
	       opening_number(reading, "row", &disclosed->row_leaf.index) &&
	       opening_leaf(reading, "row-salt", "row-path",
			    &disclosed->row_leaf) &&
	       opening_tag(reading, &disclosed->tag) &&
	       read_fields(reading, disclosed);
}

static void write_opening(const void *opened, struct builder *out)
{
	disclosed_write(opened, out);
}

static const struct opening_kind disclosed_opening = {
	.read = read_opening,
	.write = write_opening,
	.malformed = "this is no proof of what was sent of a pupil",
};

/* --- what the entry commits to ------------------------------------------------------ */

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

	if (!opening_says(entry, "entry", "release") ||
	    !opening_root(entry, root) || !has_leaves(entry, disclosed->leaves))
		result = opening_does_not_hold(error,
					       "its entry is not of a release "
					       "that can be opened");
	else if (!opening_says(statement, "reference",
			       json_string_value(
				       json_object_get(entry, "reference"))) ||
		 !opening_says(
			 statement, "date",
			 json_string_value(json_object_get(entry, "date"))))
		result = opening_does_not_hold(error,
					       "entry and statement are not of "
					       "one release");
	json_decref(entry);
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

static int verify_opening(struct disclosed *disclosed, struct error *error)
{
	uint8_t root[LEDGER_HASH_BYTES], hash[LEDGER_HASH_BYTES];
	uint8_t fields[LEDGER_HASH_BYTES], tag[TAG_BYTES];

	if (compare_texts(disclosed, root, error) != 0)
		return -1;
	commitment_leaf(disclosed->statement_leaf.salt, LEAF_STATEMENT,
			disclosed->statement, hash);
	if (!opening_is_in(&disclosed->statement_leaf, hash, disclosed->leaves,
			   root))
		return opening_does_not_hold(error,
					     "the entry does not commit to the "
					     "statement of who, to whom and "
					     "why");
	tag_make(&disclosed->tag, tag);
	hash_fields(disclosed, fields);
	commitment_row_leaf(disclosed->row_leaf.salt, tag, fields, hash);
	if (!opening_is_in(&disclosed->row_leaf, hash, disclosed->leaves, root))
		return opening_does_not_hold(error,
					     "the entry does not commit to "
					     "these fields of this pupil");
	return 0;
}

/* --- the whole --------------------------------------------------------------------- */

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

	verified->disclosed = (struct disclosed){0};
	if (tlog_proof_parse(&proof, text, arena, error) != 0)
		return -1;
	if (opening_parse(&disclosed_opening, proof.extra, &verified->disclosed,
			  arena, error) != 0 ||
	    opening_trust(trust, verified->disclosed.key, &verified->key,
			  error) != 0 ||
	    tlog_proof_verify(&proof, verified->disclosed.entry, &keys,
			      &verified->log, error) != 0)
		return -1;
	if (opening_origin(&verified->log, verified->disclosed.statement,
			   error) != 0)
		return -1;
	return verify_opening(&verified->disclosed, error);
}
