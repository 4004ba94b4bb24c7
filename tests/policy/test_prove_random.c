/*
 * Proofs over invented laws.  What is proved, no decision of the reference
 * evaluator breaks, asked at random, nor any walk of up to three of them; what
 * is refuted, the reference evaluator confirms step by step for each field.
 * Every law has a seed, so that what fails can be asked again:
 *
 *     build/tests/test_policy_prove_random SEED
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/date.h"
#include "language/tree.h"
#include "policy/prove.h"
#include "policy/reference.h"
#include "tests/policy/invented_case.h"

/* At least so many assertions proved and refuted; so many walks for each. */
enum { PROVED = 50, REFUTED = 20, WALKS = 200, STEPS = 3, BODIES = 16 };

static unsigned long only_seed;
static char path[] = SCRATCH "law-XXXXXX";

static struct {
	unsigned long laws, proved, refuted, undecided, longer, decisions,
		arrivals, owed, ended;
} tally;

/* One invented law with an assertion. */
struct trial {
	struct invented_case law;
	struct choices *choices;
	struct builder text;
	struct assertion assertion;
	struct proof proof;
	struct arena arena;   /* of the trial */
	struct arena scratch; /* of one walk */
	int32_t today;
	const struct notice *assumed[BODIES];
};

/* --- an assertion ---------------------------------------------------------------- */

static void add_day(struct builder *out, const char *word, int32_t date)
{
	char text[DATE_TEXT_BYTES];

	date_format(date, text);
	builder_add_format(out, " %s %s", word, text);
}

static void add_data(struct choices *choices, struct builder *out)
{
	static const char *const names[] = {
		"c0",    "c1", "c2",    "person", "c0.f0",
		"c1.f1", "g0", "c2.f2", "c0.f3",  "pupil.name"};

	builder_add_text(out, names[choose(choices, 10)]);
	if (chance(choices, 30))
		builder_add_format(out, ", %s", names[choose(choices, 10)]);
}

static void add_recipients(struct choices *choices, struct builder *out)
{
	static const char *const words[] = {"b0",
					    "b1",
					    "b2",
					    "b1-h1",
					    "b0-h0",
					    "any body",
					    "b2",
					    "any body",
					    "any body outside b0",
					    "b1",
					    "any body outside b0, b1"};

	builder_add_text(out, words[choose(choices, 11)]);
}

static void add_condition(struct choices *choices, struct builder *out)
{
	static const char *const words[] = {"age < 13",
					    "age >= 16",
					    "flag-a",
					    "not flag-b",
					    "score > 2",
					    "colour = red",
					    "stage >= c",
					    "ready",
					    "age in 12 to 14 and flag-a",
					    "not (age >= 13) or step = 2"};

	if (chance(choices, 45))
		builder_add_format(out, " when %s", words[choose(choices, 10)]);
}

static void add_options(struct trial *trial)
{
	static const char *const levels[] = {"named", "pupil", "anonymised",
					     "aggregate by a1"};
	struct choices *choices = trial->choices;
	struct builder *out = &trial->text;
	int32_t day = invent_date(choices);

	if (chance(choices, 25))
		builder_add_format(out, " for p%u",
				   choose(choices, INVENTED_PURPOSES));
	add_condition(choices, out);
	if (chance(choices, 25))
		builder_add_format(out, " at %s or more revealing",
				   levels[choose(choices, 4)]);
	if (chance(choices, 20))
		builder_add_format(out, " after objection by %s",
				   chance(choices, 50) ? "parent" : "pupil");
	if (chance(choices, 25)) {
		add_day(out, "from", day);
		add_day(out, "to", day + (int32_t)choose(choices, 700));
	} else if (chance(choices, 30)) {
		add_day(out, "on", day);
	}
	if (chance(choices, 30))
		builder_add_text(out, " directly");
}

