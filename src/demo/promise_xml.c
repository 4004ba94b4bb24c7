#include <expat.h>
#include <limits.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "demo/promise_read.h"

/* Elements that are one pupil each: transfer files, census, tracking. */
static const char *const record_elements[] = {
	"Pupil", "PupilOnRoll", "PupilNoLongerOnRoll", "Child", "YoungPerson",
};

struct xml_reading {
	struct promise_visit *visit;
	struct error *error;
	XML_Parser parser;
	struct arena arena; /* of a record */
	struct builder text;
	char path[PROMISE_PATH_BYTES];
	size_t length;
	unsigned int depth;
	unsigned int record_depth; /* 0: outside */
	size_t record_length;      /* of the path of the record's element */
	char element[64];          /* that holds the record */
	uint32_t parents;          /* begun in this record */
	int result;
	struct promise_value values[PROMISE_COLUMNS];
	size_t count;
};

static void stop(struct xml_reading *xml, const char *fault)
{
	if (fault != NULL && xml->visit->fault == NULL) {
		xml->visit->fault = fault;
		xml->visit->fault_row = xml->visit->rows;
	}
	XML_StopParser(xml->parser, XML_FALSE);
}

static void out_of_memory(struct xml_reading *xml)
{
	xml->result = error_memory(xml->error);
	stop(xml, NULL);
}

static bool is_record(struct slice name)
{
	for (size_t i = 0;
	     i < sizeof(record_elements) / sizeof(record_elements[0]); i++)
		if (slice_is(name, record_elements[i]))
			return true;
	return false;
}

static void begin_record(struct xml_reading *xml, struct slice name)
{
	xml->record_depth = xml->depth;
	xml->record_length = xml->length;
	memcpy(xml->element, name.at, name.len);
	xml->element[name.len] = '\0';
	xml->count = 0;
	xml->parents = 0;
	xml->visit->rows++;
}

/* No format here has any; what a namespace is called says nothing. */
static bool has_attributes(const XML_Char **attributes)
{
	for (; attributes[0] != NULL; attributes += 2)
		if (!slice_starts_with(slice_of(attributes[0]), SLICE("xml")))
			return true;
	return false;
}

static void XMLCALL element_began(void *context, const XML_Char *element,
				  const XML_Char **attributes)
{
	struct xml_reading *xml = context;
	struct slice name = slice_of(element);

	if (has_attributes(attributes)) {
		stop(xml, "an element has attributes");
		return;
	}
	if (slice_trim(builder_slice(&xml->text)).len > 0) {
		stop(xml, "text stands beside elements");
		return;
	}
	if (xml->depth == PROMISE_XML_DEPTH ||
	    xml->length + name.len + 2 > sizeof(xml->path)) {
		stop(xml, "elements stand too deep in each other");
		return;
	}
	if (xml->depth == 0 && name.len < sizeof(xml->visit->root))
		memcpy(xml->visit->root, name.at, name.len);
	xml->path[xml->length++] = '/';
	memcpy(xml->path + xml->length, name.at, name.len);
	xml->length += name.len;
	xml->depth++;
	builder_clear(&xml->text);
	if (xml->record_depth == 0 && name.len < sizeof(xml->element) &&
	    is_record(name))
		begin_record(xml, name);
	else if (slice_is(name, "Contact"))
		xml->parents++;
}

static void take_value(struct xml_reading *xml, struct slice path,
		       struct slice text)
{
	struct promise_value *value;

	if (xml->count == PROMISE_COLUMNS) {
		stop(xml, "a record has too many values");
		return;
	}
	value = &xml->values[xml->count++];
	*value = (struct promise_value){
		.meaning = meaning_of_path(path),
		.name = arena_copy(&xml->arena, path),
		.item = xml->parents > 0 ? xml->parents : 1,
		.text = arena_copy(&xml->arena, text),
	};
	if (value->name.at == NULL || value->text.at == NULL)
		out_of_memory(xml);
}

