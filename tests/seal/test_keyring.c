#include "tests/test.h"

#include "base/builder.h"
#include "base/date.h"
#include "base/memory.h"
#include "seal/keyring.h"

static const uint8_t node_key[KEYRING_KEY_BYTES] = {4, 7, 1};
static const uint8_t other_key[KEYRING_KEY_BYTES] = {4, 7, 2};

static int32_t day(const char *text)
{
	int32_t date = 0;

	assert_true(date_parse(slice_of(text), &date));
	return date;
}

/* A keyring with a pair of each use from 15 January 2026 to 14 January 2028. */
static void make(struct keyring *keyring)
{
	struct error error = {0};

	*keyring = (struct keyring){0};
	for (int use = 0; use < KEY_USES; use++)
		assert_success(keyring_make(keyring, (enum key_use)use,
					    day("2026-01-15"),
					    day("2028-01-14"), node_key, NULL,
					    &error),
			       &error);
}

static const struct dated_key *current(const struct keyring *keyring,
				       enum key_use use, const char *date)
{
	return dated_key_current(keyring->keys, keyring->count, use, day(date));
}

static void write(const struct keyring *keyring, struct builder *text)
{
	struct error error = {0};

	builder_clear(text);
	assert_success(keyring_write(keyring, node_key, text, &error), &error);
}

/* --- days ----------------------------------------------------------------- */

static void keys_count_on_their_days(void **state)
{
	static const struct {
		const char *label, *from, *until, *revoked, *date;
		enum key_state expected;
	} rows[] = {
		{"the day before", "2026-01-15", "2026-12-31", NULL,
		 "2026-01-14", KEY_NOT_YET},
		{"the first day", "2026-01-15", "2026-12-31", NULL,
		 "2026-01-15", KEY_CURRENT},
		{"the last day", "2026-01-15", "2026-12-31", NULL, "2026-12-31",
		 KEY_CURRENT},
		{"the day after", "2026-01-15", "2026-12-31", NULL,
		 "2027-01-01", KEY_EXPIRED},
		{"without a last day", "2026-01-15", NULL, NULL, "2099-01-01",
		 KEY_CURRENT},
		{"before it is revoked", "2026-01-15", NULL, "2026-03-01",
		 "2026-02-28", KEY_CURRENT},
		{"on the day of revoking", "2026-01-15", NULL, "2026-03-01",
		 "2026-03-01", KEY_REVOKED},
		{"revoked and run out", "2026-01-15", "2026-02-01",
		 "2026-03-01", "2026-04-01", KEY_REVOKED},
		{"revoked before it begins", "2026-01-15", NULL, "2026-01-01",
		 "2026-01-02", KEY_REVOKED},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct dated_key key = {
			.from = day(rows[i].from),
			.until = rows[i].until != NULL ? day(rows[i].until)
						       : DATE_NONE,
			.revoked = rows[i].revoked != NULL
					   ? day(rows[i].revoked)
					   : DATE_NONE,
		};
		enum key_state actual =
			dated_key_state(&key, day(rows[i].date));

		if (actual != rows[i].expected)
			fail_msg("%s: %s", rows[i].label,
				 key_state_name(actual));
	}
}

static void a_thief_can_state_any_day(void **state)
{
	struct dated_key key = {
		.use = KEY_SIGN,
		.from = day("2026-01-15"),
		.until = day("2026-12-31"),
		.revoked = day("2026-03-01"),
	};

	(void)state;
	/* Signed while it counted, looked at before and after the loss. */
	assert_true(
		dated_key_verifies(&key, day("2026-02-01"), day("2026-02-28")));
	assert_false(
		dated_key_verifies(&key, day("2026-02-01"), day("2026-03-01")));
	/* Not revoked: what was signed in its days holds after them, for as
	 * long as it may have been on its way. */
	key.revoked = DATE_NONE;
	assert_true(
		dated_key_verifies(&key, day("2026-12-31"), day("2027-04-02")));
	assert_false(
		dated_key_verifies(&key, day("2026-12-31"), day("2027-04-03")));
	assert_false(
		dated_key_verifies(&key, day("2027-01-01"), day("2027-01-01")));
	assert_false(
		dated_key_verifies(&key, day("2026-01-14"), day("2027-01-01")));
	key.use = KEY_SEAL;
	assert_false(
		dated_key_verifies(&key, day("2026-02-01"), day("2026-02-01")));
}

