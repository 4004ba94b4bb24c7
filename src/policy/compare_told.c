/*
 * What a notice tells beside its flows: as facts that can be put in order, one
 * a line, and the two lists compared.
 */
#include <stdlib.h>

#include "base/date.h"
#include "base/error.h"
#include "base/memory.h"
#include "language/tree.h"
#include "policy/compare_parts.h"

/* --- statements on one line ------------------------------------------------------------ */

static int by_text(const void *a, const void *b)
{
	return slice_compare(((const struct name *)a)->text,
			     ((const struct name *)b)->text);
}

static void add_names(const struct argument *argument, struct builder *out)
{
	size_t count = argument->name_count;
	struct name *names = memory_array(count + 1, sizeof(*names));

	if (names == NULL) {
		out->failed = true;
		return;
	}
	for (size_t i = 0; i < count; i++)
		names[i] = argument->names[i];
	qsort(names, count, sizeof(*names), by_text);
	for (size_t i = 0; i < count; i++) {
		builder_add_text(out, i > 0 ? ", " : "");
		builder_add(out, names[i].text);
	}
	memory_free(names);
}

/* A condition as written, without its line ends and comments. */
static void add_folded(struct slice text, struct builder *out)
{
	bool gap = false, quoted = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (c == '"')
			quoted = !quoted;
		while (c == '#' && !quoted && i + 1 < text.len &&
		       text.at[i + 1] != '\n')
			i++;
		if (!quoted && (c == ' ' || c == '\t' || c == '\n' ||
				c == '\r' || c == '#')) {
			gap = true;
			continue;
		}
		if (gap)
			builder_add_byte(out, ' ');
		gap = false;
		builder_add_byte(out, c);
	}
}

static void add_argument(const struct argument *argument, struct builder *out)
{
	char text[DATE_TEXT_BYTES];

	if (argument->label.len > 0 &&
	    (argument->label.at[0] < '0' || argument->label.at[0] > '9')) {
		builder_add_byte(out, ' ');
		builder_add(out, argument->label);
	}
	if (argument->kind != ARGUMENT_WORD)
		builder_add_byte(out, ' ');
	switch (argument->kind) {
	case ARGUMENT_WORD:
		break;
	case ARGUMENT_NAME:
	case ARGUMENT_NAMES:
	case ARGUMENT_VALUES:
		add_names(argument, out);
		break;
	case ARGUMENT_STRING:
		builder_add_byte(out, '"');
		add_names(argument, out);
		builder_add_byte(out, '"');
		break;
	case ARGUMENT_NUMBER:
		builder_add_number(out, argument->number);
		break;
	case ARGUMENT_DATE:
		date_format(argument->date, text);
		builder_add_text(out, text);
		break;
	case ARGUMENT_CONDITION:
		add_folded(range_text(argument->range), out);
		break;
	}
}

void statement_canonical(const struct statement *statement, struct builder *out)
{
	builder_add_text(out, grammar_rule(statement->keyword)->word);
	for (size_t i = 0; i < statement->argument_count; i++)
		add_argument(&statement->arguments[i], out);
}

/* --- facts ------------------------------------------------------------------------------- */

/* One thing told: of what, and the words for it. */
struct told {
	struct slice subject, object, text;
	uint16_t field; /* that `text` names; else DICTIONARY_NONE */
};

struct narration {
	struct notice_comparison *comparison;
	struct told *list;
	size_t count, capacity;
	const struct notice *notice;
	const struct dictionary *dictionary;
	struct error *error;
	bool failed;
};

static struct slice keep(struct narration *narration, struct builder *text)
{
	struct slice copy =
		arena_copy(&narration->comparison->arena, builder_slice(text));

	narration->failed |= text->failed || copy.at == NULL;
	builder_release(text);
	return copy;
}

static void add(struct narration *narration, struct told made)
{
	struct told *list;

	list = arena_grow(&narration->comparison->arena, narration->list,
			  narration->count, &narration->capacity,
			  sizeof(*list));
	if (list == NULL) {
		narration->failed = true;
		return;
	}
	narration->list = list;
	list[narration->count++] = made;
}

