#include "demo/flows_page.h"

#include <stdio.h>

#include "base/builder.h"
#include "base/error.h"
#include "demo/map_parts.h"
#include "demo/promise.h"
#include "demo/timeline.h"
#include "demo/world.h"
#include "dictionary/dictionary.h"
#include "language/tree.h"

/* Sites as links would break lines; names of those who have one. */
static void add_step(const struct timed_step *timed, struct builder *page)
{
	const struct step *step = timed->step;
	const char *to = timed->to != NULL    ? timed->to->name
			 : step->body != NULL ? step->body
					      : "families";

	builder_add_format(page, "- %s, %s to %s: %s", step->date,
			   timed->from->name, to, step->what);
	if (step->end == STEP_REFUSED)
		builder_add_text(page, " (nothing leaves)");
	builder_add_text(page, ".\n");
}

/* "F33" as a word of its own, or within a range as "F01 to F05". */
static bool speaks_of(struct slice comment, const char *flow)
{
	for (size_t i = 0; i + 3 <= comment.len; i++)
		if (slice_is(slice_part(comment, i, i + 3), flow))
			return true;
	return false;
}

static bool is_marked(const struct statement *gateway, const char *flow)
{
	return gateway->behind != NULL &&
	       speaks_of(range_text(gateway->behind->range), flow);
}

static void add_rules(const struct dictionary *dictionary, const char *flow,
		      struct builder *page)
{
	bool any = false;

	for (size_t i = 0; i < dictionary->gateway_count; i++) {
		const struct statement *gateway = dictionary->gateways[i];

		if (!is_marked(gateway, flow))
			continue;
		builder_add_text(page, any ? "\n" : "```\n");
		builder_add(page, range_text(gateway->range));
		builder_add_byte(page, '\n');
		any = true;
	}
	if (any)
		builder_add_text(page, "```\n\n");
}

static void add_flow(const struct dictionary *dictionary,
		     const struct timeline *timeline, unsigned int flow,
		     struct builder *page)
{
	const struct promise_told told = promise_told(flow);
	bool any = false;
	char mark[8];

	snprintf(mark, sizeof(mark), "F%02u", flow);
	builder_add_format(page, "## %s: %s\n\n%s\n\n", mark,
			   flow_titles[flow - 1], told.sentence);
	builder_add_format(page, "Level: %s. Requirements: %s.\n\n",
			   told.level_name, told.marks);
	if (told.because != NULL)
		builder_add_format(page, "%s\n\n", told.because);
	add_rules(dictionary, mark, page);
	for (size_t i = 0; i < timeline->count; i++) {
		if (timeline->steps[i].flow != flow)
			continue;
		add_step(&timeline->steps[i], page);
		any = true;
	}
	if (any)
		builder_add_byte(page, '\n');
}

int flows_page(const struct dictionary *dictionary, struct builder *page,
	       struct arena *arena, struct error *error)
{
	struct timeline timeline;

	if (timeline_make(&timeline, UINT64_MAX, arena, error) != 0)
		return -1;
	builder_add_text(
		page,
		"# The flows\n\n"
		"The five notices describe 39 flows of pupils' data. For each "
		"this page has what families are promised, as the checker of "
		"`hornbook demo` holds it against what arrives; the rules of "
		"the dictionary by which it goes; and the steps in which it "
		"is seen in England in miniature. It is made by `hornbook "
		"demo --flows`, and a test compares it. What the flows are to "
		"one child is told in [one-year.md](one-year.md).\n\n"
		"The marks (R-139, C10) are those of "
		"[requirements.md](requirements.md); what a rule says is told "
		"in [language.md](language.md).\n\n");
	for (unsigned int flow = 1; flow <= FLOW_COUNT; flow++)
		add_flow(dictionary, &timeline, flow, page);
	page->len--; /* the last blank line */
	return page->failed ? error_memory(error) : 0;
}
