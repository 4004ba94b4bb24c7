#include "policy/explain.h"

#include "base/builder.h"
#include "base/date.h"
#include "base/json.h"

/* --- who, what, when -------------------------------------------------------------- */

static struct slice body_label(const struct explanation *explanation)
{
	const struct dictionary *dictionary = explanation->policy->dictionary;
	uint16_t body = dictionary_body(dictionary,
					explanation->request->recipient, NULL);
	const struct holder *holder;

	if (body == DICTIONARY_NONE)
		return explanation->request->recipient;
	holder = body_holder(&dictionary->bodies[body],
			     explanation->request->date);
	return holder != NULL ? holder->label : dictionary->bodies[body].label;
}

static struct slice purpose_label(const struct explanation *explanation)
{
	const struct dictionary *dictionary = explanation->policy->dictionary;
	uint16_t purpose = dictionary_find(dictionary, KIND_PURPOSE,
					   explanation->request->purpose);

	return purpose != DICTIONARY_NONE
		       ? dictionary->purposes[purpose].label
		       : explanation->request->purpose;
}

/* Fields that are asked for and, where that is known, held. */
static struct field_set of_interest(const struct explanation *explanation,
				    struct field_set fields)
{
	return explanation->held != NULL
		       ? field_set_intersection(fields, *explanation->held)
		       : fields;
}

static struct field_set withheld_fields(const struct explanation *explanation)
{
	const struct decision *decision = explanation->decision;

	return of_interest(explanation,
			   field_set_difference(decision->requested,
						decision->released));
}

/* --- lists of fields, by category where all of one is meant ------------------------- */

static bool has_whole_category(const struct explanation *explanation,
			       const struct field_set *fields,
			       const struct category *category)
{
	unsigned int asked = 0;

	for (uint16_t i = 0; i < category->field_count; i++) {
		uint16_t field = (uint16_t)(category->first_field + i);
		struct field_set one = { 0 };

		field_set_add(&one, field);
		if (field_set_empty(of_interest(explanation, one)))
			continue;
		if (!field_set_has(fields, field))
			return false;
		asked++;
	}
	return asked > 2;
}

static void write_label(struct builder *out, struct slice label, bool *first)
{
	builder_add_text(out, *first ? "" : "; ");
	builder_add(out, label);
	*first = false;
}

/* Groups all of whose fields, as far as held, are in the list stand for them:
 * "Pupil's address" rather than its lines. */
static void write_groups(const struct explanation *explanation,
			 struct field_set *fields, bool *first,
			 struct builder *out)
{
	const struct dictionary *dictionary = explanation->policy->dictionary;

	for (uint16_t g = 0; g < dictionary->group_count; g++) {
		struct field_set held = of_interest(
			explanation, dictionary->groups[g].fields);

		held = field_set_intersection(held,
					      explanation->decision->requested);
		if (field_set_count(held) < 2 ||
		    !field_set_empty(field_set_difference(held, *fields)))
			continue;
		write_label(out, dictionary->groups[g].label, first);
		*fields = field_set_difference(*fields, held);
	}
}

static void write_fields(const struct explanation *explanation,
			 const struct field_set *all, struct builder *out)
{
	const struct dictionary *dictionary = explanation->policy->dictionary;
	struct field_set left = *all;
	const struct field_set *fields = &left;
	bool first = true;

	write_groups(explanation, &left, &first, out);

	for (uint16_t c = 0; c < dictionary->category_count; c++) {
		const struct category *category = &dictionary->categories[c];

		if (has_whole_category(explanation, fields, category)) {
			builder_add_text(out, first ? "" : "; ");
			builder_add_format(out, "all of \"%.*s\"",
					   SLICE_ARGS(category->label));
			first = false;
			continue;
		}
		for (uint16_t i = 0; i < category->field_count; i++) {
			uint16_t field = (uint16_t)(category->first_field + i);

			if (field_set_has(fields, field))
				write_label(out, dictionary->fields[field].label,
					    &first);
		}
	}
	if (first)
		builder_add_text(out, "nothing");
}

/* --- one cause: fields withheld at the same gate, for the same reason, by the same
 * clause -------------------------------------------------------------------------------- */

static bool same_cause(const struct verdict *a, const struct verdict *b)
{
	return a->gate == b->gate && a->reason == b->reason &&
	       a->clause.source == b->clause.source &&
	       a->clause.start == b->clause.start;
}

/* Takes out of `*left` the fields with the cause of the first at `gate`. */
static bool next_cause(const struct decision *decision, enum gate gate,
		       struct field_set *left, struct verdict *cause,
		       struct field_set *fields)
{
	bool found = false;

