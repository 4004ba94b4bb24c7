/* How things are said to a family: names of fields, conditions, who and when. */
#include "policy/family_parts.h"

#include <ctype.h>

#include "base/arena.h"
#include "base/date.h"
#include "language/tree.h"
#include "policy/explain_parts.h"

/* --- labels -------------------------------------------------------------------- */

void family_label(struct slice label, struct builder *out)
{
	bool small = label.len > 1 && isupper((unsigned char)label.at[0]) &&
		     !isupper((unsigned char)label.at[1]);

	for (size_t i = 0; i < label.len; i++)
		builder_add_byte(
			out, small && i == 0
				     ? (char)tolower((unsigned char)label.at[0])
				     : label.at[i]);
}

/* Whose the thing is that a label names, by how it begins; then what is told in
 * another way. */
enum owner {
	OWNER_PUPIL,
	OWNER_PARENT,
	OWNER_CONTACT,
	DETAILS, /* some of what the label names */
	NOTES,   /* that something is so */
	OWNER_COUNT
};

static const struct {
	const char *beginning;
	enum owner owner;
} beginnings[] = {
	{"Pupil's ", OWNER_PUPIL},     {"Pupil: ", OWNER_PUPIL},
	{"Parent's ", OWNER_PARENT},   {"Parent: ", OWNER_PARENT},
	{"Contact's ", OWNER_CONTACT}, {"Contact: ", OWNER_CONTACT},
};

static enum owner owner_of(struct slice *label)
{
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]);
	     i++) {
		struct slice beginning = slice_of(beginnings[i].beginning);

		if (!slice_starts_with(*label, beginning))
			continue;
		*label = slice_part(*label, beginning.len, label->len);
		return beginnings[i].owner;
	}
	return OWNER_PUPIL;
}

static const char *owner_name(enum owner owner, enum reader reader)
{
	switch (owner) {
	case OWNER_PARENT:
		return reader == READER_PARENT ? "parents' " : "your parents' ";
	case OWNER_CONTACT:
		return "other people's ";
	case DETAILS:
		return "some details of ";
	case NOTES:
		return "what is noted as ";
	case OWNER_PUPIL:
	case OWNER_COUNT:
		break;
	}
	return reader == READER_PARENT ? "your child's " : "your ";
}

/* --- lists of fields -------------------------------------------------------------- */

/* Nobody reads a longer list; the rest is counted. */
enum { LABELS = 20 };

struct labels {
	struct slice list[OWNER_COUNT][LABELS];
	size_t count[OWNER_COUNT];
	size_t all;
	size_t more; /* that there was no room for */
};

static void add_as(struct labels *labels, enum owner owner, struct slice label)
{
	size_t *count = &labels->count[owner];

	for (size_t i = 0; i < *count; i++)
		if (slice_equal_ignoring_case(labels->list[owner][i], label))
			return;
	if (labels->all == LABELS) {
		labels->more++;
		return;
	}
	labels->all++;
	labels->list[owner][(*count)++] = label;
}

static void add_label(struct labels *labels, struct slice label)
{
	enum owner owner = owner_of(&label);

	add_as(labels, owner, label);
}

/* Of a group or category, what is asked for and held. */
static struct field_set of_interest(const struct explanation *explanation,
				    struct field_set fields)
{
	fields = field_set_intersection(fields,
					explanation->decision->requested);
	return explain_interest(explanation, fields);
}

/* One name for several fields, where all of them are meant. */
static void take_part(const struct explanation *explanation,
		      struct field_set part, size_t least, struct slice label,
		      struct field_set *left, struct labels *labels)
{
	part = of_interest(explanation, part);
	if (field_set_count(part) < least ||
	    !field_set_empty(field_set_difference(part, *left)))
		return;
	add_label(labels, label);
	*left = field_set_difference(*left, part);
}

/* Several particulars of one matter are told as details of it: nobody wants to
 * read "provision since" and "rank of the need". */
