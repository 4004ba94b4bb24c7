#include "policy/family.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "language/tree.h"
#include "policy/explain_parts.h"
#include "policy/family_parts.h"
#include "policy/matching.h"

const char *const family_told[TOLD_COUNT] = {
/* clang-format off */
#define TOLD(name, text) [TOLD_##name] = text,
#include "policy/family_list.h"
	/* clang-format on */
};

static const char *const levels[] = {
/* clang-format off */
#define LEVEL_TOLD(name, text) [LEVEL_##name] = text,
#include "policy/family_list.h"
	/* clang-format on */
};

static const char *const obligations[] = {
/* clang-format off */
#define OBLIGED(name, text) [OBLIGATION_##name] = text,
#include "policy/family_list.h"
	/* clang-format on */
};
_Static_assert(sizeof(obligations) / sizeof(obligations[0]) == OBLIGATION_COUNT,
	       "a text for every obligation");

struct family_words family_words_for(const struct maker *maker,
				     const struct field_set *fields)
{
	return (struct family_words){
		.explanation = maker->explanation,
		.reader = maker->reader,
		.fields = fields,
		.date = DATE_NONE,
		.age = maker->age,
	};
}

/* --- sentences --------------------------------------------------------------------- */

void family_add(struct maker *maker, const char *kind, const char *cause,
		struct field_set fields, struct builder *text)
{
	struct family_telling *telling = maker->telling;
	struct family_sentence *list =
		arena_grow(maker->arena, telling->sentences, telling->count,
			   &telling->capacity, sizeof(*list));

	if (list == NULL || text->failed) {
		maker->failed = true;
		builder_release(text);
		return;
	}
	telling->sentences = list;
	list[telling->count] = (struct family_sentence){
		.kind = kind,
		.cause = cause,
		.fields = fields,
		.text = arena_copy(maker->arena, builder_slice(text)),
	};
	maker->failed |= list[telling->count++].text.at == NULL;
	builder_release(text);
}

void family_say(struct maker *maker, const char *kind, const char *cause,
		const char *template, const struct family_words *words)
{
	struct builder text = {0};
	struct field_set none = {0};

	family_expand(words, template, &text);
	family_add(maker, kind, cause,
		   words->fields != NULL ? *words->fields : none, &text);
}

/* --- what is sent --------------------------------------------------------------------------- */

/* The least age that a condition asks for, where it asks for one: "from age
 * 13"; the rest of it is true of the pupil and of no interest. */
static const struct condition *find_least_age(const struct condition *when)
{
	const struct condition *found;

	if (when == NULL)
		return NULL;
	if (when->kind == CONDITION_COMPARE &&
	    slice_is(when->fact.text, "age") &&
	    (when->comparison == COMPARE_GREATER_EQUAL ||
	     when->comparison == COMPARE_GREATER))
		return when;
	if (when->kind != CONDITION_AND)
		return NULL;
	found = find_least_age(when->left);
	return found != NULL ? found : find_least_age(when->right);
}

static void tell_sent_by(struct maker *maker, const struct rule *rule,
			 enum told text, struct field_set fields)
{
	struct family_words words = family_words_for(maker, &fields);
	const struct condition *age = find_least_age(rule->when);
	struct builder when = {0};

	words.law = rule;
	if (age != NULL) {
		builder_add_byte(&when, ' ');
		family_condition(maker->plan->dictionary, age, &when);
	}
	words.when = builder_slice(&when);
	family_say(maker, "sent",
		   text == TOLD_SENT_BY_DUTY ? "duty" : "promise",
		   family_told[text], &words);
	maker->failed |= when.failed;
	builder_release(&when);
}

/* Fields that live gateways carry, each by the first of them: duties first. */
static void tell_carried(struct maker *maker, bool duties,
			 struct field_set *left)
{
	const struct candidates *gateways = &maker->plan->gateways;

