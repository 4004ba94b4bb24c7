/* The table of flows below the map: what was promised, and what came of it. */
#include <inttypes.h>

#include "base/builder.h"
#include "demo/map_parts.h"
#include "demo/outcome.h"
#include "demo/promise.h"
#include "demo/step.h"
#include "demo/world.h"
#include "document/markup.h"

/* What is asked at a gate, by whoever is withheld there. */
static const struct {
	const char *name, *words;
} gates[GATE_COUNT] = {
	[GATE_RECIPIENT] = {"recipient", "the body is not there on the day"},
	[GATE_LAW] = {"law", "no law in force lets it go there for that"},
	[GATE_PROMISE] = {"promise", "families were not told of it"},
	[GATE_PUPIL] = {"pupil", "it is for other pupils, or another occasion"},
	[GATE_WISHES] = {"wishes", "the family or the pupil said no"},
	[GATE_SAFEGUARDS] = {"safeguards",
			     "an approval, signed terms or a check is missing"},
};

/* In the page's style, and in words. */
static const struct {
	const char *class, *words;
} states[] = {
	[OUTCOME_NOT_RUN] = {"idle", "not run"},
	[OUTCOME_CHECKED] = {"kept", "kept"},
	[OUTCOME_BROKEN] = {"wrong", "broken"},
	[OUTCOME_FAILED] = {"wrong", "could not be done"},
};

void map_add_count(struct builder *page, uint64_t number)
{
	if (number >= 1000) {
		map_add_count(page, number / 1000);
		builder_add_format(page, ",%03" PRIu64, number % 1000);
		return;
	}
	builder_add_number(page, number);
}

/* The label is told where the table has no columns. */
static void add_number_cell(struct builder *page, const char *label,
			    uint64_t number)
{
	builder_add_format(page, "<td class=\"number\" data-label=\"%s\">",
			   label);
	map_add_count(page, number);
	builder_add_text(page, "</td>");
}

/* Each gate with how many pupils lost something there, as words and as bars. */
static void add_gates(struct builder *page, const struct flow_result *flow)
{
	bool any = false;

	builder_add_text(page, "<td data-label=\"Withheld at gate\">");
	for (int gate = GATE_NONE + 1; gate < GATE_COUNT; gate++) {
		uint64_t pupils = flow->withheld[gate];

		if (pupils == 0)
			continue;
		builder_add_format(
			page,
			"<span class=\"gate\" style=\"--part:%" PRIu64
			"%%\">%s ",
			flow->considered == 0 || pupils > flow->considered
				? (uint64_t)100
				: pupils * 100 / flow->considered,
			gates[gate].name);
		map_add_count(page, pupils);
		builder_add_text(page, "</span> ");
		any = true;
	}
	builder_add_text(page, any ? "</td>" : "nothing</td>");
}

static void add_level(struct builder *page, const char *level)
{
	if (*level == '\0') {
		builder_add_text(page, "<span class=\"level none\">nothing "
				       "leaves</span>");
		return;
	}
	builder_add_format(page, "<span class=\"level %s\">",
			   level_class(level));
	markup_add(page, slice_of(level));
	builder_add_text(page, "</span>");
}

/* Of several steps each level is named once. */
static void add_levels(struct builder *page, const struct flow_result *flow)
{
	builder_add_text(page, "<td data-label=\"Level\">");
	for (size_t i = 0; i < flow->step_count; i++) {
		const char *level = flow->steps[i].outcome->level;
		bool again = *level == '\0' && flow->released > 0;

		for (size_t j = 0; j < i; j++)
			again |= slice_is(slice_of(level),
					  flow->steps[j].outcome->level);
		if (again)
			continue;
		add_level(page, level);
		builder_add_byte(page, ' ');
	}
	builder_add_text(page, "</td>");
}

static void add_state(struct builder *page, enum outcome_state state)
{
	builder_add_format(page, "<span class=\"state %s\">%s</span>",
			   states[state].class, states[state].words);
}

