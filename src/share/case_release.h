/*
 * case_release.h - a release that somebody decided on for one child: an enquiry
 * answered (enquiry.h), a family's copy (access.h).
 *
 * The decision is entered (case_log.h) before anything leaves, and whoever reads it
 * later must not read that something was given which was not.  Order of events:
 *
 *     1. the node notes the decision's reference and the last release that there
 *        was (`deciding`)
 *     2. the decision is entered
 *     3. the release is made (share.h)
 *     4. where it came to nothing, that is entered after the decision
 *     5. the note is removed
 *
 * A process killed between 2 and 5 leaves a note by which the next start enters that
 * nothing was given, unless the release is done after all.  One that can neither be
 * finished nor voided yet leaves the note for a later start.
 */
#ifndef HORNBOOK_SHARE_CASE_RELEASE_H
#define HORNBOOK_SHARE_CASE_RELEASE_H

#include "share/case_log.h"
#include "share/share.h"

/* Whether it can be made, and sealed: a decision is not recorded as carried out
 * that is not.  0 also when the rules refuse (report->refused). */
int case_foresee(struct node *node, const struct share_request *request,
		 struct share_report *report, struct arena *arena,
		 struct error *error);

/* Enters the decision, whose reference goes into `*reference` too (what the request
 * writes it from), and makes the release; when that fails, enters it. */
int case_release(struct node *node, struct case_entry *entry,
		 const struct share_request *request, struct slice *reference,
		 struct share_report *report, struct arena *arena,
		 struct error *error);

/* Sets right what a killed process left; adds to `*recovered`.  After
 * share_recover and case_recover. */
int case_release_recover(struct node *node, unsigned int *recovered,
			 struct error *error);

#endif
