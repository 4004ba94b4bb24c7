/*
 * census_xml.c - the census in the department's envelope.
 *
 * The envelope is a table of its own; what it says of a pupil is census_rows.
 */
#include "formats/census_file.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "formats/reading.h"
#include "formats/school_census.h"
#include "formats/xml.h"

/* Where detection looks for the name of the collection. */
enum { DETECT_BYTES = 8 << 10 };

enum envelope_kind {
	ENVELOPE_HEADER = LAYOUT_OWN,
	ENVELOPE_PUPIL,
	ENVELOPE_LEAVER,
	ENVELOPE_HEADING, /* and those behind it: an enum census_heading */
};

/* clang-format off */
#define ROW(depth, kind, element) \
	{ depth, kind, 0, 0, 0, SLICE_INIT(element), NULL }
#define HEADING(depth, heading, element) \
	ROW(depth, ENVELOPE_HEADING + (heading), element)

static const struct layout_row envelope[] = {
	ROW(0, LAYOUT_GROUP, "Message"),
	ROW(1, ENVELOPE_HEADER, "Header"),
	ROW(2, LAYOUT_GROUP, "CollectionDetails"),
	HEADING(3, HEADING_COLLECTION, "Collection"),
	HEADING(3, HEADING_TERM, "Term"),
	HEADING(3, HEADING_YEAR, "Year"),
	HEADING(3, HEADING_REFERENCE_DATE, "ReferenceDate"),
	ROW(2, LAYOUT_GROUP, "Source"),
	HEADING(3, HEADING_LEVEL, "SourceLevel"),
	HEADING(3, HEADING_LEA, "LEA"),
	HEADING(3, HEADING_ESTAB, "Estab"),
	HEADING(3, HEADING_URN, "URN"),
	HEADING(3, HEADING_SOFTWARE, "SoftwareCode"),
	HEADING(3, HEADING_RELEASE, "Release"),
	HEADING(3, HEADING_SERIAL, "SerialNo"),
	HEADING(3, HEADING_VERSION, "XVersion"),
	HEADING(3, HEADING_DATE_TIME, "DateTime"),
	ROW(2, LAYOUT_IGNORED, "Content"),
	ROW(1, LAYOUT_GROUP, "School"),
	HEADING(2, HEADING_SCHOOL_NAME, "SchoolName"),
	HEADING(2, HEADING_PHASE, "Phase"),
	ROW(1, LAYOUT_GROUP, "Pupils"),
	ROW(2, LAYOUT_GROUP, "PupilsOnRoll"),
	ROW(3, ENVELOPE_PUPIL, "PupilOnRoll"),
	ROW(2, LAYOUT_GROUP, "PupilsNoLongerOnRoll"),
	ROW(3, ENVELOPE_LEAVER, "PupilNoLongerOnRoll"),
};
/* clang-format on */

/* An element that stands open. */
struct open_element {
	const struct layout *layout; /* the envelope, or the pupil's */
	uint16_t row;
	uint16_t last; /* the row last found below it */
	uint64_t offset;
};

struct envelope_file {
	struct census_file file;
	const struct census_events *events;
	const struct layout *layout; /* of a pupil */
	struct layout envelope;
	struct slice name;
	struct xml_reader *xml;
	struct open_element open[XML_DEPTH_LIMIT];
	unsigned int depth;
	unsigned int skipping; /* depth below an element that is not read */
	bool header_seen, header_told;
	struct census_header header;
	struct arena kept; /* the header's texts */

	struct arena arena; /* of the pupil in hand */
	struct census_pupil pupil;
	struct census_value *values;
	size_t capacity;
	size_t bytes;
	uint16_t item; /* of the values that come */
	uint16_t items[LAYOUT_ROWS_LIMIT];
	/* Rows that have a value: outside items, and in the item in hand. */
	uint64_t given[LAYOUT_ROWS_LIMIT / 64];

	struct names_told unread;
};

static void place_in(struct census_file *file, uint64_t place, uint32_t *line,
		     uint32_t *column)
{
	xml_place(((struct envelope_file *)file)->xml, place, line, column);
}

static int fail_at(struct envelope_file *file, uint64_t offset,
		   const char *message, struct error *error)
{
	uint32_t line, column;

	xml_place(file->xml, offset, &line, &column);
	error_set(error, ERROR_INPUT, "%s", message);
	return error_at(error, file->name, line, column, 0);
}

static int tell(struct envelope_file *file, enum census_fault fault,
		struct slice element, uint64_t place, struct error *error)
{
	return file->events->fault(file->events->context, &file->file, fault,
				   element, place, error);
}

/* Tells of an element that is passed over, once for each name. */
static int tell_unread(struct envelope_file *file, struct slice name,
		       uint64_t offset, struct error *error)
{
	return names_tell(&file->unread, &name)
		       ? tell(file, CENSUS_UNREAD, name, offset, error)
		       : 0;
}

