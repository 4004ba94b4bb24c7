#include "policy/assertion.h"

#include "base/arena.h"
#include "base/error.h"
#include "language/parser.h"
#include "policy/resolve.h"

/* What reading carries along. */
struct assertion_reader {
	struct assertion *assertion;
	struct resolver resolver;
	const struct statement *statement;
	struct error *error;
};

/* The argument with this label and of this kind: "to" is before recipients, and
 * between two dates. */
static const struct argument *find(const struct statement *statement,
				   const char *label, enum argument_kind kind)
{
	for (size_t i = 0; i < statement->argument_count; i++)
		if (statement->arguments[i].kind == kind &&
		    slice_is(statement->arguments[i].label, label))
			return &statement->arguments[i];
	return NULL;
}

/* --- recipients -------------------------------------------------------------- */

static bool kind_exists(const struct dictionary *dictionary, struct slice kind)
{
	for (uint16_t b = 0; b < dictionary->body_count; b++)
		if (slice_equal(dictionary->bodies[b].kind, kind))
			return true;
	return false;
}

static int tell_unknown_kind(struct assertion_reader *reader,
			     const struct name *name)
{
	const struct dictionary *dictionary = reader->resolver.dictionary;
	struct findings *findings = reader->resolver.findings;
	struct finding *finding;
	struct slice *kinds;

	finding = findings_add(findings, SEVERITY_ERROR, "unknown-kind",
			       name->range, "there is no body of kind '%.*s'",
			       SLICE_ARGS(name->text));
	kinds = arena_array(reader->resolver.arena, dictionary->body_count,
			    sizeof(*kinds));
	if (kinds == NULL)
		return error_memory(reader->error);
	for (uint16_t b = 0; b < dictionary->body_count; b++)
		kinds[b] = dictionary->bodies[b].kind;
	finding_hint_nearest(findings, finding, name->text, kinds,
			     dictionary->body_count);
	return 0;
}

static int read_kinds(struct assertion_reader *reader,
		      const struct argument *names)
{
	struct slice *kinds;

	kinds = arena_array(reader->resolver.arena, names->name_count,
			    sizeof(*kinds));
	if (kinds == NULL)
		return error_memory(reader->error);
	for (size_t i = 0; i < names->name_count; i++) {
		const struct name *name = &names->names[i];

		kinds[i] = name->text;
		if (!kind_exists(reader->resolver.dictionary, name->text) &&
		    tell_unknown_kind(reader, name) != 0)
			return -1;
	}
	reader->assertion->kinds = kinds;
	reader->assertion->kind_count = names->name_count;
	return 0;
}

static void read_body(struct assertion_reader *reader, const struct name *name,
		      struct named_body *body)
{
	struct resolver *resolver = &reader->resolver;
	struct finding *finding;

	body->body = dictionary_body(resolver->dictionary, name->text,
				     &body->holder);
	if (body->body != DICTIONARY_NONE)
		return;
	finding = unknown_name(resolver, KIND_BODY, name);
	if (kind_exists(resolver->dictionary, name->text))
		finding_hint(resolver->findings, finding,
			     "bodies of this kind are 'kind %.*s'",
			     SLICE_ARGS(name->text));
}

static int read_bodies(struct assertion_reader *reader,
		       const struct argument *names)
{
	struct named_body *bodies;

	bodies = arena_array(reader->resolver.arena, names->name_count,
			     sizeof(*bodies));
	if (bodies == NULL)
		return error_memory(reader->error);
	for (size_t i = 0; i < names->name_count; i++)
		read_body(reader, &names->names[i], &bodies[i]);
	reader->assertion->bodies = bodies;
	reader->assertion->body_count = names->name_count;
	return 0;
}

static int read_recipients(struct assertion_reader *reader, const char *label)
{
	const struct statement *statement = reader->statement;
	const struct argument *kinds = find(statement, "kind", ARGUMENT_NAMES);
	const struct argument *outside =
		find(statement, "outside", ARGUMENT_NAMES);
	const struct argument *names = find(statement, label, ARGUMENT_NAMES);

	reader->assertion->outside = statement->keyword == KEYWORD_ONLY ||
				     outside != NULL ||
				     statement_has(statement, "outside");
	if (kinds != NULL)
		return read_kinds(reader, kinds);
	if (outside != NULL)
		return read_bodies(reader, outside);
	return names != NULL ? read_bodies(reader, names) : 0;
}

/* --- the rest ------------------------------------------------------------------ */

static int read_condition(struct assertion_reader *reader)
{
	const struct argument *when =
		find(reader->statement, "when", ARGUMENT_CONDITION);

	if (when == NULL)
		return 0;
	return condition_compile(&reader->assertion->when, when->condition,
				 reader->resolver.dictionary,
				 reader->resolver.arena,
				 reader->resolver.findings, reader->error);
}

/* The name in "WORD by NAME". */
static const struct name *find_by(const struct statement *statement,
				  const char *word)
{
	for (size_t i = 0; i + 1 < statement->argument_count; i++)
		if (slice_is(statement->arguments[i].label, word) &&
		    statement->arguments[i + 1].kind == ARGUMENT_NAME)
			return &statement->arguments[i + 1].names[0];
	return NULL;
}

