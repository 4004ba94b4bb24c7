/*
 * The letter on what a new version changes: all that changes, in words, and
 * nothing else.
 */
#include "tests/test.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/file.h"
#include "base/memory.h"
#include "dictionary/dictionary.h"
#include "language/diagnostic.h"
#include "policy/compare_notices.h"
#include "policy/notice.h"
#include "policy/policy.h"
#include "document/document.h"
#include "publish/letter.h"
#include "words/phrasebook.h"
#include "publish/publication.h"
#include "document/text.h"

#define KENT "demo/notices/kent-alternative-provision.notice"

struct fixture {
	struct arena arena;
	struct dictionary *england;
	struct phrasebook *english;
	struct builder kent;
};

static int setup(void **state)
{
	static struct fixture fixture;
	struct findings findings = findings_in(&fixture.arena);
	struct error error;

	assert_success(dictionary_load(&fixture.england, "dictionaries/england",
				       &findings, &error),
		       &error);
	assert_success(phrasebook_load(&fixture.english, "phrases/english",
				       NULL, fixture.england, &findings,
				       &error),
		       &error);
	assert_non_null(fixture.english);
	assert_success(file_read(KENT, 1 << 20, &fixture.kent, &error), &error);
	*state = &fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	builder_release(&fixture->kent);
	phrasebook_free(fixture->english);
	dictionary_free(fixture->england);
	arena_release(&fixture->arena);
	return 0;
}

/* --- making one -------------------------------------------------------------------- */

struct made {
	struct arena arena;
	const struct notice *notices[COMPARE_SIDES];
	struct policy *policies[COMPARE_SIDES];
	struct publication *publications[COMPARE_SIDES];
	struct notice_comparison *comparison;
	struct builder text;
};

static void read_side(struct fixture *fixture, struct made *made, int side,
		      struct slice text)
{
	struct findings findings = findings_in(&made->arena);
	struct source *source;
	struct notice *notice;
	struct error error;

	assert_success(source_from_text(&source, SLICE("kent.notice"),
					arena_copy(&made->arena, text),
					&made->arena, &error),
		       &error);
	assert_success(notice_read(&notice, source, fixture->england,
				   &made->arena, &findings, &error),
		       &error);
	for (size_t i = 0; i < findings.count; i++)
		if (findings.list[i].severity == SEVERITY_ERROR)
			fail_msg("%.*s", SLICE_ARGS(findings.list[i].message));
	made->notices[side] = notice;
	assert_success(policy_make(&made->policies[side], fixture->england,
				   &made->notices[side], 1, &findings, &error),
		       &error);
}

static void compare(struct fixture *fixture, struct made *made,
		    struct slice old, struct slice new)
{
	struct findings findings = findings_in(&made->arena);
	struct compare_request request;
	struct error error;

	*made = (struct made){0};
	read_side(fixture, made, COMPARE_OLD, old);
	read_side(fixture, made, COMPARE_NEW, new);
	for (int side = 0; side < COMPARE_SIDES; side++)
		assert_success(
			publication_make(
				&made->publications[side], made->policies[side],
				made->notices[COMPARE_NEW]->from, &error),
			&error);
	request = (struct compare_request){
		.notices = {made->notices[0], made->notices[1]},
		.dictionaries = {fixture->england, fixture->england},
		.on = DATE_NONE,
	};
	assert_success(
		compare_notices(&made->comparison, &request, &findings, &error),
		&error);
	assert_non_null(made->comparison);
}

static void write_for(struct fixture *fixture, struct made *made,
		      enum audience audience)
{
	struct letter_request request = {
		.before = made->publications[COMPARE_OLD],
		.after = made->publications[COMPARE_NEW],
		.comparison = made->comparison,
		.book = fixture->english,
		.audience = audience,
	};
	struct document document;
	struct error error;

	builder_clear(&made->text);
	assert_success(
		letter_document(&document, &request, &made->arena, &error),
		&error);
	text_write(&document, false, &made->text);
	/* One line, so that what is looked for is not broken. */
	for (size_t i = 0, kept = 0; i < made->text.len; i++) {
		char c = made->text.at[i] == '\n' ? ' ' : made->text.at[i];

		if (c == ' ' && kept > 0 && made->text.at[kept - 1] == ' ')
			continue;
		made->text.at[kept++] = c;
		if (i + 1 == made->text.len)
			made->text.len = kept;
	}
}

