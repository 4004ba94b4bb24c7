/*
 * seal_bench - sealing and opening a file of 512 MiB beside age(1), each from
 * file to file; and the same with what age does not do, its SHA-256 and a
 * signature.
 *
 *     seal_bench DIRECTORY
 *
 * works in a fresh directory below.  Nothing is synced on either side.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "seal/age.h"
#include "seal/digest.h"
#include "seal/minisign.h"

#include "bench.h"

enum { MEBIBYTES = 512, RUNS = 7, PIECE_BYTES = 1 << 18 };

struct work {
	char root[4000];
	struct age_identity identity;
	struct age_recipient recipient;
	struct minisign_secret secret;
	uint8_t hash[DIGEST_BYTES];
	struct builder signature;
	char command[2][9000]; /* age's, sealing and opening */
	char piece[PIECE_BYTES];
	struct error error;
};

static const char *path_of(const struct work *work, const char *name)
{
	static char paths[2][4200];
	static unsigned int next;
	char *path = paths[next++ % 2];

	snprintf(path, sizeof(paths[0]), "%s/%s", work->root, name);
	return path;
}

/* A new file each time, as age makes one. */
static int open_pair(const struct work *work, const char *from, const char *to,
		     int fds[2])
{
	const char *written = path_of(work, to);

	unlink(written);
	fds[0] = open(path_of(work, from), O_RDONLY | O_CLOEXEC);
	fds[1] = open(written, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	return fds[0] < 0 || fds[1] < 0 ? -1 : 0;
}

/* And hashes it, when there is a digest. */
static int seal_all(struct work *work, const int fds[2], struct age_seal *seal,
		    struct digest *digest)
{
	size_t got;
	int in = fds[0];

	do {
		if (stream_read_whole(stream_from_file(&in), work->piece,
				      sizeof(work->piece), &got,
				      &work->error) != 0 ||
		    (digest != NULL &&
		     digest_add(digest, (struct slice){work->piece, got},
				&work->error) != 0) ||
		    age_seal_write(seal, (struct slice){work->piece, got},
				   &work->error) != 0)
			return -1;
	} while (got > 0);
	return 0;
}

static int seal_with(struct work *work, struct digest *digest)
{
	struct age_seal *seal;
	int fds[2], result = -1;

	if (open_pair(work, "text", "ours.age", fds) != 0 ||
	    age_seal_open(&seal, &work->recipient, 1, false,
			  stream_to_file(&fds[1]), &work->error) != 0)
		return -1;
	if (seal_all(work, fds, seal, digest) == 0)
		result = age_seal_close(seal, &work->error);
	else
		age_seal_abandon(seal);
	return close(fds[0]) == 0 && close(fds[1]) == 0 ? result : -1;
}

static int seal_file(void *context)
{
	return seal_with(context, NULL);
}

/* In place of a manifest, the payload's hash is signed. */
static int seal_and_sign(void *context)
{
	struct work *work = context;
	struct slice hash = {(const char *)work->hash, DIGEST_BYTES};
	struct digest digest;

	if (digest_begin(&digest, &work->error) != 0)
		return -1;
	if (seal_with(work, &digest) != 0) {
		digest_abandon(&digest);
		return -1;
	}
	if (digest_end(&digest, work->hash, &work->error) != 0)
		return -1;
	builder_clear(&work->signature);
	return minisign_sign(&work->secret, hash, SLICE("bench"),
			     SLICE("bench"), &work->signature, &work->error);
}

static int open_all(struct work *work, int *out, struct age_unseal *unseal,
		    struct digest *digest)
{
	struct slice bytes;

	do {
		if (age_unseal_next(unseal, &bytes, &work->error) != 0 ||
		    (digest != NULL &&
		     digest_add(digest, bytes, &work->error) != 0) ||
		    stream_write(stream_to_file(out), bytes, &work->error) != 0)
			return -1;
	} while (bytes.len > 0);
	return 0;
}

static int open_with(struct work *work, struct digest *digest)
{
	struct age_unseal *unseal;
	int fds[2], result;

	if (open_pair(work, "theirs.age", "ours", fds) != 0 ||
	    age_unseal_open(&unseal, stream_from_file(&fds[0]), &work->identity,
			    1, &work->error) != 0)
		return -1;
	result = open_all(work, &fds[1], unseal, digest);
	age_unseal_close(unseal);
	return close(fds[0]) == 0 && close(fds[1]) == 0 ? result : -1;
}

static int open_file(void *context)
{
	return open_with(context, NULL);
}

static int verify(struct work *work, const uint8_t hash[DIGEST_BYTES])
{
	struct slice message = {(const char *)hash, DIGEST_BYTES};
	struct minisign_signature signature;
	struct minisign_public key;

	minisign_secret_public(&work->secret, &key);
	if (minisign_parse(&signature, builder_slice(&work->signature),
			   &work->error) != 0)
		return -1;
	return minisign_verify(&signature, &key, message, &work->error);
}

static int open_and_verify(void *context)
{
	struct work *work = context;
	uint8_t hash[DIGEST_BYTES];
	struct digest digest;

	if (digest_begin(&digest, &work->error) != 0)
		return -1;
	if (open_with(work, &digest) != 0) {
		digest_abandon(&digest);
		return -1;
	}
	if (digest_end(&digest, hash, &work->error) != 0)
		return -1;
	return verify(work, hash);
}

static int seal_with_age(void *context)
{
	struct work *work = context;

	return system(work->command[0]);
}

static int open_with_age(void *context)
{
	struct work *work = context;

	return system(work->command[1]);
}

/* --- the files ------------------------------------------------------------ */

static int write_text(struct work *work)
{
	struct output *output;

	if (output_open(&output, path_of(work, "text"), 0600, &work->error) !=
	    0)
		return -1;
	for (int i = 0; i < MEBIBYTES * 4; i++) {
		randombytes_buf(work->piece, sizeof(work->piece));
		output_add(output,
			   (struct slice){work->piece, sizeof(work->piece)});
	}
	return output_commit(output, &work->error);
}

static int prepare(struct work *work)
{
	char identity[AGE_IDENTITY_TEXT_BYTES];
	char recipient[AGE_RECIPIENT_TEXT_BYTES];

	if (age_identity_make(&work->identity, &work->error) != 0 ||
	    minisign_secret_make(&work->secret, &work->error) != 0 ||
	    write_text(work) != 0)
		return -1;
	age_identity_recipient(&work->identity, &work->recipient);
	age_identity_write(&work->identity, identity);
	age_recipient_write(&work->recipient, recipient);
	if (file_replace(path_of(work, "identity"), slice_of(identity), 0600,
			 &work->error) != 0)
		return -1;
	snprintf(work->command[0], sizeof(work->command[0]),
		 "cd '%s' && rm -f theirs.age && "
		 "age -r %s -o theirs.age text",
		 work->root, recipient);
	snprintf(work->command[1], sizeof(work->command[1]),
		 "cd '%s' && rm -f theirs && "
		 "age -d -i identity -o theirs theirs.age",
		 work->root);
	return system("command -v age >/dev/null") == 0
		       ? 0
		       : error_set(&work->error, ERROR_NOT_FOUND,
				   "there is no age");
}

static int measure(struct work *work)
{
	const struct {
		const char *what;
		bench_run *ours;
		bool opens;
	} rows[] = {
		{"seal 512 MiB", seal_file, false},
		{"seal, hash and sign 512 MiB", seal_and_sign, false},
		{"open 512 MiB", open_file, true},
		{"open, hash and verify 512 MiB", open_and_verify, true},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct bench bench = {
			.what = rows[i].what,
			.unit = "MB",
			.amount = MEBIBYTES * 1.048576,
			.ours = rows[i].ours,
			.peer_name = rows[i].opens ? "age -d" : "age -r",
			.peer = rows[i].opens ? open_with_age : seal_with_age,
			.context = work,
			.runs = RUNS,
		};

		if (bench_compare(&bench) != 0)
			return -1;
	}
	return 0;
}

int main(int count, char **arguments)
{
	static struct work work;
	int result = 1;

	if (count != 2 ||
	    snprintf(work.root, sizeof(work.root), "%s/seal-XXXXXX",
		     arguments[1]) >= (int)sizeof(work.root) ||
	    mkdtemp(work.root) == NULL) {
		fprintf(stderr, "usage: seal_bench DIRECTORY\n");
		return 2;
	}
	if (prepare(&work) == 0 && measure(&work) == 0) {
		result = 0;
	} else {
		char text[1024];

		error_text(&work.error, text, sizeof(text));
		fprintf(stderr, "seal_bench: %s\n", text);
	}
	age_identity_wipe(&work.identity);
	minisign_secret_wipe(&work.secret);
	builder_release(&work.signature);
	directory_remove(work.root, NULL);
	return result;
}
