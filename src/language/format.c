#include "language/format.h"

#include "base/text.h"
#include "language/layout.h"
#include "language/lexer.h"

/* Direct arguments stand in columns in a run of like statements; an argument
 * wider than COLUMN_MOST does not widen its column. */
enum { LINE_COLUMNS = 88, INDENT = 4, COLUMNS = 4, COLUMN_MOST = 40 };

/* A list no wider than this is not broken, even when its line is too long. */
enum { SHORT_LIST_COLUMNS = 24 };

/* A piece of a statement's first line, which is never broken. */
struct piece {
	struct slice text;
	size_t padding; /* spaces after it, when another piece follows */
	bool comma;     /* right after it */
	bool glued;     /* no space before it */
	bool may_begin; /* a line may begin with it */
};

struct formatter {
	struct layout layout;
	struct arena arena; /* the pieces of one statement */
	struct piece *pieces;
	size_t count;
	size_t capacity;
};

static void format_statements(struct formatter *formatter,
			      const struct statement *list, size_t count,
			      size_t level);

/* --- a statement in pieces ------------------------------------------------ */

static void clear_pieces(struct formatter *formatter)
{
	arena_clear(&formatter->arena);
	formatter->pieces = NULL;
	formatter->count = formatter->capacity = 0;
}

static void add_piece(struct formatter *formatter, struct piece piece)
{
	struct piece *list;

	list = arena_grow(&formatter->arena, formatter->pieces,
			  formatter->count, &formatter->capacity,
			  sizeof(*list));
	if (list == NULL) {
		formatter->layout.failed = true;
		return;
	}
	formatter->pieces = list;
	list[formatter->count++] = piece;
}

static size_t argument_width(const struct argument *argument)
{
	size_t width = 0;

	if (argument->name_count == 0)
		return text_length(range_text(argument->range));
	for (size_t i = 0; i < argument->name_count; i++)
		width += text_length(range_text(argument->names[i].range)) +
			 (i > 0 ? 2 : 0);
	return width;
}

static void add_names(struct formatter *formatter,
		      const struct argument *argument)
{
	bool may_break = argument_width(argument) > SHORT_LIST_COLUMNS;

	for (size_t i = 0; i < argument->name_count; i++)
		add_piece(formatter,
			  (struct piece){
				  .text = range_text(argument->names[i].range),
				  .comma = i + 1 < argument->name_count,
				  .may_begin = may_break && i > 0,
			  });
}

static bool joins(struct slice word)
{
	return slice_is(word, "and") || slice_is(word, "or");
}

/* A condition as the author wrote it, parentheses too. */
static void add_condition(struct formatter *formatter, struct range range)
{
	struct lexer lexer = lexer_over_range(range);
	struct token token = lexer_next(&lexer);
	bool after_left = false;
	bool after_comma = false;

	for (; token.kind != TOKEN_END; token = lexer_next(&lexer)) {
		struct slice text = token_text(range.source, &token);

		if (token.kind == TOKEN_COMMA && formatter->count > 0) {
			formatter->pieces[formatter->count - 1].comma = true;
			after_comma = true;
			continue;
		}
		add_piece(formatter,
			  (struct piece){
				  .text = text,
				  .glued = after_left ||
					   token.kind == TOKEN_RIGHT,
				  .may_begin = after_comma || joins(text),
			  });
		after_left = token.kind == TOKEN_LEFT;
		after_comma = false;
	}
}

static bool is_label(struct slice label)
{
	return label.len > 0 && (label.at[0] < '0' || label.at[0] > '9');
}

static void add_argument(struct formatter *formatter,
			 const struct argument *argument)
{
	if (is_label(argument->label))
		add_piece(
			formatter,
			(struct piece){
				.text = argument->label,
				.may_begin = argument->kind == ARGUMENT_WORD &&
					     joins(argument->label),
			});
	switch (argument->kind) {
	case ARGUMENT_WORD:
		break;
	case ARGUMENT_NUMBER:
	case ARGUMENT_DATE:
		add_piece(formatter,
			  (struct piece){.text = range_text(argument->range)});
		break;
	case ARGUMENT_NAME:
	case ARGUMENT_STRING:
	case ARGUMENT_NAMES:
	case ARGUMENT_VALUES:
		add_names(formatter, argument);
		break;
	case ARGUMENT_CONDITION:
		add_condition(formatter, argument->range);
		break;
	}
}

/* --- columns ---------------------------------------------------------------- */

