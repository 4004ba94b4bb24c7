/* When, how much, on which terms and by which law a part of a flow goes. */
#include "publish/notice_terms.h"

#include "base/arena.h"
#include "language/tree.h"
#include "policy/notice.h"
#include "publish/publication_parts.h"
#include "words/wording.h"

/* --- sentences ---------------------------------------------------------------------------- */

static void add_source(struct sentence *sentence, struct range source)
{
	if (source.source != NULL && sentence->source_count < SENTENCE_SOURCES)
		sentence->sources[sentence->source_count++] = source;
}

/* Two rules that ask the same say it once, with both sources. */
static struct sentence *find(const struct sentences *sentences,
			     struct slice text)
{
	struct sentence *sentence = sentences->first;

	while (sentence != NULL && !slice_equal(sentence->text, text))
		sentence = sentence->next;
	return sentence;
}

/* `alike` is equal for sentences that say the same of other data. */
static struct sentence *add_as(struct notice_writer *writer,
			       struct sentences *sentences, struct slice text,
			       struct slice alike, struct range source)
{
	struct sentence *sentence;

	if (slice_empty(text))
		return NULL;
	sentence = find(sentences, text);
	if (sentence == NULL) {
		sentence =
			arena_allocate(writer->voice.arena, sizeof(*sentence));
		if (sentence == NULL) {
			writer->voice.failed = true;
			return NULL;
		}
		sentence->text = text;
		if (sentences->last != NULL)
			sentences->last->next = sentence;
		else
			sentences->first = sentence;
		sentences->last = sentence;
		sentences->count++;
		sentences->hash = sentences->hash * 31 + slice_hash(alike);
	}
	add_source(sentence, source);
	return sentence;
}

static void add(struct notice_writer *writer, struct sentences *sentences,
		struct slice text, struct range source)
{
	add_as(writer, sentences, text, text, source);
}

static struct slice after(struct voice *voice, struct slice first,
			  struct slice next)
{
	if (slice_empty(first) || slice_empty(next))
		return slice_empty(first) ? next : first;
	return say_with(voice, PHRASE_SENTENCES, with("first", first),
			with("next", next));
}

/* --- when -------------------------------------------------------------------------------------- */

struct slice notice_way_text(struct voice *voice,
			     const struct way_phrases *phrases,
			     const struct published_way *way)
{
	struct phrase_value triggers =
		with("triggers", say_triggers(voice, way->triggers));
	struct phrase_value condition =
		with("condition", say_condition(voice, &way->when, 1));

	if (way->triggers != 0 && way->when != NULL)
		return say_with(voice, phrases->both, triggers, condition);
	if (way->triggers != 0)
		return say_with(voice, phrases->trigger, triggers);
	if (way->when != NULL)
		return say_with(voice, phrases->condition, condition);
	return say(voice, phrases->always);
}

struct slice notice_except_text(struct voice *voice,
				const struct published_part *part,
				const struct published_except *except)
{
	return say_with(
		voice,
		except->of_notice && part->duty == DUTY_SOME
			? PHRASE_FLOW_EXCEPT_UNOWED
			: PHRASE_FLOW_EXCEPT,
		with("condition", say_condition(voice, &except->when, 1)));
}

static struct range way_source(const struct published_way *way)
{
	if (way->share != NULL)
		return way->share->rule->range;
	return way->gateway != NULL ? way->gateway->rule->range
				    : (struct range){0};
}

/* The units of a `within` clause and how they are said. */
static const struct {
	const char *word;
	enum phrase phrase;
} units[] = {
	{"school-days", PHRASE_SCHOOL_DAYS},
	{"months", PHRASE_MONTHS},
	{"month", PHRASE_MONTHS},
	{"weeks", PHRASE_WEEKS},
	{"week", PHRASE_WEEKS},
	{"days", PHRASE_DAYS},
	{"day", PHRASE_DAYS},
};

