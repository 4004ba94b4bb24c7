/*
 * Who can be meant by a condition: it is evaluated over one sample pupil for
 * each year group that the controller's type of school teaches, at each age
 * that pupils of that year have.  What else a pupil is stays unknown, and
 * what is not certainly false is possible.
 */
#include "base/arena.h"
#include "policy/check_parts.h"
#include "policy/controller.h"

/* Ages of those who follow no year group of their own. */
enum { AGE_LEAST = 2, AGE_MOST = 25 };

/* Facts that follow from age: nobody younger has them (R-148). */
static const struct {
	const char *fact;
	int32_t age;
} least_ages[] = {
	{"enrolling-post-14", 13},
};

struct roll {
	int32_t year[BATCH_PUPILS];
	int32_t age[BATCH_PUPILS];
	size_t count;
	bool full;
};

static void enrol(struct roll *roll, int32_t year, int32_t age)
{
	if (roll->count == BATCH_PUPILS) {
		roll->full = true;
		return;
	}
	roll->year[roll->count] = year;
	roll->age[roll->count++] = age;
}

/* Generously: a year behind and a year ahead. */
static void ages_of_year(struct slice code, int32_t *least, int32_t *most)
{
	uint64_t year = 0;

	*least = AGE_LEAST;
	*most = AGE_MOST;
	if (slice_number(code, AGE_MOST - 6, &year) || slice_is(code, "R")) {
		*least = (int32_t)year + 4;
		*most = (int32_t)year + 6;
	} else if (slice_starts_with(code, SLICE("N")) ||
		   slice_starts_with(code, SLICE("E"))) {
		*most = 5;
	}
}

static int32_t year_value(const struct checker *checker, struct slice code)
{
	const struct dictionary *dictionary = checker->dictionary;
	uint16_t fact = condition_fact(dictionary, SLICE("year"));
	uint16_t codes, index;

	if (fact == DICTIONARY_NONE)
		return DATE_NONE;
	codes = dictionary->facts[fact].codes;
	if (codes == DICTIONARY_NONE)
		return DATE_NONE;
	index = code_set_find(dictionary, codes, code);
	return index != DICTIONARY_NONE
		       ? code_fact_value(&dictionary->code_sets[codes], index)
		       : DATE_NONE;
}

static void enrol_years(const struct checker *checker, uint16_t index,
			struct roll *roll)
{
	const struct setting *setting = &checker->dictionary->settings[index];

	for (uint16_t i = 0; i < setting->year_count; i++) {
		int32_t value = year_value(checker, setting->years[i]);
		int32_t least, most;

		ages_of_year(setting->years[i], &least, &most);
		for (int32_t age = least; age <= most; age++)
			enrol(roll, value, age);
	}
}

static void enrol_settings(const struct checker *checker, struct roll *roll)
{
	const struct notice *notice = checker->notice;

	if (notice->setting == DICTIONARY_NONE)
		return;
	enrol_years(checker, notice->setting, roll);
	for (size_t i = 0; i < notice->also_count; i++)
		enrol_years(checker, notice->also[i], roll);
}

/* The first value stands for all pupils beyond `count`. */
static void set_column(struct checker *checker, uint16_t fact,
		       const int32_t *values, size_t count)
{
	int32_t *column;

	if (fact == DICTIONARY_NONE)
		return;
	column = arena_array(checker->arena, BATCH_PUPILS, sizeof(*column));
	if (column == NULL) {
		checker->findings->failed = true;
		return;
	}
	for (size_t i = 0; i < BATCH_PUPILS; i++)
		column[i] = values[i < count ? i : 0];
	checker->columns[fact] = column;
}

static void set_controller(struct checker *checker)
{
	const struct dictionary *dictionary = checker->dictionary;

	for (uint16_t i = 0; i < dictionary->fact_count; i++) {
		const struct fact *fact = &dictionary->facts[i];
		int32_t value;

		if (fact->origin != FACT_CONTROLLER)
			continue;
		value = controller_fact(dictionary, checker->notice,
					DICTIONARY_NONE, fact);
		set_column(checker, i, &value, 1);
	}
}

