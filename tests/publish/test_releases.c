/*
 * The register of releases is what the ledger says, whatever happened: releases,
 * corrections, recalls, certificates, killed processes; and nothing is published
 * of a ledger or a register that was altered.
 */
#include "../share/exchange.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>
#include <sqlite3.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "dictionary/index.h"
#include "language/diagnostic.h"
#include "document/document.h"
#include "publish/organisations.h"
#include "words/phrasebook.h"
#include "publish/publication.h"
#include "publish/releases.h"
#include "share/message.h"
#include "share/receive.h"

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
static const struct share_request youth_support = {
	.recipient = SLICE_INIT("youth-support"),
	.purpose = SLICE_INIT("youth-support-services"),
};
static const struct share_request one_census = {
	.recipient = SLICE_INIT("department"),
	.collection = SLICE_INIT("school-census"),
	.upns = some,
	.upn_count = 1,
};

enum { RELEASES_MOST = 128 };

/* What the test knows of each release, by its number. */
struct known {
	int32_t recalled, destroyed, corrected;
	bool transfer;
};

struct two {
	struct school from, to;
	struct receive_report report;
	char out[200], reply[200];
	struct known known[RELEASES_MOST];
};

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
	snprintf(two->out, sizeof(two->out), "%s",
		 school_path(&two->from, "messages"));
	snprintf(two->reply, sizeof(two->reply), "%s",
		 school_path(&two->to, "replies"));
	for (size_t i = 0; i < RELEASES_MOST; i++)
		two->known[i] =
			(struct known){DATE_NONE, DATE_NONE, DATE_NONE, false};
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

/* --- the ledger, counted by itself ------------------------------------------------ */

struct counted {
	bool stands[RELEASES_MOST];
	size_t count;
};

static size_t number_of(struct slice reference)
{
	char text[48];
	unsigned int year = 0, number = 0;

	snprintf(text, sizeof(text), "%.*s", SLICE_ARGS(reference));
	if (sscanf(text, "R-%4u-%4u", &year, &number) != 2 ||
	    number >= RELEASES_MOST)
		fail_msg("'%s' is no release's", text);
	return number;
}

static int count_entry(void *context, uint64_t index, struct slice entry,
		       struct error *error)
{
	struct counted *counted = context;
	json_t *parsed = json_loadb(entry.at, entry.len, 0, NULL);
	const char *kind = json_string_value(json_object_get(parsed, "entry"));
	const char *reference =
		json_string_value(json_object_get(parsed, "reference"));

	(void)index;
	(void)error;
	if (strcmp(kind, "release") == 0) {
		counted->stands[number_of(slice_of(reference))] = true;
		counted->count++;
	} else if (strcmp(kind, "void") == 0) {
		counted->stands[number_of(slice_of(reference))] = false;
		counted->count--;
	}
	json_decref(parsed);
	return 0;
}

static void read_releases(struct school *school, struct release_register *out)
{
	assert_success(releases_read(out, school->node, NULL, &school->arena,
				     &school->error),
		       &school->error);
}

static enum release_status expected(const struct known *known)
{
	if (known->destroyed != DATE_NONE)
		return RELEASE_DESTROYED;
	if (known->recalled != DATE_NONE)
		return RELEASE_RECALLED;
	return known->corrected != DATE_NONE ? RELEASE_CORRECTED
					     : RELEASE_STANDS;
}

static void check(struct two *two)
{
	struct release_register releases;
	struct counted counted = {0};
	size_t by_listing = 0;

	assert_int_equal(ledger_each(two->from.node->ledger, 0, count_entry,
				     &counted, &two->from.error),
			 0);
	read_releases(&two->from, &releases);
	assert_int_equal(releases.count, counted.count);
	for (int l = 0; l < RELEASE_LISTINGS; l++)
		by_listing += releases.by_listing[l];
	assert_int_equal(by_listing, counted.count);
	for (size_t i = 0; i < releases.count; i++) {
		const struct published_release *one = &releases.list[i];
		size_t number = number_of(one->entered->release.reference);
		const struct known *known = &two->known[number];

		assert_true(counted.stands[number]);
		counted.stands[number] = false;
		assert_true(one->entered->opened);
		assert_int_equal(one->status, expected(known));
		assert_int_equal(one->recalled, known->recalled);
		assert_int_equal(one->destroyed, known->destroyed);
		if (known->corrected == DATE_NONE)
			assert_int_equal(one->correction_count, 0);
		else
			assert_int_equal(
				one->corrections[one->correction_count - 1],
				known->corrected);
		assert_int_equal(one->listing == UNLISTED_SCHOOL,
				 known->transfer);
	}
}

