#include "register/secret.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "register/seal.h"

/*
 * The file that holds the key, three lines of text:
 *
 *     hornbook key 1
 *     passphrase argon2id MEMORY-KIB PASSES SALT-HEX    or: key-file
 *     SEALED-HEX
 *
 * SEALED is seal.h's algorithm 2 with the first two lines as additional data.
 * Memory and passes are RFC 9106's second recommended choice, but for the one
 * lane that libsodium has.
 */
enum {
	FILE_BYTES = 4096,
	MEMORY_KIB = 64 * 1024,
	PASSES = 3,
	MEMORY_KIB_LEAST = 8 * 1024,   /* a file may not ask for less */
	MEMORY_KIB_MOST = 1024 * 1024, /* nor exhaust the machine */
	PASSES_MOST = 64,
	PASSPHRASE_LEAST = 8,
};

static const char heading[] = "hornbook key 1\n";

static_assert(SECRET_KEY_BYTES == crypto_kdf_KEYBYTES, "key size");
static_assert((int)SECRET_KEY_BYTES == (int)SEAL_KEY_BYTES, "key size");

struct secret {
	uint8_t *key; /* SECRET_KEY_BYTES of locked memory */
};

void secret_random(void *bytes, size_t size)
{
	randombytes_buf(bytes, size);
}

static int allocate(struct secret **out, struct error *error)
{
	struct secret *secret;

	if (seal_ready(error) != 0)
		return -1;
	secret = memory_allocate(sizeof(*secret));
	if (secret == NULL)
		return error_memory(error);
	secret->key = sodium_malloc(SECRET_KEY_BYTES);
	if (secret->key == NULL) {
		memory_free(secret);
		return error_memory(error);
	}
	*out = secret;
	return 0;
}

int secret_make(struct secret **out, struct error *error)
{
	if (allocate(out, error) != 0)
		return -1;
	secret_random((*out)->key, SECRET_KEY_BYTES);
	return 0;
}

int secret_from_bytes(struct secret **out,
		      const uint8_t bytes[SECRET_KEY_BYTES],
		      struct error *error)
{
	if (allocate(out, error) != 0)
		return -1;
	memcpy((*out)->key, bytes, SECRET_KEY_BYTES);
	return 0;
}

int secret_copy(struct secret **out, const struct secret *secret,
		struct error *error)
{
	return secret_from_bytes(out, secret->key, error);
}

void secret_free(struct secret *secret)
{
	if (secret == NULL)
		return;
	sodium_free(secret->key); /* wipes */
	memory_free(secret);
}

void secret_derive(const struct secret *secret, enum secret_use use,
		   uint8_t key[SECRET_KEY_BYTES])
{
	crypto_kdf_derive_from_key(key, SECRET_KEY_BYTES, (uint64_t)use,
				   "hornbook", secret->key);
}

/* Seals the key under `wrapping` and writes the file; wipes `wrapping`. */
static int store(const struct secret *secret, const char *path,
		 struct slice how, uint8_t wrapping[SEAL_KEY_BYTES],
		 struct error *error)
{
	struct slice key = {(const char *)secret->key, SECRET_KEY_BYTES};
	uint8_t nonce[SEAL_NONCE_BYTES];
	struct builder sealed = {0};
	struct builder content = {0};
	struct seal_key sealing;
	int result;

	seal_key_init(&sealing, wrapping);
	sodium_memzero(wrapping, SEAL_KEY_BYTES);
	secret_random(nonce, sizeof(nonce));
	builder_add_text(&content, heading);
	builder_add(&content, how);
	seal_add(&sealing, SEAL_XCHACHA20POLY1305, nonce,
		 builder_slice(&content), key, &sealed);
	seal_key_wipe(&sealing);
	builder_add_hex(&content, builder_slice(&sealed));
	builder_add_byte(&content, '\n');
	if (content.failed || sealed.failed)
		result = error_memory(error);
	else
		result = file_replace(path, builder_slice(&content), 0600,
				      error);
	builder_release(&content);
	builder_release(&sealed);
	return result;
}

static int stretch(struct slice passphrase, uint64_t memory_kib,
		   uint64_t passes, const uint8_t *salt,
		   uint8_t wrapping[SEAL_KEY_BYTES], struct error *error)
{
	if (crypto_pwhash(wrapping, SEAL_KEY_BYTES,
			  passphrase.len > 0 ? passphrase.at : "",
			  passphrase.len, salt, passes,
			  (size_t)memory_kib * 1024,
			  crypto_pwhash_ALG_ARGON2ID13) != 0)
		return error_memory(error);
	return 0;
}

int secret_store_passphrase(const struct secret *secret, const char *path,
			    struct slice passphrase, struct error *error)
{
	uint8_t salt[crypto_pwhash_SALTBYTES];
	uint8_t wrapping[SEAL_KEY_BYTES];
	struct builder how = {0};
	int result = -1;