/* --- pairs ---------------------------------------------------------------- */

static void pairs_fit_and_are_used(void **state)
{
	struct minisign_signature signature;
	struct minisign_secret secret;
	struct age_recipient recipient;
	struct age_identity identity;
	const struct dated_key *seal, *sign;
	struct keyring keyring;
	struct builder text = {0};
	struct error error = {0};

	(void)state;
	make(&keyring);
	seal = current(&keyring, KEY_SEAL, "2026-01-15");
	sign = current(&keyring, KEY_SIGN, "2026-01-15");
	assert_success(
		keyring_identity(&keyring, seal, node_key, &identity, &error),
		&error);
	age_identity_recipient(&identity, &recipient);
	assert_memory_equal(&recipient, &seal->seal, sizeof(recipient));
	assert_success(keyring_signer(&keyring, sign, day("2026-01-15"),
				      node_key, &secret, &error),
		       &error);
	assert_success(minisign_sign(&secret, SLICE("page"), SLICE("a"),
				     SLICE("b"), &text, &error),
		       &error);
	assert_success(minisign_parse(&signature, builder_slice(&text), &error),
		       &error);
	assert_success(
		minisign_verify(&signature, &sign->sign, SLICE("page"), &error),
		&error);
	assert_int_equal(
		keyring_identity(&keyring, seal, other_key, &identity, &error),
		-1);
	assert_int_equal(error.code, ERROR_CORRUPT);
	builder_release(&text);
	keyring_release(&keyring);
}

static void rotating_ends_the_old_and_keeps_them(void **state)
{
	struct age_identity identities[KEYRING_LIMIT];
	const struct dated_key *old, *fresh;
	struct minisign_secret secret;
	struct keyring keyring;
	struct error error = {0};
	size_t count;

	(void)state;
	make(&keyring);
	old = current(&keyring, KEY_SIGN, "2026-01-15");
	assert_success(keyring_rotate(&keyring, day("2027-01-15"),
				      day("2029-01-14"), node_key, &error),
		       &error);
	assert_int_equal(keyring.count, 4);
	fresh = current(&keyring, KEY_SIGN, "2027-01-15");
	assert_ptr_not_equal(fresh, old);
	assert_int_equal(old->until, day("2027-01-15"));
	assert_int_equal(fresh->until, day("2029-01-14"));
	assert_ptr_equal(current(&keyring, KEY_SIGN, "2027-01-14"), old);
	assert_int_equal(keyring_signer(&keyring, old, day("2027-01-16"),
					node_key, &secret, &error),
			 -1);
	assert_int_equal(error.code, ERROR_REFUSED);
	/* The old one still opens. */
	assert_success(keyring_identities(&keyring, node_key, identities,
					  &count, &error),
		       &error);
	assert_int_equal(count, 2);
	keyring_release(&keyring);
}

