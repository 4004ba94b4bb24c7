/* Verifying such a file: all of it came from outside. */
#include <jansson.h>

#include "base/error.h"
#include "share/disclosed.h"
#include "share/opening.h"
#include "share/served_parts.h"
#include "share/served_roll.h"

bool served_is_proof(struct slice text)
{
	struct arena arena = {0};
	struct tlog_proof proof;
	bool is = tlog_proof_parse(&proof, text, &arena, NULL) == 0 &&
		  slice_starts_with(proof.extra, SLICE("{\"served\":"));

	arena_release(&arena);
	return is;
}

static bool read_opening(struct opening_reader *reader, void *opened)
{
	struct served *served = opened;
	uint64_t version;

	return opening_number(reader, "served", &version) &&
	       version == SERVED_VERSION &&
	       opening_text(reader, "key", &served->key) &&
	       opening_text(reader, "entry", &served->entry) &&
	       opening_text(reader, "statement", &served->statement) &&
	       opening_number(reader, "leaves", &served->leaves) &&
	       opening_leaf(reader, "statement-salt", "statement-path",
			    &served->statement_leaf) &&
	       opening_number(reader, "row", &served->row_leaf.index) &&
	       opening_leaf(reader, "row-salt", "row-path",
			    &served->row_leaf) &&
	       opening_tag(reader, &served->tag);
}

static void write_opening(const void *opened, struct builder *out)
{
	served_write(opened, out);
}

static const struct opening_kind served_opening = {
	.read = read_opening,
	.write = write_opening,
	.malformed = "this is no proof of a notice that a family was given",
};

static bool same_number(const json_t *a, const json_t *b)
{
	return json_is_integer(a) && json_is_integer(b) &&
	       json_integer_value(a) == json_integer_value(b);
}

/* Entry and statement are of one serving, and the tree of as many pupils. */
static bool agree(const json_t *entry, const json_t *statement, uint64_t leaves)
{
	const json_t *notice = json_object_get(statement, "notice");
	const json_t *pupils = json_object_get(entry, "pupils");
	static const char *const texts[] = {"reference", "date"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!opening_says(statement, texts[i],
				  json_string_value(
					  json_object_get(entry, texts[i]))))
			return false;
	return opening_says(
		       notice, "sha256",
		       json_string_value(json_object_get(entry, "sha256"))) &&
	       same_number(json_object_get(entry, "notice"),
			   json_object_get(notice, "version")) &&
	       json_is_integer(pupils) && leaves > SERVED_FIRST_ROW &&
	       (uint64_t)json_integer_value(pupils) ==
		       leaves - SERVED_FIRST_ROW;
}

static int compare_texts(const struct served *served,
			 uint8_t root[LEDGER_HASH_BYTES], struct error *error)
{
	json_t *entry = json_loadb(served->entry.at, served->entry.len,
				   JSON_REJECT_DUPLICATES, NULL);
	json_t *statement =
		json_loadb(served->statement.at, served->statement.len,
			   JSON_REJECT_DUPLICATES, NULL);
	int result = 0;

	if (!opening_says(entry, "entry", "served") ||
	    !opening_root(entry, root))
		result = opening_does_not_hold(error, "its entry is not of "
						      "notices given to "
						      "families");
	else if (!agree(entry, statement, served->leaves))
		result = opening_does_not_hold(error, "entry and statement are "
						      "not of one serving");
	json_decref(entry);
	json_decref(statement);
	return result;
}

static int verify_opening(struct served *served, struct error *error)
{
	uint8_t root[LEDGER_HASH_BYTES], hash[LEDGER_HASH_BYTES];
	uint8_t tag[TAG_BYTES];

	if (compare_texts(served, root, error) != 0)
		return -1;
	commitment_leaf(served->statement_leaf.salt, LEAF_STATEMENT,
			served->statement, hash);
	if (!opening_is_in(&served->statement_leaf, hash, served->leaves, root))
		return opening_does_not_hold(error, "the entry does not commit "
						    "to the statement of which "
						    "notice, when and how");
	tag_make(&served->tag, tag);
	served_row_leaf(served->row_leaf.salt, tag, hash);
	if (!opening_is_in(&served->row_leaf, hash, served->leaves, root))
		return opening_does_not_hold(error, "the entry does not commit "
						    "to this pupil");
	return 0;
}

int served_verify(struct slice text, const struct disclosed_trust *trust,
		  struct served_verified *verified, struct arena *arena,
		  struct error *error)
{
	struct served *served = &verified->served;
	struct tlog_proof proof;
	const struct tlog_trust keys = {
		.logs = &verified->key,
		.log_count = 1,
		.witnesses = trust->witnesses,
		.witness_count = trust->witness_count,
		.threshold = trust->threshold,
	};

	*served = (struct served){0};
	if (tlog_proof_parse(&proof, text, arena, error) != 0)
		return -1;
	if (opening_parse(&served_opening, proof.extra, served, arena, error) !=
		    0 ||
	    opening_trust(trust, served->key, &verified->key, error) != 0 ||
	    tlog_proof_verify(&proof, served->entry, &keys, &verified->log,
			      error) != 0 ||
	    opening_origin(&verified->log, served->statement, error) != 0)
		return -1;
	return verify_opening(served, error);
}
