#include "cli/report.h"

#include <inttypes.h>

#include "base/json.h"
#include "cli/grid.h"
#include "cli/print.h"
#include "cli/texts.h"
#include "cli/words.h"
#include "ledger/ledger.h"
#include "policy/decision.h"
#include "share/node.h"
#include "share/rows.h"
#include "share/sample.h"
#include "share/text.h"
#include "share/unusual.h"

/* Causes beyond these are in the JSON. */
enum { CAUSES_SHOWN = 12, CAUSE_LIMIT = 256 };

/* --- causes: fields withheld at one gate, for one reason, by one clause ----------- */

struct cause {
	enum gate gate;
	enum reason reason;
	struct range clause;
	struct field_set fields;
	uint64_t pupils; /* of the field withheld from most */
};

static struct cause *find_cause(struct cause *causes, size_t *count,
				const struct withheld_count *withheld)
{
	for (size_t i = 0; i < *count; i++)
		if (causes[i].gate == withheld->gate &&
		    causes[i].reason == withheld->reason &&
		    causes[i].clause.source == withheld->clause.source &&
		    causes[i].clause.start == withheld->clause.start)
			return &causes[i];
	if (*count == CAUSE_LIMIT)
		return NULL;
	causes[*count] = (struct cause){
		.gate = withheld->gate,
		.reason = withheld->reason,
		.clause = withheld->clause,
	};
	return &causes[(*count)++];
}

/* In order of gate; within one, as the report has them: most pupils first. */
static struct cause *find_causes(struct arena *arena,
				 const struct share_report *report,
				 size_t *count)
{
	struct cause *causes = arena_array(arena, CAUSE_LIMIT, sizeof(*causes));
	struct cause *sorted = arena_array(arena, CAUSE_LIMIT, sizeof(*sorted));
	size_t sorted_count = 0;

	*count = 0;
	if (causes == NULL || sorted == NULL)
		return NULL;
	for (size_t i = 0; i < report->withheld_count; i++) {
		const struct withheld_count *one = &report->withheld[i];
		struct cause *cause = find_cause(causes, count, one);

		if (cause == NULL)
			continue;
		field_set_add(&cause->fields, one->field);
		if (one->pupils > cause->pupils)
			cause->pupils = one->pupils;
	}
	for (int gate = GATE_NONE; gate < GATE_COUNT; gate++)
		for (size_t i = 0; i < *count; i++)
			if ((int)causes[i].gate == gate)
				sorted[sorted_count++] = causes[i];
	return sorted;
}

static void add_cause(struct run *run, const struct node *node,
		      const struct cause *cause)
{
	struct builder text = {0};

	builder_add_format(&text, "%s: ", gate_name(cause->gate));
	builder_add_text(&text, "from ");
	text_add_count(cause->pupils, "pupil", "pupils", &text);
	builder_add_text(&text, ", because ");
	builder_add_text(&text, reason_text(cause->reason));
	if (cause->clause.source != NULL) {
		builder_add_text(&text, " (");
		clause_write(cause->clause, &text);
		builder_add_byte(&text, ')');
	}
	text_add_spaces(2, &run->out);
	text_add_wrapped(&run->screen, builder_slice(&text), 2, 2, &run->out);
	builder_add_byte(&run->out, '\n');
	builder_clear(&text);
	words_add_fields(node->dictionary, &cause->fields, &text);
	text_add_spaces(6, &run->out);
	text_add_wrapped(&run->screen, builder_slice(&text), 6, 6, &run->out);
	builder_add_byte(&run->out, '\n');
	run->out.failed |= text.failed;
	builder_release(&text);
}

static void add_causes(struct run *run, const struct node *node,
		       const struct share_report *report)
{
	size_t count;
	const struct cause *causes = find_causes(&run->arena, report, &count);
	size_t shown = count < CAUSES_SHOWN ? count : CAUSES_SHOWN;

	if (causes == NULL) {
		run->out.failed = true;
		return;
	}
	if (count == 0)
		return;
	builder_add_byte(&run->out, '\n');
	screen_add(&run->screen, STYLE_BOLD, SLICE("Withheld"), &run->out);
	builder_add_byte(&run->out, '\n');
	for (size_t i = 0; i < shown; i++)
		add_cause(run, node, &causes[i]);
	if (count > shown)
		builder_add_format(&run->out,
				   "  and for %zu more reasons, which --json "
				   "tells\n",
				   count - shown);
}

/* --- what can be done about a refusal ------------------------------------------------ */

