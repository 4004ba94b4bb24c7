/*
 * names.h - what a text is searched for: the names, birth dates, postcodes and
 * schools of all pupils, and the names of their parents and contacts, as an index
 * in memory.
 *
 * A name is cut into tokens (token.h) and joined again, so that hyphens,
 * apostrophes and spaces make no difference; what is kept of it is a hash.  A
 * text is searched in one pass whatever the number of pupils: at each token the
 * index says whether a given or family name ends there, or may go on, and a
 * given and a family name near each other are looked up as a pair.  No name can
 * be read out of the index; it is wiped when it is freed.
 *
 * Two hashes of 64 bits that are equal by chance make a false alarm, never a
 * name that is missed.
 */
#ifndef HORNBOOK_GUARD_NAMES_H
#define HORNBOOK_GUARD_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct dictionary;
struct error;
struct name_index;
struct pupil_register;

/* The most memory that an index may take; more is refused. */
#define NAME_INDEX_BYTES (2ull << 30)

enum { KNOWN_SCHOOLS = 8, KNOWN_PEOPLE = 8 };

/* A parent of a pupil, or whom else to call. */
struct known_person {
	struct slice forename, middle_names, surname;
};

/* Empty texts, and DATE_NONE, are not known. */
struct known_pupil {
	uint64_t pupil;
	struct slice forename, middle_names, surname;
	struct slice preferred_forename, preferred_surname;
	struct slice former_forename, former_surname;
	struct slice surname_at_16;
	struct slice postcode;
	int32_t birth;
	struct known_person people[KNOWN_PEOPLE];
	/* Of each school its number (seven digits), or its URN (six) where
	 * that is not known. */
	struct slice schools[KNOWN_SCHOOLS];
	struct slice school_urns[KNOWN_SCHOOLS];
	struct slice school_names[KNOWN_SCHOOLS];
};

/* An empty index, with the words that are no names by themselves
 * (common-words.txt).  `limit_bytes`: as NAME_INDEX_BYTES. */
int name_index_make(struct name_index **out, uint64_t limit_bytes,
		    struct error *error);

/* Wipes and frees.  NULL does nothing. */
void name_index_free(struct name_index *index);

/* The node's own school: every pupil is taken to be one of it, too, and every
 * text about it.  Either may be empty. */
int name_index_school(struct name_index *index, struct slice number,
		      struct slice name, struct error *error);

/* ERROR_INPUT when the index would become larger than its limit. */
int name_index_add(struct name_index *index, const struct known_pupil *pupil,
		   struct error *error);

/* Adds all pupils of a register, in one scan; `progress` (may be NULL) is told
 * how far it is. */
int name_index_load(struct name_index *index, struct pupil_register *pupils,
		    const struct dictionary *dictionary,
		    void (*progress)(void *context, uint64_t done,
				     uint64_t total),
		    void *context, struct error *error);

uint64_t name_index_pupils(const struct name_index *index);

/* Bytes that the index takes. */
uint64_t name_index_bytes(const struct name_index *index);

/* --- looking up ----------------------------------------------------------- */

enum part_flag {
	PART_GIVEN = 1,
	PART_FAMILY = 2,
	PART_MORE = 4,   /* the beginning of a longer name, or of a school's */
	PART_COMMON = 8, /* a word that is mostly no name */
	PART_SCHOOL = 16,
};

/* One name or word. */
struct name_part {
	uint64_t hash;
	uint16_t given, family; /* pupils who bear it; at most UINT16_MAX */
	uint8_t flags;
};

/* A hash that grows token by token, and what it comes to. */
uint64_t name_hash_begin(void);
uint64_t name_hash_add(uint64_t state, struct slice text);
uint64_t name_hash(uint64_t state);
uint64_t name_hash_of(struct slice text);

/* NULL when it is in nobody's name. */
const struct name_part *name_index_part(const struct name_index *index,
					uint64_t hash);

enum fact_kind {
	FACT_FULL,   /* given and family name */
	FACT_PARTLY, /* one of several given or family names, or a middle name */
	FACT_RELATIVE, /* given and family name of a parent or contact */
	FACT_INITIAL, /* the first letter of a given name, and the family name */
	FACT_BIRTH,   /* a birth date and a school's number */
	FACT_BORN,    /* a birth date */
	FACT_POSTCODE,
	FACT_SCHOOL, /* a school's number for its name */
};

/* What the index knows of two hashes together; of FACT_SCHOOL no pupil. */
struct name_fact {
	uint64_t key;
	uint32_t pupil; /* the first of them */
	uint8_t kind;
	uint16_t others; /* further pupils; at most UINT16_MAX */
};

const struct name_fact *name_index_pair(const struct name_index *index,
					uint64_t given, uint64_t family);
const struct name_fact *name_index_initial(const struct name_index *index,
					   struct slice letter,
					   uint64_t family);
/* `school` is name_hash of the number's digits; 0: any. */
const struct name_fact *name_index_birth(const struct name_index *index,
					 int32_t birth, uint64_t school);
/* As postcode_normalise writes it. */
const struct name_fact *name_index_postcode(const struct name_index *index,
					    struct slice postcode);
/* The hash of a school's number for that of its number or name, and where several
 * have the same name the one after `*at`, which begins at 0.  0: no more. */
uint64_t name_index_next_school(const struct name_index *index, uint64_t hash,
				size_t *at);

/* The node's own; 0: none. */
uint64_t name_index_own_school(const struct name_index *index);

#endif
