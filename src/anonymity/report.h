/*
 * report.h - what measuring and anonymising came to, as JSON.
 */
#ifndef HORNBOOK_ANONYMITY_REPORT_H
#define HORNBOOK_ANONYMITY_REPORT_H

#include <stdbool.h>

#include "anonymity/anonymise.h"

struct json;

/*
 * Adds an object of what was measured.  Numbers of rows that stand out are only
 * for whoever has the rows: without `rows_too` it holds shares and bounds, which
 * tell nobody how many a person is among.
 */
void report_measure(const struct measure *measure, const struct microdata *data,
		    bool rows_too, struct json *json);

/* Adds an object of what a model asks. */
void report_model(const struct anonymity_model *model, struct json *json);

/* Adds an object of the levels that were chosen, by column. */
void report_levels(const struct recoding *recoding,
		   const struct microdata *data, struct json *json);

/* "distinct", "entropy", "recursive", "none". */
const char *report_diversity_name(enum diversity diversity);
const char *report_distance_name(enum ladder_distance distance);

#endif
