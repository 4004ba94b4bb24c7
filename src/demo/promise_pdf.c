#include <zlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "demo/promise_read.h"

/*
 * The text of a PDF as a person would read it (ISO 32000-1): of its streams, which
 * stand one after the other with their lengths, those that draw pages are read,
 * and their glyphs turned to characters by the font's own table (9.10.3).  What is
 * marked as no part of the text (14.8.2.2), such as page numbers, is left out.
 */

enum {
	PDF_STREAMS = 4096,
	PDF_FACES = 8,
	PDF_GLYPHS = 65536,
	PDF_BYTES = 64 << 20, /* of all streams, unpacked */
};

struct stream {
	uint64_t number;
	struct slice text; /* unpacked */
	bool objects;      /* holds objects */
	bool other;        /* a font's program, or where objects are */
};

struct pdf_reading {
	struct arena arena;
	struct stream streams[PDF_STREAMS];
	size_t count;
	size_t unpacked;                /* bytes */
	uint64_t font[PDF_FACES];       /* the object of each face; 0 */
	const uint16_t *map[PDF_FACES]; /* characters, by glyph; NULL */
	struct builder *out;
	const char *fault;
	bool failed; /* memory is out */
};

static const char *find(struct slice text, const char *wanted)
{
	size_t length = strlen(wanted);

	return text.len < length ? NULL
				 : memmem(text.at, text.len, wanted, length);
}

static struct slice behind(struct slice text, const char *at, size_t length)
{
	return slice_part(text, (size_t)(at - text.at) + length, text.len);
}

/* The number at the beginning; false when there is none. */
static bool take_number(struct slice *text, uint64_t *number)
{
	struct slice rest = *text;
	size_t length = 0;

	while (length < rest.len && length < 10 && rest.at[length] >= '0' &&
	       rest.at[length] <= '9')
		length++;
	*text = slice_part(rest, length, rest.len);
	return slice_number(slice_part(rest, 0, length), UINT32_MAX, number);
}

/* --- streams -------------------------------------------------------------------- */

static void *unpack_allocate(void *context, unsigned int count,
			     unsigned int size)
{
	(void)context;
	return memory_array(count, size);
}

static void unpack_free(void *context, void *block)
{
	(void)context;
	memory_free(block);
}

static bool unpack(struct pdf_reading *pdf, struct slice packed,
		   struct builder *out)
{
	z_stream stream = {.zalloc = unpack_allocate, .zfree = unpack_free};
	unsigned char bytes[16384];
	int status = inflateInit(&stream);

	if (status != Z_OK) {
		pdf->failed = true;
		return false;
	}
	stream.next_in = (Bytef *)(uintptr_t)packed.at;
	stream.avail_in = (unsigned int)packed.len;
	while (status == Z_OK && !out->failed && pdf->unpacked < PDF_BYTES) {
		stream.next_out = bytes;
		stream.avail_out = sizeof(bytes);
		status = inflate(&stream, Z_NO_FLUSH);
		builder_add(out,
			    (struct slice){(const char *)bytes,
					   sizeof(bytes) - stream.avail_out});
		pdf->unpacked += sizeof(bytes) - stream.avail_out;
	}
	inflateEnd(&stream);
	pdf->failed = pdf->failed || out->failed || status == Z_MEM_ERROR;
	return status == Z_STREAM_END;
}

static void take_stream(struct pdf_reading *pdf, uint64_t number,
			struct slice entries, struct slice bytes)
{
	struct builder text = {0};
	struct stream *stream;

	if (pdf->count == PDF_STREAMS || bytes.len > UINT32_MAX) {
		pdf->fault = "it has too many parts";
		return;
	}
	if (find(entries, "/FlateDecode") == NULL)
		builder_add(&text, bytes);
	else if (!unpack(pdf, bytes, &text))
		pdf->fault = "a part of it is not to be unpacked";
	stream = &pdf->streams[pdf->count++];
	*stream = (struct stream){
		.number = number,
		.text = arena_copy(&pdf->arena, builder_slice(&text)),
		.objects = find(entries, "/ObjStm") != NULL,
		.other = find(entries, "/Length1") != NULL ||
			 find(entries, "/XRef") != NULL ||
			 find(entries, "/Metadata") != NULL,
	};
	pdf->failed = pdf->failed || text.failed || stream->text.at == NULL;
	builder_release(&text);
}

