/* A file of the learner registration as it may come from anybody. */
#include "formats/lrs.h"
#include "fuzz/reading.h"
#include "fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_whatever(
		&lrs_batch_format, (struct slice){(const char *)data, size},
		(struct reading){
			.file_name = SLICE("LRB_10012345_200120261000.CSV")},
		KNOWN_BY_UPN_OR_ULN);
	return 0;
}
