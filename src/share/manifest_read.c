/* Reading manifests that come from elsewhere: everything is doubted. */
#include "share/manifest.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/text.h"
#include "seal/dated_key.h"
#include "share/matching.h"

static_assert((int)MANIFEST_HASH_BYTES == (int)crypto_hash_sha256_BYTES,
	      "a manifest's hashes are SHA-256");

static_assert(MANIFEST_DAYS == 92, "as it is told");
static_assert((int)MANIFEST_DAYS == (int)DATED_KEY_SIGNED_DAYS,
	      "as long as its signature counts");

static const char *const kind_names[MANIFEST_KIND_COUNT] = {
	[MANIFEST_RELEASE] = "release",
	[MANIFEST_CORRECTION] = "correction",
	[MANIFEST_ERASURE] = "erasure",
	[MANIFEST_RECALL] = "recall",
	[MANIFEST_ACKNOWLEDGEMENT] = "acknowledgement",
	[MANIFEST_DESTRUCTION] = "destruction",
};

const char *manifest_kind_name(enum manifest_kind kind)
{
	return kind_names[kind];
}

bool manifest_reference_good(struct slice text)
{
	if (text.len == 0 || text.len > MANIFEST_REFERENCE_BYTES ||
	    text.at[0] == '-')
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (!(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z') &&
		    !(c >= '0' && c <= '9') && c != '-')
			return false;
	}
	return true;
}

/* --- values --------------------------------------------------------------------------- */

struct reading {
	struct arena *arena;
	struct error *error;
};

static int fault(const struct reading *reading, const char *member,
		 const char *what)
{
	error_set(reading->error, ERROR_INPUT, "the manifest's '%s' %s", member,
		  what);
	return -1;
}

static int copy_text(const struct reading *reading, const json_t *value,
		     const char *member, struct slice *text)
{
	struct slice seen = {json_string_value(value),
			     json_string_length(value)};

	if (!json_is_string(value))
		return fault(reading, member, "is not a text");
	if (seen.len > MANIFEST_TEXT_BYTES)
		return fault(reading, member, "is too long");
	if (!text_is_clean(seen))
		return fault(reading, member, "holds control characters");
	*text = arena_copy(reading->arena, seen);
	return text->at != NULL ? 0 : error_memory(reading->error);
}

/* Empty when the member is not there, or null. */
static int read_text(const struct reading *reading, const json_t *object,
		     const char *member, struct slice *text)
{
	const json_t *value = json_object_get(object, member);

	*text = (struct slice){NULL, 0};
	if (value == NULL || json_is_null(value))
		return 0;
	return copy_text(reading, value, member, text);
}

static int need_text(const struct reading *reading, const json_t *object,
		     const char *member, struct slice *text)
{
	if (read_text(reading, object, member, text) != 0)
		return -1;
	return !slice_empty(*text) ? 0 : fault(reading, member, "is missing");
}

static int read_date(const struct reading *reading, const json_t *object,
		     const char *member, int32_t *date)
{
	struct slice text;

	*date = DATE_NONE;
	if (read_text(reading, object, member, &text) != 0)
		return -1;
	if (slice_empty(text) || date_parse(text, date))
		return 0;
	return fault(reading, member, "is not a date like 2026-01-15");
}

static int need_date(const struct reading *reading, const json_t *object,
		     const char *member, int32_t *date)
{
	if (read_date(reading, object, member, date) != 0)
		return -1;
	return *date != DATE_NONE ? 0 : fault(reading, member, "is missing");
}

static int need_count(const struct reading *reading, const json_t *object,
		      const char *member, uint64_t *count)
{
	const json_t *value = json_object_get(object, member);

	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return fault(reading, member, "is not a count");
	*count = (uint64_t)json_integer_value(value);
	return 0;
}

