/*
 * A file that a school, an authority or an agency returns, as it may come from
 * anybody: what stands before the first line end names its format.
 */
#include "formats/format.h"
#include "fuzz/reading.h"
#include "fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice bytes = {(const char *)data, size};
	const struct format *format = format_find(slice_cut(&bytes, '\n'));
	struct reading reading = {.file_name = SLICE("file")};

	(void)format_detect(bytes);
	if (format == NULL || format->read == NULL)
		return 0;
	read_whatever(format, bytes, reading, KNOWN_BY_UPN);
	reading.unnamed = true;
	read_whatever(format, bytes, reading, KNOWN_BY_NONE);
	return 0;
}
