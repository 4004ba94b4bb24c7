/* What was found as a page that a school's office works through. */
#include <stdio.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/validate_report.h"
#include "document/document.h"
#include "document/html.h"

enum { ROWS_OF_RULE = 300 }; /* findings that are told under each rule */

struct found_page {
	const struct validating *validating;
	struct document document;
	struct arena *arena;
	const struct validated *file; /* in hand */
	size_t number;                /* of the file */
};

/* A number between two texts. */
static struct slice text(struct found_page *page, const char *before,
			 uint64_t number, const char *after)
{
	struct builder made = {0};
	struct slice kept;

	builder_add_format(&made, "%s%llu%s", before,
			   (unsigned long long)number, after);
	kept = arena_copy(page->arena, builder_slice(&made));
	page->document.failed |= made.failed || kept.at == NULL;
	builder_release(&made);
	return kept;
}

static struct slice count_text(struct found_page *page, uint64_t count,
			       const char *one, const char *many)
{
	return text(page, "", count, count == 1 ? one : many);
}

/* "rule-1500", or of a second file "file-2-rule-1500". */
static struct slice rule_id(struct found_page *page,
			    const struct census_rule *rule)
{
	if (page->number == 0)
		return document_identifier(&page->document, SLICE("rule"),
					   rule->number);
	return document_identifier(&page->document,
				   text(page, "file-", page->number + 1, ""),
				   SLICE("rule"), rule->number);
}

static void add_summary(struct found_page *page)
{
	struct document *document = &page->document;
	const struct census_report *report = &page->file->report;
	char day[20];

	document_begin_pairs(document);
	if (report->school.len > 0)
		document_pair(document, SLICE("School"), report->school);
	document_pair(document, SLICE("File"),
		      slice_of(path_name(page->file->path)));
	document_pair(document, SLICE("Return"),
		      validate_title(page->validating, report));
	if (!report->assumed) {
		date_format_long(report->census.reference_date, day,
				 sizeof(day));
		document_pair(document, SLICE("Census day"), slice_of(day));
	}
	document_pair(document, SLICE("Pupils on roll"),
		      text(page, "", report->pupils, ""));
	document_pair(document, SLICE("No longer on roll"),
		      text(page, "", report->leavers, ""));
	document_pair(document, SLICE("To put right"),
		      count_text(page, report->errors, " error", " errors"));
	document_pair(document, SLICE("To check"),
		      count_text(page, report->queries, " query", " queries"));
	if (report->unasked > 0)
		document_pair(document, SLICE("Not asked"),
			      count_text(page, report->unasked,
					 " rule, whose columns the table has "
					 "not",
					 " rules, whose columns the table has "
					 "not"));
	document_end(document);
}

/* What a rule of that kind was broken by, and how often. */
static void add_overview(struct found_page *page, bool queries)
{
	static const struct document_column columns[] = {
		{SLICE_INIT("Rule"), DOCUMENT_START},
		{SLICE_INIT("Times"), DOCUMENT_FINISH},
		{SLICE_INIT("What is wrong"), DOCUMENT_START},
	};
	struct document *document = &page->document;
	const struct census_rules *rules = page->validating->rules;

	document_begin_table(document, SLICE(""),
			     queries ? SLICE("To check, or explain: queries")
				     : SLICE("To put right: errors"),
			     columns, 3, true);
	for (size_t i = 0; i < rules->count; i++) {
		const struct census_rule *rule = &rules->list[i];
		struct builder target = {0};

		if (page->file->report.counts[i] == 0 || rule->query != queries)
			continue;
		builder_add_byte(&target, '#');
		builder_add(&target, rule_id(page, rule));
		document_begin_row(document);
		document_begin_cell(document);
		document_link(document, rule->number, builder_slice(&target));
		document_end(document);
		document_cell(document,
			      text(page, "", page->file->report.counts[i], ""));
		document_cell(document, rule->message);
		document_end(document);
		document->failed |= target.failed;
		builder_release(&target);
	}
	document_end(document);
}

static bool has_broken(const struct found_page *page, bool queries)
{
	const struct census_rules *rules = page->validating->rules;

	for (size_t i = 0; i < rules->count; i++)
		if (page->file->report.counts[i] > 0 &&
		    rules->list[i].query == queries)
			return true;
	return false;
}

static void add_finding(struct found_page *page,
			const struct census_finding *finding)
{
	struct document *document = &page->document;
	const struct census_report *report = &page->file->report;
	char place[32] = "";

	if (finding->line > 0)
		(void)snprintf(place, sizeof(place), "%u:%u", finding->line,
			       finding->column);
	document_begin_row(document);
	document_cell(document, text(page, "", finding->record, ""));
	document_cell(document, slice_of(place));
	document_cell(document, finding->item > 0
					? text(page, "", finding->item, "")
					: SLICE(""));
	if (report->upns != NULL)
		document_cell(document, validate_upn(report, finding));
	document_end(document);
}

