/*
 * record.h - a pupil's record for people and as JSON.
 */
#ifndef HORNBOOK_CLI_RECORD_H
#define HORNBOOK_CLI_RECORD_H

#include "cli/command.h"

struct dictionary;
struct json;
struct record;

/* By category, with the labels of codes and the days of recording. */
void record_add_text(struct run *run, const struct dictionary *dictionary,
		     const struct record *record);

/* An array of its sections. */
void record_put_json(struct json *json, const struct dictionary *dictionary,
		     const struct record *record);

#endif
