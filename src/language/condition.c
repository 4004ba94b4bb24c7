#include "language/reader.h"

#include "base/arena.h"
#include "base/date.h"
#include "language/parser.h"

/*
 * condition = all { "or" all }
 * all       = part { "and" part }
 * part      = "not" part | "(" condition ")" | fact [ comparison value
 *           | "in" member { "," member } ]
 * member    = value [ "to" value ]
 */

struct condition_reader {
	struct reader *reader;
	size_t terms;
};

static bool read_any(struct condition_reader *state,
		     const struct condition **out);

static struct condition *new_condition(struct condition_reader *state,
				       enum condition_kind kind, uint32_t start)
{
	struct reader *reader = state->reader;
	struct condition *condition;

	if (++state->terms > CONDITION_TERMS) {
		findings_add(
			reader->findings, SEVERITY_ERROR, "condition-too-long",
			reader_range(reader, start, reader->last.end),
			"a condition has at most %d parts", CONDITION_TERMS);
		return NULL;
	}
	condition = arena_allocate(reader->arena, sizeof(*condition));
	if (condition == NULL) {
		reader->failed = true;
		return NULL;
	}
	condition->kind = kind;
	return condition;
}

static void finish(struct condition_reader *state, struct condition *condition,
		   uint32_t start)
{
	condition->range =
		reader_range(state->reader, start, state->reader->last.end);
}

static bool enter(struct reader *reader)
{
	if (reader->depth < PARSER_DEPTH) {
		reader->depth++;
		return true;
	}
	findings_add(
		reader->findings, SEVERITY_ERROR, "nesting-too-deep",
		reader_range(reader, reader->token.start, reader->token.end),
		"blocks and parentheses nest at most %d deep", PARSER_DEPTH);
	return false;
}

static bool read_value(struct reader *reader, struct condition_value *value)
{
	struct token token = reader->token;
	struct name name;
	uint64_t number;

	if (reader_at_end(reader) || token.kind < TOKEN_NAME ||
	    token.kind > TOKEN_DATE ||
	    (token.kind == TOKEN_NAME &&
	     reader_is_reserved(token_text(reader->source, &token))))
		return reader_expected(reader, "a value");
	if (!reader_name(reader, &token, &name))
		return false;
	*value = (struct condition_value){
		.kind = VALUE_NAME, .range = name.range, .name = name.text};
	if (token.kind == TOKEN_NUMBER) {
		if (!reader_number(reader, &token, &number))
			return false;
		value->kind = VALUE_NUMBER;
		value->number = (int64_t)number;
	} else if (token.kind == TOKEN_DATE) {
		value->kind = VALUE_DATE;
		value->name = SLICE("");
		date_parse(name.text, &value->date);
	}
	reader_take(reader);
	return true;
}

static bool read_members(struct reader *reader, struct condition *condition)
{
	struct condition_member *list;
	size_t count = 0;

	for (;;) {
		struct condition_member member;

		if (!read_value(reader, &member.low))
			return false;
		member.high = member.low;
		if (reader_take_word(reader, "to") &&
		    !read_value(reader, &member.high))
			return false;
		list = arena_grow(reader->arena, reader->members, count,
				  &reader->member_capacity, sizeof(*list));
		if (list == NULL) {
			reader->failed = true;
			return false;
		}
		reader->members = list;
		list[count++] = member;
		if (reader_at_end(reader) || reader->token.kind != TOKEN_COMMA)
			break;
		reader_take(reader);
	}
	condition->members = reader_keep(reader, list, count, sizeof(*list));
	condition->member_count = count;
	return condition->members != NULL;
}

static bool read_fact(struct condition_reader *state,
		      const struct condition **out)
{
	struct reader *reader = state->reader;
	struct token token = reader->token;
	struct condition *condition;

	if (reader_at_end(reader) || token.kind != TOKEN_NAME ||
	    reader_is_reserved(token_text(reader->source, &token)))
		return reader_expected(reader, "a condition");
	condition = new_condition(state, CONDITION_FLAG, token.start);
	if (condition == NULL || !reader_name(reader, &token, &condition->fact))
		return false;
	reader_take(reader);
	if (reader_take_word(reader, "in")) {
		condition->kind = CONDITION_IN;
		if (!read_members(reader, condition))
			return false;
	} else if (!reader_at_end(reader) &&
		   reader->token.kind >= TOKEN_EQUAL) {
		condition->kind = CONDITION_COMPARE;
		condition->comparison = (enum comparison)(
			COMPARE_EQUAL + (reader->token.kind - TOKEN_EQUAL));
		reader_take(reader);
		if (!read_value(reader, &condition->value))
			return false;
	}
	finish(state, condition, token.start);
	*out = condition;
	return true;
}

static bool read_parenthesised(struct condition_reader *state,
			       const struct condition **out)
{
	struct reader *reader = state->reader;
	struct token open = reader->token;

	if (!enter(reader))
		return false;
	reader->parentheses++;
	reader_take(reader);
	if (!read_any(state, out))
		return false;
	if (reader->token.kind != TOKEN_RIGHT) {
		if (reader->token.kind != TOKEN_BAD)
			finding_hint(
				reader->findings,
				findings_add(reader->findings, SEVERITY_ERROR,
					     "unclosed-parenthesis",
					     reader_range(reader, open.start,
							  open.end),
					     "this '(' is not closed"),
				"expected ')', 'and' or 'or' after '%.*s'",
				SLICE_ARGS(token_text(reader->source,
						      &reader->last)));
		return false;
	}
	reader->parentheses--;
	reader->depth--;
	reader_take(reader);
	return true;
}

static bool read_part(struct condition_reader *state,
		      const struct condition **out)
{
	struct reader *reader = state->reader;
	uint32_t start = reader->token.start;
	struct condition *condition;

	if (reader->token.kind == TOKEN_LEFT && !reader_at_end(reader))
		return read_parenthesised(state, out);
	if (!reader_is(reader, "not"))
		return read_fact(state, out);
	if (!enter(reader))
		return false;
	reader_take(reader);
	condition = new_condition(state, CONDITION_NOT, start);
	if (condition == NULL || !read_part(state, &condition->left))
		return false;
	reader->depth--;
	finish(state, condition, start);
	*out = condition;
	return true;
}

/* Parts joined by one word, to the left: a and b and c is (a and b) and c. */
static bool read_joined(struct condition_reader *state, const char *word,
			enum condition_kind kind,
			bool (*read)(struct condition_reader *,
				     const struct condition **),
			const struct condition **out)
{
	struct reader *reader = state->reader;
	uint32_t start = reader->token.start;

	if (!read(state, out))
		return false;
	while (reader_take_word(reader, word)) {
		struct condition *both = new_condition(state, kind, start);

		if (both == NULL)
			return false;
		both->left = *out;
		if (!read(state, &both->right))
			return false;
		finish(state, both, start);
		*out = both;
	}
	return true;
}

static bool read_all(struct condition_reader *state,
		     const struct condition **out)
{
	return read_joined(state, "and", CONDITION_AND, read_part, out);
}

static bool read_any(struct condition_reader *state,
		     const struct condition **out)
{
	return read_joined(state, "or", CONDITION_OR, read_all, out);
}

bool read_condition(struct reader *reader, const struct condition **out)
{
	struct condition_reader state = {.reader = reader};
	unsigned int depth = reader->depth;
	bool read = read_any(&state, out);

	reader->depth = depth;
	reader->parentheses = 0;
	return read;
}
