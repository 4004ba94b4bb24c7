/*
 * publishing.h - what all commands that publish a document have in common:
 * which rules, the version in force on which day, in whose words, in which
 * format, and where to.
 *
 * A command's `run` is one call of publishing_run; its `compose` makes the
 * document from `publishing->policy`, `->version`, `->today` and gives it to
 * publishing_document, or text of its own kind (CSV, JSON, SVG) to
 * publishing_text.
 *
 * Rules in which the checker finds an error are not published: the findings are
 * told, and the command ends with STATUS_INPUT; but a command that has the row
 * PUBLISHING_DRAFT may be asked for a draft, which it marks as one.  Warnings
 * are told on standard error, apart from the document: one by one where the
 * notice is what is written (`lists_warnings`), else how many there are.
 */
#ifndef HORNBOOK_CLI_PUBLISHING_H
#define HORNBOOK_CLI_PUBLISHING_H

#include "cli/command.h"
#include "cli/rules.h"
#include "language/diagnostic.h"
#include "words/phrasebook.h"

struct dictionary;
struct document;
struct node;
struct notice;
struct phrasebook;
struct policy;
struct publication;

enum publishing_source {
	/* The notices named as operands, with the dictionary as for `check`;
	 * where none are named, the node's own rules.  No key is needed. */
	PUBLISHING_RULES,
	/* The node itself, opened with its key: for what its register or ledger
	 * knows.  Operands are the command's own matter. */
	PUBLISHING_NODE,
};

struct publishing {
	struct run *run;
	int32_t today;
	const struct policy *policy;
	const struct dictionary *dictionary;
	size_t version; /* of policy->notices: in force on `today` */
	const struct notice *notice; /* that version */
	struct phrasebook *phrasebook;
	struct node *node; /* PUBLISHING_NODE only */
	struct findings findings;
	bool draft; /* there are errors, and a draft is wanted */
	bool kept;  /* not for publication: its file is the owner's alone */
	bool lists_warnings; /* set by `compose` */
	const char *format;  /* NULL until publishing_format */

	/* Private. */
	struct rules rules;
	struct publication *publication;
};

/* Opens what `source` says, refuses on errors, tells warnings, composes, and
 * closes all.  `compose` returns -1 with `run->error`. */
enum status publishing_run(struct run *run, enum publishing_source source,
			   int (*compose)(struct publishing *publishing));

/* What is published on the day, for as long as `compose` runs; NULL with
 * `run->error`. */
const struct publication *publishing_publication(struct publishing *publishing);

/* A format, and the end of its files' names. */
struct publishing_form {
	const char *name, *end;
};

/* What a command has beside the formats of documents, or instead of them. */
struct publishing_forms {
	const struct publishing_form *list;
	size_t count;
	bool only; /* it writes no document */
};

/*
 * Finds the format that --format (or --json) names, else the end of --out, else
 * the first there is: of documents HTML.  `own` may be NULL.  ERROR_INPUT names
 * those that the command has.
 */
int publishing_format(struct publishing *publishing,
		      const struct publishing_forms *own);

/* Whether that is the one found. */
bool publishing_in(const struct publishing *publishing, const char *format);

/*
 * Renders a document in the format found, to standard output or, with --out,
 * into a file, whole or not at all.
 */
int publishing_document(struct publishing *publishing,
			const struct document *document);

/* The same for a text that is made already. */
int publishing_text(struct publishing *publishing, struct slice text);

/* Whom --for names: parents where it is not said.  ERROR_INPUT. */
int publishing_audience(struct run *run, enum audience *audience);

/* The rows that such commands have in their table of options. */
/* clang-format off */
#define PUBLISHING_FORMAT \
	TEXT("format", "FORMAT", format, \
	     "html (the default), markdown, text or pdf")
#define PUBLISHING_SOURCES \
	FLAG("sources", sources, \
	     "show with each sentence the clauses it is made from")
#define PUBLISHING_LANGUAGE \
	TEXT("language", "FILE", language, \
	     "the phrasebook to write with (else English)")
#define PUBLISHING_DRAFT \
	FLAG("draft", draft, \
	     "write it in spite of errors, marked as a draft")
#define PUBLISHING_OUT \
	TEXT("out", "FILE", out, \
	     "the file to write (else standard output)")
/* clang-format on */

#endif
