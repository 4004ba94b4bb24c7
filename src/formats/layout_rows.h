/*
 * layout_rows.h - the words in which tables of XML formats (layout.h) are written.
 * Their names are short: only a file that is such a table includes this.
 */
#ifndef HORNBOOK_FORMATS_LAYOUT_ROWS_H
#define HORNBOOK_FORMATS_LAYOUT_ROWS_H

#include "formats/layout.h"

/* clang-format off */
#define ROW(depth, kind, flags, element, field) \
	{ depth, kind, flags, 0, 0, SLICE_INIT(element), field }
#define GROUP(depth, element) ROW(depth, LAYOUT_GROUP, 0, element, NULL)
#define VALUE(depth, element, field) ROW(depth, LAYOUT_VALUE, 0, element, field)
#define PAST(depth, element, field) \
	ROW(depth, LAYOUT_VALUE, LAYOUT_HISTORIC, element, field)
#define MUST(depth, element, field) \
	ROW(depth, LAYOUT_VALUE, LAYOUT_MANDATORY, element, field)
#define OLDER(depth, element, field) \
	ROW(depth, LAYOUT_VALUE, LAYOUT_READ_ONLY, element, field)
#define ITEM(depth, element) ROW(depth, LAYOUT_ITEM, 0, element, NULL)
#define OWN(depth, kind, element) ROW(depth, kind, 0, element, NULL)
#define OWN_ITEM(depth, kind, element) \
	ROW(depth, kind, LAYOUT_REPEATED, element, NULL)
#define IGNORED(depth, element) ROW(depth, LAYOUT_IGNORED, 0, element, NULL)

/* Sex took Gender's place in September 2023. */
#define SEX(depth) \
	{ depth, LAYOUT_VALUE, LAYOUT_MANDATORY, 2023, 0, \
	  SLICE_INIT("Sex"), "pupil.sex" }, \
	{ depth, LAYOUT_VALUE, LAYOUT_MANDATORY, 0, 2022, \
	  SLICE_INIT("Gender"), "pupil.sex" }

/* Results by key stage, in a Common Transfer File and in what is returned in its
 * shape. */
#define STAGES(depth) \
	GROUP(depth, "StageAssessments"), \
	OWN_ITEM(depth + 1, CTF_STAGE, "KeyStage"), \
	PAST(depth + 2, "Stage", "assessment.stage"), \
	OWN_ITEM(depth + 2, CTF_RESULT, "StageAssessment"), \
	PAST(depth + 3, "Locale", "assessment.locale"), \
	PAST(depth + 3, "Year", "assessment.year"), \
	PAST(depth + 3, "Subject", "assessment.subject"), \
	PAST(depth + 3, "Method", "assessment.method"), \
	PAST(depth + 3, "Component", "assessment.component"), \
	PAST(depth + 3, "ResultStatus", "assessment.status"), \
	PAST(depth + 3, "ResultQualifier", "assessment.qualifier"), \
	PAST(depth + 3, "Result", "assessment.result"), \
	PAST(depth + 3, "ResultDate", "assessment.date")
/* clang-format on */

#endif
