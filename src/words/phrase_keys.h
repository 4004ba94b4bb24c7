/*
 * phrase_keys.h - every key that a phrasebook words.
 *
 * Each document has its own list, phrases_DOCUMENT.h, of rows
 *
 *     PHRASE(SYMBOL, "key", FORM, "placeholders", "what it is for")
 *
 * Placeholders are separated by spaces: `name` is always given; `name?` may be
 * empty and stands in [ ] only; `name#` is a number, for plurals.  The words of
 * the phrasebook ({child}, {we}) may stand in every phrase.
 *
 * A new row needs its `phrase` in phrases/english (DOCUMENT.phrases); a test
 * holds both together.
 */
#ifndef HORNBOOK_WORDS_PHRASE_KEYS_H
#define HORNBOOK_WORDS_PHRASE_KEYS_H

enum phrase_form {
	PIECE,     /* stands inside a sentence: left as it is */
	SENTENCES, /* whole ones: each begins with a capital, the last one ends
		      with a mark */
	HEADING,   /* of a section, a column, a term: begins with a capital and
		      has no full stop */
};

#define PHRASE(symbol, key, form, placeholders, purpose) PHRASE_##symbol,
enum phrase {
#include "words/phrases.h"
	PHRASE_COUNT
};
#undef PHRASE

struct phrase_key {
	const char *key;
	enum phrase_form form;
	const char *placeholders;
	const char *purpose;
};

extern const struct phrase_key phrase_keys[PHRASE_COUNT];

#endif
