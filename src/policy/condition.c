#include "policy/condition.h"

#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "dictionary/dictionary.h"
#include "language/diagnostic.h"
#include "language/tree.h"

/* Nobody writes an age beyond AGE_MOST; AGE_BOUND is more than any two dates
 * that can be read lie apart. */
enum { AGE_MOST = 150, AGE_BOUND = 1200, DERIVED_DEPTH = 8 };

struct compiler {
	const struct dictionary *dictionary;
	struct arena *arena;
	struct findings *findings;
	struct condition_step *steps;
	size_t count;
	size_t capacity;
	unsigned int depth;   /* of the evaluation stack here */
	unsigned int derived; /* nesting of derived facts */
	bool too_deep;
	bool failed; /* memory ran out */
};

static void compile(struct compiler *compiler,
		    const struct condition *condition);

uint16_t condition_fact(const struct dictionary *dictionary, struct slice name)
{
	return dictionary_find(dictionary, KIND_FACT, name);
}

uint16_t condition_birth_fact(const struct dictionary *dictionary)
{
	uint16_t fact = condition_fact(dictionary, SLICE("birth-date"));

	if (fact != DICTIONARY_NONE &&
	    dictionary->facts[fact].type != FACT_DATE)
		return DICTIONARY_NONE;
	return fact;
}

static void emit(struct compiler *compiler, struct condition_step step)
{
	compiler->steps =
		arena_grow(compiler->arena, compiler->steps, compiler->count,
			   &compiler->capacity, sizeof(*compiler->steps));
	if (compiler->steps == NULL) {
		compiler->failed = true;
		compiler->count = compiler->capacity = 0;
		return;
	}
	compiler->steps[compiler->count++] = step;
	if (step.operation == OPERATION_AND || step.operation == OPERATION_OR)
		compiler->depth--;
	else if (step.operation != OPERATION_NOT)
		compiler->depth++;
	if (compiler->depth > CONDITION_STACK)
		compiler->too_deep = true;
}

static void emit_operation(struct compiler *compiler,
			   enum condition_operation operation)
{
	emit(compiler, (struct condition_step){.operation = operation});
}

/* A fact that has a value otherwise is never unknown. */
static uint8_t truth_unrecorded(const struct compiler *compiler, uint16_t fact,
				int32_t low, int32_t high)
{
	int32_t value = compiler->dictionary->facts[fact].otherwise;

	if (value == DATE_NONE)
		return TRUTH_UNKNOWN;
	return low <= value && value <= high ? TRUTH_TRUE : TRUTH_FALSE;
}

static void emit_range(struct compiler *compiler, uint16_t fact, int32_t low,
		       int32_t high)
{
	if (low > high)
		emit_operation(compiler, OPERATION_NEVER);
	else
		emit(compiler, (struct condition_step){
				       .operation = OPERATION_RANGE,
				       .fact = fact,
				       .low = low,
				       .high = high,
				       .unknown = truth_unrecorded(
					       compiler, fact, low, high)});
}

static void complain(struct compiler *compiler, const char *id,
		     struct range range, const char *message)
{
	findings_add(compiler->findings, SEVERITY_ERROR, id, range, "%s",
		     message);
	emit_operation(compiler, OPERATION_NEVER);
}

static void unknown_fact(struct compiler *compiler, const struct name *name)
{
	struct finding *finding;

	finding = findings_add(compiler->findings, SEVERITY_ERROR,
			       "unknown-fact", name->range,
			       "'%.*s' is no fact that a condition can ask",
			       SLICE_ARGS(name->text));
	/* `age` is asked of the birth date and is no fact of its own. */
	if (text_distance(name->text, SLICE("age"), 1) <= 1)
		finding_hint(compiler->findings, finding,
			     "did you mean 'age'?");
	else
		dictionary_hint(compiler->dictionary, KIND_FACT, name->text,
				compiler->findings, finding);
	emit_operation(compiler, OPERATION_NEVER);
}

/* What a comparison allows of whole numbers. */
struct bounds {
	int32_t low, high;
	bool negated; /* everything else instead */
};

