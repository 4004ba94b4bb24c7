/*
 * document_words.h - what every document says about itself, in the words of a
 * phrasebook.
 */
#ifndef HORNBOOK_PUBLISH_DOCUMENT_WORDS_H
#define HORNBOOK_PUBLISH_DOCUMENT_WORDS_H

#include "document/document.h"

struct publication;
struct voice;

/* Language, and what only renderers say; title, author, subject and date are the
 * caller's to add. */
struct document_about document_words(struct voice *voice);

/* The controller inside a sentence: "the Department for Education". */
struct slice controller_said(struct voice *voice,
			     const struct publication *publication);

/* Whether the controller is a school: its forms ask families what the dictionary
 * says they must or may tell. */
bool controller_is_school(const struct publication *publication);

#endif
