#include "tests/policy/line.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/json.h"
#include "policy/reference.h"
#include "policy/service_parts.h"
#include "tests/policy/compare.h"
#include "tests/policy/invented_case.h"

static json_t *text_json(struct slice text)
{
	return json_stringn(text.at, text.len);
}

static json_t *date_json(int32_t date)
{
	char text[DATE_TEXT_BYTES];

	date_format(date, text);
	return json_string(text);
}

static void put_text(json_t *object, const char *name, struct slice text)
{
	if (text.len > 0)
		json_object_set_new(object, name, text_json(text));
}

static void put_date(json_t *object, const char *name, int32_t date)
{
	if (date != DATE_NONE)
		json_object_set_new(object, name, date_json(date));
}

static void put_new(json_t *object, struct slice name, json_t *value)
{
	json_object_setn_new(object, name.at, name.len, value);
}

/* --- the request --------------------------------------------------------------- */

/* What was weighed or is covered, as far as it is asked for there: a line
 * cannot name more. */
static json_t *met_json(const struct grant *grant, const struct term *parts,
			uint16_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < grant->met_count; i++)
		for (uint16_t p = 0; p < count; p++)
			if (slice_equal(parts[p].name, grant->met[i]))
				json_array_append_new(list,
						      text_json(grant->met[i]));
	return list;
}

static void put_met(json_t *object, const struct dictionary *dictionary,
		    const struct grant *grant)
{
	uint16_t approval =
		dictionary_find(dictionary, KIND_APPROVAL, grant->by);
	uint16_t terms = dictionary_find(dictionary, KIND_TERMS, grant->terms);

	if (grant->kind == NEED_APPROVAL && approval != DICTIONARY_NONE)
		json_object_set_new(
			object, "weighs",
			met_json(grant,
				 dictionary->approvals[approval].criteria,
				 dictionary->approvals[approval]
					 .criterion_count));
	if (grant->kind == NEED_TERMS && terms != DICTIONARY_NONE)
		json_object_set_new(
			object, "covers",
			met_json(grant, dictionary->terms[terms].subjects,
				 dictionary->terms[terms].subject_count));
}

static json_t *grant_json(const struct dictionary *dictionary,
			  const struct grant *grant)
{
	static const char *const kinds[] = {
		[NEED_APPROVAL] = "approval",
		[NEED_AUTHORISATION] = "authorisation",
		[NEED_CONSENT] = NULL,
		[NEED_IDENTITY] = "identity",
		[NEED_TERMS] = "terms",
	};
	json_t *object = json_object();

	json_object_set_new(object, "kind", json_string(kinds[grant->kind]));
	put_text(object, "by", grant->by);
	put_text(object, "terms", grant->terms);
	put_met(object, dictionary, grant);
	put_date(object, "given", grant->given);
	put_text(object, "to", grant->recipient);
	if (grant->kind == NEED_AUTHORISATION && grant->recipient.len == 0)
		json_object_set_new(object, "to", json_string("-"));
	put_text(object, "for", grant->purpose);
	put_date(object, "from", grant->from);
	put_date(object, "until", grant->until);
	return object;
}

static json_t *controller_json(const struct dictionary *dictionary,
			       const struct request *request)
{
	uint16_t codes = dictionary_find(dictionary, KIND_CODES,
					 SLICE("controller-kind"));
	uint16_t kind = request->controller_kind;
	json_t *word = kind == DICTIONARY_NONE
			       ? json_string("-")
			       : text_json(dictionary->code_sets[codes]
						   .codes[kind]
						   .code);

	if (slice_empty(request->controller_as))
		return word;
	return json_pack("{s:o, s:o}", "kind", word, "as",
			 text_json(request->controller_as));
}

