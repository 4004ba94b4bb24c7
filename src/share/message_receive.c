/* Taking in messages and answers; whose word counts for what. */
#include "share/message.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "dictionary/dictionary.h"
#include "seal/correspondents.h"
#include "seal/stream.h"
#include "share/certificate.h"
#include "share/message_parts.h"
#include "share/node.h"
#include "share/package.h"
#include "share/parcel.h"
#include "share/payload_check.h"
#include "share/receive.h"

enum { ENTRIES_MOST = 100000, NAMES_MOST = 16, DEPTH_MOST = 8 };

/* One correction or erasure that concerns what this node holds. */
struct entry {
	uint64_t grant;
	uint64_t pupil;
	struct slice pseudonym;  /* that the grant knows the pupil by */
	struct field_set fields; /* that the grant has had of the pupil */
	const json_t *sections;
};

struct taking {
	struct node *node;
	const struct manifest *manifest;
	const struct correspondent *sender;
	const char *reply;
	int32_t today;
	struct message_report *report;
	struct arena *arena;
	struct entry *entries;
	size_t count;
	size_t capacity;
};

static int malformed(struct error *error)
{
	return error_set(error, ERROR_INPUT, "the message is malformed");
}

static struct slice text_of(const json_t *object, const char *member)
{
	const json_t *value = json_object_get(object, member);

	if (!json_is_string(value))
		return (struct slice){0};
	return (struct slice){json_string_value(value),
			      json_string_length(value)};
}

static bool hash_of(const json_t *object, const char *member,
		    uint8_t hash[MANIFEST_HASH_BYTES])
{
	struct slice text = text_of(object, member);
	size_t size = 0;

	return text.len == 2 * MANIFEST_HASH_BYTES &&
	       sodium_hex2bin(hash, MANIFEST_HASH_BYTES, text.at, text.len,
			      NULL, &size, NULL) == 0 &&
	       size == MANIFEST_HASH_BYTES;
}

/* Only who sent something may speak of it. */
static int check_sender(const struct taking *taking,
			const struct register_grant *grant, struct error *error)
{
	if (slice_equal(grant->sender, taking->sender->body) &&
	    slice_equal(grant->sender_number, taking->sender->number))
		return 0;
	return error_set(error, ERROR_REFUSED,
			 "it is about a release that somebody else has sent");
}

static struct register_incoming incoming_of(const struct taking *taking)
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

/* --- whom it is about ------------------------------------------------------------------- */

static int find_by(const struct taking *taking,
		   const struct register_grant *grant, struct slice known_by,
		   struct slice name, uint64_t *pupil, struct error *error)
{
	struct pupil_register *pupils = taking->node->pupils;

	if (slice_is(known_by, "upn"))
		return register_find(pupils, name, pupil, error);
	if (slice_is(known_by, "uln"))
		return register_find_uln(pupils, name, pupil, error);
	return register_find_pseudonym(pupils, grant->sender, grant->purpose,
				       name, pupil, error);
}

