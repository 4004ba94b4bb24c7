/*
 * space_parts.h - the inside of a space: space.c (cells), space_axis.c (what
 * is cut), space_point.c and space_wish.c (where), space_box.c (sets as boxes)
 * and space_words.c.  Private to the policy room.
 */
#ifndef HORNBOOK_POLICY_SPACE_PARTS_H
#define HORNBOOK_POLICY_SPACE_PARTS_H

#include "base/arena.h"
#include "policy/plan_parts.h"
#include "policy/space.h"

enum axis_kind {
	AXIS_LINE,    /* a date or number: its points are intervals */
	AXIS_VALUES,  /* a flag or code, or the field behind several */
	AXIS_WISH,    /* 0: nobody's; else stated, in one class or several */
	AXIS_VERSION, /* of the notice.  0: told, 1: not told */
};

/* Values of an axis that no rule tells apart, at most. */
enum { CLASS_LIMIT = 64, POINT_LIMIT = 4096 };

/* A fact that the axis gives, by the dictionary it is of. */
struct axis_fact {
	const struct dictionary *dictionary;
	uint16_t fact;
};

/* A value, or an interval of values. */
struct point {
	bool known;
	int32_t low, high;     /* AXIS_LINE */
	struct slice text;     /* AXIS_VALUES: a code; true, false */
	struct slice label;    /* of a code */
	const int32_t *values; /* AXIS_VALUES: for each of the axis' facts */
	uint16_t class;
};

/* A class of a wish that stands: days on which it was stated, and the windows
 * that accept it, as bits. */
struct wished {
	int32_t first, last;
	uint32_t windows;
};

struct axis {
	enum axis_kind kind;
	struct slice name; /* of the fact or field */
	bool shared;       /* it is the field's: all facts from it are here */
	struct axis_fact *facts;
	size_t fact_count, fact_capacity;
	struct point *points; /* in order; that which is not known last */
	size_t point_count, point_capacity;
	uint16_t class_count;
	uint16_t sample[CLASS_LIMIT]; /* a point that stands for each class */
	enum wish_column wish;
	struct window *windows; /* AXIS_WISH: that rules ask */
	size_t window_count;
	struct wished *wished; /* by class, from 1; NULL: nobody asks when */
	uint64_t version;

	uint16_t walked; /* classes that cells are made of */
	uint32_t stride;
};

/* Whether low <= fact <= high is asked somewhere. */
struct atom {
	uint16_t axis;
	uint16_t fact; /* of the axis */
	int32_t low, high;
};

/* A wish as it counts, one of a plan's bits: over cells, beside the axes. */
struct mark {
	enum bit_kind kind;
	struct hand_over by;
	int32_t latest_birth;
	struct window stated;
	uint32_t wishes; /* that it is made of, as bits */
	uint64_t axes;   /* that it depends on */
	uint64_t *cells;
};

enum { AXIS_LIMIT = 64, MARK_LIMIT = 16 };

/* A part of the space: for each axis the classes allowed, as bits; the marks
 * that must be there and that must not. */
struct box {
	uint64_t classes[AXIS_LIMIT];
	uint32_t with, without;
};

struct boxes {
	struct box *list;
	size_t count, capacity;
	uint64_t axes; /* that the set depends on */
};

struct space {
	struct arena arena;
	struct plan *const *plans;
	size_t plan_count;
	struct space_options options;
	struct condition_program *bound; /* the options' conditions */

	struct axis axes[AXIS_LIMIT];
	size_t axis_count;
	struct atom *atoms;
	size_t atom_count, atom_capacity;

	uint32_t size;
	size_t words; /* of a set */
	bool whole;

	/* Cells that no plan tells apart have one answer in whatever
	 * situation: a number for each cell, and a cell for each number. */
	uint32_t *kinds, *samples;
	uint32_t kind_count;
	struct space_work *work; /* owned; NULL: not wanted so far */

	bool marked;
	struct mark marks[MARK_LIMIT];
	size_t mark_count;

	/* The set that was said last, and as what. */
	struct cell_set covered;
	struct boxes boxes;
};

static inline uint16_t space_digit(const struct space *space, size_t axis,
				   uint32_t cell)
{
	return (uint16_t)(cell / space->axes[axis].stride %
			  space->axes[axis].walked);
}

/* Whether plan `plan` can release anything to anybody; else it is asked
 * nothing. */
bool space_plan_live(const struct plan *plan);

/* Finds the axes and their cuts.  ERROR_INPUT when there are too many. */
int space_find_axes(struct space *space, struct error *error);

/* The field whose value settles a fact together with others; NULL when the
 * fact stands alone. */
const struct field *space_shared_field(const struct dictionary *dictionary,
				       const struct fact *fact);

/* --- space_point.c --- */

