#include "formats/lrs.h"

#include <assert.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "formats/csv.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* clang-format off */

/* F06, R-069, R-219.  Limits are those of the service description. */
#define REGISTRATION                                                           \
	{ SLICE_INIT("ULN"), "pupil.uln", LRS_PLAIN, 10, false, NULL },        \
	{ SLICE_INIT("MISIdentifier"), "pupil.upn", LRS_UPN, 0, false, NULL }, \
	{ SLICE_INIT("Title"), NULL, LRS_PLAIN, 35, false, NULL },             \
	{ SLICE_INIT("GivenName"), "pupil.forename", LRS_PLAIN, 35, true,      \
	  NULL },                                                              \
	{ SLICE_INIT("PreferredGivenName"), "pupil.preferred-forename",        \
	  LRS_PLAIN, 35, false, NULL },                                        \
	{ SLICE_INIT("MiddleOtherName"), "pupil.middle-names", LRS_PLAIN, 35,  \
	  false, NULL },                                                       \
	{ SLICE_INIT("FamilyName"), "pupil.surname", LRS_PLAIN, 35, true,      \
	  NULL },                                                              \
	{ SLICE_INIT("PreviousFamilyName"), "pupil.former-surname", LRS_PLAIN, \
	  35, false, NULL },                                                   \
	{ SLICE_INIT("FamilyNameAtAge16"), "learner.surname-at-16", LRS_PLAIN, \
	  35, false, NULL },                                                   \
	{ SLICE_INIT("SchoolAtAge16"), "learner.school-at-16", LRS_PLAIN, 254, \
	  false, NULL },                                                       \
	{ SLICE_INIT("LastKnownAddressLine1"), "pupil.address-line-1",         \
	  LRS_PLAIN, 50, false, NULL },                                        \
	{ SLICE_INIT("LastKnownAddressLine2"), "pupil.address-line-2",         \
	  LRS_PLAIN, 50, false, NULL },                                        \
	{ SLICE_INIT("LastKnownAddressTown"), "pupil.address-town", LRS_PLAIN, \
	  50, false, NULL },                                                   \
	{ SLICE_INIT("LastKnownAddressCountyOrCity"), "pupil.address-county",  \
	  LRS_PLAIN, 50, false, NULL },                                        \
	{ SLICE_INIT("LastKnownPostCode"), "pupil.postcode", LRS_PLAIN, 9,     \
	  false, "ZZ99 9ZZ" },                                                 \
	{ SLICE_INIT("DateOfAddressCapture"), NULL, LRS_PLAIN, 10, false,      \
	  NULL },                                                              \
	{ SLICE_INIT("DateOfBirth"), "pupil.birth-date", LRS_PLAIN, 10, true,  \
	  NULL },                                                              \
	{ SLICE_INIT("PlaceOfBirth"), "learner.place-of-birth", LRS_PLAIN, 35, \
	  false, NULL },                                                       \
	{ SLICE_INIT("EmailAddress"), "pupil.email", LRS_PLAIN, 254, false,    \
	  NULL },                                                              \
	{ SLICE_INIT("Gender"), "pupil.sex", LRS_SEX, 1, false, "9" },         \
	{ SLICE_INIT("Nationality"), NULL, LRS_PLAIN, 3, false, NULL },        \
	{ SLICE_INIT("ScottishCandidateNumber"), NULL, LRS_PLAIN, 9, false,    \
	  NULL },                                                              \
	{ SLICE_INIT("AbilityToShare"), "learner.sharing", LRS_PLAIN, 1,       \
	  false, "0" },                                                        \
	{ SLICE_INIT("VerificationType"), "learner.verification", LRS_PLAIN,   \
	  3, false, "0" },                                                     \
	{ SLICE_INIT("OtherVerificationDescription"), NULL, LRS_PLAIN, 255,    \
	  false, NULL },                                                       \
	{ SLICE_INIT("Notes"), NULL, LRS_PLAIN, 4000, false, NULL }

#define VERIFICATION                                                           \
	{ SLICE_INIT("MISIdentifier"), "pupil.upn", LRS_UPN, 0, false, NULL }, \
	{ SLICE_INIT("ULN"), "pupil.uln", LRS_PLAIN, 10, true, NULL },         \
	{ SLICE_INIT("FamilyName"), "pupil.surname", LRS_PLAIN, 35, true,      \
	  NULL },                                                              \
	{ SLICE_INIT("GivenName"), "pupil.forename", LRS_PLAIN, 35, true,      \
	  NULL },                                                              \
	{ SLICE_INIT("DateOfBirth"), "pupil.birth-date", LRS_PLAIN, 10, true,  \
	  NULL },                                                              \
	{ SLICE_INIT("Gender"), "pupil.sex", LRS_SEX, 1, false, "9" }

static const struct lrs_column batch[] = { REGISTRATION };

static const struct lrs_column answers[] = {
	REGISTRATION,
	{ SLICE_INIT("ReturnCode"), "learner.answer", LRS_CODE, 8, true, NULL },
};

