/*
 * unusual.h - whether a release is out of pattern.
 *
 * A search is a disclosure too: those who once had a good reason to ask for some
 * pupils' data have been found asking for very many, for years, without anybody
 * looking (the Learning Records Service, Information Commissioner 2022).  So each
 * release is compared with those before it to the same recipient for the same
 * purpose.  This is a rule of thumb that makes somebody look; nothing else.
 */
#ifndef HORNBOOK_SHARE_UNUSUAL_H
#define HORNBOOK_SHARE_UNUSUAL_H

#include <stddef.h>
#include <stdint.h>

struct builder;

enum unusual {
	UNUSUAL_FIRST, /* none was made before */
	UNUSUAL_MANY,  /* of far more pupils than ever */
	UNUSUAL_OFTEN, /* far more often than ever */
	UNUSUAL_COUNT
};

enum {
	UNUSUAL_TIMES = 3,     /* more than this, times the most before */
	UNUSUAL_DAYS = 30,     /* how often is counted over */
	UNUSUAL_AT_FIRST = 10, /* releases in so many days, where nothing
				    older can be compared with */
};

/* An earlier release that was let out. */
struct volume {
	int32_t date;
	uint64_t pupils;
};

/*
 * What is out of pattern about a release of `pupils` on `date`, as bits (1 <<
 * enum unusual); `earlier` is in order of date.
 */
unsigned int unusual_find(const struct volume *earlier, size_t count,
			  int32_t date, uint64_t pupils);

/* "first", "many-pupils", "often": as manifest and log have it. */
const char *unusual_name(enum unusual unusual);

/* "it is the first to this recipient for this purpose": for people. */
const char *unusual_text(enum unusual unusual);

/* All that is out of pattern, for people, with "; " between. */
void unusual_write(unsigned int unusual, struct builder *out);

#endif
