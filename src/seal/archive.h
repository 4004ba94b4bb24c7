/*
 * archive.h - a few plain files in one stream: POSIX ustar, and no more of it
 * than that.
 *
 * What is written here tar(1) unpacks.  The reader takes what a hostile sender
 * may have written: plain files only, no directories, links or devices, no
 * extended headers of pax or GNU, no size in base 256, no name twice.  Names
 * are of POSIX's portable characters (letters, digits, '.', '_', '-'), begin
 * with a letter or a digit and hold no '/', so that none leads out of the
 * directory it is unpacked in, hides, or passes for an option.  After the end
 * only the zeros may follow that tar pads with.
 *
 * Sizes are known first; bytes stream through.  Nothing is allocated.  A file
 * has at most 8 GiB less a byte, which is what ustar can say.
 *
 *     offset  bytes
 *     0       100  name, then zeros
 *     100     8    mode, octal; written as 0000600
 *     108     8    owner, octal; 0, not looked at
 *     116     8    group, octal; 0, not looked at
 *     124     12   size, octal
 *     136     12   time of change, octal seconds; not looked at
 *     148     8    sum of the header's bytes, this field as spaces, octal
 *     156     1    '0', a plain file
 *     157     100  zeros (the target of a link)
 *     257     8    "ustar", zero, "00"
 *     265     64   names of owner and group; zeros, not looked at
 *     329     16   numbers of a device; not looked at
 *     345     155  zeros (what goes before the name)
 *     500     12   zeros
 *     512          the file, with zeros to the next multiple of 512
 *
 * and after the last file two blocks of zeros.  Source: IEEE Std 1003.1-2017,
 * pax, "ustar Interchange Format".
 */
#ifndef HORNBOOK_SEAL_ARCHIVE_H
#define HORNBOOK_SEAL_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "seal/stream.h"

struct error;

enum {
	ARCHIVE_BLOCK_BYTES = 512,
	ARCHIVE_NAME_BYTES = 100 + 1, /* with its closing NUL */
	ARCHIVE_ENTRY_LIMIT = 16,     /* files in one archive */

	/* Zeros after the end; tar's records of usual and less usual sizes. */
	ARCHIVE_PADDING_LIMIT_BYTES = 1 << 16,
};

#define ARCHIVE_SIZE_LIMIT_BYTES ((UINT64_C(1) << 33) - 1)

/* Whether a file in an archive may be called this. */
bool archive_name_valid(struct slice name);

/* --- writing -------------------------------------------------------------- */

struct archive_writer {
	struct stream_sink sink;
	uint64_t left;  /* bytes that the file still lacks */
	size_t padding; /* zeros after it */
};

struct archive_writer archive_writer_onto(struct stream_sink sink);

/* What a file of this size takes of an archive: header, bytes, zeros. */
uint64_t archive_file_bytes(uint64_t size);

/* Behind the bytes of a file of this size, which are in the sink already; their
 * header goes elsewhere.  Only for what follows them. */
struct archive_writer archive_writer_behind(struct stream_sink sink,
					    uint64_t size);

/*
 * Begins a file of exactly `size` bytes, changed `changed` seconds after 1970
 * began.  The one before must be whole.  ERROR_INPUT for a name or a size that
 * an archive cannot hold.
 */
int archive_write_file(struct archive_writer *writer, struct slice name,
		       uint64_t size, uint64_t changed, struct error *error);

/* Its next bytes.  ERROR_INPUT when they are more than was said. */
int archive_write(struct archive_writer *writer, struct slice bytes,
		  struct error *error);

/* The end.  ERROR_INPUT when the last file is not whole. */
int archive_write_end(struct archive_writer *writer, struct error *error);

/* For what writes to a sink: archive_write. */
struct stream_sink archive_writer_sink(struct archive_writer *writer);

/* --- reading -------------------------------------------------------------- */

struct archive_limits {
	unsigned int entries; /* at most ARCHIVE_ENTRY_LIMIT */
	uint64_t entry_bytes; /* of one file */
	uint64_t total_bytes; /* of all */
};

struct archive_entry {
	char name[ARCHIVE_NAME_BYTES]; /* as archive_name_valid has it */
	uint64_t size;
};

struct archive_reader {
	struct stream_source source;
	struct archive_limits limits;
	uint64_t left;  /* bytes of the file that are not read yet */
	size_t padding; /* zeros after it */
	uint64_t total; /* bytes of all files so far */
	unsigned int count;
	bool ended;
	char names[ARCHIVE_ENTRY_LIMIT][ARCHIVE_NAME_BYTES];
};

struct archive_reader archive_reader_over(struct stream_source source,
					  struct archive_limits limits);

/*
 * Steps to the next file, over what was not read of the one before.  `*found`
 * is false at the end, which is also the end of the source; `*entry` is then
 * untouched.  ERROR_INPUT for anything that is not as above, and beyond the
 * limits.
 */
int archive_next(struct archive_reader *reader, struct archive_entry *entry,
		 bool *found, struct error *error);

/* Gives from 1 to `size` bytes of the file; 0 only at its end.  ERROR_INPUT
 * when the source ends before the file. */
int archive_read(struct archive_reader *reader, void *bytes, size_t size,
		 size_t *got, struct error *error);

/* The file as a source: archive_read. */
struct stream_source archive_reader_source(struct archive_reader *reader);

#endif
