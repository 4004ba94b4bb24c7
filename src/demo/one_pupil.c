#include "demo/one_pupil.h"

#include "base/date.h"
#include "dictionary/dictionary.h"
#include "register/record.h"
#include "share/node.h"

static bool has_left(const struct stage *stage, const struct record *record)
{
	return !slice_empty(
		stage_text(stage, record, "enrolment.leaving-date"));
}

/* Somebody on the roll, of whose parents no court order speaks. */
static bool is_plain_case(const struct stage *stage,
			  const struct record *record)
{
	const struct dictionary *dictionary = stage->from->dictionary;
	uint16_t limited = dictionary_find(dictionary, KIND_FIELD,
					   SLICE("parent.disclosure-limited"));
	uint16_t parents =
		dictionary_find(dictionary, KIND_CATEGORY, SLICE("parents"));
	const struct section *section = record_section(record, parents);

	if (has_left(stage, record) || section == NULL || section->count == 0)
		return false;
	for (uint32_t i = 0; i < section->count; i++)
		if (slice_is(item_text(&section->items[i], limited), "true"))
			return false;
	return true;
}

static bool has_agreed(const struct stage *stage, const struct record *record)
{
	const struct dictionary *dictionary = stage->from->dictionary;
	uint16_t kind =
		dictionary_find(dictionary, KIND_FIELD, SLICE("wish.kind"));
	const struct section *wishes = record_section(
		record,
		dictionary_find(dictionary, KIND_CATEGORY, SLICE("wishes")));

	for (uint32_t i = 0; wishes != NULL && i < wishes->count; i++)
		if (slice_is(item_text(&wishes->items[i], kind), "consent"))
			return true;
	return false;
}

/* Where nobody has decided it, who is 12 or over is taken to be able (C13). */
static bool is_able_case(const struct stage *stage, const struct record *record)
{
	struct slice competence =
		stage_text(stage, record, "rights.competence");
	int32_t birth;
	bool able = slice_is(competence, "able");

	if (slice_empty(competence) || slice_is(competence, "unrecorded"))
		able = date_parse(stage_text(stage, record, "pupil.birth-date"),
				  &birth) &&
		       date_age(birth, stage->today) >= 12;
	return able && is_plain_case(stage, record) &&
	       !has_agreed(stage, record);
}

static int pick_one(struct stage *stage,
		    bool (*wanted)(const struct stage *stage,
				   const struct record *record),
		    struct error *error)
{
	if (!stage_is_careless(stage))
		return stage_pick(stage, 1, wanted, error);
	if (stage_pick(stage, 2, wanted, error) != 0)
		return -1;
	stage->evidence.subjects = stage->upns;
	stage->evidence.subject_count = 1;
	return 0;
}

int one_pupil_pick(struct stage *stage, struct error *error)
{
	return pick_one(stage, is_plain_case, error);
}

int one_pupil_pick_able(struct stage *stage, struct error *error)
{
	return pick_one(stage, is_able_case, error);
}

struct slice one_pupil(const struct stage *stage)
{
	return stage->upns[stage->upn_count - 1];
}
