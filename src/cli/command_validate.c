#include <string.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/file.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/find.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/validate_report.h"
#include "dictionary/dictionary.h"
#include "formats/format.h"
#include "language/diagnostic.h"

enum {
	PAGE_MODE = 0644,
	PAGE_WITH_UPNS_MODE = 0600,
	DETECT_BYTES = 64 << 10,
};

struct validate_run {
	struct validating validating;
	struct census_rules rules;
	struct dictionary *dictionary;
	struct progress progress;
	uint64_t bytes; /* of the file in hand */
};

/* The forms in which findings are told. */
static const struct form {
	const char *name;
	int (*add)(const struct validating *validating);
} forms[] = {
	{"text", validate_add_text},
	{"json", validate_add_json},
	{"csv", validate_add_csv},
	{"html", validate_add_page},
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
	error_set(&run->error, ERROR_INPUT, "validate knows no format '%.40s'",
		  name);
	error_hint(&run->error, "it knows text, json, csv and html");
	return NULL;
}

static int read_rules(struct validate_run *validate)
{
	struct run *run = validate->validating.run;
	const char *path = run->arguments.rules;
	struct builder text = {0};
	int result;

	if (path == NULL)
		return census_rules_own(&validate->rules, &run->error);
	result = file_read(path, CENSUS_RULES_BYTES, &text, &run->error);
	if (result == 0) {
		result = census_rules_read(&validate->rules,
					   builder_slice(&text), &run->error);
		if (result != 0)
			error_at(&run->error, slice_of(path),
				 run->error.place.line, run->error.place.column,
				 0);
	}
	builder_release(&text);
	return result;
}

static int read_dictionary(struct validate_run *validate)
{
	struct run *run = validate->validating.run;
	struct findings findings = findings_in(&run->arena);

	if (open_dictionary(run, &validate->dictionary, &findings) != 0)
		return -1;
	if (validate->dictionary != NULL)
		return 0;
	print_findings(&findings);
	return error_set(&run->error, ERROR_INPUT, "the dictionary has faults");
}

static void on_progress(void *context, uint64_t bytes_done)
{
	struct validate_run *validate = context;

	progress_show(&validate->progress, bytes_done, validate->bytes);
}

/* What is no census is called by its name; what nobody knows may be a census
 * with a fault, which its reader tells. */
static int refuse_other(struct slice bytes, struct error *error)
{
	const struct format *format =
		format_detect(slice_part(bytes, 0, DETECT_BYTES));

	if (format != NULL &&
	    (slice_is(slice_of(format->name), "school-census") ||
	     slice_is(slice_of(format->name), "census-extract")))
		return 0;
	if (format != NULL) {
		error_set(error, ERROR_INPUT,
			  "this is no school census, but of another kind: %s",
			  format->label);
		return error_hint(error, "'hornbook import' takes it into a "
					 "node, and tells what is wrong in it");
	}
	if (format_is_xml(bytes))
		return 0;
	error_set(error, ERROR_INPUT,
		  bytes.len == 0 ? "the file is empty"
				 : "this is no school census: neither XML nor "
				   "a table of one");
	return error_hint(error,
			  "a census is the XML that is sent to the department, "
			  "or the tables that authorities load from it");
}

static int check_file(struct validate_run *validate, struct validated *one)
{
	struct run *run = validate->validating.run;
	struct census_checking checking = {
		.dictionary = validate->dictionary,
		.rules = &validate->rules,
		.file_name = slice_of(path_name(one->path)),
		.today = validate->validating.today,
		.upns = run->arguments.reveal,
		.progress = on_progress,
		.context = validate,
	};
	struct builder content = {0};
	int result;

	validate->progress = progress_start("bytes");
	result =
		file_read(one->path, FORMAT_LIMIT_BYTES, &content, &run->error);
	validate->bytes = content.len;
	if (result == 0)
		result = refuse_other(builder_slice(&content), &run->error);
	if (result == 0)
		result = census_check(&checking, builder_slice(&content),
				      &one->report, &run->arena, &run->error);
	if (result != 0)
		error_at(&run->error, slice_of(one->path),
			 run->error.place.line, run->error.place.column,
			 run->error.place.record);
	progress_end(&validate->progress);
	/* It held personal data in the clear. */
	if (content.at != NULL)
		sodium_memzero(content.at, content.capacity);
	builder_release(&content);
	return result;
}

