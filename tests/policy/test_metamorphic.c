/*
 * What must be so of the engine, whatever it answers: properties of two
 * answers, over invented laws.  Each test names one.  Where a property holds
 * only in part, the test says in which, and how it fails beyond it.
 *
 *     build/tests/test_policy_metamorphic 10000 'a duty*'
 *
 * asks over so many laws, of the properties that fit.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/memory.h"
#include "policy/plan.h"
#include "tests/policy/differential.h"
#include "tests/policy/invented_case.h"
#include "tests/policy/variation.h"

/* Laws, requests over each, pupils to each request; and so often must both
 * something be sent and a change make a difference, where one may. */
enum { LAWS = 100, REQUESTS = 4, PUPILS = 4, OFTEN = 30 };

static unsigned long laws = LAWS;

/* A decision, as far as two can be compared. */
struct answer {
	bool possible; /* the rules did not ask too much */
	enum outcome outcome;
	struct level level;
	struct field_set requested, released;
	uint8_t gates[FIELD_LIMIT], reasons[FIELD_LIMIT];
	uint64_t obligations; /* bit n: one of kind n */
	int32_t delete_by;
};

static struct law_file file;
static unsigned long trials, sent, changed;

static void copy_answer(const struct dictionary *dictionary,
			const struct decision *decision, struct answer *answer)
{
	*answer = (struct answer){
		.possible = true,
		.outcome = decision->outcome,
		.level = decision->level,
		.requested = decision->requested,
		.released = decision->released,
		.delete_by = DATE_NONE,
	};
	for (uint16_t f = 0; f < dictionary->field_count; f++) {
		if (!field_set_has(&decision->requested, f))
			continue;
		answer->gates[f] = decision->verdicts[f].gate;
		answer->reasons[f] = decision->verdicts[f].reason;
	}
	for (size_t i = 0; i < decision->obligation_count; i++) {
		answer->obligations |= 1ull << decision->obligations[i].kind;
		if (decision->obligations[i].kind == OBLIGATION_DELETE)
			answer->delete_by = decision->obligations[i].date;
	}
}

static struct answer ask(const struct invented_case *law,
			 const struct request *request,
			 const struct pupil *pupil)
{
	struct answer answer = {0};
	const struct decision *decision;
	struct plan *plan;

	if (plan_make(&plan, law->policy, request, NULL) != 0)
		return answer;
	if (plan_decide_one(plan, pupil, &decision, NULL) != 0)
		abort();
	copy_answer(law->dictionary, decision, &answer);
	plan_free(plan);
	return answer;
}

/* The same, asked for these fields alone. */
static struct answer ask_for(const struct invented_case *law,
			     const struct request *request,
			     const struct field_set *fields,
			     const struct pupil *pupil)
{
	struct request narrow = *request;

	narrow.fields = fields;
	return ask(law, &narrow, pupil);
}

/* --- comparing ---------------------------------------------------------------- */

static bool same_set(struct field_set a, struct field_set b)
{
	return memcmp(&a, &b, sizeof(a)) == 0;
}

static bool within(struct field_set some, struct field_set all)
{
	return field_set_empty(field_set_difference(some, all));
}

/* All but the reasons at a gate, which follow the order of rules. */
static bool same_outcome(const struct answer *a, const struct answer *b)
{
	bool conflict = a->outcome == OUTCOME_CONFLICT;

	return a->outcome == b->outcome && level_equal(a->level, b->level) &&
	       same_set(a->requested, b->requested) &&
	       same_set(a->released, b->released) &&
	       a->obligations == b->obligations &&
	       a->delete_by == b->delete_by &&
	       (conflict || memcmp(a->gates, b->gates, sizeof(a->gates)) == 0);
}

static bool same_answer(const struct answer *a, const struct answer *b)
{
	return same_outcome(a, b) &&
	       memcmp(a->reasons, b->reasons, sizeof(a->reasons)) == 0;
}

/* --- one trial ------------------------------------------------------------------ */

struct trial {
	unsigned long seed;
	struct choices choices;
	struct invented_case before, after;
	struct invented_request asked;
	struct pupil pupil;
	struct answer first, second;
};

struct property {
	const char *label;
	/* NULL: the law stays as it is. */
	bool (*vary)(struct choices *choices,
		     const struct invented_case *before,
		     struct invented_case *after);
	/* Goes before `vary`, and becomes the law before; or NULL. */
	bool (*only)(struct choices *choices,
		     const struct invented_case *before,
		     struct invented_case *after);
	/* Asks and compares; fills `first` and `second`. */
	bool (*holds)(struct trial *trial);
	bool differs; /* a change may make a difference, and must at times */
};

