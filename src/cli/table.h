/*
 * table.h - what the parts of the command table share.
 */
#ifndef HORNBOOK_CLI_TABLE_H
#define HORNBOOK_CLI_TABLE_H

#include "cli/command.h"
#include "tables/statement.h"

/* As many threads as the machine has processors. */
unsigned int table_threads(void);

/* Reads --percent. */
int table_percent(struct run *run, enum statement_percent *percent);

/* The profile that --profile names or --threshold makes; else the default. */
struct dictionary;
struct profile;
int table_profile(struct run *run, const struct dictionary *dictionary,
		  struct profile *profile);

/* Adds the table to the output: text, or with --json JSON. */
void table_show(struct run *run, const struct statement *statement);

/* Treats a table that somebody has already: "hornbook table FILE". */
enum status table_file_command(struct run *run);

#endif
