/*
 * tally.h - what a differential run has met, counted.
 *
 * What never comes up is not compared.  So a run counts every outcome, level,
 * gate, reason and obligation; every statement of gateways, shares,
 * prohibitions and what they rest on, with every word of its pattern; every
 * day at the edge of a period; and what was asked.  A new row of statements.h
 * is missed here until the inventor writes it.
 */
#ifndef HORNBOOK_TESTS_POLICY_TALLY_H
#define HORNBOOK_TESTS_POLICY_TALLY_H

#include <stddef.h>

#include "language/grammar.h"
#include "policy/decision.h"
#include "policy/level.h"

struct builder;
struct invented_case;
struct invented_request;
struct plan;
struct pupil;

/* Periods with a first and a last day, and how a request's date lies. */
enum period {
	PERIOD_LAW,
	PERIOD_GATEWAY,
	PERIOD_PURPOSE,
	PERIOD_HOLDER,
	PERIOD_COLLECTED, /* of a field */
	PERIOD_NOTICE,
	PERIOD_GRANT,
	PERIOD_COUNT
};

enum edge {
	EDGE_DAY_BEFORE,
	EDGE_FIRST_DAY,
	EDGE_LAST_DAY,
	EDGE_DAY_AFTER,
	EDGE_COUNT
};

/* Whatever else bears on an answer; the texts are in tally.c. */
enum asked {
	ASKED_ALIAS,
	ASKED_FIELDS,
	ASKED_TRIGGER,
	ASKED_DUE_TODAY,
	ASKED_DUE_TOMORROW,
	ASKED_WITHOUT_NOTICE,
	ASKED_WITHOUT_KIND,
	ASKED_CONTROLLER_STATED,
	ASKED_GRANT_SCOPED,
	ASKED_BIRTHDAY,
	ASKED_BIRTHDAY_TOMORROW,
	ASKED_LEAP_BIRTH,
	ASKED_AGE_UNKNOWN,
	ASKED_FACT_UNKNOWN,
	ASKED_COLLECTED_UNKNOWN,
	ASKED_COLLECTED_DAY_BEFORE,
	ASKED_COLLECTED_FIRST_DAY,
	ASKED_COLLECTED_LAST_DAY,
	ASKED_COLLECTED_DAY_AFTER,
	ASKED_COLLECTED_TODAY,
	ASKED_COLLECTED_TOMORROW,
	ASKED_SERVED_DAY_BEFORE,
	ASKED_SERVED_FIRST_DAY,
	ASKED_SERVED_TODAY,
	ASKED_SERVED_TOMORROW,
	ASKED_STATED_ONCE,
	ASKED_STATED_TWICE,
	ASKED_STATED_UNKNOWN,
	ASKED_WHOLE_BATCH,
	ASKED_MANY_BITS, /* more vary than are looked up by number */
	ASKED_COUNT
};

/* Words of one statement's pattern. */
enum { TALLY_WORDS = 24 };

struct tally {
	unsigned long laws, requests, decisions, refused_plans;
	unsigned long outcomes[OUTCOME_CONFLICT + 1];
	unsigned long levels[LEVEL_AGGREGATE + 1];       /* of permits */
	unsigned long asked_levels[LEVEL_AGGREGATE + 1]; /* of requests */
	unsigned long gates[GATE_COUNT];                 /* by fields */
	unsigned long reasons[REASON_COUNT];             /* by fields */
	unsigned long conflicts[GATE_COUNT];
	unsigned long obligations[OBLIGATION_COUNT];
	unsigned long edges[PERIOD_COUNT][EDGE_COUNT];
	unsigned long asked[ASKED_COUNT];
	unsigned long wishes[16];
	unsigned long grants[16];
	unsigned long comparisons[6], conditions[6];
	/* Statements by the block they stand in, then the words in them. */
	unsigned long statements[KEYWORD_COUNT][KEYWORD_COUNT];
	unsigned long words[KEYWORD_COUNT][KEYWORD_COUNT][TALLY_WORDS];
};

void tally_law(struct tally *tally, const struct invented_case *invented);
void tally_request(struct tally *tally, const struct invented_case *invented,
		   const struct invented_request *asked);
/* After a batch of `count` was decided. */
void tally_batch(struct tally *tally, const struct plan *plan, size_t count);
void tally_pupil(struct tally *tally, const struct invented_case *invented,
		 const struct invented_request *asked,
		 const struct pupil *pupil);
void tally_decision(struct tally *tally, const struct decision *decision);

/* One line for each count. */
void tally_write(const struct tally *tally, struct builder *out);

/* One line for each count below `least` that bears on decisions; how many. */
size_t tally_missing(const struct tally *tally, unsigned long least,
		     struct builder *out);

#endif
