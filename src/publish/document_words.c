#include "publish/document_words.h"

#include "base/date.h"
#include "policy/notice.h"
#include "publish/publication.h"
#include "words/phrasebook.h"

struct document_about document_words(struct voice *voice)
{
	return (struct document_about){
		.language = phrasebook_language(voice->book),
		.date = DATE_NONE,
		.large = voice->audience == AUDIENCE_PRIMARY,
		.skip_word = say(voice, PHRASE_DOCUMENT_SKIP),
		.links_word = say(voice, PHRASE_DOCUMENT_LINKS),
		.sources_word = say(voice, PHRASE_DOCUMENT_SOURCES),
	};
}

/* --- the controller ---------------------------------------------------------------- */

static struct slice kind_of(const struct publication *publication)
{
	const struct dictionary *dictionary = publication->dictionary;
	uint16_t codes = dictionary_find(dictionary, KIND_CODES,
					 SLICE("controller-kind"));
	uint16_t kind = publication->notice->kind;

	if (codes == DICTIONARY_NONE || kind == DICTIONARY_NONE)
		return SLICE("");
	return dictionary->code_sets[codes].codes[kind].code;
}

bool controller_is_school(const struct publication *publication)
{
	struct slice kind = kind_of(publication);

	return slice_empty(kind) || slice_is(kind, "school");
}

/* Whether one word of a text is among others. */
static bool shares_word(struct slice text, struct slice words)
{
	while (text.len > 0) {
		struct slice word = slice_cut(&text, ' '), rest = words;

		while (rest.len > 0)
			if (slice_equal(word, slice_cut(&rest, ' ')))
				return true;
	}
	return false;
}

struct slice controller_said(struct voice *voice,
			     const struct publication *publication)
{
	struct slice kind = kind_of(publication);
	struct slice name = publication->controller;

	if ((!slice_is(kind, "department") && !slice_is(kind, "agency")) ||
	    !shares_word(name, say(voice, PHRASE_CONTROLLER_WORDS)))
		return name;
	return say_with(voice, PHRASE_CONTROLLER_NAMED,
			with("controller", name));
}
