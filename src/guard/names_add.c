/* A pupil's names, in all the ways they may be written, into the index. */
#include <string.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "dictionary/identifier.h"
#include "guard/index.h"
#include "guard/token.h"

enum {
	NAME_TOKENS = 16,    /* of one field */
	NAME_SPELLINGS = 24, /* of given names, and of family names */
	WORD_LEAST = 3,      /* letters of a word that stands for a name */
	URN_BYTES = 6,
};

/* One way to write a given or family name. */
struct spelling {
	uint64_t hash;
	bool whole; /* the field as it is, not one word of several */
};

struct spellings {
	struct spelling list[NAME_SPELLINGS];
	size_t count;
};

/* The tokens of a field. */
struct cut {
	struct token tokens[NAME_TOKENS];
	size_t count;
};

struct adding {
	struct name_index *index;
	const struct known_pupil *pupil;
	struct cut cut;
	struct spellings given, family;
	uint64_t initials[NAME_SPELLINGS];
	size_t initial_count;
	bool relative; /* a parent or contact is being added */
	struct error *error;
};

static void take_token(void *context, const struct token *token)
{
	struct cut *cut = context;

	if (cut->count < NAME_TOKENS && !token->cut)
		cut->tokens[cut->count++] = *token;
}

static void cut_text(struct cut *cut, struct slice text)
{
	struct tokenizer tokenizer = tokenizer_of(take_token, cut);
	const struct spot nowhere = {0};
	uint32_t character;

	cut->count = 0;
	while (text_next(&text, &character))
		tokenizer_add(&tokenizer, character, &nowhere);
	tokenizer_part(&tokenizer, GAP_BREAK);
}

/* Letters that German and Nordic names are also written with two for. */
static const char *two_letters(uint32_t character)
{
	switch (character) {
	case 0xc4:
	case 0xe4:
		return "ae";
	case 0xd6:
	case 0xf6:
	case 0xd8:
	case 0xf8:
		return "oe";
	case 0xdc:
	case 0xfc:
		return "ue";
	case 0xc5:
	case 0xe5:
		return "aa";
	case 0x308: /* after its letter */
		return "e";
	default:
		return NULL;
	}
}

/* Fills `out` with that spelling; false when there is none. */
static bool respell(struct slice text, struct builder *out)
{
	struct slice rest = text;
	uint32_t character;
	bool changed = false;

	builder_clear(out);
	while (rest.len > 0) {
		struct slice before = rest;
		const char *letters;

		if (!text_next(&rest, &character))
			break;
		letters = two_letters(character);
		changed |= letters != NULL;
		if (letters != NULL)
			builder_add_text(out, letters);
		else
			builder_add(out, slice_part(before, 0,
						    before.len - rest.len));
	}
	return changed;
}

/* --- parts ------------------------------------------------------------------ */

static int count_part(struct adding *adding, uint64_t hash, uint8_t flag)
{
	struct name_part *part = index_part(adding->index, hash, adding->error);
	uint16_t *count;

	if (part == NULL)
		return -1;
	part->flags |= flag;
	count = flag == PART_GIVEN ? &part->given : &part->family;
	if (!adding->relative && !index_seen(adding->index, hash + flag) &&
	    *count < UINT16_MAX)
		++*count;
	return 0;
}

/* Tokens `from` to `to` (not included) joined; what they begin with is noted as
 * something that may go on. */
static int join(struct adding *adding, size_t from, size_t to, uint64_t *hash)
{
	uint64_t state = name_hash_begin();

	for (size_t i = from; i < to; i++) {
		struct name_part *part;

		state = name_hash_add(state,
				      token_text(&adding->cut.tokens[i]));
		if (i + 1 == to)
			break;
		part = index_part(adding->index, name_hash(state),
				  adding->error);
		if (part == NULL)
			return -1;
		part->flags |= PART_MORE;
	}
	*hash = name_hash(state);
	return 0;
}

static int add_spelling(struct adding *adding, struct spellings *spellings,
			size_t from, size_t to, bool whole)
{
	uint8_t flag = spellings == &adding->given ? PART_GIVEN : PART_FAMILY;
	uint64_t hash;

	if (spellings->count == NAME_SPELLINGS)
		return 0;
	if (join(adding, from, to, &hash) != 0 ||
	    count_part(adding, hash, flag) != 0)
		return -1;
	spellings->list[spellings->count++] = (struct spelling){hash, whole};
	return 0;
}

/* Whether a new word of the name begins at a token. */
static bool begins_word(const struct token *token)
{
	return token->gap >= GAP_DOT || token->mark == '-';
}

static size_t letters_of(const struct cut *cut, size_t from, size_t to)
{
	size_t letters = 0;

	for (size_t i = from; i < to; i++)
		letters += text_length(token_text(&cut->tokens[i]));
	return letters;
}

