#include "share/node.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "dictionary/dictionary.h"
#include "dictionary/identifier.h"
#include "language/diagnostic.h"
#include "ledger/ledger.h"
#include "policy/check.h"
#include "policy/notice.h"
#include "register/register.h"
#include "register/secret.h"
#include "share/case_index.h"
#include "share/case_log.h"
#include "share/case_release.h"
#include "share/keys.h"
#include "share/place.h"
#include "share/receive.h"
#include "share/served.h"
#include "share/share.h"

enum {
	NODE_FORMAT = 1,
	ORIGIN_MOST = 100, /* bytes of a ledger's name */
};

static const uint64_t copy_limit_bytes = 64u << 20;

/* --- copying the dictionary --------------------------------------------------- */

struct copying {
	struct arena arena;
	const char *from, *to;
};

static int copy_tree(const char *from, const char *to, struct error *error);

static int copy_entry(void *context, const char *name, struct error *error)
{
	struct copying *copying = context;
	char *from = path_join(&copying->arena, copying->from, name);
	char *to = path_join(&copying->arena, copying->to, name);
	struct builder content = {0};
	int result = -1;

	if (from == NULL || to == NULL)
		return error_memory(error);
	if (directory_exists(from))
		return copy_tree(from, to, error);
	if (file_read(from, copy_limit_bytes, &content, error) == 0)
		result = file_replace(to, builder_slice(&content), 0600, error);
	builder_release(&content);
	return result;
}

static int copy_tree(const char *from, const char *to, struct error *error)
{
	struct copying copying = {.from = from, .to = to};
	int result = directory_make(to, 0700, error);

	if (result == 0)
		result = directory_each(from, copy_entry, &copying, error);
	arena_release(&copying.arena);
	return result;
}

/* --- dictionary, notices, policy ------------------------------------------------ */

static int load_dictionary(struct node *node, const char *path,
			   struct findings *findings, struct error *error)
{
	if (dictionary_load(&node->dictionary, path, findings, error) != 0)
		return -1;
	if (node->dictionary != NULL)
		return 0;
	error_set(error, ERROR_INPUT, "the dictionary has faults");
	error_hint(error, "'hornbook check' shows them");
	return error_at(error, slice_of(path), 0, 0, 0);
}

static int load_notice(struct node *node, const char *path,
		       struct findings *findings, struct error *error)
{
	size_t errors = findings->errors;
	struct source *source;
	struct notice *notice;

	if (node->notice_count == NOTICE_VERSIONS)
		return error_set(error, ERROR_INPUT,
				 "a node holds at most %d versions of a notice",
				 NOTICE_VERSIONS);
	/* Findings point into the source: both live as long. */
	if (source_from_file(&source, path, findings->arena, error) != 0 ||
	    notice_read(&notice, source, node->dictionary, findings->arena,
			findings, error) != 0)
		return -1;
	if (findings->errors > errors) {
		error_set(error, ERROR_INPUT, "the notice has faults");
		return error_at(error, slice_of(path), 0, 0, 0);
	}
	/* A notice may speak for any school of a county; which one this is was
	 * told when the node was made. */
	if (slice_empty(notice->laestab))
		notice->laestab = node->number;
	node->notices[node->notice_count++] = notice;
	if (node->notice == NULL || notice->from > node->notice->from)
		node->notice = notice;
	return 0;
}

static int make_policy(const struct node *node, struct policy **policy,
		       struct findings *findings, struct error *error)
{
	if (policy_make(policy, node->dictionary, node->notices,
			node->notice_count, findings, error) != 0)
		return -1;
	if (*policy == NULL)
		return error_set(error, ERROR_INPUT,
				 "the rules of notice or dictionary have "
				 "faults");
	return 0;
}

/* A notice that cannot be enforced as written is not taken. */
static int check_notice(const struct notice *notice,
			const struct policy *policy, const char *path,
			int32_t today, struct findings *findings,
			struct error *error)
{
	size_t errors = findings->errors;

	if (notice_check(notice, policy, today, findings->arena, findings,
			 error) != 0)
		return -1;
	if (findings->errors == errors)
		return 0;
	error_set(error, ERROR_INPUT, "the notice has faults");
	error_hint(error, "'hornbook check' shows them");
	return error_at(error, slice_of(path), 0, 0, 0);
}

struct loading {
	struct node *node;
	const char *directory;
	struct findings *findings;
};

static int load_notice_entry(void *context, const char *name,
			     struct error *error)
{
	struct loading *loading = context;
	char *path = path_join(&loading->node->arena, loading->directory, name);

