/* Pupils, decided and shaped, batch by batch. */
#include <string.h>

#include "base/error.h"
#include "register/layer.h"
#include "share/disclosure.h"

/* --- shaping ----------------------------------------------------------------------- */

static uint32_t keep_values(struct item *item, const struct field_set *fields)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < item->count; i++)
		if (field_set_has(fields, item->values[i].field))
			item->values[kept++] = item->values[i];
	item->count = kept;
	return kept;
}

/* Cuts a record down, in place, to the fields that were released. */
static void shape(struct record *record, const struct field_set *fields)
{
	uint32_t sections = 0;

	for (uint32_t s = 0; s < record->count; s++) {
		struct section *section = &record->sections[s];
		uint32_t items = 0;

		for (uint32_t i = 0; i < section->count; i++)
			if (keep_values(&section->items[i], fields) > 0)
				section->items[items++] = section->items[i];
		section->count = items;
		if (items > 0)
			record->sections[sections++] = *section;
	}
	record->count = sections;
	record->upn = (struct slice){NULL, 0};
}

/* Takes the area out of a record that may not be counted by it. */
static void hide_area(const struct disclosure *disclosure,
		      struct record *record, struct level level)
{
	const struct dictionary *dictionary = disclosure->node->dictionary;
	uint16_t area = dictionary->areas[level.area].field;
	uint16_t category = dictionary->fields[area].category;
	struct field_set others = {0};

	for (uint16_t f = 0; f < dictionary->field_count; f++)
		if (f != area)
			field_set_add(&others, f);
	for (uint32_t s = 0; s < record->count; s++)
		for (uint32_t i = 0; record->sections[s].category == category &&
				     i < record->sections[s].count;
		     i++)
			keep_values(&record->sections[s].items[i], &others);
}

static struct field_set held_fields(const struct record *record)
{
	struct field_set held = {0};

	for (uint32_t s = 0; s < record->count; s++)
		for (uint32_t i = 0; i < record->sections[s].count; i++) {
			const struct item *item = &record->sections[s].items[i];

			for (uint32_t v = 0; v < item->count; v++)
				field_set_add(&held, item->values[v].field);
		}
	return held;
}

/* --- counting ------------------------------------------------------------------------ */

/* Where a mask stands in the hash table, or the free slot for it. */
static size_t mask_slot(const struct disclosure *disclosure,
			const struct field_set *sent)
{
	uint64_t hash =
		slice_hash((struct slice){(const char *)sent, sizeof(*sent)});
	size_t slot = (size_t)hash & (disclosure->mask_slot_count - 1);

	while (disclosure->mask_slots[slot] != UINT16_MAX &&
	       memcmp(&disclosure->masks[disclosure->mask_slots[slot]], sent,
		      sizeof(*sent)) != 0)
		slot = (slot + 1) & (disclosure->mask_slot_count - 1);
	return slot;
}

static int grow_mask_slots(struct disclosure *disclosure, struct error *error)
{
	size_t count = disclosure->mask_slot_count > 0
			       ? disclosure->mask_slot_count * 2
			       : 64;

	disclosure->mask_slots =
		arena_array(disclosure->arena, count, sizeof(uint16_t));
	if (disclosure->mask_slots == NULL)
		return error_memory(error);
	disclosure->mask_slot_count = count;
	memset(disclosure->mask_slots, 0xff, count * sizeof(uint16_t));
	for (size_t i = 0; i < disclosure->mask_count; i++)
		disclosure->mask_slots[mask_slot(
			disclosure, &disclosure->masks[i])] = (uint16_t)i;
	return 0;
}

static int add_mask(struct disclosure *disclosure, struct field_set sent,
		    uint16_t *mask, struct error *error)
{
	size_t slot;

	if (disclosure->mask_count * 2 >= disclosure->mask_slot_count &&
	    grow_mask_slots(disclosure, error) != 0)
		return -1;
	slot = mask_slot(disclosure, &sent);
	*mask = disclosure->mask_slots[slot];
	if (*mask != UINT16_MAX)
		return 0;
	if (disclosure->mask_count >= UINT16_MAX - 1)
		return error_set(error, ERROR_INPUT,
				 "too many different sets of fields in one "
				 "release");
	disclosure->masks = arena_grow(
		disclosure->arena, disclosure->masks, disclosure->mask_count,
		&disclosure->mask_capacity, sizeof(*disclosure->masks));
	if (disclosure->masks == NULL)
		return error_memory(error);
	*mask = (uint16_t)disclosure->mask_count;
	disclosure->masks[disclosure->mask_count++] = sent;
	disclosure->mask_slots[slot] = *mask;
	return 0;
}

