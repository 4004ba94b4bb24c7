#include "formats/xml.h"

#include <expat.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

/* How much the parser is given at a time, and how often progress is told. */
enum { CHUNK_BYTES = 256 << 10 };

struct xml_reader {
	XML_Parser parser;
	const struct xml_events *events;
	struct slice bytes;
	struct slice file_name;
	struct error *error;
	bool stopped;     /* `error` says why */
	bool single_byte; /* the encoding has one byte for each character */
	bool leaf;        /* the last tag was a start */
	bool begun;       /* the first element has been seen */
	unsigned int depth;

	/* The last place asked for; whole files may stand on one line. */
	uint64_t offset;
	uint64_t line_start;
	uint64_t characters; /* between these two */
	uint32_t line;

	size_t text_len;
	char text[XML_TEXT_LIMIT];
};

static struct slice between(const struct xml_reader *reader, uint64_t from,
			    uint64_t to)
{
	return slice_part(reader->bytes, (size_t)from, (size_t)to);
}

static uint64_t count_characters(const struct xml_reader *reader, uint64_t from,
				 uint64_t to)
{
	struct slice bytes = between(reader, from, to);
	uint64_t count = 0;

	if (from == 0 && slice_starts_with(bytes, SLICE("\xEF\xBB\xBF")))
		bytes = slice_part(bytes, 3, bytes.len);
	for (size_t i = 0; i < bytes.len; i++)
		count += reader->single_byte || (bytes.at[i] & 0xC0) != 0x80;
	return count;
}

/* Moves the remembered place on to `offset`, counting the line ends passed. */
static void go_forward(struct xml_reader *reader, uint64_t offset)
{
	struct slice rest = between(reader, reader->offset, offset);
	const char *at = rest.at;
	const char *end = rest.at + rest.len;
	uint64_t counted = reader->offset;

	while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
		reader->line++;
		at++;
		reader->line_start = (uint64_t)(at - reader->bytes.at);
		reader->characters = 0;
		counted = reader->line_start;
	}
	reader->characters += count_characters(reader, counted, offset);
	reader->offset = offset;
}

static void go_back(struct xml_reader *reader, uint64_t offset)
{
	uint64_t at = reader->offset;

	if (offset >= reader->line_start && offset > 0) {
		reader->characters -= count_characters(reader, offset, at);
		reader->offset = offset;
		return;
	}
	for (; at > offset; at--)
		if (reader->bytes.at[at - 1] == '\n')
			reader->line--;
	while (at > 0 && reader->bytes.at[at - 1] != '\n')
		at--;
	reader->line_start = at;
	reader->characters = count_characters(reader, at, offset);
	reader->offset = offset;
}

void xml_place(struct xml_reader *reader, uint64_t offset, uint32_t *line,
	       uint32_t *column)
{
	if (offset > reader->bytes.len)
		offset = reader->bytes.len;
	if (offset >= reader->offset)
		go_forward(reader, offset);
	else
		go_back(reader, offset);
	*line = reader->line;
	*column = (uint32_t)reader->characters + 1;
}

uint64_t xml_offset(const struct xml_reader *reader)
{
	XML_Index index = XML_GetCurrentByteIndex(reader->parser);

	return index < 0 ? 0 : (uint64_t)index;
}

/* Adds the place to the error that was just set, and stops the parser. */
static void stop_at(struct xml_reader *reader, uint64_t offset)
{
	uint32_t line, column;

	xml_place(reader, offset, &line, &column);
	error_at(reader->error, reader->file_name, line, column, 0);
	reader->stopped = true;
	XML_StopParser(reader->parser, XML_FALSE);
}

static void refuse(struct xml_reader *reader, const char *what)
{
	if (reader->stopped)
		return;
	error_set(reader->error, ERROR_INPUT, "%s", what);
	stop_at(reader, xml_offset(reader));
}

/* An event's function failed and has set the error, place and all. */
static void stop(struct xml_reader *reader)
{
	reader->stopped = true;
	XML_StopParser(reader->parser, XML_FALSE);
}

static bool attributes_bounded(const XML_Char **attributes)
{
	size_t count = 0;

	for (; attributes[0] != NULL; attributes += 2)
		if (++count > XML_ATTRIBUTES_LIMIT ||
		    strnlen(attributes[0], XML_NAME_LIMIT + 1) >
			    XML_NAME_LIMIT ||
		    strnlen(attributes[1], XML_ATTRIBUTE_LIMIT + 1) >
			    XML_ATTRIBUTE_LIMIT)
			return false;
	return true;
}

static void on_start(void *data, const XML_Char *name,
		     const XML_Char **attributes)
{
	struct xml_reader *reader = data;
	size_t length = strlen(name);

	if (reader->stopped)
		return;
	if (reader->depth == XML_DEPTH_LIMIT) {
		refuse(reader, "elements are nested more than 64 deep");
		return;
	}
	if (length > XML_NAME_LIMIT) {
		refuse(reader, "an element's name is longer than 128 bytes");
		return;
	}
	if (!attributes_bounded(attributes)) {
		refuse(reader,
		       "an element has too many or too long attributes");
		return;
	}
	reader->depth++;
	reader->begun = true;
	reader->leaf = true;
	reader->text_len = 0;
	if (reader->events->start(reader->events->context, reader,
				  (struct slice){name, length},
				  reader->error) != 0)
		stop(reader);
}

