/*
 * record_data.h - one pupil's record as JSON, by itself or inside a page.
 *
 * A case file (F29) and a family's copy (F38, F39) are pages for people; the same
 * stands in them as data, in an element that no browser shows or runs:
 *
 *     <script type="application/json" id="hornbook-record">
 *     {"hornbook-record":1,"sections":[
 *       {"category":"identity","items":[{"pupil.surname":"Marsh",...}]},
 *       {"category":"attendance","period":"2025","items":[...]}]}
 *     </script>
 *
 * Names are the dictionary's, values canonical text.  What a member's value must
 * not hold in HTML ('<') is written as an escape.
 */
#ifndef HORNBOOK_FORMATS_RECORD_DATA_H
#define HORNBOOK_FORMATS_RECORD_DATA_H

#include "formats/format.h"

struct builder;
struct json;

enum { RECORD_DATA_VERSION = 1 };

/* An array of the record's sections, without the fields in `hidden`.  Nothing is
 * kept; when memory runs out the writer's builder says so (builder.h). */
void record_data_put(struct json *json, const struct dictionary *dictionary,
		     const struct record *record,
		     const struct field_set *hidden);

/* The element above with `text`, JSON, into a page written as HTML: before the end
 * of its body.  When memory runs out `page` says so (builder.h). */
void record_data_embed(struct slice text, struct builder *page);

/* Reads the record out of such a page: "case-file".  Only read; share/case_file.h
 * writes it.  ERROR_INPUT for a page that has no whole record in it. */
extern const struct format case_file_reader;

#endif
