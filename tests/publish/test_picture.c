/*
 * Pictures: nothing in them overlaps or leaves the paper, however many recipients
 * and however long their names; and they show what is published, no more and no
 * less.
 */
#include "tests/test.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "configuration.h"
#include "document/document.h"
#include "publish/drawing.h"
#include "document/pdf.h"
#include "document/pdf_font.h"
#include "words/phrasebook.h"
#include "publish/picture.h"
#include "publish/publication.h"
#include "tests/policy/lawbook.h"
#include "tests/document/pdf_tools.h"

static const struct {
	const char *path;
	const char *date;
} notices[] = {
	{"notices/all-saints-denstone.notice", "2017-03-01"},
	{"notices/crofton-junior.notice", "2017-03-01"},
	{"notices/department-third-parties.notice", "2011-03-01"},
	{"notices/enterprise-learning-alliance.notice", "2019-03-01"},
	{"notices/northamptonshire.notice", "2008-11-01"},
	{"demo/notices/education-department.notice", "2026-03-01"},
	{"demo/notices/kent-alternative-provision.notice", "2026-03-01"},
	{"demo/notices/kent-authority.notice", "2026-03-01"},
	{"demo/notices/northamptonshire-academy.notice", "2009-03-01"},
};

enum { NOTICES = sizeof(notices) / sizeof(notices[0]) };

struct fixture {
	struct lawbook books[NOTICES];
	struct publication *publications[NOTICES];
	struct phrasebook *english;
	struct arena arena;
};

static void open_notice(struct fixture *fixture, size_t i)
{
	struct lawbook *book = &fixture->books[i];
	struct error error = {0};
	int32_t date;

	assert_true(date_parse(slice_of(notices[i].date), &date));
	lawbook_england(book);
	lawbook_notice_file(book, slice_of(notices[i].path));
	lawbook_policy(book);
	assert_non_null(book->policy);
	assert_success(publication_make(&fixture->publications[i], book->policy,
					date, &error),
		       &error);
}

static int open_fixture(void **state)
{
	static struct fixture fixture;
	struct findings findings = findings_in(&fixture.arena);
	struct error error = {0};

	for (size_t i = 0; i < NOTICES; i++)
		open_notice(&fixture, i);
	assert_success(phrasebook_load(&fixture.english, "phrases/english",
				       NULL, fixture.books[0].dictionary,
				       &findings, &error),
		       &error);
	*state = &fixture;
	return 0;
}

static int close_fixture(void **state)
{
	struct fixture *fixture = *state;

	for (size_t i = 0; i < NOTICES; i++) {
		publication_free(fixture->publications[i]);
		lawbook_release(&fixture->books[i]);
	}
	phrasebook_free(fixture->english);
	arena_release(&fixture->arena);
	lawbook_done();
	return 0;
}

/* --- reading a picture -------------------------------------------------------------------- */

enum { MARKS = 4000 };

/* Where a text or line is. */
struct mark {
	int left, top, right, bottom;
	bool text;
	bool box; /* with an edge */
	struct slice words;
};

struct scene {
	struct mark marks[MARKS];
	size_t count;
	size_t circles, halves, diamonds, crosses, heads;
	int width, height;
	/* The element being read. */
	struct mark text;
	struct builder words;
	struct lettering lettering;
	int move_x, move_y;
	bool upright, reading;
	size_t depth;
};