/* By reason; without a text the words of the refusal say all. */
static const struct remedy {
	const char *text;
	const char *command; /* which records it; NULL: none does */
} remedies[REASON_COUNT] = {
	[REASON_RECIPIENT_CLOSED] = {"ask again for the body that has the "
				     "function on this date",
				     NULL},
	[REASON_LAW_NOT_IN_FORCE] = {"see whether --today is the date that "
				     "is meant",
				     NULL},
	[REASON_NOT_PROMISED] = {"if it is right that it goes there, the "
				 "privacy notice has to say so first; "
				 "'hornbook adopt' takes its next version",
				 NULL},
	[REASON_NOT_TOLD] = {"give the families the notice, and import that "
			     "they were given it",
			     NULL},
	[REASON_TRIGGER] = {"say with --on what has set it off", NULL},
	[REASON_TOO_SOON] = {"wait until the time between releases has "
			     "passed",
			     NULL},
	[REASON_NO_APPROVAL] = {"get the approval, then record it:",
				"approve --by APPROVAL"},
	[REASON_NO_AUTHORISATION] =
		{"if the controller agrees to it, record that:", "authorise"},
	[REASON_NO_IDENTITY] = {"check who the recipient is, then record it:",
				"authorise --identity"},
	[REASON_NO_TERMS] =
		{"have the recipient sign the terms, then record it:",
		 "authorise --terms"},
	[REASON_CONFLICT] = {"the two rules have to be brought into "
			     "agreement",
			     NULL},
};

static void add_remedy(const struct node *node,
		       const struct share_request *request,
		       const struct share_report *report, struct builder *out)
{
	const struct remedy *remedy;
	struct slice purpose = share_purpose(node, request);

	if (report->withheld_count == 0)
		return;
	remedy = &remedies[report->withheld[0].reason];
	if (remedy->text == NULL)
		return;
	builder_add_text(out, remedy->text);
	if (remedy->command == NULL)
		return;
	builder_add_format(out, " hornbook %s --to ", remedy->command);
	text_add_clean(request->recipient, out);
	builder_add_text(out, " --for ");
	text_add_clean(purpose, out);
}

/* --- as text ------------------------------------------------------------------------------ */

static void add_whom(struct run *run, const struct node *node,
		     const struct share_request *request,
		     const struct share_report *report)
{
	struct builder *out = &run->out;
	struct slice holder = report->holder;

	if (holder.len == 0)
		holder = words_recipient(node->dictionary, request->recipient,
					 request->today);
	text_add_clean(holder, out);
	builder_add_text(out, ", ");
	words_add_date(request->today, out);
	builder_add_byte(out, '\n');
}

static void add_line(struct run *run, const char *label, struct slice text)
{
	builder_add_format(&run->out, "  %-20s", label);
	text_add_wrapped(&run->screen, text, 22, 22, &run->out);
	builder_add_byte(&run->out, '\n');
}

static void add_number(struct run *run, const char *label, uint64_t number)
{
	builder_add_format(&run->out, "  %-20s%" PRIu64 "\n", label, number);
}

/* Of whom nothing goes: each pupil once, then by gate, where it may count at
 * several. */
static void add_wholly(struct run *run, const struct share_report *report)
{
	const char *between = "";
	struct builder text = {0};
	uint64_t at_gates = 0;

	if (report->wholly == 0)
		return;
	for (int gate = 0; gate < GATE_COUNT; gate++)
		at_gates += report->gates[gate].wholly;
	builder_add_format(&text, "%" PRIu64 " (%s: ", report->wholly,
			   at_gates > report->wholly
				   ? "some at several gates, counted at each"
				   : "at the gates");
	for (int gate = 0; gate < GATE_COUNT; gate++) {
		if (report->gates[gate].wholly == 0)
			continue;
		builder_add_format(&text, "%s%s %" PRIu64, between,
				   gate_name((enum gate)gate),
				   report->gates[gate].wholly);
		between = ", ";
	}
	builder_add_byte(&text, ')');
	add_line(run, "wholly withheld", builder_slice(&text));
	run->out.failed |= text.failed;
	builder_release(&text);
}

/* Nothing was withheld of them, and there was nothing. */
static void add_empty(struct run *run, const struct share_report *report)
{
	uint64_t told = report->released + report->wholly;

	if (report->considered > told)
		add_number(run, "hold nothing of it",
			   report->considered - told);
}

