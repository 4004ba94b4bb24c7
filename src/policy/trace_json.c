/* A trace as JSON. */
#include <stdio.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/json.h"
#include "language/tree.h"
#include "policy/decision_json.h"
#include "policy/trace_parts.h"

/* Nested no deeper than the writer can: blocks and parentheses are limited. */
static void put_parts(struct tracer *tracer, const struct condition *condition,
		      unsigned int depth, struct json *json)
{
	json_open_object(json);
	json_key_number(json, "depth", depth);
	json_key_text(json, "part", trace_part(condition));
	json_key_text(json, "truth",
		      slice_of(truth_name(trace_truth(tracer, condition))));
	json_close_object(json);
	if (condition->left != NULL)
		put_parts(tracer, condition->left, depth + 1, json);
	if (condition->right != NULL)
		put_parts(tracer, condition->right, depth + 1, json);
}

static void put_condition(struct tracer *tracer, const char *key,
			  const struct condition *condition, struct json *json)
{
	json_key(json, key);
	json_open_array(json);
	if (condition != NULL)
		put_parts(tracer, condition, 0, json);
	json_close_array(json);
}

static void put_needs(struct tracer *tracer, const struct candidate *candidate,
		      struct json *json)
{
	const struct rule *rule = candidate->rule;

	json_key(json, "needs");
	json_open_array(json);
	for (size_t i = 0; i < rule->need_count; i++) {
		const struct need *need = &rule->needs[i];
		bool met =
			need->kind == NEED_CONSENT
				? trace_bit(tracer, candidate->consent_bits[i])
				: candidate->faults[i] == REASON_NONE;

		json_open_object(json);
		json_key_text(json, "need", range_text(need->range));
		clause_json(json, "clause", need->range);
		json_key_boolean(json, "met", met);
		put_condition(tracer, "where", need->where, json);
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_objections(const struct tracer *tracer,
			   const struct candidate *candidate, struct json *json)
{
	const struct rule *rule = candidate->rule;

	json_key(json, "objections");
	json_open_array(json);
	for (size_t i = 0; i < rule->objection_count; i++) {
		json_open_object(json);
		clause_json(json, "clause", rule->objections[i].range);
		json_key_number(json, "bit", candidate->objected_bits[i]);
		json_key_boolean(
			json, "objected",
			trace_bit(tracer, candidate->objected_bits[i]));
		json_key_boolean(
			json, "passed-on",
			trace_bit(tracer, candidate->passed_on_bits[i]));
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_rule(struct tracer *tracer, const char *list,
		     const struct candidate *candidate, struct json *json)
{
	const struct rule *rule = candidate->rule;

	json_open_object(json);
	json_key_text(json, "list", slice_of(list));
	clause_json(json, "clause", rule->range);
	json_key_text(json, "name", rule->name);
	json_key_boolean(json, "live",
			 candidate_live(candidate, &tracer->signature));
	json_key_boolean(json, "in-force", candidate->in_force);
	json_key_boolean(json, "set-off", candidate->triggered);
	json_key_boolean(json, "due", candidate->due);
	json_key_boolean(json, "duty", candidate->duty);
	json_key_number(json, "fields",
			(int64_t)field_set_count(candidate->fields));
	json_key_number(json, "bit", candidate->when_bit);
	put_condition(tracer, "when", rule->when, json);
	put_needs(tracer, candidate, json);
	put_objections(tracer, candidate, json);
	json_close_object(json);
}

static void put_rules(struct tracer *tracer, struct json *json)
{
	struct traced_list lists[TRACED_LISTS];

	trace_lists(tracer->plan, lists);
	json_key(json, "rules");
	json_open_array(json);
	for (size_t l = 0; l < TRACED_LISTS; l++)
		for (size_t i = 0; i < lists[l].candidates->count; i++)
			put_rule(tracer, lists[l].name,
				 &lists[l].candidates->list[i], json);
	json_close_array(json);
}

static void put_facts(struct tracer *tracer, struct json *json)
{
	const struct dictionary *dictionary = tracer->plan->dictionary;

	json_key(json, "facts");
	json_open_array(json);
	for (uint16_t i = 0; i < dictionary->fact_count; i++) {
		int32_t value = tracer->explanation->pupil->facts[i];
		struct builder text = {0};

		if ((tracer->plan->facts >> i & 1) == 0)
			continue;
		json_open_object(json);
		json_key_text(json, "fact", dictionary->facts[i].name);
		json_key_boolean(json, "known", value != DATE_NONE);
		if (tracer->values && value != DATE_NONE) {
			trace_value(dictionary, i, value, &text);
			json_key_text(json, "value", builder_slice(&text));
		}
		json->out->failed |= text.failed;
		builder_release(&text);
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_program(struct tracer *tracer, const struct bit *bit,
			struct json *json)
{
	struct builder text = {0};
	struct slice rest;

	condition_disassemble(&bit->program, tracer->plan->dictionary, "",
			      &text);
	rest = builder_slice(&text);
	json_key(json, "program");
	json_open_array(json);
	while (rest.len > 0)
		json_put_text(json, slice_trim(slice_cut(&rest, '\n')));
	json_close_array(json);
	json->out->failed |= text.failed;
	builder_release(&text);
}

static void put_bits(struct tracer *tracer, struct json *json)
{
	struct builder text = {0};

	trace_signature(tracer, &text);
	json_key_text(json, "signature", builder_slice(&text));
	json->out->failed |= text.failed;
	builder_release(&text);
	json_key(json, "bits");
	json_open_array(json);
	for (size_t i = 0; i < tracer->plan->bit_count; i++) {
		const struct bit *bit = &tracer->plan->bits[i];

		json_open_object(json);
		json_key_number(json, "bit", (int64_t)i);
		json_key_boolean(json, "value", trace_bit(tracer, (int)i));
		json_key_text(json, "kind", slice_of(bit_name(bit->kind)));
		if (bit->kind == BIT_HOLDS || bit->kind == BIT_NOT_FALSE)
			put_program(tracer, bit, json);
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_fields(struct tracer *tracer, struct json *json)
{
	const struct decision *decision = tracer->explanation->decision;

	json_key(json, "fields");
	json_open_array(json);
	for (uint16_t f = field_set_next(&decision->requested, 0);
	     f != DICTIONARY_NONE;
	     f = field_set_next(&decision->requested, (uint16_t)(f + 1))) {
		const struct verdict *verdict = &decision->verdicts[f];

		json_open_object(json);
		json_key_text(json, "field",
			      tracer->plan->dictionary->fields[f].name);
		json_key_boolean(json, "released",
				 field_set_has(&decision->released, f));
		if (!field_set_has(&decision->released, f)) {
			json_key_text(
				json, "gate",
				slice_of(gate_name((enum gate)verdict->gate)));
			json_key_text(json, "reason",
				      slice_of(reason_name(
					      (enum reason)verdict->reason)));
			clause_json(json, "clause", verdict->clause);
		}
		json_close_object(json);
	}
	json_close_array(json);
}

int trace_json(const struct explanation *explanation, bool values,
	       struct json *json, struct error *error)
{
	const struct request *request = explanation->request;
	struct tracer tracer;

	if (trace_begin(&tracer, explanation, values, error) != 0)
		return -1;
	json_open_object(json);
	json_key_text(json, "recipient", request->recipient);
	json_key_text(json, "purpose", request->purpose);
	json_key_date(json, "date", request->date);
	json_key_text(json, "trigger", request->trigger);
	if (tracer.plan->notice != NULL)
		json_key_number(json, "notice",
				(int64_t)tracer.plan->notice->version);
	put_facts(&tracer, json);
	put_rules(&tracer, json);
	put_bits(&tracer, json);
	json_key_text(json, "outcome",
		      slice_of(outcome_name(explanation->decision->outcome)));
	put_fields(&tracer, json);
	json_close_object(json);
	arena_release(&tracer.arena);
	return tracer.failed || json->out->failed ? error_memory(error) : 0;
}
