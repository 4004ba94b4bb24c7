/*
 * Rules in words: equal things are said alike, different ones differently.
 */
#include "tests/test.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/memory.h"
#include "dictionary/dictionary.h"
#include "language/diagnostic.h"
#include "language/parser.h"
#include "policy/condition.h"
#include "policy/notice.h"
#include "words/phrasebook.h"
#include "words/wording.h"

struct fixture {
	struct arena arena;
	struct dictionary *england;
	struct phrasebook *english;
};

static int setup(void **state)
{
	static struct fixture fixture;
	struct findings findings = findings_in(&fixture.arena);
	struct error error;

	*state = &fixture;
	assert_success(dictionary_load(&fixture.england, "dictionaries/england",
				       &findings, &error),
		       &error);
	assert_success(phrasebook_load(&fixture.english, "phrases/english",
				       NULL, fixture.england, &findings,
				       &error),
		       &error);
	assert_non_null(fixture.english);
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	phrasebook_free(fixture->english);
	dictionary_free(fixture->england);
	arena_release(&fixture->arena);
	return 0;
}

/* A notice of which only the shares and holdings matter. */
static const struct notice *
read_notice(struct fixture *fixture, struct arena *arena, const char *clauses)
{
	struct findings findings = findings_in(arena);
	struct builder text = {0};
	struct source *source;
	struct notice *notice;
	struct error error;

	builder_add_text(&text, "notice \"N\" version 1 from 2026-01-01\n"
				"controller \"S\" school secondary\n");
	builder_add_text(&text, clauses);
	assert_success(source_from_text(&source, SLICE("test.notice"),
					builder_slice(&text), arena, &error),
		       &error);
	assert_success(notice_read(&notice, source, fixture->england, arena,
				   &findings, &error),
		       &error);
	for (size_t i = 0; i < findings.count; i++)
		print_error("%.*s\n", SLICE_ARGS(findings.list[i].message));
	assert_int_equal(findings.errors, 0);
	builder_release(&text);
	return notice;
}

/* The first share of a notice with these clauses. */
static const struct rule *read_share(struct fixture *fixture,
				     struct arena *arena, const char *clauses)
{
	struct builder text = {0};
	const struct notice *notice;

	builder_add_format(&text, "share with local-authority {\n%s\n}\n",
			   clauses);
	notice = read_notice(fixture, arena, builder_text(&text));
	builder_release(&text);
	return &notice->shares[0];
}

/* --- conditions ---------------------------------------------------------------------- */

