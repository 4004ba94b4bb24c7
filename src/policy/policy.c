#include "policy/policy.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "language/diagnostic.h"
#include "language/tree.h"
#include "policy/matching.h"

struct making {
	struct policy *policy;
	struct findings *findings;
	struct error *error;
};

static int compile_optional(struct making *making,
			    struct condition_program *program,
			    const struct condition *condition)
{
	*program = (struct condition_program){0};
	if (condition == NULL)
		return 0;
	return condition_compile(program, condition, making->policy->dictionary,
				 making->policy->arena, making->findings,
				 making->error);
}

static int compile_rule(struct making *making, struct compiled_rule *compiled,
			const struct rule *rule)
{
	struct condition_program *where;

	compiled->rule = *rule;
	where = arena_array(making->policy->arena, rule->need_count,
			    sizeof(*where));
	if (where == NULL)
		return error_memory(making->error);
	for (size_t i = 0; i < rule->need_count; i++)
		if (compile_optional(making, &where[i], rule->needs[i].where) !=
		    0)
			return -1;
	compiled->where = where;
	return compile_optional(making, &compiled->when, rule->when);
}

static int compile_rules(struct making *making,
			 const struct compiled_rule **out,
			 const struct rule *rules, size_t count)
{
	struct compiled_rule *compiled;

	compiled = arena_array(making->policy->arena, count, sizeof(*compiled));
	if (compiled == NULL)
		return error_memory(making->error);
	for (size_t i = 0; i < count; i++)
		if (compile_rule(making, &compiled[i], &rules[i]) != 0)
			return -1;
	*out = compiled;
	return 0;
}

/* The dictionary's own statements, resolved and compiled. */
static int compile_statements(struct making *making,
			      const struct compiled_rule **out,
			      const struct statement *const *statements,
			      size_t count)
{
	struct policy *policy = making->policy;
	struct rule *rules = arena_array(policy->arena, count, sizeof(*rules));

	if (rules == NULL)
		return error_memory(making->error);
	for (size_t i = 0; i < count; i++)
		if (rule_resolve(&rules[i], statements[i], policy->dictionary,
				 (struct profile_list){0}, policy->arena,
				 making->findings, making->error) != 0)
			return -1;
	return compile_rules(making, out, rules, count);
}

static int by_start(const void *a, const void *b)
{
	const struct compiled_notice *left = a;
	const struct compiled_notice *right = b;

	if (left->notice->from != right->notice->from)
		return left->notice->from < right->notice->from ? -1 : 1;
	/* Of two that begin on one day the later version is in force. */
	return (left->notice->version > right->notice->version) -
	       (left->notice->version < right->notice->version);
}

static int compile_notices(struct making *making,
			   const struct notice *const *notices, size_t count)
{
	struct policy *policy = making->policy;

	if (count > NOTICE_VERSIONS)
		return error_set(making->error, ERROR_INPUT,
				 "a policy holds at most %d versions of a "
				 "notice",
				 NOTICE_VERSIONS);
	for (size_t i = 0; i < count; i++) {
		struct compiled_notice *compiled = &policy->notices[i];
		const struct notice *notice = notices[i];

		compiled->notice = notice;
		if (compile_rules(making, &compiled->shares, notice->shares,
				  notice->share_count) != 0 ||
		    compile_rules(making, &compiled->prohibitions,
				  notice->prohibitions,
				  notice->prohibition_count) != 0)
			return -1;
	}
	policy->notice_count = count;
	qsort(policy->notices, count, sizeof(policy->notices[0]), by_start);
	return 0;
}

static int make(struct making *making, const struct notice *const *notices,
		size_t notice_count)
{
	struct policy *policy = making->policy;
	const struct dictionary *dictionary = policy->dictionary;

	policy->gateway_count = dictionary->gateway_count;
	policy->prohibition_count = dictionary->prohibition_count;
	if (compile_statements(making, &policy->gateways, dictionary->gateways,
			       policy->gateway_count) != 0 ||
	    compile_statements(making, &policy->prohibitions,
			       dictionary->prohibitions,
			       policy->prohibition_count) != 0 ||
	    compile_notices(making, notices, notice_count) != 0)
		return -1;
	matching_check(policy, making->findings);
	return making->findings->failed ? error_memory(making->error) : 0;
}

