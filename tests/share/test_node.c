/* Nodes: made whole or not at all, opened by the right key only. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "dictionary/dictionary.h"
#include "language/diagnostic.h"
#include "policy/notice.h"

static const struct credentials no_credentials;

static int32_t today(void)
{
	return date_from_civil(2026, 1, 15);
}

static int try_open(struct school *school, const struct credentials *with)
{
	struct node *node = NULL;
	int result;

	school->error = (struct error){0};
	result =
		node_open(&node, school->directory, with, NULL, &school->error);
	if (result == 0)
		node_close(node);
	else
		assert_null(node);
	return result;
}

static int make_with(struct school *school, const struct node_making *with,
		     struct findings *findings)
{
	struct node_making making = *with;

	*findings = findings_in(&school->arena);
	if (making.directory == NULL)
		making.directory = school->directory;
	if (making.dictionary == NULL)
		making.dictionary = DICTIONARY;
	if (making.notice == NULL)
		making.notice = KENT;
	making.today = today();
	school->error = (struct error){0};
	return node_create(&making, findings, &school->error);
}

/* --- making --------------------------------------------------------------- */

static void a_new_node_holds_its_own_copies(void **state)
{
	struct school school;
	struct slice ours, theirs;

	(void)state;
	school_set_up(&school, KENT, today());
	assert_int_equal(school.node->notice_count, 1);
	assert_slice(school.node->notice->controller,
		     "Westwood Learning Alliance");
	ours = school_read(&school,
			   school_path(&school, "node/notices/1.notice"));
	theirs = school_read(&school, KENT);
	assert_true(slice_equal(ours, theirs));
	ours = school_read(
		&school,
		school_path(&school, "node/dictionary/gateways.dictionary"));
	theirs = school_read(&school, DICTIONARY "/gateways.dictionary");
	assert_true(slice_equal(ours, theirs));
	school_tear_down(&school);
}

static int is_private(void *context, const char *name, struct error *error)
{
	const char *directory = context;
	struct arena arena = {0};
	char *path = path_join(&arena, directory, name);
	struct stat status;

	(void)error;
	assert_int_equal(lstat(path, &status), 0);
	/* The ledger's public key is for everybody. */
	if ((status.st_mode & 077) != 0 && strcmp(name, "key.pub") != 0)
		fail_msg("others may touch %s", name);
	if (S_ISDIR(status.st_mode))
		assert_int_equal(directory_each(path, is_private, path, NULL),
				 0);
	arena_release(&arena);
	return 0;
}

static void nobody_else_may_read_a_node(void **state)
{
	mode_t before = umask(0);
	struct school school;

	(void)state;
	school_set_up(&school, KENT, today());
	school_import(&school, KENT_PUPILS);
	school_share(&school, (struct share_request){
				      .recipient = SLICE("department"),
				      .collection = SLICE("school-census")});
	assert_int_equal(
		directory_each(school.root, is_private, school.root, NULL), 0);
	school_tear_down(&school);
	umask(before);
}

static void a_directory_with_something_in_it_becomes_no_node(void **state)
{
	struct school school;
	struct findings findings;

	(void)state;
	school_empty(&school, today());
	assert_int_equal(mkdir(school.directory, 0700), 0);
	school_write(&school, "node/letter", "dear");
	assert_int_equal(
		make_with(&school, &(struct node_making){0}, &findings), -1);
	school_says(&school, ERROR_INPUT, "not empty");
	assert_int_equal(count_entries(school.directory), 1);
	school_tear_down(&school);
}

static void an_empty_directory_becomes_a_node(void **state)
{
	struct school school;
	struct findings findings;

	(void)state;
	school_empty(&school, today());
	assert_int_equal(mkdir(school.directory, 0700), 0);
	assert_success(make_with(&school, &(struct node_making){0}, &findings),
		       &school.error);
	assert_success(try_open(&school, &no_credentials), &school.error);
	school_tear_down(&school);
}

