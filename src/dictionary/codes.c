/*
 * codes.c - code sets.
 */
#include "dictionary/loader.h"

#include "base/arena.h"
#include "base/error.h"
#include "dictionary/index.h"
#include "language/diagnostic.h"

enum { ORDER_LIMIT = 1000000 };

static struct code read_code(struct loader *loader,
			     const struct statement *statement)
{
	struct code code = {
		.code = statement_text(statement, ""),
		.label = statement_text(statement, "1"),
		.class = statement_text(statement, "class"),
		.parent = DICTIONARY_NONE,
		.order = DATE_NONE,
	};
	uint64_t order = statement_number(statement, "order", UINT64_MAX);
	const struct argument *values = statement_argument(statement, "");

	read_dates(loader, statement, &code.from, &code.to);
	if (order <= ORDER_LIMIT)
		code.order = (int32_t)order;
	else if (order != UINT64_MAX)
		find_error(loader,
			   statement_argument(statement, "order")->range,
			   "number-out-of-range", "an order is at most %d",
			   ORDER_LIMIT);
	if (values != NULL && values->name_count > 1)
		find_error(loader, values->names[1].range, "one-code",
			   "each code has a statement of its own");
	return code;
}

/* The codes listed in the block. */
static int read_block(struct loader *loader, const struct statement *statement,
		      struct code_set *set, struct code **list,
		      const struct range **ranges)
{
	size_t count = statement->child_count;
	struct code *codes;
	struct range *places;

	if (count > NAME_LIMIT) {
		find_error(loader, name_range(statement), "too-many-names",
			   "a code set has at most %d codes", NAME_LIMIT);
		count = NAME_LIMIT;
	}
	codes = arena_array(loader->arena, count + 1, sizeof(*codes));
	places = arena_array(loader->arena, count + 1, sizeof(*places));
	if (codes == NULL || places == NULL)
		return error_memory(loader->error);
	for (size_t i = 0; i < count; i++) {
		codes[i] = read_code(loader, &statement->children[i]);
		places[i] = name_range(&statement->children[i]);
		set->ordered |= codes[i].order != DATE_NONE;
	}
	set->count = (uint16_t)count;
	*list = codes;
	*ranges = places;
	return 0;
}

static int read_set(struct loader *loader, const struct statement *statement,
		    struct code_set *set, struct code **list,
		    const struct range **ranges)
{
	const struct argument *path = statement_argument(statement, "from");
	struct loaded_file file;

	set->name = statement_text(statement, "");
	set->label = statement_text(statement, "1");
	set->source_note = statement_text(statement, "source");
	set->range = name_range(statement);
	set->within = DICTIONARY_NONE;
	if (path == NULL) {
		if (statement->child_count == 0)
			find_error(loader, set->range, "no-codes",
				   "'%.*s' has neither a file nor codes of its "
				   "own",
				   SLICE_ARGS(set->name));
		return read_block(loader, statement, set, list, ranges);
	}
	if (statement->child_count > 0)
		find_error(loader, path->range, "two-lists",
			   "the codes come from a file or stand in the block, "
			   "not both");
	if (load_named(loader, statement, path, &file) != 0)
		return -1;
	if (file.source == NULL)
		return 0;
	return read_code_file(loader, &file, set, list, ranges);
}

int declare_codes(struct loader *loader)
{
	uint16_t count;
	size_t at = 0;

	loader->code_sets =
		loader_array(loader, KEYWORD_CODES, sizeof(struct code_set),
			     NAME_LIMIT, &count);
	if (loader->code_sets == NULL)
		return -1;
	loader->code_ranges = arena_array(loader->arena, (size_t)count + 1,
					  sizeof(*loader->code_ranges));
	loader->codes = arena_array(loader->arena, (size_t)count + 1,
				    sizeof(*loader->codes));
	if (loader->code_ranges == NULL || loader->codes == NULL)
		return error_memory(loader->error);
	loader->dictionary->code_sets = loader->code_sets;
	loader->dictionary->code_set_count = count;
	for (uint16_t i = 0; i < count; i++) {
		if (read_set(loader, loader_next(loader, KEYWORD_CODES, &at),
			     &loader->code_sets[i], &loader->codes[i],
			     &loader->code_ranges[i]) != 0)
			return -1;
		loader->code_sets[i].codes = loader->codes[i];
	}
	return 0;
}

/* --- coarser sets ------------------------------------------------------------- */

/* Follows `within` for at most as many steps as there are sets. */
static bool is_cyclic(const struct loader *loader, uint16_t set)
{
	uint16_t at = loader->code_sets[set].within;

	for (uint16_t steps = 0; at != DICTIONARY_NONE; steps++) {
		if (at == set)
			return true;
		if (steps == loader->dictionary->code_set_count)
			return false; /* a cycle, but not through this one */
		at = loader->code_sets[at].within;
	}
	return false;
}

/* A code without a class has nothing coarser. */
static void resolve_parents(struct loader *loader, uint16_t index)
{
	struct code_set *set = &loader->code_sets[index];
	const struct code_set *coarser = &loader->code_sets[set->within];
	struct code *codes = loader->codes[index];

	for (uint16_t i = 0; i < set->count; i++) {
		struct code *code = &codes[i];

		if (slice_empty(code->class))
			continue;
		code->parent = index_find_code(loader->dictionary, set->within,
					       CODE_EXACT, code->class);
		if (code->parent == DICTIONARY_NONE)
			find_error(loader, loader->code_ranges[index][i],
				   "unknown-code", "'%.*s' has no code '%.*s'",
				   SLICE_ARGS(coarser->name),
				   SLICE_ARGS(code->class));
	}
}

void resolve_code_sets(struct loader *loader)
{
	uint16_t count = loader->dictionary->code_set_count;
	size_t at = 0;

	for (uint16_t i = 0; i < count; i++)
		loader->code_sets[i].within = refer_argument(
			loader, KIND_CODES,
			loader_next(loader, KEYWORD_CODES, &at), "within");
	for (uint16_t i = 0; i < count; i++)
		if (is_cyclic(loader, i))
			find_error(loader, loader->code_sets[i].range,
				   "cyclic-codes", "'%.*s' is within itself",
				   SLICE_ARGS(loader->code_sets[i].name));
		else if (loader->code_sets[i].within != DICTIONARY_NONE)
			resolve_parents(loader, i);
}
