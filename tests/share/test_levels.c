/* Pupils who are not named: pseudonyms, order, levels that do not go
 * together. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "ledger/ledger.h"
#include "register/register.h"

/* An academy of which two bodies get pupils under pseudonyms; the others are
 * for what cannot be released in one file. */
static const char notice[] =
	"notice \"What we do\" version 1 from 2008-09-01\n"
	"controller \"Oakfield Academy\" school academy-secondary in "
	"northamptonshire number \"928/6905\"\n"
	"contact \"The academy\" post \"Oakfield\" complaints\n"
	"hold identity, contact, geography, parents, characteristics, "
	"enrolment, sen, attendance, exclusions, assessments {\n"
	"    for   teaching, progress, pastoral-care, school-performance\n"
	"    under dpa-1998\n"
	"    keep  until age 25 then destroy\n"
	"}\n"
	"share with outreach {\n"
	"    send  pupil.sex, characteristics, assessments\n"
	"    for   higher-education-progression\n"
	"    under dpa-1998\n"
	"    when  year in 7 to 14\n"
	"    level pupil\n"
	"    needs authorisation where academy\n"
	"}\n"
	"share with inspectorate {\n"
	"    send  pupil.birth-date, pupil.sex, enrolment\n"
	"    for   inspection\n"
	"    under dpa-1998\n"
	"    level pupil\n"
	"}\n"
	"share with crime-reduction-partnership {\n"
	"    send  exclusion.category\n"
	"    for   crime-risk-profiling\n"
	"    under cda-1998-s115\n"
	"    level aggregate by school\n"
	"}\n"
	"share with local-authority {\n"
	"    send  identity, exclusions\n"
	"    for   post-16-provision\n"
	"    under dpa-1998\n"
	"}\n"
	"right access\n";

static const struct share_request outreach = {
	.recipient = SLICE_INIT("outreach"),
	.purpose = SLICE_INIT("higher-education-progression"),
};
static const struct share_request inspection = {
	.recipient = SLICE_INIT("inspectorate"),
	.purpose = SLICE_INIT("inspection"),
};

static void permit(struct school *school, const char *recipient)
{
	struct permission permission = {
		.kind = SLICE("authorisation"),
		.recipient = slice_of(recipient),
		.from = school->today,
		.until = DATE_NONE,
		.recorded = school->today,
	};

	assert_success(register_permit(school->node->pupils, &permission,
				       &school->error),
		       &school->error);
}

static void open_academy(struct school *school, const char *text)
{
	const char *path;

	school_empty(school, date_from_civil(2009, 3, 2));
	path = school_write(school, "own.notice", text);
	assert_success(school_make(school, path), &school->error);
	school_reopen(school);
	school_import(school, OAKFIELD_PUPILS);
	permit(school, "outreach");
	permit(school, "crime-reduction-partnership");
}

static int set_up(void **state)
{
	struct school *school = calloc(1, sizeof(*school));

	assert_non_null(school);
	open_academy(school, notice);
	*state = school;
	return 0;
}

static int tear_down(void **state)
{
	school_tear_down(*state);
	free(*state);
	return 0;
}

static struct sheet sheet_shared(struct school *school,
				 struct share_request request)
{
	school_share(school, request);
	return sheet_of(school, school_payload(school));
}

static void no_payload_under_pseudonyms_holds_what_identifies(void **state)
{
	static const char *const identifying[] = {
		"pupil.upn",      "pupil.surname",    "pupil.uln",
		"pupil.postcode", "pupil.birth-date", "parent[1].mobile",
		"parent[1].email"};
	struct school *school = *state;
	struct sheet pupils = sheet_read(school, OAKFIELD_PUPILS);
	struct sheet sent = sheet_shared(school, outreach);
	struct slice payload = school_payload(school);

	assert_slice(school->report.level, "pupil");
	assert_true(sheet_column(&sent, "pupil.pseudonym") >= 0);
	assert_int_equal(sent.rows, school->report.released);
	for (size_t row = 0; row < pupils.rows; row++)
		for (size_t i = 0;
		     i < sizeof(identifying) / sizeof(identifying[0]); i++) {
			const char *value =
				sheet_cell(&pupils, row, identifying[i]);

			if (strlen(value) >= 7)
				assert_false(holds(payload, value));
		}
}

static void each_pupil_has_a_pseudonym_of_their_own(void **state)
{
	struct school *school = *state;
	struct sheet sent = sheet_shared(school, outreach);

	for (size_t row = 0; row < sent.rows; row++) {
		const char *name = sheet_cell(&sent, row, "pupil.pseudonym");

		assert_int_equal(strlen(name), 32);
		assert_int_equal(
			sheet_find(&sent, "pupil.pseudonym", name, "", ""),
			row);
	}
}

