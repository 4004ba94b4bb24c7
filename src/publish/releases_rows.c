/* One release as the texts of a row: for people in the words of a phrasebook, and
 * for data, which must not change with a phrasebook, in the dictionary's and
 * ours. */
#include <inttypes.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "language/tree.h"
#include "policy/level.h"
#include "policy/notice.h"
#include "policy/policy.h"
#include "words/cover.h"
#include "words/phrasebook.h"
#include "publish/cells.h"
#include "publish/publication.h"
#include "publish/releases_parts.h"
#include "words/wording.h"
#include "share/node.h"

/* --- lists of texts ------------------------------------------------------------- */

struct texts_once {
	struct slice *list;
	size_t count, capacity;
};

static void add_once(struct voice *voice, struct texts_once *texts,
		     struct slice text)
{
	struct slice *grown;

	if (slice_empty(text))
		return;
	for (size_t i = 0; i < texts->count; i++)
		if (slice_equal(texts->list[i], text))
			return;
	grown = arena_grow(voice->arena, texts->list, texts->count,
			   &texts->capacity, sizeof(*grown));
	voice->failed |= grown == NULL;
	if (grown == NULL)
		return;
	texts->list = grown;
	grown[texts->count++] = text;
}

/* "a; b" */
static struct slice join(struct voice *voice, const struct texts_once *texts)
{
	struct builder joined = {0};

	if (texts->count == 0)
		return (struct slice){NULL, 0};
	if (texts->count == 1)
		return texts->list[0];
	for (size_t i = 0; i < texts->count; i++) {
		builder_add_text(&joined, i > 0 ? "; " : "");
		builder_add(&joined, texts->list[i]);
	}
	return cell_take(voice, &joined);
}

static struct slice day_text(const struct release_row *row, int32_t day)
{
	return cell_day(row->voice, row->data, day);
}

/* --- columns --------------------------------------------------------------------- */

static const struct release *row_of(const struct release_row *row)
{
	return &row->release->entered->release;
}

static struct slice reference_text(const struct release_row *row)
{
	return row_of(row)->reference;
}

static struct slice recipient_text(const struct release_row *row)
{
	const struct release *release = row_of(row);
	const struct dictionary *dictionary = row->voice->dictionary;

	if (row->release->entered->opened)
		return release->holder;
	/* The entry names the body alone. */
	return row->release->body != DICTIONARY_NONE
		       ? body_label(&dictionary->bodies[row->release->body],
				    release->date)
		       : release->recipient;
}

static struct slice number_text(const struct release_row *row)
{
	return row->release->manifest.recipient.number;
}

static struct slice role_text(const struct release_row *row)
{
	static const struct {
		const char *kind;
		enum phrase key;
	} kinds[] = {
		{"school", PHRASE_RELEASES_SCHOOL},
		{"authority", PHRASE_RELEASES_AUTHORITY},
		{"department", PHRASE_RELEASES_DEPARTMENT},
		{"agency", PHRASE_RELEASES_AGENCY},
		{"health", PHRASE_RELEASES_HEALTH},
		{"research", PHRASE_RELEASES_RESEARCH},
		{"family", PHRASE_RELEASES_FAMILY},
		{"public", PHRASE_RELEASES_PUBLIC},
	};
	const struct dictionary *dictionary = row->voice->dictionary;
	struct slice kind;

	if (row->release->body == DICTIONARY_NONE)
		return (struct slice){NULL, 0};
	kind = dictionary->bodies[row->release->body].kind;
	for (size_t i = 0; !row->data && i < sizeof(kinds) / sizeof(kinds[0]);
	     i++)
		if (slice_is(kind, kinds[i].kind))
			return say(row->voice, kinds[i].key);
	return kind;
}

static struct slice project_text(const struct release_row *row)
{
	const struct manifest *manifest = &row->release->manifest;
	struct texts_once projects = {0};

	for (size_t i = 0; i < manifest->approval_count; i++)
		add_once(row->voice, &projects, manifest->approvals[i].project);
	return join(row->voice, &projects);
}

