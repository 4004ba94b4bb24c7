#include "register/store.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "register/migrate.h"

enum { PATH_BYTES = 4096, BUSY_MS = 200 };

enum which_file { KEYS_FILE, REGISTER_FILE };

#define SECTION_COLUMNS "id, origin, recorded, period, sealed"
#define RELEASE_COLUMNS                                             \
 "release.id, state, reference, recipient, holder, purpose, flow, " \
 "level, directory, date, considered, released, ledger_index, manifest"

/* Every statement this program runs, but for opening (see pragmas). */
/* clang-format off */
#define STATEMENTS(_)                                                          \
	_(KEYS_BEGIN, KEYS_FILE, "BEGIN IMMEDIATE")                            \
	_(KEYS_COMMIT, KEYS_FILE, "COMMIT")                                    \
	_(KEYS_UNDO, KEYS_FILE, "ROLLBACK")                                    \
	_(BEGIN, REGISTER_FILE, "BEGIN IMMEDIATE")                             \
	_(COMMIT, REGISTER_FILE, "COMMIT")                                     \
	_(UNDO, REGISTER_FILE, "ROLLBACK")                                     \
	_(KEYS_NODE, KEYS_FILE, "SELECT name FROM node")                       \
	_(KEYS_NODE_ADD, KEYS_FILE, "INSERT INTO node VALUES (1, ?1)")         \
	_(NODE, REGISTER_FILE, "SELECT name, proof FROM node")                 \
	_(NODE_ADD, REGISTER_FILE, "INSERT INTO node VALUES (1, ?1, ?2)")      \
	_(FIELDS, REGISTER_FILE,                                               \
	  "SELECT number, name FROM field_number ORDER BY number")             \
	_(FIELD_MOST, REGISTER_FILE,                                           \
	  "SELECT coalesce(max(number), 0) FROM field_number")                 \
	_(FIELD_ADD, REGISTER_FILE, "INSERT INTO field_number VALUES (?1, ?2)") \
	_(CATEGORIES, REGISTER_FILE,                                           \
	  "SELECT number, name FROM category_number ORDER BY number")          \
	_(CATEGORY_MOST, REGISTER_FILE,                                        \
	  "SELECT coalesce(max(number), 0) FROM category_number")              \
	_(CATEGORY_ADD, REGISTER_FILE,                                         \
	  "INSERT INTO category_number VALUES (?1, ?2)")                       \
	_(KEY_MOST, KEYS_FILE, "SELECT coalesce(max(pupil), 0) FROM key")      \
	_(KEY_ADD, KEYS_FILE, "INSERT INTO key VALUES (?1, ?2)")               \
	_(KEY, KEYS_FILE, "SELECT wrapped FROM key WHERE pupil = ?1")          \
	_(PUPIL_MOST, REGISTER_FILE, "SELECT coalesce(max(id), 0) FROM pupil") \
	_(PUPIL_COUNT, REGISTER_FILE, "SELECT count(*) FROM pupil")            \
	_(PUPILS, REGISTER_FILE, "SELECT id FROM pupil ORDER BY id")           \
	_(PUPIL_ADD, REGISTER_FILE, "INSERT INTO pupil VALUES (?1, ?2)")       \
	_(TOKEN, REGISTER_FILE, "SELECT pupil FROM token WHERE token = ?1")    \
	_(TOKEN_ADD, REGISTER_FILE,                                            \
	  "INSERT OR IGNORE INTO token VALUES (?1, ?2)")                       \
	_(LATEST, REGISTER_FILE,                                               \
	  "SELECT " SECTION_COLUMNS " FROM section"                            \
	  " WHERE id BETWEEN ?1 AND ?2 ORDER BY id")                           \
	_(SECTION_ADD, REGISTER_FILE,                                          \
	  "INSERT INTO section(" SECTION_COLUMNS ")"                           \
	  " VALUES (?1, ?2, ?3, ?4, ?5)")                                      \
	_(ORIGIN_FIND, REGISTER_FILE,                                          \
	  "SELECT id, recorded FROM origin WHERE hash = ?1")                   \
	_(ORIGIN_ADD, REGISTER_FILE,                                           \
	  "INSERT INTO origin(kind, hash, recorded, sealed)"                   \
	  " VALUES (?1, ?2, ?3, ?4)")                                          \
	_(ORIGINS, REGISTER_FILE,                                              \
	  "SELECT id, kind, hash, recorded, sealed FROM origin ORDER BY id")   \
	_(PERMISSION_ADD, REGISTER_FILE,                                       \
	  "INSERT INTO permission(kind, given_by, recipient, purpose,"         \
	  " reference, valid_from, valid_until, recorded)"                     \
	  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")                          \
	_(PERMISSIONS, REGISTER_FILE,                                          \
	  "SELECT kind, given_by, recipient, purpose, reference, valid_from,"  \
	  " valid_until, recorded FROM permission ORDER BY id")                \
	_(RELEASE_FIND, REGISTER_FILE,                                         \
	  "SELECT 1 FROM release WHERE reference = ?1")                        \
	_(RELEASE_ADD, REGISTER_FILE,                                          \
	  "INSERT INTO release(state, reference, recipient, holder, purpose,"  \
	  " flow, level, directory, date, considered, released,"               \
	  " ledger_index, manifest)"                                           \
	  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)")  \
	_(RELEASE_STATE, REGISTER_FILE,                                        \
	  "SELECT state, ledger_index FROM release WHERE id = ?1")             \
	_(RELEASE_SET, REGISTER_FILE,                                          \
	  "UPDATE release SET state = ?2, ledger_index = ?3 WHERE id = ?1")    \
	_(RELEASES, REGISTER_FILE,                                             \
	  "SELECT " RELEASE_COLUMNS " FROM release ORDER BY id")               \
	_(LAST_RELEASE, REGISTER_FILE,                                         \
	  "SELECT max(date) FROM release"                                      \
	  " WHERE recipient = ?1 AND purpose = ?2 AND state = ?3")             \
	_(MASK_ADD, REGISTER_FILE,                                             \
	  "INSERT INTO release_mask VALUES (?1, ?2, ?3)")                      \
	_(MASK, REGISTER_FILE,                                                 \
	  "SELECT fields FROM release_mask WHERE release = ?1 AND mask = ?2")  \
	_(CHUNK_ADD, REGISTER_FILE,                                            \
	  "INSERT INTO roll(release, first, last, rows)"                       \
	  " VALUES (?1, ?2, ?3, ?4)")                                          \
	_(CHUNKS, REGISTER_FILE,                                               \
	  "SELECT " RELEASE_COLUMNS ", first, last, rows FROM release"         \
	  " JOIN roll ON roll.release = release.id"                            \
	  " AND first <= ?1 AND last >= ?1"                                    \
	  " WHERE state = ?2 ORDER BY release.id")                             \
	_(ANCHOR, REGISTER_FILE, "SELECT id FROM node")                        \
	_(CURSOR, REGISTER_FILE,                                               \
	  "SELECT " SECTION_COLUMNS " FROM section"                            \
	  " WHERE id >= ?1 AND id < ?2 ORDER BY id")