/* --- what happens ---------------------------------------------------------------------- */

/* A small generator, so that a run can be had again. */
static unsigned int draw(uint32_t *seed, unsigned int below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % below;
}

static void share_one(struct two *two, bool sealed)
{
	two->from.sealed = sealed;
	school_share(&two->from, sealed ? transfer : youth_support);
	two->known[number_of(two->from.report.reference)].transfer = sealed;
}

static void take(struct school *school, struct two *two, const char *path)
{
	school->error = (struct error){0};
	assert_success(receive_and_answer(school->node, path, two->reply,
					  school->today, &two->report,
					  &school->arena, &school->error),
		       &school->error);
}

static void send_transfer(struct two *two)
{
	share_one(two, true);
	take(&two->to, two,
	     arena_copy(&two->from.arena, two->from.report.file).at);
}

/* Changes a name, and tells whoever had it. */
static void put_right(struct two *two, unsigned int step)
{
	char name[40];
	struct correction correction = {
		.upn = SLICE(UPN),
		.field = SLICE("pupil.surname"),
		.today = two->from.today,
	};
	struct notify_report report;

	snprintf(name, sizeof(name), "Invented%c%c", 'a' + (int)(step / 26),
		 'a' + (int)(step % 26));
	correction.value = slice_of(name);
	assert_success(
		message_correct(two->from.node, &correction, &two->from.error),
		&two->from.error);
	assert_success(message_notify(two->from.node, two->out, two->from.today,
				      0, &report, &two->from.arena,
				      &two->from.error),
		       &two->from.error);
	for (size_t i = 0; i < report.count; i++) {
		if (slice_empty(report.lines[i].path))
			continue;
		take(&two->to, two, report.lines[i].path.at);
		take(&two->from, two, two->report.message.path.at);
		/* All transfers before had the name. */
		for (size_t r = 1; r < RELEASES_MOST; r++)
			if (two->known[r].transfer)
				two->known[r].corrected = two->from.today;
	}
}

static bool recall_one(struct two *two, bool answered)
{
	struct notify_report report;
	char reference[40];
	size_t number = 1;

	while (number < RELEASES_MOST &&
	       !(two->known[number].transfer &&
		 two->known[number].recalled == DATE_NONE))
		number++;
	if (number == RELEASES_MOST)
		return false;
	snprintf(reference, sizeof(reference), "R-2026-%04zu", number);
	assert_success(message_recall(two->from.node, slice_of(reference),
				      SLICE("sent to the wrong school"),
				      two->out, two->from.today, &report,
				      &two->from.arena, &two->from.error),
		       &two->from.error);
	two->known[number].recalled = two->from.today;
	take(&two->to, two, report.lines[0].path.at);
	if (!answered)
		return true;
	take(&two->from, two, two->report.message.path.at);
	two->known[number].destroyed = two->from.today;
	return true;
}

/* Begins to share in a process of its own and kills it. */
static void kill_sharing(struct two *two, unsigned int microseconds)
{
	const struct timespec pause = {.tv_nsec = (long)microseconds * 1000};
	struct school *school = &two->from;
	int status = 0;
	pid_t child;

	node_close(school->node);
	school->node = NULL;
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct credentials credentials = {0};

		school->sealed = false;
		if (node_open(&school->node, school->directory, &credentials,
			      NULL, &school->error) != 0)
			_exit(2);
		while (school_try_share(school, youth_support) == 0)
			;
		_exit(1);
	}
	nanosleep(&pause, NULL);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	school_reopen(school);
}

