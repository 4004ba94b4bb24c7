#include "share/feedback_match.h"

#include <stdlib.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/error.h"
#include "dictionary/dictionary.h"
#include "register/layer.h"
#include "register/register.h"
#include "share/matching.h"
#include "share/node.h"

enum { SCAN_PUPILS = 1024, TRAITS = 4 };

/* What a pupil is told by where there is no number. */
static const char *const trait_names[TRAITS] = {
	"pupil.birth-date",
	"pupil.sex",
	"enrolment.entry-date",
	"enrolment.year-group",
};

struct own_pupil {
	uint64_t pupil;
	struct slice upn, former;
	struct slice traits[TRAITS];
	bool taken;      /* a row is about the pupil by number */
	uint64_t claims; /* rows that may be by traits */
};

/* A number of an own pupil by which the sender calls somebody. */
struct number {
	uint64_t row; /* id of whom it calls so */
	bool former;
	size_t own;
};

struct theirs {
	struct slice upn;
	struct slice traits[TRAITS];
	size_t own; /* whom it may be by traits; none: own_count */
};

struct matcher {
	struct node *node;
	const struct dictionary *dictionary;
	const struct register_grant *grant;
	uint16_t upn, former, traits[TRAITS];
	struct own_pupil *own; /* by date of birth */
	size_t own_count;
	struct number *numbers; /* by row, current ones first */
	size_t number_count;
	struct feedback_row *rows;
	struct theirs *theirs; /* of each row */
	size_t row_count;
	struct arena *arena;
};

static int compare_ids(uint64_t left, uint64_t right)
{
	return (left > right) - (left < right);
}

static int compare_traits(const void *a, const void *b)
{
	const struct own_pupil *left = a, *right = b;
	int order = slice_compare(left->traits[0], right->traits[0]);

	return order != 0 ? order : compare_ids(left->pupil, right->pupil);
}

static int compare_numbers(const void *a, const void *b)
{
	const struct number *left = a, *right = b;
	int order = compare_ids(left->row, right->row);

	if (order == 0)
		order = left->former - right->former;
	return order != 0 ? order : compare_ids(left->own, right->own);
}

static uint64_t bit_of(const struct matcher *matcher, uint16_t field)
{
	return field != DICTIONARY_NONE
		       ? 1ull << matcher->dictionary->fields[field].category
		       : 0;
}

static uint64_t needed(const struct matcher *matcher)
{
	uint64_t categories = bit_of(matcher, matcher->upn) |
			      bit_of(matcher, matcher->former);

	for (size_t t = 0; t < TRAITS; t++)
		categories |= bit_of(matcher, matcher->traits[t]);
	return categories;
}

/* --- the node's own pupils -------------------------------------------------------------- */

/* What the node says itself; of whom it has a number, also what others have told
 * it: an authority has its pupils from their schools. */
static int own_text(const struct matcher *matcher, const struct record *record,
		    bool numbered, uint16_t field, struct slice *text,
		    struct error *error)
{
	const struct dictionary *dictionary = matcher->dictionary;
	const struct section *section = NULL;
	struct slice found = {NULL, 0};

	if (field != DICTIONARY_NONE)
		section = record_section(record,
					 dictionary->fields[field].category);
	if (!numbered)
		section = section_own(section);
	if (section != NULL && section->count > 0)
		found = item_text(&section->items[0], field);
	*text = arena_copy(matcher->arena, found);
	return text->at != NULL ? 0 : error_memory(error);
}

static int take_own(struct matcher *matcher, const struct record *record,
		    struct error *error)
{
	struct own_pupil *own = &matcher->own[matcher->own_count];
	bool numbered;

	*own = (struct own_pupil){.pupil = record->pupil};
	if (own_text(matcher, record, true, matcher->upn, &own->upn, error) !=
	    0)
		return -1;
	numbered = !slice_empty(own->upn);
	if (own_text(matcher, record, numbered, matcher->former, &own->former,
		     error) != 0)
		return -1;
	for (size_t t = 0; t < TRAITS; t++)
		if (own_text(matcher, record, numbered, matcher->traits[t],
			     &own->traits[t], error) != 0)
			return -1;
	/* Who is held only under a pseudonym is nobody's own. */
	matcher->own_count += !slice_empty(own->upn) ||
			      !slice_empty(own->former) ||
			      !slice_empty(own->traits[0]);
	return 0;
}

static int scan_own(struct matcher *matcher, struct register_scan *scan,
		    struct error *error)
{
	struct record *records =
		arena_array(matcher->arena, SCAN_PUPILS, sizeof(*records));
	struct arena batch = {0};
	size_t count;
	int result = records != NULL ? 0 : error_memory(error);