static struct slice purpose_text(const struct release_row *row)
{
	if (row->release->purpose == DICTIONARY_NONE)
		return row_of(row)->purpose;
	if (row->data)
		return row->voice->dictionary->purposes[row->release->purpose]
			.label;
	return name_heading(row->voice, NAME_PURPOSE, row->release->purpose);
}

/* NULL: the dictionary has it no more. */
static const struct rule *gateway_named(const struct release_row *row,
					struct slice name)
{
	const struct policy *policy = row->releases->node->policy;

	for (size_t i = 0; i < policy->gateway_count; i++)
		if (slice_equal(policy->gateways[i].rule.name, name))
			return &policy->gateways[i].rule;
	return NULL;
}

/* The manifest has all that were in force for the recipient and the purpose; one
 * that lets nothing go of what was sent has not carried it. */
static bool carried(const struct release_row *row,
		    const struct manifest_law *law)
{
	const struct rule *rule = gateway_named(row, law->gateway);
	struct field_set fields;

	if (rule == NULL || field_set_empty(row->release->fields))
		return true;
	fields = field_set_intersection(
		rule_fields(rule, &row->releases->node->notice->held),
		row->release->fields);
	return !field_set_empty(fields);
}

static struct slice gateway_label(const struct release_row *row,
				  struct slice name)
{
	const struct rule *rule = gateway_named(row, name);
	struct slice label = {NULL, 0};

	if (rule != NULL && !row->data)
		label = statement_text(rule->statement, "1");
	return slice_empty(label) ? name : label;
}

static struct slice gateway_text(const struct release_row *row)
{
	const struct manifest *manifest = &row->release->manifest;
	struct texts_once gateways = {0};

	for (size_t i = 0; i < manifest->law_count; i++)
		if (carried(row, &manifest->laws[i]))
			add_once(row->voice, &gateways,
				 gateway_label(row, manifest->laws[i].gateway));
	return join(row->voice, &gateways);
}

/* As it is cited; what is no citation the phrasebook says better. */
static struct slice law_label(const struct release_row *row, struct slice label)
{
	const struct dictionary *dictionary = row->voice->dictionary;

	for (uint16_t i = 0; !row->data && i < dictionary->law_count; i++)
		if (slice_equal(dictionary->laws[i].label, label) &&
		    slice_is(dictionary->laws[i].name, "unnamed"))
			return name_heading(row->voice, NAME_LAW, i);
	return label;
}

static struct slice law_text(const struct release_row *row)
{
	const struct manifest *manifest = &row->release->manifest;
	struct texts_once laws = {0};

	for (size_t i = 0; i < manifest->law_count; i++)
		for (size_t l = 0; carried(row, &manifest->laws[i]) &&
				   l < manifest->laws[i].law_count;
		     l++)
			add_once(row->voice, &laws,
				 law_label(row, manifest->laws[i].laws[l]));
	return join(row->voice, &laws);
}

/* --- data that was sent ------------------------------------------------------------ */

/* All of the categories of which something was sent. */
static struct field_set whole_categories(const struct release_row *row)
{
	const struct dictionary *dictionary = row->voice->dictionary;
	const struct field_set *sent = &row->release->fields;
	struct field_set whole = {0};

	for (uint16_t f = field_set_next(sent, 0); f != DICTIONARY_NONE;
	     f = field_set_next(sent, (uint16_t)(f + 1))) {
		const struct category *category =
			&dictionary->categories[dictionary->fields[f].category];

		for (uint16_t i = 0; i < category->field_count; i++)
			field_set_add(&whole,
				      (uint16_t)(category->first_field + i));
	}
	return whole;
}

static struct slice cover_label(const struct dictionary *dictionary,
				const struct cover *cover)
{
	switch ((int)cover->kind) {
	case KIND_CATEGORY:
		return dictionary->categories[cover->index].label;
	case KIND_GROUP:
		return dictionary->groups[cover->index].label;
	default:
		return dictionary->fields[cover->index].label;
	}
}

/* What a whole category or group of was sent stands under its name. */
static struct slice covered(const struct release_row *row,
			    struct field_set fields)
{
	const struct dictionary *dictionary = row->voice->dictionary;
	struct builder joined = {0};
	size_t count;
	const struct cover *covers = cover_fields(dictionary, fields, NULL,
						  row->voice->arena, &count);

