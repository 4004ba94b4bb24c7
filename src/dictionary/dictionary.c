/* dictionary.c - asking a loaded dictionary; see dictionary.h. */
#include "dictionary/dictionary.h"

#include "base/arena.h"
#include "dictionary/index.h"
#include "language/diagnostic.h"
#include "language/tree.h"

const char *dictionary_kind_name(enum dictionary_kind kind)
{
	static const char *const names[KIND_COUNT] = {
		[KIND_NONE] = "thing",
		[KIND_FIELD] = "field",
		[KIND_CATEGORY] = "category",
		[KIND_GROUP] = "group",
		[KIND_FACT] = "fact",
		[KIND_CODES] = "code set",
		[KIND_LAW] = "law",
		[KIND_BODY] = "body",
		[KIND_HOLDER] = "holder",
		[KIND_PURPOSE] = "purpose",
		[KIND_AREA] = "area",
		[KIND_SETTING] = "setting",
		[KIND_AUTHORITY] = "authority",
		[KIND_TRIGGER] = "trigger",
		[KIND_APPROVAL] = "approval",
		[KIND_TERMS] = "set of terms",
		[KIND_ROLE] = "role",
		[KIND_COLLECTION] = "collection",
		[KIND_GATEWAY] = "gateway",
		[KIND_PAGE] = "page",
		[KIND_PROFILE] = "profile",
	};

	return kind < KIND_COUNT ? names[kind] : "thing";
}

uint16_t dictionary_find(const struct dictionary *dictionary,
			 enum dictionary_kind kind, struct slice name)
{
	const struct dictionary_entry *entry =
		index_find(dictionary, kind, name);

	return entry != NULL && entry->kind == kind ? entry->index
						    : DICTIONARY_NONE;
}

const struct field *dictionary_field(const struct dictionary *dictionary,
				     struct slice name)
{
	uint16_t field = dictionary_find(dictionary, KIND_FIELD, name);

	return field != DICTIONARY_NONE ? &dictionary->fields[field] : NULL;
}

uint16_t dictionary_body(const struct dictionary *dictionary, struct slice name,
			 uint16_t *holder)
{
	const struct dictionary_entry *entry =
		index_find(dictionary, KIND_BODY, name);

	if (holder != NULL)
		*holder = entry != NULL ? entry->holder : DICTIONARY_NONE;
	return entry != NULL ? entry->index : DICTIONARY_NONE;
}

bool dictionary_fields(const struct dictionary *dictionary, struct slice name,
		       struct field_set *fields)
{
	const struct dictionary_entry *entry =
		index_find(dictionary, KIND_FIELD, name);
	const struct category *category;

	if (entry == NULL)
		return false;
	if (entry->kind == KIND_GROUP) {
		*fields = dictionary->groups[entry->index].fields;
		return true;
	}
	*fields = (struct field_set){0};
	if (entry->kind == KIND_FIELD) {
		field_set_add(fields, entry->index);
		return true;
	}
	category = &dictionary->categories[entry->index];
	for (uint16_t i = 0; i < category->field_count; i++)
		field_set_add(fields, (uint16_t)(category->first_field + i));
	return true;
}

bool law_in_force(const struct law *law, int32_t date)
{
	return (law->from == DATE_NONE || law->from <= date) &&
	       (law->to == DATE_NONE || date <= law->to);
}

const struct holder *body_holder(const struct body *body, int32_t date)
{
	/* The latest that has begun, should two overlap. */
	for (uint16_t i = body->holder_count; i > 0; i--) {
		const struct holder *holder = &body->holders[i - 1];

		if (holder->from <= date &&
		    (holder->to == DATE_NONE || date <= holder->to))
			return holder;
	}
	return NULL;
}

struct slice body_label(const struct body *body, int32_t date)
{
	const struct holder *holder = body_holder(body, date);

	return holder != NULL ? holder->label : body->label;
}

const struct holder *body_successor(const struct body *body, int32_t date)
{
	for (uint16_t i = 0; i < body->holder_count; i++)
		if (body->holders[i].from > date)
			return &body->holders[i];
	return NULL;
}

const struct address *page_address(const struct page *page, int32_t date)
{
	for (uint16_t i = page->address_count; i > 0; i--) {
		const struct address *address = &page->addresses[i - 1];

		if (address->from <= date &&
		    (address->to == DATE_NONE || date <= address->to))
			return address;
	}
	return NULL;
}

