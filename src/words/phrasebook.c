/*
 * phrasebook.c - a phrasebook whole, and what it says.
 */
#include "words/phrasebook.h"

#include <ctype.h>

#include "base/error.h"
#include "base/memory.h"
#include "language/diagnostic.h"
#include "words/phrasebook_parts.h"

/* --- reading -------------------------------------------------------------------- */

static int read_layers(struct phrase_loader *loader, const char *base,
		       const char *language)
{
	const char *paths[LAYER_COUNT] = {base, language};
	bool whole = false;

	if (phrasebook_make_names(loader) != 0)
		return -1;
	if (language != NULL && phrasebook_is_whole(language, loader->arena,
						    &whole, loader->error) != 0)
		return -1;
	if (whole) {
		paths[LAYER_BASE] = language;
		paths[LAYER_OVER] = NULL;
	}
	for (int layer = 0; layer < LAYER_COUNT; layer++) {
		if (paths[layer] == NULL)
			continue;
		loader->layer = (enum layer)layer;
		if (phrasebook_read(loader, paths[layer]) != 0)
			return -1;
	}
	return phrasebook_settle(loader);
}

int phrasebook_load(struct phrasebook **out, const char *base,
		    const char *language, const struct dictionary *dictionary,
		    struct findings *findings, struct error *error)
{
	struct phrasebook *book = memory_array(1, sizeof(*book));
	struct phrase_loader *loader = NULL;
	size_t errors = findings->errors;
	int result = -1;

	if (book == NULL)
		return error_memory(error);
	loader = arena_allocate(&book->arena, sizeof(*loader));
	if (loader == NULL) {
		error_memory(error);
		goto out;
	}
	book->dictionary = dictionary;
	loader->book = book;
	loader->dictionary = dictionary;
	loader->findings = findings;
	loader->error = error;
	loader->arena = &book->arena;
	if (read_layers(loader, base, language) != 0)
		goto out;
	result = 0;
	*out = NULL;
	if (findings->errors == errors) {
		*out = book;
		return 0;
	}
out:
	phrasebook_free(book);
	return result;
}

void phrasebook_free(struct phrasebook *book)
{
	if (book == NULL)
		return;
	arena_release(&book->arena);
	memory_free(book);
}

struct slice phrasebook_title(const struct phrasebook *book)
{
	return book->title;
}

struct slice phrasebook_language(const struct phrasebook *book)
{
	return book->language;
}

/* --- saying --------------------------------------------------------------------------- */

struct voice voice_of(const struct phrasebook *book, enum audience audience,
		      struct arena *arena)
{
	return (struct voice){
		.book = book,
		.dictionary = book->dictionary,
		.arena = arena,
		.audience = audience,
	};
}

static const struct slice nothing = SLICE_INIT("");

static struct slice without_memory(struct voice *voice)
{
	voice->failed = true;
	return nothing;
}

static void write_piece(const struct template_piece *piece, char *out)
{
	if (piece->capital)
		text_capital(piece->text, out);
	else
		memcpy(out, piece->text.at, piece->text.len);
}

static struct slice fill(struct voice *voice, const struct template *template,
			 const struct phrase_value *values, size_t count)
{
	char digits[TEMPLATE_PARTS][TEMPLATE_DIGITS];
	struct template_piece pieces[TEMPLATE_PARTS];
	size_t piece_count, len = 0;
	char *text;

	if (voice->failed || template == NULL)
		return nothing;
	piece_count = template_fill(template, values, count, digits, pieces);
	for (size_t i = 0; i < piece_count; i++)
		len += pieces[i].text.len;
	if (len == 0)
		return nothing;
	text = arena_allocate(voice->arena, len + 1);
	if (text == NULL)
		return without_memory(voice);
	len = 0;
	for (size_t i = 0; i < piece_count; i++) {
		write_piece(&pieces[i], text + len);
		len += pieces[i].text.len;
	}
	return (struct slice){text, len};
}

static const struct template *phrase_of(const struct voice *voice,
					enum phrase key)
{
	return voice->book->phrases[key][voice->audience];
}