static void end_record(struct xml_reading *xml)
{
	struct promise_row row = {
		.number = xml->visit->rows,
		.element = slice_of(xml->element),
		.values = xml->values,
		.count = xml->count,
	};

	xml->record_depth = 0;
	xml->result = xml->visit->row(xml->visit->context, &row, xml->error);
	arena_clear(&xml->arena);
	if (xml->result != 0)
		stop(xml, NULL);
}

static void take_outside(struct xml_reading *xml, struct slice text)
{
	struct slice path = {xml->path + 1, xml->length - 1};

	if (xml->visit->outside == NULL)
		return;
	xml->result = xml->visit->outside(xml->visit->context, path, text,
					  xml->error);
	if (xml->result != 0)
		stop(xml, NULL);
}

static void XMLCALL element_ended(void *context, const XML_Char *name)
{
	struct xml_reading *xml = context;
	struct slice text = slice_trim(builder_slice(&xml->text));

	if (xml->text.failed) {
		out_of_memory(xml);
		return;
	}
	if (text.len > 0 && xml->record_depth > 0)
		take_value(xml,
			   (struct slice){xml->path + xml->record_length + 1,
					  xml->length > xml->record_length
						  ? xml->length -
							    xml->record_length -
							    1
						  : 0},
			   text);
	else if (text.len > 0)
		take_outside(xml, text);
	builder_clear(&xml->text);
	if (xml->record_depth == xml->depth && xml->result == 0)
		end_record(xml);
	xml->length -= strlen(name) + 1;
	xml->depth--;
}

static void XMLCALL text_came(void *context, const XML_Char *text, int length)
{
	struct xml_reading *xml = context;

	if (xml->text.len + (size_t)length > PROMISE_TEXT_BYTES) {
		stop(xml, "a value is too long");
		return;
	}
	builder_add(&xml->text, (struct slice){text, (size_t)length});
}

static void XMLCALL doctype_began(void *context, const XML_Char *name,
				  const XML_Char *system,
				  const XML_Char *public, int internal)
{
	(void)name;
	(void)system;
	(void)public;
	(void)internal;
	stop(context, "it declares a document type");
}

static int parse(struct xml_reading *xml, struct slice bytes)
{
	enum XML_Status status = XML_STATUS_OK;

	XML_SetUserData(xml->parser, xml);
	XML_SetElementHandler(xml->parser, element_began, element_ended);
	XML_SetCharacterDataHandler(xml->parser, text_came);
	XML_SetStartDoctypeDeclHandler(xml->parser, doctype_began);
	if (bytes.len > INT_MAX)
		stop(xml, "it is too long");
	else
		status = XML_Parse(xml->parser, bytes.at, (int)bytes.len, 1);
	if (xml->result == 0 && status != XML_STATUS_OK &&
	    xml->visit->fault == NULL) {
		if (XML_GetErrorCode(xml->parser) == XML_ERROR_NO_MEMORY)
			return error_memory(xml->error);
		stop(xml, "it is not well-formed XML");
	}
	return xml->result;
}

int promise_read_xml(struct promise_visit *visit, struct slice bytes,
		     struct error *error)
{
	static const XML_Memory_Handling_Suite memory = {
		.malloc_fcn = memory_allocate,
		.realloc_fcn = memory_resize,
		.free_fcn = memory_free,
	};
	struct xml_reading *xml = memory_array(1, sizeof(*xml));
	int result;

	if (xml == NULL)
		return error_memory(error);
	xml->visit = visit;
	xml->error = error;
	xml->parser = XML_ParserCreate_MM(NULL, &memory, NULL);
	result = xml->parser == NULL ? error_memory(error) : parse(xml, bytes);
	if (xml->parser != NULL)
		XML_ParserFree(xml->parser);
	builder_release(&xml->text);
	arena_release(&xml->arena);
	memory_free(xml);
	return result;
}
