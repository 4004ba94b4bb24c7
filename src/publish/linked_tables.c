#include "publish/linked_tables.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "formats/csv.h"

enum { TABLE_COLUMNS = 9 };

struct table {
	struct linked_tables *tables;
	const char *const *columns; /* their names, in order */
	size_t count;
	struct error *error;
	struct csv csv;
	struct csv_row row;
	struct slice cells[TABLE_COLUMNS]; /* of the row, in the arena */
};

/* Where cell `column` of the row stands. */
static int wrong(struct table *table, size_t column, const char *what)
{
	uint32_t line, at;

	csv_place(&table->csv, &table->row, column, &line, &at);
	error_set(table->error, ERROR_INPUT, "%s: '%.*s'", what,
		  (int)(table->cells[column].len > 80
				? 80
				: table->cells[column].len),
		  table->cells[column].at);
	return error_at(table->error, SLICE(""), line, at, 0);
}

static int check_header(struct table *table)
{
	for (size_t i = 0; i < table->count; i++)
		if (i >= table->row.count ||
		    !slice_is(table->row.fields[i], table->columns[i])) {
			error_set(table->error, ERROR_INPUT,
				  "column %zu is not '%s'", i + 1,
				  table->columns[i]);
			return error_at(table->error, SLICE(""),
					table->row.line, 0, 0);
		}
	return 0;
}

/* The cells of the row; those that are not there are empty. */
static int take_cells(struct table *table)
{
	for (size_t i = 0; i < TABLE_COLUMNS; i++) {
		struct slice cell = {NULL, 0};

		if (i < table->row.count && i < table->count)
			cell = table->row.fields[i];
		table->cells[i] = arena_copy(table->tables->arena, cell);
		if (table->cells[i].at == NULL)
			return error_memory(table->error);
	}
	return 0;
}

static int read_rows(struct table *table, struct slice text,
		     int (*take)(struct table *table))
{
	int status = csv_begin(&table->csv, text, ',', table->error);
	bool header = true;

	while (status == 0 && (status = csv_read(&table->csv, &table->row,
						 table->error)) == 1) {
		status = header ? check_header(table) : take_cells(table);
		if (status == 0 && !header)
			status = take(table);
		header = false;
	}
	csv_release(&table->csv);
	return status;
}

static int read_table(struct linked_tables *tables, struct slice text,
		      const char *const *columns, size_t count,
		      int (*take)(struct table *table), struct error *error)
{
	struct table *table = memory_allocate(sizeof(*table));
	int status;

	if (table == NULL)
		return error_memory(error);
	*table = (struct table){
		.tables = tables,
		.columns = columns,
		.count = count,
		.error = error,
	};
	status = read_rows(table, text, take);
	memory_free(table);
	return status;
}

/* The number of a word in a list; -1 when it is not there. */
static int word_index(struct slice word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_is(word, words[i]))
			return (int)i;
	return -1;
}

/* --- terms ------------------------------------------------------------------------- */

/* Where `name` is, or the free place for it; there is always one. */
static size_t slot_of(const struct linked_tables *tables, struct slice name)
{
	size_t at = (size_t)slice_hash(name) & (tables->slot_count - 1);

	while (tables->slots[at] != 0 &&
	       !slice_equal(tables->terms[tables->slots[at] - 1].name, name))
		at = (at + 1) & (tables->slot_count - 1);
	return at;
}

const struct linked_term *linked_term_find(const struct linked_tables *tables,
					   struct slice name)
{
	size_t at;

	if (tables->slot_count == 0)
		return NULL;
	at = slot_of(tables, name);
	return tables->slots[at] == 0 ? NULL
				      : &tables->terms[tables->slots[at] - 1];
}

/* At least every second place stays free. */
static int make_room(struct linked_tables *tables, struct error *error)
{
	size_t count = tables->slot_count == 0 ? 256 : tables->slot_count * 2;
	uint32_t *slots;

	if ((tables->term_count + 1) * 2 <= tables->slot_count)
		return 0;
	slots = arena_array(tables->arena, count, sizeof(*slots));
	if (slots == NULL)
		return error_memory(error);
	tables->slots = slots;
	tables->slot_count = count;
	for (size_t i = 0; i < tables->term_count; i++)
		slots[slot_of(tables, tables->terms[i].name)] = (uint32_t)i + 1;
	return 0;
}

static int take_term(struct table *table)
{
	static const char *const kinds[] = {"class", "individual", "property"};
	struct linked_tables *tables = table->tables;
	int kind = word_index(table->cells[1], kinds, 3);
	struct linked_term *terms;

	if (kind < 0)
		return wrong(table, 1, "no kind of term");
	if (linked_term_find(tables, table->cells[0]) != NULL)
		return wrong(table, 0, "a term twice");
	if (make_room(tables, table->error) != 0)
		return -1;
	terms = arena_grow(tables->arena, tables->terms, tables->term_count,
			   &tables->term_capacity, sizeof(*terms));
	if (terms == NULL)
		return error_memory(table->error);
	tables->terms = terms;
	terms[tables->term_count++] = (struct linked_term){
		.name = table->cells[0],
		.kind = (enum linked_kind)kind,
		.parent = table->cells[2],
		.domain = table->cells[3],
		.range = table->cells[4],
		.label = table->cells[5],
		.definition = table->cells[6],
	};
	tables->slots[slot_of(tables, table->cells[0])] =
		(uint32_t)tables->term_count;
	return 0;
}

