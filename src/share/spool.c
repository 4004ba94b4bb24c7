#include "share/spool.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "seal/age.h"
#include "seal/digest.h"

struct spool {
	int fd;
	struct age_identity *key;  /* in locked memory */
	struct age_seal *seal;     /* while it is written */
	struct age_unseal *unseal; /* while it is read */
	struct digest digest;
	uint64_t size;
	uint8_t hash[SPOOL_HASH_BYTES];
};

static int write_sealed(void *context, struct slice bytes, struct error *error)
{
	struct spool *spool = context;

	return file_write(spool->fd, bytes, error);
}

static int open_nameless(const char *directory, struct error *error)
{
	struct arena arena = {0};
	const char *path = path_join(&arena, directory, "spool");
	int fd = -1;

	if (path == NULL) {
		error_memory(error);
	} else {
		fd = open(path,
			  O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
			  0600);
		if (fd < 0)
			error_system(error, "cannot write the payload");
		else
			unlink(path);
	}
	arena_release(&arena);
	return fd;
}

static int begin(struct spool *spool, struct error *error)
{
	struct stream_sink sink = {write_sealed, spool};
	struct age_recipient own;

	spool->key = sodium_malloc(sizeof(*spool->key));
	if (spool->key == NULL)
		return error_memory(error);
	if (age_identity_make(spool->key, error) != 0)
		return -1;
	age_identity_recipient(spool->key, &own);
	return age_seal_open(&spool->seal, &own, 1, false, sink, error);
}

int spool_open(struct spool **out, const char *directory, struct error *error)
{
	struct spool *spool = memory_array(1, sizeof(*spool));

	if (spool == NULL)
		return error_memory(error);
	spool->fd = open_nameless(directory, error);
	if (spool->fd < 0 || digest_begin(&spool->digest, error) != 0 ||
	    begin(spool, error) != 0) {
		spool_free(spool);
		return -1;
	}
	*out = spool;
	return 0;
}

int spool_write(void *context, struct slice bytes, struct error *error)
{
	struct spool *spool = context;

	if (digest_add(&spool->digest, bytes, error) != 0)
		return -1;
	spool->size += bytes.len;
	return age_seal_write(spool->seal, bytes, error);
}

int spool_end(struct spool *spool, struct error *error)
{
	struct age_seal *seal = spool->seal;

	spool->seal = NULL;
	if (digest_end(&spool->digest, spool->hash, error) != 0) {
		age_seal_abandon(seal);
		return -1;
	}
	return age_seal_close(seal, error);
}

uint64_t spool_size(const struct spool *spool)
{
	return spool->size;
}

void spool_hash(const struct spool *spool, uint8_t hash[SPOOL_HASH_BYTES])
{
	memcpy(hash, spool->hash, SPOOL_HASH_BYTES);
}

int spool_source(struct spool *spool, struct stream_source *source,
		 struct error *error)
{
	if (lseek(spool->fd, 0, SEEK_SET) != 0)
		return error_system(error, "cannot read the payload again");
	if (age_unseal_open(&spool->unseal, stream_from_file(&spool->fd),
			    spool->key, 1, error) != 0)
		return -1;
	*source = age_unseal_source(spool->unseal);
	return 0;
}

void spool_free(struct spool *spool)
{
	if (spool == NULL)
		return;
	digest_abandon(&spool->digest);
	age_seal_abandon(spool->seal);
	age_unseal_close(spool->unseal);
	if (spool->fd >= 0)
		close(spool->fd);
	sodium_free(spool->key); /* wipes */
	memory_free(spool);
}
