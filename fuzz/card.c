/*
 * A card as it may come from anybody: what is taken of it is written again, and
 * read again, as the same.
 */
#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "fuzz/target.h"
#include "seal/card.h"
#include "seal/correspondents.h"

static void same_again(const struct card *card, struct arena *arena)
{
	char one[CARD_FINGERPRINT_BYTES], two[CARD_FINGERPRINT_BYTES];
	struct builder text = {0};
	struct error error;
	struct card again;

	card_write(card, &text);
	must(card_read(&again, builder_slice(&text), arena, &error) == 0);
	must(card_fingerprint(card, one, &error) == 0);
	must(card_fingerprint(&again, two, &error) == 0);
	must(strcmp(one, two) == 0);
	must(card_fingerprint_is(one, slice_of(two)));
	builder_release(&text);
}

/* Whatever is trusted can be stored. */
static void as_correspondent(const struct card *card)
{
	static const uint8_t key[CORRESPONDENTS_KEY_BYTES] = {1};
	static const struct agreement agreement = {
		.reference = SLICE_INIT("DSA-1"),
		.from = 20000,
		.until = 21000,
		.holder = {"", 0},
	};
	struct correspondents list = {0};
	struct correspondents read = {0};
	struct builder text = {0};
	struct error error;

	if (correspondents_trust(&list, card, &agreement, &error) == 0) {
		must(correspondents_write(&list, key, &text, &error) == 0);
		must(correspondents_read(&read, builder_slice(&text), key,
					 &error) == 0);
	}
	builder_release(&text);
	correspondents_release(&read);
	correspondents_release(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = {(const char *)data, size};
	struct arena arena = {0};
	struct error error;
	struct card card;

	must(sodium_init() >= 0);
	if (card_read(&card, input, &arena, &error) == 0) {
		same_again(&card, &arena);
		as_correspondent(&card);
	}
	arena_release(&arena);
	return 0;
}
