#include "seal/archive.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/error.h"

enum {
	NAME_BYTES = 100,
	TYPE_FILE = '0',
	PERMISSIONS = 0600, /* of what tar unpacks: pupils' records */
};

struct header {
	char name[NAME_BYTES];
	char mode[8];
	char owner[8];
	char group[8];
	char size[12];
	char changed[12];
	char sum[8];
	char type;
	char target[100];
	char magic[8];
	char owner_name[32];
	char group_name[32];
	char device[16];
	char prefix[155];
	char rest[12];
};

static_assert(sizeof(struct header) == ARCHIVE_BLOCK_BYTES, "no gaps");
static_assert(ARCHIVE_NAME_BYTES == NAME_BYTES + 1, "and a NUL");

static const char magic[8] = {'u', 's', 't', 'a', 'r', '\0', '0', '0'};
static const char zeros[ARCHIVE_BLOCK_BYTES];

static bool is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

bool archive_name_valid(struct slice name)
{
	if (name.len == 0 || name.len > NAME_BYTES ||
	    !is_letter_or_digit(name.at[0]))
		return false;
	for (size_t i = 1; i < name.len; i++)
		if (!is_letter_or_digit(name.at[i]) && name.at[i] != '.' &&
		    name.at[i] != '_' && name.at[i] != '-')
			return false;
	return true;
}

/* Zeros from the end of a file to the next block. */
static size_t padding_of(uint64_t size)
{
	return (size_t)(-size % ARCHIVE_BLOCK_BYTES);
}

/* The sum that stands in a header, which is over it with spaces for itself. */
static unsigned int sum_of(const struct header *header)
{
	const unsigned char *bytes = (const unsigned char *)header;
	unsigned int sum = 0;

	for (size_t i = 0; i < sizeof(*header); i++)
		sum += bytes[i];
	for (size_t i = 0; i < sizeof(header->sum); i++)
		sum = sum - (unsigned char)header->sum[i] + ' ';
	return sum;
}

/* --- writing -------------------------------------------------------------- */

struct archive_writer archive_writer_onto(struct stream_sink sink)
{
	return (struct archive_writer){.sink = sink};
}

uint64_t archive_file_bytes(uint64_t size)
{
	return ARCHIVE_BLOCK_BYTES + size + padding_of(size);
}

struct archive_writer archive_writer_behind(struct stream_sink sink,
					    uint64_t size)
{
	return (struct archive_writer){.sink = sink,
				       .padding = padding_of(size)};
}

/* Octal digits that fill the field but for a closing NUL. */
static void put_octal(char *field, size_t size, uint64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%0*" PRIo64, (int)size - 1, number);
	assert(strlen(text) == size - 1);
	memcpy(field, text, size);
}

static void fill_header(struct header *header, struct slice name, uint64_t size,
			uint64_t changed)
{
	*header = (struct header){.type = TYPE_FILE};
	memcpy(header->name, name.at, name.len);
	put_octal(header->mode, sizeof(header->mode), PERMISSIONS);
	put_octal(header->owner, sizeof(header->owner), 0);
	put_octal(header->group, sizeof(header->group), 0);
	put_octal(header->size, sizeof(header->size), size);
	put_octal(header->changed, sizeof(header->changed), changed);
	memcpy(header->magic, magic, sizeof(magic));
	/* Six digits, a NUL and a space, as tar has always written it. */
	put_octal(header->sum, 7, sum_of(header));
	header->sum[7] = ' ';
}

static int check_whole(const struct archive_writer *writer, struct error *error)
{
	if (writer->left == 0)
		return 0;
	return error_set(error, ERROR_INPUT,
			 "the file that is packed ends %" PRIu64
			 " bytes too early",
			 writer->left);
}

static int pad(struct archive_writer *writer, struct error *error)
{
	size_t padding = writer->padding;

	writer->padding = 0;
	return stream_write(writer->sink, (struct slice){zeros, padding},
			    error);
}

int archive_write_file(struct archive_writer *writer, struct slice name,
		       uint64_t size, uint64_t changed, struct error *error)
{
	struct header header;

	if (check_whole(writer, error) != 0)
		return -1;
	if (!archive_name_valid(name))
		return error_set(error, ERROR_INPUT,
				 "the name of a file that is packed may have "
				 "100 letters, digits, '.', '_' and '-', and "
				 "begins with a letter or a digit");
	if (size > ARCHIVE_SIZE_LIMIT_BYTES)
		return error_set(error, ERROR_INPUT,
				 "a file that is packed may have 8 GiB");
	if (changed > ARCHIVE_SIZE_LIMIT_BYTES)
		return error_set(error, ERROR_INPUT,
				 "the time of a file that is packed is beyond "
				 "what ustar can say");
	fill_header(&header, name, size, changed);
	if (pad(writer, error) != 0 ||
	    stream_write(writer->sink,
			 (struct slice){(const char *)&header, sizeof(header)},
			 error) != 0)
		return -1;
	writer->left = size;
	writer->padding = padding_of(size);
	return 0;
}

