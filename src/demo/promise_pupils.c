#include "demo/promise_rule.h"

#include <stddef.h>
#include <string.h>

#include "dictionary/dictionary.h"
#include "register/record.h"

static int age_on(const struct truth_pupil *pupil,
		  const struct promise_evidence *evidence)
{
	return pupil->birth == DATE_NONE
		       ? -1
		       : date_age(pupil->birth, evidence->date);
}

const char *unfit_none(const struct truth_pupil *pupil,
		       const struct promise_evidence *evidence)
{
	(void)pupil;
	(void)evidence;
	return NULL;
}

const char *unfit_not_on_roll(const struct truth_pupil *pupil,
			      const struct promise_evidence *evidence)
{
	return truth_on_roll(pupil, evidence->date)
		       ? NULL
		       : "a pupil who is not at the school";
}

/* Who left within the school year is reported once more (census: pupils no
 * longer on roll). */
const char *unfit_not_census(const struct truth_pupil *pupil,
			     const struct promise_evidence *evidence)
{
	if (pupil->leaving != DATE_NONE &&
	    date_academic_year(pupil->leaving) + 1 <
		    date_academic_year(evidence->date))
		return "a pupil who left long ago";
	return pupil->entry != DATE_NONE && pupil->entry > evidence->date
		       ? "a pupil who has not come yet"
		       : NULL;
}

/* 13 to 19; to 25 with a learning difficulty. */
const char *unfit_under_13(const struct truth_pupil *pupil,
			   const struct promise_evidence *evidence)
{
	int age = age_on(pupil, evidence);

	if (age < 13)
		return "a pupil under 13";
	if (age > (pupil->learning_difficulty ? 25 : 19))
		return "somebody too old for youth support";
	return unfit_not_on_roll(pupil, evidence);
}

/* */
const char *unfit_under_14_anywhere(const struct truth_pupil *pupil,
				    const struct promise_evidence *evidence)
{
	return age_on(pupil, evidence) < 14 && !pupil->post_14
		       ? "a pupil under 14 who enters for no qualification"
		       : NULL;
}

const char *unfit_under_14(const struct truth_pupil *pupil,
			   const struct promise_evidence *evidence)
{
	const char *why = unfit_under_14_anywhere(pupil, evidence);

	return why != NULL ? why : unfit_not_on_roll(pupil, evidence);
}

/* */
const char *unfit_under_16(const struct truth_pupil *pupil,
			   const struct promise_evidence *evidence)
{
	if (age_on(pupil, evidence) < 16)
		return "a pupil under 16";
	return unfit_not_on_roll(pupil, evidence);
}

/* key stages 1 to 3 are years 1 to 9. */
const char *unfit_key_stage(const struct truth_pupil *pupil,
			    const struct promise_evidence *evidence)
{
	(void)evidence;
	return pupil->year < 1 || pupil->year > 9
		       ? "a pupil who is not in key stages 1 to 3"
		       : NULL;
}

/* measured in primary and middle schools. */
const char *unfit_young_years(const struct truth_pupil *pupil,
			      const struct promise_evidence *evidence)
{
	static const char *const phases[] = {"primary", "middle", "infant",
					     "junior"};

	(void)evidence;
	if (pupil->phase.len == 0 ||
	    (slice_is(pupil->phase, "all-through") && pupil->year <= 8))
		return NULL;
	for (size_t i = 0; i < sizeof(phases) / sizeof(phases[0]); i++)
		if (slice_is(pupil->phase, phases[i]))
			return NULL;
	return "a pupil of a school that is neither primary nor middle";
}

/* */
const char *unfit_under_11(const struct truth_pupil *pupil,
			   const struct promise_evidence *evidence)
{
	return age_on(pupil, evidence) >= 11 ? "a child of 11 or over" : NULL;
}

/* Reception and year 6 are weighed and measured; no power reaches pupils of 12
 * and over. */
const char *unfit_measured(const struct truth_pupil *pupil,
			   const struct promise_evidence *evidence)
{
	return age_on(pupil, evidence) >= 12
		       ? "a pupil of 12 or over, who is not measured"
		       : NULL;
}

/* leavers to 19, or 25 with a learning difficulty. */
const char *unfit_tracked(const struct truth_pupil *pupil,
			  const struct promise_evidence *evidence)
{
	int age = age_on(pupil, evidence);

	if (age > (pupil->learning_difficulty ? 25 : 19))
		return "somebody too old to be tracked";
	return age < 13 ? "a child, who is not tracked" : NULL;
}