#define STATEMENT_ID(name, file, text) name,
enum sql { STATEMENTS(STATEMENT_ID) STATEMENT_COUNT };

#define STATEMENT_ROW(name, file, text) { file, text },
static const struct {
	enum which_file file;
	const char *text;
} statements[] = { STATEMENTS(STATEMENT_ROW) };

/* temp_store: nothing of a sort or a rollback goes into a file of its own. */
static const char pragmas[] =
	"PRAGMA journal_mode = WAL;"
	"PRAGMA synchronous = FULL;"
	"PRAGMA foreign_keys = ON;"
	"PRAGMA secure_delete = ON;"
	"PRAGMA trusted_schema = OFF;"
	"PRAGMA temp_store = MEMORY;"
	"PRAGMA cache_size = -65536;";
/* clang-format on */

static const char *const file_names[] = {
	[KEYS_FILE] = "keys.db",
	[REGISTER_FILE] = "register.db",
};

struct sqlite_store {
	struct store base;
	sqlite3 *files[2];
	sqlite3_stmt *prepared[STATEMENT_COUNT];
};

static struct sqlite_store *of(struct store *store)
{
	return (struct sqlite_store *)store;
}

/* --- running a statement -------------------------------------------------- */

/* One run of a statement; the first failure is kept until query_end. */
struct query {
	sqlite3_stmt *statement;
	const char *file;
	int next; /* parameter to bind */
	int status;
};

static int prepare(struct sqlite_store *store, enum sql which,
		   sqlite3_stmt **statement)
{
	return sqlite3_prepare_v3(store->files[statements[which].file],
				  statements[which].text, -1,
				  SQLITE_PREPARE_PERSISTENT, statement, NULL);
}

static struct query query(struct store *base, enum sql which)
{
	struct sqlite_store *store = of(base);
	struct query query = {.file = file_names[statements[which].file],
			      .next = 1,
			      .status = SQLITE_OK};

	if (store->prepared[which] == NULL)
		query.status = prepare(store, which, &store->prepared[which]);
	query.statement = store->prepared[which];
	return query;
}

static void bind_number(struct query *query, int64_t number)
{
	if (query->status == SQLITE_OK)
		query->status = sqlite3_bind_int64(query->statement,
						   query->next++, number);
}

static void bind_bytes(struct query *query, struct slice bytes)
{
	if (query->status == SQLITE_OK)
		query->status =
			sqlite3_bind_blob64(query->statement, query->next++,
					    bytes.len > 0 ? bytes.at : "",
					    bytes.len, SQLITE_STATIC);
}

static void bind_text(struct query *query, struct slice text)
{
	if (query->status == SQLITE_OK)
		query->status = sqlite3_bind_text64(
			query->statement, query->next++,
			text.len > 0 ? text.at : "", text.len, SQLITE_STATIC,
			SQLITE_UTF8);
}