static void on_end(void *data, const XML_Char *name)
{
	struct xml_reader *reader = data;
	struct slice text = {reader->text, reader->text_len};
	bool leaf = reader->leaf;

	(void)name;
	if (reader->stopped)
		return;
	reader->depth--;
	reader->leaf = false;
	reader->text_len = 0;
	if (reader->events->end(reader->events->context, reader, text, leaf,
				reader->error) != 0)
		stop(reader);
}

static void on_text(void *data, const XML_Char *text, int length)
{
	struct xml_reader *reader = data;
	size_t size = (size_t)length;

	if (reader->stopped)
		return;
	if (size > XML_TEXT_LIMIT - reader->text_len) {
		refuse(reader, "text of more than 64 KiB between two tags");
		return;
	}
	memcpy(reader->text + reader->text_len, text, size);
	reader->text_len += size;
}

/* Entities can be defined only behind this door: it stays shut.  With it go
 * external entities, entity expansion and parameter entities. */
static void on_doctype(void *data, const XML_Char *name, const XML_Char *system,
		       const XML_Char *public, int has_subset)
{
	(void)name;
	(void)system;
	(void)public;
	(void)has_subset;
	refuse(data, "a document type declaration (DOCTYPE) is not allowed");
}

enum encoding { ENCODING_UTF_8, ENCODING_SINGLE, ENCODING_OTHER };

static enum encoding encoding_of(struct slice name)
{
	static const struct {
		struct slice name;
		enum encoding encoding;
	} known[] = {
		{SLICE_INIT("UTF-8"), ENCODING_UTF_8},
		{SLICE_INIT("US-ASCII"), ENCODING_SINGLE},
		{SLICE_INIT("ISO-8859-1"), ENCODING_SINGLE},
		{SLICE_INIT("WINDOWS-1252"), ENCODING_SINGLE},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (slice_equal_ignoring_case(name, known[i].name))
			return known[i].encoding;
	return ENCODING_OTHER;
}

static void on_declaration(void *data, const XML_Char *version,
			   const XML_Char *encoding, int standalone)
{
	struct xml_reader *reader = data;
	enum encoding kind;

	(void)version;
	(void)standalone;
	if (encoding == NULL)
		return;
	kind = encoding_of(slice_of(encoding));
	if (kind == ENCODING_OTHER)
		refuse(reader, "the declared encoding is not one of UTF-8, "
			       "US-ASCII, ISO-8859-1 and Windows-1252");
	reader->single_byte = kind == ENCODING_SINGLE;
}

/* Called by expat for encodings it does not know: of ours only Windows-1252,
 * the others having been refused at the declaration. */
static int on_encoding(void *data, const XML_Char *name, XML_Encoding *encoding)
{
	struct xml_reader *reader = data;
	struct builder utf_8 = {0};
	struct slice rest;

	if (!slice_equal_ignoring_case(slice_of(name), SLICE("WINDOWS-1252")))
		return XML_STATUS_ERROR;
	for (int byte = 0; byte < 256; byte++) {
		char character = (char)byte;
		size_t undefined = 0;
		uint32_t code = 0;

		builder_clear(&utf_8);
		text_from_windows_1252((struct slice){&character, 1}, &utf_8,
				       &undefined);
		rest = builder_slice(&utf_8);
		if (utf_8.failed)
			break;
		encoding->map[byte] = undefined == 0 && text_next(&rest, &code)
					      ? (int)code
					      : -1;
	}
	encoding->data = NULL;
	encoding->convert = NULL;
	encoding->release = NULL;
	if (utf_8.failed) {
		error_memory(reader->error);
		reader->stopped = true;
	}
	builder_release(&utf_8);
	return reader->stopped ? XML_STATUS_ERROR : XML_STATUS_OK;
}

/* Whether the byte at which expat stopped is no character of the encoding. */
static bool bad_encoding(const struct xml_reader *reader, uint64_t offset)
{
	struct slice rest = between(reader, offset, reader->bytes.len);
	uint32_t character;

	return rest.len > 0 && (rest.at[0] & 0x80) != 0 &&
	       (reader->single_byte || !text_next(&rest, &character));
}

/* Says what expat found, in our words where it is a common mistake. */
static void translate(struct xml_reader *reader, bool final)
{
	enum XML_Error code = XML_GetErrorCode(reader->parser);
	uint64_t offset = xml_offset(reader);

	if (code == XML_ERROR_NO_MEMORY) {
		error_memory(reader->error);
		return;
	}
	if (reader->bytes.len == 0)
		error_set(reader->error, ERROR_INPUT, "the file is empty");
	else if (final && !reader->begun && offset + 1 >= reader->bytes.len)
		error_set(reader->error, ERROR_INPUT,
			  "the file holds no element");
	else if (bad_encoding(reader, offset)) {
		error_set(reader->error, ERROR_INPUT,
			  "a byte that is no character of the declared "
			  "encoding");
		error_hint(reader->error, "without a declaration it is UTF-8");
	} else if (final && offset + 1 >= reader->bytes.len)
		error_set(reader->error, ERROR_INPUT,
			  "the file ends in the middle of the document");
	else
		error_set(reader->error, ERROR_INPUT, "not well-formed XML: %s",
			  XML_ErrorString(code));
	stop_at(reader, offset);
}

/* Reads one chunk; the file is done with the last. */
static int read_chunk(struct xml_reader *reader, struct slice chunk, bool final)
{
	uint64_t done;

	if (XML_Parse(reader->parser, chunk.at, (int)chunk.len, final) !=
	    XML_STATUS_OK) {
		if (!reader->stopped)
			translate(reader, final);
		return -1;
	}
	done = (uint64_t)(chunk.at - reader->bytes.at) + chunk.len;
	if (!final && done - (reader->begun ? xml_offset(reader) : 0) >
			      XML_MARKUP_LIMIT) {
		refuse(reader, "more than 1 MiB without a whole tag");
		return -1;
	}
	if (reader->events->progress != NULL)
		reader->events->progress(reader->events->context, done);
	return 0;
}

static int read_chunks(struct xml_reader *reader)
{
	size_t at = 0;

	do {
		struct slice chunk =
			slice_part(reader->bytes, at, at + CHUNK_BYTES);

		at += chunk.len;
		if (read_chunk(reader, chunk, at == reader->bytes.len) != 0)
			return -1;
	} while (at < reader->bytes.len);
	return 0;
}

static void set_handlers(struct xml_reader *reader)
{
	XML_Parser parser = reader->parser;

	XML_SetUserData(parser, reader);
	XML_SetElementHandler(parser, on_start, on_end);
	XML_SetCharacterDataHandler(parser, on_text);
	XML_SetStartDoctypeDeclHandler(parser, on_doctype);
	XML_SetXmlDeclHandler(parser, on_declaration);
	XML_SetUnknownEncodingHandler(parser, on_encoding, reader);
}

static bool is_utf_16(struct slice bytes)
{
	return slice_starts_with(bytes, SLICE("\xFE\xFF")) ||
	       slice_starts_with(bytes, SLICE("\xFF\xFE")) ||
	       memchr(bytes.at, '\0', bytes.len < 4 ? bytes.len : 4) != NULL;
}

int xml_read(const struct xml_events *events, struct slice bytes,
	     struct slice file_name, struct error *error)
{
	static const XML_Memory_Handling_Suite memory = {
		memory_allocate, memory_resize, memory_free};
	struct xml_reader *reader;
	int result = -1;