static void two_recipients_cannot_put_their_pseudonyms_together(void **state)
{
	struct school *school = *state;
	struct sheet first = sheet_shared(school, outreach);
	struct sheet second = sheet_shared(school, inspection);

	for (size_t row = 0; row < first.rows; row++)
		assert_int_equal(
			sheet_find(&second, "pupil.pseudonym",
				   sheet_cell(&first, row, "pupil.pseudonym"),
				   "", ""),
			-1);
}

static void a_recipient_knows_its_pupils_again(void **state)
{
	struct school *school = *state;
	struct sheet first = sheet_shared(school, inspection);
	struct sheet second;
	unsigned int same = 0;

	school_reopen(school);
	school->today++;
	second = sheet_shared(school, inspection);
	assert_int_equal(first.rows, second.rows);
	for (size_t row = 0; row < first.rows; row++) {
		int again = sheet_find(
			&second, "pupil.pseudonym",
			sheet_cell(&first, row, "pupil.pseudonym"),
			"enrolment.entry-date",
			sheet_cell(&first, row, "enrolment.entry-date"));

		assert_true(again >= 0);
		same += (size_t)again == row;
	}
	/* ... but not by their places. */
	assert_true(same < first.rows / 4);
}

/* The row with all that a row that was sent tells; -1. */
static int source_of(const struct sheet *pupils, const struct sheet *sent,
		     size_t row)
{
	for (size_t i = 0; i < pupils->rows; i++) {
		bool same = true;

		for (size_t c = 0; same && c < sent->columns; c++) {
			const char *name = sent->cells[c];
			const char *value = sheet_cell(sent, row, name);

			same = value[0] == '\0' ||
			       sheet_column(pupils, name) < 0 ||
			       strcmp(value, sheet_cell(pupils, i, name)) == 0;
		}
		if (same)
			return (int)i;
	}
	return -1;
}

static void the_order_of_rows_tells_nothing(void **state)
{
	struct school *school = *state;
	struct sheet pupils = sheet_read(school, OAKFIELD_PUPILS);
	struct sheet sent = sheet_shared(school, inspection);
	unsigned int ascents = 0;
	int before = -1;

	/* Of rows in the order of the register all would ascend. */
	for (size_t row = 0; row < sent.rows; row++) {
		int source = source_of(&pupils, &sent, row);

		assert_true(source >= 0);
		ascents += source > before;
		before = source;
	}
	assert_true(ascents > sent.rows / 4);
	assert_true(ascents < sent.rows * 3 / 4);
}

static void rules_in_conflict_refuse_everything(void **state)
{
	struct school *school = *state;

	school_refused(
		school,
		(struct share_request){
			.recipient = SLICE("crime-reduction-partnership"),
			.purpose = SLICE("crime-risk-profiling"),
		},
		"two rules disagree");
	assert_true(holds(school->report.refusal, "gateways.dictionary:"));
	assert_true(holds(school->report.refusal, "own.notice:") ||
		    holds(school->report.refusal, "1.notice:"));
	assert_int_equal(ledger_size(school->node->ledger), 0);
}

/* --- levels that do not go together --------------------------------------- */

/* Those of 15 and more with their names, the others at another level. */
#define MIXED(level)                                                   \
	"notice \"What we do\" version 1 from 2008-09-01\n"            \
	"controller \"Oakfield Academy\" school academy-secondary in " \
	"northamptonshire number \"928/6905\"\n"                       \
	"contact \"The academy\" post \"Oakfield\" complaints\n"       \
	"hold identity, contact, geography, characteristics {\n"       \
	"    for   teaching, pastoral-care\n"                          \
	"    under dpa-1998\n"                                         \
	"    keep  until age 25 then destroy\n"                        \
	"}\n"                                                          \
	"share with youth-support {\n"                                 \
	"    send  pupil.name, pupil.address, pupil.birth-date\n"      \
	"    for   youth-support-services\n"                           \
	"    under lsa-2000\n"                                         \
	"    when  age >= 15\n"                                        \
	"}\n"                                                          \
	"share with youth-support {\n"                                 \
	"    send  pupil.sex, ethnicity\n"                             \
	"    for   youth-support-services\n"                           \
	"    under lsa-2000\n"                                         \
	"    when  age < 15\n"                                         \
	"    level " level "\n"                                        \
	"}\n"                                                          \
	"right access\n"

static void
among_named_rows_no_place_tells_who_an_unnamed_pupil_is(void **state)
{
	struct share_request request = {
		.recipient = SLICE("youth-support"),
		.purpose = SLICE("youth-support-services"),
	};
	unsigned int named = 0, unnamed = 0, ascents = 0;
	struct sheet pupils, sent;
	struct school school;
	int before = -1;

	(void)state;
	open_academy(&school, MIXED("pupil"));
	pupils = sheet_read(&school, OAKFIELD_PUPILS);
	sent = sheet_shared(&school, request);
	for (size_t row = 0; row < sent.rows; row++) {
		const char *surname = sheet_cell(&sent, row, "pupil.surname");
		int source;

		if (surname[0] == '\0') {
			assert_int_equal(strlen(sheet_cell(&sent, row,
							   "pupil.pseudonym")),
					 32);
			unnamed++;
			continue;
		}
		source = sheet_find(&pupils, "pupil.surname", surname,
				    "pupil.birth-date",
				    sheet_cell(&sent, row, "pupil.birth-date"));
		assert_true(source >= 0);
		ascents += source > before;
		before = source;
		named++;
	}
	assert_true(unnamed > 20);
	assert_true(named > 20);
	assert_true(ascents < named * 3 / 4);
	school_tear_down(&school);
}

