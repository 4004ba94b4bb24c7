/*
 * phrasebook_names.c - what things are called: where a name is kept, and whether
 * there is such a thing.
 */
#include "words/phrasebook_parts.h"

#include "base/error.h"
#include "language/diagnostic.h"
#include "language/tree.h"

/* Kinds of names, as `name KIND` writes them, and of what in the dictionary. */
static const struct kind {
	const char *word;
	enum dictionary_kind kind; /* KIND_NONE: known by their names only */
	bool of;                   /* only together with what it is of */
} kinds[NAME_KIND_COUNT] = {
	[NAME_BODY] = {"body", KIND_BODY, false},
	[NAME_HOLDER] = {"holder", KIND_HOLDER, false},
	[NAME_PURPOSE] = {"purpose", KIND_PURPOSE, false},
	[NAME_CATEGORY] = {"category", KIND_CATEGORY, false},
	[NAME_FIELD] = {"field", KIND_FIELD, false},
	[NAME_GROUP] = {"group", KIND_GROUP, false},
	[NAME_LAW] = {"law", KIND_LAW, false},
	[NAME_TRIGGER] = {"trigger", KIND_TRIGGER, false},
	[NAME_FACT] = {"fact", KIND_FACT, false},
	[NAME_ROLE] = {"role", KIND_ROLE, false},
	[NAME_APPROVAL] = {"approval", KIND_APPROVAL, false},
	[NAME_TERMS] = {"terms", KIND_TERMS, false},
	[NAME_AREA] = {"area", KIND_AREA, false},
	[NAME_AUTHORITY] = {"authority", KIND_AUTHORITY, false},
	[NAME_COLLECTION] = {"collection", KIND_COLLECTION, false},
	[NAME_PAGE] = {"page", KIND_PAGE, false},
	[NAME_RIGHT] = {"right", KIND_NONE, false},
	[NAME_EVENT] = {"event", KIND_NONE, false},
	[NAME_THEN] = {"then", KIND_NONE, false},
	[NAME_CRITERION] = {"criterion", KIND_APPROVAL, true},
	[NAME_SUBJECT] = {"subject", KIND_TERMS, true},
	[NAME_CODE] = {"code", KIND_CODES, true},
};

uint32_t phrasebook_name_count(const struct phrasebook *book,
			       enum name_kind kind)
{
	const struct dictionary *dictionary = book->dictionary;

	switch (kind) {
	case NAME_BODY:
		return dictionary->body_count;
	case NAME_HOLDER:
		return book->holder_first[dictionary->body_count];
	case NAME_PURPOSE:
		return dictionary->purpose_count;
	case NAME_CATEGORY:
		return dictionary->category_count;
	case NAME_FIELD:
		return dictionary->field_count;
	case NAME_GROUP:
		return dictionary->group_count;
	case NAME_LAW:
		return dictionary->law_count;
	case NAME_TRIGGER:
		return dictionary->trigger_count;
	case NAME_FACT:
		return dictionary->fact_count;
	case NAME_ROLE:
		return dictionary->role_count;
	case NAME_APPROVAL:
		return dictionary->approval_count;
	case NAME_TERMS:
		return dictionary->terms_count;
	case NAME_AREA:
		return dictionary->area_count;
	case NAME_AUTHORITY:
		return dictionary->authority_count;
	case NAME_COLLECTION:
		return dictionary->collection_count;
	case NAME_PAGE:
		return dictionary->page_count;
	case NAME_CODE:
		return book->code_first[dictionary->code_set_count];
	case NAME_RIGHT:
	case NAME_EVENT:
	case NAME_THEN:
	case NAME_CRITERION:
	case NAME_SUBJECT:
	case NAME_KIND_COUNT:
		break;
	}
	return 0;
}

