/*
 * linked_trip.h - what somebody learns who reads linked data, compared with what
 * the program does.
 */
#ifndef HORNBOOK_TESTS_PUBLISH_LINKED_TRIP_H
#define HORNBOOK_TESTS_PUBLISH_LINKED_TRIP_H

#include "tests/publish/linked_case.h"

struct trip {
	const struct linked_case *test;
	const struct dictionary *dictionary;
	const struct graph *graph; /* read from the file */
	const struct graph_node *node;
};

/* What follows a prefix that the name must have. */
struct slice trip_after(struct slice name, const char *prefix);

/* The one value of a property that the node must have once. */
struct slice trip_only(const struct trip *trip, const char *property);

size_t trip_count(const struct graph_node *node, const char *property);

/* The fields that a name stands for: categories and groups for all of theirs. */
struct field_set trip_named_fields(const struct dictionary *dictionary,
				   struct slice name);

/* A thing of the version: "here:notice/3/flow/ID"; it must be there. */
const struct graph_node *trip_find_own(const struct trip *trip,
				       const char *kind, struct slice id);

extern const char *const trip_levels[];

/* Each fails the test where the node says something else. */
void expect_fields(const struct trip *trip, const char *property,
		   struct field_set expected);
void expect_special(const struct trip *trip, struct field_set fields);
void expect_purposes(const struct trip *trip, const uint16_t *purposes,
		     size_t count);
void expect_recipient(const struct trip *trip, uint16_t body);
void expect_laws(const struct trip *trip, const uint16_t *laws, size_t count);
void expect_date(const struct trip *trip, const char *property, int32_t date);
void expect_period(const struct trip *trip, int32_t from, int32_t to);
void expect_triggers(const struct trip *trip, uint64_t triggers);
/* A flag that is said only where it is so. */
void expect_flag(const struct trip *trip, const char *property, bool flag);

#endif
