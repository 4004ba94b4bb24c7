/*
 * learners_parts.h - what the files about the learner registration's answers share.
 * Private to the share room.
 */
#ifndef HORNBOOK_SHARE_LEARNERS_PARTS_H
#define HORNBOOK_SHARE_LEARNERS_PARTS_H

#include <stdbool.h>

#include "base/arena.h"
#include "register/register.h"
#include "share/learner_match.h"
#include "share/learners.h"

enum {
	MOST_POSSIBLE = 10, /* learners; more are too many (WSRC0002) */
	FIRST_NUMBER = 100000000,
	LAST_NUMBER = 999999999, /* without the check digit */
};

/* Not one layer, but what all say together. */
#define ALL_LAYERS UINT64_MAX

/* The kind of the origin of answers. */
#define LEARNERS_ORIGIN "learners"

/* The fields that are asked of a record. */
enum known {
	UPN,
	ULN,
	GIVEN,
	PREFERRED,
	FAMILY,
	PREVIOUS,
	BIRTH,
	SEX,
	POSTCODE,
	AT_16,
	LINKED,
	ANSWER,
	FLAGS,
	KNOWN_COUNT,
};

struct learner {
	struct slice upn;
	struct learner_details details;
	bool issued; /* a number, in this run */
};

/* Learners by a number of theirs, sorted. */
struct named_list {
	struct named {
		struct slice name;
		const struct learner *learner;
	} * list;
	size_t count;
};

struct learners {
	struct node *node;
	uint16_t fields[KNOWN_COUNT];
	uint64_t categories;
	struct learner *held;  /* with a number; by date of birth, number */
	struct learner *asked; /* in order of the register */
	size_t held_count, held_capacity, asked_count, asked_capacity;
	struct named_list numbers, upns; /* of those held */
	struct learner **births;         /* those asked, by date of birth */
	uint64_t answered; /* the last grant that an earlier run saw */
	uint64_t seen;     /* the last grant of all */
	uint64_t highest;  /* own number, without its check digit */
	uint64_t *claimed; /* likewise, by others: not issued again */
	size_t claimed_count, claimed_capacity;
	int32_t today;
	bool search; /* nobody is registered */
	struct learners_report *report;
	struct arena arena; /* of the whole */
	struct arena batch;
	struct error *error;

	/* Of learners_list. */
	struct arena *out; /* the caller's */
	struct learner_line *lines;
	size_t line_count, line_capacity;
};

/* --- learners_known.c: what is known ------------------------------------------------ */

/* The dictionary's fields, and the categories that they are of. */
int learners_fields(struct learners *learners);

/* What a layer (0: the node's own; ALL_LAYERS) has of a record. */
struct slice learners_text(const struct learners *learners,
			   const struct record *record, enum known what,
			   uint64_t grant);

/* Calls `take` for every pupil. */
int learners_scan(struct learners *learners,
		  int (*take)(struct learners *learners,
			      const struct record *record));

/* Who is held, who is asked, and which numbers are taken. */
int learners_read(struct learners *learners);

/* --- learners_find.c: who is meant -------------------------------------------------- */

/* Makes what they are found by, after learners_read. */
int learners_index(struct learners *learners);

/* Learners who may be meant, each number once. */
struct candidates {
	const struct learner *exact; /* the last one */
	size_t exact_count;
	struct slice numbers[MOST_POSSIBLE + 1];
	size_t count; /* at most MOST_POSSIBLE + 1 */
};

void learners_look(const struct learners *learners,
		   const struct learner_details *asked,
		   struct candidates *candidates);

/* By a number; NULL: nobody has it. */
const struct learner *learners_find(const struct named_list *list,
				    struct slice name);

/* Whether a school has written of a number, without its check digit. */
bool learners_claimed(const struct learners *learners, uint64_t number);

#endif