static int count_parts(struct phrase_loader *loader)
{
	struct phrasebook *book = loader->book;
	const struct dictionary *dictionary = loader->dictionary;

	book->code_first =
		arena_array(loader->arena, dictionary->code_set_count + 1u,
			    sizeof(*book->code_first));
	book->holder_first =
		arena_array(loader->arena, dictionary->body_count + 1u,
			    sizeof(*book->holder_first));
	if (book->code_first == NULL || book->holder_first == NULL)
		return error_memory(loader->error);
	for (uint16_t i = 0; i < dictionary->code_set_count; i++)
		book->code_first[i + 1] =
			book->code_first[i] + dictionary->code_sets[i].count;
	for (uint16_t i = 0; i < dictionary->body_count; i++)
		book->holder_first[i + 1] = book->holder_first[i] +
					    dictionary->bodies[i].holder_count;
	return 0;
}

int phrasebook_make_names(struct phrase_loader *loader)
{
	struct phrasebook *book = loader->book;

	if (count_parts(loader) != 0)
		return -1;
	for (int kind = 0; kind < NAME_KIND_COUNT; kind++) {
		book->names[kind] = arena_array(
			loader->arena,
			phrasebook_name_count(book, (enum name_kind)kind) + 1,
			sizeof(struct name_entry *));
		if (book->names[kind] == NULL)
			return error_memory(loader->error);
	}
	book->owners = arena_array(loader->arena,
				   loader->dictionary->category_count + 1u, 1);
	return book->owners != NULL ? 0 : error_memory(loader->error);
}

const struct name_entry *phrasebook_entry(const struct phrasebook *book,
					  enum name_kind kind, uint32_t index)
{
	return index < phrasebook_name_count(book, kind)
		       ? book->names[kind][index]
		       : NULL;
}

/* --- what the dictionary says ------------------------------------------------------- */

static struct slice code_label(const struct dictionary *dictionary,
			       uint32_t index)
{
	uint16_t set = 0;

	while (index >= dictionary->code_sets[set].count)
		index -= dictionary->code_sets[set++].count;
	return dictionary->code_sets[set].codes[index].label;
}

static struct slice holder_label(const struct dictionary *dictionary,
				 uint32_t index)
{
	uint16_t body = 0;

	while (index >= dictionary->bodies[body].holder_count)
		index -= dictionary->bodies[body++].holder_count;
	return dictionary->bodies[body].holders[index].label;
}

struct slice phrasebook_label(const struct dictionary *dictionary,
			      enum name_kind kind, uint32_t index)
{
	switch (kind) {
	case NAME_BODY:
		return dictionary->bodies[index].label;
	case NAME_HOLDER:
		return holder_label(dictionary, index);
	case NAME_PURPOSE:
		return dictionary->purposes[index].label;
	case NAME_CATEGORY:
		return dictionary->categories[index].label;
	case NAME_FIELD:
		return dictionary->fields[index].label;
	case NAME_GROUP:
		return dictionary->groups[index].label;
	case NAME_LAW:
		return dictionary->laws[index].label;
	case NAME_TRIGGER:
		return dictionary->triggers[index].label;
	case NAME_FACT:
		return dictionary->facts[index].label;
	case NAME_ROLE:
		return dictionary->roles[index].label;
	case NAME_APPROVAL:
		return dictionary->approvals[index].label;
	case NAME_TERMS:
		return dictionary->terms[index].label;
	case NAME_AREA:
		return dictionary->areas[index].label;
	case NAME_AUTHORITY:
		return dictionary->authorities[index].label;
	case NAME_COLLECTION:
		return dictionary->collections[index].label;
	case NAME_PAGE:
		return dictionary->pages[index].label;
	case NAME_CODE:
		return code_label(dictionary, index);
	case NAME_RIGHT:
	case NAME_EVENT:
	case NAME_THEN:
	case NAME_CRITERION:
	case NAME_SUBJECT:
	case NAME_KIND_COUNT:
		break;
	}
	return SLICE("");
}

/* --- a statement ---------------------------------------------------------------------- */

