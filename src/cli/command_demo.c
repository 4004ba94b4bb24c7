/* demo: England in miniature. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/demo_broken.h"
#include "cli/demo_report.h"
#include "cli/find.h"
#include "cli/growth.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/rules.h"
#include "cli/table.h"
#include "demo/flows_page.h"
#include "demo/map.h"
#include "demo/run.h"
#include "growth/reference.h"
#include "language/diagnostic.h"

enum { PUPILS_USUAL = 20000, PUPILS_MOST = 1000000, SEED_USUAL = 1 };

/* --- being interrupted ------------------------------------------------------------ */

static volatile sig_atomic_t interrupted;

static void note_signal(int number)
{
	interrupted = number;
}

static bool is_interrupted(void *context)
{
	(void)context;
	return interrupted != 0;
}

/* What was made is removed before the program ends. */
static void watch_signals(void)
{
	struct sigaction action = {.sa_handler = note_signal,
				   .sa_flags = (int)SA_RESETHAND};

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

/* --- where ------------------------------------------------------------------------- */

static const char *make_temporary(struct run *run)
{
	const char *under = getenv("TMPDIR");
	char *path = path_join(&run->arena,
			       under != NULL && *under != '\0' ? under : "/tmp",
			       "hornbook-demo-XXXXXX");

	if (path == NULL) {
		error_memory(&run->error);
		return NULL;
	}
	if (mkdtemp(path) == NULL) {
		error_system(&run->error, "cannot make a directory");
		error_at(&run->error, slice_of(path), 0, 0, 0);
		return NULL;
	}
	return path;
}

static int note_entry(void *context, const char *name, struct error *error)
{
	(void)name;
	(void)error;
	*(bool *)context = true;
	return 0;
}

/* One that is kept is the user's: it must be new or empty. */
static const char *make_kept(struct run *run)
{
	const char *path = run->arguments.keep;
	bool any = false;

	if (directory_exists(path) &&
	    directory_each(path, note_entry, &any, &run->error) != 0)
		return NULL;
	if (any) {
		error_set(&run->error, ERROR_INPUT,
			  "the directory is not empty");
		error_at(&run->error, slice_of(path), 0, 0, 0);
		error_hint(&run->error, "name a new one; what a run that was "
					"stopped left can be removed");
		return NULL;
	}
	if (directory_make(path, 0700, &run->error) != 0)
		return NULL;
	path = realpath(path, NULL);
	if (path == NULL) {
		error_system(&run->error, "cannot find the directory");
		return NULL;
	}
	run->arguments.keep = arena_copy(&run->arena, slice_of(path)).at;
	free((void *)(uintptr_t)path);
	if (run->arguments.keep == NULL)
		error_memory(&run->error);
	return run->arguments.keep;
}

/* --- what ---------------------------------------------------------------------------- */

static int read_only(struct run *run, uint64_t *only)
{
	struct slice rest = slice_of(run->arguments.only);

	while (rest.len > 0) {
		struct slice name = slice_trim(slice_cut(&rest, ','));
		uint64_t flow = 0;

		if (name.len == 0)
			continue;
		if ((name.at[0] != 'F' && name.at[0] != 'f') ||
		    !slice_number(slice_part(name, 1, name.len), FLOW_COUNT,
				  &flow) ||
		    flow == 0) {
			error_set(&run->error, ERROR_INPUT,
				  "'%.*s' is no flow: they are F01 to F%d",
				  name.len > 20 ? 20 : (int)name.len, name.at,
				  FLOW_COUNT);
			return error_hint(&run->error,
					  "--only takes several with commas "
					  "between, as F33,F34");
		}
		*only |= 1ull << (flow - 1);
	}
	return 0;
}

static int ask(struct run *run, struct run_request *request,
	       struct growth_reference *reference)
{
	const struct arguments *arguments = &run->arguments;
	struct world *world = &request->world;

	*request = (struct run_request){
		.world = {.seed = SEED_USUAL, .pupils = PUPILS_USUAL},
		.threads = table_threads(),
		.stopped = is_interrupted,
	};
	if (options_number("pupils", arguments->pupils, 1, PUPILS_MOST,
			   &world->pupils, &run->error) != 0 ||
	    options_number("seed", arguments->seed, 0, INT64_MAX, &world->seed,
			   &run->error) != 0 ||
	    read_only(run, &request->only) != 0)
		return -1;
	world->data = arguments->data != NULL
			      ? arguments->data
			      : find_data(run, "demo/england", "demonstration");
	world->dictionary = find_dictionary(run);
	world->phrases = find_phrases(run);
	if (world->data == NULL || world->dictionary == NULL ||
	    world->phrases == NULL)
		return -1;
	if (arguments->growth_reference == NULL)
		return 0;
	if (growth_reference_load(reference, arguments->growth_reference,
				  &run->arena, &run->error) != 0)
		return -1;
	world->reference = reference;
	return 0;
}

/* --- all of it ------------------------------------------------------------------------ */

static void show_progress(void *context, const char *doing, uint64_t done,
			  uint64_t total)
{
	struct progress *progress = context;
	char what[80];

	/* A flow is told by its number. */
	snprintf(what, sizeof(what), doing[0] == 'F' ? "steps, now %s" : "%s",
		 doing);
	progress->what = what;
	progress_show(progress, done, total);
}

static int write_page(struct run *run, const struct world_outcome *outcome)
{
	struct builder page = {0};
	int result = map_page(outcome, &page, &run->arena, &run->error);

	if (result == 0)
		result = file_replace(run->arguments.html, builder_slice(&page),
				      0644, &run->error);
	builder_release(&page);
	return result;
}

static enum status tell(struct run *run, const struct world_outcome *outcome)
{
	if (run->arguments.html != NULL && write_page(run, outcome) != 0)
		return run_failure(run);
	if (run->arguments.json)
		demo_report_json(run, outcome);
	else
		demo_report_text(run, outcome);
	return demo_holds(outcome) ? STATUS_DONE : STATUS_REFUSED;
}

static enum status run_in(struct run *run, struct run_request *request)
{
	struct progress progress = progress_start("steps");
	struct world_outcome *outcome =
		arena_allocate(&run->arena, sizeof(*outcome));
	int result;

	if (outcome == NULL) {
		error_memory(&run->error);
		return run_failure(run);
	}
	request->progress = show_progress;
	request->context = &progress;
	if (run->arguments.broken) {
		enum status status = demo_broken(run, request);

		progress_end(&progress);
		return status;
	}
	result = world_run(request, outcome, &run->arena, &run->error);
	progress_end(&progress);
	return result == 0 ? tell(run, outcome) : run_failure(run);
}

/* docs/flows.md. */
static int tell_flows(struct run *run)
{
	struct findings findings = findings_in(&run->arena);
	struct rules rules = {0};
	int result = rules_read(&rules, run, NULL, 0, &findings);

	if (result == 0)
		result = flows_page(rules.dictionary, &run->out, &run->arena,
				    &run->error);
	if (findings.errors > 0)
		print_findings(&findings);
	rules_release(&rules);
	return result;
}

static enum status demo(struct run *run)
{
	struct growth_reference reference;
	struct run_request request;
	enum status status;

	if (run->arguments.flows)
		return tell_flows(run) == 0 ? STATUS_DONE : run_failure(run);

	if (ask(run, &request, &reference) != 0)
		return run_failure(run);
	request.world.directory = run->arguments.keep != NULL
					  ? make_kept(run)
					  : make_temporary(run);
	if (request.world.directory == NULL)
		return run_failure(run);
	watch_signals();
	status = run_in(run, &request);
	if (run->arguments.keep == NULL &&
	    directory_remove(request.world.directory, &run->error) != 0)
		return run_failure(run);
	return status;
}

static const struct option options[] = {
	TEXT("pupils", "NUMBER", pupils,
	     "about how many pupils there are in all schools (else 20000)"),
	TEXT("seed", "NUMBER", seed,
	     "other pupils for another number (else 1)"),
	TEXT("only", "FLOWS", only,
	     "only these flows and what they need: F33,F34"),
	FLAG("flows", flows,
	     "only tell of each flow what is promised and by which rules it "
	     "goes"),
	TEXT("html", "FILE", html,
	     "write a page for looking at: who gives what to whom, and what "
	     "came of it"),
	FLAG("broken", broken,
	     "break the rule of each flow on purpose, in copies, and see "
	     "that the checker objects each time"),
	TEXT("keep", "DIRECTORY", keep,
	     "keep nodes and packages in a directory, for looking into them"),
	TEXT("growth-reference", "FILE", growth_reference,
	     "the growth reference by which height and weight are assessed "
	     "(else an invented one)"),
	TEXT("data", "DIRECTORY", data,
	     "take demo/england and notices from here rather than as "
	     "installed"),
};

const struct command command_demo = {
	.name = "demo",
	.group = GROUP_HELP,
	.summary = "run England in miniature, all 39 flows of it",
	.operands = "",
	.about = "Makes a small England of invented pupils: the education "
		 "department, four authorities, schools of every type and "
		 "those who receive from them, each a node with its own keys, "
		 "dictionary, notice and ledger.  Runs every flow between them "
		 "as sealed packages, has each recipient open what it got with "
		 "its own key, and has that looked into by a checker that "
		 "knows the promises from the notices, and nothing of the "
		 "rules.  Exits with 1 when a promise is broken.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = demo,
};
