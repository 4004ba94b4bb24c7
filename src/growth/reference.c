#include "growth/reference.h"

#include <math.h>
#include <stdbool.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "formats/csv.h"

/* --- the file ----------------------------------------------------------------------- */

enum column {
	COLUMN_SEX,
	COLUMN_MONTHS,
	COLUMN_YEARS,
	COLUMN_L,
	COLUMN_M,
	COLUMN_S,
	COLUMN_COUNT
};

static const char *const columns[COLUMN_COUNT] = {
	[COLUMN_SEX] = "sex",
	[COLUMN_MONTHS] = "age_months",
	[COLUMN_YEARS] = "decimal_age",
	[COLUMN_L] = "L",
	[COLUMN_M] = "M",
	[COLUMN_S] = "S",
};

static const char *const sexes[GROWTH_SEX_UNKNOWN] = {
	[GROWTH_MALE] = "male",
	[GROWTH_FEMALE] = "female",
};

struct reader {
	struct csv csv;
	struct csv_row row;
	struct slice name;
	size_t place[COLUMN_COUNT]; /* of the column; SIZE_MAX: not there */
	size_t width;
	struct growth_lms rows[GROWTH_SEX_UNKNOWN][GROWTH_MONTHS_LIMIT + 1];
	size_t count[GROWTH_SEX_UNKNOWN];
	int first[GROWTH_SEX_UNKNOWN];
};

/* Gives the error its place; the message is set already. */
static int at_field(const struct reader *reader, size_t field,
		    struct error *error)
{
	uint32_t line, column;

	csv_place(&reader->csv, &reader->row, field, &line, &column);
	return error_at(error, reader->name, line, column, 0);
}

/* What is no CSV has its line and column, but knows no file. */
static int not_csv(const struct reader *reader, struct error *error)
{
	return error != NULL ? error_at(error, reader->name, error->place.line,
					error->place.column, 0)
			     : -1;
}

static int read_heading(struct reader *reader, struct error *error)
{
	const struct csv_row *row = &reader->row;

	for (int c = 0; c < COLUMN_COUNT; c++)
		reader->place[c] = SIZE_MAX;
	for (size_t f = 0; f < row->count; f++) {
		int c = 0;

		while (c < COLUMN_COUNT &&
		       !slice_is(row->fields[f], columns[c]))
			c++;
		if (c == COLUMN_COUNT || reader->place[c] != SIZE_MAX) {
			error_set(error, ERROR_INPUT,
				  c == COLUMN_COUNT
					  ? "a growth reference has no such "
					    "column"
					  : "the column is there twice");
			error_hint(error, "its columns are sex, age_months, "
					  "decimal_age, L, M, S");
			return at_field(reader, f, error);
		}
		reader->place[c] = f;
	}
	reader->width = row->count;
	for (int c = 0; c < COLUMN_COUNT; c++)
		if (reader->place[c] == SIZE_MAX && c != COLUMN_YEARS) {
			error_set(error, ERROR_INPUT,
				  "the growth reference lacks the column %s",
				  columns[c]);
			return at_field(reader, 0, error);
		}
	return 0;
}

/* More digits than a double keeps, of which files have many. */
static const uint64_t most_digits = 100000000000000000; /* 18 */

/* A plain decimal number. */
static bool read_number(struct slice text, double *number)
{
	bool negative = text.len > 0 && text.at[0] == '-';
	uint64_t digits = 0;
	double power = 1;
	bool point = false;
	size_t i = negative, seen = 0;

	for (; i < text.len; i++) {
		char c = text.at[i];

		if (c == '.' && !point && seen > 0) {
			point = true;
			continue;
		}
		if (c < '0' || c > '9' || digits >= most_digits)
			return false;
		digits = digits * 10 + (uint64_t)(c - '0');
		power *= point ? 10 : 1;
		seen++;
	}
	if (seen == 0 || text.at[text.len - 1] == '.')
		return false;
	*number = (negative ? -1.0 : 1.0) * ((double)digits / power);
	return true;
}

static int number_in(const struct reader *reader, enum column column,
		     double low, double high, double *number,
		     struct error *error)
{
	size_t field = reader->place[column];

	if (read_number(reader->row.fields[field], number) && *number >= low &&
	    *number <= high)
		return 0;
	error_set(error, ERROR_INPUT, "%s is not a number from %g to %g",
		  columns[column], low, high);
	return at_field(reader, field, error);
}

static int sex_in(const struct reader *reader, enum growth_sex *sex,
		  struct error *error)
{
	struct slice text = reader->row.fields[reader->place[COLUMN_SEX]];

