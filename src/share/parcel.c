#include "share/parcel.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>
#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "policy/notice.h"
#include "seal/correspondents.h"
#include "seal/stream.h"
#include "share/keys.h"
#include "share/node.h"
#include "share/node_entry.h"
#include "share/package.h"
#include "share/place.h"

/* --- the manifest ------------------------------------------------------------------------ */

struct parcel {
	struct node *node;
	const struct parcel_making *making;
	struct arena *arena;
	struct register_parcel row;
	const struct dated_key *keys[CARD_KEY_LIMIT];
	struct age_recipient recipients[CARD_KEY_LIMIT];
	size_t key_count;
	struct minisign_secret *secret; /* in locked memory */
	const struct dated_key *signer;
	struct slice signature;
};

static void put_hash(struct json *json, const char *key,
		     const uint8_t hash[crypto_hash_sha256_BYTES])
{
	char hex[2 * crypto_hash_sha256_BYTES + 1];

	sodium_bin2hex(hex, sizeof(hex), hash, crypto_hash_sha256_BYTES);
	json_key_text(json, key, slice_of(hex));
}

static void put_controller(const struct node *node, struct json *json)
{
	const struct notice *notice = node->notice;

	json_key(json, "controller");
	json_open_object(json);
	json_key_text(json, "name", notice->controller);
	if (notice->body != DICTIONARY_NONE)
		json_key_text(json, "body",
			      node->dictionary->bodies[notice->body].name);
	if (!slice_empty(notice->laestab))
		json_key_text(json, "number", notice->laestab);
	json_close_object(json);
}

static void put_recipient(const struct correspondent *recipient,
			  struct json *json)
{
	json_key(json, "recipient");
	json_open_object(json);
	json_key_text(json, "body", recipient->body);
	if (!slice_empty(recipient->number))
		json_key_text(json, "number", recipient->number);
	json_key_text(json, "name", recipient->name);
	json_close_object(json);
}

static void put_keys(const struct parcel *parcel, struct json *json)
{
	json_key(json, "sealed-to");
	json_open_array(json);
	for (size_t i = 0; i < parcel->key_count; i++)
		json_put_text(json, slice_of(parcel->keys[i]->id));
	json_close_array(json);
	json_key_text(json, "signed-by", slice_of(parcel->signer->id));
}

static void put_payload(const struct parcel_making *making, struct json *json)
{
	uint8_t hash[crypto_hash_sha256_BYTES];

	if (slice_empty(making->payload_name))
		return;
	crypto_hash_sha256(hash, (const unsigned char *)making->payload.at,
			   making->payload.len);
	json_key(json, "payload");
	json_open_object(json);
	json_key_text(json, "file", making->payload_name);
	json_key_text(json, "format", SLICE("json"));
	json_key_number(json, "bytes", (int64_t)making->payload.len);
	put_hash(json, "sha256", hash);
	json_close_object(json);
}

static int write_manifest(struct parcel *parcel, struct error *error)
{
	const struct parcel_making *making = parcel->making;
	struct builder text = {0};
	struct json json = json_writer(&text, true);

	json_open_object(&json);
	json_key_number(&json, "manifest", MANIFEST_VERSION);
	json_key_text(&json, "kind",
		      slice_of(manifest_kind_name(making->kind)));
	json_key_text(&json, "reference", parcel->row.reference);
	json_key_date(&json, "date", making->today);
	json_key_date(&json, "expires", making->today + PARCEL_EXPIRY_DAYS);
	put_controller(parcel->node, &json);
	put_recipient(making->recipient, &json);
	put_keys(parcel, &json);
	if (making->put != NULL)
		making->put(making->context, &json);
	put_payload(making, &json);
	json_close_object(&json);
	builder_add_byte(&text, '\n');
	parcel->row.manifest = arena_copy(parcel->arena, builder_slice(&text));
	if (text.failed || parcel->row.manifest.at == NULL)
		error_memory(error);
	builder_release(&text);
	return parcel->row.manifest.at != NULL ? 0 : -1;
}

/* --- the package --------------------------------------------------------------------------- */

static int find_keys(struct parcel *parcel, struct error *error)
{
	const struct parcel_making *making = parcel->making;

	/* Nothing is sealed to keys that someone has put back. */
	if (node_keys_verify(parcel->node, error) != 0)
		return -1;
	parcel->key_count = correspondent_recipients(
		making->recipient, making->today, parcel->keys, CARD_KEY_LIMIT);
	if (parcel->key_count == 0)
		return error_set(error, ERROR_REFUSED,
				 "no key of %.*s is current",
				 SLICE_ARGS(making->recipient->name));
	for (size_t i = 0; i < parcel->key_count; i++)
		parcel->recipients[i] = parcel->keys[i]->seal;
	parcel->secret = sodium_malloc(sizeof(*parcel->secret));
	if (parcel->secret == NULL)
		return error_memory(error);
	return node_signer(parcel->node, making->today, parcel->secret,
			   &parcel->signer, error);
}

