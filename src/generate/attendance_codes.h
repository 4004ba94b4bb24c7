/*
 * attendance_codes.h - what a session may be marked as, and for how long.
 *
 * Private to the room.
 */
#ifndef HORNBOOK_GENERATE_ATTENDANCE_CODES_H
#define HORNBOOK_GENERATE_ATTENDANCE_CODES_H

#include <stdint.h>

#include "base/slice.h"
#include "generate/lots.h"

enum mark_class {
	MARK_PRESENT, /* at school, or taught elsewhere */
	MARK_AUTHORISED,
	MARK_UNAUTHORISED,
	MARK_NOT_REQUIRED, /* no possible session */
};

struct attendance_mark {
	struct slice code;
	enum mark_class class;
	uint8_t least, most; /* sessions in a row */
};

/* The first rows are for those who come. */
enum { MARK_MORNING, MARK_AFTERNOON, MARK_LATE, MARK_SUSPENDED, MARK_X };

extern const struct attendance_mark attendance_marks[];
extern const uint32_t attendance_mark_count;

enum { ABSENCE_ROWS = 24, MARKS_MOST = 40 };

/* A table of shares of sessions (shares.h) as one of absences, each of several
 * sessions in a row. */
struct absences {
	uint32_t count;
	uint32_t whole; /* sum of weights */
	uint32_t weights[ABSENCE_ROWS];
	uint8_t marks[ABSENCE_ROWS]; /* of attendance_marks */
	uint32_t mean_of_1000;       /* sessions of one, in thousandths */
};

struct shares;
void absences_make(struct absences *absences, const struct shares *shares);

/* A mark, by its number. */
static inline uint8_t absences_draw(const struct absences *absences,
				    struct lots *lots)
{
	uint32_t at = lots_below(lots, absences->whole), row = 0;

	while (at >= absences->weights[row])
		at -= absences->weights[row++];
	return absences->marks[row];
}

#endif