	if (bytes.len > 0 && is_utf_16(bytes)) {
		error_set(error, ERROR_INPUT,
			  "UTF-16 and binary files are not read");
		return error_at(error, file_name, 1, 1, 0);
	}
	reader = memory_allocate(sizeof(*reader));
	if (reader == NULL)
		return error_memory(error);
	memset(reader, 0, offsetof(struct xml_reader, text));
	reader->events = events;
	reader->bytes = bytes.len > 0 ? bytes : SLICE("");
	reader->file_name = file_name;
	reader->error = error;
	reader->line = 1;
	reader->parser = XML_ParserCreate_MM(NULL, &memory, NULL);
	if (reader->parser == NULL) {
		error_memory(error);
	} else {
		set_handlers(reader);
		result = read_chunks(reader);
	}
	if (reader->parser != NULL)
		XML_ParserFree(reader->parser);
	memory_free(reader);
	return result;
}

static bool is_space(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Steps over one declaration or comment at the start of `*rest`. */
static bool skip_prolog(struct slice *rest)
{
	bool comment = slice_starts_with(*rest, SLICE("<!--"));
	struct slice end = comment ? SLICE("-->") : SLICE("?>");
	const char *found;

	if (!comment && !slice_starts_with(*rest, SLICE("<?")))
		return false;
	found = memmem(rest->at, rest->len, end.at, end.len);
	if (found == NULL)
		return false;
	*rest = slice_part(*rest, (size_t)(found - rest->at) + end.len,
			   rest->len);
	return true;
}

bool xml_starts_with_element(struct slice start, struct slice name)
{
	if (slice_starts_with(start, SLICE("\xEF\xBB\xBF")))
		start = slice_part(start, 3, start.len);
	do {
		while (start.len > 0 && is_space(start.at[0]))
			start = slice_part(start, 1, start.len);
	} while (skip_prolog(&start));
	if (start.len < name.len + 2 || start.at[0] != '<' ||
	    memcmp(start.at + 1, name.at, name.len) != 0)
		return false;
	return is_space(start.at[name.len + 1]) ||
	       start.at[name.len + 1] == '>' || start.at[name.len + 1] == '/';
}
