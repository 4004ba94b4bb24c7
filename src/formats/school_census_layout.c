#include "formats/school_census.h"

#include <assert.h>

/*
 * A pupil in the school census, and when each part is returned.
 *
 * Sources: the lists of columns that local authorities load from the census
 * (autumn 2025, spring 2026, summer 2026, with their yearly changes since
 * 2015) say what is collected and when; the names and order of the elements
 * are a supplier's, no schema having been published.  Where a supplier's table
 * and those lists differ on the term of a part (service child, SEN unit), the
 * part goes out in the narrower one.
 */

/* clang-format off */
#define ROW(depth, kind, flags, from, to, element, field) \
	{ depth, kind, flags, from, to, SLICE_INIT(element), field }
#define GROUP(depth, flags, element) \
	ROW(depth, LAYOUT_GROUP, flags, 0, 0, element, NULL)
#define VALUE(depth, flags, element, field) \
	ROW(depth, LAYOUT_VALUE, flags, 0, 0, element, field)
#define YEARS(depth, flags, from, to, element, field) \
	ROW(depth, LAYOUT_VALUE, flags, from, to, element, field)
#define ITEM(depth, flags, element) \
	ROW(depth, LAYOUT_ITEM, flags, 0, 0, element, NULL)

/* What happened in an earlier term has the codes of its time. */
#define PAST LAYOUT_HISTORIC
#define MUST LAYOUT_MANDATORY
#define ON CENSUS_ON
#define OFF CENSUS_OFF
#define AUTUMN CENSUS_IN_AUTUMN
#define SPRING CENSUS_IN_SPRING

