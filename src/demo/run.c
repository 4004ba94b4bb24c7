#include "demo/run.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "demo/fill.h"
#include "demo/promise.h"
#include "demo/record_pool.h"
#include "demo/stage.h"
#include "demo/timeline.h"
#include "demo/truth.h"
#include "dictionary/dictionary.h"
#include "generate/population.h"
#include "language/diagnostic.h"

enum { THREADS_MOST = 16 };

struct running {
	const struct run_request *request;
	struct world world;
	struct timeline timeline;
	struct dictionary *terms;
	struct population *population;
	struct promise_pseudonyms *pseudonyms;
	struct promise_history *history;
	size_t *filled; /* of each site: how many of its rolls are taken */
	bool *made;     /* sites that are needed */
	struct step_outcome *outcomes; /* by step */
	struct arena *arena;
};

static void tell(const struct running *running, const char *doing,
		 uint64_t done, uint64_t total)
{
	if (running->request->progress != NULL)
		running->request->progress(running->request->context, doing,
					   done, total);
}

/* --- nodes and their first pupils, by several threads --------------------------- */

struct making {
	struct running *running;
	atomic_size_t next;
	atomic_size_t done;
	size_t total;
	atomic_bool failed;
	pthread_mutex_t lock; /* of `error` */
	struct error *error;
};

static bool is_stopped(const struct running *running)
{
	return running->request->stopped != NULL &&
	       running->request->stopped(running->request->context);
}

static int make_site(struct running *running, const struct site *site,
		     struct error *error)
{
	if (world_make_node(&running->world, site, error) != 0)
		return -1;
	if (site->setting == NULL)
		return 0;
	return fill_node(&running->world, site, 0, error);
}

static void note_failure(struct making *making, const struct error *fault)
{
	pthread_mutex_lock(&making->lock);
	if (!atomic_exchange(&making->failed, true))
		*making->error = *fault;
	pthread_mutex_unlock(&making->lock);
}

static void *make_sites(void *context)
{
	struct making *making = context;
	size_t i;

	while ((i = atomic_fetch_add(&making->next, 1)) < site_count) {
		struct error fault = {0};

		if (atomic_load(&making->failed) || is_stopped(making->running))
			break;
		if (!making->running->made[i])
			continue;
		if (make_site(making->running, &sites[i], &fault) != 0)
			note_failure(making, &fault);
		atomic_fetch_add(&making->done, 1);
	}
	return NULL;
}

static void tell_making(struct making *making)
{
	tell(making->running, "nodes", atomic_load(&making->done),
	     making->total);
}

/* The first thread is the caller's: it tells the truth, and how far it is. */
static int tell_truths(struct making *making, struct error *error)
{
	struct running *running = making->running;

	for (size_t i = 0; i < site_count && !is_stopped(running); i++) {
		if (sites[i].setting == NULL || !running->made[i])
			continue;
		tell_making(making);
		if (truth_make_in(&running->world.truths[i], running->terms,
				  running->world.records, error) != 0 ||
		    fill_truth(&running->world, &sites[i], 0,
			       running->world.truths[i], error) != 0)
			return -1;
	}
	return 0;
}

static int make_all(struct running *running, struct error *error)
{
	struct making making = {.running = running, .error = error};
	unsigned int threads = running->request->threads;
	pthread_t started[THREADS_MOST];
	struct error fault = {0};
	unsigned int count = 0;

	if (threads > THREADS_MOST)
		threads = THREADS_MOST;
	pthread_mutex_init(&making.lock, NULL);
	for (size_t i = 0; i < site_count; i++)
		making.total += running->made[i];
	while (count + 1 < threads &&
	       pthread_create(&started[count], NULL, make_sites, &making) == 0)
		count++;
	if (tell_truths(&making, &fault) != 0)
		note_failure(&making, &fault);
	make_sites(&making);
	while (count > 0)
		pthread_join(started[--count], NULL);
	pthread_mutex_destroy(&making.lock);
	return atomic_load(&making.failed) ? -1 : 0;
}

/* --- the years go by -------------------------------------------------------------- */

