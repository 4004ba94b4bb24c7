#include "guard/pipes.h"

#include "guard/table_check.h"

/* "| --- | :-: |" */
static bool is_ruler(struct slice line)
{
	for (size_t i = 0; i < line.len; i++)
		if (line.at[i] != '|' && line.at[i] != '-' &&
		    line.at[i] != ':' && line.at[i] != ' ')
			return false;
	return true;
}

static void take_cells(struct pipes *pipes, struct slice line)
{
	size_t from = 1; /* after the first "|" */

	for (size_t i = from; i <= line.len; i++) {
		struct slice cell = slice_part(line, from, i);
		struct spot spot = {.line = pipes->number};
		struct spot end = spot;

		if (i < line.len && line.at[i] != '|')
			continue;
		/* After the last "|" there is no cell. */
		if (i == line.len && slice_empty(slice_trim(cell)))
			break;
		while (from < i && line.at[from] == ' ')
			from++;
		spot.column = pipes->column + (uint32_t)from;
		end.column = pipes->column + (uint32_t)i - 1;
		table_check_cell(pipes->scanner->tables, slice_trim(cell),
				 &spot, &end);
		from = i + 1;
	}
	table_check_row(pipes->scanner->tables);
}

static void end_line(struct pipes *pipes)
{
	struct slice line = {pipes->line, pipes->length};

	if (pipes->row) {
		if (!is_ruler(line))
			take_cells(pipes, line);
		pipes->in_table = true;
	} else if (pipes->in_table) {
		table_check_end(pipes->scanner->tables);
		pipes->in_table = false;
	}
	pipes->length = 0;
	pipes->begun = false;
	pipes->row = false;
}

void pipes_add(struct pipes *pipes, uint32_t character, const struct spot *spot)
{
	if (character == '\n') {
		end_line(pipes);
		return;
	}
	if (!pipes->begun && character != ' ' && character != '\t') {
		pipes->begun = true;
		pipes->row = character == '|';
		pipes->number = spot->line;
		pipes->column = spot->column;
		/* Cells of one row are not next to those of another. */
		if (pipes->row)
			scanner_part(pipes->scanner, GAP_BREAK);
	}
	if (pipes->row && pipes->length < PIPE_LINE_BYTES)
		pipes->line[pipes->length++] = character < 0x80
						       ? (char)character
					       : character == 0xa0 ? ' '
								   : '?';
}

void pipes_end(struct pipes *pipes)
{
	end_line(pipes);
	end_line(pipes);
}
