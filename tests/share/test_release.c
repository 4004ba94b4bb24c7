/*
 * Releases, read back from the files by readers that share nothing with the
 * writers: every field that should be there, none that should not, of these
 * pupils and no others.
 */
#include "support.h"

#include <expat.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "dictionary/dictionary.h"
#include "ledger/ledger.h"
#include "register/register.h"

#define TODAY "2026-01-15"

static const struct share_request youth_support = {
	.recipient = SLICE_INIT("youth-support"),
	.purpose = SLICE_INIT("youth-support-services"),
};
static const struct share_request census = {
	.recipient = SLICE_INIT("department"),
	.collection = SLICE_INIT("school-census"),
};

static int set_up(void **state)
{
	struct school *school = calloc(1, sizeof(*school));

	assert_non_null(school);
	school_set_up(school, KENT, date_from_civil(2026, 1, 15));
	school_import(school, KENT_PUPILS);
	*state = school;
	return 0;
}

static int tear_down(void **state)
{
	school_tear_down(*state);
	free(*state);
	return 0;
}

/* --- F33: youth support (R-139, R-193) ------------------------------------ */

/* What a family asked for, in the tests' own words. */
enum asked { NOTHING, OBJECTION, LAPSED, REFUSAL };

struct family {
	enum asked asked;
	const char *by;
};

/* Gives wishes to the first pupils of the ages that matter, and says to
 * whom. */
static void ask(struct school *school, const struct sheet *pupils,
		struct family *families)
{
	static const struct {
		int from, to; /* ages */
		struct family family;
	} cases[] = {
		{13, 15, {OBJECTION, "parent"}},
		{13, 15, {LAPSED, "pupil"}}, /* too young to object */
		{16, 18, {OBJECTION, "pupil"}},
		{16, 18, {LAPSED, "parent"}}, /* the pupil's to say now */
		{13, 15, {REFUSAL, "parent"}},
		{16, 18, {REFUSAL, "pupil"}},
		{0, 12, {OBJECTION, "parent"}},
	};
	struct builder csv = {0};

	builder_add_text(&csv, "pupil.upn,wish.kind,wish.by,wish.recipient,"
			       "wish.date\n");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t row = 0;
		int age;

		for (;; row++) {
			assert_true(row < pupils->rows);
			age = age_on(
				sheet_cell(pupils, row, "pupil.birth-date"),
				TODAY);
			if (families[row].by == NULL && age >= cases[i].from &&
			    age <= cases[i].to &&
			    strcmp(sheet_cell(pupils, row,
					      "youth-support-agreement"),
				   "No") != 0)
				break;
		}
		families[row] = cases[i].family;
		builder_add_format(
			&csv, "%s,%s,%s,%s,2025-02-03\n",
			sheet_cell(pupils, row, "pupil.upn"),
			cases[i].family.asked == REFUSAL ? "refusal"
							 : "objection",
			cases[i].family.by,
			cases[i].family.asked == REFUSAL ? ""
							 : "youth-support");
	}
	school_import(school,
		      school_write(school, "wishes.csv", builder_text(&csv)));
	builder_release(&csv);
}

static bool starts(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

static bool among(const char *name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(name, *list) == 0)
			return true;
	return false;
}

/* Columns that stand whatever the family says. */
static bool is_core(const char *column)
{
	static const char *const core[] = {
		"pupil.surname",    "pupil.forename", "pupil.middle-names",
		"pupil.birth-date", "pupil.postcode", NULL};

	return starts(column, "pupil.address-") || among(column, core);
}

/* Columns that the notice promises on top. */
static bool is_promised(const char *column)
{
	static const char *const more[] = {
		"pupil.sex",     "pupil.telephone",
		"pupil.mobile",  "pupil.email",
		"ethnicity",     "enrolment.year-group",
		"sen.provision", NULL};
	static const char *const of_parents[] = {
		"title",        "surname",        "forename",
		"middle-names", "postcode",       "telephone",
		"mobile",       "work-telephone", NULL};

	if (starts(column, "parent[") && strlen(column) > 10) {
		const char *part = column + strlen("parent[1].");

		return starts(part, "address-") || among(part, of_parents);
	}
	return is_core(column) || among(column, more);
}

static void check_youth_row(const struct sheet *pupils, size_t source,
			    const struct family *family,
			    const struct sheet *sent, size_t row)
{
	for (size_t c = 0; c < sent->columns; c++) {
		const char *column = sent->cells[c];
		const char *expected = sheet_cell(pupils, source, column);

		if (family->asked == OBJECTION && !is_core(column))
			expected = "";
		if (strcmp(sheet_cell(sent, row, column), expected) != 0)
			fail_msg("row %zu, %s: not as it should be", row,
				 column);
	}
}

