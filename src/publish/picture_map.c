/* The flow map, drawn: who gives on the left, who gets on the right. */
#include "publish/picture_parts.h"

enum {
	SOURCE_WIDTH = 164,
	CENTRE_X = 208,
	CENTRE_WIDTH = 188,
	LONE_CENTRE_WIDTH = 200, /* without sources the centre is at the left */
	ARROW = 58,              /* from the centre to a recipient */
	BOX_GAP = 10,
	PADDING = 9,
	BULLET = 10,
	MARGIN = 4,     /* around all, so that no line is cut in half */
	GROUP_GAP = 20, /* above those to whom somebody else sends */
	LEGEND_LINE = 48,
	LEGEND_GAP = 22,
};

/* How each state is drawn; its line in the legend. */
static const struct {
	const char *line;
	const char *box;
	int head; /* half the height of the arrow's head */
	enum phrase words;
} states[] = {
	[FLOW_SENT] = {"stroke=\"#1a1a1a\" stroke-width=\"2\"",
		       "rx=\"4\" fill=\"#fff\" stroke=\"#1a1a1a\" "
		       "stroke-width=\"2\"",
		       5, PHRASE_MAP_SENT},
	[FLOW_UNTOLD] = {"stroke=\"#1a1a1a\" stroke-width=\"5\"",
			 "rx=\"4\" fill=\"#fff\" stroke=\"#1a1a1a\" "
			 "stroke-width=\"4\"",
			 8, PHRASE_MAP_UNTOLD},
	[FLOW_TOLD] = {"stroke=\"#1a1a1a\" stroke-width=\"2\" "
		       "stroke-dasharray=\"7 5\"",
		       "rx=\"4\" fill=\"#fff\" stroke=\"#1a1a1a\" "
		       "stroke-width=\"2\" stroke-dasharray=\"7 5\"",
		       5, PHRASE_MAP_TOLD},
	[FLOW_NOT_DONE] = {"stroke=\"#767676\" stroke-width=\"2\" "
			   "stroke-dasharray=\"2 3\"",
			   "rx=\"4\" fill=\"#f3f2f1\" stroke=\"#767676\" "
			   "stroke-width=\"1\" stroke-dasharray=\"2 3\"",
			   0, PHRASE_MAP_NOT_DONE},
};

struct plan {
	struct map *map;
	struct drawing drawing;
	int centre_x, centre_width;
	int right_x, right_width;
};

/* --- boxes -------------------------------------------------------------------------- */

static int draw_text(struct plan *plan, int x, int y, struct slice text,
		     const struct lettering *lettering, int width, bool measure)
{
	struct lines lines =
		drawing_break(&plan->drawing, text, lettering, width);

	return measure ? y + lines_height(lines, lettering)
		       : drawing_lines(&plan->drawing, x, y, lines, lettering);
}

/* Draws a box, or only tells how high it is. */
static int draw_box(struct plan *plan, const struct map_box *box, int x, int y,
		    int width, bool measure)
{
	const bool faint = box->state == FLOW_NOT_DONE;
	const struct lettering *small =
		faint ? &lettering_pale : &lettering_small;
	const int inner = width - 2 * PADDING;
	struct lettering name = lettering_name;
	int at = y + PADDING;

	name.colour = small->colour;
	if (!measure)
		drawing_box(&plan->drawing, x, y, width, box->height,
			    states[box->state].box);
	x += PADDING;
	at = draw_text(plan, x, at, box->name, &name, inner, measure);
	for (size_t i = 0; i < box->item_count; i++)
		at = draw_text(plan, x, at, box->items[i], small, inner,
			       measure);
	at = draw_text(plan, x, at, box->note, &lettering_heading, inner,
		       measure);
	return at + PADDING - y;
}

static void draw_arrow(struct plan *plan, int x1, int x2, int y,
		       enum flow_state state)
{
	struct drawing *drawing = &plan->drawing;
	const int head = states[state].head;
	const int middle = (x1 + x2) / 2;

	drawing_line(drawing, x1, y, x2 - 2 * head, y, states[state].line);
	if (head > 0)
		drawing_add(drawing,
			    "<polygon points=\"%d,%d %d,%d %d,%d\" "
			    "fill=\"#1a1a1a\"/>\n",
			    x2, y, x2 - 2 * head, y - head, x2 - 2 * head,
			    y + head);
	if (state != FLOW_NOT_DONE)
		return;
	/* crossed */
	drawing_line(drawing, middle - 6, y - 6, middle + 6, y + 6,
		     "stroke=\"#1a1a1a\" stroke-width=\"2\"");
	drawing_line(drawing, middle - 6, y + 6, middle + 6, y - 6,
		     "stroke=\"#1a1a1a\" stroke-width=\"2\"");
}

