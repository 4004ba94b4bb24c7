#include "seal/stream.h"

#include <assert.h>
#include <errno.h>
#include <unistd.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"

enum { COPY_BYTES = 1 << 16 };

int stream_write(struct stream_sink sink, struct slice bytes,
		 struct error *error)
{
	return bytes.len == 0 ? 0 : sink.write(sink.context, bytes, error);
}

int stream_replace(struct stream_patch patch, uint64_t at, struct slice bytes,
		   struct error *error)
{
	return bytes.len == 0 ? 0
			      : patch.write(patch.context, at, bytes, error);
}

int stream_read(struct stream_source source, void *bytes, size_t size,
		size_t *got, struct error *error)
{
	return source.read(source.context, bytes, size, got, error);
}

int stream_read_whole(struct stream_source source, void *bytes, size_t size,
		      size_t *got, struct error *error)
{
	size_t filled = 0;
	size_t now = 1;

	while (filled < size && now > 0) {
		if (stream_read(source, (char *)bytes + filled, size - filled,
				&now, error) != 0)
			return -1;
		filled += now;
	}
	*got = filled;
	return 0;
}

int stream_copy(struct stream_source source, struct stream_sink sink,
		uint64_t *size, struct error *error)
{
	char bytes[COPY_BYTES];
	size_t got;

	do {
		if (stream_read(source, bytes, sizeof(bytes), &got, error) != 0)
			return -1;
		if (stream_write(sink, (struct slice){bytes, got}, error) != 0)
			return -1;
		if (size != NULL)
			*size += got;
	} while (got > 0);
	return 0;
}

/* --- memory --------------------------------------------------------------- */

static int write_builder(void *context, struct slice bytes, struct error *error)
{
	struct builder *builder = context;

	builder_add(builder, bytes);
	return builder->failed ? error_memory(error) : 0;
}

struct stream_sink stream_to_builder(struct builder *builder)
{
	return (struct stream_sink){write_builder, builder};
}

static int replace_in_builder(void *context, uint64_t at, struct slice bytes,
			      struct error *error)
{
	struct builder *builder = context;

	(void)error;
	assert(bytes.len <= builder->len && at <= builder->len - bytes.len);
	memcpy(builder->at + at, bytes.at, bytes.len);
	return 0;
}

struct stream_patch stream_over_builder(struct builder *builder)
{
	return (struct stream_patch){replace_in_builder, builder};
}

static int read_slice(void *context, void *bytes, size_t size, size_t *got,
		      struct error *error)
{
	struct slice *rest = context;

	(void)error;
	*got = rest->len < size ? rest->len : size;
	if (*got > 0)
		memcpy(bytes, rest->at, *got);
	*rest = slice_part(*rest, *got, rest->len);
	return 0;
}

struct stream_source stream_from_slice(struct slice *rest)
{
	return (struct stream_source){read_slice, rest};
}

/* --- files ---------------------------------------------------------------- */

static int write_output(void *context, struct slice bytes, struct error *error)
{
	(void)error;
	output_add(context, bytes);
	return 0;
}

struct stream_sink stream_to_output(struct output *output)
{
	return (struct stream_sink){write_output, output};
}

static int replace_in_output(void *context, uint64_t at, struct slice bytes,
			     struct error *error)
{
	(void)error;
	output_replace(context, at, bytes);
	return 0;
}

struct stream_patch stream_over_output(struct output *output)
{
	return (struct stream_patch){replace_in_output, output};
}

static int write_file(void *context, struct slice bytes, struct error *error)
{
	const int *fd = context;

	return file_write(*fd, bytes, error);
}

struct stream_sink stream_to_file(int *fd)
{
	return (struct stream_sink){write_file, fd};
}

static int replace_in_file(void *context, uint64_t at, struct slice bytes,
			   struct error *error)
{
	const int *fd = context;

	return file_write_at(*fd, at, bytes, error);
}

struct stream_patch stream_over_file(int *fd)
{
	return (struct stream_patch){replace_in_file, fd};
}

static int read_file(void *context, void *bytes, size_t size, size_t *got,
		     struct error *error)
{
	const int *fd = context;
	ssize_t now;

	do
		now = read(*fd, bytes, size);
	while (now < 0 && errno == EINTR);
	if (now < 0)
		return error_system(error, "cannot read");
	*got = (size_t)now;
	return 0;
}

struct stream_source stream_from_file(int *fd)
{
	return (struct stream_source){read_file, fd};
}
