#include "cli/ask.h"

#include "base/file.h"
#include "base/text.h"
#include "cli/clock.h"
#include "dictionary/dictionary.h"
#include "share/node.h"

enum { LIST_LIMIT_BYTES = 64 << 20 };

static int unknown_field(struct run *run, const struct dictionary *dictionary,
			 struct slice name)
{
	struct slice nearest = {NULL, 0};
	const struct slice *names;
	size_t count;

	names = dictionary_names(dictionary, KIND_FIELD, &run->arena, &count);
	if (names != NULL)
		nearest = text_nearest(name, names, count);
	error_set(&run->error, ERROR_INPUT,
		  "no field, group or category is called '%.*s'",
		  name.len > 60 ? 60 : (int)name.len, name.at);
	if (nearest.len > 0)
		error_hint(&run->error, "did you mean '%.*s'?",
			   SLICE_ARGS(nearest));
	return -1;
}

static int read_fields(struct run *run, const struct dictionary *dictionary,
		       const char *list, struct field_set *fields)
{
	struct slice rest = slice_of(list);

	*fields = (struct field_set){0};
	while (rest.len > 0) {
		struct slice name = slice_trim(slice_cut(&rest, ','));
		struct field_set some;

		if (name.len == 0)
			continue;
		if (!dictionary_fields(dictionary, name, &some))
			return unknown_field(run, dictionary, name);
		*fields = field_set_union(*fields, some);
	}
	return 0;
}

int ask_request(struct share_request *request, struct field_set *fields,
		struct run *run, const struct node *node)
{
	const struct arguments *arguments = &run->arguments;

	*request = (struct share_request){
		.recipient = slice_of(arguments->to),
		.purpose = slice_of(arguments->purpose),
		.collection = slice_of(arguments->collection),
		.trigger = slice_of(arguments->trigger),
		.role = slice_of(arguments->role),
		.destination = slice_of(arguments->destination),
		.ukprn = slice_of(arguments->ukprn),
		.today = clock_today(arguments),
	};
	if (arguments->fields == NULL)
		return 0;
	request->fields = fields;
	return read_fields(run, node->dictionary, arguments->fields, fields);
}

static int add_upn(struct share_request *request, struct slice **list,
		   size_t *capacity, struct slice upn, struct run *run)
{
	*list = arena_grow(&run->arena, *list, request->upn_count, capacity,
			   sizeof(**list));
	if (*list == NULL)
		return error_memory(&run->error);
	(*list)[request->upn_count++] = upn;
	request->upns = *list;
	return 0;
}

static int read_list(struct run *run, const char *path, struct slice *text)
{
	struct builder content = {0};
	int result = file_read(path, LIST_LIMIT_BYTES, &content, &run->error);

	if (result == 0) {
		*text = arena_copy(&run->arena, builder_slice(&content));
		if (text->at == NULL)
			result = error_memory(&run->error);
	}
	builder_release(&content);
	return result;
}

int ask_pupils(struct share_request *request, struct run *run, const char *list)
{
	struct slice rest = slice_of(list);
	struct slice *upns = NULL;
	size_t capacity = 0;
	char separator = ',';

	if (list[0] == '@') {
		separator = '\n';
		if (read_list(run, list + 1, &rest) != 0)
			return -1;
	}
	while (rest.len > 0) {
		struct slice upn = slice_trim(slice_cut(&rest, separator));

		if (upn.len > 0 &&
		    add_upn(request, &upns, &capacity, upn, run) != 0)
			return -1;
	}
	if (request->upn_count > 0)
		return 0;
	return error_set(&run->error, ERROR_INPUT, "--pupils names no pupil");
}
