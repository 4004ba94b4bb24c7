/*
 * A reply of the learner registration as it may come from anybody, read with the
 * dictionary of England.  Whatever it holds, a record that is taken has a good
 * number, and each rejection of a record a place in the file.
 */
#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "dictionary/dictionary.h"
#include "dictionary/identifier.h"
#include "formats/lrs_reply.h"
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
	const struct field *uln =
		dictionary_field(england(), SLICE("pupil.uln"));
	struct slice number = record_text(record, england(),
					  (uint16_t)(uln - england()->fields));

	(void)context;
	(void)error;
	must(record->upn.len > 0 || number.len > 0);
	must(record->upn.len == 0 || upn_check(record->upn, NULL) == UPN_GOOD);
	must(number.len == 0 || uln_check(number));
	must(record->line > 0 && record->number > 0);
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
	struct slice bytes = {(const char *)data, size};
	struct arena arena = {0};
	struct error error = {0};
	struct reading reading = {
		.dictionary = england(),
		.file_name = SLICE("reply.xml"),
		.today = date_from_civil(2026, 1, 20),
		.take = take,
		.reject = reject,
		.arena = &arena,
	};

	if (lrs_reply_read(&reading, bytes, &error) != 0)
		must(error.code == ERROR_INPUT);
	must(reading.rejected <= reading.records);
	(void)lrs_reply_format.detect(bytes);
	arena_release(&arena);
	return 0;
}
