/* Opening a package, and whether it may be received: everything is doubted. */
#include "share/receive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "policy/notice.h"
#include "seal/age.h"
#include "seal/minisign.h"
#include "share/keys.h"
#include "share/matching.h"
#include "share/node.h"
#include "share/package.h"
#include "share/place.h"
#include "share/receipt.h"

/* --- opening -------------------------------------------------------------------------- */

static int open_file(const char *path, int *fd, struct error *error)
{
	*fd = open(path, O_RDONLY | O_CLOEXEC);
	if (*fd >= 0)
		return 0;
	if (errno == ENOENT)
		return error_set(error, ERROR_NOT_FOUND,
				 "there is no such file");
	return error_system(error, "cannot open the file");
}

static int open_package(struct node *node, struct received *received,
			struct error *error)
{
	struct age_identity *identities =
		sodium_allocarray(KEYRING_LIMIT, sizeof(*identities));
	size_t count = 0;
	int result;

	if (identities == NULL)
		return error_memory(error);
	result = node_identities(node, identities, &count, error);
	if (result == 0)
		result = package_open(&received->package,
				      stream_from_file(&received->fd),
				      identities, count, error);
	sodium_free(identities); /* wipes */
	return result;
}

static bool same_id(struct slice a, struct slice b)
{
	return a.len == b.len && strncasecmp(a.at, b.at, a.len) == 0;
}

/* The manifest names the sender whose key has signed it. */
static int check_sender(const struct node *node,
			const struct received *received,
			const struct dated_key *key, struct error *error)
{
	const struct manifest *manifest = received->manifest;
	const struct dictionary *dictionary = node->dictionary;

	if (!same_id(manifest->signed_by, slice_of(key->id)))
		return error_set(error, ERROR_INPUT,
				 "the manifest names another key than the one "
				 "that has signed it");
	if (!slice_empty(manifest->sender.body) &&
	    dictionary_body(dictionary, manifest->sender.body, NULL) !=
		    dictionary_body(dictionary, received->sender->body, NULL))
		return error_set(error, ERROR_REFUSED,
				 "the manifest says that it comes from '%.*s', "
				 "and is signed by '%.*s'",
				 SLICE_ARGS(manifest->sender.body),
				 SLICE_ARGS(received->sender->body));
	return 0;
}

static int verify(struct node *node, int32_t today, struct received *received,
		  struct arena *arena, struct error *error)
{
	const struct manifest *manifest = received->manifest;
	struct slice text = package_signature(received->package);
	struct minisign_signature signature;
	struct node_sender sender;
	struct node_signed what = {manifest->sender.name,
				   manifest->sender.number, manifest->date};

	if (minisign_parse(&signature, text, error) != 0 ||
	    node_sender_find(node, signature.id, &sender, error) != 0 ||
	    package_verify(received->package, &sender.key->sign, error) != 0 ||
	    node_sender_check(node, &sender, &what, today, error) != 0)
		return -1;
	received->sender = sender.body;
	if (check_sender(node, received, sender.key, error) != 0)
		return -1;
	received->signer = arena_copy(arena, slice_of(sender.key->id));
	return received->signer.at != NULL ? 0 : error_memory(error);
}

/* The newest of the node's keys that the manifest names. */
static const struct dated_key *named_key(const struct node *node,
					 const struct manifest *manifest)
{
	const struct keyring *keyring = &node->keys->keyring;
	const struct dated_key *newest = NULL;

	for (size_t i = 0; i < manifest->sealed_to_count; i++) {
		const struct dated_key *key = dated_key_find(
			keyring->keys, keyring->count, manifest->sealed_to[i]);

		if (key != NULL && key->use == KEY_SEAL &&
		    (newest == NULL || key->from > newest->from))
			newest = key;
	}
	return newest;
}

int received_open(struct node *node, const char *path, int32_t today,
		  struct received *received, struct arena *arena,
		  struct error *error)
{
	const struct dated_key *key;