/* Whether there is a (further) row. */
static bool step(struct query *query)
{
	if (query->status == SQLITE_OK || query->status == SQLITE_ROW)
		query->status = sqlite3_step(query->statement);
	return query->status == SQLITE_ROW;
}

/* Makes the statement ready for its next run and reports how this one went. */
static int end(struct query *query, struct error *error)
{
	int status = query->status;

	if (query->statement != NULL)
		sqlite3_reset(query->statement);
	if (status == SQLITE_OK || status == SQLITE_ROW ||
	    status == SQLITE_DONE)
		return 0;
	return sqlite_error(error, status, query->file);
}

static int run(struct query *query, struct error *error)
{
	step(query);
	return end(query, error);
}

static int64_t number_at(const struct query *query, int column)
{
	return sqlite3_column_int64(query->statement, column);
}

static struct slice bytes_at(struct query *query, int column)
{
	const void *at = sqlite3_column_blob(query->statement, column);
	int size = sqlite3_column_bytes(query->statement, column);

	if (at == NULL && size > 0)
		query->status = SQLITE_NOMEM;
	return (struct slice){at, at != NULL ? (size_t)size : 0};
}

/* Fails the query as damaged unless the column has exactly this size. */
static void fixed_at(struct query *query, int column, uint8_t *bytes,
		     size_t size)
{
	struct slice value = bytes_at(query, column);

	if (value.len == size)
		memcpy(bytes, value.at, size);
	else if (query->status == SQLITE_ROW)
		query->status = SQLITE_CORRUPT;
}

static struct slice fixed(const uint8_t *bytes, size_t size)
{
	return (struct slice){(const char *)bytes, size};
}

/* A query that gives one number, or no row. */
static int one_number(struct query *query, int64_t *number, bool *found,
		      struct error *error)
{
	bool some = step(query);
	int64_t value = some ? number_at(query, 0) : 0;

	if (end(query, error) != 0)
		return -1;
	if (found != NULL)
		*found = some;
	if (some)
		*number = value;
	return 0;
}

/* --- opening and closing -------------------------------------------------- */

static void close_store(struct store *base)
{
	struct sqlite_store *store = of(base);

	for (int i = 0; i < STATEMENT_COUNT; i++)
		sqlite3_finalize(store->prepared[i]);
	sqlite3_close(store->files[KEYS_FILE]);
	sqlite3_close(store->files[REGISTER_FILE]);
	memory_free(store);
}

static int path_of(char path[PATH_BYTES], const char *directory,
		   enum which_file file, struct error *error)
{
	int length = snprintf(path, PATH_BYTES, "%s/%s", directory,
			      file_names[file]);

	if (length < 0 || length >= PATH_BYTES)
		return error_set(error, ERROR_INPUT,
				 "the directory's name is too long");
	return 0;
}

static const struct migration *migration_of(enum which_file file)
{
	return file == KEYS_FILE ? &keys_migration : &register_migration;
}

/* `make` is 0 or SQLITE_OPEN_CREATE. */
static int open_file(struct sqlite_store *store, const char *directory,
		     enum which_file file, int make, struct error *error)
{
	char path[PATH_BYTES];
	sqlite3 *database = NULL;
	int status;

	if (path_of(path, directory, file, error) != 0)
		return -1;
	if (make == 0 && !file_exists(path))
		return error_set(error, ERROR_NOT_FOUND,
				 "there is no %s in this directory",
				 file_names[file]);
	status = sqlite3_open_v2(
		path, &database,
		SQLITE_OPEN_READWRITE | make | SQLITE_OPEN_NOMUTEX |
			SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE,
		NULL);
	store->files[file] = database; /* to be closed also on failure */
	if (status == SQLITE_OK)
		status = sqlite3_busy_timeout(database, BUSY_MS);
	if (status == SQLITE_OK)
		status = sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE,
					   1, NULL);
	if (status == SQLITE_OK)
		status = sqlite3_exec(database, pragmas, NULL, NULL, NULL);
	if (status != SQLITE_OK)
		return sqlite_error(error, status, file_names[file]);
	return migrate(database, migration_of(file), make != 0, error);
}

static const struct store_methods methods;

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
	struct query q = query(store, KEYS_NODE);
	struct store_node node;

	if (step(&q))
		fixed_at(&q, 0, name, sizeof(name));
	else if (q.status == SQLITE_DONE)
		q.status = SQLITE_CORRUPT;
	if (end(&q, error) != 0 ||
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
	if (open_file(store, directory, KEYS_FILE, 0, error) != 0 ||
	    open_file(store, directory, REGISTER_FILE, 0, error) != 0 ||
	    check_keys(&store->base, error) != 0) {
		close_store(&store->base);
		return -1;
	}
	*out = &store->base;
	return 0;
}

