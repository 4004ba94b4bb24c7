#include "share/columns.h"

#include <string.h>

#include "base/date.h"
#include "register/layer.h"

static uint64_t category_bit(const struct dictionary *dictionary,
			     uint16_t field)
{
	return 1ull << dictionary->fields[field].category;
}

static uint16_t field_called(const struct columns *columns, const char *name)
{
	const struct field *field =
		dictionary_field(columns->dictionary, slice_of(name));

	return field != NULL ? (uint16_t)(field - columns->dictionary->fields)
			     : DICTIONARY_NONE;
}

static void find_fields(struct columns *columns)
{
	columns->fields.kind = field_called(columns, "wish.kind");
	columns->fields.by = field_called(columns, "wish.by");
	columns->fields.recipient = field_called(columns, "wish.recipient");
	columns->fields.purpose = field_called(columns, "wish.purpose");
	columns->fields.date = field_called(columns, "wish.date");
	columns->fields.withdrawn = field_called(columns, "wish.withdrawn");
	columns->fields.version = field_called(columns, "served.version");
	columns->fields.served_on = field_called(columns, "served.date");
	columns->fields.agreement =
		field_called(columns, "youth-support-agreement");
}

void columns_init(struct columns *columns, const struct plan *plan,
		  const struct policy *policy, const struct request *request)
{
	const struct dictionary *dictionary = policy->dictionary;
	struct field_set possible = plan_possible(plan);

	*columns = (struct columns){0};
	columns->dictionary = dictionary;
	columns->policy = policy;
	columns->request = request;
	columns->wishes =
		dictionary_find(dictionary, KIND_CATEGORY, SLICE("wishes"));
	columns->served =
		dictionary_find(dictionary, KIND_CATEGORY, SLICE("served"));
	find_fields(columns);
	columns->when_stated = plan_asks_when_stated(plan);
	for (uint16_t i = 0; i < dictionary->fact_count; i++)
		if ((plan_facts(plan) >> i & 1) != 0 &&
		    (dictionary->facts[i].origin == FACT_FIELD ||
		     dictionary->facts[i].origin == FACT_RECIPIENT))
			columns->asked |= 1ull << i;
	for (uint16_t f = field_set_next(&possible, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&possible, (uint16_t)(f + 1)))
		columns->categories_asked |= category_bit(dictionary, f);
}

uint64_t columns_categories(const struct columns *columns)
{
	uint64_t categories = columns->categories_asked;

	for (uint16_t i = 0; i < columns->dictionary->fact_count; i++)
		if ((columns->asked >> i & 1) != 0)
			categories |= category_bit(
				columns->dictionary,
				columns->dictionary->facts[i].field);
	if (columns->wishes != DICTIONARY_NONE)
		categories |= 1ull << columns->wishes;
	if (columns->served != DICTIONARY_NONE)
		categories |= 1ull << columns->served;
	if (columns->fields.agreement != DICTIONARY_NONE)
		categories |= category_bit(columns->dictionary,
					   columns->fields.agreement);
	return categories;
}

/* --- facts ---------------------------------------------------------------------- */

static int32_t flag_value(const struct fact *fact, struct slice text)
{
	if (fact->true_value_count == 0)
		return slice_is(text, "true");
	for (uint16_t i = 0; i < fact->true_value_count; i++)
		if (slice_equal(text, fact->true_values[i]))
			return 1;
	return 0;
}

static int32_t text_value(const struct columns *columns,
			  const struct fact *fact, struct slice text)
{
	const struct dictionary *dictionary = columns->dictionary;
	uint64_t number;
	uint16_t code;
	int32_t date;

	if (fact->origin == FACT_RECIPIENT)
		return request_own(columns->request, text);
	switch (fact->type) {
	case FACT_DATE:
		return date_parse(text, &date) ? date : DATE_NONE;
	case FACT_NUMBER:
		return slice_number(text, INT32_MAX, &number) ? (int32_t)number
							      : DATE_NONE;
	case FACT_FLAG:
		return flag_value(fact, text);
	case FACT_CODE:
		code = code_set_find(dictionary, fact->codes, text);
		return code == DICTIONARY_NONE
			       ? DATE_NONE
			       : code_fact_value(
					 &dictionary->code_sets[fact->codes],
					 code);
	}
	return DATE_NONE;
}