	*received = (struct received){.fd = -1};
	/* An older list of correspondents trusts whoever was distrusted since. */
	if (node_keys_verify(node, error) != 0)
		return -1;
	if (open_file(path, &received->fd, error) != 0 ||
	    open_package(node, received, error) != 0)
		goto failed;
	received->manifest = package_manifest(received->package);
	if (verify(node, today, received, arena, error) != 0)
		goto failed;
	key = named_key(node, received->manifest);
	if (key == NULL)
		return 0;
	received->opened_with = arena_copy(arena, slice_of(key->id));
	if (received->opened_with.at != NULL)
		return 0;
	error_memory(error);
failed:
	received_close(received);
	return error_at(error, slice_of(path), 0, 0, 0);
}

void received_close(struct received *received)
{
	package_close(received->package);
	if (received->fd >= 0)
		close(received->fd);
	*received = (struct received){.fd = -1};
}

/* --- whether it may be received ------------------------------------------------------- */

/* A browser may add " (1)" to a name, and an office may give it any; but one that
 * begins as another release's is mistaken for that. */
static int check_name(const struct manifest *manifest, const char *path,
		      struct error *error)
{
	struct slice name = slice_of(path_name(path));
	struct slice claimed = name;
	int year, number, length = 0;

	if (sscanf(name.at, "R-%4d-%9d%n", &year, &number, &length) != 2)
		return 0;
	claimed.len = (size_t)length;
	if (slice_equal(claimed, manifest->reference))
		return 0;
	error_set(error, ERROR_REFUSED,
		  "the file is called %.*s, and holds release %.*s of its "
		  "sender",
		  SLICE_ARGS(claimed), SLICE_ARGS(manifest->reference));
	return error_hint(error, "if that is what was to come, call the file "
				 "as it was, or by a name that is no "
				 "reference");
}

static bool same_body(const struct node *node, struct slice name)
{
	return node->notice->body != DICTIONARY_NONE &&
	       dictionary_body(node->dictionary, name, NULL) ==
		       node->notice->body;
}

/* By its number, whatever a school is to the pupil; by its body where one of the
 * two has none. */
static bool is_this_node(const struct node *node,
			 const struct manifest_party *party)
{
	if (!slice_empty(party->number) && !slice_empty(node->notice->laestab))
		return slice_equal(party->number, node->notice->laestab);
	return same_body(node, party->body);
}

static int check_addressee(const struct node *node,
			   const struct manifest *manifest, struct error *error)
{
	const struct dated_key *key = named_key(node, manifest);

	if (!is_this_node(node, &manifest->recipient))
		return error_set(error, ERROR_REFUSED,
				 "it is addressed to another: %.*s%s%.*s",
				 SLICE_ARGS(manifest->recipient.body),
				 slice_empty(manifest->recipient.number) ? ""
									 : " ",
				 (int)manifest->recipient.number.len,
				 slice_empty(manifest->recipient.number)
					 ? ""
					 : manifest->recipient.number.at);
	if (key == NULL)
		return error_set(error, ERROR_REFUSED,
				 "its sender did not seal it to a key of this "
				 "node; somebody else did");
	if (key->revoked == DATE_NONE || key->revoked > manifest->date)
		return 0;
	error_set(error, ERROR_REFUSED,
		  "it was sealed to the key %s of this node, which was revoked "
		  "by then",
		  key->id);
	return error_hint(error, "send the sender the node's card ('hornbook "
				 "keys show'), and ask for it again");
}

static int check_dates(const struct manifest *manifest, int32_t today,
		       struct error *error)
{
	char day[DATE_TEXT_BYTES];

	if (manifest->date > today)
		return error_set(error, ERROR_REFUSED,
				 "it is of a day that has not come");
	if (manifest->expires >= today)
		return 0;
	date_format(manifest->expires, day);
	error_set(error, ERROR_REFUSED, "it could be received until %s", day);
	return error_hint(error, "ask the sender to release it again");
}

static bool same_release(const struct register_grant *grant,
			 const struct received *received)
{
	return memcmp(grant->manifest, received->manifest->hash,
		      sizeof(grant->manifest)) == 0 ||
	       (slice_equal(grant->sender, received->sender->body) &&
		slice_equal(grant->sender_number, received->sender->number) &&
		slice_equal(grant->reference, received->manifest->reference));
}

/* A register that was put back does not know what came since; the ledger does. */
static int check_ledger(struct node *node, const struct received *received,
			struct error *error)
{
	struct receipt_entry receipt;

