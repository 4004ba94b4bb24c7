/* Pictures of what is published: the flow map, the matrix, a child's timeline. */
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "cli/print.h"
#include "cli/publishing.h"
#include "dictionary/dictionary.h"
#include "document/document.h"
#include "words/phrasebook.h"
#include "publish/picture.h"
#include "publish/publication.h"
#include "publish/releases.h"
#include "register/message.h"
#include "register/register.h"
#include "share/message.h"
#include "share/node.h"
#include "share/pupil_find.h"
#include "share/told.h"

/* --- what is asked for ------------------------------------------------------------- */

/* The picture alone, or a document with it. */
static int find_format(struct publishing *publishing)
{
	static const struct publishing_form forms[] = {{"svg", ".svg"}};
	static const struct publishing_forms own = {.list = forms, .count = 1};

	return publishing_format(publishing, &own);
}

/* --- giving ------------------------------------------------------------------------- */

/* One figure of a document, as a file. */
static int give_svg(struct publishing *publishing,
		    const struct document *document)
{
	struct builder text = {0};
	int result;

	document_figure_svg(document->root->children, &text);
	result = text.failed
			 ? error_memory(&publishing->run->error)
			 : publishing_text(publishing, builder_slice(&text));
	builder_release(&text);
	return result;
}

/* What is to be drawn. */
struct pictured {
	const struct publication *publication;
	struct voice voice;
	const struct picture_event *events; /* of a timeline */
	size_t event_count;
};

struct kind {
	void (*figure)(struct document *document, struct pictured *pictured);
	void (*page)(struct document *document, struct pictured *pictured);
};

static int give(struct publishing *publishing, struct pictured *pictured,
		const struct kind *kind)
{
	struct run *run = publishing->run;
	const struct document_about about = {
		.title = pictured->publication->controller,
		.language = phrasebook_language(publishing->phrasebook),
		.date = DATE_NONE,
	};
	bool svg = publishing_in(publishing, "svg");
	struct document document;

	if (svg) {
		document_begin(&document, &run->arena, &about);
		kind->figure(&document, pictured);
	} else {
		kind->page(&document, pictured);
	}
	if (document_finish(&document, &run->error) != 0)
		return -1;
	if (pictured->voice.failed)
		return error_memory(&run->error);
	return svg ? give_svg(publishing, &document)
		   : publishing_document(publishing, &document);
}

static int give_publication(struct publishing *publishing,
			    struct pictured *pictured, const struct kind *kind)
{
	enum audience audience;

	if (publishing_audience(publishing->run, &audience) != 0)
		return -1;
	pictured->publication = publishing_publication(publishing);
	if (pictured->publication == NULL)
		return -1;
	pictured->voice = voice_of(publishing->phrasebook, audience,
				   &publishing->run->arena);
	return give(publishing, pictured, kind);
}

/* --- map and matrix ------------------------------------------------------------------- */

static void map_figure(struct document *document, struct pictured *pictured)
{
	picture_map(document, pictured->publication, &pictured->voice);
}

static void map_page(struct document *document, struct pictured *pictured)
{
	picture_map_page(document, pictured->publication, &pictured->voice);
}

static void matrix_figure(struct document *document, struct pictured *pictured)
{
	picture_matrix(document, pictured->publication, &pictured->voice);
}

static void matrix_page(struct document *document, struct pictured *pictured)
{
	picture_matrix_page(document, pictured->publication, &pictured->voice);
}

static int compose_map(struct publishing *publishing)
{
	static const struct kind kind = {map_figure, map_page};
	struct pictured pictured = {0};

	if (find_format(publishing) != 0)
		return -1;
	return give_publication(publishing, &pictured, &kind);
}

static int compose_matrix(struct publishing *publishing)
{
	static const struct kind kind = {matrix_figure, matrix_page};
	struct pictured pictured = {0};

	if (find_format(publishing) != 0)
		return -1;
	return give_publication(publishing, &pictured, &kind);
}

/* --- the timeline ------------------------------------------------------------------------ */

static void timeline_figure(struct document *document,
			    struct pictured *pictured)
{
	picture_timeline(document, pictured->events, pictured->event_count,
			 &pictured->voice);
}

static void timeline_page(struct document *document, struct pictured *pictured)
{
	picture_timeline_page(document, pictured->events, pictured->event_count,
			      pictured->publication, &pictured->voice);
}

