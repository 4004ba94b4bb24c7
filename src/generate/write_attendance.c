/*
 * write_attendance.c - sessions, marks and codes of this school year and the last.
 *
 * All of a year's absences are drawn whenever any are asked for, so that the marks
 * of autumn are the same in spring.
 */
#include "generate/child.h"

#include <string.h>

#include "base/date.h"
#include "generate/attendance_codes.h"
#include "generate/lots.h"

enum {
	ABSENCES_MOST = 60, /* in a term */
	LATE_MOST = 12,
};

/* How often a pupil is away, in hundredths of the average: a tenth of the pupils
 * misses more than a third of all that is missed (Pupil absence in schools in
 * England: persistent absentees; shares unconfirmed).  The average is 100. */
static const uint16_t away_of_100[] = {12, 22, 32,  45,  60,
				       78, 98, 128, 180, 345};

/* Part of a term at one school, in days from the term's first. */
struct piece {
	const struct school *school;
	int from, to; /* both inclusive */
	char *marks;  /* NULL: not wanted */
	uint8_t codes[2 * TERM_DAYS_MOST];
	uint32_t counts[MARKS_MOST];
};

struct attending {
	struct child *child;
	int year;
	const struct term_days *term;
	enum school_term which;
	const struct suspension *suspensions;
	size_t suspension_count;
};

static void set_mark(struct piece *piece, int session, uint8_t mark)
{
	uint8_t *code = &piece->codes[session];

	piece->counts[*code]--;
	piece->counts[mark]++;
	*code = mark;
	/* Marks have one letter; the code's number stands in the counts. */
	if (piece->marks != NULL)
		piece->marks[session - 2 * piece->from] =
			attendance_marks[mark].code.at[0];
}

/* Marks sessions in a row, on school days alone. */
static void set_marks(const struct attending *attending, struct piece *piece,
		      uint32_t day, uint32_t half, uint32_t length,
		      uint8_t mark)
{
	const struct term_days *term = attending->term;

	for (; length > 0 && day < term->open_count; length--) {
		int at = term->open[day];

		if (at >= piece->from && at <= piece->to)
			set_mark(piece, 2 * at + (int)half, mark);
		day += half;
		half ^= 1;
	}
}

static uint32_t absences_of_1000(const struct attending *attending,
				 const struct absences *absences)
{
	const struct child *child = attending->child;
	const struct school *school = child->school;
	int grade = child_grade_in(child, attending->year);
	struct lots lots = child_lots(child, TOPIC_ATTENDANCE);
	uint64_t sessions = attending->term->open_count * 2;
	uint64_t rate = child_rates(child, attending->year)
				->absence[child_rate_phase(school, grade)];
	uint64_t away = away_of_100[lots_below(&lots, 10)];

	if (school->kind == KIND_OF_REFERRAL)
		rate *= 3;
	away = away * (child->free_meals ? 140 : 90) / 100;
	return (uint32_t)(sessions * rate * away / absences->mean_of_1000);
}

static void draw_absences(const struct attending *attending,
			  struct piece *piece)
{
	const struct child *child = attending->child;
	const struct absences *absences =
		&child->population->absences[attending->year >= 2024];
	struct lots lots =
		child_lots_in(child, TOPIC_ATTENDANCE,
			      attending->year * 4 + (int)attending->which);
	uint32_t expected = absences_of_1000(attending, absences);
	uint32_t count = expected / 1000;

	if (lots_below(&lots, 1000) < expected % 1000)
		count++;
	if (count > ABSENCES_MOST)
		count = ABSENCES_MOST;
	for (uint32_t i = 0; i < count; i++) {
		uint8_t mark = absences_draw(absences, &lots);
		const struct attendance_mark *row = &attendance_marks[mark];
		uint32_t day = lots_below(&lots, attending->term->open_count);
		uint32_t length =
			(uint32_t)lots_between(&lots, row->least, row->most);

		set_marks(attending, piece, day,
			  length % 2 == 1 && row->most == 1
				  ? (uint32_t)(lots_draw(&lots) & 1)
				  : 0,
			  length, mark);
	}
}

