#include "share/intake.h"

#include <string.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "policy/request.h"
#include "share/node.h"

enum { MAPPING_LIMIT_BYTES = 1 << 20 };

/* One file on its way in. */
struct taking {
	struct node *node;
	const struct intake_request *request;
	struct intake_file *file;
	struct import *import;
	struct rejection *rejections;
	size_t rejection_capacity;
	struct arena *arena;
	uint64_t bytes;
	uint64_t nameless; /* records rejected by take_record */
};

/* --- what readers call ------------------------------------------------------------------ */

static int take_rejection(void *context, const struct rejection *rejection,
			  struct error *error)
{
	struct taking *taking = context;
	struct intake_file *file = taking->file;
	struct rejection kept = *rejection;

	file->warnings += rejection->warning;
	if (file->rejection_count == INTAKE_REJECTIONS)
		return 0;
	taking->rejections = arena_grow(
		taking->arena, taking->rejections, file->rejection_count,
		&taking->rejection_capacity, sizeof(*taking->rejections));
	if (taking->rejections == NULL)
		return error_memory(error);
	kept.field = arena_copy(taking->arena, rejection->field);
	kept.message = arena_copy(taking->arena, rejection->message);
	if (rejection->rule != NULL)
		kept.rule =
			arena_copy(taking->arena, slice_of(rejection->rule)).at;
	if (kept.field.at == NULL || kept.message.at == NULL ||
	    (rejection->rule != NULL && kept.rule == NULL))
		return error_memory(error);
	taking->rejections[file->rejection_count++] = kept;
	file->rejections = taking->rejections;
	return 0;
}

static bool has_field(const struct taking *taking, const struct record *record,
		      const char *name)
{
	const struct dictionary *dictionary = taking->node->dictionary;
	const struct field *field =
		dictionary_field(dictionary, slice_of(name));

	return field == NULL ||
	       !slice_empty(
		       record_text(record, dictionary,
				   (uint16_t)(field - dictionary->fields)));
}

/* Whether the record would make a pupil of whom only a number is known, as a
 * file of wishes does that names a pupil who is not here. */
static int would_be_nameless(struct taking *taking, const struct record *record,
			     bool *nameless, struct error *error)
{
	struct error found = {0};
	uint64_t pupil;

	*nameless = false;
	if (has_field(taking, record, "pupil.surname") &&
	    has_field(taking, record, "pupil.forename") &&
	    has_field(taking, record, "pupil.birth-date"))
		return 0;
	if (register_find(taking->node->pupils, record->upn, &pupil, &found) ==
	    0)
		return 0;
	if (found.code != ERROR_NOT_FOUND) {
		if (error != NULL)
			*error = found;
		return -1;
	}
	*nameless = true;
	return 0;
}

static int take_record(void *context, const struct record *record,
		       struct error *error)
{
	struct taking *taking = context;
	const struct rejection rejection = {
		.record = record->number,
		.line = record->line,
		.field = SLICE("pupil.upn"),
		.message = SLICE("no pupil with this number is held, and the "
				 "record has no surname, forename and date of "
				 "birth to make one"),
	};
	bool nameless;

	if (would_be_nameless(taking, record, &nameless, error) != 0)
		return -1;
	if (!nameless)
		return import_add(taking->import, record, error);
	taking->nameless++;
	return take_rejection(taking, &rejection, error);
}

static void take_progress(void *context, uint64_t done)
{
	struct taking *taking = context;

	if (taking->request->progress != NULL)
		taking->request->progress(taking->request->context,
					  taking->file->path, done,
					  taking->bytes);
}

/* --- one file ------------------------------------------------------------------------------ */

