#include "generate/attendance_codes.h"

#include <assert.h>

#include "generate/shares.h"

/* Lengths in sessions, two a day; unconfirmed. */
/* clang-format off */
#define S(text) SLICE_INIT(text)
const struct attendance_mark attendance_marks[] = {
	[MARK_MORNING] = { S("/"), MARK_PRESENT, 1, 1 },
	[MARK_AFTERNOON] = { S("\\"), MARK_PRESENT, 1, 1 },
	[MARK_LATE] = { S("L"), MARK_PRESENT, 1, 1 },
	[MARK_SUSPENDED] = { S("E"), MARK_AUTHORISED, 2, 10 },
	[MARK_X] = { S("X"), MARK_NOT_REQUIRED, 1, 1 },
	{ S("I"), MARK_AUTHORISED, 1, 6 },
	{ S("O"), MARK_UNAUTHORISED, 1, 4 },
	{ S("G"), MARK_UNAUTHORISED, 4, 10 },
	{ S("M"), MARK_AUTHORISED, 1, 1 },
	{ S("C"), MARK_AUTHORISED, 1, 3 },
	{ S("H"), MARK_AUTHORISED, 4, 10 },
	{ S("N"), MARK_UNAUTHORISED, 1, 2 },
	{ S("U"), MARK_UNAUTHORISED, 1, 1 },
	{ S("R"), MARK_AUTHORISED, 2, 2 },
	{ S("T"), MARK_AUTHORISED, 4, 10 },
	{ S("B"), MARK_PRESENT, 2, 4 },
	{ S("V"), MARK_PRESENT, 2, 2 },
	{ S("P"), MARK_PRESENT, 1, 2 },
	{ S("Y"), MARK_NOT_REQUIRED, 2, 2 },
	{ S("J"), MARK_PRESENT, 1, 1 },
	{ S("C1"), MARK_AUTHORISED, 2, 4 },
	{ S("C2"), MARK_AUTHORISED, 1, 1 },
	{ S("J1"), MARK_AUTHORISED, 1, 1 },
	{ S("K"), MARK_PRESENT, 6, 10 },
	{ S("Y1"), MARK_NOT_REQUIRED, 1, 2 },
	{ S("Y2"), MARK_NOT_REQUIRED, 2, 2 },
	{ S("Y3"), MARK_NOT_REQUIRED, 2, 2 },
	{ S("Y7"), MARK_NOT_REQUIRED, 1, 2 },
};
/* clang-format on */
const uint32_t attendance_mark_count =
	sizeof(attendance_marks) / sizeof(attendance_marks[0]);

static_assert(sizeof(attendance_marks) / sizeof(attendance_marks[0]) <=
		      MARKS_MOST,
	      "counts are kept for all marks");

void absences_make(struct absences *absences, const struct shares *shares)
{
	uint32_t sessions = 0;

	assert(shares->count <= ABSENCE_ROWS);
	absences->count = (uint32_t)shares->count;
	absences->whole = 0;
	for (uint32_t i = 0; i < absences->count; i++) {
		const struct share *share = &shares->rows[i];
		uint8_t mark = 0;
		uint32_t twice;

		while (!slice_equal(attendance_marks[mark].code, share->text))
			mark++;
		twice = attendance_marks[mark].least +
			(uint32_t)attendance_marks[mark].most;
		absences->marks[i] = mark;
		absences->weights[i] = share->weight * 200u / twice;
		absences->whole += absences->weights[i];
		sessions += share->weight * 100u;
	}
	absences->mean_of_1000 =
		(uint32_t)(sessions * 1000ull / absences->whole);
}
