/* A reply of the learner registration as it may come from anybody. */
#include "formats/lrs_reply.h"
#include "fuzz/reading.h"
#include "fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_whatever(&lrs_reply_format,
		      (struct slice){(const char *)data, size},
		      (struct reading){.file_name = SLICE("reply.xml")},
		      KNOWN_BY_UPN_OR_ULN);
	return 0;
}
