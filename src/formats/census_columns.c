#include "formats/census_table.h"

#include "formats/school_census.h"

/* Columns and what they are in the envelope.  The table whose rows an item is in
 * says which of several elements of a name is meant. */
static const struct {
	const char *column, *element;
} columns[] = {
	{"upn", "UPN"},
	{"formerupn", "FormerUPN"},
	{"uniquelearnernumber", "UniqueLearnerNumber"},
	{"surname", "Surname"},
	{"forename", "Forename"},
	{"middlenames", "MiddleNames"},
	{"preferredsurname", "PreferredSurname"},
	{"formersurname", "FormerSurname"},
	{"dob", "DOB"},
	{"sex", "Sex"},
	{"gender", "Gender"},
	{"ethnicity", "Ethnicity"},
	{"language", "Language"},
	{"nationality", "Nationality"},
	{"countryofbirth", "CountryOfBirth"},
	{"proficiencyinenglish", "ProficiencyInEnglish"},
	{"servicechild", "ServiceChild"},
	{"yssa", "YSSA"},
	{"hoursatsetting", "HoursAtSetting"},
	{"fundedhours", "FundedHours"},
	{"extendedhours", "ExtendedHours"},
	{"dafindicator", "DAFIndicator"},
	{"eligibilitycode", "EligibilityCode"},
	{"eyppr", "EYPPR"},
	{"plaa", "PLAA"},
	{"youngcarer", "YoungCarer"},
	{"classtype", "ClassType"},
	{"enrolstatus", "EnrolStatus"},
	{"entrydate", "EntryDate"},
	{"leavingdate", "LeavingDate"},
	{"ncyearactual", "NCyearActual"},
	{"ncyearleaving", "NCyearLeaving"},
	{"parttime", "PartTime"},
	{"boarder", "Boarder"},
	{"senprovision", "SpecialEducationalNeeds/SENprovision"},
	{"senunitindicator", "SENunitIndicator"},
	{"resourcedprovisionindicator", "ResourcedProvisionIndicator"},
	{"termlysessionspossible", "SessionsPossible"},
	{"termlysessionsauthorised", "SessionsAuthorised"},
	{"termlysessionsunauthorised", "SessionsUnauthorised"},
	{"saon", "SAON"},
	{"paon", "PAON"},
	{"street", "Street"},
	{"locality", "Locality"},
	{"town", "Town"},
	{"administrativearea", "AdministrativeArea"},
	{"posttown", "PostTown"},
	{"uniquepropertyreferencenumber", "UniquePropertyReferenceNumber"},
	{"addressline1", "AddressLine1"},
	{"addressline2", "AddressLine2"},
	{"addressline3", "AddressLine3"},
	{"addressline4", "AddressLine4"},
	{"addressline5", "AddressLine5"},
	{"postcode", "PostCode"},
	{"fsmstartdate", "FSMstartDate"},
	{"fsmenddate", "FSMendDate"},
	{"ukcountry", "UKcountry"},
	{"sentyperank", "SENtypeRank"},
	{"sentype", "SENtype"},
	{"category", "Category"},
	{"startdate", "StartDate"},
	{"sessions", "Sessions"},
	{"reason", "Reason"},
	{"reason1", "Reason1"},
	{"reason2", "Reason2"},
	{"reason3", "Reason3"},
	{"attendancereason", "AttendanceReason"},
	{"absencesessions", "AbsenceSessions"},
};

uint16_t census_column_row(struct slice column, uint16_t each)
{
	uint16_t row = LAYOUT_NO_ROW;

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		struct slice element = slice_of(columns[i].element);

		if (!slice_equal_ignoring_case(column,
					       slice_of(columns[i].column)))
			continue;
		if (each == LAYOUT_NO_ROW)
			return census_row(element);
		/* within the item: "SENprovision" too */
		while (memchr(element.at, '/', element.len) != NULL)
			(void)slice_cut(&element, '/');
		for (row = each + 1u;
		     row < census_row_count &&
		     census_rows[row].depth > census_rows[each].depth;
		     row++)
			if (slice_equal(census_rows[row].element, element))
				return row;
		return LAYOUT_NO_ROW;
	}
	return row;
}

struct slice census_row_column(uint16_t row)
{
	struct slice element = census_rows[row].element;

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		struct slice whole = slice_of(columns[i].element);

		while (memchr(whole.at, '/', whole.len) != NULL)
			(void)slice_cut(&whole, '/');
		if (slice_equal(whole, element))
			return slice_of(columns[i].column);
	}
	return SLICE("");
}