/* With what left before. */
static void add_compared(struct run *run, const struct share_report *report)
{
	struct builder text = {0};

	if (report->compared > 0)
		builder_add_format(
			&text, "%zu earlier %s: together they tell no more",
			report->compared,
			report->compared == 1 ? "release" : "releases");
	if (report->uncompared > 0)
		builder_add_format(&text,
				   "%s%zu of which nothing was kept, and which "
				   "may tell more together with this",
				   text.len > 0 ? "; not with " : "not with ",
				   report->uncompared);
	if (text.len > 0)
		add_line(run, "compared", builder_slice(&text));
	builder_release(&text);
}

static void add_level(struct run *run, const struct share_report *report)
{
	struct builder text = {0};

	builder_add(&text, report->level);
	if (report->cells > 0)
		builder_add_format(&text,
				   ": %" PRIu64 " cells, of which %" PRIu64
				   " suppressed",
				   report->cells, report->suppressed);
	add_line(run, "level", builder_slice(&text));
	if (!slice_empty(report->profile))
		add_line(run, "small counts", report->profile);
	add_compared(run, report);
	builder_release(&text);
}

static void add_measured(struct run *run, const struct rows_report *rows)
{
	const struct measure *after = &rows->outcome.after;
	struct builder text = {0};

	if (rows->anonymised)
		builder_add_format(&text,
				   "at least %" PRIu64
				   " rows are alike (profile '%s'); the risk "
				   "that a pupil is found is %.1f%% at most, "
				   "%.1f%% on average",
				   after->smallest, rows->profile->name,
				   100 * after->prosecutor.highest,
				   100 * after->prosecutor.average);
	else
		builder_add_format(&text,
				   "%.1f%% of the rows are alike to no other: "
				   "who knows that much of a pupil finds the "
				   "row, pseudonym or not",
				   after->rows > 0
					   ? 100.0 * (double)after->uniques /
						     (double)after->rows
					   : 0);
	if (rows->why != NULL)
		builder_add_format(&text, " (profile '%s' asks for %u alike)",
				   rows->profile->name, rows->profile->model.k);
	add_line(run, "risk", builder_slice(&text));
	run->out.failed |= text.failed;
	builder_release(&text);
}

/* What became of the columns by which a pupil could be found. */
static void add_coarser(struct run *run, const struct rows_report *rows)
{
	const struct anonymise_outcome *outcome = &rows->outcome;
	struct builder text = {0};

	for (size_t i = 0; i < rows->count; i++) {
		builder_add_text(&text, i > 0 ? "; " : "");
		builder_add(&text, rows->columns[i]);
		builder_add_text(&text, " ");
		builder_add(&text, rows->levels[i]);
	}
	if (rows->count > 0)
		add_line(run, "made coarser", builder_slice(&text));
	builder_clear(&text);
	if (outcome->starred_rows > 0) {
		builder_add_text(&text, "some cells of ");
		text_add_count(outcome->starred_rows, "row", "rows", &text);
	}
	if (outcome->recoding.dropped_count > 0) {
		builder_add_text(&text, text.len > 0 ? ", and " : "");
		text_add_count(outcome->recoding.dropped_count, "row", "rows",
			       &text);
	}
	if (text.len > 0)
		add_line(run, "left out", builder_slice(&text));
	run->out.failed |= text.failed;
	builder_release(&text);
}

/* One who lays both files side by side knows more than either tells. */
static void add_earlier(struct run *run, const struct rows_earlier *earlier)
{
	struct builder text = {0};

	if (earlier->count == 0)
		return;
	text_add_count(earlier->count, "release", "releases", &text);
	builder_add_format(&text,
			   " to this recipient, %.*s the last, told of some of "
			   "the same pupils",
			   SLICE_ARGS(earlier->last));
	if (earlier->other_levels)
		builder_add_text(&text, ", in columns more or less coarse");
	if (earlier->other_pupils)
		builder_add_text(&text, ", and of others not");
	builder_add_text(&text,
			 ": who lays them side by side may tell pupils apart "
			 "that each keeps together");
	add_line(run, "look again", builder_slice(&text));
	run->out.failed |= text.failed;
	builder_release(&text);
}

static void add_rows(struct run *run, const struct share_report *report)
{
	if (report->rows == NULL)
		return;
	if (report->rows->anonymised)
		add_coarser(run, report->rows);
	add_measured(run, report->rows);
	add_earlier(run, &report->rows->earlier);
}

