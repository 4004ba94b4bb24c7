#include "tests/test.h"

#include <stdio.h>

#include "formats/xml.h"
#include "tests/formats/census_sheet.h"
#include "tests/formats/records.h"

static const char good[] = "UPN = K886110121001\n"
			   "Surname = Surname\n"
			   "Forename = Forename\n"
			   "DOB = 2013-09-14\n"
			   "Sex = F\n"
			   "Language = ENG\n"
			   "PLAA = N\n"
			   "YSSA = Yes\n"
			   "UniqueLearnerNumber =\n"
			   "FSMperiod[1]/FSMstartDate = 2019-09-02\n"
			   "FSMperiod[1]/UKcountry = ENG\n"
			   "EnrolStatus = C\n"
			   "EntryDate = 2019-09-02\n"
			   "NCyearActual = 7\n"
			   "PartTime = 0\n"
			   "Boarder = N\n"
			   "SpecialEducationalNeeds/SENprovision = K\n"
			   "PAON = 14\n"
			   "PostCode = ME14 1XX\n"
			   "SessionsPossible = 140\n"
			   "SessionDetail[1]/AttendanceReason = /\n"
			   "SessionDetail[1]/Sessions = 70\n"
			   "SessionDetail[2]/AttendanceReason = I\n"
			   "SessionDetail[2]/Sessions = 4\n"
			   "TermlyExclusion[1]/Category = SUSP\n"
			   "TermlyExclusion[1]/Sessions = 4\n"
			   "TermlyExclusion[1]/Reason1 = PP\n";

static const char good_in_spring[] = "Ethnicity = WBRI\n"
				     "ServiceChild = N\n"
				     "YoungCarer = P\n"
				     "SENneed[1]/SENtypeRank = 1\n"
				     "SENneed[1]/SENtype = SLCN\n"
				     "SENunitIndicator = 0\n"
				     "ResourcedProvisionIndicator = 0\n";

static uint16_t find_item_row(struct slice *name, unsigned int *item)
{
	struct slice rest = *name;
	struct slice above = slice_cut(&rest, '[');
	uint64_t number;
	uint16_t each;

	*item = 0;
	if (rest.len == 0)
		return census_row(*name);
	each = census_row(above);
	assert_true(each != LAYOUT_NO_ROW);
	assert_true(slice_number(slice_cut(&rest, ']'), SHEET_ITEMS, &number));
	*item = (unsigned int)number - 1;
	*name = slice_part(rest, 1, rest.len);
	return census_condition_row(*name, each);
}

static void change(struct census_sheet *sheet, struct slice line)
{
	struct slice value = line;
	struct slice name = slice_trim(slice_cut(&value, '='));
	unsigned int item;
	uint16_t row;

	value = slice_trim(value);
	if (slice_is(name, "leaver")) {
		sheet->leaver = true;
	} else if (slice_is(name, "twice")) {
		sheet->twice = true;
	} else if (slice_starts_with(name, SLICE("Header/"))) {
		enum census_heading heading =
			census_heading_find(slice_part(name, 7, name.len));

		assert_int_not_equal(heading, HEADINGS);
		sheet->header[heading] = value;
	} else {
		row = find_item_row(&name, &item);
		if (row == LAYOUT_NO_ROW)
			fail_msg("no row %.*s", SLICE_ARGS(line));
		sheet->text[row][item] = value;
	}
}

void sheet_change(struct census_sheet *sheet, struct slice text)
{
	while (text.len > 0) {
		struct slice line = slice_trim(slice_cut(&text, '\n'));

		if (line.len > 0)
			change(sheet, line);
	}
}

static void clear_below(struct census_sheet *sheet, const char *name)
{
	uint16_t top = census_row(slice_of(name));

	for (uint16_t row = top + 1u;
	     row < census_row_count &&
	     census_rows[row].depth > census_rows[top].depth;
	     row++)
		for (int i = 0; i < SHEET_ITEMS; i++)
			sheet->text[row][i] = SLICE("");
}

void sheet_begin(struct census_sheet *sheet, struct slice date)
{
	static char exclusion[DATE_TEXT_BYTES];
	int32_t day;

	memset(sheet, 0, sizeof(*sheet));
	assert_true(date_parse(date, &day));
	sheet->census = census_return_on(day);
	date_format(day, sheet->date);
	date_format(sheet->census.exclusions_to, exclusion);
	snprintf(sheet->year, sizeof(sheet->year), "%d",
		 date_to_civil(day).year);
	sheet_change(sheet, slice_of(good));
	if (sheet->census.term == CENSUS_SPRING)
		sheet_change(sheet, slice_of(good_in_spring));
	sheet->text[census_row(SLICE("TermlyExclusion/StartDate"))][0] =
		slice_of(exclusion);
	sheet->header[HEADING_COLLECTION] = SLICE("SC");
	sheet->header[HEADING_TERM] = slice_of(sheet->census.code);
	sheet->header[HEADING_YEAR] = slice_of(sheet->year);
	sheet->header[HEADING_REFERENCE_DATE] = slice_of(sheet->date);
	sheet->header[HEADING_LEVEL] = SLICE("S");
	sheet->header[HEADING_LEA] = SLICE("886");
	sheet->header[HEADING_ESTAB] = SLICE("1101");
	sheet->header[HEADING_SOFTWARE] = SLICE("Hornbook");
	sheet->header[HEADING_SERIAL] = SLICE("001");
	sheet->header[HEADING_DATE_TIME] = SLICE("2026-01-20T10:00:00");
	sheet->header[HEADING_SCHOOL_NAME] = SLICE("Hawthorn School");
	sheet->header[HEADING_PHASE] = SLICE("SS");
}

