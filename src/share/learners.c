/* The learner registration's answers: learners.h. */
#include "share/learners.h"

#include <assert.h>
#include <stdio.h>

#include <sodium.h>

#include "base/error.h"
#include "dictionary/identifier.h"
#include "formats/learner_answer.h"
#include "share/learners_parts.h"
#include "share/node.h"

/* --- one answer ------------------------------------------------------------------------ */

struct reply {
	struct slice code, uln, linked;
	char flags[LEARNER_FLAGS_BYTES];
	char issued[ULN_BYTES + 1];
};

/* The next number that has a check digit (one in eleven has none). */
static int issue(struct learners *learners, struct reply *reply)
{
	uint64_t number = learners->highest;

	do {
		if (++number > LAST_NUMBER)
			return error_set(learners->error, ERROR_INPUT,
					 "there are no more learner numbers");
	} while (learners_claimed(learners, number) ||
		 !uln_make(number, reply->issued));
	learners->highest = number;
	learners->report->issued++;
	reply->uln = slice_of(reply->issued);
	reply->code = SLICE("WSRC0005");
	return 0;
}

static void found(struct reply *reply, const struct learner *learner)
{
	bool linked = !slice_empty(learner->details.linked_uln);

	reply->uln = learner->details.uln;
	reply->linked = learner->details.linked_uln;
	reply->code = linked ? SLICE("WSRC0022") : SLICE("WSRC0004");
}

static int search(struct learners *learners, const struct learner *asked,
		  struct reply *reply)
{
	const struct learner *same = learners_find(&learners->upns, asked->upn);
	struct candidates candidates;

	/* The same UPN with somebody else's details is for people to look at. */
	if (same != NULL) {
		if (learner_likeness(&asked->details, &same->details) !=
		    LIKENESS_NONE)
			found(reply, same);
		else
			reply->code = SLICE("WSRC0003");
		return 0;
	}
	learners_look(learners, &asked->details, &candidates);
	if (candidates.exact_count == 1)
		found(reply, candidates.exact);
	else if (candidates.count > MOST_POSSIBLE)
		reply->code = SLICE("WSRC0002");
	else if (candidates.count > 0)
		reply->code = SLICE("WSRC0003");
	else if (learners->search)
		reply->code = SLICE("WSRC0001");
	else
		return issue(learners, reply);
	return 0;
}

static void verify(const struct learners *learners, const struct learner *asked,
		   struct reply *reply)
{
	const struct learner *held =
		learners_find(&learners->numbers, asked->details.uln);

	if (held == NULL) {
		reply->code = SLICE("WSVRC006");
		return;
	}
	reply->code =
		learner_verify(&asked->details, &held->details, reply->flags);
	reply->uln = held->details.uln;
	if (slice_is(reply->code, "WSVRC002"))
		reply->linked = asked->details.uln;
}

static void count_answer(struct learners *learners, struct slice code)
{
	for (size_t i = 0; i < learner_answer_count; i++)
		if (slice_equal(learner_answers[i].code, code))
			learners->report->answers[i]++;
}

static int record_answer(struct learners *learners, struct import *import,
			 const struct learner *asked, const struct reply *reply)
{
	const struct learner_answer *answer = learner_answer_find(reply->code);
	const struct slice none = {NULL, 0};
	struct record_maker maker =
		record_maker(learners->node->dictionary, &learners->batch);
	struct record record;

	record_set(&maker, learners->fields[ANSWER], none, 0, reply->code);
	record_set(&maker, learners->fields[FLAGS], none, 0,
		   slice_of(reply->flags));
	if (answer->number != LEARNER_NUMBER_NONE) {
		record_set(&maker, learners->fields[ULN], none, 0, reply->uln);
		record_set(&maker, learners->fields[LINKED], none, 0,
			   reply->linked);
	}
	if (record_made(&maker, &record, learners->error) != 0)
		return -1;
	record.upn = asked->upn;
	count_answer(learners, reply->code);
	return import_add(import, &record, learners->error);
}

/* --- all -------------------------------------------------------------------------------- */

/* Who asks next of the same person finds the number. */
static int note_issued(struct learners *learners, struct learner *asked,
		       const struct reply *reply)
{
	if (reply->issued[0] == '\0')
		return 0;
	asked->details.uln = arena_copy(&learners->arena, reply->uln);
	asked->issued = true;
	return asked->details.uln.at != NULL ? 0
					     : error_memory(learners->error);
}

