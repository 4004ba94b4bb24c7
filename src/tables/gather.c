#include "tables/gather.h"

#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "tables/cube.h"
#include "tables/numbering.h"

/* A code for each pupil, as narrow as there are codes. */
struct column {
	void *codes;
	uint32_t width;
	size_t count, capacity;
};

/* Codes of one level, and how often each lies in which of the next. */
struct level {
	struct numbering codes;
	struct numbering pairs; /* of two numbers: in this level, in the next */
	uint64_t *votes;        /* by pair */
	size_t vote_count, vote_capacity;
};

struct dimension {
	struct slice name, label;
	uint32_t level_count;
	struct level levels[GATHER_LIMIT_LEVELS];
	struct column column;  /* of the first level's codes */
	const uint32_t *nodes; /* by code of it, once finished */
};

struct gather {
	struct arena arena; /* names */
	struct dimension dimensions[GATHER_LIMIT_DIMENSIONS];
	size_t dimension_count;
	bool has_values;
	int64_t *values;
	size_t value_count, value_capacity;
	struct builder text; /* of a code that has to be made */
};

/* --- columns ------------------------------------------------------------------------- */

static uint32_t column_get(const struct column *column, size_t i)
{
	switch (column->width) {
	case 1:
		return ((const uint8_t *)column->codes)[i];
	case 2:
		return ((const uint16_t *)column->codes)[i];
	default:
		return ((const uint32_t *)column->codes)[i];
	}
}

static void column_put(struct column *column, size_t i, uint32_t code)
{
	switch (column->width) {
	case 1:
		((uint8_t *)column->codes)[i] = (uint8_t)code;
		return;
	case 2:
		((uint16_t *)column->codes)[i] = (uint16_t)code;
		return;
	default:
		((uint32_t *)column->codes)[i] = code;
	}
}

/* Moves the column into room for `capacity` codes of `width` bytes. */
static int column_move(struct column *column, size_t capacity, uint32_t width,
		       struct error *error)
{
	struct column wider = {NULL, width, column->count, capacity};

	wider.codes = memory_array(capacity, width);
	if (wider.codes == NULL)
		return error_memory(error);
	for (size_t i = 0; i < column->count; i++)
		column_put(&wider, i, column_get(column, i));
	memory_free(column->codes);
	*column = wider;
	return 0;
}

static int column_add(struct column *column, uint32_t code, struct error *error)
{
	uint32_t width = code <= UINT8_MAX ? 1 : code <= UINT16_MAX ? 2 : 4;
	size_t capacity = column->capacity;

	if (column->count == capacity)
		capacity = capacity > 0 ? capacity * 2 : 1024;
	if (width < column->width)
		width = column->width;
	if ((capacity != column->capacity || width != column->width) &&
	    column_move(column, capacity, width, error) != 0)
		return -1;
	column_put(column, column->count++, code);
	return 0;
}

static int value_add(struct gather *gather, int64_t value, struct error *error)
{
	size_t capacity = gather->value_capacity;
	int64_t *values;

	if (gather->value_count == capacity) {
		capacity = capacity > 0 ? capacity * 2 : 1024;
		values = memory_resize(gather->values,
				       capacity * sizeof(*values));
		if (values == NULL)
			return error_memory(error);
		gather->values = values;
		gather->value_capacity = capacity;
	}
	gather->values[gather->value_count++] = value;
	return 0;
}

/* --- gathering ----------------------------------------------------------------------- */

int gather_begin(struct gather **out, const struct gather_dimension *dimensions,
		 size_t count, bool values, struct error *error)
{
	struct gather *gather = memory_array(1, sizeof(*gather));

	if (gather == NULL)
		return error_memory(error);
	gather->dimension_count = count;
	gather->has_values = values;
	for (size_t d = 0; d < count; d++) {
		struct dimension *dimension = &gather->dimensions[d];

		dimension->level_count = dimensions[d].levels;
		dimension->name =
			arena_copy(&gather->arena, dimensions[d].name);
		dimension->label =
			arena_copy(&gather->arena, dimensions[d].label);
		if (dimension->name.at == NULL || dimension->label.at == NULL) {
			gather_free(gather);
			return error_memory(error);
		}
	}
	*out = gather;
	return 0;
}

static int vote(struct level *level, uint32_t code, uint32_t group,
		struct error *error)
{
	uint32_t pair[2] = {code, group};
	uint64_t *votes;
	uint32_t number;