static void a_node_is_not_made_over_another(void **state)
{
	struct school school;
	struct findings findings;

	(void)state;
	school_set_up(&school, KENT, today());
	school_import(&school, KENT_PUPILS);
	assert_int_equal(
		make_with(&school, &(struct node_making){0}, &findings), -1);
	school_says(&school, ERROR_INPUT, "not empty");
	school_reopen(&school);
	school_tear_down(&school);
}

static void a_notice_with_faults_makes_nothing(void **state)
{
	struct node_making making = {0};
	struct school school;
	struct findings findings;

	(void)state;
	school_empty(&school, today());
	making.notice = school_write(
		&school, "bad.notice",
		"notice \"Ours\" version 1 from 2020-01-01\n"
		"controller \"A School\" school maintained-secondary in kent\n"
		"share with yuoth-support {\n"
		"    send pupil.name\n"
		"    for  youth-support-services\n"
		"}\n");
	assert_int_equal(make_with(&school, &making, &findings), -1);
	school_says(&school, ERROR_INPUT, "bad.notice");
	assert_true(findings.errors > 0);
	assert_false(file_exists(school.directory));
	assert_false(directory_exists(school.directory));
	school_tear_down(&school);
}

static void a_dictionary_with_faults_makes_nothing(void **state)
{
	struct node_making making = {0};
	struct school school;
	struct findings findings;

	(void)state;
	school_empty(&school, today());
	assert_int_equal(mkdir(school_path(&school, "words"), 0700), 0);
	school_write(&school, "words/main.dictionary",
		     "dictionary \"Nowhere\" version 1\n"
		     "include \"absent.dictionary\"\n");
	making.dictionary = school_path(&school, "words");
	assert_int_equal(make_with(&school, &making, &findings), -1);
	assert_false(directory_exists(school.directory));
	making.dictionary = school_path(&school, "nothing-here");
	assert_int_equal(make_with(&school, &making, &findings), -1);
	assert_false(directory_exists(school.directory));
	school_tear_down(&school);
}

static void the_controller_must_be_the_notices(void **state)
{
	struct node_making making = {.controller = SLICE("Another School")};
	struct school school;
	struct findings findings;

	(void)state;
	school_empty(&school, today());
	assert_int_equal(make_with(&school, &making, &findings), -1);
	school_says(&school, ERROR_INPUT, "Westwood Learning Alliance");
	assert_false(directory_exists(school.directory));
	making.controller = SLICE("8861101");
	assert_success(make_with(&school, &making, &findings), &school.error);
	school_tear_down(&school);
}

static void names_with_spaces_and_deep_places_are_fine(void **state)
{
	struct node_making making = {0};
	struct school school;
	struct findings findings;
	char name[400];

	(void)state;
	school_empty(&school, today());
	snprintf(name, sizeof(name), "the head's own/%0120d/näher %0100d", 0,
		 1);
	making.directory = school_path(&school, name);
	assert_success(make_with(&school, &making, &findings), &school.error);
	assert_success(node_open(&school.node, making.directory,
				 &no_credentials, NULL, &school.error),
		       &school.error);
	school_import(&school, KENT_PUPILS);
	snprintf(name, sizeof(name), "to send/%0120d/%0100d", 2, 3);
	school_share(&school, (struct share_request){
				      .recipient = SLICE("department"),
				      .collection = SLICE("school-census"),
				      .out = school_path(&school, name)});
	assert_true(school_payload(&school).len > 0);
	school_tear_down(&school);
}

/* --- keys ----------------------------------------------------------------- */

static void a_passphrase_opens_its_node_and_no_other_does(void **state)
{
	struct credentials right = {.passphrase = SLICE("correct horse")};
	struct credentials wrong = {.passphrase = SLICE("incorrect horse")};
	struct node_making making = {.credentials = right};
	struct school school;
	struct findings findings;
	bool wants = false;

	(void)state;
	school_empty(&school, today());
	assert_success(make_with(&school, &making, &findings), &school.error);
	assert_success(
		node_wants_passphrase(school.directory, &wants, &school.error),
		&school.error);
	assert_true(wants);
	assert_success(try_open(&school, &right), &school.error);
	assert_int_equal(try_open(&school, &wrong), -1);
	school_says(&school, ERROR_KEY, "passphrase");
	assert_int_equal(try_open(&school, &no_credentials), -1);
	school_says(&school, ERROR_KEY, "needs its passphrase");
	assert_false(file_exists(school_path(&school, "node/node.key")));
	school_tear_down(&school);
}