static void made_free(struct made *made)
{
	builder_release(&made->text);
	comparison_free(made->comparison);
	for (int side = 0; side < COMPARE_SIDES; side++) {
		publication_free(made->publications[side]);
		policy_free(made->policies[side]);
	}
	arena_release(&made->arena);
}

static bool holds(const struct made *made, const char *part)
{
	return memmem(made->text.at, made->text.len, part, strlen(part)) !=
	       NULL;
}

/* The notice with one text in the place of another, everywhere. */
static void replace(struct builder *text, const char *old, const char *new)
{
	struct builder made = {0};
	size_t length = strlen(old);
	bool found = false;

	for (size_t i = 0; i < text->len;) {
		if (i + length <= text->len &&
		    memcmp(text->at + i, old, length) == 0) {
			builder_add_text(&made, new);
			i += length;
			found = true;
		} else {
			builder_add_byte(&made, text->at[i++]);
		}
	}
	assert_true(found);
	builder_release(text);
	*text = made;
}

/* --- one change each ------------------------------------------------------------------ */

/* The school's notice as it is, and with one change: what the letter says, and
 * what it does not. */
static const struct {
	const char *label;
	const char *old, *new;
	const char *says[3];
	const char *silent;
} changes[] = {
	/* clang-format off */
	{ "nothing but the version", "version 2", "version 2",
	  { "Nothing changes for you", "You need not do anything" }, "What you can do" },
	{ "a law that is cited otherwise changes nothing for families",
	  "under gdpr-6-1-c\n}\n\nshare with next-school", "under gdpr-6-1-e\n}\n\nshare with next-school",
	  { "the same recipients get the same on the same terms", "In some places the notice now refers to a public task" },
	  "Who will" },
	{ "what the law sends on request only", " pupil.email,", "",
	  { "Until then it goes if your child is 13 to 19", "for the same children. Then the law makes us send it." },
	  "something new" },
	{ "another title", "\"How we use pupil information\"", "\"What we do with what we know\"",
	  { "The notice is now called: What we do with what we know.", "Only what is below" }, "Who will" },
	{ "a review", "version 2 from 2026-02-01", "version 2 from 2026-02-01 review every 2 years",
	  { "We now promise to review the notice every 2 years.", "You need not do anything" }, "Everything else" },
	{ "a link", "honour refusals", "link release-register \"https://register.example/\"\nhonour refusals",
	  { "The notice now gives this address for", "https://register.example/" }, "Who will" },
	{ "who the controller is", "number \"886/1101\"", "number \"886/1102\"",
	  { "The notice describes Westwood Learning Alliance differently" }, "Who will" },
	{ "what others must keep to", "    level pupil\n    needs approval by data-sharing-panel", "    level pupil",
	  { "Our notice tells differently of this", "The whole notice has the details" }, "Who will" },
	{ "a condition that asks less than the law does",
	  "when      age >= 13", "when      age >= 12", { "Nothing changes for you" }, "Who will" },
	{ "a new recipient", "honour refusals",
	  "share with inspectorate {\nsend assessments\nfor inspection\nunder gdpr-6-1-c\n}\nhonour refusals",
	  { "Who will get something new", "Ofsted will get your child's assessment results, to inspect schools",
	    "stated by 31 January 2026 counts from the first day" }, "Who will get less" },
	{ "a recipient that gets nothing any more",
	  "share with commissioned-provider {", "share with commissioned-provider by local-authority {",
	  { "Who will get less", "will no longer get" }, "something new" },
	{ "what is promised later in life",
	  "when      age >= 16", "when      age >= 17",
	  { "Who will get less", "in fewer cases than now", "17" }, "something new" },
	{ "what the law requires goes on", "sen, sen-needs, attendance.totals, exclusions, assessments\n    for   authority",
	  "attendance.totals, exclusions, assessments\n    for   authority",
	  { "goes on getting", "because the law requires it", "no longer says so" }, "Who will get less" },
	{ "what is kept longer", "keep  until age 25 then destroy", "keep  until age 30 then destroy",
	  { "We change how long we keep", "until your child is 30" }, "Who will" },
	{ "something else that is kept", "hold sen, ", "hold services, sen, ",
	  { "We will also keep" }, "Who will get less" },
	{ "another use", "for   teaching, pastoral-care\n", "for   teaching, pastoral-care, legal-compliance\n",
	  { "We will also use", "special educational needs" }, "no longer use" },
	{ "what must be given", "hold sen, sen-history, sen-needs, medical, disabilities, looked-after {",
	  "hold sen, sen-history, sen-needs, medical, disabilities, looked-after {\nvoluntary medical\n",
	  { "You may leave out" }, "You will have to" },
	{ "a right", "right compensation", "right portability",
	  { "Our notice now tells you that you can", "Our notice no longer tells you that you can" }, "Who will" },
	{ "who uses a right", "right access\n", "right access by pupil from 12\n",
	  { "You can still", "From the age of 12" }, "now tells you" },
	{ "refusals", "honour refusals  # R-168\n", "\n", { "A refusal still counts" }, "Who will" },
	{ "a contact", "dataprotection@kent.gov.uk", "information@kent.gov.uk",
	  { "Who to ask", "By e-mail: information@kent.gov.uk" }, "dataprotection@" },
	{ "what others do", "send pupil.name, pupil.birth-date\n    for  post-16-planning",
	  "send pupil.name\n    for  post-16-planning",
	  { "will no longer pass on your child's date of birth" }, "may pass on" },
	{ "what is never done", "honour refusals", "never religion \"We never pass on what your family believes\" {\nsend belief\n}\nhonour refusals",
	  { "What we never do", "This is new: We never pass on what your family believes." }, "no longer give" },
	{ "where it comes from", "receive pupil.uln from", "receive pupil.uln, pupil.birth-date from",
	  { "may give us your child's date of birth" }, "no longer give us" },
	/* clang-format on */
};

