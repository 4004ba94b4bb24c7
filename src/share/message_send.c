/* Sending what is due: who gets which messages, and what stands in them. */
#include "share/message.h"

#include <string.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/json.h"
#include "dictionary/dictionary.h"
#include "seal/correspondents.h"
#include "share/keys.h"
#include "share/message_parts.h"
#include "share/node.h"
#include "share/parcel.h"

/* Messages in one parcel, so that it stays small. */
enum { MESSAGES_MOST = 1000 };

const char *known_by_name(enum known_by known_by)
{
	static const char *const names[] = {
		[KNOWN_BY_NOTHING] = "nothing",
		[KNOWN_BY_UPN] = "upn",
		[KNOWN_BY_ULN] = "uln",
		[KNOWN_BY_PSEUDONYM] = "pseudonym",
	};

	return names[known_by];
}

const struct release *release_of(const struct release *releases, size_t count,
				 uint64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (releases[i].id == id)
			return &releases[i];
	return NULL;
}

struct sending {
	struct node *node;
	const char *out;
	int32_t today;
	struct notify_report *report;
	size_t line_capacity;
	struct release *releases;
	size_t release_count;
	struct manifest *manifests; /* of releases, by place; kind is
				       MANIFEST_KIND_COUNT before they are
				       read */
	struct register_message *messages;
	size_t message_count;
	bool *taken; /* by message */
	struct arena *arena;
};

/* --- what a release was --------------------------------------------------------------- */

static int manifest_of(struct sending *sending, const struct release *release,
		       const struct manifest **out, struct error *error)
{
	struct manifest *manifest =
		&sending->manifests[release - sending->releases];

	*out = manifest;
	if (manifest->kind != MANIFEST_KIND_COUNT)
		return 0;
	return manifest_read(manifest, release->manifest, sending->arena,
			     error);
}

static int load(struct sending *sending, struct error *error)
{
	uint64_t found;

	if (messages_find(sending->node, &found, error) != 0 ||
	    register_releases(sending->node->pupils, &sending->releases,
			      &sending->release_count, sending->arena,
			      error) != 0 ||
	    register_messages(sending->node->pupils, false, &sending->messages,
			      &sending->message_count, sending->arena,
			      error) != 0)
		return -1;
	sending->manifests = arena_array(sending->arena, sending->release_count,
					 sizeof(*sending->manifests));
	sending->taken = arena_array(sending->arena, sending->message_count,
				     sizeof(*sending->taken));
	if (sending->manifests == NULL || sending->taken == NULL)
		return error_memory(error);
	for (size_t i = 0; i < sending->release_count; i++)
		sending->manifests[i].kind = MANIFEST_KIND_COUNT;
	memset(sending->taken, 0,
	       sending->message_count * sizeof(*sending->taken));
	return 0;
}

/* --- payloads ------------------------------------------------------------------------------ */

static void put_hash(struct json *json, const char *key,
		     const uint8_t hash[MANIFEST_HASH_BYTES])
{
	char hex[2 * MANIFEST_HASH_BYTES + 1];

	sodium_bin2hex(hex, sizeof(hex), hash, MANIFEST_HASH_BYTES);
	json_key_text(json, key, slice_of(hex));
}

static void put_head(struct json *json, const struct manifest *manifest,
		     enum known_by known_by, struct slice names)
{
	json_key_text(json, "release", manifest->reference);
	put_hash(json, "manifest", manifest->hash);
	json_key_text(json, "known-by", slice_of(known_by_name(known_by)));
	json_key(json, "names");
	json_open_array(json);
	while (!slice_empty(names))
		json_put_text(json, slice_cut(&names, '\n'));
	json_close_array(json);
}

static void put_item(struct json *json, const struct dictionary *dictionary,
		     const struct item *item)
{
	json_open_object(json);
	for (uint32_t v = 0; v < item->count; v++) {
		struct slice field =
			dictionary->fields[item->values[v].field].name;
		char name[256];

		if (field.len >= sizeof(name))
			continue;
		memcpy(name, field.at, field.len);
		name[field.len] = '\0';
		json_key_text(json, name, item->values[v].text);
	}
	json_close_object(json);
}

