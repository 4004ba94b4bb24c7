#include "age_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/file.h"
#include "tests/test.h"

/* --- keys and texts ------------------------------------------------------- */

static void draw(uint64_t seed, void *bytes, size_t size)
{
	uint8_t whole[randombytes_SEEDBYTES] = {0};

	memcpy(whole, &seed, sizeof(seed));
	randombytes_buf_deterministic(bytes, size, whole);
}

void drawn_identity(uint64_t seed, struct age_identity *identity)
{
	draw(seed, identity->secret_key, sizeof(identity->secret_key));
}

void drawn_recipient(uint64_t seed, struct age_recipient *recipient)
{
	struct age_identity identity;

	drawn_identity(seed, &identity);
	age_identity_recipient(&identity, recipient);
}

void drawn_text(uint64_t seed, size_t size, struct builder *out)
{
	char *room;

	builder_clear(out);
	if (size == 0)
		return;
	room = builder_reserve(out, size);
	assert_non_null(room);
	draw(~seed, room, size);
	builder_commit(out, size);
}

/* --- in memory ------------------------------------------------------------ */

int seal_text(struct slice text, size_t recipients, bool armor, size_t piece,
	      struct builder *out, struct error *error)
{
	struct age_recipient whom[16];
	struct age_seal *seal;
	size_t at = 0;

	assert_true(recipients <= sizeof(whom) / sizeof(whom[0]));
	for (size_t i = 0; i < recipients; i++)
		drawn_recipient(i + 1, &whom[i]);
	if (age_seal_open(&seal, whom, recipients, armor,
			  stream_to_builder(out), error) != 0)
		return -1;
	do {
		struct slice part =
			slice_part(text, at, piece > 0 ? at + piece : text.len);

		if (age_seal_write(seal, part, error) != 0) {
			age_seal_abandon(seal);
			return -1;
		}
		at += part.len;
	} while (at < text.len);
	return age_seal_close(seal, error);
}

int open_text(struct slice sealed, uint64_t seed, struct builder *out,
	      struct error *error)
{
	struct age_identity identity;
	struct age_unseal *unseal;
	int result;

	drawn_identity(seed, &identity);
	if (age_unseal_open(&unseal, stream_from_slice(&sealed), &identity, 1,
			    error) != 0)
		return -1;
	result = stream_copy(age_unseal_source(unseal), stream_to_builder(out),
			     NULL, error);
	age_unseal_close(unseal);
	return result;
}

static int read_slowly(void *context, void *bytes, size_t size, size_t *got,
		       struct error *error)
{
	struct slow_source *slow = context;

	(void)error;
	assert_true(size > 0);
	*got = slow->rest.len < slow->piece ? slow->rest.len : slow->piece;
	*got = *got < size ? *got : size;
	if (*got > 0)
		memcpy(bytes, slow->rest.at, *got);
	slow->rest = slice_part(slow->rest, *got, slow->rest.len);
	return 0;
}

struct stream_source slow_source(struct slow_source *slow)
{
	return (struct stream_source){read_slowly, slow};
}

/* --- other programs ------------------------------------------------------- */

static char directory[64];

int make_directory(void **state)
{
	(void)state;
	strcpy(directory, SCRATCH "seal-XXXXXX");
	return sodium_init() >= 0 && mkdtemp(directory) != NULL ? 0 : -1;
}

int remove_directory(void **state)
{
	(void)state;
	return directory_remove(directory, NULL);
}

const char *in_directory(const char *name)
{
	static char paths[4][128];
	static unsigned int next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", directory, name);
	return path;
}

void put_file(const char *name, struct slice content)
{
	FILE *file = fopen(in_directory(name), "w");

	assert_non_null(file);
	if (content.len > 0)
		assert_int_equal(fwrite(content.at, 1, content.len, file),
				 content.len);
	assert_int_equal(fclose(file), 0);
}

void get_file(const char *name, struct builder *content)
{
	struct error error = {0};

	builder_clear(content);
	assert_success(file_read(in_directory(name), 1 << 28, content, &error),
		       &error);
}

bool runs(const char *format, ...)
{
	char command[1024];
	va_list arguments;
	int used =
		snprintf(command, sizeof(command), "cd '%s' && { ", directory);
	int status;

	va_start(arguments, format);
	used += vsnprintf(command + used, sizeof(command) - (size_t)used,
			  format, arguments);
	va_end(arguments);
	used += snprintf(command + used, sizeof(command) - (size_t)used,
			 "; } </dev/null 2>messages");
	assert_in_range(used, 0, sizeof(command) - 1);
	status = system(command);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 127)
		fail_msg("not installed: %s", command);
	return WEXITSTATUS(status) == 0;
}

void put_identity(const char *name, uint64_t seed)
{
	char text[AGE_IDENTITY_TEXT_BYTES];
	struct age_identity identity;

	drawn_identity(seed, &identity);
	age_identity_write(&identity, text);
	put_file(name, slice_of(text));
}
