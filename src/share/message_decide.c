/*
 * What a correction may say.
 *
 * Who was sent a value that was wrong is told the right one (law: UK GDPR art
 * 19); that is no door for anything else.  A correction holds the periods and
 * items that the release held, of those the fields in its roll that had a value,
 * and of these what law, promise and terms allow on the day, decided as for a
 * release.  The family's wishes do not stop it: the recipient has the value
 * already, and a wrong one serves nobody.
 */
#include "share/message_parts.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "share/disclosure.h"
#include "share/manifest.h"

/* Old items times new ones that are compared; people compare more. */
enum { PAIRS_MOST = 1 << 20 };

struct deciding {
	const struct message_deciding *asked;
	const struct field_set *had;
	struct disclosure *disclosure;
	struct record now;    /* as it is, less what a court order keeps */
	struct record before; /* likewise, when the release was made */
	uint64_t categories;  /* of fields that have changed */
	struct record told;
	bool changed;
	bool unclear; /* which item became which cannot be told */
	struct arena *arena;
};

/* --- what became of what was sent ------------------------------------------------- */

static uint32_t count_had(const struct deciding *deciding,
			  const struct item *item)
{
	uint32_t count = 0;

	for (uint32_t v = 0; v < item->count; v++)
		count += field_set_has(deciding->had, item->values[v].field);
	return count;
}

static uint32_t count_same(const struct deciding *deciding,
			   const struct item *before, const struct item *now)
{
	uint32_t count = 0;

	for (uint32_t v = 0; v < before->count; v++)
		count +=
			field_set_has(deciding->had, before->values[v].field) &&
			slice_equal(before->values[v].text,
				    item_text(now, before->values[v].field));
	return count;
}

/* What is there now of the fields that were sent of an item. */
static int add_item(struct deciding *deciding, struct section *told,
		    const struct item *before, const struct item *now,
		    struct error *error)
{
	struct item *item = &told->items[told->count];

	item->values = arena_array(deciding->arena, before->count,
				   sizeof(*item->values));
	item->count = 0;
	if (item->values == NULL)
		return error_memory(error);
	for (uint32_t v = 0; v < before->count; v++) {
		struct value value = before->values[v];

		if (!field_set_has(deciding->had, value.field))
			continue;
		value.text = item_text(now, value.field);
		if (!slice_equal(value.text, before->values[v].text))
			deciding->changed = true;
		if (!slice_empty(value.text))
			item->values[item->count++] = value;
	}
	told->count += item->count > 0;
	return 0;
}

/* The item that one has become: of those left, the most alike, which is the same
 * in at least half of what was sent, or in all of it. */
static uint32_t find_pair(const struct deciding *deciding,
			  const struct item *before, const struct section *now,
			  const bool *taken, bool whole)
{
	uint32_t had = count_had(deciding, before);
	uint32_t best = now->count;
	uint32_t most = 0;

	for (uint32_t i = 0; i < now->count; i++) {
		uint32_t same = count_same(deciding, before, &now->items[i]);

		if (taken[i] || same <= most ||
		    (whole ? same < had : 2 * same < had))
			continue;
		most = same;
		best = i;
	}
	return best;
}

static int pair_items(struct deciding *deciding, const struct section *before,
		      const struct section *now, struct section *told,
		      struct error *error)
{
	bool *taken = arena_array(deciding->arena, now->count, sizeof(*taken));
	bool *paired =
		arena_array(deciding->arena, before->count, sizeof(*paired));
	uint32_t gone = 0;

	if (taken == NULL || paired == NULL)
		return error_memory(error);
	memset(taken, 0, now->count * sizeof(*taken));
	memset(paired, 0, before->count * sizeof(*paired));
	for (int whole = 1; whole >= 0; whole--)
		for (uint32_t i = 0; i < before->count; i++) {
			const struct item *item = &before->items[i];
			uint32_t pair;

			if (paired[i] || count_had(deciding, item) == 0)
				continue;
			pair = find_pair(deciding, item, now, taken, whole);
			gone += whole == 0 && pair == now->count;
			if (pair == now->count)
				continue;
			paired[i] = taken[pair] = true;
			if (add_item(deciding, told, item, &now->items[pair],
				     error) != 0)
				return -1;
		}
	deciding->changed = deciding->changed || gone > 0;
	/* One that is gone may be one that came, or somebody else. */
	for (uint32_t i = 0; i < now->count; i++)
		if (gone > 0 && !taken[i])
			deciding->unclear = true;
	return 0;
}

