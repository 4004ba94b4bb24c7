/*
 * publication.h - what a controller publishes: its notice as it takes effect.
 *
 * A publication is made from a policy and a date.  It holds what the notice in
 * force on that date says of itself (title, dates, contacts, links, what is
 * held, received, forbidden, which rights) and all *flows*: what goes to whom,
 * for what, on which condition, by which law.  Documents are written from it and
 * from nothing else, so that none claims a flow that the engine refuses, and
 * none leaves out one that it permits.  (R-223, R-224; law: UK GDPR articles 13,
 * 14 and 30.)
 *
 * Flows stand in the order of the notice's shares, but those of one recipient
 * stand together, where its first share does; what no share tells of comes after
 * the shares of its recipient, and recipients that no share names come last.
 *
 * A flow is one share, or what the law requires for one recipient without the
 * notice telling of it.  Its fields and purposes fall into *parts* (what goes,
 * each on terms of its own) and *withheld* (what does not, and why).  Every
 * field that a share of the controller's own promises for a purpose is in exactly
 * one part or one withheld entry of its flow.
 *
 * When does a field go for a purpose?  For a pupil, a trigger (or none), grants and
 * wishes, when families were told and the data is the controller's own, the engine
 * permits it exactly when, in a part that has it, of whichever flow,
 *
 *     - no `except` of the part applies (its condition is not false), but that
 *       those of the notice yield to a duty; and
 *     - either one of `ways` is *open* and has no share: a duty; the needs and
 *       objections of its gateway (and of other duties that are open) are met;
 *     - or one of `ways` is open, and every need and objection of every rule of
 *       the part that is *live* is met, and no general wish (restriction, refusal,
 *       a stop on marketing, an objection where no live rule has an objection
 *       clause) stands against it (see `wishes_bear`);
 *     - and the rules that it goes by have a least level, at which a field that
 *       identifies may go, and if that is a table the profiles for small counts
 *       that they name are in use on the date, and one of them keeps what the
 *       others ask.
 *
 * A rule is live, and a way open, when its `when` is true, its triggers are none
 * or hold the trigger, and `every` so many months have passed.  Tests hold this
 * against the engine, field by field and pupil by pupil.
 *
 * All indexes are those of the dictionary.  Everything lives until
 * publication_free and points into policy and notice, which must outlive it.  A
 * publication never changes; many threads may read it.
 */
#ifndef HORNBOOK_PUBLISH_PUBLICATION_H
#define HORNBOOK_PUBLISH_PUBLICATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "dictionary/dictionary.h"
#include "language/grammar.h"
#include "language/source.h"
#include "policy/decision.h"
#include "policy/policy.h"
#include "policy/rule.h"

struct arena;
struct condition;
struct error;
struct statement;

/* --- flows ------------------------------------------------------------------------ */

enum flow_state {
	FLOW_SENT,     /* law and promise let some of it go */
	FLOW_TOLD,     /* another controller does it: told, not enforced here */
	FLOW_NOT_DONE, /* promised, and nothing of it ever goes; see `withheld` */
	FLOW_UNTOLD,   /* the law requires it, and no share tells of it */
};

/* A law as the notice cites it: `under NAMES [as STRING]`. */
struct published_citation {
	uint16_t law;
	struct slice words; /* as the notice words it; empty: not given */
	struct range range; /* of the clause */
};

/*
 * A rule that speaks of the fields and purposes of a part: a gateway that is in
 * force, or a share.  `when` is the rule's own condition without what is always
 * so at this controller (`maintained`, `phase = primary`).
 */
struct published_rule {
	const struct rule *rule;
	const struct condition *when; /* NULL: every pupil */
	bool dead; /* no pupil of this controller meets its condition */
};

/*
 * One way in which a part goes: by a gateway, and a share that promises it or,
 * where the gateway is a duty, none.  Ways that add nothing to others (fewer
 * pupils, fewer triggers) are left out, so that there is nearly always one.
 */
struct published_way {
	const struct published_rule *gateway;
	const struct published_rule *share; /* NULL: by duty alone */
	/* What both ask of the pupil, said once, and that no rule of another
	 * level keeps it back; NULL: every pupil. */
	const struct condition *when;
	uint64_t triggers;  /* bit n: trigger n; 0: at any time */
	int every_months;   /* the longer of both; 0: as often as wanted */
	struct level level; /* the less revealing of both */
};

/* A safeguard that must be in place, and whose rule asks for it. */
struct published_need {
	const struct need *need;
	const struct published_rule *of;
	const struct condition *where; /* simplified; NULL: always */
	/* The same as it is to be said: its own condition, or NULL where that is
	 * known to be so at this controller ("the school is an academy"). */
	const struct condition *said;
	/* Of whom the rule asks it; NULL: of all who are meant. */
	const struct condition *of_whom;
};

