#include "reverse_parts.h"

#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"

/* --- small and capital letters --------------------------------------------------- */

bool reverse_same(struct slice a, struct slice b)
{
	if (a.len != b.len || a.len == 0)
		return a.len == b.len;
	return (a.at[0] | 0x20) == (b.at[0] | 0x20) &&
	       memcmp(a.at + 1, b.at + 1, a.len - 1) == 0;
}

bool reverse_starts(struct slice text, struct slice with)
{
	return text.len >= with.len &&
	       reverse_same(slice_part(text, 0, with.len), with);
}

/* --- words --------------------------------------------------------------------------- */

void reverse_add(struct reader *reader, struct words *words, struct slice text,
		 struct field_set means, int owner)
{
	if (text.len == 0)
		return;
	words->list = arena_grow(reader->voice.arena, words->list, words->count,
				 &words->capacity, sizeof(*words->list));
	assert_non_null(words->list);
	words->list[words->count++] = (struct word){text, means, owner};
}

struct field_set reverse_only(uint16_t index)
{
	struct field_set set = {0};

	field_set_add(&set, index);
	return set;
}

static bool same_set(const struct field_set *a, const struct field_set *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

void reverse_mean(struct meanings *meanings, struct field_set set)
{
	if (meanings->any && !same_set(&meanings->set, &set))
		fail_msg("'%.*s' can be read in two ways",
			 SLICE_ARGS(meanings->text));
	meanings->set = set;
	meanings->any = true;
}

/* --- lists ------------------------------------------------------------------------------ */

/* What a phrase puts between its two holes. */
struct slice reverse_between(struct reader *reader, enum phrase key,
			     const char *first, const char *second)
{
	const struct phrase_value values[] = {with(first, SLICE("\x01")),
					      with(second, SLICE("\x02"))};
	struct slice text = say_values(&reader->voice, key, values, 2);

	assert_true(text.len > 2 && text.at[0] == 1 &&
		    text.at[text.len - 1] == 2);
	return slice_part(text, 1, text.len - 1);
}

/* Items with `next` between them, to the end of the text. */
static void read_nexts(struct reader *reader, struct slice text,
		       struct slice next, struct field_set before,
		       item_reader *item, void *context,
		       struct meanings *meanings)
{
	struct field_set meant;

	if (item(reader, context, text, &meant))
		reverse_mean(meanings, field_set_union(before, meant));
	for (size_t i = 1; i + next.len < text.len; i++) {
		if (memcmp(text.at + i, next.at, next.len) != 0 ||
		    !item(reader, context, slice_part(text, 0, i), &meant))
			continue;
		read_nexts(reader, slice_part(text, i + next.len, text.len),
			   next, field_set_union(before, meant), item, context,
			   meanings);
	}
}

bool reverse_list(struct reader *reader, struct slice text,
		  const struct joints *words, item_reader *item, void *context,
		  struct field_set *meant)
{
	struct meanings meanings = {.text = text};
	struct field_set one;

	if (text.len == 0)
		return false;
	if (item(reader, context, text, &one))
		reverse_mean(&meanings, one);
	for (size_t i = 1; i < text.len; i++) {
		struct slice head = slice_part(text, 0, i);
		struct slice tail = slice_part(text, i, text.len);

		if (reverse_starts(tail, words->two) &&
		    item(reader, context,
			 slice_part(tail, words->two.len, tail.len), &one)) {
			struct field_set first;

			if (item(reader, context, head, &first))
				reverse_mean(&meanings,
					     field_set_union(first, one));
		}
		if (reverse_starts(tail, words->last) &&
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

struct joints reverse_joints(struct reader *reader, enum phrase two,
			     enum phrase next, enum phrase last)
{
	return (struct joints){
		reverse_between(reader, two, "first", "last"),
		reverse_between(reader, next, "first", "next"),
		reverse_between(reader, last, "first", "last"),
	};
}

bool reverse_word(struct reader *reader, void *context, struct slice text,
		  struct field_set *meant)
{
	const struct among *among = context;
	struct meanings meanings = {.text = text};

	(void)reader;
	for (size_t i = 0; i < among->words->count; i++) {
		const struct word *word = &among->words->list[i];

		if ((among->owner < 0 || word->owner == among->owner) &&
		    reverse_same(word->text, text))
			reverse_mean(&meanings, word->means);
	}
	*meant = meanings.set;
	return meanings.any;
}

bool reader_purposes(struct reader *reader, struct slice text,
		     struct field_set *meant)
{
	struct joints words =
		reverse_joints(reader, PHRASE_PURPOSES_TWO,
			       PHRASE_PURPOSES_NEXT, PHRASE_PURPOSES_LAST);
	struct among among = {&reader->purposes, -1};

	return reverse_list(reader, text, &words, reverse_word, &among, meant);
}

static bool read_names(struct reader *reader, struct slice text,
		       const struct words *from, struct field_set *meant)
{
	struct joints words = reverse_joints(
		reader, PHRASE_LIST_TWO, PHRASE_LIST_NEXT, PHRASE_LIST_LAST);
	struct among among = {from, -1};

	return reverse_list(reader, text, &words, reverse_word, &among, meant);
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
	struct joints words =
		reverse_joints(reader, PHRASE_CHOICE_TWO, PHRASE_CHOICE_NEXT,
			       PHRASE_CHOICE_LAST);
	struct among among = {&reader->triggers, -1};

	return reverse_list(reader, text, &words, reverse_word, &among, meant);
}

bool reader_body(struct reader *reader, struct slice text, uint16_t *body)
{
	struct among among = {&reader->bodies, -1};
	struct field_set meant;

	if (!reverse_word(reader, &among, text, &meant) ||
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
		bool same = part == 0 ? reverse_starts(text, one->text)
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

/* --- opening ------------------------------------------------------------------------------------ */

static void learn_bodies(struct reader *reader)
{
	const struct publication *publication = reader->publication;

	for (uint16_t b = 0; b < publication->dictionary->body_count; b++) {
		reverse_add(reader, &reader->bodies,
			    name_of_body(&reader->voice, b, publication->date),
			    reverse_only(b), 0);
		reverse_add(reader, &reader->bodies,
			    name_heading_of_body(&reader->voice, b,
						 publication->date),
			    reverse_only(b), 0);
	}
	/* Those whom the notice names, and who are no more. */
	for (size_t i = 0; i < publication->recipient_count; i++)
		if (publication->recipients[i].holder == DICTIONARY_NONE)
			reverse_add(
				reader, &reader->bodies,
				publication->recipients[i].label,
				reverse_only(publication->recipients[i].body),
				0);
	for (size_t i = 0; i < publication->flow_count; i++)
		if (publication->flows[i].by != DICTIONARY_NONE)
			reverse_add(reader, &reader->bodies,
				    publication->flows[i].by_label,
				    reverse_only(publication->flows[i].by), 0);
	for (size_t i = 0; i < publication->receipt_count; i++)
		reverse_add(reader, &reader->bodies,
			    publication->receipts[i].from_label,
			    reverse_only(publication->receipts[i].from), 0);
}

static void learn_names(struct reader *reader, struct words *words,
			enum name_kind kind, size_t count)
{
	for (size_t i = 0; i < count; i++)
		reverse_add(reader, words,
			    name_of(&reader->voice, kind, (uint16_t)i),
			    reverse_only((uint16_t)i), 0);
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