/* Whether something stands in line after argument `i`. */
static bool has_column(const struct statement *statement, size_t i)
{
	return i < COLUMNS && i + 1 < statement->argument_count &&
	       !is_label(statement->arguments[i].label) &&
	       (statement->arguments[i].kind != ARGUMENT_NAMES ||
		statement->arguments[i + 1].kind != ARGUMENT_WORD);
}

static bool continues_run(const struct statement *first,
			  const struct statement *statement)
{
	for (size_t i = 0; i < statement->before_count; i++)
		if (statement->before[i].after_blank)
			return false;
	return statement->keyword == first->keyword && !statement->has_block &&
	       !statement->after_blank;
}

/* How many statements from `list` on make a run, and how wide its columns
 * are. */
static size_t measure_run(const struct statement *list, size_t count,
			  size_t columns[COLUMNS])
{
	size_t length = 0;

	memset(columns, 0, COLUMNS * sizeof(*columns));
	do {
		const struct statement *statement = &list[length++];

		for (size_t i = 0; has_column(statement, i); i++) {
			size_t width = argument_width(&statement->arguments[i]);

			if (width <= COLUMN_MOST && width > columns[i])
				columns[i] = width;
		}
	} while (length < count && !list[0].has_block &&
		 continues_run(&list[0], &list[length]));
	return length;
}

static void add_pieces(struct formatter *formatter,
		       const struct statement *statement, size_t keyword_width,
		       const size_t columns[COLUMNS])
{
	struct slice word = slice_of(grammar_rule(statement->keyword)->word);
	struct piece keyword = {.text = word};

	if (word.len < keyword_width)
		keyword.padding = keyword_width - word.len;
	add_piece(formatter, keyword);
	for (size_t i = 0; i < statement->argument_count; i++) {
		const struct argument *argument = &statement->arguments[i];
		size_t width;

		add_argument(formatter, argument);
		if (columns == NULL || !has_column(statement, i))
			continue;
		width = argument_width(argument);
		if (width < columns[i] && formatter->count > 0)
			formatter->pieces[formatter->count - 1].padding =
				columns[i] - width;
	}
}

/* --- lines -------------------------------------------------------------------- */

static size_t piece_width(const struct piece *piece)
{
	return text_length(piece->text) + (piece->comma ? 1 : 0);
}

/* The width of the pieces from `i` up to where a line may next begin. */
static size_t group_width(const struct formatter *formatter, size_t i)
{
	size_t width = 0;

	do {
		const struct piece *piece = &formatter->pieces[i];

		width += piece_width(piece) + (piece->glued ? 0 : 1);
		if (++i == formatter->count)
			break;
		width += piece->padding;
	} while (!formatter->pieces[i].may_begin);
	return width;
}

static void write_piece(struct formatter *formatter, const struct piece *piece)
{
	layout_add(&formatter->layout, piece->text);
	if (piece->comma)
		layout_add(&formatter->layout, SLICE(","));
}

/* Writes all pieces, on as many lines as they need; `reserved` columns stay
 * free after the last. */
static void write_pieces(struct formatter *formatter, size_t indent,
			 size_t reserved)
{
	struct layout *layout = &formatter->layout;
	size_t continuation = indent;

	if (formatter->count == 0)
		return;
	continuation += piece_width(&formatter->pieces[0]) +
			formatter->pieces[0].padding + 1;
	layout_begin(layout, indent);
	write_piece(formatter, &formatter->pieces[0]);
	for (size_t i = 1; i < formatter->count; i++) {
		const struct piece *piece = &formatter->pieces[i];
		size_t padding = formatter->pieces[i - 1].padding;

		if (piece->may_begin &&
		    layout_column(layout) + padding +
				    group_width(formatter, i) + reserved >
			    LINE_COLUMNS)
			layout_begin(layout, continuation);
		else
			layout_add_spaces(layout,
					  padding + (piece->glued ? 0 : 1));
		write_piece(formatter, piece);
	}
}

static size_t pieces_width(const struct formatter *formatter)
{
	size_t width = 0;

	for (size_t i = 0; i < formatter->count; i++) {
		const struct piece *piece = &formatter->pieces[i];

		width += piece_width(piece);
		if (i > 0)
			width += formatter->pieces[i - 1].padding +
				 (piece->glued ? 0 : 1);
	}
	return width;
}

static void write_comments(struct formatter *formatter,
			   const struct comment *comments, size_t count,
			   size_t indent)
{
	for (size_t i = 0; i < count; i++) {
		struct slice text = range_text(comments[i].range);

		if (i == 0 && !comments[i].own_line &&
		    layout_comment(&formatter->layout, text))
			continue;
		if (comments[i].after_blank)
			layout_blank(&formatter->layout);
		layout_begin(&formatter->layout, indent);
		layout_add(&formatter->layout, text);
		layout_alone(&formatter->layout, false);
	}
}

