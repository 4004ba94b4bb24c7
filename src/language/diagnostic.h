/*
 * diagnostic.h - findings about a source text, as a person wants to read them.
 *
 *     kent.notice:12:14: error: no body is called 'yuoth-support' [unknown-body]
 *        12 |     share with yuoth-support {
 *           |                ^~~~~~~~~~~~~
 *     hint: did you mean 'youth-support'?
 *
 * Findings are collected, never printed here; only the faces print.
 */
#ifndef HORNBOOK_LANGUAGE_DIAGNOSTIC_H
#define HORNBOOK_LANGUAGE_DIAGNOSTIC_H

#include <stdbool.h>
#include <stddef.h>

#include "language/source.h"

struct builder;
struct arena;

enum severity {
	SEVERITY_ADVICE,  /* could be better */
	SEVERITY_WARNING, /* families or law would likely mind */
	SEVERITY_ERROR,   /* cannot be enforced as written */
};

struct finding {
	enum severity severity;
	const char *id; /* stable, kebab-case, documented in docs/language.md */
	struct range range;
	struct slice message; /* one sentence, no full stop */
	struct slice hint;    /* may be empty */
	struct slice law;     /* the place in law behind it; may be empty */
};

/* At most this many are kept; the rest are only counted. */
enum { FINDINGS_LIMIT = 1000 };

struct findings {
	struct arena *arena; /* owns texts and list */
	struct finding *list;
	size_t count;
	size_t capacity;
	size_t untold; /* beyond the limit: only counted */
	size_t errors;
	size_t warnings;
	bool failed;            /* memory ran out: the list is not whole */
	struct finding scratch; /* what findings_add gives beyond the limit */
};

/* Findings that live in `arena`. */
struct findings findings_in(struct arena *arena);

/*
 * Adds a finding and gives it back until the next one is added, so that the
 * caller can add a hint or a law.  `id` must outlive the findings (a literal).  Beyond the limit, or out
 * of memory, a scratch finding comes back; never NULL.
 */
struct finding *findings_add(struct findings *findings, enum severity severity,
			     const char *id, struct range range,
			     const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* Whether it will be told: not beyond the limit.  What is costly to say of it
 * can be left out else. */
bool finding_is_kept(const struct findings *findings,
		     const struct finding *finding);

void finding_hint(struct findings *findings, struct finding *finding,
		  const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* "did you mean 'x'?" when a candidate is near `word`; nothing otherwise. */
void finding_hint_nearest(struct findings *findings, struct finding *finding,
			  struct slice word, const struct slice *candidates,
			  size_t count);

/* Sorts by source, then place, then id; removes exact repeats. */
void findings_sort(struct findings *findings);

/* One finding as above, with line and caret. */
void finding_print(const struct finding *finding, struct builder *out);

/* The same without the line, for one that follows another of the same place. */
void finding_print_again(const struct finding *finding, struct builder *out);

/* All findings as a JSON array of objects with file, line, column, endLine,
 * endColumn, severity, id, message, hint, law. */
void findings_print_json(const struct findings *findings, struct builder *out);

const char *severity_name(enum severity severity);

#endif
