/*
 * access.h - everything that is held about a child, for the child or a parent
 * (F38), and the educational record for a parent (F39).
 *
 * A pack is a release to the family (share.h): PDF, a page for browsers, and the
 * same as data (JSON and CSV), in the clear, as families have no keys.  It has
 * every category that is held, with where each came from and when; why it is held,
 * by which law and for how long, as the notice says; who had it: releases, letters,
 * tables, look-ups; who may have it by law and notice (policy/allowed.h); what was
 * withheld and why; and the family's rights (law: UK GDPR article 15(1), (2)).
 *
 * Withheld are: what the gates withhold; how to reach other parents and other
 * contacts, which is theirs; the words of child protection notes, which name
 * others, until somebody has read them (`notes_read`); and from a parent, whether
 * or not there is any, all that is held to keep the child safe, look-ups in a
 * directory among it, and what the child asked for itself (told.h).  A pack says
 * so always, so that saying it tells nothing.
 *
 * Why a child was looked up, or something of it shared or not for its safety, and
 * who decided that, no copy says: only that there is an entry, and when.
 *
 * Who asks is one of the family; a parent whom a court order limits gets none, and
 * of a child whose entry is shielded (directory.h) no parent does.
 * The request is entered (case_log.h) before anything leaves; where writing the
 * copy fails, that it was not given is entered after it.
 */
#ifndef HORNBOOK_SHARE_ACCESS_H
#define HORNBOOK_SHARE_ACCESS_H

#include <stdbool.h>

#include "share/case_log.h"
#include "share/share.h"

struct access_request {
	struct slice upn;
	struct slice by;     /* "parent" or "pupil" */
	unsigned int parent; /* which: order of contact, from 1; 0: not said */
	struct slice identity; /* how it was checked who asks */
	struct slice handled;  /* who answers: a role */
	bool record;           /* the educational record (F39) */
	bool notes_read; /* child protection notes may go out as they are */
	int32_t asked;   /* the day on which it was asked */
	int32_t today;
	const char *time;
	const char *out;
	const struct phrasebook *book;
};

struct access_report {
	struct slice reference; /* of the request: "C-2026-0001" */
	int32_t due;            /* DATE_NONE: the law states none */
	struct share_report share;
};

/* 0 also when the rules refuse (report->share.refused). */
int access_answer(struct node *node, const struct access_request *asked,
		  struct access_report *report, struct arena *arena,
		  struct error *error);

#endif
