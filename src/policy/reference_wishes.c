/* The reference's wishes. */
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

/* Whether there is such a wish, of a day on which the clause accepts it. */
static bool wished(const struct asking *asking, enum wish_column column,
		   const struct statement *clause)
{
	const struct pupil *pupil = asking->pupil;
	int32_t from = statement_date(clause, "from", DATE_NONE);
	int32_t to = statement_date(clause, "to", DATE_NONE);

	if (!pupil->wishes[column])
		return false;
	if (pupil->first_stated[column] == DATE_NONE)
		return true;
	if (to != DATE_NONE && pupil->first_stated[column] > to)
		return false;
	return from == DATE_NONE || pupil->last_stated[column] >= from;
}

/* A parent or a pupil objects, or does more: refuses all sharing, which counts
 * unless the purpose keeps a child safe. */
static bool objects(const struct asking *asking, bool pupil,
		    const struct statement *clause)
{
	uint16_t purpose = dictionary_find(asking->dictionary, KIND_PURPOSE,
					   asking->request->purpose);
	bool protects = purpose != DICTIONARY_NONE &&
			asking->dictionary->purposes[purpose].protects;

	if (wished(asking, pupil ? WISH_OBJECTION_PUPIL : WISH_OBJECTION_PARENT,
		   clause))
		return true;
	return !protects &&
	       (wished(asking, pupil ? WISH_REFUSAL_PUPIL : WISH_REFUSAL_PARENT,
		       clause) ||
		wished(asking, WISH_RESTRICTION, clause));
}

/* Whether the one who may has objected, by an `objection` clause. */
static bool has_objected(const struct asking *asking,
			 const struct statement *clause)
{
	struct slice first = statement_text(clause, "by");
	bool handed = statement_argument(clause, "then") != NULL;
	struct slice second = handed ? statement_text(clause, "then") : first;
	bool first_objects = objects(asking, by_pupil(first), clause);
	bool second_objects = objects(asking, by_pupil(second), clause);
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
	       wished(asking,
		      by_pupil(first) ? WISH_OBJECTION_PUPIL
				      : WISH_OBJECTION_PARENT,
		      clause);
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

/* By the one the need names, else by whoever may. */
static bool consented(const struct asking *asking, const struct statement *need)
{
	if (statement_argument(need, "by") != NULL)
		return asking->pupil
			->wishes[by_pupil(statement_text(need, "by"))
					 ? WISH_CONSENT_PUPIL
					 : WISH_CONSENT_PARENT];
	return general_wish(asking, WISH_CONSENT_PARENT, WISH_CONSENT_PUPIL,
			    false);
}

const struct statement *asking_unmet_consent(const struct asking *asking,
					     const struct statement *rule)
{
	const struct statement *need = NULL;

	while ((need = statement_child(rule, KEYWORD_NEEDS, need)) != NULL)
		if (statement_has(need, "consent") &&
		    asking_need_applies(asking, need) &&
		    !consented(asking, need))
			return need;
	return NULL;
}
