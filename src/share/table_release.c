/* The payload when a table was asked for: that one, counted, treated, judged. */
#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "share/manifest.h"
#include "share/disclosure.h"
#include "share/tabulate.h"
#include "tables/profile.h"

static int take_pupils(struct disclosure *disclosure,
		       const struct shaped *shaped, void *context,
		       struct error *error)
{
	(void)disclosure;
	return tabulate_take(context, shaped->records, shaped->count, error);
}

static int write_payload(struct disclosure *disclosure,
			 const struct statement *statement, struct error *error)
{
	struct builder text = {0};
	struct output *output;
	int result = -1;

	tabulate_write(disclosure->asked->table, statement, &text);
	if (text.failed) {
		error_memory(error);
	} else if (payload_output(disclosure, &output, error) == 0) {
		output_add(output, builder_slice(&text));
		result = output_commit(output, error);
	}
	builder_release(&text);
	return result;
}

int table_make(struct disclosure *disclosure, const struct decision *decision,
	       const struct profile *profile, struct error *error)
{
	struct statement *statement =
		arena_allocate(disclosure->arena, sizeof(*statement));
	struct tabulate *tabulate;
	int result = -1;

	if (statement == NULL)
		return error_memory(error);
	if (tabulate_begin(&tabulate, disclosure->node->dictionary,
			   disclosure->asked->table, error) != 0)
		return -1;
	if (tabulate_allow(tabulate, &decision->released, decision->level,
			   error) == 0 &&
	    disclosure_scan(disclosure, false, take_pupils, tabulate, error) ==
		    0 &&
	    tabulate_finish(tabulate, profile, disclosure->asked->threads,
			    statement, disclosure->arena, error) == 0)
		result = 0;
	tabulate_free(tabulate);
	if (result != 0)
		return -1;
	disclosure->report->cells = statement->cells;
	disclosure->report->suppressed = statement->hidden;
	disclosure->report->statement = statement;
	return 0;
}

const char *payload_format(const struct disclosure *disclosure)
{
	const struct share_table *table = disclosure->asked->table;

	return table != NULL && table->form == TABLE_JSON
		       ? "json"
		       : disclosure->format->name;
}

/* --- what its columns are ------------------------------------------------------------- */

static bool has_metadata(const struct disclosure *disclosure)
{
	return disclosure->asked->table != NULL &&
	       disclosure->asked->table->form == TABLE_LONG &&
	       disclosure->report->statement != NULL;
}

void table_put_metadata(const struct disclosure *disclosure, struct json *json)
{
	if (!has_metadata(disclosure))
		return;
	json_key(json, "table");
	statement_put_csvw(disclosure->report->statement,
			   slice_of(disclosure->payload_name), json);
}

/* Where readers of CSV on the Web look for it. */
static int write_metadata(const struct disclosure *disclosure,
			  struct error *error)
{
	struct builder name = {0}, text = {0};
	const char *path = NULL;
	int result;

	builder_add_text(&name, disclosure->payload_name);
	builder_add_text(&name, TABLE_METADATA_ENDING);
	statement_write_csvw(disclosure->report->statement,
			     slice_of(disclosure->payload_name), &text);
	if (!name.failed)
		path = path_join(disclosure->arena, disclosure->staging,
				 builder_text(&name));
	if (path == NULL || text.failed)
		result = error_memory(error);
	else
		result = file_replace(path, builder_slice(&text), 0600, error);
	builder_release(&name);
	builder_release(&text);
	return result;
}

int table_write(struct disclosure *disclosure, struct error *error)
{
	if (write_payload(disclosure, disclosure->report->statement, error) !=
	    0)
		return -1;
	return !disclosure->sealed && has_metadata(disclosure)
		       ? write_metadata(disclosure, error)
		       : 0;
}

static struct field_set area_fields(const struct dictionary *dictionary)
{
	struct field_set fields = {0};

	for (uint16_t a = 0; a < dictionary->area_count; a++)
		if (dictionary->areas[a].field != DICTIONARY_NONE)
			field_set_add(&fields, dictionary->areas[a].field);
	return fields;
}

int table_choose_fields(const struct disclosure *disclosure,
			const struct field_set *promised,
			struct field_set *fields, struct error *error)
{
	struct tabulate *tabulate;
	struct field_set needed, used, others;

	if (tabulate_begin(&tabulate, disclosure->node->dictionary,
			   disclosure->asked->table, error) != 0)
		return -1;
	needed = tabulate_needed(tabulate);
	used = tabulate_fields(tabulate);
	tabulate_free(tabulate);
	/* The level's area is counted by without being released. */
	others = field_set_difference(
		needed, area_fields(disclosure->node->dictionary));
	if (!field_set_empty(others))
		needed = others;
	*fields = field_set_union(
		needed, field_set_difference(
				used, field_set_difference(used, *promised)));
	return 0;
}
