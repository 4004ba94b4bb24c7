/* What keeps pupils apart who are not named: pseudonyms, and an order of rows
 * that tells nothing. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/json.h"
#include "base/memory.h"
#include "register/secret.h"
#include "share/disclosure.h"
#include "share/pseudonym.h"

static const char scope_member[] = "pseudonym-scope";

/* --- keyed hashes -------------------------------------------------------------------- */

struct keyed {
	crypto_generichash_state state;
};

static void keyed_begin(struct keyed *keyed,
			const struct disclosure *disclosure)
{
	uint8_t key[SECRET_KEY_BYTES];

	secret_derive(disclosure->node->secret, SECRET_PSEUDONYM, key);
	crypto_generichash_init(&keyed->state, key, sizeof(key),
				PSEUDONYM_BYTES);
	sodium_memzero(key, sizeof(key));
}

/* Ended by a NUL, which no name holds. */
static void keyed_text(struct keyed *keyed, struct slice text)
{
	crypto_generichash_update(&keyed->state, (const unsigned char *)text.at,
				  text.len);
	crypto_generichash_update(&keyed->state, (const unsigned char *)"", 1);
}

/* Leaves `begun` as it is, for the next pupil. */
static void keyed_pupil(const struct keyed *begun, uint64_t pupil,
			uint8_t hash[PSEUDONYM_BYTES])
{
	struct keyed keyed = *begun;

	crypto_generichash_update(&keyed.state, (const unsigned char *)&pupil,
				  sizeof(pupil));
	crypto_generichash_final(&keyed.state, hash, PSEUDONYM_BYTES);
	sodium_memzero(&keyed, sizeof(keyed));
}

/* --- pseudonyms ---------------------------------------------------------------------- */

/*
 * A pupil's pseudonym for one recipient, purpose and scope: a keyed hash, so that
 * it cannot be reversed without the node's key and two recipients, or two
 * projects of one, cannot put theirs together.  Releases from before
 * there were scopes have none.
 */
static void pseudonym_of(const struct disclosure *disclosure, uint64_t pupil,
			 char text[2 * PSEUDONYM_BYTES + 1])
{
	uint8_t hash[PSEUDONYM_BYTES];
	struct keyed keyed;

	keyed_begin(&keyed, disclosure);
	keyed_text(&keyed, disclosure->release.recipient);
	keyed_text(&keyed, disclosure->release.purpose);
	if (!slice_empty(disclosure->scope))
		keyed_text(&keyed, disclosure->scope);
	keyed_pupil(&keyed, pupil, hash);
	sodium_memzero(&keyed, sizeof(keyed));
	sodium_bin2hex(text, 2 * PSEUDONYM_BYTES + 1, hash, sizeof(hash));
}

/* Of what pseudonyms are of, with another of the node's keys. */
void matched_key(const struct disclosure *disclosure,
		 uint8_t key[MATCHING_KEY_BYTES])
{
	uint8_t secret[SECRET_KEY_BYTES];
	struct keyed keyed;

	secret_derive(disclosure->node->secret, SECRET_MATCHING, secret);
	crypto_generichash_init(&keyed.state, secret, sizeof(secret),
				MATCHING_KEY_BYTES);
	sodium_memzero(secret, sizeof(secret));
	keyed_text(&keyed, disclosure->release.recipient);
	keyed_text(&keyed, disclosure->release.purpose);
	keyed_text(&keyed, disclosure->scope);
	crypto_generichash_final(&keyed.state, key, MATCHING_KEY_BYTES);
	sodium_memzero(&keyed, sizeof(keyed));
}

/* As a list: its parts, of which none holds a line end, may hold anything else. */
void pseudonym_write_scope(const struct disclosure *disclosure,
			   struct json *json)
{
	struct slice rest = disclosure->scope;

	if (slice_empty(disclosure->scope) ||
	    (disclosure->level.kind != LEVEL_PUPIL &&
	     disclosure->level.kind != LEVEL_INSIDE))
		return;
	json_key(json, scope_member);
	json_open_array(json);
	while (rest.len > 0)
		json_put_text(json, slice_cut(&rest, '\n'));
	json_close_array(json);
}

