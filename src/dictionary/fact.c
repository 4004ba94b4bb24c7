/*
 * fact.c - what conditions may ask, and facts made of other facts.
 */
#include "dictionary/loader.h"

#include "base/arena.h"
#include "base/error.h"
#include "language/diagnostic.h"

static const struct {
	const char *word;
	enum fact_type type;
} TYPES[] = {
	{"date", FACT_DATE},
	{"number", FACT_NUMBER},
	{"flag", FACT_FLAG},
	{"code", FACT_CODE},
};

enum { TYPE_COUNT = sizeof(TYPES) / sizeof(TYPES[0]) };

static void read_type(struct loader *loader, const struct statement *statement,
		      struct fact *fact)
{
	const struct argument *type = statement_argument(statement, "1");
	struct slice words[TYPE_COUNT];
	struct finding *finding;

	for (size_t i = 0; i < TYPE_COUNT; i++) {
		words[i] = slice_of(TYPES[i].word);
		if (!slice_equal(statement_text(statement, "1"), words[i]))
			continue;
		fact->type = TYPES[i].type;
		return;
	}
	finding = findings_add(loader->findings, SEVERITY_ERROR, "bad-type",
			       type != NULL ? type->range : fact->range,
			       "a fact cannot be a '%.*s'",
			       SLICE_ARGS(statement_text(statement, "1")));
	finding_hint_nearest(loader->findings, finding,
			     statement_text(statement, "1"), words, TYPE_COUNT);
}

static void read_origin(struct loader *loader,
			const struct statement *statement, struct fact *fact)
{
	const struct argument *of = statement_argument(statement, "of");
	bool from = statement_argument(statement, "from") != NULL;
	bool block = statement->child_count > 0;

	if (from && !block &&
	    slice_is(statement_text(statement, "of"), "recipient")) {
		fact->origin = FACT_RECIPIENT;
		return;
	}
	if ((of != NULL) + from + block > 1)
		find_error(
			loader, fact->range, "bad-origin",
			"a fact has one origin: a field, the controller, the "
			"request or conditions");
	fact->origin = block ? FACT_DERIVED : from ? FACT_FIELD : FACT_GIVEN;
	if (of == NULL)
		return;
	if (slice_is(statement_text(statement, "of"), "controller"))
		fact->origin = FACT_CONTROLLER;
	else if (slice_is(statement_text(statement, "of"), "recipient"))
		find_error(loader, of->range, "bad-origin",
			   "a fact of the recipient is a flag from the field "
			   "that holds the recipient's number");
	else if (!slice_is(statement_text(statement, "of"), "request"))
		find_error(loader, of->range, "bad-origin",
			   "a fact is of the controller or of the request");
}

int declare_facts(struct loader *loader)
{
	struct dictionary *dictionary = loader->dictionary;
	size_t at = 0;

	loader->facts = loader_array(loader, KEYWORD_FACT, sizeof(struct fact),
				     FACT_LIMIT, &dictionary->fact_count);
	if (loader->facts == NULL)
		return -1;
	dictionary->facts = loader->facts;
	for (uint16_t i = 0; i < dictionary->fact_count; i++) {
		const struct statement *statement =
			loader_next(loader, KEYWORD_FACT, &at);
		struct fact *fact = &loader->facts[i];

		fact->name = statement_text(statement, "");
		fact->label = statement_text(statement, "2");
		fact->range = name_range(statement);
		fact->codes = fact->field = DICTIONARY_NONE;
		fact->otherwise = DATE_NONE;
		fact->statement = statement;
		read_type(loader, statement, fact);
		read_origin(loader, statement, fact);
		if (slice_is(fact->name, "age"))
			find_error(loader, fact->range, "duplicate-name",
				   "'age' is built in, from birth-date");
	}
	return 0;
}

/* Whether a fact of this type can be read from a field of that. */
static bool types_agree(const struct fact *fact, const struct field *field)
{
	switch (fact->type) {
	case FACT_DATE:
		return field->type == FIELD_DATE;
	case FACT_NUMBER:
		return field->type == FIELD_NUMBER;
	case FACT_FLAG:
		return fact->true_value_count > 0 || field->type == FIELD_FLAG;
	case FACT_CODE:
		return field->type == FIELD_CODE &&
		       (field->codes == fact->codes ||
			field->codes == DICTIONARY_NONE ||
			fact->codes == DICTIONARY_NONE);
	}
	return false;
}

