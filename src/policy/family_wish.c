/* Whose wish withheld something, yielded, or does not count: from the wishes on
 * record, and who may speak at the pupil's age. */
#include "policy/family_parts.h"

/* The column that a wish of the family sets for this request. */
static bool bears(const struct maker *maker, const struct wish *wish,
		  enum wish_column *column)
{
	const struct explanation *explanation = maker->explanation;
	struct wish said = *wish;

	if (slice_empty(said.by))
		said.by = SLICE("parent");
	return wish_bears(&said, explanation->request,
			  explanation->policy->dictionary, column);
}

static bool is_objection(enum wish_column column)
{
	return column == WISH_OBJECTION_PARENT ||
	       column == WISH_OBJECTION_PUPIL;
}

static bool is_refusal(enum wish_column column)
{
	return column == WISH_REFUSAL_PARENT || column == WISH_REFUSAL_PUPIL;
}

static bool is_by_pupil(enum wish_column column)
{
	return column == WISH_OBJECTION_PUPIL || column == WISH_REFUSAL_PUPIL;
}

/* Who may say it, where no clause says otherwise. */
static const struct objection_clause usual = {
	.by = {HOLDER_PARENT, HOLDER_PUPIL, HAND_OVER_AGE},
	.stated = {DATE_NONE, DATE_NONE},
};

/* Whether whoever said it may at the pupil's age; where that is not known,
 * either may. */
static bool counts(const struct maker *maker, enum wish_column column,
		   const struct hand_over *by)
{
	enum wish_holder holder =
		is_by_pupil(column) ? HOLDER_PUPIL : HOLDER_PARENT;

	if (by->age == 0)
		return holder == by->first;
	if (maker->age < 0)
		return true;
	return holder == (maker->age >= by->age ? by->second : by->first);
}

/* Whether a clause counts an objection of that day. */
static bool is_accepted(const struct objection_clause *clause,
			enum wish_column column, const struct wish *wish)
{
	return clause == NULL || !is_objection(column) ||
	       window_accepts(clause->stated, wish->date, wish->date);
}

/* The first wish on record, of those a reason may mean, that counts; as a
 * clause has it (NULL: anybody's, of any day). */
static const struct wish *find_wish(const struct maker *maker,
				    bool (*meant)(enum wish_column column),
				    const struct objection_clause *clause)
{
	const struct wish *first = NULL;
	enum wish_column found;

	for (size_t i = 0; i < maker->wish_count; i++) {
		const struct wish *wish = &maker->wishes[i];

		if (bears(maker, wish, &found) && meant(found) &&
		    (clause == NULL || counts(maker, found, &clause->by)) &&
		    is_accepted(clause, found, wish) &&
		    (first == NULL || wish->date < first->date))
			first = wish;
	}
	return first;
}

/* The same, or one of which it is only known that it is on record: such as an
 * answer in a form, without who gave it and when. */
static bool is_wished(const struct maker *maker,
		      bool (*meant)(enum wish_column column),
		      const struct objection_clause *clause,
		      const struct wish **wish)
{
	*wish = find_wish(maker, meant, clause);
	for (int i = 0; i < WISH_COUNT && *wish == NULL; i++)
		if (maker->explanation->pupil->wishes[i] &&
		    meant((enum wish_column)i) &&
		    (clause == NULL ||
		     counts(maker, (enum wish_column)i, &clause->by)))
			return true;
	return *wish != NULL;
}

static bool is_restriction(enum wish_column column)
{
	return column == WISH_RESTRICTION;
}

static bool is_marketing_stop(enum wish_column column)
{
	return column == WISH_MARKETING_STOP;
}

/* The objection clause that withheld something. */
static const struct objection_clause *objection_of(const struct maker *maker,
						   struct range clause)
{
	const struct candidate *candidate;

	for (size_t i = 0; (candidate = candidate_at(maker->plan, i)) != NULL;
	     i++) {
		const struct rule *rule = candidate->rule;

		for (size_t o = 0; o < rule->objection_count; o++)
			if (clause_same(rule->objections[o].range, clause))
				return &rule->objections[o];
	}
	return &usual;
}

