#include "seal/correspondents.h"

#include <assert.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "seal/state_check.h"
#include "seal/strict.h"

static_assert((int)CORRESPONDENTS_KEY_BYTES == (int)STATE_KEY_BYTES, "key");
static_assert((int)CORRESPONDENTS_CHECK_BYTES == (int)STATE_CHECK_BYTES,
	      "check");

void correspondents_release(struct correspondents *list)
{
	arena_release(&list->arena);
	*list = (struct correspondents){0};
}

/* --- as text ------------------------------------------------------------------- */

static void put_correspondent(const struct correspondent *correspondent,
			      struct json *json)
{
	json_open_object(json);
	json_key_text(json, "body", correspondent->body);
	json_key_text(json, "number", correspondent->number);
	json_key_text(json, "name", correspondent->name);
	json_key_text(json, "agreement", correspondent->agreement);
	json_key_date(json, "from", correspondent->from);
	json_key_date(json, "until", correspondent->until);
	json_key_text(json, "holder", correspondent->holder);
	json_key_date(json, "ended", correspondent->ended);
	json_key_text(json, "reason", correspondent->reason);
	card_put_keys(correspondent->keys, correspondent->key_count, json);
	json_close_object(json);
}

static void put_list(const struct correspondents *list, struct json *json)
{
	json_key_number(json, "format", CORRESPONDENTS_FORMAT);
	json_key(json, "correspondents");
	json_open_array(json);
	for (size_t i = 0; i < list->count; i++)
		put_correspondent(&list->list[i], json);
	json_close_array(json);
}

int correspondents_check(const struct correspondents *list,
			 const uint8_t key[CORRESPONDENTS_KEY_BYTES],
			 uint8_t check[CORRESPONDENTS_CHECK_BYTES],
			 struct error *error)
{
	struct builder state = {0};
	struct json json = json_writer(&state, false);
	int result = 0;

	json_open_object(&json);
	put_list(list, &json);
	json_close_object(&json);
	if (state.failed)
		result = error_memory(error);
	else
		state_check_make(key, STATE_CORRESPONDENTS,
				 builder_slice(&state), check);
	builder_release(&state);
	return result;
}

int correspondents_write(const struct correspondents *list,
			 const uint8_t key[CORRESPONDENTS_KEY_BYTES],
			 struct builder *out, struct error *error)
{
	struct json json = json_writer(out, true);
	uint8_t check[CORRESPONDENTS_CHECK_BYTES];
	char text[2 * CORRESPONDENTS_CHECK_BYTES + 1];

	if (correspondents_check(list, key, check, error) != 0)
		return -1;
	sodium_bin2hex(text, sizeof(text), check, sizeof(check));
	json_open_object(&json);
	json_key_text(&json, "hornbook", SLICE("correspondents"));
	put_list(list, &json);
	json_key_text(&json, "check", slice_of(text));
	json_close_object(&json);
	builder_add_byte(out, '\n');
	return out->failed ? error_memory(error) : 0;
}

static int read_correspondent(struct correspondent *correspondent,
			      struct strict *strict)
{
	correspondent->body = strict_text(strict, "body", CARD_BODY_BYTES);
	correspondent->number =
		strict_optional(strict, "number", CARD_NUMBER_BYTES);
	correspondent->name = strict_text(strict, "name", CARD_NAME_BYTES);
	correspondent->agreement =
		strict_text(strict, "agreement", AGREEMENT_REFERENCE_BYTES);
	correspondent->from = strict_date(strict, "from");
	correspondent->until = strict_date_or_none(strict, "until");
	correspondent->holder =
		strict_optional(strict, "holder", AGREEMENT_HOLDER_BYTES);
	correspondent->ended = strict_date_or_none(strict, "ended");
	correspondent->reason =
		strict_optional(strict, "reason", AGREEMENT_REASON_BYTES);
	if (card_read_keys(&correspondent->keys, &correspondent->key_count,
			   strict) != 0)
		return -1;
	return strict_end(strict);
}

static int read_list(struct correspondents *list, uint8_t *check,
		     struct strict *strict)
{
	const json_t *array =
		strict_array(strict, "correspondents", CORRESPONDENTS_LIMIT);
	size_t count = json_array_size(array);

	if (array == NULL)
		return -1;
	list->list = arena_array(&list->arena, count + 1, sizeof(*list->list));
	if (list->list == NULL)
		return error_memory(strict->error);
	list->capacity = count + 1;
	for (; list->count < count; list->count++) {
		struct strict element =
			strict_element(strict, array, list->count);

		read_correspondent(&list->list[list->count], &element);
		if (strict_join(strict, &element) != 0)
			return -1;
	}
	strict_hex(strict, "check", check, CORRESPONDENTS_CHECK_BYTES);
	return strict_end(strict);
}

int correspondents_read(struct correspondents *list, struct slice text,
			const uint8_t key[CORRESPONDENTS_KEY_BYTES],
			struct error *error)
{
	uint8_t said[CORRESPONDENTS_CHECK_BYTES];
	uint8_t check[CORRESPONDENTS_CHECK_BYTES];
	struct strict strict = {0};
	json_t *document;
	int result = strict_open(&strict, &document, text,
				 CORRESPONDENTS_LIMIT_BYTES, "correspondents",
				 CORRESPONDENTS_FORMAT, &list->arena, error);

