/*
 * Loading at its limits: too much of everything, links that lead away, files
 * that are not there, memory that runs out; and the hash over all files.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/file.h"
#include "base/memory.h"
#include "dictionary/dictionary.h"
#include "language/diagnostic.h"

struct home {
	char directory[40];
	struct arena arena;
	struct findings findings;
	struct dictionary *dictionary;
	struct error error;
};

static void open_home(struct home *home)
{
	*home = (struct home){.directory = SCRATCH "limits-XXXXXX"};
	home->findings = findings_in(&home->arena);
	assert_non_null(mkdtemp(home->directory));
}

static void close_home(struct home *home)
{
	dictionary_free(home->dictionary);
	arena_release(&home->arena);
	assert_int_equal(directory_remove(home->directory, NULL), 0);
}

static void put(struct home *home, const char *name, const char *text)
{
	char path[200];

	snprintf(path, sizeof(path), "%s/%s", home->directory, name);
	assert_success(file_replace(path, slice_of(text), 0644, &home->error),
		       &home->error);
}

static int load(struct home *home)
{
	dictionary_free(home->dictionary);
	return dictionary_load(&home->dictionary, home->directory,
			       &home->findings, &home->error);
}

/* Loads, and expects one finding of this id that refuses the dictionary. */
static void assert_refused(struct home *home, const char *id)
{
	assert_success(load(home), &home->error);
	assert_null(home->dictionary);
	assert_int_equal(home->findings.errors, 1);
	assert_string_equal(home->findings.list[0].id, id);
}

static void fields_are_counted(void **state)
{
	struct builder text = {0};
	struct home home;

	(void)state;
	open_home(&home);
	builder_add_text(&text, "category a \"A\" {\n");
	for (int i = 0; i < FIELD_LIMIT; i++)
		builder_add_format(&text, "field f%d text \"F\"\n", i);
	builder_add_text(&text, "}\n");
	put(&home, "main.dictionary", builder_text(&text));
	assert_success(load(&home), &home.error);
	assert_int_equal(home.dictionary->field_count, FIELD_LIMIT);
	builder_add_text(&text, "category b \"B\" { field more text \"M\" }\n");
	put(&home, "main.dictionary", builder_text(&text));
	assert_refused(&home, "too-many-fields");
	builder_release(&text);
	close_home(&home);
}

static void categories_and_facts_are_counted(void **state)
{
	struct builder text = {0};
	struct home home;

	(void)state;
	open_home(&home);
	for (int i = 0; i <= CATEGORY_LIMIT; i++)
		builder_add_format(&text, "category c%d \"C\"\n", i);
	put(&home, "main.dictionary", builder_text(&text));
	assert_refused(&home, "too-many-names");
	close_home(&home);

	builder_clear(&text);
	open_home(&home);
	for (int i = 0; i <= FACT_LIMIT; i++)
		builder_add_format(&text, "fact f%d flag \"F\" of request\n",
				   i);
	put(&home, "main.dictionary", builder_text(&text));
	assert_refused(&home, "too-many-names");
	builder_release(&text);
	close_home(&home);
}

/* Names are found by a table that must have room for every kind of them: one
 * kind that was not counted would fill it, and looking would never end. */
static void any_kind_may_be_the_only_one(void **state)
{
	static const struct {
		const char *word, *rest;
	} kinds[] = {
		{"category", " \"N\""},     {"fact", " flag \"N\" of request"},
		{"law", " \"N\""},          {"body", " \"N\""},
		{"purpose", " \"N\""},      {"trigger", " \"N\""},
		{"approval", " \"N\""},     {"terms", " \"N\""},
		{"role", " \"N\""},         {"page", " \"N\""},
		{"gateway", " { data x }"}, {"never", " { send x }"},
	};
	enum { MANY = 40 };
	struct builder text = {0};
	struct home home;

	(void)state;
	open_home(&home);
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		builder_clear(&text);
		builder_add_text(&text, "category all \"All\" {\n"
					"field x text \"X\"\n}\n");
		for (int i = 0; i < MANY; i++)
			builder_add_format(&text, "%s n%d%s\n", kinds[k].word,
					   i, kinds[k].rest);
		put(&home, "main.dictionary", builder_text(&text));
		assert_success(load(&home), &home.error);
		assert_non_null(home.dictionary);
	}
	builder_release(&text);
	close_home(&home);
}