/* How soon the law wants it done, by a gateway. */
static void say_within(struct notice_writer *writer,
		       const struct published_rule *gateway,
		       struct sentences *when)
{
	const struct statement *within =
		statement_child(gateway->rule->statement, KEYWORD_WITHIN, NULL);
	struct voice *voice = &writer->voice;

	for (size_t i = 0;
	     within != NULL && i < sizeof(units) / sizeof(units[0]); i++) {
		if (!statement_has(within, units[i].word))
			continue;
		add(writer, when,
		    say_with(voice, PHRASE_FLOW_WITHIN,
			     with("period",
				  say_with(voice, units[i].phrase,
					   with_number("number",
						       statement_number(within,
									"",
									0))))),
		    within->range);
		return;
	}
}

static void say_when(struct notice_writer *writer,
		     const struct published_part *part, struct sentences *when)
{
	static const struct way_phrases phrases = {
		.always = PHRASE_FLOW_WHEN_ALWAYS,
		.trigger = PHRASE_FLOW_WHEN_TRIGGER,
		.condition = PHRASE_FLOW_WHEN_CONDITION,
		.both = PHRASE_FLOW_WHEN_BOTH,
	};
	struct voice *voice = &writer->voice;

	/* A way for fewer pupils, or on a trigger, beside one that is always
	 * open: that it is a duty then, the law's sentence says. */
	for (size_t i = 0; i < part->way_count; i++) {
		const struct published_way *way = &part->ways[i];

		if (notice_way_repeats(part, i))
			continue;
		add(writer, when,
		    after(voice, notice_way_text(voice, &phrases, way),
			  say_every(voice, way->every_months)),
		    way_source(way));
	}
	for (size_t i = 0; i < part->way_count; i++)
		say_within(writer, part->ways[i].gateway, when);
	for (size_t i = 0; i < part->except_count; i++)
		add(writer, when,
		    notice_except_text(voice, part, &part->except[i]),
		    part->except[i].rule->range);
}

/* --- how much it shows, and what comes first ----------------------------------------------------- */

static void say_shows(struct notice_writer *writer,
		      const struct published_flow *flow,
		      const struct published_part *part,
		      struct sentences *shows)
{
	struct voice *voice = &writer->voice;
	struct range source = flow_clause(flow, KEYWORD_LEVEL);

	add(writer, shows, say_level(voice, part->level), source);
	if (part->level_varies)
		add(writer, shows, say(voice, PHRASE_FLOW_SHOWS_VARIES),
		    source);
}

/* A duty asks for what its own law asks for, and no more. */
static void say_first(struct notice_writer *writer,
		      const struct published_part *part,
		      struct sentences *first)
{
	struct voice *voice = &writer->voice;

	for (size_t i = 0; i < part->need_count; i++) {
		const struct published_need *needed = &part->needs[i];
		const struct condition *const when[] = {needed->of_whom,
							needed->said};
		struct slice text = say_need_when(voice, needed->need, when, 2);

		if (part->duty == DUTY_SOME && !needed->of->rule->duty)
			text = after(voice, text,
				     say(voice, PHRASE_FLOW_FIRST_UNOWED));
		add(writer, first, text, needed->need->range);
	}
}

/* --- what the family can say ------------------------------------------------------------------------ */

/* Whether the law that requires it lets families object: whoever refuses all
 * sharing then does so at least. */
static bool law_leaves_room(const struct published_part *part)
{
	for (size_t i = 0; i < part->objection_count; i++)
		if (notice_in_use(&part->objections[i]) &&
		    part->objections[i].of->rule->duty)
			return true;
	return false;
}

/* Keeping a child safe is no reason to take a refusal for an objection. */
static bool protects(const struct notice_writer *writer,
		     const struct published_part *part)
{
	const struct purpose *purposes =
		writer->publication->dictionary->purposes;

	for (size_t i = 0; i < part->purpose_count; i++)
		if (purposes[part->purposes[i]].protects)
			return true;
	return false;
}

