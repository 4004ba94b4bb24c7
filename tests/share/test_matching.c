/*
 * A department gives schools back what it has of their pupils, without a number, and
 * each school tells its own by the numbers that it holds (F18, R-123).
 */
#include "exchange.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>
#include <sodium.h>

#include "base/file.h"
#include "base/memory.h"
#include "share/feedback.h"
#include "share/disclosure.h"
#include "share/matching.h"
#include "share/pseudonym.h"
#include "share/receive.h"

static const char NOTICE[] =
	"notice \"What the department does\" version 1 from 2020-01-01\n"
	"controller \"Department for Education\" department as dfe\n"
	"hold identity, enrolment, characteristics {\n"
	"    for department-statistics\n"
	"}\n"
	"share with school {\n"
	"    send pupil.birth-date, pupil.sex, enrolment.school,\n"
	"        enrolment.year-group, first-language\n"
	"    for  feedback\n"
	"}\n";

#define HEADER                                                              \
	"pupil.upn,pupil.former-upn,pupil.surname,pupil.forename,"          \
	"pupil.birth-date,pupil.sex,enrolment.school,enrolment.year-group," \
	"first-language\n"
#define TWIN_ONE "N886234516001"
#define TWIN_TWO "C886234516002"
#define RENAMED_BEFORE "V886234515004"
#define RENAMED "F886234516004"
#define NUMBERED_HERE "R886234516003"
#define NUMBERED_THERE "F886234515003"
#define GONE "V886234516005"

/* Twins; one who has another number by now; one whose numbers nobody has put
 * together; one whom the school does not have; one of another school. */
static const char THEIRS[] = HEADER TWIN_ONE
	",,Aster,Ann,2012-02-29,F,8862345,8,ENG\n" TWIN_TWO
	",,Aster,Amy,2012-02-29,F,8862345,8,POL\n" RENAMED_BEFORE
	",,Birch,Ben,2012-03-01,M,8862345,8,ENG\n" NUMBERED_THERE
	",,Cedar,Cal,2012-03-05,M,8862345,8,ENG\n" GONE
	",,Dill,Dan,2012-04-01,M,8862345,8,ENG\n"
	"X886234616001,,Elm,Eve,2012-02-29,F,8862346,8,ENG\n";
static const char OURS[] = HEADER TWIN_ONE
	",,Aster,Ann,2012-02-29,F,8862345,8,ENG\n" TWIN_TWO
	",,Aster,Amy,2012-02-29,F,8862345,8,ENG\n" RENAMED "," RENAMED_BEFORE
	",Birch,Ben,2012-03-01,M,8862345,8,ENG\n" NUMBERED_HERE
	",,Cedar,Cal,2012-03-05,M,8862345,8,ENG\n";

static const struct share_request feedback = {
	.recipient = SLICE_INIT("school"),
	.purpose = SLICE_INIT("feedback"),
	.destination = SLICE_INIT("8862345"),
};

struct two {
	struct school from, to;
	struct receive_report received;
	struct feedback_report report;
};

static int set_up(void **state)
{
	int32_t today = date_from_civil(2026, 1, 15);
	struct two *two = calloc(1, sizeof(*two));

	assert_non_null(two);
	school_empty(&two->from, today);
	assert_success(
		school_make(&two->from,
			    school_write(&two->from, "d.notice", NOTICE)),
		&two->from.error);
	school_reopen(&two->from);
	neighbour_set_up(&two->to, today);
	school_import(&two->from,
		      school_write(&two->from, "pupils.csv", THEIRS));
	school_import(&two->to, school_write(&two->to, "pupils.csv", OURS));
	school_make_keys(&two->from);
	school_make_keys(&two->to);
	school_trust(&two->from, &two->to, "DSA 1");
	school_trust(&two->to, &two->from, "DSA 1");
	two->from.sealed = true;
	*state = two;
	return 0;
}

static int tear_down(void **state)
{
	struct two *two = *state;

	school_tear_down(&two->from);
	school_tear_down(&two->to);
	free(two);
	return 0;
}

/* --- the derivation ----------------------------------------------------------- */

