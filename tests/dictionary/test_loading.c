/*
 * The cases of loading.test: the files of a dictionary, and what is said about
 * them.  Findings are looked at after the dictionary has gone.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/file.h"
#include "dictionary/dictionary.h"
#include "language/diagnostic.h"
#include "tests/data.h"

static void write_files(const struct data_case *test, const char *directory,
			struct arena *arena)
{
	struct error error;

	for (size_t i = 0; i < test->count; i++) {
		const struct data_section *section = &test->sections[i];
		struct slice name = arena_copy(arena, section->name);
		char *path;

		if (slice_is(section->name, "expected"))
			continue;
		path = path_join(arena, directory, name.at);
		assert_success(directory_make(path_directory(arena, path), 0755,
					      &error),
			       &error);
		assert_success(file_replace(path, section->text, 0644, &error),
			       &error);
	}
}

static void check_documented(const struct findings *findings)
{
	struct builder reference = {0};
	struct error error;

	assert_success(
		file_read("docs/language.md", 1 << 20, &reference, &error),
		&error);
	for (size_t i = 0; i < findings->count; i++) {
		char row[100];

		snprintf(row, sizeof(row), "| `%s` |", findings->list[i].id);
		if (strstr(builder_text(&reference), row) == NULL)
			fail_msg("docs/language.md does not explain %s",
				 findings->list[i].id);
	}
	builder_release(&reference);
}

static void print(const struct findings *findings, struct builder *out)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->list[i];
		struct position place = source_position(finding->range.source,
							finding->range.start);

		builder_add_format(out, "%s:%u:%u: %s: %.*s [%s]\n",
				   path_name(finding->range.source->name.at),
				   place.line, place.column,
				   severity_name(finding->severity),
				   SLICE_ARGS(finding->message), finding->id);
		if (finding->hint.len > 0)
			builder_add_format(out, "hint: %.*s\n",
					   SLICE_ARGS(finding->hint));
	}
}

static void check(void **state)
{
	const struct data_case *test = *state;
	char directory[] = SCRATCH "dictionary-XXXXXX";
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct dictionary *dictionary;
	struct builder said = {0};
	struct error error;

	assert_non_null(mkdtemp(directory));
	write_files(test, directory, &arena);
	assert_success(
		dictionary_load(&dictionary, directory, &findings, &error),
		&error);
	assert_int_equal(dictionary != NULL, findings.errors == 0);
	if (dictionary != NULL)
		builder_add_text(&said, "loaded\n");
	dictionary_free(dictionary);
	assert_success(directory_remove(directory, &error), &error);

	findings_sort(&findings);
	check_documented(&findings);
	print(&findings, &said);
	if (!slice_equal(builder_slice(&said), data_text(test, "expected")))
		fail_msg("%.*s:%u: what is said is\n%s", SLICE_ARGS(test->file),
			 test->line, builder_text(&said));
	builder_release(&said);
	arena_release(&arena);
}

int main(void)
{
	return data_run("dictionary loading", "tests/dictionary", check);
}
