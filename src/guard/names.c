#include "guard/names.h"

#include <sodium.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "guard/common_words.h"
#include "guard/index.h"

/* A slot is free when its hash or key is 0. */
enum { SLOTS_LEAST = 1 << 12 };

/* --- hashes ----------------------------------------------------------------- */

uint64_t name_hash_begin(void)
{
	return 0xcbf29ce484222325u;
}

uint64_t name_hash_add(uint64_t state, struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		state = (state ^ (uint8_t)text.at[i]) * 0x100000001b3u;
	return state;
}

/* FNV-1a's last bytes hardly reach the high bits: mixed as in MurmurHash3. */
static uint64_t mix(uint64_t hash)
{
	hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdu;
	hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53u;
	return hash ^ hash >> 33;
}

uint64_t name_hash(uint64_t state)
{
	state = mix(state);
	return state != 0 ? state : 1;
}

/* Two hashes and what they are together, in this order. */
static uint64_t pair_key(enum fact_kind kind, uint64_t one, uint64_t other)
{
	return name_hash(mix(one + (uint64_t)kind * 0x9e3779b97f4a7c15u) ^
			 (other << 1 | other >> 63));
}

uint64_t name_hash_of(struct slice text)
{
	return name_hash(name_hash_add(name_hash_begin(), text));
}

/* --- memory ----------------------------------------------------------------- */

uint64_t name_index_bytes(const struct name_index *index)
{
	return index->part_slots * sizeof(*index->parts) +
	       index->fact_slots * sizeof(*index->facts) +
	       index->school_capacity * sizeof(*index->schools);
}

static int reserve(const struct name_index *index, uint64_t bytes,
		   struct error *error)
{
	/* The old table is there until the new one is filled. */
	if (name_index_bytes(index) + bytes <= index->limit_bytes)
		return 0;
	error_set(error, ERROR_INPUT,
		  "the register has more names than an index of %llu MiB holds",
		  (unsigned long long)(index->limit_bytes >> 20));
	return error_hint(error, "scan against the schools' own registers");
}

static void wipe(void *table, uint64_t bytes)
{
	if (table != NULL)
		sodium_memzero(table, bytes);
	memory_free(table);
}

static struct name_part *part_slot(struct name_part *parts, uint64_t slots,
				   uint64_t hash)
{
	uint64_t at = hash & (slots - 1);

	while (parts[at].hash != 0 && parts[at].hash != hash)
		at = (at + 1) & (slots - 1);
	return &parts[at];
}

static struct name_fact *fact_slot(struct name_fact *facts, uint64_t slots,
				   uint64_t key)
{
	uint64_t at = key & (slots - 1);

	while (facts[at].key != 0 && facts[at].key != key)
		at = (at + 1) & (slots - 1);
	return &facts[at];
}

static uint64_t more_slots(uint64_t slots)
{
	return slots == 0 ? SLOTS_LEAST : slots * 2;
}

static int grow_parts(struct name_index *index, struct error *error)
{
	uint64_t slots = more_slots(index->part_slots);
	struct name_part *parts;

	if (reserve(index, slots * sizeof(*parts), error) != 0)
		return -1;
	parts = memory_array(slots, sizeof(*parts));
	if (parts == NULL)
		return error_memory(error);
	for (uint64_t i = 0; i < index->part_slots; i++)
		if (index->parts[i].hash != 0)
			*part_slot(parts, slots, index->parts[i].hash) =
				index->parts[i];
	wipe(index->parts, index->part_slots * sizeof(*parts));
	index->parts = parts;
	index->part_slots = slots;
	return 0;
}

static int grow_facts(struct name_index *index, struct error *error)
{
	uint64_t slots = more_slots(index->fact_slots);
	struct name_fact *facts;

	if (reserve(index, slots * sizeof(*facts), error) != 0)
		return -1;
	facts = memory_array(slots, sizeof(*facts));
	if (facts == NULL)
		return error_memory(error);
	for (uint64_t i = 0; i < index->fact_slots; i++)
		if (index->facts[i].key != 0)
			*fact_slot(facts, slots, index->facts[i].key) =
				index->facts[i];
	wipe(index->facts, index->fact_slots * sizeof(*facts));
	index->facts = facts;
	index->fact_slots = slots;
	return 0;
}

