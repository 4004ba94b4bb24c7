/* Who may ask for what is held, and where (C13, C14, R-199 to ). */
#include "policy/check_parts.h"

/* The purpose of a dictionary that stands for the right of the same name. */
static const char record_right[] = "educational-record";

static const struct statement *find_right(const struct checker *checker,
					  const char *name)
{
	const struct statement *right = NULL;

	while ((right = check_next(checker, KEYWORD_RIGHT, right)) != NULL)
		if (slice_is(statement_text(right, ""), name))
			return right;
	return NULL;
}

/* C13: in England there is no such age. */
static void check_age(struct checker *checker, const struct statement *right)
{
	const struct argument *from = statement_argument(right, "from");

	if (from != NULL)
		finding_hint(checker->findings,
			     tell(checker, CHECK_ACCESS_AGE, from->range,
				  "an age is no more than a presumption; who "
				  "understands the right has it"),
			     "write 'by pupil when able', and record each "
			     "decision on who is");
}

static void check_holder(struct checker *checker)
{
	const struct statement *access = find_right(checker, "access");

	if (access == NULL || statement_has(access, "by"))
		return;
	finding_hint(checker->findings,
		     tell(checker, CHECK_ACCESS_HOLDER_UNSTATED, access->range,
			  "families are not told from when a pupil asks in "
			  "person"),
		     "write 'right access by pupil when able'");
}

static void check_route(struct checker *checker)
{
	if ((find_right(checker, "access") == NULL &&
	     find_right(checker, record_right) == NULL) ||
	    check_has_contact(checker, "requests"))
		return;
	finding_hint(checker->findings,
		     tell(checker, CHECK_NO_ACCESS_ROUTE,
			  checker->notice->range,
			  "families may ask for what is held, and are not "
			  "told whom"),
		     "write 'requests' behind the contact that takes them");
}

/* --- the educational record (C14) -------------------------------------------------- */

/* Whether the law gives parents the record at such a school.  `*known`: some
 * gateway speaks of it. */
static const struct rule *record_gateway(const struct checker *checker,
					 bool *known)
{
	uint16_t purpose = dictionary_find(checker->dictionary, KIND_PURPOSE,
					   slice_of(record_right));

	*known = false;
	for (size_t i = 0; i < checker->option_count; i++) {
		const struct option *option = &checker->options[i];
		const struct rule *rule = &option->gateway->rule;

		for (size_t r = 0; r < rule->reach_count; r++)
			for (size_t p = 0; p < rule->reaches[r].purpose_count;
			     p++) {
				if (rule->reaches[r].purposes[p] != purpose)
					continue;
				*known = true;
				if (!pupil_set_empty(&option->pupils))
					return rule;
			}
	}
	return NULL;
}

static void check_record(struct checker *checker)
{
	const struct statement *told = find_right(checker, record_right);
	bool known;
	const struct rule *gateway = record_gateway(checker, &known);
	struct finding *finding;

	if (gateway != NULL && told == NULL) {
		finding = tell(checker, CHECK_NO_RECORD_RIGHT,
			       checker->notice->range,
			       "parents are not told that they may see the "
			       "educational record");
		finding_hint(checker->findings, finding,
			     "add 'right educational-record'");
		check_cite(checker, finding, gateway);
	}
	if (known && gateway == NULL && told != NULL)
		finding_hint(checker->findings,
			     tell(checker, CHECK_RIGHT_NOT_BINDING, told->range,
				  "the law does not bind '%s' to show the "
				  "educational record",
				  check_setting(checker)),
			     "say that it is shown by choice, or tell of the "
			     "right of access");
}

void check_access(struct checker *checker)
{
	const struct statement *right = NULL;

	while ((right = check_next(checker, KEYWORD_RIGHT, right)) != NULL)
		check_age(checker, right);
	check_holder(checker);
	check_route(checker);
	check_record(checker);
}
