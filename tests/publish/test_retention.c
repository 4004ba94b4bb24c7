/*
 * Whether data is kept as long as stated: counted over the register, pupil by pupil
 * as the register itself shows them, on days on either side of a birthday; and
 * every allocation failing once.
 */
#include "../share/support.h"

#include <string.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/file.h"
#include "base/memory.h"
#include "publish/publication.h"
#include "publish/retention.h"
#include "register/record.h"
#include "register/register.h"
#include "share/node.h"

enum { KEPT_UNTIL = 25, PUPILS = 256 };

struct fixture {
	struct school school;
	int32_t births[PUPILS];
	size_t count;
};

/* Dates of birth, read one pupil after the other. */
static void read_births(struct fixture *fixture)
{
	struct node *node = fixture->school.node;
	const struct field *field =
		dictionary_field(node->dictionary, SLICE("pupil.birth-date"));
	struct arena arena = {0};
	struct error error = {0};
	uint64_t *ids;
	size_t count;

	assert_non_null(field);
	assert_success(
		register_pupils(node->pupils, &ids, &count, &arena, &error),
		&error);
	assert_in_range(count, 1, PUPILS);
	for (size_t i = 0; i < count; i++) {
		struct record record;
		uint16_t index = (uint16_t)(field - node->dictionary->fields);

		assert_success(register_read(node->pupils, ids[i],
					     1ull << field->category, &record,
					     &arena, &error),
			       &error);
		if (date_parse(record_text(&record, node->dictionary, index),
			       &fixture->births[fixture->count]))
			fixture->count++;
	}
	arena_release(&arena);
}

static int set_up(void **state)
{
	static struct fixture fixture;

	school_set_up(&fixture.school, KENT, date_from_civil(2026, 1, 15));
	school_import(&fixture.school, KENT_PUPILS);
	read_births(&fixture);
	assert_true(fixture.count > 10);
	*state = &fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	school_tear_down(&fixture->school);
	return 0;
}

static void look(struct fixture *fixture, int32_t date, struct arena *arena,
		 struct publication **publication, struct retention *retention)
{
	struct node *node = fixture->school.node;
	struct error error = {0};

	assert_success(
		publication_make(publication, node->policy, date, &error),
		&error);
	assert_success(retention_read(retention, node, *publication, NULL,
				      arena, &error),
		       &error);
}

/* Those who were of that age before the day: on the birthday itself it is not too
 * late. */
static size_t too_old(const struct fixture *fixture, int32_t date)
{
	size_t count = 0;

	for (size_t i = 0; i < fixture->count; i++)
		count += date_age(fixture->births[i], date - 1) >= KEPT_UNTIL;
	return count;
}

static void held_too_long_is_counted(void **state)
{
	struct fixture *fixture = *state;

	for (size_t i = 0; i < fixture->count; i += 5)
		for (int32_t beside = 0; beside < 2; beside++) {
			struct civil born = date_to_civil(fixture->births[i]);
			int32_t date = date_from_civil(born.year + KEPT_UNTIL,
						       born.month, 1) +
				       born.day - 1 + beside;
			struct publication *publication;
			struct retention retention;
			struct arena arena = {0};

			look(fixture, date, &arena, &publication, &retention);
			assert_true(retention.holdings[0].shown);
			assert_int_equal(retention.holdings[0].past,
					 too_old(fixture, date));
			assert_int_equal(retention.holdings[0].pupils,
					 fixture->count);
			publication_free(publication);
			arena_release(&arena);
		}
}

static void nothing_was_sent(void **state)
{
	struct fixture *fixture = *state;
	struct publication *publication;
	struct retention retention;
	struct arena arena = {0};
	size_t releases = 0;

	look(fixture, date_from_civil(2026, 1, 15), &arena, &publication,
	     &retention);
	for (uint16_t b = 0; b < publication->dictionary->body_count; b++)
		for (uint16_t p = 0; p < publication->dictionary->purpose_count;
		     p++)
			releases +=
				retention_sent(&retention, b, &p, 1).releases;
	assert_int_equal(releases, 0);
	assert_int_equal(retention.holdings[0].past, 0);
	publication_free(publication);
	arena_release(&arena);
}

static void without_memory_nothing_is_counted(void **state)
{
	struct fixture *fixture = *state;
	struct node *node = fixture->school.node;
	struct publication *publication;
	struct error error = {0};

	assert_success(publication_make(&publication, node->policy,
					date_from_civil(2026, 1, 15), &error),
		       &error);
	for (uint64_t n = 1;; n += 1 + n / 200 * 13) {
		struct arena arena = {0};
		struct retention retention;
		bool failed;
		int result;

		memory_fail_at(n);
		result = retention_read(&retention, node, publication, NULL,
					&arena, &error);
		failed = memory_failed();
		memory_fail_at(0);
		arena_release(&arena);
		if (result == 0 && !failed)
			break;
		assert_int_equal(error.code, ERROR_MEMORY);
	}
	publication_free(publication);
}

/* --- after collection -------------------------------------------------------- */

/* The notice of Kent, with everything kept for so long after collection. */
static const char *collection_notice(struct school *school)
{
	static const char from[] = "until age 25";
	static const char to[] = "until 6 months after collection";
	struct builder text = {0}, changed = {0};
	struct error error = {0};
	const char *rest, *at, *path;

	assert_success(file_read(KENT, 1 << 20, &text, &error), &error);
	rest = builder_text(&text);
	while ((at = strstr(rest, from)) != NULL) {
		builder_add(&changed,
			    (struct slice){rest, (size_t)(at - rest)});
		builder_add_text(&changed, to);
		rest = at + strlen(from);
	}
	builder_add_text(&changed, rest);
	assert_non_null(strstr(builder_text(&changed), to));
	path = school_write(school, "collection.notice",
			    builder_text(&changed));
	builder_release(&text);
	builder_release(&changed);
	return path;
}

static void collected(struct fixture *fixture, int32_t date, size_t past,
		      int32_t since)
{
	struct publication *publication;
	struct retention retention;
	struct arena arena = {0};

	look(fixture, date, &arena, &publication, &retention);
	assert_true(retention.holdings[0].shown);
	assert_int_equal(retention.holdings[0].pupils, fixture->count);
	assert_int_equal(retention.holdings[0].past, past);
	assert_int_equal(retention.holdings[0].undated, 0);
	assert_int_equal(retention.holdings[0].since, since);
	publication_free(publication);
	arena_release(&arena);
}

/* What is recorded later in another section makes nothing younger. */
static void each_collection_counts_by_itself(void **state)
{
	static const char news[] = "pupil.upn,pupil.telephone\n"
				   "G886200313024,01632 960002\n";
	int32_t first = date_from_civil(2026, 1, 15);
	int32_t due = date_from_civil(2026, 7, 15);
	struct fixture fixture = {0};
	struct school *school = &fixture.school;

	(void)state;
	school_empty(school, first);
	assert_success(school_make(school, collection_notice(school)),
		       &school->error);
	school_reopen(school);
	school_import(school, KENT_PUPILS);
	read_births(&fixture);
	collected(&fixture, due, 0, DATE_NONE);
	collected(&fixture, due + 1, fixture.count, due);
	school->today = date_from_civil(2026, 7, 1);
	school_import(school, school_write(school, "news.csv", news));
	collected(&fixture, due, 0, DATE_NONE);
	collected(&fixture, due + 1, fixture.count, due);
	school_tear_down(school);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(held_too_long_is_counted),
		cmocka_unit_test(nothing_was_sent),
		cmocka_unit_test(each_collection_counts_by_itself),
		cmocka_unit_test(without_memory_nothing_is_counted),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
