/*
 * What is published of the notices of this tree: in order, each promise once,
 * and named so that a link holds.  Whether it is what the engine does is
 * test_publication_proof.c's question.
 */
#include "tests/test.h"

#include "base/builder.h"
#include "base/date.h"
#include "base/memory.h"
#include "language/tree.h"
#include "policy/allowed.h"
#include "publish/publication.h"
#include "tests/policy/lawbook.h"
#include "words/cover.h"

struct case_row {
	const char *path;
	const char *date;
};

static const struct case_row notices[] = {
	{"notices/all-saints-denstone.notice", "2017-03-01"},
	{"notices/crofton-junior.notice", "2017-03-01"},
	{"notices/department-third-parties.notice", "2011-03-01"},
	{"notices/enterprise-learning-alliance.notice", "2019-03-01"},
	{"notices/northamptonshire.notice", "2008-11-01"},
	{"demo/notices/assessment-agency.notice", "2026-03-01"},
	{"demo/notices/education-department.notice", "2026-03-01"},
	{"demo/notices/funding-body.notice", "2026-03-01"},
	{"demo/notices/health-department.notice", "2026-03-01"},
	{"demo/notices/other-department.notice", "2026-03-01"},
	{"demo/notices/kent-alternative-provision.notice", "2026-03-01"},
	{"demo/notices/kent-authority.notice", "2026-03-01"},
	{"demo/notices/northamptonshire-academy.notice", "2012-03-01"},
};

enum { NOTICES = sizeof(notices) / sizeof(notices[0]) };

struct fixture {
	struct lawbook book;
	struct publication *publication;
	const struct case_row *row;
};

static void open_text(struct fixture *fixture, const char *law,
		      const char *notice, int32_t date)
{
	struct error error = {0};

	*fixture = (struct fixture){0};
	lawbook_dictionary(&fixture->book, slice_of(law));
	lawbook_notice(&fixture->book, slice_of(notice));
	lawbook_policy(&fixture->book);
	assert_non_null(fixture->book.policy);
	assert_success(publication_make(&fixture->publication,
					fixture->book.policy, date, &error),
		       &error);
}

static void open_file(struct fixture *fixture, const struct case_row *row)
{
	struct error error = {0};
	int32_t date;

	*fixture = (struct fixture){.row = row};
	assert_true(date_parse(slice_of(row->date), &date));
	lawbook_england(&fixture->book);
	lawbook_notice_file(&fixture->book, slice_of(row->path));
	lawbook_policy(&fixture->book);
	assert_non_null(fixture->book.policy);
	assert_success(publication_make(&fixture->publication,
					fixture->book.policy, date, &error),
		       &error);
}

static void fixture_close(struct fixture *fixture)
{
	publication_free(fixture->publication);
	lawbook_release(&fixture->book);
}

/* --- order ---------------------------------------------------------------------------- */

static void check_recipients(const struct publication *publication)
{
	size_t flows = 0;

	for (size_t r = 0; r < publication->recipient_count; r++) {
		const struct published_recipient *recipient =
			&publication->recipients[r];

		assert_int_equal(recipient->first_flow, flows);
		assert_true(recipient->flow_count > 0);
		for (size_t i = 0; i < recipient->flow_count; i++) {
			const struct published_flow *flow =
				&publication->flows[flows++];

			assert_int_equal(flow->body, recipient->body);
			assert_true(
				slice_equal(flow->recipient, recipient->label));
			/* Shares come first. */
			if (i > 0 && flow->state != FLOW_UNTOLD)
				assert_int_not_equal(flow[-1].state,
						     FLOW_UNTOLD);
		}
		for (size_t o = 0; o < r; o++)
			assert_false(
				slice_equal(publication->recipients[o].label,
					    recipient->label) &&
				publication->recipients[o].body ==
					recipient->body);
	}
	assert_int_equal(flows, publication->flow_count);
}

