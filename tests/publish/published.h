/*
 * published.h - a publication read as a reader would: does it say that this field
 * goes, for this pupil, on this occasion?
 *
 * It knows only what publication.h tells of its parts: ways, needs, objections,
 * exceptions.  It shares nothing with the engine but the evaluation of a single
 * condition and whether a grant meets a need.
 */
#ifndef HORNBOOK_TESTS_PUBLISH_PUBLISHED_H
#define HORNBOOK_TESTS_PUBLISH_PUBLISHED_H

#include <stdbool.h>

#include "policy/pupil.h"
#include "publish/publication.h"

/* One question: a request (its fields do not matter) about one pupil, whose
 * data is the controller's own and whose family was told. */
struct reading {
	const struct publication *publication;
	const struct request *request;
	const struct pupil *pupil;
	uint16_t body, purpose, trigger;
	uint16_t holder; /* that the request names; DICTIONARY_NONE */
};

/* The part by which the publication says that a field goes; NULL: it does not. */
const struct published_part *published_goes(const struct reading *reading,
					    uint16_t field);

#endif
