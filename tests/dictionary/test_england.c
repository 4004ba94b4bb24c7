/*
 * The dictionary of England: that it loads without a word, that it is written
 * in the canonical layout, and that its facts are those of the sources.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/file.h"
#include "dictionary/dictionary.h"
#include "language/diagnostic.h"
#include "language/format.h"
#include "language/parser.h"

static const char ENGLAND[] = "dictionaries/england";

static struct dictionary *england;

static int load(void **state)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct builder text = {0};
	struct error error;

	(void)state;
	assert_success(dictionary_load(&england, ENGLAND, &findings, &error),
		       &error);
	for (size_t i = 0; i < findings.count; i++)
		finding_print(&findings.list[i], &text);
	if (findings.count > 0)
		fail_msg("%s", builder_text(&text));
	arena_release(&arena);
	return 0;
}

static int unload(void **state)
{
	(void)state;
	dictionary_free(england);
	return 0;
}

static void is_loaded(void **state)
{
	(void)state;
	assert_slice(england->title, "England");
	assert_int_equal(england->version, 1);
	assert_true(england->field_count > 200);
}

static int check_layout(void *context, const char *name, struct error *error)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct builder laid_out = {0};
	struct source *source;
	struct tree *tree;

	(void)context;
	if (!slice_ends_with(slice_of(name), SLICE(".dictionary")))
		return 0;
	assert_success(source_from_file(&source,
					path_join(&arena, ENGLAND, name),
					&arena, error),
		       error);
	assert_success(parse(&tree, source, &arena, &findings, error), error);
	format_tree(tree, &laid_out);
	if (!slice_equal(builder_slice(&laid_out), source->text))
		fail_msg("%s is not in the canonical layout", name);
	builder_release(&laid_out);
	arena_release(&arena);
	return 0;
}

static void has_canonical_layout(void **state)
{
	struct error error;

	(void)state;
	assert_int_equal(directory_each(ENGLAND, check_layout, NULL, &error),
			 0);
}

static const struct code *code_of(const char *set, const char *code)
{
	uint16_t codes = dictionary_find(england, KIND_CODES, slice_of(set));
	uint16_t index;

	if (codes == DICTIONARY_NONE)
		fail_msg("no code set %s", set);
	index = code_set_find(england, codes, slice_of(code));
	if (index == DICTIONARY_NONE)
		return NULL;
	return &england->code_sets[codes].codes[index];
}

struct set_size {
	const char *set;
	uint16_t count;
};

static void code_sets_are_whole(void **state)
{
	static const struct set_size rows[] = {
		{"ethnicity", 108}, {"language", 319},
		{"attendance", 38}, {"nationality", 282},
		{"religion", 22},   {"sen-type", 15},
		{"boarder", 4},     {"enrolment-status", 7},
		{"year-group", 21}, {"exclusion-reason", 30},
		{"la-number", 195}, {"relationship", 16},
		{"disability", 17}, {"leaving-reason", 18},
		{"sex", 3},         {"school-type", 45},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint16_t set = dictionary_find(england, KIND_CODES,
					       slice_of(rows[i].set));

		assert_int_not_equal(set, DICTIONARY_NONE);
		if (england->code_sets[set].count != rows[i].count)
			fail_msg("%s has %u codes", rows[i].set,
				 england->code_sets[set].count);
		assert_true(england->code_sets[set].source_note.len > 0);
	}
}

struct label {
	const char *set, *code, *label, *class;
};

static void codes_have_their_meaning(void **state)
{
	static const struct label rows[] = {
		{"ethnicity", "WBRI", "White - British", "WBRI"},
		{"ethnicity", "WCOR", "White - Cornish", "WBRI"},
		{"ethnicity", "BSOM", "Black - Somali", "BAFR"},
		{"ethnicity", "WROG", "Meaning not published", ""},
		{"language", "ENG", "English", "english"},
		{"language", "PNJG", "Panjabi (Gurmukhi)", "other"},
		{"nationality", "GBR", "United Kingdom", ""},
		{"nationality", "STA", "Stateless", ""},
		{"attendance", "/", "Present (AM)", "present"},
		{"attendance", "\\", "Present (PM)", "present"},
		{"attendance", "K",
		 "Attending provision arranged by the local authority under "
		 "Section 19 of the EA 1996",
		 "elsewhere"},
		{"attendance", "G",
		 "Holiday or absence for leisure-related purposes (not agreed "
		 "by the headteacher)",
		 "unauthorised"},
		{"attendance", "#",
		 "Planned whole school closure (e.g. holidays, INSETs, polling "
		 "station days)",
		 "administrative"},
		{"sen-provision", "E", "Education, health and care plan",
		 "plan"},
		{"sen-provision", "S", "Statement", "plan"},
		{"exclusion-category", "SUSP", "Suspension", ""},
		{"exclusion-reason", "MT",
		 "Inappropriate use of social media or online technology", ""},
		{"leaving-reason", "PM", "Meaning not published", ""},
		{"la-number", "886", "Kent", "E12000008"},
		{"la-number", "943", "Westmorland and Furness",
		 "E12000002"},
		{"la-number", "928", "Northamptonshire", "E12000004"},
		{"la-number", "660", "Authority in Wales", ""},
		{"activity", "620", "Not available: young carer", "neet"},
		{"young-carer", "P",
		 "Identified as a young carer by parent or guardian", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct code *code = code_of(rows[i].set, rows[i].code);

		if (code == NULL)
			fail_msg("%s has no %s", rows[i].set, rows[i].code);
		assert_slice(code->label, rows[i].label);
		assert_slice(code->class, rows[i].class);
	}
	assert_null(code_of("sen-type", "BESDX"));
	assert_null(code_of("ethnicity", "wbri"));
	assert_null(code_of("la-number", "999"));
}

/* The coarser code, and that one's, as far as there are any. */
static void codes_lie_within_coarser_ones(void **state)
{
	static const struct {
		const char *set, *code, *coarser[3];
	} rows[] = {
		{"ethnicity",
		 "WCOR",
		 {"ethnic-main WBRI", "ethnic-group white"}},
		{"ethnicity",
		 "AIND",
		 {"ethnic-main AIND", "ethnic-group asian"}},
		{"ethnicity", "WNIR", {NULL}},
		{"year-group", "R", {"assessment-stage EYF"}},
		{"year-group", "6", {"assessment-stage KS2"}},
		{"year-group", "X", {NULL}},
		{"language", "AKAF", {"language-group other"}},
		{"sen-type", "ASD", {"sen-area communication"}},
		{"sen-provision", "K", {"sen-group support"}},
		{"sex", "F", {NULL}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint16_t set = dictionary_find(england, KIND_CODES,
					       slice_of(rows[i].set));
		uint16_t code =
			code_set_find(england, set, slice_of(rows[i].code));

		for (int level = 0; level < 3; level++) {
			char text[64] = "";

			code = england->code_sets[set].codes[code].parent;
			set = england->code_sets[set].within;
			if (rows[i].coarser[level] == NULL) {
				assert_int_equal(code, DICTIONARY_NONE);
				break;
			}
			assert_int_not_equal(code, DICTIONARY_NONE);
			snprintf(text, sizeof(text), "%.*s %.*s",
				 SLICE_ARGS(england->code_sets[set].name),
				 SLICE_ARGS(england->code_sets[set]
						    .codes[code]
						    .code));
			assert_string_equal(text, rows[i].coarser[level]);
		}
	}
}

static void codes_are_valid_in_their_time(void **state)
{
	int32_t change = date_from_civil(2024, 8, 19);

	(void)state;
	assert_int_equal(code_of("attendance", "Y1")->from, change);
	assert_int_equal(code_of("attendance", "Y")->to, change - 1);
	assert_int_equal(code_of("attendance", "H")->to, change - 1);
	assert_int_equal(code_of("attendance", "C")->from, DATE_NONE);
	assert_int_equal(code_of("exclusion-category", "FIXD")->to,
			 date_from_civil(2021, 8, 31));
	assert_int_equal(code_of("sen-type", "BESD")->to,
			 date_from_civil(2014, 8, 31));
}

static void year_groups_have_an_order(void **state)
{
	uint16_t set =
		dictionary_find(england, KIND_CODES, SLICE("year-group"));
	const struct code_set *years = &england->code_sets[set];

	(void)state;
	assert_true(years->ordered);
	assert_int_equal(code_of("year-group", "R")->order, 0);
	assert_int_equal(code_of("year-group", "11")->order, 11);
	assert_true(code_of("year-group", "N1")->order <
		    code_of("year-group", "N2")->order);
	assert_true(code_of("year-group", "N2")->order < 0);
	assert_int_equal(
		code_fact_value(years, code_set_find(england, set, SLICE("X"))),
		DATE_NONE);
	assert_int_equal(
		code_fact_value(years, code_set_find(england, set, SLICE("9"))),
		9);
	assert_int_equal(code_fact_value(years, DICTIONARY_NONE), DATE_NONE);
}

/* Settings and the code set that facts compare them with are one list. */
static void settings_are_codes(void **state)
{
	uint16_t set = dictionary_find(england, KIND_CODES, SLICE("setting"));

	(void)state;
	assert_int_equal(england->code_sets[set].count, england->setting_count);
	for (uint16_t i = 0; i < england->setting_count; i++) {
		assert_int_not_equal(
			code_set_find(england, set, england->settings[i].name),
			DICTIONARY_NONE);
		assert_true(england->settings[i].year_count > 0);
		assert_true(england->settings[i].phase.len > 0);
	}
}

static void authorities_are_found(void **state)
{
	uint16_t kent = dictionary_find(england, KIND_AUTHORITY, SLICE("kent"));
	uint16_t old = dictionary_find(england, KIND_AUTHORITY,
				       SLICE("northamptonshire"));

	(void)state;
	assert_slice(england->authorities[kent].number, "886");
	assert_slice(england->authorities[kent].label, "Kent");
	assert_int_equal(england->authorities[old].to,
			 date_from_civil(2021, 3, 31));
	assert_int_not_equal(
		dictionary_find(england, KIND_AUTHORITY, SLICE("st-helens")),
		DICTIONARY_NONE);
	assert_int_equal(dictionary_find(england, KIND_BODY, SLICE("kent")),
			 DICTIONARY_NONE);
	assert_int_equal(england->authority_count, 156);
}

/* The functions, who held them from when to when, and whether a source says
 * both days (C02 to C05, C07). */
struct tenure {
	const char *body, *alias, *from, *to; /* "": open */
	bool confirmed;
};

/* clang-format off */
static const struct tenure succession[] = {
	{ "department", "dfes", "", "2007-06-27", false },
	{ "department", "dcsf", "2007-06-28", "2010-05-11", false },
	{ "department", "dfe", "2010-05-12", "", false },
	{ "assessment-agency", "qca", "1997-10-01", "2010-03-31", false },
	{ "assessment-agency", "qcda", "2010-04-01", "2011-10-02", false },
	{ "assessment-agency", "sta", "2011-10-03", "", true },
	{ "post-16-funding", "lsc", "2001-04-01", "2010-03-31", true },
	{ "post-16-funding", "sfa", "2010-04-01", "2017-03-31", true },
	{ "post-16-funding", "esfa", "2017-04-01", "2025-03-31", true },
	{ "post-16-funding", "dfe-funding", "2025-04-01", "", true },
	{ "young-peoples-learning", "ypla", "2010-04-01", "2012-03-31", true },
	{ "learner-registration", "miap", "", "2010-03-31", false },
	{ "learner-registration", "lrs", "2010-04-01", "", false },
	{ "local-nhs", "pct", "", "2013-03-31", true },
	{ "local-nhs", "public-health", "2013-04-01", "", true },
	{ "health-regulator", "healthcare-commission", "", "2009-03-31", false },
	{ "health-regulator", "cqc", "2009-04-01", "", false },
	{ "health-authorities", "sha", "", "2013-03-31", false },
	{ "health-department", "dh", "", "2018-01-07", false },
	{ "health-department", "dhsc", "2018-01-08", "", false },
	{ "child-index", "contactpoint", "2009-01-26", "2010-08-06", false },
	{ "youth-support", "connexions", "2000-01-01", "2012-03-31", false },
	{ "youth-support", "authority-youth-support", "2012-04-01", "", false },
	{ "outreach", "aimhigher", "", "2011-07-31", false },
	{ "crime-reduction-partnership", "compass", "", "", false },
};
/* clang-format on */

static void date_is(int32_t date, const char *expected, const char *of)
{
	char text[DATE_TEXT_BYTES] = "";

	if (date != DATE_NONE)
		date_format(date, text);
	if (strcmp(text, expected) != 0)
		fail_msg("%s: %s, not %s", of, text, expected);
}

static void bodies_are_held_as_the_sources_say(void **state)
{
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(succession) / sizeof(succession[0]);
	     i++) {
		const struct tenure *row = &succession[i];
		const struct holder *held;
		uint16_t holder;
		uint16_t body =
			dictionary_body(england, slice_of(row->alias), &holder);

		if (body == DICTIONARY_NONE || holder == DICTIONARY_NONE)
			fail_msg("no holder %s", row->alias);
		assert_slice(england->bodies[body].name, row->body);
		held = &england->bodies[body].holders[holder];
		date_is(held->from, row->from, row->alias);
		date_is(held->to, row->to, row->alias);
		if (held->unconfirmed == row->confirmed)
			fail_msg("%s: confirmed?", row->alias);
	}
	for (uint16_t b = 0; b < england->body_count; b++)
		for (uint16_t h = 0; h < england->bodies[b].holder_count; h++)
			count += england->bodies[b].holders[h].alias.len > 0;
	assert_int_equal(count, sizeof(succession) / sizeof(succession[0]));
}

