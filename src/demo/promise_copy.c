#include "base/error.h"
#include "base/memory.h"
#include "demo/promise_copy.h"
#include "dictionary/dictionary.h"
#include "register/record.h"

/*
 * A family's copy of what is held (F38) or of the educational record (F39).  Its
 * data are held against the truth, item by item, and against what the checker saw
 * leave before; its pages and its table against its data.
 */

/* --- what may be kept back ---------------------------------------------------------- */

/*
 * How to reach others is theirs, and words about a child's safety name others
 * (law: DPA 2018 sch 2 para 16); what is held for its safety is in no parent's copy
 * (sch 3 para 21).
 */
static bool may_be_kept_back(const struct copying *copying, uint16_t field)
{
	const struct examination *examination = copying->examination;
	struct slice name = truth_dictionary(examination->evidence->truth)
				    ->fields[field]
				    .name;
	enum meaning meaning = examination->field_meanings[field];

	return copy_is_reach(meaning, name) ||
	       slice_is(name, "protection.notes") ||
	       (copying->parent && meaning == MEANING_PROTECTION) ||
	       !means(examination->promise->copied, meaning);
}

/* A parent whom a court order limits is not shown to the others. */
static bool is_limited(const struct copying *copying, const struct item *item)
{
	uint16_t limited = dictionary_find(
		truth_dictionary(copying->examination->evidence->truth),
		KIND_FIELD, SLICE("parent.disclosure-limited"));

	return limited != DICTIONARY_NONE &&
	       slice_is(item_text(item, limited), "true");
}

/* --- all that is held is in it ------------------------------------------------------- */

static const json_t *items_of(const struct copying *copying,
			      struct slice category, struct slice period)
{
	const json_t *section;
	size_t index;

	json_array_foreach(copying->sections, index, section)
	{
		if (slice_equal(copy_text(section, "category"), category) &&
		    slice_equal(copy_text(section, "period"), period))
			return json_object_get(section, "items");
	}
	return NULL;
}

/* Whether all of an item that has to be told stands in this one of the copy. */
static bool is_told(const struct copying *copying, const struct item *item,
		    const json_t *told)
{
	const struct dictionary *dictionary =
		truth_dictionary(copying->examination->evidence->truth);

	for (uint32_t v = 0; v < item->count; v++) {
		const struct value *value = &item->values[v];

		if (!may_be_kept_back(copying, value->field) &&
		    !slice_equal(copy_text_called(
					 told,
					 dictionary->fields[value->field].name),
				 value->text))
			return false;
	}
	return true;
}

static enum meaning first_told(const struct copying *copying,
			       const struct item *item)
{
	for (uint32_t v = 0; v < item->count; v++)
		if (!may_be_kept_back(copying, item->values[v].field))
			return copying->examination
				->field_meanings[item->values[v].field];
	return MEANING_UNKNOWN;
}

/* Each item held is one of the copy's, none of which stands for two. */
static int examine_section(struct copying *copying,
			   const struct section *section, struct error *error)
{
	const struct dictionary *dictionary =
		truth_dictionary(copying->examination->evidence->truth);
	const json_t *items = items_of(
		copying, dictionary->categories[section->category].name,
		section->period);
	size_t count = json_array_size(items);
	bool *taken = memory_array(count + 1, sizeof(*taken));

	if (taken == NULL)
		return error_memory(error);
	for (uint32_t i = 0; i < section->count; i++) {
		enum meaning meaning = first_told(copying, &section->items[i]);
		size_t j = 0;

		if (meaning == MEANING_UNKNOWN ||
		    is_limited(copying, &section->items[i]))
			continue;
		ask(copying->examination);
		while (j < count &&
		       (taken[j] || !is_told(copying, &section->items[i],
					     json_array_get(items, j))))
			j++;
		taken[j] = j < count;
		if (j == count)
			object(copying->examination,
			       "%s, which is held, is not in the copy",
			       meaning_words(meaning));
	}
	memory_free(taken);
	return 0;
}

static bool has_section(const struct record *record,
			const struct section *wanted)
{
	for (uint32_t s = 0; s < record->count; s++)
		if (record->sections[s].category == wanted->category &&
		    slice_equal(record->sections[s].period, wanted->period))
			return true;
	return false;
}

/* What was told again replaces what was told before; what is of a year stays when
 * another year is told of. */
static int examine_held(struct copying *copying, struct error *error)
{
	for (const struct truth_pupil *as = copying->pupil; as != NULL;
	     as = as->older)
		for (uint32_t s = 0; s < as->record->count; s++) {
			const struct section *section =
				&as->record->sections[s];
			const struct truth_pupil *newer = copying->pupil;

			while (newer != as &&
			       !has_section(newer->record, section))
				newer = newer->older;
			if (newer == as &&
			    examine_section(copying, section, error) != 0)
				return -1;
		}
	return 0;
}

/* --- who had it ------------------------------------------------------------------------ */

static const json_t *release_called(const json_t *releases,
				    struct slice reference)
{
	const json_t *release;
	size_t index;

	json_array_foreach(releases, index, release)
	{
		if (slice_equal(copy_text(release, "reference"), reference))
			return release;
	}
	return NULL;
}

static uint64_t meanings_listed(const struct copying *copying,
				const json_t *fields)
{
	const struct dictionary *dictionary =
		truth_dictionary(copying->examination->evidence->truth);
	uint64_t listed = MEANS(FRAME);
	const json_t *value;
	size_t index;

	json_array_foreach(fields, index, value)
	{
		uint16_t field = dictionary_find(
			dictionary, KIND_FIELD,
			(struct slice){json_string_value(value),
				       json_string_length(value)});

		if (field != DICTIONARY_NONE)
			listed |=
				UINT64_C(1)
				<< copying->examination->field_meanings[field];
	}
	return listed;
}

