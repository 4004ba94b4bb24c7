/*
 * Terms as anybody may send them: read, told, written, and what was written read
 * again, to the same bytes.
 */
#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/json.h"
#include "fuzz/small_law.h"
#include "fuzz/target.h"
#include "policy/terms.h"

static void write_terms(const struct licence *terms, struct builder *out)
{
	struct json json = json_writer(out, false);

	terms_write(small_law(), terms, &json);
	must(!out->failed);
}

static void check_terms(const struct licence *terms, struct arena *arena)
{
	struct builder text = {0}, again = {0}, told = {0};
	struct licence same;

	write_terms(terms, &text);
	terms_tell(small_law(), terms, &told);
	must(!told.failed && told.len > 0);
	/* Escapes can make it longer than what is read. */
	if (terms_read(&same, small_law(), builder_slice(&text), arena, NULL) ==
	    0) {
		write_terms(&same, &again);
		must(slice_equal(builder_slice(&text), builder_slice(&again)));
	} else {
		must(text.len > TERMS_BYTES);
	}
	builder_release(&text);
	builder_release(&again);
	builder_release(&told);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct slice text = {(const char *)data, size};
	struct arena arena = {0};
	struct licence terms;

	if (terms_read(&terms, small_law(), text, &arena, NULL) == 0)
		check_terms(&terms, &arena);
	arena_release(&arena);
	return 0;
}