	while (result == 0) {
		arena_clear(&batch);
		result = register_scan_next(scan, records, SCAN_PUPILS, &count,
					    &batch, error);
		if (result != 0 || count == 0)
			break;
		for (size_t i = 0; result == 0 && i < count; i++)
			result = take_own(matcher, &records[i], error);
	}
	arena_release(&batch);
	return result;
}

static int find_own(struct matcher *matcher, struct error *error)
{
	struct register_scan *scan;
	uint64_t *ids;
	size_t count;
	int result;

	if (register_pupils(matcher->node->pupils, &ids, &count, matcher->arena,
			    error) != 0)
		return -1;
	matcher->own =
		arena_array(matcher->arena, count + 1, sizeof(*matcher->own));
	if (matcher->own == NULL)
		return error_memory(error);
	if (register_scan_open(&scan, matcher->node->pupils, ids, count,
			       needed(matcher), error) != 0)
		return -1;
	result = scan_own(matcher, scan, error);
	register_scan_close(scan);
	if (matcher->own_count > 0)
		qsort(matcher->own, matcher->own_count, sizeof(*matcher->own),
		      compare_traits);
	return result;
}

static int add_number(struct matcher *matcher, const uint8_t *key, size_t own,
		      bool former, struct error *error)
{
	char pseudonym[2 * MATCHING_PSEUDONYM_BYTES + 1];
	struct number *added = &matcher->numbers[matcher->number_count];
	struct error why = {0};

	*added = (struct number){.own = own, .former = former};
	if (!matching_pseudonym(key,
				former ? matcher->own[own].former
				       : matcher->own[own].upn,
				pseudonym))
		return 0;
	if (register_find_pseudonym(
		    matcher->node->pupils, matcher->grant->sender,
		    matcher->grant->purpose, slice_of(pseudonym), &added->row,
		    &why) == 0) {
		matcher->number_count++;
		return 0;
	}
	if (why.code == ERROR_NOT_FOUND)
		return 0;
	if (error != NULL)
		*error = why;
	return -1;
}

static int find_numbers(struct matcher *matcher, struct error *error)
{
	uint8_t key[GRANT_MATCHING_BYTES];
	bool found;
	int result;

	matcher->numbers =
		arena_array(matcher->arena, 2 * matcher->own_count + 1,
			    sizeof(*matcher->numbers));
	if (matcher->numbers == NULL)
		return error_memory(error);
	result = register_grant_matching(
		matcher->node->pupils, matcher->grant->id, key, &found, error);
	if (result != 0)
		return -1;
	for (size_t i = 0; found && result == 0 && i < matcher->own_count; i++)
		if (add_number(matcher, key, i, false, error) != 0 ||
		    add_number(matcher, key, i, true, error) != 0)
			result = -1;
	sodium_memzero(key, sizeof(key));
	if (matcher->number_count > 0)
		qsort(matcher->numbers, matcher->number_count,
		      sizeof(*matcher->numbers), compare_numbers);
	return result;
}

/* --- the rows ----------------------------------------------------------------------------- */

static int their_text(const struct matcher *matcher,
		      const struct record *record, uint16_t field,
		      struct slice *text, struct error *error)
{
	struct slice found = {NULL, 0};

	if (field != DICTIONARY_NONE)
		found = record_text(record, matcher->dictionary, field);
	*text = arena_copy(matcher->arena, found);
	return text->at != NULL ? 0 : error_memory(error);
}

static int take_row(struct matcher *matcher, size_t row, struct error *error)
{
	struct theirs *theirs = &matcher->theirs[row];
	struct arena scratch = {0};
	struct record record;
	int result = register_read(matcher->node->pupils, matcher->rows[row].id,
				   needed(matcher), &record, &scratch, error);

	theirs->own = matcher->own_count;
	if (result == 0)
		result = their_text(matcher, &record, matcher->upn,
				    &theirs->upn, error);
	for (size_t t = 0; result == 0 && t < TRAITS; t++)
		result = their_text(matcher, &record, matcher->traits[t],
				    &theirs->traits[t], error);
	arena_release(&scratch);
	return result;
}

static int find_rows(struct matcher *matcher, struct error *error)
{
	uint64_t *ids;

	if (register_grant_pupils(matcher->node->pupils, matcher->grant->id,
				  &ids, &matcher->row_count, matcher->arena,
				  error) != 0)
		return -1;
	matcher->rows = arena_array(matcher->arena, matcher->row_count + 1,
				    sizeof(*matcher->rows));
	matcher->theirs = arena_array(matcher->arena, matcher->row_count + 1,
				      sizeof(*matcher->theirs));
	if (matcher->rows == NULL || matcher->theirs == NULL)
		return error_memory(error);
	for (size_t i = 0; i < matcher->row_count; i++) {
		matcher->rows[i] = (struct feedback_row){.id = ids[i]};
		if (take_row(matcher, i, error) != 0)
			return -1;
	}
	return 0;
}

