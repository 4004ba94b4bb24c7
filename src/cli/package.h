/*
 * package.h - what travels between controllers, in words.
 */
#ifndef HORNBOOK_CLI_PACKAGE_H
#define HORNBOOK_CLI_PACKAGE_H

#include "base/slice.h"

struct dictionary;
struct json;
struct node;
struct received;
struct run;

/* "for Careers advice; goes on to nobody; deleted by 3 May 2027": the terms of a
 * grant, as they stand in its manifest. */
struct builder;
int package_add_terms(struct run *run, const struct dictionary *dictionary,
		      struct slice terms, struct builder *out);

/* "  label    text", broken to the screen. */
void package_add_line(struct run *run, const char *label, struct slice text);

/* Who sends what to whom, why, and on which terms; signed by whom. */
int package_add_text(struct run *run, const struct node *node,
		     const struct received *received);

/* The same as members of an object: the manifest itself, and who signed. */
int package_put(const struct received *received, struct json *json);

#endif
