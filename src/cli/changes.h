/*
 * changes.h - a comparison of two notices, told to a head teacher.
 */
#ifndef HORNBOOK_CLI_CHANGES_H
#define HORNBOOK_CLI_CHANGES_H

struct compare_request;
struct notice_comparison;
struct run;

/* Adds it to `run->out`: flows by recipient, what is told, how much was
 * compared. */
void changes_add(struct run *run, const struct compare_request *request,
		 const struct notice_comparison *comparison);

#endif
