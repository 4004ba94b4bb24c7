#include "publish/edition.h"

#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "language/diagnostic.h"
#include "publish/edition_parts.h"
#include "document/html.h"
#include "document/pdf.h"
#include "publish/publication.h"

/* Files being made. */
struct editing {
	struct making making;
	struct arena *arena;
	struct arena scratch; /* of the document being made */
	struct edition_file *files;
	size_t count, capacity;
	struct edition_document *documents;
	struct edition_unprinted *unprinted;
	size_t unprinted_count;
	size_t document_count;
};

/* --- files -------------------------------------------------------------------- */

/* Keeps what was built as file "stem" + "end". */
static int keep_file(struct editing *editing, const char *stem, const char *end,
		     const struct builder *bytes, struct error *error)
{
	struct edition_file *larger =
		arena_grow(editing->arena, editing->files, editing->count,
			   &editing->capacity, sizeof(*larger));
	struct builder name = {0};
	struct edition_file *file;
	bool named;

	if (larger == NULL || bytes->failed)
		return error_memory(error);
	editing->files = larger;
	file = &editing->files[editing->count];
	builder_add_text(&name, stem);
	builder_add_text(&name, end);
	file->name = arena_copy(editing->arena, builder_slice(&name));
	file->bytes = arena_copy(editing->arena, builder_slice(bytes));
	named = !name.failed;
	builder_release(&name);
	if (!named || file->name.at == NULL || file->bytes.at == NULL)
		return error_memory(error);
	editing->count++;
	return 0;
}

static int keep_page(struct editing *editing, const char *stem,
		     const struct document *document, struct error *error)
{
	struct builder page = {0};
	int result;

	html_write(document, editing->making.request->sources, &page);
	result = keep_file(editing, stem, ".html", &page, error);
	builder_release(&page);
	return result;
}

static int keep_reason(struct editing *editing, const char *stem,
		       const struct error *reason, struct error *error)
{
	struct slice why =
		arena_copy(editing->arena, slice_of(reason->message));

	if (why.at == NULL)
		return error_memory(error);
	editing->unprinted[editing->unprinted_count++] =
		(struct edition_unprinted){stem, why};
	return 0;
}

/* What fonts cannot show is published as pages alone. */
static int keep_print(struct editing *editing, const char *stem,
		      const struct document *document, bool *printed,
		      struct error *error)
{
	struct builder print = {0};
	struct error reason = {0};
	int result;

	result = pdf_write(document, editing->making.request->sources, &print,
			   &reason);
	*printed = result == 0;
	if (result == 0)
		result = keep_file(editing, stem, ".pdf", &print, error);
	else if (reason.code == ERROR_INPUT)
		result = keep_reason(editing, stem, &reason, error);
	else if (error != NULL)
		*error = reason;
	builder_release(&print);
	return result;
}

static int keep_extra(struct editing *editing, const char *stem,
		      const struct edition_extra *extra, struct voice *voice,
		      struct error *error)
{
	struct builder bytes = {0};
	int result = extra->write(&editing->making, voice, &bytes, error);

	if (result == 0)
		result = keep_file(editing, stem, extra->end, &bytes, error);
	builder_release(&bytes);
	return result;
}

/* --- documents ------------------------------------------------------------------- */

static int make_page(struct editing *editing, const struct edition_maker *maker,
		     struct voice *voice, bool *printed, struct error *error)
{
	const struct edition_request *request = editing->making.request;
	struct document document;

	if (maker->compose(&editing->making, voice, &document, error) != 0)
		return -1;
	if (voice->failed)
		return error_memory(error);
	if (document_finish(&document, error) != 0 ||
	    keep_page(editing, maker->stem, &document, error) != 0)
		return -1;
	return maker->print && !request->without_pdf
		       ? keep_print(editing, maker->stem, &document, printed,
				    error)
		       : 0;
}

static int make_document(struct editing *editing,
			 const struct edition_maker *maker, struct error *error)
{
	struct voice voice = voice_of(editing->making.request->book,
				      maker->audience, &editing->scratch);
	bool printed = false;

	if (maker->compose != NULL &&
	    make_page(editing, maker, &voice, &printed, error) != 0)
		return -1;
	for (size_t i = 0; i < EDITION_EXTRAS && maker->extras[i].end != NULL;
	     i++)
		if (keep_extra(editing, maker->stem, &maker->extras[i], &voice,
			       error) != 0)
			return -1;
	if (voice.failed)
		return error_memory(error);
	editing->documents[editing->document_count++] =
		(struct edition_document){maker, printed};
	return 0;
}

static bool can_make(const struct edition_request *request,
		     const struct edition_maker *maker)
{
	if (maker->shelf == SHELF_OFFICERS && !request->officers)
		return false;
	switch (maker->needs) {
	case NEEDS_NODE:
		return request->node != NULL;
	case NEEDS_TWO_VERSIONS:
		return letter_is_due(request->publication->policy);
	case NEEDS_FINDINGS:
		return request->findings != NULL;
	case NEEDS_LINKED_TABLES:
		return request->linked != NULL;
	case NEEDS_NOTHING:
		break;
	}
	return true;
}

