#include "cli/verify.h"

#include <inttypes.h>
#include <jansson.h>

#include "base/date.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/credentials.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/proofs.h"
#include "cli/progress.h"
#include "ledger/ledger.h"
#include "register/register.h"
#include "share/commitment.h"
#include "share/keys.h"
#include "share/node.h"
#include "share/parcel.h"
#include "share/receive.h"

struct verified {
	struct ledger_check check;
	struct builder key;
	bool compared;
	bool vouched; /* the key is not only what lies beside */
	size_t releases;
	size_t older; /* of the entries: not opened */
};

/* --- releases against entries ----------------------------------------------------- */

struct comparing {
	struct node *node;
	struct progress progress;
	size_t older; /* entered before single pupils could be proved */
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

static int no_release(uint64_t index, struct error *error)
{
	return error_set(error, ERROR_CORRUPT,
			 "the register has no release like that of entry "
			 "%" PRIu64 " of the ledger",
			 index);
}

/* What entries said before they committed to more. */
static bool agrees_as_before(const json_t *entry, const struct release *release)
{
	return text_is(entry, "recipient", release->recipient) &&
	       text_is(entry, "purpose", release->purpose) &&
	       text_is(entry, "level", release->level);
}

/* The numbers behind tables are not entered. */
static bool counts_agree(const json_t *entry, const struct release *release)
{
	if (json_object_get(entry, "considered") == NULL)
		return slice_is(release->level, "aggregate");
	return number_is(entry, "considered", release->considered) &&
	       number_is(entry, "released", release->released);
}

static void show_rows(void *context, uint64_t done, uint64_t total)
{
	progress_show(context, done, total);
}

/* Whether manifest and roll are those that the entry commits to. */
static int open_root(struct comparing *comparing, const json_t *entry,
		     const struct release *release, struct error *error)
{
	const struct commitment_progress progress = {show_rows,
						     &comparing->progress};
	uint8_t root[LEDGER_HASH_BYTES];
	struct builder hex = {0};
	int result = 0;

	if (commitment_root(comparing->node, release, &progress, root, error) !=
	    0)
		return -1;
	builder_add_hex(&hex, (struct slice){(const char *)root, sizeof(root)});
	if (hex.failed)
		result = error_memory(error);
	else if (!text_is(entry, "root", builder_slice(&hex)))
		result = error_set(error, ERROR_CORRUPT,
				   "manifest or roll of release %.*s is not "
				   "what its entry in the ledger commits to",
				   SLICE_ARGS(release->reference));
	builder_release(&hex);
	return result;
}

static const json_t *member(const json_t *object, const char *first,
			    const char *second)
{
	const json_t *value = json_object_get(object, first);

	return second != NULL ? json_object_get(value, second) : value;
}

static bool says(const json_t *manifest, const char *first, const char *second,
		 struct slice text)
{
	const char *said = json_string_value(member(manifest, first, second));

	return said != NULL && slice_is(text, said);
}

/* What the register says of a release by itself, its manifest must say. */
static int compare_manifest(const struct release *release, struct error *error)
{
	json_t *manifest = json_loadb(release->manifest.at,
				      release->manifest.len, 0, NULL);
	bool same = says(manifest, "reference", NULL, release->reference) &&
		    says(manifest, "recipient", "body", release->recipient) &&
		    says(manifest, "recipient", "name", release->holder) &&
		    says(manifest, "purpose", NULL, release->purpose) &&
		    says(manifest, "level", NULL, release->level);

	json_decref(manifest);
	if (same)
		return 0;
	return error_set(error, ERROR_CORRUPT,
			 "the register does not say of release %.*s what its "
			 "manifest says",
			 SLICE_ARGS(release->reference));
}

/* Whether an entry says of a release what the register says. */
static int compare_release(struct comparing *comparing, uint64_t index,
			   const json_t *entry, const struct release *release,
			   struct error *error)
{
	bool older = json_object_get(entry, "root") == NULL;
	char date[DATE_TEXT_BYTES];

	date_format(release->date, date);
	if (!text_is(entry, "date", slice_of(date)) ||
	    !counts_agree(entry, release) ||
	    (older && !agrees_as_before(entry, release)))
		return no_release(index, error);
	comparing->older += older;
	if (older)
		return 0;
	return compare_manifest(release, error) != 0
		       ? -1
		       : open_root(comparing, entry, release, error);
}

static bool is_parcel(const json_t *entry)
{
	const char *kind = json_string_value(json_object_get(entry, "entry"));

	return kind != NULL && parcel_entry_kind(slice_of(kind));
}

static int compare_entry(void *context, uint64_t index, struct slice bytes,
			 struct error *error)
{
	struct comparing *comparing = context;
	json_t *entry = json_loadb(bytes.at, bytes.len, 0, NULL);
	int result = no_release(index, error);

