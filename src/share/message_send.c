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
#include "share/disclosure.h"
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

static void put_items(struct json *json, const struct dictionary *dictionary,
		      const struct section *section,
		      const struct field_set *fields)
{
	json_key(json, "items");
	json_open_array(json);
	for (uint32_t i = 0; i < section->count; i++) {
		const struct item *item = &section->items[i];

		json_open_object(json);
		for (uint32_t v = 0; v < item->count; v++) {
			uint16_t field = item->values[v].field;
			char name[256];

			if (!field_set_has(fields, field) ||
			    dictionary->fields[field].name.len >= sizeof(name))
				continue;
			memcpy(name, dictionary->fields[field].name.at,
			       dictionary->fields[field].name.len);
			name[dictionary->fields[field].name.len] = '\0';
			json_key_text(json, name, item->values[v].text);
		}
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_section(struct json *json, const struct dictionary *dictionary,
			uint16_t category, const struct section *section,
			const struct field_set *fields)
{
	static const struct section none = {0};

	json_open_object(json);
	json_key_text(json, "category", dictionary->categories[category].name);
	json_key_text(json, "period",
		      section != NULL ? section->period : SLICE(""));
	put_items(json, dictionary, section != NULL ? section : &none, fields);
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

/* Each section that has changed, whole, with the fields that the recipient had
 * been sent. */
static void put_sections(struct json *json, const struct node *node,
			 uint64_t categories, const struct record *record,
			 const struct field_set *fields)
{
	const struct dictionary *dictionary = node->dictionary;

	json_key(json, "sections");
	json_open_array(json);
	for (uint16_t c = 0; c < dictionary->category_count; c++) {
		bool any = false;

		if ((categories >> c & 1) == 0)
			continue;
		for (uint32_t s = 0; s < record->count; s++) {
			if (record->sections[s].category != c)
				continue;
			any = true;
			put_section(json, dictionary, c, &record->sections[s],
				    fields);
		}
		if (!any && slice_empty(dictionary->categories[c].by))
			put_section(json, dictionary, c, NULL, fields);
	}
	json_close_array(json);
}

/* A court order keeps from recipients what it keeps from them in a release. */
static void hold_back(struct sending *sending, const struct release *release,
		      struct record *record)
{
	const struct dictionary *dictionary = sending->node->dictionary;
	const struct field *field = dictionary_field(
		dictionary, SLICE("parent.disclosure-limited"));
	uint16_t purpose =
		dictionary_find(dictionary, KIND_PURPOSE, release->purpose);
	struct disclosure *disclosure =
		arena_allocate(sending->arena, sizeof(*disclosure));

	if (field == NULL || disclosure == NULL ||
	    (purpose != DICTIONARY_NONE &&
	     dictionary->purposes[purpose].protects))
		return;
	disclosure->limited = (uint16_t)(field - dictionary->fields);
	disclosure_hold_back(disclosure, record);
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

/* Adds the correction; a pupil who is gone or has no name there adds none. */
static int put_correction(struct sending *sending,
			  const struct register_message *message,
			  const struct release *release, struct json *json,
			  struct error *error)
{
	struct node *node = sending->node;
	const struct manifest *manifest;
	struct pupil_release had;
	enum known_by known_by;
	struct record record;
	struct slice names;
	bool held;

	if (register_pupil_held(node->pupils, message->pupil, &held, error) !=
	    0)
		return -1;
	if (!held)
		return 0;
	if (find_release(sending, message, &had, error) != 0 ||
	    manifest_of(sending, release, &manifest, error) != 0 ||
	    register_read(node->pupils, message->pupil, UINT64_MAX, &record,
			  sending->arena, error) != 0 ||
	    known_names(node, &had, &record, &known_by, &names, sending->arena,
			error) != 0)
		return -1;
	if (known_by == KNOWN_BY_NOTHING)
		return 0;
	hold_back(sending, release, &record);
	json_open_object(json);
	put_head(json, manifest, known_by, names);
	put_sections(json, node,
		     categories_of(node->dictionary, message->fields), &record,
		     &had.fields);
	json_close_object(json);
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
};

static int write_payload(struct sending *sending, const struct bundle *bundle,
			 struct builder *payload, struct error *error)
{
	bool erasures = bundle->kind == MESSAGE_ERASURE;
	struct json json = json_writer(payload, false);
	int result = 0;

	json_open_object(&json);
	json_key(&json, erasures ? "erasures" : "corrections");
	json_open_array(&json);
	for (size_t i = 0; result == 0 && i < bundle->count; i++) {
		const struct register_message *message =
			&sending->messages[bundle->places[i]];
		const struct release *release =
			release_of(sending->releases, sending->release_count,
				   message->release);

		if (release == NULL)
			result = error_set(error, ERROR_CORRUPT,
					   "message %llu is about no release",
					   (unsigned long long)message->id);
		else
			result = erasures ? put_erasure(sending, message,
							release, &json, error)
					  : put_correction(sending, message,
							   release, &json,
							   error);
	}
	json_close_array(&json);
	json_close_object(&json);
	if (result == 0 && payload->failed)
		result = error_memory(error);
	return result;
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

static int send_payload(struct sending *sending, const struct bundle *bundle,
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
	if (result == 0)
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
	return bundle->kind == MESSAGE_RECALL
		       ? send_recall(sending, bundle, line, error)
		       : send_payload(sending, bundle, line, error);
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