static bool is_filled(const struct sheet *sheet, const char *column)
{
	for (size_t row = 0; row < sheet->rows; row++)
		if (sheet_cell(sheet, row, column)[0] != '\0')
			return true;
	return false;
}

static void youth_support_gets_what_each_family_leaves_it(void **state)
{
	struct school *school = *state;
	struct sheet pupils = sheet_read(school, KENT_PUPILS), sent;
	struct family *families =
		arena_array(&school->arena, pupils.rows, sizeof(*families));
	size_t expected = 0;

	ask(school, &pupils, families);
	school_share(school, youth_support);
	assert_slice(school->report.level, "named");
	assert_slice(school->report.holder, "Local authority youth support");
	sent = sheet_of(school, school_payload(school));

	for (size_t c = 0; c < sent.columns; c++)
		if (!is_promised(sent.cells[c]))
			fail_msg("%s was never promised", sent.cells[c]);
	for (size_t c = 0; c < pupils.columns; c++)
		if (is_promised(pupils.cells[c]) &&
		    is_filled(&pupils, pupils.cells[c]) &&
		    sheet_column(&sent, pupils.cells[c]) < 0)
			fail_msg("%s is missing", pupils.cells[c]);
	for (size_t row = 0; row < pupils.rows; row++) {
		const char *born = sheet_cell(&pupils, row, "pupil.birth-date");
		bool no = strcmp(sheet_cell(&pupils, row,
					    "youth-support-agreement"),
				 "No") == 0;
		struct family family = families[row];
		int at = sheet_find(&sent, "pupil.birth-date", born,
				    "pupil.surname",
				    sheet_cell(&pupils, row, "pupil.surname"));

		if (no && family.asked != REFUSAL)
			family.asked = OBJECTION;
		if (age_on(born, TODAY) < 13 || family.asked == REFUSAL) {
			if (at >= 0)
				fail_msg("pupil %zu should not be there", row);
			continue;
		}
		expected++;
		if (at < 0)
			fail_msg("pupil %zu is missing", row);
		check_youth_row(&pupils, row, &family, &sent, (size_t)at);
	}
	assert_int_equal(sent.rows, expected);
	assert_int_equal(school->report.released, expected);
	assert_int_equal(school->report.considered, pupils.rows);
}

static bool obliged(const struct school *school, const char *text)
{
	for (size_t i = 0; i < school->report.obligation_count; i++)
		if (holds(school->report.obligations[i], text))
			return true;
	return false;
}

static void a_duty_on_request_overrides_objections_and_says_so(void **state)
{
	struct school *school = *state;
	struct sheet pupils = sheet_read(school, KENT_PUPILS);
	struct family *families =
		arena_array(&school->arena, pupils.rows, sizeof(*families));
	struct share_request request = youth_support;
	struct slice payload;

	ask(school, &pupils, families);
	request.trigger = SLICE("request");
	school_share(school, request);
	assert_true(obliged(school, "objection overridden by law"));
	payload = school_payload(school);
	for (size_t row = 0; row < pupils.rows; row++)
		if (families[row].asked == REFUSAL)
			assert_true(
				holds(payload, sheet_cell(&pupils, row,
							  "pupil.birth-date")));
	school_share(school, youth_support);
	assert_false(obliged(school, "objection overridden by law"));
}

/* --- F02: the census (R-108) ---------------------------------------------- */

struct reading_xml {
	XML_Parser parser;
	struct builder text;
	unsigned int pupils;
	struct builder upns;  /* one a line */
	struct builder names; /* of elements, one a line, each ended by '\n' */
};

static void XMLCALL start_element(void *context, const XML_Char *name,
				  const XML_Char **attributes)
{
	struct reading_xml *reading = context;

	(void)attributes;
	builder_clear(&reading->text);
	builder_add_byte(&reading->names, '\n');
	builder_add_text(&reading->names, name);
	builder_add_byte(&reading->names, '\n');
}

static void XMLCALL add_text(void *context, const XML_Char *text, int length)
{
	struct reading_xml *reading = context;

	builder_add(&reading->text, (struct slice){text, (size_t)length});
}

