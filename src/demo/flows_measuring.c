/* Measuring children, and telling each its own result: F22, F23. */
#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "demo/stage.h"
#include "demo/truth.h"
#include "share/node.h"
#include "share/share.h"
#include "words/phrasebook.h"

/* The programme measures the first and the last year of primary school. */
static bool is_to_be_measured(const struct stage *stage,
			      const struct record *record)
{
	struct slice year = stage_text(stage, record, "enrolment.year-group");

	return slice_is(year, "R") || slice_is(year, "6");
}

/* Nurses have come to the school by then, and families of those who came since have
 * said what they wish. */
static int measure(struct stage *stage, struct error *error)
{
	static const char *const names[] = {"measurements", "enrolment",
					    "contact",      "characteristics",
					    "geography",    "wishes"};

	if (stage_bring_up_to_date(stage, stage->from_site->id, names, 6,
				   error) != 0)
		return -1;
	return stage_pick(stage, 0, is_to_be_measured, error);
}

/* --- letters ------------------------------------------------------------------ */

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
	struct share_request request = {
		.recipient = slice_of(stage->step->body),
		.purpose = slice_of(stage->step->purpose),
		.format = SLICE("letter-text"),
		.today = stage->today,
		.time = "10:00:00",
		.out = stage_path(stage, "letters"),
		.plain = true,
		.book = book,
	};
	const char *file;

	if (request.out == NULL)
		return error_memory(error);
	if (stage_reference(stage, &request.reference, error) != 0 ||
	    share(stage->from, &request, &report, stage->arena, error) != 0)
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

const struct step flows_measuring[] = {
	/* --- F22: measuring ------------------------------------------------- */

	{
		.flow = "F22",
		.date = "2009-06-29",
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
		.date = "2017-07-10",
		.from = "calder-infant",
		.to = "public-health",
		.what = "the city measures in place of the trust that closed",
		.purpose = "local-health-services",
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
};
const size_t flows_measuring_count =
	sizeof(flows_measuring) / sizeof(flows_measuring[0]);
