/* Codes become the codes of coarser sets. */
#include "anonymity/ladder.h"

#include "anonymity/microdata.h"
#include "base/arena.h"
#include "base/error.h"
#include "dictionary/dictionary.h"

/* A code climbs as long as something coarser is known of it. */
struct climber {
	uint16_t set, code; /* code DICTIONARY_NONE: it stays as it is */
};

static void climb(const struct dictionary *dictionary, struct climber *climber)
{
	const struct code_set *set = &dictionary->code_sets[climber->set];

	if (climber->code == DICTIONARY_NONE)
		return;
	climber->code = set->codes[climber->code].parent;
	climber->set = set->within;
}

static int add_set(struct ladder *ladder, const struct column *column,
		   const struct dictionary *dictionary, uint16_t set,
		   struct climber *climbers, struct slice *labels,
		   struct arena *arena, struct error *error)
{
	for (uint32_t v = 0; v < column->value_count; v++) {
		climb(dictionary, &climbers[v]);
		if (climbers[v].code != DICTIONARY_NONE)
			labels[v] = dictionary->code_sets[set]
					    .codes[climbers[v].code]
					    .code;
	}
	return ladder_add(ladder, column, dictionary->code_sets[set].name,
			  labels, arena, error);
}

int ladder_codes(struct ladder *ladder, const struct column *column,
		 const struct dictionary *dictionary, uint16_t codes,
		 struct arena *arena, struct error *error)
{
	struct climber *climbers =
		arena_array(arena, column->value_count, sizeof(*climbers));
	struct slice *labels =
		arena_array(arena, column->value_count, sizeof(*labels));
	uint16_t set = codes;

	if (climbers == NULL || labels == NULL)
		return error_memory(error);
	if (ladder_begin(ladder, column, arena, error) != 0)
		return -1;
	for (uint32_t v = 0; v < column->value_count; v++) {
		labels[v] = column->values[v];
		climbers[v] = (struct climber){
			codes,
			code_set_find(dictionary, codes, column->values[v])};
	}
	while (ladder->count + 1 < LADDER_LEVELS) {
		set = dictionary->code_sets[set].within;
		if (set == DICTIONARY_NONE)
			break;
		if (add_set(ladder, column, dictionary, set, climbers, labels,
			    arena, error) != 0)
			return -1;
	}
	if (ladder->count > 1)
		ladder->distance = DISTANCE_HIERARCHICAL;
	return ladder_end(ladder, column, arena, error);
}
