#include "register/migrate.h"

#include <stdio.h>

#include "base/error.h"
#include "register/roll_migrate.h"

/*
 * A section's id packs its place: category number (15 bits), pupil (32), and
 * 65535 minus version (16).  The table's own order is then category, pupil,
 * newest first, without a second index.
 */
static const char *const register_steps[] = {
	"CREATE TABLE node("
	" id INTEGER PRIMARY KEY CHECK (id = 1),"
	" name BLOB NOT NULL,"
	" proof BLOB NOT NULL"
	") STRICT;"
	"CREATE TABLE field_number("
	" number INTEGER PRIMARY KEY,"
	" name TEXT NOT NULL UNIQUE"
	") STRICT;"
	"CREATE TABLE category_number("
	" number INTEGER PRIMARY KEY,"
	" name TEXT NOT NULL UNIQUE"
	") STRICT;"
	"CREATE TABLE origin("
	" id INTEGER PRIMARY KEY,"
	" kind TEXT NOT NULL,"
	" hash BLOB NOT NULL UNIQUE,"
	" recorded INTEGER NOT NULL,"
	" sealed BLOB NOT NULL"
	") STRICT;"
	"CREATE TABLE pupil("
	" id INTEGER PRIMARY KEY,"
	" origin INTEGER NOT NULL REFERENCES origin(id)"
	") STRICT;"
	"CREATE TABLE token("
	" token BLOB PRIMARY KEY,"
	" pupil INTEGER NOT NULL REFERENCES pupil(id)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE section("
	" id INTEGER PRIMARY KEY,"
	" origin INTEGER NOT NULL REFERENCES origin(id),"
	" recorded INTEGER NOT NULL,"
	" period TEXT NOT NULL,"
	" sealed BLOB NOT NULL,"
	" category INTEGER AS (id >> 48) VIRTUAL,"
	" pupil INTEGER AS (id >> 16 & 0xffffffff) VIRTUAL,"
	" version INTEGER AS (0xffff - (id & 0xffff)) VIRTUAL"
	") STRICT;"
	"CREATE TABLE permission("
	" id INTEGER PRIMARY KEY,"
	" kind TEXT NOT NULL,"
	" given_by TEXT NOT NULL,"
	" recipient TEXT NOT NULL,"
	" purpose TEXT NOT NULL,"
	" reference TEXT NOT NULL,"
	" valid_from INTEGER NOT NULL,"
	" valid_until INTEGER NOT NULL,"
	" recorded INTEGER NOT NULL"
	") STRICT;"
	"CREATE TABLE release("
	" id INTEGER PRIMARY KEY,"
	" state INTEGER NOT NULL,"
	" reference TEXT NOT NULL UNIQUE,"
	" recipient TEXT NOT NULL,"
	" holder TEXT NOT NULL,"
	" purpose TEXT NOT NULL,"
	" flow TEXT NOT NULL,"
	" level TEXT NOT NULL,"
	" directory TEXT NOT NULL,"
	" date INTEGER NOT NULL,"
	" considered INTEGER NOT NULL,"
	" released INTEGER NOT NULL,"
	" ledger_index INTEGER," /* NULL before it is in the ledger */
	" manifest TEXT NOT NULL"
	") STRICT;"
	"CREATE INDEX release_to ON release(recipient, purpose, date);"
	"CREATE TABLE release_mask("
	" release INTEGER NOT NULL REFERENCES release(id),"
	" mask INTEGER NOT NULL,"
	" fields BLOB NOT NULL,"
	" PRIMARY KEY (release, mask)"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE roll("
	" id INTEGER PRIMARY KEY,"
	" release INTEGER NOT NULL REFERENCES release(id),"
	" first INTEGER NOT NULL,"
	" last INTEGER NOT NULL,"
	" rows BLOB NOT NULL"
	") STRICT;"
	"CREATE INDEX roll_range ON roll(release, first, last);",

	/* Approvals and terms: when given, which terms, what they meet or
	 * cover (C16).  The least number is DATE_NONE: not stated. */
	"ALTER TABLE permission"
	" ADD COLUMN given INTEGER NOT NULL DEFAULT -2147483648;"
	"ALTER TABLE permission ADD COLUMN terms TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE permission ADD COLUMN met TEXT NOT NULL DEFAULT '';",

	/* What was received, apart from what the node collected itself (grant
	 * 0); what was destroyed, as in keys.db. */
	"CREATE TABLE received_grant("
	" id INTEGER PRIMARY KEY,"
	" manifest BLOB NOT NULL UNIQUE,"
	" sender TEXT NOT NULL,"
	" sender_number TEXT NOT NULL,"
	" sender_name TEXT NOT NULL,"
	" reference TEXT NOT NULL,"
	" purpose TEXT NOT NULL,"
	" level TEXT NOT NULL,"
	" terms TEXT NOT NULL,"
	" received INTEGER NOT NULL,"
	" delete_by INTEGER NOT NULL,"
	" state INTEGER NOT NULL,"
	" ended INTEGER NOT NULL"
	") STRICT;"
	"CREATE TABLE holding("
	" grant_id INTEGER NOT NULL REFERENCES received_grant(id),"
	" pupil INTEGER NOT NULL REFERENCES pupil(id),"
	" PRIMARY KEY (grant_id, pupil)"
	") STRICT, WITHOUT ROWID;"
	"CREATE INDEX holding_pupil ON holding(pupil);"
	"ALTER TABLE section ADD COLUMN grant_id INTEGER NOT NULL DEFAULT 0;"
	"CREATE INDEX section_grant ON section(grant_id) WHERE grant_id > 0;"
	"ALTER TABLE pupil ADD COLUMN own INTEGER NOT NULL DEFAULT 1;"
	"ALTER TABLE pupil ADD COLUMN destroyed INTEGER;" /* the date */
	"CREATE INDEX pupil_destroyed ON pupil(destroyed)"
	" WHERE destroyed IS NOT NULL;"
	"CREATE TABLE destruction("
	" id INTEGER PRIMARY KEY,"
	" pupil INTEGER NOT NULL,"
	" grant_id INTEGER NOT NULL,"
	" state INTEGER NOT NULL,"
	" date INTEGER NOT NULL"
	") STRICT;",

	/* Rolls by range, sets of fields once for all releases, tags
	 * (register/roll.h, register/chunk_id.h, register/tag.h). */
	"CREATE TABLE field_set("
	" id INTEGER PRIMARY KEY,"
	" fields BLOB NOT NULL UNIQUE"
	") STRICT;"
	"CREATE TABLE roll_chunk("
	" id INTEGER PRIMARY KEY," /* range, level and release */
	" rows BLOB NOT NULL"
	") STRICT;"
	"CREATE TABLE roll_outline("
	" release INTEGER PRIMARY KEY REFERENCES release(id),"
	" outline BLOB NOT NULL"
	") STRICT;"
	"CREATE TABLE pupil_tag("
	" id INTEGER PRIMARY KEY," /* of 256 pupils */
	" tags BLOB NOT NULL"
	") STRICT;",

	/* A manifest is as long as many releases are without it: what lists
	 * releases reads past none. */
	"DROP TABLE roll;"
	"DROP TABLE release_mask;"
	"CREATE TABLE release_manifest("
	" release INTEGER PRIMARY KEY REFERENCES release(id),"
	" manifest TEXT NOT NULL"
	") STRICT;"
	"INSERT INTO release_manifest SELECT id, manifest FROM release;"
	"ALTER TABLE release DROP COLUMN manifest;",

	/* What must be told to recipients, what travels because of it, and
	 * what came back (register/message.h). */
	"CREATE TABLE change("
	" id INTEGER PRIMARY KEY,"
	" pupil INTEGER NOT NULL,"
	" release INTEGER NOT NULL," /* the last that there was */
	" recorded INTEGER NOT NULL,"
	" fields BLOB NOT NULL"
	") STRICT;"
	"CREATE TABLE message("
	" id INTEGER PRIMARY KEY,"
	" kind INTEGER NOT NULL,"
	" state INTEGER NOT NULL,"
	" release INTEGER NOT NULL REFERENCES release(id),"
	" pupil INTEGER NOT NULL,"
	" parcel INTEGER NOT NULL,"
	" created INTEGER NOT NULL,"
	" settled INTEGER NOT NULL,"
	" sealed BLOB NOT NULL"
	") STRICT;"
	"CREATE INDEX message_open ON message(id) WHERE state < 2;"
	"CREATE INDEX message_pupil ON message(pupil);"
	"CREATE TABLE parcel("
	" id INTEGER PRIMARY KEY,"
	" state INTEGER NOT NULL,"
	" kind INTEGER NOT NULL,"
	" reference TEXT NOT NULL UNIQUE,"
	" recipient TEXT NOT NULL,"
	" number TEXT NOT NULL,"
	" subject INTEGER NOT NULL,"
	" date INTEGER NOT NULL,"
	" path TEXT NOT NULL,"
	" manifest TEXT NOT NULL,"
	" package BLOB NOT NULL,"
	" ledger_index INTEGER" /* NULL before it is in the ledger */
	") STRICT;"
	"CREATE TABLE incoming("
	" id INTEGER PRIMARY KEY,"
	" manifest BLOB NOT NULL UNIQUE,"
	" kind INTEGER NOT NULL,"
	" reference TEXT NOT NULL,"
	" sender TEXT NOT NULL,"
	" number TEXT NOT NULL,"
	" date INTEGER NOT NULL,"
	" release INTEGER NOT NULL,"
	" text TEXT NOT NULL,"
	" signature TEXT NOT NULL"
	") STRICT;"
	/* Of what was destroyed under a grant, for its certificate. */
	"ALTER TABLE received_grant"
	" ADD COLUMN ended_pupils INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE received_grant"
	" ADD COLUMN ended_sections INTEGER NOT NULL DEFAULT 0;",

	/* The last release before a section was written: what a release held
	 * is what it could have read.  Of older rows only days are known; those
	 * of the same day count as written after. */
	"ALTER TABLE section"
	" ADD COLUMN after_release INTEGER NOT NULL DEFAULT 0;"
	"UPDATE section SET after_release ="
	" (SELECT coalesce(max(release.id), 0) FROM release"
	" WHERE release.date <= section.recorded);",

	/* The project that an approval or authorisation was given for. */
	"ALTER TABLE permission ADD COLUMN project TEXT NOT NULL DEFAULT '';",

	/* What a release of tables held, for the next to be compared with (T3);
	 * of older ones it is not known. */
	"CREATE TABLE release_tables("
	" release INTEGER PRIMARY KEY REFERENCES release(id),"
	" sealed BLOB NOT NULL"
	") STRICT;",
};

static const struct migration_code register_codes[] = {{3, rolls_migrate}};

static const char *const keys_steps[] = {
	"CREATE TABLE node("
	" id INTEGER PRIMARY KEY CHECK (id = 1),"
	" name BLOB NOT NULL"
	") STRICT;"
	"CREATE TABLE key("
	" pupil INTEGER PRIMARY KEY,"
	" wrapped BLOB NOT NULL"
	") STRICT;",

	"CREATE TABLE grant_key("
	" grant_id INTEGER PRIMARY KEY,"
	" wrapped BLOB NOT NULL"
	") STRICT;"
	"CREATE TABLE destruction("
	" id INTEGER PRIMARY KEY,"
	" pupil INTEGER NOT NULL,"
	" grant_id INTEGER NOT NULL,"
	" state INTEGER NOT NULL,"
	" date INTEGER NOT NULL,"
	" UNIQUE (pupil, grant_id)"
	") STRICT;",
};

enum {
	REGISTER_APPLICATION = 0x48627231, /* "Hbr1" */
	KEYS_APPLICATION = 0x48626b31,     /* "Hbk1" */
};

const struct migration register_migration = {
	"register.db",  REGISTER_APPLICATION,
	register_steps, sizeof(register_steps) / sizeof(register_steps[0]),
	register_codes, sizeof(register_codes) / sizeof(register_codes[0])};
const struct migration keys_migration = {
	"keys.db",  KEYS_APPLICATION,
	keys_steps, sizeof(keys_steps) / sizeof(keys_steps[0]),
	NULL,       0};

int sqlite_error(struct error *error, int status, const char *file)
{
	switch (status & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		error_set(error, ERROR_BUSY,
			  "another process is using the register");
		error_hint(error, "try again when it has finished");
		return -1;
	case SQLITE_NOMEM:
		return error_memory(error);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
		return error_set(error, ERROR_CORRUPT, "%s is damaged: %s",
				 file, sqlite3_errstr(status));
	default:
		return error_set(error, ERROR_SYSTEM, "%s cannot be used: %s",
				 file, sqlite3_errstr(status));
	}
}

static int header_number(sqlite3 *database, const char *pragma, int *number)
{
	sqlite3_stmt *statement = NULL;
	int status;

	status = sqlite3_prepare_v2(database, pragma, -1, &statement, NULL);
	if (status == SQLITE_OK)
		status = sqlite3_step(statement);
	if (status == SQLITE_ROW)
		*number = sqlite3_column_int(statement, 0);
	sqlite3_finalize(statement);
	return status == SQLITE_ROW ? SQLITE_OK : status;
}

static int user_version(sqlite3 *database, int *version)
{
	return header_number(database, "PRAGMA user_version", version);
}

/* Step number `step` (from 0). */
static int apply(sqlite3 *database, const struct migration *migration, int step)
{
	char set[128];
	int status;

	snprintf(set, sizeof(set),
		 "PRAGMA user_version = %d; PRAGMA application_id = %d",
		 step + 1, migration->application);
	status = sqlite3_exec(database, migration->steps[step], NULL, NULL,
			      NULL);
	for (int i = 0; i < migration->code_count && status == SQLITE_OK; i++)
		if (migration->codes[i].step == step)
			status = migration->codes[i].run(database);
	if (status == SQLITE_OK)
		status = sqlite3_exec(database, set, NULL, NULL, NULL);
	return status;
}

/* One step, whole or not at all; gives the version after it. */
static int advance(sqlite3 *database, const struct migration *migration,
		   int *version)
{
	int status =
		sqlite3_exec(database, "BEGIN IMMEDIATE", NULL, NULL, NULL);
	int held = 0;

	/* Another process may have been first. */
	if (status == SQLITE_OK)
		status = user_version(database, &held);
	if (status == SQLITE_OK && held < migration->count)
		status = apply(database, migration, held++);
	if (status == SQLITE_OK)
		status = sqlite3_exec(database, "COMMIT", NULL, NULL, NULL);
	if (status == SQLITE_OK)
		*version = held;
	else
		sqlite3_exec(database, "ROLLBACK", NULL, NULL, NULL);
	return status;
}

static int refuse_empty(const struct migration *migration, struct error *error)
{
	error_set(error, ERROR_CORRUPT, "%s is empty", migration->file);
	return error_hint(error, "if it was ever in use, put it back from a "
				 "backup");
}

int migrate(sqlite3 *database, const struct migration *migration, bool make,
	    struct error *error)
{
	int application = 0;
	int version = 0;
	int status = user_version(database, &version);

	if (status == SQLITE_OK)
		status = header_number(database, "PRAGMA application_id",
				       &application);
	if (status == SQLITE_OK && version == 0 && !make)
		return refuse_empty(migration, error);
	if (status == SQLITE_OK && version > 0 &&
	    application != migration->application)
		return error_set(error, ERROR_CORRUPT,
				 "%s is another kind of database",
				 migration->file);
	while (status == SQLITE_OK && version < migration->count)
		status = advance(database, migration, &version);
	if (status != SQLITE_OK)
		return sqlite_error(error, status, migration->file);
	if (version > migration->count)
		return error_set(error, ERROR_INPUT,
				 "%s was written by a newer version of this "
				 "program",
				 migration->file);
	return 0;
}
