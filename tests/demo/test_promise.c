/*
 * What the checker of promises objects to, and what it lets pass: payloads made
 * by hand, good ones and bad ones, against a few invented pupils.
 */
#include "tests/data.h"
#include "tests/test.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/file.h"
#include "base/memory.h"
#include "demo/promise.h"
#include "demo/truth.h"
#include "dictionary/dictionary.h"
#include "formats/csv_pupils.h"
#include "tests/formats/records.h"

enum { SUBJECTS = 8 };

/* What a case sets. */
struct occasion {
	struct promise_evidence evidence;
	struct promise_file files[3];
	struct slice subjects[SUBJECTS];
	struct truth_school school;
	struct slice due;    /* "somebody", "nobody"; empty: not asked */
	const char *pupils;  /* a file */
	bool excerpt;        /* of what there should be */
	int32_t earlier;     /* the same was sent on this day too; 0 */
	struct slice before; /* flow, date and reference of another release */
};

static struct dictionary *england;

static struct slice value_of(struct slice line)
{
	struct slice rest = line;

	slice_cut(&rest, ' ');
	return slice_trim(rest);
}

static void read_subjects(struct occasion *occasion, struct slice names)
{
	while (names.len > 0)
		occasion->subjects[occasion->evidence.subject_count++] =
			slice_cut(&names, ' ');
	occasion->evidence.subjects = occasion->subjects;
}

static void read_line(struct occasion *occasion, struct slice line)
{
	struct promise_evidence *evidence = &occasion->evidence;
	struct slice value = value_of(line);
	struct slice rest = line;
	struct slice key = slice_cut(&rest, ' ');
	uint64_t number;

	if (slice_is(key, "flow")) {
		assert_true(slice_number(value, 39, &number));
		evidence->flow = (unsigned int)number;
	} else if (slice_is(key, "date"))
		assert_true(date_parse(value, &evidence->date));
	else if (slice_is(key, "to")) {
		evidence->recipient = slice_cut(&value, ' ');
		evidence->recipient_number = value;
	} else if (slice_is(key, "file"))
		occasion->files[0].name = value;
	else if (slice_is(key, "subjects"))
		read_subjects(occasion, value);
	else if (slice_is(key, "approved"))
		evidence->approved = true;
	else if (slice_is(key, "terms"))
		evidence->terms_signed = true;
	else if (slice_is(key, "authorised"))
		evidence->authorised = true;
	else if (slice_is(key, "most"))
		assert_true(slice_number(value, 1000, &evidence->most));
	else if (slice_is(key, "due"))
		occasion->due = value;
	else if (slice_is(key, "crowd"))
		occasion->pupils = "tests/demo/crowd.csv";
	else if (slice_is(key, "excerpt"))
		occasion->excerpt = true;
	else if (slice_is(key, "before"))
		occasion->before = value;
	else if (slice_is(key, "earlier"))
		assert_true(date_parse(value, &occasion->earlier));
	else if (slice_is(key, "academy"))
		occasion->school.academy = true;
	else if (slice_is(key, "phase"))
		occasion->school.phase = value;
	else
		fail_msg("unknown line '%.*s'", SLICE_ARGS(line));
}

static void add_file(struct occasion *occasion, const char *name,
		     struct slice bytes)
{
	if (bytes.len > 0)
		occasion->files[occasion->evidence.file_count++] =
			(struct promise_file){slice_of(name), bytes};
}

static void read_occasion(struct occasion *occasion,
			  const struct data_case *test)
{
	struct slice lines = data_text(test, "occasion");

	occasion->pupils = "tests/demo/pupils.csv";
	occasion->evidence.sender = SLICE("school");
	occasion->evidence.sender_number = SLICE("8861101");
	occasion->school.laestab = SLICE("8861101");
	occasion->school.phase = SLICE("secondary");
	occasion->files[0].bytes = data_text(test, "payload");
	occasion->evidence.manifest = data_text(test, "manifest");
	occasion->evidence.matching = data_text(test, "matching");
	occasion->evidence.files = occasion->files;
	occasion->evidence.file_count = 1;
	add_file(occasion, "copy.csv", data_text(test, "table"));
	add_file(occasion, "copy.json", data_text(test, "data"));
	while (lines.len > 0) {
		struct slice line = slice_trim(slice_cut(&lines, '\n'));

		if (line.len > 0)
			read_line(occasion, line);
	}
}

struct filling {
	struct truth *truth;
	const struct truth_school *school;
};

static int fill(void *context, const struct record *record, struct error *error)
{
	struct filling *filling = context;

	return truth_add(filling->truth, record, filling->school, error);
}