static void write_chain(struct home *home, int files)
{
	for (int i = 0; i < files; i++) {
		char name[40], text[80];

		snprintf(name, sizeof(name),
			 i == 0 ? "main.dictionary" : "%d.dictionary", i);
		snprintf(text, sizeof(text), "include \"%d.dictionary\"\n",
			 i + 1);
		put(home, name, i + 1 < files ? text : "# the last\n");
	}
}

static void includes_are_not_too_deep(void **state)
{
	struct home home;

	(void)state;
	open_home(&home);
	write_chain(&home, 17);
	assert_success(load(&home), &home.error);
	assert_non_null(home.dictionary);
	write_chain(&home, 18);
	assert_refused(&home, "include-depth");
	close_home(&home);
}

static void includes_are_not_too_many(void **state)
{
	struct builder text = {0};
	struct home home;

	(void)state;
	open_home(&home);
	for (int i = 1; i <= 256; i++) {
		char name[40];

		snprintf(name, sizeof(name), "%d.dictionary", i);
		put(&home, name, "");
		builder_add_format(&text, "include \"%s\"\n", name);
	}
	put(&home, "main.dictionary", builder_text(&text));
	assert_refused(&home, "too-many-files");
	builder_release(&text);
	close_home(&home);
}

static void links_do_not_lead_out(void **state)
{
	struct home home, other;
	char from[200], to[200];

	(void)state;
	open_home(&home);
	open_home(&other);
	put(&other, "other.dictionary", "dictionary \"Other\"\n");
	snprintf(from, sizeof(from), "%s/link.dictionary", home.directory);
	snprintf(to, sizeof(to), "%s/other.dictionary", other.directory);
	assert_int_equal(symlink(to, from), 0);
	put(&home, "main.dictionary", "include \"link.dictionary\"\n");
	assert_refused(&home, "path-outside");
	close_home(&other);
	close_home(&home);
}

static void a_missing_file_is_an_error(void **state)
{
	struct home home;

	(void)state;
	open_home(&home);
	assert_int_equal(load(&home), -1);
	assert_int_equal(home.error.code, ERROR_NOT_FOUND);
	put(&home, "main.dictionary", "\ninclude \"missing.dictionary\"\n");
	assert_int_equal(load(&home), -1);
	assert_null(home.dictionary);
	assert_non_null(strstr(home.error.place.file, "missing.dictionary"));
	assert_non_null(strstr(home.error.hint, "main.dictionary:2"));
	assert_int_equal(home.findings.count, 0);
	close_home(&home);
}

static void a_file_may_be_named_itself(void **state)
{
	struct home home;
	char path[200];

	(void)state;
	open_home(&home);
	put(&home, "small.dictionary", "dictionary \"Small\"\n");
	snprintf(path, sizeof(path), "%s/small.dictionary", home.directory);
	assert_success(dictionary_load(&home.dictionary, path, &home.findings,
				       &home.error),
		       &home.error);
	assert_slice(home.dictionary->title, "Small");
	close_home(&home);
}

static void hash_of(struct home *home, uint8_t hash[32])
{
	assert_success(load(home), &home->error);
	assert_non_null(home->dictionary);
	memcpy(hash, home->dictionary->hash, 32);
}

/* Content, names and the border between files all count; the directory that
 * holds them does not. */
static void the_hash_is_over_all_files(void **state)
{
	struct home home, other;
	uint8_t first[32], second[32];

	(void)state;
	open_home(&home);
	put(&home, "main.dictionary",
	    "codes a \"A\" from \"a.csv\"\ninclude \"b.dictionary\"\n");
	put(&home, "a.csv", "code,description\nX,One\n");
	put(&home, "b.dictionary", "# b\n");
	hash_of(&home, first);
	hash_of(&home, second);
	assert_memory_equal(first, second, 32);

	open_home(&other);
	put(&other, "main.dictionary",
	    "codes a \"A\" from \"a.csv\"\ninclude \"b.dictionary\"\n");
	put(&other, "a.csv", "code,description\nX,One\n");
	put(&other, "b.dictionary", "# b\n");
	hash_of(&other, second);
	assert_memory_equal(first, second, 32);
	close_home(&other);

	put(&home, "a.csv", "code,description\nX,Two\n");
	hash_of(&home, second);
	assert_memory_not_equal(first, second, 32);
	put(&home, "a.csv", "code,description\nX,One\n");
	put(&home, "b.dictionary", "# c\n");
	hash_of(&home, second);
	assert_memory_not_equal(first, second, 32);
	close_home(&home);
}