/* A flag over a category with several items is true when one of them is. */
static int32_t section_value(const struct columns *columns,
			     const struct fact *fact,
			     const struct section *section)
{
	int32_t result = DATE_NONE;

	for (uint32_t i = 0; i < section->count; i++) {
		struct slice text = item_text(&section->items[i], fact->field);
		int32_t value;

		if (slice_empty(text))
			continue;
		value = text_value(columns, fact, text);
		if (fact->type != FACT_FLAG || value == 1)
			return value;
		result = value;
	}
	return result;
}

/*
 * The node's own value; without one that of the grants, if they say the same:
 * what is not known withholds.  What stands for itself where nobody has
 * recorded it (competence) was recorded here or not at all.
 */
static int32_t layered_value(const struct columns *columns,
			     const struct fact *fact,
			     const struct section *section, bool *disputed)
{
	const struct section *own = section_own(section);
	int32_t result = DATE_NONE;

	if (own != NULL)
		result = section_value(columns, fact, own);
	if (result != DATE_NONE || fact->otherwise != DATE_NONE)
		return result;
	for (uint32_t l = 0; l < section->layer_count; l++) {
		int32_t value = section_value(columns, fact,
					      &section->layers[l].section);

		if (value == DATE_NONE)
			continue;
		*disputed =
			*disputed || (result != DATE_NONE && result != value);
		result = value;
	}
	return *disputed ? DATE_NONE : result;
}

static int32_t fact_value(const struct columns *columns,
			  const struct fact *fact, const struct record *record)
{
	uint16_t category = columns->dictionary->fields[fact->field].category;
	int32_t result = DATE_NONE;
	bool disputed = false;

	for (uint32_t s = 0; s < record->count; s++) {
		const struct section *section = &record->sections[s];
		int32_t value;

		if (section->category != category)
			continue;
		value = section->layer_count == 0
				? section_value(columns, fact, section)
				: layered_value(columns, fact, section,
						&disputed);
		if (disputed)
			return DATE_NONE;
		if (value != DATE_NONE &&
		    (fact->type != FACT_FLAG || value == 1))
			return value;
		if (value != DATE_NONE)
			result = value;
	}
	return result;
}

/* --- wishes and notices given --------------------------------------------------- */

static int32_t date_in(const struct item *item, uint16_t field)
{
	int32_t date;

	if (field == DICTIONARY_NONE ||
	    !date_parse(item_text(item, field), &date))
		return DATE_NONE;
	return date;
}

static struct slice text_in(const struct item *item, uint16_t field)
{
	return field != DICTIONARY_NONE ? item_text(item, field)
					: (struct slice){NULL, 0};
}

/* What a pupil's wishes come to: one bit for each column, and when those of
 * the column were stated. */
struct stated {
	unsigned int bits;
	int32_t first[WISH_COUNT], last[WISH_COUNT];
};

static void state(struct stated *stated, enum wish_column column, int32_t date)
{
	wish_stated((stated->bits >> column & 1) != 0, date,
		    &stated->first[column], &stated->last[column]);
	stated->bits |= 1u << column;
}

static void section_wishes(const struct columns *columns,
			   const struct section *section, bool own,
			   struct stated *stated)
{
	for (uint32_t i = 0; i < section->count; i++) {
		const struct item *item = &section->items[i];
		struct wish wish = {
			.kind = text_in(item, columns->fields.kind),
			.by = text_in(item, columns->fields.by),
			.recipient = text_in(item, columns->fields.recipient),
			.purpose = text_in(item, columns->fields.purpose),
			.date = date_in(item, columns->fields.date),
			.withdrawn = date_in(item, columns->fields.withdrawn),
		};
		enum wish_column column;

		/* What families allowed another controller they did not
		 * allow this one. */
		if (!own && slice_is(wish.kind, "consent"))
			continue;
		if (wish_bears(&wish, columns->request, columns->dictionary,
			       &column))
			state(stated, column, wish.date);
	}
}