int policy_make(struct policy **out, const struct dictionary *dictionary,
		const struct notice *const *notices, size_t notice_count,
		struct findings *findings, struct error *error)
{
	struct policy *policy = memory_array(1, sizeof(*policy));
	struct making making = {policy, findings, error};
	size_t errors = findings->errors;

	*out = NULL;
	if (policy == NULL)
		return error_memory(error);
	policy->dictionary = dictionary;
	policy->arena = memory_array(1, sizeof(*policy->arena));
	if (policy->arena == NULL) {
		policy_free(policy);
		return error_memory(error);
	}
	if (make(&making, notices, notice_count) != 0) {
		policy_free(policy);
		return -1;
	}
	if (findings->errors > errors)
		policy_free(policy);
	else
		*out = policy;
	return 0;
}

void policy_free(struct policy *policy)
{
	if (policy == NULL)
		return;
	if (policy->arena != NULL)
		arena_release(policy->arena);
	memory_free(policy->arena);
	memory_free(policy);
}

int32_t policy_notice_end(const struct policy *policy, size_t index)
{
	int32_t end = policy->notices[index].notice->to;

	if (end == DATE_NONE)
		end = INT32_MAX;
	if (index + 1 < policy->notice_count &&
	    policy->notices[index + 1].notice->from <= end)
		end = policy->notices[index + 1].notice->from - 1;
	return end;
}

int policy_notice_on(const struct policy *policy, int32_t date)
{
	for (size_t i = policy->notice_count; i > 0; i--)
		if (policy->notices[i - 1].notice->from <= date)
			return date <= policy_notice_end(policy, i - 1)
				       ? (int)(i - 1)
				       : -1;
	return -1;
}

static void disassemble_program(const struct policy *policy, const char *label,
				const struct condition_program *program,
				struct builder *out)
{
	if (program->count == 0)
		return;
	builder_add_format(out, "    %s\n", label);
	condition_disassemble(program, policy->dictionary, "      ", out);
}

static void disassemble_rule(const struct policy *policy,
			     const struct compiled_rule *compiled,
			     struct builder *out)
{
	const struct rule *rule = &compiled->rule;
	struct position at =
		source_position(rule->range.source, rule->range.start);

	builder_add_format(out, "%.*s:%u  %.*s\n",
			   SLICE_ARGS(rule->range.source->name), at.line,
			   SLICE_ARGS(range_text(rule->range)));
	builder_add_format(out, "    fields %u%s, level ",
			   field_set_count(rule->fields),
			   rule->held ? " and held categories" : "");
	level_write(policy->dictionary, rule->level, out);
	if (rule->duty)
		builder_add_text(out, ", duty");
	if (rule->every_months > 0)
		builder_add_format(out, ", every %d months",
				   rule->every_months);
	builder_add_byte(out, '\n');
	disassemble_program(policy, "when", &compiled->when, out);
	for (size_t i = 0; i < rule->need_count; i++)
		disassemble_program(policy, "needs where", &compiled->where[i],
				    out);
}

static void disassemble_rules(const struct policy *policy, const char *title,
			      const struct compiled_rule *rules, size_t count,
			      struct builder *out)
{
	if (count > 0)
		builder_add_format(out, "%s\n", title);
	for (size_t i = 0; i < count; i++)
		disassemble_rule(policy, &rules[i], out);
}

void policy_disassemble(const struct policy *policy, struct builder *out)
{
	disassemble_rules(policy, "gateways", policy->gateways,
			  policy->gateway_count, out);
	disassemble_rules(policy, "prohibitions of law", policy->prohibitions,
			  policy->prohibition_count, out);
	for (size_t i = 0; i < policy->notice_count; i++) {
		const struct compiled_notice *notice = &policy->notices[i];

		builder_add_format(out, "notice version %llu\n",
				   (unsigned long long)notice->notice->version);
		disassemble_rules(policy, "shares", notice->shares,
				  notice->notice->share_count, out);
		disassemble_rules(policy, "prohibitions", notice->prohibitions,
				  notice->notice->prohibition_count, out);
	}
}
