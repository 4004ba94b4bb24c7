#include "share/bindings.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "policy/terms.h"
#include "share/kept.h"
#include "share/node.h"

/* Grants whose terms are the same text, from the same sender. */
struct terms_of {
	struct licence licence;
	const struct register_grant *first;
	size_t grants;
};

/* A grant and where its terms stand, by id. */
struct known_grant {
	uint64_t id;
	uint32_t terms;
};

/* A set of pairs of category and terms, ascending, and the binding that it is;
 * in a hash table. */
struct known_set {
	uint64_t *pairs;
	size_t count;
	uint16_t binding;
};

struct bindings {
	struct plan *plan;
	struct arena *arena;
	const struct dictionary *dictionary;
	struct field_set fields; /* that could be released */
	struct known_grant *grants;
	size_t grant_count;
	struct terms_of *terms;
	size_t terms_count;
	uint32_t *terms_slots;   /* hash table: terms + 1; 0: free */
	size_t terms_slot_count; /* a power of two */
	struct known_set *sets;
	size_t set_count, slot_count; /* a power of two */
	bool *sent;                   /* by binding */
	size_t sent_capacity;
	uint64_t *pairs; /* of the record in hand */
	size_t pair_count, pair_capacity;
	uint16_t column[BATCH_PUPILS];
};

/* --- grants and their terms ----------------------------------------------------------- */

/* Terms under which nothing may be done: of a grant that has ended, or whose
 * terms cannot be read. */
static struct licence nothing(int32_t last)
{
	static const struct slice none = SLICE_INIT("");

	return (struct licence){
		.purposes = &none,
		.purpose_count = 1,
		.level = level_named(),
		.delete_by = last,
	};
}

static void sooner(int32_t *earliest, int32_t date)
{
	if (date != DATE_NONE && (*earliest == DATE_NONE || date < *earliest))
		*earliest = date;
}

static int read_terms(struct bindings *bindings,
		      const struct register_grant *grant, int32_t date,
		      struct licence *licence, struct error *error)
{
	int result = 0;

	if (grant->state != GRANT_LIVE)
		*licence = nothing(date - 1);
	else
		result = terms_read(licence, bindings->dictionary, grant->terms,
				    bindings->arena, error);
	/* What a node cannot read it cannot keep to. */
	if (result != 0 && error->code == ERROR_INPUT) {
		*licence = nothing(DATE_NONE);
		result = 0;
	}
	if (result == 0)
		sooner(&licence->delete_by, grant->delete_by);
	return result;
}

static bool same_terms(const struct register_grant *a,
		       const struct register_grant *b)
{
	return a->state == b->state && a->delete_by == b->delete_by &&
	       slice_equal(a->terms, b->terms) &&
	       slice_equal(a->sender, b->sender) &&
	       slice_equal(a->sender_number, b->sender_number);
}

/* Where the terms of a grant stand in the hash table, or the free slot. */
static size_t terms_slot(const struct bindings *bindings,
			 const struct register_grant *grant)
{
	size_t mask = bindings->terms_slot_count - 1;
	uint64_t hash = slice_hash(grant->terms) +
			31 * slice_hash(grant->sender) +
			37 * slice_hash(grant->sender_number) +
			41 * (uint64_t)(uint32_t)grant->delete_by;
	size_t slot = (size_t)hash & mask;

	while (bindings->terms_slots[slot] > 0 &&
	       !same_terms(
		       bindings->terms[bindings->terms_slots[slot] - 1].first,
		       grant))
		slot = (slot + 1) & mask;
	return slot;
}

static int make_terms_slots(struct bindings *bindings, size_t grants,
			    struct error *error)
{
	size_t count = 64;

	while (count < grants * 2)
		count *= 2;
	bindings->terms_slots =
		arena_array(bindings->arena, count, sizeof(uint32_t));
	bindings->terms_slot_count = count;
	return bindings->terms_slots != NULL ? 0 : error_memory(error);
}

