/*
 * What one school has released, and then puts right, erases or takes back: the
 * other one learns of it, does it, and says so.
 */
#include "exchange.h"

#include <stdio.h>
#include <stdlib.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "share/message.h"
#include "share/parcel.h"
#include "share/receive.h"

struct two {
	struct school from, to;
	struct receive_report report;
	char out[200], reply[200];
	const char *package;
};

#define UPN "G886200313024"

static const struct slice some[] = {SLICE_INIT(UPN),
				    SLICE_INIT("J886200418025")};
static const struct share_request transfer = {
	.recipient = SLICE_INIT("next-school"),
	.collection = SLICE_INIT("common-transfer-file"),
	.trigger = SLICE_INIT("transfer"),
	.destination = SLICE_INIT("886/2345"),
	.upns = some,
	.upn_count = 2,
};

static int try_receive(struct school *school, struct two *two, const char *path)
{
	school->error = (struct error){0};
	return receive_and_answer(school->node, path, two->reply, school->today,
				  &two->report, &school->arena, &school->error);
}

static void taken(struct school *school, struct two *two, const char *path)
{
	assert_success(try_receive(school, two, path), &school->error);
}

static void refused(struct school *school, struct two *two, const char *path,
		    enum error_code code, const char *says)
{
	assert_int_equal(try_receive(school, two, path), -1);
	school_says(school, code, says);
}

