/* What was done about one child: the steps of case_log.h. */
#include "share/case_log.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "ledger/ledger.h"
#include "register/register.h"
#include "share/case_index.h"
#include "share/case_parts.h"
#include "share/node.h"
#include "share/node_entry.h"
#include "share/node_note.h"

/* --- all of them --------------------------------------------------------------------- */

static const struct slice origin_kind = SLICE_INIT("case");

static bool is_case(void *context, uint64_t id, struct slice kind)
{
	(void)context;
	(void)id;
	return slice_equal(kind, origin_kind);
}

int case_each(struct node *node, uint64_t after,
	      int (*visit)(void *context, const struct origin *origin,
			   struct error *error),
	      void *context, struct error *error)
{
	const struct origin_visitor visitor = {is_case, visit, context};

	return register_origins_each(node->pupils, after, &visitor, error);
}

struct listing {
	uint64_t pupil; /* 0: all */
	struct case_entry *list;
	size_t count, capacity;
	struct arena *arena;
	struct arena each; /* of the entry in hand */
};

static int list_entry(void *context, const struct origin *origin,
		      struct error *error)
{
	struct listing *listing = context;
	struct case_entry entry, *grown;

	arena_clear(&listing->each);
	if (case_entry_read(origin->name, &entry, &listing->each, error) != 0)
		return -1;
	if (listing->pupil != 0 && entry.pupil != listing->pupil)
		return 0;
	grown = arena_grow(listing->arena, listing->list, listing->count,
			   &listing->capacity, sizeof(*grown));
	if (grown == NULL)
		return error_memory(error);
	listing->list = grown;
	return case_entry_read(origin->name, &grown[listing->count++],
			       listing->arena, error);
}

int case_list_of(struct node *node, uint64_t pupil, struct case_entry **list,
		 size_t *count, struct arena *arena, struct error *error)
{
	struct listing listing = {.pupil = pupil, .arena = arena};
	int result = case_each(node, 0, list_entry, &listing, error);

	arena_release(&listing.each);
	*list = listing.list;
	*count = result == 0 ? listing.count : 0;
	return result;
}

int case_list(struct node *node, struct case_entry **list, size_t *count,
	      struct arena *arena, struct error *error)
{
	return case_list_of(node, 0, list, count, arena, error);
}

/* --- its reference ---------------------------------------------------------------------- */

bool case_entry_reference(struct slice entry, struct slice *reference)
{
	const struct slice before =
		SLICE("{\"entry\":\"case\",\"reference\":\"");

	if (!slice_starts_with(entry, before))
		return false;
	entry = slice_part(entry, before.len, entry.len);
	*reference = slice_cut(&entry, '"');
	return true;
}

int case_reference(struct node *node, int32_t date, struct slice *reference,
		   struct arena *arena, struct error *error)
{
	char text[40];

	if (case_index_update(node, error) != 0)
		return -1;
	snprintf(text, sizeof(text), "C-%d-%04llu", date_to_civil(date).year,
		 (unsigned long long)case_index_number(node) + 1);
	*reference = arena_copy(arena, slice_of(text));
	return reference->at != NULL ? 0 : error_memory(error);
}

/* --- the steps ---------------------------------------------------------------------------- */

/* One entry on its way. */
struct entering {
	struct node *node;
	const struct case_entry *entry;
	struct builder text;    /* as the register has it */
	struct builder entered; /* as the ledger has it */
	uint8_t commitment[NODE_COMMITMENT_BYTES];
};

static const char note_name[] = "case";

static void write_entered(struct slice reference, int32_t date,
			  const char *commitment, struct builder *out)
{
	struct json json = json_writer(out, false);

	json_open_object(&json);
	json_key_text(&json, "entry", SLICE("case"));
	json_key_text(&json, "reference", reference);
	json_key_date(&json, "date", date);
	json_key_text(&json, "commitment", slice_of(commitment));
	json_close_object(&json);
}

void case_entry_write(const struct node *node, const struct case_entry *entry,
		      struct slice text, struct builder *out)
{
	char commitment[NODE_COMMITMENT_DIGITS + 1];

	node_entry_commit(node, "case", text, commitment);
	write_entered(entry->reference, entry->date, commitment, out);
}

static int make_texts(struct entering *entering, struct error *error)
{
	char hex[NODE_COMMITMENT_DIGITS + 1];

	case_entry_text(entering->entry, &entering->text);
	if (entering->text.failed)
		return error_memory(error);
	node_entry_commit(entering->node, "case",
			  builder_slice(&entering->text), hex);
	sodium_hex2bin(entering->commitment, sizeof(entering->commitment), hex,
		       NODE_COMMITMENT_DIGITS, NULL, NULL, NULL);
	write_entered(entering->entry->reference, entering->entry->date, hex,
		      &entering->entered);
	return entering->entered.failed ? error_memory(error) : 0;
}

