/*
 * case_file.h - a release about one child as a case file (F29): a page that a social
 * worker reads in ten minutes, and the same as data (formats/record_data.h).
 *
 * First who the child is and why it was sent, then what happened when, then all
 * that was released.  One file is about one child.
 */
#ifndef HORNBOOK_SHARE_CASE_FILE_H
#define HORNBOOK_SHARE_CASE_FILE_H

#include "base/slice.h"

struct disclosure;
struct error;
struct format;

/* "case-file"; NULL for another name. */
const struct format *case_file_format(struct slice name);

/* Makes the frame of a disclosure in this format.  ERROR_INPUT without words
 * (share_request) or phrasebook. */
int case_file_prepare(struct disclosure *disclosure, struct error *error);

#endif
