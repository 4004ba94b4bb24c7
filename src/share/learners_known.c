/* What the learner registration knows, and of whom it is asked. */
#include <assert.h>

#include "base/error.h"
#include "dictionary/identifier.h"
#include "register/layer.h"
#include "share/learners_parts.h"
#include "share/node.h"

enum { BATCH = 1024 };

/* By enum known. */
static const char *const field_names[] = {
	"pupil.upn",
	"pupil.uln",
	"pupil.forename",
	"pupil.preferred-forename",
	"pupil.surname",
	"pupil.former-surname",
	"pupil.birth-date",
	"pupil.sex",
	"pupil.postcode",
	"learner.surname-at-16",
	"learner.linked-uln",
	"learner.answer",
	"learner.answer-flags",
};

static_assert(sizeof(field_names) / sizeof(field_names[0]) == KNOWN_COUNT,
	      "each has its name");

int learners_fields(struct learners *learners)
{
	const struct dictionary *dictionary = learners->node->dictionary;

	for (size_t i = 0; i < KNOWN_COUNT; i++) {
		const struct field *field =
			dictionary_field(dictionary, slice_of(field_names[i]));

		if (field == NULL)
			return error_set(learners->error, ERROR_INPUT,
					 "the node's dictionary has no field "
					 "'%s'",
					 field_names[i]);
		learners->fields[i] = (uint16_t)(field - dictionary->fields);
		learners->categories |= 1ull << field->category;
	}
	return 0;
}

static const struct section *layer_of(const struct section *section,
				      uint64_t grant)
{
	if (section == NULL || grant == ALL_LAYERS)
		return section;
	if (grant == 0)
		return section_own(section);
	for (uint32_t i = 0; i < section->layer_count; i++)
		if (section->layers[i].grant == grant)
			return &section->layers[i].section;
	return NULL;
}

struct slice learners_text(const struct learners *learners,
			   const struct record *record, enum known what,
			   uint64_t grant)
{
	uint16_t field = learners->fields[what];
	const struct section *section = record_section(
		record, learners->node->dictionary->fields[field].category);

	section = layer_of(section, grant);
	for (uint32_t i = 0; section != NULL && i < section->count; i++) {
		struct slice text = item_text(&section->items[i], field);

		if (!slice_empty(text))
			return text;
	}
	return (struct slice){NULL, 0};
}

/* The newest grant up to `last` that says who the pupil is; 0: none does. */
static uint64_t newest_grant(const struct learners *learners,
			     const struct record *record, uint64_t last)
{
	uint16_t field = learners->fields[FAMILY];
	const struct section *section = record_section(
		record, learners->node->dictionary->fields[field].category);
	uint64_t newest = 0;

	for (uint32_t i = 0; section != NULL && i < section->layer_count; i++)
		if (section->layers[i].grant > newest &&
		    section->layers[i].grant <= last)
			newest = section->layers[i].grant;
	return newest;
}

/* Copies what a layer says.  Which numbers somebody holds is for the registration
 * alone to say. */
static int copy_learner(struct learners *learners, const struct record *record,
			uint64_t grant, bool held, struct learner *out)
{
	struct slice texts[KNOWN_COUNT];

	for (size_t i = 0; i < KNOWN_COUNT; i++) {
		bool own = held && (i == ULN || i == LINKED);
		uint64_t layer = own                ? 0
				 : held && i == UPN ? ALL_LAYERS
						    : grant;

		texts[i] = arena_copy(
			&learners->arena,
			learners_text(learners, record, (enum known)i, layer));
		if (texts[i].at == NULL)
			return error_memory(learners->error);
	}
	*out = (struct learner){
		.upn = texts[UPN],
		.details = {.uln = texts[ULN],
			    .linked_uln = texts[LINKED],
			    .given = texts[GIVEN],
			    .preferred = texts[PREFERRED],
			    .family = texts[FAMILY],
			    .previous = texts[PREVIOUS],
			    .at_16 = texts[AT_16],
			    .birth = texts[BIRTH],
			    .sex = texts[SEX],
			    .postcode = texts[POSTCODE]},
	};
	return 0;
}

static int add_learner(struct learners *learners, const struct record *record,
		       uint64_t grant, bool held, struct learner **list,
		       size_t *count, size_t *capacity)
{
	struct learner *grown = arena_grow(&learners->arena, *list, *count,
					   capacity, sizeof(**list));

	if (grown == NULL)
		return error_memory(learners->error);
	*list = grown;
	if (copy_learner(learners, record, grant, held, &grown[*count]) != 0)
		return -1;
	++*count;
	return 0;
}

static bool is_number(struct slice uln, uint64_t *number)
{
	return slice_number(slice_part(uln, 0, ULN_BYTES - 1), LAST_NUMBER,
			    number);
}

