/*
 * register_bench - taking pupils into a register and reading them back, beside
 * SQLite with the same rows in clear: what sealing costs.
 *
 *     register_bench DIRECTORY
 *
 * works in a fresh directory below, on whose disk it depends.  Three sections
 * a pupil; records are made before the clock starts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "dictionary/dictionary.h"
#include "register/register.h"
#include "register/secret.h"

#include "bench.h"

/* clang-format off */
static const struct category categories[] = {
	{ .name = SLICE_INIT("identity"), .first_field = 0, .field_count = 6 },
	{ .name = SLICE_INIT("contact"), .first_field = 6, .field_count = 4 },
	{ .name = SLICE_INIT("enrolment"), .first_field = 10, .field_count = 4 },
};
static const struct field fields[] = {
	{ .name = SLICE_INIT("pupil.upn"), .type = FIELD_UPN, .category = 0 },
	{ .name = SLICE_INIT("pupil.uln"), .type = FIELD_ULN, .category = 0 },
	{ .name = SLICE_INIT("pupil.surname"), .category = 0 },
	{ .name = SLICE_INIT("pupil.forename"), .category = 0 },
	{ .name = SLICE_INIT("pupil.birth-date"), .category = 0 },
	{ .name = SLICE_INIT("pupil.sex"), .category = 0 },
	{ .name = SLICE_INIT("pupil.address-line-1"), .category = 1 },
	{ .name = SLICE_INIT("pupil.address-line-2"), .category = 1 },
	{ .name = SLICE_INIT("pupil.address-town"), .category = 1 },
	{ .name = SLICE_INIT("pupil.postcode"), .category = 1 },
	{ .name = SLICE_INIT("enrolment.status"), .category = 2 },
	{ .name = SLICE_INIT("enrolment.entry-date"), .category = 2 },
	{ .name = SLICE_INIT("enrolment.year-group"), .category = 2 },
	{ .name = SLICE_INIT("enrolment.part-time"), .category = 2 },
};
static const char *const values[] = {
	NULL, NULL, "Invented", "Una", "2012-05-04", "F",
	"12 Imaginary Street", "Nowhere", "Westwood", "ZZ99 3WZ",
	"C", "2023-09-01", "7", "false",
};
/* clang-format on */

enum {
	FIELDS = sizeof(fields) / sizeof(fields[0]),
	CATEGORIES = sizeof(categories) / sizeof(categories[0]),
	PUPILS = 100000,
	BATCH = 1024,
	PATH_BYTES = 4200,
};

static const struct dictionary dictionary = {
	.categories = categories,
	.category_count = CATEGORIES,
	.fields = fields,
	.field_count = FIELDS,
};

struct work {
	char root[3900];
	unsigned int runs; /* each import begins with nothing */
	struct secret *secret;
	struct arena arena;
	struct record *records;
	struct builder encoded; /* all sections, for the peer */
	char directory[PATH_BYTES];
	struct pupil_register *pupils;
	sqlite3 *database;
	struct error error;
};

static struct slice value_of(uint16_t field, size_t pupil, char number[24])
{
	if (values[field] != NULL)
		return slice_of(values[field]);
	snprintf(number, 24, field == 0 ? "A%012zu" : "%010zu", pupil);
	return slice_of(number);
}

static int make_records(struct work *work)
{
	char number[24];

	work->records =
		arena_array(&work->arena, PUPILS, sizeof(*work->records));
	if (work->records == NULL)
		return error_memory(&work->error);
	for (size_t i = 0; i < PUPILS; i++) {
		struct record_maker maker =
			record_maker(&dictionary, &work->arena);

		for (uint16_t j = 0; j < FIELDS; j++)
			record_set(&maker, j, SLICE(""), 0,
				   value_of(j, i, number));
		if (record_made(&maker, &work->records[i], &work->error) != 0)
			return -1;
	}
	return 0;
}

/* --- ours ----------------------------------------------------------------- */

