#include "tests/policy/variation.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "language/diagnostic.h"
#include "language/format.h"
#include "language/lexer.h"
#include "language/parser.h"
#include "tests/policy/invented_case.h"

/* --- editing a text ------------------------------------------------------------- */

enum { EDITS = 4096, PIECES = 256 };

struct edit {
	struct range range;
	struct slice text; /* in its place */
};

struct editing {
	struct arena arena;
	struct source *source;
	struct tree *tree;
	struct edit *edits; /* apart from each other */
	size_t count;
};

static void open_text(struct editing *editing, struct slice text)
{
	struct findings findings;

	*editing = (struct editing){0};
	findings = findings_in(&editing->arena);
	editing->edits =
		arena_array(&editing->arena, EDITS, sizeof(struct edit));
	if (editing->edits == NULL ||
	    source_from_text(&editing->source, SLICE("-"), text,
			     &editing->arena, NULL) != 0 ||
	    parse(&editing->tree, editing->source, &editing->arena, &findings,
		  NULL) != 0 ||
	    findings.errors > 0)
		abort();
}

static void edit(struct editing *editing, struct range range, struct slice text)
{
	if (editing->count == EDITS)
		abort();
	editing->edits[editing->count++] = (struct edit){range, text};
}

static int by_place(const void *a, const void *b)
{
	const struct edit *first = a, *second = b;

	return first->range.start < second->range.start ? -1 : 1;
}

/* The text with all edits. */
static void close_text(struct editing *editing, struct builder *out)
{
	struct slice text = editing->source->text;
	size_t at = 0;

	qsort(editing->edits, editing->count, sizeof(struct edit), by_place);
	for (size_t i = 0; i < editing->count; i++) {
		const struct edit *one = &editing->edits[i];

		builder_add(out, slice_part(text, at, one->range.start));
		builder_add(out, one->text);
		at = one->range.end;
	}
	builder_add(out, slice_part(text, at, text.len));
	arena_release(&editing->arena);
}

/* Puts pieces of a text in one another's places. */
static void shuffle(struct choices *choices, struct editing *editing,
		    const struct range *pieces, size_t count)
{
	size_t order[PIECES];

	for (size_t i = 0; i < count; i++)
		order[i] = i;
	for (size_t i = count; i > 1; i--) {
		size_t other = choose(choices, (unsigned int)i);
		size_t last = order[i - 1];

		order[i - 1] = order[other];
		order[other] = last;
	}
	for (size_t i = 0; i < count; i++)
		edit(editing, pieces[i], range_text(pieces[order[i]]));
}

static void copy_notices(const struct invented_case *before,
			 struct invented_case *after)
{
	for (int i = 0; i < INVENTED_NOTICES; i++)
		builder_add(&after->notice_texts[i],
			    builder_slice(&before->notice_texts[i]));
}

static void copy_dictionary(const struct invented_case *before,
			    struct invented_case *after)
{
	builder_add(&after->dictionary_text,
		    builder_slice(&before->dictionary_text));
}

/* Each text through `change`. */
static void
change_texts(struct choices *choices, const struct invented_case *before,
	     struct invented_case *after,
	     void (*change)(struct choices *choices, struct editing *editing))
{
	struct editing editing;

	open_text(&editing, builder_slice(&before->dictionary_text));
	change(choices, &editing);
	close_text(&editing, &after->dictionary_text);
	for (int i = 0; i < INVENTED_NOTICES; i++) {
		if (before->notice_texts[i].len == 0)
			continue;
		open_text(&editing, builder_slice(&before->notice_texts[i]));
		change(choices, &editing);
		close_text(&editing, &after->notice_texts[i]);
	}
}

static bool is_rule(const struct statement *statement)
{
	return statement->keyword == KEYWORD_GATEWAY ||
	       statement->keyword == KEYWORD_SHARE ||
	       statement->keyword == KEYWORD_NEVER;
}

/* --- order ------------------------------------------------------------------------ */

static void shuffle_rules(struct choices *choices, struct editing *editing)
{
	static const enum keyword kinds[] = {KEYWORD_GATEWAY, KEYWORD_SHARE,
					     KEYWORD_NEVER};
	const struct tree *tree = editing->tree;

	for (size_t k = 0; k < 3; k++) {
		struct range pieces[PIECES];
		size_t count = 0;

		for (size_t i = 0; i < tree->count; i++)
			if (tree->statements[i].keyword == kinds[k])
				pieces[count++] = tree->statements[i].range;
		shuffle(choices, editing, pieces, count);
	}
}

