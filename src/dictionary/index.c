/* index.c - see index.h. */
#include "dictionary/index.h"

#include "base/arena.h"
#include "base/error.h"
#include "dictionary/loader.h"
#include "language/diagnostic.h"

/* Prohibitions have names, but nothing refers to them. */
enum { SPACE_NEVER = KIND_COUNT };

static const uint64_t FNV_PRIME = 0x100000001b3;
static const uint64_t FNV_START = 0xcbf29ce484222325;
static const uint64_t SPREAD = 0x9e3779b97f4a7c15; /* 2^64 / golden ratio */

/* Which kinds share names: the fields' and the bodies'. */
static int space_of(enum dictionary_kind kind)
{
	switch ((int)kind) {
	case KIND_CATEGORY:
	case KIND_GROUP:
		return KIND_FIELD;
	case KIND_HOLDER:
		return KIND_BODY;
	default:
		return (int)kind;
	}
}

static uint64_t mix(uint64_t hash, uint64_t salt)
{
	hash = (hash ^ salt * SPREAD) * FNV_PRIME;
	hash ^= hash >> 32;
	return hash != 0 ? hash : 1;
}

/* A power of two, at least twice `count`. */
static uint32_t table_size(size_t count)
{
	uint32_t size = 16;

	while (size < 2 * count)
		size *= 2;
	return size;
}

/* The slot of a name, or the free one where it would stand. */
static struct name_slot *name_slot(const struct dictionary_index *index,
				   int space, struct slice name)
{
	uint64_t hash = mix(slice_hash(name), (uint64_t)space);
	uint32_t at = (uint32_t)hash & index->mask;

	for (;; at = (at + 1) & index->mask) {
		struct name_slot *slot = &index->slots[at];

		if (slot->hash == 0 ||
		    (slot->hash == hash && slice_equal(slot->name, name) &&
		     space_of(slot->entry.kind) == space))
			return slot;
	}
}

const struct dictionary_entry *index_find(const struct dictionary *dictionary,
					  enum dictionary_kind kind,
					  struct slice name)
{
	const struct name_slot *slot;

	if (dictionary->index == NULL)
		return NULL;
	slot = name_slot(dictionary->index, space_of(kind), name);
	return slot->hash != 0 ? &slot->entry : NULL;
}

struct indexer {
	struct loader *loader;
	struct dictionary_index *index;
};

static const char *kind_word(enum dictionary_kind kind)
{
	return (int)kind == SPACE_NEVER ? "prohibition"
					: dictionary_kind_name(kind);
}

static void add_name(struct indexer *indexer, struct slice name,
		     struct range range, enum dictionary_kind kind,
		     size_t index, uint16_t holder)
{
	int space = space_of(kind);
	struct name_slot *slot = name_slot(indexer->index, space, name);

	if (slot->hash != 0) {
		find_error(indexer->loader, range, "duplicate-name",
			   "'%.*s' is already the name of %s %s",
			   SLICE_ARGS(name),
			   strchr("ae", kind_word(slot->entry.kind)[0]) != NULL
				   ? "an"
				   : "a",
			   kind_word(slot->entry.kind));
		return;
	}
	slot->name = name;
	slot->hash = mix(slice_hash(name), (uint64_t)space);
	slot->entry = (struct dictionary_entry){kind, (uint16_t)index, holder};
}

#define ADD_ALL(list, count, kind_)                                     \
	for (size_t i_ = 0; i_ < (count); i_++)                         \
	add_name(indexer, (list)[i_].name, (list)[i_].range, kind_, i_, \
		 DICTIONARY_NONE)

static void add_bodies(struct indexer *indexer)
{
	const struct dictionary *dictionary = indexer->loader->dictionary;

	ADD_ALL(dictionary->bodies, dictionary->body_count, KIND_BODY);
	for (size_t i = 0; i < dictionary->body_count; i++) {
		const struct body *body = &dictionary->bodies[i];

		for (uint16_t h = 0; h < body->holder_count; h++)
			if (body->holders[h].alias.len > 0)
				add_name(indexer, body->holders[h].alias,
					 body->holders[h].range, KIND_HOLDER, i,
					 h);
	}
}