static int need_hash(const struct reading *reading, const json_t *object,
		     const char *member, uint8_t hash[MANIFEST_HASH_BYTES])
{
	struct slice text;
	size_t size = 0;

	if (need_text(reading, object, member, &text) != 0)
		return -1;
	if (text.len == 2 * MANIFEST_HASH_BYTES &&
	    sodium_hex2bin(hash, MANIFEST_HASH_BYTES, text.at, text.len, NULL,
			   &size, NULL) == 0 &&
	    size == MANIFEST_HASH_BYTES)
		return 0;
	return fault(reading, member, "is no SHA-256 in hexadecimal digits");
}

/* An array of texts; none when it is not there, or null. */
static int read_list(const struct reading *reading, const json_t *object,
		     const char *member, const struct slice **out,
		     size_t *out_count)
{
	const json_t *list = json_object_get(object, member);
	size_t count = json_array_size(list);
	struct slice *texts;

	*out = NULL;
	*out_count = 0;
	if (list == NULL || json_is_null(list))
		return 0;
	if (!json_is_array(list))
		return fault(reading, member, "is not a list");
	if (count > MANIFEST_LIST_LIMIT)
		return fault(reading, member, "is too long a list");
	texts = arena_array(reading->arena, count, sizeof(*texts));
	if (texts == NULL)
		return error_memory(reading->error);
	for (size_t i = 0; i < count; i++)
		if (copy_text(reading, json_array_get(list, i), member,
			      &texts[i]) != 0)
			return -1;
	*out = texts;
	*out_count = count;
	return 0;
}

static int need_object(const struct reading *reading, const json_t *object,
		       const char *member, const json_t **out)
{
	*out = json_object_get(object, member);
	return json_is_object(*out)
		       ? 0
		       : fault(reading, member, "is missing or no object");
}

/* --- its parts --------------------------------------------------------------------------- */

static int read_kind(const struct reading *reading, const json_t *root,
		     struct manifest *manifest)
{
	struct slice text;

	if (need_text(reading, root, "kind", &text) != 0)
		return -1;
	for (int kind = 0; kind < MANIFEST_KIND_COUNT; kind++)
		if (slice_is(text, kind_names[kind])) {
			manifest->kind = (enum manifest_kind)kind;
			return 0;
		}
	return fault(reading, "kind", "is none that this Hornbook knows");
}

static int read_party(const struct reading *reading, const json_t *root,
		      const char *member, struct manifest_party *party)
{
	const json_t *object;

	if (need_object(reading, root, member, &object) != 0 ||
	    read_text(reading, object, "body", &party->body) != 0 ||
	    read_text(reading, object, "number", &party->number) != 0 ||
	    need_text(reading, object, "name", &party->name) != 0)
		return -1;
	if (slice_empty(party->body) && slice_empty(party->number))
		return fault(reading, member,
			     "has neither a body nor a number");
	return 0;
}

static int read_keys(const struct reading *reading, const json_t *root,
		     struct manifest *manifest)
{
	if (read_list(reading, root, "sealed-to", &manifest->sealed_to,
		      &manifest->sealed_to_count) != 0 ||
	    read_text(reading, root, "signed-by", &manifest->signed_by) != 0)
		return -1;
	manifest->sealed = manifest->sealed_to_count > 0;
	return 0;
}

static int keep_text(const struct reading *reading, const json_t *object,
		     size_t flags, struct slice *text)
{
	char *dump = json_dumps(object, flags);

	if (dump == NULL)
		return error_memory(reading->error);
	*text = arena_copy(reading->arena, slice_of(dump));
	free(dump);
	return text->at != NULL ? 0 : error_memory(reading->error);
}

/* What the terms say is for policy/terms.h, which knows a dictionary. */
static int read_grant(const struct reading *reading, const json_t *root,
		      struct manifest *manifest)
{
	const json_t *object;

