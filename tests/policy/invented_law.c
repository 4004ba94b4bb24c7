#include "tests/policy/invented_law.h"

#include "base/date.h"

/* Leap days and the days around them come up often. */
static const int DAYS[][3] = {
	{2018, 5, 25}, {2019, 2, 28}, {2020, 2, 28}, {2020, 2, 29},
	{2020, 3, 1},  {2020, 9, 1},  {2021, 2, 28}, {2021, 3, 1},
	{2022, 1, 15}, {2024, 2, 29},
};

enum { DAY_COUNT = sizeof(DAYS) / sizeof(DAYS[0]) };

int32_t invent_date(struct choices *choices)
{
	const int *day = DAYS[choose(choices, DAY_COUNT)];
	int32_t date = date_from_civil(day[0], day[1], day[2]);

	return chance(choices, 30) ? date + (int32_t)choose(choices, 3) - 1
				   : date;
}

static void add_date(struct builder *out, const char *word, int32_t date)
{
	char text[DATE_TEXT_BYTES];

	date_format(date, text);
	builder_add_format(out, " %s %s", word, text);
}

/* " from DATE to DATE", or part of it, or nothing. */
static void add_dates(struct choices *choices, struct builder *out,
		      unsigned int percent)
{
	int32_t from = invent_date(choices);
	int32_t to = invent_date(choices);

	if (chance(choices, percent))
		add_date(out, "from", from < to ? from : to);
	if (chance(choices, percent))
		add_date(out, "to", from < to ? to : from);
}

/* Some of prefix0 to prefix(count - 1), at least one. */
static void add_names(struct choices *choices, struct builder *out,
		      const char *prefix, unsigned int count)
{
	unsigned int first = choose(choices, count);

	builder_add_format(out, "%s%u", prefix, first);
	for (unsigned int i = 0; i < count; i++)
		if (i != first && chance(choices, 25))
			builder_add_format(out, ", %s%u", prefix, i);
}

/* --- conditions ----------------------------------------------------------- */

static const char *comparison(struct choices *choices)
{
	static const char *const words[] = {"=", "!=", "<", "<=", ">", ">="};

	return words[choose(choices, 6)];
}

static unsigned int some_age(struct choices *choices)
{
	static const unsigned int ages[] = {0, 4, 12, 13, 14, 16, 17, 18, 25};

	return ages[choose(choices, 9)];
}

static char some_stage(struct choices *choices)
{
	return (char)('a' + choose(choices, 4));
}

static void add_question(struct choices *choices, struct builder *out,
			 bool derived)
{
	static const char *const flags[] = {"flag-a", "flag-b", "academy",
					    "own", "ready"};
	static const char *const colours[] = {"red", "blue", "green"};
	static const char *const codes[] = {
		"kind = school",   "kind in agency, authority",
		"setting = one",   "setting != two",
		"phase = primary", "phase in primary, secondary",
	};
	unsigned int low = choose(choices, 4);

	switch (choose(choices, derived ? 12 : 10)) {
	case 0:
	case 1:
	case 2:
		builder_add_format(out, "age %s %u", comparison(choices),
				   some_age(choices));
		break;
	case 3:
		low = some_age(choices);
		builder_add_format(out, "age in %u to %u, %u", low,
				   low + choose(choices, 5), some_age(choices));
		break;
	case 4:
		builder_add_text(out, flags[choose(choices, derived ? 5 : 4)]);
		break;
	case 5:
		builder_add_format(out, "score %s %u", comparison(choices),
				   choose(choices, 4));
		break;
	case 6:
		builder_add_format(out, "stage %s %c", comparison(choices),
				   some_stage(choices));
		break;
	case 7:
		low = choose(choices, 4);
		builder_add_format(out, "stage in %c, %c to %c",
				   some_stage(choices), (int)('a' + low),
				   (int)('a' + low + choose(choices, 4 - low)));
		break;
	case 8:
		builder_add_format(out,
				   chance(choices, 50) ? "colour != %s"
						       : "colour in %s, red",
				   colours[choose(choices, 3)]);
		break;
	case 9:
		if (chance(choices, 50)) {
			builder_add_text(out, codes[choose(choices, 6)]);
			break;
		}
		builder_add_format(out, "since %s", comparison(choices));
		add_date(out, "", invent_date(choices));
		break;
	case 10:
		builder_add_format(out, "step %s %u", comparison(choices), low);
		break;
	default:
		builder_add_format(out, "step in %u to %u, 4", low,
				   low + choose(choices, 3));
		break;
	}
}