static void print_case(const struct invented_case *law)
{
	fprintf(stderr, "%.*s",
		SLICE_ARGS(builder_slice(&law->dictionary_text)));
	for (int i = 0; i < INVENTED_NOTICES; i++)
		fprintf(stderr, "-----\n%.*s",
			SLICE_ARGS(builder_slice(&law->notice_texts[i])));
}

static void fail_trial(const struct property *property, struct trial *trial)
{
	print_case(&trial->before);
	if (property->vary != NULL) {
		fprintf(stderr, "===== and after the change\n");
		print_case(&trial->after);
	}
	for (uint16_t f = 0; f < trial->before.dictionary->field_count; f++)
		fprintf(stderr, "%.*s: %s %s; %s %s\n",
			SLICE_ARGS(trial->before.dictionary->fields[f].name),
			gate_name((enum gate)trial->first.gates[f]),
			reason_name((enum reason)trial->first.reasons[f]),
			gate_name((enum gate)trial->second.gates[f]),
			reason_name((enum reason)trial->second.reasons[f]));
	fail_msg("not so over the law of seed %lu: %s at level %d, then %s at "
		 "level %d",
		 trial->seed, outcome_name(trial->first.outcome),
		 trial->first.level.kind, outcome_name(trial->second.outcome),
		 trial->second.level.kind);
}

static void try_pupil(const struct property *property, struct trial *trial)
{
	invent_pupil(&trial->choices, &trial->before, &trial->asked,
		     &trial->pupil);
	if (!property->holds(trial))
		fail_trial(property, trial);
	trials++;
	sent += !field_set_empty(trial->first.released);
	changed += !same_outcome(&trial->first, &trial->second);
}

static bool make_before(const struct property *property, struct trial *trial)
{
	struct invented_case first;
	bool varied = true;

	if (invented_case_make(&first, &trial->choices, file.path) != 0)
		abort();
	if (property->only == NULL) {
		/* Findings point into their own case. */
		trial->before = first;
		return trial->before.policy != NULL;
	}
	trial->before = (struct invented_case){0};
	varied = property->only(&trial->choices, &first, &trial->before);
	invented_case_release(&first);
	if (varied && invented_case_read(&trial->before, file.path) != 0)
		abort();
	return varied && trial->before.policy != NULL;
}

static bool make_after(const struct property *property, struct trial *trial)
{
	trial->after = (struct invented_case){0};
	if (property->vary == NULL)
		return true;
	if (!property->vary(&trial->choices, &trial->before, &trial->after))
		return false;
	if (invented_case_read(&trial->after, file.path) != 0)
		abort();
	if (trial->after.policy == NULL)
		fail_msg("the changed law of seed %lu cannot be read",
			 trial->seed);
	return true;
}

static void check_property(void **state)
{
	const struct property *property = *state;
	static struct trial trial;

	trials = sent = changed = 0;
	for (unsigned long seed = 1; seed <= laws; seed++) {
		trial = (struct trial){.seed = seed,
				       .choices = {.state = seed}};
		if (make_before(property, &trial) &&
		    make_after(property, &trial))
			for (int i = 0; i < REQUESTS * PUPILS; i++) {
				if (i % PUPILS == 0)
					invent_request(&trial.choices,
						       &trial.before,
						       &trial.asked);
				try_pupil(property, &trial);
			}
		invented_case_release(&trial.before);
		invented_case_release(&trial.after);
	}
	print_message("# %lu asked, %lu sent, %lu changed\n", trials, sent,
		      changed);
	assert_in_range(sent, OFTEN, trials);
	if (property->differs)
		assert_in_range(changed, OFTEN / 10, trials);
	else
		assert_int_equal(changed, 0);
}

/* --- what changes nothing --------------------------------------------------------- */

static bool answers_alike(struct trial *trial)
{
	const struct request *request = &trial->asked.request;

	trial->first = ask(&trial->before, request, &trial->pupil);
	trial->second = ask(&trial->after, request, &trial->pupil);
	if (!trial->first.possible || !trial->second.possible) {
		trial->second = trial->first;
		return true;
	}
	return same_answer(&trial->first, &trial->second);
}

static bool outcomes_alike(struct trial *trial)
{
	answers_alike(trial);
	return !trial->first.possible ||
	       same_outcome(&trial->first, &trial->second);
}

static struct slice other_name(struct arena *arena, struct slice name)
{
	struct builder other = {0};
	struct slice copy = name;

