#include "language/tree.h"

const struct argument *statement_argument(const struct statement *statement,
					  const char *label)
{
	for (size_t i = 0; i < statement->argument_count; i++)
		if (statement->arguments[i].kind != ARGUMENT_WORD &&
		    slice_is(statement->arguments[i].label, label))
			return &statement->arguments[i];
	return NULL;
}

bool statement_has(const struct statement *statement, const char *word)
{
	for (size_t i = 0; i < statement->argument_count; i++)
		if (slice_is(statement->arguments[i].label, word))
			return true;
	return false;
}

struct slice statement_text(const struct statement *statement,
			    const char *label)
{
	const struct argument *argument = statement_argument(statement, label);

	if (argument == NULL || argument->name_count == 0)
		return (struct slice){"", 0};
	return argument->names[0].text;
}

int32_t statement_date(const struct statement *statement, const char *label,
		       int32_t absent)
{
	const struct argument *argument = statement_argument(statement, label);

	if (argument == NULL || argument->kind != ARGUMENT_DATE)
		return absent;
	return argument->date;
}

uint64_t statement_number(const struct statement *statement, const char *label,
			  uint64_t absent)
{
	const struct argument *argument = statement_argument(statement, label);

	if (argument == NULL || argument->kind != ARGUMENT_NUMBER)
		return absent;
	return argument->number;
}

const struct statement *statement_child(const struct statement *statement,
					enum keyword keyword,
					const struct statement *previous)
{
	size_t i = 0;

	if (previous != NULL)
		i = (size_t)(previous - statement->children) + 1;
	for (; i < statement->child_count; i++)
		if (statement->children[i].keyword == keyword)
			return &statement->children[i];
	return NULL;
}
