#include "cli/guard_report.h"

#include "base/json.h"
#include "base/text.h"
#include "cli/print.h"
#include "configuration.h"

static struct slice column_of(const struct guarded *guarded,
			      const struct spot *spot)
{
	const struct guard_report *report = &guarded->report;

	if (spot->cell == 0 || spot->cell > report->column_count)
		return (struct slice){NULL, 0};
	return report->columns[spot->cell - 1];
}

size_t guard_total(const struct guarding *guarding)
{
	size_t total = 0;

	for (size_t i = 0; i < guarding->count; i++)
		total += guarding->list[i].report.count +
			 guarding->list[i].report.more;
	return total;
}

static size_t count_of(const struct guarding *guarding,
		       enum guard_severity severity)
{
	size_t count = 0;

	for (size_t i = 0; i < guarding->count; i++)
		for (size_t f = 0; f < guarding->list[i].report.count; f++)
			count += guarding->list[i].report.list[f].severity ==
				 severity;
	return count;
}

/* --- text ------------------------------------------------------------------- */

static void add_severity(const struct run *run, enum guard_severity severity,
			 struct builder *out)
{
	static const enum style styles[] = {
		[GUARD_NOTE] = STYLE_FAINT,
		[GUARD_WARNING] = STYLE_YELLOW,
		[GUARD_ERROR] = STYLE_RED,
	};

	screen_add(&run->screen, styles[severity],
		   slice_of(guard_severity_text(severity)), out);
}

static void add_finding(const struct guarding *guarding,
			const struct guarded *guarded, size_t number)
{
	const struct guard_finding *finding = &guarded->report.list[number];
	struct slice column = column_of(guarded, &finding->from);
	struct builder *out = &guarding->run->out;

	text_add_clean(slice_of(guarded->path), out);
	if (finding->from.line > 0)
		builder_add_format(out, ":%u:%u", finding->from.line,
				   finding->from.column);
	builder_add_format(out, ": %s", guard_kind_text(finding->kind));
	if (finding->detail[0] != '\0')
		builder_add_format(out, " %s", finding->detail);
	builder_add_text(out, " (");
	add_severity(guarding->run, finding->severity, out);
	builder_add_byte(out, ')');
	if (finding->from.line == 0)
		builder_add_text(out, ", in the file's name");
	if (finding->from.cell > 0)
		builder_add_format(out, ", row %u, column %u",
				   finding->from.row, finding->from.cell);
	if (!slice_empty(column)) {
		builder_add_text(out, " '");
		text_add_clean(column, out);
		builder_add_byte(out, '\'');
	}
	if (guarded->pupils != NULL && !slice_empty(guarded->pupils[number])) {
		builder_add_text(out, ": ");
		text_add_clean(guarded->pupils[number], out);
		if (finding->others > 0)
			builder_add_format(out, " and %u more",
					   finding->others);
	}
	builder_add_byte(out, '\n');
}

static void add_notes(const struct guarding *guarding,
		      const struct guarded *guarded)
{
	struct builder *out = &guarding->run->out;

	if (guarded->report.note != NULL) {
		text_add_clean(slice_of(guarded->path), out);
		builder_add_format(out, ": %s\n", guarded->report.note);
	}
	if (guarded->report.more > 0) {
		text_add_clean(slice_of(guarded->path), out);
		builder_add_format(out, ": %llu more, which are not told\n",
				   (unsigned long long)guarded->report.more);
	}
}

static size_t accepted_of(const struct guarding *guarding)
{
	size_t accepted = 0;

	for (size_t i = 0; i < guarding->count; i++)
		accepted += guarding->list[i].accepted;
	return accepted;
}

