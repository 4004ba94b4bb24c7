#include "guard/scan.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "guard/passage.h"
#include "guard/table_check.h"

static void look(struct scanner *scanner, uint64_t number)
{
	match_names(scanner, number);
	match_numbers(scanner, number);
	match_dates(scanner, number);
	if (scanner->passage != NULL &&
	    !scanner_token(scanner, number)->uncounted)
		passage_take(scanner->passage, number);
}

static void take_token(void *context, const struct token *token)
{
	struct scanner *scanner = context;

	scanner->token_count++;
	scanner->tokens[scanner->token_count & (SCAN_TOKENS - 1)] = *token;
	scanner->tokens[scanner->token_count & (SCAN_TOKENS - 1)].uncounted =
		scanner->uncounted;
	if (scanner->token_count > scanner->token_first + 1)
		look(scanner, scanner->token_count - 1);
}

int scanner_begin(struct scanner *scanner, const struct guard *guard,
		  struct guard_report *report, struct error *error)
{
	memset(scanner, 0, sizeof(*scanner));
	scanner->guard = guard;
	scanner->report = report;
	scanner->error = error;
	scanner->tokenizer = tokenizer_of(take_token, scanner);
	scanner->small =
		arena_array(report->arena, SCAN_SMALL, sizeof(*scanner->small));
	if (scanner->small == NULL)
		return error_memory(error);
	if (guard->hidden != NULL &&
	    passage_make(&scanner->passage, scanner) != 0)
		return -1;
	return table_check_make(&scanner->tables, scanner);
}

int scanner_end(struct scanner *scanner)
{
	tokenizer_part(&scanner->tokenizer, GAP_BREAK);
	if (scanner->token_count > scanner->token_first)
		look(scanner, scanner->token_count);
	if (scanner->passage != NULL)
		passage_end(scanner->passage);
	table_check_end(scanner->tables);
	if (scanner->failed)
		return -1;
	/* Names do not stay in memory longer than the scan. */
	explicit_bzero(scanner->tokens, sizeof(scanner->tokens));
	return 0;
}
