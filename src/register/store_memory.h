/*
 * store_memory.h - what the files of the store in memory share: its rows.
 *
 * Everything is in arrays to which a transaction only adds, so undoing it is
 * cutting them to their lengths at its beginning; what it destroys is noted in
 * one of them, and goes when it is committed.  Sections are kept in order; what a
 * transaction added is marked there with its number and taken out.  Texts lie
 * in one arena; those of an undone transaction stay until the store is closed.
 */
#ifndef HORNBOOK_REGISTER_STORE_MEMORY_H
#define HORNBOOK_REGISTER_STORE_MEMORY_H

#include "base/arena.h"
#include "register/store.h"

struct vector {
	void *rows;
	size_t count;
	size_t capacity;
};

struct name_row {
	uint16_t number;
	struct slice name;
};

struct pupil_row {
	uint64_t pupil;
	struct store_key key;
	bool own;
	bool destroyed;
};

struct grant_row {
	struct register_grant grant;
	struct slice key;
};

struct holding_row {
	uint64_t grant;
	uint64_t pupil;
};

struct destruction_row {
	struct store_destruction destruction;
	struct slice key; /* of a grant, from then on */
};

struct token_row {
	uint8_t token[STORE_TOKEN_BYTES];
	uint64_t pupil;
};

struct outline_row {
	uint64_t release;
	struct slice outline;
};

/* The last one of a range counts. */
struct tags_row {
	uint64_t range;
	struct slice tags;
};

/* The kinds of rows but sections, which have arrays of their own. */
enum rows {
	ROWS_FIELDS,
	ROWS_CATEGORIES,
	ROWS_PUPILS,
	ROWS_TOKENS,
	ROWS_ORIGINS,
	ROWS_GRANTS,
	ROWS_HOLDINGS,
	ROWS_OWN, /* pupils that are the node's own from the commit on */
	ROWS_DESTRUCTIONS,
	ROWS_CHANGES,
	ROWS_MESSAGES,
	ROWS_PARCELS,
	ROWS_INCOMINGS,
	ROWS_PERMISSIONS,
	ROWS_RELEASES,
	ROWS_SETS,
	ROWS_CHUNKS,
	ROWS_OUTLINES,
	ROWS_KEPT,
	ROWS_TAGS,
	ROWS_COUNT
};

struct memory_store {
	struct store base;
	struct store_node node;
	struct arena arena;
	struct vector rows[ROWS_COUNT];
	size_t *token_slots;   /* open addressing: row number + 1; 0: free */
	size_t token_capacity; /* a power of two, or 0 */
	struct vector *categories; /* by number; each in order of pupil, then
				      newest first */
	uint64_t transaction;      /* 0 outside of one */
	uint64_t transactions;     /* so far */
	size_t begun[ROWS_COUNT];  /* counts when it began */
};

static inline struct memory_store *memory_store_of(struct store *store)
{
	return (struct memory_store *)store;
}

/* Opens a gap for one row of `size` bytes at `at`; NULL when memory is out. */
void *vector_insert(struct vector *vector, size_t at, size_t size);

void *row_at(struct memory_store *store, enum rows which, size_t at);

/* Adds a row; texts in it must be kept already. */
int row_add(struct memory_store *store, enum rows which, const void *row,
	    struct error *error);

/* Copies a text to where it lives as long as the store; false when memory is
 * out. */
bool text_keep(struct memory_store *store, struct slice *text);

/* NULL when there is none. */
struct release *release_row(struct memory_store *store, uint64_t id);

/* What undoing leaves to them: the tokens' index is made anew, and the sections
 * of the transaction are taken out. */
void index_tokens(struct memory_store *store);
void undo_sections(struct memory_store *store);

/* Carries out what the transaction noted. */
void destroy_noted(struct memory_store *store);

/* Takes the sections of a pupil, of a grant, or of both (0: any). */
void drop_sections(struct memory_store *store, uint64_t pupil, uint64_t grant);
uint64_t count_sections(struct memory_store *store, uint64_t pupil,
			uint64_t grant);

/* NULL when there is none. */
struct pupil_row *pupil_row_of(struct memory_store *store, uint64_t pupil);

#define MEMORY_METHOD(name) \
	__typeof__(*((struct store_methods *)NULL)->name) memory_store_##name;
STORE_METHODS(MEMORY_METHOD)
#undef MEMORY_METHOD

#endif
