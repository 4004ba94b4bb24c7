/*
 * condition.h - conditions as small column programs.
 *
 * A condition over facts compiles to a postfix program.  Each step works on a
 * whole batch of pupils at once, without a branch for any pupil.  Truth has
 * three values, because facts may not be known: a byte for each pupil holds
 * TRUTH_TRUE, TRUTH_FALSE or neither.  A permission needs true; a prohibition
 * applies unless false.
 *
 * An age is compiled to a range of birth dates when the program is bound to a
 * date (law: FLRA 1969 s9; see base/date.h for 29 February).
 */
#ifndef HORNBOOK_POLICY_CONDITION_H
#define HORNBOOK_POLICY_CONDITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct arena;
struct builder;
struct condition;
struct dictionary;
struct error;
struct findings;

/* Pupils in a batch at most, and the step in which they are evaluated: columns
 * have room for the count rounded up to a whole number of steps. */
enum { BATCH_PUPILS = 1024, BATCH_STEP = 64 };

static inline uint32_t batch_width(uint32_t count)
{
	return (count + BATCH_STEP - 1) / BATCH_STEP * BATCH_STEP;
}

enum { TRUTH_UNKNOWN = 0, TRUTH_TRUE = 1, TRUTH_FALSE = 2 };

/* Steps on the evaluation stack; deeper conditions are refused. */
enum { CONDITION_STACK = 32 };

enum condition_operation {
	OPERATION_RANGE, /* push low <= fact <= high */
	OPERATION_AGE,   /* push low <= age <= high, from the birth date */
	OPERATION_AND,
	OPERATION_OR,
	OPERATION_NOT,
	OPERATION_NEVER, /* push false: a value that no pupil can have */
};

struct condition_step {
	enum condition_operation operation;
	uint16_t fact;
	int32_t low, high;
	uint8_t unknown; /* RANGE: the truth where nothing is recorded */
};

struct condition_program {
	const struct condition_step *steps;
	size_t count;
};

/*
 * Compiles `condition` into `*program`, in `arena`.  Names that are not facts
 * or codes, comparisons that make no sense and conditions too deep become
 * findings; the program is then not to be used.  Fails only without memory.
 */
int condition_compile(struct condition_program *program,
		      const struct condition *condition,
		      const struct dictionary *dictionary, struct arena *arena,
		      struct findings *findings, struct error *error);

/* The program for one date: ages become ranges of birth dates. */
int condition_bind(struct condition_program *bound,
		   const struct condition_program *program,
		   const struct dictionary *dictionary, int32_t date,
		   struct arena *arena, struct error *error);

/* Room to evaluate in; it need not be cleared. */
struct condition_space {
	uint8_t stack[CONDITION_STACK][BATCH_PUPILS];
};

/*
 * Evaluates a bound program over `width` pupils, a whole number of steps:
 * columns[fact] is as wide, or NULL when nobody's is known.  Gives a truth for
 * each, in `space`.
 */
const uint8_t *condition_evaluate(const struct condition_program *bound,
				  const int32_t *const *columns, uint32_t width,
				  struct condition_space *space);

/* The facts that a program reads, as bits. */
uint64_t condition_facts(const struct condition_program *program);

/* Adds one line a step, each after `indent`. */
void condition_disassemble(const struct condition_program *program,
			   const struct dictionary *dictionary,
			   const char *indent, struct builder *out);

/*
 * The fact called `name`, or DICTIONARY_NONE.  "age" is none of them: it is
 * asked of the fact birth-date.
 */
uint16_t condition_fact(const struct dictionary *dictionary, struct slice name);

/* The date from which ages are told, or DICTIONARY_NONE. */
uint16_t condition_birth_fact(const struct dictionary *dictionary);

#endif