/* --- adding ----------------------------------------------------------------- */

struct name_part *index_part(struct name_index *index, uint64_t hash,
			     struct error *error)
{
	struct name_part *part;

	/* At most three in four are taken. */
	if (index->part_count * 4 >= index->part_slots * 3 &&
	    grow_parts(index, error) != 0)
		return NULL;
	part = part_slot(index->parts, index->part_slots, hash);
	if (part->hash == 0) {
		part->hash = hash;
		index->part_count++;
	}
	return part;
}

bool index_seen(struct name_index *index, uint64_t key)
{
	for (size_t i = 0; i < index->seen_count; i++)
		if (index->seen[i] == key)
			return true;
	if (index->seen_count < INDEX_SEEN)
		index->seen[index->seen_count++] = key;
	return false;
}

/* A name in full, one in part and a relative's are the same pair. */
static bool is_pair(enum fact_kind kind)
{
	return kind <= FACT_RELATIVE;
}

static uint64_t fact_key(enum fact_kind kind, uint64_t one, uint64_t other)
{
	return pair_key(is_pair(kind) ? FACT_FULL : kind, one, other);
}

static const struct name_fact *find_fact(const struct name_index *index,
					 enum fact_kind kind, uint64_t one,
					 uint64_t other)
{
	const struct name_fact *fact;

	if (index->fact_slots == 0)
		return NULL;
	fact = fact_slot(index->facts, index->fact_slots,
			 fact_key(kind, one, other));
	return fact->key != 0 ? fact : NULL;
}

/* What is said of a pair again: the strongest stays, and of a pupil's name the
 * pupils alone are counted. */
static void merge_fact(struct name_fact *fact, enum fact_kind kind,
		       uint64_t pupil, bool seen)
{
	bool stronger = is_pair(kind) && kind < (enum fact_kind)fact->kind;

	if (stronger && fact->kind == FACT_RELATIVE)
		fact->others = 0;
	else if (!seen && fact->others < UINT16_MAX &&
		 (kind != FACT_RELATIVE || fact->kind == FACT_RELATIVE))
		fact->others++;
	if (!stronger)
		return;
	fact->kind = (uint8_t)kind;
	fact->pupil = (uint32_t)pupil;
}

int index_fact(struct name_index *index, enum fact_kind kind, uint64_t one,
	       uint64_t other, uint64_t pupil, struct error *error)
{
	uint64_t key = fact_key(kind, one, other);
	bool seen = index_seen(index, key);
	struct name_fact *fact;

	if (index->fact_count * 4 >= index->fact_slots * 3 &&
	    grow_facts(index, error) != 0)
		return -1;
	fact = fact_slot(index->facts, index->fact_slots, key);
	if (fact->key == 0) {
		*fact = (struct name_fact){.key = key,
					   .pupil = (uint32_t)pupil,
					   .kind = (uint8_t)kind};
		index->fact_count++;
	} else {
		merge_fact(fact, kind, pupil, seen);
	}
	return 0;
}

bool index_known(const struct name_index *index, enum fact_kind kind,
		 uint64_t one, uint64_t other)
{
	return find_fact(index, kind, one, other) != NULL;
}

int index_school(struct name_index *index, uint64_t hash, uint64_t school,
		 struct error *error)
{
	if (index->school_count == index->school_capacity) {
		size_t capacity = more_slots(index->school_capacity);
		struct school_spelling *schools;

		if (reserve(index, capacity * sizeof(*schools), error) != 0)
			return -1;
		schools = memory_resize(index->schools,
					capacity * sizeof(*schools));
		if (schools == NULL)
			return error_memory(error);
		index->schools = schools;
		index->school_capacity = capacity;
	}
	index->schools[index->school_count++] =
		(struct school_spelling){hash, school};
	return 0;
}

