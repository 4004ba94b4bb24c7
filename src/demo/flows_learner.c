/* Learner numbers and the learner record: F06 to F09. */
#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "demo/learners.h"
#include "demo/truth.h"
#include "formats/csv.h"
#include "register/record.h"
#include "share/learners.h"
#include "share/node.h"
#include "share/share.h"

/* --- who is meant ------------------------------------------------------------ */

/* Has sat something, and has the number to have it recorded under. */
static bool has_achieved(const struct stage *stage, const struct record *record)
{
	return learner_from_14(stage, record) &&
	       !slice_empty(stage_text(stage, record, "pupil.uln")) &&
	       !slice_empty(stage_text(stage, record, "qualification.grade"));
}

/* Whom the school that it goes to has asked about. */
static bool is_at_recipient(const struct stage *stage,
			    const struct record *record)
{
	const struct truth *theirs = world_truth(stage->world, stage->to_site);

	return truth_by_upn(theirs, record->upn) != NULL ||
	       truth_by_uln(theirs, stage_text(stage, record, "pupil.uln")) !=
		       NULL;
}

static bool was_answered(const struct stage *stage, const struct record *record)
{
	return learner_from_14(stage, record) &&
	       (is_at_recipient(stage, record) || stage_is_careless(stage)) &&
	       !slice_empty(stage_text(stage, record, "learner.answer"));
}

static bool has_gone_on(const struct stage *stage, const struct record *record)
{
	return was_answered(stage, record) && has_achieved(stage, record);
}

static int pick_achieved(struct stage *stage, struct error *error)
{
	return stage_pick(stage, 0, has_achieved, error);
}

static int pick_gone_on(struct stage *stage, struct error *error)
{
	return stage_pick(stage, 0, has_gone_on, error);
}

/* --- F06, F08: numbers ------------------------------------------------------------ */

/* How the registration has a learner whom it knows: mostly as the school has
 * it; one in 16 with another date of birth, one in 24 not at all. */
enum { OTHER_BIRTH = 16, NOT_KNOWN = 24 };

static void add_issued(struct learner_sheet *sheet, const struct record *record)
{
	const struct stage *stage = sheet->stage;
	char birth[DATE_TEXT_BYTES];
	int32_t born;
	struct slice row[] = {
		record->upn,
		stage_text(stage, record, "pupil.uln"),
		stage_text(stage, record, "pupil.surname"),
		stage_text(stage, record, "pupil.forename"),
		stage_text(stage, record, "pupil.birth-date"),
		stage_text(stage, record, "pupil.sex"),
		stage_text(stage, record, "pupil.postcode"),
	};

	if (slice_empty(row[0]) || slice_empty(row[1]) ||
	    !learner_from_14(stage, record) || !date_parse(row[4], &born))
		return;
	if (++sheet->rows % OTHER_BIRTH == 7) {
		date_format(born - 1, birth);
		row[4] = slice_of(birth);
	}
	if (sheet->rows % NOT_KNOWN != 11)
		csv_add_row(&sheet->file, row, NULL,
			    sizeof(row) / sizeof(row[0]));
}

/* Numbers were issued before, and the registration has them. */
static int issued_before(struct stage *stage, struct error *error)
{
	static const struct slice heads[] = {
		SLICE_INIT("UPN"),
		SLICE_INIT("ULN"),
		SLICE_INIT("Surname"),
		SLICE_INIT("Forename"),
		SLICE_INIT("DOB"),
		SLICE_INIT("Gender"),
		SLICE_INIT("pupil.postcode"),
	};

	return learner_sheet_import(stage, stage->to, "issued.csv", heads,
				    sizeof(heads) / sizeof(heads[0]),
				    add_issued, error);
}

/* Of the school or college that sends, or that is answered.  Real numbers begin
 * with 100; these are 1 and the school's own, so that no two have the same. */
static int say_ukprn(struct stage *stage, struct share_request *request,
		     struct error *error)
{
	const struct site *school = stage->from_site->setting != NULL
					    ? stage->from_site
					    : stage->to_site;
	struct builder number = {0};

	builder_add_format(&number, "1%s", school->number);
	request->ukprn = arena_copy(stage->arena, builder_slice(&number));
	builder_release(&number);
	return request->ukprn.at != NULL ? 0 : error_memory(error);
}

static void add_entry(struct learner_sheet *sheet, const struct record *record)
{
	const struct slice row[] = {record->upn, SLICE("true")};

	if (slice_empty(record->upn) || !was_answered(sheet->stage, record))
		return;
	sheet->rows++;
	csv_add_row(&sheet->file, row, NULL, 2);
}

/* The registration answers; who of them enters for a qualification after 14 it
 * knows from the entries that awarding bodies take. */
static int answer(struct stage *stage, struct error *error)
{
	static const struct slice heads[] = {SLICE_INIT("UPN"),
					     SLICE_INIT("enrolment.post-14")};
	struct learners_report report;

	if (learners_answer(stage->from, false, stage->today, &report, error) !=
		    0 ||
	    learner_sheet_import(stage, stage->from, "entries.csv", heads, 2,
				 add_entry, error) != 0)
		return -1;
	return stage_pick(stage, 0, was_answered, error);
}