static void tell(struct narration *narration, struct slice subject,
		 struct slice object, struct builder *text)
{
	add(narration, (struct told){subject, object, keep(narration, text),
				     DICTIONARY_NONE});
}

static struct slice label_of(const struct narration *narration,
			     enum dictionary_kind kind, struct slice name)
{
	const struct dictionary *dictionary = narration->dictionary;
	uint16_t index = kind == KIND_BODY
				 ? dictionary_body(dictionary, name, NULL)
				 : dictionary_find(dictionary, kind, name);

	if (index == DICTIONARY_NONE)
		return name;
	if (kind == KIND_BODY)
		return dictionary->bodies[index].label;
	if (kind == KIND_PURPOSE)
		return dictionary->purposes[index].label;
	if (kind == KIND_LAW)
		return dictionary->laws[index].label;
	return dictionary->categories[index].label;
}

/* --- what is held ------------------------------------------------------------------------- */

static void tell_held(struct narration *narration, struct slice category,
		      const char *words, struct slice what)
{
	struct builder text = {0};

	builder_add_text(&text, words);
	builder_add(&text, what);
	tell(narration, SLICE("held"),
	     label_of(narration, KIND_CATEGORY, category), &text);
}

static void tell_clause(struct narration *narration, struct slice category,
			const struct statement *clause)
{
	const struct argument *names = statement_argument(clause, "");
	bool is_for = clause->keyword == KEYWORD_FOR;
	struct builder text = {0};

	if (names != NULL && (is_for || clause->keyword == KEYWORD_UNDER)) {
		for (size_t i = 0; i < names->name_count; i++)
			tell_held(narration, category,
				  is_for ? "for " : "under ",
				  label_of(narration,
					   is_for ? KIND_PURPOSE : KIND_LAW,
					   names->names[i].text));
		return;
	}
	builder_add_text(&text, clause->keyword == KEYWORD_KEEP
					? "kept"
					: grammar_rule(clause->keyword)->word);
	for (size_t i = 0; i < clause->argument_count; i++)
		add_argument(&clause->arguments[i], &text);
	tell_held(narration, category, "", builder_slice(&text));
	narration->failed |= text.failed;
	builder_release(&text);
}

static void tell_holding(struct narration *narration,
			 const struct statement *statement)
{
	const struct argument *names = statement_argument(statement, "");

	for (size_t n = 0; names != NULL && n < names->name_count; n++) {
		tell_held(narration, names->names[n].text, "", SLICE("held"));
		for (size_t i = 0; i < statement->child_count; i++)
			tell_clause(narration, names->names[n].text,
				    &statement->children[i]);
	}
}

/* --- flows of others, and what is received ------------------------------------------------- */

/* A line for each field. */
static void tell_data(struct narration *narration,
		      const struct field_set *fields, struct slice subject,
		      struct slice object)
{
	for (uint16_t f = field_set_next(fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(fields, (uint16_t)(f + 1)))
		add(narration,
		    (struct told){subject, object,
				  narration->dictionary->fields[f].name, f});
}

/* All but purposes and data, which are told one by one. */
static void tell_others(struct narration *narration,
			const struct statement *statement, struct slice subject)
{
	for (size_t i = 0; i < statement->child_count; i++) {
		const struct statement *child = &statement->children[i];
		struct builder text = {0};

		if (child->keyword == KEYWORD_FOR ||
		    child->keyword == KEYWORD_SEND)
			continue;
		statement_canonical(child, &text);
		tell(narration, subject, SLICE(""), &text);
	}
}

static struct slice for_purpose(struct narration *narration, struct slice name)
{
	struct builder object = {0};

