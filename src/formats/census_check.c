#include "formats/census_check.h"

#include <assert.h>

#include "base/date.h"
#include "base/error.h"
#include "base/memory.h"
#include "dictionary/identifier.h"
#include "formats/upn_set.h"

enum { DETECT_BYTES = 64 << 10 };

struct census_work {
	const struct census_checking *checking;
	struct census_report *report;
	struct arena *arena;
	struct layout layout;
	struct census_facts facts;
	struct census_counters counters;
	struct upn_set seen;
	uint16_t upn;         /* row */
	const uint64_t *rows; /* that the file can have; NULL: all */
	bool *asked;          /* of each rule, in this file */

	struct census_finding *findings;
	size_t finding_capacity;
	struct census_notice *notices;
	size_t notice_capacity;
	struct slice *upns;
	size_t upn_count, upn_capacity;
};

/* --- which rules ------------------------------------------------------------ */

static bool has_word(struct slice words, struct slice word)
{
	while (words.len > 0)
		if (slice_equal(slice_cut(&words, ' '), word))
			return true;
	return false;
}

static bool for_school(const struct census_rule *rule, struct slice phase)
{
	if (rule->schools.len == 0)
		return true;
	return has_word(rule->schools, phase) != rule->not_schools;
}

static bool is_collected(uint16_t row, int year)
{
	return year >= census_rows[row].from &&
	       (census_rows[row].to == 0 || year <= census_rows[row].to);
}

/* A name of other years need not be there, where another is. */
static bool has_columns(const struct census_work *work,
			const struct census_rule *rule)
{
	const uint64_t *rows = work->rows;
	bool any = false;

	for (size_t i = 0; i < rule->row_count; i++) {
		uint16_t row = rule->rows[i];
		bool there = (rows[row / 64] >> (row % 64) & 1) != 0;

		if (!there &&
		    is_collected(row, work->report->census.academic_year))
			return false;
		any = any || there;
	}
	return any;
}

/* Without the day of the return nothing is known of what it must have. */
static bool may_be_asked(const struct census_work *work,
			 const struct census_rule *rule)
{
	if (work->report->header && work->report->assumed)
		return rule->who == WHO_HEADER;
	if (work->rows == NULL)
		return true;
	return rule->who != WHO_HEADER && has_columns(work, rule);
}

/* Sets which rules are asked: by term, school and what the file can have. */
static void choose_rules(struct census_work *work)
{
	const struct census_rules *rules = work->checking->rules;
	struct census_report *report = work->report;

	report->unasked = 0;
	for (size_t i = 0; i < rules->count; i++) {
		const struct census_rule *rule = &rules->list[i];

		work->asked[i] =
			(rule->terms & (1u << report->census.term)) != 0 &&
			for_school(rule, report->phase) &&
			may_be_asked(work, rule);
		report->unasked += !may_be_asked(work, rule);
	}
}

/* --- findings --------------------------------------------------------------- */

static int add_finding(struct census_work *work, struct census_file *file,
		       size_t rule, uint64_t place, struct error *error)
{
	struct census_report *report = work->report;
	struct census_finding *finding;

	report->counts[rule]++;
	if (work->checking->rules->list[rule].query)
		report->queries++;
	else
		report->errors++;
	if (report->finding_count == CENSUS_FINDINGS_LIMIT)
		return 0;
	work->findings =
		arena_grow(work->arena, work->findings, report->finding_count,
			   &work->finding_capacity, sizeof(*work->findings));
	if (work->findings == NULL)
		return error_memory(error);
	finding = &work->findings[report->finding_count++];
	*finding = (struct census_finding){
		.rule = (uint16_t)rule,
		.record = work->facts.pupil != NULL ? work->facts.pupil->number
						    : 0,
		.item = work->facts.each != LAYOUT_NO_ROW
				? (uint16_t)(work->facts.item + 1)
				: 0,
	};
	if (place != 0)
		census_place(file, place, &finding->line, &finding->column);
	report->findings = work->findings;
	return 0;
}

/* Where what a rule looks at stands: the first field that is given. */
static uint64_t place_of(const struct census_work *work,
			 const struct census_rule *rule)
{
	const struct census_facts *facts = &work->facts;

	for (size_t i = 0; i < rule->row_count; i++) {
		const struct census_value *value =
			census_facts_value(facts, rule->rows[i]);

		if (value != NULL)
			return value->place;
	}
	return facts->pupil != NULL ? facts->pupil->place : 0;
}

static int ask(struct census_work *work, struct census_file *file, size_t index,
	       struct error *error)
{
	const struct census_rule *rule = &work->checking->rules->list[index];

	if (!census_condition_holds(rule->condition, &work->facts))
		return 0;
	return add_finding(work, file, index, place_of(work, rule), error);
}