static void draw_late(const struct attending *attending, struct piece *piece)
{
	struct lots lots = child_lots_in(attending->child, TOPIC_ATTENDANCE,
					 attending->year * 4 + 3 +
						 10000 * (int)attending->which);
	uint32_t count = lots_early(&lots, LATE_MOST) / 2;

	for (uint32_t i = 0; i < count; i++) {
		int at = attending->term->open[lots_below(
			&lots, attending->term->open_count)];

		if (at >= piece->from && at <= piece->to &&
		    piece->codes[2 * at] == MARK_MORNING)
			set_mark(piece, 2 * at, MARK_LATE);
	}
}

static void mark_suspensions(const struct attending *attending,
			     struct piece *piece)
{
	const struct term_days *term = attending->term;

	for (size_t i = 0; i < attending->suspension_count; i++) {
		const struct suspension *suspension =
			&attending->suspensions[i];
		uint32_t day = 0;

		if (suspension->start < term->first ||
		    suspension->start > term->last)
			continue;
		while (day < term->open_count &&
		       term->first + term->open[day] < suspension->start)
			day++;
		set_marks(attending, piece, day, 0, suspension->sessions,
			  MARK_SUSPENDED);
	}
}

static void attend(const struct attending *attending, struct piece *piece)
{
	const struct term_days *term = attending->term;
	uint32_t days = 0;

	for (uint32_t i = 0; i < term->open_count; i++) {
		int at = term->open[i];

		if (at < piece->from || at > piece->to)
			continue;
		piece->codes[2 * at] = MARK_MORNING;
		piece->codes[2 * at + 1] = MARK_AFTERNOON;
		days++;
	}
	memset(piece->counts, 0, sizeof(piece->counts));
	piece->counts[MARK_MORNING] = piece->counts[MARK_AFTERNOON] = days;
	if (child_grade_in(attending->child, attending->year) < 0)
		for (uint32_t i = 0; i < term->open_count; i++)
			if (term->open[i] >= piece->from &&
			    term->open[i] <= piece->to)
				set_mark(piece, 2 * term->open[i] + 1, MARK_X);
	draw_absences(attending, piece);
	draw_late(attending, piece);
	mark_suspensions(attending, piece);
}

static void write_totals(struct child *child, const struct piece *piece)
{
	uint32_t totals[4] = {0};

	for (uint32_t i = 0; i < attendance_mark_count; i++)
		totals[attendance_marks[i].class] += piece->counts[i];
	scribe_number(child->scribe, F_POSSIBLE,
		      totals[MARK_PRESENT] + totals[MARK_AUTHORISED] +
			      totals[MARK_UNAUTHORISED]);
	scribe_number(child->scribe, F_ATTENDED, totals[MARK_PRESENT]);
	scribe_number(child->scribe, F_AUTHORISED, totals[MARK_AUTHORISED]);
	scribe_number(child->scribe, F_UNAUTHORISED, totals[MARK_UNAUTHORISED]);
}

static void write_piece(struct attending *attending, struct piece *piece,
			bool with_marks)
{
	struct child *child = attending->child;
	struct scribe *scribe = child->scribe;
	const struct term_days *term = attending->term;
	size_t length = 2 * (size_t)(piece->to - piece->from + 1);

	piece->marks = with_marks ? scribe_room(scribe, length) : NULL;
	if (piece->marks != NULL)
		memcpy(piece->marks, term->marks + 2 * piece->from, length);
	attend(attending, piece);
	scribe_text(scribe, F_ATTENDANCE_LAESTAB, piece->school->place.laestab);
	scribe_text(scribe, F_ATTENDANCE_SCHOOL, piece->school->place.name);
	scribe_text(scribe, F_ATTENDANCE_TERM,
		    slice_of(calendar_term_code(attending->which)));
	scribe_date(scribe, F_ATTENDANCE_START, term->first + piece->from);
	write_totals(child, piece);
	if (piece->marks != NULL)
		scribe_text(scribe, F_MARKS,
			    (struct slice){piece->marks, length});
	scribe_item(scribe);
}

