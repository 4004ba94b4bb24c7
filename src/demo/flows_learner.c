/* Learner registration and record, funding after 16, colleges: F06 to F12, F17. */
#include <string.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "demo/fill.h"
#include "demo/step.h"
#include "demo/truth.h"
#include "dictionary/dictionary.h"
#include "formats/csv.h"
#include "register/record.h"
#include "register/register.h"
#include "share/learners.h"
#include "share/node.h"
#include "share/share.h"

/* --- who is meant ------------------------------------------------------------ */

static struct slice text_of(const struct node *node,
			    const struct record *record, const char *name)
{
	const struct dictionary *dictionary = node->dictionary;
	const struct field *field =
		dictionary_field(dictionary, slice_of(name));

	if (field == NULL)
		return (struct slice){NULL, 0};
	return record_text(record, dictionary,
			   (uint16_t)(field - dictionary->fields));
}

static bool is_of_age(const struct stage *stage, const struct record *record,
		      int age)
{
	int32_t birth;

	return date_parse(text_of(stage->from, record, "pupil.birth-date"),
			  &birth) &&
	       date_age(birth, stage->today) >= age;
}

static bool from_14(const struct stage *stage, const struct record *record)
{
	return is_of_age(stage, record, 14);
}

/* Is one of those whom the occasion is about: the sender may hold others from
 * years before. */
static bool is_told_of(const struct stage *stage, const struct record *record)
{
	return truth_by_upn(stage->evidence.truth,
			    text_of(stage->from, record, "pupil.upn")) != NULL;
}

static bool from_14_now(const struct stage *stage, const struct record *record)
{
	return from_14(stage, record) && is_told_of(stage, record);
}

/* Has sat something, and has the number to have it recorded under. */
static bool has_achieved(const struct stage *stage, const struct record *record)
{
	return from_14(stage, record) &&
	       !slice_empty(text_of(stage->from, record, "pupil.uln")) &&
	       !slice_empty(
		       text_of(stage->from, record, "qualification.grade"));
}

/* Whom the school that it goes to has asked about. */
static bool is_at_recipient(const struct stage *stage,
			    const struct record *record)
{
	struct slice upn = text_of(stage->from, record, "pupil.upn");

	return !slice_empty(upn) &&
	       truth_by_upn(world_truth(stage->world, stage->to_site), upn) !=
		       NULL;
}

static bool was_answered(const struct stage *stage, const struct record *record)
{
	return from_14(stage, record) &&
	       (is_at_recipient(stage, record) || stage_is_careless(stage)) &&
	       !slice_empty(text_of(stage->from, record, "learner.answer"));
}

static bool has_gone_on(const struct stage *stage, const struct record *record)
{
	return was_answered(stage, record) && has_achieved(stage, record);
}

static bool applies(const struct stage *stage, const struct record *record)
{
	return from_14_now(stage, record) &&
	       !slice_empty(
		       text_of(stage->from, record, "application.institution"));
}

static bool plans(const struct stage *stage, const struct record *record)
{
	return from_14_now(stage, record) &&
	       !slice_empty(text_of(stage->from, record, "learning-plan.date"));
}

static int pick_achieved(struct stage *stage, struct error *error)
{
	return stage_pick(stage, 0, has_achieved, error);
}

static int pick_gone_on(struct stage *stage, struct error *error)
{
	return stage_pick(stage, 0, has_gone_on, error);
}

/* --- files of their own --------------------------------------------------------- */

/* Adds the rows of a file of one of the stage's nodes; `rows` counts them. */
typedef int add_rows(struct stage *stage, struct builder *file, size_t *rows,
		     struct error *error);

