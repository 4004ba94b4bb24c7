/*
 * processing_parts.h - the inside of the record of processing: processing.c
 * (activities), processing_cells.c (what is worked out), processing_evidence.c
 * (from register and ledger), processing_answers.c (what a person answers) and processing_write.c.  Private to the publish room.
 */
#ifndef HORNBOOK_PUBLISH_PROCESSING_PARTS_H
#define HORNBOOK_PUBLISH_PROCESSING_PARTS_H

#include "words/phrasebook.h"
#include "publish/processing.h"

/* One activity, as it is told. */
struct telling {
	const struct processing *processing;
	const struct activity *activity;
	struct voice *voice;
};

enum answer_kind { ANSWER_TEXT, ANSWER_YES_OR_NO };

struct processing_column {
	const char *name; /* in files */
	enum phrase heading;
	/* NULL: a person answers. */
	struct slice (*work_out)(const struct telling *telling);
	enum answer_kind answer;
};

extern const struct processing_column processing_columns[PROCESSING_COLUMNS];

/* What stands in a column; empty: to be answered. */
struct slice processing_cell(const struct telling *telling, size_t column);

/* "Held: identity, contact"; "Sent to: Ofsted (inspection)", `briefly` without the
 * purposes. */
struct slice activity_name(const struct telling *telling, bool briefly);

/* Columns 29 and 30. */
struct slice evidence_in_line(const struct telling *telling);
struct slice evidence_reasons(const struct telling *telling);

/* Whether all that there is in evidence is in order; `*known` is false where
 * there is no evidence. */
bool activity_in_order(const struct telling *telling, bool *known);

/* What the evidence is, whichever way; empty where there is none. */
struct slice activity_evidence(const struct telling *telling);

#endif