static void write_behind(struct formatter *formatter,
			 const struct statement *statement)
{
	if (statement->behind != NULL)
		layout_comment(&formatter->layout,
			       range_text(statement->behind->range));
}

/* --- blocks ------------------------------------------------------------------ */

/* Whether the block may stay on its line; `width` is that of all before. */
static bool fits_on_line(struct formatter *formatter,
			 const struct statement *statement, size_t width)
{
	if (!statement->one_line_block || statement->inside_count > 0)
		return false;
	width += 4; /* " { " and " }" less a "; " too many, or " { }" */
	for (size_t i = 0; i < statement->child_count; i++) {
		const struct statement *child = &statement->children[i];

		if (child->has_block || child->before_count > 0 ||
		    child->behind != NULL || width > LINE_COLUMNS)
			return false;
		clear_pieces(formatter);
		add_pieces(formatter, child, 0, NULL);
		width += pieces_width(formatter) + (i > 0 ? 2 : 1);
	}
	return width <= LINE_COLUMNS;
}

static void write_line_block(struct formatter *formatter,
			     const struct statement *statement)
{
	struct layout *layout = &formatter->layout;

	layout_add(layout, SLICE(" {"));
	for (size_t i = 0; i < statement->child_count; i++) {
		layout_add(layout, i > 0 ? SLICE("; ") : SLICE(" "));
		clear_pieces(formatter);
		add_pieces(formatter, &statement->children[i], 0, NULL);
		for (size_t j = 0; j < formatter->count; j++) {
			if (j > 0 && !formatter->pieces[j].glued)
				layout_add(layout, SLICE(" "));
			write_piece(formatter, &formatter->pieces[j]);
		}
	}
	layout_add(layout, SLICE(" }"));
	write_behind(formatter, statement);
}

static void write_block(struct formatter *formatter,
			const struct statement *statement, size_t level)
{
	struct layout *layout = &formatter->layout;

	layout_add(layout, SLICE(" {"));
	layout_alone(layout, true);
	write_behind(formatter, statement);
	format_statements(formatter, statement->children,
			  statement->child_count, level + 1);
	write_comments(formatter, statement->inside, statement->inside_count,
		       (level + 1) * INDENT);
	layout_begin(layout, level * INDENT);
	layout_add(layout, SLICE("}"));
	layout_alone(layout, false);
}

static void format_statement(struct formatter *formatter,
			     const struct statement *statement, size_t level,
			     size_t keyword_width,
			     const size_t columns[COLUMNS])
{
	size_t indent = level * INDENT;
	bool fits;

	write_comments(formatter, statement->before, statement->before_count,
		       indent);
	if (statement->after_blank)
		layout_blank(&formatter->layout);
	clear_pieces(formatter);
	add_pieces(formatter, statement, keyword_width, columns);
	if (!statement->has_block) {
		write_pieces(formatter, indent, 0);
		write_behind(formatter, statement);
		return;
	}
	fits = fits_on_line(formatter, statement,
			    indent + pieces_width(formatter));
	clear_pieces(formatter);
	add_pieces(formatter, statement, keyword_width, columns);
	write_pieces(formatter, indent, 2);
	if (fits)
		write_line_block(formatter, statement);
	else
		write_block(formatter, statement, level);
}

/* In a block the arguments begin in one column. */
static size_t widest_keyword(const struct statement *list, size_t count)
{
	size_t width = 0;

	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(grammar_rule(list[i].keyword)->word);

		if (len > width)
			width = len;
	}
	return width;
}

static void format_statements(struct formatter *formatter,
			      const struct statement *list, size_t count,
			      size_t level)
{
	size_t keyword_width = level > 0 ? widest_keyword(list, count) : 0;
	size_t columns[COLUMNS];
	size_t run_end = 0;

	for (size_t i = 0; i < count && !formatter->layout.failed; i++) {
		if (i == run_end)
			run_end = i + measure_run(&list[i], count - i, columns);
		format_statement(formatter, &list[i], level, keyword_width,
				 columns);
	}
}

void format_tree(const struct tree *tree, struct builder *out)
{
	struct formatter formatter = {0};

	format_statements(&formatter, tree->statements, tree->count, 0);
	write_comments(&formatter, tree->last, tree->last_count, 0);
	arena_release(&formatter.arena);
	layout_finish(&formatter.layout, out);
}
