/* The record of processing activities (law: UK GDPR article 30). */
#include "base/error.h"
#include "base/file.h"
#include "cli/progress.h"
#include "cli/publishing.h"
#include "document/document.h"
#include "words/phrasebook.h"
#include "publish/processing.h"
#include "publish/publication.h"
#include "publish/retention.h"
#include "share/commitment.h"

/* A file of answers is a few pages. */
enum { ANSWERS_LIMIT = 4 << 20 };

static void show(void *context, uint64_t done, uint64_t total)
{
	progress_show(context, done, total);
}

static int read_answers(struct publishing *publishing,
			struct processing *processing)
{
	struct run *run = publishing->run;
	const char *path = run->arguments.answers;
	struct builder bytes = {0};
	int result;

	if (path == NULL)
		return 0;
	result = file_read(path, ANSWERS_LIMIT, &bytes, &run->error);
	if (result == 0)
		result = processing_answers_read(processing, slice_of(path),
						 builder_slice(&bytes),
						 &run->arena, &run->error);
	builder_release(&bytes);
	return result;
}

static int give_text(struct publishing *publishing,
		     const struct processing *processing, struct voice *voice,
		     int (*write)(const struct processing *processing,
				  struct voice *voice, struct builder *out,
				  struct error *error))
{
	struct builder text = {0};
	int result = write(processing, voice, &text, &publishing->run->error);

	if (result == 0)
		result = publishing_text(publishing, builder_slice(&text));
	builder_release(&text);
	return result;
}

/* A file that an office has filled in is not made empty again. */
static int keeps_answers(struct run *run)
{
	const struct arguments *arguments = &run->arguments;

	if (arguments->out == NULL || arguments->answers != NULL ||
	    !file_exists(arguments->out))
		return 0;
	error_set(&run->error, ERROR_INPUT,
		  "there is a file already, and it may have answers");
	error_hint(&run->error, "--with keeps the answers of a file; or name "
				"another one with --out");
	return error_at(&run->error, slice_of(arguments->out), 0, 0, 0);
}

static int give(struct publishing *publishing,
		const struct processing *processing)
{
	struct run *run = publishing->run;
	struct voice voice =
		voice_of(publishing->phrasebook, AUDIENCE_STAFF, &run->arena);
	struct document document;

	if (run->arguments.template)
		return keeps_answers(run) != 0
			       ? -1
			       : give_text(publishing, processing, &voice,
					   processing_template);
	if (publishing_in(publishing, "csv"))
		return give_text(publishing, processing, &voice,
				 processing_csv);
	if (processing_compose(processing, &voice, &document, &run->error) !=
		    0 ||
	    document_finish(&document, &run->error) != 0)
		return -1;
	return publishing_document(publishing, &document);
}

/* Where there is a node it is looked into. */
static int look(struct publishing *publishing,
		const struct publication *publication,
		struct retention *retention, const struct retention **found)
{
	struct run *run = publishing->run;
	struct progress shown;
	const struct commitment_progress progress = {show, &shown};
	int result;

	*found = NULL;
	if (publishing->node == NULL || run->arguments.template)
		return 0;
	shown = progress_start("pupils");
	result = retention_read(retention, publishing->node, publication,
				&progress, &run->arena, &run->error);
	progress_end(&shown);
	*found = retention;
	publishing->kept =
		true; /* what the register shows is no page to publish */
	return result;
}

static int record(struct publishing *publishing,
		  const struct publication *publication)
{
	struct run *run = publishing->run;
	const struct retention *found;
	struct retention retention;
	struct processing processing;

	if (look(publishing, publication, &retention, &found) != 0 ||
	    processing_make(&processing, publication, found, &run->arena,
			    &run->error) != 0 ||
	    read_answers(publishing, &processing) != 0)
		return -1;
	return give(publishing, &processing);
}

/* The template is a file of its own kind. */
static int find_format(struct publishing *publishing)
{
	static const struct publishing_form forms[] = {{"csv", ".csv"}};
	static const struct publishing_forms own = {.list = forms, .count = 1};

	return publishing->run->arguments.template
		       ? 0
		       : publishing_format(publishing, &own);
}

static int compose(struct publishing *publishing)
{
	const struct publication *publication;

	if (find_format(publishing) != 0)
		return -1;
	publication = publishing_publication(publishing);
	return publication == NULL ? -1 : record(publishing, publication);
}

static enum status run_processing(struct run *run)
{
	return publishing_run(run,
			      run->arguments.operands.count > 0
				      ? PUBLISHING_RULES
				      : PUBLISHING_NODE,
			      compose);
}

static const struct option options[] = {
	FLAG("template", template,
	     "write the file of what only a person can answer, to fill in"),
	TEXT("with", "FILE", answers, "the answers, in such a file"),
	TEXT("format", "FORMAT", format,
	     "html (the default), csv, markdown, text or pdf"),
	PUBLISHING_SOURCES,
	PUBLISHING_LANGUAGE,
	PUBLISHING_OUT,
};

const struct command command_publish_processing = {
	.name = "publish processing",
	.summary = "the record of processing activities",
	.operands = "[NOTICE...]",
	.most = MANY,
	.about = "Writes the record that article 30 of the UK GDPR asks for, "
		 "with the thirty columns of the ICO's template.  Eleven are "
		 "worked out from the rules and, where no NOTICE is named, "
		 "from the node's register and ledger: whether data is kept "
		 "and erased as stated, and if not why.  The others are "
		 "answered in a file.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run_processing,
};