static void the_register_is_what_the_ledger_says(void **state)
{
	enum { STEPS = 18 };
	struct two *two = *state;
	uint32_t seed = 20260115;

	check(two);
	send_transfer(two);
	for (unsigned int step = 0; step < STEPS; step++) {
		two->from.today++;
		two->to.today++;
		switch (draw(&seed, 6)) {
		case 0:
			share_one(two, false);
			break;
		case 1:
			send_transfer(two);
			break;
		case 2:
			put_right(two, step);
			break;
		case 3:
			if (!recall_one(two, draw(&seed, 2) == 0))
				send_transfer(two);
			break;
		case 4:
			kill_sharing(two, draw(&seed, 150000));
			break;
		default:
			school_reopen(&two->from);
			break;
		}
		if (step % 3 == 2)
			check(two);
	}
	check(two);
}

/* --- what is in it ------------------------------------------------------------------------ */

static void what_points_to_a_child_is_not_listed(void **state)
{
	struct two *two = *state;
	struct release_register releases;
	const struct release_filter everybody = {.from = DATE_NONE,
						 .to = DATE_NONE,
						 .recipient = DICTIONARY_NONE};
	struct release_filter officer = everybody;

	share_one(two, true);
	share_one(two, false);
	two->from.sealed = false;
	school_share(&two->from, one_census);
	read_releases(&two->from, &releases);
	assert_int_equal(releases.count, 3);
	assert_int_equal(releases.list[0].listing, UNLISTED_SCHOOL);
	assert_int_equal(releases.list[1].listing, LISTED);
	assert_int_equal(releases.list[2].listing, UNLISTED_FEW);
	officer.all = true;
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(release_shown(&releases.list[i], &everybody),
				 i == 1);
		assert_true(release_shown(&releases.list[i], &officer));
	}
	officer.level = SLICE("pupil");
	assert_false(release_shown(&releases.list[1], &officer));
	officer.level = SLICE("named");
	officer.recipient = releases.list[2].body;
	assert_false(release_shown(&releases.list[1], &officer));
	assert_true(release_shown(&releases.list[2], &officer));
	officer.to = two->from.today - 1;
	assert_false(release_shown(&releases.list[2], &officer));
	/* The strongest of the items that went, from the dictionary. */
	assert_int_equal(releases.list[1].sensitivity, 'D');
	assert_int_equal(releases.list[1].identifiability, 1);
}

static void what_keeps_a_child_safe_is_not_listed(void **state)
{
	struct two *two = *state;
	const struct share_request enquiry = {
		.recipient = SLICE("childrens-services"),
		.purpose = SLICE("child-protection"),
		.trigger = SLICE("enquiry"),
	};
	struct release_register releases;

	two->from.sealed = false;
	school_share(&two->from, enquiry);
	assert_true(two->from.report.released >= RELEASES_FEW);
	read_releases(&two->from, &releases);
	assert_int_equal(releases.list[0].listing, UNLISTED_PROTECTION);
}

/* Makes the dictionary not know a name until it is put back. */
static struct slice rename_entry(const struct dictionary *dictionary,
				 enum dictionary_kind kind, uint16_t index,
				 struct slice name)
{
	for (uint32_t i = 0; i <= dictionary->index->mask; i++) {
		struct name_slot *slot = &dictionary->index->slots[i];
		struct slice before = slot->name;

		if (slot->hash == 0 || slot->entry.kind != kind ||
		    slot->entry.index != index)
			continue;
		slot->name = name;
		return before;
	}
	fail_msg("the dictionary has no such entry");
	return name;
}

/* Of what another version of the dictionary had, nobody can tell whether it is
 * such a thing. */
