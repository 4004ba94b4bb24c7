/* An explanation as JSON. */
#include "policy/explain_parts.h"

#include "base/builder.h"
#include "base/error.h"
#include "base/json.h"
#include "policy/decision_json.h"
#include "policy/terms.h"

static const char *const standing_names[] = {
	[STANDING_HOLDS] = "holds",
	[STANDING_NOT_TRIGGERED] = "not-triggered",
	[STANDING_NOT_FOR_PUPIL] = "not-for-this-pupil",
	[STANDING_TOO_SOON] = "too-soon",
};

static void put_rule(const struct explanation *explanation, struct json *json,
		     const struct rule *rule, enum standing standing)
{
	json_open_object(json);
	if (rule->kind == RULE_GATEWAY)
		json_key_text(json, "gateway", rule->name);
	clause_json(json, "clause", rule->range);
	json_key_text(json, "standing", slice_of(standing_names[standing]));
	if (rule->kind == RULE_GATEWAY)
		json_key_boolean(json, "duty",
				 plan_requires(explanation->plan, rule));
	json_close_object(json);
}

/* The rules that speak of the flow, at the gate that asks for them. */
static void put_rules(const struct account *telling, struct json *json,
		      enum gate gate)
{
	struct plan *plan = telling->explanation->plan;
	const struct rule *rule;

	json_key(json, "rules");
	json_open_array(json);
	for (size_t i = 0; gate == GATE_LAW && i < STANDING_LIMIT &&
			   (rule = plan_gateway(plan, i)) != NULL;
	     i++)
		put_rule(telling->explanation, json, rule,
			 telling->gateways[i]);
	for (size_t i = 0; gate == GATE_PROMISE && i < STANDING_LIMIT &&
			   (rule = plan_share(plan, i)) != NULL;
	     i++)
		if (explain_covers(telling->explanation, rule))
			put_rule(telling->explanation, json, rule,
				 telling->shares[i]);
	json_close_array(json);
}

static void put_gate(const struct account *telling, struct json *json,
		     enum gate gate, struct field_set *left)
{
	const struct explanation *explanation = telling->explanation;
	struct verdict cause;
	struct field_set fields;

	json_open_object(json);
	json_key_text(json, "gate", slice_of(gate_name(gate)));
	put_rules(telling, json, gate);
	json_key(json, "withheld");
	json_open_array(json);
	while (explain_cause(explanation->decision, gate, left, &cause,
			     &fields)) {
		json_open_object(json);
		json_key_text(json, "reason",
			      slice_of(reason_name((enum reason)cause.reason)));
		json_key_text(json, "because",
			      slice_of(reason_text((enum reason)cause.reason)));
		clause_json(json, "clause", cause.clause);
		fields_json(json, "fields", explanation->policy->dictionary,
			    &fields);
		json_close_object(json);
	}
	json_close_array(json);
	json_close_object(json);
}

static void put_obligations(const struct decision *decision, struct json *json)
{
	struct builder text = {0};

	json_key(json, "obligations");
	json_open_array(json);
	for (size_t i = 0; i < decision->obligation_count; i++) {
		json_open_object(json);
		builder_clear(&text);
		obligation_write(&decision->obligations[i], &text);
		json_key_text(json, "obligation", builder_slice(&text));
		clause_json(json, "clause", decision->obligations[i].clause);
		json_close_object(json);
	}
	json_close_array(json);
	json->out->failed |= text.failed;
	builder_release(&text);
}

static void put_request(const struct explanation *explanation,
			struct json *json)
{
	const struct request *request = explanation->request;

	json_key_text(json, "recipient", request->recipient);
	json_key_text(json, "held-by", explain_recipient(explanation));
	json_key_text(json, "purpose", request->purpose);
	json_key_date(json, "date", request->date);
	if (!slice_empty(request->trigger))
		json_key_text(json, "trigger", request->trigger);
}

/* The terms under which data was received. */
static void put_terms(const struct explanation *explanation, struct json *json)
{
	const struct dictionary *dictionary = explanation->policy->dictionary;
	struct terms_said said;

	json_key(json, "received");
	json_open_array(json);
	for (size_t i = 0; plan_terms_said(
		     explanation->plan, explanation->pupil->binding, i, &said);
	     i++) {
		json_open_object(json);
		json_key_text(json, "category",
			      dictionary->categories[said.category].name);
		clause_json(json, "clause", said.clause);
		json_key_boolean(json, "granted", said.granted);
		if (said.granted)
			level_json(json, "level", dictionary, said.level);
		json_key(json, "terms");
		terms_write(dictionary, said.licence, json);
		json_close_object(json);
	}
	json_close_array(json);
}

int explain_json(const struct explanation *explanation, struct builder *out,
		 struct error *error)
{
	const struct decision *decision = explanation->decision;
	struct account telling = {.explanation = explanation};
	struct field_set left = explain_withheld(explanation);
	struct field_set released =
		explain_interest(explanation, decision->released);
	struct json json = json_writer(out, true);

	if (plan_standing(explanation->plan, explanation->pupil,
			  telling.gateways, telling.shares, error) != 0)
		return -1;
	json_open_object(&json);
	put_request(explanation, &json);
	outcome_json(&json, explanation->policy->dictionary, decision);
	put_terms(explanation, &json);
	fields_json(&json, "fields", explanation->policy->dictionary,
		    &released);
	json_key(&json, "gates");
	json_open_array(&json);
	for (int gate = GATE_RECIPIENT; gate < GATE_COUNT; gate++)
		put_gate(&telling, &json, (enum gate)gate, &left);
	json_close_array(&json);
	put_obligations(decision, &json);
	if (decision->outcome == OUTCOME_CONFLICT) {
		clause_json(&json, "conflict", decision->conflict[0]);
		clause_json(&json, "conflicts-with", decision->conflict[1]);
	}
	json_close_object(&json);
	builder_add_byte(out, '\n');
	return out->failed ? error_memory(error) : 0;
}