static void a_revoked_key_opens_and_does_nothing_else(void **state)
{
	struct age_identity identities[KEYRING_LIMIT];
	const struct dated_key *seal, *sign;
	struct minisign_secret secret;
	struct keyring keyring;
	struct error error = {0};
	size_t count;

	(void)state;
	make(&keyring);
	seal = &keyring.keys[0];
	sign = &keyring.keys[1];
	assert_success(keyring_revoke(&keyring, slice_of(sign->id),
				      day("2026-03-01"), SLICE("laptop lost"),
				      &error),
		       &error);
	assert_success(keyring_revoke(&keyring, slice_of(seal->id),
				      day("2026-03-01"), SLICE("laptop lost"),
				      &error),
		       &error);
	assert_null(current(&keyring, KEY_SEAL, "2026-03-01"));
	assert_null(current(&keyring, KEY_SIGN, "2026-03-01"));
	assert_int_equal(keyring_signer(&keyring, sign, day("2026-03-01"),
					node_key, &secret, &error),
			 -1);
	assert_int_equal(error.code, ERROR_REFUSED);
	assert_success(keyring_identities(&keyring, node_key, identities,
					  &count, &error),
		       &error);
	assert_int_equal(count, 1);

	assert_int_equal(keyring_revoke(&keyring, slice_of(sign->id),
					day("2026-03-01"), SLICE("again"),
					&error),
			 -1);
	assert_non_null(strstr(error.message, "already"));
	assert_int_equal(keyring_revoke(&keyring, SLICE("no such"),
					day("2026-03-01"), SLICE("x"), &error),
			 -1);
	assert_int_equal(error.code, ERROR_NOT_FOUND);
	keyring_release(&keyring);
}

static void a_reason_is_a_line(void **state)
{
	struct keyring keyring;
	struct builder long_reason = {0};
	struct slice id;

	(void)state;
	make(&keyring);
	id = slice_of(keyring.keys[0].id);
	for (int i = 0; i < 201; i++)
		builder_add_byte(&long_reason, 'x');
	assert_int_equal(keyring_revoke(&keyring, id, 0, SLICE(""), NULL), -1);
	assert_int_equal(keyring_revoke(&keyring, id, 0, SLICE("a\nb"), NULL),
			 -1);
	assert_int_equal(keyring_revoke(&keyring, id, 0,
					builder_slice(&long_reason), NULL),
			 -1);
	assert_int_equal(keyring_revoke(&keyring, id, 0, SLICE("a"), NULL), 0);
	builder_release(&long_reason);
	keyring_release(&keyring);
}

static void a_keyring_has_room_for_so_many(void **state)
{
	struct keyring keyring;
	struct error error = {0};

	(void)state;
	make(&keyring);
	assert_int_equal(
		keyring_make(&keyring, KEY_SEAL, 10, 9, node_key, NULL, &error),
		-1);
	while (keyring.count < KEYRING_LIMIT - 1)
		assert_success(keyring_make(&keyring, KEY_SEAL, 0, DATE_NONE,
					    node_key, NULL, &error),
			       &error);
	/* Of two the second finds no room, and the first is taken back. */
	assert_int_equal(keyring_rotate(&keyring, 100, 200, node_key, &error),
			 -1);
	assert_int_equal(keyring.count, KEYRING_LIMIT - 1);
	assert_int_equal(keyring.keys[5].until, DATE_NONE);
	keyring_release(&keyring);
}

/* However often it was rotated, it can be again: in time. */
static void spent_keys_make_room(void **state)
{
	struct age_identity identities[KEYRING_LIMIT];
	struct keyring keyring;
	struct error error = {0};
	size_t count;
	int32_t day;

	(void)state;
	make(&keyring);
	for (day = 20000; keyring.count + KEY_USES <= KEYRING_LIMIT; day++)
		assert_success(keyring_rotate(&keyring, day, day + 700,
					      node_key, &error),
			       &error);
	assert_int_equal(
		keyring_rotate(&keyring, day, day + 700, node_key, &error), -1);
	assert_non_null(strstr(error.hint, "make room 92 days after"));
	for (int i = 0; i < 200; i++) {
		day += 93;
		assert_success(keyring_rotate(&keyring, day, day + 700,
					      node_key, &error),
			       &error);
	}
	/* All are for sealing but the last few, and each opens. */
	assert_true(keyring.count <= KEYRING_LIMIT);
	assert_success(keyring_identities(&keyring, node_key, identities,
					  &count, &error),
		       &error);
	assert_true(count >= KEYRING_LIMIT - 4);
	assert_non_null(
		dated_key_current(keyring.keys, keyring.count, KEY_SIGN, day));
	keyring_release(&keyring);
}

