/* The way in: files to the register, whole or not at all; families' wishes. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "dictionary/dictionary.h"
#include "policy/request.h"
#include "register/register.h"

#define UPN "A886200000001"

static int set_up(void **state)
{
	struct school *school = calloc(1, sizeof(*school));

	assert_non_null(school);
	school_set_up(school, KENT, date_from_civil(2026, 1, 15));
	*state = school;
	return 0;
}

static int tear_down(void **state)
{
	school_tear_down(*state);
	free(*state);
	return 0;
}

static uint64_t pupils(struct school *school)
{
	uint64_t count = 0;

	assert_success(
		register_count(school->node->pupils, &count, &school->error),
		&school->error);
	return count;
}

static uint64_t find(struct school *school, const char *upn)
{
	uint64_t pupil = 0;

	assert_success(register_find(school->node->pupils, slice_of(upn),
				     &pupil, &school->error),
		       &school->error);
	return pupil;
}

/* What the register holds in a field of a pupil's first item. */
static struct slice held(struct school *school, const char *upn,
			 const char *name)
{
	const struct dictionary *dictionary = school->node->dictionary;
	const struct field *field =
		dictionary_field(dictionary, slice_of(name));
	struct record record;

	assert_non_null(field);
	assert_success(register_read(school->node->pupils, find(school, upn),
				     1ull << field->category, &record,
				     &school->arena, &school->error),
		       &school->error);
	return record_text(&record, dictionary,
			   (uint16_t)(field - dictionary->fields));
}

/* --- files ---------------------------------------------------------------- */

static void each_format_is_told_by_its_first_bytes(void **state)
{
	struct school *school = *state;

	school_import(school, KENT_TRANSFER);
	assert_string_equal(school->arrival.files[0].format, "ctf");
	assert_int_equal(school->arrival.counts.pupils_new, 24);
	assert_true(slice_starts_with(school->arrival.files[0].sender,
				      SLICE("8861102")));
	school_import(school, KENT_PUPILS);
	assert_string_equal(school->arrival.files[0].format, "csv");
	assert_int_equal(school->arrival.counts.pupils_new, 40);
	assert_int_equal(pupils(school), 64);
}

static void what_a_file_says_is_what_the_register_holds(void **state)
{
	struct school *school = *state;
	struct sheet sheet = sheet_read(school, KENT_PUPILS);
	static const char *const fields[] = {
		"pupil.surname",  "pupil.forename", "pupil.birth-date",
		"pupil.postcode", "ethnicity",      "enrolment.year-group",
		"sen.provision",  "pupil.email",    "youth-support-agreement",
		"sen-need.type",  "pupil.lsoa",     "medical.flag",
	};

	school_import(school, KENT_PUPILS);
	for (size_t row = 0; row < sheet.rows; row++)
		for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
			assert_slice(held(school,
					  sheet_cell(&sheet, row, "pupil.upn"),
					  fields[i]),
				     sheet_cell(&sheet, row, fields[i]));
}

static void several_files_come_in_one_after_another(void **state)
{
	struct school *school = *state;
	const char *const files[] = {KENT_TRANSFER, KENT_PUPILS,
				     "demo/kent/wishes.csv"};
	struct intake_request request = {
		.files = files, .file_count = 3, .today = school->today};

	assert_success(intake(school->node, &request, &school->arrival,
			      &school->arena, &school->error),
		       &school->error);
	assert_true(school->arrival.imported);
	assert_int_equal(school->arrival.file_count, 3);
	assert_int_equal(school->arrival.counts.pupils_new, 64);
	assert_int_equal(school->arrival.counts.pupils_changed, 6);
}

static void files_before_an_unreadable_one_stay_in(void **state)
{
	struct school *school = *state;
	const char *const files[] = {
		KENT_PUPILS, school_write(school, "broken.xml", "<CTfile><"),
		KENT_TRANSFER};
	struct intake_request request = {
		.files = files, .file_count = 3, .today = school->today};

	assert_int_equal(intake(school->node, &request, &school->arrival,
				&school->arena, &school->error),
			 -1);
	school_says(school, school->error.code, "broken.xml");
	assert_false(school->arrival.imported);
	assert_int_equal(school->arrival.file_count, 2);
	assert_int_equal(pupils(school), 40);
}