	/* What brings no data has no terms. */
	if (manifest->kind != MANIFEST_RELEASE) {
		manifest->delete_by = DATE_NONE;
		return 0;
	}
	if (need_object(reading, root, "grant", &object) != 0 ||
	    read_date(reading, object, "delete-by", &manifest->delete_by) != 0)
		return -1;
	return keep_text(reading, object, JSON_COMPACT, &manifest->terms);
}

static int read_law(const struct reading *reading, const json_t *object,
		    struct manifest_law *law)
{
	if (!json_is_object(object))
		return fault(reading, "law", "is not a list of objects");
	law->duty = json_is_true(json_object_get(object, "duty"));
	if (need_text(reading, object, "gateway", &law->gateway) != 0)
		return -1;
	return read_list(reading, object, "laws", &law->laws, &law->law_count);
}

static int read_approval(const struct reading *reading, const json_t *object,
			 struct manifest_approval *approval)
{
	if (!json_is_object(object))
		return fault(reading, "approvals", "is not a list of objects");
	if (need_text(reading, object, "kind", &approval->kind) != 0 ||
	    read_text(reading, object, "by", &approval->by) != 0 ||
	    read_text(reading, object, "terms", &approval->terms) != 0 ||
	    read_text(reading, object, "project", &approval->project) != 0 ||
	    read_date(reading, object, "given", &approval->given) != 0)
		return -1;
	return read_date(reading, object, "until", &approval->until);
}

/* How many objects a list has; none when it is not there, or null. */
static int count_objects(const struct reading *reading, const json_t *list,
			 const char *member, size_t *count)
{
	*count = json_array_size(list);
	if (list != NULL && !json_is_null(list) && !json_is_array(list))
		return fault(reading, member, "is not a list");
	return *count <= MANIFEST_LIST_LIMIT
		       ? 0
		       : fault(reading, member, "is too long a list");
}

/* By which law, and what was granted for it. */
static int read_grounds(const struct reading *reading, const json_t *root,
			struct manifest *manifest)
{
	const json_t *law = json_object_get(root, "law");
	const json_t *approved = json_object_get(root, "approvals");
	struct manifest_approval *approvals;
	struct manifest_law *laws;

	if (count_objects(reading, law, "law", &manifest->law_count) != 0 ||
	    count_objects(reading, approved, "approvals",
			  &manifest->approval_count) != 0)
		return -1;
	laws = arena_array(reading->arena, manifest->law_count, sizeof(*laws));
	approvals = arena_array(reading->arena, manifest->approval_count,
				sizeof(*approvals));
	if (laws == NULL || approvals == NULL)
		return error_memory(reading->error);
	manifest->laws = laws;
	manifest->approvals = approvals;
	for (size_t i = 0; i < manifest->law_count; i++)
		if (read_law(reading, json_array_get(law, i), &laws[i]) != 0)
			return -1;
	for (size_t i = 0; i < manifest->approval_count; i++)
		if (read_approval(reading, json_array_get(approved, i),
				  &approvals[i]) != 0)
			return -1;
	return 0;
}

static int read_years(const struct reading *reading, const json_t *root,
		      struct manifest *manifest)
{
	const json_t *object = json_object_get(root, "years");

	if (object == NULL || json_is_null(object))
		return 0;
	if (need_object(reading, root, "years", &object) != 0 ||
	    need_text(reading, object, "from", &manifest->first_year) != 0)
		return -1;
	return need_text(reading, object, "to", &manifest->last_year);
}

static int read_payload(const struct reading *reading, const json_t *root,
			struct manifest *manifest)
{
	struct manifest_payload *payload = &manifest->payload;
	const json_t *object = json_object_get(root, "payload");

	if (manifest->kind != MANIFEST_RELEASE &&
	    (object == NULL || json_is_null(object)))
		return 0;
	if (need_object(reading, root, "payload", &object) != 0 ||
	    need_text(reading, object, "file", &payload->file) != 0 ||
	    need_text(reading, object, "format", &payload->format) != 0 ||
	    need_count(reading, object, "bytes", &payload->bytes) != 0)
		return -1;
	return need_hash(reading, object, "sha256", payload->sha256);
}