static void add_condition(struct choices *choices, struct builder *out,
			  unsigned int depth, bool derived)
{
	if (depth == 0 || chance(choices, 45)) {
		add_question(choices, out, derived);
		return;
	}
	if (chance(choices, 25)) {
		builder_add_text(out, "not (");
		add_condition(choices, out, depth - 1, derived);
		builder_add_byte(out, ')');
		return;
	}
	builder_add_byte(out, '(');
	add_condition(choices, out, depth - 1, derived);
	builder_add_text(out, chance(choices, 50) ? ") and (" : ") or (");
	add_condition(choices, out, depth - 1, derived);
	builder_add_byte(out, ')');
}

/* `own`: it holds of the recipient's own pupils alone. */
static void add_when(struct choices *choices, struct builder *out,
		     unsigned int percent, bool own)
{
	if (!chance(choices, percent)) {
		builder_add_text(out, own ? "    when own\n" : "");
		return;
	}
	builder_add_text(out, own ? "    when own and (" : "    when ");
	add_condition(choices, out, 2, true);
	builder_add_text(out, own ? ")\n" : "\n");
}

/* --- the data --------------------------------------------------------------- */

static void add_field(struct choices *choices, struct builder *out,
		      unsigned int category, unsigned int field)
{
	int32_t from = invent_date(choices);

	builder_add_format(out, "    field c%u.f%u text \"F\"", category,
			   field);
	if (chance(choices, 25))
		builder_add_text(out, " identifies");
	if (chance(choices, 10)) {
		add_date(out, "collected", from);
		add_date(out, "to", from + (int32_t)choose(choices, 900));
	} else if (chance(choices, 10)) {
		add_date(out, "collected-from", from);
	}
	builder_add_byte(out, '\n');
}

/* `matched`: with a number by which recipients match. */
static void add_data(struct choices *choices, struct builder *out, bool matched)
{
	builder_add_text(out, "category person \"P\" {\n"
			      "    field pupil.birth-date date \"B\" quasi\n"
			      "    field pupil.name text \"N\" identifies\n");
	builder_add_text(out,
			 matched ? "    field pupil.upn upn \"U\" identifies\n"
				 : "");
	builder_add_text(out, "}\n");
	for (unsigned int c = 0; c < INVENTED_CATEGORIES; c++) {
		builder_add_format(out, "category c%u \"C\" {\n", c);
		for (unsigned int f = 0; f < INVENTED_FIELDS; f++)
			add_field(choices, out, c, f);
		builder_add_text(out, "}\n");
	}
	builder_add_text(out, "group g0 \"G\" of pupil.name, c0.f0, c1.f1\n"
			      "group g1 \"G\" of c2, c0.f3\n");
}

/* What a rule covers: categories, groups, fields. */
static void add_fields(struct choices *choices, struct builder *out)
{
	unsigned int count = 1 + choose(choices, 3);

	if (chance(choices, 20)) {
		builder_add_text(out, "person, c0, c1, c2");
		return;
	}
	for (unsigned int i = 0; i < count; i++) {
		if (i > 0)
			builder_add_text(out, ", ");
		if (chance(choices, 35))
			builder_add_format(
				out, "c%u",
				choose(choices, INVENTED_CATEGORIES));
		else if (chance(choices, 25))
			builder_add_format(out, "g%u", choose(choices, 2));
		else if (chance(choices, 15))
			builder_add_text(out, "person");
		else
			builder_add_format(out, "c%u.f%u",
					   choose(choices, INVENTED_CATEGORIES),
					   choose(choices, INVENTED_FIELDS));
	}
}