static void tell_kind(struct phrase_loader *loader, const struct name *name)
{
	struct slice words[NAME_KIND_COUNT];

	for (int i = 0; i < NAME_KIND_COUNT; i++)
		words[i] = slice_of(kinds[i].word);
	finding_hint_nearest(
		loader->findings,
		findings_add(loader->findings, SEVERITY_ERROR, "unknown-kind",
			     name->range,
			     "nothing of the kind '%.*s' has names",
			     SLICE_ARGS(name->text)),
		name->text, words, NAME_KIND_COUNT);
}

static void tell_unknown(struct phrase_loader *loader,
			 enum dictionary_kind kind, const struct name *name)
{
	dictionary_hint(loader->dictionary, kind, name->text, loader->findings,
			findings_add(loader->findings, SEVERITY_WARNING,
				     "unknown-name", name->range,
				     "no %s is called '%.*s'",
				     dictionary_kind_name(kind),
				     SLICE_ARGS(name->text)));
}

static void tell_holder(struct phrase_loader *loader, const struct name *name)
{
	finding_hint(loader->findings,
		     findings_add(loader->findings, SEVERITY_WARNING,
				  "unknown-name", name->range,
				  "'%.*s' is no body, it holds one",
				  SLICE_ARGS(name->text)),
		     "write 'name holder %.*s'", SLICE_ARGS(name->text));
}

/* The set, approval or terms that a name is `of`; NULL and a finding when there
 * is none. */
static const struct name *read_of(struct phrase_loader *loader,
				  const struct statement *statement,
				  const struct kind *kind)
{
	const struct argument *of = statement_argument(statement, "of");

	if ((of != NULL) == kind->of)
		return of != NULL ? &of->names[0] : NULL;
	findings_add(loader->findings, SEVERITY_ERROR, "name-of",
		     statement->range,
		     kind->of ? "a %s has a name 'of' something only"
			      : "a %s is 'of' nothing",
		     kind->word);
	return NULL;
}

static struct name_entry **find_code(struct phrase_loader *loader,
				     const struct name *of,
				     const struct name *name)
{
	const struct dictionary *dictionary = loader->dictionary;
	uint16_t set = dictionary_find(dictionary, KIND_CODES, of->text);
	uint16_t code;

	if (set == DICTIONARY_NONE) {
		tell_unknown(loader, KIND_CODES, of);
		return NULL;
	}
	code = code_set_find(dictionary, set, name->text);
	if (code != DICTIONARY_NONE)
		return &loader->book
				->names[NAME_CODE]
				       [loader->book->code_first[set] + code];
	findings_add(loader->findings, SEVERITY_WARNING, "unknown-name",
		     name->range, "the set '%.*s' has no code '%.*s'",
		     SLICE_ARGS(of->text), SLICE_ARGS(name->text));
	return NULL;
}

static struct name_entry **find_indexed(struct phrase_loader *loader,
					enum name_kind kind,
					const struct name *name)
{
	struct phrasebook *book = loader->book;
	uint16_t holder = DICTIONARY_NONE, index;

	if (kind == NAME_BODY || kind == NAME_HOLDER) {
		index = dictionary_body(loader->dictionary, name->text,
					&holder);
		if (index != DICTIONARY_NONE && kind == NAME_HOLDER &&
		    holder != DICTIONARY_NONE)
			return &book->names[kind]
					   [book->holder_first[index] + holder];
		if (kind == NAME_BODY && holder != DICTIONARY_NONE) {
			tell_holder(loader, name);
			return NULL;
		}
		if (kind == NAME_HOLDER)
			index = DICTIONARY_NONE;
	} else {
		index = dictionary_find(loader->dictionary, kinds[kind].kind,
					name->text);
	}
	if (index == DICTIONARY_NONE) {
		tell_unknown(loader, kinds[kind].kind, name);
		return NULL;
	}
	return &book->names[kind][index];
}

static struct name_entry *find_loose(struct phrase_loader *loader,
				     enum name_kind kind, struct slice name,
				     struct slice of)
{
	struct loose_name *loose = loader->book->loose;

