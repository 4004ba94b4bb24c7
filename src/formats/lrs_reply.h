/*
 * lrs_reply.h - what the learner registration's web service replies, as SOAP
 * XML: learners found by demographics, and the events of a learner record.
 *
 * The reply's code (learner_answer.h) decides what is taken: one learner who was
 * found is a record; learners who may be meant, and nobody, are told and not
 * taken.  Of two numbers that were made one, the record has the one that is left
 * as the learner's and the other as linked.  Prefixes of namespaces are passed
 * over, since the service's own replies differ in them.
 */
#ifndef HORNBOOK_FORMATS_LRS_REPLY_H
#define HORNBOOK_FORMATS_LRS_REPLY_H

#include "formats/format.h"

extern const struct format lrs_reply_format;

/* The reader of struct format.  ERROR_INPUT, with place, on what is no reply. */
int lrs_reply_read(struct reading *reading, struct slice bytes,
		   struct error *error);

#endif
