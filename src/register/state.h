/*
 * state.h - what the files of the register share among themselves.
 */
#ifndef HORNBOOK_REGISTER_STATE_H
#define HORNBOOK_REGISTER_STATE_H

#include "register/lapse.h"
#include "register/grants.h"
#include "register/numbers.h"
#include "register/register.h"
#include "register/seal.h"
#include "register/secret.h"
#include "register/store.h"
#include "register/token.h"

struct builder;

/* In locked memory. */
struct register_keys {
	uint8_t token[SECRET_KEY_BYTES];
	struct seal_key wrap;   /* pupils' keys */
	struct seal_key record; /* origins */
};

struct pupil_register {
	const struct dictionary *dictionary;
	struct store *store;
	struct register_keys *keys;
	struct numbers fields;
	struct numbers categories;
	uint16_t upn, former_upn, uln, pseudonym; /* fields; DICTIONARY_NONE:
						     not in the dictionary */
	struct lapse lapse; /* by the dictionary's fields */
	struct open_grants grants;
	enum seal_algorithm algorithm; /* for what is sealed from now on */
	bool writing;                  /* a transaction is open */
};

/*
 * A write transaction; register_write_end commits when `result` is 0, else
 * undoes, and gives the outcome.
 */
int register_write(struct pupil_register *pupils, struct error *error);
int register_write_end(struct pupil_register *pupils, int result,
		       struct error *error);

/* Sees what other processes have added to the numbers. */
int register_refresh(struct pupil_register *pupils, struct error *error);

/* The key of one pupil, wrapped and back.  ERROR_NOT_FOUND without one,
 * ERROR_CORRUPT when it does not open. */
void pupil_key_wrap(struct pupil_register *pupils, uint64_t pupil,
		    const uint8_t key[SEAL_KEY_BYTES], struct store_key *out);
int pupil_key_open(struct pupil_register *pupils, uint64_t pupil,
		   struct seal_key *key, struct error *error);

/* What a section's seal is bound to. */
enum { SECTION_PLACE_BYTES = 1 + 8 + 2 + 4 + 8 + 4 + 255 };
struct section_place {
	uint8_t bytes[SECTION_PLACE_BYTES];
	size_t size;
};

enum { PERIOD_MOST = 255 };

/* The additional data of a section, from its row.  The period is at most
 * PERIOD_MOST bytes. */
void section_place(const struct store_section *section,
		   struct section_place *place);

/*
 * Unseals a row into `arena`; the error names pupil id and category number's
 * name, not the pupil.
 */
int section_unseal(struct pupil_register *pupils, const struct seal_key *key,
		   const struct store_section *section, struct slice *text,
		   struct arena *arena, struct error *error);

/* Ids, as a visitor of a store adds them. */
struct id_list {
	uint64_t *ids;
	size_t count;
	size_t capacity;
	struct arena *arena;
};
int list_id(void *context, uint64_t id, struct error *error);

/* A texts' copy for what a caller gets; -1 and ERROR_MEMORY without one. */
int copy_text(struct arena *arena, struct slice *text, struct error *error);

#endif
