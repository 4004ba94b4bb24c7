/* Taking in answers to what was sent. */
#include <string.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/error.h"
#include "register/register.h"
#include "seal/correspondents.h"
#include "share/message_taking.h"
#include "share/node.h"

static int not_asked(struct error *error)
{
	return error_set(error, ERROR_REFUSED,
			 "it answers nothing that was sent to its sender");
}

static int find_parcel(const struct taking *taking, const json_t *object,
		       struct register_parcel *parcel, struct error *error)
{
	uint8_t stated[MANIFEST_HASH_BYTES], hash[MANIFEST_HASH_BYTES];
	struct slice reference = taking_text(object, "reference");
	struct register_parcel *list;
	size_t count;

	if (!taking_hash(object, "manifest", stated))
		return taking_malformed(error);
	if (register_parcels(taking->node->pupils, &list, &count, taking->arena,
			     error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (!slice_equal(list[i].reference, reference) ||
		    list[i].state == PARCEL_VOID ||
		    !slice_equal(list[i].recipient, taking->sender->body) ||
		    !slice_equal(list[i].number, taking->sender->number))
			continue;
		if (register_parcel_read(taking->node->pupils, list[i].id,
					 parcel, taking->arena, error) != 0)
			return -1;
		crypto_hash_sha256(hash,
				   (const unsigned char *)parcel->manifest.at,
				   parcel->manifest.len);
		return memcmp(hash, stated, sizeof(hash)) == 0
			       ? 0
			       : not_asked(error);
	}
	return not_asked(error);
}

int message_take_acknowledgement(struct taking *taking, struct error *error)
{
	struct register_incoming incoming = taking_incoming(taking);
	struct register_parcel parcel;
	const json_t *object;
	json_t *root;
	int result = taking_member(taking, "answers", &root, &object, error);

	if (result == 0)
		result = find_parcel(taking, object, &parcel, error);
	json_decref(root);
	if (result != 0)
		return -1;
	taking->report->about = parcel.reference;
	return register_answer(taking->node->pupils, parcel.id, &incoming,
			       &taking->report->applied, error);
}

/* Whether this release went to whoever says that it is destroyed. */
static bool went_to(const struct taking *taking, const struct release *release,
		    const struct manifest *manifest)
{
	const struct correspondent *sender = taking->sender;

	if (!slice_empty(manifest->recipient.number))
		return slice_equal(manifest->recipient.number, sender->number);
	return slice_equal(release->recipient, sender->body);
}

static int find_release(const struct taking *taking, const json_t *object,
			uint64_t *id, struct error *error)
{
	uint8_t stated[MANIFEST_HASH_BYTES];
	struct slice reference = taking_text(object, "reference");
	struct release *releases;
	struct manifest manifest;
	size_t count;

	if (!taking_hash(object, "manifest", stated))
		return taking_malformed(error);
	if (register_releases(taking->node->pupils, &releases, &count,
			      taking->arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (!slice_equal(releases[i].reference, reference) ||
		    releases[i].state != RELEASE_DONE)
			continue;
		if (manifest_read(&manifest, releases[i].manifest,
				  taking->arena, error) != 0)
			return -1;
		*id = releases[i].id;
		return memcmp(manifest.hash, stated, sizeof(stated)) == 0 &&
				       went_to(taking, &releases[i], &manifest)
			       ? 0
			       : not_asked(error);
	}
	return not_asked(error);
}

int message_take_certificate(struct taking *taking, struct package *package,
			     struct error *error)
{
	struct register_incoming incoming = taking_incoming(taking);
	const json_t *object;
	json_t *root;
	int result = taking_member(taking, "destroyed", &root, &object, error);

	if (result == 0)
		result = find_release(taking, object, &incoming.release, error);
	if (result == 0) {
		taking->report->about = arena_copy(
			taking->arena, taking_text(object, "reference"));
		taking->report->pupils = (uint64_t)json_integer_value(
			json_object_get(object, "pupils"));
	}
	json_decref(root);
	if (result != 0)
		return -1;
	incoming.text = taking->manifest->text;
	incoming.signature = package_signature(package);
	return register_answer(taking->node->pupils, 0, &incoming,
			       &taking->report->applied, error);
}