static void what_the_dictionary_has_no_more_is_not_listed(void **state)
{
	static const enum dictionary_kind kinds[] = {KIND_PURPOSE, KIND_BODY};
	struct two *two = *state;
	const struct dictionary *dictionary = two->from.node->dictionary;
	const struct release_filter everybody = {.from = DATE_NONE,
						 .to = DATE_NONE,
						 .recipient = DICTIONARY_NONE};
	struct release_register releases;
	uint16_t places[2];

	share_one(two, false);
	read_releases(&two->from, &releases);
	assert_int_equal(releases.list[0].listing, LISTED);
	places[0] = releases.list[0].purpose;
	places[1] = releases.list[0].body;
	for (size_t i = 0; i < 2; i++) {
		struct slice name = rename_entry(dictionary, kinds[i],
						 places[i], SLICE("renamed"));

		read_releases(&two->from, &releases);
		rename_entry(dictionary, kinds[i], places[i], name);
		assert_int_equal(releases.list[0].listing, UNLISTED_UNKNOWN);
		assert_false(release_shown(&releases.list[0], &everybody));
		assert_int_equal(releases.by_listing[UNLISTED_UNKNOWN], 1);
	}
}

/* A release as programs have entered it before entries committed to
 * manifests. */
static void enter_older(struct school *school)
{
	struct release release = {
		.reference = SLICE("R-2025-0001"),
		.recipient = SLICE("department"),
		.holder = SLICE("Somebody else"),
		.purpose = SLICE("department-statistics"),
		.flow = SLICE("attendance"),
		.level = SLICE("named"),
		.directory = SLICE("/nowhere"),
		.manifest = SLICE("{}"),
		.date = date_from_civil(2025, 1, 15),
		.considered = 40,
		.released = 40,
	};
	struct roll_row row = {0, 0};
	struct field_set mask = {{1}};
	uint64_t index;

	assert_success(register_find(school->node->pupils, SLICE(UPN),
				     &row.pupil, &school->error),
		       &school->error);
	assert_success(register_release_prepare(school->node->pupils, &release,
						&mask, 1, &row, 1,
						&school->error),
		       &school->error);
	assert_success(
		ledger_append(school->node->ledger,
			      SLICE("{\"entry\":\"release\",\"reference\":"
				    "\"R-2025-0001\",\"date\":\"2025-01-15\","
				    "\"recipient\":\"department\",\"purpose\":"
				    "\"department-statistics\",\"level\":"
				    "\"named\",\"considered\":40,"
				    "\"released\":40}"),
			      &index, &school->error),
		&school->error);
	assert_success(register_release_finish(school->node->pupils, release.id,
					       RELEASE_DONE, index,
					       &school->error),
		       &school->error);
}

static struct phrasebook *open_book(struct school *school)
{
	struct findings findings = findings_in(&school->arena);
	struct phrasebook *book;

	assert_success(phrasebook_load(&book, "phrases/english", NULL,
				       school->node->dictionary, &findings,
				       &school->error),
		       &school->error);
	assert_non_null(book);
	return book;
}

/* However often its recipient was told: none of the days is left out. */
static void all_corrections_are_told(void **state)
{
	enum { DAYS = 100 };
	struct two *two = *state;
	struct school *school = &two->from;
	const struct release_filter filter = {.from = DATE_NONE,
					      .to = DATE_NONE,
					      .recipient = DICTIONARY_NONE};
	struct release_register releases;
	struct published_release release;
	struct phrasebook *book = open_book(school);
	struct voice voice = voice_of(book, AUDIENCE_STAFF, &school->arena);
	struct builder text = {0};
	int32_t days[DAYS];

	for (int32_t i = 0; i < DAYS; i++)
		days[i] = date_from_civil(2026, 2, 1) + i;
	share_one(two, false);
	read_releases(school, &releases);
	release = releases.list[0];
	release.corrections = days;
	release.correction_count = DAYS;
	releases.list = &release;
	assert_success(
		releases_csv(&releases, &filter, &voice, &text, &school->error),
		&school->error);
	for (int32_t i = 0; i < DAYS; i++) {
		char day[DATE_TEXT_BYTES];

		date_format(days[i], day);
		assert_true(holds(builder_slice(&text), day));
	}
	builder_release(&text);
	phrasebook_free(book);
}

