/*
 * find.h - which dictionary a command works with, and what is in it.
 */
#ifndef HORNBOOK_CLI_FIND_H
#define HORNBOOK_CLI_FIND_H

#include "cli/command.h"

struct dictionary;
struct findings;

/* The path of the dictionary that is asked for; NULL and `run->error` when
 * none can be found. */
const char *find_dictionary(struct run *run);

/* The directory of data that has `directory` in it ("demo/england"): what is
 * installed, else the source tree.  NULL when none has: `what` is missing. */
const char *find_data(struct run *run, const char *directory, const char *what);

/* The directory of the English phrasebook; NULL likewise. */
const char *find_phrases(struct run *run);

/* Loads it; faults are findings (see dictionary_load). */
int open_dictionary(struct run *run, struct dictionary **out,
		    struct findings *findings);

/*
 * Loads the English phrasebook, or what --language names (see phrasebook_load);
 * faults are findings, and `*out` is NULL when there are errors.
 */
struct phrasebook;
int open_phrasebook(struct run *run, struct phrasebook **out,
		    const struct dictionary *dictionary, const char *language,
		    struct findings *findings);

/* The tables that linked data is made with (publish/linked_tables.h), into
 * `run->arena`.  Release also after failure. */
struct linked_tables;
int open_linked_tables(struct run *run, struct linked_tables *tables);

/*
 * A name given on the command line must be in the dictionary; else -1 and
 * ERROR_INPUT with the nearest as its hint.  NULL is no name and good.  A body
 * given by a holder's alias becomes the body's own name.
 */
int need_body(struct run *run, const struct dictionary *dictionary,
	      const char **name);
int need_purpose(struct run *run, const struct dictionary *dictionary,
		 const char *name);
int need_approval(struct run *run, const struct dictionary *dictionary,
		  const char *name);
/* The profile of that name, or without one that for rules that name none. */
struct profile;
int need_profile(struct run *run, const struct dictionary *dictionary,
		 const char *name, const struct profile **profile);
int need_terms(struct run *run, const struct dictionary *dictionary,
	       const char *name);

#endif
