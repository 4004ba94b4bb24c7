/* Comparing a release with those before it; the rule is unusual.h's. */
#include <stdlib.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/error.h"
#include "share/disclosure.h"
#include "share/unusual.h"

/* Releases to another school are another recipient's.  One of which no number is
 * known may have been to any. */
static bool same_number(const struct disclosure *disclosure,
			struct slice manifest)
{
	json_t *root = json_loadb(manifest.at != NULL ? manifest.at : "",
				  manifest.len, 0, NULL);
	const char *number = json_string_value(
		json_object_get(json_object_get(root, "recipient"), "number"));
	bool same = number == NULL || disclosure->number[0] == '\0' ||
		    strcmp(number, disclosure->number) == 0;

	json_decref(root);
	return same;
}

static bool counts(const struct disclosure *disclosure,
		   const struct release *earlier)
{
	return earlier->state == RELEASE_DONE &&
	       slice_equal(earlier->recipient, disclosure->release.recipient) &&
	       slice_equal(earlier->purpose, disclosure->release.purpose) &&
	       same_number(disclosure, earlier->manifest);
}

static int by_date(const void *a, const void *b)
{
	const struct volume *left = a, *right = b;

	return (left->date > right->date) - (left->date < right->date);
}

int pattern_find(struct disclosure *disclosure, struct error *error)
{
	struct release *releases;
	struct volume *earlier;
	size_t count, kept = 0;

	if (register_releases(disclosure->node->pupils, &releases, &count,
			      disclosure->arena, error) != 0)
		return -1;
	earlier = arena_array(disclosure->arena, count, sizeof(*earlier));
	if (earlier == NULL)
		return error_memory(error);
	for (size_t i = 0; i < count; i++)
		if (counts(disclosure, &releases[i]))
			earlier[kept++] = (struct volume){releases[i].date,
							  releases[i].released};
	if (kept > 1)
		qsort(earlier, kept, sizeof(*earlier), by_date);
	disclosure->unusual =
		unusual_find(earlier, kept, disclosure->request.date,
			     disclosure->report->released);
	return 0;
}