/* Made with "openssl dgst -sha256 -mac HMAC -macopt hexkey:0001...1f". */
static void a_pseudonym_is_as_it_is_published(void **state)
{
	static const struct {
		const char *number, *pseudonym;
	} rows[] = {
		{"A886200313012", "a36e1113ee98c417d54cb62f9aade785"},
		{TWIN_ONE, "3d8460fa690697fcc043c82484771aa1"},
		{" n886234516001 ", "3d8460fa690697fcc043c82484771aa1"},
		{TWIN_TWO, "bc9f76a64741f30d86511ccf5a3490c8"},
	};
	uint8_t key[MATCHING_KEY_BYTES];
	char text[2 * MATCHING_PSEUDONYM_BYTES + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(key); i++)
		key[i] = (uint8_t)i;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_true(matching_pseudonym(key, slice_of(rows[i].number),
					       text));
		assert_string_equal(text, rows[i].pseudonym);
	}
	assert_false(matching_pseudonym(key, SLICE(" "), text));
	assert_false(matching_pseudonym(
		key, SLICE("123456789012345678901234567890123"), text));
}

static void a_key_is_read_as_it_is_written(void **state)
{
	static const char *const wrong[] = {
		"",
		"00\n",
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e"
		"1f",
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e"
		"1fa",
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e"
		"1g\n",
	};
	uint8_t key[MATCHING_KEY_BYTES], read[MATCHING_KEY_BYTES];
	char text[MATCHING_TEXT_BYTES + 1];

	(void)state;
	memset(key, 0xa7, sizeof(key));
	matching_write(key, text);
	assert_int_equal(strlen(text), MATCHING_TEXT_BYTES);
	assert_true(matching_read(slice_of(text), read));
	assert_memory_equal(key, read, sizeof(key));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(matching_read(slice_of(wrong[i]), read));
}

/* --- from the department to the school ------------------------------------------- */

static const char *release(struct two *two)
{
	school_share(&two->from, feedback);
	return arena_copy(&two->from.arena, two->from.report.file).at;
}

static uint64_t receive_it(struct two *two, const char *path)
{
	two->to.error = (struct error){0};
	assert_success(receive(two->to.node, path, two->to.today,
			       &two->received, &two->to.arena, &two->to.error),
		       &two->to.error);
	assert_false(two->received.rejected);
	return two->received.grant.id;
}

static void compare_it(struct two *two)
{
	assert_success(feedback_compare(two->to.node, SLICE(""), &two->report,
					&two->to.arena, &two->to.error),
		       &two->to.error);
}

static enum feedback_how how_of(const struct two *two, const char *upn)
{
	for (size_t i = 0; i < two->report.listed; i++)
		if (slice_is(two->report.list[i].upn, upn))
			return two->report.list[i].how;
	return FEEDBACK_BY_NOTHING;
}

static void each_row_is_its_own_pupils(void **state)
{
	struct two *two = *state;

	receive_it(two, release(two));
	assert_int_equal(two->from.report.matching, SHARE_MATCHED);
	assert_int_equal(two->from.report.released, 5);
	assert_int_equal(two->from.report.numbered, 5);
	compare_it(two);
	assert_int_equal(two->report.pupils, 5);
	assert_int_equal(how_of(two, TWIN_ONE), FEEDBACK_BY_UPN);
	assert_int_equal(how_of(two, TWIN_TWO), FEEDBACK_BY_UPN);
	assert_int_equal(how_of(two, RENAMED), FEEDBACK_BY_FORMER_UPN);
	assert_int_equal(how_of(two, NUMBERED_HERE), FEEDBACK_BY_TRAITS);
	assert_int_equal(two->report.matched[FEEDBACK_BY_NOTHING], 1);
	/* The twins are told apart. */
	assert_int_equal(two->report.count, 1);
	assert_slice(two->report.lines[0].upn, TWIN_TWO);
	assert_slice(two->report.lines[0].own, "ENG");
	assert_slice(two->report.lines[0].theirs, "POL");
	assert_int_equal(two->report.lines[0].how, FEEDBACK_BY_UPN);
}