static void check_ids(const struct publication *publication)
{
	for (size_t a = 0; a < publication->flow_count; a++) {
		assert_true(publication->flows[a].id.len > 0);
		for (size_t b = 0; b < a; b++)
			assert_false(slice_equal(publication->flows[a].id,
						 publication->flows[b].id));
	}
}

/* Shares of one recipient stand as in the notice, and so do the first shares of
 * all recipients. */
static void check_order(const struct publication *publication)
{
	uint32_t first = 0;

	for (size_t r = 0; r < publication->recipient_count; r++) {
		const struct published_flow *flow =
			&publication
				 ->flows[publication->recipients[r].first_flow];
		size_t count = publication->recipients[r].flow_count;

		if (flow->share == NULL)
			continue;
		assert_true(flow->source.start > first);
		first = flow->source.start;
		for (size_t i = 1; i < count && flow[i].share != NULL; i++)
			assert_true(flow[i].source.start >
				    flow[i - 1].source.start);
	}
}

/* --- who may have what ------------------------------------------------------------------- */

static bool is_allowed(const struct allowed *list, size_t count, uint16_t body,
		       uint16_t purpose, struct field_set fields)
{
	for (size_t i = 0; i < count; i++)
		for (size_t p = 0; p < list[i].purpose_count; p++)
			if (list[i].body == body &&
			    list[i].purposes[p] == purpose)
				fields = field_set_difference(fields,
							      list[i].fields);
	return field_set_empty(fields);
}

/* What a family is told that somebody may have leaves out nothing that goes, and
 * has nobody in it to whom nothing does. */
static void check_allowed(const struct fixture *fixture)
{
	const struct publication *publication = fixture->publication;
	const struct allowed *list;
	struct arena arena = {0};
	struct error error = {0};
	size_t count;

	assert_success(allowed_list(fixture->book.policy, publication->notice,
				    publication->date, &list, &count, &arena,
				    &error),
		       &error);
	for (size_t f = 0; f < publication->flow_count; f++) {
		const struct published_flow *flow = &publication->flows[f];

		if (flow->state == FLOW_TOLD ||
		    slice_is(fixture->book.dictionary->bodies[flow->body].kind,
			     "family"))
			continue;
		for (size_t p = 0; p < flow->part_count; p++) {
			const struct published_part *part = &flow->parts[p];

			for (size_t u = 0; u < part->purpose_count; u++)
				assert_true(is_allowed(list, count, flow->body,
						       part->purposes[u],
						       part->fields));
		}
	}
	for (size_t i = 0; i < count; i++) {
		bool goes = false;

		for (size_t f = 0; f < publication->flow_count; f++)
			goes |= publication->flows[f].body == list[i].body &&
				publication->flows[f].part_count > 0;
		assert_true(goes);
		assert_true(list[i].purpose_count > 0);
		assert_true(list[i].law_count > 0);
	}
	arena_release(&arena);
}

/* --- every promise once ----------------------------------------------------------------- */

static bool lists(const uint16_t *list, size_t count, uint16_t wanted)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == wanted)
			return true;
	return false;
}

static size_t times(const struct published_flow *flow, uint16_t field,
		    uint16_t purpose)
{
	size_t count = 0;

	for (size_t i = 0; i < flow->part_count; i++)
		count += field_set_has(&flow->parts[i].fields, field) &&
			 lists(flow->parts[i].purposes,
			       flow->parts[i].purpose_count, purpose);
	for (size_t i = 0; i < flow->withheld_count; i++)
		count += field_set_has(&flow->withheld[i].fields, field) &&
			 lists(flow->withheld[i].purposes,
			       flow->withheld[i].purpose_count, purpose);
	return count;
}

static void check_promises(const struct published_flow *flow)
{
	assert_true(flow->share != NULL || flow->state == FLOW_UNTOLD);
	for (size_t p = 0; p < flow->purpose_count && flow->share != NULL; p++)
		for (uint16_t f = field_set_next(&flow->fields, 0);
		     f != DICTIONARY_NONE;
		     f = field_set_next(&flow->fields, (uint16_t)(f + 1)))
			if (times(flow, f, flow->purposes[p]) != 1)
				fail_msg("%.*s: a field is told of %zu times",
					 SLICE_ARGS(flow->id),
					 times(flow, f, flow->purposes[p]));
}

