/* The reference's conditions, straight from the tree. */
#include "policy/reference_parts.h"

#include "base/date.h"
#include "base/text.h"

static enum truth truth_not(enum truth a)
{
	return a == PERHAPS ? PERHAPS : a == YES ? NO : YES;
}

static enum truth truth_and(enum truth a, enum truth b)
{
	if (a == NO || b == NO)
		return NO;
	return a == YES && b == YES ? YES : PERHAPS;
}

static enum truth truth_or(enum truth a, enum truth b)
{
	return truth_not(truth_and(truth_not(a), truth_not(b)));
}

enum truth asking_judge(const struct asking *asking,
			const struct condition *condition);

/* A controller's facts come from its notice unless the pupil's say otherwise. */
static int32_t controller_fact(const struct asking *asking,
			       const struct fact *fact)
{
	const struct dictionary *dictionary = asking->dictionary;
	const struct notice *notice = asking->notice;
	const struct setting *setting = NULL;
	struct slice text = {NULL, 0};
	uint16_t code;

	if (slice_is(fact->name, "kind") && fact->type == FACT_CODE) {
		code = notice != NULL ? notice->kind
				      : asking->request->controller_kind;
		return code == DICTIONARY_NONE
			       ? DATE_NONE
			       : code_fact_value(
					 &dictionary->code_sets[fact->codes],
					 code);
	}
	if (notice != NULL && notice->setting != DICTIONARY_NONE)
		setting = &dictionary->settings[notice->setting];
	if (setting == NULL)
		return DATE_NONE;
	if (fact->type == FACT_FLAG)
		return slice_is(fact->name, "academy") ? setting->academy
						       : DATE_NONE;
	if (slice_is(fact->name, "setting"))
		text = setting->name;
	if (slice_is(fact->name, "phase"))
		text = setting->phase;
	if (fact->type != FACT_CODE)
		return DATE_NONE;
	code = code_set_find(dictionary, fact->codes, text);
	if (code == DICTIONARY_NONE)
		return DATE_NONE;
	return code_fact_value(&dictionary->code_sets[fact->codes], code);
}

/* What the fact's own statement says of those who have none recorded. */
static int32_t asking_otherwise(const struct asking *asking,
				const struct fact *fact)
{
	struct slice text = statement_text(fact->statement, "otherwise");
	uint64_t number = 0;
	uint16_t code;

	if (text.len == 0)
		return DATE_NONE;
	if (fact->type == FACT_FLAG)
		return slice_is(text, "true");
	if (fact->type == FACT_NUMBER)
		return slice_number(text, INT32_MAX, &number) ? (int32_t)number
							      : DATE_NONE;
	code = code_set_find(asking->dictionary, fact->codes, text);
	return code_fact_value(&asking->dictionary->code_sets[fact->codes],
			       code);
}

int32_t asking_fact_value(const struct asking *asking, uint16_t index)
{
	const struct fact *fact = &asking->dictionary->facts[index];
	int32_t value = asking->pupil->facts[index];

	if (value == DATE_NONE && fact->origin == FACT_CONTROLLER)
		value = controller_fact(asking, fact);
	if (value == DATE_NONE)
		value = asking_otherwise(asking, fact);
	return value;
}

static enum truth compare(int64_t left, enum comparison comparison,
			  int64_t right)
{
	switch (comparison) {
	case COMPARE_EQUAL:
		return left == right;
	case COMPARE_NOT_EQUAL:
		return left != right;
	case COMPARE_LESS:
		return left < right;
	case COMPARE_LESS_EQUAL:
		return left <= right;
	case COMPARE_GREATER:
		return left > right;
	case COMPARE_GREATER_EQUAL:
		return left >= right;
	}
	return NO;
}

/* A written value, as the fact's column would hold it. */
static int64_t written(const struct asking *asking, const struct fact *fact,
		       const struct condition_value *value)
{
	uint16_t code;

	if (fact == NULL || fact->type == FACT_NUMBER)
		return value->number;
	if (fact->type == FACT_DATE)
		return value->date;
	code = code_set_find(asking->dictionary, fact->codes, value->name);
	return code_fact_value(&asking->dictionary->code_sets[fact->codes],
			       code);
}

static enum truth judge_value(const struct asking *asking,
			      const struct condition *condition,
			      const struct fact *fact, int64_t value)
{
	if (condition->kind == CONDITION_FLAG)
		return value == 1;
	if (condition->kind == CONDITION_COMPARE)
		return compare(value, condition->comparison,
			       written(asking, fact, &condition->value));
	for (size_t i = 0; i < condition->member_count; i++) {
		const struct condition_member *member = &condition->members[i];

		if (value >= written(asking, fact, &member->low) &&
		    value <= written(asking, fact, &member->high))
			return YES;
	}
	return NO;
}

/* A derived number has a value for each row that holds; the comparison is
 * true if it is for one of them. */
static enum truth judge_derived(const struct asking *asking,
				const struct condition *condition,
				const struct fact *fact)
{
	const struct statement *row = NULL;
	bool negated = condition->kind == CONDITION_COMPARE &&
		       condition->comparison == COMPARE_NOT_EQUAL;
	enum truth any = NO;

	while ((row = statement_child(fact->statement, KEYWORD_IS, row)) !=
	       NULL) {
		int64_t value = (int64_t)statement_number(row, "", 0);
		enum truth fits = judge_value(asking, condition, fact, value);

		if (negated)
			fits = truth_not(fits);
		if (fits != YES)
			continue;
		any = truth_or(
			any,
			asking_judge(
				asking,
				statement_argument(row, "when")->condition));
	}
	return negated ? truth_not(any) : any;
}

static enum truth judge_fact(const struct asking *asking,
			     const struct condition *condition)
{
	bool age = slice_is(condition->fact.text, "age");
	uint16_t index = dictionary_find(asking->dictionary, KIND_FACT,
					 age ? SLICE("birth-date")
					     : condition->fact.text);
	const struct fact *fact = &asking->dictionary->facts[index];
	int32_t value = asking_fact_value(asking, index);

	if (!age && fact->origin == FACT_DERIVED)
		return judge_derived(asking, condition, fact);
	if (value == DATE_NONE)
		return PERHAPS;
	if (age)
		return judge_value(asking, condition, NULL,
				   date_age(value, asking->request->date));
	return judge_value(asking, condition, fact, value);
}

enum truth asking_judge(const struct asking *asking,
			const struct condition *condition)
{
	switch (condition->kind) {
	case CONDITION_AND:
		return truth_and(asking_judge(asking, condition->left),
				 asking_judge(asking, condition->right));
	case CONDITION_OR:
		return truth_or(asking_judge(asking, condition->left),
				asking_judge(asking, condition->right));
	case CONDITION_NOT:
		return truth_not(asking_judge(asking, condition->left));
	case CONDITION_FLAG:
	case CONDITION_COMPARE:
	case CONDITION_IN:
		break;
	}
	return judge_fact(asking, condition);
}
