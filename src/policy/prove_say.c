/* The answer, for people and for programs. */
#include "base/builder.h"
#include "base/date.h"
#include "base/json.h"
#include "policy/decision_json.h"
#include "policy/prove.h"

static void add_date(struct builder *out, int32_t date)
{
	char text[DATE_TEXT_BYTES];

	date_format(date, text);
	builder_add_text(out, text);
}

static void add_count(struct builder *out, uint64_t count, const char *one,
		      const char *many)
{
	builder_add_format(out, "%llu %s", (unsigned long long)count,
			   count == 1 ? one : many);
}

/* --- for people ---------------------------------------------------------------- */

static bool has_all(const struct field_set *fields,
		    const struct category *category)
{
	for (uint16_t f = 0; f < category->field_count; f++)
		if (!field_set_has(fields,
				   (uint16_t)(category->first_field + f)))
			return false;
	return category->field_count > 1;
}

/* A category stands for its fields where all are meant. */
static void add_fields(const struct dictionary *dictionary,
		       const struct field_set *fields, struct builder *out)
{
	const char *between = "";

	for (uint16_t c = 0; c < dictionary->category_count; c++) {
		const struct category *category = &dictionary->categories[c];
		bool all = has_all(fields, category);

		if (all) {
			builder_add_format(out, "%s%.*s", between,
					   SLICE_ARGS(category->name));
			between = ", ";
		}
		for (uint16_t f = 0; !all && f < category->field_count; f++) {
			uint16_t field = (uint16_t)(category->first_field + f);

			if (!field_set_has(fields, field))
				continue;
			builder_add_format(
				out, "%s%.*s", between,
				SLICE_ARGS(dictionary->fields[field].name));
			between = ", ";
		}
	}
}

static const char *const wish_names[WISH_COUNT] = {
	[WISH_OBJECTION_PARENT] = "objection by parent",
	[WISH_OBJECTION_PUPIL] = "objection by pupil",
	[WISH_REFUSAL_PARENT] = "refusal by parent",
	[WISH_REFUSAL_PUPIL] = "refusal by pupil",
	[WISH_CONSENT_PARENT] = "consent by parent",
	[WISH_CONSENT_PUPIL] = "consent by pupil",
	[WISH_RESTRICTION] = "restriction",
	[WISH_MARKETING_STOP] = "marketing stop",
};

static void add_wishes(const struct pupil *pupil, struct builder *out)
{
	const char *between = "\n       after ";

	for (int w = 0; w < WISH_COUNT; w++) {
		if (!pupil->wishes[w])
			continue;
		builder_add_format(out, "%s%s", between, wish_names[w]);
		between = ", ";
	}
}

static void add_clauses(const struct step *step, struct builder *out)
{
	const char *between = "\n       by ";

	for (size_t i = 0; i < step->clause_count; i++) {
		builder_add_text(out, between);
		clause_write(step->clauses[i], out);
		between = ", ";
	}
}

static void add_party(const struct step *step, struct builder *out)
{
	builder_add(out, step->by);
	if (!step->assumed)
		return;
	builder_add_text(out, " (assumed");
	if (step->school.len > 0)
		builder_add_format(out, ": %.*s", SLICE_ARGS(step->school));
	builder_add_byte(out, ')');
}

static void add_ways(const struct dictionary *dictionary,
		     const struct step *step, struct builder *out)
{
	builder_add_format(
		out, " -> %.*s for %.*s",
		SLICE_ARGS(dictionary->bodies[step->to].name),
		SLICE_ARGS(dictionary->purposes[step->purpose].name));
	if (step->trigger != DICTIONARY_NONE)
		builder_add_format(
			out, ", on %.*s",
			SLICE_ARGS(dictionary->triggers[step->trigger].name));
	if (step->role != DICTIONARY_NONE)
		builder_add_format(
			out, ", asked by %.*s",
			SLICE_ARGS(dictionary->roles[step->role].name));
	if (step->last_release != DATE_NONE) {
		builder_add_text(out, ", last released ");
		add_date(out, step->last_release);
	}
}

static void add_step(const struct dictionary *dictionary,
		     const struct step *step, struct builder *out)
{
	builder_add_text(out, "    ");
	add_party(step, out);
	add_ways(dictionary, step, out);
	builder_add_text(out, "\n       at ");
	level_write(dictionary, step->level, out);
	add_clauses(step, out);
	if (step->owed)
		builder_add_text(out,
				 "\n       a duty, beyond the terms it was "
				 "received under");
	add_wishes(&step->pupil, out);
	builder_add_byte(out, '\n');
}

