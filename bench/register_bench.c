/*
 * How fast a register takes pupils in and gives them back.
 *
 *     register_bench [PUPILS [DIRECTORY]]
 *
 * Records are made before the clock starts.  Three sections a pupil.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "dictionary/dictionary.h"
#include "register/register.h"
#include "register/secret.h"

/* clang-format off */
static const struct category categories[] = {
	{ .name = SLICE_INIT("identity"), .first_field = 0, .field_count = 6 },
	{ .name = SLICE_INIT("contact"), .first_field = 6, .field_count = 4 },
	{ .name = SLICE_INIT("enrolment"), .first_field = 10, .field_count = 4 },
};
static const struct field fields[] = {
	{ .name = SLICE_INIT("pupil.upn"), .type = FIELD_UPN, .category = 0 },
	{ .name = SLICE_INIT("pupil.uln"), .type = FIELD_ULN, .category = 0 },
	{ .name = SLICE_INIT("pupil.surname"), .category = 0 },
	{ .name = SLICE_INIT("pupil.forename"), .category = 0 },
	{ .name = SLICE_INIT("pupil.birth-date"), .category = 0 },
	{ .name = SLICE_INIT("pupil.sex"), .category = 0 },
	{ .name = SLICE_INIT("pupil.address-line-1"), .category = 1 },
	{ .name = SLICE_INIT("pupil.address-line-2"), .category = 1 },
	{ .name = SLICE_INIT("pupil.address-town"), .category = 1 },
	{ .name = SLICE_INIT("pupil.postcode"), .category = 1 },
	{ .name = SLICE_INIT("enrolment.status"), .category = 2 },
	{ .name = SLICE_INIT("enrolment.entry-date"), .category = 2 },
	{ .name = SLICE_INIT("enrolment.year-group"), .category = 2 },
	{ .name = SLICE_INIT("enrolment.part-time"), .category = 2 },
};
static const char *const values[] = {
	NULL, NULL, "Invented", "Una", "2012-05-04", "F",
	"12 Imaginary Street", "Nowhere", "Westwood", "ZZ99 3WZ",
	"C", "2023-09-01", "7", "false",
};
/* clang-format on */

enum { FIELDS = sizeof(fields) / sizeof(fields[0]), BATCH = 1024 };

static const struct dictionary dictionary = {
	.categories = categories,
	.category_count = 3,
	.fields = fields,
	.field_count = FIELDS,
};

static void must(int result, const struct error *error)
{
	char text[1024];

	if (result == 0)
		return;
	error_text(error, text, sizeof(text));
	fprintf(stderr, "%s\n", text);
	exit(1);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct record *make_records(size_t count, struct arena *arena)
{
	struct record *records = arena_array(arena, count, sizeof(*records));
	struct error error;
	char number[24];

	if (records == NULL)
		exit(1);
	for (size_t i = 0; i < count; i++) {
		struct record_maker maker = record_maker(&dictionary, arena);

		for (uint16_t j = 0; j < FIELDS; j++) {
			struct slice text = slice_of(values[j]);

			if (values[j] == NULL) {
				snprintf(number, sizeof(number),
					 j == 0 ? "A%012zu" : "%010zu", i);
				text = slice_of(number);
			}
			record_set(&maker, j, SLICE(""), 0, text);
		}
		must(record_made(&maker, &records[i], &error), &error);
	}
	return records;
}

static void import(struct pupil_register *pupils, const struct record *records,
		   size_t count, unsigned char file, const char *label)
{
	struct origin origin = {.kind = SLICE("csv"), .hash = {file}};
	struct import_counts counts;
	double start = seconds();
	struct import *running;
	struct error error;
	double took;

	must(import_begin(&running, pupils, &origin, &error), &error);
	for (size_t i = 0; i < count; i++)
		must(import_add(running, &records[i], &error), &error);
	must(import_commit(running, &counts, &error), &error);
	took = seconds() - start;
	printf("%-28s %9.0f pupils/s  (%llu new, %llu sections, %.2f s)\n",
	       label, (double)count / took,
	       (unsigned long long)counts.pupils_new,
	       (unsigned long long)counts.sections_written, took);
}

static void scan(struct pupil_register *pupils, const char *label)
{
	static struct record records[BATCH];
	struct arena arena = {0};
	struct arena ids_arena = {0};
	double start = seconds();
	struct register_scan *running;
	uint64_t sections = 0;
	struct error error;
	uint64_t *ids;
	size_t count;
	size_t got;
	double took;

	must(register_pupils(pupils, &ids, &count, &ids_arena, &error), &error);
	must(register_scan_open(&running, pupils, ids, count, 7, &error),
	     &error);
	do {
		must(register_scan_next(running, records, BATCH, &got, &arena,
					&error),
		     &error);
		for (size_t i = 0; i < got; i++)
			sections += records[i].count;
		arena_clear(&arena);
	} while (got > 0);
	register_scan_close(running);
	took = seconds() - start;
	printf("%-28s %9.0f sections/s  %.0f pupils/s  (%.2f s)\n", label,
	       (double)sections / took, (double)count / took, took);
	arena_release(&arena);
	arena_release(&ids_arena);
}

int main(int count, char **arguments)
{
	size_t pupil_count =
		count > 1 ? strtoul(arguments[1], NULL, 10) : 100000;
	char made[] = "/tmp/hornbook-bench-XXXXXX";
	const char *directory = count > 2 ? arguments[2] : mkdtemp(made);
	struct pupil_register *pupils;
	struct arena arena = {0};
	struct record *records;
	struct secret *secret;
	struct error error;

	if (directory == NULL)
		return 1;
	records = make_records(pupil_count, &arena);
	must(secret_make(&secret, &error), &error);
	must(register_create(directory, REGISTER_SQLITE, secret, &dictionary,
			     &error),
	     &error);
	must(register_open(&pupils, directory, REGISTER_SQLITE, secret,
			   &dictionary, &error),
	     &error);
	import(pupils, records, pupil_count, 1, "import, all new");
	import(pupils, records, pupil_count, 2, "import, nothing changed");
	register_close(pupils);
	must(register_open(&pupils, directory, REGISTER_SQLITE, secret,
			   &dictionary, &error),
	     &error);
	scan(pupils, "scan, unseal, decode");
	scan(pupils, "again");
	register_close(pupils);
	secret_free(secret);
	arena_release(&arena);
	if (directory == made)
		directory_remove(directory, NULL);
	return 0;
}