	for (int s = 0; s < GROWTH_SEX_UNKNOWN; s++)
		if (slice_is(text, sexes[s])) {
			*sex = (enum growth_sex)s;
			return 0;
		}
	error_set(error, ERROR_INPUT, "the sex is neither male nor female");
	return at_field(reader, reader->place[COLUMN_SEX], error);
}

static int month_in(const struct reader *reader, uint64_t *months,
		    struct error *error)
{
	size_t field = reader->place[COLUMN_MONTHS];
	double years;

	if (!slice_number(reader->row.fields[field], GROWTH_MONTHS_LIMIT,
			  months)) {
		error_set(error, ERROR_INPUT,
			  "age_months is not a whole number from 0 to %d",
			  GROWTH_MONTHS_LIMIT);
		return at_field(reader, field, error);
	}
	if (reader->place[COLUMN_YEARS] == SIZE_MAX)
		return 0;
	if (number_in(reader, COLUMN_YEARS, 0, GROWTH_MONTHS_LIMIT / 12.0,
		      &years, error) != 0)
		return -1;
	/* As many digits as files have. */
	if (fabs(years - (double)*months / 12) <= 0.001)
		return 0;
	error_set(error, ERROR_INPUT,
		  "age_months and decimal_age are not the same age");
	return at_field(reader, reader->place[COLUMN_YEARS], error);
}

/* S above this, or M outside these, is no measure of children in use. */
static const double least = 1e-6, most_m = 1000, most_s = 10, most_l = 100;

static int read_row(struct reader *reader, struct error *error)
{
	struct growth_lms lms;
	enum growth_sex sex;
	uint64_t months;
	size_t *count;

	if (reader->row.count != reader->width) {
		error_set(error, ERROR_INPUT,
			  "the row has %zu columns, the heading %zu",
			  reader->row.count, reader->width);
		return at_field(reader, 0, error);
	}
	if (sex_in(reader, &sex, error) != 0 ||
	    month_in(reader, &months, error) != 0 ||
	    number_in(reader, COLUMN_L, -most_l, most_l, &lms.l, error) != 0 ||
	    number_in(reader, COLUMN_M, least, most_m, &lms.m, error) != 0 ||
	    number_in(reader, COLUMN_S, least, most_s, &lms.s, error) != 0)
		return -1;
	count = &reader->count[sex];
	if (*count == 0)
		reader->first[sex] = (int)months;
	if ((int)months != reader->first[sex] + (int)*count) {
		error_set(error, ERROR_INPUT,
			  "the months of one sex must follow one another: %d "
			  "is next here, not %d",
			  reader->first[sex] + (int)*count, (int)months);
		return at_field(reader, reader->place[COLUMN_MONTHS], error);
	}
	reader->rows[sex][(*count)++] = lms;
	return 0;
}

static int check_whole(const struct reader *reader, struct error *error)
{
	int result = 0;

	for (int s = 0; s < GROWTH_SEX_UNKNOWN && result == 0; s++)
		if (reader->count[s] < GROWTH_MONTHS_LEAST)
			result =
				error_set(error, ERROR_INPUT,
					  "the growth reference has %zu rows "
					  "for the sex %s; it needs %d or more",
					  reader->count[s], sexes[s],
					  GROWTH_MONTHS_LEAST);
	if (result == 0 &&
	    (reader->first[GROWTH_MALE] != reader->first[GROWTH_FEMALE] ||
	     reader->count[GROWTH_MALE] != reader->count[GROWTH_FEMALE]))
		result = error_set(error, ERROR_INPUT,
				   "the growth reference does not have the "
				   "same months for both sexes");
	return result == 0 ? 0 : error_at(error, reader->name, 0, 0, 0);
}

static int read_rows(struct reader *reader, struct error *error)
{
	int more = csv_read(&reader->csv, &reader->row, error);

	if (more == 0) {
		error_set(error, ERROR_INPUT, "the growth reference is empty");
		return error_at(error, reader->name, 0, 0, 0);
	}
	if (more < 0)
		return not_csv(reader, error);
	if (read_heading(reader, error) != 0)
		return -1;
	while ((more = csv_read(&reader->csv, &reader->row, error)) > 0)
		if (read_row(reader, error) != 0)
			return -1;
	return more < 0 ? not_csv(reader, error) : check_whole(reader, error);
}

/* --- between the months ---------------------------------------------------------------- */

/* The cubic through four points a month apart, `x` from 0 to 1 between the second
 * and the third (Lagrange). */
static double cubic(double a, double b, double c, double d, double x)
{
	return -a * x * (x - 1) * (x - 2) / 6 +
	       b * (x + 1) * (x - 1) * (x - 2) / 2 -
	       c * (x + 1) * x * (x - 2) / 2 + d * (x + 1) * x * (x - 1) / 6;
}