static void what_cannot_be_opened_is_listed_as_such(void **state)
{
	struct two *two = *state;
	struct school *school = &two->from;
	const struct release_filter filter = {.from = DATE_NONE,
					      .to = DATE_NONE,
					      .recipient = DICTIONARY_NONE};
	struct release_register releases;
	struct builder text = {0};
	struct phrasebook *book;
	struct voice voice;

	enter_older(school);
	share_one(two, false);
	read_releases(school, &releases);
	assert_int_equal(releases.count, 2);
	assert_int_equal(releases.by_listing[LISTED], 2);
	assert_false(releases.list[0].entered->opened);
	assert_true(releases.list[1].entered->opened);
	book = open_book(school);
	voice = voice_of(book, AUDIENCE_STAFF, &school->arena);
	assert_success(
		releases_csv(&releases, &filter, &voice, &text, &school->error),
		&school->error);
	/* Nothing of what only the register says. */
	assert_true(holds(builder_slice(&text),
			  "R-2025-0001,Department for Education,,department,,"
			  "Research and statistics of the department,,,,,,"
			  "named,,,,,,2025-01-15,,,released,,,,not opened,"));
	builder_release(&text);
	phrasebook_free(book);
}

static void tables_have_their_approval_and_no_years(void **state)
{
	struct school school;
	struct release_register releases;
	struct permission permission = {
		.kind = SLICE("authorisation"),
		.by = SLICE("principal"),
		.recipient = SLICE("crime-reduction-partnership"),
		.project = SLICE("Safer journeys"),
		.given = DATE_NONE,
		.until = DATE_NONE,
	};
	const struct share_request profiling = {
		.recipient = SLICE("crime-reduction-partnership"),
		.purpose = SLICE("crime-risk-profiling"),
	};

	(void)state;
	school_set_up(&school, NORTHAMPTONSHIRE, date_from_civil(2009, 3, 2));
	school_import(&school, OAKFIELD_PUPILS);
	permission.from = permission.recorded = school.today;
	assert_success(register_permit(school.node->pupils, &permission,
				       &school.error),
		       &school.error);
	school_share(&school, profiling);
	read_releases(&school, &releases);
	assert_int_equal(releases.count, 1);
	assert_int_equal(releases.by_listing[UNLISTED_TABLE], 1);
	assert_int_equal(releases.list[0].manifest.approval_count, 1);
	assert_slice(releases.list[0].manifest.approvals[0].project,
		     "Safer journeys");
	assert_true(slice_empty(releases.list[0].manifest.first_year));
	school_tear_down(&school);
}

/* --- what was altered --------------------------------------------------------------------- */

static void change(struct school *school, const char *sql)
{
	char path[160];
	sqlite3 *database;

	node_close(school->node);
	school->node = NULL;
	snprintf(path, sizeof(path), "%s/register.db", school->directory);
	assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
	if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(database));
	assert_int_equal(sqlite3_changes(database), 1);
	sqlite3_close(database);
	school_reopen(school);
}

static void refused(struct school *school, const char *says)
{
	struct release_register releases;

	assert_int_equal(releases_read(&releases, school->node, NULL,
				       &school->arena, &school->error),
			 -1);
	school_says(school, ERROR_CORRUPT, says);
}

/* Each is undone by the next statement. */
static const struct {
	const char *change, *says, *undo;
} altered[] = {
	{"UPDATE release SET recipient = 'school' WHERE id = 1",
	 "manifest says",
	 "UPDATE release SET recipient = 'next-school' "
	 "WHERE id = 1"},
	{"UPDATE release SET released = 1 WHERE id = 1",
	 "no release like that of entry",
	 "UPDATE release SET released = 2 WHERE id = 1"},
	{"UPDATE release SET state = 2 WHERE id = 1", "is void in the register",
	 "UPDATE release SET state = 1 WHERE id = 1"},
	{"UPDATE release SET reference = 'R-2026-0009' WHERE id = 1",
	 "no release like that of entry",
	 "UPDATE release SET reference = 'R-2026-0001' WHERE id = 1"},
	{"UPDATE release_manifest SET manifest = replace(manifest, "
	 "'2025', '2024') WHERE release = 1",
	 "is not what its entry in the ledger commits to",
	 "UPDATE release_manifest SET manifest = replace(manifest, "
	 "'2024', '2025') WHERE release = 1"},
	{"UPDATE message SET parcel = 0 WHERE id = 1",
	 "the register does not say what message",
	 "UPDATE message SET parcel = 1 WHERE id = 1"},
	{"UPDATE message SET state = 0 WHERE id = 1",
	 NULL, /* not told after all: nothing else says that it was */
	 "UPDATE message SET state = 2 WHERE id = 1"},
	{"UPDATE incoming SET text = replace(text, '\"on\": \"2026-01-15\"', "
	 "'\"on\": \"2026-01-14\"')",
	 "nobody known has signed",
	 "UPDATE incoming SET text = replace(text, '\"on\": \"2026-01-14\"', "
	 "'\"on\": \"2026-01-15\"')"},
	{"UPDATE incoming SET sender = 'parent'", "nobody known has signed",
	 "UPDATE incoming SET sender = 'school'"},
	{"UPDATE incoming SET release = 2", "nobody known has signed",
	 "UPDATE incoming SET release = 1"},
	{"UPDATE parcel SET kind = 1", "no message like that of entry",
	 "UPDATE parcel SET kind = 3"},
};

