/*
 * rolls_bench - who has had this pupil's record, with 1,000 releases of 8.4
 * million pupils each on disk; what a roll costs there; and recording such a
 * release with what the ledger commits to.
 *
 *     rolls_bench DIRECTORY [RELEASES PUPILS]
 *
 * works in a fresh directory below DIRECTORY, on whose disk it depends.
 *
 * The store is built whole: every chunk of every release, in the order in which
 * they lie.  Of 1,000 pupils some 940 go out with the fields of the release,
 * 40 with fewer (seven kinds of them), 20 not at all, drawn for each pupil and
 * release.  The bytes of a chunk are one of 1,024 so drawn for each of 56
 * releases' sets of fields.  Built in order the pages are full; what pages cost
 * that fill as releases come is measured beside, on 64 ranges.
 *
 * The peer is a table of pupil, release and set of fields in SQLite, of as many
 * releases and fewer pupils.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <sodium.h>
#include <sqlite3.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "dictionary/dictionary.h"
#include "register/roll.h"
#include "register/sqlite.h"
#include "register/state.h"
#include "share/commitment.h"
#include "share/node.h"

#include "bench.h"

enum {
	FIELDS = 72,
	SETS = 8,         /* of a release */
	SETS_OF_ALL = 56, /* releases, after which they come again */
	DRAWN = 1024,     /* chunks for each */
	PEER_PUPILS = 10000,
	ORDER_RANGES = 64, /* written as releases come */
	LOOKUPS = 20,
	PATH_BYTES = 4200,
};

static const struct category categories[] = {
	{.name = SLICE_INIT("identity"),
	 .first_field = 0,
	 .field_count = FIELDS},
};

struct drawn {
	size_t at, length; /* in `bytes` */
};

struct work {
	char root[3900];
	uint64_t releases, pupils;
	struct field fields[FIELDS];
	char names[FIELDS][16];
	struct dictionary dictionary;
	struct secret *secret;
	char directory[PATH_BYTES];
	struct pupil_register *pupils_of;
	struct drawn (*drawn)[DRAWN];
	struct builder bytes;
	uint64_t seed;
	sqlite3 *database; /* the peer */
	sqlite3_stmt *select;
	struct arena arena;
	struct node node; /* what committing needs of one */
	struct roll_row *rows;
	struct release release; /* the one that is recorded */
	unsigned int recorded;
	struct error error;
};

static uint64_t draw(struct work *work, uint64_t below)
{
	work->seed ^= work->seed << 13;
	work->seed ^= work->seed >> 7;
	work->seed ^= work->seed << 17;
	return work->seed % below;
}

/* The mask of a pupil; SETS: the pupil is not in the release. */
static uint16_t draw_mask(struct work *work)
{
	uint64_t who = draw(work, 1000);

	if (who < 20)
		return SETS;
	return (uint16_t)(who < 60 ? 1 + who % (SETS - 1) : 0);
}

/* --- a register ------------------------------------------------------------- */

static void make_dictionary(struct work *work)
{
	for (size_t i = 0; i < FIELDS; i++) {
		snprintf(work->names[i], sizeof(work->names[i]), "pupil.%c%zu",
			 'a' + (int)(i % 26), i);
		work->fields[i].name = slice_of(work->names[i]);
	}
	work->dictionary = (struct dictionary){
		.categories = categories,
		.category_count = 1,
		.fields = work->fields,
		.field_count = FIELDS,
	};
}

static int open_register(struct work *work)
{
	return register_open(&work->pupils_of, work->directory, REGISTER_SQLITE,
			     work->secret, &work->dictionary, &work->error);
}

static void close_register(struct work *work)
{
	register_close(work->pupils_of);
	work->pupils_of = NULL;
}

static int make_register(struct work *work, const char *name)
{
	snprintf(work->directory, sizeof(work->directory), "%s/%s", work->root,
		 name);
	if (directory_make(work->directory, 0700, &work->error) != 0 ||
	    register_create(work->directory, REGISTER_SQLITE, work->secret,
			    &work->dictionary, &work->error) != 0)
		return -1;
	return open_register(work);
}

static int run_sql(struct work *work, sqlite3 *database, const char *sql)
{
	if (sqlite3_exec(database, sql, NULL, NULL, NULL) == SQLITE_OK)
		return 0;
	return error_set(&work->error, ERROR_SYSTEM, "%s",
			 sqlite3_errmsg(database));
}

static sqlite3 *file_of(struct work *work)
{
	return sqlite_store_of(work->pupils_of->store)->files[REGISTER_FILE];
}