static void the_payload_has_pseudonyms_of_own_pupils_alone(void **state)
{
	static const char *const numbers[] = {
		TWIN_ONE, TWIN_TWO, RENAMED_BEFORE, NUMBERED_THERE, GONE};
	struct two *two = *state;
	char text[2 * MATCHING_PSEUDONYM_BYTES + 1];
	uint8_t key[MATCHING_KEY_BYTES];
	const char *path = release(two);
	struct opened opened;
	struct sheet sheet;
	bool found = false;

	school_open_package(&two->to, &two->from, path, &opened);
	assert_success(register_grant_matching(two->to.node->pupils,
					       receive_it(two, path), key,
					       &found, &two->to.error),
		       &two->to.error);
	assert_true(found);
	sheet = sheet_of(&two->to, opened.payload);
	assert_int_equal(sheet.rows, 5);
	assert_int_equal(sheet_column(&sheet, "pupil.upn"), -1);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		assert_false(holds(opened.payload, numbers[i]));
		assert_true(
			matching_pseudonym(key, slice_of(numbers[i]), text));
		assert_true(holds(opened.payload, text));
	}
	assert_true(matching_pseudonym(key, SLICE("X886234616001"), text));
	assert_false(holds(opened.payload, text));
	/* Another recipient's key is another. */
	assert_true(
		holds(opened.manifest, "\"derivation\": \"hmac-sha256-128"));
}

/* Whatever a gateway lets through: a number counts for the recipient's own pupils
 * alone. */
static void no_others_number_is_used(void **state)
{
	static const struct {
		const char *school, *recipient;
		bool own;
	} rows[] = {
		{"8862345", "8862345", true}, {"8862346", "8862345", false},
		{"", "8862345", false},       {"8862345", "", false},
		{"8862345", "886", true},     {"8852345", "886", false},
		{"886", "8862345", false},    {"8862345", "88", false},
	};
	struct two *two = *state;
	struct disclosure *disclosure =
		arena_allocate(&two->from.arena, sizeof(*disclosure));
	const struct dictionary *dictionary = two->from.node->dictionary;

	assert_non_null(disclosure);
	disclosure->node = two->from.node;
	disclosure->release.purpose = SLICE("feedback");
	matched_prepare(disclosure);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct record_maker maker =
			record_maker(dictionary, &two->from.arena);
		struct record record;

		record_set(&maker,
			   dictionary_find(dictionary, KIND_FIELD,
					   SLICE("pupil.upn")),
			   SLICE(""), 0, SLICE(TWIN_ONE));
		record_set(&maker,
			   dictionary_find(dictionary, KIND_FIELD,
					   SLICE("enrolment.school")),
			   SLICE(""), 0, slice_of(rows[i].school));
		assert_success(record_made(&maker, &record, &two->from.error),
			       &two->from.error);
		disclosure->request.recipient_number =
			slice_of(rows[i].recipient);
		assert_slice(matched_number(disclosure, &record),
			     rows[i].own ? TWIN_ONE : "");
	}
	/* A purpose of which nobody matches has none. */
	disclosure->request.recipient_number = SLICE("8862345");
	disclosure->release.purpose = SLICE("data-checking");
	matched_prepare(disclosure);
	assert_int_equal(matched_needs(disclosure), 0);
}

/* --- who has no number ------------------------------------------------------------- */

struct one {
	struct record record;
	bool given;
};

static int next_one(void *context, const struct record **records, size_t *count,
		    struct error *error)
{
	struct one *one = context;

	(void)error;
	*records = &one->record;
	*count = one->given ? 0 : 1;
	one->given = true;
	return 0;
}

/* By learner number alone. */
static void add_unnumbered(struct school *school)
{
	static const char *const values[][2] = {
		{"pupil.uln", "1000000019"},
		{"pupil.surname", "Fern"},
		{"pupil.forename", "Fay"},
		{"pupil.birth-date", "2012-05-05"},
		{"pupil.sex", "F"},
		{"enrolment.school", "8862345"},
		{"enrolment.year-group", "8"},
		{"first-language", "ENG"},
	};
	const struct dictionary *dictionary = school->node->dictionary;
	struct record_maker maker = record_maker(dictionary, &school->arena);
	struct intake_file file;
	struct one one = {.given = false};
	struct intake_source source = {
		.kind = SLICE("generated"),
		.name = SLICE("one"),
		.today = school->today,
		.next = next_one,
		.context = &one,
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		uint16_t field = dictionary_find(dictionary, KIND_FIELD,
						 slice_of(values[i][0]));

		assert_int_not_equal(field, DICTIONARY_NONE);
		record_set(&maker, field, SLICE(""), 0, slice_of(values[i][1]));
	}
	assert_success(record_made(&maker, &one.record, &school->error),
		       &school->error);
	assert_success(intake_records(school->node, &source, &file,
				      &school->arena, &school->error),
		       &school->error);
	assert_true(file.imported);
}

