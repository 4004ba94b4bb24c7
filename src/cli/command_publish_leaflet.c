/* The leaflet of what must be answered and what may be left out. */
#include "base/error.h"
#include "cli/publishing.h"
#include "document/document.h"
#include "publish/leaflet.h"
#include "words/phrasebook.h"
#include "publish/publication.h"

static int find_audience(struct run *run, enum audience *audience)
{
	const char *name = run->arguments.audience;

	*audience = AUDIENCE_PARENT;
	if (name == NULL || slice_is(slice_of(name), "parents"))
		return 0;
	*audience = AUDIENCE_SECONDARY;
	if (slice_is(slice_of(name), "secondary"))
		return 0;
	error_set(&run->error, ERROR_INPUT, "no leaflet is for '%.40s'", name);
	return error_hint(&run->error, "it is for parents or secondary");
}

static int give(struct publishing *publishing,
		const struct publication *publication)
{
	struct run *run = publishing->run;
	struct document document;
	enum audience audience;
	struct voice voice;

	if (find_audience(run, &audience) != 0)
		return -1;
	voice = voice_of(publishing->phrasebook, audience, &run->arena);
	if (leaflet_compose(publication, &voice, &document, &run->error) != 0 ||
	    document_finish(&document, &run->error) != 0)
		return -1;
	return publishing_document(publishing, &document);
}

static int compose(struct publishing *publishing)
{
	const struct publication *publication =
		publishing_publication(publishing);

	return publication == NULL ? -1 : give(publishing, publication);
}

static enum status run_leaflet(struct run *run)
{
	return publishing_run(run, PUBLISHING_RULES, compose);
}

static const struct option options[] = {
	TEXT("for", "READER", audience,
	     "parents (the default), or secondary (pupils of that age)"),
	PUBLISHING_FORMAT,
	PUBLISHING_SOURCES,
	PUBLISHING_LANGUAGE,
	PUBLISHING_OUT,
};

const struct command command_publish_leaflet = {
	.name = "publish leaflet",
	.summary = "what must be answered on a form, and what need not",
	.operands = "[NOTICE...]",
	.most = MANY,
	.about = "Writes the leaflet that goes with a form: for each question "
		 "whether it must be answered, why it is asked and by which "
		 "law, and how not to answer, by the labels of the notice and "
		 "the dictionary.  Where these differ, or where a question has "
		 "no label, 'hornbook check' says so.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run_leaflet,
};
