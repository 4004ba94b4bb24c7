/*
 * From differences to changes: fields with the same fate go together, and each
 * change gets its words.
 */
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "policy/compare_parts.h"

/* What befalls a field, or an obligation, in one difference. */
enum { NOTHING = UINT8_MAX };

/* --- changes ---------------------------------------------------------------------------- */

/* Whether two changes befall the same pupils in the same way. */
static bool same_fate(const struct change *a, const struct change *b)
{
	if (a->kind != b->kind || !slice_equal(a->before, b->before) ||
	    !slice_equal(a->after, b->after) || a->case_count != b->case_count)
		return false;
	for (size_t i = 0; i < a->case_count; i++)
		if (!slice_equal(a->cases[i].when, b->cases[i].when) ||
		    !slice_equal(a->cases[i].condition, b->cases[i].condition))
			return false;
	return true;
}

static bool same_change(const struct change *a, const struct change *b)
{
	return same_fate(a, b) &&
	       memcmp(&a->fields, &b->fields, sizeof(a->fields)) == 0 &&
	       memcmp(&a->gone, &b->gone, sizeof(a->gone)) == 0;
}

static int add_change(struct telling_flow *telling, const struct change *change)
{
	for (size_t i = 0; i < telling->count; i++) {
		struct change *other = &telling->changes[i];

		if (!same_fate(other, change))
			continue;
		other->fields = field_set_union(other->fields, change->fields);
		other->gone = field_set_union(other->gone, change->gone);
		return 0;
	}
	telling->changes =
		arena_grow(telling->arena, telling->changes, telling->count,
			   &telling->capacity, sizeof(*telling->changes));
	if (telling->changes == NULL)
		return error_memory(telling->error);
	telling->changes[telling->count++] = *change;
	return 0;
}

/* --- fields ------------------------------------------------------------------------------- */

/* Fields of the new dictionary by index, then those that only the old has. */
enum { UNIVERSE = 2 * FIELD_LIMIT };

static bool part_has(const struct outcome_part *part, size_t field)
{
	if (field < FIELD_LIMIT)
		return field_set_has(&part->fields, (uint16_t)field);
	return field_set_has(&part->gone, (uint16_t)(field - FIELD_LIMIT));
}

static enum change_kind level_change(const struct telling_flow *telling,
				     const struct difference *difference)
{
	const struct dictionary *dictionary =
		telling->flow->comparison->request.dictionaries[COMPARE_NEW];
	struct level before, after;

	if (!level_read(dictionary, difference->parts[0]->level, &before) ||
	    !level_read(dictionary, difference->parts[1]->level, &after))
		return CHANGE_LEVEL;
	if (level_within(dictionary, after, before))
		return CHANGE_COVERED;
	if (level_within(dictionary, before, after))
		return CHANGE_REVEALED;
	return CHANGE_LEVEL;
}

static uint8_t field_fate(const struct telling_flow *telling,
			  const struct difference *difference, size_t field)
{
	bool before = part_has(difference->parts[COMPARE_OLD], field);
	bool after = part_has(difference->parts[COMPARE_NEW], field);

	if (before && !after)
		return CHANGE_WITHHELD;
	if (after && !before)
		return CHANGE_SENT;
	if (!before || slice_equal(difference->parts[0]->level,
				   difference->parts[1]->level))
		return NOTHING;
	return (uint8_t)level_change(telling, difference);
}

/* The level on a side, where the fate is about it. */
static struct slice level_of(const struct difference *difference, uint8_t fate,
			     int side)
{
	if ((fate == CHANGE_SENT && side == COMPARE_OLD) ||
	    (fate == CHANGE_WITHHELD && side == COMPARE_NEW))
		return SLICE("");
	return difference->parts[side]->level;
}

static bool same_levels(const struct difference *a, const struct difference *b,
			uint8_t fate)
{
	return slice_equal(level_of(a, fate, COMPARE_OLD),
			   level_of(b, fate, COMPARE_OLD)) &&
	       slice_equal(level_of(a, fate, COMPARE_NEW),
			   level_of(b, fate, COMPARE_NEW));
}

/* The fate of each field in each difference: a row for each field. */
struct fates {
	uint8_t *rows;
	bool *told; /* by field */
	size_t width;
};

static const uint8_t *row(const struct fates *fates, size_t field)
{
	return fates->rows + field * fates->width;
}

static bool is_eventful(const struct fates *fates, size_t field)
{
	for (size_t d = 0; d < fates->width; d++)
		if (row(fates, field)[d] != NOTHING)
			return true;
	return false;
}

