/* When, how much, on which terms and by which law a part of a flow goes. */
#include "publish/notice_terms_parts.h"

#include "base/arena.h"
#include "language/tree.h"
#include "policy/notice.h"
#include "words/wording.h"

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

struct range notice_way_source(const struct published_way *way)
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
		notice_add_text(
			writer, when,
			say_with(voice, PHRASE_FLOW_WITHIN,
				 with("period",
				      say_with(voice, units[i].phrase,
					       with_number("number",
							   statement_number(
								   within, "",
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
		notice_add_text(
			writer, when,
			say_sentences(voice,
				      notice_way_text(voice, &phrases, way),
				      say_every(voice, way->every_months)),
			notice_way_source(way));
	}
	for (size_t i = 0; i < part->way_count; i++)
		say_within(writer, part->ways[i].gateway, when);
	for (size_t i = 0; i < part->except_count; i++)
		notice_add_text(
			writer, when,
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

	notice_add_text(writer, shows,
			say_level_for(voice, part->level, part->purposes,
				      part->purpose_count),
			source);
	if (part->level_varies)
		notice_add_text(writer, shows,
				say(voice, PHRASE_FLOW_SHOWS_VARIES), source);
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
			text = say_sentences(
				voice, text,
				say(voice, PHRASE_FLOW_FIRST_UNOWED));
		notice_add_text(writer, first, text, needed->need->range);
	}
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
		notice_add_text(
			writer, law,
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
		notice_add_text(writer, law, text,
				part->ways[i].gateway->rule->range);
	if (part->ground_count > 0)
		notice_add_text(
			writer, law,
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
	notice_say_no(writer, recipient, part, terms);
	notice_say_limits(writer, flow, part, &terms->kinds[TERM_LIMITS]);
	say_law(writer, part, &terms->kinds[TERM_LAW]);
	if (says(&writer->voice, PHRASE_FLOW_LAW))
		say_cited(writer, flow, part, &terms->cited);
	for (int kind = 0; kind < TERM_COUNT; kind++)
		if (!says(&writer->voice, headings[kind]))
			terms->kinds[kind] = (struct sentences){.count = 0};
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