static int add_grant(struct bindings *bindings,
		     const struct register_grant *grant, int32_t date,
		     struct error *error)
{
	size_t slot = terms_slot(bindings, grant);
	size_t t = bindings->terms_count;

	if (bindings->terms_slots[slot] > 0)
		t = bindings->terms_slots[slot] - 1;
	else
		bindings->terms_slots[slot] = (uint32_t)t + 1;
	if (t == bindings->terms_count) {
		bindings->terms[t].first = grant;
		if (read_terms(bindings, grant, date,
			       &bindings->terms[t].licence, error) != 0)
			return -1;
		bindings->terms_count++;
	}
	bindings->terms[t].grants++;
	bindings->grants[bindings->grant_count++] =
		(struct known_grant){grant->id, (uint32_t)t};
	return 0;
}

/* "received from school 8861101, R-2026-0001 and 3 more" */
static int name_terms(struct bindings *bindings, struct terms_of *terms,
		      struct error *error)
{
	struct builder sender = {0}, reference = {0};
	int result;

	builder_add(&sender, terms->first->sender);
	if (!slice_empty(terms->first->sender_number))
		builder_add_format(&sender, " %.*s",
				   SLICE_ARGS(terms->first->sender_number));
	builder_add(&reference, terms->first->reference);
	if (terms->grants > 1)
		builder_add_format(&reference, " and %zu more",
				   terms->grants - 1);
	if (sender.failed || reference.failed)
		result = error_memory(error);
	else
		result = terms_name(&terms->licence, builder_slice(&sender),
				    builder_slice(&reference), bindings->arena,
				    error);
	builder_release(&sender);
	builder_release(&reference);
	return result;
}

static int by_id(const void *a, const void *b)
{
	uint64_t left = ((const struct known_grant *)a)->id;
	uint64_t right = ((const struct known_grant *)b)->id;

	return (left > right) - (left < right);
}

