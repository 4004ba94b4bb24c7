#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "demo/promise_examine.h"
#include "dictionary/dictionary.h"
#include "register/record.h"

/*
 * What people read: letters, reports, case files, packs.  Whose names and numbers
 * stand in the text is found by looking for each of the sender's pupils.
 */

enum { WORD_BYTES = 200 };

static bool has(struct slice text, struct slice wanted)
{
	return wanted.len > 0 && text.len >= wanted.len &&
	       memmem(text.at, text.len, wanted.at, wanted.len) != NULL;
}

/* What a name goes on with: "Joe Martin" does not stand in "Joe Martin-Hill".  All
 * bytes beyond ASCII are of letters. */
static bool goes_on(char byte)
{
	unsigned char folded = (unsigned char)byte | 0x20;

	return byte == '-' || (folded >= 'a' && folded <= 'z') ||
	       (unsigned char)byte >= 0x80;
}

/* Whether a name stands in the text as a whole. */
static bool names(struct slice text, struct slice wanted)
{
	const char *start = text.at, *end = text.at + text.len;

	while (wanted.len > 0 && text.len >= wanted.len) {
		const char *found =
			memmem(text.at, text.len, wanted.at, wanted.len);
		const char *after;

		if (found == NULL)
			return false;
		after = found + wanted.len;
		if ((after == end || !goes_on(*after)) &&
		    (found == start || !goes_on(found[-1])))
			return true;
		text = (struct slice){found + 1, (size_t)(end - found - 1)};
	}
	return false;
}

/* The words of a text, as hashes, by which most pupils are seen not to be in it
 * without searching all of it. */
struct words {
	uint64_t *slots; /* 0: free */
	size_t capacity; /* a power of 2 */
};

static bool is_of_word(char byte)
{
	return goes_on(byte) ? byte != '-' : byte >= '0' && byte <= '9';
}

static struct slice next_word(struct slice *rest)
{
	size_t from = 0, to;
	struct slice word;

	while (from < rest->len && !is_of_word(rest->at[from]))
		from++;
	to = from;
	while (to < rest->len && is_of_word(rest->at[to]))
		to++;
	word = slice_part(*rest, from, to);

	*rest = slice_part(*rest, to, rest->len);
	return word;
}

static uint64_t *slot_of(const struct words *words, struct slice word)
{
	uint64_t hash = slice_hash(word) | 1;
	size_t at = (size_t)(hash ^ hash >> 29) & (words->capacity - 1);

	while (words->slots[at] != 0 && words->slots[at] != hash)
		at = (at + 1) & (words->capacity - 1);
	return &words->slots[at];
}

static int words_make(struct words *words, struct slice text,
		      struct error *error)
{
	struct slice rest = text, word;
	size_t count = 1;

	while ((word = next_word(&rest)).len > 0)
		count++;
	words->capacity = 64;
	while (words->capacity < 2 * count)
		words->capacity *= 2;
	words->slots = memory_array(words->capacity, sizeof(*words->slots));
	if (words->slots == NULL)
		return error_memory(error);
	rest = text;
	while ((word = next_word(&rest)).len > 0)
		*slot_of(words, word) = slice_hash(word) | 1;
	return 0;
}

/* Whether the first word of a text may stand there. */
static bool words_have(const struct words *words, struct slice text)
{
	struct slice word = next_word(&text);

	return word.len > 0 && *slot_of(words, word) != 0;
}

/* "forename surname", as letters and reports have it. */
static struct slice full_name(struct slice forename, struct slice surname,
			      char words[WORD_BYTES])
{
	if (forename.len == 0 || surname.len == 0 ||
	    forename.len + surname.len + 1 > WORD_BYTES)
		return (struct slice){0};
	memcpy(words, forename.at, forename.len);
	words[forename.len] = ' ';
	memcpy(words + forename.len + 1, surname.at, surname.len);
	return (struct slice){words, forename.len + 1 + surname.len};
}

static bool is_told_of(struct slice text, const struct truth_pupil *pupil)
{
	char words[WORD_BYTES];

	return has(text, pupil->upn) || has(text, pupil->uln) ||
	       names(text, full_name(pupil->forename, pupil->surname, words));
}

