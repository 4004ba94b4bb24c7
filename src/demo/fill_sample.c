/* Every school has the pupils of the sample data: for as long as fill.c has no
 * population to take them from.  Goes when src/generate/population.c comes. */
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "demo/fill.h"
#include "demo/truth.h"
#include "formats/format.h"
#include "generate/population.h"
#include "share/intake.h"
#include "share/node.h"

int fill_plan(struct population **out, const struct world *world,
	      struct error *error)
{
	(void)world;
	(void)error;
	*out = NULL;
	return 0;
}

void population_close(struct population *population)
{
	(void)population;
}

int fill_node(const struct world *world, const struct site *site, size_t n,
	      struct error *error)
{
	struct arena arena = {0};
	const char *files[] = {
		path_join(&arena, world->data, "demo/kent/pupils.csv"),
		path_join(&arena, world->data, "demo/kent/wishes.csv"),
	};
	struct intake_request request = {.files = files, .file_count = 2};
	struct intake_report report = {0};
	struct node *node;
	int result;

	date_parse(slice_of(site->filled[n]), &request.today);
	if (world_open_node(world, site, &node, error) != 0)
		return -1;
	result = intake(node, &request, &report, &arena, error);
	node_close(node);
	arena_release(&arena);
	return result;
}

struct telling {
	struct truth *own, *whole;
	struct truth_school school;
};

static int tell(void *context, const struct record *record, struct error *error)
{
	const struct telling *telling = context;

	if (truth_add(telling->own, record, &telling->school, error) != 0)
		return -1;
	return truth_add(telling->whole, record, &telling->school, error);
}

static int pass_over(void *context, const struct rejection *rejection,
		     struct error *error)
{
	(void)context;
	(void)rejection;
	(void)error;
	return 0;
}

int fill_truth(const struct world *world, const struct site *site, size_t n,
	       struct error *error)
{
	struct telling telling = {world->truths[site - sites],
				  world->whole,
				  {.laestab = slice_of(site->number)}};
	struct arena arena = {0};
	struct reading reading = {
		.dictionary = world->terms,
		.take = tell,
		.reject = pass_over,
		.context = &telling,
		.arena = &arena,
	};
	const char *path =
		path_join(&arena, world->data, "demo/kent/pupils.csv");
	struct builder content = {0};
	int result = -1;

	date_parse(slice_of(site->filled[n]), &reading.today);
	if (path == NULL)
		error_memory(error);
	else if (file_read(path, 1 << 20, &content, error) == 0)
		result = format_find(SLICE("csv"))
				 ->read(&reading, builder_slice(&content),
					error);
	builder_release(&content);
	arena_release(&arena);
	return result;
}

int fill_beside(const struct world *world, const struct site *school,
		int32_t date, uint64_t categories, struct node *node,
		struct error *error)
{
	(void)world;
	(void)school;
	(void)date;
	(void)categories;
	(void)node;
	(void)error;
	return 0;
}