static void add_counts(const struct guarding *guarding)
{
	static const struct {
		enum guard_severity severity;
		const char *one, *many;
	} rows[] = {
		{GUARD_ERROR, "error", "errors"},
		{GUARD_WARNING, "warning", "warnings"},
		{GUARD_NOTE, "note", "notes"},
	};
	struct builder *out = &guarding->run->out;
	const char *between = "";

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t count = count_of(guarding, rows[i].severity);

		if (count == 0)
			continue;
		builder_add_text(out, between);
		text_add_count(count, rows[i].one, rows[i].many, out);
		between = ", ";
	}
	if (*between == '\0')
		builder_add_text(out, "nothing found");
}

static void add_summary(const struct guarding *guarding)
{
	struct builder *out = &guarding->run->out;
	size_t accepted = accepted_of(guarding);

	text_add_count(guarding->count, "report", "reports", out);
	builder_add_text(out, " against ");
	text_add_count(guarding->pupils, "pupil", "pupils", out);
	builder_add_text(out, ": ");
	add_counts(guarding);
	if (accepted > 0)
		builder_add_format(out, "; %zu accepted", accepted);
	if (guarding->threshold == 0)
		builder_add_text(out, "; tables were not looked at");
	builder_add_byte(out, '\n');
}

void guard_add_text(const struct guarding *guarding)
{
	for (size_t i = 0; i < guarding->count; i++) {
		const struct guarded *guarded = &guarding->list[i];

		for (size_t f = 0; f < guarded->report.count; f++)
			add_finding(guarding, guarded, f);
		add_notes(guarding, guarded);
	}
	add_summary(guarding);
}

/* --- JSON ------------------------------------------------------------------- */

static void put_finding(struct json *json, const struct guarded *guarded,
			size_t number)
{
	const struct guard_finding *finding = &guarded->report.list[number];
	struct slice column = column_of(guarded, &finding->from);

	json_open_object(json);
	json_key_text(json, "kind", slice_of(guard_kind_id(finding->kind)));
	json_key_text(json, "severity",
		      slice_of(guard_severity_text(finding->severity)));
	json_key_text(json, "text", slice_of(guard_kind_text(finding->kind)));
	if (finding->detail[0] != '\0')
		json_key_text(json, "detail", slice_of(finding->detail));
	json_key_boolean(json, "inFileName", finding->from.line == 0);
	json_key_number(json, "line", finding->from.line);
	json_key_number(json, "column", finding->from.column);
	json_key_number(json, "endLine", finding->to.line);
	json_key_number(json, "endColumn", finding->to.column);
	if (finding->from.cell > 0) {
		json_key_number(json, "row", finding->from.row);
		json_key_number(json, "cell", finding->from.cell);
	}
	if (!slice_empty(column))
		json_key_text(json, "heading", column);
	if (guarded->pupils != NULL && !slice_empty(guarded->pupils[number])) {
		json_key_text(json, "pupil", guarded->pupils[number]);
		json_key_number(json, "others", finding->others);
	}
	json_close_object(json);
}

static void put_guarded(struct json *json, const struct guarded *guarded)
{
	const struct guard_report *report = &guarded->report;

	json_open_object(json);
	json_key_text(json, "report", slice_of(guarded->path));
	json_key_text(json, "format",
		      slice_of(guard_format_text(report->format)));
	json_key_number(json, "bytes", (int64_t)report->bytes);
	json_key_number(json, "counts", (int64_t)report->cells);
	json_key_number(json, "accepted", (int64_t)guarded->accepted);
	json_key_number(json, "untold", (int64_t)report->more);
	if (report->note != NULL)
		json_key_text(json, "note", slice_of(report->note));
	json_key(json, "findings");
	json_open_array(json);
	for (size_t f = 0; f < report->count; f++)
		put_finding(json, guarded, f);
	json_close_array(json);
	json_close_object(json);
}