struct slice say(struct voice *voice, enum phrase key)
{
	return fill(voice, phrase_of(voice, key), NULL, 0);
}

struct slice say_values(struct voice *voice, enum phrase key,
			const struct phrase_value *values, size_t count)
{
	return fill(voice, phrase_of(voice, key), values, count);
}

struct slice say_template(struct voice *voice, const struct template *template,
			  const char *name, struct slice value)
{
	struct phrase_value values[] = {with(name, value)};

	return fill(voice, template, values, 1);
}

bool says(const struct voice *voice, enum phrase key)
{
	const struct template *template = phrase_of(voice, key);

	return template != NULL && template->count > 0;
}

static bool keep_part(struct voice *voice, const struct template_piece *piece,
		      struct phrase_part *part)
{
	char *text = arena_allocate(voice->arena, piece->text.len + 1);

	if (text == NULL)
		return false;
	write_piece(piece, text);
	part->text = (struct slice){text, piece->text.len};
	part->placeholder = piece->name;
	return true;
}

const struct phrase_part *say_parts(struct voice *voice, enum phrase key,
				    const struct phrase_value *values,
				    size_t value_count, size_t *part_count)
{
	static const struct phrase_part none[1];
	char digits[TEMPLATE_PARTS][TEMPLATE_DIGITS];
	struct template_piece pieces[TEMPLATE_PARTS];
	const struct template *template = phrase_of(voice, key);
	struct phrase_part *parts;
	size_t count;

	*part_count = 0;
	if (voice->failed || template == NULL)
		return none;
	count = template_fill(template, values, value_count, digits, pieces);
	parts = arena_array(voice->arena, count + 1, sizeof(*parts));
	for (size_t i = 0; parts != NULL && i < count; i++)
		if (!keep_part(voice, &pieces[i], &parts[i]))
			parts = NULL;
	if (parts == NULL) {
		voice->failed = true;
		return none;
	}
	*part_count = count;
	return parts;
}

/* --- names -------------------------------------------------------------------------- */

/* A label as it stands inside a sentence: "Date of birth" small, "SEN" not, nor
 * what is a name of its own. */
static struct slice small(struct voice *voice, enum name_kind kind,
			  struct slice label)
{
	char *text;

	if (kind == NAME_HOLDER || kind == NAME_LAW || kind == NAME_AUTHORITY ||
	    label.len < 2 || !isupper((unsigned char)label.at[0]) ||
	    isupper((unsigned char)label.at[1]) || voice->failed)
		return label;
	text = arena_allocate(voice->arena, label.len + 1);
	if (text == NULL)
		return without_memory(voice);
	memcpy(text, label.at, label.len);
	text[0] = (char)tolower((unsigned char)text[0]);
	return (struct slice){text, label.len};
}

static struct slice big(struct voice *voice, struct slice name)
{
	char *text;

	if (name.len == 0 || voice->failed)
		return name;
	text = arena_allocate(voice->arena, name.len + 1);
	if (text == NULL)
		return without_memory(voice);
	text_capital(name, text);
	return (struct slice){text, name.len};
}

static struct slice name_in(struct voice *voice, enum name_kind kind,
			    uint32_t index, enum name_form form)
{
	const struct name_entry *entry =
		phrasebook_entry(voice->book, kind, index);
	struct slice name = nothing;

	if (entry != NULL && form != FORM_NAME) {
		name = entry->plain[form][voice->audience];
		if (name.at != NULL)
			return name;
	}
	if (entry != NULL)
		name = entry->plain[FORM_NAME][voice->audience];
	if (entry == NULL || name.at == NULL) {
		name = phrasebook_label(voice->dictionary, kind, index);
		return form == FORM_HEADING ? name : small(voice, kind, name);
	}
	return form == FORM_HEADING ? big(voice, name) : name;
}

struct slice name_of(struct voice *voice, enum name_kind kind, uint16_t index)
{
	return name_in(voice, kind, index, FORM_NAME);
}

struct slice name_heading(struct voice *voice, enum name_kind kind,
			  uint16_t index)
{
	return name_in(voice, kind, index, FORM_HEADING);
}

