#include "formats/census_condition_parts.h"

#include "base/date.h"
#include "dictionary/dictionary.h"
#include "formats/upn_rule.h"

static struct slice text_of(const struct census_facts *facts,
			    const struct census_condition *operand)
{
	const struct census_value *value;

	if (operand->operation == OP_HEADING)
		return facts->header != NULL
			       ? facts->header->text[operand->number]
			       : SLICE("");
	if (operand->operation != OP_ROW)
		return SLICE("");
	value = census_facts_value(facts, operand->number);
	return value != NULL ? value->text : SLICE("");
}

static bool number_of(const struct census_facts *facts,
		      const struct census_condition *operand, int64_t *number)
{
	int64_t left, right;

	switch (operand->operation) {
	case OP_NUMBER:
		*number = operand->constant;
		return true;
	case OP_DERIVED:
		return census_derived_number(
			facts, (enum derived)operand->number, number);
	case OP_COUNT:
		*number = facts->pupil == NULL
				  ? 0
				  : (int64_t)facts->pupil
						    ->items[operand->number] *
					    CENSUS_SCALE;
		return true;
	case OP_COUNTER:
		*number = (int64_t)facts->counters->counted[operand->number] *
			  CENSUS_SCALE;
		return true;
	case OP_PLUS:
	case OP_MINUS:
		if (!number_of(facts, operand->left, &left) ||
		    !number_of(facts, operand->right, &right))
			return false;
		*number = operand->operation == OP_PLUS ? left + right
							: left - right;
		return true;
	default:
		return census_number_or_date(text_of(facts, operand), number);
	}
}

static bool compares(const struct census_facts *facts,
		     const struct census_condition *condition)
{
	int64_t left, right;

	if (!number_of(facts, condition->left, &left) ||
	    !number_of(facts, condition->right, &right))
		return false;
	switch (condition->operation) {
	case OP_LESS:
		return left < right;
	case OP_AT_MOST:
		return left <= right;
	case OP_MORE:
		return left > right;
	case OP_AT_LEAST:
		return left >= right;
	case OP_EQUAL:
		return left == right;
	default:
		return left != right;
	}
}

/* A former authority's number is one too. */
static bool is_valid_heading(struct census_facts *facts, uint16_t heading,
			     struct slice text)
{
	const struct dictionary *dictionary = facts->layout->dictionary;
	uint16_t field;

	if (heading != HEADING_LEA)
		return true;
	field = dictionary_find(dictionary, KIND_FIELD,
				SLICE("pupil.home-authority"));
	return field == DICTIONARY_NONE ||
	       field_check(dictionary, field, text, DATE_NONE, &facts->scratch,
			   NULL) == 0;
}

/* By the dictionary's field, on the day that the row's codes are of. */
static bool is_valid(struct census_facts *facts,
		     const struct census_condition *operand, struct slice text)
{
	const struct layout *layout = facts->layout;
	uint16_t field = operand->operation == OP_ROW
				 ? layout->field[operand->number][0]
				 : DICTIONARY_NONE;
	int32_t on = facts->census.reference_date;

	if (operand->operation == OP_HEADING)
		return is_valid_heading(facts, operand->number, text);
	if (field == DICTIONARY_NONE)
		return true;
	if ((layout->rows[operand->number].flags & LAYOUT_HISTORIC) != 0)
		on = DATE_NONE;
	return field_check(layout->dictionary, field, text, on, &facts->scratch,
			   NULL) == 0;
}

static bool breaks(struct census_facts *facts,
		   const struct census_condition *condition)
{
	struct slice text = text_of(facts, condition->left);
	const char *rule;

	if (text.len == 0 || is_valid(facts, condition->left, text))
		return false;
	rule = upn_rule(text);
	return rule != NULL && slice_is(condition->words[0], rule);
}

static bool is_in(const struct census_facts *facts,
		  const struct census_condition *condition)
{
	struct slice text = text_of(facts, condition->left);

	for (size_t i = 0; i < condition->count; i++)
		if (slice_equal(condition->words[i], text))
			return true;
	return false;
}

static bool has_digits(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] >= '0' && text.at[i] <= '9')
			return true;
	return false;
}

/* The days of an item; what has no end goes on. */
static bool item_span(const struct census_facts *facts,
		      const struct census_condition *condition, uint16_t item,
		      int32_t *from, int32_t *to)
{
	const struct census_value *start =
		census_facts_value_in(facts, condition->rows[0], item);
	const struct census_value *end =
		census_facts_value_in(facts, condition->rows[1], item);

	*to = INT32_MAX;
	return start != NULL && date_parse(start->text, from) &&
	       (end == NULL || date_parse(end->text, to));
}

static bool overlaps(const struct census_facts *facts,
		     const struct census_condition *condition)
{
	int32_t from, to, other_from, other_to;

	if (!item_span(facts, condition, facts->item, &from, &to))
		return false;
	for (uint16_t i = 0; i < facts->item; i++)
		if (item_span(facts, condition, i, &other_from, &other_to) &&
		    from <= other_to && other_from <= to)
			return true;
	return false;
}

static bool same_item(const struct census_facts *facts,
		      const struct census_condition *condition, uint16_t item)
{
	for (size_t i = 0; i < condition->count; i++) {
		const struct census_value *mine = census_facts_value_in(
			facts, condition->rows[i], facts->item);
		const struct census_value *other =
			census_facts_value_in(facts, condition->rows[i], item);

		if (mine == NULL || other == NULL ||
		    !slice_equal(mine->text, other->text))
			return false;
	}
	return true;
}

static bool repeats(const struct census_facts *facts,
		    const struct census_condition *condition)
{
	for (uint16_t i = 0; i < facts->item; i++)
		if (same_item(facts, condition, i))
			return true;
	return false;
}

bool census_condition_holds(const struct census_condition *condition,
			    struct census_facts *facts)
{
	struct slice text;

	switch (condition->operation) {
	case OP_AND:
		return census_condition_holds(condition->left, facts) &&
		       census_condition_holds(condition->right, facts);
	case OP_OR:
		return census_condition_holds(condition->left, facts) ||
		       census_condition_holds(condition->right, facts);
	case OP_NOT:
		return !census_condition_holds(condition->left, facts);
	case OP_GIVEN:
		return text_of(facts, condition->left).len > 0;
	case OP_VALID:
	case OP_INVALID:
		text = text_of(facts, condition->left);
		return text.len > 0 &&
		       is_valid(facts, condition->left, text) ==
			       (condition->operation == OP_VALID);
	case OP_BREAKS:
		return breaks(facts, condition);
	case OP_IN:
		return is_in(facts, condition);
	case OP_REPEATED:
		return facts->repeated;
	case OP_DIGITS:
		return has_digits(text_of(facts, condition->left));
	case OP_OVERLAPS:
		return overlaps(facts, condition);
	case OP_REPEATS:
		return repeats(facts, condition);
	default:
		return compares(facts, condition);
	}
}
