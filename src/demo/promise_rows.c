#include "base/error.h"
#include "demo/promise_examine.h"
#include "dictionary/dictionary.h"
#include "register/record.h"

static const char *words_of_all(uint64_t set)
{
	for (int i = 0; i < MEANING_COUNT; i++)
		if (means(set, (enum meaning)i))
			return meaning_words((enum meaning)i);
	return "nothing";
}

/* --- what columns there are ---------------------------------------------------- */

static bool may_stand(const struct promise *promise, enum meaning meaning)
{
	return meaning == MEANING_FRAME || means(promise->allowed, meaning);
}

/* A heading says what the file is made for, also when nobody has a value. */
static int take_column(void *context, enum meaning meaning, bool chosen,
		       struct error *error)
{
	struct examination *examination = context;

	(void)error;
	ask(examination);
	examination->column_count++;
	if (meaning == MEANING_UNKNOWN)
		object(examination, "column %u is one that nobody was told of",
		       examination->column_count);
	else if (chosen && !may_stand(examination->promise, meaning)) {
		object(examination, "a column of %s, which was not told of",
		       meaning_words(meaning));
		examination->columns |= UINT64_C(1) << meaning;
	}
	return 0;
}

/* C27: the census asked for it from September 2016 to June 2018. */
static bool is_past_window(const struct examination *examination,
			   uint64_t found)
{
	int32_t date = examination->evidence->date;

	return examination->evidence->flow == 2 &&
	       means(found, MEANING_NATIONALITY) &&
	       (date < date_from_civil(2016, 9, 1) ||
		date > date_from_civil(2018, 6, 30));
}

/* --- one record ------------------------------------------------------------------ */

static uint64_t meanings_of(const struct promise_row *row)
{
	uint64_t set = 0;

	for (size_t i = 0; i < row->count; i++)
		if (row->values[i].meaning != MEANING_UNKNOWN)
			set |= UINT64_C(1) << row->values[i].meaning;
	return set;
}

/* of other key stages nothing was told. */
static void examine_stages(struct examination *examination,
			   const struct promise_row *row)
{
	const char *stages = examination->promise->stages;

	ask(examination);
	for (size_t i = 0; stages != NULL && i < row->count; i++)
		if (row->values[i].meaning == MEANING_ASSESSMENT &&
		    (slice_ends_with(row->values[i].name, SLICE("/Stage")) ||
		     slice_ends_with(row->values[i].name, SLICE(".stage"))) &&
		    !promise_lists(stages, row->values[i].text)) {
			object(examination, "results of another key stage");
			return;
		}
}

static void examine_values(struct examination *examination,
			   const struct promise_row *row)
{
	const struct promise *promise = examination->promise;
	uint64_t found = meanings_of(row);
	uint64_t too_many = found & ~promise->allowed & ~MEANS(FRAME);
	uint64_t missing = promise->each & ~found;

	examination->meanings |= found;
	ask(examination);
	for (size_t i = 0; i < row->count; i++)
		if (row->values[i].meaning == MEANING_UNKNOWN) {
			object(examination,
			       "something that nobody was told of");
			break;
		}
	too_many &= ~examination->columns;
	if (too_many != 0)
		object(examination, "%s, which was not told of",
		       words_of_all(too_many));
	if (is_past_window(examination, found))
		object(examination, "nationality, which is not asked for then");
	if (missing != 0)
		object(examination, "no %s, which there should be",
		       words_of_all(missing));
}

static void examine_level(struct examination *examination, uint64_t found,
			  const struct promise_subject *subject)
{
	const struct promise *promise = examination->promise;
	uint64_t naming = found & meanings_identifying();

	ask(examination);
	if (promise->level == PROMISE_NAMED) {
		if (!subject->named)
			object(examination, "a row that says not whose it is");
		return;
	}
	naming &= ~promise->allowed; /* own pupils' numbers that one has */
	if (naming != 0)
		object(examination, "%s, where nobody was to be named",
		       words_of_all(naming));
}