/* A fact that perhaps has a value where nothing is recorded. */
static void add_fact(struct choices *choices, struct builder *out,
		     const char *text, const char *const values[2])
{
	builder_add_format(out, "fact %s", text);
	if (chance(choices, 25))
		builder_add_format(out, " otherwise %s",
				   values[choose(choices, 2)]);
	builder_add_byte(out, '\n');
}

static void add_facts(struct choices *choices, struct builder *out)
{
	static const char *const flags[] = {"true", "false"};
	static const char *const numbers[] = {"0", "2"};
	static const char *const stages[] = {"a", "c"};
	static const char *const colours[] = {"blue", "green"};

	builder_add_text(out,
			 "fact birth-date date \"B\" from pupil.birth-date\n"
			 "fact flag-b flag \"B\" of request\n"
			 "fact own flag \"O\" from c0.f0 of recipient\n"
			 "fact since date \"S\"\n");
	add_fact(choices, out, "flag-a flag \"A\"", flags);
	add_fact(choices, out, "score number \"S\"", numbers);
	add_fact(choices, out, "stage code \"S\" codes stage", stages);
	add_fact(choices, out, "colour code \"C\" codes colour", colours);
	builder_add_text(
		out,
		"fact kind code \"K\" codes controller-kind of controller\n"
		"fact setting code \"S\" codes setting of controller\n"
		"fact phase code \"P\" codes phase of controller\n"
		"fact academy flag \"A\" of controller\n");
	builder_add_text(out, "fact ready flag \"R\" {\n    is 1 when ");
	add_condition(choices, out, 1, false);
	builder_add_text(out, "\n    is 0 when flag-b\n}\n"
			      "fact step number \"S\" {\n");
	for (unsigned int i = 0; i < 3; i++) {
		builder_add_format(out, "    is %u when ", i + 1);
		add_condition(choices, out, 1, false);
		builder_add_byte(out, '\n');
	}
	builder_add_text(out, "    is 2 when ready\n}\n");
}

/* --- bodies, laws and the like ------------------------------------------------ */

static void add_bodies(struct choices *choices, struct builder *out)
{
	for (unsigned int b = 0; b < INVENTED_BODIES; b++) {
		int32_t turn = invent_date(choices);

		builder_add_format(out, "body b%u \"B\"%s", b,
				   b == 1 ? " kind family" : "");
		if (b >= INVENTED_HELD_BODIES) {
			builder_add_byte(out, '\n');
			continue;
		}
		builder_add_format(out, " {\n    held by \"H\" as b%u-h0", b);
		add_date(out, "to", turn);
		builder_add_format(out, "\n    held by \"I\" as b%u-h1", b);
		add_date(out, "from", turn + 1);
		if (chance(choices, 20))
			add_date(out, "to", turn + 400);
		builder_add_text(out, "\n}\n");
	}
	/* What a controller is that does not say. */
	builder_add_text(out, "body school \"S\" {\n    held by \"T\"");
	add_dates(choices, out, 30);
	builder_add_text(out, "\n}\nbody local-authority \"L\" {\n"
			      "    held by \"M\" as council");
	add_dates(choices, out, 30);
	builder_add_text(out, "\n}\n");
}

static void add_purposes(struct choices *choices, struct builder *out,
			 bool matched)
{
	for (unsigned int p = 0; p < INVENTED_PURPOSES; p++) {
		builder_add_format(out, "purpose p%u \"P\"", p);
		add_dates(choices, out, 8);
		if (chance(choices, 25))
			builder_add_text(out, " marketing");
		if (chance(choices, 25))
			builder_add_text(out, " protects");
		if (matched && p == INVENTED_MATCHED)
			builder_add_text(out, " matched by pupil.upn");
		builder_add_byte(out, '\n');
	}
}

/* "1 day", "5 months"; of the first units. */
static void add_time(struct choices *choices, struct builder *out,
		     unsigned int most, unsigned int units)
{
	static const char *const words[] = {"month", "year", "day"};
	unsigned int number =
		chance(choices, 25) ? 1 : 1 + choose(choices, most);

	builder_add_format(out, " %u %s%s", number,
			   words[choose(choices, units)],
			   number == 1 ? "" : "s");
}

