/* What was done about one child: the steps of case_log.h. */
#include "share/case_log.h"

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
#include "ledger/ledger.h"
#include "register/register.h"
#include "share/case_parts.h"
#include "share/node.h"
#include "share/node_entry.h"
#include "share/share.h"

enum { NOTE_LIMIT_BYTES = 512 };

static const char *const kinds[CASE_KIND_COUNT] = {
	[CASE_LOOK_UP] = "look-up",       [CASE_SHIELD] = "shield",
	[CASE_UNSHIELD] = "unshield",     [CASE_SHARED] = "shared",
	[CASE_NOT_SHARED] = "not-shared", [CASE_ACCESS] = "access",
};

static const char *const outcomes[CASE_OUTCOME_COUNT] = {
	[CASE_DONE] = "done",           [CASE_FOUND] = "found",
	[CASE_SHIELDED] = "shielded",   [CASE_NOT_FOUND] = "not-found",
	[CASE_SEVERAL] = "several",     [CASE_REFUSED] = "refused",
	[CASE_NOT_GIVEN] = "not-given",
};

const char *case_kind_name(enum case_kind kind)
{
	return kinds[kind];
}

const char *case_outcome_name(enum case_outcome outcome)
{
	return outcomes[outcome];
}

/* --- an entry as text -------------------------------------------------------------- */

static void put_optional(struct json *json, const char *name, struct slice text)
{
	if (!slice_empty(text))
		json_key_text(json, name, text);
}

static void write_entry(const struct case_entry *entry, struct builder *out)
{
	struct json json = json_writer(out, false);

	json_open_object(&json);
	json_key_text(&json, "reference", entry->reference);
	json_key_text(&json, "kind", slice_of(kinds[entry->kind]));
	json_key_text(&json, "outcome", slice_of(outcomes[entry->outcome]));
	json_key_date(&json, "date", entry->date);
	if (entry->pupil != 0)
		json_key_number(&json, "pupil", (int64_t)entry->pupil);
	put_optional(&json, "child", entry->child);
	put_optional(&json, "by", entry->by);
	put_optional(&json, "role", entry->role);
	put_optional(&json, "with", entry->with);
	put_optional(&json, "reason", entry->reason);
	put_optional(&json, "note", entry->note);
	json_close_object(&json);
}

/* The index of a name; `count` when it is none. */
static int named(const char *name, const char *const *names, int count)
{
	int i = 0;

	while (i < count && (name == NULL || strcmp(name, names[i]) != 0))
		i++;
	return i;
}

static bool take(const json_t *object, const char *name, struct slice *text,
		 struct arena *arena)
{
	*text = arena_copy(arena, slice_of(json_string_value(
					  json_object_get(object, name))));
	return text->at != NULL;
}

static bool take_all(const json_t *object, struct case_entry *entry,
		     struct arena *arena)
{
	return take(object, "reference", &entry->reference, arena) &&
	       take(object, "child", &entry->child, arena) &&
	       take(object, "by", &entry->by, arena) &&
	       take(object, "role", &entry->role, arena) &&
	       take(object, "with", &entry->with, arena) &&
	       take(object, "reason", &entry->reason, arena) &&
	       take(object, "note", &entry->note, arena);
}

static int read_entry(struct slice text, struct case_entry *entry,
		      struct arena *arena, struct error *error)
{
	json_t *object =
		json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, NULL);
	const char *date = json_string_value(json_object_get(object, "date"));
	int kind = named(json_string_value(json_object_get(object, "kind")),
			 kinds, CASE_KIND_COUNT);
	int outcome =
		named(json_string_value(json_object_get(object, "outcome")),
		      outcomes, CASE_OUTCOME_COUNT);
	int result = 0;

	*entry = (struct case_entry){
		.kind = (enum case_kind)kind,
		.outcome = (enum case_outcome)outcome,
		.pupil = (uint64_t)json_integer_value(
			json_object_get(object, "pupil")),
		.index = UINT64_MAX,
	};
	if (kind == CASE_KIND_COUNT || outcome == CASE_OUTCOME_COUNT ||
	    !date_parse(slice_of(date), &entry->date))
		result = error_set(error, ERROR_CORRUPT,
				   "an entry about one child cannot be read");
	else if (!take_all(object, entry, arena))
		result = error_memory(error);
	json_decref(object);
	return result;
}

/* --- all of them --------------------------------------------------------------------- */

static const struct slice origin_kind = SLICE_INIT("case");

int case_origins(struct node *node, struct origin **list, size_t *count,
		 struct arena *arena, struct error *error)
{
	size_t all, kept = 0;

	if (register_origins(node->pupils, list, &all, arena, error) != 0)
		return -1;
	for (size_t i = 0; i < all; i++)
		if (slice_equal((*list)[i].kind, origin_kind))
			(*list)[kept++] = (*list)[i];
	*count = kept;
	return 0;
}

int case_list(struct node *node, struct case_entry **list, size_t *count,
	      struct arena *arena, struct error *error)
{
	struct origin *origins;
	size_t found;

	if (case_origins(node, &origins, &found, arena, error) != 0)
		return -1;
	*list = arena_array(arena, found, sizeof(**list));
	if (*list == NULL)
		return error_memory(error);
	for (size_t i = 0; i < found; i++)
		if (read_entry(origins[i].name, &(*list)[i], arena, error) != 0)
			return -1;
	*count = found;
	return 0;
}

/* --- its reference ---------------------------------------------------------------------- */

