#include "share/node_entry.h"

#include <string.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/error.h"
#include "ledger/ledger.h"
#include "register/secret.h"
#include "share/node.h"

int node_entry_append(struct node *node, const struct builder *text,
		      uint64_t *index, struct error *error)
{
	if (text->failed)
		return error_memory(error);
	return ledger_append(node->ledger, builder_slice(text), index, error);
}

void node_entry_commit(const struct node *node, const char *use,
		       struct slice committed,
		       char hex[NODE_COMMITMENT_DIGITS + 1])
{
	uint8_t key[SECRET_KEY_BYTES], commitment[NODE_COMMITMENT_BYTES];
	crypto_generichash_state state;

	secret_derive(node->secret, SECRET_LEDGER, key);
	crypto_generichash_init(&state, key, sizeof(key), sizeof(commitment));
	crypto_generichash_update(&state, (const unsigned char *)use,
				  strlen(use) + 1);
	crypto_generichash_update(&state, (const unsigned char *)committed.at,
				  committed.len);
	crypto_generichash_final(&state, commitment, sizeof(commitment));
	sodium_bin2hex(hex, NODE_COMMITMENT_DIGITS + 1, commitment,
		       sizeof(commitment));
	sodium_memzero(key, sizeof(key));
	sodium_memzero(&state, sizeof(state));
}

struct search {
	struct slice commitment;
	uint64_t index;
};

static int find_entry(void *context, uint64_t index, struct slice entry,
		      struct error *error)
{
	struct search *search = context;

	(void)error;
	/* Entries are written by this program alone, and hold no text of
	 * others in which the digits could stand. */
	if (memmem(entry.at, entry.len, search->commitment.at,
		   search->commitment.len) != NULL)
		search->index = index;
	return 0;
}

int node_entry_find(struct node *node,
		    const char hex[NODE_COMMITMENT_DIGITS + 1], uint64_t *index,
		    struct error *error)
{
	struct search search = {{hex, NODE_COMMITMENT_DIGITS}, UINT64_MAX};
	int result = ledger_each(node->ledger, 0, find_entry, &search, error);

	*index = search.index;
	return result;
}
