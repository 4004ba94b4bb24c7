/* By what height and weight are assessed. */
#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "demo/stage.h"
#include "growth/reference.h"

/*
 * By what invented children are assessed where no reference was given: a straight
 * line from 15.6 kg/m2 at 4 to 18.6 at 13, a tenth of it a deviation.  It is of no
 * real children and good for none.
 */
static int invent_reference(struct growth_reference *reference,
			    struct arena *arena, struct error *error)
{
	enum {
		FIRST_MONTH = 48,
		LAST_MONTH = 156,
		AT_FIRST = 1560,
		MORE = 300
	};
	struct builder text = {0};
	int result;

	builder_add_text(&text, "sex,age_months,L,M,S\n");
	for (int month = FIRST_MONTH; month <= LAST_MONTH; month++) {
		int median = AT_FIRST + MORE * (month - FIRST_MONTH) /
						(LAST_MONTH - FIRST_MONTH);

		for (int sex = 0; sex < 2; sex++)
			builder_add_format(&text, "%s,%d,1,%d.%02d,0.1\n",
					   sex == 0 ? "male" : "female", month,
					   median / 100, median % 100);
	}
	result = text.failed ? error_memory(error)
			     : growth_reference_read(
				       reference, builder_slice(&text),
				       SLICE("invented"), arena, error);
	builder_release(&text);
	return result;
}

int stage_reference(struct stage *stage,
		    const struct growth_reference **reference,
		    struct error *error)
{
	struct growth_reference *invented;

	*reference = stage->world->reference;
	if (*reference != NULL)
		return 0;
	invented = arena_allocate(stage->arena, sizeof(*invented));
	if (invented == NULL)
		return error_memory(error);
	*reference = invented;
	return invent_reference(invented, stage->arena, error);
}
