/* How a table is told: what its codes are called, its title, its notes. */
#include "base/builder.h"
#include "base/error.h"
#include "share/tabulate_parts.h"
#include "tables/cube.h"
#include "tables/treatment.h"

enum {
	MEAN_DECIMALS = 1,
	AUTHORITY_DIGITS = 3, /* at the beginning of a school's number */
};

/* --- what codes are called ----------------------------------------------------------- */

/* The code set of a level: of the field, or, above the last, that within which
 * it lies. */
static uint16_t codes_of(const struct tabulate *tabulate, size_t dimension,
			 uint32_t level)
{
	const struct dictionary *dictionary = tabulate->dictionary;
	const struct axis *axis = &tabulate->axes[dimension];
	uint32_t last = axis->levels - 1;
	uint32_t at = level < last ? level : last;
	uint16_t codes = dictionary->fields[axis->fields[at]].codes;

	while (codes != DICTIONARY_NONE && at < level) {
		codes = dictionary->code_sets[codes].within;
		at++;
	}
	return codes;
}

static bool is_school(const struct tabulate *tabulate, size_t dimension,
		      uint32_t level)
{
	const struct axis *axis = &tabulate->axes[dimension];

	return level < axis->levels &&
	       tabulate->dictionary->fields[axis->fields[level]].type ==
		       FIELD_LAESTAB;
}

/* A school lies in the authority with which its number begins. */
static void name_school(struct slice code, struct slice *parent)
{
	uint64_t number;

	if (code.len > AUTHORITY_DIGITS &&
	    slice_number(slice_part(code, 0, AUTHORITY_DIGITS), 999, &number))
		*parent = slice_part(code, 0, AUTHORITY_DIGITS);
}

static void name_authority(const struct dictionary *dictionary,
			   struct slice code, struct slice *label)
{
	for (uint16_t a = 0; a < dictionary->authority_count; a++)
		if (slice_equal(dictionary->authorities[a].number, code))
			*label = dictionary->authorities[a].name;
}

static void name_flag(struct slice code, struct slice *label)
{
	if (slice_is(code, "true"))
		*label = SLICE("Yes");
	else if (slice_is(code, "false"))
		*label = SLICE("No");
}

static void call_code(void *context, size_t dimension, uint32_t level,
		      struct slice code, struct slice *label,
		      struct slice *parent)
{
	const struct tabulate *tabulate = context;
	const struct dictionary *dictionary = tabulate->dictionary;
	const struct axis *axis = &tabulate->axes[dimension];
	uint16_t codes = codes_of(tabulate, dimension, level);
	uint16_t found = DICTIONARY_NONE;

	if (level < axis->levels &&
	    dictionary->fields[axis->fields[level]].type == FIELD_FLAG)
		name_flag(code, label);
	if (is_school(tabulate, dimension, level))
		name_school(code, parent);
	else if (level > 0 && is_school(tabulate, dimension, level - 1))
		name_authority(dictionary, code, label);
	if (codes == DICTIONARY_NONE)
		return;
	found = code_set_find(dictionary, codes, code);
	if (found == DICTIONARY_NONE)
		return;
	*label = dictionary->code_sets[codes].codes[found].label;
	if (dictionary->code_sets[codes].within != DICTIONARY_NONE)
		*parent = dictionary->code_sets[codes].codes[found].class;
}

/* Codes stand as in their code set: year groups by age, and not by byte. */
static uint64_t rank_code(void *context, size_t dimension, struct slice code)
{
	const struct tabulate *tabulate = context;
	const struct dictionary *dictionary = tabulate->dictionary;

	for (uint32_t level = 0; level < GATHER_LIMIT_LEVELS; level++) {
		uint16_t codes = codes_of(tabulate, dimension, level);
		uint16_t found = DICTIONARY_NONE;

		if (codes != DICTIONARY_NONE)
			found = code_set_find(dictionary, codes, code);
		if (found != DICTIONARY_NONE)
			return found;
	}
	return UINT32_MAX;
}

/* --- the whole ----------------------------------------------------------------------- */

static void add_title(const struct tabulate *tabulate, struct builder *title)
{
	size_t count = tabulate->asked->dimension_count;

	builder_add_text(title, "Pupils by ");
	for (size_t d = 0; d < count; d++) {
		if (d > 0)
			builder_add_text(title, d + 1 < count ? ", " : " and ");
		builder_add(title, tabulate->axes[d].label);
	}
}

static int make_plan(const struct tabulate *tabulate,
		     struct statement_plan *plan, struct arena *arena,
		     struct error *error)
{
	struct builder title = {0};