/* On the day that one holder ends the next begins, or nobody holds it. */
static void no_body_is_held_twice_or_left_for_a_day(void **state)
{
	(void)state;
	for (uint16_t b = 0; b < england->body_count; b++) {
		const struct body *body = &england->bodies[b];

		for (uint16_t h = 1; h < body->holder_count; h++)
			if (body->holders[h - 1].to + 1 !=
			    body->holders[h].from)
				fail_msg("%.*s: %.*s does not follow",
					 SLICE_ARGS(body->name),
					 SLICE_ARGS(body->holders[h].alias));
	}
}

/* Who takes part (R-001 to R-037): a body, or why there is none. */
static void every_actor_has_a_body(void **state)
{
	static const struct {
		const char *requirement;
		enum dictionary_kind kind;
		const char *name; /* NULL: the notice's, not the dictionary's */
	} rows[] = {
		/* clang-format off */
		{ "R-001", KIND_BODY, "school" },
		{ "R-002", KIND_SETTING, "alternative-provision" },
		{ "R-002", KIND_SETTING, "pupil-referral-unit" },
		{ "R-002", KIND_SETTING, "early-years" },
		{ "R-003", KIND_BODY, "previous-school" },
		{ "R-004", KIND_BODY, "next-school" },
		{ "R-005", KIND_BODY, "local-authority" },
		{ "R-005", KIND_AUTHORITY, "northamptonshire" },
		{ "R-005", KIND_AUTHORITY, "wakefield" },
		{ "R-005", KIND_AUTHORITY, "staffordshire" },
		{ "R-005", KIND_AUTHORITY, "kent" },
		{ "R-006", KIND_BODY, "commissioned-provider" },
		{ "R-007", KIND_BODY, "department" },
		{ "R-007", KIND_HOLDER, "dcsf" },
		{ "R-007", KIND_HOLDER, "dfe" },
		{ "R-008", KIND_BODY, "department" },
		{ "R-009", KIND_BODY, NULL }, /* every recipient */
		{ "R-010", KIND_BODY, "health-department" },
		{ "R-011", KIND_HOLDER, "healthcare-commission" },
		{ "R-011", KIND_HOLDER, "cqc" },
		{ "R-012", KIND_BODY, "health-authorities" },
		{ "R-013", KIND_HOLDER, "pct" },
		{ "R-014", KIND_BODY, "inspectorate" },
		{ "R-015", KIND_BODY, "post-16-institution" },
		{ "R-016", KIND_HOLDER, "lsc" },
		{ "R-016", KIND_HOLDER, "sfa" },
		{ "R-017", KIND_BODY, "funding-partners" },
		{ "R-018", KIND_HOLDER, "miap" },
		{ "R-019", KIND_BODY, "approved-organisations" },
		{ "R-020", KIND_BODY, "awarding" },
		{ "R-021", KIND_HOLDER, "qca" },
		{ "R-021", KIND_HOLDER, "qcda" },
		{ "R-021", KIND_HOLDER, "sta" },
		{ "R-022", KIND_BODY, "national-statistics" },
		{ "R-022", KIND_BODY, "other-departments" },
		{ "R-023", KIND_BODY, "survey-agency" },
		{ "R-024", KIND_BODY, "researcher" },
		{ "R-025", KIND_BODY, "third-party" },
		{ "R-026", KIND_BODY, "childrens-services" },
		{ "R-027", KIND_HOLDER, "contactpoint" },
		{ "R-028", KIND_HOLDER, "compass" },
		{ "R-029", KIND_HOLDER, "connexions" },
		{ "R-029", KIND_HOLDER, "authority-youth-support" },
		{ "R-030", KIND_HOLDER, "aimhigher" },
		{ "R-031", KIND_APPROVAL, "chief-statistician" },
		{ "R-032", KIND_BODY, "pupil" },
		{ "R-033", KIND_BODY, "parent" },
		{ "R-034", KIND_APPROVAL, "head-teacher" },
		{ "R-035", KIND_BODY, NULL }, /* signs a notice */
		{ "R-036", KIND_BODY, "information-commissioner" },
		{ "R-037", KIND_BODY, NULL }, /* a contact of the authority */
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct slice name;
		uint16_t found;

		if (rows[i].name == NULL)
			continue;
		name = slice_of(rows[i].name);
		found = rows[i].kind == KIND_BODY || rows[i].kind == KIND_HOLDER
				? dictionary_body(england, name, NULL)
				: dictionary_find(england, rows[i].kind, name);
		if (found == DICTIONARY_NONE)
			fail_msg("%s: no %s", rows[i].requirement,
				 rows[i].name);
	}
}