static int add_node(struct store *store, const struct store_node *node,
		    struct error *error)
{
	struct slice name = fixed(node->name, sizeof(node->name));
	struct query keys = query(store, KEYS_NODE_ADD);
	struct query q;

	bind_bytes(&keys, name);
	if (run(&keys, error) != 0)
		return -1;
	q = query(store, NODE_ADD);
	bind_bytes(&q, name);
	bind_bytes(&q, fixed(node->proof, sizeof(node->proof)));
	return run(&q, error);
}

static void remove_file(const char *directory, enum which_file file)
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

static int make_file(struct sqlite_store *store, const char *directory,
		     enum which_file file, struct error *error)
{
	char path[PATH_BYTES];

	if (open_file(store, directory, file, SQLITE_OPEN_CREATE, error) != 0 ||
	    path_of(path, directory, file, error) != 0)
		return -1;
	if (chmod(path, 0600) != 0)
		return error_system(error, "cannot close %s to others",
				    file_names[file]);
	return 0;
}

int store_sqlite_create(const char *directory, const struct store_node *node,
			struct error *error)
{
	struct sqlite_store *store;
	char path[PATH_BYTES];
	int result;

	for (int i = KEYS_FILE; i <= REGISTER_FILE; i++) {
		if (path_of(path, directory, (enum which_file)i, error) != 0)
			return -1;
		if (file_exists(path))
			return error_set(error, ERROR_INPUT,
					 "there is a %s in this directory "
					 "already",
					 file_names[i]);
	}
	store = new_store();
	if (store == NULL)
		return error_memory(error);
	result = make_file(store, directory, KEYS_FILE, error);
	if (result == 0)
		result = make_file(store, directory, REGISTER_FILE, error);
	if (result == 0)
		result = add_node(&store->base, node, error);
	close_store(&store->base);
	if (result == 0)
		result = directory_sync(directory, error);
	if (result != 0) {
		remove_file(directory, REGISTER_FILE);
		remove_file(directory, KEYS_FILE);
	}
	return result;
}

/* --- transactions --------------------------------------------------------- */

static int run_plain(struct store *store, enum sql which, struct error *error)
{
	struct query q = query(store, which);

	return run(&q, error);
}

static void undo(struct store *base)
{
	struct sqlite_store *store = of(base);

	/* After some failures SQLite has rolled back by itself. */
	if (!sqlite3_get_autocommit(store->files[REGISTER_FILE]) &&
	    run_plain(base, UNDO, NULL) != 0)
		sqlite3_exec(store->files[REGISTER_FILE], "ROLLBACK", NULL,
			     NULL, NULL);
	if (!sqlite3_get_autocommit(store->files[KEYS_FILE]) &&
	    run_plain(base, KEYS_UNDO, NULL) != 0)
		sqlite3_exec(store->files[KEYS_FILE], "ROLLBACK", NULL, NULL,
			     NULL);
}

/* The statements that end a transaction are prepared before it begins, so
 * that ending it needs no memory. */
static int prepare_ends(struct store *store, struct error *error)
{
	static const enum sql ends[] = {COMMIT, UNDO, KEYS_COMMIT, KEYS_UNDO};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct query q = query(store, ends[i]);

		if (end(&q, error) != 0)
			return -1;
	}
	return 0;
}

static int begin(struct store *store, struct error *error)
{
	if (prepare_ends(store, error) == 0 &&
	    run_plain(store, KEYS_BEGIN, error) == 0 &&
	    run_plain(store, BEGIN, error) == 0)
		return 0;
	undo(store);
	return -1;
}

static int commit(struct store *store, struct error *error)
{
	/* A crash between the two leaves keys without pupils, which open
	 * nothing and are counted by pupil_most. */
	if (run_plain(store, KEYS_COMMIT, error) == 0 &&
	    run_plain(store, COMMIT, error) == 0)
		return 0;
	undo(store);
	return -1;
}

static int node(struct store *store, struct store_node *out,
		struct error *error)
{
	struct query q = query(store, NODE);
	struct store_node read;

	if (step(&q)) {
		fixed_at(&q, 0, read.name, sizeof(read.name));
		fixed_at(&q, 1, read.proof, sizeof(read.proof));
	} else if (q.status == SQLITE_DONE) {
		q.status = SQLITE_CORRUPT;
	}
	if (end(&q, error) != 0)
		return -1;
	*out = read;
	return 0;
}

/* --- names ---------------------------------------------------------------- */

static int names(struct store *store, enum store_names which,
		 store_name_visitor *visit, void *context, struct error *error)
{
	struct query q =
		query(store, which == STORE_FIELDS ? FIELDS : CATEGORIES);
	int result = 0;

	while (result == 0 && step(&q)) {
		int64_t number = number_at(&q, 0);
		struct slice name = bytes_at(&q, 1);

		if (number < 1 || number >= UINT16_MAX)
			q.status = SQLITE_CORRUPT;
		if (q.status != SQLITE_ROW)
			break;
		result = visit(context, (uint16_t)number, name, error);
	}
	return end(&q, result == 0 ? error : NULL) != 0 ? -1 : result;
}