static const struct lrs_column verify[] = { VERIFICATION };

static const struct lrs_column verified[] = {
	VERIFICATION,
	{ SLICE_INIT("ReturnCode"), "learner.answer", LRS_CODE, 8, true, NULL },
	{ SLICE_INIT("FailureFlags"), "learner.answer-flags", LRS_PLAIN, 0,
	  false, NULL },
};

/* F07, R-041, R-070: the parts of a LearningEvent that pupils' records have. */
static const struct lrs_column events[] = {
	{ SLICE_INIT("ULN"), "pupil.uln", LRS_PLAIN, 10, true, NULL },
	{ SLICE_INIT("MISIdentifier"), "pupil.upn", LRS_UPN, 0, false, NULL },
	{ SLICE_INIT("GivenName"), "pupil.forename", LRS_PLAIN, 35, false,
	  NULL },
	{ SLICE_INIT("FamilyName"), "pupil.surname", LRS_PLAIN, 35, false,
	  NULL },
	{ SLICE_INIT("DateOfBirth"), "pupil.birth-date", LRS_PLAIN, 10, false,
	  NULL },
	{ SLICE_INIT("AchievementProviderName"), "qualification.provider",
	  LRS_PLAIN, 0, false, NULL },
	{ SLICE_INIT("AwardingOrganisationName"),
	  "qualification.awarding-organisation", LRS_PLAIN, 0, false, NULL },
	{ SLICE_INIT("QualificationType"), "qualification.title", LRS_PLAIN, 0,
	  false, NULL },
	{ SLICE_INIT("SubjectCode"), "qualification.number", LRS_PLAIN, 0,
	  false, NULL },
	{ SLICE_INIT("Subject"), "qualification.subject", LRS_PLAIN, 0, false,
	  NULL },
	{ SLICE_INIT("Grade"), "qualification.grade", LRS_PLAIN, 0, false,
	  NULL },
	{ SLICE_INIT("AchievementAwardDate"), "qualification.award-date",
	  LRS_PLAIN, 10, false, NULL },
	{ SLICE_INIT("Credits"), "qualification.credits", LRS_PLAIN, 0, false,
	  NULL },
	{ SLICE_INIT("Level"), "qualification.level", LRS_PLAIN, 0, false,
	  NULL },
	{ SLICE_INIT("Source"), "qualification.source", LRS_PLAIN, 0, false,
	  NULL },
	{ SLICE_INIT("ParticipationStartDate"), "qualification.start-date",
	  LRS_PLAIN, 10, false, NULL },
	{ SLICE_INIT("ParticipationEndDate"), "qualification.end-date",
	  LRS_PLAIN, 10, false, NULL },
};

const struct lrs_layout lrs_layouts[] = {
	{ &lrs_batch_format, batch, COUNT(batch), true, false, ".CSV" },
	{ &lrs_answers_format, answers, COUNT(answers), true, false,
	  "_ANSWERS.CSV" },
	{ &lrs_verify_format, verify, COUNT(verify), false, false, ".CSV" },
	{ &lrs_verified_format, verified, COUNT(verified), false, false,
	  "_ANSWERS.CSV" },
	{ &learner_events_format, events, COUNT(events), false, true, ".csv" },
};
/* clang-format on */

const size_t lrs_layout_count = COUNT(lrs_layouts);

static_assert(COUNT(answers) <= LRS_COLUMNS, "a row has its place");

const struct lrs_layout *lrs_layout_of(const struct format *format)
{
	for (size_t i = 0; i < lrs_layout_count; i++)
		if (lrs_layouts[i].format == format)
			return &lrs_layouts[i];
	return NULL;
}

uint16_t lrs_field(const struct dictionary *dictionary,
		   const struct lrs_column *column)
{
	const struct field *field = NULL;

	if (column->field != NULL)
		field = dictionary_field(dictionary, slice_of(column->field));
	return field != NULL ? (uint16_t)(field - dictionary->fields)
			     : DICTIONARY_NONE;
}

/* --- which one a file is ----------------------------------------------------- */

static bool has_heading(const struct csv_row *header, struct slice heading)
{
	for (size_t i = 0; i < header->count; i++)
		if (slice_equal_ignoring_case(slice_trim(header->fields[i]),
					      heading))
			return true;
	return false;
}

/* Headings that the row has and the layout too, less those that only one of
 * them has. */
static long likeness(const struct lrs_layout *layout,
		     const struct csv_row *header)
{
	long found = 0;

	for (size_t i = 0; i < layout->count; i++)
		found += has_heading(header, layout->columns[i].heading);
	return 3 * found - (long)layout->count - (long)header->count;
}

const struct lrs_layout *lrs_layout_nearest(const struct csv_row *header)
{
	const struct lrs_layout *nearest = NULL;
	long best = 0;

	/* What school systems write has spaces in it. */
	if (!has_heading(header, SLICE("GivenName")) ||
	    !has_heading(header, SLICE("FamilyName")))
		return NULL;
	for (size_t i = 0; i < lrs_layout_count; i++) {
		long found = likeness(&lrs_layouts[i], header);

		if (nearest == NULL || found > best) {
			nearest = &lrs_layouts[i];
			best = found;
		}
	}
	return best > 0 ? nearest : NULL;
}