static int write_package(struct parcel *parcel, struct error *error)
{
	const struct parcel_making *making = parcel->making;
	struct builder sealed = {0};
	struct slice rest = making->payload;
	struct package_content content = {
		.manifest = parcel->row.manifest,
		.name = making->payload_name,
		.bytes = making->payload.len,
		.payload = stream_from_slice(&rest),
		.date = making->today,
	};
	int result;

	if (package_sign(parcel->secret, parcel->row.manifest,
			 parcel->row.reference, making->today,
			 &parcel->signature, parcel->arena, error) != 0)
		return -1;
	content.signature = parcel->signature;
	result = package_write(&content, parcel->recipients, parcel->key_count,
			       false, stream_to_builder(&sealed), error);
	if (result == 0) {
		parcel->row.package =
			arena_copy(parcel->arena, builder_slice(&sealed));
		if (parcel->row.package.at == NULL)
			result = error_memory(error);
	}
	builder_release(&sealed);
	return result;
}

static int name_parcel(struct parcel *parcel, struct error *error)
{
	const struct parcel_making *making = parcel->making;
	struct register_parcel *row = &parcel->row;
	struct slice from, to;
	const char *out;
	char name[200];

	if (register_parcel_most(parcel->node->pupils, &row->id, error) != 0)
		return -1;
	row->id++;
	snprintf(name, sizeof(name), "M-%d-%04llu",
		 date_to_civil(making->today).year,
		 (unsigned long long)row->id);
	row->reference = arena_copy(parcel->arena, slice_of(name));
	if (place_make(making->out, error) != 0)
		return -1;
	out = place_absolute(making->out, parcel->arena, error);
	if (out == NULL || place_check(out, error) != 0)
		return -1;
	/* Whoever saves those of several senders in one place loses none. */
	from = parcel->node->notice->laestab;
	if (slice_empty(from) && parcel->node->notice->body != DICTIONARY_NONE)
		from = parcel->node->dictionary
			       ->bodies[parcel->node->notice->body]
			       .name;
	to = making->recipient->number;
	if (slice_empty(to))
		to = making->recipient->body;
	snprintf(name, sizeof(name), "%.*s-%.*s-to-%.*s%s",
		 SLICE_ARGS(row->reference), SLICE_ARGS(from), SLICE_ARGS(to),
		 PACKAGE_ENDING);
	row->path = slice_of(path_join(parcel->arena, out, name));
	if (row->reference.at == NULL || row->path.at == NULL)
		return error_memory(error);
	if (!place_taken(row->path.at))
		return 0;
	error_set(error, ERROR_INPUT,
		  "a file of this name stands here already: %.*s",
		  SLICE_ARGS(row->path));
	return error_hint(error, "nothing was done; name another directory");
}

/* The place takes files; a name that is free says nothing of that. */
static int check_writable(const struct register_parcel *row,
			  struct arena *arena, struct error *error)
{
	const char *directory = path_directory(arena, row->path.at);

	if (directory == NULL)
		return error_memory(error);
	if (access(directory, W_OK | X_OK) == 0)
		return 0;
	return error_system(error, "%s: cannot write there", directory);
}

int parcel_check(struct node *node, const struct parcel_making *making,
		 struct arena *arena, struct error *error)
{
	struct parcel *parcel = arena_allocate(arena, sizeof(*parcel));
	int result;

	if (parcel == NULL)
		return error_memory(error);
	*parcel =
		(struct parcel){.node = node, .making = making, .arena = arena};
	result = name_parcel(parcel, error);
	if (result == 0)
		result = check_writable(&parcel->row, arena, error);
	if (result == 0)
		result = find_keys(parcel, error);
	sodium_free(parcel->secret); /* wipes */
	return result;
}

/* --- the ledger ----------------------------------------------------------------------------- */

void parcel_entry(const struct node *node, const struct register_parcel *row,
		  struct builder *text)
{
	char commitment[NODE_COMMITMENT_DIGITS + 1];
	struct json json = json_writer(text, false);

	node_entry_commit(node, "parcel", row->manifest, commitment);
	json_open_object(&json);
	json_key_text(
		&json, "entry",
		slice_of(manifest_kind_name((enum manifest_kind)row->kind)));
	json_key_text(&json, "reference", row->reference);
	json_key_date(&json, "date", row->date);
	json_key_text(&json, "commitment", slice_of(commitment));
	json_close_object(&json);
}

static int enter(struct node *node, const struct register_parcel *row,
		 uint64_t *index, struct error *error)
{
	struct builder text = {0};
	int result;

	parcel_entry(node, row, &text);
	result = node_entry_append(node, &text, index, error);
	builder_release(&text);
	return result;
}

