#include "cli/validate_report.h"

#include <stdio.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/grid.h"
#include "cli/print.h"
#include "formats/csv.h"

enum { TOLD = 40 }; /* findings in the text, of each file */

static const char *const term_names[] = {
	[CENSUS_AUTUMN] = "autumn",
	[CENSUS_SPRING] = "spring",
	[CENSUS_SUMMER] = "summer",
};

static struct slice number_text(struct arena *arena, uint64_t number)
{
	char buffer[24];

	(void)snprintf(buffer, sizeof(buffer), "%llu",
		       (unsigned long long)number);
	return arena_copy(arena, slice_of(buffer));
}

struct slice validate_title(const struct validating *validating,
			    const struct census_report *report)
{
	bool whole = slice_is(slice_of(report->form), "school-census");
	struct builder title = {0};
	struct slice kept;

	builder_add_text(&title, "School census");
	if (!report->assumed)
		builder_add_format(
			&title, ", %s %d", term_names[report->census.term],
			date_to_civil(report->census.reference_date).year);
	if (!whole)
		builder_add_format(&title, " (table %s)", report->form);
	kept = arena_copy(&validating->run->arena, builder_slice(&title));
	builder_release(&title);
	return kept;
}

struct slice validate_upn(const struct census_report *report,
			  const struct census_finding *finding)
{
	return report->upns != NULL && finding->record > 0
		       ? report->upns[finding->record - 1]
		       : SLICE("");
}

static const struct census_rule *rule_of(const struct validating *validating,
					 const struct census_finding *finding)
{
	return &validating->rules->list[finding->rule];
}

/* --- text ------------------------------------------------------------------- */

static void add_counts(const struct census_report *report, struct builder *out)
{
	builder_add_text(out, "  ");
	text_add_count(report->pupils, "pupil on roll", "pupils on roll", out);
	builder_add_text(out, ", ");
	text_add_count(report->leavers, "no longer", "no longer", out);
	builder_add_text(out, ": ");
	text_add_count(report->errors, "error", "errors", out);
	builder_add_text(out, ", ");
	text_add_count(report->queries, "query", "queries", out);
	builder_add_byte(out, '\n');
	if (report->assumed && report->header)
		builder_add_text(out, "  the header does not say which return "
				      "it is: only the header was checked\n");
	else if (report->assumed)
		builder_add_text(out, "  nothing says which return it is: "
				      "rules are today's\n");
	if (report->unasked > 0 && !report->header) {
		builder_add_text(out, "  ");
		text_add_count(report->unasked, "rule was", "rules were", out);
		builder_add_text(out, " not asked: the table has not the "
				      "columns\n");
	}
}

static void add_grid(const struct validating *validating, struct grid *grid)
{
	struct run *run = validating->run;

	builder_add_byte(&run->out, '\n');
	grid_print(grid, &run->screen, &run->out);
	run->out.failed |= grid->failed;
}

/* The rules broken, errors first. */
static void add_rules_broken(const struct validating *validating,
			     const struct census_report *report)
{
	static const struct grid_column columns[] = {
		{"rule", false, false},
		{"", false, false},
		{"count", true, false},
		{"what is wrong", false, true},
	};
	struct arena *arena = &validating->run->arena;
	struct grid grid = {
		.arena = arena, .columns = columns, .column_count = 4};

	for (int queries = 0; queries < 2; queries++)
		for (size_t i = 0; i < validating->rules->count; i++) {
			const struct census_rule *rule =
				&validating->rules->list[i];

			if (report->counts[i] == 0 || rule->query != queries)
				continue;
			grid_add(&grid, rule->number);
			grid_add(&grid,
				 rule->query ? SLICE("query") : SLICE("error"));
			grid_add(&grid, number_text(arena, report->counts[i]));
			grid_add(&grid, rule->message);
		}
	if (grid.count > 0)
		add_grid(validating, &grid);
}

static struct slice place_text(struct arena *arena, uint32_t line,
			       uint32_t column)
{
	char buffer[32];

	if (line == 0)
		return SLICE("-");
	(void)snprintf(buffer, sizeof(buffer), "%u:%u", line, column);
	return arena_copy(arena, slice_of(buffer));
}

