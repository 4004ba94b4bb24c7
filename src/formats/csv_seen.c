#include "formats/csv_seen.h"

#include <stdbool.h>

#include "base/error.h"
#include "base/memory.h"
#include "dictionary/identifier.h"

enum { FIRST_SIZE = 1024 };

/* A good UPN is a letter, eleven digits and a digit or letter. */
static uint64_t pack(struct slice upn)
{
	uint64_t key = 0;

	for (size_t i = 0; i < upn.len; i++) {
		char c = upn.at[i];
		bool digit = c >= '0' && c <= '9';
		unsigned int most = i == 0 || i == UPN_BYTES - 1 ? 36 : 10;

		key = key * most +
		      (unsigned int)(digit ? c - '0' : c - 'A' + 10);
	}
	return key + 1;
}

/* The place of a key, or the free place where it belongs. */
static struct csv_pupil *find(const struct csv_seen *seen, uint64_t key)
{
	uint64_t at = key * 0x9e3779b97f4a7c15ull; /* Fibonacci hashing */

	for (at = at >> 20 & (seen->size - 1);
	     seen->pupils[at].key != 0 && seen->pupils[at].key != key;
	     at = (at + 1) & (seen->size - 1))
		continue;
	return &seen->pupils[at];
}

static int grow(struct csv_seen *seen, struct error *error)
{
	struct csv_seen larger = {
		.count = seen->count,
		.size = seen->size > 0 ? 2 * seen->size : FIRST_SIZE,
	};

	if (2 * (seen->count + 1) <= seen->size)
		return 0;
	larger.pupils = memory_array(larger.size, sizeof(*larger.pupils));
	if (larger.pupils == NULL)
		return error_memory(error);
	for (size_t i = 0; i < seen->size; i++)
		if (seen->pupils[i].key != 0)
			*find(&larger, seen->pupils[i].key) = seen->pupils[i];
	memory_free(seen->pupils);
	*seen = larger;
	return 0;
}

struct csv_pupil *csv_see(struct csv_seen *seen, struct slice upn,
			  struct error *error)
{
	struct csv_pupil *pupil;

	if (grow(seen, error) != 0)
		return NULL;
	pupil = find(seen, pack(upn));
	if (pupil->key == 0) {
		pupil->key = pack(upn);
		seen->count++;
	}
	return pupil;
}

void csv_seen_release(struct csv_seen *seen)
{
	memory_free(seen->pupils);
	*seen = (struct csv_seen){0};
}
