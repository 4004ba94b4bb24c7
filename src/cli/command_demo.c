/* demo: England in miniature. */
#include <stdio.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/demo_broken.h"
#include "cli/demo_place.h"
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

enum {
	PUPILS_USUAL = 20000,
	PUPILS_FOR_ALL = 200,
	PUPILS_MOST = 1000000,
	SEED_USUAL = 1
};

/* --- what ---------------------------------------------------------------------------- */

/* What is said of every command, or of another demonstration, and means nothing
 * here: better refused than not heard. */
static int check_usage(struct run *run)
{
	const struct arguments *arguments = &run->arguments;

	if (arguments->today != DATE_NONE) {
		error_set(&run->error, ERROR_INPUT,
			  "--today says nothing to demo: each step is run on "
			  "the day that it is for, from 2008 to 2026");
		return error_hint(&run->error,
				  "'hornbook demo --flows' tells the days, "
				  "--only runs some flows");
	}
	if (arguments->node != NULL || arguments->key_file != NULL ||
	    arguments->passphrase_file != NULL) {
		error_set(&run->error, ERROR_INPUT,
			  "demo makes nodes and keys of its own, and opens "
			  "nobody's");
		return error_hint(&run->error,
				  "--keep leaves them for other commands");
	}
	if (arguments->flows &&
	    (arguments->pupils != NULL || arguments->seed != NULL ||
	     arguments->only != NULL || arguments->html != NULL ||
	     arguments->keep != NULL || arguments->broken || arguments->json))
		return error_set(&run->error, ERROR_INPUT,
				 "--flows runs nothing, and goes with no "
				 "other option");
	if (arguments->broken && arguments->html != NULL)
		return error_set(&run->error, ERROR_INPUT,
				 "--html does not go with --broken: the page "
				 "is of rules that are whole");
	return 0;
}

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

/* In every school of fewer pupils there may be nobody of whom a flow is. */
static int require_enough(struct run *run, const struct run_request *request)
{
	if (request->only != 0 || request->world.pupils >= PUPILS_FOR_ALL)
		return 0;
	error_set(&run->error, ERROR_INPUT,
		  "--pupils wants %d or more where all flows are run",
		  PUPILS_FOR_ALL);
	return error_hint(&run->error,
			  "of fewer, some flows are about nobody; --only runs "
			  "some of them");
}

static int ask(struct run *run, struct run_request *request,
	       struct growth_reference *reference)
{
	const struct arguments *arguments = &run->arguments;
	struct world *world = &request->world;

	*request = (struct run_request){
		.world = {.seed = SEED_USUAL, .pupils = PUPILS_USUAL},
		.threads = table_threads(),
		.stopped = demo_place_interrupted,
	};
	if (options_number("pupils", arguments->pupils, 1, PUPILS_MOST,
			   &world->pupils, &run->error) != 0 ||
	    options_number("seed", arguments->seed, 0, INT64_MAX, &world->seed,
			   &run->error) != 0 ||
	    read_only(run, &request->only) != 0 ||
	    require_enough(run, request) != 0)
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

struct showing {
	struct progress progress;
	char what[96];
};

static void show_progress(void *context, const char *doing, uint64_t done,
			  uint64_t total)
{
	struct showing *showing = context;

	/* A flow is told by its number. */
	snprintf(showing->what, sizeof(showing->what),
		 doing[0] == 'F' ? "steps: %s" : "%s", doing);
	showing->progress.what = showing->what;
	progress_show(&showing->progress, done, total);
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
	if (run->arguments.json)
		demo_report_json(run, outcome);
	else
		demo_report_text(run, outcome);
	if (run->arguments.html != NULL && write_page(run, outcome) != 0)
		return run_failure(run);
	return demo_holds(outcome) ? STATUS_DONE : STATUS_REFUSED;
}

static enum status run_world(struct run *run, struct run_request *request,
			     struct showing *showing)
{
	struct world_outcome *outcome =
		arena_allocate(&run->arena, sizeof(*outcome));
	int result;

	if (outcome == NULL) {
		error_memory(&run->error);
		return run_failure(run);
	}
	result = world_run(request, outcome, &run->arena, &run->error);
	progress_end(&showing->progress);
	if (result == 0)
		return tell(run, outcome);
	if (run->error.code == ERROR_SYSTEM && run->error.hint[0] == '\0' &&
	    !demo_place_interrupted(NULL))
		error_hint(&run->error,
			   "nothing of it is left; TMPDIR names another place, "
			   "--keep one that stays");
	return run_failure(run);
}

static enum status run_in(struct run *run, struct run_request *request,
			  const struct demo_place *place)
{
	struct showing showing = {.progress = progress_start("steps")};
	struct error fault = {0};
	enum status status;

	request->world.directory = place->directory;
	request->progress = show_progress;
	request->context = &showing;
	if (run->arguments.broken)
		status = demo_broken(run, request);
	else
		status = run_world(run, request, &showing);
	progress_end(&showing.progress);
	if (demo_place_end(place, status != STATUS_FAILURE, &fault) == 0)
		return status;
	run->error = fault;
	return run_failure(run);
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
	struct demo_place place;

	if (check_usage(run) != 0)
		return run_failure(run);
	if (run->arguments.flows)
		return tell_flows(run) == 0 ? STATUS_DONE : run_failure(run);
	if (ask(run, &request, &reference) != 0 ||
	    demo_place_make(run, &place) != 0)
		return run_failure(run);
	demo_place_watch();
	return run_in(run, &request, &place);
}

static const struct option options[] = {
	TEXT("pupils", "NUMBER", pupils,
	     "about how many pupils there are in all schools (else 20000); "
	     "200 or more where all flows are run"),
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
	     "that the checker objects each time; of fewer than 600 pupils "
	     "there may be nobody to see it by"),
	TEXT("keep", "DIRECTORY", keep,
	     "keep nodes, their keys and packages in a new or empty "
	     "directory, for looking into them"),
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