static int open_register(struct work *work)
{
	register_close(work->pupils);
	work->pupils = NULL;
	snprintf(work->directory, sizeof(work->directory), "%s/%u", work->root,
		 work->runs++);
	if (directory_make(work->directory, 0700, &work->error) != 0 ||
	    register_create(work->directory, REGISTER_SQLITE, work->secret,
			    &dictionary, &work->error) != 0)
		return -1;
	return register_open(&work->pupils, work->directory, REGISTER_SQLITE,
			     work->secret, &dictionary, &work->error);
}

static int import_again(struct work *work)
{
	struct origin origin = {.kind = SLICE("csv")};
	struct import *import;

	memcpy(origin.hash, &work->runs, sizeof(work->runs));
	if (import_begin(&import, work->pupils, &origin, &work->error) != 0)
		return -1;
	for (size_t i = 0; i < PUPILS; i++) {
		if (import_add(import, &work->records[i], &work->error) == 0)
			continue;
		import_abandon(import);
		return -1;
	}
	return import_commit(import, NULL, &work->error);
}

static int import_all(void *context)
{
	return open_register(context) == 0 ? import_again(context) : -1;
}

static int import_unchanged(void *context)
{
	return import_again(context);
}

static int scan_all(void *context)
{
	static struct record records[BATCH];
	struct work *work = context;
	struct register_scan *scan;
	struct arena arena = {0};
	struct arena ids_arena = {0};
	uint64_t sections = 0;
	uint64_t *ids;
	size_t count;
	size_t got;
	int result;

	if (register_pupils(work->pupils, &ids, &count, &ids_arena,
			    &work->error) != 0 ||
	    register_scan_open(&scan, work->pupils, ids, count,
			       (1u << CATEGORIES) - 1, &work->error) != 0)
		return -1;
	do {
		result = register_scan_next(scan, records, BATCH, &got, &arena,
					    &work->error);
		for (size_t i = 0; result == 0 && i < got; i++)
			sections += records[i].count;
		arena_clear(&arena);
	} while (result == 0 && got > 0);
	register_scan_close(scan);
	arena_release(&arena);
	arena_release(&ids_arena);
	return sections == (uint64_t)PUPILS * CATEGORIES ? result : -1;
}

/* --- the peer ------------------------------------------------------------- */

static int run_sql(struct work *work, const char *sql)
{
	return sqlite3_exec(work->database, sql, NULL, NULL, NULL) == SQLITE_OK
		       ? 0
		       : -1;
}

static int open_database(struct work *work)
{
	char path[PATH_BYTES];

	sqlite3_close(work->database);
	snprintf(path, sizeof(path), "%s/rows%u.db", work->root, work->runs++);
	if (sqlite3_open(path, &work->database) != SQLITE_OK)
		return -1;
	return run_sql(work, "PRAGMA journal_mode = WAL;"
			     "PRAGMA synchronous = FULL;"
			     "PRAGMA cache_size = -65536;"
			     "CREATE TABLE pupil (id INTEGER PRIMARY KEY,"
			     " upn TEXT UNIQUE, uln TEXT UNIQUE);"
			     "CREATE TABLE section (category INT, pupil INT,"
			     " value BLOB)");
}

static int insert_section(struct work *work, sqlite3_stmt *insert,
			  const struct section *section, size_t pupil)
{
	static const uint16_t numbers[FIELDS] = {1, 2, 3,  4,  5,  6,  7,
						 8, 9, 10, 11, 12, 13, 14};

	builder_clear(&work->encoded);
	section_encode(section, numbers, &work->encoded);
	sqlite3_bind_int(insert, 1, section->category);
	sqlite3_bind_int64(insert, 2, (sqlite3_int64)pupil);
	sqlite3_bind_blob64(insert, 3, work->encoded.at, work->encoded.len,
			    SQLITE_STATIC);
	return sqlite3_step(insert) == SQLITE_DONE &&
			       sqlite3_reset(insert) == SQLITE_OK
		       ? 0
		       : -1;
}

