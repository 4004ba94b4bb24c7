#include "formats/ncmp.h"

#include "base/date.h"

enum ncmp_column {
	NCMP_SCHOOL,
	NCMP_UPN,
	NCMP_URN,
	NCMP_NHS_NUMBER,
	NCMP_FORENAME,
	NCMP_SURNAME,
	NCMP_BIRTH,
	NCMP_SEX,
	NCMP_HEIGHT,
	NCMP_WEIGHT,
	NCMP_YEAR,
	NCMP_PERIOD,
	NCMP_DATE,
	NCMP_POSTCODE,
	NCMP_HOME_AUTHORITY,
	NCMP_ETHNICITY,
	NCMP_REASON,
	NCMP_COLUMNS,
};

/* What is there of each pupil: digital.nhs.uk, NCMP, entering pupil data and
 * validations at source.  UPN, academic year, home authority and
 * reason are our own. */
/* clang-format off */
static const struct column columns[NCMP_COLUMNS] = {
	[NCMP_SCHOOL] = { SLICE_INIT("DfENumber"), "enrolment.school", COLUMN_VALUE, 0 },
	[NCMP_UPN] = { SLICE_INIT("UPN"), "pupil.upn", COLUMN_VALUE, 0 },
	[NCMP_URN] = { SLICE_INIT("URN"), NULL, COLUMN_VALUE, 0 },
	[NCMP_NHS_NUMBER] = { SLICE_INIT("NHSNumber"), NULL, COLUMN_VALUE, 0 },
	[NCMP_FORENAME] = { SLICE_INIT("FirstName"), "pupil.forename", COLUMN_VALUE, 0 },
	[NCMP_SURNAME] = { SLICE_INIT("LastName"), "pupil.surname", COLUMN_VALUE, 0 },
	[NCMP_BIRTH] = { SLICE_INIT("DateOfBirth"), "pupil.birth-date", COLUMN_DATE, COLUMN_NEEDED },
	[NCMP_SEX] = { SLICE_INIT("Sex"), "pupil.sex", COLUMN_VALUE, COLUMN_NEEDED },
	[NCMP_HEIGHT] = { SLICE_INIT("Height"), "measurement.height", COLUMN_VALUE, COLUMN_NEEDED },
	[NCMP_WEIGHT] = { SLICE_INIT("Weight"), "measurement.weight", COLUMN_VALUE, COLUMN_NEEDED },
	[NCMP_YEAR] = { SLICE_INIT("SchoolYear"), "enrolment.year-group", COLUMN_VALUE, 0 },
	[NCMP_PERIOD] = { SLICE_INIT("AcademicYear"), "measurement.date", COLUMN_PERIOD, 0 },
	[NCMP_DATE] = { SLICE_INIT("MeasurementDate"), "measurement.date", COLUMN_DATE, COLUMN_NEEDED },
	[NCMP_POSTCODE] = { SLICE_INIT("Postcode"), "pupil.postcode", COLUMN_VALUE, 0 },
	[NCMP_HOME_AUTHORITY] = { SLICE_INIT("HomeAuthority"), "pupil.home-authority", COLUMN_VALUE, 0 },
	[NCMP_ETHNICITY] = { SLICE_INIT("Ethnicity"), "ethnicity", COLUMN_VALUE, 0 },
	[NCMP_REASON] = { SLICE_INIT("NotMeasured"), "measurement.not-measured", COLUMN_VALUE, 0 },
};

/*
 * The programme tells errors from warnings; its limits ("reference data") were not
 * to be had.  What cannot be is by the RCPCH growth engine's validation, as
 * growth/assess.h has it; what is improbable is our own estimate.
 */
const struct ncmp_rule ncmp_rules[] = {
	{ "NCMP-height", NULL, NCMP_HEIGHT, 20000, 300000, true, true,
	  "cannot be a child's height in centimetres" },
	{ "NCMP-weight", NULL, NCMP_WEIGHT, 150, 500000, true, true,
	  "cannot be a child's weight in kilograms" },
	{ "NCMP-height-R", "R", NCMP_HEIGHT, 85000, 135000, false, true,
	  "is an improbable height in reception" },
	{ "NCMP-weight-R", "R", NCMP_WEIGHT, 10000, 50000, false, true,
	  "is an improbable weight in reception" },
	{ "NCMP-height-6", "6", NCMP_HEIGHT, 115000, 185000, false, true,
	  "is an improbable height in year 6" },
	{ "NCMP-weight-6", "6", NCMP_WEIGHT, 18000, 110000, false, true,
	  "is an improbable weight in year 6" },
};
/* clang-format on */

