/* The ledger's word on what was received. */
#include "share/receipt.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/json.h"
#include "ledger/ledger.h"
#include "register/register.h"
#include "share/node.h"
#include "share/node_entry.h"
#include "share/receive.h"

static void commit_as(const char *use, const struct node *node,
		      const uint8_t manifest[MANIFEST_HASH_BYTES],
		      char hex[NODE_COMMITMENT_DIGITS + 1])
{
	const struct slice hash = {(const char *)manifest, MANIFEST_HASH_BYTES};

	node_entry_commit(node, use, hash, hex);
}

static void commit(const struct node *node,
		   const uint8_t manifest[MANIFEST_HASH_BYTES],
		   char hex[NODE_COMMITMENT_DIGITS + 1])
{
	commit_as("receipt", node, manifest, hex);
}

static int enter(struct node *node, const char *kind, int32_t date,
		 const uint8_t manifest[MANIFEST_HASH_BYTES], uint64_t *index,
		 struct error *error)
{
	char commitment[NODE_COMMITMENT_DIGITS + 1];
	struct builder text = {0};
	struct json json = json_writer(&text, false);
	int result;

	commit_as(kind, node, manifest, commitment);
	json_open_object(&json);
	json_key_text(&json, "entry", slice_of(kind));
	json_key_date(&json, "date", date);
	json_key_text(&json, "commitment", slice_of(commitment));
	json_close_object(&json);
	result = node_entry_append(node, &text, index, error);
	builder_release(&text);
	return result;
}

int receipt_enter(struct node *node, const struct register_grant *grant,
		  uint64_t *index, struct error *error)
{
	return enter(node, "receipt", grant->received, grant->manifest, index,
		     error);
}

int receipt_enter_opened(struct node *node,
			 const uint8_t manifest[MANIFEST_HASH_BYTES],
			 int32_t date, struct error *error)
{
	return enter(node, "opened", date, manifest, NULL, error);
}

/* --- finding one -------------------------------------------------------------------------- */

int receipt_find(struct node *node, const uint8_t manifest[MANIFEST_HASH_BYTES],
		 struct receipt_entry *receipt, struct error *error)
{
	char commitment[NODE_COMMITMENT_DIGITS + 1];
	uint64_t index;

	*receipt = (struct receipt_entry){0};
	commit(node, manifest, commitment);
	if (node_entry_find(node, commitment, &index, error) != 0)
		return -1;
	if (index != UINT64_MAX)
		*receipt = (struct receipt_entry){true, index};
	return 0;
}

/* --- entries and grants --------------------------------------------------------------------- */

struct receipt {
	char commitment[NODE_COMMITMENT_DIGITS + 1];
	const struct register_grant *grant;
	bool entered;
};

struct receipts {
	struct receipt *list; /* by commitment */
	size_t count;
};

static int by_commitment(const void *a, const void *b)
{
	return strcmp(((const struct receipt *)a)->commitment,
		      ((const struct receipt *)b)->commitment);
}

static int compare_receipt(void *context, uint64_t index, struct slice entry,
			   struct error *error)
{
	struct receipts *receipts = context;
	struct receipt wanted = {0}, *found = NULL;
	const char *text;
	json_t *parsed;

	if (!slice_starts_with(entry, SLICE("{\"entry\":\"receipt\",")))
		return 0;
	parsed = json_loadb(entry.at, entry.len, 0, NULL);
	text = json_string_value(json_object_get(parsed, "commitment"));
	if (text != NULL && strlen(text) < sizeof(wanted.commitment)) {
		memcpy(wanted.commitment, text, strlen(text) + 1);
		found = bsearch(&wanted, receipts->list, receipts->count,
				sizeof(wanted), by_commitment);
	}
	json_decref(parsed);
	if (found == NULL)
		return error_set(error, ERROR_CORRUPT,
				 "the register has nothing that was received "
				 "as entry %llu of the ledger says",
				 (unsigned long long)index);
	/* A register that was put back, and took the same in again. */
	if (found->entered)
		return error_set(error, ERROR_CORRUPT,
				 "grant %llu was received twice, as entry %llu "
				 "of the ledger says",
				 (unsigned long long)found->grant->id,
				 (unsigned long long)index);
	found->entered = true;
	return 0;
}

static int make_receipts(struct node *node, struct receipts *receipts,
			 struct arena *arena, struct error *error)
{
	struct register_grant *grants;

	if (register_grants(node->pupils, &grants, &receipts->count, arena,
			    error) != 0)
		return -1;
	receipts->list = arena_array(arena, receipts->count + 1,
				     sizeof(*receipts->list));
	if (receipts->list == NULL)
		return error_memory(error);
	for (size_t i = 0; i < receipts->count; i++) {
		receipts->list[i].grant = &grants[i];
		commit(node, grants[i].manifest, receipts->list[i].commitment);
	}
	qsort(receipts->list, receipts->count, sizeof(*receipts->list),
	      by_commitment);
	return 0;
}

int receive_verify(struct node *node, struct error *error)
{
	struct arena arena = {0};
	struct receipts receipts = {0};
	int result = make_receipts(node, &receipts, &arena, error);

	if (result == 0)
		result = ledger_each(node->ledger, 0, compare_receipt,
				     &receipts, error);
	for (size_t i = 0; result == 0 && i < receipts.count; i++)
		if (!receipts.list[i].entered)
			result = error_set(
				error, ERROR_CORRUPT,
				"what was received as grant %llu has no entry "
				"in the ledger",
				(unsigned long long)receipts.list[i].grant->id);
	arena_release(&arena);
	return result;
}
