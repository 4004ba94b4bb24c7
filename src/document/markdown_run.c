#include "document/markdown_run.h"

#include "document/document.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A new line, in a line that must stay one a tag. */
static void end_line(struct markdown_line *line)
{
	line->break_due = false;
	if (line->one) {
		builder_add_text(line->out, "<br>");
		return;
	}
	builder_add_text(line->out, "\\\n");
	builder_add(line->out, line->prefix);
	line->place = MARKDOWN_START;
}

/* Whether the character, there in the line, needs a '\' before it. */
static bool means_something(const struct markdown_line *line, char c)
{
	if (memchr("\\`*_[]<>&#~|", c, 12) != NULL)
		return true;
	switch (line->place) {
	case MARKDOWN_START:
		return c == '+' || c == '-' || c == '=';
	case MARKDOWN_DIGITS:
		return c == '.' || c == ')';
	case MARKDOWN_INSIDE:
		break;
	}
	return false;
}

static void add_character(struct markdown_line *line, char c)
{
	if (means_something(line, c))
		builder_add_byte(line->out, '\\');
	builder_add_byte(line->out, c);
	if (line->place != MARKDOWN_INSIDE)
		line->place = is_digit(c) ? MARKDOWN_DIGITS : MARKDOWN_INSIDE;
}

static struct slice without_first_spaces(struct slice text)
{
	size_t count = 0;

	while (count < text.len && text.at[count] == ' ')
		count++;
	return slice_part(text, count, text.len);
}

void markdown_add_text(struct markdown_line *line, struct slice text)
{
	if (line->break_due) {
		/* A '\' with nothing after it would be shown. */
		text = without_first_spaces(text);
		if (text.len == 0)
			return;
		end_line(line);
	}
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] != ' ' || line->place != MARKDOWN_START)
			add_character(line, text.at[i]);
}

/* --- strong ---------------------------------------------------------------------- */

static char last_byte(const struct markdown_line *line)
{
	if (line->place == MARKDOWN_START || line->out->len == 0)
		return ' ';
	return line->out->at[line->out->len - 1];
}

/*
 * Whether "**" before and after the text are read as what they are (CommonMark
 * 0.31, 6.2): beside a letter they must stand at a letter.
 */
static bool stars_hold(const struct markdown_line *line, struct slice text,
		       struct slice following)
{
	char before = last_byte(line);
	char after = following.len > 0 ? following.at[0] : ' ';

	return (before == ' ' || (is_word(before) && is_word(text.at[0]))) &&
	       (after == ' ' || is_word(text.at[text.len - 1]));
}

void markdown_add_strong(struct markdown_line *line, struct slice text,
			 struct slice following)
{
	struct slice inner = slice_trim(text);
	bool stars;

	if (text.len > 0 && text.at[0] == ' ')
		markdown_add_text(line, SLICE(" "));
	if (inner.len == 0)
		return;
	if (line->break_due)
		end_line(line);
	stars = stars_hold(line, inner,
			   text.at[text.len - 1] == ' ' ? SLICE(" ")
							: following);
	builder_add_text(line->out, stars ? "**" : "<strong>");
	line->place = MARKDOWN_INSIDE;
	markdown_add_text(line, inner);
	builder_add_text(line->out, stars ? "**" : "</strong>");
	if (text.at[text.len - 1] == ' ')
		markdown_add_text(line, SLICE(" "));
}

/* --- code, links --------------------------------------------------------------------- */

/* Backticks around must be more than any inside. */
static size_t longest_ticks(struct slice text)
{
	size_t longest = 0;
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++) {
		count = text.at[i] == '`' ? count + 1 : 0;
		if (count > longest)
			longest = count;
	}
	return longest;
}

static void add_ticks(struct builder *out, size_t count)
{
	for (size_t i = 0; i < count; i++)
		builder_add_byte(out, '`');
}

/* In a table "|" ends a cell even in code. */
static void add_code(struct markdown_line *line, struct slice text)
{
	const size_t ticks = longest_ticks(text) + 1;
	const bool space = text.at[0] == '`' || text.at[text.len - 1] == '`' ||
			   (text.at[0] == ' ' && text.at[text.len - 1] == ' ');

	if (line->break_due)
		end_line(line);
	if (last_byte(line) == '`')
		builder_add_text(line->out, "<!-- -->");
	add_ticks(line->out, ticks);
	if (space)
		builder_add_byte(line->out, ' ');
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '|' && line->one)
			builder_add_byte(line->out, '\\');
		builder_add_byte(line->out, text.at[i]);
	}
	if (space)
		builder_add_byte(line->out, ' ');
	add_ticks(line->out, ticks);
	line->place = MARKDOWN_INSIDE;
}

/* Brackets around an address hold the parentheses in it together. */
static void add_target(struct builder *out, struct slice target)
{
	const bool brackets = memchr(target.at, '(', target.len) != NULL ||
			      memchr(target.at, ')', target.len) != NULL;

	builder_add_text(out, brackets ? "(<" : "(");
	for (size_t i = 0; i < target.len; i++) {
		/* "&copy;" would be read, and "\&copy;" too. */
		if (target.at[i] == '&')
			builder_add_text(out, "&amp;");
		else
			builder_add_byte(out, target.at[i]);
	}
	builder_add_text(out, brackets ? ">)" : ")");
}

static void add_link(struct markdown_line *line, const struct document_run *run)
{
	if (line->break_due)
		end_line(line);
	builder_add_byte(line->out, '[');
	line->place = MARKDOWN_INSIDE;
	markdown_add_text(line, run->text);
	builder_add_byte(line->out, ']');
	add_target(line->out, run->target);
}

/* "!" before a link would make a picture of it. */
static bool makes_picture(const struct document_run *run)
{
	return run->text.len > 0 && run->text.at[run->text.len - 1] == '!' &&
	       run->next != NULL && run->next->kind == RUN_LINK;
}

static void add_plain(struct markdown_line *line,
		      const struct document_run *run)
{
	struct slice text = run->text;

	if (!makes_picture(run)) {
		markdown_add_text(line, text);
		return;
	}
	markdown_add_text(line, slice_part(text, 0, text.len - 1));
	if (line->break_due)
		end_line(line);
	builder_add_text(line->out, "\\!");
	line->place = MARKDOWN_INSIDE;
}

static struct slice following_text(const struct document_run *run)
{
	return run->next != NULL && run->next->kind != RUN_BREAK
		       ? run->next->text
		       : SLICE(" ");
}

void markdown_add_runs(struct markdown_line *line,
		       const struct document_run *runs)
{
	for (const struct document_run *run = runs; run != NULL;
	     run = run->next) {
		switch (run->kind) {
		case RUN_TEXT:
			add_plain(line, run);
			break;
		case RUN_STRONG:
			markdown_add_strong(line, run->text,
					    following_text(run));
			break;
		case RUN_CODE:
			add_code(line, run->text);
			break;
		case RUN_LINK:
			add_link(line, run);
			break;
		case RUN_BREAK:
			/* One that nothing follows would be shown as '\'. */
			line->break_due = line->place != MARKDOWN_START;
			break;
		}
	}
}