/* Learner registration is run by whoever funds: the skills agencies in turn,
 * then the department. */
static void registration_is_part_of_funding(void **state)
{
	uint16_t body =
		dictionary_body(england, SLICE("learner-registration"), NULL);
	const struct body *funding =
		&england->bodies[england->bodies[body].within];

	(void)state;
	assert_slice(body_holder(funding, date_from_civil(2009, 1, 1))->alias,
		     "lsc");
	assert_slice(body_holder(funding, date_from_civil(2018, 1, 1))->alias,
		     "esfa");
	assert_slice(body_holder(funding, date_from_civil(2025, 4, 1))->alias,
		     "dfe-funding");
}

struct held {
	const char *body;
	int year, month, day;
	const char *holder; /* NULL: nobody */
};

static void bodies_change_hands(void **state)
{
	static const struct held rows[] = {
		{"department", 2007, 6, 27,
		 "Department for Education and Skills"},
		{"department", 2010, 5, 11,
		 "Department for Children, Schools and Families"},
		{"department", 2010, 5, 12, "Department for Education"},
		{"post-16-funding", 2010, 3, 31, "Learning and Skills Council"},
		{"post-16-funding", 2010, 4, 1, "Skills Funding Agency"},
		{"assessment-agency", 2017, 2, 1,
		 "Standards and Testing Agency"},
		{"health-regulator", 2009, 3, 31, "Healthcare Commission"},
		{"health-regulator", 2009, 4, 1, "Care Quality Commission"},
		{"local-nhs", 2013, 3, 31, "Primary Care Trusts"},
		{"child-index", 2010, 8, 6, "ContactPoint"},
		{"child-index", 2010, 8, 7, NULL},
		{"outreach", 2011, 8, 1, NULL},
		{"parent", 1950, 1, 1, "Parent or guardian"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint16_t body =
			dictionary_body(england, slice_of(rows[i].body), NULL);
		const struct holder *holder;

		assert_int_not_equal(body, DICTIONARY_NONE);
		holder =
			body_holder(&england->bodies[body],
				    date_from_civil(rows[i].year, rows[i].month,
						    rows[i].day));
		assert_int_equal(holder != NULL, rows[i].holder != NULL);
		if (holder != NULL)
			assert_slice(holder->label, rows[i].holder);
	}
}

static void closed_holders_have_successors(void **state)
{
	uint16_t holder;
	uint16_t body = dictionary_body(england, SLICE("lsc"), &holder);
	const struct body *funding = &england->bodies[body];

	(void)state;
	assert_slice(funding->name, "post-16-funding");
	assert_slice(funding->holders[holder].label,
		     "Learning and Skills Council");
	assert_slice(
		body_successor(funding, funding->holders[holder].to)->label,
		"Skills Funding Agency");
	body = dictionary_body(england, SLICE("outreach"), &holder);
	assert_int_equal(holder, DICTIONARY_NONE);
	assert_null(body_successor(&england->bodies[body], 0));
	assert_int_equal(dictionary_body(england, SLICE("nobody"), &holder),
			 DICTIONARY_NONE);
	assert_int_equal(holder, DICTIONARY_NONE);
}

static const struct law *law_of(const char *name)
{
	uint16_t law = dictionary_find(england, KIND_LAW, slice_of(name));

	if (law == DICTIONARY_NONE)
		fail_msg("no law %s", name);
	return &england->laws[law];
}

static void regimes_follow_each_other(void **state)
{
	(void)state;
	assert_true(law_of("dpa-1998")->regime);
	assert_int_equal(law_of("dpa-1998")->to + 1, law_of("eu-gdpr")->from);
	assert_int_equal(law_of("eu-gdpr")->to + 1, law_of("uk-gdpr")->from);
	assert_int_equal(law_of("uk-gdpr")->to, DATE_NONE);
	assert_int_equal(law_of("eu-gdpr")->from, date_from_civil(2018, 5, 25));
	assert_true(law_of("gdpr-6-1-c")->basis);
	assert_true(law_of("gdpr-9-2-b")->condition);
	assert_true(law_of("cwsa-2026-s4")->unconfirmed);
	assert_true(law_of("cwsa-2026-s4")->pending);
	assert_false(law_of("pupil-information-2013-r4")->pending);
	assert_false(law_of("prescribed-persons-2009")->unconfirmed);
}

static void purposes_have_ends_and_kinds(void **state)
{
	const struct purpose *purposes = england->purposes;

	(void)state;
	assert_int_equal(purposes[dictionary_find(england, KIND_PURPOSE,
						  SLICE("obesity-target"))]
				 .to,
			 date_from_civil(2010, 12, 31));
	assert_true(purposes[dictionary_find(england, KIND_PURPOSE,
					     SLICE("course-offers"))]
			    .marketing);
	assert_true(purposes[dictionary_find(england, KIND_PURPOSE,
					     SLICE("child-protection"))]
			    .protects);
}

static void fields_say_what_they_are(void **state)
{
	const struct field *upn = dictionary_field(england, SLICE("pupil.upn"));
	const struct field *country =
		dictionary_field(england, SLICE("country-of-birth"));
	const struct field *need =
		dictionary_field(england, SLICE("sen-need.type"));

	(void)state;
	assert_int_equal(upn->type, FIELD_UPN);
	assert_true(upn->identifies);
	assert_int_equal(upn->sensitivity, 'E');
	assert_int_equal(upn->identifiability, 2);
	assert_int_equal(upn->requirement, REQUIREMENT_MANDATORY);
	assert_int_equal(country->requirement, REQUIREMENT_VOLUNTARY);
	assert_int_equal(country->collected_to, date_from_civil(2018, 6, 30));
	assert_true(need->special);
	assert_slice(england->categories[need->category].each, "need");
	assert_null(dictionary_field(england, SLICE("pupil.name")));
	assert_null(dictionary_field(england, SLICE("identity")));
}

/* --- npd-items.csv: the department's classes, item by item ----------------------- */

struct classes {
	char sensitivity;        /* the highest; 0: no item says */
	uint8_t identifiability; /* the same */
};

static void take_item(struct classes *classes, struct slice row)
{
	struct slice name = slice_cut(&row, ',');
	uint16_t field = dictionary_find(england, KIND_FIELD, name);
	struct slice sensitivity;

	if (field == DICTIONARY_NONE)
		fail_msg("npd-items.csv: no field %.*s", SLICE_ARGS(name));
	assert_true(slice_cut(&row, ',').len > 0); /* the item */
	assert_true(slice_cut(&row, ',').len > 0); /* its data set */
	sensitivity = slice_cut(&row, ',');
	assert_true(sensitivity.len + row.len > 0);
	if (sensitivity.len > 0 &&
	    (classes[field].sensitivity == 0 ||
	     sensitivity.at[0] < classes[field].sensitivity))
		classes[field].sensitivity = sensitivity.at[0];
	if (row.len > 0 && (classes[field].identifiability == 0 ||
			    row.at[0] - '0' < classes[field].identifiability))
		classes[field].identifiability = (uint8_t)(row.at[0] - '0');
}

static void classes_are_those_of_the_items(void **state)
{
	struct classes classes[FIELD_LIMIT] = {0};
	struct builder content = {0};
	struct slice rows;
	struct error error;

	(void)state;
	assert_success(file_read("dictionaries/england/npd-items.csv", 1 << 16,
				 &content, &error),
		       &error);
	rows = builder_slice(&content);
	assert_slice(slice_cut(&rows, '\n'),
		     "field,item,dataset,sensitivity,identifiability");
	while (rows.len > 0)
		take_item(classes, slice_cut(&rows, '\n'));
	for (uint16_t f = 0; f < england->field_count; f++) {
		const struct field *field = &england->fields[f];

		if (field->sensitivity != classes[f].sensitivity ||
		    field->identifiability != classes[f].identifiability)
			fail_msg("%.*s: not the classes of its items",
				 SLICE_ARGS(field->name));
	}
	builder_release(&content);
}

/* Special category data outside the categories that are so as a whole: the
 * vocabulary of privacy terms takes neither ethnic group nor height and weight
 * for it, and codes betray what no heading says. */
static void special_fields_are_named(void **state)
{
	static const char *const names[] = {
		"ethnicity",
		"attendance.marks",
		"attendance-code.code",
		"exclusion.sen-provision",
		"destination.activity",
		"destination.intended",
		"early-years.disability-access",
	};
	static const char *const categories[] = {
		"sen",          "sen-history",
		"sen-needs",    "medical",
		"disabilities", "youth-characteristics",
		"measurements", "risk-factors",
		"belief",       "child-protection",
	};
	uint16_t count = 0, wanted = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct field *field =
			dictionary_field(england, slice_of(names[i]));

		assert_non_null(field);
		assert_true(field->special);
		assert_false(england->categories[field->category].special);
		wanted++;
	}
	for (size_t i = 0; i < sizeof(categories) / sizeof(categories[0]);
	     i++) {
		uint16_t category = dictionary_find(england, KIND_CATEGORY,
						    slice_of(categories[i]));

		assert_int_not_equal(category, DICTIONARY_NONE);
		assert_true(england->categories[category].special);
		wanted = (uint16_t)(wanted +
				    england->categories[category].field_count);
	}
	for (uint16_t f = 0; f < england->field_count; f++)
		count = (uint16_t)(count + england->fields[f].special);
	assert_int_equal(count, wanted);
}

