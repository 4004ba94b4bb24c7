#include "document/pdf_picture_parts.h"

#include "document/pdf_file.h"

/* --- values ---------------------------------------------------------------------- */

bool picture_next_number(const char **at, int32_t *value)
{
	const char *text = *at + strspn(*at, " ,\n\t");
	bool negative = *text == '-';
	int64_t number = 0;
	int32_t place = 1000;

	if (*text == '-' || *text == '+')
		text++;
	if ((*text < '0' || *text > '9') && *text != '.')
		return false;
	for (; *text >= '0' && *text <= '9' && number < INT32_MAX; text++)
		number = number * 10 + (*text - '0') * 1000;
	if (*text == '.')
		for (text++; *text >= '0' && *text <= '9'; text++) {
			place /= 10;
			number += (*text - '0') * place;
		}
	if (number > INT32_MAX / 2)
		return false;
	*value = negative ? -(int32_t)number : (int32_t)number;
	*at = text;
	return true;
}

const char *picture_attribute(const char **attributes, const char *name)
{
	for (; attributes[0] != NULL; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return NULL;
}

int32_t picture_length(const char **attributes, const char *name)
{
	const char *text = picture_attribute(attributes, name);
	int32_t value = 0;

	if (text != NULL)
		picture_next_number(&text, &value);
	return value;
}

static int hexadecimal(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

/* "none", "#abc", "#aabbcc", "black", "white" */
static uint32_t colour(struct picture *picture, const char *text)
{
	size_t digits = strlen(text) - 1;
	uint32_t value = 0;

	if (strcmp(text, "none") == 0)
		return NO_PAINT;
	if (strcmp(text, "black") == 0)
		return 0;
	if (strcmp(text, "white") == 0)
		return 0xFFFFFF;
	if (text[0] != '#' || (digits != 3 && digits != 6)) {
		picture_fail(picture, "the colour", text);
		return 0;
	}
	for (size_t i = 1; i <= digits; i++) {
		int digit = hexadecimal(text[i]);

		if (digit < 0)
			picture_fail(picture, "the colour", text);
		value = value << 4 | (uint32_t)(digit & 0xF);
		if (digits == 3)
			value = value << 4 | (uint32_t)(digit & 0xF);
	}
	return value;
}

/* --- paint ------------------------------------------------------------------------ */

struct picture_paint *picture_paint(struct picture *picture)
{
	return &picture->paints[picture->depth];
}

void picture_put(struct picture *picture, int32_t number)
{
	pdf_put_milli(picture->out, number);
	builder_add_byte(picture->out, ' ');
}

static void read_font(struct picture_paint *own, const char **attributes)
{
	const char *anchor = picture_attribute(attributes, "text-anchor");
	const char *weight = picture_attribute(attributes, "font-weight");

	if (picture_attribute(attributes, "font-size") != NULL)
		own->font_size = picture_length(attributes, "font-size");
	if (weight != NULL)
		own->bold = strcmp(weight, "bold") == 0 ||
			    strcmp(weight, "700") == 0;
	if (anchor != NULL)
		own->anchor = strcmp(anchor, "middle") == 0 ? ANCHOR_MIDDLE
			      : strcmp(anchor, "end") == 0  ? ANCHOR_END
							    : ANCHOR_START;
}

void picture_read_paint(struct picture *picture, const char **attributes)
{
	struct picture_paint *own = picture_paint(picture);
	const char *fill = picture_attribute(attributes, "fill");
	const char *stroke = picture_attribute(attributes, "stroke");
	const char *dashes = picture_attribute(attributes, "stroke-dasharray");

	if (fill != NULL)
		own->fill = colour(picture, fill);
	if (stroke != NULL)
		own->stroke = colour(picture, stroke);
	if (picture_attribute(attributes, "stroke-width") != NULL)
		own->stroke_width = picture_length(attributes, "stroke-width");
	if (dashes != NULL) {
		own->dash[0] = own->dash[1] = 0;
		if (picture_next_number(&dashes, &own->dash[0]) &&
		    !picture_next_number(&dashes, &own->dash[1]))
			own->dash[1] = own->dash[0];
	}
	read_font(own, attributes);
}

/* "translate(x y)", "translate(x)", "translate(x y) rotate(-90)" */
void picture_read_transform(struct picture *picture, const char **attributes)
{
	const char *text = picture_attribute(attributes, "transform");
	const char *matrix = "1 0 0 1 ";
	int32_t x = 0, y = 0;

	if (text == NULL)
		return;
	if (strncmp(text, "translate(", 10) != 0) {
		picture_fail(picture, "the transform", text);
		return;
	}
	text += 10;
	if (picture_next_number(&text, &x))
		picture_next_number(&text, &y);
	if (strcmp(text, ") rotate(-90)") == 0)
		matrix = "0 -1 1 0 ";
	else if (strcmp(text, ")") != 0)
		picture_fail(picture, "the transform", text);
	picture_paint(picture)->moved = true;
	picture_paint(picture)->move_y += y;
	builder_add_text(picture->out, "q ");
	builder_add_text(picture->out, matrix);
	picture_put(picture, x);
	picture_put(picture, y);
	builder_add_text(picture->out, "cm\n");
}

void picture_put_colour(struct picture *picture, uint32_t value,
			const char *operator)
{
	for (int shift = 16; shift >= 0; shift -= 8)
		picture_put(picture,
			    (int32_t)((value >> shift & 0xFF) * 1000 / 255));
	builder_add_text(picture->out, operator);
}
