#include "tests/policy/tally.h"

#include <stdio.h>

#include "base/builder.h"
#include "base/date.h"
#include "language/parser.h"
#include "policy/plan_parts.h"
#include "policy/pupil.h"
#include "tests/policy/invented_case.h"

static const char *const level_names[] = {
	[LEVEL_NAMED] = "named",         [LEVEL_PUPIL] = "pupil",
	[LEVEL_INSIDE] = "inside",       [LEVEL_ANONYMISED] = "anonymised",
	[LEVEL_AGGREGATE] = "aggregate",
};

static const char *const obligation_names[] = {
	[OBLIGATION_NOTICE_GAP] = "notice gap",
	[OBLIGATION_OVERRIDDEN] = "objection overridden by law",
	[OBLIGATION_BEYOND_TERMS] = "beyond the terms of receipt",
	[OBLIGATION_SAFETY] = "objection overridden for safety",
	[OBLIGATION_PASSED_ON] = "right passed on",
	[OBLIGATION_UNCONFIRMED] = "unconfirmed dates",
	[OBLIGATION_NO_IDENTITY_OUT] = "results identify nobody",
	[OBLIGATION_RESULTS_AREA] = "results by area only",
	[OBLIGATION_NO_DECISION] = "no decision about a person",
	[OBLIGATION_ONWARD] = "onward limit",
	[OBLIGATION_DELETE] = "delete by",
};
_Static_assert(sizeof(obligation_names) / sizeof(obligation_names[0]) ==
		       OBLIGATION_COUNT,
	       "every obligation has a name here");

static const char *const period_names[PERIOD_COUNT] = {
	[PERIOD_LAW] = "law",
	[PERIOD_GATEWAY] = "gateway",
	[PERIOD_PURPOSE] = "purpose",
	[PERIOD_HOLDER] = "holder",
	[PERIOD_COLLECTED] = "collection of a field",
	[PERIOD_NOTICE] = "notice",
	[PERIOD_GRANT] = "grant",
};

static const char *const edge_names[EDGE_COUNT] = {
	[EDGE_DAY_BEFORE] = "the day before",
	[EDGE_FIRST_DAY] = "first day",
	[EDGE_LAST_DAY] = "last day",
	[EDGE_DAY_AFTER] = "the day after",
};

static const char *const asked_names[ASKED_COUNT] = {
	[ASKED_ALIAS] = "a holder by its alias",
	[ASKED_FIELDS] = "fields by name",
	[ASKED_TRIGGER] = "a trigger",
	[ASKED_DUE_TODAY] = "on the day from which it is due again",
	[ASKED_DUE_TOMORROW] = "on the day before it is due again",
	[ASKED_WITHOUT_NOTICE] = "no notice in force",
	[ASKED_WITHOUT_KIND] = "nor a kind of controller",
	[ASKED_CONTROLLER_STATED] = "a controller's fact stated",
	[ASKED_GRANT_SCOPED] = "a grant for a recipient or purpose",
	[ASKED_BIRTHDAY] = "on a birthday",
	[ASKED_BIRTHDAY_TOMORROW] = "on the day before a birthday",
	[ASKED_LEAP_BIRTH] = "born on 29 February",
	[ASKED_AGE_UNKNOWN] = "age not known",
	[ASKED_FACT_UNKNOWN] = "a fact not known",
	[ASKED_COLLECTED_UNKNOWN] = "day of collection not known",
	[ASKED_COLLECTED_DAY_BEFORE] = "collected the day before a version",
	[ASKED_COLLECTED_FIRST_DAY] = "collected on a version's first day",
	[ASKED_COLLECTED_LAST_DAY] = "collected on a version's last day",
	[ASKED_COLLECTED_DAY_AFTER] = "collected the day after a version",
	[ASKED_COLLECTED_TODAY] = "collected on the day of the request",
	[ASKED_COLLECTED_TOMORROW] = "collected the day after the request",
	[ASKED_SERVED_DAY_BEFORE] = "given the day before a version",
	[ASKED_SERVED_FIRST_DAY] = "given on a version's first day",
	[ASKED_SERVED_TODAY] = "given on the day of the request",
	[ASKED_SERVED_TOMORROW] = "given the day after the request",
	[ASKED_STATED_ONCE] = "a wish of one day",
	[ASKED_STATED_TWICE] = "a wish of several days",
	[ASKED_STATED_UNKNOWN] = "a wish of a day that is not known",
	[ASKED_WHOLE_BATCH] = "a whole batch",
	[ASKED_MANY_BITS] = "a batch that differs in much",
};

