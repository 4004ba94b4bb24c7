#include "formats/school_census_sending.h"

#include <stdio.h>

#include "base/error.h"

static uint16_t field_named(const struct dictionary *dictionary,
			    const char *name)
{
	return dictionary_find(dictionary, KIND_FIELD, slice_of(name));
}

static struct chosen_fields choose_fields(const struct dictionary *dictionary)
{
	return (struct chosen_fields){
		field_named(dictionary, "enrolment.leaving-date"),
		field_named(dictionary, "enrolment.boarder"),
		field_named(dictionary, "pupil.birth-date"),
		field_named(dictionary, "exclusion.start-date"),
		field_named(dictionary, "exclusion.category"),
		field_named(dictionary, "meals.end-date"),
		field_named(dictionary, "attendance.term"),
		field_named(dictionary, "attendance.laestab"),
		field_named(dictionary, "attendance-code.term"),
		field_named(dictionary, "attendance-code.code"),
	};
}

struct field_set census_fields(const struct dictionary *dictionary)
{
	const struct chosen_fields chosen = choose_fields(dictionary);
	const uint16_t deciding[] = {
		chosen.leaving_date, chosen.attendance_term,
		chosen.attendance_school, chosen.code_term};
	struct field_set fields =
		layout_fields(census_rows, census_row_count, dictionary);

	for (size_t i = 0; i < sizeof(deciding) / sizeof(deciding[0]); i++)
		if (deciding[i] != DICTIONARY_NONE)
			field_set_add(&fields, deciding[i]);
	return fields;
}

/* The phase of a school as the census has it, from ours or its own code. */
static struct slice phase_code(struct slice phase)
{
	static const struct {
		struct slice phase, code;
	} phases[] = {
		{SLICE_INIT("early-years"), SLICE_INIT("EY")},
		{SLICE_INIT("nursery"), SLICE_INIT("NS")},
		{SLICE_INIT("primary"), SLICE_INIT("PS")},
		{SLICE_INIT("secondary"), SLICE_INIT("SS")},
		{SLICE_INIT("sixth-form"), SLICE_INIT("SS")},
		{SLICE_INIT("all-through"), SLICE_INIT("AT")},
		{SLICE_INIT("special"), SLICE_INIT("SP")},
		{SLICE_INIT("alternative-provision"), SLICE_INIT("PR")},
	};

	for (size_t i = 0; i < sizeof(phases) / sizeof(phases[0]); i++)
		if (slice_equal(phase, phases[i].phase))
			return phases[i].code;
	/* "middle" is deemed primary or secondary, which only the census's own
	 * codes tell apart. */
	return phase.len == 2 ? phase : SLICE("");
}

static int check_frame(const struct writing *writing, struct error *error)
{
	uint64_t number;

	if (writing->laestab.len != 7 ||
	    !slice_number(writing->laestab, 9999999, &number))
		return error_set(error, ERROR_INPUT,
				 "a school census needs the school's LA and "
				 "establishment number");
	return 0;
}

int census_sending_begin(struct census_sending *sending,
			 const struct writing *writing, struct error *error)
{
	if (check_frame(writing, error) != 0)
		return -1;
	*sending = (struct census_sending){
		.frame = *writing,
		.census = census_return_on(writing->date),
		.fields = choose_fields(writing->dictionary),
		.phase = phase_code(writing->setting_phase),
	};
	layout_resolve(&sending->layout, census_rows, census_row_count,
		       writing->dictionary);
	(void)snprintf(sending->attendance_year,
		       sizeof(sending->attendance_year), "%d",
		       sending->census.attendance_year);
	return 0;
}