/* Writes a file and imports it into a node; one without rows is not imported. */
static int import_rows(struct stage *stage, struct node *node, const char *name,
		       add_rows *add, struct error *error)
{
	const char *path = stage_path(stage, name);
	struct builder file = {0};
	size_t rows = 0;
	int result;

	if (path == NULL)
		return error_memory(error);
	result = add(stage, &file, &rows, error);
	if (result == 0 && file.failed)
		result = error_memory(error);
	if (result == 0 && rows > 0)
		result = file_replace(path, builder_slice(&file), 0600, error);
	builder_release(&file);
	if (result != 0 || rows == 0)
		return result;
	return stage_import(stage, node, path, "csv", error);
}

static void add_row(struct builder *file, const char *const *texts,
		    size_t count)
{
	struct slice row[8];

	for (size_t i = 0; i < count; i++)
		row[i] = slice_of(texts[i]);
	csv_add_row(file, row, NULL, count);
}

/* Calls `each` for all pupils of the sender. */
static int each_pupil(struct stage *stage,
		      int (*each)(struct stage *stage, struct builder *file,
				  const struct record *record, size_t *rows),
		      struct builder *file, size_t *rows, struct error *error)
{
	struct pupil_register *pupils = stage->from->pupils;
	struct register_scan *scan;
	struct record records[256];
	struct arena arena = {0};
	uint64_t *ids;
	size_t count;
	int result;

	if (register_pupils(pupils, &ids, &count, stage->arena, error) != 0 ||
	    register_scan_open(&scan, pupils, ids, count, UINT64_MAX, error) !=
		    0)
		return -1;
	do {
		arena_clear(&arena);
		result = register_scan_next(scan, records, 256, &count, &arena,
					    error);
		for (size_t i = 0; result == 0 && i < count; i++)
			result = each(stage, file, &records[i], rows);
	} while (result == 0 && count > 0);
	register_scan_close(scan);
	arena_release(&arena);
	return result;
}

/* --- F06, F08: numbers ------------------------------------------------------------ */

/* How the registration has a learner whom it knows: mostly as the school has
 * it; one in 16 with another date of birth, one in 24 not at all. */
enum { OTHER_BIRTH = 16, NOT_KNOWN = 24 };

static int add_issued(struct stage *stage, struct builder *file,
		      const struct record *record, size_t *rows)
{
	char birth[DATE_TEXT_BYTES];
	int32_t born;
	struct slice row[] = {
		text_of(stage->from, record, "pupil.upn"),
		text_of(stage->from, record, "pupil.uln"),
		text_of(stage->from, record, "pupil.surname"),
		text_of(stage->from, record, "pupil.forename"),
		text_of(stage->from, record, "pupil.birth-date"),
		text_of(stage->from, record, "pupil.sex"),
		text_of(stage->from, record, "pupil.postcode"),
	};

	if (slice_empty(row[0]) || slice_empty(row[1]) ||
	    !from_14(stage, record) || !date_parse(row[4], &born))
		return 0;
	if (++*rows % OTHER_BIRTH == 7) {
		date_format(born - 1, birth);
		row[4] = slice_of(birth);
	}
	if (*rows % NOT_KNOWN != 11)
		csv_add_row(file, row, NULL, sizeof(row) / sizeof(row[0]));
	return 0;
}

static int add_all_issued(struct stage *stage, struct builder *file,
			  size_t *rows, struct error *error)
{
	static const char *const heads[] = {
		"UPN", "ULN",    "Surname",        "Forename",
		"DOB", "Gender", "pupil.postcode",
	};

	add_row(file, heads, sizeof(heads) / sizeof(heads[0]));
	return each_pupil(stage, add_issued, file, rows, error);
}

/* Numbers were issued before, and the registration has them. */
static int issued_before(struct stage *stage, struct error *error)
{
	return import_rows(stage, stage->to, "issued.csv", add_all_issued,
			   error);
}

static int say_ukprn(struct stage *stage, struct share_request *request,
		     struct error *error)
{
	(void)stage;
	(void)error;
	request->ukprn = SLICE("10088105");
	return 0;
}

