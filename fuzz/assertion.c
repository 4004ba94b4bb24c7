/*
 * An assertion as anybody may write it, over a small law: read, and where it
 * has no faults proved within a small budget, and told.
 */
#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "dictionary/dictionary.h"
#include "fuzz/small_law.h"
#include "fuzz/target.h"
#include "language/diagnostic.h"
#include "policy/notice.h"
#include "policy/prove.h"

static void tell_faults(struct findings *findings)
{
	struct builder out = {0};

	findings_sort(findings);
	for (size_t i = 0; i < findings->count; i++)
		finding_print(&findings->list[i], &out);
	must(!out.failed && out.len > 0);
	builder_release(&out);
}

static void ask(const struct assertion *assertion,
		const struct dictionary *dictionary, struct arena *arena,
		struct findings *findings)
{
	struct prove_options options = {
		.today = date_from_civil(2026, 1, 15),
		.budget = 1 << 12,
		.all = true,
	};
	struct builder out = {0};
	struct proof proof;

	must(prove(&proof, assertion, dictionary, NULL, 0, &options, arena,
		   findings, NULL) == 0);
	must(findings->errors == 0);
	must((proof.walk_count > 0) == (proof.outcome == PROOF_REFUTED));
	proof_text(&proof, dictionary, &out);
	proof_json(&proof, dictionary, &out);
	must(!out.failed);
	builder_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct slice text = {(const char *)data, size};
	const struct dictionary *dictionary = small_law();
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct assertion assertion;

	if (assertion_read(&assertion, text, dictionary, &arena, &findings,
			   NULL) == 0) {
		if (findings.errors > 0)
			tell_faults(&findings);
		else
			ask(&assertion, dictionary, &arena, &findings);
	}
	arena_release(&arena);
	return 0;
}
