#include "share/keys.h"

#include <assert.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <unistd.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "ledger/ledger.h"
#include "register/secret.h"
#include "share/node.h"
#include "share/node_entry.h"

static_assert((int)KEYRING_KEY_BYTES == (int)SECRET_KEY_BYTES, "key");
static_assert((int)CORRESPONDENTS_KEY_BYTES == (int)SECRET_KEY_BYTES, "key");

void node_keys_key(const struct node *node, uint8_t key[KEYRING_KEY_BYTES])
{
	secret_derive(node->secret, SECRET_KEYS, key);
}

/* --- the two files ---------------------------------------------------------------- */

enum { KEYRING, CORRESPONDENTS, FILES };

static const struct keys_file {
	const char *name, *next;
	uint64_t limit_bytes;
} files[FILES] = {
	[KEYRING] = {"keyring.json", "keyring.json.next", KEYRING_LIMIT_BYTES},
	[CORRESPONDENTS] = {"correspondents.json", "correspondents.json.next",
			    CORRESPONDENTS_LIMIT_BYTES},
};

static const char *inside(struct node *node, const char *name)
{
	return path_join(&node->arena, node->directory, name);
}

/* Reads one of them; that it is not there is no error, and nothing is read. */
static int read_file(struct node_keys *keys, int which, const char *path,
		     const uint8_t *key, struct error *error)
{
	struct builder text = {0};
	int result;

	if (!file_exists(path))
		return 0;
	result = file_read(path, files[which].limit_bytes, &text, error);
	if (result == 0) {
		result =
			which == KEYRING
				? keyring_read(&keys->keyring,
					       builder_slice(&text), key, error)
				: correspondents_read(&keys->correspondents,
						      builder_slice(&text), key,
						      error);
		if (result != 0)
			error_at(error, slice_of(path), 0, 0, 0);
	}
	builder_release(&text);
	return result;
}

static void release(struct node_keys *keys)
{
	keyring_release(&keys->keyring);
	correspondents_release(&keys->correspondents);
}

/* Reads both, each from beside where it lies there and `next` is set. */
static int read_files(struct node *node, struct node_keys *keys, bool next,
		      struct error *error)
{
	uint8_t key[KEYRING_KEY_BYTES];
	int result = 0;

	node_keys_key(node, key);
	for (int i = 0; result == 0 && i < FILES; i++) {
		const char *path = inside(node, files[i].name);
		const char *beside = inside(node, files[i].next);

		if (path == NULL || beside == NULL)
			result = error_memory(error);
		else if (next && file_exists(beside))
			result = read_file(keys, i, beside, key, error);
		else
			result = read_file(keys, i, path, key, error);
		if (path != NULL && beside != NULL && file_exists(beside))
			keys->pending = true;
	}
	sodium_memzero(key, sizeof(key));
	return result;
}

/* --- against the ledger ------------------------------------------------------------- */

static_assert((int)KEYRING_CHECK_BYTES == (int)CORRESPONDENTS_CHECK_BYTES,
	      "both are written alike");
static_assert((int)KEYS_FILES == (int)FILES, "each has its MAC");

static int entry_of(const struct node *node, const struct node_keys *keys,
		    struct keys_entry *entry, struct error *error)
{
	uint8_t key[KEYRING_KEY_BYTES];
	uint8_t check[FILES][KEYRING_CHECK_BYTES];
	int result;

	node_keys_key(node, key);
	result = keyring_check(&keys->keyring, key, check[KEYRING], error);
	if (result == 0)
		result = correspondents_check(&keys->correspondents, key,
					      check[CORRESPONDENTS], error);
	sodium_memzero(key, sizeof(key));
	for (int i = 0; result == 0 && i < FILES; i++)
		sodium_bin2hex(entry->check[i], sizeof(entry->check[i]),
			       check[i], sizeof(check[i]));
	return result;
}

