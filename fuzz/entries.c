/*
 * The entries file as a damaged disk may give it back: reading ends, and what
 * it calls whole is written again as it was.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/builder.h"
#include "base/error.h"
#include "ledger/entries.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("entries", MFD_CLOEXEC);
	struct record_reader reader;
	struct builder again = {0};
	enum record_state state;
	struct record record;
	struct error error;

	must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	must(record_reader_init(&reader, fd, 0, &error) == 0);
	for (;;) {
		must(record_next(&reader, &state, &record, &error) == 0);
		if (state != RECORD_WHOLE)
			break;
		record_add(&again, record.entry, record.hash);
	}
	must(reader.offset == again.len && again.len <= size);
	must(again.len == 0 || memcmp(again.at, data, again.len) == 0);
	must((state == RECORD_END) == (again.len == size));
	record_reader_release(&reader);
	builder_release(&again);
	close(fd);
	return 0;
}
