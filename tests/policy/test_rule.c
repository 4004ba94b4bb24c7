/* Rules and notices with their names resolved. */
#include "tests/test.h"

#include "base/builder.h"
#include "base/date.h"
#include "policy/plan.h"
#include "tests/policy/lawbook.h"

static void read_book(struct lawbook *book, const char *dictionary,
		      const char *notice)
{
	*book = (struct lawbook){0};
	lawbook_dictionary(book, slice_of(dictionary));
	if (notice != NULL)
		lawbook_notice(book, slice_of(notice));
	lawbook_policy(book);
	if (book->policy == NULL) {
		struct builder text = {0};

		lawbook_findings(book, &text);
		fail_msg("%s", builder_text(&text));
	}
}

static uint16_t find(const struct lawbook *book, enum dictionary_kind kind,
		     const char *name)
{
	uint16_t index =
		dictionary_find(book->dictionary, kind, slice_of(name));

	assert_int_not_equal(index, DICTIONARY_NONE);
	return index;
}

static bool reaches(const struct lawbook *book, const struct rule *rule,
		    const char *body, const char *purpose, int32_t date)
{
	return rule_reaches(
		rule, book->dictionary,
		dictionary_body(book->dictionary, slice_of(body), NULL),
		find(book, KIND_PURPOSE, purpose), date);
}

static void check_reach(void **state)
{
	int32_t before = date_from_civil(2012, 3, 31);
	const struct rule *rule;
	struct lawbook book;

	(void)state;
	read_book(&book,
		  "gateway a {\n"
		  "    to bridges for advice, safety\n"
		  "    to council\n"
		  "    data name\n"
		  "}\n",
		  NULL);
	rule = &book.policy->gateways[0].rule;
	assert_true(reaches(&book, rule, "youth", "advice", before));
	assert_true(reaches(&book, rule, "youth", "safety", before));
	assert_false(reaches(&book, rule, "youth", "offers", before));
	assert_false(reaches(&book, rule, "youth", "advice", before + 1));
	assert_true(reaches(&book, rule, "council", "offers", before));
	assert_false(reaches(&book, rule, "police", "advice", before));
	lawbook_release(&book);
}

static void check_in_force(void **state)
{
	int32_t turn = date_from_civil(2020, 1, 1);
	const struct rule *rule;
	struct range why = {0};
	struct lawbook book;

	(void)state;
	read_book(&book,
		  "gateway a {\n"
		  "    law guess\n"
		  "    law new-act\n"
		  "    from 2000-01-01 to 2030-12-31\n"
		  "    to council\n"
		  "    data name\n"
		  "}\n",
		  NULL);
	rule = &book.policy->gateways[0].rule;
	assert_int_equal(rule->law_count, 2);
	assert_true(rule_in_force(rule, book.dictionary, turn, NULL));
	assert_false(rule_in_force(rule, book.dictionary, turn - 1, NULL));
	assert_false(rule_in_force(rule, book.dictionary, turn - 1, &why));
	assert_slice(range_text(why), "law new-act");
	assert_false(rule_in_force(rule, book.dictionary,
				   date_from_civil(2031, 1, 1), &why));
	assert_slice(range_text(why), "gateway a");
	lawbook_release(&book);
}

static void check_rule(void **state)
{
	const struct rule *rule;
	struct lawbook book;

	(void)state;
	read_book(&book,
		  "gateway a \"A rule with everything\" {\n"
		  "    by school, agency\n"
		  "    to council for advice\n"
		  "    data reach, health\n"
		  "    data year and held categories\n"
		  "    when carer\n"
		  "    on request, enquiry\n"
		  "    every 2 years\n"
		  "    duty on enquiry\n"
		  "    level aggregate by town\n"
		  "    needs approval by panel where boarder\n"
		  "    needs consent\n"
		  "    objection by parent until 16 then pupil leaves reach\n"
		  "    onward none\n"
		  "    onward to police, shop for advice\n"
		  "    delete after 90 days\n"
		  "}\n",
		  NULL);
	rule = &book.policy->gateways[0].rule;
	assert_slice(rule->name, "a");
	assert_int_equal(rule->kinds, 5);
	assert_int_equal(field_set_count(rule->fields), 5);
	assert_true(rule->held);
	assert_int_equal(rule->triggers, 5);
	assert_int_equal(rule->duty_triggers, 4);
	assert_true(rule->duty);
	assert_int_equal(rule->every_months, 24);
	assert_int_equal(rule->level.kind, LEVEL_AGGREGATE);
	assert_int_equal(rule->need_count, 2);
	assert_int_equal(rule->needs[0].kind, NEED_APPROVAL);
	assert_int_equal(rule->needs[0].approval,
			 find(&book, KIND_APPROVAL, "panel"));
	assert_non_null(rule->needs[0].where);
	assert_int_equal(rule->needs[1].kind, NEED_CONSENT);
	assert_int_equal(rule->objection_count, 1);
	assert_int_equal(rule->objections[0].by.age, 16);
	assert_int_equal(rule->objections[0].by.first, HOLDER_PARENT);
	assert_int_equal(rule->objections[0].by.second, HOLDER_PUPIL);
	assert_int_equal(field_set_count(rule->objections[0].leaves), 2);
	assert_int_equal(rule->onward_count, 2);
	assert_int_equal(rule->onward[0].body_count, 0);
	assert_int_equal(rule->onward[1].body_count, 2);
	assert_int_equal(rule->delete_days, 90);
	assert_int_equal(rule->delete_months, 0);
	lawbook_release(&book);
}

