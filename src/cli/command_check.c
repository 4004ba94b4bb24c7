#include <string.h>

#include "base/json.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/explain_findings.h"
#include "cli/find.h"
#include "cli/print.h"
#include "configuration.h"
#include "dictionary/dictionary.h"
#include "language/diagnostic.h"
#include "policy/check.h"
#include "policy/policy.h"
#include "policy/sarif.h"
#include "words/phrasebook.h"

struct checking {
	struct run *run;
	struct dictionary *dictionary;
	struct findings findings;
	const struct notice **notices;
	size_t notice_count, phrasebook_count;
	struct builder programs;
};

/* --- reading ---------------------------------------------------------------------- */

static int read_notice(struct checking *checking, const char *path)
{
	struct run *run = checking->run;
	struct source *source;
	struct notice *notice;

	if (source_from_file(&source, path, &run->arena, &run->error) != 0 ||
	    notice_read(&notice, source, checking->dictionary, &run->arena,
			&checking->findings, &run->error) != 0)
		return -1;
	checking->notices[checking->notice_count++] = notice;
	return 0;
}

/* Faults of a phrasebook are findings like those of a notice. */
static int read_phrasebook(struct checking *checking, const char *path)
{
	struct phrasebook *book = NULL;

	if (open_phrasebook(checking->run, &book, checking->dictionary, path,
			    &checking->findings) != 0)
		return -1;
	phrasebook_free(book);
	checking->phrasebook_count++;
	return 0;
}

static bool is_phrasebook(const char *path)
{
	return slice_ends_with(slice_of(path), SLICE(".phrases"));
}

static int read_notices(struct checking *checking)
{
	struct run *run = checking->run;
	const struct texts *files = &run->arguments.operands;

	checking->notices = arena_array(&run->arena, files->count + 1,
					sizeof(const struct notice *));
	if (checking->notices == NULL)
		return error_memory(&run->error);
	for (size_t i = 0; i < files->count; i++)
		if ((is_phrasebook(files->list[i])
			     ? read_phrasebook(checking, files->list[i])
			     : read_notice(checking, files->list[i])) != 0)
			return -1;
	if (run->arguments.standard_input)
		return read_notice(checking, "-");
	return 0;
}

/* --- checking ---------------------------------------------------------------------- */

static int check_versions(struct checking *checking,
			  const struct notice *const *versions, size_t count)
{
	struct run *run = checking->run;
	struct policy *policy;
	int result = 0;

	if (policy_make(&policy, checking->dictionary, versions, count,
			&checking->findings, &run->error) != 0)
		return -1;
	/* Conditions have been compiled for their own faults; more is said
	 * only of notices without any. */
	if (policy == NULL || checking->findings.errors > 0) {
		policy_free(policy);
		return 0;
	}
	for (size_t i = 0; result == 0 && i < count; i++)
		result = notice_check(versions[i], policy,
				      clock_today(&run->arguments), &run->arena,
				      &checking->findings, &run->error);
	if (run->arguments.program)
		policy_disassemble(policy, &checking->programs);
	policy_free(policy);
	return result;
}

/* Notices of one controller are versions of one notice. */
static int check_controllers(struct checking *checking)
{
	const struct notice **versions;
	const struct notice **left = checking->notices;
	size_t left_count = checking->notice_count;

	versions = arena_array(&checking->run->arena, left_count + 1,
			       sizeof(const struct notice *));
	if (versions == NULL)
		return error_memory(&checking->run->error);
	if (left_count == 0)
		return check_versions(checking, versions, 0);
	while (left_count > 0) {
		struct slice controller = left[0]->controller;
		size_t count = 0, kept = 0;

		for (size_t i = 0; i < left_count; i++)
			if (slice_equal(left[i]->controller, controller))
				versions[count++] = left[i];
			else
				left[kept++] = left[i];
		left_count = kept;
		if (check_versions(checking, versions, count) != 0)
			return -1;
	}
	return 0;
}

static int check_all(struct checking *checking)
{
	struct run *run = checking->run;

	if (open_dictionary(run, &checking->dictionary, &checking->findings) !=
	    0)
		return -1;
	if (checking->dictionary == NULL)
		return 0;
	if (read_notices(checking) != 0)
		return -1;
	return check_controllers(checking);
}

/* --- telling ----------------------------------------------------------------------- */

static void add_count(struct builder *out, size_t count, const char *one,
		      const char *many, const char **between)
{
	if (count == 0)
		return;
	builder_add_text(out, *between);
	text_add_count(count, one, many, out);
	*between = ", ";
}

static size_t advice_count(const struct findings *findings)
{
	return findings->count + findings->untold - findings->errors -
	       findings->warnings;
}

