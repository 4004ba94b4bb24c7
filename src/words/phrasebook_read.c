/*
 * phrasebook_read.c - the files of a phrasebook, and what their statements say.
 */
#include "words/phrasebook_parts.h"

#include "base/error.h"
#include "base/file.h"
#include "language/diagnostic.h"
#include "language/parser.h"

static const char MAIN_FILE[] = "main.phrases";

static const char *const audiences[AUDIENCE_COUNT] = {
	[AUDIENCE_PARENT] = "parent",
	[AUDIENCE_PRIMARY] = "primary",
	[AUDIENCE_SECONDARY] = "secondary",
	[AUDIENCE_STAFF] = "staff",
};

const char *audience_name(enum audience audience)
{
	return audiences[audience];
}

bool audience_find(struct slice name, enum audience *audience)
{
	for (int i = 0; i < AUDIENCE_COUNT; i++)
		if (slice_is(name, audiences[i])) {
			*audience = (enum audience)i;
			return true;
		}
	return false;
}

/* --- what is said ------------------------------------------------------------- */

static void tell_audience(struct phrase_loader *loader, const struct name *name)
{
	struct slice names[AUDIENCE_COUNT];

	for (int i = 0; i < AUDIENCE_COUNT; i++)
		names[i] = slice_of(audiences[i]);
	finding_hint_nearest(loader->findings,
			     findings_add(loader->findings, SEVERITY_ERROR,
					  "unknown-audience", name->range,
					  "there is no audience '%.*s'",
					  SLICE_ARGS(name->text)),
			     name->text, names, AUDIENCE_COUNT);
}

bool phrasebook_option(const struct statement *statement, const char *word)
{
	return statement_has(statement, word) ||
	       statement_argument(statement, word) != NULL;
}

static void keep_one(struct phrase_loader *loader, struct said *said,
		     const struct statement *statement, struct slice text,
		     const char *what)
{
	struct finding *finding;

	if (said->text.at != NULL) {
		struct position place =
			source_position(said->range.source, said->range.start);

		finding = findings_add(loader->findings, SEVERITY_ERROR,
				       "said-twice", statement->range,
				       "this %s is worded already", what);
		finding_hint(loader->findings, finding, "at %.*s:%u",
			     SLICE_ARGS(said->range.source->name), place.line);
		return;
	}
	said->text = text.at != NULL ? text : SLICE("");
	said->range = statement->range;
	said->layer = loader->layer;
	said->whole = phrasebook_option(statement, "whole");
}

void phrasebook_keep(struct phrase_loader *loader, struct said_for *said,
		     const struct statement *statement, struct slice text,
		     const char *what)
{
	const struct argument *audience = statement_argument(statement, "for");
	struct said *slots = said->at[loader->layer];

	if (audience == NULL) {
		keep_one(loader, &slots[SLOT_EVERYBODY], statement, text, what);
		return;
	}
	for (size_t i = 0; i < audience->name_count; i++) {
		enum audience slot;

		if (audience_find(audience->names[i].text, &slot))
			keep_one(loader, &slots[slot], statement, text, what);
		else
			tell_audience(loader, &audience->names[i]);
	}
}

const struct said *phrasebook_find(const struct said_for *said,
				   enum audience audience, enum layer most)
{
	for (int layer = (int)most; layer >= 0; layer--) {
		const struct said *at = said->at[layer];

		if (at[audience].text.at != NULL)
			return &at[audience];
		if (audience == AUDIENCE_PRIMARY &&
		    at[AUDIENCE_SECONDARY].text.at != NULL)
			return &at[AUDIENCE_SECONDARY];
		if (at[SLOT_EVERYBODY].text.at != NULL)
			return &at[SLOT_EVERYBODY];
		if (at[AUDIENCE_PARENT].text.at != NULL)
			return &at[AUDIENCE_PARENT];
	}
	return NULL;
}

/* --- statements ------------------------------------------------------------------ */

