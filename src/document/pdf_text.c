#include "document/pdf_text.h"

#include "base/arena.h"
#include "base/text.h"
#include "document/pdf_file.h"

enum {
	LINK_COLOUR = 0x1D4ED8,
	NO_BREAK_SPACE = 0xA0,
	SOFT_HYPHEN = 0xAD,
	HYPHEN = 0x2010,
	NO_BREAK_HYPHEN = 0x2011,
};

/* What may come after a glyph. */
enum stop {
	STOP_NONE,
	STOP_SPACE,
	STOP_WORD, /* inside a word: after a hyphen */
	STOP_LINE, /* a new line, always */
};

/* --- glyphs --------------------------------------------------------------------- */

static enum pdf_face face_of(const struct document_run *run, bool bold)
{
	if (run->kind == RUN_CODE)
		return PDF_MONOSPACED;
	return bold || run->kind == RUN_STRONG ? PDF_BOLD : PDF_REGULAR;
}

/* Letters of one width look larger than others of their size. */
static int32_t size_of(enum pdf_face face, int32_t size)
{
	return face == PDF_MONOSPACED ? size * 9 / 10 : size;
}

uint32_t pdf_shown(uint32_t character)
{
	switch (character) {
	case NO_BREAK_SPACE:
	case 0x202F: /* narrow */
		return ' ';
	case HYPHEN:
	case NO_BREAK_HYPHEN:
		return '-';
	default:
		return character;
	}
}

static size_t count_characters(const struct document_run *runs)
{
	size_t count = 0;

	for (const struct document_run *run = runs; run != NULL;
	     run = run->next)
		count += text_length(run->text) + 1;
	return count;
}

static bool joins(uint32_t before, uint32_t after)
{
	return before > ' ' && after > ' ' && before != '/' && after != '/' &&
	       before != '-';
}

/* Where a line may end inside a word: "check-up", "and/or", "2024–25". */
static enum stop stop_after(const struct pdf_glyph *glyphs, size_t count,
			    size_t i)
{
	uint32_t character = glyphs[i].character;
	uint32_t before = i > 0 ? glyphs[i - 1].character : ' ';
	uint32_t after = i + 1 < count ? glyphs[i + 1].character : ' ';

	if (glyphs[i].stop != STOP_NONE)
		return (enum stop)glyphs[i].stop;
	if (character == ' ')
		return STOP_SPACE;
	if ((character == '-' || character == HYPHEN || character == '/' ||
	     character == 0x2013 || character == 0x2014) &&
	    joins(before, after) && (after < '0' || after > '9'))
		return STOP_WORD;
	return STOP_NONE;
}

static void put_glyph(struct pdf_setter *setter, struct pdf_text *text,
		      const struct document_run *run, uint32_t character)
{
	struct pdf_canvas *canvas = setter->canvas;
	enum pdf_face face = face_of(run, text->style.bold);
	const struct pdf_font *font = &canvas->fonts[face];
	int32_t size = size_of(face, text->style.size);
	unsigned int number = pdf_font_glyph(font, pdf_shown(character));
	struct pdf_glyph *glyph = &text->glyphs[text->glyph_count];

	if (number == 0 && setter->missing == 0)
		setter->missing = character;
	if (text->glyph_count > 0 && glyph[-1].face == face) {
		int kern = pdf_font_kern(font, glyph[-1].number, number);

		glyph[-1].advance +=
			(int32_t)((int64_t)kern * size / font->units);
	}
	*glyph = (struct pdf_glyph){
		.run = run,
		.character = character,
		.advance = canvas_advance(canvas, face, number, size),
		.number = (uint16_t)number,
		.face = (uint8_t)face,
	};
	text->glyph_count++;
}

/* The widths that tables divide their room by. */
static void measure(struct pdf_text *text)
{
	int32_t line = 0, word = 0;

	for (size_t i = 0; i < text->glyph_count; i++) {
		const struct pdf_glyph *glyph = &text->glyphs[i];

		if (glyph->stop != STOP_SPACE)
			word += glyph->advance;
		line += glyph->advance;
		if (word > text->narrow)
			text->narrow = word;
		if (line > text->natural)
			text->natural = line;
		if (glyph->stop != STOP_NONE)
			word = 0;
		if (glyph->stop == STOP_LINE)
			line = 0;
	}
}

void pdf_text_set(struct pdf_setter *setter, struct pdf_text *text,
		  const struct document_run *runs, struct pdf_style style)
{
	struct pdf_file *file = setter->canvas->file;

	style.size = style.size * setter->percent / 100;
	style.leading = style.leading * setter->percent / 100;
	*text = (struct pdf_text){.style = style};
	text->glyphs =
		arena_array(setter->canvas->arena, count_characters(runs) + 1,
			    sizeof(*text->glyphs));
	if (text->glyphs == NULL) {
		file->failed = true;
		return;
	}
	for (const struct document_run *run = runs; run != NULL;
	     run = run->next) {
		struct slice rest = run->text;
		uint32_t character;

		if (run->kind == RUN_BREAK) {
			/* A space, for who reads or copies the text. */
			put_glyph(setter, text, run, ' ');
			text->glyphs[text->glyph_count - 1].stop = STOP_LINE;
		}
		while (text_next(&rest, &character))
			if (character != SOFT_HYPHEN)
				put_glyph(setter, text, run, character);
	}
	for (size_t i = 0; i < text->glyph_count; i++)
		text->glyphs[i].stop =
			(uint8_t)stop_after(text->glyphs, text->glyph_count, i);
	measure(text);
}

