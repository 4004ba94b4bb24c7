/*
 * A school census as it may come from anybody, read with the dictionary
 * of England.  Whatever it holds, a record that is taken has what every pupil
 * must have, and each rejection has a place in the file.
 */
#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "dictionary/dictionary.h"
#include "dictionary/identifier.h"
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
	must(upn_check(record->upn, NULL) == UPN_GOOD);
	must(record->count > 0 && record->line > 0 && record->number > 0);
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct error error = {0};
	struct reading reading = {
		.dictionary = england(),
		.file_name = SLICE("file.xml"),
		.today = date_from_civil(2026, 1, 20),
		.take = take,
		.reject = reject,
		.arena = &arena,
	};

	if (school_census_format.read(&reading,
				      (struct slice){(const char *)data, size},
				      &error) != 0)
		must(error.code == ERROR_INPUT);
	must(reading.rejected <= reading.records);
	(void)school_census_format.detect(
		(struct slice){(const char *)data, size});
	arena_release(&arena);
	return 0;
}
