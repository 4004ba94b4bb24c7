/* The ledger against the parcels that the register knows. */
#include "share/parcel.h"

#include <string.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "ledger/ledger.h"
#include "share/node.h"

bool parcel_entry_kind(struct slice kind)
{
	for (int k = MANIFEST_RELEASE + 1; k < MANIFEST_KIND_COUNT; k++)
		if (slice_is(kind, manifest_kind_name((enum manifest_kind)k)))
			return true;
	return false;
}

struct comparing {
	struct node *node;
	struct register_parcel *parcels; /* without void ones, in order of
					    entry */
	size_t count;
	size_t at; /* the next whose entry has not been met */
	struct arena arena;
};

static bool is_parcels(struct slice entry)
{
	json_t *root = json_loadb(entry.at, entry.len, 0, NULL);
	const char *kind = json_string_value(json_object_get(root, "entry"));
	bool is = kind != NULL && parcel_entry_kind(slice_of(kind));

	json_decref(root);
	return is;
}

static int no_parcel(uint64_t index, struct error *error)
{
	return error_set(error, ERROR_CORRUPT,
			 "the register has no message like that of entry %llu "
			 "of the ledger",
			 (unsigned long long)index);
}

static int compare_entry(void *context, uint64_t index, struct slice entry,
			 struct error *error)
{
	struct comparing *comparing = context;
	struct register_parcel parcel;
	struct builder text = {0};
	int result = 0;

	if (!is_parcels(entry))
		return 0;
	if (comparing->at == comparing->count)
		return no_parcel(index, error);
	/* One that is not settled yet does not know its entry. */
	if (comparing->parcels[comparing->at].state == PARCEL_DONE &&
	    comparing->parcels[comparing->at].ledger_index != index)
		return no_parcel(index, error);
	if (register_parcel_read(comparing->node->pupils,
				 comparing->parcels[comparing->at++].id,
				 &parcel, &comparing->arena, error) != 0)
		return -1;
	parcel_entry(comparing->node, &parcel, &text);
	if (text.failed)
		result = error_memory(error);
	else if (!slice_equal(builder_slice(&text), entry))
		result = no_parcel(index, error);
	builder_release(&text);
	arena_clear(&comparing->arena);
	return result;
}

static size_t drop_void(struct register_parcel *parcels, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (parcels[i].state != PARCEL_VOID)
			parcels[kept++] = parcels[i];
	return kept;
}

int parcels_verify(struct node *node, struct error *error)
{
	struct comparing comparing = {.node = node};
	struct arena arena = {0};
	int result = register_parcels(node->pupils, &comparing.parcels,
				      &comparing.count, &arena, error);

	if (result == 0) {
		comparing.count = drop_void(comparing.parcels, comparing.count);
		result = ledger_each(node->ledger, 0, compare_entry, &comparing,
				     error);
	}
	while (comparing.at < comparing.count &&
	       comparing.parcels[comparing.at].state != PARCEL_DONE)
		comparing.at++;
	if (result == 0 && comparing.at < comparing.count)
		result = error_set(
			error, ERROR_CORRUPT,
			"message %.*s has no entry in the ledger",
			SLICE_ARGS(comparing.parcels[comparing.at].reference));
	arena_release(&comparing.arena);
	arena_release(&arena);
	return result;
}
