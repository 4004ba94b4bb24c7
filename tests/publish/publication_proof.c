#include "tests/test.h"

#include "tests/publish/publication_proof.h"

#include "base/date.h"
#include "policy/prove.h"
#include "policy/space.h"
#include "tests/policy/real_case.h"
#include "tests/publish/published.h"

enum { PUPILS = 12, FIELDS = 4, BUDGET = 1 << 22 };

/* One law on one day. */
struct checking {
	const struct invented_case *law;
	struct publication *publication;
	struct choices *choices;
	struct publication_tally *tally;
	struct builder *report;
	struct arena arena;
	int32_t date;
	bool real;
};

static void tell(struct checking *checking, const char *what, uint16_t body,
		 uint16_t purpose, uint16_t field)
{
	const struct dictionary *dictionary = checking->law->dictionary;
	char day[DATE_TEXT_BYTES];

	date_format(checking->date, day);
	builder_add_format(checking->report,
			   "%s: %.*s to %.*s for %.*s on %s\n", what,
			   SLICE_ARGS(dictionary->fields[field].name),
			   SLICE_ARGS(dictionary->bodies[body].name),
			   SLICE_ARGS(dictionary->purposes[purpose].name), day);
}

/* --- whether it may go at all ----------------------------------------------------------- */

/* Of one recipient and purpose, or (DICTIONARY_NONE) of all. */
static struct slice write_assertion(const struct checking *checking,
				    uint16_t body, uint16_t purpose,
				    struct builder *text)
{
	const struct dictionary *dictionary = checking->law->dictionary;
	char day[DATE_TEXT_BYTES];

	date_format(checking->date, day);
	builder_add_text(text, "never ");
	for (uint16_t i = 0; i < dictionary->category_count; i++)
		builder_add_format(text, "%s%.*s", i > 0 ? ", " : "",
				   SLICE_ARGS(dictionary->categories[i].name));
	if (body != DICTIONARY_NONE)
		builder_add_format(
			text, " to %.*s for %.*s",
			SLICE_ARGS(dictionary->bodies[body].name),
			SLICE_ARGS(dictionary->purposes[purpose].name));
	else
		builder_add_text(text, " to any body");
	builder_add_format(text, " directly on %s", day);
	return builder_slice(text);
}

/* False when there was more to look at than the budget. */
static bool find_proof(struct checking *checking, uint16_t body,
		       uint16_t purpose, struct proof *proof)
{
	const struct invented_case *law = checking->law;
	struct prove_options options = {
		.today = checking->date, .budget = BUDGET, .all = true};
	struct findings findings = findings_in(&checking->arena);
	struct builder text = {0};
	struct assertion *assertion =
		arena_allocate(&checking->arena, sizeof(*assertion));
	struct error error = {0};

	assert_non_null(assertion);
	assert_success(
		assertion_read(assertion,
			       write_assertion(checking, body, purpose, &text),
			       law->dictionary, &checking->arena, &findings,
			       &error),
		&error);
	assert_int_equal(findings.errors, 0);
	assert_success(prove(proof, assertion, law->dictionary, law->notices,
			     law->notice_count, &options, &checking->arena,
			     &findings, &error),
		       &error);
	builder_release(&text);
	return proof->outcome != PROOF_UNDECIDED &&
	       proof->cells < proof->budget;
}

static struct field_set proved(const struct proof *proof, uint16_t body,
			       uint16_t purpose)
{
	struct field_set fields = {0};

	for (size_t i = 0; i < proof->walk_count; i++) {
		const struct walk *walk = &proof->walks[i];

		if (walk->steps[0].to == body &&
		    walk->steps[0].purpose == purpose)
			fields = field_set_union(fields, walk->fields);
	}
	return fields;
}