static void XMLCALL end_element(void *context, const XML_Char *name)
{
	struct reading_xml *reading = context;

	if (strcmp(name, "UPN") == 0) {
		reading->pupils++;
		builder_add(&reading->upns, builder_slice(&reading->text));
		builder_add_byte(&reading->upns, '\n');
	}
	builder_clear(&reading->text);
}

static void read_xml(struct school *school, struct reading_xml *reading)
{
	struct slice payload = school_payload(school);

	*reading = (struct reading_xml){0};
	reading->parser = XML_ParserCreate(NULL);
	assert_non_null(reading->parser);
	XML_SetUserData(reading->parser, reading);
	XML_SetElementHandler(reading->parser, start_element, end_element);
	XML_SetCharacterDataHandler(reading->parser, add_text);
	assert_int_equal(
		XML_Parse(reading->parser, payload.at, (int)payload.len, 1),
		XML_STATUS_OK);
	XML_ParserFree(reading->parser);
	builder_release(&reading->text);
}

static void release_xml(struct reading_xml *reading)
{
	builder_release(&reading->upns);
	builder_release(&reading->names);
}

/* No value of these columns may stand in the file, as far as it is long
 * enough to tell anything. */
static void assert_absent(const struct sheet *pupils, struct slice payload,
			  const char *const *columns)
{
	for (; *columns != NULL; columns++)
		for (size_t row = 0; row < pupils->rows; row++) {
			const char *value = sheet_cell(pupils, row, *columns);

			if (strlen(value) >= 7 && holds(payload, value))
				fail_msg("%s of pupil %zu went out", *columns,
					 row);
		}
}

static void the_census_holds_every_pupil_and_nothing_about_parents(void **state)
{
	static const char *const not_for_the_census[] = {
		"pupil.telephone", "pupil.mobile",     "pupil.email",
		"parent[1].email", "parent[1].mobile", "parent[1].telephone",
		"parent[2].email", "parent[2].mobile", "parent[2].telephone",
		"medical.notes",   "pupil.lsoa",       NULL};
	struct school *school = *state;
	struct sheet pupils = sheet_read(school, KENT_PUPILS);
	struct reading_xml reading;

	school_share(school, census);
	assert_slice(
		slice_of(path_name(
			arena_copy(&school->arena, school->report.file).at)),
		"8861101_SC_SPR_2026_001.xml");
	read_xml(school, &reading);
	assert_int_equal(reading.pupils, pupils.rows);
	for (size_t row = 0; row < pupils.rows; row++)
		assert_true(holds(builder_slice(&reading.upns),
				  sheet_cell(&pupils, row, "pupil.upn")));
	assert_true(holds(builder_slice(&reading.names), "\nEthnicity\n"));
	assert_false(holds(builder_slice(&reading.names), "\nMedical"));
	assert_absent(&pupils, school_payload(school), not_for_the_census);
	assert_int_equal(school->report.released, pupils.rows);
	release_xml(&reading);
}

/* --- F03: the Common Transfer File (R-110) -------------------------------- */

static struct share_request transfer(const struct slice *upns, size_t count)
{
	return (struct share_request){
		.recipient = SLICE("next-school"),
		.collection = SLICE("common-transfer-file"),
		.trigger = SLICE("transfer"),
		.destination = SLICE("886/2345"),
		.upns = upns,
		.upn_count = count,
	};
}

static void a_transfer_holds_the_pupils_who_move_and_nobody_else(void **state)
{
	const struct slice upns[] = {SLICE("G886200313024"),
				     SLICE("J886200418025"),
				     SLICE("G886200313024")};
	struct school *school = *state;
	struct sheet pupils = sheet_read(school, KENT_PUPILS);
	struct reading_xml reading;

	school_share(school, transfer(upns, 3));
	assert_int_equal(school->report.considered, 2);
	read_xml(school, &reading);
	assert_int_equal(reading.pupils, 2);
	for (size_t row = 0; row < pupils.rows; row++) {
		const char *upn = sheet_cell(&pupils, row, "pupil.upn");

		assert_int_equal(holds(builder_slice(&reading.upns), upn),
				 strcmp(upn, "G886200313024") == 0 ||
					 strcmp(upn, "J886200418025") == 0);
	}
	release_xml(&reading);
}