/* The pieces of a term, one after the other: false after the last. */
static bool next_piece(const struct attending *attending, struct piece *piece)
{
	const struct child *child = attending->child;
	int32_t first = attending->term->first, last = attending->term->last;
	int32_t day = first + piece->to + 1;

	if (last >= child->date)
		last = child->date - 1;
	if (child->left && last > child->leaving_date)
		last = child->leaving_date;
	for (size_t i = 0; i < child->spell_count; i++) {
		const struct spell *spell = &child->spells[i];
		int32_t until = spell->until;

		if (until == DATE_NONE || until > last)
			until = last;
		if (spell->from > day && spell->from <= last &&
		    until >= spell->from)
			day = spell->from;
		if (spell->from > day || until < day)
			continue;
		if (spell->school == NO_SCHOOL) {
			day = until + 1;
			continue;
		}
		piece->school =
			&child->population->catchments.schools[spell->school];
		piece->from = day - first;
		piece->to = until - first;
		return true;
	}
	return false;
}

/* The codes of a term at the present school, in the order of the table. */
struct code_counts {
	enum school_term term;
	uint32_t counts[MARKS_MOST];
};

static size_t write_year(struct child *child, const struct calendar *calendar,
			 struct slice period, bool with_marks,
			 struct code_counts codes[TERM_COUNT])
{
	struct suspension suspensions[SUSPENSIONS_MOST];
	struct attending attending = {
		.child = child,
		.year = calendar->year,
		.suspensions = suspensions,
		.suspension_count =
			child_suspensions(child, calendar->year, suspensions)};
	bool wanted =
		scribe_section(child->scribe, GENERATED_ATTENDANCE, period);
	struct piece piece;
	size_t count = 0;

	for (int t = 0; t < TERM_COUNT; t++) {
		attending.term = &calendar->terms[t];
		attending.which = (enum school_term)t;
		piece.to = -1;
		while (next_piece(&attending, &piece)) {
			if (wanted) {
				write_piece(&attending, &piece, with_marks);
			} else {
				piece.marks = NULL;
				attend(&attending, &piece);
			}
			if (piece.school != child->school)
				continue;
			if (count == 0 ||
			    codes[count - 1].term != attending.which)
				memset(&codes[count++], 0, sizeof(*codes));
			codes[count - 1].term = (enum school_term)t;
			for (uint32_t i = 0; i < attendance_mark_count; i++)
				codes[count - 1].counts[i] += piece.counts[i];
		}
	}
	if (wanted)
		scribe_end_section(child->scribe);
	return count;
}

/* Codes that were withdrawn in 2024 are shown as what they are now. */
static struct slice shown_code(const struct child *child, struct slice code)
{
	if (child->year < 2024)
		return code;
	return slice_is(code, "H")   ? SLICE("C")
	       : slice_is(code, "J") ? SLICE("J1")
	       : slice_is(code, "Y") ? SLICE("Y2")
				     : code;
}

static void write_codes(struct child *child, struct slice period,
			const struct code_counts *codes, size_t count)
{
	struct scribe *scribe = child->scribe;

	if (count == 0 ||
	    !scribe_section(scribe, GENERATED_ATTENDANCE_CODES, period))
		return;
	for (size_t t = 0; t < count; t++)
		for (uint32_t i = 0; i < attendance_mark_count; i++) {
			if (codes[t].counts[i] == 0)
				continue;
			scribe_text(
				scribe, F_CODE_TERM,
				slice_of(calendar_term_code(codes[t].term)));
			scribe_text(
				scribe, F_CODE,
				shown_code(child, attendance_marks[i].code));
			scribe_number(scribe, F_CODE_SESSIONS,
				      codes[t].counts[i]);
			scribe_item(scribe);
		}
	scribe_end_section(scribe);
}

void write_attendance(struct child *child)
{
	struct code_counts codes[CALENDARS][TERM_COUNT];
	struct slice periods[CALENDARS];
	size_t counts[CALENDARS] = {0};

	if (!scribe_wants(child->scribe, GENERATED_ATTENDANCE) &&
	    !scribe_wants(child->scribe, GENERATED_ATTENDANCE_CODES))
		return;
	/* Sections stand in order of period: the earlier year first. */
	for (int i = CALENDARS - 1; i >= 0; i--) {
		const struct calendar *calendar = &child->calendars->years[i];

		periods[i] = scribe_digits(child->scribe,
					   (uint64_t)calendar->year, 4);
		counts[i] = write_year(child, calendar, periods[i], i == 0,
				       codes[i]);
	}
	for (int i = CALENDARS - 1; i >= 0; i--)
		write_codes(child, periods[i], codes[i], counts[i]);
}
