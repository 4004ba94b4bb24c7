/*
 * clp.h - the linear programming solver's header, which as it stands does not
 * pass our warnings (a prototype without parameters, undefined macros).
 */
#ifndef HORNBOOK_TABLES_CLP_H
#define HORNBOOK_TABLES_CLP_H

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#pragma GCC diagnostic ignored "-Wundef"
#include <Clp_C_Interface.h>
#pragma GCC diagnostic pop

#endif
