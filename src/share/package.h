/*
 * package.h - what travels from one controller to another: one sealed file.
 *
 * A package is an archive (ustar) of these members in this order, sealed
 * (age) to the recipient's keys:
 *
 *     manifest.json           who sends what to whom, why and on which terms
 *     manifest.json.minisig   its signature by the sender (minisign), whose
 *                             trusted comment names reference and SHA-256
 *     the payload             of the name, size and hash in the manifest; none
 *                             where the manifest has none
 *     matching.key            where the manifest says so, behind the payload
 *                             (matching.h), of the hash in the manifest
 *
 * so that age, tar, minisign and sha256sum are enough to open and check it.
 *
 * It is read in the same order: the signature is verified over the manifest
 * before one byte of the payload is used, and the payload counts only once
 * package_payload has returned 0: then size and hash were right and nothing came
 * after it.  Both ways everything streams, in constant memory.
 *
 * A package does not know its keys: whose signature it must bear is told by the
 * caller, who found the sender in the manifest and believes nothing else of it
 * until then.
 */
#ifndef HORNBOOK_SHARE_PACKAGE_H
#define HORNBOOK_SHARE_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "share/manifest.h"
#include "seal/stream.h"

struct age_identity;
struct age_recipient;
struct arena;
struct error;
struct minisign_public;
struct minisign_secret;

#define PACKAGE_MANIFEST "manifest.json"
#define PACKAGE_SIGNATURE "manifest.json.minisig"
#define PACKAGE_ENDING ".tar.age"

enum { PACKAGE_SIGNATURE_LIMIT_BYTES = 1 << 12 };

/* --- making ---------------------------------------------------------------- */

struct package_content {
	struct slice manifest;  /* the text */
	struct slice signature; /* of a minisign file, over the manifest */
	struct slice name;      /* the payload's; empty: there is none */
	uint64_t bytes;
	struct stream_source payload;
	int32_t date; /* of the members */
	struct slice matching; /* of the file matching.key; empty: none */
};

/* Writes the package into `sink`.  The payload must have the size that is
 * stated.  Where that is known only when it was written: packing.h. */
int package_write(const struct package_content *content,
		  const struct age_recipient *recipients, size_t count,
		  bool armor, struct stream_sink sink, struct error *error);

/* The last member, into an archive whose payload is whole; none is nothing. */
struct archive_writer;
int package_write_matching(struct archive_writer *writer, struct slice matching,
			   int32_t date, struct error *error);

/* What stands in the archive before the payload's first byte. */
int package_write_head(const struct package_content *content,
		       struct stream_sink sink, struct error *error);

/*
 * The signature of a manifest's text, in `arena`: minisign's file, whose trusted
 * comment is "reference:R sha256:HEX date:YYYY-MM-DD".
 */
int package_sign(const struct minisign_secret *key, struct slice manifest,
		 struct slice reference, int32_t date, struct slice *signature,
		 struct arena *arena, struct error *error);

/* How long that signature will be, of whatever manifest and key. */
int package_signature_bytes(struct slice reference, int32_t date, size_t *size,
			    struct error *error);

/* --- opening --------------------------------------------------------------- */

struct package;

/*
 * Opens with one of the identities and reads as far as the payload.  ERROR_KEY
 * when none of them fits; ERROR_INPUT when it is not a package, with a hint when
 * it is one of age's files all the same.  `source` must outlive the package.
 */
int package_open(struct package **out, struct stream_source source,
		 const struct age_identity *identities, size_t count,
		 struct error *error);
void package_close(struct package *package);

/* What it says of itself: nothing of it is known to be true before
 * package_verify.  It lives as long as the package. */
const struct manifest *package_manifest(const struct package *package);
struct slice package_signature(const struct package *package);

/* Whether the manifest was signed with this key, and the trusted comment says
 * the manifest's reference and hash.  ERROR_KEY when not. */
int package_verify(struct package *package, const struct minisign_public *key,
		   struct error *error);

/*
 * The payload into `sink`, which must not use it before this returns 0.  The
 * package must have been verified.  ERROR_INPUT when name, size or hash are not
 * the manifest's, when the file is cut short or altered, or has more in it.
 */
int package_payload(struct package *package, struct stream_sink sink,
		    struct error *error);

/* The key for matching that came with the payload, once that was read; NULL: none
 * did.  Wiped when the package is closed. */
const uint8_t *package_matching(const struct package *package);

#endif