static void invent_assertion(struct trial *trial)
{
	struct error error = {0};

	builder_add_text(&trial->text, "never ");
	add_data(trial->choices, &trial->text);
	builder_add_text(&trial->text, " to ");
	add_recipients(trial->choices, &trial->text);
	add_options(trial);
	assert_success(assertion_read(&trial->assertion,
				      builder_slice(&trial->text),
				      trial->law.dictionary, &trial->arena,
				      &trial->law.findings, &error),
		       &error);
	assert_int_equal(trial->law.findings.errors, 0);
}

/* --- who discloses ---------------------------------------------------------------- */

/* A notice that promises all, for a body that gave none. */
static const struct notice *assume(struct trial *trial, uint16_t body)
{
	const struct dictionary *law = trial->law.dictionary;
	struct builder text = {0};
	struct error error = {0};
	struct source *source;
	struct notice *notice;

	if (trial->assumed[body] != NULL)
		return trial->assumed[body];
	builder_add_format(
		&text,
		"notice \"A\" version 1 from 1900-01-01\n"
		"controller \"A\" agency as %.*s\nhold person, c0, c1, c2\n",
		SLICE_ARGS(law->bodies[body].name));
	for (uint16_t b = 0; b < law->body_count; b++)
		builder_add_format(&text,
				   "share with %.*s { send person, c0, c1, "
				   "c2; for p0, p1, p2, p3 }\n",
				   SLICE_ARGS(law->bodies[b].name));
	assert_success(source_from_text(&source, SLICE("all"),
					builder_slice(&text), &trial->arena,
					&error),
		       &error);
	assert_success(notice_read(&notice, source, law, &trial->arena,
				   &trial->law.findings, &error),
		       &error);
	assert_int_equal(trial->law.findings.errors, 0);
	builder_release(&text);
	trial->assumed[body] = notice;
	return notice;
}

/* The notice given that speaks on a date, or NULL. */
static const struct notice *given_on(const struct trial *trial, int32_t date)
{
	int version = policy_notice_on(trial->law.policy, date);

	return version >= 0 ? trial->law.notices[version] : NULL;
}

static bool is_given(const struct trial *trial, uint16_t body, int32_t date)
{
	const struct notice *notice = given_on(trial, date);
	const struct body *entry = &trial->law.dictionary->bodies[body];

	return notice != NULL && notice->body == body &&
	       (notice->holder == DICTIONARY_NONE ||
		body_holder(entry, date) == &entry->holders[notice->holder]);
}

/* --- data on its way ------------------------------------------------------------------ */

/* A limit from one rule: any of its clauses allows. */
struct limit {
	const struct statement *rule;
	struct slice received; /* the purpose it was received for */
	struct range clauses[8];
	size_t count;
};

struct parcel {
	uint16_t field;
	struct level level;
	struct limit limits[12];
	size_t limit_count;
};

static bool lies_in(struct range part, struct range whole)
{
	return part.source == whole.source && part.start >= whole.start &&
	       part.end <= whole.end;
}

static const struct statement *rule_around(const struct trial *trial,
					   const struct notice *notice,
					   struct range clause)
{
	const struct dictionary *law = trial->law.dictionary;

	for (uint16_t g = 0; g < law->gateway_count; g++)
		if (lies_in(clause, law->gateways[g]->range))
			return law->gateways[g];
	for (size_t s = 0; notice != NULL && s < notice->tree->count; s++)
		if (lies_in(clause, notice->tree->statements[s].range))
			return &notice->tree->statements[s];
	fail_msg("an onward clause of no rule");
	return NULL;
}

static void add_limit(struct parcel *parcel, const struct statement *rule,
		      struct range clause, struct slice received, size_t first)
{
	struct limit *limit = NULL;

	for (size_t i = first; i < parcel->limit_count; i++)
		if (parcel->limits[i].rule == rule)
			limit = &parcel->limits[i];
	if (limit == NULL) {
		assert_in_range(parcel->limit_count, 0, 11);
		limit = &parcel->limits[parcel->limit_count++];
		*limit = (struct limit){.rule = rule, .received = received};
	}
	assert_in_range(limit->count, 0, 7);
	limit->clauses[limit->count++] = clause;
}

