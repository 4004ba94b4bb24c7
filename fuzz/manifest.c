/*
 * A manifest as it may come from anybody: what is taken of it is within the
 * limits, and the terms in it are read by themselves, or not, all the same.
 */
#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "fuzz/target.h"
#include "seal/archive.h"
#include "share/manifest.h"

static void check_list(const struct slice *list, size_t count)
{
	must(count <= MANIFEST_LIST_LIMIT);
	for (size_t i = 0; i < count; i++)
		must(list[i].at != NULL && list[i].len <= MANIFEST_TEXT_BYTES);
}

static void check_party(const struct manifest_party *party)
{
	must(party->body.len > 0 || party->number.len > 0);
	must(party->name.len > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = {(const char *)data, size};
	struct arena arena = {0};
	struct error error = {0};
	struct manifest manifest, again;

	if (manifest_read(&manifest, input, &arena, &error) == 0) {
		must(manifest_reference_good(manifest.reference));
		must(manifest.date != DATE_NONE);
		must(manifest.expires >= manifest.date);
		check_party(&manifest.sender);
		check_party(&manifest.recipient);
		check_list(manifest.fields, manifest.field_count);
		check_list(manifest.sealed_to, manifest.sealed_to_count);
		must(manifest.sealed == (manifest.sealed_to_count > 0));
		must(manifest.kind != MANIFEST_RELEASE ||
		     manifest.payload.file.len > 0);
		must(manifest.kind != MANIFEST_RELEASE ||
		     manifest.terms.len >= 2);
		must(slice_equal(manifest.text, input));
		must(manifest_read(&again, manifest.text, &arena, &error) == 0);
		must(slice_equal(again.terms, manifest.terms));
	} else {
		must(error.code == ERROR_INPUT || error.code == ERROR_MEMORY);
		must(error.message[0] != '\0');
	}
	arena_release(&arena);
	return 0;
}
