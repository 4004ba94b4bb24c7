#include "share/text.h"

#include <sodium.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "guard/allow.h"
#include "guard/hidden.h"
#include "guard/names.h"
#include "share/disclosure.h"
#include "share/place.h"
#include "share/release_tables.h"
#include "tables/profile.h"

static const uint32_t not_named = UINT32_MAX;

/* --- the files -------------------------------------------------------------- */

/* The name becomes one in a directory that others unpack. */
static int check_name(const struct share_texts *texts,
		      const struct share_text *text, struct error *error)
{
	bool good = !slice_empty(text->name) && text->name.at[0] != '.' &&
		    text_is_clean(text->name) &&
		    !slice_is(text->name, "manifest.json");

	for (size_t i = 0; i < texts->count; i++)
		good = good && !slice_equal(texts->list[i].name, text->name);
	if (good)
		return 0;
	error_set(error, ERROR_INPUT,
		  "a file of this name cannot stand in a release");
	error_hint(error, "give it another: each file of a release has its "
			  "own, and 'manifest.json' is taken");
	return error_at(error, slice_of(text->path), 0, 0, 0);
}

static int read_text(struct disclosure *disclosure, struct share_texts *texts,
		     const char *path, struct error *error)
{
	struct share_text *text = &texts->list[texts->count];
	struct builder content = {0};
	int result;

	text->path = path;
	text->name = slice_of(path_name(path));
	if (check_name(texts, text, error) != 0)
		return -1;
	result = file_read(path, SHARE_TEXT_BYTES, &content, error);
	if (result != 0)
		error_at(error, slice_of(path), 0, 0, 0);
	else
		text->bytes =
			arena_copy(disclosure->arena, builder_slice(&content));
	builder_release(&content);
	if (result == 0 && text->bytes.at == NULL)
		result = error_memory(error);
	if (result != 0)
		return -1;
	crypto_hash_sha256(text->sha256, (const unsigned char *)text->bytes.at,
			   text->bytes.len);
	texts->count++;
	return 0;
}

static int read_texts(struct disclosure *disclosure, struct error *error)
{
	const struct share_request *asked = disclosure->asked;
	struct share_texts *texts =
		arena_allocate(disclosure->arena, sizeof(*texts));

	if (asked->text_count > SHARE_TEXTS)
		return error_set(error, ERROR_INPUT,
				 "more than %d texts of one release",
				 SHARE_TEXTS);
	if (texts == NULL)
		return error_memory(error);
	texts->list = arena_array(disclosure->arena, asked->text_count,
				  sizeof(*texts->list));
	if (texts->list == NULL)
		return error_memory(error);
	for (size_t i = 0; i < asked->text_count; i++)
		if (read_text(disclosure, texts, asked->texts[i], error) != 0)
			return -1;
	disclosure->report->texts = texts;
	return 0;
}

/* --- what the tables withhold ----------------------------------------------- */

struct withholding {
	const struct disclosure *disclosure;
	const struct released_table *table;
	uint32_t places; /* bit d: dimension d says where */
	uint32_t first;  /* its first cell among all */
	uint32_t *what;  /* by the nodes that are no places */
	struct hidden_counts *hidden;
};

/* Of yes and no the words are those of the question. */
static struct slice label_of(const struct classification *dimension,
			     uint32_t node)
{
	struct slice label = dimension->nodes[node].label;

	if (slice_is(label, "true") || slice_is(label, "false"))
		return dimension->label;
	return label;
}

static size_t find_labels(const struct cube *cube, uint32_t cell,
			  uint32_t dimensions, struct slice *labels)
{
	size_t count = 0;

	for (uint32_t d = 0; d < cube->dimension_count; d++) {
		uint32_t node = cube_node(cube, cell, d);

		if ((dimensions & 1u << d) != 0 && node != 0)
			labels[count++] = label_of(cube->dimensions[d], node);
	}
	return count;
}

static bool is_shown(const struct treatment *treatment, uint32_t cell)
{
	return relations_is_shown(&treatment->relations, cell) &&
	       treatment->shown[cell] == treatment->relations.counts[cell];
}

static uint64_t count_of(const struct withholding *withholding, uint32_t cell)
{
	return (uint64_t)withholding->disclosure->tables->treatment.relations
		.counts[withholding->first + cell];
}

