/* The paper that travels with a payload: who, to whom, why, under which law
 * and promise, how much, and on which terms. */
#include <stdio.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "policy/terms.h"
#include "seal/archive.h"
#include "share/disclosure.h"
#include "share/rows.h"
#include "share/manifest.h"
#include "share/unusual.h"

static void put_hex(struct json *json, const char *key, const void *bytes,
		    size_t size)
{
	struct builder hex = {0};

	builder_add_hex(&hex, (struct slice){bytes, size});
	json_key_text(json, key, builder_slice(&hex));
	json->out->failed |= hex.failed;
	builder_release(&hex);
}

static void put_controller(const struct disclosure *disclosure,
			   struct json *json)
{
	const struct notice *notice = disclosure->node->notice;

	json_key(json, "controller");
	json_open_object(json);
	json_key_text(json, "name", notice->controller);
	if (notice->body != DICTIONARY_NONE)
		json_key_text(json, "body",
			      disclosure->node->dictionary->bodies[notice->body]
				      .name);
	if (!slice_empty(notice->laestab))
		json_key_text(json, "number", notice->laestab);
	json_close_object(json);
}

static void put_recipient(const struct disclosure *disclosure,
			  struct json *json)
{
	json_key(json, "recipient");
	json_open_object(json);
	json_key_text(json, "body", disclosure->release.recipient);
	if (disclosure->number[0] != '\0')
		json_key_text(json, "number", slice_of(disclosure->number));
	json_key_text(json, "name", disclosure->report->holder);
	json_close_object(json);
}

/* Null, both, for what goes in the clear. */
static void put_keys(const struct disclosure *disclosure, struct json *json)
{
	const char *id;

	json_key(json, "sealed-to");
	if (!disclosure->sealed) {
		json_put_null(json);
		json_key(json, "signed-by");
		json_put_null(json);
		return;
	}
	json_open_array(json);
	for (size_t i = 0;
	     (id = sealing_recipient(disclosure->sealing, i)) != NULL; i++)
		json_put_text(json, slice_of(id));
	json_close_array(json);
	json_key_text(json, "signed-by",
		      slice_of(sealing_signer(disclosure->sealing)));
}

/* The law that allows or requires it, apart from what the notice cites. */
static void put_law(const struct disclosure *disclosure, struct json *json)
{
	const struct dictionary *dictionary = disclosure->node->dictionary;
	const struct rule *rule;

	json_key(json, "law");
	json_open_array(json);
	for (size_t i = 0; (rule = plan_gateway(disclosure->plan, i)) != NULL;
	     i++) {
		json_open_object(json);
		json_key_text(json, "gateway", rule->name);
		json_key(json, "laws");
		json_open_array(json);
		for (size_t l = 0; l < rule->law_count; l++)
			json_put_text(json,
				      dictionary->laws[rule->laws[l]].label);
		json_close_array(json);
		json_key_boolean(json, "duty",
				 plan_requires(disclosure->plan, rule));
		json_close_object(json);
	}
	json_close_array(json);
}

/* The data protection law of the date (C01). */
static void put_regime(const struct disclosure *disclosure, struct json *json)
{
	const struct law *regime = plan_regime_law(disclosure->plan);

	json_key(json, "regime");
	if (regime != NULL)
		json_put_text(json, regime->label);
	else
		json_put_null(json);
}

static void put_notice(const struct disclosure *disclosure, struct json *json)
{
	const struct notice *notice = plan_notice(disclosure->plan);
	uint8_t hash[crypto_hash_sha256_BYTES];

	json_key(json, "notice");
	if (notice == NULL) {
		json_put_null(json);
		return;
	}
	crypto_hash_sha256(hash, (const unsigned char *)notice->source->text.at,
			   notice->source->text.len);
	json_open_object(json);
	json_key_text(json, "title", notice->title);
	json_key_number(json, "version", (int64_t)notice->version);
	json_key_date(json, "from", notice->from);
	put_hex(json, "sha256", hash, sizeof(hash));
	json_close_object(json);
}

