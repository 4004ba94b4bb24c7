/* Single cases: F16, F18, F26, F29, F30, F38, F39. */
#include <stdio.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "demo/stage.h"
#include "demo/truth.h"
#include "dictionary/dictionary.h"
#include "language/diagnostic.h"
#include "register/record.h"
#include "share/access.h"
#include "share/case_log.h"
#include "share/directory.h"
#include "share/enquiry.h"
#include "share/node.h"
#include "share/sample.h"
#include "share/share.h"
#include "words/phrasebook.h"

static struct slice text_of(const struct stage *stage,
			    const struct record *record, const char *name)
{
	const struct dictionary *dictionary = stage->from->dictionary;
	uint16_t field =
		dictionary_find(dictionary, KIND_FIELD, slice_of(name));

	return field != DICTIONARY_NONE ? record_text(record, dictionary, field)
					: (struct slice){NULL, 0};
}

/* --- who it is about ------------------------------------------------------------- */

static bool has_left(const struct stage *stage, const struct record *record)
{
	return !slice_empty(text_of(stage, record, "enrolment.leaving-date"));
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

/* A careless hand takes the next pupil's file. */
static int pick_one(struct stage *stage, struct error *error)
{
	if (!stage_is_careless(stage))
		return stage_pick(stage, 1, is_plain_case, error);
	if (stage_pick(stage, 2, is_plain_case, error) != 0)
		return -1;
	stage->evidence.subjects = stage->upns;
	stage->evidence.subject_count = 1;
	return 0;
}

/* Whose file is taken. */
static struct slice picked(const struct stage *stage)
{
	return stage->upns[stage->upn_count - 1];
}

static void keep(char *to, size_t size, struct slice text)
{
	snprintf(to, size, "%.*s", SLICE_ARGS(text));
}

static void count(struct stage *stage, const struct share_report *report)
{
	struct step_outcome *outcome = stage->outcome;

	outcome->considered = report->considered;
	outcome->released = report->released;
	for (int gate = 0; gate < GATE_COUNT; gate++)
		outcome->withheld[gate] = report->gates[gate].pupils;
	keep(outcome->level, sizeof(outcome->level), report->level);
	keep(outcome->reference, sizeof(outcome->reference), report->reference);
	keep(outcome->why, sizeof(outcome->why), report->refusal);
	outcome->refused = report->refused;
	if (report->refused != (stage->step->end == STEP_REFUSED))
		outcome_problem(outcome,
				report->refused ? "nothing left: %.*s"
						: "it left, and was to be "
						  "refused%.*s",
				SLICE_ARGS(report->refusal));
}

/* What lies in the clear in a release's directory, for who gets it. */
static int hand_over(struct stage *stage, const struct share_report *report,
		     struct error *error)
{
	const char *file = arena_copy(stage->arena, report->file).at;
	const char *directory = arena_copy(stage->arena, report->directory).at;
	const char *manifest = NULL;

	if (file != NULL && directory != NULL)
		manifest = path_join(stage->arena, directory, "manifest.json");
	if (manifest == NULL)
		return error_memory(error);
	return stage_hand_over(stage, file, manifest, error);
}

/* Words for what people read; to be freed. */
static int open_book(const struct stage *stage, struct phrasebook **book,
		     struct error *error)
{
	struct findings findings = findings_in(stage->arena);

	if (phrasebook_load(book, stage->world->phrases, NULL,
			    stage->from->dictionary, &findings, error) != 0)
		return -1;
	return *book != NULL ? 0
			     : error_set(error, ERROR_INPUT,
					 "the phrasebook has faults");
}

/* --- F29: an enquiry --------------------------------------------------------------- */

static int enquire(struct stage *stage, bool not_shared, struct error *error)
{
	struct enquiry_report report;
	struct phrasebook *book;
	int result;
	struct enquiry asked = {
		.upn = picked(stage),
		.by = SLICE("designated safeguarding lead"),
		.reason = not_shared
				  ? SLICE("early help was agreed with the "
					  "family, and no harm is feared")
				  : SLICE("the child said something in class "
					  "that must be looked into"),
		.received = SLICE("S47/2025/118"),
		.not_shared = not_shared,
		.today = stage->today,
		.time = "10:00:00",
		.out = not_shared ? NULL : stage_path(stage, "release"),
	};

	if (open_book(stage, &book, error) != 0)
		return -1;
	asked.book = book;
	result = enquiry(stage->from, &asked, &report, stage->arena, error);
	phrasebook_free(book);
	if (result != 0)
		return -1;
	if (not_shared) {
		stage->outcome->considered = 1;
		stage->outcome->refused = true;
		keep(stage->outcome->reference,
		     sizeof(stage->outcome->reference), report.reference);
		keep(stage->outcome->why, sizeof(stage->outcome->why),
		     asked.reason);
		return 0;
	}
	count(stage, &report.share);
	if (report.share.refused)
		return 0;
	return stage_open(stage, arena_copy(stage->arena, report.share.file).at,
			  error);
}

static int answer_enquiry(struct stage *stage, struct error *error)
{
	if (world_introduce(stage->from_site, stage->from, stage->to_site,
			    stage->to, stage->today, error) != 0)
		return -1;
	return enquire(stage, false, error);
}

static int decline_enquiry(struct stage *stage, struct error *error)
{
	return enquire(stage, true, error);
}

/* --- F30: looking a child up -------------------------------------------------------- */

static int look(struct stage *stage, const struct directory_query *query,
		enum case_outcome wanted, struct directory_answer *answer,
		struct error *error)
{
	if (directory_look_up(stage->from, query, answer, stage->arena,
			      error) != 0)
		return -1;
	stage->outcome->considered++;
	if (answer->outcome != wanted)
		outcome_problem(stage->outcome, "a look-up came to '%s'",
				case_outcome_name(answer->outcome));
	return 0;
}

/* What the user sees. */
static int hand_over_answer(struct stage *stage,
			    const struct directory_answer *answer,
			    struct error *error)
{
	const struct dictionary *dictionary = stage->from->dictionary;
	const char *path = stage_path(stage, "look-up.txt");
	struct builder text = {0};
	int result;

	builder_add(&text, text_of(stage, &answer->record, "pupil.forename"));
	builder_add_byte(&text, ' ');
	builder_add(&text, text_of(stage, &answer->record, "pupil.surname"));
	builder_add_byte(&text, '\n');
	for (uint32_t s = 0; s < answer->record.count; s++)
		for (uint32_t i = 0; i < answer->record.sections[s].count; i++)
			for (uint32_t v = 0;
			     v < answer->record.sections[s].items[i].count;
			     v++) {
				const struct value *value =
					&answer->record.sections[s]
						 .items[i]
						 .values[v];

				builder_add(
					&text,
					dictionary->fields[value->field].label);
				builder_add_text(&text, ": ");
				builder_add(&text, value->text);
				builder_add_byte(&text, '\n');
			}
	if (path == NULL || text.failed)
		result = error_memory(error);
	else
		result = file_replace(path, builder_slice(&text), 0600, error);
	builder_release(&text);
	return result == 0 ? stage_hand_over(stage, path, NULL, error) : -1;
}

/* Asked by one who may, by one who may not, for one who is shielded. */
static int look_up(struct stage *stage, struct error *error)
{
	const struct directory_user user = {
		.name = SLICE("J. Marsh, health visitor"),
		.role = SLICE("safeguarding-staff"),
		.from = stage->today,
		.until = DATE_NONE,
	};
	struct directory_query query = {
		.upn = stage->upns[0],
		.birth_date = DATE_NONE,
		.user = SLICE("somebody else"),
		.role = user.role,
		.reason = SLICE("a joint visit is planned"),
		.today = stage->today,
	};
	const struct directory_shield shield = {
		.upn = stage->upns[1],
		.by = SLICE("index team"),
		.reason = SLICE("at risk of being found"),
		.today = stage->today,
	};
	struct directory_answer answer;
	struct slice reference;

	if (directory_authorise(stage->from, &user, stage->today, error) != 0 ||
	    directory_shield(stage->from, &shield, &reference, stage->arena,
			     error) != 0 ||
	    look(stage, &query, CASE_REFUSED, &answer, error) != 0)
		return -1;
	query.user = user.name;
	query.upn = stage->upns[1];
	if (look(stage, &query, CASE_SHIELDED, &answer, error) != 0)
		return -1;
	query.upn = stage->upns[0];
	if (look(stage, &query, CASE_FOUND, &answer, error) != 0)
		return -1;
	stage->outcome->released = 1;
	keep(stage->outcome->level, sizeof(stage->outcome->level),
	     SLICE("named"));
	keep(stage->outcome->reference, sizeof(stage->outcome->reference),
	     answer.reference);
	stage->evidence.authorised_role = true;
	stage->evidence.reason_given = true;
	stage->evidence.subject_count = 1;
	return answer.outcome == CASE_FOUND
		       ? hand_over_answer(stage, &answer, error)
		       : 0;
}

static int pick_two(struct stage *stage, struct error *error)
{
	if (stage_pick(stage, 2, NULL, error) != 0)
		return -1;
	if (stage->upn_count == 2)
		return 0;
	return error_set(error, ERROR_NOT_FOUND,
			 "the index has too few children");
}

/* The day after it was shut. */
static int look_up_too_late(struct stage *stage, struct error *error)
{
	const struct directory_query query = {
		.upn = stage->upns[0],
		.birth_date = DATE_NONE,
		.user = SLICE("J. Marsh, health visitor"),
		.role = SLICE("safeguarding-staff"),
		.reason = SLICE("a joint visit is planned"),
		.today = stage->today,
	};
	struct directory_answer answer;

	if (look(stage, &query, CASE_REFUSED, &answer, error) != 0)
		return -1;
	stage->outcome->refused = true;
	keep(stage->outcome->why, sizeof(stage->outcome->why), answer.refusal);
	return 0;
}

/* --- F38 and F39: copies for families ------------------------------------------------ */

static int copy_for(struct stage *stage, bool record, struct error *error)
{
	struct access_report report;
	struct phrasebook *book;
	int result;
	struct access_request asked = {
		.upn = picked(stage),
		.by = slice_of(stage->step->body),
		.parent = slice_is(slice_of(stage->step->body), "parent"),
		.identity = SLICE("passport seen at the office"),
		.handled = SLICE("data protection officer"),
		.record = record,
		.asked = stage->today - 7,
		.today = stage->today,
		.time = "10:00:00",
		.out = stage_path(stage, "release"),
	};

	if (open_book(stage, &book, error) != 0)
		return -1;
	asked.book = book;
	result = access_answer(stage->from, &asked, &report, stage->arena,
			       error);
	phrasebook_free(book);
	if (result != 0)
		return -1;
	count(stage, &report.share);
	stage->evidence.identity_checked = true;
	stage->evidence.in_writing = true;
	return report.share.refused ? 0
				    : hand_over(stage, &report.share, error);
}

static int copy_all(struct stage *stage, struct error *error)
{
	return copy_for(stage, false, error);
}

static int copy_record(struct stage *stage, struct error *error)
{
	return copy_for(stage, true, error);
}

/* --- F16: what is published ------------------------------------------------------------ */

/* Words and figures leave as one release, or neither does. */
static int publish_with(struct stage *stage, const char *name, const char *text,
			struct share_report *report, struct error *error)
{
	const char *path = stage_path(stage, name);
	const struct share_request request = {
		.recipient = slice_of(stage->step->body),
		.purpose = slice_of(stage->step->purpose),
		.today = stage->today,
		.time = "10:00:00",
		.out = stage_path(stage, "release"),
		.plain = true,
		.texts = &path,
		.text_count = 1,
	};

	if (path == NULL)
		return error_memory(error);
	return file_replace(path, slice_of(text), 0600, error) == 0
		       ? share(stage->from, &request, report, stage->arena,
			       error)
		       : -1;
}

/* A draft with a pupil's number in it is kept back, and the figures with it. */
static int try_draft(struct stage *stage, struct error *error)
{
	struct share_report report = {0};

	if (publish_with(stage, "draft.txt",
			 "Pupils do well here. One of them (U886200015007) was "
			 "seen to be unhappy.\n",
			 &report, error) != 0)
		return -1;
	if (!report.refused)
		outcome_problem(stage->outcome,
				"a draft with a pupil's number in it was not "
				"kept back");
	return 0;
}

static int hand_over_text(struct stage *stage,
			  const struct share_report *report, const char *name,
			  struct error *error)
{
	const char *directory = arena_copy(stage->arena, report->directory).at;
	const char *path = NULL;

	if (directory != NULL)
		path = path_join(stage->arena, directory, name);
	if (path == NULL)
		return error_memory(error);
	return stage_hand_over(stage, path, NULL, error);
}

static int publish(struct stage *stage, struct error *error)
{
	struct share_report report = {0};

	if (stage_is_careless(stage))
		return stage_tell_of_somebody(stage, "report.txt", error);
	if (try_draft(stage, error) != 0 ||
	    publish_with(stage, "report.txt",
			 "Pupils do well in the schools that we saw. The "
			 "figures are beside this report.\n",
			 &report, error) != 0)
		return -1;
	count(stage, &report);
	if (report.refused)
		return 0;
	return hand_over(stage, &report, error) == 0
		       ? hand_over_text(stage, &report, "report.txt", error)
		       : -1;
}

/* --- F26: a survey ----------------------------------------------------------------------- */

static const struct slice survey = SLICE_INIT("survey-agency");

static const struct truth_pupil *who_objects(const struct stage *stage,
					     struct slice upn)
{
	const struct truth_pupil *pupil =
		truth_by_upn(stage->evidence.truth, upn);

	if (pupil != NULL)
		pupil = truth_on(pupil, stage->today);
	if (pupil == NULL)
		return NULL;
	return truth_wish_stands(pupil, TRUTH_OBJECTION, survey,
				 stage->today) ||
			       truth_wish_stands(pupil, TRUTH_REFUSAL,
						 (struct slice){NULL, 0},
						 stage->today)
		       ? pupil
		       : NULL;
}

static void add_wishes(const struct stage *stage,
		       const struct truth_pupil *pupil, struct builder *file)
{
	for (size_t i = 0; i < pupil->wish_count; i++) {
		const struct truth_wish *wish = &pupil->wishes[i];
		char date[DATE_TEXT_BYTES];

		if ((wish->kind != TRUTH_OBJECTION &&
		     wish->kind != TRUTH_REFUSAL) ||
		    (!slice_empty(wish->recipient) &&
		     !slice_equal(wish->recipient, survey)) ||
		    wish->date > stage->today || wish->withdrawn != DATE_NONE)
			continue;
		date_format(wish->date, date);
		builder_add_format(
			file, "%.*s,%s,%s,%.*s,%s\r\n", SLICE_ARGS(pupil->upn),
			wish->kind == TRUTH_REFUSAL ? "refusal" : "objection",
			wish->by_pupil ? "pupil" : "parent",
			SLICE_ARGS(wish->recipient), date);
	}
}

static bool is_held(const struct stage *stage, const struct record *record)
{
	return truth_by_upn(stage->evidence.truth, record->upn) != NULL;
}

/* Before a sample is drawn families are asked; who says no is told to the
 * department. */
static int hear_families(struct stage *stage, struct error *error)
{
	const char *path = stage_path(stage, "objections.csv");
	struct builder file = {0};
	size_t objections = 0;
	int result;

	if (stage_pick(stage, 0, is_held, error) != 0)
		return -1;
	builder_add_text(&file, "pupil.upn,wish.kind,wish.by,wish.recipient,"
				"wish.date\r\n");
	for (size_t i = 0; i < stage->upn_count; i++) {
		const struct truth_pupil *pupil =
			who_objects(stage, stage->upns[i]);

		if (pupil == NULL)
			continue;
		objections++;
		add_wishes(stage, pupil, &file);
	}
	if (path == NULL || file.failed)
		result = error_memory(error);
	else
		result = file_replace(path, builder_slice(&file), 0600, error);
	builder_release(&file);
	if (result == 0 && objections > 0)
		result = stage_import(stage, stage->from, path, "csv", error);
	return result;
}

/* A fifth of them, by year group. */
static int draw_sample(struct stage *stage, struct share_request *request,
		       struct error *error)
{
	static const struct slice by[] = {SLICE_INIT("enrolment.year-group")};
	struct sample_request *sample =
		arena_allocate(stage->arena, sizeof(*sample));

	if (sample == NULL)
		return error_memory(error);
	*sample = (struct sample_request){
		.size = stage->upn_count / 5 + 1,
		.by = by,
		.by_count = 1,
		.seed = 2017,
	};
	stage->evidence.most = sample->size;
	request->sample = sample;
	return 0;
}

#define TERMS                   \
	{                       \
		.kind = "terms" \
	}

const struct step flows_cases[] = {
	/* --- F30: the children's index ------------------------------------ */

	{
		.flow = "F30",
		.date = "2009-03-09",
		.from = "northamptonshire-school",
		.to = "contactpoint",
		.what = "a school's entries for the children's index",
		.purpose = "safeguarding-coordination",
		.role = "safeguarding-staff",
		.permissions = {TERMS},
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F30",
		.date = "2009-03-23",
		.from = "contactpoint",
		.body = "child-index",
		.what = "a health visitor looks one child up; another is "
			"shielded",
		.prepare = pick_two,
		.run = look_up,
	},
	{
		.flow = "F30",
		.date = "2010-08-09",
		.from = "contactpoint",
		.body = "child-index",
		.what = "the index was shut three days ago: nobody is answered",
		.prepare = pick_two,
		.run = look_up_too_late,
		.end = STEP_REFUSED,
	},

	/* --- F29: enquiries into a child's safety --------------------------- */

	{
		.flow = "F29",
		.date = "2025-11-03",
		.from = "vale-secondary",
		.to = "childrens-services",
		.what = "what an enquiry needs, as a case file, the same day",
		.purpose = "child-protection",
		.prepare = pick_one,
		.run = answer_enquiry,
	},
	{
		.flow = "F29",
		.date = "2025-11-10",
		.from = "vale-secondary",
		.body = "childrens-services",
		.what = "decided not to share, with the reason on record",
		.prepare = pick_one,
		.run = decline_enquiry,
		.end = STEP_REFUSED,
	},

	/* --- F38 and F39: families ask -------------------------------------- */

	{
		.flow = "F38",
		.date = "2025-11-17",
		.from = "vale-secondary",
		.body = "pupil",
		.what = "a pupil asks for everything held, and who had it",
		.purpose = "access-right",
		.prepare = pick_one,
		.run = copy_all,
	},
	{
		.flow = "F38",
		.date = "2025-11-24",
		.from = "vale-secondary",
		.body = "parent",
		.what = "a parent asks for a child who is able, and has not "
			"agreed",
		.purpose = "access-right",
		.prepare = pick_one,
		.run = copy_all,
		.end = STEP_REFUSED,
	},
	{
		.flow = "F39",
		.date = "2025-12-01",
		.from = "vale-secondary",
		.body = "parent",
		.what = "the educational record, whatever the child's age",
		.purpose = "educational-record",
		.prepare = pick_one,
		.run = copy_record,
	},

	/* --- F16: what inspectors publish ------------------------------------ */

	{
		.flow = "F16",
		.date = "2009-10-19",
		.from = "ofsted",
		.body = "public",
		.what = "figures of schools and the report that goes with "
			"them, in one release; a draft that names a pupil "
			"keeps both back",
		.purpose = "publication",
		.run = publish,
	},

	/* --- F18 and F26: what the department passes back and on -------------- */

	{
		.flow = "F18",
		.date = "2017-06-05",
		.from = "department",
		.to = "crofton-junior",
		.what = "a school gets back what was made of its own pupils",
		.purpose = "feedback",
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F18",
		.date = "2017-06-12",
		.from = "department",
		.to = "wakefield",
		.what = "and an authority those of its schools",
		.purpose = "feedback",
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F26",
		.date = "2017-06-26",
		.from = "department",
		.to = "survey-agency",
		.what = "how to reach the families of a sample",
		.purpose = "survey-sampling",
		.prepare = hear_families,
		.ask = draw_sample,
		.permissions = {TERMS},
		.intake = STEP_RECEIVE,
	},
};
const size_t flows_cases_count = sizeof(flows_cases) / sizeof(flows_cases[0]);
