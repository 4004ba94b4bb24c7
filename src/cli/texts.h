/*
 * texts.h - texts that leave with tables (share/text.h): the options, and what was
 * found in them.
 */
#ifndef HORNBOOK_CLI_TEXTS_H
#define HORNBOOK_CLI_TEXTS_H

#include "cli/command.h"
#include "guard/allow.h"
#include "share/share.h"

struct json;

/* Of share and table. */
/* clang-format off */
#define TEXT_OPTIONS \
	LIST("text", "FILE", texts, \
	     "a report that leaves with the tables, in one release with "      \
	     "--plain: text, Markdown, HTML or CSV; searched for pupils and "  \
	     "for what the tables withhold, and nothing leaves where "         \
	     "something is found (again for each)"), \
	TEXT("allow", "FILE", allow, \
	     "of a --text: leave out the findings accepted in FILE"), \
	FLAG("accept", accept, \
	     "of a --dry-run: add what is found to the file of --allow")
/* clang-format on */

/* Fills in the request's texts; `allow` holds what was accepted. */
int texts_ask(struct run *run, struct share_request *request,
	      struct allow *allow);

/* With --accept, adds what was found to what is accepted. */
int texts_accept(struct run *run, struct allow *allow,
		 const struct share_report *report);

/* What was found, a line each; nothing without texts. */
void texts_tell(struct run *run, const struct share_report *report);
void texts_tell_json(struct json *json, struct run *run,
	       const struct share_report *report);

#endif
