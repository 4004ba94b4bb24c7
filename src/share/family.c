/* What a family has said, with its dates, for explaining. */
#include "base/error.h"
#include "register/register.h"
#include "share/node.h"
#include "share/pupil_find.h"
#include "share/share.h"
#include "share/wishes.h"

int share_wishes(struct node *node, struct slice upn, const struct wish **list,
		 size_t *count, struct arena *arena, struct error *error)
{
	uint16_t category = wishes_category(node->dictionary);
	struct wish_list wishes = {.dictionary = node->dictionary,
				   .arena = arena};
	struct record record;
	uint64_t pupil;

	*list = NULL;
	*count = 0;
	if (category == DICTIONARY_NONE)
		return 0;
	if (pupil_find(node->pupils, upn, &pupil, error) != 0 ||
	    register_read(node->pupils, pupil, 1ull << category, &record, arena,
			  error) != 0 ||
	    wishes_read(&wishes, record_section(&record, category), error) != 0)
		return -1;
	*list = wishes.list;
	*count = wishes.count;
	return 0;
}
