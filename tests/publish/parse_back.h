/*
 * parse_back.h - what a published notice says, and what its rules come to, both as
 * lines that can be compared.
 *
 * A line is one thing told of one field: "share department school-funding
 * pupil.upn level named".  What is told in other words is another line.
 */
#ifndef HORNBOOK_TESTS_PUBLISH_PARSE_BACK_H
#define HORNBOOK_TESTS_PUBLISH_PARSE_BACK_H

#include "reading.h"
#include "reverse.h"

struct claims {
	struct slice *list; /* in order, each once, after claims_settle */
	size_t count, capacity;
	struct arena *arena;
};

void claims_add(struct claims *claims, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void claims_settle(struct claims *claims);

/* What somebody reads, and how many pieces were not understood. */
unsigned int claims_of_text(struct claims *claims, struct reader *reader,
			    const struct reading *reading);

/* What the rules come to. */
void claims_of_rules(struct claims *claims, struct reader *reader);

#endif