	if (varied_name(name, &other))
		copy = arena_copy(arena, builder_slice(&other));
	builder_release(&other);
	return copy;
}

static void rename_list(struct arena *arena, struct slice *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		names[i] = other_name(arena, names[i]);
}

#define RENAME_LIST(arena, names)                   \
	rename_list(arena, (struct slice *)(names), \
		    sizeof(names) / sizeof(struct slice))

/* The request with the names that vary_names gives. */
static void rename_request(struct arena *arena, struct invented_request *asked)
{
	struct request *request = &asked->request;
	struct slice *names[] = {&request->recipient, &request->purpose,
				 &request->trigger, &request->role,
				 &request->controller_as};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		*names[i] = other_name(arena, *names[i]);
	for (size_t i = 0; i < request->grant_count; i++) {
		struct grant *grant = &asked->grants[i];

		grant->by = other_name(arena, grant->by);
		grant->terms = other_name(arena, grant->terms);
		grant->recipient = other_name(arena, grant->recipient);
		grant->purpose = other_name(arena, grant->purpose);
	}
	RENAME_LIST(arena, asked->met);
	RENAME_LIST(arena, asked->names);
	RENAME_LIST(arena, asked->bodies);
}

/* The request points into itself, so it is changed where it is. */
static bool names_do_not_matter(struct trial *trial)
{
	struct invented_request as_it_was = trial->asked;
	struct arena arena = {0};

	trial->first =
		ask(&trial->before, &trial->asked.request, &trial->pupil);
	rename_request(&arena, &trial->asked);
	trial->second =
		ask(&trial->after, &trial->asked.request, &trial->pupil);
	trial->asked = as_it_was;
	arena_release(&arena);
	return same_answer(&trial->first, &trial->second);
}

/* --- pupils in batches --------------------------------------------------------------- */

/* Pupils with another order, and each alone. */
static bool batches_do_not_matter(struct trial *trial)
{
	enum { MANY = 40 };
	static struct pupil pupils[2][MANY];
	static struct invented_batch batch;
	uint32_t decisions[3][BATCH_PUPILS];
	struct plan *plan;
	bool alike = true;

	for (uint32_t i = 0; i < MANY; i++) {
		invent_pupil(&trial->choices, &trial->before, &trial->asked,
			     &pupils[0][i]);
		pupils[1][MANY - 1 - i] = pupils[0][i];
	}
	if (plan_make(&plan, trial->before.policy, &trial->asked.request,
		      NULL) != 0)
		return true;
	for (int b = 0; b < 2; b++) {
		invented_batch_fill(&batch, &trial->before, pupils[b], MANY);
		if (plan_decide(plan, &batch.batch, decisions[b], NULL) != 0)
			abort();
	}
	/* By twos the plan meets batches that differ in one thing only, one
	 * after the other, and must not take them for the same. */
	for (uint32_t i = 0; i + 1 < MANY; i += 2) {
		invented_batch_fill(&batch, &trial->before, &pupils[0][i], 2);
		if (plan_decide(plan, &batch.batch, &decisions[2][i], NULL) !=
		    0)
			abort();
	}
	for (uint32_t i = 0; i < MANY && alike; i++) {
		struct answer turned, by_two;

		trial->first = ask(&trial->before, &trial->asked.request,
				   &pupils[0][i]);
		copy_answer(trial->before.dictionary,
			    plan_decision(plan, decisions[0][i]),
			    &trial->second);
		copy_answer(trial->before.dictionary,
			    plan_decision(plan, decisions[1][MANY - 1 - i]),
			    &turned);
		copy_answer(trial->before.dictionary,
			    plan_decision(plan, decisions[2][i]), &by_two);
		alike = same_answer(&trial->first, &trial->second) &&
			same_answer(&trial->first, &turned) &&
			same_answer(&trial->first, &by_two);
	}
	plan_free(plan);
	return alike;
}

/* --- dates ------------------------------------------------------------------------------ */

/* Whether something turns on a day after `from`, up to `to`. */
static bool between(int32_t day, int32_t from, int32_t to)
{
	return day != DATE_NONE && day > from && day <= to;
}

static bool months_turn(int32_t day, int32_t from, int32_t to)
{
	bool turns = false;

	for (int months = 1; day != DATE_NONE && months <= 30 * 12; months++)
		turns |= between(date_add_months(day, months), from, to);
	for (int days = 1; day != DATE_NONE && days <= 31; days++)
		turns |= between(day + days, from, to);
	return turns;
}