const struct document_run *pdf_run(struct pdf_setter *setter, struct slice text)
{
	struct document_run *run =
		arena_allocate(setter->canvas->arena, sizeof(*run));

	if (run == NULL) {
		setter->canvas->file->failed = true;
		return NULL;
	}
	run->text = text;
	return run;
}

/* --- lines ---------------------------------------------------------------------- */

static void add_line(struct pdf_setter *setter, struct pdf_text *text,
		     size_t *capacity, struct pdf_line line)
{
	struct pdf_line *lines =
		arena_grow(setter->canvas->arena, text->lines, text->line_count,
			   capacity, sizeof(*lines));

	if (lines == NULL) {
		setter->canvas->file->failed = true;
		return;
	}
	text->lines = lines;
	lines[text->line_count++] = line;
}

/* The next line from `from`: the most that fits. */
static struct pdf_line next_line(const struct pdf_text *text, size_t from,
				 int32_t width)
{
	struct pdf_line best = {.from = from, .to = from};
	int32_t at = 0;

	for (size_t i = from; i < text->glyph_count; i++) {
		const struct pdf_glyph *glyph = &text->glyphs[i];
		bool space =
			glyph->stop == STOP_SPACE || glyph->stop == STOP_LINE;

		if (!space && at + glyph->advance > width && i > from) {
			if (best.to > from)
				return best;
			return (struct pdf_line){from, i, at};
		}
		if (glyph->stop != STOP_NONE)
			best = (struct pdf_line){
				from, i + 1, space ? at : at + glyph->advance};
		at += glyph->advance;
		if (glyph->stop == STOP_LINE)
			return best;
	}
	return (struct pdf_line){from, text->glyph_count, at};
}

void pdf_text_break(struct pdf_setter *setter, struct pdf_text *text,
		    int32_t width)
{
	size_t capacity = 0, from = 0;

	text->lines = NULL;
	text->line_count = 0;
	while (from < text->glyph_count && !setter->canvas->file->failed) {
		struct pdf_line line = next_line(text, from, width);

		add_line(setter, text, &capacity, line);
		from = line.to;
	}
}

/* --- drawing -------------------------------------------------------------------- */

/* The element of a piece: a link's and a name's own, else the text's. */
static struct pdf_element *element_of(struct pdf_setter *setter,
				      struct pdf_text *text,
				      const struct document_run *run,
				      struct pdf_element *element)
{
	if (element == NULL || (run->kind != RUN_LINK && run->kind != RUN_CODE))
		return element;
	if (text->link != run) {
		text->link = run;
		text->link_element =
			pdf_element(setter->canvas->structure, element,
				    run->kind == RUN_LINK ? "Link" : "Code");
	}
	return text->link_element;
}

static void draw_link(struct pdf_setter *setter, const struct document_run *run,
		      struct pdf_element *element, const struct pdf_text *text,
		      int32_t x, int32_t y, int32_t width)
{
	canvas_rectangle(setter->canvas, x, y + text->style.size / 9, width,
			 text->style.size / 18, LINK_COLOUR);
	canvas_link(setter->canvas, element, run->target, run->text, x,
		    y - text->style.size, width, text->style.leading);
}

void pdf_text_draw(struct pdf_setter *setter, struct pdf_text *text,
		   size_t line, struct pdf_element *element, int32_t x,
		   int32_t y)
{
	size_t from = text->lines[line].from, to = text->lines[line].to;
	/* The letters stand in the middle of the line's height. */
	int32_t baseline =
		y + (text->style.leading + text->style.size * 7 / 10) / 2;

	while (from < to) {
		const struct document_run *run = text->glyphs[from].run;
		bool link = run->kind == RUN_LINK;
		struct pdf_element *mine =
			element_of(setter, text, run, element);
		int32_t width = 0;
		size_t end = from;

		for (; end < to && text->glyphs[end].run == run; end++)
			width += text->glyphs[end].advance;
		canvas_mark(setter->canvas, mine);
		canvas_glyphs(setter->canvas, &text->glyphs[from], end - from,
			      x, baseline,
			      size_of((enum pdf_face)text->glyphs[from].face,
				      text->style.size),
			      link ? LINK_COLOUR : text->style.colour);
		if (link)
			draw_link(
				setter, run, mine, text, x, baseline,
				width - (text->glyphs[end - 1].character == ' '
						 ? text->glyphs[end - 1].advance
						 : 0));
		x += width;
		from = end;
	}
}
