#include "reading.h"

#include "tests/test.h"

#include <stdlib.h>

#include "base/builder.h"
#include "language/diagnostic.h"
#include "document/document.h"
#include "document/html.h"

/* --- tags --------------------------------------------------------------------------- */

static const struct {
	const char *tag;
	enum piece_kind kind;
} blocks[] = {
	{"h1", PIECE_HEADING},      {"h2", PIECE_HEADING},
	{"h3", PIECE_HEADING},      {"h4", PIECE_HEADING},
	{"h5", PIECE_HEADING},      {"h6", PIECE_HEADING},
	{"p", PIECE_TEXT},          {"li", PIECE_ITEM},
	{"dt", PIECE_TERM},         {"dd", PIECE_VALUE},
	{"td", PIECE_ITEM},         {"th", PIECE_TERM},
	{"caption", PIECE_HEADING},
};

/* What is not read: not visible, or said again. */
static const char *const unread[] = {"head", "style", "nav", "svg", "title"};

struct scanning {
	struct reading *reading;
	struct slice rest;
	struct slice sections[SECTIONS_DEEP];
	size_t depth;
	unsigned int silent; /* elements open that are not read */
	enum piece_kind kind;
	struct builder text;
};

static void flush(struct scanning *scanning)
{
	struct reading *reading = scanning->reading;
	struct slice text = slice_trim(builder_slice(&scanning->text));
	struct piece *piece;

	if (text.len > 0) {
		reading->pieces = arena_grow(reading->arena, reading->pieces,
					     reading->count, &reading->capacity,
					     sizeof(*reading->pieces));
		assert_non_null(reading->pieces);
		piece = &reading->pieces[reading->count++];
		*piece = (struct piece){
			.kind = scanning->kind,
			.text = arena_copy(reading->arena, text),
			.depth = scanning->depth,
		};
		memcpy(piece->sections, scanning->sections,
		       sizeof(piece->sections));
	}
	builder_clear(&scanning->text);
}

static bool is_unread(struct slice tag)
{
	for (size_t i = 0; i < sizeof(unread) / sizeof(unread[0]); i++)
		if (slice_is(tag, unread[i]))
			return true;
	return false;
}

static struct slice id_of(struct slice attributes)
{
	static const char mark[] = "id=\"";
	const char *at =
		memmem(attributes.at, attributes.len, mark, strlen(mark));

	if (at == NULL)
		return SLICE("");
	attributes.len -= (size_t)(at + strlen(mark) - attributes.at);
	attributes.at = at + strlen(mark);
	return slice_cut(&attributes, '"');
}

static void take_tag(struct scanning *scanning, struct slice tag)
{
	bool end = tag.len > 0 && tag.at[0] == '/';
	struct slice attributes = end ? slice_part(tag, 1, tag.len) : tag;
	struct slice name;

	for (size_t i = 0; i < attributes.len; i++)
		if (attributes.at[i] == ' ' || attributes.at[i] == '/') {
			name = slice_part(attributes, 0, i);
			goto named;
		}
	name = attributes;
named:
	if (is_unread(name)) {
		scanning->silent += end ? -1u : 1;
		return;
	}
	if (slice_is(name, "br"))
		builder_add_byte(&scanning->text, ' ');
	if (slice_is(name, "section")) {
		flush(scanning);
		if (end) {
			assert_true(scanning->depth > 0);
			scanning->depth--;
			return;
		}
		assert_true(scanning->depth < SECTIONS_DEEP);
		scanning->sections[scanning->depth++] = id_of(attributes);
	}
	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++)
		if (slice_is(name, blocks[i].tag)) {
			flush(scanning);
			scanning->kind = blocks[i].kind;
		}
}

static void take_entity(struct scanning *scanning, struct slice name)
{
	static const struct {
		const char *name;
		char is;
	} entities[] = {{"amp", '&'},
			{"lt", '<'},
			{"gt", '>'},
			{"quot", '"'},
			{"#39", '\''}};

	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
		if (slice_is(name, entities[i].name)) {
			builder_add_byte(&scanning->text, entities[i].is);
			return;
		}
	fail_msg("an entity that is not known: %.*s", SLICE_ARGS(name));
}

