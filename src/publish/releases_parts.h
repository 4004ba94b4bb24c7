/*
 * releases_parts.h - what the files of the register of releases share.  Private
 * to them.
 */
#ifndef HORNBOOK_PUBLISH_RELEASES_PARTS_H
#define HORNBOOK_PUBLISH_RELEASES_PARTS_H

#include <stdbool.h>

#include "publish/releases.h"

/* --- releases_after.c ----------------------------------------------------------- */

/* Fills in what became of the releases of `list`, in order of the register's id:
 * status, corrections, recalled, destroyed. */
int releases_follow(struct published_release *list, size_t count,
		    struct node *node, struct arena *arena,
		    struct error *error);

/* --- releases_rows.c ------------------------------------------------------------- */

/* As the columns of the file stand. */
enum release_column {
	RELEASE_REFERENCE,
	RELEASE_RECIPIENT,
	RELEASE_NUMBER,
	RELEASE_ROLE,
	RELEASE_PROJECT,
	RELEASE_PURPOSE,
	RELEASE_GATEWAY,
	RELEASE_LAW,
	RELEASE_DATASET,
	RELEASE_ITEMS,
	RELEASE_YEARS,
	RELEASE_LEVEL,
	RELEASE_SENSITIVITY,
	RELEASE_IDENTIFIABILITY,
	RELEASE_SPECIAL,
	RELEASE_APPROVER,
	RELEASE_APPROVED,
	RELEASE_START,
	RELEASE_END,
	RELEASE_ACCESS,
	RELEASE_STATUS,
	RELEASE_DESTRUCTION,
	RELEASE_CORRECTIONS,
	RELEASE_RECALL,
	RELEASE_MANIFEST,
	RELEASE_ENTRY,
	RELEASE_COLUMNS
};

struct release_row {
	const struct release_register *releases;
	const struct published_release *release;
	struct voice *voice;
	bool data; /* dates as yyyy-mm-dd, the dictionary's and our own words */
};

/* "reference": in files. */
const char *release_column_name(enum release_column column);

/* What people read above it. */
struct slice release_heading(struct voice *voice, enum release_column column);

/* Empty where there is nothing to say. */
struct slice release_text(const struct release_row *row,
			  enum release_column column);

/* How many are shown. */
size_t releases_shown(const struct release_register *releases,
		      const struct release_filter *filter);

/* Listed neither as such nor as a table. */
size_t releases_unlisted(const struct release_register *releases);

#endif
