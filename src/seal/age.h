/*
 * age.h - sealing for those who hold a key, in the age v1 format.
 *
 * What is sealed here is opened by age(1) and the other way round.  Only X25519
 * keys: a file sealed under a passphrase is refused with a word why, and what a
 * newer age adds beside an X25519 stanza is passed over.
 *
 * Bytes stream through; memory does not grow with the file.  What opens comes
 * out in chunks of 64 KiB, each authenticated before the first byte of it is
 * given; that the file ends where it should is known only at the end, so that
 * nothing may be relied on before age_unseal_read has given `got` 0.  Nobody is
 * named by a sealed file, neither who sealed it nor for whom: that is for a
 * signature (minisign.h).
 *
 * The format: https://age-encryption.org/v1 (C2SP age.md).
 */
#ifndef HORNBOOK_SEAL_AGE_H
#define HORNBOOK_SEAL_AGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "seal/stream.h"

struct error;

enum {
	AGE_KEY_BYTES = 32,
	AGE_RECIPIENT_TEXT_BYTES = 62 + 1, /* "age1...", NUL */
	AGE_IDENTITY_TEXT_BYTES = 74 + 1,  /* "AGE-SECRET-KEY-1...", NUL */
	AGE_CHUNK_BYTES = 1 << 16,

	/* Of a file that is opened.  1024 recipients of Hornbook's make a header
	 * of 108 KiB. */
	AGE_HEADER_LIMIT_BYTES = 1 << 18,
	AGE_STANZA_LIMIT = 1024,
	AGE_RECIPIENT_LIMIT = AGE_STANZA_LIMIT,
};

/* Whom a file is sealed to; public. */
struct age_recipient {
	uint8_t public_key[AGE_KEY_BYTES];
};

/* What opens it.  The caller wipes it (age_identity_wipe). */
struct age_identity {
	uint8_t secret_key[AGE_KEY_BYTES];
};

/* --- keys ----------------------------------------------------------------- */

/* A new random identity. */
int age_identity_make(struct age_identity *identity, struct error *error);
void age_identity_wipe(struct age_identity *identity);

/* Whom to seal to so that `identity` opens it. */
void age_identity_recipient(const struct age_identity *identity,
			    struct age_recipient *recipient);

/*
 * Reads "age1..." or "AGE-SECRET-KEY-1...", alone, without anything around it.
 * ERROR_INPUT says what is wrong and never repeats the text.
 */
int age_recipient_parse(struct age_recipient *recipient, struct slice text,
			struct error *error);
int age_identity_parse(struct age_identity *identity, struct slice text,
		       struct error *error);

/* The same texts, NUL-ended.  The second is secret: the caller wipes it. */
void age_recipient_write(const struct age_recipient *recipient,
			 char text[AGE_RECIPIENT_TEXT_BYTES]);
void age_identity_write(const struct age_identity *identity,
			char text[AGE_IDENTITY_TEXT_BYTES]);

/* --- sealing -------------------------------------------------------------- */

struct age_seal;

/*
 * Begins a file that each of `count` recipients (1 to AGE_RECIPIENT_LIMIT) can
 * open, and writes its header.  With `armor` it is text that mail carries, a
 * third larger.
 */
int age_seal_open(struct age_seal **out, const struct age_recipient *recipients,
		  size_t count, bool armor, struct stream_sink sink,
		  struct error *error);
int age_seal_write(struct age_seal *seal, struct slice bytes,
		   struct error *error);

/*
 * For a text whose first `size` bytes (not 0) tell what the others are: right
 * after age_seal_open, without armor.  What is written goes behind them; when all
 * of it was, age_seal_fill brings them, and only age_seal_close may follow.
 *
 * The chunks that they reach into wait in locked memory and are sealed last, each
 * once, by `over`, into the zeros that the sink got in their place.
 */
int age_seal_hold(struct age_seal *seal, size_t size, struct stream_patch over,
		  struct error *error);
int age_seal_fill(struct age_seal *seal, struct slice bytes,
		  struct error *error);

/* Writes the end, without which nobody opens the file, and frees `seal`, also on
 * failure. */
int age_seal_close(struct age_seal *seal, struct error *error);

/* Frees without writing the end.  NULL does nothing. */
void age_seal_abandon(struct age_seal *seal);

/* For what writes to a sink: age_seal_write. */
struct stream_sink age_seal_sink(struct age_seal *seal);

/* The armor of a file that was sealed without. */
int age_armor(struct stream_source source, struct stream_sink sink,
	      struct error *error);

/* --- opening -------------------------------------------------------------- */

struct age_unseal;

/*
 * Reads the header, armored or not, and finds the file's key with one of the
 * identities, which are not used later.  ERROR_KEY when none of them opens the
 * file; ERROR_INPUT when it is no age file, or damaged, or too large in header.
 */
int age_unseal_open(struct age_unseal **out, struct stream_source source,
		    const struct age_identity *identities, size_t count,
		    struct error *error);

/*
 * Gives from 1 to `size` authenticated bytes; 0 only at the true end of the file,
 * after which nothing may follow.  ERROR_INPUT when it is altered, truncated or
 * goes on after its end.
 */
int age_unseal_read(struct age_unseal *unseal, void *bytes, size_t size,
		    size_t *got, struct error *error);

/* The same without a copy: what is there, borrowed until the next call; empty
 * only at the true end. */
int age_unseal_next(struct age_unseal *unseal, struct slice *bytes,
		    struct error *error);

/* Whether reading has failed because the sealed file is not what was sealed. */
bool age_unseal_refused(const struct age_unseal *unseal);

/* NULL does nothing. */
void age_unseal_close(struct age_unseal *unseal);

/* For what reads from a source: age_unseal_read. */
struct stream_source age_unseal_source(struct age_unseal *unseal);

#endif