	builder_add_text(&object, "for ");
	builder_add(&object, label_of(narration, KIND_PURPOSE, name));
	return keep(narration, &object);
}

static void tell_flow(struct narration *narration,
		      const struct statement *statement,
		      const struct field_set *fields, struct builder *subject)
{
	const struct statement *child = NULL;
	struct slice about = keep(narration, subject);

	while ((child = statement_child(statement, KEYWORD_FOR, child)) !=
	       NULL) {
		const struct argument *names = statement_argument(child, "");

		for (size_t i = 0; names != NULL && i < names->name_count; i++)
			tell_data(narration, fields, about,
				  for_purpose(narration, names->names[i].text));
	}
	if (statement_child(statement, KEYWORD_FOR, NULL) == NULL)
		tell_data(narration, fields, about, SLICE(""));
	tell_others(narration, statement, about);
}

static void tell_receipt(struct narration *narration,
			 const struct statement *statement)
{
	const struct argument *names = statement_argument(statement, "");
	struct builder subject = {0};
	struct field_set fields = {0}, some;

	for (size_t i = 0; names != NULL && i < names->name_count; i++)
		if (dictionary_fields(narration->dictionary,
				      names->names[i].text, &some))
			fields = field_set_union(fields, some);
	builder_add_text(&subject, "received from ");
	builder_add(&subject, label_of(narration, KIND_BODY,
				       statement_text(statement, "from")));
	tell_flow(narration, statement, &fields, &subject);
}

static void tell_share(struct narration *narration, const struct rule *rule)
{
	const struct statement *statement = rule->statement;
	struct field_set fields = rule_fields(rule, &narration->notice->held);
	struct builder subject = {0};

	if (!rule->by_other)
		return;
	builder_add(&subject, label_of(narration, KIND_BODY,
				       statement_text(statement, "by")));
	builder_add_text(&subject, " to ");
	builder_add(&subject, label_of(narration, KIND_BODY,
				       statement_text(statement, "with")));
	tell_flow(narration, statement, &fields, &subject);
}

/* The laws that the controller's own shares cite. */
static void tell_citations(struct narration *narration, const struct rule *rule)
{
	const struct statement *statement = rule->statement;
	const struct statement *clause = NULL;

	if (rule->by_other)
		return;
	while ((clause = statement_child(statement, KEYWORD_UNDER, clause)) !=
	       NULL) {
		const struct argument *laws = statement_argument(clause, "");

		for (size_t i = 0; laws != NULL && i < laws->name_count; i++) {
			struct builder text = {0};

			builder_add(&text, label_of(narration, KIND_LAW,
						    laws->names[i].text));
			tell(narration, SLICE("law cited"),
			     label_of(narration, KIND_BODY,
				      statement_text(statement, "with")),
			     &text);
		}
	}
}

/* --- the rest ----------------------------------------------------------------------------------- */

static int by_told(const void *a, const void *b)
{
	const struct told *left = a, *right = b;
	int order = slice_compare(left->subject, right->subject);

	if (order == 0)
		order = slice_compare(left->object, right->object);
	return order != 0 ? order : slice_compare(left->text, right->text);
}

/* What is never done, with its data as fields. */
static void tell_never(struct narration *narration, const struct rule *rule)
{
	struct field_set fields = rule_fields(rule, &narration->notice->held);

	tell_data(narration, &fields, SLICE("never"), rule->name);
	for (size_t i = 0; i < rule->statement->child_count; i++) {
		const struct statement *child = &rule->statement->children[i];
		struct builder text = {0};

		if (child->keyword == KEYWORD_SEND)
			continue;
		statement_canonical(child, &text);
		tell(narration, SLICE("never"), rule->name, &text);
	}
}

static void tell_statement(struct narration *narration,
			   const struct statement *statement)
{
	const char *word = grammar_rule(statement->keyword)->word;
	struct builder text = {0};

	for (size_t i = 0; i < statement->argument_count; i++)
		add_argument(&statement->arguments[i], &text);
	tell(narration, slice_of(word), SLICE(""), &text);
}

static void tell_heading(struct narration *narration)
{
	const struct notice *notice = narration->notice;
	struct builder text = {0};

	if (notice->review_months == 0)
		builder_add_text(&text, "none promised");
	else if (notice->review_months % 12 == 0)
		builder_add_format(
			&text, "every %d %s", notice->review_months / 12,
			notice->review_months == 12 ? "year" : "years");
	else
		builder_add_format(&text, "every %d %s", notice->review_months,
				   notice->review_months == 1 ? "month"
							      : "months");
	tell(narration, SLICE("review"), SLICE(""), &text);
}

static void tell_all(struct narration *narration)
{
	const struct notice *notice = narration->notice;

	for (size_t i = 0; i < notice->tree->count; i++) {
		const struct statement *statement =
			&notice->tree->statements[i];

		switch ((int)statement->keyword) {
		case KEYWORD_NOTICE:
			tell_heading(narration);
			break;
		case KEYWORD_HOLD:
			tell_holding(narration, statement);
			break;
		case KEYWORD_RECEIVE:
			tell_receipt(narration, statement);
			break;
		case KEYWORD_SHARE:
		case KEYWORD_NEVER:
			break; /* as rules, below */
		default:
			tell_statement(narration, statement);
			break;
		}
	}
	for (size_t i = 0; i < notice->share_count; i++) {
		tell_share(narration, &notice->shares[i]);
		tell_citations(narration, &notice->shares[i]);
	}
	for (size_t i = 0; i < notice->prohibition_count; i++)
		tell_never(narration, &notice->prohibitions[i]);
}

/* --- comparing ------------------------------------------------------------------------------------ */

static int read_side(struct narration *narration,
		     struct notice_comparison *comparison, int side,
		     struct error *error)
{
	size_t kept = 0;

