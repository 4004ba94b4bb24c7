/* What the department and the health service pass on: F19 to F21, F24, F25, F27,
 * F28. */
#include "base/date.h"
#include "base/error.h"
#include "demo/fill.h"
#include "demo/stage.h"
#include "demo/truth.h"
#include "register/record.h"
#include "share/share.h"

/* --- heights and weights ----------------------------------------------------- */

/* What is counted by, beside the measurements themselves. */
static const char *const measured[] = {"measurements", "geography",
				       "enrolment"};
enum { MEASURED_CATEGORIES = sizeof(measured) / sizeof(measured[0]) };

static const char *const measured_schools[] = {"brookside-primary",
					       "northamptonshire-school"};
enum { MEASURED_SCHOOLS = 2 };

/* The measuring programme's own upload, by which those who plan for it have the
 * results of a county. */
static int upload(struct stage *stage, int32_t date, size_t schools,
		  struct truth *truth, struct error *error)
{
	uint64_t categories =
		fill_categories(stage->world, measured, MEASURED_CATEGORIES);

	for (size_t i = 0; i < schools; i++)
		if (fill_beside(stage->world, site_find(measured_schools[i]),
				date, categories, NULL, stage->from, truth,
				error) != 0)
			return -1;
	stage->evidence.truth = truth;
	return stage_pick(stage, 0, stage_is_told_of, error);
}

/* The department's node has the census of the same pupils, and truths of its
 * own: what was measured is told apart. */
static int upload_apart(struct stage *stage, size_t schools,
			struct error *error)
{
	if (truth_make(&stage->truth, stage->world->terms, error) != 0)
		return -1;
	return upload(stage, stage->today, schools, stage->truth, error);
}

static int upload_to_department(struct stage *stage, struct error *error)
{
	return upload_apart(stage, MEASURED_SCHOOLS, error);
}

/* Rows are made alike to others by work that grows faster than their number: one
 * school is enough to show it. */
static int upload_of_one(struct stage *stage, struct error *error)
{
	return upload_apart(stage, 1, error);
}

/* What the site holds from now on. */
static int truth_of(struct stage *stage, const struct site *site,
		    struct truth **truth, struct error *error)
{
	struct truth **held = &stage->world->truths[site - sites];

	if (*held == NULL && truth_make_in(held, stage->world->terms,
					   stage->world->records, error) != 0)
		return -1;
	*truth = *held;
	return 0;
}

/* The health department holds nothing else, and this once for all. */
static int upload_to_health(struct stage *stage, struct error *error)
{
	struct truth *truth;

	if (truth_of(stage, stage->from_site, &truth, error) != 0)
		return -1;
	return upload(stage, date_from_civil(2009, 3, 2), MEASURED_SCHOOLS,
		      truth, error);
}

/* What goes on in rows that name nobody is all that the health department knows
 * of them. */
static int upload_and_pass_on(struct stage *stage, struct error *error)
{
	struct truth *truth;

	if (truth_of(stage, stage->to_site, &truth, error) != 0)
		return -1;
	return upload(stage, stage->today, 1, truth, error);
}

/* Which weight a child has is worked out of its height, weight, age and sex. */
static int assess_weight(struct stage *stage, struct share_request *request,
			 struct error *error)
{
	return stage_reference(stage, &request->reference, error);
}

/* --- extracts ------------------------------------------------------------------ */

/* Of the pupils of a census, rather than of a measuring programme, those who
 * are still where they were then. */
static bool is_of_census(const struct stage *stage, const struct record *record)
{
	const struct truth_pupil *pupil =
		truth_by_upn(stage->evidence.truth, record->upn);

	return pupil != NULL && pupil->leaving == DATE_NONE &&
	       !slice_empty(stage_text(stage, record, "ethnicity")) &&
	       slice_equal(
		       stage_text(stage, record, "enrolment.school"),
		       stage_text(stage, pupil->record, "enrolment.school")) &&
	       slice_equal(stage_text(stage, record, "enrolment.year-group"),
			   stage_text(stage, pupil->record,
				      "enrolment.year-group"));
}

static int pick_census(struct stage *stage, struct error *error)
{
	return stage_pick(stage, 0, is_of_census, error);
}

#define CHIEF_STATISTICIAN                                                   \
	{                                                                    \
		.kind = "approval", .by = "chief-statistician", .months = 12 \
	}
#define PANEL(name_)                                                          \
	{                                                                     \
		.kind = "approval", .by = name_,                              \
		.met = "recipient,purpose,sensitivity,handling", .months = 12 \
	}

#define MEASURED                                         \
	"pupil.sex,enrolment.year-group,pupil.pct-area," \
	"measurement.height,measurement.weight"

/* Tables say how many children are of which weight. */
#define WEIGHED                                          \
	"pupil.sex,enrolment.year-group,pupil.pct-area," \
	"measurement.weight-band"

/* No names, no dates of birth, no small areas: what a table needs. */
#define STUDIED                                                 \
	"pupil.sex,ethnicity,first-language,free-school-meals," \
	"enrolment.year-group,enrolment.school,sen.provision"