static const char *attribute(const char **attributes, const char *name)
{
	for (; attributes[0] != NULL; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return "0";
}

static int number(const char **attributes, const char *name)
{
	return atoi(attribute(attributes, name));
}

static void add_mark(struct scene *scene, struct mark mark)
{
	assert_true(scene->count < MARKS);
	assert_true(mark.left >= 0 && mark.top >= 0);
	assert_true(mark.right <= scene->width);
	assert_true(mark.bottom <= scene->height);
	scene->marks[scene->count++] = mark;
}

static void begin_text(struct scene *scene, const char **attributes)
{
	scene->reading = true;
	builder_clear(&scene->words);
	scene->text = (struct mark){.left = number(attributes, "x"),
				    .top = number(attributes, "y"),
				    .text = true};
	scene->lettering = (struct lettering){
		.size = number(attributes, "font-size"),
		.bold = strcmp(attribute(attributes, "font-weight"), "bold") ==
			0,
	};
}

static void end_text(struct scene *scene)
{
	int size = scene->lettering.size;
	/* what drawing.c adds for other fonts is no fault when it is needed */
	int width = drawing_text_width(builder_slice(&scene->words),
				       &scene->lettering) *
		    100 / 103;
	int x = scene->text.left, y = scene->text.top;
	struct mark mark = scene->text;

	mark.left = x;
	mark.right = x + width;
	mark.top = y - size * 7 / 10;
	mark.bottom = y + size / 5;
	if (scene->upright) {
		mark.left = scene->move_x - size * 7 / 10;
		mark.right = scene->move_x + size / 5;
		mark.top = scene->move_y - width;
		mark.bottom = scene->move_y;
	}
	mark.words = (struct slice){strdup(builder_text(&scene->words)),
				    scene->words.len};
	add_mark(scene, mark);
	scene->reading = false;
}

static void begin_line(struct scene *scene, const char **attributes)
{
	int x1 = number(attributes, "x1"), x2 = number(attributes, "x2");
	int y1 = number(attributes, "y1"), y2 = number(attributes, "y2");

	if (x1 != x2 && y1 != y2) { /* half a cross */
		scene->crosses++;
		return;
	}
	add_mark(scene, (struct mark){.left = x1 < x2 ? x1 : x2,
				      .right = x1 < x2 ? x2 : x1,
				      .top = y1 < y2 ? y1 : y2,
				      .bottom = y1 < y2 ? y2 : y1});
}

static void begin_box(struct scene *scene, const char **attributes)
{
	struct mark mark = {
		.left = number(attributes, "x"),
		.top = number(attributes, "y"),
		.box = true,
	};

	mark.right = mark.left + number(attributes, "width");
	mark.bottom = mark.top + number(attributes, "height");
	if (strcmp(attribute(attributes, "stroke"), "0") != 0)
		add_mark(scene, mark);
}

static void XMLCALL begin(void *context, const char *name,
			  const char **attributes)
{
	struct scene *scene = context;

	if (strcmp(name, "svg") == 0) {
		scene->width = number(attributes, "width");
		scene->height = number(attributes, "height");
		assert_string_equal(attribute(attributes, "role"), "img");
	} else if (strcmp(name, "g") == 0) {
		scene->upright = strstr(attribute(attributes, "transform"),
					"rotate") != NULL;
		if (scene->upright)
			assert_int_equal(
				sscanf(attribute(attributes, "transform"),
				       "translate(%d %d)", &scene->move_x,
				       &scene->move_y),
				2);
	} else if (strcmp(name, "rect") == 0) {
		begin_box(scene, attributes);
	} else if (strcmp(name, "text") == 0) {
		begin_text(scene, attributes);
	} else if (strcmp(name, "line") == 0) {
		begin_line(scene, attributes);
	} else if (strcmp(name, "circle") == 0) {
		scene->circles += strstr(attribute(attributes, "fill"),
					 "#1a1a1a") != NULL &&
				  number(attributes, "r") == 6;
	} else if (strcmp(name, "path") == 0) {
		scene->halves++;
	} else if (strcmp(name, "polygon") == 0) {
		scene->diamonds +=
			strcmp(attribute(attributes, "fill"), "#fff") == 0;
		scene->heads +=
			strcmp(attribute(attributes, "fill"), "#fff") != 0;
	}
}

static void XMLCALL finish(void *context, const char *name)
{
	struct scene *scene = context;

	if (strcmp(name, "text") == 0)
		end_text(scene);
	if (strcmp(name, "g") == 0)
		scene->upright = false;
}

static void XMLCALL read_words(void *context, const char *text, int length)
{
	struct scene *scene = context;

	if (scene->reading)
		builder_add(&scene->words,
			    (struct slice){text, (size_t)length});
}

static void scene_read(struct scene *scene, const struct document_block *figure)
{
	XML_Parser parser = XML_ParserCreate("UTF-8");
	struct builder svg = {0};

	*scene = (struct scene){0};
	document_figure_svg(figure, &svg);
	XML_SetUserData(parser, scene);
	XML_SetElementHandler(parser, begin, finish);
	XML_SetCharacterDataHandler(parser, read_words);
	if (XML_Parse(parser, svg.at, (int)svg.len, 1) != XML_STATUS_OK)
		fail_msg("%s", XML_ErrorString(XML_GetErrorCode(parser)));
	XML_ParserFree(parser);
	builder_release(&svg);
}

static void scene_release(struct scene *scene)
{
	for (size_t i = 0; i < scene->count; i++)
		free((char *)(uintptr_t)scene->marks[i].words.at);
	builder_release(&scene->words);
}

static bool overlap(const struct mark *a, const struct mark *b)
{
	return a->left < b->right && b->left < a->right && a->top < b->bottom &&
	       b->top < a->bottom;
}

static bool is_inside(const struct mark *a, const struct mark *b)
{
	return a->left >= b->left && a->right <= b->right && a->top >= b->top &&
	       a->bottom <= b->bottom;
}

/* No text is on another, no line goes through one, no box is on another, and a
 * text is inside a box or outside. */
static void check_pair(const struct mark *a, const struct mark *b)
{
	if (!overlap(a, b) || (a->text && b->box && is_inside(a, b)) ||
	    (b->text && a->box && is_inside(b, a)) ||
	    (!a->text && !b->text && !(a->box && b->box)))
		return;
	fail_msg("'%.*s' (%d,%d-%d,%d) and '%.*s' (%d,%d-%d,%d) overlap",
		 SLICE_ARGS(a->words), a->left, a->top, a->right, a->bottom,
		 SLICE_ARGS(b->words), b->left, b->top, b->right, b->bottom);
}

static void check_scene(const struct scene *scene)
{
	for (size_t i = 0; i < scene->count; i++)
		for (size_t j = 0; j < i; j++)
			check_pair(&scene->marks[i], &scene->marks[j]);
}

static bool shows(const struct scene *scene, struct slice words)
{
	for (size_t i = 0; i < scene->count; i++)
		if (scene->marks[i].text &&
		    slice_equal(scene->marks[i].words, words))
			return true;
	return false;
}

/* --- drawing -------------------------------------------------------------------------------- */

typedef void drawing_function(struct document *, const struct publication *,
			      struct voice *);

static void compose(struct document *document, struct fixture *fixture,
		    const struct publication *publication,
		    enum audience audience, drawing_function *draw)
{
	const struct document_about about = {
		.title = SLICE("T"),
		.language = SLICE("en-GB"),
		.date = DATE_NONE,
	};
	struct voice voice =
		voice_of(fixture->english, audience, &fixture->arena);
	struct error error = {0};

	document_begin(document, &fixture->arena, &about);
	draw(document, publication, &voice);
	assert_false(voice.failed);
	assert_success(document_finish(document, &error), &error);
}

/* Print may cut it there: cuts ascend, and none goes through a text or an
 * upright's. */
static void check_cuts(const struct scene *scene,
		       const struct document_drawing *drawing)
{
	unsigned int last = drawing->head;

	for (size_t i = 0; i < drawing->cut_count; i++) {
		int cut = (int)drawing->cuts[i];

		assert_true(drawing->cuts[i] > last);
		assert_true(drawing->cuts[i] < drawing->height);
		last = drawing->cuts[i];
		for (size_t m = 0; m < scene->count; m++)
			if (scene->marks[m].text)
				assert_false(scene->marks[m].top < cut &&
					     scene->marks[m].bottom > cut);
	}
}

/* The one figure there is. */
static void check_figure(const struct document *document)
{
	const struct document_block *figure = document->root->children;
	static struct scene scene;

	assert_int_equal(document->root->count, 1);
	assert_int_equal(figure->kind, BLOCK_FIGURE);
	assert_true(figure->drawing->description.len > 0);
	scene_read(&scene, figure);
	check_scene(&scene);
	check_cuts(&scene, figure->drawing);
	scene_release(&scene);
}

static void check_all(struct fixture *fixture,
		      const struct publication *publication)
{
	static drawing_function *const draws[] = {picture_map, picture_matrix};

	for (size_t d = 0; d < 2; d++)
		for (int a = 0; a < AUDIENCE_COUNT; a++) {
			struct document document;

			compose(&document, fixture, publication,
				(enum audience)a, draws[d]);
			check_figure(&document);
		}
}

static void test_notices(void **state)
{
	struct fixture *fixture = *state;

	for (size_t i = 0; i < NOTICES; i++) {
		print_message("# %s\n", notices[i].path);
		check_all(fixture, fixture->publications[i]);
	}
}

/* --- invented recipients ------------------------------------------------------------------- */

static const struct slice long_words =
	SLICE_INIT("The Joint Northamptonshire, Rutland & Peterborough "
		   "Partnership <for> Children's Careers, Youth and Family "
		   "Support Services and Llanfairpwllgwyngyllgogerychwyrndrob"
		   "wllllantysiliogogogochLlanfairpwllgwyngyll");

static struct publication invent(struct fixture *fixture,
				 const struct publication *like, size_t count,
				 struct slice name)
{
	struct publication made = *like;
	struct published_recipient *recipients =
		arena_array(&fixture->arena, count + 1, sizeof(*recipients));
	struct published_flow *flows =
		arena_array(&fixture->arena, count + 1, sizeof(*flows));

	made.controller = name;
	for (size_t i = 0; i < count; i++) {
		flows[i] = like->flows[i % like->flow_count];
		flows[i].state = (enum flow_state)(i % 4);
		flows[i].by_label = name;
		recipients[i] = (struct published_recipient){
			.body = like->recipients[0].body,
			.holder = DICTIONARY_NONE,
			.label = name,
			.first_flow = i,
			.flow_count = 1,
		};
		if (flows[i].state == FLOW_SENT ||
		    flows[i].state == FLOW_UNTOLD)
			recipients[i].sent = flows[i].fields;
	}
	made.recipients = recipients;
	made.recipient_count = count;
	made.flows = flows;
	made.flow_count = count;
	return made;
}

static void test_invented(void **state)
{
	static const size_t counts[] = {0, 1, 2, 40};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		struct publication made =
			invent(fixture, fixture->publications[0], counts[i],
			       long_words);

		check_all(fixture, &made);
		made = invent(fixture, fixture->publications[4], counts[i],
			      SLICE("X"));
		check_all(fixture, &made);
	}
}