static const struct {
	enum audience audience;
	const char *condition;
	const char *expected;
} conditions[] = {
	/* clang-format off */
	{ AUDIENCE_PARENT, "age >= 13", "your child is 13 or over" },
	{ AUDIENCE_PRIMARY, "age >= 13", "you are 13 or over" },
	{ AUDIENCE_STAFF, "age >= 13", "the pupil is 13 or over" },
	{ AUDIENCE_PARENT, "age > 12", "your child is 13 or over" },
	{ AUDIENCE_PARENT, "not age < 13", "your child is 13 or over" },
	{ AUDIENCE_PARENT, "age < 11", "your child is under 11" },
	{ AUDIENCE_PARENT, "age <= 10", "your child is under 11" },
	{ AUDIENCE_PARENT, "age = 12", "your child is 12" },
	{ AUDIENCE_PARENT, "age >= 13 and age < 20", "your child is 13 to 19 years old" },
	{ AUDIENCE_PARENT, "age in 13 to 19", "your child is 13 to 19 years old" },
	{ AUDIENCE_PARENT, "age < 13 and age >= 13", "something that is never so" },
	{ AUDIENCE_PARENT, "age < 13 or age >= 5", "your child is under 13, or is 5 or over" },
	{ AUDIENCE_PARENT, "not age in 5 to 12", "your child is under 5, or is 13 or over" },
	{ AUDIENCE_PARENT, "age >= 14 or enrolling-post-14",
	  "your child is 14 or over, or is entering for a qualification taken after 14" },
	{ AUDIENCE_PARENT, "enrolling-post-14 or age >= 14",
	  "your child is 14 or over, or is entering for a qualification taken after 14" },
	{ AUDIENCE_PARENT, "age >= 13 and (age < 20 or age < 25 and learning-difficulty)",
	  "your child is 13 to 19 years old, or is 13 to 24 years old and has an education, health and care plan or a statement of special educational needs" },
	{ AUDIENCE_SECONDARY, "age < 19 or age < 25 and learning-difficulty",
	  "you are under 19, or are under 25 and have an education, health and care plan or a statement of special educational needs" },
	{ AUDIENCE_PARENT, "year in 7 to 14", "your child is in year 7 to year 14" },
	{ AUDIENCE_PARENT, "not year in 7 to 11, 13", "your child is not in year 7 to year 11 or year 13" },
	{ AUDIENCE_PARENT, "year in 13, 7 to 11", "your child is in year 7 to year 11 or year 13" },
	{ AUDIENCE_PARENT, "year in R to 8 and (school-phase in PS, MP or school-phase = AT)",
	  "your child is in reception to year 8 and goes to a primary school, a middle school that counts as primary or an all-through school" },
	{ AUDIENCE_PARENT, "year = 9 or year = 7 or looked-after", "your child is in year 7 or year 9, or is looked after by a local authority" },
	{ AUDIENCE_PARENT, "age in 13 to 15 or age in 16 to 19", "your child is 13 to 19 years old" },
	{ AUDIENCE_PARENT, "year >= 7", "your child is in year 7 or above" },
	{ AUDIENCE_PARENT, "not year >= 7", "your child is in a stage before year 7" },
	{ AUDIENCE_PARENT, "key-stage in 1 to 3", "your child is in key stage 1 to 3" },
	{ AUDIENCE_PARENT, "not looked-after", "your child is not looked after by a local authority" },
	{ AUDIENCE_PARENT, "not (looked-after or learning-difficulty)",
	  "your child has neither an education, health and care plan nor a statement of special educational needs and is not looked after by a local authority" },
	{ AUDIENCE_PARENT, "setting != primary", "the school is not a primary school" },
	{ AUDIENCE_PARENT, "not setting = primary", "the school is not a primary school" },
	{ AUDIENCE_PARENT, "age >= 16 and phase = secondary",
	  "your child is 16 or over and the school teaches secondary years" },
	{ AUDIENCE_PARENT, "age >= 16 and phase = secondary or looked-after",
	  "your child is looked after by a local authority, or your child is 16 or over and the school teaches secondary years" },
	{ AUDIENCE_PARENT, "helps-safeguarding and not more-detrimental",
	  "it is relevant and would help to keep your child safe and sharing it would not harm your child more than not sharing it" },
	{ AUDIENCE_PARENT, "birth-date >= 2010-09-01", "your child was born 1 September 2010 or later" },
	{ AUDIENCE_PARENT, "birth-date < 2010-09-01", "your child was born 31 August 2010 or earlier" },
	{ AUDIENCE_STAFF, "own-roll", "the pupil is on the roll of the school that gets it" },
	{ AUDIENCE_SECONDARY, "competence = able or competence = unrecorded",
	  "you are able or not yet judged able or unable to understand your rights" },
	/* clang-format on */
};

static void conditions_are_said_as_people_say_them(void **state)
{
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(conditions) / sizeof(conditions[0]);
	     i++) {
		struct arena arena = {0};
		struct builder text = {0};
		struct voice voice = voice_of(fixture->english,
					      conditions[i].audience, &arena);
		const struct rule *share;

		builder_add_format(&text,
				   "send pupil.name; for authority-functions\n"
				   "when %s",
				   conditions[i].condition);
		share = read_share(fixture, &arena, builder_text(&text));
		assert_slice(say_condition(&voice, &share->when, 1),
			     conditions[i].expected);
		assert_false(voice.failed);
		builder_release(&text);
		arena_release(&arena);
	}
}