static int name_most(struct store *store, enum store_names which,
		     uint16_t *number, struct error *error)
{
	struct query q = query(store, which == STORE_FIELDS ? FIELD_MOST
							    : CATEGORY_MOST);
	int64_t most = 0;

	if (one_number(&q, &most, NULL, error) != 0)
		return -1;
	*number = (uint16_t)most;
	return 0;
}

static int name_add(struct store *store, enum store_names which,
		    uint16_t number, struct slice name, struct error *error)
{
	struct query q =
		query(store, which == STORE_FIELDS ? FIELD_ADD : CATEGORY_ADD);

	bind_number(&q, number);
	bind_text(&q, name);
	return run(&q, error);
}

/* --- pupils and tokens ---------------------------------------------------- */

static int pupil_most(struct store *store, uint64_t *pupil, struct error *error)
{
	struct query keys = query(store, KEY_MOST);
	struct query pupils;
	int64_t with_key = 0;
	int64_t known = 0;

	if (one_number(&keys, &with_key, NULL, error) != 0)
		return -1;
	pupils = query(store, PUPIL_MOST);
	if (one_number(&pupils, &known, NULL, error) != 0)
		return -1;
	*pupil = (uint64_t)(known > with_key ? known : with_key);
	return 0;
}

static int pupil_count(struct store *store, uint64_t *count,
		       struct error *error)
{
	struct query q = query(store, PUPIL_COUNT);
	int64_t number = 0;

	if (one_number(&q, &number, NULL, error) != 0)
		return -1;
	*count = (uint64_t)number;
	return 0;
}

static int pupils(struct store *store, store_pupil_visitor *visit,
		  void *context, struct error *error)
{
	struct query q = query(store, PUPILS);
	int result = 0;

	while (result == 0 && step(&q))
		result = visit(context, (uint64_t)number_at(&q, 0), error);
	return end(&q, result == 0 ? error : NULL) != 0 ? -1 : result;
}

static int pupil_add(struct store *store, uint64_t pupil, uint64_t origin,
		     const struct store_key *key, struct error *error)
{
	struct query keys = query(store, KEY_ADD);
	struct query q;

	bind_number(&keys, (int64_t)pupil);
	bind_bytes(&keys, fixed(key->bytes, key->size));
	if (run(&keys, error) != 0)
		return -1;
	q = query(store, PUPIL_ADD);
	bind_number(&q, (int64_t)pupil);
	bind_number(&q, (int64_t)origin);
	return run(&q, error);
}

static int pupil_key(struct store *store, uint64_t pupil, struct store_key *key,
		     bool *found, struct error *error)
{
	struct query q = query(store, KEY);
	bool some;

	bind_number(&q, (int64_t)pupil);
	some = step(&q);
	if (some) {
		struct slice wrapped = bytes_at(&q, 0);

		if (wrapped.len > sizeof(key->bytes))
			q.status = SQLITE_CORRUPT;
		if (q.status == SQLITE_ROW && wrapped.len > 0)
			memcpy(key->bytes, wrapped.at, wrapped.len);
		key->size = wrapped.len;
	}
	*found = some;
	return end(&q, error);
}

static int token(struct store *store, const uint8_t bytes[STORE_TOKEN_BYTES],
		 uint64_t *pupil, bool *found, struct error *error)
{
	struct query q = query(store, TOKEN);
	int64_t number = 0;

	bind_bytes(&q, fixed(bytes, STORE_TOKEN_BYTES));
	if (one_number(&q, &number, found, error) != 0)
		return -1;
	if (*found)
		*pupil = (uint64_t)number;
	return 0;
}

static int token_add(struct store *store,
		     const uint8_t bytes[STORE_TOKEN_BYTES], uint64_t pupil,
		     struct error *error)
{
	struct query q = query(store, TOKEN_ADD);

	bind_bytes(&q, fixed(bytes, STORE_TOKEN_BYTES));
	bind_number(&q, (int64_t)pupil);
	return run(&q, error);
}

/* --- sections ------------------------------------------------------------- */

static int64_t place(uint16_t category, uint64_t pupil, uint32_t version)
{
	return (int64_t)((uint64_t)category << 48 | pupil << 16 |
			 (STORE_VERSION_MOST - version));
}

static void section_at(struct query *query, struct store_section *section)
{
	uint64_t id = (uint64_t)number_at(query, 0);

	*section = (struct store_section){
		.category = (uint16_t)(id >> 48),
		.pupil = id >> 16 & STORE_PUPIL_MOST,
		.version = STORE_VERSION_MOST -
			   (uint32_t)(id & STORE_VERSION_MOST),
		.origin = (uint64_t)number_at(query, 1),
		.recorded = (int32_t)number_at(query, 2),
		.period = bytes_at(query, 3),
		.sealed = bytes_at(query, 4),
	};
}