/* "97 0 obj\n<< /Length 1234 ... >>\nstream\n" and as many bytes. */
static void take_streams(struct pdf_reading *pdf, struct slice rest)
{
	static const char before[] = " 0 obj\n<< /Length ";
	static const char after[] = ">>\nstream\n";
	const char *at;

	while (pdf->fault == NULL && !pdf->failed &&
	       (at = find(rest, before)) != NULL) {
		const char *start = at;
		struct slice head, entries;
		uint64_t number = 0, length;

		while (start > rest.at && start[-1] >= '0' && start[-1] <= '9')
			start--;
		slice_number((struct slice){start, (size_t)(at - start)},
			     UINT32_MAX, &number);
		head = behind(rest, at, sizeof(before) - 1);
		if (!take_number(&head, &length) ||
		    (at = find(head, after)) == NULL) {
			pdf->fault = "a part of it has no length";
			return;
		}
		entries = (struct slice){head.at, (size_t)(at - head.at)};
		rest = behind(head, at, sizeof(after) - 1);
		if (length > rest.len) {
			pdf->fault = "it ends too soon";
			return;
		}
		take_stream(pdf, number, entries, slice_part(rest, 0, length));
		rest = slice_part(rest, length, rest.len);
	}
}

/* --- fonts ---------------------------------------------------------------------- */

/* The object's text, and what follows it in its stream. */
static struct slice object_of(const struct pdf_reading *pdf, uint64_t wanted)
{
	for (size_t i = 0; i < pdf->count; i++) {
		struct slice whole = pdf->streams[i].text;
		struct slice numbers = whole;
		const char *first =
			pdf->streams[i].objects ? find(whole, "<<") : NULL;
		uint64_t number, place;

		while (first != NULL && take_number(&numbers, &number)) {
			numbers = slice_part(numbers, 1, numbers.len);
			if (!take_number(&numbers, &place))
				break;
			numbers = slice_part(numbers, 1, numbers.len);
			if (number == wanted)
				return behind(whole, first, place);
		}
	}
	return (struct slice){0};
}

/* Four digits of a glyph or character; -1 when there are none. */
static int take_four(struct slice text)
{
	int value = 0;

	if (text.len < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char byte = text.at[i];

		if (byte >= '0' && byte <= '9')
			value = value * 16 + byte - '0';
		else if (byte >= 'A' && byte <= 'F')
			value = value * 16 + byte - 'A' + 10;
		else
			return -1;
	}
	return value;
}

/* "1 beginbfchar\n<0024><0041>\nendbfchar" */
static const uint16_t *read_map(struct pdf_reading *pdf, struct slice text)
{
	static const char before[] = "beginbfchar\n<";
	uint16_t *map = arena_array(&pdf->arena, PDF_GLYPHS, sizeof(*map));
	const char *at;

	while (map != NULL && (at = find(text, before)) != NULL) {
		int glyph, character;

		text = behind(text, at, sizeof(before) - 1);
		glyph = take_four(text);
		character = take_four(slice_part(text, 6, text.len));
		if (glyph >= 0 && character > 0)
			map[glyph] = (uint16_t)character;
	}
	pdf->failed = pdf->failed || map == NULL;
	return map;
}

/* Each face is looked for once, however many pages name it. */
static void take_font(struct pdf_reading *pdf, uint64_t face, uint64_t font)
{
	static const char before[] = "/ToUnicode ";
	struct slice object;
	const char *at;
	uint64_t number;

	if (face >= PDF_FACES || font == 0 || pdf->font[face] == font)
		return;
	if (pdf->font[face] != 0) {
		pdf->fault = "a face of it is two fonts";
		return;
	}
	pdf->font[face] = font;
	object = object_of(pdf, font);
	at = find(object, before);
	if (at == NULL)
		return;
	object = behind(object, at, sizeof(before) - 1);
	if (!take_number(&object, &number))
		return;
	for (size_t i = 0; i < pdf->count; i++)
		if (pdf->streams[i].number == number) {
			pdf->streams[i].other = true;
			pdf->map[face] = read_map(pdf, pdf->streams[i].text);
		}
}

