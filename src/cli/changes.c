#include "cli/changes.h"

#include "base/date.h"
#include "cli/command.h"
#include "cli/words.h"
#include "policy/compare_notices.h"
#include "policy/notice.h"

struct printing {
	struct run *run;
	const struct compare_request *request;
	const struct notice_comparison *comparison;
};

/* Adds a paragraph behind what stands on the line already, and ends the
 * line. */
static void add_line(struct printing *printing, unsigned int indent,
		     const char *mark, enum style style, struct slice text)
{
	struct run *run = printing->run;
	unsigned int column = indent + (unsigned int)strlen(mark);

	text_add_spaces(indent, &run->out);
	screen_add(&run->screen, style, slice_of(mark), &run->out);
	text_add_wrapped(&run->screen, text, column, column, &run->out);
	builder_add_byte(&run->out, '\n');
}

/* --- flows ---------------------------------------------------------------------------- */

static void add_fields(struct printing *printing, struct field_set fields,
		       struct field_set gone, struct builder *out)
{
	const struct compare_request *request = printing->request;
	bool some = !field_set_empty(fields);

	if (some)
		words_add_fields(request->dictionaries[COMPARE_NEW], &fields,
				 out);
	if (field_set_empty(gone))
		return;
	builder_add_text(out, some ? "; " : "");
	words_add_fields(request->dictionaries[COMPARE_OLD], &gone, out);
}

static const struct {
	const char *mark;
	enum style style;
	const char *words;
} kinds[] = {
	[CHANGE_SENT] = {"+ ", STYLE_RED, "now sent: "},
	[CHANGE_WITHHELD] = {"- ", STYLE_GREEN, "no longer sent: "},
	[CHANGE_REVEALED] = {"+ ", STYLE_RED, "reveals more, "},
	[CHANGE_COVERED] = {"- ", STYLE_GREEN, "reveals less, "},
	[CHANGE_LEVEL] = {"~ ", STYLE_YELLOW, "reveals otherwise, "},
	[CHANGE_OBLIGED] = {"+ ", STYLE_YELLOW, "now goes with it: "},
	[CHANGE_FREED] = {"- ", STYLE_YELLOW, "no longer goes with it: "},
	[CHANGE_PROMISED] =
		{"~ ", STYLE_YELLOW,
		 "families are now told, but nothing more is sent: "},
	[CHANGE_UNPROMISED] = {"~ ", STYLE_YELLOW,
			       "families are no longer told, but nothing less "
			       "is sent: "},
};

static void add_obligation(struct slice text, struct builder *out)
{
	builder_add(out, text);
	if (slice_is(text, "notice gap"))
		builder_add_text(out, " (the law requires it, and families "
				      "are not told)");
}

static void add_levels(const struct change *change, struct builder *out)
{
	if (change->before.len > 0 && change->after.len > 0) {
		builder_add(out, change->after);
		builder_add_text(out, " instead of ");
		builder_add(out, change->before);
	} else {
		struct slice level =
			change->before.len > 0 ? change->before : change->after;

		if (level.len == 0 || slice_is(level, "named"))
			return;
		builder_add_text(out, "at level ");
		builder_add(out, level);
	}
	builder_add_text(out, ": ");
}

static void add_change(struct printing *printing, const struct change *change,
		       unsigned int indent)
{
	struct builder text = {0};

	builder_add_text(&text, kinds[change->kind].words);
	if (change->kind == CHANGE_OBLIGED || change->kind == CHANGE_FREED) {
		add_obligation(change->after, &text);
	} else {
		add_levels(change, &text);
		add_fields(printing, change->fields, change->gone, &text);
	}
	add_line(printing, indent, kinds[change->kind].mark,
		 kinds[change->kind].style, builder_slice(&text));
	printing->run->out.failed |= text.failed;
	builder_release(&text);
}

static bool same_cases(const struct change *a, const struct change *b)
{
	if (a->case_count != b->case_count)
		return false;
	for (size_t i = 0; i < a->case_count; i++)
		if (!slice_equal(a->cases[i].when, b->cases[i].when) ||
		    !slice_equal(a->cases[i].condition, b->cases[i].condition))
			return false;
	return true;
}

static void add_case(struct printing *printing, const struct change_case *entry,
		     bool first)
{
	struct builder text = {0};

	builder_add(&text, entry->pupils);
	if (entry->when.len > 0) {
		builder_add_text(&text, "; ");
		builder_add(&text, entry->when);
	}
	if (!slice_is(entry->pupils, "every pupil")) {
		builder_add_text(&text, " (for example ");
		builder_add(&text, entry->example);
		builder_add_text(&text, ")");
	}
	add_line(printing, 4, first ? "for " : "and for ", STYLE_FAINT,
		 builder_slice(&text));
	printing->run->out.failed |= text.failed;
	builder_release(&text);
}

/* What goes with single fields only, seen when they are asked for alone: for
 * whom the text does not tell. */
