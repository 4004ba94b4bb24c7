#include "cli/growth.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "share/node.h"

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