static void make_truth(struct truth **truth, struct slice pupils,
		       const struct truth_school *school)
{
	struct notebook notebook;
	struct filling filling = {.school = school};
	struct error error = {0};

	assert_success(truth_make(truth, england, &error), &error);
	filling.truth = *truth;
	notebook_init(&notebook, england);
	notebook.also = fill;
	notebook.also_context = &filling;
	notebook.reading.unnamed = true;
	assert_success(csv_format.read(&notebook.reading, pupils, &error),
		       &error);
	if (notebook.reading.rejected > 0)
		fail_msg("%s", builder_text(&notebook.text));
	notebook_release(&notebook);
}

/* What is said of what is not there: of an excerpt it is no matter. */
static bool is_of_absence(struct slice what)
{
	return slice_starts_with(what, SLICE("missing: ")) ||
	       slice_starts_with(what, SLICE("nobody in it has ")) ||
	       slice_ends_with(what, SLICE(", which is known"));
}

static void write_objections(struct builder *out, bool excerpt,
			     const struct promise_result *result)
{
	for (size_t i = 0; i < result->kept; i++) {
		const struct promise_objection *objection =
			&result->objections[i];

		if (excerpt && is_of_absence(objection->what))
			continue;
		if (objection->row > 0)
			builder_add_format(out, "%llu: ",
					   (unsigned long long)objection->row);
		builder_add(out, objection->what);
		if (objection->times > 1)
			builder_add_format(
				out, ", %llu times",
				(unsigned long long)objection->times);
		builder_add_byte(out, '\n');
	}
}

/* The same with memory running out at every place there is. */
static void check_without_memory(const struct promise_evidence *evidence)
{
	struct arena arena = {0};
	struct promise_result result;
	struct error error;

	for (uint64_t nth = 1;; nth += 1 + nth / 16) {
		int status;

		error = (struct error){0};
		memory_fail_at(nth);
		status = promise_check(evidence, &result, &arena, &error);
		if (!memory_failed()) {
			memory_fail_at(0);
			assert_success(status, &error);
			break;
		}
		memory_fail_at(0);
		assert_int_equal(status, -1);
		assert_int_equal(error.code, ERROR_MEMORY);
		arena_clear(&arena);
	}
	arena_release(&arena);
}

/* What the checker saw on a day before: the same payload, or another. */
static void send_before(struct occasion *occasion, struct slice payload,
			struct promise_history *history)
{
	struct promise_file file = {SLICE("R-0001.csv"), payload};
	struct promise_evidence before;
	struct promise_result result;
	struct builder manifest = {0};
	struct arena arena = {0};
	struct error error = {0};

	occasion->evidence.history = history;
	before = occasion->evidence;
	before.date = occasion->earlier;
	if (occasion->before.len > 0) {
		struct slice rest = occasion->before;
		uint64_t flow;

		assert_true(slice_number(slice_cut(&rest, ' '), 39, &flow));
		assert_true(date_parse(slice_cut(&rest, ' '), &before.date));
		builder_add_format(&manifest, "{\"reference\":\"%.*s\"}",
				   SLICE_ARGS(rest));
		before.flow = (unsigned int)flow;
		before.files = &file;
		before.file_count = 1;
		before.manifest = builder_slice(&manifest);
		if (flow == 29)
			file.name = SLICE("case.txt");
	}
	assert_success(promise_check(&before, &result, &arena, &error), &error);
	builder_release(&manifest);
	arena_release(&arena);
}

static void check_case(void **state)
{
	const struct data_case *test = *state;
	struct occasion occasion = {0};
	struct promise_result result = {0};
	struct arena arena = {0};
	struct builder text = {0};
	struct builder pupils = {0};
	struct promise_history *history = NULL;
	struct truth *truth;
	struct error error = {0};

	read_occasion(&occasion, test);
	if (data_text(test, "pupils").len > 0)
		builder_add(&pupils, data_text(test, "pupils"));
	else
		assert_success(
			file_read(occasion.pupils, 1 << 20, &pupils, &error),
			&error);
	make_truth(&truth, builder_slice(&pupils), &occasion.school);
	occasion.evidence.truth = truth;
	if (occasion.earlier != 0 || occasion.before.len > 0) {
		assert_success(promise_history_make(&history, &error), &error);
		send_before(&occasion, data_text(test, "before"), history);
	}
	assert_success(
		promise_check(&occasion.evidence, &result, &arena, &error),
		&error);
	write_objections(&text, occasion.excerpt, &result);
	assert_true(result.checks > 0);
	if (occasion.due.len > 0)
		assert_int_equal(promise_is_due(&occasion.evidence),
				 slice_is(occasion.due, "somebody"));
	assert_string_equal(
		builder_text(&text),
		arena_copy(&arena, data_text(test, "objections")).at);
	check_without_memory(&occasion.evidence);
	builder_release(&text);
	builder_release(&pupils);
	arena_release(&arena);
	promise_history_free(history);
	truth_free(truth);
}

int main(void)
{
	int failures;

	england = load_england();
	failures = data_run("promise", "tests/demo/promise", check_case);
	dictionary_free(england);
	return failures;
}
