/* The list of approved organisations as CSV, JSON and page. */
#include "base/builder.h"
#include "base/error.h"
#include "base/json.h"
#include "formats/csv.h"
#include "document/document.h"
#include "publish/cells.h"
#include "publish/document_words.h"
#include "publish/organisations.h"
#include "words/phrasebook.h"
#include "register/register.h"
#include "share/node.h"

struct row {
	const struct organisations *organisations;
	const struct organisation *one;
	struct voice *voice;
	bool data; /* dates as yyyy-mm-dd, the dictionary's and our own words */
};

static struct slice day_text(const struct row *row, int32_t day)
{
	return cell_day(row->voice, row->data, day);
}

/* --- columns --------------------------------------------------------------------- */

static struct slice name_text(const struct row *row)
{
	return row->one->name;
}

static struct slice number_text(const struct row *row)
{
	return row->one->number;
}

static struct slice heading_of(const struct row *row, enum name_kind kind,
			       uint16_t index)
{
	const struct dictionary *dictionary = row->voice->dictionary;

	if (!row->data)
		return name_heading(row->voice, kind, index);
	return kind == NAME_BODY ? dictionary->bodies[index].label
				 : dictionary->purposes[index].label;
}

/* "A; B" */
static struct slice headings(const struct row *row, enum name_kind kind,
			     const uint16_t *list, size_t count)
{
	struct builder joined = {0};

	for (size_t i = 0; i < count; i++) {
		builder_add_text(&joined, i > 0 ? "; " : "");
		builder_add(&joined, heading_of(row, kind, list[i]));
	}
	return cell_take(row->voice, &joined);
}

static struct slice role_text(const struct row *row)
{
	const struct organisation *one = row->one;

	return one->role_count > 0
		       ? headings(row, NAME_BODY, one->roles, one->role_count)
		       : heading_of(row, NAME_BODY, one->body);
}

static struct slice purposes_text(const struct row *row)
{
	return headings(row, NAME_PURPOSE, row->one->purposes,
			row->one->purpose_count);
}

static struct slice since_text(const struct row *row)
{
	return day_text(row, row->one->since);
}

static struct slice until_text(const struct row *row)
{
	return day_text(row, row->one->until);
}

static struct slice agreement_text(const struct row *row)
{
	return row->one->agreement;
}

static struct slice approver_of(const struct row *row,
				const struct permission *permission)
{
	const struct dictionary *dictionary = row->voice->dictionary;
	uint16_t index = DICTIONARY_NONE;

	if (slice_is(permission->kind, "approval"))
		index = dictionary_find(dictionary, KIND_APPROVAL,
					permission->by);
	if (index != DICTIONARY_NONE && row->data)
		return dictionary->approvals[index].label;
	if (index != DICTIONARY_NONE)
		return name_of(row->voice, NAME_APPROVAL, index);
	return slice_empty(permission->by)
		       ? row->organisations->node->notice->controller
		       : permission->by;
}

/* "The department's Chief Statistician, 2026-01-05, PROJECT"; "terms, DAY" */
static struct slice data_approval(const struct row *row,
				  const struct organisation_approval *approval)
{
	const struct permission *permission = approval->permission;
	bool terms = slice_is(permission->kind, "terms");
	const struct slice parts[] = {
		terms ? SLICE("terms") : approver_of(row, permission),
		day_text(row, approval->given),
		permission->project,
	};
	struct builder joined = {0};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (slice_empty(parts[i]))
			continue;
		builder_add_text(&joined, joined.len > 0 ? ", " : "");
		builder_add(&joined, parts[i]);
	}
	return cell_take(row->voice, &joined);
}

static struct slice approval_text(const struct row *row,
				  const struct organisation_approval *approval)
{
	const struct permission *permission = approval->permission;
	struct slice day = day_text(row, approval->given);

	if (row->data)
		return data_approval(row, approval);
	if (slice_is(permission->kind, "terms"))
		return say_with(row->voice, PHRASE_ORGANISATIONS_TERMS,
				with("date", day));
	return say_with(row->voice, PHRASE_ORGANISATIONS_APPROVAL,
			with("by", approver_of(row, permission)),
			with("date", day),
			with("project", permission->project));
}

