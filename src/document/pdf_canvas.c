#include "document/pdf_canvas.h"

#include "base/arena.h"
#include "document/pdf_file.h"

enum { NO_COLOUR = 1 << 24 }; /* no 0xRRGGBB */

void canvas_begin(struct pdf_canvas *canvas, struct pdf_structure *structure,
		  struct pdf_font *fonts)
{
	*canvas = (struct pdf_canvas){
		.file = structure->file,
		.structure = structure,
		.arena = structure->arena,
		.fonts = fonts,
		.tree = pdf_number(structure->file),
		.resources = pdf_number(structure->file),
	};
}

void canvas_release(struct pdf_canvas *canvas)
{
	builder_release(&canvas->content);
}

/* --- pages ---------------------------------------------------------------------- */

static void unmark(struct pdf_canvas *canvas)
{
	if (canvas->is_marked)
		builder_add_text(&canvas->content, "EMC\n");
	canvas->is_marked = false;
	canvas->marked = NULL;
}

static void write_page(struct pdf_canvas *canvas, struct pdf_page *page)
{
	unsigned int stream = pdf_number(canvas->file);
	struct builder text = {0};

	if (canvas->content.failed)
		canvas->file->failed = true;
	pdf_add_stream(canvas->file, stream, (struct slice){0},
		       builder_slice(&canvas->content));
	builder_add_format(&text,
			   "<</Type/Page/Parent %u 0 R/Resources %u 0 R"
			   "/Contents %u 0 R/StructParents %u/Tabs/S",
			   canvas->tree, canvas->resources, stream, page->key);
	builder_add_text(&text, "/MediaBox[0 0 ");
	pdf_put_milli(&text, PDF_PAGE_WIDTH);
	builder_add_byte(&text, ' ');
	pdf_put_milli(&text, PDF_PAGE_HEIGHT);
	builder_add_byte(&text, ']');
	if (page->link_count > 0) {
		builder_add_text(&text, "/Annots[");
		for (size_t i = 0; i < page->link_count; i++) {
			builder_add_byte(&text, ' ');
			pdf_put_reference(&text, page->links[i]);
		}
		builder_add_byte(&text, ']');
	}
	builder_add_text(&text, ">>");
	if (text.failed)
		canvas->file->failed = true;
	pdf_add(canvas->file, page->number, builder_slice(&text));
	builder_release(&text);
}

static void end_page(struct pdf_canvas *canvas)
{
	if (canvas->page == NULL)
		return;
	unmark(canvas);
	write_page(canvas, canvas->page);
	builder_clear(&canvas->content);
}

void canvas_page(struct pdf_canvas *canvas)
{
	struct pdf_page *page;

	canvas->page_count++;
	if (canvas->measuring)
		return;
	end_page(canvas);
	page = arena_allocate(canvas->arena, sizeof(*page));
	if (page == NULL) {
		canvas->file->failed = true;
		return;
	}
	page->index = canvas->page_count;
	page->number = pdf_number(canvas->file);
	page->key = pdf_parent_key(canvas->structure, page, NULL);
	if (canvas->page != NULL)
		canvas->page->next = page;
	else
		canvas->first = page;
	canvas->page = page;
	canvas->colour = NO_COLOUR;
}

unsigned int canvas_page_number(const struct pdf_canvas *canvas,
				unsigned int page)
{
	for (const struct pdf_page *at = canvas->first; at != NULL;
	     at = at->next)
		if (at->index == page)
			return at->number;
	return 0;
}

/* --- fonts ---------------------------------------------------------------------- */

/* Six letters that tell this subset from others (9.6.4). */
static void put_tag(const struct pdf_font *font, struct builder *out)
{
	uint64_t hash = slice_hash(
		(struct slice){(const char *)font->used,
			       font->glyph_count * sizeof(uint32_t)});

	for (int i = 0; i < 6; i++, hash /= 26)
		builder_add_byte(out, (char)('A' + hash % 26));
	builder_add_byte(out, '+');
	builder_add(out, font->name);
}