static const struct section *same_section(const struct record *record,
					  const struct section *like)
{
	for (uint32_t s = 0; s < record->count; s++)
		if (record->sections[s].category == like->category &&
		    slice_equal(record->sections[s].period, like->period))
			return &record->sections[s];
	return NULL;
}

static int add_section(struct deciding *deciding, const struct section *before,
		       struct error *error)
{
	static const struct section none = {0};
	const struct category *category =
		&deciding->disclosure->node->dictionary
			 ->categories[before->category];
	const struct section *now = same_section(&deciding->now, before);
	struct section *told = &deciding->told.sections[deciding->told.count];
	static const struct item nothing = {0};
	uint32_t had = 0;

	for (uint32_t i = 0; i < before->count; i++)
		had += count_had(deciding, &before->items[i]);
	if (had == 0)
		return 0;
	if (now == NULL)
		now = &none;
	*told = *now;
	told->category = before->category;
	told->period = before->period;
	told->count = 0;
	told->items = arena_array(deciding->arena, before->count,
				  sizeof(*told->items));
	if (told->items == NULL)
		return error_memory(error);
	deciding->told.count++;
	if (slice_empty(category->each))
		return add_item(deciding, told, &before->items[0],
				now->count > 0 ? &now->items[0] : &nothing,
				error);
	if ((uint64_t)before->count * now->count > PAIRS_MOST) {
		deciding->unclear = true;
		return 0;
	}
	return pair_items(deciding, before, now, told, error);
}

static int find_told(struct deciding *deciding, struct error *error)
{
	deciding->told.sections =
		arena_array(deciding->arena, deciding->before.count,
			    sizeof(struct section));
	if (deciding->told.sections == NULL)
		return error_memory(error);
	for (uint32_t s = 0; s < deciding->before.count; s++) {
		const struct section *section = &deciding->before.sections[s];

		if ((deciding->categories >> section->category & 1) != 0 &&
		    add_section(deciding, section, error) != 0)
			return -1;
	}
	return 0;
}

/* What was told before is what the recipient has now, not what was sent. */
static int was_told(const struct deciding *deciding, bool *told,
		    struct error *error)
{
	const struct register_message *message = deciding->asked->message;
	struct register_message *list;
	size_t count;