static int read_true_values(struct loader *loader,
			    const struct argument *values,
			    const struct field *field, struct fact *fact)
{
	struct slice *list =
		arena_array(loader->arena, values->name_count, sizeof(*list));

	if (list == NULL)
		return error_memory(loader->error);
	for (size_t i = 0; i < values->name_count; i++) {
		list[i] = values->names[i].text;
		if (field->codes != DICTIONARY_NONE)
			refer_code(loader, field->codes, &values->names[i]);
	}
	fact->true_values = list;
	fact->true_value_count = (uint16_t)values->name_count;
	return 0;
}

/* Whether the pupil is the recipient's own: any field may hold its number. */
static void resolve_recipient(struct loader *loader,
			      const struct statement *statement,
			      struct fact *fact)
{
	const struct argument *values = statement_argument(statement, "in");

	fact->field = refer_argument(loader, KIND_FIELD, statement, "from");
	if (fact->type != FACT_FLAG)
		find_error(loader, fact->range, "bad-type",
			   "only a flag can be 'of recipient'");
	if (values != NULL)
		find_error(loader, values->range, "bad-type",
			   "a fact 'of recipient' has no values of its own");
}

static int resolve_source(struct loader *loader,
			  const struct statement *statement, struct fact *fact)
{
	const struct argument *values = statement_argument(statement, "in");
	const struct field *field;

	fact->field = refer_argument(loader, KIND_FIELD, statement, "from");
	if (fact->field == DICTIONARY_NONE)
		return 0;
	field = &loader->fields[fact->field];
	if (values != NULL && fact->type != FACT_FLAG)
		find_error(loader, values->range, "bad-type",
			   "only a flag is true 'in' values");
	else if (values != NULL &&
		 read_true_values(loader, values, field, fact) != 0)
		return -1;
	if (!types_agree(fact, field))
		find_error(loader, statement_argument(statement, "from")->range,
			   "bad-type",
			   "the field '%.*s' is of another type than the fact",
			   SLICE_ARGS(field->name));
	return 0;
}

static void resolve_codes(struct loader *loader,
			  const struct statement *statement, struct fact *fact)
{
	const struct argument *codes = statement_argument(statement, "codes");

	if (fact->type != FACT_CODE && codes != NULL)
		find_error(loader, codes->range, "bad-type",
			   "only a fact of type code has codes");
	else if (fact->type == FACT_CODE && codes == NULL)
		find_error(loader, fact->range, "unknown-codes",
			   "'%.*s' is a code but does not say of which set",
			   SLICE_ARGS(fact->name));
	else if (codes != NULL)
		fact->codes =
			refer_argument(loader, KIND_CODES, statement, "codes");
}

static bool number_of(struct slice text, int32_t *number)
{
	uint64_t value;

	if (!slice_number(text, INT32_MAX, &value))
		return false;
	*number = (int32_t)value;
	return true;
}

static void otherwise_code(struct loader *loader, const struct name *name,
			   struct fact *fact)
{
	uint16_t code;

	if (fact->codes == DICTIONARY_NONE)
		return;
	code = refer_code(loader, fact->codes, name);
	if (code == DICTIONARY_NONE)
		return;
	fact->otherwise =
		code_fact_value(&loader->code_sets[fact->codes], code);
	if (fact->otherwise == DATE_NONE)
		find_error(loader, name->range, "bad-type",
			   "'%.*s' has no place in the order of its set",
			   SLICE_ARGS(name->text));
}

/* The value where nothing is recorded; a code once its index stands. */
static void read_otherwise(struct loader *loader,
			   const struct argument *argument, struct fact *fact)
{
	struct slice text = argument->names[0].text;

	if (fact->origin == FACT_DERIVED || fact->type == FACT_DATE) {
		find_error(loader, argument->range, "bad-type",
			   "only a number, flag or code that is recorded or "
			   "given has a value otherwise");
	} else if (argument->name_count != 1) {
		find_error(loader, argument->range, "one-code",
			   "a fact has one value where nothing is recorded");
	} else if (fact->type == FACT_CODE) {
		otherwise_code(loader, &argument->names[0], fact);
	} else if (fact->type == FACT_FLAG && slice_is(text, "true")) {
		fact->otherwise = 1;
	} else if (fact->type == FACT_FLAG && slice_is(text, "false")) {
		fact->otherwise = 0;
	} else if (fact->type == FACT_FLAG ||
		   !number_of(text, &fact->otherwise)) {
		find_error(loader, argument->range, "bad-type",
			   "'%.*s' is no value of this fact", SLICE_ARGS(text));
	}
}

