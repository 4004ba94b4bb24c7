/* What the rules come to. */
#include "claims.h"

#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "language/tree.h"
#include "publish/document_words.h"
#include "words/wording.h"

/* --- the rules ---------------------------------------------------------------------------------------- */

static struct field_set set_of(const uint16_t *list, size_t count)
{
	struct field_set set = {{0}};

	for (size_t i = 0; i < count; i++)
		field_set_add(&set, list[i]);
	return set;
}

static struct field_set set_of_triggers(uint64_t triggers)
{
	struct field_set set = {{0}};

	assert_true(triggers >> (TRIGGERS - 1) == 0);
	for (uint16_t t = 0; t + 1 < TRIGGERS; t++)
		if ((triggers >> t & 1) != 0)
			field_set_add(&set, t);
	return set;
}

static void condition_hole(const struct reader *reader,
			   const struct condition *where, char out[40])
{
	struct truth truth = truth_of_rule(reader, where);
	uint64_t hash = truth_hash(&truth);

	/* What is always so is not said. */
	if (where == NULL || hash == truth_everybody())
		snprintf(out, 40, " condition=");
	else
		snprintf(out, 40, " condition=%016llx",
			 (unsigned long long)hash);
}

static void rule_level(struct going *going, struct level level)
{
	static const enum phrase keys[] = {
		[LEVEL_NAMED] = PHRASE_LEVEL_NAMED,
		[LEVEL_PUPIL] = PHRASE_LEVEL_PUPIL,
		[LEVEL_INSIDE] = PHRASE_LEVEL_INSIDE,
		[LEVEL_ANONYMISED] = PHRASE_LEVEL_ANONYMISED,
		[LEVEL_AGGREGATE] = PHRASE_LEVEL_AGGREGATE,
	};
	char text[120];

	if (level.kind == LEVEL_AGGREGATE)
		snprintf(text, sizeof(text), "%s area=%u",
			 phrase_keys[keys[level.kind]].key, level.area);
	else
		snprintf(text, sizeof(text), "%s",
			 phrase_keys[keys[level.kind]].key);
	going_term(going, text);
}

/* Whether somebody who gets it can tell whose it is, by a number. */
static bool some_match(const struct publication *publication,
		       const struct published_part *part)
{
	for (size_t i = 0; i < part->purpose_count; i++)
		if (publication->dictionary->purposes[part->purposes[i]]
			    .matched_by != DICTIONARY_NONE)
			return true;
	return false;
}

/* Whether everybody of whom something goes meets the rule's condition. */
static bool bears_on_all(const struct reader *reader,
			 const struct published_part *part,
			 const struct published_rule *rule)
{
	struct truth live = truth_of_rule(reader, rule->when);

	for (size_t w = 0; w < part->way_count; w++) {
		struct truth way = truth_of_rule(reader, part->ways[w].when);

		for (size_t i = 0; i < SAMPLES / 64; i++)
			if ((way.bits[i] & ~live.bits[i]) != 0 &&
			    part->ways[w].gateway != rule &&
			    part->ways[w].share != rule)
				return false;
	}
	return true;
}

static void need_hole(const struct reader *reader,
		      const struct published_part *part,
		      const struct published_need *needed, char out[40])
{
	struct truth of = truth_of_rule(reader, needed->of->when);
	struct truth where = truth_of_rule(reader, needed->said);
	uint64_t hash;

	if (bears_on_all(reader, part, needed->of)) {
		condition_hole(reader, needed->said, out);
		return;
	}
	for (size_t i = 0; i < SAMPLES / 64; i++)
		where.bits[i] &= of.bits[i];
	hash = truth_hash(&where);
	snprintf(out, 40, " condition=%016llx", (unsigned long long)hash);
}

/* What a share asks for, a duty does not wait for. */
static void add_unowed(struct going *going, const struct published_part *part,
		       const struct published_need *needed)
{
	if (part->duty == DUTY_SOME && !needed->of->rule->duty)
		strcat(going->terms[going->term_count - 1], " unowed");
}