static void who_has_no_number_is_told_as_before(void **state)
{
	struct two *two = *state;

	add_unnumbered(&two->from);
	school_import(&two->to,
		      school_write(&two->to, "fern.csv",
				   HEADER
				   "Y886234516007,,Fern,Fay,2012-05-05,F,"
				   "8862345,8,ENG\n"));
	receive_it(two, release(two));
	assert_int_equal(two->from.report.released, 6);
	assert_int_equal(two->from.report.numbered, 5);
	compare_it(two);
	assert_int_equal(how_of(two, "Y886234516007"), FEEDBACK_BY_TRAITS);
}

/* Somebody enters another's number as this pupil's former one: what is told of this
 * pupil must not reach the other's row. */
static void anothers_number_calls_nobody_else(void **state)
{
	struct two *two = *state;
	struct node *node = two->from.node;
	char others[2 * MATCHING_PSEUDONYM_BYTES + 1];
	struct release *releases;
	struct pseudonyms list;
	uint8_t key[MATCHING_KEY_BYTES];
	uint64_t renamed;
	size_t count;
	bool found = false;

	assert_success(register_grant_matching(two->to.node->pupils,
					       receive_it(two, release(two)),
					       key, &found, &two->to.error),
		       &two->to.error);
	assert_true(matching_pseudonym(key, SLICE(TWIN_ONE), others));
	assert_success(register_releases(node->pupils, &releases, &count,
					 &two->from.arena, &two->from.error),
		       &two->from.error);
	assert_success(register_find(node->pupils, SLICE(RENAMED_BEFORE),
				     &renamed, &two->from.error),
		       &two->from.error);
	assert_success(pseudonyms_for(node, &releases[count - 1], renamed,
				      SLICE(RENAMED), SLICE(TWIN_ONE), &list,
				      &two->from.arena, &two->from.error),
		       &two->from.error);
	/* By the numbers then and now, and by the row. */
	assert_int_equal(list.count, 3);
	for (size_t i = 0; i < list.count; i++)
		assert_false(slice_is(list.texts[i], others));
}

/* --- where the key is not -------------------------------------------------------- */

static void look_into(const char *directory, struct slice hex, struct slice raw)
{
	struct arena arena = {0};
	DIR *open = opendir(directory);
	const struct dirent *entry;

	assert_non_null(open);
	while ((entry = readdir(open)) != NULL) {
		const char *path = path_join(&arena, directory, entry->d_name);
		struct builder text = {0};
		struct error error;

		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		if (entry->d_type == DT_DIR) {
			look_into(path, hex, raw);
			continue;
		}
		assert_success(file_read(path, 1 << 26, &text, &error), &error);
		if (text.len > 0 &&
		    (memmem(text.at, text.len, hex.at, hex.len) != NULL ||
		     memmem(text.at, text.len, raw.at, raw.len) != NULL))
			fail_msg("%s holds the key", path);
		builder_release(&text);
	}
	closedir(open);
	arena_release(&arena);
}

static void the_key_is_nowhere_in_the_clear(void **state)
{
	struct two *two = *state;
	uint8_t key[MATCHING_KEY_BYTES];
	char text[MATCHING_TEXT_BYTES + 1];
	bool found = false;

	assert_success(register_grant_matching(two->to.node->pupils,
					       receive_it(two, release(two)),
					       key, &found, &two->to.error),
		       &two->to.error);
	assert_true(found);
	matching_write(key, text);
	text[MATCHING_TEXT_BYTES - 1] = '\0';
	look_into(two->from.root, slice_of(text),
		  (struct slice){(const char *)key, sizeof(key)});
	look_into(two->to.root, slice_of(text),
		  (struct slice){(const char *)key, sizeof(key)});
	assert_null(memmem(two->received.grant.terms.at,
			   two->received.grant.terms.len, text, 64));
}

static void it_goes_with_what_it_came_with(void **state)
{
	struct two *two = *state;
	uint64_t grant = receive_it(two, release(two));
	struct destroyed_counts counts;
	uint8_t key[MATCHING_KEY_BYTES];
	bool found = true;

	assert_success(register_grant_destroy(two->to.node->pupils, grant,
					      two->to.today, GRANT_RECALLED,
					      &counts, &two->to.error),
		       &two->to.error);
	assert_success(register_grant_matching(two->to.node->pupils, grant, key,
					       &found, &two->to.error),
		       &two->to.error);
	assert_false(found);
}

