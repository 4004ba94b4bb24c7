/* Letting a disclosure out; the order of events is share.h's. */

#include <sodium.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "ledger/ledger.h"
#include "register/secret.h"
#include "share/disclosure.h"
#include "share/place.h"

/* --- step 3: the ledger ------------------------------------------------------------------- */

static void hash_number(crypto_generichash_state *state, uint64_t number)
{
	crypto_generichash_update(state, (const unsigned char *)&number,
				  sizeof(number));
}

/* A set of fields by their names, which outlive this dictionary. */
static void hash_mask(const struct dictionary *dictionary,
		      const struct field_set *mask,
		      crypto_generichash_state *state)
{
	hash_number(state, field_set_count(*mask));
	for (uint16_t f = field_set_next(mask, 0); f != DICTIONARY_NONE;
	     f = field_set_next(mask, (uint16_t)(f + 1))) {
		struct slice name = dictionary->fields[f].name;

		crypto_generichash_update(state, (const unsigned char *)name.at,
					  name.len);
		crypto_generichash_update(state, (const unsigned char *)"", 1);
	}
}

/*
 * A commitment to manifest and roll: a keyed hash whose key is derived from the
 * node's and the reference, so that nobody can test guesses against the
 * ledger, and the node can open it.
 */
static void commit_to(const struct disclosure *disclosure,
		      uint8_t commitment[crypto_generichash_BYTES])
{
	struct slice reference = disclosure->release.reference;
	struct slice manifest = disclosure->release.manifest;
	uint8_t key[SECRET_KEY_BYTES], salt[crypto_generichash_BYTES];
	crypto_generichash_state state;

	secret_derive(disclosure->node->secret, SECRET_LEDGER, key);
	crypto_generichash(salt, sizeof(salt),
			   (const unsigned char *)reference.at, reference.len,
			   key, sizeof(key));
	crypto_generichash_init(&state, salt, sizeof(salt),
				crypto_generichash_BYTES);
	/* Each part is preceded by its length: no two read the same. */
	hash_number(&state, manifest.len);
	crypto_generichash_update(&state, (const unsigned char *)manifest.at,
				  manifest.len);
	hash_number(&state, disclosure->mask_count);
	for (size_t i = 0; i < disclosure->mask_count; i++)
		hash_mask(disclosure->node->dictionary, &disclosure->masks[i],
			  &state);
	hash_number(&state, disclosure->row_count);
	for (size_t i = 0; i < disclosure->row_count; i++) {
		const struct roll_row *row = &disclosure->rows[i];

		hash_number(&state, row->pupil);
		hash_number(&state, row->mask);
	}
	crypto_generichash_final(&state, commitment, crypto_generichash_BYTES);
	sodium_memzero(key, sizeof(key));
	sodium_memzero(salt, sizeof(salt));
	sodium_memzero(&state, sizeof(state));
}

static int append_release(struct disclosure *disclosure, uint64_t *index,
			  struct error *error)
{
	const struct release *release = &disclosure->release;
	uint8_t commitment[crypto_generichash_BYTES];
	struct builder text = {0}, hex = {0};
	struct json json = json_writer(&text, false);
	int result;

	commit_to(disclosure, commitment);
	builder_add_hex(&hex, (struct slice){(const char *)commitment,
					     sizeof(commitment)});
	json_open_object(&json);
	json_key_text(&json, "entry", SLICE("release"));
	json_key_text(&json, "reference", release->reference);
	json_key_date(&json, "date", release->date);
	json_key_text(&json, "recipient", release->recipient);
	json_key_text(&json, "purpose", release->purpose);
	json_key_text(&json, "level", release->level);
	json_key_number(&json, "considered", (int64_t)release->considered);
	json_key_number(&json, "released", (int64_t)release->released);
	json_key_text(&json, "commitment", builder_slice(&hex));
	json_close_object(&json);
	if (text.failed || hex.failed)
		result = error_memory(error);
	else
		result = ledger_append(disclosure->node->ledger,
				       builder_slice(&text), index, error);
	builder_release(&text);
	builder_release(&hex);
	return result;
}

/* --- steps 2, 4 and 5 ------------------------------------------------------------------------ */

int make_visible(const char *staging, const char *final, struct error *error)
{
	struct arena arena = {0};
	char *parent = path_directory(&arena, final);
	const char *from = is_package(final)
				   ? staged_package(&arena, staging, final)
				   : staging;
	int result;

	if (parent == NULL || from == NULL)
		result = error_memory(error);
	else if (file_move(from, final, error) != 0)
		result = -1;
	else
		result = directory_sync(parent, error);
	arena_release(&arena);
	return result;
}

int disclosure_finish(struct disclosure *disclosure, struct error *error)
{
	struct pupil_register *pupils = disclosure->node->pupils;
	struct release *release = &disclosure->release;
	uint64_t index;

	release->directory = slice_of(disclosure->final);
	if (register_release_prepare(pupils, release, disclosure->masks,
				     (uint16_t)disclosure->mask_count,
				     disclosure->rows, disclosure->row_count,
				     error) != 0) {
		remove_staging(disclosure);
		return -1;
	}
	/* From here on a failure is share_recover's to settle, which knows
	 * from the ledger whether the entry was made. */
	if (append_release(disclosure, &index, error) != 0 ||
	    make_visible(disclosure->staging, disclosure->final, error) != 0)
		return -1;
	release->ledger_index = index;
	if (register_release_finish(pupils, release->id, RELEASE_DONE, index,
				    error) != 0)
		return -1;
	/* What is left of it beside a package is not needed any more. */
	remove_staging(disclosure);
	return 0;
}