/* Whether data must have been destroyed from one of the days on. */
static bool licence_turns(const struct request *request, int32_t from,
			  int32_t to)
{
	bool turns = false;

	for (size_t b = 0; b < request->binding_count; b++)
		for (size_t i = 0; i < request->bindings[b].count; i++) {
			int32_t last =
				request->bindings[b].list[i].licence->delete_by;

			turns |= last != DATE_NONE &&
				 between(last + 1, from, to);
		}
	return turns;
}

static bool something_turns(const struct trial *trial, int32_t from, int32_t to)
{
	const struct request *request = &trial->asked.request;
	const struct dictionary *dictionary = trial->before.dictionary;
	uint16_t birth = condition_birth_fact(dictionary);
	bool turns = months_turn(request->last_release, from, to) ||
		     licence_turns(request, from, to);

	for (size_t i = 0; i < trial->before.turn_count; i++)
		turns |= between(trial->before.turns[i], from, to) ||
			 between(trial->before.turns[i] + 1, from, to);
	for (size_t i = 0; i < request->grant_count; i++) {
		const struct grant *grant = &request->grants[i];

		turns |=
			between(grant->from, from, to) ||
			between(grant->until + 1, from, to) ||
			between(grant->given, from, to) ||
			months_turn(grant->given, from, to) ||
			months_turn(grant->from, from, to) ||
			(grant->given == DATE_NONE && grant->from == DATE_NONE);
	}
	for (int age = 0; age <= 30; age++)
		turns |= trial->pupil.facts[birth] != DATE_NONE &&
			 between(trial->pupil.facts[birth],
				 date_latest_birth(age, from),
				 date_latest_birth(age, to));
	for (uint16_t c = 0; c < dictionary->category_count; c++)
		turns |= between(trial->pupil.collected[c], from, to);
	for (size_t v = 0; v < trial->before.notice_count; v++)
		turns |= between(trial->pupil.served[v], from, to);
	return turns;
}

static bool later_is_the_same(struct trial *trial)
{
	struct request later = trial->asked.request;

	later.date += 1 + (int32_t)choose(&trial->choices, 20);
	trial->first =
		ask(&trial->before, &trial->asked.request, &trial->pupil);
	trial->second = trial->first;
	if (something_turns(trial, trial->asked.request.date, later.date))
		return true;
	trial->second = ask(&trial->before, &later, &trial->pupil);
	/* It counts from the date. */
	trial->second.delete_by = trial->first.delete_by;
	return same_answer(&trial->first, &trial->second);
}

/* --- gateways and promises --------------------------------------------------------------- */

/* Whatever is promised, each field that is sent has a gateway in force that
 * holds for the pupil. */
static bool gateways_bound(struct trial *trial)
{
	enum standing gateways[STANDING_LIMIT], shares[STANDING_LIMIT];
	const struct rule *rule;
	struct field_set allowed = {0}, held = {0};
	struct plan *plan;

	trial->first =
		ask(&trial->before, &trial->asked.request, &trial->pupil);
	if (plan_make(&plan, trial->after.policy, &trial->asked.request,
		      NULL) != 0)
		return true;
	if (plan_standing(plan, &trial->pupil, gateways, shares, NULL) != 0)
		abort();
	if (plan_notice(plan) != NULL)
		held = plan_notice(plan)->held;
	for (size_t i = 0; (rule = plan_gateway(plan, i)) != NULL; i++)
		if (gateways[i] == STANDING_HOLDS)
			allowed = field_set_union(allowed,
						  rule_fields(rule, &held));
	plan_free(plan);
	trial->second =
		ask(&trial->after, &trial->asked.request, &trial->pupil);
	return within(trial->second.released, allowed);
}

/* Fields one by one, so that the level of the whole says nothing: what is sent
 * after is sent before. */
static bool no_field_more(struct trial *trial)
{
	const struct dictionary *dictionary = trial->before.dictionary;
	const struct request *request = &trial->asked.request;

	for (uint16_t f = 0; f < dictionary->field_count; f++) {
		struct field_set one = {0};

		field_set_add(&one, f);
		trial->first =
			ask_for(&trial->before, request, &one, &trial->pupil);
		trial->second =
			ask_for(&trial->after, request, &one, &trial->pupil);
		if (trial->first.possible && trial->second.possible &&
		    !within(trial->second.released, trial->first.released))
			return false;
	}
	trial->first = ask(&trial->before, request, &trial->pupil);
	trial->second = ask(&trial->after, request, &trial->pupil);
	return true;
}

/* --- wishes ------------------------------------------------------------------------------- */

