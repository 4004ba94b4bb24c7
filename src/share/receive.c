/* Taking in what was verified; the order of events is receive.h's. */
#include "share/receive.h"

#include <stdlib.h>
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
#include "ledger/ledger.h"
#include "policy/terms.h"
#include "register/secret.h"
#include "seal/correspondents.h"
#include "share/node.h"
#include "share/package.h"

enum { COMMITMENT_BYTES = 32, NOTE_LIMIT_BYTES = 1 << 10 };

/* --- whether it can be taken in ------------------------------------------------------- */

static int cannot_import(const char *what, struct error *error)
{
	error_set(error, ERROR_REFUSED, "%s", what);
	return error_hint(error,
			  "'hornbook open --out DIRECTORY' gives the file");
}

static int check_kind(const struct manifest *manifest, struct error *error)
{
	const struct format *format = format_find(manifest->payload.format);

	if (manifest->kind != MANIFEST_RELEASE)
		return error_set(error, ERROR_REFUSED,
				 "a package that brings no release (%s) cannot "
				 "be received",
				 manifest_kind_name(manifest->kind));
	if (slice_starts_with(manifest->level, SLICE("aggregate")))
		return cannot_import("it holds tables and no pupils, which a "
				     "node has no place for",
				     error);
	if (format == NULL || format->read == NULL)
		return cannot_import("its payload is of a format that is only "
				     "written",
				     error);
	if (manifest->payload.bytes > FORMAT_LIMIT_BYTES)
		return cannot_import("its payload is too large to be read",
				     error);
	return 0;
}

/* Terms that cannot be kept are not taken on. */
static int check_terms(const struct node *node, const struct manifest *manifest,
		       int32_t today, struct arena *arena, struct error *error)
{
	struct licence terms;

	if (terms_read(&terms, node->dictionary, manifest->terms, arena,
		       error) != 0)
		return -1;
	if (manifest->delete_by == DATE_NONE || manifest->delete_by >= today)
		return 0;
	return error_set(error, ERROR_REFUSED,
			 "what it holds was to be deleted by now");
}

/* --- the note --------------------------------------------------------------------------- */

static const char *note_path(const struct node *node, struct arena *arena)
{
	return path_join(arena, node->directory, "receiving");
}

static int write_note(const struct node *node, const struct manifest *manifest,
		      struct arena *arena, struct error *error)
{
	const char *path = note_path(node, arena);
	struct builder text = {0};
	int result;

	builder_add_hex(&text, (struct slice){(const char *)manifest->hash,
					      sizeof(manifest->hash)});
	builder_add_byte(&text, '\n');
	if (path == NULL || text.failed)
		result = error_memory(error);
	else
		result = file_replace(path, builder_slice(&text), 0600, error);
	builder_release(&text);
	return result;
}

/* One that stays behind does no harm: what it names has its entry. */
static void remove_note(const struct node *node, struct arena *arena)
{
	const char *path = note_path(node, arena);

	if (path != NULL)
		unlink(path);
}

/* --- the ledger --------------------------------------------------------------------------- */

/* Keyed, so that nobody can test a manifest against the ledger but the node. */
static void commit(const struct node *node,
		   const uint8_t manifest[MANIFEST_HASH_BYTES],
		   char hex[2 * COMMITMENT_BYTES + 1])
{
	static const unsigned char use[] = "receipt";
	uint8_t key[SECRET_KEY_BYTES], commitment[COMMITMENT_BYTES];
	crypto_generichash_state state;

	secret_derive(node->secret, SECRET_LEDGER, key);
	crypto_generichash_init(&state, key, sizeof(key), sizeof(commitment));
	crypto_generichash_update(&state, use, sizeof(use));
	crypto_generichash_update(&state, manifest, MANIFEST_HASH_BYTES);
	crypto_generichash_final(&state, commitment, sizeof(commitment));
	sodium_bin2hex(hex, 2 * COMMITMENT_BYTES + 1, commitment,
		       sizeof(commitment));
	sodium_memzero(key, sizeof(key));
	sodium_memzero(&state, sizeof(state));
}

static int enter(struct node *node, const struct register_grant *grant,
		 uint64_t *index, struct error *error)
{
	char commitment[2 * COMMITMENT_BYTES + 1];
	struct builder text = {0};
	struct json json = json_writer(&text, false);
	int result;

	commit(node, grant->manifest, commitment);
	json_open_object(&json);
	json_key_text(&json, "entry", SLICE("receipt"));
	json_key_date(&json, "date", grant->received);
	json_key_text(&json, "commitment", slice_of(commitment));
	json_close_object(&json);
	if (text.failed)
		result = error_memory(error);
	else
		result = ledger_append(node->ledger, builder_slice(&text),
				       index, error);
	builder_release(&text);
	return result;
}

/* --- receiving ------------------------------------------------------------------------------ */

struct receiving {
	struct node *node;
	struct received *received;
	const char *path;
	int32_t today;
	struct receive_report *report;
	struct arena *arena;
};