/* What cannot be matched as it says is not matched in some other way. */
static int check_matching(const struct reading *reading,
			  const struct manifest *manifest, struct slice file,
			  struct slice derivation)
{
	if (!slice_is(manifest->matching.by, MATCHING_NUMBER))
		return fault(reading, "matching",
			     "is by a number that this Hornbook does not "
			     "match by");
	if (!slice_is(derivation, MATCHING_DERIVATION))
		return fault(reading, "matching",
			     "is of a kind that this Hornbook does not know");
	if (!slice_is(file, MATCHING_FILE) ||
	    slice_starts_with(manifest->payload.file, SLICE(MATCHING_FILE)))
		return fault(reading, "matching",
			     "names a file that it cannot be in");
	if (!manifest->sealed || !slice_is(manifest->level, "pupil"))
		return fault(reading, "matching",
			     "is of what is not sealed, or not of level pupil");
	return 0;
}

static int read_matching(const struct reading *reading, const json_t *root,
			 struct manifest *manifest)
{
	const json_t *object = json_object_get(root, "matching");
	struct slice file, derivation;

	if (object == NULL || json_is_null(object))
		return 0;
	if (need_object(reading, root, "matching", &object) != 0 ||
	    need_text(reading, object, "by", &manifest->matching.by) != 0 ||
	    need_text(reading, object, "derivation", &derivation) != 0 ||
	    need_text(reading, object, "file", &file) != 0 ||
	    need_hash(reading, object, "sha256", manifest->matching.sha256) !=
		    0)
		return -1;
	return check_matching(reading, manifest, file, derivation);
}

/* Metadata stands beside what it is about, so that it may be about nothing
 * else. */
static int read_table(const struct reading *reading, const json_t *root,
		      struct manifest *manifest)
{
	const json_t *object = json_object_get(root, "table");
	struct slice url;

	if (object == NULL || json_is_null(object))
		return 0;
	if (need_object(reading, root, "table", &object) != 0 ||
	    need_text(reading, object, "url", &url) != 0)
		return -1;
	if (!slice_equal(url, manifest->payload.file))
		return fault(reading, "table", "is not about the payload");
	return keep_text(reading, object, JSON_INDENT(2), &manifest->table);
}

static int read_counts(const struct reading *reading, const json_t *root,
		       struct manifest *manifest)
{
	const json_t *object = json_object_get(root, "pupils");

	if (object == NULL || json_is_null(object))
		return 0;
	if (need_object(reading, root, "pupils", &object) != 0 ||
	    need_count(reading, object, "considered", &manifest->considered) !=
		    0 ||
	    need_count(reading, object, "released", &manifest->released) != 0)
		return -1;
	manifest->counted = true;
	return 0;
}

static int read_names(const struct reading *reading, const json_t *root,
		      struct manifest *manifest)
{
	if (need_text(reading, root, "reference", &manifest->reference) != 0 ||
	    need_date(reading, root, "date", &manifest->date) != 0 ||
	    need_date(reading, root, "expires", &manifest->expires) != 0)
		return -1;
	if (!manifest_reference_good(manifest->reference))
		return fault(reading, "reference", "is not one");
	if (manifest->expires < manifest->date)
		return fault(reading, "expires", "is before its date");
	if ((int64_t)manifest->expires - manifest->date > MANIFEST_DAYS)
		return fault(reading, "expires",
			     "is too long after its date (92 days at most)");
	return 0;
}

static int read_purpose(const struct reading *reading, const json_t *root,
			struct manifest *manifest)
{
	if (manifest->kind != MANIFEST_RELEASE)
		return 0;
	if (need_text(reading, root, "purpose", &manifest->purpose) != 0)
		return -1;
	return need_text(reading, root, "level", &manifest->level);
}