static void take_details(const struct dictionary *dictionary,
			 struct field_set *left, struct labels *labels)
{
	for (uint16_t c = 0; c < dictionary->category_count; c++) {
		const struct category *category = &dictionary->categories[c];
		struct field_set part = {0};

		for (uint16_t i = 0; i < category->field_count; i++) {
			uint16_t field = (uint16_t)(category->first_field + i);

			if (field_set_has(left, field))
				field_set_add(&part, field);
		}
		if ((category->each.len == 0 && !category->special) ||
		    field_set_count(part) < 2)
			continue;
		add_as(labels, DETAILS, category->label);
		*left = field_set_difference(*left, part);
	}
}

static void find_labels(const struct explanation *explanation,
			const struct field_set *fields, struct labels *labels)
{
	const struct dictionary *dictionary = explanation->policy->dictionary;
	struct field_set left = *fields;

	for (uint16_t g = 0; g < dictionary->group_count; g++)
		take_part(explanation, dictionary->groups[g].fields, 2,
			  dictionary->groups[g].label, &left, labels);
	for (uint16_t c = 0; c < dictionary->category_count; c++) {
		const struct category *category = &dictionary->categories[c];
		struct field_set part = {0};

		for (uint16_t i = 0; i < category->field_count; i++)
			field_set_add(&part,
				      (uint16_t)(category->first_field + i));
		take_part(explanation, part, 3, category->label, &left, labels);
	}
	take_details(dictionary, &left, labels);
	for (uint16_t f = field_set_next(&left, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&left, (uint16_t)(f + 1))) {
		const struct field *field = &dictionary->fields[f];

		if (field->type == FIELD_FLAG)
			add_as(labels, NOTES, field->label);
		else
			add_label(labels, field->label);
	}
}

static void write_list(const struct labels *labels, enum owner owner,
		       struct builder *out)
{
	size_t count = labels->count[owner];

	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			builder_add_text(out, i + 1 < count ? ", " : " and ");
		if (owner == NOTES)
			builder_add_format(out, "\"%.*s\"",
					   SLICE_ARGS(labels->list[owner][i]));
		else
			family_label(labels->list[owner][i], out);
	}
}

/* "your child's name, address and date of birth". */
static void add_fields(const struct explanation *explanation,
		       enum reader reader, const struct field_set *fields,
		       struct builder *out)
{
	struct labels labels = {.more = 0};
	const char *between = "";

	find_labels(explanation, fields, &labels);
	for (int owner = 0; owner < OWNER_COUNT; owner++) {
		if (labels.count[owner] == 0)
			continue;
		builder_add_text(out, between);
		builder_add_text(out, owner_name((enum owner)owner, reader));
		write_list(&labels, (enum owner)owner, out);
		between = "; and ";
	}
	if (labels.more > 0)
		builder_add_format(out, "; and %zu more things", labels.more);
}

/* --- conditions ---------------------------------------------------------------------- */

static void write_age(enum comparison comparison, int64_t age,
		      struct builder *out)
{
	switch (comparison) {
	case COMPARE_EQUAL:
		builder_add_format(out, "aged %lld", (long long)age);
		break;
	case COMPARE_NOT_EQUAL:
		builder_add_format(out, "not aged %lld", (long long)age);
		break;
	case COMPARE_LESS:
		builder_add_format(out, "under %lld", (long long)age);
		break;
	case COMPARE_LESS_EQUAL:
		builder_add_format(out, "up to age %lld", (long long)age);
		break;
	case COMPARE_GREATER:
		builder_add_format(out, "over age %lld", (long long)age);
		break;
	case COMPARE_GREATER_EQUAL:
		builder_add_format(out, "from age %lld", (long long)age);
		break;
	}
}

/* A value as people say it: a code by its label. */
static void write_value(const struct dictionary *dictionary,
			const struct fact *fact,
			const struct condition_value *value,
			struct builder *out)
{
	char date[32];
	uint16_t code;