/* --- letting it out --------------------------------------------------------------------------- */

static int put_file(const struct register_parcel *row, struct error *error)
{
	return file_replace(row->path.at, row->package, 0600, error);
}

/* For the archive of whoever destroyed, and for whoever asks: what minisign
 * verifies. */
static int put_certificate(const struct parcel *parcel, struct error *error)
{
	char *directory = path_directory(parcel->arena, parcel->row.path.at);
	char name[200];
	const char *path;

	snprintf(name, sizeof(name), "%.*s-certificate.json",
		 SLICE_ARGS(parcel->row.reference));
	path = directory != NULL ? path_join(parcel->arena, directory, name)
				 : NULL;
	if (path == NULL)
		return error_memory(error);
	if (file_replace(path, parcel->row.manifest, 0600, error) != 0)
		return -1;
	snprintf(name, sizeof(name), "%.*s-certificate.json.minisig",
		 SLICE_ARGS(parcel->row.reference));
	path = path_join(parcel->arena, directory, name);
	if (path == NULL)
		return error_memory(error);
	return file_replace(path, parcel->signature, 0600, error);
}

static int let_out(struct parcel *parcel, struct error *error)
{
	const struct parcel_making *making = parcel->making;
	struct register_parcel *row = &parcel->row;
	uint64_t index;

	if (register_parcel_prepare(parcel->node->pupils, row, making->messages,
				    making->message_count, making->answers,
				    error) != 0)
		return -1;
	/* From here on a failure is parcels_recover's to settle. */
	if (enter(parcel->node, row, &index, error) != 0 ||
	    put_file(row, error) != 0)
		return -1;
	if (register_parcel_finish(parcel->node->pupils, row->id, PARCEL_DONE,
				   index, error) != 0)
		return -1;
	return making->certificate ? put_certificate(parcel, error) : 0;
}

int parcel_make(struct node *node, const struct parcel_making *making,
		struct parcel_made *made, struct arena *arena,
		struct error *error)
{
	struct parcel *parcel = arena_allocate(arena, sizeof(*parcel));
	int result;

	if (parcel == NULL)
		return error_memory(error);
	*parcel =
		(struct parcel){.node = node, .making = making, .arena = arena};
	parcel->row.kind = (int)making->kind;
	parcel->row.recipient = making->recipient->body;
	parcel->row.number = making->recipient->number;
	parcel->row.subject = making->subject;
	parcel->row.date = making->today;
	result = name_parcel(parcel, error);
	if (result == 0)
		result = find_keys(parcel, error);
	if (result == 0)
		result = write_manifest(parcel, error);
	if (result == 0)
		result = write_package(parcel, error);
	if (result == 0)
		result = let_out(parcel, error);
	sodium_free(parcel->secret); /* wipes */
	*made = (struct parcel_made){parcel->row.reference, parcel->row.path};
	return result;
}

/* --- what a killed process left -------------------------------------------------------------------- */

/* Whether the file is there, and this parcel's: another node that puts its
 * own into the same directory may have one of that name. */
static bool stands(const struct register_parcel *row)
{
	struct builder content = {0};
	bool equal = false;

	if (file_exists(row->path.at) &&
	    file_read(row->path.at, row->package.len + 1, &content, NULL) == 0)
		equal = slice_equal(builder_slice(&content), row->package);
	builder_release(&content);
	return equal;
}

static int settle(struct node *node, const struct register_parcel *row,
		  bool *settled, struct error *error)
{
	char commitment[NODE_COMMITMENT_DIGITS + 1];
	uint64_t index;

	*settled = true;
	node_entry_commit(node, "parcel", row->manifest, commitment);
	if (node_entry_find(node, commitment, &index, error) != 0)
		return -1;
	if (index == UINT64_MAX)
		return register_parcel_finish(node->pupils, row->id,
					      PARCEL_VOID, UINT64_MAX, error);
	/* Where parcels go may be out of reach; the next one to open the node
	 * tries again. */
	*settled = stands(row) ||
		   (!place_taken(row->path.at) && put_file(row, NULL) == 0);
	if (!*settled)
		return 0;
	return register_parcel_finish(node->pupils, row->id, PARCEL_DONE, index,
				      error);
}

int parcels_recover(struct node *node, unsigned int *recovered,
		    struct error *error)
{
	struct arena arena = {0};
	struct register_parcel *list;
	size_t count;
	int result =
		register_parcels(node->pupils, &list, &count, &arena, error);

	for (size_t i = 0; result == 0 && i < count; i++) {
		struct register_parcel row;
		bool settled;

		if (list[i].state != PARCEL_PREPARED)
			continue;
		result = register_parcel_read(node->pupils, list[i].id, &row,
					      &arena, error);
		if (result == 0)
			result = settle(node, &row, &settled, error);
		if (result == 0)
			*recovered += settled;
	}
	arena_release(&arena);
	return result;
}
