/* A family's copy as files: pack.h. */
#include "share/pack.h"

#include <stdio.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "document/html.h"
#include "document/pdf.h"
#include "formats/record_data.h"
#include "share/disclosure.h"
#include "share/pack_parts.h"

/* --- what has no place in it -------------------------------------------------------- */

/* How somebody is reached: what stands behind "parent." and "contact.". */
static const char *const reach[] = {
	"address-saon",      "address-paon",   "address-street",
	"address-locality",  "address-town",   "address-administrative-area",
	"address-post-town", "address-uprn",   "address-line-1",
	"address-line-2",    "address-line-3", "address-line-4",
	"address-line-5",    "address-county", "address-country",
	"postcode",          "telephone",      "mobile",
	"work-telephone",    "email",
};

static void add_reach(const struct dictionary *dictionary, const char *who,
		      struct field_set *fields)
{
	for (size_t i = 0; i < sizeof(reach) / sizeof(reach[0]); i++) {
		char name[80];
		uint16_t field;

		snprintf(name, sizeof(name), "%s.%s", who, reach[i]);
		field = dictionary_find(dictionary, KIND_FIELD, slice_of(name));
		if (field != DICTIONARY_NONE)
			field_set_add(fields, field);
	}
}

static void add_field(const struct dictionary *dictionary, const char *name,
		      struct field_set *fields)
{
	uint16_t field =
		dictionary_find(dictionary, KIND_FIELD, slice_of(name));

	if (field != DICTIONARY_NONE)
		field_set_add(fields, field);
}

static enum audience pack_reader(const struct pack_words *words)
{
	return words->by_parent ? AUDIENCE_PARENT : AUDIENCE_SECONDARY;
}

static struct field_set find_hidden(struct pack_frame *frame)
{
	const struct dictionary *dictionary = frame->dictionary;
	const struct pack_words *words = frame->words;
	struct field_set hidden = {0};

	add_reach(dictionary, "parent", &frame->reach);
	add_reach(dictionary, "contact", &hidden);
	if (words->parent == 0)
		hidden = field_set_union(hidden, frame->reach);
	hidden = field_set_union(hidden, frame->told.silent);
	if (!words->by_parent && !words->notes_read)
		add_field(dictionary, "protection.notes", &hidden);
	return hidden;
}

int pack_prepare(struct disclosure *disclosure, struct error *error)
{
	const struct share_request *asked = disclosure->asked;
	struct pack_frame *frame =
		arena_allocate(disclosure->arena, sizeof(*frame));

	if (frame == NULL)
		return error_memory(error);
	if (asked->pack_words == NULL || asked->book == NULL) {
		error_set(error, ERROR_INPUT,
			  "a family's copy says who asked, and how that was "
			  "checked");
		return error_hint(error, "'hornbook access' makes one");
	}
	frame->disclosure = disclosure;
	frame->dictionary = disclosure->node->dictionary;
	frame->words = asked->pack_words;
	frame->told = told_to(frame->dictionary, pack_reader(frame->words));
	frame->hidden = find_hidden(frame);
	frame->order = dictionary_find(frame->dictionary, KIND_FIELD,
				       SLICE("parent.order"));
	for (uint16_t f = 0; f < frame->dictionary->field_count; f++)
		if (!field_set_has(&frame->hidden, f))
			field_set_add(&disclosure->carried, f);
	disclosure->pack = frame;
	return 0;
}

/* --- the record as this family may have it ---------------------------------------------- */

/* By the order that the record states: gates may have taken others out, so that
 * nobody stands in their place any more. */
static bool is_who_asks(const struct pack_frame *frame, const struct item *item)
{
	uint64_t order;

	return frame->words->parent != 0 && frame->order != DICTIONARY_NONE &&
	       slice_number(item_text(item, frame->order), UINT32_MAX,
			    &order) &&
	       order == frame->words->parent;
}

static bool is_alone(const struct pack_frame *frame,
		     const struct section *parents)
{
	unsigned int count = 0;

	for (uint32_t i = 0; i < parents->count; i++)
		count += is_who_asks(frame, &parents->items[i]);
	return count == 1;
}

static void cut_values(struct item *item, const struct field_set *fields)
{
	uint32_t kept = 0;

	for (uint32_t v = 0; v < item->count; v++)
		if (!field_set_has(fields, item->values[v].field))
			item->values[kept++] = item->values[v];
	item->count = kept;
}

/* In place: how to reach those parents who do not ask, and all where it is not
 * certain who does. */
static void hide_others(const struct pack_frame *frame, struct record *record)
{
	uint16_t parents = dictionary_find(frame->dictionary, KIND_CATEGORY,
					   SLICE("parents"));

	for (uint32_t s = 0; s < record->count; s++) {
		struct section *section = &record->sections[s];
		bool alone = is_alone(frame, section);

		for (uint32_t i = 0;
		     section->category == parents && i < section->count; i++)
			if (!alone || !is_who_asks(frame, &section->items[i]))
				cut_values(&section->items[i], &frame->reach);
	}
}

