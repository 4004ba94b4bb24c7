#include "base/slice.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/find.h"
#include "cli/print.h"
#include "dictionary/dictionary.h"
#include "language/diagnostic.h"
#include "policy/notice.h"
#include "policy/prove.h"

struct proving {
	struct run *run;
	struct dictionary *dictionary;
	struct findings findings;
	const struct notice **notices;
	size_t notice_count;
	struct assertion assertion;
	struct proof proof;
};

/* --- what is asked, and of whom --------------------------------------------------- */

static int read_notices(struct proving *proving)
{
	struct run *run = proving->run;
	const struct texts *operands = &run->arguments.operands;

	proving->notices = arena_array(&run->arena, operands->count,
				       sizeof(const struct notice *));
	if (proving->notices == NULL)
		return error_memory(&run->error);
	for (size_t i = 1; i < operands->count; i++) {
		struct source *source;
		struct notice *notice;

		if (source_from_file(&source, operands->list[i], &run->arena,
				     &run->error) != 0 ||
		    notice_read(&notice, source, proving->dictionary,
				&run->arena, &proving->findings,
				&run->error) != 0)
			return -1;
		proving->notices[proving->notice_count++] = notice;
	}
	return 0;
}

static int read_budget(struct run *run, uint64_t *budget)
{
	if (run->arguments.budget == NULL ||
	    (slice_number(slice_of(run->arguments.budget), 1ull << 40,
			  budget) &&
	     *budget > 0))
		return 0;
	return error_set(&run->error, ERROR_INPUT,
			 "--budget is a number of kinds of pupils to look at");
}

static int ask(struct proving *proving)
{
	struct run *run = proving->run;
	struct prove_options options = {
		.today = clock_today(&run->arguments),
		.all = run->arguments.all,
	};

	if (read_budget(run, &options.budget) != 0 ||
	    open_dictionary(run, &proving->dictionary, &proving->findings) != 0)
		return -1;
	if (proving->dictionary == NULL)
		return 0;
	if (assertion_read(&proving->assertion,
			   slice_of(run->arguments.operands.list[0]),
			   proving->dictionary, &run->arena, &proving->findings,
			   &run->error) != 0 ||
	    read_notices(proving) != 0)
		return -1;
	if (proving->findings.errors > 0)
		return 0;
	return prove(&proving->proof, &proving->assertion, proving->dictionary,
		     proving->notices, proving->notice_count, &options,
		     &run->arena, &proving->findings, &run->error);
}

/* --- the answer -------------------------------------------------------------------- */

static enum status tell(struct proving *proving)
{
	static const enum status statuses[] = {
		[PROOF_PROVED] = STATUS_DONE,
		[PROOF_REFUTED] = STATUS_REFUSED,
		[PROOF_UNDECIDED] = STATUS_UNDECIDED,
	};
	struct run *run = proving->run;

	if (proving->findings.errors > 0) {
		findings_sort(&proving->findings);
		print_findings(&proving->findings);
		return STATUS_INPUT;
	}
	if (run->arguments.json)
		proof_json(&proving->proof, proving->dictionary, &run->out);
	else
		proof_text(&proving->proof, proving->dictionary, &run->out);
	return statuses[proving->proof.outcome];
}

static enum status run_prove(struct run *run)
{
	struct proving proving = {
		.run = run,
		.findings = findings_in(&run->arena),
	};
	enum status status;

	if (ask(&proving) != 0) {
		status = run_failure(run);
	} else if (proving.findings.failed) {
		error_memory(&run->error);
		status = run_failure(run);
	} else {
		status = tell(&proving);
	}
	dictionary_free(proving.dictionary);
	return status;
}

static const struct option options[] = {
	FLAG("all", all, "tell every counter-example, not the first"),
	TEXT("budget", "NUMBER", budget,
	     "look at so many kinds of pupils at most (else 67108864)"),
};

const struct command command_prove = {
	.name = "prove",
	.group = GROUP_RULES,
	.summary = "prove what law and notices never let happen",
	.operands = "ASSERTION [NOTICE...]",
	.least = 1,
	.most = MANY,
	.about = "Proves an assertion over the law and all notices given, for "
		 "every pupil there can be, or shows how it fails: "
		 "'never medical to any body outside nhs'.  Data is followed "
		 "from one controller to the next; a body whose notice is not "
		 "given is assumed to do whatever the law allows.  Without a "
		 "notice the law alone is asked.  Exits with 0 when proved, 1 "
		 "with a counter-example, 4 when the budget was too small.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run_prove,
};
