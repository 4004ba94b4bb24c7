/* What comes of it: published, passed back, drawn for a survey: F16, F18, F26. */
#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "demo/stage.h"
#include "demo/truth.h"
#include "share/message.h"
#include "share/node.h"
#include "share/sample.h"
#include "share/share.h"

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

/* What was received for inspections long ago is past its time, and in no figures
 * of today. */
static int destroy_due(struct stage *stage, struct error *error)
{
	struct destroy_report report = {0};
	uint64_t *due;
	size_t count;

	return grants_due(stage->from, stage->today, &due, &count, stage->arena,
			  error) != 0
		       ? -1
		       : grants_destroy(stage->from, due, count,
					stage->directory, stage->today, &report,
					stage->arena, error);
}

static int publish(struct stage *stage, struct error *error)
{
	struct share_report report = {0};

	if (stage_is_careless(stage))
		return stage_tell_of_somebody(stage, "report.txt", error);
	if (destroy_due(stage, error) != 0 || try_draft(stage, error) != 0 ||
	    publish_with(stage, "report.txt",
			 "Pupils do well in the schools that we saw. The "
			 "figures are beside this report.\n",
			 &report, error) != 0)
		return -1;
	stage_judge(stage, &report);
	if (report.refused)
		return 0;
	return stage_hand_over_release(stage, &report, error) == 0
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

/* Before a sample is drawn families are asked; who says no is told to the
 * department. */
static int hear_families(struct stage *stage, struct error *error)
{
	struct builder file = {0};
	size_t objections = 0;
	const char *path;

	if (stage_pick(stage, 0, stage_is_told_of, error) != 0)
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
	if (stage_write(stage, "objections.csv", &file, &path, error) != 0)
		return -1;
	return objections > 0
		       ? stage_import(stage, stage->from, path, "csv", error)
		       : 0;
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

const struct step flows_outputs[] = {
	/* --- F16: what inspectors publish ------------------------------------ */

	{
		.flow = "F16",
		.date = "2025-12-08",
		.from = "ofsted",
		.body = "public",
		.what = "figures and their report; a draft that names a "
			"pupil keeps both back",
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
const size_t flows_outputs_count =
	sizeof(flows_outputs) / sizeof(flows_outputs[0]);
