#include "demo/truth.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "demo/record_pool.h"
#include "demo/truth_parts.h"

/* Pupils by the hash of a key; several may have the same. */
struct lookup {
	uint32_t *slots; /* index + 1; 0: free */
	size_t capacity; /* a power of 2; 0: none yet */
	size_t used;
};

struct truth {
	struct arena arena;
	struct truth_terms terms;
	struct record_pool *records; /* of all records */
	struct record_pool *own;     /* the same, where nobody shares it */
	struct truth_pupil *pupils;
	size_t count, capacity;
	struct lookup upns, formers, ulns, names;
};

static uint64_t mixed(uint64_t hash, uint64_t more)
{
	return (hash ^ more) * 0x9e3779b97f4a7c15u;
}

static uint64_t name_hash(struct slice surname, struct slice forename,
			  int32_t birth)
{
	return mixed(mixed(slice_hash(surname), slice_hash(forename)),
		     (uint32_t)birth);
}

static size_t slot_of(const struct lookup *lookup, uint64_t hash)
{
	return (size_t)(hash >> 20 ^ hash) & (lookup->capacity - 1);
}

/* --- making ------------------------------------------------------------- */

int truth_make_in(struct truth **out, const struct dictionary *dictionary,
		  struct record_pool *records, struct error *error)
{
	struct truth *truth = memory_array(1, sizeof(*truth));

	if (truth == NULL)
		return error_memory(error);
	truth->records = records;
	truth_terms_init(&truth->terms, dictionary);
	*out = truth;
	return 0;
}

int truth_make(struct truth **out, const struct dictionary *dictionary,
	       struct error *error)
{
	struct record_pool *records;

	if (record_pool_make(&records, error) != 0)
		return -1;
	if (truth_make_in(out, dictionary, records, error) != 0) {
		record_pool_free(records);
		return -1;
	}
	(*out)->own = records;
	return 0;
}

void truth_free(struct truth *truth)
{
	if (truth == NULL)
		return;
	memory_free(truth->upns.slots);
	memory_free(truth->formers.slots);
	memory_free(truth->ulns.slots);
	memory_free(truth->names.slots);
	memory_free(truth->pupils);
	record_pool_free(truth->own);
	arena_release(&truth->arena);
	memory_free(truth);
}

/* 0: without one, the pupil is not to be found by it. */
static uint64_t key_upn(const struct truth_pupil *pupil)
{
	return pupil->upn.len > 0 ? slice_hash(pupil->upn) | 1 : 0;
}

static uint64_t key_former(const struct truth_pupil *pupil)
{
	return pupil->former_upn.len > 0 ? slice_hash(pupil->former_upn) | 1
					 : 0;
}

static uint64_t key_uln(const struct truth_pupil *pupil)
{
	return pupil->uln.len > 0 ? slice_hash(pupil->uln) | 1 : 0;
}

static uint64_t key_name(const struct truth_pupil *pupil)
{
	return name_hash(pupil->surname, pupil->forename, pupil->birth);
}

static void put(struct lookup *lookup, uint64_t hash, size_t index)
{
	size_t at = slot_of(lookup, hash);

	while (lookup->slots[at] != 0)
		at = (at + 1) & (lookup->capacity - 1);
	lookup->slots[at] = (uint32_t)index + 1;
	lookup->used++;
}

typedef uint64_t lookup_key(const struct truth_pupil *pupil);

/* Whether the pupil has the key from this time back to `until` (NULL: ever). */
static bool had_key(const struct truth_pupil *pupil,
		    const struct truth_pupil *until, lookup_key *key,
		    uint64_t wanted)
{
	for (; pupil != until; pupil = pupil->older)
		if (key(pupil) == wanted)
			return true;
	return false;
}

/* Makes room for one more key: at most half is filled. */
static int widen(struct truth *truth, struct lookup *lookup, lookup_key *key,
		 struct error *error)
{
	struct lookup wider = {0};