static enum phrase refusal_phrase(const struct notice_writer *writer,
				  const struct published_part *part)
{
	if (protects(writer, part))
		return part->duty == DUTY_ALWAYS ? PHRASE_FLOW_SAY_NOTHING
						 : PHRASE_FLOW_SAY_SAFETY;
	if (part->duty != DUTY_NONE && law_leaves_room(part))
		return part->wishes_bear ? PHRASE_FLOW_SAY_PARTLY_OBJECT
					 : PHRASE_FLOW_SAY_OBJECT;
	if (part->wishes_bear)
		return part->duty == DUTY_NONE ? PHRASE_FLOW_SAY_REFUSE
					       : PHRASE_FLOW_SAY_PARTLY;
	return PHRASE_FLOW_SAY_NOTHING;
}

static bool same_holder(const struct objection_clause *a,
			const struct objection_clause *b)
{
	return a->by.first == b->by.first && a->by.second == b->by.second &&
	       a->by.age == b->by.age && a->stated.from == b->stated.from &&
	       a->stated.to == b->stated.to;
}

/* Whether a pupil who may object by `b` may do so by `a`, which leaves no more:
 * `b` is of a rule for those who are past the birthday that `a` names. */
static bool covers(const struct published_objection *a,
		   const struct published_objection *b,
		   const struct field_set *sent)
{
	const struct condition past = {
		.kind = CONDITION_COMPARE,
		.fact = {.text = SLICE("age")},
		.comparison = COMPARE_GREATER_EQUAL,
		.value = {.kind = VALUE_NUMBER, .number = a->clause->by.age},
	};
	struct field_set more = field_set_difference(
		field_set_intersection(a->clause->leaves, *sent),
		b->clause->leaves);

	return a != b && notice_in_use(a) && a->clause->by.age > 0 &&
	       b->clause->by.age == 0 &&
	       a->clause->by.second == b->clause->by.first &&
	       a->clause->stated.from == b->clause->stated.from &&
	       a->clause->stated.to == b->clause->stated.to &&
	       field_set_empty(more) && notice_implies(b->of->when, &past);
}

static bool is_covered(const struct published_part *part, size_t objection,
		       const struct field_set *sent)
{
	for (size_t i = 0; i < part->objection_count; i++)
		if (covers(&part->objections[i], &part->objections[objection],
			   sent))
			return true;
	return false;
}

/* Of several clauses with one holder that bear on the same pupils only what all
 * of them leave is sent (C10): one sentence says what that is. */
static bool same_objection(const struct published_objection *a,
			   const struct published_objection *b)
{
	return same_holder(a->clause, b->clause) &&
	       condition_alike(a->of_whom, b->of_whom);
}

/* What it leaves to those on whom it bears: with what clauses that bear on all
 * pupils leave. */
static struct field_set left_by(const struct published_part *part,
				const struct published_objection *objection)
{
	struct field_set leaves = objection->clause->leaves;

	for (size_t i = 0; i < part->objection_count; i++) {
		const struct published_objection *other = &part->objections[i];

		if (notice_in_use(other) &&
		    same_holder(other->clause, objection->clause) &&
		    (other->of_whom == NULL ||
		     same_objection(other, objection)))
			leaves = field_set_intersection(leaves,
							other->clause->leaves);
	}
	return leaves;
}

static bool may_hold(const struct hand_over *by, enum wish_holder holder)
{
	return by->first == holder || (by->age > 0 && by->second == holder);
}

/* Whether somebody may object by both. */
static bool share_holder(const struct objection_clause *a,
			 const struct objection_clause *b)
{
	return may_hold(&a->by, b->by.first) ||
	       (b->by.age > 0 && may_hold(&a->by, b->by.second));
}

/* What a duty sends of those who object: all but what its own law lets the same
 * ones keep back. */