/* Of a share's condition and its gateway's both must hold. */
static void conditions_of_both_rules_are_one(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = {0};
	struct voice voice =
		voice_of(fixture->english, AUDIENCE_PARENT, &arena);
	const struct condition *both[3] = {
		read_share(fixture, &arena, "send pupil.name; when age >= 13")
			->when,
		NULL,
		read_share(fixture, &arena,
			   "send pupil.name; when age < 20 and looked-after")
			->when,
	};

	assert_slice(say_condition(&voice, both, 3),
		     "your child is 13 to 19 years old and is looked after by "
		     "a local authority");
	assert_slice(say_condition(&voice, both + 1, 1), "");
	assert_slice(say_condition(&voice, NULL, 0), "");
	arena_release(&arena);
}

/* --- equal words, equal meaning ------------------------------------------------------ */

enum { INVENTED = 300, PUPILS = 256 };

/* xorshift64: the same conditions in every run. */
static uint64_t draw(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static void invent(uint64_t *seed, unsigned int depth, struct builder *out)
{
	static const char *const leaves[] = {
		"age >= 13",         "age < 13",
		"age > 12",          "age < 20",
		"age in 13 to 19",   "age != 16",
		"looked-after",      "learning-difficulty",
		"year in 7 to 11",   "year >= 7",
		"year < 7",          "year = 9",
		"sen-provision = E", "sen-provision != E",
	};
	uint64_t kind = depth == 0 ? 0 : draw(seed) % 4;

	if (kind == 0) {
		builder_add_text(out, leaves[draw(seed) % (sizeof(leaves) /
							   sizeof(leaves[0]))]);
		return;
	}
	builder_add_text(out, kind == 3 ? "not (" : "(");
	invent(seed, depth - 1, out);
	if (kind < 3) {
		builder_add_text(out, kind == 1 ? " and " : " or ");
		invent(seed, depth - 1, out);
	}
	builder_add_text(out, ")");
}

/* For which of some pupils a condition is true; not all is known of each.  What
 * nobody can meet is false of some and unknown of others. */
static void decide(struct fixture *fixture, const struct condition *condition,
		   int32_t (*values)[PUPILS], struct arena *arena,
		   uint8_t truths[PUPILS])
{
	static struct condition_space space;
	const int32_t *columns[FACT_LIMIT] = {0};
	struct findings findings = findings_in(arena);
	struct condition_program program, bound;
	const uint8_t *found;
	struct error error;

	for (uint16_t f = 0; f < fixture->england->fact_count; f++)
		columns[f] = values[f];
	assert_success(condition_compile(&program, condition, fixture->england,
					 arena, &findings, &error),
		       &error);
	assert_int_equal(findings.count, 0);
	assert_success(condition_bind(&bound, &program, fixture->england,
				      date_from_civil(2026, 1, 1), arena,
				      &error),
		       &error);
	found = condition_evaluate(&bound, columns, PUPILS, &space);
	for (int i = 0; i < PUPILS; i++)
		truths[i] = found[i] == TRUTH_TRUE;
}

static void invent_pupils(struct fixture *fixture, uint64_t *seed,
			  int32_t (*values)[PUPILS])
{
	for (uint16_t f = 0; f < fixture->england->fact_count; f++)
		for (int i = 0; i < PUPILS; i++) {
			uint64_t drawn = draw(seed);

			if (drawn % 8 == 0)
				values[f][i] = DATE_NONE;
			else if (fixture->england->facts[f].type == FACT_DATE)
				values[f][i] =
					date_from_civil(2026, 1, 1) -
					(int32_t)(drawn >> 8) % (25 * 365);
			else
				values[f][i] = (int32_t)((drawn >> 8) % 13);
		}
}

static void what_is_said_alike_means_the_same(void **state)
{
	static struct slice said[INVENTED];
	static uint8_t truths[INVENTED][PUPILS];
	static int32_t values[FACT_LIMIT][PUPILS];
	struct fixture *fixture = *state;
	struct arena arena = {0};
	struct voice voice =
		voice_of(fixture->english, AUDIENCE_PARENT, &arena);
	uint64_t seed = 7;
	size_t alike = 0;

	invent_pupils(fixture, &seed, values);
	for (int i = 0; i < INVENTED; i++) {
		struct builder text = {0};
		const struct rule *share;

		builder_add_text(&text, "send pupil.name\nwhen ");
		invent(&seed, 3, &text);
		share = read_share(fixture, &arena, builder_text(&text));
		said[i] = say_condition(&voice, &share->when, 1);
		decide(fixture, share->when, values, &arena, truths[i]);
		for (int j = 0; j < i; j++) {
			if (!slice_equal(said[i], said[j]))
				continue;
			alike++;
			if (memcmp(truths[i], truths[j], PUPILS) != 0)
				fail_msg("%s: %.*s", builder_text(&text),
					 SLICE_ARGS(said[i]));
		}
		builder_release(&text);
	}
	assert_true(alike > 20);
	assert_false(voice.failed);
	arena_release(&arena);
}

/* --- data -------------------------------------------------------------------------------- */

static const struct {
	enum audience audience;
	const char *fields;
	const char *expected;
} lists[] = {
	/* clang-format off */
	{ AUDIENCE_PARENT, "pupil.surname", "your child's surname" },
	{ AUDIENCE_PARENT, "pupil.address, pupil.birth-date, pupil.name",
	  "your child's name, date of birth and home address" },
	{ AUDIENCE_SECONDARY, "pupil.name, parent.name, parent.address",
	  "your name; and your parents' or carers' name and home address" },
	{ AUDIENCE_STAFF, "pupil.name, contact.name, parent.telephones",
	  "the pupil's name; the telephone numbers of parents and carers; and the name of other people we can contact" },
	{ AUDIENCE_PARENT, "pupil.name, free-school-meals", "your child's name; and whether your child has free school meals" },
	{ AUDIENCE_PRIMARY, "free-school-meals", "whether you have free school meals" },
	{ AUDIENCE_PARENT, "exclusions, attendance.totals",
	  "your child's attendance totals and suspensions or exclusions" },
	{ AUDIENCE_PARENT, "sen.provision, sen.start-date, sen.unit, sen.resourced", "your child's special educational needs support" },
	/* clang-format on */
};

static void data_is_told_in_few_exact_names(void **state)
{
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		struct arena arena = {0};
		struct builder text = {0};
		struct voice voice =
			voice_of(fixture->english, lists[i].audience, &arena);
		const struct rule *share;

		builder_add_format(&text, "send %s", lists[i].fields);
		share = read_share(fixture, &arena, builder_text(&text));
		assert_slice(say_fields(&voice, &share->fields, NULL),
			     lists[i].expected);
		builder_release(&text);
		arena_release(&arena);
	}
}