static void each_change_is_told_and_no_other(void **state)
{
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct builder text = {0};
		struct made made;

		builder_add(&text, builder_slice(&fixture->kent));
		replace(&text, "version 1 from 2018-05-25",
			"version 2 from 2026-02-01");
		replace(&text, changes[i].old, changes[i].new);
		compare(fixture, &made, builder_slice(&fixture->kent),
			builder_slice(&text));
		write_for(fixture, &made, AUDIENCE_PARENT);
		for (size_t s = 0; s < 3 && changes[i].says[s] != NULL; s++)
			if (!holds(&made, changes[i].says[s]))
				fail_msg("%s: '%s' is not in\n%.*s",
					 changes[i].label, changes[i].says[s],
					 SLICE_ARGS(builder_slice(&made.text)));
		if (holds(&made, changes[i].silent))
			fail_msg("%s: '%s' is in\n%.*s", changes[i].label,
				 changes[i].silent,
				 SLICE_ARGS(builder_slice(&made.text)));
		made_free(&made);
		builder_release(&text);
	}
}

/* Whatever the comparison finds of what leaves is told, and backwards too. */
static void every_recipient_that_gets_more_or_less_is_named(void **state)
{
	struct fixture *fixture = *state;
	struct builder text = {0};

	builder_add(&text, builder_slice(&fixture->kent));
	replace(&text, "version 1 from 2018-05-25",
		"version 2 from 2018-05-25");
	replace(&text, "age >= 16", "age >= 18");
	replace(&text, "exclusions, assessments\n    for   authority",
		"assessments\n    for   authority");
	replace(&text, "sen,\n          attendance.totals",
		"attendance.totals");
	replace(&text, "    on    transfer\n", "");
	replace(&text, "honour refusals",
		"share with inspectorate {\nsend assessments\nfor "
		"inspection\n}\nhonour refusals");
	for (int way = 0; way < 2; way++) {
		struct slice old = builder_slice(&fixture->kent);
		struct slice new = builder_slice(&text);
		const struct flow_change *flow;
		struct made made;
		size_t told = 0;

		compare(fixture, &made, way == 0 ? old : new,
			way == 0 ? new : old);
		write_for(fixture, &made, AUDIENCE_STAFF);
		for (size_t i = 0;
		     (flow = comparison_flow(made.comparison, i)) != NULL;
		     i++) {
			struct voice voice = voice_of(
				fixture->english, AUDIENCE_STAFF, &made.arena);
			struct slice name = name_of_body(
				&voice,
				dictionary_body(fixture->england,
						flow->recipient, NULL),
				made.publications[COMPARE_NEW]->date);

			for (size_t c = 0; c < flow->change_count; c++) {
				if (flow->changes[c].kind != CHANGE_SENT &&
				    flow->changes[c].kind != CHANGE_WITHHELD)
					continue;
				/* The first letter may be a capital. */
				if (!holds(&made,
					   slice_part(name, 1, name.len).at))
					fail_msg("nothing of %.*s in\n%.*s",
						 SLICE_ARGS(name),
						 SLICE_ARGS(builder_slice(
							 &made.text)));
				told++;
			}
		}
		assert_true(told > 2);
		made_free(&made);
	}
	builder_release(&text);
}

