/* The published rules as linked data: DPV, ODRL, and the dictionary's terms. */
#include "base/file.h"
#include "base/text.h"
#include "cli/find.h"
#include "cli/print.h"
#include "cli/publishing.h"
#include "dictionary/dictionary.h"
#include "publish/linked_data.h"
#include "publish/linked_graph.h"
#include "publish/linked_tables.h"
#include "publish/publication.h"

enum view { VIEW_DPV, VIEW_ODRL, VIEW_PROCESSING, VIEW_VOCABULARY, VIEW_COUNT };

static const char *const views[VIEW_COUNT] = {"dpv", "odrl", "processing",
					      "vocabulary"};

enum { CHECK_LIMIT_BYTES = 64 << 20 };

/* --- the command line ---------------------------------------------------------- */

static int find_view(struct run *run, enum view *view)
{
	const char *as = run->arguments.as;

	*view = VIEW_DPV;
	if (as == NULL)
		return 0;
	for (int i = 0; i < VIEW_COUNT; i++)
		if (slice_is(slice_of(as), views[i])) {
			*view = (enum view)i;
			return 0;
		}
	error_set(&run->error, ERROR_INPUT,
		  "linked data is not made as '%.60s'", as);
	return error_hint(&run->error,
			  "--as takes dpv, odrl, processing or vocabulary");
}

static int find_format(struct run *run, bool *turtle)
{
	static const struct publishing_form forms[] = {{"jsonld", ".jsonld"},
						       {"turtle", ".ttl"}};
	static const struct publishing_forms own = {.list = forms,
						    .count = sizeof(forms) /
							     sizeof(forms[0]),
						    .only = true};
	struct publishing publishing = {.run = run};

	if (publishing_format(&publishing, &own) != 0)
		return -1;
	*turtle = publishing_in(&publishing, "turtle");
	return 0;
}

static int take_base(struct run *run, const char *option, const char *given,
		     struct slice *base)
{
	*base = slice_of(given);
	if (given == NULL || linked_base_good(*base))
		return 0;
	error_set(&run->error, ERROR_INPUT,
		  "--%s is no beginning of names: '%.100s'", option, given);
	return error_hint(
		&run->error,
		"give an address such as https://school.example/data/");
}

/* --- making --------------------------------------------------------------------- */

static int write_graph(struct run *run, struct graph *graph, bool turtle)
{
	struct publishing publishing = {.run = run};
	struct builder text = {0};
	int status;

	if (turtle)
		graph_write_turtle(graph, &text);
	else
		graph_write_json(graph, &text);
	status = text.failed || graph->failed
			 ? error_memory(&run->error)
			 : publishing_text(&publishing, builder_slice(&text));
	builder_release(&text);
	return status;
}

/* What the command line asks for, and the tables it is made with. */
struct order {
	enum view view;
	bool turtle;
	struct linked_bases bases;
	struct linked_tables tables;
};

static int take_order(struct run *run, struct order *order)
{
	*order = (struct order){.bases.language = SLICE("en")};
	if (find_view(run, &order->view) != 0 ||
	    find_format(run, &order->turtle) != 0 ||
	    take_base(run, "base", run->arguments.base, &order->bases.here) !=
		    0 ||
	    take_base(run, "terms", run->arguments.terms_base,
		      &order->bases.terms) != 0)
		return -1;
	return open_linked_tables(run, &order->tables);
}

static int compose_order(struct publishing *publishing,
			 const struct order *order)
{
	static int (*const makers[VIEW_COUNT])(
		struct graph * graph, const struct publication *publication,
		const struct linked_tables *tables,
		const struct linked_bases *bases, struct arena *arena,
		struct error *error) = {
		[VIEW_DPV] = linked_notice,
		[VIEW_ODRL] = linked_policy,
		[VIEW_PROCESSING] = linked_processing,
	};
	const struct publication *publication =
		publishing_publication(publishing);
	struct run *run = publishing->run;
	struct graph graph;

	if (publication == NULL ||
	    makers[order->view](&graph, publication, &order->tables,
				&order->bases, &run->arena, &run->error) != 0)
		return -1;
	return write_graph(run, &graph, order->turtle);
}

static int compose(struct publishing *publishing)
{
	struct order order;
	int status = take_order(publishing->run, &order);

	if (status == 0)
		status = compose_order(publishing, &order);
	linked_tables_release(&order.tables);
	return status;
}

/* --- the vocabulary: of a dictionary, without a notice ------------------------------- */

static int write_vocabulary(struct run *run, const struct order *order,
			    const struct rules *rules)
{
	struct graph graph;

	if (linked_vocabulary(&graph, rules->dictionary, rules->policy,
			      &order->tables, &order->bases, &run->arena,
			      &run->error) != 0)
		return -1;
	return write_graph(run, &graph, order->turtle);
}

