/* Finishing or voiding what a killed process left; the order of events is
 * share.h's. */
#include <jansson.h>
#include <string.h>
#include <unistd.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "ledger/ledger.h"
#include "share/disclosure.h"
#include "share/node_entry.h"
#include "share/place.h"

static const uint64_t no_entry = UINT64_MAX;
static const uint64_t manifest_limit_bytes = 16u << 20;

/* --- what the ledger knows ------------------------------------------------------------- */

struct search {
	struct slice reference;
	uint64_t release; /* the entry that claims it, or no_entry */
	uint64_t taken_back;
};

static int find_entry(void *context, uint64_t index, struct slice entry,
		      struct error *error)
{
	struct search *search = context;
	json_t *parsed = json_loadb(entry.at, entry.len, 0, NULL);
	const char *kind = json_string_value(json_object_get(parsed, "entry"));
	const char *reference =
		json_string_value(json_object_get(parsed, "reference"));

	/* To take an entry for absent would void what it claims. */
	if (parsed == NULL)
		return error_set(error, ERROR_CORRUPT,
				 "entry %llu of the ledger cannot be read",
				 (unsigned long long)index);
	if (kind != NULL && reference != NULL &&
	    slice_is(search->reference, reference)) {
		if (strcmp(kind, "release") == 0)
			search->release = index;
		else if (strcmp(kind, "void") == 0)
			search->taken_back = index;
	}
	json_decref(parsed);
	return 0;
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
	result = node_entry_append(node, &text, index, error);
	builder_release(&text);
	return result;
}

/* --- one release ------------------------------------------------------------------------- */

struct settling {
	struct node *node;
	const struct release *release;
	const char *staging, *final;
	struct search search;
};

static int find_places(struct settling *settling, struct arena *arena,
		       struct error *error)
{
	struct slice final = arena_copy(arena, settling->release->directory);
	const char *parent =
		final.at != NULL ? path_directory(arena, final.at) : NULL;

	settling->final = final.at;
	settling->staging = parent != NULL
				    ? staging_path(arena, parent,
						   settling->release->reference)
				    : NULL;
	return settling->staging != NULL ? 0 : error_memory(error);
}

static int end(const struct settling *settling, enum release_state state,
	       uint64_t index, struct error *error)
{
	return register_release_finish(settling->node->pupils,
				       settling->release->id, state, index,
				       error);
}

/* The entry stands but the file is gone: say so in the ledger too. */
static int take_back(const struct settling *settling, struct error *error)
{
	uint64_t index = settling->search.taken_back;

	if (index == no_entry &&
	    append_void(settling->node, settling->release->reference, &index,
			error) != 0)
		return -1;
	return end(settling, RELEASE_VOID, index, error);
}

/* Whether what stands at the hidden place is this release: another node that
 * lets out into the same directory may have put its own there. */
static int find_staged(const struct settling *settling, bool *ours,
		       struct error *error)
{
	struct arena arena = {0};
	struct builder text = {0};
	const char *path =
		path_join(&arena, settling->staging, "manifest.json");
	int result = 0;

	*ours = false;
	if (path == NULL)
		result = error_memory(error);
	else if (directory_exists(settling->staging) && file_exists(path))
		result = file_read(path, manifest_limit_bytes, &text, error);
	if (result == 0)
		*ours = text.len > 0 &&
			slice_equal(builder_slice(&text),
				    settling->release->manifest);
	builder_release(&text);
	arena_release(&arena);
	return result;
}

/* The place is that of a directory, or of a package. */
static bool stands(const struct settling *settling)
{
	return is_package(settling->final) ? file_exists(settling->final)
					   : directory_exists(settling->final);
}

/* A renaming that the killed process did not get to sync. */
static int sync_place(const struct settling *settling)
{
	struct arena arena = {0};
	const char *parent = path_directory(&arena, settling->final);
	int result = parent != NULL ? directory_sync(parent, NULL) : -1;

	arena_release(&arena);
	return result;
}

/* Whether there is still something to be moved to its place: from the hidden
 * directory of a package it is gone when it was moved. */
static bool is_staged(const struct settling *settling)
{
	struct arena arena = {0};
	const char *package;
	bool staged;

	if (!is_package(settling->final))
		return true;
	package = staged_package(&arena, settling->staging, settling->final);
	/* Without memory to look, moving will say so. */
	staged = package == NULL || place_taken(package);
	arena_release(&arena);
	return staged;
}

/* Where releases go may be out of reach, or no longer writable: then nothing
 * more gets out, and the node can be opened all the same. */
static int settle(const struct settling *settling, bool *settled,
		  struct error *error)
{
	bool ours;

	*settled = false;
	if (settling->search.release == no_entry) {
		/* Nothing was ever claimed: nothing gets out. */
		if (place_clear(settling->staging, NULL) != 0)
			return 0;
		*settled = true;
		return end(settling, RELEASE_VOID, no_entry, error);
	}
	if (find_staged(settling, &ours, NULL) != 0)
		return 0;
	if (settling->search.taken_back == no_entry && ours &&
	    is_staged(settling) &&
	    make_visible(settling->staging, settling->final, NULL) != 0)
		return 0;
	if (stands(settling) && sync_place(settling) != 0)
		return 0;
	*settled = true;
	if (!stands(settling))
		return take_back(settling, error);
	if (end(settling, RELEASE_DONE, settling->search.release, error) != 0)
		return -1;
	if (ours && is_package(settling->final))
		place_clear(settling->staging, NULL);
	return 0;
}

static int settle_release(struct node *node, const struct release *release,
			  bool *settled, struct arena *arena,
			  struct error *error)
{
	struct settling settling = {
		.node = node,
		.release = release,
		.search = {release->reference, no_entry, no_entry},
	};

	if (find_places(&settling, arena, error) != 0 ||
	    ledger_each(node->ledger, 0, find_entry, &settling.search, error) !=
		    0)
		return -1;
	return settle(&settling, settled, error);
}

/* Whether a path is one that staging_path gives: whatever else a note names is
 * not the program's to remove. */
static bool is_staging(const char *path)
{
	struct slice name = slice_of(path_name(path));

	return path[0] == '/' && slice_starts_with(name, SLICE(".R-")) &&
	       slice_ends_with(name, SLICE(".partial"));
}

/* What was staged and never got as far as the register. */
static int clear_staging(struct node *node, struct arena *arena,
			 struct error *error)
{
	const char *note = staging_note(node, arena);
	struct builder path = {0};
	int result = 0;

	if (note == NULL)
		return error_memory(error);
	if (!file_exists(note))
		return 0;
	if (file_read(note, 1 << 16, &path, error) != 0)
		result = -1;
	else if (builder_text(&path)[0] == '\0')
		result = path.failed ? error_memory(error) : 0;
	else if (!is_staging(builder_text(&path)) ||
		 place_clear(builder_text(&path), NULL) == 0)
		unlink(note);
	builder_release(&path);
	return result;
}

int share_recover(struct node *node, unsigned int *recovered,
		  struct error *error)
{
	struct arena arena = {0};
	struct release *releases;
	bool all = true;
	size_t count;
	int result;

	*recovered = 0;
	result = register_releases(node->pupils, &releases, &count, &arena,
				   error);
	for (size_t i = 0; result == 0 && i < count; i++) {
		bool settled = true;

		if (releases[i].state != RELEASE_PREPARED)
			continue;
		result = settle_release(node, &releases[i], &settled, &arena,
					error);
		*recovered += settled;
		all &= settled;
	}
	if (result == 0 && all)
		result = clear_staging(node, &arena, error);
	arena_release(&arena);
	return result;
}