static void shuffle_clauses(struct choices *choices, struct editing *editing)
{
	const struct tree *tree = editing->tree;

	for (size_t i = 0; i < tree->count; i++) {
		const struct statement *rule = &tree->statements[i];
		struct range pieces[PIECES];

		for (size_t c = 0; c < rule->child_count; c++)
			pieces[c] = rule->children[c].range;
		if (is_rule(rule))
			shuffle(choices, editing, pieces, rule->child_count);
	}
}

bool vary_rule_order(struct choices *choices,
		     const struct invented_case *before,
		     struct invented_case *after)
{
	struct invented_case between = {0};

	change_texts(choices, before, &between, shuffle_rules);
	change_texts(choices, &between, after, shuffle_clauses);
	invented_case_release(&between);
	return true;
}

static void shuffle_lists(struct choices *choices, struct editing *editing,
			  const struct statement *statement)
{
	for (size_t a = 0; a < statement->argument_count; a++) {
		const struct argument *list = &statement->arguments[a];
		struct range pieces[PIECES];

		if (list->kind != ARGUMENT_NAMES)
			continue;
		for (size_t n = 0; n < list->name_count; n++)
			pieces[n] = list->names[n].range;
		shuffle(choices, editing, pieces, list->name_count);
	}
	for (size_t c = 0; c < statement->child_count; c++)
		shuffle_lists(choices, editing, &statement->children[c]);
}

static void shuffle_names(struct choices *choices, struct editing *editing)
{
	for (size_t i = 0; i < editing->tree->count; i++)
		shuffle_lists(choices, editing, &editing->tree->statements[i]);
}

bool vary_name_order(struct choices *choices,
		     const struct invented_case *before,
		     struct invented_case *after)
{
	change_texts(choices, before, after, shuffle_names);
	return true;
}

/* --- names and layout ---------------------------------------------------------------- */

/* Invented names have a number; a few have none.  The others mean something to
 * the program. */
bool varied_name(struct slice name, struct builder *out)
{
	static const char *const facts[] = {"flag-a", "flag-b", "score",
					    "since",  "stage",  "colour",
					    "ready",  "step",   "own"};
	bool varies =
		name.len >= 2 && name.at[0] >= 'a' && name.at[0] <= 'z' &&
		(name.at[1] == '-' || (name.at[1] >= '0' && name.at[1] <= '9'));

	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		varies |= slice_is(name, facts[i]);
	if (!varies)
		return false;
	builder_add_text(out, "other.");
	builder_add(out, name);
	return true;
}

static void rename_token(struct editing *editing, const struct token *token)
{
	struct range range = {editing->source, token->start, token->end};
	struct builder name = {0};

	if (token->kind == TOKEN_NAME && varied_name(range_text(range), &name))
		edit(editing, range,
		     arena_copy(&editing->arena, builder_slice(&name)));
	else if (token->kind == TOKEN_STRING)
		edit(editing, range, SLICE("\"Another label\""));
	builder_release(&name);
}

static void rename_all(struct choices *choices, struct editing *editing)
{
	struct lexer lexer = lexer_over(editing->source, &editing->arena, NULL);
	struct token token = lexer_next(&lexer);

	(void)choices;
	for (; token.kind != TOKEN_END; token = lexer_next(&lexer))
		rename_token(editing, &token);
}

bool vary_names(struct choices *choices, const struct invented_case *before,
		struct invented_case *after)
{
	change_texts(choices, before, after, rename_all);
	return true;
}

/* The canonical layout on odd choices, else comments everywhere. */
static void lay_out(struct choices *choices, struct editing *editing)
{
	const struct tree *tree = editing->tree;
	struct builder text = {0};

	if (chance(choices, 50)) {
		format_tree(tree, &text);
		edit(editing,
		     (struct range){editing->source, 0,
				    (uint32_t)editing->source->text.len},
		     arena_copy(&editing->arena, builder_slice(&text)));
	} else {
		for (size_t i = 0; i < tree->count; i++) {
			struct range range = tree->statements[i].range;

			range.end = range.start;
			edit(editing, range, SLICE("\n\n# as it should be\n"));
		}
	}
	builder_release(&text);
}