static int read_title(struct phrase_loader *loader,
		      const struct statement *statement)
{
	struct phrasebook *book = loader->book;
	struct slice of = statement_text(statement, "of");

	if (loader->stated[loader->layer]) {
		findings_add(loader->findings, SEVERITY_ERROR,
			     "repeated-statement", statement->keyword_range,
			     "'phrasebook' stands in another file already");
		return 0;
	}
	loader->stated[loader->layer] = true;
	loader->start[loader->layer] = statement->range;
	loader->whole[loader->layer] = statement_has(statement, "whole");
	loader->foreign =
		of.len > 0 && !slice_equal(of, loader->dictionary->title);
	book->title = arena_copy(loader->arena, statement_text(statement, ""));
	book->language = arena_copy(loader->arena,
				    statement_text(statement, "language"));
	loader->languages[loader->layer] = book->language;
	return book->title.at != NULL && book->language.at != NULL
		       ? 0
		       : error_memory(loader->error);
}

static bool asks_number(const struct condition *condition)
{
	switch (condition->kind) {
	case CONDITION_AND:
	case CONDITION_OR:
		return asks_number(condition->left) &&
		       asks_number(condition->right);
	case CONDITION_NOT:
		return asks_number(condition->left);
	case CONDITION_FLAG:
		return false;
	case CONDITION_COMPARE:
		return slice_is(condition->fact.text, "number") &&
		       condition->value.kind == VALUE_NUMBER;
	case CONDITION_IN:
		break;
	}
	for (size_t i = 0; i < condition->member_count; i++)
		if (condition->members[i].low.kind != VALUE_NUMBER ||
		    condition->members[i].high.kind != VALUE_NUMBER)
			return false;
	return slice_is(condition->fact.text, "number");
}

static void read_plural(struct phrase_loader *loader,
			const struct statement *statement)
{
	struct plurals *plurals = &loader->book->plurals[loader->layer];
	const struct argument *when = statement_argument(statement, "when");

	if (plurals->count == PLURAL_LIMIT) {
		findings_add(loader->findings, SEVERITY_ERROR, "too-many-names",
			     statement->range,
			     "a phrasebook has at most %d plurals",
			     PLURAL_LIMIT);
		return;
	}
	if (when != NULL && !asks_number(when->condition)) {
		findings_add(loader->findings, SEVERITY_ERROR, "not-a-number",
			     when->range,
			     "a plural asks the fact 'number' only");
		return;
	}
	plurals->names[plurals->count] = statement_text(statement, "");
	plurals->when[plurals->count++] = when != NULL ? when->condition : NULL;
}

static int read_word(struct phrase_loader *loader,
		     const struct statement *statement)
{
	struct slice name = statement_text(statement, "");
	struct slice text = statement_text(statement, "1");
	struct word *words;

	for (size_t i = 0; i < loader->word_count; i++)
		if (slice_equal(loader->words[i].name, name)) {
			phrasebook_keep(loader, &loader->words[i].said,
					statement, text, "word");
			return 0;
		}
	words = arena_grow(loader->arena, loader->words, loader->word_count,
			   &loader->word_capacity, sizeof(*words));
	if (words == NULL)
		return error_memory(loader->error);
	loader->words = words;
	words[loader->word_count] = (struct word){.name = name};
	phrasebook_keep(loader, &words[loader->word_count++].said, statement,
			text, "word");
	return 0;
}

static void tell_key(struct phrase_loader *loader, const struct name *name)
{
	struct slice keys[PHRASE_COUNT];

	for (int i = 0; i < PHRASE_COUNT; i++)
		keys[i] = slice_of(phrase_keys[i].key);
	finding_hint_nearest(loader->findings,
			     findings_add(loader->findings, SEVERITY_ERROR,
					  "unknown-phrase", name->range,
					  "nothing is said for '%.*s'",
					  SLICE_ARGS(name->text)),
			     name->text, keys, PHRASE_COUNT);
}

static void read_phrase(struct phrase_loader *loader,
			const struct statement *statement)
{
	const struct argument *key = statement_argument(statement, "");

	for (int i = 0; i < PHRASE_COUNT; i++)
		if (slice_is(key->names[0].text, phrase_keys[i].key)) {
			phrasebook_keep(loader, &loader->phrases[i], statement,
					statement_text(statement, "1"),
					"phrase");
			return;
		}
	tell_key(loader, &key->names[0]);
}

