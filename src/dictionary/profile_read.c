/* From the statement `profile` to its rules. */
#include "dictionary/profile.h"

#include "base/date.h"
#include "language/diagnostic.h"
#include "language/tree.h"

/* More is a slip of the pen, and leaves room for sums. */
enum { MOST = 1000000, MOST_DECIMALS = 6, MOST_SYMBOL_BYTES = 16 };

struct reading {
	const struct statement *profile;
	struct findings *findings;
};

static const struct statement *clause(const struct reading *reading,
				      enum keyword keyword)
{
	return statement_child(reading->profile, keyword, NULL);
}

/* The number behind a label, `absent` where there is none. */
static uint32_t read_number(const struct reading *reading,
			    const struct statement *statement,
			    const char *label, uint32_t least, uint32_t most,
			    uint32_t absent)
{
	const struct argument *argument = statement_argument(statement, label);

	if (argument == NULL)
		return absent;
	if (argument->number >= least && argument->number <= most)
		return (uint32_t)argument->number;
	findings_add(reading->findings, SEVERITY_ERROR, "bad-profile",
		     argument->range, "this is a number from %u to %u", least,
		     most);
	return least;
}

static void read_bounds(const struct reading *reading,
			const struct statement *statement, const char *label,
			uint32_t *low, uint32_t *high)
{
	const struct argument *to = statement_argument(statement, "to");

	*low = read_number(reading, statement, label, 1, MOST, 0);
	*high = read_number(reading, statement, "to", 1, MOST, 0);
	if (to != NULL && *high < *low)
		findings_add(reading->findings, SEVERITY_ERROR, "bad-profile",
			     to->range, "it ends before it begins");
}

static void read_counts(const struct reading *reading, struct profile *profile)
{
	const struct statement *suppress = clause(reading, KEYWORD_SUPPRESS);
	const struct statement *zeros = clause(reading, KEYWORD_ZEROS);
	const struct statement *whole = clause(reading, KEYWORD_WHOLE);

	if (suppress != NULL) {
		read_bounds(reading, suppress, "", &profile->low,
			    &profile->high);
		profile->interval = read_number(reading, suppress, "interval",
						2, MOST, profile->interval);
	}
	if (zeros != NULL && statement_has(zeros, "hidden")) {
		profile->zeros_needed = statement_has(zeros, "if");
		profile->zeros_hidden = !profile->zeros_needed;
	}
	profile->whole_hidden = whole != NULL && statement_has(whole, "hidden");
}

static void read_rounding(const struct reading *reading,
			  struct profile *profile)
{
	static const struct {
		const char *word;
		enum profile_rounding rounding;
	} ways[] = {
		{"nearest", ROUNDING_NEAREST},
		{"midpoint", ROUNDING_MIDPOINT},
		{"controlled", ROUNDING_CONTROLLED},
	};
	const struct statement *round = clause(reading, KEYWORD_ROUND);

	for (size_t i = 0; round != NULL && i < sizeof(ways) / sizeof(ways[0]);
	     i++) {
		if (statement_argument(round, ways[i].word) == NULL)
			continue;
		profile->rounding = ways[i].rounding;
		profile->base =
			read_number(reading, round, ways[i].word, 2, MOST, 1);
	}
}

static void read_percentages(const struct reading *reading,
			     struct profile *profile)
{
	const struct statement *percentages =
		clause(reading, KEYWORD_PERCENTAGES);

	if (percentages == NULL)
		return;
	if (statement_has(percentages, "none"))
		profile->percentages = PERCENTAGES_NONE;
	else if (statement_has(percentages, "rounded"))
		profile->percentages = PERCENTAGES_FROM_ROUNDED;
	profile->decimals = read_number(reading, percentages, "decimals", 0,
					MOST_DECIMALS, 0);
	profile->decimals_from =
		read_number(reading, percentages, "of", 0, UINT32_MAX, 0);
	if (statement_argument(percentages, "hidden") != NULL)
		read_bounds(reading, percentages, "hidden",
			    &profile->percent_low, &profile->percent_high);
}

static void read_groups(const struct reading *reading, struct profile *profile)
{
	const struct statement *cohort = clause(reading, KEYWORD_COHORT);

	if (cohort == NULL)
		return;
	profile->cohort = read_number(reading, cohort, "", 1, MOST, 0);
	if (statement_argument(cohort, "to") != NULL)
		profile->cohort_one = 1 + read_number(reading, cohort, "to",
						      profile->cohort, MOST, 0);
}

