/*
 * phrasebook.h - everything that published documents say, as data.
 *
 * A phrasebook is a directory of *.phrases files in the language of
 * docs/language.md ("main.phrases" includes the others), or one such file.  It has
 *
 *     phrasebook  its title and the language tag of its documents
 *     plural      the forms that a number takes
 *     word        words that change with the reader: {child} is "your child" to a
 *                 parent and "you" to a pupil
 *     phrase      what is said for a key of phrase_keys.h, for an audience or for
 *                 everybody
 *     name        what a thing of the dictionary is called
 *
 * so that no text for readers stands in C.  The keys with their placeholders are
 * the contract between composers, who fill them, and phrasebooks, which word
 * them.
 *
 *     phrase flow.to "We send {fields} to {recipient}[ when {condition}]."
 *     phrase flow.to for primary "We tell {recipient} {fields}."
 *
 * In a template {name} is a placeholder of the key or a word; [ ... ] is left out
 * when a placeholder inside is empty; {years|year|years} chooses by the number
 * `years` among the plural forms.  Sentences and headings begin with a capital.
 *
 * Where an audience has no wording of its own it takes the next one's: primary
 * that of secondary, then what is for everybody, then what is for parents; then
 * the base phrasebook's; a name then the dictionary's label.  Of a phrasebook `of`
 * another dictionary names are not used: they would tell of other contents.
 *
 * A phrasebook is read and compiled once and never changes; saying something is
 * a look-up by index.  It lives as long as the dictionary it was made for.
 */
#ifndef HORNBOOK_WORDS_PHRASEBOOK_H
#define HORNBOOK_WORDS_PHRASEBOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "words/phrase_keys.h"

struct arena;
struct dictionary;
struct field_set;
struct error;
struct findings;
struct phrasebook;

/* Whom a document is for: "parent", "primary", "secondary", "staff". */
enum audience {
	AUDIENCE_PARENT,
	AUDIENCE_PRIMARY,   /* pupils of primary age */
	AUDIENCE_SECONDARY, /* older pupils */
	AUDIENCE_STAFF,     /* of the controller or a recipient; officers */
	AUDIENCE_COUNT
};

/* What may have a name, as `name KIND ...` writes it. */
enum name_kind {
	/* Of the dictionary, by index. */
	NAME_BODY,
	NAME_HOLDER, /* by the alias: use name_of_body */
	NAME_PURPOSE,
	NAME_CATEGORY,
	NAME_FIELD,
	NAME_GROUP,
	NAME_LAW,
	NAME_TRIGGER,
	NAME_FACT,
	NAME_ROLE,
	NAME_APPROVAL,
	NAME_TERMS,
	NAME_AREA,
	NAME_AUTHORITY,
	NAME_COLLECTION,
	NAME_PAGE,
	/* By name only. */
	NAME_RIGHT,
	NAME_EVENT,     /* from which a time of keeping counts: "leaving" */
	NAME_THEN,      /* what is done after it: "destroy", "review" */
	NAME_CRITERION, /* of an approval; `of` the approval */
	NAME_SUBJECT,   /* of terms; `of` the terms */
	NAME_CODE,      /* `of` the code set */
	NAME_KIND_COUNT
};

enum name_form {
	FORM_NAME,      /* as it stands inside a sentence */
	FORM_DENIED,    /* of a fact: that it is not so */
	FORM_HEADING,   /* alone, as a heading or in a table */
	FORM_EXPLAINED, /* where a reader meets it first: "contact details
			   (home address, telephone and e-mail)" */
};

/* Whose data a field is, for "your child's ..." and "your parents' ...". */
enum owner { OWNER_PUPIL, OWNER_PARENT, OWNER_CONTACT, OWNER_COUNT };

/*
 * Reads a phrasebook.  `base` is the whole one; `language`, when not NULL, is
 * another language's, which may be partial and is laid over it, or whole and then
 * stands alone.  Each is a file or a directory.
 *
 * Faults are findings: unknown and twice said keys, names and words, unknown
 * placeholders, text outside its form; what the base lacks is an error; what
 * the other language lacks is one warning that counts it.  Fails (-1) when a file
 * cannot be read or memory is out; returns 0 with `*out` NULL when findings has
 * errors.  Free with phrasebook_free.
 */
int phrasebook_load(struct phrasebook **out, const char *base,
		    const char *language, const struct dictionary *dictionary,
		    struct findings *findings, struct error *error);