static int add_entry(struct stage *stage, struct builder *file,
		     const struct record *record, size_t *rows)
{
	const struct slice row[] = {text_of(stage->from, record, "pupil.upn"),
				    SLICE("true")};

	if (!slice_empty(row[0]) && was_answered(stage, record)) {
		++*rows;
		csv_add_row(file, row, NULL, 2);
	}
	return 0;
}

static int add_entries(struct stage *stage, struct builder *file, size_t *rows,
		       struct error *error)
{
	static const char *const heads[] = {"UPN", "enrolment.post-14"};

	add_row(file, heads, 2);
	return each_pupil(stage, add_entry, file, rows, error);
}

/* The registration answers; who of them enters for a qualification after 14 it
 * knows from the entries that awarding bodies take. */
static int answer(struct stage *stage, struct error *error)
{
	struct learners_report report;

	if (learners_answer(stage->from, false, stage->today, &report, error) !=
		    0 ||
	    import_rows(stage, stage->from, "entries.csv", add_entries,
			error) != 0)
		return -1;
	return stage_pick(stage, 0, was_answered, error);
}

/* --- wishes that were stated where the data is ----------------------------------------- */

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
static void add_wish(const struct stage *stage, struct builder *file,
		     const struct truth_pupil *pupil,
		     const struct truth_wish *wish, size_t *rows)
{
	char date[DATE_TEXT_BYTES];
	bool own = wish->by_pupil || wish->kind == TRUTH_OPT_OUT;
	const char *kind = wish_name(wish->kind);

	if (kind == NULL || wish->withdrawn != DATE_NONE ||
	    wish->date > stage->today)
		return;
	date_format(wish->date, date);
	csv_add_row(file,
		    (const struct slice[]){
			    pupil->upn,
			    slice_of(kind),
			    own ? SLICE("pupil") : SLICE("parent"),
			    slice_of(date),
		    },
		    NULL, 4);
	++*rows;
}

static int add_wishes(struct stage *stage, struct builder *file,
		      const struct record *record, size_t *rows)
{
	struct slice upn = text_of(stage->from, record, "pupil.upn");
	const struct truth_pupil *pupil =
		truth_by_upn(stage->evidence.truth, upn);

	for (size_t i = 0; pupil != NULL && i < pupil->wish_count; i++)
		add_wish(stage, file, pupil, &pupil->wishes[i], rows);
	return 0;
}

static int add_all_wishes(struct stage *stage, struct builder *file,
			  size_t *rows, struct error *error)
{
	static const char *const heads[] = {"pupil.upn", "wish.kind", "wish.by",
					    "wish.date"};

	add_row(file, heads, 4);
	return each_pupil(stage, add_wishes, file, rows, error);
}

static int hear_wishes(struct stage *stage, struct error *error)
{
	if (import_rows(stage, stage->from, "wishes.csv", add_all_wishes,
			error) != 0)
		return -1;
	return stage_pick(stage, 0, from_14_now, error);
}

/* --- learners whom a body holds by ways of its own ------------------------------------- */

static int hold_among(struct stage *stage, const char *school,
		      const char *const *names, size_t count,
		      const struct truth *among, struct error *error)
{
	const struct dictionary *dictionary = stage->world->terms;
	uint64_t categories = 0;

	for (size_t i = 0; i < count; i++) {
		uint16_t category = dictionary_find(dictionary, KIND_CATEGORY,
						    slice_of(names[i]));

		if (category != DICTIONARY_NONE)
			categories |= 1ull << category;
	}
	if (truth_make(&stage->truth, dictionary, error) != 0)
		return -1;
	stage->evidence.truth = stage->truth;
	return fill_beside(stage->world, site_find(school), stage->today,
			   categories, among, stage->from, stage->truth, error);
}

static int hold(struct stage *stage, const char *school,
		const char *const *names, size_t count, struct error *error)
{
	return hold_among(stage, school, names, count, NULL, error);
}

static bool is_recorded(const struct stage *stage, const struct record *record)
{
	return has_achieved(stage, record) && is_told_of(stage, record);
}

