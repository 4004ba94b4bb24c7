/* Letting a disclosure out, and finishing what a killed process left; the order
 * of events is share.h's. */
#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "ledger/ledger.h"
#include "register/secret.h"
#include "share/disclosure.h"

static const uint64_t no_entry = UINT64_MAX;

/* --- names ------------------------------------------------------------------------------ */

/* "OUT/.R-2026-0001.partial": hidden, beside the final place, so that one
 * rename makes it visible. */
static char *staging_path(struct arena *arena, const char *out,
			  struct slice reference)
{
	char name[80];

	snprintf(name, sizeof(name), ".%.*s.partial", SLICE_ARGS(reference));
	return path_join(arena, out, name);
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

static int absolute_out(struct disclosure *disclosure, const char **out,
			struct error *error)
{
	char *resolved;
	struct slice copy;

	if (directory_make(disclosure->asked->out, 0700, error) != 0)
		return -1;
	resolved = realpath(disclosure->asked->out, NULL);
	if (resolved == NULL)
		return error_system(error, "cannot find the directory");
	copy = arena_copy(disclosure->arena, slice_of(resolved));
	free(resolved);
	*out = copy.at;
	return copy.at != NULL ? 0 : error_memory(error);
}

static bool is_aggregate(const struct disclosure *disclosure)
{
	return slice_starts_with(disclosure->report->level, SLICE("aggregate"));
}

static int fill_staging(struct disclosure *disclosure, struct error *error)
{
	int written = is_aggregate(disclosure)
			      ? aggregate_write(disclosure, error)
			      : payload_write(disclosure, error);

	if (written != 0 || hash_payload(disclosure, error) != 0 ||
	    manifest_write(disclosure, error) != 0)
		return -1;
	return directory_sync(disclosure->staging, error);
}

int disclosure_stage(struct disclosure *disclosure, struct error *error)
{
	const char *out;

	if (next_reference(disclosure, error) != 0 ||
	    absolute_out(disclosure, &out, error) != 0)
		return -1;
	disclosure->staging = staging_path(disclosure->arena, out,
					   disclosure->release.reference);
	disclosure->final = final_path(disclosure->arena, out,
				       disclosure->release.reference,
				       disclosure->release.recipient);
	if (disclosure->staging == NULL || disclosure->final == NULL)
		return error_memory(error);
	if (directory_exists(disclosure->final)) {
		error_set(error, ERROR_INPUT,
			  "a release of this reference stands here already");
		return error_at(error, slice_of(disclosure->final), 0, 0, 0);
	}
	/* What a killed process left that never got as far as the register. */
	if (directory_remove(disclosure->staging, error) != 0 ||
	    directory_make(disclosure->staging, 0700, error) != 0)
		return -1;
	if (fill_staging(disclosure, error) == 0)
		return 0;
	directory_remove(disclosure->staging, NULL);
	return -1;
}

/* --- step 3: the ledger ------------------------------------------------------------------- */

/* A set of fields by their names, which outlive this dictionary. */
static void hash_mask(const struct dictionary *dictionary,
		      const struct field_set *mask,
		      crypto_generichash_state *state)
{
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
	crypto_generichash_update(&state, (const unsigned char *)manifest.at,
				  manifest.len);
	for (size_t i = 0; i < disclosure->mask_count; i++)
		hash_mask(disclosure->node->dictionary, &disclosure->masks[i],
			  &state);
	for (size_t i = 0; i < disclosure->row_count; i++) {
		const struct roll_row *row = &disclosure->rows[i];

		crypto_generichash_update(&state,
					  (const unsigned char *)&row->pupil,
					  sizeof(row->pupil));
		crypto_generichash_update(&state,
					  (const unsigned char *)&row->mask,
					  sizeof(row->mask));
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

/* An entry that claimed a release is followed by one that takes it back. */
static int append_void(struct node *node, struct slice reference,
		       uint64_t *index, struct error *error)
{
	struct builder text = {0};
	struct json json = json_writer(&text, false);
	int result;

	json_open_object(&json);
	json_key_text(&json, "entry", SLICE("void"));
	json_key_text(&json, "reference", reference);
	json_close_object(&json);
	if (text.failed)
		result = error_memory(error);
	else
		result = ledger_append(node->ledger, builder_slice(&text),
				       index, error);
	builder_release(&text);
	return result;
}

/* --- steps 2, 4 and 5 ------------------------------------------------------------------------ */

static int make_visible(const char *staging, const char *final,
			struct error *error)
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
		directory_remove(disclosure->staging, NULL);
		return -1;
	}
	/* From here on a failure is share_recover's to settle, which knows
	 * from the ledger whether the entry was made. */
	if (append_release(disclosure, &index, error) != 0 ||
	    make_visible(disclosure->staging, disclosure->final, error) != 0)
		return -1;
	release->ledger_index = index;
	return register_release_finish(pupils, release->id, RELEASE_DONE, index,
				       error);
}

/* --- recovery ---------------------------------------------------------------------------------- */

struct search {
	struct slice reference;
	uint64_t index;
};

static int find_entry(void *context, uint64_t index, struct slice entry,
		      struct error *error)
{
	struct search *search = context;
	json_t *parsed = json_loadb(entry.at, entry.len, 0, NULL);
	const char *kind = json_string_value(json_object_get(parsed, "entry"));
	const char *reference =
		json_string_value(json_object_get(parsed, "reference"));

	(void)error;
	if (kind != NULL && reference != NULL && strcmp(kind, "release") == 0 &&
	    slice_is(search->reference, reference))
		search->index = index;
	json_decref(parsed);
	return 0;
}

static int settle(struct node *node, const struct release *release,
		  struct arena *arena, struct error *error)
{
	struct search search = {release->reference, no_entry};
	struct slice path = arena_copy(arena, release->directory);
	const char *parent;
	char *staging;
	uint64_t index;

	if (path.at == NULL)
		return error_memory(error);
	parent = path_directory(arena, path.at);
	staging = parent != NULL
			  ? staging_path(arena, parent, release->reference)
			  : NULL;
	if (staging == NULL)
		return error_memory(error);
	if (ledger_each(node->ledger, 0, find_entry, &search, error) != 0)
		return -1;
	if (search.index == no_entry) {
		/* Nothing was ever claimed: nothing gets out. */
		if (directory_remove(staging, error) != 0)
			return -1;
		return register_release_finish(node->pupils, release->id,
					       RELEASE_VOID, no_entry, error);
	}
	if (directory_exists(staging) &&
	    make_visible(staging, path.at, error) != 0)
		return -1;
	if (directory_exists(path.at))
		return register_release_finish(node->pupils, release->id,
					       RELEASE_DONE, search.index,
					       error);
	/* The entry stands but the file is gone: say so in the ledger too. */
	if (append_void(node, release->reference, &index, error) != 0)
		return -1;
	return register_release_finish(node->pupils, release->id, RELEASE_VOID,
				       index, error);
}

int share_recover(struct node *node, unsigned int *recovered,
		  struct error *error)
{
	struct arena arena = {0};
	struct release *releases;
	size_t count;
	int result;

	*recovered = 0;
	result = register_releases(node->pupils, &releases, &count, &arena,
				   error);
	for (size_t i = 0; result == 0 && i < count; i++) {
		if (releases[i].state != RELEASE_PREPARED)
			continue;
		result = settle(node, &releases[i], &arena, error);
		(*recovered)++;
	}
	arena_release(&arena);
	return result;
}
