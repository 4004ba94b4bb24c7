#include "anonymity/ladder.h"

#include "anonymity/microdata.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"

#define NO_GROUP UINT32_MAX

/* --- levels ------------------------------------------------------------------- */

static int identity(struct ladder_level *level, const struct column *column,
		    struct arena *arena, struct error *error)
{
	level->groups =
		arena_array(arena, column->value_count, sizeof(uint32_t));
	if (level->groups == NULL)
		return error_memory(error);
	for (uint32_t v = 0; v < column->value_count; v++)
		level->groups[v] = v;
	level->labels = column->values;
	level->group_count = column->value_count;
	return 0;
}

int ladder_begin(struct ladder *ladder, const struct column *column,
		 struct arena *arena, struct error *error)
{
	*ladder = (struct ladder){.count = 1};
	return identity(&ladder->levels[0], column, arena, error);
}

/* Numbers the labels, in order of value. */
struct naming {
	const struct slice *labels;
	uint32_t *slots; /* a value that has the label, plus 1 */
	size_t slot_count;
};

static size_t naming_slot(const struct naming *naming, struct slice label)
{
	size_t slot = (size_t)slice_hash(label) & (naming->slot_count - 1);

	while (naming->slots[slot] != 0 &&
	       !slice_equal(naming->labels[naming->slots[slot] - 1], label))
		slot = (slot + 1) & (naming->slot_count - 1);
	return slot;
}

static int group_labels(struct ladder_level *level, const struct slice *labels,
			uint32_t count, struct arena *arena,
			struct error *error)
{
	struct naming naming = {.labels = labels, .slot_count = 16};

	while (naming.slot_count < (size_t)count * 2)
		naming.slot_count *= 2;
	naming.slots = memory_array(naming.slot_count, sizeof(*naming.slots));
	level->groups = arena_array(arena, count, sizeof(*level->groups));
	level->labels = arena_array(arena, count, sizeof(*level->labels));
	if (naming.slots == NULL || level->groups == NULL ||
	    level->labels == NULL) {
		memory_free(naming.slots);
		return error_memory(error);
	}
	for (uint32_t v = 0; v < count; v++) {
		size_t slot = naming_slot(&naming, labels[v]);

		if (naming.slots[slot] == 0) {
			naming.slots[slot] = v + 1;
			level->groups[v] = level->group_count;
			level->labels[level->group_count++] = labels[v];
		} else {
			level->groups[v] =
				level->groups[naming.slots[slot] - 1];
		}
	}
	memory_free(naming.slots);
	return 0;
}

/* What is one group below is one group here. */
static int check_nested(const struct ladder_level *below,
			const struct ladder_level *level, uint32_t count,
			struct arena *arena, struct error *error)
{
	uint32_t *above =
		arena_array(arena, below->group_count, sizeof(*above));

	if (above == NULL)
		return error_memory(error);
	memset(above, 0xff, below->group_count * sizeof(*above));
	for (uint32_t v = 0; v < count; v++) {
		uint32_t group = below->groups[v];

		if (above[group] != NO_GROUP &&
		    above[group] != level->groups[v])
			return error_set(error, ERROR_INPUT,
					 "level '%.*s' parts what the level "
					 "below it has joined",
					 SLICE_ARGS(level->name));
		above[group] = level->groups[v];
	}
	return 0;
}

int ladder_add(struct ladder *ladder, const struct column *column,
	       struct slice name, const struct slice *labels,
	       struct arena *arena, struct error *error)
{
	struct ladder_level *below = &ladder->levels[ladder->count - 1];
	struct ladder_level level = {.name = name};

	/* The last place is for the last level. */
	if (ladder->count + 1 >= LADDER_LEVELS)
		return error_set(error, ERROR_INPUT,
				 "a column has at most %d levels",
				 LADDER_LEVELS);
	if (group_labels(&level, labels, column->value_count, arena, error) !=
		    0 ||
	    check_nested(below, &level, column->value_count, arena, error) != 0)
		return -1;
	if (ladder->whole == 0)
		ladder->height++;
	if (level.group_count <= 1 && ladder->whole == 0)
		ladder->whole = ladder->height;
	if (level.group_count == below->group_count || level.group_count <= 1)
		return 0;
	level.height = ladder->height;
	ladder->levels[ladder->count++] = level;
	return 0;
}

int ladder_end(struct ladder *ladder, const struct column *column,
	       struct arena *arena, struct error *error)
{
	struct ladder_level *level = &ladder->levels[ladder->count];

	*level = (struct ladder_level){.name = SLICE("left out")};
	level->groups =
		arena_array(arena, column->value_count, sizeof(*level->groups));
	level->labels = arena_array(arena, 1, sizeof(*level->labels));
	if (level->groups == NULL || level->labels == NULL)
		return error_memory(error);
	level->labels[0] = SLICE(LADDER_TOP);
	level->group_count = 1;
	level->height = ladder->whole != 0 ? ladder->whole : ladder->height + 1;
	ladder->count++;
	return 0;
}

int ladder_plain(struct ladder *ladder, const struct column *column,
		 struct arena *arena, struct error *error)
{
	if (ladder_begin(ladder, column, arena, error) != 0)
		return -1;
	return ladder_end(ladder, column, arena, error);
}

/* --- areas ------------------------------------------------------------------------ */

/* What each area's rows say of the larger one; false when they disagree. */
static bool larger_areas(const struct column *column,
			 const struct column *larger, size_t row_count,
			 struct slice *labels)
{
	for (uint32_t v = 0; v < column->value_count; v++)
		labels[v] = (struct slice){NULL, 0};
	for (size_t row = 0; row < row_count; row++) {
		struct slice *label = &labels[column->cells[row]];
		struct slice value = column_value(larger, row);

		if (slice_empty(column_value(column, row)))
			continue;
		if (label->at != NULL && !slice_equal(*label, value))
			return false;
		*label = value;
	}
	return true;
}

int ladder_areas(struct ladder *ladder, const struct column *column,
		 const struct column *const *larger, size_t count,
		 size_t row_count, struct arena *arena, struct error *error)
{
	if (ladder_begin(ladder, column, arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count && ladder->count + 1 < LADDER_LEVELS;
	     i++) {
		struct ladder before = *ladder;
		struct slice *labels = arena_array(arena, column->value_count,
						   sizeof(*labels));
		struct error parted = {0};

		if (labels == NULL)
			return error_memory(error);
		if (!larger_areas(column, larger[i], row_count, labels))
			continue;
		if (ladder_add(ladder, column, larger[i]->name, labels, arena,
			       &parted) == 0)
			continue;
		if (parted.code == ERROR_MEMORY)
			return error_memory(error);
		*ladder = before;
	}
	return ladder_end(ladder, column, arena, error);
}