	*narration = (struct narration){
		.comparison = comparison,
		.notice = comparison->request.notices[side],
		.dictionary = comparison->request.dictionaries[side],
		.error = error,
	};
	tell_all(narration);
	if (narration->failed)
		return error_memory(error);
	if (narration->count == 0)
		return 0;
	qsort(narration->list, narration->count, sizeof(*narration->list),
	      by_told);
	for (size_t i = 0; i < narration->count; i++)
		if (i == 0 || by_told(&narration->list[i],
				      &narration->list[kept - 1]) != 0)
			narration->list[kept++] = narration->list[i];
	narration->count = kept;
	return 0;
}

/* Data of the same flow go together. */
static struct told_change *find_told(struct notice_comparison *comparison,
				     const struct told *told, bool added)
{
	for (size_t i = 0; i < comparison->told_count; i++) {
		struct told_change *change = &comparison->told[i];

		if (change->added == added && change->text.len == 0 &&
		    slice_equal(change->subject, told->subject) &&
		    slice_equal(change->object, told->object))
			return change;
	}
	return NULL;
}

static int add_told(struct notice_comparison *comparison, int side,
		    const struct told *told, struct error *error)
{
	bool added = side == COMPARE_NEW;
	bool data = told->field != DICTIONARY_NONE;
	struct told_change *change = NULL, *list;
	struct field_set one = {0}, fields, gone;

	if (data)
		change = find_told(comparison, told, added);
	if (change == NULL) {
		list = arena_grow(&comparison->arena, comparison->told,
				  comparison->told_count,
				  &comparison->told_capacity, sizeof(*list));
		if (list == NULL)
			return error_memory(error);
		comparison->told = list;
		change = &list[comparison->told_count++];
		*change = (struct told_change){.added = added,
					       .subject = told->subject,
					       .object = told->object};
		if (!data)
			change->text = told->text;
	}
	if (!data)
		return 0;
	field_set_add(&one, told->field);
	compare_fields(comparison, side, one, &fields, &gone);
	change->fields = field_set_union(change->fields, fields);
	change->gone = field_set_union(change->gone, gone);
	return 0;
}

int compare_told(struct notice_comparison *comparison, struct error *error)
{
	struct narration old, new;
	size_t i = 0, j = 0;

	if (read_side(&old, comparison, COMPARE_OLD, error) != 0 ||
	    read_side(&new, comparison, COMPARE_NEW, error) != 0)
		return -1;
	while (i < old.count || j < new.count) {
		int order = i == old.count ? 1
			    : j == new.count
				    ? -1
				    : by_told(&old.list[i], &new.list[j]);

		if (order < 0 &&
		    add_told(comparison, COMPARE_OLD, &old.list[i], error) != 0)
			return -1;
		if (order > 0 &&
		    add_told(comparison, COMPARE_NEW, &new.list[j], error) != 0)
			return -1;
		i += order <= 0;
		j += order >= 0;
	}
	return 0;
}
