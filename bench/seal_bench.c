/*
 * seal_bench - sealing and opening a file of 512 MiB beside age(1), each from
 * file to file; and packages, whose payload is hashed too and whose manifest is
 * signed.
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

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "seal/age.h"
#include "seal/minisign.h"
#include "share/package.h"
#include "share/packing.h"

#include "bench.h"

enum { MEBIBYTES = 512, RUNS = 7, PIECE_BYTES = 1 << 18 };

struct work {
	char root[4000];
	struct age_identity identity;
	struct age_recipient recipient;
	struct minisign_secret secret;
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

static int seal_all(struct work *work, const int fds[2], struct age_seal *seal)
{
	size_t got;
	int in = fds[0];

	do {
		if (stream_read_whole(stream_from_file(&in), work->piece,
				      sizeof(work->piece), &got,
				      &work->error) != 0 ||
		    age_seal_write(seal, (struct slice){work->piece, got},
				   &work->error) != 0)
			return -1;
	} while (got > 0);
	return 0;
}

static int seal_file(void *context)
{
	struct work *work = context;
	struct age_seal *seal;
	int fds[2], result = -1;

	if (open_pair(work, "text", "ours.age", fds) != 0 ||
	    age_seal_open(&seal, &work->recipient, 1, false,
			  stream_to_file(&fds[1]), &work->error) != 0)
		return -1;
	if (seal_all(work, fds, seal) == 0)
		result = age_seal_close(seal, &work->error);
	else
		age_seal_abandon(seal);
	return close(fds[0]) == 0 && close(fds[1]) == 0 ? result : -1;
}

static int open_all(struct work *work, int *out, struct age_unseal *unseal)
{
	struct slice bytes;

	do {
		if (age_unseal_next(unseal, &bytes, &work->error) != 0 ||
		    stream_write(stream_to_file(out), bytes, &work->error) != 0)
			return -1;
	} while (bytes.len > 0);
	return 0;
}

static int open_file(void *context)
{
	struct work *work = context;
	struct age_unseal *unseal;
	int fds[2], result;

	if (open_pair(work, "theirs.age", "ours", fds) != 0 ||
	    age_unseal_open(&unseal, stream_from_file(&fds[0]), &work->identity,
			    1, &work->error) != 0)
		return -1;
	result = open_all(work, &fds[1], unseal);
	age_unseal_close(unseal);
	return close(fds[0]) == 0 && close(fds[1]) == 0 ? result : -1;
}

/* --- packages ------------------------------------------------------------- */

/* What a package needs to be read. */
static void add_manifest(struct builder *out, uint64_t size,
			 const uint8_t hash[PACKING_HASH_BYTES])
{
	builder_add_format(
		out,
		"{\"manifest\": 2, \"kind\": \"release\", \"reference\": "
		"\"R-2026-0001\", \"date\": \"2026-01-15\", \"expires\": "
		"\"2026-02-14\", \"controller\": {\"name\": \"Bench\", "
		"\"number\": \"8861101\"}, \"recipient\": {\"body\": "
		"\"local-authority\", \"name\": \"Kent\"}, \"purpose\": "
		"\"p\", \"level\": \"named\", \"grant\": {\"for\": [\"p\"], "
		"\"level\": \"named\", \"onward\": []}, \"payload\": "
		"{\"file\": \"a.csv\", \"format\": \"csv\", \"bytes\": "
		"%llu, \"sha256\": \"",
		(unsigned long long)size);
	builder_add_hex(out,
			(struct slice){(const char *)hash, PACKING_HASH_BYTES});
	builder_add_text(out, "\"}}\n");
}

static int pack_all(struct work *work, int in, struct packing *packing)
{
	size_t got;

	do {
		if (stream_read_whole(stream_from_file(&in), work->piece,
				      sizeof(work->piece), &got,
				      &work->error) != 0 ||
		    packing_write(packing, (struct slice){work->piece, got},
				  &work->error) != 0)
			return -1;
	} while (got > 0);
	return packing_end(packing, &work->error);
}

static int finish_package(struct work *work, struct packing *packing)
{
	uint8_t hash[PACKING_HASH_BYTES];
	struct builder manifest = {0};
	struct arena arena = {0};
	struct slice signature;
	int result;

	packing_hash(packing, hash);
	add_manifest(&manifest, packing_size(packing), hash);
	result = package_sign(
		&work->secret, builder_slice(&manifest), SLICE("R-2026-0001"),
		date_from_civil(2026, 1, 15), &signature, &arena, &work->error);
	if (result == 0)
		result = packing_close(packing, builder_slice(&manifest),
				       signature, &work->error);
	else
		packing_abandon(packing);
	builder_release(&manifest);
	arena_release(&arena);
	return result;
}

static int begin_package(struct work *work, int *out, struct packing **packing)
{
	static const uint8_t hash[PACKING_HASH_BYTES];
	struct packing_frame frame = {
		.name = SLICE("a.csv"),
		.date = date_from_civil(2026, 1, 15),
	};
	struct builder manifest = {0};

	add_manifest(&manifest, (uint64_t)MEBIBYTES << 20, hash);
	frame.manifest_bytes = manifest.len;
	builder_release(&manifest);
	if (package_signature_bytes(SLICE("R-2026-0001"), frame.date,
				    &frame.signature_bytes, &work->error) != 0)
		return -1;
	return packing_open(packing, &frame, &work->recipient, 1,
			    stream_to_file(out), stream_over_file(out),
			    &work->error);
}

static int make_package(void *context)
{
	struct work *work = context;
	struct packing *packing;
	int fds[2], result = -1;

	if (open_pair(work, "text", "package", fds) != 0 ||
	    begin_package(work, &fds[1], &packing) != 0)
		return -1;
	if (pack_all(work, fds[0], packing) == 0)
		result = finish_package(work, packing);
	else
		packing_abandon(packing);
	return close(fds[0]) == 0 && close(fds[1]) == 0 ? result : -1;
}

static int open_package(void *context)
{
	struct work *work = context;
	struct minisign_public key;
	struct package *package;
	int fds[2], result = -1;

	minisign_secret_public(&work->secret, &key);
	if (open_pair(work, "package", "ours", fds) != 0 ||
	    package_open(&package, stream_from_file(&fds[0]), &work->identity,
			 1, &work->error) != 0)
		return -1;
	if (package_verify(package, &key, &work->error) == 0)
		result = package_payload(package, stream_to_file(&fds[1]),
					 &work->error);
	package_close(package);
	return close(fds[0]) == 0 && close(fds[1]) == 0 ? result : -1;
}

/* -------------------------------------------------------------------------- */

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
		{"make a package of 512 MiB: hash, sign, seal", make_package,
		 false},
		{"open 512 MiB", open_file, true},
		{"open a package, verify all of it", open_package, true},
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
	directory_remove(work.root, NULL);
	return result;
}
