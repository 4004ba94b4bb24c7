/*
 * sqlite.h - what the files of the SQLite store share: its statements and how
 * one is run.
 *
 * All SQL that works on rows stands in sqlite_statements.h and is prepared
 * once; values are only ever bound.
 */
#ifndef HORNBOOK_REGISTER_SQLITE_H
#define HORNBOOK_REGISTER_SQLITE_H

#include <sqlite3.h>

#include "register/sqlite_statements.h"
#include "register/store.h"

enum sqlite_file { KEYS_FILE, REGISTER_FILE };

extern const char *const sqlite_file_names[2];

#define STATEMENT_ID(name, file, text) name,
enum sql { STATEMENTS(STATEMENT_ID) SQL_COUNT };
#undef STATEMENT_ID

struct sqlite_store {
	struct store base;
	sqlite3 *files[2];
	sqlite3_stmt *prepared[SQL_COUNT];
};

static inline struct sqlite_store *sqlite_store_of(struct store *store)
{
	return (struct sqlite_store *)store;
}

/*
 * One run of a statement: values bound in order, then steps, then query_end.
 * The first failure is kept and reported there.
 */
struct query {
	sqlite3_stmt *statement;
	const char *file;
	int next; /* parameter to bind */
	int status;
};

/* SQLite's result; the statement is the caller's to finalize. */
int sqlite_prepare(struct sqlite_store *store, enum sql which,
		   sqlite3_stmt **statement);

struct query query_of(struct store *store, enum sql which);

/* What is bound is borrowed until the next run. */
void query_number(struct query *query, int64_t number);
void query_bytes(struct query *query, struct slice bytes);
void query_text(struct query *query, struct slice text);

/* Whether there is a (further) row. */
bool query_step(struct query *query);

/* Makes the statement ready for its next run and reports how this one went. */
int query_end(struct query *query, struct error *error);

/* Both in one. */
int query_run(struct query *query, struct error *error);

/* Columns of the row stepped to; bytes are good until the next step. */
int64_t query_number_at(const struct query *query, int column);
struct slice query_bytes_at(struct query *query, int column);

/* Fails the query as damaged unless the column has exactly this size. */
void query_fixed_at(struct query *query, int column, uint8_t *bytes,
		    size_t size);

/* Steps and ends a query that gives one number, or no row.  `found` may be
 * NULL. */
int query_one_number(struct query *query, int64_t *number, bool *found,
		     struct error *error);

static inline struct slice as_bytes(const uint8_t *bytes, size_t size)
{
	return (struct slice){(const char *)bytes, size};
}

/* The store's methods (see store.h). */
int sqlite_names(struct store *store, enum store_names which,
		 store_name_visitor *visit, void *context, struct error *error);
int sqlite_name_most(struct store *store, enum store_names which,
		     uint16_t *number, struct error *error);
int sqlite_name_add(struct store *store, enum store_names which,
		    uint16_t number, struct slice name, struct error *error);
int sqlite_pupil_most(struct store *store, uint64_t *pupil,
		      struct error *error);
int sqlite_pupil_count(struct store *store, uint64_t *count,
		       struct error *error);
int sqlite_pupils(struct store *store, store_pupil_visitor *visit,
		  void *context, struct error *error);
int sqlite_pupil_add(struct store *store, uint64_t pupil, uint64_t origin,
		     const struct store_key *key, struct error *error);
int sqlite_pupil_key(struct store *store, uint64_t pupil, struct store_key *key,
		     bool *found, struct error *error);
int sqlite_token(struct store *store, const uint8_t bytes[STORE_TOKEN_BYTES],
		 uint64_t *pupil, bool *found, struct error *error);
int sqlite_token_add(struct store *store,
		     const uint8_t bytes[STORE_TOKEN_BYTES], uint64_t pupil,
		     struct error *error);
int sqlite_latest(struct store *store, uint16_t category, uint64_t pupil,
		  struct slice period, struct store_section *section,
		  bool *found, uint32_t *version, struct arena *arena,
		  struct error *error);
int sqlite_section_add(struct store *store, const struct store_section *section,
		       struct error *error);
void sqlite_cursor_close(struct store_cursor *base);
int sqlite_anchor(struct store *store, struct store_cursor **out,
		  struct error *error);
int sqlite_seek(struct store_cursor *base, uint64_t pupil, struct error *error);
int sqlite_cursor_open(struct store *store, uint16_t category, uint64_t pupil,
		       struct store_cursor **out, struct error *error);
int sqlite_next(struct store_cursor *base, struct store_section *section,
		bool *found, struct error *error);
int sqlite_origin_find(struct store *store, const uint8_t hash[32],
		       uint64_t *id, int32_t *recorded, bool *found,
		       struct error *error);
int sqlite_origin_add(struct store *store, const struct store_origin *origin,
		      uint64_t *id, struct error *error);
int sqlite_origins(struct store *store, store_origin_visitor *visit,
		   void *context, struct error *error);
int sqlite_permission_add(struct store *store,
			  const struct permission *permission,
			  struct error *error);
int sqlite_permissions(struct store *store, store_permission_visitor *visit,
		       void *context, struct error *error);
int sqlite_release_find(struct store *store, struct slice reference,
			bool *found, struct error *error);
int sqlite_release_add(struct store *store, const struct release *release,
		       uint64_t *id, struct error *error);
int sqlite_release_state(struct store *store, uint64_t id,
			 enum release_state *state, uint64_t *ledger_index,
			 bool *found, struct error *error);
int sqlite_release_set(struct store *store, uint64_t id,
		       enum release_state state, uint64_t ledger_index,
		       struct error *error);
int sqlite_releases(struct store *store, store_release_visitor *visit,
		    void *context, struct error *error);
int sqlite_last_release(struct store *store, struct slice recipient,
			struct slice purpose, int32_t *date,
			struct error *error);
int sqlite_mask_add(struct store *store, uint64_t release, uint16_t mask,
		    struct slice fields, struct error *error);
int sqlite_mask_find(struct store *store, uint64_t release, uint16_t mask,
		     struct slice *fields, bool *found, struct arena *arena,
		     struct error *error);
int sqlite_chunk_add(struct store *store, const struct store_chunk *chunk,
		     struct error *error);
int sqlite_chunks(struct store *store, uint64_t pupil,
		  store_chunk_visitor *visit, void *context,
		  struct error *error);

#endif