	if (value->kind == VALUE_DATE) {
		date_format_long(value->date, date, sizeof(date));
		builder_add_text(out, date);
		return;
	}
	code = fact != NULL && fact->codes != DICTIONARY_NONE
		       ? code_set_find(dictionary, fact->codes, value->name)
		       : DICTIONARY_NONE;
	if (code != DICTIONARY_NONE)
		family_label(
			dictionary->code_sets[fact->codes].codes[code].label,
			out);
	else
		builder_add(out, value->name);
}

static const char *const comparison_words[] = {
	[COMPARE_EQUAL] = " is ",
	[COMPARE_NOT_EQUAL] = " is not ",
	[COMPARE_LESS] = " is below ",
	[COMPARE_LESS_EQUAL] = " is at most ",
	[COMPARE_GREATER] = " is above ",
	[COMPARE_GREATER_EQUAL] = " is at least ",
};

static const struct fact *find_fact(const struct dictionary *dictionary,
				    struct slice name)
{
	uint16_t fact = condition_fact(dictionary, name);

	return fact != DICTIONARY_NONE ? &dictionary->facts[fact] : NULL;
}

static void write_fact(const struct fact *fact, struct slice name,
		       struct builder *out)
{
	builder_add_text(out, "whose ");
	family_label(fact != NULL ? fact->label : name, out);
}

static void write_members(const struct dictionary *dictionary,
			  const struct condition *condition,
			  struct builder *out)
{
	bool age = slice_is(condition->fact.text, "age");
	const struct fact *fact = find_fact(dictionary, condition->fact.text);

	if (age) {
		builder_add_text(out, "aged ");
	} else {
		write_fact(fact, condition->fact.text, out);
		builder_add_text(out, " is ");
	}
	for (size_t i = 0; i < condition->member_count; i++) {
		const struct condition_member *member = &condition->members[i];

		builder_add_text(out, i > 0 ? " or " : "");
		write_value(dictionary, fact, &member->low, out);
		if (member->low.range.start == member->high.range.start)
			continue;
		builder_add_text(out, " to ");
		write_value(dictionary, fact, &member->high, out);
	}
}

static void write_side(const struct dictionary *dictionary,
		       const struct condition *condition, bool inside,
		       struct builder *out)
{
	builder_add_text(out, inside ? "(" : "");
	family_condition(dictionary, condition, out);
	builder_add_text(out, inside ? ")" : "");
}

void family_condition(const struct dictionary *dictionary,
		      const struct condition *condition, struct builder *out)
{
	const struct fact *fact;

	switch (condition->kind) {
	case CONDITION_AND:
	case CONDITION_OR: {
		bool both = condition->kind == CONDITION_AND;
		enum condition_kind other = both ? CONDITION_OR : CONDITION_AND;

		write_side(dictionary, condition->left,
			   condition->left->kind == other, out);
		builder_add_text(out, both ? " and " : " or ");
		write_side(dictionary, condition->right,
			   condition->right->kind == other, out);
		break;
	}
	case CONDITION_NOT:
		builder_add_text(out, "not (");
		family_condition(dictionary, condition->left, out);
		builder_add_byte(out, ')');
		break;
	case CONDITION_FLAG:
		fact = find_fact(dictionary, condition->fact.text);
		builder_add_format(out, "of whom it is noted: \"%.*s\"",
				   SLICE_ARGS(fact != NULL
						      ? fact->label
						      : condition->fact.text));
		break;
	case CONDITION_COMPARE:
		if (slice_is(condition->fact.text, "age")) {
			write_age(condition->comparison,
				  condition->value.number, out);
			break;
		}
		fact = find_fact(dictionary, condition->fact.text);
		write_fact(fact, condition->fact.text, out);
		builder_add_text(out, comparison_words[condition->comparison]);
		write_value(dictionary, fact, &condition->value, out);
		break;
	case CONDITION_IN:
		write_members(dictionary, condition, out);
		break;
	}
}

/* --- the words of a template ------------------------------------------------------------ */

