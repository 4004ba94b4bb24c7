#include "cli/accepted.h"

#include "base/file.h"

enum { ALLOW_FILE_BYTES = 1 << 24, ALLOW_MODE = 0644 };

int accepted_read(struct run *run, struct allow *allow, bool *given)
{
	const char *path = run->arguments.allow;
	struct builder content = {0};
	int result;

	*given = path != NULL;
	if (path == NULL && run->arguments.accept) {
		error_set(&run->error, ERROR_INPUT,
			  "--accept needs --allow FILE");
		return error_hint(&run->error, "it adds what is found to FILE");
	}
	if (path == NULL)
		return 0;
	if (run->arguments.accept && !file_exists(path)) {
		allow_begin(allow, &run->arena);
		return 0;
	}
	result = file_read(path, ALLOW_FILE_BYTES, &content, &run->error);
	if (result == 0 && allow_read(allow, builder_slice(&content),
				      &run->arena, &run->error) != 0)
		result = error_at(&run->error, slice_of(path),
				  run->error.place.line, 0, 0);
	builder_release(&content);
	return result;
}

int accepted_write(struct run *run, const struct allow *allow)
{
	struct builder content = {0};
	int result;

	if (!run->arguments.accept)
		return 0;
	allow_write(allow, &content);
	result = content.failed ? error_memory(&run->error)
				: file_replace(run->arguments.allow,
					       builder_slice(&content),
					       ALLOW_MODE, &run->error);
	builder_release(&content);
	return result;
}