/* Of all totals that it is part of in one way, those that are shown. */
static int add_parts(const struct withholding *withholding, uint32_t cell,
		     uint32_t what, struct error *error)
{
	const struct treatment *treatment =
		&withholding->disclosure->tables->treatment;
	const struct cube *cube = withholding->table->counted.cube;

	for (uint32_t d = 0; d < cube->dimension_count; d++) {
		const struct classification *dimension = cube->dimensions[d];
		uint32_t own = cube_node(cube, cell, d), node = own;

		while (node != 0) {
			uint32_t total;

			node = dimension->nodes[node].parent;
			total = cell - (own - node) * cube->strides[d];
			if (relations_is_shown(&treatment->relations,
					       withholding->first + total) &&
			    hidden_add_part(withholding->hidden,
					    count_of(withholding, cell),
					    count_of(withholding, total), what,
					    error) != 0)
				return -1;
		}
	}
	return 0;
}

/* A report on one place does not name it in each sentence: where else a cell is
 * known by something, its place is no matter. */
static int add_cell(const struct withholding *withholding, uint32_t cell,
		    struct error *error)
{
	const struct cube *cube = withholding->table->counted.cube;
	uint32_t others = ~withholding->places, combination = 0;
	struct slice labels[CUBE_LIMIT_DIMENSIONS];
	size_t count = find_labels(cube, cell, others, labels);
	uint32_t own = not_named, *what = &own;

	for (uint32_t d = 0; d < cube->dimension_count; d++)
		if ((others & 1u << d) != 0)
			combination = combination * cube->dimensions[d]->count +
				      cube_node(cube, cell, d);
	if (count > 0)
		what = &withholding->what[combination];
	else
		count = find_labels(cube, cell, withholding->places, labels);
	if (*what == not_named &&
	    hidden_labels(withholding->hidden, labels, count, what, error) != 0)
		return -1;
	return hidden_add(withholding->hidden, count_of(withholding, cell),
			  *what, error) == 0
		       ? add_parts(withholding, cell, *what, error)
		       : -1;
}

static int add_table(struct withholding *withholding, struct arena *arena,
		     struct error *error)
{
	const struct cube *cube = withholding->table->counted.cube;
	size_t combinations = 1;

	for (uint32_t d = 0; d < cube->dimension_count; d++)
		if ((withholding->places & 1u << d) == 0)
			combinations *= cube->dimensions[d]->count;
	withholding->what =
		arena_array(arena, combinations, sizeof(*withholding->what));
	if (withholding->what == NULL)
		return error_memory(error);
	for (size_t i = 0; i < combinations; i++)
		withholding->what[i] = not_named;
	for (uint32_t cell = 0; cell < cube->cell_count; cell++)
		if (!is_shown(&withholding->disclosure->tables->treatment,
			      withholding->first + cell) &&
		    add_cell(withholding, cell, error) != 0)
			return -1;
	return 0;
}

static int find_hidden(const struct disclosure *disclosure,
		       struct hidden_counts **hidden, struct arena *arena,
		       struct error *error)
{
	const struct released_tables *tables = disclosure->tables;

	if (hidden_make(hidden, arena, error) != 0)
		return -1;
	for (size_t i = 0; i < tables->count; i++) {
		struct withholding withholding = {
			.disclosure = disclosure,
			.table = &tables->list[i],
			.places = tabulate_places(tables->list[i].tabulate),
			.first = tables->treated[i].first,
			.hidden = *hidden,
		};

		if (add_table(&withholding, arena, error) != 0)
			return -1;
	}
	hidden_settle(*hidden);
	return 0;
}

/* --- searching -------------------------------------------------------------- */

static int read_bytes(void *context, char *bytes, size_t size, size_t *count,
		      struct error *error)
{
	struct slice *rest = context;

	(void)error;
	*count = rest->len < size ? rest->len : size;
	if (*count > 0)
		memcpy(bytes, rest->at, *count);
	*rest = slice_part(*rest, *count, rest->len);
	return 0;
}

/* Leaves out what somebody looked at and accepted. */
static void sift(const struct disclosure *disclosure, struct share_text *text)
{
	const struct allow *allow = disclosure->asked->accepted;
	struct guard_report *found = &text->found;
	size_t kept = 0;

	for (size_t f = 0; f < found->count; f++) {
		if (allow != NULL &&
		    allow_has(allow, text->name, &found->list[f]))
			text->accepted++;
		else
			found->list[kept++] = found->list[f];
	}
	found->count = kept;
}

static int search(const struct disclosure *disclosure,
		  const struct guard *guard, struct share_text *text,
		  struct error *error)
{
	struct slice rest = text->bytes;

	if (guard_scan(guard, text->name, GUARD_ANY, read_bytes, &rest,
		       &text->found, disclosure->arena, error) != 0)
		return error_at(error, slice_of(text->path), error->place.line,
				error->place.column, 0);
	sift(disclosure, text);
	return 0;
}

