/* A comparison for programs. */
#include "base/builder.h"
#include "base/json.h"
#include "policy/compare_parts.h"

static void put_fields(struct json *json,
		       const struct notice_comparison *comparison,
		       const struct field_set *fields,
		       const struct field_set *gone)
{
	const struct field_set *sets[] = {fields, gone};
	const struct dictionary *dictionaries[] = {
		comparison->request.dictionaries[COMPARE_NEW],
		comparison->request.dictionaries[COMPARE_OLD]};

	json_open_array(json);
	for (int s = 0; s < 2; s++)
		for (uint16_t f = field_set_next(sets[s], 0);
		     f != DICTIONARY_NONE;
		     f = field_set_next(sets[s], (uint16_t)(f + 1)))
			json_put_text(json, dictionaries[s]->fields[f].name);
	json_close_array(json);
}

static void put_case(struct json *json, const struct change_case *entry)
{
	json_open_object(json);
	json_key_text(json, "when", entry->when);
	json_key_text(json, "condition", entry->condition);
	json_key_text(json, "pupils", entry->pupils);
	json_key_text(json, "example", entry->example);
	json_close_object(json);
}

static void put_change(struct json *json,
		       const struct notice_comparison *comparison,
		       const struct change *change)
{
	json_open_object(json);
	json_key_text(json, "change", slice_of(change_name(change->kind)));
	if (change->kind == CHANGE_OBLIGED || change->kind == CHANGE_FREED) {
		json_key_text(json, "obligation", change->after);
	}
	if (!field_set_empty(change->fields) ||
	    !field_set_empty(change->gone)) {
		json_key(json, "fields");
		put_fields(json, comparison, &change->fields, &change->gone);
	}
	if (change->before.len > 0) {
		json_key_text(json, "from", change->before);
		json_key_text(json, "to", change->after);
	}
	json_key(json, "cases");
	json_open_array(json);
	for (size_t i = 0; i < change->case_count; i++)
		put_case(json, &change->cases[i]);
	json_close_array(json);
	json_close_object(json);
}

static void put_flow(struct json *json,
		     const struct notice_comparison *comparison,
		     const struct flow_change *flow)
{
	json_open_object(json);
	json_key_text(json, "recipient", flow->recipient);
	json_key(json, "purposes");
	json_open_array(json);
	for (size_t i = 0; i < flow->purpose_count; i++)
		json_put_text(json, flow->purposes[i]);
	json_close_array(json);
	json_key_text(json, "flow", slice_of(flow_change_name(flow->kind)));
	json_key(json, "changes");
	json_open_array(json);
	for (size_t i = 0; i < flow->change_count; i++)
		put_change(json, comparison, &flow->changes[i]);
	json_close_array(json);
	json_close_object(json);
}

static void put_told(struct json *json,
		     const struct notice_comparison *comparison,
		     const struct told_change *told)
{
	json_open_object(json);
	json_key_boolean(json, "added", told->added);
	json_key_text(json, "subject", told->subject);
	if (told->object.len > 0)
		json_key_text(json, "object", told->object);
	if (told->text.len > 0) {
		json_key_text(json, "text", told->text);
	} else {
		json_key(json, "fields");
		put_fields(json, comparison, &told->fields, &told->gone);
	}
	json_close_object(json);
}

void comparison_json(const struct notice_comparison *comparison,
		     struct builder *out)
{
	struct json json = json_writer(out, false);
	const struct comparison_summary *summary = &comparison->summary;

	json_open_object(&json);
	json_key_date(&json, "on", summary->on);
	json_key_boolean(&json, "same", comparison_same(comparison));
	json_key(&json, "flows");
	json_open_array(&json);
	for (size_t i = 0; i < comparison->flow_count; i++)
		put_flow(&json, comparison, &comparison->flows[i]);
	json_close_array(&json);
	json_key(&json, "told");
	json_open_array(&json);
	for (size_t i = 0; i < comparison->told_count; i++)
		put_told(&json, comparison, &comparison->told[i]);
	json_close_array(&json);
	json_key_number(&json, "cells", (int64_t)summary->cells);
	json_key_number(&json, "answers", (int64_t)summary->answers);
	json_key_number(&json, "asked", (int64_t)summary->flows);
	json_key_boolean(&json, "exact", summary->unfinished == 0);
	json_close_object(&json);
}