static void add_block(struct choices *choices, struct builder *out,
		      const char *word, char prefix, unsigned int most)
{
	unsigned int count =
		chance(choices, 20) ? 0 : 1 + choose(choices, most);

	if (count > 0)
		builder_add_text(out, " {\n");
	for (unsigned int i = 0; i < count; i++)
		builder_add_format(out, "    %s %c%u \"X\"\n", word, prefix, i);
	builder_add_text(out, count > 0 ? "}\n" : "\n");
}

static void add_approvals(struct choices *choices, struct builder *out)
{
	for (unsigned int a = 0; a < INVENTED_APPROVALS; a++) {
		builder_add_format(out, "approval y%u \"Y\"", a);
		add_dates(choices, out, 12);
		if (chance(choices, 60)) {
			builder_add_text(out, " lasts");
			add_time(choices, out, 30, 3);
		}
		add_block(choices, out, "weighs", 'w', INVENTED_CRITERIA);
	}
	for (unsigned int t = 0; t < INVENTED_TERMS; t++) {
		builder_add_format(out, "terms s%u \"S\"", t);
		add_block(choices, out, "covers", 's', INVENTED_SUBJECTS);
	}
	for (unsigned int r = 0; r < INVENTED_ROLES; r++)
		builder_add_format(out, "role r%u \"R\"\n", r);
}

/* Choices beside the others, which stay what they would be without these. */
static struct choices choose_beside(const struct choices *choices)
{
	return (struct choices){.state = choices->state + choices->left};
}

/* What a profile says: one of the clauses is always there. */
static void add_profile_rules(struct choices *choices, struct builder *out)
{
	static const char *const rules[][3] = {
		{"suppress 1 to 2", "suppress 1 to 7 interval 4",
		 "suppress 1 to 9"},
		{"zeros hidden", "zeros shown", "zeros hidden if needed"},
		{"whole hidden", "whole shown", "whole shown"},
		{"round nearest 5\n    percentages from rounded",
		 "round midpoint 6\n    percentages none",
		 "round controlled 5\n    percentages from rounded"},
		{"percentages none", "percentages from counts",
		 "percentages from counts decimals 1 of 100 or more "
		 "hidden 1 to 5"},
		{"cohort 5", "cohort 5 one percentage to 9", "cohort 10"},
		{"means of 8 or more", "means of 5 or more", "degrees 10"},
		{"dominance 2 hold 85 percent", "dominance 2 hold 90 percent",
		 "dominance 1 hold 90 percent"},
		{"estimate within 10 percent", "estimate within 20 percent",
		 "estimate within 10 percent"},
	};
	enum { ROUNDING = 3 };
	unsigned int percent = chance(choices, 70) ? 10 : 40;

	builder_add_format(out, " {\n    %s\n", rules[0][choose(choices, 3)]);
	for (size_t i = 1; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (!chance(choices, percent))
			continue;
		builder_add_format(out, "    %s\n",
				   rules[i][choose(choices, 3)]);
		i += i == ROUNDING; /* has spoken of percentages */
	}
	builder_add_text(out, "}\n");
}

/* q0 gives way to q1; q2 has dates, q3 none. */
static void add_profiles(const struct choices *others, struct builder *out)
{
	struct choices beside = choose_beside(others);
	struct choices *choices = &beside;
	int32_t end = invent_date(choices);

	builder_add_text(out, "profile q0 \"Q\"");
	add_date(out, "to", end);
	builder_add_text(out, " then q1");
	add_profile_rules(choices, out);
	builder_add_text(out, "profile q1 \"Q\"");
	add_date(out, "from", end + 1);
	add_profile_rules(choices, out);
	builder_add_text(out, "profile q2 \"Q\"");
	add_dates(choices, out, 60);
	add_profile_rules(choices, out);
	builder_add_text(out, "profile q3 \"Q\"");
	add_profile_rules(choices, out);
	if (chance(choices, 70)) {
		builder_add_text(out, "profile default \"Q\"");
		add_dates(choices, out, 10);
		add_profile_rules(choices, out);
	}
}

