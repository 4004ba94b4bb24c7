/* What the steps of flows are made with. */
#include <string.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "demo/stage.h"
#include "share/intake.h"
#include "share/node.h"
#include "share/receive.h"

enum { BATCH = 256 };

static const uint64_t file_limit_bytes = 1u << 30;

const char *stage_path(struct stage *stage, const char *name)
{
	return path_join(stage->arena, stage->directory, name);
}

/* --- picking pupils ----------------------------------------------------------- */

struct picking {
	struct stage *stage;
	size_t most;
	bool (*wanted)(const struct stage *stage, const struct record *record);
	struct slice *upns;
	size_t count, capacity;
};

static int pick(struct picking *picking, const struct record *record,
		struct error *error)
{
	struct slice upn;

	if (slice_empty(record->upn) ||
	    (picking->wanted != NULL &&
	     !picking->wanted(picking->stage, record)))
		return 0;
	picking->upns =
		arena_grow(picking->stage->arena, picking->upns, picking->count,
			   &picking->capacity, sizeof(*picking->upns));
	upn = arena_copy(picking->stage->arena, record->upn);
	if (picking->upns == NULL || upn.at == NULL)
		return error_memory(error);
	picking->upns[picking->count++] = upn;
	return 0;
}

static bool is_full(const struct picking *picking)
{
	return picking->most > 0 && picking->count == picking->most;
}

static int pick_from(struct picking *picking, struct register_scan *scan,
		     struct arena *arena, struct error *error)
{
	struct record records[BATCH];
	size_t count;

	do {
		arena_clear(arena);
		if (register_scan_next(scan, records, BATCH, &count, arena,
				       error) != 0)
			return -1;
		for (size_t i = 0; i < count && !is_full(picking); i++) {
			uint16_t upn = (uint16_t)(dictionary_field(
							  picking->stage->from
								  ->dictionary,
							  SLICE("pupil.upn")) -
						  picking->stage->from
							  ->dictionary->fields);

			records[i].upn = record_text(
				&records[i], picking->stage->from->dictionary,
				upn);
			if (pick(picking, &records[i], error) != 0)
				return -1;
		}
	} while (count > 0 && !is_full(picking));
	return 0;
}

int stage_pick(struct stage *stage, size_t most,
	       bool (*wanted)(const struct stage *stage,
			      const struct record *record),
	       struct error *error)
{
	struct picking picking = {stage, most, wanted, NULL, 0, 0};
	struct arena arena = {0};
	struct register_scan *scan;
	uint64_t *ids;
	size_t count;
	int result = register_pupils(stage->from->pupils, &ids, &count,
				     stage->arena, error);

	if (result != 0)
		return -1;
	if (register_scan_open(&scan, stage->from->pupils, ids, count,
			       UINT64_MAX, error) != 0)
		return -1;
	result = pick_from(&picking, scan, &arena, error);
	register_scan_close(scan);
	arena_release(&arena);
	if (result != 0)
		return -1;
	if (picking.count == 0)
		return error_set(error, ERROR_NOT_FOUND,
				 "%s holds no pupil whom the step is about",
				 stage->from_site->id);
	stage->upns = picking.upns;
	stage->upn_count = picking.count;
	return 0;
}

/* --- files -------------------------------------------------------------------- */

static int tell_rejection(const struct intake_file *file, const char *path,
			  struct error *error)
{
	const struct rejection *first = NULL;

	for (size_t i = 0; i < file->rejection_count && first == NULL; i++)
		if (!file->rejections[i].warning)
			first = &file->rejections[i];
	error_set(error, ERROR_INPUT, "%llu records rejected; the first: %.*s",
		  (unsigned long long)file->rejected,
		  first != NULL ? (int)first->message.len : 0,
		  first != NULL ? first->message.at : "");
	return error_at(error, slice_of(path), first != NULL ? first->line : 0,
			0, 0);
}

int stage_import(struct stage *stage, struct node *node, const char *path,
		 const char *format, struct error *error)
{
	struct intake_request request = {
		.files = &path,
		.file_count = 1,
		.format = slice_of(format),
		.today = stage->today,
	};
	struct intake_report report = {0};

	if (intake(node, &request, &report, stage->arena, error) != 0)
		return -1;
	if (report.imported)
		return 0;
	return tell_rejection(&report.files[0], path, error);
}

static int read_into(struct stage *stage, const char *path, struct slice *bytes,
		     struct error *error)
{
	struct builder content = {0};
	int result = file_read(path, file_limit_bytes, &content, error);

	if (result == 0) {
		*bytes = arena_copy(stage->arena, builder_slice(&content));
		if (bytes->at == NULL)
			result = error_memory(error);
	}
	builder_release(&content);
	return result;
}

int stage_hand_over(struct stage *stage, const char *path, const char *manifest,
		    struct error *error)
{
	struct promise_evidence *evidence = &stage->evidence;
	struct promise_file *files = arena_array(
		stage->arena, evidence->file_count + 1, sizeof(*files));

	if (files == NULL)
		return error_memory(error);
	if (evidence->file_count > 0)
		memcpy(files, evidence->files,
		       evidence->file_count * sizeof(*files));
	files[evidence->file_count].name =
		arena_copy(stage->arena, slice_of(path_name(path)));
	if (read_into(stage, path, &files[evidence->file_count].bytes, error) !=
	    0)
		return -1;
	evidence->files = files;
	evidence->file_count++;
	return manifest != NULL
		       ? read_into(stage, manifest, &evidence->manifest, error)
		       : 0;
}

/* --- what arrives -------------------------------------------------------------- */

static int hand_over_opened(struct stage *stage,
			    const struct received *received,
			    const char *directory, struct error *error)
{
	const char *manifest =
		path_join(stage->arena, directory, "manifest.json");
	struct slice name =
		arena_copy(stage->arena, received->manifest->payload.file);
	const char *payload = NULL;

	if (name.at != NULL)
		payload = path_join(stage->arena, directory, name.at);
	if (manifest == NULL || payload == NULL)
		return error_memory(error);
	return stage_hand_over(stage, payload, manifest, error);
}

int stage_open(struct stage *stage, const char *package, struct error *error)
{
	const char *directory = stage_path(stage, "opened");
	struct received received;
	int result;

	if (directory == NULL)
		return error_memory(error);
	if (received_open(stage->to, package, stage->today, &received,
			  stage->arena, error) != 0)
		return -1;
	result = received_write(stage->to, &received, directory, stage->today,
				error);
	if (result == 0)
		result = hand_over_opened(stage, &received, directory, error);
	received_close(&received);
	return result;
}
