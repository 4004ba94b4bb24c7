#include "demo/promise.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "demo/promise_examine.h"
#include "dictionary/dictionary.h"

/* The objection in which the same was said of this file before; NULL. */
static struct promise_objection *said_before(struct examination *examination,
					     struct slice what)
{
	struct promise_result *result = examination->result;
	struct slice file = examination->file != NULL ? examination->file->name
						      : (struct slice){0};

	for (size_t i = 0; i < result->kept; i++)
		if (slice_equal(result->objections[i].what, what) &&
		    slice_equal(result->objections[i].file, file))
			return &result->objections[i];
	return NULL;
}

static void keep(struct examination *examination, struct slice what)
{
	struct promise_result *result = examination->result;
	struct promise_objection *objection;

	if (result->kept == PROMISE_OBJECTIONS_KEPT)
		return;
	objection = &result->objections[result->kept++];
	*objection = (struct promise_objection){
		.row = examination->row,
		.times = 1,
		.what = arena_copy(examination->arena, what),
		.file = arena_copy(examination->arena,
				   examination->file != NULL
					   ? examination->file->name
					   : (struct slice){0}),
	};
	if (objection->what.at == NULL || objection->file.at == NULL)
		examination->failed = -1;
}

void object(struct examination *examination, const char *format, ...)
{
	struct promise_objection *before;
	char text[400];
	va_list list;

	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	examination->result->count++;
	before = said_before(examination, slice_of(text));
	if (before != NULL)
		before->times++;
	else
		keep(examination, slice_of(text));
}

bool promise_lists(const char *list, struct slice word)
{
	struct slice rest = slice_of(list);

	while (rest.len > 0)
		if (slice_equal(slice_cut(&rest, ' '), word))
			return true;
	return false;
}

static void examine_recipient(struct examination *examination)
{
	const struct promise_evidence *evidence = examination->evidence;
	const struct promise *promise = examination->promise;
	struct slice recipient = evidence->recipient;

	ask(examination);
	if (!office_is_open(recipient, evidence->date))
		object(examination, "the recipient does not exist on that day");
	ask(examination);
	if (!promise_lists(promise->to, office_function(recipient)))
		object(examination,
		       "the recipient is not one that was told of");
	ask(examination);
	if (promise->until != 0 && evidence->date > promise->until)
		object(examination, "the purpose had ended by then");
	ask(examination);
	if (evidence->date < promise->since)
		object(examination, "families had not been told of it by then");
	ask(examination);
	if (examination->paper.there &&
	    !promise_lists(promise->purposes, examination->paper.purpose))
		object(examination, "the purpose is not one that was told of");
}

/* Names of transfer files: 8201234_CTF_8205678_001.xml. */
static bool is_transfer_name(struct slice name)
{
	struct slice rest = name;
	struct slice from = slice_cut(&rest, '_');
	struct slice kind = slice_cut(&rest, '_');
	struct slice to = slice_cut(&rest, '_');
	struct slice serial = slice_cut(&rest, '.');
	uint64_t number;

	return from.len == 7 && kind.len == 3 && to.len == 7 &&
	       serial.len == 3 && slice_number(serial, 999, &number) &&
	       slice_is(rest, "xml");
}

/* Which of the promise's forms a file is; 0: none. */
static unsigned int form_of(struct examination *examination,
			    const struct promise_file *file,
			    enum promise_kind kind)
{
	unsigned int forms = examination->promise->forms;

	switch (kind) {
	case PROMISE_CSV:
		if ((forms & FORM_COPY) != 0)
			return FORM_PAPER;
		if ((forms & FORM_TABLE) != 0 &&
		    ((forms & FORM_CSV) == 0 ||
		     slice_starts_with(examination->paper.level,
				       SLICE("aggregate"))))
			return FORM_TABLE;
		return forms & FORM_CSV;
	case PROMISE_XML:
		if ((forms & FORM_TRANSFER) != 0 &&
		    !is_transfer_name(file->name))
			object(examination, "the file is not called as a "
					    "transfer file is");
		return forms & (FORM_CENSUS | FORM_TRANSFER | FORM_TRACKING);
	case PROMISE_JSON:
	case PROMISE_TEXT:
		return (forms & (FORM_PAPER | FORM_COPY)) != 0 ? FORM_PAPER : 0;
	}
	return 0;
}