static bool check_pair(struct checking *checking, const struct proof *proof,
		       uint16_t body, uint16_t purpose)
{
	struct field_set engine = proved(proof, body, purpose);
	struct field_set said =
		publication_goes(checking->publication, body, purpose);
	struct field_set untrue = field_set_difference(said, engine);
	struct field_set missing = field_set_difference(engine, said);

	checking->tally->may += field_set_count(engine);
	checking->tally->may_not += checking->law->dictionary->field_count -
				    field_set_count(engine);
	if (!field_set_empty(untrue))
		tell(checking, "published, and never goes", body, purpose,
		     field_set_next(&untrue, 0));
	if (!field_set_empty(missing))
		tell(checking, "goes, and is not published", body, purpose,
		     field_set_next(&missing, 0));
	return field_set_empty(untrue) && field_set_empty(missing);
}

/* Where all at once is too much, each by itself. */
static bool check_may(struct checking *checking)
{
	const struct dictionary *dictionary = checking->law->dictionary;
	struct proof all, one;
	bool whole =
		find_proof(checking, DICTIONARY_NONE, DICTIONARY_NONE, &all);

	for (uint16_t b = 0; b < dictionary->body_count; b++)
		for (uint16_t p = 0; p < dictionary->purpose_count; p++) {
			if (!whole && !find_proof(checking, b, p, &one))
				checking->tally->undecided++;
			else if (!check_pair(checking, whole ? &all : &one, b,
					     p))
				return false;
		}
	return true;
}

/* --- for whom ------------------------------------------------------------------------------ */

/* A part that is published, or NULL. */
static const struct published_part *some_part(struct checking *checking,
					      uint16_t *body)
{
	const struct publication *publication = checking->publication;
	const struct published_flow *flow;

	if (publication->flow_count == 0)
		return NULL;
	flow = &publication->flows[choose(
		checking->choices, (unsigned int)publication->flow_count)];
	if (flow->part_count == 0 || flow->state == FLOW_TOLD)
		return NULL;
	*body = flow->body;
	return &flow->parts[choose(checking->choices,
				   (unsigned int)flow->part_count)];
}

/* Asks for something that is published, on its trigger. */
static void ask_for_part(struct checking *checking, struct request *request)
{
	const struct dictionary *dictionary = checking->law->dictionary;
	const struct published_part *part;
	uint64_t triggers = 0;
	uint16_t body;

	part = some_part(checking, &body);
	if (part == NULL)
		return;
	request->recipient = dictionary->bodies[body].name;
	request->purpose = dictionary
				   ->purposes[part->purposes[choose(
					   checking->choices,
					   (unsigned int)part->purpose_count)]]
				   .name;
	for (size_t i = 0; i < part->way_count; i++)
		triggers |= part->ways[i].triggers;
	for (uint16_t t = 0; t < 64; t++)
		if ((triggers >> t & 1) != 0 && chance(checking->choices, 60))
			request->trigger = dictionary->triggers[t].name;
}

/* The request as it is asked of what is published: by itself, of the
 * controller's own data. */
static void invent_question(struct checking *checking,
			    struct invented_request *made)
{
	struct request *request = &made->request;

	if (checking->real)
		real_request(checking->choices, checking->law, made);
	else
		invent_request(checking->choices, checking->law, made);
	if (chance(checking->choices, 60))
		ask_for_part(checking, request);
	request->date = checking->date;
	request->binding_count = 0;
	request->binding_room = 0;
	request->has_level = false;
	made->states_controller = false;
	if (chance(checking->choices, 60)) {
		const struct grant *all;

		assert_int_equal(grant_all(&all, &request->grant_count,
					   checking->law->dictionary,
					   checking->date, &checking->arena,
					   NULL),
				 0);
		request->grants = all;
	}
	if (request->last_release != DATE_NONE &&
	    request->last_release > checking->date)
		request->last_release = checking->date;
}

/* A pupil whose family was told by every version so far. */
static void invent_reader(struct checking *checking,
			  const struct invented_request *made,
			  struct pupil *pupil)
{
	const struct policy *policy = checking->law->policy;

