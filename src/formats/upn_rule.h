/*
 * upn_rule.h - which of the department's rules 1510 to 1550 a unique pupil
 * number breaks.
 */
#ifndef HORNBOOK_FORMATS_UPN_RULE_H
#define HORNBOOK_FORMATS_UPN_RULE_H

#include "base/slice.h"

/*
 * Of a UPN that field_check refuses; of several the first.  NULL when only its
 * length is wrong, of which no rule speaks.  The text ("1510") is constant; nothing
 * is kept of `upn`, and nothing can fail.
 */
const char *upn_rule(struct slice upn);

#endif
