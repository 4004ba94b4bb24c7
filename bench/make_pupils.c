/*
 * make_pupils - writes invented pupils to standard output, the same ones for
 * the same options.
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/slice.h"

#include "invented.h"
#include "writers.h"

enum form { FORM_CSV, FORM_CTF, FORM_WISHES };

struct order {
	struct invented_class class;
	struct ctf_frame frame;
	enum form form;
	uint64_t first, count;
};

static const char usage[] =
	"usage: make_pupils [OPTION...]\n"
	"    --count N              how many (100)\n"
	"    --first N              the number of the first (1)\n"
	"    --seed N               other numbers, other pupils (1)\n"
	"    --school LAESTAB       where they are (8861101)\n"
	"    --school-name NAME\n"
	"    --reference-date DATE  as of which all is told (2026-01-15)\n"
	"    --ages FROM TO         on that date (11 16)\n"
	"    --born FROM TO         dates of birth, in place of ages\n"
	"    --format csv|ctf|wishes-csv\n"
	"    --sender LAESTAB       for ctf: where they come from (8861102)\n"
	"    --sender-name NAME\n";

static int complain(const char *option)
{
	fprintf(stderr, "make_pupils: --%s has no such value\n%s", option,
		usage);
	exit(2);
}

static uint64_t number(const char *option, const char *text, uint64_t most)
{
	uint64_t value = 0;

	if (text == NULL || !slice_number(slice_of(text), most, &value))
		complain(option);
	return value;
}

static int32_t date(const char *option, const char *text)
{
	int32_t value = 0;

	if (text == NULL || !date_parse(slice_of(text), &value))
		complain(option);
	return value;
}

static void laestab(const char *option, const char *text, char out[8])
{
	number(option, text, 9999999);
	if (strlen(text) != 7)
		complain(option);
	memcpy(out, text, 8);
}

static enum form form(const char *option, const char *text)
{
	static const char *const names[] = {
		[FORM_CSV] = "csv",
		[FORM_CTF] = "ctf",
		[FORM_WISHES] = "wishes-csv",
	};

	for (int i = 0; i <= FORM_WISHES; i++)
		if (strcmp(text, names[i]) == 0)
			return (enum form)i;
	return (enum form)complain(option);
}

/* The dates of birth of those whose age on the class's date is in range. */
static void ages(struct invented_class *class, int from, int to)
{
	class->born_from = date_latest_birth(to + 1, class->date) + 1;
	class->born_to = date_latest_birth(from, class->date);
}

static void read_options(struct order *order, int count, char **arguments)
{
	static const struct option options[] = {
		{"count", required_argument, NULL, 'c'},
		{"first", required_argument, NULL, 'f'},
		{"seed", required_argument, NULL, 's'},
		{"school", required_argument, NULL, 'S'},
		{"school-name", required_argument, NULL, 'n'},
		{"reference-date", required_argument, NULL, 'd'},
		{"ages", required_argument, NULL, 'a'},
		{"born", required_argument, NULL, 'b'},
		{"format", required_argument, NULL, 'o'},
		{"sender", required_argument, NULL, 'r'},
		{"sender-name", required_argument, NULL, 'N'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	struct invented_class *class = &order->class;
	int age_from = 11, age_to = 16, chosen, index = 0;
	bool born = false;

	while ((chosen = getopt_long(count, arguments, "", options, &index)) !=
	       -1) {
		const char *name = options[index].name;

		switch (chosen) {
		case 'c':
			order->count = number(name, optarg, INVENTED_LIMIT);
			break;
		case 'f':
			order->first = number(name, optarg, INVENTED_LIMIT);
			break;
		case 's':
			class->seed = number(name, optarg, UINT32_MAX);
			break;
		case 'S':
			laestab(name, optarg, class->laestab);
			break;
		case 'n':
			class->name = optarg;
			break;
		case 'd':
			class->date = date(name, optarg);
			break;
		case 'a':
			age_from = (int)number(name, optarg, 30);
			age_to = (int)number(name, arguments[optind++], 30);
			break;
		case 'b':
			born = true;
			class->born_from = date(name, optarg);
			class->born_to = date(name, arguments[optind++]);
			break;
		case 'o':
			order->form = form(name, optarg);
			break;
		case 'r':
			laestab(name, optarg, order->frame.sender);
			break;
		case 'N':
			order->frame.sender_name = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			exit(0);
		default:
			fputs(usage, stderr);
			exit(2);
		}
	}
	if (optind != count)
		complain("ages or --born or an argument");
	if (!born)
		ages(class, age_from, age_to);
	if (class->born_from > class->born_to || class->born_to > class->date)
		complain("ages or --born");
	if (order->first == 0 ||
	    order->first + order->count > INVENTED_LIMIT + 1ull)
		complain("first or --count");
}

static void write_pupils(const struct order *order)
{
	struct invented_pupil pupil;

	switch (order->form) {
	case FORM_CSV:
		csv_begin(stdout);
		break;
	case FORM_CTF:
		ctf_begin(stdout, &order->class, &order->frame);
		break;
	case FORM_WISHES:
		wishes_begin(stdout);
		break;
	}
	for (uint64_t i = 0; i < order->count; i++) {
		invent_pupil(&pupil, &order->class, order->first + i);
		switch (order->form) {
		case FORM_CSV:
			csv_pupil(stdout, &pupil);
			break;
		case FORM_CTF:
			ctf_pupil(stdout, &pupil, &order->frame);
			break;
		case FORM_WISHES:
			wishes_pupil(stdout, &pupil);
			break;
		}
	}
	if (order->form == FORM_CTF)
		ctf_end(stdout);
}

int main(int count, char **arguments)
{
	struct order order = {
		.class = {.seed = 1,
			  .laestab = "8861101",
			  .name = "Invented School",
			  .date = date_from_civil(2026, 1, 15)},
		.frame = {.sender = "8861102",
			  .sender_name = "Invented Former School"},
		.first = 1,
		.count = 100,
	};

	read_options(&order, count, arguments);
	write_pupils(&order);
	if (ferror(stdout) || fclose(stdout) != 0) {
		perror("make_pupils");
		return 3;
	}
	return 0;
}
