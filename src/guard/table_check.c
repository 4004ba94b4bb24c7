#include "guard/table_check.h"
#include "base/arena.h"
#include "base/error.h"
#include "guard/scan.h"
struct table_check {
	struct scanner *scanner;
};
int table_check_make(struct table_check **out, struct scanner *scanner)
{
	*out = arena_array(scanner->report->arena, 1, sizeof(**out));
	if (*out == NULL)
		return error_memory(scanner->error);
	(*out)->scanner = scanner;
	return 0;
}
void table_check_cell(struct table_check *tables, struct slice text,
		      const struct spot *from, const struct spot *to)
{
	(void)tables;
	(void)text;
	(void)from;
	(void)to;
}
void table_check_row(struct table_check *tables)
{
	(void)tables;
}
void table_check_end(struct table_check *tables)
{
	(void)tables;
}