static void read_sums(const struct reading *reading, struct profile *profile)
{
	const struct statement *means = clause(reading, KEYWORD_MEANS);
	const struct statement *degrees = clause(reading, KEYWORD_DEGREES);
	const struct statement *dominance = clause(reading, KEYWORD_DOMINANCE);
	const struct statement *estimate = clause(reading, KEYWORD_ESTIMATE);

	if (means != NULL)
		profile->records =
			read_number(reading, means, "of", 1, MOST, 0);
	if (degrees != NULL)
		profile->degrees =
			read_number(reading, degrees, "", 1, MOST, 0);
	if (dominance != NULL) {
		profile->dominance_count =
			read_number(reading, dominance, "", 1, 100, 0);
		profile->dominance_percent =
			read_number(reading, dominance, "hold", 1, 100, 0);
	}
	if (estimate != NULL)
		profile->estimate_percent =
			read_number(reading, estimate, "within", 1, 100, 0);
}

static void read_symbol(const struct reading *reading,
			const struct statement *symbols, const char *label,
			struct slice *symbol)
{
	const struct argument *text =
		symbols != NULL ? statement_argument(symbols, label) : NULL;
	struct slice said;

	if (text == NULL)
		return;
	said = text->names[0].text;
	if (slice_empty(said) || said.len > MOST_SYMBOL_BYTES ||
	    (said.at[0] >= '0' && said.at[0] <= '9'))
		findings_add(reading->findings, SEVERITY_ERROR, "bad-profile",
			     text->range,
			     "a symbol has 1 to %d bytes and is no number",
			     MOST_SYMBOL_BYTES);
	else
		*symbol = said;
}

static void read_symbols(const struct reading *reading,
			 struct profile_symbols *symbols)
{
	const struct statement *said = clause(reading, KEYWORD_SYMBOLS);

	*symbols = (struct profile_symbols){
		.suppressed = SLICE("c"),
		.low = SLICE("low"),
		.not_applicable = SLICE("z"),
		.unavailable = SLICE("x"),
		.unreliable = SLICE("u"),
	};
	read_symbol(reading, said, "suppressed", &symbols->suppressed);
	read_symbol(reading, said, "low", &symbols->low);
	read_symbol(reading, said, "not-applicable", &symbols->not_applicable);
	read_symbol(reading, said, "unavailable", &symbols->unavailable);
	read_symbol(reading, said, "unreliable", &symbols->unreliable);
}

/* Percentages of rounded counts are the same as of counts where nothing is
 * rounded; whoever wrote so meant something else. */
static void check_whole(const struct reading *reading,
			const struct profile *profile)
{
	const struct statement *percentages =
		clause(reading, KEYWORD_PERCENTAGES);

	if (profile->percentages == PERCENTAGES_FROM_ROUNDED &&
	    profile->rounding == ROUNDING_NONE)
		findings_add(reading->findings, SEVERITY_ERROR, "bad-profile",
			     percentages->range,
			     "percentages are made from rounded counts, but "
			     "the profile does not round");
	if (reading->profile->child_count == 0)
		findings_add(reading->findings, SEVERITY_ERROR, "bad-profile",
			     profile->range,
			     "the profile says nothing of counts: state at "
			     "least 'suppress' or 'round'");
}

void profile_read(struct profile *profile, const struct statement *statement,
		  struct findings *findings)
{
	const struct reading reading = {statement, findings};
	const struct statement *source;

	*profile = (struct profile){
		.name = statement_text(statement, ""),
		.label = statement_text(statement, "1"),
		.range = statement_argument(statement, "") != NULL
				 ? statement_argument(statement, "")->range
				 : statement->keyword_range,
		.from = statement_date(statement, "from", DATE_NONE),
		.to = statement_date(statement, "to", DATE_NONE),
		.unconfirmed = statement_has(statement, "unconfirmed"),
		.then = statement_text(statement, "then"),
		.interval = 3,
		.base = 1,
	};
	if (profile->from != DATE_NONE && profile->to != DATE_NONE &&
	    profile->to < profile->from)
		findings_add(findings, SEVERITY_ERROR, "bad-dates",
			     statement_argument(statement, "to")->range,
			     "it ends before it begins");
	source = clause(&reading, KEYWORD_SOURCE);
	if (source != NULL)
		profile->source = statement_text(source, "");
	read_counts(&reading, profile);
	read_rounding(&reading, profile);
	read_percentages(&reading, profile);
	read_groups(&reading, profile);
	read_sums(&reading, profile);
	read_symbols(&reading, &profile->symbols);
	check_whole(&reading, profile);
}