static void add_walk_text(const struct proof *proof,
			  const struct dictionary *dictionary,
			  const struct walk *walk, struct builder *out)
{
	builder_add_text(out, "  ");
	add_fields(dictionary, &walk->fields, out);
	builder_add_text(out, " of ");
	builder_add(out, walk->pupil);
	builder_add_text(out, " on ");
	add_date(out, walk->date);
	builder_add_byte(out, '\n');
	if (proof->assertion->kind != ASSERTION_ALWAYS) {
		for (size_t i = 0; i < walk->step_count; i++)
			add_step(dictionary, &walk->steps[i], out);
		return;
	}
	builder_add_text(out, "    ");
	add_party(walk->steps, out);
	add_ways(dictionary, walk->steps, out);
	builder_add_format(out, "\n       withheld because %s, ",
			   reason_text((enum reason)walk->verdict.reason));
	clause_write(walk->verdict.clause, out);
	add_wishes(&walk->steps->pupil, out);
	builder_add_byte(out, '\n');
}

static void add_world(const struct proof *proof, struct builder *out)
{
	builder_add_text(out, "  asked ");
	if (proof->from == proof->to) {
		builder_add_text(out, "of ");
		add_date(out, proof->from);
	} else {
		builder_add_text(out, "from ");
		add_date(out, proof->from);
		builder_add_text(out, " to ");
		add_date(out, proof->to);
		builder_add_text(out, " (");
		add_count(out, proof->days, "day", "days");
		builder_add_text(out, " for all)");
	}
	if (proof->controller_count == 0) {
		builder_add_text(out, ", of the law alone");
	} else {
		builder_add_text(out, ", of the law and ");
		add_count(out, proof->notice_count, "notice", "notices");
		builder_add_text(out, " of ");
		add_count(out, proof->controller_count, "controller",
			  "controllers");
	}
	builder_add_text(out, "\n  looked at ");
	add_count(out, proof->flows, "flow", "flows");
	builder_add_text(out, " and ");
	add_count(out, proof->cells, "kind of pupil", "kinds of pupils");
	builder_add_byte(out, '\n');
}

/* A list of names after a title, broken where a line is full. */
struct name_list {
	struct builder *out;
	size_t line; /* where the line begins */
	bool any;
};

enum { LINE_COLUMNS = 79 };

static struct name_list begin_list(struct builder *out, const char *title)
{
	struct name_list list = {.out = out, .line = out->len};

	builder_add_format(out, "  %s:", title);
	return list;
}

static void add_name(struct name_list *list, struct slice name)
{
	struct builder *out = list->out;

	if (list->any)
		builder_add_byte(out, ',');
	list->any = true;
	if (out->len - list->line + name.len + 2 > LINE_COLUMNS) {
		builder_add_byte(out, '\n');
		list->line = out->len;
		builder_add_text(out, "   ");
	}
	builder_add_byte(out, ' ');
	builder_add(out, name);
}

static void add_foundations(const struct proof *proof,
			    const struct dictionary *dictionary,
			    struct builder *out)
{
	struct name_list list;

	if (proof->controller_count > 0 && proof->assumed_count > 0) {
		list = begin_list(out, "assumed to do whatever the law allows");
		for (size_t i = 0; i < proof->assumed_count; i++)
			add_name(&list,
				 dictionary->bodies[proof->assumed[i]].name);
		builder_add_byte(out, '\n');
	}
	if (proof->unconfirmed_count == 0)
		return;
	list = begin_list(out, "rests on law that is unconfirmed");
	for (size_t i = 0; i < proof->unconfirmed_count; i++)
		add_name(&list, dictionary->laws[proof->unconfirmed[i]].name);
	builder_add_byte(out, '\n');
}

void proof_text(const struct proof *proof, const struct dictionary *dictionary,
		struct builder *out)
{
	static const char *const words[] = {
		[PROOF_PROVED] = "proved",
		[PROOF_REFUTED] = "not so",
		[PROOF_UNDECIDED] = "not decided: budget",
	};

	builder_add_format(out, "%s: %.*s\n", words[proof->outcome],
			   SLICE_ARGS(proof->assertion->text));
	for (size_t i = 0; i < proof->walk_count; i++)
		add_walk_text(proof, dictionary, &proof->walks[i], out);
	add_world(proof, out);
	add_foundations(proof, dictionary, out);
}

