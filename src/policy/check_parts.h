/*
 * check_parts.h - the inside of the checker: one file for each subject.
 * Private to the policy room.
 *
 * Functions here do not fail.  When memory runs out they set
 * checker->findings->failed, which notice_check looks at in the end.
 */
#ifndef HORNBOOK_POLICY_CHECK_PARTS_H
#define HORNBOOK_POLICY_CHECK_PARTS_H

#include "language/diagnostic.h"
#include "language/tree.h"
#include "policy/policy.h"

enum check_name {
/* clang-format off */
#define CHECK(name, ...) CHECK_##name,
#include "policy/check_list.h"
	/* clang-format on */
	CHECK_COUNT
};

struct check {
	const char *id;
	enum severity severity;
	const char *why;
	const char *law_1998; /* to 24 May 2018 */
	const char *law;      /* since */
	const char *hint;
	const char *before, *after; /* examples: check_list.h */
};

/* By enum check_name. */
extern const struct check checks[CHECK_COUNT];

/* Sample pupils of the controller: every year group at every likely age. */
struct pupil_set {
	uint64_t words[BATCH_PUPILS / 64];
};

/* A name in the notice and what it stands for in the dictionary. */
struct cited {
	struct range range;
	uint16_t index;
};

/* A gateway that is in force and open to this kind of controller. */
struct option {
	const struct compiled_rule *gateway;
	struct field_set fields;
	struct pupil_set pupils; /* who can be meant */
};

/* A share of the notice. */
struct flow {
	const struct compiled_rule *compiled;
	const struct rule *rule;
	struct range with; /* the recipient's name */
	uint16_t body;     /* DICTIONARY_NONE when unknown */
	uint16_t holder;   /* named by its alias; else DICTIONARY_NONE */
	bool closed;       /* told so already */
	struct field_set fields;
	struct pupil_set pupils; /* who can be meant */
	const struct cited *purposes;
	size_t purpose_count;
	const struct cited *laws;
	size_t law_count;
	uint64_t words; /* a hash of its words: check_share.c */
};

struct checker {
	const struct notice *notice;
	const struct policy *policy;
	const struct dictionary *dictionary;
	const struct compiled_notice *compiled;
	int32_t date;  /* as on which it is checked */
	int32_t today; /* DATE_NONE: not given, or not in the notice's time */
	int32_t end;   /* the notice's last day; INT32_MAX: open */
	bool gdpr;     /* `date` is in the time of the GDPR */

	const int32_t *columns[FACT_LIMIT]; /* of the sample pupils */
	struct pupil_set everybody;

	const struct option *options;
	size_t option_count;
	struct flow *flows; /* one for each share */
	size_t flow_count;

	struct field_set special;     /* special category data */
	struct field_set uncollected; /* outside its window on `date` */

	struct arena *arena;
	struct findings *findings;
};

/* --- check.c ---------------------------------------------------------------- */

