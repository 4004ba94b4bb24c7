#include "cli/words.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/json.h"

/* --- fields ---------------------------------------------------------------------- */

/* A list of labels; those that begin alike ("Parent: surname") share their
 * beginning. */
struct list {
	struct builder *out;
	struct slice head; /* of the label before; empty: it had none */
	bool begun;
};

static struct slice label_head(struct slice label)
{
	for (size_t i = 0; i + 1 < label.len; i++)
		if (label.at[i] == ':' && label.at[i + 1] == ' ')
			return slice_part(label, 0, i + 2);
	return (struct slice){NULL, 0};
}

static void add_label(struct list *list, const char *before, struct slice label)
{
	struct slice head = label_head(label);
	struct slice shown = label;

	if (!list->begun)
		builder_add_text(list->out, before);
	else if (head.len > 0 && slice_equal(head, list->head)) {
		builder_add_text(list->out, ", ");
		shown = slice_part(label, head.len, label.len);
	} else {
		builder_add_text(list->out, "; ");
		builder_add_text(list->out, before);
	}
	builder_add(list->out, shown);
	list->head = head;
	list->begun = true;
}

/* A larger thing stands for its fields if it has several and all are there. */
static bool take_all(struct field_set *left, struct field_set fields)
{
	if (field_set_count(fields) < 2 ||
	    !field_set_empty(field_set_difference(fields, *left)))
		return false;
	*left = field_set_difference(*left, fields);
	return true;
}

void words_add_fields(const struct dictionary *dictionary,
		      const struct field_set *fields, struct builder *out)
{
	struct field_set left = *fields;
	struct list list = {.out = out};

	for (uint16_t c = 0; c < dictionary->category_count; c++) {
		const struct category *category = &dictionary->categories[c];
		struct field_set all = {0};

		for (uint16_t f = 0; f < category->field_count; f++)
			field_set_add(&all,
				      (uint16_t)(category->first_field + f));
		if (take_all(&left, all))
			add_label(&list, "all of ", category->label);
	}
	for (uint16_t g = 0; g < dictionary->group_count; g++)
		if (take_all(&left, dictionary->groups[g].fields))
			add_label(&list, "", dictionary->groups[g].label);
	for (uint16_t f = field_set_next(&left, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&left, (uint16_t)(f + 1)))
		add_label(&list, "", dictionary->fields[f].label);
	if (!list.begun)
		builder_add_text(out, "nothing");
}

void words_put_fields(const struct dictionary *dictionary,
		      const struct field_set *fields, struct json *json)
{
	json_open_array(json);
	for (uint16_t f = field_set_next(fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(fields, (uint16_t)(f + 1)))
		json_put_text(json, dictionary->fields[f].name);
	json_close_array(json);
}

/* --- dates and numbers ------------------------------------------------------------ */

void words_add_date(int32_t date, struct builder *out)
{
	char text[32];

	if (date == DATE_NONE)
		return;
	date_format_long(date, text, sizeof(text));
	builder_add_text(out, text);
}

struct slice words_date(int32_t date, struct arena *arena)
{
	char text[DATE_TEXT_BYTES];

	if (date == DATE_NONE)
		return SLICE("");
	date_format(date, text);
	return arena_copy(arena, slice_of(text));
}

/* --- who and what for --------------------------------------------------------------- */

struct slice words_recipient(const struct dictionary *dictionary,
			     struct slice name, int32_t date)
{
	uint16_t body = dictionary_body(dictionary, name, NULL);

	return body != DICTIONARY_NONE
		       ? body_label(&dictionary->bodies[body], date)
		       : name;
}

struct slice words_purpose(const struct dictionary *dictionary,
			   struct slice name)
{
	uint16_t purpose = dictionary_find(dictionary, KIND_PURPOSE, name);

	return purpose == DICTIONARY_NONE ? name
					  : dictionary->purposes[purpose].label;
}
