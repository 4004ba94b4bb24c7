/* Letting a disclosure out; the order of events is share.h's. */
#include <stdio.h>
#include <unistd.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "ledger/ledger.h"
#include "register/secret.h"
#include "share/disclosure.h"
#include "share/place.h"

/* --- names ------------------------------------------------------------------------------ */

char *staging_path(struct arena *arena, const char *out, struct slice reference)
{
	char name[80];

	snprintf(name, sizeof(name), ".%.*s.partial", SLICE_ARGS(reference));
	return path_join(arena, out, name);
}

char *staging_note(const struct node *node, struct arena *arena)
{
	return path_join(arena, node->directory, "staging");
}

static char *final_path(struct arena *arena, const char *out,
			struct slice reference, struct slice recipient)
{
	char name[200];

	snprintf(name, sizeof(name), "%.*s-%.*s", SLICE_ARGS(reference),
		 SLICE_ARGS(recipient));
	return path_join(arena, out, name);
}

static int next_reference(struct disclosure *disclosure, struct error *error)
{
	struct release *releases;
	struct slice reference;
	char text[40];
	size_t count;

	if (register_releases(disclosure->node->pupils, &releases, &count,
			      disclosure->arena, error) != 0)
		return -1;
	disclosure->release.id = count + 1;
	snprintf(text, sizeof(text), "R-%d-%04zu",
		 date_to_civil(disclosure->request.date).year, count + 1);
	reference = arena_copy(disclosure->arena, slice_of(text));
	disclosure->release.reference = reference;
	disclosure->report->reference = reference;
	return reference.at != NULL ? 0 : error_memory(error);
}

/* --- step 1: payload and manifest, out of sight --------------------------------------- */

static int hash_payload(struct disclosure *disclosure, struct error *error)
{
	const char *path = path_join(disclosure->arena, disclosure->staging,
				     disclosure->payload_name);
	crypto_hash_sha256_state state;
	FILE *file;
	char buffer[1 << 15];
	size_t got;

	file = path != NULL ? fopen(path, "rb") : NULL;
	if (file == NULL)
		return error_system(error, "cannot read the payload again");
	/* No copy of the payload in a buffer of the library's. */
	setvbuf(file, NULL, _IONBF, 0);
	crypto_hash_sha256_init(&state);
	while ((got = fread(buffer, 1, sizeof(buffer), file)) > 0) {
		crypto_hash_sha256_update(&state, (unsigned char *)buffer, got);
		disclosure->payload_bytes += got;
	}
	crypto_hash_sha256_final(&state, disclosure->payload_hash);
	sodium_memzero(buffer, sizeof(buffer));
	if (ferror(file)) {
		fclose(file);
		return error_system(error, "cannot read the payload again");
	}
	fclose(file);
	return 0;
}

static int find_out(struct disclosure *disclosure, const char **out,
		    struct error *error)
{
	if (place_make(disclosure->asked->out, error) != 0)
		return -1;
	*out = place_absolute(disclosure->asked->out, disclosure->arena, error);
	return *out != NULL ? place_check(*out, error) : -1;
}

/* `out` is resolved already. */
static bool is_inside_node(const struct node *node, const char *out)
{
	char *directory = realpath(node->directory, NULL);
	size_t length = directory != NULL ? strlen(directory) : 0;
	bool inside = directory != NULL &&
		      strncmp(out, directory, length) == 0 &&
		      (out[length] == '\0' || out[length] == '/');

	free(directory);
	return inside;
}

static int name_places(struct disclosure *disclosure, struct error *error)
{
	const char *out;

	if (find_out(disclosure, &out, error) != 0)
		return -1;
	disclosure->staging = staging_path(disclosure->arena, out,
					   disclosure->release.reference);
	disclosure->final = final_path(disclosure->arena, out,
				       disclosure->release.reference,
				       disclosure->release.recipient);
	if (disclosure->staging == NULL || disclosure->final == NULL)
		return error_memory(error);
	if (is_inside_node(disclosure->node, out)) {
		error_set(error, ERROR_INPUT,
			  "releases do not go into the node's own directory");
		error_hint(error, "it holds sealed records, and its backups "
				  "would hold what was released in the clear");
		return error_at(error, slice_of(out), 0, 0, 0);
	}
	if (!place_taken(disclosure->final))
		return 0;
	error_set(error, ERROR_INPUT,
		  "a release of this reference stands here already");
	return error_at(error, slice_of(disclosure->final), 0, 0, 0);
}

static int note_staging(struct disclosure *disclosure, struct error *error)
{
	const char *note = staging_note(disclosure->node, disclosure->arena);

	if (note == NULL)
		return error_memory(error);
	return file_replace(note, slice_of(disclosure->staging), 0600, error);
}

/* A note that stays behind does no harm: what it names is not there. */
static void forget_staging(struct disclosure *disclosure)
{
	const char *note = staging_note(disclosure->node, disclosure->arena);

	if (note != NULL)
		unlink(note);
}

static void remove_staging(struct disclosure *disclosure)
{
	if (place_clear(disclosure->staging, NULL) == 0)
		forget_staging(disclosure);
}

/* Among named rows in the order of the register, too, the place of one that is
 * not named would tell who it is. */
static int write_payload(struct disclosure *disclosure, struct error *error)
{
	if (disclosure->level.kind == LEVEL_AGGREGATE)
		return aggregate_write(disclosure, error);
	if (disclosure->unnamed && order_make(disclosure, error) != 0)
		return -1;
	return payload_write(disclosure, error);
}

static int fill_staging(struct disclosure *disclosure, struct error *error)
{
	if (write_payload(disclosure, error) != 0 ||
	    hash_payload(disclosure, error) != 0 ||
	    manifest_write(disclosure, error) != 0)
		return -1;
	return directory_sync(disclosure->staging, error);
}

int disclosure_stage(struct disclosure *disclosure, struct error *error)
{
	if (next_reference(disclosure, error) != 0 ||
	    name_places(disclosure, error) != 0)
		return -1;
	/* What a killed process left that never got as far as the register. */
	if (place_clear(disclosure->staging, error) != 0 ||
	    note_staging(disclosure, error) != 0)
		return -1;
	if (place_make_fresh(disclosure->staging, error) == 0 &&
	    fill_staging(disclosure, error) == 0)
		return 0;
	remove_staging(disclosure);
	return -1;
}

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
	int result;

	if (parent == NULL)
		result = error_memory(error);
	else if (rename(staging, final) != 0)
		result = error_system(error, "cannot move the release to its "
					     "place");
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
	forget_staging(disclosure);
	return register_release_finish(pupils, release->id, RELEASE_DONE, index,
				       error);
}
