/* Rows under pseudonyms that their recipient can make again of its own pupils'
 * numbers (F18): made again here as docs/formats.md says, and by nothing else. */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/error.h"
#include "base/memory.h"
#include "demo/promise_examine.h"
#include "dictionary/dictionary.h"

enum { KEY_BYTES = 32, PSEUDONYM_BYTES = 16 };

/* What a number that some pupil has or had is with the key. */
struct called {
	uint8_t pseudonym[PSEUDONYM_BYTES];
	size_t pupil;
};

struct promise_matched {
	struct called *list; /* by pseudonym */
	size_t count;
	uint64_t *row; /* by pupil: the row that is about it; 0: none */
};

static int by_pseudonym(const void *a, const void *b)
{
	const struct called *one = a, *other = b;

	return memcmp(one->pseudonym, other->pseudonym, PSEUDONYM_BYTES);
}

/* First 16 bytes of HMAC-SHA-256 over the number in capitals (RFC 2104). */
static void make_pseudonym(const uint8_t key[KEY_BYTES], struct slice number,
			   uint8_t pseudonym[PSEUDONYM_BYTES])
{
	crypto_auth_hmacsha256_state state;
	uint8_t hash[crypto_auth_hmacsha256_BYTES];

	crypto_auth_hmacsha256_init(&state, key, KEY_BYTES);
	for (size_t i = 0; i < number.len; i++) {
		char c = number.at[i];
		uint8_t capital =
			(uint8_t)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);

		crypto_auth_hmacsha256_update(&state, &capital, 1);
	}
	crypto_auth_hmacsha256_final(&state, hash);
	memcpy(pseudonym, hash, PSEUDONYM_BYTES);
}

static void add_called(struct promise_matched *matched, const uint8_t *key,
		       struct slice number, size_t pupil)
{
	if (number.len == 0)
		return;
	matched->list[matched->count].pupil = pupil;
	make_pseudonym(key, number, matched->list[matched->count++].pseudonym);
}

static size_t count_numbers(const struct truth *truth)
{
	size_t count = 0;

	for (size_t i = 0; i < truth_count(truth); i++)
		for (const struct truth_pupil *as = truth_at(truth, i);
		     as != NULL; as = as->older)
			count += 2;
	return count;
}

static void add_all(struct promise_matched *matched, const struct truth *truth,
		    const uint8_t *key)
{
	for (size_t i = 0; i < truth_count(truth); i++)
		for (const struct truth_pupil *as = truth_at(truth, i);
		     as != NULL; as = as->older) {
			add_called(matched, key, as->upn, i);
			add_called(matched, key, as->former_upn, i);
		}
	if (matched->count > 1)
		qsort(matched->list, matched->count, sizeof(*matched->list),
		      by_pseudonym);
}

static bool read_key(struct slice text, uint8_t key[KEY_BYTES])
{
	size_t size = 0;

	return text.len == 2 * (size_t)KEY_BYTES + 1 &&
	       text.at[text.len - 1] == '\n' &&
	       sodium_hex2bin(key, KEY_BYTES, text.at, text.len - 1, NULL,
			      &size, NULL) == 0 &&
	       size == KEY_BYTES;
}

int matched_make(struct promise_matched **out, struct examination *examination,
		 struct error *error)
{
	const struct promise_evidence *evidence = examination->evidence;
	struct promise_matched *matched;
	uint8_t key[KEY_BYTES];

	*out = NULL;
	if (!examination->promise->matched || !examination->paper.there ||
	    !slice_is(examination->paper.level, "pupil"))
		return 0;
	ask(examination);
	if (!read_key(evidence->matching, key)) {
		object(examination, "no key by which the recipient can tell "
				    "its own pupils");
		return 0;
	}
	matched = memory_array(1, sizeof(*matched));
	if (matched == NULL)
		return error_memory(error);
	matched->list = memory_array(count_numbers(evidence->truth) + 1,
				     sizeof(*matched->list));
	matched->row = memory_array(truth_count(evidence->truth) + 1,
				    sizeof(*matched->row));
	if (matched->list == NULL || matched->row == NULL) {
		matched_free(matched);
		return error_memory(error);
	}
	add_all(matched, evidence->truth, key);
	*out = matched;
	return 0;
}

void matched_free(struct promise_matched *matched)
{
	if (matched == NULL)
		return;
	memory_free(matched->list);
	memory_free(matched->row);
	memory_free(matched);
}

static const struct called *find(const struct promise_matched *matched,
				 struct slice text)
{
	struct called wanted;
	size_t size = 0;

	if (sodium_hex2bin(wanted.pseudonym, PSEUDONYM_BYTES, text.at, text.len,
			   NULL, &size, NULL) != 0 ||
	    size != PSEUDONYM_BYTES || matched->count == 0)
		return NULL;
	return bsearch(&wanted, matched->list, matched->count,
		       sizeof(*matched->list), by_pseudonym);
}

size_t matched_pupil(const struct examination *examination,
		     const struct promise_row *row)
{
	const struct called *called = NULL;

	if (examination->matched == NULL)
		return NOBODYS;
	for (size_t i = 0; i < row->count && called == NULL; i++)
		if (row->values[i].meaning == MEANING_PSEUDONYM)
			called =
				find(examination->matched, row->values[i].text);
	return called == NULL ? NOBODYS : called->pupil;
}

void examine_matched(struct examination *examination, struct slice pseudonym)
{
	struct promise_matched *matched = examination->matched;
	const struct promise_evidence *evidence = examination->evidence;
	const struct truth_pupil *pupil;
	const struct called *called;
	const char *why;

	if (matched == NULL)
		return;
	ask(examination);
	called = find(matched, pseudonym);
	if (called == NULL) {
		object(examination, "a row of nobody whom the recipient knows "
				    "by number");
		return;
	}
	pupil = truth_at(evidence->truth, called->pupil);
	why = promise_unfit(examination->promise, evidence, pupil);
	if (why != NULL)
		object(examination, "%s", why);
	else if (matched->row[called->pupil] != 0)
		object(examination, "a pupil who is in it twice, by number");
	matched->row[called->pupil] = examination->row;
}
