/*
 * How fast Common Transfer Files are read, beside a bare expat pass over the
 * same bytes, how fast they and school censuses are written, and how fast such a
 * census is held to its rules.
 *
 *     ctf_bench DICTIONARY DATE FILE.xml SCRATCH-DIRECTORY
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <expat.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "bench/bench.h"
#include "dictionary/dictionary.h"
#include "formats/census_check.h"
#include "formats/ctf.h"
#include "formats/school_census.h"
#include "language/diagnostic.h"
#include "register/record.h"

enum { RUNS = 5, WRITTEN = 200000, BATCH = 1000 };

struct work {
	struct dictionary *dictionary;
	int32_t date;
	struct builder file;
	char path[4096];
	const struct format *format;
	struct record record;
	struct arena arena;
	uint64_t taken;
	struct census_rules rules;
};

static int fail(const struct error *error)
{
	char text[1024];

	error_text(error, text, sizeof(text));
	fprintf(stderr, "ctf_bench: %s\n", text);
	return -1;
}

static int take(void *context, const struct record *record, struct error *error)
{
	(void)record;
	(void)error;
	((struct work *)context)->taken++;
	return 0;
}

static int reject(void *context, const struct rejection *rejection,
		  struct error *error)
{
	(void)context;
	(void)rejection;
	(void)error;
	return 0;
}

static int read_ctf(void *context)
{
	struct work *work = context;
	struct arena arena = {0};
	struct error error;
	struct reading reading = {
		.dictionary = work->dictionary,
		.file_name = SLICE("file.xml"),
		.today = work->date,
		.take = take,
		.reject = reject,
		.context = work,
		.arena = &arena,
	};
	int result = ctf_read(&reading, builder_slice(&work->file), &error);

	arena_release(&arena);
	return result != 0 ? fail(&error) : 0;
}

static void XMLCALL start(void *data, const XML_Char *name,
			  const XML_Char **attributes)
{
	(void)name;
	(void)attributes;
	++*(uint64_t *)data;
}

static void XMLCALL end(void *data, const XML_Char *name)
{
	(void)data;
	(void)name;
}

static void XMLCALL text(void *data, const XML_Char *at, int length)
{
	(void)at;
	*(uint64_t *)data += (uint64_t)length;
}

/* Elements and their text, and nothing done with them. */
static int read_bare(void *context)
{
	struct work *work = context;
	XML_Parser parser = XML_ParserCreate(NULL);
	uint64_t seen = 0;
	int result;

	if (parser == NULL)
		return -1;
	XML_SetUserData(parser, &seen);
	XML_SetElementHandler(parser, start, end);
	XML_SetCharacterDataHandler(parser, text);
	result = XML_Parse(parser, work->file.at, (int)work->file.len, 1) ==
				 XML_STATUS_OK
			 ? 0
			 : -1;
	XML_ParserFree(parser);
	return result;
}

/* Identifiers and basic details. */
static const char *const values[][2] = {
	{"pupil.upn", "K886110121001"},
	{"pupil.surname", "Invented"},
	{"pupil.forename", "Una"},
	{"pupil.middle-names", "Made Up"},
	{"pupil.birth-date", "2012-05-04"},
	{"pupil.sex", "F"},
	{"ethnicity", "WBRI"},
	{"first-language", "ENG"},
	{"enrolment.status", "C"},
	{"enrolment.year-group", "8"},
};

static int make_record(struct work *work)
{
	struct record_maker maker =
		record_maker(work->dictionary, &work->arena);
	struct error error;

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		uint16_t field = dictionary_find(work->dictionary, KIND_FIELD,
						 slice_of(values[i][0]));

		if (field != DICTIONARY_NONE)
			record_set(&maker, field, SLICE(""), 0,
				   slice_of(values[i][1]));
	}
	return record_made(&maker, &work->record, &error) != 0 ? fail(&error)
							       : 0;
}

static int write_batches(struct work *work, struct output *output,
			 struct error *error)
{
	const struct writing frame = {
		.dictionary = work->dictionary,
		.controller = SLICE("Bench School"),
		.laestab = SLICE("8861101"),
		.recipient_laestab = SLICE("8861102"),
		.date = work->date,
		.time = "10:00:00",
		.serial = 1,
	};
	struct record records[BATCH];
	struct writer *writer;

