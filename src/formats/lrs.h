/*
 * lrs.h - the CSV files that schools and the learner registration exchange.
 *
 *     lrs-batch       a school asks for numbers (F06)
 *     lrs-answers     the same rows back, with a number and a ReturnCode (F08)
 *     lrs-verify      a school asks whether numbers are right
 *     lrs-verified    the same rows back, with a ReturnCode and flags
 *     learner-events  a row for each piece of learning (F07, F08, F09)
 *
 * Headings are compared letter by letter and in their order.  A file called
 * LRB_<UKPRN>_DDMMYYYYHHMM.CSV has a second row of its own: version "2A", the
 * file's name, the UKPRN.  Learners are found by the UPN, which stands in
 * MISIdentifier, else by their number.
 *
 * Sources: public copies of the registration's service description; where
 * they are silent (the fourth cell of row 2; the name of the answer)
 * docs/formats.md says what is done here.
 */
#ifndef HORNBOOK_FORMATS_LRS_H
#define HORNBOOK_FORMATS_LRS_H

#include "formats/format.h"

struct csv_row;

extern const struct format lrs_batch_format;
extern const struct format lrs_answers_format;
extern const struct format lrs_verify_format;
extern const struct format lrs_verified_format;
extern const struct format learner_events_format;

/* --- between the files of this format -------------------------------------- */

enum lrs_kind {
	LRS_PLAIN, /* as the dictionary has it */
	LRS_UPN,   /* MISIdentifier: what the school calls the learner */
	LRS_SEX,   /* 1 male, 2 female, 0 not known, 9 not specified */
	LRS_CODE,  /* ReturnCode (learner_answer.h) */
};

struct lrs_column {
	struct slice heading;
	const char *field; /* NULL: nothing of ours; empty in what we write */
	enum lrs_kind kind;
	uint16_t most;  /* characters; longer texts are cut; 0: no limit */
	bool mandatory; /* a record without it is not written or read */
	const char *otherwise; /* written where a record has none; or NULL */
};

enum { LRS_COLUMNS = 32 };

struct lrs_layout {
	const struct format *format;
	const struct lrs_column *columns;
	size_t count;
	bool file_row; /* the second row is of the file */
	bool list; /* a row for each item of the category `qualifications` */
	const char *ending; /* of the file's name, after the minutes */
};

extern const struct lrs_layout lrs_layouts[];
extern const size_t lrs_layout_count;

/* Of one of the five formats above. */
const struct lrs_layout *lrs_layout_of(const struct format *format);

/* The layout that a header row is nearest to; NULL when it is like none. */
const struct lrs_layout *lrs_layout_nearest(const struct csv_row *header);

/* A column's field, or DICTIONARY_NONE. */
uint16_t lrs_field(const struct dictionary *dictionary,
		   const struct lrs_column *column);

/* The reader of struct format, for all five: the headings say which it is.
 * ERROR_INPUT, with the column, on headings that are none of them. */
int lrs_read(struct reading *reading, struct slice bytes, struct error *error);

/*
 * The writer of struct format.  The name of a file to or from the registration
 * wants the UKPRN: ERROR_INPUT without.  lrs_write fails with ERROR_REFUSED on a
 * learner without what is mandatory.  lrs_close frees in any case; lrs_abandon,
 * to which NULL does nothing, without ending the file.
 */
int lrs_file_name(const struct lrs_layout *layout,
		  const struct writing *writing, struct builder *name,
		  struct error *error);
int lrs_open(struct writer **out, const struct lrs_layout *layout,
	     const struct writing *writing, struct output *output,
	     struct error *error);
int lrs_write(struct writer *writer, const struct record *records, size_t count,
	      struct error *error);
int lrs_close(struct writer *writer, struct error *error);
void lrs_abandon(struct writer *writer);

#endif
