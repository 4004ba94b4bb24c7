#include "cli/demo_report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "cli/grid.h"
#include "cli/print.h"
#include "demo/step.h"

static const char *const gate_names[GATE_COUNT] = {
	NULL, "recipient", "law", "promise", "pupil", "wishes", "safeguards",
};

static const char *const state_names[] = {
	[OUTCOME_NOT_RUN] = "not run",
	[OUTCOME_CHECKED] = "checked",
	[OUTCOME_BROKEN] = "broken",
	[OUTCOME_FAILED] = "failed",
};

bool demo_holds(const struct world_outcome *outcome)
{
	for (size_t i = 0; i < FLOW_COUNT; i++)
		if (outcome->flows[i].wanted &&
		    outcome->flows[i].state != OUTCOME_CHECKED)
			return false;
	return outcome->failed == 0;
}

/* --- as a table ---------------------------------------------------------------- */

static struct slice keep(struct run *run, struct builder *text)
{
	struct slice copy = arena_copy(&run->arena, builder_slice(text));

	builder_release(text);
	return copy;
}

static struct slice number(struct run *run, uint64_t value)
{
	struct builder text = {0};

	builder_add_number(&text, value);
	return keep(run, &text);
}

/* "law 8, wishes 2". */
static struct slice gates(struct run *run, const uint64_t *withheld)
{
	struct builder text = {0};

	for (int gate = GATE_NONE + 1; gate < GATE_COUNT; gate++)
		if (withheld[gate] > 0)
			builder_add_format(&text, "%s%s %" PRIu64,
					   text.len > 0 ? ", " : "",
					   gate_names[gate], withheld[gate]);
	return text.len > 0 ? keep(run, &text) : SLICE("-");
}

/* What the steps of a flow have in common, or the first and how many more. */
static struct slice of_steps(struct run *run, const struct flow_result *flow,
			     size_t place)
{
	const char *first = NULL;
	struct builder text = {0};
	size_t others = 0;

	for (size_t i = 0; i < flow->step_count; i++) {
		const char *one = (const char *)flow->steps[i].outcome + place;

		if (*one == '\0')
			continue;
		if (first == NULL)
			first = one;
		else if (strcmp(first, one) != 0)
			others++;
	}
	if (first == NULL)
		return SLICE("-");
	builder_add_text(&text, first);
	if (others > 0)
		builder_add_format(&text, " +%zu", others);
	return keep(run, &text);
}

/* What kind of file it is: "csv +6". */
static struct slice file_kinds(struct run *run, struct slice names)
{
	struct slice more = names, ending;
	struct builder text = {0};

	names = slice_cut(&more, ' ');
	ending = names;
	while (ending.len > 0)
		names = slice_cut(&ending, '.');
	builder_add(&text, names);
	if (more.len > 0)
		builder_add_format(&text, " %.*s", SLICE_ARGS(more));
	return keep(run, &text);
}

/* A terminal has no room for all of a row in one line: titles are broken between
 * words, gates stand below one another, and of files only the kind is told. */
enum { NARROW = 100, TITLE_NARROW = 21, TITLE_WIDE = 34 };

static bool is_narrow(const struct run *run)
{
	return run->screen.terminal && run->screen.width < NARROW;
}

/* Cuts off as many words as `width` has room for, or all on no terminal. */
static struct slice next_line(const struct run *run, struct slice *rest,
			      size_t width)
{
	struct slice line = *rest;
	size_t at = width;

	if (!run->screen.terminal || line.len <= width) {
		*rest = (struct slice){NULL, 0};
		return line;
	}
	while (at > 0 && line.at[at] != ' ')
		at--;
	if (at == 0)
		at = width;
	*rest = slice_trim(slice_part(line, at, line.len));
	return slice_part(line, 0, at);
}

static struct slice next_gate(const struct run *run, struct slice *rest)
{
	struct slice line;

	if (run->screen.terminal)
		return slice_trim(slice_cut(rest, ','));
	line = *rest;
	*rest = (struct slice){NULL, 0};
	return line;
}

static struct slice level_of(struct run *run, const struct flow_result *flow)
{
	struct slice level =
		of_steps(run, flow, offsetof(struct step_outcome, level));

	return is_narrow(run) ? slice_cut(&level, ' ') : level;
}

/* What stands in the first line of a flow, after title and gates. */
static void add_rest(struct run *run, struct grid *grid,
		     const struct flow_result *flow)
{
	struct slice files =
		of_steps(run, flow, offsetof(struct step_outcome, file));

	grid_add(grid, level_of(run, flow));
	if (!is_narrow(run))
		grid_add(grid,
			 run->screen.terminal ? file_kinds(run, files) : files);
	grid_add(grid, slice_of(flow->state == OUTCOME_CHECKED
					? "yes"
					: state_names[flow->state]));
}

