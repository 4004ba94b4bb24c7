/*
 * differential - the engine against the reference for as long as you like.
 *
 *     differential [--seed N] [--decisions N] [--seconds N] [--quiet]
 *                  [--save DIRECTORY] [--england]
 *
 * Law after law from --seed on (1), until so many decisions agree (200000) or
 * so many seconds have passed.  The same seeds ask the same everywhere.  Each
 * line of progress says from which seed another run goes on.  At the end the
 * tally of all that was met goes to standard output; when they differ, the
 * case does, as small as it can be and ready for a .test file, and with --save
 * its dictionary, notices and request go into a directory, for `hornbook
 * decide`.  With --england requests and pupils are invented over the dictionary
 * of England and the notices of this tree, in its root; nothing is said of what
 * never came up.
 *
 * Status: 0 agreed; 1 they differ, or the program itself failed; 2 wrong
 * arguments; 3 agreed, but something never came up.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/policy/differential.h"
#include "tests/policy/real_case.h"

struct options {
	unsigned long seed, decisions, seconds;
	const char *directory;
	bool quiet, england;
};

/* Seconds between two lines of progress. */
enum { PROGRESS_SECONDS = 10 };

static unsigned long seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (unsigned long)now.tv_sec;
}

static bool read_number(const char *text, unsigned long *number)
{
	char *end;

	*number = strtoul(text, &end, 10);
	return *text >= '0' && *text <= '9' && *end == '\0';
}

static bool read_options(int count, char **arguments, struct options *options)
{
	static const struct option known[] = {
		{"seed", required_argument, NULL, 's'},
		{"decisions", required_argument, NULL, 'd'},
		{"seconds", required_argument, NULL, 't'},
		{"england", no_argument, NULL, 'e'},
		{"save", required_argument, NULL, 'o'},
		{"quiet", no_argument, NULL, 'q'},
		{NULL, 0, NULL, 0},
	};
	bool good = true;
	int option;

	while ((option = getopt_long(count, arguments, "", known, NULL)) != -1)
		switch (option) {
		case 's':
			good &= read_number(optarg, &options->seed);
			break;
		case 'd':
			good &= read_number(optarg, &options->decisions);
			break;
		case 't':
			good &= read_number(optarg, &options->seconds);
			break;
		case 'e':
			options->england = true;
			break;
		case 'o':
			options->directory = optarg;
			break;
		case 'q':
			options->quiet = true;
			break;
		default:
			good = false;
		}
	return good && optind == count;
}

static void print_progress(const struct differential *differential,
			   unsigned long next)
{
	fprintf(stderr,
		"%lu laws, %lu decisions agree; go on with --seed %lu\n",
		differential->tally.laws, differential->tally.decisions, next);
}

static bool run(struct differential *differential,
		const struct options *options, const struct real_cases *cases,
		unsigned long *seed)
{
	unsigned long start = seconds_now(), told = start;

	for (; differential->tally.decisions < options->decisions; ++*seed) {
		struct choices choices = {.state = *seed};
		unsigned long now = seconds_now();

		if (options->seconds > 0 && now - start >= options->seconds)
			break;
		if (!options->quiet && now - told >= PROGRESS_SECONDS) {
			print_progress(differential, *seed);
			told = now;
		}
		if (!(options->england
			      ? differential_run_real(
					differential, &choices,
					&cases->list[*seed % cases->count])
			      : differential_run(differential, &choices)))
			return false;
	}
	return true;
}

static int tell(const struct differential *differential,
		const struct options *options, unsigned long next)
{
	struct builder out = {0};
	size_t missing;

	if (!options->quiet)
		tally_write(&differential->tally, &out);
	missing = options->england
			  ? 0
			  : tally_missing(&differential->tally, 1, &out);
	builder_add_format(&out,
			   "%lu decisions agree, of the laws of seeds %lu to "
			   "%lu\n",
			   differential->tally.decisions, options->seed,
			   next - 1);
	fputs(builder_text(&out), stdout);
	if (missing > 0)
		fprintf(stderr, "%zu of these never came up\n", missing);
	builder_release(&out);
	return missing > 0 ? 3 : 0;
}

int main(int count, char **arguments)
{
	struct options options = {.seed = 1, .decisions = 200000};
	static struct differential differential;
	static struct real_cases cases;
	struct law_file file;
	unsigned long seed;
	int status;

	if (!read_options(count, arguments, &options)) {
		fputs("usage: differential [--seed N] [--decisions N] "
		      "[--seconds N] [--quiet] [--save DIRECTORY] "
		      "[--england]\n",
		      stderr);
		return 2;
	}
	if (!law_file_make(&file))
		return 1;
	differential.path = file.path;
	differential.directory = options.directory;
	if (options.england)
		real_cases_open(&cases);
	seed = options.seed;
	if (run(&differential, &options, &cases, &seed)) {
		status = tell(&differential, &options, seed);
	} else {
		fputs(builder_text(&differential.report), stdout);
		fprintf(stderr, "they differ over the law of --seed %lu\n",
			seed);
		status = 1;
	}
	real_cases_release(&cases);
	law_file_remove(&file);
	builder_release(&differential.report);
	return status;
}
