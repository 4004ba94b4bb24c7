/* Cells and sets of cells in the words of the language. */
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "policy/space_parts.h"

/* --- values -------------------------------------------------------------------------- */

static const struct fact *fact_of(const struct axis_fact *fact)
{
	return &fact->dictionary->facts[fact->fact];
}

bool axis_is_birth(const struct axis *axis)
{
	return axis->kind == AXIS_LINE && slice_is(axis->name, "birth-date");
}

bool axis_is_wish(const struct axis *axis)
{
	return axis->kind == AXIS_WISH || axis->kind == AXIS_VERSION;
}

static int32_t date_of(const struct space *space)
{
	return space->plans[0]->request.date;
}

/* The age whose birthday falls between a birth date and the next; -1 for
 * none. */
static int birthday(const struct space *space, int32_t birth)
{
	enum { MOST = 200 };
	int age = date_age(birth, date_of(space));

	if (age >= 0 && age <= MOST &&
	    date_latest_birth(age, date_of(space)) == birth)
		return age;
	return -1;
}

static void say_number(const struct axis *axis, int32_t value,
		       struct builder *out)
{
	char text[DATE_TEXT_BYTES];

	if (fact_of(&axis->facts[0])->type == FACT_DATE) {
		date_format(value, text);
		builder_add_text(out, text);
	} else {
		builder_add_format(out, "%d", value);
	}
}

static void say_bound(const struct space *space, const struct axis *axis,
		      bool lower, int32_t value, struct builder *out)
{
	/* Whoever is born later is younger. */
	int age = axis_is_birth(axis)
			  ? birthday(space, lower ? value - 1 : value)
			  : -1;

	if (age >= 0) {
		builder_add_format(out, "age %s %d", lower ? "<" : ">=", age);
		return;
	}
	builder_add(out, axis->name);
	builder_add_text(out, lower ? " >= " : " <= ");
	say_number(axis, value, out);
}

static void say_interval(const struct space *space, const struct axis *axis,
			 size_t first, size_t last, struct builder *out)
{
	const struct point *points = axis->points;
	bool low = first > 0;
	bool high = last + 2 < axis->point_count;

	if (low && high && points[first].low == points[last].high &&
	    !axis_is_birth(axis)) {
		builder_add(out, axis->name);
		builder_add_text(out, " = ");
		say_number(axis, points[first].low, out);
		return;
	}
	/* Of ages the lower bound comes first, which is the later birth. */
	if (high && axis_is_birth(axis))
		say_bound(space, axis, false, points[last].high, out);
	if (low && high && axis_is_birth(axis))
		builder_add_text(out, " and ");
	if (low)
		say_bound(space, axis, true, points[first].low, out);
	if (low && high && !axis_is_birth(axis))
		builder_add_text(out, " and ");
	if (high && !axis_is_birth(axis))
		say_bound(space, axis, false, points[last].high, out);
}

bool axis_has(const struct axis *axis, uint64_t classes, size_t point)
{
	uint16_t class = axis->points[point].class;

	return class < CLASS_LIMIT && (classes >> class & 1) != 0;
}

size_t axis_known(const struct axis *axis, uint64_t classes)
{
	size_t count = 0;

	for (size_t p = 0; p + 1 < axis->point_count; p++)
		count += axis_has(axis, classes, p);
	return count;
}

static size_t run_end(const struct axis *axis, uint64_t classes, size_t first)
{
	size_t last = first;

	while (last + 2 < axis->point_count &&
	       axis_has(axis, classes, last + 1))
		last++;
	return last;
}

static unsigned int runs(const struct axis *axis, uint64_t classes)
{
	unsigned int count = 0;

	for (size_t p = 0; p + 1 < axis->point_count; p++)
		if (axis_has(axis, classes, p)) {
			p = run_end(axis, classes, p);
			count++;
		}
	return count;
}

static void say_intervals(const struct space *space, const struct axis *axis,
			  uint64_t classes, struct builder *out)
{
	size_t first[POINT_LIMIT / 2], count = 0;

	for (size_t p = 0; p + 1 < axis->point_count; p++)
		if (axis_has(axis, classes, p)) {
			first[count++] = p;
			p = run_end(axis, classes, p);
		}
	/* Who is born last is youngest, and comes first. */
	for (size_t i = 0; i < count; i++) {
		size_t at = first[axis_is_birth(axis) ? count - 1 - i : i];

		builder_add_text(out, i > 0 ? " or " : "");
		say_interval(space, axis, at, run_end(axis, classes, at), out);
	}
}

const struct fact *axis_code(const struct axis *axis)
{
	for (size_t i = 0; i < axis->fact_count; i++)
		if (fact_of(&axis->facts[i])->type == FACT_CODE)
			return fact_of(&axis->facts[i]);
	return NULL;
}