int linked_terms_read(struct linked_tables *tables, struct slice text,
		      struct error *error)
{
	static const char *const columns[] = {"term",      "kind",  "parent",
					      "domain",    "range", "label",
					      "definition"};

	return read_table(tables, text, columns, 7, take_term, error);
}

bool linked_narrower(const struct linked_tables *tables, struct slice name,
		     struct slice class)
{
	/* No chain of parents is longer than the table. */
	for (size_t i = 0; i <= tables->term_count && name.len > 0; i++) {
		const struct linked_term *term;

		if (slice_equal(name, class))
			return true;
		term = linked_term_find(tables, name);
		if (term == NULL)
			return false;
		name = term->parent;
	}
	return false;
}

/* --- mapping ------------------------------------------------------------------------ */

static int take_mapping(struct table *table)
{
	static const char *const relations[] = {
		"none", "exact", "close", "broad", "narrow", "related", "type"};
	struct linked_tables *tables = table->tables;
	int relation = word_index(table->cells[2], relations, 7);
	struct linked_mapping *mappings;

	if (relation < 0)
		return wrong(table, 2, "no relation to a term");
	if ((relation == RELATION_NONE) != (table->cells[3].len == 0))
		return wrong(table, 3, "a term where there is none, or none");
	mappings = arena_grow(tables->arena, tables->mappings,
			      tables->mapping_count, &tables->mapping_capacity,
			      sizeof(*mappings));
	if (mappings == NULL)
		return error_memory(table->error);
	tables->mappings = mappings;
	mappings[tables->mapping_count++] = (struct linked_mapping){
		.kind = table->cells[0],
		.name = table->cells[1],
		.relation = (enum linked_relation)relation,
		.term = table->cells[3],
		.note = table->cells[4],
	};
	return 0;
}

int linked_mapping_read(struct linked_tables *tables, struct slice text,
			struct error *error)
{
	static const char *const columns[] = {"kind", "name", "relation",
					      "term", "note"};

	return read_table(tables, text, columns, 5, take_mapping, error);
}

const struct linked_mapping *
linked_mapping_find(const struct linked_tables *tables, const char *kind,
		    struct slice name)
{
	for (size_t i = 0; i < tables->mapping_count; i++)
		if (slice_equal(tables->mappings[i].name, name) &&
		    slice_is(tables->mappings[i].kind, kind))
			return &tables->mappings[i];
	return NULL;
}

/* --- shapes -------------------------------------------------------------------------- */

static int take_count(struct table *table, size_t column, unsigned int *count)
{
	uint64_t number = 0;

	if (table->cells[column].len > 0 &&
	    !slice_number(table->cells[column], 1000000, &number))
		return wrong(table, column, "no number");
	*count = (unsigned int)number;
	return 0;
}

static int take_shape(struct table *table)
{
	static const char *const kinds[] = {"", "iri", "literal", "node"};
	struct linked_tables *tables = table->tables;
	struct linked_shape *shapes, *shape;
	int kind = word_index(table->cells[4], kinds, 4);

	if (kind < 0)
		return wrong(table, 4, "no kind of value");
	shapes = arena_grow(tables->arena, tables->shapes, tables->shape_count,
			    &tables->shape_capacity, sizeof(*shapes));
	if (shapes == NULL)
		return error_memory(table->error);
	tables->shapes = shapes;
	shape = &shapes[tables->shape_count];
	*shape = (struct linked_shape){
		.class = table->cells[0],
		.property = table->cells[1],
		.kind = (enum linked_node_kind)kind,
		.value_class = table->cells[5],
		.datatype = table->cells[6],
		.values = table->cells[7],
		.pattern = table->cells[8],
		.line = table->row.line,
	};
	if (take_count(table, 2, &shape->least) != 0 ||
	    take_count(table, 3, &shape->most) != 0)
		return -1;
	if (shape->pattern.len > 0 &&
	    regcomp(&shape->compiled, shape->pattern.at,
		    REG_EXTENDED | REG_NOSUB) != 0)
		return wrong(table, 8, "no pattern");
	tables->shape_count++;
	return 0;
}

int linked_shapes_read(struct linked_tables *tables, struct slice text,
		       struct error *error)
{
	static const char *const columns[] = {
		"class",       "property", "least",  "most",   "kind",
		"value class", "datatype", "values", "pattern"};

	return read_table(tables, text, columns, 9, take_shape, error);
}

void linked_tables_release(struct linked_tables *tables)
{
	for (size_t i = 0; i < tables->shape_count; i++)
		if (tables->shapes[i].pattern.len > 0)
			regfree(&tables->shapes[i].compiled);
	tables->shape_count = 0;
}