static const char *const wish_names[] = {
	[WISH_OBJECTION_PARENT] = "objection by parent",
	[WISH_OBJECTION_PUPIL] = "objection by pupil",
	[WISH_REFUSAL_PARENT] = "refusal by parent",
	[WISH_REFUSAL_PUPIL] = "refusal by pupil",
	[WISH_CONSENT_PARENT] = "consent by parent",
	[WISH_CONSENT_PUPIL] = "consent by pupil",
	[WISH_RESTRICTION] = "restriction",
	[WISH_MARKETING_STOP] = "marketing stop",
};
_Static_assert(sizeof(wish_names) / sizeof(wish_names[0]) == WISH_COUNT,
	       "every wish has a name here");

static const char *const grant_names[] = {
	[NEED_APPROVAL] = "approval", [NEED_AUTHORISATION] = "authorisation",
	[NEED_CONSENT] = NULL, /* each family's, never granted */
	[NEED_IDENTITY] = "identity", [NEED_TERMS] = "terms",
};

static const char *const condition_names[] = {
	[CONDITION_AND] = "and",
	[CONDITION_OR] = "or",
	[CONDITION_NOT] = "not",
	[CONDITION_FLAG] = "flag",
	[CONDITION_COMPARE] = "comparison",
	[CONDITION_IN] = "in",
};

static const char *const comparison_names[] = {
	[COMPARE_EQUAL] = "=",   [COMPARE_NOT_EQUAL] = "!=",
	[COMPARE_LESS] = "<",    [COMPARE_LESS_EQUAL] = "<=",
	[COMPARE_GREATER] = ">", [COMPARE_GREATER_EQUAL] = ">=",
};

/* --- words that decide nothing ---------------------------------------------- */

/* KEYWORD_COUNT as the block: wherever it stands.  Without words: the whole
 * statement, and all that stands in it. */
static const struct {
	enum keyword block, keyword;
	const char *words;
} silent[] = {
	{KEYWORD_COUNT, KEYWORD_INCLUDE, NULL},
	{KEYWORD_COUNT, KEYWORD_DICTIONARY, ""},
	{KEYWORD_COUNT, KEYWORD_CODES, "from within source"},
	{KEYWORD_COUNT, KEYWORD_CODE, "from to class"},
	{KEYWORD_COUNT, KEYWORD_CATEGORY, "each by special"},
	{KEYWORD_COUNT, KEYWORD_FIELD,
	 "quasi special mandatory voluntary codes sensitivity "
	 "identifiability most derived"},
	{KEYWORD_COUNT, KEYWORD_FACT, "in"}, /* when columns are read */
	{KEYWORD_COUNT, KEYWORD_AREA, "from"},
	{KEYWORD_COUNT, KEYWORD_PROFILE, "unconfirmed"},
	{KEYWORD_PROFILE, KEYWORD_SOURCE, NULL},
	{KEYWORD_PROFILE, KEYWORD_SYMBOLS, NULL},
	{KEYWORD_COUNT, KEYWORD_LAW, "regime basis condition"},
	{KEYWORD_COUNT, KEYWORD_BODY, "kind within"},
	{KEYWORD_COUNT, KEYWORD_HELD, "unconfirmed within"},
	{KEYWORD_COUNT, KEYWORD_PURPOSE, "statistics"},
	{KEYWORD_COUNT, KEYWORD_SETTING, "years data"},
	{KEYWORD_COUNT, KEYWORD_AUTHORITY, NULL},
	{KEYWORD_COUNT, KEYWORD_AUTHORITIES, NULL},
	{KEYWORD_COUNT, KEYWORD_PAGE, NULL},
	{KEYWORD_COUNT, KEYWORD_LINK, NULL},
	{KEYWORD_COUNT, KEYWORD_COLLECTION, NULL},
	{KEYWORD_COUNT, KEYWORD_NOTICE,
	 "review every months years month year reviewed signed"},
	{KEYWORD_COUNT, KEYWORD_CONTROLLER, "in number also"},
	{KEYWORD_COUNT, KEYWORD_CONTACT, NULL},
	{KEYWORD_COUNT, KEYWORD_KEEP, NULL},
	{KEYWORD_HOLD, KEYWORD_FOR, NULL},
	{KEYWORD_HOLD, KEYWORD_UNDER, NULL},
	{KEYWORD_HOLD, KEYWORD_MANDATORY, NULL},
	{KEYWORD_HOLD, KEYWORD_VOLUNTARY, NULL},
	{KEYWORD_SHARE, KEYWORD_UNDER, "as"},
	{KEYWORD_COUNT, KEYWORD_RECEIVE, NULL},
	{KEYWORD_COUNT, KEYWORD_RIGHT, NULL},
};

