#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"
#include "demo/promise_links.h"
#include "dictionary/dictionary.h"
#include "register/record.h"

/* Rows that agree with nobody at once are looked up one by one; when so many were
 * nobody's, the others need not be tried. */
enum { DEPTH_LIMIT = 1000, NOBODYS_ENOUGH = 40 };

/* What the pupil had in the field at that time. */
static struct slice text_of(const struct promise_links *links,
			    const struct truth_pupil *pupil, size_t place)
{
	const struct dictionary *dictionary = truth_dictionary(links->truth);
	uint16_t field = links->fields[place];
	struct slice text = record_text(pupil->record, dictionary, field);

	/* A record may leave it to the school to say which it is. */
	return text.len == 0 && slice_is(dictionary->fields[field].name,
					 "enrolment.school")
		       ? pupil->school
		       : text;
}

static uint64_t hash_of_pupil(const struct promise_links *links,
			      const struct truth_pupil *pupil)
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

static int by_hash(const void *a, const void *b)
{
	const struct told *one = a, *other = b;

	if (one->hash != other->hash)
		return one->hash < other->hash ? -1 : 1;
	if (one->pupil != other->pupil)
		return one->pupil < other->pupil ? -1 : 1;
	return one->as->since < other->as->since
		       ? -1
		       : one->as->since > other->as->since;
}

static size_t count_told(const struct truth *truth)
{
	size_t count = 0;

	for (size_t i = 0; i < truth_count(truth); i++)
		for (const struct truth_pupil *pupil = truth_at(truth, i);
		     pupil != NULL; pupil = pupil->older)
			count++;
	return count;
}

static int sort_pupils(struct promise_links *links, struct error *error)
{
	size_t count = truth_count(links->truth);

	links->told = memory_array(count_told(links->truth) + 1,
				   sizeof(*links->told));
	if (links->told == NULL)
		return error_memory(error);
	for (int hand = 0; hand < HANDS; hand++) {
		links->taken[hand] =
			memory_array(count + 1, sizeof(**links->taken));
		if (links->taken[hand] == NULL)
			return error_memory(error);
		for (size_t i = 0; i < count; i++)
			links->taken[hand][i].row = NOBODYS;
	}
	for (size_t i = 0; i < count; i++)
		for (const struct truth_pupil *pupil =
			     truth_at(links->truth, i);
		     pupil != NULL; pupil = pupil->older)
			links->told[links->told_count++] = (struct told){
				hash_of_pupil(links, pupil), i, pupil, {0}};
	if (links->told_count > 0)
		qsort(links->told, links->told_count, sizeof(*links->told),
		      by_hash);
	return 0;
}

static int sort_items(struct promise_links *links, struct error *error)
{
	if (!links->items.any)
		return 0;
	for (size_t i = 0; i < links->told_count; i++)
		if (items_add(&links->items, links->told[i].as->record, i,
			      error) != 0)
			return -1;
	items_sort(&links->items);
	return 0;
}

/* What is not told again is kept from before. */
static struct slice text_kept(const struct promise_links *links,
			      const struct truth_pupil *pupil, size_t place)
{
	struct slice text = text_of(links, pupil, place);

	while (text.len == 0 && pupil->older != NULL) {
		pupil = pupil->older;
		text = text_of(links, pupil, place);
	}
	return text;
}

/* Whether the pupil agrees with all that the row tells. */
static bool agrees(const struct promise_links *links,
		   const struct linked_row *row, const struct told *told)
{
	for (size_t i = 0; i < links->field_count; i++)
		if (row->texts[i].len > 0 &&
		    !slice_equal(row->texts[i], text_kept(links, told->as, i)))
			return false;
	return items_agree(&links->items, &row->items,
			   (size_t)(told - links->told));
}