	/* Those are looked at by node_keys_verify, receive_verify and
	 * parcels_verify. */
	if (text_is(entry, "entry", SLICE("keys")) ||
	    text_is(entry, "entry", SLICE("ledger-key")) ||
	    text_is(entry, "entry", SLICE("receipt")) ||
	    text_is(entry, "entry", SLICE("opened")) || is_parcel(entry))
		result = 0;
	for (size_t i = 0; result != 0 && i < comparing->count; i++) {
		const struct release *release = &comparing->releases[i];

		if (!text_is(entry, "reference", release->reference))
			continue;
		comparing->stands[i] =
			text_is(entry, "entry", SLICE("release"));
		result = comparing->stands[i]
				 ? compare_release(comparing, index, entry,
						   release, error)
				 : 0;
		break;
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

static int compare(struct run *run, struct node *node,
		   struct verified *verified)
{
	struct comparing comparing = {.node = node,
				      .progress = progress_start("pupils")};
	struct release *releases;
	int result;

	if (register_releases(node->pupils, &releases, &comparing.count,
			      &run->arena, &run->error) != 0)
		return -1;
	comparing.releases = releases;
	comparing.stands =
		arena_array(&run->arena, comparing.count + 1, sizeof(bool));
	if (comparing.stands == NULL)
		return error_memory(&run->error);
	result = ledger_each(node->ledger, 0, compare_entry, &comparing,
			     &run->error);
	progress_end(&comparing.progress);
	if (result != 0 || node_keys_verify(node, &run->error) != 0 ||
	    receive_verify(node, &run->error) != 0 ||
	    parcels_verify(node, &run->error) != 0)
		return -1;
	verified->releases = 0;
	verified->older = comparing.older;
	for (size_t i = 0; i < comparing.count; i++) {
		verified->releases += releases[i].state == RELEASE_DONE;
		if (compare_state(&releases[i], comparing.stands[i],
				  &run->error) != 0)
			return -1;
	}
	return 0;
}

/* --- telling -------------------------------------------------------------------------- */

static void add_text(struct run *run, const struct verified *verified,
		     struct slice root)
{
	struct builder *out = &run->out;

	if (verified->vouched)
		screen_add(&run->screen, STYLE_GREEN,
			   SLICE("The ledger holds."), out);
	else
		screen_add(&run->screen, STYLE_BOLD,
			   SLICE("The ledger is complete in itself."), out);
	builder_add_text(out, "\n  ledger    ");
	text_add_clean(slice_of(verified->check.origin), out);
	builder_add_format(out,
			   "\n  entries   %" PRIu64 "\n  root      %.*s\n"
			   "  key       ",
			   verified->check.size, SLICE_ARGS(root));
	text_add_clean(slice_trim(builder_slice(&verified->key)), out);
	if (verified->check.rotations > 0)
		builder_add_format(out,
				   "\n            after %" PRIu64
				   " before it, each named in the ledger",
				   verified->check.rotations);
	if (verified->check.missing_tiles > 0)
		builder_add_format(out,
				   "\n  tiles     %" PRIu64
				   " missing or torn: they are made anew from "
				   "the entries when they are needed",
				   verified->check.missing_tiles);
	if (verified->compared)
		builder_add_format(out,
				   "\n  releases  %zu, each with its entry",
				   verified->releases);
	if (verified->compared && verified->older > 0)
		builder_add_format(out,
				   "; %zu of them entered before manifest and "
				   "roll could be opened",
				   verified->older);
	if (!verified->compared)
		builder_add_text(out, "\n  releases  not compared: that needs "
				      "the node and its key");
	if (!verified->vouched)
		builder_add_text(out, "\nThe key was taken from key.pub beside "
				      "the ledger: who replaced both is not "
				      "found out.\nCompare it, or give the one "
				      "you know with --key.");
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
	json_key_boolean(&json, "vouched", verified->vouched);
	json_key_number(&json, "rotations", (int64_t)verified->check.rotations);
	json_key_number(&json, "missing-tiles",
			(int64_t)verified->check.missing_tiles);
	if (verified->compared) {
		json_key_number(&json, "releases", (int64_t)verified->releases);
		json_key_number(&json, "not-opened", (int64_t)verified->older);
	}
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
	result = compare(run, node, verified);
	verified->compared = result == 0;
	node_close(node);
	return result;
}

/* The key that somebody knows, against the one beside the ledger. */
static int check_key(struct run *run, struct verified *verified)
{
	struct slice key;

	verified->vouched = verified->compared;
	if (run->arguments.key == NULL)
		return 0;
	if (proof_key(run, &key) != 0)
		return -1;
	if (!slice_equal(slice_trim(key),
			 slice_trim(builder_slice(&verified->key)))) {
		error_set(
			&run->error, ERROR_CORRUPT,
			"the ledger is not signed with the key that you gave");
		return error_hint(&run->error,
				  "ask those whose ledger it is which key is "
				  "theirs, and whether it was another before");
	}
	verified->vouched = true;
	return 0;
}

enum status verify_ledger(struct run *run)
{
	struct verified verified = {0};
	enum status status = STATUS_DONE;

	if (verify_alone(run, &verified) != 0 ||
	    verify_releases(run, &verified) != 0 ||
	    check_key(run, &verified) != 0)
		status = run_failure(run);
	else
		add_verified(run, &verified);
	builder_release(&verified.key);
	return status;
}