const size_t ncmp_rule_count = sizeof(ncmp_rules) / sizeof(ncmp_rules[0]);

/* Reasons in the order of the counts; the last is no code. */
static const char *const reasons[] = {
	"parent", "child", "absent", "unable", "left", "other", "",
};

/* "112.5" as thousandths; false for what is no plain number. */
static bool thousandths(struct slice text, uint64_t *number)
{
	struct slice fraction = text;
	struct slice whole = slice_cut(&fraction, '.');
	uint64_t part = 0;

	if (!slice_number(whole, 99999, number))
		return false;
	*number *= 1000;
	if (fraction.len == 0)
		return true;
	if (!slice_number(slice_part(fraction, 0, 3), 999, &part))
		return false;
	for (size_t i = fraction.len; i < 3; i++)
		part *= 10;
	*number += part;
	return true;
}

static int check_limits(struct column_reader *reader)
{
	struct slice year = columns_text(reader, NCMP_YEAR);

	for (size_t i = 0; i < ncmp_rule_count; i++) {
		const struct ncmp_rule *rule = &ncmp_rules[i];
		uint64_t number;
		int result;

		if (rule->year != NULL && !slice_is(year, rule->year))
			continue;
		if (thousandths(columns_text(reader, rule->column), &number) &&
		    number >= rule->low && number <= rule->high)
			continue;
		result = rule->reject ? columns_fault(reader, rule->column,
						      rule->rule, rule->message)
				      : columns_warn(reader, rule->column,
						     rule->rule, rule->message);
		/* What cannot be is not improbable besides. */
		if (result != 0 || rule->reject)
			return result;
	}
	return 0;
}

/* Reception is 4 and 5 years old, year 6 is 10 and 11: of those born in the
 * twelve months to the August before. */
static int check_age(struct column_reader *reader, int32_t measured)
{
	struct slice year = columns_text(reader, NCMP_YEAR);
	int start = date_academic_year(measured);
	int age = slice_is(year, "R") ? 4 : 10;
	int32_t birth;

	if (!slice_is(year, "R") && !slice_is(year, "6"))
		return columns_warn(reader, NCMP_YEAR, "NCMP-year",
				    "the programme measures reception and "
				    "year 6");
	if (!date_parse(columns_text(reader, NCMP_BIRTH), &birth) ||
	    (birth > date_from_civil(start - age - 1, 8, 31) &&
	     birth <= date_from_civil(start - age, 8, 31)))
		return 0;
	return columns_warn(reader, NCMP_BIRTH, "NCMP-age",
			    "is no usual date of birth for this year group");
}

static int count_missed(struct column_reader *reader)
{
	struct slice reason = columns_text(reader, NCMP_REASON);
	size_t i = 0;

	while (reasons[i][0] != '\0' && !slice_is(reason, reasons[i]))
		i++;
	columns_count(reader, i);
	return 0;
}

static int check(struct column_reader *reader)
{
	bool height = columns_text(reader, NCMP_HEIGHT).len > 0;
	bool weight = columns_text(reader, NCMP_WEIGHT).len > 0;
	int32_t measured;

	if (!height && !weight)
		return count_missed(reader);
	if (columns_text(reader, NCMP_BIRTH).len == 0)
		return columns_fault(reader, NCMP_BIRTH, "NCMP-missing",
				     "a measured child needs a date of birth");
	if (columns_text(reader, NCMP_SEX).len == 0)
		return columns_fault(reader, NCMP_SEX, "NCMP-missing",
				     "a measured child needs its sex");
	if (!height || !weight)
		return columns_fault(reader, height ? NCMP_WEIGHT : NCMP_HEIGHT,
				     "NCMP-missing",
				     "height and weight are needed together");
	if (!date_parse(columns_text(reader, NCMP_DATE), &measured))
		return columns_fault(reader, NCMP_DATE, "NCMP-missing",
				     "a measured child needs the date of "
				     "measuring");
	if (check_limits(reader) != 0)
		return -1;
	return check_age(reader, measured);
}

const struct column_table ncmp_table = {
	.columns = columns,
	.count = NCMP_COLUMNS,
	.name = SLICE_INIT("NCMP"),
	.check = check,
	.counts =
		{
			"not measured, withdrawn by a parent",
			"not measured, as the child wished",
			"not measured, absent",
			"not measured, could not stand to be measured",
			"not measured, left the school",
			"not measured, another reason",
			"not measured, no reason stated",
		},
};