	if (result == 0)
		result = read_list(list, said, &strict);
	json_decref(document);
	if (result == 0)
		result = correspondents_check(list, key, check, error);
	if (result == 0 && sodium_memcmp(said, check, sizeof(check)) != 0)
		result = error_set(error, ERROR_CORRUPT,
				   "is not as this node wrote it");
	if (result != 0)
		correspondents_release(list);
	return result;
}

/* --- whether an entry counts ------------------------------------------------------ */

static const char *const standing_names[] = {
	[STANDING_CURRENT] = "current",
	[STANDING_NOT_YET] = "not yet",
	[STANDING_EXPIRED] = "expired",
	[STANDING_ENDED] = "ended",
	[STANDING_NEW_HOLDER] = "other holder",
	[STANDING_NEW_NAME] = "other name",
	[STANDING_NEW_NUMBER] = "other number",
};

const char *standing_name(enum agreement_standing standing)
{
	return standing_names[standing];
}

static bool differs(struct slice told, struct slice agreed)
{
	return told.len > 0 && !slice_equal(told, agreed);
}

enum agreement_standing
correspondent_standing(const struct correspondent *correspondent,
		       const struct circumstances *now)
{
	if (correspondent->ended != DATE_NONE &&
	    now->date >= correspondent->ended)
		return STANDING_ENDED;
	if (now->date < correspondent->from)
		return STANDING_NOT_YET;
	if (correspondent->until != DATE_NONE &&
	    now->date > correspondent->until)
		return STANDING_EXPIRED;
	/* A function that had no stated holder and now has one is another's
	 * too, and the other way round. */
	if (!slice_equal(now->holder, correspondent->holder))
		return STANDING_NEW_HOLDER;
	if (differs(now->name, correspondent->name))
		return STANDING_NEW_NAME;
	if (differs(now->number, correspondent->number))
		return STANDING_NEW_NUMBER;
	return STANDING_CURRENT;
}

static int refuse(const struct correspondent *correspondent, const char *why,
		  struct error *error)
{
	error_set(error, ERROR_REFUSED,
		  "the agreement %.*s with %.*s does not count: %s",
		  SLICE_ARGS(correspondent->agreement),
		  SLICE_ARGS(correspondent->name), why);
	return error_hint(error, "'hornbook keys trust' takes a new "
				 "agreement's reference");
}

int correspondent_require(const struct correspondent *correspondent,
			  const struct circumstances *now, struct error *error)
{
	switch (correspondent_standing(correspondent, now)) {
	case STANDING_CURRENT:
		return 0;
	case STANDING_NOT_YET:
		return refuse(correspondent, "it has not begun", error);
	case STANDING_EXPIRED:
		return refuse(correspondent, "it has run out", error);
	case STANDING_ENDED:
		return refuse(correspondent, "it was ended", error);
	case STANDING_NEW_HOLDER:
		return refuse(correspondent,
			      "another body holds the function now, which "
			      "needs an agreement of its own",
			      error);
	case STANDING_NEW_NAME:
		return refuse(correspondent,
			      "the body goes by another name now, which "
			      "needs a new agreement",
			      error);
	case STANDING_NEW_NUMBER:
		return refuse(correspondent,
			      "the body has another number now, which "
			      "needs a new agreement",
			      error);
	}
	return refuse(correspondent, "nothing is known of it", error);
}

/* Whether `one` is to be found rather than `other`: one that is not ended, or of
 * the ended ones the last. */
static bool goes_before(const struct correspondent *one,
			const struct correspondent *other)
{
	return other == NULL || other->ended != DATE_NONE ||
	       one->ended == DATE_NONE;
}

const struct correspondent *
correspondents_find(const struct correspondents *list, struct slice body,
		    struct slice number)
{
	const struct correspondent *exact = NULL;
	const struct correspondent *only = NULL;
	bool several = false;

	for (size_t i = 0; i < list->count; i++) {
		const struct correspondent *one = &list->list[i];

		if (!slice_equal(one->body, body))
			continue;
		if (slice_equal(one->number, number) && goes_before(one, exact))
			exact = one;
		if (only != NULL && !slice_equal(one->number, only->number))
			several = true;
		if (goes_before(one, only))
			only = one;
	}
	if (exact != NULL || several || number.len > 0)
		return exact;
	return only;
}

const struct correspondent *
correspondents_signer(const struct correspondents *list,
		      const uint8_t id[MINISIGN_ID_BYTES])
{
	for (size_t i = 0; i < list->count; i++) {
		const struct correspondent *one = &list->list[i];

		for (size_t k = 0; k < one->key_count; k++)
			if (one->ended == DATE_NONE &&
			    one->keys[k].use == KEY_SIGN &&
			    memcmp(one->keys[k].sign.id, id,
				   MINISIGN_ID_BYTES) == 0)
				return one;
	}
	return NULL;
}

size_t correspondent_recipients(const struct correspondent *correspondent,
				int32_t date, const struct dated_key **keys,
				size_t limit)
{
	size_t count = 0;

	for (size_t i = 0; i < correspondent->key_count; i++) {
		const struct dated_key *key = &correspondent->keys[i];

		if (count < limit && key->use == KEY_SEAL &&
		    dated_key_state(key, date) == KEY_CURRENT)
			keys[count++] = key;
	}
	return count;
}
