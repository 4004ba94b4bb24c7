/* The register of releases as a page: a table that fits a sheet of paper, then
 * each release whole. */
#include "base/builder.h"
#include "base/error.h"
#include "publish/document.h"
#include "publish/document_words.h"
#include "publish/phrasebook.h"
#include "publish/releases_parts.h"
#include "share/node.h"

struct composing {
	const struct release_register *releases;
	const struct release_filter *filter;
	struct voice *voice;
	struct document *document;
};

static struct slice id_of(const struct composing *composing,
			  const struct published_release *release)
{
	return document_identifier(composing->document, SLICE("release"),
				   release->entered->release.reference);
}

static void tell(const struct composing *composing, enum phrase key)
{
	document_paragraph(composing->document, say(composing->voice, key));
}

/* --- the table -------------------------------------------------------------------- */

/* Two columns in one cell, where both say something. */
static void put_two(const struct composing *composing,
		    const struct release_row *row, enum release_column first,
		    enum release_column second)
{
	struct slice one = release_text(row, first);
	struct slice other = release_text(row, second);

	document_begin_cell(composing->document);
	document_text(composing->document, one);
	if (!slice_empty(one) && !slice_empty(other))
		document_break(composing->document);
	document_text(composing->document, other);
	document_end(composing->document);
}

static void put_row(const struct composing *composing,
		    const struct published_release *release)
{
	struct document *document = composing->document;
	const struct release_row row = {composing->releases, release,
					composing->voice, false};
	struct builder target = {0};

	builder_add_byte(&target, '#');
	builder_add(&target, id_of(composing, release));
	document->failed |= target.failed;
	document_begin_row(document);
	document_begin_cell(document);
	document_link(document, release_text(&row, RELEASE_REFERENCE),
		      builder_slice(&target));
	document_break(document);
	document_text(document, release_text(&row, RELEASE_START));
	document_end(document);
	document_cell(document, release_text(&row, RELEASE_RECIPIENT));
	put_two(composing, &row, RELEASE_PROJECT, RELEASE_PURPOSE);
	put_two(composing, &row, RELEASE_DATASET, RELEASE_YEARS);
	document_cell(document, release_text(&row, RELEASE_LEVEL));
	document_cell(document, release_text(&row, RELEASE_STATUS));
	document_end(document);
	builder_release(&target);
}

static void put_overview(const struct composing *composing, size_t shown)
{
	static const enum release_column told[] = {
		RELEASE_REFERENCE, RELEASE_RECIPIENT, RELEASE_PURPOSE,
		RELEASE_DATASET,   RELEASE_LEVEL,     RELEASE_STATUS,
	};
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
	for (size_t i = 0; i < composing->releases->count; i++)
		if (release_shown(&composing->releases->list[i],
				  composing->filter))
			put_row(composing, &composing->releases->list[i]);
	document_end(document);
	document_end(document);
}

/* --- each release -------------------------------------------------------------------- */

static void put_release(const struct composing *composing,
			const struct published_release *release)
{
	struct document *document = composing->document;
	const struct release_row row = {composing->releases, release,
					composing->voice, false};

	document_begin_section(
		document, id_of(composing, release),
		say_with(composing->voice, PHRASE_RELEASES_ONE,
			 with("reference",
			      release_text(&row, RELEASE_REFERENCE)),
			 with("recipient",
			      release_text(&row, RELEASE_RECIPIENT))));
	if (!release->entered->opened)
		tell(composing, PHRASE_RELEASES_NOT_OPENED);
	document_begin_pairs(document);
	for (int c = RELEASE_RECIPIENT; c < RELEASE_COLUMNS; c++) {
		enum release_column column = (enum release_column)c;
		struct slice text = release_text(&row, column);

		if (!slice_empty(text))
			document_pair(document,
				      release_heading(composing->voice, column),
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
	for (size_t i = 0; i < composing->releases->count; i++)
		if (release_shown(&composing->releases->list[i],
				  composing->filter))
			put_release(composing, &composing->releases->list[i]);
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
	put_number(composing, PHRASE_RELEASES_TABLES,
		   releases->by_listing[UNLISTED_TABLE]);
	put_number(composing, PHRASE_RELEASES_OTHERS,
		   releases_unlisted(releases));
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

static void begin(const struct composing *composing, struct arena *arena)
{
	struct slice controller = composing->releases->node->notice->controller;
	struct voice *voice = composing->voice;
	struct document_about about = document_words(voice);

	about.title = say(voice, PHRASE_RELEASES_TITLE);
	about.subtitle = say_with(
		voice, PHRASE_RELEASES_SUBTITLE,
		with("date",
		     say_date(voice, releases_updated(composing->releases,
						      composing->filter))));
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
	const struct composing composing = {releases, filter, voice, document};
	struct slice controller = releases->node->notice->controller;
	size_t shown = releases_shown(releases, filter);

	begin(&composing, voice->arena);
	document_paragraph(document,
			   say_with(voice, PHRASE_RELEASES_INTRODUCTION,
				    with("controller", controller)));
	tell(&composing,
	     filter->all ? PHRASE_RELEASES_ALL : PHRASE_RELEASES_NO_COUNTS);
	if (shown > 0) {
		put_overview(&composing, shown);
		put_each(&composing);
	} else {
		tell(&composing, PHRASE_RELEASES_NONE);
	}
	put_complete(&composing, shown);
	return voice->failed ? error_memory(error) : 0;
}
