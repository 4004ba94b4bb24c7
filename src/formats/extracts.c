#include "formats/extracts.h"

#include "formats/columns_rows.h"
#include "register/record.h"

/*
 * No layout of these is published: the columns are what the gateways let go, and
 * the headers our own.
 */

/* clang-format off */
#define WHOSE \
	{ SLICE_INIT("Row"), NULL, COLUMN_KIND, COLUMN_NEEDED }, \
	{ SLICE_INIT("PupilReference"), "pupil.pseudonym", COLUMN_VALUE, \
	  COLUMN_NEEDED | COLUMN_KEY }

#define RESULT \
	PAST("ResultStage", "assessment.stage"), \
	VALUE("ResultLocale", "assessment.locale"), \
	VALUE("ResultYear", "assessment.year"), \
	VALUE("ResultSubject", "assessment.subject"), \
	VALUE("ResultMethod", "assessment.method"), \
	VALUE("ResultComponent", "assessment.component"), \
	PAST("ResultStatus", "assessment.status"), \
	VALUE("ResultQualifier", "assessment.qualifier"), \
	NEED("Result", "assessment.result"), \
	VALUE("ResultDate", "assessment.date")

#define CHARACTERISTICS \
	NEED("Ethnicity", "ethnicity"), \
	VALUE("EthnicitySource", "ethnicity-source"), \
	VALUE("FirstLanguage", "first-language"), \
	VALUE("Nationality", "nationality"), \
	VALUE("CountryOfBirth", "country-of-birth"), \
	VALUE("EnglishProficiency", "english-proficiency"), \
	VALUE("FreeSchoolMeals", "free-school-meals"), \
	VALUE("ServiceChild", "service-child"), \
	VALUE("YoungCarer", "young-carer"), \
	VALUE("YouthSupportAgreement", "youth-support-agreement"), \
	VALUE("PostLookedAfter", "post-looked-after")

static const struct column results_columns[] = {
	WHOSE,
	VALUE("DateOfBirth", "pupil.birth-date"),
	VALUE("Sex", "pupil.sex"),
	VALUE("NCYear", "enrolment.year-group"),
	VALUE("School", "enrolment.school"),
	RESULT,
};

static const struct column_kind_row results_kinds[] = {
	{ "assessments", SLICE_INIT("result") },
};

/* progress and performance; R-092: views of children. */
static const struct column inspection_columns[] = {
	WHOSE,
	VALUE("DateOfBirth", "pupil.birth-date"),
	VALUE("Sex", "pupil.sex"),
	VALUE("HomeAuthority", "pupil.home-authority"),
	CHARACTERISTICS,
	VALUE("School", "enrolment.school"),
	VALUE("EnrolmentStatus", "enrolment.status"),
	VALUE("EntryDate", "enrolment.entry-date"),
	VALUE("LeavingDate", "enrolment.leaving-date"),
	PAST("LeavingReason", "enrolment.leaving-reason"),
	VALUE("Destination", "enrolment.destination"),
	VALUE("NCYear", "enrolment.year-group"),
	VALUE("PartTime", "enrolment.part-time"),
	VALUE("Boarder", "enrolment.boarder"),
	VALUE("ClassType", "enrolment.class-type"),
	VALUE("SchoolPhase", "enrolment.school-phase"),
	VALUE("Post14", "enrolment.post-14"),
	VALUE("SENProvision", "sen.provision"),
	VALUE("SENStart", "sen.start-date"),
	VALUE("SENUnit", "sen.unit"),
	VALUE("SENResourced", "sen.resourced"),
	VALUE("NeedRank", "sen-need.rank"),
	PAST("NeedType", "sen-need.type"),
	VALUE("NeedStart", "sen-need.start-date"),
	VALUE("NeedEnd", "sen-need.end-date"),
	YEAR("AttendanceYear", "attendance.laestab"),
	VALUE("AttendanceSchool", "attendance.laestab"),
	VALUE("AttendanceSchoolName", "attendance.school-name"),
	VALUE("AttendanceTerm", "attendance.term"),
	VALUE("AttendanceFrom", "attendance.start-date"),
	VALUE("SessionsPossible", "attendance.sessions-possible"),
	VALUE("SessionsAttended", "attendance.sessions-attended"),
	VALUE("SessionsAuthorised", "attendance.sessions-authorised"),
	VALUE("SessionsUnauthorised", "attendance.sessions-unauthorised"),
	YEAR("CodeYear", "attendance-code.code"),
	VALUE("CodeTerm", "attendance-code.term"),
	PAST("Code", "attendance-code.code"),
	VALUE("CodeSessions", "attendance-code.sessions"),
	PAST("ExclusionCategory", "exclusion.category"),
	VALUE("ExclusionStart", "exclusion.start-date"),
	VALUE("ExclusionSessions", "exclusion.sessions"),
	PAST("ExclusionReason1", "exclusion.reason-1"),
	PAST("ExclusionReason2", "exclusion.reason-2"),
	PAST("ExclusionReason3", "exclusion.reason-3"),
	PAST("ExclusionSEN", "exclusion.sen-provision"),
	RESULT,
	VALUE("ReportDate", "progress.date"),
	VALUE("ReportSubject", "progress.subject"),
	VALUE("Judgement", "progress.judgement"),
	VALUE("Target", "progress.target"),
	VALUE("ReportNotes", "progress.notes"),
	VALUE("ViewDate", "view.date"),
	VALUE("ViewTopic", "view.topic"),
	NEED("View", "view.text"),
};