	if (covers == NULL) {
		row->voice->failed = true;
		return (struct slice){NULL, 0};
	}
	for (size_t i = 0; i < count; i++) {
		builder_add_text(&joined, i > 0 ? "; " : "");
		builder_add(&joined, cover_label(dictionary, &covers[i]));
	}
	return cell_take(row->voice, &joined);
}

static struct slice fields_text(const struct release_row *row,
				struct field_set fields)
{
	if (field_set_empty(fields))
		return (struct slice){NULL, 0};
	if (row->data)
		return covered(row, fields);
	return say_with(row->voice, PHRASE_RELEASES_FIELDS,
			with("fields", say_fields(row->voice, &fields, NULL)));
}

/* The collection, else the categories. */
static struct slice dataset_text(const struct release_row *row)
{
	uint16_t collection = row->release->collection;

	if (collection == DICTIONARY_NONE &&
	    !slice_empty(row->release->manifest.collection))
		return row->release->manifest.collection;
	if (collection == DICTIONARY_NONE)
		return fields_text(row, whole_categories(row));
	return row->data
		       ? row->voice->dictionary->collections[collection].label
		       : name_heading(row->voice, NAME_COLLECTION, collection);
}

static struct slice items_text(const struct release_row *row)
{
	return fields_text(row, row->release->fields);
}

/* "2025/26" */
static struct slice academic_year(struct voice *voice, struct slice year)
{
	uint64_t number;
	char text[16];

	if (year.len != 4 || !slice_number(year, 2999, &number))
		return year;
	snprintf(text, sizeof(text), "%04u/%02u", (unsigned int)number,
		 (unsigned int)(number + 1) % 100);
	return cell_keep(voice, slice_of(text));
}

/* "2024/25-2025/26" */
static struct slice data_years(const struct release_row *row,
			       struct slice first)
{
	struct slice last =
		academic_year(row->voice, row->release->manifest.last_year);
	char text[32];

	snprintf(text, sizeof(text), "%.*s-%.*s", SLICE_ARGS(first),
		 SLICE_ARGS(last));
	return cell_keep(row->voice, slice_of(text));
}

static struct slice years_text(const struct release_row *row)
{
	const struct manifest *manifest = &row->release->manifest;
	struct slice first = academic_year(row->voice, manifest->first_year);

	if (slice_equal(manifest->first_year, manifest->last_year))
		return first;
	if (row->data)
		return data_years(row, first);
	return say_with(
		row->voice, PHRASE_RELEASES_YEAR_RANGE, with("first", first),
		with("last", academic_year(row->voice, manifest->last_year)));
}

static struct slice level_text(const struct release_row *row)
{
	const struct dictionary *dictionary = row->voice->dictionary;
	struct slice text = row_of(row)->level, area = {NULL, 0};
	struct level level;

	if (row->data || !level_read(dictionary, text, &level))
		return text;
	switch (level.kind) {
	case LEVEL_NAMED:
		return say(row->voice, PHRASE_RELEASES_NAMED);
	case LEVEL_PUPIL:
		return say(row->voice, PHRASE_RELEASES_PUPIL);
	case LEVEL_INSIDE:
		return say(row->voice, PHRASE_RELEASES_INSIDE);
	case LEVEL_ANONYMISED:
		return say(row->voice, PHRASE_RELEASES_ANONYMISED);
	case LEVEL_AGGREGATE:
		break;
	}
	if (level.area != DICTIONARY_NONE)
		area = name_of(row->voice, NAME_AREA, level.area);
	return say_with(row->voice, PHRASE_RELEASES_AGGREGATE,
			with("area", area));
}

static struct slice sensitivity_text(const struct release_row *row)
{
	if (row->release->sensitivity == 0)
		return (struct slice){NULL, 0};
	return (struct slice){&row->release->sensitivity, 1};
}

static struct slice identifiability_text(const struct release_row *row)
{
	static const char digits[] = "0123456789";

