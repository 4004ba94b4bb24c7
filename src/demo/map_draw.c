/*
 * The map, drawn: places as boxes, and for each flow a line from whoever gives
 * to whoever gets, with the flow's number at its end.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "demo/map_parts.h"
#include "demo/outcome.h"
#include "demo/step.h"
#include "demo/world.h"
#include "document/markup.h"
#include "publish/drawing.h"

enum {
	PADDING = 8,
	FAMILIES_Y = 940, /* and below: places along the lower edge */
	LABEL_WIDTH = 30,
	LABEL_HEIGHT = 16,
	ARROW = 8, /* what its head takes of a line's end */
	BULGE = 64,
	FALL = 110, /* how far above the lower places a line turns down */
	FLOW_LINES = 16,
};

enum side { SIDE_LEFT, SIDE_RIGHT, SIDE_TOP, SIDE_BOTTOM, SIDE_COUNT };

struct map_end {
	const struct map_place *place;
	enum side side;
	int x, y;
};

struct map_line {
	const struct flow_result *flow;
	struct map_end from, to;
	const char *level; /* of the step that let most be seen */
	enum outcome_state state;
};

struct map {
	struct drawing drawing;
	struct map_line lines[FLOW_COUNT * FLOW_LINES];
	size_t line_count;
};

static const struct lettering title = {
	.size = 13, .bold = true, .leading = 16, .colour = "#16202a"};
static const struct lettering small = {
	.size = 11, .leading = 14, .colour = "#4a5763"};
static const struct lettering heading = {
	.size = 11, .bold = true, .leading = 15, .colour = "#4a5763"};

/* --- which lines there are ------------------------------------------------------ */

static bool is_below(const struct map_place *place)
{
	return place->y >= FAMILIES_Y;
}

static void choose_sides(struct map_line *line)
{
	const struct map_place *from = line->from.place, *to = line->to.place;

	line->from.side = from->x < to->x ? SIDE_RIGHT : SIDE_LEFT;
	line->to.side = from->x < to->x ? SIDE_LEFT : SIDE_RIGHT;
	if (from->x == to->x)
		line->from.side = SIDE_RIGHT;
	if (!is_below(to))
		return;
	line->to.side = SIDE_TOP;
	if (from->y + from->height > 800)
		line->from.side = SIDE_BOTTOM;
	else if (from->x < to->x + to->width / 2)
		line->from.side = SIDE_RIGHT;
	else
		line->from.side = SIDE_LEFT;
}

/* Of two steps along one line the more revealing one is shown. */
static int revealing(const char *level)
{
	static const char *const classes[] = {
		"none", "aggregate", "anonymised", "inside", "pupil", "named"};
	const char *class = level_class(level);
	int order = 0;

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (strcmp(classes[i], class) == 0)
			order = (int)i;
	return order;
}

static void add_line(struct map *map, const struct flow_result *flow,
		     const struct step_result *step,
		     const struct map_place *from, const struct map_place *to)
{
	const struct step_outcome *outcome = step->outcome;
	struct map_line *line = map->lines;
	size_t of_flow = 0;

	for (size_t i = 0; i < map->line_count; i++, line++) {
		of_flow += line->flow == flow;
		if (line->flow != flow || line->from.place != from ||
		    line->to.place != to)
			continue;
		if (outcome->state > line->state)
			line->state = outcome->state;
		if (revealing(outcome->level) > revealing(line->level))
			line->level = outcome->level;
		return;
	}
	if (of_flow == FLOW_LINES)
		return;
	*line = (struct map_line){.flow = flow,
				  .from = {.place = from},
				  .to = {.place = to},
				  .level = outcome->level,
				  .state = outcome->state};
	choose_sides(line);
	map->line_count++;
}

/* A step without a recipient on the map is in the table alone. */
static void find_lines(struct map *map, const struct world_outcome *outcome)
{
	for (size_t i = 0; i < FLOW_COUNT; i++) {
		const struct flow_result *flow = &outcome->flows[i];

		for (size_t j = 0; j < flow->step_count; j++) {
			const struct step_result *step = &flow->steps[j];
			struct slice body = step_recipient(step);
			const struct map_place *from =
				place_of(step->from->body);
			const struct map_place *to =
				body.len > 0 ? place_of(body.at) : NULL;

			if (from != NULL && to != NULL)
				add_line(map, flow, step, from, to);
		}
	}
}

/* --- where they end ---------------------------------------------------------------- */

struct end_in_order {
	struct map_end *end;
	int key;
	size_t number;
};

static int middle_x(const struct map_place *place)
{
	return place->x + place->width / 2;
}