/* --- F07 to F09: the learner record ------------------------------------------------ */

static bool is_recorded(const struct stage *stage, const struct record *record)
{
	return has_achieved(stage, record) && stage_is_told_of(stage, record);
}

/* The learner record of a county. */
static int hold_learner_record(struct stage *stage, struct error *error)
{
	static const char *const held[] = {"contact", "qualifications",
					   "learner-registration"};

	if (learners_hold(stage, "northamptonshire-school", held, 3, NULL,
			  error) != 0)
		return -1;
	return learners_hear_wishes(stage, error);
}

static int pick_recorded(struct stage *stage, struct error *error)
{
	return hold_learner_record(stage, error) != 0
		       ? -1
		       : stage_pick(stage, 0, is_recorded, error);
}

/* What schools have sent. */
static int hear_opt_outs(struct stage *stage, struct error *error)
{
	return learners_hear_wishes(stage, error) != 0
		       ? -1
		       : stage_pick(stage, 0, has_achieved, error);
}

/* --- the steps ------------------------------------------------------------------ */

#define LISTED                        \
	{.kind = "approval",          \
	 .by = "listed-organisation", \
	 .met = "identity,status",    \
	 .months = 12},               \
		EXTRACT_TERMS

const struct step flows_learner[] = {
	/* --- F06 to F09: learner numbers and the learner record ------------- */

	{
		.flow = "F06",
		.date = "2008-10-20",
		.from = "northamptonshire-school",
		.to = "miap",
		.what = "names and dates of birth of learners, and no more",
		.purpose = "learner-registration",
		.collection = "learner-registration",
		.intake = STEP_RECEIVE,
		.ask = say_ukprn,
	},
	{
		.flow = "F06",
		.date = "2023-10-16",
		.from = "vale-secondary",
		.to = "lrs",
		.what = "a batch file, for numbers and to have numbers "
			"verified",
		.purpose = "learner-registration",
		.collection = "learner-registration",
		.intake = STEP_RECEIVE,
		.prepare = issued_before,
		.ask = say_ukprn,
	},
	{
		.flow = "F08",
		.date = "2023-11-06",
		.from = "lrs",
		.to = "vale-secondary",
		.what = "the answers: found, new, to be looked at by hand",
		.purpose = "learner-registration",
		.collection = "learner-numbers",
		.intake = STEP_RECEIVE,
		.prepare = answer,
		.ask = say_ukprn,
	},
	{
		.flow = "F06",
		.date = "2025-09-22",
		.from = "trentside-sixth-form",
		.to = "lrs",
		.what = "a college's new learners, most of whom have a number",
		.purpose = "learner-registration",
		.collection = "learner-registration",
		.intake = STEP_RECEIVE,
		.prepare = issued_before,
		.ask = say_ukprn,
	},
	{
		.flow = "F08",
		.date = "2025-10-06",
		.from = "lrs",
		.to = "trentside-sixth-form",
		.what = "the answers to these",
		.purpose = "learner-registration",
		.collection = "learner-numbers",
		.intake = STEP_RECEIVE,
		.prepare = answer,
		.ask = say_ukprn,
	},
	{
		.flow = "F07",
		.date = "2025-10-13",
		.from = "trentside-sixth-form",
		.to = "lrs",
		.what = "results for the learner record, under the numbers",
		.purpose = "learner-record",
		.collection = "learner-record",
		.intake = STEP_RECEIVE,
		.prepare = pick_achieved,
	},
	{
		.flow = "F08",
		.date = "2025-11-03",
		.from = "lrs",
		.to = "trentside-sixth-form",
		.what = "learning and qualifications come back",
		.purpose = "learner-record",
		.collection = "learner-achievements",
		.prepare = pick_gone_on,
	},
	{
		.flow = "F09",
		.date = "2009-06-15",
		.from = "miap",
		.to = "listed-organisation",
		.what = "the limited set, to an organisation on the list",
		.purpose = "learner-registration",
		.collection = "listed-learners",
		.permissions = {LISTED},
		.prepare = hold_learner_record,
	},
	{
		.flow = "F09",
		.date = "2009-07-13",
		.from = "miap",
		.to = "listed-organisation",
		.what = "achievements, but of those who opted out",
		.purpose = "learner-record",
		.collection = "listed-achievements",
		.permissions = {LISTED},
		.prepare = pick_recorded,
	},
	{
		.flow = "F09",
		.date = "2009-08-10",
		.from = "miap",
		.to = "listed-organisation",
		.what = "for awards nothing was approved or signed",
		.purpose = "award-processing",
		.end = STEP_REFUSED,
		.refused_at = GATE_SAFEGUARDS,
	},
	{
		.flow = "F09",
		.date = "2025-11-10",
		.from = "lrs",
		.to = "listed-organisation",
		.what = "achievements that a school has sent",
		.purpose = "learner-record",
		.collection = "listed-achievements",
		.permissions = {LISTED},
		.prepare = hear_opt_outs,
	},
};
const size_t flows_learner_count =
	sizeof(flows_learner) / sizeof(flows_learner[0]);
