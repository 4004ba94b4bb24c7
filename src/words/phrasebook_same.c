/*
 * phrasebook_same.c - that different things are called differently: what is
 * published can be read back only then.
 */
#include <stdlib.h>

#include "base/error.h"
#include "language/diagnostic.h"
#include "words/phrasebook_parts.h"

enum owner phrasebook_owner(const struct phrasebook *book, uint16_t field)
{
	return (enum owner)
		book->owners[book->dictionary->fields[field].category];
}

/* One thing as it is called; of the same `space` none is called the same. */
struct called {
	struct slice text, label;
	unsigned int space;
	const struct said *said;
};

struct calling {
	struct phrase_loader *loader;
	struct voice voice;
	struct called *list;
	size_t count, capacity;
	bool failed;
};

static int compare_called(const void *a, const void *b)
{
	const struct called *x = a, *y = b;

	if (x->space != y->space)
		return x->space < y->space ? -1 : 1;
	return slice_compare(x->text, y->text);
}

/* Fields, groups and categories share a space, for each owner and for names that
 * stand alone; codes have one for each set. */
static unsigned int space_of(const struct phrasebook *book, enum name_kind kind,
			     uint32_t index, bool whole)
{
	enum { DATA = 100, CODES = 1000 };
	uint16_t set = 0, field;

	switch ((int)kind) {
	case NAME_FIELD:
		field = (uint16_t)index;
		break;
	case NAME_GROUP:
		field = field_set_next(&book->dictionary->groups[index].fields,
				       0);
		break;
	case NAME_CATEGORY:
		if (whole)
			return DATA;
		return DATA + 1u + book->owners[index];
	case NAME_CODE:
		while (index >= book->code_first[set + 1])
			set++;
		return CODES + set;
	default:
		return (unsigned int)kind;
	}
	if (whole || field == DICTIONARY_NONE)
		return DATA;
	return DATA + 1u + phrasebook_owner(book, field);
}

static void add_called(struct calling *calling, enum name_kind kind,
		       uint32_t index)
{
	struct phrasebook *book = calling->loader->book;
	const struct name_entry *entry = phrasebook_entry(book, kind, index);
	enum audience audience = calling->voice.audience;
	struct called *list;

	/* A fact's name has a gap; a holder may be called as its function. */
	if (entry == NULL || entry->plain[FORM_NAME][audience].at == NULL ||
	    kind == NAME_FACT)
		return;
	list = arena_grow(calling->loader->arena, calling->list, calling->count,
			  &calling->capacity, sizeof(*list));
	if (list == NULL) {
		calling->failed = true;
		return;
	}
	calling->list = list;
	list[calling->count++] = (struct called){
		.text = entry->plain[FORM_NAME][audience],
		.label = phrasebook_label(book->dictionary, kind, index),
		.space = space_of(book, kind, index, entry->whole[audience]),
		.said = phrasebook_find(&entry->said[FORM_NAME], audience,
					LAYER_OVER),
	};
}

static void tell_same(struct calling *calling, const struct called *a,
		      const struct called *b)
{
	struct position place;

	if (a->space != b->space || !slice_equal(a->text, b->text) ||
	    slice_equal(a->label, b->label))
		return;
	place = source_position(a->said->range.source, a->said->range.start);
	finding_hint(calling->loader->findings,
		     findings_add(calling->loader->findings, SEVERITY_WARNING,
				  "same-name", b->said->range,
				  "something else is called '%.*s' too",
				  SLICE_ARGS(b->text)),
		     "at %.*s:%u", SLICE_ARGS(a->said->range.source->name),
		     place.line);
}

static void compare_for(struct calling *calling, enum audience audience)
{
	struct phrasebook *book = calling->loader->book;

	calling->count = 0;
	calling->voice.audience = audience;
	for (int kind = 0; kind < NAME_KIND_COUNT; kind++)
		for (uint32_t i = 0;
		     i < phrasebook_name_count(book, (enum name_kind)kind); i++)
			add_called(calling, (enum name_kind)kind, i);
	if (calling->count < 2)
		return;
	qsort(calling->list, calling->count, sizeof(*calling->list),
	      compare_called);
	for (size_t i = 1; i < calling->count; i++)
		tell_same(calling, &calling->list[i - 1], &calling->list[i]);
}

int phrasebook_compare_names(struct phrase_loader *loader)
{
	struct calling calling = {
		.loader = loader,
		.voice = voice_of(loader->book, AUDIENCE_PARENT, loader->arena),
	};

	for (int a = 0; a < AUDIENCE_COUNT; a++)
		compare_for(&calling, (enum audience)a);
	return calling.failed ? error_memory(loader->error) : 0;
}
