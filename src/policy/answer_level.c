/* Gate 6: approvals, authorisations, identity, terms, roles, and the level. */
#include "policy/answer_parts.h"

static void withhold_needed(struct answering *answering,
			    const struct candidate *candidate)
{
	const struct rule *rule = candidate->rule;

	for (size_t i = 0; i < rule->need_count; i++)
		if (candidate->faults[i] != REASON_NONE &&
		    answer_needed(answering, candidate, i))
			answer_withhold(answering,
					answer_used(answering, candidate),
					GATE_SAFEGUARDS, candidate->faults[i],
					rule->needs[i].range);
}

/* The least revealing level that rules set for each field, and the clause. */
struct levels {
	struct level level[FIELD_LIMIT];
	struct range clause[FIELD_LIMIT];
	struct range
		first[FIELD_LIMIT]; /* the first clause, whatever it says */
	struct field_set known;
	struct field_set decisive; /* what sets the level of the whole */
	struct field_set split;    /* others over which rules disagree */
};

/* A level that something sets for fields. */
static void add_level(struct answering *answering, struct levels *levels,
		      struct field_set fields, struct level level,
		      struct range clause)
{
	const struct dictionary *dictionary = answering->plan->dictionary;

	for (uint16_t f = field_set_next(&fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&fields, (uint16_t)(f + 1))) {
		if (field_set_has(&levels->known, f) &&
		    (level_equal(level, levels->level[f]) ||
		     !level_within(dictionary, level, levels->level[f])))
			continue;
		if (!field_set_has(&levels->known, f))
			levels->first[f] = clause;
		field_set_add(&levels->known, f);
		levels->level[f] = level;
		levels->clause[f] = clause;
	}
}

/* Whatever sets a level must allow the one found, or two of them disagree.
 * Looking at the pairs only in turn would let the order of rules decide. */
static void check_level(struct answering *answering, struct levels *levels,
			struct field_set fields, struct level level,
			struct range clause)
{
	const struct dictionary *dictionary = answering->plan->dictionary;

	for (uint16_t f = field_set_next(&fields, 0);
	     f != DICTIONARY_NONE && !answering->conflict;
	     f = field_set_next(&fields, (uint16_t)(f + 1))) {
		if (level_within(dictionary, levels->level[f], level))
			continue;
		if (field_set_has(&levels->decisive, f))
			answer_conflict(answering, GATE_SAFEGUARDS,
					levels->clause[f], clause);
		else
			field_set_add(&levels->split, f);
	}
}

/* Visits what sets a level for open fields: rules in use, and the terms under
 * which data was received, which a duty passes. */
static void each_level(struct answering *answering, struct levels *levels,
		       void (*visit)(struct answering *answering,
				     struct levels *levels,
				     struct field_set fields,
				     struct level level, struct range clause))
{
	const struct restrictions *restrictions = answering->restrictions;
	const struct candidate *candidate;

	for (size_t i = 0;
	     (candidate = candidate_at(answering->plan, i)) != NULL; i++)
		visit(answering, levels, answer_used(answering, candidate),
		      candidate->rule->level, candidate->rule->level_range);
	for (size_t i = 0; i < restrictions->count; i++) {
		const struct terms_said *said = &restrictions->list[i];

		if (said->granted)
			visit(answering, levels, answer_bound(answering, said),
			      said->level, said->clause);
	}
}

static void find_levels(struct answering *answering, struct levels *levels)
{
	each_level(answering, levels, add_level);
	each_level(answering, levels, check_level);
}

/* A promise that contradicts itself does not keep back what a duty requires:
 * only the field of which it speaks stays. */
static void withhold_split(struct answering *answering,
			   const struct levels *levels)
{
	for (uint16_t f = field_set_next(&levels->split, 0);
	     f != DICTIONARY_NONE && !answering->conflict;
	     f = field_set_next(&levels->split, (uint16_t)(f + 1))) {
		struct field_set one = {0};

		field_set_add(&one, f);
		answer_withhold(answering, one, GATE_SAFEGUARDS, REASON_LEVEL,
				levels->first[f]);
	}
}

/* The least revealing level over `fields`; a conflict when there is none. */
static struct level common_level(struct answering *answering,
				 const struct levels *levels,
				 struct field_set fields, struct range *clause)
{
	const struct dictionary *dictionary = answering->plan->dictionary;
	uint16_t least = field_set_next(&fields, 0);

	for (uint16_t f = least; f != DICTIONARY_NONE;
	     f = field_set_next(&fields, (uint16_t)(f + 1)))
		if (!level_within(dictionary, levels->level[least],
				  levels->level[f]) &&
		    level_within(dictionary, levels->level[f],
				 levels->level[least]))
			least = f;
	*clause = levels->clause[least];
	for (uint16_t f = field_set_next(&fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&fields, (uint16_t)(f + 1))) {
		if (level_within(dictionary, levels->level[least],
				 levels->level[f]))
			continue;
		answer_conflict(answering, GATE_SAFEGUARDS, *clause,
				levels->clause[f]);
		break;
	}
	return levels->level[least];
}

/* Fields whose own rule allows less than the level of the whole. */
static void withhold_beyond(struct answering *answering,
			    const struct levels *levels, struct level level)
{
	const struct dictionary *dictionary = answering->plan->dictionary;
	struct field_set fields = answering->open;

	for (uint16_t f = field_set_next(&fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&fields, (uint16_t)(f + 1))) {
		struct field_set one = {0};

		field_set_add(&one, f);
		if (!level_within(dictionary, level, levels->level[f]))
			answer_withhold(answering, one, GATE_SAFEGUARDS,
					REASON_LEVEL, levels->clause[f]);
		else if (level.kind != LEVEL_NAMED &&
			 dictionary->fields[f].identifies)
			answer_withhold(answering, one, GATE_SAFEGUARDS,
					REASON_IDENTIFIES, levels->clause[f]);
	}
}

static void gate_level(struct answering *answering)
{
	const struct plan *plan = answering->plan;
	struct levels levels = {0};
	struct field_set owed;
	struct level level;
	struct range clause;

	if (field_set_empty(answering->open))
		return;
	/* What a duty requires sets the level; the rest fits in or stays. */
	owed = field_set_intersection(answering->open, answering->duty);
	levels.decisive = field_set_empty(owed) ? answering->open : owed;
	find_levels(answering, &levels);
	withhold_split(answering, &levels);
	if (answering->conflict)
		return;
	level = common_level(answering, &levels, levels.decisive, &clause);
	if (answering->conflict)
		return;
	if (plan->request.has_level) {
		if (!level_within(plan->dictionary, plan->request.level,
				  level)) {
			answer_withhold(answering, answering->open,
					GATE_SAFEGUARDS, REASON_LEVEL, clause);
			return;
		}
		level = plan->request.level;
	}
	answering->decision->level = level;
	withhold_beyond(answering, &levels, level);
}

void answer_safeguards(struct answering *answering)
{
	const struct candidate *candidate;

	for (size_t i = 0;
	     (candidate = candidate_at(answering->plan, i)) != NULL; i++)
		withhold_needed(answering, candidate);
	gate_level(answering);
	answer_profile(answering);
}
