/*
 * phrasebook_settle.c - from all that is said to one wording for each audience;
 * what is missing, and what has the same name as something else.
 */
#include "words/phrasebook_parts.h"

#include "base/error.h"
#include "language/diagnostic.h"

/* --- words ---------------------------------------------------------------------- */

struct word_finder {
	const struct phrase_loader *loader;
	enum audience audience;
	enum layer layer;
};

static bool find_word(const void *context, struct slice name,
		      struct slice *text)
{
	const struct word_finder *finder = context;
	const struct phrase_loader *loader = finder->loader;

	for (size_t i = 0; i < loader->word_count; i++) {
		const struct said *said;

		if (!slice_equal(loader->words[i].name, name))
			continue;
		said = phrasebook_find(&loader->words[i].said, finder->audience,
				       finder->layer);
		if (said == NULL)
			return false;
		*text = said->text;
		return true;
	}
	return false;
}

struct settling {
	struct phrase_loader *loader;
	struct slice *words;     /* the names of all */
	struct findings scratch; /* what was told for another audience */
};

static int compile(struct settling *settling, struct template *out,
		   const struct said *said, enum audience audience,
		   enum phrase_form form, const char *placeholders, bool told)
{
	struct phrase_loader *loader = settling->loader;
	struct word_finder finder = {loader, audience, said->layer};
	struct template_words words = {find_word, &finder, settling->words,
				       loader->word_count};

	return template_compile(
		out, said->text, said->range, form, placeholders, &words,
		&loader->book->plurals[said->layer], loader->arena,
		told ? &settling->scratch : loader->findings, loader->error);
}

/* --- phrases ---------------------------------------------------------------------- */

static void tell_missing(struct phrase_loader *loader, enum phrase key,
			 enum audience audience)
{
	if (!loader->whole[LAYER_BASE])
		return;
	findings_add(loader->findings, SEVERITY_ERROR, "phrase-missing",
		     loader->start[LAYER_BASE],
		     "nothing is said to '%s' for '%s'",
		     audience_name(audience), phrase_keys[key].key);
}

static int settle_phrase(struct settling *settling, enum phrase key)
{
	struct phrase_loader *loader = settling->loader;
	const struct said *told[AUDIENCE_COUNT];

	for (int a = 0; a < AUDIENCE_COUNT; a++) {
		const struct said *said = phrasebook_find(
			&loader->phrases[key], (enum audience)a, LAYER_OVER);
		struct template *template;
		bool before = false;

		told[a] = said;
		if (said == NULL) {
			tell_missing(loader, key, (enum audience)a);
			continue;
		}
		for (int b = 0; b < a; b++)
			before |= told[b] == said;
		template = arena_allocate(loader->arena, sizeof(*template));
		if (template == NULL)
			return error_memory(loader->error);
		if (compile(settling, template, said, (enum audience)a,
			    phrase_keys[key].form,
			    phrase_keys[key].placeholders, before) != 0)
			return -1;
		loader->book->phrases[key][a] = template;
	}
	return 0;
}

/* --- names ------------------------------------------------------------------------- */

/* A name without values, as text. */
static int flatten(struct phrase_loader *loader,
		   const struct template *template, struct slice *text)
{
	char digits[TEMPLATE_PARTS][TEMPLATE_DIGITS];
	struct template_piece pieces[TEMPLATE_PARTS];
	size_t count = template_fill(template, NULL, 0, digits, pieces);
	size_t len = 0;
	char *out;

	for (size_t i = 0; i < count; i++)
		len += pieces[i].text.len;
	out = arena_allocate(loader->arena, len + 1);
	if (out == NULL)
		return error_memory(loader->error);
	*text = (struct slice){out, len};
	for (size_t i = 0; i < count; i++) {
		memcpy(out, pieces[i].text.at, pieces[i].text.len);
		out += pieces[i].text.len;
	}
	return 0;
}

static int settle_form(struct settling *settling, struct name_entry *entry,
		       enum name_form form, const char *placeholders)
{
	struct phrase_loader *loader = settling->loader;
	const struct said *told[AUDIENCE_COUNT];

	for (int a = 0; a < AUDIENCE_COUNT; a++) {
		const struct said *said = phrasebook_find(
			&entry->said[form], (enum audience)a, LAYER_OVER);
		struct template *template;
		bool before = false;

		told[a] = said;
		if (said == NULL)
			continue;
		for (int b = 0; b < a; b++)
			before |= told[b] == said;
		template = arena_allocate(loader->arena, sizeof(*template));
		if (template == NULL)
			return error_memory(loader->error);
		if (compile(settling, template, said, (enum audience)a, PIECE,
			    placeholders, before) != 0 ||
		    flatten(loader, template, &entry->plain[form][a]) != 0)
			return -1;
		entry->text[form][a] = template;
		if (form == FORM_NAME)
			entry->whole[a] = said->whole;
	}
	return 0;
}

