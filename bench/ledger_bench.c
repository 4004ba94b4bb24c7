/*
 * ledger_bench - appending to a ledger beside inserting rows into SQLite, each
 * or a batch of them in a durable transaction; checking one, and a proof,
 * beside the hashes and signatures that they need and no more.
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
#include "ledger/proof.h"

#include "bench.h"

enum {
	APPENDS = 50,
	ENTRIES = 100000,
	ENTRY_BYTES = 400,
	BATCH = 8192,
	BATCHES = 4,      /* in one run */
	PROVED = 1 << 20, /* entries of the tree that a proof is from */
	PROOF_RUNS = 1000,
};

struct work {
	char directory[4096];
	char rows[4200]; /* the peer's database */
	uint8_t seed[LEDGER_SEED_BYTES];
	char entry[ENTRY_BYTES];
	struct ledger *ledger;
	sqlite3 *database;
	sqlite3_stmt *insert;
	struct builder bytes; /* ENTRIES of them */
	struct slice batch[BATCH];
	uint8_t leaf[LEDGER_HASH_BYTES];
	struct tlog_proof proof;
	struct checkpoint checkpoint;
	struct note_key key;
	struct builder note;
	uint8_t signature[crypto_sign_BYTES];
	uint8_t secret_key[KEY_SECRET_BYTES];
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

static int append_batches(void *context)
{
	struct work *work = context;

	for (int i = 0; i < BATCHES; i++)
		if (ledger_append_batch(work->ledger, work->batch, BATCH, NULL,
					&work->error) != 0)
			return -1;
	return 0;
}

static int insert_batches(void *context)
{
	struct work *work = context;

	for (int i = 0; i < BATCHES; i++) {
		if (sqlite3_exec(work->database, "BEGIN", NULL, NULL, NULL) !=
		    SQLITE_OK)
			return -1;
		for (int k = 0; k < BATCH; k++)
			if (sqlite3_bind_blob(work->insert, 1, work->entry,
					      ENTRY_BYTES,
					      SQLITE_STATIC) != SQLITE_OK ||
			    sqlite3_step(work->insert) != SQLITE_DONE ||
			    sqlite3_reset(work->insert) != SQLITE_OK)
				return -1;
		if (sqlite3_exec(work->database, "COMMIT", NULL, NULL, NULL) !=
		    SQLITE_OK)
			return -1;
	}
	return 0;
}

/* --- proofs ----------------------------------------------------------------- */

static int make_proof(struct work *work)
{
	uint8_t(*leaves)[LEDGER_HASH_BYTES] = calloc(PROVED, sizeof(*leaves));
	const uint64_t index = PROVED / 3;
	uint8_t public_key[KEY_PUBLIC_BYTES];
	struct slice entry = {work->entry, ENTRY_BYTES};

	if (leaves == NULL)
		return -1;
	for (uint32_t i = 0; i < PROVED; i++)
		memcpy(leaves[i], &i, sizeof(i));
	tree_leaf_hash(entry, work->leaf);
	memcpy(leaves[index], work->leaf, LEDGER_HASH_BYTES);
	memcpy(work->checkpoint.origin, "bench", sizeof("bench"));
	work->checkpoint.size = PROVED;
	tree_root(leaves, PROVED, work->checkpoint.root);
	work->proof.index = index;
	work->proof.path_length =
		tree_inclusion(leaves, PROVED, index, work->proof.path);
	free(leaves);
	crypto_sign_seed_keypair(public_key, work->secret_key, work->seed);
	if (note_key_make(&work->key, SLICE("bench"), public_key,
			  &work->error) != 0)
		return -1;
	checkpoint_write(&work->checkpoint, &work->key, work->secret_key,
			 &work->note);
	work->proof.note = builder_slice(&work->note);
	crypto_sign_detached(work->signature, NULL,
			     (const uint8_t *)work->note.at, 64,
			     work->secret_key);
	return work->note.failed ? -1 : 0;
}

static int check_inclusion(void *context)
{
	struct work *work = context;

	for (int i = 0; i < PROOF_RUNS; i++)
		if (!tree_verify_inclusion(work->leaf, work->proof.index,
					   PROVED, work->proof.path,
					   work->proof.path_length,
					   work->checkpoint.root))
			return -1;
	return 0;
}

static int hash_as_often(void *context)
{
	struct work *work = context;
	uint8_t bytes[1 + 2 * LEDGER_HASH_BYTES] = {1};
	uint8_t sum[crypto_hash_sha256_BYTES];

	for (size_t i = 0; i < PROOF_RUNS * work->proof.path_length; i++)
		crypto_hash_sha256(sum, bytes, sizeof(bytes));
	return 0;
}

static int check_proof(void *context)
{
	struct work *work = context;
	const struct tlog_trust trust = {.logs = &work->key, .log_count = 1};

	for (int i = 0; i < PROOF_RUNS / 10; i++)
		if (tlog_proof_verify(&work->proof,
				      (struct slice){work->entry, ENTRY_BYTES},
				      &trust, NULL, &work->error) != 0)
			return -1;
	return 0;
}

static int check_signature(void *context)
{
	struct work *work = context;

	for (int i = 0; i < PROOF_RUNS / 10; i++)
		if (crypto_sign_verify_detached(work->signature,
						(const uint8_t *)work->note.at,
						64, work->key.public_key) != 0)
			return -1;
	return 0;
}

static int measure_proofs(struct work *work)
{
	const struct bench inclusion = {
		.what = "ledger: verify an inclusion of 2^20 entries",
		.unit = "us",
		.amount = PROOF_RUNS,
		.ours = check_inclusion,
		.peer_name = "SHA-256, its 20 nodes (libsodium)",
		.peer = hash_as_often,
		.context = work,
		.runs = 11,
		.seconds = 1e-6,
	};
	const struct bench whole = {
		.what = "ledger: verify a tlog-proof, with its signature",
		.unit = "us",
		.amount = PROOF_RUNS / 10,
		.ours = check_proof,
		.peer_name = "Ed25519 (libsodium)",
		.peer = check_signature,
		.context = work,
		.runs = 11,
		.seconds = 1e-6,
	};

	if (make_proof(work) != 0 || bench_compare(&inclusion) != 0)
		return -1;
	return bench_compare(&whole);
}

static int reopen(void *context)
{
	struct work *work = context;
	bool repaired;

	ledger_free(work->ledger);
	work->ledger = NULL;
	return ledger_open(&work->ledger, work->directory, work->seed,
			   &repaired, &work->error);
}

static int measure_batches(struct work *work)
{
	const struct bench batches = {
		.what = "ledger: append, batches of 8192, each durable",
		.unit = "entries",
		.amount = (double)BATCH * BATCHES,
		.ours = append_batches,
		.peer_name = "SQLite, as many rows a transaction",
		.peer = insert_batches,
		.context = work,
		.runs = 31, /* a million entries */
	};
	const struct bench opening = {
		.what = "ledger: open, a million entries",
		.unit = "ms",
		.amount = 1,
		.ours = reopen,
		.context = work,
		.runs = 11,
		.seconds = 1e-3,
	};

	for (int i = 0; i < BATCH; i++)
		work->batch[i] = (struct slice){work->entry, ENTRY_BYTES};
	return bench_compare(&batches) != 0 || bench_compare(&opening) != 0 ? -1
									    : 0;
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
	    bench_compare(&appending) != 0 || measure_batches(work) != 0 ||
	    measure_proofs(work) != 0)
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
	builder_release(&work.note);
	directory_remove(root, NULL);
	return result;
}
