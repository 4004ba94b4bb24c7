/*
 * All documents of a controller: each is there, the sums are those of the files,
 * and a directory has the edition before or the new one, whatever fails.
 */
#include "tests/test.h"

#include <sodium.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/file.h"
#include "base/memory.h"
#include "publish/edition.h"
#include "words/phrasebook.h"
#include "publish/publication.h"
#include "tests/policy/lawbook.h"

struct fixture {
	struct lawbook book;
	struct phrasebook *phrases;
	struct publication *publication;
	struct edition_request request;
	struct arena arena;
	struct findings findings;
	struct edition edition;
};

static int open_fixture(void **state)
{
	static struct fixture fixture;
	struct findings *findings = &fixture.findings;
	struct error error = {0};

	fixture = (struct fixture){0};
	*findings = findings_in(&fixture.arena);
	assert_true(sodium_init() >= 0);
	lawbook_england(&fixture.book);
	lawbook_notice_file(
		&fixture.book,
		SLICE("demo/notices/kent-alternative-provision.notice"));
	lawbook_policy(&fixture.book);
	assert_non_null(fixture.book.policy);
	assert_success(phrasebook_load(&fixture.phrases, "phrases/english",
				       NULL, fixture.book.dictionary, findings,
				       &error),
		       &error);
	assert_success(publication_make(&fixture.publication,
					fixture.book.policy,
					date_from_civil(2026, 3, 1), &error),
		       &error);
	fixture.request = (struct edition_request){
		.publication = fixture.publication,
		.book = fixture.phrases,
		.findings = findings,
		.officers = true,
		.without_pdf = true,
	};
	assert_success(edition_make(&fixture.edition, &fixture.request,
				    &fixture.arena, &error),
		       &error);
	*state = &fixture;
	return 0;
}

static int close_fixture(void **state)
{
	struct fixture *fixture = *state;

	publication_free(fixture->publication);
	phrasebook_free(fixture->phrases);
	arena_release(&fixture->arena);
	lawbook_release(&fixture->book);
	lawbook_done();
	return 0;
}

static const struct edition_file *find_file(const struct edition *edition,
					    const char *name)
{
	for (size_t i = 0; i < edition->count; i++)
		if (slice_is(edition->files[i].name, name))
			return &edition->files[i];
	fail_msg("there is no %s", name);
	return NULL;
}

/* --- what is in it ---------------------------------------------------------------- */

static void test_files(void **state)
{
	const struct fixture *fixture = *state;
	const struct edition *edition = &fixture->edition;
	struct slice sums = find_file(edition, EDITION_SUMS)->bytes;
	const struct edition_file *index = find_file(edition, "index.html");

	for (size_t i = 0; i + 1 < edition->count; i++) {
		const struct edition_file *file = &edition->files[i];
		struct slice line = slice_cut(&sums, '\n');
		unsigned char hash[crypto_hash_sha256_BYTES];
		struct builder expected = {0};

		crypto_hash_sha256(hash, (const unsigned char *)file->bytes.at,
				   file->bytes.len);
		builder_add_hex(&expected, (struct slice){(const char *)hash,
							  sizeof(hash)});
		builder_add_text(&expected, "  ");
		builder_add(&expected, file->name);
		assert_slice(line, builder_text(&expected));
		builder_clear(&expected);
		builder_add_text(&expected, "href=\"");
		builder_add(&expected, file->name);
		builder_add_byte(&expected, '"');
		if (file != index)
			assert_non_null(memmem(index->bytes.at,
					       index->bytes.len, expected.at,
					       expected.len));
		builder_release(&expected);
	}
	assert_int_equal(sums.len, 0);
}

static void test_same_again(void **state)
{
	const struct fixture *fixture = *state;
	struct arena arena = {0};
	struct edition again;
	struct error error = {0};

	assert_success(edition_make(&again, &fixture->request, &arena, &error),
		       &error);
	assert_int_equal(again.count, fixture->edition.count);
	assert_true(
		slice_equal(find_file(&again, EDITION_SUMS)->bytes,
			    find_file(&fixture->edition, EDITION_SUMS)->bytes));
	arena_release(&arena);
}