/* --- for programs ----------------------------------------------------------------- */

static void put_step(struct json *json, const struct proof *proof,
		     const struct dictionary *dictionary,
		     const struct step *step)
{
	json_open_object(json);
	json_key_text(json, "by", step->by);
	if (step->by_body != DICTIONARY_NONE)
		json_key_text(json, "as",
			      dictionary->bodies[step->by_body].name);
	json_key_boolean(json, "assumed", step->assumed);
	if (step->school.len > 0)
		json_key_text(json, "school", step->school);
	json_key_text(json, "to", dictionary->bodies[step->to].name);
	json_key_text(json, "purpose",
		      dictionary->purposes[step->purpose].name);
	if (step->trigger != DICTIONARY_NONE)
		json_key_text(json, "trigger",
			      dictionary->triggers[step->trigger].name);
	if (step->role != DICTIONARY_NONE)
		json_key_text(json, "role", dictionary->roles[step->role].name);
	if (step->last_release != DATE_NONE)
		json_key_date(json, "last_release", step->last_release);
	if (proof->assertion->kind != ASSERTION_ALWAYS) {
		json_key_boolean(json, "owed", step->owed);
		level_json(json, "level", dictionary, step->level);
		json_key(json, "clauses");
		json_open_array(json);
		for (size_t i = 0; i < step->clause_count; i++)
			clause_json(json, NULL, step->clauses[i]);
		json_close_array(json);
	}
	json_key(json, "wishes");
	json_open_array(json);
	for (int w = 0; w < WISH_COUNT; w++)
		if (step->pupil.wishes[w])
			json_put_text(json, slice_of(wish_names[w]));
	json_close_array(json);
	json_close_object(json);
}

static void put_walk(struct json *json, const struct proof *proof,
		     const struct dictionary *dictionary,
		     const struct walk *walk)
{
	json_open_object(json);
	json_key_date(json, "date", walk->date);
	json_key_text(json, "pupil", walk->pupil);
	fields_json(json, "fields", dictionary, &walk->fields);
	json_key(json, "steps");
	json_open_array(json);
	for (size_t i = 0; i < walk->step_count; i++)
		put_step(json, proof, dictionary, &walk->steps[i]);
	json_close_array(json);
	if (proof->assertion->kind == ASSERTION_ALWAYS) {
		json_key_text(
			json, "gate",
			slice_of(gate_name((enum gate)walk->verdict.gate)));
		json_key_text(json, "reason",
			      slice_of(reason_name(
				      (enum reason)walk->verdict.reason)));
		clause_json(json, "clause", walk->verdict.clause);
	}
	json_close_object(json);
}

void proof_json(const struct proof *proof, const struct dictionary *dictionary,
		struct builder *out)
{
	static const char *const words[] = {
		[PROOF_PROVED] = "proved",
		[PROOF_REFUTED] = "refuted",
		[PROOF_UNDECIDED] = "undecided",
	};
	struct json json = json_writer(out, false);

	json_open_object(&json);
	json_key_text(&json, "assertion", proof->assertion->text);
	json_key_text(&json, "outcome", slice_of(words[proof->outcome]));
	json_key(&json, "walks");
	json_open_array(&json);
	for (size_t i = 0; i < proof->walk_count; i++)
		put_walk(&json, proof, dictionary, &proof->walks[i]);
	json_close_array(&json);
	json_key_date(&json, "from", proof->from);
	json_key_date(&json, "to", proof->to);
	json_key_number(&json, "days", (int64_t)proof->days);
	json_key_number(&json, "controllers", (int64_t)proof->controller_count);
	json_key_number(&json, "notices", (int64_t)proof->notice_count);
	json_key_number(&json, "flows", (int64_t)proof->flows);
	json_key_number(&json, "cells", (int64_t)proof->cells);
	json_key(&json, "assumed");
	json_open_array(&json);
	for (size_t i = 0; i < proof->assumed_count; i++)
		json_put_text(&json,
			      dictionary->bodies[proof->assumed[i]].name);
	json_close_array(&json);
	json_key(&json, "unconfirmed");
	json_open_array(&json);
	for (size_t i = 0; i < proof->unconfirmed_count; i++)
		json_put_text(&json,
			      dictionary->laws[proof->unconfirmed[i]].name);
	json_close_array(&json);
	json_close_object(&json);
	builder_add_byte(out, '\n');
}
