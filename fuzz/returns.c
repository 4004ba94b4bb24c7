/*
 * A file that a school, an authority or an agency returns, as it may come from
 * anybody: what stands before the first line end names its format.  Whatever it
 * holds, a record that is taken has values, and what is rejected is told with a
 * reason.
 */
#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "dictionary/dictionary.h"
#include "dictionary/identifier.h"
#include "formats/format.h"
#include "fuzz/target.h"
#include "language/diagnostic.h"

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
	const bool *unnamed = context;

	(void)error;
	must(*unnamed || upn_check(record->upn, NULL) == UPN_GOOD);
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
	must(rejection->record == 0 ||
	     (rejection->line > 0 && rejection->column > 0));
	must(rejection->message.len > 0);
	return 0;
}

static void read_as(const struct format *format, struct slice bytes,
		    bool unnamed)
{
	struct arena arena = {0};
	struct error error = {0};
	struct reading reading = {
		.dictionary = england(),
		.file_name = SLICE("file"),
		.today = date_from_civil(2026, 1, 20),
		.unnamed = unnamed,
		.take = take,
		.reject = reject,
		.context = &unnamed,
		.arena = &arena,
	};

	if (format->read(&reading, bytes, &error) != 0)
		must(error.code == ERROR_INPUT);
	must(reading.rejected <= reading.records);
	arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice bytes = {(const char *)data, size};
	const struct format *format = format_find(slice_cut(&bytes, '\n'));

	(void)format_detect(bytes);
	if (format == NULL || format->read == NULL)
		return 0;
	read_as(format, bytes, false);
	read_as(format, bytes, true);
	return 0;
}
