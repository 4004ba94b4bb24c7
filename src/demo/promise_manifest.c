#include <jansson.h>

#include "base/error.h"
#include "demo/promise_examine.h"

static struct slice text_of(const json_t *object_, const char *name)
{
	const json_t *value = json_object_get(object_, name);

	if (!json_is_string(value))
		return (struct slice){0};
	return (struct slice){json_string_value(value),
			      json_string_length(value)};
}

static struct slice kept(struct examination *examination, struct slice text)
{
	struct slice copy = arena_copy(examination->arena, text);

	if (copy.at == NULL)
		examination->failed = -1;
	return copy;
}

static const char *const level_words[] = {
	[PROMISE_NAMED] = "named",         [PROMISE_PUPIL] = "pupil",
	[PROMISE_INSIDE] = "inside",       [PROMISE_ANONYMISED] = "anonymised",
	[PROMISE_AGGREGATE] = "aggregate",
};

/* How much a level reveals: 0 most. */
static int rank_of(struct slice level)
{
	for (int i = 0; i < PROMISE_AGGREGATE; i++)
		if (slice_is(level, level_words[i]))
			return i;
	return slice_starts_with(level, SLICE("aggregate")) ? PROMISE_AGGREGATE
							    : -1;
}

static void examine_manifest_level(struct examination *examination)
{
	int rank = rank_of(examination->paper.level);

	ask(examination);
	if (rank < 0 || rank < (int)examination->promise->level)
		object(examination,
		       "the manifest's level reveals more than was told");
}

static void read_fields(struct examination *examination, const json_t *fields)
{
	size_t index;
	json_t *value;

	json_array_foreach(fields, index, value)
	{
		struct slice name = {json_string_value(value),
				     json_string_length(value)};
		struct slice field;
		uint32_t item;
		enum meaning meaning;

		if (!json_is_string(value))
			continue;
		meaning = meaning_of_heading(name, &item, &field);
		if (meaning != MEANING_UNKNOWN)
			examination->paper.meanings |= UINT64_C(1) << meaning;
	}
}

/* Names that the manifest may call a party by: the body, or its holder. */
static bool is_party(struct slice body, struct slice wanted)
{
	return slice_equal(office_function(body), office_function(wanted));
}

static void examine_parties(struct examination *examination,
			    const json_t *manifest)
{
	const struct promise_evidence *evidence = examination->evidence;
	const json_t *recipient = json_object_get(manifest, "recipient");
	struct slice body = text_of(recipient, "body");
	struct slice number = text_of(recipient, "number");
	int32_t date;

	ask(examination);
	if (body.len > 0 && !is_party(body, evidence->recipient))
		object(examination, "the manifest is for somebody else");
	ask(examination);
	if (number.len > 0 && evidence->recipient_number.len > 0 &&
	    !slice_equal(number, evidence->recipient_number))
		object(examination, "the manifest is for another number");
	ask(examination);
	if (!date_parse(text_of(manifest, "date"), &date) ||
	    date != evidence->date)
		object(examination, "the manifest is of another day");
}

static void read_control(struct examination *examination,
			 const json_t *manifest)
{
	const json_t *control = json_object_get(manifest, "disclosure-control");
	struct slice rounding = text_of(control, "rounding");

	if (rounding.len > 0 && !slice_is(rounding, "none"))
		examination->paper.base =
			json_integer_value(json_object_get(control, "base"));
	if (slice_is(rounding, "midpoint"))
		examination->paper.shift = examination->paper.base / 2;
}

static void examine_approvals(struct examination *examination,
			      const json_t *manifest)
{
	const struct promise *promise = examination->promise;
	const json_t *list = json_object_get(manifest, "approvals");
	bool approved = false, terms = false;
	size_t index;
	json_t *value;

	json_array_foreach(list, index, value)
	{
		struct slice until = text_of(value, "until");
		int32_t last;

		if (date_parse(until, &last) &&
		    last < examination->evidence->date)
			continue;
		approved |= slice_is(text_of(value, "kind"), "approval");
		terms |= slice_is(text_of(value, "kind"), "terms");
	}
	ask(examination);
	if (promise->approved && !approved)
		object(examination, "the manifest tells of no approval");
	if (promise->terms && !terms)
		object(examination, "the manifest tells of no terms");
}

static void read_manifest(struct examination *examination,
			  const json_t *manifest)
{
	struct promise_paper *paper = &examination->paper;
	const json_t *pupils = json_object_get(manifest, "pupils");
	const json_t *released = json_object_get(pupils, "released");
	const json_t *scope = json_object_get(manifest, "pseudonym-scope");

	paper->there = true;
	paper->reference = kept(examination, text_of(manifest, "reference"));
	paper->purpose = kept(examination, text_of(manifest, "purpose"));
	paper->level = kept(examination, text_of(manifest, "level"));
	paper->scope = kept(examination, text_of(scope, "project"));
	paper->counted = json_is_integer(released);
	if (paper->counted)
		paper->released = (uint64_t)json_integer_value(released);
	read_fields(examination, json_object_get(manifest, "fields"));
	read_control(examination, manifest);
	examine_manifest_level(examination);
	examine_parties(examination, manifest);
	examine_approvals(examination, manifest);
}

int examine_manifest(struct examination *examination, struct error *error)
{
	struct slice text = examination->evidence->manifest;
	json_error_t fault;
	json_t *manifest;

	if (text.len == 0)
		return 0;
	manifest =
		json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, &fault);
	ask(examination);
	if (manifest == NULL || !json_is_object(manifest)) {
		if (json_error_code(&fault) == json_error_out_of_memory)
			return error_memory(error);
		object(examination, "the manifest is not to be read");
	} else
		read_manifest(examination, manifest);
	json_decref(manifest);
	return examination->failed != 0 ? error_memory(error) : 0;
}

void examine_manifest_after(struct examination *examination)
{
	const struct promise_paper *paper = &examination->paper;
	/* A transfer file says of itself which school it comes from. */
	uint64_t implied = means(paper->meanings, MEANING_ENROLMENT)
				   ? MEANS(SCHOOL_HISTORY)
				   : 0;
	uint64_t untold = examination->meanings & ~paper->meanings &
			  ~(MEANS(FRAME) | MEANS(PSEUDONYM) | implied);

	if (!paper->there ||
	    slice_starts_with(paper->level, SLICE("aggregate")))
		return;
	ask(examination);
	for (int i = 0; i < MEANING_COUNT; i++)
		if (means(untold, (enum meaning)i))
			object(examination,
			       "%s, which the manifest does not tell of",
			       meaning_words((enum meaning)i));
	for (int i = 0; i < MEANING_COUNT; i++)
		if (means(paper->meanings & ~examination->promise->allowed &
				  ~MEANS(FRAME),
			  (enum meaning)i))
			object(examination,
			       "the manifest tells of %s, which families were "
			       "not told of",
			       meaning_words((enum meaning)i));
	ask(examination);
	if (paper->counted && examination->result->pupils > paper->released)
		object(examination,
		       "there are more pupils in it than the manifest says");
}
