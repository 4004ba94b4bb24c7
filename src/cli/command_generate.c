/* generate: pupils who do not exist, as files or straight into the node. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/find.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "dictionary/dictionary.h"
#include "dictionary/identifier.h"
#include "formats/format.h"
#include "generate/files.h"
#include "generate/plan.h"
#include "generate/population.h"
#include "language/diagnostic.h"
#include "policy/notice.h"
#include "share/intake.h"
#include "share/node.h"

enum { BATCH = 256 };

struct making {
	struct run *run;
	const struct dictionary *dictionary;
	const struct format *format; /* NULL: into the node */
	struct node *node;
	struct place_plan plan;
	struct population *population;
	int32_t date;
	uint64_t pupils; /* of all schools */
	struct progress progress;

	/* What came of each school. */
	struct made {
		const char *path; /* of files */
		uint64_t pupils, unnumbered, categories;
		struct intake_file file; /* of the node */
	} * made;
	uint64_t done;
};

/* --- what is asked for ------------------------------------------------------------ */

static int read_plan(struct making *making)
{
	struct run *run = making->run;
	const char *path = run->arguments.schools;
	struct builder content = {0};
	struct slice bytes;
	int result = file_read(path, PLAN_FILE_BYTES, &content, &run->error);

	if (result == 0) {
		bytes = arena_copy(&run->arena, builder_slice(&content));
		result = bytes.at == NULL ? error_memory(&run->error)
					  : plan_read(&making->plan, bytes,
						      slice_of(path),
						      &run->arena, &run->error);
	}
	builder_release(&content);
	return result;
}

/* One school of the node's own number and type. */
static int plan_of_node(struct making *making, uint64_t pupils)
{
	struct run *run = making->run;
	const struct notice *notice = making->node->notice;
	struct place_school *school =
		arena_allocate(&run->arena, sizeof(*school));

	if (school == NULL)
		return error_memory(&run->error);
	if (pupils > SCHOOL_PUPILS_LIMIT)
		return error_set(&run->error, ERROR_INPUT,
				 "the node is one school's, which has at most "
				 "%d pupils",
				 SCHOOL_PUPILS_LIMIT);
	*school = (struct place_school){
		.laestab = making->node->number,
		.name = notice->controller,
		.setting = making->dictionary->settings[notice->setting].name,
		.pupils = (uint32_t)pupils};
	making->plan.schools = school;
	making->plan.count = 1;
	return 0;
}

static bool is_one_school(const struct making *making)
{
	return making->node != NULL &&
	       making->node->notice->setting != DICTIONARY_NONE;
}

static int refuse_others(struct making *making)
{
	struct error *error = &making->run->error;

	error_set(error, ERROR_INPUT,
		  "the node is one school's, which would take pupils of others "
		  "for its own");
	return error_hint(error, "give --pupils alone for pupils of this "
				 "school, or --out to write files");
}

/* What goes into a school's node is that school's: whom it holds it answers for
 * and returns. */
static int check_school(struct making *making)
{
	const struct arguments *arguments = &making->run->arguments;
	const struct node *node = making->node;

	if (arguments->school_types.count > 0 ||
	    arguments->authorities.count > 0)
		return refuse_others(making);
	if (node->number.len != LAESTAB_BYTES) {
		error_set(&making->run->error, ERROR_INPUT,
			  "the school of this node has no number, by which its "
			  "pupils are known for its own");
		return error_hint(&making->run->error,
				  "'hornbook init node --number' gives it one; "
				  "--out writes files");
	}
	for (size_t i = 0; i < making->plan.count; i++)
		if (!slice_equal(making->plan.schools[i].laestab, node->number))
			return refuse_others(making);
	return 0;
}

static int plan_wished(struct making *making)
{
	struct run *run = making->run;
	const struct arguments *arguments = &run->arguments;
	struct plan_wish wish = {
		.settings = arguments->school_types.list,
		.setting_count = arguments->school_types.count,
		.authorities = arguments->authorities.list,
		.authority_count = arguments->authorities.count,
	};

	if (arguments->pupils == NULL) {
		error_set(&run->error, ERROR_INPUT,
			  "how many pupils there are to be is not said");
		return error_hint(&run->error,
				  "give --pupils, or a plan with --schools");
	}
	if (options_number("pupils", arguments->pupils, 1, PLAN_PUPILS_LIMIT,
			   &wish.pupils, &run->error) != 0)
		return -1;
	if (is_one_school(making))
		return plan_of_node(making, wish.pupils);
	return plan_usual(&making->plan, &wish, making->dictionary, &run->arena,
			  &run->error);
}

