/*
 * roll_migrate.h - rolls as they lay before ranges, written anew.
 *
 * A roll lay in chunks of 4096 pupils with their least and highest id; a row
 * was two varints, how much higher the id is than the one before (the first:
 * than the chunk's least) and an index into the sets of the release.
 */
#ifndef HORNBOOK_REGISTER_ROLL_MIGRATE_H
#define HORNBOOK_REGISTER_ROLL_MIGRATE_H

#include <sqlite3.h>

/* Fills field_set, roll_chunk and roll_outline from release_mask and roll;
 * gives SQLite's result. */
int rolls_migrate(sqlite3 *database);

#endif