static void add_findings(const struct validating *validating,
			 const struct census_report *report)
{
	static const struct grid_column columns[] = {
		{"record", true, false}, {"line", false, false},
		{"rule", false, false},  {"element", false, false},
		{"item", true, false},   {"UPN", false, false},
	};
	struct arena *arena = &validating->run->arena;
	struct grid grid = {.arena = arena,
			    .columns = columns,
			    .column_count = report->upns != NULL ? 6 : 5};
	size_t told = report->finding_count;

	if (!validating->all && told > TOLD)
		told = TOLD;
	for (size_t i = 0; i < told; i++) {
		const struct census_finding *finding = &report->findings[i];
		const struct census_rule *rule = rule_of(validating, finding);
		struct slice fields = rule->fields;

		grid_add(&grid, finding->record == 0
					? SLICE("file")
					: number_text(arena, finding->record));
		grid_add(&grid,
			 place_text(arena, finding->line, finding->column));
		grid_add(&grid, rule->number);
		grid_add(&grid, slice_cut(&fields, ' '));
		grid_add(&grid, finding->item == 0
					? SLICE("")
					: number_text(arena, finding->item));
		if (report->upns != NULL)
			grid_add_clean(&grid, validate_upn(report, finding));
	}
	if (told == 0)
		return;
	add_grid(validating, &grid);
	if (told < report->errors + report->queries)
		builder_add_format(
			&validating->run->out,
			"the first %zu are told; --all tells all, --format "
			"html or csv writes them down\n",
			told);
}

static void add_notices(const struct validating *validating,
			const struct validated *one)
{
	struct builder *out = &validating->run->out;

	for (size_t i = 0; i < one->report.notice_count; i++) {
		const struct census_notice *notice = &one->report.notices[i];

		text_add_clean(slice_of(one->path), out);
		builder_add_format(out, ":%u:%u: ", notice->line,
				   notice->column);
		if (notice->record > 0)
			builder_add_format(out, "record %llu: ",
					   (unsigned long long)notice->record);
		text_add_clean(notice->element, out);
		builder_add_format(
			out, ": %s%s\n",
			notice->error ? "" : "note: ", notice->message);
	}
}

int validate_add_text(const struct validating *validating)
{
	struct run *run = validating->run;
	bool own = false;

	for (size_t i = 0; i < validating->count; i++) {
		const struct validated *one = &validating->list[i];
		const struct census_report *report = &one->report;

		if (i > 0)
			builder_add_byte(&run->out, '\n');
		add_notices(validating, one);
		text_add_clean(slice_of(one->path), &run->out);
		builder_add_text(&run->out, ": ");
		builder_add(&run->out, validate_title(validating, report));
		if (report->school.len > 0) {
			builder_add_text(&run->out, ", ");
			text_add_clean(report->school, &run->out);
		}
		builder_add_byte(&run->out, '\n');
		add_counts(report, &run->out);
		add_rules_broken(validating, report);
		add_findings(validating, report);
		for (size_t r = 0; r < validating->rules->count; r++)
			own |= report->counts[r] > 0 &&
			       validating->rules->list[r].standing ==
				       STANDING_OWN;
	}
	if (own)
		builder_add_text(&run->out,
				 "\nNumbers that begin with H are Hornbook's "
				 "own, not the department's.\n");
	return run->out.failed ? error_memory(&run->error) : 0;
}

/* --- JSON ------------------------------------------------------------------- */

static void put_rule(const struct census_rule *rule, struct json *json)
{
	json_key_text(json, "number", rule->number);
	json_key_text(json, "kind",
		      rule->query ? SLICE("query") : SLICE("error"));
	json_key_text(json, "message", rule->message);
	json_key_text(json, "fields", rule->fields);
	json_key_text(json, "standing",
		      slice_of(census_standing_name(rule->standing)));
	json_key_text(json, "source", rule->source);
}