static void a_category_is_what_of_it_is_held(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = {0};
	struct voice voice =
		voice_of(fixture->english, AUDIENCE_PARENT, &arena);
	struct field_set held =
		read_share(fixture, &arena,
			   "send medical.flag, medical.notes, sen.provision, "
			   "sen.start-date, sen.unit")
			->fields;
	struct field_set sent =
		read_share(fixture, &arena,
			   "send sen.provision, sen.start-date, sen.unit")
			->fields;
	size_t count;

	assert_slice(say_fields(&voice, &sent, &held),
		     "your child's special educational needs support");
	say_field_items(&voice, &sent, NULL, &count);
	assert_int_equal(count, 3);
	sent = read_share(fixture, &arena, "send contact")->fields;
	assert_slice(say_fields(&voice, &sent, NULL),
		     "your child's contact details");
	assert_slice(say_field_items(&voice, &sent, NULL, &count)[0],
		     "your child's contact details (home address, telephone "
		     "and e-mail)");
	voice.explains = true;
	assert_slice(say_fields(&voice, &sent, NULL),
		     "your child's contact details (home address, telephone "
		     "and e-mail)");
	arena_release(&arena);
}

static void all_but_one_says_which(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = {0};
	struct voice voice =
		voice_of(fixture->english, AUDIENCE_PARENT, &arena);
	struct field_set sent =
		read_share(fixture, &arena, "send exclusions")->fields;

	field_set_remove(&sent, dictionary_find(fixture->england, KIND_FIELD,
						SLICE("exclusion.reason-3")));
	assert_slice(say_fields(&voice, &sent, NULL),
		     "your child's suspensions or exclusions (but not third "
		     "reason for exclusion)");
	arena_release(&arena);
}