static int start_count(struct disclosure *disclosure,
		       struct decision_count *count,
		       const struct decision *decision, struct error *error)
{
	uint16_t fields = disclosure->node->dictionary->field_count;

	count->fields =
		arena_array(disclosure->arena, fields, sizeof(*count->fields));
	if (count->fields == NULL)
		return error_memory(error);
	for (uint16_t f = 0; f < fields; f++)
		if (field_set_has(&decision->requested, f) &&
		    !field_set_has(&decision->released, f))
			field_set_add(
				&count->by_gate[decision->verdicts[f].gate], f);
	return 0;
}

static int count_of(struct disclosure *disclosure, uint32_t index,
		    struct decision_count **out, struct error *error)
{
	while (index >= disclosure->count_capacity) {
		size_t count = disclosure->count_capacity;

		disclosure->counts =
			arena_grow(disclosure->arena, disclosure->counts, count,
				   &disclosure->count_capacity,
				   sizeof(*disclosure->counts));
		if (disclosure->counts == NULL)
			return error_memory(error);
	}
	*out = &disclosure->counts[index];
	if ((*out)->fields == NULL)
		return start_count(disclosure, *out,
				   plan_decision(disclosure->plan, index),
				   error);
	return 0;
}

/* A field that the pupil's record does not hold is not withheld from it. */
static void count_withheld(struct disclosure *disclosure,
			   struct decision_count *count,
			   const struct field_set *held, bool wholly)
{
	bool any = false;

	for (int gate = GATE_RECIPIENT; gate < GATE_COUNT; gate++) {
		struct field_set lost;

		lost = field_set_intersection(count->by_gate[gate], *held);
		if (field_set_empty(lost))
			continue;
		any = true;
		disclosure->report->gates[gate].pupils++;
		disclosure->report->gates[gate].wholly += wholly;
		for (uint16_t f = field_set_next(&lost, 0);
		     f != DICTIONARY_NONE;
		     f = field_set_next(&lost, (uint16_t)(f + 1)))
			count->fields[f]++;
	}
	disclosure->report->wholly += wholly && any;
}

static void count_items(struct disclosure *disclosure,
			const struct record *record)
{
	uint32_t items[CATEGORY_LIMIT] = {0};

	for (uint32_t s = 0; s < record->count; s++)
		items[record->sections[s].category] +=
			record->sections[s].count;
	for (int c = 0; c < CATEGORY_LIMIT; c++)
		if (items[c] > disclosure->most_items[c])
			disclosure->most_items[c] = items[c];
}

/* A period is an academic year by its calendar year ("2025"); what is not kept by
 * period is of the year in which it was recorded. */
static int year_of(const struct section *section)
{
	uint64_t year;

	if (section->period.len == 4 &&
	    slice_number(section->period, 2999, &year))
		return (int)year;
	return section->collected != DATE_NONE
		       ? date_academic_year(section->collected)
		       : 0;
}

static void count_years(struct disclosure *disclosure,
			const struct record *record)
{
	for (uint32_t s = 0; s < record->count; s++) {
		int year = year_of(&record->sections[s]);

		if (year == 0)
			continue;
		if (disclosure->first_year == 0 ||
		    year < disclosure->first_year)
			disclosure->first_year = year;
		if (year > disclosure->last_year)
			disclosure->last_year = year;
	}
}

/* What a decision lets out of one record: nothing leaves of a pupil who holds
 * nothing of what is allowed, but every pupil counts in a table. */