/* A set of facts; FACT_LIMIT fits into one word. */
_Static_assert(FACT_LIMIT <= 64, "fact sets are one word");

static void check_value(struct loader *loader, uint16_t codes,
			const struct condition_value *value)
{
	struct name name = {value->name, value->range};

	refer_code(loader, codes, &name);
}

/* What a code fact is compared with must be codes of its set. */
static void check_values(struct loader *loader,
			 const struct condition *condition,
			 const struct fact *fact)
{
	if (fact->type != FACT_CODE || fact->codes == DICTIONARY_NONE)
		return;
	if (condition->kind == CONDITION_COMPARE)
		check_value(loader, fact->codes, &condition->value);
	for (size_t i = 0; i < condition->member_count; i++) {
		const struct condition_member *member = &condition->members[i];

		check_value(loader, fact->codes, &member->low);
		if (!slice_equal(member->low.name, member->high.name))
			check_value(loader, fact->codes, &member->high);
	}
}

/* The facts that a condition asks, and findings for those it cannot. */
static uint64_t facts_asked(struct loader *loader,
			    const struct condition *condition)
{
	uint16_t fact;

	if (condition == NULL)
		return 0;
	switch (condition->kind) {
	case CONDITION_AND:
	case CONDITION_OR:
		return facts_asked(loader, condition->left) |
		       facts_asked(loader, condition->right);
	case CONDITION_NOT:
		return facts_asked(loader, condition->left);
	case CONDITION_FLAG:
	case CONDITION_COMPARE:
	case CONDITION_IN:
		break;
	}
	if (slice_is(condition->fact.text, "age"))
		return 0;
	fact = refer(loader, KIND_FACT, &condition->fact);
	if (fact == DICTIONARY_NONE)
		return 0;
	check_values(loader, condition, &loader->facts[fact]);
	return 1ull << fact;
}

static uint64_t facts_behind(struct loader *loader, const struct fact *fact)
{
	const struct statement *is = NULL;
	uint64_t asked = 0;

	if (fact->origin != FACT_DERIVED)
		return 0;
	if (fact->type != FACT_NUMBER && fact->type != FACT_FLAG)
		find_error(
			loader, fact->range, "bad-type",
			"only a number or a flag can follow from conditions");
	while ((is = statement_child(fact->statement, KEYWORD_IS, is)) !=
	       NULL) {
		const struct argument *when = statement_argument(is, "when");
		uint64_t value = statement_number(is, "", 0);

		if (value > (fact->type == FACT_FLAG ? 1 : INT32_MAX))
			find_error(loader, name_range(is),
				   "number-out-of-range",
				   "the value is too large");
		if (when != NULL)
			asked |= facts_asked(loader, when->condition);
	}
	return asked;
}

/* A fact that follows from itself, over any number of steps, is none. */
static void find_cycles(struct loader *loader, uint64_t *behind)
{
	uint16_t count = loader->dictionary->fact_count;

	for (uint16_t middle = 0; middle < count; middle++)
		for (uint16_t i = 0; i < count; i++)
			if (behind[i] >> middle & 1)
				behind[i] |= behind[middle];
	for (uint16_t i = 0; i < count; i++)
		if (behind[i] >> i & 1)
			find_error(loader, loader->facts[i].range,
				   "cyclic-fact", "'%.*s' follows from itself",
				   SLICE_ARGS(loader->facts[i].name));
}

int resolve_facts(struct loader *loader)
{
	uint64_t behind[FACT_LIMIT] = {0};
	size_t at = 0;

	for (uint16_t i = 0; i < loader->dictionary->fact_count; i++) {
		const struct statement *statement =
			loader_next(loader, KEYWORD_FACT, &at);
		const struct argument *otherwise =
			statement_argument(statement, "otherwise");
		struct fact *fact = &loader->facts[i];

		resolve_codes(loader, statement, fact);
		if (fact->origin == FACT_RECIPIENT)
			resolve_recipient(loader, statement, fact);
		if (otherwise != NULL)
			read_otherwise(loader, otherwise, fact);
		if (fact->origin == FACT_FIELD &&
		    resolve_source(loader, statement, fact) != 0)
			return -1;
	}
	for (uint16_t i = 0; i < loader->dictionary->fact_count; i++)
		behind[i] = facts_behind(loader, &loader->facts[i]);
	find_cycles(loader, behind);
	return 0;
}
