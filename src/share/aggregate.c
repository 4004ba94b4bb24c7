/* The payload at level "aggregate by AREA": tables that reveal nobody. */
#include "base/builder.h"
#include "base/error.h"
#include "share/disclosure.h"
#include "share/tabulate.h"
#include "tables/profile.h"

/* The decision whose level and fields all counted pupils share. */
static const struct decision *
common_decision(const struct disclosure *disclosure)
{
	for (size_t i = 0; i < plan_decision_count(disclosure->plan); i++) {
		const struct decision *decision =
			plan_decision(disclosure->plan, (uint32_t)i);

		if (decision->outcome == OUTCOME_PERMIT)
			return decision;
	}
	return NULL;
}

uint64_t aggregate_categories(const struct disclosure *disclosure)
{
	const struct dictionary *dictionary = disclosure->node->dictionary;
	uint64_t categories = 0;

	/* Which rule will set the level is not known before deciding: read
	 * what any area counts by. */
	for (size_t i = 0; i < dictionary->area_count; i++) {
		uint16_t field = dictionary->areas[i].field;

		if (field != DICTIONARY_NONE)
			categories |= 1ull
				      << dictionary->fields[field].category;
	}
	return categories;
}

/* Every pupil stands in every table, or the tables' totals would differ and
 * tell: so all counted pupils must have the same fields released. */
static int require_alike(const struct disclosure *disclosure,
			 const struct decision *common, struct error *error)
{
	for (size_t i = 0; i < plan_decision_count(disclosure->plan); i++) {
		const struct decision *decision =
			plan_decision(disclosure->plan, (uint32_t)i);

		if (decision->outcome != OUTCOME_PERMIT)
			continue;
		if (!level_equal(decision->level, common->level) ||
		    !field_set_empty(field_set_difference(decision->released,
							  common->released)) ||
		    !field_set_empty(field_set_difference(common->released,
							  decision->released)))
			return error_set(error, ERROR_REFUSED,
					 "the rules release different data of "
					 "different pupils, which tables "
					 "cannot keep apart safely");
	}
	return 0;
}

static int name_payload(struct disclosure *disclosure, struct error *error)
{
	struct builder name = {0};
	char date[DATE_TEXT_BYTES];
	struct slice copy;

	date_format(disclosure->request.date, date);
	if (!slice_empty(disclosure->node->notice->laestab)) {
		builder_add(&name, disclosure->node->notice->laestab);
		builder_add_byte(&name, '_');
	}
	builder_add(&name, disclosure->release.purpose);
	builder_add_format(&name, "_%s.%s", date, payload_format(disclosure));
	copy = arena_copy(disclosure->arena, builder_slice(&name));
	builder_release(&name);
	if (copy.at == NULL)
		return error_memory(error);
	disclosure->payload_name = copy.at;
	return 0;
}

/* --- how small counts are treated --------------------------------------------- */

/* The profile that keeps all that the decisions for these pupils ask: one table
 * follows one. */
static int find_profile(struct disclosure *disclosure, struct error *error)
{
	const struct profile *strictest = NULL;

	for (size_t i = 0; i < plan_decision_count(disclosure->plan); i++) {
		const struct decision *decision =
			plan_decision(disclosure->plan, (uint32_t)i);
		const struct profile *profile = decision->profile != NULL
							? decision->profile
							: &profile_default;

		if (decision->outcome != OUTCOME_PERMIT)
			continue;
		if (strictest == NULL || profile_keeps(profile, strictest))
			strictest = profile;
		else if (!profile_keeps(strictest, profile))
			return error_set(
				error, ERROR_REFUSED,
				"the rules ask for the profile '%.*s' of some "
				"of these pupils and for '%.*s' of others, "
				"which one table cannot both keep",
				SLICE_ARGS(strictest->name),
				SLICE_ARGS(profile->name));
	}
	disclosure->profile = strictest;
	return 0;
}

/* Whoever makes the table may be stricter than the rules, and not laxer. */
static int take_asked(struct disclosure *disclosure, struct error *error)
{
	const struct share_table *table = disclosure->asked->table;

	if (table == NULL || table->profile == NULL ||
	    disclosure->profile == NULL)
		return 0;
	if (profile_keeps(table->profile, disclosure->profile)) {
		disclosure->profile = table->profile;
		return 0;
	}
	error_set(error, ERROR_REFUSED,
		  "the rules for this release ask for the profile '%.*s', and "
		  "'%.*s' would show what that hides",
		  SLICE_ARGS(disclosure->profile->name),
		  SLICE_ARGS(table->profile->name));
	return error_hint(error, "leave --profile and --threshold out, or "
				 "name a stricter one");
}

static int tell_profile(struct disclosure *disclosure, struct error *error)
{
	struct builder text = {0};

	profile_tell(disclosure->profile, &text);
	disclosure->report->profile =
		arena_copy(disclosure->arena, builder_slice(&text));
	builder_release(&text);
	return disclosure->report->profile.at != NULL ? 0 : error_memory(error);
}

static int choose_profile(struct disclosure *disclosure, struct error *error)
{
	return find_profile(disclosure, error) == 0 &&
			       take_asked(disclosure, error) == 0
		       ? tell_profile(disclosure, error)
		       : -1;
}

int aggregate_foresee(struct disclosure *disclosure, struct error *error)
{
	const struct decision *decision = common_decision(disclosure);

	if (choose_profile(disclosure, error) != 0 ||
	    require_alike(disclosure, decision, error) != 0)
		return -1;
	return tables_make(disclosure, decision, error);
}

int aggregate_check_format(const struct disclosure *disclosure,
			   struct error *error)
{
	if (slice_is(slice_of(disclosure->format->name), "csv"))
		return 0;
	return error_set(error, ERROR_INPUT,
			 "only tables may be released, and they are written as "
			 "csv, not as '%s'",
			 disclosure->format->name);
}

int aggregate_write(struct disclosure *disclosure, struct error *error)
{
	if (aggregate_check_format(disclosure, error) != 0 ||
	    aggregate_foresee(disclosure, error) != 0 ||
	    name_payload(disclosure, error) != 0)
		return -1;
	return tables_write(disclosure, error);
}