/* What came of releases. */
struct aftermath {
	uint64_t pupil;
	struct release_register releases;
	struct register_message *messages;
	size_t message_count;
};

static int find_aftermath(struct publishing *publishing, uint64_t pupil,
			  struct aftermath *aftermath)
{
	struct run *run = publishing->run;
	struct node *node = publishing->node;
	uint64_t found;

	aftermath->pupil = pupil;
	if (messages_find(node, &found, &run->error) != 0 ||
	    register_messages(node->pupils, true, &aftermath->messages,
			      &aftermath->message_count, &run->arena,
			      &run->error) != 0)
		return -1;
	return releases_read(&aftermath->releases, node, NULL, &run->arena,
			     &run->error);
}

static struct picture_after after_message(const struct register_message *one)
{
	static const enum picture_after_kind kinds[] = {
		[MESSAGE_CORRECTION] = AFTER_CORRECTION,
		[MESSAGE_ERASURE] = AFTER_ERASURE,
		[MESSAGE_RECALL] = AFTER_RECALL,
	};
	static const enum picture_after_state states[] = {
		[MESSAGE_DUE] = AFTER_DUE,
		[MESSAGE_SENT] = AFTER_SENT,
		[MESSAGE_SETTLED] = AFTER_SETTLED,
	};

	return (struct picture_after){
		.kind = kinds[one->kind],
		.state = states[one->state],
		.date = one->created,
		.settled = one->settled,
	};
}

/* What the ledger vouches for; NULL: the release is not in it. */
static const struct published_release *
find_published(const struct release_register *releases,
	       const struct release *release)
{
	for (size_t i = 0; i < releases->count; i++)
		if (releases->list[i].entered->release.id == release->id)
			return &releases->list[i];
	return NULL;
}

/* A recall is of the whole, and of no pupil. */
static int find_after(struct run *run, const struct aftermath *aftermath,
		      const struct release *release,
		      struct picture_event *event)
{
	const struct published_release *published =
		find_published(&aftermath->releases, release);
	struct picture_after *after = arena_array(
		&run->arena, aftermath->message_count + 1, sizeof(*after));

	if (after == NULL)
		return error_memory(&run->error);
	event->after = after;
	for (size_t i = 0; i < aftermath->message_count; i++) {
		const struct register_message *one = &aftermath->messages[i];

		if (one->release == release->id &&
		    (one->pupil == aftermath->pupil ||
		     one->kind == MESSAGE_RECALL))
			after[event->after_count++] = after_message(one);
	}
	if (published == NULL)
		return 0;
	event->number = published->manifest.recipient.number;
	if (published->destroyed != DATE_NONE)
		after[event->after_count++] = (struct picture_after){
			.kind = AFTER_DESTROYED,
			.date = published->destroyed,
		};
	return 0;
}

static int find_events(struct publishing *publishing, struct pictured *pictured)
{
	struct aftermath aftermath = {0};
	struct run *run = publishing->run;
	struct pupil_register *pupils = publishing->node->pupils;
	struct pupil_release *releases;
	struct picture_event *events;
	enum audience reader;
	struct told told;
	uint64_t pupil;
	size_t count, kept = 0;

	if (publishing_audience(run, &reader) != 0 ||
	    pupil_find(pupils, slice_of(run->arguments.pupil), &pupil,
		       &run->error) != 0 ||
	    register_pupil_releases(pupils, pupil, &releases, &count,
				    &run->arena, &run->error) != 0 ||
	    find_aftermath(publishing, pupil, &aftermath) != 0)
		return -1;
	events = arena_array(&run->arena, count + 1, sizeof(*events));
	if (events == NULL)
		return error_memory(&run->error);
	told = told_to(publishing->dictionary, reader);
	for (size_t i = 0; i < count; i++) {
		if (!told_release(&told, &releases[i]))
			continue;
		events[kept] = (struct picture_event){
			.date = releases[i].release.date,
			.recipient = releases[i].release.recipient,
			.holder = releases[i].release.holder,
			.purpose = releases[i].release.purpose,
			.reference = releases[i].release.reference,
			.fields = releases[i].fields,
		};
		if (find_after(run, &aftermath, &releases[i].release,
			       &events[kept++]) != 0)
			return -1;
	}
	pictured->events = events;
	pictured->event_count = kept;
	return 0;
}