	*fields = (struct field_set){ 0 };
	for (uint16_t f = field_set_next(left, 0); f != DICTIONARY_NONE;
	     f = field_set_next(left, (uint16_t)(f + 1))) {
		const struct verdict *verdict = &decision->verdicts[f];

		if (verdict->gate != gate ||
		    (found && !same_cause(verdict, cause)))
			continue;
		*cause = *verdict;
		found = true;
		field_set_add(fields, f);
		field_set_remove(left, f);
	}
	return found;
}

/* The facts behind a condition, so that a reader sees why it does not hold. */
static void write_age(const struct explanation *explanation,
		      struct builder *out)
{
	uint16_t birth = condition_fact(explanation->policy->dictionary,
					SLICE("birth-date"));
	int32_t date = birth != DICTIONARY_NONE
			       ? explanation->pupil->facts[birth]
			       : DATE_NONE;

	if (date == DATE_NONE)
		builder_add_text(out, "; the date of birth is not known");
	else
		builder_add_format(out, "; on this date the pupil is %d",
				   date_age(date, explanation->request->date));
}

static void write_cause(const struct explanation *explanation,
			const struct verdict *cause, struct builder *out)
{
	builder_add_text(out, reason_text((enum reason)cause->reason));
	if (cause->reason == REASON_CONDITION && cause->clause.source != NULL) {
		builder_add_text(out, ": ");
		builder_add(out, range_text(cause->clause));
		write_age(explanation, out);
	}
	builder_add_text(out, " [");
	clause_write(cause->clause, out);
	builder_add_text(out, "]");
}

/* --- text ----------------------------------------------------------------------------- */

static const char *const gate_titles[] = {
	[GATE_NONE] = "",
	[GATE_RECIPIENT] = "Recipient",
	[GATE_LAW] = "Law",
	[GATE_PROMISE] = "Promise",
	[GATE_PUPIL] = "Pupil",
	[GATE_WISHES] = "Wishes",
	[GATE_SAFEGUARDS] = "Safeguards",
};

static const char *const gate_questions[] = {
	[GATE_NONE] = "",
	[GATE_RECIPIENT] = "does the body exist on this date?",
	[GATE_LAW] = "does a law in force allow it?",
	[GATE_PROMISE] = "does the privacy notice tell families of it?",
	[GATE_PUPIL] = "is it for pupils like this one, now?",
	[GATE_WISHES] = "do the family's wishes allow it?",
	[GATE_SAFEGUARDS] = "are approvals, checks and the level in place?",
};

static void write_gate(const struct explanation *explanation, enum gate gate,
		       struct field_set *left, bool reached,
		       struct builder *out)
{
	struct verdict cause;
	struct field_set fields;
	bool open = true;

	builder_add_format(out, "%d. %s: %s", (int)gate, gate_titles[gate],
			   gate_questions[gate]);
	if (!reached) {
		builder_add_text(out, "\n     not asked: nothing was left\n");
		return;
	}
	while (next_cause(explanation->decision, gate, left, &cause, &fields)) {
		builder_add_text(out, "\n     withheld because ");
		write_cause(explanation, &cause, out);
		builder_add_text(out, ":\n       ");
		write_fields(explanation, &fields, out);
		open = false;
	}
	builder_add_text(out, open ? " Yes.\n" : "\n");
}

static void write_answer(const struct explanation *explanation,
			 struct builder *out)
{
	const struct decision *decision = explanation->decision;
	struct field_set released = of_interest(explanation,
						decision->released);
	char date[32];

	date_format_long(explanation->request->date, date, sizeof(date));
	builder_add_format(out, "To %.*s, for \"%.*s\", on %s:\n",
			   SLICE_ARGS(body_label(explanation)),
			   SLICE_ARGS(purpose_label(explanation)), date);
	switch (decision->outcome) {
	case OUTCOME_PERMIT:
		builder_add_text(out, "may be sent (level: ");
		level_write(explanation->policy->dictionary, decision->level,
			    out);
		builder_add_text(out, "):\n  ");
		write_fields(explanation, &released, out);
		builder_add_text(out, "\n");
		break;
	case OUTCOME_DENY:
		builder_add_text(out, "nothing may be sent.\n");
		break;
	case OUTCOME_CONFLICT:
		builder_add_text(out, "nothing may be sent: two rules "
				      "disagree, ");
		clause_write(decision->conflict[0], out);
		builder_add_text(out, " and ");
		clause_write(decision->conflict[1], out);
		builder_add_text(out, ".\n");
		break;
	}
}

static void write_obligations(const struct decision *decision,
			      struct builder *out)
{
	if (decision->obligation_count == 0)
		return;
	builder_add_text(out, "\nWith it go these obligations:\n");
	for (size_t i = 0; i < decision->obligation_count; i++) {
		builder_add_text(out, "  - ");
		obligation_write(&decision->obligations[i], out);
		if (decision->obligations[i].clause.source != NULL) {
			builder_add_text(out, " [");
			clause_write(decision->obligations[i].clause, out);
			builder_add_text(out, "]");
		}
		builder_add_byte(out, '\n');
	}
}

