#include "cli/open.h"

#include <stdlib.h>

#include "cli/credentials.h"
#include "cli/print.h"
#include "share/node.h"

const char *find_node(const struct run *run)
{
	const char *named = getenv("HORNBOOK_NODE");

	if (run->arguments.node != NULL)
		return run->arguments.node;
	return named != NULL && *named != '\0' ? named : ".";
}

int open_node(struct run *run, struct node **out)
{
	const char *directory = find_node(run);
	struct credentials credentials = {0};
	unsigned int recovered = 0;
	int result;

	if (credentials_for_node(&credentials, run, directory) != 0)
		return -1;
	result = node_open(out, directory, &credentials, &recovered,
			   &run->error);
	credentials_wipe(&credentials);
	if (result == 0 && recovered > 0)
		print_note("put right what an interrupted command had left: "
			   "%u %s",
			   recovered, recovered == 1 ? "release" : "releases");
	return result;
}

enum status open_and(struct run *run,
		     enum status (*act)(struct run *run, struct node *node))
{
	struct node *node;
	enum status status;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	status = act(run, node);
	node_close(node);
	return status;
}
