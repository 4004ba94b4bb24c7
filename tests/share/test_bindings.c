/*
 * What was received stays bound: an education department that holds pupils of
 * its own and pupils that it received under grants.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include <sqlite3.h>

#include "base/file.h"
#include "base/memory.h"
#include "dictionary/dictionary.h"
#include "policy/explain.h"
#include "policy/pupil.h"
#include "register/register.h"
#include "share/bindings.h"
#include "share/certificate.h"
#include "share/message.h"

static const char notice[] =
	"notice \"What we do\" version 1 from 2018-05-25\n"
	"controller \"Department for Education\" department\n"
	"contact \"The department\" post \"London\" complaints\n"
	"hold identity, enrolment, assessments, measurements, geography {\n"
	"    for   department-statistics\n"
	"    under gdpr-6-1-e\n"
	"    keep  until age 25 then destroy\n"
	"}\n"
	"share with inspectorate {\n"
	"    send  pupil.sex, enrolment, assessments\n"
	"    for   inspection\n"
	"    level pupil\n"
	"}\n"
	"share with post-16-institution {\n"
	"    send  pupil.name, pupil.upn, assessments\n"
	"    for   course-application\n"
	"}\n"
	"right access\n";

static const struct share_request inspection = {
	.recipient = SLICE_INIT("inspectorate"),
	.purpose = SLICE_INIT("inspection"),
};
static const struct share_request application = {
	.recipient = SLICE_INIT("post-16-institution"),
	.purpose = SLICE_INIT("course-application"),
};

/* Terms as the assessment agency's releases have them. */
#define TERMS                                                       \
	"{\"for\":[\"attainment-statistics\"],\"level\":\"named\"," \
	"\"onward\":[{\"to\":[\"inspectorate\"],\"for\":["          \
	"\"inspection\"],\"level\":\"pupil\"}]}"

static const char own_upn[] = "X886110125001";
static const char bound_upn[] = "Y886110125002";

static const struct given {
	const char *field, *text;
} person[] =
	{
		{"pupil.birth-date", "2009-05-01"},
		{"pupil.sex", "F"},
		{"pupil.surname", "Abara"},
		{"enrolment.year-group", "11"},
		{NULL, NULL},
},
  marks[] = {
	  {"assessment.subject", "MA"},
	  {"assessment.result", "7"},
	  {NULL, NULL},
};

static struct record record_of(struct school *school, const char *upn,
			       const struct given *given)
{
	const struct dictionary *dictionary = school->node->dictionary;
	struct record_maker maker = record_maker(dictionary, &school->arena);
	const struct slice none = {NULL, 0};
	struct record record;

	record_set(&maker,
		   (uint16_t)(dictionary_field(dictionary, SLICE("pupil.upn")) -
			      dictionary->fields),
		   none, 0, slice_of(upn));
	for (; given->field != NULL; given++)
		record_set(&maker,
			   (uint16_t)(dictionary_field(dictionary,
						       slice_of(given->field)) -
				      dictionary->fields),
			   none, 0, slice_of(given->text));
	assert_success(record_made(&maker, &record, &school->error),
		       &school->error);
	return record;
}

/* Adds one pupil's data; without terms the department's own. */
static uint64_t add(struct school *school, const char *reference,
		    const char *terms, int32_t delete_by, const char *upn,
		    const struct given *given)
{
	static unsigned int number;
	struct record record = record_of(school, upn, given);
	struct import_counts counts;
	struct import *import;
	struct origin origin = {.kind = SLICE("csv"),
				.name = SLICE("a.csv"),
				.recorded = school->today};
	struct register_grant grant = {
		.sender = SLICE("assessment-agency"),
		.sender_name = SLICE("Standards and Testing Agency"),
		.reference = slice_of(reference),
		.purpose = SLICE("attainment-statistics"),
		.level = SLICE("named"),
		.terms = slice_of(terms),
		.received = school->today,
		.delete_by = delete_by,
	};

	number++;
	memcpy(origin.hash, &number, sizeof(number));
	memcpy(grant.manifest, &number, sizeof(number));
	if (terms != NULL)
		assert_success(import_begin_grant(&import, school->node->pupils,
						  &origin, &grant,
						  &school->error),
			       &school->error);
	else
		assert_success(import_begin(&import, school->node->pupils,
					    &origin, &school->error),
			       &school->error);
	assert_success(import_add(import, &record, &school->error),
		       &school->error);
	assert_success(import_commit(import, &counts, &school->error),
		       &school->error);
	return grant.id;
}