/* R-169: what a transfer file, the census or a registration cannot do without,
 * and what families may leave out. */
static void requirements_are_those_of_the_formats(void **state)
{
	static const struct {
		enum requirement requirement;
		const char *field;
	} rows[] = {
		{REQUIREMENT_MANDATORY, "pupil.upn"},
		{REQUIREMENT_MANDATORY, "pupil.surname"},
		{REQUIREMENT_MANDATORY, "pupil.forename"},
		{REQUIREMENT_MANDATORY, "pupil.birth-date"},
		{REQUIREMENT_MANDATORY, "pupil.sex"},
		{REQUIREMENT_MANDATORY, "pupil.postcode"},
		{REQUIREMENT_MANDATORY, "enrolment.status"},
		{REQUIREMENT_MANDATORY, "enrolment.entry-date"},
		{REQUIREMENT_MANDATORY, "learner.sharing"},
		{REQUIREMENT_MANDATORY, "learner.verification"},
		{REQUIREMENT_VOLUNTARY, "pupil.middle-names"},
		{REQUIREMENT_VOLUNTARY, "pupil.preferred-surname"},
		{REQUIREMENT_VOLUNTARY, "pupil.preferred-forename"},
		{REQUIREMENT_VOLUNTARY, "pupil.former-surname"},
		{REQUIREMENT_VOLUNTARY, "pupil.former-forename"},
		{REQUIREMENT_VOLUNTARY, "pupil.email"},
		{REQUIREMENT_VOLUNTARY, "ethnicity"},
		{REQUIREMENT_VOLUNTARY, "first-language"},
		{REQUIREMENT_VOLUNTARY, "nationality"},
		{REQUIREMENT_VOLUNTARY, "country-of-birth"},
		{REQUIREMENT_VOLUNTARY, "service-child"},
		{REQUIREMENT_VOLUNTARY, "young-carer"},
		{REQUIREMENT_VOLUNTARY, "youth-support-agreement"},
		{REQUIREMENT_VOLUNTARY, "learner.place-of-birth"},
		{REQUIREMENT_VOLUNTARY, "learner.surname-at-16"},
		{REQUIREMENT_VOLUNTARY, "learner.school-at-16"},
		{REQUIREMENT_VOLUNTARY, "measurement.height"},
		{REQUIREMENT_VOLUNTARY, "measurement.weight"},
		{REQUIREMENT_VOLUNTARY, "religion"},
	};
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct field *field =
			dictionary_field(england, slice_of(rows[i].field));

		assert_non_null(field);
		if (field->requirement != rows[i].requirement)
			fail_msg("%s", rows[i].field);
	}
	for (uint16_t f = 0; f < england->field_count; f++)
		count += england->fields[f].requirement != REQUIREMENT_UNSTATED;
	assert_int_equal(count, sizeof(rows) / sizeof(rows[0]));
}