static void rule_need(const struct reader *reader, struct going *going,
		      const struct published_part *part,
		      const struct published_need *needed)
{
	const struct need *need = needed->need;
	char text[160], when[40], age[24] = "";
	enum phrase key = PHRASE_COUNT;

	need_hole(reader, part, needed, when);
	switch (need->kind) {
	case NEED_APPROVAL:
		snprintf(text, sizeof(text), "%s approval=%u%s",
			 phrase_keys[PHRASE_NEED_APPROVAL].key, need->approval,
			 when);
		going_term(going, text);
		return;
	case NEED_TERMS:
		if (need->terms != DICTIONARY_NONE)
			snprintf(age, sizeof(age), "%u", need->terms);
		snprintf(text, sizeof(text), "%s terms=%s%s",
			 phrase_keys[PHRASE_NEED_TERMS].key, age, when);
		going_term(going, text);
		return;
	case NEED_ROLE:
		snprintf(text, sizeof(text), "%s role=%u%s",
			 phrase_keys[PHRASE_NEED_ROLE].key, need->role, when);
		going_term(going, text);
		return;
	case NEED_AUTHORISATION:
		key = PHRASE_NEED_AUTHORISATION;
		break;
	case NEED_IDENTITY:
		key = PHRASE_NEED_IDENTITY;
		break;
	case NEED_CONSENT:
		if (need->by.age > 0)
			snprintf(age, sizeof(age), " age=%d", need->by.age);
		key = need->by.first == HOLDER_PARENT
			      ? need->by.age > 0
					? PHRASE_NEED_CONSENT_THEN_PUPIL
					: PHRASE_NEED_CONSENT_PARENT
		      : need->by.age > 0 ? PHRASE_NEED_CONSENT_THEN_PARENT
					 : PHRASE_NEED_CONSENT_PUPIL;
		break;
	case NEED_KIND_COUNT:
		break;
	}
	assert_true(key != PHRASE_COUNT);
	snprintf(text, sizeof(text), "%s%s%s", phrase_keys[key].key, age, when);
	going_term(going, text);
}

static bool is_open(const struct published_objection *objection)
{
	return !objection->yields && !objection->closed;
}

static enum wish_holder holder_at(const struct hand_over *by, int age)
{
	return by->age > 0 && age >= by->age ? by->second : by->first;
}

/* Whether the duty's own law lets those stop the field who at this age object. */
static bool duty_lets(const struct rule *duty, uint16_t field,
		      const struct hand_over *by, int age)
{
	for (size_t o = 0; o < duty->objection_count; o++) {
		const struct objection_clause *own = &duty->objections[o];

		if (holder_at(&own->by, age) == holder_at(by, age) &&
		    !field_set_has(&own->leaves, field))
			return true;
	}
	return false;
}

static bool truth_at(const struct truth *truth, int age)
{
	for (size_t i = (size_t)age; i < SAMPLES; i += AGES)
		if ((truth->bits[i / 64] >> i % 64 & 1) != 0)
			return true;
	return false;
}

static void add_owed_field(const struct rule *duty, uint16_t field,
			   struct objecting *one, const struct hand_over *by)
{
	int sent = 0, kept = 0;

	for (int age = 0; age < AGES; age++)
		if (!truth_at(&one->live, age))
			continue;
		else if (duty_lets(duty, field, by, age))
			kept++;
		else
			sent++;
	if (sent > 0 && kept == 0)
		field_set_add(&one->owed, field);
}

/* Whether the duty's own law has a clause for some of those who object, and none
 * just like theirs: then it is said that it may send all. */
static bool is_vague(const struct rule *duty,
		     const struct objection_clause *clause)
{
	bool some = false;

	for (size_t o = 0; o < duty->objection_count; o++) {
		const struct objection_clause *own = &duty->objections[o];

		if (own->by.first == clause->by.first &&
		    own->by.age == clause->by.age &&
		    own->stated.from == clause->stated.from &&
		    own->stated.to == clause->stated.to)
			return false;
		for (int age = 0; age < AGES; age++)
			some |= holder_at(&own->by, age) ==
				holder_at(&clause->by, age);
	}
	return some;
}