int archive_write(struct archive_writer *writer, struct slice bytes,
		  struct error *error)
{
	if (bytes.len > writer->left)
		return error_set(error, ERROR_INPUT,
				 "the file that is packed has more bytes than "
				 "were announced");
	writer->left -= bytes.len;
	return stream_write(writer->sink, bytes, error);
}

int archive_write_end(struct archive_writer *writer, struct error *error)
{
	struct slice block = {zeros, sizeof(zeros)};

	if (check_whole(writer, error) != 0 || pad(writer, error) != 0 ||
	    stream_write(writer->sink, block, error) != 0)
		return -1;
	return stream_write(writer->sink, block, error);
}

static int write_entry(void *context, struct slice bytes, struct error *error)
{
	return archive_write(context, bytes, error);
}

struct stream_sink archive_writer_sink(struct archive_writer *writer)
{
	return (struct stream_sink){write_entry, writer};
}

/* --- reading -------------------------------------------------------------- */

struct archive_reader archive_reader_over(struct stream_source source,
					  struct archive_limits limits)
{
	assert(limits.entries <= ARCHIVE_ENTRY_LIMIT);
	return (struct archive_reader){.source = source, .limits = limits};
}

static bool all_zero(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i] != '\0')
			return false;
	return true;
}

/* Digits, and then at least one NUL or space up to the end of the field.  The
 * top bit of the first byte, base 256 in GNU's archives, is no digit. */
static bool read_octal(const char *field, size_t size, uint64_t *number)
{
	uint64_t value = 0;
	size_t at = 0;

	for (; at < size && field[at] >= '0' && field[at] <= '7'; at++)
		value = value << 3 | (uint64_t)(field[at] - '0');
	if (at == 0 || at == size)
		return false;
	for (; at < size; at++)
		if (field[at] != '\0' && field[at] != ' ')
			return false;
	*number = value;
	return true;
}

static int bad_entry(const struct archive_reader *reader, const char *what,
		     struct error *error)
{
	return error_set(error, ERROR_INPUT, "file %u of the archive %s",
			 reader->count + 1, what);
}

static int check_type(const struct archive_reader *reader,
		      const struct header *header, struct error *error)
{
	if (memcmp(header->magic, "ustar ", 6) == 0) {
		bad_entry(reader, "is in GNU's format, not in POSIX's", error);
		return error_hint(error, "tar --format=ustar makes POSIX's");
	}
	if (memcmp(header->magic, magic, sizeof(magic)) != 0)
		return bad_entry(reader, "has no ustar header", error);
	switch (header->type) {
	case TYPE_FILE:
		return 0;
	case '1':
	case '2':
		return bad_entry(reader, "is a link", error);
	case '3':
	case '4':
	case '6':
		return bad_entry(reader, "is a device or a pipe", error);
	case '5':
		return bad_entry(reader, "is a directory", error);
	case 'x':
	case 'g':
		return bad_entry(reader, "has an extended header of pax",
				 error);
	default:
		return bad_entry(reader, "is no plain file", error);
	}
}

/* The name, which is then put among those seen. */
static int take_name(struct archive_reader *reader, const struct header *header,
		     struct archive_entry *entry, struct error *error)
{
	size_t length = strnlen(header->name, NAME_BYTES);
	struct slice name = {header->name, length};

	if (!all_zero(header->name + length, NAME_BYTES - length) ||
	    !all_zero(header->prefix, sizeof(header->prefix)) ||
	    !archive_name_valid(name))
		return bad_entry(reader,
				 "has a name other than letters, digits, '.', "
				 "'_' and '-'",
				 error);
	for (unsigned int i = 0; i < reader->count; i++)
		if (slice_is(name, reader->names[i]))
			return bad_entry(
				reader, "has the name of one before it", error);
	memcpy(entry->name, name.at, length);
	entry->name[length] = '\0';
	memcpy(reader->names[reader->count], entry->name, length + 1);
	return 0;
}