static bool take_text(const json_t *entry, const char *name, char *text,
		      size_t size)
{
	const char *value = json_string_value(json_object_get(entry, name));

	if (value == NULL || strlen(value) >= size)
		return false;
	memcpy(text, value, strlen(value) + 1);
	return true;
}

/* Entries are written by this program alone, with their kind first. */
static const struct slice beginning = SLICE_INIT("{\"entry\":\"keys\",");

static int visit_entry(void *context, uint64_t index, struct slice bytes,
		       struct error *error)
{
	struct keys_entry *newest = context;
	struct keys_entry read;
	json_t *entry;
	bool whole;

	if (!slice_starts_with(bytes, beginning))
		return 0;
	entry = json_loadb(bytes.at, bytes.len, 0, NULL);
	whole = take_text(entry, "keyring", read.check[KEYRING],
			  sizeof(read.check[KEYRING])) &&
		take_text(entry, "correspondents", read.check[CORRESPONDENTS],
			  sizeof(read.check[CORRESPONDENTS]));
	json_decref(entry);
	if (!whole)
		return error_set(error, ERROR_CORRUPT,
				 "entry %llu of the ledger cannot be read",
				 (unsigned long long)index);
	*newest = read;
	return 0;
}

/* Without an entry the node never had keys. */
static int newest_entry(struct node *node, struct keys_entry *newest,
			struct error *error)
{
	static const struct node_keys none;
	struct node_keys *keys = node->keys;
	uint64_t size = ledger_size(node->ledger);

	*newest = keys->newest;
	if (keys->seen == 0 && entry_of(node, &none, newest, error) != 0)
		return -1;
	if (ledger_each(node->ledger, keys->seen, visit_entry, newest, error) !=
	    0)
		return -1;
	keys->newest = *newest;
	keys->seen = size;
	return 0;
}

static bool same(const struct keys_entry *a, const struct keys_entry *b)
{
	for (int i = 0; i < FILES; i++)
		if (strcmp(a->check[i], b->check[i]) != 0)
			return false;
	return true;
}

int node_keys_verify(struct node *node, struct error *error)
{
	struct keys_entry newest;

	if (newest_entry(node, &newest, error) != 0)
		return -1;
	for (int i = 0; i < FILES; i++) {
		if (strcmp(newest.check[i], node->keys->stored.check[i]) == 0)
			continue;
		error_set(error, ERROR_CORRUPT,
			  "the ledger knows a newer %s than lies in the node",
			  files[i].name);
		return error_hint(error, "put it back from the newest backup; "
					 "until then nothing is sealed "
					 "or received, and no key changed");
	}
	return 0;
}

static const char *const changes[] = {
	[KEYS_MADE] = "make",           [KEYS_ROTATED] = "rotate",
	[KEYS_REVOKED] = "revoke",      [KEYS_TRUSTED] = "trust",
	[KEYS_DISTRUSTED] = "distrust", [KEYS_EXPORTED] = "export",
};

static int append_entry(struct node *node, enum keys_change change,
			int32_t today, const struct keys_entry *entry,
			struct error *error)
{
	struct builder text = {0};
	struct json json = json_writer(&text, false);
	int result;

	json_open_object(&json);
	json_key_text(&json, "entry", SLICE("keys"));
	json_key_date(&json, "date", today);
	json_key_text(&json, "change", slice_of(changes[change]));
	json_key_text(&json, "keyring", slice_of(entry->check[KEYRING]));
	json_key_text(&json, "correspondents",
		      slice_of(entry->check[CORRESPONDENTS]));
	json_close_object(&json);
	assert(text.failed ||
	       slice_starts_with(builder_slice(&text), beginning));
	result = node_entry_append(node, &text, NULL, error);
	builder_release(&text);
	return result;
}

/* --- settling ------------------------------------------------------------------------- */

