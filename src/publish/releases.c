#include "publish/releases.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "policy/level.h"
#include "publish/releases_parts.h"
#include "share/node.h"

/* --- what is listed by itself -------------------------------------------------- */

static bool is_kind(const struct dictionary *dictionary, uint16_t body,
		    const char *kind)
{
	return slice_is(dictionary->bodies[body].kind, kind);
}

/* A school's controller: what it sends to a school goes with a pupil. */
static bool from_school(const struct node *node)
{
	return node->notice->setting != DICTIONARY_NONE;
}

/* From the data of the rules alone: level, purpose, kind of recipient;
 * and how many it was of. */
static enum release_listing listing_of(const struct node *node,
				       const struct published_release *release)
{
	const struct dictionary *dictionary = node->dictionary;
	const struct release *row = &release->entered->release;

	if (slice_starts_with(row->level, SLICE("aggregate")))
		return UNLISTED_TABLE;
	if (release->purpose == DICTIONARY_NONE ||
	    release->body == DICTIONARY_NONE)
		return UNLISTED_UNKNOWN;
	if (dictionary->purposes[release->purpose].protects)
		return UNLISTED_PROTECTION;
	if (is_kind(dictionary, release->body, "family"))
		return UNLISTED_FAMILY;
	if (is_kind(dictionary, release->body, "school") && from_school(node))
		return UNLISTED_SCHOOL;
	return row->released < RELEASES_FEW ? UNLISTED_FEW : LISTED;
}

/* --- one release ------------------------------------------------------------------ */

static void look_at_fields(struct published_release *release,
			   const struct dictionary *dictionary)
{
	const struct manifest *manifest = &release->manifest;

	for (size_t i = 0; i < manifest->field_count; i++) {
		const struct field *field =
			dictionary_field(dictionary, manifest->fields[i]);
		char sensitivity = release->sensitivity;

		if (field == NULL)
			continue;
		field_set_add(&release->fields,
			      (uint16_t)(field - dictionary->fields));
		release->special |=
			field->special ||
			dictionary->categories[field->category].special;
		if (field->sensitivity != 0 &&
		    (sensitivity == 0 || field->sensitivity < sensitivity))
			release->sensitivity = field->sensitivity;
		if (field->identifiability != 0 &&
		    (release->identifiability == 0 ||
		     field->identifiability < release->identifiability))
			release->identifiability = field->identifiability;
	}
}

static int read_leaf(struct published_release *release, struct node *node,
		     struct error *error)
{
	struct builder entry = {0};
	int result = ledger_entry(node->ledger, release->entered->entry, &entry,
				  error);

	if (result == 0 && entry.failed)
		result = error_memory(error);
	if (result == 0)
		tree_leaf_hash(builder_slice(&entry), release->leaf);
	builder_release(&entry);
	return result;
}

static int read_one(struct published_release *release,
		    const struct entered_release *entered, struct node *node,
		    struct arena *arena, struct error *error)
{
	const struct dictionary *dictionary = node->dictionary;
	const struct release *row = &entered->release;

	*release = (struct published_release){
		.entered = entered,
		.body = dictionary_body(dictionary, row->recipient, NULL),
		.purpose =
			dictionary_find(dictionary, KIND_PURPOSE, row->purpose),
		.collection = DICTIONARY_NONE,
		.recalled = DATE_NONE,
		.recalling = DATE_NONE,
		.destroyed = DATE_NONE,
	};
	if (read_leaf(release, node, error) != 0)
		return -1;
	/* Committed to, it is ours and whole. */
	if (entered->opened && manifest_read(&release->manifest, row->manifest,
					     arena, error) != 0) {
		if (error != NULL && error->code == ERROR_INPUT)
			error->code = ERROR_CORRUPT;
		return -1;
	}
	if (!slice_empty(release->manifest.collection))
		release->collection =
			dictionary_find(dictionary, KIND_COLLECTION,
					release->manifest.collection);
	look_at_fields(release, dictionary);
	release->listing = listing_of(node, release);
	return 0;
}

/* --- all of them ---------------------------------------------------------------------- */

