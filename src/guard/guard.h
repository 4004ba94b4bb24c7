/*
 * guard.h - what in a text that is about to be published would name a pupil, or
 * count too few.
 *
 * A text is read once, from its beginning, in bounded memory whatever its
 * length, and searched for what a name index holds (names.h), for numbers of
 * pupils and learners with their check characters, and, where it has tables,
 * for counts below a threshold and percentages that give such a count away; and
 * for numbers that tables published with it withhold (hidden.h).
 *
 * What is found is a place and a kind, never the text itself.  What is not
 * found is no proof that nobody can be told: a guard knows names and numbers,
 * not what else tells who is meant.
 *
 * (F16, R-121, R-176; T1.)
 */
#ifndef HORNBOOK_GUARD_GUARD_H
#define HORNBOOK_GUARD_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "guard/token.h"

struct arena;
struct builder;
struct error;
struct hidden_counts;
struct name_index;

enum guard_format {
	GUARD_ANY, /* by the file's name, then by its beginning */
	GUARD_TEXT,
	GUARD_MARKDOWN,
	GUARD_HTML,
	GUARD_CSV,
	GUARD_FORMAT_COUNT
};

/* "text", "markdown", "html", "csv"; false when it is none. */
bool guard_format_find(struct slice name, enum guard_format *format);

enum guard_severity { GUARD_NOTE, GUARD_WARNING, GUARD_ERROR };

enum guard_kind {
	GUARD_FULL_NAME,
	GUARD_PART_NAME,   /* a given name and one part of several, a middle
			    name, or names with others between */
	GUARD_PARENT_NAME, /* or that of another contact of a pupil */
	GUARD_INITIALS,
	GUARD_FAMILY_NAME,
	GUARD_UPN,
	GUARD_ULN,
	GUARD_BIRTH_DATE,
	GUARD_POSTCODE,
	GUARD_SMALL_COUNT,
	GUARD_PERCENTAGE,
	GUARD_HIDDEN_COUNT,
	GUARD_UNREAD, /* data in a page that cannot be searched */
	GUARD_KIND_COUNT
};

struct guard_finding {
	enum guard_kind kind;
	enum guard_severity severity;
	struct spot from, to; /* line 0: in the file's name */
	uint64_t pupil;       /* the register's id; 0: nobody's */
	uint32_t others;      /* further pupils whom it fits */
	uint64_t context;     /* hash of the text and of the words before it */
	const char *detail;   /* what more is known, a fixed text; "" */

	/* For the scan alone. */
	uint64_t first, last; /* tokens, counted from 1; 0: a cell */
	uint64_t name;        /* hash of a family name that stands alone */
	int32_t birth;        /* DATE_NONE: no birth date */
	bool near;            /* to a school or a word that make it one */
	bool dropped;
};

enum { GUARD_FINDINGS = 100000, GUARD_COLUMN_BYTES = 48 };

/* What to look for, and how; good for many scans, one after the other. */
struct guard {
	const struct name_index *names; /* NULL: no names */
	/* Whose number it is: the register's blind index.  `kind` is 'U' or 'L';
	 * sets `*pupil` to 0 when it is nobody's.  NULL: all are nobody's. */
	int (*find)(void *context, char kind, struct slice number,
		    uint64_t *pupil, struct error *error);
	void *context;
	uint32_t threshold; /* counts from 1 to threshold-1 are too small; 0:
			       tables are not looked at */
	bool zeros;         /* so is 0 */
	/* What tables published with the text withhold (hidden.h); NULL:
	 * nothing. */
	const struct hidden_counts *hidden;
	/* Of a page also scripts, styles and how things look: whatever leaves
	 * may hold data. */
	bool everything;
	int32_t today;
};

/* `find` of a register, whose pointer is `context`. */
int guard_find_owner(void *context, char kind, struct slice number,
		     uint64_t *pupil, struct error *error);

/* What was found in one text. */
struct guard_report {
	struct arena *arena;        /* holds all below */
	struct guard_finding *list; /* by place */
	size_t count, capacity;
	uint64_t more;            /* found beyond GUARD_FINDINGS */
	enum guard_format format; /* as it was read */
	uint64_t bytes;
	uint64_t cells;   /* counts looked at */
	const char *note; /* what could not be looked at, a fixed text; NULL */
	struct slice
		*columns; /* headings by cell - 1; empty where one may not be
				  told */
	size_t column_count;
};

/*
 * Scans bytes that `read` gives: it fills at most `size` bytes and says how many
 * in `*count`, 0 at the end.  `name` is the file's, without directories.
 * ERROR_INPUT when it is no text.
 */
typedef int guard_reader(void *context, char *bytes, size_t size, size_t *count,
			 struct error *error);
int guard_scan(const struct guard *guard, struct slice name,
	       enum guard_format format, guard_reader *read, void *context,
	       struct guard_report *report, struct arena *arena,
	       struct error *error);

/* The same of a file; "-" is standard input.  Errors name it. */
int guard_scan_file(const struct guard *guard, const char *path,
		    enum guard_format format, struct guard_report *report,
		    struct arena *arena, struct error *error);

/* "markdown" */
const char *guard_format_text(enum guard_format format);
/* "pupil's full name" */
const char *guard_kind_text(enum guard_kind kind);
/* "full-name" */
const char *guard_kind_id(enum guard_kind kind);
bool guard_severity_find(struct slice name, enum guard_severity *severity);
/* "error" */
const char *guard_severity_text(enum guard_severity severity);

#endif