static int join(const json_t *list, struct slice *scope, struct arena *arena,
		struct error *error)
{
	struct builder text = {0};

	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *part = json_string_value(json_array_get(list, i));

		if (i > 0)
			builder_add_byte(&text, '\n');
		builder_add_text(&text, part != NULL ? part : "");
	}
	*scope = arena_copy(arena, builder_slice(&text));
	if (text.failed)
		scope->at = NULL;
	builder_release(&text);
	return scope->at != NULL ? 0 : error_memory(error);
}

/* What a release's manifest tells of: the scope, and whether a key for matching
 * went along. */
static int read_scope(struct node *node, uint64_t release,
		      struct disclosure *disclosure, struct arena *arena,
		      struct error *error)
{
	struct arena scratch = {0};
	struct release *list;
	size_t count;
	int result;

	result =
		register_releases(node->pupils, &list, &count, &scratch, error);
	for (size_t i = 0; result == 0 && i < count; i++) {
		json_t *manifest;

		if (list[i].id != release)
			continue;
		manifest = json_loadb(list[i].manifest.at, list[i].manifest.len,
				      0, NULL);
		disclosure->matched = matched_in_manifest(manifest);
		result = join(json_object_get(manifest, scope_member),
			      &disclosure->scope, arena, error);
		json_decref(manifest);
	}
	arena_release(&scratch);
	return result;
}

/* The item with one value more, in order of field. */
static int insert_value(struct item *item, struct value value,
			struct arena *arena, struct error *error)
{
	struct value *values =
		arena_array(arena, item->count + 1u, sizeof(*values));
	uint32_t count = 0, i = 0;

	if (values == NULL)
		return error_memory(error);
	while (i < item->count && item->values[i].field < value.field)
		values[count++] = item->values[i++];
	values[count++] = value;
	while (i < item->count)
		values[count++] = item->values[i++];
	item->values = values;
	item->count = count;
	return 0;
}

/* The record with one empty section more. */
static struct section *insert_section(struct record *record, uint16_t category,
				      struct arena *arena)
{
	struct section *sections =
		arena_array(arena, record->count + 1u, sizeof(*sections));
	struct item *item = arena_allocate(arena, sizeof(*item));
	uint32_t count = 0, i = 0;
	struct section *added;

	if (sections == NULL || item == NULL)
		return NULL;
	while (i < record->count && record->sections[i].category < category)
		sections[count++] = record->sections[i++];
	added = &sections[count++];
	*added = (struct section){
		.category = category, .items = item, .count = 1};
	while (i < record->count)
		sections[count++] = record->sections[i++];
	record->sections = sections;
	record->count = count;
	return added;
}

static struct section *find_section(struct record *record, uint16_t category)
{
	for (uint32_t s = 0; s < record->count; s++)
		if (record->sections[s].category == category)
			return &record->sections[s];
	return NULL;
}

/* By the number, where the recipient can make that again. */
static int choose(const struct disclosure *disclosure, struct person person,
		  char text[2 * PSEUDONYM_BYTES + 1], struct error *error)
{
	bool names = false;

	if (disclosure->matched &&
	    matched_names(disclosure->node, person.number, person.pupil, &names,
			  error) != 0)
		return -1;
	if (!names ||
	    !matching_pseudonym(disclosure->matching_key, person.number, text))
		pseudonym_of(disclosure, person.pupil, text);
	return 0;
}

int pseudonym_add(const struct disclosure *disclosure, struct record *record,
		  struct person person, struct arena *arena,
		  struct error *error)
{
	const struct dictionary *dictionary = disclosure->node->dictionary;
	const struct field *field =
		dictionary_field(dictionary, SLICE("pupil.pseudonym"));
	struct section *section;
	char *text;

	if (field == NULL)
		return error_set(
			error, ERROR_INPUT,
			"the dictionary has no field "
			"'pupil.pseudonym', without which no pupil can "
			"go unnamed");
	section = find_section(record, field->category);
	if (section == NULL)
		section = insert_section(record, field->category, arena);
	text = arena_allocate(arena, 2 * PSEUDONYM_BYTES + 1);
	if (section == NULL || text == NULL)
		return error_memory(error);
	if (choose(disclosure, person, text, error) != 0)
		return -1;
	return insert_value(
		&section->items[0],
		(struct value){(uint16_t)(field - dictionary->fields),
			       {text, 2 * PSEUDONYM_BYTES}},
		arena, error);
}

