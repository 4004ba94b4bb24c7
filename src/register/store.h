/*
 * store.h - where a register's rows lie: one interface, a file for each
 * backend, one suite of tests over all of them.
 *
 * A store knows rows and transactions.  It sees ciphertext, ids, category
 * numbers, periods, dates, tokens and the words of releases and permissions;
 * never a key, never a pupil's data.
 *
 * Sections are kept in order of category, pupil and version with the newest
 * version first, so that a scan of one category for many pupils reads forward
 * and meets the current version of each period and grant before the older
 * ones.
 *
 * Every function that returns int is 0 or -1 with `error` set.  What `out`
 * parameters point to lives in the arena passed; what a visitor is shown lives
 * until it returns.  A visitor that does not return 0 stops the visit, which
 * then returns -1.
 */
#ifndef HORNBOOK_REGISTER_STORE_H
#define HORNBOOK_REGISTER_STORE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "register/message.h"
#include "register/register.h"
#include "register/roll.h"

enum {
	STORE_NAME_BYTES = 16,
	STORE_PROOF_BYTES = 32,
	STORE_TOKEN_BYTES = 16,
	STORE_WRAPPED_BYTES = 128, /* room for a wrapped key */
};

/* Limits that follow from how a section's place is packed into 63 bits. */
#define STORE_CATEGORY_MOST 0x7fffu
#define STORE_PUPIL_MOST 0xffffffffull
#define STORE_VERSION_MOST 0xffffu

/* And from how a chunk of a roll is. */
#define STORE_RELEASE_MOST 0xfffffffull

/* Which register this is, and what tells its secret from others. */
struct store_node {
	uint8_t name[STORE_NAME_BYTES];   /* random; in both files */
	uint8_t proof[STORE_PROOF_BYTES]; /* of the name, under SECRET_CHECK */
};

/* A pupil's key, sealed with the node's. */
struct store_key {
	uint8_t bytes[STORE_WRAPPED_BYTES];
	size_t size;
};

struct store_section {
	uint16_t category; /* the node's number for it, from 1 */
	uint64_t pupil;    /* from 1 */
	uint32_t version;  /* of all this pupil's in the category, from 1 */
	uint64_t grant;    /* 0: the node's own */
	uint64_t origin;
	uint64_t release; /* the last that there was; 0: none */
	int32_t recorded;
	struct slice period;
	struct slice sealed;
};

struct store_origin {
	uint64_t id;
	struct slice kind;
	uint8_t hash[32];
	int32_t recorded;
	struct slice sealed; /* name and sender */
};

/*
 * Something destroyed: a pupil (grant 0), a grant (pupil 0), or what the grant
 * says of the pupil.  Stores with two files keep these in both, by the same
 * ids, so that either can be brought up to the other after a crash or when an
 * old copy was put in its place.
 */
struct store_destruction {
	uint64_t id; /* from 1, ascending */
	uint64_t pupil;
	uint64_t grant;
	enum grant_state state; /* that the grant is in from then on */
	int32_t date;
};

enum store_side { STORE_KEYS, STORE_ROWS };

struct store_change {
	uint64_t id;
	uint64_t pupil;
	uint64_t release;
	int32_t recorded;
	struct slice fields; /* the node's numbers */
};

struct store_message {
	uint64_t id;
	enum message_kind kind;
	enum message_state state;
	uint64_t release;
	uint64_t pupil;
	uint64_t parcel;
	int32_t created;
	int32_t settled;
	struct slice sealed; /* name, fields, reason; empty when settled */
};

/* Part of a release's roll (register/roll.h). */
struct store_chunk {
	uint64_t release;
	unsigned int level;
	uint64_t range;
	struct slice rows;
};

enum store_names { STORE_FIELDS, STORE_CATEGORIES, STORE_NAMES_COUNT };

typedef int store_name_visitor(void *context, uint16_t number,
			       struct slice name, struct error *error);
typedef int store_pupil_visitor(void *context, uint64_t pupil,
				struct error *error);
typedef int store_origin_visitor(void *context,
				 const struct store_origin *origin,
				 struct error *error);
typedef int store_grant_visitor(void *context,
				const struct register_grant *grant,
				struct error *error);
typedef int
store_destruction_visitor(void *context,
			  const struct store_destruction *destruction,
			  struct error *error);
typedef int store_change_visitor(void *context,
				 const struct store_change *change,
				 struct error *error);
typedef int store_message_visitor(void *context,
				  const struct store_message *message,
				  struct error *error);
typedef int store_parcel_visitor(void *context,
				 const struct register_parcel *parcel,
				 struct error *error);
typedef int store_incoming_visitor(void *context,
				   const struct register_incoming *incoming,
				   struct error *error);