	invent_pupil(checking->choices, checking->law, made, pupil);
	pupil->binding = BINDING_OWN;
	for (size_t v = 0; v < policy->notice_count; v++)
		pupil->served[v] =
			policy->notices[v].notice->from <= checking->date
				? checking->date
				: DATE_NONE;
	/* Most families wish nothing. */
	for (int w = 0; w < WISH_COUNT; w++)
		if (chance(checking->choices, 60))
			pupil->wishes[w] = false;
}

/* A field that some rule names, mostly. */
static uint16_t some_field(struct checking *checking, uint16_t body,
			   uint16_t purpose)
{
	struct field_set said =
		publication_goes(checking->publication, body, purpose);
	uint16_t start = (uint16_t)choose(
		checking->choices, checking->law->dictionary->field_count);
	uint16_t field = DICTIONARY_NONE;

	if (chance(checking->choices, 80))
		field = field_set_next(&said, start);
	return field != DICTIONARY_NONE ? field : start;
}

static bool is_obliged(const struct decision *decision,
		       enum obligation_kind kind)
{
	for (size_t i = 0; i < decision->obligation_count; i++)
		if (decision->obligations[i].kind == kind)
			return true;
	return false;
}

static bool is_destroyed_by(const struct decision *decision, int32_t date)
{
	for (size_t i = 0; i < decision->obligation_count; i++)
		if (decision->obligations[i].kind == OBLIGATION_DELETE)
			return decision->obligations[i].date <= date;
	return false;
}

static int32_t last_day(const struct published_part *part, int32_t date)
{
	if (part->delete_by != DATE_NONE)
		return part->delete_by;
	return date_add_months(date, part->delete_months) + part->delete_days;
}

/* Whether the recipient is bound by all that families are told it is, and learns
 * no more. */
static const char *kept_promise(const struct checking *checking,
				const struct published_part *part,
				const struct decision *decision)
{
	const struct dictionary *dictionary = checking->law->dictionary;

	bool same = level_equal(decision->level, part->level);
	bool more = level_within(dictionary, part->level, decision->level);

	if (!same && (more || !part->level_varies))
		return "goes at another level than is published";
	if ((part->without & WITHOUT_DECISIONS) != 0 &&
	    !is_obliged(decision, OBLIGATION_NO_DECISION))
		return "decisions are not ruled out as is published";
	if (((part->without & WITHOUT_IDENTIFICATION) != 0 ||
	     part->results == RESULTS_NOBODY) &&
	    !is_obliged(decision, OBLIGATION_NO_IDENTITY_OUT))
		return "results may show somebody, against what is published";
	if (part->results == RESULTS_AREA &&
	    !is_obliged(decision, OBLIGATION_RESULTS_AREA))
		return "results may be more than is published";
	if (part->delete_range.source != NULL &&
	    !is_destroyed_by(decision, last_day(part, checking->date)))
		return "need not be destroyed as soon as is published";
	/* What always binds comes first. */
	if (part->onward_count > 0 && !part->onward[0].some &&
	    !is_obliged(decision, OBLIGATION_ONWARD))
		return "may be passed on to more than is published";
	return NULL;
}

static bool compare_pupil(struct checking *checking, struct plan *plan,
			  struct reading *reading, uint16_t field)
{
	const struct published_part *said;
	const struct decision *decision;
	struct error error = {0};
	const char *broken = NULL;
	bool goes;

	assert_success(plan_decide_one(plan, reading->pupil, &decision, &error),
		       &error);
	goes = decision->outcome == OUTCOME_PERMIT &&
	       field_set_has(&decision->released, field);
	said = published_goes(reading, field);
	checking->tally->answers++;
	checking->tally->permitted += goes;
	if (goes && said == NULL)
		broken = "goes for a pupil, and is published otherwise";
	else if (!goes && said != NULL)
		broken = "does not go for a pupil, and is published otherwise";
	else if (goes)
		broken = kept_promise(checking, said, decision);
	if (broken != NULL)
		tell(checking, broken, reading->body, reading->purpose, field);
	return broken == NULL;
}