static int by_entry(const void *a, const void *b)
{
	const struct published_release *left = a, *right = b;
	uint64_t first = left->entered->entry, second = right->entered->entry;

	return (first > second) - (first < second);
}

static void find_updated(struct published_release *release)
{
	int32_t latest = release->entered->release.date;

	for (size_t i = 0; i < release->correction_count; i++)
		if (release->corrections[i] > latest)
			latest = release->corrections[i];
	if (release->recalled > latest)
		latest = release->recalled;
	if (release->recalling > latest)
		latest = release->recalling;
	if (release->destroyed > latest)
		latest = release->destroyed;
	release->updated = latest;
}

static int read_list(struct release_register *out,
		     const struct entered *entered, struct node *node,
		     struct arena *arena, struct error *error)
{
	struct published_release *list =
		arena_array(arena, entered->done, sizeof(*list));
	size_t count = 0;

	if (list == NULL)
		return error_memory(error);
	for (size_t i = 0; i < entered->count; i++)
		if (entered->list[i].release.state == RELEASE_DONE &&
		    read_one(&list[count++], &entered->list[i], node, arena,
			     error) != 0)
			return -1;
	if (releases_follow(list, count, node, arena, error) != 0)
		return -1;
	if (count > 1)
		qsort(list, count, sizeof(*list), by_entry);
	out->list = list;
	out->count = count;
	for (size_t i = 0; i < count; i++) {
		find_updated(&list[i]);
		out->by_listing[list[i].listing]++;
	}
	return 0;
}

static int verify_ledger(struct release_register *out, const struct node *node,
			 struct arena *arena, struct error *error)
{
	const char *directory = path_join(arena, node->directory, "ledger");
	struct ledger_check check;

	if (directory == NULL)
		return error_memory(error);
	if (ledger_verify(directory, &check, error) != 0)
		return -1;
	memcpy(out->ledger_origin, check.origin, sizeof(out->ledger_origin));
	out->ledger_size = check.size;
	memcpy(out->ledger_root, check.root, sizeof(out->ledger_root));
	return 0;
}

int releases_read(struct release_register *out, struct node *node,
		  const struct commitment_progress *progress,
		  struct arena *arena, struct error *error)
{
	struct entered *entered = arena_allocate(arena, sizeof(*entered));

	*out = (struct release_register){.node = node};
	if (entered == NULL)
		return error_memory(error);
	if (verify_ledger(out, node, arena, error) != 0 ||
	    entered_verify(entered, node, progress, arena, error) != 0)
		return -1;
	return read_list(out, entered, node, arena, error);
}

/* --- choosing ------------------------------------------------------------------------------ */

static bool level_fits(struct slice level, struct slice asked)
{
	if (slice_empty(asked) || slice_equal(level, asked))
		return true;
	return slice_is(asked, "aggregate") &&
	       slice_starts_with(level, SLICE("aggregate "));
}

bool release_shown(const struct published_release *release,
		   const struct release_filter *filter)
{
	const struct release *row = &release->entered->release;

	if (release->listing != LISTED && !filter->all)
		return false;
	if ((filter->from != DATE_NONE && row->date < filter->from) ||
	    (filter->to != DATE_NONE && row->date > filter->to))
		return false;
	if (filter->recipient != DICTIONARY_NONE &&
	    release->body != filter->recipient)
		return false;
	return level_fits(row->level, filter->level);
}

int32_t releases_updated(const struct release_register *releases,
			 const struct release_filter *filter)
{
	int32_t latest = DATE_NONE;

	for (size_t i = 0; i < releases->count; i++)
		if (release_shown(&releases->list[i], filter) &&
		    releases->list[i].updated > latest)
			latest = releases->list[i].updated;
	return latest != DATE_NONE ? latest : releases->node->notice->from;
}

size_t releases_shown(const struct release_register *releases,
		      const struct release_filter *filter)
{
	size_t shown = 0;

	for (size_t i = 0; i < releases->count; i++)
		shown += release_shown(&releases->list[i], filter);
	return shown;
}

size_t releases_unlisted(const struct release_register *releases)
{
	return releases->count - releases->by_listing[LISTED] -
	       releases->by_listing[UNLISTED_TABLE];
}