/* --- the format -------------------------------------------------------------------------------- */

static int carries(const struct dictionary *dictionary,
		   struct field_set *fields, struct error *error)
{
	(void)dictionary;
	(void)error;
	/* pack_prepare says. */
	*fields = (struct field_set){0};
	return 0;
}

static void add_name(const struct writing *writing, const char *ending,
		     struct builder *name)
{
	char date[DATE_TEXT_BYTES];

	date_format(writing->date, date);
	builder_add_format(name, "%s_%s.%s",
			   writing->pack->words->record ? "record" : "copy",
			   date, ending);
}

static int file_name(const struct writing *writing, struct builder *name,
		     struct error *error)
{
	add_name(writing, "html", name);
	return name->failed ? error_memory(error) : 0;
}

static int open_pack(struct writer **out, const struct writing *writing,
		     struct output *output, struct error *error)
{
	struct writer *writer = memory_array(1, sizeof(*writer));
	const struct share_request *asked;

	if (writer == NULL)
		return error_memory(error);
	writer->frame = writing->pack;
	writer->writing = writing;
	writer->output = output;
	asked = writer->frame->disclosure->asked;
	writer->voice = voice_of(asked->book, pack_reader(writer->frame->words),
				 &writer->arena);
	*out = writer;
	return 0;
}

static int write_pack(struct writer *writer, const struct record *records,
		      size_t count, struct error *error)
{
	struct record record;

	if (count == 0)
		return 0;
	if (writer->written || count > 1)
		return error_set(error, ERROR_INPUT,
				 "a family's copy is about one child");
	writer->written = true;
	record = records[0];
	hide_others(writer->frame, &record);
	if (pack_grants(writer, &record, error) != 0 ||
	    pack_history(writer, &record, error) != 0 ||
	    pack_terms(writer, &record, error) != 0)
		return -1;
	pack_compose(writer, &record);
	pack_write_json(writer, &record);
	pack_write_csv(writer, &record);
	return writer->voice.failed || writer->document.failed ||
			       writer->data.failed || writer->csv.failed
		       ? error_memory(error)
		       : 0;
}

static void abandon_pack(struct writer *writer)
{
	if (writer == NULL)
		return;
	builder_release(&writer->data);
	builder_release(&writer->csv);
	arena_release(&writer->arena);
	memory_free(writer);
}

static int put_beside(struct writer *writer, const char *ending,
		      const struct builder *content, struct error *error)
{
	struct builder name = {0};
	const char *path = NULL;
	int result;

	add_name(writer->writing, ending, &name);
	if (!name.failed)
		path = path_join(&writer->arena,
				 writer->frame->disclosure->staging,
				 builder_text(&name));
	if (path == NULL || content->failed)
		result = error_memory(error);
	else
		result =
			file_replace(path, builder_slice(content), 0600, error);
	builder_release(&name);
	return result;
}

/* A name that the fonts cannot write is no reason to give no copy. */
static int put_pdf(struct writer *writer, struct error *error)
{
	struct builder pdf = {0};
	struct error fault = {0};
	int result = pdf_write(&writer->document, false, &pdf, &fault);

	if (result == 0)
		result = put_beside(writer, "pdf", &pdf, error);
	else if (fault.code == ERROR_INPUT || fault.code == ERROR_NOT_FOUND) {
		writer->frame->disclosure->report->unprintable = 1;
		result = 0;
	} else if (error != NULL)
		*error = fault;
	builder_release(&pdf);
	return result;
}

static int put_all(struct writer *writer, struct error *error)
{
	if (writer->frame->disclosure->sealed)
		return 0;
	if (put_pdf(writer, error) != 0 ||
	    put_beside(writer, "json", &writer->data, error) != 0)
		return -1;
	return put_beside(writer, "csv", &writer->csv, error);
}

static int close_pack(struct writer *writer, struct error *error)
{
	struct builder page = {0};
	int result = -1;

	if (!writer->written)
		error_set(error, ERROR_REFUSED, "there is nothing to copy");
	else if (writer->voice.failed)
		error_memory(error);
	else if (document_finish(&writer->document, error) == 0 &&
		 put_all(writer, error) == 0) {
		html_write(&writer->document, false, &page);
		record_data_embed(builder_slice(&writer->data), &page);
		result = page.failed ? error_memory(error) : 0;
	}
	if (result == 0)
		output_add(writer->output, builder_slice(&page));
	builder_release(&page);
	abandon_pack(writer);
	return result;
}

static const struct format format = {
	.name = "pack",
	.label = "A family's copy of what is held, as page, PDF and data",
	.file_name = file_name,
	.open = open_pack,
	.write = write_pack,
	.close = close_pack,
	.abandon = abandon_pack,
	.carries = carries,
};

const struct format *pack_format(struct slice name)
{
	return slice_is(name, format.name) ? &format : NULL;
}
