#include "document/pdf_file.h"

#include <limits.h>
#include <zlib.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

enum {
	PACK_OBJECTS = 200, /* in one object stream */
	ID_BYTES = 16,
};

/* Where an object is: in the file, or in an object stream. */
struct pdf_entry {
	uint64_t offset;    /* or the number of the stream; 0 not added */
	unsigned int index; /* in the stream */
	bool packed;
};

void pdf_file_begin(struct pdf_file *file, struct arena *arena,
		    struct builder *out)
{
	*file = (struct pdf_file){.arena = arena, .out = out};
	/* bytes above 127 tell that this is no text (7.5.2) */
	builder_add_text(out, "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n");
	pdf_number(file); /* 0 is never used */
}

void pdf_file_release(struct pdf_file *file)
{
	builder_release(&file->packed);
	builder_release(&file->numbers);
}

unsigned int pdf_number(struct pdf_file *file)
{
	struct pdf_entry *entries =
		arena_grow(file->arena, file->entries, file->count,
			   &file->capacity, sizeof(*entries));

	if (entries == NULL) {
		file->failed = true;
		return 0;
	}
	file->entries = entries;
	entries[file->count] = (struct pdf_entry){0};
	return (unsigned int)file->count++;
}

static struct pdf_entry *entry(struct pdf_file *file, unsigned int number)
{
	if (number == 0 || number >= file->count) {
		file->failed = true;
		return NULL;
	}
	return &file->entries[number];
}

/* --- compression --------------------------------------------------------------- */

static void *deflate_allocate(void *context, unsigned int count,
			      unsigned int size)
{
	(void)context;
	return memory_array(count, size);
}

static void deflate_free(void *context, void *block)
{
	(void)context;
	memory_free(block);
}

static bool compress_into(struct slice bytes, struct builder *out)
{
	z_stream stream = {.zalloc = deflate_allocate, .zfree = deflate_free};
	char *room;
	unsigned long bound;
	int result;

	if (bytes.len > UINT_MAX / 2 ||
	    deflateInit(&stream, Z_DEFAULT_COMPRESSION) != Z_OK)
		return false;
	bound = deflateBound(&stream, bytes.len);
	room = builder_reserve(out, bound);
	if (room == NULL) {
		deflateEnd(&stream);
		return false;
	}
	stream.next_in = (Bytef *)(uintptr_t)bytes.at;
	stream.avail_in = (unsigned int)bytes.len;
	stream.next_out = (Bytef *)room;
	stream.avail_out = (unsigned int)bound;
	result = deflate(&stream, Z_FINISH);
	if (result == Z_STREAM_END)
		builder_commit(out, stream.total_out);
	deflateEnd(&stream);
	return result == Z_STREAM_END;
}

/* --- objects ------------------------------------------------------------------- */

static void put_stream(struct pdf_file *file, unsigned int number,
		       struct slice entries, struct slice bytes)
{
	struct pdf_entry *place = entry(file, number);
	struct builder *out = file->out;

	if (place == NULL)
		return;
	*place = (struct pdf_entry){.offset = out->len};
	builder_add_format(out, "%u 0 obj\n<< /Length %zu ", number, bytes.len);
	builder_add(out, entries);
	builder_add_text(out, " >>\nstream\n");
	builder_add(out, bytes);
	builder_add_text(out, "\nendstream\nendobj\n");
}

void pdf_add_plain_stream(struct pdf_file *file, unsigned int number,
			  struct slice entries, struct slice bytes)
{
	put_stream(file, number, entries, bytes);
}

void pdf_add_stream(struct pdf_file *file, unsigned int number,
		    struct slice entries, struct slice bytes)
{
	struct builder small = {0}, dictionary = {0};

	builder_add(&dictionary, entries);
	builder_add_text(&dictionary, " /Filter /FlateDecode");
	if (!compress_into(bytes, &small) || dictionary.failed)
		file->failed = true;
	else
		put_stream(file, number, builder_slice(&dictionary),
			   builder_slice(&small));
	builder_release(&dictionary);
	builder_release(&small);
}

/* 7.5.7: numbers and places of the objects, then the objects. */
static void flush_packed(struct pdf_file *file)
{
	struct builder whole = {0}, dictionary = {0};

	if (file->packed_count == 0)
		return;
	builder_add(&whole, builder_slice(&file->numbers));
	builder_add(&whole, builder_slice(&file->packed));
	builder_add_format(&dictionary, "/Type /ObjStm /N %zu /First %zu",
			   file->packed_count, file->numbers.len);
	if (whole.failed || dictionary.failed || file->packed.failed ||
	    file->numbers.failed)
		file->failed = true;
	else
		pdf_add_stream(file, (unsigned int)file->entries[0].offset,
			       builder_slice(&dictionary),
			       builder_slice(&whole));
	builder_clear(&file->packed);
	builder_clear(&file->numbers);
	file->packed_count = 0;
	builder_release(&whole);
	builder_release(&dictionary);
}

