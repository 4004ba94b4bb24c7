/* Step 1 of share.h: payload and manifest are written out of sight. */
#include <stdio.h>
#include <unistd.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "share/disclosure.h"
#include "share/package.h"
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

/* A directory, or a package. */
static char *final_path(const struct disclosure *disclosure, const char *out)
{
	const struct release *release = &disclosure->release;
	char name[200];

	snprintf(name, sizeof(name), "%.*s-%.*s%s",
		 SLICE_ARGS(release->reference), SLICE_ARGS(release->recipient),
		 disclosure->sealed ? PACKAGE_ENDING : "");
	return path_join(disclosure->arena, out, name);
}

char *staged_package(struct arena *arena, const char *staging,
		     const char *final)
{
	return path_join(arena, staging, path_name(final));
}

bool is_package(const char *final)
{
	return slice_ends_with(slice_of(final), SLICE(PACKAGE_ENDING));
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

static int name_places(struct disclosure *disclosure, struct error *error)
{
	const char *out;

	if (find_out(disclosure, &out, error) != 0)
		return -1;
	disclosure->staging = staging_path(disclosure->arena, out,
					   disclosure->release.reference);
	disclosure->final = final_path(disclosure, out);
	if (disclosure->staging == NULL || disclosure->final == NULL)
		return error_memory(error);
	if (place_check_outside(disclosure->node->directory, out, error) != 0)
		return -1;
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
void forget_staging(struct disclosure *disclosure)
{
	const char *note = staging_note(disclosure->node, disclosure->arena);

	if (note != NULL)
		unlink(note);
}

void remove_staging(struct disclosure *disclosure)
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

int payload_output(struct disclosure *disclosure, struct output **out,
		   struct error *error)
{
	const char *path;

	if (disclosure->sealed)
		return seal_payload(disclosure, out, error);
	path = path_join(disclosure->arena, disclosure->staging,
			 disclosure->payload_name);
	if (path == NULL)
		return error_memory(error);
	return output_open(out, path, 0600, error);
}

static int fill_plain(struct disclosure *disclosure, struct error *error)
{
	if (write_payload(disclosure, error) != 0 ||
	    hash_payload(disclosure, error) != 0 ||
	    texts_write(disclosure, error) != 0)
		return -1;
	return manifest_write(disclosure, error);
}

/* The manifest stays beside the package until the release is done: by it
 * share_recover knows whose package this is. */
static int fill_sealed(struct disclosure *disclosure, struct error *error)
{
	if (write_payload(disclosure, error) != 0)
		return -1;
	return seal_package(disclosure, error);
}

static int fill_staging(struct disclosure *disclosure, struct error *error)
{
	int result = disclosure->sealed ? fill_sealed(disclosure, error)
					: fill_plain(disclosure, error);

	return result == 0 ? directory_sync(disclosure->staging, error) : -1;
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