/* Whether the recipient can tell its own pupils. */
static void add_matching(struct run *run, const struct share_report *report)
{
	struct builder text = {0};

	if (report->matching == SHARE_NOT_MATCHED)
		return;
	if (report->matching == SHARE_MATCHED_NOT_IN_CLEAR)
		builder_add_text(&text,
				 "by nobody: the key by which the recipient "
				 "could tell its own pupils goes in sealed "
				 "packages alone");
	else
		builder_add_format(
			&text,
			"%" PRIu64 " of %" PRIu64
			" by the unique pupil number, which the recipient "
			"holds of its own pupils",
			report->numbered, report->released);
	add_line(run, "can be matched", builder_slice(&text));
	run->out.failed |= text.failed;
	builder_release(&text);
}

static void add_unusual(struct run *run, const struct share_report *report)
{
	struct builder text = {0};

	unusual_write(report->unusual, &text);
	if (text.len > 0)
		add_line(run, "out of pattern", builder_slice(&text));
	builder_release(&text);
}

/* To which keys, and until when it may be received. */
static void add_sealed(struct run *run, const struct share_report *report)
{
	struct builder text = {0};

	if (report->plain)
		builder_add_text(&text, "no: whoever has the file can read it");
	for (size_t i = 0; i < report->sealed_to_count; i++)
		builder_add_format(&text, "%s%s", i == 0 ? "to " : ", ",
				   report->sealed_to[i]);
	add_line(run, "sealed", builder_slice(&text));
	builder_clear(&text);
	words_add_date(report->expires, &text);
	add_line(run, "to be received by", builder_slice(&text));
	builder_release(&text);
}

/* What could not be said of whom; the rest is what was released. */
static void add_assessed(struct run *run, const struct share_report *report)
{
	const char *label = report->letters ? "no letter" : "not assessed";
	struct builder text = {0};

	if (report->limited > 0 && report->letters)
		add_line(run, "",
			 SLICE("no letter to the parent or carer of those: see "
			       "what the order allows"));
	for (int s = GROWTH_DOUBTFUL; s < GROWTH_STATE_COUNT; s++) {
		if (report->assessed[s] == 0)
			continue;
		builder_clear(&text);
		builder_add_format(&text, "%" PRIu64 ": %s",
				   report->assessed[s],
				   growth_state_text((enum growth_state)s));
		add_line(run,
			 s == GROWTH_DOUBTFUL && !report->letters ? "look again"
								  : label,
			 builder_slice(&text));
	}
	if (report->unprintable > 0) {
		builder_clear(&text);
		builder_add_format(&text,
				   "%" PRIu64
				   ": the fonts for PDF lack a character of "
				   "the name, which --format letter-html has",
				   report->unprintable);
		add_line(run, label, builder_slice(&text));
	}
	if (report->unassessed)
		add_line(run, "not assessed",
			 SLICE("height and weight, as there is no growth "
			       "reference: give one with --growth-reference"));
	run->out.failed |= text.failed;
	builder_release(&text);
}

static void add_texts(struct run *run, const struct share_report *report)
{
	const struct share_texts *texts = report->texts;

	for (size_t i = 0; texts != NULL && i < texts->count; i++)
		add_line(run, i == 0 ? "with the text" : "",
			 texts->list[i].name);
}

static void add_drawn(struct run *run, const struct sample_report *sample)
{
	struct builder text = {0};

	builder_add_format(
		&text,
		"%" PRIu64 " of %" PRIu64
		" who may go, in %zu strat%s (%" PRIu64 " were asked about)",
		sample->drawn, sample->eligible, sample->stratum_count,
		sample->stratum_count == 1 ? "um" : "a", sample->asked);
	add_line(run, "drawn by lot", builder_slice(&text));
	run->out.failed |= text.failed;
	builder_release(&text);
}

static void add_released(struct run *run, const struct node *node,
			 const struct share_request *request,
			 const struct share_report *report)
{
	struct builder text = {0};

	add_number(run, "pupils considered", report->considered);
	add_number(run, "released", report->released);
	add_wholly(run, report);
	add_empty(run, report);
	if (report->limited > 0)
		add_number(run,
			   report->letters ? "court order"
					   : "a parent left out",
			   report->limited);
	add_assessed(run, report);
	add_level(run, report);
	add_rows(run, report);
	add_matching(run, report);
	add_unusual(run, report);
	if (report->sample != NULL)
		add_drawn(run, report->sample);
	if (!slice_empty(report->unsealable))
		add_line(run, "cannot be sealed", report->unsealable);
	if (!request->dry_run) {
		add_line(run, "file", report->file);
		add_texts(run, report);
		add_sealed(run, report);
		builder_clear(&text);
		builder_add_format(&text, "%.*s, entry %" PRIu64,
				   SLICE_ARGS(report->reference),
				   ledger_size(node->ledger) - 1);
		add_line(run, "ledger", builder_slice(&text));
	}
	builder_clear(&text);
	words_add_fields(node->dictionary, &report->fields, &text);
	add_line(run, "fields", builder_slice(&text));
	for (size_t i = 0; i < report->obligation_count; i++)
		add_line(run, i == 0 ? "obligations" : "",
			 report->obligations[i]);
	builder_release(&text);
}

