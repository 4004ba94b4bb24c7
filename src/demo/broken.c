#include "demo/broken.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "demo/run.h"
#include "demo/step.h"

enum { RULES_LIMIT_BYTES = 16 << 20 };

bool broken_by_hand(const struct breakage *breakage)
{
	return breakage->changes[0].operation == BROKEN_NONE &&
	       breakage->texts[0].from == NULL;
}

unsigned int broken_round(const struct breakage *breakage)
{
	unsigned int round = 1;

	for (const struct breakage *before = breakages; before < breakage;
	     before++)
		round += before->flow == breakage->flow;
	return round;
}

unsigned int broken_rounds(void)
{
	unsigned int most = 0;

	for (size_t i = 0; i < breakage_count; i++) {
		unsigned int round = broken_round(&breakages[i]);

		if (round > most)
			most = round;
	}
	return most;
}

/* --- copies of rules ------------------------------------------------------------------ */

struct copying {
	const char *from, *to; /* directories */
	unsigned int round;
	uint64_t flows;
	/* Of each breakage, which of its texts were met: a bit each. */
	unsigned int *met;
	struct arena *arena;
};

static int copy_directory(const struct copying *copying, const char *from,
			  const char *to, struct error *error);

static bool is_of_round(const struct breakage *breakage, unsigned int round,
			uint64_t flows)
{
	return broken_round(breakage) == round &&
	       (flows >> (breakage->flow - 1) & 1) != 0;
}

static void note_texts(const struct copying *copying, struct slice text)
{
	for (size_t i = 0; i < breakage_count; i++)
		for (int j = 0; j < BROKEN_TEXTS; j++)
			if (broken_stands_in(&breakages[i].texts[j], text))
				copying->met[i] |= 1u << j;
}

/* A text that stands nowhere breaks nothing, and nothing would be proved. */
static int check_texts(const struct copying *copying, struct error *error)
{
	for (size_t i = 0; i < breakage_count; i++)
		for (int j = 0; j < BROKEN_TEXTS; j++) {
			const struct broken_text *text = &breakages[i].texts[j];

			if (text->from == NULL ||
			    (copying->met[i] >> j & 1) != 0 ||
			    !is_of_round(&breakages[i], copying->round,
					 copying->flows))
				continue;
			error_set(error, ERROR_INPUT,
				  "F%02u cannot be broken: \"%s\" stands in "
				  "no rule and no notice",
				  breakages[i].flow, text->from);
			return -1;
		}
	return 0;
}

static int copy_file(const struct copying *copying, const char *from,
		     const char *to, struct error *error)
{
	struct builder text = {0};
	struct builder spoilt = {0};
	struct slice name = slice_of(from);
	int result = file_read(from, RULES_LIMIT_BYTES, &text, error);

	if (result == 0) {
		if (slice_ends_with(name, SLICE(".dictionary")) ||
		    slice_ends_with(name, SLICE(".notice"))) {
			note_texts(copying, builder_slice(&text));
			broken_spoil(builder_slice(&text), copying->round,
				     copying->flows, &spoilt);
		} else
			builder_add(&spoilt, builder_slice(&text));
		result = spoilt.failed
				 ? error_memory(error)
				 : file_replace(to, builder_slice(&spoilt),
						0600, error);
	}
	builder_release(&text);
	builder_release(&spoilt);
	return result;
}

static int copy_entry(void *context, const char *name, struct error *error)
{
	const struct copying *copying = context;
	const char *from = path_join(copying->arena, copying->from, name);
	const char *to = path_join(copying->arena, copying->to, name);

	if (from == NULL || to == NULL)
		return error_memory(error);
	return directory_exists(from) ? copy_directory(copying, from, to, error)
				      : copy_file(copying, from, to, error);
}

static int copy_directory(const struct copying *copying, const char *from,
			  const char *to, struct error *error)
{
	struct copying inner = *copying;

	inner.from = from;
	inner.to = to;
	if (directory_make(to, 0700, error) != 0)
		return -1;
	return directory_each(from, copy_entry, &inner, error);
}

/* What of the data directory the sites read. */
static int copy_data(const struct copying *copying, const char *data,
		     const char *to, struct error *error)
{
	static const char *const parts[] = {"notices", "demo/england/notices",
					    "demo/notices", "demo/kent"};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		const char *from = path_join(copying->arena, data, parts[i]);
		const char *into = path_join(copying->arena, to, parts[i]);

		if (from == NULL || into == NULL)
			return error_memory(error);
		if (directory_exists(from) &&
		    copy_directory(copying, from, into, error) != 0)
			return -1;
	}
	return 0;
}

/* --- a round ---------------------------------------------------------------------------- */

static const char *place_of(const struct run_request *request,
			    unsigned int round, const char *name,
			    struct arena *arena)
{
	char inside[64];

	snprintf(inside, sizeof(inside), "round-%u/%s", round, name);
	return path_join(arena, request->world.directory, inside);
}

