/*
 * A notice as anybody may write it, checked against a small law on its first
 * day and on a later one.
 */
#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "dictionary/dictionary.h"
#include "fuzz/small_law.h"
#include "fuzz/target.h"
#include "language/diagnostic.h"
#include "language/source.h"
#include "policy/check.h"
#include "policy/policy.h"

static void check_on(const struct notice *notice, const struct policy *policy,
		     int32_t today)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct builder out = {0};

	must(notice_check(notice, policy, today, &arena, &findings, NULL) == 0);
	findings_sort(&findings);
	findings_print_json(&findings, &out);
	must(!out.failed);
	builder_release(&out);
	arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct slice text = {(const char *)data, size};
	const struct dictionary *dictionary = small_law();
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	const struct notice *notices[1];
	struct policy *policy = NULL;
	struct source *source;
	struct notice *notice;

	if (source_from_text(&source, SLICE("notice"), text, &arena, NULL) ==
		    0 &&
	    notice_read(&notice, source, dictionary, &arena, &findings, NULL) ==
		    0) {
		/* Faulty ones as well: what was read is still checked. */
		notices[0] = notice;
		must(policy_make(&policy, dictionary, notices, 1, &findings,
				 NULL) == 0);
	}
	if (policy != NULL) {
		check_on(notice, policy, DATE_NONE);
		check_on(notice, policy, date_from_civil(2024, 2, 29));
	}
	policy_free(policy);
	arena_release(&arena);
	return 0;
}
