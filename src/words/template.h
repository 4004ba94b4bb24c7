/*
 * template.h - a phrase, compiled.  For the phrasebook only.
 *
 * Words of the phrasebook are put in when it is compiled; values when something
 * is said.
 */
#ifndef HORNBOOK_WORDS_TEMPLATE_H
#define HORNBOOK_WORDS_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "language/source.h"
#include "words/phrasebook.h"

struct arena;
struct condition;
struct error;
struct findings;

enum template_kind {
	TEMPLATE_TEXT,
	TEMPLATE_VALUE,
	TEMPLATE_PLURAL, /* one of `forms`, by a number */
	TEMPLATE_OPTION, /* up to the part `end` may be left out */
};

struct template_part {
	enum template_kind kind;
	struct slice text;         /* TEXT */
	const char *name;          /* VALUE, PLURAL */
	const struct slice *forms; /* PLURAL: as many as the plurals */
	size_t end;                /* OPTION: the part after it */
};

struct template
{
	enum phrase_form form;
	const struct template_part *parts;
	size_t count;
	const struct plurals *plurals;
};

/* The forms of words beside numbers: each with the condition over the number
 * under which it is used; NULL: the form of all others. */
enum { PLURAL_LIMIT = 8 };

struct plurals {
	struct slice names[PLURAL_LIMIT];
	const struct condition *when[PLURAL_LIMIT];
	size_t count;
};

/* Which form goes with a number. */
size_t plural_of(const struct plurals *plurals, uint64_t number);

/* A word of the phrasebook; false when there is none of this name. */
struct template_words {
	bool (*find)(const void *context, struct slice name,
		     struct slice *text);
	const void *context;
	const struct slice *names; /* of all, for hints */
	size_t name_count;
};

/*
 * Compiles `text`, which stands at `range`, for the placeholders of a key (as
 * phrase_keys.h writes them).  Faults are findings.  Fails only without memory.
 */
int template_compile(struct template *out, struct slice text,
		     struct range range, enum phrase_form form,
		     const char *placeholders,
		     const struct template_words *words,
		     const struct plurals *plurals, struct arena *arena,
		     struct findings *findings, struct error *error);

/* Pieces of what a template says; `capital`: begins with one. */
struct template_piece {
	struct slice text;
	const char *name; /* of the placeholder whose value it is; else NULL */
	bool capital;
};

/* Parts of one template, and so pieces of what it says. */
enum { TEMPLATE_PARTS = 64 };

/* How many pieces; numbers are written into `digits`. */
enum { TEMPLATE_DIGITS = 20 };

size_t template_fill(const struct template *template,
		     const struct phrase_value *values, size_t value_count,
		     char digits[TEMPLATE_PARTS][TEMPLATE_DIGITS],
		     struct template_piece pieces[TEMPLATE_PARTS]);

/* Copies a text with a capital as its first letter. */
void text_capital(struct slice text, char *out);

#endif
