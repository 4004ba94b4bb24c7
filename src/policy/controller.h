/*
 * controller.h - what conditions may know of the controller.  Private to the
 * policy room.
 */
#ifndef HORNBOOK_POLICY_CONTROLLER_H
#define HORNBOOK_POLICY_CONTROLLER_H

#include <stdint.h>

struct dictionary;
struct fact;
struct notice;

/*
 * The value of a FACT_CONTROLLER (kind, setting, phase, academy), as a column
 * holds it; DATE_NONE when it is not known.  Without a notice (NULL) only
 * the kind is: `kind`, a code of controller-kind.
 */
int32_t controller_fact(const struct dictionary *dictionary,
			const struct notice *notice, uint16_t kind,
			const struct fact *fact);

#endif
