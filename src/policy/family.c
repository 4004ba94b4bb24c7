#include "policy/family.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "language/tree.h"
#include "policy/explain_parts.h"
#include "policy/family_parts.h"

enum told {
/* clang-format off */
#define TOLD(name, text) TOLD_##name,
#include "policy/family_list.h"
	/* clang-format on */
	TOLD_COUNT
};

static const char *const told[TOLD_COUNT] = {
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

static const char *const reasons[] = {
/* clang-format off */
#define WITHHELD(name, text) [REASON_##name] = text,
#include "policy/family_list.h"
	/* clang-format on */
};
_Static_assert(sizeof(reasons) / sizeof(reasons[0]) == REASON_COUNT,
	       "a text for every reason");

static const char *const obligations[] = {
/* clang-format off */
#define OBLIGED(name, text) [OBLIGATION_##name] = text,
#include "policy/family_list.h"
	/* clang-format on */
};
_Static_assert(sizeof(obligations) / sizeof(obligations[0]) == OBLIGATION_COUNT,
	       "a text for every obligation");

/* One telling in the making. */
struct maker {
	const struct explanation *explanation;
	const struct plan *plan;
	enum reader reader;
	struct family_telling *telling;
	struct arena *arena;
	struct error *error;
	struct signature signature;
	const struct wish *wishes; /* of the family */
	size_t wish_count;
	int age; /* -1: not known */
	bool failed;
};

static struct family_words words_for(const struct maker *maker,
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

static void add_sentence(struct maker *maker, const char *kind,
			 const char *cause, struct field_set fields,
			 struct builder *text)
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

static void say(struct maker *maker, const char *kind, const char *cause,
		const char *template, const struct family_words *words)
{
	struct builder text = {0};
	struct field_set none = {0};

	family_expand(words, template, &text);
	add_sentence(maker, kind, cause,
		     words->fields != NULL ? *words->fields : none, &text);
}

/* --- wishes --------------------------------------------------------------------------- */

/* The column that a wish of the family sets for this request. */
static bool bears(const struct maker *maker, const struct wish *wish,
		  enum wish_column *column)
{
	const struct explanation *explanation = maker->explanation;
	struct wish said = *wish;

	if (slice_empty(said.by))
		said.by = SLICE("parent");
	return wish_bears(&said, explanation->request,
			  explanation->policy->dictionary, column);
}

static bool is_objection(enum wish_column column)
{
	return column == WISH_OBJECTION_PARENT ||
	       column == WISH_OBJECTION_PUPIL;
}

static bool is_refusal(enum wish_column column)
{
	return column == WISH_REFUSAL_PARENT || column == WISH_REFUSAL_PUPIL;
}

static bool is_by_pupil(enum wish_column column)
{
	return column == WISH_OBJECTION_PUPIL || column == WISH_REFUSAL_PUPIL;
}

/* Who may say it, where no clause says otherwise. */
static const struct objection_clause usual = {
	.by = {HOLDER_PARENT, HOLDER_PUPIL, HAND_OVER_AGE},
	.stated = {DATE_NONE, DATE_NONE},
};

/* Whether whoever said it may at the pupil's age; where that is not known,
 * either may. */
static bool counts(const struct maker *maker, enum wish_column column,
		   const struct hand_over *by)
{
	enum wish_holder holder =
		is_by_pupil(column) ? HOLDER_PUPIL : HOLDER_PARENT;

	if (by->age == 0)
		return holder == by->first;
	if (maker->age < 0)
		return true;
	return holder == (maker->age >= by->age ? by->second : by->first);
}

/* Whether a clause counts an objection of that day. */
static bool is_accepted(const struct objection_clause *clause,
			enum wish_column column, const struct wish *wish)
{
	return clause == NULL || !is_objection(column) ||
	       window_accepts(clause->stated, wish->date, wish->date);
}

/* The first wish on record, of those a reason may mean, that counts; as a
 * clause has it (NULL: anybody's, of any day). */
static const struct wish *find_wish(const struct maker *maker,
				    bool (*meant)(enum wish_column column),
				    const struct objection_clause *clause)
{
	const struct wish *first = NULL;
	enum wish_column found;

	for (size_t i = 0; i < maker->wish_count; i++) {
		const struct wish *wish = &maker->wishes[i];

		if (bears(maker, wish, &found) && meant(found) &&
		    (clause == NULL || counts(maker, found, &clause->by)) &&
		    is_accepted(clause, found, wish) &&
		    (first == NULL || wish->date < first->date))
			first = wish;
	}
	return first;
}

/* The same, or one of which it is only known that it is on record: such as an
 * answer in a form, without who gave it and when. */
static bool is_wished(const struct maker *maker,
		      bool (*meant)(enum wish_column column),
		      const struct objection_clause *clause,
		      const struct wish **wish)
{
	*wish = find_wish(maker, meant, clause);
	for (int i = 0; i < WISH_COUNT && *wish == NULL; i++)
		if (maker->explanation->pupil->wishes[i] &&
		    meant((enum wish_column)i) &&
		    (clause == NULL ||
		     counts(maker, (enum wish_column)i, &clause->by)))
			return true;
	return *wish != NULL;
}

static bool is_restriction(enum wish_column column)
{
	return column == WISH_RESTRICTION;
}

static bool is_marketing_stop(enum wish_column column)
{
	return column == WISH_MARKETING_STOP;
}

static bool same_range(struct range a, struct range b)
{
	return a.source != NULL && a.source == b.source && a.start == b.start;
}

/* The objection clause that withheld something. */
static const struct objection_clause *objection_of(const struct maker *maker,
						   struct range clause)
{
	const struct candidate *candidate;

	for (size_t i = 0; (candidate = candidate_at(maker->plan, i)) != NULL;
	     i++) {
		const struct rule *rule = candidate->rule;

		for (size_t o = 0; o < rule->objection_count; o++)
			if (same_range(rule->objections[o].range, clause))
				return &rule->objections[o];
	}
	return &usual;
}

/*
 * Who said what withheld it, and when.  Whoever refuses all sharing, or has the
 * record restricted, objects at least: then that is the wish, and `*reason` the
 * one to tell.
 */
static void find_who(const struct maker *maker, const struct verdict *cause,
		     enum reason *reason, struct family_words *words)
{
	static const struct {
		enum reason reason;
		bool (*meant)(enum wish_column column);
		bool anybody;
	} kinds[] = {
		{REASON_OBJECTION, is_objection, false},
		{REASON_REFUSAL, is_refusal, false},
		{REASON_RESTRICTION, is_restriction, true},
		{REASON_MARKETING_STOP, is_marketing_stop, true},
	};
	const struct objection_clause *clause =
		objection_of(maker, cause->clause);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].reason != *reason && *reason != REASON_OBJECTION)
			continue;
		if (is_wished(maker, kinds[i].meant,
			      kinds[i].anybody ? NULL : clause, &words->wish)) {
			*reason = kinds[i].reason;
			return;
		}
	}
}

