/* What a share must say, and shares that do not go together. */
#include <ctype.h>

#include "base/arena.h"
#include "policy/check_parts.h"

static void check_shape(struct checker *checker, const struct flow *flow)
{
	if (flow->rule->reach_count == 0)
		finding_hint(checker->findings,
			     tell(checker, CHECK_MISSING_PURPOSE,
				  flow->rule->range,
				  "the share does not say what for"),
			     "add 'for' and the purposes");
	if (field_set_empty(flow->rule->fields) && !flow->rule->held)
		finding_hint(checker->findings,
			     tell(checker, CHECK_MISSING_DATA,
				  flow->rule->range,
				  "the share does not say what is sent"),
			     "add 'send' and the fields");
}

/* --- what is sent ---------------------------------------------------------------------- */

static void check_window(struct checker *checker, const struct name *name,
			 struct field_set fields)
{
	const struct dictionary *dictionary = checker->dictionary;
	struct field_set past = check_uncollected(checker, name->text);
	struct field_set ending = {0};
	int32_t first = DATE_NONE;

	if (!field_set_empty(past)) {
		tell(checker, CHECK_COLLECTION_ENDED, name->range,
		     "not collected on %s, so never sent: %s",
		     check_date(checker, checker->date),
		     check_fields(checker, past));
		return;
	}
	for (uint16_t f = field_set_next(&fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&fields, (uint16_t)(f + 1))) {
		int32_t to = dictionary->fields[f].collected_to;

		if (to == DATE_NONE || to >= checker->end)
			continue;
		field_set_add(&ending, f);
		if (first == DATE_NONE || to < first)
			first = to;
	}
	if (first != DATE_NONE)
		tell(checker, CHECK_COLLECTION_ENDING, name->range,
		     "collected only until %s, and then not sent: %s",
		     check_date(checker, first), check_fields(checker, ending));
}

/* A group may reach into categories that are not held; that is no fault. */
static void check_held(struct checker *checker, const struct name *name,
		       struct field_set fields)
{
	struct field_set held =
		field_set_intersection(fields, checker->notice->held);

	if (!field_set_empty(held) || field_set_empty(fields))
		return;
	finding_hint(checker->findings,
		     tell(checker, CHECK_SENT_BUT_NOT_HELD, name->range,
			  "'%.*s' is sent, and no 'hold' tells that it is held",
			  SLICE_ARGS(name->text)),
		     "hold its category, or do not send it");
}

/* The family get what is held, whether or not it is still collected. */
static bool to_family(const struct checker *checker, const struct flow *flow)
{
	return flow->body != DICTIONARY_NONE &&
	       slice_is(checker->dictionary->bodies[flow->body].kind, "family");
}

static void check_sent(struct checker *checker, const struct flow *flow)
{
	const struct statement *send = NULL;

	while ((send = statement_child(flow->rule->statement, KEYWORD_SEND,
				       send)) != NULL) {
		const struct argument *names = statement_argument(send, "");

		for (size_t i = 0; names != NULL && i < names->name_count;
		     i++) {
			struct field_set fields = {0};

			dictionary_fields(checker->dictionary,
					  names->names[i].text, &fields);
			if (!to_family(checker, flow))
				check_window(checker, &names->names[i], fields);
			check_held(checker, &names->names[i], fields);
		}
	}
}

static void check_leaves(struct checker *checker, const struct flow *flow)
{
	for (size_t i = 0; i < flow->rule->objection_count; i++) {
		const struct objection_clause *clause =
			&flow->rule->objections[i];
		struct field_set unsent =
			field_set_difference(clause->leaves, flow->fields);

		if (!field_set_empty(unsent))
			tell(checker, CHECK_OBJECTION_LEAVES_UNSENT,
			     clause->range,
			     "an objection leaves what the share does not "
			     "send: %s",
			     check_fields(checker, unsent));
	}
}

/* Bodies that act for somebody else, so that their role must be settled. */
static void check_role(struct checker *checker, const struct flow *flow)
{
	static const char provider[] = "commissioned-provider";
	const struct rule *rule = flow->rule;

	if (flow->body == DICTIONARY_NONE || rule->by_other ||
	    !slice_is(checker->dictionary->bodies[flow->body].name, provider))
		return;
	for (size_t i = 0; i < rule->need_count; i++)
		if (rule->needs[i].kind == NEED_TERMS)
			return;
	finding_hint(checker->findings,
		     tell(checker, CHECK_ROLE_UNKNOWN, flow->with,
			  "it is not settled whether '%s' is a controller or "
			  "a processor",
			  provider),
		     "agree terms that say so, and add 'needs terms'");
}

