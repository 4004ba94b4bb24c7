/* The data protection impact assessment (law: UK GDPR article 35). */
#include "base/error.h"
#include "cli/print.h"
#include "cli/publishing.h"
#include "publish/assessment.h"
#include "document/document.h"
#include "words/phrasebook.h"
#include "publish/publication.h"

static int give(struct publishing *publishing,
		const struct publication *publication)
{
	struct run *run = publishing->run;
	struct voice voice =
		voice_of(publishing->phrasebook, AUDIENCE_STAFF, &run->arena);
	struct document document;
	size_t open;

	if (assessment_compose(publication, &publishing->findings, &voice,
			       &document, &open, &run->error) != 0 ||
	    document_finish(&document, &run->error) != 0 ||
	    publishing_document(publishing, &document) != 0)
		return -1;
	print_note("%zu places are left to fill in", open);
	return 0;
}

static int compose(struct publishing *publishing)
{
	const struct publication *publication =
		publishing_publication(publishing);

	return publication == NULL ? -1 : give(publishing, publication);
}

static enum status run_assessment(struct run *run)
{
	return publishing_run(run, PUBLISHING_RULES, compose);
}

static const struct option options[] = {
	PUBLISHING_FORMAT, PUBLISHING_SOURCES, PUBLISHING_LANGUAGE,
	PUBLISHING_DRAFT,  PUBLISHING_OUT,
};

const struct command command_publish_assessment = {
	.name = "publish assessment",
	.summary = "the data protection impact assessment, filled in in part",
	.operands = "[NOTICE...]",
	.most = MANY,
	.about = "Writes the assessment that article 35 of the UK GDPR asks "
		 "for, in the steps of the ICO's template, as far as the rules "
		 "can tell: data, flows, special categories, risks that follow "
		 "from the rules or that 'check' finds, and the measures that "
		 "are enforced, with their clauses.  What people have to judge "
		 "is marked.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run_assessment,
};
