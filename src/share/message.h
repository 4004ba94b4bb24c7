/*
 * message.h - telling those who were sent data that it was put right or erased
 * (law: UK GDPR art 19), and taking releases back.
 *
 * At the source: what an import changes of a pupil, or an erasure, makes
 * messages due to each recipient whose releases held it, by the rolls.  `notify`
 * sends them, sealed, one parcel for each recipient and kind.  A correction has
 * what has become of the values that this recipient had been sent, as far as law,
 * promise and terms allow them today, whatever is wished since; what they do not
 * allow waits for people to tell it.  An erasure has only the names that the
 * recipient knows the pupil by.
 *
 * At the recipient: `message_receive` applies them to the sender's grants alone,
 * and answers.  A recall, or the day by which data is to be deleted, destroys a
 * grant, and its certificate says so under the recipient's signature.
 *
 * A period, an item or a field that the release did not hold is never sent, nor
 * what a court order limits.
 */
#ifndef HORNBOOK_SHARE_MESSAGE_H
#define HORNBOOK_SHARE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "register/message.h"
#include "share/manifest.h"

struct arena;
struct error;
struct node;
struct received;

/* --- what is due ------------------------------------------------------------------ */

/* Makes messages of what imports have changed since the last time. */
int messages_find(struct node *node, uint64_t *found, struct error *error);

/* Puts one field of a pupil right, as an import of its own; an empty value
 * takes it away.  Only fields of categories with one item and no period.
 * ERROR_REFUSED for what was received: who sent it must put it right. */
struct correction {
	struct slice upn;
	struct slice field; /* name */
	struct slice value;
	int32_t today;
};
int message_correct(struct node *node, const struct correction *correction,
		    struct error *error);

struct erase_report {
	uint64_t sections; /* that were destroyed, with the key */
	uint64_t told;     /* messages that are due because of it */
	uint64_t untold;   /* releases whose recipients know no name of the
			      pupil, so that it cannot be told to them */
};

/*
 * Erases a pupil: first the messages to all who were sent data are recorded,
 * then the pupil is destroyed.  What a crash interrupts is completed when the
 * node is opened next.
 */
int message_erase(struct node *node, struct slice upn, struct slice reason,
		  int32_t today, struct erase_report *report,
		  struct error *error);

/* --- sending ------------------------------------------------------------------------ */

struct notify_line {
	enum message_kind kind;
	struct slice recipient; /* body */
	struct slice number;
	uint64_t messages;
	struct slice reference; /* of the parcel; empty: not sent */
	struct slice path;
	struct slice why; /* it was not sent */
};

struct notify_report {
	struct notify_line *lines;
	size_t count;
};

/* Sends what is due, all or that about one release (0: all). */
int message_notify(struct node *node, const char *out, int32_t today,
		   uint64_t release, struct notify_report *report,
		   struct arena *arena, struct error *error);

/* Recalls a release and sends it.  ERROR_NOT_FOUND; ERROR_INPUT when it never
 * left or was recalled before. */
int message_recall(struct node *node, struct slice reference,
		   struct slice reason, const char *out, int32_t today,
		   struct notify_report *report, struct arena *arena,
		   struct error *error);

/* --- grants that end ----------------------------------------------------------------- */

struct destroy_line {
	uint64_t grant;
	struct slice sender; /* body */
	struct slice number;
	struct slice reference; /* the sender's */
	uint64_t pupils, sections;
	struct slice parcel; /* reference; empty: no certificate was sent */
	struct slice path;
	struct slice why; /* none was */
};

struct destroy_report {
	struct destroy_line *lines;
	size_t count;
};

/* Live grants whose day has come; also those destroyed without a certificate. */
int grants_due(struct node *node, int32_t today, uint64_t **grants,
	       size_t *count, struct arena *arena, struct error *error);

/* Destroys grants and certifies it.  One that was destroyed before is certified
 * only. */
int grants_destroy(struct node *node, const uint64_t *grants, size_t count,
		   const char *reply, int32_t today,
		   struct destroy_report *report, struct arena *arena,
		   struct error *error);

/* --- receiving ------------------------------------------------------------------------- */

struct message_report {
	enum manifest_kind kind;
	uint64_t applied; /* corrections and erasures; of an answer: messages
			     that are settled */
	uint64_t unknown; /* of a pupil or grant that is not held (any more) */
	uint64_t pupils, sections; /* that a recall destroyed */
	uint64_t told;      /* messages to those it went on to, due by it */
	uint64_t untold;    /* releases whose recipients know no name */
	uint64_t shared;    /* pupils held from elsewhere too, of whom it cannot
			    be told what went on of this */
	struct slice about; /* reference: of the release recalled, of
				      the parcel answered */
	struct slice parcel; /* of the answer that is sent; may be empty */
	struct slice path;
};

/*
 * Takes in a package that brings no release, when it was opened, verified and
 * checked (receive.h).  `reply` is where the answer goes; NULL where none is
 * wanted (an acknowledgement, a certificate), else ERROR_INPUT.
 * ERROR_REFUSED when it is not the sender's to say, or came before.
 */
int message_receive(struct node *node, struct received *received,
		    const char *reply, int32_t today,
		    struct message_report *report, struct arena *arena,
		    struct error *error);

/* --- what is outstanding ------------------------------------------------------------------ */

enum outstanding_kind {
	OUTSTANDING_DUE,         /* a message that was not sent */
	OUTSTANDING_UNANSWERED,  /* sent, and not acknowledged */
	OUTSTANDING_RECALL,      /* recalled, and no certificate */
	OUTSTANDING_CERTIFICATE, /* to be deleted by now, and no certificate */
	OUTSTANDING_GRANT,       /* held here beyond its day */
};

struct outstanding_line {
	enum outstanding_kind kind;
	uint64_t message; /* its number; 0: none */
	enum message_kind about;
	struct slice release;   /* reference */
	struct slice recipient; /* or sender, of a grant */
	struct slice number;
	struct slice parcel; /* it was sent in; may be empty */
	int32_t since;
	bool overdue;
	struct slice why; /* it cannot be sent; may be empty */
};

enum { OUTSTANDING_DAYS = 30 }; /* an answer may take */

int message_outstanding(struct node *node, int32_t today,
			struct outstanding_line **lines, size_t *count,
			struct arena *arena, struct error *error);

/* Completes erasures that a killed process had begun, and parcels. */
int messages_recover(struct node *node, unsigned int *recovered,
		     struct error *error);

#endif
