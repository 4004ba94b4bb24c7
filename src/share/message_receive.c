/* Taking in messages and answers; whose word counts for what. */
#include "share/message.h"

#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/json.h"
#include "seal/correspondents.h"
#include "seal/stream.h"
#include "share/certificate.h"
#include "share/message_taking.h"
#include "share/node.h"
#include "share/package.h"
#include "share/parcel.h"
#include "share/receive.h"

enum { DEPTH_MOST = 8 };

int taking_malformed(struct error *error)
{
	return error_set(error, ERROR_INPUT, "the message is malformed");
}

struct slice taking_text(const json_t *object, const char *member)
{
	const json_t *value = json_object_get(object, member);

	if (!json_is_string(value))
		return (struct slice){0};
	return (struct slice){json_string_value(value),
			      json_string_length(value)};
}

bool taking_hash(const json_t *object, const char *member,
		 uint8_t hash[MANIFEST_HASH_BYTES])
{
	struct slice text = taking_text(object, member);
	size_t size = 0;

	return text.len == 2 * MANIFEST_HASH_BYTES &&
	       sodium_hex2bin(hash, MANIFEST_HASH_BYTES, text.at, text.len,
			      NULL, &size, NULL) == 0 &&
	       size == MANIFEST_HASH_BYTES;
}

int taking_check_sender(const struct taking *taking,
			const struct register_grant *grant, struct error *error)
{
	if (slice_equal(grant->sender, taking->sender->body) &&
	    slice_equal(grant->sender_number, taking->sender->number))
		return 0;
	return error_set(error, ERROR_REFUSED,
			 "it is about a release that somebody else has sent");
}

struct register_incoming taking_incoming(const struct taking *taking)
{
	struct register_incoming incoming = {
		.kind = (int)taking->manifest->kind,
		.reference = taking->manifest->reference,
		.sender = taking->sender->body,
		.number = taking->sender->number,
		.date = taking->today,
	};

	memcpy(incoming.manifest, taking->manifest->hash,
	       sizeof(incoming.manifest));
	return incoming;
}

int taking_member(const struct taking *taking, const char *member,
		  json_t **root, const json_t **object, struct error *error)
{
	*root = json_loadb(taking->manifest->text.at,
			   taking->manifest->text.len, JSON_REJECT_DUPLICATES,
			   NULL);
	*object = json_object_get(*root, member);
	return json_is_object(*object) ? 0 : taking_malformed(error);
}

/* --- answering ------------------------------------------------------------------------------ */

static void put_answers(struct json *json, const struct manifest *manifest)
{
	char hex[2 * MANIFEST_HASH_BYTES + 1];

	sodium_bin2hex(hex, sizeof(hex), manifest->hash, MANIFEST_HASH_BYTES);
	json_key(json, "answers");
	json_open_object(json);
	json_key_text(json, "reference", manifest->reference);
	json_key_text(json, "manifest", slice_of(hex));
	json_close_object(json);
}

static void put_acknowledgement(void *context, struct json *json)
{
	const struct taking *taking = context;

	put_answers(json, taking->manifest);
	json_key_number(json, "applied", (int64_t)taking->report->applied);
	json_key_number(json, "unknown", (int64_t)taking->report->unknown);
}

static int acknowledge(struct taking *taking, struct error *error)
{
	struct register_incoming incoming = taking_incoming(taking);
	const struct parcel_making making = {
		.kind = MANIFEST_ACKNOWLEDGEMENT,
		.recipient = taking->sender,
		.today = taking->today,
		.out = taking->reply,
		.answers = &incoming,
		.put = put_acknowledgement,
		.context = taking,
	};
	struct parcel_made made;

	if (parcel_make(taking->node, &making, &made, taking->arena, error) !=
	    0)
		return -1;
	taking->report->parcel = made.reference;
	taking->report->path = made.path;
	return 0;
}

/* --- what asks for an answer ------------------------------------------------------------------ */

static int read_payload(struct taking *taking, struct package *package,
			json_t **root, struct error *error)
{
	struct builder bytes = {0};
	int result;

	*root = NULL;
	if (slice_empty(taking->manifest->payload.file) ||
	    taking->manifest->payload.bytes > PARCEL_PAYLOAD_LIMIT_BYTES)
		return taking_malformed(error);
	result = package_payload(package, stream_to_builder(&bytes), error);
	if (result == 0 && !json_is_shallow(builder_slice(&bytes), DEPTH_MOST))
		result = taking_malformed(error);
	if (result == 0) {
		*root = json_loadb(bytes.at, bytes.len, JSON_REJECT_DUPLICATES,
				   NULL);
		if (!json_is_object(*root))
			result = taking_malformed(error);
	}
	if (bytes.at != NULL)
		sodium_memzero(bytes.at, bytes.capacity);
	builder_release(&bytes);
	return result;
}