static void add_limits(const struct trial *trial, struct parcel *parcel,
		       const struct notice *notice, struct slice purpose,
		       const struct decision *decision)
{
	size_t first = parcel->limit_count;

	for (size_t i = 0; i < decision->obligation_count; i++) {
		struct range clause = decision->obligations[i].clause;

		if (decision->obligations[i].kind == OBLIGATION_ONWARD)
			add_limit(parcel, rule_around(trial, notice, clause),
				  clause, purpose, first);
	}
}

static const struct slice then_by_law = SLICE_INIT(" then by law");

/* "onward to b1 for p2 at pupil then by law", read as it stands. */
static bool clause_allows(const struct trial *trial, struct range clause,
			  struct slice received, struct slice recipient,
			  struct slice purpose, struct level *level)
{
	bool stated = false;
	struct slice rest = range_text(clause);
	struct slice word;

	if (slice_ends_with(rest, then_by_law))
		rest.len -= then_by_law.len;
	word = slice_cut(&rest, ' ');

	assert_true(slice_is(word, "onward"));
	*level = level_named();
	if (!slice_is(slice_cut(&rest, ' '), "to") ||
	    !slice_equal(slice_cut(&rest, ' '), recipient))
		return false;
	while (rest.len > 0) {
		word = slice_cut(&rest, ' ');
		if (slice_is(word, "for")) {
			stated = true;
			if (!slice_equal(slice_cut(&rest, ' '), purpose))
				return false;
		} else if (slice_is(word, "at")) {
			assert_true(
				level_read(trial->law.dictionary, rest, level));
			break;
		}
	}
	return stated || slice_equal(purpose, received);
}

/* Takes out the limits that end with a step. */
static void end_limits(const struct trial *trial, struct parcel *parcel,
		       struct slice recipient, struct slice purpose)
{
	size_t kept = 0;

	for (size_t i = 0; i < parcel->limit_count; i++) {
		const struct limit *limit = &parcel->limits[i];
		size_t allowing = 0, ending = 0;

		for (size_t c = 0; c < limit->count; c++) {
			struct level level;

			if (!clause_allows(trial, limit->clauses[c],
					   limit->received, recipient, purpose,
					   &level))
				continue;
			allowing++;
			ending += slice_ends_with(range_text(limit->clauses[c]),
						  then_by_law);
		}
		if (allowing == 0 || ending < allowing)
			parcel->limits[kept++] = *limit;
		else
			tally.ended++;
	}
	parcel->limit_count = kept;
}

/* The less revealing of two; false when neither is. */
static bool lower(const struct trial *trial, struct level *level,
		  struct level other)
{
	return level_least(trial->law.dictionary, *level, other, level);
}

/* Whether a parcel may go on so, which can take its level down. */
static bool may_go(const struct trial *trial, struct parcel *parcel,
		   struct slice recipient, struct slice purpose)
{
	for (size_t i = 0; i < parcel->limit_count; i++) {
		bool allowed = false;
		struct level best = level_named(), level;

		for (size_t c = 0; c < parcel->limits[i].count; c++)
			if (clause_allows(trial, parcel->limits[i].clauses[c],
					  parcel->limits[i].received, recipient,
					  purpose, &level) &&
			    (!allowed || level_within(trial->law.dictionary,
						      best, level))) {
				allowed = true;
				best = level;
			}
		if (!allowed || !lower(trial, &parcel->level, best))
			return false;
	}
	return true;
}

/* --- what breaks an assertion ------------------------------------------------------- */