static int set_up(void **state)
{
	struct school *school = calloc(1, sizeof(*school));
	const char *path;

	assert_non_null(school);
	school_empty(school, date_from_civil(2026, 1, 15));
	path = school_write(school, "own.notice", notice);
	assert_success(school_make(school, path), &school->error);
	school_reopen(school);
	add(school, "", NULL, DATE_NONE, own_upn, person);
	add(school, "", NULL, DATE_NONE, own_upn, marks);
	add(school, "", NULL, DATE_NONE, bound_upn, person);
	*state = school;
	return 0;
}

static int tear_down(void **state)
{
	school_tear_down(*state);
	free(*state);
	return 0;
}

/* How many rows of the last payload have a result. */
static size_t results(struct school *school)
{
	struct sheet sheet = sheet_of(school, school_payload(school));
	size_t count = 0;

	for (size_t i = 0; i < sheet.rows; i++)
		count += sheet_cell(&sheet, i, "assessment[1].result")[0] != 0;
	return count;
}

/* The most pupils from whom a field was withheld so. */
static size_t withheld(const struct school *school, enum reason reason,
		       const char *clause)
{
	const struct share_report *report = &school->report;
	size_t pupils = 0;

	for (size_t i = 0; i < report->withheld_count; i++) {
		struct builder text = {0};

		clause_write(report->withheld[i].clause, &text);
		if (report->withheld[i].reason == reason &&
		    slice_is(builder_slice(&text), clause) &&
		    report->withheld[i].pupils > pupils)
			pupils = report->withheld[i].pupils;
		builder_release(&text);
	}
	return pupils;
}

static void what_was_received_goes_where_its_terms_let_it(void **state)
{
	struct school *school = *state;

	add(school, "R-2026-0001", TERMS, DATE_NONE, bound_upn, marks);
	school_share(school, inspection);
	assert_int_equal(results(school), 2);
	school_share(school, application);
	assert_int_equal(school->report.released, 2);
	assert_int_equal(results(school), 1);
	assert_int_equal(
		withheld(school, REASON_NOT_GRANTED,
			 "received from assessment-agency, R-2026-0001"),
		1);
}

static void without_terms_all_is_the_nodes_own(void **state)
{
	struct school *school = *state;

	add(school, "", NULL, DATE_NONE, bound_upn, marks);
	school_share(school, application);
	assert_int_equal(results(school), 2);
}

static void what_a_node_has_of_its_own_is_not_bound(void **state)
{
	struct school *school = *state;

	add(school, "R-2026-0001", TERMS, DATE_NONE, own_upn, marks);
	school_share(school, application);
	assert_int_equal(results(school), 1);
}

static void terms_that_cannot_be_read_let_nothing_go(void **state)
{
	struct school *school = *state;

	add(school, "R-2026-0001", "{\"to\":\"all\"}", DATE_NONE, bound_upn,
	    marks);
	school_share(school, inspection);
	assert_int_equal(results(school), 1);
}

static void after_its_last_day_nothing_goes(void **state)
{
	struct school *school = *state;

	add(school, "R-2026-0001", TERMS, school->today, bound_upn, marks);
	school_share(school, inspection);
	assert_int_equal(results(school), 2);
	school->today++;
	school_share(school, inspection);
	assert_int_equal(results(school), 1);
}

static void what_was_recalled_is_gone(void **state)
{
	struct school *school = *state;
	struct destroyed_counts counts;
	uint64_t grant =
		add(school, "R-2026-0001", TERMS, DATE_NONE, bound_upn, marks);

	assert_success(register_grant_destroy(school->node->pupils, grant,
					      school->today, GRANT_RECALLED,
					      &counts, &school->error),
		       &school->error);
	school_share(school, inspection);
	assert_int_equal(results(school), 1);
}