/* Words that stand for no name alone: short ones, and common ones, which of a
 * family name are its "van" and "de" too. */
static bool stands_alone(const struct adding *adding, size_t from, size_t to)
{
	const struct cut *cut = &adding->cut;
	const struct name_part *part;

	if (letters_of(cut, from, to) < WORD_LEAST)
		return false;
	if (to - from > 1)
		return true;
	part = name_index_part(adding->index,
			       name_hash_of(token_text(&cut->tokens[from])));
	return part == NULL || (part->flags & PART_COMMON) == 0;
}

static int add_words(struct adding *adding, struct spellings *spellings)
{
	const struct cut *cut = &adding->cut;
	size_t from = 0;

	for (size_t i = 1; i <= cut->count; i++) {
		if (i < cut->count && !begins_word(&cut->tokens[i]))
			continue;
		if (i - from < cut->count && stands_alone(adding, from, i) &&
		    add_spelling(adding, spellings, from, i, false) != 0)
			return -1;
		from = i;
	}
	return 0;
}

/* --- fields ----------------------------------------------------------------- */

static void note_initial(struct adding *adding)
{
	struct slice text = token_text(&adding->cut.tokens[0]);
	struct slice rest = text;
	uint32_t letter;

	if (adding->initial_count == NAME_SPELLINGS ||
	    !text_next(&rest, &letter))
		return;
	adding->initials[adding->initial_count++] =
		name_hash_of(slice_part(text, 0, text.len - rest.len));
}

/* One letter of an alphabet is no name, one of another script may be. */
static bool is_letter(const struct cut *cut)
{
	return cut->count == 1 && cut->tokens[0].length == 1;
}

static int add_cut(struct adding *adding, struct spellings *spellings,
		   bool middle)
{
	const struct cut *cut = &adding->cut;

	if (cut->count == 0)
		return 0;
	if (!middle && !is_letter(cut) &&
	    add_spelling(adding, spellings, 0, cut->count, true) != 0)
		return -1;
	if (middle && cut->count == 1 && stands_alone(adding, 0, 1) &&
	    add_spelling(adding, spellings, 0, 1, false) != 0)
		return -1;
	if (spellings == &adding->given && !middle)
		note_initial(adding);
	return add_words(adding, spellings);
}

static int add_name(struct adding *adding, struct spellings *spellings,
		    struct slice name, bool middle)
{
	struct builder other = {0};
	int result;

	cut_text(&adding->cut, name);
	result = add_cut(adding, spellings, middle);
	if (result == 0 && respell(name, &other)) {
		cut_text(&adding->cut, builder_slice(&other));
		result = other.failed ? error_memory(adding->error)
				      : add_cut(adding, spellings, middle);
	}
	builder_release(&other);
	return result;
}

static int add_family(struct adding *adding, struct slice name)
{
	return add_name(adding, &adding->family, name, false);
}

static int add_names(struct adding *adding)
{
	const struct known_pupil *pupil = adding->pupil;

	if (add_name(adding, &adding->given, pupil->forename, false) != 0 ||
	    add_name(adding, &adding->given, pupil->preferred_forename,
		     false) != 0 ||
	    add_name(adding, &adding->given, pupil->former_forename, false) !=
		    0 ||
	    add_name(adding, &adding->given, pupil->middle_names, true) != 0)
		return -1;
	return add_family(adding, pupil->surname) != 0 ||
			       add_family(adding, pupil->preferred_surname) !=
				       0 ||
			       add_family(adding, pupil->former_surname) != 0 ||
			       add_family(adding, pupil->surname_at_16) != 0
		       ? -1
		       : 0;
}

/* --- facts ------------------------------------------------------------------ */

static int add_pairs(struct adding *adding)
{
	uint64_t pupil = adding->pupil->pupil;

	for (size_t f = 0; f < adding->family.count; f++) {
		const struct spelling *family = &adding->family.list[f];

		for (size_t g = 0; g < adding->given.count; g++) {
			const struct spelling *given = &adding->given.list[g];

			if (index_fact(adding->index,
				       given->whole && family->whole
					       ? FACT_FULL
					       : FACT_PARTLY,
				       given->hash, family->hash, pupil,
				       adding->error) != 0)
				return -1;
		}
		for (size_t i = 0; i < adding->initial_count && family->whole;
		     i++)
			if (index_fact(adding->index, FACT_INITIAL,
				       adding->initials[i], family->hash, pupil,
				       adding->error) != 0)
				return -1;
	}
	return 0;
}