/* --- as text ------------------------------------------------------------------ */

static void a_keyring_is_read_as_written(void **state)
{
	struct keyring keyring, read = {0};
	struct builder text = {0};
	struct builder again = {0};
	struct age_identity one, two;
	struct error error = {0};

	(void)state;
	make(&keyring);
	assert_int_equal(keyring_revoke(&keyring, slice_of(keyring.keys[1].id),
					20000, SLICE("stolen \"bag\""), NULL),
			 0);
	write(&keyring, &text);
	assert_success(
		keyring_read(&read, builder_slice(&text), node_key, &error),
		&error);
	write(&read, &again);
	assert_true(slice_equal(builder_slice(&text), builder_slice(&again)));
	assert_int_equal(keyring_identity(&keyring, &keyring.keys[0], node_key,
					  &one, NULL),
			 0);
	assert_int_equal(
		keyring_identity(&read, &read.keys[0], node_key, &two, NULL),
		0);
	assert_memory_equal(&one, &two, sizeof(one));
	builder_release(&again);
	builder_release(&text);
	keyring_release(&read);
	keyring_release(&keyring);
}

static void no_secret_stands_in_the_text(void **state)
{
	struct keyring keyring;
	struct age_identity identity;
	struct builder text = {0};
	struct builder hex = {0};
	char secret[AGE_IDENTITY_TEXT_BYTES];

	(void)state;
	make(&keyring);
	write(&keyring, &text);
	assert_int_equal(keyring_identity(&keyring, &keyring.keys[0], node_key,
					  &identity, NULL),
			 0);
	age_identity_write(&identity, secret);
	builder_add_hex(&hex,
			(struct slice){(const char *)identity.secret_key, 8});
	assert_null(strstr(builder_text(&text), secret));
	assert_null(strstr(builder_text(&text), builder_text(&hex)));
	assert_null(strstr(builder_text(&text), "SECRET"));
	builder_release(&hex);
	builder_release(&text);
	keyring_release(&keyring);
}

static void refuses(struct slice text, const uint8_t *key, const char *label,
		    enum error_code code, const char *message)
{
	struct keyring read = {0};
	struct error error = {0};

	if (keyring_read(&read, text, key, &error) == 0)
		fail_msg("%s is not refused", label);
	if (error.code != code || strstr(error.message, message) == NULL)
		fail_msg("%s: '%s' is not '%s'", label, error.message, message);
	assert_int_equal(read.count, 0);
}

/* The text with the first `old` in it made `fresh`. */
static void changed(struct builder *out, struct slice text, const char *old,
		    const char *fresh)
{
	const char *at = memmem(text.at, text.len, old, strlen(old));
	size_t before;

	assert_non_null(at);
	before = (size_t)(at - text.at);
	builder_clear(out);
	builder_add(out, slice_part(text, 0, before));
	builder_add_text(out, fresh);
	builder_add(out, slice_part(text, before + strlen(old), text.len));
}