static void the_next_school_can_read_what_it_was_sent(void **state)
{
	const struct slice upn = SLICE("G886200313024");
	static const char *const fields[] = {
		"pupil.surname",    "pupil.birth-date",
		"pupil.postcode",   "ethnicity",
		"sen.provision",    "parent.surname",
		"enrolment.status", NULL};
	struct school *school = *state, next;
	const struct dictionary *dictionary;
	struct sheet pupils = sheet_read(school, KENT_PUPILS);
	int row = sheet_find(&pupils, "pupil.upn", upn.at, "", "");
	struct record record;
	uint64_t pupil;

	school_share(school, transfer(&upn, 1));
	school_set_up(&next, KENT, school->today);
	school_import(&next,
		      arena_copy(&school->arena, school->report.file).at);
	assert_int_equal(next.arrival.counts.pupils_new, 1);
	dictionary = next.node->dictionary;
	assert_success(
		register_find(next.node->pupils, upn, &pupil, &next.error),
		&next.error);
	assert_success(register_read(next.node->pupils, pupil, UINT64_MAX,
				     &record, &next.arena, &next.error),
		       &next.error);
	for (size_t i = 0; fields[i] != NULL; i++) {
		const struct field *field =
			dictionary_field(dictionary, slice_of(fields[i]));
		const char *column = strcmp(fields[i], "parent.surname") == 0
					     ? "parent[1].surname"
					     : fields[i];

		if (strcmp(fields[i], "enrolment.status") == 0)
			continue;
		assert_slice(
			record_text(&record, dictionary,
				    (uint16_t)(field - dictionary->fields)),
			sheet_cell(&pupils, (size_t)row, column));
	}
	school_tear_down(&next);
}

static void a_transfer_needs_one_destination(void **state)
{
	const struct slice upns[] = {SLICE("G886200313024"),
				     SLICE("J886200418025")};
	struct school *school = *state;
	struct share_request request = transfer(upns, 2);

	request.destination = SLICE("Canterbury");
	assert_int_equal(school_try_share(school, request), -1);
	school_says(school, ERROR_INPUT, "no school's number");
	request.destination = (struct slice){NULL, 0};
	assert_int_equal(school_try_share(school, request), -1);
	school_says(school, ERROR_INPUT, "do not say which school");
	assert_int_equal(count_entries(school->out), 0);

	school_import(school, school_write(school, "leavers.csv",
					   "pupil.upn,enrolment.destination\n"
					   "G886200313024,8862345\n"));
	assert_int_equal(school_try_share(school, request), -1);
	school_says(school, ERROR_INPUT, "do not say which school");
	request.upn_count = 1;
	school_share(school, request);
	assert_true(holds(school->report.file, "_CTF_8862345_"));

	school_import(school, school_write(school, "more.csv",
					   "pupil.upn,enrolment.destination\n"
					   "J886200418025,8862346\n"));
	request.upn_count = 2;
	assert_int_equal(school_try_share(school, request), -1);
	school_says(school, ERROR_INPUT, "more than one school");

	request.destination = SLICE("unknown");
	school_share(school, request);
	assert_true(holds(school->report.file, "_CTF_XXXXXXX_"));
	request.destination = SLICE("outside");
	school_share(school, request);
	assert_true(holds(school->report.file, "_CTF_MMMMMMM_"));
}

/* --- F31: tables (R-137, R-176) ------------------------------------------- */

static struct share_request profiling(void)
{
	return (struct share_request){
		.recipient = SLICE("crime-reduction-partnership"),
		.purpose = SLICE("crime-risk-profiling"),
	};
}

static void authorise(struct school *school)
{
	struct permission permission = {
		.kind = SLICE("authorisation"),
		.recipient = SLICE("crime-reduction-partnership"),
		.project = SLICE("Safer journeys"),
		.given = school->today,
		.from = school->today,
		.until = DATE_NONE,
		.recorded = school->today,
	};

	assert_success(register_permit(school->node->pupils, &permission,
				       &school->error),
		       &school->error);
	/* Neither is asked for by the rules of this flow. */
	permission.recipient = SLICE("youth-support");
	assert_success(register_permit(school->node->pupils, &permission,
				       &school->error),
		       &school->error);
	permission.kind = SLICE("identity");
	permission.recipient = SLICE("crime-reduction-partnership");
	assert_success(register_permit(school->node->pupils, &permission,
				       &school->error),
		       &school->error);
}

static void open_oakfield(struct school *school)
{
	school_set_up(school, NORTHAMPTONSHIRE, date_from_civil(2009, 3, 2));
	school_import(school, OAKFIELD_PUPILS);
}