/* --- statements that are gone ------------------------------------------------------ */

/* Where the next statement begins that is none inside another; `len`: none. */
static size_t next_statement(struct slice text, size_t at)
{
	while (at < text.len) {
		char first = text.at[at];
		bool starts = at == 0 || text.at[at - 1] == '\n';

		if (starts && first >= 'a' && first <= 'z')
			return at;
		at++;
	}
	return at;
}

static bool begins_with(struct slice text, size_t at, const char *word)
{
	size_t length = strlen(word);

	return at + length <= text.len &&
	       memcmp(text.at + at, word, length) == 0;
}

/* Whether the letter has a section of this heading. */
static bool has_section(const struct made *made, const char *heading)
{
	char text[80];

	snprintf(text, sizeof(text), "%s ---", heading);
	return holds(made, text);
}

struct found {
	bool begins, ends, other; /* of what leaves */
	bool held, rights, contacts, never, beside, others;
};

static struct found found_in(const struct made *made)
{
	struct found found = {0};
	const struct flow_change *flow;
	const struct told_change *told;

	for (size_t i = 0;
	     (flow = comparison_flow(made->comparison, i)) != NULL; i++) {
		bool other = true;

		for (size_t c = 0; c < flow->change_count; c++) {
			enum change_kind kind = flow->changes[c].kind;

			found.begins |= kind == CHANGE_SENT;
			found.ends |= kind == CHANGE_WITHHELD;
			other &= kind != CHANGE_SENT && kind != CHANGE_WITHHELD;
		}
		found.other |= other;
	}
	for (size_t i = 0;
	     (told = comparison_told(made->comparison, i)) != NULL; i++) {
		if (slice_is(told->subject, "right") ||
		    slice_is(told->subject, "honour"))
			found.rights = true;
		else if (slice_is(told->subject, "contact"))
			found.contacts = true;
		else if (slice_is(told->subject, "never"))
			found.never = true;
		else if (slice_is(told->subject, "review") ||
			 slice_is(told->subject, "link") ||
			 slice_is(told->subject, "law cited") ||
			 slice_is(told->subject, "controller") ||
			 (slice_is(told->subject, "held") &&
			  begins_with(told->text, 0, "under ")))
			found.beside = true;
		else if (slice_is(told->subject, "held") ||
			 begins_with(told->subject, 0, "received from "))
			found.held = true;
		else
			found.others = true;
	}
	return found;
}

/* Each section is there exactly when the comparison has something for it. */
static void expect_sections(const struct made *made, const char *label)
{
	struct found found = found_in(made);
	const struct {
		const char *heading;
		bool expected;
	} sections[] = {
		{"Who will get something new", found.begins},
		{"Who will get less", found.ends},
		{"What we keep", found.held},
		{"What others do with it", found.others},
		{"What we never do", found.never},
		{"Your rights", found.rights},
		{"Who to ask", found.contacts},
		{"What else our notice says differently", found.beside},
	};

	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		if (has_section(made, sections[i].heading) !=
		    sections[i].expected)
			fail_msg("%s: '%s' is %sexpected in\n%.*s", label,
				 sections[i].heading,
				 sections[i].expected ? "" : "not ",
				 SLICE_ARGS(builder_slice(&made->text)));
	if (found.other && !has_section(made, "On what terms they get it"))
		fail_msg("%s: no terms", label);
	assert_int_equal(holds(made, "Nothing changes for you"),
			 comparison_same(made->comparison));
}

/* A notice against itself without some of it: one way or the other. */
static void expect_told_without(struct fixture *fixture, size_t from, size_t to,
				bool backwards)
{
	struct slice kent = builder_slice(&fixture->kent), less;
	struct builder text = {0};
	struct made made;
	char label[41];

	snprintf(label, sizeof(label), "without %.32s", kent.at + from);
	builder_add(&text, slice_part(kent, 0, from));
	builder_add_byte(&text, '\n');
	builder_add(&text, slice_part(kent, to, kent.len));
	less = builder_slice(&text);
	compare(fixture, &made, backwards ? less : kent,
		backwards ? kent : less);
	write_for(fixture, &made, AUDIENCE_PARENT);
	expect_sections(&made, label);
	made_free(&made);
	builder_release(&text);
}