static int check_files(struct validate_run *validate)
{
	struct validating *validating = &validate->validating;
	struct run *run = validating->run;
	const struct texts *paths = &run->arguments.operands;

	validating->list = arena_array(&run->arena, paths->count + 1,
				       sizeof(*validating->list));
	if (validating->list == NULL)
		return error_memory(&run->error);
	for (size_t i = 0; i < paths->count; i++) {
		validating->list[i].path = paths->list[i];
		if (check_file(validate, &validating->list[i]) != 0)
			return -1;
		validating->count++;
	}
	return 0;
}

static int write_out(struct run *run)
{
	const char *path = run->arguments.out;
	int result;

	if (path == NULL)
		return 0;
	if (run->out.failed)
		return error_memory(&run->error);
	result = file_replace(path, builder_slice(&run->out),
			      run->arguments.reveal ? PAGE_WITH_UPNS_MODE
						    : PAGE_MODE,
			      &run->error);
	builder_clear(&run->out);
	return result;
}

static bool has_errors(const struct validating *validating)
{
	for (size_t i = 0; i < validating->count; i++)
		if (validating->list[i].report.errors > 0)
			return true;
	return false;
}

static int check_operands(struct run *run)
{
	if (run->arguments.operands.count > 0 || run->arguments.list)
		return 0;
	error_set(&run->error, ERROR_INPUT, "validate needs FILE");
	return error_hint(&run->error, "'hornbook help validate' says more");
}

static int validate_files(struct validate_run *validate)
{
	struct run *run = validate->validating.run;
	const struct form *form = find_form(run);

	if (form == NULL || check_operands(run) != 0 ||
	    read_rules(validate) != 0)
		return -1;
	validate->validating.rules = &validate->rules;
	if (run->arguments.list)
		return validate_add_rules(&validate->validating);
	if (read_dictionary(validate) != 0 || check_files(validate) != 0 ||
	    form->add(&validate->validating) != 0)
		return -1;
	return write_out(run);
}

static enum status validate(struct run *run)
{
	struct validate_run validate = {
		.validating = {
			.run = run,
			.today = clock_today(&run->arguments),
			.all = run->arguments.all,
		}};
	enum status status = STATUS_DONE;

	if (validate_files(&validate) != 0)
		status = run_failure(run);
	else if (has_errors(&validate.validating))
		status = STATUS_REFUSED;
	census_rules_release(&validate.rules);
	dictionary_free(validate.dictionary);
	return status;
}

static const struct option options[] = {
	TEXT("format", "FORMAT", format,
	     "how findings are told: text, json, csv, html"),
	TEXT("out", "FILE", out, "write to FILE instead of standard output"),
	TEXT("rules", "FILE", rules,
	     "the table of rules (else Hornbook's own)"),
	FLAG("all", all, "tell every finding, not the first 40 of a file"),
	FLAG("pupils", reveal, "show the UPN of each record"),
	FLAG("list", list, "list the rules"),
};

const struct command command_validate = {
	.name = "validate",
	.group = GROUP_DATA,
	.summary = "hold a census to the department's rules",
	.operands = "[FILE...]",
	.most = MANY,
	.about = "Checks a school census (XML, or the tables that authorities "
		 "load from it) before it is sent: errors, which must be put "
		 "right, and queries, which may be explained, by rule and "
		 "then record by record.  Nothing is taken in, and no node is "
		 "needed.  Pupils are told by the number of the record.  "
		 "Exits with 1 when there are errors, 0 with queries only.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = validate,
};
