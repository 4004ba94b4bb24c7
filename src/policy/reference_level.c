/* The reference's levels of identification. */
#include "policy/reference_parts.h"

static struct level stated_level(const struct asking *asking,
				 const struct statement *rule,
				 struct range *clause)
{
	static const struct {
		const char *word;
		enum level_kind kind;
	} words[] = {
		{"named", LEVEL_NAMED},
		{"pupil", LEVEL_PUPIL},
		{"inside", LEVEL_INSIDE},
		{"anonymised", LEVEL_ANONYMISED},
	};
	const struct statement *level =
		statement_child(rule, KEYWORD_LEVEL, NULL);

	*clause = level != NULL ? level->range : reference_cited(rule);
	if (level == NULL)
		return level_named();
	for (size_t i = 0; i < 4; i++)
		if (statement_has(level, words[i].word))
			return (struct level){words[i].kind, DICTIONARY_NONE};
	return (struct level){LEVEL_AGGREGATE,
			      dictionary_find(asking->dictionary, KIND_AREA,
					      statement_text(level, "by"))};
}

int asking_compare_levels(const struct asking *asking, struct level a,
			  struct level b)
{
	const struct area *areas = asking->dictionary->areas;

	if (a.kind != b.kind)
		return a.kind > b.kind ? -1 : 1;
	if (a.kind != LEVEL_AGGREGATE || a.area == b.area)
		return 0;
	for (uint16_t up = areas[b.area].within; up != DICTIONARY_NONE;
	     up = areas[up].within)
		if (up == a.area)
			return -1;
	for (uint16_t up = areas[a.area].within; up != DICTIONARY_NONE;
	     up = areas[up].within)
		if (up == b.area)
			return 1;
	return 2;
}

bool asking_least_level(const struct asking *asking,
			const struct stated *levels, size_t count,
			struct stated *least)
{
	for (size_t i = 0; i < count; i++) {
		bool fits = true;

		for (size_t j = 0; j < count; j++)
			fits &= asking_compare_levels(asking, levels[i].level,
						      levels[j].level) <= 0;
		if (!fits)
			continue;
		*least = levels[i];
		return true;
	}
	return false;
}

void asking_field_level(const struct asking *asking, uint16_t field,
			const struct field_rules *rules,
			struct field_answer *result)
{
	const struct rules *lists[] = {result->duty ? &rules->duties
						    : &rules->live,
				       &rules->live_shares};
	struct stated levels[3 * RULES];
	bool granted;
	struct stated least = {level_named(), {NULL, 0, 0}};
	size_t count = 0;

	for (size_t l = 0; l < (result->duty ? 1 : 2); l++)
		for (size_t i = 0; i < lists[l]->count; i++) {
			levels[count].level =
				stated_level(asking, lists[l]->list[i],
					     &levels[count].clause);
			count++;
		}
	for (size_t i = 0;
	     !result->duty && count < 3 * RULES &&
	     asking_bound(asking, field, i, &levels[count], &granted);
	     i++)
		count++;
	result->level_conflict =
		!asking_least_level(asking, levels, count, &least);
	result->conflict[0] = levels[0].clause;
	result->conflict[1] = levels[count - 1].clause;
	result->level = least.level;
	result->level_clause = least.clause;
}