static int note_claim(struct learners *learners, struct slice uln)
{
	uint64_t number, *grown;

	if (!is_number(uln, &number))
		return 0;
	grown = arena_grow(&learners->arena, learners->claimed,
			   learners->claimed_count, &learners->claimed_capacity,
			   sizeof(*grown));
	if (grown == NULL)
		return error_memory(learners->error);
	learners->claimed = grown;
	grown[learners->claimed_count++] = number;
	return 0;
}

/* A school's word for a number, mistyped perhaps, only keeps that one from being
 * issued: else the last of all would end the issuing. */
static int note_numbers(struct learners *learners, const struct record *record,
			enum known what)
{
	uint16_t field = learners->fields[what];
	const struct section *section = record_section(
		record, learners->node->dictionary->fields[field].category);
	uint64_t number;

	if (is_number(learners_text(learners, record, what, 0), &number) &&
	    number > learners->highest)
		learners->highest = number;
	for (uint32_t i = 0; section != NULL && i < section->layer_count; i++) {
		uint64_t grant = section->layers[i].grant;

		if (grant != 0 &&
		    note_claim(learners, learners_text(learners, record, what,
						       grant)) != 0)
			return -1;
	}
	return 0;
}

/* What is known of one who is held: what the registration recorded itself, else
 * the last that was answered.  A question is not compared with itself. */
static uint64_t known_layer(const struct learners *learners,
			    const struct record *record, uint64_t question)
{
	if (!slice_empty(learners_text(learners, record, FAMILY, 0)))
		return 0;
	return newest_grant(learners, record,
			    question != 0 ? question - 1 : ALL_LAYERS);
}

/* The grant with a question that is open; 0: none. */
static uint64_t open_question(const struct learners *learners,
			      const struct record *record)
{
	uint64_t grant = newest_grant(learners, record, ALL_LAYERS);
	bool before = !slice_empty(learners_text(learners, record, ANSWER, 0));

	return before && grant <= learners->answered ? 0 : grant;
}

/* Whose number the registration itself has recorded is held; of whom a school
 * wrote since the last answers, or who has none, is asked. */
static int take_learner(struct learners *learners, const struct record *record)
{
	uint64_t question = open_question(learners, record);

	if (note_numbers(learners, record, ULN) != 0 ||
	    note_numbers(learners, record, LINKED) != 0)
		return -1;
	if (!slice_empty(learners_text(learners, record, ULN, 0)) &&
	    add_learner(learners, record,
			known_layer(learners, record, question), true,
			&learners->held, &learners->held_count,
			&learners->held_capacity) != 0)
		return -1;
	if (question == 0)
		return 0;
	return add_learner(learners, record, question, false, &learners->asked,
			   &learners->asked_count, &learners->asked_capacity);
}

/* Where the last answers stopped: their origin names the last grant. */
static int find_answered(struct learners *learners)
{
	struct register_grant *grants;
	struct origin *origins;
	size_t count;

	if (register_grants(learners->node->pupils, &grants, &count,
			    &learners->arena, learners->error) != 0)
		return -1;
	learners->seen = count > 0 ? grants[count - 1].id : 0;
	if (register_origins(learners->node->pupils, &origins, &count,
			     &learners->arena, learners->error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		uint64_t grant;

		if (slice_is(origins[i].kind, LEARNERS_ORIGIN) &&
		    slice_number(origins[i].name, UINT32_MAX, &grant) &&
		    grant > learners->answered)
			learners->answered = grant;
	}
	return 0;
}

int learners_scan(struct learners *learners,
		  int (*take)(struct learners *learners,
			      const struct record *record))
{
	struct pupil_register *pupils = learners->node->pupils;
	struct record *records =
		arena_array(&learners->arena, BATCH, sizeof(*records));
	struct register_scan *scan;
	uint64_t *ids;
	size_t count;
	int result;

	if (records == NULL)
		return error_memory(learners->error);
	if (register_pupils(pupils, &ids, &count, &learners->arena,
			    learners->error) != 0 ||
	    register_scan_open(&scan, pupils, ids, count, learners->categories,
			       learners->error) != 0)
		return -1;
	do {
		arena_clear(&learners->batch);
		result = register_scan_next(scan, records, BATCH, &count,
					    &learners->batch, learners->error);
		for (size_t i = 0; i < count && result == 0; i++)
			result = take(learners, &records[i]);
	} while (result == 0 && count > 0);
	register_scan_close(scan);
	return result;
}

int learners_read(struct learners *learners)
{
	return find_answered(learners) != 0
		       ? -1
		       : learners_scan(learners, take_learner);
}
