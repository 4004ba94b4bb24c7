#include "cli/clock.h"

#include <string.h>
#include <time.h>

#include "base/date.h"
#include "cli/options.h"

int32_t clock_today(const struct arguments *arguments)
{
	time_t now = time(NULL);
	struct tm day = {0};

	if (arguments->today != DATE_NONE)
		return arguments->today;
	localtime_r(&now, &day);
	return date_from_civil(day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
}

uint64_t clock_seconds(const struct arguments *arguments)
{
	const int64_t day = 24 * 60 * 60;

	if (arguments->today == DATE_NONE)
		return (uint64_t)time(NULL);
	return (uint64_t)((arguments->today - date_from_civil(1970, 1, 1)) *
				  day +
			  day / 2);
}

void clock_time(char text[CLOCK_TIME_BYTES])
{
	time_t now = time(NULL);
	struct tm day = {0};

	localtime_r(&now, &day);
	if (strftime(text, CLOCK_TIME_BYTES, "%H:%M:%S", &day) == 0)
		memcpy(text, "00:00:00", CLOCK_TIME_BYTES);
}

uint64_t clock_elapsed_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}