static int middle_y(const struct map_place *place)
{
	return place->y + place->height / 2;
}

/* Lines that pass a column by leave at the top, where fewest boxes are. */
static int key_of(const struct map_end *end, const struct map_end *other)
{
	if (end->side == SIDE_TOP || end->side == SIDE_BOTTOM)
		return middle_x(other->place);
	if (is_below(other->place))
		return 2 * MAP_HEIGHT;
	if (abs(end->place->x - other->place->x) > 450)
		return middle_y(other->place) - MAP_HEIGHT;
	return middle_y(other->place);
}

static int compare_ends(const void *a, const void *b)
{
	const struct end_in_order *one = a, *other = b;

	if (one->key != other->key)
		return one->key < other->key ? -1 : 1;
	return one->number < other->number ? -1 : one->number > other->number;
}

static void set_end(struct map_end *end, int numerator, int denominator)
{
	const struct map_place *place = end->place;
	int along = end->side == SIDE_TOP || end->side == SIDE_BOTTOM
			    ? place->width
			    : place->height;
	int at = along * numerator / denominator;

	end->x = place->x;
	end->y = place->y;
	switch (end->side) {
	case SIDE_RIGHT:
		end->x += place->width;
		end->y += at;
		break;
	case SIDE_LEFT:
		end->y += at;
		break;
	case SIDE_BOTTOM:
		end->y += place->height;
		end->x += at;
		break;
	case SIDE_TOP:
	case SIDE_COUNT:
		end->x += at;
	}
}

static void spread_ends(struct map *map, const struct map_place *place,
			enum side side)
{
	struct end_in_order ends[2 * FLOW_COUNT * FLOW_LINES];
	size_t count = 0;

	for (size_t i = 0; i < map->line_count; i++) {
		struct map_line *line = &map->lines[i];
		struct map_end *both[] = {&line->from, &line->to};

		for (size_t j = 0; j < 2; j++)
			if (both[j]->place == place && both[j]->side == side) {
				ends[count] = (struct end_in_order){
					both[j], key_of(both[j], both[1 - j]),
					count};
				count++;
			}
	}
	if (count == 0)
		return;
	qsort(ends, count, sizeof(*ends), compare_ends);
	for (size_t i = 0; i < count; i++)
		set_end(ends[i].end, 2 * (int)i + 1, 2 * (int)count);
}

/* --- drawing ------------------------------------------------------------------------- */

static void draw_path(struct drawing *drawing, const struct map_line *line)
{
	const struct map_end *from = &line->from, *to = &line->to;
	int x2 = to->x, y2 = to->y, out, in;

	if (to->side == SIDE_TOP) {
		y2 -= ARROW;
		drawing_add(drawing, "<path d=\"M%d %dC%d %d %d %d %d %d\"/>",
			    from->x, from->y,
			    from->side == SIDE_BOTTOM  ? from->x
			    : from->side == SIDE_RIGHT ? from->x + BULGE
						       : from->x - BULGE,
			    from->side == SIDE_BOTTOM ? from->y + FALL / 2
						      : from->y,
			    x2, y2 - FALL, x2, y2);
		return;
	}
	x2 += to->side == SIDE_LEFT ? -ARROW : ARROW;
	out = abs(x2 - from->x) / 2;
	if (out < BULGE)
		out = BULGE;
	in = out;
	drawing_add(drawing, "<path d=\"M%d %dC%d %d %d %d %d %d\"/>", from->x,
		    from->y,
		    from->side == SIDE_RIGHT ? from->x + out : from->x - out,
		    from->y, to->side == SIDE_RIGHT ? x2 + in : x2 - in, y2, x2,
		    y2);
}

static void draw_label(struct drawing *drawing, const struct map_line *line)
{
	const struct map_end *to = &line->to;
	int x = to->x - LABEL_WIDTH / 2, y = to->y - LABEL_HEIGHT / 2;

	if (to->side == SIDE_TOP)
		y -= ARROW + LABEL_HEIGHT;
	else if (to->side == SIDE_LEFT)
		x -= ARROW + LABEL_WIDTH / 2 + 4;
	else
		x += ARROW + LABEL_WIDTH / 2 + 4;
	drawing_add(drawing,
		    "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
		    "rx=\"8\"/><text x=\"%d\" y=\"%d\">F%02u</text>",
		    x, y, LABEL_WIDTH, LABEL_HEIGHT, x + LABEL_WIDTH / 2,
		    y + 12, line->flow->flow);
}

