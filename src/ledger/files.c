#include "ledger/files.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"

int files_at(const char *path, struct error *error)
{
	return error_at(error, slice_of(path), 0, 0, 0);
}

int files_corrupt(const char *path, const char *what, struct error *error)
{
	error_set(error, ERROR_CORRUPT, "%s", what);
	return files_at(path, error);
}

int files_entry_corrupt(const struct files *files, uint64_t index,
			const char *what, struct error *error)
{
	error_set(error, ERROR_CORRUPT, "entry %llu %s",
		  (unsigned long long)index, what);
	return files_at(files->entries, error);
}

void files_release(struct files *files)
{
	if (files->fd >= 0)
		close(files->fd);
	files->fd = -1;
	arena_release(&files->arena);
}

int files_name(struct files *files, const char *directory, struct error *error)
{
	const struct {
		char **path;
		const char *name;
	} named[] = {
		{&files->directory, ""},
		{&files->entries, "entries"},
		{&files->checkpoint, "checkpoint"},
		{&files->key, "key.pub"},
		{&files->settled, "settled"},
		{&files->pending, "pending"},
		{&files->cosigned, "cosigned"},
		{&files->tile, "tile"},
	};

	*files = (struct files){.fd = -1};
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		*named[i].path =
			path_join(&files->arena, directory, named[i].name);
		if (*named[i].path == NULL)
			return error_memory(error);
	}
	return 0;
}

static int not_a_ledger(const struct files *files, struct error *error)
{
	error_set(error, ERROR_NOT_FOUND, "holds no ledger");
	return files_at(files->directory, error);
}

int files_entries_size(const struct files *files, uint64_t *size,
		       struct error *error)
{
	struct stat status;

	if (fstat(files->fd, &status) != 0) {
		error_system(error, "cannot read the file");
		return files_at(files->entries, error);
	}
	if (!S_ISREG(status.st_mode))
		return files_corrupt(files->entries, "is not a file", error);
	*size = (uint64_t)status.st_size;
	return 0;
}

int files_open(struct files *files, int flags, struct error *error)
{
	uint64_t size;

	files->fd = open(files->entries,
			 flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (files->fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
		if (!file_exists(files->checkpoint))
			return not_a_ledger(files, error);
		return files_corrupt(files->entries, "is missing", error);
	}
	if (files->fd < 0) {
		error_system(error, "cannot open the file");
		return files_at(files->entries, error);
	}
	if (files_entries_size(files, &size, error) != 0)
		return -1;
	if (!file_exists(files->checkpoint)) {
		/* The checkpoint is made last: there never was a ledger. */
		if (size == 0)
			return not_a_ledger(files, error);
		return files_corrupt(files->checkpoint, "is missing", error);
	}
	return 0;
}

int files_lock(const struct files *files, struct error *error)
{
	if (flock(files->fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	if (errno == EWOULDBLOCK)
		error_set(error, ERROR_BUSY,
			  "the ledger is open in another process");
	else
		error_system(error, "cannot lock the file");
	return files_at(files->entries, error);
}

int files_read(const char *path, uint64_t limit_bytes, struct builder *content,
	       struct error *error)
{
	struct error why = {0};

	if (file_read(path, limit_bytes, content, &why) == 0)
		return 0;
	if (why.code == ERROR_NOT_FOUND || why.code == ERROR_INPUT)
		why.code = ERROR_CORRUPT;
	if (error != NULL)
		*error = why;
	return -1;
}

int files_read_key(const struct files *files, struct note_key *key,
		   struct error *error)
{
	struct builder content = {0};
	struct slice text;
	int result = -1;

	if (files_read(files->key, KEY_TEXT_LIMIT + 1, &content, error) != 0)
		goto out;
	text = builder_slice(&content);
	if (!slice_ends_with(text, SLICE("\n")) ||
	    note_key_parse(key, slice_part(text, 0, text.len - 1), NULL) != 0)
		result = files_corrupt(files->key, "is not a verifier's key",
				       error);
	else
		result = 0;
out:
	builder_release(&content);
	return result;
}

int files_write_key(const struct files *files, const struct note_key *key,
		    struct error *error)
{
	struct builder text = {0};
	int result;

	note_key_write(key, &text);
	builder_add_byte(&text, '\n');
	result = text.failed ? error_memory(error)
			     : file_replace(files->key, builder_slice(&text),
					    LEDGER_KEY_MODE, error);
	builder_release(&text);
	return result;
}

int files_read_checkpoint(const struct files *files, const struct note_key *key,
			  struct checkpoint *checkpoint, struct builder *note,
			  struct error *error)
{
	builder_clear(note);
	if (files_read(files->checkpoint, NOTE_LIMIT, note, error) != 0)
		return -1;
	if (checkpoint_open(checkpoint, builder_slice(note), key, error) != 0)
		return files_at(files->checkpoint, error);
	return 0;
}