/* A wish on record that does not count at this age. */
static void tell_idle_wish(struct maker *maker, const struct wish *wish,
			   enum wish_column column, const struct hand_over *by)
{
	struct family_words words = words_for(maker, NULL);

	words.wish = wish;
	if (is_by_pupil(column))
		words.age = by->age;
	say(maker, "wish", "",
	    told[is_by_pupil(column) ? TOLD_PUPIL_COUNTS_NOT_YET
				     : TOLD_PARENT_COUNTS_NO_LONGER],
	    &words);
}

/* The first hand-over of rules; NULL: none has one. */
static const struct hand_over *find_hand_over(const struct candidates *rules)
{
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = rules->list[i].rule;

		for (size_t o = 0; o < rule->objection_count; o++)
			if (rule->objections[o].by.age > 0)
				return &rule->objections[o].by;
	}
	return NULL;
}

/* What the notice says of it goes before what the law does. */
static struct hand_over hand_over_in_use(const struct maker *maker)
{
	const struct hand_over *by = find_hand_over(&maker->plan->shares);

	if (by == NULL)
		by = find_hand_over(&maker->plan->gateways);
	return by != NULL ? *by : usual.by;
}

/* C09: whether a clause would count it, had it been stated on another day, and
 * none counts it as it is. */
static bool is_refused(const struct maker *maker, const struct wish *wish)
{
	const struct candidate *candidate;
	bool refused = false;

	for (size_t i = 0; (candidate = candidate_at(maker->plan, i)) != NULL;
	     i++) {
		const struct rule *rule = candidate->rule;

		for (size_t o = 0;
		     candidate->in_force && o < rule->objection_count; o++) {
			if (window_accepts(rule->objections[o].stated,
					   wish->date, wish->date))
				return false;
			refused = true;
		}
	}
	return refused;
}

static void tell_wishes(struct maker *maker)
{
	int32_t today = maker->explanation->request->date;
	struct hand_over in_use = hand_over_in_use(maker);

	for (size_t i = 0; i < maker->wish_count; i++) {
		const struct wish *wish = &maker->wishes[i];
		struct wish standing = *wish;
		enum wish_column column;
		const struct hand_over *by;
		struct family_words words = words_for(maker, NULL);

		/* As it would bear if it had not been taken back. */
		standing.withdrawn = DATE_NONE;
		if (!bears(maker, &standing, &column) ||
		    !(is_objection(column) || is_refusal(column)))
			continue;
		by = is_objection(column) ? &in_use : &usual.by;
		if (wish->withdrawn != DATE_NONE && wish->withdrawn <= today) {
			words.wish = wish;
			say(maker, "wish", "", told[TOLD_WISH_OF], &words);
			words.withdrawn = true;
			say(maker, "wish", "", told[TOLD_WISH_TAKEN_BACK],
			    &words);
		} else if (is_objection(column) && is_refused(maker, wish)) {
			words.wish = wish;
			say(maker, "wish", "", told[TOLD_NOT_ACCEPTED], &words);
		} else if (maker->age >= 0 && !counts(maker, column, by)) {
			tell_idle_wish(maker, wish, column, by);
		}
	}
}

