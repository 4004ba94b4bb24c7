#include <inttypes.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/rejections.h"
#include "cli/words.h"
#include "share/intake.h"
#include "share/message.h"
#include "share/node.h"

/* --- as text ------------------------------------------------------------------------ */

static void add_outcome(const struct intake_file *file, struct builder *out)
{
	const struct import_counts *counts = &file->counts;

	if (file->seen_before) {
		builder_add_text(out, "  this file was imported before, on ");
		words_add_date(file->seen_on, out);
		builder_add_text(out, "; nothing changed\n");
		return;
	}
	if (!file->imported) {
		builder_add_text(out, "  nothing was changed; --accept-partial "
				      "takes the good records\n");
		return;
	}
	builder_add_format(out,
			   "  pupils: %" PRIu64 " new, %" PRIu64
			   " changed, %" PRIu64 " unchanged\n",
			   counts->pupils_new, counts->pupils_changed,
			   counts->pupils_unchanged);
	if (counts->pupils_newer == 0)
		return;
	builder_add_text(out, "  this file tells of ");
	words_add_date(file->as_of, out);
	builder_add_text(out, "; of ");
	text_add_count(counts->pupils_newer, "pupil", "pupils", out);
	builder_add_text(out, " what files of a later day say stays\n");
}

static void add_file(struct run *run, const struct intake_file *file)
{
	struct builder *out = &run->out;

	rejections_add(file, REJECTIONS_SHOWN, out);
	screen_add(&run->screen, STYLE_BOLD, slice_of(file->path), out);
	if (file->format != NULL)
		builder_add_format(out, " (%s", file->format);
	if (file->format != NULL && file->sender.len > 0) {
		builder_add_text(out, ", from ");
		text_add_clean(file->sender, out);
	}
	if (file->format != NULL)
		builder_add_byte(out, ')');
	if (file->with != NULL) {
		builder_add_text(out, ": read with ");
		text_add_clean(slice_of(path_name(file->with)), out);
		builder_add_byte(out, '\n');
		return;
	}
	if (!file->seen_before) {
		builder_add_text(out, ": ");
		text_add_count(file->records, "record", "records", out);
	}
	if (file->rejected > 0)
		builder_add_format(out, ", %" PRIu64 " rejected",
				   file->rejected);
	builder_add_byte(out, '\n');
	add_outcome(file, out);
}

/* --- as JSON ------------------------------------------------------------------------ */

static void put_counts(struct json *json, const struct import_counts *counts)
{
	json_key_number(json, "new", (int64_t)counts->pupils_new);
	json_key_number(json, "changed", (int64_t)counts->pupils_changed);
	json_key_number(json, "unchanged", (int64_t)counts->pupils_unchanged);
	json_key_number(json, "newer", (int64_t)counts->pupils_newer);
}

static void put_file(struct json *json, const struct intake_file *file)
{
	json_open_object(json);
	json_key_text(json, "file", slice_of(file->path));
	if (file->format != NULL)
		json_key_text(json, "format", slice_of(file->format));
	if (file->sender.len > 0)
		json_key_text(json, "sender", file->sender);
	if (file->with != NULL)
		json_key_text(json, "with", slice_of(file->with));
	json_key_number(json, "records", (int64_t)file->records);
	json_key_number(json, "rejected", (int64_t)file->rejected);
	json_key_number(json, "warnings", (int64_t)file->warnings);
	json_key_boolean(json, "imported", file->imported);
	if (file->seen_before)
		json_key_date(json, "importedBefore", file->seen_on);
	put_counts(json, &file->counts);
	rejections_put(file, json);
	json_close_object(json);
}

static void add_json(struct run *run, const struct intake_report *report)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key_boolean(&json, "imported", report->imported);
	put_counts(&json, &report->counts);
	json_key(&json, "files");
	json_open_array(&json);
	for (size_t i = 0; i < report->file_count; i++)
		put_file(&json, &report->files[i]);
	json_close_array(&json);
	json_close_object(&json);
	run_json_end(run);
}

/* --- the command ---------------------------------------------------------------------- */

static void show_progress(void *context, const char *file, uint64_t done,
			  uint64_t total)
{
	(void)file;
	progress_show(context, done >> 10, total >> 10);
}

static int write_report(struct run *run, const struct intake_report *report)
{
	struct builder text = {0};
	int result;

	for (size_t i = 0; i < report->file_count; i++)
		rejections_add(&report->files[i], SIZE_MAX, &text);
	if (text.failed)
		result = error_memory(&run->error);
	else
		result = file_replace(run->arguments.report,
				      builder_slice(&text), 0600, &run->error);
	builder_release(&text);
	return result;
}

/* What changed may have gone out before, and must then be told. */
static int tell_of_messages(struct run *run, struct node *node)
{
	uint64_t found;

	if (messages_find(node, &found, &run->error) != 0)
		return -1;
	if (found > 0)
		print_note("%llu message%s to recipients due, since what they "
			   "were sent has changed; 'hornbook notify' sends "
			   "them",
			   (unsigned long long)found,
			   found == 1 ? " is" : "s are");
	return 0;
}

static enum status take(struct run *run, struct node *node)
{
	const struct arguments *arguments = &run->arguments;
	struct progress progress = progress_start("KiB");
	struct intake_request request = {
		.files = arguments->operands.list,
		.file_count = arguments->operands.count,
		.format = slice_of(arguments->format),
		.mapping = arguments->mapping,
		.accept_partial = arguments->accept_partial,
		.today = clock_today(arguments),
		.progress = show_progress,
		.context = &progress,
	};
	struct intake_report report = {0};
	int result = intake(node, &request, &report, &run->arena, &run->error);
	size_t whole = report.file_count;

	progress_end(&progress);
	/* The last one is the one that failed. */
	if (result != 0 && whole > 0)
		report.file_count = --whole;
	if (arguments->json && result == 0)
		add_json(run, &report);
	for (size_t i = 0; !arguments->json && i < whole; i++)
		add_file(run, &report.files[i]);
	if (result != 0) {
		print_flush(run);
		return run_failure(run);
	}
	if (arguments->report != NULL && write_report(run, &report) != 0)
		return run_failure(run);
	if (tell_of_messages(run, node) != 0)
		return run_failure(run);
	return report.imported ? STATUS_DONE : STATUS_INPUT;
}

static enum status import(struct run *run)
{
	struct node *node;
	enum status status;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	status = take(run, node);
	node_close(node);
	return status;
}

static const struct option options[] = {
	TEXT("format", "FORMAT", format,
	     "the files' format (csv, ctf); else it is recognised"),
	TEXT("mapping", "FILE", mapping,
	     "which column of a CSV file is which field"),
	FLAG("accept-partial", accept_partial,
	     "take the good records of a file that has bad ones"),
	TEXT("report", "FILE", report, "write all that was found to a file"),
};

const struct command command_import = {
	.name = "import",
	.group = GROUP_DATA,
	.summary = "take pupils' records in",
	.operands = "FILE...",
	.least = 1,
	.most = MANY,
	.about = "Takes records into the node, one transaction for each file: "
		 "all of it or nothing.  Records that are not good are listed "
		 "with their place and rule, and then nothing of the file is "
		 "taken, unless --accept-partial is given.  A file that was "
		 "imported before changes nothing.  Tables of one census "
		 "(2026_spring_pupilonroll.csv, 2026_spring_senneeds.csv) are "
		 "read together when they are given together.  A census of an "
		 "earlier day does not change what one of a later day said.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = import,
};