static void check_state(const struct published_flow *flow)
{
	bool none = flow->part_count == 0;

	assert_int_equal(none, flow->state == FLOW_NOT_DONE);
	assert_int_equal(field_set_empty(flow->sent),
			 flow->state == FLOW_NOT_DONE ||
				 flow->state == FLOW_TOLD);
	assert_int_equal(flow->by != DICTIONARY_NONE, flow->state == FLOW_TOLD);
	for (size_t i = 0; i < flow->withheld_count; i++)
		assert_int_not_equal(flow->withheld[i].reason, REASON_NONE);
	for (size_t i = 0; i < flow->part_count; i++) {
		const struct published_part *part = &flow->parts[i];

		assert_true(part->way_count > 0);
		assert_false(field_set_empty(part->fields));
		assert_true(flow->state == FLOW_TOLD || part->law_count > 0);
		assert_true(part->duty != DUTY_ALWAYS || !part->wishes_bear);
		assert_true(flow->state != FLOW_UNTOLD ||
			    part->duty == DUTY_ALWAYS);
	}
}

static void test_notices(void **state)
{
	(void)state;
	for (size_t i = 0; i < NOTICES; i++) {
		struct fixture fixture;
		const struct publication *publication;
		size_t shares = 0;

		open_file(&fixture, &notices[i]);
		publication = fixture.publication;
		check_recipients(publication);
		check_ids(publication);
		check_order(publication);
		check_allowed(&fixture);
		for (size_t f = 0; f < publication->flow_count; f++) {
			const struct published_flow *flow =
				&publication->flows[f];

			check_state(flow);
			check_promises(flow);
			shares += flow->share != NULL;
		}
		assert_int_equal(shares, publication->notice->share_count);
		fixture_close(&fixture);
	}
}

/* --- what a flow says ----------------------------------------------------------------------- */

static const char LAW[] =
	"gateway a {\n"
	"    by school; to council for advice; data reach, medical\n"
	"    when age >= 13 and age < 20 and kind = school\n"
	"    objection by parent until 16 then pupil leaves address\n"
	"    onward to police for safety at pupil\n"
	"    delete after 3 years\n"
	"}\n"
	"gateway b { by authority; to police for safety; data name, medical }\n"
	"gateway c { by school; to youth for safety; data name\n"
	"    on request; duty on request }\n"
	"gateway d { by school; to shop for offers; data reach, medical;\n"
	"    level pupil }\n";

static const char NOTICE[] =
	"notice \"N\" version 2 from 2018-01-01 review every 1 year\n"
	"controller \"C\" school college\n"
	"hold reach, medical { for advice }\n"
	"share with council { send reach; for advice; when age >= 13\n"
	"    delete after 1 year }\n"
	"share with police { send name; for safety }\n"
	"share with shop { send reach, medical; for offers }\n"
	"share with council { send name; for offers }\n"
	"share with shop { send reach }\n"
	"share with police by council { send name; for safety }\n";

static const struct published_flow *find_flow(const struct fixture *fixture,
					      const char *id)
{
	for (size_t i = 0; i < fixture->publication->flow_count; i++)
		if (slice_is(fixture->publication->flows[i].id, id))
			return &fixture->publication->flows[i];
	fail_msg("there is no flow '%s'", id);
	return NULL;
}

static void open_small(struct fixture *fixture)
{
	open_text(fixture, LAW, NOTICE, date_from_civil(2019, 6, 1));
}

static void test_order(void **state)
{
	static const char *const ids[] = {
		"share-council-advice", "share-council-offers",
		"share-police-safety",  "told-police-safety-council",
		"share-shop-offers",    "share-shop",
		"law-youth-c",
	};
	struct fixture fixture;

	(void)state;
	open_small(&fixture);
	assert_int_equal(fixture.publication->flow_count, 7);
	for (size_t i = 0; i < 7; i++)
		assert_slice(fixture.publication->flows[i].id, ids[i]);
	fixture_close(&fixture);
}

