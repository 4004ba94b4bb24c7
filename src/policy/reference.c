#include "policy/reference.h"

#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "language/tree.h"

/* Everything that is asked about, in one place. */
struct asking {
	const struct dictionary *dictionary;
	const struct notice *const *notices;
	size_t notice_count;
	const struct notice *notice; /* the one in force; may be NULL */
	const struct request *request;
	const struct pupil *pupil;
	struct field_set requested;
};

enum truth { NO, YES, PERHAPS };

/* --- facts and conditions, straight from the tree ----------------------------- */

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

static enum truth judge(const struct asking *asking,
			const struct condition *condition);

/* A controller's facts come from its notice unless the pupil's say otherwise. */
static int32_t controller_fact(const struct asking *asking,
			       const struct fact *fact)
{
	const struct dictionary *dictionary = asking->dictionary;
	const struct notice *notice = asking->notice;
	const struct setting *setting = NULL;
	struct slice text = { NULL, 0 };
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

static int32_t fact_value(const struct asking *asking, uint16_t index)
{
	const struct fact *fact = &asking->dictionary->facts[index];
	int32_t value = asking->pupil->facts[index];

	if (value == DATE_NONE && fact->origin == FACT_CONTROLLER)
		value = controller_fact(asking, fact);
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
		any = truth_or(any,
			       judge(asking, statement_argument(row, "when")
						     ->condition));
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
	int32_t value = fact_value(asking, index);

	if (!age && fact->origin == FACT_DERIVED)
		return judge_derived(asking, condition, fact);
	if (value == DATE_NONE)
		return PERHAPS;
	if (age)
		return judge_value(asking, condition, NULL,
				   date_age(value, asking->request->date));
	return judge_value(asking, condition, fact, value);
}

static enum truth judge(const struct asking *asking,
			const struct condition *condition)
{
	switch (condition->kind) {
	case CONDITION_AND:
		return truth_and(judge(asking, condition->left),
				 judge(asking, condition->right));
	case CONDITION_OR:
		return truth_or(judge(asking, condition->left),
				judge(asking, condition->right));
	case CONDITION_NOT:
		return truth_not(judge(asking, condition->left));
	case CONDITION_FLAG:
	case CONDITION_COMPARE:
	case CONDITION_IN:
		break;
	}
	return judge_fact(asking, condition);
}

/* --- what a statement says, asked anew each time --------------------------------- */

static bool names_field(const struct asking *asking,
			const struct argument *names, uint16_t field)
{
	for (size_t i = 0; names != NULL && i < names->name_count; i++) {
		struct field_set fields;

		if (dictionary_fields(asking->dictionary, names->names[i].text,
				      &fields) &&
		    field_set_has(&fields, field))
			return true;
	}
	return false;
}

static bool is_held(const struct notice *notice, uint16_t field)
{
	return notice != NULL && field_set_has(&notice->held, field);
}

static bool covers_field(const struct asking *asking,
			 const struct notice *notice,
			 const struct statement *rule, uint16_t field)
{
	for (size_t i = 0; i < rule->child_count; i++) {
		const struct statement *child = &rule->children[i];

		if (child->keyword != KEYWORD_DATA &&
		    child->keyword != KEYWORD_SEND)
			continue;
		if (names_field(asking, statement_argument(child, ""), field))
			return true;
		if (statement_has(child, "held") && is_held(notice, field))
			return true;
	}
	return false;
}

static bool names_purpose(const struct asking *asking,
			  const struct argument *names)
{
	for (size_t i = 0; names != NULL && i < names->name_count; i++)
		if (slice_equal(names->names[i].text, asking->request->purpose))
			return true;
	return false;
}

/* Whether a name in a rule is the recipient that was asked for. */
static bool names_recipient(const struct asking *asking,
			    const struct argument *names)
{
	const struct dictionary *dictionary = asking->dictionary;
	uint16_t wanted = dictionary_body(dictionary,
					  asking->request->recipient, NULL);

	for (size_t i = 0; names != NULL && i < names->name_count; i++) {
		uint16_t holder;
		uint16_t body = dictionary_body(dictionary,
						names->names[i].text, &holder);
		const struct holder *now;

		if (body != wanted || body == DICTIONARY_NONE)
			continue;
		now = body_holder(&dictionary->bodies[body],
				  asking->request->date);
		if (holder == DICTIONARY_NONE ||
		    now == &dictionary->bodies[body].holders[holder])
			return true;
	}
	return false;
}

static bool gateway_speaks(const struct asking *asking,
			   const struct statement *gateway)
{
	const struct statement *to = NULL;

	while ((to = statement_child(gateway, KEYWORD_TO, to)) != NULL) {
		const struct argument *purposes = statement_argument(to, "for");

		if (names_recipient(asking, statement_argument(to, "")) &&
		    (purposes == NULL || names_purpose(asking, purposes)))
			return true;
	}
	return false;
}

static bool share_speaks(const struct asking *asking,
			 const struct statement *share)
{
	const struct statement *purpose = NULL;

	if (statement_argument(share, "by") != NULL ||
	    !names_recipient(asking, statement_argument(share, "with")))
		return false;
	while ((purpose = statement_child(share, KEYWORD_FOR, purpose)) != NULL)
		if (names_purpose(asking, statement_argument(purpose, "")))
			return true;
	return false;
}

static bool never_speaks(const struct asking *asking,
			 const struct statement *never)
{
	bool anybody = statement_child(never, KEYWORD_TO, NULL) == NULL;
	bool anything = statement_child(never, KEYWORD_FOR, NULL) == NULL;
	const struct statement *purpose = NULL;
	const struct statement *to = NULL;
	bool named = anything;

	while ((purpose = statement_child(never, KEYWORD_FOR, purpose)) != NULL)
		if (names_purpose(asking, statement_argument(purpose, "")))
			named = true;
	while ((to = statement_child(never, KEYWORD_TO, to)) != NULL) {
		const struct argument *own = statement_argument(to, "for");

		if (names_recipient(asking, statement_argument(to, "")) &&
		    (own != NULL ? names_purpose(asking, own) : named))
			return true;
	}
	return anybody && named;
}

static bool kind_may_disclose(const struct asking *asking,
			      const struct statement *gateway)
{
	const struct dictionary *dictionary = asking->dictionary;
	const struct statement *by = statement_child(gateway, KEYWORD_BY, NULL);
	const struct argument *kinds;
	uint16_t codes = dictionary_find(dictionary, KIND_CODES,
					 SLICE("controller-kind"));
	uint16_t kind = asking->notice != NULL
				? asking->notice->kind
				: asking->request->controller_kind;

	if (by == NULL)
		return true;
	kinds = statement_argument(by, "");
	for (size_t i = 0; i < kinds->name_count; i++)
		if (kind != DICTIONARY_NONE &&
		    code_set_find(dictionary, codes, kinds->names[i].text) ==
			    kind)
			return true;
	return false;
}

static bool speaks(const struct asking *asking, const struct statement *rule)
{
	if (rule->keyword == KEYWORD_SHARE)
		return share_speaks(asking, rule);
	if (!kind_may_disclose(asking, rule))
		return false;
	return rule->keyword == KEYWORD_GATEWAY ? gateway_speaks(asking, rule)
						: never_speaks(asking, rule);
}

static bool date_within(int32_t from, int32_t to, int32_t date)
{
	if (from != DATE_NONE && date < from)
		return false;
	return to == DATE_NONE || date <= to;
}

/* The first line of a rule, as it is cited. */
static struct range cited(const struct statement *rule)
{
	struct range range = rule->keyword_range;

	for (size_t i = 0; i < rule->argument_count; i++)
		if (range.end < rule->arguments[i].range.end)
			range.end = rule->arguments[i].range.end;
	return range;
}

static bool laws_in_force(const struct asking *asking,
			  const struct argument *names)
{
	const struct law *laws = asking->dictionary->laws;

	for (size_t i = 0; i < names->name_count; i++) {
		uint16_t law = dictionary_find(asking->dictionary, KIND_LAW,
					       names->names[i].text);

		if (!date_within(laws[law].from, laws[law].to,
				 asking->request->date))
			return false;
	}
	return true;
}

static bool law_in_force(const struct asking *asking,
			 const struct statement *rule, struct range *why)
{
	const struct statement *laws = NULL;
	const struct statement *from = statement_child(rule, KEYWORD_FROM,
						       NULL);

	if (from != NULL &&
	    !date_within(statement_date(from, "", DATE_NONE),
			 statement_date(from, "to", DATE_NONE),
			 asking->request->date)) {
		*why = cited(rule);
		return false;
	}
	while ((laws = statement_child(rule, KEYWORD_LAWS, laws)) != NULL) {
		if (laws_in_force(asking, statement_argument(laws, "")))
			continue;
		*why = laws->range;
		return false;
	}
	return true;
}

static bool trigger_named(const struct asking *asking,
			  const struct argument *names)
{
	for (size_t i = 0; names != NULL && i < names->name_count; i++)
		if (slice_equal(names->names[i].text, asking->request->trigger))
			return true;
	return false;
}

static int months_of(const struct statement *statement, const char *label)
{
	uint64_t number = statement_number(statement, label, 0);

	if (statement_has(statement, "year") ||
	    statement_has(statement, "years"))
		return number > 100 ? 1200 : (int)number * 12;
	if (statement_has(statement, "month") ||
	    statement_has(statement, "months"))
		return number > 1200 ? 1200 : (int)number;
	return 0;
}

/* Whether a rule holds for this pupil; if not, why not. */
static bool rule_holds(const struct asking *asking,
		       const struct statement *rule, enum reason *reason,
		       struct range *clause)
{
	const struct statement *on = statement_child(rule, KEYWORD_ON, NULL);
	const struct statement *when = statement_child(rule, KEYWORD_WHEN,
						       NULL);
	const struct statement *every = statement_child(rule, KEYWORD_EVERY,
							NULL);
	int32_t last = asking->request->last_release;

	if (on != NULL && !trigger_named(asking, statement_argument(on, ""))) {
		*reason = REASON_TRIGGER;
		*clause = on->range;
		return false;
	}
	if (when != NULL) {
		const struct condition *condition =
			statement_argument(when, "")->condition;

		if (judge(asking, condition) != YES) {
			*reason = REASON_CONDITION;
			*clause = condition->range;
			return false;
		}
	}
	if (every != NULL && last != DATE_NONE &&
	    asking->request->date <
		    date_add_months(last, months_of(every, ""))) {
		*reason = REASON_TOO_SOON;
		*clause = every->range;
		return false;
	}
	return true;
}

static bool prohibition_bites(const struct asking *asking,
			      const struct statement *never)
{
	const struct statement *when = statement_child(never, KEYWORD_WHEN,
						       NULL);

	return when == NULL ||
	       judge(asking, statement_argument(when, "")->condition) != NO;
}

/* --- wishes ------------------------------------------------------------------------ */

static int pupil_age(const struct asking *asking, bool *known)
{
	uint16_t fact = dictionary_find(asking->dictionary, KIND_FACT,
					SLICE("birth-date"));
	int32_t birth = fact != DICTIONARY_NONE ? fact_value(asking, fact)
						: DATE_NONE;

	*known = birth != DATE_NONE;
	return *known ? date_age(birth, asking->request->date) : 0;
}

static bool by_pupil(struct slice holder)
{
	return slice_is(holder, "pupil");
}

/* Whether the one who may has objected, by an `objection` clause. */
static bool has_objected(const struct asking *asking,
			 const struct statement *clause)
{
	const bool *wishes = asking->pupil->wishes;
	struct slice first = statement_text(clause, "by");
	bool handed = statement_argument(clause, "then") != NULL;
	struct slice second = handed ? statement_text(clause, "then") : first;
	bool first_objects = wishes[by_pupil(first) ? WISH_OBJECTION_PUPIL
						    : WISH_OBJECTION_PARENT];
	bool second_objects = wishes[by_pupil(second) ? WISH_OBJECTION_PUPIL
						      : WISH_OBJECTION_PARENT];
	bool known;
	int age = pupil_age(asking, &known);

	if (!handed)
		return first_objects;
	if (!known)
		return first_objects || second_objects;
	return age < (int)statement_number(clause, "until", 0) ? first_objects
							       : second_objects;
}

static bool objection_passed_on(const struct asking *asking,
				const struct statement *clause)
{
	struct slice first = statement_text(clause, "by");
	bool known;
	int age = pupil_age(asking, &known);

	return statement_argument(clause, "then") != NULL &&
	       !slice_equal(first, statement_text(clause, "then")) && known &&
	       age >= (int)statement_number(clause, "until", 0) &&
	       asking->pupil->wishes[by_pupil(first) ? WISH_OBJECTION_PUPIL
						     : WISH_OBJECTION_PARENT];
}

static bool leaves_field(const struct asking *asking,
			 const struct statement *clause, uint16_t field)
{
	return names_field(asking, statement_argument(clause, "leaves"), field);
}

/* The first objection clause of a rule that withholds this field. */
static const struct statement *objecting(const struct asking *asking,
					 const struct statement *rule,
					 uint16_t field)
{
	const struct statement *clause = NULL;

	while ((clause = statement_child(rule, KEYWORD_OBJECTION, clause)) !=
	       NULL)
		if (has_objected(asking, clause) &&
		    !leaves_field(asking, clause, field))
			return clause;
	return NULL;
}

static bool general_wish(const struct asking *asking, enum wish_column parent,
			 enum wish_column pupil, bool doubt)
{
	const bool *wishes = asking->pupil->wishes;
	bool known;
	int age = pupil_age(asking, &known);

	if (!known)
		return doubt ? wishes[parent] || wishes[pupil]
			     : wishes[parent] && wishes[pupil];
	return age < 16 ? wishes[parent] : wishes[pupil];
}

static bool refused(const struct asking *asking)
{
	return general_wish(asking, WISH_REFUSAL_PARENT, WISH_REFUSAL_PUPIL,
			    true);
}

static bool objected(const struct asking *asking)
{
	return general_wish(asking, WISH_OBJECTION_PARENT,
			    WISH_OBJECTION_PUPIL, true);
}

static bool consented(const struct asking *asking)
{
	return general_wish(asking, WISH_CONSENT_PARENT, WISH_CONSENT_PUPIL,
			    false);
}

/* --- safeguards ----------------------------------------------------------------------- */

static bool need_applies(const struct asking *asking,
			 const struct statement *need)
{
	const struct argument *where = statement_argument(need, "where");

	return where == NULL || judge(asking, where->condition) != NO;
}

static bool same_recipient(const struct asking *asking, struct slice name)
{
	return slice_equal(name, asking->request->recipient) ||
	       (dictionary_body(asking->dictionary, name, NULL) !=
			DICTIONARY_NONE &&
		dictionary_body(asking->dictionary, name, NULL) ==
			dictionary_body(asking->dictionary,
					asking->request->recipient, NULL));
}

static bool is_granted(const struct asking *asking, enum need_kind kind,
		       struct slice approval)
{
	for (size_t i = 0; i < asking->request->grant_count; i++) {
		const struct grant *grant = &asking->request->grants[i];

		if (grant->kind == kind &&
		    date_within(grant->from, grant->until,
				asking->request->date) &&
		    (grant->recipient.len == 0 ||
		     same_recipient(asking, grant->recipient)) &&
		    (grant->purpose.len == 0 ||
		     slice_equal(grant->purpose, asking->request->purpose)) &&
		    (kind != NEED_APPROVAL || slice_equal(grant->by, approval)))
			return true;
	}
	return false;
}

/* The first need of a rule, beside consent, that is not met. */
static bool lacks_need(const struct asking *asking,
		       const struct statement *rule, enum reason *reason,
		       struct range *clause)
{
	static const struct {
		const char *word;
		enum need_kind kind;
		enum reason reason;
	} needs[] = {
		{ "approval", NEED_APPROVAL, REASON_NO_APPROVAL },
		{ "authorisation", NEED_AUTHORISATION,
		  REASON_NO_AUTHORISATION },
		{ "identity", NEED_IDENTITY, REASON_NO_IDENTITY },
		{ "terms", NEED_TERMS, REASON_NO_TERMS },
	};
	const struct statement *need = NULL;

	while ((need = statement_child(rule, KEYWORD_NEEDS, need)) != NULL) {
		if (!need_applies(asking, need))
			continue;
		for (size_t i = 0; i < 4; i++) {
			bool approval = needs[i].kind == NEED_APPROVAL;

			if (approval ? statement_argument(need, "by") == NULL
				     : !statement_has(need, needs[i].word))
				continue;
			if (is_granted(asking, needs[i].kind,
				       statement_text(need, "by")))
				continue;
			*reason = needs[i].reason;
			*clause = need->range;
			return true;
		}
	}
	return false;
}

static const struct statement *unmet_consent(const struct asking *asking,
					     const struct statement *rule)
{
	const struct statement *need = NULL;

	while ((need = statement_child(rule, KEYWORD_NEEDS, need)) != NULL)
		if (statement_has(need, "consent") &&
		    need_applies(asking, need) && !consented(asking))
			return need;
	return NULL;
}

/* --- lists of rules ------------------------------------------------------------------- */

enum { RULES = 512 };

struct rules {
	const struct statement *list[RULES];
	size_t count;
};

static void add_rule(struct rules *rules, const struct statement *rule)
{
	if (rules->count < RULES)
		rules->list[rules->count++] = rule;
}

static bool any_clause(const struct rules *rules)
{
	for (size_t i = 0; i < rules->count; i++)
		if (statement_child(rules->list[i], KEYWORD_OBJECTION, NULL) !=
		    NULL)
			return true;
	return false;
}

/* The rules for a field at one of the gates. */
struct field_rules {
	struct rules gateways;	/* speak of the flow and the field */
	struct rules in_force;	/* of those */
	struct rules live;	/* of those: hold for the pupil */
	struct rules duties;	/* of those: duties not objected to by law */
	struct rules shares;	/* speak of the flow and the field */
	struct rules live_shares;
	struct range not_in_force;
};

static bool duty_applies(const struct asking *asking,
			 const struct statement *gateway)
{
	const struct statement *duty = statement_child(gateway, KEYWORD_DUTY,
						       NULL);
	const struct argument *on;

	if (duty == NULL)
		return false;
	on = statement_argument(duty, "on");
	return on == NULL || trigger_named(asking, on);
}

static void find_gateways(const struct asking *asking, uint16_t field,
			  struct field_rules *rules)
{
	const struct dictionary *dictionary = asking->dictionary;

	for (uint16_t i = 0; i < dictionary->gateway_count; i++) {
		const struct statement *gateway = dictionary->gateways[i];
		enum reason reason;
		struct range why;

		if (!speaks(asking, gateway) ||
		    !covers_field(asking, asking->notice, gateway, field))
			continue;
		add_rule(&rules->gateways, gateway);
		if (!law_in_force(asking, gateway, &why)) {
			if (rules->not_in_force.source == NULL)
				rules->not_in_force = why;
			continue;
		}
		add_rule(&rules->in_force, gateway);
		if (!rule_holds(asking, gateway, &reason, &why))
			continue;
		add_rule(&rules->live, gateway);
		if (duty_applies(asking, gateway) &&
		    objecting(asking, gateway, field) == NULL)
			add_rule(&rules->duties, gateway);
	}
}

static void find_shares(const struct asking *asking, uint16_t field,
			struct field_rules *rules)
{
	const struct tree *tree;

	if (asking->notice == NULL)
		return;
	tree = asking->notice->tree;
	for (size_t i = 0; i < tree->count; i++) {
		const struct statement *share = &tree->statements[i];
		enum reason reason;
		struct range why;

		if (share->keyword != KEYWORD_SHARE || !speaks(asking, share) ||
		    !covers_field(asking, asking->notice, share, field))
			continue;
		add_rule(&rules->shares, share);
		if (rule_holds(asking, share, &reason, &why))
			add_rule(&rules->live_shares, share);
	}
}

static const struct statement *notice_forbids(const struct asking *asking,
					      uint16_t field)
{
	const struct tree *tree;

	if (asking->notice == NULL)
		return NULL;
	tree = asking->notice->tree;
	for (size_t i = 0; i < tree->count; i++) {
		const struct statement *never = &tree->statements[i];

		if (never->keyword == KEYWORD_NEVER && speaks(asking, never) &&
		    covers_field(asking, asking->notice, never, field) &&
		    prohibition_bites(asking, never))
			return never;
	}
	return NULL;
}

static bool law_forbids(const struct asking *asking,
			const struct statement *never, uint16_t field)
{
	struct range why;

	return speaks(asking, never) &&
	       covers_field(asking, asking->notice, never, field) &&
	       law_in_force(asking, never, &why) &&
	       prohibition_bites(asking, never);
}

/* Whether the family was told of the flow of this field: by a version in
 * force when it was collected, or given to them since. */
static bool was_told(const struct asking *asking, uint16_t field)
{
	const struct field *entry = &asking->dictionary->fields[field];
	int32_t collected = asking->pupil->collected[entry->category];
	int32_t today = asking->request->date;

	for (size_t v = 0; v < asking->notice_count; v++) {
		const struct notice *notice = asking->notices[v];
		int32_t served = asking->pupil->served[v];
		int32_t end = notice->to != DATE_NONE ? notice->to : INT32_MAX;
		bool tells = false;

		if (v + 1 < asking->notice_count &&
		    asking->notices[v + 1]->from <= end)
			end = asking->notices[v + 1]->from - 1;
		for (size_t i = 0; i < notice->tree->count; i++) {
			const struct statement *share =
				&notice->tree->statements[i];

			if (share->keyword == KEYWORD_SHARE &&
			    speaks(asking, share) &&
			    covers_field(asking, notice, share, field))
				tells = true;
		}
		if (!tells)
			continue;
		if (collected != DATE_NONE && collected >= notice->from &&
		    collected <= end && collected <= today)
			return true;
		if (served != DATE_NONE && served >= notice->from &&
		    served <= today)
			return true;
	}
	return false;
}

/* --- one field through the gates -------------------------------------------------------- */

struct field_answer {
	struct verdict verdict;
	bool duty;	     /* released because a duty requires it */
	bool gap;	     /* and not promised */
	struct level level;  /* when it passed the needs */
	struct range level_clause;
	bool level_conflict;
	struct range conflict[2];
};

static struct field_answer withheld(enum gate gate, enum reason reason,
				    struct range clause)
{
	return (struct field_answer){
		.verdict = { (uint8_t)gate, (uint8_t)reason, clause },
		.level = level_named(),
	};
}

static const struct range nothing = { NULL, 0, 0 };

static bool fails_recipient(const struct asking *asking,
			    struct field_answer *result)
{
	const struct dictionary *dictionary = asking->dictionary;
	const struct body *body;
	const struct holder *now;
	uint16_t alias;
	uint16_t index = dictionary_body(dictionary, asking->request->recipient,
					 &alias);

	if (index == DICTIONARY_NONE) {
		*result = withheld(GATE_RECIPIENT, REASON_RECIPIENT_UNKNOWN,
				   nothing);
		return true;
	}
	body = &dictionary->bodies[index];
	now = body_holder(body, asking->request->date);
	if (alias == DICTIONARY_NONE && now == NULL) {
		*result = withheld(GATE_RECIPIENT, REASON_RECIPIENT_CLOSED,
				   body->range);
		return true;
	}
	if (alias != DICTIONARY_NONE && now != &body->holders[alias]) {
		*result = withheld(GATE_RECIPIENT, REASON_RECIPIENT_CLOSED,
				   body->holders[alias].range);
		return true;
	}
	return false;
}

static bool fails_purpose(const struct asking *asking,
			  struct field_answer *result)
{
	const struct purpose *purpose;
	uint16_t index = dictionary_find(asking->dictionary, KIND_PURPOSE,
					 asking->request->purpose);

	if (index == DICTIONARY_NONE) {
		*result = withheld(GATE_LAW, REASON_PURPOSE_UNKNOWN, nothing);
		return true;
	}
	purpose = &asking->dictionary->purposes[index];
	if (date_within(purpose->from, purpose->to, asking->request->date))
		return false;
	*result = withheld(GATE_LAW, REASON_PURPOSE_ENDED, purpose->range);
	return true;
}

static bool fails_law(const struct asking *asking, uint16_t field,
		      const struct field_rules *rules,
		      struct field_answer *result)
{
	const struct dictionary *dictionary = asking->dictionary;
	const struct field *entry = &dictionary->fields[field];

	if (!date_within(entry->collected_from, entry->collected_to,
			 asking->request->date)) {
		*result = withheld(GATE_LAW, REASON_COLLECTION_ENDED,
				   entry->range);
		return true;
	}
	for (uint16_t i = 0; i < dictionary->prohibition_count; i++) {
		const struct statement *never = dictionary->prohibitions[i];

		if (!law_forbids(asking, never, field))
			continue;
		*result = withheld(GATE_LAW, REASON_FORBIDDEN_BY_LAW,
				   cited(never));
		return true;
	}
	if (rules->gateways.count == 0) {
		*result = withheld(GATE_LAW, REASON_NO_GATEWAY, nothing);
		return true;
	}
	if (rules->in_force.count == 0) {
		*result = withheld(GATE_LAW, REASON_LAW_NOT_IN_FORCE,
				   rules->not_in_force);
		return true;
	}
	return false;
}

static bool fails_promise(const struct asking *asking, uint16_t field,
			  const struct field_rules *rules,
			  struct field_answer *result)
{
	const struct statement *never = notice_forbids(asking, field);

	if (rules->shares.count == 0)
		*result = withheld(GATE_PROMISE, REASON_NOT_PROMISED,
				   asking->notice != NULL
					   ? asking->notice->range
					   : nothing);
	else if (never != NULL)
		*result = withheld(GATE_PROMISE, REASON_FORBIDDEN_BY_NOTICE,
				   cited(never));
	else if (!was_told(asking, field))
		*result = withheld(GATE_PROMISE, REASON_NOT_TOLD,
				   cited(rules->shares.list[0]));
	else
		return false;
	return true;
}

static bool fails_pupil(const struct asking *asking,
			const struct field_rules *rules,
			struct field_answer *result)
{
	const struct statement *failing = NULL;
	enum reason reason;
	struct range clause;

	if (rules->live.count == 0)
		failing = rules->in_force.list[0];
	else if (rules->live_shares.count == 0)
		failing = rules->shares.list[0];
	if (failing == NULL || rule_holds(asking, failing, &reason, &clause))
		return false;
	*result = withheld(GATE_PUPIL, reason, clause);
	return true;
}

static const struct purpose *purpose_of(const struct asking *asking)
{
	return &asking->dictionary
			->purposes[dictionary_find(asking->dictionary,
						   KIND_PURPOSE,
						   asking->request->purpose)];
}

static bool fails_wishes(const struct asking *asking, uint16_t field,
			 const struct field_rules *rules,
			 struct field_answer *result)
{
	const struct purpose *purpose = purpose_of(asking);
	const struct rules *lists[] = { &rules->live, &rules->live_shares };
	const bool *wishes = asking->pupil->wishes;
	const struct notice *notice = asking->notice;

	if (wishes[WISH_RESTRICTION] && !purpose->protects) {
		*result = withheld(GATE_WISHES, REASON_RESTRICTION, nothing);
		return true;
	}
	if (refused(asking) && !purpose->protects) {
		*result = withheld(GATE_WISHES, REASON_REFUSAL,
				   notice != NULL && notice->honour != NULL
					   ? notice->honour->range
					   : nothing);
		return true;
	}
	if (wishes[WISH_MARKETING_STOP] && purpose->marketing) {
		*result = withheld(GATE_WISHES, REASON_MARKETING_STOP,
				   purpose->range);
		return true;
	}
	for (size_t l = 0; l < 2; l++)
		for (size_t i = 0; i < lists[l]->count; i++) {
			const struct statement *need =
				unmet_consent(asking, lists[l]->list[i]);

			if (need == NULL)
				continue;
			*result = withheld(GATE_WISHES, REASON_NO_CONSENT,
					   need->range);
			return true;
		}
	for (size_t l = 0; l < 2; l++)
		for (size_t i = 0; i < lists[l]->count; i++) {
			const struct statement *clause =
				objecting(asking, lists[l]->list[i], field);

			if (clause == NULL)
				continue;
			*result = withheld(GATE_WISHES, REASON_OBJECTION,
					   clause->range);
			return true;
		}
	if (objected(asking) && !purpose->protects &&
	    !any_clause(&rules->live) && !any_clause(&rules->live_shares)) {
		*result = withheld(GATE_WISHES, REASON_OBJECTION,
				   notice != NULL && notice->honour != NULL
					   ? notice->honour->range
					   : nothing);
		return true;
	}
	return false;
}

/* --- levels ------------------------------------------------------------------------------ */

static struct level stated_level(const struct asking *asking,
				 const struct statement *rule,
				 struct range *clause)
{
	static const struct {
		const char *word;
		enum level_kind kind;
	} words[] = {
		{ "named", LEVEL_NAMED },
		{ "pupil", LEVEL_PUPIL },
		{ "inside", LEVEL_INSIDE },
		{ "anonymised", LEVEL_ANONYMISED },
	};
	const struct statement *level = statement_child(rule, KEYWORD_LEVEL,
							NULL);

	*clause = level != NULL ? level->range : cited(rule);
	if (level == NULL)
		return level_named();
	for (size_t i = 0; i < 4; i++)
		if (statement_has(level, words[i].word))
			return (struct level){ words[i].kind, DICTIONARY_NONE };
	return (struct level){ LEVEL_AGGREGATE,
			       dictionary_find(asking->dictionary, KIND_AREA,
					       statement_text(level, "by")) };
}

/* -1: a reveals less; 1: more; 0: alike; 2: neither. */
static int compare_levels(const struct asking *asking, struct level a,
			  struct level b)
{
	const struct area *areas = asking->dictionary->areas;

	if (a.kind != b.kind)
		return a.kind > b.kind ? -1 : 1;
	if (a.kind != LEVEL_AGGREGATE || a.area == b.area)
		return 0;
	for (uint16_t up = areas[b.area].within; up != DICTIONARY_NONE;
	     up = areas[up].within)
		if (up == a.area)
			return -1;
	for (uint16_t up = areas[a.area].within; up != DICTIONARY_NONE;
	     up = areas[up].within)
		if (up == b.area)
			return 1;
	return 2;
}

/* A level and who states it. */
struct stated {
	struct level level;
	struct range clause;
};

/* The first of the levels that reveals no more than any of them. */
static bool least_level(const struct asking *asking,
			const struct stated *levels, size_t count,
			struct stated *least)
{
	for (size_t i = 0; i < count; i++) {
		bool fits = true;

		for (size_t j = 0; j < count; j++)
			fits &= compare_levels(asking, levels[i].level,
					       levels[j].level) <= 0;
		if (!fits)
			continue;
		*least = levels[i];
		return true;
	}
	return false;
}

static void field_level(const struct asking *asking,
			const struct field_rules *rules,
			struct field_answer *result)
{
	const struct rules *lists[] = { result->duty ? &rules->duties
						     : &rules->live,
					&rules->live_shares };
	struct stated levels[2 * RULES];
	struct stated least = { level_named(), { NULL, 0, 0 } };
	size_t count = 0;

	for (size_t l = 0; l < (result->duty ? 1 : 2); l++)
		for (size_t i = 0; i < lists[l]->count; i++) {
			levels[count].level =
				stated_level(asking, lists[l]->list[i],
					     &levels[count].clause);
			count++;
		}
	result->level_conflict = !least_level(asking, levels, count, &least);
	result->conflict[0] = levels[0].clause;
	result->conflict[1] = levels[count - 1].clause;
	result->level = least.level;
	result->level_clause = least.clause;
}

static bool fails_needs(const struct asking *asking,
			const struct field_rules *rules, bool duty,
			struct field_answer *result)
{
	const struct rules *lists[] = { duty ? &rules->duties : &rules->live,
					&rules->live_shares };
	enum reason reason;
	struct range clause;

	for (size_t l = 0; l < (duty ? 1 : 2); l++)
		for (size_t i = 0; i < lists[l]->count; i++) {
			if (!lacks_need(asking, lists[l]->list[i], &reason,
					&clause))
				continue;
			*result = withheld(GATE_SAFEGUARDS, reason, clause);
			return true;
		}
	return false;
}

/* Gates 1 to 6, all but the level, which is one for all fields. */
static void answer_field(const struct asking *asking, uint16_t field,
			 struct field_rules *rules,
			 struct field_answer *result)
{
	memset(rules, 0, sizeof(*rules));
	find_gateways(asking, field, rules);
	find_shares(asking, field, rules);
	*result = withheld(GATE_NONE, REASON_NONE, nothing);
	if (fails_recipient(asking, result) || fails_purpose(asking, result) ||
	    fails_law(asking, field, rules, result))
		return;
	if (rules->duties.count > 0) {
		result->duty = true;
		result->gap = rules->live_shares.count == 0 ||
			      notice_forbids(asking, field) != NULL ||
			      !was_told(asking, field);
		if (fails_needs(asking, rules, true, result))
			return;
	} else if (fails_promise(asking, field, rules, result) ||
		   fails_pupil(asking, rules, result) ||
		   fails_wishes(asking, field, rules, result) ||
		   fails_needs(asking, rules, false, result)) {
		return;
	}
	field_level(asking, rules, result);
}

/* --- the whole answer ---------------------------------------------------------------------- */

struct whole {
	const struct asking *asking;
	struct field_answer *answers; /* by field */
	struct verdict *verdicts;
	struct decision *decision;
	struct field_rules rules; /* of the field in hand */
	struct obligation *obligations;
};

static bool passed(const struct whole *whole, uint16_t field)
{
	return field_set_has(&whole->asking->requested, field) &&
	       whole->answers[field].verdict.gate == GATE_NONE;
}

static void conflict_all(struct whole *whole, enum gate gate,
			 struct range first, struct range second)
{
	whole->decision->outcome = OUTCOME_CONFLICT;
	whole->decision->conflict[0] = first;
	whole->decision->conflict[1] = second;
	for (uint16_t f = 0; f < whole->asking->dictionary->field_count; f++)
		if (passed(whole, f))
			whole->answers[f].verdict = (struct verdict){
				(uint8_t)gate, REASON_CONFLICT, first };
}

/*
 * A law that forbids what another law requires is a conflict, found before
 * anything else of the law is: fields keep only what recipient, purpose,
 * collection dates and earlier prohibitions say.
 */
static bool law_conflict(struct whole *whole)
{
	const struct asking *asking = whole->asking;
	const struct dictionary *dictionary = asking->dictionary;
	struct field_answer fault;

	if (fails_recipient(asking, &fault) || fails_purpose(asking, &fault))
		return false;
	for (uint16_t i = 0; i < dictionary->prohibition_count; i++) {
		const struct statement *never = dictionary->prohibitions[i];
		const struct statement *duty = NULL;

		for (uint16_t g = 0;
		     g < dictionary->gateway_count && duty == NULL; g++)
			for (uint16_t f = 0; f < dictionary->field_count;
			     f++) {
				const struct field *entry =
					&dictionary->fields[f];
				bool open = field_set_has(&asking->requested,
							  f) &&
					    date_within(entry->collected_from,
							entry->collected_to,
							asking->request->date);

				for (uint16_t e = 0; open && e < i; e++)
					if (law_forbids(
						    asking,
						    dictionary->prohibitions[e],
						    f))
						open = false;
				if (!open || !law_forbids(asking, never, f))
					continue;
				find_gateways(asking, f,
					      (memset(&whole->rules, 0,
						      sizeof(whole->rules)),
					       &whole->rules));
				for (size_t d = 0;
				     d < whole->rules.duties.count; d++)
					if (whole->rules.duties.list[d] ==
					    dictionary->gateways[g])
						duty = dictionary->gateways[g];
				if (duty != NULL)
					break;
			}
		if (duty == NULL)
			continue;
		whole->decision->outcome = OUTCOME_CONFLICT;
		whole->decision->conflict[0] = cited(never);
		whole->decision->conflict[1] = cited(duty);
		for (uint16_t f = 0; f < dictionary->field_count; f++) {
			struct verdict *verdict = &whole->answers[f].verdict;
			bool earlier = false;

			for (uint16_t e = 0; e < i; e++)
				if (law_forbids(asking,
						dictionary->prohibitions[e],
						f))
					earlier = true;
			if (verdict->reason == REASON_COLLECTION_ENDED ||
			    earlier)
				continue;
			*verdict = (struct verdict){ GATE_LAW, REASON_CONFLICT,
						     cited(never) };
		}
		return true;
	}
	return false;
}

/* The order in which rules are asked for levels: by rule, then by field. */
static bool level_conflict(struct whole *whole)
{
	const struct dictionary *dictionary = whole->asking->dictionary;

	for (uint16_t f = 0; f < dictionary->field_count; f++)
		if (passed(whole, f) && whole->answers[f].level_conflict) {
			conflict_all(whole, GATE_SAFEGUARDS,
				     whole->answers[f].conflict[0],
				     whole->answers[f].conflict[1]);
			return true;
		}
	return false;
}

static bool common_level(struct whole *whole, struct level *level,
			 struct range *clause, bool *any)
{
	const struct asking *asking = whole->asking;
	struct stated levels[FIELD_LIMIT];
	struct stated least;
	size_t count = 0;
	bool duty = false;

	for (uint16_t f = 0; f < asking->dictionary->field_count; f++)
		duty |= passed(whole, f) && whole->answers[f].duty;
	for (uint16_t f = 0; f < asking->dictionary->field_count; f++) {
		const struct field_answer *one = &whole->answers[f];

		if (passed(whole, f) && (!duty || one->duty))
			levels[count++] = (struct stated){ one->level,
							   one->level_clause };
	}
	*any = count > 0;
	if (count == 0)
		return true;
	if (!least_level(asking, levels, count, &least)) {
		conflict_all(whole, GATE_SAFEGUARDS, levels[0].clause,
			     levels[count - 1].clause);
		return false;
	}
	*level = least.level;
	*clause = least.clause;
	return true;
}

static bool reveals_no_more(const struct asking *asking, struct level a,
			    struct level b)
{
	int order = compare_levels(asking, a, b);

	return order == -1 || order == 0;
}

static void apply_level(struct whole *whole, struct level level,
			struct range clause)
{
	const struct asking *asking = whole->asking;
	const struct request *request = asking->request;
	bool beyond = request->has_level &&
		      !reveals_no_more(asking, request->level, level);

	if (request->has_level && !beyond)
		level = request->level;
	if (!beyond)
		whole->decision->level = level;
	for (uint16_t f = 0; f < asking->dictionary->field_count; f++) {
		struct field_answer *one = &whole->answers[f];

		if (!passed(whole, f))
			continue;
		if (beyond)
			one->verdict = (struct verdict){ GATE_SAFEGUARDS,
							 REASON_LEVEL, clause };
		else if (!reveals_no_more(asking, level, one->level))
			one->verdict = (struct verdict){ GATE_SAFEGUARDS,
							 REASON_LEVEL,
							 one->level_clause };
		else if (level.kind != LEVEL_NAMED &&
			 asking->dictionary->fields[f].identifies)
			one->verdict = (struct verdict){ GATE_SAFEGUARDS,
							 REASON_IDENTIFIES,
							 one->level_clause };
	}
}

/* --- obligations --------------------------------------------------------------------------- */

enum { OBLIGATIONS = 4096 };

static void oblige(struct whole *whole, enum obligation_kind kind,
		   struct range clause, int32_t date)
{
	struct decision *decision = whole->decision;

	for (size_t i = 0; i < decision->obligation_count; i++)
		if (whole->obligations[i].kind == kind &&
		    whole->obligations[i].clause.source == clause.source &&
		    whole->obligations[i].clause.start == clause.start)
			return;
	if (decision->obligation_count == OBLIGATIONS)
		return;
	whole->obligations[decision->obligation_count++] =
		(struct obligation){ kind, clause, date };
}

static bool field_wish_overridden(const struct asking *asking, uint16_t field,
				  const struct field_rules *rules)
{
	const struct purpose *purpose = purpose_of(asking);
	const bool *wishes = asking->pupil->wishes;

	if (!purpose->protects && (wishes[WISH_RESTRICTION] || refused(asking)))
		return true;
	if (purpose->marketing && wishes[WISH_MARKETING_STOP])
		return true;
	if (objected(asking) && !purpose->protects &&
	    !any_clause(&rules->live) && !any_clause(&rules->live_shares))
		return true;
	for (size_t i = 0; i < rules->live.count; i++)
		if (objecting(asking, rules->live.list[i], field) != NULL)
			return true;
	for (size_t i = 0; i < rules->live_shares.count; i++)
		if (objecting(asking, rules->live_shares.list[i], field) !=
		    NULL)
			return true;
	return false;
}

static bool any_unconfirmed(const struct asking *asking,
			    const struct argument *names)
{
	for (size_t i = 0; i < names->name_count; i++) {
		uint16_t law = dictionary_find(asking->dictionary, KIND_LAW,
					       names->names[i].text);

		if (asking->dictionary->laws[law].unconfirmed)
			return true;
	}
	return false;
}

static void oblige_rule(struct whole *whole, const struct statement *rule,
			uint16_t field, bool used)
{
	const struct asking *asking = whole->asking;
	const struct statement *child = NULL;

	while ((child = statement_child(rule, KEYWORD_OBJECTION, child)) !=
	       NULL)
		if (objection_passed_on(asking, child) &&
		    !leaves_field(asking, child, field))
			oblige(whole, OBLIGATION_PASSED_ON, child->range,
			       DATE_NONE);
	if (!used)
		return;
	child = NULL;
	while ((child = statement_child(rule, KEYWORD_LAWS, child)) != NULL)
		if (rule->keyword == KEYWORD_GATEWAY &&
		    any_unconfirmed(asking, statement_argument(child, "")))
			oblige(whole, OBLIGATION_UNCONFIRMED, child->range,
			       DATE_NONE);
	child = NULL;
	while ((child = statement_child(rule, KEYWORD_ONWARD, child)) != NULL)
		oblige(whole, OBLIGATION_ONWARD, child->range, DATE_NONE);
	child = statement_child(rule, KEYWORD_DELETE, NULL);
	if (child != NULL) {
		bool in_days = statement_has(child, "days") ||
			       statement_has(child, "day");
		uint64_t number = statement_number(child, "after", 0);
		int32_t by = date_add_months(asking->request->date,
					     months_of(child, "after"));

		if (in_days)
			by += number > 36525 ? 36525 : (int32_t)number;

		oblige(whole, OBLIGATION_DELETE, child->range, by);
	}
}

static bool has_rule(const struct rules *rules, const struct statement *rule)
{
	for (size_t i = 0; i < rules->count; i++)
		if (rules->list[i] == rule)
			return true;
	return false;
}

static void oblige_field(struct whole *whole, uint16_t field)
{
	const struct asking *asking = whole->asking;
	const struct purpose *purpose = purpose_of(asking);
	const struct field_answer *one = &whole->answers[field];
	struct field_answer again;
	struct field_rules *rules = &whole->rules;

	answer_field(asking, field, rules, &again);
	if (one->duty && one->gap)
		oblige(whole, OBLIGATION_NOTICE_GAP,
		       cited(rules->duties.list[0]), DATE_NONE);
	if (one->duty && field_wish_overridden(asking, field, rules))
		oblige(whole, OBLIGATION_OVERRIDDEN, nothing, DATE_NONE);
	if (purpose->protects &&
	    (asking->pupil->wishes[WISH_RESTRICTION] || refused(asking) ||
	     (objected(asking) && !any_clause(&rules->live) &&
	      !any_clause(&rules->live_shares))))
		oblige(whole, OBLIGATION_SAFETY, purpose->range, DATE_NONE);
	for (size_t i = 0; i < rules->live.count; i++)
		oblige_rule(whole, rules->live.list[i], field,
			    !one->duty ||
				    has_rule(&rules->duties,
					     rules->live.list[i]));
	for (size_t i = 0; i < rules->live_shares.count; i++)
		oblige_rule(whole, rules->live_shares.list[i], field,
			    !one->duty);
}

static void oblige_all(struct whole *whole)
{
	for (uint16_t f = 0; f < whole->asking->dictionary->field_count; f++)
		if (passed(whole, f))
			oblige_field(whole, f);
	if (whole->decision->level.kind == LEVEL_INSIDE)
		oblige(whole, OBLIGATION_NO_IDENTITY_OUT, nothing, DATE_NONE);
}

/* ------------------------------------------------------------------------------------------- */

static void find_notice(struct asking *asking)
{
	asking->notice = NULL;
	for (size_t v = 0; v < asking->notice_count; v++)
		if (asking->notices[v]->from <= asking->request->date)
			asking->notice = asking->notices[v];
	if (asking->notice != NULL && asking->notice->to != DATE_NONE &&
	    asking->request->date > asking->notice->to)
		asking->notice = NULL;
}

static void decide(struct whole *whole)
{
	const struct asking *asking = whole->asking;
	uint16_t count = asking->dictionary->field_count;
	struct level level;
	struct range clause;
	bool any;

	for (uint16_t f = 0; f < count; f++)
		if (field_set_has(&asking->requested, f))
			answer_field(asking, f, &whole->rules,
				     &whole->answers[f]);
	if (law_conflict(whole) || level_conflict(whole) ||
	    !common_level(whole, &level, &clause, &any))
		return;
	if (any)
		apply_level(whole, level, clause);
	for (uint16_t f = 0; f < count; f++)
		if (passed(whole, f))
			field_set_add(&whole->decision->released, f);
	if (field_set_empty(whole->decision->released))
		return;
	whole->decision->outcome = OUTCOME_PERMIT;
	oblige_all(whole);
}

int reference_decide(struct decision *decision,
		     const struct dictionary *dictionary,
		     const struct notice *const *notices, size_t notice_count,
		     const struct request *request,
		     const struct field_set *requested,
		     const struct pupil *pupil, struct arena *arena,
		     struct error *error)
{
	struct asking asking = {
		.dictionary = dictionary,
		.notices = notices,
		.notice_count = notice_count,
		.request = request,
		.pupil = pupil,
		.requested = *requested,
	};
	struct whole *whole = arena_allocate(arena, sizeof(*whole));

	if (whole == NULL)
		return error_memory(error);
	find_notice(&asking);
	*decision = (struct decision){ .level = level_named(),
				       .requested = *requested };
	whole->asking = &asking;
	whole->decision = decision;
	whole->answers = arena_array(arena, dictionary->field_count,
				     sizeof(*whole->answers));
	whole->verdicts = arena_array(arena, dictionary->field_count,
				      sizeof(*whole->verdicts));
	whole->obligations = arena_array(arena, OBLIGATIONS,
					 sizeof(*whole->obligations));
	if (whole->answers == NULL || whole->verdicts == NULL ||
	    whole->obligations == NULL)
		return error_memory(error);
	decide(whole);
	for (uint16_t f = 0; f < dictionary->field_count; f++)
		whole->verdicts[f] = whole->answers[f].verdict;
	decision->verdicts = whole->verdicts;
	decision->obligations = whole->obligations;
	return 0;
}
