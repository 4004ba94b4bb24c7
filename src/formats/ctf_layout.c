#include "formats/ctf.h"

#include <assert.h>

#include "formats/layout_rows.h"

/*
 * The Common Transfer File, in the order in which its elements stand.
 *
 * The header, the identifiers and the assessments are as the department's own
 * generator writes them; the rest follows suppliers' descriptions.  Elements
 * that are not here (Wales, admissions, photographs, supplementary
 * information) are passed over when reading.
 *
 * The date of Sex is the school census's.
 */

/* clang-format off */
#define SCHOOL(depth, field) \
	ROW(depth, CTF_LEA, 0, "LEA", field), \
	ROW(depth, CTF_ESTAB, 0, "Estab", field)

/* The parts of an address; Zip and the grid reference are not kept. */
#define ADDRESS(depth, prefix) \
	GROUP(depth, "BS7666Address"), \
	VALUE(depth + 1, "SAON", prefix "saon"), \
	VALUE(depth + 1, "PAON", prefix "paon"), \
	VALUE(depth + 1, "Street", prefix "street"), \
	VALUE(depth + 1, "Locality", prefix "locality"), \
	VALUE(depth + 1, "Town", prefix "town"), \
	VALUE(depth + 1, "AdministrativeArea", prefix "administrative-area"), \
	VALUE(depth + 1, "PostTown", prefix "post-town"), \
	VALUE(depth + 1, "UniquePropertyReferenceNumber", prefix "uprn"), \
	GROUP(depth, "AddressLines"), \
	VALUE(depth + 1, "AddressLine1", prefix "line-1"), \
	VALUE(depth + 1, "AddressLine2", prefix "line-2"), \
	VALUE(depth + 1, "AddressLine3", prefix "line-3"), \
	VALUE(depth + 1, "AddressLine4", prefix "line-4"), \
	VALUE(depth + 1, "AddressLine5", prefix "line-5"), \
	VALUE(depth, "County", prefix "county")

/* Home, mobile and work; fax and minicom numbers are not kept. */
#define PHONE(depth) \
	OWN_ITEM(depth, CTF_PHONE, "Phone"), \
	OWN(depth + 1, CTF_PHONE_TYPE, "TelephoneType"), \
	OWN(depth + 1, CTF_PHONE_NUMBER, "PhoneNo")
#define PHONE_FIELD(depth, type, field) \
	ROW(depth, CTF_PHONE_FIELD, LAYOUT_TARGET, type, field)

