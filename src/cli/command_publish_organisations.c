/* The list of approved organisations. */
#include "base/error.h"
#include "base/json.h"
#include "cli/publishing.h"
#include "document/document.h"
#include "publish/organisations.h"
#include "words/phrasebook.h"
#include "publish/publication.h"

static int give_text(struct publishing *publishing, struct builder *text)
{
	if (text->failed)
		return error_memory(&publishing->run->error);
	return publishing_text(publishing, builder_slice(text));
}

static int give_csv(struct publishing *publishing,
		    const struct organisations *organisations,
		    struct voice *voice)
{
	struct builder text = {0};
	int result = organisations_csv(organisations, voice, &text,
				       &publishing->run->error);

	if (result == 0)
		result = give_text(publishing, &text);
	builder_release(&text);
	return result;
}

static int give_json(struct publishing *publishing,
		     const struct organisations *organisations,
		     struct voice *voice)
{
	struct builder text = {0};
	struct json json = json_writer(&text, true);
	int result = organisations_json(organisations, voice, &json,
					&publishing->run->error);

	builder_add_byte(&text, '\n');
	if (result == 0)
		result = give_text(publishing, &text);
	builder_release(&text);
	return result;
}

static int give_document(struct publishing *publishing,
			 const struct organisations *organisations,
			 struct voice *voice)
{
	struct run *run = publishing->run;
	struct document document;

	if (organisations_compose(organisations, voice, &document,
				  &run->error) != 0 ||
	    document_finish(&document, &run->error) != 0)
		return -1;
	return publishing_document(publishing, &document);
}

static int give(struct publishing *publishing,
		const struct organisations *organisations)
{
	struct voice voice = voice_of(publishing->phrasebook, AUDIENCE_STAFF,
				      &publishing->run->arena);

	if (publishing_in(publishing, "csv"))
		return give_csv(publishing, organisations, &voice);
	if (publishing_in(publishing, "json"))
		return give_json(publishing, organisations, &voice);
	return give_document(publishing, organisations, &voice);
}

static int find_format(struct publishing *publishing)
{
	static const struct publishing_form forms[] = {{"csv", ".csv"},
						       {"json", ".json"}};
	static const struct publishing_forms own = {
		.list = forms, .count = sizeof(forms) / sizeof(forms[0])};

	return publishing_format(publishing, &own);
}

static int list(struct publishing *publishing,
		const struct publication *publication)
{
	struct run *run = publishing->run;
	struct organisations organisations;

	if (organisations_read(&organisations, publishing->node, publication,
			       &run->arena, &run->error) != 0)
		return -1;
	return give(publishing, &organisations);
}

static int compose(struct publishing *publishing)
{
	const struct publication *publication;

	if (find_format(publishing) != 0)
		return -1;
	publication = publishing_publication(publishing);
	return publication == NULL ? -1 : list(publishing, publication);
}

static enum status run_organisations(struct run *run)
{
	return publishing_run(run, PUBLISHING_NODE, compose);
}

static const struct option options[] = {
	TEXT("format", "FORMAT", format,
	     "html (the default), csv, json, markdown, text or pdf"),
	PUBLISHING_LANGUAGE,
	PUBLISHING_OUT,
};

const struct command command_publish_organisations = {
	.name = "publish organisations",
	.summary = "the list of approved organisations",
	.operands = "",
	.about = "Lists the organisations with which there is an agreement, or "
		 "that were approved, with what they may receive pupils' "
		 "records for today, by what is recorded; those whose "
		 "agreement or approval has ended stand apart.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run_organisations,
};
