/*
 * A school census, or a table that authorities load from one, as it may come from
 * anybody, read with the dictionary of England and held to the rules; and a table
 * of rules as somebody may write it.  Whatever it holds, a record that is taken has what every pupil
 * must have, and each rejection has a place in the file.
 */
#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "dictionary/dictionary.h"
#include "dictionary/identifier.h"
#include "formats/census_check.h"
#include "formats/census_record.h"
#include "formats/school_census.h"
#include "fuzz/target.h"
#include "language/diagnostic.h"
#include "register/record.h"

static const struct dictionary *england(void)
{
	static struct dictionary *dictionary;
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct error error;

	if (dictionary == NULL)
		must(dictionary_load(&dictionary, "dictionaries/england",
				     &findings, &error) == 0 &&
		     dictionary != NULL);
	arena_release(&arena);
	return dictionary;
}

static int take(void *context, const struct record *record, struct error *error)
{
	(void)context;
	(void)error;
	must(record->upn.len == 0 || upn_check(record->upn, NULL) == UPN_GOOD);
	must(record->line > 0 && record->number > 0);
	for (uint32_t i = 0; i < record->count; i++)
		for (uint32_t j = 0; j < record->sections[i].count; j++)
			must(record->sections[i].items[j].count > 0);
	return 0;
}

static int reject(void *context, const struct rejection *rejection,
		  struct error *error)
{
	(void)context;
	(void)error;
	must(rejection->line > 0 && rejection->column > 0);
	must(rejection->message.len > 0);
	return 0;
}

static const struct census_rules *own_rules(void)
{
	static struct census_rules rules;
	struct error error;

	if (rules.count == 0)
		must(census_rules_own(&rules, &error) == 0);
	return &rules;
}

static void read_with(const struct format *format, struct slice bytes)
{
	struct arena arena = {0};
	struct error error = {0};
	struct reading reading = {
		.dictionary = england(),
		.file_name = SLICE("2025_spring_file"),
		.today = date_from_civil(2026, 1, 20),
		.take = take,
		.reject = reject,
		.arena = &arena,
	};

	if (format->read(&reading, bytes, &error) != 0)
		must(error.code == ERROR_INPUT);
	must(reading.rejected <= reading.records);
	(void)format->detect(bytes);
	arena_release(&arena);
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

	read_with(&school_census_format, bytes);
	read_with(&census_extract_format, bytes);
	check(bytes);
	if (census_rules_read(&rules, bytes, &error) != 0)
		must(error.code == ERROR_INPUT);
	census_rules_release(&rules);
	return 0;
}