	add_title(tabulate, &title);
	*plan = (struct statement_plan){
		.title = arena_copy(arena, builder_slice(&title)),
		.counted = SLICE("pupils"),
		.counted_label = SLICE("Pupils"),
		.percent = tabulate->asked->percent,
		.columns = tabulate->asked->dimension_count > 1 ? 1 : 0,
		.value_decimals = VALUE_DECIMALS,
		.mean_decimals = MEAN_DECIMALS,
		.rank = rank_code,
	};
	builder_release(&title);
	if (plan->title.at == NULL)
		return error_memory(error);
	if (tabulate->mean == DICTIONARY_NONE)
		return 0;
	plan->mean = tabulate->dictionary->fields[tabulate->mean].name;
	plan->mean_label = tabulate->dictionary->fields[tabulate->mean].label;
	return 0;
}

static int note_contradicted(struct statement *statement, uint64_t contradicted,
			     struct arena *arena, struct error *error)
{
	struct builder text = {0};
	struct slice copy;

	if (contradicted == 0)
		return 0;
	builder_add_text(&text, "Where records put an area into different "
				"larger ones, it is counted in the one that "
				"most of them name.");
	copy = arena_copy(arena, builder_slice(&text));
	builder_release(&text);
	if (copy.at == NULL)
		return error_memory(error);
	statement_note(statement, copy);
	return 0;
}

/* Attendance of several schools, say. */
static void note_sums(const struct tabulate *tabulate,
		      struct statement *statement)
{
	const struct dictionary *dictionary = tabulate->dictionary;
	uint16_t category;

	if (tabulate->mean == DICTIONARY_NONE)
		return;
	category = dictionary->fields[tabulate->mean].category;
	if (!slice_empty(dictionary->categories[category].each))
		statement_note(statement,
			       SLICE("Of a pupil with several entries the mean "
				     "counts their sum."));
}

int tabulate_count(struct tabulate *tabulate, unsigned int threads,
		   struct tabulated *out, struct arena *arena,
		   struct error *error)
{
	struct gather_naming naming = {tabulate, call_code};
	struct tabulated made = {0};

	made.cube = arena_allocate(arena, sizeof(*made.cube));
	if (made.cube == NULL)
		return error_memory(error);
	if (tabulate->mean != DICTIONARY_NONE) {
		made.magnitudes =
			arena_allocate(arena, sizeof(*made.magnitudes));
		if (made.magnitudes == NULL)
			return error_memory(error);
	}
	if ((tabulate->gather == NULL &&
	     tabulate_begin_gather(tabulate, error) != 0) ||
	    gather_finish(tabulate->gather, &naming, threads, made.cube,
			  made.magnitudes, &made.contradicted, arena,
			  error) != 0 ||
	    gather_persons(tabulate->gather, made.cube, &made.persons,
			   &made.person_count, arena, error) != 0)
		return -1;
	*out = made;
	return 0;
}

int tabulate_state(struct tabulate *tabulate, const struct tabulated *counted,
		   const struct treatment *treatment,
		   const struct treatment_table *table,
		   struct statement *statement, struct arena *arena,
		   struct error *error)
{
	struct statement_plan plan;

	if (make_plan(tabulate, &plan, arena, error) != 0)
		return -1;
	plan.context = tabulate;
	if (statement_make(statement, treatment, table, &plan, arena, error) !=
	    0)
		return -1;
	note_sums(tabulate, statement);
	return note_contradicted(statement, counted->contradicted, arena,
				 error);
}

int tabulate_finish(struct tabulate *tabulate, const struct profile *profile,
		    unsigned int threads, struct statement *statement,
		    struct arena *arena, struct error *error)
{
	struct treatment *treatment = arena_allocate(arena, sizeof(*treatment));
	struct treatment_table table = {0};
	struct tabulated counted;

	if (treatment == NULL)
		return error_memory(error);
	if (tabulate_count(tabulate, threads, &counted, arena, error) != 0)
		return -1;
	table.cube = counted.cube;
	table.magnitudes = counted.magnitudes;
	if (treat(treatment, &table, 1, profile, threads, arena, error) != 0)
		return -1;
	return tabulate_state(tabulate, &counted, treatment, &table, statement,
			      arena, error);
}

void tabulate_write(const struct share_table *asked,
		    const struct statement *statement, struct builder *out)
{
	switch (asked->form) {
	case TABLE_LONG:
		statement_write_csv(statement, out);
		return;
	case TABLE_WIDE:
		statement_write_wide(statement, out);
		return;
	case TABLE_JSON:
		statement_write_json(statement, out);
		return;
	}
}
