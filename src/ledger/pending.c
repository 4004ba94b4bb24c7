/* What is about to be appended, proved to be ours before it is there. */
#include <inttypes.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "ledger/state.h"

enum { PENDING_LIMIT = 256 };

static int make_mac(const struct ledger *ledger, struct slice text,
		    uint8_t mac[crypto_auth_BYTES], struct error *error)
{
	static const char context[crypto_kdf_CONTEXTBYTES] = {
		'h', 'b', 'p', 'e', 'n', 'd', 'n', 'g'};
	uint8_t key[crypto_auth_KEYBYTES];
	struct builder message = {0};
	int result = 0;

	builder_add_text(&message, ledger->signer.key.name);
	builder_add_byte(&message, '\n');
	builder_add(&message, text);
	if (message.failed) {
		result = error_memory(error);
	} else {
		crypto_kdf_derive_from_key(key, sizeof(key), 0, context,
					   ledger->seed +
						   crypto_sign_SEEDBYTES);
		crypto_auth(mac, (const uint8_t *)message.at, message.len, key);
		sodium_memzero(key, sizeof(key));
	}
	builder_release(&message);
	return result;
}

int pending_write(const struct ledger *ledger, const struct tree_edge *edge,
		  struct error *error)
{
	uint8_t root[LEDGER_HASH_BYTES], mac[crypto_auth_BYTES];
	struct builder text = {0};
	int result = -1;

	tree_edge_root(edge, root);
	builder_add_format(&text, "%" PRIu64 " ", edge->size);
	builder_add_hex(&text, (struct slice){(char *)root, sizeof(root)});
	if (text.failed) {
		error_memory(error);
	} else if (make_mac(ledger, builder_slice(&text), mac, error) == 0) {
		builder_add_byte(&text, ' ');
		builder_add_hex(&text,
				(struct slice){(char *)mac, sizeof(mac)});
		builder_add_byte(&text, '\n');
		result = text.failed ? error_memory(error)
				     : file_replace(ledger->files.pending,
						    builder_slice(&text),
						    LEDGER_STORE_MODE, error);
	}
	builder_release(&text);
	return result;
}

static bool read_hex(struct slice text, uint8_t *bytes, size_t size)
{
	size_t length = 0;

	return text.len == 2 * size &&
	       sodium_hex2bin(bytes, size, text.at, text.len, NULL, &length,
			      NULL) == 0 &&
	       length == size;
}

static bool parse(struct slice text, struct pending *pending,
		  struct slice *said, uint8_t mac[crypto_auth_BYTES])
{
	struct slice line = slice_cut(&text, '\n');
	struct slice rest = line;
	struct slice size = slice_cut(&rest, ' ');
	struct slice root = slice_cut(&rest, ' ');

	*said = slice_part(line, 0, size.len + 1 + root.len);
	return text.len == 0 &&
	       slice_number(size, UINT64_MAX >> 1, &pending->size) &&
	       read_hex(root, pending->root, sizeof(pending->root)) &&
	       read_hex(rest, mac, crypto_auth_BYTES);
}

int pending_read(const struct ledger *ledger, struct pending *pending,
		 struct error *error)
{
	uint8_t said_mac[crypto_auth_BYTES], mac[crypto_auth_BYTES];
	struct pending read = {0};
	struct builder content = {0};
	struct error why = {0};
	struct slice said;
	int result = 0;

	*pending = (struct pending){0};
	if (file_read(ledger->files.pending, PENDING_LIMIT, &content, &why) !=
	    0) {
		/* A file that cannot be it proves nothing. */
		if (why.code == ERROR_MEMORY || why.code == ERROR_SYSTEM) {
			if (error != NULL)
				*error = why;
			result = -1;
		}
	} else if (parse(builder_slice(&content), &read, &said, said_mac)) {
		result = make_mac(ledger, said, mac, error);
		if (result == 0 &&
		    sodium_memcmp(mac, said_mac, sizeof(mac)) == 0)
			*pending = read;
	}
	builder_release(&content);
	return result;
}