static int insert_pupil(struct work *work, sqlite3_stmt *statements[2],
			size_t pupil)
{
	const struct record *record = &work->records[pupil];
	struct slice uln = record_text(record, &dictionary, 1);

	sqlite3_bind_int64(statements[0], 1, (sqlite3_int64)pupil);
	sqlite3_bind_text64(statements[0], 2, record->upn.at, record->upn.len,
			    SQLITE_STATIC, SQLITE_UTF8);
	sqlite3_bind_text64(statements[0], 3, uln.at, uln.len, SQLITE_STATIC,
			    SQLITE_UTF8);
	if (sqlite3_step(statements[0]) != SQLITE_DONE ||
	    sqlite3_reset(statements[0]) != SQLITE_OK)
		return -1;
	for (uint32_t i = 0; i < record->count; i++)
		if (insert_section(work, statements[1], &record->sections[i],
				   pupil) != 0)
			return -1;
	return 0;
}

static int insert_all(void *context)
{
	struct work *work = context;
	sqlite3_stmt *statements[2] = {NULL, NULL};
	int result = -1;

	if (open_database(work) == 0 && run_sql(work, "BEGIN") == 0 &&
	    sqlite3_prepare_v2(work->database,
			       "INSERT INTO pupil VALUES (?, ?, ?)", -1,
			       &statements[0], NULL) == SQLITE_OK &&
	    sqlite3_prepare_v2(work->database,
			       "INSERT INTO section VALUES (?, ?, ?)", -1,
			       &statements[1], NULL) == SQLITE_OK)
		result = 0;
	for (size_t i = 0; i < PUPILS && result == 0; i++)
		result = insert_pupil(work, statements, i);
	sqlite3_finalize(statements[0]);
	sqlite3_finalize(statements[1]);
	return result == 0 ? run_sql(work, "COMMIT") : -1;
}

static int select_all(void *context)
{
	struct work *work = context;
	sqlite3_stmt *select;
	uint64_t bytes = 0;

	if (sqlite3_prepare_v2(work->database,
			       "SELECT category, pupil, value FROM section", -1,
			       &select, NULL) != SQLITE_OK)
		return -1;
	while (sqlite3_step(select) == SQLITE_ROW)
		if (sqlite3_column_blob(select, 2) != NULL)
			bytes += (uint64_t)sqlite3_column_bytes(select, 2);
	return sqlite3_finalize(select) == SQLITE_OK && bytes > 0 ? 0 : -1;
}

/* --- both ----------------------------------------------------------------- */

static int measure(struct work *work)
{
	const struct bench importing = {
		.what = "register: import new pupils",
		.unit = "pupils",
		.amount = PUPILS,
		.ours = import_all,
		.peer_name = "SQLite, the same rows in clear",
		.peer = insert_all,
		.context = work,
		.runs = 5,
	};
	const struct bench unchanged = {
		.what = "register: import, nothing new",
		.unit = "pupils",
		.amount = PUPILS,
		.ours = import_unchanged,
		.context = work,
		.runs = 3,
	};
	const struct bench scanning = {
		.what = "register: scan and unseal",
		.unit = "sections",
		.amount = (double)PUPILS * CATEGORIES,
		.ours = scan_all,
		.peer_name = "SQLite, reading the rows in clear",
		.peer = select_all,
		.context = work,
		.runs = 5,
	};

	if (secret_make(&work->secret, &work->error) != 0 ||
	    make_records(work) != 0 || bench_compare(&importing) != 0 ||
	    bench_compare(&unchanged) != 0)
		return -1;
	return bench_compare(&scanning);
}

int main(int count, char **arguments)
{
	static struct work work;
	int result = 0;

	if (count != 2 ||
	    snprintf(work.root, sizeof(work.root), "%s/register-XXXXXX",
		     arguments[1]) >= (int)sizeof(work.root) ||
	    mkdtemp(work.root) == NULL) {
		fprintf(stderr, "usage: register_bench DIRECTORY\n");
		return 2;
	}
	if (measure(&work) != 0) {
		char text[1024];

		error_text(&work.error, text, sizeof(text));
		fprintf(stderr, "register_bench: %s\n", text);
		result = 1;
	}
	register_close(work.pupils);
	sqlite3_close(work.database);
	secret_free(work.secret);
	builder_release(&work.encoded);
	arena_release(&work.arena);
	directory_remove(work.root, NULL);
	return result;
}
