#include "formats/format.h"

#include "formats/assessment_file.h"
#include "formats/column_formats.h"
#include "formats/census_record.h"
#include "formats/csv_pupils.h"
#include "formats/ctf.h"
#include "formats/lrs.h"
#include "formats/nccis.h"
#include "formats/lrs_reply.h"
#include "formats/record_data.h"
#include "formats/school_census.h"

/* In the order in which they are asked what a file is: a return of assessments
 * is a transfer file too. */
static const struct format *const formats[] = {
	&lrs_batch_format,
	&lrs_answers_format,
	&lrs_verify_format,
	&lrs_verified_format,
	&learner_events_format,
	&assessment_formats[RETURN_EYF],
	&assessment_formats[RETURN_PHO],
	&assessment_formats[RETURN_KS1],
	&assessment_formats[RETURN_KS2],
	&assessment_formats[RETURN_MTC],
	&assessment_formats[RETURN_KS3],
	&ccis_format,
	&leaver_format,
	&ncmp_format,
	&inspection_format,
	&outreach_format,
	&results_format,
	&lrs_reply_format,
	/* before the CSV, for which every table with a UPN is one */
	&census_extract_format,
	&csv_format,
	&ctf_format,
	&nccis_format,
	&school_census_format,
	&case_file_reader,
};

enum { FORMAT_COUNT = sizeof(formats) / sizeof(formats[0]) };

const struct format *format_find(struct slice name)
{
	for (size_t i = 0; i < FORMAT_COUNT; i++)
		if (slice_is(name, formats[i]->name))
			return formats[i];
	return NULL;
}

const struct format *format_detect(struct slice start)
{
	for (size_t i = 0; i < FORMAT_COUNT; i++)
		if (formats[i]->detect != NULL && formats[i]->detect(start))
			return formats[i];
	return NULL;
}

bool format_is_xml(struct slice start)
{
	start = slice_trim(slice_part(start, 0, 256));

	if (slice_starts_with(start, SLICE("\xef\xbb\xbf")))
		start = slice_trim(slice_part(start, 3, start.len));
	return slice_starts_with(start, SLICE("<")) ||
	       slice_starts_with(start, SLICE("\xff\xfe")) ||
	       slice_starts_with(start, SLICE("\xfe\xff"));
}
