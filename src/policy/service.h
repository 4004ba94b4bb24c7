/*
 * service.h - decisions over facts given as JSON, one request a line.
 *
 * A bare decision service: no node, no register.  What a line may hold is
 * described in docs/decide.md.  Every line gets one line back, in order.
 */
#ifndef HORNBOOK_POLICY_SERVICE_H
#define HORNBOOK_POLICY_SERVICE_H

#include <stdbool.h>

#include "base/slice.h"

struct builder;
struct error;
struct policy;
struct service;

/* The longest line that is read. */
enum { SERVICE_LINE_BYTES = 1 << 20 };

/* A service over a policy, which must outlive it. */
int service_make(struct service **out, const struct policy *policy,
		 struct error *error);
void service_free(struct service *service);

/*
 * Answers one line: adds a JSON object and a newline to `out`.  A request that
 * cannot be read is answered with an object of "id" and "error" and sets
 * `*faulty`; that is no failure.  Fails only when memory is out.
 */
int service_answer(struct service *service, struct slice line,
		   struct builder *out, bool *faulty, struct error *error);

#endif