static void what_is_no_format_is_refused(void **state)
{
	struct school *school = *state;
	const char *letter =
		school_write(school, "letter.txt", "Dear head teacher,\n");
	const char *empty = school_write(school, "empty.csv", "");
	struct intake_request request = {.format = SLICE("ctf")};

	assert_int_equal(school_try_import(school, letter, NULL), -1);
	school_says(school, ERROR_INPUT, "letter.txt");
	school_says(school, ERROR_INPUT, "no format");
	assert_int_equal(school_try_import(school, empty, NULL), -1);
	assert_int_equal(school_try_import(school, KENT_PUPILS, &request), -1);
	request.format = SLICE("morse");
	assert_int_equal(school_try_import(school, KENT_PUPILS, &request), -1);
	school_says(school, ERROR_INPUT, "'morse'");
	assert_int_equal(
		school_try_import(school, school_path(school, "absent"), NULL),
		-1);
	school_says(school, ERROR_NOT_FOUND, "absent");
	assert_int_equal(school_try_import(school, school->root, NULL), -1);
	school_says(school, ERROR_INPUT, "directory");
	assert_int_equal(pupils(school), 0);
}

static void the_same_bytes_are_taken_once(void **state)
{
	struct school *school = *state;

	school_import(school, KENT_PUPILS);
	school->today += 3;
	school_import(school, KENT_PUPILS);
	assert_true(school->arrival.files[0].seen_before);
	assert_int_equal(school->arrival.files[0].seen_on, school->today - 3);
	assert_int_equal(school->arrival.counts.pupils_changed, 0);
	assert_int_equal(school->arrival.counts.pupils_unchanged, 0);
	assert_int_equal(pupils(school), 40);
}

static void a_header_that_says_nothing_new_changes_nothing(void **state)
{
	struct school *school = *state;
	struct slice text = school_read(school, KENT_PUPILS);
	char *longer = arena_allocate(&school->arena, text.len + 2);

	memcpy(longer, text.at, text.len);
	longer[text.len] = '\n';
	school_import(school, KENT_PUPILS);
	school_import(school, school_write(school, "again.csv", longer));
	assert_false(school->arrival.files[0].seen_before);
	assert_int_equal(school->arrival.counts.pupils_unchanged, 40);
	assert_int_equal(school->arrival.counts.sections_written, 0);
}

static const char one_bad[] =
	"pupil.upn,pupil.surname,pupil.forename,pupil.birth-date,pupil.sex\n"
	"G886200313024,Kaur,Agnieszka,2008-11-20,F\n"
	"G886200313025,Zwetschkenbaum,Wrong,2008-11-21,F\n" /* check letter */
	"J886200418025,D'Souza,Wei,2013-11-15,M\n";

static void one_bad_record_keeps_the_whole_file_out(void **state)
{
	struct school *school = *state;
	const char *path = school_write(school, "one-bad.csv", one_bad);
	const struct intake_file *file;

	assert_success(school_try_import(school, path, NULL), &school->error);
	file = &school->arrival.files[0];
	assert_false(school->arrival.imported);
	assert_false(file->imported);
	assert_int_equal(file->records, 3);
	assert_int_equal(file->rejected, 1);
	assert_int_equal(file->rejection_count, 1);
	assert_int_equal(file->rejections[0].record, 2);
	assert_int_equal(file->rejections[0].line, 3);
	assert_string_equal(file->rejections[0].rule, "1510");
	assert_int_equal(pupils(school), 0);
	/* ... and it may come again. */
	assert_success(school_try_import(school, path, NULL), &school->error);
	assert_false(school->arrival.files[0].seen_before);
}

static void good_records_go_in_when_partial_imports_are_accepted(void **state)
{
	struct school *school = *state;
	const char *path = school_write(school, "one-bad.csv", one_bad);
	struct intake_request request = {.accept_partial = true};

	assert_success(school_try_import(school, path, &request),
		       &school->error);
	assert_true(school->arrival.imported);
	assert_int_equal(school->arrival.files[0].rejected, 1);
	assert_int_equal(school->arrival.counts.pupils_new, 2);
	assert_int_equal(pupils(school), 2);
}

