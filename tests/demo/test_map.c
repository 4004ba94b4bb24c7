/* The page of England in miniature. */
#include "test.h"

#include <stdlib.h>

#include <expat.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/memory.h"
#include "demo/map.h"
#include "demo/outcome.h"
#include "demo/step.h"
#include "demo/world.h"

static const struct step steps[] = {
	{.flow = "F02",
	 .date = "2009-01-15",
	 .from = "brookside-primary",
	 .to = "dcsf",
	 .what = "a <primary> school & its census"},
	{.flow = "F23",
	 .date = "2009-02-02",
	 .from = "pct",
	 .body = "parent",
	 .what = "letters go home"},
	{.flow = "F31",
	 .date = "2009-02-02",
	 .from = "oakfield-academy",
	 .to = "compass",
	 .what = "an academy that has not opted in"},
};

static struct step_outcome outcomes[] = {
	{.state = OUTCOME_CHECKED,
	 .considered = 1234,
	 .released = 1230,
	 .withheld = {[GATE_PUPIL] = 4},
	 .level = "named",
	 .file = "census.xml",
	 .checks = 9},
	{.state = OUTCOME_BROKEN,
	 .level = "named",
	 .problem_count = 1,
	 .problems = {"row 3 is \"of\" another child"}},
	{.state = OUTCOME_CHECKED, .refused = true},
};

/* A flow of one step. */
static void put(struct world_outcome *outcome, struct step_result *result,
		unsigned int flow, size_t step)
{
	*result = (struct step_result){
		.step = &steps[step],
		.number = 1,
		.from = site_find(steps[step].from),
		.to = steps[step].to != NULL ? site_find(steps[step].to) : NULL,
		.outcome = &outcomes[step]};
	outcome->flows[flow - 1] =
		(struct flow_result){.flow = flow,
				     .title = "a title",
				     .wanted = true,
				     .steps = result,
				     .step_count = 1,
				     .state = outcomes[step].state,
				     .considered = outcomes[step].considered,
				     .released = outcomes[step].released};
	memcpy(outcome->flows[flow - 1].withheld, outcomes[step].withheld,
	       sizeof(outcomes[step].withheld));
}

static struct world_outcome example(struct step_result results[3])
{
	struct world_outcome outcome = {
		.seed = 7, .pupils = 1234, .nodes = 5, .steps = 3};

	for (unsigned int i = 0; i < FLOW_COUNT; i++)
		outcome.flows[i].flow = i + 1;
	put(&outcome, &results[0], 2, 0);
	put(&outcome, &results[1], 23, 1);
	put(&outcome, &results[2], 31, 2);
	return outcome;
}

static const char *make_page(const struct world_outcome *outcome,
			     struct arena *arena)
{
	struct builder page = {0};
	struct error error;
	struct slice copy;

	assert_success(map_page(outcome, &page, arena, &error), &error);
	builder_add_byte(&page, '\0');
	copy = arena_copy(arena, builder_slice(&page));
	assert_non_null(copy.at);
	builder_release(&page);
	return copy.at;
}

static void assert_holds(const char *page, const char *part)
{
	if (strstr(page, part) == NULL)
		fail_msg("the page does not hold: %s", part);
}

static void test_says_all(void **state)
{
	struct step_result results[3];
	struct world_outcome outcome = example(results);
	struct arena arena = {0};
	const char *page = make_page(&outcome, &arena);

	(void)state;
	assert_holds(page, "<b>2 of 3 promises kept.</b>");
	assert_holds(page, "<tr id=\"F02\">");
	assert_holds(page, "a &lt;primary&gt; school &amp; its census");
	assert_holds(page, "1,230 of 1,234 pupils");
	assert_holds(page, "<code>census.xml</code>");
	assert_holds(page, ">pupil 4</span>");
	assert_holds(page, "1,234 invented pupils");
	assert_holds(page, "refused, as was to be");
	/* What levels and gates are called in the table is explained. */
	assert_holds(page, "<span class=\"level inside\">inside</span> a row");
	assert_holds(page, "<b>wishes</b>: the family or the pupil said no;");
	assert_holds(page, "row 3 is &quot;of&quot; another child");
	assert_null(strstr(page, "<tr id=\"F01\">"));
	arena_release(&arena);
}

/* A line for each flow, told apart by level and by what came of it. */
static void test_draws_lines(void **state)
{
	struct step_result results[3];
	struct world_outcome outcome = example(results);
	struct arena arena = {0};
	const char *page = make_page(&outcome, &arena);

	(void)state;
	assert_holds(page, "<a class=\"flow named\" href=\"#F02\">");
	assert_holds(page, "<a class=\"flow named wrong\" href=\"#F23\">");
	assert_holds(page, "<a class=\"flow none\" href=\"#F31\">");
	assert_holds(page, ">Oakfield Academy</text>");
	arena_release(&arena);
}

/* The picture is well-formed, and nothing is loaded from elsewhere. */
static void test_is_whole(void **state)
{
	struct step_result results[3];
	struct world_outcome outcome = example(results);
	struct arena arena = {0};
	const char *page = make_page(&outcome, &arena);
	const char *picture = strstr(page, "<svg");
	const char *end = strstr(page, "</svg>");
	XML_Parser parser = XML_ParserCreate("UTF-8");

	(void)state;
	assert_non_null(picture);
	assert_non_null(end);
	assert_non_null(parser);
	if (XML_Parse(parser, picture, (int)(end + 6 - picture), 1) !=
	    XML_STATUS_OK)
		fail_msg("line %lu: %s", XML_GetCurrentLineNumber(parser),
			 XML_ErrorString(XML_GetErrorCode(parser)));
	XML_ParserFree(parser);
	assert_null(strstr(page, "http:"));
	assert_null(strstr(page, "https:"));
	assert_null(strstr(page, "<script"));
	arena_release(&arena);
}

static void test_memory(void **state)
{
	struct step_result results[3];
	struct world_outcome outcome = example(results);
	int result = -1;

	(void)state;
	for (unsigned long n = 1; result != 0; n++) {
		struct builder page = {0};
		struct arena arena = {0};
		struct error error;

		memory_fail_at(n);
		result = map_page(&outcome, &page, &arena, &error);
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
		builder_release(&page);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_says_all),
		cmocka_unit_test(test_draws_lines),
		cmocka_unit_test(test_is_whole),
		cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
