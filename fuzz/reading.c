#include "fuzz/reading.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "dictionary/identifier.h"
#include "fuzz/target.h"
#include "language/diagnostic.h"

struct watched {
	enum known_by known_by;
	uint64_t rejections;
};

const struct dictionary *england(void)
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

static struct slice uln_of(const struct record *record)
{
	const struct field *uln =
		dictionary_field(england(), SLICE("pupil.uln"));

	return record_text(record, england(),
			   (uint16_t)(uln - england()->fields));
}

static int take(void *context, const struct record *record, struct error *error)
{
	const struct watched *watched = context;
	struct slice uln = uln_of(record);

	(void)error;
	must(record->line > 0 && record->number > 0);
	must(record->upn.len == 0 || upn_check(record->upn, NULL) == UPN_GOOD);
	must(uln.len == 0 || uln_check(uln));
	must(watched->known_by != KNOWN_BY_UPN || record->upn.len > 0);
	must(watched->known_by != KNOWN_BY_UPN_OR_ULN || record->upn.len > 0 ||
	     uln.len > 0);
	for (uint32_t i = 0; i < record->count; i++)
		for (uint32_t j = 0; j < record->sections[i].count; j++)
			must(record->sections[i].items[j].count > 0);
	return 0;
}

static int reject(void *context, const struct rejection *rejection,
		  struct error *error)
{
	struct watched *watched = context;

	(void)error;
	must(rejection->record == 0 ||
	     (rejection->line > 0 && rejection->column > 0));
	must(rejection->message.len > 0);
	watched->rejections += !rejection->warning;
	return 0;
}

void read_whatever(const struct format *format, struct slice bytes,
		   struct reading reading, enum known_by known_by)
{
	struct watched watched = {.known_by = known_by};
	struct arena arena = {0};
	struct error error = {0};

	reading.dictionary = england();
	reading.today = date_from_civil(2026, 1, 20);
	reading.take = take;
	reading.reject = reject;
	reading.context = &watched;
	reading.arena = &arena;
	if (format->read(&reading, bytes, &error) != 0)
		must(error.code == ERROR_INPUT && error.message[0] != '\0');
	must(reading.rejected <= reading.records);
	must(reading.rejected <= watched.rejections);
	if (format->detect != NULL)
		(void)format->detect(bytes);
	arena_release(&arena);
}
