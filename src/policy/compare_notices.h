/*
 * compare_notices.h - what a change of notice, or of law, changes for families.
 *
 * Two notices are asked the same: every recipient and purpose that either
 * speaks of or that a gateway is open for, whatever sets it off, with needs
 * met and not met, sooner and later after the last release, all fields
 * together and each alone, over the whole space of pupils and their wishes
 * (space.h).  Nothing is sampled.  Both notices are asked as of one date, the
 * old one as if still in force, and each family has been told by the notice
 * that is asked.
 *
 * Beside what leaves, what is only told is compared: what is held and for how
 * long, rights, contacts, the review, what others do, what is never done.
 *
 * Reordered lists, layout and comments change nothing.
 */
#ifndef HORNBOOK_POLICY_COMPARE_NOTICES_H
#define HORNBOOK_POLICY_COMPARE_NOTICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "dictionary/dictionary.h"

struct builder;
struct error;
struct findings;
struct notice;
struct notice_comparison;

enum { COMPARE_OLD, COMPARE_NEW, COMPARE_SIDES };

/* What is compared; all must outlive the comparison. */
struct compare_request {
	const struct notice *notices[COMPARE_SIDES];
	const struct dictionary *dictionaries[COMPARE_SIDES];
	int32_t on;    /* DATE_NONE: the first day of the new notice */
	uint32_t most; /* cells of one flow; 0: SPACE_CELLS */
};

enum change_kind {
	CHANGE_SENT,       /* fields that did not leave */
	CHANGE_WITHHELD,   /* fields that did */
	CHANGE_REVEALED,   /* they leave at a more revealing level */
	CHANGE_COVERED,    /* at a less revealing one */
	CHANGE_LEVEL,      /* at one that is neither */
	CHANGE_OBLIGED,    /* something comes with what is sent */
	CHANGE_FREED,      /* it came and comes no longer */
	CHANGE_PROMISED,   /* told, and nothing more leaves for it */
	CHANGE_UNPROMISED, /* no longer told, and nothing less leaves */
	CHANGE_KIND_COUNT
};

/* For whom, and when. */
struct change_case {
	struct slice when;      /* "on transfer, with authorisation"; empty:
				 whatever sets it off */
	struct slice condition; /* "age >= 13, without objection" */
	struct slice pupils;    /* "pupils of 13 or older without objection" */
	struct slice example;   /* "a pupil of 14" */
};

struct change {
	enum change_kind kind;
	struct field_set fields;    /* of the new dictionary */
	struct field_set gone;      /* of the old one, which the new has not */
	struct slice before, after; /* levels, or `after` an obligation */
	const struct change_case *cases;
	size_t case_count;
};

enum flow_change_kind {
	FLOW_BEGINS,
	FLOW_ENDS,
	FLOW_WIDENS,
	FLOW_NARROWS,
	FLOW_CHANGES,
	FLOW_KIND_COUNT
};

/* One recipient, and the purposes for which the same changes. */
struct flow_change {
	enum flow_change_kind kind;
	struct slice recipient, recipient_label;
	const struct slice *purposes, *purpose_labels;
	size_t purpose_count;
	const struct change *changes;
	size_t change_count;
};

/* Something that the notice tells: a text, or data. */
struct told_change {
	bool added;           /* else it is no longer told */
	struct slice subject; /* "held", "right", "Ofsted to the public" */
	struct slice object;  /* "Attendance", "for inspection"; may be empty */
	struct slice text;
	struct field_set fields, gone; /* as in a change */
};

struct comparison_summary {
	int32_t on;
	uint64_t cells;    /* pupils that rules tell apart, over all flows */
	uint64_t answers;  /* times situations, times two notices */
	size_t flows;      /* recipients and purposes asked for */
	size_t unfinished; /* flows for which the budget ended */
};

/*
 * Compares.  Faults in the notices' conditions are findings; then `*out` is
 * NULL.
 */
int compare_notices(struct notice_comparison **out,
		    const struct compare_request *request,
		    struct findings *findings, struct error *error);
void comparison_free(struct notice_comparison *comparison);

bool comparison_same(const struct notice_comparison *comparison);
struct comparison_summary
comparison_summary(const struct notice_comparison *comparison);
const struct flow_change *
comparison_flow(const struct notice_comparison *comparison,
		size_t index); /* NULL beyond */
const struct told_change *
comparison_told(const struct notice_comparison *comparison, size_t index);

/* "begins", "sent": stable words for programs. */
const char *flow_change_name(enum flow_change_kind kind);
const char *change_name(enum change_kind kind);

/* Adds it all as a JSON object. */
void comparison_json(const struct notice_comparison *comparison,
		     struct builder *out);

#endif
