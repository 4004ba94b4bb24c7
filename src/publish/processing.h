/*
 * processing.h - the record of processing activities (law: UK GDPR article 30).
 *
 * It has the thirty columns of the ICO's template for controllers, in its order.
 * Eleven are worked out: from the publication, which the engine proves (2, 4, 5,
 * 6, 10, 12, 13, 16, 18), and where there is a node from its register and ledger
 * (29, 30).  The others are a person's to answer, in a CSV file with a row for
 * each activity and one for all of them (`all`), which processing_template writes
 * and processing_answers_read reads.
 *
 * An activity is something that is held, something that is received, or a flow
 * to a recipient; a flow whose purposes differ in what goes or by which law is
 * several.  What is only told of other controllers is theirs to record.
 */
#ifndef HORNBOOK_PUBLISH_PROCESSING_H
#define HORNBOOK_PUBLISH_PROCESSING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "publish/publication.h"

struct arena;
struct builder;
struct document;
struct error;
struct retention;
struct voice;

enum { PROCESSING_COLUMNS = 30 };

enum activity_kind { ACTIVITY_HELD, ACTIVITY_RECEIVED, ACTIVITY_SENT };

struct activity {
	struct slice id; /* of the holding, receipt or flow; where a flow is
			    several with "." and the first purpose */
	enum activity_kind kind;
	size_t index; /* in the publication, of its kind */
	struct field_set fields;
	const uint16_t *purposes;
	size_t purpose_count;
	const struct published_part *const *parts; /* of ACTIVITY_SENT */
	size_t part_count;
	struct range source;
};

/* What a person answered, by activity and column (from 0); empty: not yet. */
struct processing_answers {
	struct slice (*of)[PROCESSING_COLUMNS];
};

struct processing {
	const struct publication *publication;
	const struct retention *retention; /* NULL: there is no node */
	const struct activity *list;
	size_t count;
	struct processing_answers answers;
};

/* Finds the activities; all in `arena`.  `retention` may be NULL. */
int processing_make(struct processing *out,
		    const struct publication *publication,
		    const struct retention *retention, struct arena *arena,
		    struct error *error);

/* Writes the file to fill in: `reference`, `activity` and a column for each
 * question, a row `all`, then one for each activity, with the answers known. */
int processing_template(const struct processing *processing,
			struct voice *voice, struct builder *out,
			struct error *error);

/*
 * Reads it.  Columns stand in any order, and any but `reference` may be missing;
 * an empty cell takes the answer of the row `all`.  ERROR_INPUT with file, line
 * and column, and what to do: a column or reference that there is none of, one
 * that stands twice, an answer that must be yes or no and is not.
 */
int processing_answers_read(struct processing *processing, struct slice file,
			    struct slice bytes, struct arena *arena,
			    struct error *error);

/* RFC 4180: the reference, then the thirty columns. */
int processing_csv(const struct processing *processing, struct voice *voice,
		   struct builder *out, struct error *error);

/* Composes the document, up to document_finish. */
int processing_compose(const struct processing *processing, struct voice *voice,
		       struct document *document, struct error *error);

#endif