static void names_stand_for_fields(void **state)
{
	struct field_set fields;

	(void)state;
	assert_true(dictionary_fields(england, SLICE("pupil.name"), &fields));
	assert_int_equal(field_set_count(fields), 3);
	assert_true(dictionary_fields(england, SLICE("identity"), &fields));
	assert_int_equal(field_set_count(fields), 14);
	assert_true(dictionary_fields(england, SLICE("ethnicity"), &fields));
	assert_int_equal(field_set_count(fields), 1);
	assert_false(dictionary_fields(england, SLICE("pupil.nane"), &fields));
	assert_int_equal(field_set_count(fields), 1);
}

static void facts_have_sources(void **state)
{
	const struct fact *facts = england->facts;
	uint16_t plan = dictionary_find(england, KIND_FACT,
					SLICE("learning-difficulty"));
	uint16_t stage =
		dictionary_find(england, KIND_FACT, SLICE("key-stage"));
	uint16_t academy =
		dictionary_find(england, KIND_FACT, SLICE("academy"));

	(void)state;
	assert_int_equal(facts[plan].true_value_count, 2);
	assert_slice(facts[plan].true_values[0], "E");
	assert_int_equal(facts[stage].origin, FACT_DERIVED);
	assert_int_equal(facts[academy].origin, FACT_CONTROLLER);
}

/* --- gateways: flows and eras, grounds, names in use --------------------------- */

static const struct statement *gateway_of(const char *name)
{
	uint16_t gateway =
		dictionary_find(england, KIND_GATEWAY, slice_of(name));

	if (gateway == DICTIONARY_NONE)
		fail_msg("no gateway %s", name);
	return england->gateways[gateway];
}

/* Visits each name in all clauses of a kind until `visit` says so. */
static bool any_name(const struct statement *gateway, enum keyword keyword,
		     const char *label,
		     bool (*visit)(struct slice name, int32_t date),
		     int32_t date)
{
	const struct statement *clause = NULL;

	while ((clause = statement_child(gateway, keyword, clause)) != NULL) {
		const struct argument *names =
			statement_argument(clause, label);

		for (size_t i = 0; names != NULL && i < names->name_count; i++)
			if (visit(names->names[i].text, date))
				return true;
	}
	return false;
}

static bool law_is_off(struct slice name, int32_t date)
{
	uint16_t law = dictionary_find(england, KIND_LAW, name);

	return !law_in_force(&england->laws[law], date);
}

static bool body_is_held(struct slice name, int32_t date)
{
	uint16_t holder;
	const struct body *body =
		&england->bodies[dictionary_body(england, name, &holder)];
	const struct holder *now = body_holder(body, date);

	return holder == DICTIONARY_NONE ? now != NULL
					 : now == &body->holders[holder];
}

static bool purpose_is_open(struct slice name, int32_t date)
{
	const struct purpose *purpose = &england->purposes[dictionary_find(
		england, KIND_PURPOSE, name)];

	return (purpose->from == DATE_NONE || purpose->from <= date) &&
	       (purpose->to == DATE_NONE || date <= purpose->to);
}

/* Whether something can go through a gateway on a date. */
static bool is_open(const struct statement *gateway, int32_t date)
{
	const struct statement *from =
		statement_child(gateway, KEYWORD_FROM, NULL);
	int32_t to;

	if (from != NULL) {
		to = statement_date(from, "to", DATE_NONE);
		if (date < statement_date(from, "", date) ||
		    (to != DATE_NONE && to < date))
			return false;
	}
	return !any_name(gateway, KEYWORD_LAWS, "", law_is_off, date) &&
	       any_name(gateway, KEYWORD_TO, "", body_is_held, date) &&
	       any_name(gateway, KEYWORD_TO, "for", purpose_is_open, date);
}

/* The five notices' times, and today. */
enum { ERAS = 5 };
static const int eras[ERAS][3] = {
	{2008, 10, 1}, /* S1 */
	{2011, 3, 1},  /* S0 */
	{2016, 2, 1},  /* S2, S3 */
	{2019, 2, 1},  /* S4 */
	{2026, 7, 15},
};

