#include "cli/demo_broken.h"

#include "base/json.h"
#include "base/text.h"
#include "cli/grid.h"
#include "cli/print.h"
#include "demo/broken.h"
#include "demo/run.h"

static const char *const state_words[] = {
	[BROKEN_NOT_RUN] = "not run",
	[BROKEN_MISSED] = "missed",
	[BROKEN_NOTICED] = "noticed",
};

static bool is_wanted(const struct run_request *request,
		      const struct breakage *breakage)
{
	return request->only == 0 ||
	       (request->only >> (breakage->flow - 1) & 1) != 0;
}

static struct slice flow_name(struct run *run, unsigned int flow)
{
	struct builder text = {0};
	struct slice copy;

	builder_add_format(&text, "F%02u", flow);
	copy = arena_copy(&run->arena, builder_slice(&text));
	builder_release(&text);
	return copy;
}

static void tell_json(struct run *run, const struct run_request *request,
		      const struct broken_result *results, bool all)
{
	struct json json = json_writer(&run->out, true);

	json_open_object(&json);
	json_key_boolean(&json, "all-noticed", all);
	json_key(&json, "broken");
	json_open_array(&json);
	for (size_t i = 0; i < breakage_count; i++) {
		const struct breakage *breakage = results[i].breakage;

		if (!is_wanted(request, breakage))
			continue;
		json_open_object(&json);
		json_key_text(&json, "flow", flow_name(run, breakage->flow));
		json_key_text(&json, "what", slice_of(breakage->what));
		json_key_text(&json, "state",
			      slice_of(state_words[results[i].state]));
		json_key_text(&json, "expected", slice_of(breakage->objection));
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	builder_add_byte(&run->out, '\n');
}

static void tell_missed(struct run *run, const struct broken_result *result)
{
	struct slice name = flow_name(run, result->breakage->flow);

	builder_add_byte(&run->out, '\n');
	screen_add(&run->screen, STYLE_RED, name, &run->out);
	builder_add_format(&run->out, ", %s: the checker did not say \"%s\"\n",
			   result->breakage->what, result->breakage->objection);
	if (result->said[0] == '\0')
		return;
	builder_add_text(&run->out, "  ");
	text_add_wrapped(&run->screen, slice_of(result->said), 2, 2, &run->out);
	builder_add_byte(&run->out, '\n');
}

static void tell_text(struct run *run, const struct run_request *request,
		      const struct broken_result *results)
{
	static const struct grid_column columns[] = {
		{"Flow", false, false},
		{"Broken on purpose", false, true},
		{"The checker", false, false},
	};
	struct grid grid = {.arena = &run->arena,
			    .columns = columns,
			    .column_count =
				    sizeof(columns) / sizeof(columns[0])};

	for (size_t i = 0; i < breakage_count; i++) {
		if (!is_wanted(request, results[i].breakage))
			continue;
		grid_add(&grid, flow_name(run, results[i].breakage->flow));
		grid_add(&grid, slice_of(results[i].breakage->what));
		grid_add(&grid, slice_of(state_words[results[i].state]));
	}
	grid_print(&grid, &run->screen, &run->out);
	for (size_t i = 0; i < breakage_count; i++)
		if (is_wanted(request, results[i].breakage) &&
		    results[i].state != BROKEN_NOTICED)
			tell_missed(run, &results[i]);
}

/* Of few pupils there may be nobody by whom a broken rule is seen. */
enum { PUPILS_FEW = 5000 };

static void tell_few(struct run *run, const struct run_request *request)
{
	if (request->world.pupils >= PUPILS_FEW)
		return;
	builder_add_byte(&run->out, '\n');
	text_add_wrapped(&run->screen,
			 SLICE("What was missed may be about nobody: of so "
			       "few pupils there need be none by whom a broken "
			       "rule is seen. See whether --pupils 5000 misses "
			       "it too."),
			 0, 0, &run->out);
	builder_add_byte(&run->out, '\n');
}

enum status demo_broken(struct run *run, struct run_request *request)
{
	struct broken_result *results =
		arena_array(&run->arena, breakage_count, sizeof(*results));
	bool all = true;

	if (results == NULL) {
		error_memory(&run->error);
		return run_failure(run);
	}
	if (broken_run(request, results, &run->arena, &run->error) != 0)
		return run_failure(run);
	for (size_t i = 0; i < breakage_count; i++)
		if (is_wanted(request, results[i].breakage))
			all = all && results[i].state == BROKEN_NOTICED;
	if (run->arguments.json)
		tell_json(run, request, results, all);
	else
		tell_text(run, request, results);
	if (!all && !run->arguments.json)
		tell_few(run, request);
	return all ? STATUS_DONE : STATUS_REFUSED;
}
