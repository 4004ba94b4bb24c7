#include "tables/primary.h"

#include "base/error.h"
#include "base/memory.h"
#include "tables/count.h"
#include "tables/profile.h"
#include "tables/relations.h"

static void raise_to(uint32_t *value, uint32_t least)
{
	if (*value < least)
		*value = least;
}

static void make_risky(struct relations *relations, uint32_t cell,
		       uint32_t below, uint32_t above, uint32_t span)
{
	if (relations->marks[cell] != CELL_HIDDEN)
		relations->marks[cell] = CELL_RISKY;
	raise_to(&relations->below[cell], below);
	raise_to(&relations->above[cell], above);
	raise_to(&relations->span[cell], span);
}

/* Whether equation `e` is a published total of 0 and its parts. */
static bool is_empty_line(const struct relations *relations, uint32_t e)
{
	bool empty = false;

	if (relations->starts[e + 1] - relations->starts[e] < 3)
		return false;
	for (uint64_t t = relations->starts[e]; t < relations->starts[e + 1];
	     t++) {
		uint32_t c = relations->terms[t];

		if (relations->weights[t] < 0)
			empty = relations->counts[c] == 0 &&
				relations->marks[c] != CELL_HIDDEN;
	}
	return empty;
}

/* A line of zeros may well be one that everybody knows (girls at a school for
 * boys): to suppress them would hide nothing. */
static void open_empty_lines(struct relations *relations, uint32_t first,
			     uint32_t count)
{
	for (uint32_t e = 0; e < relations->equation_count; e++) {
		if (!is_empty_line(relations, e))
			continue;
		for (uint64_t t = relations->starts[e];
		     t < relations->starts[e + 1]; t++) {
			uint32_t c = relations->terms[t];

			if (c >= first && c - first < count &&
			    relations->counts[c] == 0 &&
			    relations->marks[c] == CELL_FREE)
				relations->marks[c] = CELL_OPEN;
		}
	}
}

int primary_mark_counts(struct relations *relations, uint32_t first,
			uint32_t count, const struct profile *profile,
			struct error *error)
{
	uint32_t span = profile->interval > 2 ? profile->interval - 1 : 1;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t c = first + i;
		int64_t n = relations->counts[c];
		bool hidden = relations->marks[c] == CELL_HIDDEN;

		if (n < 0) {
			error_set(error, ERROR_INPUT, "a count is below 0");
			error_hint(error, "counts are of pupils; tables of "
					  "differences cannot be protected");
			return error_at(error, SLICE(""), 0, 0,
					(uint64_t)i + 1);
		}
		if (n > 0 && !profile->zeros_hidden && !profile->zeros_needed &&
		    !hidden && relations->least[c] < 1)
			relations->least[c] = 1;
		if (profile_is_small(profile, n))
			make_risky(relations, c, 0, 0, span);
		else if (n == 0 && relations->marks[c] == CELL_FREE &&
			 !profile->zeros_needed)
			relations->marks[c] = CELL_OPEN;
	}
	if (profile->zeros_needed)
		open_empty_lines(relations, first, count);
	return 0;
}

/* The term of equation `e` with the total's weight, or NONE when it is no
 * plain total. */
static bool find_total(const struct relations *relations, uint32_t e,
		       uint32_t *total)
{
	uint32_t totals = 0;

	*total = 0;
	for (uint64_t t = relations->starts[e]; t < relations->starts[e + 1];
	     t++)
		if (relations->weights[t] < 0) {
			*total = relations->terms[t];
			totals++;
		}
	return totals == 1;
}

/* Whether equation `e` is a total of several parts, one of which is all of
 * it. */
static bool is_whole(const struct relations *relations, uint32_t e,
		     uint32_t *total)
{
	uint64_t parts = relations->starts[e + 1] - relations->starts[e] - 1;
	uint32_t filled = 0;
	int64_t largest = 0;

	if (parts < 2 || !find_total(relations, e, total) ||
	    relations->counts[*total] == 0)
		return false;
	for (uint64_t t = relations->starts[e]; t < relations->starts[e + 1];
	     t++)
		if (relations->weights[t] > 0 &&
		    relations->counts[relations->terms[t]] > 0) {
			filled++;
			largest = relations->counts[relations->terms[t]];
		}
	return filled == 1 && largest == relations->counts[*total];
}

/* A total and the one part that is all of it: the zeros beside it may be
 * suppressed. */
static void hide_whole(struct relations *relations, uint32_t e, uint32_t total,
		       uint32_t span)
{
	for (uint64_t t = relations->starts[e]; t < relations->starts[e + 1];
	     t++) {
		uint32_t c = relations->terms[t];

		if (c == total)
			continue;
		if (relations->counts[c] > 0)
			make_risky(relations, c, 0, 0, span);
		else if (relations->marks[c] == CELL_OPEN)
			relations->marks[c] = CELL_FREE;
	}
}

