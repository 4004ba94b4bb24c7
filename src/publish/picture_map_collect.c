/* What the flow map shows, before it is drawn. */
#include "base/arena.h"
#include "publish/picture_parts.h"
#include "words/wording.h"

enum { ITEMS_LIMIT = 4 }; /* in a box; of more, the number is told */

/* Different indexes, in the order of their coming. */
struct index_list {
	uint16_t *at;
	size_t count, capacity;
};

static void add_indexes(struct voice *voice, struct index_list *list,
			const uint16_t *indexes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t at = 0;
		uint16_t *grown;

		while (at < list->count && list->at[at] != indexes[i])
			at++;
		if (at < list->count)
			continue;
		grown = arena_grow(voice->arena, list->at, list->count,
				   &list->capacity, sizeof(*list->at));
		if (grown == NULL) {
			voice->failed = true;
			return;
		}
		list->at = grown;
		grown[list->count++] = indexes[i];
	}
}

/* --- boxes ---------------------------------------------------------------------------- */

/* Makes of many items the first ones and how many there are more. */
static void limit_items(struct map *map, struct map_box *box)
{
	struct slice *items;

	if (box->item_count <= ITEMS_LIMIT)
		return;
	items = arena_array(map->voice->arena, ITEMS_LIMIT, sizeof(*items));
	if (items == NULL) {
		map->voice->failed = true;
		box->item_count = 0;
		return;
	}
	for (size_t i = 0; i + 1 < ITEMS_LIMIT; i++)
		items[i] = box->items[i];
	items[ITEMS_LIMIT - 1] = say_with(
		map->voice, PHRASE_PICTURE_MORE,
		with_number("count", box->item_count - (ITEMS_LIMIT - 1)));
	box->items = items;
	box->item_count = ITEMS_LIMIT;
}

/* What one controller gives, in one box. */
static void add_source(struct map *map, const struct published_receipt *receipt)
{
	struct voice *voice = map->voice;
	const struct publication *publication = map->publication;
	struct field_set fields = {0};
	struct map_box *box = &map->sources[map->source_count];

	for (size_t i = 0; i < publication->receipt_count; i++) {
		const struct published_receipt *other =
			&publication->receipts[i];

		if (other->from != receipt->from)
			continue;
		if (other < receipt)
			return; /* it has its box */
		fields = field_set_union(fields, other->fields);
	}
	box->name =
		picture_recipient_heading(voice, publication, receipt->from,
					  receipt->holder, receipt->from_label);
	box->words = say_with(
		voice, PHRASE_MAP_WORDS_FROM,
		with("controller", publication->controller),
		with("from",
		     picture_recipient(voice, publication, receipt->from,
				       receipt->holder, receipt->from_label)),
		with("data", say_fields(voice, &fields, &map->held)));
	box->items = picture_categories(voice, &fields, &box->item_count);
	limit_items(map, box);
	map->source_count++;
}

static void collect_sources(struct map *map)
{
	map->sources = arena_array(map->voice->arena,
				   map->publication->receipt_count + 1,
				   sizeof(*map->sources));
	if (map->sources == NULL) {
		map->voice->failed = true;
		return;
	}
	for (size_t i = 0; i < map->publication->receipt_count; i++)
		add_source(map, &map->publication->receipts[i]);
}

static void collect_holdings(struct map *map)
{
	struct voice *voice = map->voice;

	map->held = picture_held(map->publication);
	map->controller_words = say_with(
		voice, PHRASE_MAP_WORDS_HOLDS,
		with("controller", map->publication->controller),
		with("data", say_fields(voice, &map->held, &map->held)));
	map->holds = picture_categories(voice, &map->held, &map->hold_count);
}

/* --- recipients ------------------------------------------------------------------------ */

/* What flows of one state to one recipient come to. */
struct flows {
	struct index_list purposes;
	struct slice by;
	struct slice sender; /* the same, alone */
	bool any;
};

static void add_flow(struct map *map, struct flows *flows,
		     const struct published_flow *flow)
{
	flows->any = true;
	flows->by = flows->sender = flow->by_label;
	if (flow->by != DICTIONARY_NONE) {
		flows->by = name_of_body(map->voice, flow->by,
					 map->publication->date);
		flows->sender = name_heading_of_body(map->voice, flow->by,
						     map->publication->date);
	}
	if (flow->part_count == 0 || flow->state == FLOW_TOLD) {
		add_indexes(map->voice, &flows->purposes, flow->purposes,
			    flow->purpose_count);
		return;
	}
	for (size_t i = 0; i < flow->part_count; i++)
		add_indexes(map->voice, &flows->purposes,
			    flow->parts[i].purposes,
			    flow->parts[i].purpose_count);
}

static const enum phrase words[] = {
	[FLOW_SENT] = PHRASE_MAP_WORDS_SENT,
	[FLOW_UNTOLD] = PHRASE_MAP_WORDS_UNTOLD,
	[FLOW_TOLD] = PHRASE_MAP_WORDS_TOLD,
	[FLOW_NOT_DONE] = PHRASE_MAP_WORDS_NOT_DONE,
};

