#include "base/error.h"
#include "demo/promise_cells.h"
#include "dictionary/dictionary.h"
#include "register/record.h"

/* Whether a code is the other, or in its group: year 3 is of key stage 2. */
static bool is_of(const struct dictionary *dictionary, uint16_t set,
		  struct slice text, struct slice group)
{
	while (!slice_equal(text, group)) {
		uint16_t code;

		if (set == DICTIONARY_NONE)
			return false;
		code = code_set_find(dictionary, set, text);
		if (code == DICTIONARY_NONE)
			return false;
		text = dictionary->code_sets[set].codes[code].class;
		set = dictionary->code_sets[set].within;
	}
	return true;
}

/* The values of a field in all items of its list, in one bag. */
struct values {
	struct slice first;
	bool any, several;
};

static void note_value(struct values *values, struct slice text)
{
	if (text.len == 0)
		return;
	if (!values->any)
		values->first = text;
	else if (!slice_equal(values->first, text))
		values->several = true;
	values->any = true;
}

/* Whether the record has the code in any item of the field's list, by itself or
 * as one of its group; "several" where it has more than one value. */
static bool record_has(const struct record *record,
		       const struct dictionary *dictionary, uint16_t field,
		       struct slice code)
{
	const struct field *known = &dictionary->fields[field];
	struct values values = {0};

	for (uint32_t i = 0; i < record->count; i++) {
		const struct section *section = &record->sections[i];

		if (section->category != known->category)
			continue;
		for (uint32_t j = 0; j < section->count; j++) {
			struct slice text =
				item_text(&section->items[j], field);

			note_value(&values, text);
			if (is_of(dictionary, known->codes, text, code))
				return true;
		}
	}
	return (!values.any && slice_is(code, "none")) ||
	       (values.several && slice_is(code, "several"));
}

static bool has_code_of(const struct cells *cells,
			const struct dimension *dimension, struct slice code,
			const struct truth_pupil *pupil)
{
	/* Of whom it is not known may be anybody. */
	if (cells_is_total(code) || slice_is(code, "unknown") ||
	    (dimension->school && slice_equal(code, pupil->school)))
		return true;
	return record_has(pupil->record,
			  truth_dictionary(cells->examination->evidence->truth),
			  dimension->field, code);
}

/* Notes which codes of each dimension the pupil has. */
static void note_codes(struct cells *cells, const struct truth_pupil *pupil)
{
	for (size_t d = 0; d < cells->dimension_count; d++) {
		struct dimension *dimension = &cells->dimensions[d];

		for (size_t i = 0; i < dimension->code_count; i++)
			dimension->has[i] = has_code_of(
				cells, dimension, dimension->codes[i], pupil);
	}
}

static bool counts_in(const struct cells *cells, const struct cell *cell)
{
	for (size_t d = 0; d < cells->dimension_count; d++)
		if (!cells->dimensions[d].has[cell->ids[d]])
			return false;
	return true;
}

/* Whether the truth can be counted by all of the dimensions. */
static bool is_known(const struct cells *cells)
{
	const struct dictionary *dictionary =
		truth_dictionary(cells->examination->evidence->truth);

	for (size_t i = 0; i < cells->dimension_count; i++) {
		uint16_t field = cells->dimensions[i].field;

		if (field == DICTIONARY_NONE ||
		    dictionary->fields[field].derived)
			return false;
	}
	return true;
}

static bool has_code(const struct cells *cells, const struct cell *cell,
		     const char *code)
{
	for (size_t i = 0; i < cells->dimension_count; i++)
		if (slice_is(cell->codes[i], code))
			return true;
	return false;
}

/* Rows that came anonymised are somebody whom nobody can name any more: counts
 * of what is not known of them, and totals that hold such, are no counts of the
 * truth. */
static void forget_unknown(struct cells *cells)
{
	bool any = false;

	for (size_t i = 0; i < cells->count; i++)
		any = any || (cells->cells[i].shown > 0 &&
			      has_code(cells, &cells->cells[i], "unknown"));
	for (size_t i = 0; any && i < cells->count; i++)
		if (has_code(cells, &cells->cells[i], "unknown") ||
		    has_code(cells, &cells->cells[i], "total"))
			cells->cells[i].truth = -1;
}

int cells_count_truth(struct cells *cells, struct error *error)
{
	struct examination *examination = cells->examination;
	const struct truth *truth = examination->evidence->truth;

	if (!is_known(cells))
		return 0;
	for (size_t d = 0; d < cells->dimension_count; d++) {
		struct dimension *dimension = &cells->dimensions[d];

		dimension->has =
			arena_array(&cells->arena, dimension->code_count + 1,
				    sizeof(*dimension->has));
		if (dimension->has == NULL)
			return error_memory(error);
	}
	for (size_t i = 0; i < cells->count; i++)
		cells->cells[i].truth = 0;
	for (size_t i = 0; i < truth_count(truth); i++) {
		const struct truth_pupil *pupil = truth_on(
			truth_at(truth, i), examination->evidence->date);

		if (promise_unfit(examination->promise, examination->evidence,
				  pupil) != NULL)
			continue;
		note_codes(cells, pupil);
		for (size_t j = 0; j < cells->count; j++)
			cells->cells[j].truth +=
				counts_in(cells, &cells->cells[j]);
	}
	forget_unknown(cells);
	return 0;
}