static int ask_items(struct census_work *work, struct census_file *file,
		     size_t index, struct error *error)
{
	const struct census_rule *rule = &work->checking->rules->list[index];
	uint16_t items = work->facts.pupil->items[rule->each];
	int result = 0;

	work->facts.each = rule->each;
	for (uint16_t i = 0; i < items && result == 0; i++) {
		work->facts.item = i;
		result = ask(work, file, index, error);
	}
	work->facts.each = LAYOUT_NO_ROW;
	return result;
}

/* --- the file --------------------------------------------------------------- */

static int check_header(struct census_work *work, struct census_file *file,
			const struct census_header *header, struct error *error)
{
	const struct census_rules *rules = work->checking->rules;

	for (size_t i = 0; i < rules->count; i++) {
		const struct census_rule *rule = &rules->list[i];
		uint64_t place = header->place;

		if (!work->asked[i] || rule->who != WHO_HEADER ||
		    !census_condition_holds(rule->condition, &work->facts))
			continue;
		if (rule->row_count > 0 && header->text[rule->rows[0]].len > 0)
			place = header->at[rule->rows[0]];
		if (add_finding(work, file, i, place, error) != 0)
			return -1;
	}
	return 0;
}

static int keep(struct census_work *work, struct slice *kept, struct slice text,
		struct error *error)
{
	*kept = arena_copy(work->arena, text);
	return kept->at == NULL ? error_memory(error) : 0;
}

/* Where the reference date cannot be read, term and year say which return it
 * is. */
static bool return_of(const struct census_header *header,
		      struct census_return *census)
{
	int32_t date;
	uint64_t year;

	if (date_parse(header->text[HEADING_REFERENCE_DATE], &date)) {
		*census = census_return_on(date);
		return true;
	}
	return slice_number(header->text[HEADING_YEAR], 2999, &year) &&
	       year >= 1900 &&
	       census_return_of(header->text[HEADING_TERM], (int)year, census);
}

static int on_header(void *context, struct census_file *file,
		     const struct census_header *header, struct error *error)
{
	struct census_work *work = context;
	struct census_report *report = work->report;

	report->header = header->place != 0;
	report->form = header->form;
	work->rows = header->rows;
	report->assumed = !return_of(header, &report->census);
	if (keep(work, &report->phase, header->text[HEADING_PHASE], error) !=
		    0 ||
	    keep(work, &report->school, header->text[HEADING_SCHOOL_NAME],
		 error) != 0)
		return -1;
	choose_rules(work);
	work->facts.header = header;
	work->facts.census = report->census;
	return report->header ? check_header(work, file, header, error) : 0;
}

static int on_begin(void *context, struct census_file *file,
		    const struct census_pupil *pupil, struct error *error)
{
	(void)context;
	(void)file;
	(void)pupil;
	(void)error;
	return 0;
}

/* --- pupils ----------------------------------------------------------------- */

static int see_upn(struct census_work *work, struct error *error)
{
	const struct census_value *value =
		census_facts_value(&work->facts, work->upn);
	bool fresh = true;

	work->facts.repeated = false;
	if (value != NULL && upn_check(value->text, NULL) == UPN_GOOD &&
	    upn_set_add(&work->seen, value->text, &fresh, error) != 0)
		return -1;
	work->facts.repeated = !fresh;
	if (!work->checking->upns)
		return 0;
	work->upns = arena_grow(work->arena, work->upns, work->upn_count,
				&work->upn_capacity, sizeof(*work->upns));
	if (work->upns == NULL)
		return error_memory(error);
	work->report->upns = work->upns;
	return keep(work, &work->upns[work->upn_count++],
		    value != NULL ? value->text : SLICE(""), error);
}

static void count_pupil(struct census_work *work,
			const struct census_pupil *pupil)
{
	struct census_counters *counters = &work->counters;

	if (pupil->leaver) {
		work->report->leavers++;
		return;
	}
	work->report->pupils++;
	for (uint32_t i = 0; i < counters->count; i++)
		if (census_condition_holds(counters->of[i], &work->facts))
			counters->counted[i]++;
}

static int on_pupil(void *context, struct census_file *file,
		    const struct census_pupil *pupil, struct error *error)
{
	struct census_work *work = context;
	const struct census_rules *rules = work->checking->rules;
	enum census_who other = pupil->leaver ? WHO_ON : WHO_OFF;
	int result = 0;

	census_facts_pupil(&work->facts, pupil);
	if (see_upn(work, error) != 0)
		return -1;
	count_pupil(work, pupil);
	for (size_t i = 0; i < rules->count && result == 0; i++) {
		const struct census_rule *rule = &rules->list[i];

		if (!work->asked[i] || rule->who == other ||
		    rule->who > WHO_OFF)
			continue;
		result = rule->each != LAYOUT_NO_ROW
				 ? ask_items(work, file, i, error)
				 : ask(work, file, i, error);
	}
	return work->facts.scratch.failed ? error_memory(error) : result;
}