typedef int store_permission_visitor(void *context,
				     const struct permission *permission,
				     struct error *error);
typedef int store_release_visitor(void *context, const struct release *release,
				  struct error *error);
typedef int store_chunk_visitor(void *context, const struct release *release,
				const struct store_chunk *chunk,
				struct error *error);

struct store;

/* A place in one category's sections. */
struct store_cursor;

struct store_methods {
	void (*close)(struct store *store);

	/*
	 * A transaction over register and keys.  ERROR_BUSY when another
	 * process has one.  A commit makes keys durable before what refers
	 * to them; when it fails, everything is undone.  Only inside a
	 * transaction may anything be added.
	 */
	int (*begin)(struct store *store, struct error *error);
	int (*commit)(struct store *store, struct error *error);
	void (*undo)(struct store *store);

	int (*node)(struct store *store, struct store_node *node,
		    struct error *error);

	/* The node's own numbers for names. */
	int (*names)(struct store *store, enum store_names which,
		     store_name_visitor *visit, void *context,
		     struct error *error);
	int (*name_most)(struct store *store, enum store_names which,
			 uint16_t *number, struct error *error);
	int (*name_add)(struct store *store, enum store_names which,
			uint16_t number, struct slice name,
			struct error *error);

	/* Pupils; `own`: known by more than grants.  `pupil_most` also counts
	 * keys whose pupil never came to be, so that no id is given twice;
	 * the others leave out those destroyed. */
	int (*pupil_most)(struct store *store, uint64_t *pupil,
			  struct error *error);
	int (*pupil_count)(struct store *store, uint64_t *count,
			   struct error *error);
	int (*pupils)(struct store *store, store_pupil_visitor *visit,
		      void *context, struct error *error);
	int (*pupil_add)(struct store *store, uint64_t pupil, uint64_t origin,
			 bool own, const struct store_key *key,
			 struct error *error);
	int (*pupil_own)(struct store *store, uint64_t pupil,
			 struct error *error); /* is so from now on */
	int (*pupil_key)(struct store *store, uint64_t pupil,
			 struct store_key *key, bool *found,
			 struct error *error);

	/* Adding a token that is there already changes nothing. */
	int (*token)(struct store *store,
		     const uint8_t token[STORE_TOKEN_BYTES], uint64_t *pupil,
		     bool *found, struct error *error);
	int (*token_add)(struct store *store,
			 const uint8_t token[STORE_TOKEN_BYTES], uint64_t pupil,
			 struct error *error);

	/*
	 * The current section of a grant and period, and the highest version
	 * of any (0: none).
	 */
	int (*latest)(struct store *store, uint16_t category, uint64_t pupil,
		      uint64_t grant, struct slice period,
		      struct store_section *section, bool *found,
		      uint32_t *version, struct arena *arena,
		      struct error *error);
	int (*section_add)(struct store *store,
			   const struct store_section *section,
			   struct error *error);

	/*
	 * Forward through a category.  Cursors opened together see one
	 * state of the store if `anchor` was opened before the first and is
	 * closed after the last; close with cursor_close.  `next` gives the
	 * section after the one given last, and it lives until the cursor
	 * moves; `seek` moves to before a pupil's first.
	 */
	int (*anchor)(struct store *store, struct store_cursor **out,
		      struct error *error);
	int (*cursor)(struct store *store, uint16_t category, uint64_t pupil,
		      struct store_cursor **out, struct error *error);
	int (*seek)(struct store_cursor *cursor, uint64_t pupil,
		    struct error *error);
	int (*next)(struct store_cursor *cursor, struct store_section *section,
		    bool *found, struct error *error);
	void (*cursor_close)(struct store_cursor *cursor);

	int (*origin_find)(struct store *store, const uint8_t hash[32],
			   uint64_t *id, int32_t *recorded, bool *found,
			   struct error *error);
	int (*origin_add)(struct store *store,
			  const struct store_origin *origin, uint64_t *id,
			  struct error *error);
	/* Those with a higher id than `after`, ascending. */
	int (*origins)(struct store *store, uint64_t after,
		       store_origin_visitor *visit, void *context,
		       struct error *error);

	/* Grants; their keys are sealed texts.  `grant_most` is as pupil_most;
	 * `grants` visits the one with this id, or with 0 all. */
	int (*grant_most)(struct store *store, uint64_t *grant,
			  struct error *error);
	int (*grant_add)(struct store *store,
			 const struct register_grant *grant, struct slice key,
			 struct error *error);
	int (*grant_find)(struct store *store, const uint8_t manifest[32],
			  uint64_t *grant, bool *found, struct error *error);
	int (*grants)(struct store *store, uint64_t grant,
		      store_grant_visitor *visit, void *context,
		      struct error *error);
	int (*grant_key)(struct store *store, uint64_t grant, struct slice *key,
			 bool *found, struct arena *arena, struct error *error);