static int examine_file(struct examination *examination,
			const struct promise_file *file, struct error *error)
{
	enum promise_kind kind = promise_kind_of(file->name, file->bytes);
	unsigned int form;

	examination->file = file;
	examination->row = 0;
	form = form_of(examination, file, kind);
	ask(examination);
	switch (form) {
	case 0:
		object(examination,
		       "the file is not of the form that was told of");
		return 0;
	case FORM_TABLE:
		return examine_tables(examination, file, error);
	case FORM_PAPER:
		return examine_paper(examination, file, error);
	default:
		return examine_rows(examination, file, kind, error);
	}
}

static int examine_files(struct examination *examination, struct error *error)
{
	const struct promise_evidence *evidence = examination->evidence;

	ask(examination);
	if (evidence->file_count == 0)
		object(examination, "nothing arrived");
	for (size_t i = 0; i < evidence->file_count; i++)
		if (examine_file(examination, &evidence->files[i], error) != 0)
			return -1;
	examination->file = NULL;
	examination->row = 0;
	ask(examination);
	if (evidence->most > 0 && examination->result->rows > evidence->most)
		object(examination, "more rows than were asked for");
	return 0;
}

static void examine_permissions(struct examination *examination)
{
	const struct promise *promise = examination->promise;
	const struct promise_evidence *evidence = examination->evidence;

	ask(examination);
	if (promise->approved && !evidence->approved)
		object(examination, "nobody approved it");
	if (promise->terms && !evidence->terms_signed)
		object(examination, "no terms were signed");
	if (promise->only_subjects && evidence->subject_count == 0)
		object(examination, "it is about nobody in particular");
}

/* A file may be as it should in every row, and say nothing. */
static void examine_some(struct examination *examination)
{
	uint64_t some = examination->promise->some;

	if (some == 0)
		return;
	ask(examination);
	for (int i = 0; i < MEANING_COUNT; i++)
		if (means(some & ~examination->meanings, (enum meaning)i))
			object(examination, "nobody in it has %s",
			       meaning_words((enum meaning)i));
}

static int find_meanings(struct examination *examination, struct error *error)
{
	const struct dictionary *dictionary =
		truth_dictionary(examination->evidence->truth);
	enum meaning *meanings =
		memory_array(dictionary->field_count + 1, sizeof(*meanings));

	if (meanings == NULL)
		return error_memory(error);
	for (uint16_t i = 0; i < dictionary->field_count; i++) {
		struct slice field;
		uint32_t item;

		meanings[i] = meaning_of_heading(dictionary->fields[i].name,
						 &item, &field);
		if (meanings[i] == MEANING_UNKNOWN)
			meanings[i] = MEANING_FRAME;
	}
	examination->field_meanings = meanings;
	return 0;
}

static int examine_all(struct examination *examination, struct error *error)
{
	if (find_meanings(examination, error) != 0 ||
	    examine_manifest(examination, error) != 0)
		return -1;
	examine_recipient(examination);
	examine_permissions(examination);
	examine_frequency(examination);
	if (links_make(&examination->links, examination, error) != 0 ||
	    namesakes_make(&examination->namesakes,
			   examination->evidence->truth, error) != 0 ||
	    matched_make(&examination->matched, examination, error) != 0 ||
	    examine_files(examination, error) != 0 ||
	    links_judge(examination->links, examination, error) != 0)
		return -1;
	namesakes_judge(examination->namesakes, examination);
	if (examine_copy(examination, error) != 0)
		return -1;
	examine_missing(examination);
	examine_some(examination);
	examine_manifest_after(examination);
	if (history_note(examination, error) != 0)
		return -1;
	return examination->failed != 0 ? error_memory(error) : 0;
}

int promise_check(const struct promise_evidence *evidence,
		  struct promise_result *result, struct arena *arena,
		  struct error *error)
{
	struct examination examination = {
		.promise = promise_of(evidence->flow),
		.evidence = evidence,
		.result = result,
		.arena = arena,
	};
	size_t count = truth_count(evidence->truth);
	int status = -1;

	*result = (struct promise_result){0};
	result->objections = arena_array(arena, PROMISE_OBJECTIONS_KEPT,
					 sizeof(*result->objections));
	examination.seen = memory_array(count + 1, sizeof(*examination.seen));
	if (result->objections == NULL || examination.seen == NULL)
		error_memory(error);
	else
		status = examine_all(&examination, error);
	links_free(examination.links);
	memory_free(examination.field_meanings);
	matched_free(examination.matched);
	namesakes_free(examination.namesakes);
	memory_free(examination.seen);
	return status;
}
