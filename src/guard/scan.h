/*
 * scan.h - one scan of one text, while it goes on.  Private to the guard room.
 *
 * The reader of a format gives characters to the tokenizer; each token passes
 * through names, numbers and dates, one behind the newest, since what follows a
 * number says whether it has ended.
 */
#ifndef HORNBOOK_GUARD_SCAN_H
#define HORNBOOK_GUARD_SCAN_H

#include "guard/guard.h"
#include "guard/names.h"

enum {
	SCAN_TOKENS = 64, /* kept; a power of two */
	SCAN_RUNS = 16,   /* tokens of the longest name, or a school's */
	SCAN_HITS = 64,   /* names kept; a power of two */
	SCAN_OPEN = 32,   /* findings that a stronger one may still replace */
	SCAN_SCHOOLS = 1024,
	SCAN_SMALL = 1 << 13, /* slots; a power of two */
	SCAN_NEAR = 40,       /* tokens between things that belong together */
};

/* Where a token begins that may begin a name, and what it has come to. */
struct run {
	uint64_t state;
	uint64_t first; /* token */
	bool more;      /* is the beginning of a longer name */
};

/* A name of somebody's that stands in the text. */
struct hit {
	uint64_t first, last; /* tokens */
	uint64_t hash;
	uint16_t given, family;
	uint8_t flags;
	bool capital;
};

struct passage;
struct table_check;

struct scanner {
	const struct guard *guard;
	struct guard_report *report;
	struct error *error;
	bool failed;
	bool uncounted; /* numbers here are lengths and the like, no counts */
	struct tokenizer tokenizer;
	struct token tokens[SCAN_TOKENS]; /* by number, from 1 */
	uint64_t token_count;
	uint64_t token_first; /* the number before the first */
	struct run runs[SCAN_RUNS];
	size_t run_count;
	struct hit hits[SCAN_HITS];
	uint64_t hit_count;
	/* Schools that the text names, and where it did last. */
	struct mention {
		uint64_t school, last;
	} schools[SCAN_SCHOOLS];
	size_t school_count;
	/* The last tokens of a name that is no common word, and of a postcode's
	 * finding, which is counted from 1. */
	uint64_t name_last, postcode_last;
	size_t postcode_finding;
	/* Shared by both scans of a text: family names that also stand in small letters: words there. */
	uint64_t *small; /* open addressing */
	size_t small_count;
	struct table_check *tables;
	struct passage *passage; /* NULL: nothing beside the text is withheld */
};

/* Begins and ends a scan; everything in the report's arena. */
int scanner_begin(struct scanner *scanner, const struct guard *guard,
		  struct guard_report *report, struct error *error);
int scanner_end(struct scanner *scanner);

/* A character of the text. */
static inline void scanner_add(struct scanner *scanner, uint32_t character,
			       const struct spot *spot)
{
	tokenizer_add(&scanner->tokenizer, character, spot);
}

static inline void scanner_part(struct scanner *scanner, enum gap gap)
{
	tokenizer_part(&scanner->tokenizer, gap);
}

static inline const struct token *scanner_token(const struct scanner *scanner,
						uint64_t number)
{
	return &scanner->tokens[number & (SCAN_TOKENS - 1)];
}

/* How many tokens before `number` are still there. */
static inline uint64_t scanner_kept(const struct scanner *scanner,
				    uint64_t number)
{
	uint64_t before = number - scanner->token_first - 1;
	uint64_t most = SCAN_TOKENS - 1 - (scanner->token_count - number);

	return before < most ? before : most;
}

/* What stands after token `number`. */
static inline enum gap scanner_gap_after(const struct scanner *scanner,
					 uint64_t number)
{
	return number < scanner->token_count
		       ? scanner_token(scanner, number + 1)->gap
		       : GAP_BREAK;
}

/* Looks at the token with this number, the one after it being there unless it is
 * the last. */
void match_names(struct scanner *scanner, uint64_t number);
void match_numbers(struct scanner *scanner, uint64_t number);
void match_dates(struct scanner *scanner, uint64_t number);

/* --- findings (findings.c) -------------------------------------------------- */

/* Notes what was found from token `first` to `last`; NULL where it says nothing
 * new, else good until the next.  Of findings that overlap the stronger stays. */
struct guard_finding *
scanner_found(struct scanner *scanner, enum guard_kind kind,
	      enum guard_severity severity, uint64_t first, uint64_t last,
	      const struct name_fact *fact, const char *detail);

/* What binds a finding of these tokens to its surroundings (allow.h). */
uint64_t scanner_context(const struct scanner *scanner, uint64_t first,
			 uint64_t last);

/* Whether a token is part of a name that was found. */
bool scanner_taken(const struct scanner *scanner, uint64_t token);

/* The same of a place without tokens. */
struct guard_finding *
scanner_found_at(struct scanner *scanner, enum guard_kind kind,
		 enum guard_severity severity, const struct spot *from,
		 const struct spot *to, const char *detail);

/* The text names a school; a birth date near it is one of its pupils'. */
void scanner_school(struct scanner *scanner, uint64_t school, uint64_t last);

/* A name that is no common word ends here. */
void scanner_name(struct scanner *scanner, uint64_t last);

/* A family name in small letters. */
void scanner_small(struct scanner *scanner, const struct hit *hit);

/* Settles what only the whole text can tell, and puts findings in order of
 * place. */
void findings_settle(struct scanner *scanner);

#endif