	if (row->release->identifiability == 0 ||
	    row->release->identifiability > 9)
		return (struct slice){NULL, 0};
	return (struct slice){&digits[row->release->identifiability], 1};
}

static struct slice special_text(const struct release_row *row)
{
	if (!row->release->entered->opened)
		return (struct slice){NULL, 0};
	if (row->data)
		return row->release->special ? SLICE("yes") : SLICE("no");
	return say(row->voice, row->release->special ? PHRASE_RELEASES_YES
						     : PHRASE_RELEASES_NO);
}

/* Who let it go; terms that were signed and identities that were checked are
 * none of that. */
static bool is_approval(const struct manifest_approval *approval)
{
	return slice_is(approval->kind, "approval") ||
	       slice_is(approval->kind, "authorisation");
}

static struct slice approver_of(const struct release_row *row,
				const struct manifest_approval *approval)
{
	uint16_t index = DICTIONARY_NONE;

	if (slice_is(approval->kind, "approval"))
		index = dictionary_find(row->voice->dictionary, KIND_APPROVAL,
					approval->by);
	if (index != DICTIONARY_NONE && row->data)
		return row->voice->dictionary->approvals[index].label;
	if (index != DICTIONARY_NONE)
		return name_heading(row->voice, NAME_APPROVAL, index);
	return slice_empty(approval->by)
		       ? row->releases->node->notice->controller
		       : approval->by;
}

static struct slice approver_text(const struct release_row *row)
{
	const struct manifest *manifest = &row->release->manifest;
	struct texts_once approvers = {0};

	for (size_t i = 0; i < manifest->approval_count; i++)
		if (is_approval(&manifest->approvals[i]))
			add_once(row->voice, &approvers,
				 approver_of(row, &manifest->approvals[i]));
	return join(row->voice, &approvers);
}

static struct slice approved_text(const struct release_row *row)
{
	const struct manifest *manifest = &row->release->manifest;
	struct texts_once days = {0};

	for (size_t i = 0; i < manifest->approval_count; i++)
		if (is_approval(&manifest->approvals[i]))
			add_once(row->voice, &days,
				 day_text(row, manifest->approvals[i].given));
	return join(row->voice, &days);
}

static struct slice start_text(const struct release_row *row)
{
	return day_text(row, row_of(row)->date);
}

static struct slice end_text(const struct release_row *row)
{
	return row->release->entered->opened
		       ? day_text(row, row->release->manifest.delete_by)
		       : (struct slice){NULL, 0};
}

static struct slice access_text(const struct release_row *row)
{
	if (!row->release->entered->opened)
		return (struct slice){NULL, 0};
	if (row->data)
		return row->release->manifest.sealed ? SLICE("sealed")
						     : SLICE("plain");
	return say(row->voice, row->release->manifest.sealed
				       ? PHRASE_RELEASES_SEALED
				       : PHRASE_RELEASES_PLAIN);
}

static struct slice status_text(const struct release_row *row)
{
	static const struct {
		const char *name;
		enum phrase key;
	} words[RELEASE_STATUSES] = {
		[RELEASE_STANDS] = {"released", PHRASE_RELEASES_STANDS},
		[RELEASE_CORRECTED] = {"corrected",
				       PHRASE_RELEASES_WAS_CORRECTED},
		[RELEASE_RECALLED] = {"recalled", PHRASE_RELEASES_WAS_RECALLED},
		[RELEASE_DESTROYED] = {"destroyed",
				       PHRASE_RELEASES_WAS_DESTROYED},
	};
	enum release_status status = row->release->status;

	if (row->release->recalling != DATE_NONE)
		return row->data
			       ? SLICE("recall due")
			       : say(row->voice, PHRASE_RELEASES_RECALL_IS_DUE);
	return row->data ? slice_of(words[status].name)
			 : say(row->voice, words[status].key);
}

static struct slice destroyed_text(const struct release_row *row)
{
	return day_text(row, row->release->destroyed);
}

static struct slice corrections_text(const struct release_row *row)
{
	struct texts_once days = {0};

	for (size_t i = 0; i < row->release->correction_count; i++)
		add_once(row->voice, &days,
			 day_text(row, row->release->corrections[i]));
	return join(row->voice, &days);
}

