#include "anonymity/report.h"

#include <math.h>

#include "base/json.h"

enum { DECIMALS = 4, ONE = 10000 };

const char *report_diversity_name(enum diversity diversity)
{
	static const char *const names[] = {
		[DIVERSITY_NONE] = "none",
		[DIVERSITY_DISTINCT] = "distinct",
		[DIVERSITY_ENTROPY] = "entropy",
		[DIVERSITY_RECURSIVE] = "recursive",
	};

	return names[diversity];
}

const char *report_distance_name(enum ladder_distance distance)
{
	static const char *const names[] = {
		[DISTANCE_EQUAL] = "equal",
		[DISTANCE_ORDERED] = "ordered",
		[DISTANCE_HIERARCHICAL] = "hierarchical",
	};

	return names[distance];
}

/* No such number is null. */
static void put(struct json *json, const char *key, double value)
{
	json_key(json, key);
	if (isfinite(value))
		json_put_decimal(json, llround(value * ONE), DECIMALS);
	else
		json_put_null(json);
}

static void put_count(struct json *json, const char *key, uint64_t count)
{
	json_key_number(json, key, (int64_t)count);
}

static void put_risk(const struct measure *measure, bool rows_too,
		     struct json *json)
{
	json_key(json, "risk");
	json_open_object(json);
	put(json, "threshold", measure->threshold);
	json_key(json, "prosecutor");
	json_open_object(json);
	put(json, "highest", measure->prosecutor.highest);
	put(json, "average", measure->prosecutor.average);
	if (rows_too)
		put_count(json, "rows-above", measure->prosecutor.above);
	json_close_object(json);
	json_key(json, "journalist");
	json_open_object(json);
	put(json, "highest", measure->journalist.highest);
	put(json, "average", measure->journalist.average);
	if (rows_too)
		put_count(json, "rows-above", measure->journalist.above);
	json_close_object(json);
	put(json, "marketer", measure->marketer);
	json_key_boolean(json, "population-known", measure->population);
	json_close_object(json);
}

static void put_column(const struct column_measure *measure,
		       const struct microdata *data, bool rows_too,
		       struct json *json)
{
	json_open_object(json);
	json_key_text(json, "column", data->columns[measure->column].name);
	put_count(json, "distinct-l", measure->distinct);
	put(json, "entropy-l", measure->entropy);
	put(json, "recursive-c", measure->recursive);
	put(json, "t", measure->closeness);
	json_key_text(json, "distance",
		      slice_of(report_distance_name(measure->distance)));
	if (rows_too)
		put_count(json, "rows-told", measure->told);
	json_close_object(json);
}

void report_measure(const struct measure *measure, const struct microdata *data,
		    bool rows_too, struct json *json)
{
	json_open_object(json);
	if (rows_too) {
		put_count(json, "rows", measure->rows);
		put_count(json, "classes", measure->classes);
		put_count(json, "unique-rows", measure->uniques);
	}
	put_count(json, "k", measure->smallest);
	put(json, "average-class", measure->average_class);
	put_risk(measure, rows_too, json);
	json_key(json, "sensitive");
	json_open_array(json);
	for (size_t i = 0; i < measure->column_count; i++)
		put_column(&measure->columns[i], data, rows_too, json);
	json_close_array(json);
	json_close_object(json);
}

void report_model(const struct anonymity_model *model, struct json *json)
{
	json_open_object(json);
	put_count(json, "k", model->k);
	if (model->diversity != DIVERSITY_NONE) {
		json_key_text(
			json, "diversity",
			slice_of(report_diversity_name(model->diversity)));
		put(json, "l", model->l);
	}
	if (model->diversity == DIVERSITY_RECURSIVE)
		put(json, "c", model->c);
	if (model->t < 1)
		put(json, "t", model->t);
	put(json, "most-left-out", model->leave_out / 1000.0);
	json_close_object(json);
}

void report_levels(const struct recoding *recoding,
		   const struct microdata *data, struct json *json)
{
	json_open_array(json);
	for (size_t q = 0; q < recoding->quasi_count; q++) {
		json_open_object(json);
		json_key_text(json, "column",
			      data->columns[recoding->quasi[q]].name);
		json_key_text(json, "level",
			      recoding_level_name(recoding, data, q));
		json_close_object(json);
	}
	json_close_array(json);
}
