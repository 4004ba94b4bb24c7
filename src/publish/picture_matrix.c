/* The matrix: recipients by categories of data; whichever are fewer stand above. */
#include "base/arena.h"
#include "publish/picture_parts.h"
#include "words/wording.h"

enum {
	MARGIN = 4,
	NAME_WIDTH = 200,
	NARROWEST = 28, /* column */
	WIDEST = 44,
	/* Where recipients are the columns. */
	TURNED_MOST = 14,
	WIDEST_TURNED = 110,
	/* Of a column's name, which stands upright. */
	SHORTEST_HEAD = 100,
	LONGEST_HEAD = 400,
	HEAD_LEADING = 13,
	ROW_PADDING = 6,
	RADIUS = 6,
	LEGEND_GAP = 18,
};

/* What of a category goes to somebody. */
enum extent {
	EXTENT_NONE,
	EXTENT_ALL,
	EXTENT_PART,
	EXTENT_IF_HELD,  /* by law; the notice does not say that it is held */
	EXTENT_OTHER,    /* somebody else sends it */
	EXTENT_NOT_DONE, /* promised, and not sent */
};
enum { EXTENT_COUNT = EXTENT_NOT_DONE + 1 };

struct matrix {
	const struct publication *publication;
	struct voice *voice;
	struct field_set held;
	uint8_t *extents;     /* enum extent, by recipient and category */
	uint16_t *categories; /* the columns */
	size_t columns;
	struct slice instead; /* of the description; empty: none */
	int column_width, name_width, width;
	int head; /* the length of the columns' names */
	struct drawing drawing;
};

/* --- what goes ------------------------------------------------------------------------ */

/* Fields of a recipient's flows: sent by others, and promised but not sent. */
static void gather(const struct publication *publication,
		   const struct published_recipient *recipient,
		   struct field_set *others, struct field_set *withheld)
{
	*others = *withheld = (struct field_set){0};
	for (size_t i = 0; i < recipient->flow_count; i++) {
		const struct published_flow *flow =
			&publication->flows[recipient->first_flow + i];

		if (flow->state == FLOW_TOLD)
			*others = field_set_union(*others, flow->fields);
		if (flow->state == FLOW_NOT_DONE)
			*withheld = field_set_union(*withheld, flow->fields);
		for (size_t w = 0; w < flow->withheld_count; w++)
			*withheld = field_set_union(*withheld,
						    flow->withheld[w].fields);
	}
}

/* Of a category, of whose fields these go. */
static enum extent judge(const struct matrix *matrix, uint16_t category,
			 const struct field_set *sent,
			 const struct field_set *others,
			 const struct field_set *withheld)
{
	const struct voice *voice = matrix->voice;
	struct field_set held =
		picture_of_category(voice, &matrix->held, category);
	struct field_set going = picture_of_category(voice, sent, category);

	if (!field_set_empty(going) && field_set_empty(held))
		return EXTENT_IF_HELD;
	if (!field_set_empty(going))
		return field_set_empty(field_set_difference(held, going))
			       ? EXTENT_ALL
			       : EXTENT_PART;
	if (!field_set_empty(picture_of_category(voice, others, category)))
		return EXTENT_OTHER;
	if (!field_set_empty(picture_of_category(voice, withheld, category)))
		return EXTENT_NOT_DONE;
	return EXTENT_NONE;
}

static enum extent extent_of(const struct matrix *matrix, size_t row,
			     uint16_t category)
{
	return (enum extent)matrix
		->extents[row * matrix->voice->dictionary->category_count +
			  category];
}

