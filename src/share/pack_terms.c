/*
 * pack_terms.c - what a family's copy says beside the data: what it shows, who has
 * had it, why it is held and how long, and who may have it.
 */
#include "base/date.h"
#include "base/error.h"
#include "policy/policy.h"
#include "register/layer.h"
#include "share/node.h"
#include "share/pack_parts.h"

/* --- what the copy shows ------------------------------------------------------------ */

static struct field_set shown(const struct writer *writer,
			      const struct section *section)
{
	struct field_set fields = {0};

	for (uint32_t i = 0; section != NULL && i < section->count; i++)
		for (uint32_t v = 0; v < section->items[i].count; v++)
			field_set_add(&fields,
				      section->items[i].values[v].field);
	return field_set_difference(fields, writer->frame->hidden);
}

static struct field_set all_shown(const struct writer *writer,
				  const struct record *record)
{
	struct field_set fields = {0};

	for (uint32_t s = 0; s < record->count; s++)
		fields = field_set_union(fields,
					 shown(writer, &record->sections[s]));
	return fields;
}

/* That the node collected itself, whoever else sent it too. */
static struct field_set own_shown(const struct writer *writer,
				  const struct record *record)
{
	struct field_set fields = {0};

	for (uint32_t s = 0; s < record->count; s++)
		fields = field_set_union(
			fields,
			shown(writer, section_own(&record->sections[s])));
	return fields;
}

/* --- who has had it ------------------------------------------------------------------- */

static const struct register_grant *
find_grant(const struct pack_history *history, uint64_t id)
{
	for (size_t i = 0; i < history->grant_count; i++)
		if (history->grants[i].id == id)
			return &history->grants[i];
	return NULL;
}

/* Whether all of it came to keep the child safe. */
static bool is_for_safety(const struct writer *writer,
			  const struct section *section)
{
	const struct section *own = section_own(section);

	if ((own != NULL && own->count > 0) || section->grant_count == 0)
		return false;
	for (uint32_t g = 0; g < section->grant_count; g++) {
		const struct register_grant *grant =
			find_grant(&writer->history, section->grants[g]);

		if (grant == NULL ||
		    !told_may_protect(writer->frame->dictionary,
				      grant->purpose))
			return false;
	}
	return true;
}

/* That somebody sent it tells a parent that there was a fear for the child. */
static void hide_safety(struct writer *writer, struct record *record)
{
	struct pack_history *history = &writer->history;
	uint32_t sections = 0;
	size_t kept = 0;

	for (uint32_t s = 0; s < record->count; s++)
		if (!is_for_safety(writer, &record->sections[s]))
			record->sections[sections++] = record->sections[s];
	record->count = sections;
	for (size_t i = 0; i < history->grant_count; i++)
		if (!told_may_protect(writer->frame->dictionary,
				      history->grants[i].purpose))
			history->grants[kept++] = history->grants[i];
	history->grant_count = kept;
}

int pack_grants(struct writer *writer, struct record *record,
		struct error *error)
{
	struct pack_history *history = &writer->history;

	if (register_grants(writer->frame->disclosure->node->pupils,
			    &history->grants, &history->grant_count,
			    &writer->arena, error) != 0)
		return -1;
	if (writer->frame->told.in_part)
		hide_safety(writer, record);
	return 0;
}

/* The educational record, which every parent may have, tells of nothing that is
 * not in it. */
static bool keep_release(const struct writer *writer, struct pupil_release *one)
{
	const struct pack_frame *frame = writer->frame;

	if (!told_release(&frame->told, one))
		return false;
	if (frame->words->record)
		one->fields = field_set_intersection(one->fields,
						     writer->terms.fields);
	return !field_set_empty(one->fields);
}

/* Free words about a child's safety may tell of others, or warn somebody: that
 * there is an entry, and when, is all that a copy says. */
static void keep_words(struct case_entry *entry)
{
	if (entry->kind == CASE_ACCESS)
		return;
	entry->reason = SLICE("");
	if (entry->kind != CASE_LOOK_UP)
		entry->by = SLICE("");
}

static size_t keep_entries(const struct pack_frame *frame,
			   struct case_entry *list, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		if (!told_entry(&frame->told, &list[i]))
			continue;
		list[kept] = list[i];
		keep_words(&list[kept++]);
	}
	return kept;
}

struct finding {
	struct writer *writer;
	const struct record *record;
	size_t capacity;
};

static bool is_of_record(void *context, uint64_t id, struct slice kind)
{
	const struct finding *finding = context;

	(void)kind;
	for (uint32_t s = 0; s < finding->record->count; s++) {
		const struct section *own =
			section_own(&finding->record->sections[s]);

		if (own != NULL && own->origin == id)
			return true;
	}
	return false;
}

static int keep_origin(void *context, const struct origin *origin,
		       struct error *error)
{
	struct finding *finding = context;
	struct pack_history *history = &finding->writer->history;
	struct arena *arena = &finding->writer->arena;
	struct origin *grown =
		arena_grow(arena, history->origins, history->origin_count,
			   &finding->capacity, sizeof(*grown));
	struct origin *kept;

