#include "cli/explain_family.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/json.h"
#include "cli/ask.h"
#include "cli/clock.h"
#include "cli/print.h"
#include "language/tree.h"
#include "policy/request.h"
#include "share/node.h"

/* All that is told to one family. */
struct letter {
	struct run *run;
	struct node *node;
	enum reader reader;
	const struct wish *wishes;
	size_t wish_count;
	struct family_telling *flows;
	size_t count, capacity;
};

/* --- one flow after the other ------------------------------------------------------- */

static int add_flow(struct letter *letter, const struct share_request *asked)
{
	struct run *run = letter->run;
	struct field_set held;
	struct request request;
	struct pupil pupil;
	struct plan *plan;
	struct explanation explanation = {
		.policy = letter->node->policy,
		.request = &request,
		.pupil = &pupil,
		.held = &held,
		.wishes = letter->wishes,
		.wish_count = letter->wish_count,
	};
	struct family_telling *list =
		arena_grow(&run->arena, letter->flows, letter->count,
			   &letter->capacity, sizeof(*list));
	int result;

	if (list == NULL)
		return error_memory(&run->error);
	letter->flows = list;
	if (share_decide(letter->node, asked, slice_of(run->arguments.pupil),
			 &plan, &request, &pupil, &explanation.decision, &held,
			 &run->arena, &run->error) != 0)
		return -1;
	explanation.plan = plan;
	result = family_tell(&list[letter->count], &explanation, letter->reader,
			     &run->arena, &run->error);
	letter->count += result == 0;
	plan_free(plan);
	return result;
}

static int add_one(struct letter *letter)
{
	struct share_request asked;
	struct field_set fields;

	if (ask_request(&asked, &fields, letter->run, letter->node) != 0)
		return -1;
	return add_flow(letter, &asked);
}

/* Whether an earlier share tells of the same recipient and purpose. */
static bool is_repeated(const struct notice *notice, size_t share,
			struct slice with, struct slice purpose)
{
	for (size_t i = 0; i < share; i++) {
		const struct statement *earlier = notice->shares[i].statement;
		const struct statement *clause = NULL;

		if (notice->shares[i].by_other ||
		    !slice_equal(statement_text(earlier, "with"), with))
			continue;
		while ((clause = statement_child(earlier, KEYWORD_FOR,
						 clause)) != NULL) {
			const struct argument *names =
				statement_argument(clause, "");

			for (size_t n = 0;
			     names != NULL && n < names->name_count; n++)
				if (slice_equal(names->names[n].text, purpose))
					return true;
		}
	}
	return false;
}

static int add_share(struct letter *letter, const struct notice *notice,
		     size_t share)
{
	const struct statement *statement = notice->shares[share].statement;
	struct slice with = statement_text(statement, "with");
	const struct statement *clause = NULL;

	while ((clause = statement_child(statement, KEYWORD_FOR, clause)) !=
	       NULL) {
		const struct argument *names = statement_argument(clause, "");

		for (size_t n = 0; names != NULL && n < names->name_count;
		     n++) {
			struct share_request asked = {
				.recipient = with,
				.purpose = names->names[n].text,
				.trigger = slice_of(
					letter->run->arguments.trigger),
				.today = clock_today(&letter->run->arguments),
			};

			if (!is_repeated(notice, share, with, asked.purpose) &&
			    add_flow(letter, &asked) != 0)
				return -1;
		}
	}
	return 0;
}

/* All that the notice in force promises. */
static int add_all(struct letter *letter, const struct notice *notice)
{
	for (size_t i = 0; notice != NULL && i < notice->share_count; i++)
		if (!notice->shares[i].by_other &&
		    add_share(letter, notice, i) != 0)
			return -1;
	return 0;
}

/* --- the letter ------------------------------------------------------------------------ */

static const struct notice *notice_on(const struct letter *letter)
{
	const struct policy *policy = letter->node->policy;
	int index =
		policy_notice_on(policy, clock_today(&letter->run->arguments));

	return index >= 0 ? policy->notices[index].notice : NULL;
}

static void add_text(const struct letter *letter, const struct notice *notice)
{
	struct builder *out = &letter->run->out;
	char date[32];

	date_format_long(clock_today(&letter->run->arguments), date,
			 sizeof(date));
	builder_add_format(
		out, "%.*s: what we pass on about %s, as on %s\n\n",
		SLICE_ARGS(letter->node->notice->controller),
		letter->reader == READER_PARENT ? "your child" : "you", date);
	for (size_t i = 0; i < letter->count;) {
		size_t alike = 1;

		while (i + alike < letter->count &&
		       family_alike(&letter->flows[i],
				    &letter->flows[i + alike]))
			alike++;
		family_write_text(&letter->flows[i], alike, out);
		builder_add_byte(out, '\n');
		i += alike;
	}
	if (letter->count == 0)
		builder_add_text(out, "We pass on nothing.\n\n");
	family_write_contact(notice, out);
}

static void add_json(const struct letter *letter)
{
	struct json json = run_json(letter->run);

	json_open_object(&json);
	json_key_text(
		&json, "reader",
		slice_of(letter->reader == READER_PARENT ? "parent" : "pupil"));
	json_key_text(&json, "controller", letter->node->notice->controller);
	json_key_date(&json, "date", clock_today(&letter->run->arguments));
	json_key(&json, "flows");
	json_open_array(&json);
	for (size_t i = 0; i < letter->count; i++)
		family_write_json(&letter->flows[i], letter->node->dictionary,
				  &json);
	json_close_array(&json);
	json_close_object(&json);
	run_json_end(letter->run);
}

int explain_family(struct run *run, struct node *node, enum reader reader)
{
	struct letter letter = {.run = run, .node = node, .reader = reader};
	const struct notice *notice = notice_on(&letter);
	int result;

	if (share_wishes(node, slice_of(run->arguments.pupil), &letter.wishes,
			 &letter.wish_count, &run->arena, &run->error) != 0)
		return -1;
	result = run->arguments.to != NULL ? add_one(&letter)
					   : add_all(&letter, notice);
	if (result != 0)
		return -1;
	if (run->arguments.json)
		add_json(&letter);
	else
		add_text(&letter, notice);
	return 0;
}
