/*
 * promise_examine.h - one check while it is made.  Private to the promise*.c
 * files.
 */
#ifndef HORNBOOK_DEMO_PROMISE_EXAMINE_H
#define HORNBOOK_DEMO_PROMISE_EXAMINE_H

#include "base/arena.h"
#include "demo/promise_read.h"
#include "demo/promise_rule.h"

/* Of the manifest, what the checks of the payload need. */
struct promise_paper {
	bool there;
	struct slice reference, purpose, level;
	struct slice scope; /* of pseudonyms: whose they are; may be empty */
	uint64_t meanings;  /* of its fields */
	bool counted;
	uint64_t released;
	int64_t base;  /* tables: numbers are multiples of it; 0: not rounded */
	int64_t shift; /* ... less this */
};

struct examination {
	const struct promise *promise;
	const struct promise_evidence *evidence;
	struct promise_result *result;
	struct arena *arena; /* the caller's, for objections */
	struct promise_paper paper;

	const struct promise_file *file; /* in hand */
	uint64_t row;                    /* in hand; 0: the whole */

	/* By pupil of the truth: what rows tell of it by name, with what is
	 * nothing about it; 0: no row is about it. */
	uint64_t *seen;
	unsigned int column_count;    /* of the file in hand */
	uint64_t meanings;            /* that had a value */
	uint64_t columns;             /* that were objected to already */
	enum meaning *field_meanings; /* by the dictionary's field; NULL */
	struct promise_links *links;  /* of rows without numbers; else NULL */
	struct namesakes *namesakes;  /* rows that may be one of several */
	struct promise_matched *matched; /* rows by number; NULL: none are */
	bool whole; /* a census or transfer: everybody is in it */
	int failed; /* memory is out */
};

#define NOBODYS SIZE_MAX

/* Counts a question. */
static inline void ask(struct examination *examination)
{
	examination->result->checks++;
}

/* Notes an objection to the row in hand; `what` holds no personal data. */
void object(struct examination *examination, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Whether a word is one of a list with spaces between. */
bool promise_lists(const char *list, struct slice word);

/* promise_manifest.c: reads it into examination->paper and holds it against the
 * evidence; afterwards against what the payload was found to hold. */
int examine_manifest(struct examination *examination, struct error *error);
void examine_manifest_after(struct examination *examination);

/* promise_rows.c: a file of records. */
int examine_rows(struct examination *examination,
		 const struct promise_file *file, enum promise_kind kind,
		 struct error *error);
/* Holds a row against the pupil that it is about; whether it would do so without
 * an objection. */
void promise_examine_pupil(struct examination *examination,
			   const struct promise_row *row,
			   const struct truth_pupil *pupil);
bool promise_fits(const struct examination *examination,
		  const struct promise_row *row,
		  const struct truth_pupil *pupil);
/* After all files: who is not there and should be. */
void examine_missing(struct examination *examination);

/* promise_identity.c: whom a row is about.  NULL: nobody the sender has. */
struct promise_subject {
	const struct truth_pupil *pupil;
	bool named;   /* the row says who it is */
	bool several; /* or who it may be: `pupil` is one of them */
};
struct promise_subject promise_identify(const struct examination *examination,
					const struct promise_row *row);
/* Whether the row, by what it says of name, birth and home, may be the pupil's. */
bool promise_may_be(const struct examination *examination,
		    const struct promise_row *row,
		    const struct truth_pupil *pupil);
/* Whether a parent whom a court order keeps from being told of, is in it. */
bool promise_shows_protected_parent(const struct examination *examination,
				    const struct truth_pupil *pupil,
				    const struct promise_row *row);

/* promise_namesakes.c: rows that may be one of several pupils'. */
int namesakes_make(struct namesakes **out, const struct truth *truth,
		   struct error *error);
/* A row of the file is surely this pupil's. */
void namesakes_note(struct namesakes *namesakes, const struct truth *truth,
		    const struct truth_pupil *pupil,
		    const struct promise_file *file);
int namesakes_add(struct namesakes *namesakes, const struct promise_file *file,
		  const struct promise_row *row, struct error *error);
/* After all files, before those who are missing. */
void namesakes_judge(struct namesakes *namesakes,
		     struct examination *examination);
void namesakes_free(struct namesakes *namesakes); /* NULL does nothing */

/* promise_matched.c: rows that the recipient tells by numbers. */
int matched_make(struct promise_matched **out, struct examination *examination,
		 struct error *error);
void examine_matched(struct examination *examination, struct slice pseudonym);
/* The pupil whose number the row's pseudonym was made of, by place in the truth;
 * NOBODYS. */
size_t matched_pupil(const struct examination *examination,
		     const struct promise_row *row);
void matched_free(struct promise_matched *matched); /* NULL does nothing */

/* promise_links.c: rows without numbers are held against the truth by the values
 * they have in common. */
int links_make(struct promise_links **out, struct examination *examination,
	       struct error *error);
/* `pupil`: the only one whose row it can be, by place in the truth, else NOBODYS. */
int links_add(struct promise_links *links, const struct promise_file *file,
	      const struct promise_row *row, size_t pupil, struct error *error);
int links_judge(struct promise_links *links, struct examination *examination,
		struct error *error);
void links_free(struct promise_links *links);

/* promise_history.c: whether the sender sent the like too short a time ago. */
void examine_frequency(struct examination *examination);
/* Remembers what was checked. */
int history_note(const struct examination *examination, struct error *error);

/* The next release of this sender's, from `*from` on, that told of a pupil by
 * name; flow 0 when there is none. */
struct history_release {
	unsigned int flow;
	int32_t date;
	struct slice reference; /* empty where it had no manifest */
	uint64_t meanings;
};
struct history_release history_next(const struct promise_evidence *evidence,
				    struct slice upn, size_t *from);
/* Whether the sender made a release of this reference. */
bool history_has(const struct promise_evidence *evidence,
		 struct slice reference);

/* promise_pseudonyms.c */
int examine_pseudonym(struct examination *examination, struct slice pseudonym,
		      struct error *error);

/* promise_cells.c: a file of tables. */
int examine_tables(struct examination *examination,
		   const struct promise_file *file, struct error *error);

/* promise_page.c: adds what people see of a page; `*fault` is why it is not to be
 * read, else untouched. */
int promise_page_text(const struct promise_file *file, struct builder *text,
		      const char **fault, struct error *error);

/* promise_copy.c: all files of a family's copy, one held against the other. */
int examine_copy(struct examination *examination, struct error *error);

/* promise_copy_pages.c: its page, document and table, against the values of its
 * data, in their order. */
int examine_copy_files(struct examination *examination,
		       const struct slice *values, size_t count,
		       struct error *error);
/* The file whose name ends so; NULL. */
const struct promise_file *
promise_file_called(const struct promise_evidence *evidence,
		    const char *ending);

/* promise_paper.c: a file for people to read. */
int examine_paper(struct examination *examination,
		  const struct promise_file *file, struct error *error);

#endif
