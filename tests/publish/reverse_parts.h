/*
 * reverse_parts.h - what the files that read a phrasebook backwards share.
 */
#ifndef HORNBOOK_TESTS_PUBLISH_REVERSE_PARTS_H
#define HORNBOOK_TESTS_PUBLISH_REVERSE_PARTS_H

#include "reverse.h"

/* Whether texts are the same but for a capital at the beginning. */
bool reverse_same(struct slice a, struct slice b);
bool reverse_starts(struct slice text, struct slice with);

void reverse_add(struct reader *reader, struct words *words, struct slice text,
		 struct field_set means, int owner);
struct field_set reverse_only(uint16_t index);

/* All that a text can mean, which must be one thing. */
struct meanings {
	struct field_set set;
	bool any;
	struct slice text;
};

struct joints {
	struct slice two, next, last; /* what stands between */
};

typedef bool item_reader(struct reader *reader, void *context,
			 struct slice text, struct field_set *meant);

struct among {
	const struct words *words;
	int owner; /* -1: any */
};

/* Another meaning, which must be the same. */
void reverse_mean(struct meanings *meanings, struct field_set set);

/* What a phrase puts between its two holes. */
struct slice reverse_between(struct reader *reader, enum phrase key,
			     const char *first, const char *second);
struct joints reverse_joints(struct reader *reader, enum phrase two,
			     enum phrase next, enum phrase last);

/* A list in words; each item is read by `item`. */
bool reverse_list(struct reader *reader, struct slice text,
		  const struct joints *words, item_reader *item, void *context,
		  struct field_set *meant);

/* One of the words that `context`, a struct among, has. */
bool reverse_word(struct reader *reader, void *context, struct slice text,
		  struct field_set *meant);

#endif
