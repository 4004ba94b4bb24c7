/* Letting a disclosure out; the order of events is share.h's. */
#include "base/error.h"
#include "base/file.h"
#include "share/commitment.h"
#include "share/disclosure.h"
#include "share/place.h"

int make_visible(const char *staging, const char *final, struct error *error)
{
	struct arena arena = {0};
	char *parent = path_directory(&arena, final);
	const char *from = is_package(final)
				   ? staged_package(&arena, staging, final)
				   : staging;
	int result;

	if (parent == NULL || from == NULL)
		result = error_memory(error);
	else if (file_move(from, final, error) != 0)
		result = -1;
	else
		result = directory_sync(parent, error);
	arena_release(&arena);
	return result;
}

int disclosure_finish(struct disclosure *disclosure, struct error *error)
{
	struct pupil_register *pupils = disclosure->node->pupils;
	struct release *release = &disclosure->release;
	uint64_t index;

	release->directory = slice_of(disclosure->final);
	if (register_release_prepare(pupils, release, disclosure->masks,
				     (uint16_t)disclosure->mask_count,
				     disclosure->rows, disclosure->row_count,
				     error) != 0) {
		remove_staging(disclosure);
		return -1;
	}
	/* From here on a failure is share_recover's to settle, which knows
	 * from the ledger whether the entry was made. */
	if (commitment_enter(disclosure->node, release, &index, error) != 0 ||
	    make_visible(disclosure->staging, disclosure->final, error) != 0)
		return -1;
	release->ledger_index = index;
	if (register_release_finish(pupils, release->id, RELEASE_DONE, index,
				    error) != 0)
		return -1;
	/* What is left of it beside a package is not needed any more. */
	remove_staging(disclosure);
	return 0;
}