/* Who may object, until when, and what of this part stops when they do. */
struct published_objection {
	const struct objection_clause *clause;
	const struct published_rule *of;
	struct field_set stops;          /* of the part's fields */
	struct field_set still;          /* of them, still sent */
	const struct condition *of_whom; /* NULL: all who are meant */
	bool closed; /* its time of stating is over: new ones are not taken */
	bool yields; /* a duty sends it all the same, objection or not: then
			nobody is to be told that they can stop it */
};

/*
 * To whom the recipient may pass it on; no bodies: to nobody.  First what holds
 * whenever it goes, of all rules that always bind together (what each of them
 * allows), then what binds more narrowly for some pupils, or on some triggers,
 * beside it.  None at all: nothing here limits it.
 */
struct published_onward {
	const struct onward_limit *limit;
	const struct published_rule *of; /* one of them */
	bool some;   /* not whenever it goes: the rest says when */
	bool unowed; /* not where a duty sends it */
	const struct condition *when; /* NULL: every pupil */
	uint64_t triggers;            /* 0: all on which it goes */
};

/* A prohibition that keeps it from some pupils (or, rarely, on conditions that
 * are not known of them). */
struct published_except {
	const struct rule *rule;
	const struct condition *when; /* simplified */
	bool of_notice;               /* the controller's own; else the law's */
};

/* How far the law makes the controller do it. */
enum published_duty {
	DUTY_NONE,  /* it may */
	DUTY_SOME,  /* it must on some triggers or for some pupils */
	DUTY_ALWAYS /* whenever it goes, it must; wishes do not stop it */
};

/* Fields that go for these purposes on the same terms. */
struct published_part {
	struct field_set fields;
	const uint16_t *purposes; /* in the notice's order */
	size_t purpose_count;

	const struct published_way *ways;
	size_t way_count; /* at least 1, but for FLOW_TOLD: its one way has no
			     gateway where no known law lets them */
	const struct published_rule *gateways; /* all in force, in order */
	size_t gateway_count;
	const struct published_rule *shares; /* all that speak of it, this
						flow's first; none: untold */
	size_t share_count;

	struct level level; /* the most revealing at which it goes */
	bool level_varies;  /* for some pupils less revealing, or by other areas
			       of which neither lies within the other */
	enum results results; /* what may come out of it */
	uint16_t results_area;
	unsigned int without; /* enum without: what the recipient must not do,
				 by law, this notice, or an earlier version */

	enum published_duty duty;
	bool wishes_bear; /* a refusal, restriction or plain objection of a
			     family stops it for some pupil: not a duty always,
			     and the purpose does not protect a child */

	const struct published_need *needs;
	size_t need_count;
	const struct published_objection *objections;
	size_t objection_count;
	const struct published_onward *onward;
	size_t onward_count;
	bool onward_less; /* other laws let less go on, for some pupils or some
			     of the fields */
	const struct published_except *except;
	size_t except_count;

	/* What holds by every way; no range: not stated. */
	struct range delete_range;
	int32_t delete_by; /* DATE_NONE: by time after the release */
	int delete_months, delete_days;
	struct range within_range; /* of the gateway's statement `within` */

	/* What it effectively rests on, of the gateways of its ways. */
	const uint16_t *laws;
	size_t law_count;
	const uint16_t *grounds; /* basis and conditions (GDPR 6 and 9) that are
				    in force on the date */
	size_t ground_count;
	bool unconfirmed; /* one of the laws' dates nobody has checked */
};

/* What is promised and never goes, for the reason that stops even the pupil for
 * whom most is in its favour. */
struct published_withheld {
	struct field_set fields;
	const uint16_t *purposes; /* none: the share names no purpose */
	size_t purpose_count;
	enum gate gate;
	enum reason reason;
	struct range clause; /* source NULL: no clause; nothing allows it */
};

struct published_flow {
	/* Made of content: "share-youth-support-careers-advice"; a second one of
	 * the same name ends in "-2". */
	struct slice id;
	enum flow_state state;
	const struct rule *share;          /* NULL: FLOW_UNTOLD */
	const struct statement *statement; /* of the share; NULL: untold */
	struct range source; /* the share's first line, or the gateway's */

	uint16_t body;   /* recipient */
	uint16_t holder; /* of it on the date; DICTIONARY_NONE: nobody has it,
			    or not the one whom the notice names */
	struct slice recipient; /* the label of that holder, else of the one
				   named, else of the body */
	uint16_t by;            /* FLOW_TOLD: the body that does it; else
			DICTIONARY_NONE */
	struct slice by_label;