void guard_put(struct json *json, const struct guarding *guarding)
{
	json_key_number(json, "pupils", (int64_t)guarding->pupils);
	json_key_number(json, "threshold", guarding->threshold);
	json_key_number(json, "errors",
			(int64_t)count_of(guarding, GUARD_ERROR));
	json_key_number(json, "warnings",
			(int64_t)count_of(guarding, GUARD_WARNING));
	json_key_number(json, "notes", (int64_t)count_of(guarding, GUARD_NOTE));
	json_key(json, "reports");
	json_open_array(json);
	for (size_t i = 0; i < guarding->count; i++)
		put_guarded(json, &guarding->list[i]);
	json_close_array(json);
}

void guard_add_json(const struct guarding *guarding)
{
	struct json json = run_json(guarding->run);

	json_open_object(&json);
	guard_put(&json, guarding);
	json_close_object(&json);
	run_json_end(guarding->run);
}

/* --- SARIF ------------------------------------------------------------------ */

static void put_message(struct json *json, const char *key, const char *text)
{
	json_key(json, key);
	json_open_object(json);
	json_key_text(json, "text", slice_of(text));
	json_close_object(json);
}

static void put_tool(struct json *json)
{
	json_key(json, "tool");
	json_open_object(json);
	json_key(json, "driver");
	json_open_object(json);
	json_key_text(json, "name", SLICE("hornbook guard"));
	json_key_text(json, "version", SLICE(HORNBOOK_VERSION));
	json_key(json, "rules");
	json_open_array(json);
	for (int k = 0; k < GUARD_KIND_COUNT; k++) {
		json_open_object(json);
		json_key_text(json, "id",
			      slice_of(guard_kind_id((enum guard_kind)k)));
		put_message(json, "shortDescription",
			    guard_kind_text((enum guard_kind)k));
		json_close_object(json);
	}
	json_close_array(json);
	json_close_object(json);
	json_close_object(json);
}

static void put_result(struct json *json, const struct guarded *guarded,
		       const struct guard_finding *finding)
{
	json_open_object(json);
	json_key_text(json, "ruleId", slice_of(guard_kind_id(finding->kind)));
	json_key_number(json, "ruleIndex", finding->kind);
	json_key_text(json, "level",
		      slice_of(guard_severity_text(finding->severity)));
	put_message(json, "message", guard_kind_text(finding->kind));
	json_key(json, "locations");
	json_open_array(json);
	json_open_object(json);
	json_key(json, "physicalLocation");
	json_open_object(json);
	json_key(json, "artifactLocation");
	json_open_object(json);
	json_key_text(json, "uri", slice_of(guarded->path));
	json_close_object(json);
	if (finding->from.line > 0) {
		json_key(json, "region");
		json_open_object(json);
		json_key_number(json, "startLine", finding->from.line);
		json_key_number(json, "startColumn", finding->from.column);
		json_key_number(json, "endLine", finding->to.line);
		json_key_number(json, "endColumn",
				(int64_t)finding->to.column + 1);
		json_close_object(json);
	}
	json_close_object(json);
	json_close_object(json);
	json_close_array(json);
	json_close_object(json);
}

void guard_add_sarif(const struct guarding *guarding)
{
	struct json json = run_json(guarding->run);

	json_open_object(&json);
	json_key_text(&json, "$schema",
		      SLICE("https://docs.oasis-open.org/sarif/sarif/v2.1.0/"
			    "errata01/os/schemas/sarif-schema-2.1.0.json"));
	json_key_text(&json, "version", SLICE("2.1.0"));
	json_key(&json, "runs");
	json_open_array(&json);
	json_open_object(&json);
	put_tool(&json);
	json_key_text(&json, "columnKind", SLICE("unicodeCodePoints"));
	json_key(&json, "results");
	json_open_array(&json);
	for (size_t i = 0; i < guarding->count; i++)
		for (size_t f = 0; f < guarding->list[i].report.count; f++)
			put_result(&json, &guarding->list[i],
				   &guarding->list[i].report.list[f]);
	json_close_array(&json);
	json_close_object(&json);
	json_close_array(&json);
	json_close_object(&json);
	run_json_end(guarding->run);
}
