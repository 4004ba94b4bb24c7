/*
 * assessment_parts.h - the inside of an assessment: assessment.c (what is done),
 * assessment_risk.c (risks) and assessment_measure.c (what is enforced).  Private to the publish room.
 */
#ifndef HORNBOOK_PUBLISH_ASSESSMENT_PARTS_H
#define HORNBOOK_PUBLISH_ASSESSMENT_PARTS_H

#include "base/builder.h"
#include "language/diagnostic.h"
#include "document/document.h"
#include "words/phrasebook.h"
#include "publish/publication.h"

struct assessing {
	const struct publication *publication;
	const struct findings *findings;
	struct voice *voice;
	struct document *document;
	size_t open;
};

/* A pair that a person fills in. */
void put_open(struct assessing *assessing, enum phrase term);

/* The mark of such a place, where a block with text has begun. */
void put_mark(struct assessing *assessing);

/* Fields in few headings: "Name; Contact details". */
struct slice data_names(struct assessing *assessing, struct field_set fields);
struct slice recipient_heading(struct assessing *assessing,
			       const struct published_flow *flow);
struct slice purpose_names(struct assessing *assessing, const uint16_t *list,
			   size_t count);

/* The special category data among fields. */
struct field_set special_of(const struct publication *publication,
			    struct field_set fields);

/* Whether it is done by this controller. */
static inline bool is_done(const struct published_flow *flow)
{
	return flow->state == FLOW_SENT || flow->state == FLOW_UNTOLD;
}

void put_risks(struct assessing *assessing);
void put_measures(struct assessing *assessing);

#endif