static struct bounds bounds_of(enum comparison comparison, int32_t value)
{
	/* DATE_NONE, the least int32_t, stands for "not known". */
	struct bounds all = {DATE_NONE + 1, INT32_MAX, false};

	switch (comparison) {
	case COMPARE_EQUAL:
		return (struct bounds){value, value, false};
	case COMPARE_NOT_EQUAL:
		return (struct bounds){value, value, true};
	case COMPARE_LESS:
		all.high = value - 1;
		break;
	case COMPARE_LESS_EQUAL:
		all.high = value;
		break;
	case COMPARE_GREATER:
		all.low = value + 1;
		break;
	case COMPARE_GREATER_EQUAL:
		all.low = value;
		break;
	}
	return all;
}

/* A value as the column of `fact` holds it.  False after a finding. */
static bool value_of(struct compiler *compiler, const struct fact *fact,
		     const struct condition_value *value, int32_t *result)
{
	const struct code_set *set;
	uint16_t code;

	if (fact->type == FACT_NUMBER && value->kind == VALUE_NUMBER &&
	    value->number <= 1000000) {
		*result = (int32_t)value->number;
		return true;
	}
	if (fact->type == FACT_DATE && value->kind == VALUE_DATE) {
		*result = value->date;
		return true;
	}
	if (fact->type != FACT_CODE || value->kind == VALUE_DATE) {
		findings_add(compiler->findings, SEVERITY_ERROR, "bad-value",
			     value->range,
			     "'%.*s' cannot be compared with this",
			     SLICE_ARGS(fact->name));
		return false;
	}
	set = &compiler->dictionary->code_sets[fact->codes];
	code = code_set_find(compiler->dictionary, fact->codes, value->name);
	if (code == DICTIONARY_NONE) {
		struct finding *finding;

		finding = findings_add(
			compiler->findings, SEVERITY_ERROR, "unknown-code",
			value->range, "'%.*s' is no code of '%.*s'",
			SLICE_ARGS(value->name), SLICE_ARGS(set->name));
		finding_hint(compiler->findings, finding,
			     "the codes are listed in the dictionary under "
			     "'codes %.*s'",
			     SLICE_ARGS(set->name));
		return false;
	}
	*result = code_fact_value(set, code);
	if (*result == DATE_NONE)
		findings_add(compiler->findings, SEVERITY_ERROR,
			     "unordered-code", value->range,
			     "the code '%.*s' has no place in the order of "
			     "'%.*s'",
			     SLICE_ARGS(value->name), SLICE_ARGS(set->name));
	return *result != DATE_NONE;
}

static void compile_age(struct compiler *compiler,
			const struct condition *condition, struct bounds bounds)
{
	uint16_t fact = condition_birth_fact(compiler->dictionary);

	if (fact == DICTIONARY_NONE) {
		complain(compiler, "no-birth-date", condition->range,
			 "the dictionary has no date 'birth-date' to tell an "
			 "age from");
		return;
	}
	if (bounds.low < -AGE_BOUND)
		bounds.low = -AGE_BOUND;
	if (bounds.high > AGE_BOUND)
		bounds.high = AGE_BOUND;
	if (bounds.low > bounds.high)
		emit_operation(compiler, OPERATION_NEVER);
	else
		emit(compiler,
		     (struct condition_step){.operation = OPERATION_AGE,
					     .fact = fact,
					     .low = bounds.low,
					     .high = bounds.high});
	if (bounds.negated)
		emit_operation(compiler, OPERATION_NOT);
}

/* A derived fact: true where any of its `is` rows with a fitting value is. */
static void compile_derived(struct compiler *compiler, const struct fact *fact,
			    struct bounds bounds)
{
	const struct statement *row = NULL;
	bool first = true;

