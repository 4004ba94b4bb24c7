#include "tests/test.h"

#include "tests/formats/lrs_files.h"

#include "base/file.h"
#include "tests/formats/records.h"

struct writing lrs_frame(const struct dictionary *england)
{
	return (struct writing){
		.dictionary = england,
		.controller = SLICE("Hawthorn & Elm School"),
		.laestab = SLICE("8861101"),
		.ukprn = SLICE("10012345"),
		.date = sample_date(),
		.time = "10:00:00",
		.serial = 1,
	};
}

int lrs_write_file(const char *path, const struct dictionary *england,
		   const struct format *format, const struct record *records,
		   size_t count, struct error *error)
{
	const struct writing writing = lrs_frame(england);
	struct output *output;
	struct writer *writer;

	if (output_open(&output, path, 0600, error) != 0)
		return -1;
	if (format->open(&writer, &writing, output, error) != 0) {
		output_abandon(output);
		return -1;
	}
	if (format->write(writer, records, count, error) != 0) {
		format->abandon(writer);
		output_abandon(output);
		return -1;
	}
	if (format->close(writer, error) != 0) {
		output_abandon(output);
		return -1;
	}
	return output_commit(output, error);
}