static void put_section(struct json *json, const struct dictionary *dictionary,
			const struct section *section)
{
	json_open_object(json);
	json_key_text(json, "category",
		      dictionary->categories[section->category].name);
	json_key_text(json, "period", section->period);
	json_key(json, "items");
	json_open_array(json);
	for (uint32_t i = 0; i < section->count; i++)
		put_item(json, dictionary, &section->items[i]);
	json_close_array(json);
	json_close_object(json);
}

/* Categories of fields named in a message, as bits. */
static uint64_t categories_of(const struct dictionary *dictionary,
			      struct slice names)
{
	uint64_t categories = 0;

	while (!slice_empty(names)) {
		const struct field *field =
			dictionary_field(dictionary, slice_cut(&names, '\n'));

		if (field != NULL)
			categories |= 1ull << field->category;
	}
	return categories;
}

static int find_release(struct sending *sending,
			const struct register_message *message,
			struct pupil_release *had, struct error *error)
{
	struct pupil_release *list;
	size_t count;

	if (register_pupil_releases(sending->node->pupils, message->pupil,
				    &list, &count, sending->arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (list[i].release.id == message->release) {
			*had = list[i];
			return 0;
		}
	return error_set(error, ERROR_CORRUPT,
			 "message %llu is about a release that did not hold "
			 "the pupil",
			 (unsigned long long)message->id);
}

static void put_told(struct sending *sending, const struct manifest *manifest,
		     enum known_by known_by, struct slice names,
		     const struct record *told, struct json *json)
{
	json_open_object(json);
	put_head(json, manifest, known_by, names);
	json_key(json, "sections");
	json_open_array(json);
	for (uint32_t s = 0; s < told->count; s++)
		put_section(json, sending->node->dictionary,
			    &told->sections[s]);
	json_close_array(json);
	json_close_object(json);
}

/* Adds the correction, if it is told: a pupil who is gone or has no name there
 * is none to tell of. */
static int put_correction(struct sending *sending,
			  const struct register_message *message,
			  const struct release *release, struct json *json,
			  enum telling *telling, struct error *error)
{
	struct node *node = sending->node;
	struct message_deciding asked = {
		.message = message,
		.categories = categories_of(node->dictionary, message->fields),
		.today = sending->today,
	};
	struct pupil_release had;
	struct message_told told;
	enum known_by known_by;
	struct record record;
	struct slice names;
	bool held;

	*telling = TELL_NOTHING;
	if (register_pupil_held(node->pupils, message->pupil, &held, error) !=
	    0)
		return -1;
	if (!held)
		return 0;
	asked.had = &had;
	if (find_release(sending, message, &had, error) != 0 ||
	    manifest_of(sending, release, &asked.manifest, error) != 0 ||
	    register_read(node->pupils, message->pupil, UINT64_MAX, &record,
			  sending->arena, error) != 0 ||
	    known_names(node, &had, &record, &known_by, &names, sending->arena,
			error) != 0)
		return -1;
	if (known_by == KNOWN_BY_NOTHING)
		return 0;
	if (message_decide(node, &asked, &told, sending->arena, error) != 0)
		return -1;
	*telling = told.telling;
	if (told.telling == TELL_SECTIONS)
		put_told(sending, asked.manifest, known_by, names, &told.record,
			 json);
	return 0;
}

static int put_erasure(struct sending *sending,
		       const struct register_message *message,
		       const struct release *release, struct json *json,
		       struct error *error)
{
	const struct manifest *manifest;

	if (manifest_of(sending, release, &manifest, error) != 0)
		return -1;
	json_open_object(json);
	put_head(json, manifest, message->known_by, message->name);
	json_close_object(json);
	return 0;
}

/* --- one parcel ------------------------------------------------------------------------------ */

/* Messages of one kind to one recipient. */
struct bundle {
	enum message_kind kind;
	const struct correspondent *recipient;
	size_t *places; /* of messages */
	size_t count;
	size_t people; /* messages that only people can tell */
};

/* Adds one message; `*told` says whether it goes with the parcel. */
static int put_message(struct sending *sending, struct bundle *bundle,
		       const struct register_message *message,
		       struct json *json, bool *told, struct error *error)
{
	const struct release *release = release_of(
		sending->releases, sending->release_count, message->release);
	enum telling telling;

	*told = true;
	if (release == NULL)
		return error_set(error, ERROR_CORRUPT,
				 "message %llu is about no release",
				 (unsigned long long)message->id);
	if (bundle->kind == MESSAGE_ERASURE)
		return put_erasure(sending, message, release, json, error);
	if (put_correction(sending, message, release, json, &telling, error) !=
	    0)
		return -1;
	*told = telling == TELL_SECTIONS;
	bundle->people += telling == TELL_BY_PEOPLE;
	return telling != TELL_NOTHING
		       ? 0
		       : register_message_settle(sending->node->pupils,
						 message->id, sending->today,
						 error);
}

/* Leaves in the bundle what goes with the parcel. */
static int write_payload(struct sending *sending, struct bundle *bundle,
			 struct builder *payload, struct error *error)
{
	bool erasures = bundle->kind == MESSAGE_ERASURE;
	struct json json = json_writer(payload, false);
	size_t kept = 0;
	bool told;

	json_open_object(&json);
	json_key(&json, erasures ? "erasures" : "corrections");
	json_open_array(&json);
	for (size_t i = 0; i < bundle->count; i++) {
		size_t place = bundle->places[i];

		if (put_message(sending, bundle, &sending->messages[place],
				&json, &told, error) != 0)
			return -1;
		if (told)
			bundle->places[kept++] = place;
	}
	bundle->count = kept;
	json_close_array(&json);
	json_close_object(&json);
	return payload->failed ? error_memory(error) : 0;
}

struct recalling {
	const struct manifest *release;
	struct slice reason;
};

static void put_recall(void *context, struct json *json)
{
	const struct recalling *recalling = context;

	json_key(json, "recalls");
	json_open_object(json);
	json_key_text(json, "reference", recalling->release->reference);
	put_hash(json, "manifest", recalling->release->hash);
	json_key_text(json, "reason", recalling->reason);
	json_close_object(json);
}

static int send_parcel(struct sending *sending, const struct bundle *bundle,
		       struct parcel_making *making, struct notify_line *line,
		       struct error *error)
{
	uint64_t *ids =
		arena_array(sending->arena, bundle->count, sizeof(*ids));
	struct parcel_made made;

	if (ids == NULL)
		return error_memory(error);
	for (size_t i = 0; i < bundle->count; i++)
		ids[i] = sending->messages[bundle->places[i]].id;
	making->recipient = bundle->recipient;
	making->today = sending->today;
	making->out = sending->out;
	making->messages = ids;
	making->message_count = bundle->count;
	if (parcel_make(sending->node, making, &made, sending->arena, error) !=
	    0)
		return -1;
	line->reference = made.reference;
	line->path = made.path;
	return 0;
}

static int send_payload(struct sending *sending, struct bundle *bundle,
			struct notify_line *line, struct error *error)
{
	bool erasures = bundle->kind == MESSAGE_ERASURE;
	struct parcel_making making = {
		.kind = erasures ? MANIFEST_ERASURE : MANIFEST_CORRECTION,
		.payload_name = erasures ? SLICE("erasures.json")
					 : SLICE("corrections.json"),
	};
	struct builder payload = {0};
	int result = write_payload(sending, bundle, &payload, error);

	making.payload = builder_slice(&payload);
	line->messages = bundle->count;
	if (result == 0 && bundle->count > 0)
		result = send_parcel(sending, bundle, &making, line, error);
	/* It held personal data in the clear. */
	if (payload.at != NULL)
		sodium_memzero(payload.at, payload.capacity);
	builder_release(&payload);
	return result;
}

static int send_recall(struct sending *sending, const struct bundle *bundle,
		       struct notify_line *line, struct error *error)
{
	const struct register_message *message =
		&sending->messages[bundle->places[0]];
	const struct release *release = release_of(
		sending->releases, sending->release_count, message->release);
	struct recalling recalling = {.reason = message->reason};
	struct parcel_making making = {
		.kind = MANIFEST_RECALL,
		.put = put_recall,
		.context = &recalling,
	};

	if (release == NULL ||
	    manifest_of(sending, release, &recalling.release, error) != 0)
		return -1;
	return send_parcel(sending, bundle, &making, line, error);
}

/* --- to whom ------------------------------------------------------------------------------------ */

static struct notify_line *add_line(struct sending *sending,
				    struct error *error)
{
	struct notify_report *report = sending->report;
	struct notify_line *grown =
		arena_grow(sending->arena, report->lines, report->count,
			   &sending->line_capacity, sizeof(*grown));

	if (grown == NULL) {
		error_memory(error);
		return NULL;
	}
	report->lines = grown;
	grown += report->count++;
	*grown = (struct notify_line){0};
	return grown;
}

/* Whether two messages go to the same recipient in one parcel. */
static bool go_together(struct sending *sending,
			const struct register_message *a,
			const struct register_message *b)
{
	const struct release *first = release_of(
		sending->releases, sending->release_count, a->release);
	const struct release *second = release_of(
		sending->releases, sending->release_count, b->release);
	const struct manifest *one;
	const struct manifest *other;

	if (a->kind != b->kind || a->kind == MESSAGE_RECALL || first == NULL ||
	    second == NULL ||
	    !slice_equal(first->recipient, second->recipient) ||
	    manifest_of(sending, first, &one, NULL) != 0 ||
	    manifest_of(sending, second, &other, NULL) != 0)
		return false;
	return slice_equal(one->recipient.number, other->recipient.number);
}

static int recipient_of(struct sending *sending, const struct release *release,
			const struct correspondent **recipient,
			struct slice *number, struct error *error)
{
	const struct manifest *manifest;
	uint16_t body = dictionary_body(sending->node->dictionary,
					release->recipient, NULL);

	if (manifest_of(sending, release, &manifest, error) != 0)
		return -1;
	*number = manifest->recipient.number;
	if (body == DICTIONARY_NONE)
		return error_set(error, ERROR_NOT_FOUND,
				 "the dictionary has no body '%.*s'",
				 SLICE_ARGS(release->recipient));
	return node_recipient(sending->node, body, *number, sending->today,
			      recipient, error);
}

/* What stays behind has a line of its own; one that says nothing goes. */
static int tell_people(struct sending *sending, const struct bundle *bundle,
		       struct error *error)
{
	struct notify_report *report = sending->report;
	struct notify_line like = report->lines[report->count - 1];
	struct notify_line *line;

	if (bundle->count == 0)
		report->count--;
	if (bundle->people == 0)
		return 0;
	line = add_line(sending, error);
	if (line == NULL)
		return -1;
	*line = (struct notify_line){
		.kind = like.kind,
		.recipient = like.recipient,
		.number = like.number,
		.messages = bundle->people,
		.why = SLICE("law, promise or terms do not let it out by "
			     "itself today, or it cannot be seen what became "
			     "of what was sent; people must tell it"),
	};
	return 0;
}

static int send_bundle(struct sending *sending, struct bundle *bundle,
		       struct error *error)
{
	const struct register_message *message =
		&sending->messages[bundle->places[0]];
	const struct release *release = release_of(
		sending->releases, sending->release_count, message->release);
	struct notify_line *line = add_line(sending, error);
	struct error cause = {0};

	if (line == NULL)
		return -1;
	line->kind = bundle->kind;
	line->messages = bundle->count;
	if (release == NULL)
		return error_set(error, ERROR_CORRUPT,
				 "message %llu is about no release",
				 (unsigned long long)message->id);
	line->recipient = release->recipient;
	if (recipient_of(sending, release, &bundle->recipient, &line->number,
			 &cause) != 0) {
		if (cause.code == ERROR_MEMORY)
			return error_memory(error);
		/* Not a recipient of ours any more: people must tell it. */
		line->why = arena_copy(sending->arena, slice_of(cause.message));
		return line->why.at != NULL ? 0 : error_memory(error);
	}
	if (bundle->kind == MESSAGE_RECALL)
		return send_recall(sending, bundle, line, error);
	return send_payload(sending, bundle, line, error) == 0
		       ? tell_people(sending, bundle, error)
		       : -1;
}

static bool is_wanted(const struct sending *sending, size_t i, uint64_t release)
{
	return !sending->taken[i] &&
	       sending->messages[i].state == MESSAGE_DUE &&
	       (release == 0 || sending->messages[i].release == release);
}

static int send_all(struct sending *sending, uint64_t release,
		    struct error *error)
{
	for (size_t i = 0; i < sending->message_count; i++) {
		const struct register_message *first = &sending->messages[i];
		struct bundle bundle = {.kind = first->kind};

		if (!is_wanted(sending, i, release))
			continue;
		bundle.places = arena_array(sending->arena, MESSAGES_MOST,
					    sizeof(*bundle.places));
		if (bundle.places == NULL)
			return error_memory(error);
		for (size_t j = i;
		     j < sending->message_count && bundle.count < MESSAGES_MOST;
		     j++) {
			if (!is_wanted(sending, j, release) ||
			    (j != i && !go_together(sending, first,
						    &sending->messages[j])))
				continue;
			sending->taken[j] = true;
			bundle.places[bundle.count++] = j;
		}
		if (send_bundle(sending, &bundle, error) != 0)
			return -1;
	}
	return 0;
}

int message_notify(struct node *node, const char *out, int32_t today,
		   uint64_t release, struct notify_report *report,
		   struct arena *arena, struct error *error)
{
	struct sending sending = {
		.node = node,
		.out = out,
		.today = today,
		.report = report,
		.arena = arena,
	};

	*report = (struct notify_report){0};
	if (load(&sending, error) != 0)
		return -1;
	return send_all(&sending, release, error);
}

/* --- recalling --------------------------------------------------------------------------------------- */

static int find_reference(struct node *node, struct slice reference,
			  const struct release **out, struct arena *arena,
			  struct error *error)
{
	struct release *releases;
	size_t count;

	if (register_releases(node->pupils, &releases, &count, arena, error) !=
	    0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (!slice_equal(releases[i].reference, reference))
			continue;
		*out = &releases[i];
		if (releases[i].state == RELEASE_DONE)
			return 0;
		return error_set(error, ERROR_INPUT,
				 "this release never left, so that there is "
				 "nothing to recall");
	}
	return error_set(error, ERROR_NOT_FOUND,
			 "there is no release of this reference");
}

static int check_fresh(struct node *node, uint64_t release, struct arena *arena,
		       struct error *error)
{
	struct register_message *list;
	size_t count;

	if (register_messages(node->pupils, true, &list, &count, arena,
			      error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (list[i].kind == MESSAGE_RECALL &&
		    list[i].release == release) {
			error_set(error, ERROR_INPUT,
				  "this release was recalled before");
			return error_hint(error, "'hornbook outstanding' says "
						 "whether it was answered; "
						 "'hornbook notify' sends what "
						 "could not be sent");
		}
	return 0;
}

int message_recall(struct node *node, struct slice reference,
		   struct slice reason, const char *out, int32_t today,
		   struct notify_report *report, struct arena *arena,
		   struct error *error)
{
	struct register_message message = {
		.kind = MESSAGE_RECALL,
		.created = today,
		.reason = reason,
	};
	const struct release *release = NULL;

	*report = (struct notify_report){0};
	if (find_reference(node, reference, &release, arena, error) != 0 ||
	    check_fresh(node, release->id, arena, error) != 0)
		return -1;
	message.release = release->id;
	if (register_messages_add(node->pupils, &message, 1, 0, error) != 0)
		return -1;
	return message_notify(node, out, today, release->id, report, arena,
			      error);
}
