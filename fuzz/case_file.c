/*
 * A page with a record in it as it may come from anybody, read with the dictionary
 * of England.  A record that is taken comes out of a page that it is put into as it
 * went in.
 */
#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "formats/record_data.h"
#include "fuzz/reading.h"
#include "fuzz/target.h"
#include "register/record.h"

/* The record as it is written. */
static int take(void *context, const struct record *record, struct error *error)
{
	const struct field_set nothing = {0};
	struct builder *out = context;
	struct json json = json_writer(out, false);

	(void)error;
	json_open_object(&json);
	json_key_number(&json, "hornbook-record", RECORD_DATA_VERSION);
	json_key(&json, "sections");
	record_data_put(&json, england(), record, &nothing);
	json_close_object(&json);
	return 0;
}

static int reject(void *context, const struct rejection *rejection,
		  struct error *error)
{
	(void)context;
	(void)error;
	must(rejection->message.len > 0);
	return 0;
}

static void read_page(struct slice page, struct builder *out)
{
	struct arena arena = {0};
	struct error error = {0};
	struct reading reading = {
		.dictionary = england(),
		.today = date_from_civil(2026, 1, 20),
		.take = take,
		.reject = reject,
		.context = out,
		.arena = &arena,
	};

	if (case_file_reader.read(&reading, page, &error) != 0)
		must(error.code == ERROR_INPUT);
	arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct builder first = {0}, second = {0}, page = {0};

	read_page((struct slice){(const char *)data, size}, &first);
	if (first.len > 0) {
		builder_add_text(&page, "<body>\n</body>\n</html>\n");
		record_data_embed(builder_slice(&first), &page);
		read_page(builder_slice(&page), &second);
		must(slice_equal(builder_slice(&first),
				 builder_slice(&second)));
	}
	builder_release(&first);
	builder_release(&second);
	builder_release(&page);
	return 0;
}