/* --- looking up ------------------------------------------------------------- */

const struct name_part *name_index_part(const struct name_index *index,
					uint64_t hash)
{
	const struct name_part *part;

	if (index->part_slots == 0)
		return NULL;
	part = part_slot(index->parts, index->part_slots, hash);
	return part->hash != 0 ? part : NULL;
}

const struct name_fact *name_index_pair(const struct name_index *index,
					uint64_t given, uint64_t family)
{
	return find_fact(index, FACT_FULL, given, family);
}

const struct name_fact *name_index_initial(const struct name_index *index,
					   struct slice letter, uint64_t family)
{
	return find_fact(index, FACT_INITIAL, name_hash_of(letter), family);
}

const struct name_fact *name_index_birth(const struct name_index *index,
					 int32_t birth, uint64_t school)
{
	return school == 0
		       ? find_fact(index, FACT_BORN, (uint32_t)birth, 0)
		       : find_fact(index, FACT_BIRTH, (uint32_t)birth, school);
}

const struct name_fact *name_index_postcode(const struct name_index *index,
					    struct slice postcode)
{
	return find_fact(index, FACT_POSTCODE, name_hash_of(postcode), 0);
}

uint64_t name_index_next_school(const struct name_index *index, uint64_t hash,
				size_t *at)
{
	while (*at < index->school_count) {
		const struct school_spelling *school = &index->schools[(*at)++];

		if (school->hash == hash)
			return school->school;
	}
	return 0;
}

uint64_t name_index_pupils(const struct name_index *index)
{
	return index->pupils;
}

uint64_t name_index_own_school(const struct name_index *index)
{
	return index->own_school;
}

/* --- the beginning and the end ---------------------------------------------- */

/* What may begin a name of several words, in any spelling of it. */
static const char *const particles[] = {
	"abu", "al",   "ap",    "ben",  "bin",   "bint",   "d",      "da",
	"de",  "del",  "della", "den",  "der",   "des",    "di",     "do",
	"dos", "du",   "el",    "fitz", "ibn",   "la",     "las",    "le",
	"los", "mac",  "mc",    "o",    "saint", "san",    "st",     "te",
	"ten", "ter",  "ul",    "van",  "vande", "vander", "vanden", "von",
	"zu",  "dela", "binti",
};

static int add_flag(struct name_index *index, struct slice word, uint8_t flag,
		    struct error *error)
{
	struct name_part *part = index_part(index, name_hash_of(word), error);

	if (part == NULL)
		return -1;
	part->flags |= flag;
	return 0;
}

static int add_words(struct name_index *index, struct error *error)
{
	for (size_t i = 0; i < sizeof(particles) / sizeof(particles[0]); i++)
		if (add_flag(index, slice_of(particles[i]), PART_MORE, error) !=
		    0)
			return -1;
	for (size_t i = 0; i < sizeof(common_words) / sizeof(common_words[0]);
	     i++) {
		struct slice line = slice_trim(slice_of(common_words[i]));

		if (slice_starts_with(line, SLICE("#")))
			continue;
		while (!slice_empty(line))
			if (add_flag(index, slice_cut(&line, ' '), PART_COMMON,
				     error) != 0)
				return -1;
	}
	return 0;
}

int name_index_make(struct name_index **out, uint64_t limit_bytes,
		    struct error *error)
{
	struct name_index *index = memory_array(1, sizeof(*index));

	if (index == NULL)
		return error_memory(error);
	index->limit_bytes = limit_bytes;
	if (add_words(index, error) != 0) {
		name_index_free(index);
		return -1;
	}
	*out = index;
	return 0;
}

void name_index_free(struct name_index *index)
{
	if (index == NULL)
		return;
	wipe(index->parts, index->part_slots * sizeof(*index->parts));
	wipe(index->facts, index->fact_slots * sizeof(*index->facts));
	memory_free(index->schools);
	wipe(index, sizeof(*index));
}
