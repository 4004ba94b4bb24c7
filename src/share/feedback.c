#include "share/feedback.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/error.h"
#include "dictionary/dictionary.h"
#include "register/layer.h"
#include "register/register.h"
#include "share/node.h"

enum { SCAN_PUPILS = 1024, TRAITS = 4, FEEDBACK_LINES = 1000000 };

/* What a pupil is told by where there is no number. */
static const char *const trait_names[TRAITS] = {
	"pupil.birth-date",
	"pupil.sex",
	"enrolment.entry-date",
	"enrolment.year-group",
};

struct own_pupil {
	uint64_t pupil;
	struct slice traits[TRAITS];
};

struct comparing {
	struct node *node;
	const struct dictionary *dictionary;
	struct feedback_report *report;
	struct register_grant grant;
	uint16_t upn;
	uint16_t traits[TRAITS];
	struct own_pupil *own; /* by date of birth */
	size_t own_count;
	uint64_t categories; /* all */
	struct arena *arena;
};

static int compare_traits(const void *a, const void *b)
{
	const struct own_pupil *left = a, *right = b;
	int order = slice_compare(left->traits[0], right->traits[0]);

	if (order != 0)
		return order;
	return (left->pupil > right->pupil) - (left->pupil < right->pupil);
}

/* --- what came ---------------------------------------------------------------------- */

/* Nothing else that came without names: who is in that may not be found out (law:
 * DPA 2018 s171). */
static int find_grant(struct comparing *comparing, struct slice reference,
		      struct error *error)
{
	struct register_grant *grants;
	size_t count;

	if (register_grants(comparing->node->pupils, &grants, &count,
			    comparing->arena, error) != 0)
		return -1;
	for (size_t i = count; i-- > 0;)
		if (grants[i].state == GRANT_LIVE &&
		    slice_is(grants[i].purpose, "feedback") &&
		    (slice_empty(reference) ||
		     slice_equal(grants[i].reference, reference))) {
			comparing->grant = grants[i];
			return 0;
		}
	return error_set(error, ERROR_NOT_FOUND,
			 "nothing that was received is such feedback");
}

/* --- the node's own pupils ------------------------------------------------------------- */

static struct slice own_text(const struct record *record,
			     const struct dictionary *dictionary,
			     uint16_t field)
{
	const struct section *section;

	if (field == DICTIONARY_NONE)
		return (struct slice){NULL, 0};
	section = section_own(
		record_section(record, dictionary->fields[field].category));
	return section != NULL && section->count > 0
		       ? item_text(&section->items[0], field)
		       : (struct slice){NULL, 0};
}

static int take_own(struct comparing *comparing, const struct record *record,
		    struct error *error)
{
	struct own_pupil *own = &comparing->own[comparing->own_count];

	own->pupil = record->pupil;
	for (size_t t = 0; t < TRAITS; t++) {
		own->traits[t] =
			arena_copy(comparing->arena,
				   own_text(record, comparing->dictionary,
					    comparing->traits[t]));
		if (own->traits[t].at == NULL)
			return error_memory(error);
	}
	comparing->own_count += !slice_empty(own->traits[0]);
	return 0;
}

static int scan_own(struct comparing *comparing, struct register_scan *scan,
		    struct error *error)
{
	struct record *records =
		arena_array(comparing->arena, SCAN_PUPILS, sizeof(*records));
	struct arena batch = {0};
	size_t count;
	int result = records != NULL ? 0 : error_memory(error);

	while (result == 0) {
		arena_clear(&batch);
		result = register_scan_next(scan, records, SCAN_PUPILS, &count,
					    &batch, error);
		if (result != 0 || count == 0)
			break;
		for (size_t i = 0; result == 0 && i < count; i++)
			result = take_own(comparing, &records[i], error);
	}
	arena_release(&batch);
	return result;
}

static int find_own(struct comparing *comparing, struct error *error)
{
	struct register_scan *scan;
	uint64_t categories = 0;
	uint64_t *ids;
	size_t count;
	int result;

	for (size_t t = 0; t < TRAITS; t++)
		if (comparing->traits[t] != DICTIONARY_NONE)
			categories |= 1ull
				      << comparing->dictionary
						 ->fields[comparing->traits[t]]
						 .category;
	if (register_pupils(comparing->node->pupils, &ids, &count,
			    comparing->arena, error) != 0)
		return -1;
	comparing->own = arena_array(comparing->arena, count + 1,
				     sizeof(*comparing->own));
	if (comparing->own == NULL)
		return error_memory(error);
	if (register_scan_open(&scan, comparing->node->pupils, ids, count,
			       categories, error) != 0)
		return -1;
	result = scan_own(comparing, scan, error);
	register_scan_close(scan);
	if (comparing->own_count > 0)
		qsort(comparing->own, comparing->own_count,
		      sizeof(*comparing->own), compare_traits);
	return result;
}

