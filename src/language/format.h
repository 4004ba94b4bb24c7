/*
 * format.h - the one canonical layout.
 *
 * Four spaces a level; one statement a line; in a block, keywords padded so
 * that arguments line up; blank lines and comments kept (at most one blank
 * line in a row); long lists broken after commas at 88 columns.  Formatting what
 * has been formatted changes nothing.
 */
#ifndef HORNBOOK_LANGUAGE_FORMAT_H
#define HORNBOOK_LANGUAGE_FORMAT_H

struct builder;
struct tree;

/* Adds the canonical text of a tree that was parsed without errors. */
void format_tree(const struct tree *tree, struct builder *out);

#endif
