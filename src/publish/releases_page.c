/* The register of releases as a page: a table that can be read on paper, then all
 * of each release, once for those that are alike. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "document/document.h"
#include "publish/cells.h"
#include "publish/document_words.h"
#include "words/phrasebook.h"
#include "publish/releases_parts.h"
#include "share/node.h"

/* Releases that differ in nothing but when they were and what became of them. */
struct alike {
	const struct published_release *first;
	/* Of the section that tells what they have in common. */
	struct slice id;
	const struct published_release **releases;
	size_t count, capacity;
};

struct composing {
	const struct release_register *releases;
	const struct release_filter *filter;
	struct voice *voice;
	struct document *document;
	struct alike *kinds;
	size_t kind_count, kind_capacity;
	size_t *kind_of; /* of each release that is shown */
};

/* What is told of each release, even of alike ones: when it was, and what became
 * of it.  All else they have in common. */
static const bool apart[RELEASE_COLUMNS] = {
	[RELEASE_REFERENCE] = true,   [RELEASE_START] = true,
	[RELEASE_END] = true,         [RELEASE_STATUS] = true,
	[RELEASE_DESTRUCTION] = true, [RELEASE_CORRECTIONS] = true,
	[RELEASE_RECALL] = true,      [RELEASE_ENTRY] = true,
};

static void tell(const struct composing *composing, enum phrase key)
{
	document_paragraph(composing->document, say(composing->voice, key));
}

static struct release_row row_of(const struct composing *composing,
				 const struct published_release *release)
{
	return (struct release_row){composing->releases, release,
				    composing->voice, false};
}

/* --- alike ones ------------------------------------------------------------------------- */

static struct slice key_of(const struct composing *composing,
			   const struct published_release *release)
{
	const struct release_row row = row_of(composing, release);
	struct builder key = {0};

	for (enum release_column c = 0; c < RELEASE_COLUMNS; c++) {
		if (apart[c])
			continue;
		builder_add(&key, release_text(&row, c));
		builder_add_byte(&key, '\n');
	}
	return cell_take(composing->voice, &key);
}

static struct alike *add_kind(struct composing *composing,
			      const struct published_release *release)
{
	const struct release *row = &release->entered->release;
	struct alike *grown =
		arena_grow(composing->voice->arena, composing->kinds,
			   composing->kind_count, &composing->kind_capacity,
			   sizeof(*grown));

	if (grown == NULL)
		return NULL;
	composing->kinds = grown;
	grown += composing->kind_count++;
	*grown = (struct alike){.first = release};
	grown->id = document_identifier(composing->document, SLICE("to"),
					row->recipient, row->purpose,
					row->reference);
	return grown;
}

static int add_reference(const struct composing *composing, struct alike *kind,
			 const struct published_release *release)
{
	const struct published_release **grown =
		arena_grow(composing->voice->arena, kind->releases, kind->count,
			   &kind->capacity, sizeof(*grown));

	if (grown == NULL)
		return -1;
	kind->releases = grown;
	grown[kind->count++] = release;
	return 0;
}

/* One that is shown, while those that are alike are found. */
struct shown {
	struct slice key;
	size_t index; /* of the release */
};

static int by_key(const void *a, const void *b)
{
	const struct shown *left = a, *right = b;
	int order = slice_compare(left->key, right->key);

	return order != 0 ? order
			  : (left->index > right->index) -
				    (left->index < right->index);
}

/* Sorted, those that are alike stand side by side, the earliest first; `first`
 * gets for each its index. */
static int find_first(const struct composing *composing, size_t *first)
{
	const struct release_register *releases = composing->releases;
	struct shown *shown = arena_array(composing->voice->arena,
					  releases->count + 1, sizeof(*shown));
	size_t count = 0;

	if (shown == NULL)
		return -1;
	for (size_t i = 0; i < releases->count; i++)
		if (release_shown(&releases->list[i], composing->filter))
			shown[count++] = (struct shown){
				key_of(composing, &releases->list[i]), i};
	qsort(shown, count, sizeof(*shown), by_key);
	for (size_t i = 0, leader = 0; i < count; i++) {
		if (!slice_equal(shown[i].key, shown[leader].key))
			leader = i;
		first[shown[i].index] = shown[leader].index;
	}
	return 0;
}