static void a_text_that_was_altered_is_refused(void **state)
{
	static const struct {
		const char *label, *old, *fresh;
		enum error_code code;
		const char *message;
	} rows[] = {
		{"a longer life", "2028-01-14", "2038-01-14", ERROR_CORRUPT,
		 "not as this node wrote it"},
		{"a revocation taken back", "\"revoked\": \"2026-03-01\"",
		 "\"revoked\": null", ERROR_CORRUPT,
		 "not as this node wrote it"},
		{"another reason", "lost", "lust", ERROR_CORRUPT,
		 "not as this node wrote it"},
		{"another id", "\"id\": \"", "\"id\": \"0", ERROR_INPUT,
		 "is too long in"},
		{"a newer format", "\"format\": 1", "\"format\": 2",
		 ERROR_INPUT, "newer Hornbook"},
		{"no format", "\"format\": 1", "\"format\": \"1\"", ERROR_INPUT,
		 "which format"},
		{"another kind", "keyring", "card", ERROR_INPUT,
		 "is not a keyring"},
		{"a name twice", "\"format\": 1,",
		 "\"format\": 1, \"format\": 1,", ERROR_INPUT,
		 "each name once"},
		{"something more", "\"format\": 1,", "\"format\": 1, \"x\": 1,",
		 ERROR_INPUT, "not known"},
		{"something more in a key", "\"use\": \"seal\",",
		 "\"use\": \"seal\", \"x\": 1,", ERROR_INPUT, "not known"},
		{"no date", "\"2026-01-15\"", "\"2026-02-30\"", ERROR_INPUT,
		 "no date"},
		{"a date that is no text", "\"2026-01-15\"", "20260115",
		 ERROR_INPUT, "no date"},
		{"a list that is none", "\"secrets\": [", "\"secret\": [",
		 ERROR_INPUT, "'secrets'"},
		{"an escape", "lost", "\\u001b[2J", ERROR_INPUT,
		 "control characters"},
		{"the other direction", "lost", "\xe2\x80\xae", ERROR_INPUT,
		 "control characters"},
		{"a NUL", "lost", "\\u0000", ERROR_INPUT, "JSON"},
		{"the other use", "\"use\": \"seal\"", "\"use\": \"sign\"",
		 ERROR_INPUT, "holds a key that is none"},
		{"a key of the old wand", "\"use\": \"seal\"",
		 "\"use\": \"wand\"", ERROR_INPUT, "holds a key that is none"},
	};
	struct keyring keyring;
	struct builder text = {0};
	struct builder out = {0};

	(void)state;
	make(&keyring);
	assert_int_equal(keyring_revoke(&keyring, slice_of(keyring.keys[1].id),
					day("2026-03-01"), SLICE("lost"), NULL),
			 0);
	write(&keyring, &text);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		changed(&out, builder_slice(&text), rows[i].old, rows[i].fresh);
		refuses(builder_slice(&out), node_key, rows[i].label,
			rows[i].code, rows[i].message);
	}
	refuses(builder_slice(&text), other_key, "another node's",
		ERROR_CORRUPT, "not as this node wrote it");
	refuses(SLICE(""), node_key, "nothing", ERROR_INPUT, "JSON");
	refuses(SLICE("[]"), node_key, "a list", ERROR_INPUT,
		"is not a keyring");
	refuses(SLICE("{}"), node_key, "an object", ERROR_INPUT,
		"is not a keyring");
	builder_release(&out);
	builder_release(&text);
	keyring_release(&keyring);
}

static void no_byte_of_a_text_can_be_altered(void **state)
{
	struct keyring keyring;
	struct builder text = {0};
	size_t refused = 0;

	(void)state;
	make(&keyring);
	write(&keyring, &text);
	for (size_t i = 0; i < text.len; i++) {
		struct keyring read = {0};
		struct age_identity identity;
		struct minisign_secret secret;

		text.at[i] ^= 1;
		/* A secret is looked at when it is used. */
		if (keyring_read(&read, builder_slice(&text), node_key, NULL) !=
			    0 ||
		    keyring_identity(&read, &read.keys[0], node_key, &identity,
				     NULL) != 0 ||
		    keyring_signer(&read, &read.keys[1], day("2026-01-15"),
				   node_key, &secret, NULL) != 0)
			refused++;
		else if (strchr(" \n!\v", text.at[i]) == NULL)
			fail_msg("byte %zu", i);
		text.at[i] ^= 1;
		keyring_release(&read);
	}
	assert_true(refused > text.len / 2);
	builder_release(&text);
	keyring_release(&keyring);
}

