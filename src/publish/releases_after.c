/*
 * What became of releases: the messages that were sent about them, and the
 * certificates that came back.
 *
 * A message counts by the parcel that it went in, which has its entry in the
 * ledger; one that was told by other means, by the day on which the office said
 * so.  A certificate counts by its signature.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "publish/releases_parts.h"
#include "register/message.h"
#include "seal/correspondents.h"
#include "share/keys.h"
#include "share/node.h"

struct following {
	struct published_release *list;
	size_t count;
	struct node *node;
	struct register_parcel *parcels; /* ascending by id */
	size_t parcel_count;
	struct arena *arena;
};

/* --- finding -------------------------------------------------------------------- */

static struct published_release *release_with(const struct following *following,
					      uint64_t id)
{
	size_t low = 0, high = following->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		uint64_t here = following->list[middle].entered->release.id;

		if (here == id)
			return &following->list[middle];
		if (here < id)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static const struct register_parcel *
parcel_with(const struct following *following, uint64_t id)
{
	/* Ids count from 1 without gaps. */
	if (id >= 1 && id <= following->parcel_count &&
	    following->parcels[id - 1].id == id)
		return &following->parcels[id - 1];
	for (size_t i = 0; i < following->parcel_count; i++)
		if (following->parcels[i].id == id)
			return &following->parcels[i];
	return NULL;
}

/* --- messages ---------------------------------------------------------------------- */

static int no_parcel(const struct published_release *release,
		     struct error *error)
{
	return error_set(error, ERROR_CORRUPT,
			 "what the register says to have been told about "
			 "release %.*s was never sent",
			 SLICE_ARGS(release->entered->release.reference));
}

static enum manifest_kind kind_of(enum message_kind kind)
{
	switch (kind) {
	case MESSAGE_CORRECTION:
		return MANIFEST_CORRECTION;
	case MESSAGE_ERASURE:
		return MANIFEST_ERASURE;
	case MESSAGE_RECALL:
		break;
	}
	return MANIFEST_RECALL;
}

/* The day on which the recipient was told; DATE_NONE: not yet. */
static int day_told(const struct following *following,
		    const struct register_message *message,
		    const struct published_release *release, int32_t *day,
		    struct error *error)
{
	const struct register_parcel *parcel =
		parcel_with(following, message->parcel);

	*day = DATE_NONE;
	if (message->state == MESSAGE_DUE)
		return 0;
	if (message->parcel == 0) {
		*day = message->settled;
		return 0;
	}
	/* One that could not be settled yet may or may not be sent. */
	if (parcel != NULL && parcel->state == PARCEL_PREPARED)
		return 0;
	if (parcel == NULL || parcel->state == PARCEL_VOID ||
	    parcel->kind != (int)kind_of(message->kind))
		return no_parcel(release, error);
	*day = parcel->date;
	return 0;
}

static int add_correction(struct published_release *release, int32_t day,
			  struct arena *arena, struct error *error)
{
	size_t count = release->correction_count, place = 0;
	int32_t *days;

	while (place < count && release->corrections[place] < day)
		place++;
	if (place < count && release->corrections[place] == day)
		return 0;
	days = arena_array(arena, count + 1, sizeof(*days));
	if (days == NULL)
		return error_memory(error);
	for (size_t i = 0; i < count; i++)
		days[i + (i >= place)] = release->corrections[i];
	days[place] = day;
	release->corrections = days;
	release->correction_count++;
	return 0;
}

static int follow_message(const struct following *following,
			  const struct register_message *message,
			  struct error *error)
{
	struct published_release *release =
		release_with(following, message->release);
	int32_t day;

	if (release == NULL)
		return 0;
	if (day_told(following, message, release, &day, error) != 0)
		return -1;
	if (day == DATE_NONE && message->kind == MESSAGE_RECALL)
		release->recalling = message->created;
	if (day == DATE_NONE)
		return 0;
	if (message->kind != MESSAGE_RECALL)
		return add_correction(release, day, following->arena, error);
	if (release->recalled == DATE_NONE || day < release->recalled)
		release->recalled = day;
	return 0;
}

/* Each parcel that says something about releases has messages that say so. */
static int check_parcels(const struct following *following,
			 const struct register_message *messages, size_t count,
			 struct error *error)
{
	bool *met = arena_array(following->arena, following->parcel_count + 1,
				sizeof(*met));

	if (met == NULL)
		return error_memory(error);
	for (size_t i = 0; i < count; i++) {
		const struct register_parcel *parcel =
			parcel_with(following, messages[i].parcel);

		if (parcel != NULL)
			met[parcel - following->parcels] = true;
	}
	for (size_t i = 0; i < following->parcel_count; i++) {
		const struct register_parcel *parcel = &following->parcels[i];

		if (met[i] || parcel->state != PARCEL_DONE ||
		    (parcel->kind != MANIFEST_CORRECTION &&
		     parcel->kind != MANIFEST_ERASURE &&
		     parcel->kind != MANIFEST_RECALL))
			continue;
		return error_set(error, ERROR_CORRUPT,
				 "the register does not say what message %.*s "
				 "told",
				 SLICE_ARGS(parcel->reference));
	}
	return 0;
}

static int follow_messages(const struct following *following,
			   struct error *error)
{
	struct register_message *messages;
	size_t count;

	if (register_messages(following->node->pupils, true, &messages, &count,
			      following->arena, error) != 0 ||
	    check_parcels(following, messages, count, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (follow_message(following, &messages[i], error) != 0)
			return -1;
	return 0;
}

/* --- certificates --------------------------------------------------------------------- */

static bool signed_by(const struct correspondent *entry,
		      const struct register_incoming *incoming,
		      const struct minisign_signature *signature)
{
	if (!slice_equal(entry->body, incoming->sender) ||
	    !slice_equal(entry->number, incoming->number))
		return false;
	for (size_t i = 0; i < entry->key_count; i++)
		if (entry->keys[i].use == KEY_SIGN &&
		    minisign_verify(signature, &entry->keys[i].sign,
				    incoming->text, NULL) == 0)
			return true;
	return false;
}

/* Keys that were revoked since, and agreements that ended, do not undo what was
 * received while they counted. */
static bool is_signed(const struct node *node,
		      const struct register_incoming *incoming)
{
	const struct correspondents *known = &node->keys->correspondents;
	struct minisign_signature signature;

	if (minisign_parse(&signature, incoming->signature, NULL) != 0)
		return false;
	for (size_t i = 0; i < known->count; i++)
		if (signed_by(&known->list[i], incoming, &signature))
			return true;
	return false;
}

/* Whether it is about this manifest; on which day it says that it was
 * destroyed. */
static bool certifies(struct slice text, const struct manifest *manifest,
		      int32_t *day)
{
	json_t *root =
		json_loadb(text.at != NULL ? text.at : "", text.len, 0, NULL);
	const json_t *destroyed = json_object_get(root, "destroyed");
	const char *hash =
		json_string_value(json_object_get(destroyed, "manifest"));
	const char *on = json_string_value(json_object_get(destroyed, "on"));
	char expected[2 * MANIFEST_HASH_BYTES + 1];
	bool good;

	sodium_bin2hex(expected, sizeof(expected), manifest->hash,
		       MANIFEST_HASH_BYTES);
	good = hash != NULL && strcmp(hash, expected) == 0 && on != NULL &&
	       date_parse(slice_of(on), day);
	json_decref(root);
	return good;
}

static int follow_certificate(const struct following *following,
			      const struct register_incoming *incoming,
			      struct error *error)
{
	struct published_release *release =
		release_with(following, incoming->release);
	int32_t day;

	if (release == NULL || !release->entered->opened ||
	    !certifies(incoming->text, &release->manifest, &day) ||
	    !is_signed(following->node, incoming))
		return error_set(error, ERROR_CORRUPT,
				 "the register has a certificate of "
				 "destruction that nobody known has signed so");
	/* A day that cannot be is not passed on; nor is what is still to come. */
	if (day < release->entered->release.date || day > incoming->date)
		return 0;
	if (release->destroyed == DATE_NONE || day < release->destroyed)
		release->destroyed = day;
	return 0;
}

static int follow_certificates(const struct following *following,
			       struct error *error)
{
	struct register_incoming *incomings;
	size_t count;

	if (register_incomings(following->node->pupils, &incomings, &count,
			       following->arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (incomings[i].kind == (int)MANIFEST_DESTRUCTION &&
		    follow_certificate(following, &incomings[i], error) != 0)
			return -1;
	return 0;
}

/* ------------------------------------------------------------------------------------------ */

static enum release_status status_of(const struct published_release *release)
{
	if (release->destroyed != DATE_NONE)
		return RELEASE_DESTROYED;
	if (release->recalled != DATE_NONE)
		return RELEASE_RECALLED;
	return release->correction_count > 0 ? RELEASE_CORRECTED
					     : RELEASE_STANDS;
}

int releases_follow(struct published_release *list, size_t count,
		    struct node *node, struct arena *arena, struct error *error)
{
	struct following following = {
		.list = list, .count = count, .node = node, .arena = arena};

	if (register_parcels(node->pupils, &following.parcels,
			     &following.parcel_count, arena, error) != 0 ||
	    follow_messages(&following, error) != 0 ||
	    follow_certificates(&following, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		list[i].status = status_of(&list[i]);
		if (list[i].status >= RELEASE_RECALLED)
			list[i].recalling = DATE_NONE;
	}
	return 0;
}
