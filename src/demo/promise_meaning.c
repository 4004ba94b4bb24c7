#include "demo/promise_meaning.h"

#include <assert.h>
#include <stddef.h>

static_assert(MEANING_COUNT <= 64, "a set of meanings is one word");

static const struct {
	const char *words;
	bool identifies;
} meanings[MEANING_COUNT] = {
#define MEANING(name, words, identifies) [MEANING_##name] = {words, identifies},
	MEANINGS
#undef MEANING
};

/* A heading, or with a '*' at its end all that begin so. */
struct entry {
	const char *name;
	enum meaning meaning;
};

/* clang-format off */

/* Names of fields, as our own CSV has them; the first that fits. */
static const struct entry fields[] = {
	{"pupil.upn", MEANING_UPN},
	{"pupil.former-upn", MEANING_UPN},
	{"pupil.uln", MEANING_ULN},
	{"pupil.uci", MEANING_CANDIDATE},
	{"pupil.surname", MEANING_NAME},
	{"pupil.forename", MEANING_NAME},
	{"pupil.middle-names", MEANING_NAME},
	{"pupil.preferred-*", MEANING_OTHER_NAME},
	{"pupil.former-*", MEANING_OTHER_NAME},
	{"pupil.birth-date", MEANING_BIRTH_DATE},
	{"pupil.sex", MEANING_SEX},
	{"pupil.pseudonym", MEANING_PSEUDONYM},
	{"pupil.address-*", MEANING_ADDRESS},
	{"pupil.postcode", MEANING_POSTCODE},
	{"pupil.telephone", MEANING_TELEPHONE},
	{"pupil.mobile", MEANING_TELEPHONE},
	{"pupil.email", MEANING_EMAIL},
	{"pupil.lsoa", MEANING_LSOA},
	{"pupil.msoa", MEANING_MSOA},
	{"pupil.home-authority", MEANING_AUTHORITY},
	{"pupil.pct-area", MEANING_PCT},
	{"parent.title", MEANING_PARENT_NAME},
	{"parent.surname", MEANING_PARENT_NAME},
	{"parent.forename", MEANING_PARENT_NAME},
	{"parent.middle-names", MEANING_PARENT_NAME},
	{"parent.address-*", MEANING_PARENT_ADDRESS},
	{"parent.postcode", MEANING_PARENT_ADDRESS},
	{"parent.telephone", MEANING_PARENT_TELEPHONE},
	{"parent.mobile", MEANING_PARENT_TELEPHONE},
	{"parent.work-telephone", MEANING_PARENT_TELEPHONE},
	{"parent.email", MEANING_PARENT_EMAIL},
	{"parent.disclosure-limited", MEANING_COURT_ORDER},
	{"parent.*", MEANING_PARENT_RELATION},
	{"contact.*", MEANING_CONTACT},
	{"ethnicity", MEANING_ETHNICITY},
	{"ethnicity-source", MEANING_ETHNICITY},
	{"first-language", MEANING_LANGUAGE},
	{"nationality", MEANING_NATIONALITY},
	{"country-of-birth", MEANING_NATIONALITY},
	{"english-proficiency", MEANING_ENGLISH},
	{"free-school-meals", MEANING_MEALS},
	{"meals.*", MEANING_MEALS},
	{"service-child", MEANING_SERVICE_CHILD},
	{"young-carer", MEANING_YOUNG_CARER},
	{"youth-support-agreement", MEANING_YOUTH_AGREEMENT},
	{"post-looked-after", MEANING_CARE},
	{"looked-after.*", MEANING_CARE},
	{"enrolment.school", MEANING_SCHOOL},
	{"enrolment.school-phase", MEANING_PHASE},
	{"enrolment.year-group", MEANING_YEAR},
	{"enrolment.leaving-*", MEANING_LEAVING},
	{"enrolment.destination", MEANING_LEAVING},
	{"enrolment.*", MEANING_ENROLMENT},
	{"sen.*", MEANING_SEN},
	{"sen-*", MEANING_SEN},
	{"medical.*", MEANING_MEDICAL},
	{"disability.*", MEANING_DISABILITY},
	{"attendance.marks", MEANING_ABSENCE},
	{"attendance-code.*", MEANING_ABSENCE},
	{"attendance-codes.*", MEANING_ABSENCE},
	{"attendance.*", MEANING_ATTENDANCE},
	{"exclusion.*", MEANING_EXCLUSION},
	{"assessment.*", MEANING_ASSESSMENT},
	{"school.*", MEANING_SCHOOL_HISTORY},
	{"progress.*", MEANING_PROGRESS},
	{"qualification.*", MEANING_QUALIFICATION},
	{"learner.place-of-birth", MEANING_BIRTH_PLACE},
	{"learner.school-at-16", MEANING_BIRTH_PLACE},
	{"learner.surname-at-16", MEANING_OTHER_NAME},
	{"learner.linked-uln", MEANING_ULN},
	{"learner.*", MEANING_LEARNER_SHARING},
	{"application.*", MEANING_APPLICATION},
	{"learning-plan.*", MEANING_PLAN},
	{"destination.*", MEANING_DESTINATION},
	{"youth-characteristic.*", MEANING_CIRCUMSTANCE},
	{"measurement.*", MEANING_MEASUREMENT},
	{"view.*", MEANING_VIEW},
	{"risk.*", MEANING_RISK},
	{"protection.*", MEANING_PROTECTION},
	{"service.*", MEANING_SERVICE},
	{"early-years.*", MEANING_EARLY_YEARS},
	{"religion", MEANING_RELIGION},
	{"wish.*", MEANING_WISH},
	{"rights.*", MEANING_RIGHTS},
	{"served.*", MEANING_RIGHTS},
};

