#include "document/pdf.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "configuration.h"
#include "document/pdf_about.h"
#include "document/pdf_file.h"
#include "document/pdf_flow.h"
#include "document/pdf_outline.h"

static const struct {
	const char *file;
	struct slice name; /* as in the font's table of names, 6 */
} faces[PDF_FACES] = {
	[PDF_REGULAR] = {"LiberationSans-Regular.ttf",
			 SLICE_INIT("LiberationSans")},
	[PDF_BOLD] = {"LiberationSans-Bold.ttf",
		      SLICE_INIT("LiberationSans-Bold")},
	[PDF_MONOSPACED] = {"LiberationMono-Regular.ttf",
			    SLICE_INIT("LiberationMono")},
};

static int open_fonts(struct pdf_font *fonts, const char *directory,
		      struct arena *arena, struct error *error)
{
	for (size_t i = 0; i < PDF_FACES; i++) {
		const char *path = path_join(arena, directory, faces[i].file);

		if (path == NULL)
			return error_memory(error);
		if (pdf_font_open(&fonts[i], path, faces[i].name, arena,
				  error) != 0)
			return -1;
	}
	return 0;
}

struct pdf_repertoire {
	struct pdf_font fonts[PDF_FACES];
};

int pdf_repertoire_open(struct pdf_repertoire **out, struct arena *arena,
			struct error *error)
{
	struct pdf_repertoire *repertoire =
		arena_allocate(arena, sizeof(*repertoire));

	if (repertoire == NULL)
		return error_memory(error);
	*out = repertoire;
	return open_fonts(repertoire->fonts, HORNBOOK_FONT_DIRECTORY, arena,
			  error);
}

bool pdf_repertoire_has(const struct pdf_repertoire *repertoire,
			struct slice text)
{
	const struct pdf_font *fonts = repertoire->fonts;
	uint32_t character;

	while (text_next(&text, &character)) {
		character = pdf_shown(character);
		if (pdf_font_glyph(&fonts[PDF_REGULAR], character) == 0 ||
		    pdf_font_glyph(&fonts[PDF_BOLD], character) == 0)
			return false;
	}
	return text.len == 0;
}

/* --- the catalogue ------------------------------------------------------------------ */

static unsigned int write_catalogue(struct pdf_canvas *canvas,
				    const struct document_about *about,
				    const struct pdf_places *places)
{
	unsigned int number = pdf_number(canvas->file);
	unsigned int outline = pdf_outline_write(canvas, places);
	unsigned int names = pdf_names_write(canvas, places);
	unsigned int metadata = pdf_metadata_write(canvas->file, about);
	struct builder text = {0};

	builder_add_format(&text,
			   "<</Type/Catalog/Pages %u 0 R/Names %u 0 R"
			   "/Metadata %u 0 R/StructTreeRoot %u 0 R"
			   "/MarkInfo<</Marked true>>"
			   "/ViewerPreferences<</DisplayDocTitle true%s>>/Lang",
			   canvas->tree, names, metadata,
			   canvas->structure->number,
			   about->series ? "/Duplex/Simplex" : "");
	pdf_put_text(&text, about->language);
	if (outline != 0)
		builder_add_format(&text,
				   "/Outlines %u 0 R/PageMode/UseOutlines",
				   outline);
	builder_add_text(&text, ">>");
	if (text.failed)
		canvas->file->failed = true;
	pdf_add(canvas->file, number, builder_slice(&text));
	builder_release(&text);
	return number;
}

/* --- writing ------------------------------------------------------------------------ */

static int missing_character(uint32_t character, struct error *error)
{
	error_set(error, ERROR_INPUT,
		  "the fonts for PDF have no character U+%04X", character);
	return error_hint(error, "publish in another format, such as html");
}

static int draw(struct pdf_flow *flow, struct pdf_structure *structure,
		struct error *error)
{
	struct pdf_file *file = structure->file;
	unsigned int catalogue, information;

	flow_document(flow);
	canvas_end(flow->canvas);
	if (flow->refused)
		return -1;
	if (flow->setter.missing != 0)
		return missing_character(flow->setter.missing, error);
	if (file->failed)
		return error_memory(error);
	pdf_structure_write(structure);
	catalogue = write_catalogue(flow->canvas, &flow->document->about,
				    &flow->places);
	information = pdf_information_write(file, &flow->document->about);
	return pdf_file_finish(file, catalogue, information, error);
}

static int write_file(struct pdf_file *file, struct pdf_font *fonts,
		      const struct document *document, bool sources,
		      struct error *error)
{
	struct pdf_structure structure;
	struct pdf_canvas canvas;
	struct pdf_flow first, second;
	int result = -1;

	pdf_structure_begin(&structure, file);
	canvas_begin(&canvas, &structure, fonts);
	canvas.measuring = true;
	flow_begin(&first, document, &canvas);
	first.sources = sources;
	flow_document(&first);
	if (file->failed || structure.root == NULL) {
		error_memory(error);
		goto out;
	}
	flow_begin(&second, document, &canvas);
	second.sources = sources;
	second.measured = &first.places;
	second.page_total = canvas.page_count;
	second.error = error;
	canvas.measuring = false;
	canvas.page_count = 0;
	result = draw(&second, &structure, error);
out:
	canvas_release(&canvas);
	return result;
}

int pdf_write_with(const char *font_directory, const struct document *document,
		   bool sources, struct builder *out, struct error *error)
{
	struct pdf_font fonts[PDF_FACES];
	struct arena arena = {0};
	struct builder bytes = {0};
	struct pdf_file file;
	int result;

	pdf_file_begin(&file, &arena, &bytes);
	result = open_fonts(fonts, font_directory, &arena, error);
	if (result == 0)
		result = write_file(&file, fonts, document, sources, error);
	if (result == 0) {
		builder_add(out, builder_slice(&bytes));
		if (out->failed)
			result = error_memory(error);
	}
	pdf_file_release(&file);
	builder_release(&bytes);
	arena_release(&arena);
	return result;
}

int pdf_write(const struct document *document, bool sources,
	      struct builder *out, struct error *error)
{
	return pdf_write_with(HORNBOOK_FONT_DIRECTORY, document, sources, out,
			      error);
}