static int search_all(struct disclosure *disclosure, struct name_index *names,
		      const struct hidden_counts *hidden, struct error *error)
{
	struct share_texts *texts = disclosure->report->texts;
	const struct profile *profile = disclosure->profile;
	const struct guard guard = {
		.names = names,
		.find = guard_find_owner,
		.context = disclosure->node->pupils,
		.threshold = profile->high > 0 ? profile->high + 1 : 0,
		.zeros = profile->zeros_hidden,
		.hidden = hidden,
		.everything = true,
		.today = disclosure->request.date,
	};

	texts->threshold = guard.threshold;
	texts->pupils = name_index_pupils(names);
	for (size_t i = 0; i < texts->count; i++)
		if (search(disclosure, &guard, &texts->list[i], error) != 0)
			return -1;
	return 0;
}

static int search_texts(struct disclosure *disclosure, struct error *error)
{
	const struct node *node = disclosure->node;
	struct hidden_counts *hidden;
	struct name_index *names;
	struct arena arena = {0};
	int result = -1;

	if (name_index_make(&names, NAME_INDEX_BYTES, error) != 0)
		return -1;
	if (find_hidden(disclosure, &hidden, &arena, error) == 0 &&
	    name_index_school(names, node->notice->laestab,
			      node->notice->controller, error) == 0 &&
	    name_index_load(names, node->pupils, node->dictionary,
			    disclosure->asked->progress,
			    disclosure->asked->context, error) == 0)
		result = search_all(disclosure, names, hidden, error);
	name_index_free(names);
	arena_release(&arena);
	return result;
}

/* --- what comes of it ------------------------------------------------------- */

static bool is_fit(const struct share_text *text)
{
	for (size_t f = 0; f < text->found.count; f++)
		if (text->found.list[f].severity >= GUARD_WARNING)
			return false;
	return text->found.more == 0;
}

static void judge(struct disclosure *disclosure)
{
	const struct share_texts *texts = disclosure->report->texts;

	for (size_t i = 0; i < texts->count; i++)
		if (!is_fit(&texts->list[i])) {
			disclosure_refuse(
				disclosure,
				SLICE("a text that goes with the tables may "
				      "tell of somebody"),
				SLICE("write it otherwise; what tells of "
				      "nobody after all is accepted with "
				      "--dry-run --allow FILE --accept, and "
				      "then left out with --allow FILE"));
			return;
		}
}

int texts_check(struct disclosure *disclosure, struct error *error)
{
	const struct share_request *asked = disclosure->asked;

	if (asked->text_count == 0)
		return 0;
	if (disclosure->level.kind != LEVEL_AGGREGATE) {
		disclosure_refuse(disclosure,
				  SLICE("law and notice let records go to this "
					"recipient for this purpose, and a "
					"text goes with tables alone"),
				  (struct slice){NULL, 0});
		return 0;
	}
	if (!asked->plain && !asked->dry_run) {
		error_set(error, ERROR_INPUT,
			  "a text goes with its tables into a directory in the "
			  "clear, and a package holds one file");
		return error_hint(error, "add --plain: what is published is "
					 "for everybody");
	}
	if (read_texts(disclosure, error) != 0 ||
	    aggregate_foresee(disclosure, error) != 0 ||
	    search_texts(disclosure, error) != 0)
		return -1;
	judge(disclosure);
	return 0;
}

/* --- leaving ---------------------------------------------------------------- */

int texts_write(struct disclosure *disclosure, struct error *error)
{
	const struct share_texts *texts = disclosure->report->texts;

	for (size_t i = 0; texts != NULL && i < texts->count; i++) {
		const struct share_text *text = &texts->list[i];
		const char *path = path_join(
			disclosure->arena, disclosure->staging, text->name.at);

		if (path == NULL)
			return error_memory(error);
		if (place_taken(path)) {
			error_set(error, ERROR_INPUT,
				  "a file of the tables has this name");
			return error_at(error, slice_of(text->path), 0, 0, 0);
		}
		if (file_replace(path, text->bytes, 0600, error) != 0)
			return -1;
	}
	return 0;
}

void texts_put(const struct disclosure *disclosure, struct json *json)
{
	const struct share_texts *texts = disclosure->report->texts;

	if (texts == NULL)
		return;
	json_key(json, "texts");
	json_open_array(json);
	for (size_t i = 0; i < texts->count; i++) {
		const struct share_text *text = &texts->list[i];
		struct builder hex = {0};

		builder_add_hex(&hex, (struct slice){(const char *)text->sha256,
						     sizeof(text->sha256)});
		json_open_object(json);
		json_key_text(json, "file", text->name);
		json_key_text(json, "format",
			      slice_of(guard_format_text(text->found.format)));
		json_key_number(json, "bytes", (int64_t)text->bytes.len);
		json_key_text(json, "sha256", builder_slice(&hex));
		json_close_object(json);
		json->out->failed |= hex.failed;
		builder_release(&hex);
	}
	json_close_array(json);
}
