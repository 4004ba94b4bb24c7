/* What is held, what families must give of it, and how long it is kept (R-169,
 * C30). */
#include "policy/check_parts.h"
#include "policy/resolve.h"

/* --- each holding ---------------------------------------------------------------- */

static void check_windows(struct checker *checker,
			  const struct argument *categories)
{
	for (size_t i = 0; categories != NULL && i < categories->name_count;
	     i++) {
		const struct name *name = &categories->names[i];
		struct field_set fields =
			check_uncollected(checker, name->text);
		struct finding *finding;

		if (field_set_empty(fields))
			continue;
		finding = tell(checker, CHECK_HELD_PAST_COLLECTION, name->range,
			       "not collected on %s: %s",
			       check_date(checker, checker->date),
			       check_fields(checker, fields));
		finding_hint(checker->findings, finding,
			     "destroy what was collected, or be able to say "
			     "why it is kept");
	}
}

static void check_retention(struct checker *checker,
			    const struct statement *hold)
{
	const struct statement *keep =
		statement_child(hold, KEYWORD_KEEP, NULL);

	if (keep == NULL)
		finding_hint(checker->findings,
			     tell(checker, CHECK_MISSING_RETENTION,
				  hold->keyword_range,
				  "families are not told how long this is "
				  "kept"),
			     "add 'keep until age 25 then destroy' or the "
			     "period that applies");
	else if (statement_argument(keep, "then") == NULL)
		finding_hint(checker->findings,
			     tell(checker, CHECK_RETENTION_END_UNSTATED,
				  keep->range,
				  "families are not told what happens then"),
			     "add 'then destroy' or 'then review'");
}

/* --- what must be given (R-169) --------------------------------------------------- */

static struct field_set of_requirement(const struct checker *checker,
				       enum requirement requirement)
{
	const struct dictionary *dictionary = checker->dictionary;
	struct field_set fields = {0};

	for (uint16_t i = 0; i < dictionary->field_count; i++)
		if (dictionary->fields[i].requirement == requirement)
			field_set_add(&fields, i);
	return fields;
}

/* The fields that the clauses of one kind name, and the law says the other
 * thing of. */
static void check_labels(struct checker *checker, const struct statement *hold,
			 enum keyword keyword, enum requirement other)
{
	struct field_set others = of_requirement(checker, other);
	const struct statement *told = NULL;

	while ((told = statement_child(hold, keyword, told)) != NULL) {
		const struct argument *names = statement_argument(told, "");

		for (size_t i = 0; names != NULL && i < names->name_count;
		     i++) {
			struct field_set fields = {0};

			dictionary_fields(checker->dictionary,
					  names->names[i].text, &fields);
			fields = field_set_intersection(fields, others);
			if (field_set_empty(fields))
				continue;
			tell(checker, CHECK_REQUIREMENT_DIFFERS,
			     names->names[i].range, "%s by the dictionary: %s",
			     other == REQUIREMENT_VOLUNTARY ? "voluntary"
							    : "mandatory",
			     check_fields(checker, fields));
		}
	}
}

static void check_unlabelled(struct checker *checker,
			     const struct statement *hold)
{
	const struct notice *notice = checker->notice;
	struct field_set fields = check_held_by(checker, hold);

	fields = field_set_difference(fields, checker->uncollected);
	fields = field_set_difference(fields, notice->mandatory);
	fields = field_set_difference(fields, notice->voluntary);
	if (field_set_empty(fields))
		return;
	finding_hint(checker->findings,
		     tell(checker, CHECK_REQUIREMENT_NOT_TOLD,
			  hold->keyword_range,
			  "families are not told whether they must give: %s",
			  check_fields(checker, fields)),
		     "add 'mandatory' or 'voluntary' with the categories or "
		     "fields");
}

static void check_requirements(struct checker *checker,
			       const struct statement *hold)
{
	check_labels(checker, hold, KEYWORD_MANDATORY, REQUIREMENT_VOLUNTARY);
	check_labels(checker, hold, KEYWORD_VOLUNTARY, REQUIREMENT_MANDATORY);
	/* law: GDPR article 13(2)(e); the Act of 1998 did not ask for it */
	if (checker->gdpr)
		check_unlabelled(checker, hold);
}

