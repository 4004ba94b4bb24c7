#include "tests/publish/linked_case.h"

#include "tests/test.h"

#include "base/date.h"
#include "base/file.h"

static const struct {
	const char *path, *date;
} notices[LINKED_NOTICES] = {
	{"notices/all-saints-denstone.notice", "2017-03-01"},
	{"notices/crofton-junior.notice", "2017-03-01"},
	{"notices/department-third-parties.notice", "2011-03-01"},
	{"notices/enterprise-learning-alliance.notice", "2019-03-01"},
	{"notices/northamptonshire.notice", "2008-11-01"},
	{"demo/notices/assessment-agency.notice", "2026-03-01"},
	{"demo/notices/education-department.notice", "2026-03-01"},
	{"demo/notices/funding-body.notice", "2026-03-01"},
	{"demo/notices/health-department.notice", "2026-03-01"},
	{"demo/notices/other-department.notice", "2026-03-01"},
	{"demo/notices/kent-alternative-provision.notice", "2026-03-01"},
	{"demo/notices/kent-authority.notice", "2026-03-01"},
	{"demo/notices/northamptonshire-academy.notice", "2012-03-01"},
};

linked_view *const linked_views[LINKED_VIEWS] = {
	linked_notice, linked_processing, linked_policy};

/* --- tables ---------------------------------------------------------------------- */

static struct arena tables_arena;
static struct linked_tables tables;

static void read_table(const char *path,
		       int (*read)(struct linked_tables *tables,
				   struct slice text, struct error *error))
{
	struct builder text = {0};
	struct error error = {0};

	assert_success(file_read(path, 1 << 20, &text, &error), &error);
	assert_success(read(&tables, builder_slice(&text), &error), &error);
	builder_release(&text);
}

const struct linked_tables *linked_case_tables(void)
{
	if (tables.arena != NULL)
		return &tables;
	tables.arena = &tables_arena;
	read_table("linked-data/terms.csv", linked_terms_read);
	read_table("linked-data/mapping.csv", linked_mapping_read);
	read_table("linked-data/shapes.csv", linked_shapes_read);
	return &tables;
}

void linked_cases_done(void)
{
	linked_tables_release(&tables);
	arena_release(&tables_arena);
	tables = (struct linked_tables){0};
	lawbook_done();
}

/* --- publications ------------------------------------------------------------------ */

static void make(struct linked_case *test, int32_t date)
{
	struct error error = {0};

	lawbook_policy(&test->book);
	if (test->book.policy == NULL) {
		struct builder text = {0};

		lawbook_findings(&test->book, &text);
		fail_msg("%s", builder_text(&text));
	}
	assert_success(publication_make(&test->publication, test->book.policy,
					date, &error),
		       &error);
}

void linked_case_notice(struct linked_case *test, size_t index)
{
	int32_t date;

	*test = (struct linked_case){.path = notices[index].path};
	assert_true(date_parse(slice_of(notices[index].date), &date));
	lawbook_england(&test->book);
	lawbook_notice_file(&test->book, slice_of(test->path));
	make(test, date);
}

void linked_case_text(struct linked_case *test, const char *law,
		      const char *notice, const char *next, int32_t date)
{
	*test = (struct linked_case){.path = "0.notice"};
	if (law == NULL)
		lawbook_england(&test->book);
	else
		lawbook_dictionary(&test->book, slice_of(law));
	lawbook_notice(&test->book, slice_of(notice));
	if (next != NULL)
		lawbook_notice(&test->book, slice_of(next));
	make(test, date);
}

void linked_case_close(struct linked_case *test)
{
	arena_release(&test->arena);
	publication_free(test->publication);
	lawbook_release(&test->book);
}

/* --- graphs ---------------------------------------------------------------------------- */

void linked_case_make(struct linked_case *test, linked_view *view,
		      struct graph *graph)
{
	struct linked_bases bases = {.language = SLICE("en-GB")};
	struct error error = {0};

	assert_success(view(graph, test->publication, linked_case_tables(),
			    &bases, &test->arena, &error),
		       &error);
	assert_false(graph->failed);
}

void linked_case_check(struct graph *graph, const char *of)
{
	struct linked_faults faults;
	const struct linked_fault *first;
	struct error error = {0};

	assert_success(
		linked_check(graph, linked_case_tables(), &faults, &error),
		&error);
	if (faults.count == 0)
		return;
	first = &faults.list[0];
	fail_msg("%s: %zu faults, first '%.*s' '%.*s': %s: '%.*s'", of,
		 faults.count, SLICE_ARGS(first->node),
		 SLICE_ARGS(first->property), first->what,
		 SLICE_ARGS(first->value));
}

void linked_case_json(struct graph *graph, struct builder *out)
{
	graph_write_json(graph, out);
	assert_false(out->failed);
	assert_false(graph->failed);
}

void linked_case_read(struct arena *arena, struct slice json,
		      struct graph *graph)
{
	struct slice none = {NULL, 0};
	struct error error = {0};

	graph_init(graph, arena, none, none);
	assert_success(graph_read_json(graph, json, &error), &error);
}

void linked_case_same(const struct builder *a, const struct builder *b,
		      const char *of)
{
	struct slice x = builder_slice(a), y = builder_slice(b);
	size_t at = 0;

	while (at < x.len && at < y.len && x.at[at] == y.at[at])
		at++;
	if (at == x.len && at == y.len)
		return;
	x = slice_part(x, at > 60 ? at - 60 : 0, at + 60);
	y = slice_part(y, at > 60 ? at - 60 : 0, at + 60);
	fail_msg("%s: '%.*s' is not '%.*s'", of, SLICE_ARGS(x), SLICE_ARGS(y));
}