static void an_altered_register_is_refused(void **state)
{
	struct two *two = *state;
	struct release_register releases;

	send_transfer(two);
	share_one(two, false);
	assert_true(recall_one(two, true));
	check(two);
	for (size_t i = 0; i < sizeof(altered) / sizeof(altered[0]); i++) {
		change(&two->from, altered[i].change);
		if (altered[i].says != NULL)
			refused(&two->from, altered[i].says);
		change(&two->from, altered[i].undo);
		read_releases(&two->from, &releases);
		assert_int_equal(releases.list[0].status, RELEASE_DESTROYED);
	}
}

/* A certificate states its day itself: it has come before that day. */
static void a_destruction_still_to_come_is_not_told(void **state)
{
	struct two *two = *state;
	struct release_register releases;

	send_transfer(two);
	assert_true(recall_one(two, true));
	change(&two->from, "UPDATE incoming SET date = date - 1");
	read_releases(&two->from, &releases);
	assert_int_equal(releases.list[0].destroyed, DATE_NONE);
	assert_int_equal(releases.list[0].status, RELEASE_RECALLED);
	assert_int_equal(releases.list[0].updated, two->from.today);
}

static void an_altered_ledger_is_refused(void **state)
{
	struct two *two = *state;
	char path[160];
	struct builder bytes = {0};
	char *at;
	int fd;

	share_one(two, false);
	snprintf(path, sizeof(path), "%s/ledger/entries", two->from.directory);
	assert_success(file_read(path, 1 << 20, &bytes, &two->from.error),
		       &two->from.error);
	at = memmem(bytes.at, bytes.len, "R-2026-0001", 11);
	assert_non_null(at);
	/* Beneath the open node: nothing of it was read again yet. */
	fd = open(path, O_WRONLY);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, "7", 1, at + 10 - bytes.at), 1);
	close(fd);
	builder_release(&bytes);
	refused(&two->from, "entry");
}

static void without_memory_nothing_is_listed(void **state)
{
	struct two *two = *state;

	send_transfer(two);
	assert_true(recall_one(two, true));
	for (uint64_t n = 1;; n++) {
		struct release_register releases;
		struct arena arena = {0};
		struct error error = {0};
		int result;

		memory_fail_at(n);
		result = releases_read(&releases, two->from.node, NULL, &arena,
				       &error);
		memory_fail_at(0);
		arena_release(&arena);
		if (result == 0)
			break;
		assert_int_equal(error.code, ERROR_MEMORY);
	}
}

/* --- writing ----------------------------------------------------------------------------- */

struct written {
	struct release_register releases;
	struct organisations organisations;
	struct release_filter filter;
};

/* Everything once, in every form. */
static int write_all(const struct written *written, struct voice *voice,
		     struct error *error)
{
	struct builder text = {0};
	struct json json = json_writer(&text, false);
	struct document document;
	int result;