	if (path == NULL)
		return error_memory(error);
	if (!slice_ends_with(slice_of(name), SLICE(".notice")))
		return 0; /* what a killed process was writing */
	return load_notice(loading->node, path, loading->findings, error);
}

/* --- the description of the node ---------------------------------------------------- */

static char *inside(struct node *node, const char *name)
{
	return path_join(&node->arena, node->directory, name);
}

static int write_description(struct node *node,
			     const struct node_making *making,
			     struct error *error)
{
	struct builder text = {0};
	struct json json = json_writer(&text, true);
	const char *path = inside(node, "hornbook.json");
	int result;

	json_open_object(&json);
	json_key_number(&json, "format", NODE_FORMAT);
	json_key_text(&json, "controller", node->notice->controller);
	json_key_text(&json, "laestab", node->notice->laestab);
	json_key_date(&json, "created", making->today);
	json_close_object(&json);
	builder_add_byte(&text, '\n');
	if (path == NULL || text.failed)
		result = error_memory(error);
	else
		result = file_replace(path, builder_slice(&text), 0600, error);
	builder_release(&text);
	return result;
}

/* The dictionary is what making a node begins with, the description what it
 * ends with. */
static bool is_unfinished(struct node *node)
{
	const char *dictionary = inside(node, "dictionary");
	const char *description = inside(node, "hornbook.json");

	return dictionary != NULL && description != NULL &&
	       directory_exists(dictionary) && !file_exists(description);
}

static int unfinished(const struct node *node, enum error_code code,
		      struct error *error)
{
	error_set(error, code,
		  "holds a node whose making was broken off: it has no "
		  "hornbook.json");
	error_hint(error, "if nothing was ever imported into it, remove the "
			  "directory and run 'hornbook init' again; else put "
			  "hornbook.json back from a backup");
	return error_at(error, slice_of(node->directory), 0, 0, 0);
}

/* A node of a controller without a number has an empty one. */
static int take_number(struct node *node, struct slice text,
		       struct error *error)
{
	char number[LAESTAB_BYTES + 1];

	if (slice_empty(text))
		return 0;
	if (!laestab_normalise(text, number)) {
		error_set(error, ERROR_INPUT,
			  "a school's number is its authority's three digits "
			  "and four of its own");
		return error_hint(error, "as 886/1101");
	}
	node->number = arena_copy(&node->arena, slice_of(number));
	return node->number.at != NULL ? 0 : error_memory(error);
}

static int read_description(struct node *node, struct error *error)
{
	const char *path = inside(node, "hornbook.json");
	struct builder text = {0};
	json_t *description = NULL;
	json_int_t format;
	int result = -1;

	if (path == NULL)
		return error_memory(error);
	if (is_unfinished(node))
		return unfinished(node, ERROR_NOT_FOUND, error);
	if (!file_exists(path)) {
		error_set(error, ERROR_NOT_FOUND, "is no Hornbook node");
		error_hint(error, "'hornbook init' makes one; --node says "
				  "where it is");
		return error_at(error, slice_of(node->directory), 0, 0, 0);
	}
	if (file_read(path, 1 << 16, &text, error) != 0)
		goto out;
	description =
		json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, NULL);
	format = json_integer_value(json_object_get(description, "format"));
	if (format == NODE_FORMAT) {
		result = take_number(node,
				     slice_of(json_string_value(json_object_get(
					     description, "laestab"))),
				     error);
	} else if (format > NODE_FORMAT) {
		error_set(error, ERROR_INPUT,
			  "the node was made by a newer Hornbook");
		error_at(error, slice_of(path), 0, 0, 0);
	} else {
		error_set(error, ERROR_CORRUPT,
			  "this is not the description of a node");
		error_at(error, slice_of(path), 0, 0, 0);
	}
out:
	json_decref(description);
	builder_release(&text);
	return result;
}

/* --- keys ------------------------------------------------------------------------------ */

const char *node_key_file(const char *directory, struct arena *arena)
{
	return path_join(arena, directory, "node.key");
}

int node_wants_passphrase(const char *directory, bool *passphrase,
			  struct error *error)
{
	struct node node = {.directory = directory};
	const char *path;
	int result = read_description(&node, error);

	path = inside(&node, "key");
	if (result == 0 && path == NULL)
		result = error_memory(error);
	if (result == 0)
		result = secret_wants_passphrase(path, passphrase, error);
	arena_release(&node.arena);
	return result;
}

