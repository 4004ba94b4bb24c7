/*
 * markup.h - text into HTML, SVG and Atom: escaped, always, and with '?' for what
 * cannot be shown (base/text.h), which XML would not take.
 */
#ifndef HORNBOOK_DOCUMENT_MARKUP_H
#define HORNBOOK_DOCUMENT_MARKUP_H

#include "base/slice.h"

struct builder;

/* Adds text between tags, or in an attribute with quotes of either kind. */
void markup_add(struct builder *out, struct slice text);

/* Adds ` name="value"`. */
void markup_attribute(struct builder *out, const char *name,
		      struct slice value);

/* Adds ` name="12"`. */
void markup_number(struct builder *out, const char *name, unsigned int number);

/* Adds `<name>text</name>`. */
void markup_element(struct builder *out, const char *name, struct slice text);

#endif
