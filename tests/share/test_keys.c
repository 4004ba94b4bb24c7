/* The keys of a node and of those it exchanges with, on disk and in use. */
#include "support.h"

#include <sodium.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "dictionary/dictionary.h"
#include "ledger/ledger.h"
#include "share/keys.h"

static const uint8_t other_secret[KEYRING_KEY_BYTES] = {1, 2, 3};

static int32_t day(const char *text)
{
	int32_t date = 0;

	assert_true(date_parse(slice_of(text), &date));
	return date;
}

static void set_up(struct school *school)
{
	school_set_up(school, KENT, day("2026-01-15"));
}

/* First keys, as the program makes them; -1 when storing fails. */
static int make_keys(struct school *school)
{
	uint8_t key[KEYRING_KEY_BYTES];
	int result;

	node_keys_key(school->node, key);
	result = keyring_rotate(&school->node->keys->keyring, school->today,
				school->today + 700, key, &school->error);
	if (result == 0)
		result = node_keys_store(school->node, KEYS_MADE, school->today,
					 &school->error);
	return result;
}

/* Another body's keys. */
static void make_card(struct card *card, struct keyring *keyring,
		      const char *body, const char *number, const char *name)
{
	*keyring = (struct keyring){0};
	assert_int_equal(keyring_rotate(keyring, day("2026-01-01"),
					day("2027-12-31"), other_secret, NULL),
			 0);
	*card = keyring_card(keyring, slice_of(body), slice_of(number),
			     slice_of(name));
}

static int trust(struct school *school, const struct card *card)
{
	struct node *node = school->node;
	uint16_t body = dictionary_body(node->dictionary, card->body, NULL);
	struct agreement agreement = {
		.reference =
			card->number.len > 0 ? card->number : SLICE("DSA-1"),
		.from = school->today,
		.until = day("2026-12-31"),
	};

	assert_int_not_equal(body, DICTIONARY_NONE);
	agreement.holder = node_holder(node, body, school->today);
	if (correspondents_trust(&node->keys->correspondents, card, &agreement,
				 &school->error) != 0)
		return -1;
	return node_keys_store(node, KEYS_TRUSTED, school->today,
			       &school->error);
}

static void verifies(struct school *school)
{
	assert_success(node_keys_verify(school->node, &school->error),
		       &school->error);
}

static const char *in_node(struct school *school, const char *name)
{
	const char *path = path_join(&school->arena, school->directory, name);

	assert_non_null(path);
	return path;
}

static size_t own_keys(const struct school *school)
{
	return school->node->keys->keyring.count;
}

static size_t others(const struct school *school)
{
	return school->node->keys->correspondents.count;
}

/* --- on disk ------------------------------------------------------------------ */

static void a_node_begins_without_keys(void **state)
{
	struct age_identity identities[KEYRING_LIMIT];
	struct minisign_secret secret;
	struct school school;
	size_t count;

	(void)state;
	set_up(&school);
	assert_int_equal(own_keys(&school), 0);
	assert_int_equal(others(&school), 0);
	verifies(&school);
	assert_int_equal(node_signer(school.node, school.today, &secret, NULL,
				     &school.error),
			 -1);
	school_says(&school, ERROR_KEY, "no current key to sign");
	assert_int_equal(
		node_identities(school.node, identities, &count, &school.error),
		-1);
	school_says(&school, ERROR_KEY, "no current key to open");
	school_tear_down(&school);
}

static void what_is_stored_is_there_again(void **state)
{
	struct age_identity identities[KEYRING_LIMIT];
	struct minisign_secret secret;
	struct minisign_public public_key;
	const struct dated_key *signer;
	struct keyring keyring;
	struct school school;
	struct card card;
	size_t count;

	(void)state;
	set_up(&school);
	make_card(&card, &keyring, "school", "8861102", "Hop Kiln School");
	assert_success(make_keys(&school), &school.error);
	assert_false(file_exists(in_node(&school, "correspondents.json")));
	assert_success(trust(&school, &card), &school.error);
	assert_int_equal(ledger_size(school.node->ledger), 2);
	school_reopen(&school);
	verifies(&school);
	assert_int_equal(own_keys(&school), 2);
	assert_int_equal(others(&school), 1);
	assert_success(node_signer(school.node, school.today, &secret, &signer,
				   &school.error),
		       &school.error);
	minisign_secret_public(&secret, &public_key);
	assert_memory_equal(&public_key, &signer->sign, sizeof(public_key));
	assert_success(
		node_identities(school.node, identities, &count, &school.error),
		&school.error);
	assert_int_equal(count, 1);
	assert_slice(node_card(school.node).number, "8861101");
	keyring_release(&keyring);
	school_tear_down(&school);
}