/* --- filling it -------------------------------------------------------------- */

static int take_drawn(void *context, unsigned int level, uint64_t range,
		      struct slice bytes, struct error *error)
{
	struct work *work = context;

	(void)range;
	if (level != ROLL_LEVEL_LEAST)
		return error_set(error, ERROR_INPUT, "a chunk is not close");
	builder_add(&work->bytes, bytes);
	return 0;
}

static int draw_chunk(struct work *work, const uint64_t *sets,
		      struct drawn *drawn)
{
	const struct roll_sink sink = {take_drawn, work};
	struct roll_row rows[ROLL_CHUNK];
	struct builder outline = {0};
	size_t count = 0;
	int result;

	for (uint64_t i = 0; i < ROLL_CHUNK; i++) {
		uint16_t mask = draw_mask(work);

		if (mask < SETS)
			rows[count++] = (struct roll_row){i, mask};
	}
	drawn->at = work->bytes.len;
	result = roll_write(rows, count, sets, SETS, &sink, &outline,
			    &work->error);
	drawn->length = work->bytes.len - drawn->at;
	builder_release(&outline);
	return result;
}

/* The sets of fields, and chunks drawn for each kind of release. */
static int draw_all(struct work *work)
{
	struct store *store = work->pupils_of->store;

	for (uint64_t kind = 0; kind < SETS_OF_ALL; kind++) {
		uint64_t sets[SETS];

		for (uint64_t i = 0; i < SETS; i++) {
			const char fields[] = {(char)(1 + i), (char)(1 + kind)};

			if (store->methods->set_number(
				    store,
				    (struct slice){fields, sizeof(fields)},
				    &sets[i], &work->error) != 0)
				return -1;
		}
		for (size_t i = 0; i < DRAWN; i++)
			if (draw_chunk(work, sets, &work->drawn[kind][i]) != 0)
				return -1;
	}
	return work->bytes.failed ? error_memory(&work->error) : 0;
}

static int add_releases(struct work *work)
{
	struct store *store = work->pupils_of->store;
	char reference[24], manifest[2500];

	memset(manifest, ' ', sizeof(manifest));
	for (uint64_t i = 1; i <= work->releases; i++) {
		struct release release = {
			.state = RELEASE_DONE,
			.recipient = SLICE("department"),
			.holder = SLICE("Department for Education"),
			.purpose = SLICE("department-statistics"),
			.level = SLICE("named"),
			.directory = SLICE("/srv/hornbook/out/department"),
			.manifest = {manifest, sizeof(manifest)},
			.date = (int32_t)i,
			.considered = work->pupils,
			.released = work->pupils,
			.ledger_index = i,
		};
		uint64_t id;

		snprintf(reference, sizeof(reference), "R-2026-%04u",
			 (unsigned int)i);
		release.reference = slice_of(reference);
		if (store->methods->release_add(store, &release, &id,
						&work->error) != 0)
			return -1;
	}
	return 0;
}

static int add_chunk(struct work *work, uint64_t range, uint64_t release)
{
	struct store *store = work->pupils_of->store;
	const struct drawn *drawn =
		&work->drawn[release % SETS_OF_ALL][draw(work, DRAWN)];
	const struct store_chunk chunk = {
		.release = release,
		.level = ROLL_LEVEL_LEAST,
		.range = range,
		.rows = slice_part(builder_slice(&work->bytes), drawn->at,
				   drawn->at + drawn->length),
	};

	return store->methods->chunk_add(store, &chunk, &work->error);
}