static void add_owed(const struct rule *duty, struct objection_said *said)
{
	struct field_set owed = {0};
	bool same = false, some = false;

	for (size_t i = 0; i < duty->objection_count; i++) {
		const struct objection_clause *own = &duty->objections[i];

		if (same_holder(own, &said->clause)) {
			owed = same ? field_set_intersection(owed, own->leaves)
				    : own->leaves;
			same = true;
		}
		some |= share_holder(own, &said->clause);
	}
	said->owed = field_set_union(said->owed, owed);
	said->owes_some |= some && !same;
	said->owes_all |= !some;
	said->triggers |= duty->duty_triggers;
}

static void find_owed(const struct published_part *part,
		      struct objection_said *said)
{
	for (size_t i = 0; part->duty == DUTY_SOME && i < part->way_count; i++)
		if (part->ways[i].gateway != NULL &&
		    part->ways[i].gateway->rule->duty)
			add_owed(part->ways[i].gateway->rule, said);
}

static struct slice owed_of(struct notice_writer *writer,
			    const struct objection_said *said,
			    const struct field_set *fields)
{
	struct voice *voice = &writer->voice;
	struct field_set owed = said->owed;
	struct slice triggers;

	if (fields != NULL)
		owed = field_set_intersection(owed, *fields);
	owed = field_set_difference(owed, said->clause.leaves);
	triggers = say_triggers(voice, said->triggers);
	if (said->owes_all || said->owes_some)
		return say_with(voice,
				said->owes_all ? PHRASE_FLOW_SAY_OWED_ALL
					       : PHRASE_FLOW_SAY_OWED_SOME,
				with("triggers", triggers));
	if (field_set_empty(owed))
		return (struct slice){NULL, 0};
	return say_with(
		voice, PHRASE_FLOW_SAY_OWED, with("triggers", triggers),
		with("fields", say_fields(voice, &owed, writer->known)));
}

/* `fields`: of which it is said; NULL: of whatever data. */
static struct slice objection_of(struct notice_writer *writer,
				 const struct objection_said *said,
				 const struct field_set *fields)
{
	struct objection_clause of = said->clause;
	struct voice *voice = &writer->voice;
	struct slice text, owed = owed_of(writer, said, fields);

	if (fields != NULL)
		of.leaves = field_set_intersection(of.leaves, *fields);
	text = say_objection(voice, &of, writer->known);
	if (said->when != NULL)
		text = after(
			voice, text,
			say_with(voice, PHRASE_FLOW_SAY_IF,
				 with("condition",
				      say_condition(voice, &said->when, 1))));
	return slice_empty(owed) ? text : after(voice, text, owed);
}

static struct objection_said *
make_said(struct notice_writer *writer, const struct published_part *part,
	  const struct published_objection *objection)
{
	struct objection_said *said =
		arena_allocate(writer->voice.arena, sizeof(*said));

	if (said == NULL) {
		writer->voice.failed = true;
		return NULL;
	}
	*said = (struct objection_said){.clause = *objection->clause,
					.when = objection->of_whom};
	find_owed(part, said);
	said->clause.leaves = left_by(part, objection);
	return said;
}

static void say_objection_of(struct notice_writer *writer,
			     const struct published_part *part, size_t first,
			     struct sentences *says_no)
{
	const struct published_objection *list = part->objections;
	struct objection_said *said;
	struct slice text, alike;

	for (size_t i = 0; i < first; i++)
		if (notice_in_use(&list[i]) &&
		    same_objection(&list[i], &list[first]))
			return;
	said = make_said(writer, part, &list[first]);
	if (said == NULL)
		return;
	text = objection_of(writer, said, &part->fields);
	alike = objection_of(writer, said, NULL);
	for (size_t i = first; i < part->objection_count; i++) {
		struct sentence *sentence;

		if (!notice_in_use(&list[i]) ||
		    !same_objection(&list[i], &list[first]))
			continue;
		sentence = add_as(writer, says_no, text, alike,
				  list[i].clause->range);
		if (sentence != NULL)
			sentence->objection = said;
	}
}