static int on_fault(void *context, struct census_file *file,
		    enum census_fault fault, struct slice element,
		    uint64_t place, struct error *error)
{
	static const char *const messages[] = {
		[CENSUS_UNREAD] = "not one that is known here; it is not "
				  "looked at",
		[CENSUS_UNKEPT] = "a column that is not looked at",
		[CENSUS_TWICE] = "given twice",
		[CENSUS_NOT_A_VALUE] = "holds other elements instead of a "
				       "value",
		[CENSUS_TOO_WIDE] = "has more fields than there are columns",
		[CENSUS_TOO_LARGE] = "the record is larger than a pupil's can "
				     "be; the rest is not looked at",
		[CENSUS_STRAY] = "about nobody in the table of pupils",
		[CENSUS_SHARED] = "another pupil has the same number",
	};
	struct census_work *work = context;
	struct census_report *report = work->report;
	struct census_notice *notice;
	bool told = fault == CENSUS_UNREAD || fault == CENSUS_UNKEPT ||
		    fault == CENSUS_STRAY;

	if (!told)
		report->errors++;
	if (report->notice_count == CENSUS_FINDINGS_LIMIT)
		return 0;
	work->notices =
		arena_grow(work->arena, work->notices, report->notice_count,
			   &work->notice_capacity, sizeof(*work->notices));
	if (work->notices == NULL)
		return error_memory(error);
	notice = &work->notices[report->notice_count++];
	report->notices = work->notices;
	*notice = (struct census_notice){
		.message = messages[fault],
		.error = !told,
		.record = told ? 0 : report->pupils + report->leavers + 1,
	};
	census_place(file, place, &notice->line, &notice->column);
	return keep(work, &notice->element, element, error);
}

static void on_progress(void *context, uint64_t bytes_done)
{
	const struct census_work *work = context;

	if (work->checking->progress != NULL)
		work->checking->progress(work->checking->context, bytes_done);
}

/* What is asked of the whole file, at its end. */
static int check_end(struct census_work *work, struct error *error)
{
	const struct census_rules *rules = work->checking->rules;

	work->facts.pupil = NULL;
	work->facts.pupils = work->report->pupils;
	work->facts.leavers = work->report->leavers;
	for (size_t i = 0; i < rules->count; i++)
		if (work->asked[i] && rules->list[i].who == WHO_END &&
		    census_condition_holds(rules->list[i].condition,
					   &work->facts) &&
		    add_finding(work, NULL, i, 0, error) != 0)
			return -1;
	return 0;
}

static int run(struct census_work *work, struct slice bytes,
	       struct error *error)
{
	const struct census_events events = {on_header, on_begin,    on_pupil,
					     on_fault,  on_progress, work};
	const struct census_source source = {
		.bytes = bytes,
		.name = work->checking->file_name,
	};
	census_read_function *read =
		census_is_extract(slice_part(bytes, 0, DETECT_BYTES))
			? census_read_extract
			: census_read_xml;

	if (read(&events, &work->layout, &source, error) != 0)
		return -1;
	return check_end(work, error);
}

static int prepare(struct census_work *work, struct error *error)
{
	const struct census_checking *checking = work->checking;
	struct census_report *report = work->report;

	layout_resolve(&work->layout, census_rows, census_row_count,
		       checking->dictionary);
	report->assumed = true;
	report->census = census_return_on(checking->today);
	report->counts = arena_array(work->arena, checking->rules->count + 1,
				     sizeof(*report->counts));
	work->asked = arena_array(work->arena, checking->rules->count + 1,
				  sizeof(*work->asked));
	if (report->counts == NULL || work->asked == NULL)
		return error_memory(error);
	work->counters = checking->rules->counters;
	work->facts.layout = &work->layout;
	work->facts.census = report->census;
	work->facts.counters = &work->counters;
	work->facts.each = LAYOUT_NO_ROW;
	work->upn = census_row(SLICE("UPN"));
	choose_rules(work);
	return 0;
}

int census_check(const struct census_checking *checking, struct slice bytes,
		 struct census_report *report, struct arena *arena,
		 struct error *error)
{
	struct census_work *work = memory_array(1, sizeof(*work));
	int result;

	*report = (struct census_report){0};
	if (work == NULL)
		return error_memory(error);
	work->checking = checking;
	work->report = report;
	work->arena = arena;
	result = prepare(work, error);
	if (result == 0)
		result = run(work, bytes, error);
	builder_release(&work->facts.scratch);
	upn_set_release(&work->seen);
	memory_free(work);
	return result;
}
