/* What families ask for: F38, F39. */
#include <string.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "demo/one_pupil.h"
#include "share/access.h"
#include "share/node.h"
#include "words/phrasebook.h"

/* A copy is one and the same as page, document, data and table: the checker has
 * all of them. */
static int hand_over_all(struct stage *stage, const struct share_report *report,
			 struct error *error)
{
	static const char *const endings[] = {"json", "csv", "pdf"};
	struct slice stem = report->file;

	if (stage_hand_over_release(stage, report, error) != 0)
		return -1;
	if (!slice_ends_with(stem, SLICE(".html")))
		return 0;
	stem.len -= strlen("html");
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		struct builder path = {0};
		int result = 0;

		builder_add(&path, stem);
		builder_add_text(&path, endings[i]);
		if (path.failed)
			result = error_memory(error);
		else if (file_exists(builder_text(&path)))
			result = stage_hand_over(stage, builder_text(&path),
						 NULL, error);
		builder_release(&path);
		if (result != 0)
			return -1;
	}
	return 0;
}

static int copy_for(struct stage *stage, bool record, struct error *error)
{
	struct access_report report;
	struct phrasebook *book;
	int result;
	struct access_request asked = {
		.upn = one_pupil(stage),
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

	if (asked.out == NULL)
		return error_memory(error);
	if (stage_phrasebook(stage, &book, error) != 0)
		return -1;
	asked.book = book;
	result = access_answer(stage->from, &asked, &report, stage->arena,
			       error);
	phrasebook_free(book);
	if (result != 0)
		return -1;
	stage_judge(stage, &report.share);
	stage->evidence.identity_checked = true;
	stage->evidence.in_writing = true;
	return report.share.refused
		       ? 0
		       : hand_over_all(stage, &report.share, error);
}

static int copy_all(struct stage *stage, struct error *error)
{
	return copy_for(stage, false, error);
}

static int copy_record(struct stage *stage, struct error *error)
{
	return copy_for(stage, true, error);
}

const struct step flows_access[] = {
	/* --- F38 and F39: families ask -------------------------------------- */

	{
		.flow = "F38",
		.date = "2025-11-17",
		.from = "vale-secondary",
		.body = "pupil",
		.what = "a pupil asks for everything held, and who had it",
		.purpose = "access-right",
		.prepare = one_pupil_pick,
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
		.prepare = one_pupil_pick_able,
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
		.prepare = one_pupil_pick,
		.run = copy_record,
	},
};
const size_t flows_access_count =
	sizeof(flows_access) / sizeof(flows_access[0]);