static int latest(struct store *store, uint16_t category, uint64_t pupil,
		  struct slice period, struct store_section *section,
		  bool *found, uint32_t *version, struct arena *arena,
		  struct error *error)
{
	struct query q = query(store, LATEST);
	uint32_t most = 0;
	bool here = false;

	bind_number(&q, place(category, pupil, STORE_VERSION_MOST));
	bind_number(&q, place(category, pupil, 0));
	while (!here && step(&q)) {
		section_at(&q, section);
		if (most == 0)
			most = section->version;
		here = slice_equal(section->period, period);
	}
	if (here && q.status == SQLITE_ROW) {
		section->period = period;
		section->sealed = arena_copy(arena, section->sealed);
		if (section->sealed.at == NULL)
			q.status = SQLITE_NOMEM;
	}
	*found = here;
	*version = most;
	return end(&q, error);
}

static int section_add(struct store *store, const struct store_section *section,
		       struct error *error)
{
	struct query q = query(store, SECTION_ADD);

	bind_number(&q,
		    place(section->category, section->pupil, section->version));
	bind_number(&q, (int64_t)section->origin);
	bind_number(&q, section->recorded);
	bind_text(&q, section->period);
	bind_bytes(&q, section->sealed);
	return run(&q, error);
}

struct sqlite_cursor {
	struct store_cursor base;
	struct query query;
	uint16_t category;
};

static int new_cursor(struct store *store, enum sql which,
		      struct sqlite_cursor **out, struct error *error)
{
	struct sqlite_cursor *cursor = memory_array(1, sizeof(*cursor));
	int status;

	if (cursor == NULL)
		return error_memory(error);
	cursor->base.store = store;
	cursor->query.file = file_names[REGISTER_FILE];
	status = prepare(of(store), which, &cursor->query.statement);
	if (status != SQLITE_OK) {
		memory_free(cursor);
		return sqlite_error(error, status, file_names[REGISTER_FILE]);
	}
	*out = cursor;
	return 0;
}

static void cursor_close(struct store_cursor *base)
{
	struct sqlite_cursor *cursor = (struct sqlite_cursor *)base;

	if (cursor == NULL)
		return;
	sqlite3_finalize(cursor->query.statement);
	memory_free(cursor);
}

/* A statement that has given a row and not ended holds its read transaction
 * open, and with it the state that all others on the connection see. */
static int anchor(struct store *store, struct store_cursor **out,
		  struct error *error)
{
	struct sqlite_cursor *cursor;
	int status;

	if (new_cursor(store, ANCHOR, &cursor, error) != 0)
		return -1;
	if (!step(&cursor->query)) {
		status = cursor->query.status;
		cursor_close(&cursor->base);
		return sqlite_error(error, status, file_names[REGISTER_FILE]);
	}
	*out = &cursor->base;
	return 0;
}

static int seek(struct store_cursor *base, uint64_t pupil, struct error *error)
{
	struct sqlite_cursor *cursor = (struct sqlite_cursor *)base;
	struct query *q = &cursor->query;

	sqlite3_reset(q->statement);
	q->next = 1;
	q->status = SQLITE_OK;
	bind_number(q, place(cursor->category, pupil, STORE_VERSION_MOST));
	bind_number(q, place((uint16_t)(cursor->category + 1), 0,
			     STORE_VERSION_MOST));
	if (q->status != SQLITE_OK)
		return sqlite_error(error, q->status, q->file);
	return 0;
}

static int cursor_open(struct store *store, uint16_t category, uint64_t pupil,
		       struct store_cursor **out, struct error *error)
{
	struct sqlite_cursor *cursor;

	if (new_cursor(store, CURSOR, &cursor, error) != 0)
		return -1;
	cursor->category = category;
	if (seek(&cursor->base, pupil, error) != 0) {
		cursor_close(&cursor->base);
		return -1;
	}
	*out = &cursor->base;
	return 0;
}

static int next(struct store_cursor *base, struct store_section *section,
		bool *found, struct error *error)
{
	struct query *q = &((struct sqlite_cursor *)base)->query;

	*found = step(q);
	if (*found)
		section_at(q, section);
	if (q->status == SQLITE_ROW || q->status == SQLITE_DONE)
		return 0;
	return sqlite_error(error, q->status, q->file);
}

/* --- origins and permissions ---------------------------------------------- */

static int origin_find(struct store *store, const uint8_t hash[32],
		       uint64_t *id, int32_t *recorded, bool *found,
		       struct error *error)
{
	struct query q = query(store, ORIGIN_FIND);

	bind_bytes(&q, fixed(hash, 32));
	*found = step(&q);
	if (*found) {
		*id = (uint64_t)number_at(&q, 0);
		*recorded = (int32_t)number_at(&q, 1);
	}
	return end(&q, error);
}