static void test_officers_keep_theirs(void **state)
{
	const struct fixture *fixture = *state;
	struct edition_request request = fixture->request;
	struct arena arena = {0};
	struct edition public;
	struct error error = {0};

	find_file(&fixture->edition, "processing.html");
	find_file(&fixture->edition, "assessment.html");
	request.officers = false;
	assert_success(edition_make(&public, &request, &arena, &error), &error);
	assert_true(public.count < fixture->edition.count);
	for (size_t i = 0; i < public.count; i++) {
		struct slice name = public.files[i].name;

		assert_false(slice_starts_with(name, SLICE("processing")));
		assert_false(slice_starts_with(name, SLICE("assessment")));
	}
	arena_release(&arena);
}

static bool sums_hold(struct slice sums, struct edition_file file)
{
	struct error error = {0};
	bool hold;

	assert_success(edition_sums_hold(&hold, sums, &file, &error), &error);
	return hold;
}

static void test_sums_hold(void **state)
{
	const struct fixture *fixture = *state;
	struct slice sums = find_file(&fixture->edition, EDITION_SUMS)->bytes;

	struct edition_file file = *find_file(&fixture->edition, "notice.html");

	assert_true(sums_hold(sums, file));
	assert_false(sums_hold(SLICE("short  notice.html\n"), file));
	assert_false(sums_hold(SLICE(""), file));
	file.name = SLICE("otice.html");
	assert_false(sums_hold(sums, file));
	file.name = SLICE("notice.html");
	file.bytes.len--;
	assert_false(sums_hold(sums, file));
}

/* Steps grow: there are thousands of allocations, of which most are alike. */
static void test_memory(void **state)
{
	const struct fixture *fixture = *state;
	bool failed = true;

	for (uint64_t nth = 1; failed; nth += 1 + nth / 6) {
		struct arena arena = {0};
		struct edition edition = {0};
		struct error error = {0};
		int result;

		memory_fail_at(nth);
		result = edition_make(&edition, &fixture->request, &arena,
				      &error);
		failed = memory_failed();
		memory_fail_at(0);
		assert_int_equal(result, failed ? -1 : 0);
		if (failed)
			assert_int_equal(error.code, ERROR_MEMORY);
		arena_release(&arena);
	}
}

/* --- into a directory ----------------------------------------------------------------- */

struct public_place {
	char above[32];
	struct arena arena;
	const char *path;
};

static void open_place(struct public_place *place)
{
	*place = (struct public_place){.above = SCRATCH "test-XXXXXX"};
	assert_non_null(mkdtemp(place->above));
	place->path = path_join(&place->arena, place->above, "public");
}

static void close_place(struct public_place *place)
{
	struct error error = {0};

	assert_success(directory_remove(place->above, &error), &error);
	arena_release(&place->arena);
}

struct found {
	struct public_place *place;
	const struct edition *edition;
	size_t count;
};

static int check_found(void *context, const char *name, struct error *error)
{
	struct found *found = context;
	const struct edition_file *file = find_file(found->edition, name);
	struct builder bytes = {0};

	assert_success(file_read(path_join(&found->place->arena,
					   found->place->path, name),
				 1 << 24, &bytes, error),
		       error);
	assert_true(slice_equal(builder_slice(&bytes), file->bytes));
	builder_release(&bytes);
	found->count++;
	return 0;
}

static int count_entry(void *context, const char *name, struct error *error)
{
	size_t *count = context;

	(void)name;
	(void)error;
	(*count)++;
	return 0;
}

/* The directory has exactly the edition's files. */
static void check_files(struct public_place *place,
			const struct edition *edition)
{
	struct found found = {place, edition, 0};
	struct error error = {0};

	assert_success(directory_each(place->path, check_found, &found, &error),
		       &error);
	assert_int_equal(found.count, edition->count);
}

/* And nothing lies beside it. */
static void check_place(struct public_place *place,
			const struct edition *edition)
{
	struct error error = {0};
	size_t beside = 0;

	check_files(place, edition);
	assert_success(
		directory_each(place->above, count_entry, &beside, &error),
		&error);
	assert_int_equal(beside, 1);
}

/* Of "old". */
#define OLD_SUM                            \
	"cba06b5736faf67e54b07b561eae9439" \
	"5e774c517a7d910a54369e1263ccfbd4"
#define OLD_INDEX "<meta name=\"generator\" content=\"Hornbook 0\">\n"

