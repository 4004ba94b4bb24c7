#include <stdlib.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "demo/promise_examine.h"
#include "dictionary/dictionary.h"
#include "register/record.h"

/*
 * Rows that say not whose they are must still be somebody's who may be in it:
 * each is matched with a pupil of the truth who agrees with all that it tells,
 * no pupil twice.  A row for which nobody is left is one too many.
 */

enum { LINK_FIELDS = 64 };

struct linked_row {
	uint64_t number;
	const struct promise_file *file;
	struct slice texts[LINK_FIELDS]; /* by field; empty: not told */
};

struct promise_links {
	struct arena arena;
	const struct truth *truth;
	uint16_t fields[LINK_FIELDS];
	size_t field_count;
	struct linked_row *rows;
	size_t count, capacity;
	size_t *order; /* of pupils, by hash */
	uint64_t *hashes;
	bool *used;
};

int links_make(struct promise_links **out, struct examination *examination,
	       struct error *error)
{
	struct promise_links *links = memory_array(1, sizeof(*links));

	if (links == NULL)
		return error_memory(error);
	links->truth = examination->evidence->truth;
	*out = links;
	return 0;
}

void links_free(struct promise_links *links)
{
	if (links == NULL)
		return;
	memory_free(links->order);
	memory_free(links->hashes);
	memory_free(links->used);
	arena_release(&links->arena);
	memory_free(links);
}

/* A field of which a pupil has one value, that is recorded and not worked out. */
static bool comparable(const struct dictionary *dictionary, uint16_t index)
{
	const struct field *field = &dictionary->fields[index];
	const struct category *category =
		&dictionary->categories[field->category];

	return !field->derived && category->each.len == 0 &&
	       category->by.len == 0;
}

/* The column's place among those that are compared; LINK_FIELDS: none. */
static size_t place_of(struct promise_links *links, struct slice name)
{
	const struct dictionary *dictionary = truth_dictionary(links->truth);
	uint16_t field = dictionary_find(dictionary, KIND_FIELD, name);

	if (field == DICTIONARY_NONE || !comparable(dictionary, field) ||
	    slice_is(name, "pupil.pseudonym"))
		return LINK_FIELDS;
	for (size_t i = 0; i < links->field_count; i++)
		if (links->fields[i] == field)
			return i;
	if (links->field_count == LINK_FIELDS)
		return LINK_FIELDS;
	links->fields[links->field_count] = field;
	return links->field_count++;
}

int links_add(struct promise_links *links, const struct promise_file *file,
	      const struct promise_row *row, struct error *error)
{
	struct linked_row *rows =
		arena_grow(&links->arena, links->rows, links->count,
			   &links->capacity, sizeof(*rows));
	struct linked_row *added;

	if (rows == NULL)
		return error_memory(error);
	links->rows = rows;
	added = &rows[links->count];
	*added = (struct linked_row){.number = row->number, .file = file};
	for (size_t i = 0; i < row->count; i++) {
		size_t place;

		if (row->values[i].field.len == 0)
			continue;
		place = place_of(links, row->values[i].field);
		if (place == LINK_FIELDS)
			continue;
		added->texts[place] =
			arena_copy(&links->arena, row->values[i].text);
		if (added->texts[place].at == NULL)
			return error_memory(error);
	}
	links->count++;
	return 0;
}

/* --- matching ------------------------------------------------------------------ */

static struct slice text_of(const struct promise_links *links, size_t pupil,
			    size_t place)
{
	return record_text(truth_at(links->truth, pupil)->record,
			   truth_dictionary(links->truth),
			   links->fields[place]);
}

static uint64_t mixed(uint64_t hash, struct slice text)
{
	return (hash ^ slice_hash(text)) * 0x9e3779b97f4a7c15u;
}

static uint64_t hash_of_pupil(const struct promise_links *links, size_t pupil)
{
	uint64_t hash = 7;

	for (size_t i = 0; i < links->field_count; i++)
		hash = mixed(hash, text_of(links, pupil, i));
	return hash;
}