/* A category that is held, or goes to somebody, is a column. */
static void find_extents(struct matrix *matrix)
{
	const struct publication *publication = matrix->publication;
	const size_t count = matrix->voice->dictionary->category_count;
	struct arena *arena = matrix->voice->arena;

	matrix->extents =
		arena_array(arena, publication->recipient_count * count + 1, 1);
	matrix->categories =
		arena_array(arena, count + 1, sizeof(*matrix->categories));
	if (matrix->extents == NULL || matrix->categories == NULL) {
		matrix->voice->failed = true;
		return;
	}
	for (size_t i = 0; i < publication->recipient_count; i++) {
		const struct published_recipient *recipient =
			&publication->recipients[i];
		struct field_set others, withheld;

		gather(publication, recipient, &others, &withheld);
		for (uint16_t c = 0; c < count; c++)
			matrix->extents[i * count + c] =
				(uint8_t)judge(matrix, c, &recipient->sent,
					       &others, &withheld);
	}
}

static bool is_column(const struct matrix *matrix, uint16_t category)
{
	if (!field_set_empty(picture_of_category(matrix->voice, &matrix->held,
						 category)))
		return true;
	for (size_t i = 0; i < matrix->publication->recipient_count; i++)
		if (extent_of(matrix, i, category) != EXTENT_NONE)
			return true;
	return false;
}

static void find_columns(struct matrix *matrix)
{
	for (uint16_t i = 0; i < matrix->voice->dictionary->category_count &&
			     !matrix->voice->failed;
	     i++)
		if (is_column(matrix, i))
			matrix->categories[matrix->columns++] = i;
}

/* --- in words --------------------------------------------------------------------------- */

/* The categories of which as much goes, as inside a sentence. */
static struct slice list_of(const struct matrix *matrix, size_t row,
			    enum extent extent)
{
	const struct dictionary *dictionary = matrix->voice->dictionary;
	struct field_set whole = {0};

	for (size_t i = 0; i < matrix->columns; i++) {
		const uint16_t at = matrix->categories[i];
		const struct category *category = &dictionary->categories[at];

		if (extent_of(matrix, row, at) != extent)
			continue;
		for (uint16_t f = 0; f < category->field_count; f++)
			field_set_add(&whole,
				      (uint16_t)(category->first_field + f));
	}
	return field_set_empty(whole)
		       ? (struct slice){0}
		       : say_fields(matrix->voice, &whole, &whole);
}

static struct slice name_of_row(const struct matrix *matrix, size_t row)
{
	const struct published_recipient *recipient =
		&matrix->publication->recipients[row];

	return picture_recipient_heading(matrix->voice, matrix->publication,
					 recipient->body, recipient->holder,
					 recipient->label);
}

static struct slice say_row(const struct matrix *matrix, size_t row)
{
	static const enum phrase words[EXTENT_COUNT] = {
		[EXTENT_ALL] = PHRASE_MATRIX_WORDS_ALL,
		[EXTENT_PART] = PHRASE_MATRIX_WORDS_PART,
		[EXTENT_IF_HELD] = PHRASE_MATRIX_WORDS_HELD,
		[EXTENT_OTHER] = PHRASE_MATRIX_WORDS_OTHER,
		[EXTENT_NOT_DONE] = PHRASE_MATRIX_WORDS_NOT_DONE,
	};
	struct sentences text = {0};

	for (int i = EXTENT_ALL; i < EXTENT_COUNT; i++) {
		struct slice data = list_of(matrix, row, (enum extent)i);

		if (data.len > 0)
			sentences_add(&text, say_with(matrix->voice, words[i],
						      with("data", data)));
	}
	return sentences_end(&text, matrix->voice);
}

static struct slice describe(const struct matrix *matrix)
{
	struct sentences text = {0};

	if (matrix->instead.len > 0)
		return matrix->instead;
	if (matrix->publication->recipient_count == 0)
		return say_with(
			matrix->voice, PHRASE_MATRIX_NOBODY,
			with("controller", matrix->publication->controller));
	for (size_t i = 0; i < matrix->publication->recipient_count; i++)
		sentences_add(
			&text,
			say_with(matrix->voice, PHRASE_MATRIX_WORDS,
				 with("recipient", name_of_row(matrix, i)),
				 with("what", say_row(matrix, i))));
	return sentences_end(&text, matrix->voice);
}

/* --- symbols ------------------------------------------------------------------------------ */

