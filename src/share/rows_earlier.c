/* Rows that name nobody, beside those that the recipient had before: what one
 * release keeps apart another may tell. */
#include <jansson.h>

#include "base/error.h"
#include "share/disclosure.h"
#include "share/rows.h"

/* How many pupils of an earlier roll are in this release too. */
struct overlap {
	const struct disclosure *disclosure;
	size_t at; /* the next row of this release, in order of pupil */
	uint64_t both, earlier;
};

static int count_both(void *context, const struct roll_entry *rows,
		      size_t count, struct error *error)
{
	struct overlap *overlap = context;
	const struct disclosure *disclosure = overlap->disclosure;

	(void)error;
	for (size_t i = 0; i < count; i++) {
		while (overlap->at < disclosure->row_count &&
		       disclosure->rows[overlap->at].pupil < rows[i].pupil)
			overlap->at++;
		overlap->both +=
			overlap->at < disclosure->row_count &&
			disclosure->rows[overlap->at].pupil == rows[i].pupil;
	}
	overlap->earlier += count;
	return 0;
}

static bool has_level(const json_t *levels, struct slice column,
		      struct slice level)
{
	for (size_t i = 0; i < json_array_size(levels); i++) {
		const json_t *one = json_array_get(levels, i);
		const char *name =
			json_string_value(json_object_get(one, "column"));
		const char *on =
			json_string_value(json_object_get(one, "level"));

		if (name != NULL && on != NULL && slice_is(column, name))
			return slice_is(level, on);
	}
	return false;
}

/* Whether the same columns were written on the same levels. */
static bool same_levels(const struct rows_report *report,
			const struct release *release)
{
	json_t *manifest = json_loadb(release->manifest.at,
				      release->manifest.len, 0, NULL);
	const json_t *levels = json_object_get(
		json_object_get(manifest, "anonymity"), "levels");
	bool same = json_array_size(levels) == report->count;

	for (size_t i = 0; i < report->count && same; i++)
		same = has_level(levels, report->columns[i], report->levels[i]);
	json_decref(manifest);
	return same;
}

static int compare(const struct disclosure *disclosure,
		   struct rows_report *report, const struct release *release,
		   struct error *error)
{
	struct overlap overlap = {.disclosure = disclosure};
	const struct roll_visitor visitor = {NULL, count_both, &overlap};
	bool levels, pupils;

	if (register_roll(disclosure->node->pupils, release->id, &visitor,
			  error) != 0)
		return -1;
	if (overlap.both == 0)
		return 0;
	levels = !same_levels(report, release);
	pupils = overlap.both != overlap.earlier ||
		 overlap.both != disclosure->row_count;
	if (!levels && !pupils)
		return 0;
	report->earlier.count++;
	report->earlier.other_levels |= levels;
	report->earlier.other_pupils |= pupils;
	report->earlier.last =
		arena_copy(disclosure->arena, release->reference);
	return report->earlier.last.at != NULL ? 0 : error_memory(error);
}

int rows_find_earlier(const struct disclosure *disclosure,
		      struct rows_report *report, struct error *error)
{
	struct arena scratch = {0};
	struct release *releases;
	size_t count = 0;
	int result = register_releases(disclosure->node->pupils, &releases,
				       &count, &scratch, error);

	for (size_t i = 0; i < count && result == 0; i++)
		if (releases[i].state == RELEASE_DONE &&
		    slice_is(releases[i].level, "anonymised") &&
		    slice_equal(releases[i].recipient,
				disclosure->release.recipient))
			result = compare(disclosure, report, &releases[i],
					 error);
	arena_release(&scratch);
	return result;
}
