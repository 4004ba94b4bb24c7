/*
 * tools.h - the field's ordinary tools (age, minisign, tar), run on the files
 * of a directory made for one test.
 */
#ifndef HORNBOOK_TESTS_SEAL_TOOLS_H
#define HORNBOOK_TESTS_SEAL_TOOLS_H

#include "base/builder.h"
#include "base/slice.h"

/* cmocka's setup and teardown: *state is the path of a fresh directory. */
int tools_setup(void **state);
int tools_teardown(void **state);

/* Runs a shell command in the directory and gives its exit status; what it
 * prints is dropped. */
int tools_run(void **state, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A file of the directory, whole. */
void tools_read(void **state, const char *name, struct builder *content);
void tools_write(void **state, const char *name, struct slice content);

/* `size` bytes that do not repeat soon and are the same each time. */
void tools_fill(struct builder *content, size_t size);

#endif