static void put_field_names(const struct dictionary *dictionary,
			    const struct field_set *fields, const char *key,
			    struct json *json)
{
	json_key(json, key);
	json_open_array(json);
	for (uint16_t f = field_set_next(fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(fields, (uint16_t)(f + 1)))
		json_put_text(json, dictionary->fields[f].name);
	json_close_array(json);
}

static void put_counts(const struct disclosure *disclosure, struct json *json)
{
	const struct share_report *report = disclosure->report;

	json_key(json, "pupils");
	json_open_object(json);
	json_key_number(json, "considered", (int64_t)report->considered);
	json_key_number(json, "released", (int64_t)report->released);
	/* Who objected is one of few; rows that name nobody say nothing of
	 * them. */
	if (disclosure->level.kind == LEVEL_ANONYMISED) {
		json_close_object(json);
		return;
	}
	json_key(json, "withheld-in-part-or-whole-by-gate");
	json_open_object(json);
	for (int gate = GATE_RECIPIENT; gate < GATE_COUNT; gate++)
		json_key_number(json, gate_name((enum gate)gate),
				(int64_t)report->gates[gate].pupils);
	json_close_object(json);
	json_close_object(json);
}

/* The numbers of pupils behind an aggregate are themselves of the tables, and
 * are not told beside them. */
static bool is_aggregate(const struct disclosure *disclosure)
{
	return disclosure->level.kind == LEVEL_AGGREGATE;
}

/* Of what is sent; "2025" for 2025/26, as periods are written. */
static void put_years(const struct disclosure *disclosure, struct json *json)
{
	char text[16];

	if (disclosure->first_year == 0)
		return;
	json_key(json, "years");
	json_open_object(json);
	snprintf(text, sizeof(text), "%d", disclosure->first_year);
	json_key_text(json, "from", slice_of(text));
	snprintf(text, sizeof(text), "%d", disclosure->last_year);
	json_key_text(json, "to", slice_of(text));
	json_close_object(json);
}

/* How small numbers were treated is published with the tables (T5). */
static void put_control(const struct disclosure *disclosure, struct json *json)
{
	json_key(json, "disclosure-control");
	profile_json(disclosure->profile, json);
}

static void put_obligations(const struct disclosure *disclosure,
			    struct json *json)
{
	const struct share_report *report = disclosure->report;

	json_key(json, "obligations");
	json_open_array(json);
	for (size_t i = 0; i < report->obligation_count; i++)
		json_put_text(json, report->obligations[i]);
	json_close_array(json);
}

/* --- what the recipient may do with it ------------------------------------------------ */

/* The decisions by which something is sent. */
static uint32_t *sending(const struct disclosure *disclosure, size_t *count)
{
	size_t all = plan_decision_count(disclosure->plan);
	uint32_t *list = arena_array(disclosure->arena, all, sizeof(*list));

	*count = 0;
	for (size_t d = 0; list != NULL && d < all; d++)
		if (d < disclosure->count_capacity &&
		    disclosure->counts[d].sent > 0)
			list[(*count)++] = (uint32_t)d;
	return list;
}

static int find_terms(const struct disclosure *disclosure,
		      struct licence *terms, struct error *error)
{
	struct terms_asked asked = {
		.fields = disclosure->report->fields,
		.bindings = bindings_sent_under(disclosure->bindings),
		.level = disclosure->level,
	};