static double line(double a, double b, double x)
{
	return a + (b - a) * x;
}

static struct growth_lms between(const struct growth_lms *rows, size_t count,
				 size_t i, double x)
{
	const struct growth_lms *b = &rows[i], *c, *a, *d;

	if (i + 1 == count) /* the last month itself */
		return *b;
	c = b + 1;
	if (i == 0 || i + 2 >= count)
		return (struct growth_lms){line(b->l, c->l, x),
					   line(b->m, c->m, x),
					   line(b->s, c->s, x)};
	a = b - 1;
	d = b + 2;
	return (struct growth_lms){cubic(a->l, b->l, c->l, d->l, x),
				   cubic(a->m, b->m, c->m, d->m, x),
				   cubic(a->s, b->s, c->s, d->s, x)};
}

/* A year is 365.25 days: 1461 days are 48 months. */
enum { DAYS = 1461, MONTHS = 48 };

/* A curve that swings about can dip below 0 between its points. */
static int check_curves(const struct growth_lms *lms, int32_t day,
			const char *sex, struct error *error)
{
	if (lms->m > 0 && lms->s > 0)
		return 0;
	return error_set(error, ERROR_INPUT,
			 "M or S is not above 0 between the months, at %d "
			 "days of age for the sex %s",
			 (int)day, sex);
}

static int fill_days(const struct reader *reader, enum growth_sex sex,
		     const struct growth_reference *reference,
		     struct growth_lms *days, struct error *error)
{
	int32_t from = reference->first_month * DAYS;

	for (int32_t day = reference->first_day; day <= reference->last_day;
	     day++) {
		int32_t at = day * MONTHS - from;
		struct growth_lms *lms = &days[day - reference->first_day];

		*lms = between(reader->rows[sex], reader->count[sex],
			       (size_t)(at / DAYS), (double)(at % DAYS) / DAYS);
		if (check_curves(lms, day, sexes[sex], error) != 0)
			return error_at(error, reader->name, 0, 0, 0);
	}
	return 0;
}

static int work_out(const struct reader *reader,
		    struct growth_reference *reference, struct arena *arena,
		    struct error *error)
{
	size_t count;

	reference->first_month = reader->first[GROWTH_MALE];
	reference->last_month = reader->first[GROWTH_MALE] +
				(int)reader->count[GROWTH_MALE] - 1;
	reference->first_day =
		(reference->first_month * DAYS + MONTHS - 1) / MONTHS;
	reference->last_day = reference->last_month * DAYS / MONTHS;
	count = (size_t)(reference->last_day - reference->first_day + 1);
	for (int s = 0; s < GROWTH_SEX_UNKNOWN; s++) {
		struct growth_lms *days =
			arena_array(arena, count, sizeof(*days));

		if (days == NULL)
			return error_memory(error);
		if (fill_days(reader, (enum growth_sex)s, reference, days,
			      error) != 0)
			return -1;
		reference->days[s] = days;
	}
	return 0;
}

int growth_reference_read(struct growth_reference *reference,
			  struct slice bytes, struct slice name,
			  struct arena *arena, struct error *error)
{
	struct growth_reference made = {0};
	struct arena scratch = {0};
	struct reader *reader;
	int result = -1;

	if (bytes.len > GROWTH_REFERENCE_BYTES) {
		error_set(error, ERROR_INPUT,
			  "the growth reference is larger than %d bytes",
			  GROWTH_REFERENCE_BYTES);
		return error_at(error, name, 0, 0, 0);
	}
	reader = arena_allocate(&scratch, sizeof(*reader));
	if (reader == NULL)
		return error_memory(error);
	reader->name = name;
	if (csv_begin(&reader->csv, bytes, ',', error) != 0)
		not_csv(reader, error);
	else if (read_rows(reader, error) == 0 &&
		 work_out(reader, &made, arena, error) == 0) {
		crypto_hash_sha256(made.hash, (const unsigned char *)bytes.at,
				   bytes.len);
		*reference = made;
		result = 0;
	}
	csv_release(&reader->csv);
	arena_release(&scratch);
	return result;
}

int growth_reference_load(struct growth_reference *reference, const char *path,
			  struct arena *arena, struct error *error)
{
	struct builder content = {0};
	int result = file_read(path, GROWTH_REFERENCE_BYTES, &content, error);

	if (result == 0)
		result = growth_reference_read(reference,
					       builder_slice(&content),
					       slice_of(path), arena, error);
	builder_release(&content);
	return result;
}