static enum truth_value {
	FALSE_,
	TRUE_,
	UNKNOWN_
} condition_of(struct trial *trial, const struct pupil *pupil, int32_t date)
{
	const struct dictionary *law = trial->law.dictionary;
	static int32_t columns[FACT_LIMIT][BATCH_STEP];
	static struct condition_space space;
	const int32_t *facts[FACT_LIMIT];
	struct condition_program bound;
	struct error error = {0};
	uint8_t truth;

	if (trial->assertion.when.count == 0)
		return TRUE_;
	for (int i = 0; i < FACT_LIMIT; i++) {
		for (int j = 0; j < BATCH_STEP; j++)
			columns[i][j] = pupil->facts[i];
		facts[i] = columns[i];
	}
	assert_success(condition_bind(&bound, &trial->assertion.when, law, date,
				      &trial->scratch, &error),
		       &error);
	truth = condition_evaluate(&bound, facts, BATCH_STEP, &space)[0];
	return truth == TRUTH_TRUE    ? TRUE_
	       : truth == TRUTH_FALSE ? FALSE_
				      : UNKNOWN_;
}

static bool breaks(struct trial *trial, const struct parcel *parcel,
		   uint16_t body, uint16_t purpose, const struct pupil *pupil,
		   int32_t date)
{
	const struct assertion *assertion = &trial->assertion;
	const struct dictionary *law = trial->law.dictionary;

	return field_set_has(&assertion->fields, parcel->field) &&
	       assertion_speaks_of(assertion, law, body, date) &&
	       assertion_has_purpose(assertion, purpose) &&
	       (!assertion->has_level ||
		level_within(law, assertion->level, parcel->level)) &&
	       (!assertion->objected ||
		pupil->wishes[assertion->objector == HOLDER_PARENT
				      ? WISH_OBJECTION_PARENT
				      : WISH_OBJECTION_PUPIL]) &&
	       condition_of(trial, pupil, date) != FALSE_;
}

/* --- walks at random ------------------------------------------------------------------- */

struct walking {
	struct trial *trial;
	const struct notice *const *notices;
	size_t notice_count;
	int32_t date;
	struct pupil pupil;
	struct parcel parcels[FIELD_LIMIT];
	size_t count;
	bool first;
};

static struct grant everything[16];
static size_t everything_count;

static void find_everything(const struct dictionary *law, int32_t date)
{
	static struct slice met[] = {SLICE_INIT("w0"), SLICE_INIT("w1"),
				     SLICE_INIT("w2"), SLICE_INIT("s0"),
				     SLICE_INIT("s1"), SLICE_INIT("s2")};
	static const enum need_kind kinds[] = {NEED_TERMS, NEED_AUTHORISATION,
					       NEED_IDENTITY};

	everything_count = 0;
	for (uint16_t a = 0; a < law->approval_count; a++)
		everything[everything_count++] = (struct grant){
			.kind = NEED_APPROVAL,
			.by = law->approvals[a].name,
			.given = law->approvals[a].to != DATE_NONE &&
						 law->approvals[a].to < date
					 ? law->approvals[a].to
					 : date,
			.from = DATE_NONE,
			.until = DATE_NONE,
			.met = met,
			.met_count = 6};
	for (uint16_t t = 0; t < law->terms_count; t++)
		everything[everything_count++] =
			(struct grant){.kind = NEED_TERMS,
				       .terms = law->terms[t].name,
				       .given = DATE_NONE,
				       .from = DATE_NONE,
				       .until = DATE_NONE,
				       .met = met,
				       .met_count = 6};
	for (size_t k = 0; k < 3; k++)
		everything[everything_count++] =
			(struct grant){.kind = kinds[k],
				       .given = DATE_NONE,
				       .from = DATE_NONE,
				       .until = DATE_NONE};
}

/* Mostly with everything granted, for the fields at hand. */
static void ask_at_random(struct walking *walking,
			  struct invented_request *asked)
{
	struct trial *trial = walking->trial;
	struct choices *choices = trial->choices;
	static const char *const bodies[] = {"b0", "b1", "b2"};
	struct field_set all = {0};