	/* The area is sent too: it is each row of a table. */
	level_add_area(disclosure->node->dictionary, disclosure->level,
		       &asked.fields);
	asked.decisions = sending(disclosure, &asked.decision_count);
	if (asked.decisions == NULL)
		return error_memory(error);
	return terms_find(terms, disclosure->plan, &asked, disclosure->arena,
			  error);
}

/* For those who look after the sender's releases (unusual.h). */
static void put_unusual(const struct disclosure *disclosure, struct json *json)
{
	json_key(json, "unusual");
	json_open_array(json);
	for (int u = 0; u < UNUSUAL_COUNT; u++)
		if ((disclosure->unusual & 1u << u) != 0)
			json_put_text(json,
				      slice_of(unusual_name((enum unusual)u)));
	json_close_array(json);
}

static void put_payload(const struct disclosure *disclosure, struct json *json)
{
	json_key(json, "payload");
	json_open_object(json);
	json_key_text(json, "file", slice_of(disclosure->payload_name));
	json_key_text(json, "format", slice_of(payload_format(disclosure)));
	json_key_number(json, "bytes", (int64_t)disclosure->payload_bytes);
	put_hex(json, "sha256", disclosure->payload_hash,
		sizeof(disclosure->payload_hash));
	json_close_object(json);
}

static void put_manifest(const struct disclosure *disclosure,
			 const struct licence *terms, struct json *json)
{
	json_open_object(json);
	json_key_number(json, "manifest", MANIFEST_VERSION);
	json_key_text(json, "kind",
		      slice_of(manifest_kind_name(MANIFEST_RELEASE)));
	json_key_text(json, "reference", disclosure->release.reference);
	json_key_date(json, "date", disclosure->release.date);
	json_key_date(json, "expires", disclosure->expires);
	put_controller(disclosure, json);
	put_recipient(disclosure, json);
	put_keys(disclosure, json);
	json_key_text(json, "purpose", disclosure->release.purpose);
	if (disclosure->collection != NULL)
		json_key_text(json, "collection", disclosure->collection->name);
	if (!slice_empty(disclosure->request.trigger))
		json_key_text(json, "trigger", disclosure->request.trigger);
	if (!slice_empty(disclosure->request.role))
		json_key_text(json, "role", disclosure->request.role);
	approvals_write(disclosure, json);
	put_regime(disclosure, json);
	put_law(disclosure, json);
	put_notice(disclosure, json);
	put_hex(json, "dictionary-sha256", disclosure->node->dictionary->hash,
		sizeof(disclosure->node->dictionary->hash));
	if (disclosure->growth != NULL)
		put_hex(json, "growth-reference-sha256",
			disclosure->growth->reference->hash,
			sizeof(disclosure->growth->reference->hash));
	json_key_text(json, "level", disclosure->report->level);
	pseudonym_write_scope(disclosure, json);
	matched_write_manifest(disclosure, json);
	put_field_names(disclosure->node->dictionary,
			&disclosure->report->fields, "fields", json);
	put_years(disclosure, json);
	if (is_aggregate(disclosure))
		put_control(disclosure, json);
	else
		put_counts(disclosure, json);
	rows_write_manifest(disclosure, json);
	json_key(json, "grant");
	terms_write(disclosure->node->dictionary, terms, json);
	put_obligations(disclosure, json);
	put_unusual(disclosure, json);
	table_put_metadata(disclosure, json);
	texts_put(disclosure, json);
	put_payload(disclosure, json);
	json_close_object(json);
}

static int write_text(struct disclosure *disclosure, struct builder *text,
		      struct error *error)
{
	struct json json = json_writer(text, true);
	struct licence terms;

	if (find_terms(disclosure, &terms, error) != 0)
		return -1;
	put_manifest(disclosure, &terms, &json);
	builder_add_byte(text, '\n');
	return text->failed ? error_memory(error) : 0;
}

int manifest_measure(struct disclosure *disclosure, struct error *error)
{
	struct builder text = {0};
	int result;

	disclosure->payload_bytes = ARCHIVE_SIZE_LIMIT_BYTES;
	result = write_text(disclosure, &text, error);
	disclosure->payload_bytes = 0;
	disclosure->manifest_bytes = text.len;
	builder_release(&text);
	return result;
}

/* Blanks before the closing line end. */
static int pad(const struct disclosure *disclosure, struct builder *text,
	       struct error *error)
{
	if (disclosure->manifest_bytes == 0)
		return 0;
	if (text->len > disclosure->manifest_bytes)
		return error_set(error, ERROR_SYSTEM,
				 "the manifest came out longer than it can be");
	text->len--;
	while (text->len < disclosure->manifest_bytes - 1 && !text->failed)
		builder_add_byte(text, ' ');
	builder_add_byte(text, '\n');
	return text->failed ? error_memory(error) : 0;
}

static int store(struct disclosure *disclosure, struct slice text,
		 struct error *error)
{
	const char *path = path_join(disclosure->arena, disclosure->staging,
				     "manifest.json");

	disclosure->release.manifest = arena_copy(disclosure->arena, text);
	if (path == NULL || disclosure->release.manifest.at == NULL)
		return error_memory(error);
	return file_replace(path, text, 0600, error);
}

int manifest_write(struct disclosure *disclosure, struct error *error)
{
	struct builder text = {0};
	int result = write_text(disclosure, &text, error);

	if (result == 0)
		result = pad(disclosure, &text, error);
	if (result == 0)
		result = store(disclosure, builder_slice(&text), error);
	builder_release(&text);
	return result;
}