static size_t count_of(struct slice text, const char *wanted)
{
	size_t count = 0, length = strlen(wanted);
	const char *at = text.at;

	while ((at = memmem(at, (size_t)(text.at + text.len - at), wanted,
			    length)) != NULL) {
		at += length;
		count++;
	}
	return count;
}

/* Nothing of the picture is below where the text of a page ends. */
static void check_bottom(struct slice boxes)
{
	while (boxes.len > 0) {
		struct slice line = slice_cut(&boxes, '\n');
		const char *at = memmem(line.at, line.len, "yMax=\"", 6);

		if (at != NULL &&
		    slice_ends_with(line, SLICE("Recipient</word>")))
			assert_true(strtod(at + 6, NULL) < 842 - 68);
	}
}

/* On paper a picture goes over pages, and each of its texts is on one of them;
 * but for the heads of columns, which are on each. */
static void test_printed(void **state)
{
	struct fixture *fixture = *state;
	struct publication made = invent(fixture, fixture->publications[0], 90,
					 SLICE("Recipient"));
	struct voice voice =
		voice_of(fixture->english, AUDIENCE_PARENT, &fixture->arena);
	static drawing_function *const draws[] = {picture_map_page,
						  picture_matrix_page};

	made.controller = SLICE("Xxx");
	for (size_t d = 0; d < 2; d++) {
		struct document document;
		struct error error = {0};
		struct builder pdf = {0}, text = {0}, info = {0};
		struct document_block *words;

		draws[d](&document, &made, &voice);
		words = document.root->last; /* left out: the figure is meant */
		assert_int_equal(words->kind, BLOCK_SECTION);
		for (struct document_block *at = document.root->children;
		     at != NULL; at = at->next)
			if (at->next == words)
				at->next = NULL;
		assert_success(pdf_write(&document, false, &pdf, &error),
			       &error);
		pdf_run_tool("f() { pdftotext -raw \"$1\" -; }; f",
			     builder_slice(&pdf), &text);
		/* and once whoever else sends */
		assert_int_equal(count_of(builder_slice(&text), "Recipient\n"),
				 d == 0 ? 91 : 90);
		builder_clear(&text);
		pdf_run_tool("f() { pdftotext -bbox \"$1\" -; }; f",
			     builder_slice(&pdf), &text);
		check_bottom(builder_slice(&text));
		pdf_run_tool("pdfinfo", builder_slice(&pdf), &info);
		assert_null(
			strstr(builder_text(&info), "Pages:           1\n"));
		pdf_check_says("qpdf --check", builder_slice(&pdf),
			       "No syntax or stream encoding errors");
		if (d == 1)
			assert_true(count_of(builder_slice(&text), ">gets<") >
				    1);
		builder_release(&pdf);
		builder_release(&text);
		builder_release(&info);
	}
}