/* What a row may still have when somebody objected. */
static uint64_t left_over(const struct examination *examination)
{
	switch (examination->promise->wish) {
	case WISH_FLOOR:
		return examination->promise->floor | MEANS(FRAME);
	case WISH_NO_QUALIFICATIONS:
		return ~(MEANS(QUALIFICATION) | MEANS(ASSESSMENT));
	case WISH_NO_MATTER:
	case WISH_OUT:
	case WISH_NO_MARKETING:
		break;
	}
	return ~UINT64_C(0);
}

static void examine_wishes(struct examination *examination,
			   const struct promise_row *row,
			   const struct truth_pupil *pupil)
{
	uint64_t more = meanings_of(row) & ~left_over(examination);

	ask(examination);
	if (more != 0 && promise_objected(examination->promise,
					  examination->evidence, pupil))
		object(examination, "%s of a pupil of whom somebody objected",
		       words_of_all(more));
}

/* What is known of a pupil, in meanings. */
static uint64_t meanings_known(const struct examination *examination,
			       const struct truth_pupil *pupil)
{
	const struct record *record = pupil->record;
	uint64_t known = 0;

	for (uint32_t s = 0; s < record->count; s++)
		for (uint32_t i = 0; i < record->sections[s].count; i++) {
			const struct item *item = &record->sections[s].items[i];

			for (uint32_t v = 0; v < item->count; v++)
				known |= UINT64_C(1)
					 << examination->field_meanings
						    [item->values[v].field];
		}
	return known;
}

/* What a pupil's row may not be without, if it is known: what of that it lacks. */
static uint64_t lacking(const struct examination *examination,
			const struct promise_row *row,
			const struct truth_pupil *newest)
{
	uint64_t missing = examination->promise->least & ~meanings_of(row);

	if (missing == 0)
		return 0;
	return missing &
	       meanings_known(examination,
			      truth_on(newest, examination->evidence->date));
}

static void examine_least(struct examination *examination,
			  const struct promise_row *row,
			  const struct truth_pupil *newest)
{
	uint64_t missing = lacking(examination, row, newest);

	if (examination->promise->least == 0)
		return;
	ask(examination);
	if (missing != 0)
		object(examination, "no %s, which is known",
		       words_of_all(missing));
}

static bool shows_protected(const struct examination *examination,
			    const struct promise_row *row,
			    const struct truth_pupil *pupil)
{
	return !examination->promise->protects &&
	       promise_shows_protected_parent(examination, pupil, row);
}

bool promise_fits(const struct examination *examination,
		  const struct promise_row *row,
		  const struct truth_pupil *pupil)
{
	const struct promise *promise = examination->promise;
	const struct promise_evidence *evidence = examination->evidence;

	return promise_unfit(promise, evidence, pupil) == NULL &&
	       ((meanings_of(row) & ~left_over(examination)) == 0 ||
		!promise_objected(promise, evidence, pupil)) &&
	       lacking(examination, row, pupil) == 0 &&
	       !shows_protected(examination, row, pupil);
}

/* A census has each pupil once, as one who is there or as one who has left. */
static bool is_of_census(const struct promise_row *row)
{
	return slice_is(row->element, "PupilOnRoll") ||
	       slice_is(row->element, "PupilNoLongerOnRoll");
}

void promise_examine_pupil(struct examination *examination,
			   const struct promise_row *row,
			   const struct truth_pupil *pupil)
{
	const struct promise_evidence *evidence = examination->evidence;
	size_t index = (size_t)(pupil - truth_at(evidence->truth, 0));
	const char *why = promise_unfit(examination->promise, evidence, pupil);

	ask(examination);
	if (why != NULL)
		object(examination, "%s", why);
	if (examination->seen[index] == 0)
		examination->result->pupils++;
	else if (is_of_census(row))
		object(examination, "a pupil who is in it twice");
	examination->seen[index] |= meanings_of(row) | MEANS(FRAME);
	examine_wishes(examination, row, pupil);
	examine_least(examination, row, pupil);
	ask(examination);
	if (shows_protected(examination, row, pupil))
		object(examination, "a parent whom a court order protects");
}

/* Whom the row is about, if anybody can be told from it. */
static int examine_subject(struct examination *examination,
			   const struct promise_row *row,
			   const struct promise_subject *subject,
			   struct error *error)
{
	const struct promise_file *file = examination->file;