static void take_byte(struct scanning *scanning, char byte)
{
	struct builder *text = &scanning->text;

	if (byte == '\n' || byte == '\t')
		byte = ' ';
	if (byte != ' ' || (text->len > 0 && text->at[text->len - 1] != ' '))
		builder_add_byte(text, byte);
}

void reading_make(struct reading *reading, struct slice page,
		  struct arena *arena)
{
	struct scanning scanning = {.reading = reading, .rest = page};

	*reading = (struct reading){.arena = arena};
	while (scanning.rest.len > 0) {
		char byte = scanning.rest.at[0];

		scanning.rest = slice_part(scanning.rest, 1, scanning.rest.len);
		if (byte == '<')
			take_tag(&scanning, slice_cut(&scanning.rest, '>'));
		else if (scanning.silent > 0)
			continue;
		else if (byte == '&')
			take_entity(&scanning, slice_cut(&scanning.rest, ';'));
		else
			take_byte(&scanning, byte);
	}
	flush(&scanning);
	builder_release(&scanning.text);
	assert_int_equal(scanning.depth, 0);
	assert_int_equal(scanning.silent, 0);
	assert_true(reading->count > 10);
}

bool piece_in(const struct piece *piece, struct slice section)
{
	if (slice_is(section, "top"))
		return piece->depth == 0;
	for (size_t i = 0; i < piece->depth; i++)
		if (slice_equal(piece->sections[i], section))
			return true;
	return false;
}

struct slice reading_text(const struct reading *reading, struct slice section)
{
	struct builder text = {0};
	struct slice all;

	for (size_t i = 0; i < reading->count; i++)
		if (slice_is(section, "*") ||
		    piece_in(&reading->pieces[i], section)) {
			builder_add(&text, reading->pieces[i].text);
			builder_add_byte(&text, ' ');
		}
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] >= 'A' && text.at[i] <= 'Z')
			text.at[i] = (char)(text.at[i] - 'A' + 'a');
	all = arena_copy(reading->arena, builder_slice(&text));
	builder_release(&text);
	return all;
}

/* --- what is read -------------------------------------------------------------------- */

void library_open(struct library *library)
{
	struct findings findings = findings_in(&library->arena);
	struct error error;

	assert_success(dictionary_load(&library->england,
				       "dictionaries/england", &findings,
				       &error),
		       &error);
	assert_success(phrasebook_load(&library->english, "phrases/english",
				       NULL, library->england, &findings,
				       &error),
		       &error);
	for (size_t i = 0; i < findings.count; i++)
		if (findings.list[i].severity == SEVERITY_ERROR)
			print_error("%.*s\n",
				    SLICE_ARGS(findings.list[i].message));
	assert_non_null(library->english);
}

void library_close(struct library *library)
{
	phrasebook_free(library->english);
	dictionary_free(library->england);
	arena_release(&library->arena);
}

void edition_open(struct edition_of *edition, const struct library *library,
		  const char *path, int32_t date)
{
	struct findings findings;
	struct source *source;
	struct notice *notice;
	struct error error;

	*edition = (struct edition_of){.notice = NULL};
	findings = findings_in(&edition->arena);
	assert_success(source_from_file(&source, path, &edition->arena, &error),
		       &error);
	assert_success(notice_read(&notice, source, library->england,
				   &edition->arena, &findings, &error),
		       &error);
	edition->notice = notice;
	assert_success(policy_make(&edition->policy, library->england,
				   &edition->notice, 1, &findings, &error),
		       &error);
	assert_non_null(edition->policy);
	if (date == DATE_NONE)
		date = notice->from;
	assert_success(publication_make(&edition->publication, edition->policy,
					date, &error),
		       &error);
}

void edition_close(struct edition_of *edition)
{
	publication_free(edition->publication);
	policy_free(edition->policy);
	arena_release(&edition->arena);
}

struct slice edition_page(struct edition_of *edition,
			  const struct library *library, enum audience audience)
{
	const struct notice_document_request request = {
		.publication = edition->publication,
		.book = library->english,
		.audience = audience,
		.layer = LAYER_FULL,
	};
	struct builder page = {0};
	struct document document;
	struct error error;
	struct slice copy;

	assert_success(
		notice_document(&document, &request, &edition->arena, &error),
		&error);
	html_write(&document, false, &page);
	assert_false(page.failed);
	copy = arena_copy(&edition->arena, builder_slice(&page));
	builder_release(&page);
	return copy;
}
