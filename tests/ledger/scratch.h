/*
 * scratch.h - a ledger in a directory of its own, for one test.
 */
#ifndef HORNBOOK_TESTS_LEDGER_SCRATCH_H
#define HORNBOOK_TESTS_LEDGER_SCRATCH_H

#include "base/builder.h"
#include "ledger/ledger.h"

#define SCRATCH_ORIGIN "hornbook/8861101"

struct scratch {
	char root[64];      /* a fresh directory */
	char directory[80]; /* of the ledger, inside */
	uint8_t seed[LEDGER_SEED_BYTES];
};

/* cmocka's setup and teardown: *state is the struct scratch. */
int scratch_setup(void **state);
int scratch_teardown(void **state);

/* Makes the ledger with `count` entries: "entry 0", "entry 1", ... */
void scratch_make(struct scratch *scratch, uint64_t count);

/* Opens it, which must succeed. */
struct ledger *scratch_open(struct scratch *scratch, bool *repaired);

/* Opens it, which must fail with this code and a message that holds this. */
void scratch_refuses(struct scratch *scratch, int code, const char *message);

/* The size after opening, and whether opening repaired. */
uint64_t scratch_size(struct scratch *scratch, bool *repaired);

/* Appends "entry <size>". */
int scratch_append(struct ledger *ledger, struct error *error);

/* Makes the ledger with `count` entries, appended in one batch. */
void scratch_make_batch(struct scratch *scratch, uint64_t count);

/* Appends `count` entries "entry <n>" in one batch. */
int scratch_append_batch(struct ledger *ledger, uint64_t count,
			 struct error *error);

/* Fails the test unless entry i is "entry i" for all, and the ledger
 * verifies. */
void scratch_check(struct scratch *scratch, struct ledger *ledger);

/* The text of entry `index`, in `text`. */
struct slice scratch_entry(uint64_t index, char text[32]);

/* One of its files, whole; `name` is "entries", "checkpoint", "tile/0/000". */
void scratch_read(struct scratch *scratch, const char *name,
		  struct builder *content);
void scratch_write(struct scratch *scratch, const char *name,
		   struct slice content);
void scratch_remove(struct scratch *scratch, const char *name);
void scratch_remove_directory(struct scratch *scratch, const char *name);
bool scratch_has(struct scratch *scratch, const char *name);

#endif