static void check_notice(void **state)
{
	const struct notice *notice;
	struct lawbook book;

	(void)state;
	read_book(
		&book, "# no law",
		"notice \"How we use it\" version 3 from 2020-01-01 "
		"to 2024-12-31 review every 2 years reviewed 2021-06-01\n"
		"controller \"An academy\" school college also village number "
		"\"123/4567\"\n"
		"hold identity, health {\n"
		"    mandatory name, birth-date\n"
		"    voluntary health\n"
		"    for   advice\n"
		"    for   safety, statistics\n"
		"    under guess\n"
		"    under new-act\n"
		"    keep  until 6 years after transfer then destroy\n"
		"}\n"
		"hold learning { keep until age 25 then review }\n"
		"share with youth by council { send name; for advice }\n"
		"honour refusals\n");
	notice = book.notices[0];
	assert_slice(notice->title, "How we use it");
	assert_int_equal(notice->version, 3);
	assert_int_equal(notice->review_months, 24);
	assert_int_equal(notice->reviewed, date_from_civil(2021, 6, 1));
	assert_slice(notice->laestab, "1234567");
	assert_int_equal(notice->setting, find(&book, KIND_SETTING, "college"));
	assert_int_equal(notice->also_count, 1);
	assert_int_equal(notice->also[0], find(&book, KIND_SETTING, "village"));
	assert_int_equal(field_set_count(notice->mandatory), 2);
	assert_int_equal(field_set_count(notice->voluntary), 2);
	assert_int_equal(notice->holding_count, 2);
	assert_int_equal(notice->holdings[0].purpose_count, 3);
	assert_int_equal(notice->holdings[0].law_count, 2);
	assert_int_equal(notice->holdings[0].keep_months, 72);
	assert_slice(notice->holdings[0].keep_event, "transfer");
	assert_slice(notice->holdings[0].then, "destroy");
	assert_int_equal(notice->holdings[1].keep_until_age, 25);
	assert_int_equal(field_set_count(notice->held), 9);
	assert_int_equal(notice->share_count, 1);
	assert_true(notice->shares[0].by_other);
	assert_non_null(notice->honour);
	lawbook_release(&book);
}

/* --- many of a thing -------------------------------------------------------------- */

static void check_triggers(void **state)
{
	struct builder text = {0};
	struct lawbook book = {0};

	(void)state;
	for (int i = 0; i < 65; i++)
		builder_add_format(&text, "trigger t%d \"T\"\n", i);
	builder_add_text(&text, "gateway a { to council; data name; "
				"on t63, t64; duty on t63 }\n");
	lawbook_dictionary(&book, builder_slice(&text));
	lawbook_policy(&book);
	assert_null(book.policy);
	assert_string_equal(book.findings.list[0].id, "too-many-triggers");
	lawbook_release(&book);
	builder_release(&text);
}

static void add_version(struct lawbook *book, int version, int year)
{
	struct builder text = {0};

	builder_add_format(&text,
			   "notice \"N\" version %d from %d-01-01\n"
			   "controller \"C\" school\n"
			   "share with council { send name; for advice }\n",
			   version, year);
	lawbook_notice(book, builder_slice(&text));
	builder_release(&text);
}