	if (numbering_add(&level->pairs,
			  (struct slice){(const char *)pair, sizeof(pair)},
			  &number, error) != 0)
		return -1;
	if (number == level->vote_count) {
		votes = arena_grow(&level->pairs.arena, level->votes,
				   level->vote_count, &level->vote_capacity,
				   sizeof(*votes));
		if (votes == NULL)
			return error_memory(error);
		level->votes = votes;
		level->vote_count++;
	}
	level->votes[number]++;
	return 0;
}

/* What stands for a code that is not known: that, and in what it lies. */
static int unknown_code(struct gather *gather, const struct slice *codes,
			uint32_t levels, struct slice *code,
			struct error *error)
{
	*code = SLICE(GATHER_UNKNOWN);
	for (uint32_t l = 1; l < levels; l++) {
		if (slice_empty(codes[l]))
			continue;
		builder_clear(&gather->text);
		builder_add_text(&gather->text, GATHER_UNKNOWN " in ");
		builder_add(&gather->text, codes[l]);
		*code = builder_slice(&gather->text);
		return gather->text.failed ? error_memory(error) : 0;
	}
	return 0;
}

static int add_codes(struct gather *gather, struct dimension *dimension,
		     const struct slice *codes, struct error *error)
{
	uint32_t levels = dimension->level_count, below = 0;

	for (uint32_t l = 0; l < levels; l++) {
		struct slice code = codes[l];
		uint32_t number;

		if (slice_empty(code) &&
		    unknown_code(gather, codes + l, levels - l, &code, error) !=
			    0)
			return -1;
		if (numbering_add(&dimension->levels[l].codes, code, &number,
				  error) != 0)
			return -1;
		if (l == 0 &&
		    column_add(&dimension->column, number, error) != 0)
			return -1;
		if (l > 0 &&
		    vote(&dimension->levels[l - 1], below, number, error) != 0)
			return -1;
		below = number;
	}
	return 0;
}

int gather_add(struct gather *gather, const struct slice *codes, int64_t value,
	       struct error *error)
{
	for (size_t d = 0; d < gather->dimension_count; d++) {
		struct dimension *dimension = &gather->dimensions[d];

		if (add_codes(gather, dimension, codes, error) != 0)
			return -1;
		codes += dimension->level_count;
	}
	return gather->has_values ? value_add(gather, value, error) : 0;
}

/* --- classifications ----------------------------------------------------------------- */

/* A code of some level on its way into a classification. */
struct group {
	struct slice code, label, parent;
	uint32_t parent_number; /* in the next level; UINT32_MAX: none */
	uint64_t votes;         /* for that */
	struct slice named;     /* by the caller: a group of its own */
};

struct making {
	const struct dimension *dimension;
	size_t number; /* of the dimension */
	const struct gather_naming *naming;
	struct group *groups[GATHER_LIMIT_LEVELS];
	struct group **named;
	size_t named_count, named_capacity;
	struct classification_entry *entries;
	size_t entry_count, entry_capacity;
	struct numbering taken; /* codes among the entries */
	uint64_t contradicted;
	struct arena *arena;
};

static bool is_unknown(struct slice code)
{
	return slice_is(code, GATHER_UNKNOWN);
}

/* In what each code of a level lies: what most pupils say, of equals the first
 * in byte order; what is not known says nothing. */
static void settle_parents(struct making *making, uint32_t l)
{
	const struct level *level = &making->dimension->levels[l];
	const struct level *next = level + 1;
	struct group *groups = making->groups[l];

	for (uint32_t p = 0; p < level->pairs.count; p++) {
		uint32_t pair[2];
		struct group *group;
		struct slice parent;

		memcpy(pair, level->pairs.texts[p].at, sizeof(pair));
		group = &groups[pair[0]];
		parent = next->codes.texts[pair[1]];
		if (is_unknown(parent))
			continue;
		if (group->parent_number != UINT32_MAX &&
		    (level->votes[p] < group->votes ||
		     (level->votes[p] == group->votes &&
		      slice_compare(parent,
				    next->codes.texts[group->parent_number]) >
			      0))) {
			making->contradicted += level->votes[p];
			continue;
		}
		if (group->parent_number != UINT32_MAX)
			making->contradicted += group->votes;
		group->parent_number = pair[1];
		group->votes = level->votes[p];
	}
}