/* A roll is taken: into node and truth of the school, where it is not its first,
 * which it had from the start; and from that day on it is known of everybody. */
static int take_roll(struct running *running, size_t site, size_t n,
		     struct error *error)
{
	const struct world *world = &running->world;

	if (n > 0 && (fill_node(world, &sites[site], n, error) != 0 ||
		      fill_truth(world, &sites[site], n, world->truths[site],
				 error) != 0))
		return -1;
	return fill_truth(world, &sites[site], n, world->whole, error);
}

/* The roll that was to be taken first of all by this day; sites to be filled may
 * share pupils, whose latest school counts.  NULL when all are taken. */
static const struct site *next_roll(const struct running *running, int32_t date)
{
	const struct site *first = NULL;
	int32_t earliest = date;

	for (size_t i = 0; i < site_count; i++) {
		size_t n = running->filled[i];
		int32_t due = DATE_NONE;

		if (!running->made[i] || sites[i].setting == NULL ||
		    n == SITE_FILLS || sites[i].filled[n] == NULL)
			continue;
		date_parse(slice_of(sites[i].filled[n]), &due);
		if (due > earliest || (first != NULL && due == earliest))
			continue;
		first = &sites[i];
		earliest = due;
	}
	return first;
}

static int fill_until(struct running *running, int32_t date,
		      struct error *error)
{
	const struct site *site;

	while ((site = next_roll(running, date)) != NULL) {
		size_t i = (size_t)(site - sites);

		if (take_roll(running, i, running->filled[i], error) != 0)
			return -1;
		running->filled[i]++;
	}
	return 0;
}

static const char *step_directory(const struct running *running,
				  const struct timed_step *step)
{
	const char *steps =
		path_join(running->arena, running->world.directory, "steps");
	char name[40];

	snprintf(name, sizeof(name), "%s-%u", step->step->flow, step->number);
	return steps != NULL ? path_join(running->arena, steps, name) : NULL;
}

static int run_step(struct running *running, size_t index, struct error *error)
{
	const struct timed_step *step = &running->timeline.steps[index];
	struct step_run run = {
		.world = &running->world,
		.step = step->step,
		.directory = step_directory(running, step),
		.pseudonyms = running->pseudonyms,
		.history = running->history,
		.outcome = &running->outcomes[index],
	};

	if (run.directory == NULL)
		return error_memory(error);
	if (fill_until(running, step->date, error) != 0)
		return -1;
	return step_run(&run, error);
}

static int run_steps(struct running *running, struct error *error)
{
	const struct timeline *timeline = &running->timeline;
	size_t needed = 0, done = 0;
	char doing[80];

	for (size_t i = 0; i < timeline->count; i++)
		needed += timeline->steps[i].needed;
	for (size_t i = 0; i < timeline->count; i++) {
		const struct timed_step *step = &timeline->steps[i];

		if (!step->needed)
			continue;
		if (is_stopped(running))
			break;
		snprintf(doing, sizeof(doing), "%s, %s", step->step->flow,
			 flow_titles[step->flow - 1]);
		tell(running, doing, done++, needed);
		if (run_step(running, i, error) != 0)
			return -1;
	}
	return is_stopped(running)
		       ? error_set(error, ERROR_SYSTEM, "interrupted")
		       : 0;
}

/* --- adding up ------------------------------------------------------------------------ */

static void add_step(struct world_outcome *outcome, struct flow_result *flow,
		     const struct step_outcome *step)
{
	if (step->state == OUTCOME_NOT_RUN)
		return;
	outcome->steps++;
	outcome->failed += step->state >= OUTCOME_BROKEN;
	if (step->state > flow->state)
		flow->state = step->state;
	flow->considered += step->considered;
	flow->released += step->released;
	flow->wholly += step->wholly;
	for (int gate = 0; gate < GATE_COUNT; gate++)
		flow->withheld[gate] += step->withheld[gate];
}

static int add_up(const struct running *running, struct world_outcome *outcome,
		  struct error *error)
{
	const struct timeline *timeline = &running->timeline;
	struct step_result *all = arena_array(
		running->arena, 2 * timeline->count + 1, sizeof(*all));
	struct step_result *next = all != NULL ? all + timeline->count : NULL;