static int settle_name(struct settling *settling, struct name_entry *entry,
		       const char *placeholders)
{
	for (int form = 0; form < FORM_COUNT; form++)
		if (settle_form(settling, entry, (enum name_form)form,
				form >= FORM_HEADING ? "" : placeholders) != 0)
			return -1;
	return 0;
}

/* Names of facts that are compared have the value in them. */
static const char *placeholders_of(const struct phrase_loader *loader, int kind,
				   uint32_t index)
{
	return kind == NAME_FACT && loader->dictionary->facts[index].type !=
					    FACT_FLAG
		       ? "value"
		       : "";
}

static uint32_t count_of(const struct phrasebook *book, int kind)
{
	return phrasebook_name_count(book, (enum name_kind)kind);
}

static int settle_names(struct settling *settling)
{
	struct phrase_loader *loader = settling->loader;
	struct phrasebook *book = loader->book;

	for (int kind = 0; kind < NAME_KIND_COUNT; kind++)
		for (uint32_t i = 0; i < count_of(book, kind); i++)
			if (book->names[kind][i] != NULL &&
			    settle_name(settling, book->names[kind][i],
					placeholders_of(loader, kind, i)) != 0)
				return -1;
	for (struct loose_name *loose = book->loose; loose != NULL;
	     loose = loose->next)
		if (settle_name(settling, &loose->entry, "") != 0)
			return -1;
	return 0;
}

static void find_unsaid(struct phrasebook *book)
{
	for (uint16_t f = 0; f < book->dictionary->field_count; f++)
		for (int a = 0; a < AUDIENCE_COUNT; a++) {
			const struct name_entry *entry =
				book->names[NAME_FIELD][f];

			if (entry != NULL &&
			    entry->plain[FORM_NAME][a].at != NULL &&
			    entry->plain[FORM_NAME][a].len == 0)
				field_set_add(&book->unsaid[a], f);
		}
}

/* --- what is not translated ------------------------------------------------------ */

static bool is_said(const struct said_for *said, enum layer layer)
{
	for (int slot = 0; slot < SLOT_COUNT; slot++)
		if (said->at[layer][slot].text.at != NULL)
			return true;
	return false;
}

struct tally {
	size_t all, lacking;
};

static void count_one(struct tally *tally, const struct said_for *said)
{
	bool base = is_said(said, LAYER_BASE), over = is_said(said, LAYER_OVER);

	tally->all += base || over;
	tally->lacking += base && !over;
}

static struct tally count_names(const struct phrasebook *book)
{
	struct tally tally = {0, 0};

	for (int kind = 0; kind < NAME_KIND_COUNT; kind++)
		for (uint32_t i = 0; i < count_of(book, kind); i++)
			if (book->names[kind][i] != NULL)
				count_one(
					&tally,
					&book->names[kind][i]->said[FORM_NAME]);
	for (const struct loose_name *loose = book->loose; loose != NULL;
	     loose = loose->next)
		count_one(&tally, &loose->entry.said[FORM_NAME]);
	return tally;
}

static void tell_untranslated(struct phrase_loader *loader)
{
	struct tally phrases = {0, 0};
	struct tally names = count_names(loader->book);

	for (int i = 0; i < PHRASE_COUNT; i++)
		count_one(&phrases, &loader->phrases[i]);
	if (!loader->stated[LAYER_OVER] ||
	    phrases.lacking + names.lacking == 0 ||
	    slice_equal(loader->languages[LAYER_BASE],
			loader->languages[LAYER_OVER]))
		return;
	findings_add(loader->findings, SEVERITY_WARNING, "untranslated",
		     loader->start[LAYER_OVER],
		     "%zu of %zu phrases and %zu of %zu names are not in this "
		     "language, and are said in the other",
		     phrases.lacking, phrases.all, names.lacking, names.all);
}

/* --- everything ------------------------------------------------------------------- */

int phrasebook_settle(struct phrase_loader *loader)
{
	struct settling settling = {
		.loader = loader,
		.scratch = findings_in(loader->arena),
	};

	settling.words = arena_array(loader->arena, loader->word_count + 1,
				     sizeof(*settling.words));
	if (settling.words == NULL)
		return error_memory(loader->error);
	for (size_t i = 0; i < loader->word_count; i++)
		settling.words[i] = loader->words[i].name;
	for (int key = 0; key < PHRASE_COUNT; key++)
		if (settle_phrase(&settling, (enum phrase)key) != 0)
			return -1;
	if (settle_names(&settling) != 0)
		return -1;
	find_unsaid(loader->book);
	tell_untranslated(loader);
	return phrasebook_compare_names(loader);
}