/* Cuts facts where conditions turn. */
int space_cut_facts(struct space *space, struct axis *axis,
		    struct error *error);

/* What a class of an axis is as a column value of a dictionary's fact;
 * false when the axis does not give that fact. */
bool axis_value(const struct axis *axis, uint16_t class,
		const struct dictionary *dictionary, uint16_t fact,
		int32_t *value);

/* The class of an axis in which a pupil's facts lie; UINT16_MAX: none. */
uint16_t space_class_of(const struct space *space, size_t axis,
			const struct dictionary *dictionary,
			const struct pupil *pupil);

/* --- space_wish.c --- */

/* The wishes, as bits, that a bit of a plan's signature depends on. */
uint32_t space_bit_wishes(const struct plan *plan, size_t bit);

/* Whether a bit asks for the age. */
bool space_bit_aged(const struct plan *plan, size_t bit);

/* Whether it bears on a bit when a wish was stated. */
bool space_bit_window(const struct bit *bit);

/* Cuts a wish where rules ask when it was stated. */
int space_cut_wish(struct space *space, struct axis *axis, struct error *error);

/* The class of a pupil's wish; UINT16_MAX: none. */
uint16_t axis_wish_class(const struct axis *axis, const struct pupil *pupil);

/* When the wish of a class was stated. */
void axis_wish_days(const struct axis *axis, uint16_t class, int32_t *first,
		    int32_t *last);

/* Adds words: "stated to 24 May 2018"; for classes (as bits) of a wish. */
void space_say_window(struct window window, struct builder *out);
void space_say_wish(const struct axis *axis, uint64_t classes, const char *wish,
		    struct builder *out);

/* A pupil of a cell, by any plan over the same facts. */
void space_pupil_of(const struct space *space, const struct plan *plan,
		    uint32_t cell, struct pupil *pupil);

/* Room for a batch of cells. */
struct space_columns {
	int32_t facts[FACT_LIMIT][BATCH_PUPILS];
	int32_t served[NOTICE_VERSIONS][BATCH_PUPILS];
	uint8_t wishes[WISH_COUNT][BATCH_PUPILS];
	int32_t first_stated[WISH_COUNT][BATCH_PUPILS];
	int32_t last_stated[WISH_COUNT][BATCH_PUPILS];
};

/* Room in which cells are asked of; what it holds is over with the call. */
struct space_work {
	struct space_columns columns;
	struct condition_space conditions;
};

/* Fills a batch with the cells from `first` on. */
void space_fill(const struct space *space, const struct plan *plan,
		uint32_t first, struct space_columns *columns,
		struct batch *batch);

/* Finds the marks, by the plans' own evaluation. */
int space_find_marks(struct space *space, struct error *error);

/* Boxes that cover a set and nothing else.  They live until space_free. */
int space_cover(struct space *space, const struct cell_set *set,
		struct boxes *boxes, struct error *error);

/* Whether a cell lies in a box, as far as `axes` tell. */
bool space_box_has(const struct space *space, const struct box *box,
		   uint64_t axes, uint32_t cell);

/* --- words ------------------------------------------------------------------------ */

/* Classes are given as bits; the last point is "not known". */
bool axis_is_birth(const struct axis *axis);
bool axis_is_wish(const struct axis *axis); /* or a version told */
bool axis_has(const struct axis *axis, uint64_t classes, size_t point);
size_t axis_known(const struct axis *axis, uint64_t classes);

/* "objected by a parent": the wish of an axis. */
const char *axis_wish_name(const struct axis *axis);

/* The one flag that an axis gives, NULL when it gives more; whether it is
 * set; the code that it gives, or NULL. */
const struct fact *axis_flag(const struct axis *axis);
bool axis_is_set(const struct axis *axis, uint64_t classes);
const struct fact *axis_code(const struct axis *axis);

/* Whether a box leaves anything out on an axis. */
bool box_constrains(const struct space *space, const struct boxes *boxes,
		    const struct box *box, size_t axis);

/* Whether the words of a set (space_say) stand for it in any space: not where
 * the budget left something out, where they end in "further cases", or where
 * they name values of a text that other rules may tell further apart. */
int space_says_whole(struct space *space, const struct cell_set *set,
		     bool *whole, struct error *error);

/* "a pupil of 14": how a cell's pupil is called, and the axes that matter for
 * its being in a set (NULL: all). */
int space_say_pupil(struct space *space, uint32_t cell,
		    const struct cell_set *about, uint64_t *axes,
		    struct builder *out, struct error *error);

/* "7 to 9, 11": the values alone. */
void axis_say_values(const struct space *space, const struct axis *axis,
		     uint64_t classes, struct builder *out);
void mark_say(const struct mark *mark, bool set, struct builder *out);

#endif
