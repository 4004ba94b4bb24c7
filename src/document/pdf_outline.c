#include "document/pdf_outline.h"

#include <stdlib.h>

#include "base/arena.h"
#include "document/pdf_file.h"
#include "document/pdf_flow.h"

struct bookmark {
	const struct pdf_place *place;
	unsigned int number;
	size_t outer; /* their index; SIZE_MAX the outline itself */
	size_t previous, next, first, last;
	size_t count; /* directly inside */
};

static void put_destination(const struct pdf_canvas *canvas,
			    const struct pdf_place *place, struct builder *out)
{
	builder_add_format(out, "[%u 0 R/XYZ ",
			   canvas_page_number(canvas, place->page));
	pdf_put_milli(out, FLOW_LEFT);
	builder_add_byte(out, ' ');
	/* a little above, so that the heading is not at the very edge */
	pdf_put_milli(out, PDF_PAGE_HEIGHT - place->y + 6000);
	builder_add_text(out, " null]");
}

/* --- bookmarks -------------------------------------------------------------------- */

/* Sections come in the order of reading, each with its level. */
static size_t collect(struct pdf_canvas *canvas,
		      const struct pdf_places *places, struct bookmark *marks)
{
	size_t path[DOCUMENT_HEADING_LIMIT + 1];
	size_t count = 0;

	path[0] = 0;
	marks[count++] = (struct bookmark){.number = pdf_number(canvas->file)};
	for (size_t i = 0; i < places->count; i++) {
		const struct document_block *block = places->at[i].block;
		struct bookmark *outer;

		if (block->kind != BLOCK_SECTION)
			continue;
		outer = &marks[path[block->level - 1]];
		marks[count] = (struct bookmark){
			.place = &places->at[i],
			.number = pdf_number(canvas->file),
			.outer = path[block->level - 1],
			.previous = outer->last,
		};
		if (outer->last != 0)
			marks[outer->last].next = count;
		else
			outer->first = count;
		outer->last = count;
		outer->count++;
		path[block->level] = count++;
	}
	return count;
}

static void put_link(struct builder *out, const char *name,
		     const struct bookmark *marks, size_t index)
{
	if (index != 0)
		builder_add_format(out, "/%s %u 0 R", name,
				   marks[index].number);
}

static void write_bookmark(struct pdf_canvas *canvas,
			   const struct bookmark *marks, size_t index,
			   struct builder *out)
{
	const struct bookmark *mark = &marks[index];

	builder_clear(out);
	if (index == 0) {
		builder_add_format(out, "<</Type/Outlines/Count %zu",
				   mark->count);
	} else {
		builder_add_text(out, "<</Title");
		pdf_put_text(out, mark->place->block->label);
		builder_add_format(out, "/Parent %u 0 R/Dest",
				   marks[mark->outer].number);
		put_destination(canvas, mark->place, out);
		/* below zero: closed at first */
		if (mark->count > 0)
			builder_add_format(out, "/Count -%zu", mark->count);
	}
	put_link(out, "Prev", marks, mark->previous);
	put_link(out, "Next", marks, mark->next);
	put_link(out, "First", marks, mark->first);
	put_link(out, "Last", marks, mark->last);
	builder_add_text(out, ">>");
	pdf_add(canvas->file, mark->number, builder_slice(out));
}

unsigned int pdf_outline_write(struct pdf_canvas *canvas,
			       const struct pdf_places *places)
{
	struct bookmark *marks =
		arena_array(canvas->arena, places->count + 1, sizeof(*marks));
	struct builder text = {0};
	size_t count;

	if (marks == NULL) {
		canvas->file->failed = true;
		return 0;
	}
	count = collect(canvas, places, marks);
	if (count == 1 || canvas->file->failed)
		return 0;
	for (size_t i = 0; i < count; i++)
		write_bookmark(canvas, marks, i, &text);
	if (text.failed)
		canvas->file->failed = true;
	builder_release(&text);
	return marks[0].number;
}

/* --- names ------------------------------------------------------------------------- */

static int by_id(const void *a, const void *b)
{
	const struct pdf_place *const *left = a, *const *right = b;

	return slice_compare((*left)->block->id, (*right)->block->id);
}

unsigned int pdf_names_write(struct pdf_canvas *canvas,
			     const struct pdf_places *places)
{
	const struct pdf_place **sorted =
		arena_array(canvas->arena, places->count + 1, sizeof(*sorted));
	unsigned int number = pdf_number(canvas->file);
	struct builder text = {0};

	if (sorted == NULL) {
		canvas->file->failed = true;
		return 0;
	}
	for (size_t i = 0; i < places->count; i++)
		sorted[i] = &places->at[i];
	if (places->count > 0)
		qsort(sorted, places->count, sizeof(const struct pdf_place *),
		      by_id);
	builder_add_text(&text, "<</Dests<</Names[");
	for (size_t i = 0; i < places->count; i++) {
		pdf_put_string(&text, sorted[i]->block->id);
		put_destination(canvas, sorted[i], &text);
	}
	builder_add_text(&text, "]>>>>");
	if (text.failed)
		canvas->file->failed = true;
	pdf_add(canvas->file, number, builder_slice(&text));
	builder_release(&text);
	return number;
}
