#include "base/error.h"
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
	return wanted.len > 0 &&
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
		examination->seen[index] |= MEANS(FRAME);
		examination->result->pupils++;
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

int examine_paper(struct examination *examination,
		  const struct promise_file *file, struct error *error)
{
	const struct truth *truth = examination->evidence->truth;

	examination->result->rows++;
	if (slice_starts_with(file->bytes, SLICE("%PDF")))
		return 0; /* its text is squeezed; the same goes as text */
	for (size_t i = 0; i < truth_count(truth); i++) {
		ask(examination);
		if (is_told_of(file->bytes, truth_at(truth, i)))
			examine_told(examination, file->bytes, i);
	}
	examine_subjects(examination, file->bytes);
	return examination->failed != 0 ? error_memory(error) : 0;
}
