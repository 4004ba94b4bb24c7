/*
 * The Common Transfer File: no namespace, UTF-8, elements in the order in
 * which generators of the field write them.
 */
#include "writers.h"

#include <string.h>

#include "base/date.h"

struct xml {
	FILE *file;
	int depth;
};

static void write_text(FILE *file, const char *text)
{
	for (; *text != '\0'; text++) {
		switch (*text) {
		case '&':
			fputs("&amp;", file);
			break;
		case '<':
			fputs("&lt;", file);
			break;
		case '>':
			fputs("&gt;", file);
			break;
		default:
			fputc(*text, file);
		}
	}
}

static void indent(const struct xml *xml)
{
	fprintf(xml->file, "%*s", xml->depth, "");
}

static void start(struct xml *xml, const char *name)
{
	indent(xml);
	fprintf(xml->file, "<%s>\n", name);
	xml->depth++;
}

static void end(struct xml *xml, const char *name)
{
	xml->depth--;
	indent(xml);
	fprintf(xml->file, "</%s>\n", name);
}

/* An element without text is left out. */
static void element(struct xml *xml, const char *name, const char *text)
{
	if (text[0] == '\0')
		return;
	indent(xml);
	fprintf(xml->file, "<%s>", name);
	write_text(xml->file, text);
	fprintf(xml->file, "</%s>\n", name);
}

static void school_number(struct xml *xml, const char *laestab)
{
	char authority[4] = {0};

	memcpy(authority, laestab, 3);
	element(xml, "LEA", authority);
	element(xml, "Estab", laestab + 3);
}

void ctf_begin(FILE *file, const struct invented_class *class,
	       const struct ctf_frame *frame)
{
	struct xml xml = {file, 0};
	char text[32], date[DATE_TEXT_BYTES];
	int year = date_academic_year(class->date);

	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", file);
	start(&xml, "CTfile");
	start(&xml, "Header");
	element(&xml, "DocumentName", "Common Transfer File");
	(void)snprintf(text, sizeof(text), "%d.0", year % 100);
	element(&xml, "CTFversion", text);
	date_format(class->date, date);
	(void)snprintf(text, sizeof(text), "%sT10:00:00", date);
	element(&xml, "DateTime", text);
	element(&xml, "DocumentQualifier", "full");
	element(&xml, "SupplierID", "make_pupils");
	start(&xml, "SourceSchool");
	school_number(&xml, frame->sender);
	element(&xml, "SchoolName", frame->sender_name);
	(void)snprintf(text, sizeof(text), "%d", year);
	element(&xml, "AcademicYear", text);
	end(&xml, "SourceSchool");
	start(&xml, "DestSchool");
	school_number(&xml, class->laestab);
	end(&xml, "DestSchool");
	end(&xml, "Header");
	start(&xml, "CTFpupilData");
}

void ctf_end(FILE *file)
{
	fputs(" </CTFpupilData>\n</CTfile>\n", file);
}

static void basic_details(struct xml *xml, const struct invented_pupil *pupil)
{
	start(xml, "BasicDetails");
	element(xml, "PreferredForename", pupil->preferred);
	element(xml, "FormerSurname", pupil->former);
	element(xml, "MiddleNames", pupil->middle);
	element(xml, "NCyearActual", pupil->year);
	element(xml, "Ethnicity", pupil->ethnicity);
	element(xml, "EthnicitySource", pupil->ethnicity_source);
	start(xml, "Languages");
	start(xml, "Type");
	element(xml, "LanguageType", "F");
	element(xml, "Language", pupil->language);
	end(xml, "Type");
	end(xml, "Languages");
	element(xml, "EnrolStatus", pupil->status);
	element(xml, "ServiceChild", pupil->service_child);
	element(xml, "MedicalFlag", pupil->medical_flag);
	end(xml, "BasicDetails");
}

static void meals(struct xml *xml, const struct invented_pupil *pupil)
{
	if (pupil->meals_since[0] == '\0')
		return;
	start(xml, "FSMhistory");
	start(xml, "FSMinstance");
	element(xml, "FSMstartDate", pupil->meals_since);
	element(xml, "UKcountry", pupil->meals_country);
	end(xml, "FSMinstance");
	end(xml, "FSMhistory");
}

static void needs(struct xml *xml, const struct invented_pupil *pupil)
{
	if (pupil->sen_since[0] == '\0')
		return;
	start(xml, "SENhistory");
	start(xml, "SEN");
	element(xml, "StartDate", pupil->sen_since);
	element(xml, "SENprovision", pupil->sen);
	end(xml, "SEN");
	start(xml, "SENneeds");
	start(xml, "SENneed");
	element(xml, "NeedStartDate", pupil->sen_since);
	element(xml, "SENtypeRank", pupil->need_rank);
	element(xml, "SENtype", pupil->need);
	end(xml, "SENneed");
	end(xml, "SENneeds");
	end(xml, "SENhistory");
}

static void phone(struct xml *xml, const char *type, const char *number)
{
	if (number[0] == '\0')
		return;
	start(xml, "Phone");
	element(xml, "TelephoneType", type);
	element(xml, "PhoneNo", number);
	end(xml, "Phone");
}

