/*
 * disclosure.h - one disclosure while it is being made.  Private to the share
 * room: share.c leads, and each of the other files does one part of it.
 *
 * Unsealed records live in the scan's arena, a batch at a time; the memory is
 * given back but not wiped, as are the buffers of the file that is written.
 * Only keys are wiped.
 */
#ifndef HORNBOOK_SHARE_DISCLOSURE_H
#define HORNBOOK_SHARE_DISCLOSURE_H

#include <jansson.h>

#include "base/arena.h"
#include "formats/format.h"
#include "growth/derive.h"
#include "policy/plan.h"
#include "share/bindings.h"
#include "share/columns.h"
#include "share/grants.h"
#include "share/matching.h"
#include "share/node.h"
#include "share/share.h"

/* What is counted for one of a plan's decisions. */
struct decision_count {
	struct field_set by_gate[GATE_COUNT]; /* fields withheld, by gate */
	uint64_t pupils;
	uint64_t sent;    /* of those, of whom something is released */
	uint64_t *fields; /* pupils who hold each withheld field; NULL: no
			     pupil has had this decision yet */
};

struct disclosure {
	struct node *node;
	const struct share_request *asked;
	struct share_report *report;
	struct arena *arena; /* for the report and all that lasts */

	struct request request;         /* as the policy sees it */
	struct recorded_grants granted; /* what its grants are */
	struct field_set fields;
	struct field_set carried;            /* that the file has a place for */
	const struct collection *collection; /* NULL: none */
	const struct body *body;
	uint16_t limited; /* the field that says that a court order limits what
			     may go out; DICTIONARY_NONE: none, or no matter */
	const struct format *format;
	struct growth_derivation *growth;    /* NULL: nothing is worked out */
	const struct letter_frame *letter;   /* NULL: no letters are written */
	const struct case_frame *case_frame; /* NULL: no case file is */
	struct pack_frame *pack;             /* NULL: no pack is */
	size_t unassessed_capacity;          /* of the report's list */
	struct plan *plan;
	struct columns *columns;
	struct bindings *bindings; /* NULL: nothing was received */

	uint64_t *pupils; /* ascending */
	size_t pupil_count;
	struct place_in_order *order;   /* of rows; NULL: of pupils */
	size_t order_from, order_count; /* the batch in hand */

	struct decision_count *counts; /* by decision */
	size_t count_capacity;
	bool correcting; /* what was sent before: how often data may go is no
			    matter */
	bool aggregate;  /* every pupil counts, whatever the record holds */
	struct field_set sent;   /* fields that some pupil's part holds */
	struct field_set *masks; /* the distinct sets of fields sent */
	size_t mask_count, mask_capacity;
	uint16_t *mask_slots;   /* of a hash table over masks */
	size_t mask_slot_count; /* a power of two */
	struct roll_row *rows;
	size_t row_count;
	uint32_t most_items[CATEGORY_LIMIT];
	const struct decision *conflict; /* the first; NULL: none */
	struct range_pair {
		struct range first, second;
	} conflict_clauses;

	struct level level;        /* the most revealing one that is released */
	int first_year, last_year; /* academic years of what is sent, by the
				      calendar year they begin in; 0: none */
	bool unnamed; /* at least one pupil goes under a pseudonym or none */
	const struct profile *profile;  /* of tables; else NULL */
	struct released_tables *tables; /* once they are made */
	struct release release;
	bool sealed; /* into a package; else a directory in the clear */
	int32_t expires;
	const char *number;  /* the recipient's; "" when not known */
	struct slice scope;  /* of pseudonyms, beside recipient and
				    purpose: the recipient's number and
				    the projects approved; may be empty */
	uint16_t matched_by; /* the number by which the recipient for this
				    purpose tells its own pupils;
				    DICTIONARY_NONE: none */
	bool matched;        /* the key for it travels along; then: */
	uint8_t matching_key[MATCHING_KEY_BYTES];
	char matching_text[MATCHING_TEXT_BYTES + 1]; /* its file */
	const char *transfer;    /* what the file of a transfer has as its
				  destination; "" for other recipients */
	unsigned int unusual;    /* bits of enum unusual */
	struct sealing *sealing; /* keys; NULL when not sealed */
	size_t manifest_bytes;   /* that it will have; 0: as many as it takes */
	const char *staging;     /* directory */
	const char *final;       /* directory or package */
	const char *payload_name;
	uint8_t payload_hash[32];
	uint64_t payload_bytes;
};

