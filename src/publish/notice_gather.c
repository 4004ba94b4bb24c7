/*
 * What the controller itself gives to one recipient, each part with its terms.
 *
 * What others of them say is left out, and what goes on the same terms for the
 * same purposes, or of the same data, is put together.
 */
#include <string.h>

#include "base/arena.h"
#include "policy/notice.h"
#include "publish/notice_terms.h"

static size_t count_parts(const struct recipient_terms *telling)
{
	const struct published_flow *flows =
		telling->writer->publication->flows +
		telling->recipient->first_flow;
	size_t count = 0;

	for (size_t i = 0; i < telling->recipient->flow_count; i++)
		if (notice_is_own(&flows[i]))
			count += flows[i].part_count;
	return count;
}

static void gather(struct recipient_terms *telling)
{
	struct notice_writer *writer = telling->writer;
	const struct published_recipient *recipient = telling->recipient;
	const struct published_flow *flows =
		writer->publication->flows + recipient->first_flow;
	size_t count = count_parts(telling);

	telling->parts = arena_array(writer->voice.arena, count + 1,
				     sizeof(*telling->parts));
	telling->told = arena_array(writer->voice.arena, count + 1,
				    sizeof(*telling->told));
	telling->list = arena_array(writer->voice.arena, count + 1,
				    sizeof(struct terms_of_part *));
	if (telling->parts == NULL || telling->told == NULL ||
	    telling->list == NULL) {
		writer->voice.failed = true;
		return;
	}
	for (size_t i = 0; i < recipient->flow_count; i++)
		for (size_t p = 0;
		     notice_is_own(&flows[i]) && p < flows[i].part_count; p++)
			notice_say_terms(writer, recipient, &flows[i],
					 &flows[i].parts[p],
					 &telling->parts[telling->count++]);
}

/* The first kept part that says all of `part`; NULL: none. */
static struct terms_of_part *says_it(const struct recipient_terms *telling,
				     size_t part)
{
	const struct terms_of_part *a = &telling->parts[part];

	for (size_t j = 0; j < telling->count; j++) {
		struct terms_of_part *b = &telling->parts[j];

		/* Of two alike the first stays. */
		if (j != part && b->said_by == NULL && notice_repeats(a, b) &&
		    (j < part || !notice_repeats(b, a)))
			return b;
	}
	return NULL;
}

static void say_with_it(struct terms_of_part *it, struct terms_of_part *other)
{
	other->next = it->others;
	it->others = other;
}

static void leave_out_repeats(struct recipient_terms *telling)
{
	size_t kept = 0;

	for (size_t i = 0; i < telling->count; i++)
		telling->parts[i].said_by = says_it(telling, i);
	for (size_t i = 0; i < telling->count; i++) {
		struct terms_of_part *part = &telling->parts[i];

		if (part->said_by == NULL) {
			telling->list[kept++] = part;
		} else {
			say_with_it(part->said_by, part);
		}
	}
	telling->count = kept;
}

bool notice_alike(const struct terms_of_part *a, const struct terms_of_part *b)
{
	for (int kind = 0; kind < TERM_COUNT; kind++)
		if (a->kinds[kind].hash != b->kinds[kind].hash)
			return false;
	return true;
}

static bool same_purposes(const struct terms_of_part *a,
			  const struct terms_of_part *b)
{
	return a->purposes.count == b->purposes.count &&
	       memcmp(a->purposes.at, b->purposes.at,
		      a->purposes.count * sizeof(*a->purposes.at)) == 0;
}

static bool same_fields(const struct terms_of_part *a,
			const struct terms_of_part *b)
{
	return memcmp(&a->fields, &b->fields, sizeof(a->fields)) == 0;
}

/* On the same terms: for the same purposes more fields, or the same fields for
 * more purposes. */
static bool put_together(struct recipient_terms *telling,
			 struct terms_of_part *it, struct terms_of_part *other)
{
	if (!notice_alike(it, other) || it->flow->state != other->flow->state)
		return false;
	if (same_purposes(it, other))
		it->fields = field_set_union(it->fields, other->fields);
	else if (same_fields(it, other))
		notice_add_purposes(telling->writer, &it->purposes,
				    other->purposes.at, other->purposes.count);
	else
		return false;
	say_with_it(it, other);
	return true;
}

static void put_all_together(struct recipient_terms *telling)
{
	for (size_t i = 0; i < telling->count; i++) {
		size_t kept = i + 1;

		for (size_t j = i + 1; j < telling->count; j++)
			if (!put_together(telling, telling->list[i],
					  telling->list[j]))
				telling->list[kept++] = telling->list[j];
		telling->count = kept;
	}
}

void notice_gather(struct recipient_terms *telling,
		   struct notice_writer *writer,
		   const struct published_recipient *recipient)
{
	*telling = (struct recipient_terms){.writer = writer,
					    .recipient = recipient};
	gather(telling);
	if (writer->voice.failed) {
		telling->count = 0;
		return;
	}
	leave_out_repeats(telling);
	put_all_together(telling);
}
