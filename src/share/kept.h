/*
 * kept.h - until when what was received is kept.
 *
 * The sender's terms may give a last day (`delete-by`), and the node's own notice
 * promises one where it says of what it receives from there, for that purpose,
 *
 *     keep until 1 year after collection then destroy
 *
 * The sooner of the two holds (R-216: names of children who were measured are kept
 * for a set time only).  A promise made when the data came is not lengthened by a
 * later notice; it may be shortened.  Where several clauses of one notice speak of
 * it, the longest time counts, and one without a time is without end.
 *
 * What the node collected itself is not destroyed by this: a pupil's record is one,
 * and other clauses may still need it.  The record of processing counts what is past
 * its time (publish/retention.h), and people see to it.
 */
#ifndef HORNBOOK_SHARE_KEPT_H
#define HORNBOOK_SHARE_KEPT_H

#include <stdint.h>

struct node;
struct register_grant;

/* The last day on which it may be had; DATE_NONE: none is said. */
int32_t grant_last_day(const struct node *node,
		       const struct register_grant *grant);

#endif
