/*
 * rows.h - somebody's CSV of rows about people, as `risk` and `anonymise` read it.
 */
#ifndef HORNBOOK_CLI_ROWS_H
#define HORNBOOK_CLI_ROWS_H

#include "anonymity/anonymise.h"
#include "cli/options.h"

struct builder;
struct json;
struct run;

struct rows {
	const char *path;
	struct dictionary *dictionary;
	struct microdata *data;
	const uint16_t *fields; /* by column; DICTIONARY_NONE: none */
	const struct anonymity_profile *profile;
	struct anonymity_model model;
	double threshold;
	enum loss loss;
};

/* Reads the file, says what its columns are, and what is asked of them.  Give to
 * rows_close, also after a failure. */
int rows_open(struct rows *rows, struct run *run);
void rows_close(struct rows *rows);

/* A column that is called neither known to others nor sensitive, and yet has
 * almost a value of its own in each row; NULL: there is none, or the user has said
 * so of it. */
const struct column *rows_find_telling(const struct rows *rows,
				       const struct run *run);

/* What the columns are, for people. */
void rows_add_columns(const struct rows *rows, struct run *run);

/* Says which columns are taken as known to others although they are sensitive
 * too: that the others tell them is not measured. */
void rows_add_both(const struct rows *rows, struct run *run);

/* Figures of one measure, or of two beside each other (`after` may be NULL). */
void rows_add_figures(const struct rows *rows, const struct measure *before,
		      const struct measure *after, struct run *run);

/* Members "file", "columns", "model". */
void rows_put(const struct rows *rows, struct json *json);

/* Where the end of a message says the file. */
void rows_place_error(const char *path, struct run *run);

/* clang-format off */
#define ROWS_OPTIONS \
	LIST("quasi", "COLUMNS", quasi, \
	     "columns that others may know of a person, with commas between"), \
	LIST("sensitive", "COLUMNS", sensitive, \
	     "columns that nobody should learn of a person"), \
	LIST("neither", "COLUMNS", neither, \
	     "columns that are neither, and are written as they are"), \
	TEXT("population", "FILE", population, \
	     "CSV of everybody the rows were taken from, with the columns that " \
	     "others may know"), \
	LIST("hierarchy", "COLUMN=FILE", hierarchies, \
	     "how a column's values become coarser: CSV, each value with what " \
	     "it is called on each level"), \
	TEXT("profile", "NAME", profile, \
	     "what is asked of the rows: default, ons-research, public or " \
	     "close"), \
	TEXT("k", "NUMBER", k, "how many rows must be alike"), \
	TEXT("diversity", "KIND", diversity, \
	     "of sensitive values: none, distinct, entropy or recursive"), \
	TEXT("l", "NUMBER", l, "how diverse"), \
	TEXT("c", "NUMBER", c, "of recursive diversity"), \
	TEXT("t", "NUMBER", t, \
	     "how far sensitive values of rows that are alike may be from " \
	     "those of all, 0 to 1")
/* clang-format on */

#endif