void explain_text(const struct explanation *explanation, struct builder *out)
{
	const struct decision *decision = explanation->decision;
	struct field_set left = withheld_fields(explanation);
	struct field_set open = of_interest(explanation, decision->requested);

	write_answer(explanation, out);
	builder_add_text(out, "\nThe gates, in order:\n");
	for (int gate = GATE_RECIPIENT; gate < GATE_COUNT; gate++) {
		struct field_set before = left;
		struct field_set lost;

		write_gate(explanation, (enum gate)gate, &left,
			   !field_set_empty(open), out);
		lost = field_set_difference(before, left);
		open = field_set_difference(open, lost);
	}
	write_obligations(decision, out);
}

/* --- JSON ----------------------------------------------------------------------------- */

static void put_names(const struct explanation *explanation, struct json *json,
		      const char *key, const struct field_set *fields)
{
	json_key(json, key);
	json_open_array(json);
	for (uint16_t f = field_set_next(fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(fields, (uint16_t)(f + 1)))
		json_put_text(json,
			      explanation->policy->dictionary->fields[f].name);
	json_close_array(json);
}

static void put_clause(struct json *json, const char *key, struct range clause,
		       struct builder *scratch)
{
	builder_clear(scratch);
	clause_write(clause, scratch);
	json_key_text(json, key, builder_slice(scratch));
}

static void put_gate(const struct explanation *explanation, struct json *json,
		     enum gate gate, struct field_set *left,
		     struct builder *scratch)
{
	struct verdict cause;
	struct field_set fields;

	json_open_object(json);
	json_key_text(json, "gate", slice_of(gate_name(gate)));
	json_key(json, "withheld");
	json_open_array(json);
	while (next_cause(explanation->decision, gate, left, &cause, &fields)) {
		json_open_object(json);
		json_key_text(
			json, "reason",
			slice_of(reason_name((enum reason)cause.reason)));
		json_key_text(
			json, "because",
			slice_of(reason_text((enum reason)cause.reason)));
		put_clause(json, "clause", cause.clause, scratch);
		put_names(explanation, json, "fields", &fields);
		json_close_object(json);
	}
	json_close_array(json);
	json_close_object(json);
}

static void put_obligations(const struct decision *decision, struct json *json,
			    struct builder *scratch)
{
	json_key(json, "obligations");
	json_open_array(json);
	for (size_t i = 0; i < decision->obligation_count; i++) {
		json_open_object(json);
		builder_clear(scratch);
		obligation_write(&decision->obligations[i], scratch);
		json_key_text(json, "obligation", builder_slice(scratch));
		put_clause(json, "clause", decision->obligations[i].clause,
			   scratch);
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_request(const struct explanation *explanation,
			struct json *json)
{
	const struct request *request = explanation->request;

	json_key_text(json, "recipient", request->recipient);
	json_key_text(json, "held-by", body_label(explanation));
	json_key_text(json, "purpose", request->purpose);
	json_key_date(json, "date", request->date);
	if (!slice_empty(request->trigger))
		json_key_text(json, "trigger", request->trigger);
}

void explain_json(const struct explanation *explanation, struct builder *out)
{
	const struct decision *decision = explanation->decision;
	struct field_set left = withheld_fields(explanation);
	struct field_set released = of_interest(explanation,
						decision->released);
	struct json json = json_writer(out, true);
	struct builder scratch = { 0 };

	json_open_object(&json);
	put_request(explanation, &json);
	json_key_text(&json, "outcome",
		      slice_of(outcome_name(decision->outcome)));
	json_key(&json, "level");
	if (decision->outcome == OUTCOME_PERMIT) {
		level_write(explanation->policy->dictionary, decision->level,
			    &scratch);
		json_put_text(&json, builder_slice(&scratch));
	} else {
		json_put_null(&json);
	}
	put_names(explanation, &json, "fields", &released);
	json_key(&json, "gates");
	json_open_array(&json);
	for (int gate = GATE_RECIPIENT; gate < GATE_COUNT; gate++)
		put_gate(explanation, &json, (enum gate)gate, &left, &scratch);
	json_close_array(&json);
	put_obligations(decision, &json, &scratch);
	if (decision->outcome == OUTCOME_CONFLICT) {
		put_clause(&json, "conflict", decision->conflict[0], &scratch);
		put_clause(&json, "conflicts-with", decision->conflict[1],
			   &scratch);
	}
	json_close_object(&json);
	builder_add_byte(out, '\n');
	if (scratch.failed)
		out->failed = true;
	builder_release(&scratch);
}
