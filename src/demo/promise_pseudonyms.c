#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "demo/promise_examine.h"

/* A pseudonym, and for whom it was made: both as hashes, since nobody has to
 * read them again. */
struct known {
	uint64_t pseudonym; /* 0: free */
	uint64_t scope;
};

struct promise_pseudonyms {
	struct known *slots;
	size_t capacity; /* a power of 2 */
	size_t count;
};

enum { FIRST_CAPACITY = 1024 };

int promise_pseudonyms_make(struct promise_pseudonyms **out,
			    struct error *error)
{
	struct promise_pseudonyms *pseudonyms =
		memory_array(1, sizeof(*pseudonyms));

	if (pseudonyms == NULL)
		return error_memory(error);
	pseudonyms->slots =
		memory_array(FIRST_CAPACITY, sizeof(*pseudonyms->slots));
	if (pseudonyms->slots == NULL) {
		memory_free(pseudonyms);
		return error_memory(error);
	}
	pseudonyms->capacity = FIRST_CAPACITY;
	*out = pseudonyms;
	return 0;
}

void promise_pseudonyms_free(struct promise_pseudonyms *pseudonyms)
{
	if (pseudonyms == NULL)
		return;
	memory_free(pseudonyms->slots);
	memory_free(pseudonyms);
}

static struct known *slot_of(struct known *slots, size_t capacity,
			     uint64_t pseudonym)
{
	size_t at = (size_t)(pseudonym ^ pseudonym >> 29) & (capacity - 1);

	while (slots[at].pseudonym != 0 && slots[at].pseudonym != pseudonym)
		at = (at + 1) & (capacity - 1);
	return &slots[at];
}

static int widen(struct promise_pseudonyms *pseudonyms, struct error *error)
{
	size_t capacity = pseudonyms->capacity * 2;
	struct known *slots;

	if (pseudonyms->count * 2 < pseudonyms->capacity)
		return 0;
	slots = memory_array(capacity, sizeof(*slots));
	if (slots == NULL)
		return error_memory(error);
	for (size_t i = 0; i < pseudonyms->capacity; i++) {
		const struct known *known = &pseudonyms->slots[i];

		if (known->pseudonym != 0)
			*slot_of(slots, capacity, known->pseudonym) = *known;
	}
	memory_free(pseudonyms->slots);
	pseudonyms->slots = slots;
	pseudonyms->capacity = capacity;
	return 0;
}

/* Recipient, its number, purpose and project: another of them has others. */
static uint64_t scope_of(const struct examination *examination)
{
	const struct promise_evidence *evidence = examination->evidence;
	const struct slice parts[] = {
		evidence->recipient,        evidence->recipient_number,
		evidence->sender,           evidence->sender_number,
		examination->paper.purpose, examination->paper.scope,
	};
	uint64_t hash = 1;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		hash = (hash ^ slice_hash(parts[i])) * 0x9e3779b97f4a7c15u;
	return hash;
}

int examine_pseudonym(struct examination *examination, struct slice pseudonym,
		      struct error *error)
{
	struct promise_pseudonyms *pseudonyms =
		examination->evidence->pseudonyms;
	uint64_t hash = slice_hash(pseudonym) | 1;
	uint64_t scope = scope_of(examination);
	struct known *known;

	ask(examination);
	if (truth_by_upn(examination->evidence->truth, pseudonym) != NULL ||
	    truth_by_uln(examination->evidence->truth, pseudonym) != NULL)
		object(examination, "a pseudonym that is the pupil's number");
	if (pseudonyms == NULL)
		return 0;
	if (widen(pseudonyms, error) != 0)
		return -1;
	known = slot_of(pseudonyms->slots, pseudonyms->capacity, hash);
	if (known->pseudonym == 0) {
		*known = (struct known){hash, scope};
		pseudonyms->count++;
	} else if (known->scope != scope)
		object(examination,
		       "a pseudonym that somebody else knows the pupil by");
	return 0;
}