static int add_grants(struct bindings *bindings,
		      const struct register_grant *grants, size_t count,
		      int32_t date, struct error *error)
{
	bindings->grants =
		arena_array(bindings->arena, count, sizeof(*bindings->grants));
	/* One more: of a grant that the register does not list. */
	bindings->terms = arena_array(bindings->arena, count + 1,
				      sizeof(*bindings->terms));
	if (bindings->grants == NULL || bindings->terms == NULL)
		return error_memory(error);
	if (make_terms_slots(bindings, count, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (add_grant(bindings, &grants[i], date, error) != 0)
			return -1;
	qsort(bindings->grants, count, sizeof(*bindings->grants), by_id);
	for (size_t t = 0; t < bindings->terms_count; t++)
		if (name_terms(bindings, &bindings->terms[t], error) != 0)
			return -1;
	bindings->terms[bindings->terms_count].licence = nothing(date - 1);
	return terms_name(&bindings->terms[bindings->terms_count].licence,
			  SLICE("nobody knows whom"), SLICE(""),
			  bindings->arena, error);
}

/* What the node promised to have destroyed by now is as over as what its sender
 * gave a last day; until then the promise is not the sender's, and binds
 * nobody who gets it. */
static void end_promised(const struct node *node, struct register_grant *grants,
			 size_t count, int32_t date)
{
	for (size_t i = 0; i < count; i++) {
		int32_t last = grant_last_day(node, &grants[i]);

		if (last != DATE_NONE && last < date)
			grants[i].delete_by = last;
	}
}

int bindings_make(struct bindings **out, const struct node *node, int32_t date,
		  struct arena *arena, struct error *error)
{
	struct register_grant *grants;
	struct bindings *bindings;
	size_t count;

	*out = NULL;
	if (register_grants(node->pupils, &grants, &count, arena, error) != 0)
		return -1;
	if (count == 0)
		return 0;
	end_promised(node, grants, count, date);
	bindings = arena_allocate(arena, sizeof(*bindings));
	if (bindings == NULL)
		return error_memory(error);
	bindings->arena = arena;
	bindings->dictionary = node->dictionary;
	if (add_grants(bindings, grants, count, date, error) != 0)
		return -1;
	*out = bindings;
	return 0;
}

/* A table tells of each pupil in which area, whoever asks for that field. */
static void add_areas(struct bindings *bindings)
{
	const struct dictionary *dictionary = bindings->dictionary;

	bindings->fields = field_set_union(bindings->fields,
					   plan_area_fields(bindings->plan));
	for (size_t t = 0; t < bindings->terms_count; t++) {
		const struct licence *licence = &bindings->terms[t].licence;

		level_add_area(dictionary, licence->level, &bindings->fields);
		for (size_t i = 0; i < licence->onward_count; i++)
			level_add_area(dictionary, licence->onward[i].level,
				       &bindings->fields);
	}
}

void bindings_begin(struct bindings *bindings, struct plan *plan)
{
	bindings->plan = plan;
	bindings->fields = plan_possible(plan);
	add_areas(bindings);
	bindings->set_count = bindings->slot_count = 0;
}

static uint32_t terms_of_grant(const struct bindings *bindings, uint64_t id)
{
	const struct known_grant wanted = {id, 0};
	const struct known_grant *found =
		bsearch(&wanted, bindings->grants, bindings->grant_count,
			sizeof(wanted), by_id);

	return found != NULL ? found->terms : (uint32_t)bindings->terms_count;
}

/* --- sets ----------------------------------------------------------------------------------- */

static uint64_t pair_of(uint16_t category, uint32_t terms)
{
	return (uint64_t)category << 32 | terms;
}

/* In order, each once: pupils have few, most of them in order. */
static int add_pair(struct bindings *bindings, uint64_t pair,
		    struct error *error)
{
	size_t at = bindings->pair_count;

	while (at > 0 && bindings->pairs[at - 1] > pair)
		at--;
	if (at > 0 && bindings->pairs[at - 1] == pair)
		return 0;
	bindings->pairs = arena_grow(
		bindings->arena, bindings->pairs, bindings->pair_count,
		&bindings->pair_capacity, sizeof(*bindings->pairs));
	if (bindings->pairs == NULL)
		return error_memory(error);
	memmove(&bindings->pairs[at + 1], &bindings->pairs[at],
		(bindings->pair_count - at) * sizeof(*bindings->pairs));
	bindings->pairs[at] = pair;
	bindings->pair_count++;
	return 0;
}

/* What decides is not sent, and binds nothing. */
static bool is_sent(const struct bindings *bindings, uint16_t category)
{
	const struct category *one =
		&bindings->dictionary->categories[category];
	uint16_t first = field_set_next(&bindings->fields, one->first_field);

	return first < one->first_field + one->field_count;
}

static int add_section(struct bindings *bindings, const struct section *section,
		       struct error *error)
{
	if (section->grant_count == 0 || !is_sent(bindings, section->category))
		return 0;
	for (uint32_t g = 0; g < section->grant_count; g++)
		if (add_pair(bindings,
			     pair_of(section->category,
				     terms_of_grant(bindings,
						    section->grants[g])),
			     error) != 0)
			return -1;
	return 0;
}

static size_t slot_of(const struct bindings *bindings, const uint64_t *pairs,
		      size_t count)
{
	struct slice key = {(const char *)pairs, count * sizeof(*pairs)};
	size_t slot = (size_t)slice_hash(key) & (bindings->slot_count - 1);

	while (bindings->sets[slot].count > 0 &&
	       (bindings->sets[slot].count != count ||
		memcmp(bindings->sets[slot].pairs, pairs, key.len) != 0))
		slot = (slot + 1) & (bindings->slot_count - 1);
	return slot;
}

static int grow_sets(struct bindings *bindings, struct error *error)
{
	struct known_set *old = bindings->sets;
	size_t old_count = bindings->slot_count;

	bindings->slot_count = old_count > 0 ? old_count * 2 : 64;
	bindings->sets = arena_array(bindings->arena, bindings->slot_count,
				     sizeof(*bindings->sets));
	if (bindings->sets == NULL)
		return error_memory(error);
	for (size_t i = 0; i < old_count; i++)
		if (old[i].count > 0)
			bindings->sets[slot_of(bindings, old[i].pairs,
					       old[i].count)] = old[i];
	return 0;
}

static int keep_sent(struct bindings *bindings, uint16_t binding,
		     struct error *error)
{
	while (binding >= bindings->sent_capacity) {
		bindings->sent =
			arena_grow(bindings->arena, bindings->sent,
				   bindings->sent_capacity,
				   &bindings->sent_capacity, sizeof(bool));
		if (bindings->sent == NULL)
			return error_memory(error);
	}
	bindings->sent[binding] = false;
	return 0;
}

/* A set that was not met before: one more binding of the plan. */
static int add_set(struct bindings *bindings, struct known_set *set,
		   struct error *error)
{
	size_t count = bindings->pair_count;
	struct binding *binding =
		arena_allocate(bindings->arena, sizeof(*binding));
	struct bound *list = arena_array(bindings->arena, count, sizeof(*list));
	uint64_t *pairs = arena_array(bindings->arena, count, sizeof(*pairs));
	uint16_t index;

	if (binding == NULL || list == NULL || pairs == NULL)
		return error_memory(error);
	memcpy(pairs, bindings->pairs, count * sizeof(*pairs));
	for (size_t i = 0; i < count; i++)
		list[i] = (struct bound){
			(uint16_t)(pairs[i] >> 32),
			&bindings->terms[pairs[i] & UINT32_MAX].licence};
	*binding = (struct binding){list, count};
	if (plan_bind(bindings->plan, binding, &index, error) != 0 ||
	    keep_sent(bindings, index, error) != 0)
		return -1;
	*set = (struct known_set){pairs, count, index};
	bindings->set_count++;
	return 0;
}

int bindings_of(struct bindings *bindings, const struct record *record,
		uint16_t *binding, struct error *error)
{
	size_t slot;

	*binding = BINDING_OWN;
	bindings->pair_count = 0;
	for (uint32_t s = 0; s < record->count; s++)
		if (add_section(bindings, &record->sections[s], error) != 0)
			return -1;
	if (bindings->pair_count == 0)
		return 0;
	if (bindings->set_count * 2 >= bindings->slot_count &&
	    grow_sets(bindings, error) != 0)
		return -1;
	slot = slot_of(bindings, bindings->pairs, bindings->pair_count);
	if (bindings->sets[slot].count == 0 &&
	    add_set(bindings, &bindings->sets[slot], error) != 0)
		return -1;
	*binding = bindings->sets[slot].binding;
	return 0;
}

int bindings_column(struct bindings *bindings, const struct record *records,
		    size_t count, const uint16_t **column, struct error *error)
{
	assert(count <= BATCH_PUPILS);
	for (size_t i = 0; i < count; i++)
		if (bindings_of(bindings, &records[i], &bindings->column[i],
				error) != 0)
			return -1;
	*column = bindings->column;
	return 0;
}

bool bindings_let_area(const struct bindings *bindings, size_t place,
		       struct level level)
{
	uint16_t field;

	if (bindings == NULL)
		return true;
	field = bindings->dictionary->areas[level.area].field;
	return field == DICTIONARY_NONE ||
	       plan_terms_let(bindings->plan, bindings->column[place],
			      bindings->dictionary->fields[field].category,
			      level);
}

void bindings_sent(struct bindings *bindings, size_t place)
{
	if (bindings != NULL && bindings->column[place] != BINDING_OWN)
		bindings->sent[bindings->column[place]] = true;
}

const bool *bindings_sent_under(const struct bindings *bindings)
{
	return bindings != NULL ? bindings->sent : NULL;
}
