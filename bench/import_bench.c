/*
 * import_bench - reading files of pupils into checked records, beside a loop
 * over the same bytes that checks nothing; and on into a register, sealed and
 * durable, beside storing the lines as they are.
 *
 *     import_bench DICTIONARY DATE DIRECTORY FILE...
 *
 * works in a fresh directory below DIRECTORY.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <expat.h>
#include <sodium.h>
#include <sqlite3.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "dictionary/dictionary.h"
#include "formats/format.h"
#include "language/diagnostic.h"
#include "register/register.h"
#include "register/secret.h"

#include "bench.h"

enum { START_BYTES = 4096 }; /* to tell a format by */

struct work {
	struct dictionary *dictionary;
	int32_t today;
	const struct format *format;
	const char *file_name;
	const char *root;    /* a fresh directory */
	unsigned int stores; /* made in it so far */
	struct secret *secret;
	struct import *import; /* the running one, or NULL */
	struct builder bytes;
	struct error error;
	uint64_t taken; /* of the last reading */
	uint64_t rejected;
	uint64_t counted; /* cells or elements, by the peer */
};

/* --- ours ----------------------------------------------------------------- */

static int take(void *context, const struct record *record, struct error *error)
{
	struct work *work = context;

	work->taken++;
	return work->import != NULL ? import_add(work->import, record, error)
				    : 0;
}

static int pass_over(void *context, const struct rejection *rejection,
		     struct error *error)
{
	(void)context;
	(void)rejection;
	(void)error;
	return 0;
}

static int read_records(void *context)
{
	struct work *work = context;
	struct arena arena = {0};
	struct reading reading = {
		.dictionary = work->dictionary,
		.file_name = slice_of(work->file_name),
		.today = work->today,
		.take = take,
		.reject = pass_over,
		.context = work,
		.arena = &arena,
	};
	int result;

	work->taken = 0;
	result = work->format->read(&reading, builder_slice(&work->bytes),
				    &work->error);
	arena_release(&arena);
	work->rejected = reading.rejected;
	if (result == 0 && work->taken == 0)
		return error_set(&work->error, ERROR_INPUT,
				 "holds no pupil that could be taken");
	return result;
}

static int store_records(struct work *work, struct pupil_register *pupils)
{
	struct origin origin = {
		.kind = SLICE("csv"),
		.name = slice_of(work->file_name),
		.recorded = work->today,
	};
	struct import_counts counts;
	int result;

	if (import_begin(&work->import, pupils, &origin, &work->error) != 0)
		return -1;
	result = read_records(work);
	if (result == 0)
		result = import_commit(work->import, &counts, &work->error);
	else
		import_abandon(work->import);
	work->import = NULL;
	return result;
}

static int import_all(void *context)
{
	struct work *work = context;
	struct pupil_register *pupils;
	char directory[4200];
	int result;

	snprintf(directory, sizeof(directory), "%s/register-%u", work->root,
		 work->stores++);
	if (directory_make(directory, 0700, &work->error) != 0 ||
	    register_create(directory, REGISTER_SQLITE, work->secret,
			    work->dictionary, &work->error) != 0 ||
	    register_open(&pupils, directory, REGISTER_SQLITE, work->secret,
			  work->dictionary, &work->error) != 0)
		return -1;
	result = store_records(work, pupils);
	register_close(pupils);
	return result;
}

/* --- the peers ------------------------------------------------------------ */

/* Where cells end, with heed to quotes, and nothing else. */
static int count_cells(void *context)
{
	struct work *work = context;
	const char *at = work->bytes.at;
	const char *end = at + work->bytes.len;
	bool quoted = false;
	uint64_t cells = 0;

	for (; at < end; at++) {
		if (*at == '"')
			quoted = !quoted;
		else if (!quoted && (*at == ',' || *at == '\n'))
			cells++;
	}
	work->counted = cells;
	return cells > 0 ? 0 : -1;
}

static void count_element(void *context, const XML_Char *name,
			  const XML_Char **attributes)
{
	struct work *work = context;

	(void)name;
	(void)attributes;
	work->counted++;
}

static void pass_over_text(void *context, const XML_Char *text, int length)
{
	(void)context;
	(void)text;
	(void)length;
}

static int parse_with_expat(void *context)
{
	struct work *work = context;
	XML_Parser parser = XML_ParserCreate(NULL);
	int result = -1;

	if (parser == NULL || work->bytes.len > INT32_MAX)
		return -1;
	work->counted = 0;
	XML_SetUserData(parser, work);
	XML_SetStartElementHandler(parser, count_element);
	XML_SetCharacterDataHandler(parser, pass_over_text);
	if (XML_Parse(parser, work->bytes.at, (int)work->bytes.len, 1) ==
		    XML_STATUS_OK &&
	    work->counted > 0)
		result = 0;
	XML_ParserFree(parser);
	return result;
}

