/* Numbers for those who have none. */
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "demo/stage.h"
#include "demo/truth.h"
#include "dictionary/identifier.h"
#include "formats/csv.h"
#include "register/record.h"
#include "share/node.h"

enum { LETTERS = 23, SERIALS = 100, COLUMNS = 5 };

struct numbering {
	struct stage *stage;
	struct builder file;
	unsigned int given;
};

/* One for the time being, of the school and the calendar year in which this school
 * year ends: its own arrivals were numbered with the year in which it began. */
static void make_upn(const struct stage *stage, unsigned int serial,
		     char upn[UPN_BYTES])
{
	static const char letters[LETTERS + 1] = "ABCDEFGHJKLMNPQRTUVWXYZ";
	unsigned int year =
		(unsigned int)(date_academic_year(stage->today) + 1) % 100;
	const char *school = stage->from_site->number;

	for (int i = 0; i < 7; i++)
		upn[1 + i] = school[i];
	upn[8] = (char)('0' + year / 10);
	upn[9] = (char)('0' + year % 10);
	upn[10] = (char)('0' + serial / LETTERS / 10 % 10);
	upn[11] = (char)('0' + serial / LETTERS % 10);
	upn[12] = letters[serial % LETTERS];
	upn[0] = upn_check_letter((struct slice){upn + 1, UPN_BYTES - 1});
}

static bool is_without(const struct stage *stage, const struct record *record)
{
	return slice_empty(record->upn) &&
	       slice_empty(stage_text(stage, record, "enrolment.leaving-date"));
}

static int give(void *context, const struct record *record, struct error *error)
{
	struct numbering *numbering = context;
	const struct stage *stage = numbering->stage;
	char upn[UPN_BYTES];
	struct slice row[COLUMNS] = {
		{upn, UPN_BYTES},
		stage_text(stage, record, "pupil.uln"),
		stage_text(stage, record, "pupil.surname"),
		stage_text(stage, record, "pupil.forename"),
		stage_text(stage, record, "pupil.birth-date"),
	};

	if (!is_without(stage, record) || slice_empty(row[1]))
		return 0;
	if (numbering->given == LETTERS * SERIALS)
		return error_set(error, ERROR_INPUT,
				 "the school has no more numbers to give");
	make_upn(stage, numbering->given++, upn);
	csv_add_row(&numbering->file, row, NULL, COLUMNS);
	return numbering->file.failed ? error_memory(error) : 0;
}

/* What the truth has by its learner number alone is known by the number given from
 * now on: at the school, and to everybody. */
static int tell(void *context, const struct record *record, struct error *error)
{
	const struct numbering *numbering = context;
	struct stage *stage = numbering->stage;
	struct truth *truths[] = {
		world_truth(stage->world, stage->from_site),
		stage->world->whole,
	};
	struct slice uln = stage_text(stage, record, "pupil.uln");

	for (size_t i = 0; i < 2 && (i == 0 || truths[1] != truths[0]); i++) {
		const struct truth_pupil *known = truth_by_uln(truths[i], uln);

		if (known == NULL || known->upn.len > 0 ||
		    slice_empty(record->upn))
			continue;
		if (truth_add(truths[i], record,
			      &(struct truth_school){.laestab = known->school,
						     .phase = known->phase,
						     .academy = known->academy,
						     .since = stage->today},
			      error) != 0)
			return -1;
	}
	return 0;
}

int stage_give_numbers(struct stage *stage, struct error *error)
{
	static const struct slice heads[COLUMNS] = {
		SLICE_INIT("pupil.upn"),        SLICE_INIT("pupil.uln"),
		SLICE_INIT("pupil.surname"),    SLICE_INIT("pupil.forename"),
		SLICE_INIT("pupil.birth-date"),
	};
	struct numbering numbering = {.stage = stage};
	const char *path;
	int result;

	csv_add_row(&numbering.file, heads, NULL, COLUMNS);
	result = stage_each(stage, give, &numbering, error);
	if (result == 0 && numbering.given > 0)
		result = stage_write(stage, "numbers.csv", &numbering.file,
				     &path, error);
	builder_release(&numbering.file);
	if (result != 0 || numbering.given == 0)
		return result;
	if (stage_import(stage, stage->from, path, "csv", error) != 0)
		return -1;
	return stage_each(stage, tell, &numbering, error);
}