static struct slice recalled_text(const struct release_row *row)
{
	return day_text(row, row->release->recalled);
}

static struct slice manifest_text(const struct release_row *row)
{
	bool opened = row->release->entered->opened;

	if (row->data)
		return opened ? SLICE("opened") : SLICE("not opened");
	return say(row->voice,
		   opened ? PHRASE_RELEASES_OPENED : PHRASE_RELEASES_CLOSED);
}

static struct slice entry_text(const struct release_row *row)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, row->release->entered->entry);
	return cell_keep(row->voice, slice_of(text));
}

static const struct {
	const char *name;
	enum phrase heading;
	struct slice (*text)(const struct release_row *row);
} columns[RELEASE_COLUMNS] = {
	[RELEASE_REFERENCE] = {"reference", PHRASE_RELEASES_REFERENCE,
			       reference_text},
	[RELEASE_RECIPIENT] = {"recipient", PHRASE_RELEASES_RECIPIENT,
			       recipient_text},
	[RELEASE_NUMBER] = {"recipient number", PHRASE_RELEASES_NUMBER,
			    number_text},
	[RELEASE_ROLE] = {"role", PHRASE_RELEASES_ROLE, role_text},
	[RELEASE_PROJECT] = {"project", PHRASE_RELEASES_PROJECT, project_text},
	[RELEASE_PURPOSE] = {"purpose", PHRASE_RELEASES_PURPOSE, purpose_text},
	[RELEASE_GATEWAY] = {"gateway", PHRASE_RELEASES_GATEWAY, gateway_text},
	[RELEASE_LAW] = {"law", PHRASE_RELEASES_LAW, law_text},
	[RELEASE_DATASET] = {"dataset", PHRASE_RELEASES_DATASET, dataset_text},
	[RELEASE_ITEMS] = {"items", PHRASE_RELEASES_ITEMS, items_text},
	[RELEASE_YEARS] = {"years", PHRASE_RELEASES_YEARS, years_text},
	[RELEASE_LEVEL] = {"level", PHRASE_RELEASES_LEVEL, level_text},
	[RELEASE_SENSITIVITY] = {"sensitivity", PHRASE_RELEASES_SENSITIVITY,
				 sensitivity_text},
	[RELEASE_IDENTIFIABILITY] = {"identifiability",
				     PHRASE_RELEASES_IDENTIFIABILITY,
				     identifiability_text},
	[RELEASE_SPECIAL] = {"special category", PHRASE_RELEASES_SPECIAL,
			     special_text},
	[RELEASE_APPROVER] = {"approver", PHRASE_RELEASES_APPROVER,
			      approver_text},
	[RELEASE_APPROVED] = {"approval date", PHRASE_RELEASES_APPROVED,
			      approved_text},
	[RELEASE_START] = {"start", PHRASE_RELEASES_START, start_text},
	[RELEASE_END] = {"end", PHRASE_RELEASES_END, end_text},
	[RELEASE_ACCESS] = {"access route", PHRASE_RELEASES_ACCESS,
			    access_text},
	[RELEASE_STATUS] = {"status", PHRASE_RELEASES_STATUS, status_text},
	[RELEASE_DESTRUCTION] = {"destruction certificate",
				 PHRASE_RELEASES_DESTROYED, destroyed_text},
	[RELEASE_CORRECTIONS] = {"corrections", PHRASE_RELEASES_CORRECTIONS,
				 corrections_text},
	[RELEASE_RECALL] = {"recall", PHRASE_RELEASES_RECALLED, recalled_text},
	[RELEASE_MANIFEST] = {"manifest", PHRASE_RELEASES_MANIFEST,
			      manifest_text},
	[RELEASE_ENTRY] = {"ledger entry", PHRASE_RELEASES_ENTRY, entry_text},
};

const char *release_column_name(enum release_column column)
{
	return columns[column].name;
}

struct slice release_heading(struct voice *voice, enum release_column column)
{
	return say(voice, columns[column].heading);
}

struct slice release_text(const struct release_row *row,
			  enum release_column column)
{
	return columns[column].text(row);
}