static int answer_one(struct learners *learners, struct import *import,
		      struct learner *asked)
{
	const struct learner_details *details = &asked->details;
	struct reply reply = {.code = {NULL, 0}};

	arena_clear(&learners->batch);
	if (slice_empty(asked->upn)) {
		learners->report->unnamed++;
		return 0;
	}
	learners->report->asked++;
	if (slice_empty(details->given) || slice_empty(details->family) ||
	    slice_empty(details->birth))
		reply.code = SLICE("WSRC0021");
	else if (!slice_empty(details->uln))
		verify(learners, asked, &reply);
	else if (search(learners, asked, &reply) != 0)
		return -1;
	if (record_answer(learners, import, asked, &reply) != 0)
		return -1;
	return note_issued(learners, asked, &reply);
}

static int answer_all(struct learners *learners)
{
	char seen[24];
	struct origin origin = {.kind = SLICE(LEARNERS_ORIGIN),
				.recorded = learners->today};
	struct import_counts counts;
	struct import *import;

	snprintf(seen, sizeof(seen), "%llu",
		 (unsigned long long)learners->seen);
	origin.name = slice_of(seen);
	/* No file stands behind it. */
	randombytes_buf(origin.hash, sizeof(origin.hash));
	if (import_begin(&import, learners->node->pupils, &origin,
			 learners->error) != 0)
		return -1;
	for (size_t i = 0; i < learners->asked_count; i++)
		if (answer_one(learners, import, &learners->asked[i]) != 0) {
			import_abandon(import);
			return -1;
		}
	return import_commit(import, &counts, learners->error);
}

static int check_body(const struct node *node, struct error *error)
{
	uint16_t body = dictionary_body(node->dictionary,
					SLICE("learner-registration"), NULL);

	if (body != DICTIONARY_NONE && node->notice->body == body)
		return 0;
	error_set(error, ERROR_INPUT,
		  "only the learner registration's node can answer");
	return error_hint(error, "'hornbook learners' without --answer tells "
				 "what was answered");
}

int learners_answer(struct node *node, bool search, int32_t today,
		    struct learners_report *report, struct error *error)
{
	struct learners learners = {.node = node,
				    .highest = FIRST_NUMBER - 1,
				    .today = today,
				    .search = search,
				    .report = report,
				    .error = error};
	int result;

	static_assert(LEARNERS_ANSWERS >= 17, "each answer is counted");
	*report = (struct learners_report){0};
	if (check_body(node, error) != 0)
		return -1;
	result = learners_fields(&learners);
	if (result == 0)
		result = learners_read(&learners);
	if (result == 0)
		result = learners_index(&learners);
	report->held = learners.held_count;
	if (result == 0 && learners.asked_count > 0)
		result = answer_all(&learners);
	arena_release(&learners.arena);
	arena_release(&learners.batch);
	return result;
}

/* --- what a school was answered ------------------------------------------------------------ */

static int take_line(struct learners *learners, const struct record *record)
{
	const enum known which[] = {UPN, ULN, ANSWER, FLAGS};
	struct slice texts[4];
	struct learner_line *grown;

	if (slice_empty(learners_text(learners, record, ANSWER, ALL_LAYERS)))
		return 0;
	for (size_t i = 0; i < 4; i++) {
		texts[i] = arena_copy(
			learners->out,
			learners_text(learners, record, which[i], ALL_LAYERS));
		if (texts[i].at == NULL)
			return error_memory(learners->error);
	}
	grown = arena_grow(learners->out, learners->lines, learners->line_count,
			   &learners->line_capacity, sizeof(*grown));
	if (grown == NULL)
		return error_memory(learners->error);
	learners->lines = grown;
	grown[learners->line_count++] =
		(struct learner_line){texts[0], texts[1], texts[2], texts[3]};
	return 0;
}

int learners_list(struct node *node, struct learner_line **lines, size_t *count,
		  struct arena *arena, struct error *error)
{
	struct learners learners = {.node = node, .error = error, .out = arena};
	int result = learners_fields(&learners);

	if (result == 0)
		result = learners_scan(&learners, take_line);
	arena_release(&learners.arena);
	arena_release(&learners.batch);
	if (result != 0)
		return -1;
	*lines = learners.lines;
	*count = learners.line_count;
	return 0;
}
