/* What a family's copy says. */
#include "base/date.h"
#include "share/pack_parts.h"

/* --- parts ------------------------------------------------------------------------- */

static void add_paragraph(struct writer *writer, enum phrase key)
{
	if (says(&writer->voice, key))
		document_paragraph(&writer->document, say(&writer->voice, key));
}

static void add_pair(struct writer *writer, enum phrase term, struct slice text)
{
	if (!slice_empty(text))
		document_pair(&writer->document, say(&writer->voice, term),
			      text);
}

static void add_date(struct writer *writer, enum phrase term, int32_t date)
{
	if (date != DATE_NONE)
		add_pair(writer, term, say_date(&writer->voice, date));
}

static void add_about(struct writer *writer, struct slice name)
{
	const struct pack_words *words = writer->frame->words;
	struct document *document = &writer->document;
	struct voice *voice = &writer->voice;

	document_begin_section(document, (struct slice){NULL, 0},
			       say(voice, PHRASE_PACK_ABOUT));
	document_begin_pairs(document);
	add_pair(writer, PHRASE_PACK_FOR,
		 say_with(voice,
			  words->by_parent ? PHRASE_PACK_FOR_PARENT
					   : PHRASE_PACK_FOR_PUPIL,
			  with("name", name)));
	add_pair(writer, PHRASE_PACK_IDENTITY, words->identity);
	add_date(writer, PHRASE_PACK_ASKED, words->asked);
	add_date(writer, PHRASE_PACK_DUE, words->due);
	add_date(writer, PHRASE_PACK_MADE,
		 writer->frame->disclosure->request.date);
	add_pair(writer, PHRASE_PACK_REFERENCE, words->reference);
	document_end(document);
	document_end(document);
}

static void add_release(struct writer *writer, const struct pupil_release *one)
{
	const struct dictionary *dictionary = writer->frame->dictionary;
	struct document *document = &writer->document;
	struct voice *voice = &writer->voice;
	uint16_t purpose =
		dictionary_find(dictionary, KIND_PURPOSE, one->release.purpose);
	struct level level = level_named();

	level_read(dictionary, one->release.level, &level);
	document_begin_row(document);
	document_cell(document, say_date(voice, one->release.date));
	document_cell(document, one->release.holder);
	document_cell(document,
		      purpose != DICTIONARY_NONE
			      ? name_heading(voice, NAME_PURPOSE, purpose)
			      : one->release.purpose);
	document_cell(document, pack_kinds(writer, &one->fields));
	document_cell(document, say(voice, pack_how(level.kind)));
	document_end(document);
}

static void add_releases(struct writer *writer)
{
	struct document *document = &writer->document;
	struct voice *voice = &writer->voice;
	const struct document_column columns[] = {
		{say(voice, PHRASE_PACK_WHEN), DOCUMENT_START},
		{say(voice, PHRASE_PACK_TO), DOCUMENT_START},
		{say(voice, PHRASE_PACK_WHY), DOCUMENT_START},
		{say(voice, PHRASE_PACK_WHAT), DOCUMENT_START},
		{say(voice, PHRASE_PACK_HOW), DOCUMENT_START},
	};

	/* Always the same to a parent, whether or not there is more, so that
	 * saying it tells nothing. */
	if (writer->frame->words->by_parent)
		add_paragraph(writer, PHRASE_PACK_WHO_LISTED);
	if (writer->history.release_count == 0) {
		add_paragraph(writer, writer->frame->words->by_parent
					      ? PHRASE_PACK_WHO_NONE_LISTED
					      : PHRASE_PACK_WHO_NOBODY);
		return;
	}
	if (!writer->frame->words->by_parent)
		add_paragraph(writer, PHRASE_PACK_WHO_IS);
	document_begin_table(document, (struct slice){NULL, 0},
			     say(voice, PHRASE_PACK_WHO), columns,
			     sizeof(columns) / sizeof(columns[0]), true);
	for (size_t i = 0; i < writer->history.release_count; i++)
		add_release(writer, &writer->history.releases[i]);
	document_end(document);
}