	if (passphrase.len < PASSPHRASE_LEAST)
		return error_set(error, ERROR_INPUT,
				 "the passphrase is shorter than %d bytes",
				 PASSPHRASE_LEAST);
	secret_random(salt, sizeof(salt));
	builder_add_format(&how, "passphrase argon2id %d %d ", MEMORY_KIB,
			   PASSES);
	builder_add_hex(&how, (struct slice){(const char *)salt, sizeof(salt)});
	builder_add_byte(&how, '\n');
	if (how.failed)
		error_memory(error);
	else if (stretch(passphrase, MEMORY_KIB, PASSES, salt, wrapping,
			 error) == 0)
		result = store(secret, path, builder_slice(&how), wrapping,
			       error);
	builder_release(&how);
	return result;
}

/*
 * Key files are read and written here, not by file_read and file_replace, whose
 * buffers would leave the key behind in memory that is given back.
 */

static int key_file_error(const char *key_file, const char *what,
			  struct error *error)
{
	bool missing = errno == ENOENT;

	error_system(error, "%s", what);
	if (missing && error != NULL)
		error->code = ERROR_NOT_FOUND;
	return error_at(error, slice_of(key_file), 0, 0, 0);
}

/* Reads at most `room` bytes; -1 with errno set. */
static ssize_t read_bytes(int fd, uint8_t *bytes, size_t room)
{
	size_t size = 0;
	ssize_t got;

	do {
		got = read(fd, bytes + size, room - size);
		if (got > 0)
			size += (size_t)got;
	} while ((got > 0 && size < room) || (got < 0 && errno == EINTR));
	return got < 0 ? -1 : (ssize_t)size;
}

/* Reads a key file of exactly 32 bytes and derives the wrapping key. */
static int read_key_file(const char *key_file, uint8_t wrapping[SEAL_KEY_BYTES],
			 struct error *error)
{
	uint8_t bytes[crypto_kdf_KEYBYTES + 1];
	int fd = open(key_file, O_RDONLY | O_CLOEXEC);
	int result = 0;
	ssize_t size;

	if (fd < 0)
		return key_file_error(key_file, "cannot open the file", error);
	size = read_bytes(fd, bytes, sizeof(bytes));
	if (size < 0) {
		result =
			key_file_error(key_file, "cannot read the file", error);
	} else if (size != crypto_kdf_KEYBYTES) {
		error_set(error, ERROR_KEY,
			  "is not a key file: it has no %d bytes",
			  (int)crypto_kdf_KEYBYTES);
		result = error_at(error, slice_of(key_file), 0, 0, 0);
	} else {
		crypto_kdf_derive_from_key(wrapping, SEAL_KEY_BYTES, 1,
					   "hb-file_", bytes);
	}
	sodium_memzero(bytes, sizeof(bytes));
	close(fd);
	return result;
}

static int sync_above(const char *path, struct error *error)
{
	struct arena arena = {0};
	const char *directory = path_directory(&arena, path);
	int result = directory != NULL ? directory_sync(directory, error)
				       : error_memory(error);

	arena_release(&arena);
	return result;
}