struct slice notice_sentence(struct notice_writer *writer,
			     const struct sentence *sentence,
			     const struct field_set *fields)
{
	return sentence->objection != NULL
		       ? objection_of(writer, sentence->objection, fields)
		       : sentence->text;
}

static void say_closed(struct notice_writer *writer,
		       const struct objection_clause *clause,
		       struct sentences *says_no)
{
	struct voice *voice = &writer->voice;
	struct slice from = say_date(voice, clause->stated.from);
	struct phrase_value day =
		with("day", say_date(voice, clause->stated.to));

	add(writer, says_no,
	    slice_empty(from) ? say_with(voice, PHRASE_FLOW_SAY_CLOSED, day)
			      : say_with(voice, PHRASE_FLOW_SAY_CLOSED_BETWEEN,
					 with("from", from), day),
	    clause->range);
}

static void say_objections(struct notice_writer *writer,
			   const struct published_recipient *recipient,
			   const struct published_part *part,
			   struct sentences *says_no)
{
	for (size_t i = 0; i < part->objection_count; i++)
		if (notice_in_use(&part->objections[i]) &&
		    !is_covered(part, i, &recipient->sent))
			say_objection_of(writer, part, i, says_no);
		else if (part->objections[i].closed)
			say_closed(writer, part->objections[i].clause, says_no);
}

static void say_no(struct notice_writer *writer,
		   const struct published_recipient *recipient,
		   const struct published_part *part,
		   struct terms_of_part *terms)
{
	struct range honours = writer->publication->honours_range;
	struct sentences *says_no = &terms->kinds[TERM_SAY];

	if (notice_is_family(writer, recipient->body))
		return;
	say_objections(writer, recipient, part, &terms->objections);
	notice_add_sentences(writer, says_no, &terms->objections);
	add(writer, says_no, say(&writer->voice, refusal_phrase(writer, part)),
	    part->wishes_bear && honours.source != NULL
		    ? honours
		    : way_source(&part->ways[0]));
}

/* --- what the recipient must and must not do ------------------------------------------------------------ */

static bool same_clause(struct range a, struct range b)
{
	return a.source == b.source && a.start == b.start;
}

static const struct rule *deleting(const struct published_part *part)
{
	if (part->delete_range.source == NULL)
		return NULL;
	for (size_t i = 0; i < part->gateway_count; i++)
		if (same_clause(part->gateways[i].rule->delete_range,
				part->delete_range))
			return part->gateways[i].rule;
	for (size_t i = 0; i < part->share_count; i++)
		if (same_clause(part->shares[i].rule->delete_range,
				part->delete_range))
			return part->shares[i].rule;
	return NULL;
}

/* For whom a limit is one. */
static struct slice for_whom(struct voice *voice,
			     const struct published_onward *onward)
{
	struct slice text = {NULL, 0};

	if (onward->triggers != 0)
		text = say_with(voice, PHRASE_FLOW_LIMITS_WHEN,
				with("triggers",
				     say_triggers(voice, onward->triggers)));
	if (onward->when != NULL)
		text = after(
			voice, text,
			say_with(voice, PHRASE_FLOW_LIMITS_IF,
				 with("condition",
				      say_condition(voice, &onward->when, 1))));
	if (onward->unowed)
		text = after(voice, text,
			     say(voice, PHRASE_FLOW_LIMITS_UNOWED));
	return text;
}

/* Of one recipient it is said everywhere or nowhere: what differs in this alone
 * is told together. */
static bool lets_less_on(const struct notice_writer *writer,
			 const struct published_flow *flow)
{
	const struct publication *publication = writer->publication;

	for (size_t i = 0; i < publication->flow_count; i++)
		for (size_t p = 0; publication->flows[i].body == flow->body &&
				   p < publication->flows[i].part_count;
		     p++)
			if (publication->flows[i].parts[p].onward_less)
				return true;
	return false;
}