/* What duties send of those who object. */
static void rule_owed(const struct published_part *part, struct objecting *one,
		      const struct objection_clause *clause)
{
	for (size_t w = 0; part->duty == DUTY_SOME && w < part->way_count;
	     w++) {
		const struct rule *duty = part->ways[w].gateway->rule;
		struct field_set on = set_of_triggers(duty->duty_triggers);

		if (!duty->duty || is_vague(duty, clause))
			continue;
		for (uint16_t f = field_set_next(&part->fields, 0);
		     f != DICTIONARY_NONE;
		     f = field_set_next(&part->fields, (uint16_t)(f + 1)))
			add_owed_field(duty, f, one, &clause->by);
		one->owed_on = field_set_union(one->owed_on, on);
	}
}

static void rule_objection(struct reader *reader, struct going *going,
			   const struct published_part *part,
			   const struct published_objection *objection)
{
	const struct objection_clause *clause = objection->clause;
	struct slice from = say_date(&reader->voice, clause->stated.from);
	struct slice to = say_date(&reader->voice, clause->stated.to);
	struct objecting *one;

	assert_true(going->objecting_count < OBJECTIONS);
	one = &going->objecting[going->objecting_count++];
	*one = (struct objecting){
		.pupil_first = clause->by.first == HOLDER_PUPIL,
		.age = clause->by.age,
		.leaves = clause->leaves,
		.live = truth_of_rule(reader, objection->of->when),
	};
	rule_owed(part, one, clause);
	if (from.len > 0 && to.len > 0)
		snprintf(one->window, sizeof(one->window),
			 " %s from=%.*s to=%.*s",
			 phrase_keys[PHRASE_OBJECTION_BETWEEN].key,
			 SLICE_ARGS(from), SLICE_ARGS(to));
	else if (from.len > 0 || to.len > 0)
		snprintf(one->window, sizeof(one->window), " %s date=%.*s",
			 phrase_keys[from.len > 0 ? PHRASE_OBJECTION_FROM
						  : PHRASE_OBJECTION_UNTIL]
				 .key,
			 SLICE_ARGS(from.len > 0 ? from : to));
}

/* Of a time that is over; earlier objections count from its first day. */
static void rule_closed(struct reader *reader,
			const struct objection_clause *clause, char text[120])
{
	struct slice from = say_date(&reader->voice, clause->stated.from);
	struct slice day = say_date(&reader->voice, clause->stated.to);

	if (from.len > 0)
		snprintf(text, 120, "%s from=%.*s day=%.*s",
			 phrase_keys[PHRASE_FLOW_SAY_CLOSED_BETWEEN].key,
			 SLICE_ARGS(from), SLICE_ARGS(day));
	else
		snprintf(text, 120, "%s day=%.*s",
			 phrase_keys[PHRASE_FLOW_SAY_CLOSED].key,
			 SLICE_ARGS(day));
}

static void rule_objections(struct reader *reader, struct going *going,
			    const struct published_part *part, bool own)
{
	for (size_t i = 0; i < part->objection_count; i++) {
		char text[120];

		if (is_open(&part->objections[i]))
			rule_objection(reader, going, part,
				       &part->objections[i]);
		if (!own || !part->objections[i].closed)
			continue;
		rule_closed(reader, part->objections[i].clause, text);
		going_term(going, text);
	}
}

/* Whether a duty's own law heeds an objection: a refusal is one (docs/language.md,
 * Wishes). */
static bool heeds(const struct published_part *part)
{
	for (size_t i = 0; i < part->objection_count; i++)
		if (is_open(&part->objections[i]) &&
		    part->objections[i].of->rule->duty)
			return true;
	return false;
}

