#include "share/wishes.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"

uint16_t wishes_category(const struct dictionary *dictionary)
{
	return dictionary_find(dictionary, KIND_CATEGORY, SLICE("wishes"));
}

static struct slice text_of(const struct wish_list *wishes,
			    const struct item *item, const char *name)
{
	uint16_t field =
		dictionary_find(wishes->dictionary, KIND_FIELD, slice_of(name));

	return field != DICTIONARY_NONE ? item_text(item, field)
					: (struct slice){NULL, 0};
}

static int32_t date_of(const struct wish_list *wishes, const struct item *item,
		       const char *name)
{
	int32_t date;

	return date_parse(text_of(wishes, item, name), &date) ? date
							      : DATE_NONE;
}

static int append(struct wish_list *wishes, const struct wish *wish,
		  struct error *error)
{
	wishes->list = arena_grow(wishes->arena, wishes->list, wishes->count,
				  &wishes->capacity, sizeof(*wishes->list));
	if (wishes->list == NULL)
		return error_memory(error);
	wishes->list[wishes->count++] = *wish;
	return 0;
}

int wishes_read(struct wish_list *wishes, const struct section *section,
		struct error *error)
{
	for (uint32_t i = 0; section != NULL && i < section->count; i++) {
		const struct item *item = &section->items[i];
		struct wish wish = {
			.kind = text_of(wishes, item, "wish.kind"),
			.by = text_of(wishes, item, "wish.by"),
			.recipient = text_of(wishes, item, "wish.recipient"),
			.purpose = text_of(wishes, item, "wish.purpose"),
			.date = date_of(wishes, item, "wish.date"),
			.withdrawn = date_of(wishes, item, "wish.withdrawn"),
		};

		if (append(wishes, &wish, error) != 0)
			return -1;
	}
	return 0;
}

static bool is_same(const struct wish *a, const struct wish *b)
{
	return slice_equal(a->kind, b->kind) && slice_equal(a->by, b->by) &&
	       slice_equal(a->recipient, b->recipient) &&
	       slice_equal(a->purpose, b->purpose);
}

bool wishes_stand(const struct wish_list *wishes, const struct wish *wish)
{
	for (size_t i = 0; i < wishes->count; i++)
		if (is_same(&wishes->list[i], wish) &&
		    wishes->list[i].withdrawn == DATE_NONE)
			return true;
	return false;
}

bool wishes_recorded(const struct wish_list *wishes, const struct wish *wish)
{
	for (size_t i = 0; i < wishes->count; i++)
		if (is_same(&wishes->list[i], wish) &&
		    wishes->list[i].date == wish->date)
			return true;
	return false;
}

int wishes_add(struct wish_list *wishes, const struct wish *wish,
	       struct error *error)
{
	for (size_t i = 0; i < wishes->count; i++) {
		struct wish *held = &wishes->list[i];

		/* What is on record word for word is not added again, even
		 * when it has ended. */
		if (!is_same(held, wish) ||
		    (held->withdrawn != DATE_NONE &&
		     held->withdrawn != wish->withdrawn))
			continue;
		if (wish->date < held->date && wish->withdrawn == DATE_NONE)
			held->date = wish->date;
		if (held->withdrawn == DATE_NONE)
			held->withdrawn = wish->withdrawn;
		return 0;
	}
	return append(wishes, wish, error);
}

static int check_word(const struct dictionary *dictionary, const char *field,
		      struct slice text, struct error *error)
{
	uint16_t index =
		dictionary_find(dictionary, KIND_FIELD, slice_of(field));
	struct builder canonical = {0};
	int result = 0;

	if (index == DICTIONARY_NONE)
		return error_set(error, ERROR_INPUT,
				 "the dictionary has no field '%s'", field);
	if (field_check(dictionary, index, text, DATE_NONE, &canonical,
			error) != 0)
		result = -1;
	else if (!slice_equal(builder_slice(&canonical), text))
		result = error_set(error, ERROR_INPUT,
				   "there is no such %s as stated", field);
	builder_release(&canonical);
	return result;
}

int wish_check(const struct wish *wish, const struct dictionary *dictionary,
	       int32_t today, struct error *error)
{
	if (check_word(dictionary, "wish.kind", wish->kind, error) != 0 ||
	    check_word(dictionary, "wish.by", wish->by, error) != 0)
		return -1;
	if (!slice_empty(wish->recipient) &&
	    dictionary_body(dictionary, wish->recipient, NULL) ==
		    DICTIONARY_NONE)
		return error_set(error, ERROR_INPUT,
				 "the dictionary has no body of the name that "
				 "stands in wish.recipient");
	if (!slice_empty(wish->purpose) &&
	    dictionary_find(dictionary, KIND_PURPOSE, wish->purpose) ==
		    DICTIONARY_NONE)
		return error_set(error, ERROR_INPUT,
				 "the dictionary has no purpose of the name "
				 "that stands in wish.purpose");
	if (wish->date > today || wish->withdrawn > today)
		return error_set(error, ERROR_INPUT,
				 "a wish is not of a day that has yet to come");
	return 0;
}

static void set_text(const struct wish_list *wishes, struct record_maker *maker,
		     const char *name, uint32_t item, struct slice text)
{
	uint16_t field =
		dictionary_find(wishes->dictionary, KIND_FIELD, slice_of(name));

	if (!slice_empty(text) && field != DICTIONARY_NONE)
		record_set(maker, field, (struct slice){NULL, 0}, item, text);
}

static void set_date(const struct wish_list *wishes, struct record_maker *maker,
		     const char *name, uint32_t item, int32_t date)
{
	char text[DATE_TEXT_BYTES];

	if (date == DATE_NONE)
		return;
	date_format(date, text);
	set_text(wishes, maker, name, item, slice_of(text));
}

void wishes_set(const struct wish_list *wishes, struct record_maker *maker)
{
	for (uint32_t i = 0; i < wishes->count; i++) {
		const struct wish *wish = &wishes->list[i];

		set_text(wishes, maker, "wish.kind", i, wish->kind);
		set_text(wishes, maker, "wish.by", i, wish->by);
		set_text(wishes, maker, "wish.recipient", i, wish->recipient);
		set_text(wishes, maker, "wish.purpose", i, wish->purpose);
		set_date(wishes, maker, "wish.date", i, wish->date);
		set_date(wishes, maker, "wish.withdrawn", i, wish->withdrawn);
	}
}