static void a_short_passphrase_makes_no_node(void **state)
{
	struct node_making making = {
		.credentials = {.passphrase = SLICE("short")}};
	struct school school;
	struct findings findings;

	(void)state;
	school_empty(&school, today());
	assert_int_equal(make_with(&school, &making, &findings), -1);
	assert_false(directory_exists(school.directory));
	school_tear_down(&school);
}

static void a_key_file_opens_its_node_and_no_other_does(void **state)
{
	struct node_making making = {0};
	struct credentials with = {0};
	struct school school;
	struct findings findings;
	bool wants = true;

	(void)state;
	school_empty(&school, today());
	with.key_file = school_path(&school, "stick.key");
	making.credentials = with;
	assert_success(make_with(&school, &making, &findings), &school.error);
	assert_success(
		node_wants_passphrase(school.directory, &wants, &school.error),
		&school.error);
	assert_false(wants);
	assert_success(try_open(&school, &with), &school.error);
	assert_int_equal(try_open(&school, &no_credentials), -1);
	school_says(&school, school.error.code, "key");

	with.key_file = school_write(&school, "other.key",
				     "0123456789abcdef0123456789abcdef");
	assert_int_equal(try_open(&school, &with), -1);
	school_says(&school, ERROR_KEY, "key");
	school_tear_down(&school);
}

/* --- opening -------------------------------------------------------------- */

static void another_process_must_wait(void **state)
{
	struct school school;

	(void)state;
	school_set_up(&school, KENT, today());
	assert_int_equal(try_open(&school, &no_credentials), -1);
	school_says(&school, ERROR_BUSY, "another process");
	node_close(school.node);
	school.node = NULL;
	assert_success(try_open(&school, &no_credentials), &school.error);
	school_tear_down(&school);
}

static void what_is_no_node_is_not_opened(void **state)
{
	struct school school;

	(void)state;
	school_empty(&school, today());
	assert_int_equal(try_open(&school, &no_credentials), -1);
	school_says(&school, ERROR_NOT_FOUND, "no Hornbook node");
	assert_int_equal(mkdir(school.directory, 0700), 0);
	assert_int_equal(try_open(&school, &no_credentials), -1);
	school_says(&school, ERROR_NOT_FOUND, "no Hornbook node");
	assert_int_equal(count_entries(school.directory), 0);
	school_write(&school, "node/hornbook.json", "{\"format\": 2}\n");
	assert_int_equal(try_open(&school, &no_credentials), -1);
	school_says(&school, ERROR_INPUT, "newer Hornbook");
	school_write(&school, "node/hornbook.json", "format 1\n");
	assert_int_equal(try_open(&school, &no_credentials), -1);
	school_says(&school, ERROR_CORRUPT, "not the description");
	school_tear_down(&school);
}

/* --- a new version of the notice ------------------------------------------ */

/* The Kent notice with another first line. */
static const char *next_notice(struct school *school, const char *heading)
{
	struct slice text = school_read(school, KENT);
	const char *controller = strstr(text.at, "controller ");
	size_t size = strlen(controller) + strlen(heading) + 2;
	char *whole = arena_allocate(&school->arena, size);

	assert_non_null(whole);
	snprintf(whole, size, "%s\n%s", heading, controller);
	return school_write(school, "next.notice", whole);
}

static int adopt(struct school *school, const char *path)
{
	struct findings findings = findings_in(&school->arena);

	school->error = (struct error){0};
	return node_adopt(school->node, path, date_from_civil(2018, 6, 1),
			  &findings, &school->error);
}

static void a_node_adopts_the_next_version_of_its_notice(void **state)
{
	struct school school;

	(void)state;
	school_set_up(&school, KENT, today());
	assert_success(
		adopt(&school,
		      next_notice(&school, "notice \"How we use pupil "
					   "information\" version 2 from "
					   "2025-09-01")),
		&school.error);
	assert_int_equal(school.node->notice->version, 2);
	school_reopen(&school);
	assert_int_equal(school.node->notice_count, 2);
	assert_int_equal(school.node->notice->version, 2);
	school_tear_down(&school);
}

