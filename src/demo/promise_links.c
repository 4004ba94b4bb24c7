#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"
#include "demo/promise_links.h"
#include "dictionary/dictionary.h"
#include "register/record.h"

/*
 * Rows that say not whose they are must still be somebody's who may be in it:
 * each is matched with a pupil of the truth who agrees with all that it tells,
 * no pupil twice.  A row for which nobody is left is one too many.
 */

enum { ALIKE_LEAST = 5 };

int links_make(struct promise_links **out, struct examination *examination,
	       struct error *error)
{
	struct promise_links *links = memory_array(1, sizeof(*links));

	if (links == NULL)
		return error_memory(error);
	links->truth = examination->evidence->truth;
	links->by_hands = slice_is(
		office_function(examination->evidence->sender), "department");
	links->items.truth = links->truth;
	links->items.arena = &links->arena;
	links->items.told =
		memory_array(truth_dictionary(links->truth)->field_count + 1u,
			     sizeof(*links->items.told));
	*out = links;
	return links->items.told == NULL ? error_memory(error) : 0;
}

void links_free(struct promise_links *links)
{
	if (links == NULL)
		return;
	items_release(&links->items);
	memory_free(links->told);
	for (int hand = 0; hand < HANDS; hand++)
		memory_free(links->taken[hand]);
	arena_release(&links->arena);
	memory_free(links);
}

static bool is_comparable(const struct dictionary *dictionary, uint16_t index)
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

	if (field == DICTIONARY_NONE || !is_comparable(dictionary, field) ||
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

static uint64_t hash_of_all(const struct promise_row *row)
{
	uint64_t hash = 7;

	for (size_t i = 0; i < row->count; i++)
		if (row->values[i].text.len > 0)
			hash = mixed(mixed(hash, row->values[i].name),
				     row->values[i].text);
	return hash;
}

/* Whether it tells no more than the test agency has of pupils. */
static bool is_of_agency(const struct promise_row *row)
{
	static const uint64_t has = MEANS(PSEUDONYM) | MEANS(BIRTH_DATE) |
				    MEANS(SEX) | MEANS(YEAR) | MEANS(SCHOOL) |
				    MEANS(ASSESSMENT) | MEANS(FRAME);

	for (size_t i = 0; i < row->count; i++)
		if (!means(has, row->values[i].meaning))
			return false;
	return true;
}

int links_add(struct promise_links *links, const struct promise_file *file,
	      const struct promise_row *row, size_t pupil, struct error *error)
{
	struct linked_row *rows =
		arena_grow(&links->arena, links->rows, links->count,
			   &links->capacity, sizeof(*rows));
	struct linked_row *added;

	if (rows == NULL)
		return error_memory(error);
	links->rows = rows;
	added = &rows[links->count];
	*added = (struct linked_row){.number = row->number,
				     .file = file,
				     .whole = hash_of_all(row),
				     .only = pupil};
	for (size_t i = 0; i < row->count; i++) {
		struct slice name = items_field_of(&row->values[i]);
		size_t place;

		if (name.len == 0)
			continue;
		place = place_of(links, name);
		if (place == LINK_FIELDS)
			continue;
		added->texts[place] =
			arena_copy(&links->arena, row->values[i].text);
		if (added->texts[place].at == NULL)
			return error_memory(error);
		added->tells = true;
	}
	if (items_of_row(&links->items, row, &added->items, error) != 0)
		return -1;
	added->tells = added->tells || added->items.count > 0;
	added->hand = links->by_hands && is_of_agency(row);
	links->count++;
	return 0;
}

/* --- judging ----------------------------------------------------------------------- */

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
}

static int by_whole(const void *a, const void *b)
{
	const struct linked_row *one = a, *other = b;

	if (one->whole != other->whole)
		return one->whole < other->whole ? -1 : 1;
	return one->number < other->number ? -1 : one->number > other->number;
}

/* Each row is one of several that tell the same, or it is somebody: with five of
 * them the risk is the 0.2 that is used for health data (El Emam 2013). */
static void judge_alike(struct promise_links *links,
			struct examination *examination)
{
	size_t from = 0;

	qsort(links->rows, links->count, sizeof(*links->rows), by_whole);
	for (size_t i = 1; i <= links->count; i++) {
		if (i < links->count &&
		    links->rows[i].whole == links->rows[from].whole)
			continue;
		examination->file = links->rows[from].file;
		examination->row = links->rows[from].number;
		ask(examination);
		if (i - from < ALIKE_LEAST)
			object(examination,
			       "a row that too few others are like");
		from = i;
	}
	examination->file = NULL;
	examination->row = 0;
}

static void judge_row(const struct promise_links *links,
		      struct examination *examination, size_t index)
{
	const struct linked_row *row = &links->rows[index];

	examination->file = row->file;
	examination->row = row->number;
	ask(examination);
	if (row->matched)
		examination->result->pupils++;
	else if (row->why != NULL)
		object(examination, "%s, by all that the row tells", row->why);
	else if (row->only != NOBODYS)
		object(examination, "a row whose number is one pupil's, and "
				    "what it tells another's");
	else
		object(examination,
		       "a row that is nobody's whom the sender has");
}

static bool all_tell(const struct promise_links *links)
{
	for (size_t i = 0; i < links->count; i++)
		if (!links->rows[i].tells)
			return false;
	return true;
}

int links_judge(struct promise_links *links, struct examination *examination,
		struct error *error)
{
	if (links->count == 0)
		return 0;
	/* Nor is anybody told from anybody where nothing can be compared. */
	if (examination->promise->level == PROMISE_ANONYMISED ||
	    (links->field_count == 0 && !links->items.any)) {
		judge_number(links, examination);
		examination->result->pupils += links->count;
		if (examination->promise->level == PROMISE_ANONYMISED)
			judge_alike(links, examination);
		return 0;
	}
	if (links_match(links, examination, error) != 0)
		return -1;
	if (!all_tell(links))
		judge_number(links, examination);
	for (size_t i = 0; i < links->count; i++)
		if (links->rows[i].tells)
			judge_row(links, examination, i);
		else
			examination->result->pupils++;
	examination->file = NULL;
	examination->row = 0;
	return 0;
}