static void add_statements(struct indexer *indexer,
			   const struct statement *const *list, size_t count,
			   enum dictionary_kind kind)
{
	for (size_t i = 0; i < count; i++)
		add_name(indexer, statement_text(list[i], ""),
			 name_range(list[i]), kind, i, DICTIONARY_NONE);
}

static void add_all(struct indexer *indexer)
{
	const struct dictionary *d = indexer->loader->dictionary;

	ADD_ALL(d->categories, d->category_count, KIND_CATEGORY);
	ADD_ALL(d->fields, d->field_count, KIND_FIELD);
	ADD_ALL(d->groups, d->group_count, KIND_GROUP);
	ADD_ALL(d->facts, d->fact_count, KIND_FACT);
	ADD_ALL(d->code_sets, d->code_set_count, KIND_CODES);
	ADD_ALL(d->laws, d->law_count, KIND_LAW);
	ADD_ALL(d->purposes, d->purpose_count, KIND_PURPOSE);
	ADD_ALL(d->areas, d->area_count, KIND_AREA);
	ADD_ALL(d->settings, d->setting_count, KIND_SETTING);
	ADD_ALL(d->authorities, d->authority_count, KIND_AUTHORITY);
	ADD_ALL(d->triggers, d->trigger_count, KIND_TRIGGER);
	ADD_ALL(d->approvals, d->approval_count, KIND_APPROVAL);
	ADD_ALL(d->terms, d->terms_count, KIND_TERMS);
	ADD_ALL(d->roles, d->role_count, KIND_ROLE);
	ADD_ALL(d->collections, d->collection_count, KIND_COLLECTION);
	ADD_ALL(d->pages, d->page_count, KIND_PAGE);
	ADD_ALL(d->profiles, d->profile_count, KIND_PROFILE);
	add_bodies(indexer);
	add_statements(indexer, d->gateways, d->gateway_count, KIND_GATEWAY);
	add_statements(indexer, d->prohibitions, d->prohibition_count,
		       (enum dictionary_kind)SPACE_NEVER);
}

static size_t count_names(const struct dictionary *d)
{
	size_t count = (size_t)d->category_count + d->field_count +
		       d->group_count + d->fact_count + d->code_set_count +
		       d->law_count + d->body_count + d->purpose_count +
		       d->area_count + d->setting_count + d->authority_count +
		       d->trigger_count + d->approval_count + d->terms_count +
		       d->role_count + d->collection_count + d->page_count +
		       d->profile_count + d->gateway_count +
		       d->prohibition_count;

	for (size_t i = 0; i < d->body_count; i++)
		count += d->bodies[i].holder_count;
	return count;
}

int index_names(struct loader *loader)
{
	uint32_t size = table_size(count_names(loader->dictionary));
	struct dictionary_index *index;
	struct indexer indexer = {.loader = loader};

	index = arena_allocate(loader->arena, sizeof(*index));
	if (index == NULL)
		return error_memory(loader->error);
	index->slots = arena_array(loader->arena, size, sizeof(*index->slots));
	if (index->slots == NULL)
		return error_memory(loader->error);
	index->mask = size - 1;
	indexer.index = index;
	add_all(&indexer);
	loader->dictionary->index = index;
	return 0;
}

/* FNV-1a over the text, A-Z as a-z. */
static uint64_t folded_hash(struct slice text)
{
	uint64_t hash = FNV_START;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];

		if (c >= 'A' && c <= 'Z')
			c = (unsigned char)(c - 'A' + 'a');
		hash = (hash ^ c) * FNV_PRIME;
	}
	return hash;
}

static bool same_key(const struct code *code, enum code_key key,
		     struct slice text)
{
	switch (key) {
	case CODE_EXACT:
		return slice_equal(code->code, text);
	case CODE_FOLDED:
		return slice_equal_ignoring_case(code->code, text);
	case CODE_LABEL:
		return slice_equal_ignoring_case(code->label, text);
	}
	return false;
}

