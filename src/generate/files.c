#include "generate/files.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "formats/census_record.h"
#include "formats/census_tables.h"
#include "formats/csv.h"
#include "formats/format.h"
#include "formats/school_census.h"

enum { BATCH = 256 };

struct filing {
	const struct files_request *request;
	size_t school;
	struct writer *writer;        /* of a format of one file */
	struct census_tables *tables; /* of the one that is several */
	struct writing frame;
	int32_t date; /* of the pupils */
	uint64_t categories;
	struct files_made *made;
	struct arena batch;
	struct record records[BATCH];
};

/* Records that a file can name, moved to the front. */
static size_t with_numbers(struct record *records, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (records[i].upn.len > 0)
			records[kept++] = records[i];
	return kept;
}

static void count_items(struct filing *filing, size_t count)
{
	uint32_t *most = filing->frame.most_items;

	for (size_t i = 0; i < count; i++) {
		const struct record *record = &filing->records[i];
		uint32_t counts[CATEGORY_LIMIT] = {0};

		for (uint32_t s = 0; s < record->count; s++)
			counts[record->sections[s].category] +=
				record->sections[s].count;
		for (uint32_t c = 0; c < CATEGORY_LIMIT; c++)
			if (counts[c] > most[c])
				most[c] = counts[c];
	}
}

/* Several tables, in a directory. */
static bool is_tables(const struct files_request *request)
{
	return request->format == &census_extract_format;
}

static int write_batch(struct filing *filing, size_t count, struct error *error)
{
	const struct files_request *request = filing->request;
	size_t named = with_numbers(filing->records, count);

	if (filing->writer == NULL && filing->tables == NULL) {
		count_items(filing, named);
		return 0;
	}
	for (size_t i = 0; i < named; i++)
		filing->records[i].number = filing->made->pupils + i + 1;
	filing->made->pupils += named;
	filing->made->unnumbered += count - named;
	if (request->progress != NULL)
		request->progress(request->context, filing->made->pupils);
	if (filing->tables != NULL)
		return census_tables_add(filing->tables, filing->records, named,
					 error);
	return request->format->write(filing->writer, filing->records, named,
				      error);
}

/* The school's pupils, batch by batch; without a writer they are only looked at. */
static int each_batch(struct filing *filing, struct error *error)
{
	const struct files_request *request = filing->request;
	struct population_stream *stream;
	int32_t since =
		request->since <= filing->date ? request->since : DATE_NONE;
	size_t count;
	int result;

	if (population_stream_open(&stream, request->population, filing->school,
				   filing->date, since, filing->categories,
				   error) != 0)
		return -1;
	do {
		arena_clear(&filing->batch);
		result = population_next(stream, filing->records, BATCH, &count,
					 &filing->batch, error);
		if (result == 0 && count > 0)
			result = write_batch(filing, count, error);
	} while (result == 0 && count > 0);
	population_stream_close(stream);
	return result;
}

static int write_file(struct filing *filing, struct error *error)
{
	const struct format *format = filing->request->format;
	struct output *output;

	if (output_open(&output, filing->made->path, 0600, error) != 0)
		return -1;
	if (format->open(&filing->writer, &filing->frame, output, error) != 0) {
		output_abandon(output);
		return -1;
	}
	if (each_batch(filing, error) != 0) {
		format->abandon(filing->writer);
		output_abandon(output);
		return -1;
	}
	if (format->close(filing->writer, error) != 0) {
		output_abandon(output);
		return -1;
	}
	return output_commit(output, error);
}

static int write_tables(struct filing *filing, struct arena *arena,
			struct error *error)
{
	const struct format_file *files;
	size_t count;
	int result;

	if (census_tables_begin(&filing->tables, &filing->frame, error) != 0)
		return -1;
	result = each_batch(filing, error);
	if (result == 0)
		result = census_tables_end(filing->tables, &files, &count,
					   error);
	if (result == 0)
		result = directory_make(filing->made->path, 0700, error);
	/* The same call makes them again, and to wait for the disk for each of
	 * them would take twenty times as long. */
	for (size_t i = 0; result == 0 && i < count; i++) {
		const char *path =
			path_join(arena, filing->made->path, files[i].name.at);

		result = path == NULL ? error_memory(error)
				      : file_put(path, files[i].bytes, 0600,
						 0700, error);
		if (result != 0)
			(void)directory_remove(filing->made->path, NULL);
	}
	census_tables_free(filing->tables);
	return result;
}

/* As the format demands; where that would be the same for every school, its number
 * stands before it. */
static int name_file(struct filing *filing, struct arena *arena,
		     struct error *error)
{
	const struct files_request *request = filing->request;
	struct builder name = {0}, full = {0};
	int result = is_tables(request)
			     ? census_tables_name(&filing->frame, &name, error)
			     : request->format->file_name(&filing->frame, &name,
							  error);
	struct slice copy = {NULL, 0};

	if (result == 0 &&
	    !slice_starts_with(builder_slice(&name), filing->frame.laestab)) {
		builder_add(&full, filing->frame.laestab);
		builder_add_byte(&full, '-');
	}
	builder_add(&full, builder_slice(&name));
	if (result == 0 && !full.failed && !name.failed)
		copy = arena_copy(arena, builder_slice(&full));
	builder_release(&name);
	builder_release(&full);
	if (result != 0)
		return -1;
	filing->made->path =
		copy.at != NULL ? path_join(arena, request->directory, copy.at)
				: NULL;
	return filing->made->path != NULL ? 0 : error_memory(error);
}

