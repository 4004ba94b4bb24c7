#include "tests/test.h"

#include "tests/formats/records.h"

#include "base/date.h"
#include "language/diagnostic.h"

struct dictionary *load_england(void)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct dictionary *dictionary = NULL;
	struct error error = {0};

	assert_success(dictionary_load(&dictionary, "dictionaries/england",
				       &findings, &error),
		       &error);
	arena_release(&arena);
	assert_non_null(dictionary);
	return dictionary;
}

int32_t sample_date(void)
{
	return date_from_civil(2026, 1, 20);
}

void write_record(struct builder *out, const struct dictionary *dictionary,
		  const struct record *record)
{
	for (uint32_t i = 0; i < record->count; i++) {
		const struct section *section = &record->sections[i];
		struct slice name =
			dictionary->categories[section->category].name;

		if (section->count == 0)
			builder_add_format(out, "%.*s empty\n",
					   SLICE_ARGS(name));
		for (uint32_t j = 0; j < section->count; j++)
			for (uint32_t k = 0; k < section->items[j].count; k++) {
				struct value *value =
					&section->items[j].values[k];

				builder_add(out, name);
				if (section->period.len > 0)
					builder_add_format(
						out, "[%.*s]",
						SLICE_ARGS(section->period));
				builder_add_format(
					out, ".%u %.*s = %.*s\n", j + 1,
					SLICE_ARGS(
						dictionary->fields[value->field]
							.name),
					SLICE_ARGS(value->text));
			}
	}
}

static int note_record(void *context, const struct record *record,
		       struct error *error)
{
	struct notebook *notebook = context;

	builder_add_format(&notebook->text, "record %u line %u\n",
			   (unsigned int)record->number, record->line);
	write_record(&notebook->text, notebook->reading.dictionary, record);
	return notebook->also == NULL
		       ? 0
		       : notebook->also(notebook->also_context, record, error);
}

static int note_rejection(void *context, const struct rejection *rejection,
			  struct error *error)
{
	struct notebook *notebook = context;

	(void)error;
	builder_add_format(&notebook->text, "%s %u %u:%u",
			   rejection->warning ? "warn" : "reject",
			   (unsigned int)rejection->record, rejection->line,
			   rejection->column);
	if (rejection->rule != NULL)
		builder_add_format(&notebook->text, " rule %s",
				   rejection->rule);
	if (rejection->file.len > 0)
		builder_add_format(&notebook->text, " in %.*s",
				   SLICE_ARGS(rejection->file));
	builder_add_format(&notebook->text, " %.*s: %.*s\n",
			   SLICE_ARGS(rejection->field),
			   SLICE_ARGS(rejection->message));
	return 0;
}

void notebook_init(struct notebook *notebook,
		   const struct dictionary *dictionary)
{
	*notebook = (struct notebook){0};
	notebook->reading = (struct reading){
		.dictionary = dictionary,
		.file_name = SLICE("file.xml"),
		.today = sample_date(),
		.take = note_record,
		.reject = note_rejection,
		.context = notebook,
		.arena = &notebook->arena,
	};
}

void notebook_release(struct notebook *notebook)
{
	builder_release(&notebook->text);
	arena_release(&notebook->arena);
}

static void parse_line(struct record_maker *maker, struct slice line)
{
	struct slice value = line;
	struct slice name = slice_trim(slice_cut(&value, '='));
	struct slice period = {0};
	struct slice number;
	uint64_t item = 1;
	uint16_t field;

	for (size_t i = name.len; i-- > 0 && name.at[i] != '.';)
		if (name.at[i] == '[') {
			period = slice_part(name, i + 1, name.len - 1);
			name = slice_part(name, 0, i);
		}
	for (size_t i = name.len; i-- > 0;)
		if (name.at[i] == '.') {
			number = slice_part(name, i + 1, name.len);
			if (slice_number(number, 99, &item))
				name = slice_part(name, 0, i);
			break;
		}
	field = dictionary_find(maker->dictionary, KIND_FIELD, name);
	if (field == DICTIONARY_NONE)
		fail_msg("there is no field %.*s", SLICE_ARGS(name));
	record_set(maker, field, period, (uint32_t)item - 1, slice_trim(value));
}

struct record parse_record(const struct dictionary *dictionary,
			   struct arena *arena, struct slice text)
{
	struct record_maker maker = record_maker(dictionary, arena);
	struct record record;
	struct error error;

	while (text.len > 0) {
		struct slice line = slice_trim(slice_cut(&text, '\n'));

		if (line.len > 0)
			parse_line(&maker, line);
	}
	assert_success(record_made(&maker, &record, &error), &error);
	record.number = 1;
	return record;
}
