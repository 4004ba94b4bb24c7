/*
 * served_parts.h - what the files about notices given to families share.  Private
 * to the share room.
 */
#ifndef HORNBOOK_SHARE_SERVED_PARTS_H
#define HORNBOOK_SHARE_SERVED_PARTS_H

#include "base/arena.h"
#include "base/builder.h"
#include "register/record.h"
#include "share/served.h"

struct dictionary;

/* Where things lie in a record; DICTIONARY_NONE: not in the dictionary. */
struct served_fields {
	const struct dictionary *dictionary;
	uint16_t category;
	uint16_t version, date, by;
	uint16_t upn, uln, surname, forename, year, left;
};

/* False when the dictionary cannot say that a notice was given. */
bool served_fields_find(const struct dictionary *dictionary,
			struct served_fields *fields);

struct slice served_text(const struct served_fields *fields,
			 const struct record *record, uint16_t field);

/* Whether the node holds something of its own of the pupil, who has not left by
 * `date`. */
bool served_is_held(const struct served_fields *fields,
		    const struct record *record, int32_t date);

/* Shows these pupils (`ids` ascending) with all the fields above, in batches;
 * `visit` may write to the register, and to `ids` up to the pupil shown. */
int served_scan(struct node *node, const struct served_fields *fields,
		const uint64_t *ids, size_t count,
		int (*visit)(void *context, const struct record *record,
			     struct error *error),
		void *context, struct error *error);

/* Whom a list of UPNs names. */
struct named {
	uint64_t pupil;
	size_t upn; /* which of those asked for */
};

enum { SERVED_REFERENCE_BYTES = 40 };

struct recording {
	struct node *node;
	const struct serving_request *request;
	struct serving_report *report;
	struct served_fields fields;
	const struct notice *notice;
	struct named *named; /* by pupil; NULL: all are asked */
	size_t named_count;
	size_t named_at; /* the one in hand */
	struct serving_fault *faults;
	size_t fault_capacity;
	uint64_t *ids; /* asked for, then chosen; ascending */
	size_t count;
	char reference[SERVED_REFERENCE_BYTES];
	struct builder roll;
	uint8_t roll_hash[LEDGER_HASH_BYTES];
	uint64_t done;        /* pupils */
	struct arena scratch; /* of the record in hand */
	struct arena *arena;  /* of the report */
};

/* The reference in an entry of the ledger; false when it is of something else. */
bool served_entry_reference(struct slice entry, struct slice *reference);

/* Fills fields and notice. */
int serving_check(struct recording *recording, struct error *error);

/* Fills ids with those asked for; what is wrong with a list are faults. */
int serving_find_asked(struct recording *recording, struct error *error);

/* Leaves of them those who are to be served. */
int serving_choose(struct recording *recording, struct error *error);

#endif
