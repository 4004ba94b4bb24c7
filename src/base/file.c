#include "base/file.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"

enum { READ_BYTES = 1 << 16, OUTPUT_BYTES = 1 << 18 };

static atomic_bool passing; /* what is written need not last */

static _Thread_local uint64_t countdown;
static _Thread_local bool failing;

void file_set_lasting(bool lasting)
{
	atomic_store(&passing, !lasting);
}

bool file_is_lasting(void)
{
	return !atomic_load(&passing);
}

void file_fail_at(uint64_t nth)
{
	countdown = nth;
	failing = false;
}

bool file_failed(void)
{
	return failing;
}

static bool must_fail(void)
{
	if (!failing) {
		if (countdown == 0 || --countdown > 0)
			return false;
		failing = true;
	}
	errno = ENOSPC;
	return true;
}

static int write_whole(int fd, const char *at, size_t len)
{
	if (must_fail())
		return -1;
	while (len > 0) {
		ssize_t written = write(fd, at, len);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -1;
		at += written;
		len -= (size_t)written;
	}
	return 0;
}

static int write_whole_at(int fd, uint64_t place, const char *at, size_t len)
{
	if (must_fail())
		return -1;
	while (len > 0) {
		ssize_t written = pwrite(fd, at, len, (off_t)place);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -1;
		place += (uint64_t)written;
		at += written;
		len -= (size_t)written;
	}
	return 0;
}

static int sync_file(int fd)
{
	if (must_fail())
		return -1;
	return file_is_lasting() ? fsync(fd) : 0;
}

static int rename_file(const char *from, const char *to)
{
	return must_fail() ? -1 : rename(from, to);
}

int file_read(const char *path, uint64_t limit_bytes, struct builder *content,
	      struct error *error)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	size_t start = content->len;
	int result = -1;
	struct stat status;

	if (fd < 0) {
		bool missing = errno == ENOENT;

		error_system(error, "cannot open the file");
		if (missing && error != NULL)
			error->code = ERROR_NOT_FOUND;
		return error_at(error, slice_of(path), 0, 0, 0);
	}
	if (!standard && fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
		error_set(error, ERROR_INPUT, "is a directory, not a file");
		goto out;
	}
	for (;;) {
		char *room = builder_reserve(content, READ_BYTES);
		ssize_t got;

		if (room == NULL) {
			error_memory(error);
			goto out;
		}
		got = read(fd, room, READ_BYTES);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			error_system(error, "cannot read the file");
			goto out;
		}
		if (got == 0)
			break;
		builder_commit(content, (size_t)got);
		if (content->len - start > limit_bytes) {
			error_set(error, ERROR_INPUT,
				  "larger than the %llu bytes that can be read",
				  (unsigned long long)limit_bytes);
			goto out;
		}
	}
	result = 0;
out:
	if (!standard)
		close(fd);
	if (result != 0) {
		content->len = start;
		error_at(error, slice_of(path), 0, 0, 0);
	}
	return result;
}

struct output {
	int fd;
	int saved_errno;  /* of the first failure; 0 while all is well */
	char *final_path; /* where it will appear */
	char *path;       /* where it is being written */
	/* In place of a file; NULL: none. */
	int (*write)(void *context, struct slice bytes, struct error *error);
	void *context;
	struct error fault; /* of its first failure */
	uint64_t size;
	size_t filled;
	char buffer[OUTPUT_BYTES];
};

static void output_free(struct output *output)
{
	if (output->fd >= 0)
		close(output->fd);
	memory_free(output->final_path);
	memory_free(output->path);
	memory_free(output);
}

static char *copy_text(const char *text, const char *suffix)
{
	size_t size = strlen(text) + strlen(suffix) + 1;
	char *copy = memory_allocate(size);

	if (copy != NULL)
		snprintf(copy, size, "%s%s", text, suffix);
	return copy;
}

/* What a crash left may have other permissions, or be open elsewhere: it is
 * never written into. */
static int open_fresh(const char *path, unsigned int mode)
{
	int fd, kept;

	if (unlink(path) != 0 && errno != ENOENT)
		return -1;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
		  (mode_t)mode);
	if (fd < 0 || fchmod(fd, (mode_t)mode) == 0) /* umask or not */
		return fd;
	kept = errno;
	close(fd);
	unlink(path);
	errno = kept;
	return -1;
}

static struct output *output_make(void)
{
	struct output *output = memory_allocate(sizeof(*output));