/* --- what is withheld -------------------------------------------------------------------- */

static const struct rule *find_rule(const struct maker *maker,
				    bool (*has)(const struct rule *rule,
						struct range clause),
				    struct range clause)
{
	const struct candidate *candidate;

	for (size_t i = 0; (candidate = candidate_at(maker->plan, i)) != NULL;
	     i++)
		if (has(candidate->rule, clause))
			return candidate->rule;
	return NULL;
}

static bool has_condition(const struct rule *rule, struct range clause)
{
	return rule->when != NULL && same_range(rule->when->range, clause);
}

static bool has_triggers(const struct rule *rule, struct range clause)
{
	return rule->triggers != 0 &&
	       (same_range(rule->triggers_range, clause) ||
		same_range(rule->range, clause));
}

/* The parts of a condition that are not true of the pupil, joined. */
static void write_failing(struct maker *maker,
			  const struct condition *condition, bool *first,
			  struct builder *out)
{
	uint8_t truth;

	if (condition->kind == CONDITION_AND) {
		write_failing(maker, condition->left, first, out);
		write_failing(maker, condition->right, first, out);
		return;
	}
	if (explain_truth(maker->explanation, condition, maker->arena, &truth,
			  maker->error) != 0) {
		maker->failed = true;
		return;
	}
	if (truth == TRUTH_TRUE)
		return;
	builder_add_text(out, *first ? "" : " and ");
	*first = false;
	family_condition(maker->plan->dictionary, condition, out);
}

static void find_condition(struct maker *maker, struct range clause,
			   struct family_words *words, struct builder *scratch)
{
	const struct rule *rule = find_rule(maker, has_condition, clause);
	bool first = true;

	if (rule != NULL)
		write_failing(maker, rule->when, &first, scratch);
	if (first)
		builder_add_text(scratch, "of another kind");
	words->when = builder_slice(scratch);
}

static void find_event(const struct maker *maker, struct range clause,
		       struct family_words *words, struct builder *scratch)
{
	const struct rule *rule = find_rule(maker, has_triggers, clause);
	const struct dictionary *dictionary = maker->plan->dictionary;
	const char *between = "";

	for (uint16_t i = 0;
	     rule != NULL && i < dictionary->trigger_count && i < 64; i++) {
		if ((rule->triggers >> i & 1) == 0)
			continue;
		builder_add_text(scratch, between);
		family_label(dictionary->triggers[i].label, scratch);
		between = ", or ";
	}
	words->event = builder_slice(scratch);
}

/* Several clauses may withhold for what is one reason to a family. */
struct because {
	enum reason reason;
	struct slice text;
	struct field_set fields;
};

enum { CAUSES = 64 };

/* The reason in words, in the arena. */
static struct slice reason_words(struct maker *maker,
				 const struct verdict *cause)
{
	struct family_words words = words_for(maker, NULL);
	enum reason reason = (enum reason)cause->reason;
	struct builder text = {0}, scratch = {0};
	struct slice copy;

	if (cause->gate == GATE_WISHES && reason != REASON_NO_CONSENT)
		find_who(maker, cause, &reason, &words);
	if (reason == REASON_CONDITION)
		find_condition(maker, cause->clause, &words, &scratch);
	if (reason == REASON_TRIGGER)
		find_event(maker, cause->clause, &words, &scratch);
	family_expand(&words, reasons[reason], &text);
	copy = arena_copy(maker->arena, builder_slice(&text));
	maker->failed |= text.failed || scratch.failed || copy.at == NULL;
	builder_release(&scratch);
	builder_release(&text);
	return copy;
}

static void add_cause(struct because *list, size_t *count,
		      const struct because *cause)
{
	for (size_t i = 0; i < *count; i++)
		if (slice_equal(list[i].text, cause->text)) {
			list[i].fields =
				field_set_union(list[i].fields, cause->fields);
			return;
		}
	/* Nobody reads more. */
	if (*count < CAUSES)
		list[(*count)++] = *cause;
}

/* What it is about makes no difference: nobody reads a list of it all. */
static bool stops_all(enum reason reason)
{
	return reason == REASON_RECIPIENT_UNKNOWN ||
	       reason == REASON_RECIPIENT_CLOSED ||
	       reason == REASON_PURPOSE_UNKNOWN ||
	       reason == REASON_PURPOSE_ENDED;
}