static int choose_format(const struct taking *taking, struct slice bytes,
			 const struct format **format, struct error *error)
{
	struct slice name = taking->request->format;

	*format = slice_empty(name) ? format_detect(slice_part(bytes, 0, 65536))
				    : format_find(name);
	if (*format != NULL && (*format)->read != NULL)
		return 0;
	if (slice_empty(name)) {
		error_set(error, ERROR_INPUT,
			  "this is no format that Hornbook knows");
		error_hint(error, "a CSV file needs a header line with a UPN "
				  "column; --format names the format");
	} else {
		error_set(error, ERROR_INPUT,
			  "files of the format '%.*s' cannot be read",
			  SLICE_ARGS(name));
	}
	return error_at(error, slice_of(taking->file->path), 0, 0, 0);
}

static int read_records(struct taking *taking, const struct format *format,
			struct slice mapping, struct slice bytes,
			struct error *error)
{
	struct reading reading = {
		.dictionary = taking->node->dictionary,
		.file_name = slice_of(path_name(taking->file->path)),
		.mapping = mapping,
		.today = taking->request->today,
		.take = take_record,
		.reject = take_rejection,
		.progress = take_progress,
		.context = taking,
		.arena = taking->arena,
	};

	taking->file->format = format->name;
	if (format->read(&reading, bytes, error) != 0)
		return -1;
	taking->file->records = reading.records;
	taking->file->rejected = reading.rejected + taking->nameless;
	taking->file->sender = reading.sender;
	return 0;
}

static int import_bytes(struct taking *taking, const struct format *format,
			struct slice mapping, struct slice bytes,
			const uint8_t hash[32], struct error *error)
{
	struct origin origin = {
		.kind = slice_of(format->name),
		.name = slice_of(path_name(taking->file->path)),
		.recorded = taking->request->today,
	};

	memcpy(origin.hash, hash, sizeof(origin.hash));
	if (import_begin(&taking->import, taking->node->pupils, &origin,
			 error) != 0)
		return -1;
	if (read_records(taking, format, mapping, bytes, error) != 0) {
		import_abandon(taking->import);
		return -1;
	}
	if (taking->file->rejected > 0 && !taking->request->accept_partial) {
		import_abandon(taking->import);
		return 0;
	}
	if (import_commit(taking->import, &taking->file->counts, error) != 0)
		return -1;
	taking->file->imported = true;
	return 0;
}

static int take_bytes(struct taking *taking, struct slice mapping,
		      struct slice bytes, struct error *error)
{
	struct intake_file *file = taking->file;
	const struct format *format;
	uint8_t hash[crypto_hash_sha256_BYTES];

	taking->bytes = bytes.len;
	if (choose_format(taking, bytes, &format, error) != 0)
		return -1;
	crypto_hash_sha256(hash, (const unsigned char *)bytes.at, bytes.len);
	if (register_imported(taking->node->pupils, hash, &file->seen_before,
			      &file->seen_on, error) != 0)
		return -1;
	if (file->seen_before) {
		file->imported = true;
		file->format = format->name;
		return 0;
	}
	return import_bytes(taking, format, mapping, bytes, hash, error);
}

static int take_file(struct node *node, const struct intake_request *request,
		     struct slice mapping, struct intake_file *file,
		     struct arena *arena, struct error *error)
{
	struct taking taking = {
		.node = node,
		.request = request,
		.file = file,
		.arena = arena,
	};
	struct builder content = {0};
	int result;

	result = file_read(file->path, FORMAT_LIMIT_BYTES, &content, error);
	if (result == 0) {
		result = take_bytes(&taking, mapping, builder_slice(&content),
				    error);
		if (result != 0 && error != NULL &&
		    error->place.file[0] == '\0')
			error_at(error, slice_of(file->path), error->place.line,
				 error->place.column, error->place.record);
	}
	/* The file held personal data in the clear.  Smaller blocks that the
	 * builder grew out of were given back unwiped. */
	if (content.at != NULL)
		sodium_memzero(content.at, content.capacity);
	builder_release(&content);
	return result;
}