const struct layout_row census_rows[] = {
	ROW(0, CENSUS_PUPIL, 0, 0, 0, "Pupil", NULL),

	GROUP(1, 0, "PupilIdentifiers"),
	VALUE(2, MUST, "UPN", "pupil.upn"), /* rule 1500 */
	VALUE(2, 0, "FormerUPN", "pupil.former-upn"),
	VALUE(2, CENSUS_ULN, "UniqueLearnerNumber", "pupil.uln"),
	VALUE(2, MUST, "Surname", "pupil.surname"),
	VALUE(2, MUST, "Forename", "pupil.forename"),
	VALUE(2, 0, "MiddleNames", "pupil.middle-names"),
	VALUE(2, ON, "PreferredSurname", "pupil.preferred-surname"),
	VALUE(2, 0, "FormerSurname", "pupil.former-surname"),
	VALUE(2, MUST, "DOB", "pupil.birth-date"),
	YEARS(2, MUST, 2023, 0, "Sex", "pupil.sex"),
	YEARS(2, MUST, 0, 2022, "Gender", "pupil.sex"),

	GROUP(1, 0, "PupilCharacteristics"),
	VALUE(2, SPRING, "Ethnicity", "ethnicity"),
	VALUE(2, 0, "Language", "first-language"),
	YEARS(2, 0, 2016, 2017, "Nationality", "nationality"),
	YEARS(2, 0, 2016, 2017, "CountryOfBirth", "country-of-birth"),
	YEARS(2, ON | AUTUMN, 2016, 2016, "ProficiencyInEnglish", "english-proficiency"),
	YEARS(2, ON | SPRING, 2016, 2017, "ProficiencyInEnglish", "english-proficiency"),
	VALUE(2, ON | SPRING, "ServiceChild", "service-child"),
	VALUE(2, ON, "YSSA", "youth-support-agreement"),
	VALUE(2, ON, "HoursAtSetting", "early-years.hours"),
	VALUE(2, ON, "FundedHours", "early-years.funded-hours"),
	VALUE(2, ON, "ExtendedHours", "early-years.extended-hours"),
	VALUE(2, ON, "DAFIndicator", "early-years.disability-access"),
	VALUE(2, ON, "EligibilityCode", "early-years.eligibility-code"),
	VALUE(2, ON | CENSUS_YES_NO, "EYPPR", "early-years.premium"),
	VALUE(2, ON, "PLAA", "post-looked-after"),
	VALUE(2, ON | SPRING, "YoungCarer", "young-carer"),
	VALUE(2, ON, "ClassType", "enrolment.class-type"),
	GROUP(2, ON, "FSMperiods"),
	ROW(3, CENSUS_MEALS, LAYOUT_REPEATED, 0, 0, "FSMperiod", NULL), /* 1763 of census-rules.csv */
	VALUE(4, 0, "FSMstartDate", "meals.start-date"),
	VALUE(4, 0, "FSMendDate", "meals.end-date"),
	VALUE(4, 0, "UKcountry", "meals.country"),

	GROUP(1, 0, "PupilStatus"),
	VALUE(2, ON, "EnrolStatus", "enrolment.status"),
	VALUE(2, 0, "EntryDate", "enrolment.entry-date"),
	VALUE(2, OFF, "LeavingDate", "enrolment.leaving-date"),
	VALUE(2, ON, "NCyearActual", "enrolment.year-group"),
	VALUE(2, 0, "PartTime", "enrolment.part-time"),
	VALUE(2, 0, "Boarder", "enrolment.boarder"),
	VALUE(2, OFF | AUTUMN, "NCyearLeaving", "enrolment.year-group"),

	GROUP(1, ON, "SpecialEducationalNeeds"),
	VALUE(2, 0, "SENprovision", "sen.provision"),
	GROUP(2, SPRING, "SENneeds"),
	ITEM(3, 0, "SENneed"),
	VALUE(4, 0, "SENtypeRank", "sen-need.rank"),
	VALUE(4, 0, "SENtype", "sen-need.type"),
	VALUE(2, SPRING, "SENunitIndicator", "sen.unit"),
	VALUE(2, SPRING, "ResourcedProvisionIndicator", "sen.resourced"),

	GROUP(1, CENSUS_SCHOOL_AGE, "Exclusions"),
	ROW(2, CENSUS_EXCLUSION, LAYOUT_REPEATED, 0, 0, "TermlyExclusion", NULL),
	VALUE(3, PAST, "Category", "exclusion.category"),
	VALUE(3, PAST, "StartDate", "exclusion.start-date"),
	VALUE(3, PAST, "Sessions", "exclusion.sessions"),
	VALUE(3, PAST, "SENprovision", "exclusion.sen-provision"),
	YEARS(3, PAST, 0, 2019, "Reason", "exclusion.reason-1"),
	YEARS(3, PAST, 2020, 0, "Reason1", "exclusion.reason-1"),
	YEARS(3, PAST, 2020, 0, "Reason2", "exclusion.reason-2"),
	YEARS(3, PAST, 2020, 0, "Reason3", "exclusion.reason-3"),

	GROUP(1, ON, "Home"),
	GROUP(2, 0, "BS7666Address"),
	VALUE(3, 0, "SAON", "pupil.address-saon"),
	VALUE(3, 0, "PAON", "pupil.address-paon"),
	VALUE(3, 0, "Street", "pupil.address-street"),
	VALUE(3, 0, "Locality", "pupil.address-locality"),
	VALUE(3, 0, "Town", "pupil.address-town"),
	VALUE(3, 0, "AdministrativeArea", "pupil.address-administrative-area"),
	VALUE(3, 0, "PostTown", "pupil.address-post-town"),
	VALUE(3, 0, "UniquePropertyReferenceNumber", "pupil.address-uprn"),
	GROUP(2, 0, "AddressLines"),
	VALUE(3, 0, "AddressLine1", "pupil.address-line-1"),
	VALUE(3, 0, "AddressLine2", "pupil.address-line-2"),
	VALUE(3, 0, "AddressLine3", "pupil.address-line-3"),
	VALUE(3, 0, "AddressLine4", "pupil.address-line-4"),
	VALUE(3, 0, "AddressLine5", "pupil.address-line-5"),
	VALUE(2, 0, "PostCode", "pupil.postcode"),
	GROUP(1, OFF | AUTUMN, "Home"),
	GROUP(2, 0, "BS7666Address"),
	VALUE(3, 0, "UniquePropertyReferenceNumber", "pupil.address-uprn"),
	VALUE(2, 0, "PostCode", "pupil.postcode"),

	GROUP(1, CENSUS_SCHOOL_AGE, "Attendance"),
	ROW(2, CENSUS_ATTENDANCE, 0, 0, 0, "TermlyAttendance", NULL),
	ROW(3, CENSUS_TOTAL, 0, 0, 0, "SessionsPossible", "attendance.sessions-possible"),
	ROW(3, CENSUS_TOTAL, 0, 0, 2024, "SessionsAuthorised", "attendance.sessions-authorised"),
	ROW(3, CENSUS_TOTAL, 0, 0, 2024, "SessionsUnauthorised", "attendance.sessions-unauthorised"),
	GROUP(3, 0, "SessionDetails"),
	ROW(4, CENSUS_CODES, LAYOUT_REPEATED, 0, 0, "SessionDetail", NULL),
	VALUE(5, PAST, "AttendanceReason", "attendance-code.code"),
	YEARS(5, 0, 0, 2019, "AbsenceSessions", "attendance-code.sessions"),
	YEARS(5, 0, 2020, 0, "Sessions", "attendance-code.sessions"),
};
/* clang-format on */

const size_t census_row_count = sizeof(census_rows) / sizeof(census_rows[0]);

/* Where the element that holds a row stands; the row itself at the top. */
static uint16_t row_above(uint16_t row)
{
	uint16_t above = row;

	while (above > 0 && census_rows[above].depth >= census_rows[row].depth)
		above--;
	return above;
}

uint16_t census_row(struct slice name)
{
	struct slice element = name;
	struct slice above = slice_cut(&element, '/');

	if (element.len == 0)
		element = name;
	for (uint16_t row = 0; row < census_row_count; row++)
		if (slice_equal(census_rows[row].element, element) &&
		    (element.at == name.at ||
		     slice_equal(census_rows[row_above(row)].element, above)))
			return row;
	return LAYOUT_NO_ROW;
}

bool census_row_is_code(uint16_t row)
{
	return census_rows[row_above(row)].kind == CENSUS_CODES;
}

static_assert(sizeof(census_rows) / sizeof(census_rows[0]) <= LAYOUT_ROWS_LIMIT,
	      "layout.h sets aside too few rows");