static void add_step(struct builder *page, const struct step_result *result)
{
	const struct step_outcome *outcome = result->outcome;

	builder_add_format(page, "<li><time datetime=\"%s\">%s</time> ",
			   result->step->date, result->step->date);
	markup_add(page, slice_of(result->step->what));
	builder_add_text(page, ". <b>");
	markup_add(page, slice_of(result->from->name));
	builder_add_text(page, "</b> to <b>");
	markup_add(page, result->to != NULL ? slice_of(result->to->name)
					    : step_recipient(result));
	builder_add_text(page, "</b>: ");
	if (outcome->refused) {
		builder_add_text(page, "refused, as was to be");
		if (outcome->why[0] != '\0') {
			builder_add_text(page, ": ");
			markup_add(page, slice_of(outcome->why));
		}
	} else {
		map_add_count(page, outcome->released);
		builder_add_text(page, " of ");
		map_add_count(page, outcome->considered);
		builder_add_text(page, " pupils ");
		add_level(page, outcome->level);
	}
	if (outcome->file[0] != '\0') {
		builder_add_text(page, " in <code>");
		markup_add(page, slice_of(outcome->file));
		builder_add_text(page, "</code>");
	}
	builder_add_text(page, "; ");
	map_add_count(page, outcome->checks);
	builder_add_text(page, " checks, ");
	add_state(page, outcome->state);
	for (unsigned int i = 0;
	     i < outcome->problem_count && i < OUTCOME_PROBLEMS; i++) {
		builder_add_text(page, "<br><span class=\"problem\">");
		markup_add(page, slice_of(outcome->problems[i]));
		builder_add_text(page, "</span>");
	}
	builder_add_text(page, "</li>\n");
}

static void add_steps(struct builder *page, const struct flow_result *flow)
{
	builder_add_format(page, "<details><summary>%zu step%s</summary><ol>\n",
			   flow->step_count, flow->step_count == 1 ? "" : "s");
	for (size_t i = 0; i < flow->step_count; i++)
		add_step(page, &flow->steps[i]);
	builder_add_text(page, "</ol></details>");
}

static void add_flow(struct builder *page, const struct flow_result *flow)
{
	const struct promise_told told = promise_told(flow->flow);

	builder_add_format(page,
			   "<tr id=\"F%02u\"><th scope=\"row\">F%02u</th><td>"
			   "<b>",
			   flow->flow, flow->flow);
	markup_add(page, slice_of(flow->title));
	builder_add_text(page, "</b><br>");
	if (told.sentence != NULL)
		markup_add(page, slice_of(told.sentence));
	if (flow->step_count > 0)
		add_steps(page, flow);
	builder_add_text(page, "</td>");
	add_number_cell(page, "Considered", flow->considered);
	add_number_cell(page, "Released", flow->released);
	add_gates(page, flow);
	add_levels(page, flow);
	builder_add_text(page, "<td data-label=\"Promise\">");
	add_state(page, flow->state);
	builder_add_text(page, "</td></tr>\n");
}

/* In order; a pupil may lose something at several. */
static void add_caption(struct builder *page)
{
	builder_add_text(
		page, "<table>\n<caption>The flows. A pupil counts at each "
		      "gate at which something of it was withheld: it may "
		      "count at several, and be released all the same. What a "
		      "gate says:");
	for (int gate = GATE_NONE + 1; gate < GATE_COUNT; gate++)
		builder_add_format(page, " <b>%s</b>: %s%s", gates[gate].name,
				   gates[gate].words,
				   gate + 1 < GATE_COUNT ? ";" : ".");
	builder_add_text(page, "</caption>\n");
}

void map_table(const struct world_outcome *outcome, struct builder *page)
{
	add_caption(page);
	builder_add_text(
		page, "<thead><tr><th scope=\"col\">Flow</th>"
		      "<th scope=\"col\">What was promised</th>"
		      "<th scope=\"col\">Pupils considered</th>"
		      "<th scope=\"col\">Released</th>"
		      "<th scope=\"col\">Withheld at gate</th>"
		      "<th scope=\"col\">Level</th>"
		      "<th scope=\"col\">Promise</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < FLOW_COUNT; i++)
		if (outcome->flows[i].wanted)
			add_flow(page, &outcome->flows[i]);
	builder_add_text(page, "</tbody>\n</table>\n");
}