static void phones(struct xml *xml, const char *home, const char *mobile)
{
	if (home[0] == '\0' && mobile[0] == '\0')
		return;
	start(xml, "Phones");
	phone(xml, "H", home);
	phone(xml, "M", mobile);
	end(xml, "Phones");
}

static void home(struct xml *xml, const struct invented_pupil *pupil)
{
	start(xml, "Address");
	start(xml, "BS7666Address");
	element(xml, "PAON", pupil->paon);
	element(xml, "Street", pupil->street);
	element(xml, "Locality", pupil->locality);
	element(xml, "Town", pupil->town);
	element(xml, "AdministrativeArea", pupil->county);
	end(xml, "BS7666Address");
	element(xml, "PostCode", pupil->postcode);
	end(xml, "Address");
	phones(xml, pupil->telephone, pupil->mobile);
	element(xml, "Email", pupil->email);
}

static void contacts(struct xml *xml, const struct invented_pupil *pupil)
{
	start(xml, "Contacts");
	for (int i = 0; i < INVENTED_PARENTS; i++) {
		const struct invented_parent *parent = &pupil->parents[i];

		if (parent->surname[0] == '\0')
			continue;
		start(xml, "Contact");
		element(xml, "Order", parent->order);
		element(xml, "Title", parent->title);
		element(xml, "Surname", parent->surname);
		element(xml, "Forename", parent->forename);
		element(xml, "Relationship", parent->relationship);
		element(xml, "Responsibility", parent->responsibility);
		if (strcmp(parent->as_pupil, "true") == 0) {
			start(xml, "Address");
			element(xml, "AddressAsPupil", parent->as_pupil);
			end(xml, "Address");
		}
		phones(xml, parent->telephone, parent->mobile);
		element(xml, "Email", parent->email);
		end(xml, "Contact");
	}
	end(xml, "Contacts");
}

static void attendance(struct xml *xml, const struct invented_pupil *pupil,
		       const struct ctf_frame *frame)
{
	start(xml, "Attendance");
	start(xml, "YearData");
	element(xml, "Year", pupil->attendance_year);
	school_number(xml, frame->sender);
	element(xml, "SchoolName", frame->sender_name);
	element(xml, "SessionsPossible", pupil->possible);
	element(xml, "SessionsAuthorised", pupil->authorised);
	element(xml, "SessionsAttended", pupil->attended);
	element(xml, "SessionsUnauthorised", pupil->unauthorised);
	start(xml, "AttendSessions");
	element(xml, "AttendanceStartDate", pupil->attendance_from);
	end(xml, "AttendSessions");
	end(xml, "YearData");
	end(xml, "Attendance");
}

static void assessments(struct xml *xml, const struct invented_pupil *pupil)
{
	if (pupil->assessments[0].stage[0] == '\0')
		return;
	start(xml, "StageAssessments");
	start(xml, "KeyStage");
	element(xml, "Stage", pupil->assessments[0].stage);
	for (int i = 0; i < INVENTED_ASSESSMENTS; i++) {
		const struct invented_assessment *result =
			&pupil->assessments[i];

		start(xml, "StageAssessment");
		element(xml, "Locale", result->locale);
		element(xml, "Year", result->year);
		element(xml, "Subject", result->subject);
		element(xml, "Method", result->method);
		element(xml, "Component", result->component);
		element(xml, "ResultStatus", result->status);
		element(xml, "ResultQualifier", result->qualifier);
		element(xml, "Result", result->result);
		end(xml, "StageAssessment");
	}
	end(xml, "KeyStage");
	end(xml, "StageAssessments");
}

static void history(struct xml *xml, const struct invented_pupil *pupil,
		    const struct ctf_frame *frame)
{
	start(xml, "SchoolHistory");
	start(xml, "School");
	school_number(xml, frame->sender);
	element(xml, "SchoolName", frame->sender_name);
	element(xml, "EntryDate", pupil->entry);
	element(xml, "LeavingDate", pupil->as_of);
	element(xml, "LastSchool", "true");
	end(xml, "School");
	end(xml, "SchoolHistory");
}

void ctf_pupil(FILE *file, const struct invented_pupil *pupil,
	       const struct ctf_frame *frame)
{
	struct xml xml = {file, 2};

	start(&xml, "Pupil");
	element(&xml, "UPN", pupil->upn);
	element(&xml, "UniqueLearnerNumber", pupil->uln);
	element(&xml, "Surname", pupil->surname);
	element(&xml, "Forename", pupil->forename);
	element(&xml, "DOB", pupil->birth_date);
	element(&xml, "Sex", pupil->sex);
	basic_details(&xml, pupil);
	meals(&xml, pupil);
	if (strcmp(pupil->in_care, "true") == 0) {
		start(&xml, "LookedAfter");
		element(&xml, "InCare", pupil->in_care);
		element(&xml, "CareAuthority", pupil->care_authority);
		end(&xml, "LookedAfter");
	}
	needs(&xml, pupil);
	home(&xml, pupil);
	contacts(&xml, pupil);
	attendance(&xml, pupil, frame);
	assessments(&xml, pupil);
	history(&xml, pupil, frame);
	end(&xml, "Pupil");
}
