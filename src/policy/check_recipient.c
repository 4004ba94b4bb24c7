/* Whether there is anybody to send to (C03, C07). */
#include "policy/check_parts.h"

/* A body as the notice names it. */
struct named_body {
	const struct body *body;
	const struct holder *holder; /* by its alias; else NULL */
	struct slice name;
	struct range range;
};

static bool find_body(const struct checker *checker,
		      const struct argument *argument, struct named_body *named)
{
	uint16_t index, holder;

	if (argument == NULL)
		return false;
	named->name = argument->names[0].text;
	named->range = argument->names[0].range;
	index = dictionary_body(checker->dictionary, named->name, &holder);
	if (index == DICTIONARY_NONE)
		return false;
	named->body = &checker->dictionary->bodies[index];
	named->holder = holder != DICTIONARY_NONE
				? &named->body->holders[holder]
				: NULL;
	return true;
}

/* Who is meant, on `date`; NULL when that is nobody. */
static const struct holder *holder_on(const struct named_body *named,
				      int32_t date)
{
	const struct holder *holder = body_holder(named->body, date);

	return named->holder == NULL || named->holder == holder ? holder : NULL;
}

/* The last day before `date` on which somebody was; DATE_NONE: nobody was. */
static int32_t last_day_before(const struct named_body *named, int32_t date)
{
	int32_t last = DATE_NONE;

	for (uint16_t i = 0; i < named->body->holder_count; i++) {
		const struct holder *holder = &named->body->holders[i];

		if ((named->holder == NULL || named->holder == holder) &&
		    holder->to != DATE_NONE && holder->to < date &&
		    holder->to > last)
			last = holder->to;
	}
	return last;
}

/* Who has the function instead, or will. */
static void hint_holder(struct checker *checker, struct finding *finding,
			const struct named_body *named, int32_t date)
{
	const struct holder *now = body_holder(named->body, date);
	const struct holder *next = body_successor(named->body, date);

	if (now != NULL && now->from != DATE_NONE)
		finding_hint(checker->findings, finding,
			     "since %s it is '%.*s'; write '%.*s' for whoever "
			     "holds the function",
			     check_date(checker, now->from),
			     SLICE_ARGS(now->label),
			     SLICE_ARGS(named->body->name));
	else if (now != NULL)
		finding_hint(checker->findings, finding,
			     "it is '%.*s'; write '%.*s' for whoever holds "
			     "the function",
			     SLICE_ARGS(now->label),
			     SLICE_ARGS(named->body->name));
	else if (next != NULL)
		finding_hint(checker->findings, finding, "from %s it is '%.*s'",
			     check_date(checker, next->from),
			     SLICE_ARGS(next->label));
	else
		finding_hint(checker->findings, finding,
			     "nobody has the function since; take this out of "
			     "the next version");
}

static bool is_closed(struct checker *checker, enum check_name check,
		      const struct named_body *named, int32_t date)
{
	struct finding *finding;
	int32_t last;

	if (holder_on(named, date) != NULL)
		return false;
	last = last_day_before(named, date);
	if (last != DATE_NONE)
		finding = tell(checker, check, named->range,
			       "'%.*s' closed on %s", SLICE_ARGS(named->name),
			       check_date(checker, last));
	else
		finding = tell(checker, check, named->range,
			       "'%.*s' does not exist on %s",
			       SLICE_ARGS(named->name),
			       check_date(checker, date));
	hint_holder(checker, finding, named, date);
	return true;
}

/* Whether it closes while the notice is in force. */
static void check_closing(struct checker *checker,
			  const struct named_body *named)
{
	int32_t day = checker->date;
	const struct holder *holder = holder_on(named, day);
	struct finding *finding;

	while (holder != NULL) {
		if (holder->to == DATE_NONE || holder->to >= checker->end)
			return;
		day = holder->to + 1;
		holder = holder_on(named, day);
	}
	finding = tell(checker, CHECK_CLOSING_BODY, named->range,
		       "'%.*s' closes on %s, before the notice ends",
		       SLICE_ARGS(named->name), check_date(checker, day - 1));
	hint_holder(checker, finding, named, day);
}

/* Told once, however many of the dates it is closed on. */
static bool check_body(struct checker *checker, enum check_name check,
		       const struct argument *argument)
{
	struct named_body named;

	if (!find_body(checker, argument, &named))
		return false;
	if (is_closed(checker, check, &named, checker->notice->from) ||
	    is_closed(checker, check, &named, checker->date))
		return true;
	if (check == CHECK_CLOSED_BODY)
		check_closing(checker, &named);
	return false;
}

void check_recipients(struct checker *checker)
{
	const struct statement *receive = NULL;

	for (size_t i = 0; i < checker->flow_count; i++) {
		struct flow *flow = &checker->flows[i];
		const struct statement *share = flow->rule->statement;
		bool other = flow->rule->by_other;

		flow->closed = check_body(checker,
					  other ? CHECK_TOLD_OF_CLOSED_BODY
						: CHECK_CLOSED_BODY,
					  statement_argument(share, "with"));
		check_body(checker, CHECK_TOLD_OF_CLOSED_BODY,
			   statement_argument(share, "by"));
	}
	while ((receive = check_next(checker, KEYWORD_RECEIVE, receive)) !=
	       NULL)
		check_body(checker, CHECK_TOLD_OF_CLOSED_BODY,
			   statement_argument(receive, "from"));
}