	invent_request(choices, &trial->law, asked);
	asked->states_controller = false;
	asked->request.date = walking->date;
	asked->request.controller_kind = DICTIONARY_NONE;
	asked->request.controller_as = (struct slice){"", 0};
	asked->request.recipient_number = (struct slice){"", 0};
	asked->request.binding_count = 0;
	if (chance(choices, 60))
		asked->request.recipient = slice_of(bodies[choose(choices, 3)]);
	if (chance(choices, 85)) {
		asked->request.grants = everything;
		asked->request.grant_count = everything_count;
	}
	if (chance(choices, 70))
		asked->request.has_level = false;
	for (size_t i = 0; i < walking->count; i++)
		field_set_add(&all, walking->parcels[i].field);
	if (asked->request.fields == NULL)
		asked->fields = all;
	if (chance(choices, 50) && walking->count > 0) {
		asked->fields = (struct field_set){0};
		field_set_add(
			&asked->fields,
			walking->parcels[choose(choices,
						(unsigned int)walking->count)]
				.field);
	}
	asked->request.fields = &asked->fields;
}

/* Told mostly, with few wishes; facts stay those of the pupil. */
static void change_wishes(struct walking *walking,
			  const struct invented_request *asked)
{
	struct choices *choices = walking->trial->choices;
	struct pupil other;

	invent_pupil(choices, &walking->trial->law, asked, &other);
	memcpy(walking->pupil.collected, other.collected,
	       sizeof(other.collected));
	memcpy(walking->pupil.served, other.served, sizeof(other.served));
	memcpy(walking->pupil.wishes, other.wishes, sizeof(other.wishes));
	memcpy(walking->pupil.first_stated, other.first_stated,
	       sizeof(other.first_stated));
	memcpy(walking->pupil.last_stated, other.last_stated,
	       sizeof(other.last_stated));
	walking->pupil.binding = BINDING_OWN;
	if (chance(choices, 50))
		for (size_t v = 0; v < walking->notice_count; v++)
			walking->pupil.served[v] = walking->date;
	if (chance(choices, 50))
		walking->pupil.wishes[WISH_CONSENT_PARENT] =
			walking->pupil.wishes[WISH_CONSENT_PUPIL] = true;
	if (walking->trial->assertion.objected && chance(choices, 50))
		walking->pupil.wishes[walking->trial->assertion.objector ==
						      HOLDER_PARENT
					      ? WISH_OBJECTION_PARENT
					      : WISH_OBJECTION_PUPIL] = true;
}

static void report(struct trial *trial)
{
	fprintf(stderr, "%s\n%s\n", builder_text(&trial->law.dictionary_text),
		builder_text(&trial->text));
	for (size_t i = 0; i < trial->law.notice_count; i++)
		fprintf(stderr, "--- notice\n%s\n",
			builder_text(&trial->law.notice_texts[i]));
}

/* Whether a duty lets the field go, whatever terms it came under; then at which
 * level. */
static bool is_owed(struct walking *walking, const struct request *asked,
		    uint16_t field, struct level *level)
{
	static const struct slice nowhere = SLICE_INIT("");
	const struct dictionary *law = walking->trial->law.dictionary;
	struct licence none = {
		.purposes = &nowhere,
		.purpose_count = 1,
		.level = level_named(),
		.delete_by = DATE_NONE,
	};
	struct bound bound = {law->fields[field].category, &none};
	struct binding binding = {&bound, 1};
	struct request request = *asked;
	struct pupil pupil = walking->pupil;
	struct decision decision;
	struct error error = {0};

	request.bindings = &binding;
	request.binding_count = 1;
	pupil.binding = 0;
	assert_success(reference_decide(&decision, law, walking->notices,
					walking->notice_count, &request,
					request.fields, &pupil,
					&walking->trial->scratch, &error),
		       &error);
	*level = decision.level;
	return field_set_has(&decision.released, field);
}

