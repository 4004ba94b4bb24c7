#include "tests/policy/shrink.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/memory.h"
#include "language/diagnostic.h"
#include "language/format.h"
#include "language/lexer.h"
#include "language/parser.h"

/* Runs of tokens that are tried; statements that are tried together. */
enum { TOKEN_RUN = 6, STATEMENT_RUN = 16, RANGES = 8192 };

struct shrinking {
	struct question *question;
	const char *path;
	const struct line_fault *fault;
	bool changed; /* in this round */
	/* Pieces of the text in hand, in its order. */
	struct range ranges[RANGES];
	size_t count;
};

/* A case without "dictionary" would get the small country of the tests. */
static bool differs(struct shrinking *shrinking)
{
	return slice_starts_with(
		       builder_slice(&shrinking->question->dictionary),
		       SLICE("dictionary ")) &&
	       question_ask(shrinking->question, shrinking->path,
			    shrinking->fault, NULL, NULL) == LINE_DIFFERS;
}

/* Puts `piece` in the place of a part of the text; keeps it so if they still
 * differ. */
static bool replace(struct shrinking *shrinking, struct builder *text,
		    size_t start, size_t end, struct slice piece)
{
	struct builder before = *text;
	struct slice whole = builder_slice(text);
	struct builder after = {0};

	builder_add(&after, slice_part(whole, 0, start));
	builder_add(&after, piece);
	builder_add(&after, slice_part(whole, end, whole.len));
	*text = after;
	if (differs(shrinking)) {
		builder_release(&before);
		shrinking->changed = true;
		return true;
	}
	builder_release(text);
	*text = before;
	return false;
}

/* --- the pieces of a text ---------------------------------------------------------- */

static void add_range(struct shrinking *shrinking, struct range range)
{
	if (shrinking->count < RANGES)
		shrinking->ranges[shrinking->count++] = range;
}

static void add_statements(struct shrinking *shrinking,
			   const struct statement *statements, size_t count,
			   bool inner)
{
	for (size_t i = 0; i < count; i++) {
		if (!inner)
			add_range(shrinking, statements[i].range);
		for (size_t c = 0; inner && c < statements[i].child_count; c++)
			add_range(shrinking, statements[i].children[c].range);
	}
}

/* A condition and, behind it, what may stand in its place. */
static void add_condition(struct shrinking *shrinking,
			  const struct condition *condition)
{
	const struct condition *parts[] = {condition->left, condition->right};

	for (size_t i = 0; i < 2; i++) {
		if (parts[i] == NULL)
			continue;
		add_range(shrinking, condition->range);
		add_range(shrinking, parts[i]->range);
	}
	for (size_t i = 0; i < 2; i++)
		if (parts[i] != NULL)
			add_condition(shrinking, parts[i]);
}

static void add_conditions(struct shrinking *shrinking,
			   const struct statement *statements, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct statement *one = &statements[i];

		for (size_t a = 0; a < one->argument_count; a++)
			if (one->arguments[a].kind == ARGUMENT_CONDITION)
				add_condition(shrinking,
					      one->arguments[a].condition);
		add_conditions(shrinking, one->children, one->child_count);
	}
}

static void add_tokens(struct shrinking *shrinking, const struct source *source,
		       struct arena *arena)
{
	struct lexer lexer = lexer_over(source, arena, NULL);
	struct token token = lexer_next(&lexer);

	for (; token.kind != TOKEN_END; token = lexer_next(&lexer))
		add_range(shrinking,
			  (struct range){source, token.start, token.end});
}

enum pieces { TOP_STATEMENTS, CLAUSES, CONDITIONS, TOKENS };

/* Takes the text apart; ranges point into a copy that lives in `arena`. */
static void take_apart(struct shrinking *shrinking, const struct builder *text,
		       enum pieces pieces, struct arena *arena)
{
	struct findings findings = findings_in(arena);
	struct source *source;
	struct tree *tree;

	shrinking->count = 0;
	if (source_from_text(&source, SLICE("-"), builder_slice(text), arena,
			     NULL) != 0 ||
	    parse(&tree, source, arena, &findings, NULL) != 0)
		return;
	switch (pieces) {
	case TOP_STATEMENTS:
	case CLAUSES:
		add_statements(shrinking, tree->statements, tree->count,
			       pieces == CLAUSES);
		break;
	case CONDITIONS:
		add_conditions(shrinking, tree->statements, tree->count);
		break;
	case TOKENS:
		add_tokens(shrinking, source, arena);
		break;
	}
}

/* --- passes over a text -------------------------------------------------------------- */

/* Runs of so many pieces, from the last, so that the places of the others stay
 * as they are. */
static void leave_out(struct shrinking *shrinking, struct builder *text,
		      enum pieces pieces, size_t run)
{
	struct arena arena = {0};
	size_t last;

	take_apart(shrinking, text, pieces, &arena);
	last = shrinking->count;
	while (last > 0) {
		size_t first = last >= run ? last - run : 0;

		if (replace(shrinking, text, shrinking->ranges[first].start,
			    shrinking->ranges[last - 1].end, SLICE("")))
			last = first;
		else
			last -= run > TOKEN_RUN && last > run ? run : 1;
	}
	arena_release(&arena);
}

static void simplify_conditions(struct shrinking *shrinking,
				struct builder *text)
{
	bool again = true;

	while (again) {
		struct arena arena = {0};

		again = false;
		take_apart(shrinking, text, CONDITIONS, &arena);
		for (size_t i = 0; i + 1 < shrinking->count && !again; i += 2)
			again = replace(shrinking, text,
					shrinking->ranges[i].start,
					shrinking->ranges[i].end,
					range_text(shrinking->ranges[i + 1]));
		arena_release(&arena);
	}
}

