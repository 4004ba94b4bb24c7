/*
 * linked_case.h - linked data made for a test, of the notices of this tree.
 */
#ifndef HORNBOOK_TESTS_PUBLISH_LINKED_CASE_H
#define HORNBOOK_TESTS_PUBLISH_LINKED_CASE_H

#include "base/arena.h"
#include "base/builder.h"
#include "publish/linked_data.h"
#include "publish/linked_graph.h"
#include "publish/linked_tables.h"
#include "publish/publication.h"
#include "tests/policy/lawbook.h"

enum { LINKED_NOTICES = 13 };

struct linked_case {
	struct lawbook book;
	struct publication *publication;
	struct arena arena; /* for graphs */
	const char *path;
};

/* The tables of linked-data/, read once and kept until linked_cases_done. */
const struct linked_tables *linked_case_tables(void);
void linked_cases_done(void);

/* The publication of one of the thirteen notices, on a day on which it is in
 * force. */
void linked_case_notice(struct linked_case *test, size_t index);

/* The same of texts: of a law as of lawbook_dictionary (NULL: England's), one
 * version of a notice, and the next (NULL: none). */
void linked_case_text(struct linked_case *test, const char *law,
		      const char *notice, const char *next, int32_t date);
void linked_case_close(struct linked_case *test);

/* The views that are made from a publication, as of linked_data.h. */
typedef int linked_view(struct graph *graph,
			const struct publication *publication,
			const struct linked_tables *tables,
			const struct linked_bases *bases, struct arena *arena,
			struct error *error);

enum { LINKED_VIEWS = 3 };
extern linked_view *const linked_views[LINKED_VIEWS];

/* Makes a view without own bases. */
void linked_case_make(struct linked_case *test, linked_view *view,
		      struct graph *graph);

/* Fails the test with what is at fault in a graph. */
void linked_case_check(struct graph *graph, const char *of);

/* The graph as JSON-LD, which the caller releases. */
void linked_case_json(struct graph *graph, struct builder *out);

/* What is read from JSON-LD, without bases of its own. */
void linked_case_read(struct arena *arena, struct slice json,
		      struct graph *graph);

/* Fails the test where two texts begin to differ. */
void linked_case_same(const struct builder *a, const struct builder *b,
		      const char *of);

#endif