/* One wish more against it, or one consent less. */
static void wish_more(struct choices *choices, struct pupil *pupil)
{
	switch (choose(choices, 8)) {
	case 0:
		pupil->wishes[WISH_OBJECTION_PARENT] = true;
		break;
	case 1:
		pupil->wishes[WISH_OBJECTION_PUPIL] = true;
		break;
	case 2:
		pupil->wishes[WISH_REFUSAL_PARENT] = true;
		break;
	case 3:
		pupil->wishes[WISH_REFUSAL_PUPIL] = true;
		break;
	case 4:
		pupil->wishes[WISH_RESTRICTION] = true;
		break;
	case 5:
		pupil->wishes[WISH_MARKETING_STOP] = true;
		break;
	case 6:
		pupil->wishes[WISH_CONSENT_PARENT] = false;
		break;
	default:
		pupil->wishes[WISH_CONSENT_PUPIL] = false;
		break;
	}
}

/* What is sent with one wish more would also be sent without it to whoever
 * asks for just that, and reveals no less there. */
static bool wishes_add_nothing(struct trial *trial)
{
	const struct request *request = &trial->asked.request;
	struct pupil wishing = trial->pupil;
	struct answer same;

	wish_more(&trial->choices, &wishing);
	trial->first = ask(&trial->before, request, &trial->pupil);
	trial->second = ask(&trial->before, request, &wishing);
	if (!trial->second.possible || field_set_empty(trial->second.released))
		return true;
	same = ask_for(&trial->before, request, &trial->second.released,
		       &trial->pupil);
	return within(trial->second.released, same.released) &&
	       level_within(trial->before.dictionary, trial->second.level,
			    same.level);
}

/* --- duties -------------------------------------------------------------------------------- */

/* `before` promises nothing: what it sends to a pupil without wishes is owed,
 * and goes after too, whatever is promised and wished. */
static bool duties_are_kept(struct trial *trial)
{
	const struct request *request = &trial->asked.request;
	struct pupil silent = trial->pupil;

	memset(silent.wishes, 0, sizeof(silent.wishes));
	trial->first = ask(&trial->after, request, &silent);
	trial->second = ask(&trial->before, request, &trial->pupil);
	return !trial->first.possible || !trial->second.possible ||
	       within(trial->first.released, trial->second.released);
}

/* ---------------------------------------------------------------------------------------------- */

static const struct property properties[] = {
	{"the order of rules and clauses does not matter", vary_rule_order,
	 NULL, outcomes_alike, false},
	{"the order of names in a list does not matter", vary_name_order, NULL,
	 answers_alike, false},
	{"what things are called does not matter", vary_names, NULL,
	 names_do_not_matter, false},
	{"the layout does not matter", vary_layout, NULL, answers_alike, false},
	{"a gateway may as well be two, each with part of the data",
	 vary_by_splitting, NULL, answers_alike, false},
	{"pupils are decided in any order as they are alone", NULL, NULL,
	 batches_do_not_matter, false},
	{"a later date does not matter where nothing turns", NULL, NULL,
	 later_is_the_same, false},
	{"a share more sends nothing that no gateway allows", vary_by_new_share,
	 NULL, gateways_bound, true},
	{"a version more sends nothing that no gateway allows",
	 vary_by_new_version, NULL, gateways_bound, true},
	{"a promise never to adds no field", vary_by_new_never, NULL,
	 no_field_more, true},
	{"a prohibition adds no field", vary_by_new_law_never, NULL,
	 no_field_more, true},
	{"without a gateway that asks for nothing there is no field more",
	 vary_without_plain_gateway, NULL, no_field_more, true},
	{"a wish adds no field, where nothing is required", NULL,
	 vary_without_duties, wishes_add_nothing, true},
	{"a duty is lost neither by wishes nor by notices",
	 vary_without_promises, vary_without_objections, duties_are_kept, true},
};

enum { PROPERTIES = sizeof(properties) / sizeof(properties[0]) };

int main(int count, char **arguments)
{
	struct CMUnitTest tests[PROPERTIES];
	int failures;

	for (size_t i = 0; i < PROPERTIES; i++)
		tests[i] = (struct CMUnitTest){
			properties[i].label, check_property, NULL, NULL,
			(void *)(uintptr_t)&properties[i]};
	if (!law_file_make(&file))
		return 1;
	if (count > 1)
		laws = strtoul(arguments[1], NULL, 10);
	if (count > 2)
		cmocka_set_test_filter(arguments[2]);
	failures = cmocka_run_group_tests_name("policy metamorphic", tests,
					       NULL, NULL);
	law_file_remove(&file);
	return failures;
}
