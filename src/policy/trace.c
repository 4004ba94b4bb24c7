#include "policy/trace.h"

#include <inttypes.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "language/tree.h"
#include "policy/explain_parts.h"
#include "policy/trace_parts.h"

/* --- shared ---------------------------------------------------------------------- */

void trace_lists(const struct plan *plan,
		 struct traced_list lists[TRACED_LISTS])
{
	lists[0] = (struct traced_list){"gateways", &plan->gateways};
	lists[1] = (struct traced_list){"shares", &plan->shares};
	lists[2] = (struct traced_list){"prohibitions of law",
					&plan->law_prohibitions};
	lists[3] = (struct traced_list){"prohibitions of the notice",
					&plan->notice_prohibitions};
}

int trace_begin(struct tracer *tracer, const struct explanation *explanation,
		bool values, struct error *error)
{
	*tracer = (struct tracer){
		.explanation = explanation,
		.plan = explanation->plan,
		.values = values,
		.error = error,
	};
	return plan_signature(explanation->plan, explanation->pupil,
			      &tracer->signature, error);
}

uint8_t trace_truth(struct tracer *tracer, const struct condition *condition)
{
	uint8_t truth = TRUTH_UNKNOWN;

	if (explain_truth(tracer->explanation, condition, &tracer->arena,
			  &truth, tracer->error) != 0)
		tracer->failed = true;
	return truth;
}

const char *truth_name(uint8_t truth)
{
	return truth == TRUTH_TRUE    ? "true"
	       : truth == TRUTH_FALSE ? "false"
				      : "unknown";
}

bool trace_bit(const struct tracer *tracer, int bit)
{
	return signature_says(&tracer->signature, bit);
}

void trace_signature(const struct tracer *tracer, struct builder *out)
{
	size_t words = (tracer->plan->bit_count + 63) / 64;

	while (words > 0)
		builder_add_format(out, "%016" PRIx64,
				   tracer->signature.words[--words]);
}

const char *bit_name(enum bit_kind kind)
{
	static const char *const names[] = {
		[BIT_HOLDS] = "holds",
		[BIT_NOT_FALSE] = "not-false",
		[BIT_OBJECTED] = "objected",
		[BIT_PASSED_ON] = "passed-on",
		[BIT_REFUSED] = "refused",
		[BIT_CONSENTED] = "consented",
		[BIT_RESTRICTED] = "restricted",
		[BIT_MARKETING_STOPPED] = "marketing-stopped",
		[BIT_BOUND] = "bound",
		[BIT_TOLD] = "told",
	};

	return names[kind];
}

struct slice trace_part(const struct condition *condition)
{
	switch (condition->kind) {
	case CONDITION_AND:
		return SLICE("and");
	case CONDITION_OR:
		return SLICE("or");
	case CONDITION_NOT:
		return SLICE("not");
	case CONDITION_FLAG:
	case CONDITION_COMPARE:
	case CONDITION_IN:
		break;
	}
	return range_text(condition->range);
}

static void write_code(const struct dictionary *dictionary, uint16_t codes,
		       int32_t value, struct builder *out)
{
	const struct code_set *set = &dictionary->code_sets[codes];

	for (uint16_t i = 0; i < set->count; i++)
		if (code_fact_value(set, i) == value) {
			builder_add(out, set->codes[i].code);
			return;
		}
}

void trace_value(const struct dictionary *dictionary, uint16_t fact,
		 int32_t value, struct builder *out)
{
	const struct fact *entry = &dictionary->facts[fact];
	char date[DATE_TEXT_BYTES];

	switch (entry->type) {
	case FACT_DATE:
		date_format(value, date);
		builder_add_text(out, date);
		break;
	case FACT_FLAG:
		builder_add_text(out, value != 0 ? "true" : "false");
		break;
	case FACT_CODE:
		write_code(dictionary, entry->codes, value, out);
		break;
	case FACT_NUMBER:
		builder_add_format(out, "%" PRId32, value);
		break;
	}
}

/* --- text: one rule ------------------------------------------------------------------ */

static const char *yes(bool value)
{
	return value ? "yes" : "no";
}

static void write_condition(struct tracer *tracer,
			    const struct condition *condition,
			    unsigned int depth, struct builder *out)
{
	builder_add_format(out, "      %-8s",
			   truth_name(trace_truth(tracer, condition)));
	for (unsigned int i = 0; i < depth; i++)
		builder_add_text(out, "  ");
	builder_add(out, trace_part(condition));
	builder_add_byte(out, '\n');
	if (condition->left != NULL)
		write_condition(tracer, condition->left, depth + 1, out);
	if (condition->right != NULL)
		write_condition(tracer, condition->right, depth + 1, out);
}

