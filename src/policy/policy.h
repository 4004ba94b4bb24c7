/*
 * policy.h - a dictionary's law and a controller's promises, ready to decide.
 *
 * A policy holds the dictionary's gateways and prohibitions and all versions of
 * one controller's notice, compiled.  It never changes once made and may be
 * read by many threads.
 */
#ifndef HORNBOOK_POLICY_POLICY_H
#define HORNBOOK_POLICY_POLICY_H

#include <stddef.h>
#include <stdint.h>

#include "policy/condition.h"
#include "policy/notice.h"
#include "policy/rule.h"

struct builder;
struct error;
struct findings;

/* A rule with its conditions compiled. */
struct compiled_rule {
	struct rule rule;
	struct condition_program when;         /* count 0: always */
	const struct condition_program *where; /* one for each need */
};

struct compiled_notice {
	const struct notice *notice;
	const struct compiled_rule *shares;
	const struct compiled_rule *prohibitions;
};

/* Versions of one notice that a policy can hold. */
enum { NOTICE_VERSIONS = 16 };

struct policy {
	struct arena *arena; /* owned */
	const struct dictionary *dictionary;
	const struct compiled_rule *gateways;
	size_t gateway_count;
	const struct compiled_rule *prohibitions; /* the law's */
	size_t prohibition_count;
	struct compiled_notice notices[NOTICE_VERSIONS]; /* by date of force */
	size_t notice_count;
};

/*
 * Makes a policy.  `notices` (in any order; none is allowed: then nothing is
 * promised) and `dictionary` must outlive it.  Faults in conditions and names
 * are findings; with errors 0 is returned and `*out` is NULL.  Free with
 * policy_free.
 */
int policy_make(struct policy **out, const struct dictionary *dictionary,
		const struct notice *const *notices, size_t notice_count,
		struct findings *findings, struct error *error);
void policy_free(struct policy *policy);

/* The version of the notice in force on `date`: the latest that has begun and
 * not ended; its index, or -1. */
int policy_notice_on(const struct policy *policy, int32_t date);

/* The last day of version `index`: its own, or the day before the next one
 * begins; INT32_MAX when it is open. */
int32_t policy_notice_end(const struct policy *policy, size_t index);

/* Adds every rule with its compiled conditions, for people who debug. */
void policy_disassemble(const struct policy *policy, struct builder *out);

#endif