static void add_row(struct run *run, struct grid *grid,
		    const struct flow_result *flow)
{
	size_t width = is_narrow(run) ? TITLE_NARROW : TITLE_WIDE;
	struct slice title = slice_of(flow->title);
	struct slice withheld = gates(run, flow->withheld);
	struct builder name = {0};

	builder_add_format(&name, "F%02u", flow->flow);
	grid_add(grid, keep(run, &name));
	grid_add(grid, next_line(run, &title, width));
	grid_add(grid, number(run, flow->considered));
	grid_add(grid, number(run, flow->released));
	grid_add(grid, next_gate(run, &withheld));
	add_rest(run, grid, flow);
	while (title.len > 0 || withheld.len > 0) {
		grid_add(grid, SLICE(""));
		grid_add(grid, next_line(run, &title, width));
		grid_add(grid, SLICE(""));
		grid_add(grid, SLICE(""));
		grid_add(grid, next_gate(run, &withheld));
		while (grid->count % grid->column_count != 0)
			grid_add(grid, SLICE(""));
	}
}

static void add_table(struct run *run, const struct world_outcome *outcome)
{
	static const struct grid_column wide[] = {
		{"Flow", false, false},       {"From and to", false, true},
		{"Pupils", true, false},      {"Sent", true, false},
		{"Withheld at", false, true}, {"Level", false, true},
		{"File", false, true},        {"Checked", false, false},
	};
	static const struct grid_column narrow[] = {
		{"Flow", false, false},        {"From and to", false, true},
		{"Pupils", true, false},       {"Sent", true, false},
		{"Withheld at", false, false}, {"Level", false, true},
		{"Checked", false, false},
	};
	struct grid grid = {
		.arena = &run->arena,
		.columns = is_narrow(run) ? narrow : wide,
		.column_count = is_narrow(run)
					? sizeof(narrow) / sizeof(narrow[0])
					: sizeof(wide) / sizeof(wide[0]),
	};

	for (size_t i = 0; i < FLOW_COUNT; i++)
		if (outcome->flows[i].wanted)
			add_row(run, &grid, &outcome->flows[i]);
	grid_print(&grid, &run->screen, &run->out);
	text_add_wrapped(&run->screen,
			 SLICE("A pupil counts at each gate at which something "
			       "of it was withheld: it may count at several, "
			       "and be sent all the same."),
			 0, 0, &run->out);
	builder_add_byte(&run->out, '\n');
}

static void add_problems(struct run *run, const struct step_result *result)
{
	const struct step_outcome *outcome = result->outcome;
	unsigned int kept = outcome->problem_count < OUTCOME_PROBLEMS
				    ? outcome->problem_count
				    : OUTCOME_PROBLEMS;
	struct builder name = {0}, text = {0};
	unsigned int column;

	if (outcome->state < OUTCOME_BROKEN)
		return;
	builder_add_format(&name, "%s step %u", result->step->flow,
			   result->number);
	builder_add_format(&text, ", %s, %s to %s: %s", result->step->date,
			   result->step->from,
			   result->step->to != NULL ? result->step->to
						    : "families",
			   result->step->what);
	column = (unsigned int)name.len;
	builder_add_byte(&run->out, '\n');
	screen_add(&run->screen, STYLE_RED, keep(run, &name), &run->out);
	text_add_wrapped(&run->screen, keep(run, &text), column, 0, &run->out);
	builder_add_byte(&run->out, '\n');
	for (unsigned int i = 0; i < kept; i++) {
		builder_add_text(&run->out, "  ");
		text_add_wrapped(&run->screen, slice_of(outcome->problems[i]),
				 2, 2, &run->out);
		builder_add_byte(&run->out, '\n');
	}
	if (outcome->problem_count > kept)
		builder_add_format(&run->out, "  and %u more\n",
				   outcome->problem_count - kept);
}

/* Steps are told of in the order of the tables of flows. */
static void each_problem(struct run *run, const struct world_outcome *outcome)
{
	for (size_t i = 0; i < FLOW_COUNT; i++)
		for (size_t s = 0; s < outcome->flows[i].step_count; s++)
			add_problems(run, &outcome->flows[i].steps[s]);
}

