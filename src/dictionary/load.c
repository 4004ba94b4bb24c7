/*
 * load.c - the files of a dictionary, and the order of loading.
 */
#include "dictionary/loader.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "language/diagnostic.h"
#include "language/parser.h"

static const char MAIN_FILE[] = "main.dictionary";

void find_error(struct loader *loader, struct range range, const char *id,
		const char *format, ...)
{
	char message[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	findings_add(loader->findings, SEVERITY_ERROR, id, range, "%s",
		     message);
}

/* Each file goes into the hash with its path below the root and its length,
 * so that no two dictionaries run together alike. */
static void hash_file(struct loader *loader, const struct loaded_file *file)
{
	struct slice parts[2] = {file->below, file->source->text};

	for (int i = 0; i < 2; i++) {
		unsigned char size[8];

		for (int byte = 0; byte < 8; byte++)
			size[byte] = (unsigned char)((uint64_t)parts[i].len >>
						     (56 - 8 * byte));
		crypto_hash_sha256_update(&loader->hash, size, sizeof(size));
		crypto_hash_sha256_update(
			&loader->hash,
			(const unsigned char *)(parts[i].at != NULL
							? parts[i].at
							: ""),
			parts[i].len);
	}
}

/* Reads a file and takes it into the list and the hash. */
static int take_file(struct loader *loader, const char *path,
		     struct slice below, struct loaded_file *out)
{
	struct source *source;

	if (source_from_file(&source, path, loader->arena, loader->error) != 0)
		return -1;
	out->source = source;
	out->below = below;
	loader->files[loader->file_count++] = *out;
	hash_file(loader, out);
	return 0;
}

/* A path that leads nowhere but downwards: no empty part, no "..". */
static bool leads_down(struct slice path)
{
	if (path.len == 0 || path.at[0] == '/')
		return false;
	while (path.len > 0) {
		struct slice part = slice_cut(&path, '/');

		if (part.len == 0 || slice_is(part, ".") ||
		    slice_is(part, ".."))
			return false;
	}
	return true;
}

/* Whether a symbolic link leads out of the root.  What is not there will be
 * told by reading. */
static bool stays_inside(const struct loader *loader, const char *path)
{
	char root[PATH_MAX], real[PATH_MAX];
	size_t len;

	if (realpath(loader->root, root) == NULL ||
	    realpath(path, real) == NULL)
		return true;
	len = strlen(root);
	if (len == 1) /* "/" */
		return true;
	return strncmp(root, real, len) == 0 && real[len] == '/';
}

static const struct loaded_file *file_of(const struct loader *loader,
					 const struct source *source)
{
	unsigned int i = 0;

	while (loader->files[i].source != source)
		i++;
	return &loader->files[i];
}

/* `name` seen from the directory of `file`, as a path below the root; empty
 * without memory. */
static struct slice path_below(struct loader *loader,
			       const struct loaded_file *file,
			       struct slice name)
{
	struct builder path = {0};
	struct slice copy = {0};
	size_t directory = file->below.len;

	while (directory > 0 && file->below.at[directory - 1] != '/')
		directory--;
	builder_add(&path, slice_part(file->below, 0, directory));
	builder_add(&path, name);
	if (!path.failed)
		copy = arena_copy(loader->arena, builder_slice(&path));
	builder_release(&path);
	return copy;
}

static bool read_before(const struct loader *loader, struct slice below)
{
	for (unsigned int i = 0; i < loader->file_count; i++)
		if (slice_equal(loader->files[i].below, below))
			return true;
	return false;
}

int load_named(struct loader *loader, const struct statement *statement,
	       const struct argument *path, struct loaded_file *out)
{
	struct slice name = path->names[0].text;
	struct position place;
	struct slice below;
	char *full;

	out->source = NULL;
	if (!leads_down(name)) {
		find_error(loader, path->range, "path-outside",
			   "a file must lie below the dictionary's directory");
		return 0;
	}
	if (loader->file_count == FILE_LIMIT) {
		find_error(loader, path->range, "too-many-files",
			   "a dictionary has at most %d files", FILE_LIMIT);
		return 0;
	}
	below = path_below(loader, file_of(loader, statement->range.source),
			   name);
	full = below.at != NULL
		       ? path_join(loader->arena, loader->root, below.at)
		       : NULL;
	if (full == NULL)
		return error_memory(loader->error);
	if (statement->keyword == KEYWORD_INCLUDE &&
	    read_before(loader, below)) {
		find_error(loader, path->range, "include-twice",
			   "'%.*s' is included already", SLICE_ARGS(below));
		return 0;
	}
	if (!stays_inside(loader, full)) {
		find_error(loader, path->range, "path-outside",
			   "a link leads out of the dictionary's directory");
		return 0;
	}
	if (take_file(loader, full, below, out) == 0)
		return 0;
	place = source_position(path->range.source, path->range.start);
	return error_hint(loader->error, "it is named at %.*s:%u",
			  SLICE_ARGS(path->range.source->name), place.line);
}

static int add_statement(struct loader *loader,
			 const struct statement *statement)
{
	const struct statement **list;

	list = arena_grow(loader->arena, loader->statements,
			  loader->statement_count, &loader->statement_capacity,
			  sizeof(*list));
	if (list == NULL)
		return error_memory(loader->error);
	loader->statements = list;
	list[loader->statement_count++] = statement;
	return 0;
}

static int read_tree(struct loader *loader, const struct loaded_file *file,
		     unsigned int depth);

static int include(struct loader *loader, const struct statement *statement,
		   unsigned int depth)
{
	const struct argument *path = statement_argument(statement, "");
	struct loaded_file file;

	if (path == NULL)
		return 0;
	if (depth == INCLUDE_DEPTH) {
		find_error(loader, statement->range, "include-depth",
			   "files include each other more than %d deep",
			   INCLUDE_DEPTH);
		return 0;
	}
	if (load_named(loader, statement, path, &file) != 0)
		return -1;
	return file.source != NULL ? read_tree(loader, &file, depth + 1) : 0;
}

static bool belongs(enum keyword keyword)
{
	if (grammar_is_phrasebook(keyword))
		return false;
	switch ((int)keyword) {
	case KEYWORD_NOTICE:
	case KEYWORD_CONTROLLER:
	case KEYWORD_CONTACT:
	case KEYWORD_HOLD:
	case KEYWORD_RECEIVE:
	case KEYWORD_SHARE:
	case KEYWORD_HONOUR:
	case KEYWORD_RIGHT:
	case KEYWORD_LINK:
		return false;
	default:
		return true;
	}
}

static int read_tree(struct loader *loader, const struct loaded_file *file,
		     unsigned int depth)
{
	struct tree *tree;

	if (parse(&tree, file->source, loader->arena, loader->findings,
		  loader->error) != 0)
		return -1;
	for (size_t i = 0; i < tree->count; i++) {
		const struct statement *statement = &tree->statements[i];
		int result = 0;

		if (statement->keyword == KEYWORD_INCLUDE)
			result = include(loader, statement, depth);
		else if (belongs(statement->keyword))
			result = add_statement(loader, statement);
		else
			find_error(loader, statement->keyword_range,
				   "not-in-dictionary", "'%s' belongs in a %s",
				   grammar_rule(statement->keyword)->word,
				   grammar_is_phrasebook(statement->keyword)
					   ? "phrasebook"
					   : "notice");
		if (result != 0)
			return -1;
	}
	return 0;
}

static int load_files(struct loader *loader, const char *path)
{
	struct loaded_file file;

	crypto_hash_sha256_init(&loader->hash);
	if (directory_exists(path)) {
		loader->root = path;
		path = path_join(loader->arena, path, MAIN_FILE);
	} else {
		loader->root = path_directory(loader->arena, path);
	}
	if (path == NULL || loader->root == NULL)
		return error_memory(loader->error);
	if (take_file(loader, path, slice_of(path_name(path)), &file) != 0)
		return -1;
	return read_tree(loader, &file, 0);
}

const struct statement *loader_next(const struct loader *loader,
				    enum keyword keyword, size_t *at)
{
	while (*at < loader->statement_count) {
		const struct statement *statement = loader->statements[(*at)++];

		if (statement->keyword == keyword)
			return statement;
	}
	return NULL;
}

static size_t count_of(const struct loader *loader, enum keyword keyword)
{
	size_t count = 0;

	for (size_t at = 0; loader_next(loader, keyword, &at) != NULL;)
		count++;
	return count;
}

void *loader_array(struct loader *loader, enum keyword keyword, size_t size,
		   size_t limit, uint16_t *count)
{
	size_t wanted = count_of(loader, keyword);
	const struct statement *last = NULL;
	void *array;

	if (wanted > limit) {
		size_t at = 0;

		for (size_t i = 0; i <= limit; i++)
			last = loader_next(loader, keyword, &at);
		find_error(loader, last->keyword_range, "too-many-names",
			   "a dictionary has at most %zu statements '%s'",
			   limit, grammar_rule(keyword)->word);
		wanted = limit;
	}
	array = arena_array(loader->arena, wanted > 0 ? wanted : 1, size);
	if (array == NULL)
		error_memory(loader->error);
	else
		*count = (uint16_t)wanted;
	return array;
}

static void read_title(struct loader *loader)
{
	const struct statement *title, *again;
	size_t at = 0;

	title = loader_next(loader, KEYWORD_DICTIONARY, &at);
	if (title == NULL)
		return;
	loader->dictionary->title = statement_text(title, "");
	loader->dictionary->version = statement_number(title, "version", 0);
	again = loader_next(loader, KEYWORD_DICTIONARY, &at);
	if (again != NULL)
		find_error(loader, again->keyword_range, "duplicate-name",
			   "the dictionary has a name already");
}

static int load_all(struct loader *loader, const char *path)
{
	if (load_files(loader, path) != 0 || declare_codes(loader) != 0 ||
	    declare_authorities(loader) != 0 || declare_data(loader) != 0 ||
	    declare_facts(loader) != 0 || declare_bodies(loader) != 0 ||
	    declare_terms(loader) != 0 || declare_places(loader) != 0 ||
	    declare_pages(loader) != 0 || declare_profiles(loader) != 0 ||
	    index_names(loader) != 0 || index_codes(loader) != 0)
		return -1;
	read_title(loader);
	resolve_code_sets(loader);
	resolve_data(loader);
	resolve_bodies(loader);
	resolve_purposes(loader);
	resolve_profiles(loader);
	if (resolve_facts(loader) != 0 || resolve_places(loader) != 0 ||
	    resolve_pages(loader) != 0)
		return -1;
	crypto_hash_sha256_final(&loader->hash, loader->dictionary->hash);
	return loader->findings->failed ? error_memory(loader->error) : 0;
}

/* Lets the findings since `first` outlive the dictionary: their sources are
 * copied to where the findings live. */
static int keep_sources(struct loader *loader, size_t first)
{
	struct findings *findings = loader->findings;

	for (unsigned int file = 0; file < loader->file_count; file++) {
		const struct source *source = loader->files[file].source;
		struct source *copy = NULL;

		for (size_t i = first; i < findings->count; i++) {
			struct range *range = &findings->list[i].range;

			if (range->source != source)
				continue;
			if (copy == NULL &&
			    source_from_text(&copy, source->name, source->text,
					     findings->arena,
					     loader->error) != 0)
				return -1;
			range->source = copy;
		}
	}
	return 0;
}

int dictionary_load(struct dictionary **out, const char *path,
		    struct findings *findings, struct error *error)
{
	size_t errors = findings->errors;
	size_t first = findings->count;
	struct loader *loader;
	int result = -1;

	*out = NULL;
	loader = memory_array(1, sizeof(*loader));
	if (loader == NULL)
		return error_memory(error);
	loader->findings = findings;
	loader->error = error;
	loader->arena = memory_array(1, sizeof(*loader->arena));
	if (loader->arena != NULL)
		loader->dictionary = arena_allocate(loader->arena,
						    sizeof(struct dictionary));
	if (loader->dictionary == NULL) {
		error_memory(error);
	} else {
		loader->dictionary->arena = loader->arena;
		result = load_all(loader, path);
	}
	if (keep_sources(loader, first) != 0) {
		result = -1;
		findings->count = first; /* they would point at nothing */
	}
	if (result == 0 && findings->errors == errors) {
		*out = loader->dictionary;
	} else if (loader->arena != NULL) {
		arena_release(loader->arena);
		memory_free(loader->arena);
	}
	memory_free(loader);
	return result;
}

void dictionary_free(struct dictionary *dictionary)
{
	struct arena *arena;

	if (dictionary == NULL)
		return;
	arena = dictionary->arena;
	arena_release(arena);
	memory_free(arena);
}
