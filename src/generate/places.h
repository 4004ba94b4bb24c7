/*
 * places.h - where families live: authorities with towns, and addresses whose
 * street, postcode, lower and middle layer area, primary care trust area and
 * authority belong together.
 *
 * Towns and the beginnings of postcodes are real, streets and the ends of
 * postcodes are invented: a postcode lies in one lower layer area alone.
 */
#ifndef HORNBOOK_GENERATE_PLACES_H
#define HORNBOOK_GENERATE_PLACES_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct town {
	struct slice name;
	struct slice district; /* of its postcodes: "CT9" */
	struct slice pct;
};

/* What is known of an authority; `towns` in the order of their areas' codes. */
struct authority_place {
	char number[4];
	struct slice county;
	struct town towns[24];
	size_t town_count;
	uint32_t first_area, area_count; /* numbers after "E01" */
	uint32_t diversity; /* per cent: how much more or less often than in
			       the nation a family is not White British */
	char made_districts[24][8], made_pct[4];
};

/* `label` names an authority of which only the number is known here. */
void places_authority(struct authority_place *authority, struct slice number,
		      struct slice label);

enum {
	STREETS_OF_AREA = 16,
	POSTCODE_BYTES = 9, /* with a closing NUL */
	AREA_BYTES = 10,    /* likewise */
};

struct home {
	uint32_t authority; /* index among the population's */
	uint32_t area;      /* number of the lower layer area */
	uint32_t street;
	uint32_t house; /* from 1 */
	uint32_t flat;  /* 0: none */
};

/* The town that an area lies in. */
const struct town *places_town(const struct authority_place *authority,
			       uint32_t area);

void places_lsoa(uint32_t area, char text[AREA_BYTES]);
void places_msoa(uint32_t area, char text[AREA_BYTES]);
void places_postcode(const struct authority_place *authority, uint32_t area,
		     uint32_t street, char text[POSTCODE_BYTES]);

/* The two words of a street's name, and a part of the town. */
struct slice places_street_name(uint32_t area, uint32_t street);
struct slice places_street_kind(uint32_t area, uint32_t street);
struct slice places_locality(uint32_t area);

#endif
