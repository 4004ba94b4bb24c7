/* What explanations speak of, however they are told. */
#include "base/error.h"
#include "language/diagnostic.h"
#include "language/tree.h"
#include "policy/explain_parts.h"
#include "policy/plan_parts.h"

struct slice explain_recipient(const struct explanation *explanation)
{
	const struct dictionary *dictionary = explanation->policy->dictionary;
	uint16_t alias;
	uint16_t body = dictionary_body(
		dictionary, explanation->request->recipient, &alias);

	if (body == DICTIONARY_NONE)
		return explanation->request->recipient;
	if (alias != DICTIONARY_NONE)
		return dictionary->bodies[body].holders[alias].label;
	return body_label(&dictionary->bodies[body],
			  explanation->request->date);
}

struct slice explain_purpose(const struct explanation *explanation)
{
	const struct dictionary *dictionary = explanation->policy->dictionary;
	uint16_t purpose = dictionary_find(dictionary, KIND_PURPOSE,
					   explanation->request->purpose);

	return purpose != DICTIONARY_NONE ? dictionary->purposes[purpose].label
					  : explanation->request->purpose;
}

struct field_set explain_interest(const struct explanation *explanation,
				  struct field_set fields)
{
	return explanation->held != NULL
		       ? field_set_intersection(fields, *explanation->held)
		       : fields;
}

struct field_set explain_withheld(const struct explanation *explanation)
{
	const struct decision *decision = explanation->decision;

	return explain_interest(
		explanation,
		field_set_difference(decision->requested, decision->released));
}

bool explain_covers(const struct explanation *explanation,
		    const struct rule *rule)
{
	const struct notice *notice = plan_notice(explanation->plan);
	struct field_set none = {0};
	struct field_set fields =
		rule_fields(rule, notice != NULL ? &notice->held : &none);

	fields = field_set_intersection(fields,
					explanation->decision->requested);
	return !field_set_empty(explain_interest(explanation, fields));
}

static bool same_cause(const struct verdict *a, const struct verdict *b)
{
	return a->gate == b->gate && a->reason == b->reason &&
	       clause_same(a->clause, b->clause);
}

bool explain_cause(const struct decision *decision, enum gate gate,
		   struct field_set *left, struct verdict *cause,
		   struct field_set *fields)
{
	bool found = false;

	*fields = (struct field_set){0};
	for (uint16_t f = field_set_next(left, 0); f != DICTIONARY_NONE;
	     f = field_set_next(left, (uint16_t)(f + 1))) {
		const struct verdict *verdict = &decision->verdicts[f];

		if (verdict->gate != gate ||
		    (found && !same_cause(verdict, cause)))
			continue;
		*cause = *verdict;
		found = true;
		field_set_add(fields, f);
		field_set_remove(left, f);
	}
	return found;
}

int explain_truth(const struct explanation *explanation,
		  const struct condition *condition, struct arena *arena,
		  uint8_t *truth, struct error *error)
{
	const struct dictionary *dictionary = explanation->policy->dictionary;
	struct findings findings = findings_in(arena);
	struct condition_program program, bound;
	struct condition_space *space = arena_allocate(arena, sizeof(*space));
	const int32_t *columns[FACT_LIMIT];

	if (space == NULL)
		return error_memory(error);
	if (condition_compile(&program, condition, dictionary, arena, &findings,
			      error) != 0 ||
	    condition_bind(&bound, &program, dictionary,
			   explanation->request->date, arena, error) != 0)
		return -1;
	for (int i = 0; i < FACT_LIMIT; i++) {
		int32_t *column =
			arena_array(arena, BATCH_STEP, sizeof(*column));

		columns[i] = NULL;
		if (column == NULL)
			return error_memory(error);
		column[0] = explanation->pupil->facts[i];
		columns[i] = column;
		if (column[0] == DATE_NONE)
			columns[i] = explanation->plan->controller_facts[i];
	}
	*truth = condition_evaluate(&bound, columns, BATCH_STEP, space)[0];
	return 0;
}