/* Takes the parcel along; false when it cannot go. */
static bool take_along(struct walking *walking, struct parcel *parcel,
		       const struct decision *decision,
		       const struct request *request)
{
	struct trial *trial = walking->trial;
	struct parcel free = *parcel;
	struct level level;

	if (may_go(trial, &free, request->recipient, request->purpose) &&
	    lower(trial, &free.level, decision->level)) {
		*parcel = free;
	} else {
		if (!is_owed(walking, request, parcel->field, &level) ||
		    !lower(trial, &parcel->level, level))
			return false;
		tally.owed++;
	}
	return parcel->level.kind == LEVEL_NAMED ||
	       !trial->law.dictionary->fields[parcel->field].identifies;
}

/* Carries what is released on; those that are not, stay. */
static void carry(struct walking *walking, const struct decision *decision,
		  const struct request *request)
{
	struct trial *trial = walking->trial;
	const struct dictionary *law = trial->law.dictionary;
	uint16_t body = dictionary_body(law, request->recipient, NULL);
	uint16_t purpose = dictionary_find(law, KIND_PURPOSE, request->purpose);
	const struct notice *notice =
		walking->notices != NULL ? walking->notices[0] : NULL;
	size_t kept = 0;

	if (walking->first)
		notice = given_on(trial, walking->date);
	for (size_t i = 0; i < walking->count; i++) {
		struct parcel *parcel = &walking->parcels[i];

		if (!field_set_has(&decision->released, parcel->field) ||
		    !take_along(walking, parcel, decision, request))
			continue;
		end_limits(trial, parcel, request->recipient, request->purpose);
		add_limits(trial, parcel, notice, request->purpose, decision);
		tally.arrivals++;
		if (breaks(trial, parcel, body, purpose, &walking->pupil,
			   walking->date)) {
			report(trial);
			fail_msg("'%s' was proved, and a walk breaks it with "
				 "field %.*s to %.*s for %.*s",
				 builder_text(&trial->text),
				 SLICE_ARGS(law->fields[parcel->field].name),
				 SLICE_ARGS(request->recipient),
				 SLICE_ARGS(request->purpose));
		}
		walking->parcels[kept++] = *parcel;
	}
	walking->count = kept;
}

/* Families and the public end a walk. */
static bool ends_walks(const struct walking *walking, struct slice recipient)
{
	const struct dictionary *law = walking->trial->law.dictionary;
	struct slice kind =
		law->bodies[dictionary_body(law, recipient, NULL)].kind;

	return slice_is(kind, "family") || slice_is(kind, "public");
}

static void go_to(struct walking *walking, struct slice recipient)
{
	struct trial *trial = walking->trial;
	uint16_t body = dictionary_body(trial->law.dictionary, recipient, NULL);

	walking->first = is_given(trial, body, walking->date);
	if (walking->first) {
		walking->notices = trial->law.notices;
		walking->notice_count = trial->law.notice_count;
	} else {
		assume(trial, body);
		walking->notices = &trial->assumed[body];
		walking->notice_count = 1;
	}
}

/* False when nothing has gone on. */
static bool step_at_random(struct walking *walking)
{
	struct trial *trial = walking->trial;
	struct invented_request asked;
	struct decision decision;
	struct error error = {0};

	ask_at_random(walking, &asked);
	change_wishes(walking, &asked);
	assert_success(reference_decide(&decision, trial->law.dictionary,
					walking->notices, walking->notice_count,
					&asked.request, &asked.fields,
					&walking->pupil, &trial->scratch,
					&error),
		       &error);
	tally.decisions++;
	if (decision.outcome != OUTCOME_PERMIT)
		return false;
	carry(walking, &decision, &asked.request);
	if (walking->count == 0 || ends_walks(walking, asked.request.recipient))
		return false;
	go_to(walking, asked.request.recipient);
	return true;
}

static int32_t some_day(struct trial *trial)
{
	int32_t from = trial->proof.from, to = trial->proof.to;
	struct invented_request asked;

	invent_request(trial->choices, &trial->law, &asked);
	if (asked.request.date >= from && asked.request.date <= to)
		return asked.request.date;
	return from +
	       (int32_t)choose(trial->choices, (unsigned int)(to - from) + 1);
}

