/*
 * node.h - one controller's node: a directory with its dictionary, notices,
 * register, keys and ledger.
 *
 *     hornbook.json     format version, controller, key kind
 *     key               the node's key, sealed (register/secret.h)
 *     dictionary/       the dictionary, as it was when the node was made
 *     notices/N.notice  each version of the notice
 *     register.db keys.db
 *     ledger/
 *     served/N.roll     whose families were given a notice (share/served.h)
 *     case              while an entry about one child is made (share/case_log.h)
 *     deciding          until what was decided of a child has left (case_release.h)
 *     case-index        what is asked of all such entries (share/case_index.h)
 *     keyring.json correspondents.json  (share/keys.h)
 *     lock              held while a process has the node open
 *
 * A node keeps its own copies, so that what decided a release can be read
 * beside it.  Nothing here reads a clock or the environment.
 */
#ifndef HORNBOOK_SHARE_NODE_H
#define HORNBOOK_SHARE_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"
#include "policy/policy.h"

struct case_index;
struct error;
struct findings;
struct ledger;
struct node_keys;
struct pupil_register;
struct secret;

/* How the node's key is opened: a passphrase, or a key file. */
struct credentials {
	struct slice passphrase; /* empty: the key file is used */
	const char *key_file;    /* NULL: none given */
};

struct node {
	struct arena arena;
	const char *directory;
	struct slice number; /* its LAESTAB; empty: none. Notices that state
				none are given it */
	struct dictionary *dictionary;
	const struct notice *notices[NOTICE_VERSIONS];
	size_t notice_count;
	struct policy *policy;
	const struct notice *notice; /* the latest */
	struct secret *secret;
	struct pupil_register *pupils;
	struct ledger *ledger;
	struct node_keys *keys;
	struct case_index *cases; /* share/case_index.h; NULL: not yet asked */
	int lock;
};

struct node_making {
	const char *directory;
	const char *dictionary;  /* file or directory */
	const char *notice;      /* file */
	struct slice controller; /* must be the notice's; empty: not checked */
	struct slice number;     /* LAESTAB of a school whose notice states
				    none; empty: it has none */
	struct credentials credentials;
	int32_t today;
};

/*
 * Makes a node in a directory that is not there or empty.  Faults of
 * dictionary or notice are findings; then -1 with ERROR_INPUT and nothing is
 * made.
 */
int node_create(const struct node_making *making, struct findings *findings,
		struct error *error);

/*
 * Opens a node and finishes or undoes what a killed process left (see
 * share.h); `*recovered` (may be NULL) counts that.  ERROR_NOT_FOUND when the
 * directory is no node, ERROR_KEY, ERROR_BUSY.
 */
int node_open(struct node **out, const char *directory,
	      const struct credentials *credentials, unsigned int *recovered,
	      struct error *error);
void node_close(struct node *node);

/* Whether the node wants a passphrase (else a key file, whose usual place is
 * given by node_key_file). */
int node_wants_passphrase(const char *directory, bool *passphrase,
			  struct error *error);

/* "<directory>/node.key", in `arena`. */
const char *node_key_file(const char *directory, struct arena *arena);

/*
 * Adds a version of the notice.  It must be the same controller's and have a
 * higher version and a later date than those there.  It is read into the arena
 * of `findings`, which must outlive the node.  It may not begin before
 * `today`: families could not have been told by it.
 */
int node_adopt(struct node *node, const char *notice, int32_t today,
	       struct findings *findings, struct error *error);

#endif