static void test_condition(void **state)
{
	const struct published_part *part;
	const struct condition *when;
	struct fixture fixture;

	(void)state;
	open_small(&fixture);
	part = &find_flow(&fixture, "share-council-advice")->parts[0];
	assert_int_equal(part->way_count, 1);
	when = part->ways[0].when;
	/* What the notice says of the age stands once, what is so of every
	 * school not at all. */
	assert_int_equal(when->kind, CONDITION_AND);
	assert_slice(range_text(when->left->range), "age >= 13");
	assert_slice(range_text(when->right->range), "age < 20");
	assert_int_equal(part->objection_count, 1);
	assert_false(field_set_empty(part->objections[0].still));
	assert_int_equal(part->onward_count, 1);
	assert_int_equal(part->delete_months, 12); /* the stricter of both */
	assert_int_equal(part->duty, DUTY_NONE);
	assert_true(part->wishes_bear);
	fixture_close(&fixture);
}

/* --- to whom it may go on ------------------------------------------------------------------- */

static const char ONWARD_LAW[] =
	"gateway a {\n"
	"    by school; to council for advice; data reach\n"
	"    onward to police, shop for safety, advice\n"
	"}\n";

struct onward_row {
	const char *shares;
	size_t count;
	/* Of the last entry. */
	const char *bodies;
	bool some, when;
};

/* Each rule binds beside the others: what is told is what they all let go. */
static const struct onward_row onwards[] = {
	{"share with council { send reach; for advice }", 1, "police shop",
	 false, false},
	{"share with council { send reach; for advice; onward none }", 1, "",
	 false, false},
	{"share with council { send reach; for advice\n"
	 "    onward to police, youth for safety }",
	 1, "police", false, false},
	{"share with council { send reach; for advice\n"
	 "    onward to youth for safety }",
	 1, "", false, false},
	{"share with council { send reach; for advice\n"
	 "    onward to police for offers }",
	 1, "", false, false},
	{"share with council { send reach; for advice\n"
	 "    onward to police, shop, youth for safety, advice }",
	 1, "police shop", false, false},
	{"share with council { send reach; for advice }\n"
	 "share with council { send reach; for advice; when age >= 16\n"
	 "    onward none }",
	 2, "", true, true},
	{"share with council { send reach; for advice; onward none }\n"
	 "share with council { send reach; for advice; when age >= 16\n"
	 "    onward to police for safety }",
	 1, "", false, false},
};

static void check_onward(const struct onward_row *row)
{
	struct builder notice = {0}, bodies = {0};
	const struct published_onward *last;
	const struct published_part *part;
	struct fixture fixture;

	builder_add_text(&notice, "notice \"N\" version 1 from 2018-01-01\n"
				  "controller \"C\" school college\n"
				  "hold reach { for advice }\n");
	builder_add_text(&notice, row->shares);
	builder_add_text(&notice, "\n");
	builder_add_byte(&notice, '\0');
	assert_false(notice.failed);
	open_text(&fixture, ONWARD_LAW, builder_slice(&notice).at,
		  date_from_civil(2019, 6, 1));
	part = &find_flow(&fixture, "share-council-advice")->parts[0];
	assert_int_equal(part->onward_count, row->count);
	last = &part->onward[row->count - 1];
	for (size_t i = 0; i < last->limit->body_count; i++) {
		if (i > 0)
			builder_add_byte(&bodies, ' ');
		builder_add(&bodies, fixture.publication->dictionary
					     ->bodies[last->limit->bodies[i]]
					     .name);
	}
	assert_slice(builder_slice(&bodies), row->bodies);
	assert_int_equal(last->some, row->some);
	assert_int_equal(last->when != NULL, row->when);
	fixture_close(&fixture);
	builder_release(&notice);
	builder_release(&bodies);
}

