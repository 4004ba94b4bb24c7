#include "share/package.h"

#include <string.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/memory.h"
#include "seal/age.h"
#include "seal/archive.h"
#include "seal/digest.h"
#include "seal/minisign.h"
#include "share/matching.h"

enum { MEMBERS = 4, SECONDS_A_DAY = 86400, PIECE_BYTES = 1 << 16 };

/* --- making --------------------------------------------------------------------------- */

/* What the signature vouches for beside the manifest's bytes, so that a
 * signature alone says of which release it is. */
static void trusted_comment(struct slice reference, struct slice manifest,
			    int32_t date, struct builder *out)
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	char day[DATE_TEXT_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)manifest.at,
			   manifest.len);
	date_format(date, day);
	builder_add_text(out, "reference:");
	builder_add(out, reference);
	builder_add_text(out, " sha256:");
	builder_add_hex(out, (struct slice){(const char *)hash, sizeof(hash)});
	builder_add_format(out, " date:%s", day);
}

int package_sign(const struct minisign_secret *key, struct slice manifest,
		 struct slice reference, int32_t date, struct slice *signature,
		 struct arena *arena, struct error *error)
{
	struct builder comment = {0}, text = {0};
	int result = -1;

	trusted_comment(reference, manifest, date, &comment);
	if (comment.failed)
		error_memory(error);
	else
		result = minisign_sign(key, manifest,
				       SLICE("manifest of a Hornbook release"),
				       builder_slice(&comment), &text, error);
	if (result == 0) {
		*signature = arena_copy(arena, builder_slice(&text));
		if (text.failed || signature->at == NULL)
			result = error_memory(error);
	}
	builder_release(&comment);
	builder_release(&text);
	return result;
}

/* One is made, by a key that nobody has. */
int package_signature_bytes(struct slice reference, int32_t date, size_t *size,
			    struct error *error)
{
	struct arena arena = {0};
	struct minisign_secret key;
	struct slice signature;
	int result = minisign_secret_make(&key, error);

	if (result == 0)
		result = package_sign(&key, SLICE("{}"), reference, date,
				      &signature, &arena, error);
	if (result == 0)
		*size = signature.len;
	minisign_secret_wipe(&key);
	arena_release(&arena);
	return result;
}

static int write_member(struct archive_writer *writer, struct slice name,
			struct slice bytes, uint64_t changed,
			struct error *error)
{
	if (archive_write_file(writer, name, bytes.len, changed, error) != 0)
		return -1;
	return archive_write(writer, bytes, error);
}

/* All before the payload's first byte; `*writer` awaits it. */
static int write_head(struct archive_writer *writer,
		      const struct package_content *content,
		      struct error *error)
{
	uint64_t changed =
		content->date > 0 ? (uint64_t)content->date * SECONDS_A_DAY : 0;

	if (write_member(writer, SLICE(PACKAGE_MANIFEST), content->manifest,
			 changed, error) != 0 ||
	    write_member(writer, SLICE(PACKAGE_SIGNATURE), content->signature,
			 changed, error) != 0)
		return -1;
	if (slice_empty(content->name))
		return 0;
	return archive_write_file(writer, content->name, content->bytes,
				  changed, error);
}

int package_write_head(const struct package_content *content,
		       struct stream_sink sink, struct error *error)
{
	struct archive_writer writer = archive_writer_onto(sink);

	return write_head(&writer, content, error);
}

int package_write_matching(struct archive_writer *writer, struct slice matching,
			   int32_t date, struct error *error)
{
	if (slice_empty(matching))
		return 0;
	return write_member(writer, SLICE(MATCHING_FILE), matching,
			    date > 0 ? (uint64_t)date * SECONDS_A_DAY : 0,
			    error);
}

static int write_members(const struct package_content *content,
			 struct stream_sink sink, struct error *error)
{
	struct archive_writer writer = archive_writer_onto(sink);

	if (write_head(&writer, content, error) != 0)
		return -1;
	if (!slice_empty(content->name) &&
	    stream_copy(content->payload, archive_writer_sink(&writer), NULL,
			error) != 0)
		return -1;
	if (package_write_matching(&writer, content->matching, content->date,
				   error) != 0)
		return -1;
	return archive_write_end(&writer, error);
}

int package_write(const struct package_content *content,
		  const struct age_recipient *recipients, size_t count,
		  bool armor, struct stream_sink sink, struct error *error)
{
	struct age_seal *seal;

	if (age_seal_open(&seal, recipients, count, armor, sink, error) != 0)
		return -1;
	if (write_members(content, age_seal_sink(seal), error) != 0) {
		age_seal_abandon(seal);
		return -1;
	}
	return age_seal_close(seal, error);
}

/* --- opening --------------------------------------------------------------------------- */

struct package {
	struct arena arena;
	struct age_unseal *unseal;
	struct archive_reader reader;
	struct manifest manifest;
	struct slice signature;
	bool verified;
	bool read; /* the payload was, or could not be */
	bool has_matching;
	uint8_t matching[MATCHING_KEY_BYTES];
};