/* Headings of formats that have their own. */
static const struct entry headings[] = {
	/* Learner registration's batch file, version 2A; MISIdentifier is the
	 * school's own number for the pupil, here the UPN. */
	{"ULN", MEANING_ULN},
	{"MISIdentifier", MEANING_UPN},
	{"Title", MEANING_NAME},
	{"GivenName", MEANING_NAME},
	{"MiddleOtherName", MEANING_NAME},
	{"FamilyName", MEANING_NAME},
	{"PreferredGivenName", MEANING_OTHER_NAME},
	{"PreviousFamilyName", MEANING_OTHER_NAME},
	{"FamilyNameAtAge16", MEANING_OTHER_NAME},
	{"SchoolAtAge16", MEANING_BIRTH_PLACE},
	{"PlaceOfBirth", MEANING_BIRTH_PLACE},
	{"LastKnownPostCode", MEANING_POSTCODE},
	{"LastKnownAddress*", MEANING_ADDRESS},
	{"DateOfAddressCapture", MEANING_ADDRESS},
	{"DateOfBirth", MEANING_BIRTH_DATE},
	{"EmailAddress", MEANING_EMAIL},
	{"Gender", MEANING_SEX},
	{"Nationality", MEANING_NATIONALITY},
	{"ScottishCandidateNumber", MEANING_CANDIDATE},
	{"AbilityToShare", MEANING_LEARNER_SHARING},
	{"VerificationType", MEANING_LEARNER_SHARING},
	{"OtherVerificationDescription", MEANING_LEARNER_SHARING},
	{"Notes", MEANING_FRAME},
	{"ReturnCode", MEANING_FRAME},

	{"FailureFlags", MEANING_FRAME},

	/* A learner's learning, a row for each piece. */
	{"AchievementProviderName", MEANING_QUALIFICATION},
	{"AwardingOrganisationName", MEANING_QUALIFICATION},
	{"QualificationType", MEANING_QUALIFICATION},
	{"SubjectCode", MEANING_QUALIFICATION},
	{"Subject", MEANING_QUALIFICATION},
	{"Grade", MEANING_QUALIFICATION},
	{"AchievementAwardDate", MEANING_QUALIFICATION},
	{"Credits", MEANING_QUALIFICATION},
	{"Level", MEANING_QUALIFICATION},
	{"Source", MEANING_QUALIFICATION},
	{"ParticipationStartDate", MEANING_QUALIFICATION},
	{"ParticipationEndDate", MEANING_QUALIFICATION},

	/* Youth support: caseload, and what leavers do. */
	{"UPN", MEANING_UPN},
	{"Surname", MEANING_NAME},
	{"Forename", MEANING_NAME},
	{"MiddleNames", MEANING_NAME},
	{"PreferredForename", MEANING_OTHER_NAME},
	{"Flat", MEANING_ADDRESS},
	{"House", MEANING_ADDRESS},
	{"Street", MEANING_ADDRESS},
	{"Locality", MEANING_ADDRESS},
	{"Town", MEANING_ADDRESS},
	{"AdministrativeArea", MEANING_ADDRESS},
	{"PostTown", MEANING_ADDRESS},
	{"UPRN", MEANING_ADDRESS},
	{"AddressLine*", MEANING_ADDRESS},
	{"County", MEANING_ADDRESS},
	{"Country", MEANING_ADDRESS},
	{"Postcode", MEANING_POSTCODE},
	{"Telephone", MEANING_TELEPHONE},
	{"Mobile", MEANING_TELEPHONE},
	{"Email", MEANING_EMAIL},
	{"Parent#Title", MEANING_PARENT_NAME},
	{"Parent#Surname", MEANING_PARENT_NAME},
	{"Parent#Forename", MEANING_PARENT_NAME},
	{"Parent#MiddleNames", MEANING_PARENT_NAME},
	{"Parent#Relationship", MEANING_PARENT_RELATION},
	{"Parent#Telephone", MEANING_PARENT_TELEPHONE},
	{"Parent#Mobile", MEANING_PARENT_TELEPHONE},
	{"Parent#WorkTelephone", MEANING_PARENT_TELEPHONE},
	{"Parent#*", MEANING_PARENT_ADDRESS},
	{"Ethnicity", MEANING_ETHNICITY},
	{"School", MEANING_SCHOOL},
	{"NCYear", MEANING_YEAR},
	{"LeavingDate", MEANING_LEAVING},
	{"NextSchool", MEANING_LEAVING},
	{"SENProvision", MEANING_SEN},
	{"Activity#*", MEANING_DESTINATION},
	{"LearningPlan*", MEANING_PLAN},

	/* Extracts at pupil level, a row for each thing. */
	{"Row", MEANING_FRAME},
	{"PupilReference", MEANING_PSEUDONYM},
	{"Result", MEANING_ASSESSMENT},
	{"Result*", MEANING_ASSESSMENT},
	{"HomeAuthority", MEANING_AUTHORITY},
	{"EthnicitySource", MEANING_ETHNICITY},
	{"FirstLanguage", MEANING_LANGUAGE},
	{"CountryOfBirth", MEANING_NATIONALITY},
	{"EnglishProficiency", MEANING_ENGLISH},
	{"FreeSchoolMeals", MEANING_MEALS},
	{"ServiceChild", MEANING_SERVICE_CHILD},
	{"YoungCarer", MEANING_YOUNG_CARER},
	{"YouthSupportAgreement", MEANING_YOUTH_AGREEMENT},
	{"PostLookedAfter", MEANING_CARE},
	{"EnrolmentStatus", MEANING_ENROLMENT},
	{"EntryDate", MEANING_ENROLMENT},
	{"LeavingReason", MEANING_LEAVING},
	{"Destination", MEANING_LEAVING},
	{"PartTime", MEANING_ENROLMENT},
	{"Boarder", MEANING_ENROLMENT},
	{"ClassType", MEANING_ENROLMENT},
	{"SchoolPhase", MEANING_PHASE},
	{"Post14", MEANING_ENROLMENT},
	{"SEN*", MEANING_SEN},
	{"Need*", MEANING_SEN},
	{"Attendance*", MEANING_ATTENDANCE},
	{"Sessions*", MEANING_ATTENDANCE},
	{"Code", MEANING_ABSENCE},
	{"Code*", MEANING_ABSENCE},
	{"Exclusion*", MEANING_EXCLUSION},
	{"Report*", MEANING_PROGRESS},
	{"Judgement", MEANING_PROGRESS},
	{"Target", MEANING_PROGRESS},
	{"View", MEANING_VIEW},
	{"View*", MEANING_VIEW},

	/* The child measurement programme's upload. */
	{"DfENumber", MEANING_SCHOOL},
	{"URN", MEANING_SCHOOL},
	{"NHSNumber", MEANING_UPN},
	{"FirstName", MEANING_NAME},
	{"LastName", MEANING_NAME},
	{"Sex", MEANING_SEX},
	{"Height", MEANING_MEASUREMENT},
	{"Weight", MEANING_MEASUREMENT},
	{"SchoolYear", MEANING_YEAR},
	{"AcademicYear", MEANING_MEASUREMENT},
	{"MeasurementDate", MEANING_MEASUREMENT},
	{"NotMeasured", MEANING_MEASUREMENT},
};