static int sort_into_kinds(struct composing *composing)
{
	const struct release_register *releases = composing->releases;
	struct arena *arena = composing->voice->arena;
	size_t *first = arena_array(arena, releases->count + 1, sizeof(*first));

	composing->kind_of = arena_array(arena, releases->count + 1,
					 sizeof(*composing->kind_of));
	if (first == NULL || composing->kind_of == NULL ||
	    find_first(composing, first) != 0)
		return -1;
	for (size_t i = 0; i < releases->count; i++) {
		const struct published_release *release = &releases->list[i];

		if (!release_shown(release, composing->filter))
			continue;
		if (first[i] == i && add_kind(composing, release) == NULL)
			return -1;
		composing->kind_of[i] = first[i] == i
						? composing->kind_count - 1
						: composing->kind_of[first[i]];
		if (add_reference(composing,
				  &composing->kinds[composing->kind_of[i]],
				  release) != 0)
			return -1;
	}
	return 0;
}

static void find_kinds(struct composing *composing)
{
	if (sort_into_kinds(composing) != 0)
		composing->voice->failed = true;
}

/* --- the table -------------------------------------------------------------------- */

static void put_line(const struct composing *composing,
		     const struct release_row *row, enum release_column column)
{
	struct slice text = release_text(row, column);

	if (slice_empty(text))
		return;
	document_break(composing->document);
	document_text(composing->document,
		      say_with(composing->voice, PHRASE_RELEASES_LINE,
			       with("column",
				    release_heading(composing->voice, column)),
			       with("text", text)));
}

/* What it is for: project and purpose. */
static void put_purpose(const struct composing *composing,
			const struct release_row *row)
{
	struct document *document = composing->document;
	struct slice project = release_text(row, RELEASE_PROJECT);

	document_begin_cell(document);
	document_text(document, project);
	if (!slice_empty(project))
		document_break(document);
	document_text(document, release_text(row, RELEASE_PURPOSE));
	document_end(document);
}

static void put_status(const struct composing *composing,
		       const struct release_row *row)
{
	static const enum release_column lines[] = {
		RELEASE_CORRECTIONS, RELEASE_RECALL, RELEASE_DESTRUCTION};
	size_t count = sizeof(lines) / sizeof(lines[0]);

	document_begin_cell(composing->document);
	document_text(composing->document, release_text(row, RELEASE_STATUS));
	for (size_t i = 0; i < count; i++)
		put_line(composing, row, lines[i]);
	if (row->release->destroyed == DATE_NONE)
		put_line(composing, row, RELEASE_END);
	document_end(composing->document);
}

static void put_row(const struct composing *composing,
		    const struct published_release *release, struct slice id)
{
	struct document *document = composing->document;
	const struct release_row row = row_of(composing, release);
	struct builder target = {0};

	builder_add_byte(&target, '#');
	builder_add(&target, id);
	document->failed |= target.failed;
	document_begin_row(document);
	document_id(document, release_text(&row, RELEASE_REFERENCE));
	document_begin_cell(document);
	document_link(document, release_text(&row, RELEASE_REFERENCE),
		      builder_slice(&target));
	document_break(document);
	document_text(document, release_text(&row, RELEASE_START));
	document_end(document);
	document_cell(document, release_text(&row, RELEASE_RECIPIENT));
	put_purpose(composing, &row);
	document_cell(document, release_text(&row, RELEASE_LEVEL));
	put_status(composing, &row);
	document_end(document);
	builder_release(&target);
}

