/* For which pupils, in which situations, a change is: those that are alike go
 * together. */
#include "base/error.h"
#include "policy/compare_parts.h"

int cases_open(struct telling_flow *telling, struct by_situation *pupils)
{
	struct arena *arena = &telling->flow->arena;

	pupils->sets =
		arena_array(arena, telling->situations, sizeof(*pupils->sets));
	pupils->told =
		arena_array(arena, telling->situations, sizeof(*pupils->told));
	if (pupils->sets == NULL || pupils->told == NULL)
		return error_memory(telling->error);
	return 0;
}

int cases_add(struct telling_flow *telling, struct by_situation *pupils,
	      const struct difference *difference)
{
	struct space *space = telling->flow->space;
	struct cell_set *set = &pupils->sets[difference->situation];
	size_t words = (space_size(space) + 63) / 64;

	if (set->words == NULL && space_set(space, set, telling->error) != 0)
		return -1;
	for (size_t i = 0; i < words; i++)
		set->words[i] |= difference->cells.words[i];
	return 0;
}

static int copy(struct telling_flow *telling, struct builder *said,
		struct slice *text)
{
	*text = arena_copy(telling->arena, builder_slice(said));
	if (said->failed || text->at == NULL)
		return error_memory(telling->error);
	return 0;
}

static int say_pupils(struct telling_flow *telling, const struct cell_set *set,
		      struct change_case *words)
{
	struct space *space = telling->flow->space;
	struct builder said = {0};
	int result = -1;

	if (space_say(space, set, &said, telling->error) != 0 ||
	    copy(telling, &said, &words->condition) != 0)
		goto out;
	builder_clear(&said);
	if (space_tell(space, set, &said, telling->error) != 0 ||
	    copy(telling, &said, &words->pupils) != 0)
		goto out;
	builder_clear(&said);
	if (space_tell_cell(space, space_example(space, set), set, &said,
			    telling->error) != 0 ||
	    copy(telling, &said, &words->example) != 0)
		goto out;
	result = 0;
out:
	builder_release(&said);
	return result;
}

static int add_case(struct change_case **cases, size_t *count, size_t *capacity,
		    const struct change_case *made,
		    struct telling_flow *telling)
{
	*cases = arena_grow(telling->arena, *cases, *count, capacity,
			    sizeof(**cases));
	if (*cases == NULL)
		return error_memory(telling->error);
	(*cases)[(*count)++] = *made;
	return 0;
}

/* Words for the pupils of one or more situations that are alike. */
static int tell_alike(struct telling_flow *telling, struct by_situation *pupils,
		      size_t first, bool together, struct change_case **cases,
		      size_t *count, size_t *capacity)
{
	struct change_case made = {0};
	bool *alike = arena_array(&telling->flow->arena, telling->situations,
				  sizeof(*alike));
	struct slice *words;
	size_t word_count;

	if (alike == NULL)
		return error_memory(telling->error);
	for (size_t s = first; s < telling->situations; s++) {
		if (pupils->sets[s].words == NULL || pupils->told[s] ||
		    !space_same(telling->flow->space, &pupils->sets[first],
				&pupils->sets[s]))
			continue;
		alike[s] = pupils->told[s] = true;
	}
	if (say_pupils(telling, &pupils->sets[first], &made) != 0 ||
	    situations_say(&telling->flow->situations, alike, together,
			   telling->arena, &words, &word_count,
			   telling->error) != 0)
		return -1;
	for (size_t i = 0; i < word_count; i++) {
		made.when = words[i];
		if (add_case(cases, count, capacity, &made, telling) != 0)
			return -1;
	}
	return 0;
}

int cases_tell(struct telling_flow *telling, struct by_situation *pupils,
	       bool together, struct change *change)
{
	struct change_case *cases = NULL;
	size_t capacity = 0;

	for (size_t s = 0; s < telling->situations; s++)
		if (pupils->sets[s].words != NULL && !pupils->told[s] &&
		    tell_alike(telling, pupils, s, together, &cases,
			       &change->case_count, &capacity) != 0)
			return -1;
	change->cases = cases;
	return 0;
}