/* --- pupils ---------------------------------------------------------------- */

static int tell_header(struct envelope_file *file, uint64_t offset,
		       struct error *error)
{
	if (file->header_told)
		return 0;
	if (!file->header_seen)
		return fail_at(file, offset,
			       "the pupils stand before the header", error);
	file->header_told = true;
	return file->events->header(file->events->context, &file->file,
				    &file->header, error);
}

static int begin_pupil(struct envelope_file *file, bool leaver, uint64_t offset,
		       struct error *error)
{
	if (tell_header(file, offset, error) != 0)
		return -1;
	arena_clear(&file->arena);
	file->pupil = (struct census_pupil){
		.number = file->pupil.number + 1,
		.place = offset,
		.leaver = leaver,
		.items = file->items,
	};
	file->values = NULL;
	file->capacity = 0;
	file->bytes = 0;
	file->item = 0;
	memset(file->items, 0, sizeof(file->items));
	memset(file->given, 0, sizeof(file->given));
	return file->events->begin(file->events->context, &file->file,
				   &file->pupil, error);
}

static int end_pupil(struct envelope_file *file, struct error *error)
{
	file->pupil.values = file->values;
	return file->events->pupil(file->events->context, &file->file,
				   &file->pupil, error);
}

/* What comes after it of this pupil is left out. */
static int tell_too_large(struct envelope_file *file, uint16_t row,
			  uint64_t offset, struct error *error)
{
	file->bytes = CENSUS_BYTES_LIMIT + 1;
	return tell(file, CENSUS_TOO_LARGE, file->layout->rows[row].element,
		    offset, error);
}

/* The rows of one item may all come again in the next. */
static int begin_item(struct envelope_file *file, uint16_t row, uint64_t offset,
		      struct error *error)
{
	const struct layout *layout = file->layout;

	for (uint16_t below = layout->child[row]; below != LAYOUT_NO_ROW;
	     below = layout->next[below])
		file->given[below / 64] &= ~(1ull << (below % 64));
	file->item = file->items[row];
	if (file->items[row] < CENSUS_ITEMS_LIMIT)
		file->items[row]++;
	else if (file->bytes <= CENSUS_BYTES_LIMIT)
		return tell_too_large(file, row, offset, error);
	return 0;
}

static int add_value(struct envelope_file *file, uint16_t row,
		     struct slice text, uint64_t offset, struct error *error)
{
	bool fits = file->pupil.count < CENSUS_VALUES_LIMIT &&
		    file->bytes <= CENSUS_BYTES_LIMIT;
	uint64_t bit = 1ull << (row % 64);
	struct census_value *value;

	text = slice_trim(text);
	if (text.len == 0 || !fits)
		return 0;
	file->bytes += text.len;
	if (file->bytes > CENSUS_BYTES_LIMIT ||
	    file->pupil.count + 1 == CENSUS_VALUES_LIMIT)
		return tell_too_large(file, row, offset, error);
	if ((file->given[row / 64] & bit) != 0)
		return tell(file, CENSUS_TWICE, file->layout->rows[row].element,
			    offset, error);
	file->given[row / 64] |= bit;
	file->values = arena_grow(&file->arena, file->values, file->pupil.count,
				  &file->capacity, sizeof(*file->values));
	if (file->values == NULL)
		return error_memory(error);
	value = &file->values[file->pupil.count];
	*value = (struct census_value){row, file->item,
				       arena_copy(&file->arena, text), offset};
	if (value->text.at == NULL)
		return error_memory(error);
	file->pupil.count++;
	return 0;
}

/* --- elements -------------------------------------------------------------- */

static bool is_pupil(const struct open_element *element)
{
	return element->layout->rows[element->row].kind == ENVELOPE_PUPIL ||
	       element->layout->rows[element->row].kind == ENVELOPE_LEAVER;
}

/* Finds the row of an element below the innermost open one. */
static void find_row(struct envelope_file *file, struct slice name,
		     struct open_element *place)
{
	struct open_element *above = place - 1;
	bool of_envelope = above->layout == &file->envelope;
	uint16_t parent = above->row;

	place->layout = above->layout;
	if (of_envelope && is_pupil(above)) {
		place->layout = file->layout;
		parent = 0;
	}
	place->row = layout_find(place->layout, parent, &above->last, name);
}

static int enter(struct envelope_file *file, const struct open_element *place,
		 struct error *error)
{
	const struct layout_row *row = &place->layout->rows[place->row];

	if (place->layout == file->layout)
		return layout_repeated(row) ? begin_item(file, place->row,
							 place->offset, error)
					    : 0;
	if (row->kind == ENVELOPE_HEADER && file->header.place == 0)
		file->header.place = place->offset;
	if (row->kind == ENVELOPE_PUPIL || row->kind == ENVELOPE_LEAVER)
		return begin_pupil(file, row->kind == ENVELOPE_LEAVER,
				   place->offset, error);
	return 0;
}