/* --- whom it means ----------------------------------------------------------------------- */

static struct slice text_of(const struct comparing *comparing,
			    const struct record *record, uint16_t field)
{
	return field != DICTIONARY_NONE
		       ? record_text(record, comparing->dictionary, field)
		       : (struct slice){NULL, 0};
}

static bool may_be(const struct comparing *comparing,
		   const struct own_pupil *own, const struct record *record)
{
	for (size_t t = 0; t < TRAITS; t++) {
		struct slice theirs =
			text_of(comparing, record, comparing->traits[t]);

		if (!slice_empty(theirs) && !slice_empty(own->traits[t]) &&
		    !slice_equal(theirs, own->traits[t]))
			return false;
	}
	return true;
}

/* 0 where it is nobody, or could be several. */
static uint64_t match(const struct comparing *comparing,
		      const struct record *record)
{
	struct slice born = text_of(comparing, record, comparing->traits[0]);
	size_t low = 0, high = comparing->own_count;
	uint64_t found = 0;

	if (!slice_empty(text_of(comparing, record, comparing->upn)))
		return record->pupil; /* the register has put them together */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (slice_compare(comparing->own[middle].traits[0], born) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < comparing->own_count && !slice_empty(born) &&
	       slice_equal(comparing->own[low].traits[0], born);
	     low++) {
		if (!may_be(comparing, &comparing->own[low], record))
			continue;
		if (found != 0)
			return 0;
		found = comparing->own[low].pupil;
	}
	return found;
}

/* --- field by field ------------------------------------------------------------------------- */

static int add_line(struct comparing *comparing, struct feedback_line line,
		    struct error *error)
{
	struct feedback_report *report = comparing->report;
	struct feedback_line *grown;

	if (report->count == FEEDBACK_LINES)
		return error_set(error, ERROR_INPUT,
				 "there are more than %d differences",
				 FEEDBACK_LINES);
	grown = arena_grow(comparing->arena, report->lines, report->count,
			   &report->capacity, sizeof(*grown));
	if (grown == NULL)
		return error_memory(error);
	report->lines = grown;
	line.own = arena_copy(comparing->arena, line.own);
	line.theirs = arena_copy(comparing->arena, line.theirs);
	line.period = arena_copy(comparing->arena, line.period);
	line.upn = arena_copy(comparing->arena, line.upn);
	if (line.own.at == NULL || line.theirs.at == NULL ||
	    line.period.at == NULL || line.upn.at == NULL)
		return error_memory(error);
	grown[report->count++] = line;
	return 0;
}

static bool has_item(const struct section *own, const struct item *theirs)
{
	for (uint32_t i = 0; own != NULL && i < own->count; i++) {
		bool same = true;

		for (uint32_t v = 0; same && v < theirs->count; v++)
			same = slice_equal(item_text(&own->items[i],
						     theirs->values[v].field),
					   theirs->values[v].text);
		if (same)
			return true;
	}
	return false;
}

static int compare_item(struct comparing *comparing, struct feedback_line line,
			const struct item *own, const struct item *theirs,
			struct error *error)
{
	for (uint32_t v = 0; v < theirs->count; v++) {
		const struct value *value = &theirs->values[v];

		line.field = value->field;
		line.theirs = value->text;
		line.own = own != NULL ? item_text(own, value->field)
				       : (struct slice){NULL, 0};
		line.kind = slice_empty(line.own) ? FEEDBACK_LACKING
						  : FEEDBACK_DIFFERS;
		if (!slice_equal(line.own, line.theirs) &&
		    add_line(comparing, line, error) != 0)
			return -1;
	}
	return 0;
}

static const struct section *same_section(const struct record *own,
					  const struct section *theirs)
{
	for (uint32_t s = 0; s < own->count; s++)
		if (own->sections[s].category == theirs->category &&
		    slice_equal(own->sections[s].period, theirs->period))
			return &own->sections[s];
	return NULL;
}