static void rule_refusal(struct going *going, const struct published_part *part)
{
	enum phrase key;

	if (part->duty == DUTY_NONE)
		key = part->wishes_bear ? PHRASE_FLOW_SAY_REFUSE
					: PHRASE_FLOW_SAY_SAFETY;
	else if (heeds(part))
		key = part->wishes_bear ? PHRASE_FLOW_SAY_PARTLY_OBJECT
					: PHRASE_FLOW_SAY_OBJECT;
	else
		key = part->wishes_bear ? PHRASE_FLOW_SAY_PARTLY
					: PHRASE_FLOW_SAY_NOTHING;
	going_term(going, phrase_keys[key].key);
}

static void rule_results(struct going *going, const struct published_part *part)
{
	char text[120];

	if (part->results == RESULTS_NOBODY)
		going_term(going, phrase_keys[PHRASE_RESULTS_NOBODY].key);
	if (part->results == RESULTS_AREA) {
		snprintf(text, sizeof(text), "%s area=%u",
			 phrase_keys[PHRASE_RESULTS_AREA].key,
			 part->results_area);
		going_term(going, text);
	}
	if ((part->without & WITHOUT_DECISIONS) != 0)
		going_term(going, phrase_keys[PHRASE_WITHOUT_DECISIONS].key);
	if ((part->without & WITHOUT_IDENTIFICATION) != 0)
		going_term(going,
			   phrase_keys[PHRASE_WITHOUT_IDENTIFICATION].key);
}

static void rule_onward(const struct reader *reader, struct going *going,
			const struct published_part *part)
{
	for (size_t i = 0; i < part->onward_count; i++) {
		const struct onward_limit *limit = part->onward[i].limit;
		struct field_set bodies =
			set_of(limit->bodies, limit->body_count);
		struct field_set purposes =
			set_of(limit->purposes, limit->purpose_count);
		char text[160], level[40] = "", for_what[24] = "";

		if (limit->body_count == 0) {
			going_term(going, phrase_keys[PHRASE_ONWARD_NONE].key);
			continue;
		}
		/* The form is said where it shows less than what is sent. */
		if (!level_within(reader->voice.dictionary, part->level,
				  limit->level))
			claims_level(limit->level, level);
		if (limit->purpose_count > 0)
			snprintf(for_what, sizeof(for_what), "%016llx",
				 (unsigned long long)claims_hash(&purposes));
		snprintf(text, sizeof(text),
			 "%s recipients=%016llx purposes=%s level=%s",
			 phrase_keys[limit->then_by_law ? PHRASE_ONWARD_BY_LAW
							: PHRASE_ONWARD_TO]
				 .key,
			 (unsigned long long)claims_hash(&bodies), for_what,
			 level);
		going_term(going, text);
	}
}

/* For whom a limit is one. */
static void rule_for_whom(const struct reader *reader, struct going *going,
			  const struct published_part *part)
{
	const struct published_rule *last = NULL;
	size_t some = 0;

	for (size_t i = 0; i < part->onward_count; i++) {
		const struct published_onward *onward = &part->onward[i];
		struct field_set set = set_of_triggers(onward->triggers);
		char text[160], where[40];

		some += onward->some && onward->of != last;
		last = onward->of;
		if (onward->when != NULL) {
			condition_hole(reader, onward->when, where);
			snprintf(text, sizeof(text), "%s%s",
				 phrase_keys[PHRASE_FLOW_LIMITS_IF].key, where);
			going_term(going, text);
		}
		if (onward->triggers != 0) {
			snprintf(text, sizeof(text), "%s triggers=%016llx",
				 phrase_keys[PHRASE_FLOW_LIMITS_WHEN].key,
				 (unsigned long long)claims_hash(&set));
			going_term(going, text);
		}
		if (onward->unowed)
			going_term(going,
				   phrase_keys[PHRASE_FLOW_LIMITS_UNOWED].key);
	}
	if (some > 1)
		going_term(going, phrase_keys[PHRASE_FLOW_LIMITS_TOGETHER].key);
}

