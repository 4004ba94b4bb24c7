/* The reference's wishes, needs and grants. */
#include "policy/reference_parts.h"

#include "base/date.h"

static int pupil_age(const struct asking *asking, bool *known)
{
	uint16_t fact = dictionary_find(asking->dictionary, KIND_FACT,
					SLICE("birth-date"));
	int32_t birth = fact != DICTIONARY_NONE
				? asking_fact_value(asking, fact)
				: DATE_NONE;

	*known = birth != DATE_NONE;
	return *known ? date_age(birth, asking->request->date) : 0;
}

static bool by_pupil(struct slice holder)
{
	return slice_is(holder, "pupil");
}

/* A parent or a pupil objects, or does more: refuses all sharing, which counts
 * unless the purpose keeps a child safe. */
static bool objects(const struct asking *asking, bool pupil)
{
	const bool *wishes = asking->pupil->wishes;
	uint16_t purpose = dictionary_find(asking->dictionary, KIND_PURPOSE,
					   asking->request->purpose);
	bool protects = purpose != DICTIONARY_NONE &&
			asking->dictionary->purposes[purpose].protects;

	if (wishes[pupil ? WISH_OBJECTION_PUPIL : WISH_OBJECTION_PARENT])
		return true;
	return !protects &&
	       (wishes[pupil ? WISH_REFUSAL_PUPIL : WISH_REFUSAL_PARENT] ||
		wishes[WISH_RESTRICTION]);
}

/* Whether the one who may has objected, by an `objection` clause. */
static bool has_objected(const struct asking *asking,
			 const struct statement *clause)
{
	struct slice first = statement_text(clause, "by");
	bool handed = statement_argument(clause, "then") != NULL;
	struct slice second = handed ? statement_text(clause, "then") : first;
	bool first_objects = objects(asking, by_pupil(first));
	bool second_objects = objects(asking, by_pupil(second));
	bool known;
	int age = pupil_age(asking, &known);

	if (!handed)
		return first_objects;
	if (!known)
		return first_objects || second_objects;
	return age < (int)statement_number(clause, "until", 0) ? first_objects
							       : second_objects;
}

bool asking_objection_passed_on(const struct asking *asking,
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

bool asking_leaves_field(const struct asking *asking,
			 const struct statement *clause, uint16_t field)
{
	return asking_names_field(asking, statement_argument(clause, "leaves"),
				  field);
}

/* The first objection clause of a rule that withholds this field. */
const struct statement *asking_objecting(const struct asking *asking,
					 const struct statement *rule,
					 uint16_t field)
{
	const struct statement *clause = NULL;

	while ((clause = statement_child(rule, KEYWORD_OBJECTION, clause)) !=
	       NULL)
		if (has_objected(asking, clause) &&
		    !asking_leaves_field(asking, clause, field))
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

bool asking_refused(const struct asking *asking)
{
	return general_wish(asking, WISH_REFUSAL_PARENT, WISH_REFUSAL_PUPIL,
			    true);
}

bool asking_objected(const struct asking *asking)
{
	return general_wish(asking, WISH_OBJECTION_PARENT, WISH_OBJECTION_PUPIL,
			    true);
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

	return where == NULL || asking_judge(asking, where->condition) != NO;
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
		    reference_date_within(grant->from, grant->until,
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
bool asking_lacks_need(const struct asking *asking,
		       const struct statement *rule, enum reason *reason,
		       struct range *clause)
{
	static const struct {
		const char *word;
		enum need_kind kind;
		enum reason reason;
	} needs[] = {
		{"approval", NEED_APPROVAL, REASON_NO_APPROVAL},
		{"authorisation", NEED_AUTHORISATION, REASON_NO_AUTHORISATION},
		{"identity", NEED_IDENTITY, REASON_NO_IDENTITY},
		{"terms", NEED_TERMS, REASON_NO_TERMS},
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

const struct statement *asking_unmet_consent(const struct asking *asking,
					     const struct statement *rule)
{
	const struct statement *need = NULL;

	while ((need = statement_child(rule, KEYWORD_NEEDS, need)) != NULL)
		if (statement_has(need, "consent") &&
		    need_applies(asking, need) && !consented(asking))
			return need;
	return NULL;
}
