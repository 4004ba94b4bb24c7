/* Compiled conditions at work: over columns, in steps of a fixed width for the
 * vectoriser, and in words for people. */
#include "policy/condition.h"

#include <string.h>

#include "base/builder.h"
#include "base/date.h"
#include "dictionary/dictionary.h"

static void range_step(const int32_t *restrict column, int32_t low,
		       int32_t high, unsigned int unknown,
		       uint8_t *restrict truth)
{
	for (int i = 0; i < BATCH_STEP; i++) {
		int32_t value = column[i];
		unsigned int known = value != DATE_NONE;
		unsigned int within = (value >= low) & (value <= high);

		truth[i] = (uint8_t)(known & within) |
			   (uint8_t)((known & (within ^ 1u)) << 1) |
			   (uint8_t)((known - 1u) & unknown);
	}
}

static void and_step(uint8_t *restrict left, const uint8_t *restrict right)
{
	for (int i = 0; i < BATCH_STEP; i++)
		left[i] = (uint8_t)((left[i] & right[i] & TRUTH_TRUE) |
				    ((left[i] | right[i]) & TRUTH_FALSE));
}

static void or_step(uint8_t *restrict left, const uint8_t *restrict right)
{
	for (int i = 0; i < BATCH_STEP; i++)
		left[i] = (uint8_t)(((left[i] | right[i]) & TRUTH_TRUE) |
				    (left[i] & right[i] & TRUTH_FALSE));
}

static void not_step(uint8_t *truth)
{
	for (int i = 0; i < BATCH_STEP; i++)
		truth[i] = (uint8_t)((truth[i] & 1) << 1 | truth[i] >> 1);
}

static void evaluate_range(const struct condition_step *step,
			   const int32_t *column, uint32_t width,
			   uint8_t *truth)
{
	if (column == NULL) {
		memset(truth, step->unknown, width);
		return;
	}
	for (uint32_t at = 0; at < width; at += BATCH_STEP)
		range_step(column + at, step->low, step->high, step->unknown,
			   truth + at);
}

const uint8_t *condition_evaluate(const struct condition_program *bound,
				  const int32_t *const *columns, uint32_t width,
				  struct condition_space *space)
{
	uint8_t(*stack)[BATCH_PUPILS] = space->stack;
	unsigned int depth = 0;

	for (size_t i = 0; i < bound->count; i++) {
		const struct condition_step *step = &bound->steps[i];

		switch (step->operation) {
		case OPERATION_RANGE:
		case OPERATION_AGE:
			evaluate_range(step, columns[step->fact], width,
				       stack[depth++]);
			break;
		case OPERATION_NEVER:
			memset(stack[depth++], TRUTH_FALSE, width);
			break;
		case OPERATION_AND:
			depth--;
			for (uint32_t at = 0; at < width; at += BATCH_STEP)
				and_step(stack[depth - 1] + at,
					 stack[depth] + at);
			break;
		case OPERATION_OR:
			depth--;
			for (uint32_t at = 0; at < width; at += BATCH_STEP)
				or_step(stack[depth - 1] + at,
					stack[depth] + at);
			break;
		case OPERATION_NOT:
			for (uint32_t at = 0; at < width; at += BATCH_STEP)
				not_step(stack[depth - 1] + at);
			break;
		}
	}
	return stack[0];
}

uint64_t condition_facts(const struct condition_program *program)
{
	uint64_t facts = 0;

	for (size_t i = 0; i < program->count; i++)
		if (program->steps[i].operation == OPERATION_RANGE ||
		    program->steps[i].operation == OPERATION_AGE)
			facts |= 1ull << program->steps[i].fact;
	return facts;
}

static void write_bound(const struct fact *fact, int32_t value,
			struct builder *out)
{
	char text[DATE_TEXT_BYTES];

	if (value == INT32_MAX || value <= DATE_NONE + 1) {
		builder_add_text(out, "any");
	} else if (fact->type == FACT_DATE) {
		date_format(value, text);
		builder_add_text(out, text);
	} else {
		builder_add_format(out, "%d", value);
	}
}

static void disassemble_range(const struct condition_step *step,
			      const struct dictionary *dictionary,
			      struct builder *out)
{
	const struct fact *fact = &dictionary->facts[step->fact];

	if (step->operation == OPERATION_AGE) {
		builder_add_format(out, "age    birth-date %d to %d", step->low,
				   step->high);
		return;
	}
	builder_add_format(out, "range  %.*s ", SLICE_ARGS(fact->name));
	write_bound(fact, step->low, out);
	builder_add_text(out, " to ");
	write_bound(fact, step->high, out);
	if (step->unknown != TRUTH_UNKNOWN)
		builder_add_text(out, step->unknown == TRUTH_TRUE
					      ? ", or not recorded"
					      : ", recorded");
}

void condition_disassemble(const struct condition_program *program,
			   const struct dictionary *dictionary,
			   const char *indent, struct builder *out)
{
	static const char *const names[] = {
		[OPERATION_AND] = "and",
		[OPERATION_OR] = "or",
		[OPERATION_NOT] = "not",
		[OPERATION_NEVER] = "never",
	};

	for (size_t i = 0; i < program->count; i++) {
		const struct condition_step *step = &program->steps[i];

		builder_add_format(out, "%s%3zu  ", indent, i);
		if (step->operation == OPERATION_RANGE ||
		    step->operation == OPERATION_AGE)
			disassemble_range(step, dictionary, out);
		else
			builder_add_text(out, names[step->operation]);
		builder_add_byte(out, '\n');
	}
}
