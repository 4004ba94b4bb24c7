#include "document/document.h"

#include <assert.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "document/document_text.h"

struct id_entry {
	struct slice id;
	unsigned int number; /* of the last one made from it */
	struct document_block *block;
};

struct document_ids {
	struct id_entry *entries; /* open addressing; an empty id: free */
	size_t capacity;          /* a power of two */
	size_t count;
};

/* --- ids ---------------------------------------------------------------------- */

/* Where the id stands, or the free place for it. */
static struct id_entry *find_id(const struct document_ids *ids, struct slice id)
{
	size_t at = slice_hash(id) & (ids->capacity - 1);

	while (ids->entries[at].id.len > 0 &&
	       !slice_equal(ids->entries[at].id, id))
		at = (at + 1) & (ids->capacity - 1);
	return &ids->entries[at];
}

static int grow_ids(struct document *document)
{
	struct document_ids *ids = document->ids;
	struct document_ids larger = {
		.capacity = ids->capacity > 0 ? ids->capacity * 2 : 64,
		.count = ids->count,
	};

	if (ids->count * 2 < ids->capacity)
		return 0;
	larger.entries = arena_array(document->arena, larger.capacity,
				     sizeof(*larger.entries));
	if (larger.entries == NULL)
		return -1;
	for (size_t i = 0; i < ids->capacity; i++)
		if (ids->entries[i].id.len > 0)
			*find_id(&larger, ids->entries[i].id) = ids->entries[i];
	*ids = larger;
	return 0;
}

bool document_has_id(const struct document *document, struct slice id)
{
	return !document->failed && document->ids->capacity > 0 && id.len > 0 &&
	       find_id(document->ids, id)->id.len > 0;
}

/* Notes an id that is nobody's yet. */
static int take_id(struct document *document, struct slice id,
		   struct document_block *block)
{
	struct id_entry *entry;

	if (grow_ids(document) != 0)
		return -1;
	entry = find_id(document->ids, id);
	*entry = (struct id_entry){.id = id, .number = 1, .block = block};
	document->ids->count++;
	return 0;
}

/* The id itself, or with the next free number: "careers-2". */
static struct slice unique_id(struct document *document, struct slice wanted,
			      struct document_block *block)
{
	struct slice id = wanted;

	while (document_has_id(document, id)) {
		struct id_entry *first = find_id(document->ids, wanted);

		id = document_text_numbered(document->arena, wanted,
					    ++first->number);
		if (id.at == NULL)
			return id;
	}
	return take_id(document, id, block) == 0 ? id : (struct slice){0};
}

struct slice document_identifier_of(struct document *document,
				    const struct slice *texts, size_t count)
{
	struct slice id;

	if (document->failed)
		return (struct slice){0};
	id = document_text_identifier(document->arena, texts, count);
	if (id.at == NULL)
		document->failed = true;
	return id;
}

static void give_id(struct document *document, struct document_block *block,
		    struct slice id)
{
	struct slice made = document_identifier(document, id);

	if (document->failed)
		return;
	block->id = unique_id(document, made, block);
	if (block->id.at == NULL)
		document->failed = true;
}

void document_id(struct document *document, struct slice id)
{
	if (!document->failed)
		give_id(document, document->latest, id);
}

/* --- blocks -------------------------------------------------------------------- */

/* Which blocks may stand directly in another; a block holds runs, when it holds
 * blocks too, before them. */
static bool may_hold(enum block_kind outer, enum block_kind inner)
{
	switch (inner) {
	case BLOCK_ITEM:
		return outer == BLOCK_LIST;
	case BLOCK_PAIR:
		return outer == BLOCK_PAIRS;
	case BLOCK_ROW:
		return outer == BLOCK_TABLE;
	case BLOCK_CELL:
		return outer == BLOCK_ROW;
	case BLOCK_SECTION:
	case BLOCK_CONTENTS:
		return outer == BLOCK_DOCUMENT || outer == BLOCK_SECTION;
	case BLOCK_PARAGRAPH:
	case BLOCK_LIST:
		return outer == BLOCK_DOCUMENT || outer == BLOCK_SECTION ||
		       outer == BLOCK_NOTE || outer == BLOCK_ITEM ||
		       outer == BLOCK_PAIR;
	case BLOCK_PAIRS:
	case BLOCK_TABLE:
	case BLOCK_NOTE:
	case BLOCK_FIGURE:
		return outer == BLOCK_DOCUMENT || outer == BLOCK_SECTION ||
		       outer == BLOCK_NOTE;
	case BLOCK_DOCUMENT:
		break;
	}
	return false;
}

