/*
 * counter.h - a decision service over a small law, for tests of its lines.
 */
#ifndef HORNBOOK_TESTS_POLICY_COUNTER_H
#define HORNBOOK_TESTS_POLICY_COUNTER_H

#include "policy/service.h"
#include "tests/policy/lawbook.h"

static const char COUNTER_LAW[] =
	"gateway a { to council for advice; data name, marks, telephone }\n"
	"gateway b { to police for advice; data name; duty }\n"
	"never c { to police; send name }\n"
	"gateway d {\n"
	"    to        shop for advice\n"
	"    data      name\n"
	"    objection by parent until 16 then pupil leaves nothing\n"
	"}\n";

static const char COUNTER_NOTICE[] =
	"notice \"N\" version 1 from 2018-01-01\n"
	"controller \"C\" school\n"
	"share with council { send name, marks; for advice }\n"
	"share with shop {\n"
	"    send      name\n"
	"    for       advice\n"
	"    objection by parent until 16 then pupil leaves nothing\n"
	"}\n";

struct counter {
	struct lawbook book;
	struct service *service;
};

static inline int counter_open(struct counter *counter)
{
	*counter = (struct counter){0};
	lawbook_dictionary(&counter->book, slice_of(COUNTER_LAW));
	lawbook_notice(&counter->book, slice_of(COUNTER_NOTICE));
	lawbook_policy(&counter->book);
	return counter->book.policy == NULL
		       ? -1
		       : service_make(&counter->service, counter->book.policy,
				      NULL);
}

static inline void counter_close(struct counter *counter)
{
	service_free(counter->service);
	lawbook_release(&counter->book);
}

/* Whether the line had a fault. */
static inline bool counter_ask(struct counter *counter, struct slice line,
			       struct builder *out)
{
	struct error error = {0};
	bool faulty = true;

	assert_success(
		service_answer(counter->service, line, out, &faulty, &error),
		&error);
	return faulty;
}

#endif
