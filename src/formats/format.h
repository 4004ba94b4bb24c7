/*
 * format.h - what every file format of the field has in common.
 *
 * A reader turns a file into records of the dictionary's fields and collects
 * what it rejects; a writer turns records into a file.  Each format is a row
 * of `formats[]` in format.c.  Readers take bytes already in memory (bounded
 * by the caller) and hold no secrets.
 */
#ifndef HORNBOOK_FORMATS_FORMAT_H
#define HORNBOOK_FORMATS_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/slice.h"
#include "dictionary/dictionary.h"
#include "register/record.h"

struct arena;
struct builder;
struct error;
struct letter_frame; /* share/letter.h */
struct case_frame;   /* share/case_file.c */
struct pack_frame;   /* share/pack.c */
struct output;

/* The largest file that is read. */
#define FORMAT_LIMIT_BYTES (4ull << 30)

/* A record that was not taken, or something the sender should know.  No
 * personal data: places, field names, rules. */
struct rejection {
	uint64_t record;   /* from 1; 0: the file as a whole */
	struct slice file; /* where it stands, of those given beside the file;
			      empty: in the file itself */
	uint32_t line;
	uint32_t column;
	bool warning;       /* the record was taken all the same */
	const char *rule;   /* "1510", or NULL */
	struct slice field; /* the field's or column's name; may be empty */
	struct slice message;
};

/* A file in memory. */
struct format_file {
	struct slice name; /* last part of the path */
	struct slice bytes;
};

struct reading {
	const struct dictionary *dictionary;
	struct slice file_name; /* for messages: last part of the path */
	struct slice mapping;   /* a CSV mapping file's text; may be empty */
	int32_t today;          /* for codes' validity and plausible dates */
	bool unnamed;           /* a record needs no UPN: it was released so */
	const struct format_file *beside; /* that say more of the same records:
					     other tables of a census */
	size_t beside_count;
	bool coarse; /* some values were made coarser before they
				   were released: what a field cannot hold is
				   passed over */

	/* Called for each good record; the record's memory is good during the
	 * call.  Not 0 stops the reading. */
	int (*take)(void *context, const struct record *record,
		    struct error *error);
	/* Called for each rejection. */
	int (*reject)(void *context, const struct rejection *rejection,
		      struct error *error);
	/* Called now and then; may be NULL. */
	void (*progress)(void *context, uint64_t bytes_done);
	void *context;

	/* Filled by the reader. */
	uint64_t records;  /* seen */
	uint64_t rejected; /* not taken */
	struct slice
		sender; /* as the file states it, in `arena`; may be empty */
	struct arena *arena; /* the caller's; outlives the reading */
};

/* The day on which codes must be good.  What another controller released was
 * good when it was collected, which may be years ago. */
static inline int32_t reading_codes_on(const struct reading *reading)
{
	return reading->unnamed ? DATE_NONE : reading->today;
}

/* The controller that writes, and the frame of a file. */
struct writing {
	const struct dictionary *dictionary;
	struct slice controller;        /* name */
	struct slice laestab;           /* seven digits; empty when not known */
	struct slice recipient_laestab; /* of a next school; may be empty */
	struct slice ukprn; /* of the learning provider whose pupils they are;
			       may be empty */
	struct slice
		setting_phase;   /* the controller's phase code; may be empty */
	int32_t date;            /* of the release */
	const char *time;        /* "10:00:00"; given by the caller */
	uint32_t serial;         /* of the file, from 1 */
	struct field_set fields; /* all that any record may hold, for columns */
	struct slice title;      /* collection or purpose label */
	const struct letter_frame *letter;   /* of letters; else NULL */
	const struct case_frame *case_frame; /* of a case file; else NULL */
	struct pack_frame *pack;             /* of a family's pack; else NULL */

	/* For formats with a column for each item: how many items of a
	 * category (by index) any record holds at most; 0: none is written.
	 * Periods count together.  Not looked at for categories of which a
	 * pupil has one item. */
	uint32_t most_items[CATEGORY_LIMIT];
};

struct writer; /* one for each format; made by its open function */

struct format {
	const char *name; /* "csv", "ctf", "school-census" */
	const char *label;

	/* Whether the first bytes look like this format; NULL: never. */
	bool (*detect)(struct slice start);

	/* The day of which the whole file tells; DATE_NONE: it does not say.
	 * NULL: no such file does. */
	int32_t (*day)(const struct dictionary *dictionary, struct slice bytes,
		       struct slice file_name);

	/* Reads all of `bytes`.  Fails on what makes the whole file
	 * unreadable, with place; single bad records go to `reject`.  NULL: it
	 * is only written. */
	int (*read)(struct reading *reading, struct slice bytes,
		    struct error *error);

	/* The file's name as the format demands it, into `name`. */
	int (*file_name)(const struct writing *writing, struct builder *name,
			 struct error *error);

	/* Begins a file on `output`, which outlives the writer; adds records
	 * batch by batch; ends and frees.  NULL: it is only read. */
	int (*open)(struct writer **out, const struct writing *writing,
		    struct output *output, struct error *error);
	int (*write)(struct writer *writer, const struct record *records,
		     size_t count, struct error *error);
	int (*close)(struct writer *writer, struct error *error);
	/* Frees without ending the file; NULL does nothing. */
	void (*abandon)(struct writer *writer);

	/* The fields the format can carry; others are left out. */
	int (*carries)(const struct dictionary *dictionary,
		       struct field_set *fields, struct error *error);
};

/* By name; NULL when there is none. */
const struct format *format_find(struct slice name);

/* The format whose detect accepts the start of a file; NULL when none does. */
const struct format *format_detect(struct slice start);

/* Whether the start of a file is that of XML, of whatever format. */
bool format_is_xml(struct slice start);

#endif