static void add_rest(struct choices *choices, struct builder *out)
{
	for (unsigned int l = 0; l < INVENTED_LAWS; l++) {
		builder_add_format(out, "law l%u \"L\"", l);
		add_dates(choices, out, 25);
		if (chance(choices, 40))
			builder_add_text(out, " unconfirmed");
		builder_add_text(out, chance(choices, 20) ? " regime" : "");
		builder_add_text(out,
				 chance(choices, 15) ? " pending\n" : "\n");
	}
	builder_add_text(out, "law k0 \"K\" basis\n"
			      "law k1 \"K\" condition from 2018-05-25\n");
	for (unsigned int a = 0; a < INVENTED_AREAS; a++) {
		builder_add_format(out, "area a%u \"A\"", a);
		if (a > 0 && chance(choices, 75))
			builder_add_format(out, " within a%u",
					   choose(choices, a));
		builder_add_byte(out, '\n');
	}
	for (unsigned int t = 0; t < INVENTED_TRIGGERS; t++)
		builder_add_format(out, "trigger t%u \"T\"\n", t);
	add_profiles(choices, out);
	add_approvals(choices, out);
}

/* --- clauses of gateways and shares --------------------------------------------- */

/* Whether it is that of tables. */
static bool add_level_name(struct choices *choices, struct builder *out)
{
	static const char *const words[] = {"named", "pupil", "inside",
					    "anonymised"};

	if (chance(choices, 40)) {
		builder_add_format(out, "aggregate by a%u",
				   choose(choices, INVENTED_AREAS));
		return true;
	}
	builder_add_text(out, words[choose(choices, 4)]);
	return false;
}

static void add_level(struct choices *choices, struct builder *out)
{
	struct choices beside;

	if (!chance(choices, 45))
		return;
	builder_add_text(out, "    level ");
	if (add_level_name(choices, out)) {
		beside = choose_beside(choices);
		if (chance(&beside, 50))
			builder_add_format(out, " profile q%u",
					   choose(&beside, INVENTED_PROFILES));
	}
	if (chance(choices, 30))
		builder_add_text(out, " results nobody");
	else if (chance(choices, 20))
		builder_add_format(out, " results aggregate by a%u",
				   choose(choices, INVENTED_AREAS));
	builder_add_byte(out, '\n');
}

static void add_without(struct choices *choices, struct builder *out)
{
	static const char *const uses[] = {"decisions", "identification",
					   "identification, decisions"};

	if (chance(choices, 20))
		builder_add_format(out, "    without %s\n",
				   uses[choose(choices, 3)]);
}

static void add_needs(struct choices *choices, struct builder *out)
{
	static const char *const words[] = {
		"approval by y0",    "approval by y1",
		"authorisation",     "consent",
		"consent by parent", "consent by pupil",
		"identity",          "terms",
		"terms s0",          "terms s1",
		"role r0",           "role r1"};
	unsigned int count = chance(choices, 60) ? 0 : 1 + choose(choices, 2);

	for (unsigned int i = 0; i < count; i++) {
		builder_add_format(out, "    needs %s",
				   words[choose(choices, 12)]);
		if (chance(choices, 40)) {
			builder_add_text(out, " where ");
			add_condition(choices, out, 1, true);
		}
		builder_add_byte(out, '\n');
	}
}

/* Between which dates an objection must have been stated. */
static void add_stated(struct choices *choices, struct builder *out)
{
	int32_t one = invent_date(choices), other = invent_date(choices);
	bool begins = chance(choices, 50);

	if (!chance(choices, 40))
		return;
	builder_add_text(out, " stated");
	if (begins)
		add_date(out, "from", one < other ? one : other);
	if (!begins || chance(choices, 40))
		add_date(out, "to", one < other ? other : one);
}

