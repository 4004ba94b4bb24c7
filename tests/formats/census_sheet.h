/*
 * census_sheet.h - a school census in the making, for tests: one that breaks no
 * rule, and what is changed in it, as lines:
 *
 *     Element = value            of the pupil; nothing: the element is left out
 *     Item[2]/Element = value    of its second item
 *     Header/Element = value
 *     leaver                     the pupil is no longer on roll
 *     twice                      the pupil stands there twice
 */
#ifndef HORNBOOK_TESTS_FORMATS_CENSUS_SHEET_H
#define HORNBOOK_TESTS_FORMATS_CENSUS_SHEET_H

#include "base/date.h"
#include "formats/census_check.h"

enum { SHEET_ITEMS = 4 };

/* A file in the making. */
struct census_sheet {
	struct slice text[LAYOUT_ROWS_LIMIT][SHEET_ITEMS];
	struct slice header[HEADINGS];
	char date[DATE_TEXT_BYTES], year[8];
	struct census_return census;
	bool leaver, twice;
};

/* Begins one of a census day. */
void sheet_begin(struct census_sheet *sheet, struct slice date);

void sheet_change(struct census_sheet *sheet, struct slice text);

/* Adds the file, with another pupil of the other kind unless `alone`. */
void sheet_write(const struct census_sheet *sheet, bool alone,
		 struct builder *out);

/* Writes and checks it. */
void sheet_check(const struct census_sheet *sheet, bool alone,
		 const struct dictionary *dictionary,
		 const struct census_rules *rules, struct census_report *report,
		 struct arena *arena);

#endif
