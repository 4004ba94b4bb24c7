/* The payload of a release of tables. */
#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "share/disclosure.h"
#include "share/manifest.h"
#include "share/release_tables.h"

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

static int write_text(struct disclosure *disclosure, const struct builder *text,
		      struct error *error)
{
	struct output *output;

	if (text->failed)
		return error_memory(error);
	if (payload_output(disclosure, &output, error) != 0)
		return -1;
	output_add(output, builder_slice(text));
	return output_commit(output, error);
}

static int keep_bytes(struct disclosure *disclosure, struct error *error)
{
	struct builder bytes = {0};
	int result = 0;

	kept_write(&disclosure->tables->kept, &bytes);
	if (!bytes.failed)
		disclosure->release.kept =
			arena_copy(disclosure->arena, builder_slice(&bytes));
	if (disclosure->release.kept.at == NULL)
		result = error_memory(error);
	builder_release(&bytes);
	return result;
}

int tables_write(struct disclosure *disclosure, struct error *error)
{
	struct builder text = {0};
	int result;

	if (disclosure->asked->table != NULL)
		tabulate_write(disclosure->asked->table,
			       disclosure->report->statement, &text);
	else
		tables_add_csv(disclosure->tables, &text);
	result = write_text(disclosure, &text, error);
	builder_release(&text);
	if (result == 0 && !disclosure->sealed && has_metadata(disclosure))
		result = write_metadata(disclosure, error);
	return result == 0 ? keep_bytes(disclosure, error) : -1;
}
