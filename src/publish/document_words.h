/*
 * document_words.h - what every document says about itself, in the words of a
 * phrasebook.
 */
#ifndef HORNBOOK_PUBLISH_DOCUMENT_WORDS_H
#define HORNBOOK_PUBLISH_DOCUMENT_WORDS_H

#include "document/document.h"

struct voice;

/* Language, and what only renderers say; title, author, subject and date are the
 * caller's to add. */
struct document_about document_words(struct voice *voice);

#endif
