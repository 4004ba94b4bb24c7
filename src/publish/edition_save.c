#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "publish/edition_parts.h"

/* How a page of ours says what it was made by (html.c). */
#define GENERATOR "<meta name=\"generator\" content=\"Hornbook "

/* SHA256SUMS of some hundred files, and no more. */
enum { SUMS_LIMIT_BYTES = 1 << 20, FILE_LIMIT_BYTES = 64 << 20 };

struct saving {
	const char *path;    /* without a closing '/', and no link */
	const char *partial; /* beside it */
	const char *parent;
	struct arena arena;
	struct builder sums; /* of the edition that is there already */
};

/* --- what is there already ------------------------------------------------------- */

static int not_ours(const char *path, const char *message, struct error *error)
{
	error_set(error, ERROR_INPUT, "%s", message);
	error_hint(error, "publish into a directory of its own");
	return error_at(error, slice_of(path), 0, 0, 0);
}

/* Other directories may have a SHA256SUMS too. */
static bool is_our_index(const struct edition_file *file)
{
	struct slice rest = file->bytes;

	if (!slice_is(file->name, "index.html"))
		return true;
	while (rest.len > 0)
		if (slice_starts_with(slice_cut(&rest, '\n'), SLICE(GENERATOR)))
			return true;
	return false;
}

static int check_file(struct saving *saving, const char *path, const char *name,
		      struct error *error)
{
	struct builder bytes = {0};
	struct edition_file file = {.name = slice_of(name)};
	bool hold = false;
	int result = file_read(path, FILE_LIMIT_BYTES, &bytes, error);

	file.bytes = builder_slice(&bytes);
	if (result == 0)
		result = edition_sums_hold(&hold, builder_slice(&saving->sums),
					   &file, error);
	if (result == 0 && (!hold || !is_our_index(&file)))
		result = not_ours(path,
				  "the directory holds what no earlier "
				  "edition put there, or not so",
				  error);
	builder_release(&bytes);
	return result;
}

/* Only files that an earlier edition put there are replaced with it. */
static int check_entry(void *context, const char *name, struct error *error)
{
	struct saving *saving = context;
	const char *path = path_join(&saving->arena, saving->path, name);

	if (path == NULL)
		return error_memory(error);
	if (directory_exists(path))
		return not_ours(path,
				"the directory holds another, which no earlier "
				"edition put there",
				error);
	return slice_is(slice_of(name), EDITION_SUMS)
		       ? 0
		       : check_file(saving, path, name, error);
}

static int check_there(struct saving *saving, struct error *error)
{
	const char *sums =
		path_join(&saving->arena, saving->path, EDITION_SUMS);
	const char *index =
		path_join(&saving->arena, saving->path, "index.html");

	if (sums == NULL || index == NULL)
		return error_memory(error);
	if (!file_exists(sums))
		return directory_each(saving->path, check_entry, saving, error);
	if (!file_exists(index))
		return not_ours(sums,
				"the directory has sums of files, and not of "
				"an earlier edition",
				error);
	if (file_read(sums, SUMS_LIMIT_BYTES, &saving->sums, error) != 0)
		return -1;
	return directory_each(saving->path, check_entry, saving, error);
}

/* --- writing ------------------------------------------------------------------------ */

/* What officers keep is theirs alone. */
static unsigned int directory_mode(const struct edition *edition)
{
	return edition->officers ? 0700 : 0755;
}

static int write_file(struct saving *saving, const struct edition *edition,
		      const struct edition_file *file, struct error *error)
{
	const char *path =
		path_join(&saving->arena, saving->partial, file->name.at);

	if (path == NULL)
		return error_memory(error);
	return file_put(path, file->bytes, edition->officers ? 0600 : 0644,
			directory_mode(edition), error);
}

/* All are written before the first is waited for. */
static int sync_files(struct saving *saving, const struct edition *edition,
		      struct error *error)
{
	for (size_t i = 0; i < edition->count; i++) {
		const char *path = path_join(&saving->arena, saving->partial,
					     edition->files[i].name.at);

		if (path == NULL)
			return error_memory(error);
		if (file_sync(path, error) != 0)
			return -1;
	}
	return directory_sync(saving->partial, error);
}

/* What is being looked at beside `path`. */
struct left {
	struct saving *saving;
	struct builder sums;
};

static bool is_named(struct slice sums, struct slice name)
{
	while (sums.len > 0) {
		struct slice line = slice_cut(&sums, '\n');

		if (slice_ends_with(line, name) && line.len > name.len &&
		    line.at[line.len - name.len - 1] == ' ')
			return true;
	}
	return false;
}

/* A killed process leaves any of the files that editions have, or the edition
 * before, and nothing else. */