	if (lookup->used * 2 < lookup->capacity)
		return 0;
	wider.capacity = lookup->capacity == 0 ? 256 : lookup->capacity * 2;
	wider.slots = memory_array(wider.capacity, sizeof(*wider.slots));
	if (wider.slots == NULL)
		return error_memory(error);
	for (size_t i = 0; i < truth->count; i++)
		for (const struct truth_pupil *pupil = &truth->pupils[i];
		     pupil != NULL; pupil = pupil->older)
			if (key(pupil) != 0 &&
			    !had_key(&truth->pupils[i], pupil, key, key(pupil)))
				put(&wider, key(pupil), i);
	memory_free(lookup->slots);
	*lookup = wider;
	return 0;
}

static int make_room(struct truth *truth, struct error *error)
{
	size_t wider = truth->capacity == 0 ? 64 : truth->capacity * 2;
	struct truth_pupil *pupils;
	size_t size;

	if (widen(truth, &truth->upns, key_upn, error) != 0 ||
	    widen(truth, &truth->formers, key_former, error) != 0 ||
	    widen(truth, &truth->ulns, key_uln, error) != 0 ||
	    widen(truth, &truth->names, key_name, error) != 0)
		return -1;
	if (truth->count < truth->capacity)
		return 0;
	if (wider > UINT32_MAX / 2 ||
	    !size_multiply(wider, sizeof(*pupils), &size))
		return error_memory(error);
	pupils = memory_resize(truth->pupils, size);
	if (pupils == NULL)
		return error_memory(error);
	truth->pupils = pupils;
	truth->capacity = wider;
	return 0;
}

/* --- a pupil ------------------------------------------------------------- */

static size_t index_of(const struct truth *truth,
		       const struct truth_pupil *pupil)
{
	return (size_t)(pupil - truth->pupils);
}

/* A learner number alone says who it is only of one without a UPN. */
static const struct truth_pupil *known(const struct truth *truth,
				       const struct truth_pupil *pupil)
{
	const struct truth_pupil *found = truth_by_upn(truth, pupil->upn);

	if (found == NULL)
		found = truth_by_upn(truth, pupil->former_upn);
	if (found != NULL)
		return found;
	if (pupil->uln.len > 0) {
		found = truth_by_uln(truth, pupil->uln);
		return found != NULL && found->upn.len > 0 && pupil->upn.len > 0
			       ? NULL
			       : found;
	}
	if (pupil->upn.len > 0)
		return NULL;
	return truth_by_name(truth, pupil->surname, pupil->forename,
			     pupil->birth);
}

/* Puts what is told of a known pupil where it belongs by its day; what was told
 * of the same day before is forgotten. */
static int put_day(struct truth *truth, struct truth_pupil *newest,
		   struct truth_pupil *told, struct error *error)
{
	struct truth_pupil *place = newest;
	struct truth_pupil *copy;

	while (place->since > told->since && place->older != NULL)
		place = (struct truth_pupil *)(uintptr_t)place->older;
	if (place->since == told->since) {
		told->older = place->older;
		*place = *told;
		return 0;
	}
	copy = arena_allocate(&truth->arena, sizeof(*copy));
	if (copy == NULL)
		return error_memory(error);
	if (place->since < told->since) {
		*copy = *place;
		*place = *told;
	} else
		*copy = *told;
	place->older = copy;
	return 0;
}

/* Where the pupil is found by the key from now on; `before` is what was known. */
static void put_key(struct lookup *lookup, lookup_key *key,
		    const struct truth_pupil *pupil,
		    const struct truth_pupil *before, size_t index)
{
	uint64_t own = key(pupil);

	if (own != 0 && !had_key(before, NULL, key, own))
		put(lookup, own, index);
}

static void put_keys(struct truth *truth, const struct truth_pupil *pupil,
		     const struct truth_pupil *before, size_t index)
{
	put_key(&truth->upns, key_upn, pupil, before, index);
	put_key(&truth->formers, key_former, pupil, before, index);
	put_key(&truth->ulns, key_uln, pupil, before, index);
	put_key(&truth->names, key_name, pupil, before, index);
}