/* The first place of a hash among those told. */
static size_t first_of(const struct promise_links *links, uint64_t hash)
{
	size_t low = 0, high = links->told_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (links->told[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const char *why_not(struct promise_links *links,
			   const struct examination *examination,
			   struct taken *taken, size_t pupil)
{
	if (!taken->judged)
		taken->why = promise_unfit(examination->promise,
					   examination->evidence,
					   truth_at(links->truth, pupil));
	taken->judged = true;
	return taken->why;
}

static bool match_same(struct promise_links *links,
		       const struct examination *examination, size_t row,
		       const char **why);
static bool match_items(struct promise_links *links,
			const struct examination *examination, size_t row,
			const char **why);

/* Whether the row can have this pupil: free, or another row that has it can have
 * somebody else who is the same (augmenting paths; H. W. Kuhn 1955). */
static bool can_have(struct promise_links *links,
		     const struct examination *examination, size_t row,
		     const struct told *told, const char **why)
{
	struct taken *taken = &links->taken[links->rows[row].hand][told->pupil];
	const char *other = NULL;

	if (taken->search == links->search ||
	    !agrees(links, &links->rows[row], told))
		return false;
	taken->search = links->search;
	if (why_not(links, examination, taken, told->pupil) != NULL) {
		*why = taken->why;
		return false;
	}
	if (taken->row != NOBODYS) {
		bool given_way = false;

		if (links->depth < DEPTH_LIMIT &&
		    links->rows[taken->row].only == NOBODYS) {
			links->depth++;
			given_way = match_same(links, examination, taken->row,
					       &other) ||
				    match_items(links, examination, taken->row,
						&other);
			links->depth--;
		}
		if (!given_way)
			return false;
	}
	taken->row = row;
	return true;
}

/* The first who is free, of those who are the same in everything: whoever is had
 * stays so, and is not looked at again. */
static bool take_free(struct promise_links *links,
		      const struct examination *examination, size_t row,
		      size_t first, uint64_t hash)
{
	unsigned int hand = links->rows[row].hand;
	size_t i = first < links->told_count
			   ? first + links->told[first].had[hand]
			   : first;
	bool run = true;

	for (; i < links->told_count && links->told[i].hash == hash; i++) {
		const struct told *told = &links->told[i];
		struct taken *taken =
			&links->taken[links->rows[row].hand][told->pupil];

		bool had =
			taken->row != NOBODYS ||
			why_not(links, examination, taken, told->pupil) != NULL;

		if (!had && agrees(links, &links->rows[row], told)) {
			taken->row = row;
			return true;
		}
		run = run && had;
		if (run)
			links->told[first].had[hand]++;
	}
	return false;
}

/* Among those who are the same in everything. */
static bool match_same(struct promise_links *links,
		       const struct examination *examination, size_t row,
		       const char **why)
{
	uint64_t hash = hash_of_row(links, &links->rows[row]);

	size_t first = first_of(links, hash);

	if (take_free(links, examination, row, first, hash))
		return true;
	for (size_t i = first;
	     i < links->told_count && links->told[i].hash == hash; i++)
		if (can_have(links, examination, row, &links->told[i], why))
			return true;
	return false;
}

/* Among those who have what the fewest of the things it tells are of. */
static bool match_items(struct promise_links *links,
			const struct examination *examination, size_t row,
			const char **why)
{
	const struct promise_items *items = &links->items;
	uint64_t hash = items_rarest(items, &links->rows[row].items);

	if (links->rows[row].items.count == 0)
		return false;
	for (size_t i = items_first(items, hash, 0);
	     i < items->count && items->places[i].hash == hash; i++)
		if (can_have(links, examination, row,
			     &links->told[items->places[i].whose], why))
			return true;
	return false;
}

/* Among those who merely agree: a value may have been withheld. */
static bool match_any(struct promise_links *links,
		      const struct examination *examination, size_t row,
		      const char **why)
{
	if (links->rows[row].items.count > 0)
		return match_items(links, examination, row, why);
	for (size_t i = 0; i < links->told_count; i++)
		if (can_have(links, examination, row, &links->told[i], why))
			return true;
	return false;
}

/* The pupil whose number it has, as it was at any time. */
static bool match_number(struct promise_links *links,
			 const struct examination *examination, size_t row,
			 const char **why)
{
	size_t pupil = links->rows[row].only;
	const struct truth_pupil *as =
		pupil == NOBODYS ? NULL : truth_at(links->truth, pupil);

	for (; as != NULL; as = as->older) {
		uint64_t hash = hash_of_pupil(links, as);

		for (size_t i = first_of(links, hash);
		     i < links->told_count && links->told[i].hash == hash; i++)
			if (links->told[i].as == as) {
				links->search++;
				if (can_have(links, examination, row,
					     &links->told[i], why))
					return true;
			}
	}
	return false;
}

/* Rows that tell more come first: others may have whoever is left. */
static void match_all(struct promise_links *links,
		      const struct examination *examination,
		      bool (*match)(struct promise_links *links,
				    const struct examination *examination,
				    size_t row, const char **why))
{
	links->nobodys = 0;
	for (int more = 1; more >= 0; more--)
		for (size_t i = 0; i < links->count; i++) {
			struct linked_row *row = &links->rows[i];

			if (row->matched || !row->tells ||
			    (row->only != NOBODYS) != (match == match_number) ||
			    (row->items.count > 0) != (more == 1) ||
			    (match == match_any &&
			     links->nobodys >= NOBODYS_ENOUGH))
				continue;
			links->search++;
			row->matched = match(links, examination, i, &row->why);
			links->nobodys += !row->matched;
		}
}

int links_match(struct promise_links *links, struct examination *examination,
		struct error *error)
{
	if (sort_pupils(links, error) != 0 || sort_items(links, error) != 0)
		return -1;
	match_all(links, examination, match_number);
	match_all(links, examination, match_same);
	match_all(links, examination, match_any);
	return 0;
}
