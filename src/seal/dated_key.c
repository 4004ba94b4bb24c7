#include "seal/dated_key.h"

#include <assert.h>
#include <stdio.h>

#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "seal/strict.h"

static_assert((int)DATED_KEY_TEXT_BYTES == (int)AGE_RECIPIENT_TEXT_BYTES,
	      "age's is the longer one");
static_assert((int)DATED_KEY_ID_BYTES == (int)MINISIGN_ID_TEXT_BYTES,
	      "both have 16 digits");

static const char *const use_names[] = {
	[KEY_SEAL] = "seal",
	[KEY_SIGN] = "sign",
};
static_assert(sizeof(use_names) / sizeof(use_names[0]) == KEY_USES, "all");

static const char *const state_names[] = {
	[KEY_CURRENT] = "current",
	[KEY_NOT_YET] = "not yet",
	[KEY_EXPIRED] = "expired",
	[KEY_REVOKED] = "revoked",
};

const char *key_use_name(enum key_use use)
{
	return use_names[use];
}

const char *key_state_name(enum key_state state)
{
	return state_names[state];
}

/* --- making ---------------------------------------------------------------- */

static struct dated_key undated(enum key_use use)
{
	return (struct dated_key){
		.use = use,
		.from = DATE_NONE,
		.until = DATE_NONE,
		.revoked = DATE_NONE,
	};
}

void dated_key_of_seal(struct dated_key *key,
		       const struct age_recipient *recipient)
{
	uint8_t hash[crypto_hash_sha256_BYTES];

	*key = undated(KEY_SEAL);
	key->seal = *recipient;
	age_recipient_write(recipient, key->text);
	crypto_hash_sha256(hash, recipient->public_key,
			   sizeof(recipient->public_key));
	sodium_bin2hex(key->id, sizeof(key->id), hash,
		       (DATED_KEY_ID_BYTES - 1) / 2);
}

void dated_key_of_sign(struct dated_key *key,
		       const struct minisign_public *public_key)
{
	*key = undated(KEY_SIGN);
	key->sign = *public_key;
	minisign_public_write(public_key, key->text);
	minisign_id_text(public_key->id, key->id);
}

int dated_key_parse(struct dated_key *key, struct slice text,
		    struct error *error)
{
	struct age_recipient recipient;
	struct minisign_public public_key;

	if (slice_starts_with(text, SLICE("RW"))) {
		if (minisign_public_parse(&public_key, text, error) != 0)
			return -1;
		dated_key_of_sign(key, &public_key);
		return 0;
	}
	if (age_recipient_parse(&recipient, text, error) != 0)
		return -1;
	dated_key_of_seal(key, &recipient);
	return 0;
}

/* --- days ------------------------------------------------------------------- */

static enum key_state state_by_days(const struct dated_key *key, int32_t date)
{
	if (key->from != DATE_NONE && date < key->from)
		return KEY_NOT_YET;
	if (key->until != DATE_NONE && date > key->until)
		return KEY_EXPIRED;
	return KEY_CURRENT;
}

enum key_state dated_key_state(const struct dated_key *key, int32_t date)
{
	if (key->revoked != DATE_NONE && date >= key->revoked)
		return KEY_REVOKED;
	return state_by_days(key, date);
}

const struct dated_key *dated_key_current(const struct dated_key *keys,
					  size_t count, enum key_use use,
					  int32_t date)
{
	const struct dated_key *found = NULL;

	/* Of two that began on one day the later in the list: it was added
	 * later. */
	for (size_t i = 0; i < count; i++)
		if (keys[i].use == use &&
		    dated_key_state(&keys[i], date) == KEY_CURRENT &&
		    (found == NULL || keys[i].from >= found->from))
			found = &keys[i];
	return found;
}

const struct dated_key *dated_key_find(const struct dated_key *keys,
				       size_t count, struct slice id)
{
	for (size_t i = 0; i < count; i++)
		if (slice_equal_ignoring_case(slice_of(keys[i].id), id))
			return &keys[i];
	return NULL;
}

bool dated_key_verifies(const struct dated_key *key, int32_t signed_on,
			int32_t today)
{
	return key->use == KEY_SIGN &&
	       dated_key_state(key, today) != KEY_REVOKED &&
	       (int64_t)today - signed_on <= DATED_KEY_SIGNED_DAYS &&
	       state_by_days(key, signed_on) == KEY_CURRENT;
}

/* --- JSON -------------------------------------------------------------------- */

void dated_key_put(const struct dated_key *key, struct json *json)
{
	json_open_object(json);
	json_key_text(json, "use", slice_of(key_use_name(key->use)));
	json_key_text(json, "id", slice_of(key->id));
	json_key_text(json, "key", slice_of(key->text));
	json_key_date(json, "from", key->from);
	json_key_date(json, "until", key->until);
	json_key_date(json, "revoked", key->revoked);
	json_key_text(json, "reason", key->reason);
	json_close_object(json);
}

int dated_key_read(struct dated_key *key, struct strict *strict)
{
	struct slice use = strict_text(strict, "use", 4);
	struct slice id = strict_text(strict, "id", DATED_KEY_ID_BYTES - 1);
	struct slice text =
		strict_text(strict, "key", DATED_KEY_TEXT_BYTES - 1);
	int32_t from = strict_date(strict, "from");
	int32_t until = strict_date_or_none(strict, "until");
	int32_t revoked = strict_date_or_none(strict, "revoked");
	struct slice reason =
		strict_optional(strict, "reason", DATED_KEY_REASON_BYTES);
	struct dated_key read;

	if (strict_end(strict) != 0)
		return -1;
	if (dated_key_parse(&read, text, NULL) != 0 ||
	    !slice_is(use, key_use_name(read.use)) || !slice_is(id, read.id)) {
		strict_fail(strict, "holds a key that is none, or is not the",
			    "id");
		return -1;
	}
	read.from = from;
	read.until = until;
	read.revoked = revoked;
	read.reason = reason;
	*key = read;
	return 0;
}