static int make_secret(struct node *node, const struct credentials *credentials,
		       struct error *error)
{
	const char *path = inside(node, "key");
	const char *key_file = credentials->key_file;

	if (key_file == NULL)
		key_file = node_key_file(node->directory, &node->arena);
	if (path == NULL || key_file == NULL)
		return error_memory(error);
	if (secret_make(&node->secret, error) != 0)
		return -1;
	if (!slice_empty(credentials->passphrase))
		return secret_store_passphrase(node->secret, path,
					       credentials->passphrase, error);
	return secret_store_key_file(node->secret, path, key_file, error);
}

static int open_secret(struct node *node, const struct credentials *credentials,
		       struct error *error)
{
	const char *path = inside(node, "key");
	const char *key_file = credentials->key_file;
	bool passphrase;

	if (key_file == NULL)
		key_file = node_key_file(node->directory, &node->arena);
	if (path == NULL || key_file == NULL)
		return error_memory(error);
	if (secret_wants_passphrase(path, &passphrase, error) != 0)
		return -1;
	if (!passphrase)
		return secret_open_key_file(&node->secret, path, key_file,
					    error);
	if (slice_empty(credentials->passphrase)) {
		error_set(error, ERROR_KEY, "this node needs its passphrase");
		return error_hint(error, "give it in HORNBOOK_PASSPHRASE, with "
					 "--passphrase-file, or at a terminal");
	}
	return secret_open_passphrase(&node->secret, path,
				      credentials->passphrase, error);
}

/* The first key's half and the later ones' are derived apart: whoever learns
 * the first key knows nothing of those that follow. */
static void ledger_seed(const struct secret *secret,
			uint8_t seed[LEDGER_SEED_BYTES])
{
	static_assert((int)LEDGER_SEED_BYTES == 2 * (int)SECRET_KEY_BYTES,
		      "one is twice the other");
	secret_derive(secret, SECRET_SIGN, seed);
	secret_derive(secret, SECRET_ROTATE, seed + SECRET_KEY_BYTES);
}

/* --- making ------------------------------------------------------------------------------ */

/* A lock is all that a killed process may have left of a node. */
static int visit_any(void *context, const char *name, struct error *error)
{
	(void)error;
	if (strcmp(name, "lock") != 0)
		*(bool *)context = true;
	return 0;
}

static int require_empty(struct node *node, struct error *error)
{
	const char *directory = node->directory;
	bool any = false;

	if (!directory_exists(directory))
		return 0;
	if (directory_each(directory, visit_any, &any, error) != 0)
		return -1;
	if (!any)
		return 0;
	if (is_unfinished(node))
		return unfinished(node, ERROR_INPUT, error);
	error_set(error, ERROR_INPUT, "the directory is not empty");
	error_hint(error, "a node is made in a directory of its own");
	return error_at(error, slice_of(directory), 0, 0, 0);
}

static int check_controller(const struct node *node,
			    const struct node_making *making,
			    struct error *error)
{
	if (!slice_empty(node->number) &&
	    !slice_equal(node->number, node->notice->laestab)) {
		error_set(error, ERROR_INPUT,
			  "the notice is that of number %.*s",
			  SLICE_ARGS(node->notice->laestab));
		return error_at(error, slice_of(making->notice), 0, 0, 0);
	}
	if (slice_empty(making->controller) ||
	    slice_equal(making->controller, node->notice->controller) ||
	    slice_equal(making->controller, node->notice->laestab))
		return 0;
	error_set(error, ERROR_INPUT,
		  "the notice is that of '%.*s', another controller",
		  SLICE_ARGS(node->notice->controller));
	error_hint(error, "--controller says the name that stands in the "
			  "notice");
	return error_at(error, slice_of(making->notice), 0, 0, 0);
}

static int store_notice(struct node *node, const struct notice *notice,
			struct error *error)
{
	char name[40];
	char *directory = inside(node, "notices");
	char *path;

	snprintf(name, sizeof(name), "%llu.notice",
		 (unsigned long long)notice->version);
	path = directory != NULL ? path_join(&node->arena, directory, name)
				 : NULL;
	if (path == NULL)
		return error_memory(error);
	if (directory_make(directory, 0700, error) != 0)
		return -1;
	return file_replace(path, notice->source->text, 0600, error);
}

/*
 * Adds "hornbook/8861101"; of a controller without a number its name,
 * "hornbook/kent-county-council": witnesses know ledgers by their names, so no
 * two may have the same.
 */
