#include "share/rows.h"

#include "anonymity/report.h"
#include "anonymity/roles.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "share/disclosure.h"

enum { ROWS_AT_ONCE = 4096 };

/* --- rows as they would be written --------------------------------------------- */

static int keep(void *context, struct slice bytes, struct error *error)
{
	struct builder *text = context;

	builder_add(text, bytes);
	return text->failed ? error_memory(error) : 0;
}

/* What the columns are is said by their headers, as it is to whoever gets the
 * file. */
static int collect(struct disclosure *disclosure, struct microdata **data,
		   struct error *error)
{
	struct builder text = {0};
	struct output *output;
	int result;

	if (output_through(&output, keep, &text, error) != 0)
		return -1;
	result = payload_write_records(disclosure, format_find(SLICE("csv")),
				       output, error);
	if (result == 0)
		result = output_commit(output, error);
	else
		output_abandon(output);
	if (result == 0)
		result = microdata_read(data, builder_slice(&text), error);
	builder_release(&text);
	return result;
}

static int find_roles(struct disclosure *disclosure, struct microdata *data,
		      uint32_t least, struct error *error)
{
	const struct dictionary *dictionary = disclosure->node->dictionary;
	uint16_t *fields = arena_array(disclosure->arena, data->column_count,
				       sizeof(*fields));

	if (fields == NULL)
		return error_memory(error);
	if (roles_find_fields(fields, data, dictionary, disclosure->arena,
			      error) != 0)
		return -1;
	for (size_t i = 0; i < data->column_count; i++) {
		struct column *column = &data->columns[i];

		/* What is not known to be harmless is not: the period of
		 * values, say. */
		column->role = fields[i] != DICTIONARY_NONE
				       ? roles_of_field(dictionary, fields[i])
				       : COLUMN_QUASI;
		/* A pseudonym is nothing that others know. */
		if (slice_is(column->name, "pupil.pseudonym"))
			column->role = COLUMN_PLAIN;
		column->number =
			fields[i] != DICTIONARY_NONE &&
			dictionary->fields[fields[i]].type == FIELD_NUMBER;
	}
	return roles_make_ladders(data, fields, dictionary, least,
				  disclosure->arena, error);
}

/* --- what came of it ---------------------------------------------------------------- */

static int keep_levels(struct disclosure *disclosure,
		       struct rows_report *report, struct error *error)
{
	const struct recoding *recoding = &report->outcome.recoding;
	struct slice *columns = arena_array(
		disclosure->arena, recoding->quasi_count, sizeof(*columns));
	struct slice *levels = arena_array(
		disclosure->arena, recoding->quasi_count, sizeof(*levels));

	if (columns == NULL || levels == NULL)
		return error_memory(error);
	for (size_t q = 0; q < recoding->quasi_count; q++) {
		columns[q] = arena_copy(
			disclosure->arena,
			report->data->columns[recoding->quasi[q]].name);
		levels[q] = arena_copy(
			disclosure->arena,
			recoding_level_name(recoding, report->data, q));
		if (columns[q].at == NULL || levels[q].at == NULL)
			return error_memory(error);
	}
	report->columns = columns;
	report->levels = levels;
	report->count = recoding->quasi_count;
	return 0;
}

static int keep_names(struct disclosure *disclosure, struct rows_report *report,
		      struct error *error)
{
	struct microdata *names = &report->names;

	names->column_count = report->data->column_count;
	names->columns = arena_array(disclosure->arena, names->column_count,
				     sizeof(*names->columns));
	if (names->columns == NULL)
		return error_memory(error);
	for (size_t i = 0; i < names->column_count; i++) {
		names->columns[i].name = arena_copy(
			disclosure->arena, report->data->columns[i].name);
		if (names->columns[i].name.at == NULL)
			return error_memory(error);
	}
	return 0;
}

static int refuse(struct disclosure *disclosure, const struct error *cause,
		  struct error *error)
{
	struct slice why =
		arena_copy(disclosure->arena, slice_of(cause->message));

	if (why.at == NULL)
		return error_memory(error);
	disclosure_refuse(disclosure, why,
			  SLICE("ask for fewer fields with --fields, or for "
				"more pupils at a time"));
	return 0;
}

static int make_safe(struct disclosure *disclosure, struct rows_report *report,
		     struct error *error)
{
	struct error found = {0};

	if (anonymise(&report->outcome, report->data, &report->profile->model,
		      report->profile->threshold, LOSS_ENTROPY,
		      disclosure->arena, &found) == 0)
		return keep_levels(disclosure, report, error) == 0
			       ? rows_find_earlier(disclosure, report, error)
			       : -1;
	if (found.code == ERROR_REFUSED || found.code == ERROR_INPUT)
		return refuse(disclosure, &found, error);
	if (error != NULL)
		*error = found;
	return -1;
}

static int measure(struct disclosure *disclosure, struct rows_report *report,
		   struct error *error)
{
	struct anonymise_outcome *outcome = &report->outcome;

	recoding_begin(&outcome->recoding, report->data);
	if (measure_rows(&outcome->before, report->data, &outcome->recoding,
			 &report->profile->model, report->profile->threshold,
			 disclosure->arena, error) != 0)
		return -1;
	outcome->after = outcome->before;
	measure_fulfils(&outcome->before, &report->profile->model,
			&report->why);
	if (disclosure->asked->limit_risk &&
	    outcome->after.prosecutor.above * 100 >
		    outcome->after.rows * disclosure->asked->most_at_risk)
		disclosure_refuse(
			disclosure,
			SLICE("more of the rows are at risk than was asked: "
			      "who knows that much of a pupil finds the row, "
			      "pseudonym or not"),
			SLICE("ask for fewer fields with --fields, or for a "
			      "higher --at-risk"));
	return keep_levels(disclosure, report, error);
}