static uint16_t end_of(uint16_t row)
{
	uint16_t end = row + 1u;

	while (end < census_row_count &&
	       census_rows[end].depth > census_rows[row].depth)
		end++;
	return end;
}

static void write_rows(const struct census_sheet *sheet, struct xml_writer *xml,
		       uint16_t from, uint16_t to, int item)
{
	while (from < to) {
		const struct layout_row *row = &census_rows[from];
		uint16_t end = end_of(from);

		if (end == from + 1u) {
			xml_value(xml, row->element, sheet->text[from][item]);
		} else {
			int items = layout_repeated(row) ? SHEET_ITEMS : 1;

			for (int i = 0; i < items; i++) {
				xml_open(xml, row->element);
				write_rows(sheet, xml, from + 1u, end,
					   items > 1 ? i : item);
				xml_close(xml);
			}
		}
		from = end;
	}
}

static void write_pupil(const struct census_sheet *sheet,
			struct xml_writer *xml, bool leaver)
{
	xml_open(xml, leaver ? SLICE("PupilsNoLongerOnRoll")
			     : SLICE("PupilsOnRoll"));
	for (int i = 0; i < (sheet->twice ? 2 : 1); i++) {
		xml_open(xml, leaver ? SLICE("PupilNoLongerOnRoll")
				     : SLICE("PupilOnRoll"));
		write_rows(sheet, xml, 1, (uint16_t)census_row_count, 0);
		xml_close(xml);
	}
	xml_close(xml);
}

static void write_headings(const struct census_sheet *sheet,
			   struct xml_writer *xml, const char *const *names,
			   int from)
{
	for (int i = 0; names[i] != NULL; i++)
		xml_value(xml, slice_of(names[i]), sheet->header[from + i]);
}

/* Somebody else, of the other kind: on roll, or no longer. */
static void write_other(const struct census_sheet *sheet,
			struct xml_writer *xml)
{
	static struct census_sheet other;

	sheet_begin(&other, slice_of(sheet->date));
	other.text[census_row(SLICE("UPN"))][0] = SLICE("Z886110121002");
	if (!sheet->leaver) {
		clear_below(&other, "PupilCharacteristics");
		clear_below(&other, "SpecialEducationalNeeds");
		other.text[census_row(SLICE("Language"))][0] = SLICE("ENG");
		other.text[census_row(SLICE("LeavingDate"))][0] =
			other.text[census_row(
				SLICE("TermlyExclusion/StartDate"))][0];
	}
	write_pupil(&other, xml, !sheet->leaver);
}

void sheet_write(const struct census_sheet *sheet, bool alone,
		 struct builder *out)
{
	static const char *const collection[] = {"Collection", "Term", "Year",
						 "ReferenceDate", NULL};
	static const char *const source[] = {
		"SourceLevel",  "LEA",     "Estab",    "URN",
		"SoftwareCode", "Release", "SerialNo", "XVersion",
		"DateTime",     NULL};
	static const char *const school[] = {"SchoolName", "Phase", NULL};
	struct xml_writer xml = {.out = out};

	xml_declare(&xml);
	xml_open(&xml, SLICE("Message"));
	xml_open(&xml, SLICE("Header"));
	xml_begin(&xml);
	xml_open(&xml, SLICE("CollectionDetails"));
	write_headings(sheet, &xml, collection, HEADING_COLLECTION);
	xml_close(&xml);
	xml_open(&xml, SLICE("Source"));
	write_headings(sheet, &xml, source, HEADING_LEVEL);
	xml_close(&xml);
	xml_close(&xml);
	xml_open(&xml, SLICE("School"));
	write_headings(sheet, &xml, school, HEADING_SCHOOL_NAME);
	xml_close(&xml);
	xml_open(&xml, SLICE("Pupils"));
	write_pupil(sheet, &xml, sheet->leaver);
	if (!alone)
		write_other(sheet, &xml);
	xml_close(&xml);
	xml_close(&xml);
}

void sheet_check(const struct census_sheet *sheet, bool alone,
		 const struct dictionary *dictionary,
		 const struct census_rules *rules, struct census_report *report,
		 struct arena *arena)
{
	const struct census_checking checking = {
		.dictionary = dictionary,
		.rules = rules,
		.file_name = SLICE("file.xml"),
		.today = sample_date(),
	};
	struct builder file = {0};
	struct error error = {0};

	sheet_write(sheet, alone, &file);
	assert_success(census_check(&checking, builder_slice(&file), report,
				    arena, &error),
		       &error);
	builder_release(&file);
}