static void read_level(struct assertion_reader *reader)
{
	struct assertion *assertion = reader->assertion;
	const struct name *area = find_by(reader->statement, "aggregate");
	uint16_t index;

	assertion->has_level = statement_has(reader->statement, "at");
	if (!assertion->has_level)
		return;
	if (area == NULL) {
		level_of_statement(reader->resolver.dictionary,
				   reader->statement, &assertion->level);
		return;
	}
	index = resolve_name(&reader->resolver, KIND_AREA, area);
	assertion->level = (struct level){LEVEL_AGGREGATE, index};
}

static void read_objector(struct assertion_reader *reader)
{
	struct assertion *assertion = reader->assertion;
	const struct name *by = find_by(reader->statement, "objection");

	if (by == NULL)
		return;
	assertion->objected = true;
	if (slice_is(by->text, "pupil"))
		assertion->objector = HOLDER_PUPIL;
	else if (slice_is(by->text, "parent"))
		assertion->objector = HOLDER_PARENT;
	else
		findings_add(reader->resolver.findings, SEVERITY_ERROR,
			     "unknown-holder", by->range,
			     "an objection is by 'parent' or 'pupil'");
}

static void read_dates(struct assertion_reader *reader)
{
	const struct statement *statement = reader->statement;
	struct assertion *assertion = reader->assertion;
	const struct argument *on = find(statement, "on", ARGUMENT_DATE);
	const struct argument *from = find(statement, "from", ARGUMENT_DATE);
	const struct argument *to = find(statement, "to", ARGUMENT_DATE);

	assertion->from = assertion->to = DATE_NONE;
	if (on != NULL)
		assertion->from = assertion->to = on->date;
	if (from == NULL || to == NULL)
		return;
	if (on != NULL || from->date > to->date)
		findings_add(reader->resolver.findings, SEVERITY_ERROR,
			     "bad-dates", to->range,
			     on != NULL ? "one day, or from one to another"
					: "the last day is before the first");
	assertion->from = from->date;
	assertion->to = to->date;
}

static int resolve(struct assertion_reader *reader)
{
	struct assertion *assertion = reader->assertion;
	const struct statement *statement = reader->statement;
	const char *recipients = "to", *data = "";

	if (statement->keyword == KEYWORD_ONLY) {
		recipients = "";
		data = "get";
	}
	assertion->kind = statement->keyword == KEYWORD_ALWAYS
				  ? ASSERTION_ALWAYS
				  : ASSERTION_NEVER;
	assertion->text = range_text(statement->range);
	assertion->directly = statement_has(statement, "directly");
	assertion->fields = resolve_fields(
		&reader->resolver, find(statement, data, ARGUMENT_NAMES));
	read_level(reader);
	read_objector(reader);
	read_dates(reader);
	if (read_recipients(reader, recipients) != 0 ||
	    resolve_names(&reader->resolver, KIND_PURPOSE,
			  find(statement, "for", ARGUMENT_NAMES),
			  &assertion->purposes, &assertion->purpose_count,
			  reader->error) != 0)
		return -1;
	return read_condition(reader);
}

int assertion_read(struct assertion *out, struct slice text,
		   const struct dictionary *dictionary, struct arena *arena,
		   struct findings *findings, struct error *error)
{
	struct assertion_reader reader = {
		.assertion = out,
		.resolver = {dictionary, arena, findings},
		.error = error,
	};
	struct source *source;

	*out = (struct assertion){0};
	if (source_from_text(&source, SLICE("assertion"), text, arena, error) !=
		    0 ||
	    parse_assertion(&reader.statement, source, arena, findings,
			    error) != 0)
		return -1;
	if (reader.statement != NULL && resolve(&reader) != 0)
		return -1;
	return findings->failed ? error_memory(error) : 0;
}

/* --- who is meant ------------------------------------------------------------------ */

/* The body that a body is a part of on a date, by its holder or by itself. */
static uint16_t body_around(const struct dictionary *dictionary, uint16_t body,
			    int32_t date)
{
	const struct body *entry = &dictionary->bodies[body];
	const struct holder *holder = body_holder(entry, date);

	if (holder != NULL && holder->within.len > 0)
		return dictionary_body(dictionary, holder->within, NULL);
	return entry->within;
}

static bool is_named(const struct named_body *named,
		     const struct dictionary *dictionary, uint16_t body,
		     int32_t date)
{
	const struct body *entry = &dictionary->bodies[body];

	if (named->holder != DICTIONARY_NONE)
		return body == named->body &&
		       body_holder(entry, date) ==
			       &entry->holders[named->holder];
	/* Holders could name each other in a circle. */
	for (uint16_t i = 0; i <= dictionary->body_count; i++) {
		if (body == named->body || body == DICTIONARY_NONE)
			break;
		body = body_around(dictionary, body, date);
	}
	return body == named->body;
}

bool assertion_speaks_of(const struct assertion *assertion,
			 const struct dictionary *dictionary, uint16_t body,
			 int32_t date)
{
	bool meant = assertion->kind_count == 0 && assertion->body_count == 0;

	for (size_t i = 0; i < assertion->kind_count; i++)
		meant |= slice_equal(dictionary->bodies[body].kind,
				     assertion->kinds[i]);
	for (size_t i = 0; i < assertion->body_count; i++)
		meant |=
			is_named(&assertion->bodies[i], dictionary, body, date);
	return meant != assertion->outside;
}

bool assertion_has_purpose(const struct assertion *assertion, uint16_t purpose)
{
	for (size_t i = 0; i < assertion->purpose_count; i++)
		if (assertion->purposes[i] == purpose)
			return true;
	return assertion->purpose_count == 0;
}