/* The flows of a round that are wanted. */
static uint64_t flows_of(const struct run_request *request, unsigned int round)
{
	uint64_t flows = 0;

	for (size_t i = 0; i < breakage_count; i++)
		if (broken_round(&breakages[i]) == round)
			flows |= 1ull << (breakages[i].flow - 1);
	return request->only != 0 ? flows & request->only : flows;
}

/* The flows of a round in which it is the hand that is careless. */
static uint64_t careless_in(unsigned int round, uint64_t flows)
{
	uint64_t careless = 0;

	for (size_t i = 0; i < breakage_count; i++)
		if (broken_by_hand(&breakages[i]) &&
		    is_of_round(&breakages[i], round, flows))
			careless |= 1ull << (breakages[i].flow - 1);
	return careless;
}

static int run_spoilt(const struct run_request *request, unsigned int round,
		      uint64_t flows, struct world_outcome *outcome,
		      struct arena *arena, struct error *error)
{
	struct run_request spoilt = *request;
	struct copying copying = {
		.round = round, .flows = flows, .arena = arena};

	spoilt.only = flows;
	spoilt.world.careless = careless_in(round, flows);
	copying.met = arena_array(arena, breakage_count, sizeof(*copying.met));
	if (copying.met == NULL)
		return error_memory(error);
	memset(copying.met, 0, breakage_count * sizeof(*copying.met));
	spoilt.world.asks_all = true; /* as a careless hand would */
	spoilt.world.directory = place_of(request, round, "world", arena);
	spoilt.world.dictionary = place_of(request, round, "dictionary", arena);
	spoilt.world.data = place_of(request, round, "data", arena);
	if (spoilt.world.directory == NULL || spoilt.world.dictionary == NULL ||
	    spoilt.world.data == NULL)
		return error_memory(error);
	if (directory_make(spoilt.world.directory, 0700, error) != 0 ||
	    copy_directory(&copying, request->world.dictionary,
			   spoilt.world.dictionary, error) != 0 ||
	    copy_data(&copying, request->world.data, spoilt.world.data,
		      error) != 0 ||
	    check_texts(&copying, error) != 0)
		return -1;
	return world_run(&spoilt, outcome, arena, error);
}

static unsigned int kept_problems(const struct step_outcome *outcome)
{
	return outcome->problem_count < OUTCOME_PROBLEMS
		       ? outcome->problem_count
		       : OUTCOME_PROBLEMS;
}

static bool says(const struct step_outcome *outcome, const char *words)
{
	for (unsigned int i = 0; i < kept_problems(outcome); i++)
		if (strstr(outcome->problems[i], words) != NULL)
			return true;
	return false;
}

/* What the steps came to, for whoever wonders why it was missed. */
static const char *heard(const struct flow_result *flow, struct arena *arena)
{
	struct builder text = {0};
	struct slice copy;

	for (size_t i = 0; i < flow->step_count; i++) {
		const struct step_outcome *outcome = flow->steps[i].outcome;

		for (unsigned int j = 0; j < kept_problems(outcome); j++)
			builder_add_format(&text, "%s%s",
					   text.len > 0 ? "; " : "",
					   outcome->problems[j]);
	}
	copy = arena_copy(arena, builder_slice(&text));
	builder_release(&text);
	return copy.at != NULL ? copy.at : "";
}

static void judge(struct broken_result *result, const struct flow_result *flow,
		  struct arena *arena)
{
	result->state = BROKEN_NOT_RUN;
	for (size_t i = 0; i < flow->step_count; i++) {
		const struct step_outcome *outcome = flow->steps[i].outcome;

		if (outcome->state == OUTCOME_NOT_RUN)
			continue;
		if (result->state == BROKEN_NOT_RUN)
			result->state = BROKEN_MISSED;
		if (says(outcome, result->breakage->objection))
			result->state = BROKEN_NOTICED;
	}
	if (result->state == BROKEN_MISSED)
		result->said = heard(flow, arena);
}

static int run_round(const struct run_request *request, unsigned int round,
		     struct broken_result *results, struct arena *arena,
		     struct error *error)
{
	struct world_outcome *outcome = arena_allocate(arena, sizeof(*outcome));
	uint64_t flows = flows_of(request, round);

	if (outcome == NULL)
		return error_memory(error);
	if (flows == 0)
		return 0;
	if (run_spoilt(request, round, flows, outcome, arena, error) != 0)
		return -1;
	for (size_t i = 0; i < breakage_count; i++)
		if (is_of_round(&breakages[i], round, flows))
			judge(&results[i],
			      &outcome->flows[breakages[i].flow - 1], arena);
	return 0;
}

int broken_run(const struct run_request *request, struct broken_result *results,
	       struct arena *arena, struct error *error)
{
	for (size_t i = 0; i < breakage_count; i++)
		results[i] = (struct broken_result){.breakage = &breakages[i],
						    .said = ""};
	for (unsigned int round = 1; round <= broken_rounds(); round++)
		if (run_round(request, round, results, arena, error) != 0)
			return -1;
	return 0;
}
