#include "document/pdf_picture_parts.h"

#include "document/pdf_file.h"

/* --- fill and stroke ------------------------------------------------------------ */

static void begin_shape(struct picture *picture)
{
	const struct picture_paint *own = picture_paint(picture);

	if (own->fill != NO_PAINT)
		picture_put_colour(picture, own->fill, "rg ");
	if (own->stroke == NO_PAINT)
		return;
	picture_put_colour(picture, own->stroke, "RG ");
	picture_put(picture, own->stroke_width);
	builder_add_text(picture->out, "w [");
	if (own->dash[0] > 0) {
		picture_put(picture, own->dash[0]);
		picture_put(picture, own->dash[1]);
	}
	builder_add_text(picture->out, "] 0 d\n");
}

static void end_shape(struct picture *picture, bool open)
{
	const struct picture_paint *own = picture_paint(picture);
	bool fill = own->fill != NO_PAINT && !open;
	bool stroke = own->stroke != NO_PAINT && own->stroke_width > 0;

	builder_add_text(picture->out, fill && stroke ? "B\n"
				       : fill         ? "f\n"
				       : stroke       ? "S\n"
						      : "n\n");
}

/* --- shapes ------------------------------------------------------------------------ */

/* A circle of four curves: 0.5523 of the radius (the usual approximation). */
enum { ROUND = 552 };

static void put_curve(struct picture *picture, const int32_t points[6])
{
	for (int i = 0; i < 6; i++)
		picture_put(picture, points[i]);
	builder_add_text(picture->out, "c\n");
}

/* A rectangle whose corners are quarters of an ellipse. */
static void put_round(struct picture *picture, int32_t x, int32_t y,
		      int32_t width, int32_t height, int32_t rx, int32_t ry)
{
	int32_t kx = rx - (int32_t)((int64_t)rx * ROUND / 1000);
	int32_t ky = ry - (int32_t)((int64_t)ry * ROUND / 1000);
	int32_t right = x + width, bottom = y + height;

	picture_put(picture, x + rx);
	picture_put(picture, y);
	builder_add_text(picture->out, "m ");
	picture_put(picture, right - rx);
	picture_put(picture, y);
	builder_add_text(picture->out, "l\n");
	put_curve(picture, (const int32_t[]){right - kx, y, right, y + ky,
					     right, y + ry});
	picture_put(picture, right);
	picture_put(picture, bottom - ry);
	builder_add_text(picture->out, "l\n");
	put_curve(picture, (const int32_t[]){right, bottom - ky, right - kx,
					     bottom, right - rx, bottom});
	picture_put(picture, x + rx);
	picture_put(picture, bottom);
	builder_add_text(picture->out, "l\n");
	put_curve(picture, (const int32_t[]){x + kx, bottom, x, bottom - ky, x,
					     bottom - ry});
	picture_put(picture, x);
	picture_put(picture, y + ry);
	builder_add_text(picture->out, "l\n");
	put_curve(picture, (const int32_t[]){x, y + ky, x + kx, y, x + rx, y});
	builder_add_text(picture->out, "h\n");
}

static void draw_rect(struct picture *picture, const char **attributes)
{
	int32_t x = picture_length(attributes, "x"),
		y = picture_length(attributes, "y");
	int32_t width = picture_length(attributes, "width");
	int32_t height = picture_length(attributes, "height");
	int32_t radius = picture_length(attributes, "rx");

	begin_shape(picture);
	if (radius > 0) {
		put_round(picture, x, y, width, height, radius, radius);
	} else {
		picture_put(picture, x);
		picture_put(picture, y);
		picture_put(picture, width);
		picture_put(picture, height);
		builder_add_text(picture->out, "re\n");
	}
	end_shape(picture, false);
}

static void draw_circle(struct picture *picture, const char **attributes)
{
	int32_t radius = picture_length(attributes, "r");

	begin_shape(picture);
	put_round(picture, picture_length(attributes, "cx") - radius,
		  picture_length(attributes, "cy") - radius, 2 * radius,
		  2 * radius, radius, radius);
	end_shape(picture, false);
}

static void draw_line(struct picture *picture, const char **attributes)
{
	begin_shape(picture);
	picture_put(picture, picture_length(attributes, "x1"));
	picture_put(picture, picture_length(attributes, "y1"));
	builder_add_text(picture->out, "m ");
	picture_put(picture, picture_length(attributes, "x2"));
	picture_put(picture, picture_length(attributes, "y2"));
	builder_add_text(picture->out, "l\n");
	end_shape(picture, true);
}

