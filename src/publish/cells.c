#include "publish/cells.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "words/phrasebook.h"

struct slice cell_keep(struct voice *voice, struct slice text)
{
	struct slice copy = arena_copy(voice->arena, text);

	voice->failed |= copy.at == NULL;
	return copy;
}

struct slice cell_take(struct voice *voice, struct builder *text)
{
	struct slice copy = cell_keep(voice, builder_slice(text));

	voice->failed |= text->failed;
	builder_release(text);
	return copy;
}

static bool holds_item(struct slice list, struct slice item)
{
	while (list.len > 0) {
		struct slice one = slice_cut(&list, ';');

		if (slice_equal(slice_trim(one), item))
			return true;
	}
	return false;
}

void cell_add_once(struct builder *list, struct slice item)
{
	if (slice_empty(item) || holds_item(builder_slice(list), item))
		return;
	if (list->len > 0)
		builder_add_text(list, "; ");
	builder_add(list, item);
}

struct slice cell_day(struct voice *voice, bool data, int32_t day)
{
	char text[DATE_TEXT_BYTES];

	if (day == DATE_NONE)
		return (struct slice){NULL, 0};
	if (!data)
		return say_date(voice, day);
	date_format(day, text);
	return cell_keep(voice, slice_of(text));
}
