/* What the steps of flows are made with. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "demo/stage.h"
#include "demo/truth.h"
#include "language/diagnostic.h"
#include "share/intake.h"
#include "share/node.h"
#include "share/receive.h"
#include "share/share.h"
#include "words/phrasebook.h"

static const uint64_t file_limit_bytes = 1u << 30;

/* --- files -------------------------------------------------------------------- */

const char *stage_path(struct stage *stage, const char *name)
{
	return path_join(stage->arena, stage->directory, name);
}

int stage_write(struct stage *stage, const char *name, struct builder *content,
		const char **path, struct error *error)
{
	int result;

	*path = stage_path(stage, name);
	if (*path == NULL || content->failed)
		result = error_memory(error);
	else
		result = file_replace(*path, builder_slice(content), 0600,
				      error);
	builder_release(content);
	return result;
}

static int tell_rejection(const struct intake_file *file, const char *path,
			  struct error *error)
{
	const struct rejection *first = NULL;

	for (size_t i = 0; i < file->rejection_count && first == NULL; i++)
		if (!file->rejections[i].warning)
			first = &file->rejections[i];
	error_set(error, ERROR_INPUT, "%llu %s rejected; the first: %.*s",
		  (unsigned long long)file->rejected,
		  file->rejected == 1 ? "record" : "records",
		  first != NULL ? (int)first->message.len : 0,
		  first != NULL ? first->message.at : "");
	return error_at(error, slice_of(path_name(path)),
			first != NULL ? first->line : 0, 0, 0);
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

int stage_phrasebook(struct stage *stage, struct phrasebook **book,
		     struct error *error)
{
	struct findings findings = findings_in(stage->arena);

	if (phrasebook_load(book, stage->world->phrases, NULL,
			    stage->from->dictionary, &findings, error) != 0)
		return -1;
	return *book != NULL ? 0
			     : error_set(error, ERROR_INPUT,
					 "the phrasebook has faults");
}

/* --- what leaves ----------------------------------------------------------------- */

static void keep_text(char *to, size_t size, struct slice text)
{
	snprintf(to, size, "%.*s", SLICE_ARGS(text));
}

void stage_count(struct stage *stage, const struct share_report *report)
{
	struct step_outcome *outcome = stage->outcome;

	outcome->considered = report->considered;
	outcome->released = report->released;
	outcome->wholly = report->wholly;
	for (int gate = 0; gate < GATE_COUNT; gate++)
		outcome->withheld[gate] = report->gates[gate].pupils;
	keep_text(outcome->level, sizeof(outcome->level), report->level);
	keep_text(outcome->reference, sizeof(outcome->reference),
		  report->reference);
	keep_text(outcome->why, sizeof(outcome->why), report->refusal);
	outcome->refused = report->refused;
}

void stage_judge(struct stage *stage, const struct share_report *report)
{
	stage_count(stage, report);
	if (report->refused && stage->step->end != STEP_REFUSED)
		outcome_problem(stage->outcome, "nothing left: %.*s",
				SLICE_ARGS(report->refusal));
	if (!report->refused && stage->step->end == STEP_REFUSED)
		outcome_problem(stage->outcome,
				"it left, and was to be refused");
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

int stage_hand_over_release(struct stage *stage,
			    const struct share_report *report,
			    struct error *error)
{
	const char *file = arena_copy(stage->arena, report->file).at;
	const char *directory = arena_copy(stage->arena, report->directory).at;
	const char *manifest = NULL;

	if (file != NULL && directory != NULL)
		manifest = path_join(stage->arena, directory, "manifest.json");
	if (manifest == NULL)
		return error_memory(error);
	return stage_hand_over(stage, file, manifest, error);
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
	const char *matching =
		path_join(stage->arena, directory, "matching.key");
	const char *payload = NULL;

	if (name.at != NULL)
		payload = path_join(stage->arena, directory, name.at);

	if (manifest == NULL || payload == NULL || matching == NULL)
		return error_memory(error);
	if (file_exists(matching) &&
	    read_into(stage, matching, &stage->evidence.matching, error) != 0)
		return -1;
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

/* --- careless hands ---------------------------------------------------------------- */

bool stage_is_careless(const struct stage *stage)
{
	return (stage->world->careless >> (stage->evidence.flow - 1) & 1) != 0;
}

int stage_tell_of_somebody(struct stage *stage, const char *name,
			   struct error *error)
{
	const struct truth *truth = stage->evidence.truth;
	struct builder text = {0};
	const char *path;

	if (truth_count(truth) > 0)
		builder_add_format(&text, "%.*s %.*s was seen to be unhappy.\n",
				   SLICE_ARGS(truth_at(truth, 0)->forename),
				   SLICE_ARGS(truth_at(truth, 0)->surname));
	return stage_write(stage, name, &text, &path, error) == 0
		       ? stage_hand_over(stage, path, NULL, error)
		       : -1;
}
