/*
 * rejections.h - what was not taken of a file, and why.
 */
#ifndef HORNBOOK_CLI_REJECTIONS_H
#define HORNBOOK_CLI_REJECTIONS_H

#include <stddef.h>

struct builder;
struct intake_file;
struct json;

/* More would bury the rest of what is said. */
enum { REJECTIONS_SHOWN = 20 };

/* At most `most`, a line each, and how many more there are. */
void rejections_add(const struct intake_file *file, size_t most,
		    struct builder *out);

/* "rejections", with all of them. */
void rejections_put(const struct intake_file *file, struct json *json);

#endif