static void add_summary(struct checking *checking)
{
	const struct findings *findings = &checking->findings;
	struct builder *out = &checking->run->out;
	const char *between = "";

	if (checking->notice_count > 0)
		text_add_count(checking->notice_count,
			       "notice: ", "notices: ", out);
	else if (checking->phrasebook_count > 0)
		text_add_count(checking->phrasebook_count,
			       "phrasebook: ", "phrasebooks: ", out);
	else
		builder_add_text(out, "dictionary: ");
	add_count(out, findings->errors, "error", "errors", &between);
	add_count(out, findings->warnings, "warning", "warnings", &between);
	add_count(out, advice_count(findings), "piece of advice",
		  "pieces of advice", &between);
	if (findings->count == 0)
		builder_add_text(out, "nothing to say");
	if (findings->untold > 0)
		builder_add_format(out, "; the first %zu are told",
				   findings->count);
	builder_add_byte(out, '\n');
}

static void add_json(struct checking *checking)
{
	const struct findings *findings = &checking->findings;
	struct builder *out = &checking->run->out;

	builder_add_text(out, "{\"findings\":");
	findings_print_json(findings, out);
	builder_add_format(
		out, ",\"errors\":%zu,\"warnings\":%zu,\"advice\":%zu",
		findings->errors, findings->warnings, advice_count(findings));
	if (checking->run->arguments.program) {
		struct json json = json_writer(out, false);

		builder_add_text(out, ",\"program\":");
		json_put_text(&json, builder_slice(&checking->programs));
	}
	builder_add_text(out, "}\n");
}

static void add_text(struct checking *checking)
{
	struct run *run = checking->run;

	builder_add(&run->out, builder_slice(&checking->programs));
	findings_add_text(&run->screen, &checking->findings, &run->out);
	add_summary(checking);
}

static void add_sarif(struct checking *checking)
{
	struct builder *out = &checking->run->out;

	sarif_write(&checking->findings, HORNBOOK_VERSION, out);
	builder_add_byte(out, '\n');
}

/* The forms in which findings are told. */
static const struct form {
	const char *name;
	void (*add)(struct checking *checking);
} forms[] = {
	{"text", add_text},
	{"json", add_json},
	{"sarif", add_sarif},
};

/* NULL and an error when there is none of that name. */
static const struct form *find_form(struct run *run)
{
	const char *name = run->arguments.format;

	if (name == NULL)
		name = run->arguments.json ? "json" : "text";
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcmp(forms[i].name, name) == 0)
			return &forms[i];
	error_set(&run->error, ERROR_INPUT, "check knows no format '%.40s'",
		  name);
	error_hint(&run->error, "it knows text, json and sarif");
	return NULL;
}

static enum status check(struct run *run)
{
	struct checking checking = {
		.run = run,
		.findings = findings_in(&run->arena),
	};
	const struct form *form;
	enum status status = STATUS_DONE;

	if (run->arguments.explain)
		return explain_findings(run);
	form = find_form(run);
	if (form == NULL)
		return run_failure(run);
	if (check_all(&checking) != 0) {
		status = run_failure(run);
	} else if (checking.findings.failed) {
		error_memory(&run->error);
		status = run_failure(run);
	} else {
		findings_sort(&checking.findings);
		form->add(&checking);
		if (checking.findings.errors > 0)
			status = STATUS_INPUT;
	}
	run->out.failed |= checking.programs.failed;
	builder_release(&checking.programs);
	dictionary_free(checking.dictionary);
	return status;
}

static const struct option options[] = {
	FLAG("program", program, "print the compiled rules"),
	FLAG("stdin", standard_input, "check what standard input gives, too"),
	TEXT("format", "FORMAT", format,
	     "how findings are told: text, json, sarif (SARIF 2.1.0)"),
	FLAG("explain", explain,
	     "explain the findings with the ids given, or all"),
};

const struct command command_check = {
	.name = "check",
	.group = GROUP_RULES,
	.summary = "check notices against law and dictionary",
	.operands = "[FILE...|ID...]",
	.most = MANY,
	.about = "Checks notices: names, closed bodies, rules that can never "
		 "match, data held for no purpose, promises narrower or "
		 "broader than the law, and more.  Notices of one controller "
		 "are versions of one notice.  Without a file the "
		 "dictionary alone is checked.  A phrasebook (*.phrases) is "
		 "checked for what it lacks and does not know.  Exits with 2 "
		 "when there are "
		 "errors.  With --explain nothing is checked: it tells what "
		 "findings mean, why they matter, and how to put them right.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = check,
};
