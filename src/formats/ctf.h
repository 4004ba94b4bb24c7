/*
 * ctf.h - the Common Transfer File: the statutory record of a pupil who
 * changes school (law: Education (Pupil Information) (England) Regulations
 * 2005).  XML without a namespace, one version for each academic year.
 *
 * Other files of the field have its elements, or its way to build a file: each is
 * a row of struct ctf_family, read and written by the same code.
 *
 * Between the files of the room only; the room's face is format.h.
 */
#ifndef HORNBOOK_FORMATS_CTF_H
#define HORNBOOK_FORMATS_CTF_H

#include "formats/format.h"
#include "formats/layout.h"

/* What an element of the CTF is, beyond layout.h's kinds. */
enum ctf_kind {
	CTF_PUPIL = LAYOUT_OWN,
	CTF_HEADER,     /* closes the header */
	CTF_NAME,       /* DocumentName */
	CTF_VERSION,    /* CTFversion */
	CTF_QUALIFIER,  /* full or partial */
	CTF_RETURN,     /* which return of assessments it is */
	CTF_SOURCE_LEA, /* the sender, as it states itself */
	CTF_SOURCE_ESTAB,
	CTF_SOURCE_NAME,
	CTF_DATA, /* holds the pupils */
	CTF_LANGUAGE_TYPE,
	CTF_LANGUAGE, /* an item: the first language is kept */
	CTF_SEN,      /* an item: the newest is what is in place */
	CTF_PHONE_TYPE,
	CTF_PHONE_NUMBER,
	CTF_PHONE,       /* an item: the type says which field */
	CTF_PHONE_FIELD, /* a type and its field; no element */
	CTF_CONTACT,     /* an item: of parents or of contacts */
	CTF_LEA,         /* first three digits of a LAESTAB */
	CTF_ESTAB,       /* the other four */
	CTF_YEAR,        /* the period of the item around it */
	CTF_YEAR_DATA,   /* an item: attendance at a school in a year */
	CTF_STAGE,       /* a key stage, shared by the results in it */
	CTF_RESULT,      /* an item: an assessment's result */
	CTF_SCHOOL,      /* an item: a school attended; the sender is one */
	CTF_COHORT,      /* status in a cohort: worked out, and not kept */
	CTF_COHORT_TO,   /* the authority to which somebody moved; likewise */
};

/* The rows of the transfer file itself, in document order. */
extern const struct layout_row ctf_rows[];
extern const size_t ctf_row_count;

struct ctf_record;
struct xml_writer;

/* A value of an element that stands for another. */
struct ctf_instead {
	struct slice element; /* empty: the end of the table */
	struct slice from, to;
};

/* One kind of file. */
struct ctf_family {
	const struct layout_row *rows;
	const size_t *row_count;
	bool versioned;     /* the header must say which version */
	const char *called; /* "a Common Transfer File" */

	/* The return (enum assessment_return) to which all results must belong;
	 * not looked at unless `returns`. */
	bool returns;
	uint8_t which;

	/* A pupil must have its number unless the reading is of unnamed ones;
	 * where an element is mandatory, that says so. */
	bool numbered;

	/* What is wrong with a value, or NULL, beyond what its field allows;
	 * NULL: nothing ever. */
	const char *(*judge)(const struct layout_row *row, struct slice text);
	const struct ctf_instead *instead; /* NULL: none */

	/* What else the file has in its header, after DocumentQualifier; NULL:
	 * nothing. */
	void (*header)(const struct ctf_family *family, struct xml_writer *xml);
};

extern const struct ctf_family ctf_family;

/* The row of <Pupil> among a family's. */
uint16_t ctf_pupil_row(const struct ctf_family *family);

/* Reads and begins to write any file of the family.  ERROR_INPUT, with place, on
 * what is no such file; on a sender without a number. */
int ctf_family_read(const struct ctf_family *family, struct reading *reading,
		    struct slice bytes, struct error *error);
int ctf_family_open(const struct ctf_family *family, struct writer **out,
		    const struct writing *writing, struct output *output,
		    struct error *error);

/* The reader of struct format. */
int ctf_read(struct reading *reading, struct slice bytes, struct error *error);

/* The writer of struct format; all but ctf_open are good for any file of the
 * family. */
int ctf_file_name(const struct writing *writing, struct builder *name,
		  struct error *error);
int ctf_open(struct writer **out, const struct writing *writing,
	     struct output *output, struct error *error);
int ctf_write(struct writer *writer, const struct record *records, size_t count,
	      struct error *error);
int ctf_close(struct writer *writer, struct error *error);
void ctf_abandon(struct writer *writer);

extern const struct format ctf_format;

#endif