/* A parent or contact; what only they are called is no pupil's. */
static int add_person(struct adding *adding, const struct known_person *person)
{
	adding->relative = true;
	adding->given.count = adding->family.count = 0;
	adding->initial_count = 0;
	if (add_name(adding, &adding->given, person->forename, false) != 0 ||
	    add_name(adding, &adding->given, person->middle_names, true) != 0 ||
	    add_family(adding, person->surname) != 0)
		return -1;
	for (size_t f = 0; f < adding->family.count; f++)
		for (size_t g = 0; g < adding->given.count; g++)
			if (index_fact(adding->index, FACT_RELATIVE,
				       adding->given.list[g].hash,
				       adding->family.list[f].hash,
				       adding->pupil->pupil,
				       adding->error) != 0)
				return -1;
	return 0;
}

static int add_people(struct adding *adding)
{
	for (size_t p = 0; p < KNOWN_PEOPLE; p++)
		if (add_person(adding, &adding->pupil->people[p]) != 0)
			return -1;
	return 0;
}

static bool is_school_number(struct slice number)
{
	return number.len == LAESTAB_BYTES || number.len == URN_BYTES;
}

static int add_school_as(struct adding *adding, uint64_t hash, uint64_t school)
{
	struct name_part *part;

	if (index_known(adding->index, FACT_SCHOOL, hash, school))
		return 0;
	part = index_part(adding->index, hash, adding->error);
	if (part == NULL)
		return -1;
	part->flags |= PART_SCHOOL;
	if (index_fact(adding->index, FACT_SCHOOL, hash, school, 0,
		       adding->error) != 0)
		return -1;
	return index_school(adding->index, hash, school, adding->error);
}

/* A school by its number, its URN and its name. */
static int add_school(struct adding *adding, struct slice number,
		      struct slice urn, struct slice name)
{
	uint64_t hash;

	if (!is_school_number(number))
		return 0;
	if (urn.len == URN_BYTES &&
	    add_school_as(adding, name_hash_of(urn), name_hash_of(number)) != 0)
		return -1;
	if (add_school_as(adding, name_hash_of(number), name_hash_of(number)) !=
	    0)
		return -1;
	cut_text(&adding->cut, name);
	if (letters_of(&adding->cut, 0, adding->cut.count) <= WORD_LEAST)
		return 0;
	if (join(adding, 0, adding->cut.count, &hash) != 0)
		return -1;
	return add_school_as(adding, hash, name_hash_of(number));
}

static int add_birth(struct adding *adding)
{
	const struct known_pupil *pupil = adding->pupil;
	uint32_t birth = (uint32_t)pupil->birth;

	if (pupil->birth == DATE_NONE)
		return 0;
	if (index_fact(adding->index, FACT_BORN, birth, 0, pupil->pupil,
		       adding->error) != 0)
		return -1;
	for (size_t s = 0; s < KNOWN_SCHOOLS; s++)
		if (is_school_number(pupil->schools[s]) &&
		    index_fact(adding->index, FACT_BIRTH, birth,
			       name_hash_of(pupil->schools[s]), pupil->pupil,
			       adding->error) != 0)
			return -1;
	return adding->index->own_school == 0
		       ? 0
		       : index_fact(adding->index, FACT_BIRTH, birth,
				    adding->index->own_school, pupil->pupil,
				    adding->error);
}

static int add_postcode(struct adding *adding)
{
	char text[10];

	if (!postcode_normalise(adding->pupil->postcode, text))
		return 0;
	return index_fact(adding->index, FACT_POSTCODE,
			  name_hash_of(slice_of(text)), 0, adding->pupil->pupil,
			  adding->error);
}

int name_index_add(struct name_index *index, const struct known_pupil *pupil,
		   struct error *error)
{
	struct adding adding = {.index = index, .pupil = pupil, .error = error};
	int result = 0;

	index->seen_count = 0;
	index->pupils++;
	for (size_t s = 0; result == 0 && s < KNOWN_SCHOOLS; s++)
		result = add_school(&adding, pupil->schools[s],
				    pupil->school_urns[s],
				    pupil->school_names[s]);
	if (result == 0)
		result = add_names(&adding);
	if (result == 0)
		result = add_pairs(&adding);
	if (result == 0)
		result = add_people(&adding);
	if (result == 0)
		result = add_birth(&adding);
	if (result == 0)
		result = add_postcode(&adding);
	explicit_bzero(&adding, sizeof(adding));
	return result;
}

int name_index_school(struct name_index *index, struct slice number,
		      struct slice name, struct error *error)
{
	struct adding adding = {.index = index, .error = error};

	index->seen_count = 0;
	if (number.len != LAESTAB_BYTES)
		return 0;
	index->own_school = name_hash_of(number);
	return add_school(&adding, number, (struct slice){NULL, 0}, name);
}