static uint64_t hash_of_row(const struct promise_links *links,
			    const struct linked_row *row)
{
	uint64_t hash = 7;

	for (size_t i = 0; i < links->field_count; i++)
		hash = mixed(hash, row->texts[i]);
	return hash;
}

static int by_hash(const void *a, const void *b, void *context)
{
	const struct promise_links *links = context;
	size_t one = *(const size_t *)a, other = *(const size_t *)b;
	uint64_t left = links->hashes[one], right = links->hashes[other];

	if (left != right)
		return left < right ? -1 : 1;
	return one < other ? -1 : one > other;
}

static int sort_pupils(struct promise_links *links, struct error *error)
{
	size_t count = truth_count(links->truth);

	links->order = memory_array(count + 1, sizeof(*links->order));
	links->hashes = memory_array(count + 1, sizeof(*links->hashes));
	links->used = memory_array(count + 1, sizeof(*links->used));
	if (links->order == NULL || links->hashes == NULL ||
	    links->used == NULL)
		return error_memory(error);
	for (size_t i = 0; i < count; i++) {
		links->order[i] = i;
		links->hashes[i] = hash_of_pupil(links, i);
	}
	qsort_r(links->order, count, sizeof(*links->order), by_hash, links);
	return 0;
}

/* Whether the pupil agrees with all that the row tells. */
static bool agrees(const struct promise_links *links,
		   const struct linked_row *row, size_t pupil)
{
	for (size_t i = 0; i < links->field_count; i++)
		if (row->texts[i].len > 0 &&
		    !slice_equal(row->texts[i], text_of(links, pupil, i)))
			return false;
	return true;
}

struct match {
	bool found;
	const char *why; /* of one who agrees and may not be in it; NULL */
};

static bool try_pupil(struct promise_links *links,
		      const struct examination *examination,
		      const struct linked_row *row, size_t pupil,
		      struct match *match)
{
	const char *why;

	if (links->used[pupil] || !agrees(links, row, pupil))
		return false;
	why = promise_unfit(examination->promise, examination->evidence,
			    truth_at(links->truth, pupil));
	if (why != NULL) {
		match->why = why;
		return false;
	}
	links->used[pupil] = true;
	match->found = true;
	return true;
}

/* First those who are the same in everything, then those who merely agree: a
 * value may have been withheld. */
static struct match match_row(struct promise_links *links,
			      const struct examination *examination,
			      const struct linked_row *row)
{
	size_t count = truth_count(links->truth);
	uint64_t hash = hash_of_row(links, row);
	struct match match = {0};
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (links->hashes[links->order[middle]] < hash)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < count && links->hashes[links->order[low]] == hash; low++)
		if (try_pupil(links, examination, row, links->order[low],
			      &match))
			return match;
	for (size_t i = 0; i < count; i++)
		if (try_pupil(links, examination, row, i, &match))
			return match;
	return match;
}

/* Values that were made coarser agree with nobody's: only the number of rows can
 * be judged. */
static void judge_number(const struct promise_links *links,
			 struct examination *examination)
{
	uint64_t may = 0;

	for (size_t i = 0; i < truth_count(links->truth); i++)
		if (promise_unfit(examination->promise, examination->evidence,
				  truth_at(links->truth, i)) == NULL)
			may++;
	ask(examination);
	if (links->count > may)
		object(examination, "more rows than pupils who may be in it");
	examination->result->pupils += links->count;
}

int links_judge(struct promise_links *links, struct examination *examination,
		struct error *error)
{
	if (links->count == 0)
		return 0;
	if (examination->promise->level == PROMISE_ANONYMISED) {
		judge_number(links, examination);
		return 0;
	}
	if (sort_pupils(links, error) != 0)
		return -1;
	for (size_t i = 0; i < links->count; i++) {
		struct match match =
			match_row(links, examination, &links->rows[i]);

		examination->file = links->rows[i].file;
		examination->row = links->rows[i].number;
		ask(examination);
		if (match.found)
			examination->result->pupils++;
		else if (match.why != NULL)
			object(examination, "%s, by all that the row tells",
			       match.why);
		else
			object(examination,
			       "a row that is nobody's whom the sender has");
	}
	examination->file = NULL;
	examination->row = 0;
	return 0;
}