static void in_the_clear_there_is_none(void **state)
{
	struct two *two = *state;
	struct slice manifest;

	two->from.sealed = false;
	school_share(&two->from, feedback);
	assert_int_equal(two->from.report.matching, SHARE_MATCHED_NOT_IN_CLEAR);
	assert_int_equal(two->from.report.released, 5);
	manifest =
		school_read(&two->from, path_join(&two->from.arena,
						  two->from.report.directory.at,
						  "manifest.json"));
	assert_false(holds(manifest, "\"matching\""));
	assert_int_equal(count_entries(two->from.report.directory.at), 2);
}

/* The next release of the same calls its pupils the same; that of another school
 * has another key. */
static void a_key_is_one_recipients(void **state)
{
	struct two *two = *state;
	uint8_t first[MATCHING_KEY_BYTES], second[MATCHING_KEY_BYTES];
	bool found;

	assert_success(register_grant_matching(two->to.node->pupils,
					       receive_it(two, release(two)),
					       first, &found, &two->to.error),
		       &two->to.error);
	two->from.report = (struct share_report){0};
	assert_success(register_grant_matching(two->to.node->pupils,
					       receive_it(two, release(two)),
					       second, &found, &two->to.error),
		       &two->to.error);
	assert_memory_equal(first, second, sizeof(first));
	compare_it(two);
	assert_int_equal(two->report.matched[FEEDBACK_BY_UPN], 2);
}

/* --- what fails ---------------------------------------------------------------------- */

static void a_release_survives_any_failure_of_memory(void **state)
{
	struct two *two = *state;
	unsigned int failures = 0;

	for (uint64_t n = 1;; n += 1 + n / 8) {
		int result;

		memory_fail_at(n);
		result = school_try_share(&two->from, feedback);
		memory_fail_at(0);
		if (result == 0)
			break;
		failures++;
		school_says(&two->from, ERROR_MEMORY, "memory");
		school_reopen(&two->from);
	}
	assert_true(failures > 10);
	receive_it(two, arena_copy(&two->from.arena, two->from.report.file).at);
	compare_it(two);
	assert_int_equal(two->report.matched[FEEDBACK_BY_UPN], 2);
}

static void receiving_and_comparing_survive_it_too(void **state)
{
	struct two *two = *state;
	const char *path = release(two);
	unsigned int failures = 0;
	int result = -1;
	size_t grants = 0;

	/* What failed behind the import, opening the node again completes. */
	for (uint64_t n = 1; result != 0 && grants == 0; n += 1 + n / 8) {
		struct register_grant *list;

		memory_fail_at(n);
		result =
			receive(two->to.node, path, two->to.today,
				&two->received, &two->to.arena, &two->to.error);
		memory_fail_at(0);
		failures += result != 0;
		if (result != 0)
			school_reopen(&two->to);
		assert_success(register_grants(two->to.node->pupils, &list,
					       &grants, &two->to.arena,
					       &two->to.error),
			       &two->to.error);
	}
	assert_true(failures > 10);
	result = -1;
	for (uint64_t n = 1; result != 0; n += 1 + n / 16) {
		memory_fail_at(n);
		result = feedback_compare(two->to.node, SLICE(""), &two->report,
					  &two->to.arena, &two->to.error);
		memory_fail_at(0);
		assert_true(result == 0 || two->to.error.code == ERROR_MEMORY);
	}
	assert_int_equal(two->report.matched[FEEDBACK_BY_UPN], 2);
}

#define WITH_TWO(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(int count, char **arguments)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pseudonym_is_as_it_is_published),
		cmocka_unit_test(a_key_is_read_as_it_is_written),
		WITH_TWO(each_row_is_its_own_pupils),
		WITH_TWO(the_payload_has_pseudonyms_of_own_pupils_alone),
		WITH_TWO(no_others_number_is_used),
		WITH_TWO(who_has_no_number_is_told_as_before),
		WITH_TWO(anothers_number_calls_nobody_else),
		WITH_TWO(the_key_is_nowhere_in_the_clear),
		WITH_TWO(it_goes_with_what_it_came_with),
		WITH_TWO(in_the_clear_there_is_none),
		WITH_TWO(a_key_is_one_recipients),
		WITH_TWO(a_release_survives_any_failure_of_memory),
		WITH_TWO(receiving_and_comparing_survive_it_too),
	};

	if (count > 1)
		cmocka_set_test_filter(arguments[1]);
	return cmocka_run_group_tests_name("share matching", tests, NULL, NULL);
}