static void write_when(struct tracer *tracer, const struct candidate *candidate,
		       struct builder *out)
{
	const struct condition *when = candidate->rule->when;

	if (when == NULL) {
		builder_add_text(out, "    when: always\n");
		return;
	}
	builder_add_text(out, "    when ");
	clause_write(when->range, out);
	builder_add_format(out, ", bit %d\n", candidate->when_bit);
	write_condition(tracer, when, 0, out);
}

static void write_needs(struct tracer *tracer,
			const struct candidate *candidate, struct builder *out)
{
	const struct rule *rule = candidate->rule;

	for (size_t i = 0; i < rule->need_count; i++) {
		const struct need *need = &rule->needs[i];

		builder_add_text(out, "    ");
		builder_add(out, range_text(need->range));
		builder_add_text(out, " ");
		clause_write(need->range, out);
		if (need->kind == NEED_CONSENT)
			builder_add_format(
				out, ": %s (bit %d)",
				trace_bit(tracer, candidate->consent_bits[i])
					? "met"
					: "not met",
				candidate->consent_bits[i]);
		else
			builder_add_format(
				out, ": %s",
				candidate->faults[i] == REASON_NONE
					? "met"
					: reason_name(candidate->faults[i]));
		builder_add_byte(out, '\n');
		if (need->where != NULL)
			write_condition(tracer, need->where, 0, out);
	}
}

static void write_objections(const struct tracer *tracer,
			     const struct candidate *candidate,
			     struct builder *out)
{
	const struct rule *rule = candidate->rule;

	for (size_t i = 0; i < rule->objection_count; i++) {
		builder_add_text(out, "    objection ");
		clause_write(rule->objections[i].range, out);
		builder_add_format(
			out, ": objected %s (bit %d), passed on %s\n",
			yes(trace_bit(tracer, candidate->objected_bits[i])),
			candidate->objected_bits[i],
			yes(trace_bit(tracer, candidate->passed_on_bits[i])));
	}
}

static void write_rule(struct tracer *tracer, const struct candidate *candidate,
		       struct builder *out)
{
	const struct rule *rule = candidate->rule;

	builder_add_text(out, "  ");
	clause_write(rule->range, out);
	builder_add_format(out, "  %.*s\n", SLICE_ARGS(rule->name));
	builder_add_format(out, "    live %s: in force %s",
			   yes(candidate_live(candidate, &tracer->signature)),
			   yes(candidate->in_force));
	if (!candidate->in_force) {
		builder_add_text(out, " (");
		clause_write(candidate->not_in_force, out);
		builder_add_byte(out, ')');
	}
	builder_add_format(out, ", set off %s, due %s, duty %s, fields %u\n",
			   yes(candidate->triggered), yes(candidate->due),
			   yes(candidate->duty),
			   field_set_count(candidate->fields));
	write_when(tracer, candidate, out);
	write_needs(tracer, candidate, out);
	write_objections(tracer, candidate, out);
}

/* --- text: the whole -------------------------------------------------------------------- */

static void write_request(struct tracer *tracer, struct builder *out)
{
	const struct request *request = tracer->explanation->request;
	const struct notice *notice = tracer->plan->notice;
	char date[DATE_TEXT_BYTES];

	date_format(request->date, date);
	builder_add_format(
		out, "request: to %.*s for %.*s on %s, trigger %.*s\n",
		SLICE_ARGS(request->recipient), SLICE_ARGS(request->purpose),
		date,
		SLICE_ARGS(slice_empty(request->trigger) ? SLICE("none")
							 : request->trigger));
	builder_add_text(out, "notice in force: ");
	if (notice == NULL) {
		builder_add_text(out, "none\n");
	} else {
		date_format(notice->from, date);
		builder_add_format(out, "version %" PRIu64 " from %s, ",
				   notice->version, date);
		clause_write(notice->range, out);
		builder_add_byte(out, '\n');
	}
	builder_add_format(out, "fields asked for: %u\n",
			   field_set_count(tracer->plan->requested));
}

static void write_facts(struct tracer *tracer, struct builder *out)
{
	const struct dictionary *dictionary = tracer->plan->dictionary;

	builder_add_text(out, "facts of the pupil that are asked for:\n");
	for (uint16_t i = 0; i < dictionary->fact_count; i++) {
		int32_t value = tracer->explanation->pupil->facts[i];

		if ((tracer->plan->facts >> i & 1) == 0)
			continue;
		builder_add_format(
			out, "  %.*s: ", SLICE_ARGS(dictionary->facts[i].name));
		if (value == DATE_NONE)
			builder_add_text(out, "not known");
		else if (tracer->values)
			trace_value(dictionary, i, value, out);
		else
			builder_add_text(out, "known");
		builder_add_byte(out, '\n');
	}
}

