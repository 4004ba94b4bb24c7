/* What a statement says to the reference, asked anew each time. */
#include "policy/reference_parts.h"

#include "base/date.h"

bool asking_names_field(const struct asking *asking,
			const struct argument *names, uint16_t field)
{
	for (size_t i = 0; names != NULL && i < names->name_count; i++) {
		struct field_set fields;

		if (dictionary_fields(asking->dictionary, names->names[i].text,
				      &fields) &&
		    field_set_has(&fields, field))
			return true;
	}
	return false;
}

static bool is_held(const struct notice *notice, uint16_t field)
{
	return notice != NULL && field_set_has(&notice->held, field);
}

bool asking_covers_field(const struct asking *asking,
			 const struct notice *notice,
			 const struct statement *rule, uint16_t field)
{
	for (size_t i = 0; i < rule->child_count; i++) {
		const struct statement *child = &rule->children[i];

		if (child->keyword != KEYWORD_DATA &&
		    child->keyword != KEYWORD_SEND)
			continue;
		if (asking_names_field(asking, statement_argument(child, ""),
				       field))
			return true;
		if (statement_has(child, "held") && is_held(notice, field))
			return true;
	}
	return false;
}

static bool names_purpose(const struct asking *asking,
			  const struct argument *names)
{
	for (size_t i = 0; names != NULL && i < names->name_count; i++)
		if (slice_equal(names->names[i].text, asking->request->purpose))
			return true;
	return false;
}

/* Whether a name in a rule is the recipient that was asked for. */
static bool names_recipient(const struct asking *asking,
			    const struct argument *names)
{
	const struct dictionary *dictionary = asking->dictionary;
	uint16_t wanted =
		dictionary_body(dictionary, asking->request->recipient, NULL);

	for (size_t i = 0; names != NULL && i < names->name_count; i++) {
		uint16_t holder;
		uint16_t body = dictionary_body(dictionary,
						names->names[i].text, &holder);
		const struct holder *now;

		if (body != wanted || body == DICTIONARY_NONE)
			continue;
		now = body_holder(&dictionary->bodies[body],
				  asking->request->date);
		if (holder == DICTIONARY_NONE ||
		    now == &dictionary->bodies[body].holders[holder])
			return true;
	}
	return false;
}

static bool gateway_speaks(const struct asking *asking,
			   const struct statement *gateway)
{
	const struct statement *to = NULL;

	while ((to = statement_child(gateway, KEYWORD_TO, to)) != NULL) {
		const struct argument *purposes = statement_argument(to, "for");

		if (names_recipient(asking, statement_argument(to, "")) &&
		    (purposes == NULL || names_purpose(asking, purposes)))
			return true;
	}
	return false;
}

static bool share_speaks(const struct asking *asking,
			 const struct statement *share)
{
	const struct statement *purpose = NULL;

	if (statement_argument(share, "by") != NULL ||
	    !names_recipient(asking, statement_argument(share, "with")))
		return false;
	while ((purpose = statement_child(share, KEYWORD_FOR, purpose)) != NULL)
		if (names_purpose(asking, statement_argument(purpose, "")))
			return true;
	return false;
}

static bool never_speaks(const struct asking *asking,
			 const struct statement *never)
{
	bool anybody = statement_child(never, KEYWORD_TO, NULL) == NULL;
	bool anything = statement_child(never, KEYWORD_FOR, NULL) == NULL;
	const struct statement *purpose = NULL;
	const struct statement *to = NULL;
	bool named = anything;

	while ((purpose = statement_child(never, KEYWORD_FOR, purpose)) != NULL)
		if (names_purpose(asking, statement_argument(purpose, "")))
			named = true;
	while ((to = statement_child(never, KEYWORD_TO, to)) != NULL) {
		const struct argument *own = statement_argument(to, "for");

		if (names_recipient(asking, statement_argument(to, "")) &&
		    (own != NULL ? names_purpose(asking, own) : named))
			return true;
	}
	return anybody && named;
}

/* The controller's kind, as a word; empty when it is not known. */
static struct slice own_kind(const struct asking *asking)
{
	const struct dictionary *dictionary = asking->dictionary;
	uint16_t codes = dictionary_find(dictionary, KIND_CODES,
					 SLICE("controller-kind"));
	uint16_t kind = asking->notice != NULL
				? asking->notice->kind
				: asking->request->controller_kind;

	if (codes == DICTIONARY_NONE || kind == DICTIONARY_NONE)
		return (struct slice){NULL, 0};
	return dictionary->code_sets[codes].codes[kind].code;
}

/* The name of the body that the controller is; empty when it is none. */
static struct slice own_body(const struct asking *asking)
{
	struct slice as = asking->request->controller_as;
	struct slice kind = own_kind(asking);

	if (asking->notice != NULL) {
		const struct tree *tree = asking->notice->tree;

		as = (struct slice){NULL, 0};
		for (size_t i = 0; i < tree->count; i++)
			if (tree->statements[i].keyword == KEYWORD_CONTROLLER)
				as = statement_text(&tree->statements[i], "as");
	}
	if (as.len > 0 || slice_is(kind, "school") ||
	    slice_is(kind, "department"))
		return as.len > 0 ? as : kind;
	return slice_is(kind, "authority") ? SLICE("local-authority")
					   : (struct slice){NULL, 0};
}

bool asking_is_controller(const struct asking *asking, struct slice name)
{
	uint16_t own =
		dictionary_body(asking->dictionary, own_body(asking), NULL);

	return own != DICTIONARY_NONE &&
	       own == dictionary_body(asking->dictionary, name, NULL);
}