static bool keep(struct arena *arena, struct slice *text)
{
	*text = arena_copy(arena, *text);
	return text->at != NULL;
}

static int fill_grant(const struct receiving *receiving, struct error *error)
{
	const struct manifest *manifest = receiving->received->manifest;
	const struct correspondent *sender = receiving->received->sender;
	struct register_grant *grant = &receiving->report->grant;

	*grant = (struct register_grant){
		.sender = sender->body,
		.sender_number = sender->number,
		.sender_name = sender->name,
		.reference = manifest->reference,
		.purpose = manifest->purpose,
		.level = manifest->level,
		.terms = manifest->terms,
		.received = receiving->today,
		.delete_by = manifest->delete_by,
		.state = GRANT_LIVE,
		.ended = DATE_NONE,
	};
	memcpy(grant->manifest, manifest->hash, sizeof(grant->manifest));
	if (keep(receiving->arena, &grant->sender) &&
	    keep(receiving->arena, &grant->sender_number) &&
	    keep(receiving->arena, &grant->sender_name) &&
	    keep(receiving->arena, &grant->reference) &&
	    keep(receiving->arena, &grant->purpose) &&
	    keep(receiving->arena, &grant->level) &&
	    keep(receiving->arena, &grant->terms))
		return 0;
	return error_memory(error);
}

static int import_payload(const struct receiving *receiving, struct slice bytes,
			  struct error *error)
{
	const struct manifest *manifest = receiving->received->manifest;
	struct receive_report *report = receiving->report;
	struct slice name =
		arena_copy(receiving->arena, manifest->payload.file);
	struct intake_payload payload = {
		.bytes = bytes,
		.name = name.at,
		.format = manifest->payload.format,
		.sender = report->grant.sender_name,
		.today = receiving->today,
	};

	if (name.at == NULL)
		return error_memory(error);
	if (intake_payload(receiving->node, &payload, &report->grant,
			   &report->payload, receiving->arena, error) != 0)
		return -1;
	report->rejected = !report->payload.imported;
	return 0;
}

/* Steps 2 to 5. */
static int take_in(const struct receiving *receiving, struct slice bytes,
		   struct error *error)
{
	struct node *node = receiving->node;
	struct receive_report *report = receiving->report;

	if (write_note(node, receiving->received->manifest, receiving->arena,
		       error) != 0)
		return -1;
	if (import_payload(receiving, bytes, error) != 0 || report->rejected) {
		remove_note(node, receiving->arena);
		return report->rejected ? 0 : -1;
	}
	/* From here on a failure is receive_recover's to settle. */
	if (enter(node, &report->grant, &report->entry, error) != 0) {
		error_hint(error, "what came is in the register; the entry "
				  "follows when the node is opened next");
		return -1;
	}
	remove_note(node, receiving->arena);
	return 0;
}

/* The payload is in the clear in memory only, in one piece that is wiped. */
static int take_payload(const struct receiving *receiving, struct error *error)
{
	const struct manifest *manifest = receiving->received->manifest;
	struct builder bytes = {0};
	int result;

	if (builder_reserve(&bytes, (size_t)manifest->payload.bytes + 1) ==
	    NULL)
		return error_memory(error);
	result = package_payload(receiving->received->package,
				 stream_to_builder(&bytes), error);
	if (result == 0)
		result = take_in(receiving, builder_slice(&bytes), error);
	sodium_memzero(bytes.at, bytes.capacity);
	builder_release(&bytes);
	return result;
}

static int take_release(const struct receiving *receiving, struct error *error)
{
	const struct manifest *manifest = receiving->received->manifest;

	if (check_kind(manifest, error) != 0 ||
	    check_terms(receiving->node, manifest, receiving->today,
			receiving->arena, error) != 0 ||
	    fill_grant(receiving, error) != 0)
		return -1;
	return take_payload(receiving, error);
}

int receive(struct node *node, const char *path, int32_t today,
	    struct receive_report *report, struct arena *arena,
	    struct error *error)
{
	return receive_and_answer(node, path, NULL, today, report, arena,
				  error);
}

int receive_and_answer(struct node *node, const char *path, const char *reply,
		       int32_t today, struct receive_report *report,
		       struct arena *arena, struct error *error)
{
	struct received received;
	struct receiving receiving = {node,  &received, path,
				      today, report,    arena};
	int result;

	*report = (struct receive_report){0};
	if (received_open(node, path, today, &received, arena, error) != 0)
		return -1;
	report->kind = received.manifest->kind;
	result = received_check(node, &received, path, today, error);
	if (result == 0)
		result = report->kind == MANIFEST_RELEASE
				 ? take_release(&receiving, error)
				 : message_receive(node, &received, reply,
						   today, &report->message,
						   arena, error);
	received_close(&received);
	if (result != 0)
		error_at(error, slice_of(path), 0, 0, 0);
	return result;
}

/* --- what a killed process left --------------------------------------------------------------- */

struct search {
	struct slice commitment;
	bool found;
};