/* Font units as thousandths of an em, which a PDF counts in. */
static int per_mille(const struct pdf_font *font, int length)
{
	return length * 1000 / (int)font->units;
}

static void put_widths(const struct pdf_font *font, struct builder *out)
{
	builder_add_text(out, "/W[");
	for (unsigned int i = 0; i < font->glyph_count; i++) {
		if (font->used[i] == 0)
			continue;
		builder_add_format(out, "%u[", i);
		pdf_put_milli(out,
			      (int32_t)((int64_t)pdf_font_advance(font, i) *
					1000000 / font->units));
		builder_add_byte(out, ']');
	}
	builder_add_byte(out, ']');
}

/* From glyphs back to characters (9.10.3), so that text can be read and copied. */
static void put_characters(const struct pdf_font *font, struct builder *out)
{
	builder_add_text(out,
			 "/CIDInit/ProcSet findresource begin\n12 dict begin\n"
			 "begincmap\n/CIDSystemInfo<</Registry(Adobe)"
			 "/Ordering(UCS)/Supplement 0>>def\n"
			 "/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
			 "1 begincodespacerange\n<0000><FFFF>\n"
			 "endcodespacerange\n");
	for (unsigned int i = 0; i < font->glyph_count; i++)
		if (font->used[i] != 0)
			builder_add_format(out,
					   "1 beginbfchar\n<%04X><%04X>\n"
					   "endbfchar\n",
					   i, font->used[i]);
	builder_add_text(out, "endcmap\nCMapName currentdict/CMap "
			      "defineresource pop\nend\nend\n");
}

static unsigned int write_descriptor(struct pdf_canvas *canvas,
				     const struct pdf_font *font,
				     struct slice name, struct builder *text)
{
	unsigned int program = pdf_number(canvas->file);
	unsigned int number = pdf_number(canvas->file);
	struct builder entries = {0};

	builder_clear(text);
	pdf_font_subset(font, canvas->arena, text);
	builder_add_format(&entries, "/Length1 %zu", text->len);
	if (text->failed || entries.failed)
		canvas->file->failed = true;
	pdf_add_stream(canvas->file, program, builder_slice(&entries),
		       builder_slice(text));
	builder_release(&entries);
	builder_clear(text);
	builder_add_text(text, "<</Type/FontDescriptor/FontName/");
	builder_add(text, name);
	/* Flags 4: not all characters are of the Latin set.  The height of
	 * capitals and width of stems are for who must replace the font. */
	builder_add_format(
		text,
		"/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0"
		"/Ascent %d/Descent %d/CapHeight %d/StemV 80"
		"/FontFile2 %u 0 R>>",
		per_mille(font, font->box[0]), per_mille(font, font->box[1]),
		per_mille(font, font->box[2]), per_mille(font, font->box[3]),
		per_mille(font, font->ascent), per_mille(font, font->descent),
		per_mille(font, font->ascent) * 4 / 5, program);
	pdf_add(canvas->file, number, builder_slice(text));
	return number;
}

/* 9.7: a font of glyph numbers, the font that holds them, what it looks like,
 * its program, and its characters. */
static unsigned int write_font(struct pdf_canvas *canvas,
			       const struct pdf_font *font,
			       struct builder *text)
{
	struct builder name = {0};
	unsigned int number = pdf_number(canvas->file);
	unsigned int descendant = pdf_number(canvas->file);
	unsigned int characters = pdf_number(canvas->file);
	unsigned int descriptor;

	put_tag(font, &name);
	descriptor = write_descriptor(canvas, font, builder_slice(&name), text);
	builder_clear(text);
	put_characters(font, text);
	pdf_add_stream(canvas->file, characters, (struct slice){0},
		       builder_slice(text));
	builder_clear(text);
	builder_add_text(text, "<</Type/Font/Subtype/CIDFontType2/BaseFont/");
	builder_add(text, builder_slice(&name));
	builder_add_format(text,
			   "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
			   "/Supplement 0>>/CIDToGIDMap/Identity/DW 1000"
			   "/FontDescriptor %u 0 R",
			   descriptor);
	put_widths(font, text);
	builder_add_text(text, ">>");
	pdf_add(canvas->file, descendant, builder_slice(text));
	builder_clear(text);
	builder_add_text(text, "<</Type/Font/Subtype/Type0/BaseFont/");
	builder_add(text, builder_slice(&name));
	builder_add_format(text,
			   "/Encoding/Identity-H/DescendantFonts[%u 0 R]"
			   "/ToUnicode %u 0 R>>",
			   descendant, characters);
	pdf_add(canvas->file, number, builder_slice(text));
	if (name.failed || text->failed)
		canvas->file->failed = true;
	builder_release(&name);
	return number;
}

