#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "guard/guard.h"

static int read_bytes(void *context, char *bytes, size_t size, size_t *count,
		      struct error *error)
{
	const int *fd = context;
	ssize_t got;

	*count = 0;
	if (size == 0)
		return 0;
	do
		got = read(*fd, bytes, size);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return error_system(error, "cannot read");
	*count = (size_t)got;
	return 0;
}

static int open_file(const char *path, int *fd, struct error *error)
{
	struct stat status;

	if (strcmp(path, "-") == 0) {
		*fd = STDIN_FILENO;
		return 0;
	}
	*fd = open(path, O_RDONLY | O_CLOEXEC);
	if (*fd < 0) {
		if (errno == ENOENT)
			return error_set(error, ERROR_NOT_FOUND,
					 "there is no such file");
		return error_system(error, "cannot open");
	}
	if (fstat(*fd, &status) == 0 && S_ISDIR(status.st_mode)) {
		close(*fd);
		return error_set(error, ERROR_INPUT, "this is a directory");
	}
	return 0;
}

/* The place keeps its line and column. */
static int name_file(const char *path, struct error *error)
{
	if (error == NULL)
		return -1;
	return error_at(error, slice_of(path), error->place.line,
			error->place.column, error->place.record);
}

int guard_scan_file(const struct guard *guard, const char *path,
		    enum guard_format format, struct guard_report *report,
		    struct arena *arena, struct error *error)
{
	bool is_input = strcmp(path, "-") == 0;
	int fd, result;

	if (open_file(path, &fd, error) != 0)
		return name_file(path, error);
	result = guard_scan(guard,
			    is_input ? (struct slice){NULL, 0}
				     : slice_of(path_name(path)),
			    format, read_bytes, &fd, report, arena, error);
	if (!is_input)
		close(fd);
	return result == 0 ? 0 : name_file(path, error);
}
