/* Every document of a controller, in one directory. */
#include "base/file.h"
#include "base/json.h"
#include "cli/find.h"
#include "cli/print.h"
#include "cli/publishing.h"
#include "publish/edition.h"
#include "publish/linked_tables.h"
#include "publish/publication.h"

/* A file of answers is a few pages. */
enum { ANSWERS_LIMIT_BYTES = 4 << 20 };

static void tell(struct run *run, const struct edition *edition)
{
	const char *out = run->arguments.out;
	struct json json = json_writer(&run->out, true);

	if (!run->arguments.json) {
		builder_add_format(&run->out,
				   "%zu files in %s, to begin with at "
				   "index.html\n",
				   edition->count, out);
		return;
	}
	json_open_object(&json);
	json_key_text(&json, "directory", slice_of(out));
	json_key(&json, "files");
	json_open_array(&json);
	for (size_t i = 0; i < edition->count; i++)
		json_put_text(&json, edition->files[i].name);
	json_close_array(&json);
	json_close_object(&json);
	builder_add_byte(&run->out, '\n');
}

static void tell_unprinted(const struct edition *edition)
{
	for (size_t i = 0; i < edition->unprinted_count; i++) {
		const struct edition_unprinted *one = &edition->unprinted[i];

		print_note("there is no %s.pdf: %.*s", one->stem,
			   SLICE_ARGS(one->why));
	}
}

/* What is read beside the rules. */
struct beside {
	struct linked_tables linked;
	struct builder answers;
};

static int publish_with(struct publishing *publishing,
			const struct publication *publication,
			const struct beside *beside)
{
	struct run *run = publishing->run;
	const struct edition_request request = {
		.publication = publication,
		.book = publishing->phrasebook,
		.node = publishing->node,
		.findings = &publishing->findings,
		.answers_file = slice_of(run->arguments.answers),
		.answers = builder_slice(&beside->answers),
		.linked = &beside->linked,
		.officers = run->arguments.officers,
		.sources = run->arguments.sources,
	};
	struct edition edition;

	if (edition_make(&edition, &request, &run->arena, &run->error) != 0 ||
	    edition_save(&edition, run->arguments.out, &run->error) != 0)
		return -1;
	tell(run, &edition);
	tell_unprinted(&edition);
	return 0;
}

static int read_beside(struct run *run, struct beside *beside)
{
	const char *answers = run->arguments.answers;

	if (open_linked_tables(run, &beside->linked) != 0)
		return -1;
	if (answers == NULL)
		return 0;
	if (!run->arguments.officers) {
		error_set(&run->error, ERROR_INPUT,
			  "--with is for the record of processing, which is "
			  "not published");
		return error_hint(&run->error, "--officers makes it too");
	}
	return file_read(answers, ANSWERS_LIMIT_BYTES, &beside->answers,
			 &run->error);
}

static int publish_from(struct publishing *publishing,
			const struct publication *publication)
{
	struct beside beside = {0};
	int result = read_beside(publishing->run, &beside);

	if (result == 0)
		result = publish_with(publishing, publication, &beside);
	linked_tables_release(&beside.linked);
	builder_release(&beside.answers);
	return result;
}

static int compose(struct publishing *publishing)
{
	const struct publication *publication =
		publishing_publication(publishing);

	publishing->lists_warnings = true;
	return publication == NULL ? -1 : publish_from(publishing, publication);
}

static enum status publish_all(struct run *run)
{
	return publishing_run(run,
			      run->arguments.operands.count > 0
				      ? PUBLISHING_RULES
				      : PUBLISHING_NODE,
			      compose);
}

static const struct option options[] = {
	NEED("out", "DIRECTORY", out,
	     "where to; what an earlier edition put there is replaced"),
	FLAG("officers", officers,
	     "with what officers keep, and nobody publishes: the record of "
	     "processing, the assessment"),
	TEXT("with", "FILE", answers,
	     "the answers for the record of processing"),
	PUBLISHING_SOURCES,
	PUBLISHING_LANGUAGE,
};

const struct command command_publish_all = {
	.name = "publish all",
	.group = GROUP_PUBLISHING,
	.summary = "make every document, with a page that leads to all",
	.operands = "[NOTICE...]",
	.most = MANY,
	.about = "Makes every document of the controller in one directory: the "
		 "privacy notice in its layers and for each reader, the "
		 "leaflet, registers and lists, each as a page and as what "
		 "else it is published as, and index.html, which leads to "
		 "them.  All of them are there at one instant, or none.  "
		 "SHA256SUMS lists their hashes.  NOTICE are versions of one "
		 "controller's notice; then nothing is published that only "
		 "register and ledger know.  Without one, the node's own "
		 "rules are taken, and its key is needed.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = publish_all,
};