static void shrink_text(struct shrinking *shrinking, struct builder *text)
{
	for (size_t run = STATEMENT_RUN; run > 0; run /= 2)
		leave_out(shrinking, text, TOP_STATEMENTS, run);
	leave_out(shrinking, text, CLAUSES, 1);
	simplify_conditions(shrinking, text);
	for (size_t run = TOKEN_RUN; run > 0; run--)
		leave_out(shrinking, text, TOKENS, run);
}

static void shrink_notices(struct shrinking *shrinking)
{
	struct question *question = shrinking->question;

	for (size_t i = question->notice_count; i-- > 0;) {
		struct question before = *question;
		size_t last = --question->notice_count;

		for (size_t n = i; n < last; n++)
			question->notices[n] = question->notices[n + 1];
		question->notices[last] = (struct builder){0};
		if (differs(shrinking)) {
			builder_release(&before.notices[i]);
			shrinking->changed = true;
		} else {
			*question = before;
		}
	}
}

/* --- the line ------------------------------------------------------------------------- */

static void shrink_value(struct shrinking *shrinking, json_t *value);

static void shrink_object(struct shrinking *shrinking, json_t *object)
{
	json_t *before = json_copy(object);
	const char *key;
	json_t *member;

	json_object_foreach(before, key, member)
	{
		json_object_del(object, key);
		if (differs(shrinking)) {
			shrinking->changed = true;
			continue;
		}
		json_object_set(object, key, member);
		shrink_value(shrinking, member);
	}
	json_decref(before);
}

static void shrink_array(struct shrinking *shrinking, json_t *array)
{
	for (size_t i = json_array_size(array); i-- > 0;) {
		json_t *entry = json_incref(json_array_get(array, i));

		json_array_remove(array, i);
		if (differs(shrinking)) {
			shrinking->changed = true;
		} else {
			json_array_insert(array, i, entry);
			shrink_value(shrinking, entry);
		}
		json_decref(entry);
	}
}

static void shrink_value(struct shrinking *shrinking, json_t *value)
{
	if (json_is_object(value))
		shrink_object(shrinking, value);
	else if (json_is_array(value))
		shrink_array(shrinking, value);
}

/* Asks for this field alone, if that is enough. */
static bool ask_for(struct shrinking *shrinking, struct slice field)
{
	json_t *line = shrinking->question->line;
	json_t *before = json_incref(json_object_get(line, "fields"));
	bool enough;

	json_object_set_new(
		line, "fields",
		json_pack("[o]", json_stringn(field.at, field.len)));
	enough = differs(shrinking);
	if (!enough && before != NULL)
		json_object_set(line, "fields", before);
	else if (!enough)
		json_object_del(line, "fields");
	json_decref(before);
	return enough;
}

static void ask_for_one(struct shrinking *shrinking)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct source *source;
	struct tree *tree;
	bool enough = false;

	if (source_from_text(&source, SLICE("-"),
			     builder_slice(&shrinking->question->dictionary),
			     &arena, NULL) != 0 ||
	    parse(&tree, source, &arena, &findings, NULL) != 0)
		abort();
	for (size_t i = 0; i < tree->count && !enough; i++) {
		const struct statement *category = &tree->statements[i];

		for (size_t f = 0; f < category->child_count && !enough; f++)
			if (category->children[f].keyword == KEYWORD_FIELD)
				enough = ask_for(
					shrinking,
					statement_text(&category->children[f],
						       ""));
	}
	arena_release(&arena);
}

/* --------------------------------------------------------------------------------------- */

/* Without the lines on which nothing is left. */
static void drop_blanks(struct builder *text)
{
	struct slice rest = builder_slice(text);
	struct builder kept = {0};

	while (rest.len > 0) {
		struct slice line = slice_cut(&rest, '\n');

		if (slice_trim(line).len == 0)
			continue;
		builder_add(&kept, line);
		builder_add_byte(&kept, '\n');
	}
	builder_release(text);
	*text = kept;
}

static void lay_out(struct shrinking *shrinking, struct builder *text)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct builder formatted = {0};
	struct source *source;
	struct tree *tree;

	drop_blanks(text);
	if (source_from_text(&source, SLICE("-"), builder_slice(text), &arena,
			     NULL) == 0 &&
	    parse(&tree, source, &arena, &findings, NULL) == 0) {
		format_tree(tree, &formatted);
		replace(shrinking, text, 0, text->len,
			builder_slice(&formatted));
	}
	builder_release(&formatted);
	arena_release(&arena);
}

static void shrink_all(struct shrinking *shrinking)
{
	struct question *question = shrinking->question;

	shrink_notices(shrinking);
	shrink_object(shrinking, question->line);
	for (size_t i = 0; i < question->notice_count; i++)
		shrink_text(shrinking, &question->notices[i]);
	shrink_text(shrinking, &question->dictionary);
}

bool shrink(struct question *question, const char *path,
	    const struct line_fault *fault)
{
	struct shrinking *shrinking = memory_array(1, sizeof(*shrinking));
	bool shrunk;

	if (shrinking == NULL)
		abort();
	shrinking->question = question;
	shrinking->path = path;
	shrinking->fault = fault;
	shrunk = differs(shrinking);
	if (shrunk)
		ask_for_one(shrinking);
	for (shrinking->changed = shrunk; shrinking->changed;) {
		shrinking->changed = false;
		shrink_all(shrinking);
	}
	if (shrunk) {
		lay_out(shrinking, &question->dictionary);
		for (size_t i = 0; i < question->notice_count; i++)
			lay_out(shrinking, &question->notices[i]);
	}
	memory_free(shrinking);
	return shrunk;
}