static void set_ages(struct checker *checker, const struct roll *roll)
{
	const struct dictionary *dictionary = checker->dictionary;
	int32_t values[BATCH_PUPILS];

	for (size_t i = 0; i < roll->count; i++)
		values[i] = date_latest_birth(roll->age[i], checker->date);
	set_column(checker, condition_birth_fact(dictionary), values,
		   roll->count);
	for (size_t f = 0; f < sizeof(least_ages) / sizeof(least_ages[0]);
	     f++) {
		for (size_t i = 0; i < roll->count; i++)
			values[i] = roll->age[i] < least_ages[f].age
					    ? 0
					    : DATE_NONE;
		set_column(checker,
			   condition_fact(dictionary,
					  slice_of(least_ages[f].fact)),
			   values, roll->count);
	}
}

void check_enrol(struct checker *checker)
{
	struct roll *roll = arena_allocate(checker->arena, sizeof(*roll));

	if (roll == NULL) {
		checker->findings->failed = true;
		return;
	}
	set_controller(checker);
	enrol_settings(checker, roll);
	if (roll->count == 0 || roll->full) {
		/* One pupil of whom nothing is known. */
		checker->everybody.words[0] = 1;
		return;
	}
	set_column(checker, condition_fact(checker->dictionary, SLICE("year")),
		   roll->year, roll->count);
	set_ages(checker, roll);
	for (size_t i = 0; i < roll->count; i++)
		checker->everybody.words[i / 64] |= 1ull << (i % 64);
}

/* Sample pupils have an age, but no birthday of their own. */
static bool asks_birthday(const struct checker *checker,
			  const struct condition_program *program)
{
	uint16_t birth = condition_birth_fact(checker->dictionary);

	for (size_t i = 0; i < program->count; i++)
		if (program->steps[i].operation == OPERATION_RANGE &&
		    program->steps[i].fact == birth)
			return true;
	return false;
}

struct pupil_set check_possible(struct checker *checker,
				const struct condition_program *program)
{
	struct pupil_set possible = checker->everybody;
	struct condition_program bound;
	struct condition_space space;
	const uint8_t *truth;

	if (program->count == 0 || asks_birthday(checker, program))
		return possible;
	if (condition_bind(&bound, program, checker->dictionary, checker->date,
			   checker->arena, NULL) != 0) {
		checker->findings->failed = true;
		return possible;
	}
	truth = condition_evaluate(&bound, checker->columns, BATCH_PUPILS,
				   &space);
	for (size_t i = 0; i < BATCH_PUPILS; i++)
		if (truth[i] == TRUTH_FALSE)
			possible.words[i / 64] &= ~(1ull << (i % 64));
	return possible;
}

bool pupil_set_empty(const struct pupil_set *set)
{
	return !pupil_sets_meet(set, set);
}

bool pupil_sets_meet(const struct pupil_set *a, const struct pupil_set *b)
{
	for (size_t i = 0; i < BATCH_PUPILS / 64; i++)
		if ((a->words[i] & b->words[i]) != 0)
			return true;
	return false;
}

const char *check_setting(struct checker *checker)
{
	uint16_t setting = checker->notice->setting;

	if (setting == DICTIONARY_NONE)
		return "this controller";
	return check_names(checker,
			   &checker->dictionary->settings[setting].label, 1);
}

static void check_condition(struct checker *checker,
			    const struct compiled_rule *compiled)
{
	struct pupil_set possible = check_possible(checker, &compiled->when);

	if (compiled->rule.when != NULL && pupil_set_empty(&possible))
		tell(checker, CHECK_DEAD_RULE, compiled->rule.when->range,
		     "this can never hold for a pupil at '%s'",
		     check_setting(checker));
}

void check_conditions(struct checker *checker)
{
	const struct compiled_notice *compiled = checker->compiled;
	const struct notice *notice = checker->notice;

	for (size_t i = 0; i < notice->share_count; i++)
		if (!compiled->shares[i].rule.by_other)
			check_condition(checker, &compiled->shares[i]);
	for (size_t i = 0; i < notice->prohibition_count; i++)
		check_condition(checker, &compiled->prohibitions[i]);
}
