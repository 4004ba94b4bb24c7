#include "tests/growth/invented_reference.h"

#include "base/arena.h"
#include "base/builder.h"
#include "tests/test.h"

void invented_reference_add(struct builder *out, const char *l)
{
	builder_add_text(out, "sex,age_months,L,M,S\n");
	for (int sex = 0; sex < GROWTH_SEX_UNKNOWN; sex++)
		for (int month = 48; month <= 156; month++)
			builder_add_format(
				out, "%s,%d,%s,%d,0.125\n",
				sex == GROWTH_MALE ? "male" : "female", month,
				l, sex == GROWTH_MALE ? 16 : 18);
}

void invented_reference_make(struct growth_reference *reference, const char *l,
			     struct arena *arena)
{
	struct builder text = {0};
	struct error error = {0};

	invented_reference_add(&text, l);
	assert_success(growth_reference_read(reference, builder_slice(&text),
					     SLICE("invented.csv"), arena,
					     &error),
		       &error);
	builder_release(&text);
}