/* A code that no other level of the dimension has: "1", "1 (group)". */
static int free_code(struct making *making, struct slice wanted,
		     struct slice *code, struct error *error)
{
	struct builder text = {0};
	uint32_t before, number;
	int result = 0;

	builder_add(&text, wanted);
	for (;;) {
		before = making->taken.count;
		if (text.failed ||
		    numbering_add(&making->taken, builder_slice(&text), &number,
				  error) != 0) {
			result = error_memory(error);
			break;
		}
		if (number == before)
			break;
		builder_add_text(&text, " (group)");
	}
	if (result == 0) {
		*code = arena_copy(making->arena, builder_slice(&text));
		if (code->at == NULL)
			result = error_memory(error);
	}
	builder_release(&text);
	return result;
}

static int add_entry(struct making *making, const struct group *group,
		     struct error *error)
{
	making->entries =
		arena_grow(making->arena, making->entries, making->entry_count,
			   &making->entry_capacity, sizeof(*making->entries));
	if (making->entries == NULL)
		return error_memory(error);
	making->entries[making->entry_count++] = (struct classification_entry){
		group->code, group->label, group->parent};
	return 0;
}

/* Groups become entries at the end, when it is known in what they lie. */
static int keep_group(struct making *making, struct group *group,
		      struct error *error)
{
	making->named =
		arena_grow(making->arena, making->named, making->named_count,
			   &making->named_capacity, sizeof(struct group *));
	if (making->named == NULL)
		return error_memory(error);
	making->named[making->named_count++] = group;
	return 0;
}

static void call_by_name(const struct making *making, uint32_t l,
			 struct slice code, struct slice *label,
			 struct slice *parent)
{
	*label = code;
	*parent = (struct slice){NULL, 0};
	if (is_unknown(code))
		*label = SLICE("Not known");
	else if (making->naming != NULL)
		making->naming->name(making->naming->context, making->number, l,
				     code, label, parent);
}

static int begin_level(struct making *making, uint32_t l, struct error *error)
{
	const struct numbering *codes = &making->dimension->levels[l].codes;
	struct group *groups =
		arena_array(making->arena, codes->count, sizeof(*groups));
	bool last = l + 1 == making->dimension->level_count;

	if (groups == NULL)
		return error_memory(error);
	making->groups[l] = groups;
	for (uint32_t i = 0; i < codes->count; i++) {
		groups[i].parent_number = UINT32_MAX;
		call_by_name(making, l, codes->texts[i], &groups[i].label,
			     &groups[i].named);
		if (!last)
			groups[i].named = (struct slice){NULL, 0};
		/* What is not known of a group is no group. */
		if ((l == 0 || !is_unknown(codes->texts[i])) &&
		    free_code(making, codes->texts[i], &groups[i].code,
			      error) != 0)
			return -1;
	}
	return 0;
}

/* Something that lies in a group that the caller names. */
struct member {
	struct slice named;
	struct slice *parent; /* where the group's code is to stand */
};

/* One tier of named groups: members of the tier below, groups that become
 * members of the one above. */
struct tier {
	struct making *making;
	uint32_t level;
	struct member *members;
	uint32_t count;
	struct numbering names;
	uint32_t *sizes;       /* members, by name */
	struct group **groups; /* by name; NULL: not worth a line */
	struct slice *above;   /* in what each lies */
	struct member *next;
	uint32_t next_count;
};

/* A group of one is its member, and a group of all is the total. */
static int make_named(struct tier *tier, uint32_t n, struct error *error)
{
	struct making *making = tier->making;
	struct slice label;
	struct group *group;

	call_by_name(making, tier->level, tier->names.texts[n], &label,
		     &tier->above[n]);
	if (tier->sizes[n] < 2 || tier->sizes[n] == tier->count)
		return 0;
	group = arena_allocate(making->arena, sizeof(*group));
	if (group == NULL)
		return error_memory(error);
	group->label = arena_copy(making->arena, label);
	if (group->label.at == NULL)
		return error_memory(error);
	if (free_code(making, tier->names.texts[n], &group->code, error) != 0)
		return -1;
	tier->groups[n] = group;
	tier->next[tier->next_count++] =
		(struct member){tier->above[n], &group->parent};
	return 0;
}

