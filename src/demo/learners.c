#include "demo/learners.h"

#include "base/date.h"
#include "base/error.h"
#include "demo/fill.h"
#include "demo/truth.h"
#include "formats/csv.h"
#include "register/record.h"

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
static void add_wish(struct learner_sheet *sheet,
		     const struct truth_pupil *pupil,
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
			    pupil->upn,
			    slice_of(kind),
			    own ? SLICE("pupil") : SLICE("parent"),
			    slice_of(date),
		    },
		    NULL, 4);
	sheet->rows++;
}

static void add_wishes(struct learner_sheet *sheet, const struct record *record)
{
	const struct truth_pupil *pupil =
		truth_by_upn(sheet->stage->evidence.truth, record->upn);

	for (size_t i = 0; pupil != NULL && i < pupil->wish_count; i++)
		add_wish(sheet, pupil, &pupil->wishes[i]);
}

int learners_hear_wishes(struct stage *stage, struct error *error)
{
	static const struct slice heads[] = {
		SLICE_INIT("pupil.upn"), SLICE_INIT("wish.kind"),
		SLICE_INIT("wish.by"), SLICE_INIT("wish.date")};

	if (learner_sheet_import(stage, stage->from, "wishes.csv", heads, 4,
				 add_wishes, error) != 0)
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