/* Each flow, and in which of the times a gateway is open for it. */
static void every_flow_has_a_gateway_in_its_time(void **state)
{
	static const struct {
		const char *flow, *gateway, *open; /* one letter an era */
	} rows[] = {
		/* clang-format off */
		{ "F01", "authority-return-2006", "yy..." },
		{ "F01", "authority-return", "..yyy" },
		{ "F01", "new-pupil-return", "....y" },
		{ "F01", "deletion-return", "....y" },
		{ "F02", "school-census-2006", "yy..." },
		{ "F02", "school-census", "..yyy" },
		{ "F02", "school-census-nationality", "....." }, /* 2016 to 2018 */
		{ "F02", "early-years-census", "yyyyy" },
		{ "F02", "attendance-return", "....y" },
		{ "F03", "transfer", "yyyyy" },
		{ "F03", "transfer-academy", "yyyyy" },
		{ "F03", "transfer-child-protection", "yyyyy" },
		{ "F04", "missing-record", "yyyyy" },
		{ "F05", "commissioned-services", "yyyyy" },
		{ "F06", "learner-registration", "yyyyy" },
		{ "F07", "learner-record", "yyyyy" },
		{ "F08", "learner-numbers", "yyyyy" },
		{ "F09", "learner-set", "yyyyy" },
		{ "F09", "learner-achievements", "yyyyy" },
		{ "F10", "post-16-statistics", "yyyyy" },
		{ "F10", "assessment-funding", "yyyyy" },
		{ "F11", "post-16-statistics-onward", "yyyyy" },
		{ "F12", "course-offers", "yyyyy" },
		{ "F13", "assessment", "yyyyy" },
		{ "F14", "assessment-results", "yyyyy" },
		{ "F14", "awarding-results", "yyyyy" },
		{ "F15", "inspection", "yyyyy" },
		{ "F15", "area-inspection", "yyyyy" },
		{ "F16", "inspection-report", "yyyyy" },
		{ "F17", "post-16-application", "yyyyy" },
		{ "F18", "census-feedback", "yyyyy" },
		{ "F19", "measurement-department-2008", "y...." },
		{ "F19", "measurement-department", ".yyyy" },
		{ "F20", "measurement-areas", "y...." }, /* C32 */
		{ "F21", "measurement-regulator", "yyyyy" },
		{ "F22", "measurement-2008", "yy..." },
		{ "F22", "measurement", "..yyy" },
		{ "F22", "measurement-own-2008", "yy..." },
		{ "F22", "measurement-own", "..yyy" },
		{ "F23", "measurement-result-2008", "yy..." },
		{ "F23", "measurement-result", "..yyy" },
		{ "F24", "measurement-local-2008", "yy..." },
		{ "F24", "measurement-local", "..yyy" },
		{ "F24", "measurement-authority-2008", "yy..." },
		{ "F24", "measurement-authority", "..yyy" },
		{ "F25", "official-statistics", "yyyyy" },
		{ "F25", "population-statistics", ".yyyy" }, /* 2009 */
		{ "F26", "survey-2008", "y...." },
		{ "F26", "survey", ".yyyy" },
		{ "F27", "achievement-research-2008", "y...." },
		{ "F27", "achievement-research", ".yyyy" },
		{ "F27", "commissioned-studies", ".yyyy" },
		{ "F27", "accredited-research", "...yy" },
		{ "F28", "third-party-research-2013", "..y.." },
		{ "F28", "third-party-research", "...yy" },
		{ "F29", "child-protection-enquiry", "yyyyy" },
		{ "F29", "safeguarding-disclosure", "....y" }, /* pending */
		{ "F30", "child-index", "....." }, /* 2009 to August 2010 */
		{ "F31", "crime-risk-profiling", "yyyyy" },
		{ "F32", "connexions", "y...." },
		{ "F33", "youth-support", ".yyyy" },
		{ "F34", "youth-support-16", ".yyyy" },
		{ "F35", "leavers", ".yyyy" },
		{ "F36", "participation", ".yyyy" },
		{ "F37", "outreach", "yy..." },
		{ "F38", "access-1998", "yyy.." },
		{ "F38", "access", "...yy" },
		{ "F38", "access-parent-1998", "yyy.." },
		{ "F38", "access-parent", "...yy" },
		{ "F39", "educational-record", "yyyyy" },
		/* clang-format on */
	};
	int flow = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct statement *gateway = gateway_of(rows[i].gateway);
		int number = atoi(rows[i].flow + 1);

		if (number != flow && number != flow + 1)
			fail_msg("no gateway for the flow before %s",
				 rows[i].flow);
		flow = number;
		for (int e = 0; e < ERAS; e++)
			if (is_open(gateway,
				    date_from_civil(eras[e][0], eras[e][1],
						    eras[e][2])) !=
			    (rows[i].open[e] == 'y'))
				fail_msg("%s, %s: open in %d?", rows[i].flow,
					 rows[i].gateway, eras[e][0]);
	}
	assert_int_equal(flow, 39);
	assert_int_equal(england->gateway_count,
			 sizeof(rows) / sizeof(rows[0]));
	assert_int_equal(england->prohibition_count, 1);
}

/* Days on which the law changed. */
static void gateways_open_and_close_on_their_day(void **state)
{
	static const struct {
		const char *gateway;
		int first[3], last[3]; /* year 0: open */
	} rows[] = {
		/* clang-format off */
		{ "authority-return-2006", { 2006, 10, 31 }, { 2013, 8, 31 } },
		{ "authority-return", { 2013, 9, 1 }, { 0, 0, 0 } },
		{ "school-census-nationality", { 2016, 9, 1 }, { 2018, 6, 30 } },
		{ "attendance-return", { 2024, 8, 19 }, { 0, 0, 0 } },
		{ "transfer", { 2005, 7, 8 }, { 0, 0, 0 } },
		{ "measurement-areas", { 0, 0, 0 }, { 2010, 12, 31 } },
		{ "measurement-department-2008", { 2007, 6, 28 }, { 2010, 5, 11 } },
		{ "measurement-result-2008", { 2008, 7, 21 }, { 2013, 3, 31 } },
		{ "measurement-result", { 2013, 4, 1 }, { 0, 0, 0 } },
		{ "achievement-research-2008", { 0, 0, 0 }, { 2009, 8, 31 } },
		{ "achievement-research", { 2009, 9, 1 }, { 0, 0, 0 } },
		{ "third-party-research-2013", { 2013, 6, 28 }, { 2018, 4, 30 } },
		{ "third-party-research", { 2018, 5, 1 }, { 0, 0, 0 } },
		{ "population-statistics", { 2009, 1, 28 }, { 0, 0, 0 } },
		{ "safeguarding-disclosure", { 2026, 6, 1 }, { 0, 0, 0 } },
		{ "child-index", { 2009, 1, 26 }, { 2010, 8, 6 } },
		{ "connexions", { 2001, 4, 1 }, { 2009, 1, 25 } },
		{ "youth-support", { 2009, 1, 26 }, { 0, 0, 0 } },
		{ "outreach", { 0, 0, 0 }, { 2011, 7, 31 } },
		{ "access-1998", { 2000, 3, 1 }, { 2018, 5, 24 } },
		{ "access", { 2018, 5, 25 }, { 0, 0, 0 } },
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct statement *gateway = gateway_of(rows[i].gateway);
		const int *first = rows[i].first, *last = rows[i].last;
		int32_t from = date_from_civil(first[0], first[1], first[2]);
		int32_t to = date_from_civil(last[0], last[1], last[2]);

		if (first[0] != 0 &&
		    (!is_open(gateway, from) || is_open(gateway, from - 1)))
			fail_msg("%s: first day", rows[i].gateway);
		if (last[0] != 0 &&
		    (!is_open(gateway, to) || is_open(gateway, to + 1)))
			fail_msg("%s: last day", rows[i].gateway);
	}
}