/* Never in the place of another file, nor of a link to where none is now. */
static int make_key_file(const char *key_file, struct error *error)
{
	char bytes[crypto_kdf_KEYBYTES];
	int fd = open(key_file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int result;

	if (fd < 0)
		return key_file_error(key_file, "cannot make the key file",
				      error);
	secret_random(bytes, sizeof(bytes));
	result = file_append(fd, (struct slice){bytes, sizeof(bytes)}, error);
	sodium_memzero(bytes, sizeof(bytes));
	close(fd);
	if (result != 0)
		error_at(error, slice_of(key_file), 0, 0, 0);
	else
		result = sync_above(key_file, error);
	if (result != 0)
		unlink(key_file);
	return result;
}

int secret_store_key_file(const struct secret *secret, const char *path,
			  const char *key_file, struct error *error)
{
	uint8_t wrapping[SEAL_KEY_BYTES];

	if (!file_exists(key_file) && make_key_file(key_file, error) != 0)
		return -1;
	if (read_key_file(key_file, wrapping, error) != 0)
		return -1;
	return store(secret, path, SLICE("key-file\n"), wrapping, error);
}

/* --- opening -------------------------------------------------------------- */

struct held {
	struct builder content; /* the file, all below borrowed from it */
	struct slice bound;     /* its first two lines */
	struct slice how;       /* its second line */
	struct slice sealed;    /* its third line */
};

static int bad_file(const char *path, struct error *error)
{
	error_set(error, ERROR_CORRUPT, "is not a Hornbook key");
	return error_at(error, slice_of(path), 0, 0, 0);
}

static int read_held(struct held *held, const char *path, struct error *error)
{
	struct slice rest;

	*held = (struct held){0};
	if (file_read(path, FILE_BYTES, &held->content, error) != 0) {
		builder_release(&held->content);
		return -1;
	}
	rest = builder_slice(&held->content);
	if (!slice_starts_with(rest, slice_of(heading))) {
		builder_release(&held->content);
		return bad_file(path, error);
	}
	rest = slice_part(rest, strlen(heading), rest.len);
	held->how = slice_cut(&rest, '\n');
	held->bound = slice_part(builder_slice(&held->content), 0,
				 strlen(heading) + held->how.len + 1);
	held->sealed = slice_cut(&rest, '\n');
	return 0;
}

static bool unhex(struct slice hex, uint8_t *bytes, size_t room, size_t *size)
{
	const char *end = NULL;

	return hex.len > 0 &&
	       sodium_hex2bin(bytes, room, hex.at, hex.len, NULL, size, &end) ==
		       0 &&
	       end == hex.at + hex.len;
}

/* Opens the third line with `wrapping`, which it wipes. */
static int unseal(struct secret **out, const struct held *held,
		  const char *path, uint8_t wrapping[SEAL_KEY_BYTES],
		  const char *wrong, struct error *error)
{
	uint8_t sealed[SECRET_KEY_BYTES + SEAL_ADDED_BYTES];
	char room[sizeof(sealed)];
	struct seal_key sealing;
	struct slice key;
	size_t size;
	int result;

	if (!unhex(held->sealed, sealed, sizeof(sealed), &size)) {
		sodium_memzero(wrapping, SEAL_KEY_BYTES);
		return bad_file(path, error);
	}
	seal_key_init(&sealing, wrapping);
	sodium_memzero(wrapping, SEAL_KEY_BYTES);
	result = seal_open(&sealing, (struct slice){(const char *)sealed, size},
			   held->bound, room, &key, error);
	if (result == 0 && key.len != SECRET_KEY_BYTES)
		result = bad_file(path, error);
	else if (result == 0)
		result = secret_from_bytes(out, (const uint8_t *)key.at, error);
	else
		result = error_set(error, ERROR_KEY, "%s", wrong);
	seal_key_wipe(&sealing);
	sodium_memzero(room, sizeof(room));
	return result;
}

int secret_wants_passphrase(const char *path, bool *passphrase,
			    struct error *error)
{
	struct held held;
	int result = 0;

	if (read_held(&held, path, error) != 0)
		return -1;
	if (slice_starts_with(held.how, SLICE("passphrase ")))
		*passphrase = true;
	else if (slice_is(held.how, "key-file"))
		*passphrase = false;
	else
		result = bad_file(path, error);
	builder_release(&held.content);
	return result;
}

/* Reads the second line's parameters and stretches the passphrase. */
static int stretch_as(struct slice how, const char *path,
		      struct slice passphrase, uint8_t wrapping[SEAL_KEY_BYTES],
		      struct error *error)
{
	uint8_t salt[crypto_pwhash_SALTBYTES];
	uint64_t memory_kib;
	uint64_t passes;
	size_t size;

	if (!slice_is(slice_cut(&how, ' '), "passphrase"))
		return error_set(error, ERROR_KEY,
				 "the key is sealed under a key file, not a "
				 "passphrase");
	if (!slice_is(slice_cut(&how, ' '), "argon2id") ||
	    !slice_number(slice_cut(&how, ' '), MEMORY_KIB_MOST, &memory_kib) ||
	    memory_kib < MEMORY_KIB_LEAST ||
	    !slice_number(slice_cut(&how, ' '), PASSES_MOST, &passes) ||
	    passes < 1 || !unhex(how, salt, sizeof(salt), &size) ||
	    size != sizeof(salt))
		return bad_file(path, error);
	return stretch(passphrase, memory_kib, passes, salt, wrapping, error);
}

int secret_open_passphrase(struct secret **out, const char *path,
			   struct slice passphrase, struct error *error)
{
	uint8_t wrapping[SEAL_KEY_BYTES];
	struct held held;
	int result = -1;

	if (seal_ready(error) != 0 || read_held(&held, path, error) != 0)
		return -1;
	if (stretch_as(held.how, path, passphrase, wrapping, error) == 0)
		result = unseal(out, &held, path, wrapping,
				"the passphrase does not open the key", error);
	builder_release(&held.content);
	return result;
}

int secret_open_key_file(struct secret **out, const char *path,
			 const char *key_file, struct error *error)
{
	uint8_t wrapping[SEAL_KEY_BYTES];
	struct held held;
	int result = -1;

	if (seal_ready(error) != 0 || read_held(&held, path, error) != 0)
		return -1;
	if (!slice_is(held.how, "key-file"))
		error_set(error, ERROR_KEY,
			  "the key is sealed under a passphrase, not a key "
			  "file");
	else if (read_key_file(key_file, wrapping, error) == 0)
		result = unseal(out, &held, path, wrapping,
				"the key file does not open the key", error);
	builder_release(&held.content);
	return result;
}