/* One kind of fate (and for levels, from one level to another) of the fields
 * that are alike in all. */
static int tell_fate(struct telling_flow *telling, const struct fates *fates,
		     const struct change *alike, size_t field, size_t first)
{
	const struct flow *flow = telling->flow;
	uint8_t fate = row(fates, field)[first];
	struct change change = *alike;
	struct by_situation pupils;

	change.kind = (enum change_kind)fate;
	change.before =
		arena_copy(telling->arena, level_of(&flow->differences[first],
						    fate, COMPARE_OLD));
	change.after =
		arena_copy(telling->arena, level_of(&flow->differences[first],
						    fate, COMPARE_NEW));
	if (change.before.at == NULL || change.after.at == NULL)
		return error_memory(telling->error);
	if (cases_open(telling, &pupils) != 0)
		return -1;
	for (size_t d = first; d < fates->width; d++)
		if (row(fates, field)[d] == fate &&
		    same_levels(&flow->differences[d],
				&flow->differences[first], fate) &&
		    cases_add(telling, &pupils, &flow->differences[d]) != 0)
			return -1;
	/* What only the old dictionary has is never asked for alone. */
	if (cases_tell(telling, &pupils, field_set_empty(change.fields),
		       &change) != 0)
		return -1;
	return add_change(telling, &change);
}

static bool fate_is_new(const struct telling_flow *telling,
			const struct fates *fates, size_t field, size_t at)
{
	const struct difference *list = telling->flow->differences;
	uint8_t fate = row(fates, field)[at];

	if (fate == NOTHING)
		return false;
	for (size_t d = 0; d < at; d++)
		if (row(fates, field)[d] == fate &&
		    same_levels(&list[d], &list[at], fate))
			return false;
	return true;
}

static int tell_field(struct telling_flow *telling, struct fates *fates,
		      size_t field)
{
	struct change alike = {0};

	for (size_t f = field; f < UNIVERSE; f++) {
		if (fates->told[f] ||
		    memcmp(row(fates, f), row(fates, field), fates->width) != 0)
			continue;
		fates->told[f] = true;
		if (f < FIELD_LIMIT)
			field_set_add(&alike.fields, (uint16_t)f);
		else
			field_set_add(&alike.gone, (uint16_t)(f - FIELD_LIMIT));
	}
	for (size_t d = 0; d < fates->width; d++)
		if (fate_is_new(telling, fates, field, d) &&
		    tell_fate(telling, fates, &alike, field, d) != 0)
			return -1;
	return 0;
}

static int tell_fields(struct telling_flow *telling)
{
	const struct flow *flow = telling->flow;
	struct fates fates = {.width = flow->difference_count};
	int result = 0;

	fates.rows = memory_array(UNIVERSE, fates.width + 1);
	fates.told = memory_array(UNIVERSE, sizeof(*fates.told));
	if (fates.rows == NULL || fates.told == NULL)
		result = error_memory(telling->error);
	for (size_t f = 0; result == 0 && f < UNIVERSE; f++)
		for (size_t d = 0; d < fates.width; d++)
			fates.rows[f * fates.width + d] =
				field_fate(telling, &flow->differences[d], f);
	for (size_t f = 0; result == 0 && f < UNIVERSE; f++)
		if (!fates.told[f] && is_eventful(&fates, f))
			result = tell_field(telling, &fates, f);
	memory_free(fates.rows);
	memory_free(fates.told);
	return result;
}

/* --- obligations ---------------------------------------------------------------------------- */

static bool has_obligation(const struct outcome_part *part, struct slice text)
{
	for (size_t i = 0; i < part->obligation_count; i++)
		if (slice_equal(part->obligations[i], text))
			return true;
	return false;
}

/* What no longer goes with anything, because nothing goes, is not told. */
static bool obligation_changes(const struct difference *difference,
			       struct slice text, enum change_kind kind)
{
	int with = kind == CHANGE_OBLIGED ? COMPARE_NEW : COMPARE_OLD;

	return has_obligation(difference->parts[with], text) &&
	       !has_obligation(difference->parts[1 - with], text) &&
	       (kind == CHANGE_OBLIGED ||
		difference->parts[COMPARE_NEW]->level.len > 0);
}

static bool is_told(const struct telling_flow *telling,
		    const struct change *change)
{
	for (size_t i = 0; i < telling->count; i++)
		if (telling->changes[i].kind == change->kind &&
		    slice_equal(telling->changes[i].after, change->after) &&
		    memcmp(&telling->changes[i].fields, &change->fields,
			   sizeof(change->fields)) == 0)
			return true;
	return false;
}