	if (grown == NULL)
		return error_memory(error);
	history->origins = grown;
	kept = &grown[history->origin_count++];
	*kept = *origin;
	kept->name = (struct slice){NULL, 0};
	kept->kind = arena_copy(arena, origin->kind);
	kept->stated_by = arena_copy(arena, origin->stated_by);
	return kept->kind.at != NULL && kept->stated_by.at != NULL
		       ? 0
		       : error_memory(error);
}

static int find_origins(struct writer *writer, const struct record *record,
			struct error *error)
{
	struct finding finding = {writer, record, 0};
	const struct origin_visitor visitor = {is_of_record, keep_origin,
					       &finding};

	return register_origins_each(writer->frame->disclosure->node->pupils, 0,
				     &visitor, error);
}

int pack_history(struct writer *writer, const struct record *record,
		 struct error *error)
{
	struct node *node = writer->frame->disclosure->node;
	struct pack_history *history = &writer->history;
	size_t kept = 0;

	writer->terms.fields = all_shown(writer, record);
	if (register_pupil_releases(node->pupils, record->pupil,
				    &history->releases, &history->release_count,
				    &writer->arena, error) != 0 ||
	    find_origins(writer, record, error) != 0 ||
	    case_list_of(node, record->pupil, &history->entries,
			 &history->entry_count, &writer->arena, error) != 0)
		return -1;
	for (size_t i = 0; i < history->release_count; i++)
		if (keep_release(writer, &history->releases[i]))
			history->releases[kept++] = history->releases[i];
	history->release_count = kept;
	history->entry_count = keep_entries(writer->frame, history->entries,
					    history->entry_count);
	return 0;
}

/* --- why, and for how long ------------------------------------------------------------ */

/* The last of the dates that the record has in a field. */
static int32_t last_date(const struct writer *writer,
			 const struct record *record, const char *name)
{
	const struct dictionary *dictionary = writer->frame->dictionary;
	uint16_t field =
		dictionary_find(dictionary, KIND_FIELD, slice_of(name));
	int32_t last = DATE_NONE, date;

	for (uint32_t s = 0; s < record->count; s++)
		for (uint32_t i = 0; i < record->sections[s].count; i++)
			if (date_parse(item_text(&record->sections[s].items[i],
						 field),
				       &date) &&
			    date > last)
				last = date;
	return last;
}

/* The day before the first one beyond its time. */
static int32_t last_day(const struct writer *writer,
			const struct record *record,
			const struct holding *holding)
{
	int32_t from = DATE_NONE, due;

	if (holding->keep_until_age > 0)
		from = last_date(writer, record, "pupil.birth-date");
	else if (slice_is(holding->keep_event, "leaving"))
		from = last_date(writer, record, "enrolment.leaving-date");
	due = holding_due(holding, from);
	return due != DATE_NONE ? due - 1 : DATE_NONE;
}

static void add_use(struct pack_terms *terms, const struct holding *holding,
		    bool received, struct field_set fields, int32_t until)
{
	if (field_set_empty(fields))
		return;
	terms->uses[terms->use_count++] =
		(struct pack_use){holding, received, fields, until};
}

static int find_uses(struct writer *writer, const struct record *record,
		     struct error *error)
{
	struct pack_terms *terms = &writer->terms;
	const struct notice *notice = terms->notice;
	/* What a gate kept back, or is another parent's, is not here either. */
	struct field_set own = field_set_intersection(own_shown(writer, record),
						      terms->fields);
	struct field_set rest = own;

	terms->uses = arena_array(&writer->arena, notice->holding_count + 2,
				  sizeof(*terms->uses));
	if (terms->uses == NULL)
		return error_memory(error);
	for (size_t i = 0; i < notice->holding_count; i++) {
		const struct holding *holding = &notice->holdings[i];

		add_use(terms, holding, false,
			field_set_intersection(holding->fields, own),
			last_day(writer, record, holding));
		rest = field_set_difference(rest, holding->fields);
	}
	add_use(terms, NULL, false, rest, DATE_NONE);
	add_use(terms, NULL, true, field_set_difference(terms->fields, own),
		DATE_NONE);
	return 0;
}

/* --- who may have it -------------------------------------------------------------------- */

static int find_allowed(struct writer *writer, struct error *error)
{
	const struct disclosure *disclosure = writer->frame->disclosure;
	struct pack_terms *terms = &writer->terms;
	const struct allowed *list;
	size_t count;

	if (allowed_list(disclosure->node->policy, terms->notice,
			 disclosure->request.date, &list, &count,
			 &writer->arena, error) != 0)
		return -1;
	terms->allowed =
		arena_array(&writer->arena, count, sizeof(*terms->allowed));
	if (terms->allowed == NULL)
		return error_memory(error);
	for (size_t i = 0; i < count; i++) {
		struct allowed one = list[i];

		one.fields = field_set_intersection(one.fields, terms->fields);
		if (!field_set_empty(one.fields))
			terms->allowed[terms->allowed_count++] = one;
	}
	return 0;
}

int pack_terms(struct writer *writer, const struct record *record,
	       struct error *error)
{
	const struct disclosure *disclosure = writer->frame->disclosure;
	const struct policy *policy = disclosure->node->policy;
	int current = policy_notice_on(policy, disclosure->request.date);

	writer->terms.notice = current >= 0 ? policy->notices[current].notice
					    : disclosure->node->notice;
	if (find_uses(writer, record, error) != 0)
		return -1;
	return find_allowed(writer, error);
}
