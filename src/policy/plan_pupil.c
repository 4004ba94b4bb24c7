/* What a plan's rules and promises come to for one pupil, by the signature. */
#include "policy/plan_parts.h"

bool candidate_live(const struct candidate *candidate,
		    const struct signature *signature)
{
	return candidate->in_force && candidate->triggered && candidate->due &&
	       (candidate->when_bit == NO_BIT ||
		signature_says(signature, candidate->when_bit));
}

struct field_set plan_fields_told(const struct plan *plan,
				  const struct signature *signature)
{
	struct field_set told = {0};

	for (size_t i = 0; i < plan->telling_count; i++)
		if (signature_says(signature, plan->tellings[i].bit))
			told = field_set_union(told, plan->tellings[i].fields);
	return told;
}

struct field_set candidate_live_fields(const struct candidates *candidates,
				       const struct signature *signature)
{
	struct field_set fields = {0};

	for (size_t i = 0; i < candidates->count; i++)
		if (candidate_live(&candidates->list[i], signature))
			fields = field_set_union(fields,
						 candidates->list[i].fields);
	return fields;
}

struct field_set plan_fields_promised(const struct plan *plan,
				      const struct signature *signature)
{
	struct field_set promised =
		candidate_live_fields(&plan->shares, signature);

	promised = field_set_intersection(promised,
					  plan_fields_told(plan, signature));
	return field_set_difference(
		promised,
		candidate_live_fields(&plan->notice_prohibitions, signature));
}