static struct field_set sent_fields(const struct disclosure *disclosure,
				    const struct decision *decision,
				    const struct record *record,
				    struct field_set *held)
{
	bool table = disclosure->aggregate ||
		     (decision->outcome == OUTCOME_PERMIT &&
		      decision->level.kind == LEVEL_AGGREGATE);

	*held = table ? decision->requested : held_fields(record);
	if (decision->outcome != OUTCOME_PERMIT)
		return (struct field_set){0};
	/* What the file's format has no place for does not go out. */
	return field_set_intersection(
		*held, field_set_intersection(decision->released,
					      disclosure->carried));
}

static int add_row(struct disclosure *disclosure, uint64_t pupil,
		   struct field_set sent, struct error *error)
{
	uint16_t mask;

	if (add_mask(disclosure, sent, &mask, error) != 0)
		return -1;
	disclosure->sent = field_set_union(disclosure->sent, sent);
	disclosure->rows[disclosure->row_count++] =
		(struct roll_row){pupil, mask};
	return 0;
}

static int count_pupil(struct disclosure *disclosure,
		       const struct record *record, uint32_t index, bool *out,
		       struct error *error)
{
	const struct decision *decision =
		plan_decision(disclosure->plan, index);
	struct field_set held;
	struct field_set sent =
		sent_fields(disclosure, decision, record, &held);
	struct decision_count *count = NULL;

	if (count_of(disclosure, index, &count, error) != 0)
		return -1;
	*out = !field_set_empty(sent);
	count->pupils++;
	disclosure->report->considered++;
	disclosure->report->released += *out;
	count->sent += *out;
	count_withheld(disclosure, count, &held, !*out);
	if (decision->outcome == OUTCOME_CONFLICT &&
	    disclosure->conflict == NULL) {
		disclosure->conflict = decision;
		disclosure->conflict_clauses.first = decision->conflict[0];
		disclosure->conflict_clauses.second = decision->conflict[1];
	}
	return *out ? add_row(disclosure, record->pupil, sent, error) : 0;
}

/* --- the scan --------------------------------------------------------------------------- */

static bool wants_pseudonym(const struct decision *decision)
{
	return decision->level.kind == LEVEL_PUPIL ||
	       decision->level.kind == LEVEL_INSIDE;
}

static int is_released(struct scanning *scanning, size_t i, bool *released,
		       struct error *error)
{
	struct disclosure *disclosure = scanning->disclosure;
	const struct decision *decision;
	struct field_set held;

	if (scanning->count)
		return count_pupil(disclosure, &scanning->records[i],
				   scanning->decisions[i], released, error);
	decision = plan_decision(disclosure->plan, scanning->decisions[i]);
	*released = !field_set_empty(sent_fields(disclosure, decision,
						 &scanning->records[i], &held));
	return 0;
}

static int shape_batch(struct scanning *scanning, size_t count,
		       struct shaped *shaped, struct error *error)
{
	struct disclosure *disclosure = scanning->disclosure;

	shaped->records = scanning->records;
	shaped->decisions = scanning->kept;
	shaped->count = 0;
	for (size_t i = 0; i < count; i++) {
		const struct decision *decision;
		struct record *record = &scanning->records[i];
		/* Shaping may take the number out of the record. */
		struct person person = {record->pupil,
					matched_number(disclosure, record)};
		bool limited, released;

		if (parents_hold_back(disclosure, record, &limited,
				      &scanning->arena, error) != 0)
			return -1;
		disclosure->report->limited += scanning->count && limited;
		if (is_released(scanning, i, &released, error) != 0)
			return -1;
		if (!released)
			continue;
		bindings_sent(disclosure->bindings, i);
		decision =
			plan_decision(disclosure->plan, scanning->decisions[i]);
		if (decision->level.kind != LEVEL_AGGREGATE)
			shape(record, &decision->released);
		else if (!bindings_let_area(disclosure->bindings, i,
					    decision->level))
			hide_area(disclosure, record, decision->level);
		if (wants_pseudonym(decision) &&
		    pseudonym_add(disclosure, record, person, &scanning->arena,
				  error) != 0)
			return -1;
		if (scanning->count)
			disclosure->report->numbered +=
				!slice_empty(person.number);
		if (scanning->count)
			count_items(disclosure, record);
		if (scanning->count && decision->level.kind != LEVEL_AGGREGATE)
			count_years(disclosure, record);
		scanning->kept[shaped->count] = scanning->decisions[i];
		scanning->records[shaped->count++] = *record;
	}
	return 0;
}