static void write_resources(struct pdf_canvas *canvas)
{
	struct builder text = {0}, resources = {0};

	builder_add_text(&resources, "<</Font<<");
	for (unsigned int i = 0; i < PDF_FACES; i++)
		if (canvas->fonts_used[i])
			builder_add_format(
				&resources, "/F%u %u 0 R", i,
				write_font(canvas, &canvas->fonts[i], &text));
	builder_add_text(&resources, ">>>>");
	if (resources.failed || text.failed)
		canvas->file->failed = true;
	pdf_add(canvas->file, canvas->resources, builder_slice(&resources));
	builder_release(&text);
	builder_release(&resources);
}

void canvas_end(struct pdf_canvas *canvas)
{
	struct builder text = {0};

	if (canvas->measuring)
		return;
	end_page(canvas);
	canvas->page = NULL;
	if (canvas->file->failed)
		return;
	write_resources(canvas);
	builder_add_format(&text, "<</Type/Pages/Count %u/Kids[",
			   canvas->page_count);
	for (const struct pdf_page *page = canvas->first; page != NULL;
	     page = page->next) {
		builder_add_byte(&text, ' ');
		pdf_put_reference(&text, page->number);
	}
	builder_add_text(&text, "]>>");
	if (text.failed)
		canvas->file->failed = true;
	pdf_add(canvas->file, canvas->tree, builder_slice(&text));
	builder_release(&text);
}

/* --- drawing -------------------------------------------------------------------- */

static bool can_draw(const struct pdf_canvas *canvas)
{
	return !canvas->measuring && canvas->page != NULL &&
	       !canvas->file->failed;
}

void canvas_mark(struct pdf_canvas *canvas, struct pdf_element *element)
{
	if (!can_draw(canvas) ||
	    (canvas->is_marked && canvas->marked == element))
		return;
	unmark(canvas);
	canvas->is_marked = true;
	canvas->marked = element;
	if (element == NULL)
		builder_add_text(&canvas->content, "/Artifact BMC\n");
	else
		builder_add_format(&canvas->content, "/%s<</MCID %u>>BDC\n",
				   element->type,
				   pdf_element_piece(canvas->structure, element,
						     canvas->page));
}

/* 0xRRGGBB as three numbers from 0 to 1. */
static void set_colour(struct pdf_canvas *canvas, uint32_t colour)
{
	if (canvas->colour == colour)
		return;
	canvas->colour = colour;
	for (int shift = 16; shift >= 0; shift -= 8) {
		pdf_put_milli(&canvas->content,
			      (int32_t)((colour >> shift & 0xFF) * 1000 / 255));
		builder_add_byte(&canvas->content, ' ');
	}
	builder_add_text(&canvas->content, "rg\n");
}

int32_t canvas_advance(const struct pdf_canvas *canvas, enum pdf_face face,
		       unsigned int glyph, int32_t size)
{
	const struct pdf_font *font = &canvas->fonts[face];

	return (int32_t)((int64_t)pdf_font_advance(font, glyph) * size /
			 font->units);
}

static void put_point(struct builder *out, int32_t x, int32_t y)
{
	pdf_put_milli(out, x);
	builder_add_byte(out, ' ');
	pdf_put_milli(out, PDF_PAGE_HEIGHT - y);
	builder_add_byte(out, ' ');
}

/* Four hexadecimal digits; printf would take a tenth of a document's time. */
static void put_glyph_number(struct builder *out, unsigned int number)
{
	static const char digits[] = "0123456789ABCDEF";

	for (int shift = 12; shift >= 0; shift -= 4)
		builder_add_byte(out, digits[number >> shift & 15]);
}