/* Ends of paths of elements; the first that fits. */
static const struct entry elements[] = {
	/* Parents and others first: their names are like the pupil's. */
	{"Contact/Surname", MEANING_PARENT_NAME},
	{"Contact/Forename", MEANING_PARENT_NAME},
	{"Contact/MiddleNames", MEANING_PARENT_NAME},
	{"Contact/Title", MEANING_PARENT_NAME},
	{"Contact/Order", MEANING_PARENT_RELATION},
	{"Contact/Gender", MEANING_PARENT_RELATION},
	{"Contact/Sex", MEANING_PARENT_RELATION},
	{"Contact/Relationship", MEANING_PARENT_RELATION},
	{"Contact/Responsibility", MEANING_PARENT_RELATION},
	{"Contact/Email", MEANING_PARENT_EMAIL},
	{"Contact/Address/*", MEANING_PARENT_ADDRESS},
	{"Contact/Phones/*", MEANING_PARENT_TELEPHONE},

	{"LearnerSupport/*", MEANING_ENROLMENT},
	{"SENhistory/*", MEANING_SEN},
	{"SpecialEducationalNeeds/*", MEANING_SEN},
	{"TermlyExclusion/*", MEANING_EXCLUSION},
	{"Exclusions/*", MEANING_EXCLUSION},
	{"FSMhistory/*", MEANING_MEALS},
	{"FSMperiods/*", MEANING_MEALS},
	{"LookedAfter/*", MEANING_CARE},
	{"SchoolHistory/*", MEANING_SCHOOL_HISTORY},
	{"AttendanceMarks", MEANING_ABSENCE},
	{"SessionDetail/*", MEANING_ABSENCE},
	{"Attendance/*", MEANING_ATTENDANCE},
	{"TermlyAttendance/*", MEANING_ATTENDANCE},
	{"StageAssessments/*", MEANING_ASSESSMENT},
	{"Address/PostCode", MEANING_POSTCODE},
	{"Home/PostCode", MEANING_POSTCODE},
	{"Address/*", MEANING_ADDRESS},
	{"Home/*", MEANING_ADDRESS},
	{"Phones/*", MEANING_TELEPHONE},
	{"Email", MEANING_EMAIL},

	/* Tracking of young people. */
	{"Reference", MEANING_PSEUDONYM},
	{"ULN", MEANING_ULN},
	{"BirthDate", MEANING_BIRTH_DATE},
	{"NCyear", MEANING_YEAR},
	{"YP10", MEANING_FRAME},
	{"YP13", MEANING_AUTHORITY},
	{"YP19", MEANING_POSTCODE},
	{"YP27", MEANING_ETHNICITY},
	{"YP32", MEANING_AUTHORITY},
	{"SENprovision", MEANING_SEN},
	{"Activities/*", MEANING_DESTINATION},
	{"Characteristics/*", MEANING_CIRCUMSTANCE},

	{"UPN", MEANING_UPN},
	{"FormerUPN", MEANING_UPN},
	{"UniqueLearnerNumber", MEANING_ULN},
	{"UCI", MEANING_CANDIDATE},
	{"Surname", MEANING_NAME},
	{"Forename", MEANING_NAME},
	{"MiddleNames", MEANING_NAME},
	{"PreferredSurname", MEANING_OTHER_NAME},
	{"PreferredForename", MEANING_OTHER_NAME},
	{"FormerSurname", MEANING_OTHER_NAME},
	{"FormerForename", MEANING_OTHER_NAME},
	{"DOB", MEANING_BIRTH_DATE},
	{"Sex", MEANING_SEX},
	{"Gender", MEANING_SEX},
	{"EnrolSchool", MEANING_SCHOOL},
	{"NCyearActual", MEANING_YEAR},
	{"NCyearLeaving", MEANING_YEAR},
	{"Ethnicity", MEANING_ETHNICITY},
	{"EthnicitySource", MEANING_ETHNICITY},
	{"Languages/Type/*", MEANING_LANGUAGE},
	{"Language", MEANING_LANGUAGE},
	{"Nationality", MEANING_NATIONALITY},
	{"CountryOfBirth", MEANING_NATIONALITY},
	{"ProficiencyInEnglish", MEANING_ENGLISH},
	{"EnrolStatus", MEANING_ENROLMENT},
	{"EntryDate", MEANING_ENROLMENT},
	{"LeavingDate", MEANING_LEAVING},
	{"PartTime", MEANING_ENROLMENT},
	{"Boarder", MEANING_ENROLMENT},
	{"ClassType", MEANING_ENROLMENT},
	{"ServiceChild", MEANING_SERVICE_CHILD},
	{"YSSA", MEANING_YOUTH_AGREEMENT},
	{"PLAA", MEANING_CARE},
	{"YoungCarer", MEANING_YOUNG_CARER},
	{"HoursAtSetting", MEANING_EARLY_YEARS},
	{"FundedHours", MEANING_EARLY_YEARS},
	{"ExtendedHours", MEANING_EARLY_YEARS},
	{"DAFIndicator", MEANING_EARLY_YEARS},
	{"EligibilityCode", MEANING_EARLY_YEARS},
	{"EYPPR", MEANING_EARLY_YEARS},
	{"MedicalFlag", MEANING_MEDICAL},
	{"Disability", MEANING_DISABILITY},
};
/* clang-format on */

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