static bool holds_runs(enum block_kind kind)
{
	return kind == BLOCK_PARAGRAPH || kind == BLOCK_ITEM ||
	       kind == BLOCK_PAIR || kind == BLOCK_CELL;
}

static struct slice copy_text(struct document *document, struct slice text)
{
	struct slice copy = {0};

	if (!document->failed) {
		copy = document_text_clean(document->arena, text);
		document->failed = copy.at == NULL;
	}
	return copy;
}

static struct document_block *open_block(const struct document *document)
{
	return document->open[document->depth - 1];
}

/* What has no name nobody finds: that is told at the end, since a voice without
 * memory gives names that are empty too. */
static void need_name(struct document *document, struct slice name)
{
	document->nameless |= name.len == 0;
}

/* Puts a block into the open one; NULL when memory is out. */
static struct document_block *
add_block(struct document *document, enum block_kind kind, struct slice label)
{
	struct document_block *outer;
	struct document_block *block;

	if (document->failed)
		return NULL;
	outer = open_block(document);
	assert(may_hold(outer->kind, kind));
	block = arena_allocate(document->arena, sizeof(*block));
	if (block == NULL) {
		document->failed = true;
		return NULL;
	}
	block->kind = kind;
	block->runs_end = &block->runs;
	block->label = copy_text(document, label);
	if (outer->last != NULL)
		outer->last->next = block;
	else
		outer->children = block;
	outer->last = block;
	outer->count++;
	document->latest = block;
	return document->failed ? NULL : block;
}

static struct document_block *
begin_block(struct document *document, enum block_kind kind, struct slice label)
{
	struct document_block *block = add_block(document, kind, label);

	if (block == NULL)
		return NULL;
	assert(document->depth < DOCUMENT_DEPTH_LIMIT);
	document->open[document->depth++] = block;
	return block;
}

void document_end(struct document *document)
{
	struct document_block *block;

	if (document->failed)
		return;
	assert(document->depth > 1);
	block = open_block(document);
	document->depth--;
	assert(block->kind != BLOCK_ROW ||
	       block->count == open_block(document)->columns->count);
	document->latest = block;
}

void document_begin_section(struct document *document, struct slice id,
			    struct slice heading)
{
	struct document_block *block =
		begin_block(document, BLOCK_SECTION, heading);

	if (block == NULL)
		return;
	need_name(document, block->label);
	block->level = document->open[document->depth - 2]->level + 1;
	assert(block->level <= DOCUMENT_HEADING_LIMIT);
	give_id(document, block, id.len > 0 ? id : heading);
}

void document_begin_paragraph(struct document *document)
{
	begin_block(document, BLOCK_PARAGRAPH, SLICE(""));
}

void document_paragraph(struct document *document, struct slice text)
{
	document_begin_paragraph(document);
	document_text(document, text);
	document_end(document);
}

void document_begin_list(struct document *document, enum document_list list)
{
	struct document_block *block =
		begin_block(document, BLOCK_LIST, SLICE(""));

	if (block != NULL)
		block->list = list;
}

void document_begin_item(struct document *document)
{
	begin_block(document, BLOCK_ITEM, SLICE(""));
}

void document_item(struct document *document, struct slice text)
{
	document_begin_item(document);
	document_text(document, text);
	document_end(document);
}

void document_begin_pairs(struct document *document)
{
	begin_block(document, BLOCK_PAIRS, SLICE(""));
}

void document_begin_pair(struct document *document, struct slice term)
{
	begin_block(document, BLOCK_PAIR, term);
}

void document_pair(struct document *document, struct slice term,
		   struct slice text)
{
	document_begin_pair(document, term);
	document_text(document, text);
	document_end(document);
}

static struct document_columns *
copy_columns(struct document *document, const struct document_column *columns,
	     size_t count)
{
	struct document_columns *copy = arena_allocate(
		document->arena, sizeof(*copy) + count * sizeof(copy->at[0]));

	if (copy == NULL) {
		document->failed = true;
		return NULL;
	}
	copy->count = count;
	for (size_t i = 0; i < count; i++)
		copy->at[i] = (struct document_column){
			.heading = copy_text(document, columns[i].heading),
			.align = columns[i].align,
		};
	return copy;
}