void phrasebook_free(struct phrasebook *book);

/* Its title, and the language tag of its documents ("en-GB"). */
struct slice phrasebook_title(const struct phrasebook *book);
struct slice phrasebook_language(const struct phrasebook *book);

const char *audience_name(enum audience audience);

/* False when there is none of that name. */
bool audience_find(struct slice name, enum audience *audience);

/*
 * Somebody who speaks: one phrasebook, to one audience, into one arena.  What it
 * says lives in that arena.  When memory runs out it says nothing more, and
 * `failed` stays true: look once, at the end.
 */
struct voice {
	const struct phrasebook *book;
	const struct dictionary *dictionary;
	struct arena *arena;
	enum audience audience;
	bool explains; /* names of data, wherever they stand */
	/* What is said as "everything we hold about ...", once a reader has been
	 * told what that is; NULL: nothing. */
	const struct field_set *everything;
	bool failed;
};

struct voice voice_of(const struct phrasebook *book, enum audience audience,
		      struct arena *arena);

/* What a placeholder stands for: a text, or a number. */
struct phrase_value {
	const char *name;
	struct slice text;
	uint64_t number;
	bool is_number;
};

static inline struct phrase_value with(const char *name, struct slice text)
{
	return (struct phrase_value){.name = name, .text = text};
}

static inline struct phrase_value with_number(const char *name, uint64_t number)
{
	return (struct phrase_value){
		.name = name, .number = number, .is_number = true};
}

/* What the phrasebook has for a key without placeholders. */
struct slice say(struct voice *voice, enum phrase key);

/*
 * The same with values: say_with(voice, PHRASE_X, with("recipient", name),
 * with_number("years", 3)).  A placeholder that is not given, or given an empty
 * text, is empty.
 */
#define say_with(voice, key, ...)                                          \
	say_values(voice, key, (const struct phrase_value[]){__VA_ARGS__}, \
		   sizeof((const struct phrase_value[]){__VA_ARGS__}) /    \
			   sizeof(struct phrase_value))

struct slice say_values(struct voice *voice, enum phrase key,
			const struct phrase_value *values, size_t count);

/* A piece of what is said: a placeholder's value, or text between them. */
struct phrase_part {
	struct slice text;
	const char *placeholder; /* NULL: text */
};

/* The same in pieces, for a caller who makes a link or something strong of some
 * values: all pieces' texts together are what say_values gives. */
const struct phrase_part *say_parts(struct voice *voice, enum phrase key,
				    const struct phrase_value *values,
				    size_t value_count, size_t *part_count);

/* Whether the phrasebook has anything to say for a key: an empty phrase, "",
 * leaves something out for an audience. */
bool says(const struct voice *voice, enum phrase key);

/* --- names ---------------------------------------------------------------- */

/* What a thing is called; `index` is the dictionary's. */
struct slice name_of(struct voice *voice, enum name_kind kind, uint16_t index);
struct slice name_heading(struct voice *voice, enum name_kind kind,
			  uint16_t index);
struct slice name_explained(struct voice *voice, enum name_kind kind,
			    uint16_t index);

/* A body by who holds it on the day: "Connexions". */
struct slice name_of_body(struct voice *voice, uint16_t body, int32_t date);

struct slice name_heading_of_body(struct voice *voice, uint16_t body,
				  int32_t date);

/* A code of a set, by its index in the set. */
struct slice name_of_code(struct voice *voice, uint16_t set, uint16_t code);

/* A right, an event, ... by its name; `of` is empty but for criteria and
 * subjects.  Empty when there is no such name. */
struct slice name_by(struct voice *voice, enum name_kind kind,
		     struct slice name, struct slice of, enum name_form form);

/* --- lists and numbers ----------------------------------------------------- */

/* "a", "a and b", "a, b and c"; with `or` "a, b or c". */
struct slice say_list(struct voice *voice, const struct slice *items,
		      size_t count);
struct slice say_choice(struct voice *voice, const struct slice *items,
			size_t count);

/* Things joined by phrases of one's own: `two` and `last` with {first} and
 * {last}, `next` with {first} and {next}. */
struct slice say_joined(struct voice *voice, const struct slice *items,
			size_t count, enum phrase two, enum phrase next,
			enum phrase last);

/* "25 May 2018". */
struct slice say_date(struct voice *voice, int32_t date);

/* "six months", "2 years". */
struct slice say_months(struct voice *voice, int months);
struct slice say_days(struct voice *voice, int days);

#endif
