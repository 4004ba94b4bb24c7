/*
 * A school census, or tables that authorities load from one, as they may come
 * from anybody, read and held to the rules; and a table of rules as somebody may
 * write it.
 */
#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "formats/census_check.h"
#include "formats/census_record.h"
#include "formats/school_census.h"
#include "fuzz/reading.h"
#include "fuzz/target.h"

static const struct census_rules *own_rules(void)
{
	static struct census_rules rules;
	struct error error;

	if (rules.count == 0)
		must(census_rules_own(&rules, &error) == 0);
	return &rules;
}

/* What stands behind a line "====" is a table that was given with the first. */
static void read_both(struct slice bytes)
{
	static const struct slice mark = SLICE_INIT("====\n");
	const char *found =
		bytes.len == 0 ? NULL
			       : memmem(bytes.at, bytes.len, mark.at, mark.len);
	struct format_file beside = {.name = SLICE("2025_spring_other")};
	struct reading reading = {.file_name = SLICE("2025_spring_file"),
				  .beside = &beside};

	if (found != NULL) {
		beside.bytes =
			slice_part(bytes, (size_t)(found - bytes.at) + mark.len,
				   bytes.len);
		bytes.len = (size_t)(found - bytes.at);
		reading.beside_count = 1;
	}
	read_whatever(&census_extract_format, bytes, reading, KNOWN_BY_NONE);
}

static void check(struct slice bytes)
{
	const struct census_checking checking = {
		.dictionary = england(),
		.rules = own_rules(),
		.file_name = SLICE("2025_spring_file"),
		.today = date_from_civil(2026, 1, 20),
		.upns = true,
	};
	struct census_report report;
	struct arena arena = {0};
	struct error error = {0};

	if (census_check(&checking, bytes, &report, &arena, &error) != 0)
		must(error.code == ERROR_INPUT);
	else
		for (size_t i = 0; i < report.finding_count; i++)
			must(report.findings[i].record <=
			     report.pupils + report.leavers);
	arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice bytes = {(const char *)data, size};
	struct census_rules rules;
	struct error error = {0};

	read_whatever(&school_census_format, bytes,
		      (struct reading){.file_name = SLICE("census.xml")},
		      KNOWN_BY_UPN);
	read_both(bytes);
	check(bytes);
	if (census_rules_read(&rules, bytes, &error) != 0)
		must(error.code == ERROR_INPUT);
	census_rules_release(&rules);
	return 0;
}