int truth_add(struct truth *truth, const struct record *record,
	      const struct truth_school *school, struct error *error)
{
	struct truth_pupil pupil = {.since = school->since};
	const struct truth_pupil *before;
	size_t index;

	if (make_room(truth, error) != 0)
		return -1;
	pupil.record = record_pool_keep(truth->records, record);
	if (pupil.record == NULL ||
	    !truth_read(&truth->terms, &pupil, school, &truth->arena))
		return error_memory(error);
	before = known(truth, &pupil);
	index = before != NULL ? index_of(truth, before) : truth->count;
	put_keys(truth, &pupil, before, index);
	if (before != NULL)
		return put_day(truth, &truth->pupils[index], &pupil, error);
	truth->pupils[truth->count++] = pupil;
	return 0;
}

/* --- looking up ---------------------------------------------------------- */

size_t truth_count(const struct truth *truth)
{
	return truth->count;
}

const struct truth_pupil *truth_at(const struct truth *truth, size_t index)
{
	return &truth->pupils[index];
}

const struct dictionary *truth_dictionary(const struct truth *truth)
{
	return truth->terms.dictionary;
}

/* The one pupil that `same` says yes to. */
static const struct truth_pupil *
only(const struct truth *truth, const struct lookup *lookup, uint64_t hash,
     bool (*same)(const struct truth_pupil *, const struct truth_pupil *),
     const struct truth_pupil *wanted)
{
	const struct truth_pupil *found = NULL;

	if (lookup->capacity == 0)
		return NULL;
	for (size_t at = slot_of(lookup, hash); lookup->slots[at] != 0;
	     at = (at + 1) & (lookup->capacity - 1)) {
		const struct truth_pupil *pupil =
			&truth->pupils[lookup->slots[at] - 1];

		if (pupil == found || !same(pupil, wanted))
			continue;
		if (found != NULL)
			return NULL;
		found = pupil;
	}
	return found;
}

static bool same_upn(const struct truth_pupil *a, const struct truth_pupil *b)
{
	for (; a != NULL; a = a->older)
		if (slice_equal(a->upn, b->upn))
			return true;
	return false;
}

static bool same_former(const struct truth_pupil *a,
			const struct truth_pupil *b)
{
	for (; a != NULL; a = a->older)
		if (slice_equal(a->former_upn, b->former_upn))
			return true;
	return false;
}

static bool same_uln(const struct truth_pupil *a, const struct truth_pupil *b)
{
	for (; a != NULL; a = a->older)
		if (slice_equal(a->uln, b->uln))
			return true;
	return false;
}

static bool same_name(const struct truth_pupil *a, const struct truth_pupil *b)
{
	for (; a != NULL; a = a->older)
		if (a->birth == b->birth &&
		    slice_equal(a->surname, b->surname) &&
		    slice_equal(a->forename, b->forename))
			return true;
	return false;
}

const struct truth_pupil *truth_by_upn(const struct truth *truth,
				       struct slice upn)
{
	struct truth_pupil wanted = {.upn = upn, .former_upn = upn};
	const struct truth_pupil *found;

	if (upn.len == 0)
		return NULL;
	found = only(truth, &truth->upns, key_upn(&wanted), same_upn, &wanted);
	if (found != NULL)
		return found;
	return only(truth, &truth->formers, key_former(&wanted), same_former,
		    &wanted);
}

const struct truth_pupil *truth_by_uln(const struct truth *truth,
				       struct slice uln)
{
	struct truth_pupil wanted = {.uln = uln};

	if (uln.len == 0)
		return NULL;
	return only(truth, &truth->ulns, key_uln(&wanted), same_uln, &wanted);
}

const struct truth_pupil *truth_by_name(const struct truth *truth,
					struct slice surname,
					struct slice forename, int32_t birth)
{
	struct truth_pupil wanted = {
		.surname = surname, .forename = forename, .birth = birth};

	return only(truth, &truth->names, key_name(&wanted), same_name,
		    &wanted);
}

const struct truth_pupil *truth_on(const struct truth_pupil *pupil,
				   int32_t date)
{
	while (pupil->since > date && pupil->older != NULL)
		pupil = pupil->older;
	return pupil;
}