uint16_t code_set_find(const struct dictionary *dictionary, uint16_t codes,
		       struct slice code)
{
	if (codes >= dictionary->code_set_count)
		return DICTIONARY_NONE;
	return index_find_code(dictionary, codes, CODE_EXACT, code);
}

int32_t code_fact_value(const struct code_set *set, uint16_t code)
{
	if (code >= set->count)
		return DATE_NONE;
	return set->ordered ? set->codes[code].order : code;
}

struct name_list {
	struct slice *names;
	size_t count, capacity;
	struct arena *arena;
	bool failed;
};

static void add(struct name_list *list, struct slice name)
{
	struct slice *names;

	if (list->failed || name.len == 0)
		return;
	names = arena_grow(list->arena, list->names, list->count,
			   &list->capacity, sizeof(*names));
	if (names == NULL) {
		list->failed = true;
		return;
	}
	list->names = names;
	names[list->count++] = name;
}

#define ADD_NAMES(things, number)                \
	for (size_t i_ = 0; i_ < (number); i_++) \
	add(list, (things)[i_].name)

static void add_bodies(const struct dictionary *d, struct name_list *list)
{
	for (size_t i = 0; i < d->body_count; i++) {
		add(list, d->bodies[i].name);
		for (size_t h = 0; h < d->bodies[i].holder_count; h++)
			add(list, d->bodies[i].holders[h].alias);
	}
}

static void add_kind(const struct dictionary *d, enum dictionary_kind kind,
		     struct name_list *list)
{
	switch (kind) {
	case KIND_NONE:
	case KIND_COUNT:
		break;
	case KIND_FIELD:
		ADD_NAMES(d->fields, d->field_count);
		ADD_NAMES(d->groups, d->group_count);
		ADD_NAMES(d->categories, d->category_count);
		break;
	case KIND_CATEGORY:
		ADD_NAMES(d->categories, d->category_count);
		break;
	case KIND_GROUP:
		ADD_NAMES(d->groups, d->group_count);
		break;
	case KIND_FACT:
		ADD_NAMES(d->facts, d->fact_count);
		break;
	case KIND_CODES:
		ADD_NAMES(d->code_sets, d->code_set_count);
		break;
	case KIND_LAW:
		ADD_NAMES(d->laws, d->law_count);
		break;
	case KIND_BODY:
	case KIND_HOLDER:
		add_bodies(d, list);
		break;
	case KIND_PURPOSE:
		ADD_NAMES(d->purposes, d->purpose_count);
		break;
	case KIND_AREA:
		ADD_NAMES(d->areas, d->area_count);
		break;
	case KIND_SETTING:
		ADD_NAMES(d->settings, d->setting_count);
		break;
	case KIND_AUTHORITY:
		ADD_NAMES(d->authorities, d->authority_count);
		break;
	case KIND_TRIGGER:
		ADD_NAMES(d->triggers, d->trigger_count);
		break;
	case KIND_APPROVAL:
		ADD_NAMES(d->approvals, d->approval_count);
		break;
	case KIND_TERMS:
		ADD_NAMES(d->terms, d->terms_count);
		break;
	case KIND_ROLE:
		ADD_NAMES(d->roles, d->role_count);
		break;
	case KIND_COLLECTION:
		ADD_NAMES(d->collections, d->collection_count);
		break;
	case KIND_GATEWAY:
		for (size_t i = 0; i < d->gateway_count; i++)
			add(list, statement_text(d->gateways[i], ""));
		break;
	case KIND_PAGE:
		ADD_NAMES(d->pages, d->page_count);
		break;
	case KIND_PROFILE:
		ADD_NAMES(d->profiles, d->profile_count);
		break;
	}
}

const struct slice *dictionary_names(const struct dictionary *dictionary,
				     enum dictionary_kind kind,
				     struct arena *arena, size_t *count)
{
	struct name_list list = {.arena = arena};

	add_kind(dictionary, kind, &list);
	*count = list.failed ? 0 : list.count;
	return list.failed ? NULL : list.names;
}

void dictionary_hint(const struct dictionary *dictionary,
		     enum dictionary_kind kind, struct slice name,
		     struct findings *findings, struct finding *finding)
{
	struct arena scratch = {0};
	const struct slice *names;
	size_t count = 0;

	if (!finding_is_kept(findings, finding))
		return;
	names = dictionary_names(dictionary, kind, &scratch, &count);
	if (names != NULL)
		finding_hint_nearest(findings, finding, name, names, count);
	arena_release(&scratch);
}