/* The pupils of an area with a value, counted from the school's own file. */
static unsigned int counted(const struct sheet *pupils, const char *table,
			    const char *area, const char *value)
{
	const char *part = table + strlen("exclusion.");
	unsigned int count = 0;
	char columns[2][40];

	snprintf(columns[0], sizeof(columns[0]), "exclusion[1].%s", part);
	snprintf(columns[1], sizeof(columns[1]), "exclusion[2].%s", part);
	for (size_t row = 0; row < pupils->rows; row++) {
		const char *first = sheet_cell(pupils, row, columns[0]);
		const char *second = sheet_cell(pupils, row, columns[1]);
		const char *is = first;

		if (first[0] == '\0')
			is = "none";
		else if (second[0] != '\0' && strcmp(first, second) != 0)
			is = "several";
		if (strcmp(area, "total") != 0 &&
		    strcmp(area, sheet_cell(pupils, row, "pupil.lsoa")) != 0)
			continue;
		count += strcmp(value, "total") == 0 || strcmp(value, is) == 0;
	}
	return count;
}

static void tables_count_right_and_hide_small_numbers(void **state)
{
	struct school school;
	struct sheet pupils, tables;
	unsigned int cells = 0, hidden = 0;
	struct slice payload;

	(void)state;
	open_oakfield(&school);
	authorise(&school);
	school_share(&school, profiling());
	assert_slice(school.report.level, "aggregate by lsoa");
	pupils = sheet_read(&school, OAKFIELD_PUPILS);
	payload = school_payload(&school);
	tables = sheet_of(&school, payload);
	for (size_t row = 0; row < tables.rows; row++) {
		unsigned int count =
			counted(&pupils, sheet_cell(&tables, row, "table"),
				sheet_cell(&tables, row, "area"),
				sheet_cell(&tables, row, "value"));
		const char *shown = sheet_cell(&tables, row, "pupils");
		/* All tables have the same totals, which count once. */
		bool again = strcmp(sheet_cell(&tables, row, "value"),
				    "total") == 0 &&
			     strcmp(sheet_cell(&tables, row, "table"),
				    sheet_cell(&tables, 0, "table")) != 0;

		cells += !again;
		if (strcmp(shown, "c") == 0) {
			hidden += !again;
			continue;
		}
		/* To the nearest 5, as the profile of the rules has it. */
		assert_int_equal(atoi(shown), (count + 2) / 5 * 5);
		if (count > 0 && count < 10)
			fail_msg("row %zu shows a small number", row);
	}
	assert_true(hidden > 0);
	assert_int_equal(school.report.suppressed, hidden);
	assert_int_equal(school.report.cells, cells);
	/* Nothing of anybody. */
	for (size_t row = 0; row < pupils.rows; row++) {
		assert_false(
			holds(payload, sheet_cell(&pupils, row, "pupil.upn")));
		assert_false(holds(
			payload, sheet_cell(&pupils, row, "pupil.birth-date")));
	}
	school_tear_down(&school);
}

/* Of a line of a table, by area or by value: how many numbers are hidden, and how
 * many are shown that may have been another before they were rounded. */
static void look_along(const struct sheet *tables, size_t row,
		       const char *along, unsigned int *hidden,
		       unsigned int *rounded)
{
	*hidden = *rounded = 0;
	for (size_t r = 0; r < tables->rows; r++) {
		const char *shown = sheet_cell(tables, r, "pupils");

		if (strcmp(sheet_cell(tables, r, "table"),
			   sheet_cell(tables, row, "table")) != 0 ||
		    strcmp(sheet_cell(tables, r, along),
			   sheet_cell(tables, row, along)) != 0)
			continue;
		*hidden += strcmp(shown, "c") == 0;
		*rounded += strcmp(shown, "c") != 0 && strcmp(shown, "0") != 0;
	}
}

/* Nor beside numbers that are all exact. */
static void no_hidden_number_stands_alone_in_its_row(void **state)
{
	static const char *const lines[] = {"area", "value"};
	struct school school;
	struct sheet tables;

	(void)state;
	open_oakfield(&school);
	authorise(&school);
	school_share(&school, profiling());
	tables = sheet_of(&school, school_payload(&school));
	for (size_t row = 0; row < tables.rows; row++)
		for (int i = 0; i < 2; i++) {
			unsigned int hidden, rounded;

			if (strcmp(sheet_cell(&tables, row, "pupils"), "c") !=
			    0)
				continue;
			look_along(&tables, row, lines[i], &hidden, &rounded);
			assert_true(hidden > 1 || rounded > 0);
		}
	school_tear_down(&school);
}

