#include "document/pdf_font.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"

enum { FONT_LIMIT_BYTES = 16 << 20 };

static unsigned int u16(struct slice bytes, size_t at)
{
	if (at > bytes.len || bytes.len - at < 2)
		return 0;
	return (unsigned int)(unsigned char)bytes.at[at] << 8 |
	       (unsigned char)bytes.at[at + 1];
}

static int s16(struct slice bytes, size_t at)
{
	return (int16_t)u16(bytes, at);
}

static uint32_t u32(struct slice bytes, size_t at)
{
	return (uint32_t)u16(bytes, at) << 16 | u16(bytes, at + 2);
}

/* --- reading ----------------------------------------------------------------- */

static struct slice table(struct slice file, const char *tag)
{
	unsigned int count = u16(file, 4);

	for (unsigned int i = 0; i < count; i++) {
		size_t entry = 12 + 16 * (size_t)i;

		if (!slice_is(slice_part(file, entry, entry + 4), tag))
			continue;
		return slice_part(file, u32(file, entry + 8),
				  (size_t)u32(file, entry + 8) +
					  u32(file, entry + 12));
	}
	return (struct slice){0};
}

/* The subtable for Windows, Unicode, format 4: all fonts have it. */
static struct slice characters_table(struct slice cmap)
{
	unsigned int count = u16(cmap, 2);

	for (unsigned int i = 0; i < count; i++) {
		size_t entry = 4 + 8 * (size_t)i;
		struct slice found =
			slice_part(cmap, u32(cmap, entry + 4), cmap.len);

		if (u16(cmap, entry) == 3 && u16(cmap, entry + 2) == 1 &&
		    u16(found, 0) == 4)
			return found;
	}
	return (struct slice){0};
}

/* The first table of pairs, format 0; without one nothing is kerned. */
static struct slice kerning_table(struct slice kern)
{
	if (u16(kern, 0) != 0 || u16(kern, 2) == 0 || (u16(kern, 8) & 1) == 0 ||
	    u16(kern, 8) >> 8 != 0)
		return (struct slice){0};
	return slice_part(kern, 10, kern.len);
}

static bool read_tables(struct pdf_font *font)
{
	struct slice head = table(font->file, "head");
	struct slice hhea = table(font->file, "hhea");

	font->characters = characters_table(table(font->file, "cmap"));
	font->metrics = table(font->file, "hmtx");
	font->outlines = table(font->file, "glyf");
	font->places = table(font->file, "loca");
	font->kerning = kerning_table(table(font->file, "kern"));
	font->glyph_count = u16(table(font->file, "maxp"), 4);
	font->metric_count = u16(hhea, 34);
	font->long_places = u16(head, 50) != 0;
	font->units = u16(head, 18);
	font->ascent = s16(hhea, 4);
	font->descent = s16(hhea, 6);
	for (size_t i = 0; i < 4; i++)
		font->box[i] = s16(head, 36 + 2 * i);
	return font->characters.len > 0 && font->metrics.len > 0 &&
	       font->outlines.len > 0 && font->places.len > 0 &&
	       font->glyph_count > 0 && font->metric_count > 0 &&
	       font->units >= 16;
}

int pdf_font_open(struct pdf_font *font, const char *path, struct slice name,
		  struct arena *arena, struct error *error)
{
	struct builder content = {0};
	int result = -1;

	*font = (struct pdf_font){.name = name};
	if (!file_exists(path)) {
		error_set(error, ERROR_NOT_FOUND, "there is no font '%s'",
			  path);
		error_hint(error, "install the package fonts-liberation, or "
				  "publish in another format");
		goto out;
	}
	if (file_read(path, FONT_LIMIT_BYTES, &content, error) != 0)
		goto out;
	font->file = arena_copy(arena, builder_slice(&content));
	if (font->file.at == NULL) {
		error_memory(error);
		goto out;
	}
	/* OS/2 fsType, bit 1: must not be embedded */
	if (!read_tables(font) ||
	    (u16(table(font->file, "OS/2"), 8) & 0x000E) == 2) {
		error_set(error, ERROR_INPUT,
			  "'%s' is no TrueType font that may be embedded",
			  path);
		goto out;
	}
	font->used = arena_array(arena, font->glyph_count, sizeof(uint32_t));
	result = font->used != NULL ? 0 : error_memory(error);
out:
	builder_release(&content);
	return result;
}

