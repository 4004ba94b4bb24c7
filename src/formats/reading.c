#include "formats/reading.h"

#include "base/error.h"

enum { OLDEST_YEARS = 120, PROGRESS_BYTES = 1 << 20 };

const char *reading_birth_fault(const struct reading *reading,
				struct slice text)
{
	int32_t birth;

	if (reading->today == DATE_NONE || !date_parse(text, &birth))
		return NULL;
	if (birth > reading->today)
		return "the date of birth has not come yet";
	if (date_age(birth, reading->today) > OLDEST_YEARS)
		return "the date of birth is more than 120 years ago";
	return NULL;
}

void reading_tell(const struct reading *reading, uint64_t bytes_done,
		  uint64_t *next)
{
	if (*next == 0)
		*next = PROGRESS_BYTES;
	if (reading->progress == NULL || bytes_done < *next)
		return;
	*next = bytes_done + PROGRESS_BYTES;
	reading->progress(reading->context, bytes_done);
}

bool names_tell(struct names_told *told, struct slice *name)
{
	char *place;

	*name = slice_part(*name, 0, sizeof(told->names[0]) - 1);
	for (unsigned int i = 0; i < told->count; i++)
		if (slice_is(*name, told->names[i]))
			return false;
	if (told->count == sizeof(told->names) / sizeof(told->names[0]))
		return false;
	place = told->names[told->count++];
	memcpy(place, name->at, name->len);
	place[name->len] = '\0';
	return true;
}

int reading_failed(const struct reading *reading, struct error *error)
{
	if (error == NULL || error->place.file[0] != '\0')
		return -1;
	return error_at(error, reading->file_name, error->place.line,
			error->place.column, error->place.record);
}
