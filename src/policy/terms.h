/*
 * terms.h - what binds the recipient of a release, as data that travels.
 *
 * The terms of a release are one licence (request.h): the receiving node keeps
 * its text with what it received, and decides under it from then on.  They are
 * what the rules in use for the release say, of law and promise alike, and what
 * the data that was itself received brought with it: where several speak, each
 * must allow.  A rule without `onward` clause limits nothing.
 *
 * As text they are a JSON object, members in this order, names sorted by bytes,
 * of
 *
 *     "for"        list of purposes; left out: any
 *     "level"      the most revealing level at which anything was sent
 *     "onward"     "by law": as the recipient's own law and notice let it; or a
 *                  list of {"to": bodies, "for": purposes (left out: those of
 *                  the terms), "level": at most, "then": "by law"}, where "then"
 *                  may be left out and says that these terms end there; an empty
 *                  list: to nobody
 *     "delete-by"  date; left out: none
 *     "without"    list of "decisions", "identification"; left out: none
 *
 * which is what `received` of `hornbook decide` takes, but for whose it was.
 */
#ifndef HORNBOOK_POLICY_TERMS_H
#define HORNBOOK_POLICY_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "policy/request.h"

struct arena;
struct builder;
struct error;
struct json;
struct plan;
struct rule;

/* The longest text, the most entries, and the most names in all of them, that
 * are read: each is looked at for each body and purpose of a release. */
enum { TERMS_BYTES = 1 << 18, TERMS_ENTRIES = 256, TERMS_NAMES = 4096 };

/* What was released under a plan. */
struct terms_asked {
	const uint32_t *decisions; /* by which something was sent */
	size_t decision_count;
	struct field_set fields; /* sent of anybody */
	/* Of the plan's bindings, which ones data that was sent is under: one
	 * for each; NULL: all. */
	const bool *bindings;
	struct level level; /* the most revealing at which something was sent */
};

/*
 * The terms of what was released; names point into the dictionary, the request
 * and the arena.  The licence's clause is left without source.  Fails only when
 * memory is out.
 */
int terms_find(struct licence *terms, const struct plan *plan,
	       const struct terms_asked *asked, struct arena *arena,
	       struct error *error);

/* The onward clauses of a rule by names, in their order; NULL without memory. */
struct onward_terms *terms_onward(const struct rule *rule,
				  const struct dictionary *dictionary,
				  struct arena *arena);

/* Writes the object; terms that terms_find came to in the same way come to the
 * same bytes. */
void terms_write(const struct dictionary *dictionary,
		 const struct licence *terms, struct json *json);

/*
 * Reads it, everything into `arena`.  Names that the dictionary does not have
 * stay, and allow nothing; an entry at a level that it does not have allows
 * nothing either.  So terms from another dictionary may come out narrower, never
 * broader.  ERROR_INPUT for what is not such an object, wholly (a member that is
 * not known may be a limit), and when they came at such a level themselves.
 */
int terms_read(struct licence *terms, const struct dictionary *dictionary,
	       struct slice text, struct arena *arena, struct error *error);

/* For people: "for inspection; at most pupil; on to public for publication, at
 * most aggregate by school; to be destroyed by 2027-01-15". */
void terms_tell(const struct dictionary *dictionary,
		const struct licence *terms, struct builder *out);

/* "decisions" or "identification", as a bit of enum without; 0: neither. */
unsigned int terms_without(struct slice name);

/* Gives the licence a clause whose name is "received from SENDER, REFERENCE". */
int terms_name(struct licence *terms, struct slice sender,
	       struct slice reference, struct arena *arena,
	       struct error *error);

#endif