static const struct edition_file old_files[] = {
	{SLICE_INIT("index.html"), SLICE_INIT(OLD_INDEX)},
	{SLICE_INIT("gone.html"), SLICE_INIT("old")},
	{SLICE_INIT(EDITION_SUMS),
	 SLICE_INIT("b8d7c40443ce8b5e3fc7143bf487405dd4e4ba107cc3031cac21e119ce"
		    "6c43ab  index.html\n" OLD_SUM "  gone.html\n")},
};
static const struct edition old_edition = {.files = old_files, .count = 3};
/* SHA256SUMS is not looked at while it is written. */
static const struct edition new_edition = {.files = old_files, .count = 1};

static void test_save(void **state)
{
	const struct fixture *fixture = *state;
	struct public_place place;
	struct error error = {0};

	open_place(&place);
	assert_success(edition_save(&old_edition, place.path, &error), &error);
	check_place(&place, &old_edition);
	assert_success(edition_save(&fixture->edition, place.path, &error),
		       &error);
	check_place(&place, &fixture->edition);
	assert_success(edition_save(&fixture->edition,
				    path_join(&place.arena, place.path, ""),
				    &error),
		       &error);
	check_place(&place, &fixture->edition);
	close_place(&place);
}

/* What no edition put there is somebody's. */
static void test_save_beside_others(void **state)
{
	struct public_place place;
	struct error error = {0};
	const char *own;

	(void)state;
	open_place(&place);
	assert_success(edition_save(&old_edition, place.path, &error), &error);
	own = path_join(&place.arena, place.path, "logo.png");
	assert_success(file_replace(own, SLICE("mine"), 0644, &error), &error);
	assert_int_equal(edition_save(&new_edition, place.path, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_non_null(strstr(error.place.file, "logo.png"));
	assert_true(file_exists(own));
	assert_int_equal(edition_save(&new_edition, own, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	close_place(&place);
}

static void put_text(struct public_place *place, const char *name,
		     const char *text)
{
	struct error error = {0};

	assert_success(file_put(path_join(&place->arena, place->path, name),
				slice_of(text), 0644, 0755, &error),
		       &error);
}

static void save_refused(struct public_place *place, const char *path)
{
	struct error error = {0};

	(void)place;
	assert_int_equal(edition_save(&new_edition, path, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_true(error.hint[0] != '\0');
}

/* What lies where it is made, or has no name above. */
static void test_save_in_the_way(void **state)
{
	struct public_place place;
	struct error error = {0};
	const char *theirs;

	(void)state;
	open_place(&place);
	put_text(&place, "../.public.partial/letter.html", "half a");
	put_text(&place, "../.public.partial/SHA256SUMS",
		 OLD_SUM "  gone.html\n");
	put_text(&place, "../.public.partial/gone.html", "old");
	assert_success(edition_save(&new_edition, place.path, &error), &error);
	check_place(&place, &new_edition);
	put_text(&place, "../.public.partial/mine.txt", "mine");
	theirs = path_join(&place.arena, place.above,
			   ".public.partial/mine.txt");
	save_refused(&place, place.path);
	assert_true(file_exists(theirs));
	save_refused(&place, ".");
	save_refused(&place, "/");
	save_refused(&place, path_join(&place.arena, place.path, ".."));
	close_place(&place);
}

static unsigned int mode_of(struct public_place *place, const char *name)
{
	struct stat status;

	assert_int_equal(
		stat(path_join(&place->arena, place->path, name), &status), 0);
	return status.st_mode & 0777;
}

static void test_save_for_officers(void **state)
{
	struct edition officers = old_edition;
	struct public_place place;
	struct error error = {0};

	(void)state;
	open_place(&place);
	officers.officers = true;
	assert_success(edition_save(&officers, place.path, &error), &error);
	assert_int_equal(mode_of(&place, "."), 0700);
	assert_int_equal(mode_of(&place, "index.html"), 0600);
	assert_success(edition_save(&old_edition, place.path, &error), &error);
	assert_int_equal(mode_of(&place, "."), 0755);
	assert_int_equal(mode_of(&place, "index.html"), 0644);
	close_place(&place);
}

static void check_text(const char *path, const char *text)
{
	struct error error = {0};
	struct builder bytes = {0};

	assert_success(file_read(path, 1 << 16, &bytes, &error), &error);
	assert_true(slice_is(builder_slice(&bytes), text));
	builder_release(&bytes);
}

static void check_refused(struct public_place *place, const char *name,
			  const char *content)
{
	const char *path = path_join(&place->arena, place->path, name);
	struct error error = {0};

	assert_int_equal(edition_save(&new_edition, place->path, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	if (content != NULL)
		check_text(path, content);
	else
		assert_true(directory_exists(path));
	close_place(place);
}

/* Nor is it an edition's when a person altered it, made a directory of that
 * name, or put sums of their own beside files of their own. */
static void test_save_beside_sums(void **state)
{
	static const char *const names[] = {"index.html", "mine"};
	struct public_place place;
	struct error error = {0};

	(void)state;
	open_place(&place);
	assert_success(edition_save(&old_edition, place.path, &error), &error);
	put_text(&place, "gone.html", "altered");
	check_refused(&place, "gone.html", "altered");

	open_place(&place);
	assert_success(directory_make(path_join(&place.arena, place.path,
						EDITION_SUMS),
				      0755, &error),
		       &error);
	check_refused(&place, EDITION_SUMS, NULL);

	for (size_t i = 0; i < 2; i++) {
		struct builder sums = {0};

		builder_add_text(&sums, OLD_SUM "  ");
		builder_add_text(&sums, names[i]);
		builder_add_byte(&sums, '\n');
		open_place(&place);
		put_text(&place, names[i], "old");
		put_text(&place, EDITION_SUMS, builder_text(&sums));
		check_refused(&place, names[i], "old");
		builder_release(&sums);
	}
}

/* A link to the directory stays one, and leads to what is new. */
static void test_save_by_link(void **state)
{
	struct public_place place;
	struct error error = {0};
	const char *link;

	(void)state;
	open_place(&place);
	assert_success(edition_save(&old_edition, place.path, &error), &error);
	link = path_join(&place.arena, place.above, "link");
	assert_int_equal(symlink("public", link), 0);
	assert_success(edition_save(&new_edition,
				    path_join(&place.arena, link, ""), &error),
		       &error);
	check_files(&place, &new_edition);
	assert_int_equal(unlink(link), 0);
	check_place(&place, &new_edition);
	close_place(&place);
}

static void test_save_faults(void **state)
{
	bool failed = true;

	(void)state;
	for (uint64_t nth = 1; failed; nth++) {
		struct public_place place;
		struct error error = {0};
		int result;

		open_place(&place);
		assert_success(edition_save(&old_edition, place.path, &error),
			       &error);
		file_fail_at(nth);
		result = edition_save(&new_edition, place.path, &error);
		failed = file_failed();
		file_fail_at(0);
		assert_int_equal(result, failed ? -1 : 0);
		/* The last sync is of the directory above. */
		if (directory_exists(place.path) &&
		    file_exists(
			    path_join(&place.arena, place.path, "gone.html")))
			check_place(&place, &old_edition);
		else
			check_place(&place, &new_edition);
		close_place(&place);
	}
}

static void test_save_memory(void **state)
{
	bool failed = true;

	(void)state;
	for (uint64_t nth = 1; failed; nth++) {
		struct public_place place;
		struct error error = {0};
		int result;

		open_place(&place);
		assert_success(edition_save(&old_edition, place.path, &error),
			       &error);
		memory_fail_at(nth);
		result = edition_save(&new_edition, place.path, &error);
		failed = memory_failed();
		memory_fail_at(0);
		/* Without memory nothing is tidied up: the next one does. */
		check_files(&place, result != 0 ? &old_edition : &new_edition);
		assert_true(failed || result == 0);
		close_place(&place);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_same_again),
		cmocka_unit_test(test_officers_keep_theirs),
		cmocka_unit_test(test_sums_hold),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_save),
		cmocka_unit_test(test_save_beside_others),
		cmocka_unit_test(test_save_in_the_way),
		cmocka_unit_test(test_save_for_officers),
		cmocka_unit_test(test_save_beside_sums),
		cmocka_unit_test(test_save_by_link),
		cmocka_unit_test(test_save_faults),
		cmocka_unit_test(test_save_memory),
	};

	return cmocka_run_group_tests_name("publish edition", tests,
					   open_fixture, close_fixture);
}