static bool section_says(const struct section *section, uint16_t field,
			 const char *text)
{
	for (uint32_t i = 0; i < section->count; i++)
		if (slice_is(item_text(&section->items[i], field), text))
			return true;
	return false;
}

/* Whether the node or anybody from whom it received says so, covered or not. */
static bool anybody_says(const struct columns *columns,
			 const struct record *record, uint16_t field,
			 const char *text)
{
	uint16_t category = columns->dictionary->fields[field].category;

	for (uint32_t s = 0; s < record->count; s++) {
		const struct section *section = &record->sections[s];

		if (section->category != category)
			continue;
		if (section_says(section, field, text))
			return true;
		for (uint32_t l = 0; l < section->layer_count; l++)
			if (section_says(&section->layers[l].section, field,
					 text))
				return true;
	}
	return false;
}

/* The census's agreement field says no without saying who said so: it counts
 * as an objection of whoever may object. */
static void agreement_wishes(const struct columns *columns,
			     const struct record *record, struct stated *stated)
{
	const struct wish wish = {
		.kind = SLICE("objection"),
		.by = SLICE("parent"),
		.recipient = SLICE("youth-support"),
		.date = DATE_NONE,
		.withdrawn = DATE_NONE,
	};
	uint16_t field = columns->fields.agreement;
	enum wish_column column;

	if (field == DICTIONARY_NONE ||
	    !anybody_says(columns, record, field, "No") ||
	    !wish_bears(&wish, columns->request, columns->dictionary, &column))
		return;
	state(stated, WISH_OBJECTION_PARENT, wish.date);
	state(stated, WISH_OBJECTION_PUPIL, wish.date);
}

static void record_wishes(const struct columns *columns,
			  const struct record *record, struct stated *stated)
{
	const struct section *section = NULL;

	stated->bits = 0;
	agreement_wishes(columns, record, stated);

	if (columns->wishes != DICTIONARY_NONE)
		section = record_section(record, columns->wishes);
	if (section == NULL)
		return;
	if (section->layer_count == 0)
		section_wishes(columns, section, true, stated);
	for (uint32_t l = 0; l < section->layer_count; l++)
		section_wishes(columns, &section->layers[l].section,
			       section->layers[l].grant == 0, stated);
}

/* The place of a version of the notice among the policy's; NOTICE_VERSIONS
 * when it is none of them. */
static size_t version_place(const struct columns *columns,
			    const struct item *item)
{
	uint64_t number;

	if (!slice_number(text_in(item, columns->fields.version), UINT32_MAX,
			  &number))
		return NOTICE_VERSIONS;
	for (size_t v = 0; v < columns->policy->notice_count; v++)
		if (columns->policy->notices[v].notice->version == number)
			return v;
	return NOTICE_VERSIONS;
}

/* Sets served[v * stride] for the versions that the family was given. */
static void record_served(const struct columns *columns,
			  const struct record *record, int32_t *served,
			  size_t stride)
{
	const struct section *section = NULL;

	for (size_t v = 0; v < columns->policy->notice_count; v++)
		served[v * stride] = DATE_NONE;
	if (columns->served != DICTIONARY_NONE)
		section = section_own(record_section(record, columns->served));
	for (uint32_t i = 0; section != NULL && i < section->count; i++) {
		size_t v = version_place(columns, &section->items[i]);

		if (v == NOTICE_VERSIONS)
			continue;
		served[v * stride] = request_served(
			columns->request, columns->policy->notices[v].notice,
			served[v * stride],
			date_in(&section->items[i], columns->fields.served_on));
	}
}

/* --- collection ------------------------------------------------------------------- */

/* When each category was collected.  What is not held needs no promise: it
 * counts as of today, so that it makes no difference. */
