/*
 * lrs_files.h - what the tests of the learner registration's files share: a
 * frame, and a file written to a path.
 */
#ifndef HORNBOOK_TESTS_FORMATS_LRS_FILES_H
#define HORNBOOK_TESTS_FORMATS_LRS_FILES_H

#include "formats/format.h"

/* A school's, on the day of the samples at ten. */
struct writing lrs_frame(const struct dictionary *england);

int lrs_write_file(const char *path, const struct dictionary *england,
		   const struct format *format, const struct record *records,
		   size_t count, struct error *error);

#endif
