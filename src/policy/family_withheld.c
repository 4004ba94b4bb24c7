/* What is not sent and why, in words; one sentence for each reason. */
#include "language/tree.h"
#include "policy/explain_parts.h"
#include "policy/family_parts.h"

static const char *const reasons[] = {
/* clang-format off */
#define WITHHELD(name, text) [REASON_##name] = text,
#include "policy/family_list.h"
	/* clang-format on */
};
_Static_assert(sizeof(reasons) / sizeof(reasons[0]) == REASON_COUNT,
	       "a text for every reason");

static const struct rule *find_rule(const struct maker *maker,
				    bool (*has)(const struct rule *rule,
						struct range clause),
				    struct range clause)
{
	const struct candidate *candidate;

	for (size_t i = 0; (candidate = candidate_at(maker->plan, i)) != NULL;
	     i++)
		if (has(candidate->rule, clause))
			return candidate->rule;
	return NULL;
}

static bool has_condition(const struct rule *rule, struct range clause)
{
	return rule->when != NULL && clause_same(rule->when->range, clause);
}

static bool has_triggers(const struct rule *rule, struct range clause)
{
	return rule->triggers != 0 && clause.source != NULL &&
	       (clause_same(rule->triggers_range, clause) ||
		clause_same(rule->range, clause));
}

/* The parts of a condition that are not true of the pupil, joined. */
static void write_failing(struct maker *maker,
			  const struct condition *condition, bool *first,
			  struct builder *out)
{
	uint8_t truth;

	if (condition->kind == CONDITION_AND) {
		write_failing(maker, condition->left, first, out);
		write_failing(maker, condition->right, first, out);
		return;
	}
	if (explain_truth(maker->explanation, condition, maker->arena, &truth,
			  maker->error) != 0) {
		maker->failed = true;
		return;
	}
	if (truth == TRUTH_TRUE)
		return;
	builder_add_text(out, *first ? "" : " and ");
	*first = false;
	family_condition(maker->plan->dictionary, condition, out);
}

static void find_condition(struct maker *maker, struct range clause,
			   struct family_words *words, struct builder *scratch)
{
	const struct rule *rule = find_rule(maker, has_condition, clause);
	bool first = true;

	if (rule != NULL)
		write_failing(maker, rule->when, &first, scratch);
	if (first)
		builder_add_text(scratch, "of another kind");
	words->when = builder_slice(scratch);
}

static void find_event(const struct maker *maker, struct range clause,
		       struct family_words *words, struct builder *scratch)
{
	const struct rule *rule = find_rule(maker, has_triggers, clause);
	const struct dictionary *dictionary = maker->plan->dictionary;
	const char *between = "";

	for (uint16_t i = 0;
	     rule != NULL && i < dictionary->trigger_count && i < 64; i++) {
		if ((rule->triggers >> i & 1) == 0)
			continue;
		builder_add_text(scratch, between);
		family_label(dictionary->triggers[i].label, scratch);
		between = ", or ";
	}
	words->event = builder_slice(scratch);
}

/* Several clauses may withhold for what is one reason to a family. */
struct because {
	enum reason reason;
	struct slice text;
	struct field_set fields;
};

enum { CAUSES = 64 };

/* The reason in words, in the arena. */
static struct slice reason_words(struct maker *maker,
				 const struct verdict *cause)
{
	struct family_words words = family_words_for(maker, NULL);
	enum reason reason = (enum reason)cause->reason;
	struct builder text = {0}, scratch = {0};
	struct slice copy;

	if (cause->gate == GATE_WISHES && reason != REASON_NO_CONSENT)
		family_who(maker, cause, &reason, &words);
	if (reason == REASON_CONDITION)
		find_condition(maker, cause->clause, &words, &scratch);
	if (reason == REASON_TRIGGER)
		find_event(maker, cause->clause, &words, &scratch);
	family_expand(&words, reasons[reason], &text);
	copy = arena_copy(maker->arena, builder_slice(&text));
	maker->failed |= text.failed || scratch.failed || copy.at == NULL;
	builder_release(&scratch);
	builder_release(&text);
	return copy;
}

static void add_cause(struct because *list, size_t *count,
		      const struct because *cause)
{
	for (size_t i = 0; i < *count; i++)
		if (slice_equal(list[i].text, cause->text)) {
			list[i].fields =
				field_set_union(list[i].fields, cause->fields);
			return;
		}
	/* Nobody reads more. */
	if (*count < CAUSES)
		list[(*count)++] = *cause;
}

/* What it is about makes no difference: nobody reads a list of it all. */
static bool stops_all(enum reason reason)
{
	return reason == REASON_RECIPIENT_UNKNOWN ||
	       reason == REASON_RECIPIENT_CLOSED ||
	       reason == REASON_PURPOSE_UNKNOWN ||
	       reason == REASON_PURPOSE_ENDED;
}

static void tell_cause(struct maker *maker, const struct because *cause)
{
	struct family_words words = family_words_for(maker, &cause->fields);
	struct builder text = {0};

	family_expand(
		&words,
		family_told[stops_all(cause->reason) ? TOLD_THEREFORE_NOTHING
						     : TOLD_NOT_SENT],
		&text);
	builder_add(&text, cause->text);
	builder_add_byte(&text, '.');
	family_add(maker, "withheld", reason_name(cause->reason), cause->fields,
		   &text);
}

void family_tell_withheld(struct maker *maker)
{
	const struct decision *decision = maker->explanation->decision;
	struct field_set left = explain_withheld(maker->explanation);
	struct because *list = arena_array(maker->arena, CAUSES, sizeof(*list));
	struct because one;
	size_t count = 0;

	if (list == NULL) {
		maker->failed = true;
		return;
	}
	for (int gate = GATE_RECIPIENT; gate < GATE_COUNT; gate++) {
		struct verdict cause;

		while (explain_cause(decision, (enum gate)gate, &left, &cause,
				     &one.fields)) {
			one.reason = (enum reason)cause.reason;
			one.text = reason_words(maker, &cause);
			add_cause(list, &count, &one);
		}
	}
	for (size_t i = 0; i < count; i++)
		tell_cause(maker, &list[i]);
}