static void add_objections(struct choices *choices, struct builder *out)
{
	static const char *const holders[] = {"parent", "pupil"};
	unsigned int count = chance(choices, 55) ? 0 : 1 + choose(choices, 2);

	for (unsigned int i = 0; i < count; i++) {
		unsigned int first = choose(choices, 2);

		builder_add_format(out, "    objection by %s", holders[first]);
		if (chance(choices, 60))
			builder_add_format(
				out, " until %u then %s", some_age(choices) + 1,
				holders[chance(choices, 85) ? 1 - first
							    : first]);
		add_stated(choices, out);
		builder_add_text(out, " leaves ");
		if (chance(choices, 50))
			builder_add_text(out, "nothing");
		else
			add_fields(choices, out);
		builder_add_byte(out, '\n');
	}
}

static void add_onward(struct choices *choices, struct builder *out)
{
	builder_add_format(out, "    onward to b%u for p%u",
			   choose(choices, INVENTED_BODIES),
			   choose(choices, INVENTED_PURPOSES));
	if (chance(choices, 50)) {
		builder_add_text(out, " at ");
		add_level_name(choices, out);
	}
	if (chance(choices, 30))
		builder_add_text(out, " then by law");
	builder_add_byte(out, '\n');
}

static void add_times(struct choices *choices, struct builder *out)
{

	if (chance(choices, 20)) {
		builder_add_text(out, "    on ");
		add_names(choices, out, "t", INVENTED_TRIGGERS);
		builder_add_byte(out, '\n');
	}
	if (chance(choices, 15)) {
		builder_add_text(out, "    every");
		add_time(choices, out, 14, 2);
		builder_add_byte(out, '\n');
	}
	if (chance(choices, 25)) {
		builder_add_text(out, "    delete after");
		add_time(choices, out, 30, 3);
		builder_add_byte(out, '\n');
	} else if (chance(choices, 10)) {
		builder_add_text(out, "    delete");
		add_date(out, "by", invent_date(choices));
		builder_add_byte(out, '\n');
	}
	if (chance(choices, 15))
		builder_add_text(out, "    onward none\n");
	if (chance(choices, 15))
		add_onward(choices, out);
}

static void add_clauses(struct choices *choices, struct builder *out, bool own)
{
	add_when(choices, out, 50, own);
	add_level(choices, out);
	add_without(choices, out);
	add_needs(choices, out);
	add_objections(choices, out);
	add_times(choices, out);
}

/* A body, or one of its holders. */
static void add_body(struct choices *choices, struct builder *out)
{
	unsigned int body =
		chance(choices, 60) ? 0 : choose(choices, INVENTED_BODIES);

	builder_add_format(out, "b%u", body);
	if (body < INVENTED_HELD_BODIES && chance(choices, 15))
		builder_add_format(out, "-h%u", choose(choices, 2));
}

static void add_purpose_names(struct choices *choices, struct builder *out)
{
	builder_add_text(out, chance(choices, 60) ? "p0, " : "");
	add_names(choices, out, "p", INVENTED_PURPOSES);
}

static void add_to(struct choices *choices, struct builder *out,
		   unsigned int percent)
{
	builder_add_text(out, "    to ");
	add_body(choices, out);
	if (chance(choices, 25)) {
		builder_add_text(out, ", ");
		add_body(choices, out);
	}
	if (chance(choices, percent)) {
		builder_add_text(out, " for ");
		add_purpose_names(choices, out);
	}
	builder_add_byte(out, '\n');
}

static void add_laws(struct choices *choices, struct builder *out,
		     unsigned int percent)
{
	for (unsigned int i = 0; i < 2; i++)
		if (chance(choices, percent)) {
			builder_add_text(out, "    law ");
			add_names(choices, out, "l", INVENTED_LAWS);
			builder_add_byte(out, '\n');
		}
}

static void add_kinds(struct choices *choices, struct builder *out)
{
	static const char *const names[] = {
		"school, authority", "school, authority", "agency",
		"b1, school",        "b1-h1, b2",         "local-authority",
		"council, agency"};

	if (chance(choices, 25))
		builder_add_format(out, "    by %s\n",
				   names[choose(choices, 7)]);
}