static void what_is_all_that_is_held_is_called_so(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = {0};
	struct voice voice =
		voice_of(fixture->english, AUDIENCE_PARENT, &arena);
	struct field_set held =
		read_share(fixture, &arena, "send identity, contact, sen")
			->fields;
	struct field_set sent = held;

	voice.everything = &held;
	assert_slice(say_fields(&voice, &sent, &held),
		     "everything we hold about your child");
	field_set_remove(&sent, dictionary_find(fixture->england, KIND_FIELD,
						SLICE("sen.unit")));
	assert_slice(say_fields(&voice, &sent, &held),
		     "everything we hold about your child (but not whether "
		     "your child has a place in a special unit)");
	sent = read_share(fixture, &arena, "send sen")->fields;
	assert_slice(say_fields(&voice, &sent, &held),
		     "your child's special educational needs support");
	arena_release(&arena);
}

/* --- the rest ------------------------------------------------------------------------------- */

/* What all clauses of a share say, one after another. */
static void say_all(struct voice *voice, const struct rule *share,
		    struct builder *out)
{
	struct slice said[16];
	size_t count = 0;

	said[count++] = say_level(voice, share->level);
	said[count++] = say_results(voice, share->results, share->results_area);
	said[count++] = say_without(voice, share->without);
	for (size_t i = 0; i < share->need_count; i++)
		said[count++] = say_need(voice, &share->needs[i]);
	for (size_t i = 0; i < share->objection_count; i++)
		said[count++] =
			say_objection(voice, &share->objections[i], NULL);
	for (size_t i = 0; i < share->onward_count; i++)
		said[count++] =
			say_onward(voice, &share->onward[i],
				   date_from_civil(2026, 1, 1), share->level);
	said[count++] = say_every(voice, share->every_months);
	said[count++] = say_delete(voice, share);
	for (size_t i = 0; i < count; i++) {
		builder_add_text(out,
				 out->len > 0 && said[i].len > 0 ? " " : "");
		builder_add(out, said[i]);
	}
}

static const struct {
	enum audience audience;
	const char *clauses;
	const char *expected;
} sentences[] = {
	/* clang-format off */
	{ AUDIENCE_PARENT, "", "It names your child." },
	{ AUDIENCE_PARENT, "level inside results nobody\nwithout decisions, identification",
	  "It is about each child, without names, and it stays inside their own work. No result of their work shows who anybody is. They must not use it to decide anything about your child. They must not identify anybody in what they publish." },
	{ AUDIENCE_PARENT, "level aggregate by lsoa\nevery 6 months",
	  "It is only numbers for each neighbourhood, with no child in it. We send it at most once in 6 months." },
	{ AUDIENCE_SECONDARY, "objection by parent until 16 then pupil leaves pupil.name, pupil.address",
	  "It has your name on it. Your parent or carer can object to this until you are 16. From then on you can. Then only this is sent: your name and home address." },
	{ AUDIENCE_PARENT, "objection by pupil stated from 2026-01-01 to 2026-02-01 leaves nothing",
	  "It names your child. Your child can object to this. Tell us between 1 January 2026 and 1 February 2026. Then nothing of this is sent." },
	{ AUDIENCE_PARENT, "needs authorisation where academy\nneeds terms data-extract\nneeds terms",
	  "It names your child. If the school is an academy, we must have agreed to this ourselves first. They must first sign the terms of an extract of pupils' data, an agreement on how they look after it. They must first sign an agreement on how they look after it." },
	{ AUDIENCE_STAFF, "needs consent by pupil\nneeds identity\ndelete after 1 year",
	  "Named: it identifies the pupil. The pupil's own consent is needed first. The identity of whoever asks is checked first. They must destroy it within 1 year." },
	{ AUDIENCE_PARENT, "onward none\ndelete by 2030-08-31",
	  "It names your child. They must not pass it on. They must destroy it by 31 August 2030." },
	{ AUDIENCE_PARENT, "onward to inspectorate for inspection at pupil\nonward to school for feedback then by law",
	  "It names your child. They may pass it on, without names but child by child, to Ofsted, to inspect schools and help them review their work. They may pass it on to your child's school, to give information back for day-to-day work. After that, the law decides how it may be used." },
	/* clang-format on */
};