static void add_refused(struct run *run, const struct node *node,
			const struct share_request *request,
			const struct share_report *report)
{
	struct builder what = {0};

	add_number(run, "pupils considered", report->considered);
	add_line(run, "why", report->refusal);
	if (report->remedy.len > 0)
		builder_add(&what, report->remedy);
	else
		add_remedy(node, request, report, &what);
	if (what.len > 0)
		add_line(run, "what to do", builder_slice(&what));
	run->out.failed |= what.failed;
	builder_release(&what);
}

void report_add_text(struct run *run, const struct node *node,
		     const struct share_request *request,
		     const struct share_report *report)
{
	const char *head =
		request->dry_run ? "Would release to " : "Released to ";

	if (report->refused)
		screen_add(&run->screen, STYLE_RED,
			   SLICE("Nothing was released to "), &run->out);
	else
		screen_add(&run->screen, STYLE_GREEN, slice_of(head),
			   &run->out);
	add_whom(run, node, request, report);
	add_line(run, "for",
		 words_purpose(node->dictionary, share_purpose(node, request)));
	if (report->refused)
		add_refused(run, node, request, report);
	else
		add_released(run, node, request, report);
	add_causes(run, node, report);
	texts_tell(run, report);
}

/* --- as JSON --------------------------------------------------------------------------------- */

static void put_clause(struct json *json, struct range clause)
{
	struct builder text = {0};

	if (clause.source == NULL)
		return;
	clause_write(clause, &text);
	json_key_text(json, "clause", builder_slice(&text));
	builder_release(&text);
}