static void tables_are_not_written_in_other_formats(void **state)
{
	struct share_request request = profiling();
	struct school school;

	(void)state;
	open_oakfield(&school);
	authorise(&school);
	request.format = SLICE("school-census");
	assert_int_equal(school_try_share(&school, request), -1);
	school_says(&school, ERROR_INPUT, "csv");
	assert_int_equal(count_entries(school.out), 0);
	school_tear_down(&school);
}

/* --- manifest, roll, ledger ----------------------------------------------- */

static json_t *read_manifest(struct school *school)
{
	struct slice directory =
		arena_copy(&school->arena, school->report.directory);
	struct slice text =
		school_read(school, path_join(&school->arena, directory.at,
					      "manifest.json"));
	json_error_t why;
	json_t *manifest =
		json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, &why);

	if (manifest == NULL)
		fail_msg("the manifest is no JSON: %s", why.text);
	return manifest;
}

static const char *text_of(const json_t *object, const char *first,
			   const char *second)
{
	const json_t *value = json_object_get(object, first);
	const char *text;

	if (second != NULL)
		value = json_object_get(value, second);
	text = json_string_value(value);
	assert_non_null(text);
	return text;
}

static void assert_hash(struct slice bytes, const char *expected)
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	char hex[2 * sizeof(hash) + 1];

	crypto_hash_sha256(hash, (const unsigned char *)bytes.at, bytes.len);
	sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	assert_string_equal(hex, expected);
}

static void the_manifest_says_what_the_payload_is(void **state)
{
	struct school *school = *state;
	json_t *manifest;
	struct slice payload;
	struct sheet sent;
	const json_t *fields;

	school_share(school, youth_support);
	manifest = read_manifest(school);
	payload = school_payload(school);
	sent = sheet_of(school, payload);
	assert_string_equal(text_of(manifest, "reference", NULL),
			    "R-2026-0001");
	assert_string_equal(text_of(manifest, "date", NULL), TODAY);
	assert_string_equal(text_of(manifest, "kind", NULL), "release");
	assert_string_equal(text_of(manifest, "expires", NULL), "2026-02-14");
	assert_true(json_is_null(json_object_get(manifest, "sealed-to")));
	assert_string_equal(text_of(manifest, "controller", "number"),
			    "8861101");
	assert_string_equal(text_of(manifest, "recipient", "body"),
			    "youth-support");
	assert_string_equal(text_of(manifest, "purpose", NULL),
			    "youth-support-services");
	assert_string_equal(text_of(manifest, "level", NULL), "named");
	assert_int_equal(
		json_array_size(json_object_get(manifest, "approvals")), 0);
	assert_string_equal(text_of(manifest, "years", "from"), "2025");
	assert_string_equal(text_of(manifest, "years", "to"), "2025");
	assert_hash(school_read(school, KENT),
		    text_of(manifest, "notice", "sha256"));
	assert_hash(payload, text_of(manifest, "payload", "sha256"));
	assert_int_equal(
		json_integer_value(json_object_get(
			json_object_get(manifest, "payload"), "bytes")),
		payload.len);
	assert_true(slice_ends_with(
		school->report.file,
		slice_of(text_of(manifest, "payload", "file"))));
	assert_int_equal(
		json_integer_value(json_object_get(
			json_object_get(manifest, "pupils"), "released")),
		sent.rows);
	assert_int_equal(
		json_integer_value(json_object_get(
			json_object_get(manifest, "pupils"), "considered")),
		40);
	/* Each field named stands in the file. */
	fields = json_object_get(manifest, "fields");
	assert_true(json_array_size(fields) > 10);
	for (size_t i = 0; i < json_array_size(fields); i++) {
		const char *name = json_string_value(json_array_get(fields, i));
		char column[80];

		assert_non_null(name);
		snprintf(column, sizeof(column), "%s%s",
			 starts(name, "parent.") ? "parent[1]" : "",
			 starts(name, "parent.") ? strchr(name, '.') : name);
		if (sheet_column(&sent, column) < 0)
			fail_msg("no column %s", column);
	}
	assert_int_equal(count_entries(arena_copy(&school->arena,
						  school->report.directory)
					       .at),
			 2);
	json_decref(manifest);
}

