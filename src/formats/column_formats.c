#include "formats/column_formats.h"

#include "formats/ccis.h"
#include "formats/extracts.h"
#include "formats/ncmp.h"

/*
 * The functions of struct format do not say which format is meant: each table has
 * its own, and the rest of the format is common.
 */
#define FUNCTIONS(function, table)                                             \
	static bool detect_##function(struct slice start)                      \
	{                                                                      \
		return columns_detect(table, start);                           \
	}                                                                      \
	static int read_##function(struct reading *reading,                    \
				   struct slice bytes, struct error *error)    \
	{                                                                      \
		return columns_read(table, reading, bytes, error);             \
	}                                                                      \
	static int name_##function(const struct writing *writing,              \
				   struct builder *name, struct error *error)  \
	{                                                                      \
		return columns_file_name(table, writing, name, error);         \
	}                                                                      \
	static int open_##function(struct writer **out,                        \
				   const struct writing *writing,              \
				   struct output *output, struct error *error) \
	{                                                                      \
		return columns_open(table, out, writing, output, error);       \
	}                                                                      \
	static int carries_##function(const struct dictionary *dictionary,     \
				      struct field_set *fields,                \
				      struct error *error)                     \
	{                                                                      \
		(void)error;                                                   \
		return columns_carries(table, dictionary, fields);             \
	}

#define FORMAT(function, called, of)                                      \
	{                                                                 \
		.name = called, .label = of, .detect = detect_##function, \
		.read = read_##function, .file_name = name_##function,    \
		.open = open_##function, .write = columns_write,          \
		.close = columns_close, .abandon = columns_abandon,       \
		.carries = carries_##function,                            \
	}

FUNCTIONS(ccis, &ccis_table)
FUNCTIONS(leaver, &leaver_table)
FUNCTIONS(ncmp, &ncmp_table)
FUNCTIONS(results, &results_table)
FUNCTIONS(inspection, &inspection_table)
FUNCTIONS(outreach, &outreach_table)

const struct format ccis_format =
	FORMAT(ccis, "ccis", "Young people for youth support (CCIS)");
const struct format leaver_format =
	FORMAT(leaver, "leaver-activities", "What leavers do next");
const struct format ncmp_format =
	FORMAT(ncmp, "ncmp", "Child measurement upload (NCMP)");
const struct format results_format = FORMAT(
	results, "assessment-results", "Results of assessments, without names");
const struct format inspection_format =
	FORMAT(inspection, "inspection", "Extract for inspection");
const struct format outreach_format =
	FORMAT(outreach, "outreach", "Extract for higher-education outreach");
