#include "policy/check.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/error.h"
#include "policy/check_parts.h"

const struct check checks[CHECK_COUNT] = {
/* clang-format off */
#define CHECK(name, id, severity, why, law_1998, law, hint, before, after)     \
	[CHECK_##name] = { id,       SEVERITY_##severity, why,   law_1998, law, \
			   hint, before, after },
#include "policy/check_list.h"
	/* clang-format on */
};

struct finding *tell(struct checker *checker, enum check_name check,
		     struct range range, const char *format, ...)
{
	const struct check *row = &checks[check];
	struct finding *finding;
	va_list arguments, again;
	char *text;
	int length;

	va_start(arguments, format);
	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	text = arena_allocate(checker->arena, (size_t)length + 1);
	if (text != NULL)
		vsnprintf(text, (size_t)length + 1, format, arguments);
	else
		checker->findings->failed = true;
	va_end(arguments);
	finding = findings_add(checker->findings, row->severity, row->id, range,
			       "%s", text != NULL ? text : "");
	finding->law = slice_of(checker->gdpr ? row->law : row->law_1998);
	return finding;
}

/* --- what the checks need ----------------------------------------------------- */

static void note_fields(struct checker *checker)
{
	const struct dictionary *dictionary = checker->dictionary;

	for (uint16_t i = 0; i < dictionary->field_count; i++) {
		const struct field *field = &dictionary->fields[i];

		if (field->special ||
		    dictionary->categories[field->category].special)
			field_set_add(&checker->special, i);
		if (!check_within(field->collected_from, field->collected_to,
				  checker->date))
			field_set_add(&checker->uncollected, i);
	}
}

static bool may_use(const struct checker *checker, const struct rule *rule)
{
	const struct notice *notice = checker->notice;
	const struct discloser discloser = {notice->kind, notice->body,
					    notice->holder};

	return rule_in_force(rule, checker->dictionary, checker->date, NULL) &&
	       rule_is_for(rule, checker->dictionary, &discloser,
			   checker->date);
}

static void find_options(struct checker *checker)
{
	const struct policy *policy = checker->policy;
	struct option *options = arena_array(
		checker->arena, policy->gateway_count, sizeof(*options));

	if (options == NULL) {
		checker->findings->failed = true;
		return;
	}
	for (size_t i = 0; i < policy->gateway_count; i++) {
		const struct compiled_rule *gateway = &policy->gateways[i];

		if (!may_use(checker, &gateway->rule))
			continue;
		options[checker->option_count++] = (struct option){
			.gateway = gateway,
			.fields = rule_fields(&gateway->rule,
					      &checker->notice->held),
			.pupils = check_possible(checker, &gateway->when),
		};
	}
	checker->options = options;
}

static void find_flow(struct checker *checker, struct flow *flow,
		      const struct compiled_rule *compiled)
{
	const struct statement *share = compiled->rule.statement;
	const struct argument *with = statement_argument(share, "with");

	flow->compiled = compiled;
	flow->rule = &compiled->rule;
	flow->with = with != NULL ? with->range : compiled->rule.range;
	flow->body = flow->holder = DICTIONARY_NONE;
	if (with != NULL)
		flow->body =
			dictionary_body(checker->dictionary,
					with->names[0].text, &flow->holder);
	flow->fields = rule_fields(&compiled->rule, &checker->notice->held);
	flow->pupils = check_possible(checker, &compiled->when);
	/* One that can never hold is told of once. */
	if (pupil_set_empty(&flow->pupils))
		flow->pupils = checker->everybody;
	flow->purposes = check_cited(checker, share, KEYWORD_FOR, KIND_PURPOSE,
				     &flow->purpose_count);
	flow->laws = check_cited(checker, share, KEYWORD_UNDER, KIND_LAW,
				 &flow->law_count);
}

static void find_flows(struct checker *checker)
{
	size_t count = checker->notice->share_count;
	struct flow *flows = arena_array(checker->arena, count, sizeof(*flows));

	if (flows == NULL) {
		checker->findings->failed = true;
		return;
	}
	for (size_t i = 0; i < count; i++)
		find_flow(checker, &flows[i], &checker->compiled->shares[i]);
	checker->flows = flows;
	checker->flow_count = count;
}

/* The notice's place in the policy, and its dates. */
static void find_dates(struct checker *checker, int32_t today)
{
	const struct policy *policy = checker->policy;
	const struct notice *notice = checker->notice;
	size_t i = 0;

	while (i < policy->notice_count && policy->notices[i].notice != notice)
		i++;
	assert(i < policy->notice_count);
	checker->compiled = &policy->notices[i];
	checker->end = policy_notice_end(policy, i);
	checker->date = notice->from;
	checker->today = DATE_NONE;
	/* What has ended, or not begun, is judged by its first day. */
	if (today != DATE_NONE && today >= notice->from &&
	    today <= checker->end)
		checker->date = checker->today = today;
	/* law: GDPR article 99(2) */
	checker->gdpr = checker->date >= date_from_civil(2018, 5, 25);
}

int notice_check(const struct notice *notice, const struct policy *policy,
		 int32_t today, struct arena *arena, struct findings *findings,
		 struct error *error)
{
	static void (*const subjects[])(struct checker * checker) = {
		check_whole,    check_links,      check_access,
		check_holdings, check_laws,       check_citations,
		check_rights,   check_recipients, check_conditions,
		check_shares,   check_gateways,   check_duties,
		check_wishes,   check_terms,      check_profiles,
		check_others,
	};
	struct checker *checker = arena_allocate(arena, sizeof(*checker));

	if (checker == NULL)
		return error_memory(error);
	checker->notice = notice;
	checker->policy = policy;
	checker->dictionary = policy->dictionary;
	checker->arena = arena;
	checker->findings = findings;
	/* That it has no date was told when it was read. */
	if (notice->from == DATE_NONE)
		return 0;
	find_dates(checker, today);
	note_fields(checker);
	check_enrol(checker);
	find_options(checker);
	find_flows(checker);
	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++)
		if (!findings->failed)
			subjects[i](checker);
	return findings->failed ? error_memory(error) : 0;
}
