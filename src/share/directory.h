/*
 * directory.h - the directory in which those who keep children safe find out
 * who else works with a child (F30, R-136; law: CA 2004 s12, the Children Act 2004
 * Information Database (England) Regulations 2007).
 *
 * The node of the child index holds entries that came in packages.  Nothing of
 * them goes on; a look-up is answered inside the node, to one named user whom
 * the directory has authorised, in a role that the law accepts, with a reason,
 * for one child: by number, or by surname, forename and date of birth together.
 * Whoever may not is refused; where nobody or more than one child is meant nobody
 * is shown.  Each look-up is entered (case_log.h) before it is answered, refused
 * ones too.
 *
 * Of a child who is shielded a look-up tells that there is an entry and whom to
 * ask, and nothing of where the child is; no parent is given a copy of what is
 * held (access.h).
 *
 * While the index does not exist (before 26 January 2009, after 6 August 2010)
 * nobody is answered.
 */
#ifndef HORNBOOK_SHARE_DIRECTORY_H
#define HORNBOOK_SHARE_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "register/record.h"
#include "share/case_log.h"

struct arena;
struct error;
struct node;

/* --- users ------------------------------------------------------------------ */

struct directory_user {
	struct slice name;
	struct slice role; /* of the dictionary */
	int32_t from;
	int32_t until; /* inclusive; DATE_NONE: open */
};

/* Authorises a user, or ends that: what is said last of a name counts.
 * ERROR_INPUT for a role that the dictionary does not have. */
int directory_authorise(struct node *node, const struct directory_user *user,
			int32_t today, struct error *error);

/* The users as they stand, by name, in `arena`. */
int directory_users(struct node *node, struct directory_user **list,
		    size_t *count, struct arena *arena, struct error *error);

/* --- looking up --------------------------------------------------------------- */

struct directory_query {
	struct slice upn; /* or else: */
	struct slice surname, forename;
	int32_t birth_date;
	struct slice user;
	struct slice role;
	struct slice reason;
	int32_t today;
};

struct directory_answer {
	enum case_outcome outcome;
	struct slice reference; /* of the look-up */
	struct slice refusal;   /* why; of CASE_REFUSED */
	struct slice ask;       /* whom; of CASE_SHIELDED */
	struct record record;   /* of CASE_FOUND: no more than the law lets
				   into the index */
};

/* What the rules refuse is no failure.  Everything lives in `arena`.
 * ERROR_INPUT when the query is none: no reason, no user, no child. */
int directory_look_up(struct node *node, const struct directory_query *query,
		      struct directory_answer *answer, struct arena *arena,
		      struct error *error);

/* --- shielding ------------------------------------------------------------------ */

struct directory_shield {
	struct slice upn;
	struct slice by, reason;
	bool lift;
	int32_t today;
};

/* Shields the entry of a child, or ends that; `reference` in `arena`. */
int directory_shield(struct node *node, const struct directory_shield *shield,
		     struct slice *reference, struct arena *arena,
		     struct error *error);

/* Whether the entry of a child is shielded; in any node, most of which shield
 * nobody.  `arena` holds what is read. */
int directory_shielded(struct node *node, uint64_t pupil, bool *shielded,
		       struct arena *arena, struct error *error);

#endif