	if (output == NULL)
		return NULL;
	output->fd = -1;
	output->saved_errno = 0;
	output->final_path = NULL;
	output->path = NULL;
	output->write = NULL;
	output->context = NULL;
	output->fault = (struct error){0};
	output->size = 0;
	output->filled = 0;
	return output;
}

int output_through(struct output **out,
		   int (*write)(void *context, struct slice bytes,
				struct error *error),
		   void *context, struct error *error)
{
	struct output *output = output_make();

	if (output == NULL)
		return error_memory(error);
	output->write = write;
	output->context = context;
	*out = output;
	return 0;
}

/* A rename would put a file in the place of a device, a pipe or a link, which
 * stays without its reader or what it leads to as it was.  A directory fails by
 * itself. */
static int check_place(const char *path, struct error *error)
{
	struct stat there;

	if (lstat(path, &there) != 0 || S_ISREG(there.st_mode) ||
	    S_ISDIR(there.st_mode))
		return 0;
	error_set(error, ERROR_INPUT, "only an ordinary file is replaced");
	error_hint(error, S_ISLNK(there.st_mode)
				  ? "this is a link: name what it leads to"
				  : "this is a device, pipe or socket: name a "
				    "file");
	return error_at(error, slice_of(path), 0, 0, 0);
}

bool file_same(const char *path, const char *other)
{
	struct stat one, two;

	return stat(path, &one) == 0 && stat(other, &two) == 0 &&
	       one.st_dev == two.st_dev && one.st_ino == two.st_ino;
}

int output_open(struct output **out, const char *path, unsigned int mode,
		struct error *error)
{
	struct output *output;

	if (check_place(path, error) != 0)
		return -1;
	output = output_make();
	if (output == NULL)
		return error_memory(error);
	output->final_path = copy_text(path, "");
	output->path = copy_text(path, ".writing");
	if (output->final_path == NULL || output->path == NULL) {
		output_free(output);
		return error_memory(error);
	}
	output->fd = must_fail() ? -1 : open_fresh(output->path, mode);
	if (output->fd < 0) {
		error_system(error, "cannot write the file");
		error_at(error, slice_of(path), 0, 0, 0);
		output_free(output);
		return -1;
	}
	*out = output;
	return 0;
}

static void flush_through(struct output *output)
{
	struct slice bytes = {output->buffer, output->filled};

	if (output->fault.code == ERROR_NONE && output->filled > 0 &&
	    output->write(output->context, bytes, &output->fault) != 0 &&
	    output->fault.code == ERROR_NONE)
		error_set(&output->fault, ERROR_SYSTEM,
			  "what was written could not be taken");
	output->filled = 0;
}

static void output_flush(struct output *output)
{
	if (output->write != NULL) {
		flush_through(output);
		return;
	}
	if (output->saved_errno == 0 && output->filled > 0 &&
	    write_whole(output->fd, output->buffer, output->filled) != 0)
		output->saved_errno = errno;
	output->filled = 0;
}

void output_add(struct output *output, struct slice bytes)
{
	output->size += bytes.len;
	while (bytes.len > 0) {
		size_t room = OUTPUT_BYTES - output->filled;
		size_t part = bytes.len < room ? bytes.len : room;

		memcpy(output->buffer + output->filled, bytes.at, part);
		output->filled += part;
		bytes.at += part;
		bytes.len -= part;
		if (output->filled == OUTPUT_BYTES)
			output_flush(output);
	}
}

int output_drain(struct output *output, struct builder *text,
		 size_t at_least_bytes, struct error *error)
{
	if (text->failed)
		return error_memory(error);
	if (text->len < at_least_bytes)
		return 0;
	output_add(output, builder_slice(text));
	builder_clear(text);
	return 0;
}

void output_replace(struct output *output, uint64_t at, struct slice bytes)
{
	assert(output->write == NULL);
	assert(bytes.len <= output->size && at <= output->size - bytes.len);
	output_flush(output);
	if (output->saved_errno == 0 &&
	    write_whole_at(output->fd, at, bytes.at, bytes.len) != 0)
		output->saved_errno = errno;
}

uint64_t output_size(const struct output *output)
{
	return output->size;
}

static int commit_through(struct output *output, struct error *error)
{
	int result = output->fault.code == ERROR_NONE ? 0 : -1;

	if (result != 0 && error != NULL)
		*error = output->fault;
	output_free(output);
	return result;
}