static int make_tier(struct tier *tier, struct error *error)
{
	struct arena *arena = tier->making->arena;
	uint32_t *numbers = arena_array(arena, tier->count, sizeof(*numbers));

	tier->sizes = arena_array(arena, tier->count, sizeof(*tier->sizes));
	tier->groups = arena_array(arena, tier->count, sizeof(*tier->groups));
	tier->above = arena_array(arena, tier->count, sizeof(*tier->above));
	tier->next = arena_array(arena, (size_t)tier->count * 2,
				 sizeof(*tier->next));
	if (numbers == NULL || tier->sizes == NULL || tier->groups == NULL ||
	    tier->above == NULL || tier->next == NULL)
		return error_memory(error);
	for (uint32_t i = 0; i < tier->count; i++) {
		if (numbering_add(&tier->names, tier->members[i].named,
				  &numbers[i], error) != 0)
			return -1;
		tier->sizes[numbers[i]]++;
	}
	for (uint32_t n = 0; n < tier->names.count; n++)
		if (make_named(tier, n, error) != 0)
			return -1;
	for (uint32_t i = 0; i < tier->count; i++) {
		uint32_t n = numbers[i];

		if (tier->groups[n] != NULL)
			*tier->members[i].parent = tier->groups[n]->code;
		else
			tier->next[tier->next_count++] = (struct member){
				tier->above[n], tier->members[i].parent};
	}
	return 0;
}

/* Leaves only members of which the caller named a group. */
static uint32_t keep_named(struct member *members, uint32_t count)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < count; i++)
		if (!slice_empty(members[i].named))
			members[kept++] = members[i];
	return kept;
}

static int begin_named(struct making *making, struct tier *tier,
		       struct error *error)
{
	uint32_t last = making->dimension->level_count - 1;
	uint32_t count = making->dimension->levels[last].codes.count;
	struct group *groups = making->groups[last];

	tier->making = making;
	tier->level = last;
	tier->members =
		arena_array(making->arena, count, sizeof(*tier->members));
	if (tier->members == NULL)
		return error_memory(error);
	for (uint32_t i = 0; i < count; i++)
		tier->members[i] =
			(struct member){groups[i].named, &groups[i].parent};
	tier->count = keep_named(tier->members, count);
	return 0;
}

/* Groups that the caller names, of codes of the last level, and theirs. */
static int add_named(struct making *making, struct error *error)
{
	struct tier tier = {0};

	if (begin_named(making, &tier, error) != 0)
		return -1;
	for (uint32_t t = 0; tier.count > 0 && t < GATHER_LIMIT_LEVELS; t++) {
		int result;

		tier.level++;
		tier.next_count = 0;
		result = make_tier(&tier, error);
		for (uint32_t n = 0; result == 0 && n < tier.names.count; n++)
			if (tier.groups[n] != NULL)
				result = keep_group(making, tier.groups[n],
						    error);
		numbering_release(&tier.names);
		if (result != 0)
			return -1;
		tier.members = tier.next;
		tier.count = keep_named(tier.next, tier.next_count);
	}
	return 0;
}

static int add_entries(struct making *making, struct error *error)
{
	uint32_t levels = making->dimension->level_count;

	for (uint32_t l = 0; l < levels; l++)
		for (uint32_t i = 0;
		     i < making->dimension->levels[l].codes.count; i++) {
			struct group *group = &making->groups[l][i];

			if (group->parent_number != UINT32_MAX)
				group->parent =
					making->groups[l + 1]
						      [group->parent_number]
							      .code;
			if (!slice_empty(group->code) &&
			    add_entry(making, group, error) != 0)
				return -1;
		}
	for (size_t i = 0; i < making->named_count; i++)
		if (add_entry(making, making->named[i], error) != 0)
			return -1;
	return 0;
}

static int make_entries(struct making *making, struct error *error)
{
	uint32_t levels = making->dimension->level_count;

	for (uint32_t l = 0; l < levels; l++)
		if (begin_level(making, l, error) != 0)
			return -1;
	for (uint32_t l = 0; l + 1 < levels; l++)
		settle_parents(making, l);
	if (add_named(making, error) != 0)
		return -1;
	return add_entries(making, error);
}

