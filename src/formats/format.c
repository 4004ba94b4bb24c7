#include "formats/format.h"

#include "formats/csv_pupils.h"
#include "formats/ctf.h"
#include "formats/lrs.h"
#include "formats/school_census.h"

static const struct format *const formats[] = {
	&lrs_batch_format,
	&lrs_answers_format,
	&lrs_verify_format,
	&lrs_verified_format,
	&learner_events_format,
	&csv_format,
	&ctf_format,
	&school_census_format,
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