/* Given in the wrong order; each ends before the next begins. */
static void check_versions(void **state)
{
	struct lawbook book = {0};

	(void)state;
	lawbook_dictionary(&book, SLICE("# no law"));
	add_version(&book, 2, 2021);
	add_version(&book, 3, 2024);
	add_version(&book, 1, 2018);
	lawbook_policy(&book);
	assert_non_null(book.policy);
	assert_int_equal(book.policy->notices[0].notice->version, 1);
	assert_int_equal(policy_notice_end(book.policy, 0),
			 date_from_civil(2020, 12, 31));
	assert_int_equal(policy_notice_end(book.policy, 2), INT32_MAX);
	assert_int_equal(
		policy_notice_on(book.policy, date_from_civil(2017, 12, 31)),
		-1);
	assert_int_equal(
		policy_notice_on(book.policy, date_from_civil(2018, 1, 1)), 0);
	assert_int_equal(
		policy_notice_on(book.policy, date_from_civil(2023, 12, 31)),
		1);
	assert_int_equal(
		policy_notice_on(book.policy, date_from_civil(2999, 12, 31)),
		2);
	lawbook_release(&book);
}

static void check_too_many_versions(void **state)
{
	const struct notice *notices[NOTICE_VERSIONS + 1];
	struct error error = {0};
	struct policy *policy;
	struct lawbook book;

	(void)state;
	read_book(&book, "# no law",
		  "notice \"N\" version 1 from 2020-01-01\n"
		  "controller \"C\" school\n");
	for (int i = 0; i <= NOTICE_VERSIONS; i++)
		notices[i] = book.notices[0];
	assert_int_equal(policy_make(&policy, book.dictionary, notices,
				     NOTICE_VERSIONS + 1, &book.findings,
				     &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_null(policy);
	lawbook_release(&book);
}

static void check_too_many_questions(void **state)
{
	struct builder text = {0};
	struct request request = {
		.recipient = SLICE("council"),
		.purpose = SLICE("advice"),
		.date = date_from_civil(2026, 1, 15),
		.last_release = DATE_NONE,
		.controller_kind = DICTIONARY_NONE,
	};
	struct error error = {0};
	struct lawbook book;
	struct plan *plan;

	(void)state;
	for (int i = 0; i < 260; i++)
		builder_add_format(&text,
				   "gateway g%d { to council; data name; "
				   "when marks > %d }\n",
				   i, i);
	read_book(&book, builder_text(&text), NULL);
	assert_int_equal(plan_make(&plan, book.policy, &request, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	builder_release(&text);
	lawbook_release(&book);
}

/* --- for people who debug ----------------------------------------------------------- */

static void check_disassembly(void **state)
{
	struct builder text = {0};
	struct lawbook book;

	(void)state;
	read_book(&book,
		  "gateway a {\n"
		  "    to council for advice\n"
		  "    data reach\n"
		  "    duty\n"
		  "    every 6 months\n"
		  "    when age >= 13\n"
		  "    needs terms where carer\n"
		  "}\n"
		  "never b { send health }\n",
		  "notice \"N\" version 2 from 2020-01-01\n"
		  "controller \"C\" school\n"
		  "share with council {\n"
		  "    send  name and held categories\n"
		  "    for   advice\n"
		  "    level aggregate by town\n"
		  "}\n"
		  "never c { send weight }\n");
	policy_disassemble(book.policy, &text);
	/* The dictionary's own file lies in a directory made for the test. */
	assert_non_null(strstr(builder_text(&text),
			       "law.dictionary:1  gateway a\n"
			       "    fields 2, level named, duty, every 6 "
			       "months\n"
			       "    when\n"
			       "        0  age    birth-date 13 to 1200\n"
			       "    needs where\n"
			       "        0  range  carer 1 to 1\n"
			       "prohibitions of law\n"));
	assert_non_null(strstr(builder_text(&text),
			       "notice version 2\n"
			       "shares\n"
			       "1.notice:3  share with council\n"
			       "    fields 1 and held categories, level "
			       "aggregate by town\n"
			       "prohibitions\n"
			       "1.notice:8  never c\n"
			       "    fields 1, level named\n"));
	builder_release(&text);
	lawbook_release(&book);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_reach),
		cmocka_unit_test(check_in_force),
		cmocka_unit_test(check_rule),
		cmocka_unit_test(check_notice),
		cmocka_unit_test(check_triggers),
		cmocka_unit_test(check_versions),
		cmocka_unit_test(check_too_many_versions),
		cmocka_unit_test(check_too_many_questions),
		cmocka_unit_test(check_disassembly),
	};

	return cmocka_run_group_tests_name("policy rule", tests, NULL, NULL);
}