const struct layout_row ctf_rows[] = {
	GROUP(0, "CTfile"),
	OWN(1, CTF_HEADER, "Header"),
	OWN(2, CTF_NAME, "DocumentName"),
	OWN(2, CTF_VERSION, "CTFversion"),
	IGNORED(2, "DateTime"),
	OWN(2, CTF_QUALIFIER, "DocumentQualifier"),
	IGNORED(2, "DataQualifier"),
	IGNORED(2, "DataDescriptor"),
	IGNORED(2, "SupplierID"),
	GROUP(2, "SourceSchool"),
	OWN(3, CTF_SOURCE_LEA, "LEA"),
	OWN(3, CTF_SOURCE_ESTAB, "Estab"),
	IGNORED(3, "URN"),
	OWN(3, CTF_SOURCE_NAME, "SchoolName"),
	IGNORED(3, "AcademicYear"),
	IGNORED(2, "DestSchool"),
	IGNORED(2, "SuppInfo"),

	OWN(1, CTF_DATA, "CTFpupilData"),
	OWN(2, CTF_PUPIL, "Pupil"),
	MUST(3, "UPN", "pupil.upn"),
	VALUE(3, "UniqueLearnerNumber", "pupil.uln"),
	VALUE(3, "UCI", "pupil.uci"),
	MUST(3, "Surname", "pupil.surname"),
	MUST(3, "Forename", "pupil.forename"),
	MUST(3, "DOB", "pupil.birth-date"),
	SEX(3),

	GROUP(3, "BasicDetails"),
	VALUE(4, "FormerUPN", "pupil.former-upn"),
	VALUE(4, "PreferredSurname", "pupil.preferred-surname"),
	VALUE(4, "PreferredForename", "pupil.preferred-forename"),
	VALUE(4, "FormerSurname", "pupil.former-surname"),
	VALUE(4, "FormerForename", "pupil.former-forename"),
	VALUE(4, "MiddleNames", "pupil.middle-names"),
	VALUE(4, "NCyearActual", "enrolment.year-group"),
	VALUE(4, "Ethnicity", "ethnicity"),
	VALUE(4, "EthnicitySource", "ethnicity-source"),
	GROUP(4, "Languages"),
	OWN_ITEM(5, CTF_LANGUAGE, "Type"),
	OWN(6, CTF_LANGUAGE_TYPE, "LanguageType"),
	VALUE(6, "Language", "first-language"),
	VALUE(4, "EnrolStatus", "enrolment.status"),
	VALUE(4, "ServiceChild", "service-child"),
	VALUE(4, "MedicalFlag", "medical.flag"),
	GROUP(4, "Disabilities"),
	ROW(5, LAYOUT_VALUE_ITEM, 0, "Disability", "disability.type"),

	GROUP(3, "FSMhistory"),
	IGNORED(4, "FSMreviewDate"),
	ITEM(4, "FSMinstance"),
	PAST(5, "FSMstartDate", "meals.start-date"),
	IGNORED(5, "FSMEligibilityVerificationDate"),
	PAST(5, "FSMendDate", "meals.end-date"),
	PAST(5, "UKcountry", "meals.country"),
	PAST(5, "FSMCategory", "meals.category"),

	GROUP(3, "LookedAfter"),
	VALUE(4, "InCare", "looked-after.in-care"),
	VALUE(4, "CareAuthority", "looked-after.authority"),

	GROUP(3, "SENhistory"),
	OWN_ITEM(4, CTF_SEN, "SEN"),
	PAST(5, "StartDate", "sen-history.start-date"),
	PAST(5, "SENprovision", "sen-history.provision"),
	ROW(5, LAYOUT_VALUE, LAYOUT_TARGET, "StartDate", "sen.start-date"),
	ROW(5, LAYOUT_VALUE, LAYOUT_TARGET, "SENprovision", "sen.provision"),
	GROUP(4, "SENneeds"),
	ITEM(5, "SENneed"),
	PAST(6, "NeedStartDate", "sen-need.start-date"),
	PAST(6, "NeedEndDate", "sen-need.end-date"),
	PAST(6, "SENtypeRank", "sen-need.rank"),
	PAST(6, "SENtype", "sen-need.type"),

	GROUP(3, "Address"),
	ADDRESS(4, "pupil.address-"),
	VALUE(4, "PostCode", "pupil.postcode"),
	VALUE(4, "Country", "pupil.address-country"),
	IGNORED(4, "Easting"),
	IGNORED(4, "Northing"),

	GROUP(3, "Phones"),
	PHONE(4),
	PHONE_FIELD(5, "H", "pupil.telephone"),
	PHONE_FIELD(5, "M", "pupil.mobile"),
	VALUE(3, "Email", "pupil.email"),

	GROUP(3, "Contacts"),
	OWN_ITEM(4, CTF_CONTACT, "Contact"),
	VALUE(5, "Order", "?.order"),
	VALUE(5, "Title", "?.title"),
	VALUE(5, "Surname", "?.surname"),
	VALUE(5, "Forename", "?.forename"),
	VALUE(5, "Gender", "?.sex"),
	OLDER(5, "Sex", "?.sex"),
	VALUE(5, "MiddleNames", "?.middle-names"),
	VALUE(5, "Relationship", "?.relationship"),
	VALUE(5, "Responsibility", "?.responsibility"),
	GROUP(5, "Address"),
	VALUE(6, "AddressAsPupil", "?.address-as-pupil"),
	ADDRESS(6, "?.address-"),
	VALUE(6, "PostCode", "?.postcode"),
	VALUE(6, "Country", "?.address-country"),
	IGNORED(6, "Easting"),
	IGNORED(6, "Northing"),
	GROUP(5, "Phones"),
	PHONE(6),
	PHONE_FIELD(7, "H", "?.telephone"),
	PHONE_FIELD(7, "M", "?.mobile"),
	PHONE_FIELD(7, "W", "?.work-telephone"),
	VALUE(5, "Email", "?.email"),

	GROUP(3, "Attendance"),
	OWN_ITEM(4, CTF_YEAR_DATA, "YearData"),
	OWN(5, CTF_YEAR, "Year"),
	SCHOOL(5, "attendance.laestab"),
	VALUE(5, "SchoolName", "attendance.school-name"),
	VALUE(5, "SessionsPossible", "attendance.sessions-possible"),
	VALUE(5, "SessionsAuthorised", "attendance.sessions-authorised"),
	VALUE(5, "SessionsAttended", "attendance.sessions-attended"),
	VALUE(5, "SessionsUnauthorised", "attendance.sessions-unauthorised"),
	GROUP(5, "AttendSessions"),
	VALUE(6, "AttendanceStartDate", "attendance.start-date"),
	VALUE(6, "AttendanceMarks", "attendance.marks"),
	OLDER(5, "AttendanceStartDate", "attendance.start-date"),
	OLDER(5, "AttendanceMarks", "attendance.marks"),

	STAGES(3),

	GROUP(3, "SchoolHistory"),
	OWN_ITEM(4, CTF_SCHOOL, "School"),
	SCHOOL(5, "school.laestab"),
	PAST(5, "URN", "school.urn"),
	PAST(5, "SchoolName", "school.name"),
	PAST(5, "EntryDate", "school.entry-date"),
	PAST(5, "LeavingDate", "school.leaving-date"),
	PAST(5, "LeavingReason", "school.leaving-reason"),
	PAST(5, "LastSchool", "school.last"),
	ROW(5, LAYOUT_VALUE, LAYOUT_TARGET, "EntryDate", "enrolment.entry-date"),
	ROW(5, LAYOUT_VALUE, LAYOUT_TARGET, "LeavingDate", "enrolment.leaving-date"),
	ROW(5, LAYOUT_VALUE, LAYOUT_TARGET, "LeavingReason", "enrolment.leaving-reason"),
};
/* clang-format on */

const size_t ctf_row_count = sizeof(ctf_rows) / sizeof(ctf_rows[0]);

static_assert(sizeof(ctf_rows) / sizeof(ctf_rows[0]) <= LAYOUT_ROWS_LIMIT,
	      "layout.h sets aside too few rows");

const struct ctf_family ctf_family = {
	.rows = ctf_rows,
	.row_count = &ctf_row_count,
	.versioned = true,
	.called = "a Common Transfer File",
};

uint16_t ctf_pupil_row(const struct ctf_family *family)
{
	uint16_t row = 0;

	while (family->rows[row].kind != CTF_PUPIL)
		row++;
	return row;
}
