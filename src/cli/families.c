#include "cli/families.h"

#include "base/json.h"
#include "base/text.h"
#include "cli/find.h"
#include "cli/print.h"
#include "language/diagnostic.h"
#include "share/node.h"
#include "words/phrasebook.h"

int families_book(struct run *run, const struct node *node,
		  struct phrasebook **book)
{
	struct findings findings = findings_in(&run->arena);

	*book = NULL;
	if (open_phrasebook(run, book, node->dictionary,
			    run->arguments.language, &findings) != 0)
		return -1;
	if (*book != NULL)
		return 0;
	print_findings(&findings);
	return error_set(&run->error, ERROR_INPUT,
			 "the phrasebook cannot be used");
}

void families_put_share(struct json *json, const struct share_report *report)
{
	json_key_boolean(json, "released", !report->refused);
	if (report->refused) {
		json_key_text(json, "refusal", report->refusal);
		json_key_text(json, "remedy", report->remedy);
		return;
	}
	json_key_text(json, "release", report->reference);
	json_key_text(json, "directory", report->directory);
	json_key_text(json, "file", report->file);
}

static void add_clause(struct run *run, const char *before, struct slice text)
{
	builder_add_text(&run->out, before);
	text_add_clean(text, &run->out);
	builder_add_byte(&run->out, '\n');
}

void families_add_share(struct run *run, const struct share_report *report)
{
	if (!report->refused) {
		add_clause(run, "Released: ", report->file);
		return;
	}
	add_clause(run, "Refused: ",
		   slice_empty(report->refusal)
			   ? SLICE("law and promise let nothing go; 'hornbook "
				   "explain' says why")
			   : report->refusal);
	if (!slice_empty(report->remedy))
		add_clause(run, "What can be done: ", report->remedy);
}