static void draw_symbol(struct drawing *drawing, enum extent extent, int x,
			int y)
{
	switch (extent) {
	case EXTENT_NONE:
		break;
	case EXTENT_ALL:
		drawing_circle(drawing, x, y, RADIUS, "fill=\"#1a1a1a\"");
		break;
	case EXTENT_PART:
		drawing_circle(drawing, x, y, RADIUS - 1,
			       "fill=\"#fff\" stroke=\"#1a1a1a\" "
			       "stroke-width=\"2\"");
		/* the left half */
		drawing_add(drawing,
			    "<path d=\"M %d %d c -8 0 -8 %d 0 %d z\" "
			    "fill=\"#1a1a1a\"/>\n",
			    x, y - RADIUS, 2 * RADIUS, 2 * RADIUS);
		break;
	case EXTENT_IF_HELD:
		drawing_add(drawing,
			    "<polygon points=\"%d,%d %d,%d %d,%d %d,%d\" "
			    "fill=\"#fff\" stroke=\"#1a1a1a\" "
			    "stroke-width=\"2\"/>\n",
			    x, y - RADIUS, x + RADIUS, y, x, y + RADIUS,
			    x - RADIUS, y);
		break;
	case EXTENT_OTHER:
		drawing_circle(drawing, x, y, RADIUS - 1,
			       "fill=\"#fff\" stroke=\"#1a1a1a\" "
			       "stroke-width=\"2\"");
		break;
	case EXTENT_NOT_DONE:
		drawing_line(drawing, x - 4, y - 4, x + 4, y + 4,
			     "stroke=\"#1a1a1a\" stroke-width=\"2\"");
		drawing_line(drawing, x - 4, y + 4, x + 4, y - 4,
			     "stroke=\"#1a1a1a\" stroke-width=\"2\"");
		break;
	}
}

static int draw_legend(struct matrix *matrix, const bool *shown, int y)
{
	static const enum phrase words[EXTENT_COUNT] = {
		[EXTENT_ALL] = PHRASE_MATRIX_ALL,
		[EXTENT_PART] = PHRASE_MATRIX_PART,
		[EXTENT_IF_HELD] = PHRASE_MATRIX_HELD,
		[EXTENT_OTHER] = PHRASE_MATRIX_OTHER,
		[EXTENT_NOT_DONE] = PHRASE_MATRIX_NOT_DONE,
	};

	for (int i = EXTENT_ALL; i < EXTENT_COUNT; i++) {
		struct lines lines;

		if (!shown[i])
			continue;
		lines = drawing_break(
			&matrix->drawing, say(matrix->voice, words[i]),
			&lettering_small, matrix->width - 40 - MARGIN);
		draw_symbol(&matrix->drawing, (enum extent)i, MARGIN + RADIUS,
			    y + 8);
		drawing_lines(&matrix->drawing, MARGIN + 24, y, lines,
			      &lettering_small);
		y += lines_height(lines, &lettering_small) + 4;
	}
	return y;
}

/* --- the grid ------------------------------------------------------------------------------- */

/* Few recipients are the columns, so that the names of data lie flat and the
 * letters are large. */
static bool is_turned(const struct matrix *matrix)
{
	return matrix->publication->recipient_count <= TURNED_MOST &&
	       matrix->publication->recipient_count < matrix->columns;
}

static size_t across(const struct matrix *matrix)
{
	return is_turned(matrix) ? matrix->publication->recipient_count
				 : matrix->columns;
}

static size_t down(const struct matrix *matrix)
{
	return is_turned(matrix) ? matrix->columns
				 : matrix->publication->recipient_count;
}

static struct slice name_of_data(const struct matrix *matrix, size_t column)
{
	return name_heading(matrix->voice, NAME_CATEGORY,
			    matrix->categories[column]);
}

static enum extent extent_at(const struct matrix *matrix, size_t row,
			     size_t column)
{
	return is_turned(matrix)
		       ? extent_of(matrix, column, matrix->categories[row])
		       : extent_of(matrix, row, matrix->categories[column]);
}