static bool has_word(const char *words, struct slice word)
{
	struct slice rest = slice_of(words);

	while (rest.len > 0)
		if (slice_equal(slice_cut(&rest, ' '), word))
			return true;
	return false;
}

/* Whether a statement, or a word of it, bears on decisions. */
static bool bears(enum keyword block, enum keyword keyword, struct slice word)
{
	if (grammar_is_phrasebook(keyword))
		return false;
	for (size_t i = 0; i < sizeof(silent) / sizeof(silent[0]); i++) {
		if (silent[i].words == NULL && silent[i].keyword == block)
			return false;
		if (silent[i].keyword != keyword ||
		    (silent[i].block != KEYWORD_COUNT &&
		     silent[i].block != block))
			continue;
		return silent[i].words != NULL &&
		       !has_word(silent[i].words, word);
	}
	return true;
}

/* --- a law ------------------------------------------------------------------ */

/* The next fixed word of a pattern at `*at`; empty after the last. */
static struct slice next_word(const char **at)
{
	const char *start;

	while (**at != '\0' && !(**at >= 'a' && **at <= 'z'))
		(*at)++;
	start = *at;
	while (**at == '-' || (**at >= 'a' && **at <= 'z'))
		(*at)++;
	return (struct slice){start, (size_t)(*at - start)};
}

/* Which of the pattern's words this one is; TALLY_WORDS when none. */
static size_t word_index(const char *pattern, struct slice word)
{
	struct slice one;

	for (size_t i = 0; i < TALLY_WORDS; i++) {
		one = next_word(&pattern);
		if (one.len == 0)
			return TALLY_WORDS;
		if (slice_equal(one, word))
			return i;
	}
	return TALLY_WORDS;
}

