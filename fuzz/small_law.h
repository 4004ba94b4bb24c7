/* small_law.h - the law of the checker's tests, for targets that need one. */
#ifndef HORNBOOK_FUZZ_SMALL_LAW_H
#define HORNBOOK_FUZZ_SMALL_LAW_H

struct dictionary;

/* Read once; it lives until the program ends. */
const struct dictionary *small_law(void);

#endif
