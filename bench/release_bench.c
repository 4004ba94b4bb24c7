/*
 * release_bench - releasing pupils to youth support: deciding, cutting down
 * and writing records that are in memory, beside a plain loop that copies the
 * same cells; and the whole of it, unsealed twice, recorded and durable.
 *
 *     release_bench DICTIONARY NOTICE DATE DIRECTORY FILE
 *
 * FILE holds the pupils; works in a fresh directory below DIRECTORY.
 */
#include <stdio.h>
#include <stdlib.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "language/diagnostic.h"
#include "share/disclosure.h"
#include "share/intake.h"

#include "bench.h"

enum { RUNS = 9, WHOLE_RUNS = 3 };

static const struct share_request request = {
	.recipient = SLICE_INIT("youth-support"),
	.purpose = SLICE_INIT("youth-support-services"),
	.time = "10:00:00",
};

struct work {
	const char *directory; /* the fresh one */
	int32_t today;
	struct node *node;
	struct arena arena;
	struct share_request asked;
	struct share_report report;
	struct disclosure *disclosure;
	struct record *records; /* as the register gives them */
	size_t count;
	struct error error;
};

/* --- a node full of pupils ------------------------------------------------ */

static int import(struct work *work, const char *file)
{
	struct intake_request wanted = {
		.files = &file, .file_count = 1, .today = work->today};
	struct intake_report report;

	if (intake(work->node, &wanted, &report, &work->arena, &work->error) !=
	    0)
		return -1;
	if (!report.imported)
		return error_set(&work->error, ERROR_INPUT,
				 "some of the pupils were rejected");
	return 0;
}

static int make_node(struct work *work, char **arguments)
{
	struct findings findings = findings_in(&work->arena);
	struct node_making making = {
		.directory = path_join(&work->arena, work->directory, "node"),
		.dictionary = arguments[1],
		.notice = arguments[2],
		.today = work->today,
	};
	struct credentials credentials = {0};

	if (node_create(&making, &findings, &work->error) != 0 ||
	    node_open(&work->node, making.directory, &credentials, NULL,
		      &work->error) != 0)
		return -1;
	return import(work, arguments[5]);
}

/* --- records in memory ---------------------------------------------------- */

static int prepare(struct work *work)
{
	struct disclosure *disclosure =
		arena_allocate(&work->arena, sizeof(*disclosure));

	if (disclosure == NULL)
		return error_memory(&work->error);
	disclosure->node = work->node;
	disclosure->asked = &work->asked;
	disclosure->report = &work->report;
	disclosure->arena = &work->arena;
	work->disclosure = disclosure;
	if (disclosure_prepare(disclosure, &work->error) != 0)
		return -1;
	return disclosure_scan(disclosure, true, NULL, NULL, &work->error);
}

static int load(struct work *work)
{
	struct disclosure *disclosure = work->disclosure;
	struct register_scan *scan;
	size_t got;
	int result;

	work->records = arena_array(&work->arena, disclosure->pupil_count,
				    sizeof(*work->records));
	if (work->records == NULL)
		return error_memory(&work->error);
	if (register_scan_open(&scan, work->node->pupils, disclosure->pupils,
			       disclosure->pupil_count,
			       columns_categories(disclosure->columns),
			       &work->error) != 0)
		return -1;
	do {
		result = register_scan_next(scan, work->records + work->count,
					    disclosure->pupil_count -
						    work->count,
					    &got, &work->arena, &work->error);
		work->count += result == 0 ? got : 0;
	} while (result == 0 && got > 0);
	register_scan_close(scan);
	return result;
}

static int copy_items(struct section *section, struct arena *arena)
{
	struct item *items = arena_array(arena, section->count, sizeof(*items));

	if (items == NULL)
		return -1;
	for (uint32_t i = 0; i < section->count; i++) {
		const struct item *from = &section->items[i];
		struct value *values =
			arena_array(arena, from->count, sizeof(*values));

		if (values == NULL)
			return -1;
		memcpy(values, from->values, from->count * sizeof(*values));
		items[i] = (struct item){values, from->count};
	}
	section->items = items;
	return 0;
}

/* A record that may be cut down; its texts are those of the first. */
static int copy_record(struct record *record, struct arena *arena)
{
	struct section *sections =
		arena_array(arena, record->count, sizeof(*sections));

	if (sections == NULL)
		return -1;
	memcpy(sections, record->sections, record->count * sizeof(*sections));
	record->sections = sections;
	for (uint32_t s = 0; s < record->count; s++)
		if (copy_items(&sections[s], arena) != 0)
			return -1;
	return 0;
}

/* --- ours ----------------------------------------------------------------- */

static int open_payload(struct work *work, struct output **output,
			struct writer **writer)
{
	struct disclosure *disclosure = work->disclosure;
	struct writing writing = {
		.dictionary = work->node->dictionary,
		.controller = work->node->notice->controller,
		.laestab = work->node->notice->laestab,
		.date = work->today,
		.time = work->asked.time,
		.serial = 1,
		.fields = disclosure->sent,
	};
	const char *path =
		path_join(&work->arena, work->directory, "payload.csv");

	memcpy(writing.most_items, disclosure->most_items,
	       sizeof(writing.most_items));
	if (path == NULL)
		return error_memory(&work->error);
	if (output_open(output, path, 0600, &work->error) != 0)
		return -1;
	if (disclosure->format->open(writer, &writing, *output, &work->error) ==
	    0)
		return 0;
	output_abandon(*output);
	return -1;
}