/* --- the three columns ------------------------------------------------------------------ */

/* Draws a box at y, and gives how high it is. */
static int place_box(struct plan *plan, struct map_box *box, int x, int y,
		     int width, bool measure)
{
	box->height = draw_box(plan, box, x, y, width, true);
	if (!measure)
		draw_box(plan, box, x, y, width, false);
	return box->height;
}

static int draw_sources(struct plan *plan, bool measure)
{
	struct map *map = plan->map;
	int y = MARGIN;

	for (size_t i = 0; i < map->source_count; i++) {
		int height = place_box(plan, &map->sources[i], MARGIN, y,
				       SOURCE_WIDTH, measure);

		if (!measure)
			draw_arrow(plan, MARGIN + SOURCE_WIDTH, plan->centre_x,
				   y + height / 2, FLOW_SENT);
		y += height + BOX_GAP;
	}
	return y > MARGIN ? y - BOX_GAP : y;
}

static int draw_recipients(struct plan *plan, bool measure)
{
	struct map *map = plan->map;
	int y = MARGIN;

	for (size_t i = 0; i < map->own_count; i++) {
		struct map_box *box = &map->recipients[i];
		int height = place_box(plan, box, plan->right_x, y,
				       plan->right_width, measure);

		if (!measure)
			draw_arrow(plan, plan->centre_x + plan->centre_width,
				   plan->right_x, y + height / 2, box->state);
		y += height + BOX_GAP;
	}
	return y > MARGIN ? y - BOX_GAP : y;
}

/* One who sends what the notice tells of, at y, and to whom: from `*at`, which is
 * the next one's afterwards.  Gives where they end. */
static int draw_group(struct plan *plan, size_t *at, int y)
{
	struct map *map = plan->map;
	struct map_box sender = {.name = map->recipients[*at].sender,
				 .state = FLOW_TOLD};
	int top = y,
	    end = y + draw_box(plan, &sender, 0, y, plan->centre_width, true);
	int clear = end; /* below the sender's name */

	for (; *at < map->recipient_count &&
	       slice_equal(map->recipients[*at].sender, sender.name);
	     (*at)++) {
		struct map_box *box = &map->recipients[*at];
		int height;

		if (y > top && y - BOX_GAP / 2 > clear)
			drawing_cut(&plan->drawing, y - BOX_GAP / 2);
		height = place_box(plan, box, plan->right_x, y,
				   plan->right_width, false);
		draw_arrow(plan, plan->centre_x + plan->centre_width,
			   plan->right_x, y + height / 2, FLOW_TOLD);
		y += height + BOX_GAP;
	}
	if (end < y - BOX_GAP)
		end = y - BOX_GAP;
	sender.height = end - top;
	draw_box(plan, &sender, plan->centre_x, top, plan->centre_width, false);
	return end;
}

/* Below all else, as it does not come from the controller. */
static int draw_others(struct plan *plan, int y)
{
	size_t at = plan->map->own_count;

	while (at < plan->map->recipient_count) {
		drawing_cut(&plan->drawing, y + GROUP_GAP / 2);
		y = draw_group(plan, &at, y + GROUP_GAP);
	}
	return y;
}

/* The controller, and what it holds; as high as what is beside it. */
static int draw_centre(struct plan *plan, int height, bool measure)
{
	static const struct lettering title = {16, true, 20, "#1a1a1a"};
	struct map *map = plan->map;
	const int x = plan->centre_x + PADDING + 3;
	const int inner = plan->centre_width - 2 * (PADDING + 3);
	int y = MARGIN + PADDING;

	if (!measure)
		drawing_box(&plan->drawing, plan->centre_x, MARGIN,
			    plan->centre_width, height - MARGIN,
			    "rx=\"4\" fill=\"#f3f2f1\" stroke=\"#1a1a1a\" "
			    "stroke-width=\"2\"");
	y = draw_text(plan, x, y, map->publication->controller, &title, inner,
		      measure);
	if (map->hold_count == 0)
		return y + PADDING;
	y = draw_text(plan, x, y + 8, say(map->voice, PHRASE_MAP_HOLDS),
		      &lettering_heading, inner, measure);
	for (size_t i = 0; i < map->hold_count; i++) {
		if (!measure)
			drawing_circle(&plan->drawing, x + 3, y + 10, 2,
				       "fill=\"#1a1a1a\"");
		y = draw_text(plan, x + BULLET, y + 1, map->holds[i],
			      &lettering_small, inner - BULLET, measure);
	}
	return y + PADDING;
}

/* --- the legend ---------------------------------------------------------------------------- */

static const enum flow_state legend[] = {FLOW_SENT, FLOW_UNTOLD, FLOW_TOLD,
					 FLOW_NOT_DONE};

enum { LEGEND_LINES = sizeof(legend) / sizeof(legend[0]) };