static void put_request(json_t *line, const struct dictionary *dictionary,
			const struct request *request)
{
	json_t *approvals = json_array(), *fields = json_array();
	struct builder level = {0};

	put_date(line, "date", request->date);
	put_text(line, "recipient", request->recipient);
	put_text(line, "purpose", request->purpose);
	put_text(line, "recipient-number", request->recipient_number);
	put_text(line, "role", request->role);
	put_text(line, "trigger", request->trigger);
	put_date(line, "last-release", request->last_release);
	json_object_set_new(line, "controller",
			    controller_json(dictionary, request));
	if (request->has_level) {
		level_write(dictionary, request->level, &level);
		put_text(line, "level", builder_slice(&level));
		builder_release(&level);
	}
	for (size_t i = 0; i < request->grant_count; i++)
		json_array_append_new(
			approvals, grant_json(dictionary, &request->grants[i]));
	json_object_set_new(line, "approvals", approvals);
	for (uint16_t f = 0; f < dictionary->field_count; f++)
		if (request->fields != NULL &&
		    field_set_has(request->fields, f))
			json_array_append_new(
				fields, text_json(dictionary->fields[f].name));
	if (request->fields != NULL)
		json_object_set(line, "fields", fields);
	json_decref(fields);
}

/* --- the pupil ------------------------------------------------------------------- */

static json_t *fact_json(const struct dictionary *dictionary,
			 const struct fact *fact, int32_t value)
{
	const struct code_set *set;

	switch (fact->type) {
	case FACT_DATE:
		return date_json(value);
	case FACT_NUMBER:
		return json_integer(value);
	case FACT_FLAG:
		return json_boolean(value);
	case FACT_CODE:
		break;
	}
	set = &dictionary->code_sets[fact->codes];
	for (uint16_t c = 0; c < set->count; c++)
		if (code_fact_value(set, c) == value)
			return text_json(set->codes[c].code);
	return json_null();
}

static void put_pupil(json_t *line, const struct invented_case *invented,
		      const struct pupil *pupil)
{
	const struct dictionary *dictionary = invented->dictionary;
	json_t *facts = json_object(), *collected = json_object(),
	       *served = json_array();

	for (uint16_t i = 0; i < dictionary->fact_count; i++)
		if (pupil->facts[i] != DATE_NONE)
			put_new(facts, dictionary->facts[i].name,
				fact_json(dictionary, &dictionary->facts[i],
					  pupil->facts[i]));
	for (uint16_t c = 0; c < dictionary->category_count; c++)
		put_new(collected, dictionary->categories[c].name,
			pupil->collected[c] == DATE_NONE
				? json_string("-")
				: date_json(pupil->collected[c]));
	for (size_t v = 0; v < invented->notice_count; v++)
		if (pupil->served[v] != DATE_NONE)
			json_array_append_new(
				served,
				json_pack("{s:I, s:o}", "version",
					  (json_int_t)invented->notices[v]
						  ->version,
					  "date", date_json(pupil->served[v])));
	json_object_set_new(facts, "collected", collected);
	json_object_set_new(facts, "served", served);
	json_object_set_new(line, "pupil", facts);
}

/* --- what its data is bound to ------------------------------------------------------ */

static json_t *names_json(const struct slice *names, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, text_json(names[i]));
	return list;
}

static void put_level(json_t *object, const struct dictionary *dictionary,
		      struct level level)
{
	struct builder text = {0};

	level_write(dictionary, level, &text);
	put_text(object, "level", builder_slice(&text));
	builder_release(&text);
}

static json_t *onward_json(const struct dictionary *dictionary,
			   const struct onward_terms *onward)
{
	json_t *object = json_object();

	json_object_set_new(object, "to",
			    names_json(onward->bodies, onward->body_count));
	if (onward->purpose_count > 0)
		json_object_set_new(
			object, "for",
			names_json(onward->purposes, onward->purpose_count));
	put_level(object, dictionary, onward->level);
	if (onward->then_by_law)
		put_text(object, "then", SLICE("by law"));
	return object;
}

/* The name of what is cited says from whom, and perhaps by which reference. */
static json_t *licence_json(const struct dictionary *dictionary,
			    const struct licence *licence)
{
	struct slice reference = licence->clause.source->name;
	struct slice from;
	json_t *object = json_object();
	json_t *onward = json_array();

	slice_cut(&reference, ' ');
	slice_cut(&reference, ' ');
	from = slice_cut(&reference, ',');
	put_text(object, "from", from);
	put_text(object, "reference", slice_trim(reference));
	json_object_set_new(
		object, "for",
		names_json(licence->purposes, licence->purpose_count));
	for (size_t i = 0; i < licence->onward_count; i++)
		json_array_append_new(
			onward, onward_json(dictionary, &licence->onward[i]));
	json_object_set_new(object, "onward", onward);
	if (licence->by_law)
		put_text(object, "onward", SLICE("by law"));
	put_level(object, dictionary, licence->level);
	put_date(object, "delete-by", licence->delete_by);
	return object;
}