static uint64_t code_hash(uint16_t set, enum code_key key, struct slice text)
{
	uint64_t hash =
		key == CODE_EXACT ? slice_hash(text) : folded_hash(text);

	return mix(hash, (uint64_t)set * 4 + (uint64_t)key);
}

/*
 * The slot of a key, or the free one where it would stand.  A shared slot has
 * no code to compare with: 64 bits of hash, the set and the kind of key must
 * do; at worst a value is refused that would have been matched by its label.
 */
static struct code_slot *code_slot(const struct dictionary *dictionary,
				   uint16_t set, enum code_key key,
				   struct slice text, uint64_t hash)
{
	const struct code_index *index = dictionary->code_index;
	const struct code *codes = dictionary->code_sets[set].codes;
	uint32_t at = (uint32_t)hash & index->mask;

	for (;; at = (at + 1) & index->mask) {
		struct code_slot *slot = &index->slots[at];

		if (slot->hash == 0 ||
		    (slot->hash == hash && slot->set == set &&
		     slot->key == (uint8_t)key &&
		     (slot->code == DICTIONARY_NONE ||
		      same_key(&codes[slot->code], key, text))))
			return slot;
	}
}

uint16_t index_find_code(const struct dictionary *dictionary, uint16_t set,
			 enum code_key key, struct slice text)
{
	const struct code_slot *slot;

	if (dictionary->code_index == NULL)
		return DICTIONARY_NONE;
	slot = code_slot(dictionary, set, key, text, code_hash(set, key, text));
	return slot->hash != 0 ? slot->code : DICTIONARY_NONE;
}

/* False when another code has this key already; then neither is found by it
 * unless it is the code itself. */
static bool add_key(const struct dictionary *dictionary, uint16_t set,
		    uint16_t code, enum code_key key, struct slice text)
{
	uint64_t hash = code_hash(set, key, text);
	struct code_slot *slot = code_slot(dictionary, set, key, text, hash);

	if (slot->hash != 0) {
		if (key != CODE_EXACT)
			slot->code = DICTIONARY_NONE;
		return false;
	}
	*slot = (struct code_slot){hash, set, code, (uint8_t)key};
	return true;
}

static void add_codes(struct loader *loader, uint16_t set)
{
	const struct code_set *codes = &loader->code_sets[set];

	for (uint16_t i = 0; i < codes->count; i++) {
		const struct code *code = &codes->codes[i];

		if (!add_key(loader->dictionary, set, i, CODE_EXACT,
			     code->code)) {
			find_error(loader, loader->code_ranges[set][i],
				   "duplicate-code",
				   "the code '%.*s' stands twice in '%.*s'",
				   SLICE_ARGS(code->code),
				   SLICE_ARGS(codes->name));
			continue;
		}
		add_key(loader->dictionary, set, i, CODE_FOLDED, code->code);
		if (code->label.len > 0)
			add_key(loader->dictionary, set, i, CODE_LABEL,
				code->label);
	}
}

int index_codes(struct loader *loader)
{
	struct dictionary *dictionary = loader->dictionary;
	struct code_index *index;
	size_t count = 0;
	uint32_t size;

	for (uint16_t i = 0; i < dictionary->code_set_count; i++)
		count += dictionary->code_sets[i].count;
	size = table_size(3 * count);
	index = arena_allocate(loader->arena, sizeof(*index));
	if (index == NULL)
		return error_memory(loader->error);
	index->slots = arena_array(loader->arena, size, sizeof(*index->slots));
	if (index->slots == NULL)
		return error_memory(loader->error);
	index->mask = size - 1;
	index->la_numbers =
		dictionary_find(dictionary, KIND_CODES, SLICE("la-number"));
	dictionary->code_index = index;
	for (uint16_t i = 0; i < dictionary->code_set_count; i++)
		add_codes(loader, i);
	return 0;
}