/* --- what is shown ------------------------------------------------------------------------- */

static bool has_state(const struct publication *publication,
		      const struct published_recipient *recipient,
		      enum flow_state state)
{
	for (size_t i = 0; i < recipient->flow_count; i++)
		if (publication->flows[recipient->first_flow + i].state ==
		    state)
			return true;
	return false;
}

/* Of whose sending to a recipient is told. */
static size_t count_senders(const struct publication *publication,
			    const struct published_recipient *recipient)
{
	const struct published_flow *flows =
		&publication->flows[recipient->first_flow];
	size_t count = 0;

	for (size_t i = 0; i < recipient->flow_count; i++) {
		bool first = flows[i].state == FLOW_TOLD;

		for (size_t j = 0; j < i; j++)
			first &= flows[j].state != FLOW_TOLD ||
				 flows[j].by != flows[i].by;
		count += first;
	}
	return count;
}

/* Every recipient has its arrow of the kind that its flows are, and no other has
 * one. */
static void check_map(struct fixture *fixture,
		      const struct publication *publication)
{
	static struct scene scene;
	struct document document;
	bool legend[4] = {false};
	size_t heads = 0, crosses = 0;

	compose(&document, fixture, publication, AUDIENCE_STAFF, picture_map);
	scene_read(&scene, document.root->children);
	for (size_t i = 0; i < publication->recipient_count; i++) {
		const struct published_recipient *recipient =
			&publication->recipients[i];
		bool sent = has_state(publication, recipient, FLOW_SENT);
		bool untold = has_state(publication, recipient, FLOW_UNTOLD);
		bool told = has_state(publication, recipient, FLOW_TOLD);
		bool not_done =
			has_state(publication, recipient, FLOW_NOT_DONE);

		heads += (sent || untold) +
			 count_senders(publication, recipient);
		crosses += not_done;
		legend[FLOW_SENT] |= sent;
		legend[FLOW_UNTOLD] |= untold && !sent;
		legend[FLOW_TOLD] |= told;
		legend[FLOW_NOT_DONE] |= not_done;
	}
	for (size_t i = 0; i < publication->receipt_count; i++) {
		bool first = true;

		for (size_t j = 0; j < i; j++)
			first &= publication->receipts[j].from !=
				 publication->receipts[i].from;
		heads += first;
	}
	heads += (size_t)legend[FLOW_SENT] + legend[FLOW_UNTOLD] +
		 legend[FLOW_TOLD];
	crosses += legend[FLOW_NOT_DONE];
	assert_int_equal(scene.heads, heads);
	assert_int_equal(scene.crosses, 2 * crosses);
	assert_int_equal(shows(&scene, SLICE("sent by somebody else")),
			 legend[FLOW_TOLD]);
	scene_release(&scene);
}