static void put_gates(struct json *json, const struct share_report *report)
{
	json_key(json, "gates");
	json_open_array(json);
	for (int gate = GATE_RECIPIENT; gate < GATE_COUNT; gate++) {
		json_open_object(json);
		json_key_text(json, "gate",
			      slice_of(gate_name((enum gate)gate)));
		json_key_number(json, "pupils",
				(int64_t)report->gates[gate].pupils);
		json_key_number(json, "wholly",
				(int64_t)report->gates[gate].wholly);
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_causes(struct json *json, struct run *run,
		       const struct node *node,
		       const struct share_report *report)
{
	size_t count;
	const struct cause *causes = find_causes(&run->arena, report, &count);

	run->out.failed |= causes == NULL;
	json_key(json, "withheld");
	json_open_array(json);
	for (size_t i = 0; causes != NULL && i < count; i++) {
		json_open_object(json);
		json_key_text(json, "gate",
			      slice_of(gate_name(causes[i].gate)));
		json_key_text(json, "reason",
			      slice_of(reason_name(causes[i].reason)));
		put_clause(json, causes[i].clause);
		json_key_number(json, "pupils", (int64_t)causes[i].pupils);
		json_key(json, "fields");
		words_put_fields(node->dictionary, &causes[i].fields, json);
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_assessed(struct json *json, const struct share_report *report)
{
	uint64_t all = 0;

	for (int s = 0; s < GROWTH_STATE_COUNT; s++)
		all += report->assessed[s];
	if (all == 0)
		return;
	json_key(json, "assessed");
	json_open_object(json);
	for (int s = 0; s < GROWTH_STATE_COUNT; s++)
		json_key_number(json, growth_state_name((enum growth_state)s),
				(int64_t)report->assessed[s]);
	json_close_object(json);
	if (report->letters)
		json_key_number(json, "unprintable",
				(int64_t)report->unprintable);
}

static void put_matching(struct json *json, const struct share_report *report)
{
	if (report->matching == SHARE_NOT_MATCHED)
		return;
	json_key_number(json, "matched-by-number",
			report->matching == SHARE_MATCHED
				? (int64_t)report->numbered
				: 0);
}

static void put_unusual(struct json *json, const struct share_report *report)
{
	json_key(json, "unusual");
	json_open_array(json);
	for (int u = 0; u < UNUSUAL_COUNT; u++)
		if ((report->unusual & 1u << u) != 0)
			json_put_text(json,
				      slice_of(unusual_name((enum unusual)u)));
	json_close_array(json);
}

static void put_sealed(struct json *json, const struct share_report *report)
{
	json_key_boolean(json, "sealed", !report->plain);
	json_key(json, "sealedTo");
	json_open_array(json);
	for (size_t i = 0; i < report->sealed_to_count; i++)
		json_put_text(json, slice_of(report->sealed_to[i]));
	json_close_array(json);
	json_key_date(json, "expires", report->expires);
}

static void put_released(struct json *json, const struct node *node,
			 const struct share_request *request,
			 const struct share_report *report)
{
	json_key_text(json, "level", report->level);
	json_key(json, "fields");
	words_put_fields(node->dictionary, &report->fields, json);
	if (report->cells > 0) {
		json_key_number(json, "cells", (int64_t)report->cells);
		json_key_number(json, "suppressed",
				(int64_t)report->suppressed);
		json_key_text(json, "profile", report->profile);
		json_key_number(json, "compared", (int64_t)report->compared);
		json_key_number(json, "uncompared",
				(int64_t)report->uncompared);
	}
	if (report->rows != NULL && !report->refused)
		rows_write_report(report->rows, json);
	json_key(json, "obligations");
	json_open_array(json);
	for (size_t i = 0; i < report->obligation_count; i++)
		json_put_text(json, report->obligations[i]);
	json_close_array(json);
	put_matching(json, report);
	put_unusual(json, report);
	if (!slice_empty(report->unsealable))
		json_key_text(json, "unsealable", report->unsealable);
	if (request->dry_run)
		return;
	put_sealed(json, report);
	json_key_text(json, "reference", report->reference);
	json_key_text(json, "directory", report->directory);
	json_key_text(json, "file", report->file);
	json_key_number(json, "entry", (int64_t)ledger_size(node->ledger) - 1);
}

static void put_refusal(struct json *json, const struct share_report *report)
{
	json_key_text(json, "refusal", report->refusal);
	if (report->remedy.len > 0)
		json_key_text(json, "remedy", report->remedy);
	if (report->unusual != 0)
		put_unusual(json, report);
}

static void put_sample(struct json *json, const struct sample_report *sample)
{
	if (sample == NULL)
		return;
	json_key(json, "sample");
	json_open_object(json);
	json_key_number(json, "asked", (int64_t)sample->asked);
	json_key_number(json, "eligible", (int64_t)sample->eligible);
	json_key_number(json, "drawn", (int64_t)sample->drawn);
	json_key(json, "strata");
	json_open_array(json);
	for (size_t i = 0; i < sample->stratum_count; i++) {
		json_open_object(json);
		json_key(json, "values");
		json_open_array(json);
		for (size_t v = 0; v < sample->by_count; v++)
			json_put_text(json, sample->strata[i].values[v]);
		json_close_array(json);
		json_key_number(json, "members",
				(int64_t)sample->strata[i].members);
		json_key_number(json, "drawn",
				(int64_t)sample->strata[i].drawn);
		json_close_object(json);
	}
	json_close_array(json);
	json_close_object(json);
}

void report_add_json(struct run *run, const struct node *node,
		     const struct share_request *request,
		     const struct share_report *report)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key_text(&json, "outcome",
		      report->refused ? SLICE("refused") : SLICE("released"));
	json_key_boolean(&json, "dryRun", request->dry_run);
	json_key_text(&json, "recipient", request->recipient);
	json_key_text(&json, "holder", report->holder);
	json_key_text(&json, "purpose", share_purpose(node, request));
	json_key_date(&json, "date", request->today);
	json_key_number(&json, "considered", (int64_t)report->considered);
	json_key_number(&json, "released", (int64_t)report->released);
	json_key_number(&json, "whollyWithheld", (int64_t)report->wholly);
	json_key_number(&json, "limitedByCourt", (int64_t)report->limited);
	put_assessed(&json, report);
	put_sample(&json, report->sample);
	put_gates(&json, report);
	if (report->refused)
		put_refusal(&json, report);
	else
		put_released(&json, node, request, report);
	put_causes(&json, run, node, report);
	texts_tell_json(&json, run, report);
	json_close_object(&json);
	run_json_end(run);
}