	if (receipt_find(node, received->manifest->hash, &receipt, error) != 0)
		return -1;
	if (!receipt.found)
		return 0;
	error_set(error, ERROR_REFUSED,
		  "it was received already, as entry %llu of the ledger says, "
		  "but the register does not have it",
		  (unsigned long long)receipt.index);
	return error_hint(error, "a register from an older backup stands here; "
				 "ask the sender to release it again");
}

static int check_replay(struct node *node, const struct received *received,
			struct error *error)
{
	struct arena arena = {0};
	struct register_grant *grants;
	size_t count;
	int result =
		register_grants(node->pupils, &grants, &count, &arena, error);

	for (size_t i = 0; result == 0 && i < count; i++) {
		char day[DATE_TEXT_BYTES];

		if (!same_release(&grants[i], received))
			continue;
		date_format(grants[i].received, day);
		result = error_set(error, ERROR_REFUSED,
				   "release %.*s of this sender was received "
				   "on %s already%s",
				   SLICE_ARGS(grants[i].reference), day,
				   grants[i].state != GRANT_LIVE
					   ? ", and has been destroyed since"
					   : "");
	}
	arena_release(&arena);
	return result == 0 ? check_ledger(node, received, error) : -1;
}

static int check_terms(const struct node *node, const struct manifest *manifest,
		       int32_t today, struct error *error)
{
	struct arena arena = {0};
	int result = receive_check_terms(node, manifest, today, &arena, error);

	arena_release(&arena);
	return result;
}

int received_check(struct node *node, const struct received *received,
		   const char *path, int32_t today, struct error *error)
{
	const struct manifest *manifest = received->manifest;

	if (check_name(manifest, path, error) != 0 ||
	    check_addressee(node, manifest, error) != 0 ||
	    check_dates(manifest, today, error) != 0 ||
	    check_replay(node, received, error) != 0)
		return -1;
	if (manifest->kind != MANIFEST_RELEASE)
		return 0;
	if (check_terms(node, manifest, today, error) != 0)
		return -1;
	return receive_check_kind(manifest, error);
}

/* What it holds already it may look at; what it has destroyed it may not. */
static int check_held(struct node *node, const struct received *received,
		      struct error *error)
{
	struct arena arena = {0};
	struct register_grant grant;
	bool found = false;
	int result = register_grant_find(node->pupils, received->manifest->hash,
					 &grant, &found, &arena, error);
	bool held = result == 0 && found && grant.state == GRANT_LIVE;

	arena_release(&arena);
	if (result != 0)
		return -1;
	return held ? 0 : check_replay(node, received, error);
}

static int check_writable(struct node *node, const struct received *received,
			  int32_t today, struct error *error)
{
	const struct manifest *manifest = received->manifest;

	if (check_addressee(node, manifest, error) != 0 ||
	    check_dates(manifest, today, error) != 0 ||
	    check_held(node, received, error) != 0)
		return -1;
	return manifest->kind == MANIFEST_RELEASE
		       ? check_terms(node, manifest, today, error)
		       : 0;
}

/* --- into a directory --------------------------------------------------------------------- */

static int write_text(const char *directory, const char *name,
		      struct slice text, struct arena *arena,
		      struct error *error)
{
	const char *path = path_join(arena, directory, name);

	if (path == NULL)
		return error_memory(error);
	return file_replace(path, text, 0600, error);
}

static int write_payload(struct received *received, const char *directory,
			 struct arena *arena, struct error *error)
{
	struct slice name = arena_copy(arena, received->manifest->payload.file);
	const char *path = NULL;
	struct output *output;

	if (slice_empty(name))
		return package_payload(received->package,
				       (struct stream_sink){0}, error);
	if (name.at != NULL)
		path = path_join(arena, directory, name.at);
	if (path == NULL)
		return error_memory(error);
	if (output_open(&output, path, 0600, error) != 0)
		return -1;
	if (package_payload(received->package, stream_to_output(output),
			    error) != 0) {
		output_abandon(output);
		return -1;
	}
	return output_commit(output, error);
}

/* Where readers of CSV on the Web look for it. */
static int write_metadata(const struct received *received,
			  const char *directory, struct arena *arena,
			  struct error *error)
{
	const struct manifest *manifest = received->manifest;
	struct builder name = {0};
	int result;