/* To tell of what keeps a child safe may undo it, where it gets home. */
static size_t count_protecting(const struct dictionary *dictionary,
			       const struct pictured *pictured)
{
	size_t count = 0;

	for (size_t i = 0; i < pictured->event_count; i++)
		count += told_may_protect(dictionary,
					  pictured->events[i].purpose);
	return count;
}

static int give_timeline(struct publishing *publishing,
			 struct pictured *pictured, const struct kind *kind)
{
	size_t protecting = count_protecting(publishing->dictionary, pictured);

	if (give_publication(publishing, pictured, kind) != 0)
		return -1;
	if (protecting > 0)
		print_note("%zu of the releases may be to keep the child safe: "
			   "ask who decided on them before you give this away",
			   protecting);
	return 0;
}

static int compose_timeline(struct publishing *publishing)
{
	static const struct kind kind = {timeline_figure, timeline_page};
	struct run *run = publishing->run;
	struct pictured pictured = {0};

	publishing->kept = true; /* it is of one child */
	if (find_format(publishing) != 0 ||
	    find_events(publishing, &pictured) != 0)
		return -1;
	if (pictured.event_count == 0 && publishing_in(publishing, "svg")) {
		error_set(&run->error, ERROR_NOT_FOUND,
			  "there is nothing to draw: nobody has had this "
			  "pupil's record that this reader is told of");
		return error_hint(&run->error, "--format html says so in a "
					       "document");
	}
	return give_timeline(publishing, &pictured, &kind);
}

/* --- the commands -------------------------------------------------------------------------- */

static enum status run_map(struct run *run)
{
	return publishing_run(run, PUBLISHING_RULES, compose_map);
}

static enum status run_matrix(struct run *run)
{
	return publishing_run(run, PUBLISHING_RULES, compose_matrix);
}

static enum status run_timeline(struct run *run)
{
	return publishing_run(run, PUBLISHING_NODE, compose_timeline);
}

/* clang-format off */
#define PICTURE_FORMAT \
	TEXT("format", "FORMAT", format, \
	     "html (the default), svg (the picture alone), markdown, text or " \
	     "pdf")
#define PICTURE_FOR \
	TEXT("for", "READER", audience, \
	     "parents (the default), primary or secondary (pupils of that " \
	     "age), or staff")
/* clang-format on */

static const struct option options[] = {
	PICTURE_FOR,         PICTURE_FORMAT, PUBLISHING_DRAFT,
	PUBLISHING_LANGUAGE, PUBLISHING_OUT,
};

static const struct option timeline_options[] = {
	NEED("pupil", "UPN", pupil, "whose records are meant"),
	TEXT("for", "READER", audience,
	     "parents (the default), primary or secondary (pupils of that "
	     "age), or staff, who see all"),
	PICTURE_FORMAT,
	PUBLISHING_LANGUAGE,
	PUBLISHING_OUT,
};

const struct command command_publish_map = {
	.name = "publish map",
	.summary = "a picture of who gives what, and to whom it goes",
	.operands = "[NOTICE...]",
	.most = MANY,
	.about = "Draws the flow map of a controller: who gives it "
		 "information about pupils, what it holds, and to whom it "
		 "goes, and writes the same in words below it.  Lines are "
		 "solid for what is sent, thick for what the law requires "
		 "beside what the notice promises, dashed for what somebody "
		 "else sends, and crossed for what is promised and not sent.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run_map,
};

const struct command command_publish_matrix = {
	.name = "publish matrix",
	.summary = "a picture of which kinds of data go to whom",
	.operands = "[NOTICE...]",
	.most = MANY,
	.about = "Draws a grid of recipients by kinds of data, with a symbol "
		 "for all of it, part of it, or none, and writes the same in "
		 "words below it.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run_matrix,
};

const struct command command_publish_timeline = {
	.name = "publish timeline",
	.summary = "a picture of who has had one child's record, and when",
	.operands = "",
	.about = "Draws the releases that held one pupil's data in order of "
		 "their dates, with recipient, purpose and kinds of data, and "
		 "writes the same in words below it.  The document does not "
		 "say who the pupil is.  For parents, and for pupils of "
		 "primary age, it leaves out what a parent's copy leaves out: "
		 "what keeps the child safe, and what the child asked for "
		 "itself; --for staff has all.",
	.options = timeline_options,
	.option_count = sizeof(timeline_options) / sizeof(timeline_options[0]),
	.run = run_timeline,
};