static void rule_delete(struct reader *reader, struct going *going,
			const struct published_part *part)
{
	struct voice *voice = &reader->voice;
	struct slice period;
	char text[120];

	if (part->delete_range.source == NULL)
		return;
	if (part->delete_by != DATE_NONE) {
		snprintf(text, sizeof(text), "%s date=%.*s",
			 phrase_keys[PHRASE_DELETE_BY].key,
			 SLICE_ARGS(say_date(voice, part->delete_by)));
		going_term(going, text);
		return;
	}
	period = part->delete_months > 0
			 ? say_months(voice, part->delete_months)
			 : say_days(voice, part->delete_days);
	snprintf(text, sizeof(text), "%s period=%.*s",
		 phrase_keys[PHRASE_DELETE_AFTER].key, SLICE_ARGS(period));
	going_term(going, text);
}

static void rule_law(struct going *going, const struct published_part *part)
{
	static const enum phrase keys[] = {
		[DUTY_NONE] = PHRASE_FLOW_LAW_MAY,
		[DUTY_SOME] = PHRASE_FLOW_LAW_SOME,
		[DUTY_ALWAYS] = PHRASE_FLOW_LAW_MUST,
	};
	struct field_set laws = set_of(part->laws, part->law_count);
	struct field_set grounds = set_of(part->grounds, part->ground_count);
	uint64_t triggers = 0;
	struct field_set set;
	char text[120];

	for (size_t w = 0; part->duty == DUTY_SOME && w < part->way_count; w++)
		if (part->ways[w].gateway != NULL &&
		    part->ways[w].gateway->rule->duty)
			triggers |= part->ways[w].gateway->rule->duty_triggers;
	set = set_of_triggers(triggers);
	snprintf(text, sizeof(text), "%s triggers=%016llx",
		 phrase_keys[keys[part->duty]].key,
		 (unsigned long long)claims_hash(&set));
	going_term(going, text);
	going_laws(going, "law", &laws);
	going_laws(going, "ground", &grounds);
}

/* How soon the law wants it done. */
static void rule_within(struct reader *reader, struct going *going,
			const struct rule *gateway)
{
	static const struct {
		const char *word;
		enum phrase key;
	} units[] = {
		{"school-days", PHRASE_SCHOOL_DAYS},
		{"months", PHRASE_MONTHS},
		{"month", PHRASE_MONTHS},
		{"weeks", PHRASE_WEEKS},
		{"week", PHRASE_WEEKS},
		{"days", PHRASE_DAYS},
		{"day", PHRASE_DAYS},
	};
	const struct statement *within =
		statement_child(gateway->statement, KEYWORD_WITHIN, NULL);
	char text[120];

	for (size_t i = 0;
	     within != NULL && i < sizeof(units) / sizeof(units[0]); i++) {
		if (!statement_has(within, units[i].word))
			continue;
		snprintf(
			text, sizeof(text), "%s period=%.*s",
			phrase_keys[PHRASE_FLOW_WITHIN].key,
			SLICE_ARGS(say_with(
				&reader->voice, units[i].key,
				with_number("number",
					    statement_number(within, "", 0)))));
		going_term(going, text);
		return;
	}
}

static void rule_ways(struct reader *reader, struct going *going,
		      const struct published_part *part, size_t count)
{
	for (size_t w = 0; w < count; w++) {
		struct truth truth = truth_of_rule(reader, part->ways[w].when);
		struct field_set triggers =
			set_of_triggers(part->ways[w].triggers);
		char text[80];

		going_way(going, &triggers, &truth);
		if (going->by == DICTIONARY_NONE &&
		    part->ways[w].gateway != NULL)
			rule_within(reader, going, part->ways[w].gateway->rule);
		if (part->ways[w].every_months == 0)
			continue;
		snprintf(text, sizeof(text), "%s period=%.*s",
			 phrase_keys[PHRASE_EVERY].key,
			 SLICE_ARGS(say_months(&reader->voice,
					       part->ways[w].every_months)));
		if (going->by == DICTIONARY_NONE)
			going_term(going, text);
	}
	for (size_t e = 0; e < part->except_count; e++) {
		struct truth truth =
			truth_of_rule(reader, part->except[e].when);

		for (size_t i = 0; i < SAMPLES / 64; i++)
			*(part->except[e].of_notice && part->duty == DUTY_SOME
				  ? &going->unowed.bits[i]
				  : &going->except.bits[i]) |= truth.bits[i];
	}
}