	/* As the share names them, or as the law requires. */
	const uint16_t *purposes;
	size_t purpose_count; /* 0: the share says not for what */
	struct field_set fields;
	bool held; /* "and held categories": all that the notice holds */

	/* Of all parts; none when it is told of another controller.  What the
	 * law requires may be more than the notice holds. */
	struct field_set sent;
	const struct published_part *parts; /* largest first */
	size_t part_count;
	const struct published_withheld *withheld;
	size_t withheld_count;

	const struct published_citation *cited; /* by the share */
	size_t cited_count;
};

/* The flows of one recipient, which stand together. */
struct published_recipient {
	struct slice id; /* "recipient-youth-support" */
	uint16_t body;
	uint16_t holder;    /* as in a flow */
	struct slice label; /* as in a flow */
	size_t first_flow, flow_count;
	struct field_set sent; /* by this controller, in any flow */
};

/* --- the rest of the notice --------------------------------------------------------- */

struct published_contact {
	struct slice name;
	uint16_t body; /* whose it is; DICTIONARY_NONE: the controller's */
	struct slice email, telephone, web, post; /* empty: not given */
	bool complaints, objections, requests;
	struct range range;
};

struct published_link {
	uint16_t page;      /* DICTIONARY_NONE: of a body */
	uint16_t body;      /* DICTIONARY_NONE: of a page */
	struct slice label; /* of the page, or of the body's holder */
	struct slice url;
	struct range range;
};

struct published_holding {
	struct slice id;               /* "hold-identity-contact" */
	const struct holding *holding; /* fields, purposes, laws, how long */
	const struct statement *statement;
	const struct published_citation *cited;
	size_t cited_count;
	struct field_set mandatory, voluntary; /* of its fields, as told */
	struct range range;
};

struct published_receipt {
	struct slice id; /* "receive-local-authority" */
	struct field_set fields;
	uint16_t from;
	uint16_t holder; /* on the date, or DICTIONARY_NONE */
	struct slice from_label;
	const uint16_t *purposes;
	size_t purpose_count;
	const struct published_citation *cited;
	size_t cited_count;
	struct holding keep; /* only its keep_... and `then` */
	const struct statement *statement;
	struct range range;
};

/* From when pupils use a right themselves. */
enum right_user { RIGHT_FAMILY, RIGHT_PUPIL_FROM_AGE, RIGHT_PUPIL_WHEN_ABLE };

struct published_right {
	struct slice name; /* "access" */
	enum right_user user;
	int age; /* of RIGHT_PUPIL_FROM_AGE */
	struct range range;
};

/* `never` of the notice. */
struct published_ban {
	struct slice id; /* "never-NAME" */
	const struct rule *rule;
	struct slice label; /* the notice's own words; may be empty */
	struct field_set fields;
};

struct publication {
	struct arena *arena; /* owned */
	const struct policy *policy;
	const struct dictionary *dictionary;
	const struct notice *notice; /* controller, title, version, dates */
	size_t version_index;        /* in the policy */
	int32_t date;
	int32_t from, to;   /* of this version; `to` also the day before the
			       next; DATE_NONE: open */
	int32_t review_due; /* DATE_NONE: no review is promised */
	bool review_overdue;
	struct slice controller;
	uint16_t regime; /* data protection law of the date; DICTIONARY_NONE */

	const struct published_recipient *recipients;
	size_t recipient_count;
	const struct published_flow *flows;
	size_t flow_count;
	const struct published_contact *contacts;
	size_t contact_count;
	const struct published_link *links;
	size_t link_count;
	const struct published_holding *holdings;
	size_t holding_count;
	const struct published_receipt *receipts;
	size_t receipt_count;
	const struct published_right *rights;
	size_t right_count;
	const struct published_ban *bans;
	size_t ban_count;
	bool honours_refusals; /* a general refusal; the engine always honours
				  one, whether the notice says so or not */
	struct range honours_range;
};

/*
 * Makes the publication of the version in force on `date`.  ERROR_NOT_FOUND
 * when there is none; ERROR_INPUT when rules ask too much of a pupil to be
 * looked at whole.  Free with publication_free.
 */
int publication_make(struct publication **out, const struct policy *policy,
		     int32_t date, struct error *error);
void publication_free(struct publication *publication);

/* The fields that may go to a body for a purpose, on some condition. */
struct field_set publication_goes(const struct publication *publication,
				  uint16_t body, uint16_t purpose);

/* The first clause of a kind in the flow's share (KEYWORD_SEND, KEYWORD_FOR,
 * ...), else its first line: what a sentence about it is traced to. */
struct range flow_clause(const struct published_flow *flow,
			 enum keyword keyword);

#endif
