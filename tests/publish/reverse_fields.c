/* Names of data, read backwards. */
#include "reverse_parts.h"

#include "tests/test.h"

#include "words/wording.h"

static const enum phrase owner_phrases[OWNER_COUNT] = {
	[OWNER_PUPIL] = PHRASE_FIELDS_OF_PUPIL,
	[OWNER_PARENT] = PHRASE_FIELDS_OF_PARENT,
	[OWNER_CONTACT] = PHRASE_FIELDS_OF_CONTACT,
};

/* A name by itself, and what it means: without the words of its owner. */
static void add_fields_word(struct reader *reader, struct field_set means)
{
	struct filled filled;

	for (int explained = 0; explained < 2; explained++) {
		struct slice text;
		int owner = 0;

		reader->voice.explains = explained == 1;
		text = say_fields(&reader->voice, &means, &reader->known);
		reader->voice.explains = false;
		while (owner < OWNER_COUNT &&
		       !reader_match(reader, owner_phrases[owner], "fields",
				     text, &filled, NULL, NULL))
			owner++;
		if (owner < OWNER_COUNT)
			text = filled_text(&filled, "fields");
		reverse_add(reader, &reader->fields, text, means, owner);
	}
}

void reader_learn_fields(struct reader *reader)
{
	const struct dictionary *dictionary = reader->voice.dictionary;

	for (uint16_t f = 0; f < dictionary->field_count; f++)
		add_fields_word(reader, reverse_only(f));
	for (uint16_t c = 0; c < dictionary->category_count; c++) {
		const struct category *category = &dictionary->categories[c];
		struct field_set means = {0};

		for (uint16_t i = 0; i < category->field_count; i++)
			field_set_add(&means,
				      (uint16_t)(category->first_field + i));
		means = field_set_intersection(means, reader->known);
		if (field_set_count(means) > 1)
			add_fields_word(reader, means);
	}
	for (uint16_t g = 0; g < dictionary->group_count; g++) {
		struct field_set means = field_set_intersection(
			dictionary->groups[g].fields, reader->known);

		if (field_set_count(means) > 1)
			add_fields_word(reader, means);
	}
}

struct owned {
	struct joints words;
	int owner;
};

/* Of a name with something left out: "background (but not nationality)". */
struct except {
	struct reader *reader;
	struct owned *owned;
	struct field_set set;
};

static bool read_owned_word(struct reader *reader, void *context,
			    struct slice text, struct field_set *meant);

static bool good_except(void *context, const struct filled *filled)
{
	struct except *except = context;
	struct among among = {&except->reader->fields, except->owned->owner};
	struct among anybody = {&except->reader->fields, -1};
	struct field_set whole, missing;
	struct slice text = filled_text(filled, "missing");

	if (!reverse_word(except->reader, &among, filled_text(filled, "fields"),
			  &whole))
		return false;
	if (!reverse_list(except->reader, text, &except->owned->words,
			  reverse_word, &among, &missing) &&
	    !reverse_list(except->reader, text, &except->owned->words,
			  reverse_word, &anybody, &missing))
		return false;
	if (!field_set_empty(field_set_difference(missing, whole)))
		return false;
	except->set = field_set_difference(whole, missing);
	return true;
}

static bool read_owned_word(struct reader *reader, void *context,
			    struct slice text, struct field_set *meant)
{
	struct owned *owned = context;
	struct among among = {&reader->fields, owned->owner};
	struct except except = {reader, owned, {{0}}};
	struct filled filled;

	if (reverse_word(reader, &among, text, meant))
		return true;
	if (!reader_match(reader, PHRASE_FIELDS_EXCEPT, "fields missing", text,
			  &filled, good_except, &except))
		return false;
	*meant = except.set;
	return true;
}

struct segment {
	struct reader *reader;
	struct owned owned;
	struct field_set set;
};

static bool good_segment(void *context, const struct filled *filled)
{
	struct segment *segment = context;

	return reverse_list(segment->reader, filled_text(filled, "fields"),
			    &segment->owned.words, read_owned_word,
			    &segment->owned, &segment->set);
}

/* All of one owner, or what is said by itself. */
static bool read_segment(struct reader *reader, void *context,
			 struct slice text, struct field_set *meant)
{
	struct segment segment = {reader, *(struct owned *)context, {{0}}};
	struct meanings meanings = {.text = text};

	for (int owner = 0; owner < OWNER_COUNT; owner++) {
		struct filled filled;

		segment.owned.owner = owner;
		if (reader_match(reader, owner_phrases[owner], "fields", text,
				 &filled, good_segment, &segment))
			reverse_mean(&meanings, segment.set);
	}
	segment.owned.owner = OWNER_COUNT;
	if (reverse_list(reader, text, &segment.owned.words, read_owned_word,
			 &segment.owned, &segment.set))
		reverse_mean(&meanings, segment.set);
	*meant = meanings.set;
	return meanings.any;
}

static bool read_segments(struct reader *reader, struct slice text,
			  struct field_set *meant)
{
	struct joints words =
		reverse_joints(reader, PHRASE_FIELDS_TWO, PHRASE_FIELDS_NEXT,
			       PHRASE_FIELDS_LAST);
	struct owned owned = {reverse_joints(reader, PHRASE_LIST_TWO,
					     PHRASE_LIST_NEXT,
					     PHRASE_LIST_LAST),
			      0};

	return reverse_list(reader, text, &words, read_segment, &owned, meant);
}

struct everything {
	struct reader *reader;
	struct slice all;
	struct field_set missing;
};

static bool good_everything(void *context, const struct filled *filled)
{
	struct everything *everything = context;

	return reverse_same(filled_text(filled, "fields"), everything->all) &&
	       read_segments(everything->reader, filled_text(filled, "missing"),
			     &everything->missing);
}

bool reader_fields(struct reader *reader, struct slice text,
		   struct field_set *meant)
{
	const struct field_set *held = &reader->publication->notice->held;
	struct everything everything = {
		reader, say(&reader->voice, PHRASE_FIELDS_ALL), {{0}}};
	struct filled filled;

	if (reverse_same(text, everything.all)) {
		*meant = field_set_difference(*held, reader->unsaid);
		return true;
	}
	if (reader_match(reader, PHRASE_FIELDS_EXCEPT, "fields missing", text,
			 &filled, good_everything, &everything)) {
		*meant = field_set_difference(
			field_set_difference(*held, everything.missing),
			reader->unsaid);
		return true;
	}
	if (!read_segments(reader, text, meant))
		return false;
	*meant = field_set_difference(*meant, reader->unsaid);
	return true;
}