/* The fields that a gateway names, without held categories. */
static struct field_set gateway_fields(const struct statement *gateway)
{
	const struct statement *data = NULL;
	struct field_set fields = {0};

	while ((data = statement_child(gateway, KEYWORD_DATA, data)) != NULL) {
		const struct argument *names = statement_argument(data, "");
		struct field_set some;

		for (size_t i = 0; i < names->name_count; i++) {
			assert_true(dictionary_fields(
				england, names->names[i].text, &some));
			fields = field_set_union(fields, some);
		}
	}
	return fields;
}

static bool is_ground(const struct statement *gateway, bool condition)
{
	const struct statement *under = NULL;

	while ((under = statement_child(gateway, KEYWORD_UNDER, under)) !=
	       NULL) {
		const struct argument *names = statement_argument(under, "");

		for (size_t i = 0; i < names->name_count; i++) {
			const struct law *law = &england->laws[dictionary_find(
				england, KIND_LAW, names->names[i].text)];

			if (condition ? law->condition : law->basis)
				return true;
		}
	}
	return false;
}

static bool carries_special(const struct statement *gateway)
{
	struct field_set fields = gateway_fields(gateway);
	const struct statement *data = NULL;

	while ((data = statement_child(gateway, KEYWORD_DATA, data)) != NULL)
		if (statement_has(data, "held"))
			return true;
	for (uint16_t f = field_set_next(&fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&fields, (uint16_t)(f + 1)))
		if (england->fields[f].special)
			return true;
	return false;
}

/* law: GDPR articles 6 and 9 (C26).  Of what ended before, nothing is said. */
static void gateways_have_grounds_in_data_protection_law(void **state)
{
	int32_t gdpr = date_from_civil(2018, 5, 25);
	int32_t today = date_from_civil(2026, 7, 15);

	(void)state;
	for (size_t i = 0; i < england->gateway_count; i++) {
		const struct statement *gateway = england->gateways[i];
		bool since = is_open(gateway, gdpr) || is_open(gateway, today);

		if (is_ground(gateway, false) != since)
			fail_msg("%.*s: basis?",
				 SLICE_ARGS(statement_text(gateway, "")));
		if (is_ground(gateway, true) !=
		    (since && carries_special(gateway)))
			fail_msg("%.*s: condition?",
				 SLICE_ARGS(statement_text(gateway, "")));
	}
}

static bool is_named(enum keyword keyword, const char *label,
		     struct slice wanted)
{
	for (size_t i = 0; i < england->gateway_count; i++) {
		const struct statement *clause = NULL;

		while ((clause = statement_child(england->gateways[i], keyword,
						 clause)) != NULL) {
			const struct argument *names =
				statement_argument(clause, label);

			for (size_t n = 0;
			     names != NULL && n < names->name_count; n++)
				if (slice_equal(names->names[n].text, wanted))
					return true;
		}
	}
	return false;
}

/* C25: the duty to offer youth services says nothing of information; and what
 * was not read carries nothing. */
static void no_gateway_rests_on_laws_that_hold_none(void **state)
{
	static const char *const names[] = {"ea-1996-s507b", "esa-2008-s72",
					    "dpa-1998", "uk-gdpr"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_non_null(law_of(names[i]));
		assert_false(is_named(KEYWORD_LAWS, "", slice_of(names[i])));
	}
}

/* What may not have begun, and nothing else. */
static void pending_laws_are_those_of_2026(void **state)
{
	(void)state;
	for (uint16_t i = 0; i < england->law_count; i++)
		assert_int_equal(
			england->laws[i].pending,
			slice_is(england->laws[i].name, "cwsa-2026-s4") ||
				slice_is(england->laws[i].name,
					 "ca-2004-s16lc"));
}

static bool is_one_of(struct slice name, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_is(name, list[i]))
			return true;
	return false;
}

/* A purpose without a gateway is what a school does for itself (R-075 to
 * R-080). */
static void every_purpose_is_used(void **state)
{
	static const char *const own[] = {"progress", "legal-compliance",
					  "leaver-decisions"};

	(void)state;
	for (uint16_t i = 0; i < england->purpose_count; i++) {
		struct slice name = england->purposes[i].name;

		if (is_named(KEYWORD_TO, "for", name) ==
		    is_one_of(name, own, sizeof(own) / sizeof(own[0])))
			fail_msg("%.*s", SLICE_ARGS(name));
	}
}

/* A body to which nothing goes gives only, or hears complaints, or is what
 * others are within. */
static void every_body_receives(void **state)
{
	static const char *const others[] = {"previous-school",
					     "funding-partners",
					     "information-commissioner", "nhs"};

	(void)state;
	for (uint16_t i = 0; i < england->body_count; i++) {
		struct slice name = england->bodies[i].name;

		if (is_named(KEYWORD_TO, "", name) ==
		    is_one_of(name, others, sizeof(others) / sizeof(others[0])))
			fail_msg("%.*s", SLICE_ARGS(name));
	}
}

static bool carries(const char *gateway, const char *field)
{
	struct field_set fields =
		gateway_fields(england->gateways[dictionary_find(
			england, KIND_GATEWAY, slice_of(gateway))]);

	return field_set_has(
		&fields, dictionary_find(england, KIND_FIELD, slice_of(field)));
}

/* What the notices and the regulations do not list stays where it is, above
 * all where a duty would override promise and wishes. */
static void gateways_carry_no_more_than_their_source(void **state)
{
	static const struct {
		const char *gateway, *carried, *kept;
	} rows[] = {
		{"authority-return", "pupil.postcode", "pupil.email"},
		{"authority-return", "parent.surname", "parent.email"},
		{"authority-return", "ethnicity", "nationality"},
		{"authority-return-2006", "parent.postcode",
		 "parent.disclosure-limited"},
		{"school-census", "pupil.former-upn", "pupil.uci"},
		{"census-feedback", "pupil.uln", "learner.linked-uln"},
		{"assessment-results", "pupil.upn", "pupil.uln"},
		{"child-index", "pupil.upn", "pupil.uln"},
		{"participation", "pupil.upn", "pupil.uci"},
		{"post-16-application", "application.course", "sen.provision"},
		{"outreach", "ethnicity", "pupil.lsoa"},
		{"outreach", "assessment.result", "sen.provision"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!carries(rows[i].gateway, rows[i].carried))
			fail_msg("%s lacks %s", rows[i].gateway,
				 rows[i].carried);
		if (carries(rows[i].gateway, rows[i].kept))
			fail_msg("%s carries %s", rows[i].gateway,
				 rows[i].kept);
	}
}