/* The time that one batch takes, without that of laying it out. */
static int write_batch(struct work *work, struct scanning *scanning,
		       size_t from, struct writer *writer, double *seconds)
{
	size_t count = work->count - from;
	struct shaped shaped;
	double start;

	if (count > BATCH_PUPILS)
		count = BATCH_PUPILS;
	arena_clear(&scanning->arena);
	for (size_t i = 0; i < count; i++) {
		scanning->records[i] = work->records[from + i];
		if (copy_record(&scanning->records[i], &scanning->arena) != 0)
			return error_memory(&work->error);
	}
	start = bench_now();
	if (disclosure_batch(scanning, count, &shaped, &work->error) != 0 ||
	    work->disclosure->format->write(writer, shaped.records,
					    shaped.count, &work->error) != 0)
		return -1;
	*seconds += bench_now() - start;
	return 0;
}

static int write_all(struct work *work, double *seconds)
{
	struct scanning *scanning =
		arena_allocate(&work->arena, sizeof(*scanning));
	struct output *output;
	struct writer *writer;
	int result = 0;

	*seconds = 0;
	if (scanning == NULL)
		return error_memory(&work->error);
	scanning->disclosure = work->disclosure;
	if (open_payload(work, &output, &writer) != 0)
		return -1;
	for (size_t from = 0; result == 0 && from < work->count;
	     from += BATCH_PUPILS)
		result = write_batch(work, scanning, from, writer, seconds);
	work->disclosure->format->abandon(writer);
	output_abandon(output);
	arena_release(&scanning->arena);
	return result;
}

/* --- the peer ------------------------------------------------------------- */

/* All cells of the fields that went out, one after another with commas:
 * nothing is asked, quoted or set in columns. */
static int copy_all(struct work *work, double *seconds)
{
	const struct field_set *sent = &work->disclosure->sent;
	const char *path =
		path_join(&work->arena, work->directory, "payload.csv");
	struct output *output;
	double start = bench_now();

	if (output_open(&output, path, 0600, &work->error) != 0)
		return -1;
	for (size_t r = 0; r < work->count; r++) {
		const struct record *record = &work->records[r];

		for (uint32_t s = 0; s < record->count; s++)
			for (uint32_t i = 0; i < record->sections[s].count;
			     i++) {
				const struct item *item =
					&record->sections[s].items[i];

				for (uint32_t v = 0; v < item->count; v++) {
					if (!field_set_has(
						    sent,
						    item->values[v].field))
						continue;
					output_add(output,
						   item->values[v].text);
					output_add(output, SLICE(","));
				}
			}
		output_add(output, SLICE("\n"));
	}
	*seconds = bench_now() - start;
	output_abandon(output);
	return 0;
}

/* --- rows ----------------------------------------------------------------- */

static int measure_shaping(struct work *work)
{
	double ours[RUNS], peer[RUNS], our_rate, peer_rate;

	for (int i = 0; i < RUNS; i++)
		if (write_all(work, &ours[i]) != 0 ||
		    copy_all(work, &peer[i]) != 0)
			return -1;
	our_rate = (double)work->count / bench_median(ours, RUNS);
	peer_rate = (double)work->count / bench_median(peer, RUNS);
	printf("release: decide, shape, write\t%.0f pupils/s\t"
	       "copying the same cells\t%.0f pupils/s\t%.2f\n",
	       our_rate, peer_rate, our_rate / peer_rate);
	return 0;
}

static int measure_whole(struct work *work)
{
	double seconds[WHOLE_RUNS];

	work->asked.out = path_join(&work->arena, work->directory, "out");
	if (work->asked.out == NULL)
		return error_memory(&work->error);
	for (int i = 0; i < WHOLE_RUNS; i++) {
		double start = bench_now();

		if (share(work->node, &work->asked, &work->report, &work->arena,
			  &work->error) != 0)
			return -1;
		seconds[i] = bench_now() - start;
		if (work->report.refused)
			return error_set(&work->error, ERROR_REFUSED,
					 "the release was refused");
	}
	printf("release: whole, from sealed records\t%.0f pupils/s\t-\t-\t-\n",
	       (double)work->count / bench_median(seconds, WHOLE_RUNS));
	return 0;
}

int main(int count, char **arguments)
{
	struct work work = {.asked = request};
	char root[4000], text[1024];
	int result = 0;

	if (count != 6 || sodium_init() < 0 ||
	    !date_parse(slice_of(arguments[3]), &work.today) ||
	    snprintf(root, sizeof(root), "%s/release-XXXXXX", arguments[4]) >=
		    (int)sizeof(root) ||
	    mkdtemp(root) == NULL) {
		fprintf(stderr, "usage: release_bench DICTIONARY NOTICE DATE "
				"DIRECTORY FILE\n");
		return 2;
	}
	work.directory = root;
	work.asked.today = work.today;
	if (make_node(&work, arguments) != 0 || prepare(&work) != 0 ||
	    load(&work) != 0 || measure_shaping(&work) != 0 ||
	    measure_whole(&work) != 0) {
		error_text(&work.error, text, sizeof(text));
		fprintf(stderr, "release_bench: %s\n", text);
		result = 1;
	}
	if (work.disclosure != NULL)
		plan_free(work.disclosure->plan);
	node_close(work.node);
	arena_release(&work.arena);
	directory_remove(root, NULL);
	return result;
}