/* Those that run; of one that has ended all. */
static struct slice approvals_text(const struct row *row)
{
	const struct organisation *one = row->one;
	struct builder joined = {0};

	for (size_t i = 0; i < one->approval_count; i++) {
		if (!one->approvals[i].runs &&
		    one->standing != ORGANISATION_ENDED)
			continue;
		builder_add_text(&joined, joined.len > 0 ? "; " : "");
		builder_add(&joined, approval_text(row, &one->approvals[i]));
	}
	return cell_take(row->voice, &joined);
}

static struct slice standing_text(const struct row *row)
{
	static const struct {
		const char *name;
		enum phrase key;
	} words[ORGANISATION_STANDINGS] = {
		[ORGANISATION_APPROVED] = {"approved",
					   PHRASE_ORGANISATIONS_IS_APPROVED},
		[ORGANISATION_WAITING] = {"waiting",
					  PHRASE_ORGANISATIONS_IS_WAITING},
		[ORGANISATION_ENDED] = {"ended",
					PHRASE_ORGANISATIONS_HAS_ENDED},
	};
	enum organisation_standing standing = row->one->standing;

	return row->data ? slice_of(words[standing].name)
			 : say(row->voice, words[standing].key);
}

static const struct {
	const char *name;
	enum phrase heading;
	struct slice (*text)(const struct row *row);
} columns[] = {
	{"name", PHRASE_ORGANISATIONS_NAME, name_text},
	{"number", PHRASE_ORGANISATIONS_NUMBER, number_text},
	{"role", PHRASE_ORGANISATIONS_ROLE, role_text},
	{"may receive for", PHRASE_ORGANISATIONS_PURPOSES, purposes_text},
	{"since", PHRASE_ORGANISATIONS_SINCE, since_text},
	{"until", PHRASE_ORGANISATIONS_UNTIL, until_text},
	{"agreement", PHRASE_ORGANISATIONS_AGREEMENT, agreement_text},
	{"approvals", PHRASE_ORGANISATIONS_APPROVALS, approvals_text},
	{"standing", PHRASE_ORGANISATIONS_STANDING, standing_text},
};

enum {
	COLUMNS = sizeof(columns) / sizeof(columns[0]),
	ON_PAPER = COLUMNS - 1 /* the standing is the table's */
};

/* --- data -------------------------------------------------------------------------- */

int organisations_csv(const struct organisations *organisations,
		      struct voice *voice, struct builder *out,
		      struct error *error)
{
	struct slice cells[COLUMNS];

	for (size_t c = 0; c < COLUMNS; c++)
		cells[c] = slice_of(columns[c].name);
	csv_add_row(out, cells, NULL, COLUMNS);
	for (size_t i = 0; i < organisations->count; i++) {
		const struct row row = {organisations, &organisations->list[i],
					voice, true};

		for (size_t c = 0; c < COLUMNS; c++)
			cells[c] = columns[c].text(&row);
		csv_add_row(out, cells, NULL, COLUMNS);
	}
	return voice->failed || out->failed ? error_memory(error) : 0;
}

/* Members have '-' where columns have spaces. */
static void put_member(struct json *json, const char *name, struct slice text)
{
	char member[32];
	size_t length = strlen(name);

	memcpy(member, name, length + 1);
	for (size_t i = 0; i < length; i++)
		if (member[i] == ' ')
			member[i] = '-';
	json_key_text(json, member, text);
}

int organisations_json(const struct organisations *organisations,
		       struct voice *voice, struct json *json,
		       struct error *error)
{
	json_open_object(json);
	json_key_text(json, "controller",
		      organisations->node->notice->controller);
	json_key_date(json, "date", organisations->date);
	json_key(json, "organisations");
	json_open_array(json);
	for (size_t i = 0; i < organisations->count; i++) {
		const struct row row = {organisations, &organisations->list[i],
					voice, true};

		json_open_object(json);
		for (size_t c = 0; c < COLUMNS; c++) {
			struct slice text = columns[c].text(&row);

			if (!slice_empty(text))
				put_member(json, columns[c].name, text);
		}
		json_close_object(json);
	}
	json_close_array(json);
	json_close_object(json);
	return voice->failed || json->out->failed ? error_memory(error) : 0;
}

/* --- the page ---------------------------------------------------------------------- */

