#include "policy/service.h"

#include <jansson.h>
#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/json.h"
#include "base/memory.h"
#include "policy/plan_parts.h"
#include "policy/service_parts.h"

/* Lines about the same flow share a plan. */
enum { PLAN_CACHE = 16 };

/* A plan that has met more different answers is made anew, so that a service
 * that runs for months does not grow. */
enum { PLAN_DECISIONS = 4096 };

struct cached_plan {
	struct plan *plan;
	struct arena arena; /* of the request the plan points into */
	struct slice key;   /* the request as text, without the pupil */
	uint64_t last_used;
};

struct service {
	const struct policy *policy;
	struct cached_plan plans[PLAN_CACHE];
	uint64_t clock;
};

/* --- plans ------------------------------------------------------------------------------- */

/* The request without what differs from pupil to pupil, as text. */
static int request_key(const json_t *line, struct arena *arena,
		       struct slice *key, struct error *error)
{
	json_t *copy = json_copy((json_t *)(uintptr_t)line);
	char *text;

	if (copy == NULL)
		return error_memory(error);
	json_object_del(copy, "id");
	json_object_del(copy, "pupil");
	json_object_del(copy, "wishes");
	json_object_del(copy, "explain");
	text = json_dumps(copy, JSON_COMPACT | JSON_SORT_KEYS);
	json_decref(copy);
	if (text == NULL)
		return error_memory(error);
	*key = arena_copy(arena, slice_of(text));
	free(text);
	return key->at != NULL ? 0 : error_memory(error);
}

static struct cached_plan *find_plan(struct service *service, struct slice key)
{
	for (size_t i = 0; i < PLAN_CACHE; i++)
		if (service->plans[i].plan != NULL &&
		    slice_equal(service->plans[i].key, key))
			return &service->plans[i];
	return NULL;
}

static void forget(struct cached_plan *cached)
{
	plan_free(cached->plan);
	arena_release(&cached->arena);
	*cached = (struct cached_plan){0};
}

static struct cached_plan *free_slot(struct service *service)
{
	struct cached_plan *oldest = &service->plans[0];

	for (size_t i = 1; i < PLAN_CACHE; i++)
		if (service->plans[i].last_used < oldest->last_used)
			oldest = &service->plans[i];
	forget(oldest);
	return oldest;
}

/* The plan's request must outlive this line: it is read anew, into the
 * slot's own arena. */
static int make_plan(struct service *service, const json_t *line,
		     struct slice key, struct cached_plan **out,
		     struct error *error)
{
	struct cached_plan *cached = free_slot(service);
	struct reading *kept = arena_allocate(&cached->arena, sizeof(*kept));

	if (kept == NULL)
		return error_memory(error);
	kept->dictionary = service->policy->dictionary;
	kept->policy = service->policy;
	kept->arena = &cached->arena;
	cached->key = arena_copy(&cached->arena, key);
	/* It has been read once without fault. */
	if (cached->key.at == NULL || !service_read_request(kept, line))
		return error_memory(error);
	if (plan_make(&cached->plan, service->policy, &kept->request, error) !=
	    0)
		return -1;
	*out = cached;
	return 0;
}

/* Rules that ask too much make the request one that cannot be answered. */
static int no_plan(struct reading *reading, const struct error *why,
		   struct error *error)
{
	if (why->code != ERROR_INPUT)
		return error_memory(error);
	service_fault(reading, "%s", why->message);
	return 0;
}

static int explain(const struct service *service, const struct reading *reading,
		   struct plan *plan, const struct pupil *pupil,
		   const struct decision *decision, struct json *json,
		   struct error *error)
{
	const struct explanation explanation = {
		.policy = service->policy,
		.plan = plan,
		.request = &reading->request,
		.pupil = pupil,
		.decision = decision,
		.wishes = reading->wishes,
		.wish_count = reading->wish_count,
	};

	return service_explain(reading, &explanation, json, error);
}

static int answer_line(struct service *service, const json_t *line,
		       struct reading *reading, struct builder *out,
		       struct error *error)
{
	const struct decision *decision;
	struct error fault_of_plan = {0};
	struct cached_plan *cached;
	struct pupil pupil;
	struct slice key;
	struct json json;

	if (!json_is_object(line))
		service_fault(reading, "a request is a JSON object");
	if (reading->fault[0] != '\0' || !service_read_request(reading, line) ||
	    !service_read_pupil(reading, line, &pupil))
		return reading->failed ? error_memory(error) : 0;
	if (request_key(line, reading->arena, &key, error) != 0)
		return -1;
	cached = find_plan(service, key);
	if (cached == NULL &&
	    make_plan(service, line, key, &cached, &fault_of_plan) != 0)
		return no_plan(reading, &fault_of_plan, error);
	cached->last_used = ++service->clock;
	if (plan_decide_one(cached->plan, &pupil, &decision, error) != 0)
		return -1;
	json = json_writer(out, false);
	json_open_object(&json);
	service_write_id(&json, line);
	service_write_decision(&json, reading->dictionary, decision);
	if (!slice_empty(reading->explain) &&
	    explain(service, reading, cached->plan, &pupil, decision, &json,
		    error) != 0)
		return -1;
	json_close_object(&json);
	if (plan_decision_count(cached->plan) > PLAN_DECISIONS)
		forget(cached);
	return 0;
}

static void write_fault(const json_t *line, const char *text,
			struct builder *out)
{
	struct json json = json_writer(out, false);

	json_open_object(&json);
	service_write_id(&json, line);
	json_key_text(&json, "error", slice_of(text));
	json_close_object(&json);
}

int service_answer(struct service *service, struct slice line,
		   struct builder *out, bool *faulty, struct error *error)
{
	struct arena arena = {0};
	struct reading reading = {
		.dictionary = service->policy->dictionary,
		.policy = service->policy,
		.arena = &arena,
	};
	json_error_t json_error;
	json_t *parsed;
	int result = 0;

	parsed = line.len <= SERVICE_LINE_BYTES
			 ? json_loadb(line.len > 0 ? line.at : "", line.len,
				      JSON_REJECT_DUPLICATES | JSON_DECODE_ANY,
				      &json_error)
			 : NULL;
	if (line.len > SERVICE_LINE_BYTES)
		service_fault(&reading, "longer than %d bytes",
			      SERVICE_LINE_BYTES);
	else if (parsed == NULL)
		service_fault(&reading, "not JSON: column %d",
			      json_error.column);
	else
		result = answer_line(service, parsed, &reading, out, error);
	*faulty = reading.fault[0] != '\0';
	if (*faulty)
		write_fault(parsed, reading.fault, out);
	builder_add_byte(out, '\n');
	json_decref(parsed);
	arena_release(&arena);
	if (result == 0 && out->failed)
		result = error_memory(error);
	return result;
}

int service_make(struct service **out, const struct policy *policy,
		 struct error *error)
{
	struct service *service = memory_array(1, sizeof(*service));

	if (service == NULL)
		return error_memory(error);
	service->policy = policy;
	*out = service;
	return 0;
}

void service_free(struct service *service)
{
	if (service == NULL)
		return;
	for (size_t i = 0; i < PLAN_CACHE; i++)
		forget(&service->plans[i]);
	memory_free(service);
}