/* */
const char *unfit_year_7_to_14(const struct truth_pupil *pupil,
			       const struct promise_evidence *evidence)
{
	(void)evidence;
	return pupil->year < 7 || pupil->year > 14
		       ? "a pupil who is not in years 7 to 14"
		       : NULL;
}

/* Whether the pupil applied to the recipient. */
static bool applied_there(const struct truth_pupil *pupil,
			  const struct promise_evidence *evidence)
{
	const struct dictionary *dictionary = truth_dictionary(evidence->truth);
	uint16_t institution = dictionary_find(
		dictionary, KIND_FIELD, SLICE("application.institution"));
	const struct section *applications = record_section(
		pupil->record, dictionary_find(dictionary, KIND_CATEGORY,
					       SLICE("applications")));

	for (uint32_t i = 0; applications != NULL && i < applications->count;
	     i++)
		if (slice_equal(item_text(&applications->items[i], institution),
				evidence->recipient_name))
			return true;
	return false;
}

/* Who may apply for a course after 16, years 10 and above, and did (R-093,
 * */
const char *unfit_applicant(const struct truth_pupil *pupil,
			    const struct promise_evidence *evidence)
{
	if (pupil->year < 10 && age_on(pupil, evidence) < 14)
		return "a pupil who is too young for a college";
	return applied_there(pupil, evidence)
		       ? NULL
		       : "a pupil who did not apply to the recipient";
}

/* --- who must be in it ------------------------------------------------------- */

bool must_on_roll(const struct truth_pupil *pupil,
		  const struct promise_evidence *evidence)
{
	return truth_on_roll(pupil, evidence->date);
}

/* What no law asks for yields to a general refusal (C20), and to a restriction. */
static bool is_refused(const struct truth_pupil *pupil,
		       const struct promise_evidence *evidence)
{
	return truth_wish_stands(pupil, TRUTH_REFUSAL, (struct slice){0},
				 evidence->date) ||
	       truth_wish_stands(pupil, TRUTH_RESTRICTION, (struct slice){0},
				 evidence->date);
}

bool must_unless_refused(const struct truth_pupil *pupil,
			 const struct promise_evidence *evidence)
{
	return truth_on_roll(pupil, evidence->date) &&
	       !is_refused(pupil, evidence);
}

/* key stages end with years 2, 6 and 9.  Plain rows are of no stage. */
bool must_assessed(const struct truth_pupil *pupil,
		   const struct promise_evidence *evidence)
{
	static const struct {
		const char *part;
		int year;
	} stages[] = {{"_KS1_", 2}, {"_KS2_", 6}, {"_KS3_", 9}};

	if (evidence->file_count == 0 || !truth_on_roll(pupil, evidence->date))
		return false;
	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
		struct slice name = evidence->files[0].name;

		if (name.len > 0 && memmem(name.at, name.len, stages[i].part,
					   strlen(stages[i].part)) != NULL)
			return pupil->year == stages[i].year;
	}
	return false;
}

/* the programme measures the first and the last year of primary school. */
bool must_measured(const struct truth_pupil *pupil,
		   const struct promise_evidence *evidence)
{
	return must_unless_refused(pupil, evidence) &&
	       (pupil->year == 0 || pupil->year == 6);
}

/* --- who may be in it -------------------------------------------------------- */

static bool is_named(const struct promise_evidence *evidence,
		     struct slice number)
{
	for (size_t i = 0; number.len > 0 && i < evidence->subject_count; i++)
		if (slice_equal(evidence->subjects[i], number))
			return true;
	return false;
}

/* By a number that it has, or had on another day. */
bool promise_is_subject(const struct promise_evidence *evidence,
			const struct truth_pupil *pupil)
{
	struct slice upn = {0}, uln = {0};

	if (evidence->subject_count == 0)
		return true;
	for (; pupil != NULL; pupil = pupil->older) {
		if ((!slice_equal(upn, pupil->upn) &&
		     is_named(evidence, pupil->upn)) ||
		    (!slice_equal(uln, pupil->uln) &&
		     is_named(evidence, pupil->uln)))
			return true;
		upn = pupil->upn;
		uln = pupil->uln;
	}
	return false;
}

/* A school's own by its number, an authority's by the number's first three
 * digits. */
