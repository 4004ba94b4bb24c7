#include "reverse.h"

#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "language/tree.h"
#include "policy/condition.h"
#include "publish/wording.h"

/* --- small and capital letters --------------------------------------------------- */

static bool same_but_first(struct slice a, struct slice b)
{
	if (a.len != b.len || a.len == 0)
		return a.len == b.len;
	return (a.at[0] | 0x20) == (b.at[0] | 0x20) &&
	       memcmp(a.at + 1, b.at + 1, a.len - 1) == 0;
}

static bool starts(struct slice text, struct slice with)
{
	return text.len >= with.len &&
	       same_but_first(slice_part(text, 0, with.len), with);
}

/* --- words --------------------------------------------------------------------------- */

static void add_word(struct reader *reader, struct words *words,
		     struct slice text, struct field_set means, int owner)
{
	if (text.len == 0)
		return;
	words->list = arena_grow(reader->voice.arena, words->list, words->count,
				 &words->capacity, sizeof(*words->list));
	assert_non_null(words->list);
	words->list[words->count++] = (struct word){text, means, owner};
}

static struct field_set only(uint16_t index)
{
	struct field_set set = {0};

	field_set_add(&set, index);
	return set;
}

static bool same_set(const struct field_set *a, const struct field_set *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

/* All that a text can mean, which must be one thing. */
struct meanings {
	struct field_set set;
	bool any;
	struct slice text;
};

static void mean(struct meanings *meanings, struct field_set set)
{
	if (meanings->any && !same_set(&meanings->set, &set))
		fail_msg("'%.*s' can be read in two ways",
			 SLICE_ARGS(meanings->text));
	meanings->set = set;
	meanings->any = true;
}

/* --- lists ------------------------------------------------------------------------------ */

struct list_words {
	struct slice two, next, last; /* what stands between */
};

/* What a phrase puts between its two holes. */
static struct slice between(struct reader *reader, enum phrase key,
			    const char *first, const char *second)
{
	const struct phrase_value values[] = {with(first, SLICE("\x01")),
					      with(second, SLICE("\x02"))};
	struct slice text = say_values(&reader->voice, key, values, 2);

	assert_true(text.len > 2 && text.at[0] == 1 &&
		    text.at[text.len - 1] == 2);
	return slice_part(text, 1, text.len - 1);
}

typedef bool item_reader(struct reader *reader, void *context,
			 struct slice text, struct field_set *meant);

/* Items with `next` between them, to the end of the text. */
static void read_nexts(struct reader *reader, struct slice text,
		       struct slice next, struct field_set before,
		       item_reader *item, void *context,
		       struct meanings *meanings)
{
	struct field_set meant;

	if (item(reader, context, text, &meant))
		mean(meanings, field_set_union(before, meant));
	for (size_t i = 1; i + next.len < text.len; i++) {
		if (memcmp(text.at + i, next.at, next.len) != 0 ||
		    !item(reader, context, slice_part(text, 0, i), &meant))
			continue;
		read_nexts(reader, slice_part(text, i + next.len, text.len),
			   next, field_set_union(before, meant), item, context,
			   meanings);
	}
}

static bool read_list(struct reader *reader, struct slice text,
		      const struct list_words *words, item_reader *item,
		      void *context, struct field_set *meant)
{
	struct meanings meanings = {.text = text};
	struct field_set one;

	if (text.len == 0)
		return false;
	if (item(reader, context, text, &one))
		mean(&meanings, one);
	for (size_t i = 1; i < text.len; i++) {
		struct slice head = slice_part(text, 0, i);
		struct slice tail = slice_part(text, i, text.len);

		if (starts(tail, words->two) &&
		    item(reader, context,
			 slice_part(tail, words->two.len, tail.len), &one)) {
			struct field_set first;

			if (item(reader, context, head, &first))
				mean(&meanings, field_set_union(first, one));
		}
		if (starts(tail, words->last) &&
		    item(reader, context,
			 slice_part(tail, words->last.len, tail.len), &one) &&
		    memmem(head.at, head.len, words->next.at,
			   words->next.len) != NULL)
			read_nexts(reader, head, words->next, one, item,
				   context, &meanings);
	}
	*meant = meanings.set;
	return meanings.any;
}

static struct list_words list_words(struct reader *reader, enum phrase two,
				    enum phrase next, enum phrase last)
{
	return (struct list_words){
		between(reader, two, "first", "last"),
		between(reader, next, "first", "next"),
		between(reader, last, "first", "last"),
	};
}

struct among {
	const struct words *words;
	int owner; /* -1: any */
};

static bool read_word(struct reader *reader, void *context, struct slice text,
		      struct field_set *meant)
{
	const struct among *among = context;
	struct meanings meanings = {.text = text};

	(void)reader;
	for (size_t i = 0; i < among->words->count; i++) {
		const struct word *word = &among->words->list[i];

		if ((among->owner < 0 || word->owner == among->owner) &&
		    same_but_first(word->text, text))
			mean(&meanings, word->means);
	}
	*meant = meanings.set;
	return meanings.any;
}

bool reader_purposes(struct reader *reader, struct slice text,
		     struct field_set *meant)
{
	struct list_words words =
		list_words(reader, PHRASE_PURPOSES_TWO, PHRASE_PURPOSES_NEXT,
			   PHRASE_PURPOSES_LAST);
	struct among among = {&reader->purposes, -1};

	return read_list(reader, text, &words, read_word, &among, meant);
}

static bool read_names(struct reader *reader, struct slice text,
		       const struct words *from, struct field_set *meant)
{
	struct list_words words = list_words(
		reader, PHRASE_LIST_TWO, PHRASE_LIST_NEXT, PHRASE_LIST_LAST);
	struct among among = {from, -1};

	return read_list(reader, text, &words, read_word, &among, meant);
}

bool reader_bodies(struct reader *reader, struct slice text,
		   struct field_set *meant)
{
	return read_names(reader, text, &reader->bodies, meant);
}

bool reader_laws(struct reader *reader, struct slice text,
		 struct field_set *meant)
{
	return read_names(reader, text, &reader->laws, meant);
}

bool reader_triggers(struct reader *reader, struct slice text,
		     struct field_set *meant)
{
	struct list_words words =
		list_words(reader, PHRASE_CHOICE_TWO, PHRASE_CHOICE_NEXT,
			   PHRASE_CHOICE_LAST);
	struct among among = {&reader->triggers, -1};

	return read_list(reader, text, &words, read_word, &among, meant);
}

bool reader_body(struct reader *reader, struct slice text, uint16_t *body)
{
	struct among among = {&reader->bodies, -1};
	struct field_set meant;

	if (!read_word(reader, &among, text, &meant) ||
	    field_set_count(meant) != 1)
		return false;
	*body = field_set_next(&meant, 0);
	return true;
}

/* --- templates -------------------------------------------------------------------------- */

struct slice filled_text(const struct filled *filled, const char *name)
{
	for (size_t i = 0; i < filled->count; i++)
		if (strcmp(filled->names[i], name) == 0)
			return filled->texts[i];
	return SLICE("");
}

struct matching {
	struct reader *reader;
	const struct phrase_part *parts;
	size_t count;
	struct filled *filled;
	bool (*good)(void *context, const struct filled *filled);
	void *context;
};

static size_t hole_of(const struct filled *filled, const char *name)
{
	for (size_t i = 0; i < filled->count; i++)
		if (strcmp(filled->names[i], name) == 0)
			return i;
	fail_msg("a hole that nobody named: %s", name);
	return 0;
}

/* The rest of the text against the rest of the parts. */
static bool match_parts(struct matching *matching, size_t part,
			struct slice text)
{
	const struct phrase_part *one = &matching->parts[part];
	size_t hole;

	if (part == matching->count)
		return text.len == 0 &&
		       (matching->good == NULL ||
			matching->good(matching->context, matching->filled));
	if (one->placeholder == NULL || one->placeholder[0] == '\0') {
		bool same = part == 0 ? starts(text, one->text)
				      : slice_starts_with(text, one->text);

		return same &&
		       match_parts(matching, part + 1,
				   slice_part(text, one->text.len, text.len));
	}
	hole = hole_of(matching->filled, one->placeholder);
	for (size_t end = 1; end <= text.len; end++) {
		matching->filled->texts[hole] = slice_part(text, 0, end);
		if (match_parts(matching, part + 1,
				slice_part(text, end, text.len)))
			return true;
	}
	matching->filled->texts[hole] = SLICE("");
	return false;
}

/* The words of the phrasebook are no holes: they are said. */
static size_t join_words(const struct filled *filled,
			 const struct phrase_part *parts, size_t count,
			 struct phrase_part *out)
{
	for (size_t i = 0; i < count; i++) {
		bool hole = false;

		out[i] = parts[i];
		for (size_t h = 0; h < filled->count; h++)
			hole |= parts[i].placeholder != NULL &&
				strcmp(parts[i].placeholder,
				       filled->names[h]) == 0;
		if (!hole)
			out[i].placeholder = NULL;
	}
	return count;
}

bool reader_match(struct reader *reader, enum phrase key, const char *holes,
		  struct slice text, struct filled *filled,
		  bool (*good)(void *context, const struct filled *filled),
		  void *context)
{
	struct phrase_value values[HOLES];
	struct phrase_part parts[64];
	struct filled room;
	bool optional[HOLES] = {false}, number[HOLES] = {false};
	struct slice rest = slice_of(holes);
	size_t count = 0;

	if (filled == NULL)
		filled = &room;
	*filled = (struct filled){.count = 0};
	while (rest.len > 0) {
		struct slice name = slice_cut(&rest, ' ');

		assert_true(count < HOLES &&
			    name.len < sizeof(filled->room[0]));
		while (name.len > 0 && (name.at[name.len - 1] == '?' ||
					name.at[name.len - 1] == '#')) {
			optional[count] |= name.at[name.len - 1] == '?';
			number[count] |= name.at[name.len - 1] == '#';
			name.len--;
		}
		snprintf(filled->room[count], sizeof(filled->room[0]), "%.*s",
			 SLICE_ARGS(name));
		filled->names[count] = filled->room[count];
		count++;
	}
	filled->count = count;
	for (unsigned int without = 0; without < 1u << count; without++) {
		for (unsigned int many = 1; many <= 2; many++) {
			const struct phrase_part *said;
			size_t said_count = 0;
			bool skip = false;
			struct matching matching;

			for (size_t i = 0; i < count; i++) {
				bool out = (without >> i & 1) != 0;

				skip |= out && !optional[i];
				filled->texts[i] = SLICE("");
				values[i] =
					number[i]
						? with_number(filled->names[i],
							      many)
						: with(filled->names[i],
						       out ? SLICE("")
							   : SLICE("\x01"));
			}
			if (skip)
				continue;
			said = say_parts(&reader->voice, key, values, count,
					 &said_count);
			if (said == NULL || said_count == 0)
				continue;
			assert_true(said_count <= 64);
			matching = (struct matching){
				reader,
				parts,
				join_words(filled, said, said_count, parts),
				filled,
				good,
				context};
			if (match_parts(&matching, 0, text))
				return true;
		}
	}
	return false;
}

/* --- fields ------------------------------------------------------------------------------- */

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
		add_word(reader, &reader->fields, text, means, owner);
	}
}