/* Families get the notices that the node has. */
static int add_notices(struct making *making)
{
	struct node *node = making->node;
	struct place_notice *notices = arena_array(
		&making->run->arena, node->notice_count, sizeof(*notices));
	struct place_school *schools = arena_array(
		&making->run->arena, making->plan.count, sizeof(*schools));

	if (notices == NULL || schools == NULL)
		return error_memory(&making->run->error);
	for (size_t i = 0; i < node->notice_count; i++)
		notices[i] = (struct place_notice){
			.version = (uint32_t)node->notices[i]->version,
			.from = node->notices[i]->from};
	for (size_t i = 0; i < making->plan.count; i++) {
		schools[i] = making->plan.schools[i];
		schools[i].notices = notices;
		schools[i].notice_count = node->notice_count;
	}
	making->plan.schools = schools;
	return 0;
}

static int make_plan(struct making *making)
{
	struct run *run = making->run;
	const struct arguments *arguments = &run->arguments;

	making->plan.seed = 1;
	if (options_number("seed", arguments->seed, 0, INT64_MAX,
			   &making->plan.seed, &run->error) != 0)
		return -1;
	if (arguments->schools != NULL && arguments->pupils != NULL)
		return error_set(&run->error, ERROR_INPUT,
				 "--schools says how many pupils each school "
				 "has; --pupils cannot say otherwise");
	if (arguments->schools != NULL && read_plan(making) != 0)
		return -1;
	if (is_one_school(making) && check_school(making) != 0)
		return -1;
	if (arguments->schools == NULL && plan_wished(making) != 0)
		return -1;
	if (making->node != NULL && add_notices(making) != 0)
		return -1;
	making->made = arena_array(&run->arena, making->plan.count,
				   sizeof(*making->made));
	if (making->made == NULL)
		return error_memory(&run->error);
	for (size_t i = 0; i < making->plan.count; i++)
		making->pupils += making->plan.schools[i].pupils;
	if (population_open(&making->population, &making->plan,
			    making->dictionary, &run->error) == 0)
		return 0;
	if (arguments->schools != NULL)
		error_at(&run->error, slice_of(arguments->schools), 0, 0,
			 run->error.place.record);
	return -1;
}

/* --- files -------------------------------------------------------------------------- */

static void show_progress(void *context, uint64_t pupils)
{
	struct making *making = context;

	progress_show(&making->progress, making->done + pupils, making->pupils);
}

static int write_files(struct making *making)
{
	struct run *run = making->run;
	struct files_request request = {
		.population = making->population,
		.dictionary = making->dictionary,
		.format = making->format,
		.directory = run->arguments.out,
		.date = making->date,
		.since = run->arguments.since,
		.progress = show_progress,
		.context = making,
	};

	if (directory_make(run->arguments.out, 0700, &run->error) != 0)
		return -1;
	for (size_t i = 0; i < making->plan.count; i++) {
		struct files_made made;

		if (files_write(&request, i, &made, &run->arena, &run->error) !=
		    0)
			return -1;
		making->made[i] = (struct made){.path = made.path,
						.pupils = made.pupils,
						.unnumbered = made.unnumbered,
						.categories = made.categories};
		making->done += made.pupils;
	}
	return 0;
}

/* --- the node ------------------------------------------------------------------------- */

struct feeding {
	struct making *making;
	struct population_stream *stream;
	struct arena arena;
	struct record records[BATCH];
};

static int next_records(void *context, const struct record **records,
			size_t *count, struct error *error)
{
	struct feeding *feeding = context;

	arena_clear(&feeding->arena);
	*records = feeding->records;
	if (population_next(feeding->stream, feeding->records, BATCH, count,
			    &feeding->arena, error) != 0)
		return -1;
	feeding->making->done += *count;
	progress_show(&feeding->making->progress, feeding->making->done,
		      feeding->making->pupils);
	return 0;
}

/* What a school's pupils follow from. */
static void hash_source(const struct making *making, size_t school,
			uint8_t hash[32])
{
	const struct place_school *place =
		population_place(making->population, school);
	char text[128];

	snprintf(text, sizeof(text),
		 "hornbook generate %" PRIu64 " %.7s %" PRIu32 " %zu %" PRIu64
		 " %d %d",
		 making->plan.seed, place->laestab.at, place->pupils,
		 making->plan.count, making->pupils, (int)making->date,
		 (int)making->run->arguments.since);
	crypto_hash_sha256(hash, (const unsigned char *)text, strlen(text));
}

