/* The payload in a format of the field: one record a pupil. */
#include <stdio.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "dictionary/identifier.h"
#include "share/disclosure.h"
#include "share/rows.h"

/* --- the next school ------------------------------------------------------------------ */

struct destination {
	char laestab[LAESTAB_BYTES + 1]; /* "" before the first pupil */
	bool several;
	bool missing; /* a record does not say */
};

static int take_destination(struct disclosure *disclosure,
			    const struct shaped *shaped, void *context,
			    struct error *error)
{
	const struct dictionary *dictionary = disclosure->node->dictionary;
	const struct field *field =
		dictionary_field(dictionary, SLICE("enrolment.destination"));
	struct destination *destination = context;

	(void)error;
	for (size_t i = 0; field != NULL && i < shaped->count; i++) {
		struct slice text =
			record_text(&shaped->records[i], dictionary,
				    (uint16_t)(field - dictionary->fields));

		if (slice_is(text, destination->laestab) && !slice_empty(text))
			continue;
		if (text.len != LAESTAB_BYTES) {
			destination->missing = true;
			continue;
		}
		destination->several |= destination->laestab[0] != '\0';
		snprintf(destination->laestab, sizeof(destination->laestab),
			 "%.*s", SLICE_ARGS(text));
	}
	return 0;
}

static int stated_destination(const struct disclosure *disclosure,
			      struct destination *destination)
{
	struct slice stated = disclosure->asked->destination;

	/* The placeholders of the Common Transfer File. */
	if (slice_is(stated, "unknown"))
		stated = SLICE("XXXXXXX");
	else if (slice_is(stated, "outside"))
		stated = SLICE("MMMMMMM");
	if (laestab_normalise(stated, destination->laestab))
		return 0;
	/* An authority, as the Common Transfer File writes it; what else it
	 * may be has been looked at. */
	snprintf(destination->laestab, sizeof(destination->laestab), "%.*sLLLL",
		 SLICE_ARGS(disclosure->request.recipient_number));
	return 0;
}

/* A transfer file goes to one school: stated, or the same in all records. */
static int find_destination(struct disclosure *disclosure,
			    struct destination *destination,
			    struct error *error)
{
	if (!slice_empty(disclosure->asked->destination))
		return stated_destination(disclosure, destination);
	if (disclosure_scan(disclosure, false, take_destination, destination,
			    error) != 0)
		return -1;
	if (destination->several) {
		error_set(error, ERROR_INPUT,
			  "these pupils go to more than one school");
		return error_hint(error, "share them school by school, with "
					 "--pupils and --destination");
	}
	if (destination->laestab[0] != '\0' && !destination->missing)
		return 0;
	error_set(error, ERROR_INPUT,
		  "the records do not say which school these pupils go to");
	return error_hint(error, "give its number with --destination");
}

int payload_find_number(struct disclosure *disclosure, struct error *error)
{
	struct destination destination = {0};
	struct slice number = disclosure->request.recipient_number;
	char school[LAESTAB_BYTES + 1];

	if (slice_is(disclosure->release.recipient, "next-school") &&
	    disclosure->level.kind != LEVEL_AGGREGATE &&
	    find_destination(disclosure, &destination, error) != 0)
		return -1;
	disclosure->transfer =
		arena_copy(disclosure->arena, slice_of(destination.laestab)).at;
	if (slice_empty(number) &&
	    body_number_normalise(slice_of(destination.laestab), school))
		number = slice_of(school);
	disclosure->number = arena_copy(disclosure->arena, number).at;
	return disclosure->transfer != NULL && disclosure->number != NULL
		       ? 0
		       : error_memory(error);
}

/* --- writing ------------------------------------------------------------------------------ */

/* Rows are measured as CSV, whatever the format they leave in. */
struct records_writer {
	const struct format *format;
	struct writer *writer;
};

static int take_records(struct disclosure *disclosure,
			const struct shaped *shaped, void *context,
			struct error *error)
{
	const struct records_writer *to = context;

	(void)disclosure;
	return to->format->write(to->writer, shaped->records, shaped->count,
				 error);
}

static struct field_set released_fields(const struct disclosure *disclosure)
{
	const struct field *pseudonym = dictionary_field(
		disclosure->node->dictionary, SLICE("pupil.pseudonym"));
	struct field_set fields = disclosure->sent;
	bool pseudonymous = false;

	for (size_t i = 0; i < plan_decision_count(disclosure->plan); i++) {
		const struct decision *decision =
			plan_decision(disclosure->plan, (uint32_t)i);

		pseudonymous |= decision->outcome == OUTCOME_PERMIT &&
				(decision->level.kind == LEVEL_PUPIL ||
				 decision->level.kind == LEVEL_INSIDE);
	}
	if (pseudonymous && pseudonym != NULL)
		field_set_add(&fields,
			      (uint16_t)(pseudonym -
					 disclosure->node->dictionary->fields));
	return fields;
}

static void fill_frame(const struct disclosure *disclosure,
		       struct writing *writing)
{
	const struct node *node = disclosure->node;
	const struct notice *notice = node->notice;

	*writing = (struct writing){
		.dictionary = node->dictionary,
		.controller = notice->controller,
		.laestab = notice->laestab,
		.date = disclosure->request.date,
		.time = disclosure->asked->time,
		.serial = (uint32_t)((disclosure->release.id - 1) % 999 + 1),
		.recipient_laestab = slice_of(disclosure->transfer),
		.ukprn = disclosure->asked->ukprn,
		.fields = released_fields(disclosure),
		.title = disclosure->collection != NULL
				 ? disclosure->collection->name
				 : disclosure->release.purpose,
		.letter = disclosure->letter,
		.case_frame = disclosure->case_frame,
		.pack = disclosure->pack,
	};
	if (notice->setting != DICTIONARY_NONE)
		writing->setting_phase =
			node->dictionary->settings[notice->setting].phase;
	for (int c = 0; c < CATEGORY_LIMIT; c++)
		writing->most_items[c] = disclosure->most_items[c];
}

int payload_write_records(struct disclosure *disclosure,
			  const struct format *format, struct output *output,
			  struct error *error)
{
	struct records_writer to = {.format = format};
	struct writing writing;

	fill_frame(disclosure, &writing);
	if (format->open(&to.writer, &writing, output, error) != 0)
		return -1;
	if (disclosure_scan(disclosure, false, take_records, &to, error) != 0) {
		format->abandon(to.writer);
		return -1;
	}
	return format->close(to.writer, error);
}

static int write_file(struct disclosure *disclosure, struct error *error)
{
	struct output *output;
	int result;

	if (payload_output(disclosure, &output, error) != 0)
		return -1;
	if (disclosure->level.kind == LEVEL_ANONYMISED)
		result = rows_write(disclosure, output, error);
	else
		result = payload_write_records(disclosure, disclosure->format,
					       output, error);
	if (result == 0)
		return output_commit(output, error);
	output_abandon(output);
	return -1;
}

int payload_write(struct disclosure *disclosure, struct error *error)
{
	struct builder name = {0};
	struct writing writing;
	struct slice copy;

	fill_frame(disclosure, &writing);
	if (disclosure->format->file_name(&writing, &name, error) != 0) {
		builder_release(&name);
		return -1;
	}
	copy = arena_copy(disclosure->arena, builder_slice(&name));
	builder_release(&name);
	if (copy.at == NULL)
		return error_memory(error);
	disclosure->payload_name = copy.at;
	return write_file(disclosure, error);
}
