/*
 * enquiry.h - what a school gives children's services in an enquiry into a
 * child's safety, in one step (F29, R-135; law: CA 1989 s47(9)).
 *
 * The decision comes first, with its reason and who made it, and is entered
 * (case_log.h) before anything leaves; then the release is made as any other
 * (share.h): to children's services, for child protection, on an enquiry, of one
 * pupil, as a case file (format "case-file", case_file.h).  Where writing it
 * fails, that it was not given is entered after the decision.  A decision not to
 * share is entered likewise, and nothing leaves.
 */
#ifndef HORNBOOK_SHARE_ENQUIRY_H
#define HORNBOOK_SHARE_ENQUIRY_H

#include <stdbool.h>

#include "share/case_log.h"
#include "share/share.h"

struct enquiry {
	struct slice upn;
	struct slice recipient; /* empty: children's services */
	struct slice by;        /* who decides: a name or a role */
	struct slice reason;
	struct slice received; /* the enquiry's own reference; may be empty */
	bool not_shared;       /* it was decided not to */
	/* For the release, as share_request has them. */
	int32_t today;
	const char *time;
	const char *out; /* NULL for a decision not to share */
	bool plain, armor;
	const struct phrasebook *book;
};

struct enquiry_report {
	struct slice reference;    /* of the decision: "C-2017-0001" */
	struct share_report share; /* of a decision to share */
};

/* 0 also when the rules refuse (report->share.refused). */
int enquiry(struct node *node, const struct enquiry *asked,
	    struct enquiry_report *report, struct arena *arena,
	    struct error *error);

#endif