static bool shows(const struct map *map, enum flow_state state)
{
	for (size_t i = 0; i < map->recipient_count; i++)
		if (map->recipients[i].state == state)
			return true;
	return false;
}

static int draw_state(struct plan *plan, enum flow_state state, int y)
{
	const int x = MARGIN + LEGEND_LINE + 12;
	int end =
		draw_text(plan, x, y,
			  say_with(plan->map->voice, states[state].words,
				   with("controller",
					plan->map->publication->controller)),
			  &lettering_small, DRAWING_WIDTH - x - MARGIN, false);

	draw_arrow(plan, MARGIN, MARGIN + LEGEND_LINE, y + 8, state);
	return end + 4;
}

static int draw_legend(struct plan *plan, int y)
{
	for (size_t i = 0; i < LEGEND_LINES; i++)
		if (shows(plan->map, legend[i]))
			y = draw_state(plan, legend[i], y);
	return y;
}

/* --- figures -------------------------------------------------------------------------------- */

static struct slice describe(const struct plan *plan)
{
	const struct map *map = plan->map;
	struct sentences text = {0};

	if (map->instead.len > 0)
		return map->instead;
	for (size_t i = 0; i < map->source_count; i++)
		sentences_add(&text, map->sources[i].words);
	sentences_add(&text, map->controller_words);
	for (size_t i = 0; i < map->recipient_count; i++)
		sentences_add(&text, map->recipients[i].words);
	return sentences_end(&text, map->voice);
}

static void place_columns(struct plan *plan)
{
	bool left = plan->map->source_count > 0;

	plan->centre_x = left ? CENTRE_X : MARGIN;
	plan->centre_width = left ? CENTRE_WIDTH : LONE_CENTRE_WIDTH;
	plan->right_x = plan->centre_x + plan->centre_width + ARROW;
	plan->right_width = DRAWING_WIDTH - MARGIN - plan->right_x;
}

/* How high what is beside the recipients is. */
static int least_height(struct plan *plan)
{
	int sources = draw_sources(plan, true);
	int centre = draw_centre(plan, 0, true);

	return sources > centre ? sources : centre;
}

/* Between the controller's recipients, below what else is there. */
static void make_cuts(struct plan *plan, int least)
{
	const struct map *map = plan->map;
	int y = MARGIN;

	for (size_t i = 0; i + 1 < map->own_count; i++) {
		y += map->recipients[i].height + BOX_GAP;
		if (y - BOX_GAP / 2 > least)
			drawing_cut(&plan->drawing, y - BOX_GAP / 2);
	}
}

static void draw_all(struct map *map, struct document *document)
{
	struct plan plan = {.map = map};
	struct slice title =
		say_with(map->voice, PHRASE_MAP_TITLE,
			 with("controller", map->publication->controller));
	int height, least;

	drawing_begin(&plan.drawing, map->voice->arena);
	place_columns(&plan);
	height = draw_recipients(&plan, true);
	least = least_height(&plan);
	if (height < least)
		height = least;
	draw_centre(&plan, height, false);
	draw_sources(&plan, false);
	draw_recipients(&plan, false);
	make_cuts(&plan, least);
	height = draw_others(&plan, height);
	height = draw_legend(&plan, height + LEGEND_GAP) + MARGIN;
	plan.drawing.told_beside = map->instead.len > 0;
	drawing_end(&plan.drawing, document, SLICE("map"), title,
		    describe(&plan), DRAWING_WIDTH, height);
	if (map->voice->failed)
		document->failed = true;
}

void picture_map(struct document *document,
		 const struct publication *publication, struct voice *voice)
{
	struct map map;

	map_collect(&map, publication, voice);
	draw_all(&map, document);
}

void picture_map_beside(struct document *document,
			const struct publication *publication,
			struct voice *voice)
{
	struct map map;

	map_collect(&map, publication, voice);
	map.instead = say(voice, PHRASE_PICTURE_BELOW);
	draw_all(&map, document);
}

void picture_map_page(struct document *document,
		      const struct publication *publication,
		      struct voice *voice)
{
	struct slice controller = publication->controller;
	struct map map;

	map_collect(&map, publication, voice);
	map.instead = say(voice, PHRASE_PICTURE_BELOW);
	picture_begin(document, voice, publication, say(voice, PHRASE_MAP_PAGE),
		      say_with(voice, PHRASE_MAP_LEAD,
			       with("controller", controller)));
	draw_all(&map, document);
	picture_begin_words(document, voice);
	for (size_t i = 0; i < map.source_count; i++)
		document_item(document, map.sources[i].words);
	document_item(document, map.controller_words);
	for (size_t i = 0; i < map.recipient_count; i++)
		document_item(document, map.recipients[i].words);
	picture_end(document, voice);
}