/* Whether a body that a rule names is the controller, on the date. */
static bool is_own_body(const struct asking *asking, struct slice named)
{
	const struct dictionary *dictionary = asking->dictionary;
	uint16_t own_alias, named_alias;
	uint16_t own =
		dictionary_body(dictionary, own_body(asking), &own_alias);
	const struct body *body;
	const struct holder *now;

	if (own == DICTIONARY_NONE ||
	    dictionary_body(dictionary, named, &named_alias) != own)
		return false;
	body = &dictionary->bodies[own];
	now = body_holder(body, asking->request->date);
	if (now == NULL)
		return false;
	if (own_alias != DICTIONARY_NONE && now != &body->holders[own_alias])
		return false;
	return named_alias == DICTIONARY_NONE ||
	       now == &body->holders[named_alias];
}

static bool may_disclose(const struct asking *asking,
			 const struct statement *rule)
{
	const struct dictionary *dictionary = asking->dictionary;
	const struct statement *by = statement_child(rule, KEYWORD_BY, NULL);
	const struct argument *names;
	uint16_t codes = dictionary_find(dictionary, KIND_CODES,
					 SLICE("controller-kind"));

	if (by == NULL)
		return true;
	names = statement_argument(by, "");
	for (size_t i = 0; i < names->name_count; i++) {
		struct slice name = names->names[i].text;
		bool kind = codes != DICTIONARY_NONE &&
			    code_set_find(dictionary, codes, name) !=
				    DICTIONARY_NONE;

		if (kind ? slice_equal(name, own_kind(asking))
			 : is_own_body(asking, name))
			return true;
	}
	return false;
}

bool asking_speaks(const struct asking *asking, const struct statement *rule)
{
	if (rule->keyword == KEYWORD_SHARE)
		return share_speaks(asking, rule);
	if (!may_disclose(asking, rule))
		return false;
	return rule->keyword == KEYWORD_GATEWAY ? gateway_speaks(asking, rule)
						: never_speaks(asking, rule);
}

bool reference_date_within(int32_t from, int32_t to, int32_t date)
{
	if (from != DATE_NONE && date < from)
		return false;
	return to == DATE_NONE || date <= to;
}

/* The first line of a rule, as it is cited. */
struct range reference_cited(const struct statement *rule)
{
	struct range range = rule->keyword_range;

	for (size_t i = 0; i < rule->argument_count; i++)
		if (range.end < rule->arguments[i].range.end)
			range.end = rule->arguments[i].range.end;
	return range;
}

static bool laws_in_force(const struct asking *asking,
			  const struct argument *names)
{
	const struct law *laws = asking->dictionary->laws;

	for (size_t i = 0; i < names->name_count; i++) {
		uint16_t law = dictionary_find(asking->dictionary, KIND_LAW,
					       names->names[i].text);

		if (!reference_date_within(laws[law].from, laws[law].to,
					   asking->request->date))
			return false;
	}
	return true;
}

bool asking_law_in_force(const struct asking *asking,
			 const struct statement *rule, struct range *why)
{
	const struct statement *laws = NULL;
	const struct statement *from =
		statement_child(rule, KEYWORD_FROM, NULL);

	if (from != NULL &&
	    !reference_date_within(statement_date(from, "", DATE_NONE),
				   statement_date(from, "to", DATE_NONE),
				   asking->request->date)) {
		*why = reference_cited(rule);
		return false;
	}
	while ((laws = statement_child(rule, KEYWORD_LAWS, laws)) != NULL) {
		if (laws_in_force(asking, statement_argument(laws, "")))
			continue;
		*why = laws->range;
		return false;
	}
	return true;
}

bool asking_trigger_named(const struct asking *asking,
			  const struct argument *names)
{
	for (size_t i = 0; names != NULL && i < names->name_count; i++)
		if (slice_equal(names->names[i].text, asking->request->trigger))
			return true;
	return false;
}

int reference_months(const struct statement *statement, const char *label)
{
	uint64_t number = statement_number(statement, label, 0);

	if (statement_has(statement, "year") ||
	    statement_has(statement, "years"))
		return number > 100 ? 1200 : (int)number * 12;
	if (statement_has(statement, "month") ||
	    statement_has(statement, "months"))
		return number > 1200 ? 1200 : (int)number;
	return 0;
}

/* Whether a rule holds for this pupil; if not, why not. */
bool asking_rule_holds(const struct asking *asking,
		       const struct statement *rule, enum reason *reason,
		       struct range *clause)
{
	const struct statement *on = statement_child(rule, KEYWORD_ON, NULL);
	const struct statement *when =
		statement_child(rule, KEYWORD_WHEN, NULL);
	const struct statement *every =
		statement_child(rule, KEYWORD_EVERY, NULL);
	int32_t last = asking->request->last_release;

	if (on != NULL &&
	    !asking_trigger_named(asking, statement_argument(on, ""))) {
		*reason = REASON_TRIGGER;
		*clause = on->range;
		return false;
	}
	if (when != NULL) {
		const struct condition *condition =
			statement_argument(when, "")->condition;

		if (asking_judge(asking, condition) != YES) {
			*reason = REASON_CONDITION;
			*clause = condition->range;
			return false;
		}
	}
	if (every != NULL && last != DATE_NONE &&
	    asking->request->date <
		    date_add_months(last, reference_months(every, ""))) {
		*reason = REASON_TOO_SOON;
		*clause = every->range;
		return false;
	}
	return true;
}

bool asking_prohibition_bites(const struct asking *asking,
			      const struct statement *never)
{
	const struct statement *when =
		statement_child(never, KEYWORD_WHEN, NULL);

	return when == NULL ||
	       asking_judge(asking, statement_argument(when, "")->condition) !=
		       NO;
}