	while (loose != NULL &&
	       (loose->kind != kind || !slice_equal(loose->name, name) ||
		!slice_equal(loose->of, of)))
		loose = loose->next;
	if (loose != NULL)
		return &loose->entry;
	loose = arena_allocate(loader->arena, sizeof(*loose));
	if (loose == NULL)
		return NULL;
	loose->kind = kind;
	loose->name = arena_copy(loader->arena, name);
	loose->of = arena_copy(loader->arena, of);
	if (loose->name.at == NULL || loose->of.at == NULL)
		return NULL;
	loose->entry.order = loader->order++;
	loose->next = loader->book->loose;
	loader->book->loose = loose;
	return &loose->entry;
}

/* The entry that a statement names; false only without memory. */
static bool find_entry(struct phrase_loader *loader, enum name_kind kind,
		       const struct statement *statement,
		       const struct name *name, struct name_entry **out)
{
	const struct name *of = read_of(loader, statement, &kinds[kind]);
	struct name_entry **place;

	*out = NULL;
	if (kinds[kind].of && of == NULL)
		return true;
	if (kind == NAME_CODE) {
		place = find_code(loader, of, name);
	} else if (kinds[kind].kind == KIND_NONE || kinds[kind].of) {
		*out = find_loose(loader, kind, name->text,
				  of != NULL ? of->text : SLICE(""));
		return *out != NULL;
	} else {
		place = find_indexed(loader, kind, name);
	}
	if (place == NULL)
		return true;
	if (*place == NULL) {
		*place = arena_allocate(loader->arena, sizeof(**place));
		if (*place == NULL)
			return false;
		(*place)->order = loader->order++;
	}
	*out = *place;
	return true;
}

static void read_owner(struct phrase_loader *loader, enum name_kind kind,
		       const struct statement *statement,
		       const struct name *name)
{
	static const char *const owners[OWNER_COUNT] = {"pupil", "parent",
							"contact"};
	const struct argument *owner = statement_argument(statement, "owner");
	uint16_t category;

	if (owner == NULL)
		return;
	category =
		dictionary_find(loader->dictionary, KIND_CATEGORY, name->text);
	for (unsigned char i = 0; i < OWNER_COUNT; i++)
		if (slice_is(owner->names[0].text, owners[i]) &&
		    kind == NAME_CATEGORY) {
			if (category != DICTIONARY_NONE)
				loader->book->owners[category] = i;
			return;
		}
	findings_add(loader->findings, SEVERITY_ERROR, "unknown-owner",
		     owner->range,
		     "data of a category is the pupil's, a parent's or a "
		     "contact's");
}

static enum name_form form_of(const struct statement *statement)
{
	if (phrasebook_option(statement, "denied"))
		return FORM_DENIED;
	if (phrasebook_option(statement, "explained"))
		return FORM_EXPLAINED;
	return phrasebook_option(statement, "heading") ? FORM_HEADING
						       : FORM_NAME;
}

int phrasebook_read_name(struct phrase_loader *loader,
			 const struct statement *statement)
{
	const struct argument *word = statement_argument(statement, "");
	const struct argument *names = statement_argument(statement, "1");
	const struct argument *last =
		&statement->arguments[statement->argument_count - 1];
	struct slice text = last->names[0].text;
	int kind = 0;

	while (kind < NAME_KIND_COUNT &&
	       !slice_is(word->names[0].text, kinds[kind].word))
		kind++;
	if (kind == NAME_KIND_COUNT) {
		tell_kind(loader, &word->names[0]);
		return 0;
	}
	/* What another dictionary calls the same may be something else. */
	if (loader->foreign && kinds[kind].kind != KIND_NONE)
		return 0;
	for (size_t i = 0; i < names->name_count; i++) {
		const struct name *name = &names->names[i];
		struct name_entry *entry;

		if (!find_entry(loader, (enum name_kind)kind, statement, name,
				&entry))
			return error_memory(loader->error);
		if (entry == NULL)
			continue;
		read_owner(loader, (enum name_kind)kind, statement, name);
		phrasebook_keep(loader, &entry->said[form_of(statement)],
				statement, text, "name");
	}
	return 0;
}