/* Whether the next code comes next in the order of their set. */
static bool follows(const struct axis *axis, size_t point)
{
	for (size_t i = 0; i < axis->fact_count; i++) {
		const struct fact *fact = fact_of(&axis->facts[i]);
		const struct dictionary *dictionary = axis->facts[i].dictionary;

		if (fact->type == FACT_CODE)
			return dictionary->code_sets[fact->codes].ordered &&
			       axis->points[point].values[i] <
				       axis->points[point + 1].values[i];
	}
	return false;
}

static void say_list(const struct axis *axis, uint64_t classes, bool inverted,
		     struct builder *out)
{
	const char *between = "";

	for (size_t p = 0; p + 1 < axis->point_count; p++) {
		size_t last = p;

		if (axis_has(axis, classes, p) == inverted)
			continue;
		while (last + 2 < axis->point_count &&
		       axis_has(axis, classes, last + 1) != inverted &&
		       follows(axis, last))
			last++;
		builder_add_text(out, between);
		builder_add(out, axis->points[p].text);
		if (last > p + 1)
			builder_add_text(out, " to ");
		else if (last > p)
			builder_add_text(out, ", ");
		if (last > p)
			builder_add(out, axis->points[last].text);
		between = ", ";
		p = last;
	}
}

/* Whether it is shorter to say what is not there. */
static bool is_inverted(const struct axis *axis, uint64_t classes)
{
	return axis_known(axis, classes) * 2 > axis->point_count - 1 &&
	       runs(axis, classes) > 1;
}

static void say_codes(const struct axis *axis, uint64_t classes,
		      struct builder *out)
{
	const struct fact *code = axis_code(axis);
	struct slice name = code != NULL ? code->name : axis->name;
	size_t all = axis->point_count - 1;
	size_t count = axis_known(axis, classes);
	bool inverted = is_inverted(axis, classes);

	builder_add(out, name);
	if ((inverted ? all - count : count) == 1)
		builder_add_text(out, inverted ? " != " : " = ");
	else
		builder_add_text(out, inverted ? " not in " : " in ");
	say_list(axis, classes, inverted, out);
}

void axis_say_values(const struct space *space, const struct axis *axis,
		     uint64_t classes, struct builder *out)
{
	if (axis->kind == AXIS_LINE) {
		say_intervals(space, axis, classes, out);
		return;
	}
	if (is_inverted(axis, classes))
		builder_add_text(out, "other than ");
	say_list(axis, classes, is_inverted(axis, classes), out);
}

const struct fact *axis_flag(const struct axis *axis)
{
	const struct fact *flag = fact_of(&axis->facts[0]);

	for (size_t i = 0; i < axis->fact_count; i++) {
		const struct fact *fact = fact_of(&axis->facts[i]);

		if (fact->type != FACT_FLAG ||
		    !slice_equal(fact->name, flag->name))
			return NULL;
	}
	return flag;
}

bool axis_is_set(const struct axis *axis, uint64_t classes)
{
	for (size_t p = 0; p + 1 < axis->point_count; p++)
		if (axis_has(axis, classes, p))
			return axis->points[p].values[0] == 1;
	return false;
}

static void say_flag(const struct axis *axis, uint64_t classes,
		     const struct fact *flag, struct builder *out)
{
	if (!axis_is_set(axis, classes))
		builder_add_text(out, "not ");
	builder_add(out, flag->name);
}

static struct slice axis_name(const struct axis *axis)
{
	const struct fact *code;

	if (axis_is_birth(axis))
		return SLICE("age");
	if (axis->kind == AXIS_LINE)
		return axis->name;
	if (axis_flag(axis) != NULL)
		return axis_flag(axis)->name;
	code = axis_code(axis);
	return code != NULL ? code->name : axis->name;
}

static void say_known(const struct space *space, const struct axis *axis,
		      uint64_t classes, struct builder *out)
{
	if (axis->kind == AXIS_LINE)
		say_intervals(space, axis, classes, out);
	else if (axis_flag(axis) != NULL)
		say_flag(axis, classes, axis_flag(axis), out);
	else
		say_codes(axis, classes, out);
}