static int feed_school(struct making *making, size_t school)
{
	struct run *run = making->run;
	struct feeding *feeding = arena_allocate(&run->arena, sizeof(*feeding));
	struct intake_source source = {
		.kind = SLICE("generated"),
		.name = population_place(making->population, school)->name,
		.today = making->date,
		.next = next_records,
		.context = feeding,
	};
	struct made *made = &making->made[school];
	int result;

	if (feeding == NULL)
		return error_memory(&run->error);
	feeding->making = making;
	hash_source(making, school, source.hash);
	if (population_stream_open(&feeding->stream, making->population, school,
				   making->date, DATE_NONE, 0,
				   &run->error) != 0)
		return -1;
	result = intake_records(making->node, &source, &made->file, &run->arena,
				&run->error);
	population_stream_close(feeding->stream);
	arena_release(&feeding->arena);
	made->pupils = made->file.records - made->file.rejected;
	made->unnumbered = made->file.rejected;
	return result;
}

static int feed_node(struct making *making)
{
	for (size_t i = 0; i < making->plan.count; i++)
		if (feed_school(making, i) != 0)
			return -1;
	return 0;
}

/* --- what is said -------------------------------------------------------------------- */

enum { SCHOOLS_SHOWN = 20 };

static void add_made(struct making *making, size_t school)
{
	struct builder *out = &making->run->out;
	const struct made *made = &making->made[school];
	const struct place_school *place =
		population_place(making->population, school);

	builder_add_text(out, "  ");
	builder_add(out, place->laestab);
	builder_add_byte(out, ' ');
	text_add_clean(place->name, out);
	builder_add_text(out, ": ");
	if (made->file.seen_before) {
		builder_add_text(out, "was made before, nothing changed\n");
		return;
	}
	text_add_count(made->pupils, "pupil", "pupils", out);
	if (made->path != NULL)
		builder_add_format(out, ", %s", made->path);
	builder_add_byte(out, '\n');
}

/* What no file of a kind could hold of everybody. */
static void add_left_out(struct making *making, uint64_t categories)
{
	struct builder *out = &making->run->out;
	const char *before = "some files would have more than 1024 columns; "
			     "left out of these: ";

	for (uint16_t i = 0; i < making->dictionary->category_count; i++) {
		if ((categories >> i & 1) == 0)
			continue;
		builder_add_text(out, before);
		builder_add(out, making->dictionary->categories[i].label);
		before = ", ";
	}
	if (categories != 0)
		builder_add_byte(out, '\n');
}

static void add_text(struct making *making)
{
	struct builder *out = &making->run->out;
	uint64_t pupils = 0, unnumbered = 0, categories = 0;
	size_t shown = making->plan.count;

	for (size_t i = 0; i < making->plan.count; i++) {
		pupils += making->made[i].pupils;
		unnumbered += making->made[i].unnumbered;
		categories |= making->made[i].categories;
	}
	if (shown > SCHOOLS_SHOWN)
		shown = SCHOOLS_SHOWN - 1;
	for (size_t i = 0; i < shown; i++)
		add_made(making, i);
	if (shown < making->plan.count)
		builder_add_format(out, "  and %zu more schools\n",
				   making->plan.count - shown);
	text_add_count(pupils, "invented pupil of ", "invented pupils of ",
		       out);
	text_add_count(making->plan.count, "school", "schools", out);
	builder_add_byte(out, '\n');
	if (unnumbered > 0) {
		text_add_count(unnumbered, "pupil is", "pupils are", out);
		builder_add_text(out, " left out who have no number yet\n");
	}
	add_left_out(making, categories);
}