static int column_x(const struct matrix *matrix, size_t column)
{
	return MARGIN + matrix->name_width + (int)column * matrix->column_width;
}

static void place_columns(struct matrix *matrix)
{
	int room = DRAWING_WIDTH - 2 * MARGIN - NAME_WIDTH;
	int width = across(matrix) > 0 ? room / (int)across(matrix) : WIDEST;

	if (width < NARROWEST)
		width = NARROWEST;
	if (width > (is_turned(matrix) ? WIDEST_TURNED : WIDEST))
		width = is_turned(matrix) ? WIDEST_TURNED : WIDEST;
	matrix->column_width = width;
	matrix->width = 2 * MARGIN + NAME_WIDTH + (int)across(matrix) * width;
	if (matrix->width < DRAWING_WIDTH)
		matrix->width = DRAWING_WIDTH;
	matrix->name_width =
		matrix->width - 2 * MARGIN - (int)across(matrix) * width;
}

static struct lines head_lines(struct matrix *matrix, size_t column)
{
	return drawing_break(&matrix->drawing,
			     is_turned(matrix) ? name_of_row(matrix, column)
					       : name_of_data(matrix, column),
			     &lettering_small, matrix->head);
}

static bool heads_fit(struct matrix *matrix)
{
	for (size_t i = 0; i < across(matrix); i++)
		if ((int)head_lines(matrix, i).count * HEAD_LEADING >
		    matrix->column_width)
			return false;
	return true;
}

/* As short as lets every name stand in its column. */
static void find_head(struct matrix *matrix)
{
	matrix->head = SHORTEST_HEAD;
	while (matrix->head < LONGEST_HEAD && !heads_fit(matrix))
		matrix->head += 10;
}

/* Names upright, read from the bottom. */
static void draw_head(struct matrix *matrix, int height)
{
	struct drawing *drawing = &matrix->drawing;

	for (size_t i = 0; i < across(matrix); i++) {
		struct lines lines = head_lines(matrix, i);
		int x = column_x(matrix, i) + matrix->column_width / 2 + 4 -
			HEAD_LEADING * ((int)lines.count - 1) / 2;

		for (size_t j = 0; j < lines.count; j++) {
			drawing_add(drawing,
				    "<g transform=\"translate(%d %d) "
				    "rotate(-90)\">",
				    x + HEAD_LEADING * (int)j,
				    MARGIN + height - ROW_PADDING);
			drawing_text(drawing, 0, 0, lines.at[j],
				     &lettering_small);
			drawing_add(drawing, "</g>\n");
		}
	}
	drawing_text(drawing, MARGIN, MARGIN + height - ROW_PADDING,
		     say(matrix->voice, is_turned(matrix)
						? PHRASE_MATRIX_DATA
						: PHRASE_MATRIX_RECIPIENT),
		     &lettering_heading);
	drawing_line(drawing, MARGIN, MARGIN + height, matrix->width - MARGIN,
		     MARGIN + height, "stroke=\"#1a1a1a\" stroke-width=\"2\"");
}

static struct lines row_lines(struct matrix *matrix, size_t row)
{
	return drawing_break(&matrix->drawing,
			     is_turned(matrix) ? name_of_data(matrix, row)
					       : name_of_row(matrix, row),
			     &lettering_small,
			     matrix->name_width - 2 * ROW_PADDING);
}

static int row_height(struct matrix *matrix, size_t row)
{
	return lines_height(row_lines(matrix, row), &lettering_small) +
	       2 * ROW_PADDING;
}