void reader_learn_fields(struct reader *reader)
{
	const struct dictionary *dictionary = reader->voice.dictionary;

	for (uint16_t f = 0; f < dictionary->field_count; f++)
		add_fields_word(reader, only(f));
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
	struct list_words words;
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

	if (!read_word(except->reader, &among, filled_text(filled, "fields"),
		       &whole))
		return false;
	if (!read_list(except->reader, text, &except->owned->words, read_word,
		       &among, &missing) &&
	    !read_list(except->reader, text, &except->owned->words, read_word,
		       &anybody, &missing))
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

	if (read_word(reader, &among, text, meant))
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

	return read_list(segment->reader, filled_text(filled, "fields"),
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
			mean(&meanings, segment.set);
	}
	segment.owned.owner = OWNER_COUNT;
	if (read_list(reader, text, &segment.owned.words, read_owned_word,
		      &segment.owned, &segment.set))
		mean(&meanings, segment.set);
	*meant = meanings.set;
	return meanings.any;
}

static bool read_segments(struct reader *reader, struct slice text,
			  struct field_set *meant)
{
	struct list_words words =
		list_words(reader, PHRASE_FIELDS_TWO, PHRASE_FIELDS_NEXT,
			   PHRASE_FIELDS_LAST);
	struct owned owned = {list_words(reader, PHRASE_LIST_TWO,
					 PHRASE_LIST_NEXT, PHRASE_LIST_LAST),
			      0};

