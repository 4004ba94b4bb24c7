/*
 * grants.h - what the register holds of authorisations, approvals, terms and
 * checked identities, as the policy asks for it.
 */
#ifndef HORNBOOK_SHARE_GRANTS_H
#define HORNBOOK_SHARE_GRANTS_H

#include <stddef.h>
#include <stdint.h>

#include "policy/request.h"
#include "register/register.h"

struct arena;
struct error;
struct node;

/* The same things twice, by place. */
struct recorded_grants {
	const struct grant *grants;
	const struct permission *permissions; /* what each was made of */
	size_t count;
};

/* Those that the node knew of on a day, oldest first, in `arena`; also those that
 * run no more.  `identity` (NULL: none) is one more, of one request. */
int recorded_grants(struct recorded_grants *out, struct node *node,
		    const struct permission *identity, int32_t date,
		    struct arena *arena, struct error *error);

#endif
