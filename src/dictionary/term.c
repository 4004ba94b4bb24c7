/*
 * term.c - laws, purposes, triggers, approvals; and the statements kept for
 * policy: gateways and prohibitions.
 */
#include "dictionary/loader.h"

#include "base/arena.h"
#include "base/error.h"
#include "language/diagnostic.h"

static int declare_laws(struct loader *loader)
{
	struct dictionary *dictionary = loader->dictionary;
	struct law *laws = loader_array(loader, KEYWORD_LAW, sizeof(*laws),
					NAME_LIMIT, &dictionary->law_count);
	size_t at = 0;

	if (laws == NULL)
		return -1;
	for (uint16_t i = 0; i < dictionary->law_count; i++) {
		const struct statement *statement =
			loader_next(loader, KEYWORD_LAW, &at);

		laws[i].name = statement_text(statement, "");
		laws[i].label = statement_text(statement, "1");
		laws[i].range = name_range(statement);
		laws[i].pending = statement_has(statement, "pending");
		laws[i].unconfirmed = laws[i].pending ||
				      statement_has(statement, "unconfirmed");
		laws[i].regime = statement_has(statement, "regime");
		laws[i].basis = statement_has(statement, "basis");
		laws[i].condition = statement_has(statement, "condition");
		read_dates(loader, statement, &laws[i].from, &laws[i].to);
	}
	dictionary->laws = laws;
	return 0;
}

static int declare_purposes(struct loader *loader)
{
	struct dictionary *dictionary = loader->dictionary;
	struct purpose *purposes =
		loader_array(loader, KEYWORD_PURPOSE, sizeof(*purposes),
			     NAME_LIMIT, &dictionary->purpose_count);
	size_t at = 0;

	if (purposes == NULL)
		return -1;
	for (uint16_t i = 0; i < dictionary->purpose_count; i++) {
		const struct statement *statement =
			loader_next(loader, KEYWORD_PURPOSE, &at);
		struct purpose *purpose = &purposes[i];

		purpose->name = statement_text(statement, "");
		purpose->label = statement_text(statement, "1");
		purpose->range = name_range(statement);
		purpose->marketing = statement_has(statement, "marketing");
		purpose->protects = statement_has(statement, "protects");
		purpose->statistics = statement_has(statement, "statistics");
		read_dates(loader, statement, &purpose->from, &purpose->to);
	}
	dictionary->purposes = purposes;
	return 0;
}

static int declare_names(struct loader *loader, enum keyword keyword,
			 const struct term **out, uint16_t *count)
{
	struct term *terms = loader_array(loader, keyword, sizeof(*terms),
					  NAME_LIMIT, count);
	size_t at = 0;

	if (terms == NULL)
		return -1;
	for (uint16_t i = 0; i < *count; i++) {
		const struct statement *statement =
			loader_next(loader, keyword, &at);

		terms[i].name = statement_text(statement, "");
		terms[i].label = statement_text(statement, "1");
		terms[i].range = name_range(statement);
	}
	*out = terms;
	return 0;
}

static int keep_statements(struct loader *loader, enum keyword keyword,
			   const struct statement *const **out, uint16_t *count)
{
	const struct statement **list =
		loader_array(loader, keyword, sizeof(*list), NAME_LIMIT, count);
	size_t at = 0;

	if (list == NULL)
		return -1;
	for (uint16_t i = 0; i < *count; i++)
		list[i] = loader_next(loader, keyword, &at);
	*out = list;
	return 0;
}

int declare_terms(struct loader *loader)
{
	struct dictionary *dictionary = loader->dictionary;

	if (declare_laws(loader) != 0 || declare_purposes(loader) != 0 ||
	    declare_names(loader, KEYWORD_TRIGGER, &dictionary->triggers,
			  &dictionary->trigger_count) != 0 ||
	    declare_names(loader, KEYWORD_APPROVAL, &dictionary->approvals,
			  &dictionary->approval_count) != 0)
		return -1;
	if (keep_statements(loader, KEYWORD_GATEWAY, &dictionary->gateways,
			    &dictionary->gateway_count) != 0)
		return -1;
	return keep_statements(loader, KEYWORD_NEVER, &dictionary->prohibitions,
			       &dictionary->prohibition_count);
}