static int check_left(void *context, const char *name, struct error *error)
{
	struct left *left = context;
	struct saving *saving = left->saving;
	const char *path = path_join(&saving->arena, saving->partial, name);

	if (path == NULL)
		return error_memory(error);
	if (!directory_exists(path) &&
	    (edition_has_name(slice_of(name)) ||
	     is_named(builder_slice(&left->sums), slice_of(name))))
		return 0;
	error_set(error, ERROR_INPUT,
		  "this lies where an edition is made, and is no part of one");
	error_hint(error, "move it away, or publish under another name");
	return error_at(error, slice_of(path), 0, 0, 0);
}

static int check_partial(struct saving *saving, struct error *error)
{
	struct left left = {.saving = saving};
	const char *sums =
		path_join(&saving->arena, saving->partial, EDITION_SUMS);
	int result = 0;

	if (sums == NULL)
		return error_memory(error);
	if (file_exists(sums))
		result = file_read(sums, SUMS_LIMIT_BYTES, &left.sums, error);
	if (result == 0)
		result = directory_each(saving->partial, check_left, &left,
					error);
	builder_release(&left.sums);
	return result;
}

static int clear_partial(struct saving *saving, struct error *error)
{
	if (directory_exists(saving->partial) &&
	    check_partial(saving, error) != 0)
		return -1;
	return directory_remove(saving->partial, error);
}

static int write_files(struct saving *saving, const struct edition *edition,
		       struct error *error)
{
	if (directory_make(saving->partial, directory_mode(edition), error) !=
	    0)
		return -1;
	for (size_t i = 0; i < edition->count; i++)
		if (write_file(saving, edition, &edition->files[i], error) != 0)
			return -1;
	return sync_files(saving, edition, error);
}

static int show(struct saving *saving, bool there, struct error *error)
{
	int result = there ? file_exchange(saving->partial, saving->path, error)
			   : file_move(saving->partial, saving->path, error);

	return result == 0 ? directory_sync(saving->parent, error) : -1;
}

/* --- the whole ------------------------------------------------------------------------ */

static struct slice without_end(const char *path)
{
	struct slice whole = slice_of(path);

	while (whole.len > 1 && whole.at[whole.len - 1] == '/')
		whole.len--;
	return whole;
}

static bool is_link(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && S_ISLNK(status.st_mode);
}

/* A link stays, and leads to the new edition. */
static const char *follow_link(const char *path, char real[PATH_MAX])
{
	return directory_exists(path) && is_link(path) &&
			       realpath(path, real) != NULL
		       ? real
		       : path;
}

static int name_places(struct saving *saving, const char *path)
{
	char real[PATH_MAX];
	struct slice whole;
	struct builder partial = {0};

	path = arena_copy(&saving->arena, without_end(path)).at;
	if (path == NULL)
		return -1;
	whole = slice_of(follow_link(path, real));
	saving->path = arena_copy(&saving->arena, whole).at;
	if (saving->path == NULL)
		return -1;
	saving->parent = path_directory(&saving->arena, saving->path);
	builder_add_text(&partial, ".");
	builder_add_text(&partial, path_name(saving->path));
	builder_add_text(&partial, ".partial");
	if (saving->parent != NULL && !partial.failed)
		saving->partial = path_join(&saving->arena, saving->parent,
					    builder_text(&partial));
	builder_release(&partial);
	return saving->partial != NULL ? 0 : -1;
}

static int save(struct saving *saving, const struct edition *edition,
		struct error *error)
{
	const bool there = directory_exists(saving->path);
	struct error ignored = {0};
	int result;

	if (!there && file_exists(saving->path)) {
		error_set(error, ERROR_INPUT, "it is a file, not a directory");
		return error_at(error, slice_of(saving->path), 0, 0, 0);
	}
	if (there && check_there(saving, error) != 0)
		return -1;
	if (directory_make(saving->parent, 0755, error) != 0)
		return -1;
	if (clear_partial(saving, error) != 0)
		return -1;
	result = write_files(saving, edition, error);
	if (result == 0)
		result = show(saving, there, error);
	/* The edition before, or what did not become whole. */
	directory_remove(saving->partial, &ignored);
	return result;
}

/* A directory changes places with another by the name that it has above. */
static int check_name(const char *path, struct error *error)
{
	struct slice whole = without_end(path), name;

	name = whole;
	for (size_t i = 0; i < whole.len; i++)
		if (whole.at[i] == '/')
			name = slice_part(whole, i + 1, whole.len);
	if (!slice_empty(name) && !slice_is(name, ".") && !slice_is(name, ".."))
		return 0;
	error_set(error, ERROR_INPUT, "this is no name of a directory");
	error_hint(error, "go to the directory above, and name it from there");
	return error_at(error, slice_of(path), 0, 0, 0);
}

int edition_save(const struct edition *edition, const char *path,
		 struct error *error)
{
	struct saving saving = {0};
	int result;

	if (check_name(path, error) != 0)
		return -1;
	result = name_places(&saving, path) == 0 ? save(&saving, edition, error)
						 : error_memory(error);

	builder_release(&saving.sums);
	arena_release(&saving.arena);
	return result;
}