/* What one rule leaves for some is one text, with for whom at its end. */
static void say_onwards(struct notice_writer *writer,
			const struct published_flow *flow,
			const struct published_part *part,
			struct sentences *limits)
{
	struct voice *voice = &writer->voice;
	struct range source = {0};
	size_t some = 0;

	for (size_t i = 0; i < part->onward_count;) {
		const struct published_onward *first = &part->onward[i];
		struct slice text = {NULL, 0};

		source = first->limit->range;
		do
			text = after(voice, text,
				     say_onward(voice, part->onward[i].limit,
						writer->publication->date,
						part->level));
		while (++i < part->onward_count && first->some &&
		       part->onward[i].of == first->of);
		some += first->some;
		add(writer, limits, after(voice, text, for_whom(voice, first)),
		    source);
	}
	if (some > 1)
		add(writer, limits, say(voice, PHRASE_FLOW_LIMITS_TOGETHER),
		    source);
	if (part->onward_count > 0 && lets_less_on(writer, flow))
		add(writer, limits, say(voice, PHRASE_FLOW_LIMITS_LESS),
		    source);
}

static void say_limits(struct notice_writer *writer,
		       const struct published_flow *flow,
		       const struct published_part *part,
		       struct sentences *limits)
{
	struct voice *voice = &writer->voice;
	const struct rule *rule = deleting(part);

	add(writer, limits,
	    say_results(voice, part->results, part->results_area),
	    flow_clause(flow, KEYWORD_LEVEL));
	add(writer, limits, say_without(voice, part->without),
	    flow_clause(flow, KEYWORD_WITHOUT));
	say_onwards(writer, flow, part, limits);
	if (rule != NULL)
		add(writer, limits, say_delete(voice, rule),
		    part->delete_range);
}

/* --- the law ------------------------------------------------------------------------------------------------ */

static bool rests_on(const struct published_part *part, uint16_t law)
{
	for (size_t i = 0; i < part->law_count; i++)
		if (part->laws[i] == law)
			return true;
	for (size_t i = 0; i < part->ground_count; i++)
		if (part->grounds[i] == law)
			return true;
	return false;
}

/* Where the notice cites other laws than those that it rests on, both are said
 * (C25). */
static void say_cited(struct notice_writer *writer,
		      const struct published_flow *flow,
		      const struct published_part *part, struct sentences *law)
{
	struct voice *voice = &writer->voice;
	uint16_t *others = arena_array(voice->arena, flow->cited_count + 1,
				       sizeof(*others));
	size_t count = 0;

	if (others == NULL) {
		voice->failed = true;
		return;
	}
	for (size_t i = 0; i < flow->cited_count; i++)
		if (!rests_on(part, flow->cited[i].law))
			others[count++] = flow->cited[i].law;
	if (count > 0)
		add(writer, law,
		    say_with(voice, PHRASE_FLOW_LAW_CITED,
			     with("laws", say_laws(voice, others, count))),
		    flow->cited[0].range);
}

/* On which triggers it is a duty, where it is one on some only. */
static struct slice duty_triggers(struct notice_writer *writer,
				  const struct published_part *part)
{
	uint64_t triggers = 0;

	if (part->duty != DUTY_SOME)
		return (struct slice){NULL, 0};
	for (size_t i = 0; i < part->way_count; i++) {
		const struct published_rule *gateway = part->ways[i].gateway;

		if (gateway != NULL && gateway->rule->duty)
			triggers |= gateway->rule->duty_triggers;
	}
	return say_triggers(&writer->voice, triggers);
}