/* --- pairs of shares -------------------------------------------------------------------- */

struct words {
	struct slice rest;
	bool quoted;
	bool begun;
};

/* The next byte of a statement, a space for all space and comments; 0 at the
 * end. */
static char next_byte(struct words *words)
{
	bool space = false;
	char byte;

	while (words->rest.len > 0 && !words->quoted) {
		if (words->rest.at[0] == '#')
			slice_cut(&words->rest, '\n');
		else if (isspace((unsigned char)words->rest.at[0]))
			words->rest =
				slice_part(words->rest, 1, words->rest.len);
		else
			break;
		space = words->begun;
	}
	words->begun = true;
	if (space && words->rest.len > 0)
		return ' ';
	if (words->rest.len == 0)
		return '\0';
	byte = words->rest.at[0];
	if (byte == '"')
		words->quoted = !words->quoted;
	words->rest = slice_part(words->rest, 1, words->rest.len);
	return byte;
}

static bool same_words(const struct statement *a, const struct statement *b)
{
	struct words left = {range_text(a->range), false, false};
	struct words right = {range_text(b->range), false, false};
	char byte;

	do {
		byte = next_byte(&left);
		if (byte != next_byte(&right))
			return false;
	} while (byte != '\0');
	return true;
}

/* To tell most pairs apart at once (FNV-1a). */
static uint64_t hash_words(const struct statement *statement)
{
	struct words words = {range_text(statement->range), false, false};
	uint64_t hash = 0xcbf29ce484222325u;
	char byte;

	while ((byte = next_byte(&words)) != '\0')
		hash = (hash ^ (unsigned char)byte) * 0x100000001b3u;
	return hash;
}

bool check_same_purpose(const struct flow *a, const struct flow *b)
{
	for (size_t i = 0; i < a->purpose_count; i++)
		for (size_t j = 0; j < b->purpose_count; j++)
			if (a->purposes[i].index == b->purposes[j].index)
				return true;
	return false;
}

static bool can_conflict(const struct flow *a, const struct flow *b)
{
	return !a->rule->by_other && !b->rule->by_other &&
	       check_same_purpose(a, b) &&
	       pupil_sets_meet(&a->pupils, &b->pupils);
}

/* Whether something was told of the two shares for one body. */
static bool check_pair(struct checker *checker, const struct flow *first,
		       const struct flow *second)
{
	struct finding *finding;
	struct level least;

	if (first->words == second->words &&
	    same_words(first->rule->statement, second->rule->statement)) {
		tell(checker, CHECK_DUPLICATE_SHARE, second->rule->range,
		     "this share stands word for word in line %u",
		     check_line(first->rule->range));
		return true;
	}
	if (!can_conflict(first, second))
		return false;
	if (!check_profiles_agree(checker, first->rule, second->rule)) {
		tell(checker, CHECK_OVERLAP_CONFLICT, second->rule->level_range,
		     "this profile and that of line %u cannot both be kept",
		     check_line(first->rule->level_range));
		return true;
	}
	if (level_least(checker->dictionary, first->rule->level,
			second->rule->level, &least))
		return false;
	finding =
		tell(checker, CHECK_OVERLAP_CONFLICT, second->rule->level_range,
		     "this level and that of line %u cannot both be kept",
		     check_line(first->rule->level_range));
	finding_hint(checker->findings, finding,
		     "for one recipient and purpose, count by areas of which "
		     "one lies within the other");
	return true;
}

/* Beside the shares before it, up to the first of which something is told. */
static void check_pairs(struct checker *checker, size_t second)
{
	const struct flow *flow = &checker->flows[second];
	size_t pairs = 0;

	if (flow->body == DICTIONARY_NONE)
		return;
	for (size_t i = second; i > 0 && pairs < CHECK_PAIRS; i--) {
		const struct flow *other = &checker->flows[i - 1];

		if (other->body != flow->body)
			continue;
		if (check_pair(checker, other, flow))
			return;
		pairs++;
	}
}

void check_shares(struct checker *checker)
{
	for (size_t i = 0; i < checker->flow_count; i++) {
		struct flow *flow = &checker->flows[i];

		flow->words = hash_words(flow->rule->statement);
		check_shape(checker, flow);
		if (!flow->rule->by_other)
			check_sent(checker, flow);
		check_leaves(checker, flow);
		check_role(checker, flow);
		check_pairs(checker, i);
	}
}
