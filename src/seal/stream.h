/*
 * stream.h - bytes that pass through, a piece at a time.
 *
 * A sink takes bytes, a source gives them; both are a function and what it
 * works on, copied freely, owning nothing.  What is sealed, signed, packed or
 * opened passes from a source to a sink and is never in memory as a whole.
 *
 * After a failure neither is used again.
 */
#ifndef HORNBOOK_SEAL_STREAM_H
#define HORNBOOK_SEAL_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct builder;
struct error;
struct output;

struct stream_sink {
	/* Takes all of `bytes`, or fails. */
	int (*write)(void *context, struct slice bytes, struct error *error);
	void *context;
};

struct stream_source {
	/* Gives from 1 to `size` bytes; `*got` is 0 only at the end, and then
	 * again at each further call.  `size` is not 0. */
	int (*read)(void *context, void *bytes, size_t size, size_t *got,
		    struct error *error);
	void *context;
};

/* For what is known only when more was written after it. */
struct stream_patch {
	/* Puts `bytes` in the place of as many that a sink took before, the
	 * first of them `at` bytes from its beginning. */
	int (*write)(void *context, uint64_t at, struct slice bytes,
		     struct error *error);
	void *context;
};

int stream_write(struct stream_sink sink, struct slice bytes,
		 struct error *error);
int stream_replace(struct stream_patch patch, uint64_t at, struct slice bytes,
		   struct error *error);
int stream_read(struct stream_source source, void *bytes, size_t size,
		size_t *got, struct error *error);

/* Reads until `size` bytes are there or the source ends; `*got` is less than
 * `size` only at the end. */
int stream_read_whole(struct stream_source source, void *bytes, size_t size,
		      size_t *got, struct error *error);

/* Writes all that is left of the source; adds its size to `*size`, which may be
 * NULL. */
int stream_copy(struct stream_source source, struct stream_sink sink,
		uint64_t *size, struct error *error);

/* Onto the end of a builder.  ERROR_MEMORY when it cannot grow. */
struct stream_sink stream_to_builder(struct builder *builder);

/* Into a file that appears whole (base/file.h).  Never fails: output_commit
 * tells what went wrong. */
struct stream_sink stream_to_output(struct output *output);

/* Into an open file, which `*fd` names for as long as the sink is used. */
struct stream_sink stream_to_file(int *fd);

/* Over what was written into each of these; the file began empty. */
struct stream_patch stream_over_builder(struct builder *builder);
struct stream_patch stream_over_output(struct output *output);
struct stream_patch stream_over_file(int *fd);

/* From an open file, which `*fd` names for as long as the source is used. */
struct stream_source stream_from_file(int *fd);

/* From memory: `*rest` is what is left, and is stepped over. */
struct stream_source stream_from_slice(struct slice *rest);

#endif