/* "/Font<</F0 1257 0 R/F1 1262 0 R>>" */
static void take_fonts(struct pdf_reading *pdf)
{
	static const char before[] = "/Font<<";

	for (size_t i = 0; i < pdf->count; i++) {
		struct slice rest = pdf->streams[i].text;
		const char *at =
			pdf->streams[i].objects ? find(rest, before) : NULL;
		uint64_t face, font;

		if (at == NULL)
			continue;
		rest = behind(rest, at, sizeof(before) - 1);
		while (pdf->fault == NULL &&
		       slice_starts_with(rest, SLICE("/F"))) {
			rest = slice_part(rest, 2, rest.len);
			if (!take_number(&rest, &face))
				break;
			rest = slice_part(rest, 1, rest.len);
			if (!take_number(&rest, &font))
				break;
			take_font(pdf, face, font);
			rest = slice_part(rest, 4, rest.len); /* " 0 R" */
		}
	}
}

/* --- pages ---------------------------------------------------------------------- */

static void put_character(struct builder *out, unsigned int character)
{
	if (character < 0x80)
		builder_add_byte(out, (char)character);
	else if (character < 0x800) {
		builder_add_byte(out, (char)(0xC0 | character >> 6));
		builder_add_byte(out, (char)(0x80 | (character & 0x3F)));
	} else {
		builder_add_byte(out, (char)(0xE0 | character >> 12));
		builder_add_byte(out, (char)(0x80 | (character >> 6 & 0x3F)));
		builder_add_byte(out, (char)(0x80 | (character & 0x3F)));
	}
}

/* The glyphs between '<' and '>'. */
static void put_glyphs(struct pdf_reading *pdf, struct slice glyphs,
		       const uint16_t *map)
{
	for (; glyphs.len > 0; glyphs = slice_part(glyphs, 4, glyphs.len)) {
		int glyph = take_four(glyphs);

		if (glyph < 0 || map == NULL || map[glyph] == 0) {
			pdf->fault = "it has signs that are no characters";
			return;
		}
		put_character(pdf->out, map[glyph]);
	}
}

/* "BT /F0 9 Tf 62 38.85 Td [<0039>74.111<0044>] TJ ET" */
static void put_line(struct pdf_reading *pdf, struct slice line)
{
	struct slice rest = slice_part(line, strlen("BT /F"), line.len);
	uint64_t face;

	if (!take_number(&rest, &face) || face >= PDF_FACES) {
		pdf->fault = "a line of it is in no font";
		return;
	}
	slice_cut(&rest, '[');
	while (rest.len > 0 && pdf->fault == NULL) {
		struct slice glyphs;

		slice_cut(&rest, '<');
		glyphs = slice_cut(&rest, '>');
		if (rest.len > 0)
			put_glyphs(pdf, glyphs, pdf->map[face]);
	}
	builder_add_byte(pdf->out, ' ');
}

static void put_page(struct pdf_reading *pdf, struct slice page)
{
	bool artifact = false;

	while (page.len > 0 && pdf->fault == NULL) {
		struct slice line = slice_cut(&page, '\n');

		if (slice_starts_with(line, SLICE("/Artifact")))
			artifact = true;
		else if (slice_is(line, "EMC"))
			artifact = false;
		else if (!artifact && slice_starts_with(line, SLICE("BT /F")))
			put_line(pdf, line);
	}
}

static void put_pages(struct pdf_reading *pdf)
{
	size_t pages = 0;

	for (size_t i = 0; i < pdf->count && pdf->fault == NULL; i++) {
		const struct stream *stream = &pdf->streams[i];

		if (stream->objects || stream->other)
			continue;
		put_page(pdf, stream->text);
		pages++;
	}
	if (pdf->fault == NULL && pages == 0)
		pdf->fault = "it has no pages";
}

int promise_read_pdf(struct slice bytes, struct builder *text,
		     const char **fault, struct error *error)
{
	struct pdf_reading *pdf = memory_array(1, sizeof(*pdf));
	bool failed;

	if (pdf == NULL)
		return error_memory(error);
	pdf->out = text;
	take_streams(pdf, bytes);
	if (pdf->fault == NULL && !pdf->failed)
		take_fonts(pdf);
	if (pdf->fault == NULL && !pdf->failed)
		put_pages(pdf);
	*fault = pdf->fault;
	failed = pdf->failed || text->failed;
	arena_release(&pdf->arena);
	memory_free(pdf);
	return failed ? error_memory(error) : 0;
}
