/*
 * wording_fields.c - lists of data, as few names as are exact.
 *
 * A category or group stands for its fields where all are meant, a category also
 * where all but one or two are, which are then named.  What is left is named field
 * by field.  A field whose name is empty is not told.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "words/phrasebook_parts.h"
#include "words/wording.h"

/* "all but": at most so many are missing, and so many at least are meant. */
enum { MISSING_MOST = 2, EXCEPT_LEAST = 4 };

/* Less than this is not called everything. */
enum { EVERYTHING_LEAST = 12 };

/* One name in the list. */
struct item {
	enum name_kind kind;
	uint16_t index;
	struct field_set
		missing; /* of a category or group, what is not meant */
	enum owner owner;
	bool whole;
	uint32_t order;
};

struct listing {
	struct voice *voice;
	struct field_set left; /* not named yet */
	const struct field_set *universe;
	const struct field_set *unsaid; /* what nobody needs to be told of */
	struct item *list;              /* at most one for each field */
	size_t count;
};

/* --- choosing names ----------------------------------------------------------------- */

static struct field_set fields_of(const struct dictionary *dictionary,
				  enum name_kind kind, uint16_t index)
{
	struct field_set fields = {0};
	const struct category *category;

	if (kind == NAME_GROUP)
		return dictionary->groups[index].fields;
	category = &dictionary->categories[index];
	for (uint16_t i = 0; i < category->field_count; i++)
		field_set_add(&fields, (uint16_t)(category->first_field + i));
	return fields;
}

static void add_item(struct listing *listing, enum name_kind kind,
		     uint16_t index, struct field_set fields,
		     struct field_set missing)
{
	const struct phrasebook *book = listing->voice->book;
	const struct name_entry *entry = phrasebook_entry(book, kind, index);
	struct item *item = &listing->list[listing->count++];

	*item = (struct item){
		.kind = kind,
		.index = index,
		.missing = missing,
		.owner = phrasebook_owner(book, field_set_next(&fields, 0)),
		.whole =
			entry != NULL && entry->whole[listing->voice->audience],
		.order = entry != NULL ? entry->order
				       : UINT32_MAX - FIELD_LIMIT +
						 field_set_next(&fields, 0),
	};
	listing->left = field_set_difference(listing->left, fields);
}

/* Takes one name for several fields when they are all left, but for at most
 * `missing_most`: "suspensions or exclusions (but not ...)". */
static void take(struct listing *listing, enum name_kind kind, uint16_t index,
		 unsigned int missing_most)
{
	struct field_set fields =
		fields_of(listing->voice->dictionary, kind, index);
	struct field_set meant, missing;

	fields = field_set_difference(fields, *listing->unsaid);
	if (listing->universe != NULL)
		fields = field_set_intersection(fields, *listing->universe);
	meant = field_set_intersection(fields, listing->left);
	missing = field_set_difference(fields, meant);
	if (field_set_count(missing) > missing_most)
		return;
	if (field_set_count(meant) < 2 ||
	    (missing_most > 0 && field_set_count(meant) < EXCEPT_LEAST))
		return;
	add_item(listing, kind, index, meant, missing);
}

/* Of the groups with fewer fields than this, how many the largest has. */
static unsigned int size_below(const struct dictionary *dictionary,
			       unsigned int limit)
{
	unsigned int largest = 0;

	for (uint16_t g = 0; g < dictionary->group_count; g++) {
		unsigned int size =
			field_set_count(dictionary->groups[g].fields);

		if (size < limit && size > largest)
			largest = size;
	}
	return largest;
}

/* Groups from the largest to the smallest. */
static void take_groups(struct listing *listing)
{
	const struct dictionary *dictionary = listing->voice->dictionary;

	for (unsigned int size = size_below(dictionary, FIELD_LIMIT + 1);
	     size >= 2; size = size_below(dictionary, size))
		for (uint16_t g = 0; g < dictionary->group_count; g++)
			if (field_set_count(dictionary->groups[g].fields) ==
			    size)
				take(listing, NAME_GROUP, g, 0);
}

static void take_categories(struct listing *listing, unsigned int missing_most)
{
	for (uint16_t c = 0; c < listing->voice->dictionary->category_count;
	     c++)
		take(listing, NAME_CATEGORY, c, missing_most);
}

static int compare_items(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	return x->order < y->order ? -1 : x->order > y->order;
}

static void choose(struct listing *listing)
{
	struct field_set none = {0};
	uint16_t f;

	take_categories(listing, 0);
	take_groups(listing);
	take_categories(listing, MISSING_MOST);
	while ((f = field_set_next(&listing->left, 0)) != DICTIONARY_NONE) {
		struct field_set one = {0};

		field_set_add(&one, f);
		add_item(listing, NAME_FIELD, f, one, none);
	}
	if (listing->count > 1)
		qsort(listing->list, listing->count, sizeof(*listing->list),
		      compare_items);
}

/* --- saying them ----------------------------------------------------------------------- */

static struct slice say_owned(struct voice *voice, enum owner owner,
			      struct slice names)
{
	static const enum phrase keys[OWNER_COUNT] = {
		[OWNER_PUPIL] = PHRASE_FIELDS_OF_PUPIL,
		[OWNER_PARENT] = PHRASE_FIELDS_OF_PARENT,
		[OWNER_CONTACT] = PHRASE_FIELDS_OF_CONTACT,
	};