static void rule_part(struct reader *reader, struct goings *goings,
		      const struct published_flow *flow,
		      const struct published_part *part)
{
	const struct publication *publication = reader->publication;
	bool own = flow->state != FLOW_TOLD;
	bool family = slice_is(publication->dictionary->bodies[flow->body].kind,
			       "family");
	struct going *going = going_add(goings);

	going->body = flow->body;
	going->by = own ? DICTIONARY_NONE : flow->by;
	going->fields = field_set_difference(part->fields, reader->unsaid);
	going->purposes = set_of(part->purposes, part->purpose_count);
	/* That one may ask for what is held is told as a right. */
	going->untold = flow->state == FLOW_UNTOLD && !family;
	rule_ways(reader, going, part, own ? part->way_count : 1);
	if (own || part->level.kind != LEVEL_NAMED)
		rule_level(going, part->level);
	if ((own || part->level.kind != LEVEL_NAMED) &&
	    part->level.kind == LEVEL_PUPIL && some_match(publication, part))
		going_term(going, phrase_keys[PHRASE_LEVEL_MATCHED].key);
	if (own && part->level_varies)
		going_term(going, phrase_keys[PHRASE_FLOW_SHOWS_VARIES].key);
	for (size_t n = 0; n < part->need_count; n++) {
		rule_need(reader, going, part, &part->needs[n]);
		add_unowed(going, part, &part->needs[n]);
	}
	rule_results(going, part);
	if (!own) {
		rule_objections(reader, going, part, false);
		return;
	}
	if (!family) {
		rule_objections(reader, going, part, true);
		rule_refusal(going, part);
	}
	rule_onward(reader, going, part);
	rule_for_whom(reader, going, part);
	rule_delete(reader, going, part);
	rule_law(going, part);
}

static void rule_lead(struct claims *claims, const struct reader *reader,
		      const struct published_recipient *recipient)
{
	const struct publication *publication = reader->publication;
	size_t always = 0, some = 0, none = 0;
	enum phrase key;
	char body[80];

	for (size_t i = 0; i < recipient->flow_count; i++) {
		const struct published_flow *flow =
			&publication->flows[recipient->first_flow + i];

		for (size_t p = 0; p < flow->part_count; p++) {
			if (flow->state == FLOW_TOLD)
				continue;
			always += flow->parts[p].duty == DUTY_ALWAYS;
			some += flow->parts[p].duty == DUTY_SOME;
			none += flow->parts[p].duty == DUTY_NONE;
		}
	}
	if (always + some + none == 0)
		return;
	key = some + none == 0    ? PHRASE_FLOW_MUST
	      : always + some > 0 ? PHRASE_FLOW_PARTLY
				  : PHRASE_FLOW_MAY;
	if (slice_is(publication->dictionary->bodies[recipient->body].kind,
		     "family"))
		key = some + none == 0 ? PHRASE_FLOW_FAMILY_MUST
				       : PHRASE_FLOW_FAMILY;
	claims_add(
		claims, "%s: %s",
		claims_name(
			&publication->dictionary->bodies[recipient->body].name,
			body),
		phrase_keys[key].key);
}

