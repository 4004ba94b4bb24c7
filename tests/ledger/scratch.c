#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sodium.h>

#include "base/file.h"
#include "test.h"

int scratch_setup(void **state)
{
	struct scratch *scratch = calloc(1, sizeof(*scratch));

	if (scratch == NULL || sodium_init() < 0)
		return -1;
	snprintf(scratch->root, sizeof(scratch->root), "%s",
		 SCRATCH "ledger-XXXXXX");
	if (mkdtemp(scratch->root) == NULL) {
		free(scratch);
		return -1;
	}
	snprintf(scratch->directory, sizeof(scratch->directory), "%s/ledger",
		 scratch->root);
	memset(scratch->seed, 0x42, sizeof(scratch->seed));
	*state = scratch;
	return 0;
}

int scratch_teardown(void **state)
{
	struct scratch *scratch = *state;
	int result = directory_remove(scratch->root, NULL);

	free(scratch);
	return result;
}

static void path_of(const struct scratch *scratch, const char *name,
		    char path[128])
{
	snprintf(path, 128, "%s/%s", scratch->directory, name);
}

struct ledger *scratch_open(struct scratch *scratch, bool *repaired)
{
	struct ledger *ledger = NULL;
	struct error error = {0};

	assert_success(ledger_open(&ledger, scratch->directory, scratch->seed,
				   repaired, &error),
		       &error);
	return ledger;
}

int scratch_append(struct ledger *ledger, struct error *error)
{
	uint64_t index = UINT64_MAX;
	uint64_t size = ledger_size(ledger);
	char text[32];
	int result;

	snprintf(text, sizeof(text), "entry %llu", (unsigned long long)size);
	result = ledger_append(ledger, slice_of(text), &index, error);
	if (result == 0)
		assert_int_equal(index, size);
	return result;
}

struct slice scratch_entry(uint64_t index, char text[32])
{
	snprintf(text, 32, "entry %llu", (unsigned long long)index);
	return slice_of(text);
}

int scratch_append_batch(struct ledger *ledger, uint64_t count,
			 struct error *error)
{
	struct slice *entries = calloc(count + 1, sizeof(*entries));
	char(*texts)[32] = calloc(count + 1, sizeof(*texts));
	uint64_t size = ledger_size(ledger);
	uint64_t first = UINT64_MAX;
	int result;

	assert_non_null(entries);
	assert_non_null(texts);
	for (uint64_t i = 0; i < count; i++)
		entries[i] = scratch_entry(size + i, texts[i]);
	result = ledger_append_batch(ledger, entries, count, &first, error);
	if (result == 0)
		assert_int_equal(first, size);
	free(entries);
	free(texts);
	return result;
}

void scratch_make_batch(struct scratch *scratch, uint64_t count)
{
	struct error error = {0};
	struct ledger *ledger;

	scratch_make(scratch, 0);
	ledger = scratch_open(scratch, NULL);
	assert_success(scratch_append_batch(ledger, count, &error), &error);
	ledger_free(ledger);
}

void scratch_make(struct scratch *scratch, uint64_t count)
{
	struct error error = {0};
	struct ledger *ledger;

	assert_success(directory_remove(scratch->directory, &error), &error);
	assert_success(ledger_create(scratch->directory, SLICE(SCRATCH_ORIGIN),
				     scratch->seed, &error),
		       &error);
	ledger = scratch_open(scratch, NULL);
	for (uint64_t i = 0; i < count; i++)
		assert_success(scratch_append(ledger, &error), &error);
	ledger_free(ledger);
}

void scratch_refuses(struct scratch *scratch, int code, const char *message)
{
	struct ledger *ledger = NULL;
	struct error error = {0};
	char text[1024];

	assert_int_equal(ledger_open(&ledger, scratch->directory, scratch->seed,
				     NULL, &error),
			 -1);
	error_text(&error, text, sizeof(text));
	if ((int)error.code != code || strstr(text, message) == NULL)
		fail_msg("code %d: '%s' is not code %d: '%s'", error.code, text,
			 code, message);
}

uint64_t scratch_size(struct scratch *scratch, bool *repaired)
{
	struct ledger *ledger = scratch_open(scratch, repaired);
	uint64_t size = ledger_size(ledger);

	scratch_check(scratch, ledger);
	ledger_free(ledger);
	return size;
}

static int is_as_appended(void *context, uint64_t index, struct slice entry,
			  struct error *error)
{
	uint64_t *next = context;
	char text[32];

	assert_int_equal(index, *next);
	(*next)++;
	snprintf(text, sizeof(text), "entry %llu", (unsigned long long)index);
	if (!slice_is(entry, text))
		return error_set(error, ERROR_CORRUPT, "not as appended");
	return 0;
}

void scratch_check(struct scratch *scratch, struct ledger *ledger)
{
	uint8_t root[LEDGER_HASH_BYTES];
	struct ledger_check check;
	struct error error = {0};
	uint64_t next = 0;

	assert_success(ledger_each(ledger, 0, is_as_appended, &next, &error),
		       &error);
	assert_int_equal(next, ledger_size(ledger));
	assert_success(ledger_verify(scratch->directory, &check, &error),
		       &error);
	ledger_root(ledger, root);
	assert_int_equal(check.size, ledger_size(ledger));
	assert_int_equal(check.unsigned_bytes, 0);
	assert_true(check.tiles || check.size == 0);
	assert_int_equal(check.missing_tiles, 0);
	assert_memory_equal(check.root, root, sizeof(root));
	assert_string_equal(check.origin, SCRATCH_ORIGIN);
}

void scratch_read(struct scratch *scratch, const char *name,
		  struct builder *content)
{
	struct error error = {0};
	char path[128];

	path_of(scratch, name, path);
	builder_clear(content);
	assert_success(file_read(path, 1 << 24, content, &error), &error);
}

void scratch_write(struct scratch *scratch, const char *name,
		   struct slice content)
{
	char path[128];
	FILE *file;

	path_of(scratch, name, path);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(
		fwrite(content.len > 0 ? content.at : "", 1, content.len, file),
		content.len);
	assert_int_equal(fclose(file), 0);
}

void scratch_remove(struct scratch *scratch, const char *name)
{
	char path[128];

	path_of(scratch, name, path);
	assert_int_equal(unlink(path), 0);
}

void scratch_remove_directory(struct scratch *scratch, const char *name)
{
	struct error error = {0};
	char path[128];

	path_of(scratch, name, path);
	assert_success(directory_remove(path, &error), &error);
}

bool scratch_has(struct scratch *scratch, const char *name)
{
	char path[128];

	path_of(scratch, name, path);
	return file_exists(path);
}
