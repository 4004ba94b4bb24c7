#include "publish/document_words.h"

#include "base/date.h"
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