void document_begin_table(struct document *document, struct slice id,
			  struct slice caption,
			  const struct document_column *columns, size_t count,
			  bool row_headings)
{
	struct document_block *block =
		begin_block(document, BLOCK_TABLE, caption);

	if (block == NULL)
		return;
	need_name(document, block->label);
	assert(count > 0 && count <= DOCUMENT_COLUMNS_LIMIT);
	block->columns = copy_columns(document, columns, count);
	block->row_headings = row_headings;
	give_id(document, block, id.len > 0 ? id : caption);
}

void document_begin_row(struct document *document)
{
	begin_block(document, BLOCK_ROW, SLICE(""));
}

void document_begin_cell(struct document *document)
{
	begin_block(document, BLOCK_CELL, SLICE(""));
}

void document_cell(struct document *document, struct slice text)
{
	document_begin_cell(document);
	document_text(document, text);
	document_end(document);
}

void document_begin_note(struct document *document, struct slice title)
{
	begin_block(document, BLOCK_NOTE, title);
}

/* Never NULL but when memory is out. */
static const unsigned int *copy_cuts(struct document *document,
				     const struct document_drawing *drawing)
{
	unsigned int *cuts = arena_array(document->arena,
					 drawing->cut_count + 1, sizeof(*cuts));

	if (cuts != NULL && drawing->cut_count > 0)
		memcpy(cuts, drawing->cuts, drawing->cut_count * sizeof(*cuts));
	return cuts;
}

void document_figure(struct document *document, struct slice id,
		     struct slice title, const struct document_drawing *drawing)
{
	struct document_block *block = add_block(document, BLOCK_FIGURE, title);
	struct document_drawing *copy;

	if (block == NULL)
		return;
	need_name(document, block->label);
	need_name(document, drawing->description);
	copy = arena_allocate(document->arena, sizeof(*copy));
	if (copy == NULL) {
		document->failed = true;
		return;
	}
	*copy = *drawing;
	copy->svg = arena_copy(document->arena, drawing->svg);
	copy->cuts = copy_cuts(document, drawing);
	if (copy->svg.at == NULL || copy->cuts == NULL)
		document->failed = true;
	copy->description = copy_text(document, drawing->description);
	block->drawing = copy;
	give_id(document, block, id.len > 0 ? id : title);
}

void document_contents(struct document *document, struct slice heading)
{
	add_block(document, BLOCK_CONTENTS, heading);
}

bool document_contents_lists(const struct document_block *section)
{
	return section->level <= 2;
}

/* --- runs ------------------------------------------------------------------------ */

static void add_run(struct document *document, enum run_kind kind,
		    struct slice text, struct slice target)
{
	struct document_block *block;
	struct document_run *run;

	if (document->failed || (text.len == 0 && kind != RUN_BREAK))
		return;
	block = open_block(document);
	assert(holds_runs(block->kind) && block->children == NULL);
	run = arena_allocate(document->arena, sizeof(*run));
	if (run == NULL) {
		document->failed = true;
		return;
	}
	run->kind = kind;
	run->text = copy_text(document, text);
	run->target = target;
	*block->runs_end = run;
	block->runs_end = &run->next;
}

void document_text(struct document *document, struct slice text)
{
	add_run(document, RUN_TEXT, text, (struct slice){0});
}

void document_strong(struct document *document, struct slice text)
{
	add_run(document, RUN_STRONG, text, (struct slice){0});
}

void document_code(struct document *document, struct slice text)
{
	add_run(document, RUN_CODE, text, (struct slice){0});
}

void document_break(struct document *document)
{
	add_run(document, RUN_BREAK, (struct slice){0}, (struct slice){0});
}

void document_link(struct document *document, struct slice text,
		   struct slice target)
{
	struct slice copy;

	if (!document_may_link(target)) {
		document_text(document, text);
		return;
	}
	if (document->failed)
		return;
	copy = document_text_target(document->arena, target);
	if (copy.at == NULL)
		document->failed = true;
	add_run(document, RUN_LINK, text, copy);
}

/* --- sources ---------------------------------------------------------------------- */

static bool same_range(struct range a, struct range b)
{
	return a.source == b.source && a.start == b.start && a.end == b.end;
}

void document_source(struct document *document, struct range range)
{
	struct document_block *block = document->latest;
	struct range *larger;

	if (document->failed || range.source == NULL)
		return;
	for (size_t i = 0; i < block->source_count; i++)
		if (same_range(block->sources[i], range))
			return;
	larger = arena_array(document->arena, block->source_count + 1,
			     sizeof(*larger));
	if (larger == NULL) {
		document->failed = true;
		return;
	}
	if (block->source_count > 0)
		memcpy(larger, block->sources,
		       block->source_count * sizeof(*larger));
	larger[block->source_count++] = range;
	block->sources = larger;
}