static void versions_of_a_notice_follow_one_another(void **state)
{
	struct school school;

	(void)state;
	school_set_up(&school, KENT, today());
	assert_int_equal(
		adopt(&school, next_notice(&school, "notice \"Same\" version 1 "
						    "from 2025-09-01")),
		-1);
	school_says(&school, ERROR_INPUT, "not above 1");
	assert_int_equal(
		adopt(&school, next_notice(&school, "notice \"Early\" version "
						    "2 from 2018-05-25")),
		-1);
	school_says(&school, ERROR_INPUT, "no later");
	assert_int_equal(adopt(&school, NORTHAMPTONSHIRE), -1);
	school_says(&school, ERROR_INPUT, "another controller");
	assert_int_equal(
		adopt(&school, school_write(&school, "bad.notice", "notice")),
		-1);
	assert_int_equal(school.node->notice_count, 1);
	assert_int_equal(school.node->notice->version, 1);
	school_import(&school, KENT_PUPILS);
	school_share(&school, (struct share_request){
				      .recipient = SLICE("department"),
				      .collection = SLICE("school-census")});
	school_reopen(&school);
	assert_int_equal(school.node->notice_count, 1);
	school_tear_down(&school);
}

static void what_cannot_be_stored_is_not_adopted(void **state)
{
	struct school school;
	const char *next;

	(void)state;
	school_set_up(&school, KENT, today());
	/* The next version no longer shares with youth support. */
	next = school_write(
		&school, "next.notice",
		"notice \"Less\" version 2 from 2025-09-01\n"
		"controller \"Westwood Learning Alliance\" school "
		"alternative-provision in kent number \"886/1101\"\n"
		"contact \"School office\" post \"Margate\" complaints\n"
		"right access\n");
	file_fail_at(1);
	assert_int_equal(adopt(&school, next), -1);
	file_fail_at(0);
	assert_int_equal(school.node->notice->version, 1);
	school_import(&school, KENT_PUPILS);
	school_share(&school,
		     (struct share_request){
			     .recipient = SLICE("youth-support"),
			     .purpose = SLICE("youth-support-services")});
	school_tear_down(&school);
}

static void what_a_killed_adoption_left_is_passed_over(void **state)
{
	struct school school;

	(void)state;
	school_set_up(&school, KENT, today());
	school_write(&school, "node/notices/2.notice.writing", "notice \"Ha");
	school_reopen(&school);
	assert_int_equal(school.node->notice_count, 1);
	school_tear_down(&school);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_node_holds_its_own_copies),
		cmocka_unit_test(nobody_else_may_read_a_node),
		cmocka_unit_test(
			a_directory_with_something_in_it_becomes_no_node),
		cmocka_unit_test(an_empty_directory_becomes_a_node),
		cmocka_unit_test(a_node_is_not_made_over_another),
		cmocka_unit_test(a_notice_with_faults_makes_nothing),
		cmocka_unit_test(a_dictionary_with_faults_makes_nothing),
		cmocka_unit_test(the_controller_must_be_the_notices),
		cmocka_unit_test(names_with_spaces_and_deep_places_are_fine),
		cmocka_unit_test(a_passphrase_opens_its_node_and_no_other_does),
		cmocka_unit_test(a_short_passphrase_makes_no_node),
		cmocka_unit_test(a_key_file_opens_its_node_and_no_other_does),
		cmocka_unit_test(another_process_must_wait),
		cmocka_unit_test(what_is_no_node_is_not_opened),
		cmocka_unit_test(a_node_adopts_the_next_version_of_its_notice),
		cmocka_unit_test(versions_of_a_notice_follow_one_another),
		cmocka_unit_test(what_cannot_be_stored_is_not_adopted),
		cmocka_unit_test(what_a_killed_adoption_left_is_passed_over),
	};

	return cmocka_run_group_tests_name("share nodes", tests, NULL, NULL);
}