static struct slice say_flows(struct map *map,
			      const struct published_recipient *recipient,
			      const struct flows *flows, enum flow_state state)
{
	struct voice *voice = map->voice;
	const struct publication *publication = map->publication;

	return say_with(
		voice, words[state],
		with("controller", publication->controller),
		with("recipient",
		     picture_recipient(voice, publication, recipient->body,
				       recipient->holder, recipient->label)),
		with("by", flows->by),
		with("purposes", say_purposes(voice, flows->purposes.at,
					      flows->purposes.count)));
}

/* Purposes. */
static void add_items(struct map *map, struct map_box *box,
		      const struct flows *flows, bool also)
{
	struct voice *voice = map->voice;
	struct slice *items = arena_array(
		voice->arena, flows->purposes.count + 2, sizeof(*items));
	size_t count = 0;

	if (items == NULL) {
		voice->failed = true;
		return;
	}
	for (size_t i = 0; i < flows->purposes.count; i++)
		items[count++] = name_heading(voice, NAME_PURPOSE,
					      flows->purposes.at[i]);
	box->items = items;
	box->item_count = count;
	limit_items(map, box);
	if (also)
		box->note = say(voice, PHRASE_MAP_ALSO);
}

static struct flows flows_of(struct map *map,
			     const struct published_recipient *recipient,
			     enum flow_state state, uint16_t by)
{
	struct flows flows = {0};

	for (size_t i = 0; i < recipient->flow_count; i++) {
		const struct published_flow *flow =
			&map->publication->flows[recipient->first_flow + i];

		if (flow->state == state &&
		    (state != FLOW_TOLD || flow->by == by))
			add_flow(map, &flows, flow);
	}
	return flows;
}

static void add_box(struct map *map, const struct map_box *box)
{
	struct map_box *boxes = arena_grow(
		map->voice->arena, map->recipients, map->recipient_count,
		&map->recipient_capacity, sizeof(*boxes));

	if (boxes == NULL) {
		map->voice->failed = true;
		return;
	}
	map->recipients = boxes;
	boxes[map->recipient_count++] = *box;
}

static void add_recipient(struct map *map,
			  const struct published_recipient *recipient,
			  enum flow_state state, uint16_t by)
{
	struct flows flows = flows_of(map, recipient, state, by);
	struct flows also =
		flows_of(map, recipient, FLOW_UNTOLD, DICTIONARY_NONE);
	struct sentences words_of = {0};
	struct map_box box = {
		.state = state,
		.name = picture_recipient_heading(
			map->voice, map->publication, recipient->body,
			recipient->holder, recipient->label),
	};

	also.any = also.any && state == FLOW_SENT;
	if (!flows.any)
		return;
	sentences_add(&words_of, say_flows(map, recipient, &flows, state));
	if (also.any) {
		sentences_add(&words_of,
			      say_flows(map, recipient, &also, FLOW_UNTOLD));
		add_indexes(map->voice, &flows.purposes, also.purposes.at,
			    also.purposes.count);
	}
	if (state == FLOW_TOLD)
		box.sender = flows.sender;
	box.words = sentences_end(&words_of, map->voice);
	add_items(map, &box, &flows, also.any);
	add_box(map, &box);
}

/* What goes by law alone, where it is not told of beside what is promised. */
static void add_untold(struct map *map,
		       const struct published_recipient *recipient)
{
	if (!flows_of(map, recipient, FLOW_SENT, DICTIONARY_NONE).any)
		add_recipient(map, recipient, FLOW_UNTOLD, DICTIONARY_NONE);
}

/* Who sends what is told of others. */
static struct index_list find_senders(struct map *map)
{
	const struct publication *publication = map->publication;
	struct index_list senders = {0};

	for (size_t i = 0; i < publication->flow_count; i++)
		if (publication->flows[i].state == FLOW_TOLD)
			add_indexes(map->voice, &senders,
				    &publication->flows[i].by, 1);
	return senders;
}

/* What others send, sender by sender. */
static void collect_told(struct map *map)
{
	const struct publication *publication = map->publication;
	struct index_list senders = find_senders(map);

	for (size_t s = 0; s < senders.count; s++)
		for (size_t i = 0; i < publication->recipient_count; i++)
			add_recipient(map, &publication->recipients[i],
				      FLOW_TOLD, senders.at[s]);
}

void map_collect(struct map *map, const struct publication *publication,
		 struct voice *voice)
{
	*map = (struct map){.publication = publication, .voice = voice};
	collect_holdings(map);
	collect_sources(map);
	for (size_t i = 0; i < publication->recipient_count; i++) {
		const struct published_recipient *recipient =
			&publication->recipients[i];

		add_recipient(map, recipient, FLOW_SENT, DICTIONARY_NONE);
		add_untold(map, recipient);
		add_recipient(map, recipient, FLOW_NOT_DONE, DICTIONARY_NONE);
	}
	map->own_count = map->recipient_count;
	collect_told(map);
}
