/*
 * csv_layout.h - what the columns of one file are, found once from its header
 * row and its mapping.
 *
 * Columns of the same item of the same category form a group: they share a
 * period, and a default completes a group that a row fills.
 */
#ifndef HORNBOOK_FORMATS_CSV_LAYOUT_H
#define HORNBOOK_FORMATS_CSV_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "dictionary/dictionary.h"
#include "formats/csv.h"
#include "formats/csv_mapping.h"
#include "formats/csv_names.h"

struct arena;
struct error;
struct reading;

/* No such column, where an index is expected. */
#define CSV_NO_COLUMN SIZE_MAX

struct csv_column {
	struct slice header; /* trimmed, for messages cut short */
	struct slice key;
	struct csv_target target;
	size_t group;    /* of a CSV_FIELD */
	bool has_values; /* the mapping translates some of its values */
};

struct csv_group {
	uint16_t category;
	uint32_t item;
	bool repeated; /* a pupil may have several such items */
	bool by_period;
	size_t period_column;        /* CSV_NO_COLUMN: the default stands */
	struct slice period_default; /* canonical; may be empty */

	/* Of the row in hand. */
	struct slice period;
	bool filled;
	struct field_set set;
};

struct csv_layout {
	const struct dictionary *dictionary;
	struct csv_mapping mapping;
	struct csv_column *columns;
	size_t count;
	struct csv_group *groups;
	size_t group_count;
	size_t upn_column; /* CSV_NO_COLUMN: unnamed pupils */
	uint16_t list; /* the category whose items are rows; DICTIONARY_NONE */
};

/*
 * Reads the header row.  Columns that nobody knows, that say again what
 * another says, or that a mapping names in vain become warnings to
 * `reading->reject`.  Fails when no column holds the unique pupil number and one
 * is needed, when a category kept by period has none, on a faulty mapping.
 */
int csv_layout_make(struct csv_layout *layout, struct reading *reading,
		    const struct csv *csv, const struct csv_row *header,
		    struct arena *arena, struct error *error);

/* The value as the mapping translates it, else itself. */
struct slice csv_layout_value(const struct csv_layout *layout,
			      const struct csv_column *column,
			      struct slice value);

/*
 * "2025", "2025/26", "2025-26", "2025/2026" or "202526" as "2025", borrowed
 * from `text`; empty when it is not an academic year.
 */
struct slice csv_academic_year(struct slice text);

#endif