static void rejections_tell_nobodys_name(void **state)
{
	struct school *school = *state;
	const char *path = school_write(school, "one-bad.csv", one_bad);
	const struct intake_file *file;

	assert_success(school_try_import(school, path, NULL), &school->error);
	file = &school->arrival.files[0];
	for (size_t i = 0; i < file->rejection_count; i++) {
		assert_false(
			holds(file->rejections[i].message, "Zwetschkenbaum"));
		assert_false(
			holds(file->rejections[i].message, "G886200313025"));
	}
}

static void a_flood_of_bad_records_is_counted_and_not_kept(void **state)
{
	struct school *school = *state;
	struct builder text = {0};
	const char *path;

	builder_add_text(&text, "pupil.upn,pupil.surname\n");
	for (int i = 0; i < 3 * INTAKE_REJECTIONS; i++)
		builder_add_text(&text, "X,Y\n");
	path = school_write(school, "flood.csv", builder_text(&text));
	builder_release(&text);
	assert_success(school_try_import(school, path, NULL), &school->error);
	assert_int_equal(school->arrival.files[0].rejected,
			 3 * INTAKE_REJECTIONS);
	assert_int_equal(school->arrival.files[0].rejection_count,
			 INTAKE_REJECTIONS);
	assert_int_equal(pupils(school), 0);
}

static void a_mapping_reads_a_schools_own_words(void **state)
{
	struct school *school = *state;
	struct intake_request request = {0};
	const char *path =
		school_write(school, "own.csv",
			     "Number,Family name,Given name,Born,Meals\n"
			     "G886200313024,Kaur,Agnieszka,20/11/2008,Ja\n");

	request.mapping = school_write(school, "own.mapping",
				       "Number = pupil.upn\n"
				       "Family name = pupil.surname\n"
				       "Given name = pupil.forename\n"
				       "Born = pupil.birth-date\n"
				       "Meals = free-school-meals\n"
				       "Meals: Ja -> true\n"
				       "date-format dd/mm/yyyy\n");
	request.format = SLICE("csv");
	assert_success(school_try_import(school, path, &request),
		       &school->error);
	assert_true(school->arrival.imported);
	assert_slice(held(school, "G886200313024", "pupil.birth-date"),
		     "2008-11-20");
	assert_slice(held(school, "G886200313024", "free-school-meals"),
		     "true");
	request.mapping = school_path(school, "no.mapping");
	assert_int_equal(school_try_import(school, path, &request), -1);
	school_says(school, ERROR_NOT_FOUND, "no.mapping");
}

/* --- wishes --------------------------------------------------------------- */

static const char *const somebody = "G886200313024";

static struct wish objection(const struct school *school)
{
	return (struct wish){
		.kind = SLICE("objection"),
		.by = SLICE("pupil"),
		.recipient = SLICE("youth-support"),
		.date = school->today,
		.withdrawn = DATE_NONE,
	};
}

static int state_wish(struct school *school, const struct wish *wish,
		      bool withdraw)
{
	school->error = (struct error){0};
	return intake_wish(school->node, slice_of(somebody), wish, withdraw,
			   school->today, &school->error);
}

static uint32_t wishes_held(struct school *school, const char *upn)
{
	uint16_t category = dictionary_find(school->node->dictionary,
					    KIND_CATEGORY, SLICE("wishes"));
	const struct section *section;
	struct record record;

	assert_success(register_read(school->node->pupils, find(school, upn),
				     1ull << category, &record, &school->arena,
				     &school->error),
		       &school->error);
	section = record_section(&record, category);
	return section != NULL ? section->count : 0;
}

/* How many pupils one more field is withheld from, at the wishes' gate. */
static uint64_t heeded(struct school *school)
{
	school_share(school, (struct share_request){
				     .recipient = SLICE("youth-support"),
				     .purpose = SLICE("youth-support-services"),
				     .dry_run = true});
	return school->report.gates[GATE_WISHES].pupils;
}

