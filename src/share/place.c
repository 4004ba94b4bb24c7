#include "share/place.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"

static int make_below(const char *parent, const char *path, struct error *error)
{
	if (place_make(parent, error) != 0 ||
	    directory_make(path, 0700, error) != 0)
		return -1;
	return directory_sync(parent, error);
}

int place_make(const char *path, struct error *error)
{
	struct arena arena = {0};
	char *parent;
	int result;

	if (directory_exists(path))
		return 0;
	if (path[0] == '\0')
		return error_set(error, ERROR_INPUT,
				 "a directory without a name");
	parent = path_directory(&arena, path);
	result = parent != NULL ? make_below(parent, path, error)
				: error_memory(error);
	arena_release(&arena);
	return result;
}

const char *place_absolute(const char *path, struct arena *arena,
			   struct error *error)
{
	char *resolved = realpath(path, NULL);
	struct slice copy;

	if (resolved == NULL) {
		error_system(error, "cannot find the directory");
		error_at(error, slice_of(path), 0, 0, 0);
		return NULL;
	}
	copy = arena_copy(arena, slice_of(resolved));
	free(resolved);
	if (copy.at == NULL)
		error_memory(error);
	return copy.at;
}

int place_check(const char *path, struct error *error)
{
	struct stat status;

	if (stat(path, &status) != 0) {
		error_system(error, "cannot look at the directory");
		return error_at(error, slice_of(path), 0, 0, 0);
	}
	if ((status.st_mode & S_IWOTH) == 0 || (status.st_mode & S_ISVTX) != 0)
		return 0;
	error_set(error, ERROR_INPUT,
		  "everybody on this machine may change the directory");
	error_hint(error, "releases need a directory of their own");
	return error_at(error, slice_of(path), 0, 0, 0);
}

static bool is_inside(const char *node, const char *out)
{
	char *directory = realpath(node, NULL);
	size_t length = directory != NULL ? strlen(directory) : 0;
	bool inside = directory != NULL &&
		      strncmp(out, directory, length) == 0 &&
		      (out[length] == '\0' || out[length] == '/');

	free(directory);
	return inside;
}

int place_check_outside(const char *node, const char *out, struct error *error)
{
	if (!is_inside(node, out))
		return 0;
	error_set(error, ERROR_INPUT,
		  "releases do not go into the node's own directory");
	error_hint(error, "it holds sealed records, and its backups would hold "
			  "what was released in the clear");
	return error_at(error, slice_of(out), 0, 0, 0);
}

bool place_taken(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0;
}

int place_make_fresh(const char *path, struct error *error)
{
	if (mkdir(path, 0700) == 0)
		return 0;
	error_system(error, "cannot make the directory");
	return error_at(error, slice_of(path), 0, 0, 0);
}

int place_clear(const char *path, struct error *error)
{
	struct stat status;

	if (lstat(path, &status) != 0)
		return 0;
	if (S_ISDIR(status.st_mode))
		return directory_remove(path, error);
	if (unlink(path) == 0)
		return 0;
	error_system(error, "cannot remove the file");
	return error_at(error, slice_of(path), 0, 0, 0);
}

struct emptying {
	const char *directory;
};

static int clear_entry(void *context, const char *name, struct error *error)
{
	const struct emptying *emptying = context;
	struct arena arena = {0};
	char *path = path_join(&arena, emptying->directory, name);
	int result =
		path != NULL ? place_clear(path, error) : error_memory(error);

	arena_release(&arena);
	return result;
}

int place_empty(const char *path, struct error *error)
{
	struct emptying emptying = {path};

	return directory_each(path, clear_entry, &emptying, error);
}