static void records_and_tables_do_not_stand_in_one_file(void **state)
{
	struct share_request request = {
		.recipient = SLICE("youth-support"),
		.purpose = SLICE("youth-support-services"),
	};
	struct school school;

	(void)state;
	open_academy(&school, MIXED("aggregate by lsoa"));
	assert_int_equal(school_try_share(&school, request), -1);
	school_says(&school, ERROR_REFUSED, "only tables of others");
	assert_int_equal(count_entries(school.out), 0);
	assert_int_equal(ledger_size(school.node->ledger), 0);
	school_tear_down(&school);
}

/* Else those who may only be told of among others would stand as they are. */
static void anonymised_rows_do_not_stand_among_others(void **state)
{
	struct share_request request = {
		.recipient = SLICE("youth-support"),
		.purpose = SLICE("youth-support-services"),
	};
	struct school school;

	(void)state;
	open_academy(&school, MIXED("anonymised"));
	assert_int_equal(school_try_share(&school, request), -1);
	school_says(&school, ERROR_REFUSED, "only anonymised rows of others");
	assert_int_equal(count_entries(school.out), 0);
	assert_int_equal(ledger_size(school.node->ledger), 0);
	school_tear_down(&school);
}

/* The law would allow names; the notice promises tables. */
static const char tables[] =
	"notice \"What we do\" version 1 from 2008-09-01\n"
	"controller \"Oakfield Academy\" school academy-secondary in "
	"northamptonshire number \"928/6905\"\n"
	"contact \"The academy\" post \"Oakfield\" complaints\n"
	"hold identity, contact, geography, characteristics, exclusions {\n"
	"    for   teaching, pastoral-care\n"
	"    under dpa-1998\n"
	"    keep  until age 25 then destroy\n"
	"}\n"
	"share with youth-support {\n"
	"    send  pupil.sex, exclusion.category\n"
	"    for   youth-support-services\n"
	"    under lsa-2000\n"
	"    level aggregate by lsoa\n"
	"}\n"
	"right access\n";

static struct share_request counted(struct school *school,
				    struct field_set *fields, const char *name)
{
	struct share_request request = {
		.recipient = SLICE("youth-support"),
		.purpose = SLICE("youth-support-services"),
		.fields = fields,
	};

	assert_true(dictionary_fields(school->node->dictionary, slice_of(name),
				      fields));
	return request;
}

static void whoever_has_nothing_to_count_counts_in_a_table_too(void **state)
{
	struct field_set sex, exclusion;
	struct school school;
	uint64_t pupils;

	(void)state;
	open_academy(&school, tables);
	school_share(&school, counted(&school, &sex, "pupil.sex"));
	assert_slice(school.report.level, "aggregate by lsoa");
	pupils = school.report.released;
	assert_true(pupils > 100);
	school_share(&school,
		     counted(&school, &exclusion, "exclusion.category"));
	assert_int_equal(school.report.released, pupils);
	school_tear_down(&school);
}

static void promised_tables_are_not_written_in_other_formats(void **state)
{
	struct share_request request;
	struct field_set sex;
	struct school school;

	(void)state;
	open_academy(&school, tables);
	request = counted(&school, &sex, "pupil.sex");
	request.format = SLICE("ctf");
	assert_int_equal(school_try_share(&school, request), -1);
	school_says(&school, ERROR_INPUT, "only tables may be released");
	assert_int_equal(count_entries(school.out), 0);
	school_tear_down(&school);
}

#define WITH_NODE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_NODE(no_payload_under_pseudonyms_holds_what_identifies),
		WITH_NODE(each_pupil_has_a_pseudonym_of_their_own),
		WITH_NODE(two_recipients_cannot_put_their_pseudonyms_together),
		WITH_NODE(a_recipient_knows_its_pupils_again),
		WITH_NODE(the_order_of_rows_tells_nothing),
		WITH_NODE(rules_in_conflict_refuse_everything),
		cmocka_unit_test(
			among_named_rows_no_place_tells_who_an_unnamed_pupil_is),
		cmocka_unit_test(records_and_tables_do_not_stand_in_one_file),
		cmocka_unit_test(anonymised_rows_do_not_stand_among_others),
		cmocka_unit_test(
			whoever_has_nothing_to_count_counts_in_a_table_too),
		cmocka_unit_test(
			promised_tables_are_not_written_in_other_formats),
	};

	return cmocka_run_group_tests_name("share levels", tests, NULL, NULL);
}