static int set_up(void **state)
{
	int32_t today = date_from_civil(2026, 1, 15);
	struct two *two = calloc(1, sizeof(*two));

	assert_non_null(two);
	school_set_up(&two->from, KENT, today);
	neighbour_set_up(&two->to, today);
	school_import(&two->from, KENT_PUPILS);
	school_make_keys(&two->from);
	school_make_keys(&two->to);
	school_trust(&two->from, &two->to, "DSA 1");
	school_trust(&two->to, &two->from, "DSA 1");
	two->from.sealed = true;
	snprintf(two->out, sizeof(two->out), "%s",
		 school_path(&two->from, "messages"));
	snprintf(two->reply, sizeof(two->reply), "%s",
		 school_path(&two->to, "replies"));
	school_share(&two->from, transfer);
	two->package = arena_copy(&two->from.arena, two->from.report.file).at;
	taken(&two->to, two, two->package);
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

/* --- steps ------------------------------------------------------------------ */

static void correct(struct school *school, const char *field, const char *value)
{
	struct correction correction = {
		.upn = SLICE(UPN),
		.field = slice_of(field),
		.value = slice_of(value),
		.today = school->today,
	};

	assert_success(
		message_correct(school->node, &correction, &school->error),
		&school->error);
}

/* Sends what is due; gives the path of the only parcel. */
static const char *notify(struct two *two)
{
	struct notify_report report;

	assert_success(message_notify(two->from.node, two->out, two->from.today,
				      0, &report, &two->from.arena,
				      &two->from.error),
		       &two->from.error);
	assert_int_equal(report.count, 1);
	assert_true(report.lines[0].path.len > 0);
	return report.lines[0].path.at;
}

static const char *answer(struct two *two)
{
	assert_true(two->report.message.path.len > 0);
	return two->report.message.path.at;
}

static struct slice text_at(struct school *school, const char *field)
{
	const struct dictionary *dictionary = school->node->dictionary;
	const struct field *found =
		dictionary_field(dictionary, slice_of(field));
	struct record record;
	uint64_t pupil;

	assert_non_null(found);
	assert_success(register_find(school->node->pupils, SLICE(UPN), &pupil,
				     &school->error),
		       &school->error);
	assert_success(register_read(school->node->pupils, pupil, UINT64_MAX,
				     &record, &school->arena, &school->error),
		       &school->error);
	return record_text(&record, dictionary,
			   (uint16_t)(found - dictionary->fields));
}

static size_t outstanding(struct school *school, int32_t today,
			  struct outstanding_line *first)
{
	struct outstanding_line *lines;
	size_t count;

	assert_success(message_outstanding(school->node, today, &lines, &count,
					   &school->arena, &school->error),
		       &school->error);
	if (count > 0)
		*first = lines[0];
	return count;
}

static bool is_held(struct school *school)
{
	struct error error;
	uint64_t pupil;

	return register_find(school->node->pupils, SLICE(UPN), &pupil,
			     &error) == 0;
}

static enum grant_state state_of_grant(struct school *school)
{
	struct register_grant *grants;
	size_t count;

	assert_success(register_grants(school->node->pupils, &grants, &count,
				       &school->arena, &school->error),
		       &school->error);
	assert_int_equal(count, 1);
	return grants[0].state;
}

/* --- corrections ------------------------------------------------------------ */

static void a_correction_reaches_whoever_had_the_field(void **state)
{
	struct two *two = *state;
	struct outstanding_line line;
	struct slice before = text_at(&two->to, "pupil.forename");

	correct(&two->from, "pupil.surname", "Inventedanew");
	assert_int_equal(outstanding(&two->from, two->from.today, &line), 1);
	assert_int_equal(line.kind, OUTSTANDING_DUE);
	assert_int_equal(line.about, MESSAGE_CORRECTION);
	assert_false(line.overdue);
	taken(&two->to, two, notify(two));
	assert_int_equal(two->report.message.applied, 1);
	assert_int_equal(two->report.message.unknown, 0);
	assert_slice(text_at(&two->to, "pupil.surname"), "Inventedanew");
	assert_true(slice_equal(text_at(&two->to, "pupil.forename"), before));
	assert_slice(text_at(&two->to, "pupil.upn"), UPN);
	assert_int_equal(outstanding(&two->from, two->from.today, &line), 1);
	assert_int_equal(line.kind, OUTSTANDING_UNANSWERED);
	assert_int_equal(outstanding(&two->from,
				     two->from.today + OUTSTANDING_DAYS, &line),
			 1);
	assert_true(line.overdue);
	taken(&two->from, two, answer(two));
	assert_int_equal(two->report.message.applied, 1);
	assert_int_equal(outstanding(&two->from, two->from.today, &line), 0);
}

static void what_nobody_had_is_told_to_nobody(void **state)
{
	struct two *two = *state;
	struct notify_report report;
	uint64_t found;

	correct(&two->from, "pupil.surname", "Inventedanew");
	school_share(&two->from, transfer);
	/* The second release has it right; the first is told. */
	assert_success(messages_find(two->from.node, &found, &two->from.error),
		       &two->from.error);
	assert_int_equal(found, 1);
	/* The same again changes nothing. */
	correct(&two->from, "pupil.surname", "Inventedanew");
	assert_success(messages_find(two->from.node, &found, &two->from.error),
		       &two->from.error);
	assert_int_equal(found, 0);
	notify(two);
	assert_success(message_notify(two->from.node, two->out, two->from.today,
				      0, &report, &two->from.arena,
				      &two->from.error),
		       &two->from.error);
	assert_int_equal(report.count, 0);
}

static void several_changes_go_together(void **state)
{
	struct two *two = *state;

	correct(&two->from, "pupil.surname", "Inventedonce");
	correct(&two->from, "pupil.surname", "Inventedtwice");
	correct(&two->from, "pupil.forename", "Ficta");
	taken(&two->to, two, notify(two));
	assert_int_equal(two->report.message.applied, 1);
	assert_slice(text_at(&two->to, "pupil.surname"), "Inventedtwice");
	assert_slice(text_at(&two->to, "pupil.forename"), "Ficta");
}

/* --- erasures --------------------------------------------------------------- */

static void an_erasure_reaches_whoever_had_the_pupil(void **state)
{
	struct two *two = *state;
	struct erase_report report;
	struct outstanding_line line;

	assert_success(message_erase(two->from.node, SLICE(UPN),
				     SLICE("request of 3 March"),
				     two->from.today, &report,
				     &two->from.error),
		       &two->from.error);
	assert_true(report.sections > 0);
	assert_int_equal(report.told, 1);
	assert_int_equal(report.untold, 0);
	assert_false(is_held(&two->from));
	assert_true(is_held(&two->to));
	taken(&two->to, two, notify(two));
	assert_int_equal(two->report.message.applied, 1);
	assert_false(is_held(&two->to));
	taken(&two->from, two, answer(two));
	assert_int_equal(outstanding(&two->from, two->from.today, &line), 0);
}

/* As if the process had been killed between the messages and the end. */
static void an_erasure_begun_is_completed(void **state)
{
	struct two *two = *state;
	struct register_message message = {
		.kind = MESSAGE_ERASURE,
		.release = 1,
		.created = two->from.today,
		.known_by = KNOWN_BY_UPN,
		.name = SLICE(UPN "\n"),
	};

	assert_success(register_find(two->from.node->pupils, SLICE(UPN),
				     &message.pupil, &two->from.error),
		       &two->from.error);
	assert_success(register_messages_add(two->from.node->pupils, &message,
					     1, 0, &two->from.error),
		       &two->from.error);
	school_reopen(&two->from);
	assert_false(is_held(&two->from));
	taken(&two->to, two, notify(two));
	assert_false(is_held(&two->to));
}

/* --- recall ----------------------------------------------------------------- */

static const char *recall(struct two *two)
{
	struct notify_report report;

	assert_success(message_recall(two->from.node, SLICE("R-2026-0001"),
				      SLICE("sent to the wrong school"),
				      two->out, two->from.today, &report,
				      &two->from.arena, &two->from.error),
		       &two->from.error);
	assert_int_equal(report.count, 1);
	return report.lines[0].path.at;
}

static void a_recall_destroys_and_is_certified(void **state)
{
	struct two *two = *state;
	struct register_incoming *incomings;
	struct outstanding_line line;
	struct notify_report report;
	size_t count;

	taken(&two->to, two, recall(two));
	assert_int_equal(two->report.message.pupils, 2);
	assert_int_equal(state_of_grant(&two->to), GRANT_RECALLED);
	assert_false(is_held(&two->to));
	assert_int_equal(outstanding(&two->from, two->from.today, &line), 1);
	assert_int_equal(line.kind, OUTSTANDING_RECALL);
	taken(&two->from, two, answer(two));
	assert_int_equal(two->report.message.pupils, 2);
	assert_int_equal(outstanding(&two->from, two->from.today, &line), 0);
	assert_success(register_incomings(two->from.node->pupils, &incomings,
					  &count, &two->from.arena,
					  &two->from.error),
		       &two->from.error);
	assert_int_equal(count, 1);
	assert_int_equal(incomings[0].release, 1);
	assert_true(incomings[0].signature.len > 0);
	assert_null(memmem(incomings[0].text.at, incomings[0].text.len, UPN,
			   sizeof(UPN) - 1));
	assert_int_equal(message_recall(two->from.node, SLICE("R-2026-0001"),
					SLICE("again"), two->out,
					two->from.today, &report,
					&two->from.arena, &two->from.error),
			 -1);
	school_says(&two->from, ERROR_INPUT, "recalled before");
}

static void what_is_due_is_destroyed_and_certified(void **state)
{
	struct two *two = *state;
	struct destroy_report report;
	const uint64_t grants[] = {1};
	uint64_t *due;
	size_t count;

	assert_success(grants_destroy(two->to.node, grants, 1, two->reply,
				      two->to.today, &report, &two->to.arena,
				      &two->to.error),
		       &two->to.error);
	assert_int_equal(report.count, 1);
	assert_int_equal(report.lines[0].pupils, 2);
	assert_true(report.lines[0].path.len > 0);
	assert_int_equal(state_of_grant(&two->to), GRANT_DESTROYED);
	assert_success(grants_due(two->to.node, two->to.today, &due, &count,
				  &two->to.arena, &two->to.error),
		       &two->to.error);
	assert_int_equal(count, 0);
	taken(&two->from, two, report.lines[0].path.at);
}

/* --- what is refused ---------------------------------------------------------- */

static void nothing_counts_twice(void **state)
{
	struct two *two = *state;
	const char *message;
	const char *reply;

	correct(&two->from, "pupil.surname", "Inventedanew");
	message = notify(two);
	taken(&two->to, two, message);
	reply = answer(two);
	refused(&two->to, two, message, ERROR_REFUSED, "before");
	taken(&two->from, two, reply);
	refused(&two->from, two, reply, ERROR_REFUSED, "before");
}

static void an_answer_needs_a_place(void **state)
{
	struct two *two = *state;
	const char *message;

	correct(&two->from, "pupil.surname", "Inventedanew");
	message = notify(two);
	assert_int_equal(receive(two->to.node, message, two->to.today,
				 &two->report, &two->to.arena, &two->to.error),
			 -1);
	school_says(&two->to, ERROR_INPUT, "answered");
	assert_false(
		slice_is(text_at(&two->to, "pupil.surname"), "Inventedanew"));
}

/* --- a third school, which both trust ----------------------------------------- */

struct third {
	struct school school;
	uint8_t hash[MANIFEST_HASH_BYTES]; /* of what is spoken of */
	const char *member;                /* "recalls" ... */
	const char *reference;
};

static void third_set_up(struct third *third, struct two *two)
{
	/* Its number and name are its own. */
	school_set_up(&third->school, NORTHAMPTONSHIRE, two->from.today);
	school_make_keys(&third->school);
	school_trust(&third->school, &two->from, "DSA 3");
	school_trust(&third->school, &two->to, "DSA 4");
	school_trust(&two->from, &third->school, "DSA 3");
	school_trust(&two->to, &third->school, "DSA 3");
}

static void put_forged(void *context, struct json *json)
{
	const struct third *third = context;
	struct builder hex = {0};

	builder_add_hex(&hex, (struct slice){(const char *)third->hash,
					     sizeof(third->hash)});
	json_key(json, third->member);
	json_open_object(json);
	json_key_text(json, "reference", slice_of(third->reference));
	json_key_text(json, "manifest", builder_slice(&hex));
	json_key_number(json, "pupils", 2);
	json_close_object(json);
	builder_release(&hex);
}

/* A parcel of the third school, signed and sealed as it should be. */
static const char *forge(struct third *third, enum manifest_kind kind,
			 struct slice number, struct slice payload)
{
	const struct correspondents *list =
		&third->school.node->keys->correspondents;
	struct parcel_making making = {
		.kind = kind,
		.today = third->school.today,
		.out = school_path(&third->school, "forged"),
		.payload_name =
			payload.len > 0 ? SLICE("corrections.json") : SLICE(""),
		.payload = payload,
		.put = third->member != NULL ? put_forged : NULL,
		.context = third,
	};
	struct parcel_made made;

	for (size_t i = 0; i < list->count; i++)
		if (slice_equal(list->list[i].number, number))
			making.recipient = &list->list[i];
	assert_non_null(making.recipient);
	assert_success(parcel_make(third->school.node, &making, &made,
				   &third->school.arena, &third->school.error),
		       &third->school.error);
	return made.path.at;
}

static void release_hash(struct two *two, uint8_t hash[MANIFEST_HASH_BYTES])
{
	struct register_grant *grants;
	size_t count;

	assert_success(register_grants(two->to.node->pupils, &grants, &count,
				       &two->to.arena, &two->to.error),
		       &two->to.error);
	memcpy(hash, grants[0].manifest, MANIFEST_HASH_BYTES);
}

static void nobody_else_recalls(void **state)
{
	struct two *two = *state;
	struct third third = {.member = "recalls", .reference = "R-2026-0001"};

	third_set_up(&third, two);
	release_hash(two, third.hash);
	refused(&two->to, two,
		forge(&third, MANIFEST_RECALL, SLICE(NEIGHBOUR_NUMBER),
		      SLICE("")),
		ERROR_REFUSED, "somebody else");
	assert_int_equal(state_of_grant(&two->to), GRANT_LIVE);
	assert_true(is_held(&two->to));
	school_tear_down(&third.school);
}

static void nobody_else_corrects_or_erases(void **state)
{
	static const char format[] =
		"{\"%s\":[{\"release\":\"R-2026-0001\",\"manifest\":"
		"\"%s\",\"known-by\":\"upn\",\"names\":[\"" UPN
		"\"],\"sections\":[{\"category\":\"identity\","
		"\"period\":\"\",\"items\":[]}]}]}";
	struct two *two = *state;
	struct third third = {0};
	struct builder hex = {0};
	char payload[600];

	third_set_up(&third, two);
	release_hash(two, third.hash);
	builder_add_hex(&hex, (struct slice){(const char *)third.hash,
					     sizeof(third.hash)});
	snprintf(payload, sizeof(payload), format, "corrections",
		 builder_text(&hex));
	refused(&two->to, two,
		forge(&third, MANIFEST_CORRECTION, SLICE(NEIGHBOUR_NUMBER),
		      slice_of(payload)),
		ERROR_REFUSED, "somebody else");
	snprintf(payload, sizeof(payload), format, "erasures",
		 builder_text(&hex));
	refused(&two->to, two,
		forge(&third, MANIFEST_ERASURE, SLICE(NEIGHBOUR_NUMBER),
		      slice_of(payload)),
		ERROR_REFUSED, "somebody else");
	assert_true(is_held(&two->to));
	builder_release(&hex);
	school_tear_down(&third.school);
}

/* Nor does who sent something bring in more of it. */
static void a_correction_brings_nothing_new(void **state)
{
	static const char format[] =
		"{\"corrections\":[{\"release\":\"R-2026-0001\",\"manifest\":"
		"\"%s\",\"known-by\":\"upn\",\"names\":[\"" UPN
		"\"],\"sections\":[{\"category\":\"wishes\",\"period\":\"\","
		"\"items\":[{\"wish.kind\":\"objection\",\"wish.by\":"
		"\"parent\",\"wish.date\":\"2026-01-14\"}]},"
		"{\"category\":\"%s\",\"period\":\"\","
		"\"items\":[{\"%s\":\"true\"}]}]}]}";
	struct two *two = *state;
	const struct dictionary *dictionary = two->to.node->dictionary;
	const struct field *limited = dictionary_field(
		dictionary, SLICE("parent.disclosure-limited"));
	struct third first = {.school = two->from};
	struct builder hex = {0};
	char payload[800];

	release_hash(two, first.hash);
	builder_add_hex(&hex, (struct slice){(const char *)first.hash,
					     sizeof(first.hash)});
	snprintf(payload, sizeof(payload), format, builder_text(&hex),
		 arena_copy(&two->to.arena,
			    dictionary->categories[limited->category].name)
			 .at,
		 "parent.disclosure-limited");
	builder_release(&hex);
	taken(&two->to, two,
	      forge(&first, MANIFEST_CORRECTION, SLICE(NEIGHBOUR_NUMBER),
		    slice_of(payload)));
	two->from = first.school;
	assert_int_equal(two->report.message.applied, 1);
	assert_int_equal(text_at(&two->to, "wish.kind").len, 0);
	assert_int_equal(text_at(&two->to, "parent.disclosure-limited").len, 0);
}

static void nobody_else_answers(void **state)
{
	struct two *two = *state;
	struct third third = {.reference = "M-2026-0001"};
	struct register_parcel parcel;
	struct outstanding_line line;

	third_set_up(&third, two);
	recall(two);
	assert_success(register_parcel_read(two->from.node->pupils, 1, &parcel,
					    &two->from.arena, &two->from.error),
		       &two->from.error);
	crypto_hash_sha256(third.hash,
			   (const unsigned char *)parcel.manifest.at,
			   parcel.manifest.len);
	third.member = "answers";
	refused(&two->from, two,
		forge(&third, MANIFEST_ACKNOWLEDGEMENT, SLICE("8861101"),
		      SLICE("")),
		ERROR_REFUSED, "answers nothing");
	release_hash(two, third.hash);
	third.member = "destroyed";
	third.reference = "R-2026-0001";
	refused(&two->from, two,
		forge(&third, MANIFEST_DESTRUCTION, SLICE("8861101"),
		      SLICE("")),
		ERROR_REFUSED, "answers nothing");
	assert_int_equal(outstanding(&two->from, two->from.today, &line), 1);
	assert_int_equal(line.kind, OUTSTANDING_RECALL);
	school_tear_down(&third.school);
}

/* --- without memory, and killed ------------------------------------------------ */

static void without_memory_a_message_is_whole_or_not(void **state)
{
	struct two *two = *state;
	const char *message;
	int result = -1;

	correct(&two->from, "pupil.surname", "Inventedanew");
	message = notify(two);
	for (uint64_t nth = 1; result != 0; nth += 1 + nth / 30) {
		memory_fail_at(nth);
		result = try_receive(&two->to, two, message);
		memory_fail_at(0);
		assert_true(result == 0 || two->to.error.code == ERROR_MEMORY ||
			    /* The answer was made before it failed. */
			    two->to.error.code == ERROR_REFUSED);
		if (result != 0 && two->to.error.code == ERROR_REFUSED)
			break;
		if (result != 0)
			school_reopen(&two->to);
	}
	assert_slice(text_at(&two->to, "pupil.surname"), "Inventedanew");
	assert_slice(text_at(&two->to, "pupil.upn"), UPN);
	assert_success(parcels_verify(two->to.node, &two->to.error),
		       &two->to.error);
}

static void without_memory_notifying_is_whole_or_not(void **state)
{
	struct two *two = *state;
	struct register_parcel *parcels;
	struct notify_report report;
	struct outstanding_line line;
	size_t files = 0;
	size_t count;
	int result = -1;

	correct(&two->from, "pupil.surname", "Inventedanew");
	for (uint64_t nth = 1; result != 0; nth += 1 + nth / 30) {
		two->from.error = (struct error){0};
		memory_fail_at(nth);
		result = message_notify(two->from.node, two->out,
					two->from.today, 0, &report,
					&two->from.arena, &two->from.error);
		memory_fail_at(0);
		if (result == 0)
			break;
		assert_int_equal(two->from.error.code, ERROR_MEMORY);
		school_reopen(&two->from);
	}
	assert_int_equal(outstanding(&two->from, two->from.today, &line), 1);
	assert_int_equal(line.kind, OUTSTANDING_UNANSWERED);
	assert_success(parcels_verify(two->from.node, &two->from.error),
		       &two->from.error);
	assert_success(register_parcels(two->from.node->pupils, &parcels,
					&count, &two->from.arena,
					&two->from.error),
		       &two->from.error);
	for (size_t i = 0; i < count; i++) {
		assert_int_not_equal(parcels[i].state, PARCEL_PREPARED);
		files += parcels[i].state == PARCEL_DONE;
		assert_int_equal(file_exists(parcels[i].path.at),
				 parcels[i].state == PARCEL_DONE);
	}
	assert_int_equal(files, 1);
}

int main(int count, char **arguments)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(a_correction_reaches_whoever_had_the_field),
		TEST(what_nobody_had_is_told_to_nobody),
		TEST(several_changes_go_together),
		TEST(an_erasure_reaches_whoever_had_the_pupil),
		TEST(an_erasure_begun_is_completed),
		TEST(a_recall_destroys_and_is_certified),
		TEST(what_is_due_is_destroyed_and_certified),
		TEST(nothing_counts_twice),
		TEST(an_answer_needs_a_place),
		TEST(nobody_else_recalls),
		TEST(nobody_else_corrects_or_erases),
		TEST(a_correction_brings_nothing_new),
		TEST(nobody_else_answers),
		TEST(without_memory_a_message_is_whole_or_not),
		TEST(without_memory_notifying_is_whole_or_not),
#undef TEST
	};

	if (count > 1)
		cmocka_set_test_filter(arguments[1]);
	return cmocka_run_group_tests_name("messages", tests, NULL, NULL);
}
