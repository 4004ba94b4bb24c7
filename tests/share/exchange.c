#include "exchange.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sodium.h>

void neighbour_set_up(struct school *school, int32_t today)
{
	static const char name[] = "\"Westwood Learning Alliance\"";
	struct slice text;
	char *at;

	school_empty(school, today);
	text = school_read(school, KENT);
	at = memmem(text.at, text.len, "886/1101", 8);
	assert_non_null(at);
	memcpy(at, "886/2345", 8);
	at = memmem(text.at, text.len, name, sizeof(name) - 1);
	assert_non_null(at);
	memcpy(at, "\"Eastfield Learning Centre\" ", sizeof(name) - 1);
	assert_success(
		school_make(school, school_write(school, "n.notice", text.at)),
		&school->error);
	school_reopen(school);
}

void school_store_keys(struct school *school)
{
	assert_success(node_keys_store(school->node, KEYS_TRUSTED,
				       school->today, &school->error),
		       &school->error);
}

void school_make_keys(struct school *school)
{
	uint8_t key[KEYRING_KEY_BYTES];

	node_keys_key(school->node, key);
	for (int use = 0; use < KEY_USES; use++)
		assert_success(keyring_make(&school->node->keys->keyring,
					    (enum key_use)use, school->today,
					    school->today + 700, key, NULL,
					    &school->error),
			       &school->error);
	sodium_memzero(key, sizeof(key));
	school_store_keys(school);
}

void school_trust(struct school *school, const struct school *other,
		  const char *reference)
{
	struct card card = node_card(other->node);
	uint16_t body =
		dictionary_body(school->node->dictionary, card.body, NULL);
	struct agreement agreement = {
		.reference = slice_of(reference),
		.holder =
			body != DICTIONARY_NONE
				? node_holder(school->node, body, school->today)
				: SLICE(""),
		.from = school->today - 30,
		.until = school->today + 335,
	};

	assert_success(correspondents_trust(&school->node->keys->correspondents,
					    &card, &agreement, &school->error),
		       &school->error);
	school_store_keys(school);
}

static struct minisign_public signer_of(const struct school *sender)
{
	const struct keyring *keyring = &sender->node->keys->keyring;
	const struct dated_key *key = dated_key_current(
		keyring->keys, keyring->count, KEY_SIGN, sender->today);

	assert_non_null(key);
	return key->sign;
}

void school_open_package(struct school *opener, const struct school *sender,
			 const char *path, struct opened *opened)
{
	static struct age_identity identities[KEYRING_LIMIT];
	struct minisign_public signer = signer_of(sender);
	struct builder payload = {0};
	struct package *package;
	size_t count;
	int fd = open(path, O_RDONLY);

	assert_true(fd >= 0);
	assert_success(node_identities(opener->node, identities, &count,
				       &opener->error),
		       &opener->error);
	assert_success(package_open(&package, stream_from_file(&fd), identities,
				    count, &opener->error),
		       &opener->error);
	assert_success(package_verify(package, &signer, &opener->error),
		       &opener->error);
	assert_success(package_payload(package, stream_to_builder(&payload),
				       &opener->error),
		       &opener->error);
	opened->manifest =
		arena_copy(&opener->arena, package_manifest(package)->text);
	opened->payload = arena_copy(&opener->arena, builder_slice(&payload));
	builder_release(&payload);
	package_close(package);
	close(fd);
}