static void on_its_day_it_is_destroyed(void **state)
{
	struct school *school = *state;
	struct destroy_report report;
	uint64_t *due;
	size_t count;
	uint64_t grant = add(school, "R-2026-0001", TERMS, school->today + 1,
			     bound_upn, marks);

	add(school, "R-2026-0002", TERMS, DATE_NONE, own_upn, marks);
	assert_success(grants_due(school->node, school->today, &due, &count,
				  &school->arena, &school->error),
		       &school->error);
	assert_int_equal(count, 0);
	school->today++;
	assert_success(grants_due(school->node, school->today, &due, &count,
				  &school->arena, &school->error),
		       &school->error);
	assert_int_equal(count, 1);
	assert_int_equal(due[0], grant);
	assert_success(grants_destroy(school->node, due, count, school->out,
				      school->today, &report, &school->arena,
				      &school->error),
		       &school->error);
	assert_int_equal(report.count, 1);
	assert_int_equal(report.lines[0].pupils, 1);
	assert_true(report.lines[0].sections > 0);
	school_share(school, inspection);
	assert_int_equal(results(school), 1);
	/* Nobody could be told: the certificate is due still. */
	assert_false(slice_empty(report.lines[0].why));
	assert_success(grants_due(school->node, school->today, &due, &count,
				  &school->arena, &school->error),
		       &school->error);
	assert_int_equal(count, 1);
}

static void what_is_not_wiped_is_not_certified(void **state)
{
	struct school *school = *state;
	struct certificate certificate = {.reply = school->out,
					  .today = school->today};
	sqlite3 *reader;

	certificate.grant =
		add(school, "R-2026-0001", TERMS, DATE_NONE, bound_upn, marks);
	assert_int_equal(
		sqlite3_open(school_path(school, "node/keys.db"), &reader),
		SQLITE_OK);
	assert_int_equal(sqlite3_exec(reader,
				      "BEGIN; SELECT * FROM sqlite_schema",
				      NULL, NULL, NULL),
			 SQLITE_OK);
	assert_success(register_grant_destroy(school->node->pupils,
					      certificate.grant, school->today,
					      GRANT_DESTROYED, NULL,
					      &school->error),
		       &school->error);
	assert_int_equal(certificate_issue(school->node, &certificate,
					   &school->arena, &school->error),
			 -1);
	school_says(school, ERROR_BUSY, "cannot be wiped from the disk yet");
	sqlite3_close(reader);
}

static void several_grants_of_the_same_terms_are_told_as_one(void **state)
{
	struct school *school = *state;

	add(school, "R-2026-0001", TERMS, DATE_NONE, bound_upn, marks);
	add(school, "R-2026-0002", TERMS, DATE_NONE, "Z886110125003", marks);
	school_share(school, application);
	assert_int_equal(withheld(school, REASON_NOT_GRANTED,
				  "received from assessment-agency, "
				  "R-2026-0001 and 1 more"),
			 2);
}

/* --- tables ---------------------------------------------------------------------------- */

static const char tables[] =
	"notice \"What we do\" version 1 from 2018-05-25\n"
	"controller \"Department for Education\" department\n"
	"contact \"The department\" post \"London\" complaints\n"
	"hold identity, geography {\n"
	"    for   department-statistics\n"
	"    under gdpr-6-1-e\n"
	"    keep  until age 25 then destroy\n"
	"}\n"
	"share with inspectorate {\n"
	"    send  pupil.sex\n"
	"    for   inspection\n"
	"    level aggregate by lsoa\n"
	"}\n"
	"right access\n";

static const struct given sex[] = {{"pupil.sex", "F"}, {NULL, NULL}},
			  home[] = {{"pupil.lsoa", "E01000001"}, {NULL, NULL}};

/* A department that promises tables, with pupils whose areas came under these
 * terms; NULL: are its own. */
static void open_tables(struct school *school, const char *terms)
{
	school_empty(school, date_from_civil(2026, 1, 15));
	assert_success(
		school_make(school, school_write(school, "own.notice", tables)),
		&school->error);
	school_reopen(school);
	for (int i = 0; i < 30; i++) {
		static const char checks[] = "XYZABCDEFGHJKLMNPQRTUVW";
		char upn[32];

		snprintf(upn, sizeof(upn), "%c8861101250%02d", checks[i % 23],
			 i);
		add(school, "", NULL, DATE_NONE, upn, sex);
		add(school, "R-2026-0001", terms, DATE_NONE, upn, home);
	}
}

