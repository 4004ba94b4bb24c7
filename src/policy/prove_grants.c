/* Everything that can be granted on a day: approvals, authorisation, identity
 * and signed terms, each with all that it must say. */
#include "base/date.h"
#include "base/error.h"
#include "policy/prove_parts.h"

/* All names of a list of terms. */
static int name_all(struct prover *prover, const struct term *terms,
		    uint16_t count, struct grant *grant)
{
	struct slice *names =
		arena_array(&prover->day, count + 1u, sizeof(*names));

	if (names == NULL)
		return error_memory(prover->error);
	for (uint16_t i = 0; i < count; i++)
		names[i] = terms[i].name;
	grant->met = names;
	grant->met_count = count;
	return 0;
}

/* Given as late as it can be, since it may run out. */
static int add_approval(struct prover *prover, const struct approval *approval,
			struct grant *grant)
{
	*grant = (struct grant){
		.kind = NEED_APPROVAL,
		.by = approval->name,
		.given =
			approval->to != DATE_NONE && approval->to < prover->date
				? approval->to
				: prover->date,
		.from = DATE_NONE,
		.until = DATE_NONE,
	};
	return name_all(prover, approval->criteria, approval->criterion_count,
			grant);
}

static void add_plain(struct prover *prover, enum need_kind kind,
		      struct grant *grant)
{
	*grant = (struct grant){
		.kind = kind,
		.given = prover->date,
		.from = DATE_NONE,
		.until = DATE_NONE,
	};
}

int make_grants(struct prover *prover)
{
	const struct dictionary *dictionary = prover->dictionary;
	struct grant *grants;
	size_t count = 0;

	arena_clear(&prover->day);
	grants = arena_array(&prover->day,
			     dictionary->approval_count +
				     dictionary->terms_count + 3u,
			     sizeof(*grants));
	if (grants == NULL)
		return error_memory(prover->error);
	for (uint16_t i = 0; i < dictionary->approval_count; i++)
		if (add_approval(prover, &dictionary->approvals[i],
				 &grants[count++]) != 0)
			return -1;
	for (uint16_t i = 0; i < dictionary->terms_count; i++) {
		const struct terms *terms = &dictionary->terms[i];

		add_plain(prover, NEED_TERMS, &grants[count]);
		grants[count].terms = terms->name;
		if (name_all(prover, terms->subjects, terms->subject_count,
			     &grants[count++]) != 0)
			return -1;
	}
	add_plain(prover, NEED_TERMS, &grants[count++]);
	add_plain(prover, NEED_AUTHORISATION, &grants[count++]);
	add_plain(prover, NEED_IDENTITY, &grants[count++]);
	prover->grants = grants;
	prover->grant_count = count;
	return 0;
}