	for (size_t i = 0; i < gateways->count; i++) {
		const struct candidate *gateway = &gateways->list[i];
		struct field_set fields =
			field_set_intersection(gateway->fields, *left);

		if (gateway->duty != duties ||
		    !candidate_live(gateway, &maker->signature) ||
		    field_set_empty(fields))
			continue;
		tell_sent_by(maker, gateway->rule,
			     duties ? TOLD_SENT_BY_DUTY : TOLD_SENT_BY_PROMISE,
			     fields);
		*left = field_set_difference(*left, fields);
	}
}

static struct slice area_label(const struct maker *maker, struct slice name)
{
	const struct dictionary *dictionary = maker->plan->dictionary;
	uint16_t area = dictionary_find(dictionary, KIND_AREA, name);

	return area != DICTIONARY_NONE ? dictionary->areas[area].label : name;
}

static void tell_level(struct maker *maker)
{
	struct level level = maker->explanation->decision->level;
	struct family_words words = family_words_for(maker, NULL);

	if (levels[level.kind][0] == '\0')
		return;
	if (level.kind == LEVEL_AGGREGATE)
		words.area = maker->plan->dictionary->areas[level.area].label;
	family_say(maker, "level", "", levels[level.kind], &words);
	if (matching_purpose(maker->plan->dictionary,
			     maker->explanation->request->purpose,
			     level) != NULL)
		family_say(maker, "level", "", family_told[TOLD_MATCHED],
			   &words);
}

static void tell_sent(struct maker *maker)
{
	const struct decision *decision = maker->explanation->decision;
	struct field_set left =
		explain_interest(maker->explanation, decision->released);
	struct family_words words = family_words_for(maker, NULL);

	if (decision->outcome == OUTCOME_CONFLICT) {
		family_say(maker, "conflict", "conflict",
			   family_told[TOLD_CONFLICT], &words);
		return;
	}
	if (field_set_empty(left)) {
		family_say(maker, "sent", "nothing",
			   family_told[field_set_empty(explain_interest(
					       maker->explanation,
					       decision->requested))
					       ? TOLD_NOT_ASKED
					       : TOLD_NOTHING],
			   &words);
		return;
	}
	tell_carried(maker, true, &left);
	tell_carried(maker, false, &left);
	tell_level(maker);
}

/* --- obligations ------------------------------------------------------------------------------ */

/* What is sent and no notice told of: by a duty, then. */
static struct field_set notice_gap(const struct maker *maker)
{
	return explain_interest(
		maker->explanation,
		field_set_difference(
			maker->explanation->decision->released,
			plan_fields_promised(maker->plan, &maker->signature)));
}

static const struct onward_limit *find_onward(const struct maker *maker,
					      struct range clause)
{
	const struct candidate *candidate;

	for (size_t i = 0; (candidate = candidate_at(maker->plan, i)) != NULL;
	     i++) {
		const struct rule *rule = candidate->rule;

		for (size_t o = 0; o < rule->onward_count; o++)
			if (clause_same(rule->onward[o].range, clause))
				return &rule->onward[o];
	}
	return NULL;
}

enum { ONWARD_LABELS = 32 };

/* Two clauses may let it go to the same body. */
static void add_once(struct slice *labels, size_t *count, struct slice label)
{
	for (size_t i = 0; i < *count; i++)
		if (slice_equal(labels[i], label))
			return;
	if (*count < ONWARD_LABELS)
		labels[(*count)++] = label;
}

/* A body, or the one holder of it that the clause names. */
static struct slice onward_label(const struct dictionary *dictionary,
				 const struct onward_limit *limit, size_t index)
{
	const struct body *body = &dictionary->bodies[limit->bodies[index]];
	uint16_t holder = limit->holders[index];

	return holder != DICTIONARY_NONE ? body->holders[holder].label
					 : body->label;
}

