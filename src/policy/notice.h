/*
 * notice.h - one version of one controller's privacy notice, resolved.
 *
 * A notice is read against a dictionary; what it holds, shares and forbids is
 * kept as rules.  Everything lives in the arena it was read into.
 */
#ifndef HORNBOOK_POLICY_NOTICE_H
#define HORNBOOK_POLICY_NOTICE_H

#include <stdint.h>

#include "dictionary/dictionary.h"
#include "policy/rule.h"

struct arena;
struct error;
struct findings;
struct source;
struct statement;
struct tree;

struct holding {
	struct field_set fields;
	const uint16_t *purposes;
	size_t purpose_count;
	const uint16_t *laws;
	size_t law_count;
	int keep_until_age; /* 0: not by age */
	int keep_months;    /* 0: not by time after an event */
	struct slice keep_event;
	struct slice then; /* "destroy", "review"; empty when not said */
	struct range range;
};

/* How long, and what then, of a `keep` statement. */
void holding_keep(struct holding *holding, const struct statement *keep);

/* The first day beyond its time, which counts from `from`: the date of birth, or
 * the day of its event.  DATE_NONE when that is not known, or no time is stated. */
int32_t holding_due(const struct holding *holding, int32_t from);

struct notice {
	const struct source *source;
	const struct tree *tree;
	const struct dictionary *dictionary;

	struct slice title;
	uint64_t version;
	int32_t from, to;   /* `to` DATE_NONE: until replaced */
	int review_months;  /* 0: no review is promised */
	int32_t reviewed;   /* the last review; DATE_NONE */
	struct range range; /* of the notice statement, or the file's start */

	struct slice controller; /* name */
	struct slice laestab;    /* seven digits; may be empty */
	uint16_t kind;           /* code in the set controller-kind */
	uint16_t setting;        /* DICTIONARY_NONE when not a school */
	uint16_t authority;      /* DICTIONARY_NONE when not stated */
	const uint16_t *also;    /* further settings that the notice is for */
	size_t also_count;
	uint16_t body;   /* that the controller is; DICTIONARY_NONE */
	uint16_t holder; /* the one holder that it is, by its alias;
				    else DICTIONARY_NONE */
	struct range controller_range;

	const struct holding *holdings;
	size_t holding_count;
	struct field_set held; /* of all holdings */
	/* As families are told. */
	struct field_set mandatory, voluntary;

	const struct profile *profiles; /* its own */
	size_t profile_count;

	const struct rule *shares;
	size_t share_count;
	const struct rule *prohibitions;
	size_t prohibition_count;
	const struct statement *honour; /* NULL when not said */
};

/*
 * Reads a notice from a source.  Faults are findings; when there are errors
 * the notice is still filled as far as possible, for further checks, but must
 * not be used to decide.  Fails only when memory is out.
 */
int notice_read(struct notice **out, const struct source *source,
		const struct dictionary *dictionary, struct arena *arena,
		struct findings *findings, struct error *error);

#endif