	if (slice_empty(manifest->table))
		return 0;
	builder_add(&name, manifest->payload.file);
	builder_add_text(&name, TABLE_METADATA_ENDING);
	result = name.failed ? error_memory(error)
			     : write_text(directory, builder_text(&name),
					  manifest->table, arena, error);
	builder_release(&name);
	return result;
}

/* For whoever matches without Hornbook.  No payload has such a name. */
static int write_matching(struct received *received, const char *directory,
			  struct arena *arena, struct error *error)
{
	const uint8_t *key = package_matching(received->package);
	char text[MATCHING_TEXT_BYTES + 1];
	int result;

	if (key == NULL)
		return 0;
	matching_write(key, text);
	result = write_text(directory, MATCHING_FILE, slice_of(text), arena,
			    error);
	sodium_memzero(text, sizeof(text));
	return result;
}

static int write_all(struct received *received, const char *directory,
		     struct arena *arena, struct error *error)
{
	/* The payload last: its name, with what is added while it is being
	 * written, is never one that is written after it. */
	if (write_text(directory, PACKAGE_MANIFEST, received->manifest->text,
		       arena, error) != 0 ||
	    write_text(directory, PACKAGE_SIGNATURE,
		       package_signature(received->package), arena,
		       error) != 0 ||
	    write_metadata(received, directory, arena, error) != 0)
		return -1;
	if (write_payload(received, directory, arena, error) != 0)
		return -1;
	return write_matching(received, directory, arena, error);
}

struct opening {
	const char *parent, *staging, *final;
};

static int find_places(const struct node *node, const struct received *received,
		       const char *directory, struct opening *opening,
		       struct arena *arena, struct error *error)
{
	const char *parent = path_directory(arena, directory);
	char hash[17], name[64];

	if (parent == NULL)
		return error_memory(error);
	if (place_make(parent, error) != 0)
		return -1;
	opening->parent = place_absolute(parent, arena, error);
	if (opening->parent == NULL ||
	    place_check(opening->parent, error) != 0 ||
	    place_check_outside(node->directory, opening->parent, error) != 0)
		return -1;
	/* The same for the same package: what a killed process left is removed
	 * when it is opened again. */
	sodium_bin2hex(hash, sizeof(hash), received->manifest->hash, 8);
	snprintf(name, sizeof(name), ".opened-%s.partial", hash);
	opening->staging = path_join(arena, opening->parent, name);
	opening->final =
		path_join(arena, opening->parent, path_name(directory));
	if (opening->staging == NULL || opening->final == NULL)
		return error_memory(error);
	if (!place_taken(opening->final))
		return 0;
	error_set(error, ERROR_INPUT,
		  "there is something of this name already");
	return error_at(error, slice_of(directory), 0, 0, 0);
}

static int write_staged(struct node *node, struct received *received,
			const struct opening *opening, int32_t today,
			struct arena *arena, struct error *error)
{
	if (write_all(received, opening->staging, arena, error) != 0 ||
	    directory_sync(opening->staging, error) != 0 ||
	    receipt_enter_opened(node, received->manifest->hash, today,
				 error) != 0 ||
	    file_move(opening->staging, opening->final, error) != 0)
		return -1;
	if (directory_sync(opening->parent, error) == 0)
		return 0;
	place_clear(opening->final, NULL);
	return -1;
}

/* "there/" is as good as "there". */
static const char *without_slash(const char *directory, struct arena *arena)
{
	struct slice text = slice_of(directory);

	while (text.len > 1 && text.at[text.len - 1] == '/')
		text.len--;
	return arena_copy(arena, text).at;
}

int received_write(struct node *node, struct received *received,
		   const char *directory, int32_t today, struct error *error)
{
	struct arena arena = {0};
	struct opening opening = {0};
	int result = -1;

	directory = without_slash(directory, &arena);
	if (directory == NULL)
		error_memory(error);
	else if (check_writable(node, received, today, error) == 0 &&
		 find_places(node, received, directory, &opening, &arena,
			     error) == 0 &&
		 place_clear(opening.staging, error) == 0 &&
		 place_make_fresh(opening.staging, error) == 0) {
		result = write_staged(node, received, &opening, today, &arena,
				      error);
		if (result != 0)
			place_clear(opening.staging, NULL);
	}
	arena_release(&arena);
	return result;
}