/* All, part, by law alone: as often as recipients and categories make it. */
static void check_matrix(struct fixture *fixture,
			 const struct publication *publication)
{
	const struct dictionary *dictionary = publication->dictionary;
	size_t all = 0, part = 0, law = 0;
	static struct scene scene;
	struct document document;

	compose(&document, fixture, publication, AUDIENCE_STAFF,
		picture_matrix);
	scene_read(&scene, document.root->children);
	for (size_t r = 0; r < publication->recipient_count; r++)
		for (size_t c = 0; c < dictionary->category_count; c++) {
			const struct category *category =
				&dictionary->categories[c];
			unsigned int sent = 0, held = 0, both = 0;

			for (uint16_t f = category->first_field;
			     f < category->first_field + category->field_count;
			     f++) {
				bool is_held = false, is_sent;

				for (size_t h = 0;
				     h < publication->holding_count; h++)
					is_held |= field_set_has(
						&publication->holdings[h]
							 .holding->fields,
						f);
				is_sent = field_set_has(
					&publication->recipients[r].sent, f);
				held += is_held;
				sent += is_sent;
				both += is_held && is_sent;
			}
			all += sent > 0 && held > 0 && both == held;
			part += sent > 0 && held > 0 && both < held;
			law += sent > 0 && held == 0;
		}
	/* and one of each in the legend */
	assert_int_equal(scene.circles, all + (all > 0));
	assert_int_equal(scene.halves, part + (part > 0));
	assert_int_equal(scene.diamonds, law + (law > 0));
	scene_release(&scene);
}