/* --- by number ---------------------------------------------------------------------------- */

/* The one own pupil whose number, or former number, calls this row; NULL: none,
 * or several. */
static const struct number *find_number(const struct matcher *matcher,
					uint64_t row, bool former)
{
	const struct number *found = NULL;
	size_t low = 0, high = matcher->number_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (matcher->numbers[middle].row < row)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < matcher->number_count && matcher->numbers[low].row == row;
	     low++) {
		if (matcher->numbers[low].former != former)
			continue;
		if (found != NULL)
			return NULL;
		found = &matcher->numbers[low];
	}
	return found;
}

static void match_numbers(struct matcher *matcher, bool former)
{
	for (size_t i = 0; i < matcher->row_count; i++) {
		struct feedback_row *row = &matcher->rows[i];
		const struct number *number;

		if (row->how != FEEDBACK_BY_NOTHING)
			continue;
		/* The register has put them together. */
		if (!slice_empty(matcher->theirs[i].upn)) {
			row->how = FEEDBACK_BY_UPN;
			row->pupil = row->id;
			continue;
		}
		number = find_number(matcher, row->id, former);
		if (number == NULL || matcher->own[number->own].taken)
			continue;
		row->how = former ? FEEDBACK_BY_FORMER_UPN : FEEDBACK_BY_UPN;
		row->pupil = matcher->own[number->own].pupil;
		matcher->own[number->own].taken = true;
	}
}

/* --- by traits ----------------------------------------------------------------------------- */

static bool may_be(const struct own_pupil *own, const struct theirs *theirs)
{
	for (size_t t = 0; t < TRAITS; t++)
		if (!slice_empty(theirs->traits[t]) &&
		    !slice_empty(own->traits[t]) &&
		    !slice_equal(theirs->traits[t], own->traits[t]))
			return false;
	return !own->taken;
}

/* The one own pupil who may be meant; own_count: nobody, or several. */
static size_t find_traits(const struct matcher *matcher,
			  const struct theirs *theirs)
{
	struct slice born = theirs->traits[0];
	size_t low = 0, high = matcher->own_count;
	size_t found = matcher->own_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (slice_compare(matcher->own[middle].traits[0], born) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < matcher->own_count && !slice_empty(born) &&
	       slice_equal(matcher->own[low].traits[0], born);
	     low++) {
		if (!may_be(&matcher->own[low], theirs))
			continue;
		if (found != matcher->own_count)
			return matcher->own_count;
		found = low;
	}
	return found;
}

static void match_traits(struct matcher *matcher)
{
	for (size_t i = 0; i < matcher->row_count; i++) {
		struct theirs *theirs = &matcher->theirs[i];

		if (matcher->rows[i].how != FEEDBACK_BY_NOTHING)
			continue;
		theirs->own = find_traits(matcher, theirs);
		if (theirs->own < matcher->own_count)
			matcher->own[theirs->own].claims++;
	}
	for (size_t i = 0; i < matcher->row_count; i++) {
		struct feedback_row *row = &matcher->rows[i];
		size_t own = matcher->theirs[i].own;

		if (own == matcher->own_count || matcher->own[own].claims != 1)
			continue;
		row->how = FEEDBACK_BY_TRAITS;
		row->pupil = matcher->own[own].pupil;
	}
}

int feedback_match(struct node *node, const struct register_grant *grant,
		   struct feedback_row **rows, size_t *count,
		   struct arena *arena, struct error *error)
{
	const struct dictionary *dictionary = node->dictionary;
	struct matcher matcher = {
		.node = node,
		.dictionary = dictionary,
		.upn = dictionary_find(dictionary, KIND_FIELD,
				       SLICE(MATCHING_NUMBER)),
		.former = dictionary_find(dictionary, KIND_FIELD,
					  SLICE("pupil.former-upn")),
		.grant = grant,
		.arena = arena,
	};

	for (size_t t = 0; t < TRAITS; t++)
		matcher.traits[t] = dictionary_find(dictionary, KIND_FIELD,
						    slice_of(trait_names[t]));
	if (find_own(&matcher, error) != 0 ||
	    find_numbers(&matcher, error) != 0 ||
	    find_rows(&matcher, error) != 0)
		return -1;
	match_numbers(&matcher, false);
	match_numbers(&matcher, true);
	match_traits(&matcher);
	*rows = matcher.rows;
	*count = matcher.row_count;
	return 0;
}