static void secrets_do_not_change_places(void **state)
{
	struct keyring keyring;
	struct age_identity identity;
	uint8_t swap[KEYRING_SECRET_BYTES];

	(void)state;
	make(&keyring);
	assert_int_equal(keyring_make(&keyring, KEY_SEAL, 0, DATE_NONE,
				      node_key, NULL, NULL),
			 0);
	memcpy(swap, keyring.secrets[0], sizeof(swap));
	memcpy(keyring.secrets[0], keyring.secrets[2], sizeof(swap));
	memcpy(keyring.secrets[2], swap, sizeof(swap));
	assert_int_equal(keyring_identity(&keyring, &keyring.keys[0], node_key,
					  &identity, NULL),
			 -1);
	keyring_release(&keyring);
}

/* --- cards -------------------------------------------------------------------- */

static void a_card_is_read_as_written(void **state)
{
	char one[CARD_FINGERPRINT_BYTES], two[CARD_FINGERPRINT_BYTES];
	struct arena arena = {0};
	struct keyring keyring;
	struct builder text = {0};
	struct builder again = {0};
	struct error error = {0};
	struct card card, read;

	(void)state;
	make(&keyring);
	card = keyring_card(&keyring, SLICE("school"), SLICE("8861101"),
			    SLICE("Oast Lane School"));
	card_write(&card, &text);
	assert_success(card_read(&read, builder_slice(&text), &arena, &error),
		       &error);
	card_write(&read, &again);
	assert_true(slice_equal(builder_slice(&text), builder_slice(&again)));
	assert_success(card_fingerprint(&card, one, &error), &error);
	assert_success(card_fingerprint(&read, two, &error), &error);
	assert_string_equal(one, two);
	assert_int_equal(strlen(one), 39);
	read.number = SLICE("8861102");
	assert_success(card_fingerprint(&read, two, &error), &error);
	assert_string_not_equal(one, two);
	assert_null(strstr(builder_text(&text), "sealed"));
	builder_release(&again);
	builder_release(&text);
	arena_release(&arena);
	keyring_release(&keyring);
}