bool vary_layout(struct choices *choices, const struct invented_case *before,
		 struct invented_case *after)
{
	change_texts(choices, before, after, lay_out);
	return true;
}

/* --- gateways -------------------------------------------------------------------------- */

static const struct statement *pick(struct choices *choices,
				    const struct tree *tree,
				    enum keyword keyword,
				    bool (*fits)(const struct statement *rule))
{
	const struct statement *fitting[PIECES];
	unsigned int count = 0;

	for (size_t i = 0; i < tree->count; i++)
		if (tree->statements[i].keyword == keyword &&
		    (fits == NULL || fits(&tree->statements[i])))
			fitting[count++] = &tree->statements[i];
	return count == 0 ? NULL : fitting[choose(choices, count)];
}

static bool has_much_data(const struct statement *gateway)
{
	return statement_argument(statement_child(gateway, KEYWORD_DATA, NULL),
				  "")
		       ->name_count > 1;
}

/* The gateway under another name, with the first or the last of its data. */
static void add_half(struct builder *out, const struct statement *gateway,
		     bool first)
{
	const struct argument *name = statement_argument(gateway, "");
	const struct argument *data = statement_argument(
		statement_child(gateway, KEYWORD_DATA, NULL), "");
	size_t half = data->name_count / 2;
	struct range last = data->names[data->name_count - 1].range;
	struct range piece = gateway->range;

	piece.end = name->range.end;
	builder_add(out, range_text(piece));
	builder_add_text(out, first ? "-first" : "-last");
	piece.start = name->range.end;
	piece.end = first ? data->names[half].range.start
			  : data->names[0].range.start;
	builder_add(out, range_text(piece));
	/* A list ends without comma. */
	if (first)
		while (out->len > 0 && (out->at[out->len - 1] == ' ' ||
					out->at[out->len - 1] == ','))
			out->len--;
	piece.start = first ? last.end : data->names[half].range.start;
	piece.end = gateway->range.end;
	builder_add(out, range_text(piece));
	builder_add_byte(out, '\n');
}

bool vary_by_splitting(struct choices *choices,
		       const struct invented_case *before,
		       struct invented_case *after)
{
	const struct statement *gateway;
	struct builder halves = {0};
	struct editing editing;

	open_text(&editing, builder_slice(&before->dictionary_text));
	gateway = pick(choices, editing.tree, KEYWORD_GATEWAY, has_much_data);
	if (gateway != NULL) {
		add_half(&halves, gateway, true);
		add_half(&halves, gateway, false);
		edit(&editing, gateway->range, builder_slice(&halves));
	}
	close_text(&editing, &after->dictionary_text);
	copy_notices(before, after);
	builder_release(&halves);
	return gateway != NULL;
}

static bool without(struct choices *choices, const struct invented_case *before,
		    struct invented_case *after,
		    bool (*fits)(const struct statement *rule))
{
	const struct statement *gateway;
	struct editing editing;

	open_text(&editing, builder_slice(&before->dictionary_text));
	gateway = pick(choices, editing.tree, KEYWORD_GATEWAY, fits);
	if (gateway != NULL)
		edit(&editing, gateway->range, SLICE(""));
	close_text(&editing, &after->dictionary_text);
	copy_notices(before, after);
	return gateway != NULL;
}

bool vary_without_gateway(struct choices *choices,
			  const struct invented_case *before,
			  struct invented_case *after)
{
	return without(choices, before, after, NULL);
}

static bool is_plain(const struct statement *gateway)
{
	static const enum keyword clauses[] = {KEYWORD_NEEDS, KEYWORD_LEVEL,
					       KEYWORD_OBJECTION, KEYWORD_DUTY};

	for (size_t i = 0; i < sizeof(clauses) / sizeof(clauses[0]); i++)
		if (statement_child(gateway, clauses[i], NULL) != NULL)
			return false;
	return true;
}

bool vary_without_plain_gateway(struct choices *choices,
				const struct invented_case *before,
				struct invented_case *after)
{
	return without(choices, before, after, is_plain);
}

/* --- more rules --------------------------------------------------------------------------- */

/* A rule out of some other invented text. */
static void add_invented(struct choices *choices, enum keyword keyword,
			 struct builder *out)
{
	const struct statement *rule = NULL;