/* --- files ------------------------------------------------------------------------ */

static int read_file(struct phrase_loader *loader, const char *path,
		     const char *directory);

/* Only the main file includes, and only what lies beside it. */
static int include(struct phrase_loader *loader, const char *directory,
		   const struct statement *statement)
{
	struct slice name = statement_text(statement, "");
	struct slice file;
	char *path;

	if (directory == NULL || name.len == 0 || name.at[0] == '.' ||
	    memchr(name.at, '/', name.len) != NULL) {
		findings_add(loader->findings, SEVERITY_ERROR, "path-outside",
			     statement->range,
			     "the main file includes files beside it, and no "
			     "other does");
		return 0;
	}
	file = arena_copy(loader->arena, name);
	path = file.at != NULL ? path_join(loader->arena, directory, file.at)
			       : NULL;
	if (path == NULL)
		return error_memory(loader->error);
	return read_file(loader, path, NULL);
}

static int read_statement(struct phrase_loader *loader, const char *directory,
			  const struct statement *statement)
{
	if (statement->keyword == KEYWORD_INCLUDE)
		return include(loader, directory, statement);
	if (statement->keyword == KEYWORD_WORD)
		return read_word(loader, statement);
	if (statement->keyword == KEYWORD_NAME)
		return phrasebook_read_name(loader, statement);
	if (statement->keyword == KEYWORD_PHRASEBOOK)
		return read_title(loader, statement);
	if (statement->keyword == KEYWORD_PLURAL)
		read_plural(loader, statement);
	else if (statement->keyword == KEYWORD_PHRASE)
		read_phrase(loader, statement);
	else
		findings_add(loader->findings, SEVERITY_ERROR,
			     "not-in-phrasebook", statement->keyword_range,
			     "'%s' belongs in a dictionary or notice",
			     grammar_rule(statement->keyword)->word);
	return 0;
}

static int read_file(struct phrase_loader *loader, const char *path,
		     const char *directory)
{
	struct source *source;
	struct tree *tree;

	/* Findings outlive a phrasebook that has errors. */
	if (source_from_file(&source, path, loader->findings->arena,
			     loader->error) != 0 ||
	    parse(&tree, source, loader->arena, loader->findings,
		  loader->error) != 0)
		return -1;
	if (loader->start[loader->layer].source == NULL)
		loader->start[loader->layer].source = source;
	for (size_t i = 0; i < tree->count; i++)
		if (read_statement(loader, directory, &tree->statements[i]) !=
		    0)
			return -1;
	return 0;
}

/* The main file of a phrasebook and the directory it lies in. */
static int find_main(const char **path, const char **directory,
		     struct arena *arena, struct error *error)
{
	if (directory_exists(*path)) {
		*directory = *path;
		*path = path_join(arena, *path, MAIN_FILE);
	} else {
		*directory = path_directory(arena, *path);
	}
	return *path != NULL && *directory != NULL ? 0 : error_memory(error);
}

int phrasebook_is_whole(const char *path, struct arena *arena, bool *whole,
			struct error *error)
{
	struct findings scratch = findings_in(arena);
	const char *directory;
	struct source *source;
	struct tree *tree;

	*whole = false;
	if (find_main(&path, &directory, arena, error) != 0 ||
	    source_from_file(&source, path, arena, error) != 0 ||
	    parse(&tree, source, arena, &scratch, error) != 0)
		return -1;
	for (size_t i = 0; i < tree->count; i++)
		if (tree->statements[i].keyword == KEYWORD_PHRASEBOOK)
			*whole = statement_has(&tree->statements[i], "whole");
	return 0;
}

int phrasebook_read(struct phrase_loader *loader, const char *path)
{
	const char *directory;

	loader->foreign = false;
	if (find_main(&path, &directory, loader->arena, loader->error) != 0 ||
	    read_file(loader, path, directory) != 0)
		return -1;
	if (!loader->stated[loader->layer])
		findings_add(loader->findings, SEVERITY_ERROR, "no-phrasebook",
			     loader->start[loader->layer],
			     "a phrasebook begins with a statement "
			     "'phrasebook'");
	return 0;
}