static void files_of_another_time_are_noticed(void **state)
{
	struct keyring keyring;
	struct school school;
	struct slice old;
	struct card card;
	uint64_t size;

	(void)state;
	set_up(&school);
	make_card(&card, &keyring, "school", "8861102", "Hop Kiln School");
	assert_success(make_keys(&school), &school.error);
	assert_success(trust(&school, &card), &school.error);
	old = school_read(&school, in_node(&school, "correspondents.json"));
	assert_int_equal(
		correspondents_distrust(&school.node->keys->correspondents,
					SLICE("school"), SLICE("8861102"),
					school.today, SLICE("stolen"), NULL),
		0);
	assert_success(node_keys_store(school.node, KEYS_DISTRUSTED,
				       school.today, &school.error),
		       &school.error);
	school_reopen(&school);
	verifies(&school);

	/* The thief's friend puts the old file back. */
	assert_int_equal(file_replace(in_node(&school, "correspondents.json"),
				      old, 0600, NULL),
			 0);
	school_reopen(&school);
	assert_int_equal(node_keys_verify(school.node, &school.error), -1);
	school_says(&school, ERROR_CORRUPT, "newer correspondents.json");

	/* No change makes it the newest. */
	size = ledger_size(school.node->ledger);
	assert_int_equal(make_keys(&school), -1);
	school_says(&school, ERROR_CORRUPT, "newer correspondents.json");
	assert_int_equal(ledger_size(school.node->ledger), size);
	school_reopen(&school);
	assert_int_equal(node_keys_verify(school.node, &school.error), -1);
	school_says(&school, ERROR_CORRUPT, "newer correspondents.json");

	assert_int_equal(unlink(in_node(&school, "correspondents.json")), 0);
	school_reopen(&school);
	assert_int_equal(node_keys_verify(school.node, &school.error), -1);
	school_says(&school, ERROR_CORRUPT, "newer correspondents.json");

	assert_int_equal(unlink(in_node(&school, "keyring.json")), 0);
	school_reopen(&school);
	assert_int_equal(node_keys_verify(school.node, &school.error), -1);
	school_says(&school, ERROR_CORRUPT, "newer keyring.json");
	keyring_release(&keyring);
	school_tear_down(&school);
}

static void a_file_of_somebody_else_does_not_open(void **state)
{
	struct credentials credentials = {0};
	struct school school;
	struct slice text;
	struct node *node;
	char *at;

	(void)state;
	set_up(&school);
	assert_success(make_keys(&school), &school.error);
	text = school_read(&school, in_node(&school, "keyring.json"));
	at = memmem(text.at, text.len, "2026-01-15", 10);
	assert_non_null(at);
	at[9] = '4';
	assert_int_equal(file_replace(in_node(&school, "keyring.json"), text,
				      0600, NULL),
			 0);
	node_close(school.node);
	school.node = NULL;
	assert_int_equal(node_open(&node, school.directory, &credentials, NULL,
				   &school.error),
			 -1);
	school_says(&school, ERROR_CORRUPT, "not as this node wrote it");
	school_tear_down(&school);
}

/* --- a process that dies ------------------------------------------------------- */

/* Every write, sync and rename fails once: what the next one finds is the state
 * before or the state after, and the ledger says the same. */
static void a_change_is_whole_or_not_at_all(void **state)
{
	struct keyring keyring;
	struct school school;
	struct card card;
	uint64_t n = 0;
	int result;

	(void)state;
	set_up(&school);
	assert_success(make_keys(&school), &school.error);
	do {
		size_t own = own_keys(&school);
		size_t known = others(&school);
		uint8_t key[KEYRING_KEY_BYTES];
		char number[16];

		snprintf(number, sizeof(number), "888%04u", (unsigned int)n);
		make_card(&card, &keyring, "school", number, number);
		node_keys_key(school.node, key);
		if (own + 2 <= KEYRING_LIMIT)
			assert_int_equal(
				keyring_rotate(&school.node->keys->keyring,
					       school.today, DATE_NONE, key,
					       NULL),
				0);
		file_fail_at(++n);
		result = trust(&school, &card);
		file_fail_at(0);
		keyring_release(&keyring);
		school_reopen(&school);
		verifies(&school);
		if (result == 0 || others(&school) > known) {
			assert_int_equal(own_keys(&school), own + 2);
			assert_int_equal(others(&school), known + 1);
		} else {
			assert_int_equal(own_keys(&school), own);
			assert_int_equal(others(&school), known);
		}
		assert_false(
			file_exists(in_node(&school, "keyring.json.next")));
		assert_false(file_exists(
			in_node(&school, "correspondents.json.next")));
	} while (result != 0);
	assert_true(n > 5);
	school_tear_down(&school);
}