	return read_list(reader, text, &words, read_segment, &owned, meant);
}

struct everything {
	struct reader *reader;
	struct slice all;
	struct field_set missing;
};

static bool good_everything(void *context, const struct filled *filled)
{
	struct everything *everything = context;

	return same_but_first(filled_text(filled, "fields"), everything->all) &&
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

	if (same_but_first(text, everything.all)) {
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

/* --- conditions ------------------------------------------------------------------------------ */

enum meaning_kind { MEANS_AGES, MEANS_FACT, MEANS_CODES, MEANS_AND, MEANS_OR };

struct meaning {
	enum meaning_kind kind;
	int low, high;          /* MEANS_AGES */
	size_t leaf;            /* MEANS_FACT; or which of the coded */
	struct field_set codes; /* MEANS_CODES */
	bool denied;
	const struct meaning *left, *right;
};

static struct meaning *new_meaning(struct reader *reader,
				   enum meaning_kind kind)
{
	struct meaning *made =
		arena_allocate(reader->voice.arena, sizeof(*made));

	assert_non_null(made);
	made->kind = kind;
	return made;
}

static bool is_age(const struct condition *leaf)
{
	return leaf->kind != CONDITION_FLAG && slice_is(leaf->fact.text, "age");
}

static bool same_leaf(const struct condition *a, const struct condition *b)
{
	return slice_equal(range_text(a->range), range_text(b->range));
}

static size_t find_leaf(const struct reader *reader,
			const struct condition *leaf)
{
	for (size_t i = 0; i < reader->leaf_count; i++)
		if (same_leaf(reader->leaves[i].condition, leaf))
			return i;
	return SIZE_MAX;
}

/* How one fact is said, and whether of the child. */
static struct slice say_leaf(struct reader *reader,
			     const struct condition *condition, bool *whole)
{
	struct slice text = say_condition(&reader->voice, &condition, 1);
	struct filled filled;

	*whole = !reader_match(reader, PHRASE_CONDITION_SUBJECT, "predicate",
			       text, &filled, NULL, NULL);
	return *whole ? text : filled_text(&filled, "predicate");
}

/* Which of the coded facts a leaf asks for; SIZE_MAX: none. */
static size_t coded_of(const struct reader *reader,
		       const struct condition *leaf)
{
	uint16_t fact =
		condition_fact(reader->voice.dictionary, leaf->fact.text);

	for (size_t i = 0; i < reader->coded_count; i++)
		if (reader->coded[i].fact == fact)
			return i;
	return SIZE_MAX;
}

/* What stands around the name of a code. */
static bool frame(struct slice text, struct slice name, struct slice *before,
		  struct slice *after)
{
	const char *at = memmem(text.at, text.len, name.at, name.len);

	if (at == NULL)
		return false;
	*before = slice_part(text, 0, (size_t)(at - text.at));
	*after = slice_part(text, before->len + name.len, text.len);
	return true;
}

static void learn_coded(struct reader *reader, const struct condition *leaf)
{
	const struct dictionary *dictionary = reader->voice.dictionary;
	uint16_t fact = condition_fact(dictionary, leaf->fact.text);
	struct coded *coded;
	struct condition *equal, *denied;
	struct slice text, name;
	uint16_t set;

	if (fact == DICTIONARY_NONE || coded_of(reader, leaf) != SIZE_MAX ||
	    leaf->kind == CONDITION_FLAG)
		return;
	set = dictionary->facts[fact].codes;
	if (set == DICTIONARY_NONE)
		return;
	assert_true(reader->coded_count < CODED);
	coded = &reader->coded[reader->coded_count];
	*coded = (struct coded){.fact = fact, .set = set};
	equal = arena_allocate(reader->voice.arena, sizeof(*equal));
	denied = arena_allocate(reader->voice.arena, sizeof(*denied));
	assert_true(equal != NULL && denied != NULL);
	*equal = (struct condition){
		.kind = CONDITION_COMPARE,
		.range = leaf->range,
		.fact = leaf->fact,
		.comparison = COMPARE_EQUAL,
		.value = {.kind = VALUE_NAME,
			  .name = dictionary->code_sets[set].codes[0].code},
	};
	*denied = (struct condition){
		.kind = CONDITION_NOT, .range = leaf->range, .left = equal};
	name = name_of_code(&reader->voice, set, 0);
	text = say_leaf(reader, equal, &coded->whole);
	if (!frame(text, name, &coded->before, &coded->after))
		return;
	text = say_leaf(reader, denied, &coded->denied_whole);
	coded->deniable =
		frame(text, name, &coded->denied_before, &coded->denied_after);
	reader->coded_count++;
}

void reader_learn(struct reader *reader, const struct condition *condition)
{
	struct condition *denied;
	struct leaf *leaf;

	if (condition == NULL)
		return;
	if (condition->kind == CONDITION_AND ||
	    condition->kind == CONDITION_OR ||
	    condition->kind == CONDITION_NOT) {
		reader_learn(reader, condition->left);
		reader_learn(reader, condition->right);
		return;
	}
	if (is_age(condition) || find_leaf(reader, condition) != SIZE_MAX)
		return;
	learn_coded(reader, condition);
	assert_true(reader->leaf_count < LEAVES);
	leaf = &reader->leaves[reader->leaf_count++];
	denied = arena_allocate(reader->voice.arena, sizeof(*denied));
	assert_non_null(denied);
	*denied = (struct condition){.kind = CONDITION_NOT,
				     .range = condition->range,
				     .left = condition};
	leaf->condition = condition;
	leaf->said = say_leaf(reader, condition, &leaf->whole);
	leaf->denied = say_leaf(reader, denied, &leaf->denied_whole);
	for (size_t i = 0; i + 1 < reader->leaf_count; i++)
		if (slice_equal(reader->leaves[i].said, leaf->said) ||
		    slice_equal(reader->leaves[i].said, leaf->denied) ||
		    slice_equal(reader->leaves[i].denied, leaf->said))
			fail_msg("two facts are said alike: '%.*s'",
				 SLICE_ARGS(leaf->said));
}

static bool number_in(const struct filled *filled, const char *name,
		      int *number)
{
	uint64_t value;

	if (!slice_number(filled_text(filled, name), 200, &value))
		return false;
	*number = (int)value;
	return true;
}

static bool good_numbers(void *context, const struct filled *filled)
{
	uint64_t number;

	(void)context;
	for (size_t i = 0; i < filled->count; i++)
		if (!slice_number(filled->texts[i], 200, &number))
			return false;
	return true;
}

enum { AGE_END = 1000 };

static const struct meaning *read_ages(struct reader *reader, struct slice text)
{
	struct meaning made = {.kind = MEANS_AGES};
	struct meaning *out;
	struct filled filled;

	if (reader_match(reader, PHRASE_AGE_FROM, "age#", text, &filled,
			 good_numbers, NULL)) {
		number_in(&filled, "age", &made.low);
		made.high = AGE_END;
	} else if (reader_match(reader, PHRASE_AGE_UNDER, "age#", text, &filled,
				good_numbers, NULL)) {
		number_in(&filled, "age", &made.high);
		made.high--;
	} else if (reader_match(reader, PHRASE_AGE_RANGE, "first# last#", text,
				&filled, good_numbers, NULL)) {
		number_in(&filled, "first", &made.low);
		number_in(&filled, "last", &made.high);
	} else if (reader_match(reader, PHRASE_AGE_ONE, "age#", text, &filled,
				good_numbers, NULL)) {
		number_in(&filled, "age", &made.low);
		made.high = made.low;
	} else {
		return NULL;
	}
	out = new_meaning(reader, MEANS_AGES);
	*out = made;
	return out;
}

static const struct meaning *read_or(struct reader *reader, struct slice text,
				     bool predicate);

static uint16_t code_called(struct reader *reader, const struct coded *coded,
			    struct slice text)
{
	const struct code_set *set =
		&reader->voice.dictionary->code_sets[coded->set];
	uint16_t found = DICTIONARY_NONE;

	for (uint16_t c = 0; c < set->count; c++) {
		if (!slice_equal(name_of_code(&reader->voice, coded->set, c),
				 text))
			continue;
		if (found != DICTIONARY_NONE)
			fail_msg("two codes are called '%.*s'",
				 SLICE_ARGS(text));
		found = c;
	}
	return found;
}

struct code_range {
	struct reader *reader;
	const struct coded *coded;
	uint16_t first, last;
};

static bool good_range(void *context, const struct filled *filled)
{
	struct code_range *range = context;

	range->first = code_called(range->reader, range->coded,
				   filled_text(filled, "first"));
	range->last = code_called(range->reader, range->coded,
				  filled_text(filled, "last"));
	return range->first != DICTIONARY_NONE &&
	       range->last != DICTIONARY_NONE;
}

/* A code, or from one to another in their order. */
static bool read_code(struct reader *reader, void *context, struct slice text,
		      struct field_set *meant)
{
	const struct coded *coded = context;
	const struct code *codes =
		reader->voice.dictionary->code_sets[coded->set].codes;
	struct code_range range = {reader, coded, 0, 0};
	uint16_t code = code_called(reader, coded, text);
	struct filled filled;

	*meant = (struct field_set){{0}};
	if (code != DICTIONARY_NONE) {
		field_set_add(meant, code);
		return true;
	}
	if (!reader_match(reader, PHRASE_RANGE, "first last", text, &filled,
			  good_range, &range))
		return false;
	for (uint16_t c = 0;
	     c < reader->voice.dictionary->code_sets[coded->set].count; c++)
		if (codes[c].order >= codes[range.first].order &&
		    codes[c].order <= codes[range.last].order)
			field_set_add(meant, c);
	return true;
}

static const struct meaning *read_codes(struct reader *reader,
					struct slice text, bool predicate)
{
	struct list_words words =
		list_words(reader, PHRASE_CHOICE_TWO, PHRASE_CHOICE_NEXT,
			   PHRASE_CHOICE_LAST);

	for (size_t i = 0; i < 2 * reader->coded_count; i++) {
		struct coded *coded = &reader->coded[i / 2];
		bool denied = i % 2 == 1;
		struct slice before =
			denied ? coded->denied_before : coded->before;
		struct slice after =
			denied ? coded->denied_after : coded->after;
		struct meaning *made;
		struct field_set codes;

		if ((denied && !coded->deniable) ||
		    (denied ? coded->denied_whole : coded->whole) ==
			    predicate ||
		    text.len <= before.len + after.len ||
		    !starts(text, before) || !slice_ends_with(text, after) ||
		    !read_list(
			    reader,
			    slice_part(text, before.len, text.len - after.len),
			    &words, read_code, coded, &codes))
			continue;
		made = new_meaning(reader, MEANS_CODES);
		made->leaf = i / 2;
		made->codes = codes;
		made->denied = denied;
		return made;
	}
	return NULL;
}

/* One fact: of the child (a predicate), or a clause. */
static const struct meaning *read_fact(struct reader *reader, struct slice text,
				       bool predicate)
{
	const struct meaning *ages = predicate ? read_ages(reader, text) : NULL;

	for (size_t i = 0; ages == NULL && i < reader->leaf_count; i++) {
		const struct leaf *leaf = &reader->leaves[i];
		bool said = leaf->whole != predicate &&
			    same_but_first(leaf->said, text);
		bool denied = leaf->denied_whole != predicate &&
			      same_but_first(leaf->denied, text);
		struct meaning *made;

		if (!said && !denied)
			continue;
		made = new_meaning(reader, MEANS_FACT);
		made->leaf = i;
		made->denied = denied;
		return made;
	}
	return ages != NULL ? ages : read_codes(reader, text, predicate);
}

struct subject {
	struct reader *reader;
	const struct meaning *meaning;
};

static bool good_subject(void *context, const struct filled *filled)
{
	struct subject *subject = context;

	subject->meaning = read_or(subject->reader,
				   filled_text(filled, "predicate"), true);
	return subject->meaning != NULL;
}

static const struct meaning *read_part(struct reader *reader, struct slice text,
				       bool predicate)
{
	const struct meaning *meaning = read_fact(reader, text, predicate);
	struct subject subject = {reader, NULL};
	struct filled filled;

	if (meaning != NULL || predicate)
		return meaning;
	if (reader_match(reader, PHRASE_CONDITION_SUBJECT, "predicate", text,
			 &filled, good_subject, &subject))
		return subject.meaning;
	return NULL;
}

static const struct meaning *pair(struct reader *reader, enum meaning_kind kind,
				  const struct meaning *left,
				  const struct meaning *right)
{
	struct meaning *made = new_meaning(reader, kind);

	made->left = left;
	made->right = right;
	return made;
}

/* All of several, with whatever between them. */
static const struct meaning *read_and(struct reader *reader, struct slice text,
				      bool predicate)
{
	const struct slice joints[] = {
		between(reader, PHRASE_CONDITION_TWO, "first", "last"),
		between(reader, PHRASE_CONDITION_NEXT, "first", "next"),
		between(reader, PHRASE_CONDITION_LAST, "first", "last"),
	};
	const struct meaning *whole = read_part(reader, text, predicate);

	for (size_t i = 1; whole == NULL && i < text.len; i++)
		for (size_t j = 0; whole == NULL && j < 3; j++) {
			const struct meaning *left, *right;
			struct slice tail = slice_part(text, i, text.len);

			if (!slice_starts_with(tail, joints[j]))
				continue;
			left = read_part(reader, slice_part(text, 0, i),
					 predicate);
			if (left == NULL)
				continue;
			right = read_and(
				reader,
				slice_part(tail, joints[j].len, tail.len),
				predicate);
			if (right != NULL)
				whole = pair(reader, MEANS_AND, left, right);
		}
	return whole;
}

static const struct meaning *read_or(struct reader *reader, struct slice text,
				     bool predicate)
{
	struct slice joint =
		between(reader, PHRASE_CONDITION_OR, "first", "last");
	const struct meaning *whole = read_and(reader, text, predicate);

	for (size_t i = 1; whole == NULL && i < text.len; i++) {
		struct slice tail = slice_part(text, i, text.len);
		const struct meaning *left, *right;

		if (!slice_starts_with(tail, joint))
			continue;
		left = read_and(reader, slice_part(text, 0, i), predicate);
		if (left == NULL)
			continue;
		right = read_or(reader, slice_part(tail, joint.len, tail.len),
				predicate);
		if (right != NULL)
			whole = pair(reader, MEANS_OR, left, right);
	}
	return whole;
}

bool reader_condition(struct reader *reader, struct slice text,
		      const struct meaning **meaning)
{
	*meaning = read_or(reader, text, false);
	return *meaning != NULL;
}

/* Ages as the language has them, by themselves. */
static bool age_is(const struct condition *leaf, int age)
{
	if (leaf->kind == CONDITION_IN) {
		for (size_t i = 0; i < leaf->member_count; i++)
			if (age >= (int)leaf->members[i].low.number &&
			    age <= (int)leaf->members[i].high.number)
				return true;
		return false;
	}
	switch (leaf->comparison) {
	case COMPARE_EQUAL:
		return age == (int)leaf->value.number;
	case COMPARE_NOT_EQUAL:
		return age != (int)leaf->value.number;
	case COMPARE_LESS:
		return age < (int)leaf->value.number;
	case COMPARE_LESS_EQUAL:
		return age <= (int)leaf->value.number;
	case COMPARE_GREATER:
		return age > (int)leaf->value.number;
	case COMPARE_GREATER_EQUAL:
		return age >= (int)leaf->value.number;
	}
	return false;
}

static uint16_t drawn(const struct reader *reader, const struct sample *sample,
		      size_t coded)
{
	const struct code_set *set =
		&reader->voice.dictionary->code_sets[reader->coded[coded].set];

	return (uint16_t)(sample->codes[coded] % set->count);
}

static int32_t order_of(const struct reader *reader, uint16_t set,
			struct slice name)
{
	const struct dictionary *dictionary = reader->voice.dictionary;
	uint16_t code = code_set_find(dictionary, set, name);

	assert_true(code != DICTIONARY_NONE);
	return dictionary->code_sets[set].codes[code].order;
}

/* Codes as the language has them, by themselves. */
static bool code_is(const struct reader *reader, const struct condition *leaf,
		    size_t coded, const struct sample *sample)
{
	uint16_t set = reader->coded[coded].set;
	const struct code *code = &reader->voice.dictionary->code_sets[set]
					   .codes[drawn(reader, sample, coded)];
	int32_t order;

	if (leaf->kind == CONDITION_IN) {
		for (size_t i = 0; i < leaf->member_count; i++) {
			const struct condition_member *member =
				&leaf->members[i];

			if (member->low.range.start ==
			    member->high.range.start) {
				if (slice_equal(member->low.name, code->code))
					return true;
				continue;
			}
			if (code->order >=
				    order_of(reader, set, member->low.name) &&
			    code->order <=
				    order_of(reader, set, member->high.name))
				return true;
		}
		return false;
	}
	if (leaf->comparison == COMPARE_EQUAL)
		return slice_equal(leaf->value.name, code->code);
	if (leaf->comparison == COMPARE_NOT_EQUAL)
		return !slice_equal(leaf->value.name, code->code);
	order = order_of(reader, set, leaf->value.name);
	if (leaf->comparison == COMPARE_LESS)
		return code->order < order;
	if (leaf->comparison == COMPARE_LESS_EQUAL)
		return code->order <= order;
	if (leaf->comparison == COMPARE_GREATER)
		return code->order > order;
	return code->order >= order;
}

bool condition_true_of(const struct reader *reader,
		       const struct condition *condition,
		       const struct sample *sample)
{
	size_t leaf;

	if (condition == NULL)
		return true;
	switch (condition->kind) {
	case CONDITION_NOT:
		return !condition_true_of(reader, condition->left, sample);
	case CONDITION_AND:
		return condition_true_of(reader, condition->left, sample) &&
		       condition_true_of(reader, condition->right, sample);
	case CONDITION_OR:
		return condition_true_of(reader, condition->left, sample) ||
		       condition_true_of(reader, condition->right, sample);
	case CONDITION_FLAG:
	case CONDITION_COMPARE:
	case CONDITION_IN:
		break;
	}
	if (is_age(condition))
		return age_is(condition, sample->age);
	leaf = condition->kind == CONDITION_FLAG ? SIZE_MAX
						 : coded_of(reader, condition);
	if (leaf != SIZE_MAX)
		return code_is(reader, condition, leaf, sample);
	leaf = find_leaf(reader, condition);
	assert_true(leaf != SIZE_MAX);
	return (sample->facts >> leaf & 1) != 0;
}

bool meaning_holds(const struct reader *reader, const struct meaning *meaning,
		   const struct sample *sample)
{
	if (meaning == NULL)
		return true;
	switch (meaning->kind) {
	case MEANS_AGES:
		return sample->age >= meaning->low &&
		       sample->age <= meaning->high;
	case MEANS_FACT:
		return condition_true_of(
			       reader, reader->leaves[meaning->leaf].condition,
			       sample) != meaning->denied;
	case MEANS_CODES:
		return field_set_has(&meaning->codes,
				     drawn(reader, sample, meaning->leaf)) !=
		       meaning->denied;
	case MEANS_AND:
		return meaning_holds(reader, meaning->left, sample) &&
		       meaning_holds(reader, meaning->right, sample);
	case MEANS_OR:
		return meaning_holds(reader, meaning->left, sample) ||
		       meaning_holds(reader, meaning->right, sample);
	}
	return false;
}

/* --- opening ------------------------------------------------------------------------------------ */

static void learn_bodies(struct reader *reader)
{
	const struct publication *publication = reader->publication;

	for (uint16_t b = 0; b < publication->dictionary->body_count; b++) {
		add_word(reader, &reader->bodies,
			 name_of_body(&reader->voice, b, publication->date),
			 only(b), 0);
		add_word(reader, &reader->bodies,
			 name_heading_of_body(&reader->voice, b,
					      publication->date),
			 only(b), 0);
	}
	/* Those whom the notice names, and who are no more. */
	for (size_t i = 0; i < publication->recipient_count; i++)
		if (publication->recipients[i].holder == DICTIONARY_NONE)
			add_word(reader, &reader->bodies,
				 publication->recipients[i].label,
				 only(publication->recipients[i].body), 0);
	for (size_t i = 0; i < publication->flow_count; i++)
		if (publication->flows[i].by != DICTIONARY_NONE)
			add_word(reader, &reader->bodies,
				 publication->flows[i].by_label,
				 only(publication->flows[i].by), 0);
	for (size_t i = 0; i < publication->receipt_count; i++)
		add_word(reader, &reader->bodies,
			 publication->receipts[i].from_label,
			 only(publication->receipts[i].from), 0);
}

static void learn_names(struct reader *reader, struct words *words,
			enum name_kind kind, size_t count)
{
	for (size_t i = 0; i < count; i++)
		add_word(reader, words,
			 name_of(&reader->voice, kind, (uint16_t)i),
			 only((uint16_t)i), 0);
}

void reader_open(struct reader *reader, const struct publication *publication,
		 const struct phrasebook *book, enum audience audience,
		 struct arena *arena)
{
	const struct dictionary *dictionary = publication->dictionary;

	*reader = (struct reader){
		.voice = voice_of(book, audience, arena),
		.publication = publication,
		.known = publication->notice->held,
	};
	for (size_t i = 0; i < publication->recipient_count; i++)
		reader->known = field_set_union(
			reader->known, publication->recipients[i].sent);
	for (uint16_t f = 0; f < dictionary->field_count; f++)
		if (name_of(&reader->voice, NAME_FIELD, f).len == 0)
			field_set_add(&reader->unsaid, f);
	reader_learn_fields(reader);
	learn_bodies(reader);
	learn_names(reader, &reader->purposes, NAME_PURPOSE,
		    dictionary->purpose_count);
	learn_names(reader, &reader->laws, NAME_LAW, dictionary->law_count);
	learn_names(reader, &reader->triggers, NAME_TRIGGER,
		    dictionary->trigger_count);
	assert_false(reader->voice.failed);
}
