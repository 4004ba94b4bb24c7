/*
 * pupils.h - what the tests of the formats share: the dictionary of England,
 * and a reading that shows as text everything that it is given.
 */
#ifndef HORNBOOK_TESTS_FORMATS_PUPILS_H
#define HORNBOOK_TESTS_FORMATS_PUPILS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "formats/format.h"
#include "language/diagnostic.h"

struct shown {
	const struct dictionary *dictionary;
	struct builder text;
	bool stop; /* refuse the first record */
};

/* category(period)[item].field=value, a line for each section. */
static inline void show_record(struct shown *shown, const struct record *record)
{
	const struct dictionary *dictionary = shown->dictionary;
	struct builder *out = &shown->text;

	builder_add_format(out, "record %u line %u %.*s\n",
			   (unsigned int)record->number, record->line,
			   SLICE_ARGS(record->upn));
	for (uint32_t i = 0; i < record->count; i++) {
		const struct section *section = &record->sections[i];

		builder_add_format(
			out, "  %.*s",
			SLICE_ARGS(dictionary->categories[section->category]
					   .name));
		if (section->period.len > 0)
			builder_add_format(out, "(%.*s)",
					   SLICE_ARGS(section->period));
		for (uint32_t j = 0; j < section->count; j++) {
			const struct item *item = &section->items[j];

			builder_add_text(out, j > 0 ? " |" : ":");
			for (uint32_t k = 0; k < item->count; k++)
				builder_add_format(
					out, " %.*s=%.*s",
					SLICE_ARGS(
						dictionary
							->fields[item->values[k]
									 .field]
							.name),
					SLICE_ARGS(item->values[k].text));
		}
		if (section->count == 0)
			builder_add_text(out, ": none");
		builder_add_byte(out, '\n');
	}
}

static inline int shown_take(void *context, const struct record *record,
			     struct error *error)
{
	struct shown *shown = context;

	if (shown->stop)
		return error_set(error, ERROR_SYSTEM, "the test stops here");
	show_record(shown, record);
	return 0;
}

static inline int shown_reject(void *context, const struct rejection *rejection,
			       struct error *error)
{
	struct shown *shown = context;

	(void)error;
	builder_add_format(&shown->text, "%s %u at %u:%u",
			   rejection->warning ? "warning" : "reject",
			   (unsigned int)rejection->record, rejection->line,
			   rejection->column);
	if (rejection->rule != NULL)
		builder_add_format(&shown->text, " rule %s", rejection->rule);
	builder_add_format(&shown->text, " '%.*s' %.*s\n",
			   SLICE_ARGS(rejection->field),
			   SLICE_ARGS(rejection->message));
	return 0;
}

static inline struct reading shown_reading(struct shown *shown)
{
	return (struct reading){
		.dictionary = shown->dictionary,
		.file_name = SLICE("pupils.csv"),
		.today = date_from_civil(2026, 1, 15),
		.take = shown_take,
		.reject = shown_reject,
		.context = shown,
	};
}

/* The dictionary of this source tree; NULL when it does not load. */
static inline struct dictionary *load_england(void)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct error error = {0};
	struct dictionary *dictionary = NULL;

	if (dictionary_load(&dictionary, "dictionaries/england", &findings,
			    &error) != 0)
		dictionary = NULL;
	arena_release(&arena);
	return dictionary;
}

#endif