static void draw_line(struct drawing *drawing, const struct map_line *line)
{
	drawing_add(drawing,
		    "<a class=\"flow %s%s\" href=\"#F%02u\"><title>F%02u: ",
		    level_class(line->level),
		    line->state == OUTCOME_CHECKED   ? ""
		    : line->state == OUTCOME_NOT_RUN ? " idle"
						     : " wrong",
		    line->flow->flow, line->flow->flow);
	markup_add(&drawing->svg, slice_of(line->flow->title));
	drawing_add(drawing, "</title>");
	draw_path(drawing, line);
	draw_label(drawing, line);
	drawing_add(drawing, "</a>\n");
}

/* As many of the names as there is room for; gives where they end. */
static int draw_names(struct drawing *drawing, const struct map_place *place,
		      int top,
		      bool (*wanted)(const struct site *, const void *),
		      const void *context)
{
	for (size_t i = 0; i < site_count; i++) {
		struct lines lines;

		if (!wanted(&sites[i], context))
			continue;
		lines = drawing_break(drawing, slice_of(sites[i].name), &small,
				      place->width - 2 * PADDING);
		if (top + lines_height(lines, &small) >
		    place->y + place->height)
			break;
		top = drawing_lines(drawing, place->x + PADDING, top, lines,
				    &small);
	}
	return top;
}

static bool stands_at(const struct site *site, const void *context)
{
	return place_of(site->body) == context;
}

static bool is_school_of(const struct site *site, const void *context)
{
	const struct site *authority = context;

	return strcmp(site->body, "school") == 0 &&
	       slice_equal(site_authority(site), site_authority(authority));
}

/* Schools stand under their authority. */
static void draw_schools(struct drawing *drawing, const struct map_place *place,
			 int top)
{
	for (size_t i = 0; i < site_count; i++) {
		const struct site *authority = &sites[i];

		if (strcmp(authority->body, "local-authority") != 0)
			continue;
		top = drawing_lines(
			drawing, place->x + PADDING, top + 10,
			drawing_break(drawing, slice_of(authority->name),
				      &heading, place->width - 2 * PADDING),
			&heading);
		top = draw_names(drawing, place, top, is_school_of, authority);
	}
}

static void draw_place(struct drawing *drawing, const struct map_place *place)
{
	int top;

	drawing_add(drawing,
		    "<rect class=\"place\" x=\"%d\" y=\"%d\" width=\"%d\" "
		    "height=\"%d\" rx=\"6\"/>\n",
		    place->x, place->y, place->width, place->height);
	top = drawing_lines(drawing, place->x + PADDING, place->y + PADDING,
			    drawing_break(drawing, slice_of(place->name),
					  &title, place->width - 2 * PADDING),
			    &title);
	if (place == place_of("school"))
		draw_schools(drawing, place, top);
	else
		draw_names(drawing, place, top + 2, stands_at, place);
}

static void draw_all(struct map *map)
{
	static const char *const levels[] = {
		"named", "pupil", "inside", "anonymised", "aggregate", "none"};
	struct drawing *drawing = &map->drawing;

	drawing_add(drawing, "<defs>");
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		drawing_add(drawing,
			    "<marker id=\"to-%s\" class=\"%s\" refX=\"1\" "
			    "refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" "
			    "markerUnits=\"userSpaceOnUse\" orient=\"auto\">"
			    "<path d=\"M0 0L8 4L0 8z\"/></marker>",
			    levels[i], levels[i]);
	drawing_add(drawing, "</defs>\n");
	for (size_t i = 0; i < map->line_count; i++)
		draw_line(drawing, &map->lines[i]);
	for (size_t i = 0; i < place_count; i++)
		draw_place(drawing, &places[i]);
}

int map_draw(const struct world_outcome *outcome, struct builder *page,
	     struct arena *arena, struct error *error)
{
	struct map *map = arena_allocate(arena, sizeof(*map));
	bool failed;

	if (map == NULL)
		return error_memory(error);
	drawing_begin(&map->drawing, arena);
	find_lines(map, outcome);
	for (size_t i = 0; i < place_count; i++)
		for (enum side side = 0; side < SIDE_COUNT; side++)
			spread_ends(map, &places[i], side);
	draw_all(map);
	failed = map->drawing.svg.failed;
	builder_add_format(page,
			   "<svg class=\"map\" viewBox=\"0 0 %d %d\" "
			   "role=\"img\" aria-labelledby=\"map-title\">\n"
			   "<title id=\"map-title\">Who gives pupils' data to "
			   "whom; the table below says the same</title>\n",
			   MAP_WIDTH, MAP_HEIGHT);
	builder_add(page, builder_slice(&map->drawing.svg));
	builder_add_text(page, "</g></svg>\n"); /* of drawing_begin */
	builder_release(&map->drawing.svg);
	return failed ? error_memory(error) : 0;
}