/* What is held is taken from the notice itself. */
static void rule_held(struct claims *claims, struct reader *reader)
{
	const struct publication *publication = reader->publication;
	const struct dictionary *dictionary = publication->dictionary;
	const struct notice *notice = publication->notice;

	for (size_t i = 0; i < notice->holding_count; i++) {
		const struct holding *holding = &notice->holdings[i];
		struct slice keep = say_keep(&reader->voice, holding);
		struct field_set fields =
			field_set_difference(holding->fields, reader->unsaid);
		char text[200];

		claims_fields(claims, dictionary, &fields, "held");
		for (size_t p = 0; p < holding->purpose_count; p++) {
			snprintf(text, sizeof(text), "held for %u",
				 holding->purposes[p]);
			claims_fields(claims, dictionary, &fields, text);
		}
		for (size_t l = 0; l < holding->law_count; l++) {
			snprintf(text, sizeof(text), "held under %u",
				 holding->laws[l]);
			claims_fields(claims, dictionary, &fields, text);
		}
		if (keep.len == 0)
			continue;
		snprintf(text, sizeof(text), "kept: %.*s", SLICE_ARGS(keep));
		claims_fields(claims, dictionary, &fields, text);
	}
}

/* What the notice says that families must; the law's records, which only a
 * school's forms ask for, bind nobody but who keeps them. */
static void rule_requirements(struct claims *claims,
			      const struct reader *reader)
{
	const struct publication *publication = reader->publication;
	const struct dictionary *dictionary = publication->dictionary;
	const struct notice *notice = publication->notice;
	struct field_set must = notice->mandatory, may = notice->voluntary;
	struct field_set asked = {{0}};

	for (uint16_t f = 0; f < dictionary->field_count; f++) {
		if (!controller_is_school(publication) ||
		    !field_set_has(&notice->held, f) ||
		    field_set_has(&notice->mandatory, f) ||
		    field_set_has(&notice->voluntary, f))
			continue;
		if (dictionary->fields[f].requirement == REQUIREMENT_MANDATORY)
			field_set_add(&asked, f);
		if (dictionary->fields[f].requirement == REQUIREMENT_VOLUNTARY)
			field_set_add(&may, f);
	}
	must = field_set_difference(must, reader->unsaid);
	may = field_set_difference(may, reader->unsaid);
	asked = field_set_difference(asked, reader->unsaid);
	claims_fields(claims, dictionary, &must, "must be given");
	claims_fields(claims, dictionary, &asked, "is needed in records");
	claims_fields(claims, dictionary, &may, "may be left out");
}

static void rule_flow(struct claims *claims, struct reader *reader,
		      struct goings *goings, const struct published_flow *flow)
{
	for (size_t p = 0; p < flow->part_count; p++)
		rule_part(reader, goings, flow, &flow->parts[p]);
	for (size_t w = 0; w < flow->withheld_count; w++) {
		const struct published_withheld *withheld = &flow->withheld[w];
		struct field_set purposes =
			set_of(withheld->purposes, withheld->purpose_count);
		struct field_set fields;

		fields = field_set_difference(withheld->fields, reader->unsaid);
		claims_withheld(claims, reader->voice.dictionary, flow->body,
				&purposes, &fields);
	}
}

void claims_of_rules(struct claims *claims, struct reader *reader)
{
	const struct publication *publication = reader->publication;
	struct goings goings = {.arena = claims->arena};

	claims_learn(reader);
	for (size_t i = 0; i < publication->flow_count; i++)
		rule_flow(claims, reader, &goings, &publication->flows[i]);
	for (size_t i = 0; i < publication->recipient_count; i++)
		rule_lead(claims, reader, &publication->recipients[i]);
	for (size_t i = 0; i < publication->receipt_count; i++) {
		const struct published_receipt *receipt =
			&publication->receipts[i];
		struct field_set purposes =
			set_of(receipt->purposes, receipt->purpose_count);
		struct field_set fields =
			field_set_difference(receipt->fields, reader->unsaid);

		claims_receipt(claims, publication->dictionary, receipt->from,
			       &fields, &purposes);
	}
	rule_held(claims, reader);
	rule_requirements(claims, reader);
	claims_goings(claims, reader, &goings);
	claims_settle(claims);
}
