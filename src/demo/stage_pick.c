/* What the sender holds of its pupils by now, and whom of them a step is about. */
#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "demo/fill.h"
#include "demo/stage.h"
#include "demo/truth.h"
#include "dictionary/dictionary.h"
#include "register/record.h"
#include "register/register.h"
#include "share/node.h"

enum { BATCH = 256 };

struct slice stage_text(const struct stage *stage, const struct record *record,
			const char *field)
{
	const struct dictionary *dictionary = stage->from->dictionary;
	uint16_t index =
		dictionary_find(dictionary, KIND_FIELD, slice_of(field));

	return index != DICTIONARY_NONE ? record_text(record, dictionary, index)
					: (struct slice){NULL, 0};
}

bool stage_is_told_of(const struct stage *stage, const struct record *record)
{
	const struct truth *truth = stage->evidence.truth;

	return truth_by_upn(truth, record->upn) != NULL ||
	       truth_by_uln(truth, stage_text(stage, record, "pupil.uln")) !=
		       NULL;
}

/* 1 when `take` wants no more of them. */
static int each_of(struct stage *stage, struct register_scan *scan,
		   int (*take)(void *context, const struct record *record,
			       struct error *error),
		   void *context, struct arena *arena, struct error *error)
{
	struct record records[BATCH];
	size_t count;
	int result = 0;

	do {
		arena_clear(arena);
		if (register_scan_next(scan, records, BATCH, &count, arena,
				       error) != 0)
			return -1;
		for (size_t i = 0; result == 0 && i < count; i++) {
			records[i].upn =
				stage_text(stage, &records[i], "pupil.upn");
			result = take(context, &records[i], error);
		}
	} while (result == 0 && count > 0);
	return result;
}

int stage_each(struct stage *stage,
	       int (*take)(void *context, const struct record *record,
			   struct error *error),
	       void *context, struct error *error)
{
	struct pupil_register *pupils = stage->from->pupils;
	struct register_scan *scan;
	struct arena arena = {0};
	uint64_t *ids;
	size_t count;
	int result;

	if (register_pupils(pupils, &ids, &count, stage->arena, error) != 0 ||
	    register_scan_open(&scan, pupils, ids, count, UINT64_MAX, error) !=
		    0)
		return -1;
	result = each_of(stage, scan, take, context, &arena, error);
	register_scan_close(scan);
	arena_release(&arena);
	return result < 0 ? -1 : 0;
}

struct picking {
	struct stage *stage;
	size_t most;
	bool (*wanted)(const struct stage *stage, const struct record *record);
	struct slice *upns;
	size_t count, capacity;
};

static int pick(void *context, const struct record *record, struct error *error)
{
	struct picking *picking = context;
	struct slice upn = record->upn;

	if (slice_empty(upn))
		upn = stage_text(picking->stage, record, "pupil.uln");
	if (slice_empty(upn) || (picking->wanted != NULL &&
				 !picking->wanted(picking->stage, record)))
		return 0;
	picking->upns =
		arena_grow(picking->stage->arena, picking->upns, picking->count,
			   &picking->capacity, sizeof(*picking->upns));
	upn = arena_copy(picking->stage->arena, upn);
	if (picking->upns == NULL || upn.at == NULL)
		return error_memory(error);
	picking->upns[picking->count++] = upn;
	return picking->count == picking->most;
}

int stage_pick(struct stage *stage, size_t most,
	       bool (*wanted)(const struct stage *stage,
			      const struct record *record),
	       struct error *error)
{
	struct picking picking = {stage, most, wanted, NULL, 0, 0};

	if (stage_each(stage, pick, &picking, error) != 0)
		return -1;
	if (picking.count == 0)
		return error_set(error, ERROR_NOT_FOUND,
				 "%s holds no pupil whom the step is about",
				 stage->from_site->id);
	stage->upns = picking.upns;
	stage->upn_count = picking.count;
	return 0;
}

static bool is_here(const struct stage *stage, const struct record *record)
{
	int32_t left;

	return !date_parse(stage_text(stage, record, "enrolment.leaving-date"),
			   &left) ||
	       left >= stage->today;
}

int stage_pick_those_here(struct stage *stage, struct error *error)
{
	return stage_pick(stage, 0, is_here, error);
}

/* --- as time goes on --------------------------------------------------------------- */

/* Who is at a school by now is so among all pupils too, whoever tells of them and
 * wherever they were before, with what was found out since. */
static int tell_of_all(struct stage *stage, struct truth *own,
		       struct error *error)
{
	struct truth *whole = stage->world->whole;

	for (size_t i = 0; own != whole && i < truth_count(own); i++) {
		const struct truth_pupil *pupil = truth_at(own, i);
		const struct truth_school school = {.laestab = pupil->school,
						    .phase = pupil->phase,
						    .academy = pupil->academy,
						    .since = stage->today};

		if (truth_on_roll(pupil, stage->today) &&
		    truth_add(whole, pupil->record, &school, error) != 0)
			return -1;
	}
	return 0;
}

int stage_bring_up_to_date(struct stage *stage, const char *school,
			   const char *const *names, size_t count,
			   struct error *error)
{
	struct truth *truth = world_truth(stage->world, stage->from_site);

	if (fill_beside(stage->world, site_find(school), stage->today,
			fill_categories(stage->world, names, count), NULL,
			stage->from, truth, error) != 0)
		return -1;
	return tell_of_all(stage, truth, error);
}
