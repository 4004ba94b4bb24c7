#include "share/certificate.h"

#include <sodium.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "dictionary/dictionary.h"
#include "register/register.h"
#include "seal/correspondents.h"
#include "share/kept.h"
#include "share/keys.h"
#include "share/message.h"
#include "share/node.h"

static void put_hash(struct json *json, const char *key,
		     const uint8_t hash[MANIFEST_HASH_BYTES])
{
	char hex[2 * MANIFEST_HASH_BYTES + 1];

	sodium_bin2hex(hex, sizeof(hex), hash, MANIFEST_HASH_BYTES);
	json_key_text(json, key, slice_of(hex));
}

struct certifying {
	const struct certificate *certificate;
	const struct register_grant *grant;
};

static void put_destroyed(void *context, struct json *json)
{
	const struct certifying *certifying = context;
	const struct register_grant *grant = certifying->grant;
	const struct manifest *answered = certifying->certificate->answered;

	json_key(json, "destroyed");
	json_open_object(json);
	json_key_text(json, "reference", grant->reference);
	put_hash(json, "manifest", grant->manifest);
	json_key_date(json, "received", grant->received);
	json_key_date(json, "on", grant->ended);
	json_key_text(json, "because",
		      grant->state == GRANT_RECALLED ? SLICE("recalled")
						     : SLICE("deleted"));
	json_key_number(json, "pupils", (int64_t)grant->ended_pupils);
	json_key_number(json, "sections", (int64_t)grant->ended_sections);
	json_key_text(json, "key", SLICE("destroyed"));
	json_close_object(json);
	if (answered == NULL)
		return;
	json_key(json, "answers");
	json_open_object(json);
	json_key_text(json, "reference", answered->reference);
	put_hash(json, "manifest", answered->hash);
	json_close_object(json);
}

static int find_grant(struct node *node, uint64_t id,
		      struct register_grant *grant, struct arena *arena,
		      struct error *error)
{
	struct register_grant *list;
	size_t count;

	if (register_grants(node->pupils, &list, &count, arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (list[i].id == id) {
			*grant = list[i];
			return 0;
		}
	return error_set(error, ERROR_NOT_FOUND, "there is no such grant");
}

int certificate_issue(struct node *node, struct certificate *certificate,
		      struct arena *arena, struct error *error)
{
	struct register_grant grant;
	struct certifying certifying = {certificate, &grant};
	struct parcel_making making = {
		.kind = MANIFEST_DESTRUCTION,
		.recipient = certificate->recipient,
		.today = certificate->today,
		.out = certificate->reply,
		.subject = certificate->grant,
		.answers = certificate->answers,
		.put = put_destroyed,
		.context = &certifying,
		.certificate = true,
	};

	if (find_grant(node, certificate->grant, &grant, arena, error) != 0)
		return -1;
	/* Nothing is certified that is not so. */
	if (grant.state == GRANT_LIVE)
		return error_set(error, ERROR_INPUT,
				 "what is held cannot be certified as "
				 "destroyed");
	if (register_wipe(node->pupils, error) != 0)
		return -1;
	certificate->pupils = grant.ended_pupils;
	certificate->sections = grant.ended_sections;
	return parcel_make(node, &making, &certificate->made, arena, error);
}

/* --- grants whose day has come ------------------------------------------------------------ */

static bool is_certified(const struct register_parcel *parcels, size_t count,
			 uint64_t grant)
{
	for (size_t i = 0; i < count; i++)
		if (parcels[i].kind == MANIFEST_DESTRUCTION &&
		    parcels[i].subject == grant &&
		    parcels[i].state != PARCEL_VOID)
			return true;
	return false;
}

static bool has_come(const struct node *node,
		     const struct register_grant *grant, int32_t today)
{
	int32_t last = grant_last_day(node, grant);

	return grant->state == GRANT_LIVE && last != DATE_NONE && last <= today;
}

int grants_due(struct node *node, int32_t today, uint64_t **out, size_t *count,
	       struct arena *arena, struct error *error)
{
	struct register_parcel *parcels;
	struct register_grant *list;
	size_t parcel_count;
	size_t grants;

	if (register_grants(node->pupils, &list, &grants, arena, error) != 0 ||
	    register_parcels(node->pupils, &parcels, &parcel_count, arena,
			     error) != 0)
		return -1;
	*out = arena_array(arena, grants, sizeof(**out));
	if (*out == NULL)
		return error_memory(error);
	*count = 0;
	for (size_t i = 0; i < grants; i++)
		if (has_come(node, &list[i], today) ||
		    (list[i].state != GRANT_LIVE &&
		     !is_certified(parcels, parcel_count, list[i].id)))
			(*out)[(*count)++] = list[i].id;
	return 0;
}

static int find_sender(struct node *node, const struct register_grant *grant,
		       int32_t today, const struct correspondent **sender,
		       struct error *error)
{
	uint16_t body = dictionary_body(node->dictionary, grant->sender, NULL);

	if (body == DICTIONARY_NONE)
		return error_set(error, ERROR_NOT_FOUND,
				 "the dictionary has no body '%.*s'",
				 SLICE_ARGS(grant->sender));
	return node_recipient(node, body, grant->sender_number, today, sender,
			      error);
}

/* The data goes whether or not anybody can be told. */
static int destroy_one(struct node *node, uint64_t id, const char *reply,
		       int32_t today, struct destroy_line *line,
		       struct arena *arena, struct error *error)
{
	struct certificate certificate = {
		.grant = id, .reply = reply, .today = today};
	struct parcel_making making = {.today = today, .out = reply};
	struct register_grant grant;
	struct error why = {0};
	bool reached;

	if (find_grant(node, id, &grant, arena, error) != 0)
		return -1;
	*line = (struct destroy_line){
		.grant = id,
		.sender = grant.sender,
		.number = grant.sender_number,
		.reference = grant.reference,
	};
	/* A place that takes no certificate is put right first. */
	reached = find_sender(node, &grant, today, &certificate.recipient,
			      &why) == 0;
	making.recipient = certificate.recipient;
	if (reached && parcel_check(node, &making, arena, error) != 0)
		return -1;
	if (grant.state == GRANT_LIVE &&
	    register_grant_destroy(node->pupils, id, today, GRANT_DESTROYED,
				   NULL, error) != 0)
		return -1;
	if (find_grant(node, id, &grant, arena, error) != 0)
		return -1;
	line->pupils = grant.ended_pupils;
	line->sections = grant.ended_sections;
	if (!reached) {
		line->why = arena_copy(arena, slice_of(why.message));
		return line->why.at != NULL ? 0 : error_memory(error);
	}
	if (certificate_issue(node, &certificate, arena, error) != 0)
		return -1;
	line->parcel = certificate.made.reference;
	line->path = certificate.made.path;
	return 0;
}

int grants_destroy(struct node *node, const uint64_t *grants, size_t count,
		   const char *reply, int32_t today,
		   struct destroy_report *report, struct arena *arena,
		   struct error *error)
{
	*report = (struct destroy_report){
		.lines = arena_array(arena, count, sizeof(*report->lines))};
	if (report->lines == NULL)
		return error_memory(error);
	for (size_t i = 0; i < count; i++) {
		if (destroy_one(node, grants[i], reply, today,
				&report->lines[i], arena, error) != 0)
			return -1;
		report->count++;
	}
	return 0;
}
