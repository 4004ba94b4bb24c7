#include "cli/publishing.h"

#include <string.h>

#include "base/date.h"
#include "base/file.h"
#include "cli/clock.h"
#include "cli/find.h"
#include "cli/open.h"
#include "cli/print.h"
#include "policy/check.h"
#include "policy/policy.h"
#include "publish/publication.h"
#include "words/phrasebook.h"
#include "share/node.h"

/* --- the rules --------------------------------------------------------------- */

struct listing {
	struct run *run;
	const char *directory;
	const char **files;
	size_t count, capacity;
};

static int add_notice(void *context, const char *name, struct error *error)
{
	struct listing *listing = context;
	struct arena *arena = &listing->run->arena;

	/* Anything else is what a killed process was writing. */
	if (!slice_ends_with(slice_of(name), SLICE(".notice")))
		return 0;
	listing->files = arena_grow(arena, listing->files, listing->count,
				    &listing->capacity, sizeof(char *));
	if (listing->files == NULL)
		return error_memory(error);
	listing->files[listing->count] =
		path_join(arena, listing->directory, name);
	if (listing->files[listing->count++] == NULL)
		return error_memory(error);
	return 0;
}

static int no_node(struct run *run, const char *directory)
{
	error_set(&run->error, ERROR_NOT_FOUND, "there is no node here");
	error_hint(&run->error, "name the notices to publish, or a node with "
				"--node");
	return error_at(&run->error, slice_of(directory), 0, 0, 0);
}

/* The node's rules lie in clear; to read them no key is needed. */
static int read_own_rules(struct publishing *publishing)
{
	struct run *run = publishing->run;
	const char *node = find_node(run);
	struct listing listing = {.run = run};
	const char *mark = path_join(&run->arena, node, "hornbook.json");

	listing.directory = path_join(&run->arena, node, "notices");
	if (mark == NULL || listing.directory == NULL)
		return error_memory(&run->error);
	if (!file_exists(mark))
		return no_node(run, node);
	if (run->arguments.dictionary == NULL)
		run->arguments.dictionary =
			path_join(&run->arena, node, "dictionary");
	if (run->arguments.dictionary == NULL)
		return error_memory(&run->error);
	if (directory_each(listing.directory, add_notice, &listing,
			   &run->error) != 0)
		return -1;
	return rules_read(&publishing->rules, run, listing.files, listing.count,
			  &publishing->findings);
}

static int read_rules(struct publishing *publishing)
{
	struct run *run = publishing->run;
	const struct texts *files = &run->arguments.operands;
	struct rules *rules = &publishing->rules;
	int result;

	result = files->count == 0
			 ? read_own_rules(publishing)
			 : rules_read(rules, run, files->list, files->count,
				      &publishing->findings);
	publishing->policy = rules->policy;
	publishing->dictionary = rules->dictionary;
	return result;
}

static int open_rules(struct publishing *publishing,
		      enum publishing_source source)
{
	if (source == PUBLISHING_RULES)
		return read_rules(publishing);
	if (open_node(publishing->run, &publishing->node) != 0)
		return -1;
	publishing->policy = publishing->node->policy;
	publishing->dictionary = publishing->node->dictionary;
	return 0;
}

/* --- the version in force ------------------------------------------------------ */

enum { DATE_WORDS_BYTES = 32 };

static int not_in_force(struct publishing *publishing)
{
	const struct policy *policy = publishing->policy;
	struct error *error = &publishing->run->error;
	char today[DATE_WORDS_BYTES], from[DATE_WORDS_BYTES];
	int32_t end;

	date_format_long(publishing->today, today, sizeof(today));
	error_set(error, ERROR_INPUT,
		  "no version of the notice is in force on %s", today);
	if (policy->notice_count == 0)
		return -1;
	end = policy_notice_end(policy, policy->notice_count - 1);
	if (end < publishing->today) {
		date_format_long(end, today, sizeof(today));
		return error_hint(error,
				  "the last one ended on %s; --today names "
				  "another day",
				  today);
	}
	date_format_long(policy->notices[0].notice->from, from, sizeof(from));
	return error_hint(
		error, "the first one begins on %s; --today names another day",
		from);
}

static int find_version(struct publishing *publishing)
{
	int version = policy_notice_on(publishing->policy, publishing->today);

	if (version < 0)
		return not_in_force(publishing);
	publishing->version = (size_t)version;
	publishing->notice = publishing->policy->notices[version].notice;
	return notice_check(publishing->notice, publishing->policy,
			    publishing->today, &publishing->run->arena,
			    &publishing->findings, &publishing->run->error);
}

const struct publication *publishing_publication(struct publishing *publishing)
{
	if (publishing->publication == NULL &&
	    publication_make(&publishing->publication, publishing->policy,
			     publishing->today, &publishing->run->error) != 0)
		return NULL;
	return publishing->publication;
}

/* --- for whom --------------------------------------------------------------------- */

/* As people say it on the command line. */
static const struct {
	const char *name;
	enum audience audience;
} readers[] = {
	{"parents", AUDIENCE_PARENT},
	{"primary", AUDIENCE_PRIMARY},
	{"secondary", AUDIENCE_SECONDARY},
	{"staff", AUDIENCE_STAFF},
};

