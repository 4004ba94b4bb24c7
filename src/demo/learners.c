#include "demo/learners.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "demo/fill.h"
#include "demo/truth.h"
#include "formats/csv.h"
#include "policy/request.h"
#include "register/record.h"
#include "share/intake.h"
#include "share/node.h"

static bool is_of_age(const struct stage *stage, const struct record *record,
		      int age)
{
	int32_t birth;

	return date_parse(stage_text(stage, record, "pupil.birth-date"),
			  &birth) &&
	       date_age(birth, stage->today) >= age;
}

bool learner_from_14(const struct stage *stage, const struct record *record)
{
	return is_of_age(stage, record, 14);
}

bool learner_from_14_now(const struct stage *stage, const struct record *record)
{
	return learner_from_14(stage, record) &&
	       stage_is_told_of(stage, record);
}

/* --- files of their own --------------------------------------------------------- */

static int take(void *context, const struct record *record, struct error *error)
{
	struct learner_sheet *sheet = context;

	sheet->add(sheet, record);
	return sheet->file.failed ? error_memory(error) : 0;
}

int learner_sheet_import(struct stage *stage, struct node *node,
			 const char *name, const struct slice *heads,
			 size_t head_count,
			 void (*add)(struct learner_sheet *sheet,
				     const struct record *record),
			 struct error *error)
{
	struct learner_sheet sheet = {.stage = stage, .add = add};
	const char *path;
	int result;

	csv_add_row(&sheet.file, heads, NULL, head_count);
	result = stage_each(stage, take, &sheet, error);
	if (result != 0 || sheet.rows == 0) {
		builder_release(&sheet.file);
		return result;
	}
	return stage_write(stage, name, &sheet.file, &path, error) == 0
		       ? stage_import(stage, node, path, "csv", error)
		       : -1;
}

/* --- wishes that were stated where the data is ------------------------------------ */

static const char *wish_name(enum truth_wish_kind kind)
{
	switch (kind) {
	case TRUTH_OPT_OUT:
		return "opt-out";
	case TRUTH_MARKETING_STOP:
		return "marketing-stop";
	case TRUTH_REFUSAL:
		return "refusal";
	case TRUTH_OBJECTION:
	case TRUTH_CONSENT:
	case TRUTH_RESTRICTION:
	case TRUTH_OTHER_WISH:
		break;
	}
	return NULL;
}

/* An opt-out of the learner record is the learner's own, stated to the service
 * (R-191). */
static void add_wish(struct learner_sheet *sheet, struct slice upn,
		     const struct truth_wish *wish)
{
	char date[DATE_TEXT_BYTES];
	bool own = wish->by_pupil || wish->kind == TRUTH_OPT_OUT;
	const char *kind = wish_name(wish->kind);

	if (kind == NULL || wish->withdrawn != DATE_NONE ||
	    wish->date > sheet->stage->today)
		return;
	date_format(wish->date, date);
	csv_add_row(&sheet->file,
		    (const struct slice[]){
			    upn,
			    slice_of(kind),
			    own ? SLICE("pupil") : SLICE("parent"),
			    slice_of(date),
		    },
		    NULL, 4);
	sheet->rows++;
}

/* By the number that the node has: the pupil may have another by now. */
static void add_wishes(struct learner_sheet *sheet, const struct record *record)
{
	const struct truth_pupil *pupil =
		truth_by_upn(sheet->stage->evidence.truth, record->upn);

	for (size_t i = 0; pupil != NULL && i < pupil->wish_count; i++)
		add_wish(sheet, record->upn, &pupil->wishes[i]);
}

/* Learners without a UPN, of whom no file can speak: what they state is written
 * down one by one. */
struct hearing {
	struct stage *stage;
	const struct truth_pupil **learners;
	size_t count, capacity;
};

static int hear(void *context, const struct record *record, struct error *error)
{
	struct hearing *hearing = context;
	struct stage *stage = hearing->stage;
	const struct truth_pupil *learner = truth_by_uln(
		stage->evidence.truth, stage_text(stage, record, "pupil.uln"));

	if (!slice_empty(record->upn) || learner == NULL)
		return 0;
	hearing->learners =
		arena_grow(stage->arena, hearing->learners, hearing->count,
			   &hearing->capacity, sizeof(*hearing->learners));
	if (hearing->learners == NULL)
		return error_memory(error);
	hearing->learners[hearing->count++] = learner;
	return 0;
}

static int write_down(struct stage *stage, const struct truth_pupil *learner,
		      struct error *error)
{
	for (size_t i = 0; i < learner->wish_count; i++) {
		const struct truth_wish *stated = &learner->wishes[i];
		const char *kind = wish_name(stated->kind);
		bool own = stated->by_pupil || stated->kind == TRUTH_OPT_OUT;
		const struct wish wish = {
			.kind = slice_of(kind),
			.by = own ? SLICE("pupil") : SLICE("parent"),
			.date = stated->date,
			.withdrawn = DATE_NONE,
		};

		if (kind == NULL || stated->withdrawn != DATE_NONE ||
		    stated->date > stage->today)
			continue;
		if (intake_wish(stage->from, learner->uln, &wish, false,
				stage->today, error) != 0)
			return -1;
	}
	return 0;
}

static int hear_the_others(struct stage *stage, struct error *error)
{
	struct hearing hearing = {.stage = stage};

	if (stage_each(stage, hear, &hearing, error) != 0)
		return -1;
	for (size_t i = 0; i < hearing.count; i++)
		if (write_down(stage, hearing.learners[i], error) != 0)
			return -1;
	return 0;
}

int learners_hear_wishes(struct stage *stage, struct error *error)
{
	static const struct slice heads[] = {
		SLICE_INIT("pupil.upn"), SLICE_INIT("wish.kind"),
		SLICE_INIT("wish.by"), SLICE_INIT("wish.date")};

	if (learner_sheet_import(stage, stage->from, "wishes.csv", heads, 4,
				 add_wishes, error) != 0 ||
	    hear_the_others(stage, error) != 0)
		return -1;
	return stage_pick(stage, 0, learner_from_14_now, error);
}

/* --- whom a body holds by ways of its own ------------------------------------------- */

int learners_hold(struct stage *stage, const char *school,
		  const char *const *categories, size_t count,
		  const struct truth *among, struct error *error)
{
	if (truth_make(&stage->truth, stage->world->terms, error) != 0)
		return -1;
	stage->evidence.truth = stage->truth;
	return fill_beside(stage->world, site_find(school), stage->today,
			   fill_categories(stage->world, categories, count),
			   among, stage->from, stage->truth, error);
}
