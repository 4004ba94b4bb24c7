/*
 * migrate.h - bringing a database file to the version this program writes.
 *
 * A file's version is in its header (PRAGMA user_version) and is the number of
 * steps applied.  Each step is SQL, applied with its new version in one
 * transaction.  A step, once released, is never changed.  The header's
 * application id tells the two files apart, and both from any other database.
 */
#ifndef HORNBOOK_REGISTER_MIGRATE_H
#define HORNBOOK_REGISTER_MIGRATE_H

#include <stdbool.h>

#include <sqlite3.h>

struct error;

/* What SQL cannot say: run after the SQL of a step, in its transaction; gives
 * SQLite's result. */
struct migration_code {
	int step; /* from 0 */
	int (*run)(sqlite3 *database);
};

struct migration {
	const char *file; /* its name, for messages */
	int application;  /* its header's application id */
	const char *const *steps;
	int count;
	const struct migration_code *codes; /* NULL: none */
	int code_count;
};

extern const struct migration register_migration;
extern const struct migration keys_migration;

/*
 * Applies what is missing.  A file of a newer version is ERROR_INPUT; another
 * database is ERROR_CORRUPT, and so is an empty one unless `make`.
 */
int migrate(sqlite3 *database, const struct migration *migration, bool make,
	    struct error *error);

/* Turns SQLite's result into an error of ours; returns -1. */
int sqlite_error(struct error *error, int status, const char *file);

#endif