static void test_onward(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(onwards) / sizeof(onwards[0]); i++)
		check_onward(&onwards[i]);
}

static void test_withheld(void **state)
{
	const struct published_flow *flow;
	struct fixture fixture;

	(void)state;
	open_small(&fixture);
	flow = find_flow(&fixture, "share-police-safety");
	assert_int_equal(flow->state, FLOW_NOT_DONE);
	assert_int_equal(flow->withheld[0].reason, REASON_NO_GATEWAY);
	flow = find_flow(&fixture, "share-shop");
	assert_int_equal(flow->state, FLOW_NOT_DONE);
	assert_int_equal(flow->withheld[0].purpose_count, 0);
	flow = find_flow(&fixture, "share-shop-offers");
	assert_int_equal(flow->state, FLOW_SENT);
	assert_int_equal(flow->parts[0].level.kind, LEVEL_PUPIL);
	assert_int_equal(flow->withheld[0].reason, REASON_IDENTIFIES);
	fixture_close(&fixture);
}

/* Two shares that are live together and ask for different levels: what names a
 * pupil goes by neither, and the notice must not say that it does. */
static void test_levels(void **state)
{
	static const char law[] =
		"gateway a { by school; to shop for advice; data reach }\n";
	static const char notice[] =
		"notice \"N\" version 1 from 2018-01-01\n"
		"controller \"C\" school college\n"
		"hold reach { for advice }\n"
		"share with shop { send reach; for advice; when age < 12\n"
		"    level pupil }\n"
		"share with shop { send reach; for advice; when age >= 10 }\n";
	const struct published_flow *flow;
	const struct condition *when;
	struct fixture fixture;

	(void)state;
	open_text(&fixture, law, notice, date_from_civil(2019, 6, 1));
	assert_int_equal(fixture.publication->flow_count, 2);
	flow = &fixture.publication->flows[0];
	assert_int_equal(flow->state, FLOW_NOT_DONE);
	assert_int_equal(flow->withheld_count, 1);
	assert_int_equal(flow->withheld[0].gate, GATE_SAFEGUARDS);
	assert_int_equal(flow->withheld[0].reason, REASON_IDENTIFIES);
	flow = &fixture.publication->flows[1];
	assert_int_equal(flow->state, FLOW_SENT);
	when = flow->parts[0].ways[0].when;
	assert_int_equal(when->kind, CONDITION_NOT);
	assert_slice(range_text(when->left->range), "age < 12");
	fixture_close(&fixture);
}

static void test_untold(void **state)
{
	const struct published_flow *flow;
	struct fixture fixture;

	(void)state;
	open_small(&fixture);
	flow = find_flow(&fixture, "law-youth-c");
	assert_int_equal(flow->state, FLOW_UNTOLD);
	assert_null(flow->share);
	assert_int_equal(flow->parts[0].duty, DUTY_ALWAYS);
	assert_int_not_equal(flow->parts[0].ways[0].triggers, 0);
	fixture_close(&fixture);
}

/* What the notice itself forbids goes by the duty alone, on its trigger: that it
 * is promised as well is not said. */
static void test_only_by_duty(void **state)
{
	static const char law[] =
		"gateway a { by school; to council for advice; data medical\n"
		"    duty on request }\n";
	static const char notice[] =
		"notice \"N\" version 1 from 2018-01-01\n"
		"controller \"C\" school college\n"
		"hold medical { for advice }\n"
		"share with council { send medical; for advice }\n"
		"never secret { send medical }\n";
	const struct published_part *part;
	struct fixture fixture;

	(void)state;
	open_text(&fixture, law, notice, date_from_civil(2019, 6, 1));
	part = &find_flow(&fixture, "share-council-advice")->parts[0];
	assert_int_equal(part->way_count, 1);
	assert_null(part->ways[0].share);
	assert_int_not_equal(part->ways[0].triggers, 0);
	assert_int_equal(part->duty, DUTY_ALWAYS);
	fixture_close(&fixture);
}

