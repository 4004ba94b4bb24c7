#include "share/entered.h"

#include <inttypes.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "ledger/ledger.h"
#include "share/case_log.h"
#include "share/commitment.h"
#include "share/keys.h"
#include "share/node.h"
#include "share/parcel.h"
#include "share/receive.h"
#include "share/served.h"

struct comparing {
	struct node *node;
	const struct commitment_progress *progress;
	struct entered *entered;
	size_t next; /* release */
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

/* Whether manifest and roll are those that the entry commits to. */
static int open_root(const struct comparing *comparing, const json_t *entry,
		     const struct release *release, struct error *error)
{
	uint8_t root[LEDGER_HASH_BYTES];
	struct builder hex = {0};
	int result = 0;

	if (commitment_root(comparing->node, release, comparing->progress, root,
			    error) != 0)
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
static int compare_release(const struct comparing *comparing, uint64_t index,
			   const json_t *entry,
			   const struct entered_release *one,
			   struct error *error)
{
	const struct release *release = &one->release;
	char date[DATE_TEXT_BYTES];

	date_format(release->date, date);
	if (!text_is(entry, "date", slice_of(date)) ||
	    !counts_agree(entry, release) ||
	    (!one->opened && !agrees_as_before(entry, release)))
		return no_release(index, error);
	if (!one->opened)
		return 0;
	return compare_manifest(release, error) != 0
		       ? -1
		       : open_root(comparing, entry, release, error);
}

static int enter(const struct comparing *comparing, uint64_t index,
		 const json_t *entry, struct entered_release *one,
		 struct error *error)
{
	if (one->entry != UINT64_MAX)
		return error_set(error, ERROR_CORRUPT,
				 "release %.*s has two entries in the ledger",
				 SLICE_ARGS(one->release.reference));
	one->entry = index;
	one->stands = true;
	one->opened = json_object_get(entry, "root") != NULL;
	comparing->entered->not_opened += !one->opened;
	return compare_release(comparing, index, entry, one, error);
}

/* Entries come nearly in the order of releases: the search goes on from where
 * the last one ended. */
static struct entered_release *find(struct comparing *comparing,
				    const json_t *entry)
{
	const struct entered *entered = comparing->entered;

	for (size_t i = 0; i < entered->count; i++) {
		size_t at = (comparing->next + i) % entered->count;

		if (!text_is(entry, "reference",
			     entered->list[at].release.reference))
			continue;
		comparing->next = at + 1;
		return &entered->list[at];
	}
	return NULL;
}

/* Those that are not looked at here, but by node_keys_verify, receive_verify,
 * parcels_verify, served_verify_all and case_verify_all. */
static bool is_other(const json_t *entry)
{
	static const char *const others[] = {"keys", "ledger-key", "receipt",
					     "opened", "served", "case"};
	const char *kind = json_string_value(json_object_get(entry, "entry"));

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (text_is(entry, "entry", slice_of(others[i])))
			return true;
	return kind != NULL && parcel_entry_kind(slice_of(kind));
}

static int compare_entry(void *context, uint64_t index, struct slice bytes,
			 struct error *error)
{
	struct comparing *comparing = context;
	json_t *entry = json_loadb(bytes.at, bytes.len, 0, NULL);
	struct entered_release *one = NULL;
	int result = 0;

	if (is_other(entry)) {
		json_decref(entry);
		return 0;
	}
	one = find(comparing, entry);
	if (one == NULL)
		result = no_release(index, error);
	else if (text_is(entry, "entry", SLICE("release")))
		result = enter(comparing, index, entry, one, error);
	else
		one->stands = false;
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

static int list(struct entered *entered, struct node *node, struct arena *arena,
		struct error *error)
{
	struct release *releases;

	*entered = (struct entered){0};
	if (register_releases(node->pupils, &releases, &entered->count, arena,
			      error) != 0)
		return -1;
	entered->list =
		arena_array(arena, entered->count, sizeof(*entered->list));
	if (entered->list == NULL)
		return error_memory(error);
	for (size_t i = 0; i < entered->count; i++)
		entered->list[i] = (struct entered_release){
			.release = releases[i], .entry = UINT64_MAX};
	return 0;
}

int entered_verify(struct entered *entered, struct node *node,
		   const struct commitment_progress *progress,
		   struct arena *arena, struct error *error)
{
	struct comparing comparing = {node, progress, entered, 0};

	if (list(entered, node, arena, error) != 0 ||
	    ledger_each(node->ledger, 0, compare_entry, &comparing, error) !=
		    0 ||
	    node_keys_verify(node, error) != 0 ||
	    receive_verify(node, error) != 0 ||
	    parcels_verify(node, error) != 0 ||
	    served_verify_all(node, &entered->servings, error) != 0 ||
	    case_verify_all(node, &entered->cases, error) != 0)
		return -1;
	for (size_t i = 0; i < entered->count; i++) {
		const struct entered_release *one = &entered->list[i];

		entered->done += one->release.state == RELEASE_DONE;
		if (compare_state(&one->release, one->stands, error) != 0)
			return -1;
	}
	return 0;
}
