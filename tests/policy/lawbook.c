#include "tests/test.h"

#include "tests/policy/lawbook.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/builder.h"
#include "base/file.h"

static struct dictionary *england;

static void copy_basis(const char *directory)
{
	struct error error = {0};
	struct builder basis = {0};
	char path[64];

	assert_success(file_read("tests/policy/basis.dictionary", 1 << 20,
				 &basis, &error),
		       &error);
	snprintf(path, sizeof(path), "%s/basis.dictionary", directory);
	assert_success(file_replace(path, builder_slice(&basis), 0600, &error),
		       &error);
	builder_release(&basis);
}

void lawbook_dictionary(struct lawbook *book, struct slice text)
{
	char *directory = book->directory;
	struct error error = {0};
	struct builder law = {0};
	char path[64];

	snprintf(book->directory, sizeof(book->directory),
		 SCRATCH "law-XXXXXX");
	assert_non_null(mkdtemp(directory));
	builder_add(&law, text);
	if (!slice_starts_with(text, SLICE("dictionary")))
		builder_add_text(&law, "\ninclude \"basis.dictionary\"\n");
	copy_basis(directory);
	snprintf(path, sizeof(path), "%s/law.dictionary", directory);
	assert_success(file_replace(path, builder_slice(&law), 0600, &error),
		       &error);
	book->findings = findings_in(&book->arena);
	assert_success(dictionary_load(&book->dictionary, path, &book->findings,
				       &error),
		       &error);
	builder_release(&law);
	assert_success(directory_remove(directory, &error), &error);
}

void lawbook_england(struct lawbook *book)
{
	struct error error = {0};

	book->findings = findings_in(&book->arena);
	book->borrowed = true;
	if (england == NULL)
		assert_success(dictionary_load(&england, "dictionaries/england",
					       &book->findings, &error),
			       &error);
	assert_non_null(england);
	book->dictionary = england;
}

void lawbook_done(void)
{
	dictionary_free(england);
	england = NULL;
}

static void read_notice(struct lawbook *book, const struct source *source)
{
	struct error error = {0};
	struct notice *notice;

	assert_in_range(book->notice_count, 0, NOTICE_VERSIONS - 1);
	assert_success(notice_read(&notice, source, book->dictionary,
				   &book->arena, &book->findings, &error),
		       &error);
	book->notices[book->notice_count++] = notice;
}

void lawbook_notice(struct lawbook *book, struct slice text)
{
	struct error error = {0};
	struct source *source;
	char name[24];

	if (book->dictionary == NULL)
		return;
	snprintf(name, sizeof(name), "%zu.notice", book->notice_count + 1);
	assert_success(source_from_text(&source, slice_of(name), text,
					&book->arena, &error),
		       &error);
	read_notice(book, source);
}

void lawbook_notice_file(struct lawbook *book, struct slice path)
{
	struct slice text = arena_copy(&book->arena, path);
	struct error error = {0};
	struct source *source;

	assert_success(source_from_file(&source, text.at, &book->arena, &error),
		       &error);
	read_notice(book, source);
}

void lawbook_policy(struct lawbook *book)
{
	struct error error = {0};

	if (book->dictionary == NULL || book->findings.errors > 0)
		return;
	assert_success(policy_make(&book->policy, book->dictionary,
				   book->notices, book->notice_count,
				   &book->findings, &error),
		       &error);
}

void lawbook_release(struct lawbook *book)
{
	policy_free(book->policy);
	if (!book->borrowed)
		dictionary_free(book->dictionary);
	arena_release(&book->arena);
}

void lawbook_findings(struct lawbook *book, struct builder *out)
{
	size_t length = strlen(book->directory) + 1; /* and its slash */

	findings_sort(&book->findings);
	for (size_t i = 0; i < book->findings.count; i++) {
		struct builder one = {0};
		struct slice text;

		finding_print(&book->findings.list[i], &one);
		text = builder_slice(&one);
		if (slice_starts_with(text, slice_of(book->directory)) &&
		    length > 1)
			text = slice_part(text, length, text.len);
		builder_add(out, text);
		builder_release(&one);
	}
}