static void clauses_are_sentences(void **state)
{
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++) {
		struct arena arena = {0};
		struct builder text = {0};
		struct voice voice = voice_of(fixture->english,
					      sentences[i].audience, &arena);
		const struct rule *share;

		builder_add_format(&text, "send pupil.name\n%s",
				   sentences[i].clauses);
		share = read_share(fixture, &arena, builder_text(&text));
		builder_clear(&text);
		say_all(&voice, share, &text);
		assert_slice(builder_slice(&text), sentences[i].expected);
		builder_release(&text);
		arena_release(&arena);
	}
}

static void what_is_kept_says_until_when(void **state)
{
	/* clang-format off */
	static const char *const expected[] = {
		"We keep it until your child is 25, and then safely destroy it.",
		"We keep it for 3 years after your child leaves.",
		"",
	};
	/* clang-format on */
	struct fixture *fixture = *state;
	struct arena arena = {0};
	struct voice voice =
		voice_of(fixture->english, AUDIENCE_PARENT, &arena);
	const struct notice *notice = read_notice(
		fixture, &arena,
		"hold identity { for teaching; keep until age 25 then destroy "
		"}\n"
		"hold contact { for teaching; keep until 36 months after "
		"leaving }\n"
		"hold medical { for teaching }\n");

	for (size_t i = 0; i < notice->holding_count; i++)
		assert_slice(say_keep(&voice, &notice->holdings[i]),
			     expected[i]);
	arena_release(&arena);
}

/* --- different things --------------------------------------------------------------------- */

/* Sets of data as rules have them: some categories, groups and fields, and a
 * field more or less. */
static struct field_set draw_set(const struct dictionary *dictionary,
				 uint64_t *seed)
{
	struct field_set set = {0};
	size_t parts = draw(seed) % 4 + 1;
	uint16_t field;

	/* A pseudonym is never held, and never told. */
	uint16_t pseudonym = dictionary_find(dictionary, KIND_FIELD,
					     SLICE("pupil.pseudonym"));

	for (size_t i = 0; i < parts; i++) {
		struct field_set part = {0};
		struct slice name =
			draw(seed) % 2 == 0
				? dictionary
					  ->categories[draw(seed) %
						       dictionary
							       ->category_count]
					  .name
				: dictionary
					  ->groups[draw(seed) %
						   dictionary->group_count]
					  .name;

		assert_true(dictionary_fields(dictionary, name, &part));
		set = field_set_union(set, part);
	}
	field = (uint16_t)(draw(seed) % dictionary->field_count);
	if (field_set_has(&set, field))
		field_set_remove(&set, field);
	else if (draw(seed) % 2 == 0)
		field_set_add(&set, field);
	field_set_remove(&set, pseudonym);
	return set;
}

static void different_data_is_said_differently(void **state)
{
	enum { SETS = 400 };
	struct fixture *fixture = *state;
	uint64_t seed = 20260101;

	for (int a = 0; a < AUDIENCE_COUNT; a++) {
		static struct field_set sets[SETS];
		static struct slice said[SETS];
		struct arena arena = {0};
		struct voice voice =
			voice_of(fixture->english, (enum audience)a, &arena);

		for (int i = 0; i < SETS; i++) {
			sets[i] = draw_set(fixture->england, &seed);
			said[i] = say_fields(&voice, &sets[i], NULL);
			for (int j = 0; j < i; j++)
				if (slice_equal(said[i], said[j]) !=
				    (memcmp(&sets[i], &sets[j],
					    sizeof(sets[i])) == 0))
					fail_msg("%.*s / %.*s",
						 SLICE_ARGS(said[i]),
						 SLICE_ARGS(said[j]));
		}
		arena_release(&arena);
	}
}

