#include "tests/policy/compare.h"

#include <string.h>

#include "base/builder.h"

static bool same_clause(struct range a, struct range b)
{
	return a.source == b.source && a.start == b.start;
}

/* --- verdicts ----------------------------------------------------------------- */

static void write_verdict(const struct verdict *verdict, struct builder *out)
{
	builder_add_format(out, "%s, %s, ", gate_name((enum gate)verdict->gate),
			   reason_name((enum reason)verdict->reason));
	clause_write(verdict->clause, out);
}

static bool verdicts_agree(const struct dictionary *dictionary, uint16_t field,
			   const struct decision *engine,
			   const struct decision *reference,
			   struct builder *why)
{
	const struct verdict *a = &engine->verdicts[field];
	const struct verdict *b = &reference->verdicts[field];

	if (a->gate == b->gate && a->reason == b->reason &&
	    same_clause(a->clause, b->clause))
		return true;
	builder_add_format(
		why, "%.*s: ", SLICE_ARGS(dictionary->fields[field].name));
	write_verdict(a, why);
	builder_add_text(why, "; reference ");
	write_verdict(b, why);
	builder_add_byte(why, '\n');
	return false;
}

/* --- obligations -------------------------------------------------------------- */

/* The earliest date by which to delete; DATE_NONE when there is none. */
static int32_t earliest(const struct decision *decision, size_t *count)
{
	int32_t date = DATE_NONE;

	*count = 0;
	for (size_t i = 0; i < decision->obligation_count; i++) {
		const struct obligation *one = &decision->obligations[i];

		if (one->kind != OBLIGATION_DELETE)
			continue;
		(*count)++;
		if (date == DATE_NONE || one->date < date)
			date = one->date;
	}
	return date;
}

static bool clause_is_free(enum obligation_kind kind)
{
	return kind == OBLIGATION_NOTICE_GAP || kind == OBLIGATION_OVERRIDDEN ||
	       kind == OBLIGATION_DELETE;
}

static bool has_obligation(const struct decision *decision,
			   const struct obligation *wanted)
{
	for (size_t i = 0; i < decision->obligation_count; i++) {
		const struct obligation *one = &decision->obligations[i];

		if (one->kind == wanted->kind &&
		    slice_equal(one->area, wanted->area) &&
		    (clause_is_free(one->kind) ||
		     same_clause(one->clause, wanted->clause)))
			return true;
	}
	return false;
}

static bool obligations_within(const struct decision *all,
			       const struct decision *some, const char *who,
			       struct builder *why)
{
	bool agree = true;

	for (size_t i = 0; i < some->obligation_count; i++) {
		if (has_obligation(all, &some->obligations[i]))
			continue;
		builder_add_format(why, "only the %s: ", who);
		obligation_write(&some->obligations[i], why);
		builder_add_text(why, " (");
		clause_write(some->obligations[i].clause, why);
		builder_add_text(why, ")\n");
		agree = false;
	}
	return agree;
}

static bool obligations_agree(const struct decision *engine,
			      const struct decision *reference,
			      struct builder *why)
{
	size_t count, many;
	bool same_date = earliest(engine, &count) == earliest(reference, &many);

	if (!same_date || count > 1)
		builder_add_text(why, "dates to delete by differ\n");
	return obligations_within(engine, reference, "reference", why) &&
	       obligations_within(reference, engine, "engine", why) &&
	       same_date && count <= 1;
}

/* ------------------------------------------------------------------------------ */

static bool same_fields(struct field_set a, struct field_set b)
{
	return memcmp(&a, &b, sizeof(a)) == 0;
}

bool decisions_agree(const struct dictionary *dictionary,
		     const struct decision *engine,
		     const struct decision *reference, struct builder *why)
{
	bool agree = true;

	if (!same_fields(engine->requested, reference->requested)) {
		builder_add_text(why, "what is asked for differs\n");
		agree = false;
	}
	if (engine->outcome != reference->outcome) {
		builder_add_format(why, "%s; reference %s\n",
				   outcome_name(engine->outcome),
				   outcome_name(reference->outcome));
		agree = false;
	}
	if (engine->outcome == OUTCOME_PERMIT &&
	    engine->profile != reference->profile) {
		builder_add_text(why, "another profile\n");
		agree = false;
	}
	if (engine->regime != reference->regime) {
		builder_add_text(why, "another data protection regime\n");
		agree = false;
	}
	if (engine->outcome == OUTCOME_CONFLICT && agree)
		return field_set_empty(engine->released) &&
		       field_set_empty(reference->released);
	for (uint16_t f = 0; f < dictionary->field_count; f++)
		if (field_set_has(&reference->requested, f) &&
		    !verdicts_agree(dictionary, f, engine, reference, why))
			agree = false;
	if (!same_fields(engine->released, reference->released))
		agree = false;
	if (engine->outcome == OUTCOME_PERMIT &&
	    !level_equal(engine->level, reference->level)) {
		level_write(dictionary, engine->level, why);
		builder_add_text(why, "; reference ");
		level_write(dictionary, reference->level, why);
		builder_add_byte(why, '\n');
		agree = false;
	}
	return obligations_agree(engine, reference, why) && agree;
}

/* What is told of once is not told of again. */
static bool same_obligation(const struct obligation *a,
			    const struct obligation *b)
{
	return a->kind == b->kind && same_clause(a->clause, b->clause) &&
	       a->date == b->date;
}

bool decision_is_whole(const struct dictionary *dictionary,
		       const struct decision *decision, struct builder *why)
{
	struct field_set beyond =
		field_set_difference(decision->released, decision->requested);
	bool empty = field_set_empty(decision->released);
	bool whole = true;

	for (uint16_t f = 0; f < dictionary->field_count; f++) {
		const struct verdict *verdict = &decision->verdicts[f];
		bool passed = verdict->gate == GATE_NONE;

		if (field_set_has(&decision->requested, f) &&
		    (passed != field_set_has(&decision->released, f) ||
		     passed != (verdict->reason == REASON_NONE)))
			whole = false;
	}
	for (size_t i = 1; i < decision->obligation_count; i++)
		if (decision->obligations[i - 1].kind >
		    decision->obligations[i].kind)
			whole = false;
	for (size_t i = 0; i < decision->obligation_count; i++)
		for (size_t j = 0; j < i; j++)
			if (same_obligation(&decision->obligations[i],
					    &decision->obligations[j]))
				whole = false;
	if (!field_set_empty(beyond) ||
	    empty != (decision->outcome != OUTCOME_PERMIT) ||
	    (empty && decision->obligation_count > 0))
		whole = false;
	if (!whole)
		builder_add_text(why, "the decision contradicts itself\n");
	return whole;
}
