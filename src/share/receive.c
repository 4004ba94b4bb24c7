/* Taking in what was verified; the order of events is receive.h's. */
#include "share/receive.h"

#include <string.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "policy/terms.h"
#include "seal/correspondents.h"
#include "share/node.h"
#include "share/node_note.h"
#include "share/package.h"
#include "share/payload_check.h"
#include "share/receipt.h"

/* --- whether it can be taken in ------------------------------------------------------- */

static int cannot_import(const char *what, struct error *error)
{
	error_set(error, ERROR_REFUSED, "%s", what);
	return error_hint(error,
			  "'hornbook open --out DIRECTORY' gives the file");
}

int receive_check_kind(const struct manifest *manifest, struct error *error)
{
	const struct format *format = format_find(manifest->payload.format);

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

static bool serves(const struct licence *terms, struct slice purpose)
{
	for (size_t i = 0; i < terms->purpose_count; i++)
		if (slice_equal(terms->purposes[i], purpose))
			return true;
	return terms->purpose_count == 0;
}

/* Terms that cannot be kept are not taken on, nor those of another release. */
int receive_check_terms(const struct node *node,
			const struct manifest *manifest, int32_t today,
			struct arena *arena, struct error *error)
{
	struct licence terms;
	struct level level;

	if (terms_read(&terms, node->dictionary, manifest->terms, arena,
		       error) != 0)
		return -1;
	if (!level_read(node->dictionary, manifest->level, &level) ||
	    !level_equal(level, terms.level))
		return error_set(error, ERROR_REFUSED,
				 "its level and that of its terms are not one");
	if (!serves(&terms, manifest->purpose))
		return error_set(error, ERROR_REFUSED,
				 "its terms are not for the purpose for which "
				 "it was sent");
	if (manifest->delete_by == DATE_NONE || manifest->delete_by >= today)
		return 0;
	return error_set(error, ERROR_REFUSED,
			 "what it holds was to be deleted by now");
}

/* --- the note --------------------------------------------------------------------------- */

static const char note_name[] = "receiving";

static int write_note(const struct node *node, const struct manifest *manifest,
		      struct error *error)
{
	struct builder text = {0};
	int result;

	builder_add_hex(&text, (struct slice){(const char *)manifest->hash,
					      sizeof(manifest->hash)});
	builder_add_byte(&text, '\n');
	result = text.failed ? error_memory(error)
			     : node_note_write(node, note_name,
					       builder_slice(&text), error);
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
		.fields =
			payload_fields(receiving->node->dictionary,
				       manifest->fields, manifest->field_count),
		.today = receiving->today,
	};

	if (name.at == NULL)
		return error_memory(error);
	if (!level_read(receiving->node->dictionary, manifest->level,
			&payload.level))
		return error_set(error, ERROR_INPUT,
				 "the manifest's level is none");
	report->grant.matching = package_matching(receiving->received->package);
	if (intake_payload(receiving->node, &payload, &report->grant,
			   &report->payload, receiving->arena, error) != 0)
		return -1;
	report->grant.matching = NULL;
	report->rejected = !report->payload.imported;
	return 0;
}

/* Steps 2 to 5. */
static int take_in(const struct receiving *receiving, struct slice bytes,
		   struct error *error)
{
	struct node *node = receiving->node;
	struct receive_report *report = receiving->report;

	if (write_note(node, receiving->received->manifest, error) != 0)
		return -1;
	if (import_payload(receiving, bytes, error) != 0 || report->rejected) {
		node_note_remove(node, note_name);
		return report->rejected ? 0 : -1;
	}
	/* From here on a failure is receive_recover's to settle. */
	if (receipt_enter(node, &report->grant, &report->entry, error) != 0) {
		error_hint(error, "what came is in the register; the entry "
				  "follows when the node is opened next");
		return -1;
	}
	node_note_remove(node, note_name);
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
	if (fill_grant(receiving, error) != 0)
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

static int enter_missing(struct node *node, const struct register_grant *grant,
			 unsigned int *recovered, struct error *error)
{
	struct receipt_entry receipt;

	if (receipt_find(node, grant->manifest, &receipt, error) != 0)
		return -1;
	if (receipt.found)
		return 0;
	++*recovered;
	return receipt_enter(node, grant, NULL, error);
}

static int recover_noted(struct node *node, struct slice note, bool *done,
			 unsigned int *recovered, struct arena *arena,
			 struct error *error)
{
	uint8_t manifest[MANIFEST_HASH_BYTES];
	struct register_grant grant;
	size_t size = 0;
	bool found;

	(void)done;
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
	const struct node_note note = {note_name, recover_noted};

	return node_note_settle(node, &note, recovered, error);
}
