/*
 * columns_rows.h - the words in which tables of flat files (columns.h) are
 * written.  Their names are short: only a file that is such a table includes this.
 */
#ifndef HORNBOOK_FORMATS_COLUMNS_ROWS_H
#define HORNBOOK_FORMATS_COLUMNS_ROWS_H

#include "formats/columns.h"

/* clang-format off */
#define VALUE(header, field) { SLICE_INIT(header), field, COLUMN_VALUE, 0 }
#define NEED(header, field) \
	{ SLICE_INIT(header), field, COLUMN_VALUE, COLUMN_NEEDED }
#define PAST(header, field) \
	{ SLICE_INIT(header), field, COLUMN_VALUE, COLUMN_PAST }
#define DAY(header, field) { SLICE_INIT(header), field, COLUMN_DATE, 0 }
#define YEAR(header, field) { SLICE_INIT(header), field, COLUMN_PERIOD, 0 }
/* clang-format on */

#endif