/* --- share.c ------------------------------------------------------------------------- */

/* Names, format, request, plan, columns and pupils, from node, asked, report
 * and arena.  The plan is the caller's to free, also on failure. */
int disclosure_prepare(struct disclosure *disclosure, struct error *error);

/* --- scan.c: pupils, decided and shaped, batch by batch -------------------------- */

/* One batch: records cut down to what was released, of those pupils of whom
 * something was. */
struct shaped {
	struct record *records;
	const uint32_t *decisions; /* for each record */
	size_t count;
};

/* What one scan needs, so that a batch allocates nothing for itself. */
struct scanning {
	struct disclosure *disclosure;
	bool count;
	struct arena arena; /* of the batch in hand */
	struct record records[BATCH_PUPILS];
	uint32_t decisions[BATCH_PUPILS];
	uint32_t kept[BATCH_PUPILS];
};

/* --- parents.c: what a court's order or a shield keeps back -------------------------- */

/* Whether an order limits what of this parent may be disclosed; `field` says. */
bool parent_is_limited(const struct item *item, uint16_t field);

/* Whether what is covered limits a parent, whoever that is in the list in hand:
 * then nobody in it goes out, unless the node itself names the one. */
bool parents_limited_below(const struct section *section, uint16_t field);

/* The categories that are needed to know it, as bits. */
uint64_t parents_needs(const struct disclosure *disclosure);

/*
 * disclosure_hold_back, and of what goes to "the parent" of a child, whichever that
 * is, all of a child of whom an order limits one or whose entry is shielded
 * (directory.h): leaves the record empty.  `*limited`: something was kept back.
 */
int parents_hold_back(const struct disclosure *disclosure,
		      struct record *record, bool *limited, struct arena *arena,
		      struct error *error);

/*
 * Takes the items out of a record that a court order keeps from everybody but
 * those who protect the child; whether there were any.  Nothing that a format
 * writes could tell the recipient of the order, and who does not know of it
 * would treat that parent like another; so no duty overrides this.
 */
bool disclosure_hold_back(const struct disclosure *disclosure,
			  struct record *record);

/* Decides over the first `count` of scanning->records and shapes them, in
 * place. */
int disclosure_batch(struct scanning *scanning, size_t count,
		     struct shaped *shaped, struct error *error);

/*
 * Goes over all pupils once; `take` (may be NULL) gets each batch.  With
 * `count` set, fills the disclosure's counts, masks and rows.
 */
int disclosure_scan(struct disclosure *disclosure, bool count,
		    int (*take)(struct disclosure *disclosure,
				const struct shaped *shaped, void *context,
				struct error *error),
		    void *context, struct error *error);

/* --- growth.c: height and weight assessed ---------------------------------------- */

/* Leaves out of what is asked for what cannot be worked out. */
void growth_strip(struct disclosure *disclosure);

/* Whether there is something to work out is known once the plan is. */
int growth_prepare(struct disclosure *disclosure, struct error *error);

/* The categories that it needs, as bits. */
uint64_t growth_needs(const struct disclosure *disclosure);

/* Works it out over the first `count` of scanning->records.  Of a pupil to whom no
 * letter can be written nothing is left in the record. */
int growth_batch(struct scanning *scanning, size_t count, struct error *error);

/* --- pseudonym.c: pupils who are not named -------------------------------------------- */

enum { PSEUDONYM_BYTES = 16 };

struct person {
	uint64_t pupil;
	struct slice number; /* by which the recipient may tell the pupil; may
				be empty */
};

/*
 * Gives the record the pupil's pseudonym: keyed by recipient, number, purpose and
 * project, so that neither two recipients nor two projects can put theirs
 * together.  It stays the same in later releases of the same project and changes
 * with any of these, and with the node's key.  Where the recipient matches by a
 * number, it is made of that (matching.h), and changes with it.
 */
int pseudonym_add(const struct disclosure *disclosure, struct record *record,
		  struct person person, struct arena *arena,
		  struct error *error);

