#include "seal/digest.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

#include <openssl/evp.h>
#include <sodium.h>

#include "base/error.h"
#include "base/memory.h"

enum { PIECES = 4, PIECE_BYTES = 1 << 18 };

/* Pieces go round in a ring: the caller fills the one after the last that is
 * full, the thread hashes the first that is. */
struct ring {
	pthread_t thread;
	pthread_mutex_t mutex; /* over all but what a piece holds */
	pthread_cond_t changed;
	size_t first;  /* of the full pieces */
	size_t count;  /* of the full pieces */
	bool finished; /* no more are filled */
	bool failed;
	size_t sizes[PIECES];
	char pieces[PIECES][PIECE_BYTES];
};

struct digest_state {
	EVP_MD_CTX *context; /* the thread's, while there is one */
	struct ring *ring;   /* NULL: the caller hashes */
	bool alone;          /* there will be no ring */
	size_t filled;       /* of the piece being filled */
	uint64_t size;       /* hashed without a ring */
};

static int failed(struct error *error)
{
	return error_set(error, ERROR_SYSTEM,
			 "the cryptographic library does not hash");
}

/* --- the thread ----------------------------------------------------------- */

/* Waits for a full piece; false when there will be none. */
static bool take_piece(struct ring *ring, size_t *piece)
{
	bool full;

	pthread_mutex_lock(&ring->mutex);
	while (ring->count == 0 && !ring->finished)
		pthread_cond_wait(&ring->changed, &ring->mutex);
	full = ring->count > 0;
	*piece = ring->first;
	pthread_mutex_unlock(&ring->mutex);
	return full;
}

static void give_back(struct ring *ring, bool good)
{
	pthread_mutex_lock(&ring->mutex);
	ring->first = (ring->first + 1) % PIECES;
	ring->count--;
	ring->failed = ring->failed || !good;
	pthread_cond_signal(&ring->changed);
	pthread_mutex_unlock(&ring->mutex);
}

static void *hash_pieces(void *context)
{
	struct digest_state *state = context;
	struct ring *ring = state->ring;
	size_t piece;

	while (take_piece(ring, &piece))
		give_back(ring,
			  EVP_DigestUpdate(state->context, ring->pieces[piece],
					   ring->sizes[piece]) == 1);
	return NULL;
}

/* Signals stay with the threads that the program knows of. */
static int start_thread(struct digest_state *state)
{
	sigset_t all, before;
	int result;

	sigfillset(&all);
	if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0)
		return -1;
	result = pthread_create(&state->ring->thread, NULL, hash_pieces, state);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return result;
}

static void free_ring(struct digest_state *state)
{
	pthread_mutex_destroy(&state->ring->mutex);
	pthread_cond_destroy(&state->ring->changed);
	/* what was hashed may be a payload in the clear */
	sodium_memzero(state->ring->pieces, sizeof(state->ring->pieces));
	memory_free(state->ring);
	state->ring = NULL;
}

static void start_ring(struct digest_state *state)
{
	state->alone = true;
	state->ring = memory_allocate(sizeof(*state->ring));
	if (state->ring == NULL)
		return;
	state->ring->first = 0;
	state->ring->count = 0;
	state->ring->finished = false;
	state->ring->failed = false;
	if (pthread_mutex_init(&state->ring->mutex, NULL) != 0) {
		memory_free(state->ring);
		state->ring = NULL;
		return;
	}
	pthread_cond_init(&state->ring->changed, NULL);
	if (start_thread(state) != 0)
		free_ring(state);
}

/* Waits for the thread to end; false when it could not hash. */
static bool end_ring(struct digest_state *state)
{
	bool good;

	if (state->ring == NULL)
		return true;
	pthread_mutex_lock(&state->ring->mutex);
	state->ring->finished = true;
	pthread_cond_signal(&state->ring->changed);
	pthread_mutex_unlock(&state->ring->mutex);
	pthread_join(state->ring->thread, NULL);
	good = !state->ring->failed;
	free_ring(state);
	return good;
}

/* --- the caller's side ---------------------------------------------------- */

/* The piece to fill, once the thread has given it back. */
static char *free_piece(struct ring *ring, size_t *number)
{
	pthread_mutex_lock(&ring->mutex);
	while (ring->count == PIECES)
		pthread_cond_wait(&ring->changed, &ring->mutex);
	*number = (ring->first + ring->count) % PIECES;
	pthread_mutex_unlock(&ring->mutex);
	return ring->pieces[*number];
}

static void hand_over(struct digest_state *state)
{
	struct ring *ring = state->ring;
	size_t number;

	if (state->filled == 0)
		return;
	free_piece(ring, &number);
	pthread_mutex_lock(&ring->mutex);
	ring->sizes[number] = state->filled;
	ring->count++;
	pthread_cond_signal(&ring->changed);
	pthread_mutex_unlock(&ring->mutex);
	state->filled = 0;
}

static void add_to_ring(struct digest_state *state, struct slice bytes)
{
	while (bytes.len > 0) {
		size_t room = PIECE_BYTES - state->filled;
		size_t taken = bytes.len < room ? bytes.len : room;
		size_t number;

		memcpy(free_piece(state->ring, &number) + state->filled,
		       bytes.at, taken);
		state->filled += taken;
		if (state->filled == PIECE_BYTES)
			hand_over(state);
		bytes = slice_part(bytes, taken, bytes.len);
	}
}

int digest_begin(struct digest *digest, struct error *error)
{
	struct digest_state *state = memory_array(1, sizeof(*state));

	digest->state = NULL;
	if (state == NULL)
		return error_memory(error);
	state->context = EVP_MD_CTX_new();
	if (state->context == NULL) {
		memory_free(state);
		return error_memory(error);
	}
	digest->state = state;
	if (EVP_DigestInit_ex(state->context, EVP_sha256(), NULL) == 1)
		return 0;
	digest_abandon(digest);
	return failed(error);
}

int digest_add(struct digest *digest, struct slice bytes, struct error *error)
{
	struct digest_state *state = digest->state;

	if (bytes.len == 0)
		return 0;
	/* a thread for less would cost more than it saves */
	if (!state->alone && state->size >= (uint64_t)PIECES * PIECE_BYTES)
		start_ring(state);
	if (state->ring != NULL) {
		add_to_ring(state, bytes);
		return 0;
	}
	state->size += bytes.len;
	return EVP_DigestUpdate(state->context, bytes.at, bytes.len) == 1
		       ? 0
		       : failed(error);
}

int digest_end(struct digest *digest, uint8_t hash[DIGEST_BYTES],
	       struct error *error)
{
	struct digest_state *state = digest->state;
	bool good;

	if (state->ring != NULL)
		hand_over(state);
	good = end_ring(state) &&
	       EVP_DigestFinal_ex(state->context, hash, NULL) == 1;
	digest_abandon(digest);
	return good ? 0 : failed(error);
}

void digest_abandon(struct digest *digest)
{
	if (digest->state == NULL)
		return;
	end_ring(digest->state);
	EVP_MD_CTX_free(digest->state->context);
	memory_free(digest->state);
	digest->state = NULL;
}

static int write_digest(void *context, struct slice bytes, struct error *error)
{
	return digest_add(context, bytes, error);
}

struct stream_sink digest_sink(struct digest *digest)
{
	return (struct stream_sink){write_digest, digest};
}