	*told = false;
	if (register_pupil_messages(deciding->disclosure->node->pupils,
				    message->pupil, &list, &count,
				    deciding->arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		*told = *told || (list[i].kind == MESSAGE_CORRECTION &&
				  list[i].release == message->release &&
				  list[i].id != message->id &&
				  list[i].state != MESSAGE_DUE);
	return 0;
}

/* --- whether it may be said ---------------------------------------------------------- */

static bool is_as_revealing(enum level_kind level, struct slice had)
{
	if (slice_is(had, "named"))
		return level == LEVEL_NAMED;
	if (slice_is(had, "pupil"))
		return level == LEVEL_NAMED || level == LEVEL_PUPIL;
	return level == LEVEL_NAMED || level == LEVEL_PUPIL ||
	       level == LEVEL_INSIDE;
}

static struct record without(const struct record *record, uint16_t category,
			     struct section *room)
{
	struct record kept = *record;

	kept.sections = room;
	kept.count = 0;
	for (uint32_t s = 0; s < record->count; s++)
		if (record->sections[s].category != category)
			room[kept.count++] = record->sections[s];
	return kept;
}

static bool lets_out(const struct deciding *deciding,
		     const struct decision *decision)
{
	if (decision->outcome != OUTCOME_PERMIT ||
	    !is_as_revealing(decision->level.kind,
			     deciding->asked->had->release.level))
		return false;
	for (uint32_t s = 0; s < deciding->told.count; s++) {
		const struct section *section = &deciding->told.sections[s];

		for (uint32_t i = 0; i < section->count; i++)
			for (uint32_t v = 0; v < section->items[i].count; v++)
				if (!field_set_has(
					    &decision->released,
					    section->items[i].values[v].field))
					return false;
	}
	return true;
}

/* Facts are those of the whole record; only what is told binds. */
static int decide(const struct deciding *deciding, const struct record *record,
		  bool *allowed, struct error *error)
{
	struct disclosure *disclosure = deciding->disclosure;
	const struct decision *decision;
	struct pupil pupil;

	columns_pupil(disclosure->columns, record, &pupil);
	if (disclosure->bindings != NULL &&
	    bindings_of(disclosure->bindings, &deciding->told, &pupil.binding,
			error) != 0)
		return -1;
	if (plan_decide_one(disclosure->plan, &pupil, &decision, error) != 0)
		return -1;
	*allowed = lets_out(deciding, decision);
	return 0;
}

static int decide_both(const struct deciding *deciding, bool *allowed,
		       struct error *error)
{
	struct section *room = arena_array(deciding->arena, deciding->now.count,
					   sizeof(*room));
	struct record wishless;

	if (room == NULL)
		return error_memory(error);
	if (decide(deciding, &deciding->now, allowed, error) != 0)
		return -1;
	if (*allowed)
		return 0;
	wishless = without(&deciding->now,
			   deciding->disclosure->columns->wishes, room);
	return decide(deciding, &wishless, allowed, error);
}

/* ---------------------------------------------------------------------------------------- */

static int read_records(struct deciding *deciding, struct error *error)
{
	const struct register_message *message = deciding->asked->message;
	struct pupil_register *pupils = deciding->disclosure->node->pupils;

	if (register_read(pupils, message->pupil, UINT64_MAX, &deciding->now,
			  deciding->arena, error) != 0 ||
	    register_read_released(pupils, message->pupil, message->release,
				   UINT64_MAX, &deciding->before,
				   deciding->arena, error) != 0)
		return -1;
	/* A court order keeps from recipients what it keeps from them in a
	 * release, then and now. */
	disclosure_hold_back(deciding->disclosure, &deciding->now);
	disclosure_hold_back(deciding->disclosure, &deciding->before);
	return 0;
}

static int find_telling(struct deciding *deciding, struct message_told *told,
			struct error *error)
{
	bool before;
	bool allowed = false;

	if (read_records(deciding, error) != 0 ||
	    find_told(deciding, error) != 0 ||
	    was_told(deciding, &before, error) != 0)
		return -1;
	told->record = deciding->told;
	told->telling = TELL_NOTHING;
	if (deciding->told.count == 0 || (!deciding->changed && !before))
		return 0;
	told->telling = TELL_BY_PEOPLE;
	if (deciding->unclear)
		return 0;
	if (decide_both(deciding, &allowed, error) != 0)
		return -1;
	if (allowed)
		told->telling = TELL_SECTIONS;
	return 0;
}

int message_decide(struct node *node, const struct message_deciding *asked,
		   struct message_told *told, struct arena *arena,
		   struct error *error)
{
	const struct release *release = &asked->had->release;
	struct share_report report = {0};
	const struct share_request request = {
		.recipient = release->recipient,
		.purpose = release->purpose,
		.collection = release->flow,
		.trigger = asked->manifest->trigger,
		.destination = asked->manifest->recipient.number,
		.upns = &release->recipient,
		.fields = &asked->had->fields,
		.today = asked->today,
		.dry_run = true,
	};
	struct deciding deciding = {
		.asked = asked,
		.had = &asked->had->fields,
		.categories = asked->categories,
		.arena = arena,
	};
	struct disclosure *disclosure =
		arena_allocate(arena, sizeof(*disclosure));
	struct error why = {0};
	int result;

	if (disclosure == NULL)
		return error_memory(error);
	disclosure->node = node;
	disclosure->asked = &request;
	disclosure->report = &report;
	disclosure->arena = arena;
	disclosure->correcting = true;
	deciding.disclosure = disclosure;
	result = disclosure_prepare(disclosure, &why);
	if (result == 0)
		result = find_telling(&deciding, told, error);
	else if (why.code == ERROR_INPUT || why.code == ERROR_NOT_FOUND) {
		/* The recipient, purpose or notice is not what it was. */
		told->telling = TELL_BY_PEOPLE;
		result = 0;
	} else if (error != NULL) {
		*error = why;
	}
	plan_free(disclosure->plan);
	return result;
}