/* cmap format 4: segments of characters, by their last. */
unsigned int pdf_font_glyph(const struct pdf_font *font, uint32_t character)
{
	struct slice map = font->characters;
	size_t segments = u16(map, 6) / 2;
	size_t ends = 14, starts = ends + 2 * segments + 2;
	size_t deltas = starts + 2 * segments, offsets = deltas + 2 * segments;
	size_t low = 0, high = segments;
	unsigned int offset, glyph;

	if (character > 0xFFFF)
		return 0;
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (u16(map, ends + 2 * middle) < character)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == segments || u16(map, starts + 2 * low) > character)
		return 0;
	offset = u16(map, offsets + 2 * low);
	glyph = character;
	if (offset != 0) {
		glyph = u16(map, offsets + 2 * low + offset +
					 2 * (character -
					      u16(map, starts + 2 * low)));
		if (glyph == 0)
			return 0;
	}
	glyph = (glyph + u16(map, deltas + 2 * low)) & 0xFFFF;
	return glyph < font->glyph_count ? glyph : 0;
}

int pdf_font_advance(const struct pdf_font *font, unsigned int glyph)
{
	/* Glyphs beyond the table are as wide as its last. */
	size_t row =
		glyph < font->metric_count ? glyph : font->metric_count - 1;

	return (int)u16(font->metrics, 4 * row);
}

int pdf_font_kern(const struct pdf_font *font, unsigned int left,
		  unsigned int right)
{
	uint32_t wanted = (uint32_t)left << 16 | right;
	size_t low = 0, high = u16(font->kerning, 0);

	while (low < high) {
		size_t middle = (low + high) / 2;
		/* after coverage's end: nPairs and three search fields */
		size_t row = 8 + 6 * middle;
		uint32_t pair = u32(font->kerning, row);

		if (pair == wanted)
			return s16(font->kerning, row + 4);
		if (pair < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	return 0;
}

void pdf_font_use(struct pdf_font *font, unsigned int glyph, uint32_t character)
{
	uint32_t *used;

	if (glyph >= font->glyph_count)
		return;
	used = &font->used[glyph];
	/* One glyph for two characters (space and its kin): the plainer. */
	if (*used == 0 || character < *used)
		*used = character;
}

/* --- the subset -------------------------------------------------------------- */

static struct slice outline(const struct pdf_font *font, unsigned int glyph)
{
	size_t from, to;

	if (font->long_places) {
		from = u32(font->places, 4 * (size_t)glyph);
		to = u32(font->places, 4 * (size_t)glyph + 4);
	} else {
		from = 2 * (size_t)u16(font->places, 2 * (size_t)glyph);
		to = 2 * (size_t)u16(font->places, 2 * (size_t)glyph + 2);
	}
	return slice_part(font->outlines, from, to > from ? to : from);
}

/* Marks the parts that a composite glyph is made of (glyf, "component glyph
 * flags"); `keep` has a byte a glyph. */
static bool keep_parts(const struct pdf_font *font, unsigned int glyph,
		       char *keep)
{
	struct slice bytes = outline(font, glyph);
	size_t at = 10;
	bool more = s16(bytes, 0) < 0, added = false;

	while (more && at + 4 <= bytes.len) {
		unsigned int flags = u16(bytes, at);
		unsigned int part = u16(bytes, at + 2);

		if (part < font->glyph_count && !keep[part]) {
			keep[part] = 1;
			added = true;
		}
		at += (flags & 0x0001) != 0 ? 8 : 6;
		if ((flags & 0x0008) != 0)
			at += 2;
		else if ((flags & 0x0040) != 0)
			at += 4;
		else if ((flags & 0x0080) != 0)
			at += 8;
		more = (flags & 0x0020) != 0;
	}
	return added;
}

static void keep_used(const struct pdf_font *font, char *keep)
{
	bool again = true;

	keep[0] = 1;
	for (unsigned int i = 0; i < font->glyph_count; i++)
		if (font->used[i] != 0)
			keep[i] = 1;
	while (again) {
		again = false;
		for (unsigned int i = 0; i < font->glyph_count; i++)
			if (keep[i] && keep_parts(font, i, keep))
				again = true;
	}
}

static void pad(struct builder *out)
{
	while (out->len % 4 != 0)
		builder_add_byte(out, 0);
}

static void add_u16(struct builder *out, unsigned int number)
{
	builder_add_byte(out, (char)(number >> 8));
	builder_add_byte(out, (char)number);
}

struct piece {
	const char *tag;
	struct slice bytes;
};

static uint32_t checksum(struct slice bytes)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < bytes.len; i++)
		sum += (uint32_t)(unsigned char)bytes.at[i]
		       << (24 - 8 * (i % 4));
	return sum;
}