static void add_counts(struct import_counts *sum,
		       const struct import_counts *counts)
{
	sum->pupils_new += counts->pupils_new;
	sum->pupils_changed += counts->pupils_changed;
	sum->pupils_unchanged += counts->pupils_unchanged;
	sum->sections_written += counts->sections_written;
}

int intake(struct node *node, const struct intake_request *request,
	   struct intake_report *report, struct arena *arena,
	   struct error *error)
{
	struct builder mapping = {0};
	bool all = true;
	int result = 0;

	*report = (struct intake_report){0};
	report->files =
		arena_array(arena, request->file_count, sizeof(*report->files));
	if (report->files == NULL)
		return error_memory(error);
	if (request->mapping != NULL)
		result = file_read(request->mapping, MAPPING_LIMIT_BYTES,
				   &mapping, error);
	for (size_t i = 0; result == 0 && i < request->file_count; i++) {
		struct intake_file *file = &report->files[i];

		file->path = request->files[i];
		result = take_file(node, request, builder_slice(&mapping), file,
				   arena, error);
		report->file_count = i + 1;
		all &= file->imported;
		add_counts(&report->counts, &file->counts);
	}
	builder_release(&mapping);
	report->imported = result == 0 && all;
	return result;
}

/* --- a family's wish ------------------------------------------------------------------------- */

/* The wishes of one pupil, with one added or ended, as a record to import. */
struct wish_change {
	const struct dictionary *dictionary;
	struct record_maker maker;
	uint32_t items;
};

static uint16_t field_index(const struct dictionary *dictionary,
			    const char *name)
{
	const struct field *field =
		dictionary_field(dictionary, slice_of(name));

	return field != NULL ? (uint16_t)(field - dictionary->fields)
			     : DICTIONARY_NONE;
}

static void set_text(struct wish_change *change, const char *name,
		     struct slice text)
{
	uint16_t field = field_index(change->dictionary, name);

	if (!slice_empty(text) && field != DICTIONARY_NONE)
		record_set(&change->maker, field, (struct slice){NULL, 0},
			   change->items, text);
}

static void set_date(struct wish_change *change, const char *name, int32_t date)
{
	char text[DATE_TEXT_BYTES];

	if (date == DATE_NONE)
		return;
	date_format(date, text);
	set_text(change, name, slice_of(text));
}