const struct step flows_department[] = {
	/* --- F19 to F21: heights and weights, further and further away ------ */

	{
		.flow = "F19",
		.date = "2009-03-02",
		.from = "dcsf",
		.to = "dh",
		.what = "tables by year group, as families were told in 2008",
		.purpose = "health-policy",
		.fields = WEIGHED,
		.ask = assess_weight,
		.prepare = upload_to_department,
	},
	{
		.flow = "F19",
		.date = "2011-06-13",
		.from = "department",
		.to = "dh",
		.what = "anonymised rows, as families were told from 2010",
		.purpose = "health-policy",
		.fields = MEASURED,
		.prepare = upload_of_one,
	},
	{
		.flow = "F19",
		.date = "2019-06-10",
		.from = "department",
		.to = "dhsc",
		.what = "anonymised rows, for another health department",
		.purpose = "health-policy",
		.fields = MEASURED,
		.prepare = upload_and_pass_on,
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F20",
		.date = "2009-04-20",
		.from = "dh",
		.to = "sha",
		.what = "tables by area for the target on obesity",
		.purpose = "obesity-target",
		.fields = WEIGHED,
		.ask = assess_weight,
		.prepare = upload_to_health,
	},
	{
		.flow = "F20",
		.date = "2011-02-14",
		.from = "dh",
		.to = "sha",
		.what = "the target was for 2010: the purpose is over",
		.purpose = "obesity-target",
		.end = STEP_REFUSED,
	},
	{
		.flow = "F21",
		.date = "2009-05-18",
		.from = "dh",
		.to = "healthcare-commission",
		.what = "to a body that has closed nothing goes",
		.body = "healthcare-commission",
		.purpose = "health-performance",
		.end = STEP_REFUSED,
		.refused_at = GATE_RECIPIENT,
		.prepare = upload_to_health,
	},
	{
		.flow = "F21",
		.date = "2009-06-15",
		.from = "dh",
		.to = "cqc",
		.what = "its successor is asked for by name",
		.purpose = "health-performance",
		.fields = "pupil.pct-area,measurement.weight-band",
		.ask = assess_weight,
		.prepare = upload_to_health,
	},
	{
		.flow = "F21",
		.date = "2019-07-08",
		.from = "dhsc",
		.to = "cqc",
		.what = "and has what the department passed on, in tables",
		.purpose = "health-performance",
		.fields = MEASURED,
	},

	/* --- F24: what the local health service counted --------------------- */

	{
		.flow = "F24",
		.date = "2009-07-06",
		.from = "pct",
		.to = "brookside-primary",
		.what = "heights and weights of a school, in tables",
		.purpose = "local-health-services",
		.fields = WEIGHED,
		.ask = assess_weight,
	},
	{
		.flow = "F24",
		.date = "2017-07-17",
		.from = "public-health",
		.to = "wakefield",
		.what = "the same for a city",
		.purpose = "local-health-services",
		.fields = WEIGHED,
		.ask = assess_weight,
	},

	/* --- F25: statistics ------------------------------------------------- */

	{
		.flow = "F25",
		.date = "2009-05-18",
		.from = "dcsf",
		.to = "ons",
		.what = "rows for statistics, before the law was widened",
		.purpose = "official-statistics",
		.fields = STUDIED,
		.prepare = pick_census,
		.permissions = {CHIEF_STATISTICIAN},
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F25",
		.date = "2017-06-05",
		.from = "department",
		.to = "other-department",
		.what = "without the Chief Statistician nothing goes",
		.purpose = "official-statistics",
		.fields = STUDIED,
		.prepare = pick_census,
		.end = STEP_REFUSED,
		.refused_at = GATE_SAFEGUARDS,
	},
	{
		.flow = "F25",
		.date = "2017-06-12",
		.from = "department",
		.to = "other-department",
		.what = "with approval another department gets rows",
		.purpose = "official-statistics",
		.fields = STUDIED,
		.prepare = pick_census,
		.permissions = {CHIEF_STATISTICIAN},
		.intake = STEP_RECEIVE,
	},

	/* --- F27: research ---------------------------------------------------- */

	{
		.flow = "F27",
		.date = "2009-09-07",
		.from = "dcsf",
		.to = "researcher",
		.what = "a study of achievement, case by case",
		.purpose = "achievement-research",
		.fields = "assessments",
		.project = "What schools add",
		.permissions = {CHIEF_STATISTICIAN, EXTRACT_TERMS},
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F27",
		.date = "2017-09-18",
		.from = "department",
		.to = "researcher",
		.what = "the same university again, for another project",
		.purpose = "achievement-research",
		.fields = "assessments",
		.project = "Moving school",
		.permissions = {CHIEF_STATISTICIAN, EXTRACT_TERMS},
		.intake = STEP_RECEIVE,
	},

	/* --- F28: extracts ----------------------------------------------------- */

	{
		.flow = "F28",
		.date = "2011-10-03",
		.from = "department",
		.to = "third-party",
		.what = "before 2013 the law knows no third parties",
		.purpose = "education-research",
		.fields = STUDIED,
		.prepare = upload_of_one,
		.permissions = {PANEL("data-management-panel"), EXTRACT_TERMS},
		.end = STEP_REFUSED,
		.refused_at = GATE_LAW,
	},
	{
		.flow = "F28",
		.date = "2017-10-09",
		.from = "department",
		.to = "third-party",
		.what = "an extract that the panel of its day approved",
		.purpose = "education-research",
		.fields = STUDIED,
		.prepare = pick_census,
		.project = "Breakfast and learning",
		.permissions = {PANEL("data-management-panel"), EXTRACT_TERMS},
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F28",
		.date = "2026-03-02",
		.from = "department",
		.to = "third-party",
		.what = "an extract that today's panel approved",
		.purpose = "education-research",
		.fields = STUDIED,
		.prepare = pick_census,
		.project = "After the pandemic",
		.permissions = {PANEL("data-sharing-panel"), EXTRACT_TERMS},
		.intake = STEP_RECEIVE,
	},
};
const size_t flows_department_count =
	sizeof(flows_department) / sizeof(flows_department[0]);
