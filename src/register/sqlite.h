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

/* Takes a pupil's sections, or with a grant only its, and adds their number to
 * `count`. */
int sqlite_sections_drop(struct store *store, uint64_t pupil, uint64_t grant,
			 uint64_t *count, struct error *error);

/* A release from the columns RELEASE_COLUMNS, without its manifest. */
void sqlite_release_at(struct query *query, struct release *release);

static inline struct slice as_bytes(const uint8_t *bytes, size_t size)
{
	return (struct slice){(const char *)bytes, size};
}

#define SQLITE_METHOD(name) \
	__typeof__(*((struct store_methods *)NULL)->name) sqlite_##name;
STORE_METHODS(SQLITE_METHOD)
#undef SQLITE_METHOD

#endif
