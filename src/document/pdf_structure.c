#include "document/pdf_structure.h"

#include "base/arena.h"
#include "document/pdf_file.h"

struct pdf_kid {
	struct pdf_kid *next;
	const struct pdf_element *element; /* or content: */
	const struct pdf_page *page;
	unsigned int piece;
	unsigned int link; /* or an annotation */
};

void pdf_structure_begin(struct pdf_structure *structure, struct pdf_file *file)
{
	*structure = (struct pdf_structure){
		.file = file,
		.arena = file->arena,
		.number = pdf_number(file),
	};
	structure->root = pdf_element(structure, NULL, "Document");
}

static struct pdf_kid *add_kid(struct pdf_structure *structure,
			       struct pdf_element *element)
{
	struct pdf_kid *kid = arena_allocate(structure->arena, sizeof(*kid));

	if (kid == NULL) {
		structure->file->failed = true;
		return NULL;
	}
	*element->kids_end = kid;
	element->kids_end = &kid->next;
	return kid;
}

struct pdf_element *pdf_element(struct pdf_structure *structure,
				struct pdf_element *parent, const char *type)
{
	struct pdf_element *element =
		arena_allocate(structure->arena, sizeof(*element));
	struct pdf_kid *kid;

	if (element == NULL) {
		structure->file->failed = true;
		return NULL;
	}
	element->parent = parent;
	element->type = type;
	element->kids_end = &element->kids;
	element->number = pdf_number(structure->file);
	if (parent == NULL)
		return element;
	kid = add_kid(structure, parent);
	if (kid != NULL)
		kid->element = element;
	return element;
}

unsigned int pdf_element_piece(struct pdf_structure *structure,
			       struct pdf_element *element,
			       struct pdf_page *page)
{
	struct pdf_kid *kid = add_kid(structure, element);
	struct pdf_element **pieces =
		arena_grow(structure->arena, page->pieces, page->piece_count,
			   &page->piece_capacity, sizeof(*pieces));

	if (kid == NULL || pieces == NULL) {
		structure->file->failed = true;
		return 0;
	}
	page->pieces = pieces;
	pieces[page->piece_count] = element;
	kid->page = page;
	kid->piece = (unsigned int)page->piece_count;
	return (unsigned int)page->piece_count++;
}

void pdf_element_link(struct pdf_structure *structure,
		      struct pdf_element *element, unsigned int number)
{
	struct pdf_kid *kid = add_kid(structure, element);

	if (kid != NULL)
		kid->link = number;
}

unsigned int pdf_parent_key(struct pdf_structure *structure,
			    const struct pdf_page *page,
			    const struct pdf_element *element)
{
	struct pdf_parent *parents = arena_grow(
		structure->arena, structure->parents, structure->parent_count,
		&structure->parent_capacity, sizeof(*parents));

	if (parents == NULL) {
		structure->file->failed = true;
		return 0;
	}
	structure->parents = parents;
	parents[structure->parent_count] = (struct pdf_parent){page, element};
	return (unsigned int)structure->parent_count++;
}

/* --- writing --------------------------------------------------------------------- */

static const struct pdf_page *first_page(const struct pdf_element *element)
{
	for (const struct pdf_kid *kid = element->kids; kid != NULL;
	     kid = kid->next)
		if (kid->page != NULL)
			return kid->page;
	return NULL;
}

static void put_kid(const struct pdf_kid *kid, const struct pdf_page *page,
		    struct builder *out)
{
	builder_add_byte(out, ' ');
	if (kid->element != NULL) {
		pdf_put_reference(out, kid->element->number);
	} else if (kid->link != 0) {
		builder_add_format(out, "<</Type/OBJR/Obj %u 0 R>>", kid->link);
	} else if (kid->page == page) {
		builder_add_number(out, kid->piece);
	} else {
		builder_add_format(out, "<</Type/MCR/Pg %u 0 R/MCID %u>>",
				   kid->page->number, kid->piece);
	}
}

static void write_element(struct pdf_structure *structure,
			  const struct pdf_element *element,
			  struct builder *out)
{
	const struct pdf_page *page = first_page(element);

	builder_clear(out);
	builder_add_format(out, "<</Type/StructElem/S/%s/P %u 0 R",
			   element->type,
			   element->parent != NULL ? element->parent->number
						   : structure->number);
	if (page != NULL)
		builder_add_format(out, "/Pg %u 0 R", page->number);
	if (element->attributes != NULL)
		builder_add_format(out, "/A<<%s>>", element->attributes);
	if (element->alternative.len > 0) {
		builder_add_text(out, "/Alt");
		pdf_put_text(out, element->alternative);
	}
	builder_add_text(out, "/K[");
	for (const struct pdf_kid *kid = element->kids; kid != NULL;
	     kid = kid->next)
		put_kid(kid, page, out);
	builder_add_text(out, "]>>");
	pdf_add(structure->file, element->number, builder_slice(out));
	for (const struct pdf_kid *kid = element->kids; kid != NULL;
	     kid = kid->next)
		if (kid->element != NULL)
			write_element(structure, kid->element, out);
}

static void write_parents(struct pdf_structure *structure, unsigned int number,
			  struct builder *out)
{
	builder_clear(out);
	builder_add_text(out, "<</Nums[");
	for (size_t i = 0; i < structure->parent_count; i++) {
		const struct pdf_parent *parent = &structure->parents[i];

		builder_add_format(out, " %zu ", i);
		if (parent->element != NULL) {
			pdf_put_reference(out, parent->element->number);
			continue;
		}
		builder_add_byte(out, '[');
		for (size_t j = 0; j < parent->page->piece_count; j++) {
			builder_add_byte(out, ' ');
			pdf_put_reference(out, parent->page->pieces[j]->number);
		}
		builder_add_byte(out, ']');
	}
	builder_add_text(out, "]>>");
	pdf_add(structure->file, number, builder_slice(out));
}

void pdf_structure_write(struct pdf_structure *structure)
{
	struct builder text = {0};
	unsigned int parents = pdf_number(structure->file);

	if (structure->file->failed)
		return;
	write_element(structure, structure->root, &text);
	write_parents(structure, parents, &text);
	builder_clear(&text);
	/* An aside is no standard type before PDF 2.0; readers that do not know
	 * it read a section. */
	builder_add_format(&text,
			   "<</Type/StructTreeRoot/K[%u 0 R]/ParentTree %u 0 R"
			   "/ParentTreeNextKey %zu/RoleMap<</Aside/Sect>>>>",
			   structure->root->number, parents,
			   structure->parent_count);
	pdf_add(structure->file, structure->number, builder_slice(&text));
	if (text.failed)
		structure->file->failed = true;
	builder_release(&text);
}
