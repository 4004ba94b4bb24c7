/*
 * organisations.h - the list of approved organisations: with whom
 * the controller has an agreement, or whom it or somebody else has approved for
 * what they do, and what they may receive.
 *
 * An organisation stands here by its legal name and number, as its agreement
 * has them; where a body was approved and no agreement names anybody, by the
 * one who holds its function.  A name is not enough: an agreement counts as for a
 * release (seal/correspondents.h).  Those who may receive nothing, for want of an
 * approval that runs or of a law, and those whose agreement or approval has ended
 * stand apart.
 *
 * Who may receive what for is what the publication says, which the engine proves,
 * as far as what is recorded meets what the rules need.
 */
#ifndef HORNBOOK_PUBLISH_ORGANISATIONS_H
#define HORNBOOK_PUBLISH_ORGANISATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "seal/correspondents.h"

struct arena;
struct builder;
struct document;
struct error;
struct json;
struct node;
struct permission;
struct publication;
struct voice;

enum organisation_standing {
	ORGANISATION_APPROVED, /* it may receive something */
	ORGANISATION_WAITING,  /* nothing has ended, and nothing may go */
	ORGANISATION_ENDED,
	ORGANISATION_STANDINGS
};

/* An approval, authorisation or terms for its body. */
struct organisation_approval {
	const struct permission *permission;
	int32_t given;
	int32_t until; /* the last day; DATE_NONE: open */
	bool runs;     /* on the day, and meets what it must */
};

struct organisation {
	struct slice name;
	struct slice number;    /* may be empty */
	uint16_t body;          /* its function, as the agreement has it */
	struct slice agreement; /* empty: there is none */
	int32_t since;
	int32_t until; /* the last day of what came to an end, or will; DATE_NONE:
			  open */
	enum organisation_standing standing;
	enum agreement_standing why; /* of an agreement that has ended */
	const struct organisation_approval *approvals;
	size_t approval_count;
	const uint16_t *purposes; /* for which something may go to it */
	size_t purpose_count;
	/* Functions in which it may: a school is found under its number,
	 * whatever it is to the pupil. */
	const uint16_t *roles;
	size_t role_count;
};

struct organisations {
	const struct node *node;
	int32_t date;
	const struct organisation *list; /* by standing, then by name */
	size_t count;
	size_t by_standing[ORGANISATION_STANDINGS];
	struct slice register_page; /* of releases, beside the list; empty: it
				       is not there.  For whoever composes */
};

/* As on the day of the publication, which is of the node's own rules.  Everything
 * lives in `arena`; the node must outlive it. */
int organisations_read(struct organisations *out, struct node *node,
		       const struct publication *publication,
		       struct arena *arena, struct error *error);

/* RFC 4180; the columns stand in docs/formats.md. */
int organisations_csv(const struct organisations *organisations,
		      struct voice *voice, struct builder *out,
		      struct error *error);
int organisations_json(const struct organisations *organisations,
		       struct voice *voice, struct json *json,
		       struct error *error);

/* Composes the page, up to document_finish. */
int organisations_compose(const struct organisations *organisations,
			  struct voice *voice, struct document *document,
			  struct error *error);

#endif