static const char *who(const struct family_words *words)
{
	bool parent =
		words->wish != NULL && slice_is(words->wish->by, "parent");
	bool pupil = words->wish != NULL && slice_is(words->wish->by, "pupil");

	if (parent == pupil)
		return words->reader == READER_PARENT ? "your family"
						      : "you or a parent";
	if (words->reader == READER_PARENT)
		return parent ? "you or another parent" : "your child";
	return parent ? "a parent" : "you";
}

static void add_who(const struct family_words *words, bool capital,
		    struct builder *out)
{
	const char *text = who(words);

	builder_add_byte(out, capital ? (char)toupper((unsigned char)text[0])
				      : text[0]);
	builder_add_text(out, text + 1);
}

static void add_on(const struct family_words *words, struct builder *out)
{
	int32_t date = DATE_NONE;
	char text[32];

	if (words->wish != NULL)
		date = words->withdrawn ? words->wish->withdrawn
					: words->wish->date;
	if (date == DATE_NONE)
		return;
	date_format_long(date, text, sizeof(text));
	builder_add_format(out, " on %s", text);
}

/* A basis that is only claimed has no name to tell. */
static void add_law(const struct family_words *words, struct builder *out)
{
	const struct rule *rule = words->law;
	const struct dictionary *dictionary =
		words->explanation->policy->dictionary;
	const char *between = "  The law is: ";

	for (size_t i = 0; rule != NULL && i < rule->law_count; i++) {
		const struct law *law = &dictionary->laws[rule->laws[i]];

		if (slice_is(law->name, "unnamed"))
			continue;
		builder_add_text(out, between);
		builder_add(out, law->label);
		between = " and ";
	}
	if (between[1] == 'a')
		builder_add_byte(out, '.');
}

static void add_notice(const struct family_words *words, struct builder *out)
{
	const struct notice *notice = plan_notice(words->explanation->plan);
	char date[32];

	if (notice == NULL) {
		builder_add_text(out, "no privacy notice of ours");
		return;
	}
	date_format_long(notice->from, date, sizeof(date));
	builder_add_format(out, "our privacy notice of %s", date);
}

static void add_date(const struct family_words *words, struct builder *out)
{
	char date[32];

	date_format_long(words->date, date, sizeof(date));
	builder_add_text(out, date);
}

static void add_word(const struct family_words *words, struct slice name,
		     struct builder *out)
{
	bool parent = words->reader == READER_PARENT;
	static const struct {
		const char *name, *parent, *pupil;
	} fixed[] = {
		{"your", "your child's", "your"},
		{"child", "your child", "you"},
		{"Child", "Your child", "You"},
		{"is", "is", "are"},
		{"does", "does", "do"},
	};

	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		if (slice_is(name, fixed[i].name))
			builder_add_text(out, parent ? fixed[i].parent
						     : fixed[i].pupil);
	if (slice_is(name, "who") || slice_is(name, "Who"))
		add_who(words, name.at[0] == 'W', out);
	else if (slice_is(name, "on"))
		add_on(words, out);
	else if (slice_is(name, "when"))
		builder_add(out, words->when);
	else if (slice_is(name, "law"))
		add_law(words, out);
	else if (slice_is(name, "notice"))
		add_notice(words, out);
	else if (slice_is(name, "date"))
		add_date(words, out);
	else if (slice_is(name, "age"))
		builder_add_format(out, "%d", words->age);
	else if (slice_is(name, "event"))
		family_label(words->event, out);
	else if (slice_is(name, "bodies"))
		builder_add(out, words->bodies);
	else if (slice_is(name, "area"))
		family_label(words->area, out);
	else if (slice_is(name, "fields"))
		add_fields(words->explanation, words->reader, words->fields,
			   out);
}

void family_expand(const struct family_words *words, const char *text,
		   struct builder *out)
{
	struct slice rest = slice_of(text);

	while (rest.len > 0) {
		bool open = memchr(rest.at, '{', rest.len) != NULL;
		struct slice name;

		builder_add(out, slice_cut(&rest, '{'));
		if (!open)
			break;
		name = slice_cut(&rest, '}');
		add_word(words, name, out);
	}
}