static const struct lrs_layout *detected(struct slice start)
{
	const struct lrs_layout *layout = NULL;
	struct csv csv;
	struct csv_row row;

	if (slice_starts_with(slice_trim(start), SLICE("<")))
		return NULL;
	if (csv_begin(&csv, start, 0, NULL) == 0 &&
	    csv_read(&csv, &row, NULL) == 1)
		layout = lrs_layout_nearest(&row);
	csv_release(&csv);
	return layout;
}

static bool is_detected(struct slice start, const struct format *format)
{
	const struct lrs_layout *layout = detected(start);

	return layout != NULL && layout->format == format;
}

/* --- the file's name --------------------------------------------------------- */

static int check_ukprn(const struct writing *writing, struct error *error)
{
	uint64_t number;

	if (writing->ukprn.len == 8 && writing->ukprn.at[0] == '1' &&
	    slice_number(writing->ukprn, 19999999, &number))
		return 0;
	error_set(error, ERROR_INPUT,
		  "a file for the learner registration needs the school's "
		  "UKPRN: eight digits that begin with 1");
	return error_hint(error, "give it with --ukprn; the register of "
				 "learning providers lists it");
}

/* <laestab>_learner-events_<date>.csv: the registration names no pattern. */
static int events_name(const struct writing *writing, struct builder *name,
		       struct error *error)
{
	char date[DATE_TEXT_BYTES];

	date_format(writing->date, date);
	if (writing->laestab.len > 0) {
		builder_add(name, writing->laestab);
		builder_add_byte(name, '_');
	}
	builder_add_format(name, "learner-events_%s.csv", date);
	return name->failed ? error_memory(error) : 0;
}

int lrs_file_name(const struct lrs_layout *layout,
		  const struct writing *writing, struct builder *name,
		  struct error *error)
{
	struct civil day = date_to_civil(writing->date);
	const char *time = writing->time;

	if (layout->list)
		return events_name(writing, name, error);
	if (check_ukprn(writing, error) != 0)
		return -1;
	if (time == NULL || strlen(time) < 5)
		time = "00:00";
	builder_add_format(name, "%s_%.*s_%02d%02d%04d%.2s%.2s%s",
			   layout->file_row ? "LRB" : "LRV",
			   SLICE_ARGS(writing->ukprn), day.day, day.month,
			   day.year, time, time + 3, layout->ending);
	return name->failed ? error_memory(error) : 0;
}

/* --- the formats ------------------------------------------------------------- */

static int carries(const struct format *format,
		   const struct dictionary *dictionary,
		   struct field_set *fields)
{
	const struct lrs_layout *layout = lrs_layout_of(format);

	*fields = (struct field_set){0};
	for (size_t i = 0; i < layout->count; i++) {
		uint16_t field = lrs_field(dictionary, &layout->columns[i]);

		if (field != DICTIONARY_NONE)
			field_set_add(fields, field);
	}
	return 0;
}

/* A format's functions are told nothing of it, so each has its own. */
#define FORMAT(word, text, of)                                               \
	static bool word##_detect(struct slice start)                        \
	{                                                                    \
		return is_detected(start, &word##_format);                   \
	}                                                                    \
	static int word##_name(const struct writing *writing,                \
			       struct builder *name, struct error *error)    \
	{                                                                    \
		return lrs_file_name(lrs_layout_of(&word##_format), writing, \
				     name, error);                           \
	}                                                                    \
	static int word##_open(struct writer **out,                          \
			       const struct writing *writing,                \
			       struct output *output, struct error *error)   \
	{                                                                    \
		return lrs_open(out, lrs_layout_of(&word##_format), writing, \
				output, error);                              \
	}                                                                    \
	static int word##_carries(const struct dictionary *dictionary,       \
				  struct field_set *fields,                  \
				  struct error *error)                       \
	{                                                                    \
		(void)error;                                                 \
		return carries(&word##_format, dictionary, fields);          \
	}                                                                    \
	const struct format word##_format = {                                \
		.name = text,                                                \
		.label = of,                                                 \
		.detect = word##_detect,                                     \
		.read = lrs_read,                                            \
		.file_name = word##_name,                                    \
		.open = word##_open,                                         \
		.write = lrs_write,                                          \
		.close = lrs_close,                                          \
		.abandon = lrs_abandon,                                      \
		.carries = word##_carries,                                   \
	}

FORMAT(lrs_batch, "lrs-batch", "Learner registration, batch file");
FORMAT(lrs_answers, "lrs-answers", "Learner registration, answers to a batch");
FORMAT(lrs_verify, "lrs-verify", "Learner numbers to be verified");
FORMAT(lrs_verified, "lrs-verified", "Learner numbers, verified");
FORMAT(learner_events, "learner-events", "Learning events of a learner record");