static int origin_add(struct store *store, const struct store_origin *origin,
		      uint64_t *id, struct error *error)
{
	struct query q = query(store, ORIGIN_ADD);

	bind_text(&q, origin->kind);
	bind_bytes(&q, fixed(origin->hash, sizeof(origin->hash)));
	bind_number(&q, origin->recorded);
	bind_bytes(&q, origin->sealed);
	if (run(&q, error) != 0)
		return -1;
	*id = (uint64_t)sqlite3_last_insert_rowid(
		of(store)->files[REGISTER_FILE]);
	return 0;
}

static int origins(struct store *store, store_origin_visitor *visit,
		   void *context, struct error *error)
{
	struct query q = query(store, ORIGINS);
	int result = 0;

	while (result == 0 && step(&q)) {
		struct store_origin origin = {
			.id = (uint64_t)number_at(&q, 0),
			.kind = bytes_at(&q, 1),
			.recorded = (int32_t)number_at(&q, 3),
			.sealed = bytes_at(&q, 4),
		};

		fixed_at(&q, 2, origin.hash, sizeof(origin.hash));
		if (q.status != SQLITE_ROW)
			break;
		result = visit(context, &origin, error);
	}
	return end(&q, result == 0 ? error : NULL) != 0 ? -1 : result;
}

static int permission_add(struct store *store,
			  const struct permission *permission,
			  struct error *error)
{
	struct query q = query(store, PERMISSION_ADD);

	bind_text(&q, permission->kind);
	bind_text(&q, permission->by);
	bind_text(&q, permission->recipient);
	bind_text(&q, permission->purpose);
	bind_text(&q, permission->reference);
	bind_number(&q, permission->from);
	bind_number(&q, permission->until);
	bind_number(&q, permission->recorded);
	return run(&q, error);
}

static int permissions(struct store *store, store_permission_visitor *visit,
		       void *context, struct error *error)
{
	struct query q = query(store, PERMISSIONS);
	int result = 0;

	while (result == 0 && step(&q)) {
		struct permission permission = {
			.kind = bytes_at(&q, 0),
			.by = bytes_at(&q, 1),
			.recipient = bytes_at(&q, 2),
			.purpose = bytes_at(&q, 3),
			.reference = bytes_at(&q, 4),
			.from = (int32_t)number_at(&q, 5),
			.until = (int32_t)number_at(&q, 6),
			.recorded = (int32_t)number_at(&q, 7),
		};

		if (q.status != SQLITE_ROW)
			break;
		result = visit(context, &permission, error);
	}
	return end(&q, result == 0 ? error : NULL) != 0 ? -1 : result;
}

/* --- releases ------------------------------------------------------------- */

static int release_find(struct store *store, struct slice reference,
			bool *found, struct error *error)
{
	struct query q = query(store, RELEASE_FIND);
	int64_t one;

	bind_text(&q, reference);
	return one_number(&q, &one, found, error);
}

static void bind_index(struct query *query, uint64_t ledger_index)
{
	if (ledger_index == UINT64_MAX)
		query->next++; /* unbound: NULL */
	else
		bind_number(query, (int64_t)ledger_index);
}

static uint64_t index_at(const struct query *query, int column)
{
	if (sqlite3_column_type(query->statement, column) == SQLITE_NULL)
		return UINT64_MAX;
	return (uint64_t)number_at(query, column);
}

static int release_add(struct store *store, const struct release *release,
		       uint64_t *id, struct error *error)
{
	struct query q = query(store, RELEASE_ADD);

	if (q.statement != NULL)
		sqlite3_clear_bindings(q.statement);
	bind_number(&q, release->state);
	bind_text(&q, release->reference);
	bind_text(&q, release->recipient);
	bind_text(&q, release->holder);
	bind_text(&q, release->purpose);
	bind_text(&q, release->flow);
	bind_text(&q, release->level);
	bind_text(&q, release->directory);
	bind_number(&q, release->date);
	bind_number(&q, (int64_t)release->considered);
	bind_number(&q, (int64_t)release->released);
	bind_index(&q, release->ledger_index);
	bind_text(&q, release->manifest);
	if (run(&q, error) != 0)
		return -1;
	*id = (uint64_t)sqlite3_last_insert_rowid(
		of(store)->files[REGISTER_FILE]);
	return 0;
}

static int release_state(struct store *store, uint64_t id,
			 enum release_state *state, uint64_t *ledger_index,
			 bool *found, struct error *error)
{
	struct query q = query(store, RELEASE_STATE);

	bind_number(&q, (int64_t)id);
	*found = step(&q);
	if (*found) {
		*state = (enum release_state)number_at(&q, 0);
		*ledger_index = index_at(&q, 1);
	}
	return end(&q, error);
}

static int release_set(struct store *store, uint64_t id,
		       enum release_state state, uint64_t ledger_index,
		       struct error *error)
{
	struct query q = query(store, RELEASE_SET);

	if (q.statement != NULL)
		sqlite3_clear_bindings(q.statement);
	bind_number(&q, (int64_t)id);
	bind_number(&q, state);
	bind_index(&q, ledger_index);
	return run(&q, error);
}

