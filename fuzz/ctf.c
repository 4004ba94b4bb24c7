/* A Common Transfer File as it may come from anybody. */
#include "formats/ctf.h"
#include "fuzz/reading.h"
#include "fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_whatever(&ctf_format, (struct slice){(const char *)data, size},
		      (struct reading){.file_name = SLICE("file.xml")},
		      KNOWN_BY_UPN);
	return 0;
}
