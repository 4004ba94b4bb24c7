/*
 * files.h - the files of a ledger, by name and by what they must hold.
 */
#ifndef HORNBOOK_LEDGER_FILES_H
#define HORNBOOK_LEDGER_FILES_H

#include "base/arena.h"
#include "ledger/checkpoint.h"

struct builder;

enum {
	LEDGER_DIRECTORY_MODE = 0700,
	LEDGER_STORE_MODE = 0600,
	LEDGER_KEY_MODE = 0644,
};

struct files {
	struct arena arena; /* holds the paths */
	char *directory;
	char *entries;
	char *checkpoint;
	char *key;
	char *settled;
	char *pending;
	char *cosigned;
	char *tile;
	int fd; /* of the entries; -1: closed */
};

/* Names the files in `directory`; to be released also after a failure. */
int files_name(struct files *files, const char *directory, struct error *error);
void files_release(struct files *files);

/* Opens the entries of a ledger that must exist, with open's flags. */
int files_open(struct files *files, int flags, struct error *error);

/* Keeps other processes out, until files_release.  ERROR_BUSY. */
int files_lock(const struct files *files, struct error *error);

int files_entries_size(const struct files *files, uint64_t *size,
		       struct error *error);

/* Reads a file that we wrote: one that is missing or too long is corrupt. */
int files_read(const char *path, uint64_t limit_bytes, struct builder *content,
	       struct error *error);

int files_read_key(const struct files *files, struct note_key *key,
		   struct error *error);
int files_write_key(const struct files *files, const struct note_key *key,
		    struct error *error);

/* Reads the checkpoint into `note` as well. */
int files_read_checkpoint(const struct files *files, const struct note_key *key,
			  struct checkpoint *checkpoint, struct builder *note,
			  struct error *error);

/* Sets ERROR_CORRUPT at a path, or the place alone.  They return -1. */
int files_corrupt(const char *path, const char *what, struct error *error);
int files_at(const char *path, struct error *error);
int files_entry_corrupt(const struct files *files, uint64_t index,
			const char *what, struct error *error);

#endif
