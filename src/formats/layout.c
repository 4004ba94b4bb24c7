#include "formats/layout.h"

#include <assert.h>

#include "base/error.h"
#include "formats/xml.h"
#include "register/record.h"

static uint16_t find_field(const struct dictionary *dictionary,
			   const char *name, int which)
{
	static const char *const prefixes[2] = {"parent", "contact"};
	char full[64];
	size_t prefix, rest;

	if (name == NULL)
		return DICTIONARY_NONE;
	if (name[0] != '?')
		return dictionary_find(dictionary, KIND_FIELD, slice_of(name));
	prefix = strlen(prefixes[which]);
	rest = strlen(name + 1);
	assert(prefix + rest <= sizeof(full));
	memcpy(full, prefixes[which], prefix);
	memcpy(full + prefix, name + 1, rest);
	return dictionary_find(dictionary, KIND_FIELD,
			       (struct slice){full, prefix + rest});
}

/* Links each row with its first child and its next sibling. */
static void link_rows(struct layout *layout)
{
	uint16_t last[UINT8_MAX + 2]; /* the last row seen at each depth */

	last[0] = LAYOUT_NO_ROW;
	for (uint16_t i = 0; i < layout->count; i++) {
		unsigned int depth = layout->rows[i].depth;
		uint16_t above = last[depth];

		layout->child[i] = LAYOUT_NO_ROW;
		layout->next[i] = LAYOUT_NO_ROW;
		if (i > 0 && layout->rows[i - 1].depth >= depth)
			layout->next[last[depth + 1]] = i;
		else if (above != LAYOUT_NO_ROW)
			layout->child[above] = i;
		last[depth + 1] = i;
	}
}

/* Rows in a subtree come after its top, so from the end upwards each row has
 * its category before its parent asks. */
static void find_categories(struct layout *layout)
{
	for (uint16_t i = layout->count; i-- > 0;)
		for (int which = 0; which < 2; which++) {
			uint16_t field = layout->field[i][which];
			uint16_t category = DICTIONARY_NONE;

			if (field != DICTIONARY_NONE)
				category = layout->dictionary->fields[field]
						   .category;
			for (uint16_t row = layout->child[i];
			     row != LAYOUT_NO_ROW &&
			     category == DICTIONARY_NONE;
			     row = layout->next[row])
				category = layout->category[row][which];
			layout->category[i][which] = category;
		}
}

void layout_resolve(struct layout *layout, const struct layout_row *rows,
		    size_t count, const struct dictionary *dictionary)
{
	assert(count <= LAYOUT_ROWS_LIMIT);
	layout->dictionary = dictionary;
	layout->rows = rows;
	layout->count = (uint16_t)count;
	link_rows(layout);
	for (uint16_t i = 0; i < layout->count; i++)
		for (int which = 0; which < 2; which++)
			layout->field[i][which] =
				find_field(dictionary, rows[i].field, which);
	find_categories(layout);
}

static uint16_t find_from(const struct layout *layout, uint16_t row,
			  uint16_t end, struct slice element)
{
	for (; row != end && row != LAYOUT_NO_ROW; row = layout->next[row])
		if ((layout->rows[row].flags & LAYOUT_TARGET) == 0 &&
		    slice_equal(layout->rows[row].element, element))
			return row;
	return LAYOUT_NO_ROW;
}

uint16_t layout_find(const struct layout *layout, uint16_t parent,
		     uint16_t *after, struct slice element)
{
	uint16_t found = LAYOUT_NO_ROW;

	if (*after != LAYOUT_NO_ROW)
		found = find_from(layout, *after, LAYOUT_NO_ROW, element);
	if (found == LAYOUT_NO_ROW)
		found = find_from(layout, layout->child[parent], *after,
				  element);
	if (found != LAYOUT_NO_ROW)
		*after = found;
	return found;
}

bool layout_repeated(const struct layout_row *row)
{
	return row->kind == LAYOUT_ITEM || row->kind == LAYOUT_VALUE_ITEM ||
	       (row->flags & LAYOUT_REPEATED) != 0;
}