/* What is for a child's safety is in no parent's list. */
static bool is_of_safety(unsigned int flow)
{
	return promise_of(flow)->protects;
}

static void examine_past(struct copying *copying, const json_t *releases,
			 const struct history_release *past)
{
	struct examination *examination = copying->examination;
	const json_t *listed = release_called(releases, past->reference);
	uint64_t untold;

	ask(examination);
	if (copying->parent && is_of_safety(past->flow)) {
		if (listed != NULL)
			object(examination,
			       "a release for the child's safety is in a "
			       "parent's copy");
		return;
	}
	if (listed == NULL) {
		object(examination, "a release that is not listed");
		return;
	}
	untold = past->meanings &
		 ~meanings_listed(copying, json_object_get(listed, "fields"));
	for (int i = 0; i < MEANING_COUNT; i++)
		if (means(untold, (enum meaning)i))
			object(examination,
			       "%s left, and the copy does not say so",
			       meaning_words((enum meaning)i));
}

static void examine_releases(struct copying *copying, const json_t *releases)
{
	struct examination *examination = copying->examination;
	const struct promise_evidence *evidence = examination->evidence;
	struct history_release past;
	const json_t *listed;
	size_t from = 0, index;

	if (evidence->history == NULL)
		return;
	while ((past = history_next(evidence, copying->pupil->upn, &from))
		       .flow != 0)
		if (past.reference.len > 0)
			examine_past(copying, releases, &past);
	json_array_foreach(releases, index, listed)
	{
		ask(examination);
		if (!history_has(evidence, copy_text(listed, "reference")))
			object(examination, "a release that never was");
	}
}

/* --- the whole ----------------------------------------------------------------------------- */

/* The data that stand in a page, so that one file is enough. */
static struct slice embedded(struct slice page)
{
	static const char before[] =
		"<script type=\"application/json\" id=\"hornbook-record\">";
	const char *at = page.len == 0 ? NULL
				       : memmem(page.at, page.len, before,
						sizeof(before) - 1);
	struct slice rest;
	const char *end;

	if (at == NULL)
		return (struct slice){0};
	rest = slice_part(page, (size_t)(at - page.at) + sizeof(before) - 1,
			  page.len);
	end = memmem(rest.at, rest.len, "</script>", 9);
	return end == NULL ? (struct slice){0}
			   : (struct slice){rest.at, (size_t)(end - rest.at)};
}

/* NULL when there is none, or it is not to be read. */
static json_t *load(struct examination *examination, struct slice text)
{
	json_error_t fault;
	json_t *data;

	if (text.len == 0)
		return NULL;
	data = json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, &fault);
	if (data == NULL && json_error_code(&fault) == json_error_out_of_memory)
		examination->failed = -1;
	return data;
}

static void examine_about(struct copying *copying, const json_t *about)
{
	struct examination *examination = copying->examination;
	const struct promise_evidence *evidence = examination->evidence;

	ask(examination);
	if (!slice_equal(copy_text(about, "for"), evidence->recipient))
		object(examination, "the copy is for somebody else");
}

static int examine_data(struct copying *copying, const json_t *data,
			struct error *error)
{
	const struct promise_evidence *evidence =
		copying->examination->evidence;

	copying->sections = json_object_get(data, "sections");
	copying->parent = slice_is(evidence->recipient, "parent");
	examine_about(copying, json_object_get(data, "about"));
	if (examine_held(copying, error) != 0)
		return -1;
	if (copy_examine_values(copying, error) != 0)
		return -1;
	if (copying->examination->promise->history)
		examine_releases(copying, json_object_get(data, "releases"));
	return 0;
}

/* A page without its data beside must have them in it, and where both are they are
 * the same. */
static json_t *data_of(struct examination *examination)
{
	const struct promise_evidence *evidence = examination->evidence;
	const struct promise_file *beside =
		promise_file_called(evidence, ".json");
	const struct promise_file *page =
		promise_file_called(evidence, ".html");
	json_t *data = NULL, *inside = NULL;

	if (beside != NULL)
		data = load(examination, beside->bytes);
	if (page != NULL)
		inside = load(examination, embedded(page->bytes));
	ask(examination);
	if (data != NULL && inside != NULL && !json_equal(data, inside))
		object(examination, "the page has other data in it than stand "
				    "beside it");
	if (data == NULL)
		return inside;
	json_decref(inside);
	return data;
}

int examine_copy(struct examination *examination, struct error *error)
{
	const struct promise_evidence *evidence = examination->evidence;
	struct copying copying = {.examination = examination};
	const struct truth_pupil *newest;
	json_t *data;
	int result = 0;

	if (examination->promise->copied == 0 || evidence->subject_count != 1)
		return 0;
	newest = truth_by_upn(evidence->truth, evidence->subjects[0]);
	if (newest == NULL)
		return 0;
	copying.pupil = truth_on(newest, evidence->date);
	data = data_of(examination);
	if (examination->failed != 0)
		result = error_memory(error);
	else if (data == NULL)
		object(examination, "missing: data to be compared");
	else if (examine_data(&copying, data, error) != 0 ||
		 examine_copy_files(examination, copying.values, copying.count,
				    error) != 0)
		result = -1;
	arena_release(&copying.arena);
	json_decref(data);
	return result;
}
