/*
 * grants.h - the keys of grants: wrapped, opened once, kept while the register
 * is open.
 *
 * A grant's key is wrapped by the node's and bound to the grant's row, so that
 * its sections open only under the terms that they came with.
 */
#ifndef HORNBOOK_REGISTER_GRANTS_H
#define HORNBOOK_REGISTER_GRANTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "register/grant_key.h"

struct arena;
struct builder;
struct error;
struct pupil_register;
struct register_grant;
struct seal_key;

struct open_grant {
	uint64_t id;
	struct grant_key key;
};

/* Those met so far, in order of id. */
struct open_grants {
	struct open_grant **list;
	size_t count;
	size_t capacity;
};

/* Wipes all; what a transaction that is undone has left must not stay. */
void open_grants_release(struct open_grants *grants);

/* Adds the wrapped key to `out`. */
int grant_key_wrap(struct pupil_register *pupils,
		   const struct register_grant *grant,
		   const struct grant_key *key, struct builder *out,
		   struct error *error);

/*
 * The key of a grant, the register's own, until the next is opened or grants
 * are released; NULL in `*out` when it was destroyed.  ERROR_CORRUPT when it
 * does not open, or is not there and nothing says that it was destroyed.
 */
int grant_key_open(struct pupil_register *pupils, uint64_t grant,
		   struct grant_key **out, struct error *error);

/*
 * The key that seals what a grant says of a pupil, whose own key is `pupil_key`.
 * `*found` is false when it was destroyed.
 */
int section_key(struct pupil_register *pupils, const struct seal_key *pupil_key,
		uint64_t pupil, uint64_t grant, struct seal_key *key,
		bool *found, struct error *error);

/* Begins a grant with a key of its own, inside a transaction; sets its id. */
int grant_begin(struct pupil_register *pupils, struct register_grant *grant,
		struct error *error);

/* The row of a grant, in `arena`; ERROR_NOT_FOUND. */
int grant_read(struct pupil_register *pupils, uint64_t id,
	       struct register_grant *grant, struct arena *arena,
	       struct error *error);

#endif
