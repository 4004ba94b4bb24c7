/*
 * term.c - laws, purposes, triggers, roles, approvals and terms; and the
 * statements kept for policy: gateways and prohibitions.
 */
#include "dictionary/loader.h"

#include "base/arena.h"
#include "base/error.h"
#include "language/diagnostic.h"

/* A set of criteria or subjects fits into one word. */
enum { LIST_LIMIT = 64 };

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
		purpose->matched_by = DICTIONARY_NONE;
		read_dates(loader, statement, &purpose->from, &purpose->to);
	}
	dictionary->purposes = loader->purposes = purposes;
	return 0;
}

/* Any other field than a number that its holder alone knows would be found by
 * trying, and would match two pupils as one. */
static void resolve_matching(struct loader *loader,
			     const struct argument *matched,
			     struct purpose *purpose)
{
	uint16_t field = refer(loader, KIND_FIELD, &matched->names[0]);

	purpose->matched_range = matched->range;
	if (field == DICTIONARY_NONE)
		return;
	if (loader->fields[field].type == FIELD_UPN)
		purpose->matched_by = field;
	else
		find_error(loader, matched->range, "bad-type",
			   "recipients match by a unique pupil number, which "
			   "'%.*s' is not",
			   SLICE_ARGS(loader->fields[field].name));
}

void resolve_purposes(struct loader *loader)
{
	size_t at = 0;

	for (uint16_t i = 0; i < loader->dictionary->purpose_count; i++) {
		const struct statement *statement =
			loader_next(loader, KEYWORD_PURPOSE, &at);
		const struct argument *matched =
			statement_argument(statement, "by");

		if (matched != NULL)
			resolve_matching(loader, matched, &loader->purposes[i]);
	}
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

/* --- approvals and terms: lists of what is to be weighed and covered -------- */

static bool named_before(const struct term *list, uint16_t count,
			 struct slice name)
{
	for (uint16_t i = 0; i < count; i++)
		if (slice_equal(list[i].name, name))
			return true;
	return false;
}

/* The children with this keyword, each name once. */
static int read_list(struct loader *loader, const struct statement *statement,
		     enum keyword keyword, const struct term **out,
		     uint16_t *count)
{
	struct term *list = arena_array(
		loader->arena, statement->child_count + 1, sizeof(*list));
	const struct statement *child = NULL;

	if (list == NULL)
		return error_memory(loader->error);
	while ((child = statement_child(statement, keyword, child)) != NULL) {
		struct term term = {
			.name = statement_text(child, ""),
			.label = statement_text(child, "1"),
			.range = name_range(child),
		};

		if (*count == LIST_LIMIT) {
			find_error(loader, term.range, "too-many-names",
				   "a block has at most %d of these",
				   LIST_LIMIT);
			break;
		}
		if (named_before(list, *count, term.name))
			find_error(loader, term.range, "duplicate-name",
				   "'%.*s' stands here already",
				   SLICE_ARGS(term.name));
		else
			list[(*count)++] = term;
	}
	*out = list;
	return 0;
}

/* How long an approval lasts, in days or months; a century at most. */
static void read_duration(struct loader *loader,
			  const struct statement *statement,
			  struct approval *approval)
{
	static const struct {
		const char *word, *one;
		unsigned int most;
	} units[] = {{"years", "year", 100},
		     {"months", "month", 1200},
		     {"days", "day", 36525}};
	const struct argument *lasts = statement_argument(statement, "lasts");
	size_t unit = 0;

	if (lasts == NULL)
		return;
	while (unit < 2 && !statement_has(statement, units[unit].word) &&
	       !statement_has(statement, units[unit].one))
		unit++;
	if (lasts->number == 0 || lasts->number > units[unit].most)
		find_error(loader, lasts->range, "number-out-of-range",
			   "an approval lasts from 1 to %u %s",
			   units[unit].most, units[unit].word);
	else if (unit == 2)
		approval->lasts_days = (int)lasts->number;
	else
		approval->lasts_months =
			(int)lasts->number * (unit == 0 ? 12 : 1);
}

static int declare_approvals(struct loader *loader)
{
	struct dictionary *dictionary = loader->dictionary;
	struct approval *approvals =
		loader_array(loader, KEYWORD_APPROVAL, sizeof(*approvals),
			     NAME_LIMIT, &dictionary->approval_count);
	size_t at = 0;

	if (approvals == NULL)
		return -1;
	dictionary->approvals = approvals;
	for (uint16_t i = 0; i < dictionary->approval_count; i++) {
		const struct statement *statement =
			loader_next(loader, KEYWORD_APPROVAL, &at);
		struct approval *approval = &approvals[i];

		approval->name = statement_text(statement, "");
		approval->label = statement_text(statement, "1");
		approval->range = name_range(statement);
		read_dates(loader, statement, &approval->from, &approval->to);
		read_duration(loader, statement, approval);
		if (read_list(loader, statement, KEYWORD_WEIGHS,
			      &approval->criteria,
			      &approval->criterion_count) != 0)
			return -1;
	}
	return 0;
}

static int declare_signed_terms(struct loader *loader)
{
	struct dictionary *dictionary = loader->dictionary;
	struct terms *terms =
		loader_array(loader, KEYWORD_TERMS, sizeof(*terms), NAME_LIMIT,
			     &dictionary->terms_count);
	size_t at = 0;

	if (terms == NULL)
		return -1;
	dictionary->terms = terms;
	for (uint16_t i = 0; i < dictionary->terms_count; i++) {
		const struct statement *statement =
			loader_next(loader, KEYWORD_TERMS, &at);

		terms[i].name = statement_text(statement, "");
		terms[i].label = statement_text(statement, "1");
		terms[i].range = name_range(statement);
		if (read_list(loader, statement, KEYWORD_COVERS,
			      &terms[i].subjects, &terms[i].subject_count) != 0)
			return -1;
	}
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
	    declare_names(loader, KEYWORD_ROLE, &dictionary->roles,
			  &dictionary->role_count) != 0 ||
	    declare_approvals(loader) != 0 || declare_signed_terms(loader) != 0)
		return -1;
	if (keep_statements(loader, KEYWORD_GATEWAY, &dictionary->gateways,
			    &dictionary->gateway_count) != 0)
		return -1;
	return keep_statements(loader, KEYWORD_NEVER, &dictionary->prohibitions,
			       &dictionary->prohibition_count);
}