static int add_pseudonym(struct pseudonyms *list, const char *text,
			 struct arena *arena, struct error *error)
{
	struct slice kept = arena_copy(arena, slice_of(text));

	if (kept.at == NULL)
		return error_memory(error);
	list->texts[list->count++] = kept;
	return 0;
}

/* The number as it was when the release was made, where that is still there. */
static int number_then(struct node *node, const struct release *release,
		       uint64_t pupil, struct slice *number,
		       struct arena *arena, struct error *error)
{
	const struct dictionary *dictionary = node->dictionary;
	uint16_t field =
		dictionary_find(dictionary, KIND_FIELD, SLICE(MATCHING_NUMBER));
	struct error why = {0};
	struct record record;

	*number = (struct slice){NULL, 0};
	if (field == DICTIONARY_NONE)
		return 0;
	if (register_read_released(node->pupils, pupil, release->id,
				   1ull << dictionary->fields[field].category,
				   &record, arena, &why) == 0) {
		*number = record_text(&record, dictionary, field);
		return 0;
	}
	if (why.code == ERROR_NOT_FOUND)
		return 0;
	if (error != NULL)
		*error = why;
	return -1;
}

/* Whether a number is another pupil's by now: what it calls may be that one's row,
 * and what is told of one must not reach the other. */
static int is_anothers(struct node *node, struct slice number, uint64_t pupil,
		       bool *anothers, struct error *error)
{
	struct error why = {0};
	uint64_t named = pupil;

	*anothers = false;
	if (slice_empty(number))
		return 0;
	if (register_find(node->pupils, number, &named, &why) != 0 &&
	    why.code != ERROR_NOT_FOUND) {
		if (error != NULL)
			*error = why;
		return -1;
	}
	*anothers = why.code != ERROR_NOT_FOUND && named != pupil;
	return 0;
}

static int add_matched(const struct disclosure *disclosure, uint64_t pupil,
		       const struct slice *numbers, size_t count,
		       struct pseudonyms *list, struct arena *arena,
		       struct error *error)
{
	uint8_t key[MATCHING_KEY_BYTES];
	char text[2 * PSEUDONYM_BYTES + 1];
	int result = 0;

	matched_key(disclosure, key);
	for (size_t i = 0; result == 0 && i < count; i++) {
		bool anothers;

		result = is_anothers(disclosure->node, numbers[i], pupil,
				     &anothers, error);
		if (result == 0 && !anothers &&
		    matching_pseudonym(key, numbers[i], text))
			result = add_pseudonym(list, text, arena, error);
	}
	sodium_memzero(key, sizeof(key));
	return result;
}

int pseudonyms_for(struct node *node, const struct release *release,
		   uint64_t pupil, struct slice number, struct slice former,
		   struct pseudonyms *list, struct arena *arena,
		   struct error *error)
{
	struct disclosure *disclosure =
		arena_allocate(arena, sizeof(*disclosure));
	struct slice numbers[PSEUDONYM_LIMIT - 1] = {{NULL, 0}, number, former};
	char text[2 * PSEUDONYM_BYTES + 1];

	*list = (struct pseudonyms){0};
	if (disclosure == NULL)
		return error_memory(error);
	disclosure->node = node;
	disclosure->release.recipient = release->recipient;
	disclosure->release.purpose = release->purpose;
	if (read_scope(node, release->id, disclosure, arena, error) != 0)
		return -1;
	if (disclosure->matched &&
	    (number_then(node, release, pupil, &numbers[0], arena, error) !=
		     0 ||
	     add_matched(disclosure, pupil, numbers, PSEUDONYM_LIMIT - 1, list,
			 arena, error) != 0))
		return -1;
	pseudonym_of(disclosure, pupil, text);
	return add_pseudonym(list, text, arena, error);
}

/* --- the order of rows ----------------------------------------------------------------- */