/* Writes "pseudonym-scope" into the manifest of a release that has
 * pseudonyms. */
struct json;
void pseudonym_write_scope(const struct disclosure *disclosure,
			   struct json *json);

/* --- matched.c: pupils whom the recipient tells by a number ----------------------- */

/* From the purpose: matched_by. */
void matched_prepare(struct disclosure *disclosure);

/* The categories that it needs, as bits. */
uint64_t matched_needs(const struct disclosure *disclosure);

/* The number of a pupil who is the recipient's own; empty for others, and where
 * there is none.  Borrowed from the record. */
struct slice matched_number(const struct disclosure *disclosure,
			    const struct record *record);

/* Whether a number names this pupil and no other: else two would be one to the
 * recipient. */
int matched_names(struct node *node, struct slice number, uint64_t pupil,
		  bool *names, struct error *error);

/* Makes the key, once level, scope and seal are known: for what goes sealed at
 * level pupil.  matched_end wipes it. */
void matched_begin(struct disclosure *disclosure);
void matched_end(struct disclosure *disclosure);

/* pseudonym.c: the key of one recipient, purpose and scope. */
void matched_key(const struct disclosure *disclosure,
		 uint8_t key[MATCHING_KEY_BYTES]);

/* "matching" of the manifest, when there is a key. */
void matched_write_manifest(const struct disclosure *disclosure,
			    struct json *json);
bool matched_in_manifest(const json_t *manifest);

/* --- the order of rows --------------------------------------------------------------- */

/* Draws the order of rows of this release (by its reference). */
int order_make(struct disclosure *disclosure, struct error *error);

/* The pupils of the batch that begins at place `from`, ascending; gives how
 * many. */
size_t order_part(struct disclosure *disclosure, size_t from,
		  uint64_t pupils[BATCH_PUPILS]);

/* Draws the order of `count` rows that are not pupils' any more; the caller frees
 * it with memory_free. */
int order_rows(const struct disclosure *disclosure, size_t count,
	       uint32_t **order, struct error *error);

/* Brings what was shaped of that batch into the order drawn; does nothing when
 * none was. */
int order_batch(struct disclosure *disclosure, struct shaped *shaped,
		struct arena *arena, struct error *error);

/* --- payload.c and aggregate.c: the file in the recipient's format --------------- */

/* Finds out to whom a transfer goes, which may stand in the records: fills
 * `number` and `transfer`. */
int payload_find_number(struct disclosure *disclosure, struct error *error);

int payload_write(struct disclosure *disclosure, struct error *error);

/* The rows as they are, in a format, to an output that stays open. */
int payload_write_records(struct disclosure *disclosure,
			  const struct format *format, struct output *output,
			  struct error *error);
int aggregate_write(struct disclosure *disclosure, struct error *error);

/* Makes the tables, for a dry run: what was asked for is in the report. */
int aggregate_foresee(struct disclosure *disclosure, struct error *error);

/* Tables are CSV, whatever was asked for; that only tables may go is known
 * before deciding where the law says so, and after it where the notice does. */
int aggregate_check_format(const struct disclosure *disclosure,
			   struct error *error);

/* The area's field is needed to count by, whether or not it is released. */
uint64_t aggregate_categories(const struct disclosure *disclosure);

/* --- table_release.c: tables, counted, treated, compared ---------------------------- */

struct json;

/* The fields to be decided on: what the table needs, and what it would use if
 * it is promised. */
int table_choose_fields(const struct disclosure *disclosure,
			const struct field_set *promised,
			struct field_set *fields, struct error *error);

/*
 * Counts the table that was asked for, or else by the level's area each field
 * that was released; treats them by the disclosure's profile, and beside all
 * that left before.  Does nothing when that was done.  What could be worked out
 * from them is ERROR_REFUSED.
 */
int tables_make(struct disclosure *disclosure, const struct decision *decision,
		struct error *error);

/* Writes them as the payload, whose name must be known; into a directory in the
 * clear with the metadata of a table that was asked for beside it.  Keeps what
 * they hold with the release. */
int tables_write(struct disclosure *disclosure, struct error *error);

void tables_free(struct disclosure *disclosure);

/* Of tables too: "csv", "json". */
const char *payload_format(const struct disclosure *disclosure);