static const struct column_kind_row inspection_kinds[] = {
	{ "sen-needs", SLICE_INIT("need") },
	{ "attendance", SLICE_INIT("attendance") },
	{ "attendance-codes", SLICE_INIT("attendance-code") },
	{ "exclusions", SLICE_INIT("exclusion") },
	{ "assessments", SLICE_INIT("result") },
	{ "progress", SLICE_INIT("report") },
	{ "views", SLICE_INIT("view") },
};

static const struct column outreach_columns[] = {
	WHOSE,
	VALUE("DateOfBirth", "pupil.birth-date"),
	VALUE("Sex", "pupil.sex"),
	CHARACTERISTICS,
	VALUE("NCYear", "enrolment.year-group"),
	VALUE("School", "enrolment.school"),
	RESULT,
};
/* clang-format on */

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

const struct column_table results_table = {
	.columns = results_columns,
	.count = COUNT(results_columns),
	.kinds = results_kinds,
	.kind_count = COUNT(results_kinds),
	.pupil_kind = SLICE_INIT("pupil"),
	.name = SLICE_INIT("Results"),
};

const struct column_table inspection_table = {
	.columns = inspection_columns,
	.count = COUNT(inspection_columns),
	.kinds = inspection_kinds,
	.kind_count = COUNT(inspection_kinds),
	.pupil_kind = SLICE_INIT("pupil"),
	.name = SLICE_INIT("Inspection"),
};

/* results of key stages 2 to 5; without a stage nobody knows. */
static bool is_of_key_stages_2_to_5(const struct dictionary *dictionary,
				    const struct item *item)
{
	static const char *const stages[] = {"KS2", "KS3", "KS4", "KS5"};
	uint16_t field = dictionary_find(dictionary, KIND_FIELD,
					 SLICE("assessment.stage"));

	if (field == DICTIONARY_NONE || item->count == 0 ||
	    dictionary->fields[item->values[0].field].category !=
		    dictionary->fields[field].category)
		return true;
	for (size_t i = 0; i < COUNT(stages); i++)
		if (slice_is(item_text(item, field), stages[i]))
			return true;
	return false;
}

const struct column_table outreach_table = {
	.columns = outreach_columns,
	.count = COUNT(outreach_columns),
	.kinds = results_kinds,
	.kind_count = COUNT(results_kinds),
	.pupil_kind = SLICE_INIT("pupil"),
	.name = SLICE_INIT("Outreach"),
	.wanted = is_of_key_stages_2_to_5,
};