/* The pupils of one way of asking: all fields together (FLOW_GROUPS), or a
 * group of them alone. */
static int find_obliged(struct telling_flow *telling,
			const struct change *change, size_t group,
			struct by_situation *pupils)
{
	const struct flow *flow = telling->flow;

	if (cases_open(telling, pupils) != 0)
		return -1;
	for (size_t d = 0; d < flow->difference_count; d++) {
		const struct difference *difference = &flow->differences[d];

		if (difference->group == group &&
		    obligation_changes(difference, change->after,
				       change->kind) &&
		    cases_add(telling, pupils, difference) != 0)
			return -1;
	}
	return 0;
}

/* Of those asked for alone, leaves only whom nothing was told of; false when
 * that is nobody. */
static bool leave_untold(const struct telling_flow *telling,
			 const struct by_situation *together,
			 struct by_situation *alone)
{
	size_t half = telling->situations / 2;
	size_t words = (space_size(telling->flow->space) + 63) / 64;
	bool any = false;

	for (size_t s = half; s < telling->situations; s++) {
		struct cell_set *set = &alone->sets[s];
		const struct cell_set *told = &together->sets[s - half];
		bool some = false;

		for (size_t i = 0; set->words != NULL && i < words; i++) {
			if (told->words != NULL)
				set->words[i] &= ~told->words[i];
			some |= set->words[i] != 0;
		}
		if (!some)
			set->words = NULL;
		any |= some;
	}
	return any;
}

static int tell_obligation(struct telling_flow *telling, struct slice text,
			   enum change_kind kind, size_t group)
{
	struct change change = {.kind = kind};
	struct by_situation pupils, together;

	change.after = arena_copy(telling->arena, text);
	if (change.after.at == NULL)
		return error_memory(telling->error);
	if (group < FLOW_GROUPS)
		change.fields = telling->flow->groups[group][COMPARE_NEW];
	if (is_told(telling, &change))
		return 0;
	if (find_obliged(telling, &change, group, &pupils) != 0)
		return -1;
	if (group < FLOW_GROUPS) {
		if (find_obliged(telling, &change, FLOW_GROUPS, &together) != 0)
			return -1;
		if (!leave_untold(telling, &together, &pupils))
			return 0;
	}
	if (cases_tell(telling, &pupils, group == FLOW_GROUPS, &change) != 0)
		return -1;
	return add_change(telling, &change);
}

static int tell_obligations(struct telling_flow *telling, enum change_kind kind,
			    bool together)
{
	const struct flow *flow = telling->flow;
	int with = kind == CHANGE_OBLIGED ? COMPARE_NEW : COMPARE_OLD;

	for (size_t d = 0; d < flow->difference_count; d++) {
		const struct difference *difference = &flow->differences[d];
		const struct outcome_part *part = difference->parts[with];

		if ((difference->group == FLOW_GROUPS) != together)
			continue;
		for (size_t i = 0; i < part->obligation_count; i++)
			if (obligation_changes(difference, part->obligations[i],
					       kind) &&
			    tell_obligation(telling, part->obligations[i], kind,
					    difference->group) != 0)
				return -1;
	}
	return 0;
}

/* --- promises that nothing comes of ------------------------------------------------------------ */

static int tell_promise(struct telling_flow *telling, int with,
			enum change_kind kind)
{
	struct change change = {.kind = kind};
	struct field_set fields, gone, others, others_gone;

	flow_promised(telling->flow, with, &fields, &gone);
	flow_promised(telling->flow, 1 - with, &others, &others_gone);
	change.fields = field_set_difference(fields, others);
	change.gone = field_set_difference(gone, others_gone);
	for (size_t i = 0; i < telling->count; i++) {
		const struct change *other = &telling->changes[i];

		if (other->kind == CHANGE_OBLIGED ||
		    other->kind == CHANGE_FREED)
			continue;
		change.fields =
			field_set_difference(change.fields, other->fields);
		change.gone = field_set_difference(change.gone, other->gone);
	}
	if (field_set_empty(change.fields) && field_set_empty(change.gone))
		return 0;
	return add_change(telling, &change);
}

/* --- the whole ----------------------------------------------------------------------------------- */

static enum flow_change_kind kind_of(const struct telling_flow *telling)
{
	const bool *released = telling->flow->released;
	bool more = false, less = false, other = false;