static bool is_repeated(const struct document_block *block, size_t index)
{
	const struct range *range = &block->sources[index];
	uint32_t line = source_position(range->source, range->start).line;

	for (size_t i = 0; i < index; i++)
		if (block->sources[i].source == range->source &&
		    source_position(range->source, block->sources[i].start)
				    .line == line)
			return true;
	return false;
}

static void add_line_number(const struct range *range, struct builder *out)
{
	builder_add_number(out,
			   source_position(range->source, range->start).line);
}

static void add_file_and_line(const struct range *range, struct builder *out)
{
	text_add_clean(slice_of(path_name(range->source->name.at)), out);
	builder_add_byte(out, ':');
	add_line_number(range, out);
}

void document_add_sources(const struct document_block *block,
			  struct builder *out)
{
	const struct source *before = NULL;

	for (size_t i = 0; i < block->source_count; i++) {
		const struct range *range = &block->sources[i];

		if (is_repeated(block, i))
			continue;
		if (i > 0)
			builder_add_text(out, ", ");
		if (range->source == before)
			add_line_number(range, out);
		else
			add_file_and_line(range, out);
		before = range->source;
	}
}

void document_add_source_list(const struct document_block *block,
			      struct builder *out)
{
	for (size_t i = 0; i < block->source_count; i++) {
		if (is_repeated(block, i))
			continue;
		if (i > 0)
			builder_add_byte(out, ' ');
		add_file_and_line(&block->sources[i], out);
	}
}

/* --- beginning and end -------------------------------------------------------------- */

static void copy_about(struct document *document,
		       const struct document_about *about)
{
	document->about = (struct document_about){
		.title = copy_text(document, about->title),
		.subtitle = copy_text(document, about->subtitle),
		.author = copy_text(document, about->author),
		.subject = copy_text(document, about->subject),
		.language = copy_text(document, about->language),
		.date = about->date,
		.footer = copy_text(document, about->footer),
		.large = about->large,
		.compact = about->compact,
		.series = about->series,
		.skip_word = copy_text(document, about->skip_word),
		.links_word = copy_text(document, about->links_word),
		.sources_word = copy_text(document, about->sources_word),
	};
	need_name(document, about->title);
	need_name(document, about->language);
}

void document_begin(struct document *document, struct arena *arena,
		    const struct document_about *about)
{
	*document = (struct document){.arena = arena};
	document->root = arena_allocate(arena, sizeof(*document->root));
	document->ids = arena_allocate(arena, sizeof(*document->ids));
	if (document->root == NULL || document->ids == NULL) {
		document->failed = true;
		return;
	}
	document->root->runs_end = &document->root->runs;
	document->open[0] = document->latest = document->root;
	document->depth = 1;
	copy_about(document, about);
}

/* Notes where a link leads; false when nowhere. */
static bool resolve(const struct document *document,
		    const struct document_run *run)
{
	struct slice id;

	if (run->kind != RUN_LINK || run->target.at[0] != '#')
		return true;
	id = slice_part(run->target, 1, run->target.len);
	if (!document_has_id(document, id))
		return false;
	find_id(document->ids, id)->block->linked = true;
	return true;
}

/* Gives the first link below the block that leads nowhere. */
static const struct document_run *
resolve_links(const struct document *document,
	      const struct document_block *block)
{
	const struct document_run *lost = NULL;

	for (const struct document_run *run = block->runs; run != NULL;
	     run = run->next)
		if (!resolve(document, run))
			return run;
	for (block = block->children; block != NULL && lost == NULL;
	     block = block->next)
		lost = resolve_links(document, block);
	return lost;
}

int document_finish(struct document *document, struct error *error)
{
	const struct document_run *lost;

	if (document->failed)
		return error_memory(error);
	assert(document->depth == 1);
	if (document->nameless)
		return error_set(error, ERROR_INPUT,
				 "a title, heading or caption of the document "
				 "is empty");
	if (document->nameless)
		return error_set(error, ERROR_INPUT,
				 "a title, heading or caption of the document "
				 "is empty");
	lost = resolve_links(document, document->root);
	if (lost != NULL)
		return error_set(error, ERROR_INPUT,
				 "a link leads to \"%.*s\", and no part of the "
				 "document has that name",
				 SLICE_ARGS(lost->target));
	return 0;
}