/* Killed after the entry, before the files have their names; and after one of
 * them has it. */
static void what_the_ledger_has_is_finished(void **state)
{
	struct keyring keyring;
	struct school school;
	struct slice own, known;
	struct card card;

	(void)state;
	set_up(&school);
	assert_success(make_keys(&school), &school.error);
	make_card(&card, &keyring, "school", "8861102", "Hop Kiln School");
	own = school_read(&school, in_node(&school, "keyring.json"));
	assert_success(trust(&school, &card), &school.error);
	known = school_read(&school, in_node(&school, "correspondents.json"));

	assert_int_equal(rename(in_node(&school, "correspondents.json"),
				in_node(&school, "correspondents.json.next")),
			 0);
	school_reopen(&school);
	verifies(&school);
	assert_int_equal(others(&school), 1);

	assert_int_equal(rename(in_node(&school, "correspondents.json"),
				in_node(&school, "correspondents.json.next")),
			 0);
	assert_int_equal(file_replace(in_node(&school, "keyring.json.next"),
				      own, 0600, NULL),
			 0);
	school_reopen(&school);
	verifies(&school);
	assert_int_equal(others(&school), 1);

	/* What the ledger does not have is dropped, though it is the node's. */
	assert_int_equal(
		correspondents_distrust(&school.node->keys->correspondents,
					SLICE("school"), SLICE("8861102"),
					school.today, SLICE("stolen"), NULL),
		0);
	assert_success(node_keys_store(school.node, KEYS_DISTRUSTED,
				       school.today, &school.error),
		       &school.error);
	assert_int_equal(
		file_replace(in_node(&school, "correspondents.json.next"),
			     known, 0600, NULL),
		0);
	school_reopen(&school);
	verifies(&school);
	assert_int_not_equal(school.node->keys->correspondents.list[0].ended,
			     DATE_NONE);
	keyring_release(&keyring);
	school_tear_down(&school);
}

static void without_memory_the_node_is_not_opened(void **state)
{
	struct credentials credentials = {0};
	struct school school;
	struct node_keys *keys;
	int result = -1;

	(void)state;
	(void)credentials;
	set_up(&school);
	assert_success(make_keys(&school), &school.error);
	for (uint64_t n = 1; result != 0; n++) {
		keys = school.node->keys;
		memory_fail_at(n);
		result = node_keys_open(school.node, &school.error);
		if (result == 0)
			result = node_keys_verify(school.node, &school.error);
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(school.error.code, ERROR_MEMORY);
		node_keys_close(school.node);
		school.node->keys = keys;
		assert_true(n < 1000);
	}
	school_tear_down(&school);
}

/* --- whom to seal to ----------------------------------------------------------------- */

static void refuses(struct school *school, const char *body, const char *number,
		    const char *date, enum error_code code, const char *text)
{
	const struct correspondent *found;
	uint16_t function =
		dictionary_body(school->node->dictionary, slice_of(body), NULL);

	assert_int_equal(node_recipient(school->node, function,
					slice_of(number), day(date), &found,
					&school->error),
			 -1);
	school_says(school, code, text);
}

static void finds(struct school *school, const char *body, const char *number,
		  const char *date, const char *name)
{
	const struct correspondent *found;
	uint16_t function =
		dictionary_body(school->node->dictionary, slice_of(body), NULL);

	assert_success(node_recipient(school->node, function, slice_of(number),
				      day(date), &found, &school->error),
		       &school->error);
	assert_slice(found->name, name);
}