/* --- holdings together ------------------------------------------------------------- */

static const struct statement *keep_of(const struct statement *hold)
{
	return statement_child(hold, KEYWORD_KEEP, NULL);
}

static bool same_retention(const struct statement *a, const struct statement *b)
{
	return statement_number(a, "age", 0) == statement_number(b, "age", 0) &&
	       statement_months(a, "until") == statement_months(b, "until") &&
	       slice_equal(statement_text(a, "after"),
			   statement_text(b, "after")) &&
	       slice_equal(statement_text(a, "then"),
			   statement_text(b, "then"));
}

/* The category in an earlier holding that is kept otherwise. */
static const struct statement *kept_otherwise(const struct checker *checker,
					      const struct statement *hold,
					      struct slice category)
{
	const struct statement *earlier = NULL;

	while ((earlier = check_next(checker, KEYWORD_HOLD, earlier)) != hold) {
		const struct argument *names = statement_argument(earlier, "");

		if (keep_of(earlier) == NULL || names == NULL ||
		    same_retention(keep_of(earlier), keep_of(hold)))
			continue;
		for (size_t i = 0; i < names->name_count; i++)
			if (slice_equal(names->names[i].text, category))
				return keep_of(earlier);
	}
	return NULL;
}

static void check_two_retentions(struct checker *checker,
				 const struct statement *hold)
{
	const struct argument *names = statement_argument(hold, "");

	if (keep_of(hold) == NULL || names == NULL)
		return;
	for (size_t i = 0; i < names->name_count; i++) {
		const struct statement *keep =
			kept_otherwise(checker, hold, names->names[i].text);

		if (keep != NULL)
			tell(checker, CHECK_TWO_RETENTIONS,
			     names->names[i].range,
			     "'%.*s' is kept otherwise by line %u",
			     SLICE_ARGS(names->names[i].text),
			     check_line(keep->range));
	}
}

/* Categories that a type of school collects and the notice does not hold. */
static void check_coverage(struct checker *checker, uint16_t index)
{
	const struct dictionary *dictionary = checker->dictionary;
	const struct setting *setting = &dictionary->settings[index];
	struct field_set missing = {0};

	for (uint16_t f = field_set_next(&setting->data, 0);
	     f != DICTIONARY_NONE;
	     f = field_set_next(&setting->data, (uint16_t)(f + 1)))
		if (!field_set_has(&checker->notice->held, f))
			field_set_add(&missing, f);
	if (field_set_empty(missing))
		return;
	finding_hint(checker->findings,
		     tell(checker, CHECK_SETTING_NOT_COVERED,
			  checker->notice->controller_range,
			  "the notice is for '%.*s' and does not hold: %s",
			  SLICE_ARGS(setting->name),
			  check_fields(checker, missing)),
		     "hold what such a setting collects, or give it a notice "
		     "of its own");
}

void check_holdings(struct checker *checker)
{
	const struct notice *notice = checker->notice;
	const struct statement *hold = NULL;

	if (notice->holding_count == 0)
		finding_hint(checker->findings,
			     tell(checker, CHECK_NOTHING_HELD, notice->range,
				  "families are not told what is held"),
			     "add 'hold' with the categories");
	while ((hold = check_next(checker, KEYWORD_HOLD, hold)) != NULL) {
		if (statement_child(hold, KEYWORD_FOR, NULL) == NULL)
			finding_hint(checker->findings,
				     tell(checker, CHECK_HELD_FOR_NOTHING,
					  hold->keyword_range,
					  "families are not told what this is "
					  "held for"),
				     "add 'for' and the purposes");
		check_retention(checker, hold);
		check_windows(checker, statement_argument(hold, ""));
		check_requirements(checker, hold);
		check_two_retentions(checker, hold);
	}
	if (notice->setting != DICTIONARY_NONE)
		check_coverage(checker, notice->setting);
	for (size_t i = 0; i < notice->also_count; i++)
		check_coverage(checker, notice->also[i]);
}