static bool in_word(char byte)
{
	return byte == '-' || byte == '.' || (byte >= '0' && byte <= '9') ||
	       (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

static void tally_words(struct tally *tally, enum keyword block,
			const struct statement *statement)
{
	const char *pattern = grammar_rule(statement->keyword)->pattern;
	struct range head = statement->keyword_range;
	struct slice text;
	size_t at = 0;

	head.start = head.end;
	for (size_t i = 0; i < statement->argument_count; i++)
		if (head.end < statement->arguments[i].range.end)
			head.end = statement->arguments[i].range.end;
	text = range_text(head);
	while (at < text.len) {
		size_t start = at, index;

		while (at < text.len && in_word(text.at[at]))
			at++;
		index = word_index(pattern, slice_part(text, start, at));
		if (at > start && index < TALLY_WORDS)
			tally->words[block][statement->keyword][index]++;
		at += at == start;
	}
}

static void tally_condition(struct tally *tally,
			    const struct condition *condition)
{
	tally->conditions[condition->kind]++;
	if (condition->kind == CONDITION_COMPARE)
		tally->comparisons[condition->comparison]++;
	if (condition->left != NULL)
		tally_condition(tally, condition->left);
	if (condition->right != NULL)
		tally_condition(tally, condition->right);
}

static void tally_statement(struct tally *tally, enum keyword block,
			    const struct statement *statement)
{
	tally->statements[block][statement->keyword]++;
	tally_words(tally, block, statement);
	for (size_t i = 0; i < statement->argument_count; i++)
		if (statement->arguments[i].kind == ARGUMENT_CONDITION)
			tally_condition(tally,
					statement->arguments[i].condition);
	for (size_t i = 0; i < statement->child_count; i++)
		tally_statement(tally, statement->keyword,
				&statement->children[i]);
}

static void tally_text(struct tally *tally, struct slice text)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct source *source;
	struct tree *tree;

	if (source_from_text(&source, SLICE("-"), text, &arena, NULL) == 0 &&
	    parse(&tree, source, &arena, &findings, NULL) == 0)
		for (size_t i = 0; i < tree->count; i++)
			tally_statement(tally, KEYWORD_NONE,
					&tree->statements[i]);
	arena_release(&arena);
}

void tally_law(struct tally *tally, const struct invented_case *invented)
{
	tally->laws++;
	tally_text(tally, builder_slice(&invented->dictionary_text));
	for (size_t i = 0; i < invented->notice_count; i++)
		tally_text(tally, builder_slice(&invented->notice_texts[i]));
}

/* --- a request --------------------------------------------------------------- */

static void tally_period(struct tally *tally, enum period period, int32_t from,
			 int32_t to, int32_t date)
{
	unsigned long *edges = tally->edges[period];

	edges[EDGE_DAY_BEFORE] += from != DATE_NONE && date == from - 1;
	edges[EDGE_FIRST_DAY] += from != DATE_NONE && date == from;
	edges[EDGE_LAST_DAY] += to != DATE_NONE && date == to;
	edges[EDGE_DAY_AFTER] += to != DATE_NONE && date == to + 1;
}

static void tally_periods(struct tally *tally,
			  const struct dictionary *dictionary, int32_t date)
{
	for (uint16_t i = 0; i < dictionary->law_count; i++)
		tally_period(tally, PERIOD_LAW, dictionary->laws[i].from,
			     dictionary->laws[i].to, date);
	for (uint16_t i = 0; i < dictionary->purpose_count; i++)
		tally_period(tally, PERIOD_PURPOSE,
			     dictionary->purposes[i].from,
			     dictionary->purposes[i].to, date);
	for (uint16_t i = 0; i < dictionary->field_count; i++)
		tally_period(tally, PERIOD_COLLECTED,
			     dictionary->fields[i].collected_from,
			     dictionary->fields[i].collected_to, date);
	for (uint16_t i = 0; i < dictionary->body_count; i++)
		for (uint16_t h = 0; h < dictionary->bodies[i].holder_count;
		     h++)
			tally_period(tally, PERIOD_HOLDER,
				     dictionary->bodies[i].holders[h].from,
				     dictionary->bodies[i].holders[h].to, date);
	for (uint16_t i = 0; i < dictionary->gateway_count; i++) {
		const struct statement *from = statement_child(
			dictionary->gateways[i], KEYWORD_FROM, NULL);

		if (from != NULL)
			tally_period(tally, PERIOD_GATEWAY,
				     statement_date(from, "", DATE_NONE),
				     statement_date(from, "to", DATE_NONE),
				     date);
	}
}

static void tally_due(struct tally *tally, const struct statement *rule,
		      const struct request *request)
{
	const struct statement *every =
		statement_child(rule, KEYWORD_EVERY, NULL);
	int months;
	int32_t due;

	if (every == NULL || request->last_release == DATE_NONE)
		return;
	months = (int)statement_number(every, "", 0);
	if (statement_has(every, "years") || statement_has(every, "year"))
		months *= 12;
	due = date_add_months(request->last_release, months);
	tally->asked[ASKED_DUE_TODAY] += request->date == due;
	tally->asked[ASKED_DUE_TOMORROW] += request->date == due - 1;
}

/* The notice in force on the date, as the one before its next; or NULL. */
static const struct notice *notice_on(const struct invented_case *invented,
				      int32_t date)
{
	int index = policy_notice_on(invented->policy, date);

	return index < 0 ? NULL : invented->notices[index];
}

static void tally_grants(struct tally *tally, const struct request *request)
{
	for (size_t i = 0; i < request->grant_count; i++) {
		const struct grant *grant = &request->grants[i];

		tally->grants[grant->kind]++;
		tally->asked[ASKED_GRANT_SCOPED] +=
			grant->recipient.len > 0 || grant->purpose.len > 0;
		tally_period(tally, PERIOD_GRANT, grant->from, grant->until,
			     request->date);
	}
}

void tally_request(struct tally *tally, const struct invented_case *invented,
		   const struct invented_request *asked)
{
	const struct dictionary *dictionary = invented->dictionary;
	const struct request *request = &asked->request;
	const struct notice *notice = notice_on(invented, request->date);
	uint16_t alias = DICTIONARY_NONE;
	unsigned long *counts = tally->asked;

	tally->requests++;
	dictionary_body(dictionary, request->recipient, &alias);
	counts[ASKED_ALIAS] += alias != DICTIONARY_NONE;
	counts[ASKED_FIELDS] += request->fields != NULL;
	counts[ASKED_TRIGGER] += request->trigger.len > 0;
	counts[ASKED_WITHOUT_NOTICE] += notice == NULL;
	counts[ASKED_WITHOUT_KIND] +=
		notice == NULL && request->controller_kind == DICTIONARY_NONE;
	if (request->has_level)
		tally->asked_levels[request->level.kind]++;
	tally_periods(tally, dictionary, request->date);
	for (size_t i = 0; i < invented->notice_count; i++)
		tally_period(tally, PERIOD_NOTICE, invented->notices[i]->from,
			     invented->notices[i]->to, request->date);
	tally_grants(tally, request);
	for (uint16_t i = 0; i < dictionary->gateway_count; i++)
		tally_due(tally, dictionary->gateways[i], request);
	for (size_t i = 0; notice != NULL && i < notice->tree->count; i++)
		tally_due(tally, &notice->tree->statements[i], request);
}

void tally_batch(struct tally *tally, const struct plan *plan, size_t count)
{
	tally->asked[ASKED_WHOLE_BATCH] += count == BATCH_PUPILS;
	tally->asked[ASKED_MANY_BITS] += plan->workspace->varying > FEW_BITS;
}

/* --- a pupil ------------------------------------------------------------------ */

static void tally_birth(struct tally *tally, int32_t birth, int32_t date)
{
	struct civil born, today = date_to_civil(date);
	struct civil tomorrow = date_to_civil(date + 1);

	tally->asked[ASKED_AGE_UNKNOWN] += birth == DATE_NONE;
	if (birth == DATE_NONE)
		return;
	born = date_to_civil(birth);
	tally->asked[ASKED_BIRTHDAY] +=
		born.month == today.month && born.day == today.day;
	tally->asked[ASKED_BIRTHDAY_TOMORROW] +=
		born.month == tomorrow.month && born.day == tomorrow.day;
	tally->asked[ASKED_LEAP_BIRTH] += born.month == 2 && born.day == 29;
}

static void tally_told(struct tally *tally,
		       const struct invented_case *invented,
		       const struct pupil *pupil, size_t version, int32_t date)
{
	int32_t from = invented->notices[version]->from;
	int32_t end = policy_notice_end(invented->policy, version);
	int32_t served = pupil->served[version];
	unsigned long *counts = tally->asked;

	counts[ASKED_SERVED_DAY_BEFORE] += served == from - 1;
	counts[ASKED_SERVED_FIRST_DAY] += served == from;
	counts[ASKED_SERVED_TODAY] += served == date;
	counts[ASKED_SERVED_TOMORROW] += served == date + 1;
	for (uint16_t c = 0; c < invented->dictionary->category_count; c++) {
		int32_t day = pupil->collected[c];

		counts[ASKED_COLLECTED_DAY_BEFORE] += day == from - 1;
		counts[ASKED_COLLECTED_FIRST_DAY] += day == from;
		counts[ASKED_COLLECTED_LAST_DAY] += day == end;
		counts[ASKED_COLLECTED_DAY_AFTER] +=
			end < INT32_MAX && day == end + 1;
	}
}

void tally_pupil(struct tally *tally, const struct invented_case *invented,
		 const struct invented_request *asked,
		 const struct pupil *pupil)
{
	const struct dictionary *dictionary = invented->dictionary;
	int32_t date = asked->request.date;
	uint16_t birth = condition_birth_fact(dictionary);
	unsigned long *counts = tally->asked;

	tally_birth(tally, pupil->facts[birth], date);
	for (uint16_t i = 0; i < dictionary->fact_count; i++) {
		bool known = pupil->facts[i] != DATE_NONE;

		if (dictionary->facts[i].origin == FACT_CONTROLLER)
			counts[ASKED_CONTROLLER_STATED] += known;
		else if (dictionary->facts[i].origin != FACT_DERIVED)
			counts[ASKED_FACT_UNKNOWN] += !known;
	}
	for (uint16_t c = 0; c < dictionary->category_count; c++) {
		int32_t day = pupil->collected[c];

		counts[ASKED_COLLECTED_UNKNOWN] += day == DATE_NONE;
		counts[ASKED_COLLECTED_TODAY] += day == date;
		counts[ASKED_COLLECTED_TOMORROW] += day == date + 1;
	}
	for (size_t v = 0; v < invented->notice_count; v++)
		tally_told(tally, invented, pupil, v, date);
	for (int w = 0; w < WISH_COUNT; w++) {
		int32_t first = pupil->first_stated[w];
		bool once = first == pupil->last_stated[w];

		tally->wishes[w] += pupil->wishes[w];
		if (!pupil->wishes[w])
			continue;
		counts[ASKED_STATED_UNKNOWN] += first == DATE_NONE;
		counts[ASKED_STATED_ONCE] += first != DATE_NONE && once;
		counts[ASKED_STATED_TWICE] += !once;
	}
}

/* --- a decision ---------------------------------------------------------------- */

void tally_decision(struct tally *tally, const struct decision *decision)
{
	enum gate conflict = GATE_NONE;

	tally->decisions++;
	tally->outcomes[decision->outcome]++;
	if (decision->outcome == OUTCOME_PERMIT)
		tally->levels[decision->level.kind]++;
	for (uint16_t f = field_set_next(&decision->requested, 0);
	     f != DICTIONARY_NONE;
	     f = field_set_next(&decision->requested, (uint16_t)(f + 1))) {
		const struct verdict *verdict = &decision->verdicts[f];

		tally->gates[verdict->gate]++;
		tally->reasons[verdict->reason]++;
		if (verdict->reason == REASON_CONFLICT)
			conflict = (enum gate)verdict->gate;
	}
	if (decision->outcome == OUTCOME_CONFLICT)
		tally->conflicts[conflict]++;
	for (size_t i = 0; i < decision->obligation_count; i++)
		tally->obligations[decision->obligations[i].kind]++;
}

/* --- printout of it --------------------------------------------------------------- */

struct printout {
	struct builder *out;
	bool all;
	unsigned long least;
	size_t missing;
};

static void tell(struct printout *printout, unsigned long count,
		 const char *what, const char *name)
{
	if (name == NULL || (!printout->all && count >= printout->least))
		return;
	printout->missing += count < printout->least;
	builder_add_format(printout->out, "%12lu  %s: %s\n", count, what, name);
}

static void tell_list(struct printout *printout, const unsigned long *counts,
		      const char *const *names, size_t number, const char *what)
{
	for (size_t i = 0; i < number; i++)
		tell(printout, counts[i], what, names[i]);
}

#define TELL_LIST(printout, counts, names, what)                             \
	tell_list(printout, counts, names, sizeof(names) / sizeof(names[0]), \
		  what)

static void tell_words(struct printout *printout, const struct tally *tally,
		       enum keyword block, enum keyword keyword)
{
	const struct statement_rule *rule = grammar_rule(keyword);
	const char *at = rule->pattern;
	char name[120];
	struct slice word;

	if (!bears(block, keyword, SLICE("")))
		return;
	snprintf(name, sizeof(name), "%s%s%s", grammar_rule(block)->word,
		 block == KEYWORD_NONE ? "" : " / ", rule->word);
	tell(printout, tally->statements[block][keyword], "statement", name);
	for (word = next_word(&at); word.len > 0; word = next_word(&at)) {
		size_t index = word_index(rule->pattern, word);

		if (index == TALLY_WORDS || !bears(block, keyword, word))
			continue;
		snprintf(name, sizeof(name), "%s%s%s ... %.*s",
			 grammar_rule(block)->word,
			 block == KEYWORD_NONE ? "" : " / ", rule->word,
			 SLICE_ARGS(word));
		tell(printout, tally->words[block][keyword][index], "word",
		     name);
	}
}

static void tell_decisions(struct printout *printout, const struct tally *tally)
{
	for (int i = 0; i <= OUTCOME_CONFLICT; i++)
		tell(printout, tally->outcomes[i], "outcome",
		     outcome_name((enum outcome)i));
	TELL_LIST(printout, tally->levels, level_names, "level");
	for (int i = 0; i < GATE_COUNT; i++)
		tell(printout, tally->gates[i], "gate",
		     i == GATE_NONE ? "all open" : gate_name((enum gate)i));
	for (int i = 0; i < REASON_COUNT; i++)
		tell(printout, tally->reasons[i], "reason",
		     i == REASON_NONE ? "sent" : reason_name((enum reason)i));
	tell(printout, tally->conflicts[GATE_LAW], "conflict",
	     "of a duty and a prohibition");
	tell(printout, tally->conflicts[GATE_SAFEGUARDS], "conflict",
	     "of levels");
	TELL_LIST(printout, tally->obligations, obligation_names, "obligation");
}

static void tell_questions(struct printout *printout, const struct tally *tally)
{
	TELL_LIST(printout, tally->asked_levels, level_names, "asked at level");
	TELL_LIST(printout, tally->wishes, wish_names, "wish");
	TELL_LIST(printout, tally->grants, grant_names, "granted");
	TELL_LIST(printout, tally->conditions, condition_names, "condition");
	TELL_LIST(printout, tally->comparisons, comparison_names, "comparison");
	TELL_LIST(printout, tally->asked, asked_names, "asked");
	for (int p = 0; p < PERIOD_COUNT; p++)
		TELL_LIST(printout, tally->edges[p], edge_names,
			  period_names[p]);
}

static void tell_all(struct printout *printout, const struct tally *tally)
{
	tell_decisions(printout, tally);
	tell_questions(printout, tally);
	for (int k = KEYWORD_NONE + 1; k < KEYWORD_COUNT; k++)
		for (int b = KEYWORD_NONE; b < KEYWORD_COUNT; b++)
			if ((grammar_rule((enum keyword)k)->inside &
			     grammar_place((enum keyword)b)) != 0)
				tell_words(printout, tally, (enum keyword)b,
					   (enum keyword)k);
}

void tally_write(const struct tally *tally, struct builder *out)
{
	struct printout printout = {.out = out, .all = true};

	tell_all(&printout, tally);
	builder_add_format(out,
			   "%lu laws, %lu requests, %lu decisions; %lu "
			   "requests asked too much\n",
			   tally->laws, tally->requests, tally->decisions,
			   tally->refused_plans);
}

size_t tally_missing(const struct tally *tally, unsigned long least,
		     struct builder *out)
{
	struct printout printout = {.out = out, .least = least};

	tell_all(&printout, tally);
	return printout.missing;
}