static void a_wish_is_heeded_and_ends_when_withdrawn(void **state)
{
	struct school *school = *state;
	struct wish wish = objection(school);
	uint64_t before;

	school_import(school, KENT_PUPILS);
	before = heeded(school);
	assert_success(state_wish(school, &wish, false), &school->error);
	assert_int_equal(heeded(school), before + 1);
	assert_int_equal(wishes_held(school, somebody), 1);
	/* Stated twice it stands once. */
	assert_success(state_wish(school, &wish, false), &school->error);
	assert_int_equal(wishes_held(school, somebody), 1);
	assert_success(state_wish(school, &wish, true), &school->error);
	assert_int_equal(wishes_held(school, somebody), 1);
	assert_int_equal(heeded(school), before);
	assert_int_equal(state_wish(school, &wish, true), -1);
	school_says(school, ERROR_NOT_FOUND, "no such wish");
	/* It may be stated anew. */
	assert_success(state_wish(school, &wish, false), &school->error);
	assert_int_equal(wishes_held(school, somebody), 2);
	assert_int_equal(heeded(school), before + 1);
}

static void a_withdrawal_without_a_date_holds_from_today(void **state)
{
	struct school *school = *state;
	struct wish wish = objection(school);
	uint64_t before;

	school_import(school, KENT_PUPILS);
	before = heeded(school);
	assert_success(state_wish(school, &wish, false), &school->error);
	wish.date = DATE_NONE;
	assert_success(state_wish(school, &wish, true), &school->error);
	assert_int_equal(heeded(school), before);
}

static void other_wishes_stay_when_one_is_added(void **state)
{
	struct school *school = *state;
	struct wish first = objection(school), second = objection(school);

	second.kind = SLICE("refusal");
	second.recipient = (struct slice){NULL, 0};
	school_import(school, KENT_PUPILS);
	assert_success(state_wish(school, &first, false), &school->error);
	assert_success(state_wish(school, &second, false), &school->error);
	assert_int_equal(wishes_held(school, somebody), 2);
	assert_slice(held(school, somebody, "wish.kind"), "objection");
	assert_slice(held(school, somebody, "wish.recipient"), "youth-support");
	assert_success(state_wish(school, &first, true), &school->error);
	assert_int_equal(wishes_held(school, somebody), 2);
	school_reopen(school);
	assert_int_equal(wishes_held(school, somebody), 2);
}

static void a_wish_that_could_never_be_heeded_is_refused(void **state)
{
	struct school *school = *state;
	struct wish wish = objection(school);

	school_import(school, KENT_PUPILS);
	wish.kind = SLICE("objektion");
	assert_int_equal(state_wish(school, &wish, false), -1);
	school_says(school, ERROR_INPUT, "wish.kind");
	wish = objection(school);
	wish.by = SLICE("uncle");
	assert_int_equal(state_wish(school, &wish, false), -1);
	wish = objection(school);
	wish.recipient = SLICE("yuoth-support");
	assert_int_equal(state_wish(school, &wish, false), -1);
	school_says(school, ERROR_INPUT, "no body");
	wish = objection(school);
	wish.purpose = SLICE("fun");
	assert_int_equal(state_wish(school, &wish, false), -1);
	school_says(school, ERROR_INPUT, "no purpose");
	assert_int_equal(wishes_held(school, somebody), 0);
}

static void a_wish_about_nobody_is_refused_without_naming_them(void **state)
{
	struct school *school = *state;
	struct wish wish = objection(school);
	char text[1024];

	assert_int_equal(intake_wish(school->node, SLICE(UPN), &wish, false,
				     school->today, &school->error),
			 -1);
	assert_int_equal(school->error.code, ERROR_NOT_FOUND);
	error_text(&school->error, text, sizeof(text));
	assert_null(strstr(text, UPN));
}

#define WITH_NODE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

/* --- what a program made -------------------------------------------------- */

/* Three pupils, of whom one has no number, in two batches. */
struct made {
	struct arena arena;
	const struct dictionary *dictionary;
	unsigned int batch;
	struct record records[2];
};

