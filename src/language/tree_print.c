#include "language/tree.h"

#include "base/builder.h"
#include "base/date.h"

static void add_indent(struct builder *out, unsigned int level)
{
	for (unsigned int i = 0; i < level; i++)
		builder_add_text(out, "  ");
}

static void add_quoted(struct builder *out, struct slice text)
{
	builder_add_byte(out, '"');
	builder_add(out, text);
	builder_add_byte(out, '"');
}

static void add_date(struct builder *out, int32_t date)
{
	char text[DATE_TEXT_BYTES];

	date_format(date, text);
	builder_add_text(out, text);
}

static void add_value(struct builder *out, const struct condition_value *value)
{
	switch (value->kind) {
	case VALUE_NUMBER:
		builder_add_number(out, (uint64_t)value->number);
		break;
	case VALUE_DATE:
		add_date(out, value->date);
		break;
	case VALUE_NAME:
		if (slice_starts_with(range_text(value->range), SLICE("\"")))
			add_quoted(out, value->name);
		else
			builder_add(out, value->name);
		break;
	}
}

static const char *comparison_text(enum comparison comparison)
{
	switch (comparison) {
	case COMPARE_EQUAL:
		return "=";
	case COMPARE_NOT_EQUAL:
		return "!=";
	case COMPARE_LESS:
		return "<";
	case COMPARE_LESS_EQUAL:
		return "<=";
	case COMPARE_GREATER:
		return ">";
	case COMPARE_GREATER_EQUAL:
		return ">=";
	}
	return "?";
}

static void add_condition(struct builder *out,
			  const struct condition *condition);

static void add_operands(struct builder *out, const char *name,
			 const struct condition *condition)
{
	builder_add_format(out, "(%s ", name);
	add_condition(out, condition->left);
	if (condition->right != NULL) {
		builder_add_byte(out, ' ');
		add_condition(out, condition->right);
	}
	builder_add_byte(out, ')');
}

static void add_members(struct builder *out, const struct condition *condition)
{
	builder_add_format(out, "(in %.*s", SLICE_ARGS(condition->fact.text));
	for (size_t i = 0; i < condition->member_count; i++) {
		const struct condition_member *member = &condition->members[i];

		builder_add_byte(out, ' ');
		add_value(out, &member->low);
		if (member->high.range.start != member->low.range.start) {
			builder_add_text(out, "..");
			add_value(out, &member->high);
		}
	}
	builder_add_byte(out, ')');
}

/* The parser bounds the depth of conditions. */
static void add_condition(struct builder *out,
			  const struct condition *condition)
{
	switch (condition->kind) {
	case CONDITION_AND:
		add_operands(out, "and", condition);
		break;
	case CONDITION_OR:
		add_operands(out, "or", condition);
		break;
	case CONDITION_NOT:
		add_operands(out, "not", condition);
		break;
	case CONDITION_FLAG:
		builder_add(out, condition->fact.text);
		break;
	case CONDITION_COMPARE:
		builder_add_format(out, "(%s %.*s ",
				   comparison_text(condition->comparison),
				   SLICE_ARGS(condition->fact.text));
		add_value(out, &condition->value);
		builder_add_byte(out, ')');
		break;
	case CONDITION_IN:
		add_members(out, condition);
		break;
	}
}

static void add_names(struct builder *out, const struct argument *argument)
{
	for (size_t i = 0; i < argument->name_count; i++) {
		const struct name *name = &argument->names[i];

		if (i > 0)
			builder_add_byte(out, ',');
		if (slice_starts_with(range_text(name->range), SLICE("\"")))
			add_quoted(out, name->text);
		else
			builder_add(out, name->text);
	}
}

static void add_argument(struct builder *out, const struct argument *argument)
{
	builder_add_byte(out, ' ');
	builder_add(out, argument->label);
	switch (argument->kind) {
	case ARGUMENT_WORD:
		return;
	case ARGUMENT_NUMBER:
		builder_add_byte(out, '=');
		builder_add_number(out, argument->number);
		return;
	case ARGUMENT_DATE:
		builder_add_byte(out, '=');
		add_date(out, argument->date);
		return;
	case ARGUMENT_CONDITION:
		builder_add_byte(out, '=');
		add_condition(out, argument->condition);
		return;
	case ARGUMENT_NAME:
	case ARGUMENT_NAMES:
	case ARGUMENT_STRING:
	case ARGUMENT_VALUES:
		builder_add_byte(out, '=');
		add_names(out, argument);
		return;
	}
}

static void add_comments(struct builder *out, const char *where,
			 const struct comment *comments, size_t count,
			 unsigned int level)
{
	for (size_t i = 0; i < count; i++) {
		add_indent(out, level);
		builder_add_format(out, "%s ", where);
		builder_add(out, range_text(comments[i].range));
		builder_add_byte(out, '\n');
	}
}

static void add_statement(struct builder *out,
			  const struct statement *statement, unsigned int level)
{
	add_comments(out, "before:", statement->before, statement->before_count,
		     level);
	add_indent(out, level);
	builder_add_text(out, grammar_rule(statement->keyword)->word);
	for (size_t i = 0; i < statement->argument_count; i++)
		add_argument(out, &statement->arguments[i]);
	if (statement->has_block)
		builder_add_text(out, " {");
	builder_add_byte(out, '\n');
	add_comments(out, "behind:", statement->behind,
		     statement->behind != NULL, level + 1);
	for (size_t i = 0; i < statement->child_count; i++)
		add_statement(out, &statement->children[i], level + 1);
	add_comments(out, "inside:", statement->inside, statement->inside_count,
		     level + 1);
}

void tree_print(const struct tree *tree, struct builder *out)
{
	for (size_t i = 0; i < tree->count; i++)
		add_statement(out, &tree->statements[i], 0);
	add_comments(out, "last:", tree->last, tree->last_count, 0);
}
