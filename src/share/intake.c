#include "share/intake.h"

#include <string.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "formats/census_record.h"
#include "policy/request.h"
#include "register/layer.h"
#include "share/node.h"
#include "share/pupil_find.h"
#include "share/payload_check.h"
#include "share/wishes.h"

enum { MAPPING_LIMIT_BYTES = 1 << 20 };

/* One file on its way in. */
struct taking {
	struct node *node;
	const struct intake_request *request;
	struct intake_file *file;
	struct import *import;
	struct register_grant *grant;         /* NULL: the node's own */
	const struct intake_payload *payload; /* of a grant */
	struct slice stated_by;               /* of a grant */
	struct rejection *rejections;
	size_t rejection_capacity;
	const struct format_file *beside; /* read with the file */
	size_t beside_count;
	struct arena *arena;
	uint64_t bytes;
	uint64_t turned_away; /* records rejected by take_record */
	struct arena scratch; /* of the record in hand */
	struct error fault;   /* why a wish is rejected */
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
	kept.file = arena_copy(taking->arena, rejection->file);
	if (rejection->rule != NULL)
		kept.rule =
			arena_copy(taking->arena, slice_of(rejection->rule)).at;
	if (kept.field.at == NULL || kept.message.at == NULL ||
	    kept.file.at == NULL ||
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

/* The pupil that a record is of, by its number or a former one, without these by
 * its learner number, as the register will find it; 0 for a new one. */
static int find_held(struct taking *taking, const struct record *record,
		     uint64_t *pupil, struct error *error)
{
	*pupil = 0;
	if (pupil_known(taking->node->pupils, register_find, record->upn, pupil,
			error) != 0)
		return -1;
	if (*pupil == 0 &&
	    pupil_known(taking->node->pupils, register_find,
			record_text_called(record, taking->node->dictionary,
					   "pupil.former-upn"),
			pupil, error) != 0)
		return -1;
	if (*pupil != 0 || !slice_empty(record->upn))
		return 0;
	return pupil_known(taking->node->pupils, register_find_uln,
			   record_text_called(record, taking->node->dictionary,
					      "pupil.uln"),
			   pupil, error);
}

/* A learner whose number was made one with another is held under the old one,
 * and becomes known by the one that is left (F08). */
static int find_linked(struct taking *taking, struct record *record,
		       struct error *error)
{
	const struct dictionary *dictionary = taking->node->dictionary;
	const struct field *upn =
		dictionary_field(dictionary, SLICE("pupil.upn"));
	struct slice linked = record_text_called(
		record, taking->node->dictionary, "learner.linked-uln");
	struct record held;
	uint64_t pupil = 0;

	if (!slice_empty(record->upn) || slice_empty(linked) || upn == NULL)
		return 0;
	if (find_held(taking, record, &pupil, error) != 0)
		return -1;
	if (pupil != 0)
		return 0;
	if (pupil_known(taking->node->pupils, register_find_uln, linked, &pupil,
			error) != 0)
		return -1;
	if (pupil == 0)
		return 0;
	if (register_read(taking->node->pupils, pupil, 1ull << upn->category,
			  &held, &taking->scratch, error) != 0)
		return -1;
	record->upn = held.upn;
	return 0;
}

/* Whether the record would make a pupil of whom only a number is known, as a
 * file of wishes does that names a pupil who is not here. */
static int would_be_nameless(struct taking *taking, const struct record *record,
			     bool *nameless, struct error *error)
{
	uint64_t pupil;

	*nameless = false;
	if (has_field(taking, record, "pupil.surname") &&
	    has_field(taking, record, "pupil.forename") &&
	    has_field(taking, record, "pupil.birth-date"))
		return 0;
	if (find_held(taking, record, &pupil, error) != 0)
		return -1;
	*nameless = pupil == 0;
	return 0;
}

/* The first wish of a record that could never be heeded, as a rejection. */
static bool has_bad_wish(const struct taking *taking,
			 const struct wish_list *wishes,
			 struct rejection *rejection, struct error *error)
{
	for (size_t i = 0; i < wishes->count; i++) {
		if (wish_check(&wishes->list[i], taking->node->dictionary,
			       taking->request->today, error) == 0)
			continue;
		rejection->field = SLICE("wish");
		rejection->message = slice_of(error->message);
		return true;
	}
	return false;
}

static void replace_section(struct record *record,
			    const struct section *section)
{
	for (uint32_t s = 0; s < record->count; s++)
		if (record->sections[s].category == section->category)
			record->sections[s] = *section;
}

/* The record with its wishes added to those on record: a file never takes a
 * wish away but by a date of withdrawal. */
static int merge_wishes(struct taking *taking, struct record *record,
			uint64_t pupil, const struct wish_list *stated,
			struct error *error)
{
	const struct dictionary *dictionary = taking->node->dictionary;
	uint16_t category = wishes_category(dictionary);
	struct wish_list wishes = {.dictionary = dictionary,
				   .arena = &taking->scratch};
	struct record_maker maker = record_maker(dictionary, &taking->scratch);
	struct record held, made;
	const struct section *section;

	if (pupil != 0 &&
	    (register_read(taking->node->pupils, pupil, 1ull << category, &held,
			   &taking->scratch, error) != 0 ||
	     wishes_read(&wishes, section_own(record_section(&held, category)),
			 error) != 0))
		return -1;
	for (size_t i = 0; i < stated->count; i++) {
		const struct wish *wish = &stated->list[i];

		/* The same row as last week does not bring back what has been
		 * withdrawn since. */
		if (wish->withdrawn == DATE_NONE &&
		    wishes_recorded(&wishes, wish))
			continue;
		if (wishes_add(&wishes, wish, error) != 0)
			return -1;
	}
	wishes_set(&wishes, &maker);
	if (record_made(&maker, &made, error) != 0)
		return -1;
	section = record_section(&made, category);
	if (section != NULL)
		replace_section(record, section);
	return 0;
}

/* A record that names wishes without stating one says nothing of them. */
static void drop_section(struct record *record, uint16_t category)
{
	uint32_t kept = 0;

	for (uint32_t s = 0; s < record->count; s++)
		if (record->sections[s].category != category)
			record->sections[kept++] = record->sections[s];
	record->count = kept;
}

/* The reader's list of sections is the reader's; changes are made in a copy. */
static int own_sections(struct taking *taking, struct record *record,
			struct error *error)
{
	struct section *copy =
		arena_array(&taking->scratch, record->count, sizeof(*copy));

	if (copy == NULL)
		return error_memory(error);
	memcpy(copy, record->sections, record->count * sizeof(*copy));
	record->sections = copy;
	return 0;
}

static int take_wishes(struct taking *taking, struct record *record,
		       struct rejection *rejection, bool *rejected,
		       struct error *error)
{
	const struct dictionary *dictionary = taking->node->dictionary;
	uint16_t category = wishes_category(dictionary);
	const struct section *section = NULL;
	struct wish_list stated = {.dictionary = dictionary,
				   .arena = &taking->scratch};
	uint64_t pupil;

	*rejected = false;
	if (category != DICTIONARY_NONE)
		section = record_section(record, category);
	if (section == NULL)
		return 0;
	if (own_sections(taking, record, error) != 0)
		return -1;
	if (section->count == 0) {
		drop_section(record, category);
		return 0;
	}
	if (wishes_read(&stated, section, error) != 0)
		return -1;
	taking->fault = (struct error){0};
	*rejected = has_bad_wish(taking, &stated, rejection, &taking->fault);
	if (*rejected)
		return 0;
	if (find_held(taking, record, &pupil, error) != 0)
		return -1;
	return merge_wishes(taking, record, pupil, &stated, error);
}

static bool same_item(const struct item *a, const struct item *b)
{
	if (a->count != b->count)
		return false;
	for (uint32_t v = 0; v < a->count; v++)
		if (a->values[v].field != b->values[v].field ||
		    !slice_equal(a->values[v].text, b->values[v].text))
			return false;
	return true;
}

static void add_items(struct record_maker *maker, struct item *items,
		      uint32_t count, uint32_t *made)
{
	for (uint32_t i = 0; i < count; i++) {
		bool there = false;

		for (uint32_t j = 0; j < i; j++)
			there |= same_item(&items[i], &items[j]);
		if (there)
			continue;
		for (uint32_t v = 0; v < items[i].count; v++)
			record_set(maker, items[i].values[v].field,
				   (struct slice){NULL, 0}, *made,
				   items[i].values[v].text);
		(*made)++;
	}
}

/* Notices given to a family add up too: each may have told of something. */
static int take_served(struct taking *taking, struct record *record,
		       struct error *error)
{
	const struct dictionary *dictionary = taking->node->dictionary;
	uint16_t category =
		dictionary_find(dictionary, KIND_CATEGORY, SLICE("served"));
	const struct section *stated = NULL, *on_record, *section;
	struct record_maker maker = record_maker(dictionary, &taking->scratch);
	struct record held, made;
	struct item *items;
	uint64_t pupil;
	uint32_t count = 0, old = 0;

	if (category != DICTIONARY_NONE)
		stated = record_section(record, category);
	if (stated == NULL)
		return 0;
	if (find_held(taking, record, &pupil, error) != 0)
		return -1;
	if (pupil == 0)
		return 0;
	if (register_read(taking->node->pupils, pupil, 1ull << category, &held,
			  &taking->scratch, error) != 0)
		return -1;
	on_record = section_own(record_section(&held, category));
	old = on_record != NULL ? on_record->count : 0;
	items = arena_array(&taking->scratch, old + stated->count,
			    sizeof(*items));
	if (items == NULL)
		return error_memory(error);
	if (own_sections(taking, record, error) != 0)
		return -1;
	if (old > 0)
		memcpy(items, on_record->items, old * sizeof(*items));
	if (stated->count > 0)
		memcpy(items + old, stated->items,
		       stated->count * sizeof(*items));
	add_items(&maker, items, old + stated->count, &count);
	if (record_made(&maker, &made, error) != 0)
		return -1;
	section = record_section(&made, category);
	if (section != NULL)
		replace_section(record, section);
	return 0;
}

/* What families told another controller is taken as it is. */
static int take_received(struct taking *taking, const struct record *record,
			 struct error *error)
{
	const struct payload_check check = {
		.node = taking->node,
		.fields = taking->payload->fields,
		.level = taking->payload->level,
		.sender = taking->grant->sender_number,
		.arena = &taking->scratch,
	};
	struct record mine = *record;
	struct rejection rejection;
	bool rejected = false;

	arena_clear(&taking->scratch);
	if (payload_check(&check, &mine, &rejection, &rejected, error) != 0)
		return -1;
	if (!rejected)
		return import_add(taking->import, &mine, error);
	taking->turned_away++;
	return take_rejection(taking, &rejection, error);
}

static int take_record(void *context, const struct record *record,
		       struct error *error)
{
	struct taking *taking = context;
	struct record mine = *record;
	struct rejection rejection = {
		.record = record->number,
		.line = record->line,
		.field = SLICE("pupil.upn"),
		.message = SLICE("no pupil with this number is held, and the "
				 "record has no surname, forename and date of "
				 "birth to make one"),
	};
	bool rejected;

	if (taking->grant != NULL)
		return take_received(taking, record, error);
	arena_clear(&taking->scratch);
	if (find_linked(taking, &mine, error) != 0 ||
	    would_be_nameless(taking, &mine, &rejected, error) != 0)
		return -1;
	if (!rejected &&
	    take_wishes(taking, &mine, &rejection, &rejected, error) != 0)
		return -1;
	if (!rejected && take_served(taking, &mine, error) != 0)
		return -1;
	if (!rejected)
		return import_add(taking->import, &mine, error);
	taking->turned_away++;
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
	/* What begins like XML is read as such, for the better message. */
	if (slice_empty(name) && *format == NULL && format_is_xml(bytes))
		*format = format_find(SLICE("ctf"));
	if (*format != NULL && (*format)->read != NULL)
		return 0;
	if (bytes.len == 0) {
		error_set(error, ERROR_INPUT, "the file is empty");
	} else if (slice_empty(name)) {
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
		.beside = taking->beside,
		.beside_count = taking->beside_count,
		.today = taking->request->today,
		.unnamed = taking->grant != NULL,
		.coarse = taking->payload != NULL &&
			  taking->payload->level.kind == LEVEL_ANONYMISED,
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
	taking->file->rejected = reading.rejected + taking->turned_away;
	taking->file->sender = reading.sender;
	return 0;
}

static void mark_partial(uint8_t hash[crypto_hash_sha256_BYTES])
{
	static const char word[] = "in part";
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, hash, crypto_hash_sha256_BYTES);
	crypto_hash_sha256_update(&state, (const unsigned char *)word,
				  sizeof(word));
	crypto_hash_sha256_final(&state, hash);
}

static int begin_import(struct taking *taking, struct origin *origin,
			struct error *error)
{
	if (taking->grant == NULL)
		return import_begin(&taking->import, taking->node->pupils,
				    origin, error);
	origin->stated_by = taking->stated_by;
	return import_begin_grant(&taking->import, taking->node->pupils, origin,
				  taking->grant, error);
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
	int32_t day = DATE_NONE;

	if (format->day != NULL)
		day = format->day(taking->node->dictionary, bytes, origin.name);
	if (day != DATE_NONE)
		taking->file->as_of = origin.as_of = day;
	memcpy(origin.hash, hash, sizeof(origin.hash));
	/* What is taken in part may be read again, for the rest of it. */
	if (taking->request->accept_partial)
		mark_partial(origin.hash);
	if (begin_import(taking, &origin, error) != 0)
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

/* Of the file, and of those that are read with it. */
static void hash_bytes(const struct taking *taking, struct slice bytes,
		       uint8_t hash[crypto_hash_sha256_BYTES])
{
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, (const unsigned char *)bytes.at,
				  bytes.len);
	for (size_t i = 0; i < taking->beside_count; i++) {
		struct slice more = taking->beside[i].bytes;

		crypto_hash_sha256_update(
			&state, (const unsigned char *)more.at, more.len);
	}
	crypto_hash_sha256_final(&state, hash);
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
	hash_bytes(taking, bytes, hash);
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

int intake_payload(struct node *node, const struct intake_payload *payload,
		   struct register_grant *grant, struct intake_file *file,
		   struct arena *arena, struct error *error)
{
	struct intake_request request = {
		.format = payload->format,
		.today = payload->today,
	};
	struct taking taking = {
		.node = node,
		.request = &request,
		.file = file,
		.arena = arena,
		.grant = grant,
		.payload = payload,
		.stated_by = payload->sender,
		.bytes = payload->bytes.len,
	};
	const struct format *format;
	uint8_t hash[crypto_hash_sha256_BYTES];
	int result;

	*file = (struct intake_file){.path = payload->name};
	if (choose_format(&taking, payload->bytes, &format, error) != 0)
		return -1;
	crypto_hash_sha256(hash, (const unsigned char *)payload->bytes.at,
			   payload->bytes.len);
	result = import_bytes(&taking, format, SLICE(""), payload->bytes, hash,
			      error);
	arena_release(&taking.scratch);
	return result;
}

/* The file held personal data in the clear.  Smaller blocks that the builder grew
 * out of were given back unwiped. */
static void wipe(struct builder *content)
{
	if (content->at != NULL)
		sodium_memzero(content->at, content->capacity);
	builder_release(content);
}

/* A file, and the tables that are read with it. */
struct loaded {
	struct builder content;
	struct builder *besides;
	struct format_file *beside;
	size_t beside_count;
};

static bool may_be_tables(const struct intake_request *request)
{
	return slice_empty(request->format) ||
	       slice_is(request->format, census_extract_format.name);
}

/* The file, of those to be taken in, that `path` is read with; or NULL. */
static const char *leader_of(const struct intake_request *request,
			     const char *path)
{
	for (size_t i = 0; may_be_tables(request) && i < request->file_count;
	     i++)
		if (census_table_leads(request->files[i], path))
			return request->files[i];
	return NULL;
}

static int load_beside(const struct intake_request *request, const char *path,
		       struct loaded *loaded, struct arena *arena,
		       struct error *error)
{
	loaded->besides = arena_array(arena, request->file_count,
				      sizeof(*loaded->besides));
	loaded->beside = arena_array(arena, request->file_count,
				     sizeof(*loaded->beside));
	if (loaded->besides == NULL || loaded->beside == NULL)
		return error_memory(error);
	for (size_t i = 0; i < request->file_count; i++) {
		const char *other = request->files[i];
		struct builder *content =
			&loaded->besides[loaded->beside_count];

		if (!census_table_leads(path, other) ||
		    leader_of(request, other) != path)
			continue;
		if (file_read(other, FORMAT_LIMIT_BYTES, content, error) != 0) {
			wipe(content);
			return -1;
		}
		loaded->beside[loaded->beside_count++] =
			(struct format_file){.name = slice_of(path_name(other)),
					     .bytes = builder_slice(content)};
	}
	return 0;
}

static int load(const struct intake_request *request, const char *path,
		struct loaded *loaded, struct arena *arena, struct error *error)
{
	if (file_read(path, FORMAT_LIMIT_BYTES, &loaded->content, error) != 0)
		return -1;
	return load_beside(request, path, loaded, arena, error);
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
	struct loaded loaded = {0};
	int result = load(request, file->path, &loaded, arena, error);

	taking.beside = loaded.beside;
	taking.beside_count = loaded.beside_count;
	if (result == 0) {
		result = take_bytes(&taking, mapping,
				    builder_slice(&loaded.content), error);
		if (result != 0 && error != NULL &&
		    error->place.file[0] == '\0')
			error_at(error, slice_of(file->path), error->place.line,
				 error->place.column, error->place.record);
	}
	wipe(&loaded.content);
	for (size_t i = 0; i < loaded.beside_count; i++)
		wipe(&loaded.besides[i]);
	arena_release(&taking.scratch);
	return result;
}

/* What was read with others became what they became. */
static void tell_beside(struct intake_report *report)
{
	for (size_t i = 0; i < report->file_count; i++)
		for (size_t j = 0; j < report->file_count; j++)
			if (report->files[i].with != NULL &&
			    report->files[i].with == report->files[j].path) {
				report->files[i].imported =
					report->files[j].imported;
				report->files[i].format =
					report->files[j].format;
			}
}

static void add_counts(struct import_counts *sum,
		       const struct import_counts *counts)
{
	sum->pupils_new += counts->pupils_new;
	sum->pupils_changed += counts->pupils_changed;
	sum->pupils_unchanged += counts->pupils_unchanged;
	sum->pupils_newer += counts->pupils_newer;
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
		file->with = leader_of(request, file->path);
		report->file_count = i + 1;
		if (file->with != NULL)
			continue;
		result = take_file(node, request, builder_slice(&mapping), file,
				   arena, error);
		all &= file->imported;
		add_counts(&report->counts, &file->counts);
	}
	tell_beside(report);
	builder_release(&mapping);
	report->imported = result == 0 && all;
	return result;
}

/* --- what a program made ------------------------------------------------------------------------ */

/* Nobody can be found again who has neither number. */
static bool has_number(const struct taking *taking, const struct record *record)
{
	const struct field *uln =
		dictionary_field(taking->node->dictionary, SLICE("pupil.uln"));

	return record->upn.len > 0 ||
	       (uln != NULL && has_field(taking, record, "pupil.uln"));
}

static int take_source(struct taking *taking,
		       const struct intake_source *source, struct error *error)
{
	const struct record *records;
	size_t count;

	for (;;) {
		if (source->next(source->context, &records, &count, error) != 0)
			return -1;
		if (count == 0)
			return 0;
		taking->file->records += count;
		for (size_t i = 0; i < count; i++) {
			if (!has_number(taking, &records[i]))
				taking->turned_away++;
			else if (take_record(taking, &records[i], error) != 0)
				return -1;
		}
	}
}

static int import_source(struct taking *taking,
			 const struct intake_source *source,
			 struct error *error)
{
	struct intake_file *file = taking->file;
	struct origin origin = {.kind = source->kind,
				.name = source->name,
				.recorded = source->today};

	memcpy(origin.hash, source->hash, sizeof(origin.hash));
	if (register_imported(taking->node->pupils, origin.hash,
			      &file->seen_before, &file->seen_on, error) != 0)
		return -1;
	if (file->seen_before) {
		file->imported = true;
		return 0;
	}
	if (import_begin(&taking->import, taking->node->pupils, &origin,
			 error) != 0)
		return -1;
	if (take_source(taking, source, error) != 0) {
		import_abandon(taking->import);
		return -1;
	}
	file->rejected = taking->turned_away;
	if (import_commit(taking->import, &file->counts, error) != 0)
		return -1;
	file->imported = true;
	return 0;
}

int intake_records(struct node *node, const struct intake_source *source,
		   struct intake_file *file, struct arena *arena,
		   struct error *error)
{
	struct intake_request request = {.today = source->today};
	struct taking taking = {.node = node,
				.request = &request,
				.file = file,
				.arena = arena};
	int result;

	*file = (struct intake_file){0};
	result = import_source(&taking, source, error);
	arena_release(&taking.scratch);
	return result;
}

/* --- a family's wish ------------------------------------------------------------------------- */

static int import_wishes(struct node *node, struct record *record,
			 int32_t today, struct error *error)
{
	struct origin origin = {.kind = SLICE("wish"), .recorded = today};
	struct import_counts counts;
	struct import *import;

	/* No file stands behind it: a hash of its own keeps it apart from
	 * every file. */
	randombytes_buf(origin.hash, sizeof(origin.hash));
	if (import_begin(&import, node->pupils, &origin, error) != 0)
		return -1;
	if (import_add(import, record, error) != 0) {
		import_abandon(import);
		return -1;
	}
	return import_commit(import, &counts, error);
}

/* A withdrawal ends the same wish, which must stand. */
static int change_list(struct wish_list *wishes, const struct wish *wish,
		       bool withdraw, int32_t today, struct error *error)
{
	struct wish ended = *wish;

	if (!withdraw)
		return wishes_add(wishes, wish, error);
	if (!wishes_stand(wishes, wish))
		return error_set(error, ERROR_NOT_FOUND,
				 "no such wish stands, so none can be "
				 "withdrawn");
	ended.withdrawn = wish->date != DATE_NONE ? wish->date : today;
	return wishes_add(wishes, &ended, error);
}

static int change_wishes(struct node *node, struct slice number,
			 const struct wish *wish, bool withdraw, int32_t today,
			 struct arena *arena, struct error *error)
{
	uint16_t category = wishes_category(node->dictionary);
	struct wish_list wishes = {.dictionary = node->dictionary,
				   .arena = arena};
	struct record_maker maker = record_maker(node->dictionary, arena);
	struct record held, record;
	uint16_t uln = dictionary_find(node->dictionary, KIND_FIELD,
				       SLICE("pupil.uln"));
	uint64_t pupil;
	bool learner;

	if (category == DICTIONARY_NONE)
		return error_set(error, ERROR_INPUT,
				 "the dictionary has no category for wishes");
	if (wish_check(wish, node->dictionary, today, error) != 0 ||
	    pupil_find_own(node->pupils, number, &pupil, &learner, error) !=
		    0 ||
	    register_read(node->pupils, pupil, 1ull << category, &held, arena,
			  error) != 0 ||
	    wishes_read(&wishes, section_own(record_section(&held, category)),
			error) != 0 ||
	    change_list(&wishes, wish, withdraw, today, error) != 0)
		return -1;
	wishes_set(&wishes, &maker);
	if (learner && uln != DICTIONARY_NONE)
		record_set(&maker, uln, SLICE(""), 0, number);
	if (record_made(&maker, &record, error) != 0)
		return -1;
	if (!learner)
		record.upn = number;
	return import_wishes(node, &record, today, error);
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
