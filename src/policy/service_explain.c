/* Answers of the decision service, explained. */
#include "policy/service_parts.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/json.h"
#include "policy/family.h"
#include "policy/trace.h"

static int put_family(const struct explanation *explanation, enum reader reader,
		      struct json *json, struct error *error)
{
	struct arena arena = {0};
	struct family_telling telling;
	int result = family_tell(&telling, explanation, reader, &arena, error);

	if (result == 0)
		family_write_json(&telling, explanation->policy->dictionary,
				  json);
	arena_release(&arena);
	return result;
}

static int put_parent(const struct explanation *explanation, struct json *json,
		      struct error *error)
{
	return put_family(explanation, READER_PARENT, json, error);
}

static int put_pupil(const struct explanation *explanation, struct json *json,
		     struct error *error)
{
	return put_family(explanation, READER_PUPIL, json, error);
}

static int put_officer(const struct explanation *explanation, struct json *json,
		       struct error *error)
{
	struct builder text = {0};
	int result = explain_text(explanation, &text, error);

	json_put_text(json, builder_slice(&text));
	builder_release(&text);
	return result;
}

static int put_engineer(const struct explanation *explanation,
			struct json *json, struct error *error)
{
	return trace_json(explanation, false, json, error);
}

static const struct service_reader {
	const char *name;
	int (*put)(const struct explanation *explanation, struct json *json,
		   struct error *error);
} readers[] = {
	{"officer", put_officer},
	{"parent", put_parent},
	{"pupil", put_pupil},
	{"engineer", put_engineer},
};

const struct service_reader *service_reader(struct slice name)
{
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
		if (slice_is(name, readers[i].name))
			return &readers[i];
	return NULL;
}

int service_explain(const struct reading *reading,
		    const struct explanation *explanation, struct json *json,
		    struct error *error)
{
	json_key(json, "explanation");
	return service_reader(reading->explain)->put(explanation, json, error);
}