static bool is_aside(const struct change *change)
{
	return (change->kind == CHANGE_OBLIGED ||
		change->kind == CHANGE_FREED) &&
	       (!field_set_empty(change->fields) ||
		!field_set_empty(change->gone));
}

static bool same_fields(struct field_set a, struct field_set b)
{
	return field_set_empty(field_set_difference(a, b)) &&
	       field_set_empty(field_set_difference(b, a));
}

static bool same_aside(const struct change *a, const struct change *b)
{
	return is_aside(b) && a->kind == b->kind &&
	       same_fields(a->fields, b->fields) &&
	       same_fields(a->gone, b->gone);
}

/* Asides about the same fields are one line, which the first of them tells. */
static void add_aside(struct printing *printing, const struct flow_change *flow,
		      size_t first)
{
	const struct change *change = &flow->changes[first];
	struct builder text = {0};

	for (size_t i = 0; i < first; i++)
		if (same_aside(change, &flow->changes[i]))
			return;
	builder_add_text(&text, "with ");
	add_fields(printing, change->fields, change->gone, &text);
	builder_add_text(&text, change->kind == CHANGE_OBLIGED
					? ", now also: "
					: ", no longer: ");
	for (size_t i = first; i < flow->change_count; i++) {
		if (!same_aside(change, &flow->changes[i]))
			continue;
		builder_add_text(&text, i > first ? "; " : "");
		add_obligation(flow->changes[i].after, &text);
	}
	add_line(printing, 4, "~ ", STYLE_YELLOW, builder_slice(&text));
	printing->run->out.failed |= text.failed;
	builder_release(&text);
}

/* Changes for the same pupils stand together. */
static void add_changes(struct printing *printing,
			const struct flow_change *flow)
{
	for (size_t i = 0; i < flow->change_count; i++) {
		const struct change *change = &flow->changes[i];
		bool told = is_aside(change);

		for (size_t j = 0; j < i && !told; j++)
			told = !is_aside(&flow->changes[j]) &&
			       same_cases(&flow->changes[j], change);
		if (told)
			continue;
		for (size_t c = 0; c < change->case_count; c++)
			add_case(printing, &change->cases[c], c == 0);
		for (size_t j = i; j < flow->change_count; j++)
			if (!is_aside(&flow->changes[j]) &&
			    same_cases(&flow->changes[j], change))
				add_change(printing, &flow->changes[j],
					   change->case_count > 0 ? 6 : 4);
	}
	for (size_t i = 0; i < flow->change_count; i++)
		if (is_aside(&flow->changes[i]))
			add_aside(printing, flow, i);
}

static void add_flow(struct printing *printing, const struct flow_change *flow,
		     bool new_recipient)
{
	struct run *run = printing->run;
	struct builder text = {0};

	if (new_recipient) {
		builder_add_byte(&run->out, '\n');
		screen_add(&run->screen, STYLE_BOLD, flow->recipient_label,
			   &run->out);
		builder_add_byte(&run->out, '\n');
	}
	builder_add_text(&text, "for ");
	for (size_t i = 0; i < flow->purpose_count; i++) {
		builder_add_text(&text, i > 0 ? "; " : "");
		builder_add(&text, flow->purpose_labels[i]);
	}
	text_add_spaces(2, &run->out);
	screen_add(&run->screen, STYLE_BOLD,
		   slice_of(flow_change_name(flow->kind)), &run->out);
	builder_add_byte(&run->out, ' ');
	text_add_wrapped(&run->screen, builder_slice(&text),
			 3 + (unsigned int)strlen(flow_change_name(flow->kind)),
			 4, &run->out);
	builder_add_byte(&run->out, '\n');
	run->out.failed |= text.failed;
	builder_release(&text);
	add_changes(printing, flow);
}

static void add_flows(struct printing *printing)
{
	const struct flow_change *flow, *before = NULL;

	for (size_t i = 0;
	     (flow = comparison_flow(printing->comparison, i)) != NULL; i++) {
		add_flow(printing, flow,
			 before == NULL || !slice_equal(before->recipient,
							flow->recipient));
		before = flow;
	}
}

/* --- what is told ---------------------------------------------------------------------- */

/* One past the last change of the same subject and object. */
static size_t object_end(const struct notice_comparison *comparison,
			 size_t from)
{
	const struct told_change *first = comparison_told(comparison, from);
	const struct told_change *told;

	while ((told = comparison_told(comparison, ++from)) != NULL &&
	       slice_equal(told->subject, first->subject) &&
	       slice_equal(told->object, first->object))
		;
	return from;
}

static bool same_told(const struct told_change *a, const struct told_change *b)
{
	return a->added == b->added && slice_equal(a->text, b->text) &&
	       slice_equal(a->subject, b->subject) &&
	       memcmp(&a->fields, &b->fields, sizeof(a->fields)) == 0 &&
	       memcmp(&a->gone, &b->gone, sizeof(a->gone)) == 0;
}

