/* Assessments, inspection, tracking, measuring: F13 to F15, F22, F23, F32 to F37. */
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "demo/fill.h"
#include "demo/stage.h"
#include "demo/truth.h"
#include "growth/reference.h"
#include "share/node.h"
#include "share/share.h"
#include "words/phrasebook.h"

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

/* What a school has of its pupils by now, beside the roll it was filled with;
 * with those who have come since. */
static int bring_up_to_date(struct stage *stage, const char *school,
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

/* Key stages 1 and 2 end with years 2 and 6. */
static bool ends_key_stage(const struct stage *stage,
			   const struct record *record)
{
	bool first = slice_is(slice_of(stage->step->collection),
			      "key-stage-1-assessments");

	return slice_is(stage_text(stage, record, "enrolment.year-group"),
			first ? "2" : "6");
}

/* The year's assessments, which it has made itself.  A return must have a number
 * of every pupil: who has none yet waits. */
static int assess(struct stage *stage, struct error *error)
{
	static const char *const names[] = {"assessments", "enrolment"};

	if (bring_up_to_date(stage, stage->from_site->id, names, 2, error) != 0)
		return -1;
	return stage_pick(stage, 0, ends_key_stage, error);
}

/* The department asked children for their views. */
static int ask_children(struct stage *stage, struct error *error)
{
	static const char *const names[] = {"views", "geography"};

	return bring_up_to_date(stage, "brookside-primary", names, 2, error);
}

/* A school keeps those who left for a time, and gives nobody their data as those
 * of its pupils. */
static bool is_here(const struct stage *stage, const struct record *record)
{
	int32_t left;

	return !date_parse(stage_text(stage, record, "enrolment.leaving-date"),
			   &left) ||
	       left >= stage->today;
}

static int pick_those_here(struct stage *stage, struct error *error)
{
	return stage_pick(stage, 0, is_here, error);
}

/* The programme measures the first and the last year of primary school. */
static bool is_to_be_measured(const struct stage *stage,
			      const struct record *record)
{
	struct slice year = stage_text(stage, record, "enrolment.year-group");

	return slice_is(year, "R") || slice_is(year, "6");
}

/* Nurses have come to the school by then. */
static int measure(struct stage *stage, struct error *error)
{
	static const char *const names[] = {"measurements", "enrolment",
					    "contact", "characteristics"};

	if (bring_up_to_date(stage, stage->from_site->id, names, 4, error) != 0)
		return -1;
	return stage_pick(stage, 0, is_to_be_measured, error);
}

static bool is_tracked(const struct stage *stage, const struct record *record)
{
	return stage_text(stage, record, "destination.activity").len > 0;
}

/* What an authority finds out by itself of those who left: it asks them (law:
 * ESA 2008 s68). */
static int track(struct stage *stage, struct error *error)
{
	static const char *const names[] = {
		"destinations",          "enrolment", "characteristics", "sen",
		"youth-characteristics",
	};

	if (bring_up_to_date(stage, "vale-secondary", names, 5, error) != 0)
		return -1;
	return stage_pick(stage, 0, is_tracked, error);
}

/* --- letters ------------------------------------------------------------------ */

/*
 * By what invented children are assessed where no reference was given: a straight
 * line from 15.6 kg/m2 at 4 to 18.6 at 13, a tenth of it a deviation.  It is of no
 * real children and good for none.
 */
static int invent_reference(struct growth_reference *reference,
			    struct arena *arena, struct error *error)
{
	enum {
		FIRST_MONTH = 48,
		LAST_MONTH = 156,
		AT_FIRST = 1560,
		MORE = 300
	};
	struct builder text = {0};
	int result;

	builder_add_text(&text, "sex,age_months,L,M,S\n");
	for (int month = FIRST_MONTH; month <= LAST_MONTH; month++) {
		int median = AT_FIRST + MORE * (month - FIRST_MONTH) /
						(LAST_MONTH - FIRST_MONTH);

		for (int sex = 0; sex < 2; sex++)
			builder_add_format(&text, "%s,%d,1,%d.%02d,0.1\n",
					   sex == 0 ? "male" : "female", month,
					   median / 100, median % 100);
	}
	result = text.failed ? error_memory(error)
			     : growth_reference_read(
				       reference, builder_slice(&text),
				       SLICE("invented"), arena, error);
	builder_release(&text);
	return result;
}

/* Who was never measured: 12 or over. */
static const struct truth_pupil *not_measured(const struct stage *stage)
{
	const struct truth *truth = stage->evidence.truth;

	for (size_t i = 0; i < truth_count(truth); i++) {
		const struct truth_pupil *pupil = truth_at(truth, i);

		if (pupil->birth != DATE_NONE && pupil->upn.len > 0 &&
		    date_age(pupil->birth, stage->today) >= 12)
			return pupil;
	}
	return NULL;
}

/* A careless hand leaves a page of another child's among the letters. */
static int mix_up(struct stage *stage, const char *path, struct error *error)
{
	enum { LETTERS_LIMIT_BYTES = 64 << 20 };
	const struct truth_pupil *pupil = not_measured(stage);
	struct builder text = {0};
	int result = file_read(path, LETTERS_LIMIT_BYTES, &text, error);

	if (result == 0 && pupil != NULL)
		builder_add_format(&text, "%.*s %.*s (%.*s)\n",
				   SLICE_ARGS(pupil->forename),
				   SLICE_ARGS(pupil->surname),
				   SLICE_ARGS(pupil->upn));
	if (result == 0)
		result = text.failed ? error_memory(error)
				     : file_replace(path, builder_slice(&text),
						    0600, error);
	builder_release(&text);
	return result;
}

static int write_letters(struct stage *stage, struct phrasebook *book,
			 struct error *error)
{
	struct share_report report = {0};
	struct growth_reference invented;
	struct share_request request = {
		.recipient = slice_of(stage->step->body),
		.purpose = slice_of(stage->step->purpose),
		.format = SLICE("letter-text"),
		.today = stage->today,
		.time = "10:00:00",
		.out = stage_path(stage, "letters"),
		.plain = true,
		.reference = stage->world->reference,
		.book = book,
	};
	const char *file;

	if (request.out == NULL)
		return error_memory(error);
	if (request.reference == NULL) {
		if (invent_reference(&invented, stage->arena, error) != 0)
			return -1;
		request.reference = &invented;
	}
	if (share(stage->from, &request, &report, stage->arena, error) != 0)
		return -1;
	stage_judge(stage, &report);
	if (report.refused)
		return 0;
	file = arena_copy(stage->arena, report.file).at;
	if (file == NULL)
		return error_memory(error);
	if (stage_is_careless(stage) && mix_up(stage, file, error) != 0)
		return -1;
	return stage_hand_over(stage, file, NULL, error);
}

/* Letters go to families, who have no node: they are printed and posted. */
static int send_letters(struct stage *stage, struct error *error)
{
	struct phrasebook *book;
	int result;

	if (stage_phrasebook(stage, &book, error) != 0)
		return -1;
	result = write_letters(stage, book, error);
	phrasebook_free(book);
	return result;
}

#define ASSESSMENTS(date_, from_, to_, stage_, what_)                   \
	{                                                               \
		.flow = "F13", .date = date_, .from = from_, .to = to_, \
		.what = what_, .purpose = "assessment-delivery",        \
		.collection = "key-stage-" stage_ "-assessments",       \
		.prepare = assess, .intake = STEP_RECEIVE               \
	}
#define RESULTS(date_, from_, to_, what_)                                  \
	{                                                                  \
		.flow = "F14", .date = date_, .from = from_, .to = to_,    \
		.what = what_, .purpose = "attainment-statistics",         \
		.collection = "assessment-results", .intake = STEP_RECEIVE \
	}
#define INSPECTION(date_, from_, purpose_, what_)                            \
	{                                                                    \
		.flow = "F15", .date = date_, .from = from_, .to = "ofsted", \
		.what = what_, .purpose = purpose_,                          \
		.collection = "inspection", .intake = STEP_RECEIVE           \
	}
const struct step flows_returns[] = {
	/* --- F13, F14: assessments ------------------------------------------ */

	ASSESSMENTS("2009-07-20", "brookside-primary", "qca", "1",
		    "a primary school returns levels of key stage 1"),
	ASSESSMENTS("2009-07-20", "brookside-primary", "qca", "2",
		    "and of key stage 2"),
	RESULTS("2009-08-24", "qca", "dcsf",
		"results go on to the department, without names"),
	ASSESSMENTS("2017-07-14", "crofton-junior", "sta", "2",
		    "a junior school returns standards and scores"),
	RESULTS("2017-09-11", "sta", "department",
		"results of the new assessments go on"),

	/* --- F15: inspection ------------------------------------------------ */

	{
		.flow = "F15",
		.date = "2009-10-05",
		.from = "dcsf",
		.to = "ofsted",
		.what = "the department gives the inspectorate its results",
		.purpose = "inspection",
		.collection = "inspection",
		.fields = "assessments",
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F15",
		.date = "2009-11-09",
		.from = "dcsf",
		.to = "ofsted",
		.what = "what children say, for inspection by area",
		.purpose = "area-inspection",
		.collection = "inspection",
		.prepare = ask_children,
		.intake = STEP_RECEIVE,
	},
	INSPECTION("2017-10-09", "department", "inspection",
		   "the same after the assessments were changed"),
	{
		.flow = "F15",
		.date = "2025-11-17",
		.from = "vale-secondary",
		.to = "ofsted",
		.what = "a school gives progress and performance itself",
		.purpose = "inspection",
		.collection = "inspection",
		.prepare = pick_those_here,
		.intake = STEP_RECEIVE,
	},

	/* --- F22: measuring ------------------------------------------------- */

	{
		.flow = "F22",
		.date = "2009-05-11",
		.from = "brookside-primary",
		.to = "pct",
		.what = "a primary school's children are measured, and counted",
		.purpose = "local-health-services",
		.collection = "child-measurement",
		.prepare = measure,
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F22",
		.date = "2009-07-13",
		.from = "brookside-primary",
		.to = "pct",
		.what = "each is to be told its own result",
		.purpose = "own-result",
		.collection = "child-measurement",
		.prepare = measure,
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F22",
		.date = "2016-11-07",
		.from = "calder-infant",
		.to = "public-health",
		.what = "the city measures in place of the trust that closed",
		.purpose = "own-result",
		.collection = "child-measurement",
		.prepare = measure,
		.intake = STEP_RECEIVE,
	},

	/* --- F23: and told --------------------------------------------------- */

	{
		.flow = "F23",
		.date = "2009-07-20",
		.from = "pct",
		.to = NULL,
		.what = "each family is told its own child's height and weight",
		.body = "parent",
		.purpose = "own-result",
		.run = send_letters,
	},

	/* --- F32 to F34: youth support ---------------------------------------- */

	{
		.flow = "F32",
		.date = "2008-11-03",
		.from = "northamptonshire-school",
		.to = "connexions",
		.what = "without being asked a school gives nothing",
		.purpose = "youth-support-services",
		.collection = "youth-support",
		.end = STEP_REFUSED,
		.refused_at = GATE_LAW,
	},
	{
		.flow = "F32",
		.date = "2008-11-10",
		.from = "northamptonshire-school",
		.to = "connexions",
		.what = "on request it gives those of 13 and over",
		.purpose = "youth-support-services",
		.collection = "youth-support",
		.trigger = "request",
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F32",
		.date = "2008-11-17",
		.from = "oakfield-academy",
		.to = "connexions",
		.what = "so does an academy",
		.purpose = "youth-support-services",
		.collection = "youth-support",
		.trigger = "request",
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F33",
		.date = "2018-11-12",
		.from = "enterprise-learning-alliance",
		.to = "youth-support",
		.what = "alternative provision, from 13 without being asked",
		.purpose = "youth-support-services",
		.collection = "youth-support",
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F33",
		.date = "2025-10-20",
		.from = "vale-secondary",
		.to = "youth-support",
		.prepare = pick_those_here,
		.what = "a secondary school gives those of 13 and over",
		.purpose = "youth-support-services",
		.collection = "youth-support",
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F34",
		.date = "2025-11-03",
		.from = "vale-secondary",
		.to = "youth-support",
		.prepare = pick_those_here,
		.what = "from 16 the county hears what comes after school",
		.purpose = "post-16-provision",
		.collection = "post-16-support",
		.intake = STEP_RECEIVE,
	},

	/* --- F35, F36: what leavers do ---------------------------------------- */

	{
		.flow = "F35",
		.date = "2026-02-09",
		.from = "kent",
		.to = "vale-secondary",
		.what = "the county tells a school what its leavers do",
		.purpose = "participation-tracking",
		.collection = "leavers",
		.prepare = track,
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F36",
		.date = "2026-03-02",
		.from = "kent",
		.to = "department",
		.what = "and the department, without names",
		.purpose = "post-16-planning",
		.collection = "tracking",
		.prepare = track,
		.intake = STEP_RECEIVE,
	},

	/* --- F37: towards university ------------------------------------------ */

	{
		.flow = "F37",
		.date = "2009-02-02",
		.from = "oakfield-academy",
		.to = "aimhigher",
		.what = "an academy that has not agreed gives nothing",
		.purpose = "higher-education-progression",
		.collection = "outreach",
		.end = STEP_REFUSED,
		.refused_at = GATE_SAFEGUARDS,
	},
	{
		.flow = "F37",
		.date = "2009-02-09",
		.from = "oakfield-academy",
		.to = "aimhigher",
		.what = "once it agreed, it does",
		.purpose = "higher-education-progression",
		.collection = "outreach",
		.permissions = {HEAD_TEACHER_AGREES},
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F37",
		.date = "2009-02-09",
		.from = "northamptonshire-school",
		.to = "aimhigher",
		.what = "who does not say whether it is one must say the same",
		.purpose = "higher-education-progression",
		.collection = "outreach",
		.permissions = {HEAD_TEACHER_AGREES},
		.intake = STEP_RECEIVE,
	},
};
const size_t flows_returns_count =
	sizeof(flows_returns) / sizeof(flows_returns[0]);