static void whatever_statement_is_left_out_is_told(void **state)
{
	struct fixture *fixture = *state;
	struct slice kent = builder_slice(&fixture->kent);
	size_t at = next_statement(kent, 0), next, count = 0;

	for (; at < kent.len; at = next) {
		next = next_statement(kent, at + 1);
		if (!begins_with(kent, at, "notice ") &&
		    !begins_with(kent, at, "controller "))
			expect_told_without(fixture, at, next, count++ % 2);
	}
	assert_true(count > 20);
}

/* Clauses that stand on one line. */
static void whatever_clause_is_left_out_is_told(void **state)
{
	static const char *const clauses[] = {"when ",  "on ",   "level ",
					      "needs ", "keep ", "under "};
	struct fixture *fixture = *state;
	struct slice kent = builder_slice(&fixture->kent);
	size_t count = 0;

	for (size_t at = 0, end; at < kent.len; at = end + 1) {
		const char *newline = memchr(kent.at + at, '\n', kent.len - at);
		size_t word = at;

		end = newline != NULL ? (size_t)(newline - kent.at) : kent.len;
		while (word < end && kent.at[word] == ' ')
			word++;
		for (size_t c = 0; word > at && c < 6; c++)
			if (begins_with(kent, word, clauses[c]))
				expect_told_without(fixture, word, end,
						    count++ % 2);
	}
	assert_true(count > 12);
}

static void each_audience_is_written_to(void **state)
{
	static const char *const greetings[AUDIENCE_COUNT] = {
		[AUDIENCE_PARENT] = "Dear parents and carers,",
		[AUDIENCE_PRIMARY] = "Dear pupils,",
		[AUDIENCE_SECONDARY] = "Dear pupils,",
		[AUDIENCE_STAFF] = "Dear colleagues,",
	};
	struct fixture *fixture = *state;
	struct builder text = {0};
	struct made made;

	builder_add(&text, builder_slice(&fixture->kent));
	replace(&text, "version 1 from 2018-05-25",
		"version 2 from 2026-02-01");
	replace(&text, "age >= 16", "age >= 17");
	compare(fixture, &made, builder_slice(&fixture->kent),
		builder_slice(&text));
	for (int a = 0; a < AUDIENCE_COUNT; a++) {
		write_for(fixture, &made, (enum audience)a);
		assert_true(holds(&made, greetings[a]));
		assert_true(holds(&made, "1 February 2026"));
		assert_int_equal(holds(&made, "your child"),
				 a == AUDIENCE_PARENT);
	}
	made_free(&made);
	builder_release(&text);
}

static void memory_running_out_is_told(void **state)
{
	struct fixture *fixture = *state;
	struct builder text = {0};
	struct made made;
	int result = -1;

	builder_add(&text, builder_slice(&fixture->kent));
	replace(&text, "version 1 from 2018-05-25",
		"version 2 from 2026-02-01");
	replace(&text, "age >= 16", "age >= 17");
	replace(&text, "age 25", "age 26");
	compare(fixture, &made, builder_slice(&fixture->kent),
		builder_slice(&text));
	for (uint64_t n = 1; result != 0; n++) {
		const struct letter_request request = {
			.before = made.publications[COMPARE_OLD],
			.after = made.publications[COMPARE_NEW],
			.comparison = made.comparison,
			.book = fixture->english,
		};
		struct document document;
		struct arena arena = {0};
		struct error error = {0};

		assert_true(n < 10000);
		memory_fail_at(n);
		result = letter_document(&document, &request, &arena, &error);
		memory_fail_at(0);
		assert_true(result == 0 || error.code == ERROR_MEMORY);
		arena_release(&arena);
	}
	made_free(&made);
	builder_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_change_is_told_and_no_other),
		cmocka_unit_test(
			every_recipient_that_gets_more_or_less_is_named),
		cmocka_unit_test(whatever_statement_is_left_out_is_told),
		cmocka_unit_test(whatever_clause_is_left_out_is_told),
		cmocka_unit_test(each_audience_is_written_to),
		cmocka_unit_test(memory_running_out_is_told),
	};

	return cmocka_run_group_tests_name("publish letter", tests, setup,
					   teardown);
}
