/*
 * share.h - the only door out.
 *
 * A disclosure is planned, decided pupil by pupil, shaped to what was
 * released, written in the recipient's format, recorded in the register (who,
 * which fields), entered in the ledger and made durable; only then does the
 * file appear.  Order of events:
 *
 *     1. payload and manifest are written to a hidden directory: sealed, as one
 *        file with the manifest beside it, or in the clear; synced
 *     2. the register records the release as prepared, with its roll
 *     3. the ledger's entry and checkpoint are durable
 *     4. the package, or the directory, gets its visible name, synced
 *     5. the register records the release as done, and what is left of the
 *        hidden directory is removed
 *
 * A process killed between 2 and 5 leaves a prepared release; node_open
 * finishes it (the ledger has its entry) or voids it (it has not).  At no
 * instant does a visible file stand without its ledger entry.
 */
#ifndef HORNBOOK_SHARE_SHARE_H
#define HORNBOOK_SHARE_SHARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "growth/assess.h"
#include "policy/decision.h"
#include "register/register.h"

struct allow;
struct arena;
struct error;
struct growth_reference;
struct node;
struct rows_report;
struct phrasebook;
struct sample_report;
struct sample_request;
struct share_table;
struct share_texts;
struct statement;

/* What a case file says of the decision to share it (case_file.h). */
struct case_words {
	struct slice by, reason;
	struct slice enquiry;  /* the recipient's reference; may be empty */
	struct slice decision; /* the sender's */
};

struct pack_words; /* share/pack.h */

struct share_request {
	struct slice recipient;
	struct slice purpose;     /* may be empty when a collection has one */
	struct slice collection;  /* empty: none */
	struct slice trigger;     /* empty: none */
	struct slice role;        /* of whoever asks; empty: not said */
	struct slice project;     /* that it is for, of those approved; empty:
				     the only one, or none */
	struct slice format;      /* empty: the collection's, or csv */
	struct slice destination; /* the recipient's number: LAESTAB of a
				     school, three digits of an authority;
				     empty: for a next school from the records,
				     else not known; "unknown", "outside" */
	struct slice ukprn; /* of the learning provider whose pupils they are,
			       for files that state it; empty: not known */
	const struct slice *upns; /* NULL: all pupils */
	size_t upn_count;
	const struct field_set *fields;  /* NULL: all */
	const struct share_table *table; /* a table to be released
					    (tabulate.h); NULL: what is
					    promised, and tables only where the
					    rules allow nothing else */
	/* Files that leave with the tables (text.h), and what was found in them
	 * and accepted; NULL: nothing. */
	const char *const *texts;
	size_t text_count;
	const struct allow *accepted;
	unsigned int threads; /* for counting; 0: one */
	int32_t today;
	const char *time;  /* of day, "10:00:00", for file headers */
	const char *out;   /* directory; NULL for a dry run */
	bool dry_run;      /* decide and count only */
	bool plain;        /* in the clear, for the recipient's own upload page;
			     else a package that is sealed and signed */
	bool armor;        /* the package as text */
	bool hold_unusual; /* refuse what is out of pattern (unusual.h) */
	/* By which height and weight are assessed (growth/derive.h); NULL: they
	 * are not, and what would be worked out is not asked for. */
	const struct growth_reference *reference;
	const struct phrasebook *book;       /* that letters are written with */
	const struct case_words *case_words; /* of a case file */
	const struct pack_words *pack_words; /* of a family's pack */
	/* That it was checked who asks, for this release alone; NULL: what the
	 * register has. */
	const struct permission *identity;
	const struct sample_request *sample; /* only a sample (sample.h); NULL:
						all */
	struct slice rows_profile;           /* of rows that name nobody
				      (anonymity/model.h); empty: "default" */
	bool limit_risk; /* of rows under pseudonyms: refuse when more
				      than most_at_risk percent are at risk */
	unsigned int most_at_risk;
	int32_t expires; /* the last day on which it may be received; 0: 30
			      days after today */
	/* Called now and then with pupils done and all; may be NULL. */
	void (*progress)(void *context, uint64_t done, uint64_t total);
	void *context;
};

/* Pupils of whom at least one field was withheld at a gate, and of those the
 * ones of whom nothing was released.  A pupil may count at several gates. */
struct gate_count {
	uint64_t pupils;
	uint64_t wholly;
};

/* A pupil whose height and weight could not be told, or should be looked at. */
struct unassessed {
	struct slice upn; /* empty: it has none */
	enum growth_state state;
	bool limited;     /* a court order limits what may be disclosed */
	bool unprintable; /* the fonts lack a character of the name */
};