	if (++compiler->derived > DERIVED_DEPTH) {
		complain(compiler, "cyclic-fact", fact->range,
			 "this fact is defined by itself");
		compiler->derived--;
		return;
	}
	while ((row = statement_child(fact->statement, KEYWORD_IS, row)) !=
	       NULL) {
		const struct argument *when = statement_argument(row, "when");
		int64_t number = (int64_t)statement_number(row, "", 0);

		if (when == NULL || number < bounds.low || number > bounds.high)
			continue;
		compile(compiler, when->condition);
		if (!first)
			emit_operation(compiler, OPERATION_OR);
		first = false;
	}
	if (first)
		emit_operation(compiler, OPERATION_NEVER);
	if (bounds.negated)
		emit_operation(compiler, OPERATION_NOT);
	compiler->derived--;
}

static void compile_bounds(struct compiler *compiler, uint16_t fact,
			   struct bounds bounds)
{
	const struct fact *entry = &compiler->dictionary->facts[fact];

	if (entry->origin == FACT_DERIVED) {
		compile_derived(compiler, entry, bounds);
		return;
	}
	emit_range(compiler, fact, bounds.low, bounds.high);
	if (bounds.negated)
		emit_operation(compiler, OPERATION_NOT);
}

static bool is_age(const struct condition *condition)
{
	return slice_is(condition->fact.text, "age");
}

static bool age_value(struct compiler *compiler,
		      const struct condition_value *value, int32_t *age)
{
	if (value->kind == VALUE_NUMBER && value->number <= AGE_MOST) {
		*age = (int32_t)value->number;
		return true;
	}
	findings_add(compiler->findings, SEVERITY_ERROR, "bad-value",
		     value->range, "an age is a number of years up to %d",
		     AGE_MOST);
	return false;
}

static bool comparable(const struct dictionary *dictionary,
		       const struct fact *fact)
{
	return fact->type == FACT_NUMBER || fact->type == FACT_DATE ||
	       (fact->type == FACT_CODE &&
		dictionary->code_sets[fact->codes].ordered);
}

static void compile_compare(struct compiler *compiler,
			    const struct condition *condition)
{
	bool equality = condition->comparison == COMPARE_EQUAL ||
			condition->comparison == COMPARE_NOT_EQUAL;
	const struct fact *fact;
	uint16_t index;
	int32_t value;

	if (is_age(condition)) {
		if (age_value(compiler, &condition->value, &value))
			compile_age(compiler, condition,
				    bounds_of(condition->comparison, value));
		else
			emit_operation(compiler, OPERATION_NEVER);
		return;
	}
	index = condition_fact(compiler->dictionary, condition->fact.text);
	if (index == DICTIONARY_NONE) {
		unknown_fact(compiler, &condition->fact);
		return;
	}
	fact = &compiler->dictionary->facts[index];
	if (!equality && !comparable(compiler->dictionary, fact)) {
		complain(compiler, "no-order", condition->range,
			 "this fact has no order; compare it with '=' or 'in'");
		return;
	}
	if (value_of(compiler, fact, &condition->value, &value))
		compile_bounds(compiler, index,
			       bounds_of(condition->comparison, value));
	else
		emit_operation(compiler, OPERATION_NEVER);
}

static bool member_bounds(struct compiler *compiler,
			  const struct condition *condition,
			  const struct fact *fact,
			  const struct condition_member *member,
			  struct bounds *bounds)
{
	bool whole;

	bounds->negated = false;
	whole = fact == NULL
			? age_value(compiler, &member->low, &bounds->low) &&
				  age_value(compiler, &member->high,
					    &bounds->high)
			: value_of(compiler, fact, &member->low,
				   &bounds->low) &&
				  value_of(compiler, fact, &member->high,
					   &bounds->high);
	if (!whole)
		return false;
	if (fact != NULL && bounds->low != bounds->high &&
	    !comparable(compiler->dictionary, fact)) {
		findings_add(compiler->findings, SEVERITY_ERROR, "no-order",
			     condition->range,
			     "'%.*s' has no order, so it has no 'to'",
			     SLICE_ARGS(fact->name));
		return false;
	}
	if (bounds->low > bounds->high)
		findings_add(compiler->findings, SEVERITY_ERROR, "empty-range",
			     (struct range){member->low.range.source,
					    member->low.range.start,
					    member->high.range.end},
			     "nothing lies from the larger to the smaller "
			     "value");
	return bounds->low <= bounds->high;
}