static void fingerprints_are_typed_in_many_ways(void **state)
{
	static const char text[CARD_FINGERPRINT_BYTES] =
		"0123 4567 89ab cdef 0123 4567 89ab cdef";
	static const struct {
		const char *given;
		bool same;
	} rows[] = {
		{"0123 4567 89ab cdef 0123 4567 89ab cdef", true},
		{"0123456789abcdef0123456789abcdef", true},
		{"0123:4567:89AB:CDEF:0123:4567:89AB:CDEF", true},
		{" 0123456789abcdef0123456789abcdef ", true},
		{"0123456789abcdef0123456789abcde", false},
		{"0123456789abcdef0123456789abcdef0", false},
		{"1123456789abcdef0123456789abcdef", false},
		{"", false},
		{"0123", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (card_fingerprint_is(text, slice_of(rows[i].given)) !=
		    rows[i].same)
			fail_msg("'%s'", rows[i].given);
}

static void hostile_cards_are_refused(void **state)
{
	static const struct {
		const char *label, *old, *fresh, *message;
	} rows[] = {
		{"a number that is a path", "8861101", "../1101",
		 "letters and digits"},
		{"no name", "Oast Lane School", "", "lacks its 'name'"},
		{"a name that turns round", "Oast", "\xe2\x80\xaeOast",
		 "control characters"},
		{"a name of two lines", "Oast", "\\nOast",
		 "control characters"},
		{"a key of nobody", "age1", "age2", "holds a key that is none"},
		{"a secret", "\"age1", "\"AGE-SECRET-KEY-1", "too long"},
		{"the future", "\"format\": 1", "\"format\": 99",
		 "newer Hornbook"},
		{"something more", "\"number\"", "\"x\": {}, \"number\"",
		 "not known"},
	};
	struct arena arena = {0};
	struct keyring keyring;
	struct builder text = {0};
	struct builder out = {0};
	struct card card;

	(void)state;
	make(&keyring);
	card = keyring_card(&keyring, SLICE("school"), SLICE("8861101"),
			    SLICE("Oast Lane School"));
	card_write(&card, &text);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct error error = {0};

		changed(&out, builder_slice(&text), rows[i].old, rows[i].fresh);
		if (card_read(&card, builder_slice(&out), &arena, &error) == 0)
			fail_msg("%s", rows[i].label);
		if (strstr(error.message, rows[i].message) == NULL)
			fail_msg("%s: %s", rows[i].label, error.message);
	}
	builder_clear(&out);
	for (int i = 0; i < 200000; i++)
		builder_add_byte(&out, '[');
	assert_int_equal(card_read(&card, builder_slice(&out), &arena, NULL),
			 -1);
	assert_int_equal(card_read(&card,
				   slice_part(builder_slice(&out), 0, 100000),
				   &arena, NULL),
			 -1);
	builder_release(&out);
	builder_release(&text);
	arena_release(&arena);
	keyring_release(&keyring);
}

static void the_same_key_does_not_stand_twice(void **state)
{
	struct arena arena = {0};
	struct keyring keyring;
	struct builder text = {0};
	struct error error = {0};
	struct card card;

	(void)state;
	make(&keyring);
	keyring.keys[1] = keyring.keys[0];
	card = keyring_card(&keyring, SLICE("school"), SLICE(""), SLICE("x"));
	card_write(&card, &text);
	assert_int_equal(card_read(&card, builder_slice(&text), &arena, &error),
			 -1);
	assert_non_null(strstr(error.message, "holds twice"));
	builder_release(&text);
	arena_release(&arena);
	keyring_release(&keyring);
}

/* --- memory -------------------------------------------------------------------- */

static void without_memory_nothing_is_half_done(void **state)
{
	struct keyring keyring;
	struct builder text = {0};
	struct error error = {0};
	int result = -1;

	(void)state;
	make(&keyring);
	write(&keyring, &text);
	for (uint64_t n = 1; result != 0; n++) {
		struct keyring read = {0};
		struct builder again = {0};

		memory_fail_at(n);
		result = keyring_read(&read, builder_slice(&text), node_key,
				      &error);
		if (result == 0)
			result =
				keyring_revoke(&read, slice_of(read.keys[0].id),
					       0, SLICE("x"), &error);
		if (result == 0)
			result = keyring_write(&read, node_key, &again, &error);
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
		builder_release(&again);
		keyring_release(&read);
		assert_true(n < 1000);
	}
	builder_release(&text);
	keyring_release(&keyring);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_count_on_their_days),
		cmocka_unit_test(a_thief_can_state_any_day),
		cmocka_unit_test(pairs_fit_and_are_used),
		cmocka_unit_test(rotating_ends_the_old_and_keeps_them),
		cmocka_unit_test(a_revoked_key_opens_and_does_nothing_else),
		cmocka_unit_test(a_reason_is_a_line),
		cmocka_unit_test(a_keyring_has_room_for_so_many),
		cmocka_unit_test(spent_keys_make_room),
		cmocka_unit_test(a_keyring_is_read_as_written),
		cmocka_unit_test(no_secret_stands_in_the_text),
		cmocka_unit_test(a_text_that_was_altered_is_refused),
		cmocka_unit_test(no_byte_of_a_text_can_be_altered),
		cmocka_unit_test(secrets_do_not_change_places),
		cmocka_unit_test(a_card_is_read_as_written),
		cmocka_unit_test(fingerprints_are_typed_in_many_ways),
		cmocka_unit_test(hostile_cards_are_refused),
		cmocka_unit_test(the_same_key_does_not_stand_twice),
		cmocka_unit_test(without_memory_nothing_is_half_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