/* The learner record of a county. */
static int hold_learner_record(struct stage *stage, struct error *error)
{
	static const char *const held[] = {"contact", "qualifications",
					   "learner-registration"};

	if (hold(stage, "northamptonshire-school", held, 3, error) != 0)
		return -1;
	return hear_wishes(stage, error);
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
	return hear_wishes(stage, error) != 0
		       ? -1
		       : stage_pick(stage, 0, has_achieved, error);
}

/* Colleges and schools return who learns with them. */
static int hold_learners_of(struct stage *stage, const char *school,
			    struct error *error)
{
	static const char *const held[] = {
		"characteristics", "enrolment",   "sen",
		"geography",       "assessments", "qualifications",
	};

	if (hold(stage, school, held, 6, error) != 0)
		return -1;
	return stage_pick(stage, 0, from_14_now, error);
}

static int hold_learners_2009(struct stage *stage, struct error *error)
{
	return hold_learners_of(stage, "northamptonshire-school", error);
}

static int hold_learners(struct stage *stage, struct error *error)
{
	return hold_learners_of(stage, "trentside-sixth-form", error);
}

static int hold_learners_of_kent(struct stage *stage, struct error *error)
{
	return hold_learners_of(stage, "vale-secondary", error);
}

static int hold_addresses(struct stage *stage, const char *school,
			  struct error *error)
{
	static const char *const held[] = {"contact"};

	if (hold(stage, school, held, 1, error) != 0)
		return -1;
	return hear_wishes(stage, error);
}

static int hold_addresses_2009(struct stage *stage, struct error *error)
{
	return hold_addresses(stage, "northamptonshire-school", error);
}

static int hold_addresses_2025(struct stage *stage, struct error *error)
{
	return hold_addresses(stage, "trentside-sixth-form", error);
}

/* --- F17: what pupils of the last year do in the winter ---------------------------------- */

/* Applications and plans are written down as the year goes on.  Who has joined since
 * September is not asked: who had left again by the next would stay on the roll. */
static int catch_up(struct stage *stage,
		    bool (*wanted)(const struct stage *stage,
				   const struct record *record),
		    struct error *error)
{
	static const char *const held[] = {"applications", "learning-plan",
					   "wishes"};

	if (hold_among(stage, stage->from_site->id, held, 3,
		       world_truth(stage->world, stage->from_site), error) != 0)
		return -1;
	return stage_pick(stage, 0, wanted, error);
}

static int pick_applicants(struct stage *stage, struct error *error)
{
	return catch_up(stage, applies, error);
}

static int pick_planners(struct stage *stage, struct error *error)
{
	return catch_up(stage, plans, error);
}

/* --- F12: to families, who have no keys ------------------------------------------------ */

static void count(struct step_outcome *outcome,
		  const struct share_report *report)
{
	outcome->considered = report->considered;
	outcome->released = report->released;
	for (int gate = 0; gate < GATE_COUNT; gate++)
		outcome->withheld[gate] = report->gates[gate].pupils;
	outcome->refused = report->refused;
	strncpy(outcome->level, "named", sizeof(outcome->level) - 1);
}

static int hand_over(struct stage *stage, const struct share_report *report,
		     struct error *error)
{
	const char *directory = arena_copy(stage->arena, report->directory).at;
	const char *file = arena_copy(stage->arena, report->file).at;
	const char *manifest = NULL;

	if (directory != NULL && file != NULL)
		manifest = path_join(stage->arena, directory, "manifest.json");
	if (manifest == NULL)
		return error_memory(error);
	return stage_hand_over(stage, file, manifest, error);
}