static void walk_at_random(struct trial *trial)
{
	static struct walking walking;
	struct invented_request asked;
	uint16_t count = trial->law.dictionary->field_count;

	walking.trial = trial;
	walking.notices = trial->law.notices;
	walking.notice_count = trial->law.notice_count;
	walking.date = some_day(trial);
	walking.first = true;
	walking.count = 0;
	for (uint16_t f = 0; f < count; f++)
		if (field_set_has(&trial->assertion.fields, f)) {
			walking.parcels[walking.count] = (struct parcel){
				.field = f, .level = level_named()};
			walking.count++;
		}
	find_everything(trial->law.dictionary, walking.date);
	invent_request(trial->choices, &trial->law, &asked);
	asked.request.date = walking.date;
	asked.states_controller = false;
	invent_pupil(trial->choices, &trial->law, &asked, &walking.pupil);
	for (int s = 0; s < STEPS && step_at_random(&walking); s++)
		if (trial->assertion.directly)
			break;
	arena_clear(&trial->scratch);
}

/* --- what was refuted -------------------------------------------------------------------- */

static void check_step(struct trial *trial, const struct walk *walk,
		       const struct step *step, struct parcel *parcel)
{
	const struct dictionary *law = trial->law.dictionary;
	const struct notice *notices[NOTICE_VERSIONS];
	struct field_set fields = {0};
	struct request request = {
		.recipient = law->bodies[step->to].name,
		.purpose = law->purposes[step->purpose].name,
		.fields = &fields,
		.date = walk->date,
		.last_release = step->last_release,
		.grants = everything,
		.grant_count = everything_count,
		.controller_kind = DICTIONARY_NONE,
	};
	const struct notice *notice = given_on(trial, walk->date);
	struct decision decision;
	struct error error = {0};
	size_t count = 0;

	field_set_add(&fields, parcel->field);
	if (step->trigger != DICTIONARY_NONE)
		request.trigger = law->triggers[step->trigger].name;
	if (step->role != DICTIONARY_NONE)
		request.role = law->roles[step->role].name;
	if (step->assumed) {
		notice = assume(trial, step->by_body);
		notices[count++] = notice;
	} else {
		count = trial->law.notice_count;
		memcpy(notices, trial->law.notices, count * sizeof(*notices));
		if (notice == NULL) {
			const struct notice *first = notices[0];

			request.controller_kind = first->kind;
			if (first->holder != DICTIONARY_NONE)
				request.controller_as =
					law->bodies[first->body]
						.holders[first->holder]
						.alias;
			else if (first->body != DICTIONARY_NONE)
				request.controller_as =
					law->bodies[first->body].name;
		}
	}
	assert_success(reference_decide(&decision, law, notices, count,
					&request, &fields, &step->pupil,
					&trial->scratch, &error),
		       &error);
	assert_true(field_set_has(&decision.released, parcel->field));
	assert_true(step->owed ||
		    may_go(trial, parcel, request.recipient, request.purpose));
	assert_true(level_within(law, step->level, decision.level));
	assert_true(level_within(law, step->level, parcel->level));
	parcel->level = step->level;
	end_limits(trial, parcel, request.recipient, request.purpose);
	add_limits(trial, parcel, notice, request.purpose, &decision);
}

static void check_walk(struct trial *trial, const struct walk *walk,
		       uint16_t field)
{
	static struct parcel parcel;
	const struct step *last = &walk->steps[walk->step_count - 1];

	parcel = (struct parcel){.field = field, .level = level_named()};
	find_everything(trial->law.dictionary, walk->date);
	assert_in_range(walk->date, trial->proof.from, trial->proof.to);
	for (size_t i = 0; i < walk->step_count; i++) {
		const struct step *step = &walk->steps[i];

		if (i > 0) {
			assert_int_equal(step->by_body, walk->steps[i - 1].to);
			assert_memory_equal(step->pupil.facts,
					    walk->steps[0].pupil.facts,
					    sizeof(step->pupil.facts));
		}
		assert_int_equal(
			step->assumed,
			i > 0 && !is_given(trial, step->by_body, walk->date));
		check_step(trial, walk, step, &parcel);
	}
	assert_true(breaks(trial, &parcel, last->to, last->purpose,
			   &last->pupil, walk->date));
	arena_clear(&trial->scratch);
}