static int not_a_package(const struct package *package, struct error *error)
{
	struct error cause = {0};

	if (error == NULL)
		return -1;
	cause = *error;
	if (cause.code != ERROR_INPUT || age_unseal_refused(package->unseal))
		return -1;
	error_set(error, ERROR_INPUT, "this was sealed, but is no package: %s",
		  cause.message);
	return error_hint(error, "'age --decrypt' opens what was not made by "
				 "Hornbook; it cannot be received");
}

/* The next member, whole and small, which must have this name. */
static int read_member(struct package *package, const char *name,
		       uint64_t limit_bytes, struct slice *text,
		       struct error *error)
{
	struct archive_entry entry;
	bool found;
	size_t got;
	char *bytes;

	if (archive_next(&package->reader, &entry, &found, error) != 0)
		return -1;
	if (!found || strcmp(entry.name, name) != 0)
		return error_set(error, ERROR_INPUT,
				 "the package has no %s where it belongs",
				 name);
	if (entry.size > limit_bytes)
		return error_set(error, ERROR_INPUT,
				 "the package's %s is larger than %llu bytes",
				 name, (unsigned long long)limit_bytes);
	bytes = arena_allocate(&package->arena, (size_t)entry.size + 1);
	if (bytes == NULL)
		return error_memory(error);
	if (stream_read_whole(archive_reader_source(&package->reader), bytes,
			      (size_t)entry.size + 1, &got, error) != 0)
		return -1;
	*text = (struct slice){bytes, got};
	return 0;
}

/* Before anybody makes a path of it. */
static int check_name(const struct manifest *manifest, struct error *error)
{
	struct slice name = manifest->payload.file;

	if (slice_empty(name) || archive_name_valid(name))
		return 0;
	return error_set(error, ERROR_INPUT,
			 "the manifest's payload has a name that no file in a "
			 "package may have");
}

static int read_head(struct package *package, struct error *error)
{
	struct slice text;

	if (read_member(package, PACKAGE_MANIFEST, MANIFEST_LIMIT_BYTES, &text,
			error) != 0)
		return not_a_package(package, error);
	if (read_member(package, PACKAGE_SIGNATURE,
			PACKAGE_SIGNATURE_LIMIT_BYTES, &package->signature,
			error) != 0)
		return -1;
	if (manifest_read(&package->manifest, text, &package->arena, error) !=
	    0)
		return -1;
	return check_name(&package->manifest, error);
}

int package_open(struct package **out, struct stream_source source,
		 const struct age_identity *identities, size_t count,
		 struct error *error)
{
	static const struct archive_limits limits = {
		.entries = MEMBERS,
		.entry_bytes = ARCHIVE_SIZE_LIMIT_BYTES,
		.total_bytes = ARCHIVE_SIZE_LIMIT_BYTES,
	};
	struct package *package = memory_array(1, sizeof(*package));

	if (package == NULL)
		return error_memory(error);
	if (age_unseal_open(&package->unseal, source, identities, count,
			    error) != 0) {
		package_close(package);
		return -1;
	}
	package->reader =
		archive_reader_over(age_unseal_source(package->unseal), limits);
	if (read_head(package, error) != 0) {
		package_close(package);
		return -1;
	}
	*out = package;
	return 0;
}

void package_close(struct package *package)
{
	if (package == NULL)
		return;
	age_unseal_close(package->unseal);
	arena_release(&package->arena);
	sodium_memzero(package, sizeof(*package));
	memory_free(package);
}

const struct manifest *package_manifest(const struct package *package)
{
	return &package->manifest;
}

struct slice package_signature(const struct package *package)
{
	return package->signature;
}

static int check_comment(const struct package *package, struct slice trusted,
			 struct error *error)
{
	const struct manifest *manifest = &package->manifest;
	struct builder expected = {0};
	int result = 0;

	trusted_comment(manifest->reference, manifest->text, manifest->date,
			&expected);
	if (expected.failed)
		result = error_memory(error);
	else if (!slice_equal(builder_slice(&expected), trusted))
		result = error_set(error, ERROR_KEY,
				   "the signature is of another release");
	builder_release(&expected);
	return result;
}

int package_verify(struct package *package, const struct minisign_public *key,
		   struct error *error)
{
	struct minisign_signature signature;

	if (minisign_parse(&signature, package->signature, error) != 0)
		return -1;
	/* Only what signs a hash is never mistaken for something else. */
	if (!signature.prehashed)
		return error_set(error, ERROR_INPUT,
				 "the signature is of minisign's legacy kind, "
				 "which Hornbook does not make");
	if (minisign_verify(&signature, key, package->manifest.text, error) !=
		    0 ||
	    check_comment(package, signature.trusted, error) != 0)
		return -1;
	package->verified = true;
	return 0;
}

/* --- the payload ------------------------------------------------------------------------ */

#define ALTERED "somebody has altered it: do not use it, and tell the sender"

