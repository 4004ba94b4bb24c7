#include <stdlib.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "demo/promise_examine.h"
#include "demo/promise_items.h"
#include "dictionary/dictionary.h"
#include "register/record.h"

/*
 * Rows that say not whose they are must still be somebody's who may be in it:
 * each is matched with a pupil of the truth who agrees with all that it tells,
 * no pupil twice.  A row for which nobody is left is one too many.
 */

/* Rows that agree with nobody at once are looked up one by one; when so many were
 * nobody's, the others need not be tried. */
enum { LINK_FIELDS = 64, DEPTH_LIMIT = 1000, NOBODYS_ENOUGH = 40 };

enum { ALIKE_LEAST = 5 };

/*
 * The department has pupils by name from the census, and under a pseudonym from
 * the test agency: it cannot tell that they are the same.  There a pupil may be in
 * a row of one and in a row of the other, as it came from either hand.
 */
enum { HANDS = 2 };

struct linked_row {
	uint64_t number;
	const struct promise_file *file;
	struct slice texts[LINK_FIELDS]; /* by field; empty: not told */
	uint64_t whole;                  /* hash of all that it tells */
	struct row_items items;
	bool tells; /* anything that could be compared */
	unsigned int hand;
	bool matched;
	const char *why; /* of one who agrees and may not be in it; NULL */
};

/* A pupil as it was at some time: what a sender has may be of an earlier day. */
struct told {
	uint64_t hash;
	size_t pupil;
	const struct truth_pupil *as;
	/* Of the first of a hash: how many after it are taken, by hand. */
	size_t had[HANDS];
};

/* Which row a pupil was matched with. */
struct taken {
	size_t row;      /* place in `rows`; NOBODYS */
	uint64_t search; /* the last that came by here */
	const char *why; /* may not be in it; NULL: may */
	bool judged;     /* `why` is known */
};

#define NOBODYS SIZE_MAX

struct promise_links {
	struct arena arena;
	const struct truth *truth;
	uint16_t fields[LINK_FIELDS];
	size_t field_count;
	struct linked_row *rows;
	size_t count, capacity;
	struct told *told; /* by hash */
	size_t told_count;
	struct promise_items items; /* by place among those told */
	struct taken *taken[HANDS]; /* by pupil */
	bool by_hands;
	uint64_t search;    /* of the row in hand */
	unsigned int depth; /* of the search */
	uint64_t nobodys;   /* rows for which there was nobody */
};

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

static uint64_t mixed(uint64_t hash, struct slice text)
{
	return (hash ^ slice_hash(text)) * 0x9e3779b97f4a7c15u;
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
	*added = (struct linked_row){
		.number = row->number, .file = file, .whole = hash_of_all(row)};
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

/* --- matching ------------------------------------------------------------------ */

static struct slice text_of(const struct promise_links *links,
			    const struct truth_pupil *pupil, size_t place)
{
	const struct dictionary *dictionary = truth_dictionary(links->truth);
	struct slice text =
		record_text(pupil->record, dictionary, links->fields[place]);

	/* A record may leave it to the school to say which it is. */
	return text.len == 0 &&
			       slice_is(dictionary->fields[links->fields[place]]
						.name,
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

		if (links->depth < DEPTH_LIMIT) {
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
			    (row->items.count > 0) != (more == 1) ||
			    (match == match_any &&
			     links->nobodys >= NOBODYS_ENOUGH))
				continue;
			links->search++;
			row->matched = match(links, examination, i, &row->why);
			links->nobodys += !row->matched;
		}
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
	if (sort_pupils(links, error) != 0 || sort_items(links, error) != 0)
		return -1;
	if (!all_tell(links))
		judge_number(links, examination);
	match_all(links, examination, match_same);
	match_all(links, examination, match_any);
	for (size_t i = 0; i < links->count; i++)
		if (links->rows[i].tells)
			judge_row(links, examination, i);
		else
			examination->result->pupils++;
	examination->file = NULL;
	examination->row = 0;
	return 0;
}