static void test_shown(void **state)
{
	struct fixture *fixture = *state;

	for (size_t i = 0; i < NOTICES; i++) {
		print_message("# %s\n", notices[i].path);
		check_map(fixture, fixture->publications[i]);
		check_matrix(fixture, fixture->publications[i]);
	}
}

/* What a text takes is never more than was thought. */
static void test_widths(void **state)
{
	static const char *const texts[] = {
		"The Department for Education", "WWWWWWWWW",        "iiiiiiiii",
		"Tŷ Glas – cafés ‘x’",          "Łódź ÅÄÖÓÕØ ŒÆ Ŵ", "ЖщЩ Ωω —",
	};
	static const char *const files[] = {"LiberationSans-Regular.ttf",
					    "LiberationSans-Bold.ttf"};
	struct arena arena = {0};
	struct error error = {0};

	(void)state;
	for (size_t f = 0; f < 2; f++) {
		const struct lettering lettering = {.size = 100,
						    .bold = f == 1};
		struct pdf_font font;

		assert_success(
			pdf_font_open(&font,
				      path_join(&arena, HORNBOOK_FONT_DIRECTORY,
						files[f]),
				      SLICE("F"), &arena, &error),
			&error);
		for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
			struct slice rest = slice_of(texts[i]);
			uint32_t character;
			int width = 0;

			while (text_next(&rest, &character))
				width += pdf_font_advance(
					&font,
					pdf_font_glyph(&font, character));
			width = width * 100 / (int)font.units;
			assert_true(drawing_text_width(slice_of(texts[i]),
						       &lettering) >= width);
		}
	}
	arena_release(&arena);
}

/* --- documents of their own ---------------------------------------------------------------- */

static void test_pages(void **state)
{
	struct fixture *fixture = *state;
	struct voice voice =
		voice_of(fixture->english, AUDIENCE_PARENT, &fixture->arena);

	for (size_t i = 0; i < NOTICES; i++) {
		const struct publication *publication =
			fixture->publications[i];
		struct document document;
		struct error error = {0};
		struct builder out = {0};

		picture_map_page(&document, publication, &voice);
		assert_success(document_finish(&document, &error), &error);
		assert_success(pdf_write(&document, true, &out, &error),
			       &error);
		picture_matrix_page(&document, publication, &voice);
		assert_success(document_finish(&document, &error), &error);
		assert_success(pdf_write(&document, true, &out, &error),
			       &error);
		builder_release(&out);
	}
}

/* --- the timeline ----------------------------------------------------------------------------- */

enum { EVENTS = 60 };

static const struct picture_after afters[] = {
	{AFTER_CORRECTION, AFTER_DUE, 14000, DATE_NONE},
	{AFTER_ERASURE, AFTER_SENT, 14010, DATE_NONE},
	{AFTER_RECALL, AFTER_SETTLED, 14020, 14030},
	{AFTER_DESTROYED, AFTER_SETTLED, 14040, DATE_NONE},
};