/* No journal and no sync: what is measured is reading. */
static int fill(struct work *work, uint64_t ranges, bool as_they_come)
{
	uint64_t outer = as_they_come ? work->releases : ranges;
	uint64_t inner = as_they_come ? ranges : work->releases;

	if (run_sql(work, file_of(work),
		    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF") !=
		    0 ||
	    register_write(work->pupils_of, &work->error) != 0 ||
	    (work->bytes.len == 0 && draw_all(work) != 0) ||
	    add_releases(work) != 0)
		return -1;
	for (uint64_t i = 0; i < outer; i++)
		for (uint64_t j = 0; j < inner; j++)
			if (add_chunk(work, as_they_come ? j : i,
				      1 + (as_they_come ? i : j)) != 0)
				return -1;
	return register_write_end(work->pupils_of, 0, &work->error);
}

/* --- what it costs ------------------------------------------------------------- */

static double table_bytes(struct work *work, sqlite3 *database,
			  const char *table)
{
	sqlite3_stmt *statement = NULL;
	double bytes = 0;

	if (sqlite3_prepare_v2(database,
			       "SELECT sum(pgsize) FROM dbstat WHERE name = ?1",
			       -1, &statement, NULL) == SQLITE_OK &&
	    sqlite3_bind_text(statement, 1, table, -1, SQLITE_STATIC) ==
		    SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW)
		bytes = sqlite3_column_double(statement, 0);
	else
		error_set(&work->error, ERROR_SYSTEM, "%s",
			  sqlite3_errmsg(database));
	sqlite3_finalize(statement);
	return bytes;
}

static double file_bytes(const char *directory, const char *name)
{
	char path[PATH_BYTES + 32];
	struct stat stat_of;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return stat(path, &stat_of) == 0 ? (double)stat_of.st_size : 0;
}

static void tell_bytes(const char *what, double ours, double peer)
{
	printf("%s\t%.2f bytes\tSQLite table, WITHOUT ROWID\t%.2f "
	       "bytes\t%.2f\n",
	       what, ours, peer, peer / ours);
}

/* --- the peer -------------------------------------------------------------------- */

static int fill_peer(struct work *work)
{
	char path[PATH_BYTES];
	sqlite3_stmt *insert = NULL;
	int status = SQLITE_DONE;

	snprintf(path, sizeof(path), "%s/peer.db", work->root);
	if (sqlite3_open(path, &work->database) != SQLITE_OK ||
	    run_sql(work, work->database,
		    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
		    "CREATE TABLE roll(pupil INTEGER, release INTEGER,"
		    " mask INTEGER, PRIMARY KEY (pupil, release))"
		    " WITHOUT ROWID; BEGIN") != 0 ||
	    sqlite3_prepare_v2(work->database,
			       "INSERT INTO roll VALUES (?1, ?2, ?3)", -1,
			       &insert, NULL) != SQLITE_OK)
		return -1;
	for (uint64_t pupil = 0; pupil < PEER_PUPILS; pupil++)
		for (uint64_t i = 1; i <= work->releases; i++) {
			uint16_t mask = draw_mask(work);

			if (mask == SETS)
				continue;
			/* Ids as large as of so many pupils. */
			sqlite3_bind_int64(insert, 1,
					   (sqlite3_int64)(pupil * 840));
			sqlite3_bind_int64(insert, 2, (sqlite3_int64)i);
			sqlite3_bind_int64(insert, 3, mask);
			status = sqlite3_step(insert);
			sqlite3_reset(insert);
			if (status != SQLITE_DONE)
				break;
		}
	sqlite3_finalize(insert);
	return status == SQLITE_DONE ? run_sql(work, work->database, "COMMIT")
				     : -1;
}

static int close_peer(struct work *work)
{
	sqlite3_finalize(work->select);
	work->select = NULL;
	sqlite3_close(work->database);
	work->database = NULL;
	return 0;
}

static int open_peer(struct work *work)
{
	char path[PATH_BYTES];

	snprintf(path, sizeof(path), "%s/peer.db", work->root);
	return sqlite3_open(path, &work->database) == SQLITE_OK &&
			       sqlite3_prepare_v2(
				       work->database,
				       "SELECT release, mask FROM roll"
				       " WHERE pupil = ?1 ORDER BY release",
				       -1, &work->select, NULL) == SQLITE_OK
		       ? 0
		       : -1;
}

static int ask_peer(struct work *work, uint64_t pupil)
{
	uint64_t count = 0;

	sqlite3_bind_int64(work->select, 1, (sqlite3_int64)(pupil * 840));
	while (sqlite3_step(work->select) == SQLITE_ROW)
		count++;
	sqlite3_reset(work->select);
	return count > work->releases / 2 ? 0 : -1;
}

/* --- asking ------------------------------------------------------------------------ */

static int ask(struct work *work, uint64_t pupil)
{
	struct pupil_release *list;
	size_t count;

	arena_clear(&work->arena);
	if (register_pupil_releases(work->pupils_of, pupil, &list, &count,
				    &work->arena, &work->error) != 0)
		return -1;
	return count > work->releases / 2
		       ? 0
		       : error_set(&work->error, ERROR_CORRUPT,
				   "%zu releases held a pupil", count);
}

/* Takes a file out of the system's memory. */
static void evict(const char *directory, const char *name)
{
	char path[PATH_BYTES + 32];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	fdatasync(fd);
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	close(fd);
}

/* Opened anew, by a process that has nothing in memory; `evicted`: nor has the
 * system. */
static double ask_anew(struct work *work, bool evicted, int *result)
{
	double seconds[LOOKUPS];

	for (unsigned int i = 0; i < LOOKUPS && *result == 0; i++) {
		double start;

		close_register(work);
		if (evicted) {
			evict(work->directory, "register.db");
			evict(work->directory, "keys.db");
		}
		start = bench_now();
		*result = open_register(work);
		if (*result == 0)
			*result = ask(work, 1 + draw(work, work->pupils));
		seconds[i] = bench_now() - start;
	}
	return bench_median(seconds, LOOKUPS);
}

static double ask_peer_anew(struct work *work, bool evicted, int *result)
{
	double seconds[LOOKUPS];

	for (unsigned int i = 0; i < LOOKUPS && *result == 0; i++) {
		double start;

		close_peer(work);
		if (evicted)
			evict(work->root, "peer.db");
		start = bench_now();
		*result = open_peer(work);
		if (*result == 0)
			*result = ask_peer(work, draw(work, PEER_PUPILS));
		seconds[i] = bench_now() - start;
	}
	return bench_median(seconds, LOOKUPS);
}

static int ask_warm(void *context)
{
	struct work *work = context;

	for (int i = 0; i < LOOKUPS; i++)
		if (ask(work, 4096) != 0)
			return -1;
	return 0;
}

static int ask_peer_warm(void *context)
{
	struct work *work = context;

	for (int i = 0; i < LOOKUPS; i++)
		if (ask_peer(work, 16) != 0)
			return -1;
	return 0;
}

static int tell_anew(struct work *work, const char *what, bool evicted)
{
	int result = 0;
	double ours = ask_anew(work, evicted, &result);
	double peer = result == 0 ? ask_peer_anew(work, evicted, &result) : 0;

	printf("%s\t%.2f ms\tSQLite table, WITHOUT ROWID\t%.2f ms\t%.2f\n",
	       what, ours * 1e3, peer * 1e3, peer / ours);
	return result;
}

static int measure_asking(struct work *work)
{
	const struct bench warm = {
		.what = "rolls: a pupil's releases, asked again",
		.unit = "ms",
		.amount = LOOKUPS,
		.ours = ask_warm,
		.peer_name = "SQLite table, WITHOUT ROWID",
		.peer = ask_peer_warm,
		.context = work,
		.runs = 5,
		.seconds = 1e-3,
	};

	if (tell_anew(work, "rolls: a pupil's releases, all read from the disk",
		      true) != 0 ||
	    tell_anew(work, "rolls: a pupil's releases, opened anew", false) !=
		    0)
		return -1;
	return bench_compare(&warm);
}

static int measure_store(struct work *work)
{
	uint64_t ranges = (work->pupils + ROLL_CHUNK - 1) / ROLL_CHUNK;
	double rows = (double)(ranges * ROLL_CHUNK * work->releases) * 0.98;
	double start = bench_now();
	double whole, come, peer;

	if (make_register(work, "come") != 0 ||
	    fill(work, ORDER_RANGES, true) != 0)
		return -1;
	come = table_bytes(work, file_of(work), "roll_chunk") /
	       (ORDER_RANGES * ROLL_CHUNK * 0.98 * (double)work->releases);
	close_register(work);
	if (directory_remove(work->directory, &work->error) != 0 ||
	    fill_peer(work) != 0)
		return -1;
	peer = file_bytes(work->root, "peer.db") /
	       (PEER_PUPILS * 0.98 * (double)work->releases);
	builder_clear(&work->bytes);
	if (make_register(work, "whole") != 0 || fill(work, ranges, false) != 0)
		return -1;
	close_register(work);
	if (open_register(work) != 0)
		return -1;
	whole = file_bytes(work->directory, "register.db") / rows;
	fprintf(stderr,
		"rolls_bench: built %.2e rows in %.0f s, %.2f GB on disk\n",
		rows, bench_now() - start,
		file_bytes(work->directory, "register.db") / 1e9);
	tell_bytes("rolls: a pupil and release, pages full", whole, peer);
	tell_bytes("rolls: the same, pages as releases come", come, peer);
	return measure_asking(work);
}

/* --- recording a release ------------------------------------------------------------- */

static int record_release(void *context)
{
	struct work *work = context;
	struct field_set masks[SETS] = {0};
	char reference[24];
	uint8_t root[LEDGER_HASH_BYTES];

	for (uint16_t i = 0; i < SETS; i++) {
		field_set_add(&masks[i], i);
		field_set_add(&masks[i], FIELDS - 1);
	}
	snprintf(reference, sizeof(reference), "R-%u", ++work->recorded);
	work->release = (struct release){
		.reference = slice_of(reference),
		.manifest = SLICE("{\"reference\":\"R\"}"),
		.level = SLICE("named"),
		.released = work->pupils,
	};
	if (register_release_prepare(work->pupils_of, &work->release, masks,
				     SETS, work->rows, work->pupils,
				     &work->error) != 0)
		return -1;
	return commitment_root(&work->node, &work->release, NULL, root,
			       &work->error);
}

/* Two SHA-256 of a leaf's and a node's size for each row. */
static int hash_rows(void *context)
{
	const struct work *work = context;
	EVP_MD *algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
	EVP_MD_CTX *hash = EVP_MD_CTX_new();
	uint8_t leaf[98] = {0}, node[65] = {1};
	int good = EVP_DigestInit_ex2(hash, algorithm, NULL);

	for (uint64_t i = 0; i < work->pupils && good == 1; i++)
		good = EVP_DigestInit_ex2(hash, NULL, NULL) &
		       EVP_DigestUpdate(hash, leaf, sizeof(leaf)) &
		       EVP_DigestFinal_ex(hash, node + 1, NULL) &
		       EVP_DigestInit_ex2(hash, NULL, NULL) &
		       EVP_DigestUpdate(hash, node, sizeof(node)) &
		       EVP_DigestFinal_ex(hash, leaf + 1, NULL);
	EVP_MD_CTX_free(hash);
	EVP_MD_free(algorithm);
	return good == 1 ? 0 : -1;
}

/* As after earlier releases: every pupil has a tag. */
static int give_tags(struct work *work)
{
	static uint8_t tags[ROLL_CHUNK][TAG_BYTES];
	struct store *store = work->pupils_of->store;

	if (store->methods->begin(store, &work->error) != 0)
		return -1;
	for (uint64_t range = 0; range <= work->pupils / ROLL_CHUNK; range++) {
		randombytes_buf(tags, sizeof(tags));
		if (store->methods->tags_set(store, range, tags,
					     &work->error) != 0)
			return -1;
	}
	return store->methods->commit(store, &work->error);
}

static int measure_recording(struct work *work)
{
	const struct bench recording = {
		.what = "rolls: record and commit to a release, durable",
		.unit = "pupils",
		.amount = (double)work->pupils,
		.ours = record_release,
		.peer_name = "its SHA-256 alone (libcrypto)",
		.peer = hash_rows,
		.context = work,
		.runs = 1,
	};

	work->rows = memory_array(work->pupils, sizeof(*work->rows));
	if (work->rows == NULL)
		return error_memory(&work->error);
	for (uint64_t i = 0; i < work->pupils; i++)
		work->rows[i] = (struct roll_row){
			1 + i, (uint16_t)(draw_mask(work) % SETS)};
	if (make_register(work, "recorded") != 0 || give_tags(work) != 0)
		return -1;
	work->node.secret = work->secret;
	work->node.pupils = work->pupils_of;
	return bench_compare(&recording);
}

static int measure(struct work *work)
{
	make_dictionary(work);
	work->drawn = memory_array(SETS_OF_ALL, sizeof(*work->drawn));
	if (work->drawn == NULL)
		return error_memory(&work->error);
	if (secret_make(&work->secret, &work->error) != 0 ||
	    measure_store(work) != 0)
		return -1;
	close_register(work);
	close_peer(work);
	if (directory_remove(work->directory, &work->error) != 0)
		return -1;
	return measure_recording(work);
}

int main(int count, char **arguments)
{
	static struct work work = {.seed = 88172645463325252ull,
				   .releases = 1000,
				   .pupils = 8400000};
	int result = 0;

	if (count == 4) {
		work.releases = strtoull(arguments[2], NULL, 10);
		work.pupils = strtoull(arguments[3], NULL, 10);
	}
	if ((count != 2 && count != 4) || sodium_init() < 0 ||
	    snprintf(work.root, sizeof(work.root), "%s/rolls-XXXXXX",
		     arguments[1]) >= (int)sizeof(work.root) ||
	    mkdtemp(work.root) == NULL) {
		fprintf(stderr,
			"usage: rolls_bench DIRECTORY [RELEASES PUPILS]\n");
		return 2;
	}
	if (measure(&work) != 0) {
		char text[1024];

		error_text(&work.error, text, sizeof(text));
		fprintf(stderr, "rolls_bench: %s\n", text);
		result = 1;
	}
	register_close(work.pupils_of);
	close_peer(&work);
	secret_free(work.secret);
	memory_free(work.drawn);
	memory_free(work.rows);
	builder_release(&work.bytes);
	arena_release(&work.arena);
	directory_remove(work.root, NULL);
	return result;
}
