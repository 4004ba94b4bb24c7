/*
 * assertion.h - what a person asserts of law and notices, to be proved.
 *
 *     never medical to any body outside nhs
 *     never contact.telephone to youth-support after objection by parent
 *           when age < 16
 *     only kind health get medical
 *     always pupil.name to department for school-funding
 *
 * An assertion is one statement of the language (docs/language.md); its names
 * are those of the dictionary.  Everything lives in the arena it was read into.
 */
#ifndef HORNBOOK_POLICY_ASSERTION_H
#define HORNBOOK_POLICY_ASSERTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dictionary/dictionary.h"
#include "policy/condition.h"
#include "policy/level.h"
#include "policy/rule.h"

struct arena;
struct error;
struct findings;

enum assertion_kind { ASSERTION_NEVER, ASSERTION_ALWAYS };

/* A body with all bodies within it, or (by its alias) one of its holders. */
struct named_body {
	uint16_t body;
	uint16_t holder; /* DICTIONARY_NONE: whoever holds it */
};

struct assertion {
	enum assertion_kind kind;
	struct slice text; /* as it was written */
	struct field_set fields;

	/* Recipients: those of a kind and those named; `outside`: all
	 * others; none of both: any body. */
	bool outside;
	const struct slice *kinds;
	size_t kind_count;
	const struct named_body *bodies;
	size_t body_count;

	const uint16_t *purposes; /* none: any */
	size_t purpose_count;
	struct condition_program when; /* count 0: every pupil */
	bool has_level;
	struct level level; /* this or more revealing */
	bool objected;      /* after an objection ... */
	enum wish_holder objector;
	int32_t from, to; /* DATE_NONE: not stated */
	bool directly;    /* without what recipients pass on */
};

/*
 * Reads an assertion.  Faults are findings, and then `*out` is not to be used.
 * Fails on text that is no text, and without memory.
 */
int assertion_read(struct assertion *out, struct slice text,
		   const struct dictionary *dictionary, struct arena *arena,
		   struct findings *findings, struct error *error);

/* Whether a body is one of the recipients on a date. */
bool assertion_speaks_of(const struct assertion *assertion,
			 const struct dictionary *dictionary, uint16_t body,
			 int32_t date);

/* Whether it speaks of this purpose. */
bool assertion_has_purpose(const struct assertion *assertion, uint16_t purpose);

#endif