void demo_report_text(struct run *run, const struct world_outcome *outcome)
{
	size_t wanted = 0, kept = 0;

	for (size_t i = 0; i < FLOW_COUNT; i++) {
		wanted += outcome->flows[i].wanted;
		kept += outcome->flows[i].wanted &&
			outcome->flows[i].state == OUTCOME_CHECKED;
	}
	add_table(run, outcome);
	each_problem(run, outcome);
	builder_add_format(&run->out,
			   "\n%zu of %zu flows kept their promise: ", kept,
			   wanted);
	text_add_count(outcome->steps, "step", "steps", &run->out);
	builder_add_text(&run->out, " between ");
	text_add_count(outcome->nodes, "node", "nodes", &run->out);
	builder_add_text(&run->out, ", ");
	text_add_count(outcome->pupils, "pupil", "pupils", &run->out);
	builder_add_format(&run->out, ", seed %" PRIu64 "\n", outcome->seed);
}

/* --- as JSON -------------------------------------------------------------------- */

static void put_gates(struct json *json, const uint64_t *withheld)
{
	json_key(json, "withheld");
	json_open_array(json);
	for (int gate = GATE_NONE + 1; gate < GATE_COUNT; gate++) {
		if (withheld[gate] == 0)
			continue;
		json_open_object(json);
		json_key_text(json, "gate", slice_of(gate_names[gate]));
		json_key_number(json, "pupils", (int64_t)withheld[gate]);
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_problems(struct json *json, const struct step_outcome *outcome)
{
	unsigned int kept = outcome->problem_count < OUTCOME_PROBLEMS
				    ? outcome->problem_count
				    : OUTCOME_PROBLEMS;

	json_key_number(json, "problemCount", outcome->problem_count);
	json_key(json, "problems");
	json_open_array(json);
	for (unsigned int i = 0; i < kept; i++)
		json_put_text(json, slice_of(outcome->problems[i]));
	json_close_array(json);
}

static void put_step(struct json *json, const struct step_result *result)
{
	const struct step_outcome *outcome = result->outcome;

	json_open_object(json);
	json_key_number(json, "step", result->number);
	json_key_text(json, "date", slice_of(result->step->date));
	json_key_text(json, "from", slice_of(result->step->from));
	json_key_text(json, "to", slice_of(result->step->to));
	json_key_text(json, "what", slice_of(result->step->what));
	json_key_text(json, "state", slice_of(state_names[outcome->state]));
	json_key_number(json, "considered", (int64_t)outcome->considered);
	json_key_number(json, "released", (int64_t)outcome->released);
	json_key_number(json, "whollyWithheld", (int64_t)outcome->wholly);
	put_gates(json, outcome->withheld);
	json_key_boolean(json, "refused", outcome->refused);
	json_key_text(json, "why", slice_of(outcome->why));
	json_key_text(json, "level", slice_of(outcome->level));
	json_key_text(json, "file", slice_of(outcome->file));
	json_key_text(json, "reference", slice_of(outcome->reference));
	json_key_number(json, "checks", (int64_t)outcome->checks);
	put_problems(json, outcome);
	json_close_object(json);
}

static void put_flow(struct json *json, const struct flow_result *flow)
{
	char name[8];

	snprintf(name, sizeof(name), "F%02u", flow->flow);
	json_open_object(json);
	json_key_text(json, "flow", slice_of(name));
	json_key_text(json, "title", slice_of(flow->title));
	json_key_text(json, "state", slice_of(state_names[flow->state]));
	json_key_boolean(json, "checked", flow->state == OUTCOME_CHECKED);
	json_key_number(json, "considered", (int64_t)flow->considered);
	json_key_number(json, "released", (int64_t)flow->released);
	json_key_number(json, "whollyWithheld", (int64_t)flow->wholly);
	put_gates(json, flow->withheld);
	json_key(json, "steps");
	json_open_array(json);
	for (size_t i = 0; i < flow->step_count; i++)
		put_step(json, &flow->steps[i]);
	json_close_array(json);
	json_close_object(json);
}

void demo_report_json(struct run *run, const struct world_outcome *outcome)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key_number(&json, "seed", (int64_t)outcome->seed);
	json_key_number(&json, "pupils", (int64_t)outcome->pupils);
	json_key_number(&json, "nodes", (int64_t)outcome->nodes);
	json_key_number(&json, "steps", (int64_t)outcome->steps);
	json_key_number(&json, "failed", (int64_t)outcome->failed);
	json_key_boolean(&json, "holds", demo_holds(outcome));
	json_key(&json, "flows");
	json_open_array(&json);
	for (size_t i = 0; i < FLOW_COUNT; i++)
		if (outcome->flows[i].wanted)
			put_flow(&json, &outcome->flows[i]);
	json_close_array(&json);
	json_close_object(&json);
	run_json_end(run);
}