/* One of each statement, so that every allocation is met. */
static const char WHOLE[] =
	"dictionary \"Whole\" version 1\n"
	"include \"more.dictionary\"\n"
	"codes colour \"Colour\" from \"colour.csv\"\n"
	"codes year-group \"Year\" { code 1 \"Year 1\" order 1 }\n"
	"category person \"Person\" each \"person\" {\n"
	"    field person.born date \"Born\"\n"
	"    field person.eyes code \"Eyes\" codes colour\n"
	"    field person.year code \"Year\" codes year-group\n"
	"}\n"
	"group all \"All\" of person\n"
	"fact year code \"Year\" codes year-group from person.year\n"
	"fact blue flag \"Blue\" from person.eyes in B\n"
	"fact stage number \"Stage\" { is 1 when year = 1 }\n"
	"area year \"Year\" from person.year\n"
	"law a \"A\"\n"
	"body school \"School\" { held by \"Old\" as old to 2000-01-01 }\n"
	"body family \"Family\"\n"
	"purpose teaching \"Teaching\"\n"
	"trigger request \"Request\"\n"
	"approval head \"Head\"\n"
	"setting infant \"Infant\" years 1\n"
	"authority kent \"Kent\" number \"886\"\n"
	"authorities from \"authorities.csv\"\n"
	"gateway g { law a; to school for teaching; data person }\n"
	"never n { to family; send person }\n"
	"collection c \"C\" { to school for teaching; format f; data all }\n";

static void write_whole(struct home *home)
{
	put(home, "main.dictionary", WHOLE);
	put(home, "more.dictionary", "# more\n");
	put(home, "colour.csv", "code,description\nB,\"Blue \"\"sky\"\"\"\n");
	put(home, "authorities.csv", "number,name\n342,St Helens\n");
}

static void loading_survives_any_lack_of_memory(void **state)
{
	struct home home;
	uint64_t nth = 1;

	(void)state;
	open_home(&home);
	write_whole(&home);
	for (;; nth++) {
		int result;

		home.findings = findings_in(&home.arena);
		memory_fail_at(nth);
		result = dictionary_load(&home.dictionary, home.directory,
					 &home.findings, &home.error);
		if (!memory_failed())
			break;
		memory_fail_at(0);
		assert_int_equal(result, -1);
		assert_null(home.dictionary);
		assert_int_equal(home.error.code, ERROR_MEMORY);
	}
	memory_fail_at(0);
	assert_non_null(home.dictionary);
	assert_true(nth > 5);
	close_home(&home);
}

/* Findings need memory as well; the dictionary is refused all the same. */
static void findings_survive_any_lack_of_memory(void **state)
{
	struct home home;

	(void)state;
	open_home(&home);
	write_whole(&home);
	put(&home, "more.dictionary",
	    "body a \"A\" within b\nfact x flag \"X\" { is 1 when x }\n");
	for (uint64_t nth = 1;; nth++) {
		int result;

		home.findings = findings_in(&home.arena);
		memory_fail_at(nth);
		result = dictionary_load(&home.dictionary, home.directory,
					 &home.findings, &home.error);
		memory_fail_at(0);
		assert_null(home.dictionary);
		if (result == 0)
			break;
		assert_int_equal(home.error.code, ERROR_MEMORY);
		arena_release(&home.arena);
	}
	assert_int_equal(home.findings.errors, 2);
	close_home(&home);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_counted),
		cmocka_unit_test(categories_and_facts_are_counted),
		cmocka_unit_test(any_kind_may_be_the_only_one),
		cmocka_unit_test(includes_are_not_too_deep),
		cmocka_unit_test(includes_are_not_too_many),
		cmocka_unit_test(links_do_not_lead_out),
		cmocka_unit_test(a_missing_file_is_an_error),
		cmocka_unit_test(a_file_may_be_named_itself),
		cmocka_unit_test(the_hash_is_over_all_files),
		cmocka_unit_test(loading_survives_any_lack_of_memory),
		cmocka_unit_test(findings_survive_any_lack_of_memory),
	};

	return cmocka_run_group_tests_name("dictionary limits", tests, NULL,
					   NULL);
}