void primary_mark_whole_groups(struct relations *relations, uint32_t first,
			       uint32_t count, const struct profile *profile)
{
	uint32_t span = profile->interval > 2 ? profile->interval - 1 : 1;
	uint32_t total;

	if (!profile->whole_hidden)
		return;
	for (uint32_t e = 0; e < relations->equation_count; e++)
		if (is_whole(relations, e, &total) && total >= first &&
		    total - first < count)
			hide_whole(relations, e, total, span);
}

/* What lies beside the part that is all of a total. */
static void add_rest(struct relations *relations, uint32_t e, uint32_t total,
		     uint32_t *parts)
{
	static const int64_t nobody = 0;
	uint32_t rest = relations_add_cells(relations, &nobody, 1);
	size_t count = 0;

	for (uint64_t t = relations->starts[e]; t < relations->starts[e + 1];
	     t++)
		if (relations->terms[t] != total &&
		    relations->counts[relations->terms[t]] == 0)
			parts[count++] = relations->terms[t];
	relations_add_total(relations, rest, parts, count);
}

int primary_add_rests(struct relations *relations, uint32_t *first,
		      struct error *error)
{
	uint32_t equations = relations->equation_count;
	uint64_t longest = 0;
	uint32_t total;
	uint32_t *parts;

	*first = relations->cell_count;
	if (relations->out_of_memory || relations->too_large)
		return 0; /* relations_finish says so */
	for (uint32_t e = 0; e < equations; e++)
		if (relations->starts[e + 1] - relations->starts[e] > longest)
			longest =
				relations->starts[e + 1] - relations->starts[e];
	parts = memory_array(longest + 1, sizeof(*parts));
	if (parts == NULL)
		return error_memory(error);
	for (uint32_t e = 0; e < equations; e++)
		if (is_whole(relations, e, &total))
			add_rest(relations, e, total, parts);
	memory_free(parts);
	return 0;
}

void primary_mark_rests(struct relations *relations, uint32_t first)
{
	for (uint32_t c = first; c < relations->cell_count; c++) {
		relations->marks[c] = CELL_HIDDEN;
		relations->above[c] = 1;
	}
}

/* Of `whole`, rounded up; sums are below RELATIONS_LIMIT_COUNT, so that this
 * cannot overflow. */
static int64_t percent_of(int64_t whole, uint32_t percent)
{
	return (whole * percent + 99) / 100;
}

static uint32_t room(int64_t value)
{
	return value < 0 ? 0 : value > INT32_MAX ? INT32_MAX : (uint32_t)value;
}

/* What the second largest contributor, who knows their own part, must not get
 * nearer than: law.md 2.14, p%. */
static int64_t missing_to_estimate(const struct magnitudes *magnitudes,
				   uint32_t i, const struct profile *profile)
{
	int64_t others = magnitudes->weights[i] - magnitudes->largest[i] -
			 magnitudes->second[i];

	return percent_of(magnitudes->largest[i], profile->estimate_percent) -
	       others;
}

/* As if all of the `dominance_count` largest but the first were as large as the
 * second, which is not less than what they hold. */
static int64_t missing_to_dominate(const struct magnitudes *magnitudes,
				   uint32_t i, const struct profile *profile)
{
	uint32_t others = profile->dominance_count - 1;
	int64_t held = magnitudes->largest[i];
	int64_t needed;

	if (magnitudes->second[i] > 0 &&
	    others > (magnitudes->weights[i] - held) / magnitudes->second[i])
		held = magnitudes->weights[i];
	else
		held += others * magnitudes->second[i];
	/* The sum of which `held` were the most allowed. */
	needed = (held * 100 + profile->dominance_percent - 1) /
		 profile->dominance_percent;
	return needed - magnitudes->weights[i];
}

void primary_mark_sums(struct relations *relations, uint32_t first,
		       uint32_t count, const struct magnitudes *magnitudes,
		       const struct profile *profile)
{
	for (uint32_t i = 0; i < count; i++) {
		int64_t missing = 0;
		int64_t more;

		if (magnitudes->cases[i] == 0)
			continue;
		if (profile->estimate_percent > 0)
			missing = missing_to_estimate(magnitudes, i, profile);
		if (profile->dominance_count > 0 &&
		    profile->dominance_percent > 0) {
			more = missing_to_dominate(magnitudes, i, profile);
			missing = more > missing ? more : missing;
		}
		if (missing > 0 || magnitudes->cases[i] < profile->records)
			make_risky(relations, first + i, room(missing),
				   room(missing), 2);
	}
}