/* Adds a finding with the severity and place in law of the check. */
struct finding *tell(struct checker *checker, enum check_name check,
		     struct range range, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* --- check_text.c: names, lists and places ------------------------------------ */

/* Whether `date` lies within; DATE_NONE is open. */
bool check_within(int32_t from, int32_t to, int32_t date);

/* The line that a range begins in. */
unsigned int check_line(struct range range);

/* "yyyy-mm-dd", in the arena. */
const char *check_date(struct checker *checker, int32_t date);

/* Fields as people name them: whole categories and groups first. */
const char *check_fields(struct checker *checker, struct field_set fields);

/* Names of the dictionary with commas between them. */
const char *check_names(struct checker *checker, const struct slice *names,
			size_t count);

/* The names in a statement's clauses of one kind, each where it stands first;
 * unknown ones left out. */
const struct cited *check_cited(struct checker *checker,
				const struct statement *statement,
				enum keyword keyword, enum dictionary_kind kind,
				size_t *count);

/* The first name in the `send` clauses that stands for one of `fields`. */
struct range check_send_range(const struct checker *checker,
			      const struct rule *rule, struct field_set fields);

/* The fields that a name stands for and that are not collected on the date. */
struct field_set check_uncollected(const struct checker *checker,
				   struct slice name);

/* The next statement of the notice with this keyword; NULL: no more. */
const struct statement *check_next(const struct checker *checker,
				   enum keyword keyword,
				   const struct statement *previous);

/* The fields that a statement names right behind its keyword. */
struct field_set check_held_by(const struct checker *checker,
			       const struct statement *statement);

/* Whether families are told of a right. */
bool check_has_right(const struct checker *checker, const char *name);

/* Whether a contact says this of itself: "complaints", ... */
bool check_has_contact(const struct checker *checker, const char *word);

/* --- check_pupils.c: who can be meant ------------------------------------------ */

/* Makes the sample pupils. */
void check_enrol(struct checker *checker);

/* The sample pupils for whom a condition is not certainly false. */
struct pupil_set check_possible(struct checker *checker,
				const struct condition_program *program);

bool pupil_set_empty(const struct pupil_set *set);
bool pupil_sets_meet(const struct pupil_set *a, const struct pupil_set *b);

/* Conditions of shares and prohibitions that can never hold. */
void check_conditions(struct checker *checker);

/* "a junior school" and the like, for messages. */
const char *check_setting(struct checker *checker);

/* --- check_limits.c: a share and the gateways for it --------------------------- */

/* The next gateway from `*at` on through which some of the share can go, for
 * this purpose; NULL: no more. */
const struct option *check_next_live(const struct checker *checker,
				     const struct flow *flow, uint16_t purpose,
				     size_t *at);

/* The same for any of the share's purposes, in order; a place begins as 0. */
struct live_place {
	size_t purpose, at;
};
const struct rule *check_next_gateway(const struct checker *checker,
				      const struct flow *flow,
				      struct live_place *place);

/* Makes the gateway's law, where it has a name, the finding's place in law. */
void check_cite(const struct checker *checker, struct finding *finding,
		const struct rule *gateway);

/* `open`: for each purpose, whether there is a gateway. */
void check_limits(struct checker *checker, const struct flow *flow,
		  const bool *open);

/* --- check_profile.c: how small counts are treated ------------------------------- */

/* A share beside the gateways for it. */
void check_profile(struct checker *checker, const struct flow *flow,
		   uint16_t purpose, bool *told);

/* Whether one of the profiles that two shares name keeps what the other asks. */
bool check_profiles_agree(const struct checker *checker, const struct rule *one,
			  const struct rule *other);

/* --- check_other.c: what other bodies may do ------------------------------------- */

/* Whether a gateway is in force and open to a body as the one that
 * discloses. */
bool check_may_disclose(const struct checker *checker,
			const struct rule *gateway, uint16_t body);

/* --- check_share.c: shares beside each other ------------------------------------- */

/* A notice has a handful of shares for one body; a hostile one is not to take
 * for ever. */
enum { CHECK_PAIRS = 256 };

/* Whether two shares are for one purpose. */
bool check_same_purpose(const struct flow *a, const struct flow *b);

/* --- one function for each subject --------------------------------------------- */

void check_whole(struct checker *checker);      /* check_whole.c */
void check_links(struct checker *checker);      /* check_link.c */
void check_access(struct checker *checker);     /* check_access.c */
void check_holdings(struct checker *checker);   /* check_hold.c */
void check_laws(struct checker *checker);       /* check_law.c */
void check_citations(struct checker *checker);  /* check_citation.c */
void check_rights(struct checker *checker);     /* check_right.c */
void check_recipients(struct checker *checker); /* check_recipient.c */
void check_shares(struct checker *checker);     /* check_share.c */
void check_gateways(struct checker *checker);   /* check_gateway.c */
void check_duties(struct checker *checker);     /* check_duty.c */
void check_wishes(struct checker *checker);     /* check_wish.c */
void check_terms(struct checker *checker);      /* check_terms.c */
void check_others(struct checker *checker);     /* check_other.c */
void check_profiles(struct checker *checker);   /* check_profile.c */

#endif