static void draw_row(struct matrix *matrix, size_t row, int y, bool *shown)
{
	struct drawing *drawing = &matrix->drawing;
	int height = row_height(matrix, row);

	/* every second row is grey, to be followed with the eye */
	if (row % 2 == 1)
		drawing_box(drawing, MARGIN, y, matrix->width - 2 * MARGIN,
			    height, "fill=\"#f3f2f1\"");
	drawing_lines(drawing, MARGIN + 2, y + ROW_PADDING,
		      row_lines(matrix, row), &lettering_small);
	for (size_t i = 0; i < across(matrix); i++) {
		enum extent extent = extent_at(matrix, row, i);

		shown[extent] = true;
		draw_symbol(drawing, extent,
			    column_x(matrix, i) + matrix->column_width / 2,
			    y + height / 2);
	}
	drawing_line(drawing, MARGIN, y + height, matrix->width - MARGIN,
		     y + height, "stroke=\"#b1b4b6\" stroke-width=\"1\"");
}

static void draw_rules(struct matrix *matrix, int top, int bottom)
{
	for (size_t i = 0; i <= across(matrix); i++)
		drawing_line(&matrix->drawing, column_x(matrix, i), top,
			     column_x(matrix, i), bottom,
			     "stroke=\"#b1b4b6\" stroke-width=\"1\"");
}

/* --- the figure ----------------------------------------------------------------------------- */

static void draw_figure(struct matrix *matrix, struct document *document)
{
	const size_t rows = down(matrix);
	bool shown[EXTENT_COUNT] = {false};
	struct voice *voice = matrix->voice;
	int head = matrix->head + 2 * ROW_PADDING;
	int y = MARGIN + head;

	draw_head(matrix, head);
	matrix->drawing.head = (unsigned int)y + 1;
	for (size_t i = 0; i < rows; i++) {
		draw_row(matrix, i, y, shown);
		y += row_height(matrix, i);
		drawing_cut(&matrix->drawing, y + 1);
	}
	draw_rules(matrix, MARGIN, y);
	y = draw_legend(matrix, shown, y + LEGEND_GAP) + MARGIN;
	matrix->drawing.told_beside = matrix->instead.len > 0;
	drawing_end(
		&matrix->drawing, document, SLICE("matrix"),
		say_with(voice, PHRASE_MATRIX_TITLE,
			 with("controller", matrix->publication->controller)),
		describe(matrix), matrix->width, y);
}

static void draw_all(struct matrix *matrix, struct document *document)
{
	find_extents(matrix);
	find_columns(matrix);
	if (!matrix->voice->failed) {
		place_columns(matrix);
		drawing_begin(&matrix->drawing, matrix->voice->arena);
		find_head(matrix);
		draw_figure(matrix, document);
	}
	if (matrix->voice->failed)
		document->failed = true;
}

static struct matrix matrix_of(const struct publication *publication,
			       struct voice *voice)
{
	return (struct matrix){
		.publication = publication,
		.voice = voice,
		.held = picture_held(publication),
	};
}

void picture_matrix(struct document *document,
		    const struct publication *publication, struct voice *voice)
{
	struct matrix matrix = matrix_of(publication, voice);

	draw_all(&matrix, document);
}

void picture_matrix_beside(struct document *document,
			   const struct publication *publication,
			   struct voice *voice)
{
	struct matrix matrix = matrix_of(publication, voice);

	matrix.instead = say(voice, PHRASE_PICTURE_BELOW);
	draw_all(&matrix, document);
}

void picture_matrix_page(struct document *document,
			 const struct publication *publication,
			 struct voice *voice)
{
	struct matrix matrix = matrix_of(publication, voice);
	struct slice controller = publication->controller;

	matrix.instead = say(voice, PHRASE_PICTURE_BELOW);
	picture_begin(document, voice, publication,
		      say(voice, PHRASE_MATRIX_PAGE),
		      say_with(voice, PHRASE_MATRIX_LEAD,
			       with("controller", controller)));
	draw_all(&matrix, document);
	document_begin_section(document, SLICE("in-words"),
			       say(voice, PHRASE_PICTURE_IN_WORDS));
	document_begin_pairs(document);
	for (size_t i = 0; i < publication->recipient_count && !voice->failed;
	     i++)
		document_pair(document, name_of_row(&matrix, i),
			      say_row(&matrix, i));
	picture_end(document, voice);
}