	while (rule == NULL) {
		struct builder text = {0};
		struct editing editing;

		invent_notice(choices, 1, &text);
		open_text(&editing, builder_slice(&text));
		rule = pick(choices, editing.tree, keyword, NULL);
		if (rule != NULL) {
			builder_add(out, range_text(rule->range));
			builder_add_byte(out, '\n');
		}
		arena_release(&editing.arena);
		builder_release(&text);
	}
}

static bool add_to_notice(struct choices *choices,
			  const struct invented_case *before,
			  struct invented_case *after, enum keyword keyword)
{
	if (before->notice_count == 0)
		return false;
	copy_dictionary(before, after);
	copy_notices(before, after);
	add_invented(choices, keyword,
		     &after->notice_texts[choose(
			     choices, (unsigned int)before->notice_count)]);
	return true;
}

bool vary_by_new_share(struct choices *choices,
		       const struct invented_case *before,
		       struct invented_case *after)
{
	return add_to_notice(choices, before, after, KEYWORD_SHARE);
}

bool vary_by_new_never(struct choices *choices,
		       const struct invented_case *before,
		       struct invented_case *after)
{
	return add_to_notice(choices, before, after, KEYWORD_NEVER);
}

bool vary_by_new_version(struct choices *choices,
			 const struct invented_case *before,
			 struct invented_case *after)
{
	copy_dictionary(before, after);
	copy_notices(before, after);
	if (before->notice_count == INVENTED_NOTICES)
		return false;
	invent_notice(choices, (unsigned int)before->notice_count + 1,
		      &after->notice_texts[before->notice_count]);
	return true;
}

bool vary_by_new_law_never(struct choices *choices,
			   const struct invented_case *before,
			   struct invented_case *after)
{
	struct builder rule = {0};

	copy_dictionary(before, after);
	copy_notices(before, after);
	add_invented(choices, KEYWORD_NEVER, &rule);
	/* The dictionary may have its name. */
	builder_add_text(&after->dictionary_text, "never n-more");
	builder_add(&after->dictionary_text,
		    slice_part(builder_slice(&rule), sizeof("never n-0") - 1,
			       rule.len));
	builder_release(&rule);
	return true;
}

/* --- fewer clauses -------------------------------------------------------------------------- */

static void drop_duties(struct choices *choices, struct editing *editing)
{
	(void)choices;
	for (size_t i = 0; i < editing->tree->count; i++) {
		const struct statement *duty = statement_child(
			&editing->tree->statements[i], KEYWORD_DUTY, NULL);

		if (editing->tree->statements[i].keyword == KEYWORD_GATEWAY &&
		    duty != NULL)
			edit(editing, duty->range, SLICE(""));
	}
}

bool vary_without_duties(struct choices *choices,
			 const struct invented_case *before,
			 struct invented_case *after)
{
	change_texts(choices, before, after, drop_duties);
	return true;
}

static void drop_objections(struct choices *choices, struct editing *editing)
{
	(void)choices;
	for (size_t i = 0; i < editing->tree->count; i++) {
		const struct statement *rule = &editing->tree->statements[i];

		for (size_t c = 0; c < rule->child_count; c++) {
			const struct statement *clause = &rule->children[c];
			struct slice text = range_text(clause->range);

			if (rule->keyword == KEYWORD_GATEWAY &&
			    (clause->keyword == KEYWORD_OBJECTION ||
			     slice_starts_with(text, SLICE("needs consent"))))
				edit(editing, clause->range, SLICE(""));
		}
	}
}

bool vary_without_objections(struct choices *choices,
			     const struct invented_case *before,
			     struct invented_case *after)
{
	change_texts(choices, before, after, drop_objections);
	return true;
}

static void drop_promises(struct choices *choices, struct editing *editing)
{
	bool notice = false;

	(void)choices;
	for (size_t i = 0; i < editing->tree->count; i++)
		notice |=
			editing->tree->statements[i].keyword == KEYWORD_NOTICE;
	for (size_t i = 0; notice && i < editing->tree->count; i++)
		if (is_rule(&editing->tree->statements[i]))
			edit(editing, editing->tree->statements[i].range,
			     SLICE(""));
}

bool vary_without_promises(struct choices *choices,
			   const struct invented_case *before,
			   struct invented_case *after)
{
	change_texts(choices, before, after, drop_promises);
	return true;
}