static void a_manifest_of_tables_tells_no_number_of_pupils(void **state)
{
	struct school school;
	const json_t *approvals, *approval;
	json_t *manifest;

	(void)state;
	open_oakfield(&school);
	authorise(&school);
	school_share(&school, profiling());
	manifest = read_manifest(&school);
	assert_null(json_object_get(manifest, "pupils"));
	assert_null(json_object_get(manifest, "years"));
	approvals = json_object_get(manifest, "approvals");
	assert_int_equal(json_array_size(approvals), 1);
	approval = json_array_get(approvals, 0);
	assert_string_equal(text_of(approval, "kind", NULL), "authorisation");
	assert_string_equal(text_of(approval, "project", NULL),
			    "Safer journeys");
	assert_string_equal(text_of(approval, "given", NULL), "2009-03-02");
	assert_string_equal(text_of(manifest, "level", NULL),
			    "aggregate by lsoa");
	assert_string_equal(text_of(manifest, "disclosure-control", "profile"),
			    "default");
	assert_true(strstr(text_of(manifest, "disclosure-control", "source"),
			   "threshold of 10") != NULL);
	assert_int_equal(
		json_integer_value(json_object_get(
			json_object_get(manifest, "disclosure-control"),
			"suppressed-to")),
		9);
	assert_hash(school_payload(&school),
		    text_of(manifest, "payload", "sha256"));
	json_decref(manifest);
	school_tear_down(&school);
}

static void
fields_a_format_has_no_place_for_are_not_said_to_be_sent(void **state)
{
	struct school *school = *state;
	struct share_request request = {
		.recipient = SLICE("local-authority"),
		.purpose = SLICE("authority-functions"),
		.format = SLICE("school-census"),
	};
	struct pupil_release *list;
	struct field_set parents;
	uint64_t pupil;
	size_t count;

	assert_true(dictionary_fields(school->node->dictionary,
				      SLICE("parents"), &parents));
	request.fields = &parents;
	school_refused(school, request, "");
	request.fields = NULL;
	school_share(school, request);
	assert_false(holds(school_payload(school), "Parent"));
	assert_true(field_set_empty(
		field_set_intersection(school->report.fields, parents)));
	assert_success(register_find(school->node->pupils,
				     SLICE("G886200313024"), &pupil,
				     &school->error),
		       &school->error);
	assert_success(register_pupil_releases(school->node->pupils, pupil,
					       &list, &count, &school->arena,
					       &school->error),
		       &school->error);
	assert_int_equal(count, 1);
	assert_true(field_set_empty(
		field_set_intersection(list[0].fields, parents)));
	request.format = SLICE("csv");
	school_share(school, request);
	assert_true(holds(school_payload(school), "parent[1].surname"));
	assert_false(field_set_empty(
		field_set_intersection(school->report.fields, parents)));
}

/* Who got which fields of a pupil agrees with the file that they got. */
static void the_roll_says_what_of_each_pupil_is_in_the_file(void **state)
{
	struct school *school = *state;
	const struct dictionary *dictionary = school->node->dictionary;
	struct sheet pupils = sheet_read(school, KENT_PUPILS), sent;
	struct family *families =
		arena_array(&school->arena, pupils.rows, sizeof(*families));

	ask(school, &pupils, families);
	school_share(school, youth_support);
	sent = sheet_of(school, school_payload(school));
	for (size_t row = 0; row < pupils.rows; row++) {
		int at =
			sheet_find(&sent, "pupil.birth-date",
				   sheet_cell(&pupils, row, "pupil.birth-date"),
				   "pupil.surname",
				   sheet_cell(&pupils, row, "pupil.surname"));
		struct pupil_release *list;
		uint64_t pupil;
		size_t count;

		assert_success(register_find(school->node->pupils,
					     slice_of(sheet_cell(&pupils, row,
								 "pupil.upn")),
					     &pupil, &school->error),
			       &school->error);
		assert_success(register_pupil_releases(
				       school->node->pupils, pupil, &list,
				       &count, &school->arena, &school->error),
			       &school->error);
		assert_int_equal(count, at >= 0);
		if (at < 0)
			continue;
		assert_slice(list[0].release.reference, "R-2026-0001");
		assert_slice(list[0].release.recipient, "youth-support");
		for (size_t c = 0; c < sent.columns; c++) {
			const struct field *field = dictionary_field(
				dictionary, slice_of(sent.cells[c]));

			if (field == NULL)
				continue; /* an item's */
			assert_int_equal(
				field_set_has(
					&list[0].fields,
					(uint16_t)(field - dictionary->fields)),
				sheet_cell(&sent, (size_t)at,
					   sent.cells[c])[0] != '\0');
		}
	}
}

struct entries {
	unsigned int count;
	struct builder last;
};

static int note_entry(void *context, uint64_t index, struct slice entry,
		      struct error *error)
{
	struct entries *entries = context;

