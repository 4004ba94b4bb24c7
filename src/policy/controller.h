/*
 * controller.h - what conditions may know of the controller.  Private to the
 * policy room.
 */
#ifndef HORNBOOK_POLICY_CONTROLLER_H
#define HORNBOOK_POLICY_CONTROLLER_H

#include <stdint.h>

struct dictionary;
struct discloser;
struct fact;
struct notice;
struct request;

/* The body that a controller of this kind (code of controller-kind) is where it
 * does not say: a school, a local authority, the department; DICTIONARY_NONE
 * for an agency. */
uint16_t controller_body(const struct dictionary *dictionary, uint16_t kind);

/* Who discloses: the controller of the notice in force, or without one (NULL)
 * what the request says. */
struct discloser controller_discloser(const struct dictionary *dictionary,
				      const struct notice *notice,
				      const struct request *request);

/*
 * The value of a FACT_CONTROLLER (kind, setting, phase, academy), as a column
 * holds it; DATE_NONE when it is not known.  Without a notice (NULL) only
 * the kind is: `kind`, a code of controller-kind.
 */
int32_t controller_fact(const struct dictionary *dictionary,
			const struct notice *notice, uint16_t kind,
			const struct fact *fact);

#endif