static bool same_name(const struct truth_pupil *one,
		      const struct truth_pupil *other)
{
	return slice_equal(one->surname, other->surname) &&
	       slice_equal(one->forename, other->forename);
}

/* Whether a pupil who may be in it, or a grown-up of such a pupil, bears the same
 * name: then nobody else is told of. */
static bool is_namesake(const struct examination *examination,
			const struct truth_pupil *pupil)
{
	const struct truth *truth = examination->evidence->truth;
	const struct dictionary *dictionary = truth_dictionary(truth);
	uint16_t surname = dictionary_find(dictionary, KIND_FIELD,
					   SLICE("parent.surname"));
	uint16_t forename = dictionary_find(dictionary, KIND_FIELD,
					    SLICE("parent.forename"));

	for (size_t i = 0; i < truth_count(truth); i++) {
		const struct truth_pupil *other = truth_at(truth, i);
		const struct section *parents;

		if (promise_unfit(examination->promise, examination->evidence,
				  other) != NULL)
			continue;
		if (same_name(other, pupil))
			return true;
		if (surname == DICTIONARY_NONE || forename == DICTIONARY_NONE)
			continue;
		parents = record_section(other->record,
					 dictionary->fields[surname].category);
		for (uint32_t j = 0; parents != NULL && j < parents->count; j++)
			if (slice_equal(item_text(&parents->items[j], surname),
					pupil->surname) &&
			    slice_equal(item_text(&parents->items[j], forename),
					pupil->forename))
				return true;
	}
	return false;
}

static void examine_told(struct examination *examination, struct slice text,
			 size_t index)
{
	const struct promise *promise = examination->promise;
	const struct truth_pupil *pupil =
		truth_at(examination->evidence->truth, index);
	const char *why;

	if (promise->level == PROMISE_AGGREGATE) {
		object(examination, "a pupil is named, where nobody was to be");
		return;
	}
	why = promise_unfit(promise, examination->evidence, pupil);
	if (why != NULL && !has(text, pupil->upn) && !has(text, pupil->uln) &&
	    is_namesake(examination, pupil))
		return;
	if (why != NULL)
		object(examination, "%s", why);
	else {
		examination->result->pupils += examination->seen[index] == 0;
		examination->seen[index] |= MEANS(FRAME);
	}
}

/* Those of whom the occasion is must be told of: it would be a page about
 * somebody else. */
static void examine_subjects(struct examination *examination, struct slice text)
{
	const struct promise_evidence *evidence = examination->evidence;

	for (size_t i = 0; i < evidence->subject_count; i++) {
		const struct truth_pupil *pupil =
			truth_by_upn(evidence->truth, evidence->subjects[i]);

		ask(examination);
		if (pupil == NULL)
			object(examination,
			       "somebody whom the sender does not have");
		else if (!has(text, pupil->surname) && !has(text, pupil->upn))
			object(examination,
			       "who it is about does not stand in it");
	}
}

static int examine_text(struct examination *examination, struct slice text,
			struct error *error)
{
	const struct truth *truth = examination->evidence->truth;
	struct words words;

	examination->result->rows++;
	if (words_make(&words, text, error) != 0)
		return -1;
	for (size_t i = 0; i < truth_count(truth); i++) {
		const struct truth_pupil *pupil = truth_at(truth, i);

		ask(examination);
		if ((words_have(&words, pupil->upn) ||
		     words_have(&words, pupil->uln) ||
		     words_have(&words, pupil->surname)) &&
		    is_told_of(text, pupil))
			examine_told(examination, text, i);
	}
	memory_free(words.slots);
	examine_subjects(examination, text);
	return examination->failed != 0 ? error_memory(error) : 0;
}

int examine_paper(struct examination *examination,
		  const struct promise_file *file, struct error *error)
{
	struct builder text = {0};
	const char *fault = NULL;
	int result;

	/* Of HTML all is looked at, what nobody sees too. */
	if (!slice_starts_with(file->bytes, SLICE("%PDF")))
		return examine_text(examination, file->bytes, error);
	result = promise_page_text(file, &text, &fault, error);
	if (fault != NULL)
		object(examination, "the file is not to be read: %s", fault);
	if (result == 0)
		result = examine_text(examination, builder_slice(&text), error);
	builder_release(&text);
	return result;
}
