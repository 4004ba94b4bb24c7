/*
 * Reads any bytes as a growth reference.  One that is taken must give a score for
 * every day that it covers, above the median for more, below it for less.
 */
#include <math.h>

#include "base/arena.h"
#include "base/error.h"
#include "fuzz/target.h"
#include "growth/assess.h"

static void check_day(const struct growth_lms *lms)
{
	must(isfinite(lms->l) && isfinite(lms->m) && isfinite(lms->s));
	must(lms->m > 0 && lms->s > 0);
	must(growth_z(lms, lms->m) == 0);
	must(growth_z(lms, lms->m * 1.1) > 0);
	must(growth_z(lms, lms->m * 0.9) < 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice bytes = {(const char *)data, size};
	struct growth_reference reference;
	struct arena arena = {0};
	struct error error = {0};

	if (growth_reference_read(&reference, bytes, SLICE("fuzz.csv"), &arena,
				  &error) != 0) {
		must(error.code == ERROR_INPUT || error.code == ERROR_MEMORY);
		must(error.message[0] != '\0');
	} else {
		must(reference.first_day <= reference.last_day);
		for (int32_t day = reference.first_day;
		     day <= reference.last_day; day++)
			for (int s = 0; s < GROWTH_SEX_UNKNOWN; s++)
				check_day(&reference.days[s]
							 [day -
							  reference.first_day]);
	}
	arena_release(&arena);
	return 0;
}
