#include "cli/verify.h"

#include <inttypes.h>
#include <jansson.h>

#include "base/date.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/credentials.h"
#include "cli/open.h"
#include "cli/print.h"
#include "ledger/ledger.h"
#include "register/register.h"
#include "share/keys.h"
#include "share/node.h"

/* --- releases against entries ----------------------------------------------------- */

struct comparing {
	const struct release *releases;
	bool *stands; /* an entry says that it went out, and none takes that
			 back */
	size_t count;
};

static bool text_is(const json_t *entry, const char *name, struct slice text)
{
	const json_t *value = json_object_get(entry, name);

	return json_is_string(value) &&
	       slice_equal(text, (struct slice){json_string_value(value),
						json_string_length(value)});
}

static bool number_is(const json_t *entry, const char *name, uint64_t number)
{
	const json_t *value = json_object_get(entry, name);

	return json_is_integer(value) &&
	       (uint64_t)json_integer_value(value) == number;
}

/* Whether an entry says of a release what the register says. */
static bool agrees(const json_t *entry, const struct release *release)
{
	char date[DATE_TEXT_BYTES];

	date_format(release->date, date);
	return text_is(entry, "date", slice_of(date)) &&
	       text_is(entry, "recipient", release->recipient) &&
	       text_is(entry, "purpose", release->purpose) &&
	       text_is(entry, "level", release->level) &&
	       number_is(entry, "considered", release->considered) &&
	       number_is(entry, "released", release->released);
}

static int no_release(uint64_t index, struct error *error)
{
	return error_set(error, ERROR_CORRUPT,
			 "the register has no release like that of entry "
			 "%" PRIu64 " of the ledger",
			 index);
}

static int compare_entry(void *context, uint64_t index, struct slice bytes,
			 struct error *error)
{
	struct comparing *comparing = context;
	json_t *entry = json_loadb(bytes.at, bytes.len, 0, NULL);
	int result = no_release(index, error);

	/* Those are looked at by node_keys_verify. */
	if (text_is(entry, "entry", SLICE("keys")))
		result = 0;
	for (size_t i = 0; result != 0 && i < comparing->count; i++) {
		const struct release *release = &comparing->releases[i];

		if (!text_is(entry, "reference", release->reference))
			continue;
		comparing->stands[i] =
			text_is(entry, "entry", SLICE("release"));
		if (comparing->stands[i] && !agrees(entry, release))
			break;
		result = 0;
	}
	json_decref(entry);
	return result;
}

/* A release that could not be settled yet may or may not have its entry. */
static int compare_state(const struct release *release, bool stands,
			 struct error *error)
{
	if (release->state == RELEASE_DONE && !stands)
		return error_set(error, ERROR_CORRUPT,
				 "release %.*s has no entry in the ledger",
				 SLICE_ARGS(release->reference));
	if (release->state == RELEASE_VOID && stands)
		return error_set(error, ERROR_CORRUPT,
				 "release %.*s is void in the register and not "
				 "in the ledger",
				 SLICE_ARGS(release->reference));
	return 0;
}

static int compare(struct run *run, struct node *node, size_t *count)
{
	struct comparing comparing = {0};
	struct release *releases;

	if (register_releases(node->pupils, &releases, &comparing.count,
			      &run->arena, &run->error) != 0)
		return -1;
	comparing.releases = releases;
	comparing.stands =
		arena_array(&run->arena, comparing.count + 1, sizeof(bool));
	if (comparing.stands == NULL)
		return error_memory(&run->error);
	if (ledger_each(node->ledger, 0, compare_entry, &comparing,
			&run->error) != 0 ||
	    node_keys_verify(node, &run->error) != 0)
		return -1;
	*count = 0;
	for (size_t i = 0; i < comparing.count; i++) {
		*count += releases[i].state == RELEASE_DONE;
		if (compare_state(&releases[i], comparing.stands[i],
				  &run->error) != 0)
			return -1;
	}
	return 0;
}

/* --- telling -------------------------------------------------------------------------- */

struct verified {
	struct ledger_check check;
	struct builder key;
	bool compared;
	size_t releases;
};

static void add_text(struct run *run, const struct verified *verified,
		     struct slice root)
{
	struct builder *out = &run->out;

	screen_add(&run->screen, STYLE_GREEN, SLICE("The ledger holds."), out);
	builder_add_text(out, "\n  ledger    ");
	text_add_clean(slice_of(verified->check.origin), out);
	builder_add_format(out,
			   "\n  entries   %" PRIu64 "\n  root      %.*s\n"
			   "  key       ",
			   verified->check.size, SLICE_ARGS(root));
	text_add_clean(slice_trim(builder_slice(&verified->key)), out);
	if (verified->compared)
		builder_add_format(out,
				   "\n  releases  %zu, each with its entry",
				   verified->releases);
	else
		builder_add_text(out, "\n  releases  not compared: that needs "
				      "the node and its key");
	builder_add_byte(out, '\n');
}

static void add_json(struct run *run, const struct verified *verified,
		     struct slice root)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key_boolean(&json, "holds", true);
	json_key_text(&json, "origin", slice_of(verified->check.origin));
	json_key_number(&json, "size", (int64_t)verified->check.size);
	json_key_text(&json, "root", root);
	json_key_text(&json, "key", slice_trim(builder_slice(&verified->key)));
	if (verified->compared)
		json_key_number(&json, "releases", (int64_t)verified->releases);
	json_close_object(&json);
	run_json_end(run);
}

static void add_verified(struct run *run, const struct verified *verified)
{
	struct builder root = {0};

	builder_add_hex(&root,
			(struct slice){(const char *)verified->check.root,
				       sizeof(verified->check.root)});
	if (run->arguments.json)
		add_json(run, verified, builder_slice(&root));
	else
		add_text(run, verified, builder_slice(&root));
	run->out.failed |= root.failed;
	builder_release(&root);
}

/* --- verifying ------------------------------------------------------------------------ */

static int verify_alone(struct run *run, struct verified *verified)
{
	char *directory = path_join(&run->arena, find_node(run), "ledger");
	char *path = NULL;

	if (directory != NULL)
		path = path_join(&run->arena, directory, "key.pub");
	if (path == NULL)
		return error_memory(&run->error);
	if (ledger_verify(directory, &verified->check, &run->error) != 0)
		return -1;
	return file_read(path, 4096, &verified->key, &run->error);
}

static int verify_releases(struct run *run, struct verified *verified)
{
	struct node *node;
	int result;

	if (!credentials_at_hand(run, find_node(run)))
		return 0;
	if (open_node(run, &node) != 0)
		/* In use: then another time. */
		return run->error.code == ERROR_BUSY ? 0 : -1;
	result = compare(run, node, &verified->releases);
	verified->compared = result == 0;
	node_close(node);
	return result;
}

enum status verify_ledger(struct run *run)
{
	struct verified verified = {0};
	enum status status = STATUS_DONE;

	if (verify_alone(run, &verified) != 0 ||
	    verify_releases(run, &verified) != 0)
		status = run_failure(run);
	else
		add_verified(run, &verified);
	builder_release(&verified.key);
	return status;
}