static int check_member(const struct manifest_payload *payload,
			const struct archive_entry *entry, struct error *error)
{
	if (!slice_is(payload->file, entry->name))
		return error_set(error, ERROR_INPUT,
				 "the payload has another name than its "
				 "manifest says");
	if (entry->size == payload->bytes)
		return 0;
	error_set(error, ERROR_INPUT,
		  "the payload is not the one that was signed: it has %llu "
		  "bytes, its manifest says %llu",
		  (unsigned long long)entry->size,
		  (unsigned long long)payload->bytes);
	return error_hint(error, ALTERED);
}

/* Between source and sink: what passes is hashed. */
static int pass(struct stream_source source, struct stream_sink sink,
		struct digest *digest, struct error *error)
{
	char *piece = memory_allocate(PIECE_BYTES);
	size_t got = 1;
	int result = 0;

	if (piece == NULL)
		return error_memory(error);
	while (result == 0) {
		result = stream_read(source, piece, PIECE_BYTES, &got, error);
		if (result != 0 || got == 0)
			break;
		result = digest_add(digest, (struct slice){piece, got}, error);
		if (result == 0)
			result = stream_write(sink, (struct slice){piece, got},
					      error);
	}
	sodium_memzero(piece, PIECE_BYTES);
	memory_free(piece);
	return result;
}

static int copy_payload(struct package *package, struct stream_sink sink,
			struct error *error)
{
	const struct manifest_payload *payload = &package->manifest.payload;
	struct stream_source source = archive_reader_source(&package->reader);
	uint8_t hash[DIGEST_BYTES];
	struct digest digest;

	if (digest_begin(&digest, error) != 0)
		return -1;
	if (pass(source, sink, &digest, error) != 0) {
		digest_abandon(&digest);
		return -1;
	}
	if (digest_end(&digest, hash, error) != 0)
		return -1;
	if (memcmp(hash, payload->sha256, sizeof(hash)) == 0)
		return 0;
	error_set(error, ERROR_INPUT,
		  "the payload is not the one that was signed: its SHA-256 is "
		  "another");
	return error_hint(error, ALTERED);
}

static int read_payload(struct package *package, struct stream_sink sink,
			struct error *error)
{
	const struct manifest_payload *payload = &package->manifest.payload;
	struct archive_entry entry;
	bool found;

	if (slice_empty(payload->file))
		return 0;
	if (archive_next(&package->reader, &entry, &found, error) != 0)
		return -1;
	if (!found)
		return error_set(error, ERROR_INPUT,
				 "the package has no payload");
	if (check_member(payload, &entry, error) != 0)
		return -1;
	return copy_payload(package, sink, error);
}

static int bad_matching(const char *what, struct error *error)
{
	error_set(error, ERROR_INPUT, "the package's " MATCHING_FILE " %s",
		  what);
	return error_hint(error, ALTERED);
}

/* Read into room of its own, that it can be wiped. */
static int take_matching(struct package *package, struct slice text,
			 struct error *error)
{
	const struct manifest_matching *stated = &package->manifest.matching;
	uint8_t hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)text.at, text.len);
	if (memcmp(hash, stated->sha256, sizeof(hash)) != 0)
		return bad_matching("is not the one that was signed: its "
				    "SHA-256 is another",
				    error);
	if (!matching_read(text, package->matching))
		return bad_matching("is no key: 64 hexadecimal digits and a "
				    "line end",
				    error);
	package->has_matching = true;
	return 0;
}

static int read_matching(struct package *package, struct error *error)
{
	char text[MATCHING_TEXT_BYTES + 1];
	struct archive_entry entry;
	size_t got = 0;
	bool found;
	int result;

	if (slice_empty(package->manifest.matching.by))
		return 0;
	if (archive_next(&package->reader, &entry, &found, error) != 0)
		return -1;
	if (!found || strcmp(entry.name, MATCHING_FILE) != 0)
		return error_set(error, ERROR_INPUT,
				 "the package has no " MATCHING_FILE
				 " where it belongs");
	if (entry.size != MATCHING_TEXT_BYTES)
		return bad_matching("is of another size than a key is", error);
	result = stream_read_whole(archive_reader_source(&package->reader),
				   text, sizeof(text), &got, error);
	if (result == 0)
		result = take_matching(package, (struct slice){text, got},
				       error);
	sodium_memzero(text, sizeof(text));
	return result;
}

const uint8_t *package_matching(const struct package *package)
{
	return package->has_matching ? package->matching : NULL;
}

/* Also the end of what was sealed: whether it was cut short is known here. */
static int check_end(struct package *package, struct error *error)
{
	struct archive_entry entry;
	bool found;

	if (archive_next(&package->reader, &entry, &found, error) != 0)
		return -1;
	if (found)
		return error_set(error, ERROR_INPUT,
				 "the package holds more than its manifest "
				 "says");
	return 0;
}

int package_payload(struct package *package, struct stream_sink sink,
		    struct error *error)
{
	if (!package->verified || package->read)
		return error_set(error, ERROR_REFUSED,
				 "a payload is read once, after its signature "
				 "was verified");
	package->read = true;
	if (read_payload(package, sink, error) != 0 ||
	    read_matching(package, error) != 0)
		return -1;
	return check_end(package, error);
}
