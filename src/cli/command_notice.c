/* The privacy notice, for families and for those who receive. */
#include "base/error.h"
#include "cli/publishing.h"
#include "publish/notice_document.h"
#include "publish/publication.h"

/* --- what is asked for ------------------------------------------------------ */

static int find_layer(struct run *run, enum notice_layer *layer)
{
	const char *name = run->arguments.layer;

	*layer = LAYER_FULL;
	if (name == NULL || notice_layer_find(slice_of(name), layer))
		return 0;
	error_set(&run->error, ERROR_INPUT, "a notice has no layer '%.40s'",
		  name);
	return error_hint(&run->error, "it has short, full and sharing");
}

/* --- composing -------------------------------------------------------------------- */

static int compose_from(struct publishing *publishing,
			const struct publication *publication)
{
	struct run *run = publishing->run;
	struct notice_document_request request = {
		.publication = publication,
		.book = publishing->phrasebook,
		.draft = publishing->draft,
	};
	struct document document;

	if (find_layer(run, &request.layer) != 0 ||
	    publishing_audience(run, &request.audience) != 0 ||
	    notice_document(&document, &request, &run->arena, &run->error) != 0)
		return -1;
	return publishing_document(publishing, &document);
}

static int compose(struct publishing *publishing)
{
	const struct publication *publication =
		publishing_publication(publishing);

	publishing->lists_warnings = true;
	return publication == NULL ? -1 : compose_from(publishing, publication);
}

static enum status notice(struct run *run)
{
	return publishing_run(run, PUBLISHING_RULES, compose);
}

static const struct option options[] = {
	TEXT("layer", "LAYER", layer,
	     "short (one page), full (the default), or sharing (who gets "
	     "what)"),
	TEXT("for", "READER", audience,
	     "parents (the default), primary or secondary (pupils of that "
	     "age), or staff (of those who receive)"),
	PUBLISHING_FORMAT,
	PUBLISHING_SOURCES,
	PUBLISHING_LANGUAGE,
	PUBLISHING_DRAFT,
	PUBLISHING_OUT,
};

const struct command command_notice = {
	.name = "notice",
	.group = GROUP_PUBLISHING,
	.summary = "write the privacy notice from the rules that decide",
	.operands = "[NOTICE...]",
	.most = MANY,
	.about = "Writes the privacy notice as it takes effect on the day: "
		 "what is held, who gets it, by which law, what families can "
		 "say to it, in the words of a phrasebook.  NOTICE are "
		 "versions of one controller's notice; without one, the "
		 "node's own are taken.  It tells of nothing that would be "
		 "refused, and leaves out nothing that may go.  A notice in "
		 "which 'check' finds an error is not published; warnings are "
		 "listed on standard error.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = notice,
};