static uint64_t categories_of(const struct dictionary *dictionary,
			      const struct field_set *fields)
{
	uint64_t categories = 0;

	for (uint16_t field = field_set_next(fields, 0);
	     field != DICTIONARY_NONE;
	     field = field_set_next(fields, (uint16_t)(field + 1)))
		categories |= 1ull << dictionary->fields[field].category;
	return categories;
}

static struct slice phase_of(const struct dictionary *dictionary,
			     struct slice setting)
{
	uint16_t found = dictionary_find(dictionary, KIND_SETTING, setting);

	/* Middle schools are taken as deemed secondary; the census has no
	 * return of independent schools, whose form is all-through. */
	if (slice_is(setting, "middle"))
		return SLICE("MS");
	return found == DICTIONARY_NONE ? SLICE("")
					: dictionary->settings[found].phase;
}

/* What is worked out when it is released is not held; no file tells of it. */
static void drop_derived(const struct dictionary *dictionary,
			 struct field_set *fields)
{
	for (uint16_t i = 0; i < dictionary->field_count; i++)
		if (dictionary->fields[i].derived)
			field_set_remove(fields, i);
}

/* Columns of a category in a CSV file: each item has all of them. */
static uint32_t columns_of(const struct filing *filing, uint16_t category)
{
	const struct dictionary *dictionary = filing->request->dictionary;
	const struct category *entry = &dictionary->categories[category];
	bool several = entry->each.len > 0 || entry->by.len > 0;
	uint32_t columns = entry->by.len > 0 ? 1 : 0;

	for (uint16_t i = 0; i < entry->field_count; i++)
		columns += field_set_has(&filing->frame.fields,
					 (uint16_t)(entry->first_field + i));
	return columns * (several ? filing->frame.most_items[category] : 1);
}

static void leave_out(struct filing *filing, uint16_t category)
{
	const struct category *entry =
		&filing->request->dictionary->categories[category];

	filing->made->categories |= 1ull << category;
	filing->categories &= ~(1ull << category);
	filing->frame.most_items[category] = 0;
	for (uint16_t i = 0; i < entry->field_count; i++)
		field_set_remove(&filing->frame.fields,
				 (uint16_t)(entry->first_field + i));
}

/* The widest categories go until the file has no more columns than may be. */
static void narrow(struct filing *filing)
{
	uint16_t count = filing->request->dictionary->category_count;

	for (;;) {
		uint32_t columns = 0, most = 0;
		uint16_t widest = 0;

		for (uint16_t i = 0; i < count; i++) {
			uint32_t own = columns_of(filing, i);

			columns += own;
			if (own > most) {
				most = own;
				widest = i;
			}
		}
		if (columns <= CSV_COLUMNS)
			return;
		leave_out(filing, widest);
	}
}

static int prepare(struct filing *filing, struct error *error)
{
	const struct files_request *request = filing->request;
	const struct place_school *place =
		population_place(request->population, filing->school);
	struct writing *frame = &filing->frame;

	*frame = (struct writing){
		.dictionary = request->dictionary,
		.controller = place->name,
		.laestab = place->laestab,
		.setting_phase = phase_of(request->dictionary, place->setting),
		.date = request->date,
		.time = "10:00:00",
		.serial = 1,
		.title = SLICE("Pupils")};
	if (request->format->carries(request->dictionary, &frame->fields,
				     error) != 0)
		return -1;
	drop_derived(request->dictionary, &frame->fields);
	filing->categories = categories_of(request->dictionary, &frame->fields);
	/* Columns stand for the most items of anybody; the other formats have
	 * none. */
	if (!slice_is(slice_of(request->format->name), "csv"))
		return 0;
	if (each_batch(filing, error) != 0)
		return -1;
	narrow(filing);
	return 0;
}

/* A census tells of its census day, whenever in the term it is made. */
static int32_t pupils_on(const struct files_request *request)
{
	return request->format == &school_census_format || is_tables(request)
		       ? census_return_on(request->date).reference_date
		       : request->date;
}

/* Invented files are named as real ones are, and never take their place. */
static int check_new(const char *path, struct error *error)
{
	if (!file_exists(path) && !directory_exists(path))
		return 0;
	error_set(error, ERROR_INPUT, "there is such a file already");
	error_hint(error, "name a directory that is new or empty");
	return error_at(error, slice_of(path), 0, 0, 0);
}

int files_write(const struct files_request *request, size_t school,
		struct files_made *made, struct arena *arena,
		struct error *error)
{
	struct filing *filing = arena_allocate(arena, sizeof(*filing));
	int result;

	if (filing == NULL)
		return error_memory(error);
	*made = (struct files_made){0};
	filing->request = request;
	filing->date = pupils_on(request);
	filing->school = school;
	filing->made = made;
	result = prepare(filing, error);
	if (result == 0)
		result = name_file(filing, arena, error);
	if (result == 0)
		result = check_new(made->path, error);
	if (result == 0)
		result = is_tables(request) ? write_tables(filing, arena, error)
					    : write_file(filing, error);
	arena_release(&filing->batch);
	return result;
}