void canvas_put_glyphs(struct pdf_canvas *canvas,
		       const struct pdf_glyph *glyphs, size_t count,
		       int32_t size)
{
	struct builder *out = &canvas->content;
	enum pdf_face face = (enum pdf_face)glyphs[0].face;

	canvas->fonts_used[face] = true;
	builder_add_text(out, "[<");
	for (size_t i = 0; i < count; i++) {
		int32_t kern =
			glyphs[i].advance -
			canvas_advance(canvas, face, glyphs[i].number, size);

		pdf_font_use(&canvas->fonts[face], glyphs[i].number,
			     glyphs[i].character);
		put_glyph_number(out, glyphs[i].number);
		if (kern == 0 || i + 1 == count)
			continue;
		/* in thousandths of the size, taken off (9.4.3) */
		builder_add_byte(out, '>');
		pdf_put_milli(out, (int32_t)(-(int64_t)kern * 1000000 / size));
		builder_add_byte(out, '<');
	}
	builder_add_text(out, ">] TJ ET\n");
}

void canvas_glyphs(struct pdf_canvas *canvas, const struct pdf_glyph *glyphs,
		   size_t count, int32_t x, int32_t y, int32_t size,
		   uint32_t colour)
{
	struct builder *out = &canvas->content;

	if (!can_draw(canvas) || count == 0)
		return;
	set_colour(canvas, colour);
	builder_add_format(out, "BT /F%u ", (unsigned int)glyphs[0].face);
	pdf_put_milli(out, size);
	builder_add_text(out, " Tf ");
	put_point(out, x, y);
	builder_add_text(out, "Td ");
	canvas_put_glyphs(canvas, glyphs, count, size);
}

void canvas_rectangle(struct pdf_canvas *canvas, int32_t x, int32_t y,
		      int32_t width, int32_t height, uint32_t colour)
{
	struct builder *out = &canvas->content;

	if (!can_draw(canvas))
		return;
	set_colour(canvas, colour);
	put_point(out, x, y + height);
	pdf_put_milli(out, width);
	builder_add_byte(out, ' ');
	pdf_put_milli(out, height);
	builder_add_text(out, " re f\n");
}

static void put_target(struct builder *out, struct slice target)
{
	if (slice_starts_with(target, SLICE("#"))) {
		builder_add_text(out, "/Dest");
		pdf_put_string(out, slice_part(target, 1, target.len));
		return;
	}
	builder_add_text(out, "/A<</S/URI/URI");
	pdf_put_string(out, target);
	builder_add_text(out, ">>");
}

void canvas_link(struct pdf_canvas *canvas, struct pdf_element *element,
		 struct slice target, struct slice text, int32_t x, int32_t y,
		 int32_t width, int32_t height)
{
	struct pdf_page *page = canvas->page;
	struct builder out = {0};
	unsigned int number;
	unsigned int *links;

	if (!can_draw(canvas) || element == NULL)
		return;
	links = arena_grow(canvas->arena, page->links, page->link_count,
			   &page->link_capacity, sizeof(*links));
	if (links == NULL) {
		canvas->file->failed = true;
		return;
	}
	page->links = links;
	number = pdf_number(canvas->file);
	links[page->link_count++] = number;
	pdf_element_link(canvas->structure, element, number);
	/* F 4: printed */
	builder_add_format(&out,
			   "<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]"
			   "/StructParent %u/Rect[",
			   pdf_parent_key(canvas->structure, NULL, element));
	put_point(&out, x, y + height);
	put_point(&out, x + width, y);
	builder_add_text(&out, "]/Contents");
	pdf_put_text(&out, text);
	put_target(&out, target);
	builder_add_text(&out, ">>");
	if (out.failed)
		canvas->file->failed = true;
	pdf_add(canvas->file, number, builder_slice(&out));
	builder_release(&out);
}

struct builder *canvas_content(struct pdf_canvas *canvas)
{
	canvas->colour = NO_COLOUR;
	return &canvas->content;
}
