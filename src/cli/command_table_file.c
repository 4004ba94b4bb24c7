/* hornbook table FILE: a table that somebody has already. */
#include "cli/table.h"

#include "cli/print.h"

enum status table_file_command(struct run *run)
{
	error_set(&run->error, ERROR_INPUT, "not yet");
	return run_failure(run);
}