static bool compare_field(struct checking *checking,
			  struct invented_request *made,
			  struct reading *reading, uint16_t field)
{
	struct field_set one = {0};
	struct error error = {0};
	struct plan *plan;
	bool same = true;

	field_set_add(&one, field);
	made->request.fields = &one;
	if (plan_make(&plan, checking->law->policy, &made->request, &error) !=
	    0)
		return true;
	for (int i = 0; i < PUPILS && same; i++) {
		struct pupil pupil;

		invent_reader(checking, made, &pupil);
		reading->pupil = &pupil;
		same = compare_pupil(checking, plan, reading, field);
	}
	plan_free(plan);
	return same;
}

static bool check_question(struct checking *checking)
{
	const struct dictionary *dictionary = checking->law->dictionary;
	struct invented_request made;
	struct reading reading = {.publication = checking->publication,
				  .request = &made.request};

	invent_question(checking, &made);
	reading.body = dictionary_body(dictionary, made.request.recipient,
				       &reading.holder);
	reading.purpose =
		dictionary_find(dictionary, KIND_PURPOSE, made.request.purpose);
	reading.trigger =
		dictionary_find(dictionary, KIND_TRIGGER, made.request.trigger);
	if (reading.body == DICTIONARY_NONE ||
	    reading.purpose == DICTIONARY_NONE)
		return true;
	for (int i = 0; i < FIELDS; i++)
		if (!compare_field(checking, &made, &reading,
				   some_field(checking, reading.body,
					      reading.purpose)))
			return false;
	return true;
}

/* ---------------------------------------------------------------------------------------------- */

static bool check_all(struct checking *checking, unsigned int questions)
{
	if (!check_may(checking))
		return false;
	for (unsigned int i = 0; i < questions; i++)
		if (!check_question(checking))
			return false;
	return true;
}

static bool is_quick(const struct invented_case *law, int32_t date,
		     uint16_t body, uint16_t purpose, uint32_t most)
{
	const struct dictionary *dictionary = law->dictionary;
	struct request request = {
		.recipient = dictionary->bodies[body].name,
		.purpose = dictionary->purposes[purpose].name,
		.date = date,
		.last_release = DATE_NONE,
		.controller_kind = DICTIONARY_NONE,
	};
	struct space_options options = {.told = SPACE_TOLD, .most = most};
	struct space *space = NULL;
	struct plan *plan = NULL;
	bool quick = plan_make(&plan, law->policy, &request, NULL) == 0 &&
		     space_make(&space, &plan, 1, &options, NULL) == 0 &&
		     space_whole(space);

	space_free(space);
	plan_free(plan);
	return quick;
}

bool publication_is_quick(const struct invented_case *law, int32_t date,
			  uint32_t most)
{
	const struct dictionary *dictionary = law->dictionary;

	for (uint16_t b = 0; b < dictionary->body_count; b++)
		for (uint16_t p = 0; p < dictionary->purpose_count; p++)
			if (!is_quick(law, date, b, p, most))
				return false;
	return true;
}

bool publication_check(const struct invented_case *law, int32_t date, bool real,
		       unsigned int questions, struct choices *choices,
		       struct publication_tally *tally, struct builder *report)
{
	struct checking checking = {
		.law = law,
		.choices = choices,
		.tally = tally,
		.report = report,
		.date = date,
		.real = real,
	};
	struct error error = {0};
	bool same;

	/* Rules that nobody could read are refused, and not published. */
	if (publication_make(&checking.publication, law->policy, date,
			     &error) != 0) {
		assert_int_equal(error.code, ERROR_INPUT);
		tally->undecided++;
		return true;
	}
	tally->publications++;
	tally->flows += checking.publication->flow_count;
	same = check_all(&checking, questions);
	publication_free(checking.publication);
	arena_release(&checking.arena);
	return same;
}