static void add_grounds(struct choices *choices, struct builder *out)
{
	static const char *const words[] = {"k0", "k0, k1", "k1 as \"K\""};

	if (chance(choices, 25))
		builder_add_format(out, "    under %s\n",
				   words[choose(choices, 3)]);
}

static void add_within(struct choices *choices, struct builder *out)
{
	static const char *const units[] = {"school-days", "days", "day",
					    "weeks",       "week", "months",
					    "month"};

	if (chance(choices, 20))
		builder_add_format(out, "    within %u %s\n",
				   1 + choose(choices, 20),
				   units[choose(choices, 7)]);
}

/* Whether recipients written from `start` on may have it for the purpose for
 * which they match: it is named, or none is. */
static bool names_matched(const struct builder *out, size_t start)
{
	char name[] = {'p', (char)('0' + INVENTED_MATCHED), '\0'};
	struct slice text = builder_slice(out);

	text = slice_part(text, start, text.len);
	while (text.len > 0) {
		struct slice line = slice_cut(&text, '\n');
		bool any = true;

		while (line.len > 0) {
			struct slice word = slice_cut(&line, ' ');

			any = any && !slice_equal(word, SLICE("for"));
			if (word.len > 1 &&
			    slice_equal(slice_part(word, 0, 2), slice_of(name)))
				return true;
		}
		if (any)
			return true;
	}
	return false;
}

static void add_gateway(struct choices *choices, struct builder *out,
			unsigned int number, bool matched)
{
	size_t start;

	builder_add_format(out, "gateway g-%u {\n", number);
	add_laws(choices, out, 25);
	if (chance(choices, 20)) {
		int32_t from = invent_date(choices) - 300;

		builder_add_text(out, "   ");
		add_date(out, "from", from);
		if (chance(choices, 60))
			add_date(out, "to",
				 from + (int32_t)choose(choices, 1200));
		builder_add_byte(out, '\n');
	}
	add_kinds(choices, out);
	start = builder_slice(out).len;
	add_to(choices, out, 80);
	if (chance(choices, 25))
		add_to(choices, out, 80);
	matched = matched && names_matched(out, start);
	builder_add_text(out, "    data ");
	add_fields(choices, out);
	builder_add_text(out,
			 chance(choices, 20) ? " and held categories\n" : "\n");
	if (chance(choices, 35)) {
		builder_add_text(out, "    duty");
		if (chance(choices, 40)) {
			builder_add_text(out, " on ");
			add_names(choices, out, "t", INVENTED_TRIGGERS);
		}
		builder_add_byte(out, '\n');
	}
	add_grounds(choices, out);
	add_within(choices, out);
	add_clauses(choices, out, matched);
	builder_add_text(out, "}\n");
}

static void add_never(struct choices *choices, struct builder *out,
		      unsigned int number)
{
	builder_add_format(out, "never n-%u {\n", number);
	add_laws(choices, out, 15);
	add_kinds(choices, out);
	if (chance(choices, 50))
		add_to(choices, out, 50);
	if (chance(choices, 50)) {
		builder_add_text(out, "    for ");
		add_names(choices, out, "p", INVENTED_PURPOSES);
		builder_add_byte(out, '\n');
	}
	if (chance(choices, 20)) {
		builder_add_text(out, "    for ");
		add_names(choices, out, "p", INVENTED_PURPOSES);
		builder_add_byte(out, '\n');
	}
	builder_add_text(out, "    send ");
	add_fields(choices, out);
	builder_add_text(out,
			 chance(choices, 15) ? " and held categories\n" : "\n");
	add_when(choices, out, 70, false);
	builder_add_text(out, "}\n");
}