static bool same_object(const struct notice_comparison *comparison, size_t a,
			size_t b)
{
	size_t end = object_end(comparison, a);

	if (object_end(comparison, b) - b != end - a)
		return false;
	for (; a < end; a++, b++)
		if (!same_told(comparison_told(comparison, a),
			       comparison_told(comparison, b)))
			return false;
	return true;
}

/* Objects with the same changes stand together; false when this one stood with
 * an earlier. */
static bool add_objects(struct printing *printing, size_t from)
{
	const struct notice_comparison *comparison = printing->comparison;
	const struct told_change *told = comparison_told(comparison, from);
	const char *between = ": ";
	struct builder text = {0};

	for (size_t i = 0; i < from; i = object_end(comparison, i))
		if (same_object(comparison, i, from))
			return false;
	builder_add(&text, told->subject);
	for (size_t i = from; (told = comparison_told(comparison, i)) != NULL;
	     i = object_end(comparison, i)) {
		if (told->object.len == 0 || !same_object(comparison, i, from))
			continue;
		builder_add_text(&text, between);
		builder_add(&text, told->object);
		between = "; ";
	}
	add_line(printing, 2, "", STYLE_BOLD, builder_slice(&text));
	printing->run->out.failed |= text.failed;
	builder_release(&text);
	return true;
}

static void add_side(struct printing *printing, size_t from, size_t end,
		     bool added)
{
	struct builder text = {0};

	for (size_t i = from; i < end; i++) {
		const struct told_change *told =
			comparison_told(printing->comparison, i);

		if (told->added != added)
			continue;
		builder_add_text(&text, text.len > 0 ? "; " : "");
		builder_add(&text, told->text);
		if (told->text.len == 0)
			add_fields(printing, told->fields, told->gone, &text);
	}
	if (text.len > 0)
		add_line(printing, 4, added ? "+ " : "- ", STYLE_YELLOW,
			 builder_slice(&text));
	printing->run->out.failed |= text.failed;
	builder_release(&text);
}

static void add_told(struct printing *printing)
{
	struct run *run = printing->run;
	size_t from = 0;

	if (comparison_told(printing->comparison, 0) == NULL)
		return;
	builder_add_byte(&run->out, '\n');
	screen_add(&run->screen, STYLE_BOLD, SLICE("What families are told"),
		   &run->out);
	builder_add_byte(&run->out, '\n');
	while (comparison_told(printing->comparison, from) != NULL) {
		size_t end = object_end(printing->comparison, from);

		if (add_objects(printing, from)) {
			add_side(printing, from, end, false);
			add_side(printing, from, end, true);
		}
		from = end;
	}
}

/* --- the whole ----------------------------------------------------------------------------- */

static void add_notice(const struct notice *notice, struct builder *out)
{
	builder_add_byte(out, '"');
	builder_add(out, notice->title);
	builder_add_format(out, "\" version %llu",
			   (unsigned long long)notice->version);
}

static void add_heading(struct printing *printing)
{
	const struct compare_request *request = printing->request;
	struct builder text = {0};

	builder_add_text(&text, "What changes for families from ");
	add_notice(request->notices[COMPARE_OLD], &text);
	builder_add_text(&text, " to ");
	add_notice(request->notices[COMPARE_NEW], &text);
	builder_add_text(&text, ", as of ");
	words_add_date(comparison_summary(printing->comparison).on, &text);
	add_line(printing, 0, "", STYLE_BOLD, builder_slice(&text));
	printing->run->out.failed |= text.failed;
	builder_release(&text);
}

static void add_summary(struct printing *printing)
{
	struct comparison_summary summary =
		comparison_summary(printing->comparison);
	struct builder text = {0};

	text_add_count(summary.flows, "flow", "flows", &text);
	builder_add_text(&text, " compared over ");
	text_add_count(summary.cells, "kind of pupil", "kinds of pupils",
		       &text);
	builder_add_text(&text, " that rules tell apart, ");
	text_add_count(summary.answers, "answer", "answers", &text);
	if (summary.unfinished == 0) {
		builder_add_text(&text, ": exact");
	} else {
		builder_add_text(&text, ": not exact, the budget ended in ");
		text_add_count(summary.unfinished, "flow", "flows", &text);
	}
	builder_add_byte(&printing->run->out, '\n');
	add_line(printing, 0, "", STYLE_FAINT, builder_slice(&text));
	printing->run->out.failed |= text.failed;
	builder_release(&text);
}

void changes_add(struct run *run, const struct compare_request *request,
		 const struct notice_comparison *comparison)
{
	struct printing printing = {run, request, comparison};

	add_heading(&printing);
	if (comparison_same(comparison))
		builder_add_text(&run->out, "\nNothing changes.\n");
	add_flows(&printing);
	add_told(&printing);
	add_summary(&printing);
}