static void a_recipient_must_be_known_and_current(void **state)
{
	struct keyring school_keys, lrs_keys;
	struct school school;
	struct card card;

	(void)state;
	set_up(&school);
	make_card(&card, &school_keys, "next-school", "8861102",
		  "Hop Kiln School");
	assert_success(trust(&school, &card), &school.error);
	make_card(&card, &lrs_keys, "post-16-funding", "",
		  "Education and Skills Funding Agency");
	school.today = day("2025-03-01");
	assert_success(trust(&school, &card), &school.error);

	finds(&school, "next-school", "8861102", "2026-01-15",
	      "Hop Kiln School");
	/* A school is the same, whatever it is to the pupil. */
	finds(&school, "previous-school", "8861102", "2026-01-15",
	      "Hop Kiln School");
	/* It is the only one, and yet it may not be the one that is meant. */
	refuses(&school, "next-school", "", "2026-01-15", ERROR_REFUSED,
		"does not say which next-school");
	refuses(&school, "next-school", "8861103", "2026-01-15",
		ERROR_NOT_FOUND, "no key of next-school 8861103");
	refuses(&school, "local-authority", "8861102", "2026-01-15",
		ERROR_NOT_FOUND, "no key of local-authority");
	refuses(&school, "next-school", "8861102", "2026-01-14", ERROR_REFUSED,
		"has not begun");
	refuses(&school, "next-school", "8861102", "2027-01-01", ERROR_REFUSED,
		"has run out");
	/* The agency's function went to the department on 1 April 2025. */
	refuses(&school, "post-16-funding", "", "2025-04-01", ERROR_REFUSED,
		"another body holds the function");
	refuses(&school, "post-16-funding", "", "2025-03-31", ERROR_REFUSED,
		"no key of Education and Skills Funding Agency is current");
	keyring_release(&school_keys);
	keyring_release(&lrs_keys);
	school_tear_down(&school);
}

static void signed_by(struct school *school, const struct node_sender *sender,
		      const struct node_signed *what, const char *today,
		      enum error_code code, const char *text)
{
	assert_int_equal(node_sender_check(school->node, sender, what,
					   day(today), &school->error),
			 -1);
	school_says(school, code, text);
}

static void a_sender_must_be_known_and_who_it_was(void **state)
{
	const struct node_signed good = {SLICE("Hop Kiln School"),
					 SLICE("8861102"), day("2026-02-01")};
	struct node_signed what = good;
	struct keyring keyring, strange;
	struct node_sender sender;
	struct school school;
	struct card card, stranger;

	(void)state;
	set_up(&school);
	make_card(&card, &keyring, "school", "8861102", "Hop Kiln School");
	make_card(&stranger, &strange, "school", "8861103", "A stranger");
	assert_success(trust(&school, &card), &school.error);
	assert_success(node_sender_find(school.node, card.keys[1].sign.id,
					&sender, &school.error),
		       &school.error);
	assert_string_equal(sender.key->id, card.keys[1].id);
	assert_success(node_sender_check(school.node, &sender, &good,
					 day("2026-02-02"), &school.error),
		       &school.error);
	what.name = SLICE("Hop Kiln Online Ltd");
	signed_by(&school, &sender, &what, "2026-02-02", ERROR_REFUSED,
		  "another name now");
	what = good;
	what.number = SLICE("8861109");
	signed_by(&school, &sender, &what, "2026-02-02", ERROR_REFUSED,
		  "another number now");
	what = good;
	what.date = day("2025-12-31");
	signed_by(&school, &sender, &what, "2026-02-02", ERROR_KEY,
		  "did not count on that day");
	/* 92 days after 1 February, and 93. */
	assert_success(node_sender_check(school.node, &sender, &good,
					 day("2026-05-04"), &school.error),
		       &school.error);
	signed_by(&school, &sender, &good, "2026-05-05", ERROR_KEY,
		  "more than 92 days ago");
	assert_int_equal(node_sender_find(school.node, stranger.keys[1].sign.id,
					  &sender, &school.error),
			 -1);
	school_says(&school, ERROR_KEY, "of nobody that is trusted");
	keyring_release(&keyring);
	keyring_release(&strange);
	school_tear_down(&school);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_node_begins_without_keys),
		cmocka_unit_test(what_is_stored_is_there_again),
		cmocka_unit_test(files_of_another_time_are_noticed),
		cmocka_unit_test(a_file_of_somebody_else_does_not_open),
		cmocka_unit_test(a_change_is_whole_or_not_at_all),
		cmocka_unit_test(what_the_ledger_has_is_finished),
		cmocka_unit_test(without_memory_the_node_is_not_opened),
		cmocka_unit_test(a_recipient_must_be_known_and_current),
		cmocka_unit_test(a_sender_must_be_known_and_who_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