static int read_members(const struct reading *reading, const json_t *root,
			struct manifest *manifest)
{
	if (read_kind(reading, root, manifest) != 0 ||
	    read_names(reading, root, manifest) != 0 ||
	    read_party(reading, root, "controller", &manifest->sender) != 0 ||
	    read_party(reading, root, "recipient", &manifest->recipient) != 0 ||
	    read_keys(reading, root, manifest) != 0 ||
	    read_purpose(reading, root, manifest) != 0 ||
	    read_text(reading, root, "collection", &manifest->collection) !=
		    0 ||
	    read_text(reading, root, "trigger", &manifest->trigger) != 0 ||
	    read_list(reading, root, "fields", &manifest->fields,
		      &manifest->field_count) != 0 ||
	    read_counts(reading, root, manifest) != 0 ||
	    read_grounds(reading, root, manifest) != 0 ||
	    read_years(reading, root, manifest) != 0 ||
	    read_grant(reading, root, manifest) != 0)
		return -1;
	if (read_payload(reading, root, manifest) != 0 ||
	    read_matching(reading, root, manifest) != 0)
		return -1;
	return read_table(reading, root, manifest);
}

/* --- the whole ---------------------------------------------------------------------------- */

static int read_version(const struct reading *reading, const json_t *root)
{
	const json_t *version = json_object_get(root, "manifest");
	json_int_t number = json_integer_value(version);

	if (!json_is_integer(version) || number < 1) {
		error_set(reading->error, ERROR_INPUT,
			  "this is not the manifest of a release");
		return -1;
	}
	if (number == MANIFEST_VERSION)
		return 0;
	if (number < MANIFEST_VERSION) {
		error_set(reading->error, ERROR_INPUT,
			  "the manifest is of an older version, which states "
			  "no terms");
		return error_hint(reading->error, "ask the sender to update "
						  "Hornbook and to send it "
						  "again");
	}
	error_set(reading->error, ERROR_INPUT,
		  "the manifest was made by a newer Hornbook");
	return error_hint(reading->error, "update this one to read it");
}

/* jansson recurses by depth; how deep is known before it begins. */
bool json_is_shallow(struct slice text, unsigned int most)
{
	unsigned int depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '{' || c == '['))
			depth++;
		else if (!quoted && (c == '}' || c == ']') && depth > 0)
			depth--;
		if (depth > most)
			return false;
	}
	return true;
}

static json_t *parse(const struct reading *reading, struct slice text)
{
	json_error_t wrong;
	json_t *root;

	if (text.len > MANIFEST_LIMIT_BYTES) {
		error_set(reading->error, ERROR_INPUT,
			  "the manifest is larger than %d bytes",
			  (int)MANIFEST_LIMIT_BYTES);
		return NULL;
	}
	if (!json_is_shallow(text, MANIFEST_DEPTH)) {
		error_set(reading->error, ERROR_INPUT,
			  "the manifest is nested too deeply");
		return NULL;
	}
	root = json_loadb(text.at != NULL ? text.at : "", text.len,
			  JSON_REJECT_DUPLICATES, &wrong);
	if (root == NULL && json_error_code(&wrong) == json_error_out_of_memory)
		error_memory(reading->error);
	else if (root == NULL)
		error_set(reading->error, ERROR_INPUT,
			  "the manifest is no JSON (line %d)", wrong.line);
	return root;
}

int manifest_read(struct manifest *manifest, struct slice text,
		  struct arena *arena, struct error *error)
{
	struct reading reading = {arena, error};
	json_t *root = parse(&reading, text);
	int result;

	if (root == NULL)
		return -1;
	*manifest = (struct manifest){0};
	result = read_version(&reading, root);
	if (result == 0)
		result = read_members(&reading, root, manifest);
	json_decref(root);
	if (result != 0)
		return -1;
	crypto_hash_sha256(manifest->hash, (const unsigned char *)text.at,
			   text.len);
	manifest->text = arena_copy(arena, text);
	return manifest->text.at != NULL ? 0 : error_memory(error);
}
