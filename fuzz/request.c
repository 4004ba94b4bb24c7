/*
 * Any bytes as the lines of a decision service, over the dictionary of England
 * and the notice of a school in Kent.  Each line gets one line back, which is
 * JSON; asked again, it gets the same; and the reference gives the same answer.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "fuzz/target.h"
#include "language/diagnostic.h"
#include "policy/policy.h"
#include "policy/service.h"
#include "tests/policy/line.h"

static const char DICTIONARY[] = "dictionaries/england";
static const char NOTICE[] = "demo/notices/kent-alternative-provision.notice";

static struct arena arena;
static struct dictionary *dictionary;
static struct policy *policy;

static void release(void)
{
	policy_free(policy);
	dictionary_free(dictionary);
	arena_release(&arena);
}

static void make_policy(void)
{
	struct findings findings = findings_in(&arena);
	const struct notice *notices[1];
	struct source *source;
	struct notice *notice;

	must(dictionary_load(&dictionary, DICTIONARY, &findings, NULL) == 0);
	must(source_from_file(&source, NOTICE, &arena, NULL) == 0);
	must(notice_read(&notice, source, dictionary, &arena, &findings,
			 NULL) == 0);
	notices[0] = notice;
	must(policy_make(&policy, dictionary, notices, 1, &findings, NULL) ==
	     0);
	must(policy != NULL);
	atexit(release);
}

static void check_answer(struct slice answer, bool faulty)
{
	json_t *parsed;

	must(answer.len > 0 && answer.at[answer.len - 1] == '\n');
	answer.len--;
	must(memchr(answer.at, '\n', answer.len) == NULL);
	parsed = json_loadb(answer.at, answer.len, 0, NULL);
	must(parsed != NULL);
	must((json_object_get(parsed, "error") != NULL) == faulty);
	must((json_object_get(parsed, "outcome") != NULL) == !faulty);
	json_decref(parsed);
}

static void ask(struct service *service, struct slice line, struct builder *out)
{
	bool faulty = false;
	size_t before = out->len;

	must(service_answer(service, line, out, &faulty, NULL) == 0);
	check_answer(slice_part(builder_slice(out), before, out->len), faulty);
}

static void ask_reference(struct slice line)
{
	json_t *request = json_loadb(line.at, line.len, 0, NULL);
	struct builder why = {0};

	if (json_is_object(request) &&
	    line_ask(policy, request, NULL, &why, NULL) == LINE_DIFFERS) {
		fputs(builder_text(&why), stderr);
		abort();
	}
	json_decref(request);
	builder_release(&why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct builder first = {0};
	struct builder second = {0};
	struct service *service;
	struct slice rest = {(const char *)data, size};

	if (policy == NULL)
		make_policy();
	must(service_make(&service, policy, NULL) == 0);
	while (rest.len > 0) {
		struct slice line = slice_cut(&rest, '\n');

		builder_clear(&first);
		builder_clear(&second);
		ask(service, line, &first);
		ask(service, line, &second);
		must(slice_equal(builder_slice(&first),
				 builder_slice(&second)));
		ask_reference(line);
	}
	service_free(service);
	builder_release(&first);
	builder_release(&second);
	return 0;
}