static void name_ledger(const struct notice *notice, struct builder *origin)
{
	struct slice name = notice->controller;
	bool gap = false;

	builder_add_text(origin, "hornbook/");
	if (!slice_empty(notice->laestab)) {
		builder_add(origin, notice->laestab);
		return;
	}
	for (size_t i = 0;
	     i < name.len && origin->len < ORIGIN_MOST && !origin->failed;
	     i++) {
		char c = name.at[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) {
			gap = true;
			continue;
		}
		if (gap && origin->at[origin->len - 1] != '/')
			builder_add_byte(origin, '-');
		gap = false;
		builder_add_byte(origin, c);
	}
	if (!origin->failed && origin->at[origin->len - 1] == '/')
		builder_add_text(origin, "node");
}

static int make_ledger(struct node *node, struct error *error)
{
	struct builder origin = {0};
	uint8_t seed[LEDGER_SEED_BYTES];
	char *path = inside(node, "ledger");
	int result;

	name_ledger(node->notice, &origin);
	ledger_seed(node->secret, seed);
	if (path == NULL || origin.failed)
		result = error_memory(error);
	else
		result = ledger_create(path, builder_slice(&origin), seed,
				       error);
	sodium_memzero(seed, sizeof(seed));
	builder_release(&origin);
	return result;
}

/* Everything that can be wrong with the input is found before the directory
 * is touched. */
static int check_making(struct node *node, const struct node_making *making,
			struct findings *findings, struct error *error)
{
	if (take_number(node, making->number, error) != 0 ||
	    load_dictionary(node, making->dictionary, findings, error) != 0 ||
	    load_notice(node, making->notice, findings, error) != 0 ||
	    make_policy(node, &node->policy, findings, error) != 0 ||
	    check_controller(node, making, error) != 0)
		return -1;
	if (directory_exists(making->dictionary))
		return 0;
	error_set(error, ERROR_INPUT, "a node needs a dictionary's directory");
	return error_at(error, slice_of(making->dictionary), 0, 0, 0);
}

static int make_contents(struct node *node, const struct node_making *making,
			 struct error *error)
{
	char *dictionary = inside(node, "dictionary");

	if (dictionary == NULL)
		return error_memory(error);
	if (copy_tree(making->dictionary, dictionary, error) != 0 ||
	    store_notice(node, node->notice, error) != 0 ||
	    make_secret(node, &making->credentials, error) != 0 ||
	    register_create(node->directory, REGISTER_SQLITE, node->secret,
			    node->dictionary, error) != 0 ||
	    make_ledger(node, error) != 0)
		return -1;
	/* The description comes last: without it there is no node. */
	return write_description(node, making, error);
}

static void node_release(struct node *node)
{
	node_keys_close(node);
	case_index_free(node->cases);
	ledger_free(node->ledger);
	if (node->pupils != NULL)
		register_close(node->pupils);
	secret_free(node->secret);
	policy_free(node->policy);
	dictionary_free(node->dictionary);
	if (node->lock >= 0)
		close(node->lock);
	arena_release(&node->arena);
}

static int take_lock(struct node *node, struct error *error)
{
	const char *path = inside(node, "lock");

	if (path == NULL)
		return error_memory(error);
	node->lock =
		open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (node->lock < 0) {
		error_system(error, "cannot open the node's lock");
		return error_at(error, slice_of(path), 0, 0, 0);
	}
	if (flock(node->lock, LOCK_EX | LOCK_NB) == 0)
		return 0;
	error_set(error, ERROR_BUSY, "another process has this node open");
	return error_at(error, slice_of(node->directory), 0, 0, 0);
}

/* Of two processes that make a node in the same place, the one with the lock
 * goes on. */
static int begin_directory(struct node *node, struct error *error)
{
	if (place_make(node->directory, error) != 0 ||
	    take_lock(node, error) != 0)
		return -1;
	return require_empty(node, error);
}

/* Fills the directory, or leaves it as empty as it was. */
static int fill_directory(struct node *node, const struct node_making *making,
			  struct error *error)
{
	bool there = directory_exists(node->directory);
	bool ours = begin_directory(node, error) == 0;

	if (ours && make_contents(node, making, error) == 0)
		return 0;
	if (ours)
		place_empty(node->directory, NULL);
	if (!there)
		rmdir(node->directory);
	return -1;
}

int node_create(const struct node_making *making, struct findings *findings,
		struct error *error)
{
	struct node node = {.directory = making->directory, .lock = -1};
	int result = require_empty(&node, error);

	if (result == 0)
		result = check_making(&node, making, findings, error);
	if (result == 0)
		result = fill_directory(&node, making, error);
	node_release(&node);
	return result;
}

