/*
 * state.h - an open ledger, as the files of this room see it.
 */
#ifndef HORNBOOK_LEDGER_STATE_H
#define HORNBOOK_LEDGER_STATE_H

#include "ledger/entries.h"
#include "ledger/files.h"
#include "ledger/rotation.h"
#include "ledger/tiles.h"

/*
 * Where reading may begin when the ledger is opened: up to `size` entries, a
 * multiple of TILE_WIDTH, the tiles were made to last.  In the file "settled":
 * both numbers in decimal with a space between and a newline.  It is a
 * shortcut, not trusted: what is read from there must hash to the checkpoint.
 */
struct settled {
	uint64_t size;
	uint64_t offset; /* of the next entry in the entries file */
};

/* Entries after which tiles are made to last: when a ledger is opened, and,
 * since that waits for the disk, while much is appended. */
enum { SETTLE_ENTRIES = 4096, SETTLE_APPENDED = 1 << 16 };

/* How many keys a ledger may have had: opening tries them. */
enum { GENERATIONS_LIMIT = 256 };

/* A key that signs.  Secrets are in guarded memory. */
struct signer {
	unsigned int generation; /* 0 is the first */
	struct note_key key;
	uint8_t *secret_key; /* KEY_SECRET_BYTES; NULL: none */
};

struct ledger {
	struct files files;
	uint8_t *seed; /* LEDGER_SEED_BYTES */
	struct signer signer;
	struct signer next; /* signs beside it while the key is rotated */
	struct tiles tiles;
	uint64_t bytes; /* of the entries file */
	struct settled settled;
	struct settled following; /* at the latest full tile */
	struct builder record;
	struct checkpoint current;
	struct builder note; /* that of `current` */
	bool uncertain;      /* a failed append may or may not be on disk */
};

int crypto_ready(struct error *error);

/* The key of a generation, from a ledger's seed. */
int signer_make(struct signer *signer, struct slice name,
		const uint8_t seed[LEDGER_SEED_BYTES], unsigned int generation,
		struct error *error);
void signer_release(struct signer *signer);

/*
 * The tree that an append is about to make: its size and root under a key of
 * the seed, durable before its entries.  Entries beyond the checkpoint that do
 * not hash to it are not ours, whoever wrote them.  In the file "pending":
 * size, root and MAC (crypto_auth) in hexadecimal, with spaces between and a
 * newline.  It stays there: it proves only what was meant to be appended.
 */
struct pending {
	uint64_t size; /* 0: nothing is proved */
	uint8_t root[LEDGER_HASH_BYTES];
};

int pending_write(const struct ledger *ledger, const struct tree_edge *edge,
		  struct error *error);
int pending_read(const struct ledger *ledger, struct pending *pending,
		 struct error *error);

/* Finishes a rotation that a crash interrupted. */
int ledger_finish_rotation(struct ledger *ledger, struct error *error);

/* Builds in `note` the checkpoint of the tree with this edge. */
int make_checkpoint(const struct tree_edge *edge, const struct signer *signer,
		    struct checkpoint *checkpoint, struct builder *note,
		    struct error *error);

/* Makes the checkpoint of the tiles, durably; `current` changes with it. */
int ledger_checkpoint(struct ledger *ledger, struct error *error);

/*
 * Reads the entries from `from` up to a checkpoint, which they must hash to.
 * Leaves the reader after the last of them and in `tiles` their edge; `*next`
 * tells of the last full tile.  `chain`, which may be NULL, follows the keys.
 */
int read_signed(const struct files *files, const struct checkpoint *checkpoint,
		struct settled from, struct record_reader *reader,
		struct tiles *tiles, struct settled *next,
		struct rotation_chain *chain, struct error *error);

/* Makes the tiles last when this many entries have been added; if that fails,
 * it is done another time. */
void ledger_settle(struct ledger *ledger, uint64_t entries);

#endif
