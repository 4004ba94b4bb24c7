#include "publish/publication.h"

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/memory.h"
#include "language/tree.h"
#include "publish/publication_parts.h"

/* --- ids -------------------------------------------------------------------------------- */

static bool is_taken(struct slice id, const void *list, size_t count,
		     size_t size)
{
	for (size_t i = 0; i < count; i++) {
		const struct slice *other =
			(const void *)((const char *)list + i * size);

		if (slice_equal(*other, id))
			return true;
	}
	return false;
}

struct slice make_id(struct maker *maker, struct slice words, const void *list,
		     size_t count, size_t size)
{
	struct slice id = arena_copy(maker->arena, words);
	struct builder text = {0};

	if (id.at == NULL || !is_taken(id, list, count, size))
		return id;
	for (unsigned int number = 2; id.at != NULL; number++) {
		builder_clear(&text);
		builder_add(&text, words);
		builder_add_format(&text, "-%u", number);
		id = (struct slice){NULL, 0};
		if (text.failed)
			break;
		if (is_taken(builder_slice(&text), list, count, size)) {
			id = words;
			continue;
		}
		id = arena_copy(maker->arena, builder_slice(&text));
		break;
	}
	builder_release(&text);
	return id;
}

/* --- the version --------------------------------------------------------------------------- */

static uint16_t find_regime(const struct dictionary *dictionary, int32_t date)
{
	for (uint16_t i = 0; i < dictionary->law_count; i++)
		if (dictionary->laws[i].regime &&
		    law_in_force(&dictionary->laws[i], date))
			return i;
	return DICTIONARY_NONE;
}

/* A review is due so long after the last one; before the first, after the
 * version began. */
static void find_review(struct publication *publication)
{
	const struct notice *notice = publication->notice;
	int32_t last =
		notice->reviewed != DATE_NONE ? notice->reviewed : notice->from;

	publication->review_due = DATE_NONE;
	if (notice->review_months == 0 || last == DATE_NONE)
		return;
	publication->review_due = date_add_months(last, notice->review_months);
	publication->review_overdue =
		publication->review_due < publication->date;
}

static int find_version(struct publication *publication, struct error *error)
{
	const struct policy *policy = publication->policy;
	int index = policy_notice_on(policy, publication->date);
	char day[DATE_TEXT_BYTES];
	int32_t end;

	if (index < 0) {
		date_format(publication->date, day);
		error_set(error, ERROR_NOT_FOUND,
			  "no version of the notice is in force on %s", day);
		return error_hint(error, "give a day on which one is");
	}
	publication->version_index = (size_t)index;
	publication->notice = policy->notices[index].notice;
	end = policy_notice_end(policy, (size_t)index);
	publication->from = publication->notice->from;
	publication->to = end == INT32_MAX ? DATE_NONE : end;
	publication->controller = publication->notice->controller;
	publication->regime =
		find_regime(publication->dictionary, publication->date);
	find_review(publication);
	return 0;
}

/* ---------------------------------------------------------------------------------------------- */

static int make(struct publication *publication, struct error *error)
{
	struct maker maker = {
		.publication = publication,
		.arena = publication->arena,
		.policy = publication->policy,
		.dictionary = publication->dictionary,
		.date = publication->date,
		.error = error,
	};
	int result = -1;

	if (find_version(publication, error) != 0)
		return -1;
	maker.notice = publication->notice;
	maker.compiled =
		&publication->policy->notices[publication->version_index];
	maker.discloser = (struct discloser){
		maker.notice->kind, maker.notice->body, maker.notice->holder};
	if (grant_all(&maker.grants, &maker.grant_count, maker.dictionary,
		      maker.date, &maker.scratch, error) == 0 &&
	    make_notice(&maker) == 0 && make_flows(&maker) == 0)
		result = 0;
	arena_release(&maker.scratch);
	return result;
}

int publication_make(struct publication **out, const struct policy *policy,
		     int32_t date, struct error *error)
{
	struct publication *publication = memory_array(1, sizeof(*publication));

	if (publication == NULL)
		return error_memory(error);
	*publication = (struct publication){
		.arena = memory_array(1, sizeof(*publication->arena)),
		.policy = policy,
		.dictionary = policy->dictionary,
		.date = date,
	};
	if (publication->arena == NULL) {
		memory_free(publication);
		return error_memory(error);
	}
	if (make(publication, error) != 0) {
		publication_free(publication);
		return -1;
	}
	*out = publication;
	return 0;
}

void publication_free(struct publication *publication)
{
	if (publication == NULL)
		return;
	arena_release(publication->arena);
	memory_free(publication->arena);
	memory_free(publication);
}

static bool is_for(const struct published_part *part, uint16_t purpose)
{
	for (size_t i = 0; i < part->purpose_count; i++)
		if (part->purposes[i] == purpose)
			return true;
	return false;
}

struct field_set publication_goes(const struct publication *publication,
				  uint16_t body, uint16_t purpose)
{
	struct field_set fields = {0};

	for (size_t f = 0; f < publication->flow_count; f++) {
		const struct published_flow *flow = &publication->flows[f];

		if (flow->body != body || flow->state == FLOW_TOLD)
			continue;
		for (size_t p = 0; p < flow->part_count; p++)
			if (is_for(&flow->parts[p], purpose))
				fields = field_set_union(fields,
							 flow->parts[p].fields);
	}
	return fields;
}

struct range flow_clause(const struct published_flow *flow,
			 enum keyword keyword)
{
	const struct statement *clause =
		flow->statement != NULL
			? statement_child(flow->statement, keyword, NULL)
			: NULL;

	return clause != NULL ? clause->range : flow->source;
}
