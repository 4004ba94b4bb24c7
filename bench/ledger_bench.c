/*
 * ledger_bench - appending to a ledger beside inserting rows into SQLite, each
 * in a durable transaction; checking one beside hashing its bytes and no more.
 *
 *     ledger_bench DIRECTORY
 *
 * works in a fresh directory below, on whose disk it depends.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>
#include <sqlite3.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "ledger/entries.h"
#include "ledger/ledger.h"

#include "bench.h"

enum { APPENDS = 50, ENTRIES = 100000, ENTRY_BYTES = 400 };

struct work {
	char directory[4096];
	char rows[4200]; /* the peer's database */
	uint8_t seed[LEDGER_SEED_BYTES];
	char entry[ENTRY_BYTES];
	struct ledger *ledger;
	sqlite3 *database;
	sqlite3_stmt *insert;
	struct builder bytes; /* ENTRIES of them */
	struct error error;
};

static int append(void *context)
{
	struct work *work = context;
	struct slice entry = {work->entry, ENTRY_BYTES};

	for (int i = 0; i < APPENDS; i++)
		if (ledger_append(work->ledger, entry, NULL, &work->error) != 0)
			return -1;
	return 0;
}

static int open_database(struct work *work)
{
	return sqlite3_open(work->rows, &work->database) == SQLITE_OK &&
			       sqlite3_exec(work->database,
					    "PRAGMA journal_mode = WAL;"
					    "PRAGMA synchronous = FULL;"
					    "CREATE TABLE entry (bytes BLOB)",
					    NULL, NULL, NULL) == SQLITE_OK &&
			       sqlite3_prepare_v2(
				       work->database,
				       "INSERT INTO entry VALUES (?)", -1,
				       &work->insert, NULL) == SQLITE_OK
		       ? 0
		       : -1;
}

static int insert(void *context)
{
	struct work *work = context;

	for (int i = 0; i < APPENDS; i++)
		if (sqlite3_bind_blob(work->insert, 1, work->entry, ENTRY_BYTES,
				      SQLITE_STATIC) != SQLITE_OK ||
		    sqlite3_step(work->insert) != SQLITE_DONE ||
		    sqlite3_reset(work->insert) != SQLITE_OK)
			return -1;
	return 0;
}

static int verify(void *context)
{
	struct work *work = context;
	struct ledger_check check;

	if (ledger_verify(work->directory, &check, &work->error) != 0)
		return -1;
	return check.size == ENTRIES ? 0 : -1;
}

static int hash(void *context)
{
	struct work *work = context;
	uint8_t sum[crypto_hash_sha256_BYTES];

	return crypto_hash_sha256(sum, (const uint8_t *)work->bytes.at,
				  work->bytes.len);
}

/* A large ledger at once: all its entries, then one checkpoint, which opening
 * makes as after a crash. */
static int fill(struct work *work)
{
	struct slice entry = {work->entry, ENTRY_BYTES};
	char path[4200];
	bool repaired;

	for (uint32_t i = 0; i < ENTRIES; i++) {
		uint8_t leaf[LEDGER_HASH_BYTES];

		memcpy(work->entry, &i, sizeof(i));
		tree_leaf_hash(entry, leaf);
		record_add(&work->bytes, entry, leaf);
	}
	snprintf(path, sizeof(path), "%s/entries", work->directory);
	if (work->bytes.failed ||
	    directory_remove(work->directory, &work->error) != 0 ||
	    ledger_create(work->directory, SLICE("hornbook/bench"), work->seed,
			  &work->error) != 0 ||
	    file_replace(path, builder_slice(&work->bytes), 0600,
			 &work->error) != 0 ||
	    ledger_open(&work->ledger, work->directory, work->seed, &repaired,
			&work->error) != 0)
		return -1;
	ledger_free(work->ledger);
	work->ledger = NULL;
	return repaired ? 0 : -1;
}

static int measure(struct work *work)
{
	const struct bench appending = {
		.what = "ledger: append, durable",
		.unit = "entries",
		.amount = APPENDS,
		.ours = append,
		.peer_name = "SQLite, a row a transaction (WAL, FULL)",
		.peer = insert,
		.context = work,
		.runs = 11,
	};
	struct bench verifying = {
		.what = "ledger: verify",
		.unit = "MB",
		.ours = verify,
		.peer_name = "SHA-256 of the bytes (libsodium)",
		.peer = hash,
		.context = work,
		.runs = 5,
	};

	if (open_database(work) != 0 ||
	    ledger_create(work->directory, SLICE("hornbook/bench"), work->seed,
			  &work->error) != 0 ||
	    ledger_open(&work->ledger, work->directory, work->seed, NULL,
			&work->error) != 0 ||
	    bench_compare(&appending) != 0)
		return -1;
	ledger_free(work->ledger);
	work->ledger = NULL;
	if (fill(work) != 0)
		return -1;
	verifying.amount = (double)work->bytes.len / 1e6;
	return bench_compare(&verifying);
}

int main(int count, char **arguments)
{
	static struct work work;
	char root[3900];
	int result = 1;

	if (count != 2 || sodium_init() < 0 ||
	    snprintf(root, sizeof(root), "%s/ledger-XXXXXX", arguments[1]) >=
		    (int)sizeof(root) ||
	    mkdtemp(root) == NULL) {
		fprintf(stderr, "usage: ledger_bench DIRECTORY\n");
		return 2;
	}
	snprintf(work.directory, sizeof(work.directory), "%s/ledger", root);
	snprintf(work.rows, sizeof(work.rows), "%s/rows", root);
	if (measure(&work) == 0) {
		result = 0;
	} else {
		char text[1024];

		error_text(&work.error, text, sizeof(text));
		fprintf(stderr, "ledger_bench: %s\n", text);
	}
	sqlite3_finalize(work.insert);
	sqlite3_close(work.database);
	ledger_free(work.ledger);
	builder_release(&work.bytes);
	directory_remove(root, NULL);
	return result;
}