struct slice name_explained(struct voice *voice, enum name_kind kind,
			    uint16_t index)
{
	return name_in(voice, kind, index, FORM_EXPLAINED);
}

struct slice name_of_code(struct voice *voice, uint16_t set, uint16_t code)
{
	return name_in(voice, NAME_CODE, voice->book->code_first[set] + code,
		       FORM_NAME);
}

static struct slice body_in(struct voice *voice, uint16_t body, int32_t date,
			    enum name_form form)
{
	const struct body *found = &voice->dictionary->bodies[body];
	const struct holder *holder = body_holder(found, date);

	/* Without holders of its own a body has one of its own label. */
	if (holder == NULL || slice_equal(holder->label, found->label))
		return name_in(voice, NAME_BODY, body, form);
	return name_in(voice, NAME_HOLDER,
		       voice->book->holder_first[body] +
			       (uint32_t)(holder - found->holders),
		       form);
}

struct slice name_of_body(struct voice *voice, uint16_t body, int32_t date)
{
	return body_in(voice, body, date, FORM_NAME);
}

struct slice name_heading_of_body(struct voice *voice, uint16_t body,
				  int32_t date)
{
	return body_in(voice, body, date, FORM_HEADING);
}

struct slice name_by(struct voice *voice, enum name_kind kind,
		     struct slice name, struct slice of, enum name_form form)
{
	const struct loose_name *loose = voice->book->loose;
	struct slice found;

	while (loose != NULL &&
	       (loose->kind != kind || !slice_equal(loose->name, name) ||
		!slice_equal(loose->of, of)))
		loose = loose->next;
	if (loose == NULL)
		return nothing;
	found = loose->entry.plain[form][voice->audience];
	if (found.at != NULL || form == FORM_NAME)
		return found.at != NULL ? found : nothing;
	found = loose->entry.plain[FORM_NAME][voice->audience];
	if (found.at == NULL || form == FORM_DENIED)
		return nothing;
	return form == FORM_HEADING ? big(voice, found) : found;
}

/* --- lists -------------------------------------------------------------------------- */

struct slice say_joined(struct voice *voice, const struct slice *items,
			size_t count, enum phrase two, enum phrase next,
			enum phrase last)
{
	struct slice text;

	if (count == 0)
		return nothing;
	if (count == 2)
		return say_with(voice, two, with("first", items[0]),
				with("last", items[1]));
	text = items[0];
	for (size_t i = 1; i + 1 < count; i++)
		text = say_with(voice, next, with("first", text),
				with("next", items[i]));
	if (count > 2)
		text = say_with(voice, last, with("first", text),
				with("last", items[count - 1]));
	return text;
}

struct slice say_list(struct voice *voice, const struct slice *items,
		      size_t count)
{
	return say_joined(voice, items, count, PHRASE_LIST_TWO,
			  PHRASE_LIST_NEXT, PHRASE_LIST_LAST);
}

struct slice say_choice(struct voice *voice, const struct slice *items,
			size_t count)
{
	return say_joined(voice, items, count, PHRASE_CHOICE_TWO,
			  PHRASE_CHOICE_NEXT, PHRASE_CHOICE_LAST);
}

/* --- dates and numbers -------------------------------------------------------------- */

struct slice say_date(struct voice *voice, int32_t date)
{
	struct civil civil;

	if (date == DATE_NONE)
		return nothing;
	civil = date_to_civil(date);
	return say_with(
		voice, PHRASE_DATE, with_number("day", (uint64_t)civil.day),
		with("month", say(voice, (enum phrase)(PHRASE_MONTH_1 +
						       civil.month - 1))),
		with_number("year", (uint64_t)civil.year));
}

struct slice say_months(struct voice *voice, int months)
{
	if (months % 12 == 0)
		return say_with(voice, PHRASE_YEARS,
				with_number("number", (uint64_t)months / 12));
	return say_with(voice, PHRASE_MONTHS,
			with_number("number", (uint64_t)months));
}

struct slice say_days(struct voice *voice, int days)
{
	return say_with(voice, PHRASE_DAYS,
			with_number("number", (uint64_t)days));
}
