/*
 * pack_parts.h - what the files about a family's copy share.  Private to the share
 * room.
 */
#ifndef HORNBOOK_SHARE_PACK_PARTS_H
#define HORNBOOK_SHARE_PACK_PARTS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/builder.h"
#include "policy/allowed.h"
#include "policy/notice.h"
#include "register/register.h"
#include "share/case_log.h"
#include "share/disclosure.h"
#include "share/pack.h"
#include "share/sheet.h"
#include "share/told.h"

struct pack_frame {
	struct disclosure *disclosure;
	const struct dictionary *dictionary;
	const struct pack_words *words;
	struct field_set hidden; /* that nobody of this family is given */
	struct told told;
	struct field_set reach; /* how to reach a parent */
	uint16_t order;         /* the field; DICTIONARY_NONE */
};

/* Why some of the copy is held: one `hold` statement, or what none speaks of. */
struct pack_use {
	const struct holding *holding; /* NULL: the notice does not say */
	bool received;                 /* it came from others, on their terms */
	struct field_set fields;       /* of the copy */
	int32_t until; /* the last day, of this child; DATE_NONE: not known */
};

/* What a copy says of the data beside the data (law: UK GDPR article 15(1)). */
struct pack_terms {
	const struct notice *notice; /* in force */
	struct field_set fields;     /* that the copy shows */
	struct pack_use *uses;
	size_t use_count;
	struct allowed *allowed; /* who may have it, cut down to the copy */
	size_t allowed_count;
};

/* Who has had it, as far as it is told (told.h). */
struct pack_history {
	struct pupil_release *releases;
	size_t release_count;
	struct case_entry *entries;
	size_t entry_count;
	struct register_grant *grants;
	size_t grant_count;
	struct origin *origins;
	size_t origin_count;
};

struct writer {
	struct pack_frame *frame;
	const struct writing *writing;
	struct output *output;
	struct arena arena;
	struct document document;
	struct voice voice;
	struct sheet sheet;
	struct pack_history history;
	struct pack_terms terms;
	struct builder data; /* JSON */
	struct builder csv;
	bool written;
};

/* From whom what is held came; of a parent's copy without what came to keep the child
 * safe, which is taken out of the record too.  First. */
int pack_grants(struct writer *writer, struct record *record,
		struct error *error);

int pack_history(struct writer *writer, const struct record *record,
		 struct error *error);

/* After pack_history has found what the copy shows (terms.fields). */
int pack_terms(struct writer *writer, const struct record *record,
	       struct error *error);

/* The names of categories that any of the fields is of, as headings have them. */
struct slice pack_kinds(struct writer *writer, const struct field_set *fields);

/* How somebody is named in what goes out at a level. */
enum phrase pack_how(enum level_kind level);

/* Why it is held, by which law and how long; who may have it; the rights. */
void pack_add_uses(struct writer *writer);
void pack_add_allowed(struct writer *writer);
void pack_add_rights(struct writer *writer);

/* Where the law of a day has a right that this copy tells of; else NULL. */
struct right;
const char *pack_right_law(const struct writer *writer,
			   const struct right *right, int32_t date);

/* The same as data: fills writer->data and writer->csv. */
void pack_write_json(struct writer *writer, const struct record *record);
void pack_write_csv(struct writer *writer, const struct record *record);

/* Composes the document; what fails shows in it and in the voice. */
void pack_compose(struct writer *writer, const struct record *record);

#endif