static void an_area_that_may_not_go_is_not_counted_by(void **state)
{
	struct school school;

	(void)state;
	open_tables(&school, NULL);
	school_share(&school, inspection);
	assert_int_equal(school.report.released, 30);
	assert_true(holds(school_payload(&school), "E01000001"));
	school_tear_down(&school);

	open_tables(&school, "{\"level\":\"named\",\"onward\":[]}");
	school_share(&school, inspection);
	assert_int_equal(school.report.released, 30);
	assert_false(holds(school_payload(&school), "E01000001"));
	assert_true(holds(school_payload(&school), "unknown"));
	school_tear_down(&school);
}

/* Where it may be counted by, its terms travel with the table. */
static void an_area_that_may_go_takes_its_terms_along(void **state)
{
	struct school school;
	struct slice directory;

	(void)state;
	open_tables(&school, "{\"level\":\"named\",\"onward\":[{\"to\":["
			     "\"inspectorate\"],\"for\":[\"inspection\"]}],"
			     "\"delete-by\":\"2026-03-04\"}");
	school_share(&school, inspection);
	assert_true(holds(school_payload(&school), "E01000001"));
	directory = arena_copy(&school.arena, school.report.directory);
	assert_true(holds(
		school_read(&school, path_join(&school.arena, directory.at,
					       "manifest.json")),
		"\"delete-by\": \"2026-03-04\""));
	school_tear_down(&school);
}

/* --- one pupil, explained ------------------------------------------------------------ */

static void explain_one(struct school *school, struct share_request request,
			struct builder *text, struct builder *json)
{
	const struct decision *decision;
	struct request asked;
	struct field_set held;
	struct pupil pupil;
	struct plan *plan;
	struct explanation explanation;

	request.today = school->today;
	assert_success(share_decide(school->node, &request, slice_of(bound_upn),
				    &plan, &asked, &pupil, &decision, &held,
				    &school->arena, &school->error),
		       &school->error);
	explanation = (struct explanation){
		.policy = school->node->policy,
		.request = &asked,
		.plan = plan,
		.pupil = &pupil,
		.decision = decision,
		.held = &held,
	};
	assert_success(explain_text(&explanation, text, &school->error),
		       &school->error);
	assert_success(explain_json(&explanation, json, &school->error),
		       &school->error);
	plan_free(plan);
}

static void an_officer_is_told_of_the_grant(void **state)
{
	struct school *school = *state;
	struct builder text = {0}, json = {0};

	add(school, "R-2026-0001", TERMS, DATE_NONE, bound_upn, marks);
	explain_one(school, inspection, &text, &json);
	assert_true(holds(builder_slice(&text),
			  "\"Assessment results\" received from "
			  "assessment-agency, R-2026-0001: may go there, "
			  "level at most pupil"));
	assert_true(holds(builder_slice(&text),
			  "for attainment-statistics; on to inspectorate for "
			  "inspection, at most pupil"));
	assert_true(holds(builder_slice(&json), "\"granted\": true"));
	assert_true(holds(builder_slice(&json), "\"attainment-statistics\""));
	builder_clear(&text);
	explain_one(school, application, &text, &json);
	assert_true(holds(builder_slice(&text), "may not go there"));
	builder_release(&text);
	builder_release(&json);
}

/* --- pupils without a name ---------------------------------------------------------- */

static int decide_for(struct school *school, const char *name,
		      struct field_set *held)
{
	struct share_request request = inspection;
	const struct decision *decision;
	struct request asked;
	struct pupil pupil;
	struct plan *plan;
	int result;

	request.today = school->today;
	school->error = (struct error){0};
	result = share_decide(school->node, &request, slice_of(name), &plan,
			      &asked, &pupil, &decision, held, &school->arena,
			      &school->error);
	if (result == 0)
		plan_free(plan);
	return result;
}

static void who_came_under_a_pseudonym_is_found_by_it(void **state)
{
	static const struct given nameless[] = {
		{"pupil.pseudonym", "1d73bac507eaf246df47579fa7b843d1"},
		{"assessment.result", "7"},
		{NULL, NULL},
	};
	struct school *school = *state;
	struct field_set held;
	bool failed = true;

	add(school, "R-2026-0001", TERMS, DATE_NONE, "", nameless);
	for (uint64_t n = 1; failed; n++) {
		int result;

		memory_fail_at(n);
		result = decide_for(school, nameless[0].text, &held);
		failed = memory_failed();
		memory_fail_at(0);
		assert_int_equal(result == 0, !failed);
	}
	assert_true(field_set_count(held) > 0);
	assert_int_equal(decide_for(school, "1d73bac5", &held), -1);
	school_says(school, ERROR_NOT_FOUND, "number 1 of those given");
}

