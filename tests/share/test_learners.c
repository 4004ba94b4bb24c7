/*
 * The learner registration: who is the same learner, and what is answered.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "dictionary/identifier.h"
#include "formats/learner_answer.h"
#include "register/register.h"
#include "share/learner_match.h"
#include "share/learners.h"

/* --- names, learners, verifications ------------------------------------------------- */

static void names_are_exact_similar_or_neither(void **state)
{
	static const struct {
		const char *a, *b;
		enum likeness likeness;
	} rows[] = {
		{"O'Hara", "OHARA", LIKENESS_EXACT},
		{"Smith-Jones", "smith jones", LIKENESS_EXACT},
		{"Zoë", "ZOE", LIKENESS_EXACT},
		{"Bo", "Bo", LIKENESS_EXACT},
		/* one slip from four letters on, two from eight */
		{"Marsh", "March", LIKENESS_SIMILAR},
		{"Marsh", "Mratch", LIKENESS_NONE},
		{"Bo", "Jo", LIKENESS_NONE},
		{"Ambrosius", "Ambrozuis", LIKENESS_SIMILAR},
		{"Ambrosius", "Amprozuisa", LIKENESS_NONE},
		/* the beginning of the other */
		{"Rob", "Robert", LIKENESS_SIMILAR},
		{"Smith", "Smith-Jones", LIKENESS_SIMILAR},
		{"Al", "Alexander", LIKENESS_NONE},
		{"", "Robert", LIKENESS_NONE},
		{"", "", LIKENESS_NONE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct slice a = slice_of(rows[i].a), b = slice_of(rows[i].b);

		if (learner_name_likeness(a, b) != rows[i].likeness ||
		    learner_name_likeness(b, a) != rows[i].likeness)
			fail_msg("%s and %s", rows[i].a, rows[i].b);
	}
}

static const struct learner_details held = {
	.uln = SLICE_INIT("1000000027"),
	.linked_uln = SLICE_INIT("1000000035"),
	.given = SLICE_INIT("Robert"),
	.preferred = SLICE_INIT("Bobby"),
	.family = SLICE_INIT("Marsh"),
	.previous = SLICE_INIT("Underhill"),
	.birth = SLICE_INIT("2009-05-06"),
	.sex = SLICE_INIT("M"),
	.postcode = SLICE_INIT("ZZ1 1ZZ"),
};

/* Given name, family name, date of birth, sex, postcode. */
static struct learner_details asked_as(const char *const parts[5])
{
	return (struct learner_details){
		.given = slice_of(parts[0]),
		.family = slice_of(parts[1]),
		.birth = slice_of(parts[2]),
		.sex = slice_of(parts[3]),
		.postcode = slice_of(parts[4]),
	};
}

static void learners_are_found_by_what_is_known_of_them(void **state)
{
	static const struct {
		const char *parts[5];
		enum likeness likeness;
	} rows[] = {
		{{"Robert", "Marsh", "2009-05-06", "M", "ZZ1 1ZZ"},
		 LIKENESS_EXACT},
		{{"ROBERT", "marsh", "2009-05-06", "", "ZZ1 1ZZ"},
		 LIKENESS_EXACT},
		/* moved house; another sex; no postcode */
		{{"Robert", "Marsh", "2009-05-06", "M", "ZZ9 9ZZ"},
		 LIKENESS_SIMILAR},
		{{"Robert", "Marsh", "2009-05-06", "F", "ZZ1 1ZZ"},
		 LIKENESS_SIMILAR},
		{{"Robert", "Marsh", "2009-05-06", "M", ""}, LIKENESS_SIMILAR},
		/* preferred, previous, slips */
		{{"Bobby", "Marsh", "2009-05-06", "M", "ZZ1 1ZZ"},
		 LIKENESS_SIMILAR},
		{{"Robert", "Underhill", "2009-05-06", "M", "ZZ1 1ZZ"},
		 LIKENESS_SIMILAR},
		{{"Rob", "March", "2009-05-06", "M", "ZZ1 1ZZ"},
		 LIKENESS_SIMILAR},
		/* the date */
		{{"Robert", "Marsh", "2009-06-05", "M", "ZZ1 1ZZ"},
		 LIKENESS_SIMILAR},
		{{"Robert", "Marsh", "2009-05-16", "M", "ZZ1 1ZZ"},
		 LIKENESS_SIMILAR},
		{{"Rob", "Marsh", "2009-05-16", "M", "ZZ1 1ZZ"}, LIKENESS_NONE},
		{{"Robert", "Marsh", "2009-11-16", "M", "ZZ1 1ZZ"},
		 LIKENESS_NONE},
		{{"Robert", "Quill", "2009-05-06", "M", "ZZ1 1ZZ"},
		 LIKENESS_NONE},
		{{"Robert", "Marsh", "", "M", "ZZ1 1ZZ"}, LIKENESS_NONE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct learner_details asked = asked_as(rows[i].parts);

		if (learner_likeness(&asked, &held) != rows[i].likeness)
			fail_msg("row %zu", i);
	}
}

static void a_verification_says_what_did_not_agree(void **state)
{
	static const struct {
		const char *parts[5];
		const char *uln, *code, *flags;
	} rows[] = {
		{{"Robert", "Marsh", "2009-05-06", "M", ""},
		 "1000000027",
		 "WSVRC001",
		 ""},
		{{"Robert", "Marsh", "2009-05-06", "", ""},
		 "1000000035",
		 "WSVRC002",
		 ""},
		{{"Rob", "Marsh", "2009-05-06", "M", ""},
		 "1000000027",
		 "WSVRC003",
		 "VRF1 VRF2 VRF3"},
		{{"Robert", "Underhill", "2009-05-06", "M", ""},
		 "1000000035",
		 "WSVRC004",
		 "VRF4 VRF5"},
		{{"Marsh", "Robert", "2009-05-06", "M", ""},
		 "1000000027",
		 "WSVRC005",
		 "VRF1 VRF3 VRF5 VRF6"},
		{{"Robert", "Marsh", "2009-05-07", "F", ""},
		 "1000000027",
		 "WSVRC005",
		 "VRF7 VRF8"},
		{{"Cassandra", "Ambrosius", "2001-01-01", "F", ""},
		 "1000000027",
		 "WSVRC005",
		 "VRF1 VRF2 VRF3 VRF4 VRF5 VRF6 VRF7 VRF8"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct learner_details asked = asked_as(rows[i].parts);
		char flags[LEARNER_FLAGS_BYTES];

		asked.uln = slice_of(rows[i].uln);
		assert_slice(learner_verify(&asked, &held, flags),
			     rows[i].code);
		assert_string_equal(flags, rows[i].flags);
	}
}

static void numbers_have_their_check_digit(void **state)
{
	char uln[ULN_BYTES + 1];
	unsigned int without = 0;

	(void)state;
	assert_true(uln_make(100000002, uln));
	assert_string_equal(uln, "1000000027");
	assert_false(uln_make(99999999, uln));
	assert_false(uln_make(1000000000, uln));
	for (uint64_t number = 500000000; number < 500001100; number++)
		without += !uln_make(number, uln);
	assert_int_equal(without, 100); /* one in eleven */
}

/* --- answers -------------------------------------------------------------------------- */

static const char NOTICE[] =
	"notice \"What we do\" version 1 from 2020-01-01\n"
	"controller \"Invented registration\" agency as learner-registration\n"
	"hold identity, contact, learner-registration, learner-answer "
	"{ for learner-registration }\n";

static void import_issued(struct school *school)
{
	/* Twelve of one name and date, and one of whom two numbers were one. */
	struct builder text = {0};
	char uln[ULN_BYTES + 1];

	builder_add_text(&text, "UPN,ULN,Surname,Forename,DOB,Sex,Postcode,"
				"learner.linked-uln\n");
	for (unsigned int i = 0; i < 13; i++) {
		char rest[UPN_BYTES];

		snprintf(rest, sizeof(rest), "8012000050%02u", i);
		assert_true(uln_make(100000010 + 10 * i, uln) ||
			    uln_make(100000011 + 10 * i, uln));
		builder_add_format(&text, "%c%s,%s,%s,ZZ1 %uZZ,%s\n",
				   upn_check_letter(slice_of(rest)), rest, uln,
				   i == 0 ? "Quill,Bodie,2009-01-31,M"
					  : "Marsh,Robert,2009-05-06,M",
				   i % 10, i == 0 ? "1000000027" : "");
	}
	school_import(school,
		      school_write(school, "issued.csv", builder_text(&text)));
	builder_release(&text);
}

static const char ASKED[] =
	"UPN,ULN,Surname,Forename,DOB,Sex,Postcode\n"
	"V801200005900,,Quill,Bodie,2009-01-31,M,ZZ1 0ZZ\n" /* of two numbers one */
	"J801200005901,,Marsh,Robert,2009-05-06,M,ZZ1 3ZZ\n" /* one of twelve */
	"Y801200005902,,Marsh,Rob,2009-05-06,M,ZZ5 5ZZ\n"    /* too many */
	"M801200005903,,Quill,Bod,2009-01-31,M,ZZ1 0ZZ\n" /* one is like it */
	"B801200005904,,Young,Ida,2009-08-08,F,ZZ1 0ZZ\n" /* nobody */
	"Q801200005905,1000000027,Quill,Bodie,2009-01-31,M,ZZ1 0ZZ\n" /* the old number */
	"E801200005906,1000000078,Quill,Bodie,2009-01-31,M,ZZ1 0ZZ\n" /* no such number */
	"U801200005907,,Quill,,2009-01-31,M,ZZ1 0ZZ\n" /* has no given name */
	"H801200005908,9999999998,Quill,Bodie,2009-01-31,M,\n" /* the last */
	"X801200005909,,Young,Una,2009-08-09,F,ZZ1 0ZZ\n"; /* nobody either */

static const char *const expected[] = {
	"WSRC0022", "WSRC0004", "WSRC0002", "WSRC0003", "WSRC0005",
	"WSVRC002", "WSVRC006", "WSRC0021", "WSVRC006", "WSRC0005",
};

enum { ASKED_COUNT = sizeof(expected) / sizeof(expected[0]) };

/* As a school's release would bring it. */
static void receive(struct school *school, const char *text, uint8_t number)
{
	static const char *const names[] = {
		"pupil.upn",      "pupil.uln",        "pupil.surname",
		"pupil.forename", "pupil.birth-date", "pupil.sex",
		"pupil.postcode",
	};
	struct register_grant grant = {
		.sender = SLICE_INIT("school"),
		.sender_number = SLICE_INIT("8861101"),
		.sender_name = SLICE_INIT("W"),
		.reference = SLICE_INIT("R-2026-0001"),
		.manifest = {number},
		.purpose = SLICE_INIT("learner-registration"),
		.level = SLICE_INIT("named"),
		.terms = SLICE_INIT("{\"level\":\"named\",\"onward\":[]}"),
		.received = school->today,
		.delete_by = DATE_NONE,
		.ended = DATE_NONE,
	};
	struct intake_payload payload = {
		.bytes = slice_of(text),
		.name = "p.csv",
		.format = SLICE_INIT("csv"),
		.level = level_named(),
		.today = school->today,
	};
	struct intake_file file;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct field *field = dictionary_field(
			school->node->dictionary, slice_of(names[i]));

		field_set_add(
			&payload.fields,
			(uint16_t)(field - school->node->dictionary->fields));
	}
	assert_success(intake_payload(school->node, &payload, &grant, &file,
				      &school->arena, &school->error),
		       &school->error);
	assert_true(file.imported);
}

static void fill(struct school *school, const char *notice)
{
	school_empty(school, date_from_civil(2026, 1, 15));
	assert_success(
		school_make(school, school_write(school, "l.notice", notice)),
		&school->error);
	school_reopen(school);
	import_issued(school);
	receive(school, ASKED, 0);
}

static void each_who_was_asked_for_gets_one_answer(void **state)
{
	struct school school = {0};
	struct learners_report report;
	struct learner_line *lines;
	size_t count;

	(void)state;
	fill(&school, NOTICE);
	assert_success(learners_answer(school.node, false, school.today,
				       &report, &school.error),
		       &school.error);
	assert_int_equal(report.asked, ASKED_COUNT);
	assert_int_equal(report.held, 13);
	assert_int_equal(report.issued, 2);
	assert_success(learners_list(school.node, &lines, &count, &school.arena,
				     &school.error),
		       &school.error);
	assert_int_equal(count, ASKED_COUNT);
	for (size_t i = 0; i < count; i++) {
		const struct learner_answer *answer =
			learner_answer_find(lines[i].answer);

		assert_slice(lines[i].answer, expected[i]);
		/* Whose number is not certain gets none from us. */
		if (lines[i].answer.at != NULL &&
		    answer->number == LEARNER_NUMBER_NONE && i < 5)
			assert_true(slice_empty(lines[i].uln));
	}
	assert_slice(lines[0].uln, lines[5].uln.at);
	assert_true(uln_check(lines[4].uln));
	assert_success(learners_answer(school.node, false, school.today,
				       &report, &school.error),
		       &school.error);
	assert_int_equal(report.asked, 0);
	school_tear_down(&school);
}

/* A search finds as registering does, and gives nobody a number. */
static void a_search_registers_nobody(void **state)
{
	struct school school = {0};
	struct learners_report report;
	struct learner_line *lines;
	size_t count;

	(void)state;
	fill(&school, NOTICE);
	assert_success(learners_answer(school.node, true, school.today, &report,
				       &school.error),
		       &school.error);
	assert_int_equal(report.issued, 0);
	assert_success(learners_list(school.node, &lines, &count, &school.arena,
				     &school.error),
		       &school.error);
	assert_int_equal(count, ASKED_COUNT);
	for (size_t i = 0; i < count; i++)
		assert_slice(lines[i].answer,
			     strcmp(expected[i], "WSRC0005") == 0
				     ? "WSRC0001"
				     : expected[i]);
	assert_true(slice_empty(lines[4].uln));
	school_tear_down(&school);
}

static void nobody_else_answers(void **state)
{
	struct school school = {0};
	struct learners_report report;

	(void)state;
	school_set_up(&school, KENT, date_from_civil(2026, 1, 15));
	assert_int_equal(learners_answer(school.node, false, school.today,
					 &report, &school.error),
			 -1);
	school_says(&school, ERROR_INPUT, "only the learner registration");
	school_tear_down(&school);
}

static void answer(struct school *school, struct learners_report *report,
		   struct learner_line **lines, size_t *count)
{
	assert_success(learners_answer(school->node, false, school->today,
				       report, &school->error),
		       &school->error);
	assert_success(learners_list(school->node, lines, count, &school->arena,
				     &school->error),
		       &school->error);
}

/* A new school is answered too; what it asks is compared with what was known
 * before, not with itself. */
static void each_question_is_answered_once(void **state)
{
	static const char again[] =
		"UPN,ULN,Surname,Forename,DOB,Sex,Postcode\n"
		"B801200005904,,Young,Ida,2009-08-08,F,ZZ1 0ZZ\n"
		"X801200005909,,Underhill,Bo,2008-01-02,M,ZZ1 0ZZ\n";
	struct school school = {0};
	struct learners_report report;
	struct learner_line *lines;
	char first[ULN_BYTES + 1];
	size_t count;

	(void)state;
	fill(&school, NOTICE);
	answer(&school, &report, &lines, &count);
	snprintf(first, sizeof(first), "%.*s", SLICE_ARGS(lines[4].uln));
	receive(&school, again, 1);
	answer(&school, &report, &lines, &count);
	assert_int_equal(report.asked, 2);
	assert_int_equal(report.issued, 0);
	assert_int_equal(count, ASKED_COUNT);
	assert_slice(lines[4].answer, "WSRC0004");
	assert_slice(lines[4].uln, first);
	assert_slice(lines[9].answer, "WSRC0003");
	answer(&school, &report, &lines, &count);
	assert_int_equal(report.asked, 0);
	school_tear_down(&school);
}

/* Two UPNs of one person in one batch. */
static void one_person_gets_one_number(void **state)
{
	struct builder text = {0};
	struct school school = {0};
	struct learners_report report;
	struct learner_line *lines;
	size_t count;

	(void)state;
	fill(&school, NOTICE);
	answer(&school, &report, &lines, &count);
	builder_add_text(&text, "UPN,Surname,Forename,DOB,Sex,Postcode\n");
	for (unsigned int i = 0; i < 2; i++) {
		char rest[UPN_BYTES];

		snprintf(rest, sizeof(rest), "80120000605%u", i);
		builder_add_format(&text,
				   "%c%s,Underhill,Ama,2010-03-14,F,ZZ1 1ZZ\n",
				   upn_check_letter(slice_of(rest)), rest);
	}
	receive(&school, builder_text(&text), 1);
	builder_release(&text);
	answer(&school, &report, &lines, &count);
	assert_int_equal(report.asked, 2);
	assert_int_equal(report.issued, 1);
	assert_int_equal(count, ASKED_COUNT + 2);
	assert_slice(lines[count - 2].answer, "WSRC0005");
	assert_slice(lines[count - 1].answer, "WSRC0004");
	assert_true(slice_equal(lines[count - 2].uln, lines[count - 1].uln));
	school_tear_down(&school);
}

/* Who came without a UPN is counted. */
static void nobody_unnamed_is_forgotten(void **state)
{
	struct school school = {0};
	struct learners_report report;
	struct learner_line *lines;
	size_t count;

	(void)state;
	fill(&school, NOTICE);
	receive(&school,
		"ULN,Surname,Forename,DOB,Sex,Postcode\n"
		"1000000027,Quill,Bodie,2009-01-31,M,ZZ1 0ZZ\n",
		1);
	answer(&school, &report, &lines, &count);
	assert_int_equal(report.asked, ASKED_COUNT);
	assert_int_equal(report.unnamed, 1);
	school_tear_down(&school);
}

/* Memory that runs out at any step leaves nobody answered. */
static void all_are_answered_or_nobody(void **state)
{
	struct school school = {0};
	struct learners_report report;
	struct learner_line *lines;
	size_t count;

	(void)state;
	fill(&school, NOTICE);
	for (uint64_t n = 1;; n++) {
		struct arena arena = {0};
		int result;
		bool failed;

		memory_fail_at(n);
		result = learners_answer(school.node, false, school.today,
					 &report, &school.error);
		failed = memory_failed();
		memory_fail_at(0);
		if (!failed) {
			assert_int_equal(result, 0);
			assert_int_equal(report.asked, ASKED_COUNT);
			break;
		}
		assert_int_equal(result, -1);
		assert_int_equal(school.error.code, ERROR_MEMORY);
		assert_success(learners_list(school.node, &lines, &count,
					     &arena, &school.error),
			       &school.error);
		assert_int_equal(count, 0);
		arena_release(&arena);
	}
	school_tear_down(&school);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_exact_similar_or_neither),
		cmocka_unit_test(learners_are_found_by_what_is_known_of_them),
		cmocka_unit_test(a_verification_says_what_did_not_agree),
		cmocka_unit_test(numbers_have_their_check_digit),
		cmocka_unit_test(each_who_was_asked_for_gets_one_answer),
		cmocka_unit_test(a_search_registers_nobody),
		cmocka_unit_test(each_question_is_answered_once),
		cmocka_unit_test(one_person_gets_one_number),
		cmocka_unit_test(nobody_unnamed_is_forgotten),
		cmocka_unit_test(nobody_else_answers),
		cmocka_unit_test(all_are_answered_or_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