const char *meaning_words(enum meaning meaning)
{
	return meaning < MEANING_COUNT ? meanings[meaning].words : "unknown";
}

uint64_t meanings_identifying(void)
{
	uint64_t set = 0;

	for (int i = 0; i < MEANING_COUNT; i++)
		if (meanings[i].identifies)
			set |= UINT64_C(1) << i;
	return set;
}

static bool fits(struct slice name, const char *pattern)
{
	struct slice wanted = slice_of(pattern);

	if (wanted.at[wanted.len - 1] != '*')
		return slice_equal(name, wanted);
	wanted.len--;
	return name.len > wanted.len && slice_starts_with(name, wanted);
}

static enum meaning look_up(const struct entry *entries, size_t count,
			    struct slice name)
{
	for (size_t i = 0; i < count; i++)
		if (fits(name, entries[i].name))
			return entries[i].meaning;
	return MEANING_UNKNOWN;
}

enum { NAME_BYTES = 128 };

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Takes "[2]" out of "parent[2].surname"; false where there is none. */
static bool unnumbered(struct slice heading, char name[NAME_BYTES],
		       struct slice *field, uint32_t *item)
{
	const char *open =
		heading.len == 0 ? NULL : memchr(heading.at, '[', heading.len);
	struct slice before, number, rest;
	uint64_t value;