/* Other formats hold what they hold: what is made coarser has no place there. */
static int check_format(const struct disclosure *disclosure,
			struct error *error)
{
	if (slice_is(slice_of(disclosure->format->name), "csv"))
		return 0;
	return error_set(error, ERROR_INPUT,
			 "rows of level anonymised are written as csv, not as "
			 "'%s'",
			 disclosure->format->name);
}

static int check_nothing_asked(const struct disclosure *disclosure,
			       struct error *error)
{
	if (slice_empty(disclosure->asked->rows_profile) &&
	    !disclosure->asked->limit_risk)
		return 0;
	return error_set(error, ERROR_INPUT,
			 "this release is of level %.*s, of which no rows are "
			 "measured: --profile and --at-risk are for levels "
			 "pupil and anonymised",
			 SLICE_ARGS(disclosure->report->level));
}

int rows_make(struct disclosure *disclosure, struct error *error)
{
	bool anonymised = disclosure->level.kind == LEVEL_ANONYMISED;
	struct slice profile = disclosure->asked->rows_profile;
	struct rows_report *report;

	if (!anonymised && disclosure->level.kind != LEVEL_PUPIL)
		return check_nothing_asked(disclosure, error);
	if (anonymised && check_format(disclosure, error) != 0)
		return -1;
	report = arena_allocate(disclosure->arena, sizeof(*report));
	if (report == NULL)
		return error_memory(error);
	disclosure->report->rows = report;
	report->anonymised = anonymised;
	if (anonymity_profile_need(slice_empty(profile) ? SLICE("default")
							: profile,
				   &report->profile, error) != 0)
		return -1;
	if (collect(disclosure, &report->data, error) != 0 ||
	    find_roles(disclosure, report->data, report->profile->model.k,
		       error) != 0 ||
	    keep_names(disclosure, report, error) != 0)
		return -1;
	return anonymised ? make_safe(disclosure, report, error)
			  : measure(disclosure, report, error);
}

void rows_free(struct disclosure *disclosure)
{
	if (disclosure->report->rows == NULL)
		return;
	microdata_free(disclosure->report->rows->data);
	disclosure->report->rows->data = NULL;
}

/* --- writing -------------------------------------------------------------------------- */

int rows_write(struct disclosure *disclosure, struct output *output,
	       struct error *error)
{
	const struct rows_report *report = disclosure->report->rows;
	size_t count = report->data->row_count;
	struct builder text = {0};
	uint32_t *order;

	if (order_rows(disclosure, count, &order, error) != 0)
		return -1;
	for (size_t from = 0; from < count; from += ROWS_AT_ONCE) {
		size_t to = from + ROWS_AT_ONCE;

		builder_clear(&text);
		recoding_write(&report->outcome.recoding, report->data, order,
			       from, to < count ? to : count, &text);
		if (text.failed)
			break;
		output_add(output, builder_slice(&text));
	}
	memory_free(order);
	if (text.failed)
		error_memory(error);
	builder_release(&text);
	return text.failed ? -1 : 0;
}

/* --- the manifest --------------------------------------------------------------------- */

static void put_share(struct json *json, const char *key, double share)
{
	json_key(json, key);
	json_put_decimal(json, (int64_t)(share * 10000 + 0.5), 4);
}

static void put_all(const struct rows_report *report, bool rows_too,
		    struct json *json)
{
	const struct anonymise_outcome *outcome = &report->outcome;

	json_open_object(json);
	json_key_text(json, "profile", slice_of(report->profile->name));
	json_key_text(json, "source", slice_of(report->profile->source));
	if (report->anonymised) {
		json_key(json, "model");
		report_model(&report->profile->model, json);
		json_key(json, "levels");
		json_open_array(json);
		for (size_t i = 0; i < report->count; i++) {
			json_open_object(json);
			json_key_text(json, "column", report->columns[i]);
			json_key_text(json, "level", report->levels[i]);
			json_close_object(json);
		}
		json_close_array(json);
		put_share(json, "lost", outcome->lost);
	}
	if (report->anonymised && rows_too) {
		json_key_number(json, "cells-left-out",
				(int64_t)outcome->starred_cells);
		json_key_number(json, "rows-left-out",
				(int64_t)outcome->recoding.dropped_count);
		json_key(json, "before");
		report_measure(&outcome->before, &report->names, true, json);
	}
	json_key(json, "measured");
	report_measure(&outcome->after, &report->names, rows_too, json);
	json_close_object(json);
}

static void put_earlier(const struct rows_earlier *earlier, struct json *json)
{
	json_key(json, "earlier");
	json_open_object(json);
	json_key_number(json, "releases", (int64_t)earlier->count);
	json_key_text(json, "last", earlier->last);
	json_key_boolean(json, "other-levels", earlier->other_levels);
	json_key_boolean(json, "other-pupils", earlier->other_pupils);
	json_close_object(json);
}

void rows_write_report(const struct rows_report *report, struct json *json)
{
	json_key(json, "anonymity");
	put_all(report, true, json);
	if (report->earlier.count > 0)
		put_earlier(&report->earlier, json);
}

void rows_write_manifest(const struct disclosure *disclosure, struct json *json)
{
	if (disclosure->report->rows == NULL)
		return;
	json_key(json, "anonymity");
	put_all(disclosure->report->rows, false, json);
}
