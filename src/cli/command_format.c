#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "cli/command.h"
#include "cli/print.h"
#include "language/diagnostic.h"
#include "language/format.h"
#include "language/parser.h"

/* Puts the new text where the file is, also behind a symbolic link. */
static int replace(const char *path, struct slice text, struct error *error)
{
	char *real = realpath(path, NULL);
	struct stat status;
	int result;

	if (real == NULL || stat(real, &status) != 0)
		result = error_system(error, "the file cannot be replaced");
	else
		result =
			file_replace(real, text, status.st_mode & 07777, error);
	free(real);
	return result;
}

/* What is to be done with the text of one file. */
static enum status take_text(struct run *run, const char *path,
			     struct slice before, struct slice after)
{
	const struct arguments *arguments = &run->arguments;
	bool changed = !slice_equal(before, after);

	if (arguments->check) {
		if (changed)
			builder_add_format(&run->out,
					   "%s: not in the one layout\n", path);
		return changed ? STATUS_INPUT : STATUS_DONE;
	}
	if (!arguments->write || strcmp(path, "-") == 0) {
		builder_add(&run->out, after);
		return STATUS_DONE;
	}
	if (!changed)
		return STATUS_DONE;
	if (replace(path, after, &run->error) != 0)
		return run_failure(run);
	builder_add_format(&run->out, "%s: laid out anew\n", path);
	return STATUS_DONE;
}

static enum status format_file(struct run *run, const char *path)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct builder text = {0};
	struct source *source;
	struct tree *tree;
	enum status status;

	if (source_from_file(&source, path, &arena, &run->error) != 0 ||
	    parse(&tree, source, &arena, &findings, &run->error) != 0) {
		status = run_failure(run);
	} else if (findings.errors > 0) {
		findings_sort(&findings);
		print_findings(&findings);
		status = STATUS_INPUT;
	} else {
		format_tree(tree, &text);
		if (text.failed) {
			error_memory(&run->error);
			status = run_failure(run);
		} else {
			status = take_text(run, path, source->text,
					   builder_slice(&text));
		}
	}
	builder_release(&text);
	arena_release(&arena);
	return status;
}

static enum status format(struct run *run)
{
	enum status worst = STATUS_DONE;

	if (run->arguments.write && run->arguments.check) {
		error_set(&run->error, ERROR_INPUT,
			  "--write and --check exclude each other");
		return run_failure(run);
	}
	for (size_t i = 0; i < run->arguments.operands.count; i++) {
		enum status status =
			format_file(run, run->arguments.operands.list[i]);

		if (status > worst)
			worst = status;
	}
	return worst;
}

static const struct option options[] = {
	FLAG("write", write, "put the layout into the files"),
	FLAG("check", check,
	     "change nothing; name the files that are laid out otherwise and "
	     "exit with 2 if there are any"),
};

const struct command command_format = {
	.name = "format",
	.group = GROUP_RULES,
	.summary = "bring notices and dictionaries into their one layout",
	.operands = "FILE...",
	.least = 1,
	.most = MANY,
	.about = "Prints notices or dictionaries in their one layout.  '-' is "
		 "standard input.  A file with errors is left alone and its "
		 "errors are shown.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = format,
};
