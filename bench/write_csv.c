#include "writers.h"

#include <stddef.h>
#include <string.h>

/* A column is a field of the dictionary and where its text lies. */
struct column {
	const char *name;
	size_t at;
};

#define AT(name, member)                                      \
	{                                                     \
		name, offsetof(struct invented_pupil, member) \
	}
#define PARENT(n, name, member) \
	AT("parent[" #n "]." name, parents[n - 1].member)
#define PARENT_COLUMNS(n)                                     \
	PARENT(n, "order", order), PARENT(n, "title", title), \
		PARENT(n, "surname", surname),                \
		PARENT(n, "forename", forename),              \
		PARENT(n, "relationship", relationship),      \
		PARENT(n, "responsibility", responsibility),  \
		PARENT(n, "address-as-pupil", as_pupil),      \
		PARENT(n, "telephone", telephone),            \
		PARENT(n, "mobile", mobile), PARENT(n, "email", email)
#define EXCLUSION(n, name, member) \
	AT("exclusion[" #n "]." name, exclusions[n - 1].member)
#define EXCLUSION_COLUMNS(n)                            \
	EXCLUSION(n, "category", category),             \
		EXCLUSION(n, "start-date", start_date), \
		EXCLUSION(n, "sessions", sessions),     \
		EXCLUSION(n, "reason-1", reason[0]),    \
		EXCLUSION(n, "reason-2", reason[1]),    \
		EXCLUSION(n, "sen-provision", sen_provision)
#define ASSESSMENT(n, name, member) \
	AT("assessment[" #n "]." name, assessments[n - 1].member)
#define ASSESSMENT_COLUMNS(n)                                           \
	ASSESSMENT(n, "stage", stage), ASSESSMENT(n, "locale", locale), \
		ASSESSMENT(n, "year", year),                            \
		ASSESSMENT(n, "subject", subject),                      \
		ASSESSMENT(n, "method", method),                        \
		ASSESSMENT(n, "component", component),                  \
		ASSESSMENT(n, "status", status),                        \
		ASSESSMENT(n, "qualifier", qualifier),                  \
		ASSESSMENT(n, "result", result)

/* clang-format off */
static const struct column columns[] = {
	AT("pupil.upn", upn),
	AT("pupil.uln", uln),
	AT("pupil.surname", surname),
	AT("pupil.forename", forename),
	AT("pupil.middle-names", middle),
	AT("pupil.preferred-forename", preferred),
	AT("pupil.former-surname", former),
	AT("pupil.birth-date", birth_date),
	AT("pupil.sex", sex),
	AT("pupil.address-paon", paon),
	AT("pupil.address-street", street),
	AT("pupil.address-locality", locality),
	AT("pupil.address-town", town),
	AT("pupil.address-administrative-area", county),
	AT("pupil.postcode", postcode),
	AT("pupil.telephone", telephone),
	AT("pupil.mobile", mobile),
	AT("pupil.email", email),
	AT("pupil.lsoa", lsoa),
	PARENT_COLUMNS(1),
	PARENT_COLUMNS(2),
	AT("ethnicity", ethnicity),
	AT("ethnicity-source", ethnicity_source),
	AT("first-language", language),
	AT("free-school-meals", free_meals),
	AT("service-child", service_child),
	AT("youth-support-agreement", youth_support),
	AT("enrolment.status", status),
	AT("enrolment.entry-date", entry),
	AT("enrolment.year-group", year),
	AT("enrolment.part-time", part_time),
	AT("enrolment.post-14", post_14),
	AT("sen.provision", sen),
	AT("sen.start-date", sen_since),
	AT("sen-need.rank", need_rank),
	AT("sen-need.type", need),
	AT("medical.flag", medical_flag),
	AT("medical.notes", medical_notes),
	AT("looked-after.in-care", in_care),
	AT("looked-after.authority", care_authority),
	AT("attendance.period", attendance_year),
	AT("attendance.laestab", attendance_school),
	AT("attendance.school-name", attendance_name),
	AT("attendance.term", attendance_term),
	AT("attendance.start-date", attendance_from),
	AT("attendance.sessions-possible", possible),
	AT("attendance.sessions-attended", attended),
	AT("attendance.sessions-authorised", authorised),
	AT("attendance.sessions-unauthorised", unauthorised),
	EXCLUSION_COLUMNS(1),
	EXCLUSION_COLUMNS(2),
	ASSESSMENT_COLUMNS(1),
	ASSESSMENT_COLUMNS(2),
	ASSESSMENT_COLUMNS(3),
};

static const struct column wish_columns[] = {
	AT("pupil.upn", upn),
	AT("wish.kind", wish_kind),
	AT("wish.by", wish_by),
	AT("wish.recipient", wish_recipient),
	AT("wish.date", wish_date),
};
/* clang-format on */

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static void write_heads(FILE *file, const struct column *table, size_t count)
{
	for (size_t i = 0; i < count; i++)
		fprintf(file, "%s%s", i > 0 ? "," : "", table[i].name);
	fputc('\n', file);
}

/* RFC 4180; no invented value has a line end. */
static void write_value(FILE *file, const char *text)
{
	if (strpbrk(text, ",\"") == NULL) {
		fputs(text, file);
		return;
	}
	fputc('"', file);
	for (; *text != '\0'; text++) {
		if (*text == '"')
			fputc('"', file);
		fputc(*text, file);
	}
	fputc('"', file);
}

static void write_row(FILE *file, const struct invented_pupil *pupil,
		      const struct column *table, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			fputc(',', file);
		write_value(file, (const char *)pupil + table[i].at);
	}
	fputc('\n', file);
}

void csv_begin(FILE *file)
{
	write_heads(file, columns, COUNT(columns));
}

void csv_pupil(FILE *file, const struct invented_pupil *pupil)
{
	write_row(file, pupil, columns, COUNT(columns));
}

void wishes_begin(FILE *file)
{
	write_heads(file, wish_columns, COUNT(wish_columns));
}

void wishes_pupil(FILE *file, const struct invented_pupil *pupil)
{
	if (pupil->wish_kind[0] != '\0')
		write_row(file, pupil, wish_columns, COUNT(wish_columns));
}
