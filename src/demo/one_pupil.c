#include "demo/one_pupil.h"

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

int one_pupil_pick(struct stage *stage, struct error *error)
{
	if (!stage_is_careless(stage))
		return stage_pick(stage, 1, is_plain_case, error);
	if (stage_pick(stage, 2, is_plain_case, error) != 0)
		return -1;
	stage->evidence.subjects = stage->upns;
	stage->evidence.subject_count = 1;
	return 0;
}

struct slice one_pupil(const struct stage *stage)
{
	return stage->upns[stage->upn_count - 1];
}