/* One pupil and where the pupil stands. */
struct place_in_order {
	uint8_t hash[PSEUDONYM_BYTES];
	uint64_t pupil;
};

static int by_hash(const void *a, const void *b)
{
	const struct place_in_order *left = a, *right = b;

	return memcmp(left->hash, right->hash, sizeof(left->hash));
}

static int by_id(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a;
	uint64_t right = *(const uint64_t *)b;

	return (left > right) - (left < right);
}

/*
 * Were rows in the order of the register, two recipients could lay their files
 * side by side and match row to row, and who knows the school's list could
 * read names off it.  The order is another in every release.
 */
int order_make(struct disclosure *disclosure, struct error *error)
{
	struct place_in_order *order = arena_array(
		disclosure->arena, disclosure->pupil_count, sizeof(*order));
	struct keyed keyed;

	if (order == NULL)
		return error_memory(error);
	keyed_begin(&keyed, disclosure);
	keyed_text(&keyed, SLICE("")); /* no recipient is called so */
	keyed_text(&keyed, disclosure->release.reference);
	for (size_t i = 0; i < disclosure->pupil_count; i++) {
		order[i].pupil = disclosure->pupils[i];
		keyed_pupil(&keyed, order[i].pupil, order[i].hash);
	}
	sodium_memzero(&keyed, sizeof(keyed));
	qsort(order, disclosure->pupil_count, sizeof(*order), by_hash);
	disclosure->order = order;
	return 0;
}

int order_rows(const struct disclosure *disclosure, size_t count,
	       uint32_t **order, struct error *error)
{
	struct place_in_order *places =
		memory_array(count + 1, sizeof(*places));
	struct keyed keyed;

	*order = memory_array(count + 1, sizeof(**order));
	if (places == NULL || *order == NULL) {
		memory_free(places);
		memory_free(*order);
		return error_memory(error);
	}
	keyed_begin(&keyed, disclosure);
	keyed_text(&keyed, SLICE("")); /* no recipient is called so */
	keyed_text(&keyed, disclosure->release.reference);
	for (size_t i = 0; i < count; i++) {
		places[i].pupil = i;
		keyed_pupil(&keyed, i, places[i].hash);
	}
	sodium_memzero(&keyed, sizeof(keyed));
	if (count > 1)
		qsort(places, count, sizeof(*places), by_hash);
	for (size_t i = 0; i < count; i++)
		(*order)[i] = (uint32_t)places[i].pupil;
	memory_free(places);
	return 0;
}

size_t order_part(struct disclosure *disclosure, size_t from,
		  uint64_t pupils[BATCH_PUPILS])
{
	size_t count = disclosure->pupil_count - from;

	if (count > BATCH_PUPILS)
		count = BATCH_PUPILS;
	for (size_t i = 0; i < count; i++)
		pupils[i] = disclosure->order[from + i].pupil;
	qsort(pupils, count, sizeof(*pupils), by_id);
	disclosure->order_from = from;
	disclosure->order_count = count;
	return count;
}

/* A batch's records are few and in order of pupil: found by bisection. */
static size_t find_record(const struct record *records, size_t count,
			  uint64_t pupil)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (records[middle].pupil < pupil)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && records[low].pupil == pupil ? low : count;
}

int order_batch(struct disclosure *disclosure, struct shaped *shaped,
		struct arena *arena, struct error *error)
{
	struct record *records;
	uint32_t *decisions;
	size_t count = 0;

	if (disclosure->order == NULL)
		return 0;
	records = arena_array(arena, shaped->count, sizeof(*records));
	decisions = arena_array(arena, shaped->count, sizeof(*decisions));
	if (records == NULL || decisions == NULL)
		return error_memory(error);
	for (size_t i = 0; i < disclosure->order_count; i++) {
		const struct place_in_order *place =
			&disclosure->order[disclosure->order_from + i];
		size_t at = find_record(shaped->records, shaped->count,
					place->pupil);

		if (at == shaped->count)
			continue;
		records[count] = shaped->records[at];
		decisions[count++] = shaped->decisions[at];
	}
	shaped->records = records;
	shaped->decisions = decisions;
	return 0;
}