/* The table directory, sorted by tag as it must be, and the tables. */
static void add_pieces(struct builder *out, const struct piece *pieces,
		       size_t count)
{
	size_t at = 12 + 16 * count;

	builder_add_u32(out, 0x00010000);
	add_u16(out, (unsigned int)count);
	/* searchRange and its kin, for 8 to 15 tables; no reader asks */
	add_u16(out, 128);
	add_u16(out, 3);
	add_u16(out, (unsigned int)(16 * count - 128));
	for (size_t i = 0; i < count; i++) {
		builder_add_text(out, pieces[i].tag);
		builder_add_u32(out, checksum(pieces[i].bytes));
		builder_add_u32(out, (uint32_t)at);
		builder_add_u32(out, (uint32_t)pieces[i].bytes.len);
		at += (pieces[i].bytes.len + 3) / 4 * 4;
	}
	for (size_t i = 0; i < count; i++) {
		builder_add(out, pieces[i].bytes);
		pad(out);
	}
}

static void subset_outlines(const struct pdf_font *font, const char *keep,
			    struct builder *outlines, struct builder *places)
{
	for (unsigned int i = 0; i < font->glyph_count; i++) {
		builder_add_u32(places, (uint32_t)outlines->len);
		if (!keep[i])
			continue;
		builder_add(outlines, outline(font, i));
		pad(outlines);
	}
	builder_add_u32(places, (uint32_t)outlines->len);
}

/* A copy of the table "head" that says what loca is now like. */
static struct slice subset_head(const struct pdf_font *font,
				struct arena *arena)
{
	struct slice head = arena_copy(arena, table(font->file, "head"));
	char *bytes = (char *)(uintptr_t)head.at;

	if (bytes == NULL || head.len < 54)
		return (struct slice){0};
	memset(bytes + 8, 0, 4); /* checkSumAdjustment: nobody asks in a PDF */
	bytes[50] = 0;
	bytes[51] = 1; /* long */
	return head;
}

void pdf_font_subset(const struct pdf_font *font, struct arena *arena,
		     struct builder *out)
{
	struct builder outlines = {0}, places = {0};
	char *keep = arena_allocate(arena, font->glyph_count);
	struct slice head = subset_head(font, arena);

	if (keep == NULL || head.at == NULL) {
		out->failed = true;
		return;
	}
	keep_used(font, keep);
	subset_outlines(font, keep, &outlines, &places);
	add_pieces(out,
		   (const struct piece[]){
			   {"cvt ", table(font->file, "cvt ")},
			   {"fpgm", table(font->file, "fpgm")},
			   {"glyf", builder_slice(&outlines)},
			   {"head", head},
			   {"hhea", table(font->file, "hhea")},
			   {"hmtx", font->metrics},
			   {"loca", builder_slice(&places)},
			   {"maxp", table(font->file, "maxp")},
			   {"prep", table(font->file, "prep")},
		   },
		   9);
	if (outlines.failed || places.failed)
		out->failed = true;
	builder_release(&outlines);
	builder_release(&places);
}