static void draw_points(struct picture *picture, const char **attributes,
			bool closed)
{
	const char *text = picture_attribute(attributes, "points");
	int32_t x, y;
	const char *operator= "m\n";

	begin_shape(picture);
	while (text != NULL && picture_next_number(&text, &x) &&
	       picture_next_number(&text, &y)) {
		picture_put(picture, x);
		picture_put(picture, y);
		builder_add_text(picture->out, operator);
		operator= "l\n";
	}
	if (closed)
		builder_add_text(picture->out, "h\n");
	end_shape(picture, !closed);
}

struct pen {
	int32_t x, y;
	int32_t start_x, start_y;
};

/* Reads `count` pairs, and makes them absolute. */
static bool read_points(const char **text, const struct pen *pen, bool relative,
			int32_t *points, int count)
{
	for (int i = 0; i < 2 * count; i++) {
		if (!picture_next_number(text, &points[i]))
			return false;
		if (relative)
			points[i] += i % 2 == 0 ? pen->x : pen->y;
	}
	return true;
}

static void put_point(struct picture *picture, struct pen *pen, int32_t x,
		      int32_t y, const char *operator)
{
	picture_put(picture, x);
	picture_put(picture, y);
	builder_add_text(picture->out, operator);
	pen->x = x;
	pen->y = y;
}

/* A curve with one control point as one with two. */
static void put_quadratic(struct picture *picture, struct pen *pen,
			  const int32_t p[4])
{
	put_curve(picture,
		  (const int32_t[]){pen->x + (p[0] - pen->x) * 2 / 3,
				    pen->y + (p[1] - pen->y) * 2 / 3,
				    p[2] + (p[0] - p[2]) * 2 / 3,
				    p[3] + (p[1] - p[3]) * 2 / 3, p[2], p[3]});
	pen->x = p[2];
	pen->y = p[3];
}

/* One command with its numbers; false when they are not there. */
static bool draw_step(struct picture *picture, struct pen *pen, char command,
		      const char **text)
{
	bool relative = command >= 'a';
	int32_t p[6];

	switch (command) {
	case 'M':
	case 'm':
		if (!read_points(text, pen, relative, p, 1))
			return false;
		put_point(picture, pen, p[0], p[1], "m\n");
		pen->start_x = p[0];
		pen->start_y = p[1];
		return true;
	case 'L':
	case 'l':
		if (!read_points(text, pen, relative, p, 1))
			return false;
		put_point(picture, pen, p[0], p[1], "l\n");
		return true;
	case 'H':
	case 'h':
		if (!picture_next_number(text, &p[0]))
			return false;
		put_point(picture, pen, p[0] + (relative ? pen->x : 0), pen->y,
			  "l\n");
		return true;
	case 'V':
	case 'v':
		if (!picture_next_number(text, &p[0]))
			return false;
		put_point(picture, pen, pen->x, p[0] + (relative ? pen->y : 0),
			  "l\n");
		return true;
	case 'C':
	case 'c':
		if (!read_points(text, pen, relative, p, 3))
			return false;
		put_curve(picture, p);
		pen->x = p[4];
		pen->y = p[5];
		return true;
	case 'Q':
	case 'q':
		if (!read_points(text, pen, relative, p, 2))
			return false;
		put_quadratic(picture, pen, p);
		return true;
	case 'Z':
	case 'z':
		builder_add_text(picture->out, "h\n");
		pen->x = pen->start_x;
		pen->y = pen->start_y;
		return true;
	default:
		return false;
	}
}

static bool is_letter(char byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

static void draw_path(struct picture *picture, const char **attributes)
{
	const char *text = picture_attribute(attributes, "d");
	struct pen pen = {0};
	char command = 0;

	if (text == NULL)
		return;
	begin_shape(picture);
	for (text += strspn(text, " \n\t,"); *text != '\0';
	     text += strspn(text, " \n\t,")) {
		const char *before = text;

		if (is_letter(*text))
			command = *text++;
		else if (command == 'M')
			command = 'L';
		else if (command == 'm')
			command = 'l';
		if (!draw_step(picture, &pen, command, &text) ||
		    text == before) {
			picture_fail(picture, "the path", before);
			break;
		}
	}
	end_shape(picture, false);
}

bool picture_draw_shape(struct picture *picture, const char *name,
			const char **attributes)
{
	if (strcmp(name, "rect") == 0)
		draw_rect(picture, attributes);
	else if (strcmp(name, "line") == 0)
		draw_line(picture, attributes);
	else if (strcmp(name, "circle") == 0)
		draw_circle(picture, attributes);
	else if (strcmp(name, "polygon") == 0)
		draw_points(picture, attributes, true);
	else if (strcmp(name, "polyline") == 0)
		draw_points(picture, attributes, false);
	else if (strcmp(name, "path") == 0)
		draw_path(picture, attributes);
	else
		return false;
	return true;
}