static int compare_section(struct comparing *comparing,
			   struct feedback_line line, const struct section *own,
			   const struct section *theirs, struct error *error)
{
	bool list = !slice_empty(
		comparing->dictionary->categories[theirs->category].each);

	line.period = theirs->period;
	for (uint32_t i = 0; i < theirs->count; i++) {
		if (has_item(own, &theirs->items[i]))
			continue;
		line.item = list ? i + 1 : 0;
		if (compare_item(comparing, line,
				 own != NULL && i < own->count ? &own->items[i]
							       : NULL,
				 &theirs->items[i], error) != 0)
			return -1;
	}
	return 0;
}

/* What the grant itself says of a section; NULL: nothing. */
static const struct section *given(const struct comparing *comparing,
				   const struct section *section)
{
	for (uint32_t l = 0; l < section->layer_count; l++)
		if (section->layers[l].grant == comparing->grant.id)
			return &section->layers[l].section;
	return NULL;
}

static void drop_pseudonym(const struct comparing *comparing,
			   const struct section *section)
{
	uint16_t field = dictionary_find(comparing->dictionary, KIND_FIELD,
					 SLICE("pupil.pseudonym"));

	for (uint32_t i = 0; i < section->count; i++) {
		struct item *item = &section->items[i];
		uint32_t kept = 0;

		for (uint32_t v = 0; v < item->count; v++)
			if (item->values[v].field != field)
				item->values[kept++] = item->values[v];
		item->count = kept;
	}
}

static int compare_pupil(struct comparing *comparing,
			 const struct record *theirs, uint64_t pupil,
			 struct arena *scratch, struct error *error)
{
	size_t before = comparing->report->count;
	struct feedback_line line = {.pupil = pupil};
	struct record own;

	if (register_read_own(comparing->node->pupils, pupil,
			      comparing->categories, &own, scratch, error) != 0)
		return -1;
	line.upn = text_of(comparing, &own, comparing->upn);
	for (uint32_t s = 0; s < theirs->count; s++) {
		const struct section *section =
			given(comparing, &theirs->sections[s]);

		if (section == NULL)
			continue;
		drop_pseudonym(comparing, section);
		if (compare_section(comparing, line,
				    same_section(&own, section), section,
				    error) != 0)
			return -1;
	}
	comparing->report->alike += comparing->report->count == before;
	return 0;
}

static int compare_one(struct comparing *comparing, uint64_t id,
		       struct error *error)
{
	struct arena scratch = {0};
	struct record theirs;
	uint64_t pupil;
	int result =
		register_read(comparing->node->pupils, id,
			      comparing->categories, &theirs, &scratch, error);

	if (result == 0) {
		comparing->report->pupils++;
		pupil = match(comparing, &theirs);
		if (pupil == 0)
			comparing->report->unmatched++;
		else
			result = compare_pupil(comparing, &theirs, pupil,
					       &scratch, error);
	}
	arena_release(&scratch);
	return result;
}

static int compare_all(struct comparing *comparing, struct error *error)
{
	uint64_t *ids;
	size_t count;

	if (register_grant_pupils(comparing->node->pupils, comparing->grant.id,
				  &ids, &count, comparing->arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (compare_one(comparing, ids[i], error) != 0)
			return -1;
	return 0;
}

int feedback_compare(struct node *node, struct slice reference,
		     struct feedback_report *report, struct arena *arena,
		     struct error *error)
{
	const struct dictionary *dictionary = node->dictionary;
	struct comparing comparing = {
		.node = node,
		.dictionary = dictionary,
		.report = report,
		.upn = dictionary_find(dictionary, KIND_FIELD,
				       SLICE("pupil.upn")),
		.categories = dictionary->category_count < 64
				      ? (1ull << dictionary->category_count) - 1
				      : UINT64_MAX,
		.arena = arena,
	};

	*report = (struct feedback_report){.pupils = 0};
	for (size_t t = 0; t < TRAITS; t++)
		comparing.traits[t] = dictionary_find(dictionary, KIND_FIELD,
						      slice_of(trait_names[t]));
	if (find_grant(&comparing, reference, error) != 0 ||
	    find_own(&comparing, error) != 0)
		return -1;
	report->reference = comparing.grant.reference;
	report->sender = comparing.grant.sender_name;
	return compare_all(&comparing, error);
}
