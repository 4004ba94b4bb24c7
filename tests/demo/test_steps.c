/*
 * The rows of England in miniature: every name in them is one that the
 * dictionary, the sites and the notices know, and what a flow needs is found.
 */
#include "tests/test.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/file.h"
#include "demo/step.h"
#include "demo/timeline.h"
#include "dictionary/dictionary.h"
#include "language/diagnostic.h"
#include "policy/notice.h"

static struct dictionary *england;
static struct arena arena;

static int load_england(void **state)
{
	struct findings findings = findings_in(&arena);

	(void)state;
	return dictionary_load(&england, "dictionaries/england", &findings,
			       NULL);
}

static int free_england(void **state)
{
	(void)state;
	dictionary_free(england);
	arena_release(&arena);
	return 0;
}

static int32_t day(const char *text)
{
	int32_t date;

	assert_true(date_parse(slice_of(text), &date));
	return date;
}

static void knows(enum dictionary_kind kind, const char *name)
{
	if (name != NULL &&
	    dictionary_find(england, kind, slice_of(name)) == DICTIONARY_NONE)
		fail_msg("no %s is called %s", dictionary_kind_name(kind),
			 name);
}

static void knows_body(const char *name)
{
	if (dictionary_body(england, slice_of(name), NULL) == DICTIONARY_NONE)
		fail_msg("no body is called %s", name);
}

/* --- sites -------------------------------------------------------------------- */

/* Each notice is the site's own, and they follow one another. */
static void check_notices(const struct site *site)
{
	struct findings findings = findings_in(&arena);
	int32_t before = DATE_NONE;

	for (size_t i = 0; i < SITE_NOTICES && site->notices[i] != NULL; i++) {
		struct error error = {0};
		struct source *source;
		struct notice *notice;

		assert_success(source_from_file(&source, site->notices[i],
						&arena, &error),
			       &error);
		assert_success(notice_read(&notice, source, england, &arena,
					   &findings, &error),
			       &error);
		if (findings.errors > 0)
			fail_msg("%s has faults", site->notices[i]);
		assert_slice(notice->controller, site->name);
		assert_true(notice->from > before);
		assert_true(i > 0 || notice->from <= day(site->from));
		if (!slice_empty(notice->laestab))
			assert_slice(notice->laestab, site->number);
		before = notice->from;
	}
}

static void check_site(const struct site *site)
{
	assert_ptr_equal(site_find(site->id), site);
	knows_body(site->body);
	assert_true((site->setting == NULL) == (site->share == 0));
	for (size_t i = 0; i < SITE_FILLS && site->filled[i] != NULL; i++)
		assert_true(day(site->filled[i]) >=
			    day(i > 0 ? site->filled[i - 1] : site->from));
	check_notices(site);
}

static void sites_are_who_they_say(void **state)
{
	unsigned int share = 0;

	(void)state;
	for (size_t i = 0; i < site_count; i++) {
		check_site(&sites[i]);
		share += sites[i].share;
	}
	assert_int_equal(share, 1000);
	assert_null(site_find("nowhere"));
	assert_slice(site_authority(site_find("crofton-junior")), "384");
}

/* --- steps --------------------------------------------------------------------- */

static void check_fields(const char *list)
{
	struct slice rest = slice_of(list);

	while (rest.len > 0) {
		struct slice name = slice_trim(slice_cut(&rest, ','));
		struct field_set fields;

		if (!dictionary_fields(england, name, &fields))
			fail_msg("no field is called %.*s", SLICE_ARGS(name));
	}
}

static void check_permission(const struct step_permission *granted)
{
	if (strcmp(granted->kind, "approval") == 0)
		knows(KIND_APPROVAL, granted->by);
	knows(KIND_TERMS, granted->terms);
}

static void check_step(const struct timed_step *timed)
{
	const struct step *step = timed->step;

	if (step->what == NULL || strlen(step->what) > 70)
		fail_msg("%s on %s: what it is is not said, or too long",
			 step->flow, step->date);
	assert_true(timed->date >= day(timed->from->from));
	if (timed->to != NULL)
		assert_true(timed->date >= day(timed->to->from));
	if (step->body != NULL)
		knows_body(step->body);
	knows(KIND_PURPOSE, step->purpose);
	knows(KIND_COLLECTION, step->collection);
	knows(KIND_TRIGGER, step->trigger);
	knows(KIND_ROLE, step->role);
	check_fields(step->fields);
	for (size_t i = 0;
	     i < STEP_PERMISSIONS && step->permissions[i].kind != NULL; i++)
		check_permission(&step->permissions[i]);
}

static void steps_say_what_the_dictionary_knows(void **state)
{
	struct timeline timeline;
	struct error error = {0};

	(void)state;
	assert_success(timeline_make(&timeline, 0, &arena, &error), &error);
	for (size_t i = 0; i < timeline.count; i++) {
		check_step(&timeline.steps[i]);
		assert_true(timeline.steps[i].needed);
		if (i > 0)
			assert_true(timeline.steps[i].date >=
				    timeline.steps[i - 1].date);
	}
}

/* --- what a flow needs ------------------------------------------------------------- */

static bool is_needed(const struct timeline *timeline, unsigned int flow)
{
	for (size_t i = 0; i < timeline->count; i++)
		if (timeline->steps[i].flow == flow &&
		    timeline->steps[i].needed)
			return true;
	return false;
}

static void what_a_flow_needs_is_what_fed_its_sender(void **state)
{
	struct timeline timeline;
	struct error error = {0};

	(void)state;
	/* Extracts are made of what came with the census. */
	assert_success(timeline_make(&timeline, 1ull << 27, &arena, &error),
		       &error);
	assert_true(is_needed(&timeline, 28));
	assert_true(is_needed(&timeline, 2));
	assert_false(is_needed(&timeline, 5));
	assert_false(is_needed(&timeline, 31));
	for (size_t i = 0; i < timeline.count; i++)
		assert_int_equal(timeline.steps[i].wanted,
				 timeline.steps[i].flow == 28);
	assert_true(timeline_needs(&timeline, site_find("third-party")));
	assert_false(timeline_needs(&timeline, site_find("compass")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sites_are_who_they_say),
		cmocka_unit_test(steps_say_what_the_dictionary_knows),
		cmocka_unit_test(what_a_flow_needs_is_what_fed_its_sender),
	};

	return cmocka_run_group_tests_name("demo steps", tests, load_england,
					   free_england);
}
