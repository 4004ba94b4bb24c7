/*
 * invented_case.h - one invented law with its policy, and requests and pupils
 * to ask it about.
 */
#ifndef HORNBOOK_TESTS_POLICY_INVENTED_CASE_H
#define HORNBOOK_TESTS_POLICY_INVENTED_CASE_H

#include "base/arena.h"
#include "base/builder.h"
#include "language/diagnostic.h"
#include "policy/policy.h"
#include "policy/pupil.h"
#include "tests/policy/choices.h"
#include "tests/policy/invented_law.h"

enum {
	INVENTED_LICENCES = 4,
	INVENTED_ONWARD = 3,
	INVENTED_NAMES = 2,
	INVENTED_BINDINGS = 5,
	INVENTED_BOUNDS = 4,
};
enum { INVENTED_GRANTS = 6, INVENTED_MET = 3, INVENTED_TURNS = 160 };

struct invented_case {
	struct arena arena;
	struct builder dictionary_text;
	struct builder notice_texts[INVENTED_NOTICES];
	struct findings findings; /* of dictionary, notices and policy */
	struct dictionary *dictionary;
	const struct notice *notices[INVENTED_NOTICES]; /* by date of force */
	size_t notice_count;
	struct policy *policy; /* NULL when there were faults */
	/* First and last days of all that has some. */
	int32_t turns[INVENTED_TURNS];
	size_t turn_count;
};

/*
 * Invents a law and makes its policy; the dictionary goes through the file
 * `path`.  Not 0 only when the file cannot be written.  Release in any case.
 */
int invented_case_make(struct invented_case *made, struct choices *choices,
		       const char *path);

/* The same from texts that stand in `made`, which is zero beside them; notices
 * without text are none. */
int invented_case_read(struct invented_case *made, const char *path);

/* Finds `turns` once there is a policy. */
void invented_case_turns(struct invented_case *made);

void invented_case_release(struct invented_case *made);

struct invented_request {
	struct request request;
	struct field_set fields;
	struct grant grants[INVENTED_GRANTS];
	struct slice met[INVENTED_GRANTS][INVENTED_MET]; /* of each grant */
	struct licence licences[INVENTED_LICENCES];
	struct onward_terms onward[INVENTED_LICENCES][INVENTED_ONWARD];
	struct slice names[INVENTED_LICENCES][INVENTED_ONWARD + 1]
			  [INVENTED_NAMES]; /* of each licence and clause */
	struct slice bodies[INVENTED_LICENCES][INVENTED_ONWARD][INVENTED_NAMES];
	struct source sources[INVENTED_LICENCES]; /* what is cited */
	struct bound bounds[INVENTED_BINDINGS][INVENTED_BOUNDS];
	struct binding bindings[INVENTED_BINDINGS];
	bool states_controller; /* facts of the controller come with pupils */
};

void invent_request(struct choices *choices,
		    const struct invented_case *invented,
		    struct invented_request *made);

void invent_pupil(struct choices *choices, const struct invented_case *invented,
		  const struct invented_request *asked, struct pupil *pupil);

/* Columns over pupils: what is known of nobody has none, where the choices
 * say so.  Behind `count` they hold what must not be looked at. */
struct invented_batch {
	struct batch batch;
	int32_t facts[FACT_LIMIT][BATCH_PUPILS];
	int32_t collected[CATEGORY_LIMIT][BATCH_PUPILS];
	int32_t served[NOTICE_VERSIONS][BATCH_PUPILS];
	uint8_t wishes[WISH_COUNT][BATCH_PUPILS];
	uint16_t binding[BATCH_PUPILS];
	int32_t first_stated[WISH_COUNT][BATCH_PUPILS];
	int32_t last_stated[WISH_COUNT][BATCH_PUPILS];
};

void invented_batch_fill(struct invented_batch *filled,
			 const struct invented_case *invented,
			 const struct pupil *pupils, uint32_t count);

#endif