/* One reason a field was withheld, and from how many pupils. */
struct withheld_count {
	uint16_t field;
	enum gate gate;
	enum reason reason;
	struct range clause;
	uint64_t pupils;
};

/* Whether the recipient can tell its own pupils by a number that it holds. */
enum share_matching {
	SHARE_NOT_MATCHED,
	SHARE_MATCHED,
	SHARE_MATCHED_NOT_IN_CLEAR, /* it could, were it sealed: the key for it
				       never lies beside a file in the clear */
};

struct share_report {
	bool refused; /* nothing was released */
	uint64_t considered;
	uint64_t released; /* pupils with at least one field */
	uint64_t wholly;   /* pupils, each once, of whom nothing was released
			      and something withheld; the rest that was not
			      released holds nothing of what was asked for */
	uint64_t limited;  /* pupils of whom a parent was left out, as a court
			      order limits what may be disclosed */
	struct gate_count gates[GATE_COUNT];
	struct slice level;           /* "named"; empty when refused */
	struct slice reference;       /* "R-2026-0001" */
	struct slice directory;       /* where the release is */
	struct slice file;            /* the package's path, or the payload's */
	bool plain;                   /* it is not sealed */
	const char *const *sealed_to; /* ids of keys */
	size_t sealed_to_count;
	struct slice unsealable; /* of a dry run: why it could not be sealed */
	int32_t expires;
	enum share_matching matching;
	uint64_t numbered;    /* pupils with such a number, of those released */
	unsigned int unusual; /* bits of enum unusual (unusual.h) */
	struct slice holder;  /* who held the recipient's function */
	struct field_set fields; /* released to at least one pupil */
	const struct withheld_count *withheld; /* most pupils first */
	size_t withheld_count;
	const struct slice *obligations;
	size_t obligation_count;
	struct slice refusal; /* for people: why nothing left; or empty */
	struct slice remedy;  /* what can be done about it, where the rules do
				not tell; or empty */
	/* Of an aggregate: cells, and how small counts were treated. */
	uint64_t cells, suppressed;
	struct slice profile;
	/* Releases of tables that left before, of some of the same pupils: with
	 * how many it was compared, and of how many nothing is kept. */
	size_t compared, uncompared;
	struct rows_report *rows; /* of levels anonymised and pupil
				     (rows.h); else NULL */
	/* Where height and weight were assessed: pupils by what came of it. */
	uint64_t assessed[GROWTH_STATE_COUNT];
	uint64_t unprintable; /* letters that the fonts cannot write */
	struct unassessed *unassessed_pupils; /* for the office alone */
	size_t unassessed_count;
	bool unassessed; /* what would be counted is worked out, and there was
			    no growth reference to do it by */
	bool letters;
	const struct sample_report *sample; /* NULL: none was drawn */
	/* The table that was asked for, as it was or would be released; NULL:
	 * none, or refused. */
	const struct statement *statement;
	struct share_texts *texts; /* NULL: none was given, or refused before */
};

/*
 * Discloses.  What the rules refuse is no failure: 0 with report->refused.
 * The report lives in `arena`.  ERROR_INPUT for names that are not known (with
 * the nearest as hint), ERROR_NOT_FOUND for a UPN that is not there.
 */
int share(struct node *node, const struct share_request *request,
	  struct share_report *report, struct arena *arena,
	  struct error *error);

/* Finishes or voids what a killed process left; counts them. */
int share_recover(struct node *node, unsigned int *recovered,
		  struct error *error);

/*
 * The decision for one pupil, without sharing anything, for explaining:
 * `*decision` and all else live in `arena` or as long as `*plan`, which the caller
 * frees with plan_free.
 */
struct plan;
struct pupil;
struct request;
int share_decide(struct node *node, const struct share_request *request,
		 struct slice upn, struct plan **plan,
		 struct request *policy_request, struct pupil *pupil,
		 const struct decision **decision, struct field_set *held,
		 struct arena *arena, struct error *error);

/* All wishes of a pupil's family, ended ones too, in `arena`. */
struct wish;
int share_wishes(struct node *node, struct slice upn, const struct wish **list,
		 size_t *count, struct arena *arena, struct error *error);

/* The share request's purpose: its own, or the collection's first.  Empty
 * when neither is there. */
struct slice share_purpose(const struct node *node,
			   const struct share_request *request);

#endif