static void put_overview(const struct composing *composing, size_t shown)
{
	static const enum release_column told[] = {
		RELEASE_REFERENCE, RELEASE_RECIPIENT, RELEASE_PURPOSE,
		RELEASE_LEVEL, RELEASE_STATUS};
	enum { TOLD = sizeof(told) / sizeof(told[0]) };
	struct document_column columns[TOLD] = {0};
	struct document *document = composing->document;

	document_begin_section(document, SLICE("overview"),
			       say(composing->voice, PHRASE_RELEASES_OVERVIEW));
	for (size_t i = 0; i < TOLD; i++)
		columns[i].heading = release_heading(composing->voice, told[i]);
	document_begin_table(document, SLICE("releases"),
			     say_with(composing->voice, PHRASE_RELEASES_CAPTION,
				      with_number("shown", shown)),
			     columns, TOLD, true);
	for (size_t i = 0; i < composing->releases->count; i++) {
		const struct published_release *release =
			&composing->releases->list[i];

		if (release_shown(release, composing->filter))
			put_row(composing, release,
				composing->kinds[composing->kind_of[i]].id);
	}
	document_end(document);
	document_end(document);
}

/* --- what is alike but for days and state ---------------------------------------------- */

static void put_when(const struct composing *composing,
		     const struct published_release *release)
{
	const struct release_row row = row_of(composing, release);
	struct voice *voice = composing->voice;

	document_text(
		composing->document,
		say_with(voice, PHRASE_RELEASES_WHEN,
			 with("reference",
			      release_text(&row, RELEASE_REFERENCE)),
			 with("date", release_text(&row, RELEASE_START)),
			 with("status", release_text(&row, RELEASE_STATUS)),
			 with("corrections",
			      release_text(&row, RELEASE_CORRECTIONS)),
			 with("recall", release_text(&row, RELEASE_RECALL)),
			 with("destroyed",
			      release_text(&row, RELEASE_DESTRUCTION)),
			 with("end", release_text(&row, RELEASE_END))));
}

static void put_references(const struct composing *composing,
			   const struct alike *kind)
{
	struct document *document = composing->document;

	document_begin_pair(
		document, release_heading(composing->voice, RELEASE_REFERENCE));
	for (size_t i = 0; i < kind->count; i++) {
		if (i > 0)
			document_break(document);
		put_when(composing, kind->releases[i]);
	}
	document_end(document);
}

/* --- what was released ----------------------------------------------------------------- */

static void put_kind(const struct composing *composing,
		     const struct alike *kind)
{
	struct document *document = composing->document;
	struct voice *voice = composing->voice;
	const struct release_row row = row_of(composing, kind->first);

	document_begin_section(
		document, kind->id,
		say_with(voice, PHRASE_RELEASES_ONE,
			 with("recipient",
			      release_text(&row, RELEASE_RECIPIENT)),
			 with("purpose", release_text(&row, RELEASE_PURPOSE))));
	if (!kind->first->entered->opened)
		tell(composing, PHRASE_RELEASES_NOT_OPENED);
	document_begin_pairs(document);
	put_references(composing, kind);
	for (enum release_column c = 0; c < RELEASE_COLUMNS; c++) {
		struct slice text;

		if (apart[c])
			continue;
		text = release_text(&row, c);
		if (!slice_empty(text))
			document_pair(document, release_heading(voice, c),
				      text);
	}
	document_end(document);
	document_end(document);
}

static void put_each(const struct composing *composing)
{
	document_begin_section(composing->document, SLICE("each-release"),
			       say(composing->voice, PHRASE_RELEASES_EACH));
	tell(composing, PHRASE_RELEASES_SCALES);
	for (size_t i = 0; i < composing->kind_count; i++)
		put_kind(composing, &composing->kinds[i]);
	document_end(composing->document);
}

/* --- that nothing is left out ----------------------------------------------------------- */

static void put_number(const struct composing *composing, enum phrase key,
		       size_t number)
{
	if (number > 0)
		document_paragraph(composing->document,
				   say_with(composing->voice, key,
					    with_number("number", number)));
}