static void say_law(struct notice_writer *writer,
		    const struct published_part *part, struct sentences *law)
{
	static const enum phrase phrases[] = {
		[DUTY_NONE] = PHRASE_FLOW_LAW_MAY,
		[DUTY_SOME] = PHRASE_FLOW_LAW_SOME,
		[DUTY_ALWAYS] = PHRASE_FLOW_LAW_MUST,
	};
	struct voice *voice = &writer->voice;
	struct slice text = say_with(
		voice, phrases[part->duty],
		with("laws", say_laws(voice, part->laws, part->law_count)),
		with("triggers", duty_triggers(writer, part)));

	for (size_t i = 0; i < part->way_count; i++)
		add(writer, law, text, part->ways[i].gateway->rule->range);
	if (part->ground_count > 0)
		add(writer, law,
		    say_with(voice, PHRASE_FLOW_LAW_GROUNDS,
			     with("grounds", say_laws(voice, part->grounds,
						      part->ground_count))),
		    part->ways[0].gateway->rule->range);
}

/* --- the whole ------------------------------------------------------------------------------------------------- */

static const enum phrase headings[TERM_COUNT] = {
	[TERM_WHEN] = PHRASE_FLOW_WHEN,     [TERM_SHOWS] = PHRASE_FLOW_SHOWS,
	[TERM_FIRST] = PHRASE_FLOW_FIRST,   [TERM_SAY] = PHRASE_FLOW_SAY,
	[TERM_LIMITS] = PHRASE_FLOW_LIMITS, [TERM_LAW] = PHRASE_FLOW_LAW,
};

void notice_say_terms(struct notice_writer *writer,
		      const struct published_recipient *recipient,
		      const struct published_flow *flow,
		      const struct published_part *part,
		      struct terms_of_part *terms)
{
	terms->flow = flow;
	terms->part = part;
	terms->fields = part->fields;
	notice_add_purposes(writer, &terms->purposes, part->purposes,
			    part->purpose_count);
	say_when(writer, part, &terms->kinds[TERM_WHEN]);
	say_shows(writer, flow, part, &terms->kinds[TERM_SHOWS]);
	say_first(writer, part, &terms->kinds[TERM_FIRST]);
	say_no(writer, recipient, part, terms);
	say_limits(writer, flow, part, &terms->kinds[TERM_LIMITS]);
	say_law(writer, part, &terms->kinds[TERM_LAW]);
	if (says(&writer->voice, PHRASE_FLOW_LAW))
		say_cited(writer, flow, part, &terms->cited);
	for (int kind = 0; kind < TERM_COUNT; kind++)
		if (!says(&writer->voice, headings[kind]))
			terms->kinds[kind] = (struct sentences){.count = 0};
}

void notice_add_sentences(struct notice_writer *writer,
			  struct sentences *sentences,
			  const struct sentences *others)
{
	for (const struct sentence *other = others->first; other != NULL;
	     other = other->next)
		for (size_t i = 0; i == 0 || i < other->source_count; i++) {
			struct sentence *sentence =
				add_as(writer, sentences, other->text,
				       SLICE(""), other->sources[i]);

			if (sentence != NULL)
				sentence->objection = other->objection;
		}
	sentences->hash = sentences->hash * 31 + others->hash;
}

static void add_sources(struct notice_writer *writer,
			const struct sentence *sentence)
{
	for (size_t i = 0; i < sentence->source_count; i++)
		document_source(writer->document, sentence->sources[i]);
}

void notice_write_term(struct notice_writer *writer,
		       const struct published_recipient *recipient,
		       enum term_kind kind, const struct sentences *sentences,
		       const struct field_set *fields)
{
	struct document *document = writer->document;

	if (sentences->count == 0)
		return;
	document_begin_pair(
		document,
		say_with(&writer->voice, headings[kind],
			 with("recipient",
			      notice_recipient(writer, recipient->body,
					       recipient->holder,
					       recipient->label))));
	if (sentences->count == 1) {
		document_text(
			document,
			notice_sentence(writer, sentences->first, fields));
		add_sources(writer, sentences->first);
	} else {
		document_begin_list(document, DOCUMENT_BULLETED);
		for (const struct sentence *sentence = sentences->first;
		     sentence != NULL; sentence = sentence->next) {
			document_item(
				document,
				notice_sentence(writer, sentence, fields));
			add_sources(writer, sentence);
		}
		document_end(document);
	}
	document_end(document);
}