struct taker {
	int (*take)(struct disclosure *disclosure, const struct shaped *shaped,
		    void *context, struct error *error);
	void *context;
	uint64_t done; /* pupils */
};

int disclosure_batch(struct scanning *scanning, size_t count,
		     struct shaped *shaped, struct error *error)
{
	struct disclosure *disclosure = scanning->disclosure;
	struct columns *columns = disclosure->columns;
	const struct batch *batch =
		columns_fill(columns, scanning->records, count);

	if (disclosure->bindings != NULL &&
	    bindings_column(disclosure->bindings, scanning->records, count,
			    &columns->batch.binding, error) != 0)
		return -1;
	if (plan_decide(disclosure->plan, batch, scanning->decisions, error) !=
		    0 ||
	    growth_batch(scanning, count, error) != 0 ||
	    shape_batch(scanning, count, shaped, error) != 0)
		return -1;
	return order_batch(disclosure, shaped, &scanning->arena, error);
}

static int take_batch(struct scanning *scanning, size_t count,
		      struct taker *taker, struct error *error)
{
	struct disclosure *disclosure = scanning->disclosure;
	const struct share_request *asked = disclosure->asked;
	struct shaped shaped;

	if (disclosure_batch(scanning, count, &shaped, error) != 0 ||
	    (taker->take != NULL &&
	     taker->take(disclosure, &shaped, taker->context, error) != 0))
		return -1;
	taker->done += count;
	if (asked->progress != NULL)
		asked->progress(asked->context, taker->done,
				disclosure->pupil_count);
	return 0;
}

static int scan_pupils(struct scanning *scanning, const uint64_t *pupils,
		       size_t pupil_count, struct taker *taker,
		       struct error *error)
{
	const struct disclosure *disclosure = scanning->disclosure;
	uint64_t categories =
		columns_categories(disclosure->columns) |
		aggregate_categories(disclosure) | growth_needs(disclosure) |
		matched_needs(disclosure) | parents_needs(disclosure);
	struct register_scan *scan;
	size_t count = 0;
	int result;

	if (register_scan_open(&scan, disclosure->node->pupils, pupils,
			       pupil_count, categories, error) != 0)
		return -1;
	do {
		arena_clear(&scanning->arena);
		result = register_scan_next(scan, scanning->records,
					    BATCH_PUPILS, &count,
					    &scanning->arena, error);
		if (result == 0 && count > 0)
			result = take_batch(scanning, count, taker, error);
	} while (result == 0 && count > 0);
	register_scan_close(scan);
	return result;
}

/* In an order that tells nothing: batch after batch of those who come next in
 * it. */
static int scan_in_order(struct scanning *scanning, struct taker *taker,
			 struct error *error)
{
	struct disclosure *disclosure = scanning->disclosure;
	uint64_t pupils[BATCH_PUPILS];
	size_t count;

	for (size_t from = 0; from < disclosure->pupil_count; from += count) {
		count = order_part(disclosure, from, pupils);
		if (scan_pupils(scanning, pupils, count, taker, error) != 0)
			return -1;
	}
	return 0;
}

int disclosure_scan(struct disclosure *disclosure, bool count,
		    int (*take)(struct disclosure *disclosure,
				const struct shaped *shaped, void *context,
				struct error *error),
		    void *context, struct error *error)
{
	struct scanning *scanning =
		arena_allocate(disclosure->arena, sizeof(*scanning));
	struct taker taker = {take, context, 0};
	int result;

	if (scanning == NULL)
		return error_memory(error);
	scanning->disclosure = disclosure;
	scanning->count = count;
	if (disclosure->order != NULL)
		result = scan_in_order(scanning, &taker, error);
	else
		result = scan_pupils(scanning, disclosure->pupils,
				     disclosure->pupil_count, &taker, error);
	arena_release(&scanning->arena);
	return result;
}
