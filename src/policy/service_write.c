/* From a decision to JSON. */
#include "policy/service_parts.h"

#include "base/builder.h"
#include "base/json.h"
#include "policy/decision_json.h"

static struct slice text_of(const json_t *value)
{
	return (struct slice){json_string_value(value),
			      json_string_length(value)};
}

static void write_withheld(struct json *json,
			   const struct dictionary *dictionary,
			   const struct decision *decision)
{
	struct field_set fields =
		field_set_difference(decision->requested, decision->released);

	json_key(json, "withheld");
	json_open_array(json);
	for (uint16_t f = field_set_next(&fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&fields, (uint16_t)(f + 1))) {
		const struct verdict *verdict = &decision->verdicts[f];

		json_open_object(json);
		json_key_text(json, "field", dictionary->fields[f].name);
		json_key_text(json, "gate",
			      slice_of(gate_name((enum gate)verdict->gate)));
		json_key_text(
			json, "reason",
			slice_of(reason_name((enum reason)verdict->reason)));
		clause_json(json, "clause", verdict->clause);
		json_close_object(json);
	}
	json_close_array(json);
}

/* Two clauses may oblige to the same. */
static bool is_repeated(const struct decision *decision, size_t index,
			struct slice text)
{
	struct builder earlier = {0};
	bool repeated = false;

	for (size_t i = 0; i < index && !repeated; i++) {
		builder_clear(&earlier);
		obligation_write(&decision->obligations[i], &earlier);
		repeated = slice_equal(builder_slice(&earlier), text);
	}
	builder_release(&earlier);
	return repeated;
}

static void write_obligations(struct json *json,
			      const struct decision *decision,
			      struct builder *scratch)
{
	json_key(json, "obligations");
	json_open_array(json);
	for (size_t i = 0; i < decision->obligation_count; i++) {
		struct slice text;

		builder_clear(scratch);
		obligation_write(&decision->obligations[i], scratch);
		text = builder_slice(scratch);
		if (!is_repeated(decision, i, text))
			json_put_text(json, text);
	}
	json_close_array(json);
}

void service_write_decision(struct json *json,
			    const struct dictionary *dictionary,
			    const struct decision *decision)
{
	struct builder scratch = {0};

	outcome_json(json, dictionary, decision);
	fields_json(json, "fields", dictionary, &decision->released);
	write_withheld(json, dictionary, decision);
	write_obligations(json, decision, &scratch);
	if (decision->outcome == OUTCOME_CONFLICT) {
		json_key(json, "conflict");
		json_open_array(json);
		for (int i = 0; i < 2; i++)
			clause_json(json, NULL, decision->conflict[i]);
		json_close_array(json);
	}
	/* Out of memory for part of the text is out of memory for all of it. */
	json->out->failed |= scratch.failed;
	builder_release(&scratch);
}

void service_write_id(struct json *json, const json_t *line)
{
	const json_t *id = json_object_get(line, "id");

	json_key(json, "id");
	if (json_is_string(id))
		json_put_text(json, text_of(id));
	else if (json_is_integer(id))
		json_put_number(json, json_integer_value(id));
	else
		json_put_null(json);
}
