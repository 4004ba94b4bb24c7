/*
 * csv_kind.h - how a value of a field is written in CSV.
 *
 * Between the files of the room only.
 */
#ifndef HORNBOOK_FORMATS_CSV_KIND_H
#define HORNBOOK_FORMATS_CSV_KIND_H

#include "dictionary/dictionary.h"
#include "formats/csv.h"

/* What is of another type begins with a letter or a digit; what is not (a
 * pseudonym, perhaps) is guarded as text is. */
static inline enum csv_kind csv_kind_of(enum field_type type)
{
	if (type == FIELD_NUMBER)
		return CSV_NUMBER;
	return type == FIELD_CODE ? CSV_CODE : CSV_TEXT;
}

#endif
