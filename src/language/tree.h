/*
 * tree.h - what a parsed dictionary or notice looks like.
 *
 * The language has one shape: statements, each a keyword with arguments and
 * perhaps a block of further statements.  What may stand where is a table
 * (grammar.h), so a tree that the parser gave out without errors has only
 * the arguments that the table allows.
 *
 *     share with youth-support {              keyword share, NAME "with"
 *         send  pupil.name, pupil.address     keyword send, NAMES ""
 *         when  age >= 13                     keyword when, CONDITION ""
 *     }
 *
 * An argument is found by its label: the fixed word before it in the pattern,
 * or "" for the one that follows the keyword directly (see grammar.h).  A tree lives
 * in the arena given to the parser and points into its source.
 */
#ifndef HORNBOOK_LANGUAGE_TREE_H
#define HORNBOOK_LANGUAGE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "language/grammar.h"
#include "language/source.h"

struct builder;

struct name {
	struct slice text; /* for strings: without quotes, escapes undone */
	struct range range;
};

enum condition_kind {
	CONDITION_AND,
	CONDITION_OR,
	CONDITION_NOT,
	CONDITION_FLAG, /* a fact that is true or false: learning-difficulty */
	CONDITION_COMPARE, /* fact operator value: age >= 13 */
	CONDITION_IN,      /* fact in value, value to value, ... */
};

enum comparison {
	COMPARE_EQUAL,
	COMPARE_NOT_EQUAL,
	COMPARE_LESS,
	COMPARE_LESS_EQUAL,
	COMPARE_GREATER,
	COMPARE_GREATER_EQUAL,
};

enum condition_value_kind { VALUE_NUMBER, VALUE_NAME, VALUE_DATE };

struct condition_value {
	enum condition_value_kind kind;
	struct range range;
	int64_t number;    /* VALUE_NUMBER */
	int32_t date;      /* VALUE_DATE */
	struct slice name; /* VALUE_NAME (a bare name or a string), and the
			      digits of a VALUE_NUMBER, which may be a code */
};

/* One member of an `in` list: from `low` to `high`, which are the same for a
 * single value. */
struct condition_member {
	struct condition_value low;
	struct condition_value high;
};

struct condition {
	enum condition_kind kind;
	struct range range;
	const struct condition *left;           /* AND, OR, NOT */
	const struct condition *right;          /* AND, OR */
	struct name fact;                       /* FLAG, COMPARE, IN */
	enum comparison comparison;             /* COMPARE */
	struct condition_value value;           /* COMPARE */
	const struct condition_member *members; /* IN */
	size_t member_count;
};

enum argument_kind {
	ARGUMENT_NAME,
	ARGUMENT_NAMES,
	ARGUMENT_STRING,
	ARGUMENT_NUMBER,
	ARGUMENT_DATE,
	ARGUMENT_VALUES, /* codes: names, strings or numbers, as text */
	ARGUMENT_CONDITION,
	ARGUMENT_WORD, /* a fixed word that may be left out, found by itself */
};

struct argument {
	enum argument_kind kind;
	struct slice label;
	struct range range;
	const struct name *names; /* NAME, STRING: one; NAMES, VALUES: many */
	size_t name_count;
	uint64_t number;
	int32_t date;
	const struct condition *condition;
};

struct comment {
	struct range range; /* from '#' to before the line end */
	bool own_line;      /* stands alone on its line */
	bool after_blank;   /* a blank line stands before it */
};

struct statement {
	enum keyword keyword;
	struct range range;         /* all of it, with its block */
	struct range keyword_range; /* the keyword alone */
	const struct argument *arguments;
	size_t argument_count;
	const struct statement *children;
	size_t child_count;
	bool has_block;      /* "{ }" was written, maybe empty */
	bool after_blank;    /* a blank line stands before it */
	bool one_line_block; /* the block was written on one line */
	/* For the formatter: comments before it, behind its first line, and
	 * before its closing brace. */
	const struct comment *before;
	size_t before_count;
	const struct comment *behind; /* NULL when there is none */
	const struct comment *inside;
	size_t inside_count;
};

struct tree {
	const struct source *source;
	const struct statement *statements;
	size_t count;
	const struct comment *last; /* comments after the last statement */
	size_t last_count;
};

/* The argument with this label; NULL when it was left out. */
const struct argument *statement_argument(const struct statement *statement,
					  const char *label);

/* Whether the optional word was written. */
bool statement_has(const struct statement *statement, const char *word);

/* Name or string behind `label`; empty when left out. */
struct slice statement_text(const struct statement *statement,
			    const char *label);

/* Date behind `label`; `absent` when left out. */
int32_t statement_date(const struct statement *statement, const char *label,
		       int32_t absent);

/* Number behind `label`; `absent` when left out. */
uint64_t statement_number(const struct statement *statement, const char *label,
			  uint64_t absent);

/* The first child with this keyword, after `previous` (NULL: from the start);
 * NULL when there is none. */
const struct statement *statement_child(const struct statement *statement,
					enum keyword keyword,
					const struct statement *previous);

/*
 * The tree as text, for tests and for those who debug a notice: a statement a
 * line, its arguments as label=value, conditions in prefix form, comments by
 * where they belong.  Texts are shown without their escapes.
 */
void tree_print(const struct tree *tree, struct builder *out);

#endif
