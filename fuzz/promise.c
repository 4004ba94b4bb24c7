/*
 * What arrives from another node, held against a promise: the first line is a flow
 * and the file's name, then come the bytes of the file, and behind a line "====" its
 * manifest.  The checker says of any bytes what is wrong, the same each time.
 */
#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "demo/promise.h"
#include "demo/truth.h"
#include "formats/csv_pupils.h"
#include "fuzz/reading.h"
#include "fuzz/target.h"

static const struct slice pupils = SLICE_INIT(
	"pupil.upn,pupil.uln,pupil.surname,pupil.forename,pupil.birth-date,"
	"pupil.sex,pupil.postcode,parent[1].surname,enrolment.entry-date,"
	"enrolment.year-group,ethnicity,wish[1].kind,wish[1].by\n"
	"N886110120002,,Boyle,Niamh,2012-03-01,F,CT9 5AW,Boyle,2023-09-05,9,"
	"WIRI,,\n"
	"C886110120003,1000000019,Chen,Arthur,2011-01-10,M,CT9 5JG,Chen,"
	"2023-09-05,10,CHNE,objection,parent\n");

static const struct truth_school school = {
	.laestab = SLICE_INIT("8861101"),
	.phase = SLICE_INIT("secondary"),
};

static int take(void *context, const struct record *record, struct error *error)
{
	return truth_add(context, record, &school, error);
}

static int reject(void *context, const struct rejection *rejection,
		  struct error *error)
{
	(void)context;
	(void)rejection;
	(void)error;
	abort();
}

static struct truth *tell_truth(struct arena *arena)
{
	struct truth *truth;
	struct error error = {0};
	struct reading reading = {
		.dictionary = england(),
		.today = date_from_civil(2026, 1, 20),
		.take = take,
		.reject = reject,
		.arena = arena,
	};

	must(truth_make(&truth, england(), &error) == 0);
	reading.context = truth;
	must(csv_format.read(&reading, pupils, &error) == 0);
	return truth;
}

/* The part before the mark. */
static struct slice cut(struct slice *rest, struct slice mark)
{
	for (size_t i = 0; i + mark.len <= rest->len; i++)
		if (slice_equal(slice_part(*rest, i, i + mark.len), mark)) {
			struct slice before = slice_part(*rest, 0, i);

			*rest = slice_part(*rest, i + mark.len, rest->len);
			return before;
		}
	return slice_cut(rest, '\0');
}

static uint64_t check(const struct promise_evidence *evidence,
		      struct arena *arena)
{
	struct promise_result result;
	struct error error = {0};

	must(promise_check(evidence, &result, arena, &error) == 0);
	must(result.kept <= result.count && result.checks > 0);
	for (size_t i = 0; i < result.kept; i++)
		must(result.objections[i].what.len > 0);
	return result.count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct slice subject = SLICE_INIT("N886110120002");
	struct slice rest = {(const char *)data, size};
	struct slice head = slice_cut(&rest, '\n');
	struct arena arena = {0};
	struct truth *truth;
	struct promise_file file;
	struct promise_evidence evidence = {
		.date = date_from_civil(2025, 11, 3),
		.sender = SLICE("school"),
		.sender_number = school.laestab,
		.recipient = SLICE("pupil"),
		.files = &file,
		.file_count = 1,
	};
	uint64_t flow;

	if (!slice_number(slice_cut(&head, ' '), PROMISE_FLOWS, &flow) ||
	    flow == 0)
		return 0;
	truth = tell_truth(&arena);
	evidence.flow = (unsigned int)flow;
	evidence.truth = truth;
	if (promise_told(evidence.flow).about) {
		evidence.subjects = &subject;
		evidence.subject_count = 1;
	}
	file = (struct promise_file){head, cut(&rest, SLICE("\n====\n"))};
	evidence.manifest = rest;
	must(check(&evidence, &arena) == check(&evidence, &arena));
	truth_free(truth);
	arena_release(&arena);
	return 0;
}
