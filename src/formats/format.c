#include "formats/format.h"

#include "formats/csv_pupils.h"
#include "formats/ctf.h"
#include "formats/school_census.h"

const struct format *const formats[] = {
	&csv_format,
	&ctf_format,
	&school_census_format,
};

const size_t format_count = sizeof(formats) / sizeof(formats[0]);

const struct format *format_find(struct slice name)
{
	for (size_t i = 0; i < format_count; i++)
		if (slice_is(name, formats[i]->name))
			return formats[i];
	return NULL;
}

const struct format *format_detect(struct slice start)
{
	for (size_t i = 0; i < format_count; i++)
		if (formats[i]->detect != NULL && formats[i]->detect(start))
			return formats[i];
	return NULL;
}