static void record_collected(const struct columns *columns,
			     const struct record *record, int32_t *collected,
			     size_t stride)
{
	for (uint32_t s = 0; s < record->count; s++) {
		const struct section *section = &record->sections[s];
		int32_t *date = &collected[section->category * stride];

		/* Of several periods the earliest counts. */
		if ((columns->categories_asked >> section->category & 1) != 0 &&
		    section->collected < *date)
			*date = section->collected;
	}
}

/* ------------------------------------------------------------------------------------ */

void columns_pupil(const struct columns *columns, const struct record *record,
		   struct pupil *pupil)
{
	struct stated stated;

	pupil_init(pupil);
	record_wishes(columns, record, &stated);
	for (uint16_t f = 0; f < columns->dictionary->fact_count; f++)
		if ((columns->asked >> f & 1) != 0)
			pupil->facts[f] = fact_value(
				columns, &columns->dictionary->facts[f],
				record);
	for (int w = 0; w < WISH_COUNT; w++) {
		pupil->wishes[w] = (stated.bits >> w & 1) != 0;
		if (!pupil->wishes[w])
			continue;
		pupil->first_stated[w] = stated.first[w];
		pupil->last_stated[w] = stated.last[w];
	}
	record_served(columns, record, pupil->served, 1);
	for (int c = 0; c < CATEGORY_LIMIT; c++)
		pupil->collected[c] = columns->request->date;
	record_collected(columns, record, pupil->collected, 1);
}

static void set_columns(struct columns *columns)
{
	struct batch *batch = &columns->batch;

	for (uint16_t f = 0; f < columns->dictionary->fact_count; f++)
		if ((columns->asked >> f & 1) != 0)
			batch->facts[f] = columns->facts[f];
	for (uint16_t c = 0; c < columns->dictionary->category_count; c++)
		if ((columns->categories_asked >> c & 1) != 0)
			batch->collected[c] = columns->collected[c];
	for (size_t v = 0; v < columns->policy->notice_count; v++)
		batch->served[v] = columns->served_on[v];
	for (int w = 0; w < WISH_COUNT; w++) {
		batch->wishes[w] = columns->wish[w];
		if (!columns->when_stated)
			continue;
		batch->first_stated[w] = columns->first_stated[w];
		batch->last_stated[w] = columns->last_stated[w];
	}
	batch->collected_all = columns->request->date;
}

static void fill_facts(struct columns *columns, const struct record *records,
		       size_t count)
{
	for (uint16_t f = 0; f < columns->dictionary->fact_count; f++) {
		const struct fact *fact = &columns->dictionary->facts[f];

		if ((columns->asked >> f & 1) == 0)
			continue;
		for (size_t i = 0; i < count; i++)
			columns->facts[f][i] =
				fact_value(columns, fact, &records[i]);
	}
}

static void fill_collected(struct columns *columns,
			   const struct record *records, size_t count)
{
	for (uint16_t c = 0; c < columns->dictionary->category_count; c++)
		if ((columns->categories_asked >> c & 1) != 0)
			for (size_t i = 0; i < count; i++)
				columns->collected[c][i] =
					columns->request->date;
	for (size_t i = 0; i < count; i++)
		record_collected(columns, &records[i],
				 &columns->collected[0][i], BATCH_PUPILS);
}

static void fill_wishes(struct columns *columns, const struct record *record,
			size_t i)
{
	struct stated stated;

	record_wishes(columns, record, &stated);
	for (int w = 0; w < WISH_COUNT; w++) {
		columns->wish[w][i] = (stated.bits >> w & 1) != 0;
		if (columns->wish[w][i] == 0)
			continue;
		columns->first_stated[w][i] = stated.first[w];
		columns->last_stated[w][i] = stated.last[w];
	}
}

const struct batch *columns_fill(struct columns *columns,
				 const struct record *records, size_t count)
{
	set_columns(columns);
	columns->batch.count = (uint32_t)count;
	fill_facts(columns, records, count);
	fill_collected(columns, records, count);
	for (size_t i = 0; i < count; i++) {
		fill_wishes(columns, &records[i], i);
		record_served(columns, &records[i], &columns->served_on[0][i],
			      BATCH_PUPILS);
	}
	return &columns->batch;
}
