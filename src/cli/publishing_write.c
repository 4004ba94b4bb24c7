/* In which format a document is written, and where to. */
#include <string.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "cli/publishing.h"
#include "document/html.h"
#include "document/markdown.h"
#include "document/pdf.h"
#include "document/text.h"

static int write_html(const struct document *document, bool sources,
		      struct builder *out, struct error *error)
{
	html_write(document, sources, out);
	return out->failed ? error_memory(error) : 0;
}

static int write_markdown(const struct document *document, bool sources,
			  struct builder *out, struct error *error)
{
	markdown_write(document, sources, out);
	return out->failed ? error_memory(error) : 0;
}

static int write_text(const struct document *document, bool sources,
		      struct builder *out, struct error *error)
{
	text_write(document, sources, out);
	return out->failed ? error_memory(error) : 0;
}

/* The formats of documents, the default first. */
static const struct publishing_form forms[] = {
	{"html", ".html"},
	{"markdown", ".md"},
	{"text", ".txt"},
	{"pdf", ".pdf"},
};

static int (*const writers[])(const struct document *document, bool sources,
			      struct builder *out, struct error *error) = {
	write_html,
	write_markdown,
	write_text,
	pdf_write,
};

enum {
	FORM_COUNT = sizeof(forms) / sizeof(forms[0]),
	FORM_PDF = FORM_COUNT - 1
};

/* --- which format ------------------------------------------------------------- */

/* Those of documents, then the command's own; NULL beyond the last. */
static const struct publishing_form *form_at(const struct publishing_forms *own,
					     size_t index)
{
	size_t documents = own->only ? 0 : FORM_COUNT;

	if (index < documents)
		return &forms[index];
	index -= documents;
	return index < own->count ? &own->list[index] : NULL;
}

/* "html, markdown, text and pdf", or the ends of files' names */
static void list_forms(const struct publishing_forms *own, bool ends,
		       struct builder *out)
{
	const struct publishing_form *form;

	for (size_t i = 0; (form = form_at(own, i)) != NULL; i++) {
		if (i > 0)
			builder_add_text(out, form_at(own, i + 1) != NULL ? ", "
					      : ends ? " or "
						     : " and ");
		builder_add_text(out, ends ? form->end : form->name);
	}
}

static const struct publishing_form *
unknown_name(struct run *run, const struct publishing_forms *own)
{
	struct builder names = {0};

	list_forms(own, false, &names);
	error_set(&run->error, ERROR_INPUT, "'%s' has no format '%.40s'",
		  run->command->name, run->arguments.format);
	if (!names.failed)
		error_hint(&run->error, "it has %s", builder_text(&names));
	builder_release(&names);
	return NULL;
}

static const struct publishing_form *
unknown_end(struct run *run, const struct publishing_forms *own)
{
	struct builder ends = {0};

	list_forms(own, true, &ends);
	error_set(&run->error, ERROR_INPUT,
		  "the name of the file tells no format that '%s' has",
		  run->command->name);
	if (!ends.failed)
		error_hint(&run->error, "end it in %s, or say --format",
			   builder_text(&ends));
	error_at(&run->error, slice_of(run->arguments.out), 0, 0, 0);
	builder_release(&ends);
	return NULL;
}

static const struct publishing_form *
find_form(struct run *run, const struct publishing_forms *own)
{
	const char *name = run->arguments.format;
	const char *out = run->arguments.out;
	const struct publishing_form *form;

	if (name == NULL && run->arguments.json)
		name = "json";
	for (size_t i = 0; (form = form_at(own, i)) != NULL; i++)
		if (name != NULL ? strcmp(form->name, name) == 0
				 : out != NULL &&
					   slice_ends_with(slice_of(out),
							   slice_of(form->end)))
			return form;
	if (name != NULL)
		return unknown_name(run, own);
	/* A name without an end, as that of a device, says nothing. */
	if (out != NULL && strchr(path_name(out), '.') != NULL)
		return unknown_end(run, own);
	return form_at(own, 0);
}

/* A PDF is nothing that a terminal can show. */
static int check_output(struct run *run, const struct publishing_form *form)
{
	if (form != &forms[FORM_PDF] || run->arguments.out != NULL ||
	    !run->screen.terminal)
		return 0;
	error_set(&run->error, ERROR_INPUT, "a PDF is not for the terminal");
	return error_hint(&run->error, "name a file with --out");
}

int publishing_format(struct publishing *publishing,
		      const struct publishing_forms *own)
{
	static const struct publishing_forms none = {0};
	const struct publishing_form *form =
		find_form(publishing->run, own != NULL ? own : &none);

	if (form == NULL || check_output(publishing->run, form) != 0)
		return -1;
	publishing->format = form->name;
	return 0;
}

bool publishing_in(const struct publishing *publishing, const char *format)
{
	return strcmp(publishing->format, format) == 0;
}

/* --- writing ------------------------------------------------------------------ */

/* What the command has read is not what it writes over, but answers where the
 * file to fill in is made again with them. */
static int check_not_read(struct run *run, const char *out)
{
	const struct arguments *arguments = &run->arguments;
	const char *const read[] = {
		arguments->language, arguments->dictionary, arguments->key_file,
		arguments->template ? NULL : arguments->answers};
	bool is_read = false;

	for (size_t i = 0; i < arguments->operands.count; i++)
		is_read |= file_same(arguments->operands.list[i], out);
	for (size_t i = 0; i < sizeof(read) / sizeof(read[0]); i++)
		is_read |= read[i] != NULL && file_same(read[i], out);
	if (!is_read)
		return 0;
	error_set(&run->error, ERROR_INPUT,
		  "this would write over what the command reads");
	error_hint(&run->error, "name another file with --out");
	return error_at(&run->error, slice_of(out), 0, 0, 0);
}

/* As with every command that writes files, what is missing above is made. */
int publishing_text(struct publishing *publishing, struct slice text)
{
	struct run *run = publishing->run;
	const char *out = run->arguments.out;
	const char *directory;

	if (out == NULL) {
		builder_add(&run->out, text);
		return 0;
	}
	if (check_not_read(run, out) != 0)
		return -1;
	directory = path_directory(&run->arena, out);
	if (directory == NULL)
		return error_memory(&run->error);
	if (!directory_exists(directory) &&
	    directory_make(directory, publishing->kept ? 0700 : 0755,
			   &run->error) != 0)
		return -1;
	return file_replace(out, text, publishing->kept ? 0600 : 0644,
			    &run->error);
}

int publishing_document(struct publishing *publishing,
			const struct document *document)
{
	struct run *run = publishing->run;
	struct builder text = {0};
	size_t form = 0;
	int result;

	if (publishing->format == NULL &&
	    publishing_format(publishing, NULL) != 0)
		return -1;
	while (!publishing_in(publishing, forms[form].name))
		form++;
	result = writers[form](document, run->arguments.sources, &text,
			       &run->error);
	if (result == 0)
		result = publishing_text(publishing, builder_slice(&text));
	builder_release(&text);
	return result;
}