static int is_held(const struct taking *taking, uint64_t grant, uint64_t pupil,
		   bool *held, struct error *error)
{
	uint64_t *grants;
	size_t count;

	*held = false;
	if (register_pupil_grants(taking->node->pupils, pupil, &grants, &count,
				  taking->arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		*held = *held || grants[i] == grant;
	return 0;
}

static int find_pupil(const struct taking *taking,
		      const struct register_grant *grant, const json_t *object,
		      struct entry *entry, bool *found, struct error *error)
{
	const json_t *names = json_object_get(object, "names");
	struct slice known_by = text_of(object, "known-by");

	*found = false;
	if (!json_is_array(names) || json_array_size(names) > NAMES_MOST)
		return malformed(error);
	for (size_t i = 0; i < json_array_size(names) && !*found; i++) {
		const json_t *value = json_array_get(names, i);
		struct slice name = {json_string_value(value),
				     json_string_length(value)};
		struct error why = {0};

		if (!json_is_string(value))
			return malformed(error);
		if (find_by(taking, grant, known_by, name, &entry->pupil,
			    &why) == 0) {
			if (is_held(taking, grant->id, entry->pupil, found,
				    error) != 0)
				return -1;
			if (*found && slice_is(known_by, "pseudonym"))
				entry->pseudonym = name;
		} else if (why.code != ERROR_NOT_FOUND) {
			if (error != NULL)
				*error = why;
			return -1;
		}
	}
	return 0;
}

static int take_entry(struct taking *taking, const json_t *object,
		      struct error *error)
{
	uint8_t hash[MANIFEST_HASH_BYTES];
	struct entry entry = {0};
	struct register_grant grant;
	struct entry *grown;
	bool found;

	if (!hash_of(object, "manifest", hash))
		return malformed(error);
	if (register_grant_find(taking->node->pupils, hash, &grant, &found,
				taking->arena, error) != 0)
		return -1;
	if (found && check_sender(taking, &grant, error) != 0)
		return -1;
	if (found && grant.state == GRANT_LIVE &&
	    find_pupil(taking, &grant, object, &entry, &found, error) != 0)
		return -1;
	if (!found || grant.state != GRANT_LIVE) {
		taking->report->unknown++;
		return 0;
	}
	if (register_grant_fields(taking->node->pupils, grant.id, entry.pupil,
				  &entry.fields, taking->arena, error) != 0)
		return -1;
	entry.grant = grant.id;
	entry.sections = json_object_get(object, "sections");
	grown = arena_grow(taking->arena, taking->entries, taking->count,
			   &taking->capacity, sizeof(*grown));
	if (grown == NULL)
		return error_memory(error);
	taking->entries = grown;
	grown[taking->count++] = entry;
	return 0;
}

static int take_entries(struct taking *taking, const json_t *root,
			const char *member, struct error *error)
{
	const json_t *list = json_object_get(root, member);

	if (!json_is_array(list) || json_array_size(list) > ENTRIES_MOST)
		return malformed(error);
	for (size_t i = 0; i < json_array_size(list); i++)
		if (take_entry(taking, json_array_get(list, i), error) != 0)
			return -1;
	return 0;
}

/* --- corrections --------------------------------------------------------------------------- */

/* A correction says what has become of what was sent, and cannot say more: what
 * the release did not bring is not the sender's to bring in now. */
static bool may_say(const struct taking *taking, const struct entry *entry,
		    const struct field *field)
{
	const struct dictionary *dictionary = taking->node->dictionary;
	struct field_set held = payload_fields(dictionary, &field->name, 1);
	struct slice category = dictionary->categories[field->category].name;

	if (slice_is(category, "wishes") || slice_is(category, "served"))
		return false;
	held = field_set_intersection(held, entry->fields);
	return !field_set_empty(held);
}

static int set_value(const struct taking *taking, const struct entry *entry,
		     struct record_maker *maker, uint16_t category,
		     struct slice period, uint32_t item, const char *name,
		     const json_t *value, struct error *error)
{
	const struct dictionary *dictionary = taking->node->dictionary;
	const struct field *field =
		dictionary_field(dictionary, slice_of(name));
	struct builder text = {0};
	uint16_t index;
	int result;

	if (!json_is_string(value))
		return malformed(error);
	/* A later edition's field is not ours to hold. */
	if (field == NULL || field->category != category ||
	    !may_say(taking, entry, field))
		return 0;
	index = (uint16_t)(field - dictionary->fields);
	result = field_check(dictionary, index,
			     (struct slice){json_string_value(value),
					    json_string_length(value)},
			     DATE_NONE, &text, error);
	if (result == 0)
		record_set(maker, index, period, item, builder_slice(&text));
	if (text.at != NULL)
		sodium_memzero(text.at, text.capacity);
	builder_release(&text);
	return result;
}

static int set_items(const struct taking *taking, const struct entry *entry,
		     struct record_maker *maker, uint16_t category,
		     struct slice period, const json_t *items,
		     struct error *error)
{
	if (!json_is_array(items) || json_array_size(items) > RECORD_ITEM_LIMIT)
		return malformed(error);
	record_mention(maker, category, period);
	for (size_t i = 0; i < json_array_size(items); i++) {
		json_t *item = json_array_get(items, i);
		const char *name;
		json_t *value;

		if (!json_is_object(item))
			return malformed(error);
		json_object_foreach(
			item, name,
			value) if (set_value(taking, entry, maker, category,
					     period, (uint32_t)i, name, value,
					     error) != 0) return -1;
	}
	return 0;
}

/* The pseudonym is what the section says of itself; it came with the first
 * version and must not get lost with the next. */
static void keep_pseudonym(const struct taking *taking,
			   struct record_maker *maker, uint16_t category,
			   struct slice pseudonym)
{
	const struct dictionary *dictionary = taking->node->dictionary;
	const struct field *field =
		dictionary_field(dictionary, SLICE("pupil.pseudonym"));

	if (field != NULL && field->category == category &&
	    !slice_empty(pseudonym))
		record_set(maker, (uint16_t)(field - dictionary->fields),
			   SLICE(""), 0, pseudonym);
}

static int make_record(const struct taking *taking, const struct entry *entry,
		       struct record *record, struct arena *arena,
		       struct error *error)
{
	const struct dictionary *dictionary = taking->node->dictionary;
	struct record_maker maker = record_maker(dictionary, arena);
	const json_t *sections = entry->sections;

	if (!json_is_array(sections))
		return malformed(error);
	for (size_t i = 0; i < json_array_size(sections); i++) {
		const json_t *section = json_array_get(sections, i);
		uint16_t category =
			dictionary_find(dictionary, KIND_CATEGORY,
					text_of(section, "category"));

		if (category == DICTIONARY_NONE)
			continue;
		if (set_items(taking, entry, &maker, category,
			      text_of(section, "period"),
			      json_object_get(section, "items"), error) != 0)
			return -1;
		keep_pseudonym(taking, &maker, category, entry->pseudonym);
	}
	return record_made(&maker, record, error);
}

static int by_grant(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;

	return (left->grant > right->grant) - (left->grant < right->grant);
}

static int correct_grant(struct taking *taking, const struct entry *entries,
			 size_t count, struct error *error)
{
	struct register_grant grant = {.id = entries[0].grant};
	struct origin origin = {
		.kind = SLICE("correction"),
		.name = taking->manifest->reference,
		.recorded = taking->today,
		.stated_by = taking->sender->name,
	};
	struct arena arena = {0};
	struct import *import;
	struct record record;
	int result = 0;

	/* One message may go to several grants, which are imports apart. */
	memcpy(origin.hash, taking->manifest->hash, sizeof(origin.hash));
	if (import_begin_grant(&import, taking->node->pupils, &origin, &grant,
			       error) != 0)
		return -1;
	for (size_t i = 0; i < count && result == 0; i++) {
		result = make_record(taking, &entries[i], &record, &arena,
				     error);
		if (result == 0)
			result = import_correct(import, entries[i].pupil,
						&record, error);
		arena_clear(&arena);
	}
	arena_release(&arena);
	if (result != 0) {
		import_abandon(import);
		return -1;
	}
	return import_commit(import, NULL, error);
}

static int apply_corrections(struct taking *taking, struct error *error)
{
	size_t from = 0;
	size_t to;

	if (taking->count > 0)
		qsort(taking->entries, taking->count, sizeof(*taking->entries),
		      by_grant);
	for (; from < taking->count; from = to) {
		to = from + 1;
		while (to < taking->count &&
		       taking->entries[to].grant == taking->entries[from].grant)
			to++;
		if (correct_grant(taking, &taking->entries[from], to - from,
				  error) != 0)
			return -1;
		taking->report->applied += to - from;
	}
	return 0;
}

/* Whoever has it from us is told what we are told. */
static int tell_on(struct taking *taking, uint64_t grant, uint64_t pupil,
		   struct error *error)
{
	struct message_report *report = taking->report;
	struct passed_on passed = {0};

	if (messages_pass_on(taking->node, grant, pupil,
			     taking->manifest->reference, taking->today,
			     &passed, error) != 0)
		return -1;
	report->told += passed.told;
	report->untold += passed.untold;
	report->shared += passed.shared;
	return 0;
}

static int apply_erasures(struct taking *taking, struct error *error)
{
	for (size_t i = 0; i < taking->count; i++) {
		const struct entry *entry = &taking->entries[i];
		struct error why = {0};
		bool held;

		if (is_held(taking, entry->grant, entry->pupil, &held, error) !=
		    0)
			return -1;
		if (!held)
			continue; /* twice in one message */
		if (tell_on(taking, entry->grant, entry->pupil, error) != 0)
			return -1;
		if (register_grant_pupil_destroy(
			    taking->node->pupils, entry->grant, entry->pupil,
			    taking->today, NULL, &why) == 0)
			taking->report->applied++;
		else if (why.code == ERROR_NOT_FOUND)
			; /* so it is gone */
		else {
			if (error != NULL)
				*error = why;
			return -1;
		}
	}
	return 0;
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
	struct register_incoming incoming = incoming_of(taking);
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
		return malformed(error);
	result = package_payload(package, stream_to_builder(&bytes), error);
	if (result == 0 && !json_is_shallow(builder_slice(&bytes), DEPTH_MOST))
		result = malformed(error);
	if (result == 0) {
		*root = json_loadb(bytes.at, bytes.len, JSON_REJECT_DUPLICATES,
				   NULL);
		if (!json_is_object(*root))
			result = malformed(error);
	}
	if (bytes.at != NULL)
		sodium_memzero(bytes.at, bytes.capacity);
	builder_release(&bytes);
	return result;
}

static int take_messages(struct taking *taking, struct package *package,
			 struct error *error)
{
	bool erasures = taking->manifest->kind == MANIFEST_ERASURE;
	json_t *root;
	int result = read_payload(taking, package, &root, error);

	/* All is looked at before any of it is applied. */
	if (result == 0)
		result = take_entries(taking, root,
				      erasures ? "erasures" : "corrections",
				      error);
	if (result == 0)
		result = erasures ? apply_erasures(taking, error)
				  : apply_corrections(taking, error);
	json_decref(root);
	return result == 0 ? acknowledge(taking, error) : -1;
}

/* A member of the manifest that only this kind has. */
static int manifest_member(const struct taking *taking, const char *member,
			   json_t **root, const json_t **object,
			   struct error *error)
{
	*root = json_loadb(taking->manifest->text.at,
			   taking->manifest->text.len, JSON_REJECT_DUPLICATES,
			   NULL);
	*object = json_object_get(*root, member);
	return json_is_object(*object) ? 0 : malformed(error);
}

static int recall_grant(struct taking *taking,
			const struct register_grant *grant, struct error *error)
{
	struct register_incoming incoming = incoming_of(taking);
	struct certificate certificate = {
		.grant = grant->id,
		.recipient = taking->sender,
		.reply = taking->reply,
		.today = taking->today,
		.answers = &incoming,
		.answered = taking->manifest,
	};

	if (grant->state == GRANT_LIVE &&
	    (tell_on(taking, grant->id, 0, error) != 0 ||
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
	int result = manifest_member(taking, "recalls", &root, &object, error);

	if (result == 0 && !hash_of(object, "manifest", hash))
		result = malformed(error);
	if (result == 0) {
		taking->report->about =
			arena_copy(taking->arena, text_of(object, "reference"));
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
	if (check_sender(taking, &grant, error) != 0)
		return -1;
	return recall_grant(taking, &grant, error);
}

/* --- answers ------------------------------------------------------------------------------------- */

static int not_asked(struct error *error)
{
	return error_set(error, ERROR_REFUSED,
			 "it answers nothing that was sent to its sender");
}

static int find_parcel(const struct taking *taking, const json_t *object,
		       struct register_parcel *parcel, struct error *error)
{
	uint8_t stated[MANIFEST_HASH_BYTES], hash[MANIFEST_HASH_BYTES];
	struct slice reference = text_of(object, "reference");
	struct register_parcel *list;
	size_t count;

	if (!hash_of(object, "manifest", stated))
		return malformed(error);
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

static int take_acknowledgement(struct taking *taking, struct error *error)
{
	struct register_incoming incoming = incoming_of(taking);
	struct register_parcel parcel;
	const json_t *object;
	json_t *root;
	int result = manifest_member(taking, "answers", &root, &object, error);

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
	struct slice reference = text_of(object, "reference");
	struct release *releases;
	struct manifest manifest;
	size_t count;

	if (!hash_of(object, "manifest", stated))
		return malformed(error);
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

static int take_certificate(struct taking *taking, struct package *package,
			    struct error *error)
{
	struct register_incoming incoming = incoming_of(taking);
	const json_t *object;
	json_t *root;
	int result =
		manifest_member(taking, "destroyed", &root, &object, error);

	if (result == 0)
		result = find_release(taking, object, &incoming.release, error);
	if (result == 0) {
		taking->report->about =
			arena_copy(taking->arena, text_of(object, "reference"));
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
		return take_acknowledgement(taking, error);
	case MANIFEST_DESTRUCTION:
		return take_certificate(taking, package, error);
	case MANIFEST_RELEASE:
	case MANIFEST_KIND_COUNT:
		break;
	}
	return malformed(error);
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