static int commit_file(struct output *output, struct error *error)
{
	struct arena arena = {0};
	char *directory = path_directory(&arena, output->final_path);
	int result = -1;

	errno = output->saved_errno;
	if (directory == NULL) {
		error_memory(error);
		unlink(output->path);
	} else if (output->saved_errno != 0 || sync_file(output->fd) != 0 ||
		   rename_file(output->path, output->final_path) != 0) {
		error_system(error, "cannot write the file");
		error_at(error, slice_of(output->final_path), 0, 0, 0);
		unlink(output->path);
	} else {
		result = directory_sync(directory, error);
	}
	arena_release(&arena);
	output_free(output);
	return result;
}

int output_commit(struct output *output, struct error *error)
{
	output_flush(output);
	return output->write != NULL ? commit_through(output, error)
				     : commit_file(output, error);
}

void output_abandon(struct output *output)
{
	if (output == NULL)
		return;
	if (output->path != NULL)
		unlink(output->path);
	output_free(output);
}

int file_replace(const char *path, struct slice content, unsigned int mode,
		 struct error *error)
{
	struct output *output;

	if (output_open(&output, path, mode, error) != 0)
		return -1;
	output_add(output, content);
	return output_commit(output, error);
}

/* Returns 0, or -1 with errno. */
static int put(const char *path, const char *beside, struct slice content,
	       unsigned int mode)
{
	int fd = must_fail() ? -1 : open_fresh(beside, mode);
	int result, kept;

	if (fd < 0)
		return -1;
	result = write_whole(fd, content.at, content.len);
	kept = errno;
	if (close(fd) != 0 && result == 0) {
		result = -1;
		kept = errno;
	}
	if (result == 0 && rename_file(beside, path) != 0) {
		result = -1;
		kept = errno;
	}
	if (result != 0)
		unlink(beside);
	errno = kept;
	return result;
}

int file_put(const char *path, struct slice content, unsigned int mode,
	     unsigned int directory_mode, struct error *error)
{
	struct arena arena = {0};
	char *directory = path_directory(&arena, path);
	char *beside = copy_text(path, ".writing");
	int result = -1;

	if (directory == NULL || beside == NULL) {
		error_memory(error);
		goto out;
	}
	result = put(path, beside, content, mode);
	if (result != 0 && errno == ENOENT) {
		if (directory_make(directory, directory_mode, error) != 0)
			goto out;
		result = put(path, beside, content, mode);
	}
	if (result != 0) {
		error_system(error, "cannot write the file");
		error_at(error, slice_of(path), 0, 0, 0);
	}
out:
	memory_free(beside);
	arena_release(&arena);
	return result;
}

int file_sync(const char *path, struct error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	int result = 0;

	if (fd < 0 || sync_file(fd) != 0) {
		error_system(error, "cannot sync the file");
		result = error_at(error, slice_of(path), 0, 0, 0);
	}
	if (fd >= 0)
		close(fd);
	return result;
}

int file_append(int fd, struct slice bytes, struct error *error)
{
	if (write_whole(fd, bytes.at, bytes.len) != 0 || sync_file(fd) != 0)
		return error_system(error, "cannot write the file");
	return 0;
}

int file_write(int fd, struct slice bytes, struct error *error)
{
	return write_whole(fd, bytes.at, bytes.len) == 0
		       ? 0
		       : error_system(error, "cannot write the file");
}

int file_write_at(int fd, uint64_t at, struct slice bytes, struct error *error)
{
	return write_whole_at(fd, at, bytes.at, bytes.len) == 0
		       ? 0
		       : error_system(error, "cannot write the file");
}

int file_cut(int fd, uint64_t size, struct error *error)
{
	if (must_fail() || ftruncate(fd, (off_t)size) != 0 ||
	    sync_file(fd) != 0)
		return error_system(error, "cannot cut the file");
	return 0;
}

static bool is_taken(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0;
}

/* Some file systems cannot be told not to replace: those are asked first. */
static int rename_fresh(const char *from, const char *to)
{
	if (must_fail())
		return -1;
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	if (!is_taken(to))
		return rename(from, to);
	errno = EEXIST;
	return -1;
}

int file_move(const char *from, const char *to, struct error *error)
{
	if (rename_fresh(from, to) == 0)
		return 0;
	error_system(error, "cannot be given this name");
	return error_at(error, slice_of(to), 0, 0, 0);
}

/* Where the two names cannot be exchanged at once, one of them is away for a
 * moment. */
static int exchange_slowly(const char *one, const char *other)
{
	char *away = copy_text(one, ".exchange");
	int result = -1;

	if (away == NULL) {
		errno = ENOMEM;
		return -1;
	}
	if (rename_fresh(other, away) == 0) {
		if (rename_fresh(one, other) != 0)
			(void)rename(away, other);
		else
			result = rename(away, one);
	}
	memory_free(away);
	return result;
}