void family_who(const struct maker *maker, const struct verdict *cause,
		enum reason *reason, struct family_words *words)
{
	static const struct {
		enum reason reason;
		bool (*meant)(enum wish_column column);
		bool anybody;
	} kinds[] = {
		{REASON_OBJECTION, is_objection, false},
		{REASON_REFUSAL, is_refusal, false},
		{REASON_RESTRICTION, is_restriction, true},
		{REASON_MARKETING_STOP, is_marketing_stop, true},
	};
	const struct objection_clause *clause =
		objection_of(maker, cause->clause);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].reason != *reason && *reason != REASON_OBJECTION)
			continue;
		if (is_wished(maker, kinds[i].meant,
			      kinds[i].anybody ? NULL : clause, &words->wish)) {
			*reason = kinds[i].reason;
			return;
		}
	}
}

/* A wish on record that does not count at this age. */
static void tell_idle_wish(struct maker *maker, const struct wish *wish,
			   enum wish_column column, const struct hand_over *by)
{
	struct family_words words = family_words_for(maker, NULL);

	words.wish = wish;
	if (is_by_pupil(column))
		words.age = by->age;
	family_say(
		maker, "wish", "",
		family_told[is_by_pupil(column) ? TOLD_PUPIL_COUNTS_NOT_YET
						: TOLD_PARENT_COUNTS_NO_LONGER],
		&words);
}

/* The first hand-over of rules; NULL: none has one. */
static const struct hand_over *find_hand_over(const struct candidates *rules)
{
	for (size_t i = 0; i < rules->count; i++) {
		const struct rule *rule = rules->list[i].rule;

		for (size_t o = 0; o < rule->objection_count; o++)
			if (rule->objections[o].by.age > 0)
				return &rule->objections[o].by;
	}
	return NULL;
}

/* What the notice says of it goes before what the law does. */
static struct hand_over hand_over_in_use(const struct maker *maker)
{
	const struct hand_over *by = find_hand_over(&maker->plan->shares);

	if (by == NULL)
		by = find_hand_over(&maker->plan->gateways);
	return by != NULL ? *by : usual.by;
}

/* C09: whether a clause would count it, had it been stated on another day, and
 * none counts it as it is. */
static bool is_refused(const struct maker *maker, const struct wish *wish)
{
	const struct candidate *candidate;
	bool refused = false;

	for (size_t i = 0; (candidate = candidate_at(maker->plan, i)) != NULL;
	     i++) {
		const struct rule *rule = candidate->rule;

		for (size_t o = 0;
		     candidate->in_force && o < rule->objection_count; o++) {
			if (window_accepts(rule->objections[o].stated,
					   wish->date, wish->date))
				return false;
			refused = true;
		}
	}
	return refused;
}

void family_tell_wishes(struct maker *maker)
{
	int32_t today = maker->explanation->request->date;
	struct hand_over in_use = hand_over_in_use(maker);

	for (size_t i = 0; i < maker->wish_count; i++) {
		const struct wish *wish = &maker->wishes[i];
		struct wish standing = *wish;
		enum wish_column column;
		const struct hand_over *by;
		struct family_words words = family_words_for(maker, NULL);

		/* As it would bear if it had not been taken back. */
		standing.withdrawn = DATE_NONE;
		if (!bears(maker, &standing, &column) ||
		    !(is_objection(column) || is_refusal(column)))
			continue;
		by = is_objection(column) ? &in_use : &usual.by;
		if (wish->withdrawn != DATE_NONE && wish->withdrawn <= today) {
			words.wish = wish;
			family_say(maker, "wish", "", family_told[TOLD_WISH_OF],
				   &words);
			words.withdrawn = true;
			family_say(maker, "wish", "",
				   family_told[TOLD_WISH_TAKEN_BACK], &words);
		} else if (is_objection(column) && is_refused(maker, wish)) {
			words.wish = wish;
			family_say(maker, "wish", "",
				   family_told[TOLD_NOT_ACCEPTED], &words);
		} else if (maker->age >= 0 && !counts(maker, column, by)) {
			tell_idle_wish(maker, wish, column, by);
		}
	}
}

void family_yielded(const struct maker *maker, struct family_words *words)
{
	static bool (*const meant[])(enum wish_column column) = {
		is_objection, is_refusal, is_restriction, is_marketing_stop};
	struct objection_clause clause = usual;

	clause.by = hand_over_in_use(maker);
	for (size_t i = 0; i < sizeof(meant) / sizeof(meant[0]); i++)
		if (is_wished(maker, meant[i], i < 2 ? &clause : NULL,
			      &words->wish))
			return;
}
