/*
 * message_taking.h - what the files that take in a message share.  Private to the
 * share room.
 *
 * All of a message came from outside, and is signed by who sent it.
 */
#ifndef HORNBOOK_SHARE_MESSAGE_TAKING_H
#define HORNBOOK_SHARE_MESSAGE_TAKING_H

#include <jansson.h>
#include <stdbool.h>

#include "register/message.h"
#include "share/message.h"
#include "share/package.h"

struct correspondent;
struct register_grant;

struct taking {
	struct node *node;
	const struct manifest *manifest;
	const struct correspondent *sender;
	const char *reply;
	int32_t today;
	struct message_report *report;
	struct arena *arena;
	struct entry *entries; /* message_apply.c */
	size_t count;
	size_t capacity;
};

/* "the message is malformed", ERROR_INPUT. */
int taking_malformed(struct error *error);

/* A member that is a text; empty. */
struct slice taking_text(const json_t *object, const char *member);

/* A member that is a hash in hexadecimal digits. */
bool taking_hash(const json_t *object, const char *member,
		 uint8_t hash[MANIFEST_HASH_BYTES]);

/* A member of the manifest that only this kind has; `*root` is to be released also
 * after a failure. */
int taking_member(const struct taking *taking, const char *member,
		  json_t **root, const json_t **object, struct error *error);

/* Only who sent something may speak of it; ERROR_REFUSED. */
int taking_check_sender(const struct taking *taking,
			const struct register_grant *grant,
			struct error *error);

/* What the register remembers of the message. */
struct register_incoming taking_incoming(const struct taking *taking);

/* --- message_apply.c --------------------------------------------------------------- */

/* Applies the corrections or erasures of a payload; counts them in the report. */
int message_apply(struct taking *taking, const json_t *root,
		  struct error *error);

/* Whoever has it from us is told what we are told. */
int message_tell_on(struct taking *taking, uint64_t grant, uint64_t pupil,
		    struct error *error);

/* --- message_answered.c ------------------------------------------------------------ */

int message_take_acknowledgement(struct taking *taking, struct error *error);
int message_take_certificate(struct taking *taking, struct package *package,
			     struct error *error);

#endif
