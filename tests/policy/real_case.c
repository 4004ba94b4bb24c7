#include "tests/policy/real_case.h"

#include <stdlib.h>

#include "base/file.h"

static const char *const notices[] = {
	"notices/all-saints-denstone.notice",
	"notices/crofton-junior.notice",
	"notices/department-third-parties.notice",
	"notices/enterprise-learning-alliance.notice",
	"notices/northamptonshire.notice",
	"demo/notices/kent-alternative-provision.notice",
	"demo/notices/northamptonshire-academy.notice",
};
_Static_assert(sizeof(notices) / sizeof(notices[0]) + 1 == REAL_CASES,
	       "each notice, and none");

static void open_case(struct real_cases *cases, const char *path)
{
	struct invented_case *made = &cases->list[cases->count++];
	struct source *source;
	struct notice *notice;

	made->findings = findings_in(&made->arena);
	made->dictionary = cases->dictionary;
	if (path != NULL) {
		if (source_from_file(&source, path, &made->arena, NULL) != 0 ||
		    notice_read(&notice, source, made->dictionary, &made->arena,
				&made->findings, NULL) != 0)
			abort();
		made->notices[made->notice_count++] = notice;
	}
	if (made->findings.errors > 0 ||
	    policy_make(&made->policy, made->dictionary, made->notices,
			made->notice_count, &made->findings, NULL) != 0 ||
	    made->policy == NULL)
		abort();
	invented_case_turns(made);
}

void real_cases_open(struct real_cases *cases)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);

	*cases = (struct real_cases){0};
	if (dictionary_load(&cases->dictionary, "dictionaries/england",
			    &findings, NULL) != 0 ||
	    cases->dictionary == NULL)
		abort();
	arena_release(&arena);
	open_case(cases, NULL);
	for (size_t i = 0; i < sizeof(notices) / sizeof(notices[0]); i++)
		open_case(cases, notices[i]);
}

void real_cases_release(struct real_cases *cases)
{
	for (size_t i = 0; i < cases->count; i++) {
		cases->list[i].dictionary = NULL; /* all have the same */
		invented_case_release(&cases->list[i]);
	}
	dictionary_free(cases->dictionary);
}

/* --- names -------------------------------------------------------------------- */

/* A rule whose names are taken, mostly. */
struct naming {
	struct choices *choices;
	const struct dictionary *dictionary;
	const struct rule *rule;
	const struct reach *reach;
	const struct body *body;
};

static uint16_t some_index(struct naming *naming, uint16_t count)
{
	return (uint16_t)choose(naming->choices, count);
}

static const struct body *some_body(struct naming *naming)
{
	const struct dictionary *dictionary = naming->dictionary;

	return &dictionary->bodies[some_index(naming, dictionary->body_count)];
}

/* b0 is the rule's; b0-h1 its last holder, by the alias. */
static struct slice body_name(struct naming *naming, struct slice invented)
{
	const struct body *body = slice_starts_with(invented, SLICE("b0"))
					  ? naming->body
					  : some_body(naming);
	const struct holder *holder;

	if (invented.len < 4 || invented.at[2] != '-')
		return body->name;
	holder = &body->holders[invented.at[4] == '1' ? body->holder_count - 1
						      : 0];
	return holder->alias.len > 0 ? holder->alias : body->name;
}

static struct slice purpose_name(struct naming *naming, struct slice invented)
{
	const struct dictionary *dictionary = naming->dictionary;
	const struct reach *reach = naming->reach;
	uint16_t purpose = some_index(naming, dictionary->purpose_count);

	if (slice_is(invented, "p0") && reach->purpose_count > 0)
		purpose = reach->purposes[choose(
			naming->choices, (unsigned int)reach->purpose_count)];
	return dictionary->purposes[purpose].name;
}

static struct slice trigger_name(struct naming *naming)
{
	const struct dictionary *dictionary = naming->dictionary;
	uint64_t wanted = naming->rule->triggers | naming->rule->duty_triggers;
	uint16_t trigger = some_index(naming, dictionary->trigger_count);

	for (uint16_t t = 0; wanted != 0 && t < 64; t++)
		if ((wanted >> t & 1) != 0 && chance(naming->choices, 60))
			trigger = t;
	return dictionary->triggers[trigger].name;
}

