/* Sentences on the terms of a part, each once, with where they come from. */
#include "publish/notice_terms_parts.h"

#include "base/arena.h"

static void add_source(struct sentence *sentence, struct range source)
{
	if (source.source != NULL && sentence->source_count < SENTENCE_SOURCES)
		sentence->sources[sentence->source_count++] = source;
}

/* Two rules that ask the same say it once, with both sources. */
static struct sentence *find(const struct sentences *sentences,
			     struct slice text)
{
	struct sentence *sentence = sentences->first;

	while (sentence != NULL && !slice_equal(sentence->text, text))
		sentence = sentence->next;
	return sentence;
}

struct sentence *notice_add_text_as(struct notice_writer *writer,
				    struct sentences *sentences,
				    struct slice text, struct slice alike,
				    struct range source)
{
	struct sentence *sentence;

	if (slice_empty(text))
		return NULL;
	sentence = find(sentences, text);
	if (sentence == NULL) {
		sentence =
			arena_allocate(writer->voice.arena, sizeof(*sentence));
		if (sentence == NULL) {
			writer->voice.failed = true;
			return NULL;
		}
		sentence->text = text;
		if (sentences->last != NULL)
			sentences->last->next = sentence;
		else
			sentences->first = sentence;
		sentences->last = sentence;
		sentences->count++;
		sentences->hash = sentences->hash * 31 + slice_hash(alike);
	}
	add_source(sentence, source);
	return sentence;
}

void notice_add_text(struct notice_writer *writer, struct sentences *sentences,
		     struct slice text, struct range source)
{
	notice_add_text_as(writer, sentences, text, text, source);
}

void notice_add_sentences(struct notice_writer *writer,
			  struct sentences *sentences,
			  const struct sentences *others)
{
	for (const struct sentence *other = others->first; other != NULL;
	     other = other->next)
		for (size_t i = 0; i == 0 || i < other->source_count; i++) {
			struct sentence *sentence = notice_add_text_as(
				writer, sentences, other->text, SLICE(""),
				other->sources[i]);

			if (sentence != NULL)
				sentence->objection = other->objection;
		}
	sentences->hash = sentences->hash * 31 + others->hash;
}
