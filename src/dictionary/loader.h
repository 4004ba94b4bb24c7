/*
 * loader.h - the parts of dictionary_load; private to this room.
 *
 * Loading goes in steps over one struct loader: read all files; declare what
 * every statement names (declare_*), so that arrays and names stand; index the
 * names; then resolve what refers to a name (resolve_*).  Element i of an array
 * belongs to the i-th statement of its keyword.  Faults in the text are
 * findings and the step goes on; -1 means that a file cannot be read or memory
 * is out.
 */
#ifndef HORNBOOK_DICTIONARY_LOADER_H
#define HORNBOOK_DICTIONARY_LOADER_H

#include <sodium.h>

#include "dictionary/dictionary.h"
#include "language/tree.h"

/* Nesting of includes; files of one dictionary, code sets among them. */
enum { INCLUDE_DEPTH = 16, FILE_LIMIT = 256, NAME_LIMIT = 60000 };

struct loaded_file {
	const struct source *source;
	struct slice below; /* its path below the root directory */
};

struct loader {
	struct arena *arena; /* the dictionary's */
	struct findings *findings;
	struct error *error;
	struct dictionary *dictionary;
	const char *root; /* the directory nothing may leave */
	struct loaded_file files[FILE_LIMIT];
	unsigned int file_count;
	crypto_hash_sha256_state hash;
	const struct statement **statements; /* of all files, no includes */
	size_t statement_count, statement_capacity;
	/* The same arrays as the dictionary's, still to be written. */
	struct category *categories;
	struct field *fields;
	struct group *groups;
	struct code_set *code_sets;
	struct fact *facts;
	struct body *bodies;
	struct purpose *purposes;
	struct area *areas;
	struct setting *settings;
	struct collection *collections;
	struct page *pages;
	struct code **codes;              /* of each set */
	const struct range **code_ranges; /* likewise */
};

/* load.c */

/* Reads the file that the string of an `include` or `from` names, relative to
 * the statement's own file.  `*out` is NULL when the path is refused. */
int load_named(struct loader *loader, const struct statement *statement,
	       const struct argument *path, struct loaded_file *out);

/* The next statement with this keyword from `*at` on; NULL after the last. */
const struct statement *loader_next(const struct loader *loader,
				    enum keyword keyword, size_t *at);

/* An array for every statement of a keyword; its size in `*count`.  More than
 * `limit` is a finding and only `limit` are kept.  NULL without memory. */
void *loader_array(struct loader *loader, enum keyword keyword, size_t size,
		   size_t limit, uint16_t *count);

/* refer.c: what a statement says, with findings where it cannot be so. */
struct range name_range(const struct statement *statement);
void find_error(struct loader *loader, struct range range, const char *id,
		const char *format, ...) __attribute__((format(printf, 4, 5)));
uint16_t refer(struct loader *loader, enum dictionary_kind kind,
	       const struct name *name);
uint16_t refer_argument(struct loader *loader, enum dictionary_kind kind,
			const struct statement *statement, const char *label);
bool refer_fields(struct loader *loader, const struct argument *names,
		  struct field_set *fields);
uint16_t refer_code(struct loader *loader, uint16_t codes,
		    const struct name *name);
void read_dates(struct loader *loader, const struct statement *statement,
		int32_t *from, int32_t *to);

/* codes.c, code_file.c */
int declare_codes(struct loader *loader);
void resolve_code_sets(struct loader *loader);
int read_code_file(struct loader *loader, const struct loaded_file *file,
		   struct code_set *set, struct code **list,
		   const struct range **ranges);
int declare_authorities(struct loader *loader);

/* data.c */
int declare_data(struct loader *loader);
void resolve_data(struct loader *loader);

/* fact.c */
int declare_facts(struct loader *loader);
int resolve_facts(struct loader *loader);

/* body.c */
int declare_bodies(struct loader *loader);
void resolve_bodies(struct loader *loader);

/* term.c: laws, purposes, triggers, roles, approvals, terms, gateways,
 * prohibitions */
int declare_terms(struct loader *loader);
void resolve_purposes(struct loader *loader);

/* place.c: areas, settings, collections */
int declare_places(struct loader *loader);
int resolve_places(struct loader *loader);

/* profiles.c */
int declare_profiles(struct loader *loader);
void resolve_profiles(struct loader *loader);

/* page.c */
int declare_pages(struct loader *loader);
int resolve_pages(struct loader *loader);

/* index.c */
int index_names(struct loader *loader);
int index_codes(struct loader *loader);

#endif