static void put_received(json_t *line, const struct dictionary *dictionary,
			 const struct request *request,
			 const struct pupil *pupil)
{
	const struct binding *binding;
	json_t *received;

	if (pupil->binding == BINDING_OWN)
		return;
	binding = &request->bindings[pupil->binding];
	received = json_object();
	for (size_t i = 0; i < binding->count; i++) {
		const struct bound *bound = &binding->list[i];
		struct slice name =
			dictionary->categories[bound->category].name;
		json_t *list = json_object_getn(received, name.at, name.len);

		if (list == NULL) {
			list = json_array();
			put_new(received, name, list);
		}
		json_array_append_new(list,
				      licence_json(dictionary, bound->licence));
	}
	json_object_set_new(line, "received", received);
}

static void put_wish(json_t *list, const char *kind, const char *by,
		     int32_t date)
{
	json_t *wish = json_pack("{s:s, s:s}", "kind", kind, "by", by);

	if (date != DATE_NONE)
		json_object_set_new(wish, "date", date_json(date));
	json_array_append_new(list, wish);
}

static void put_wishes(json_t *line, const struct pupil *pupil)
{
	static const struct {
		const char *kind, *by;
	} wishes[WISH_COUNT] = {
		[WISH_OBJECTION_PARENT] = {"objection", "parent"},
		[WISH_OBJECTION_PUPIL] = {"objection", "pupil"},
		[WISH_REFUSAL_PARENT] = {"refusal", "parent"},
		[WISH_REFUSAL_PUPIL] = {"refusal", "pupil"},
		[WISH_CONSENT_PARENT] = {"consent", "parent"},
		[WISH_CONSENT_PUPIL] = {"consent", "pupil"},
		[WISH_RESTRICTION] = {"restriction", "parent"},
		[WISH_MARKETING_STOP] = {"marketing-stop", "parent"},
	};
	json_t *list = json_array();

	for (int w = 0; w < WISH_COUNT; w++) {
		int32_t first = pupil->first_stated[w];
		int32_t last = pupil->last_stated[w];

		if (!pupil->wishes[w])
			continue;
		put_wish(list, wishes[w].kind, wishes[w].by, first);
		if (last != first)
			put_wish(list, wishes[w].kind, wishes[w].by, last);
	}
	json_object_set_new(line, "wishes", list);
}

json_t *line_write(const struct invented_case *invented,
		   const struct invented_request *asked,
		   const struct pupil *pupil)
{
	json_t *line = json_object();

	put_request(line, invented->dictionary, &asked->request);
	put_pupil(line, invented, pupil);
	put_received(line, invented->dictionary, &asked->request, pupil);
	put_wishes(line, pupil);
	return line;
}

/* --- what a line cannot leave unsaid ------------------------------------------------ */

enum { GRANTS = 64 };

struct unsaid {
	bool controller;
	bool collected[CATEGORY_LIMIT];
	bool recipients[GRANTS]; /* of the approvals, in order */
};

static bool is_unsaid(const json_t *value)
{
	return json_is_string(value) && json_string_value(value)[0] == '-';
}

static void unsay_collected(json_t *line, const struct dictionary *dictionary,
			    struct unsaid *unsaid)
{
	json_t *collected =
		json_object_get(json_object_get(line, "pupil"), "collected");

	for (uint16_t c = 0; c < dictionary->category_count; c++) {
		struct slice name = dictionary->categories[c].name;
		const json_t *day =
			json_object_getn(collected, name.at, name.len);

		unsaid->collected[c] = is_unsaid(day);
		if (is_unsaid(day))
			json_object_deln(collected, name.at, name.len);
	}
}

static void unsay_recipients(json_t *line, const struct dictionary *dictionary,
			     struct unsaid *unsaid)
{
	json_t *list = json_object_get(line, "approvals");
	json_t *entry;
	size_t i;

	json_array_foreach(list, i, entry)
	{
		if (i == GRANTS || dictionary->body_count == 0 ||
		    !is_unsaid(json_object_get(entry, "to")))
			continue;
		unsaid->recipients[i] = true;
		json_object_set_new(entry, "to",
				    text_json(dictionary->bodies[0].name));
	}
}

