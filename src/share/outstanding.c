/* What has not come to its end yet, on either side. */
#include "share/message.h"

#include "base/arena.h"
#include "base/error.h"
#include "dictionary/dictionary.h"
#include "share/kept.h"
#include "share/keys.h"
#include "share/message_parts.h"
#include "share/node.h"

struct listing {
	struct node *node;
	int32_t today;
	struct outstanding_line *lines;
	size_t count;
	size_t capacity;
	struct release *releases;
	size_t release_count;
	struct register_parcel *parcels;
	size_t parcel_count;
	struct arena *arena;
};

static struct outstanding_line *add_line(struct listing *listing,
					 struct error *error)
{
	struct outstanding_line *grown =
		arena_grow(listing->arena, listing->lines, listing->count,
			   &listing->capacity, sizeof(*grown));

	if (grown == NULL) {
		error_memory(error);
		return NULL;
	}
	listing->lines = grown;
	grown += listing->count++;
	*grown = (struct outstanding_line){0};
	return grown;
}

/* --- messages ---------------------------------------------------------------------------- */

/* Why nothing can be sealed to a recipient; empty when it can. */
static int why_not(struct listing *listing, const struct release *release,
		   struct slice number, struct slice *why, struct error *error)
{
	uint16_t body = dictionary_body(listing->node->dictionary,
					release->recipient, NULL);
	const struct correspondent *recipient;
	struct error cause = {0};

	if (body == DICTIONARY_NONE) {
		*why = SLICE("the dictionary does not have this body");
		return 0;
	}
	if (node_recipient(listing->node, body, number, listing->today,
			   &recipient, &cause) == 0)
		return 0;
	*why = arena_copy(listing->arena, slice_of(cause.message));
	return why->at != NULL ? 0 : error_memory(error);
}

static const struct register_parcel *parcel_of(const struct listing *listing,
					       uint64_t id)
{
	for (size_t i = 0; i < listing->parcel_count; i++)
		if (listing->parcels[i].id == id)
			return &listing->parcels[i];
	return NULL;
}

static enum outstanding_kind kind_of(const struct register_message *message)
{
	if (message->state == MESSAGE_DUE)
		return OUTSTANDING_DUE;
	return message->kind == MESSAGE_RECALL ? OUTSTANDING_RECALL
					       : OUTSTANDING_UNANSWERED;
}

static int list_message(struct listing *listing,
			const struct register_message *message,
			struct error *error)
{
	const struct release *release = release_of(
		listing->releases, listing->release_count, message->release);
	const struct register_parcel *parcel =
		parcel_of(listing, message->parcel);
	struct outstanding_line *line = add_line(listing, error);
	struct manifest manifest;

	if (line == NULL)
		return -1;
	line->kind = kind_of(message);
	line->message = message->id;
	line->about = message->kind;
	line->since = parcel != NULL ? parcel->date : message->created;
	line->overdue = listing->today - line->since >= OUTSTANDING_DAYS;
	if (parcel != NULL)
		line->parcel = parcel->reference;
	if (release == NULL)
		return 0;
	line->release = release->reference;
	line->recipient = release->recipient;
	/* A release from before there were numbers has none. */
	if (manifest_read(&manifest, release->manifest, listing->arena, NULL) ==
	    0)
		line->number = manifest.recipient.number;
	if (message->state != MESSAGE_DUE)
		return 0;
	return why_not(listing, release, line->number, &line->why, error);
}

static int list_messages(struct listing *listing, struct error *error)
{
	struct register_message *messages;
	size_t count;

	if (register_messages(listing->node->pupils, false, &messages, &count,
			      listing->arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (list_message(listing, &messages[i], error) != 0)
			return -1;
	return 0;
}

/* --- releases that were to be deleted by now ------------------------------------------------ */

static bool is_certified(const struct register_incoming *list, size_t count,
			 uint64_t release)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].kind == MANIFEST_DESTRUCTION &&
		    list[i].release == release)
			return true;
	return false;
}

static int list_releases(struct listing *listing, struct error *error)
{
	struct register_incoming *incomings;
	size_t count;

	if (register_incomings(listing->node->pupils, &incomings, &count,
			       listing->arena, error) != 0)
		return -1;
	for (size_t i = 0; i < listing->release_count; i++) {
		const struct release *release = &listing->releases[i];
		struct outstanding_line *line;
		struct manifest manifest;

		/* A manifest of an older version states no day. */
		if (release->state != RELEASE_DONE ||
		    manifest_read(&manifest, release->manifest, listing->arena,
				  NULL) != 0 ||
		    manifest.delete_by == DATE_NONE ||
		    manifest.delete_by >= listing->today ||
		    is_certified(incomings, count, release->id))
			continue;
		line = add_line(listing, error);
		if (line == NULL)
			return -1;
		line->kind = OUTSTANDING_CERTIFICATE;
		line->release = release->reference;
		line->recipient = release->recipient;
		line->number = manifest.recipient.number;
		line->since = manifest.delete_by;
		line->overdue = true;
	}
	return 0;
}

/* --- grants held here ------------------------------------------------------------------------- */

static int list_grants(struct listing *listing, struct error *error)
{
	struct register_grant *grants;
	size_t count;

	if (register_grants(listing->node->pupils, &grants, &count,
			    listing->arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct outstanding_line *line;
		int32_t last = grant_last_day(listing->node, &grants[i]);

		if (grants[i].state != GRANT_LIVE || last == DATE_NONE ||
		    last > listing->today)
			continue;
		line = add_line(listing, error);
		if (line == NULL)
			return -1;
		line->kind = OUTSTANDING_GRANT;
		line->release = grants[i].reference;
		line->recipient = grants[i].sender;
		line->number = grants[i].sender_number;
		line->since = last;
		line->overdue = last < listing->today;
	}
	return 0;
}

int message_outstanding(struct node *node, int32_t today,
			struct outstanding_line **lines, size_t *count,
			struct arena *arena, struct error *error)
{
	struct listing listing = {.node = node, .today = today, .arena = arena};
	uint64_t found;

	if (messages_find(node, &found, error) != 0 ||
	    register_releases(node->pupils, &listing.releases,
			      &listing.release_count, arena, error) != 0 ||
	    register_parcels(node->pupils, &listing.parcels,
			     &listing.parcel_count, arena, error) != 0 ||
	    list_messages(&listing, error) != 0 ||
	    list_releases(&listing, error) != 0 ||
	    list_grants(&listing, error) != 0)
		return -1;
	*lines = listing.lines;
	*count = listing.count;
	return 0;
}