static void say_fact(const struct space *space, const struct axis *axis,
		     uint64_t classes, struct builder *out)
{
	size_t known = axis_known(axis, classes);
	bool unknown = axis_has(axis, classes, axis->point_count - 1);

	if (known == axis->point_count - 1) {
		builder_add(out, axis_name(axis));
		builder_add_text(out, " known");
		return;
	}
	if (known > 0) {
		bool several = unknown || (axis->kind == AXIS_LINE &&
					   runs(axis, classes) > 1);

		if (several)
			builder_add_byte(out, '(');
		say_known(space, axis, classes, out);
		if (unknown) {
			builder_add_text(out, " or ");
			builder_add(out, axis_name(axis));
			builder_add_text(out, " not known");
		}
		if (several)
			builder_add_byte(out, ')');
		return;
	}
	builder_add(out, axis_name(axis));
	builder_add_text(out, " not known");
}

/* --- wishes and notices --------------------------------------------------------------- */

static const char *const wishes[WISH_COUNT] = {
	[WISH_OBJECTION_PARENT] = "objected by a parent",
	[WISH_OBJECTION_PUPIL] = "objected by the pupil",
	[WISH_REFUSAL_PARENT] = "refused by a parent",
	[WISH_REFUSAL_PUPIL] = "refused by the pupil",
	[WISH_CONSENT_PARENT] = "consented by a parent",
	[WISH_CONSENT_PUPIL] = "consented by the pupil",
	[WISH_RESTRICTION] = "restricted",
	[WISH_MARKETING_STOP] = "marketing stopped",
};

const char *axis_wish_name(const struct axis *axis)
{
	return wishes[axis->wish];
}

static void say_classes(const struct space *space, size_t index,
			uint64_t classes, struct builder *out)
{
	const struct axis *axis = &space->axes[index];
	bool second = (classes & 1) == 0;

	switch (axis->kind) {
	case AXIS_LINE:
	case AXIS_VALUES:
		say_fact(space, axis, classes, out);
		break;
	case AXIS_WISH:
		space_say_wish(axis, classes, wishes[axis->wish], out);
		break;
	case AXIS_VERSION:
		builder_add_format(out, "%stold by version %llu",
				   second ? "not " : "",
				   (unsigned long long)axis->version);
		break;
	}
}

static void say_holder(struct hand_over by, struct builder *out)
{
	static const char *const names[] = {
		[HOLDER_PARENT] = "a parent",
		[HOLDER_PUPIL] = "the pupil",
	};

	if (by.age == HAND_OVER_AGE && by.first == HOLDER_PARENT &&
	    by.second == HOLDER_PUPIL)
		return;
	builder_add_text(out, " by ");
	builder_add_text(out, names[by.first]);
	if (by.age > 0 && by.first != by.second)
		builder_add_format(out, ", from %d by %s", by.age,
				   names[by.second]);
}

void mark_say(const struct mark *mark, bool set, struct builder *out)
{
	bool refusal = (mark->wishes & (1u << WISH_REFUSAL_PARENT |
					1u << WISH_REFUSAL_PUPIL)) != 0;

	switch (mark->kind) {
	case BIT_OBJECTED:
		builder_add_text(out, set ? "with " : "without ");
		builder_add_text(out,
				 refusal ? "objection, refusal or restriction"
					 : "objection");
		break;
	case BIT_REFUSED:
		builder_add_text(out, set ? "with refusal" : "without refusal");
		break;
	case BIT_CONSENTED:
		builder_add_text(out, set ? "with consent" : "without consent");
		break;
	case BIT_PASSED_ON:
		builder_add_text(out, set ? "with an objection that counts no "
					    "more"
					  : "without an objection that counts "
					    "no more");
		break;
	case BIT_HOLDS:
	case BIT_NOT_FALSE:
	case BIT_BOUND:
	case BIT_TOLD:
	case BIT_RESTRICTED:
	case BIT_MARKETING_STOPPED:
		break;
	}
	say_holder(mark->by, out);
	if (mark->stated.from != DATE_NONE || mark->stated.to != DATE_NONE) {
		builder_add_byte(out, ' ');
		space_say_window(mark->stated, out);
	}
}

/* --- boxes ------------------------------------------------------------------------------- */

bool box_constrains(const struct space *space, const struct boxes *boxes,
		    const struct box *box, size_t axis)
{
	return (boxes->axes >> axis & 1) != 0 &&
	       __builtin_popcountll(box->classes[axis]) <
		       space->axes[axis].class_count;
}

static void say_box(const struct space *space, const struct boxes *boxes,
		    const struct box *box, struct builder *out)
{

	size_t start = out->len;

	for (int wish = 0; wish < 2; wish++)
		for (size_t i = 0; i < space->axis_count; i++) {
			if (axis_is_wish(&space->axes[i]) != wish ||
			    !box_constrains(space, boxes, box, i))
				continue;
			if (out->len > start)
				builder_add_text(out, wish ? ", " : " and ");
			say_classes(space, i, box->classes[i], out);
		}
	for (size_t i = 0; i < space->mark_count; i++) {
		if (((box->with | box->without) >> i & 1) == 0)
			continue;
		if (out->len > start)
			builder_add_text(out, ", ");
		mark_say(&space->marks[i], (box->with >> i & 1) != 0, out);
	}
	if (out->len == start)
		builder_add_text(out, "every pupil");
}

