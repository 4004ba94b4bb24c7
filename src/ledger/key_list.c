#include "ledger/key_list.h"

#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "ledger/files.h"

enum { FILE_LIMIT = KEY_LIST_LIMIT * (KEY_TEXT_LIMIT + 1) };

static int parse(struct note_key *key, struct slice line,
		 enum note_key_type type)
{
	return type == NOTE_COSIGNATURE ? note_cosigner_parse(key, line, NULL)
					: note_key_parse(key, line, NULL);
}

int key_list_read(struct key_list *list, const char *path,
		  enum note_key_type type, struct error *error)
{
	struct builder content = {0};
	struct slice rest;
	int result = 0;

	list->count = 0;
	if (!file_exists(path))
		return 0;
	if (files_read(path, FILE_LIMIT, &content, error) != 0) {
		builder_release(&content);
		return -1;
	}
	rest = builder_slice(&content);
	while (result == 0 && rest.len > 0) {
		struct slice line = slice_cut(&rest, '\n');

		if (list->count == KEY_LIST_LIMIT ||
		    parse(&list->keys[list->count], line, type) != 0)
			result = files_corrupt(path, "is no list of keys",
					       error);
		else
			list->count++;
	}
	builder_release(&content);
	return result;
}

static int write_list(const char *path, const struct key_list *list,
		      struct error *error)
{
	struct builder text = {0};
	int result;

	for (size_t i = 0; i < list->count; i++) {
		note_key_write(&list->keys[i], &text);
		builder_add_byte(&text, '\n');
	}
	result = text.failed ? error_memory(error)
			     : file_replace(path, builder_slice(&text),
					    LEDGER_STORE_MODE, error);
	builder_release(&text);
	return result;
}

int key_list_add(const char *path, const struct note_key *key, bool *added,
		 struct error *error)
{
	struct key_list list;

	*added = false;
	if (key_list_read(&list, path, key->type, error) != 0)
		return -1;
	for (size_t i = 0; i < list.count; i++)
		if (note_key_equal(&list.keys[i], key))
			return 0;
	if (list.count == KEY_LIST_LIMIT)
		return error_set(error, ERROR_REFUSED,
				 "more than %d keys cannot be trusted",
				 KEY_LIST_LIMIT);
	list.keys[list.count++] = *key;
	*added = true;
	return write_list(path, &list, error);
}

int key_list_remove(const char *path, const struct note_key *key, bool *removed,
		    struct error *error)
{
	struct key_list list;
	size_t kept = 0;

	*removed = false;
	if (key_list_read(&list, path, key->type, error) != 0)
		return -1;
	for (size_t i = 0; i < list.count; i++)
		if (!note_key_equal(&list.keys[i], key))
			list.keys[kept++] = list.keys[i];
	if (kept == list.count)
		return 0;
	list.count = kept;
	*removed = true;
	return write_list(path, &list, error);
}
