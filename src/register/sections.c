#include "register/state.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"

static size_t put_number(uint8_t *at, uint64_t number, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		at[i] = (uint8_t)(number >> (8 * (bytes - 1 - i)));
	return bytes;
}

static struct slice wrap_place(uint64_t pupil, uint8_t room[9])
{
	room[0] = 'K'; /* a pupil's key: not to be taken for anything else */
	put_number(room + 1, pupil, 8);
	return (struct slice){(const char *)room, 9};
}

/* So that the builder never grows out of the room lent to it. */
static_assert(SEAL_KEY_BYTES + SEAL_ADDED_BYTES <= STORE_WRAPPED_BYTES,
	      "a wrapped key fits");

void pupil_key_wrap(struct pupil_register *pupils, uint64_t pupil,
		    const uint8_t key[SEAL_KEY_BYTES], struct store_key *out)
{
	uint8_t nonce[SEAL_NONCE_BYTES];
	struct builder sealed = {.at = (char *)out->bytes,
				 .capacity = sizeof(out->bytes)};
	uint8_t room[9];

	secret_random(nonce, sizeof(nonce));
	/* One key seals the keys of all pupils there will ever be. */
	seal_add(&pupils->keys->wrap, SEAL_XCHACHA20POLY1305, nonce,
		 wrap_place(pupil, room),
		 (struct slice){(const char *)key, SEAL_KEY_BYTES}, &sealed);
	out->size = sealed.len;
}

static int lost_key(uint64_t pupil, struct error *error)
{
	return error_set(error, ERROR_CORRUPT,
			 "the key of pupil %llu is damaged",
			 (unsigned long long)pupil);
}

int pupil_key_open(struct pupil_register *pupils, uint64_t pupil,
		   struct seal_key *key, struct error *error)
{
	struct store *store = pupils->store;
	char plain[STORE_WRAPPED_BYTES];
	struct store_key wrapped;
	uint8_t room[9];
	struct slice text;
	bool found;
	int result;

	if (store->methods->pupil_key(store, pupil, &wrapped, &found, error) !=
	    0)
		return -1;
	if (!found)
		return error_set(error, ERROR_NOT_FOUND,
				 "the register has no pupil %llu, or its key "
				 "was destroyed",
				 (unsigned long long)pupil);
	result = seal_open(
		&pupils->keys->wrap,
		(struct slice){(const char *)wrapped.bytes, wrapped.size},
		wrap_place(pupil, room), plain, &text, NULL);
	if (result != 0 || text.len != SEAL_KEY_BYTES)
		result = lost_key(pupil, error);
	else
		seal_key_init(key, (const uint8_t *)text.at);
	sodium_memzero(plain, SEAL_KEY_BYTES);
	return result;
}

void section_place(const struct store_section *section,
		   struct section_place *place)
{
	uint8_t *at = place->bytes;

	*at++ = 'S';
	at += put_number(at, section->pupil, 8);
	at += put_number(at, section->category, 2);
	at += put_number(at, section->version, 4);
	at += put_number(at, section->origin, 8);
	at += put_number(at, (uint32_t)section->recorded, 4);
	if (section->period.len > 0)
		memcpy(at, section->period.at, section->period.len);
	at += section->period.len;
	place->size = (size_t)(at - place->bytes);
}

static struct slice category_name(const struct pupil_register *pupils,
				  uint16_t number)
{
	uint16_t index = number < pupils->categories.count
				 ? pupils->categories.indexes[number]
				 : DICTIONARY_NONE;

	return index != DICTIONARY_NONE
		       ? pupils->dictionary->categories[index].name
		       : SLICE("unknown");
}

int section_unseal(struct pupil_register *pupils, const struct seal_key *key,
		   const struct store_section *section, struct slice *text,
		   struct arena *arena, struct error *error)
{
	struct section_place place;
	struct error why = {0};
	char *room;

	if (section->period.len <= PERIOD_MOST) {
		section_place(section, &place);
		room = arena_allocate(arena, section->sealed.len);
		if (room == NULL)
			return error_memory(error);
		if (seal_open(key, section->sealed,
			      (struct slice){(const char *)place.bytes,
					     place.size},
			      room, text, &why) == 0)
			return 0;
	}
	return error_set(error,
			 why.code != ERROR_NONE ? why.code : ERROR_CORRUPT,
			 "section %.*s of pupil %llu does not unseal",
			 SLICE_ARGS(category_name(pupils, section->category)),
			 (unsigned long long)section->pupil);
}

int copy_text(struct arena *arena, struct slice *text, struct error *error)
{
	*text = arena_copy(arena, *text);
	return text->at != NULL ? 0 : error_memory(error);
}