static bool is_own(const struct promise_evidence *evidence,
		   const struct truth_pupil *pupil)
{
	struct slice number = evidence->recipient_number;

	if (number.len == 0)
		return true;
	if (number.len == 7)
		return slice_equal(number, pupil->school);
	return slice_starts_with(pupil->school, number);
}

const char *promise_unfit(const struct promise *promise,
			  const struct promise_evidence *evidence,
			  const struct truth_pupil *newest)
{
	const struct truth_pupil *pupil = truth_on(newest, evidence->date);

	if (!promise_is_subject(evidence, newest))
		return "a pupil whom the occasion is not about";
	return promise_barred(promise, evidence, pupil);
}

const char *promise_barred(const struct promise *promise,
			   const struct promise_evidence *evidence,
			   const struct truth_pupil *pupil)
{
	if (promise->own && !is_own(evidence, pupil))
		return "a pupil who is not the recipient's own";
	if (promise->academy && pupil->academy && !evidence->authorised)
		return "a pupil of an academy that did not agree";
	if (promise->refusal &&
	    truth_wish_stands(pupil, TRUTH_REFUSAL, (struct slice){0},
			      evidence->date))
		return "a pupil whose family refused all sharing";
	if (promise->wish == WISH_NO_MARKETING &&
	    truth_wish_stands(pupil, TRUTH_MARKETING_STOP, (struct slice){0},
			      evidence->date))
		return "a pupil who wants no marketing";
	if (promise->wish == WISH_OUT &&
	    promise_objected(promise, evidence, pupil))
		return "a pupil of whom somebody objected";
	return promise->unfit(pupil, evidence);
}

/* Numbers of independent schools begin so (edubase register): no regulation binds
 * them, and a family's refusal holds. */
static bool is_independent(struct slice laestab)
{
	return laestab.len == 7 && laestab.at[3] == '6' && laestab.at[4] < '9';
}

/* A census is of all on the roll, whomever the sender asked for: who has no number
 * by then is missing from it. */
bool promise_must(const struct promise *promise,
		  const struct promise_evidence *evidence,
		  const struct truth_pupil *newest, bool whole)
{
	const struct truth_pupil *pupil = truth_on(newest, evidence->date);

	if (promise->must != NULL)
		return promise_barred(promise, evidence, pupil) == NULL &&
		       promise->must(pupil, evidence);
	if (is_independent(pupil->school) && is_refused(pupil, evidence))
		return false;
	if (whole && truth_on_roll(pupil, evidence->date))
		return promise->unfit(pupil, evidence) == NULL;
	return evidence->subject_count > 0 &&
	       promise_unfit(promise, evidence, newest) == NULL;
}

/* Whether somebody would be told of, if all went well. */
static bool is_due(const struct promise *promise,
		   const struct promise_evidence *evidence,
		   const struct truth_pupil *newest)
{
	const struct truth_pupil *pupil = truth_on(newest, evidence->date);
	bool binds = promise->all && !is_independent(pupil->school);

	if (promise->must != NULL)
		return promise_must(promise, evidence, newest, false);
	return promise_unfit(promise, evidence, newest) == NULL &&
	       (binds || !is_refused(pupil, evidence));
}

bool promise_is_due(const struct promise_evidence *evidence)
{
	const struct promise *promise = promise_of(evidence->flow);

	for (size_t i = 0; i < truth_count(evidence->truth); i++)
		if (is_due(promise, evidence, truth_at(evidence->truth, i)))
			return true;
	return false;
}

bool promise_objected(const struct promise *promise,
		      const struct promise_evidence *evidence,
		      const struct truth_pupil *pupil)
{
	struct slice recipient = office_function(evidence->recipient);

	switch (promise->wish) {
	case WISH_NO_MATTER:
	case WISH_NO_MARKETING:
		return false;
	case WISH_NO_QUALIFICATIONS:
		return truth_wish_stands(pupil, TRUTH_OPT_OUT,
					 (struct slice){0}, evidence->date);
	case WISH_FLOOR:
		/* To the authority as to its youth support. */
		if (truth_wish_stands(pupil, TRUTH_OBJECTION,
				      SLICE("youth-support"), evidence->date))
			return true;
		break;
	case WISH_OUT:
		break;
	}
	return truth_wish_stands(pupil, TRUTH_OBJECTION, recipient,
				 evidence->date);
}
