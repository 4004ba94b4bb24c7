/* Recording that families were given a notice: the steps of served.h. */
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "dictionary/dictionary.h"
#include "policy/notice.h"
#include "register/layer.h"
#include "register/register.h"
#include "share/node.h"
#include "share/node_note.h"
#include "share/served_parts.h"
#include "share/served_roll.h"

/* --- its reference ----------------------------------------------------------------- */

/* A ledger may know more than a register that was put back. */
static int count_entry(void *context, uint64_t index, struct slice entry,
		       struct error *error)
{
	uint64_t *most = context, number;
	struct slice reference;

	(void)index;
	(void)error;
	if (!served_entry_reference(entry, &reference))
		return 0;
	number = node_reference_number(reference, "N-");
	if (number > *most)
		*most = number;
	return 0;
}

static int next_reference(struct recording *recording, struct error *error)
{
	struct slice *references;
	uint64_t most = 0;
	size_t count;

	if (served_references(recording->node, &references, &count,
			      &recording->scratch, error) != 0 ||
	    ledger_each(recording->node->ledger, 0, count_entry, &most,
			error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (node_reference_number(references[i], "N-") > most)
			most = node_reference_number(references[i], "N-");
	snprintf(recording->reference, sizeof(recording->reference),
		 "N-%d-%04llu", date_to_civil(recording->request->today).year,
		 (unsigned long long)most + 1);
	return 0;
}

/* --- step 1: note and roll ----------------------------------------------------------- */

static const char note_name[] = "serving";

static void put_controller(const struct notice *notice, struct json *json)
{
	json_key(json, "controller");
	json_open_object(json);
	json_key_text(json, "name", notice->controller);
	if (!slice_empty(notice->laestab))
		json_key_text(json, "number", notice->laestab);
	json_close_object(json);
}

static void put_notice(const struct notice *notice, struct json *json)
{
	struct slice text = notice->source->text;
	uint8_t hash[crypto_hash_sha256_BYTES];
	struct builder hex = {0};

	crypto_hash_sha256(hash, (const unsigned char *)text.at, text.len);
	builder_add_hex(&hex, (struct slice){(const char *)hash, sizeof(hash)});
	json_key(json, "notice");
	json_open_object(json);
	json_key_text(json, "title", notice->title);
	json_key_number(json, "version", (int64_t)notice->version);
	json_key_date(json, "from", notice->from);
	json_key_text(json, "sha256", builder_slice(&hex));
	json_close_object(json);
	json->out->failed |= hex.failed;
	builder_release(&hex);
}

static void write_statement(const struct recording *recording,
			    struct builder *out)
{
	const struct serving_request *request = recording->request;
	struct json json = json_writer(out, false);

	json_open_object(&json);
	json_key_text(&json, "reference", slice_of(recording->reference));
	json_key_date(&json, "date", request->date);
	json_key_date(&json, "recorded", request->today);
	if (!slice_empty(request->by))
		json_key_text(&json, "by", request->by);
	put_controller(recording->notice, &json);
	put_notice(recording->notice, &json);
	json_close_object(&json);
}

static int write_rows(struct recording *recording, struct error *error)
{
	uint8_t(*tags)[TAG_BYTES] =
		memory_array(recording->count, sizeof(*tags));
	int result;

	if (tags == NULL)
		return error_memory(error);
	result = register_tags(recording->node->pupils, recording->ids,
			       recording->count, tags, error);
	for (size_t i = 0; result == 0 && i < recording->count; i++)
		served_roll_row(recording->ids[i], tags[i], &recording->roll);
	memory_free(tags);
	return result;
}

static int make_roll(struct recording *recording, struct error *error)
{
	struct builder statement = {0};

	write_statement(recording, &statement);
	served_roll_begin(builder_slice(&statement), &recording->roll);
	recording->roll.failed |= statement.failed;
	builder_release(&statement);
	if (write_rows(recording, error) != 0)
		return -1;
	if (recording->roll.failed)
		return error_memory(error);
	crypto_hash_sha256(recording->roll_hash,
			   (const unsigned char *)recording->roll.at,
			   recording->roll.len);
	return 0;
}

static int write_roll(struct recording *recording, struct error *error)
{
	struct arena *arena = &recording->scratch;
	const struct node *node = recording->node;
	const char *directory = served_directory(node, arena);
	const char *path =
		served_roll_path(node, slice_of(recording->reference), arena);

	if (directory == NULL || path == NULL)
		return error_memory(error);
	if (node_note_write(node, note_name, slice_of(recording->reference),
			    error) != 0 ||
	    directory_make(directory, 0700, error) != 0)
		return -1;
	return file_replace(path, builder_slice(&recording->roll), 0600, error);
}

/* --- step 2: the register ---------------------------------------------------------------- */

static void copy_items(const struct recording *recording,
		       const struct section *section,
		       struct record_maker *maker, uint32_t *count)
{
	(void)recording;
	for (uint32_t i = 0; section != NULL && i < section->count; i++) {
		const struct item *item = &section->items[i];

		for (uint32_t v = 0; v < item->count; v++)
			record_set(maker, item->values[v].field,
				   (struct slice){NULL, 0}, *count,
				   item->values[v].text);
		++*count;
	}
}

static void add_item(const struct recording *recording,
		     struct record_maker *maker, uint32_t item)
{
	const struct serving_request *request = recording->request;
	const struct served_fields *fields = &recording->fields;
	const struct slice whole = {NULL, 0};
	char number[24], date[DATE_TEXT_BYTES];

	snprintf(number, sizeof(number), "%llu",
		 (unsigned long long)request->version);
	date_format(request->date, date);
	record_set(maker, fields->version, whole, item, slice_of(number));
	record_set(maker, fields->date, whole, item, slice_of(date));
	if (!slice_empty(request->by))
		record_set(maker, fields->by, whole, item, request->by);
}

struct importing {
	struct recording *recording;
	struct import *import;
};

static int import_one(void *context, const struct record *record,
		      struct error *error)
{
	struct importing *importing = context;
	struct recording *recording = importing->recording;
	const struct serving_request *request = recording->request;
	const struct served_fields *fields = &recording->fields;
	struct record_maker maker;
	struct record made;
	uint32_t count = 0;

	arena_clear(&recording->scratch);
	maker = record_maker(recording->node->dictionary, &recording->scratch);
	copy_items(recording,
		   section_own(record_section(record, fields->category)),
		   &maker, &count);
	add_item(recording, &maker, count);
	if (record->upn.len == 0)
		record_set(&maker, fields->uln, (struct slice){NULL, 0}, 0,
			   served_text(fields, record, fields->uln));
	if (record_made(&maker, &made, error) != 0)
		return -1;
	made.upn = record->upn;
	if (import_add(importing->import, &made, error) != 0)
		return -1;
	recording->done++;
	if (request->progress.show != NULL)
		request->progress.show(request->progress.context,
				       recording->done, recording->count);
	return 0;
}

static int write_register(struct recording *recording, struct error *error)
{
	struct node *node = recording->node;
	struct origin origin = {
		.kind = SLICE("served"),
		.name = slice_of(recording->reference),
		.recorded = recording->request->today,
	};
	struct importing importing = {.recording = recording};
	struct import_counts counts;

	memcpy(origin.hash, recording->roll_hash, sizeof(origin.hash));
	if (import_begin(&importing.import, node->pupils, &origin, error) != 0)
		return -1;
	if (served_scan(node, &recording->fields, recording->ids,
			recording->count, import_one, &importing, error) != 0) {
		import_abandon(importing.import);
		return -1;
	}
	return import_commit(importing.import, &counts, error);
}

/* --- steps 3 and 4: the ledger ----------------------------------------------------------- */

static int enter(struct node *node, struct slice reference, uint64_t *index,
		 struct arena *arena, struct error *error)
{
	struct builder entry = {0};
	struct served_roll roll;
	int result = served_roll_read(node, reference, &roll, arena, error);

	if (result == 0)
		result = served_roll_entry(node, &roll, &entry, error);
	if (result == 0)
		result = ledger_append(node->ledger, builder_slice(&entry),
				       index, error);
	builder_release(&entry);
	served_roll_release(&roll);
	return result;
}

/* Nothing was recorded: whether nothing is left of it. */
static bool take_back(const struct node *node, struct slice reference,
		      struct arena *arena)
{
	const char *path = served_roll_path(node, reference, arena);

	return path != NULL && (unlink(path) == 0 || !file_exists(path));
}

static int fill_report(struct recording *recording, struct error *error)
{
	struct serving_report *report = recording->report;

	report->served = recording->count;
	report->reference =
		arena_copy(recording->arena, slice_of(recording->reference));
	return report->reference.at != NULL ? 0 : error_memory(error);
}

static int write_all(struct recording *recording, struct error *error)
{
	struct node *node = recording->node;
	struct slice reference = slice_of(recording->reference);
	struct arena *arena = &recording->scratch;

	/* The report first: what was recorded must not end in a failure. */
	if (make_roll(recording, error) != 0 ||
	    fill_report(recording, error) != 0)
		return -1;
	if (write_roll(recording, error) != 0 ||
	    write_register(recording, error) != 0) {
		if (take_back(node, reference, arena))
			node_note_remove(node, note_name);
		return -1;
	}
	/* From here on a failure is put right by the next start. */
	if (enter(node, reference, &recording->report->entry, arena, error) !=
	    0)
		return -1;
	node_note_remove(node, note_name);
	return 0;
}

static int record_serving(struct recording *recording, struct error *error)
{
	unsigned int recovered = 0;

	if (serving_check(recording, error) != 0 ||
	    served_recover(recording->node, &recovered, error) != 0 ||
	    serving_find_asked(recording, error) != 0 ||
	    serving_choose(recording, error) != 0)
		return -1;
	if (recording->report->fault_count > 0)
		return 0;
	if (next_reference(recording, error) != 0)
		return -1;
	return write_all(recording, error);
}

int served_record(struct node *node, const struct serving_request *request,
		  struct serving_report *report, struct arena *arena,
		  struct error *error)
{
	struct recording recording = {
		.node = node,
		.request = request,
		.report = report,
		.arena = arena,
	};
	int result;

	*report = (struct serving_report){0};
	result = record_serving(&recording, error);
	builder_release(&recording.roll);
	arena_release(&recording.scratch);
	return result;
}

/* --- recovering ---------------------------------------------------------------------------- */

/* Whether the register has what a list says; without a list it never got as far.
 * A list is written whole or not at all: one that is there and cannot be read was
 * damaged since, and whether it was recorded cannot be told. */
static int was_recorded(struct node *node, struct slice reference,
			bool *recorded, struct arena *arena,
			struct error *error)
{
	struct served_roll roll;
	struct error fault = {0};
	int32_t on;
	int result = 0;

	*recorded = false;
	if (served_roll_read(node, reference, &roll, arena, &fault) == 0)
		result = register_imported(node->pupils, roll.hash, recorded,
					   &on, error);
	else if (fault.code != ERROR_NOT_FOUND)
		result = -1;
	if (result != 0 && fault.code != 0 && error != NULL)
		*error = fault;
	served_roll_release(&roll);
	return result;
}

static int settle(struct node *node, struct slice reference, bool *done,
		  unsigned int *recovered, struct arena *arena,
		  struct error *error)
{
	bool recorded, found;
	uint64_t index;

	/* A note that is none says nothing. */
	if (node_reference_number(reference, "N-") == 0)
		return 0;
	if (was_recorded(node, reference, &recorded, arena, error) != 0)
		return -1;
	if (!recorded) {
		*done = take_back(node, reference, arena);
		return 0;
	}
	if (served_entry_find(node, reference, &found, &index, NULL, arena,
			      error) != 0 ||
	    (!found && enter(node, reference, &index, arena, error) != 0))
		return -1;
	*recovered += !found;
	return 0;
}

int served_recover(struct node *node, unsigned int *recovered,
		   struct error *error)
{
	const struct node_note note = {note_name, settle};

	return node_note_settle(node, &note, recovered, error);
}