static void unsay_controller(json_t *line, struct unsaid *unsaid)
{
	json_t *controller = json_object_get(line, "controller");

	if (is_unsaid(controller)) {
		unsaid->controller = true;
		json_object_del(line, "controller");
	} else if (is_unsaid(json_object_get(controller, "kind"))) {
		unsaid->controller = true;
		json_object_del(controller, "kind");
	}
}

/* The line as the service reads it, and what to take back after. */
static json_t *unsay(const json_t *line, const struct dictionary *dictionary,
		     struct unsaid *unsaid)
{
	json_t *copy = json_deep_copy(line);

	*unsaid = (struct unsaid){0};
	unsay_controller(copy, unsaid);
	unsay_collected(copy, dictionary, unsaid);
	unsay_recipients(copy, dictionary, unsaid);
	return copy;
}

static void take_back(const struct unsaid *unsaid, struct request *request,
		      struct pupil *pupil)
{
	struct grant *grants = (struct grant *)(uintptr_t)request->grants;

	if (unsaid->controller)
		request->controller_kind = DICTIONARY_NONE;
	for (int c = 0; c < CATEGORY_LIMIT; c++)
		if (unsaid->collected[c])
			pupil->collected[c] = DATE_NONE;
	for (size_t i = 0; i < request->grant_count && i < GRANTS; i++)
		if (unsaid->recipients[i])
			grants[i].recipient = (struct slice){NULL, 0};
}

/* --- asking ---------------------------------------------------------------------------- */

void line_write_answer(const struct dictionary *dictionary,
		       const struct decision *decision, struct builder *out)
{
	struct json json = json_writer(out, false);

	json_open_object(&json);
	service_write_decision(&json, dictionary, decision);
	json_close_object(&json);
}

static enum line_answer decide(const struct policy *policy,
			       const struct request *told,
			       const struct pupil *told_pupil,
			       const struct request *request,
			       const struct pupil *pupil, struct arena *arena,
			       struct builder *why, struct builder *expected)
{
	const struct notice *notices[NOTICE_VERSIONS];
	const struct decision *engine;
	struct decision reference;
	struct plan *plan;
	bool agree;

	for (size_t i = 0; i < policy->notice_count; i++)
		notices[i] = policy->notices[i].notice;
	if (plan_make(&plan, policy, told, NULL) != 0)
		return LINE_FAULTY;
	if (plan_decide_one(plan, told_pupil, &engine, NULL) != 0 ||
	    reference_decide(&reference, policy->dictionary, notices,
			     policy->notice_count, request, NULL, pupil, arena,
			     NULL) != 0)
		abort();
	agree = decisions_agree(policy->dictionary, engine, &reference, why) &&
		decision_is_whole(policy->dictionary, engine, why);
	if (expected != NULL)
		line_write_answer(policy->dictionary, &reference, expected);
	plan_free(plan);
	return agree ? LINE_AGREES : LINE_DIFFERS;
}

static enum line_answer ask(struct reading *reading, const json_t *line,
			    const struct unsaid *unsaid,
			    const struct line_fault *fault, struct builder *why,
			    struct builder *expected)
{
	struct pupil pupil, told_pupil;
	struct request told;

	if (!service_read_request(reading, line) ||
	    !service_read_pupil(reading, line, &pupil))
		return LINE_FAULTY;
	take_back(unsaid, &reading->request, &pupil);
	told = reading->request;
	told_pupil = pupil;
	if (fault != NULL)
		fault->spoil(&told, &told_pupil);
	return decide(reading->policy, &told, &told_pupil, &reading->request,
		      &pupil, reading->arena, why, expected);
}

enum line_answer line_ask(const struct policy *policy, const json_t *line,
			  const struct line_fault *fault, struct builder *why,
			  struct builder *expected)
{
	struct arena arena = {0};
	struct reading reading = {
		.dictionary = policy->dictionary,
		.policy = policy,
		.arena = &arena,
	};
	struct builder nobody = {0};
	struct unsaid unsaid;
	json_t *read = unsay(line, policy->dictionary, &unsaid);
	enum line_answer answer = ask(&reading, read, &unsaid, fault,
				      why != NULL ? why : &nobody, expected);

	json_decref(read);
	builder_release(&nobody);
	arena_release(&arena);
	return answer;
}