	if (subject->several)
		return namesakes_add(examination->namesakes, file, row, error);
	if (subject->pupil != NULL) {
		namesakes_note(examination->namesakes,
			       examination->evidence->truth, subject->pupil,
			       file);
		promise_examine_pupil(examination, row, subject->pupil);
	} else if (subject->named)
		object(examination, "somebody whom the sender does not have");
	else
		return links_add(examination->links, file, row,
				 matched_pupil(examination, row), error);
	return 0;
}

static int examine_pseudonyms(struct examination *examination,
			      const struct promise_row *row,
			      struct error *error)
{
	for (size_t i = 0; i < row->count; i++)
		if (row->values[i].meaning == MEANING_PSEUDONYM) {
			examine_matched(examination, row->values[i].text);
			if (examine_pseudonym(examination, row->values[i].text,
					      error) != 0)
				return -1;
		}
	return 0;
}

static int take_row(void *context, const struct promise_row *row,
		    struct error *error)
{
	struct examination *examination = context;
	struct promise_subject subject = promise_identify(examination, row);

	examination->row = row->number;
	examination->result->rows++;
	examine_values(examination, row);
	examine_stages(examination, row);
	examine_level(examination, meanings_of(row), &subject);
	if (examine_subject(examination, row, &subject, error) != 0 ||
	    examine_pseudonyms(examination, row, error) != 0)
		return -1;
	examination->row = 0;
	return examination->failed != 0 ? error_memory(error) : 0;
}

/* --- a file ---------------------------------------------------------------------- */

/* What stands outside the records: the head of the file and what is told of the
 * school, no pupil's data. */
static int take_outside(void *context, struct slice path, struct slice text,
			struct error *error)
{
	struct examination *examination = context;
	struct slice rest = path;

	(void)error;
	(void)text;
	slice_cut(&rest, '/');
	ask(examination);
	if (!slice_starts_with(rest, SLICE("Header")) &&
	    !slice_starts_with(rest, SLICE("School")))
		object(examination, "something that stands in no record");
	return 0;
}

static void examine_root(struct examination *examination, const char *root)
{
	static const struct {
		unsigned int form;
		const char *root;
	} roots[] = {
		{FORM_TRANSFER, "CTfile"},
		{FORM_CENSUS, "Message"},
		{FORM_TRACKING, "NCCIS"},
	};

	ask(examination);
	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		if ((examination->promise->forms & roots[i].form) != 0 &&
		    strcmp(roots[i].root, root) == 0) {
			examination->whole = roots[i].form == FORM_CENSUS ||
					     examination->whole;
			return;
		}
	object(examination, "the file is not of the form that was told of");
}

int examine_rows(struct examination *examination,
		 const struct promise_file *file, enum promise_kind kind,
		 struct error *error)
{
	struct promise_visit visit = {
		.column = take_column,
		.row = take_row,
		.outside = take_outside,
		.context = examination,
	};
	int status;

	examination->column_count = 0;
	status = kind == PROMISE_XML
			 ? promise_read_xml(&visit, file->bytes, error)
			 : promise_read_csv(&visit, file->bytes, error);
	if (status != 0)
		return -1;
	ask(examination);
	if (visit.fault != NULL) {
		examination->row = visit.fault_row;
		object(examination, "the file is not to be read: %s",
		       visit.fault);
	} else if (kind == PROMISE_XML)
		examine_root(examination, visit.root);
	examination->row = 0;
	return 0;
}

/* --- who is not there -------------------------------------------------------------- */

void examine_missing(struct examination *examination)
{
	const struct truth *truth = examination->evidence->truth;
	uint64_t missing = 0;

	if (!examination->promise->all && examination->promise->must == NULL)
		return;
	for (size_t i = 0; i < truth_count(truth); i++)
		if (examination->seen[i] == 0 &&
		    promise_must(examination->promise, examination->evidence,
				 truth_at(truth, i), examination->whole))
			missing++;
	ask(examination);
	if (missing > 0)
		object(examination, "missing: %llu who should be in it",
		       (unsigned long long)missing);
}