/* What the columns of the payload are, CSV on the Web, as the member "table";
 * nothing of other payloads. */
void table_put_metadata(const struct disclosure *disclosure, struct json *json);

/* --- text.c: texts that leave with tables ------------------------------------------- */

/* Reads and searches them, the tables being made for it; where something is
 * found the report says that nothing is released. */
int texts_check(struct disclosure *disclosure, struct error *error);

/* Into the staging directory, beside the payload. */
int texts_write(struct disclosure *disclosure, struct error *error);

/* Writes "texts": name, size and hash. */
void texts_put(const struct disclosure *disclosure, struct json *json);

/* --- grants.c ---------------------------------------------------------------------- */

/* Fills the request's grants from what is recorded. */
int grants_find(struct disclosure *disclosure, struct error *error);

/* --- approvals.c ------------------------------------------------------------------- */

/* Fills `scope` from the recipient's number and what the release rests on. */
int approvals_find_scope(struct disclosure *disclosure, struct error *error);

/* Writes "approvals": what was granted and the release rests on. */
void approvals_write(const struct disclosure *disclosure, struct json *json);

/* --- manifest.c -------------------------------------------------------------------- */

/* Fills manifest_bytes with the most that the manifest can come to, whatever the
 * payload's size and hash, which are all that need not be known. */
int manifest_measure(struct disclosure *disclosure, struct error *error);

/* Writes manifest.json into the staging directory, with blanks at its end if it
 * was measured; its text stays in disclosure->release.manifest. */
int manifest_write(struct disclosure *disclosure, struct error *error);

/* --- pattern.c: whether the release is out of pattern ------------------------------ */

/* Fills disclosure->unusual. */
int pattern_find(struct disclosure *disclosure, struct error *error);

/* --- sealing.c: to whom a package is sealed, and by whom signed --------------------- */

struct sealing;

/*
 * Finds the recipient's keys and the node's.  Where there are none, or no
 * agreement stands, the report says that nothing is released, and why.  The
 * caller gives it to sealing_free, also on failure.
 */
int sealing_find(struct disclosure *disclosure, struct error *error);
/* Only reports whether it could be sealed to the recipient. */
int sealing_foresee(struct disclosure *disclosure, struct error *error);
void sealing_free(struct sealing *sealing);

/* The ids of the keys; those it is sealed to one by one, NULL after the last. */
const char *sealing_recipient(const struct sealing *sealing, size_t index);
const char *sealing_signer(const struct sealing *sealing);

/* Begins the package in the staging directory; what is written into `*out` is
 * its payload.  All must be known by then but that. */
struct output;
int seal_payload(struct disclosure *disclosure, struct output **out,
		 struct error *error);

/* The rest of it, and the manifest beside it. */
int seal_package(struct disclosure *disclosure, struct error *error);

/* --- stage.c and finish.c: the steps of share.h ---------------------------------------- */

int disclosure_stage(struct disclosure *disclosure, struct error *error);
int disclosure_finish(struct disclosure *disclosure, struct error *error);

/* The file in which the payload is written, or what is sealed; its name must be
 * known. */
int payload_output(struct disclosure *disclosure, struct output **out,
		   struct error *error);

void remove_staging(struct disclosure *disclosure);
void forget_staging(struct disclosure *disclosure);

/* "OUT/.R-2026-0001.partial": hidden, beside the final place, so that one
 * rename makes it visible. */
char *staging_path(struct arena *arena, const char *out,
		   struct slice reference);

/* The node's note of where the release being made is staged, in case that the
 * process is killed before the register knows; NULL when memory is out. */
char *staging_note(const struct node *node, struct arena *arena);

/* Whether a release's place is that of a package, and where that is staged. */
bool is_package(const char *final);
char *staged_package(struct arena *arena, const char *staging,
		     const char *final);

int make_visible(const char *staging, const char *final, struct error *error);

/* --- report.c ----------------------------------------------------------------------- */

/* Fills the report from the counts. */
int disclosure_report(struct disclosure *disclosure, struct error *error);

/* Nothing is released after all.  Takes both texts, in the disclosure's arena;
 * `remedy` may be empty. */
void disclosure_refuse(struct disclosure *disclosure, struct slice why,
		       struct slice remedy);

#endif
