#include "share/kept.h"

#include <stdbool.h>

#include "base/date.h"
#include "language/tree.h"
#include "policy/notice.h"
#include "register/register.h"
#include "share/node.h"

static bool is_for(const struct statement *receive, struct slice purpose)
{
	const struct statement *named = NULL;
	bool any = false;

	while ((named = statement_child(receive, KEYWORD_FOR, named)) != NULL) {
		const struct argument *names = statement_argument(named, "");

		any = true;
		for (size_t i = 0; names != NULL && i < names->name_count; i++)
			if (slice_equal(names->names[i].text, purpose))
				return true;
	}
	return !any;
}

static bool speaks_of(const struct node *node, const struct statement *receive,
		      const struct register_grant *grant)
{
	uint16_t from = dictionary_body(node->dictionary,
					statement_text(receive, "from"), NULL);

	return receive->keyword == KEYWORD_RECEIVE && from != DICTIONARY_NONE &&
	       from == dictionary_body(node->dictionary, grant->sender, NULL) &&
	       is_for(receive, grant->purpose);
}

/* DATE_NONE where it is kept without end, or to be looked at and not destroyed. */
static int32_t day_of(const struct statement *receive, int32_t received)
{
	const struct statement *keep =
		statement_child(receive, KEYWORD_KEEP, NULL);
	struct holding holding = {0};

	if (keep == NULL)
		return DATE_NONE;
	holding_keep(&holding, keep);
	if (holding.keep_months == 0 || !slice_is(holding.then, "destroy") ||
	    !slice_is(holding.keep_event, "collection"))
		return DATE_NONE;
	return date_add_months(received, holding.keep_months);
}

static int32_t promised_by(const struct node *node, const struct notice *notice,
			   const struct register_grant *grant)
{
	int32_t last = DATE_NONE;

	for (size_t i = 0; i < notice->tree->count; i++) {
		const struct statement *receive = &notice->tree->statements[i];
		int32_t day;

		if (!speaks_of(node, receive, grant))
			continue;
		day = day_of(receive, grant->received);
		if (day == DATE_NONE)
			return DATE_NONE;
		if (day > last)
			last = day;
	}
	return last;
}

static void sooner(int32_t *last, int32_t day)
{
	if (day != DATE_NONE && (*last == DATE_NONE || day < *last))
		*last = day;
}

/* Whether the notice had been replaced when the data came: then it promised
 * nothing of this. */
static bool was_replaced(const struct node *node, const struct notice *notice,
			 int32_t received)
{
	for (size_t i = 0; i < node->notice_count; i++)
		if (node->notices[i]->from > notice->from &&
		    node->notices[i]->from <= received)
			return true;
	return false;
}

int32_t grant_last_day(const struct node *node,
		       const struct register_grant *grant)
{
	int32_t last = grant->delete_by;

	for (size_t i = 0; i < node->notice_count; i++) {
		const struct notice *notice = node->notices[i];

		if (!was_replaced(node, notice, grant->received))
			sooner(&last, promised_by(node, notice, grant));
	}
	return last;
}