static void make_events(struct fixture *fixture, struct picture_event *events)
{
	const struct publication *publication = fixture->publications[4];

	for (size_t i = 0; i < EVENTS; i++) {
		const struct published_recipient *recipient =
			&publication
				 ->recipients[i % publication->recipient_count];

		events[i] = (struct picture_event){
			.date = date_from_civil(2009, 1, 1) + (int32_t)i * 9,
			.recipient =
				publication->dictionary->bodies[recipient->body]
					.name,
			.holder = i % 3 == 0 ? long_words : recipient->label,
			.purpose = i % 2 == 0 ? SLICE("teaching")
					      : SLICE("no-more-there"),
			.reference = SLICE("R-2009-0001"),
			.fields = recipient->sent,
			.number = i % 2 == 0 ? SLICE("8862345") : SLICE(""),
			.after = afters,
			.after_count = i % 5,
		};
	}
}

static void compose_timeline(struct document *document, struct fixture *fixture,
			     const struct picture_event *events, size_t count)
{
	const struct document_about about = {
		.title = SLICE("T"),
		.language = SLICE("en-GB"),
		.date = DATE_NONE,
	};
	struct voice voice =
		voice_of(fixture->english, AUDIENCE_PARENT, &fixture->arena);
	struct error error = {0};

	document_begin(document, &fixture->arena, &about);
	picture_timeline(document, events, count, &voice);
	assert_success(document_finish(document, &error), &error);
}

static void test_timeline(void **state)
{
	struct fixture *fixture = *state;
	struct picture_event events[EVENTS];
	struct voice voice =
		voice_of(fixture->english, AUDIENCE_PARENT, &fixture->arena);
	struct document document;
	static struct scene scene;
	struct error error = {0};

	make_events(fixture, events);
	for (size_t count = 1; count <= EVENTS; count += 20) {
		compose_timeline(&document, fixture, events, count);
		check_figure(&document);
		scene_read(&scene, document.root->children);
		assert_int_equal(scene.circles, count);
		scene_release(&scene);
	}
	compose_timeline(&document, fixture, events, 0);
	assert_int_equal(document.root->count, 0);
	picture_timeline_page(&document, events, 0, fixture->publications[4],
			      &voice);
	assert_success(document_finish(&document, &error), &error);
	assert_int_equal(document.root->count, 2); /* and whom to tell */
}

/* --- memory ----------------------------------------------------------------------------------- */

typedef void page_function(struct document *, const struct publication *,
			   struct voice *);

/* The arena's first block is full so far already that each allocation of a page is
 * once the one that needs another. */
static void check_memory(struct fixture *fixture, page_function *compose_page)
{
	enum { BLOCK_BYTES = 4096, STEP_BYTES = 512 };
	struct publication made =
		invent(fixture, fixture->publications[0], 3, SLICE("X"));

	for (size_t full = STEP_BYTES; full <= BLOCK_BYTES;
	     full += STEP_BYTES) {
		bool failed = true;

		for (uint64_t nth = 1; failed; nth++) {
			struct arena arena = {0};
			struct document document;
			struct error error = {0};
			struct voice voice;
			int status;

			assert_non_null(arena_allocate(&arena, full));
			voice = voice_of(fixture->english, AUDIENCE_PARENT,
					 &arena);
			memory_fail_at(nth);
			compose_page(&document, &made, &voice);
			status = document_finish(&document, &error);
			failed = memory_failed();
			memory_fail_at(0);
			assert_int_equal(status, failed ? -1 : 0);
			if (failed)
				assert_int_equal(error.code, ERROR_MEMORY);
			arena_release(&arena);
		}
	}
}

static void test_memory(void **state)
{
	check_memory(*state, picture_map_page);
	check_memory(*state, picture_matrix_page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_notices),
		cmocka_unit_test(test_invented),
		cmocka_unit_test(test_printed),
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_shown),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_timeline),
		cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests_name("publish pictures", tests,
					   open_fixture, close_fixture);
}