static void make_record(struct made *made, size_t n, const char *upn,
			const char *surname, struct error *error)
{
	static const char *const names[] = {"pupil.upn", "pupil.surname",
					    "pupil.forename",
					    "pupil.birth-date"};
	const char *const values[] = {upn, surname, "Ada", "2012-05-04"};
	struct record_maker maker =
		record_maker(made->dictionary, &made->arena);

	for (size_t i = 0; i < 4; i++)
		record_set(&maker,
			   dictionary_find(made->dictionary, KIND_FIELD,
					   slice_of(names[i])),
			   (struct slice){NULL, 0}, 0, slice_of(values[i]));
	if (record_made(&maker, &made->records[n], error) != 0)
		made->batch = UINT32_MAX;
}

static int next_made(void *context, const struct record **records,
		     size_t *count, struct error *error)
{
	struct made *made = context;

	arena_clear(&made->arena);
	*records = made->records;
	*count = 0;
	switch (made->batch++) {
	case 0:
		make_record(made, 0, "Z886200000004", "Invented", error);
		make_record(made, 1, "", "Unnumbered", error);
		*count = 2;
		break;
	case 1:
		make_record(made, 0, UPN, "Made-Up", error);
		*count = 1;
		break;
	default:
		break;
	}
	return made->batch > 9 ? -1 : 0;
}

static int take_made(struct school *school, struct intake_file *file)
{
	struct made made = {.dictionary = school->node->dictionary};
	struct intake_source source = {.kind = SLICE("generated"),
				       .name = SLICE("nobody"),
				       .hash = {1, 2, 3},
				       .today = school->today,
				       .next = next_made,
				       .context = &made};
	int result = intake_records(school->node, &source, file, &school->arena,
				    &school->error);

	arena_release(&made.arena);
	return result;
}

static void records_that_no_file_holds_come_in_at_once(void **state)
{
	struct school *school = *state;
	struct intake_file file;

	assert_success(take_made(school, &file), &school->error);
	assert_true(file.imported);
	assert_int_equal(file.records, 3);
	assert_int_equal(file.rejected, 1);
	assert_int_equal(file.counts.pupils_new, 2);
	assert_slice(held(school, UPN, "pupil.surname"), "Made-Up");
	assert_success(take_made(school, &file), &school->error);
	assert_true(file.seen_before);
	assert_int_equal(file.records, 0);
	assert_int_equal(pupils(school), 2);
}

static void without_memory_none_of_them_comes_in(void **state)
{
	struct school *school = *state;
	struct intake_file file;

	for (uint64_t nth = 1;; nth++) {
		int result;

		memory_fail_at(nth);
		result = take_made(school, &file);
		memory_fail_at(0);
		if (result == 0)
			break;
		assert_int_equal(school->error.code, ERROR_MEMORY);
		assert_int_equal(pupils(school), 0);
	}
	assert_int_equal(pupils(school), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_NODE(each_format_is_told_by_its_first_bytes),
		WITH_NODE(what_a_file_says_is_what_the_register_holds),
		WITH_NODE(several_files_come_in_one_after_another),
		WITH_NODE(files_before_an_unreadable_one_stay_in),
		WITH_NODE(what_is_no_format_is_refused),
		WITH_NODE(the_same_bytes_are_taken_once),
		WITH_NODE(a_header_that_says_nothing_new_changes_nothing),
		WITH_NODE(one_bad_record_keeps_the_whole_file_out),
		WITH_NODE(good_records_go_in_when_partial_imports_are_accepted),
		WITH_NODE(rejections_tell_nobodys_name),
		WITH_NODE(a_flood_of_bad_records_is_counted_and_not_kept),
		WITH_NODE(a_mapping_reads_a_schools_own_words),
		WITH_NODE(records_that_no_file_holds_come_in_at_once),
		WITH_NODE(without_memory_none_of_them_comes_in),
		WITH_NODE(a_wish_is_heeded_and_ends_when_withdrawn),
		WITH_NODE(a_withdrawal_without_a_date_holds_from_today),
		WITH_NODE(other_wishes_stay_when_one_is_added),
		WITH_NODE(a_wish_that_could_never_be_heeded_is_refused),
		WITH_NODE(a_wish_about_nobody_is_refused_without_naming_them),
	};

	return cmocka_run_group_tests_name("share intake", tests, NULL, NULL);
}