/* --- opening ------------------------------------------------------------------------------- */

static int open_policy(struct node *node, struct error *error)
{
	struct findings findings = findings_in(&node->arena);
	struct loading loading = {node, inside(node, "notices"), &findings};
	char *dictionary = inside(node, "dictionary");

	if (loading.directory == NULL || dictionary == NULL)
		return error_memory(error);
	if (load_dictionary(node, dictionary, &findings, error) != 0 ||
	    directory_each(loading.directory, load_notice_entry, &loading,
			   error) != 0)
		return -1;
	if (node->notice == NULL)
		return error_set(error, ERROR_CORRUPT,
				 "the node has no notice left");
	return make_policy(node, &node->policy, &findings, error);
}

static int open_ledger(struct node *node, struct error *error)
{
	uint8_t seed[LEDGER_SEED_BYTES];
	char *path = inside(node, "ledger");
	int result;

	if (path == NULL)
		return error_memory(error);
	ledger_seed(node->secret, seed);
	result = ledger_open(&node->ledger, path, seed, NULL, error);
	sodium_memzero(seed, sizeof(seed));
	return result;
}

static int open_contents(struct node *node,
			 const struct credentials *credentials,
			 unsigned int *recovered, struct error *error)
{
	unsigned int count = 0;

	if (read_description(node, error) != 0 || take_lock(node, error) != 0 ||
	    open_secret(node, credentials, error) != 0 ||
	    open_policy(node, error) != 0 ||
	    register_open(&node->pupils, node->directory, REGISTER_SQLITE,
			  node->secret, node->dictionary, error) != 0 ||
	    open_ledger(node, error) != 0 || node_keys_open(node, error) != 0 ||
	    share_recover(node, &count, error) != 0 ||
	    receive_recover(node, &count, error) != 0 ||
	    messages_recover(node, &count, error) != 0 ||
	    served_recover(node, &count, error) != 0 ||
	    case_recover(node, &count, error) != 0 ||
	    case_release_recover(node, &count, error) != 0)
		return -1;
	if (recovered != NULL)
		*recovered = count;
	return 0;
}

int node_open(struct node **out, const char *directory,
	      const struct credentials *credentials, unsigned int *recovered,
	      struct error *error)
{
	struct node *node = memory_array(1, sizeof(*node));
	struct slice copy;

	if (node == NULL)
		return error_memory(error);
	node->lock = -1;
	copy = arena_copy(&node->arena, slice_of(directory));
	node->directory = copy.at;
	if (copy.at == NULL) {
		node_close(node);
		return error_memory(error);
	}
	if (open_contents(node, credentials, recovered, error) != 0) {
		node_close(node);
		return -1;
	}
	*out = node;
	return 0;
}

void node_close(struct node *node)
{
	if (node == NULL)
		return;
	node_release(node);
	memory_free(node);
}

/* --- a new version of the notice -------------------------------------------------------------- */

static int check_succession(const struct notice *before,
			    const struct notice *after, const char *path,
			    int32_t today, struct error *error)
{
	int result = 0;

	if (!slice_equal(before->controller, after->controller))
		result = error_set(error, ERROR_INPUT,
				   "the notice is another controller's");
	else if (after->version <= before->version)
		result = error_set(error, ERROR_INPUT,
				   "the notice's version is not above %llu, "
				   "which the node has",
				   (unsigned long long)before->version);
	else if (after->from <= before->from)
		result =
			error_set(error, ERROR_INPUT,
				  "the notice begins no later than the version "
				  "before it");
	else if (after->from < today)
		result = error_set(error, ERROR_INPUT,
				   "the notice begins before today, when "
				   "families could not have known it");
	return result == 0 ? 0 : error_at(error, slice_of(path), 0, 0, 0);
}

int node_adopt(struct node *node, const char *notice, int32_t today,
	       struct findings *findings, struct error *error)
{
	const struct notice *before = node->notice;
	const struct notice *after;
	struct policy *policy = NULL;

	if (load_notice(node, notice, findings, error) != 0)
		return -1;
	after = node->notices[node->notice_count - 1];
	if (check_succession(before, after, notice, today, error) != 0 ||
	    make_policy(node, &policy, findings, error) != 0 ||
	    check_notice(after, policy, notice, today, findings, error) != 0 ||
	    store_notice(node, after, error) != 0) {
		policy_free(policy);
		node->notice_count--;
		node->notice = before;
		return -1;
	}
	policy_free(node->policy);
	node->policy = policy;
	return 0;
}
