/*
 * file.h - files that appear whole or not at all.
 *
 * A replaced file is written beside its final name, synced, and renamed; the
 * directory is synced after.  Reading is bounded.  Paths are NUL-ended: they
 * go to the kernel.
 */
#ifndef HORNBOOK_BASE_FILE_H
#define HORNBOOK_BASE_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

struct error;
struct builder;
struct arena;

/*
 * Reads a whole file of at most `limit_bytes` into `content`, after what it
 * already holds.  "-" is standard input.
 */
int file_read(const char *path, uint64_t limit_bytes, struct builder *content,
	      struct error *error);

/* Makes `path` hold exactly `content`, with these permission bits whatever the
 * umask.  On failure the old file, if any, stands unchanged, except when only
 * the sync of the directory failed: then the new one is there, but may not
 * last.  Two writers of one path at a time must be kept apart by a lock.  A link,
 * device, pipe or socket is not replaced: ERROR_INPUT. */
int file_replace(const char *path, struct slice content, unsigned int mode,
		 struct error *error);

/* As file_replace, without waiting for the disk: after a crash the file may be
 * missing, short, or zero in part.  Only for what can be made again.  Missing
 * directories are made. */
int file_put(const char *path, struct slice content, unsigned int mode,
	     unsigned int directory_mode, struct error *error);

/* Whether both paths lead to one file that is there. */
bool file_same(const char *path, const char *other);

/* Syncs a file that is there. */
int file_sync(const char *path, struct error *error);

/*
 * Writes `bytes` at the end of a file opened with O_APPEND and syncs it.  On
 * failure part of them may be there: file_cut takes them back.
 */
int file_append(int fd, struct slice bytes, struct error *error);

/* Writes `bytes` where an open file stands, or `at` bytes from its beginning,
 * without a sync. */
int file_write(int fd, struct slice bytes, struct error *error);
int file_write_at(int fd, uint64_t at, struct slice bytes, struct error *error);

/* Makes an open file `size` bytes long and syncs it. */
int file_cut(int fd, uint64_t size, struct error *error);

/*
 * Streams into a file that appears under `path` only at output_commit.
 * Errors are remembered and reported by output_commit, so that a writer
 * checks once.
 */
struct output;

int output_open(struct output **out, const char *path, unsigned int mode,
		struct error *error);
void output_add(struct output *output, struct slice bytes);

/* Adds what a builder holds, if that is at least so many bytes, and empties it.
 * ERROR_MEMORY when the builder has failed. */
int output_drain(struct output *output, struct builder *text,
		 size_t at_least_bytes, struct error *error);

/* Puts `bytes` in the place of as many that were added before, the first of them
 * `at` bytes from the beginning. */
void output_replace(struct output *output, uint64_t at, struct slice bytes);

/*
 * The same for what must not lie in a file as it is: what is added goes to
 * `write`, whose first failure output_commit gives back.  No file is made; what
 * becomes of the bytes is the function's matter, and none can be replaced.
 */
int output_through(struct output **out,
		   int (*write)(void *context, struct slice bytes,
				struct error *error),
		   void *context, struct error *error);

/* Bytes added so far. */
uint64_t output_size(const struct output *output);

/* Flushes, syncs, renames into place, syncs the directory, frees; on failure
 * as file_replace. */
int output_commit(struct output *output, struct error *error);

/* Removes what was written and frees.  NULL does nothing. */
void output_abandon(struct output *output);

/* Gives a file or directory another name, never in place of what has that name
 * already.  It lasts once the directories were synced. */
int file_move(const char *from, const char *to, struct error *error);

/* Gives each of two files or directories the name of the other, at one instant
 * where the file system can (Linux: renameat2). */
int file_exchange(const char *one, const char *other, struct error *error);

/* Makes a directory and the missing ones above it. */
int directory_make(const char *path, unsigned int mode, struct error *error);

/* Syncs a directory, so that renames in it last. */
int directory_sync(const char *path, struct error *error);

/* Calls `visit` for each entry in byte order of names, without "." and "..";
 * stops at the first that does not return 0 and returns that. */
int directory_each(const char *path,
		   int (*visit)(void *context, const char *name,
				struct error *error),
		   void *context, struct error *error);

/* Removes a directory and all in it, links but not what they lead to; one that
 * is not there is no error, and anything else than a directory is. */
int directory_remove(const char *path, struct error *error);

bool file_exists(const char *path);
bool directory_exists(const char *path);

/* "directory/name" in the arena; NULL when memory is out. */
char *path_join(struct arena *arena, const char *directory, const char *name);

/* The part after the last '/'. */
const char *path_name(const char *path);

/* The part before the last '/', or ".", in the arena. */
char *path_directory(struct arena *arena, const char *path);

/*
 * Says of all threads whether what they write must outlast a loss of power, as
 * it must from the start.  Without that nothing waits for the disk, which is for
 * what is thrown away: demonstrations.
 */
void file_set_lasting(bool lasting);
bool file_is_lasting(void);

/*
 * For tests: lets the `nth` write, cut, sync or rename from now on (counting
 * from 1), and all later ones, fail with ENOSPC.  0 stops that.
 */
void file_fail_at(uint64_t nth);
bool file_failed(void);

#endif