static int write_register(const struct entering *entering, struct error *error)
{
	struct origin origin = {
		.kind = origin_kind,
		.name = builder_slice(&entering->text),
		.recorded = entering->entry->date,
	};
	struct import *import;

	memcpy(origin.hash, entering->commitment, sizeof(origin.hash));
	if (import_begin(&import, entering->node->pupils, &origin, error) != 0)
		return -1;
	return import_commit(import, NULL, error);
}

static int enter(struct entering *entering, uint64_t *index,
		 struct error *error)
{
	if (make_texts(entering, error) != 0 ||
	    node_note_write(entering->node, note_name,
			    builder_slice(&entering->entered), error) != 0)
		return -1;
	if (write_register(entering, error) != 0) {
		node_note_remove(entering->node, note_name);
		return -1;
	}
	/* From here on a failure is put right by the next start. */
	if (node_entry_append(entering->node, &entering->entered, index,
			      error) != 0)
		return -1;
	node_note_remove(entering->node, note_name);
	return 0;
}

static int check_text(struct slice text, const char *what, bool needed,
		      struct error *error)
{
	if (needed && slice_empty(slice_trim(text)))
		return error_set(error, ERROR_INPUT, "%s is not said", what);
	if (text.len <= CASE_TEXT_BYTES)
		return 0;
	return error_set(error, ERROR_INPUT, "%s is longer than %d bytes", what,
			 CASE_TEXT_BYTES);
}

int case_enter(struct node *node, struct case_entry *entry, struct arena *arena,
	       struct error *error)
{
	struct entering entering = {.node = node, .entry = entry};
	unsigned int recovered = 0;
	int result;

	if (check_text(entry->by, "who does it", true, error) != 0 ||
	    check_text(entry->reason, "the reason", true, error) != 0 ||
	    check_text(entry->role, "the role", false, error) != 0 ||
	    check_text(entry->note, "the note", false, error) != 0)
		return -1;
	/* There is room for one note. */
	if (case_recover(node, &recovered, error) != 0 ||
	    case_reference(node, entry->date, &entry->reference, arena,
			   error) != 0)
		return -1;
	result = enter(&entering, &entry->index, error);
	if (entering.text.at != NULL)
		sodium_memzero(entering.text.at, entering.text.capacity);
	builder_release(&entering.text);
	builder_release(&entering.entered);
	return result;
}

/* --- recovering ------------------------------------------------------------------------------ */

/* A note that is none says nothing. */
static bool read_note(struct slice note, uint8_t hash[NODE_COMMITMENT_BYTES],
		      char hex[NODE_COMMITMENT_DIGITS + 1])
{
	const struct slice before = SLICE("\"commitment\":\"");
	const char *at =
		note.len > 0 ? memmem(note.at, note.len, before.at, before.len)
			     : NULL;
	size_t size = 0;

	if (at == NULL || (size_t)(note.at + note.len - at) <
				  before.len + NODE_COMMITMENT_DIGITS)
		return false;
	memcpy(hex, at + before.len, NODE_COMMITMENT_DIGITS);
	hex[NODE_COMMITMENT_DIGITS] = '\0';
	return sodium_hex2bin(hash, NODE_COMMITMENT_BYTES, hex,
			      NODE_COMMITMENT_DIGITS, NULL, &size, NULL) == 0 &&
	       size == NODE_COMMITMENT_BYTES;
}

static int settle(struct node *node, struct slice text, bool *done,
		  unsigned int *recovered, struct arena *arena,
		  struct error *error)
{
	char hex[NODE_COMMITMENT_DIGITS + 1];
	uint8_t hash[NODE_COMMITMENT_BYTES];
	struct builder entry = {0};
	uint64_t index;
	int32_t on;
	bool found;
	int result;

	(void)done;
	(void)arena;
	if (!read_note(text, hash, hex))
		return 0;
	if (register_imported(node->pupils, hash, &found, &on, error) != 0)
		return -1;
	if (!found)
		return 0;
	if (node_entry_find(node, hex, &index, error) != 0)
		return -1;
	if (index != UINT64_MAX)
		return 0;
	builder_add(&entry, text);
	result = node_entry_append(node, &entry, &index, error);
	builder_release(&entry);
	*recovered += result == 0;
	return result;
}

int case_recover(struct node *node, unsigned int *recovered,
		 struct error *error)
{
	const struct node_note note = {note_name, settle};

	return node_note_settle(node, &note, recovered, error);
}