static void add_entries(struct writer *writer)
{
	static const enum phrase kinds[CASE_KIND_COUNT] = {
		[CASE_LOOK_UP] = PHRASE_PACK_LOOK_UP,
		[CASE_SHIELD] = PHRASE_PACK_SHIELD,
		[CASE_UNSHIELD] = PHRASE_PACK_UNSHIELD,
		[CASE_SHARED] = PHRASE_PACK_SHARED,
		[CASE_NOT_SHARED] = PHRASE_PACK_NOT_SHARED,
		[CASE_ACCESS] = PHRASE_PACK_ACCESS,
	};
	struct document *document = &writer->document;
	struct voice *voice = &writer->voice;
	const struct document_column columns[] = {
		{say(voice, PHRASE_PACK_WHEN), DOCUMENT_START},
		{say(voice, PHRASE_PACK_DONE), DOCUMENT_START},
		{say(voice, PHRASE_PACK_BY), DOCUMENT_START},
		{say(voice, PHRASE_PACK_WHY), DOCUMENT_START},
	};

	if (writer->history.entry_count == 0)
		return;
	document_begin_section(document, (struct slice){NULL, 0},
			       say(voice, PHRASE_PACK_LOOKS));
	document_begin_table(document, (struct slice){NULL, 0},
			     say(voice, PHRASE_PACK_LOOKS), columns,
			     sizeof(columns) / sizeof(columns[0]), true);
	for (size_t i = 0; i < writer->history.entry_count; i++) {
		const struct case_entry *entry = &writer->history.entries[i];

		/* What was tried again stands there already. */
		if (entry->outcome == CASE_NOT_GIVEN)
			continue;
		document_begin_row(document);
		document_cell(document, say_date(voice, entry->date));
		document_cell(document, say(voice, kinds[entry->kind]));
		document_cell(document, entry->by);
		document_cell(document, entry->reason);
		document_end(document);
	}
	document_end(document);
	document_end(document);
}

static void add_gates(struct writer *writer)
{
	const struct share_report *report = writer->frame->disclosure->report;
	struct field_set fields = {0};

	for (size_t i = 0; i < report->withheld_count; i++)
		if (!field_set_has(&writer->frame->hidden,
				   report->withheld[i].field))
			field_set_add(&fields, report->withheld[i].field);
	if (field_set_empty(fields))
		return;
	document_paragraph(
		&writer->document,
		say_with(&writer->voice, PHRASE_PACK_GATE,
			 with("fields", pack_kinds(writer, &fields))));
}

static void add_withheld(struct writer *writer)
{
	const struct pack_words *words = writer->frame->words;

	document_begin_section(&writer->document, (struct slice){NULL, 0},
			       say(&writer->voice, PHRASE_PACK_WITHHELD));
	add_paragraph(writer, PHRASE_PACK_OTHERS);
	add_paragraph(writer, PHRASE_PACK_ORDER);
	if (words->by_parent)
		add_paragraph(writer, PHRASE_PACK_SAFETY);
	else if (!words->notes_read)
		add_paragraph(writer, PHRASE_PACK_NOTES);
	if (words->record)
		add_paragraph(writer, PHRASE_PACK_NOT_RECORD);
	else
		add_gates(writer);
	document_end(&writer->document);
}

/* --- the whole ---------------------------------------------------------------------------- */

static void begin(struct writer *writer, const struct record *record,
		  struct slice name)
{
	const struct disclosure *disclosure = writer->frame->disclosure;
	const bool whole = !writer->frame->words->record;
	struct voice *voice = &writer->voice;
	struct slice controller = disclosure->node->notice->controller;
	struct document_about about = {
		.title = say_with(voice,
				  whole ? PHRASE_PACK_TITLE
					: PHRASE_PACK_RECORD_TITLE,
				  with("name", name)),
		.author = controller,
		.subject = say_with(voice, PHRASE_PACK_SUBJECT,
				    with("controller", controller)),
		.language = phrasebook_language(voice->book),
		.date = disclosure->request.date,
		.skip_word = say(voice, PHRASE_DOCUMENT_SKIP),
		.links_word = say(voice, PHRASE_DOCUMENT_LINKS),
		.sources_word = say(voice, PHRASE_DOCUMENT_SOURCES),
	};

	document_begin(&writer->document, &writer->arena, &about);
	writer->sheet = (struct sheet){
		.document = &writer->document,
		.voice = voice,
		.dictionary = writer->frame->dictionary,
		.hidden = writer->frame->hidden,
		.record = record,
		.own_number = disclosure->node->notice->laestab,
		.own_name = controller,
		.told = true,
		.grants = writer->history.grants,
		.grant_count = writer->history.grant_count,
		.origins = writer->history.origins,
		.origin_count = writer->history.origin_count,
	};
}

void pack_compose(struct writer *writer, const struct record *record)
{
	const bool whole = !writer->frame->words->record;
	struct document *document = &writer->document;
	struct voice *voice = &writer->voice;
	struct slice name =
		sheet_child(writer->frame->dictionary, record, voice);

	begin(writer, record, name);
	add_paragraph(writer,
		      whole ? PHRASE_PACK_INTRO : PHRASE_PACK_RECORD_INTRO);
	document_contents(document, say(voice, PHRASE_DOCUMENT_CONTENTS));
	add_about(writer, name);
	document_begin_section(document, (struct slice){NULL, 0},
			       say(voice, PHRASE_PACK_HELD));
	sheet_add_record(&writer->sheet, record);
	document_end(document);
	pack_add_uses(writer);
	document_begin_section(document, (struct slice){NULL, 0},
			       say(voice, PHRASE_PACK_WHO));
	add_releases(writer);
	document_end(document);
	pack_add_allowed(writer);
	if (whole)
		add_entries(writer);
	add_withheld(writer);
	pack_add_rights(writer);
	add_paragraph(writer, PHRASE_PACK_DATA);
}