static void tell_cause(struct maker *maker, const struct because *cause)
{
	struct family_words words = words_for(maker, &cause->fields);
	struct builder text = {0};

	family_expand(&words,
		      told[stops_all(cause->reason) ? TOLD_THEREFORE_NOTHING
						    : TOLD_NOT_SENT],
		      &text);
	builder_add(&text, cause->text);
	builder_add_byte(&text, '.');
	add_sentence(maker, "withheld", reason_name(cause->reason),
		     cause->fields, &text);
}

static void tell_withheld(struct maker *maker)
{
	const struct decision *decision = maker->explanation->decision;
	struct field_set left = explain_withheld(maker->explanation);
	struct because *list = arena_array(maker->arena, CAUSES, sizeof(*list));
	struct because one;
	size_t count = 0;

	if (list == NULL) {
		maker->failed = true;
		return;
	}
	for (int gate = GATE_RECIPIENT; gate < GATE_COUNT; gate++) {
		struct verdict cause;

		while (explain_cause(decision, (enum gate)gate, &left, &cause,
				     &one.fields)) {
			one.reason = (enum reason)cause.reason;
			one.text = reason_words(maker, &cause);
			add_cause(list, &count, &one);
		}
	}
	for (size_t i = 0; i < count; i++)
		tell_cause(maker, &list[i]);
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
	struct family_words words = words_for(maker, &fields);
	const struct condition *age = find_least_age(rule->when);
	struct builder when = {0};

	words.law = rule;
	if (age != NULL) {
		builder_add_byte(&when, ' ');
		family_condition(maker->plan->dictionary, age, &when);
	}
	words.when = builder_slice(&when);
	say(maker, "sent", text == TOLD_SENT_BY_DUTY ? "duty" : "promise",
	    told[text], &words);
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
	struct family_words words = words_for(maker, NULL);

	if (levels[level.kind][0] == '\0')
		return;
	if (level.kind == LEVEL_AGGREGATE)
		words.area = maker->plan->dictionary->areas[level.area].label;
	say(maker, "level", "", levels[level.kind], &words);
}

static void tell_sent(struct maker *maker)
{
	const struct decision *decision = maker->explanation->decision;
	struct field_set left =
		explain_interest(maker->explanation, decision->released);
	struct family_words words = words_for(maker, NULL);

	if (decision->outcome == OUTCOME_CONFLICT) {
		say(maker, "conflict", "conflict", told[TOLD_CONFLICT], &words);
		return;
	}
	if (field_set_empty(left)) {
		say(maker, "sent", "nothing",
		    told[field_set_empty(explain_interest(maker->explanation,
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
			if (same_range(rule->onward[o].range, clause))
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
				 dictionary->bodies[limit->bodies[b]].label);
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

/* Whose wish yielded. */
static void find_yielded(const struct maker *maker, struct family_words *words)
{
	static bool (*const meant[])(enum wish_column column) = {
		is_objection, is_refusal, is_restriction, is_marketing_stop};
	struct objection_clause clause = usual;

	clause.by = hand_over_in_use(maker);
	for (size_t i = 0; i < sizeof(meant) / sizeof(meant[0]); i++)
		if (is_wished(maker, meant[i], i < 2 ? &clause : NULL,
			      &words->wish))
			return;
}

static void tell_obligation(struct maker *maker,
			    const struct obligation *obligation)
{
	struct field_set gap = notice_gap(maker);
	struct family_words words = words_for(maker, NULL);
	struct builder bodies = {0};

	words.date = obligation->date;
	if (obligation->kind == OBLIGATION_NOTICE_GAP)
		words.fields = &gap;
	if (obligation->kind == OBLIGATION_OVERRIDDEN ||
	    obligation->kind == OBLIGATION_SAFETY)
		find_yielded(maker, &words);
	if (obligation->kind == OBLIGATION_RESULTS_AREA)
		words.area = area_label(maker, obligation->area);
	if (obligation->kind == OBLIGATION_ONWARD)
		write_onward(maker, &bodies);
	words.bodies = builder_slice(&bodies);
	/* Nothing of what the record holds is behind it. */
	if (obligation->kind != OBLIGATION_NOTICE_GAP || !field_set_empty(gap))
		say(maker, "obligation", obligation_name(obligation->kind),
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
	tell_withheld(&maker);
	/* Of what is not there nobody need say anything. */
	if (!field_set_empty(
		    explain_interest(explanation, decision->requested))) {
		tell_wishes(&maker);
		for (size_t i = 0; i < decision->obligation_count; i++)
			tell_obligation(&maker, &decision->obligations[i]);
	}
	if (maker.failed)
		return error_memory(error);
	drop_repeats(telling);
	return 0;
}
