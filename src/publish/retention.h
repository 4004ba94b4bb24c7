/*
 * retention.h - whether what is held and what was sent is kept and erased as the
 * notice says: the evidence for the record of processing (ICO column 29).
 *
 * Everything is counted on a day over what the register holds and the ledger
 * vouches for; nothing here names or shows a pupil.
 */
#ifndef HORNBOOK_PUBLISH_RETENTION_H
#define HORNBOOK_PUBLISH_RETENTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "publish/publication.h"

struct arena;
struct commitment_progress;
struct error;
struct node;

/* Of one holding or receipt: how its `keep` stands for the pupils held. */
struct kept {
	bool stated;      /* the notice says how long */
	bool shown;       /* the register can tell when that time began */
	bool review;      /* then it is to be reviewed, not destroyed */
	uint64_t pupils;  /* of whom something of it is held */
	uint64_t past;    /* of them, beyond the time */
	uint64_t undated; /* of them, without the date it counts from */
	int32_t since;    /* when the first of `past` was due; DATE_NONE */
};

/* Of what was received from one body. */
struct kept_received {
	uint64_t live, destroyed, recalled;
	uint64_t past; /* of the live, beyond their day */
	int32_t since; /* the earliest of those days; DATE_NONE */
};

/* Of what was sent to one body for one purpose. */
struct kept_sent {
	uint64_t releases;
	uint64_t destroyed; /* of them, certified */
	uint64_t recalled;  /* of them, recalled and not certified */
	uint64_t overdue; /* beyond their day, or recalled, and not certified */
	int32_t since;    /* the earliest of those days; DATE_NONE */
};

struct retention {
	const struct publication *publication;
	int32_t date;
	const struct kept *holdings; /* by index in the publication */
	const struct kept *receipts;
	const struct kept_received *received; /* by receipt: its sender */
	struct kept_sent *sent;               /* body * purposes + purpose */
};

/* Looks at the register and verifies the ledger.  Everything in `arena`. */
int retention_read(struct retention *out, struct node *node,
		   const struct publication *publication,
		   const struct commitment_progress *progress,
		   struct arena *arena, struct error *error);

/* What was sent to a body for some purposes, added up. */
struct kept_sent retention_sent(const struct retention *retention,
				uint16_t body, const uint16_t *purposes,
				size_t count);

#endif