static int make_classification(const struct gather *gather, size_t d,
			       const struct gather_naming *naming,
			       struct classification *out,
			       struct count_codes *codes,
			       uint64_t *contradicted, struct arena *arena,
			       struct error *error)
{
	const struct dimension *dimension = &gather->dimensions[d];
	const struct numbering *first = &dimension->levels[0].codes;
	struct making making = {.dimension = dimension,
				.number = d,
				.naming = naming,
				.arena = arena};
	struct classification_index index;
	uint32_t *nodes = arena_array(arena, first->count, sizeof(*nodes));
	int result = -1;

	if (nodes == NULL)
		return error_memory(error);
	if (make_entries(&making, error) != 0 ||
	    classification_make(out, dimension->name, dimension->label,
				making.entries, making.entry_count, arena,
				error) != 0 ||
	    classification_index_make(&index, out, arena, error) != 0)
		goto out;
	for (uint32_t i = 0; i < first->count; i++)
		nodes[i] = classification_index_find(&index,
						     making.groups[0][i].code);
	codes->nodes = nodes;
	codes->count = first->count;
	*contradicted += making.contradicted;
	result = 0;
out:
	numbering_release(&making.taken);
	return result;
}

/* --- the cube ------------------------------------------------------------------------ */

static int count_columns(const struct gather *gather,
			 const struct count_codes *codes, unsigned int threads,
			 struct cube *cube, struct magnitudes *magnitudes,
			 struct arena *arena, struct error *error)
{
	struct count_column columns[GATHER_LIMIT_DIMENSIONS];
	struct counting *counting;
	int result = -1;

	for (size_t d = 0; d < gather->dimension_count; d++)
		columns[d] = (struct count_column){
			gather->dimensions[d].column.codes,
			gather->dimensions[d].column.width};
	if (counting_begin(&counting, cube, codes, gather->has_values, threads,
			   error) != 0)
		return -1;
	if (counting_add(counting, columns, gather->values,
			 gather->dimensions[0].column.count, error) == 0)
		result = counting_finish(counting,
					 gather->has_values ? magnitudes : NULL,
					 arena, error);
	counting_free(counting);
	return result;
}

int gather_finish(struct gather *gather, const struct gather_naming *naming,
		  unsigned int threads, struct cube *cube,
		  struct magnitudes *magnitudes, uint64_t *contradicted,
		  struct arena *arena, struct error *error)
{
	const struct classification *list[GATHER_LIMIT_DIMENSIONS];
	struct count_codes codes[GATHER_LIMIT_DIMENSIONS];
	struct classification *made;
	uint64_t lost = 0;

	made = arena_array(arena, gather->dimension_count, sizeof(*made));
	if (made == NULL)
		return error_memory(error);
	for (size_t d = 0; d < gather->dimension_count; d++) {
		if (make_classification(gather, d, naming, &made[d], &codes[d],
					&lost, arena, error) != 0)
			return -1;
		list[d] = &made[d];
	}
	for (size_t d = 0; d < gather->dimension_count; d++)
		gather->dimensions[d].nodes = codes[d].nodes;
	if (contradicted != NULL)
		*contradicted = lost;
	if (cube_make(cube, list, gather->dimension_count, arena, error) != 0)
		return -1;
	return count_columns(gather, codes, threads, cube, magnitudes, arena,
			     error);
}

int gather_persons(const struct gather *gather, const struct cube *cube,
		   uint32_t **cells, size_t *count, struct arena *arena,
		   struct error *error)
{
	size_t persons = gather->dimensions[0].column.count;
	uint32_t *list = arena_array(arena, persons, sizeof(*list));

	if (list == NULL)
		return error_memory(error);
	for (size_t d = 0; d < gather->dimension_count; d++) {
		const struct dimension *dimension = &gather->dimensions[d];

		for (size_t i = 0; i < persons; i++)
			list[i] += dimension->nodes[column_get(
					   &dimension->column, i)] *
				   cube->strides[d];
	}
	*cells = list;
	*count = persons;
	return 0;
}

void gather_free(struct gather *gather)
{
	if (gather == NULL)
		return;
	for (size_t d = 0; d < gather->dimension_count; d++) {
		struct dimension *dimension = &gather->dimensions[d];

		for (uint32_t l = 0; l < dimension->level_count; l++) {
			numbering_release(&dimension->levels[l].codes);
			numbering_release(&dimension->levels[l].pairs);
		}
		memory_free(dimension->column.codes);
	}
	memory_free(gather->values);
	builder_release(&gather->text);
	arena_release(&gather->arena);
	memory_free(gather);
}