int file_exchange(const char *one, const char *other, struct error *error)
{
	if (!must_fail() &&
	    renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE) == 0)
		return 0;
	if ((errno == EINVAL || errno == ENOSYS) &&
	    exchange_slowly(one, other) == 0)
		return 0;
	error_system(error, "cannot be given this name");
	return error_at(error, slice_of(other), 0, 0, 0);
}

int directory_make(const char *path, unsigned int mode, struct error *error)
{
	char *copy;
	int result = 0;

	if (path[0] == '\0')
		return error_set(error, ERROR_INPUT,
				 "the name of a directory is empty");
	copy = copy_text(path, "");
	if (copy == NULL)
		return error_memory(error);
	for (char *at = copy + 1; result == 0; at++) {
		char kept = *at;

		if (kept != '/' && kept != '\0')
			continue;
		*at = '\0';
		if (mkdir(copy, (mode_t)mode) != 0 && errno != EEXIST) {
			error_system(error, "cannot make the directory");
			result = error_at(error, slice_of(copy), 0, 0, 0);
		}
		*at = kept;
		if (kept == '\0')
			break;
	}
	if (result == 0 && !directory_exists(path)) {
		error_set(error, ERROR_SYSTEM, "is not a directory");
		result = error_at(error, slice_of(path), 0, 0, 0);
	}
	memory_free(copy);
	return result;
}

int directory_sync(const char *path, struct error *error)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result = 0;

	if (fd < 0 || sync_file(fd) != 0) {
		error_system(error, "cannot sync the directory");
		result = error_at(error, slice_of(path), 0, 0, 0);
	}
	if (fd >= 0)
		close(fd);
	return result;
}

static int not_dots(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 &&
	       strcmp(entry->d_name, "..") != 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

int directory_each(const char *path,
		   int (*visit)(void *context, const char *name,
				struct error *error),
		   void *context, struct error *error)
{
	struct dirent **entries;
	int count = scandir(path, &entries, not_dots, by_bytes);
	int result = 0;

	if (count < 0) {
		error_system(error, "cannot read the directory");
		return error_at(error, slice_of(path), 0, 0, 0);
	}
	for (int i = 0; i < count; i++) {
		if (result == 0)
			result = visit(context, entries[i]->d_name, error);
		free(entries[i]);
	}
	free(entries);
	return result;
}

static int remove_entry(void *context, const char *name, struct error *error)
{
	struct arena arena = {0};
	char *path = path_join(&arena, context, name);
	struct stat status;
	int result = 0;

	if (path == NULL) {
		result = error_memory(error);
	} else if (lstat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
		result = directory_remove(path, error);
	} else if (unlink(path) != 0 && errno != ENOENT) {
		error_system(error, "cannot remove the file");
		result = error_at(error, slice_of(path), 0, 0, 0);
	}
	arena_release(&arena);
	return result;
}

int directory_remove(const char *path, struct error *error)
{
	struct stat status;
	char *copy;
	int result;

	if (lstat(path, &status) != 0) {
		if (errno == ENOENT)
			return 0;
		error_system(error, "cannot remove the directory");
		return error_at(error, slice_of(path), 0, 0, 0);
	}
	if (!S_ISDIR(status.st_mode)) {
		error_set(error, ERROR_INPUT, "is not a directory");
		return error_at(error, slice_of(path), 0, 0, 0);
	}
	copy = copy_text(path, "");
	if (copy == NULL)
		return error_memory(error);
	result = directory_each(path, remove_entry, copy, error);
	memory_free(copy);
	if (result == 0 && rmdir(path) != 0) {
		error_system(error, "cannot remove the directory");
		result = error_at(error, slice_of(path), 0, 0, 0);
	}
	return result;
}

bool file_exists(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && !S_ISDIR(status.st_mode);
}

bool directory_exists(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

char *path_join(struct arena *arena, const char *directory, const char *name)
{
	size_t length = strlen(directory);
	bool slash = length > 0 && directory[length - 1] == '/';
	size_t size = length + strlen(name) + 2;
	char *path = arena_allocate(arena, size);

	if (path != NULL)
		snprintf(path, size, "%s%s%s", directory, slash ? "" : "/",
			 name);
	return path;
}

const char *path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

char *path_directory(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct slice part = SLICE(".");

	if (slash == path)
		part = SLICE("/");
	else if (slash != NULL)
		part = (struct slice){path, (size_t)(slash - path)};
	part = arena_copy(arena, part);
	return part.at != NULL ? (char *)(uintptr_t)part.at : NULL;
}
