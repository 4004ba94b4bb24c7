/*
 * support.h - what the register's tests share: a small dictionary made by
 * hand, invented pupils, a register over either backend in a directory of its
 * own.
 */
#ifndef HORNBOOK_TESTS_REGISTER_SUPPORT_H
#define HORNBOOK_TESTS_REGISTER_SUPPORT_H

#include "tests/test.h"

#include "base/arena.h"
#include "base/date.h"
#include "dictionary/dictionary.h"
#include "register/record.h"
#include "register/register.h"
#include "register/secret.h"

enum { IDENTITY, CONTACT, PARENTS, ATTENDANCE, ENROLMENT, CATEGORY_COUNT };

enum {
	UPN,
	FORMER_UPN,
	ULN,
	SURNAME,
	FORENAME,
	BIRTH_DATE,
	PSEUDONYM,
	STREET,
	POSTCODE,
	PARENT_SURNAME,
	PARENT_TELEPHONE,
	SESSIONS,
	ABSENCES,
	ENTRY,
	LEAVING,
	REASON,
	FLAT,
	HOUSE,
	FIELD_COUNT
};

enum { ALL_CATEGORIES = (1 << CATEGORY_COUNT) - 1 };

extern const struct dictionary small_dictionary;

/* A later edition: field and category order turned round, "contact.street"
 * gone, one field and one category more. */
extern const struct dictionary later_dictionary;

struct office {
	enum register_backend backend;
	char directory[64]; /* "" for memory */
	struct secret *secret;
	struct pupil_register *pupils;
	struct arena arena;
};

/* Makes and opens an empty register. */
void office_set_up(struct office *office, enum register_backend backend);
void office_tear_down(struct office *office);
void office_open(struct office *office);
void office_close(struct office *office);

/* One value of a record in a table: ends with a field of FIELD_COUNT. */
struct cell {
	uint16_t field;
	uint32_t item;
	const char *text;
	const char *period; /* NULL: none */
};

void make_record(struct record *record, struct arena *arena,
		 const struct dictionary *dictionary, const struct cell *cells);

struct origin origin_numbered(unsigned int number, int32_t recorded);

/* Imports one record of these cells as file `number`. */
struct import_counts import_cells(struct office *office, unsigned int number,
				  const struct cell *cells);

/* The text of a field of the pupil with this UPN as held now. */
struct slice held_text(struct office *office, const char *upn, uint16_t field);

/* An invented UPN with the right check letter; `serial` below 1000000. */
void make_upn(char upn[14], unsigned int serial);

#endif