static int take_size(struct archive_reader *reader, const struct header *header,
		     struct archive_entry *entry, struct error *error)
{
	if (!read_octal(header->size, sizeof(header->size), &entry->size))
		return bad_entry(reader, "has no size that ustar can say",
				 error);
	if (entry->size > reader->limits.entry_bytes ||
	    entry->size > reader->limits.total_bytes - reader->total)
		return bad_entry(reader, "is larger than may be", error);
	return 0;
}

static int take_header(struct archive_reader *reader,
		       const struct header *header, struct archive_entry *entry,
		       struct error *error)
{
	struct archive_entry read;
	uint64_t sum;

	if (reader->count == reader->limits.entries)
		return error_set(error, ERROR_INPUT,
				 "the archive has more than %u files",
				 reader->limits.entries);
	if (!read_octal(header->sum, sizeof(header->sum), &sum) ||
	    sum != sum_of(header))
		return bad_entry(reader, "has a damaged header", error);
	if (check_type(reader, header, error) != 0 ||
	    take_size(reader, header, &read, error) != 0)
		return -1;
	if (!all_zero(header->target, sizeof(header->target)) ||
	    !all_zero(header->rest, sizeof(header->rest)))
		return bad_entry(reader,
				 "has more in its header than a plain "
				 "file has",
				 error);
	if (take_name(reader, header, &read, error) != 0)
		return -1;
	reader->count++;
	reader->left = read.size;
	reader->padding = padding_of(read.size);
	reader->total += read.size;
	*entry = read;
	return 0;
}

static int too_short(struct error *error)
{
	return error_set(error, ERROR_INPUT, "the archive ends before its end");
}

static int read_block(struct archive_reader *reader, char *block, size_t size,
		      struct error *error)
{
	size_t got;

	if (stream_read_whole(reader->source, block, size, &got, error) != 0)
		return -1;
	return got == size ? 0 : too_short(error);
}

/* Steps over what is left of the file and its padding. */
static int skip_file(struct archive_reader *reader, struct error *error)
{
	char bytes[8192];
	size_t got;

	do
		if (archive_read(reader, bytes, sizeof(bytes), &got, error) !=
		    0)
			return -1;
	while (got > 0);
	if (read_block(reader, bytes, reader->padding, error) != 0)
		return -1;
	if (!all_zero(bytes, reader->padding))
		return error_set(error, ERROR_INPUT,
				 "something stands behind file %u of the "
				 "archive",
				 reader->count);
	reader->padding = 0;
	return 0;
}

/* The first block of zeros is read; after the second only zeros may follow. */
static int read_end(struct archive_reader *reader, struct error *error)
{
	char block[ARCHIVE_BLOCK_BYTES];
	size_t padding = 0;
	size_t got;

	if (read_block(reader, block, sizeof(block), error) != 0)
		return -1;
	do {
		if (!all_zero(block, sizeof(block)) ||
		    padding > ARCHIVE_PADDING_LIMIT_BYTES)
			return error_set(error, ERROR_INPUT,
					 "something stands behind the end of "
					 "the archive");
		memset(block, 0, sizeof(block));
		if (stream_read_whole(reader->source, block, sizeof(block),
				      &got, error) != 0)
			return -1;
		padding += got;
	} while (got > 0);
	if (padding % ARCHIVE_BLOCK_BYTES != 0)
		return too_short(error);
	reader->ended = true;
	return 0;
}

int archive_next(struct archive_reader *reader, struct archive_entry *entry,
		 bool *found, struct error *error)
{
	struct header header;

	if (!reader->ended) {
		if (skip_file(reader, error) != 0 ||
		    read_block(reader, (char *)&header, sizeof(header),
			       error) != 0)
			return -1;
		if (!all_zero((const char *)&header, sizeof(header))) {
			*found = true;
			return take_header(reader, &header, entry, error);
		}
		if (read_end(reader, error) != 0)
			return -1;
	}
	*found = false;
	return 0;
}

int archive_read(struct archive_reader *reader, void *bytes, size_t size,
		 size_t *got, struct error *error)
{
	size_t wanted = reader->left < size ? (size_t)reader->left : size;
	size_t now = 0;

	if (wanted > 0) {
		if (stream_read(reader->source, bytes, wanted, &now, error) !=
		    0)
			return -1;
		if (now == 0)
			return too_short(error);
	}
	reader->left -= now;
	*got = now;
	return 0;
}

static int read_entry(void *context, void *bytes, size_t size, size_t *got,
		      struct error *error)
{
	return archive_read(context, bytes, size, got, error);
}

struct stream_source archive_reader_source(struct archive_reader *reader)
{
	return (struct stream_source){read_entry, reader};
}