/* All to whom it may go on, of all the clauses together. */
static void write_onward(const struct maker *maker, struct builder *out)
{
	const struct decision *decision = maker->explanation->decision;
	const struct dictionary *dictionary = maker->plan->dictionary;
	struct slice labels[ONWARD_LABELS];
	size_t count = 0;

	for (size_t i = 0; i < decision->obligation_count; i++) {
		const struct obligation *one = &decision->obligations[i];
		const struct onward_limit *limit =
			one->kind == OBLIGATION_ONWARD
				? find_onward(maker, one->clause)
				: NULL;

		for (size_t b = 0; limit != NULL && b < limit->body_count; b++)
			add_once(labels, &count,
				 onward_label(dictionary, limit, b));
	}
	builder_add_text(out, count == 0 ? "They must not pass it on."
					 : "They may pass it on only to: ");
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			builder_add_text(out, i + 1 < count ? "; " : "; and ");
		builder_add(out, labels[i]);
	}
	builder_add_text(out, count == 0 ? "" : ".");
}

static void tell_obligation(struct maker *maker,
			    const struct obligation *obligation)
{
	struct field_set gap = notice_gap(maker);
	struct family_words words = family_words_for(maker, NULL);
	struct builder bodies = {0};

	words.date = obligation->date;
	if (obligation->kind == OBLIGATION_NOTICE_GAP)
		words.fields = &gap;
	if (obligation->kind == OBLIGATION_OVERRIDDEN ||
	    obligation->kind == OBLIGATION_SAFETY)
		family_yielded(maker, &words);
	if (obligation->kind == OBLIGATION_RESULTS_AREA)
		words.area = area_label(maker, obligation->area);
	if (obligation->kind == OBLIGATION_ONWARD)
		write_onward(maker, &bodies);
	words.bodies = builder_slice(&bodies);
	/* Nothing of what the record holds is behind it. */
	if (obligation->kind != OBLIGATION_NOTICE_GAP || !field_set_empty(gap))
		family_say(maker, "obligation",
			   obligation_name(obligation->kind),
			   obligations[obligation->kind], &words);
	maker->failed |= bodies.failed;
	builder_release(&bodies);
}

/* The same sentence is said once. */
static void drop_repeats(struct family_telling *telling)
{
	size_t kept = 0;

	for (size_t i = 0; i < telling->count; i++) {
		bool seen = false;

		for (size_t j = 0; j < kept; j++)
			seen = seen || slice_equal(telling->sentences[i].text,
						   telling->sentences[j].text);
		if (!seen)
			telling->sentences[kept++] = telling->sentences[i];
	}
	telling->count = kept;
}

/* --- the whole -------------------------------------------------------------------------------- */

static int age_of(const struct explanation *explanation)
{
	uint16_t fact = condition_birth_fact(explanation->policy->dictionary);
	int32_t birth = fact != DICTIONARY_NONE
				? explanation->pupil->facts[fact]
				: DATE_NONE;

	return birth != DATE_NONE ? date_age(birth, explanation->request->date)
				  : -1;
}

int family_tell(struct family_telling *telling,
		const struct explanation *explanation, enum reader reader,
		struct arena *arena, struct error *error)
{
	const struct decision *decision = explanation->decision;
	struct maker maker = {
		.explanation = explanation,
		.plan = explanation->plan,
		.reader = reader,
		.telling = telling,
		.arena = arena,
		.error = error,
		.wishes = explanation->wishes,
		.wish_count = explanation->wish_count,
		.age = age_of(explanation),
	};

	*telling = (struct family_telling){
		.recipient = explain_recipient(explanation),
		.purpose = explain_purpose(explanation),
	};
	if (plan_signature(explanation->plan, explanation->pupil,
			   &maker.signature, error) != 0)
		return -1;
	tell_sent(&maker);
	family_tell_withheld(&maker);
	/* Of what is not there nobody need say anything. */
	if (!field_set_empty(
		    explain_interest(explanation, decision->requested))) {
		family_tell_wishes(&maker);
		for (size_t i = 0; i < decision->obligation_count; i++)
			tell_obligation(&maker, &decision->obligations[i]);
	}
	if (maker.failed)
		return error_memory(error);
	drop_repeats(telling);
	return 0;
}