static bool is_access(const struct statement *gateway)
{
	static const char *const names[] = {"access", "access-1998",
					    "access-parent",
					    "access-parent-1998"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (gateway == gateway_of(names[i]))
			return true;
	return false;
}

/* Only who asks for what is held of itself is told of it (F38). */
static void no_gateway_but_access_carries_religion(void **state)
{
	uint16_t religion =
		dictionary_find(england, KIND_FIELD, SLICE("religion"));

	(void)state;
	for (size_t i = 0; i < england->gateway_count; i++) {
		struct field_set fields = gateway_fields(england->gateways[i]);

		if (!is_access(england->gateways[i]))
			assert_false(field_set_has(&fields, religion));
	}
}

/* R-180 to R-187: what is passed on is bound to a purpose. */
static void onward_limits_name_purposes(void **state)
{
	(void)state;
	for (size_t i = 0; i < england->gateway_count; i++) {
		const struct statement *onward = NULL;

		while ((onward = statement_child(england->gateways[i],
						 KEYWORD_ONWARD, onward)) !=
		       NULL)
			assert_true(statement_has(onward, "none") ||
				    statement_argument(onward, "for") != NULL);
	}
}

/* C32: nothing else keeps the flow open once the target has ended. */
static void the_target_of_2010_ends_its_flow(void **state)
{
	const struct statement *gateway = england->gateways[dictionary_find(
		england, KIND_GATEWAY, SLICE("measurement-areas"))];
	const struct statement *to = statement_child(gateway, KEYWORD_TO, NULL);
	const struct argument *purposes = statement_argument(to, "for");

	(void)state;
	assert_null(statement_child(gateway, KEYWORD_TO, to));
	assert_int_equal(purposes->name_count, 1);
	assert_slice(purposes->names[0].text, "obesity-target");
}

static void collections_have_recipients(void **state)
{
	uint16_t index = dictionary_find(england, KIND_COLLECTION,
					 SLICE("common-transfer-file"));
	const struct collection *ctf = &england->collections[index];
	uint16_t upn = dictionary_find(england, KIND_FIELD, SLICE("pupil.upn"));

	(void)state;
	assert_slice(ctf->format, "ctf");
	assert_slice(england->bodies[ctf->body].name, "next-school");
	assert_int_equal(ctf->purpose_count, 1);
	assert_true(field_set_has(&ctf->fields, upn));
}

/* C28 */
static void pages_move(void **state)
{
	uint16_t index =
		dictionary_find(england, KIND_PAGE, SLICE("release-register"));
	const struct page *page = &england->pages[index];
	const struct address *old =
		page_address(page, date_from_civil(2015, 1, 1));
	const struct address *now =
		page_address(page, date_from_civil(2026, 1, 1));

	(void)state;
	assert_int_not_equal(index, DICTIONARY_NONE);
	assert_true(page->body_count > 0);
	assert_ptr_equal(page_address(page, date_from_civil(2017, 12, 13)),
			 old);
	assert_ptr_equal(page_address(page, date_from_civil(2017, 12, 14)),
			 now);
	assert_ptr_not_equal(old, now);
	assert_null(page_address(page, date_from_civil(2013, 6, 27)));
}

/* Every name of every kind is found again, and by its kind alone. */
static void every_name_is_found(void **state)
{
	struct arena arena = {0};

	(void)state;
	for (int kind = KIND_FIELD; kind < KIND_COUNT; kind++) {
		size_t count;
		const struct slice *names = dictionary_names(
			england, (enum dictionary_kind)kind, &arena, &count);
		struct field_set fields;

		assert_true(count > 0);
		for (size_t i = 0; i < count; i++) {
			if (kind == KIND_FIELD)
				assert_true(dictionary_fields(england, names[i],
							      &fields));
			else if (kind == KIND_BODY || kind == KIND_HOLDER)
				assert_int_not_equal(dictionary_body(england,
								     names[i],
								     NULL),
						     DICTIONARY_NONE);
			else
				assert_int_not_equal(
					dictionary_find(
						england,
						(enum dictionary_kind)kind,
						names[i]),
					DICTIONARY_NONE);
		}
	}
	arena_release(&arena);
}

static void every_code_is_found(void **state)
{
	(void)state;
	for (uint16_t set = 0; set < england->code_set_count; set++)
		for (uint16_t i = 0; i < england->code_sets[set].count; i++)
			assert_int_equal(
				code_set_find(
					england, set,
					england->code_sets[set].codes[i].code),
				i);
	assert_int_equal(code_set_find(england, DICTIONARY_NONE, SLICE("A")),
			 DICTIONARY_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_loaded),
		cmocka_unit_test(has_canonical_layout),
		cmocka_unit_test(code_sets_are_whole),
		cmocka_unit_test(codes_have_their_meaning),
		cmocka_unit_test(codes_lie_within_coarser_ones),
		cmocka_unit_test(codes_are_valid_in_their_time),
		cmocka_unit_test(year_groups_have_an_order),
		cmocka_unit_test(settings_are_codes),
		cmocka_unit_test(authorities_are_found),
		cmocka_unit_test(bodies_are_held_as_the_sources_say),
		cmocka_unit_test(no_body_is_held_twice_or_left_for_a_day),
		cmocka_unit_test(every_actor_has_a_body),
		cmocka_unit_test(registration_is_part_of_funding),
		cmocka_unit_test(bodies_change_hands),
		cmocka_unit_test(closed_holders_have_successors),
		cmocka_unit_test(regimes_follow_each_other),
		cmocka_unit_test(purposes_have_ends_and_kinds),
		cmocka_unit_test(fields_say_what_they_are),
		cmocka_unit_test(classes_are_those_of_the_items),
		cmocka_unit_test(special_fields_are_named),
		cmocka_unit_test(requirements_are_those_of_the_formats),
		cmocka_unit_test(names_stand_for_fields),
		cmocka_unit_test(facts_have_sources),
		cmocka_unit_test(every_flow_has_a_gateway_in_its_time),
		cmocka_unit_test(gateways_open_and_close_on_their_day),
		cmocka_unit_test(gateways_have_grounds_in_data_protection_law),
		cmocka_unit_test(no_gateway_rests_on_laws_that_hold_none),
		cmocka_unit_test(pending_laws_are_those_of_2026),
		cmocka_unit_test(every_purpose_is_used),
		cmocka_unit_test(every_body_receives),
		cmocka_unit_test(gateways_carry_no_more_than_their_source),
		cmocka_unit_test(no_gateway_but_access_carries_religion),
		cmocka_unit_test(onward_limits_name_purposes),
		cmocka_unit_test(the_target_of_2010_ends_its_flow),
		cmocka_unit_test(collections_have_recipients),
		cmocka_unit_test(pages_move),
		cmocka_unit_test(every_name_is_found),
		cmocka_unit_test(every_code_is_found),
	};

	return cmocka_run_group_tests_name("England", tests, load, unload);
}
