/* What the family can say to a part of a flow, and what the law sends all the
 * same. */
#include "publish/notice_terms_parts.h"

#include "base/arena.h"
#include "language/tree.h"
#include "policy/notice.h"
#include "publish/publication_parts.h"
#include "words/wording.h"

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
		text = say_sentences(
			voice, text,
			say_with(voice, PHRASE_FLOW_SAY_IF,
				 with("condition",
				      say_condition(voice, &said->when, 1))));
	return slice_empty(owed) ? text : say_sentences(voice, text, owed);
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
		sentence = notice_add_text_as(writer, says_no, text, alike,
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

	notice_add_text(writer, says_no,
			slice_empty(from)
				? say_with(voice, PHRASE_FLOW_SAY_CLOSED, day)
				: say_with(voice,
					   PHRASE_FLOW_SAY_CLOSED_BETWEEN,
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

void notice_say_no(struct notice_writer *writer,
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
	notice_add_text(writer, says_no,
			say(&writer->voice, refusal_phrase(writer, part)),
			part->wishes_bear && honours.source != NULL
				? honours
				: notice_way_source(&part->ways[0]));
}
