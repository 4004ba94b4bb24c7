#include "seal/bech32.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include <sodium.h>

#include "base/error.h"

/* BIP 173: the character of each five bits. */
static const char lower[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
static const char upper[] = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

enum { GROUPS_LIMIT = (BECH32_BYTES_LIMIT * 8 + 4) / 5 };

static bool is_upper(const char *prefix)
{
	return prefix[0] >= 'A' && prefix[0] <= 'Z';
}

/* --- the checksum --------------------------------------------------------- */

static uint32_t checksum_step(uint32_t checksum, uint32_t value)
{
	/* BIP 173's generator. */
	static const uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa,
					     0x3d4233dd, 0x2a1462b3};
	uint32_t top = checksum >> 25;

	checksum = (checksum & 0x1ffffff) << 5 ^ value;
	for (unsigned int i = 0; i < 5; i++)
		if ((top >> i & 1) != 0)
			checksum ^= generator[i];
	return checksum;
}

/* It is reckoned over the prefix in lower case. */
static uint32_t checksum_of(const char *prefix, const uint8_t *groups,
			    size_t count)
{
	uint32_t checksum = 1;

	for (const char *c = prefix; *c != '\0'; c++)
		checksum = checksum_step(checksum, (uint8_t)(*c | 0x20) >> 5);
	checksum = checksum_step(checksum, 0);
	for (const char *c = prefix; *c != '\0'; c++)
		checksum = checksum_step(checksum, (uint8_t)(*c | 0x20) & 31);
	for (size_t i = 0; i < count; i++)
		checksum = checksum_step(checksum, groups[i]);
	return checksum;
}

/* --- eight bits and five -------------------------------------------------- */

static size_t to_groups(const uint8_t *bytes, size_t size, uint8_t *groups)
{
	size_t count = 0;
	uint32_t held = 0;
	unsigned int bits = 0;

	for (size_t i = 0; i < size; i++) {
		held = held << 8 | bytes[i];
		for (bits += 8; bits >= 5; bits -= 5)
			groups[count++] = held >> (bits - 5) & 31;
	}
	if (bits > 0)
		groups[count++] = (uint8_t)(held << (5 - bits) & 31);
	sodium_memzero(&held, sizeof(held));
	return count;
}

/* False when the bits that are left over are not zero. */
static bool from_groups(const uint8_t *groups, size_t count, uint8_t *bytes,
			size_t size)
{
	size_t filled = 0;
	uint32_t held = 0;
	unsigned int bits = 0;
	bool whole;

	for (size_t i = 0; i < count; i++) {
		held = held << 5 | groups[i];
		bits += 5;
		if (bits >= 8 && filled < size) {
			bits -= 8;
			bytes[filled++] = (uint8_t)(held >> bits);
		}
	}
	whole = (held & ((1U << bits) - 1)) == 0;
	sodium_memzero(&held, sizeof(held));
	return whole;
}

/* -------------------------------------------------------------------------- */

void bech32_encode(const char *prefix, const uint8_t *bytes, size_t size,
		   char *text)
{
	const char *alphabet = is_upper(prefix) ? upper : lower;
	uint8_t groups[GROUPS_LIMIT + BECH32_CHECKSUM_CHARACTERS];
	size_t at = strlen(prefix);
	uint32_t checksum;
	size_t count;

	assert(size <= BECH32_BYTES_LIMIT);
	count = to_groups(bytes, size, groups);
	memset(groups + count, 0, BECH32_CHECKSUM_CHARACTERS);
	checksum =
		checksum_of(prefix, groups, count + BECH32_CHECKSUM_CHARACTERS);
	checksum ^= 1;
	for (unsigned int i = 0; i < BECH32_CHECKSUM_CHARACTERS; i++)
		groups[count++] = checksum >> (25 - 5 * i) & 31;
	memcpy(text, prefix, at);
	text[at++] = '1';
	for (size_t i = 0; i < count; i++)
		text[at++] = alphabet[groups[i]];
	text[at] = '\0';
	sodium_memzero(groups, sizeof(groups));
}

static int read_groups(struct slice text, const char *alphabet, uint8_t *groups,
		       struct error *error)
{
	for (size_t i = 0; i < text.len; i++) {
		const char *found = text.at[i] != '\0'
					    ? strchr(alphabet, text.at[i])
					    : NULL;

		if (found == NULL)
			return error_set(error, ERROR_INPUT,
					 "the key has a character that keys "
					 "have not, or mixes capital and "
					 "small letters");
		groups[i] = (uint8_t)(found - alphabet);
	}
	return 0;
}

int bech32_decode(const char *prefix, struct slice text, uint8_t *bytes,
		  size_t size, struct error *error)
{
	struct slice expected = slice_of(prefix);
	uint8_t groups[GROUPS_LIMIT + BECH32_CHECKSUM_CHARACTERS];
	size_t count = BECH32_CHARACTERS(size) - 1;
	int result = -1;

	assert(size <= BECH32_BYTES_LIMIT);
	sodium_memzero(bytes, size);
	if (!slice_starts_with(text, expected) || text.len == expected.len ||
	    text.at[expected.len] != '1')
		return error_set(error, ERROR_INPUT,
				 "the key does not begin with '%s1'", prefix);
	text = slice_part(text, expected.len + 1, text.len);
	if (text.len != count)
		return error_set(error, ERROR_INPUT,
				 "the key has %zu characters after '%s1', not "
				 "%zu",
				 text.len, prefix, count);
	if (read_groups(text, is_upper(prefix) ? upper : lower, groups,
			error) != 0)
		goto out;
	if (checksum_of(prefix, groups, count) != 1) {
		error_set(error, ERROR_INPUT,
			  "the key's checksum is wrong: it was not copied as "
			  "it was");
		goto out;
	}
	if (!from_groups(groups, count - BECH32_CHECKSUM_CHARACTERS, bytes,
			 size)) {
		sodium_memzero(bytes, size);
		error_set(error, ERROR_INPUT,
			  "the key is not written in the usual way: unused "
			  "bits are set");
		goto out;
	}
	result = 0;
out:
	sodium_memzero(groups, sizeof(groups));
	return result;
}