static int on_start(void *context, struct xml_reader *xml, struct slice name,
		    struct error *error)
{
	struct envelope_file *file = context;
	struct open_element *place = &file->open[file->depth];

	file->xml = xml;
	if (file->skipping > 0) {
		file->skipping++;
		return 0;
	}
	*place = (struct open_element){&file->envelope, 0, LAYOUT_NO_ROW,
				       xml_offset(xml)};
	if (file->depth > 0)
		find_row(file, name, place);
	else if (!slice_equal(name, envelope[0].element))
		return fail_at(file, place->offset,
			       "the first element is not Message", error);
	if (place->row == LAYOUT_NO_ROW ||
	    place->layout->rows[place->row].kind == LAYOUT_IGNORED) {
		file->skipping = 1;
		return place->row != LAYOUT_NO_ROW
			       ? 0
			       : tell_unread(file, name, place->offset, error);
	}
	file->depth++;
	return enter(file, place, error);
}

static int end_heading(struct envelope_file *file, int heading,
		       struct slice text, uint64_t offset, struct error *error)
{
	struct slice *kept = &file->header.text[heading];

	text = slice_trim(text);
	if (file->header_told || kept->len > 0)
		return 0;
	*kept = arena_copy(&file->kept, text);
	file->header.at[heading] = offset;
	return kept->at == NULL ? error_memory(error) : 0;
}

static int leave_envelope(struct envelope_file *file,
			  const struct open_element *place, struct slice text,
			  struct error *error)
{
	int kind = envelope[place->row].kind;

	if (kind == ENVELOPE_HEADER)
		file->header_seen = true;
	if (kind == ENVELOPE_PUPIL || kind == ENVELOPE_LEAVER)
		return end_pupil(file, error);
	if (kind < ENVELOPE_HEADING)
		return 0;
	return end_heading(file, kind - ENVELOPE_HEADING, text, place->offset,
			   error);
}

static int leave(struct envelope_file *file, const struct open_element *place,
		 struct slice text, bool leaf, struct error *error)
{
	const struct layout_row *row = &place->layout->rows[place->row];

	if (place->layout == &file->envelope)
		return leave_envelope(file, place, text, error);
	if (layout_repeated(row))
		file->item = 0;
	if (row->kind != LAYOUT_VALUE && row->kind != CENSUS_TOTAL)
		return 0;
	if (!leaf)
		return tell(file, CENSUS_NOT_A_VALUE, row->element,
			    place->offset, error);
	return add_value(file, place->row, text, place->offset, error);
}

static int on_end(void *context, struct xml_reader *xml, struct slice text,
		  bool leaf, struct error *error)
{
	struct envelope_file *file = context;

	(void)xml;
	if (file->skipping > 0) {
		file->skipping--;
		return 0;
	}
	file->depth--;
	if (file->depth == 0 && file->header_seen)
		return tell_header(file, 0, error);
	return leave(file, &file->open[file->depth], text, leaf, error);
}

static void on_progress(void *context, uint64_t bytes_done)
{
	struct envelope_file *file = context;

	if (file->events->progress != NULL)
		file->events->progress(file->events->context, bytes_done);
}

int census_read_xml(const struct census_events *events,
		    const struct layout *layout,
		    const struct census_source *source, struct error *error)
{
	struct envelope_file *file = memory_array(1, sizeof(*file));
	struct xml_events xml = {on_start, on_end, on_progress, file};
	int result;

	if (file == NULL)
		return error_memory(error);
	file->file.place = place_in;
	file->header.form = "school-census";
	file->events = events;
	file->layout = layout;
	file->name = source->name;
	layout_resolve(&file->envelope, envelope,
		       sizeof(envelope) / sizeof(envelope[0]),
		       layout->dictionary);
	result = xml_read(&xml, source->bytes, source->name, error);
	if (result == 0 && !file->header_told) {
		error_set(error, ERROR_INPUT, "the file has no header");
		result = error_at(error, source->name, 0, 0, 0);
	}
	arena_release(&file->kept);
	arena_release(&file->arena);
	memory_free(file);
	return result;
}

bool census_is_xml(struct slice start)
{
	struct slice tag = SLICE("<Collection>");
	struct slice rest = slice_part(start, 0, DETECT_BYTES);
	const char *found;

	if (!xml_starts_with_element(start, envelope[0].element))
		return false;
	found = memmem(rest.at, rest.len, tag.at, tag.len);
	if (found == NULL)
		return false;
	rest = slice_part(rest, (size_t)(found - rest.at) + tag.len, rest.len);
	rest = slice_trim(slice_cut(&rest, '<'));
	return slice_is(rest, "SC");
}
