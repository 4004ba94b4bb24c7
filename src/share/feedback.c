#include "share/feedback.h"

#include <string.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/error.h"
#include "dictionary/dictionary.h"
#include "register/layer.h"
#include "register/register.h"
#include "share/feedback_match.h"
#include "share/node.h"

enum { FEEDBACK_LINES = 1000000 };

struct comparing {
	struct node *node;
	const struct dictionary *dictionary;
	struct feedback_report *report;
	struct register_grant grant;
	uint16_t upn;
	uint64_t categories; /* all */
	struct arena *arena;
};

/* --- what came ---------------------------------------------------------------------- */

/* What its sender lets its recipients match. */
static bool is_feedback(const struct dictionary *dictionary,
			struct slice purpose)
{
	uint16_t index = dictionary_find(dictionary, KIND_PURPOSE, purpose);

	return slice_is(purpose, "feedback") ||
	       (index != DICTIONARY_NONE &&
		dictionary->purposes[index].matched_by != DICTIONARY_NONE);
}

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
		    is_feedback(comparing->dictionary, grants[i].purpose) &&
		    (slice_empty(reference) ||
		     slice_equal(grants[i].reference, reference))) {
			comparing->grant = grants[i];
			return 0;
		}
	return error_set(error, ERROR_NOT_FOUND,
			 "nothing that was received is such feedback");
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

static struct slice upn_of(const struct comparing *comparing,
			   const struct record *record)
{
	return comparing->upn != DICTIONARY_NONE
		       ? record_text(record, comparing->dictionary,
				     comparing->upn)
		       : (struct slice){NULL, 0};
}

static int add_pupil(struct comparing *comparing,
		     const struct feedback_row *row, struct slice upn,
		     struct error *error)
{
	struct feedback_report *report = comparing->report;
	struct feedback_pupil *pupil = &report->list[report->listed];

	pupil->pupil = row->pupil;
	pupil->how = row->how;
	pupil->upn = arena_copy(comparing->arena, upn);
	if (pupil->upn.at == NULL)
		return error_memory(error);
	report->listed++;
	return 0;
}

/* What others have told of the pupil is held too; but where the register has put
 * the release itself there, the node's own alone. */
static int read_own(struct comparing *comparing, const struct feedback_row *row,
		    struct record *own, struct arena *scratch,
		    struct error *error)
{
	struct pupil_register *pupils = comparing->node->pupils;

	return row->id == row->pupil ? register_read_own(pupils, row->pupil,
							 comparing->categories,
							 own, scratch, error)
				     : register_read(pupils, row->pupil,
						     comparing->categories, own,
						     scratch, error);
}

static int compare_pupil(struct comparing *comparing,
			 const struct record *theirs,
			 const struct feedback_row *row, struct arena *scratch,
			 struct error *error)
{
	size_t before = comparing->report->count;
	struct feedback_line line = {.pupil = row->pupil, .how = row->how};
	struct record own;

	if (read_own(comparing, row, &own, scratch, error) != 0)
		return -1;
	line.upn = upn_of(comparing, &own);
	if (add_pupil(comparing, row, line.upn, error) != 0)
		return -1;
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

static int compare_one(struct comparing *comparing,
		       const struct feedback_row *row, struct error *error)
{
	struct arena scratch = {0};
	struct record theirs;
	int result;

	comparing->report->pupils++;
	comparing->report->matched[row->how]++;
	if (row->how == FEEDBACK_BY_NOTHING)
		return 0;
	result = register_read(comparing->node->pupils, row->id,
			       comparing->categories, &theirs, &scratch, error);
	if (result == 0)
		result =
			compare_pupil(comparing, &theirs, row, &scratch, error);
	arena_release(&scratch);
	return result;
}

static int compare_all(struct comparing *comparing, struct error *error)
{
	struct feedback_report *report = comparing->report;
	struct feedback_row *rows;
	size_t count;

	if (feedback_match(comparing->node, &comparing->grant, &rows, &count,
			   comparing->arena, error) != 0)
		return -1;
	report->list =
		arena_array(comparing->arena, count + 1, sizeof(*report->list));
	if (report->list == NULL)
		return error_memory(error);
	for (size_t i = 0; i < count; i++)
		if (compare_one(comparing, &rows[i], error) != 0)
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
	if (find_grant(&comparing, reference, error) != 0)
		return -1;
	report->reference = comparing.grant.reference;
	report->sender = comparing.grant.sender_name;
	return compare_all(&comparing, error);
}

int feedback_matched(struct node *node, const struct register_grant *grant,
		     bool *any, uint64_t matched[FEEDBACK_HOW_COUNT],
		     struct arena *arena, struct error *error)
{
	uint8_t key[GRANT_MATCHING_BYTES];
	struct feedback_row *rows;
	size_t count;

	memset(matched, 0, FEEDBACK_HOW_COUNT * sizeof(*matched));
	if (register_grant_matching(node->pupils, grant->id, key, any, error) !=
	    0)
		return -1;
	sodium_memzero(key, sizeof(key));
	if (!*any)
		return 0;
	if (feedback_match(node, grant, &rows, &count, arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		matched[rows[i].how]++;
	return 0;
}