	if (all == NULL)
		return error_memory(error);
	outcome->in_order = all;
	for (size_t i = 0; i < timeline->count; i++)
		all[i] = (struct step_result){
			.step = timeline->steps[i].step,
			.number = timeline->steps[i].number,
			.from = timeline->steps[i].from,
			.to = timeline->steps[i].to,
			.outcome = &running->outcomes[i],
		};
	for (unsigned int flow = 1; flow <= FLOW_COUNT; flow++) {
		struct flow_result *result = &outcome->flows[flow - 1];

		*result = (struct flow_result){
			.flow = flow,
			.title = flow_titles[flow - 1],
			.wanted =
				running->request->only == 0 ||
				(running->request->only >> (flow - 1) & 1) != 0,
			.steps = next,
		};
		for (size_t i = 0; i < timeline->count; i++) {
			if (timeline->steps[i].flow != flow)
				continue;
			*next++ = all[i];
			result->step_count++;
			add_step(outcome, result, &running->outcomes[i]);
		}
	}
	return 0;
}

/* --- all of it -------------------------------------------------------------------------- */

static int load_terms(struct running *running, struct error *error)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	int result = dictionary_load(&running->terms, running->world.dictionary,
				     &findings, error);

	arena_release(&arena);
	if (result != 0)
		return -1;
	running->world.terms = running->terms;
	if (running->terms != NULL)
		return 0;
	return error_set(error, ERROR_INPUT, "the dictionary has faults");
}

static int prepare(struct running *running, struct error *error)
{
	struct world *world = &running->world;

	world->truths =
		arena_array(running->arena, site_count, sizeof(*world->truths));
	running->filled = arena_array(running->arena, site_count,
				      sizeof(*running->filled));
	running->made =
		arena_array(running->arena, site_count, sizeof(*running->made));
	if (world->truths == NULL || running->filled == NULL ||
	    running->made == NULL)
		return error_memory(error);
	if (timeline_make(&running->timeline, running->request->only,
			  running->arena, error) != 0 ||
	    load_terms(running, error) != 0 ||
	    record_pool_make(&world->records, error) != 0 ||
	    truth_make_in(&world->whole, running->terms, world->records,
			  error) != 0 ||
	    promise_pseudonyms_make(&running->pseudonyms, error) != 0 ||
	    promise_history_make(&running->history, error) != 0 ||
	    fill_plan(&running->population, world, error) != 0)
		return -1;
	world->population = running->population;
	running->outcomes =
		arena_array(running->arena, running->timeline.count + 1,
			    sizeof(*running->outcomes));
	return running->outcomes != NULL ? 0 : error_memory(error);
}

static void finish(struct running *running)
{
	for (size_t i = 0; running->world.truths != NULL && i < site_count; i++)
		truth_free(running->world.truths[i]);
	truth_free(running->world.whole);
	record_pool_free(running->world.records);
	promise_pseudonyms_free(running->pseudonyms);
	promise_history_free(running->history);
	population_close(running->population);
	dictionary_free(running->terms);
}

int world_run(const struct run_request *request, struct world_outcome *outcome,
	      struct arena *arena, struct error *error)
{
	struct running running = {
		.request = request,
		.world = request->world,
		.arena = arena,
	};
	bool lasting = file_is_lasting();
	int result;

	file_set_lasting(false);
	result = prepare(&running, error);
	*outcome = (struct world_outcome){
		.seed = request->world.seed,
		.pupils = request->world.pupils,
	};
	for (size_t i = 0; result == 0 && i < site_count; i++) {
		running.made[i] = timeline_needs(&running.timeline, &sites[i]);
		outcome->nodes += running.made[i];
	}
	if (result == 0)
		result = make_all(&running, error);
	if (result == 0)
		result = run_steps(&running, error);
	if (result == 0)
		result = add_up(&running, outcome, error);
	finish(&running);
	file_set_lasting(lasting);
	return result;
}
