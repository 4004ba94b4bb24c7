/*
 * wording.h - what rules are made of, in the words of a phrasebook.
 *
 * Equal things are said in the same words, different things in different ones,
 * so that what is published can be read back.  What is given back lives in the
 * voice's arena and stands inside a sentence, without capital and full stop,
 * unless its description says that it is a sentence.
 */
#ifndef HORNBOOK_WORDS_WORDING_H
#define HORNBOOK_WORDS_WORDING_H

#include <stddef.h>
#include <stdint.h>

#include "dictionary/dictionary.h"
#include "policy/level.h"
#include "policy/rule.h"
#include "words/phrasebook.h"

struct condition;
struct holding;
struct statement;

/* What nothing limits says nothing: an empty slice. */

/*
 * A condition as a clause about the reader's child, the reader, or (staff) the
 * pupil: "your child is 13 or over and has an education, health and care plan".
 * Goes after the phrasebook's "if".  All of `conditions` (NULL among them: none)
 * must hold.
 */
struct slice say_condition(struct voice *voice,
			   const struct condition *const *conditions,
			   size_t count);

/*
 * Fields, as few names as are exact: "your child's name, address and date of
 * birth; and parents' names".  A category or group is named where all of its
 * fields that are in `universe` (what the controller holds; NULL: all) are
 * meant.  `items` are the names one by one, in the order of the phrasebook, each
 * with its owner ("your child's name") and explained, for lists and tables.
 * say_fields says all of the voice's `everything`, or all but two at most, so.
 */
struct slice say_fields(struct voice *voice, const struct field_set *fields,
			const struct field_set *universe);
const struct slice *say_field_items(struct voice *voice,
				    const struct field_set *fields,
				    const struct field_set *universe,
				    size_t *count);

/* "help schools and check how well they do": purposes as what is done. */
struct slice say_purposes(struct voice *voice, const uint16_t *purposes,
			  size_t count);

/* "a parent asks for it or your child leaves the school"; goes after "when".
 * Bits of the dictionary's triggers. */
struct slice say_triggers(struct voice *voice, uint64_t triggers);

/* Laws, by what they are called. */
struct slice say_laws(struct voice *voice, const uint16_t *laws, size_t count);

/* A sentence: how much what is sent shows of a pupil. */
struct slice say_level(struct voice *voice, struct level level);

/* Whether recipients for one of these purposes match by a number. */
bool is_matched(const struct dictionary *dictionary, const uint16_t *purposes,
		size_t count);

/* The same of what goes for these purposes: also where the recipient can tell which
 * of its own pupils it is about, by a number that it holds. */
struct slice say_level_for(struct voice *voice, struct level level,
			   const uint16_t *purposes, size_t count);

/* A sentence: what may come out of the recipient's work. */
struct slice say_results(struct voice *voice, enum results results,
			 uint16_t area);

/* The same as a piece, of what is passed on: "without names". */
struct slice say_at_level(struct voice *voice, struct level level);

/* One sentence after another; either may be empty. */
struct slice say_sentences(struct voice *voice, struct slice first,
			   struct slice next);

/* Sentences: what the recipient must not do with it (bits of enum without). */
struct slice say_without(struct voice *voice, unsigned int without);

/* A sentence: what must be in place first. */
struct slice say_need(struct voice *voice, const struct need *need);

/* The same, needed only where these conditions (NULL: always) all hold. */
struct slice say_need_when(struct voice *voice, const struct need *need,
			   const struct condition *const *conditions,
			   size_t count);

/* Sentences: who may object, until when, and what is then still sent. */
struct slice say_objection(struct voice *voice,
			   const struct objection_clause *objection,
			   const struct field_set *universe);

/* Sentences: to whom and for what the recipient may pass it on; in which form, if
 * that shows less than what it was sent; or that it must not. */
struct slice say_onward(struct voice *voice, const struct onward_limit *onward,
			int32_t date, struct level sent);

/* A sentence: how often at most. */
struct slice say_every(struct voice *voice, int months);

/* A sentence: when the recipient must have destroyed it. */
struct slice say_delete(struct voice *voice, const struct rule *rule);

/* A sentence: for how long it is kept, and what then. */
struct slice say_keep(struct voice *voice, const struct holding *holding);

#endif
