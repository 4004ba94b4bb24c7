/*
 * service_parts.h - what the decision service's files share: service_read.c
 * and service_received.c (from JSON to a request and a pupil), service_write.c (from a decision to
 * JSON) and service.c (plans kept from line to line).  Private to the policy
 * room.
 */
#ifndef HORNBOOK_POLICY_SERVICE_PARTS_H
#define HORNBOOK_POLICY_SERVICE_PARTS_H

#include <jansson.h>
#include <stdbool.h>

#include "base/slice.h"
#include "policy/explain.h"
#include "policy/pupil.h"

struct arena;
struct builder;
struct error;
struct json;

/* What is read from one line. */
struct reading {
	const struct dictionary *dictionary;
	const struct policy *policy;
	struct arena *arena;
	struct request request;
	struct field_set fields;
	struct wish *wishes; /* of the pupil's family, as stated */
	size_t wish_count, wish_capacity;
	struct slice explain; /* to whom; empty: nobody */
	char fault[300];      /* what is wrong with the line; empty: nothing */
	bool failed;          /* memory ran out */
};

/* Says what is wrong with the line.  Returns false. */
bool service_fault(struct reading *reading, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Memory is out.  Returns false, as a fault does: nothing more is to be read. */
bool service_out_of_memory(struct reading *reading);

/* Whether all members have names of the list, which NULL ends.  One with a name
 * that means nothing is a mistake that must be told: it may be a withdrawal,
 * misspelt. */
bool service_only_known(struct reading *reading, const json_t *object,
			const char *const *known, const char *what);

/* A text member, copied; empty when it is not there. */
bool service_read_text(struct reading *reading, const json_t *object,
		       const char *name, struct slice *text);

/* A text, borrowed; nothing for what is none. */
struct slice service_text(const json_t *value);

/* A member that is true or false, and false when it is not there. */
bool service_read_flag(struct reading *reading, const json_t *object,
		       const char *name, bool *flag);

/* A list, and NULL when it is not there. */
bool service_read_list(struct reading *reading, const json_t *object,
		       const char *name, const json_t **list);

/* A date, and DATE_NONE when it is not there. */
bool service_read_date(struct reading *reading, const json_t *object,
		       const char *name, int32_t *date);

/* A text member under its short name or its long one. */
bool service_read_either(struct reading *reading, const json_t *object,
			 const char *name, const char *other,
			 struct slice *text);

/* Body and purpose are known; a misspelt one would make a wish or a grant count
 * for nothing, unseen. */
bool service_known_scope(struct reading *reading, struct slice recipient,
			 struct slice purpose, const char *what);

/* "approvals", "authorisations", "identity" and "terms". */
bool service_read_grants(struct reading *reading, const json_t *line);

/* "received": under which terms the pupil's data came. */
bool service_read_received(struct reading *reading, const json_t *line);

/* All of a line but "pupil" and "wishes"; false after a fault. */
bool service_read_request(struct reading *reading, const json_t *line);

/* "pupil" and "wishes", once the request is read; false after a fault. */
bool service_read_pupil(struct reading *reading, const json_t *line,
			struct pupil *pupil);

/* The line's "id", or null. */
void service_write_id(struct json *json, const json_t *line);

/* Whoever an answer can be explained to, by name; NULL: nobody. */
struct service_reader;
const struct service_reader *service_reader(struct slice name);

/* "explanation", for the reader that the line asks for.  Fails only without
 * memory. */
int service_explain(const struct reading *reading,
		    const struct explanation *explanation, struct json *json,
		    struct error *error);

/* The members of an answer. */
void service_write_decision(struct json *json,
			    const struct dictionary *dictionary,
			    const struct decision *decision);

#endif
