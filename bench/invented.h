/*
 * invented.h - pupils who do not exist, for demonstrations, tests and
 * measurements.
 *
 * A pupil follows from the seed, its number and the class alone, so pupil 25
 * of a seed is the same whether asked for by itself or among a million.
 * Telephone numbers are from the ranges Ofcom keeps for drama, e-mail
 * addresses are below example.org, and UPNs and ULNs have right check
 * characters but belong to nobody.
 */
#ifndef HORNBOOK_BENCH_INVENTED_H
#define HORNBOOK_BENCH_INVENTED_H

#include <stdint.h>

enum {
	INVENTED_PARENTS = 2,
	INVENTED_EXCLUSIONS = 2,
	INVENTED_ASSESSMENTS = 3,
	INVENTED_TEXT_BYTES = 64,
};

/* The largest number a pupil may have: each has a UPN and a ULN of its own. */
#define INVENTED_LIMIT 100000000

/* What a class of pupils has in common. */
struct invented_class {
	uint64_t seed;
	char laestab[8];  /* the school's number; chooses the county */
	const char *name; /* the school's */
	int32_t date;     /* as of which all is told */
	int32_t born_from, born_to;
};

/* All values are canonical text as the dictionary wants it; an empty one is
 * not known. */
struct invented_parent {
	char title[8], surname[INVENTED_TEXT_BYTES],
		forename[INVENTED_TEXT_BYTES], relationship[4], telephone[16],
		mobile[16], email[INVENTED_TEXT_BYTES], as_pupil[6],
		responsibility[6], order[2];
};

struct invented_exclusion {
	char category[5], start_date[11], sessions[5], reason[2][3],
		sen_provision[2];
};

struct invented_assessment {
	char stage[4], locale[4], year[5], subject[4], method[3], component[4],
		status[2], qualifier[3], result[4];
};

struct invented_pupil {
	int32_t birth;
	int age;        /* on the class's date */
	int year_group; /* 0 is Reception */
	uint64_t number;

	char as_of[11]; /* the class's date */
	char upn[14], uln[11], surname[INVENTED_TEXT_BYTES],
		forename[INVENTED_TEXT_BYTES], middle[INVENTED_TEXT_BYTES],
		preferred[INVENTED_TEXT_BYTES], former[INVENTED_TEXT_BYTES],
		birth_date[11], sex[2];
	char paon[8], street[INVENTED_TEXT_BYTES],
		locality[INVENTED_TEXT_BYTES], town[INVENTED_TEXT_BYTES],
		county[INVENTED_TEXT_BYTES], postcode[10], lsoa[10],
		telephone[16], mobile[16], email[INVENTED_TEXT_BYTES];
	char ethnicity[5], ethnicity_source[2], language[4], free_meals[6],
		meals_since[11], meals_country[4], service_child[2],
		youth_support[4];
	char status[2], entry[11], year[3], part_time[6], post_14[6];
	char sen[2], sen_since[11], need[5], need_rank[2], medical_flag[6],
		medical_notes[INVENTED_TEXT_BYTES], in_care[6],
		care_authority[4];
	char attendance_year[5], attendance_school[8],
		attendance_name[INVENTED_TEXT_BYTES], attendance_term[4],
		attendance_from[11], possible[5], attended[5], authorised[5],
		unauthorised[5];
	char wish_kind[12], wish_by[8], wish_recipient[16], wish_date[11];
	struct invented_parent parents[INVENTED_PARENTS];
	struct invented_exclusion exclusions[INVENTED_EXCLUSIONS];
	struct invented_assessment assessments[INVENTED_ASSESSMENTS];
};

/* Pupil `number` (1 to INVENTED_LIMIT) of a class. */
void invent_pupil(struct invented_pupil *pupil,
		  const struct invented_class *class, uint64_t number);

#endif
