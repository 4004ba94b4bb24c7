/*
 * sarif.h - findings as SARIF 2.1.0 (OASIS), which code scanners and editors
 * read.
 *
 * One run of one tool; its rules are the kinds of what was found.  Advice is a
 * note.  Columns count characters (`unicodeCodePoints`); an end column is one
 * past the last.
 */
#ifndef HORNBOOK_POLICY_SARIF_H
#define HORNBOOK_POLICY_SARIF_H

struct builder;
struct findings;

/* `version`: of the program.  Adds one JSON document without a line end. */
void sarif_write(const struct findings *findings, const char *version,
		 struct builder *out);

#endif