	if (open == NULL || heading.len >= NAME_BYTES)
		return false;
	before = slice_part(heading, 0, (size_t)(open - heading.at));
	rest = slice_part(heading, before.len + 1, heading.len);
	number = slice_cut(&rest, ']');
	if (!slice_number(number, UINT32_MAX, &value))
		return false;
	memcpy(name, before.at, before.len);
	if (rest.len > 0)
		memcpy(name + before.len, rest.at, rest.len);
	*field = (struct slice){name, before.len + rest.len};
	*item = (uint32_t)value;
	return true;
}

/* "Parent2Surname" as "Parent#Surname" and 2; itself without a number. */
static struct slice digits_out(struct slice heading, char name[NAME_BYTES],
			       uint32_t *item)
{
	size_t from = 0, to;
	uint64_t number;

	if (!slice_starts_with(heading, SLICE("Parent")) &&
	    !slice_starts_with(heading, SLICE("Activity")))
		return heading;
	while (from < heading.len && !is_digit(heading.at[from]))
		from++;
	for (to = from; to < heading.len && is_digit(heading.at[to]);)
		to++;
	if (heading.len >= NAME_BYTES ||
	    !slice_number(slice_part(heading, from, to), 99, &number))
		return heading;
	memcpy(name, heading.at, from);
	name[from] = '#';
	memcpy(name + from + 1, heading.at + to, heading.len - to);
	*item = (uint32_t)number;
	return (struct slice){name, from + 1 + heading.len - to};
}

enum meaning meaning_of_heading(struct slice heading, uint32_t *item,
				struct slice *field)
{
	char name[NAME_BYTES];
	struct slice plain = heading;
	enum meaning meaning;

	*item = 1;
	unnumbered(heading, name, &plain, item);
	*field = (struct slice){0};
	meaning = look_up(fields, COUNT(fields), plain);
	if (meaning == MEANING_UNKNOWN)
		return look_up(headings, COUNT(headings),
			       digits_out(heading, name, item));
	if (plain.at == heading.at)
		*field = heading;
	return meaning;
}

bool meaning_is_field(struct slice heading)
{
	char name[NAME_BYTES];
	struct slice plain = heading;
	uint32_t item;

	unnumbered(heading, name, &plain, &item);
	return look_up(fields, COUNT(fields), plain) != MEANING_UNKNOWN;
}

/* Whether `path` ends with the pattern, from an element's beginning on; a
 * pattern that ends with "*" may stand anywhere before. */
static bool ends_so(struct slice path, const char *pattern)
{
	for (;;) {
		struct slice rest = path;

		if (fits(path, pattern))
			return true;
		slice_cut(&rest, '/');
		if (rest.len == 0)
			return false;
		path = rest;
	}
}

enum meaning meaning_of_path(struct slice path)
{
	for (size_t i = 0; i < COUNT(elements); i++)
		if (ends_so(path, elements[i].name))
			return elements[i].meaning;
	return MEANING_UNKNOWN;
}
