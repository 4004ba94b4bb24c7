/*
 * A dictionary as anybody may write it: the input is main.dictionary, and what
 * follows a line "%%" is codes.csv beside it.  What loads is asked for all its
 * names, and its fields check the input's own pieces.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "configuration.h"
#include "dictionary/dictionary.h"
#include "fuzz/target.h"
#include "language/diagnostic.h"

static char directory[] = HORNBOOK_SCRATCH_DIRECTORY "/hornbook-fuzz-XXXXXX";

static void remove_directory(void)
{
	directory_remove(directory, NULL);
}

/* A plain write: nothing here must last. */
static void put(const char *name, struct slice text)
{
	char path[100];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	file = fopen(path, "w");
	must(file != NULL);
	if (text.len > 0)
		must(fwrite(text.at, 1, text.len, file) == text.len);
	must(fclose(file) == 0);
}

static void ask_names(const struct dictionary *dictionary)
{
	struct arena arena = {0};

	for (int kind = KIND_FIELD; kind < KIND_COUNT; kind++) {
		size_t count;
		const struct slice *names = dictionary_names(
			dictionary, (enum dictionary_kind)kind, &arena, &count);
		struct field_set fields;

		for (size_t i = 0; i < count; i++) {
			if (kind == KIND_FIELD)
				must(dictionary_fields(dictionary, names[i],
						       &fields));
			else if (kind == KIND_BODY || kind == KIND_HOLDER)
				must(dictionary_body(dictionary, names[i],
						     NULL) != DICTIONARY_NONE);
			else
				must(dictionary_find(dictionary,
						     (enum dictionary_kind)kind,
						     names[i]) !=
				     DICTIONARY_NONE);
		}
	}
	arena_release(&arena);
}

/* A value that is good is good again in its canonical form. */
static void check_fields(const struct dictionary *dictionary,
			 struct slice value)
{
	struct builder out = {0};
	struct builder again = {0};

	value = slice_part(value, 0, 200);
	for (uint16_t i = 0; i < dictionary->field_count; i++) {
		if (field_check(dictionary, i, value, DATE_NONE, &out, NULL) !=
		    0)
			continue;
		must(out.len <= dictionary->fields[i].most_bytes);
		must(field_check(dictionary, i, builder_slice(&out), DATE_NONE,
				 &again, NULL) == 0);
		must(slice_equal(builder_slice(&out), builder_slice(&again)));
	}
	builder_release(&out);
	builder_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool ready;
	struct slice input = {(const char *)data, size};
	struct slice main_text = input, csv = {0};
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct dictionary *dictionary = NULL;
	struct builder said = {0};
	struct error error;

	if (!ready) {
		must(mkdtemp(directory) != NULL);
		atexit(remove_directory);
		ready = true;
	}
	for (size_t i = 0; i + 4 <= size; i++) {
		if (memcmp(data + i, "\n%%\n", 4) != 0)
			continue;
		main_text = slice_part(input, 0, i + 1);
		csv = slice_part(input, i + 4, size);
		break;
	}
	put("main.dictionary", main_text);
	put("codes.csv", csv);
	if (dictionary_load(&dictionary, directory, &findings, &error) == 0)
		must((dictionary != NULL) == (findings.errors == 0));
	if (dictionary != NULL) {
		ask_names(dictionary);
		check_fields(dictionary, csv);
		check_fields(dictionary, main_text);
	}
	dictionary_free(dictionary);
	for (size_t i = 0; i < findings.count; i++)
		finding_print(&findings.list[i], &said);
	builder_release(&said);
	arena_release(&arena);
	return 0;
}