struct field_set layout_fields(const struct layout_row *rows, size_t count,
			       const struct dictionary *dictionary)
{
	struct field_set fields = {0};
	struct layout layout;

	layout_resolve(&layout, rows, count, dictionary);
	for (uint16_t i = 0; i < layout.count; i++)
		for (int which = 0; which < 2; which++)
			if (layout.field[i][which] != DICTIONARY_NONE &&
			    (rows[i].flags & LAYOUT_READ_ONLY) == 0)
				field_set_add(&fields, layout.field[i][which]);
	return fields;
}

struct slice layout_text(const struct layout_writing *writing, uint16_t row,
			 const struct item *item, int which)
{
	uint16_t field = writing->layout->field[row][which];
	struct slice text;

	if (field == DICTIONARY_NONE)
		return SLICE("");
	text = item != NULL ? item_text(item, field)
			    : record_text(writing->record,
					  writing->layout->dictionary, field);
	if (text.len > 0 && writing->shown != NULL)
		text = writing->shown(writing, row, text);
	return text;
}

void layout_open(const struct layout_writing *writing, uint16_t row)
{
	if (writing->sink != NULL)
		writing->sink->open(writing, row);
	else
		xml_open(writing->xml, writing->layout->rows[row].element);
}

void layout_value(const struct layout_writing *writing, uint16_t row,
		  struct slice text)
{
	if (writing->sink == NULL)
		xml_value(writing->xml, writing->layout->rows[row].element,
			  text);
	else if (text.len > 0)
		writing->sink->value(writing, row, text);
}

void layout_close(const struct layout_writing *writing, uint16_t row)
{
	if (writing->sink != NULL)
		writing->sink->close(writing, row);
	else
		xml_close(writing->xml);
}

bool layout_has_place(const struct layout_writing *writing, uint16_t row)
{
	const struct layout_row *what = &writing->layout->rows[row];

	return (what->flags & (LAYOUT_READ_ONLY | LAYOUT_TARGET)) == 0 &&
	       (what->from == 0 || writing->year >= what->from) &&
	       (what->to == 0 || writing->year <= what->to) &&
	       (writing->wanted == NULL || writing->wanted(writing, row));
}

int layout_refuse(const struct layout_writing *writing, uint16_t row,
		  const char *called, struct error *error)
{
	error_set(error, ERROR_REFUSED, "%s must have %s of every pupil",
		  called, writing->layout->rows[row].field);
	error_hint(error, "it was withheld or is not held");
	return error_at(error, SLICE(""), 0, 0, writing->record->number);
}

static void write_items(const struct layout_writing *writing, uint16_t row)
{
	const struct layout *layout = writing->layout;
	const struct layout_row *what = &layout->rows[row];
	const struct section *section;

	if (layout->category[row][0] == DICTIONARY_NONE)
		return;
	section = record_section(writing->record, layout->category[row][0]);
	for (uint32_t i = 0; section != NULL && i < section->count; i++) {
		const struct item *item = &section->items[i];

		if (what->kind == LAYOUT_VALUE_ITEM) {
			layout_value(writing, row,
				     layout_text(writing, row, item, 0));
			continue;
		}
		layout_open(writing, row);
		layout_write(writing, row, item, 0);
		layout_close(writing, row);
	}
}

static void write_row(const struct layout_writing *writing, uint16_t row,
		      const struct item *item, int which)
{
	const struct layout_row *what = &writing->layout->rows[row];

	switch (what->kind) {
	case LAYOUT_GROUP:
		layout_open(writing, row);
		layout_write(writing, row, item, which);
		layout_close(writing, row);
		break;
	case LAYOUT_VALUE:
		layout_value(writing, row,
			     layout_text(writing, row, item, which));
		break;
	case LAYOUT_ITEM:
	case LAYOUT_VALUE_ITEM:
		write_items(writing, row);
		break;
	case LAYOUT_IGNORED:
		break;
	default:
		writing->own(writing, row, item, which);
		break;
	}
}

void layout_write(const struct layout_writing *writing, uint16_t row,
		  const struct item *item, int which)
{
	const struct layout *layout = writing->layout;

	for (row = layout->child[row]; row != LAYOUT_NO_ROW;
	     row = layout->next[row])
		if (layout_has_place(writing, row))
			write_row(writing, row, item, which);
}
