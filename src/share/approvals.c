/*
 * approvals.c - what of all that was granted a release rests on: the approvals,
 * authorisations, terms and checks of identity that its rules ask for and that
 * counted on the day.
 */
#include "base/builder.h"
#include "base/error.h"
#include "base/json.h"
#include "share/disclosure.h"

static bool serves(const struct disclosure *disclosure, const struct need *need,
		   const struct grant *grant)
{
	struct request alone = disclosure->request;
	enum reason fault;

	alone.grants = grant;
	alone.grant_count = 1;
	if (need->kind != grant->kind)
		return false;
	fault = need_fault(need, &alone, disclosure->node->dictionary, NULL);
	/* Terms add up. */
	return fault == REASON_NONE || fault == REASON_TERMS_INCOMPLETE;
}

static bool rule_needs(const struct disclosure *disclosure,
		       const struct rule *rule, const struct grant *grant)
{
	for (size_t i = 0; i < rule->need_count; i++)
		if (serves(disclosure, &rule->needs[i], grant))
			return true;
	return false;
}

static bool is_needed(const struct disclosure *disclosure,
		      const struct grant *grant)
{
	const struct rule *rule;

	for (size_t i = 0; (rule = plan_gateway(disclosure->plan, i)) != NULL;
	     i++)
		if (rule_needs(disclosure, rule, grant))
			return true;
	for (size_t i = 0; (rule = plan_share(disclosure->plan, i)) != NULL;
	     i++)
		if (rule_needs(disclosure, rule, grant))
			return true;
	return false;
}

static void put_approval(const struct grant *grant, struct slice project,
			 struct json *json)
{
	static const char *const kinds[NEED_KIND_COUNT] = {
		[NEED_APPROVAL] = "approval",
		[NEED_AUTHORISATION] = "authorisation",
		[NEED_TERMS] = "terms",
		[NEED_IDENTITY] = "identity",
	};

	json_open_object(json);
	json_key_text(json, "kind", slice_of(kinds[grant->kind]));
	if (!slice_empty(grant->by))
		json_key_text(json, "by", grant->by);
	if (!slice_empty(grant->terms))
		json_key_text(json, "terms", grant->terms);
	if (!slice_empty(project))
		json_key_text(json, "project", project);
	json_key_date(json, "given",
		      grant->given != DATE_NONE ? grant->given : grant->from);
	if (grant->until != DATE_NONE)
		json_key_date(json, "until", grant->until);
	json_close_object(json);
}

void approvals_write(const struct disclosure *disclosure, struct json *json)
{
	const struct request *request = &disclosure->request;

	json_key(json, "approvals");
	json_open_array(json);
	for (size_t i = 0; i < request->grant_count; i++)
		if (is_needed(disclosure, &request->grants[i]))
			put_approval(&request->grants[i],
				     disclosure->granted.permissions[i].project,
				     json);
	json_close_array(json);
}

/* --- whose project ----------------------------------------------------------------- */

static size_t find_projects(const struct disclosure *disclosure,
			    struct slice *projects)
{
	const struct request *request = &disclosure->request;
	size_t count = 0;

	for (size_t i = 0; i < request->grant_count; i++) {
		struct slice project =
			disclosure->granted.permissions[i].project;

		if (!slice_empty(project) &&
		    is_needed(disclosure, &request->grants[i]))
			projects[count++] = project;
	}
	return count;
}

static int several(struct error *error)
{
	error_set(error, ERROR_INPUT,
		  "more than one project is approved, and pseudonyms are one "
		  "project's");
	return error_hint(error, "say with --project which it is for");
}

/* The one project it is for; `*project` stays empty where there is none. */
static int choose_project(const struct disclosure *disclosure,
			  const struct slice *projects, size_t count,
			  struct slice *project, struct error *error)
{
	struct slice asked = disclosure->asked->project;

	for (size_t i = 0; i < count; i++) {
		if (slice_empty(asked) && !slice_empty(*project) &&
		    !slice_equal(*project, projects[i]))
			return several(error);
		if (slice_empty(asked) || slice_equal(asked, projects[i]))
			*project = projects[i];
	}
	if (slice_empty(asked) || !slice_empty(*project))
		return 0;
	error_set(error, ERROR_INPUT,
		  "no approval that this release rests on is of that project");
	return error_hint(error, "'hornbook approve --project' records one");
}

int approvals_find_scope(struct disclosure *disclosure, struct error *error)
{
	struct slice *projects =
		arena_array(disclosure->arena, disclosure->request.grant_count,
			    sizeof(*projects));
	struct slice project = {NULL, 0};
	struct builder text = {0};
	size_t count;

	if (projects == NULL)
		return error_memory(error);
	count = find_projects(disclosure, projects);
	if (choose_project(disclosure, projects, count, &project, error) != 0)
		return -1;
	builder_add_text(&text, disclosure->number);
	if (!slice_empty(project)) {
		builder_add_byte(&text, '\n');
		builder_add(&text, project);
	}
	disclosure->scope = arena_copy(disclosure->arena, builder_slice(&text));
	if (text.failed)
		disclosure->scope.at = NULL;
	builder_release(&text);
	return disclosure->scope.at != NULL ? 0 : error_memory(error);
}
