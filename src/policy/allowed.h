/*
 * allowed.h - to whom a controller may give what, by law and promise together,
 * before anything is asked of a pupil: the recipients that somebody is told of
 * who asks what is held (law: UK GDPR article 15(1)(c)).
 *
 * What depends on the pupil (conditions, wishes, grants, how often) is left open:
 * it may go to fewer, never to more.  Conditions on the controller are decided.
 */
#ifndef HORNBOOK_POLICY_ALLOWED_H
#define HORNBOOK_POLICY_ALLOWED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dictionary/dictionary.h"
#include "policy/level.h"

struct arena;
struct error;
struct notice;
struct policy;

/* What goes to one recipient alike, by any rules that do: as revealing, and
 * required or not. */
struct allowed {
	uint16_t body;
	enum level_kind level; /* the most that the rules let through */
	bool duty;             /* some trigger or case of it must be answered */
	struct field_set fields;
	const uint16_t *purposes; /* in the dictionary's order */
	size_t purpose_count;
	const uint16_t *laws; /* of the gateways, likewise */
	size_t law_count;
	const uint16_t *grounds; /* basis and conditions in force on the day */
	size_t ground_count;
};

/*
 * All of it on a day, in the dictionary's order of bodies, in `arena`.  `notice`
 * is the one in force.  Bodies that do not exist on the day and families get
 * nothing.  ERROR_MEMORY alone.
 */
int allowed_list(const struct policy *policy, const struct notice *notice,
		 int32_t date, const struct allowed **list, size_t *count,
		 struct arena *arena, struct error *error);

#endif
