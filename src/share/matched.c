/* Pupils whom the recipient tells by a number that it holds (matching.h). */
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/json.h"
#include "share/disclosure.h"

static const char matching_member[] = "matching";

/* --- which pupils --------------------------------------------------------------------- */

void matched_prepare(struct disclosure *disclosure)
{
	const struct dictionary *dictionary = disclosure->node->dictionary;
	uint16_t purpose = dictionary_find(dictionary, KIND_PURPOSE,
					   disclosure->release.purpose);

	disclosure->matched_by =
		purpose != DICTIONARY_NONE
			? dictionary->purposes[purpose].matched_by
			: DICTIONARY_NONE;
}

static uint64_t category_bit(const struct dictionary *dictionary,
			     uint16_t field)
{
	return 1ull << dictionary->fields[field].category;
}

uint64_t matched_needs(const struct disclosure *disclosure)
{
	const struct dictionary *dictionary = disclosure->node->dictionary;
	uint64_t categories;

	if (disclosure->matched_by == DICTIONARY_NONE)
		return 0;
	categories = category_bit(dictionary, disclosure->matched_by);
	for (uint16_t f = 0; f < dictionary->fact_count; f++)
		if (dictionary->facts[f].origin == FACT_RECIPIENT &&
		    dictionary->facts[f].field != DICTIONARY_NONE)
			categories |= category_bit(dictionary,
						   dictionary->facts[f].field);
	return categories;
}

/* Whether the record says that the pupil is the recipient's own.  The gateways
 * ask the same (policy/matching.h); the key must serve for nobody else whatever
 * they say. */
static bool is_own(const struct disclosure *disclosure,
		   const struct record *record)
{
	const struct dictionary *dictionary = disclosure->node->dictionary;

	for (uint16_t f = 0; f < dictionary->fact_count; f++) {
		const struct fact *fact = &dictionary->facts[f];

		if (fact->origin == FACT_RECIPIENT &&
		    fact->field != DICTIONARY_NONE &&
		    request_own(&disclosure->request,
				record_text(record, dictionary, fact->field)) ==
			    1)
			return true;
	}
	return false;
}

struct slice matched_number(const struct disclosure *disclosure,
			    const struct record *record)
{
	if (disclosure->matched_by == DICTIONARY_NONE ||
	    !is_own(disclosure, record))
		return (struct slice){NULL, 0};
	return record_text(record, disclosure->node->dictionary,
			   disclosure->matched_by);
}

int matched_names(struct node *node, struct slice number, uint64_t pupil,
		  bool *names, struct error *error)
{
	struct error why = {0};
	uint64_t named;

	*names = false;
	if (slice_empty(number))
		return 0;
	if (register_find(node->pupils, number, &named, &why) == 0) {
		*names = named == pupil;
		return 0;
	}
	if (why.code == ERROR_NOT_FOUND)
		return 0;
	if (error != NULL)
		*error = why;
	return -1;
}

/* --- the key ---------------------------------------------------------------------------- */

void matched_begin(struct disclosure *disclosure)
{
	struct share_report *report = disclosure->report;

	if (disclosure->matched_by == DICTIONARY_NONE ||
	    disclosure->level.kind != LEVEL_PUPIL ||
	    slice_empty(disclosure->scope))
		return;
	report->matching =
		disclosure->sealed ? SHARE_MATCHED : SHARE_MATCHED_NOT_IN_CLEAR;
	if (!disclosure->sealed)
		return;
	matched_key(disclosure, disclosure->matching_key);
	matching_write(disclosure->matching_key, disclosure->matching_text);
	disclosure->matched = true;
}

void matched_end(struct disclosure *disclosure)
{
	disclosure->matched = false;
	sodium_memzero(disclosure->matching_key,
		       sizeof(disclosure->matching_key));
	sodium_memzero(disclosure->matching_text,
		       sizeof(disclosure->matching_text));
}

/* --- the manifest ------------------------------------------------------------------------ */

void matched_write_manifest(const struct disclosure *disclosure,
			    struct json *json)
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	char hex[2 * sizeof(hash) + 1];

	if (!disclosure->matched)
		return;
	crypto_hash_sha256(hash,
			   (const unsigned char *)disclosure->matching_text,
			   MATCHING_TEXT_BYTES);
	sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	json_key(json, matching_member);
	json_open_object(json);
	json_key_text(
		json, "by",
		disclosure->node->dictionary->fields[disclosure->matched_by]
			.name);
	json_key_text(json, "derivation", SLICE(MATCHING_DERIVATION));
	json_key_text(json, "file", SLICE(MATCHING_FILE));
	json_key_text(json, "sha256", slice_of(hex));
	json_close_object(json);
}

bool matched_in_manifest(const json_t *manifest)
{
	return json_is_object(json_object_get(manifest, matching_member));
}