/* "not" turns round what is not known: which phase this school has is not, so
 * that it is not said of anybody that he is no carer there. */
static void test_not_known(void **state)
{
	static const char law[] = "gateway a { by school; to council for "
				  "advice; data medical }\n";
	static const char notice[] =
		"notice \"N\" version 1 from 2018-01-01\n"
		"controller \"C\" school\n"
		"hold medical { for advice }\n"
		"share with council { send medical; for advice\n"
		"    when not (carer and phase = secondary) }\n";
	const struct condition *when;
	struct fixture fixture;

	(void)state;
	open_text(&fixture, law, notice, date_from_civil(2019, 6, 1));
	when = find_flow(&fixture, "share-council-advice")
		       ->parts[0]
		       .ways[0]
		       .when;
	assert_int_equal(when->kind, CONDITION_NOT);
	assert_int_equal(when->left->kind, CONDITION_FLAG);
	assert_slice(when->left->fact.text, "carer");
	fixture_close(&fixture);
}

static void test_dates(void **state)
{
	struct fixture fixture;
	struct publication *publication;
	struct error error = {0};

	(void)state;
	open_small(&fixture);
	assert_int_equal(fixture.publication->review_due,
			 date_from_civil(2019, 1, 1));
	assert_true(fixture.publication->review_overdue);
	assert_int_equal(publication_make(&publication, fixture.book.policy,
					  date_from_civil(2017, 12, 31),
					  &error),
			 -1);
	assert_int_equal(error.code, ERROR_NOT_FOUND);
	fixture_close(&fixture);
}

/* --- names ------------------------------------------------------------------------------------ */

static void test_cover(void **state)
{
	struct fixture fixture;
	const struct dictionary *dictionary;
	const struct cover *list;
	struct field_set fields, all;
	struct arena arena = {0};
	size_t count;

	(void)state;
	open_file(&fixture, &notices[3]);
	dictionary = fixture.publication->dictionary;
	assert_true(dictionary_fields(dictionary, SLICE("sen"), &fields));
	assert_true(dictionary_fields(dictionary, SLICE("medical"), &all));
	fields = field_set_union(fields, all);
	assert_true(dictionary_fields(dictionary, SLICE("pupil.upn"), &all));
	fields = field_set_union(fields, all);
	list = cover_fields(dictionary, fields, NULL, &arena, &count);
	assert_non_null(list);
	assert_int_equal(count, 3);
	all = (struct field_set){0};
	for (size_t i = 0; i < count; i++) {
		assert_true(field_set_empty(
			field_set_intersection(all, list[i].fields)));
		all = field_set_union(all, list[i].fields);
	}
	assert_memory_equal(&all, &fields, sizeof(all));
	assert_int_equal(list[0].kind, KIND_CATEGORY);
	assert_int_equal(list[2].kind, KIND_FIELD);
	arena_release(&arena);
	fixture_close(&fixture);
}

/* --- memory ------------------------------------------------------------------------------------- */

static void test_memory(void **state)
{
	struct fixture fixture;
	struct publication *publication = NULL;
	struct error error = {0};
	uint64_t nth = 0;

	(void)state;
	open_small(&fixture);
	do {
		memory_fail_at(++nth);
		error = (struct error){0};
		if (publication_make(&publication, fixture.book.policy,
				     date_from_civil(2019, 6, 1), &error) == 0)
			break;
		assert_int_equal(error.code, ERROR_MEMORY);
	} while (memory_failed());
	memory_fail_at(0);
	assert_true(nth > 20);
	assert_int_equal(publication->flow_count, 7);
	publication_free(publication);
	fixture_close(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_notices),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_condition),
		cmocka_unit_test(test_onward),
		cmocka_unit_test(test_withheld),
		cmocka_unit_test(test_levels),
		cmocka_unit_test(test_untold),
		cmocka_unit_test(test_only_by_duty),
		cmocka_unit_test(test_not_known),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_cover),
		cmocka_unit_test(test_memory),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	lawbook_done();
	return failed;
}