static int store_line(sqlite3_stmt *insert, const char *line, size_t length)
{
	return sqlite3_bind_text(insert, 1, line, (int)length, SQLITE_STATIC) ==
				       SQLITE_OK &&
			       sqlite3_step(insert) == SQLITE_DONE &&
			       sqlite3_reset(insert) == SQLITE_OK
		       ? 0
		       : -1;
}

static int store_each_line(const struct work *work, sqlite3_stmt *insert)
{
	const char *at = work->bytes.at;
	const char *end = at + work->bytes.len;

	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));

		if (stop == NULL)
			stop = end;
		if (store_line(insert, at, (size_t)(stop - at)) != 0)
			return -1;
		at = stop < end ? stop + 1 : end;
	}
	return 0;
}

/* One row of text a line, all in one durable transaction. */
static int store_lines(void *context)
{
	struct work *work = context;
	sqlite3 *database = NULL;
	sqlite3_stmt *insert = NULL;
	char path[4200];
	int result = -1;

	snprintf(path, sizeof(path), "%s/lines-%u", work->root, work->stores++);
	if (sqlite3_open(path, &database) == SQLITE_OK &&
	    sqlite3_exec(database,
			 "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
			 "CREATE TABLE line (text TEXT); BEGIN",
			 NULL, NULL, NULL) == SQLITE_OK &&
	    sqlite3_prepare_v2(database, "INSERT INTO line VALUES (?)", -1,
			       &insert, NULL) == SQLITE_OK &&
	    store_each_line(work, insert) == 0 &&
	    sqlite3_exec(database, "COMMIT", NULL, NULL, NULL) == SQLITE_OK)
		result = 0;
	sqlite3_finalize(insert);
	sqlite3_close(database);
	return result;
}

/* --- one file after the other --------------------------------------------- */

static int compare(struct work *work)
{
	bool csv = slice_is(slice_of(work->format->name), "csv");
	char what[80];
	struct bench bench = {
		.what = what,
		.unit = "MB",
		.amount = (double)work->bytes.len / 1e6,
		.ours = read_records,
		.peer_name = csv ? "finding where cells end" : "expat, no more",
		.peer = csv ? count_cells : parse_with_expat,
		.context = work,
		.runs = 5,
	};

	snprintf(what, sizeof(what), "%s: read and check", work->format->name);
	if (bench_compare(&bench) != 0)
		return -1;
	snprintf(what, sizeof(what), "%s: import, sealed", work->format->name);
	bench.ours = import_all;
	bench.peer_name = "SQLite, its lines as they are";
	bench.peer = store_lines;
	bench.runs = 3;
	return bench_compare(&bench);
}

static int measure(struct work *work, const char *path)
{
	builder_clear(&work->bytes);
	work->file_name = path_name(path);
	if (file_read(path, FORMAT_LIMIT_BYTES, &work->bytes, &work->error))
		return -1;
	work->format = format_detect(
		slice_part(builder_slice(&work->bytes), 0, START_BYTES));
	if (work->format == NULL || work->format->read == NULL) {
		fprintf(stderr, "import_bench: no format reads %s: left out\n",
			work->file_name);
		return 0;
	}
	if (read_records(work) != 0)
		return -1;
	fprintf(stderr, "import_bench: %s: %llu pupils, %llu rejected\n",
		work->format->name, (unsigned long long)work->taken,
		(unsigned long long)work->rejected);
	return compare(work);
}

static int load(struct work *work, const char *path)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	int result = dictionary_load(&work->dictionary, path, &findings,
				     &work->error);

	if (result == 0 && work->dictionary == NULL)
		result = error_set(&work->error, ERROR_INPUT,
				   "the dictionary has errors");
	arena_release(&arena);
	return result;
}

int main(int count, char **arguments)
{
	struct work work = {0};
	char root[4000];
	char text[1024];
	int result = 0;

	if (count < 5 || sodium_init() < 0 ||
	    !date_parse(slice_of(arguments[2]), &work.today) ||
	    snprintf(root, sizeof(root), "%s/import-XXXXXX", arguments[3]) >=
		    (int)sizeof(root) ||
	    mkdtemp(root) == NULL) {
		fprintf(stderr, "usage: import_bench DICTIONARY DATE "
				"DIRECTORY FILE...\n");
		return 2;
	}
	work.root = root;
	if (load(&work, arguments[1]) != 0 ||
	    secret_make(&work.secret, &work.error) != 0)
		result = 1;
	for (int i = 4; result == 0 && i < count; i++)
		if (measure(&work, arguments[i]) != 0)
			result = 1;
	if (result != 0) {
		error_text(&work.error, text, sizeof(text));
		fprintf(stderr, "import_bench: %s\n", text);
	}
	builder_release(&work.bytes);
	secret_free(work.secret);
	if (work.dictionary != NULL)
		dictionary_free(work.dictionary);
	directory_remove(root, NULL);
	return result;
}
