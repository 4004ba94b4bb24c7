/*
 * ctf_record.h - a pupil of a CTF while it is put together.
 *
 * The reader tells of items and values as they come; values outside items go
 * straight into the record, those of an item wait until it ends, because only
 * then is it known what the item is (which telephone, parent or other
 * contact).  The first bad value makes the whole record bad: it is told to the
 * reading's `reject` and never taken.
 */
#ifndef HORNBOOK_FORMATS_CTF_RECORD_H
#define HORNBOOK_FORMATS_CTF_RECORD_H

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "formats/ctf.h"
#include "formats/upn_set.h"
#include "register/record.h"

struct xml_reader;

enum {
	CTF_FAULTS_LIMIT = 10,     /* told of one record */
	CTF_VALUES_LIMIT = 20000,  /* of one record */
	CTF_BYTES_LIMIT = 4 << 20, /* of all values of one record */
	CTF_PENDING_LIMIT = 256,   /* values of the items that are open */
	CTF_FRAMES_LIMIT = 4,      /* items in items */
};

/* A value of an item that has not ended. */
struct ctf_pending {
	uint16_t row;
	struct slice text;
	uint64_t offset;
};

/* A period of special educational provision. */
struct ctf_sen {
	struct ctf_sen *next;
	struct slice start; /* canonical; empty when not stated */
	struct slice provision;
};

struct ctf_record {
	const struct ctf_family *family;
	uint16_t pupil_row;
	struct reading *reading;
	struct xml_reader *xml;
	struct layout layout;
	struct arena arena; /* of the record */
	struct builder canonical;
	struct error fault; /* of the last value checked; large, so kept */
	struct upn_set seen;
	bool full; /* the file says that it states everything it can */
	uint16_t birth_date; /* fields that are treated apart */
	uint16_t sen_provision, sen_start;
	uint16_t history_provision, history_start;

	struct record_maker maker;
	uint64_t offset;
	bool bad;
	unsigned int faults;
	size_t values;
	size_t bytes;
	uint64_t given[LAYOUT_ROWS_LIMIT / 64]; /* rows outside items */
	uint32_t items[CATEGORY_LIMIT];
	struct ctf_pending pending[CTF_PENDING_LIMIT];
	size_t pending_count;
	size_t frames[CTF_FRAMES_LIMIT]; /* where each open item's begin */
	size_t frame_count;
	struct ctf_sen *sen; /* newest in the file first */
};

/* `family` and `reading` must outlive the record; `xml` is the reader's to set.
 * Released also after a failure. */
void ctf_record_init(struct ctf_record *record, const struct ctf_family *family,
		     struct reading *reading);
void ctf_record_release(struct ctf_record *record);

/* A pupil begins, with its place; an item, a value of the row, the end of an item
 * and of a group that holds items, as they come.  All fail only when the reading
 * must stop. */
int ctf_record_begin(struct ctf_record *record, uint64_t offset,
		     struct error *error);
void ctf_record_open_item(struct ctf_record *record);
int ctf_record_value(struct ctf_record *record, uint16_t row, struct slice text,
		     uint64_t offset, struct error *error);
int ctf_record_close_item(struct ctf_record *record, uint16_t row,
			  uint64_t offset, struct error *error);
void ctf_record_close_group(struct ctf_record *record, uint16_t row);

/* Checks the whole and hands it to `take`, if it is good. */
int ctf_record_end(struct ctf_record *record, struct error *error);

/* Tells of a fault at an element and makes the record bad. */
int ctf_record_fault(struct ctf_record *record, struct slice element,
		     uint64_t offset, const char *rule, const char *message,
		     struct error *error);

/* Tells of something that does not stop the record; `number` 0: the file. */
int ctf_record_warn(struct ctf_record *record, struct slice element,
		    uint64_t offset, uint64_t number, const char *rule,
		    const char *message, struct error *error);

/* --- between ctf_record.c and ctf_items.c -------------------------------- */

/* What a row's element is called; constant text. */
struct slice ctf_record_element(const struct ctf_record *record, uint16_t row);

/* Checks a value for `field` into record->canonical.  `*good` says whether it
 * may be used; if not, the fault has been told. */
int ctf_record_check(struct ctf_record *record, const struct ctf_pending *value,
		     uint16_t field, bool *good, struct error *error);

/* Puts a value into the record, if it is good. */
int ctf_record_set(struct ctf_record *record, const struct ctf_pending *value,
		   uint16_t field, struct slice period, uint32_t item,
		   struct error *error);

/* A value of the pupil, or of the item around it. */
int ctf_record_place(struct ctf_record *record, const struct ctf_pending *value,
		     struct error *error);

#endif