/* What is posted is a list in the clear for whoever writes the envelopes. */
static int offer_courses(struct stage *stage, struct error *error)
{
	struct share_report report = {0};
	struct share_request request = {
		.recipient = stage->evidence.recipient = SLICE("pupil"),
		.collection = SLICE("course-offers"),
		.purpose = SLICE("course-offers"),
		.upns = stage->upns,
		.upn_count = stage->upn_count,
		.today = stage->today,
		.time = "10:00:00",
		.out = stage_path(stage, "release"),
		.plain = true,
	};

	if (request.out == NULL)
		return error_memory(error);
	if (share(stage->from, &request, &report, stage->arena, error) != 0)
		return -1;
	count(stage->outcome, &report);
	if (!report.refused)
		return hand_over(stage, &report, error);
	outcome_problem(stage->outcome, "nothing left: %.*s",
			SLICE_ARGS(report.refusal));
	return 0;
}

/* --- the steps ---------------------------------------------------------------------------- */

#define LISTED                                                                \
	{.kind = "approval",                                                  \
	 .by = "listed-organisation",                                         \
	 .met = "identity,status",                                            \
	 .months = 12},                                                       \
	{                                                                     \
		.kind = "terms", .terms = "data-extract",                     \
		.met = "confidentiality,security,retention,use", .months = 12 \
	}

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

	/* --- F10, F11: statistics of those who fund -------------------------- */

	{
		.flow = "F10",
		.date = "2009-02-09",
		.from = "northamptonshire-school",
		.to = "lsc",
		.what = "numbers of learners by authority",
		.purpose = "funding-statistics",
	},
	{
		.flow = "F10",
		.date = "2010-05-10",
		.from = "northamptonshire-school",
		.to = "lsc",
		.what = "the council has closed, and nobody stands in for it",
		.body = "lsc",
		.purpose = "funding-statistics",
		.end = STEP_REFUSED,
		.refused_at = GATE_RECIPIENT,
	},
	{
		.flow = "F10",
		.date = "2025-10-13",
		.from = "trentside-sixth-form",
		.to = "dfe-funding",
		.what = "numbers of learners by authority",
		.purpose = "funding-statistics",
	},
	{
		.flow = "F10",
		.date = "2025-12-08",
		.from = "kent",
		.to = "dfe-funding",
		.what = "an authority's numbers, of its secondary school",
		.purpose = "funding-statistics",
		.prepare = hold_learners_of_kent,
	},
	{
		.flow = "F11",
		.date = "2009-11-16",
		.from = "lsc",
		.to = "other-department",
		.what = "rows for statistics, which name nobody",
		.purpose = "official-statistics",
		.intake = STEP_RECEIVE,
		.prepare = hold_learners_2009,
	},
	{
		.flow = "F11",
		.date = "2025-11-17",
		.from = "dfe-funding",
		.to = "other-department",
		.what = "rows for statistics, which name nobody",
		.purpose = "official-statistics",
		.intake = STEP_RECEIVE,
		.prepare = hold_learners,
	},

	/* --- F12: offers of courses ------------------------------------------- */

	{
		.flow = "F12",
		.date = "2009-05-11",
		.from = "funding-partner",
		.body = "pupil",
		.what = "a partner writes of courses, to all who did not say "
			"no",
		.prepare = hold_addresses_2009,
		.run = offer_courses,
	},
	{
		.flow = "F12",
		.date = "2025-12-01",
		.from = "dfe-funding",
		.body = "pupil",
		.what = "the funding body writes of courses",
		.prepare = hold_addresses_2025,
		.run = offer_courses,
	},

	/* --- F17: colleges ------------------------------------------------------ */

	{
		.flow = "F17",
		.date = "2025-01-27",
		.from = "vale-secondary",
		.to = "college",
		.what = "what an application needs",
		.purpose = "course-application",
		.collection = "course-application",
		.intake = STEP_RECEIVE,
		.prepare = pick_applicants,
	},
	{
		.flow = "F17",
		.date = "2025-06-09",
		.from = "vale-secondary",
		.to = "college",
		.what = "learning plans go along to the college",
		.purpose = "learning-plans",
		.collection = "learning-plans",
		.prepare = pick_planners,
	},
};
const size_t flows_learner_count =
	sizeof(flows_learner) / sizeof(flows_learner[0]);
