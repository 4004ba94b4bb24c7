/* The register of releases, derived from the ledger. */
#include "base/json.h"
#include "cli/find.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/publishing.h"
#include "dictionary/dictionary.h"
#include "policy/level.h"
#include "document/document.h"
#include "words/phrasebook.h"
#include "publish/linked_data.h"
#include "publish/releases.h"
#include "share/commitment.h"

struct listing {
	struct publishing *publishing;
	struct release_register releases;
	struct release_filter filter;
	struct voice voice;
};

/* --- what is asked for ----------------------------------------------------------- */

static int find_level(struct listing *listing)
{
	struct run *run = listing->publishing->run;
	struct slice asked = slice_of(run->arguments.level);
	struct level level;

	if (slice_empty(asked) || slice_is(asked, "aggregate") ||
	    level_read(listing->publishing->dictionary, asked, &level)) {
		listing->filter.level = asked;
		return 0;
	}
	error_set(&run->error, ERROR_INPUT, "there is no level '%.*s'",
		  asked.len > 60 ? 60 : (int)asked.len, asked.at);
	return error_hint(&run->error, "named, pupil, inside, anonymised, "
				       "aggregate");
}

static int find_filter(struct listing *listing)
{
	struct run *run = listing->publishing->run;
	struct arguments *arguments = &run->arguments;
	const struct dictionary *dictionary = listing->publishing->dictionary;

	listing->filter = (struct release_filter){
		.all = arguments->all,
		.from = arguments->from,
		.to = arguments->until,
		.recipient = DICTIONARY_NONE,
	};
	if (need_body(run, dictionary, &arguments->to) != 0)
		return -1;
	if (arguments->to != NULL)
		listing->filter.recipient = dictionary_body(
			dictionary, slice_of(arguments->to), NULL);
	if (arguments->from != DATE_NONE && arguments->until != DATE_NONE &&
	    arguments->until < arguments->from)
		return error_set(&run->error, ERROR_INPUT,
				 "--until is before --from");
	return find_level(listing);
}

/* --- formats ----------------------------------------------------------------------- */

static int give(struct listing *listing, struct builder *text)
{
	struct run *run = listing->publishing->run;

	return text->failed ? error_memory(&run->error)
			    : publishing_text(listing->publishing,
					      builder_slice(text));
}

static int give_csv(struct listing *listing)
{
	struct builder text = {0};
	int result = releases_csv(&listing->releases, &listing->filter,
				  &listing->voice, &text,
				  &listing->publishing->run->error);

	if (result == 0)
		result = give(listing, &text);
	builder_release(&text);
	return result;
}

static int give_json(struct listing *listing)
{
	struct builder text = {0};
	struct json json = json_writer(&text, true);
	int result = releases_json(&listing->releases, &listing->filter,
				   &listing->voice, &json,
				   &listing->publishing->run->error);

	builder_add_byte(&text, '\n');
	if (result == 0)
		result = give(listing, &text);
	builder_release(&text);
	return result;
}

static int give_atom(struct listing *listing)
{
	struct run *run = listing->publishing->run;
	struct builder text = {0};
	int result = releases_atom(
		&listing->releases, &listing->filter, &listing->voice,
		slice_of(run->arguments.address), &text, &run->error);

	if (result == 0)
		result = give(listing, &text);
	builder_release(&text);
	return result;
}

static int give_document(struct listing *listing)
{
	struct run *run = listing->publishing->run;
	struct document document;

	if (releases_compose(&listing->releases, &listing->filter,
			     &listing->voice, &document, &run->error) != 0 ||
	    document_finish(&document, &run->error) != 0)
		return -1;
	return publishing_document(listing->publishing, &document);
}

/* All others are a document's. */
static const struct {
	const char *name;
	int (*give)(struct listing *listing);
} formats[] = {
	{"csv", give_csv},
	{"json", give_json},
	{"atom", give_atom},
};

static int find_format(struct publishing *publishing)
{
	static const struct publishing_form forms[] = {
		{"csv", ".csv"}, {"atom", ".atom"}, {"json", ".json"}};
	static const struct publishing_forms own = {
		.list = forms, .count = sizeof(forms) / sizeof(forms[0])};

	return publishing_format(publishing, &own);
}

static int give_format(struct listing *listing)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (publishing_in(listing->publishing, formats[i].name))
			return formats[i].give(listing);
	return give_document(listing);
}

/* Readers of feeds fetch it by http. */
static int check_address(struct publishing *publishing)
{
	struct run *run = publishing->run;
	struct slice address = slice_of(run->arguments.address);

	if (run->arguments.address == NULL)
		return 0;
	if ((slice_starts_with(address, SLICE("https://")) ||
	     slice_starts_with(address, SLICE("http://"))) &&
	    linked_base_good(address) && document_may_link(address)) {
		if (publishing_in(publishing, "atom"))
			return 0;
		error_set(&run->error, ERROR_INPUT,
			  "--address is for the feed");
		return error_hint(&run->error, "add --format atom");
	}
	error_set(&run->error, ERROR_INPUT,
		  "--address is no address of a page: '%.100s'",
		  run->arguments.address);
	return error_hint(&run->error, "give one such as "
				       "https://school.example/releases.atom");
}

/* --- the command ---------------------------------------------------------------------- */

static void show(void *context, uint64_t done, uint64_t total)
{
	progress_show(context, done, total);
}

static int read_releases(struct listing *listing)
{
	struct publishing *publishing = listing->publishing;
	struct run *run = publishing->run;
	struct progress shown = progress_start("pupils");
	const struct commitment_progress progress = {show, &shown};
	int result = releases_read(&listing->releases, publishing->node,
				   &progress, &run->arena, &run->error);

	progress_end(&shown);
	return result;
}

static int compose(struct publishing *publishing)
{
	struct listing listing = {
		.publishing = publishing,
		.voice = voice_of(publishing->phrasebook, AUDIENCE_STAFF,
				  &publishing->run->arena),
	};

	publishing->kept = publishing->run->arguments.all;
	if (find_format(publishing) != 0 || check_address(publishing) != 0 ||
	    find_filter(&listing) != 0 || read_releases(&listing) != 0)
		return -1;
	return give_format(&listing);
}

static enum status run_releases(struct run *run)
{
	return publishing_run(run, PUBLISHING_NODE, compose);
}

static const struct option options[] = {
	TEXT("format", "FORMAT", format,
	     "html (the default), csv, atom, json, markdown, text or pdf"),
	DATE("from", from, "releases from this day on"),
	DATE("until", until, "releases up to this day"),
	TEXT("to", "BODY", to, "releases to this recipient"),
	TEXT("level", "LEVEL", level,
	     "releases at this level: named, pupil, inside, anonymised, "
	     "aggregate"),
	FLAG("all", all,
	     "also what the public register does not list; not for "
	     "publication"),
	TEXT("address", "URL", address,
	     "where the feed will be found, which it then says itself"),
	PUBLISHING_LANGUAGE,
	PUBLISHING_OUT,
};

const struct command command_publish_releases = {
	.name = "publish releases",
	.summary = "the register of releases, derived from the ledger",
	.operands = "",
	.about = "Makes the public register of who has received pupils' "
		 "records: page, CSV, JSON or Atom feed, derived from the "
		 "ledger, which is verified first, and from the manifests "
		 "that it commits to.  What could point to one child is "
		 "counted and not listed.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run_releases,
};
