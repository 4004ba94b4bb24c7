#include "cli/growth.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "formats/csv.h"
#include "share/node.h"
#include "share/share.h"

int growth_find(struct run *run, const struct node *node,
		struct growth_reference *reference,
		const struct growth_reference **found)
{
	const char *path = run->arguments.growth_reference;

	*found = NULL;
	if (path == NULL) {
		path = path_join(&run->arena, node->directory,
				 "growth-reference.csv");
		if (path == NULL)
			return error_memory(&run->error);
		if (!file_exists(path))
			return 0;
	}
	if (growth_reference_load(reference, path, &run->arena, &run->error) !=
	    0)
		return -1;
	*found = reference;
	return 0;
}

static struct slice reason_of(const struct unassessed *one)
{
	if (one->limited)
		return SLICE("a court order limits what a parent may be told");
	if (one->unprintable)
		return SLICE("the fonts for PDF lack a character of the name");
	return slice_of(growth_state_text(one->state));
}

int growth_write_report(struct run *run, const struct share_report *report)
{
	const struct slice heading[] = {SLICE("pupil.upn"), SLICE("reason")};
	struct builder text = {0};
	int result;

	csv_add_row(&text, heading, NULL, 2);
	for (size_t i = 0; i < report->unassessed_count; i++) {
		const struct unassessed *one = &report->unassessed_pupils[i];
		const struct slice row[] = {one->upn, reason_of(one)};

		csv_add_row(&text, row, NULL, 2);
	}
	result = text.failed ? error_memory(&run->error)
			     : file_replace(run->arguments.report,
					    builder_slice(&text), 0600,
					    &run->error);
	builder_release(&text);
	return result;
}