int publishing_audience(struct run *run, enum audience *audience)
{
	const char *name = run->arguments.audience;

	*audience = AUDIENCE_PARENT;
	if (name == NULL)
		return 0;
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		if (!slice_is(slice_of(name), readers[i].name))
			continue;
		*audience = readers[i].audience;
		return 0;
	}
	error_set(&run->error, ERROR_INPUT, "nothing is published for '%.40s'",
		  name);
	return error_hint(&run->error, "it is for parents, primary, secondary "
				       "or staff");
}

/* --- findings --------------------------------------------------------------------- */

/* Advice is for whoever writes the notice: `check` gives it. */
static void tell_findings(struct publishing *publishing)
{
	const struct findings *all = &publishing->findings;
	struct findings told = *all;

	told.list = arena_array(&publishing->run->arena, all->count + 1,
				sizeof(*told.list));
	told.count = 0;
	if (told.list == NULL)
		return;
	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].severity != SEVERITY_ADVICE)
			told.list[told.count++] = all->list[i];
	print_findings(&told);
}

/* Versions of one notice are one controller's. */
static int check_controller(struct publishing *publishing)
{
	const struct policy *policy = publishing->policy;
	struct error *error = &publishing->run->error;

	for (size_t i = 1; i < policy->notice_count; i++) {
		const struct notice *notice = policy->notices[i].notice;

		if (slice_equal(notice->controller,
				policy->notices[0].notice->controller))
			continue;
		error_set(error, ERROR_INPUT,
			  "the notices are not all of one controller");
		return error_at(error, notice->source->name, 0, 0, 0);
	}
	return 0;
}

static bool takes_draft(const struct command *command)
{
	for (size_t i = 0; i < command->option_count; i++)
		if (strcmp(command->options[i].name, "draft") == 0)
			return true;
	return false;
}

/* What cannot be understood cannot be written down either. */
static enum status refuse(struct publishing *publishing)
{
	bool drafted = publishing->phrasebook != NULL;

	tell_findings(publishing);
	print_note("nothing is published: there are errors");
	if (publishing->run->arguments.draft && !drafted)
		print_note("not even as a draft: what these rules mean is not "
			   "known until the names and words above are right");
	else if (drafted && takes_draft(publishing->run->command))
		print_note("--draft writes it all the same, marked as a draft");
	return STATUS_INPUT;
}

static void list_warnings(struct publishing *publishing, size_t count)
{
	tell_findings(publishing);
	if (publishing->draft)
		print_note("a draft only: what has errors is not published");
	else
		print_note("the %zu %s above %s told to no family, and "
			   "'hornbook check --explain' says how to put %s "
			   "right",
			   count, count == 1 ? "warning" : "warnings",
			   count == 1 ? "is" : "are",
			   count == 1 ? "it" : "them");
}

static void tell_warnings(struct publishing *publishing)
{
	size_t count = publishing->findings.warnings;

	if (publishing->draft || (count > 0 && publishing->lists_warnings))
		list_warnings(publishing, count);
	else if (count > 0)
		print_note("%zu %s about the notice: 'hornbook check' shows %s",
			   count, count == 1 ? "warning" : "warnings",
			   count == 1 ? "it" : "them");
}

/* --- the whole ----------------------------------------------------------------------- */

/* All that is read before anything is composed; with errors among the findings
 * it stops where it is. */
static int prepare(struct publishing *publishing, enum publishing_source source)
{
	if (open_rules(publishing, source) != 0)
		return -1;
	if (publishing->policy == NULL)
		return 0;
	if (check_controller(publishing) != 0 || find_version(publishing) != 0)
		return -1;
	return open_phrasebook(publishing->run, &publishing->phrasebook,
			       publishing->dictionary,
			       publishing->run->arguments.language,
			       &publishing->findings);
}

static enum status publish(struct publishing *publishing,
			   enum publishing_source source,
			   int (*compose)(struct publishing *publishing))
{
	struct run *run = publishing->run;
	struct findings *findings = &publishing->findings;

	if (prepare(publishing, source) != 0)
		return run_failure(run);
	if (findings->failed) {
		error_memory(&run->error);
		return run_failure(run);
	}
	findings_sort(findings);
	publishing->draft = run->arguments.draft && findings->errors > 0;
	if (publishing->phrasebook == NULL ||
	    (findings->errors > 0 && !publishing->draft))
		return refuse(publishing);
	if (compose(publishing) != 0)
		return run_failure(run);
	tell_warnings(publishing);
	return STATUS_DONE;
}

enum status publishing_run(struct run *run, enum publishing_source source,
			   int (*compose)(struct publishing *publishing))
{
	struct publishing publishing = {
		.run = run,
		.today = clock_today(&run->arguments),
		.findings = findings_in(&run->arena),
	};
	enum status status = publish(&publishing, source, compose);

	publication_free(publishing.publication);
	phrasebook_free(publishing.phrasebook);
	rules_release(&publishing.rules);
	node_close(publishing.node);
	return status;
}