static void add_findings(struct found_page *page, size_t rule)
{
	static const struct document_column columns[] = {
		{SLICE_INIT("Record"), DOCUMENT_START},
		{SLICE_INIT("Line and column"), DOCUMENT_START},
		{SLICE_INIT("Item"), DOCUMENT_START},
		{SLICE_INIT("UPN"), DOCUMENT_START},
	};
	struct document *document = &page->document;
	const struct census_report *report = &page->file->report;
	uint64_t told = 0;

	document_begin_table(document, SLICE(""), SLICE("Where"), columns,
			     report->upns != NULL ? 4 : 3, true);
	for (size_t i = 0; i < report->finding_count && told < ROWS_OF_RULE;
	     i++) {
		if (report->findings[i].rule != rule)
			continue;
		add_finding(page, &report->findings[i]);
		told++;
	}
	document_end(document);
	if (told < report->counts[rule])
		document_paragraph(
			document,
			text(page, "And ", report->counts[rule] - told,
			     " more; --format csv writes all of them."));
}

static void add_rule(struct found_page *page, size_t index)
{
	static const char *const standings[] = {
		[STANDING_PUBLISHED] = "a rule of the department",
		[STANDING_UNCONFIRMED] =
			"a rule of the department, not confirmed in all",
		[STANDING_OWN] = "Hornbook's own, not the department's",
	};
	const struct census_rule *rule = &page->validating->rules->list[index];
	struct document *document = &page->document;
	struct builder heading = {0};

	builder_add(&heading, rule->number);
	builder_add_text(&heading, ": ");
	builder_add(&heading, rule->message);
	document_begin_section(document, rule_id(page, rule),
			       builder_slice(&heading));
	document->failed |= heading.failed;
	builder_release(&heading);
	document_begin_pairs(document);
	document_pair(document, SLICE("Looks at"), rule->fields);
	document_begin_pair(document, SLICE("Broken when"));
	document_code(document, rule->when);
	document_end(document);
	document_pair(document, SLICE("Number"),
		      slice_of(standings[rule->standing]));
	if (rule->source.len > 0)
		document_pair(document, SLICE("Source"), rule->source);
	document_end(document);
	if (rule->who != WHO_END)
		add_findings(page, index);
	document_end(document);
}

static void add_notices(struct found_page *page)
{
	struct document *document = &page->document;
	const struct census_report *report = &page->file->report;

	if (report->notice_count == 0)
		return;
	document_begin_section(document, SLICE(""), SLICE("Not looked at"));
	document_begin_list(document, DOCUMENT_BULLETED);
	for (size_t i = 0; i < report->notice_count && i < ROWS_OF_RULE; i++) {
		document_begin_item(document);
		document_code(document, report->notices[i].element);
		document_text(document, text(page, " (line ",
					     report->notices[i].line, "): "));
		document_text(document, slice_of(report->notices[i].message));
		document_end(document);
	}
	document_end(document);
	document_end(document);
}

static void add_file(struct found_page *page)
{
	struct document *document = &page->document;
	const struct census_rules *rules = page->validating->rules;

	document_begin_section(document, SLICE(""),
			       slice_of(path_name(page->file->path)));
	add_summary(page);
	if (!has_broken(page, false) && !has_broken(page, true))
		document_paragraph(document, SLICE("No rule is broken."));
	for (int queries = 0; queries < 2; queries++)
		if (has_broken(page, queries != 0))
			add_overview(page, queries != 0);
	add_notices(page);
	for (int queries = 0; queries < 2; queries++)
		for (size_t i = 0; i < rules->count; i++)
			if (page->file->report.counts[i] > 0 &&
			    rules->list[i].query == (queries != 0))
				add_rule(page, i);
	document_end(document);
}

int validate_add_page(const struct validating *validating)
{
	struct run *run = validating->run;
	struct found_page page = {.validating = validating,
				  .arena = &run->arena};
	const struct document_about about = {
		.title = SLICE("Census validation"),
		.subtitle = SLICE("Errors must be put right; queries may be "
				  "explained"),
		.author = SLICE("Hornbook"),
		.subject = SLICE("What a census breaks of the rules that it "
				 "is held to"),
		.language = SLICE("en-GB"),
		.date = validating->today,
		.footer = SLICE("Pupils are told by the number of the record, "
				"counted from the beginning of the file. "
				"Numbers that begin with H are Hornbook's "
				"own, not the department's."),
		.skip_word = SLICE("Skip to the text"),
		.links_word = SLICE("Links"),
		.sources_word = SLICE("Source"),
	};

	document_begin(&page.document, &run->arena, &about);
	for (; page.number < validating->count; page.number++) {
		page.file = &validating->list[page.number];
		add_file(&page);
	}
	if (document_finish(&page.document, &run->error) != 0)
		return -1;
	html_write(&page.document, false, &run->out);
	return run->out.failed ? error_memory(&run->error) : 0;
}