	/* Which pupils a live grant holds; one held already is fine.
	 * `grant_sole` visits those whom nothing else holds. */
	int (*holding_add)(struct store *store, uint64_t grant, uint64_t pupil,
			   struct error *error);
	int (*grant_pupils)(struct store *store, uint64_t grant,
			    store_pupil_visitor *visit, void *context,
			    struct error *error);
	int (*grant_sole)(struct store *store, uint64_t grant,
			  store_pupil_visitor *visit, void *context,
			  struct error *error);
	int (*pupil_grants)(struct store *store, uint64_t pupil,
			    store_pupil_visitor *visit, void *context,
			    struct error *error);
	/* Whether nothing but this grant holds the pupil. */
	int (*is_sole)(struct store *store, uint64_t grant, uint64_t pupil,
		       bool *sole, struct error *error);

	/*
	 * Destroying, which may be seen only once it is committed.
	 * `keys_destroy` takes the key away, or puts `key` in the place of a
	 * grant's, and `rows_destroy` takes what lies under it; each notes the
	 * destruction on its side.  Tokens of the pupils destroyed after
	 * number `after` go together, since that reads them all.
	 * `is_destroyed` asks the side of keys.  `wipe` takes care that no
	 * journal keeps what was destroyed, and says whether it could: while
	 * somebody reads it cannot.
	 */
	int (*destroyed_most)(struct store *store, enum store_side side,
			      uint64_t *id, struct error *error);
	int (*destroyed)(struct store *store, enum store_side side,
			 uint64_t after, store_destruction_visitor *visit,
			 void *context, struct error *error);
	int (*is_destroyed)(struct store *store, uint64_t pupil, uint64_t grant,
			    bool *destroyed, struct error *error);
	int (*keys_destroy)(struct store *store,
			    const struct store_destruction *destruction,
			    struct slice key, struct error *error);
	int (*rows_destroy)(struct store *store,
			    const struct store_destruction *destruction,
			    uint64_t *sections, struct error *error);
	int (*tokens_destroy)(struct store *store, uint64_t after,
			      struct error *error);
	bool (*wipe)(struct store *store);

	/* Changes; `changes` visits the oldest `limit`. */
	int (*change_add)(struct store *store,
			  const struct store_change *change,
			  struct error *error);
	int (*changes)(struct store *store, size_t limit,
		       store_change_visitor *visit, void *context,
		       struct error *error);
	int (*changes_drop)(struct store *store, uint64_t through,
			    struct error *error);
	/* The highest id of a release; 0: none. */
	int (*release_most)(struct store *store, uint64_t *id,
			    struct error *error);

	/* Messages; `messages` visits all, or those not settled, or (with
	 * `pupil`) all about one pupil. */
	int (*message_most)(struct store *store, uint64_t *id,
			    struct error *error);
	int (*message_add)(struct store *store,
			   const struct store_message *message,
			   struct error *error);
	int (*messages)(struct store *store, bool all, uint64_t pupil,
			store_message_visitor *visit, void *context,
			struct error *error);
	/* As the row says, but kind, release, pupil and day made. */
	int (*message_set)(struct store *store,
			   const struct store_message *message,
			   struct error *error);

	/* Parcels; `parcels` visits all, without manifest and package, or
	 * the whole one of an id. */
	int (*parcel_most)(struct store *store, uint64_t *id,
			   struct error *error);
	int (*parcel_add)(struct store *store,
			  const struct register_parcel *parcel,
			  struct error *error);
	int (*parcels)(struct store *store, uint64_t id,
		       store_parcel_visitor *visit, void *context,
		       struct error *error);
	/* It is finished, and its package not needed any more. */
	int (*parcel_set)(struct store *store, uint64_t id,
			  enum parcel_state state, uint64_t ledger_index,
			  struct error *error);

	int (*incoming_find)(struct store *store, const uint8_t manifest[32],
			     bool *found, struct error *error);
	int (*incoming_add)(struct store *store,
			    const struct register_incoming *incoming,
			    struct error *error);
	int (*incomings)(struct store *store, store_incoming_visitor *visit,
			 void *context, struct error *error);

	int (*permission_add)(struct store *store,
			      const struct permission *permission,
			      struct error *error);
	int (*permissions)(struct store *store, store_permission_visitor *visit,
			   void *context, struct error *error);

