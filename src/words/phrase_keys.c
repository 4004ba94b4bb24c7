#include "words/phrase_keys.h"

#define PHRASE(symbol, key, form, placeholders, purpose) \
	[PHRASE_##symbol] = {key, form, placeholders, purpose},
const struct phrase_key phrase_keys[PHRASE_COUNT] = {
#include "words/phrases.h"
};