	if (!released[COMPARE_OLD] && released[COMPARE_NEW])
		return FLOW_BEGINS;
	if (released[COMPARE_OLD] && !released[COMPARE_NEW])
		return FLOW_ENDS;
	for (size_t i = 0; i < telling->count; i++) {
		enum change_kind kind = telling->changes[i].kind;

		more |= kind == CHANGE_SENT || kind == CHANGE_REVEALED;
		less |= kind == CHANGE_WITHHELD || kind == CHANGE_COVERED;
		other |= kind == CHANGE_LEVEL;
	}
	if (more && !less && !other)
		return FLOW_WIDENS;
	if (less && !more && !other)
		return FLOW_NARROWS;
	return FLOW_CHANGES;
}

static bool same_flow(const struct flow_change *a, const struct flow_change *b)
{
	if (a->kind != b->kind || !slice_equal(a->recipient, b->recipient) ||
	    a->change_count != b->change_count)
		return false;
	for (size_t i = 0; i < a->change_count; i++)
		if (!same_change(&a->changes[i], &b->changes[i]))
			return false;
	return true;
}

/* By the new dictionary, where it has it. */
static struct slice recipient_label(const struct notice_comparison *comparison,
				    struct slice name)
{
	for (int side = COMPARE_NEW; side >= COMPARE_OLD; side--) {
		const struct dictionary *dictionary =
			comparison->request.dictionaries[side];
		uint16_t body = dictionary_body(dictionary, name, NULL);

		if (body != DICTIONARY_NONE)
			return body_label(&dictionary->bodies[body],
					  comparison->summary.on);
	}
	return name;
}

static struct slice purpose_label(const struct notice_comparison *comparison,
				  struct slice name)
{
	for (int side = COMPARE_NEW; side >= COMPARE_OLD; side--) {
		const struct dictionary *dictionary =
			comparison->request.dictionaries[side];
		uint16_t purpose =
			dictionary_find(dictionary, KIND_PURPOSE, name);

		if (purpose != DICTIONARY_NONE)
			return dictionary->purposes[purpose].label;
	}
	return name;
}

static int add_purpose(struct notice_comparison *comparison,
		       struct flow_change *flow, struct slice purpose,
		       struct error *error)
{
	size_t count = flow->purpose_count;
	struct slice *names =
		arena_array(&comparison->arena, count + 1, sizeof(*names));
	struct slice *labels =
		arena_array(&comparison->arena, count + 1, sizeof(*labels));

	if (names == NULL || labels == NULL)
		return error_memory(error);
	for (size_t i = 0; i < count; i++) {
		names[i] = flow->purposes[i];
		labels[i] = flow->purpose_labels[i];
	}
	names[count] = purpose;
	labels[count] = purpose_label(comparison, purpose);
	flow->purposes = names;
	flow->purpose_labels = labels;
	flow->purpose_count++;
	return 0;
}

static int add_flow(struct notice_comparison *comparison,
		    struct flow_change *made, struct slice purpose,
		    struct error *error)
{
	struct flow_change *list;

	for (size_t i = 0; i < comparison->flow_count; i++)
		if (same_flow(&comparison->flows[i], made))
			return add_purpose(comparison, &comparison->flows[i],
					   purpose, error);
	if (add_purpose(comparison, made, purpose, error) != 0)
		return -1;
	list = arena_grow(&comparison->arena, comparison->flows,
			  comparison->flow_count, &comparison->flow_capacity,
			  sizeof(*list));
	if (list == NULL)
		return error_memory(error);
	comparison->flows = list;
	list[comparison->flow_count++] = *made;
	return 0;
}

int flow_tell(struct flow *flow, struct error *error)
{
	struct notice_comparison *comparison = flow->comparison;
	struct telling_flow telling = {
		.flow = flow,
		.arena = &comparison->arena,
		.error = error,
		.situations = 2 * flow->situations.count,
	};
	struct flow_change made = {.recipient = flow->recipient};

	if (tell_fields(&telling) != 0 ||
	    tell_obligations(&telling, CHANGE_OBLIGED, true) != 0 ||
	    tell_obligations(&telling, CHANGE_FREED, true) != 0 ||
	    tell_obligations(&telling, CHANGE_OBLIGED, false) != 0 ||
	    tell_obligations(&telling, CHANGE_FREED, false) != 0 ||
	    tell_promise(&telling, COMPARE_NEW, CHANGE_PROMISED) != 0 ||
	    tell_promise(&telling, COMPARE_OLD, CHANGE_UNPROMISED) != 0)
		return -1;
	if (telling.count == 0)
		return 0;
	made.kind = kind_of(&telling);
	made.recipient_label = recipient_label(comparison, flow->recipient);
	made.changes = telling.changes;
	made.change_count = telling.count;
	return add_flow(comparison, &made, flow->purpose, error);
}