static void write_window(struct tracer *tracer, const struct bit *bit,
			 struct builder *out)
{
	const struct policy *policy = tracer->plan->policy;
	const struct dictionary *dictionary = tracer->plan->dictionary;

	builder_add_format(
		out, "          data of '%.*s', versions",
		SLICE_ARGS(dictionary->categories[bit->category].name));
	for (size_t v = 0; v < policy->notice_count; v++)
		if ((bit->versions >> v & 1) != 0)
			builder_add_format(out, " %" PRIu64,
					   policy->notices[v].notice->version);
	builder_add_byte(out, '\n');
}

static void write_hand_over(const struct bit *bit, struct builder *out)
{
	static const char *const holders[] = {"parent", "pupil"};
	char date[DATE_TEXT_BYTES];

	builder_add_format(out, "          by %s", holders[bit->by.first]);
	if (bit->by.age > 0) {
		date_format(bit->latest_birth, date);
		builder_add_format(out,
				   " until %d then %s: born on %s at the "
				   "latest",
				   bit->by.age, holders[bit->by.second], date);
	}
	builder_add_byte(out, '\n');
}

static void write_bit(struct tracer *tracer, size_t index, struct builder *out)
{
	const struct bit *bit = &tracer->plan->bits[index];

	builder_add_format(out, "  %3zu  %d  %s\n", index,
			   trace_bit(tracer, (int)index), bit_name(bit->kind));
	switch (bit->kind) {
	case BIT_HOLDS:
	case BIT_NOT_FALSE:
		condition_disassemble(&bit->program, tracer->plan->dictionary,
				      "          ", out);
		break;
	case BIT_TOLD:
		write_window(tracer, bit, out);
		break;
	case BIT_OBJECTED:
	case BIT_PASSED_ON:
	case BIT_REFUSED:
	case BIT_CONSENTED:
		write_hand_over(bit, out);
		break;
	case BIT_RESTRICTED:
	case BIT_MARKETING_STOPPED:
	case BIT_BOUND:
		break;
	}
}

static void write_answer(const struct tracer *tracer, struct builder *out)
{
	const struct decision *decision = tracer->explanation->decision;

	builder_add_format(out, "answer: %s", outcome_name(decision->outcome));
	if (decision->outcome == OUTCOME_PERMIT) {
		builder_add_text(out, " at ");
		level_write(tracer->plan->dictionary, decision->level, out);
		if (decision->profile != NULL)
			builder_add_format(out, ", profile %.*s",
					   SLICE_ARGS(decision->profile->name));
	}
	builder_add_format(out, ", %u of %u fields\n",
			   field_set_count(decision->released),
			   field_set_count(decision->requested));
	for (uint16_t f = field_set_next(&decision->requested, 0);
	     f != DICTIONARY_NONE;
	     f = field_set_next(&decision->requested, (uint16_t)(f + 1))) {
		const struct verdict *verdict = &decision->verdicts[f];
		struct slice name = tracer->plan->dictionary->fields[f].name;

		builder_add_format(
			out, "  %.*s: %s", SLICE_ARGS(name),
			field_set_has(&decision->released, f)
				? "released\n"
				: gate_name((enum gate)verdict->gate));
		if (field_set_has(&decision->released, f))
			continue;
		builder_add_format(out, ", %s, ",
				   reason_name((enum reason)verdict->reason));
		clause_write(verdict->clause, out);
		builder_add_byte(out, '\n');
	}
}

int trace_text(const struct explanation *explanation, bool values,
	       struct builder *out, struct error *error)
{
	struct traced_list lists[TRACED_LISTS];
	struct tracer tracer;

	if (trace_begin(&tracer, explanation, values, error) != 0)
		return -1;
	write_request(&tracer, out);
	write_facts(&tracer, out);
	trace_lists(tracer.plan, lists);
	for (size_t l = 0; l < TRACED_LISTS; l++) {
		builder_add_format(out, "\n%s: %zu\n", lists[l].name,
				   lists[l].candidates->count);
		for (size_t i = 0; i < lists[l].candidates->count; i++)
			write_rule(&tracer, &lists[l].candidates->list[i], out);
	}
	builder_add_text(out, "\nsignature: ");
	trace_signature(&tracer, out);
	builder_add_format(out, ", %zu bits\n", tracer.plan->bit_count);
	for (size_t i = 0; i < tracer.plan->bit_count; i++)
		write_bit(&tracer, i, out);
	builder_add_byte(out, '\n');
	write_answer(&tracer, out);
	arena_release(&tracer.arena);
	return tracer.failed || out->failed ? error_memory(error) : 0;
}