static int take_messages(struct taking *taking, struct package *package,
			 struct error *error)
{
	json_t *root;
	int result = read_payload(taking, package, &root, error);

	if (result == 0)
		result = message_apply(taking, root, error);
	json_decref(root);
	return result == 0 ? acknowledge(taking, error) : -1;
}

static int recall_grant(struct taking *taking,
			const struct register_grant *grant, struct error *error)
{
	struct register_incoming incoming = taking_incoming(taking);
	struct certificate certificate = {
		.grant = grant->id,
		.recipient = taking->sender,
		.reply = taking->reply,
		.today = taking->today,
		.answers = &incoming,
		.answered = taking->manifest,
	};

	if (grant->state == GRANT_LIVE &&
	    (message_tell_on(taking, grant->id, 0, error) != 0 ||
	     register_grant_destroy(taking->node->pupils, grant->id,
				    taking->today, GRANT_RECALLED, NULL,
				    error) != 0))
		return -1;
	if (certificate_issue(taking->node, &certificate, taking->arena,
			      error) != 0)
		return -1;
	taking->report->applied = 1;
	taking->report->pupils = certificate.pupils;
	taking->report->sections = certificate.sections;
	taking->report->parcel = certificate.made.reference;
	taking->report->path = certificate.made.path;
	return 0;
}

static int take_recall(struct taking *taking, struct error *error)
{
	uint8_t hash[MANIFEST_HASH_BYTES];
	struct register_grant grant;
	const json_t *object;
	bool found = false;
	json_t *root;
	int result = taking_member(taking, "recalls", &root, &object, error);

	if (result == 0 && !taking_hash(object, "manifest", hash))
		result = taking_malformed(error);
	if (result == 0) {
		taking->report->about = arena_copy(
			taking->arena, taking_text(object, "reference"));
		result = register_grant_find(taking->node->pupils, hash, &grant,
					     &found, taking->arena, error);
	}
	json_decref(root);
	if (result != 0)
		return -1;
	if (!found) {
		/* It never came, so nothing is to be destroyed. */
		taking->report->unknown = 1;
		return acknowledge(taking, error);
	}
	if (taking_check_sender(taking, &grant, error) != 0)
		return -1;
	return recall_grant(taking, &grant, error);
}

/* ------------------------------------------------------------------------------------------------- */

static bool wants_answer(enum manifest_kind kind)
{
	return kind == MANIFEST_CORRECTION || kind == MANIFEST_ERASURE ||
	       kind == MANIFEST_RECALL;
}

/* Before anything is carried out that could not be answered then. */
static int check_reply(const struct taking *taking, struct error *error)
{
	const struct parcel_making making = {
		.recipient = taking->sender,
		.today = taking->today,
		.out = taking->reply,
	};
	const struct dated_key *key;

	if (!wants_answer(taking->manifest->kind))
		return 0;
	if (taking->reply == NULL) {
		error_set(error, ERROR_INPUT,
			  "the sender must be answered, and no place is given "
			  "for that");
		return error_hint(error, "--reply names a directory");
	}
	if (correspondent_recipients(taking->sender, taking->today, &key, 1) ==
	    0)
		return error_set(error, ERROR_REFUSED,
				 "the sender has no current key, so that it "
				 "cannot be answered");
	return parcel_check(taking->node, &making, taking->arena, error);
}

static int take(struct taking *taking, struct package *package,
		struct error *error)
{
	switch (taking->manifest->kind) {
	case MANIFEST_CORRECTION:
	case MANIFEST_ERASURE:
		return take_messages(taking, package, error);
	case MANIFEST_RECALL:
		return take_recall(taking, error);
	case MANIFEST_ACKNOWLEDGEMENT:
		return message_take_acknowledgement(taking, error);
	case MANIFEST_DESTRUCTION:
		return message_take_certificate(taking, package, error);
	case MANIFEST_RELEASE:
	case MANIFEST_KIND_COUNT:
		break;
	}
	return taking_malformed(error);
}

int message_receive(struct node *node, struct received *received,
		    const char *reply, int32_t today,
		    struct message_report *report, struct arena *arena,
		    struct error *error)
{
	struct taking taking = {
		.node = node,
		.manifest = received->manifest,
		.sender = received->sender,
		.reply = reply,
		.today = today,
		.report = report,
		.arena = arena,
	};
	bool found;

	*report = (struct message_report){.kind = received->manifest->kind};
	if (register_incoming_find(node->pupils, received->manifest->hash,
				   &found, error) != 0)
		return -1;
	if (found)
		return error_set(error, ERROR_REFUSED,
				 "this was received before");
	if (check_reply(&taking, error) != 0)
		return -1;
	return take(&taking, received->package, error);
}
