#include "register/store.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "register/migrate.h"
#include "register/sqlite.h"

enum { PATH_BYTES = PATH_MAX + 16, BUSY_MS = 200 };

/* clang-format off */
/* temp_store: nothing of a sort or a rollback goes into a file of its own. */
static const char pragmas[] =
	"PRAGMA journal_mode = WAL;"
	"PRAGMA synchronous = FULL;"
	"PRAGMA foreign_keys = ON;"
	"PRAGMA secure_delete = ON;"
	"PRAGMA trusted_schema = OFF;"
	"PRAGMA temp_store = MEMORY;"
	"PRAGMA cell_size_check = ON;"
	"PRAGMA cache_size = -65536;";
/* clang-format on */

void sqlite_close(struct store *base)
{
	struct sqlite_store *store = sqlite_store_of(base);

	for (int i = 0; i < SQL_COUNT; i++)
		sqlite3_finalize(store->prepared[i]);
	sqlite3_close(store->files[KEYS_FILE]);
	sqlite3_close(store->files[REGISTER_FILE]);
	memory_free(store);
}

/* The directory may be reached by links; the files in it may not be links, and
 * SQLite, told so, takes none on the way there either. */
static int path_of(char path[PATH_BYTES], const char *directory,
		   enum sqlite_file file, struct error *error)
{
	char resolved[PATH_MAX];

	if (realpath(directory, resolved) == NULL) {
		error_system(error, "cannot find the register's directory");
		if (errno == ENOENT && error != NULL)
			error->code = ERROR_NOT_FOUND;
		return -1;
	}
	snprintf(path, PATH_BYTES, "%s/%s", resolved, sqlite_file_names[file]);
	return 0;
}

static const struct migration *migration_of(enum sqlite_file file)
{
	return file == KEYS_FILE ? &keys_migration : &register_migration;
}

/* Settings that a database file cannot undo.  The schema has no triggers and no
 * views: those of a file that someone else has had in hand do nothing. */
static int configure(sqlite3 *database)
{
	static const struct {
		int what;
		int on;
	} settings[] = {
		{SQLITE_DBCONFIG_DEFENSIVE, 1},
		{SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
		{SQLITE_DBCONFIG_ENABLE_VIEW, 0},
	};
	int status = sqlite3_busy_timeout(database, BUSY_MS);

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		if (status == SQLITE_OK)
			status = sqlite3_db_config(database, settings[i].what,
						   settings[i].on, NULL);
	if (status == SQLITE_OK)
		status = sqlite3_exec(database, pragmas, NULL, NULL, NULL);
	if (status == SQLITE_OK && !file_is_lasting())
		status = sqlite3_exec(database, "PRAGMA synchronous = OFF;",
				      NULL, NULL, NULL);
	return status;
}

static int open_file(struct sqlite_store *store, const char *directory,
		     enum sqlite_file file, bool make, struct error *error)
{
	char path[PATH_BYTES];
	sqlite3 *database = NULL;
	int status;

	if (path_of(path, directory, file, error) != 0)
		return -1;
	if (!file_exists(path))
		return error_set(error, ERROR_NOT_FOUND,
				 "there is no %s in this directory",
				 sqlite_file_names[file]);
	status = sqlite3_open_v2(path, &database,
				 SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
					 SQLITE_OPEN_NOFOLLOW |
					 SQLITE_OPEN_EXRESCODE,
				 NULL);
	store->files[file] = database; /* to be closed also on failure */
	if (status == SQLITE_OK)
		status = configure(database);
	if (status != SQLITE_OK)
		return sqlite_error(error, status, sqlite_file_names[file]);
	return migrate(database, migration_of(file), make, error);
}

#define METHOD(name) .name = sqlite_##name,
static const struct store_methods methods = {STORE_METHODS(METHOD)};
#undef METHOD

static struct sqlite_store *new_store(void)
{
	struct sqlite_store *store = memory_array(1, sizeof(*store));

	if (store != NULL)
		store->base.methods = &methods;
	return store;
}

/* The keys must be this register's. */
static int check_keys(struct store *store, struct error *error)
{
	uint8_t name[STORE_NAME_BYTES];
	struct query q = query_of(store, SQL_KEYS_NODE);
	struct store_node node;

	if (query_step(&q))
		query_fixed_at(&q, 0, name, sizeof(name));
	else if (q.status == SQLITE_DONE)
		q.status = SQLITE_CORRUPT;
	if (query_end(&q, error) != 0 ||
	    store->methods->node(store, &node, error) != 0)
		return -1;
	if (memcmp(name, node.name, sizeof(name)) != 0)
		return error_set(error, ERROR_CORRUPT,
				 "keys.db and register.db do not belong "
				 "together");
	return 0;
}

int store_sqlite_open(struct store **out, const char *directory,
		      struct error *error)
{
	struct sqlite_store *store = new_store();

	if (store == NULL)
		return error_memory(error);
	if (open_file(store, directory, KEYS_FILE, false, error) != 0 ||
	    open_file(store, directory, REGISTER_FILE, false, error) != 0 ||
	    check_keys(&store->base, error) != 0) {
		sqlite_close(&store->base);
		return -1;
	}
	*out = &store->base;
	return 0;
}

static int add_node(struct store *store, const struct store_node *node,
		    struct error *error)
{
	struct slice name = as_bytes(node->name, sizeof(node->name));
	struct query keys = query_of(store, SQL_KEYS_NODE_ADD);
	struct query q;

	query_bytes(&keys, name);
	if (query_run(&keys, error) != 0)
		return -1;
	q = query_of(store, SQL_NODE_ADD);
	query_bytes(&q, name);
	query_bytes(&q, as_bytes(node->proof, sizeof(node->proof)));
	return query_run(&q, error);
}

static void remove_file(const char *directory, enum sqlite_file file)
{
	static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
	char path[PATH_BYTES];
	char whole[PATH_BYTES + 16];

	if (path_of(path, directory, file, NULL) != 0)
		return;
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		snprintf(whole, sizeof(whole), "%s%s", path, endings[i]);
		unlink(whole);
	}
}

