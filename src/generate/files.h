/*
 * files.h - a school's pupils as a file: a Common Transfer File, a census return,
 * CSV; or as a directory with the tables of a census.
 */
#ifndef HORNBOOK_GENERATE_FILES_H
#define HORNBOOK_GENERATE_FILES_H

#include <stddef.h>
#include <stdint.h>

#include "generate/population.h"

struct arena;
struct dictionary;
struct error;
struct format;

struct files_request {
	const struct population *population;
	const struct dictionary *dictionary;
	const struct format *format; /* one that is written, or the tables of
					a census */
	const char *directory;       /* that is there */
	int32_t date;  /* of the file; a census has the pupils of its own day */
	int32_t since; /* with those who have left since; DATE_NONE */
	/* Called now and then; may be NULL. */
	void (*progress)(void *context, uint64_t pupils);
	void *context;
};

struct files_made {
	const char *path; /* in the arena; a directory, of tables */
	uint64_t pupils;
	uint64_t unnumbered; /* left out: no unique pupil number yet */
	uint64_t categories; /* left out, by dictionary index: a CSV file would
				have more columns than one may have */
};

/*
 * Writes one school's file, whole or not at all, and over none that is there:
 * ERROR_INPUT.  Nobody is in it whom no file of the field can name: pupils
 * without a unique pupil number.  Of a directory of tables, each is whole; one
 * whose making is killed is left with those that were made.
 */
int files_write(const struct files_request *request, size_t school,
		struct files_made *made, struct arena *arena,
		struct error *error);

#endif