static int make_documents(struct editing *editing, struct error *error)
{

	for (size_t i = 0; i < edition_maker_count; i++) {
		const struct edition_maker *maker = &edition_makers[i];

		if (!can_make(editing->making.request, maker))
			continue;
		if (make_document(editing, maker, error) != 0)
			return -1;
		arena_clear(&editing->scratch);
	}
	return 0;
}

static int make_index(struct editing *editing, struct error *error)
{
	const struct edition_request *request = editing->making.request;
	struct voice voice =
		voice_of(request->book, AUDIENCE_PARENT, &editing->scratch);
	struct document document;

	edition_index(request, editing->documents, editing->document_count,
		      &voice, &document);
	if (voice.failed)
		return error_memory(error);
	if (document_finish(&document, error) != 0)
		return -1;
	return keep_page(editing, "index", &document, error);
}

static void hash_file(struct slice bytes, struct builder *hex)
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)bytes.at, bytes.len);
	builder_add_hex(hex, (struct slice){(const char *)hash, sizeof(hash)});
}

/* Lines as sha256sum writes and checks them. */
static int make_sums(struct editing *editing, struct error *error)
{
	struct builder sums = {0};
	int result;

	for (size_t i = 0; i < editing->count; i++) {
		const struct edition_file *file = &editing->files[i];

		hash_file(file->bytes, &sums);
		builder_add_text(&sums, "  ");
		builder_add(&sums, file->name);
		builder_add_byte(&sums, '\n');
	}
	result = keep_file(editing, EDITION_SUMS, "", &sums, error);
	builder_release(&sums);
	return result;
}

int edition_sums_hold(bool *hold, struct slice sums,
		      const struct edition_file *file, struct error *error)
{
	struct builder expected = {0};

	hash_file(file->bytes, &expected);
	builder_add_text(&expected, "  ");
	builder_add(&expected, file->name);
	*hold = false;
	while (sums.len > 0 && !expected.failed)
		*hold |= slice_equal(slice_cut(&sums, '\n'),
				     builder_slice(&expected));
	if (expected.failed)
		error_memory(error);
	builder_release(&expected);
	return expected.failed ? -1 : 0;
}

/* --- the whole ---------------------------------------------------------------------- */

static int read_letter(struct editing *editing, struct error *error)
{
	struct making *making = &editing->making;
	const struct policy *policy = making->request->publication->policy;
	struct findings findings = findings_in(editing->arena);

	return letter_is_due(policy)
		       ? letter_sides_make(&making->letter, policy,
					   editing->arena, &findings, error)
		       : 0;
}

static int read_node(struct editing *editing, struct error *error)
{
	struct making *making = &editing->making;

	if (making->request->node == NULL)
		return 0;
	if (organisations_read(&making->organisations, making->request->node,
			       making->request->publication, editing->arena,
			       error) != 0)
		return -1;
	return releases_read(&making->releases, making->request->node, NULL,
			     editing->arena, error);
}

static int read_processing(struct editing *editing, struct error *error)
{
	struct making *making = &editing->making;
	const struct edition_request *request = making->request;

	if (!request->officers)
		return 0;
	if (request->node != NULL &&
	    retention_read(&making->retention, request->node,
			   request->publication, NULL, editing->arena,
			   error) != 0)
		return -1;
	if (processing_make(&making->processing, request->publication,
			    request->node != NULL ? &making->retention : NULL,
			    editing->arena, error) != 0)
		return -1;
	return request->answers_file.len > 0
		       ? processing_answers_read(
				 &making->processing, request->answers_file,
				 request->answers, editing->arena, error)
		       : 0;
}

int edition_make(struct edition *out, const struct edition_request *request,
		 struct arena *arena, struct error *error)
{
	struct editing editing = {
		.making.request = request,
		.arena = arena,
		.documents = arena_array(arena, edition_maker_count,
					 sizeof(*editing.documents)),
		.unprinted = arena_array(arena, edition_maker_count,
					 sizeof(*editing.unprinted)),
	};
	int result = -1;

	if (editing.documents == NULL || editing.unprinted == NULL)
		return error_memory(error);
	if (read_node(&editing, error) == 0 &&
	    read_processing(&editing, error) == 0 &&
	    read_letter(&editing, error) == 0 &&
	    make_documents(&editing, error) == 0 &&
	    make_index(&editing, error) == 0)
		result = make_sums(&editing, error);
	if (result == 0)
		*out = (struct edition){
			.files = editing.files,
			.count = editing.count,
			.unprinted = editing.unprinted,
			.unprinted_count = editing.unprinted_count,
			.officers = request->officers,
		};
	letter_sides_release(&editing.making.letter);
	arena_release(&editing.scratch);
	return result;
}