static void without_memory_nothing_is_worded(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = {0};
	const struct rule *share = read_share(
		fixture, &arena,
		"send pupil.name, pupil.address, parent.name\n"
		"when age >= 13 and (age < 20 or learning-difficulty)\n"
		"objection by parent leaves pupil.name\nneeds consent where "
		"age < 16\nonward to inspectorate");
	struct builder out = {0};
	bool said = false;

	for (unsigned int n = 1; !said; n++) {
		struct arena words = {0};
		struct voice voice =
			voice_of(fixture->english, AUDIENCE_PARENT, &words);

		builder_clear(&out);
		memory_fail_at(n);
		say_condition(&voice, &share->when, 1);
		say_fields(&voice, &share->fields, NULL);
		say_all(&voice, share, &out);
		memory_fail_at(0);
		said = !voice.failed && !out.failed;
		arena_release(&words);
		builder_release(&out);
	}
	builder_release(&out);
	arena_release(&arena);
}

/* --- another language ------------------------------------------------------------------- */

static void another_language_has_its_own_order(void **state)
{
	static const struct {
		int months;
		const char *expected;
	} years[] = {
		{12, "1 flwyddyn"}, {24, "2 flynedd"}, {48, "4 blynedd"},
		{60, "5 mlynedd"},  {72, "6 blynedd"}, {84, "7 mlynedd"},
		{6, "6 months"}, /* not said in it */
	};
	struct fixture *fixture = *state;
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct phrasebook *welsh = NULL;
	struct voice voice;
	const struct rule *share;
	struct error error;

	assert_success(phrasebook_load(&welsh, "phrases/english",
				       "tests/words/welsh.phrases",
				       fixture->england, &findings, &error),
		       &error);
	assert_non_null(welsh);
	assert_int_equal(findings.count, 1);
	assert_string_equal(findings.list[0].id, "untranslated");
	assert_slice(phrasebook_language(welsh), "cy");
	voice = voice_of(welsh, AUDIENCE_PARENT, &arena);
	share = read_share(fixture, &arena,
			   "send pupil.name, pupil.birth-date");
	assert_slice(say_fields(&voice, &share->fields, NULL),
		     "enw a dyddiad geni eich plentyn");
	assert_slice(say_date(&voice, date_from_civil(2018, 5, 25)),
		     "25 Mai 2018");
	for (size_t i = 0; i < sizeof(years) / sizeof(years[0]); i++)
		assert_slice(say_months(&voice, years[i].months),
			     years[i].expected);
	assert_slice(say(&voice, PHRASE_LEVEL_ANONYMISED),
		     "\xc5\xb4yr neb pwy yw eich plentyn.");
	/* What it does not say is English, with English words. */
	assert_slice(say(&voice, PHRASE_LEVEL_NAMED), "It names your child.");
	voice = voice_of(welsh, AUDIENCE_PRIMARY, &arena);
	assert_slice(say(&voice, PHRASE_LEVEL_ANONYMISED),
		     "\xc5\xb4yr neb pwy yw chi.");
	phrasebook_free(welsh);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conditions_are_said_as_people_say_them),
		cmocka_unit_test(conditions_of_both_rules_are_one),
		cmocka_unit_test(what_is_said_alike_means_the_same),
		cmocka_unit_test(data_is_told_in_few_exact_names),
		cmocka_unit_test(a_category_is_what_of_it_is_held),
		cmocka_unit_test(all_but_one_says_which),
		cmocka_unit_test(what_is_all_that_is_held_is_called_so),
		cmocka_unit_test(clauses_are_sentences),
		cmocka_unit_test(what_is_kept_says_until_when),
		cmocka_unit_test(different_data_is_said_differently),
		cmocka_unit_test(without_memory_nothing_is_worded),
		cmocka_unit_test(another_language_has_its_own_order),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