static void check_refuted(struct trial *trial)
{
	for (size_t w = 0; w < trial->proof.walk_count; w++) {
		const struct walk *walk = &trial->proof.walks[w];

		tally.longer += walk->step_count > 1;
		assert_true(!trial->assertion.directly ||
			    walk->step_count == 1);
		for (uint16_t f = field_set_next(&walk->fields, 0);
		     f != DICTIONARY_NONE;
		     f = field_set_next(&walk->fields, (uint16_t)(f + 1)))
			check_walk(trial, walk, f);
	}
}

/* ------------------------------------------------------------------------------------------- */

static void ask(struct trial *trial)
{
	struct prove_options options = {
		.today = invent_date(trial->choices),
		.budget = 1 << 18,
		.all = chance(trial->choices, 40),
	};
	struct error error = {0};

	invent_assertion(trial);
	assert_success(prove(&trial->proof, &trial->assertion,
			     trial->law.dictionary, trial->law.notices,
			     trial->law.notice_count, &options, &trial->arena,
			     &trial->law.findings, &error),
		       &error);
	switch (trial->proof.outcome) {
	case PROOF_UNDECIDED:
		tally.undecided++;
		return;
	case PROOF_REFUTED:
		tally.refuted++;
		check_refuted(trial);
		return;
	case PROOF_PROVED:
		tally.proved++;
		break;
	}
	for (int i = 0; i < WALKS; i++)
		walk_at_random(trial);
}

static void try_law(unsigned long seed)
{
	struct choices choices = {.state = seed};
	struct trial trial = {.choices = &choices};

	assert_int_equal(invented_case_make(&trial.law, &choices, path), 0);
	if (trial.law.policy != NULL && trial.law.notice_count > 0) {
		tally.laws++;
		ask(&trial);
	}
	builder_release(&trial.text);
	arena_release(&trial.scratch);
	arena_release(&trial.arena);
	invented_case_release(&trial.law);
}

static void check_proofs(void **state)
{
	unsigned long seed = only_seed > 0 ? only_seed : 1;

	(void)state;
	while (tally.proved < PROVED || tally.refuted < REFUTED) {
		try_law(seed);
		if (seed++ == only_seed)
			break;
		only_seed = only_seed > 0 ? only_seed : 0;
	}
}

/* Proofs are not empty, and walks go far. */
static void check_coverage(void **state)
{
	(void)state;
	if (only_seed > 0)
		not_run("one seed alone");
	fprintf(stderr,
		"# %lu laws, %lu proved, %lu refuted (%lu walks of several "
		"steps), %lu undecided; %lu decisions, %lu arrivals (%lu of "
		"duties beyond the terms), %lu limits ended\n",
		tally.laws, tally.proved, tally.refuted, tally.longer,
		tally.undecided, tally.decisions, tally.arrivals, tally.owed,
		tally.ended);
	assert_in_range(tally.undecided, 0, tally.laws / 2);
	assert_true(tally.longer >= 10);
	assert_true(tally.arrivals >= 300);
}

int main(int count, char **arguments)
{
	int file = mkstemp(path);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_proofs),
		cmocka_unit_test(check_coverage),
	};
	int failures;

	if (file < 0)
		return 1;
	close(file);
	if (count > 1)
		only_seed = strtoul(arguments[1], NULL, 10);
	failures = cmocka_run_group_tests_name("policy prove random", tests,
					       NULL, NULL);
	unlink(path);
	return failures;
}