static void compile_in(struct compiler *compiler,
		       const struct condition *condition)
{
	const struct fact *fact = NULL;
	uint16_t index = DICTIONARY_NONE;

	if (!is_age(condition)) {
		index = condition_fact(compiler->dictionary,
				       condition->fact.text);
		if (index == DICTIONARY_NONE) {
			unknown_fact(compiler, &condition->fact);
			return;
		}
		fact = &compiler->dictionary->facts[index];
	}
	for (size_t i = 0; i < condition->member_count; i++) {
		struct bounds bounds;

		if (!member_bounds(compiler, condition, fact,
				   &condition->members[i], &bounds))
			emit_operation(compiler, OPERATION_NEVER);
		else if (fact == NULL)
			compile_age(compiler, condition, bounds);
		else
			compile_bounds(compiler, index, bounds);
		if (i > 0)
			emit_operation(compiler, OPERATION_OR);
	}
}

static void compile_flag(struct compiler *compiler,
			 const struct condition *condition)
{
	uint16_t index =
		condition_fact(compiler->dictionary, condition->fact.text);

	if (index == DICTIONARY_NONE)
		unknown_fact(compiler, &condition->fact);
	else if (compiler->dictionary->facts[index].type != FACT_FLAG)
		complain(compiler, "not-a-flag", condition->range,
			 "this fact is not simply true or false; compare it "
			 "with a value");
	else
		compile_bounds(compiler, index, (struct bounds){1, 1, false});
}

/* The parser bounds the depth of the tree, so this recursion is bounded. */
static void compile(struct compiler *compiler,
		    const struct condition *condition)
{
	switch (condition->kind) {
	case CONDITION_AND:
	case CONDITION_OR:
		compile(compiler, condition->left);
		compile(compiler, condition->right);
		emit_operation(compiler, condition->kind == CONDITION_AND
						 ? OPERATION_AND
						 : OPERATION_OR);
		break;
	case CONDITION_NOT:
		compile(compiler, condition->left);
		emit_operation(compiler, OPERATION_NOT);
		break;
	case CONDITION_FLAG:
		compile_flag(compiler, condition);
		break;
	case CONDITION_COMPARE:
		compile_compare(compiler, condition);
		break;
	case CONDITION_IN:
		compile_in(compiler, condition);
		break;
	}
}

int condition_compile(struct condition_program *program,
		      const struct condition *condition,
		      const struct dictionary *dictionary, struct arena *arena,
		      struct findings *findings, struct error *error)
{
	struct compiler compiler = {
		.dictionary = dictionary,
		.arena = arena,
		.findings = findings,
	};

	compile(&compiler, condition);
	if (compiler.failed || findings->failed)
		return error_memory(error);
	if (compiler.too_deep)
		findings_add(findings, SEVERITY_ERROR, "too-deep",
			     condition->range,
			     "the condition is nested too deeply");
	*program = (struct condition_program){compiler.steps, compiler.count};
	return 0;
}

int condition_bind(struct condition_program *bound,
		   const struct condition_program *program,
		   const struct dictionary *dictionary, int32_t date,
		   struct arena *arena, struct error *error)
{
	struct condition_step *steps;

	(void)dictionary;
	steps = arena_array(arena, program->count, sizeof(*steps));
	if (steps == NULL)
		return error_memory(error);
	for (size_t i = 0; i < program->count; i++) {
		steps[i] = program->steps[i];
		if (steps[i].operation != OPERATION_AGE)
			continue;
		steps[i].operation = OPERATION_RANGE;
		steps[i].high = date_latest_birth(program->steps[i].low, date);
		steps[i].low =
			date_latest_birth(program->steps[i].high + 1, date) + 1;
	}
	*bound = (struct condition_program){steps, program->count};
	return 0;
}
