/*
 * rows.h - rows that name nobody, measured before they leave.
 *
 * At level anonymised the rows are made such that they fulfil a profile
 * (anonymity/model.h), and what cannot be made so does not leave.  At level
 * pupil, where the recipient is to have them as they are, their risk is measured
 * and told, and held to a limit where one is asked for.
 */
#ifndef HORNBOOK_SHARE_ROWS_H
#define HORNBOOK_SHARE_ROWS_H

#include "anonymity/anonymise.h"

struct disclosure;
struct error;
struct json;
struct output;

/* Releases before to the same recipient, of some of the same pupils at level
 * anonymised, that tell more beside this one than each alone. */
struct rows_earlier {
	uint64_t count;
	struct slice last; /* reference of the last of them */
	bool other_levels; /* some column stood on another level */
	bool other_pupils; /* some pupil is in one of the two alone */
};

/* What came of it: part of a share's report.  Lives in the report's arena. */
struct rows_report {
	const struct anonymity_profile *profile;
	bool anonymised; /* else as it is, under pseudonyms */
	const char *why; /* the rows do not fulfil the profile, of rows under
			    pseudonyms; NULL: they do */
	struct microdata *data; /* until the share ends; then NULL */
	struct microdata names; /* its columns' names alone */
	struct anonymise_outcome outcome;
	const struct slice *columns; /* the quasi-identifiers */
	const struct slice *levels;  /* what became of each */
	size_t count;
	struct rows_earlier earlier; /* of rows that are anonymised */
};

/*
 * Measures what is about to leave at one of these levels, and at other levels
 * does nothing.  Rows that cannot be made safe make a refusal, and so do rows under
 * pseudonyms of which more are at risk than was asked.  ERROR_INPUT when
 * there is no such profile, or nothing to measure by it.
 */
int rows_make(struct disclosure *disclosure, struct error *error);
void rows_free(struct disclosure *disclosure);

/* rows_earlier.c: fills report->earlier. */
int rows_find_earlier(const struct disclosure *disclosure,
		      struct rows_report *report, struct error *error);

/* Writes the rows of level anonymised as CSV, in an order drawn for this
 * release. */
int rows_write(struct disclosure *disclosure, struct output *output,
	       struct error *error);

/* The same for whoever asked for the release, with numbers of rows. */
void rows_write_report(const struct rows_report *report, struct json *json);

/* Writes "anonymity" into the manifest: figures that tell nobody how few a
 * person is among. */
void rows_write_manifest(const struct disclosure *disclosure,
			 struct json *json);

#endif