static enum status vocabulary(struct run *run)
{
	struct findings findings = findings_in(&run->arena);
	struct rules rules = {0};
	struct order order;
	enum status result = STATUS_DONE;

	if (take_order(run, &order) != 0 ||
	    rules_read(&rules, run, NULL, 0, &findings) != 0) {
		result = run_failure(run);
	} else if (rules.policy == NULL) {
		print_findings(&findings);
		result = STATUS_INPUT;
	} else if (write_vocabulary(run, &order, &rules) != 0) {
		result = run_failure(run);
	}
	rules_release(&rules);
	linked_tables_release(&order.tables);
	return result;
}

/* --- checking --------------------------------------------------------------------- */

static void tell_fault(struct run *run, const struct linked_fault *fault)
{
	text_add_clean(fault->node, &run->out);
	builder_add_text(&run->out, " ");
	text_add_clean(fault->property, &run->out);
	builder_add_format(&run->out, ": %s", fault->what);
	if (fault->value.len > 0) {
		builder_add_text(&run->out, ": ");
		text_add_clean(fault->value, &run->out);
	}
	if (fault->shape != NULL)
		builder_add_format(&run->out, " (shapes.csv:%u)",
				   fault->shape->line);
	builder_add_byte(&run->out, '\n');
}

/* Names of the controller's things and of terms begin as the file's context says,
 * unless other beginnings are given. */
static int read_graph(struct run *run, const char *path, struct graph *graph,
		      const struct linked_bases *bases)
{
	struct builder text = {0};
	int status = file_read(path, CHECK_LIMIT_BYTES, &text, &run->error);

	graph_init(graph, &run->arena, bases->terms, bases->here);
	if (status == 0)
		status = graph_read_json(graph, builder_slice(&text),
					 &run->error);
	if (status != 0 && run->error.place.file[0] == '\0')
		error_at(&run->error, slice_of(path), run->error.place.line,
			 run->error.place.column, 0);
	builder_release(&text);
	return status;
}

static int check_file(struct run *run, struct linked_faults *faults)
{
	struct linked_bases bases = {0};
	struct linked_tables tables;
	struct graph graph;
	int status = -1;

	if (take_base(run, "base", run->arguments.base, &bases.here) != 0 ||
	    take_base(run, "terms", run->arguments.terms_base, &bases.terms) !=
		    0)
		return -1;
	if (open_linked_tables(run, &tables) == 0 &&
	    read_graph(run, run->arguments.check_file, &graph, &bases) == 0)
		status = linked_check(&graph, &tables, faults, &run->error);
	for (size_t i = 0; status == 0 && i < faults->count; i++)
		tell_fault(run, &faults->list[i]);
	linked_tables_release(&tables);
	return status;
}

static enum status check(struct run *run)
{
	struct linked_faults faults = {0};

	if (check_file(run, &faults) != 0)
		return run_failure(run);
	if (faults.count == 0)
		builder_add_text(&run->out, "no faults\n");
	return faults.count == 0 ? STATUS_DONE : STATUS_INPUT;
}

static enum status publish_linked_data(struct run *run)
{
	if (run->arguments.check_file != NULL)
		return check(run);
	if (run->arguments.as != NULL &&
	    slice_is(slice_of(run->arguments.as), views[VIEW_VOCABULARY]))
		return vocabulary(run);
	return publishing_run(run, PUBLISHING_RULES, compose);
}

static const struct option options[] = {
	/* clang-format off */
	TEXT("as", "VIEW", as,
	     "dpv (the default), odrl, processing or vocabulary"),
	TEXT("format", "FORMAT", format, "jsonld (the default) or turtle"),
	TEXT("base", "ADDRESS", base,
	     "what the names of the controller's things begin with"),
	TEXT("terms", "ADDRESS", terms_base,
	     "what the names of the dictionary's terms begin with"),
	PUBLISHING_OUT,
	TEXT("check", "FILE", check_file,
	     "check linked data (JSON-LD) instead of making it"),
	/* clang-format on */
};

const struct command command_publish_linked_data = {
	.name = "publish linked-data",
	.group = GROUP_PUBLISHING,
	.summary = "the rules for machines: DPV, ODRL, and the vocabulary",
	.operands = "[NOTICE...]",
	.most = MANY,
	.about = "Writes what is published about sharing as linked data: the "
		 "notice or the record of processing in terms of the W3C Data "
		 "Privacy Vocabulary, the rules in ODRL 2.2, or the "
		 "dictionary's own terms as a vocabulary.  NOTICE are versions "
		 "of one controller's notice; without one, the node's own are "
		 "taken; the vocabulary needs none.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = publish_linked_data,
};