void pdf_add(struct pdf_file *file, unsigned int number, struct slice object)
{
	struct pdf_entry *place;

	if (file->packed_count == PACK_OBJECTS)
		flush_packed(file);
	/* Entry 0 is nobody's: it holds the number of the stream being packed. */
	if (file->packed_count == 0) {
		unsigned int stream = pdf_number(file);

		if (stream == 0)
			return;
		file->entries[0].offset = stream;
	}
	place = entry(file, number);
	if (place == NULL)
		return;
	*place = (struct pdf_entry){
		.offset = file->entries[0].offset,
		.index = (unsigned int)file->packed_count++,
		.packed = true,
	};
	builder_add_format(&file->numbers, "%u %zu\n", number,
			   file->packed.len);
	builder_add(&file->packed, object);
	builder_add_byte(&file->packed, '\n');
}

/* --- the end ------------------------------------------------------------------- */

/* One row of a cross-reference stream (7.5.8): kind, place, index. */
static void put_row(struct builder *out, unsigned int kind, uint64_t place,
		    unsigned int index)
{
	builder_add_byte(out, (char)kind);
	builder_add_u32(out, (uint32_t)place);
	builder_add_byte(out, (char)(index >> 8));
	builder_add_byte(out, (char)index);
}

static void put_rows(struct pdf_file *file, struct builder *out)
{
	put_row(out, 0, 0, 0xFFFF);
	for (size_t i = 1; i < file->count; i++) {
		const struct pdf_entry *place = &file->entries[i];

		if (place->offset == 0)
			put_row(out, 0, 0, 0xFFFF);
		else if (place->packed)
			put_row(out, 2, place->offset, place->index);
		else
			put_row(out, 1, place->offset, 0);
	}
}

static void put_identifier(struct slice bytes, struct builder *out)
{
	unsigned char hash[ID_BYTES];

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)bytes.at,
			   bytes.len, NULL, 0);
	for (int i = 0; i < 2; i++) {
		builder_add_byte(out, '<');
		builder_add_hex(
			out, (struct slice){(const char *)hash, sizeof(hash)});
		builder_add_byte(out, '>');
	}
}

int pdf_file_finish(struct pdf_file *file, unsigned int catalogue,
		    unsigned int information, struct error *error)
{
	struct builder rows = {0}, dictionary = {0};
	unsigned int table;
	size_t start;

	flush_packed(file);
	table = pdf_number(file);
	start = file->out->len;
	if (file->failed || file->out->failed || start > UINT32_MAX) {
		file->failed = true;
		goto out;
	}
	file->entries[table].offset = start;
	put_rows(file, &rows);
	builder_add_format(&dictionary,
			   "/Type /XRef /W [1 4 2] /Size %zu "
			   "/Root %u 0 R /Info %u 0 R /ID [",
			   file->count, catalogue, information);
	put_identifier(builder_slice(file->out), &dictionary);
	builder_add_byte(&dictionary, ']');
	if (rows.failed || dictionary.failed)
		file->failed = true;
	else
		pdf_add_stream(file, table, builder_slice(&dictionary),
			       builder_slice(&rows));
	builder_add_format(file->out, "startxref\n%zu\n%%%%EOF\n", start);
out:
	builder_release(&rows);
	builder_release(&dictionary);
	return file->failed || file->out->failed ? error_memory(error) : 0;
}

/* --- values --------------------------------------------------------------------- */

static bool is_plain(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < 0x20 || text.at[i] > 0x7E)
			return false;
	return true;
}

static void put_octal(struct builder *out, unsigned char byte)
{
	builder_add_byte(out, '\\');
	for (int shift = 6; shift >= 0; shift -= 3)
		builder_add_byte(out, (char)('0' + (byte >> shift & 7)));
}

void pdf_put_string(struct builder *out, struct slice bytes)
{
	builder_add_byte(out, '(');
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char byte = (unsigned char)bytes.at[i];

		if (byte == '(' || byte == ')' || byte == '\\')
			builder_add_byte(out, '\\');
		if (byte < 0x20 || byte > 0x7E)
			put_octal(out, byte);
		else
			builder_add_byte(out, (char)byte);
	}
	builder_add_byte(out, ')');
}

void pdf_put_text(struct builder *out, struct slice text)
{
	uint32_t character;

	if (is_plain(text)) {
		pdf_put_string(out, text);
		return;
	}
	builder_add_text(out, "<FEFF");
	while (text_next(&text, &character)) {
		if (character > 0xFFFF) {
			character -= 0x10000;
			builder_add_format(out, "%04X%04X",
					   0xD800 + (character >> 10),
					   0xDC00 + (character & 0x3FF));
		} else {
			builder_add_format(out, "%04X", character);
		}
	}
	builder_add_byte(out, '>');
}

void pdf_put_reference(struct builder *out, unsigned int number)
{
	builder_add_number(out, number);
	builder_add_text(out, " 0 R");
}

void pdf_put_milli(struct builder *out, int32_t thousandths)
{
	uint32_t size = thousandths < 0 ? 0 - (uint32_t)thousandths
					: (uint32_t)thousandths;
	uint32_t rest = size % 1000;

	if (thousandths < 0)
		builder_add_byte(out, '-');
	builder_add_number(out, size / 1000);
	if (rest == 0)
		return;
	builder_add_byte(out, '.');
	for (uint32_t place = 100; rest > 0; place /= 10) {
		builder_add_byte(out, (char)('0' + rest / place));
		rest %= place;
	}
}