static bool is_whole(const struct release_filter *filter)
{
	return filter->from == DATE_NONE && filter->to == DATE_NONE &&
	       filter->recipient == DICTIONARY_NONE &&
	       slice_empty(filter->level);
}

static void put_complete(const struct composing *composing, size_t shown)
{
	const struct release_register *releases = composing->releases;
	struct document *document = composing->document;
	struct builder root = {0};

	builder_add_hex(&root,
			(struct slice){(const char *)releases->ledger_root,
				       sizeof(releases->ledger_root)});
	document->failed |= root.failed;
	document_begin_section(document, SLICE("nothing-left-out"),
			       say(composing->voice, PHRASE_RELEASES_COMPLETE));
	document_paragraph(
		document,
		say_with(composing->voice, PHRASE_RELEASES_COUNTS,
			 with_number("total", releases->count),
			 with_number("listed", releases->by_listing[LISTED])));
	if (!is_whole(composing->filter))
		document_paragraph(document,
				   say_with(composing->voice,
					    PHRASE_RELEASES_SHOWN,
					    with_number("shown", shown)));
	if (composing->filter->all) {
		put_number(composing, PHRASE_RELEASES_OTHERS_HERE,
			   releases->count - releases->by_listing[LISTED]);
	} else {
		put_number(composing, PHRASE_RELEASES_TABLES,
			   releases->by_listing[UNLISTED_TABLE]);
		put_number(composing, PHRASE_RELEASES_OTHERS,
			   releases_unlisted(releases));
	}
	document_paragraph(
		document,
		say_with(composing->voice, PHRASE_RELEASES_LEDGER,
			 with("origin", slice_of(releases->ledger_origin)),
			 with_number("entries", releases->ledger_size),
			 with("root", builder_slice(&root))));
	document_end(document);
	builder_release(&root);
}

/* ------------------------------------------------------------------------------------------ */

/* The day of the last change; the ledger knows of none before the first. */
static struct slice subtitle(const struct composing *composing)
{
	const struct release_register *releases = composing->releases;
	const struct release_filter *filter = composing->filter;
	struct voice *voice = composing->voice;

	if (releases_shown(releases, filter) == 0)
		return say(voice, PHRASE_RELEASES_SUBTITLE_NONE);
	return say_with(
		voice, PHRASE_RELEASES_SUBTITLE,
		with("date",
		     say_date(voice, releases_updated(releases, filter))));
}

static void begin(const struct composing *composing, struct arena *arena)
{
	struct slice controller = composing->releases->node->notice->controller;
	struct voice *voice = composing->voice;
	struct document_about about = document_words(voice);

	about.title = say(voice, PHRASE_RELEASES_TITLE);
	about.subtitle = subtitle(composing);
	about.author = controller;
	about.subject = say_with(voice, PHRASE_RELEASES_SUBJECT,
				 with("controller", controller));
	about.date = releases_updated(composing->releases, composing->filter);
	document_begin(composing->document, arena, &about);
}

int releases_compose(const struct release_register *releases,
		     const struct release_filter *filter, struct voice *voice,
		     struct document *document, struct error *error)
{
	struct composing composing = {.releases = releases,
				      .filter = filter,
				      .voice = voice,
				      .document = document};
	struct slice controller = releases->node->notice->controller;
	size_t shown = releases_shown(releases, filter);

	begin(&composing, voice->arena);
	document_paragraph(document,
			   say_with(voice, PHRASE_RELEASES_INTRODUCTION,
				    with("controller", controller)));
	tell(&composing,
	     filter->all ? PHRASE_RELEASES_ALL : PHRASE_RELEASES_NO_COUNTS);
	find_kinds(&composing);
	if (voice->failed)
		return error_memory(error);
	if (shown > 0) {
		put_overview(&composing, shown);
		put_each(&composing);
	} else {
		tell(&composing, PHRASE_RELEASES_NONE);
	}
	put_complete(&composing, shown);
	return voice->failed ? error_memory(error) : 0;
}