	/* Releases; `release_add` ignores the id it is shown. */
	int (*release_find)(struct store *store, struct slice reference,
			    bool *found, struct error *error);
	int (*release_add)(struct store *store, const struct release *release,
			   uint64_t *id, struct error *error);
	int (*release_state)(struct store *store, uint64_t id,
			     enum release_state *state, uint64_t *ledger_index,
			     bool *found, struct error *error);
	int (*release_set)(struct store *store, uint64_t id,
			   enum release_state state, uint64_t ledger_index,
			   struct error *error);
	int (*releases)(struct store *store, store_release_visitor *visit,
			void *context, struct error *error);
	int (*last_release)(struct store *store, struct slice recipient,
			    struct slice purpose, int32_t *date,
			    struct error *error);

	/* Sets of fields: `set_number` gives the number of one, which it gets
	 * when it is new. */
	int (*set_number)(struct store *store, struct slice fields,
			  uint64_t *set, struct error *error);
	int (*set)(struct store *store, uint64_t set, struct slice *fields,
		   bool *found, struct arena *arena, struct error *error);

	/* Rolls.  `chunks` visits those of done releases whose range holds
	 * the pupil, in order of level and release; what it shows of a
	 * release has no manifest. */
	int (*chunk_add)(struct store *store, const struct store_chunk *chunk,
			 struct error *error);
	int (*chunk)(struct store *store, struct store_chunk *chunk,
		     bool *found, struct arena *arena, struct error *error);
	int (*chunks)(struct store *store, uint64_t pupil,
		      store_chunk_visitor *visit, void *context,
		      struct error *error);
	int (*outline_add)(struct store *store, uint64_t release,
			   struct slice outline, struct error *error);
	int (*outline)(struct store *store, uint64_t release,
		       struct slice *outline, bool *found, struct arena *arena,
		       struct error *error);

	/* What a release of tables held: a sealed text. */
	int (*kept_add)(struct store *store, uint64_t release,
			struct slice sealed, struct error *error);
	int (*kept)(struct store *store, uint64_t release, struct slice *sealed,
		    bool *found, struct arena *arena, struct error *error);

	/* The tags of the pupils of a range of ROLL_CHUNK; zeros for one that
	 * has none. */
	int (*tags)(struct store *store, uint64_t range,
		    uint8_t tags[ROLL_CHUNK][TAG_BYTES], struct error *error);
	int (*tags_set)(struct store *store, uint64_t range,
			uint8_t tags[ROLL_CHUNK][TAG_BYTES],
			struct error *error);
};

/* All of them, for a backend to declare its functions by and to fill its table
 * from. */
/* clang-format off */
#define STORE_METHODS(_) \
	_(close) _(begin) _(commit) _(undo) _(node) _(names) \
	_(name_most) _(name_add) _(pupil_most) _(pupil_count) \
	_(pupils) _(pupil_add) _(pupil_own) _(pupil_key) _(token) _(token_add) \
	_(latest) _(section_add) _(anchor) _(cursor) _(seek) _(next) \
	_(cursor_close) _(origin_find) _(origin_add) _(origins) \
	_(grant_most) _(grant_add) _(grant_find) _(grants) _(grant_key) \
	_(holding_add) _(grant_pupils) _(grant_sole) _(pupil_grants) \
	_(is_sole) _(destroyed_most) _(destroyed) _(is_destroyed) \
	_(keys_destroy) _(rows_destroy) _(tokens_destroy) _(wipe) \
	_(change_add) _(changes) _(changes_drop) _(release_most) \
	_(message_most) _(message_add) _(messages) _(message_set) \
	_(parcel_most) _(parcel_add) _(parcels) _(parcel_set) \
	_(incoming_find) _(incoming_add) _(incomings) \
	_(permission_add) _(permissions) _(release_find) \
	_(release_add) _(release_state) _(release_set) _(releases) \
	_(last_release) _(set_number) _(set) _(chunk_add) _(chunk) \
	_(chunks) _(outline_add) _(outline) _(kept_add) _(kept) _(tags) _(tags_set)
/* clang-format on */

#define STORE_COUNT(name) +1
static_assert(sizeof(struct store_methods) ==
		      (0 STORE_METHODS(STORE_COUNT)) * sizeof(void (*)(void)),
	      "every method stands in the list");
#undef STORE_COUNT

/* What every backend's own struct begins with. */
struct store {
	const struct store_methods *methods;
};

/* Every cursor's. */
struct store_cursor {
	struct store *store;
};

/* register.db and keys.db in a directory, made anew; nothing is left of them on
 * failure. */
int store_sqlite_create(const char *directory, const struct store_node *node,
			struct error *error);
int store_sqlite_open(struct store **out, const char *directory,
		      struct error *error);

/* An empty one; it lasts until it is closed. */
int store_memory_open(struct store **out, const struct store_node *node,
		      struct error *error);

#endif
