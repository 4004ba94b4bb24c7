#include "ledger/entries.h"

#include <errno.h>
#include <unistd.h>

#include "base/builder.h"
#include "base/cursor.h"
#include "base/error.h"
#include "base/memory.h"

enum { BUFFER_BYTES = 1 << 18 };

_Static_assert((int)BUFFER_BYTES > (int)RECORD_LIMIT,
	       "the buffer must hold a record and one byte more");

void record_add(struct builder *builder, struct slice entry,
		const uint8_t hash[LEDGER_HASH_BYTES])
{
	builder_add_u32(builder, (uint32_t)entry.len);
	builder_add(builder,
		    (struct slice){(const char *)hash, LEDGER_HASH_BYTES});
	builder_add(builder, entry);
}

int record_reader_init(struct record_reader *reader, int fd, uint64_t offset,
		       struct error *error)
{
	*reader = (struct record_reader){.fd = fd, .offset = offset};
	reader->buffer = memory_allocate(BUFFER_BYTES);
	return reader->buffer != NULL ? 0 : error_memory(error);
}

void record_reader_release(struct record_reader *reader)
{
	memory_free(reader->buffer);
	reader->buffer = NULL;
}

/* Has more than a whole record in the buffer, or all that is left. */
static int fill(struct record_reader *reader, struct error *error)
{
	if (reader->ended || reader->filled - reader->start > RECORD_LIMIT)
		return 0;
	memmove(reader->buffer, reader->buffer + reader->start,
		reader->filled - reader->start);
	reader->filled -= reader->start;
	reader->start = 0;
	while (reader->filled < BUFFER_BYTES) {
		ssize_t got = pread(reader->fd, reader->buffer + reader->filled,
				    BUFFER_BYTES - reader->filled,
				    (off_t)(reader->offset + reader->filled));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_system(error, "cannot read the entries");
		if (got == 0) {
			reader->ended = true;
			break;
		}
		reader->filled += (size_t)got;
	}
	return 0;
}

static bool all_zero(struct slice bytes)
{
	for (size_t i = 0; i < bytes.len; i++)
		if (bytes.at[i] != 0)
			return false;
	return true;
}

/*
 * What stands at the start of `left`, which holds a record and more or all
 * that is left.  The record is torn only if nothing can follow it: its
 * length reaches the end of the file, or is itself not written.
 */
static enum record_state look(struct slice left, bool ended, bool check,
			      struct record *record)
{
	struct cursor cursor = cursor_over(left);
	uint8_t actual[LEDGER_HASH_BYTES];
	struct slice hash;
	uint32_t length;

	if (left.len == 0)
		return RECORD_END;
	if (!cursor_u32(&cursor, &length))
		return RECORD_TORN;
	if (length > LEDGER_ENTRY_LIMIT)
		return RECORD_BAD;
	if (!cursor_bytes(&cursor, LEDGER_HASH_BYTES, &hash) ||
	    !cursor_bytes(&cursor, length, &record->entry))
		return RECORD_TORN;
	memcpy(record->hash, hash.at, LEDGER_HASH_BYTES);
	if (!check)
		return RECORD_WHOLE;
	tree_leaf_hash(record->entry, actual);
	if (memcmp(actual, record->hash, LEDGER_HASH_BYTES) == 0)
		return RECORD_WHOLE;
	if (ended && cursor_left(&cursor) == 0)
		return RECORD_TORN;
	if (ended && left.len <= RECORD_LIMIT && length == 0 && all_zero(hash))
		return RECORD_TORN;
	return RECORD_BAD;
}

static int step(struct record_reader *reader, enum record_state *state,
		bool check, struct record *record, struct error *error)
{
	struct record found;
	struct slice left;
	size_t size;

	if (fill(reader, error) != 0)
		return -1;
	left = (struct slice){reader->buffer + reader->start,
			      reader->filled - reader->start};
	*state = look(left, reader->ended, check, &found);
	if (*state != RECORD_WHOLE)
		return 0;
	size = RECORD_HEAD_BYTES + found.entry.len;
	reader->start += size;
	reader->offset += size;
	*record = found;
	return 0;
}

int record_next(struct record_reader *reader, enum record_state *state,
		struct record *record, struct error *error)
{
	return step(reader, state, true, record, error);
}

int record_skip(struct record_reader *reader, enum record_state *state,
		struct error *error)
{
	struct record record;

	return step(reader, state, false, &record, error);
}