	(void)error;
	assert_int_equal(index, entries->count);
	entries->count++;
	builder_clear(&entries->last);
	builder_add(&entries->last, entry);
	return 0;
}

static void the_ledger_holds_each_release_and_nobodys_data(void **state)
{
	struct school *school = *state;
	struct sheet pupils = sheet_read(school, KENT_PUPILS);
	struct entries entries = {0};
	struct ledger_check check;
	struct release *releases;
	json_t *entry;
	size_t count;

	school_share(school, youth_support);
	school_share(school, census);
	assert_success(ledger_each(school->node->ledger, 0, note_entry,
				   &entries, &school->error),
		       &school->error);
	assert_int_equal(entries.count, 2);
	entry = json_loadb(entries.last.at, entries.last.len, 0, NULL);
	assert_string_equal(text_of(entry, "entry", NULL), "release");
	assert_string_equal(text_of(entry, "reference", NULL), "R-2026-0002");
	assert_string_equal(text_of(entry, "date", NULL), TODAY);
	assert_int_equal(strlen(text_of(entry, "root", NULL)), 64);
	assert_int_equal(json_object_size(entry), 6);
	json_decref(entry);
	for (size_t row = 0; row < pupils.rows; row++)
		assert_false(holds(builder_slice(&entries.last),
				   sheet_cell(&pupils, row, "pupil.upn")));
	builder_release(&entries.last);
	assert_success(ledger_verify(school_path(school, "node/ledger"), &check,
				     &school->error),
		       &school->error);
	assert_int_equal(check.size, 2);
	assert_success(register_releases(school->node->pupils, &releases,
					 &count, &school->arena,
					 &school->error),
		       &school->error);
	assert_int_equal(count, 2);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(releases[i].state, RELEASE_DONE);
		assert_int_equal(releases[i].ledger_index, i);
	}
	assert_int_equal(school_reopen(school), 0);
}

static void a_dry_run_counts_and_leaves_no_trace(void **state)
{
	struct school *school = *state;
	struct share_request request = youth_support;
	struct release *releases;
	uint64_t released;
	size_t count;

	request.dry_run = true;
	school_share(school, request);
	released = school->report.released;
	assert_true(released > 0);
	assert_true(slice_empty(school->report.file));
	assert_true(slice_empty(school->report.reference));
	assert_false(directory_exists(school->out));
	assert_int_equal(ledger_size(school->node->ledger), 0);
	assert_success(register_releases(school->node->pupils, &releases,
					 &count, &school->arena,
					 &school->error),
		       &school->error);
	assert_int_equal(count, 0);
	school_share(school, youth_support);
	assert_int_equal(school->report.released, released);
}

static void a_release_without_a_directory_is_a_dry_run(void **state)
{
	struct school *school = *state;
	struct share_request request = youth_support;

	request.today = school->today;
	request.time = "10:00:00";
	assert_success(share(school->node, &request, &school->report,
			     &school->arena, &school->error),
		       &school->error);
	assert_true(school->report.released > 0);
	assert_int_equal(ledger_size(school->node->ledger), 0);
}

#define WITH_NODE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_NODE(youth_support_gets_what_each_family_leaves_it),
		WITH_NODE(a_duty_on_request_overrides_objections_and_says_so),
		WITH_NODE(
			the_census_holds_every_pupil_and_nothing_about_parents),
		WITH_NODE(a_transfer_holds_the_pupils_who_move_and_nobody_else),
		WITH_NODE(the_next_school_can_read_what_it_was_sent),
		WITH_NODE(a_transfer_needs_one_destination),
		cmocka_unit_test(tables_count_right_and_hide_small_numbers),
		cmocka_unit_test(no_hidden_number_stands_alone_in_its_row),
		cmocka_unit_test(tables_are_not_written_in_other_formats),
		WITH_NODE(the_manifest_says_what_the_payload_is),
		cmocka_unit_test(
			a_manifest_of_tables_tells_no_number_of_pupils),
		WITH_NODE(
			fields_a_format_has_no_place_for_are_not_said_to_be_sent),
		WITH_NODE(the_roll_says_what_of_each_pupil_is_in_the_file),
		WITH_NODE(the_ledger_holds_each_release_and_nobodys_data),
		WITH_NODE(a_dry_run_counts_and_leaves_no_trace),
		WITH_NODE(a_release_without_a_directory_is_a_dry_run),
	};

	return cmocka_run_group_tests_name("share releases", tests, NULL, NULL);
}