/* The number at the end of "C-2009-0012"; 0: it is none. */
static uint64_t number_of(struct slice reference)
{
	uint64_t number = 0;

	if (!slice_starts_with(reference, SLICE("C-")) || reference.len < 8)
		return 0;
	reference = slice_part(reference, 7, reference.len);
	return slice_number(reference, UINT32_MAX, &number) ? number : 0;
}

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

static int count_entry(void *context, uint64_t index, struct slice entry,
		       struct error *error)
{
	struct node *node = context;
	struct slice reference;

	(void)error;
	if (case_entry_reference(entry, &reference) &&
	    number_of(reference) > node->case_number)
		node->case_number = number_of(reference);
	node->case_entries = index + 1;
	return 0;
}

/* A register may know more than a ledger that was put back. */
static int count_recorded(struct node *node, struct arena *arena,
			  struct error *error)
{
	struct case_entry *list;
	size_t count;

	if (case_list(node, &list, &count, arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (number_of(list[i].reference) > node->case_number)
			node->case_number = number_of(list[i].reference);
	return 0;
}

/* A ledger may know more than a register that was put back.  Both are read once,
 * then what was entered since: whoever looks up many children waits no longer for
 * the last. */
static int next_reference(struct node *node, struct case_entry *entry,
			  struct arena *arena, struct error *error)
{
	char text[40];

	if ((node->case_entries == 0 &&
	     count_recorded(node, arena, error) != 0) ||
	    ledger_each(node->ledger, node->case_entries, count_entry, node,
			error) != 0)
		return -1;
	snprintf(text, sizeof(text), "C-%d-%04llu",
		 date_to_civil(entry->date).year,
		 (unsigned long long)node->case_number + 1);
	entry->reference = arena_copy(arena, slice_of(text));
	return entry->reference.at != NULL ? 0 : error_memory(error);
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

static const char *note_path(const struct node *node, struct arena *arena)
{
	return path_join(arena, node->directory, "case");
}

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

	write_entry(entering->entry, &entering->text);
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

static int write_note(const struct entering *entering, struct arena *arena,
		      struct error *error)
{
	const char *path = note_path(entering->node, arena);

	if (path == NULL)
		return error_memory(error);
	return file_replace(path, builder_slice(&entering->entered), 0600,
			    error);
}

/* One that stays behind does no harm: what it names is whole. */
static void remove_note(const struct node *node, struct arena *arena)
{
	const char *path = note_path(node, arena);

	if (path != NULL)
		unlink(path);
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
		 struct arena *arena, struct error *error)
{
	if (make_texts(entering, error) != 0 ||
	    write_note(entering, arena, error) != 0)
		return -1;
	if (write_register(entering, error) != 0) {
		remove_note(entering->node, arena);
		return -1;
	}
	/* From here on a failure is put right by the next start. */
	if (node_entry_append(entering->node, &entering->entered, index,
			      error) != 0)
		return -1;
	remove_note(entering->node, arena);
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
	    next_reference(node, entry, arena, error) != 0)
		return -1;
	result = enter(&entering, &entry->index, arena, error);
	if (entering.text.at != NULL)
		sodium_memzero(entering.text.at, entering.text.capacity);
	builder_release(&entering.text);
	builder_release(&entering.entered);
	return result;
}

/* --- what came to nothing ------------------------------------------------------------------- */

/* A release that stopped half way is settled first: it may be in the ledger. */
static int is_given(struct node *node, struct slice reference, bool *given,
		    struct arena *arena, struct error *error)
{
	struct release *releases;
	unsigned int recovered = 0;
	size_t count;

	*given = false;
	if (share_recover(node, &recovered, error) != 0 ||
	    register_releases(node->pupils, &releases, &count, arena, error) !=
		    0)
		return -1;
	for (size_t i = 0; i < count; i++)
		/* One that is still prepared may yet come to be done. */
		*given |= !slice_empty(reference) &&
			  releases[i].state != RELEASE_VOID &&
			  slice_equal(releases[i].reference, reference);
	return 0;
}

void case_enter_failure(struct node *node, const struct case_entry *entry,
			struct slice release, struct arena *arena)
{
	struct case_entry failure = *entry;
	struct error unused = {0};
	char note[120];
	bool given;

	if (is_given(node, release, &given, arena, &unused) != 0 || given)
		return;
	snprintf(note, sizeof(note),
		 "%.*s: not given, the file could not be written",
		 SLICE_ARGS(entry->reference));
	failure.outcome = CASE_NOT_GIVEN;
	failure.note = slice_of(note);
	case_enter(node, &failure, arena, &unused);
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

static int settle(struct node *node, const struct builder *note,
		  unsigned int *recovered, struct error *error)
{
	char hex[NODE_COMMITMENT_DIGITS + 1];
	uint8_t hash[NODE_COMMITMENT_BYTES];
	uint64_t index;
	int32_t on;
	bool found;

	if (!read_note(builder_slice(note), hash, hex))
		return 0;
	if (register_imported(node->pupils, hash, &found, &on, error) != 0)
		return -1;
	if (!found)
		return 0;
	if (node_entry_find(node, hex, &index, error) != 0)
		return -1;
	if (index != UINT64_MAX)
		return 0;
	if (node_entry_append(node, note, &index, error) != 0)
		return -1;
	++*recovered;
	return 0;
}

int case_recover(struct node *node, unsigned int *recovered,
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
			result = settle(node, &note, recovered, error);
		if (result == 0)
			remove_note(node, &arena);
	}
	builder_release(&note);
	arena_release(&arena);
	return result;
}