/* Empty, and closed to others from the first moment; SQLite gives its other
 * files the same permissions. */
static int make_file(const char *directory, enum sqlite_file file,
		     struct error *error)
{
	char path[PATH_BYTES];
	int made;

	if (path_of(path, directory, file, error) != 0)
		return -1;
	made = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (made < 0 && errno == EEXIST)
		return error_set(error, ERROR_INPUT,
				 "there is a %s in this directory already",
				 sqlite_file_names[file]);
	if (made < 0)
		return error_system(error, "cannot make %s",
				    sqlite_file_names[file]);
	close(made);
	return 0;
}

static int fill_files(const char *directory, const struct store_node *node,
		      struct error *error)
{
	struct sqlite_store *store = new_store();
	int result;

	if (store == NULL)
		return error_memory(error);
	result = open_file(store, directory, KEYS_FILE, true, error);
	if (result == 0)
		result =
			open_file(store, directory, REGISTER_FILE, true, error);
	if (result == 0)
		result = add_node(&store->base, node, error);
	sqlite_close(&store->base);
	return result == 0 ? directory_sync(directory, error) : -1;
}

int store_sqlite_create(const char *directory, const struct store_node *node,
			struct error *error)
{
	if (make_file(directory, KEYS_FILE, error) != 0)
		return -1;
	if (make_file(directory, REGISTER_FILE, error) != 0) {
		remove_file(directory, KEYS_FILE);
		return -1;
	}
	if (fill_files(directory, node, error) == 0)
		return 0;
	remove_file(directory, REGISTER_FILE);
	remove_file(directory, KEYS_FILE);
	return -1;
}

/* --- transactions --------------------------------------------------------- */

static int run_plain(struct store *store, enum sql which, struct error *error)
{
	struct query q = query_of(store, which);

	return query_run(&q, error);
}

void sqlite_undo(struct store *base)
{
	struct sqlite_store *store = sqlite_store_of(base);

	/* After some failures SQLite has rolled back by itself. */
	if (!sqlite3_get_autocommit(store->files[REGISTER_FILE]) &&
	    run_plain(base, SQL_UNDO, NULL) != 0)
		sqlite3_exec(store->files[REGISTER_FILE], "ROLLBACK", NULL,
			     NULL, NULL);
	if (!sqlite3_get_autocommit(store->files[KEYS_FILE]) &&
	    run_plain(base, SQL_KEYS_UNDO, NULL) != 0)
		sqlite3_exec(store->files[KEYS_FILE], "ROLLBACK", NULL, NULL,
			     NULL);
}

/* The statements that end a transaction are prepared before it begins, so
 * that ending it needs no memory. */
static int prepare_ends(struct store *store, struct error *error)
{
	static const enum sql ends[] = {SQL_COMMIT, SQL_UNDO, SQL_KEYS_COMMIT,
					SQL_KEYS_UNDO};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct query q = query_of(store, ends[i]);

		if (query_end(&q, error) != 0)
			return -1;
	}
	return 0;
}

int sqlite_begin(struct store *store, struct error *error)
{
	if (prepare_ends(store, error) == 0 &&
	    run_plain(store, SQL_KEYS_BEGIN, error) == 0 &&
	    run_plain(store, SQL_BEGIN, error) == 0)
		return 0;
	sqlite_undo(store);
	return -1;
}

int sqlite_commit(struct store *store, struct error *error)
{
	/* A crash between the two leaves keys without pupils, which open
	 * nothing and are counted by pupil_most. */
	if (run_plain(store, SQL_KEYS_COMMIT, error) == 0 &&
	    run_plain(store, SQL_COMMIT, error) == 0)
		return 0;
	sqlite_undo(store);
	return -1;
}

int sqlite_node(struct store *store, struct store_node *out,
		struct error *error)
{
	struct query q = query_of(store, SQL_NODE);
	struct store_node read;

	if (query_step(&q)) {
		query_fixed_at(&q, 0, read.name, sizeof(read.name));
		query_fixed_at(&q, 1, read.proof, sizeof(read.proof));
	} else if (q.status == SQLITE_DONE) {
		q.status = SQLITE_CORRUPT;
	}
	if (query_end(&q, error) != 0)
		return -1;
	*out = read;
	return 0;
}
