/*
 * An archive as it may come from anybody: what is taken of it is within the
 * limits, and packed again it is read again.
 */
#include "base/builder.h"
#include "base/error.h"
#include "fuzz/target.h"
#include "seal/archive.h"

static const struct archive_limits limits = {
	.entries = 4,
	.entry_bytes = 1 << 14,
	.total_bytes = 1 << 15,
};

/* Reads all and packs it again; -1 when it is refused. */
static int pack_again(struct slice input, struct builder *out)
{
	struct archive_reader reader =
		archive_reader_over(stream_from_slice(&input), limits);
	struct archive_writer writer =
		archive_writer_onto(stream_to_builder(out));
	struct archive_entry entry;
	struct error error;
	bool found;

	for (;;) {
		if (archive_next(&reader, &entry, &found, &error) != 0)
			return -1;
		if (!found)
			break;
		must(archive_name_valid(slice_of(entry.name)));
		must(entry.size <= limits.entry_bytes);
		must(archive_write_file(&writer, slice_of(entry.name),
					entry.size, 0, &error) == 0);
		if (stream_copy(archive_reader_source(&reader),
				archive_writer_sink(&writer), NULL,
				&error) != 0)
			return -1;
	}
	must(input.len == 0);
	must(reader.total <= limits.total_bytes);
	must(archive_write_end(&writer, &error) == 0);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = {(const char *)data, size};
	struct builder once = {0};
	struct builder twice = {0};

	if (pack_again(input, &once) == 0) {
		must(pack_again(builder_slice(&once), &twice) == 0);
		must(slice_equal(builder_slice(&once), builder_slice(&twice)));
	}
	builder_release(&once);
	builder_release(&twice);
	return 0;
}