static void put_broken(const struct validating *validating,
		       const struct census_report *report, struct json *json)
{
	json_key(json, "rules");
	json_open_array(json);
	for (size_t i = 0; i < validating->rules->count; i++) {
		if (report->counts[i] == 0)
			continue;
		json_open_object(json);
		put_rule(&validating->rules->list[i], json);
		json_key_number(json, "count", (int64_t)report->counts[i]);
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_findings(const struct validating *validating,
			 const struct census_report *report, struct json *json)
{
	json_key(json, "findings");
	json_open_array(json);
	for (size_t i = 0; i < report->finding_count; i++) {
		const struct census_finding *finding = &report->findings[i];

		json_open_object(json);
		json_key_text(json, "rule",
			      rule_of(validating, finding)->number);
		json_key_number(json, "record", (int64_t)finding->record);
		json_key_number(json, "line", finding->line);
		json_key_number(json, "column", finding->column);
		json_key_number(json, "item", finding->item);
		if (report->upns != NULL)
			json_key_text(json, "upn",
				      validate_upn(report, finding));
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_notices(const struct census_report *report, struct json *json)
{
	json_key(json, "notices");
	json_open_array(json);
	for (size_t i = 0; i < report->notice_count; i++) {
		const struct census_notice *notice = &report->notices[i];

		json_open_object(json);
		json_key_text(json, "element", notice->element);
		json_key_text(json, "message", slice_of(notice->message));
		json_key_boolean(json, "error", notice->error);
		json_key_number(json, "record", (int64_t)notice->record);
		json_key_number(json, "line", notice->line);
		json_key_number(json, "column", notice->column);
		json_close_object(json);
	}
	json_close_array(json);
}

int validate_add_json(const struct validating *validating)
{
	struct json json = run_json(validating->run);

	json_open_object(&json);
	json_key(&json, "files");
	json_open_array(&json);
	for (size_t i = 0; i < validating->count; i++) {
		const struct census_report *report =
			&validating->list[i].report;

		json_open_object(&json);
		json_key_text(&json, "file",
			      slice_of(validating->list[i].path));
		json_key_text(&json, "form", slice_of(report->form));
		json_key_date(&json, "census-day",
			      report->assumed ? DATE_NONE
					      : report->census.reference_date);
		json_key_text(&json, "school", report->school);
		json_key_text(&json, "phase", report->phase);
		json_key_number(&json, "pupils", (int64_t)report->pupils);
		json_key_number(&json, "leavers", (int64_t)report->leavers);
		json_key_number(&json, "errors", (int64_t)report->errors);
		json_key_number(&json, "queries", (int64_t)report->queries);
		json_key_number(&json, "unasked", (int64_t)report->unasked);
		put_broken(validating, report, &json);
		put_findings(validating, report, &json);
		put_notices(report, &json);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	run_json_end(validating->run);
	return validating->run->out.failed
		       ? error_memory(&validating->run->error)
		       : 0;
}

/* --- CSV -------------------------------------------------------------------- */

int validate_add_csv(const struct validating *validating)
{
	static const struct slice titles[] = {
		SLICE_INIT("file"),    SLICE_INIT("rule"),
		SLICE_INIT("kind"),    SLICE_INIT("record"),
		SLICE_INIT("line"),    SLICE_INIT("column"),
		SLICE_INIT("item"),    SLICE_INIT("fields"),
		SLICE_INIT("message"), SLICE_INIT("standing"),
		SLICE_INIT("upn"),
	};
	struct builder *out = &validating->run->out;

	csv_add_row(out, titles, NULL, sizeof(titles) / sizeof(titles[0]));
	for (size_t i = 0; i < validating->count; i++) {
		const struct census_report *report =
			&validating->list[i].report;

		for (size_t f = 0; f < report->finding_count; f++) {
			const struct census_finding *finding =
				&report->findings[f];
			const struct census_rule *rule =
				rule_of(validating, finding);
			char numbers[4][24];
			struct slice cells[] = {
				slice_of(validating->list[i].path),
				rule->number,
				rule->query ? SLICE("query") : SLICE("error"),
				slice_of(numbers[0]),
				slice_of(numbers[1]),
				slice_of(numbers[2]),
				slice_of(numbers[3]),
				rule->fields,
				rule->message,
				slice_of(census_standing_name(rule->standing)),
				validate_upn(report, finding),
			};

			(void)snprintf(numbers[0], sizeof(numbers[0]), "%llu",
				       (unsigned long long)finding->record);
			(void)snprintf(numbers[1], sizeof(numbers[1]), "%u",
				       finding->line);
			(void)snprintf(numbers[2], sizeof(numbers[2]), "%u",
				       finding->column);
			(void)snprintf(numbers[3], sizeof(numbers[3]), "%u",
				       finding->item);
			for (size_t n = 0; n < 4; n++)
				cells[3 + n] = slice_of(numbers[n]);
			csv_add_row(out, cells, NULL,
				    sizeof(cells) / sizeof(cells[0]));
		}
	}
	return out->failed ? error_memory(&validating->run->error) : 0;
}

/* --- the rules -------------------------------------------------------------- */

static void list_json(const struct validating *validating)
{
	struct json json = run_json(validating->run);

	json_open_object(&json);
	json_key(&json, "rules");
	json_open_array(&json);
	for (size_t i = 0; i < validating->rules->count; i++) {
		const struct census_rule *rule = &validating->rules->list[i];

		json_open_object(&json);
		put_rule(rule, &json);
		json_key_text(&json, "broken-when", rule->when);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	run_json_end(validating->run);
}

int validate_add_rules(const struct validating *validating)
{
	static const struct grid_column columns[] = {
		{"rule", false, false},
		{"kind", false, false},
		{"standing", false, false},
		{"what is wrong", false, true},
	};
	struct run *run = validating->run;
	struct grid grid = {
		.arena = &run->arena, .columns = columns, .column_count = 4};

	if (run->arguments.json) {
		list_json(validating);
		return run->out.failed ? error_memory(&run->error) : 0;
	}
	for (size_t i = 0; i < validating->rules->count; i++) {
		const struct census_rule *rule = &validating->rules->list[i];

		grid_add(&grid, rule->number);
		grid_add(&grid, rule->query ? SLICE("query") : SLICE("error"));
		grid_add(&grid, slice_of(census_standing_name(rule->standing)));
		grid_add(&grid, rule->message);
	}
	grid_print(&grid, &run->screen, &run->out);
	return run->out.failed || grid.failed ? error_memory(&run->error) : 0;
}
