/* Conditions, read backwards. */
#include "reverse_parts.h"

#include "tests/test.h"

#include "base/arena.h"
#include "language/tree.h"
#include "policy/condition.h"
#include "words/wording.h"

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
	struct joints words =
		reverse_joints(reader, PHRASE_CHOICE_TWO, PHRASE_CHOICE_NEXT,
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
		    !reverse_starts(text, before) ||
		    !slice_ends_with(text, after) ||
		    !reverse_list(
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
			    reverse_same(leaf->said, text);
		bool denied = leaf->denied_whole != predicate &&
			      reverse_same(leaf->denied, text);
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
		reverse_between(reader, PHRASE_CONDITION_TWO, "first", "last"),
		reverse_between(reader, PHRASE_CONDITION_NEXT, "first", "next"),
		reverse_between(reader, PHRASE_CONDITION_LAST, "first", "last"),
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
		reverse_between(reader, PHRASE_CONDITION_OR, "first", "last");
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
