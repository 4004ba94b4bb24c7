/*
 * rules.h - a dictionary and notices read together, for commands without a
 * node.
 */
#ifndef HORNBOOK_CLI_RULES_H
#define HORNBOOK_CLI_RULES_H

#include <stddef.h>

struct dictionary;
struct findings;
struct notice;
struct policy;
struct run;

struct rules {
	struct dictionary *dictionary;
	const struct notice **notices;
	size_t notice_count;
	struct policy *policy;
};

/*
 * Reads the dictionary that is asked for and the notices in `files`, and
 * compiles them into one policy.  Faults are findings; then `rules->policy` is
 * NULL.  Release also after failure.
 */
int rules_read(struct rules *rules, struct run *run, const char *const *files,
	       size_t count, struct findings *findings);
void rules_release(struct rules *rules);

#endif