/* Moves what lies beside to its place. */
static int finish(struct node *node, struct error *error)
{
	for (int i = 0; i < FILES; i++) {
		const char *path = inside(node, files[i].name);
		const char *beside = inside(node, files[i].next);

		if (path == NULL || beside == NULL)
			return error_memory(error);
		if (file_exists(beside) && rename(beside, path) != 0) {
			error_system(error, "cannot move the file to its "
					    "place");
			return error_at(error, slice_of(beside), 0, 0, 0);
		}
	}
	return directory_sync(node->directory, error);
}

static int drop(struct node *node, struct error *error)
{
	for (int i = 0; i < FILES; i++) {
		const char *beside = inside(node, files[i].next);

		if (beside == NULL)
			return error_memory(error);
		unlink(beside);
	}
	return directory_sync(node->directory, error);
}

/* What lies beside is finished when the ledger has it, else dropped. */
static int settle(struct node *node, struct error *error)
{
	struct node_keys next = {0};
	struct keys_entry newest, entry;
	int result;

	result = newest_entry(node, &newest, error);
	if (result == 0)
		result = read_files(node, &next, true, error);
	if (result == 0)
		result = entry_of(node, &next, &entry, error);
	if (result == 0 && same(&entry, &newest)) {
		result = finish(node, error);
		release(node->keys);
		*node->keys = next;
	} else {
		if (result == 0)
			result = drop(node, error);
		release(&next);
	}
	node->keys->pending = result != 0;
	return result;
}

int node_keys_open(struct node *node, struct error *error)
{
	node->keys = memory_array(1, sizeof(*node->keys));
	if (node->keys == NULL)
		return error_memory(error);
	if (read_files(node, node->keys, false, error) != 0 ||
	    (node->keys->pending && settle(node, error) != 0))
		return -1;
	return entry_of(node, node->keys, &node->keys->stored, error);
}

void node_keys_close(struct node *node)
{
	if (node->keys == NULL)
		return;
	release(node->keys);
	memory_free(node->keys);
	node->keys = NULL;
}

/* --- storing ---------------------------------------------------------------------------- */

static int write_text(const struct node *node, int which, struct builder *text,
		      struct error *error)
{
	uint8_t key[KEYRING_KEY_BYTES];
	int result;

	node_keys_key(node, key);
	result = which == KEYRING
			 ? keyring_write(&node->keys->keyring, key, text, error)
			 : correspondents_write(&node->keys->correspondents,
						key, text, error);
	sodium_memzero(key, sizeof(key));
	return result;
}

static int write_beside(struct node *node, int which, struct error *error)
{
	const char *beside = inside(node, files[which].next);
	struct builder text = {0};
	int result;

	if (beside == NULL)
		return error_memory(error);
	result = write_text(node, which, &text, error);
	if (result == 0)
		result =
			file_replace(beside, builder_slice(&text), 0600, error);
	builder_release(&text);
	return result;
}

int node_keys_store(struct node *node, enum keys_change change, int32_t today,
		    struct error *error)
{
	struct keys_entry entry;

	/* A change to files of an older day would make them the newest. */
	if (node_keys_verify(node, error) != 0 ||
	    entry_of(node, node->keys, &entry, error) != 0 ||
	    write_beside(node, KEYRING, error) != 0)
		return -1;
	if (node->keys->correspondents.count > 0 &&
	    write_beside(node, CORRESPONDENTS, error) != 0)
		return -1;
	if (append_entry(node, change, today, &entry, error) != 0)
		return -1;
	node->keys->stored = entry;
	return finish(node, error);
}

int node_keys_renew(struct node *node, enum keys_change change, int32_t today,
		    int32_t until, struct error *error)
{
	uint8_t key[KEYRING_KEY_BYTES];
	int result;

	if (until == DATE_NONE)
		until = date_add_months(today, KEYRING_MONTHS) - 1;
	node_keys_key(node, key);
	result = keyring_rotate(&node->keys->keyring, today, until, key, error);
	sodium_memzero(key, sizeof(key));
	if (result == 0)
		result = node_keys_store(node, change, today, error);
	return result;
}