static int find_receipt(void *context, uint64_t index, struct slice entry,
			struct error *error)
{
	struct search *search = context;

	(void)index;
	(void)error;
	/* Entries are written by this program alone, and hold no text of
	 * others in which the digits could stand. */
	search->found |= memmem(entry.at, entry.len, search->commitment.at,
				search->commitment.len) != NULL;
	return 0;
}

static int enter_missing(struct node *node, const struct register_grant *grant,
			 unsigned int *recovered, struct error *error)
{
	char commitment[2 * COMMITMENT_BYTES + 1];
	struct search search = {{commitment, 2 * COMMITMENT_BYTES}, false};

	commit(node, grant->manifest, commitment);
	if (ledger_each(node->ledger, 0, find_receipt, &search, error) != 0)
		return -1;
	if (search.found)
		return 0;
	++*recovered;
	return enter(node, grant, NULL, error);
}

static int recover_noted(struct node *node, struct slice note,
			 unsigned int *recovered, struct arena *arena,
			 struct error *error)
{
	uint8_t manifest[MANIFEST_HASH_BYTES];
	struct register_grant grant;
	size_t size = 0;
	bool found;

	note = slice_trim(note);
	/* A note that is none says nothing. */
	if (sodium_hex2bin(manifest, sizeof(manifest), note.at, note.len, NULL,
			   &size, NULL) != 0 ||
	    size != sizeof(manifest))
		return 0;
	if (register_grant_find(node->pupils, manifest, &grant, &found, arena,
				error) != 0)
		return -1;
	return found ? enter_missing(node, &grant, recovered, error) : 0;
}

int receive_recover(struct node *node, unsigned int *recovered,
		    struct error *error)
{
	struct arena arena = {0};
	struct builder note = {0};
	const char *path = note_path(node, &arena);
	int result = 0;

	if (path == NULL) {
		result = error_memory(error);
	} else if (file_exists(path)) {
		result = file_read(path, NOTE_LIMIT_BYTES, &note, error);
		if (result == 0)
			result = recover_noted(node, builder_slice(&note),
					       recovered, &arena, error);
		if (result == 0)
			unlink(path);
	}
	builder_release(&note);
	arena_release(&arena);
	return result;
}

/* --- entries and grants --------------------------------------------------------------------- */

struct receipt {
	char commitment[2 * COMMITMENT_BYTES + 1];
	const struct register_grant *grant;
	bool entered;
};

struct receipts {
	struct receipt *list; /* by commitment */
	size_t count;
};

static int by_commitment(const void *a, const void *b)
{
	return strcmp(((const struct receipt *)a)->commitment,
		      ((const struct receipt *)b)->commitment);
}

static int compare_receipt(void *context, uint64_t index, struct slice entry,
			   struct error *error)
{
	struct receipts *receipts = context;
	struct receipt wanted = {0}, *found = NULL;
	const char *text;
	json_t *parsed;

	if (!slice_starts_with(entry, SLICE("{\"entry\":\"receipt\",")))
		return 0;
	parsed = json_loadb(entry.at, entry.len, 0, NULL);
	text = json_string_value(json_object_get(parsed, "commitment"));
	if (text != NULL && strlen(text) < sizeof(wanted.commitment)) {
		memcpy(wanted.commitment, text, strlen(text) + 1);
		found = bsearch(&wanted, receipts->list, receipts->count,
				sizeof(wanted), by_commitment);
	}
	json_decref(parsed);
	if (found == NULL)
		return error_set(error, ERROR_CORRUPT,
				 "the register has nothing that was received "
				 "as entry %llu of the ledger says",
				 (unsigned long long)index);
	found->entered = true;
	return 0;
}

static int make_receipts(struct node *node, struct receipts *receipts,
			 struct arena *arena, struct error *error)
{
	struct register_grant *grants;

	if (register_grants(node->pupils, &grants, &receipts->count, arena,
			    error) != 0)
		return -1;
	receipts->list = arena_array(arena, receipts->count + 1,
				     sizeof(*receipts->list));
	if (receipts->list == NULL)
		return error_memory(error);
	for (size_t i = 0; i < receipts->count; i++) {
		receipts->list[i].grant = &grants[i];
		commit(node, grants[i].manifest, receipts->list[i].commitment);
	}
	qsort(receipts->list, receipts->count, sizeof(*receipts->list),
	      by_commitment);
	return 0;
}

int receive_verify(struct node *node, struct error *error)
{
	struct arena arena = {0};
	struct receipts receipts = {0};
	int result = make_receipts(node, &receipts, &arena, error);

	if (result == 0)
		result = ledger_each(node->ledger, 0, compare_receipt,
				     &receipts, error);
	for (size_t i = 0; result == 0 && i < receipts.count; i++)
		if (!receipts.list[i].entered)
			result = error_set(
				error, ERROR_CORRUPT,
				"what was received as grant %llu has no entry "
				"in the ledger",
				(unsigned long long)receipts.list[i].grant->id);
	arena_release(&arena);
	return result;
}