/* What nobody in the table has needs no column. */
static size_t find_columns(const struct organisations *organisations,
			   enum organisation_standing standing,
			   struct voice *voice, size_t used[ON_PAPER])
{
	size_t count = 0;

	for (size_t c = 0; c < ON_PAPER; c++)
		for (size_t i = 0; i < organisations->count; i++) {
			const struct row row = {organisations,
						&organisations->list[i], voice,
						false};

			if (row.one->standing != standing ||
			    slice_empty(columns[c].text(&row)))
				continue;
			used[count++] = c;
			break;
		}
	return count;
}

static void put_table(const struct organisations *organisations,
		      enum organisation_standing standing, struct slice caption,
		      struct voice *voice, struct document *document)
{
	struct document_column headings[ON_PAPER] = {0};
	size_t used[ON_PAPER];
	size_t count = find_columns(organisations, standing, voice, used);

	for (size_t c = 0; c < count; c++)
		headings[c].heading = say(voice, columns[used[c]].heading);
	document_begin_table(document, (struct slice){NULL, 0}, caption,
			     headings, count, true);
	for (size_t i = 0; i < organisations->count; i++) {
		const struct row row = {organisations, &organisations->list[i],
					voice, false};

		if (row.one->standing != standing)
			continue;
		document_begin_row(document);
		for (size_t c = 0; c < count; c++)
			document_cell(document, columns[used[c]].text(&row));
		document_end(document);
	}
	document_end(document);
}

static void put_section(const struct organisations *organisations,
			enum organisation_standing standing,
			struct voice *voice, struct document *document)
{
	static const struct {
		const char *id;
		enum phrase heading, text;
	} sections[ORGANISATION_STANDINGS] = {
		[ORGANISATION_APPROVED] = {"approved",
					   PHRASE_ORGANISATIONS_APPROVED,
					   PHRASE_ORGANISATIONS_APPROVED_TEXT},
		[ORGANISATION_WAITING] = {"waiting",
					  PHRASE_ORGANISATIONS_WAITING,
					  PHRASE_ORGANISATIONS_WAITING_TEXT},
		[ORGANISATION_ENDED] = {"ended", PHRASE_ORGANISATIONS_ENDED,
					PHRASE_ORGANISATIONS_ENDED_TEXT},
	};
	struct slice heading = say(voice, sections[standing].heading);
	size_t count = organisations->by_standing[standing];

	if (count == 0 && standing != ORGANISATION_APPROVED)
		return;
	document_begin_section(document, slice_of(sections[standing].id),
			       heading);
	document_paragraph(document,
			   say(voice, count > 0 ? sections[standing].text
						: PHRASE_ORGANISATIONS_NONE));
	if (count > 0)
		put_table(organisations, standing,
			  say_with(voice, PHRASE_ORGANISATIONS_CAPTION,
				   with_number("number", count)),
			  voice, document);
	document_end(document);
}

int organisations_compose(const struct organisations *organisations,
			  struct voice *voice, struct document *document,
			  struct error *error)
{
	struct slice controller = organisations->node->notice->controller;
	struct document_about about = document_words(voice);

	about.title = say(voice, PHRASE_ORGANISATIONS_TITLE);
	about.subtitle =
		say_with(voice, PHRASE_ORGANISATIONS_SUBTITLE,
			 with("date", say_date(voice, organisations->date)));
	about.author = controller;
	about.subject = say_with(voice, PHRASE_ORGANISATIONS_SUBJECT,
				 with("controller", controller));
	about.date = organisations->date;
	document_begin(document, voice->arena, &about);
	document_paragraph(document,
			   say_with(voice, PHRASE_ORGANISATIONS_INTRODUCTION,
				    with("controller", controller)));
	document_begin_paragraph(document);
	document_text(document, say(voice, PHRASE_ORGANISATIONS_BY_LAW));
	if (!slice_empty(organisations->register_page)) {
		document_break(document);
		document_link(document,
			      say(voice, PHRASE_ORGANISATIONS_REGISTER),
			      organisations->register_page);
	}
	document_end(document);
	for (int s = 0; s < ORGANISATION_STANDINGS; s++)
		put_section(organisations, (enum organisation_standing)s, voice,
			    document);
	return voice->failed ? error_memory(error) : 0;
}
