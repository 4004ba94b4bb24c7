#include "publish/processing.h"

#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"

struct making {
	struct processing *processing;
	const struct publication *publication;
	struct activity *list;
	size_t capacity;
	struct arena *arena;
	struct error *error;
};

static struct activity *add(struct making *making)
{
	size_t count = making->processing->count;
	struct activity *list = arena_grow(making->arena, making->list, count,
					   &making->capacity, sizeof(*list));

	if (list == NULL) {
		error_memory(making->error);
		return NULL;
	}
	making->list = list;
	making->processing->list = list;
	making->processing->count++;
	list[count] = (struct activity){0};
	return &list[count];
}

static int add_held(struct making *making, size_t index)
{
	const struct published_holding *held =
		&making->publication->holdings[index];
	struct activity *activity = add(making);

	if (activity == NULL)
		return -1;
	*activity = (struct activity){
		.id = held->id,
		.kind = ACTIVITY_HELD,
		.index = index,
		.fields = held->holding->fields,
		.purposes = held->holding->purposes,
		.purpose_count = held->holding->purpose_count,
		.source = held->range,
	};
	return 0;
}

static int add_received(struct making *making, size_t index)
{
	const struct published_receipt *receipt =
		&making->publication->receipts[index];
	struct activity *activity = add(making);

	if (activity == NULL)
		return -1;
	*activity = (struct activity){
		.id = receipt->id,
		.kind = ACTIVITY_RECEIVED,
		.index = index,
		.fields = receipt->fields,
		.purposes = receipt->purposes,
		.purpose_count = receipt->purpose_count,
		.source = receipt->range,
	};
	return 0;
}

/* --- flows --------------------------------------------------------------------- */

static bool is_for(const struct published_part *part, uint16_t purpose)
{
	for (size_t i = 0; i < part->purpose_count; i++)
		if (part->purposes[i] == purpose)
			return true;
	return false;
}

static bool same_parts(const struct published_flow *flow, uint16_t a,
		       uint16_t b)
{
	for (size_t i = 0; i < flow->part_count; i++)
		if (is_for(&flow->parts[i], a) != is_for(&flow->parts[i], b))
			return false;
	return true;
}

static bool any_part(const struct published_flow *flow, uint16_t purpose)
{
	for (size_t i = 0; i < flow->part_count; i++)
		if (is_for(&flow->parts[i], purpose))
			return true;
	return false;
}

static int take_parts(struct making *making, const struct published_flow *flow,
		      uint16_t purpose, struct activity *activity)
{
	const struct published_part **parts =
		arena_array(making->arena, flow->part_count, sizeof(*parts));

	if (parts == NULL)
		return error_memory(making->error);
	for (size_t i = 0; i < flow->part_count; i++) {
		if (!is_for(&flow->parts[i], purpose))
			continue;
		parts[activity->part_count++] = &flow->parts[i];
		activity->fields = field_set_union(activity->fields,
						   flow->parts[i].fields);
	}
	activity->parts = parts;
	return 0;
}

/* The first of several has the flow's own id. */
static int name_sent(struct making *making, const struct published_flow *flow,
		     bool first, uint16_t purpose, struct activity *activity)
{
	struct builder text = {0};

	activity->id = flow->id;
	if (first)
		return 0;
	builder_add(&text, flow->id);
	builder_add_byte(&text, '.');
	builder_add(&text,
		    making->publication->dictionary->purposes[purpose].name);
	activity->id = (struct slice){NULL, 0};
	if (!text.failed)
		activity->id = arena_copy(making->arena, builder_slice(&text));
	builder_release(&text);
	return activity->id.at != NULL ? 0 : error_memory(making->error);
}

static int add_sent(struct making *making, size_t index, size_t at, bool first)
{
	const struct published_flow *flow = &making->publication->flows[index];
	uint16_t purpose = flow->purposes[at];
	struct activity *activity = add(making);
	uint16_t *purposes = arena_array(making->arena, flow->purpose_count,
					 sizeof(*purposes));

	if (activity == NULL)
		return -1;
	if (purposes == NULL)
		return error_memory(making->error);
	*activity = (struct activity){
		.kind = ACTIVITY_SENT,
		.index = index,
		.purposes = purposes,
		.source = flow->source,
	};
	for (size_t i = at; i < flow->purpose_count; i++)
		if (same_parts(flow, purpose, flow->purposes[i]))
			purposes[activity->purpose_count++] = flow->purposes[i];
	return take_parts(making, flow, purpose, activity) != 0 ||
			       name_sent(making, flow, first, purpose,
					 activity) != 0
		       ? -1
		       : 0;
}

static int add_flow(struct making *making, size_t index)
{
	const struct published_flow *flow = &making->publication->flows[index];
	bool first = true;

	if (flow->state == FLOW_TOLD)
		return 0;
	for (size_t p = 0; p < flow->purpose_count; p++) {
		bool known = !any_part(flow, flow->purposes[p]);

		for (size_t k = 0; k < p; k++)
			known = known || same_parts(flow, flow->purposes[k],
						    flow->purposes[p]);
		if (known)
			continue;
		if (add_sent(making, index, p, first) != 0)
			return -1;
		first = false;
	}
	return 0;
}

int processing_make(struct processing *out,
		    const struct publication *publication,
		    const struct retention *retention, struct arena *arena,
		    struct error *error)
{
	struct making making = {
		.processing = out,
		.publication = publication,
		.arena = arena,
		.error = error,
	};

	*out = (struct processing){.publication = publication,
				   .retention = retention};
	for (size_t i = 0; i < publication->holding_count; i++)
		if (add_held(&making, i) != 0)
			return -1;
	for (size_t i = 0; i < publication->receipt_count; i++)
		if (add_received(&making, i) != 0)
			return -1;
	for (size_t i = 0; i < publication->flow_count; i++)
		if (add_flow(&making, i) != 0)
			return -1;
	out->answers.of =
		arena_array(arena, out->count, sizeof(*out->answers.of));
	return out->answers.of != NULL ? 0 : error_memory(error);
}