/* The approval, terms or role that the rule needs, or some. */
static const struct need *some_need(struct naming *naming, enum need_kind kind)
{
	const struct rule *rule = naming->rule;

	for (size_t i = 0; i < rule->need_count; i++)
		if (rule->needs[i].kind == kind && chance(naming->choices, 80))
			return &rule->needs[i];
	return NULL;
}

static void name_grant(struct naming *naming, struct grant *grant,
		       struct slice met[INVENTED_MET])
{
	const struct dictionary *dictionary = naming->dictionary;
	const struct need *need = some_need(naming, grant->kind);
	const struct term *parts = NULL;
	uint16_t count = 0;

	if (grant->kind == NEED_APPROVAL) {
		uint16_t index =
			need != NULL ? need->approval
				     : some_index(naming,
						  dictionary->approval_count);

		grant->by = dictionary->approvals[index].name;
		parts = dictionary->approvals[index].criteria;
		count = dictionary->approvals[index].criterion_count;
	} else if (grant->kind == NEED_TERMS && dictionary->terms_count > 0) {
		uint16_t index =
			need != NULL && need->terms != DICTIONARY_NONE
				? need->terms
				: some_index(naming, dictionary->terms_count);

		grant->terms = dictionary->terms[index].name;
		parts = dictionary->terms[index].subjects;
		count = dictionary->terms[index].subject_count;
	}
	grant->met_count = 0;
	for (uint16_t i = 0; i < count && i < INVENTED_MET; i++)
		if (chance(naming->choices, 85))
			met[grant->met_count++] = parts[i].name;
}

static struct slice real_name(struct naming *naming, struct slice invented)
{
	if (invented.len < 2 || invented.at[1] < '0' || invented.at[1] > '9')
		return slice_is(invented, "council") ? some_body(naming)->name
						     : invented;
	switch (invented.at[0]) {
	case 'b':
		return body_name(naming, invented);
	case 'p':
		return purpose_name(naming, invented);
	case 't':
		return trigger_name(naming);
	default:
		return invented;
	}
}

static void name_all(struct naming *naming, struct slice *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		names[i] = real_name(naming, names[i]);
}

#define NAME_ALL(naming, names)                   \
	name_all(naming, (struct slice *)(names), \
		 sizeof(names) / sizeof(struct slice))

static void name_role(struct naming *naming, struct request *request)
{
	const struct dictionary *dictionary = naming->dictionary;
	const struct need *need = some_need(naming, NEED_ROLE);

	if (request->role.len == 0)
		return;
	request->role = (struct slice){NULL, 0};
	if (need != NULL)
		request->role = dictionary->roles[need->role].name;
	else if (dictionary->role_count > 0)
		request->role = dictionary
					->roles[some_index(
						naming, dictionary->role_count)]
					.name;
}

static struct naming name_after(struct choices *choices,
				const struct invented_case *real)
{
	const struct policy *policy = real->policy;
	struct naming naming = {
		.choices = choices,
		.dictionary = real->dictionary,
		.rule = &policy
				 ->gateways[choose(
					 choices,
					 (unsigned int)policy->gateway_count)]
				 .rule,
	};

	naming.reach = &naming.rule->reaches[choose(
		choices, (unsigned int)naming.rule->reach_count)];
	naming.body = &real->dictionary->bodies[naming.reach->bodies[choose(
		choices, (unsigned int)naming.reach->body_count)]];
	return naming;
}

void real_request(struct choices *choices, const struct invented_case *real,
		  struct invented_request *made)
{
	static const char *const sources[INVENTED_LICENCES] = {
		"received from local-authority", "received from department",
		"received from department, R-1", "received from youth-support"};
	struct naming naming = name_after(choices, real);
	struct request *request = &made->request;

	invent_request(choices, real, made);
	for (size_t i = 0; i < INVENTED_LICENCES; i++)
		made->sources[i].name = slice_of(sources[i]);
	request->recipient = real_name(&naming, request->recipient);
	request->purpose = real_name(&naming, request->purpose);
	request->trigger = real_name(&naming, request->trigger);
	request->controller_as = real_name(&naming, request->controller_as);
	name_role(&naming, request);
	for (size_t i = 0; i < request->grant_count; i++) {
		struct grant *grant = &made->grants[i];

		grant->recipient = real_name(&naming, grant->recipient);
		grant->purpose = real_name(&naming, grant->purpose);
		name_grant(&naming, grant, made->met[i]);
	}
	NAME_ALL(&naming, made->names);
	NAME_ALL(&naming, made->bodies);
}