static bool same_wish(const struct dictionary *dictionary,
		      const struct item *item, const struct wish *wish)
{
	const struct {
		const char *name;
		struct slice text;
	} parts[] = {
		{"wish.kind", wish->kind},
		{"wish.by", wish->by},
		{"wish.recipient", wish->recipient},
		{"wish.purpose", wish->purpose},
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (!slice_equal(item_text(item, field_index(dictionary,
							     parts[i].name)),
				 parts[i].text))
			return false;
	return slice_empty(
		item_text(item, field_index(dictionary, "wish.withdrawn")));
}

static void copy_item(struct wish_change *change, const struct item *item)
{
	for (uint32_t v = 0; v < item->count; v++)
		record_set(&change->maker, item->values[v].field,
			   (struct slice){NULL, 0}, change->items,
			   item->values[v].text);
}

static bool copy_wishes(struct wish_change *change,
			const struct section *section, const struct wish *wish,
			bool withdraw, int32_t today)
{
	int32_t on = wish->date != DATE_NONE ? wish->date : today;
	bool found = false;

	for (uint32_t i = 0; section != NULL && i < section->count; i++) {
		const struct item *item = &section->items[i];

		copy_item(change, item);
		if (same_wish(change->dictionary, item, wish)) {
			found = true;
			if (withdraw)
				set_date(change, "wish.withdrawn", on);
		}
		change->items++;
	}
	return found;
}

static int import_wishes(struct node *node, struct slice upn,
			 struct record *record, int32_t today,
			 struct error *error)
{
	struct origin origin = {.kind = SLICE("wish"), .recorded = today};
	struct import_counts counts;
	struct import *import;

	/* No file stands behind it: a hash of its own keeps it apart from
	 * every file. */
	randombytes_buf(origin.hash, sizeof(origin.hash));
	record->upn = upn;
	if (import_begin(&import, node->pupils, &origin, error) != 0)
		return -1;
	if (import_add(import, record, error) != 0) {
		import_abandon(import);
		return -1;
	}
	return import_commit(import, &counts, error);
}

static int check_word(const struct dictionary *dictionary, const char *field,
		      struct slice text, struct error *error)
{
	uint16_t index = field_index(dictionary, field);
	struct builder canonical = {0};
	int result = 0;

	if (index == DICTIONARY_NONE)
		return error_set(error, ERROR_INPUT,
				 "the dictionary has no field '%s'", field);
	if (field_check(dictionary, index, text, DATE_NONE, &canonical,
			error) != 0)
		result = -1;
	else if (!slice_equal(builder_slice(&canonical), text))
		result = error_set(error, ERROR_INPUT,
				   "there is no such %s as stated", field);
	builder_release(&canonical);
	return result;
}

/* A wish whose words mean nothing would be kept and never be heeded. */
static int check_wish(const struct dictionary *dictionary,
		      const struct wish *wish, struct error *error)
{
	if (check_word(dictionary, "wish.kind", wish->kind, error) != 0 ||
	    check_word(dictionary, "wish.by", wish->by, error) != 0)
		return -1;
	if (!slice_empty(wish->recipient) &&
	    dictionary_body(dictionary, wish->recipient, NULL) ==
		    DICTIONARY_NONE)
		return error_set(error, ERROR_INPUT,
				 "the dictionary has no body '%.*s'",
				 SLICE_ARGS(wish->recipient));
	if (!slice_empty(wish->purpose) &&
	    dictionary_find(dictionary, KIND_PURPOSE, wish->purpose) ==
		    DICTIONARY_NONE)
		return error_set(error, ERROR_INPUT,
				 "the dictionary has no purpose '%.*s'",
				 SLICE_ARGS(wish->purpose));
	return 0;
}

static int change_wishes(struct node *node, struct slice upn,
			 const struct wish *wish, bool withdraw, int32_t today,
			 struct arena *arena, struct error *error)
{
	uint16_t category = dictionary_find(node->dictionary, KIND_CATEGORY,
					    SLICE("wishes"));
	struct wish_change change = {.dictionary = node->dictionary};
	struct record held, record;
	uint64_t pupil;
	bool found;

	if (category == DICTIONARY_NONE)
		return error_set(error, ERROR_INPUT,
				 "the dictionary has no category for wishes");
	if (check_wish(node->dictionary, wish, error) != 0 ||
	    register_find(node->pupils, upn, &pupil, error) != 0 ||
	    register_read(node->pupils, pupil, 1ull << category, &held, arena,
			  error) != 0)
		return -1;
	change.maker = record_maker(node->dictionary, arena);
	found = copy_wishes(&change, record_section(&held, category), wish,
			    withdraw, today);
	if (withdraw && !found)
		return error_set(error, ERROR_NOT_FOUND,
				 "no such wish stands, so none can be "
				 "withdrawn");
	if (!withdraw && found)
		return 0; /* it stands already */
	if (!withdraw) {
		set_text(&change, "wish.kind", wish->kind);
		set_text(&change, "wish.by", wish->by);
		set_text(&change, "wish.recipient", wish->recipient);
		set_text(&change, "wish.purpose", wish->purpose);
		set_date(&change, "wish.date", wish->date);
	}
	if (record_made(&change.maker, &record, error) != 0)
		return -1;
	return import_wishes(node, upn, &record, today, error);
}

int intake_wish(struct node *node, struct slice upn, const struct wish *wish,
		bool withdraw, int32_t today, struct error *error)
{
	struct arena arena = {0};
	int result;

	result = change_wishes(node, upn, wish, withdraw, today, &arena, error);
	arena_release(&arena);
	return result;
}