	return say_with(voice, keys[owner], with("fields", names));
}

static struct slice say_missing(struct voice *voice,
				const struct field_set *missing)
{
	struct slice names[MISSING_MOST];
	size_t count = 0;

	for (uint16_t f = field_set_next(missing, 0);
	     f != DICTIONARY_NONE && count < MISSING_MOST;
	     f = field_set_next(missing, (uint16_t)(f + 1)))
		names[count++] = name_of(voice, NAME_FIELD, f);
	return say_list(voice, names, count);
}

static struct slice say_item(struct voice *voice, const struct item *item)
{
	struct slice name =
		voice->explains ? name_explained(voice, item->kind, item->index)
				: name_of(voice, item->kind, item->index);

	if (field_set_empty(item->missing))
		return name;
	return say_with(voice, PHRASE_FIELDS_EXCEPT, with("fields", name),
			with("missing", say_missing(voice, &item->missing)));
}

static struct listing *make_listing(struct voice *voice,
				    const struct field_set *fields,
				    const struct field_set *universe)
{
	struct listing *listing;

	if (voice->failed)
		return NULL;
	listing = arena_allocate(voice->arena, sizeof(*listing));
	if (listing != NULL)
		listing->list =
			arena_array(voice->arena, field_set_count(*fields) + 1u,
				    sizeof(*listing->list));
	if (listing == NULL || listing->list == NULL) {
		voice->failed = true;
		return NULL;
	}
	listing->voice = voice;
	listing->unsaid = &voice->book->unsaid[voice->audience];
	listing->left = field_set_difference(*fields, *listing->unsaid);
	listing->universe = universe;
	choose(listing);
	return listing;
}

const struct slice *say_field_items(struct voice *voice,
				    const struct field_set *fields,
				    const struct field_set *universe,
				    size_t *count)
{
	struct listing *listing = make_listing(voice, fields, universe);
	bool explains = voice->explains;
	struct slice *items;

	*count = 0;
	if (listing == NULL)
		return NULL;
	items = arena_array(voice->arena, listing->count + 1, sizeof(*items));
	if (items == NULL) {
		voice->failed = true;
		return NULL;
	}
	voice->explains = true;
	for (size_t i = 0; i < listing->count; i++) {
		const struct item *item = &listing->list[i];

		items[i] = say_item(voice, item);
		if (!item->whole)
			items[i] = say_owned(voice, item->owner, items[i]);
	}
	voice->explains = explains;
	*count = listing->count;
	return items;
}

/* "everything we hold about your child"; empty when it is not that. */
static struct slice say_everything(struct voice *voice,
				   const struct field_set *fields)
{
	const struct field_set *everything = voice->everything;
	struct field_set missing;
	struct slice all, but;

	if (everything == NULL || field_set_count(*fields) < EVERYTHING_LEAST ||
	    !field_set_empty(field_set_difference(*fields, *everything)))
		return SLICE("");
	missing = field_set_difference(*everything, *fields);
	if (field_set_count(missing) > MISSING_MOST)
		return SLICE("");
	all = say(voice, PHRASE_FIELDS_ALL);
	if (field_set_empty(missing))
		return all;
	voice->everything = NULL;
	but = say_fields(voice, &missing, NULL);
	voice->everything = everything;
	return say_with(voice, PHRASE_FIELDS_EXCEPT, with("fields", all),
			with("missing", but));
}

/* Those of one owner, or those that stand alone. */
static struct slice say_part(struct voice *voice, const struct listing *listing,
			     struct slice *names, int owner)
{
	size_t count = 0;

	for (size_t i = 0; i < listing->count; i++) {
		const struct item *item = &listing->list[i];
		bool mine = owner == OWNER_COUNT
				    ? item->whole
				    : !item->whole && (int)item->owner == owner;

		if (mine)
			names[count++] = say_item(voice, item);
	}
	if (count == 0)
		return SLICE("");
	if (owner == OWNER_COUNT)
		return say_list(voice, names, count);
	return say_owned(voice, (enum owner)owner,
			 say_list(voice, names, count));
}

struct slice say_fields(struct voice *voice, const struct field_set *fields,
			const struct field_set *universe)
{
	struct slice everything = say_everything(voice, fields);
	struct slice parts[OWNER_COUNT + 1];
	struct listing *listing;
	struct slice *names;
	size_t count = 0;

	if (everything.len > 0)
		return everything;
	listing = make_listing(voice, fields, universe);
	if (listing == NULL)
		return SLICE("");
	names = arena_array(voice->arena, listing->count + 1, sizeof(*names));
	if (names == NULL) {
		voice->failed = true;
		return SLICE("");
	}
	for (int owner = 0; owner <= OWNER_COUNT; owner++) {
		struct slice part = say_part(voice, listing, names, owner);

		if (part.len > 0)
			parts[count++] = part;
	}
	return say_joined(voice, parts, count, PHRASE_FIELDS_TWO,
			  PHRASE_FIELDS_NEXT, PHRASE_FIELDS_LAST);
}