static void release_at(struct query *q, struct release *release)
{
	*release = (struct release){
		.id = (uint64_t)number_at(q, 0),
		.state = (enum release_state)number_at(q, 1),
		.reference = bytes_at(q, 2),
		.recipient = bytes_at(q, 3),
		.holder = bytes_at(q, 4),
		.purpose = bytes_at(q, 5),
		.flow = bytes_at(q, 6),
		.level = bytes_at(q, 7),
		.directory = bytes_at(q, 8),
		.date = (int32_t)number_at(q, 9),
		.considered = (uint64_t)number_at(q, 10),
		.released = (uint64_t)number_at(q, 11),
		.ledger_index = index_at(q, 12),
		.manifest = bytes_at(q, 13),
	};
}

static int releases(struct store *store, store_release_visitor *visit,
		    void *context, struct error *error)
{
	struct query q = query(store, RELEASES);
	struct release release;
	int result = 0;

	while (result == 0 && step(&q)) {
		release_at(&q, &release);
		if (q.status != SQLITE_ROW)
			break;
		result = visit(context, &release, error);
	}
	return end(&q, result == 0 ? error : NULL) != 0 ? -1 : result;
}

static int last_release(struct store *store, struct slice recipient,
			struct slice purpose, int32_t *date,
			struct error *error)
{
	struct query q = query(store, LAST_RELEASE);
	int32_t last = DATE_NONE;

	bind_text(&q, recipient);
	bind_text(&q, purpose);
	bind_number(&q, RELEASE_DONE);
	if (step(&q) && sqlite3_column_type(q.statement, 0) != SQLITE_NULL)
		last = (int32_t)number_at(&q, 0);
	if (end(&q, error) != 0)
		return -1;
	*date = last;
	return 0;
}

/* --- rolls ---------------------------------------------------------------- */

static int mask_add(struct store *store, uint64_t release, uint16_t mask,
		    struct slice fields, struct error *error)
{
	struct query q = query(store, MASK_ADD);

	bind_number(&q, (int64_t)release);
	bind_number(&q, mask);
	bind_bytes(&q, fields);
	return run(&q, error);
}

static int mask_find(struct store *store, uint64_t release, uint16_t mask,
		     struct slice *fields, bool *found, struct arena *arena,
		     struct error *error)
{
	struct query q = query(store, MASK);

	bind_number(&q, (int64_t)release);
	bind_number(&q, mask);
	*found = step(&q);
	if (*found) {
		*fields = arena_copy(arena, bytes_at(&q, 0));
		if (fields->at == NULL)
			q.status = SQLITE_NOMEM;
	}
	return end(&q, error);
}

static int chunk_add(struct store *store, const struct store_chunk *chunk,
		     struct error *error)
{
	struct query q = query(store, CHUNK_ADD);

	bind_number(&q, (int64_t)chunk->release);
	bind_number(&q, (int64_t)chunk->first);
	bind_number(&q, (int64_t)chunk->last);
	bind_bytes(&q, chunk->rows);
	return run(&q, error);
}

static int chunks(struct store *store, uint64_t pupil,
		  store_chunk_visitor *visit, void *context,
		  struct error *error)
{
	struct query q = query(store, CHUNKS);
	struct store_chunk chunk;
	struct release release;
	int result = 0;

	bind_number(&q, (int64_t)pupil);
	bind_number(&q, RELEASE_DONE);
	while (result == 0 && step(&q)) {
		release_at(&q, &release);
		chunk = (struct store_chunk){
			.release = release.id,
			.first = (uint64_t)number_at(&q, 14),
			.last = (uint64_t)number_at(&q, 15),
			.rows = bytes_at(&q, 16),
		};
		if (q.status != SQLITE_ROW)
			break;
		result = visit(context, &release, &chunk, error);
	}
	return end(&q, result == 0 ? error : NULL) != 0 ? -1 : result;
}

static const struct store_methods methods = {
	.close = close_store,
	.begin = begin,
	.commit = commit,
	.undo = undo,
	.node = node,
	.names = names,
	.name_most = name_most,
	.name_add = name_add,
	.pupil_most = pupil_most,
	.pupil_count = pupil_count,
	.pupils = pupils,
	.pupil_add = pupil_add,
	.pupil_key = pupil_key,
	.token = token,
	.token_add = token_add,
	.latest = latest,
	.section_add = section_add,
	.anchor = anchor,
	.cursor = cursor_open,
	.seek = seek,
	.next = next,
	.cursor_close = cursor_close,
	.origin_find = origin_find,
	.origin_add = origin_add,
	.origins = origins,
	.permission_add = permission_add,
	.permissions = permissions,
	.release_find = release_find,
	.release_add = release_add,
	.release_state = release_state,
	.release_set = release_set,
	.releases = releases,
	.last_release = last_release,
	.mask_add = mask_add,
	.mask = mask_find,
	.chunk_add = chunk_add,
	.chunks = chunks,
};