void invent_dictionary(struct choices *choices, struct builder *out)
{
	unsigned int gateways = 1 + choose(choices, 6);
	unsigned int nevers = chance(choices, 75) ? 0 : 1 + choose(choices, 2);
	struct choices beside = choose_beside(choices);
	bool matched = chance(&beside, 5);

	builder_add_text(
		out, "dictionary \"Invented\" version 1\n"
		     "codes controller-kind \"K\" { code school \"S\"; "
		     "code authority \"A\"; code agency \"G\" }\n"
		     "codes wish-kind \"W\" { code objection \"O\"; "
		     "code refusal \"R\"; code consent \"C\"; "
		     "code restriction \"R\"; code marketing-stop \"M\" }\n"
		     "codes setting \"S\" { code one \"1\"; code two \"2\" }\n"
		     "codes phase \"P\" { code primary \"P\"; "
		     "code secondary \"S\" }\n"
		     "codes stage \"S\" { code a \"A\" order 1; "
		     "code b \"B\" order 2; code c \"C\" order 5; "
		     "code d \"D\" order 6; code x \"X\" }\n"
		     "codes colour \"C\" { code red \"R\"; code blue \"B\"; "
		     "code green \"G\" }\n"
		     "setting one \"1\" phase primary\n"
		     "setting two \"2\" phase secondary academy\n");
	add_data(choices, out, matched);
	add_facts(choices, out);
	add_rest(choices, out);
	add_bodies(choices, out);
	add_purposes(choices, out, matched);
	for (unsigned int i = 0; i < gateways; i++)
		add_gateway(choices, out, i, matched);
	for (unsigned int i = 0; i < nevers; i++)
		add_never(choices, out, i);
}

/* --- notices ------------------------------------------------------------------- */

static void add_share(struct choices *choices, struct builder *out)
{
	builder_add_text(out, "share with ");
	add_body(choices, out);
	builder_add_text(out, chance(choices, 10) ? " by b1 {\n" : " {\n");
	builder_add_text(out, "    send ");
	add_fields(choices, out);
	builder_add_text(out,
			 chance(choices, 25) ? " and held categories\n" : "\n");
	if (chance(choices, 90)) {
		builder_add_text(out, "    for ");
		add_purpose_names(choices, out);
		builder_add_byte(out, '\n');
	}
	if (chance(choices, 20))
		builder_add_text(out, "    for p1\n");
	if (chance(choices, 20)) {
		builder_add_text(out, "    under ");
		add_names(choices, out, "l", INVENTED_LAWS);
		builder_add_byte(out, '\n');
	}
	add_clauses(choices, out, false);
	builder_add_text(out, "}\n");
}

void invent_notice(struct choices *choices, unsigned int version,
		   struct builder *out)
{
	static const char *const kinds[] = {"school",
					    "school one",
					    "school two",
					    "authority",
					    "agency",
					    "agency as b1",
					    "school two as b2",
					    "agency as b1-h1",
					    "agency as local-authority",
					    "authority as council"};
	unsigned int shares = 1 + choose(choices, 6);
	unsigned int nevers = chance(choices, 80) ? 0 : 1 + choose(choices, 2);
	int32_t from = invent_date(choices) - (int32_t)choose(choices, 500);
	struct choices beside = choose_beside(choices);

	builder_add_format(out, "notice \"N\" version %u", version);
	add_date(out, "from", from);
	if (chance(choices, 25))
		add_date(out, "to", from + (int32_t)choose(choices, 1500));
	builder_add_format(out, "\ncontroller \"C\" %s\n",
			   kinds[choose(choices, 10)]);
	if (chance(choices, 60)) {
		builder_add_text(out, "hold ");
		add_names(choices, out, "c", INVENTED_CATEGORIES);
		builder_add_byte(out, '\n');
	}
	if (chance(&beside, 25)) { /* in front of the dictionary's */
		builder_add_format(out, "profile q%u \"Q\"",
				   choose(&beside, INVENTED_PROFILES));
		add_dates(&beside, out, 40);
		add_profile_rules(&beside, out);
	}
	for (unsigned int i = 0; i < shares; i++)
		add_share(choices, out);
	for (unsigned int i = 0; i < nevers; i++)
		add_never(choices, out, i);
	if (chance(choices, 50))
		builder_add_text(out, "honour refusals\n");
}
