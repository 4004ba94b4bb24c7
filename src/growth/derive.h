/*
 * derive.h - the results of measuring a child as fields of its record, so that
 * they are decided over, counted, shaped and written like any other.
 *
 * A dictionary marks them `derived`.  They are worked out while something is
 * released and are never what was held: of the measurements that a pupil has, the
 * latest that is of this school year or the one before gets them, and all others
 * lose them.  So each pupil is counted once, and with no result that has been
 * overtaken.  Only where the date of birth or the sex is not held is the result kept
 * that came with the measurement: of rows that name nobody, from whoever had both.
 *
 *     measurement.bmi            kg/m2, one decimal
 *     measurement.centile        one decimal
 *     measurement.weight-band    by the population bands: underweight, healthy,
 *                                overweight, obese (the severely obese are too)
 *     measurement.clinical-band  by the clinical bands, the same words
 */
#ifndef HORNBOOK_GROWTH_DERIVE_H
#define HORNBOOK_GROWTH_DERIVE_H

#include <stddef.h>
#include <stdint.h>

#include "dictionary/dictionary.h"
#include "growth/assess.h"

struct arena;
struct error;
struct record;

struct growth_derivation {
	const struct dictionary *dictionary;
	const struct growth_reference *reference;
	int32_t today;
	uint16_t category; /* of the measurements */
	uint16_t birth_date, sex, date, height, weight;
	/* DICTIONARY_NONE where the dictionary does not have it. */
	uint16_t bmi, centile, weight_band, clinical_band;
};

/* The most records of one growth_derive. */
enum { GROWTH_BATCH = 1024 };

/* All fields that a dictionary marks as derived. */
struct field_set growth_derived(const struct dictionary *dictionary);

/* Finds the fields.  ERROR_INPUT when the dictionary lacks one that the results
 * are made of. */
int growth_derivation_begin(struct growth_derivation *derivation,
			    const struct dictionary *dictionary,
			    const struct growth_reference *reference,
			    int32_t today, struct error *error);

/* The categories that records must have been read with, as bits. */
uint64_t growth_categories(const struct growth_derivation *derivation);

/*
 * Puts the results into records, at most GROWTH_BATCH of them; what is added lives
 * in `arena`, which must be that of the batch.  `states` gets an enum growth_state
 * for each record.
 */
int growth_derive(const struct growth_derivation *derivation,
		  struct record *records, size_t count, uint8_t *states,
		  struct arena *arena, struct error *error);

/* The measurement that growth_derive chose; NULL: there is none. */
struct item;
const struct item *growth_latest(const struct growth_derivation *derivation,
				 const struct record *record);

/* The text of a band in these fields, "healthy". */
const char *growth_band_text(enum growth_band band);

/* A text of a record as a number of millionths: "112.5" cm as 1125000 um with
 * `unit` 10000.  0 for an empty text; UINT32_MAX for one that is no number, or too
 * large, which no child's measure is. */
uint32_t growth_measure(struct slice text, uint32_t unit);

#endif