	for (size_t i = 0; i < BATCH; i++)
		records[i] = work->record;
	if (work->format->open(&writer, &frame, output, error) != 0)
		return -1;
	for (size_t done = 0; done < WRITTEN; done += BATCH)
		if (work->format->write(writer, records, BATCH, error) != 0) {
			work->format->abandon(writer);
			return -1;
		}
	return work->format->close(writer, error);
}

static int write_file(void *context)
{
	struct work *work = context;
	struct output *output;
	struct error error;
	int result;

	if (output_open(&output, work->path, 0600, &error) != 0)
		return fail(&error);
	result = write_batches(work, output, &error);
	/* not synced: the disk is not what is measured */
	output_abandon(output);
	return result != 0 ? fail(&error) : 0;
}

static int validate(void *context)
{
	struct work *work = context;
	const struct census_checking checking = {
		.dictionary = work->dictionary,
		.rules = &work->rules,
		.file_name = SLICE("file.xml"),
		.today = work->date,
	};
	struct census_report report;
	struct arena arena = {0};
	struct error error;
	int result = census_check(&checking, builder_slice(&work->file),
				  &report, &arena, &error);

	arena_release(&arena);
	return result != 0 ? fail(&error) : 0;
}

/* The census as it was written, in memory. */
static int load_census(struct work *work)
{
	struct output *output;
	struct error error;

	builder_clear(&work->file);
	if (output_open(&output, work->path, 0600, &error) != 0)
		return fail(&error);
	if (write_batches(work, output, &error) != 0) {
		output_abandon(output);
		return fail(&error);
	}
	if (output_commit(output, &error) != 0 ||
	    file_read(work->path, 1 << 30, &work->file, &error) != 0 ||
	    census_rules_own(&work->rules, &error) != 0)
		return fail(&error);
	return 0;
}

static int load(struct work *work, char **arguments)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct error error;
	int result;

	if (!date_parse(slice_of(arguments[2]), &work->date))
		return -1;
	snprintf(work->path, sizeof(work->path), "%s/written.xml",
		 arguments[4]);
	result = dictionary_load(&work->dictionary, arguments[1], &findings,
				 &error);
	arena_release(&arena);
	if (result != 0 ||
	    file_read(arguments[3], 1 << 30, &work->file, &error) != 0)
		return fail(&error);
	return work->dictionary != NULL ? make_record(work) : -1;
}

int main(int count, char **arguments)
{
	static struct work work;
	int failed;

	if (count != 5 || load(&work, arguments) != 0) {
		fputs("usage: ctf_bench DICTIONARY DATE FILE.xml DIRECTORY\n",
		      stderr);
		return 2;
	}
	const struct bench reading = {
		.what = "read a CTF",
		.unit = "MB",
		.amount = (double)work.file.len / 1e6,
		.ours = read_ctf,
		.peer_name = "expat alone",
		.peer = read_bare,
		.context = &work,
		.runs = RUNS,
	};
	const struct bench writing = {
		.unit = "pupils",
		.amount = WRITTEN,
		.ours = write_file,
		.context = &work,
		.runs = RUNS,
	};
	struct bench ctf = writing, census = writing;

	failed = bench_compare(&reading);
	work.format = &ctf_format;
	ctf.what = "write a CTF";
	failed |= bench_compare(&ctf);
	work.format = &school_census_format;
	census.what = "write a school census";
	failed |= bench_compare(&census);
	failed |= load_census(&work);
	const struct bench checking = {
		.what = "validate a school census",
		.unit = "MB",
		.amount = (double)work.file.len / 1e6,
		.ours = validate,
		.peer_name = "expat alone",
		.peer = read_bare,
		.context = &work,
		.runs = RUNS,
	};

	failed |= bench_compare(&checking);
	census_rules_release(&work.rules);
	dictionary_free(work.dictionary);
	builder_release(&work.file);
	arena_release(&work.arena);
	return failed != 0;
}