/* Boxes that are told; more are counted. */
enum { BOXES_SAID = 16 };

int space_say(struct space *space, const struct cell_set *set,
	      struct builder *out, struct error *error)
{
	struct boxes boxes;

	if (space_count(space, set) == 0) {
		builder_add_text(out, "no pupil");
		return 0;
	}
	if (space_cover(space, set, &boxes, error) != 0)
		return -1;
	for (size_t i = 0; i < boxes.count && i < BOXES_SAID; i++) {
		if (i > 0)
			builder_add_text(out, "; or ");
		say_box(space, &boxes, &boxes.list[i], out);
	}
	if (boxes.count > BOXES_SAID)
		builder_add_format(out, "; or in %zu further cases",
				   boxes.count - BOXES_SAID);
	return 0;
}

/* Whether values of an axis stand for others too, that no rule of these plans
 * names. */
static bool is_open(const struct axis *axis)
{
	const struct axis_fact *first = axis->facts;
	const struct fact *fact;

	if (axis->kind != AXIS_VALUES || !axis->shared ||
	    axis_flag(axis) != NULL)
		return false;
	fact = fact_of(first);
	return fact->codes == DICTIONARY_NONE &&
	       first->dictionary->fields[fact->field].codes == DICTIONARY_NONE;
}

int space_says_whole(struct space *space, const struct cell_set *set,
		     bool *whole, struct error *error)
{
	struct boxes boxes;

	if (space_cover(space, set, &boxes, error) != 0)
		return -1;
	*whole = space->whole && boxes.count <= BOXES_SAID;
	for (size_t i = 0; i < space->axis_count; i++)
		if ((boxes.axes >> i & 1) != 0 && is_open(&space->axes[i]))
			*whole = false;
	return 0;
}

/* --- one cell ------------------------------------------------------------------------------ */

/* " of 14": the age of a cell's pupil. */
static void say_age(const struct space *space, size_t index, uint32_t cell,
		    struct builder *out)
{
	const struct axis *axis = &space->axes[index];
	int32_t birth = DATE_NONE;

	axis_value(axis, space_digit(space, index, cell),
		   axis->facts[0].dictionary, axis->facts[0].fact, &birth);
	if (birth == DATE_NONE)
		builder_add_text(out, " of unknown age");
	else if (birth <= date_of(space))
		builder_add_format(out, " of %d",
				   date_age(birth, date_of(space)));
	else
		builder_add_text(out, " not yet born");
}

/* The axes that matter for a cell's being in a set: those of a box around
 * it. */
static int find_reasons(struct space *space, uint32_t cell,
			const struct cell_set *about, uint64_t *axes,
			struct error *error)
{
	struct boxes boxes;

	if (space_cover(space, about, &boxes, error) != 0)
		return -1;
	for (size_t b = 0; b < boxes.count; b++) {
		if (!space_box_has(space, &boxes.list[b], boxes.axes, cell))
			continue;
		*axes = 0;
		for (size_t i = 0; i < space->axis_count; i++)
			if (box_constrains(space, &boxes, &boxes.list[b], i))
				*axes |= 1ull << i;
		break;
	}
	return 0;
}

int space_say_pupil(struct space *space, uint32_t cell,
		    const struct cell_set *about, uint64_t *axes,
		    struct builder *out, struct error *error)
{
	*axes = ~0ull;
	if (about != NULL && find_reasons(space, cell, about, axes, error) != 0)
		return -1;
	builder_add_text(out, "a pupil");
	for (size_t i = 0; i < space->axis_count; i++)
		if ((*axes >> i & 1) != 0 && axis_is_birth(&space->axes[i]))
			say_age(space, i, cell, out);
	return 0;
}

int space_say_cell(struct space *space, uint32_t cell,
		   const struct cell_set *about, struct builder *out,
		   struct error *error)
{
	uint64_t axes;

	if (space_say_pupil(space, cell, about, &axes, out, error) != 0)
		return -1;
	for (size_t i = 0; i < space->axis_count; i++) {
		const struct axis *axis = &space->axes[i];
		uint16_t class = space_digit(space, i, cell);

		if (axis_is_birth(axis) || (axis_is_wish(axis) && class == 0) ||
		    (!axis_is_wish(axis) && (axes >> i & 1) == 0))
			continue;
		builder_add_text(out, ", ");
		say_classes(space, i, 1ull << class, out);
	}
	return 0;
}