	result = releases_csv(&written->releases, &written->filter, voice,
			      &text, error);
	if (result == 0)
		result = releases_json(&written->releases, &written->filter,
				       voice, &json, error);
	if (result == 0)
		result = releases_atom(&written->releases, &written->filter,
				       voice, SLICE("https://a.example/"),
				       &text, error);
	if (result == 0)
		result = releases_compose(&written->releases, &written->filter,
					  voice, &document, error);
	if (result == 0)
		result = document_finish(&document, error);
	if (result == 0)
		result = organisations_csv(&written->organisations, voice,
					   &text, error);
	json = json_writer(&text, false);
	if (result == 0)
		result = organisations_json(&written->organisations, voice,
					    &json, error);
	if (result == 0)
		result = organisations_compose(&written->organisations, voice,
					       &document, error);
	if (result == 0)
		result = document_finish(&document, error);
	builder_release(&text);
	return result;
}

static struct publication *publish(struct school *school)
{
	struct publication *publication;

	assert_success(publication_make(&publication, school->node->policy,
					school->today, &school->error),
		       &school->error);
	return publication;
}

static void without_memory_nothing_is_written(void **state)
{
	struct two *two = *state;
	struct school *school = &two->from;
	struct written written = {
		.filter = {.all = true,
			   .from = DATE_NONE,
			   .to = DATE_NONE,
			   .recipient = DICTIONARY_NONE},
	};
	struct publication *publication;
	struct phrasebook *book;

	send_transfer(two);
	share_one(two, false);
	assert_true(recall_one(two, true));
	book = open_book(school);
	publication = publish(school);
	read_releases(school, &written.releases);
	assert_success(organisations_read(&written.organisations, school->node,
					  publication, &school->arena,
					  &school->error),
		       &school->error);
	for (uint64_t n = 1;; n++) {
		struct arena arena = {0};
		struct error error = {0};
		struct voice voice = voice_of(book, AUDIENCE_STAFF, &arena);
		int result;

		memory_fail_at(n);
		result = write_all(&written, &voice, &error);
		memory_fail_at(0);
		arena_release(&arena);
		if (result == 0)
			break;
		assert_int_equal(error.code, ERROR_MEMORY);
	}
	publication_free(publication);
	phrasebook_free(book);
}

static void without_memory_nobody_is_listed(void **state)
{
	struct two *two = *state;
	struct school *school = &two->from;
	struct publication *publication = publish(school);
	const struct permission permission = {
		.kind = SLICE("authorisation"),
		.recipient = SLICE("youth-support"),
		.given = DATE_NONE,
		.from = school->today,
		.until = DATE_NONE,
		.recorded = school->today,
	};

	assert_success(register_permit(school->node->pupils, &permission,
				       &school->error),
		       &school->error);
	for (uint64_t n = 1;; n++) {
		struct organisations organisations;
		struct arena arena = {0};
		struct error error = {0};
		int result;

		memory_fail_at(n);
		result = organisations_read(&organisations, school->node,
					    publication, &arena, &error);
		memory_fail_at(0);
		if (result == 0)
			assert_int_equal(organisations.count, 2);
		arena_release(&arena);
		if (result == 0)
			break;
		assert_int_equal(error.code, ERROR_MEMORY);
	}
	publication_free(publication);
}

#define WITH_TWO(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TWO(the_register_is_what_the_ledger_says),
		WITH_TWO(what_points_to_a_child_is_not_listed),
		WITH_TWO(what_keeps_a_child_safe_is_not_listed),
		WITH_TWO(what_the_dictionary_has_no_more_is_not_listed),
		WITH_TWO(all_corrections_are_told),
		WITH_TWO(what_cannot_be_opened_is_listed_as_such),
		cmocka_unit_test(tables_have_their_approval_and_no_years),
		WITH_TWO(an_altered_register_is_refused),
		WITH_TWO(a_destruction_still_to_come_is_not_told),
		WITH_TWO(an_altered_ledger_is_refused),
		WITH_TWO(without_memory_nothing_is_listed),
		WITH_TWO(without_memory_nothing_is_written),
		WITH_TWO(without_memory_nobody_is_listed),
	};

	return cmocka_run_group_tests_name("publish releases", tests, NULL,
					   NULL);
}
