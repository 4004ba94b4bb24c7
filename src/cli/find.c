#include "cli/find.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "configuration.h"
#include "dictionary/dictionary.h"
#include "language/diagnostic.h"
#include "publish/linked_tables.h"
#include "tables/profile.h"
#include "words/phrasebook.h"

/* --- dictionary ------------------------------------------------------------------ */

static const char england[] = "dictionaries/england";

/* A directory that is installed, or of the source tree; NULL and `run->error`
 * when there is none: `what` is not installed. */
static const char *find_installed(struct run *run, const char *directory,
				  const char *what)
{
	static const char *const places[] = {HORNBOOK_DATA_DIRECTORY,
					     HORNBOOK_SOURCE_DIRECTORY};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		char *path = path_join(&run->arena, places[i], directory);

		if (path == NULL) {
			error_memory(&run->error);
			return NULL;
		}
		if (directory_exists(path))
			return path;
	}
	error_set(&run->error, ERROR_NOT_FOUND, "no %s is installed", what);
	return NULL;
}

const char *find_data(struct run *run, const char *directory, const char *what)
{
	const char *path = find_installed(run, directory, what);
	size_t length;

	if (path == NULL)
		return NULL;
	/* "PLACE/demo/england" without what was looked for and its slash. */
	length = strlen(path) - strlen(directory) - 1;
	path = arena_copy(&run->arena, (struct slice){path, length}).at;
	if (path == NULL)
		error_memory(&run->error);
	return path;
}

const char *find_phrases(struct run *run)
{
	return find_installed(run, "phrases/english", "phrasebook");
}

const char *find_dictionary(struct run *run)
{
	const char *named = getenv("HORNBOOK_DICTIONARY");
	const char *path;

	if (run->arguments.dictionary != NULL)
		return run->arguments.dictionary;
	if (named != NULL && *named != '\0')
		return named;
	path = find_installed(run, england, "dictionary");
	if (path == NULL && run->error.code == ERROR_NOT_FOUND)
		error_hint(&run->error, "name one with --dictionary");
	return path;
}

int open_dictionary(struct run *run, struct dictionary **out,
		    struct findings *findings)
{
	const char *path = find_dictionary(run);

	if (path == NULL)
		return -1;
	return dictionary_load(out, path, findings, &run->error);
}

/* --- phrasebook -------------------------------------------------------------------- */

int open_phrasebook(struct run *run, struct phrasebook **out,
		    const struct dictionary *dictionary, const char *language,
		    struct findings *findings)
{
	const char *base = find_phrases(run);

	if (base == NULL)
		return -1;
	return phrasebook_load(out, base, language, dictionary, findings,
			       &run->error);
}

/* --- tables of linked data -------------------------------------------------------- */

enum { TABLE_LIMIT_BYTES = 4 << 20 };

static int read_table(struct run *run, const char *directory, const char *name,
		      struct linked_tables *tables,
		      int (*read)(struct linked_tables *tables,
				  struct slice text, struct error *error))
{
	const char *path = path_join(&run->arena, directory, name);
	struct builder text = {0};
	int status;

	if (path == NULL)
		return error_memory(&run->error);
	status = file_read(path, TABLE_LIMIT_BYTES, &text, &run->error);
	if (status == 0) {
		status = read(tables, builder_slice(&text), &run->error);
		if (status != 0)
			error_at(&run->error, slice_of(path),
				 run->error.place.line, run->error.place.column,
				 0);
	}
	builder_release(&text);
	return status;
}

int open_linked_tables(struct run *run, struct linked_tables *tables)
{
	const char *directory;

	*tables = (struct linked_tables){.arena = &run->arena};
	directory = find_installed(run, "linked-data", "table of linked data");
	if (directory == NULL ||
	    read_table(run, directory, "terms.csv", tables,
		       linked_terms_read) != 0 ||
	    read_table(run, directory, "mapping.csv", tables,
		       linked_mapping_read) != 0 ||
	    read_table(run, directory, "shapes.csv", tables,
		       linked_shapes_read) != 0)
		return -1;
	return 0;
}

/* --- names --------------------------------------------------------------------------- */

static int unknown(struct run *run, const struct dictionary *dictionary,
		   enum dictionary_kind kind, const char *name)
{
	struct slice nearest = {NULL, 0};
	const struct slice *names;
	size_t count;

	names = dictionary_names(dictionary, kind, &run->arena, &count);
	if (names != NULL)
		nearest = text_nearest(slice_of(name), names, count);
	error_set(&run->error, ERROR_INPUT, "no %s is called '%.60s'",
		  dictionary_kind_name(kind), name);
	if (nearest.len == 0)
		return -1;
	return error_hint(&run->error, "did you mean '%.*s'?",
			  SLICE_ARGS(nearest));
}

int need_body(struct run *run, const struct dictionary *dictionary,
	      const char **name)
{
	uint16_t body;

	if (*name == NULL)
		return 0;
	body = dictionary_body(dictionary, slice_of(*name), NULL);
	if (body == DICTIONARY_NONE)
		return unknown(run, dictionary, KIND_BODY, *name);
	/* The dictionary's names end where its source goes on. */
	*name = arena_copy(&run->arena, dictionary->bodies[body].name).at;
	return *name != NULL ? 0 : error_memory(&run->error);
}

static int need(struct run *run, const struct dictionary *dictionary,
		enum dictionary_kind kind, const char *name)
{
	if (name == NULL || dictionary_find(dictionary, kind, slice_of(name)) !=
				    DICTIONARY_NONE)
		return 0;
	return unknown(run, dictionary, kind, name);
}

int need_purpose(struct run *run, const struct dictionary *dictionary,
		 const char *name)
{
	return need(run, dictionary, KIND_PURPOSE, name);
}

int need_approval(struct run *run, const struct dictionary *dictionary,
		  const char *name)
{
	return need(run, dictionary, KIND_APPROVAL, name);
}

int need_terms(struct run *run, const struct dictionary *dictionary,
	       const char *name)
{
	return need(run, dictionary, KIND_TERMS, name);
}

int need_profile(struct run *run, const struct dictionary *dictionary,
		 const char *name, const struct profile **profile)
{
	uint16_t index;

	if (name == NULL) {
		*profile = dictionary_default_profile(dictionary);
		if (*profile == NULL)
			*profile = &profile_default;
		return 0;
	}
	index = dictionary_find(dictionary, KIND_PROFILE, slice_of(name));
	if (index == DICTIONARY_NONE)
		return unknown(run, dictionary, KIND_PROFILE, name);
	*profile = &dictionary->profiles[index];
	return 0;
}
