/*
 * age_files.h - what the tests of the age format share: keys and texts drawn
 * from a seed, files sealed and opened in memory, and other programs at work in
 * a directory of their own.
 */
#ifndef HORNBOOK_TESTS_SEAL_AGE_FILES_H
#define HORNBOOK_TESTS_SEAL_AGE_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "seal/age.h"

struct builder;
struct error;

void drawn_identity(uint64_t seed, struct age_identity *identity);
void drawn_recipient(uint64_t seed, struct age_recipient *recipient);

/* Replaces what `out` holds by `size` bytes. */
void drawn_text(uint64_t seed, size_t size, struct builder *out);

/* Seals to the recipients of seeds 1 to `recipients`, writing `text` in pieces
 * of `piece` bytes (0: at once). */
int seal_text(struct slice text, size_t recipients, bool armor, size_t piece,
	      struct builder *out, struct error *error);

/* Opens with the identity of `seed`.  `out` gets what was given, also on
 * failure. */
int open_text(struct slice sealed, uint64_t seed, struct builder *out,
	      struct error *error);

/* A source that gives at most `piece` bytes a time. */
struct slow_source {
	struct slice rest;
	size_t piece;
};
struct stream_source slow_source(struct slow_source *slow);

/* --- other programs ------------------------------------------------------- */

/* A fresh directory, and the one before removed. */
int make_directory(void **state);
int remove_directory(void **state);

/* A name in it, good until the next but three. */
const char *in_directory(const char *name);

void put_file(const char *name, struct slice content);
void get_file(const char *name, struct builder *content);

/* Runs a shell command in the directory, its messages thrown away; true when it
 * ends with 0.  A command that is not there fails the test. */
bool runs(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Puts the identity of `seed` into a file for age -i. */
void put_identity(const char *name, uint64_t seed);

#endif