static void add_json(struct making *making)
{
	struct json json = run_json(making->run);

	json_open_object(&json);
	json_key_date(&json, "date", making->date);
	json_key_number(&json, "seed", (int64_t)making->plan.seed);
	json_key(&json, "schools");
	json_open_array(&json);
	for (size_t i = 0; i < making->plan.count; i++) {
		const struct place_school *place =
			population_place(making->population, i);
		const struct made *made = &making->made[i];

		json_open_object(&json);
		json_key_text(&json, "laestab", place->laestab);
		json_key_text(&json, "name", place->name);
		json_key_text(&json, "setting", place->setting);
		json_key_number(&json, "pupils", (int64_t)made->pupils);
		json_key_number(&json, "withoutNumber",
				(int64_t)made->unnumbered);
		if (made->path != NULL)
			json_key_text(&json, "file", slice_of(made->path));
		else
			json_key_boolean(&json, "madeBefore",
					 made->file.seen_before);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	run_json_end(making->run);
}

/* --- the command ---------------------------------------------------------------------- */

static enum status make(struct making *making)
{
	struct run *run = making->run;
	int result = make_plan(making);

	if (result == 0) {
		making->progress = progress_start("pupils");
		result = making->node != NULL ? feed_node(making)
					      : write_files(making);
		progress_end(&making->progress);
	}
	if (result == 0 && run->arguments.json)
		add_json(making);
	else if (result == 0)
		add_text(making);
	population_close(making->population);
	return result == 0 ? STATUS_DONE : run_failure(run);
}

static int find_format(struct making *making)
{
	static const char *const names[] = {"ctf", "school-census",
					    "census-extract", "csv"};
	struct run *run = making->run;
	const char *wanted = run->arguments.format;

	if (wanted == NULL) {
		error_set(&run->error, ERROR_INPUT,
			  "in which format is not said");
		return error_hint(&run->error,
				  "give --format ctf, school-census, "
				  "census-extract or csv");
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], wanted) == 0)
			making->format = format_find(slice_of(wanted));
	if (making->format != NULL)
		return 0;
	error_set(&run->error, ERROR_INPUT,
		  "pupils are not made in the format '%s'", wanted);
	return error_hint(
		&run->error,
		"formats are ctf, school-census, census-extract, csv");
}

static enum status make_files(struct making *making)
{
	struct run *run = making->run;
	struct findings findings = findings_in(&run->arena);
	struct dictionary *dictionary = NULL;
	enum status status = STATUS_INPUT;

	if (find_format(making) != 0)
		return run_failure(run);
	if (open_dictionary(run, &dictionary, &findings) != 0) {
		status = run_failure(run);
	} else if (dictionary == NULL) {
		print_findings(&findings);
	} else {
		making->dictionary = dictionary;
		status = make(making);
	}
	dictionary_free(dictionary);
	return status;
}

static enum status make_in_node(struct making *making)
{
	enum status status;

	if (making->run->arguments.format != NULL) {
		error_set(&making->run->error, ERROR_INPUT,
			  "--format is for files, which --out says where to "
			  "put");
		return run_failure(making->run);
	}
	if (open_node(making->run, &making->node) != 0)
		return run_failure(making->run);
	making->dictionary = making->node->dictionary;
	status = make(making);
	node_close(making->node);
	return status;
}

static enum status generate(struct run *run)
{
	struct making making = {.run = run,
				.date = clock_today(&run->arguments)};

	return run->arguments.out != NULL ? make_files(&making)
					  : make_in_node(&making);
}

static const struct option options[] = {
	TEXT("pupils", "NUMBER", pupils, "how many pupils in all"),
	TEXT("schools", "FILE", schools,
	     "a plan of schools, CSV: laestab, setting, pupils and more"),
	LIST("school-type", "TYPE", school_types,
	     "make schools of this type (primary, special ...) alone"),
	LIST("authority", "NUMBER", authorities,
	     "make schools of this local authority (886) alone"),
	TEXT("seed", "NUMBER", seed,
	     "other pupils for another number (else 1)"),
	DATE("since", since, "with those who have left since that day"),
	TEXT("format", "FORMAT", format,
	     "of files: ctf, school-census (XML), census-extract (the same as "
	     "tables, a directory for each school), csv"),
	TEXT("out", "DIRECTORY", out,
	     "write a file for each school here, rather than into the node"),
};

const struct command command_generate = {
	.name = "generate",
	.group = GROUP_HELP,
	.summary = "make believable pupils who do not exist",
	.operands = "",
	.about = "Makes schools full of invented pupils as they would be on a "
		 "day (--today): households with brothers and sisters, moves "
		 "between schools, attendance, needs, results and wishes, "
		 "spread as the nation's statistics are.  The same plan, seed "
		 "and day give the same pupils, and another day the same "
		 "pupils older.  With --out they are written as files, one for "
		 "each school; without it they go into the node, one "
		 "transaction for each school.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = generate,
};