/* --- limits and memory ------------------------------------------------------------------ */

/* More ways of being bound than can be told apart is an error, never a release
 * of what is not bound. */
static void too_many_different_terms_are_an_error(void **state)
{
	struct school *school = *state;
	const struct policy *policy = school->node->policy;
	struct request request = {
		.recipient = application.recipient,
		.purpose = application.purpose,
		.date = school->today,
		.last_release = DATE_NONE,
		.controller_kind = DICTIONARY_NONE,
		.binding_room = 1,
	};
	struct record record;
	struct bindings *bindings;
	struct plan *plan;
	uint16_t first, second;
	uint64_t id;

	add(school, "R-2026-0001", TERMS, DATE_NONE, bound_upn, marks);
	assert_success(bindings_make(&bindings, school->node, school->today,
				     &school->arena, &school->error),
		       &school->error);
	assert_non_null(bindings);
	assert_success(plan_make(&plan, policy, &request, &school->error),
		       &school->error);
	bindings_begin(bindings, plan);
	assert_success(register_find(school->node->pupils, slice_of(bound_upn),
				     &id, &school->error),
		       &school->error);
	assert_success(register_read(school->node->pupils, id, UINT64_MAX,
				     &record, &school->arena, &school->error),
		       &school->error);
	assert_success(bindings_of(bindings, &record, &first, &school->error),
		       &school->error);
	assert_int_not_equal(first, BINDING_OWN);
	assert_success(bindings_of(bindings, &record, &second, &school->error),
		       &school->error);
	assert_int_equal(first, second);
	for (uint32_t s = 0; s < record.count; s++) {
		static const uint64_t nobodys[] = {77};

		record.sections[s].grants = nobodys;
		record.sections[s].grant_count = 1;
	}
	assert_int_equal(
		bindings_of(bindings, &record, &second, &school->error), -1);
	school_says(school, ERROR_INPUT, "more different terms");
	plan_free(plan);
}

static void no_failed_allocation_goes_unnoticed(void **state)
{
	struct school *school = *state;
	bool failed = true;

	add(school, "R-2026-0001", TERMS, DATE_NONE, bound_upn, marks);
	for (uint64_t n = 1; failed; n++) {
		struct share_request request = application;
		int result;

		request.dry_run = true;
		memory_fail_at(n);
		result = school_try_share(school, request);
		failed = memory_failed();
		memory_fail_at(0);
		assert_int_equal(result == 0, !failed);
	}
	assert_int_equal(withheld(school, REASON_NOT_GRANTED,
				  "received from assessment-agency, "
				  "R-2026-0001"),
			 1);
}

#define WITH_DEPARTMENT(test) \
	cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DEPARTMENT(what_was_received_goes_where_its_terms_let_it),
		WITH_DEPARTMENT(without_terms_all_is_the_nodes_own),
		WITH_DEPARTMENT(what_a_node_has_of_its_own_is_not_bound),
		WITH_DEPARTMENT(terms_that_cannot_be_read_let_nothing_go),
		WITH_DEPARTMENT(after_its_last_day_nothing_goes),
		WITH_DEPARTMENT(what_was_recalled_is_gone),
		WITH_DEPARTMENT(on_its_day_it_is_destroyed),
		WITH_DEPARTMENT(what_is_not_wiped_is_not_certified),
		WITH_DEPARTMENT(
			several_grants_of_the_same_terms_are_told_as_one),
		cmocka_unit_test(an_area_that_may_not_go_is_not_counted_by),
		cmocka_unit_test(an_area_that_may_go_takes_its_terms_along),
		WITH_DEPARTMENT(an_officer_is_told_of_the_grant),
		WITH_DEPARTMENT(who_came_under_a_pseudonym_is_found_by_it),
		WITH_DEPARTMENT(too_many_different_terms_are_an_error),
		WITH_DEPARTMENT(no_failed_allocation_goes_unnoticed),
	};

	return cmocka_run_group_tests_name("share bindings", tests, NULL, NULL);
}
